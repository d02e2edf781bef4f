/*
 * update.c - preparing an update, setting its columns, cancelling it.
 */
#include "cursor/update.h"

#include <stddef.h>
#include <stdlib.h>

#include "cursor/new_index.h"
#include "diag.h"
#include "try.h"

enum { ROW_NUMBER_SIZE = 4 };

static struct session *session_of(const struct table_cursor *cursor)
{
    return cursor_session(&cursor->head);
}

/* ----------------------------------------------------------------------------------------------- the copy as a row */

static JET_ERR hold_copy(struct row *row)
{
    const struct update *update =
        (const struct update *)(const void *)((const char *)row - offsetof(struct update, row));

    return record_open(&row->record, update->table, record_builder_bytes(&update->record),
                       update->record.page_size);
}

static JET_ERR let_copy_go(struct row *row)
{
    (void)row;
    return JET_errSuccess;
}

static const struct row_source copy_source = {.hold = hold_copy, .let_go = let_copy_go};

struct row *update_row_for(struct table_cursor *cursor, bool from_copy)
{
    return from_copy && update_is_prepared(cursor) ? &cursor->update->row : &cursor->row;
}

/* ------------------------------------------------------------------------------------------------------- life */

static void note_columns(struct update *update)
{
    const struct column *column;
    uint32_t at = 0;

    update->number = update->version = NULL;
    update->has_not_null = false;
    while ((column = table_next_column(update->table, &at)) != NULL) {
        if (column->flags & COLUMN_AUTOINCREMENT) {
            update->number = column;
        }
        if (column->flags & COLUMN_VERSION) {
            update->version = column;
        }
        update->has_not_null |= (column->flags & COLUMN_NOT_NULL) != 0;
    }
}

static void free_update(struct update *update)
{
    record_builder_free(&update->record);
    row_free(&update->row);
    free(update->original);
    tree_cursor_free(&update->at);
    index_writer_free(&update->indexes);
    update_long_free(&update->long_values);
    free(update);
}

/* Bytes that a record may have. */
static uint32_t record_most(const struct table *table)
{
    return record_limit(table->database->page_size,
                        table->primary != NULL ? table->primary->key_most : (uint32_t)ROW_NUMBER_SIZE);
}

static JET_ERR make_update(struct table_cursor *cursor, struct update **made)
{
    struct table *table = cursor->head.table;
    const uint32_t page_size = table->database->page_size;
    const uint32_t room = record_limit(page_size, ROW_NUMBER_SIZE); /* in any version of the schema */
    struct update *update = calloc(1, sizeof *update);
    JET_ERR err;

    if (update == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for an update of table '%s'", table->name);
    }
    update->table = table;
    tree_cursor_init(&update->at, &table->tree);
    row_init(&update->row, &copy_source, table, &cursor->values);
    update_long_init(&update->long_values, session_of(cursor), table);
    index_writer_init(&update->indexes, table);
    JET_TRY_OR(record_builder_init(&update->record, table, page_size, room), failed);
    update->record.limit = record_most(table);
    update->original = malloc(room);
    if (update->original == NULL) {
        err = diag_fail(JET_errOutOfMemory, "no memory for a record of table '%s'", table->name);
        goto failed;
    }
    note_columns(update);
    *made = update;
    return JET_errSuccess;
failed:
    free_update(update);
    return err;
}

JET_ERR update_need(struct table_cursor *cursor)
{
    if (update_is_prepared(cursor)) {
        return JET_errSuccess;
    }
    if (cursor->update == NULL) {
        return make_update(cursor, &cursor->update);
    }
    return update_long_cancel(&cursor->update->long_values); /* left behind by a rollback */
}

JET_ERR update_leave(struct table_cursor *cursor)
{
    if (!update_is_prepared(cursor)) {
        return JET_errSuccess;
    }
    cursor->update->kind = UPDATE_NONE;
    return update_long_cancel(&cursor->update->long_values);
}

