/*
 * rows.h - the rows of a table, whatever state it is in.
 *
 * A walk goes forwards until the end, or until a page that cannot be read. Then it looks from the end backwards for the row
 * behind the damage, and goes on there. So the rows on both sides of one damaged place are found, in their order.
 *
 * The values of a row: those that lie in the record come in one call, without an allocation per value; long values outside
 * are read in pieces when they are written.
 */
#ifndef ESENTUTL_ROWS_H
#define ESENTUTL_ROWS_H

#include "table_schema.h"

/* A column with values. One value in the record is `data`; else `values` says each. */
struct row_column {
    unsigned position; /* in the column list */
    const JET_ENUMCOLUMN *column;
};

struct bookmark;
struct row_memory;

struct rows {
    struct reader *reader;
    JET_TABLEID tableid;
    const char *table; /* for complaints */
    const struct column_list *columns;
    struct row_column *cells; /* owned; of the current row, ascending, without NULLs */
    unsigned cell_count, cell_room;
    uint64_t number; /* of the current row, from 1 */
    bool is_behind;  /* the damage was passed */
    JET_ERR damage;  /* the first error that was told; JET_errSuccess: none */
    unsigned complaints;
    struct bookmark *last;     /* owned; of the last row before the damage */
    struct bookmark *behind;   /* owned; of the row the search behind it is at */
    struct row_memory *memory; /* owned; where the values of the current row lie */
    unsigned char *piece;      /* owned; a part of a long value */
};

/* Prepares a walk over an open table. JET_errOutOfMemory. rows_end() in either case. */
JET_ERR rows_begin(struct rows *rows, struct reader *reader, JET_TABLEID tableid, const char *table,
                   const struct column_list *columns);
void rows_end(struct rows *rows);

/*
 * Goes to the next row and reads its values; false at the end. Damage is told on standard error and kept in rows->damage;
 * JET_errOutOfMemory is kept there too, and ends the walk.
 */
bool rows_next(struct rows *rows);

/* Reads the values of the row that the cursor is on already. False when there is no memory. */
bool rows_read(struct rows *rows);

enum { ROWS_PIECE = 32 * 1024 };

/*
 * Reads up to ROWS_PIECE bytes of value `itag` of a column, from `offset` on, into rows->piece. `*got` bytes are there,
 * `*whole` the size of the value. An error is told on standard error.
 */
JET_ERR rows_read_long(struct rows *rows, const struct column_info *column, JET_ULONG itag, uint64_t offset,
                       JET_ULONG *got, uint64_t *whole);

#endif
