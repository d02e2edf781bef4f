/*
 * table_cursor.c - the life of a table cursor, and its operations.
 */
#include "cursor/table_cursor.h"

#include <stdlib.h>

#include "catalog/system_table.h"
#include "cursor/callback.h"
#include "cursor/table_cursor_parts.h"
#include "cursor/table_ddl.h"
#include "cursor/update.h"
#include "diag.h"
#include "try.h"
#include "version/version.h"

/* --------------------------------------------------------------------------------------- life of a cursor */

static JET_ERR hold_record(struct row *row)
{
    struct table_cursor *cursor = (struct table_cursor *)((char *)row - offsetof(struct table_cursor, row));
    struct bytes data;
    JET_ERR err;

    JET_TRY(place_hold(cursor, &cursor->primary));
    JET_TRY(tree_data(&cursor->primary.at, &data));
    err = record_open(&row->record, row->table, data, cursor->head.database->page_size);
    if (err < 0) {
        (void)tree_unlatch(&cursor->primary.at);
    }
    return err;
}

static JET_ERR let_record_go(struct row *row)
{
    struct table_cursor *cursor = (struct table_cursor *)((char *)row - offsetof(struct table_cursor, row));

    return tree_unlatch(&cursor->primary.at);
}

static const struct table_cursor *cursor_of_row(const struct row *row)
{
    return (const struct table_cursor *)((const char *)row - offsetof(struct table_cursor, row));
}

static bool is_unchanged(const struct row *row)
{
    return !update_is_prepared(cursor_of_row(row)) && !table_is_temporary(row->table);
}

/* The bookmark of a place is its key: a table's tree is unique. */
static struct bytes bookmark_of_record(const struct row *row)
{
    return place_key(&cursor_of_row(row)->primary);
}

static const struct row_source record_of_place = {
    .hold = hold_record, .let_go = let_record_go, .can_refer = is_unchanged, .bookmark = bookmark_of_record};

static void destroy(struct table_cursor *cursor)
{
    update_end(cursor);
    cursor_storage_end(&cursor->head);
    table_use_end(cursor);
    object_close(&cursor->head.object);
    tree_cursor_free(&cursor->primary.at);
    tree_cursor_free(&cursor->secondary.at);
    tree_cursor_free(&cursor->probe);
    long_value_reader_free(&cursor->values);
    row_free(&cursor->row);
    filter_free(cursor->filter);
    table_release(cursor->head.table);
    free(cursor);
}

static JET_ERR table_close(struct cursor *head)
{
    destroy(table_cursor_of(head));
    return JET_errSuccess;
}

/* ----------------------------------------------------------------------------- new versions of the schema */

static const struct index *index_by_objid(const struct table *table, uint32_t objid)
{
    for (uint32_t i = 0; i < table->index_count; i++) {
        if (table->indexes[i]->objid == objid && !table->indexes[i]->is_primary) {
            return table->indexes[i];
        }
    }
    return NULL;
}

/* Everything that points into the schema points into the new one then. The trees are the same ones. */
void table_cursor_follow(struct table_cursor *cursor, struct table *table)
{
    struct table *old = cursor->head.table;

    tree_to_before_first(&cursor->probe);
    cursor->probe.tree = &table->tree;
    cursor->head.table = table;
    cursor->primary.at.tree = &table->tree;
    row_follow(&cursor->row, table);
    long_value_reader_follow(&cursor->values, table);
    if (cursor->index != NULL) {
        cursor->index = index_by_objid(table, cursor->index->objid);
        cursor->secondary.at.tree = cursor->index != NULL ? &cursor->index->tree : &table->tree;
        if (cursor->index == NULL) {
            tree_to_before_first(&cursor->secondary.at);
            places_to_edge(cursor, false);
        }
    } else {
        cursor->secondary.at.tree = &table->tree;
    }
    if (cursor->filter != NULL && !filter_follow(cursor->filter, table)) {
        filter_free(cursor->filter);
        cursor->filter = NULL;
    }
    update_follow(cursor);
    table_release(old);
}

