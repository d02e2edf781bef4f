/*
 * temp_rows.h - rows in memory in the order of their keys, which are distinct.
 *
 *   blocks   [row row row ...] [row row ...] ...     each sorted, up to ROWS_PER_BLOCK; all of one below all
 *                                                    of the next
 *
 * A search is one among the blocks and one inside a block; an insert moves part of one block. Rows are counted
 * references: who keeps one may read it after it has left the set.
 */
#ifndef ESENT_TEMP_ROWS_H
#define ESENT_TEMP_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "esent.h"
#include "longvalue/long_value.h"

/* The long values of a row, which a record names by their numbers from 1; a value that is no more has `at` NULL. */
struct temp_values {
    struct bytes *values; /* each owned */
    uint32_t count, capacity;
};

struct temp_row {
    uint32_t references;
    uint32_t key_size, data_size;
    struct temp_values values; /* owned */
    uint8_t bytes[];           /* key, data */
};

/* A new row with one reference, NULL when there is no memory; takes `values` (may be NULL) over. */
struct temp_row *temp_row_make(struct bytes key, struct bytes data, struct temp_values *values);
struct temp_row *temp_row_hold(struct temp_row *row);

/* One reference less; NULL is harmless. */
void temp_row_release(struct temp_row *row);

static inline struct bytes temp_row_key(const struct temp_row *row)
{
    return (struct bytes){row->bytes, row->key_size};
}

static inline struct bytes temp_row_data(const struct temp_row *row)
{
    return (struct bytes){row->bytes + row->key_size, row->data_size};
}

void temp_values_free(struct temp_values *values);

struct temp_rows_block;

struct temp_rows {
    struct temp_rows_block **blocks;
    uint32_t block_count, block_capacity;
    uint32_t count;
    uint64_t version; /* changes with the set; positions are good for one version */
};

/* A place in the set: a row, or behind the last one. */
struct temp_position {
    uint32_t block, index;
    uint64_t version;
};

void temp_rows_free(struct temp_rows *rows);

/*
 * The place of the first row whose key is not below `key`: true when it has that key. */
bool temp_rows_find(const struct temp_rows *rows, struct bytes key, struct temp_position *position);

/* The row at a place, NULL behind the last one. It is not held for the caller. */
struct temp_row *temp_rows_at(const struct temp_rows *rows, const struct temp_position *position);

/* The first place, and behind the last. */
struct temp_position temp_rows_begin(const struct temp_rows *rows);
struct temp_position temp_rows_end(const struct temp_rows *rows);

/* Steps; false at the ends, where the position stays. */
bool temp_rows_next(const struct temp_rows *rows, struct temp_position *position);
bool temp_rows_previous(const struct temp_rows *rows, struct temp_position *position);

/* Puts a row in, which the set then holds. JET_errKeyDuplicate, JET_errOutOfMemory. */
JET_ERR temp_rows_insert(struct temp_rows *rows, struct temp_row *row);

/* Puts a row in the place of the one with its key, which must be there. */
void temp_rows_replace(struct temp_rows *rows, struct temp_row *row);

/* Takes the row with this key out; NULL when there is none. Its reference is the caller's. */
struct temp_row *temp_rows_remove(struct temp_rows *rows, struct bytes key);

#endif