void update_end(struct table_cursor *cursor)
{
    if (cursor->update != NULL) {
        (void)update_long_cancel(&cursor->update->long_values);
        free_update(cursor->update);
        cursor->update = NULL;
    }
}

void update_follow(struct table_cursor *cursor)
{
    struct table *table = cursor->head.table;
    struct update *update = cursor->update;

    if (update == NULL) {
        return;
    }
    update->table = table;
    update->record.table = table;
    update->record.limit = record_most(table);
    row_follow(&update->row, table);
    tree_to_before_first(&update->at);
    update->at.tree = &table->tree;
    index_writer_follow(&update->indexes, table);
    update_long_follow(&update->long_values, table);
    note_columns(update);
}

void update_commit(struct table_cursor *cursor, uint32_t level)
{
    struct update *update = cursor->update;

    if (update != NULL) {
        if (update->level >= level) {
            update->level = level - 1;
        }
        update_long_commit(&update->long_values, level);
    }
}

void update_rollback(struct table_cursor *cursor, uint32_t level)
{
    struct update *update = cursor->update;

    if (update != NULL) {
        if (update->level >= level || update_long_level(&update->long_values) >= level) {
            update->kind = UPDATE_NONE;
        }
        update_long_rollback(&update->long_values, level);
    }
}

/* ------------------------------------------------------------------------------------------------------- checks */

JET_ERR update_check_rights(const struct table_cursor *cursor)
{
    const struct session *session = session_of(cursor);

    if (cursor->head.database->read_only) {
        return diag_fail(JET_errPermissionDenied,
                         "table '%s' cannot be changed: its database is attached read-only",
                         cursor->head.table->name);
    }
    if (!cursor->head.updatable) {
        return diag_fail(JET_errPermissionDenied, "table '%s' is open for reading only",
                         cursor->head.table->name);
    }
    if (session->level > 0 && session->read_only && !table_is_temporary(cursor->head.table)) {
        return diag_fail(JET_errTransReadOnly, "the transaction is for reading only");
    }
    return JET_errSuccess;
}

JET_ERR update_follow_schema(struct table_cursor *cursor)
{
    if (atomic_load(&cursor->head.outdated)) {
        JET_TRY(cursor->head.ops->refresh(&cursor->head));
    }
    return new_index_check_primary(session_of(cursor), cursor->head.table);
}

JET_ERR update_work_begin(struct table_cursor *cursor)
{
    struct session *session = session_of(cursor);
    JET_ERR err;

    JET_TRY(session_work_begin(session));
    err = update_follow_schema(cursor);
    return err < 0 ? session_work_end(session, err) : err;
}

static JET_ERR not_prepared(void)
{
    return diag_fail(JET_errUpdateNotPrepared, "no update is prepared");
}

static JET_ERR needs_transaction(const struct table_cursor *cursor)
{
    return session_of(cursor)->level == 0
               ? diag_fail(JET_errNotInTransaction, "this kind of update is prepared in a transaction")
               : JET_errSuccess;
}

/* ---------------------------------------------------------------------------------------------------- preparing */

struct change update_change(const struct table_cursor *cursor)
{
    return (struct change){.session = session_of(cursor),
                           .database = cursor->head.database,
                           .flags = cursor->head.database->unversioned ? 0 : CHANGE_VERSIONED,
                           .density = cursor->head.table->density};
}

JET_ERR update_stand_on_row(struct table_cursor *cursor)
{
    return tree_set_place(&cursor->update->at, TREE_ON_ENTRY, place_key(&cursor->primary), no_bytes);
}

JET_ERR update_lock_row(struct table_cursor *cursor)
{
    const struct change change = update_change(cursor);

    JET_TRY(place_hold(cursor, &cursor->primary));
    JET_TRY(tree_unlatch(&cursor->primary.at));
    JET_TRY(update_stand_on_row(cursor));
    return tree_lock(&cursor->update->at, &change, true);
}