JET_ERR table_refresh(struct cursor *head)
{
    struct table *table;

    JET_ERR err;

    atomic_store(&head->outdated, false); /* first: a change from here on says it again */
    err = table_open_by_objid(cursor_session(head), head->database, head->table->objid, &table);
    if (err < 0) {
        atomic_store(&head->outdated, true);
        return err;
    }
    if (table == head->table) {
        table_release(table);
    } else {
        table_cursor_follow(table_cursor_of(head), table);
    }
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------------
 * transactions */

static struct table_cursor *cursor_of_watch(struct session_watch *watch)
{
    return (struct table_cursor *)watch;
}

/* A schema that was read for a snapshot goes with it. */
static void leave_past(struct table_cursor *cursor, uint32_t level)
{
    if (level == 1 && cursor->head.table->is_past) {
        atomic_store(&cursor->head.outdated, true);
    }
}

/* What happened in the transaction belongs to the one around it now. */
static void on_commit(struct session_watch *watch, uint32_t level)
{
    struct table_cursor *cursor = cursor_of_watch(watch);
    uint32_t *const levels[] = {&cursor->open_level, &cursor->index_level, &cursor->primary.level,
                                &cursor->secondary.level};

    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        if (*levels[i] >= level) {
            *levels[i] = level - 1;
        }
    }
    update_commit(cursor, level);
    leave_past(cursor, level);
}

static void forget_place(struct place *place, uint32_t level)
{
    if (place->level >= level) {
        place->level = level - 1;
        place->deferred = false;
        tree_to_before_first(&place->at);
    }
}

static void on_rollback(struct session_watch *watch, uint32_t level)
{
    struct table_cursor *cursor = cursor_of_watch(watch);

    update_rollback(cursor, level);
    if (cursor->open_level >= level) {
        destroy(cursor);
        return;
    }
    if (cursor->index != NULL && cursor->index_level >= level) {
        if (version_has_changed(watch->session, &cursor->index->tree, level)) {
            cursor->index_level =
                level - 1; /* as Microsoft's engine, whose cursor on the index is that of the change */
        } else {
            use_primary_index(cursor);
        }
    }
    forget_place(&cursor->primary, level);
    forget_place(&cursor->secondary, level);
    leave_past(cursor, level);
}

static void on_end(struct session_watch *watch)
{
    if (watch->session->level > 0) { /* the instance ends, and nothing is taken back any more */
        update_rollback(cursor_of_watch(watch), 0);
    }
    destroy(cursor_of_watch(watch));
}

static void on_database_close(struct session_watch *watch, struct database *database)
{
    struct table_cursor *cursor = cursor_of_watch(watch);

    if (cursor->head.database == database) {
        destroy(cursor);
    }
}

static const struct session_observer table_observer = {.on_commit = on_commit,
                                                       .on_rollback = on_rollback,
                                                       .on_end = on_end,
                                                       .on_database_close = on_database_close};

/* -------------------------------------------------------------------------------------------- operations
 * that are short */

JET_ERR table_enumerate_columns(struct cursor *head, uint32_t id_count, const JET_ENUMCOLUMNID *ids,
                                uint32_t *column_count, JET_ENUMCOLUMN **columns, JET_PFNREALLOC reallocate,
                                void *context, uint32_t most, JET_GRBIT grbit)
{
    struct row *row = update_row_for(table_cursor_of(head), (grbit & JET_bitEnumerateCopy) != 0);

    return row_enumerate_columns(row, id_count, ids, column_count, columns, reallocate, context, most, grbit);
}

static JET_ERR table_retrieve_tagged_list(struct cursor *head, uint32_t *count, void *data, uint32_t capacity,
                                          JET_COLUMNID first, JET_GRBIT grbit)
{
    struct row *row = update_row_for(table_cursor_of(head), (grbit & JET_bitRetrieveCopy) != 0);

    return row_retrieve_tagged_list(row, count, data, capacity, first, grbit);
}

