/*
 * mode_dump.c - /m: shows what is in a file. /mh: the header of a database.
 */
#include <stdio.h>

#include "esent_compat.h"
#include "json.h"
#include "modes.h"

static JET_ERR to_stdout(void *context, const char *text, size_t size)
{
    (void)context;
    return fwrite(text, 1, size, stdout) == size ? JET_errSuccess : JET_errDiskIO;
}

JET_ERR mode_dump(const struct options *options)
{
    JET_ERR err =
        esent_dump_header(options->file, options->json ? ESENT_DUMP_JSON : ESENT_DUMP_TEXT, to_stdout, NULL);

    if (options->json && err < JET_errSuccess) {
        (void)printf("{\n  \"file\": ");
        json_string(options->file);
        (void)printf(",\n  ");
        json_error(err);
        (void)printf("\n}\n");
    } else if (!options->json && err >= JET_errSuccess) {
        (void)printf("\n");
    }
    return err;
}
