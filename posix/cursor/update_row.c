/*
 * update_row.c - changes of a row without a copy: JetDelete, JetEscrowUpdate, JetGetLock.
 */
#include "catalog/column_definition.h"
#include "cursor/callback.h"
#include "cursor/update.h"
#include "diag.h"
#include "try.h"

static JET_ERR not_in_transaction(void)
{
    return diag_fail(JET_errNotInTransaction, "the call needs a transaction");
}

static JET_ERR is_prepared(void)
{
    return diag_fail(JET_errAlreadyPrepared, "an update is prepared");
}

/* ------------------------------------------------------------------------------------------------------- delete */

JET_ERR update_delete_row(struct table_cursor *cursor, const struct record *old)
{
    struct update *update = cursor->update;
    const struct change change = update_change(cursor);
    const struct row_change entries = {.session = change.session,
                                       .values = &cursor->values,
                                       .old = old,
                                       .bookmark = place_key(&cursor->primary),
                                       .flags = change.flags};

    JET_TRY(update_stand_on_row(cursor));
    JET_TRY(tree_delete(&update->at, &change));
    return index_writer_change(&update->indexes, &entries);
}

static JET_ERR delete_whole_row(struct table_cursor *cursor)
{
    JET_TRY(callbacks_call(cursor, JET_cbtypBeforeDelete));
    JET_TRY(row_detach(&cursor->row));
    JET_TRY(update_delete_row(cursor, &cursor->row.record));
    return update_long_release_all(&cursor->update->long_values, &cursor->row.record);
}

JET_ERR table_remove(struct cursor *head)
{
    struct table_cursor *cursor = table_cursor_of(head);
    struct session *session = cursor_session(head);

    JET_TRY(update_check_rights(cursor));
    if (update_is_prepared(cursor) && cursor->update->kind == UPDATE_MOVE) {
        return is_prepared();
    }
    JET_TRY(update_leave(cursor));
    JET_TRY(update_need(cursor));
    JET_TRY(update_work_begin(cursor));
    JET_TRY(session_work_end(session, delete_whole_row(cursor)));
    (void)callbacks_call(cursor, JET_cbtypAfterDelete);
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------------- escrow */

/* The column's number must lie in the record, where it is changed without anything around it. */
static JET_ERR check_in_record(struct table_cursor *cursor, const struct column *column)
{
    struct value value;
    JET_ERR err, released;

    JET_TRY(row_hold(&cursor->row));
    err = record_value(&cursor->row.record, column, 1, &value);
    released = row_let_go(&cursor->row);
    JET_TRY(err);
    JET_TRY(released);
    if (value.flags & (VALUE_NULL | VALUE_DEFAULT)) {
        return diag_fail(JET_errInvalidOperation, "column '%s' has no number in this row", column->name);
    }
    return JET_errSuccess;
}

static JET_ERR check_escrow(const struct column *column, uint32_t size, const void *old,
                            uint32_t old_capacity)
{
    const uint32_t width = coltyp_size(column->type) != 0 ? coltyp_size(column->type) : column->max;

    if (size != width || (old != NULL && old_capacity != 0 && old_capacity < size)) {
        return diag_fail(JET_errInvalidBufferSize, "column '%s' has %u bytes", column->name, width);
    }
    if (!(column->flags & COLUMN_ESCROW_UPDATE) || !column_is_fixed(column) ||
        (size != sizeof(int32_t) && size != sizeof(int64_t))) {
        return diag_fail(JET_errInvalidOperation, "column '%s' has no escrow updates", column->name);
    }
    return JET_errSuccess;
}

static void put_old(int64_t number, uint32_t width, void *old, uint32_t old_capacity, uint32_t *old_size)
{
    uint8_t bytes[sizeof(int64_t)];

    put_u64(bytes, (uint64_t)number);
    if (old != NULL && old_capacity >= width) {
        memcpy(old, bytes, width);
    }
    if (old_size != NULL) {
        *old_size = width;
    }
}

JET_ERR table_escrow_update(struct cursor *head, JET_COLUMNID id, const void *delta, uint32_t size, void *old,
                            uint32_t old_capacity, uint32_t *old_size, JET_GRBIT grbit)
{
    struct table_cursor *cursor = table_cursor_of(head);
    struct change change = update_change(cursor);
    const struct column *column;
    int64_t before, number;

    if (change.session->level == 0) {
        return not_in_transaction();
    }
    JET_TRY(update_check_rights(cursor));
    if (update_is_prepared(cursor)) {
        return is_prepared();
    }
    JET_TRY(column_access(head->table, id, &column));
    JET_TRY(check_escrow(column, size, old, old_capacity));
    JET_TRY(update_check_session(cursor));
    JET_TRY(update_need(cursor));
    JET_TRY(check_in_record(cursor, column));
    if (grbit & JET_bitEscrowNoRollback) {
        change.flags &= ~(uint32_t)CHANGE_VERSIONED;
    }
    number = size == sizeof(int32_t) ? (int32_t)get_u32(delta) : (int64_t)get_u64(delta);
    JET_TRY(update_stand_on_row(cursor));
    JET_TRY(tree_add(&cursor->update->at, &change, column->offset, size, number, &before));
    JET_TRY(tree_unlatch(&cursor->update->at));
    put_old(before, size, old, old_capacity, old_size);
    return JET_errSuccess;
}

/* --------------------------------------------------------------------------------------------------------- lock */

/* A lock is one of the row's name: it is there also for a row that the session itself has deleted. */
static JET_ERR lock_name(struct table_cursor *cursor, bool write)
{
    const struct change change = update_change(cursor);
    JET_ERR err = place_hold(cursor, &cursor->primary);

    if (err >= 0) {
        err = tree_unlatch(&cursor->primary.at);
    }
    if (err < 0 && err != JET_errRecordDeleted) {
        return err;
    }
    if (cursor->head.database->read_only) {
        return JET_errSuccess; /* nobody can change the row */
    }
    JET_TRY(update_need(cursor));
    JET_TRY(update_stand_on_row(cursor));
    err = tree_lock(&cursor->update->at, &change, write);
    return err == JET_errRecordDeleted ? JET_errSuccess : err;
}

JET_ERR table_get_lock(struct cursor *head, JET_GRBIT grbit)
{
    struct table_cursor *cursor = table_cursor_of(head);
    const JET_GRBIT kind = grbit & (JET_bitReadLock | JET_bitWriteLock);

    if (cursor_session(head)->level == 0) {
        return not_in_transaction();
    }
    if (kind != JET_bitReadLock && kind != JET_bitWriteLock) {
        return diag_fail(JET_errInvalidGrbit, "JetGetLock: 0x%x is neither a read nor a write lock", grbit);
    }
    if (kind == JET_bitWriteLock) {
        JET_TRY(update_check_rights(cursor));
    }
    return lock_name(cursor, kind == JET_bitWriteLock);
}
