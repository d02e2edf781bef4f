/*
 * temp_parts.h - what the files of temporary tables share.
 *
 *   temp_table.c     opening and closing, phases, the engine's own rows
 *   temp_columns.c   from JET_COLUMNDEF to a schema
 *   temp_insert.c    JetPrepareUpdate, JetSetColumn, JetUpdate, JetDelete
 *   temp_sorted.c    reading a sort
 *   temp_keyed.c     reading rows that are kept in the order of their keys
 *   temp_rows.c      such rows
 *
 *   phase     rows are in            operations                    it ends
 *   INSERT    the sort, unsorted     insert                        with the first JetMove or JetSeek
 *   SORTED    the sort               read; bookmark: number of the row
 *   KEYED     a set of rows          read, insert, change; bookmark: key
 *   FAILED    nowhere                close
 *
 * A table is KEYED from the beginning when a sort would not do: no key column, long values, or duplicates are
 * to be refused at once. The first read makes it KEYED when it is updatable, and when a sort that may be
 * scrolled has grown beyond SORTED_SIZE_MAX, which is Windows' limit too; beyond what fits into memory it
 * stays a sort on the disk. A KEYED table without an index counts its rows: from 1 when it was KEYED from the
 * beginning, else from 0.
 *
 * Windows keeps KEYED tables as trees in a temporary database. Here they are in memory.
 *
 * Source: reference api-semantics 9.
 */
#ifndef ESENT_TEMP_PARTS_H
#define ESENT_TEMP_PARTS_H

#include "cursor/row.h"
#include "cursor/set_column.h"
#include "cursor/temp_rows.h"
#include "cursor/temp_table.h"
#include "key/key.h"
#include "sort/sort.h"

enum { SORTED_SIZE_MAX = 64 * 1024 };

enum temp_phase { TEMP_INSERT, TEMP_SORTED, TEMP_KEYED, TEMP_FAILED };

/* A change of a KEYED table that its transaction may still take back. */
struct temp_undo {
    uint32_t level;
    struct temp_row *removed, *added; /* held; NULL without */
};

/* A temporary table, shared by the cursors that JetDupCursor made. */
struct temp_table {
    uint32_t cursors;
    enum temp_phase phase;
    JET_GRBIT grbit;
    struct table schema;               /* lies in its arena */
    const struct column **definitions; /* its columns in the order of their definitions; in the arena */
    struct index key;                  /* schema.primary, unless there is no key column */
    bool has_index;                    /* programs can seek: a KEYED table may have lost its key */
    uint32_t page_size;                /* whose record format the rows have */
    uint32_t limit;                    /* bytes of a record */
    struct sort *sort;                 /* NULL in a KEYED table */
    struct temp_rows rows;
    uint32_t next_number; /* of a row without an index */
    struct temp_undo *undo;
    uint32_t undo_count, undo_capacity;
};

/* Long values of the row that is being put together. */
struct temp_store {
    struct long_value_store head;
    struct temp_values values;
};

/* What JetPrepareUpdate prepared. */
struct temp_update {
    bool prepared;
    uint32_t prep;
    uint32_t level; /* of the transaction it was prepared in */
    struct record_builder record;
    struct temp_store store;
    struct row row; /* reads `record` */
    struct long_value_reader values;
    struct temp_row *original; /* that is replaced; held */
};

enum temp_place_kind { PLACE_BEFORE_FIRST, PLACE_ON_ROW, PLACE_IN_GAP, PLACE_AFTER_LAST };

struct temp_cursor {
    struct cursor head;
    struct temp_table *temp;
    struct row row; /* reads the current one */
    struct long_value_reader values;
    uint32_t open_level, move_level; /* of the transactions it was opened and last moved in */

    int64_t sorted; /* SORTED: number of the row; -1 before the first, count after the last */

    enum temp_place_kind place; /* KEYED */
    struct temp_row *at;        /* held: the row, or the key that the gap is before; NULL at the ends */
    struct temp_position hint;  /* of `at` */

    struct search_key search; /* `made` goes when the key is used, the bytes stay */
    bool range;               /* `search` limits moves in one direction */
    bool range_upper, range_inclusive;

    struct temp_update update;
};

static inline struct temp_cursor *temp_cursor_of(struct cursor *cursor)
{
    return (struct temp_cursor *)cursor;
}

static inline bool temp_may_scroll(const struct temp_table *temp)
{
    return temp->grbit & (JET_bitTTScrollable | JET_bitTTIndexed);
}

/* ---------------------------------------------------------------------------------------- temp_columns.c */

/*
 * Makes the schema. JET_errInvalidColumnType, JET_errInvalidCodePage, JET_errTooManyColumns,
 * JET_errRecordTooBig, JET_errInvalidLanguageId, JET_errInvalidLCMapStringFlags, JET_errInvalidParameter for
 * sizes of keys, JET_errOutOfMemory.
 */
JET_ERR temp_columns_make(struct temp_table *temp, const struct session *session,
                          const JET_COLUMNDEF *columns, uint32_t count,
                          const struct temp_table_options *options, JET_COLUMNID *ids);
void temp_columns_free(struct temp_table *temp);

/* ------------------------------------------------------------------------------------------ temp_table.c */

/* Ends the insert phase of a table that is in it. */
JET_ERR temp_end_insert(struct temp_cursor *cursor);

/* The operations of the table's phase. */
const struct cursor_ops *temp_ops(const struct temp_table *temp);

extern const struct row_source temp_row_source; /* of temp_cursor.row */

