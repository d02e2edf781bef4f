/*
 * catalog_row.h - walking over the rows of the catalog.
 *
 * Rows are in order of (ObjidTable, Type, Id): per table its own row, its columns by fid, its indexes and its
 * long-value tree by object id, its callbacks.
 */
#ifndef ESENT_CATALOG_ROW_H
#define ESENT_CATALOG_ROW_H

#include "catalog/system_table.h"
#include "record/record.h"

enum catalog_type {
    CATALOG_TABLE = 1,
    CATALOG_COLUMN = 2,
    CATALOG_INDEX = 3,
    CATALOG_LONG_VALUE = 4,
    CATALOG_CALLBACK = 5,
};

/* A row under the latch of `cursor`. */
struct catalog_row {
    struct tree_cursor cursor;
    const struct table *catalog; /* MSysObjects or its shadow */
    struct record record;
};

/* Prepares a walk over the rows of `catalog` that the session sees (NULL: all); catalog_row_end() releases what it holds. */
void catalog_row_begin(struct catalog_row *row, const struct session *session, const struct table *catalog);
void catalog_row_end(struct catalog_row *row);

/*
 * Goes to the first row of the table `objid` or, when it has none, of the next table. JET_errRecordNotFound
 * when there is no further row.
 */
JET_ERR catalog_row_seek(struct catalog_row *row, uint32_t objid);

/* Goes to the next row. JET_errNoCurrentRecord at the end. */
JET_ERR catalog_row_next(struct catalog_row *row);

/* A fixed column as an unsigned number; `absent` when it is NULL. Wrong lengths read as `absent`. */
uint32_t catalog_row_number(const struct catalog_row *row, enum catalog_column column, uint32_t absent);

/* A variable or tagged column as it lies in the row; size 0 when it is NULL, separated or compressed. */
struct bytes catalog_row_bytes(const struct catalog_row *row, enum catalog_column column);

#endif