JET_ERR update_check_session(struct table_cursor *cursor)
{
    return table_use_is_replacing(cursor)
               ? diag_fail(JET_errSessionWriteConflict,
                           "table '%s': another cursor of the session has an update of the row prepared",
                           cursor->head.table->name)
               : JET_errSuccess;
}

/* Begins with a copy of the current row. */
static JET_ERR copy_row(struct table_cursor *cursor)
{
    struct update *update = cursor->update;
    struct bytes bytes;
    JET_ERR err, released;

    JET_TRY(row_hold(&cursor->row));
    bytes = cursor->row.record.bytes;
    err = record_builder_load(&update->record, bytes);
    if (err >= 0) {
        memcpy(update->original, bytes.at, bytes.size);
        update->original_size = bytes.size;
    }
    released = row_let_go(&cursor->row);
    return err < 0 ? err : released;
}

static JET_ERR begin_insert(struct table_cursor *cursor, bool sets_number)
{
    struct update *update = cursor->update;

    if (sets_number && update->number == NULL) {
        return diag_fail(JET_errIllegalOperation, "table '%s' has no auto-increment column",
                         update->table->name);
    }
    JET_TRY(record_builder_begin(&update->record));
    update->sets_number = sets_number;
    return sets_number ? JET_errSuccess : update_set_number(cursor);
}

static JET_ERR begin_replace(struct table_cursor *cursor, bool locks)
{
    const bool in_transaction = session_of(cursor)->level > 0;

    JET_TRY(update_check_session(cursor));
    if (locks && in_transaction) {
        JET_TRY(update_lock_row(cursor));
    }
    cursor->update->compares = !(locks && in_transaction);
    return copy_row(cursor);
}

/* Outside of a transaction nothing keeps the lock, but somebody else's is respected. */
static JET_ERR lock_original(struct table_cursor *cursor)
{
    struct session *session = session_of(cursor);

    if (session->level > 0) {
        return update_lock_row(cursor);
    }
    JET_TRY(session_work_begin(session));
    return session_work_end(session, update_lock_row(cursor));
}

static JET_ERR begin_copy(struct table_cursor *cursor, bool moves, bool new_number)
{
    if (moves) {
        JET_TRY(lock_original(cursor));
    }
    cursor->update->compares = moves && session_of(cursor)->level == 0;
    JET_TRY(copy_row(cursor));
    JET_TRY(new_number ? update_set_number(cursor) : JET_errSuccess);
    return moves ? JET_errSuccess : needs_transaction(cursor);
}

static JET_ERR begin(struct table_cursor *cursor, uint32_t prep, enum update_kind *kind)
{
    switch (prep) {
    case JET_prepInsert:
    case JET_prepInsertMustSetAutoIncrement:
        *kind = UPDATE_INSERT;
        return begin_insert(cursor, prep == JET_prepInsertMustSetAutoIncrement);
    case JET_prepReplace:
    case JET_prepReplaceNoLock:
        *kind = UPDATE_REPLACE;
        return begin_replace(cursor, prep == JET_prepReplace);
    case JET_prepInsertCopy:
        *kind = UPDATE_INSERT_COPY;
        return begin_copy(cursor, false, true);
    case JET_prepInsertCopyDeleteOriginal:
    case JET_prepInsertCopyReplaceOriginal:
        *kind = UPDATE_MOVE;
        return begin_copy(cursor, true, prep == JET_prepInsertCopyDeleteOriginal);
    default:
        *kind = UPDATE_READ;
        JET_TRY(needs_transaction(cursor));
        return copy_row(cursor);
    }
}