JET_ERR table_get_record_size(struct cursor *head, JET_RECSIZE3 *sizes, JET_GRBIT grbit)
{
    struct table_cursor *cursor = table_cursor_of(head);
    struct row *row = update_row_for(cursor, (grbit & JET_bitRecordSizeInCopyBuffer) != 0);

    JET_TRY(row_detach(row));
    return row_get_size(row, cursor->primary.at.key_size, sizes, grbit);
}

/* Walks over leaves are recognised when they happen (tree.h), so that this hint has nothing to add. */
static JET_ERR table_set_sequential(struct cursor *head, bool sequential, JET_GRBIT grbit)
{
    (void)head;
    (void)sequential;
    (void)grbit;
    return JET_errSuccess;
}

JET_ERR table_get_cursor_info(struct cursor *head, void *result, uint32_t capacity, uint32_t level)
{
    struct table_cursor *cursor = table_cursor_of(head);

    (void)result;
    if (capacity != 0 || level != 0) {
        return diag_fail(JET_errInvalidParameter, "JetGetCursorInfo has one level, 0, and no result");
    }
    if (!place_on_entry(&cursor->primary)) {
        return diag_fail(JET_errNoCurrentRecord, "the cursor on table '%s' is on no record",
                         head->table->name);
    }
    JET_TRY(place_hold(cursor, &cursor->primary));
    return tree_unlatch(&cursor->primary.at);
}

/* ------------------------------------------------------------------------------------------------ opening */

static const struct cursor_ops table_ops = {
    .close = table_close,
    .refresh = table_refresh,
    .duplicate = table_duplicate,
    .move = table_move,
    .make_key = table_make_key,
    .seek = table_seek,
    .set_index_range = table_set_index_range,
    .set_current_index = table_set_current_index,
    .get_current_index = table_get_current_index,
    .get_bookmark = table_get_bookmark,
    .goto_bookmark = table_goto_bookmark,
    .get_secondary_bookmark = table_get_secondary_bookmark,
    .goto_secondary_bookmark = table_goto_secondary_bookmark,
    .get_position = table_get_position,
    .goto_position = table_goto_position,
    .count_records = table_count_records,
    .retrieve_key = table_retrieve_key,
    .set_filter = table_set_filter,
    .set_sequential = table_set_sequential,
    .preread_keys = table_preread_keys,
    .preread_ranges = table_preread_ranges,
    .preread_references = table_preread_references,
    .stream_records = table_stream_records,
    .get_lock = table_get_lock,
    .get_cursor_info = table_get_cursor_info,
    .retrieve_column = table_retrieve_column,
    .retrieve_columns = table_retrieve_columns,
    .retrieve_by_reference = table_retrieve_by_reference,
    .enumerate_columns = table_enumerate_columns,
    .retrieve_tagged_list = table_retrieve_tagged_list,
    .get_record_size = table_get_record_size,
    .prepare_update = table_prepare_update,
    .set_column = table_set_column,
    .set_columns = table_set_columns,
    .update = table_update,
    .remove = table_remove,
    .escrow_update = table_escrow_update,
    .add_column = table_add_column,
    .delete_column = table_delete_column,
    .rename_column = table_rename_column,
    .create_indexes = table_create_indexes,
    .delete_index = table_delete_index,
    .register_callback = table_register_callback,
    .unregister_callback = table_unregister_callback,
    .set_storage = cursor_set_storage,
    .get_storage = cursor_get_storage,
};

/* A cursor on a table, whose reference it takes over, also when it fails. */
static JET_ERR open_on(struct session *session, struct table *table, JET_GRBIT grbit,
                       struct table_cursor **opened)
{
    struct table_cursor *cursor = calloc(1, sizeof *cursor);
    JET_ERR err;

