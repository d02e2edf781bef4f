/*
 * bench_sqlite.c - the rows in SQLite: one prepared statement for each thing that is measured, one read transaction around
 * all of it, so that no lock is taken on the way. Without SQLite (BENCH_SQLITE undefined) there is nothing to compare with.
 */
#include "bench_rows.h"

#include <stdio.h>
#include <stdlib.h>

#ifdef BENCH_SQLITE

#include <sqlite3.h>

struct bench_sqlite {
    sqlite3 *database;
    sqlite3_stmt *scan, *point;
};

static void check(int result, sqlite3 *database)
{
    if (result != SQLITE_OK && result != SQLITE_DONE) {
        (void)fprintf(stderr, "sqlite: %s\n", sqlite3_errmsg(database));
        exit(1);
    }
}

static void run(sqlite3 *database, const char *statement)
{
    check(sqlite3_exec(database, statement, NULL, NULL, NULL), database);
}

static void fill(sqlite3 *database, uint32_t count)
{
    char text[ROWS_TEXT_MAX];
    const int length = BUILDER_ROW_SIZE - 27; /* as in our record */
    sqlite3_stmt *insert;

    run(database, "PRAGMA page_size=8192; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
                  "CREATE TABLE rows(id INTEGER PRIMARY KEY, low INTEGER, high INTEGER, text TEXT); BEGIN");
    check(sqlite3_prepare_v2(database, "INSERT INTO rows VALUES(?,?,?,?)", -1, &insert, NULL), database);
    for (uint32_t id = 1; id <= count; id++) {
        for (int i = 0; i < length; i++) {
            text[i] = (char)('a' + (id + 27 + (unsigned)i) % 26);
        }
        check(sqlite3_bind_int64(insert, 1, id), database);
        check(sqlite3_bind_int64(insert, 2, (sqlite3_int64)id * 3), database);
        check(sqlite3_bind_int64(insert, 3, (sqlite3_int64)id * 5), database);
        check(sqlite3_bind_text(insert, 4, text, length, SQLITE_TRANSIENT), database);
        check(sqlite3_step(insert), database);
        check(sqlite3_reset(insert), database);
    }
    check(sqlite3_finalize(insert), database);
    run(database, "COMMIT");
}

struct bench_sqlite *bench_sqlite_open(const struct bench_rows *rows)
{
    struct bench_sqlite *sqlite = calloc(1, sizeof *sqlite);
    FILE *made = fopen(rows->sqlite_path, "rb");

    if (sqlite == NULL || sqlite3_open(rows->sqlite_path, &sqlite->database) != SQLITE_OK) {
        (void)fprintf(stderr, "sqlite: cannot open %s\n", rows->sqlite_path);
        exit(1);
    }
    if (made == NULL) {
        fill(sqlite->database, rows->count);
    } else {
        (void)fclose(made);
    }
    run(sqlite->database, "PRAGMA cache_size=-2000000; BEGIN");
    check(sqlite3_prepare_v2(sqlite->database, "SELECT id,low,high,text FROM rows", -1, &sqlite->scan, NULL),
          sqlite->database);
    check(sqlite3_prepare_v2(sqlite->database, "SELECT text FROM rows WHERE id=?", -1, &sqlite->point, NULL),
          sqlite->database);
    return sqlite;
}

void bench_sqlite_close(struct bench_sqlite *sqlite)
{
    if (sqlite != NULL) {
        (void)sqlite3_finalize(sqlite->scan);
        (void)sqlite3_finalize(sqlite->point);
        (void)sqlite3_close(sqlite->database);
        free(sqlite);
    }
}

uint64_t bench_sqlite_scan(struct bench_sqlite *sqlite, unsigned columns)
{
    uint64_t sum = 0;

    while (sqlite3_step(sqlite->scan) == SQLITE_ROW) {
        if (columns > 0) {
            sum += (uint64_t)sqlite3_column_int64(sqlite->scan, 0);
        }
        if (columns > 3) {
            sum += (uint64_t)sqlite3_column_int64(sqlite->scan, 1) +
                   (uint64_t)sqlite3_column_int64(sqlite->scan, 2) + sqlite3_column_text(sqlite->scan, 3)[0];
        }
    }
    check(sqlite3_reset(sqlite->scan), sqlite->database);
    return sum;
}

unsigned bench_sqlite_point(struct bench_sqlite *sqlite, uint32_t id)
{
    unsigned first = 0;

    check(sqlite3_bind_int64(sqlite->point, 1, id), sqlite->database);
    if (sqlite3_step(sqlite->point) == SQLITE_ROW) {
        first = sqlite3_column_text(sqlite->point, 0)[0];
    }
    check(sqlite3_reset(sqlite->point), sqlite->database);
    return first;
}

#else

struct bench_sqlite *bench_sqlite_open(const struct bench_rows *rows)
{
    (void)rows;
    return NULL;
}

void bench_sqlite_close(struct bench_sqlite *sqlite)
{
    (void)sqlite;
}

uint64_t bench_sqlite_scan(struct bench_sqlite *sqlite, unsigned columns)
{
    (void)sqlite;
    (void)columns;
    return 0;
}

unsigned bench_sqlite_point(struct bench_sqlite *sqlite, uint32_t id)
{
    (void)sqlite;
    (void)id;
    return 0;
}

#endif
