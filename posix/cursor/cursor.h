/*
 * cursor.h - what a JET_TABLEID names: a cursor of some kind, with the operations of its kind.
 *
 *   table cursor      on a table of a database: table_cursor.h
 *   temporary table   rows that are being inserted, then sorted: temp_table.h. When they become a tree, a table cursor
 *
 * A Jet* function finds the cursor by cursor_enter() and calls through `ops`. An operation that the kind does
 * not have is NULL there and answers JET_errIllegalOperation (reference api-semantics 0.4). When a temporary
 * table changes its phase it changes its ops.
 */
#ifndef ESENT_CURSOR_H
#define ESENT_CURSOR_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/schema.h"
#include "instance/session.h"

struct column_definition;
struct cursor;
struct index_definition;

struct cursor_ops {
    JET_ERR (*close)(struct cursor *cursor);   /* ends the cursor and frees it */
    JET_ERR (*refresh)(struct cursor *cursor); /* when it is outdated, before anything else */
    JET_ERR (*duplicate)(struct cursor *cursor, JET_TABLEID *tableid);

    /* Navigation. */
    JET_ERR (*move)(struct cursor *cursor, int32_t offset, JET_GRBIT grbit);
    JET_ERR (*make_key)(struct cursor *cursor, const void *data, uint32_t size, JET_GRBIT grbit);
    JET_ERR (*seek)(struct cursor *cursor, JET_GRBIT grbit);
    JET_ERR (*set_index_range)(struct cursor *cursor, JET_GRBIT grbit);
    JET_ERR(*set_current_index)
    (struct cursor *cursor, const char *name, const JET_INDEXID *id, JET_GRBIT grbit, uint32_t itag);
    JET_ERR (*get_current_index)(struct cursor *cursor, char *name, uint32_t capacity);
    JET_ERR (*get_bookmark)(struct cursor *cursor, void *bookmark, uint32_t capacity, uint32_t *size);
    JET_ERR (*goto_bookmark)(struct cursor *cursor, const void *bookmark, uint32_t size);
    JET_ERR(*get_secondary_bookmark)
    (struct cursor *cursor, void *key, uint32_t key_capacity, uint32_t *key_size, void *bookmark,
     uint32_t capacity, uint32_t *size);
    JET_ERR(*goto_secondary_bookmark)
    (struct cursor *cursor, const void *key, uint32_t key_size, const void *bookmark, uint32_t size,
     JET_GRBIT grbit);
    JET_ERR (*get_position)(struct cursor *cursor, JET_RECPOS *position, uint32_t size);
    JET_ERR (*goto_position)(struct cursor *cursor, const JET_RECPOS *position);
    JET_ERR (*count_records)(struct cursor *cursor, uint64_t max, uint64_t *count);
    JET_ERR(*retrieve_key)
    (struct cursor *cursor, void *key, uint32_t capacity, uint32_t *size, JET_GRBIT grbit);
    JET_ERR(*set_filter)
    (struct cursor *cursor, const JET_INDEX_COLUMN *filters, uint32_t count, JET_GRBIT grbit);
    JET_ERR (*set_sequential)(struct cursor *cursor, bool sequential, JET_GRBIT grbit);
    JET_ERR(*preread_keys)
    (struct cursor *cursor, const void *const *keys, const uint32_t *sizes, int32_t count,
     int32_t *prefetched, JET_GRBIT grbit);
    JET_ERR(*preread_ranges)
    (struct cursor *cursor, const JET_INDEX_RANGE *ranges, uint32_t count, uint32_t *prefetched,
     const JET_COLUMNID *columns, uint32_t column_count, JET_GRBIT grbit, uint32_t most_pages,
     uint32_t *pages);
    JET_ERR(*preread_references)
    (struct cursor *cursor, const void *const *references, const uint32_t *sizes, uint32_t count,
     uint32_t pages_min, uint32_t pages_max, uint32_t *prefetched, JET_GRBIT grbit);
    JET_ERR(*stream_records)
    (struct cursor *cursor, const JET_COLUMNID *ids, uint32_t count, void *data, uint32_t capacity,
     uint32_t *size, JET_GRBIT grbit);
    JET_ERR (*get_lock)(struct cursor *cursor, JET_GRBIT grbit);
    JET_ERR (*get_cursor_info)(struct cursor *cursor, void *result, uint32_t capacity, uint32_t level);