    if (cursor == NULL) {
        table_release(table);
        return diag_fail(JET_errOutOfMemory, "no memory for a cursor on table '%s'", table->name);
    }
    cursor->head.ops = &table_ops;
    cursor->head.local_storage = JET_LSNil;
    cursor->head.database = table->database;
    cursor->head.updatable =
        !table->database->read_only && !(grbit & JET_bitTableReadOnly) && !(table->flags & TABLE_SYSTEM);
    cursor->permits_ddl = grbit & JET_bitTablePermitDDL;
    cursor->head.table = table;
    cursor->open_level = session->level;
    cursor->primary.deferred = true;
    tree_cursor_init(&cursor->primary.at, &table->tree);
    tree_cursor_init(&cursor->secondary.at, &table->tree);
    tree_cursor_init(&cursor->probe, &table->tree);
    long_value_reader_init(&cursor->values, table);
    cursor->primary.at.reader = cursor->secondary.at.reader = cursor->probe.reader = session;
    cursor->values.cursor.reader = session;
    row_init(&cursor->row, &record_of_place, table, &cursor->values);
    err = object_open(session, &cursor->head.object, OBJECT_TABLE, &table_observer);
    if (err >= 0) {
        err = table_use_begin(cursor, grbit);
        if (err >= 0) {
            /* Another version may have come between finding this one and telling so. */
            atomic_store(&cursor->head.outdated, !table->is_past && !table_is_current(session, table));
            *opened = cursor;
            return JET_errSuccess;
        }
        object_close(&cursor->head.object);
    }
    table_release(table);
    free(cursor);
    return err;
}

JET_ERR table_duplicate(struct cursor *head, JET_TABLEID *tableid)
{
    struct table_cursor *copy;
    struct table *table;

    JET_TRY(table_open_by_objid(cursor_session(head), head->database, head->table->objid, &table));
    JET_TRY(open_on(cursor_session(head), table, head->updatable ? 0 : JET_bitTableReadOnly, &copy));
    *tableid = copy->head.object.tableid;
    return JET_errSuccess;
}

JET_ERR table_cursor_check_options(JET_GRBIT grbit)
{
    const bool ddl = (grbit & JET_bitTablePermitDDL) != 0, deny = (grbit & JET_bitTableDenyRead) != 0;

    if (grbit & (JET_bitTableDelete | JET_bitTableCreate) || (ddl && !deny) ||
        (!ddl && deny && grbit & JET_bitTableReadOnly)) {
        return diag_fail(JET_errInvalidGrbit, "JetOpenTable: the options 0x%x do not go together", grbit);
    }
    return JET_errSuccess;
}

JET_ERR table_cursor_open(struct session *session, struct database *database, const char *name,
                          JET_GRBIT grbit, struct cursor **opened)
{
    struct table_cursor *cursor;
    struct table *table;

    JET_TRY(table_cursor_check_options(grbit));
    JET_TRY(table_open(session, database, name, &table));
    if (grbit & JET_bitTableReadOnly && grbit & JET_bitTableUpdatable) {
        table_release(table);
        return diag_fail(JET_errInvalidGrbit, "JetOpenTable: a cursor is read-only or updatable");
    }
    JET_TRY(open_on(session, table, grbit, &cursor));
    *opened = &cursor->head;
    return JET_errSuccess;
}

JET_ERR table_cursor_open_new(struct session *session, struct table *table, struct cursor **opened)
{
    struct table_cursor *cursor;

    table_take(table);
    JET_TRY(open_on(session, table, JET_bitTableDenyRead, &cursor));
    cursor->permits_ddl = !(table->flags & TABLE_TEMPLATE);
    *opened = &cursor->head;
    return JET_errSuccess;
}

JET_ERR table_cursor_open_temporary(struct session *session, struct table *table,
                                    const struct cursor_ops *ops, struct cursor **opened)
{
    struct table_cursor *cursor;

    JET_TRY(open_on(session, table, 0, &cursor));
    cursor->head.ops = ops;
    *opened = &cursor->head;
    return JET_errSuccess;
}

void table_cursor_close(struct cursor *cursor)
{
    destroy(table_cursor_of(cursor));
}
