/*
 * open_database.c - a database for tests of the layers below the API.
 */
#include "open_database.h"

#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "format/page_checksum.h"
#include "sample_database.h"
#include "try.h"

static JET_ERR read_header(struct database *database)
{
    struct db_header_choice choice;
    uint8_t *start = calloc(1, DB_HEADER_PROBE);
    size_t got;
    JET_ERR err;

    if (start == NULL) {
        return JET_errOutOfMemory;
    }
    JET_TRY_OR(os_file_read(&database->file, 0, start, DB_HEADER_PROBE, &got), end);
    JET_TRY_OR(db_header_choose(start, got, database->path, &choice), end);
    db_header_decode(choice.image, &database->header);
    database->page_size = choice.page_size;
end:
    free(start);
    return err;
}

static JET_ERR attach(struct open_database *open, uint32_t frames)
{
    struct database *database = &open->database;

    JET_TRY(read_header(database));
    JET_TRY(cache_create(database->page_size, frames, &open->cache));
    return cache_file_attach(open->cache, &database->file, database->path, true, &database->pages);
}

JET_ERR open_database(struct open_database *open, const char *path, bool writable, uint32_t frames)
{
    struct database *database = &open->database;
    JET_ERR err;

    memset(open, 0, sizeof *open);
    database->path = strdup(path);
    database->file = os_file_none();
    database->dbid = 1;
    err = os_file_open(&database->file, path, writable ? OS_READ | OS_WRITE : OS_READ, OS_SHARE_ALL);
    if (err >= 0) {
        err = attach(open, frames);
    }
    database_changes_init(database);
    if (err < 0) {
        close_database(open);
    }
    return err;
}

JET_ERR open_new_database(struct open_database *open, const char *path, uint32_t page_size, uint32_t pages,
                          uint32_t frames)
{
    uint8_t *header = malloc(page_size);
    struct os_file file;
    JET_ERR err;

    if (header == NULL) {
        return JET_errOutOfMemory;
    }
    sample_header(header, page_size);
    err = os_file_open(&file, path, OS_READ | OS_WRITE | OS_CREATE | OS_TRUNCATE, OS_SHARE_ALL);
    if (err >= 0) {
        for (unsigned copy = 0; copy < DB_HEADER_PAGES && err >= 0; copy++) {
            err = os_file_write(&file, (uint64_t)copy * page_size, header, page_size);
        }
        err = err < 0 ? err : os_file_set_size(&file, ((uint64_t)pages + DB_HEADER_PAGES) * page_size);
        os_file_close(&file);
    }
    free(header);
    return err < 0 ? err : open_database(open, path, true, frames);
}

void close_database(struct open_database *open)
{
    struct database *database = &open->database;
    struct database_schemas *schemas = atomic_load(&database->schemas);

    if (schemas != NULL) {
        schemas->destroy(schemas);
    }
    cache_file_detach(database->pages);
    cache_destroy(open->cache);
    os_file_close(&database->file);
    database_changes_end(database);
    free(database->path);
    memset(open, 0, sizeof *open);
}
