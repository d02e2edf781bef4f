/*
 * table_support.h - real databases for tests of cursors: opened through the API, with the lists that another reader made of
 * them.
 */
#ifndef ESENT_TABLE_SUPPORT_H
#define ESENT_TABLE_SUPPORT_H

#include <stdbool.h>

#include "esent.h"
#include "test.h"

/* A database of the fixtures that is open in a session. */
struct opened {
    JET_INSTANCE instance;
    JET_SESID session;
    JET_DBID dbid;
};

/* Opens `relative` (below the fixture root) read-only; skips the test where it is absent. */
struct opened open_database(const char *relative, unsigned page_size);
void close_database(struct opened *database);

JET_TABLEID open_table(const struct opened *database, const char *name);

/* Bytes of a key or a bookmark. */
struct run {
    unsigned size;
    unsigned char bytes[512];
};

struct run run_of_hex(const char *hex);
bool same_run(const struct run *left, const struct run *right);
int compare_runs(const struct run *left, const struct run *right); /* memcmp() order, a prefix being lower */

/* What JetRetrieveKey and JetGetBookmark say; the test fails when they fail. */
struct run current_key(const struct opened *database, JET_TABLEID table);
struct run current_bookmark(const struct opened *database, JET_TABLEID table);

/* An index as dissect lists it: the key of each entry, and the bookmark of its record. */
struct listed_entry {
    struct run key, bookmark;
};

struct listed_index {
    unsigned count;
    struct listed_entry *entries;
};

struct listed_index list_index(const char *relative); /* a *.idx_*.tsv of corpus/expected */
void free_index(struct listed_index *index);

/* A table as dissect lists it; cells are text as the corpus's README says, "\N" is NULL. */
struct listed_table {
    unsigned rows, columns;
    char **cells; /* row by row; row 0 names the columns, cell 0 of a row is its key */
    char *text;
};

struct listed_table list_table(const char *relative);
void free_table(struct listed_table *table);
const char *listed_cell(const struct listed_table *table, unsigned row, const char *column);

#define assert_jet(expected, call) assert_int_equal((call), (expected))

/* A test whose instance is terminated also when it fails, so that it does not spoil the ones behind it. */
#define table_test(function) cmocka_unit_test_teardown(function, end_of_table_test)
int end_of_table_test(void **state);

#endif
