/*
 * bench_rows.h - the same rows in a database of ours and, where SQLite is installed, in one of SQLite's.
 *
 * A row has the columns Id (the key: 1, 2, ...), Low and High (8 bytes) and Text (73 characters): 100 bytes in a record of
 * ours. Both databases are read from caches that hold them whole.
 */
#ifndef ESENT_BENCH_ROWS_H
#define ESENT_BENCH_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "database_builder.h"
#include "esent.h"

enum { ROWS_PAGE_SIZE = 8192, ROWS_TEXT_MAX = 100 };

struct bench_rows {
    uint32_t count;
    JET_INSTANCE instance;
    char folder[512], path[600], sqlite_path[600];
};

/* A cursor of a session of its own, for one thread. */
struct bench_cursor {
    JET_SESID sesid;
    JET_TABLEID table;
};

/* Makes both databases in a temporary folder and attaches ours. The program ends with a message where that fails. */
void bench_rows_make(struct bench_rows *rows, uint32_t count);
void bench_rows_remove(struct bench_rows *rows);

void bench_cursor_open(const struct bench_rows *rows, struct bench_cursor *cursor);
void bench_cursor_close(struct bench_cursor *cursor);

/* Ends the program when a call failed: a benchmark of errors measures nothing. */
void bench_check(JET_ERR err, const char *call);

/* The next of a sequence of numbers from 1 to `count`, in no order. */
uint32_t bench_random_id(uint64_t *state, uint32_t count);

/* ------------------------------------------------------------------------------------------------- SQLite */

struct bench_sqlite;

/* NULL where the program was built without SQLite. */
struct bench_sqlite *bench_sqlite_open(const struct bench_rows *rows);
void bench_sqlite_close(struct bench_sqlite *sqlite);

/* Reads all rows, and `columns` columns of each; returns the sum of what was read. */
uint64_t bench_sqlite_scan(struct bench_sqlite *sqlite, unsigned columns);

/* Finds one row and reads its text; returns the text's first byte, 0 when there is no such row. */
unsigned bench_sqlite_point(struct bench_sqlite *sqlite, uint32_t id);

#endif