    /* Reading. */
    JET_ERR(*retrieve_column)
    (struct cursor *cursor, JET_COLUMNID id, void *data, uint32_t capacity, uint32_t *size, JET_GRBIT grbit,
     JET_RETINFO *info);
    JET_ERR (*retrieve_columns)(struct cursor *cursor, JET_RETRIEVECOLUMN *columns, uint32_t count);
    JET_ERR(*retrieve_by_reference)
    (struct cursor *cursor, struct bytes reference, uint32_t offset, void *data, uint32_t capacity,
     uint32_t *size, JET_GRBIT grbit);
    JET_ERR(*enumerate_columns)
    (struct cursor *cursor, uint32_t id_count, const JET_ENUMCOLUMNID *ids, uint32_t *column_count,
     JET_ENUMCOLUMN **columns, JET_PFNREALLOC reallocate, void *context, uint32_t most, JET_GRBIT grbit);
    JET_ERR(*retrieve_tagged_list)
    (struct cursor *cursor, uint32_t *count, void *data, uint32_t capacity, JET_COLUMNID first,
     JET_GRBIT grbit);
    JET_ERR (*get_record_size)(struct cursor *cursor, JET_RECSIZE3 *sizes, JET_GRBIT grbit);

    /* Changing. */
    JET_ERR (*prepare_update)(struct cursor *cursor, uint32_t prep);
    JET_ERR(*set_column)
    (struct cursor *cursor, JET_COLUMNID id, const void *data, uint32_t size, JET_GRBIT grbit,
     const JET_SETINFO *info);
    JET_ERR (*set_columns)(struct cursor *cursor, JET_SETCOLUMN *columns, uint32_t count);
    JET_ERR(*update)
    (struct cursor *cursor, void *bookmark, uint32_t capacity, uint32_t *size, JET_GRBIT grbit);
    JET_ERR (*remove)(struct cursor *cursor); /* JetDelete */
    JET_ERR(*escrow_update)
    (struct cursor *cursor, JET_COLUMNID id, const void *delta, uint32_t size, void *old,
     uint32_t old_capacity, uint32_t *old_size, JET_GRBIT grbit);

    /* Functions of the program, and what it keeps with the cursor: callback.h. */
    JET_ERR(*register_callback)
    (struct cursor *cursor, JET_CBTYP type, JET_CALLBACK function, void *context, JET_HANDLE *id);
    JET_ERR (*unregister_callback)(struct cursor *cursor, JET_HANDLE id);
    JET_ERR (*set_storage)(struct cursor *cursor, JET_LS value, JET_GRBIT grbit);
    JET_ERR (*get_storage)(struct cursor *cursor, JET_LS *value, JET_GRBIT grbit);

    /* The schema: table_ddl.h. Names are in the file's code page. */
    JET_ERR (*add_column)(struct cursor *cursor, struct column_definition *definition);
    JET_ERR (*delete_column)(struct cursor *cursor, const char *name, JET_GRBIT grbit);
    JET_ERR (*rename_column)(struct cursor *cursor, const char *name, const char *new_name, JET_GRBIT grbit);
    JET_ERR (*create_indexes)(struct cursor *cursor, struct index_definition *definitions, uint32_t count);
    JET_ERR (*delete_index)(struct cursor *cursor, const char *name);

    /* JetGetTableInfo of temporary tables, which only they have. */
    JET_ERR (*table_info)(struct cursor *cursor, void *result, uint32_t capacity, uint32_t level);
};

/* The head of every cursor. */
struct cursor {
    struct object object; /* first: session, number */
    const struct cursor_ops *ops;
    struct database *database; /* NULL for a temporary table that is no tree */
    struct table *table;       /* its schema; of a temporary table made for it alone */
    JET_LS local_storage;      /* JET_LSNil: none */
    bool updatable;            /* it may change records and schema */
    _Atomic(bool) outdated;    /* another session has changed the schema since */
};

static inline struct session *cursor_session(const struct cursor *cursor)
{
    return cursor->object.watch.session;
}

#endif