/* Another cursor on the same table. JET_errOutOfCursors, JET_errOutOfMemory. */
JET_ERR temp_cursor_open(struct session *session, struct temp_table *temp, struct temp_cursor **cursor);

JET_ERR temp_close(struct cursor *cursor);
JET_ERR temp_duplicate(struct cursor *cursor, JET_TABLEID *tableid);
JET_ERR temp_make_key(struct cursor *cursor, const void *data, uint32_t size, JET_GRBIT grbit);
JET_ERR temp_table_info(struct cursor *cursor, void *result, uint32_t capacity, uint32_t level);

/* Copies a key or bookmark out as JetRetrieveKey does: cut, with a warning. */
JET_ERR temp_deliver_key(struct bytes key, void *out, uint32_t capacity, uint32_t *size);

/* JetSetIndexRange: remembers the search key as the limit. JET_errKeyNotMade and the like. */
JET_ERR temp_begin_range(struct temp_cursor *cursor, JET_GRBIT grbit);

/* False when `key` lies beyond the limit of the range. */
bool temp_in_range(const struct temp_cursor *cursor, struct bytes key);

/* The relation of JetSeek's grbit alone; JET_errInvalidParameter when there is none or more than one,
 * JET_errKeyNotMade without a key. */
JET_ERR temp_check_seek(const struct temp_cursor *cursor, JET_GRBIT grbit, JET_GRBIT *relation);

/* ----------------------------------------------------------------------------------------- temp_insert.c */

JET_ERR temp_prepare_update(struct cursor *cursor, uint32_t prep);
JET_ERR temp_set_column(struct cursor *cursor, JET_COLUMNID id, const void *data, uint32_t size,
                        JET_GRBIT grbit, const JET_SETINFO *info);
JET_ERR temp_set_columns(struct cursor *cursor, JET_SETCOLUMN *columns, uint32_t count);
JET_ERR temp_sort_update(struct cursor *cursor, void *bookmark, uint32_t capacity, uint32_t *size,
                         JET_GRBIT grbit);
JET_ERR temp_keyed_update(struct cursor *cursor, void *bookmark, uint32_t capacity, uint32_t *size,
                          JET_GRBIT grbit);
JET_ERR temp_remove(struct cursor *cursor);
JET_ERR temp_escrow_update(struct cursor *cursor, JET_COLUMNID id, const void *delta, uint32_t size,
                           void *old, uint32_t old_capacity, uint32_t *old_size, JET_GRBIT grbit);

/* Prepares the state of updates, with no update; `update` is zeroed. */
void temp_update_init(struct temp_update *update, const struct temp_table *temp);
void temp_update_free(struct temp_update *update);

/* Ends a prepared update without doing it; harmless without one. */
void temp_cancel_update(struct temp_cursor *cursor);

/* The row that JET_bitRetrieveCopy means: the prepared one, else the current one. */
struct row *temp_row_for(struct temp_cursor *cursor, JET_GRBIT grbit);

/* Takes back what transactions of `level` and deeper did to the table, or hands it on to the level above. */
void temp_undo_level(struct temp_table *temp, uint32_t level);
void temp_keep_level(struct temp_table *temp, uint32_t level);

/* ----------------------------------------------------------------------------------------- temp_sorted.c */

JET_ERR temp_insert_move(struct cursor *cursor, int32_t offset, JET_GRBIT grbit);
JET_ERR temp_insert_seek(struct cursor *cursor, JET_GRBIT grbit);
JET_ERR temp_sorted_move(struct cursor *cursor, int32_t offset, JET_GRBIT grbit);
JET_ERR temp_sorted_seek(struct cursor *cursor, JET_GRBIT grbit);
JET_ERR temp_sorted_set_range(struct cursor *cursor, JET_GRBIT grbit);
JET_ERR temp_sorted_retrieve_key(struct cursor *cursor, void *key, uint32_t capacity, uint32_t *size,
                                 JET_GRBIT grbit);
JET_ERR temp_sorted_get_bookmark(struct cursor *cursor, void *bookmark, uint32_t capacity, uint32_t *size);
JET_ERR temp_sorted_goto_bookmark(struct cursor *cursor, const void *bookmark, uint32_t size);

/* ------------------------------------------------------------------------------------------ temp_keyed.c */

JET_ERR temp_keyed_move(struct cursor *cursor, int32_t offset, JET_GRBIT grbit);
JET_ERR temp_keyed_seek(struct cursor *cursor, JET_GRBIT grbit);
JET_ERR temp_keyed_set_range(struct cursor *cursor, JET_GRBIT grbit);
JET_ERR temp_keyed_retrieve_key(struct cursor *cursor, void *key, uint32_t capacity, uint32_t *size,
                                JET_GRBIT grbit);
JET_ERR temp_keyed_get_bookmark(struct cursor *cursor, void *bookmark, uint32_t capacity, uint32_t *size);
JET_ERR temp_keyed_goto_bookmark(struct cursor *cursor, const void *bookmark, uint32_t size);
JET_ERR temp_keyed_cursor_info(struct cursor *cursor, void *result, uint32_t capacity, uint32_t level);

/* The row the cursor is on, not held for the caller. JET_errNoCurrentRecord, JET_errRecordDeleted. */
JET_ERR temp_keyed_row(struct temp_cursor *cursor, struct temp_row **row);

/* Puts the cursor before the first row, or deferred on it. */
void temp_keyed_to_edge(struct temp_cursor *cursor, bool after_last);

#endif
