/*
 * expected_row.h - what a record must hold, from somewhere else than the engine under test.
 *
 * A row is filled from its left to its right and is used again for the next record, so that reading a dump of a million
 * values allocates a few times.
 */
#ifndef ESENT_EXPECTED_ROW_H
#define ESENT_EXPECTED_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "esent.h"

struct expected_value {
    size_t at, size; /* its bytes, as the API gives them */
    size_t known;    /* of these in `bytes`; fewer than `size` only with a digest */
    bool has_digest; /* the dump holds the beginning and a hash */
    uint64_t fnv1a;  /* of the whole value */
};

struct expected_cell {
    JET_COLUMNID id;
    unsigned first, count; /* values; none: NULL */
    JET_ERR error;         /* that reading it gives; JET_errInternalError stands for any */
};

struct expected_row {
    struct expected_cell *cells;
    unsigned cell_count, cell_capacity;
    struct expected_value *values;
    unsigned value_count, value_capacity;
    uint8_t *bytes;
    size_t used, capacity;
};

/* Empties the row and keeps its memory; a row of zeros is an empty one. */
void expected_row_clear(struct expected_row *row);
void expected_row_free(struct expected_row *row);

/* Adds a column without values yet. Columns come in ascending order of ids. */
void expected_row_add_cell(struct expected_row *row, JET_COLUMNID id);

/* Room for `size` bytes more at the end; they become a value with expected_row_end_value(). */
uint8_t *expected_row_room(struct expected_row *row, size_t size);

/* Makes everything since the last value a value of the last cell. */
struct expected_value *expected_row_end_value(struct expected_row *row);

/* Takes back values and bytes of the last cell. */
void expected_row_clear_cell(struct expected_row *row);

/* The cell of a column; NULL when there is none. */
const struct expected_cell *expected_row_find(const struct expected_row *row, JET_COLUMNID id);

/* True when the `size` bytes at `bytes` are value number `index` (from 0) of the cell. */
bool expected_value_is(const struct expected_row *row, const struct expected_cell *cell, unsigned index,
                       const void *bytes, size_t size);

/* Decodes hex digits into `out`; returns the bytes, or -1 when they are none. */
long hex_decode(const char *hex, size_t digits, uint8_t *out);

#endif
