/*
 * offline.c - a database file without an instance.
 */
#include "maintenance/offline.h"

#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "instance/header_probe.h"
#include "try.h"

enum { FRAMES = 512 };

static JET_ERR check_state(const struct database *database)
{
    JET_TRY(header_check_format(&database->header, database->path));
    return header_check_clean(&database->header, database->path);
}

static JET_ERR read_header(struct offline *offline)
{
    struct database *database = &offline->database;
    struct header_probe probe;
    JET_ERR err;

    JET_TRY(os_file_size(&database->file, &offline->file_size));
    err = header_probe_read(&probe, &database->file, database->path);
    if (err >= 0) {
        db_header_decode(probe.choice.image, &database->header);
        database->page_size = probe.choice.page_size;
    }
    header_probe_free(&probe);
    return err;
}

JET_ERR offline_open(struct offline *offline, const char *path, uint32_t options)
{
    struct database *database = &offline->database;
    const bool as_is = options & ESENT_DUMP_AS_IS;
    JET_ERR err;

    memset(offline, 0, sizeof *offline);
    atomic_init(&database->schemas, NULL);
    database->file = os_file_none();
    database->read_only = true;
    database->path = strdup(path);
    if (database->path == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory to open '%s'", path);
    }
    JET_TRY_OR(os_file_open(&database->file, path, OS_READ, as_is ? OS_SHARE_ALL : OS_SHARE_READ), failed);
    JET_TRY_OR(read_header(offline), failed);
    if (!as_is) {
        JET_TRY_OR(check_state(database), failed);
    }
    JET_TRY_OR(cache_create(database->page_size, FRAMES, &offline->cache), failed);
    JET_TRY_OR(cache_file_attach(offline->cache, &database->file, path, !(options & ESENT_DUMP_UNVERIFIED),
                                 &database->pages),
               failed);
    return JET_errSuccess;
failed:
    offline_close(offline);
    return err;
}

uint32_t offline_file_pages(const struct offline *offline)
{
    const uint64_t pages = offline->file_size / offline->database.page_size;

    if (pages <= DB_HEADER_PAGES) {
        return 0;
    }
    return pages - DB_HEADER_PAGES < UINT32_MAX ? (uint32_t)(pages - DB_HEADER_PAGES) : UINT32_MAX;
}

void offline_close(struct offline *offline)
{
    struct database_schemas *schemas = atomic_load(&offline->database.schemas);

    if (schemas != NULL) {
        schemas->destroy(schemas);
    }
    cache_file_detach(offline->database.pages);
    cache_destroy(offline->cache);
    os_file_close(&offline->database.file);
    free(offline->database.path);
}
