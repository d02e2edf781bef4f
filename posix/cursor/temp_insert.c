/*
 * temp_insert.c - inserting into a sort: rows of a sort are neither changed nor taken back by a rollback.
 */
#include "cursor/temp_parts.h"
#include "diag.h"
#include "try.h"

static JET_ERR begin_insert(struct temp_cursor *cursor)
{
    const struct temp_table *temp = cursor->temp;

    if (cursor->record.bytes == NULL) {
        JET_TRY(record_builder_init(&cursor->record, &temp->schema, temp->page_size, temp->limit));
    }
    JET_TRY(record_builder_begin(&cursor->record));
    cursor->prepared_level = cursor_session(&cursor->head)->level;
    cursor->is_prepared = true;
    return JET_errSuccess;
}

JET_ERR temp_prepare_update(struct cursor *head, uint32_t prep)
{
    struct temp_cursor *cursor = temp_cursor_of(head);

    if (prep == JET_prepCancel) {
        if (!cursor->is_prepared) {
            return diag_fail(JET_errUpdateNotPrepared, "there is no update to cancel");
        }
        cursor->is_prepared = false;
        return JET_errSuccess;
    }
    if (cursor->is_prepared) {
        return diag_fail(JET_errAlreadyPrepared, "an update is prepared");
    }
    switch (prep) {
    case JET_prepInsert:
        return begin_insert(cursor);
    case JET_prepReplace:
    case JET_prepReplaceNoLock:
    case JET_prepInsertCopy:
    case JET_prepInsertCopyDeleteOriginal:
    case JET_prepInsertCopyReplaceOriginal:
    case JET_prepReadOnlyCopy:
        return diag_fail(JET_errIllegalOperation, "rows can only be inserted while a sort collects them");
    case JET_prepInsertMustSetAutoIncrement:
        return diag_fail(JET_errIllegalOperation, "temporary tables have no auto-increment columns");
    default:
        return diag_fail(JET_errInvalidParameter, "%u is no kind of update", prep);
    }
}

static struct set_target target_of(struct temp_cursor *cursor)
{
    return (struct set_target){
        .session = cursor_session(&cursor->head),
        .record = &cursor->record,
        .values = &cursor->values,
    };
}

static JET_ERR check_prepared(const struct temp_cursor *cursor)
{
    return cursor->is_prepared ? JET_errSuccess
                               : diag_fail(JET_errUpdateNotPrepared, "no update is prepared");
}

JET_ERR temp_set_column(struct cursor *head, JET_COLUMNID id, const void *data, uint32_t size,
                        JET_GRBIT grbit, const JET_SETINFO *info)
{
    struct set_target target;

    if (size > INT32_MAX) {
        return diag_fail(JET_errInvalidParameter, "a value of %u bytes is too long", size);
    }
    JET_TRY(check_prepared(temp_cursor_of(head)));
    target = target_of(temp_cursor_of(head));
    return set_column(&target, id, data, size, grbit, info);
}

JET_ERR temp_set_columns(struct cursor *head, JET_SETCOLUMN *columns, uint32_t count)
{
    struct set_target target;

    JET_TRY(check_prepared(temp_cursor_of(head)));
    target = target_of(temp_cursor_of(head));
    return set_columns(&target, columns, count);
}

static JET_ERR make_key(struct temp_cursor *cursor, struct key *key)
{
    const uint32_t instances[KEY_SEGMENTS_MAX] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    const struct temp_table *temp = cursor->temp;
    struct record record;
    enum key_outcome outcome;

    JET_TRY(record_open(&record, &temp->schema, record_builder_bytes(&cursor->record), temp->page_size));
    return key_from_record(&temp->key, &record, &cursor->values, instances, 0, key, &outcome);
}

JET_ERR temp_sort_update(struct cursor *head, void *bookmark, uint32_t capacity, uint32_t *size,
                         JET_GRBIT grbit)
{
    struct temp_cursor *cursor = temp_cursor_of(head);
    struct key key;

    (void)bookmark; /* there are none before rows are sorted */
    (void)capacity;
    (void)size;
    (void)grbit;
    JET_TRY(check_prepared(cursor));
    JET_TRY(make_key(cursor, &key));
    JET_TRY(sort_add(cursor->temp->sort, key_bytes(&key), record_builder_bytes(&cursor->record)));
    cursor->is_prepared = false;
    return JET_errSuccess;
}

/* No column of a temporary table is for escrow updates, so this can only say what is wrong first. */
JET_ERR temp_escrow_update(struct cursor *head, JET_COLUMNID id, const void *delta, uint32_t size, void *old,
                           uint32_t old_capacity, uint32_t *old_size, JET_GRBIT grbit)
{
    const struct column *column;

    (void)delta;
    (void)size;
    (void)old;
    (void)old_capacity;
    (void)old_size;
    (void)grbit;
    if (cursor_session(head)->level == 0) {
        return diag_fail(JET_errNotInTransaction, "this update is prepared in a transaction");
    }
    if (temp_cursor_of(head)->is_prepared) {
        return diag_fail(JET_errAlreadyPrepared, "an update is prepared");
    }
    JET_TRY(column_access(head->table, id, &column));
    return diag_fail(JET_errInvalidOperation, "column %u is not for escrow updates", id);
}

/* ---------------------------------------------------------------------------------- the engine's own rows */

static JET_ERR insert_row(struct cursor *head, const struct temp_value *values)
{
    const struct temp_table *temp = (const struct temp_table *)head->table; /* of which it is the first */
    JET_ERR err = JET_errSuccess;

    JET_TRY(head->ops->prepare_update(head, JET_prepInsert));
    for (uint32_t i = 0; i < temp->schema.column_count && err >= 0; i++) {
        if (values[i].data != NULL) {
            err = head->ops->set_column(head, temp->definitions[i]->id, values[i].data, values[i].size,
                                        values[i].size == 0 ? JET_bitSetZeroLength : 0, NULL);
        }
    }
    if (err >= 0) {
        err = head->ops->update(head, NULL, 0, NULL, 0);
    }
    if (err < 0) {
        (void)head->ops->prepare_update(head, JET_prepCancel);
    }
    return err;
}

/* Long values are set in a transaction, and trees have them. */
JET_ERR temp_table_insert(struct cursor *head, const struct temp_value *values)
{
    struct session *session = cursor_session(head);

    if (head->database == NULL) {
        return insert_row(head, values);
    }
    JET_TRY(session_work_begin(session));
    return session_work_end(session, insert_row(head, values));
}
