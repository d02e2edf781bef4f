/*
 * sort.h - rows in, rows out in the order of their keys.
 *
 *   sort_add() ... sort_add()     sort_finish()     sort_row(), sort_find()
 *
 * Rows stay in memory up to SORT_MEMORY_MAX bytes. Beyond it they go, sorted, into runs in a temporary file,
 * which sort_finish() merges into one; then a row is read from there.
 *
 * Order: by key, then by data, as memcmp() and a shorter one first. Of rows with equal keys a sort without
 * duplicates keeps the one with the lowest data. That is Windows' choice too: it compares whole rows.
 *
 * One thread at a time.
 */
#ifndef ESENT_SORT_H
#define ESENT_SORT_H

#include <stdbool.h>
#include <stdint.h>

#include "esent.h"
#include "format/bytes.h"

enum {
    SORT_MEMORY_MAX = 64 * 1024 * 1024,
    SORT_ROW_MAX = 64 * 1024 - 8, /* bytes of key and data */
};

struct sort;

/*
 * Makes an empty sort. `folder` (UTF-8) is where a temporary file may be made; `memory`: bytes that
 * rows may take before. JET_errOutOfMemory.
 */
JET_ERR sort_create(const char *folder, size_t memory, struct sort **sort);

/* Frees the rows, deletes the temporary file. NULL is harmless. */
void sort_destroy(struct sort *sort);

/* Adds a copy of a row. JET_errRecordTooBig beyond SORT_ROW_MAX; JET_errOutOfMemory, JET_errDiskFull. */
JET_ERR sort_add(struct sort *sort, struct bytes key, struct bytes data);

/* Sorts; no rows can be added any more. Without `duplicates` one row of each key is kept. */
JET_ERR sort_finish(struct sort *sort, bool duplicates);

/* Rows: added so far, and after sort_finish() those that are there. */
uint32_t sort_count(const struct sort *sort);

/* Bytes of keys and data of the rows added. */
uint64_t sort_size(const struct sort *sort);

/* True when rows went to a file. */
bool sort_is_spilled(const struct sort *sort);

/*
 * Row number `row` (from 0) after sort_finish(). Its bytes are valid until the next call for this sort.
 * JET_errNoCurrentRecord beyond the last one.
 */
JET_ERR sort_row(struct sort *sort, uint32_t row, struct bytes *key, struct bytes *data);

/* The number of the first row whose key is not below `key`, sort_count() without; `*equal`: it has that key.
 */
JET_ERR sort_find(struct sort *sort, struct bytes key, uint32_t *row, bool *equal);

/* Compares as the order of keys does. */
int sort_compare_bytes(struct bytes left, struct bytes right);

#endif
