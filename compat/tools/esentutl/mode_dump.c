/*
 * mode_dump.c - /m: shows what is in a file. /mh: the header of a database; /mm: its trees; /ms: their space.
 */
#include <stdio.h>
#include <string.h>

#include "esent_compat.h"
#include "json.h"
#include "modes.h"
#include "os.h"

static JET_ERR to_stdout(void *context, const char *text, size_t size)
{
    bool *any = context;

    *any = true;
    return fwrite(text, 1, size, stdout) == size ? JET_errSuccess : JET_errDiskIO;
}

static uint32_t dump_format(const struct options *options)
{
    return (options->json ? ESENT_DUMP_JSON : ESENT_DUMP_TEXT) | (options->as_is ? ESENT_DUMP_AS_IS : 0u) |
           (options->unverified ? ESENT_DUMP_UNVERIFIED : 0u);
}

/* ------------------------------------------------------------------------------------------------ the map */

struct picture {
    struct os_file file;
    uint64_t size;
};

static JET_ERR to_picture(void *context, const char *text, size_t size)
{
    struct picture *picture = context;
    JET_ERR err = os_file_write(&picture->file, picture->size, text, size);

    picture->size += size;
    return err;
}

/* The picture of /ms --svg. What is at that place stays unless --force was given. */
static JET_ERR draw(const struct options *options)
{
    struct picture picture = {.file = os_file_none()};
    bool any;
    const unsigned access = OS_WRITE | OS_CREATE | (options->force ? OS_TRUNCATE : OS_EXCLUSIVE);
    JET_ERR err;

    if (strcmp(options->svg, "-") == 0) {
        return esent_space_map_svg(options->file, dump_format(options) & ~(uint32_t)ESENT_DUMP_JSON,
                                   to_stdout, &any);
    }
    if (os_file_same(options->svg, options->file)) {
        (void)fprintf(stderr, "ERROR: '%s' is the database itself.\n", options->svg);
        return JET_errFileAlreadyExists;
    }
    err = os_file_open(&picture.file, options->svg, access, OS_SHARE_READ);
    if (err < JET_errSuccess) {
        return err;
    }
    err = esent_space_map_svg(options->file, dump_format(options) & ~(uint32_t)ESENT_DUMP_JSON, to_picture,
                              &picture);
    os_file_close(&picture.file);
    if (picture.size == 0) {
        (void)os_file_delete(options->svg);
    }
    return err;
}

/* -------------------------------------------------------------------------------------------------- modes */

static JET_ERR dump(const struct options *options, bool *any)
{
    const uint32_t format = dump_format(options);

    switch (options->modifier) {
    case 'm':
        return esent_dump_metadata(options->file, format, to_stdout, any);
    case 's':
        if (options->svg != NULL) {
            return draw(options);
        }
        return esent_dump_space(options->file, format | (options->verbose ? ESENT_DUMP_SMALL : 0u), to_stdout,
                                any);
    default:
        return esent_dump_header(options->file, format & ESENT_DUMP_JSON, to_stdout, any);
    }
}

JET_ERR mode_dump(const struct options *options)
{
    bool any = false; /* the dump began; JSON is whole then, whatever happened */
    JET_ERR err = dump(options, &any);

    if (options->json && err < JET_errSuccess && !any) {
        (void)printf("{\n  \"file\": ");
        json_string(options->file);
        (void)printf(",\n  ");
        json_error(err);
        (void)printf("\n}\n");
    } else if (!options->json && any && err >= JET_errSuccess) {
        (void)printf("\n");
    }
    return err;
}
