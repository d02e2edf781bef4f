/*
 * bench_rows.c - making, opening and removing the rows.
 */
#include "bench_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "os.h"

void bench_check(JET_ERR err, const char *call)
{
    if (err < 0) {
        (void)fprintf(stderr, "%s: error %d: %s\n", call, (int)err, diag_sentence());
        exit(1);
    }
}

uint32_t bench_random_id(uint64_t *state, uint32_t count)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return 1 + (uint32_t)((*state >> 32) * count >> 32);
}

static void attach(struct bench_rows *rows)
{
    /* Twice the pages, so that nothing is ever evicted. */
    const uint64_t pages = 2 * ((uint64_t)rows->count * BUILDER_ROW_SIZE * 12 / 10 / ROWS_PAGE_SIZE + 100);
    JET_SESID sesid;

    bench_check(JetSetSystemParameterA(NULL, 0, JET_paramDatabasePageSize, ROWS_PAGE_SIZE, NULL),
                "page size");
    bench_check(JetSetSystemParameterA(NULL, 0, JET_paramCacheSizeMax, (JET_API_PTR)pages, NULL),
                "cache size");
    bench_check(JetCreateInstanceA(&rows->instance, "bench"), "JetCreateInstance");
    bench_check(JetSetSystemParameterA(&rows->instance, 0, JET_paramRecovery, 0, "off"), "recovery");
    bench_check(JetSetSystemParameterA(&rows->instance, 0, JET_paramTempPath, 0, rows->folder), "temp path");
    bench_check(JetInit(&rows->instance), "JetInit");
    bench_check(JetBeginSessionA(rows->instance, &sesid, NULL, NULL), "JetBeginSession");
    bench_check(JetAttachDatabaseA(sesid, rows->path, JET_bitDbReadOnly), "JetAttachDatabase");
    bench_check(JetEndSession(sesid, 0), "JetEndSession");
}

void bench_rows_make(struct bench_rows *rows, uint32_t count)
{
    struct database_builder *builder;
    char temporary[sizeof rows->folder], name[40];

    memset(rows, 0, sizeof *rows);
    rows->count = count;
    bench_check(os_dir_temporary(temporary, sizeof temporary), "the folder of temporary files");
    (void)snprintf(name, sizeof name, "esent-bench-%u", os_process_id());
    bench_check(path_join(temporary, name, rows->folder, sizeof rows->folder), "path");
    bench_check(os_dir_create(rows->folder), rows->folder);
    bench_check(path_join(rows->folder, "rows.edb", rows->path, sizeof rows->path), "path");
    bench_check(path_join(rows->folder, "rows.sqlite", rows->sqlite_path, sizeof rows->sqlite_path), "path");
    builder = builder_begin(rows->path, ROWS_PAGE_SIZE);
    builder_add_rows(builder, "rows", count);
    builder_end(builder);
    attach(rows);
}

void bench_rows_remove(struct bench_rows *rows)
{
    bench_check(JetTerm2(rows->instance, JET_bitTermComplete), "JetTerm");
    bench_check(os_file_delete(rows->path), rows->path);
    if (os_file_exists(rows->sqlite_path)) {
        bench_check(os_file_delete(rows->sqlite_path), rows->sqlite_path);
    }
    bench_check(os_dir_remove(rows->folder), rows->folder);
}

void bench_cursor_open(const struct bench_rows *rows, struct bench_cursor *cursor)
{
    JET_DBID dbid;

    bench_check(JetBeginSessionA(rows->instance, &cursor->sesid, NULL, NULL), "JetBeginSession");
    bench_check(JetOpenDatabaseA(cursor->sesid, rows->path, NULL, &dbid, JET_bitDbReadOnly),
                "JetOpenDatabase");
    bench_check(JetOpenTableA(cursor->sesid, dbid, "rows", NULL, 0, JET_bitTableReadOnly, &cursor->table),
                "JetOpenTable");
}

void bench_cursor_close(struct bench_cursor *cursor)
{
    bench_check(JetEndSession(cursor->sesid, 0), "JetEndSession");
}