static JET_ERR check_prep(uint32_t prep)
{
    switch (prep) {
    case JET_prepInsert:
    case JET_prepInsertMustSetAutoIncrement:
    case JET_prepReplace:
    case JET_prepReplaceNoLock:
    case JET_prepInsertCopy:
    case JET_prepInsertCopyDeleteOriginal:
    case JET_prepInsertCopyReplaceOriginal:
    case JET_prepReadOnlyCopy:
        return JET_errSuccess;
    default:
        return diag_fail(JET_errInvalidParameter, "JetPrepareUpdate: %u is no kind of update", prep);
    }
}

JET_ERR table_prepare_update(struct cursor *head, uint32_t prep)
{
    struct table_cursor *cursor = table_cursor_of(head);
    struct update *update;
    enum update_kind kind;

    if (prep == JET_prepCancel) {
        return update_is_prepared(cursor) ? update_leave(cursor) : not_prepared();
    }
    JET_TRY(check_prep(prep));
    if (prep != JET_prepReadOnlyCopy) {
        JET_TRY(update_check_rights(cursor));
    }
    if (update_is_prepared(cursor)) {
        return diag_fail(JET_errAlreadyPrepared, "an update is prepared");
    }
    JET_TRY(update_need(cursor));
    update = cursor->update;
    update->level = session_of(cursor)->level;
    update->columns = 0;
    update->compares = update->sets_number = update->long_values.owns = false;
    JET_TRY(begin(cursor, prep, &kind));
    update->kind = kind;
    return JET_errSuccess;
}

/* ---------------------------------------------------------------------------------------------- setting columns */

static struct set_target target_of(struct table_cursor *cursor)
{
    struct update *update = cursor->update;

    return (struct set_target){.session = session_of(cursor),
                               .record = &update->record,
                               .values = &cursor->values,
                               .store = update->table->only_intrinsic ? NULL : &update->long_values.head,
                               .replaces = update->kind == UPDATE_REPLACE,
                               .sets_number = update->sets_number};
}

static JET_ERR check_settable(const struct table_cursor *cursor)
{
    JET_TRY(update_check_rights(cursor));
    if (!update_is_prepared(cursor) || cursor->update->kind == UPDATE_READ) {
        return not_prepared();
    }
    return JET_errSuccess;
}

/*
 * Long values of these columns may grow where they are, in a replace: until JetUpdate the row then has the new value, too. Not those
 * that indexes are made of, whose old keys are made of the old value.
 */
static void judge_growth(struct update *update, uint64_t columns)
{
    bool owns = update->kind == UPDATE_REPLACE;

    for (uint32_t i = 0; i < update->table->index_count && owns; i++) {
        owns = (index_columns(update->table->indexes[i]) & columns) == 0;
    }
    update->long_values.owns = owns;
}

JET_ERR table_set_column(struct cursor *head, JET_COLUMNID id, const void *data, uint32_t size,
                         JET_GRBIT grbit, const JET_SETINFO *info)
{
    struct table_cursor *cursor = table_cursor_of(head);
    struct set_target target;
    JET_ERR err;

    JET_TRY(update_check_rights(cursor));
    if (size > INT32_MAX) {
        return diag_fail(JET_errInvalidParameter, "a value of %u bytes is too long", size);
    }
    JET_TRY(check_settable(cursor));
    target = target_of(cursor);
    if (column_fid(id) >= FID_TAGGED_FIRST) {
        judge_growth(cursor->update, column_mask(id));
    }
    err = set_column(&target, id, data, size, grbit, info);
    cursor->update->columns |= target.columns;
    return err;
}

JET_ERR table_set_columns(struct cursor *head, JET_SETCOLUMN *columns, uint32_t count)
{
    struct table_cursor *cursor = table_cursor_of(head);
    struct set_target target;
    uint64_t set = 0;
    JET_ERR err;

    JET_TRY(check_settable(cursor));
    for (uint32_t i = 0; i < count; i++) {
        set |= column_mask(columns[i].columnid);
    }
    judge_growth(cursor->update, set);
    target = target_of(cursor);
    err = set_columns(&target, columns, count);
    cursor->update->columns |= target.columns;
    return err;
}
