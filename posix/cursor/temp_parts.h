/*
 * temp_parts.h - what the files of temporary tables share.
 *
 *   temp_table.c     opening and closing, phases, the engine's own rows
 *   temp_columns.c   from JET_COLUMNDEF to a schema
 *   temp_insert.c    inserting into a sort: JetPrepareUpdate, JetSetColumn, JetUpdate
 *   temp_sorted.c    reading a sort
 *   temp_tree.c      tables that are trees
 *
 *   phase     rows are in            operations                    it ends
 *   INSERT    the sort, unsorted     insert                        with the first JetMove or JetSeek
 *   SORTED    the sort               read; bookmark: number of the row
 *   TREE      a tree                 those of a table cursor; bookmark: key
 *   FAILED    nowhere                close
 *
 * A table is a TREE from the beginning when a sort would not do: no key column, long values, or duplicates are
 * to be refused at once. The first read makes it a TREE when it is updatable, and when a sort that may be
 * scrolled has grown beyond SORTED_SIZE_MAX, which is Windows' limit too. A TREE without an index counts its rows: from 1 when it was
 * one from the beginning, else from 0.
 *
 * Trees lie in the temporary database (instance/temp_database.h), and their cursors are table cursors: a temp_cursor is one on a
 * sort. When the sort becomes a tree, the table cursor takes over its number.
 *
 * Source: reference api-semantics 9.
 */
#ifndef ESENT_TEMP_PARTS_H
#define ESENT_TEMP_PARTS_H

#include "cursor/row.h"
#include "cursor/set_column.h"
#include "cursor/temp_table.h"
#include "key/key.h"
#include "record/record_build.h"
#include "sort/sort.h"

enum { SORTED_SIZE_MAX = 64 * 1024 };

enum temp_phase { TEMP_INSERT, TEMP_SORTED, TEMP_TREE, TEMP_FAILED };

/* A temporary table, shared by its cursors, which are counted in `schema.references`. */
struct temp_table {
    struct table schema;     /* first; lies in its arena */
    struct session *session; /* whose table it is */
    enum temp_phase phase;
    JET_GRBIT grbit;
    const struct column **definitions; /* its columns in the order of their definitions; in the arena */
    struct index key;                  /* schema.primary, unless there is no key column */
    uint32_t page_size;                /* whose record format the rows have */
    uint32_t limit;                    /* bytes of a record */
    struct sort *sort;                 /* NULL in a TREE */
    struct table_group group;          /* of a TREE */
    struct table_counters counters;    /* of a TREE */
};

struct temp_cursor {
    struct cursor head;
    struct temp_table *temp;
    struct row row; /* reads the current one */
    struct long_value_reader values;
    uint32_t open_level, move_level; /* of the transactions it was opened and last moved in */

    int64_t sorted; /* SORTED: number of the row; -1 before the first, count after the last */

    struct search_key search; /* `made` goes when the key is used, the bytes stay */
    bool range;               /* `search` limits moves in one direction */
    bool range_upper, range_inclusive;

    bool is_prepared; /* an insert is */
    uint32_t prepared_level;
    struct record_builder record; /* of the row that is inserted; made with the first */
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

/* Ends the insert phase of a table that is in it: `*now` is the cursor from here on. After an error it is `cursor`. */
JET_ERR temp_end_insert(struct temp_cursor *cursor, struct cursor **now);

/* Gives one reference back. */
void temp_table_release(struct table *schema);

/* Copies a key or bookmark out as JetRetrieveKey does: cut, with a warning. */
JET_ERR temp_deliver_key(struct bytes key, void *out, uint32_t capacity, uint32_t *size);

/* JetSetIndexRange: remembers the search key as the limit. JET_errKeyNotMade and the like. */
JET_ERR temp_begin_range(struct temp_cursor *cursor, JET_GRBIT grbit);

/* False when `key` lies beyond the limit of the range. */
bool temp_in_range(const struct temp_cursor *cursor, struct bytes key);

/* The relation of JetSeek's grbit alone; JET_errInvalidParameter when there is none or more than one,
 * JET_errKeyNotMade without a key. */
JET_ERR temp_check_seek(const struct temp_cursor *cursor, JET_GRBIT grbit, JET_GRBIT *relation);

/* ------------------------------------------------------------------------------------------- temp_tree.c */

/* Makes an empty tree for the table. Errors of temp_database_need() and of space; then there is none. */
JET_ERR temp_tree_make(struct temp_table *temp);

/* Makes the tree out of the finished sort, which then goes. */
JET_ERR temp_tree_make_of_sort(struct temp_table *temp);

/* Gives the tree's space back; harmless without one. */
void temp_tree_free(struct temp_table *temp);

/* A cursor on the tree. JET_errOutOfCursors, JET_errOutOfMemory. */
JET_ERR temp_tree_open(struct temp_table *temp, struct cursor **cursor);

/* A cursor on the tree in the place of one on the sort, which ends; before the first row. */
JET_ERR temp_tree_follow(struct temp_cursor *sorted, struct cursor **cursor);

/* ----------------------------------------------------------------------------------------- temp_insert.c */

JET_ERR temp_prepare_update(struct cursor *cursor, uint32_t prep);
JET_ERR temp_set_column(struct cursor *cursor, JET_COLUMNID id, const void *data, uint32_t size,
                        JET_GRBIT grbit, const JET_SETINFO *info);
JET_ERR temp_set_columns(struct cursor *cursor, JET_SETCOLUMN *columns, uint32_t count);
JET_ERR temp_sort_update(struct cursor *cursor, void *bookmark, uint32_t capacity, uint32_t *size,
                         JET_GRBIT grbit);
JET_ERR temp_escrow_update(struct cursor *cursor, JET_COLUMNID id, const void *delta, uint32_t size,
                           void *old, uint32_t old_capacity, uint32_t *old_size, JET_GRBIT grbit);

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

#endif
