/*
 * temp_insert.c - changing a temporary table: prepared updates, deletes, and what a rollback takes back.
 *
 * Rows of a sort are not taken back, those of a KEYED table are, unless JET_paramEnableTempTableVersioning says
 * otherwise.
 */
#include <stddef.h>
#include <stdlib.h>

#include "cursor/temp_parts.h"
#include "diag.h"
#include "instance/instance.h"
#include "instance/parameter.h"
#include "try.h"

enum { ROW_NUMBER_SIZE = 4, UNDO_FIRST = 16, STORE_FIRST = 4 };

/* ------------------------------------------------------------------------------------ the row in progress */

static JET_ERR store_add(struct long_value_store *head, struct bytes value, bool compress,
                         uint8_t lid[LONG_VALUE_ID_MAX], uint32_t *size)
{
    struct temp_values *values = &((struct temp_store *)head)->values;
    uint8_t *copy;

    (void)compress; /* memory that is soon given back */
    if (values->count == values->capacity) {
        const uint32_t capacity = values->capacity == 0 ? STORE_FIRST : 2 * values->capacity;
        struct bytes *more = realloc(values->values, sizeof *more * capacity);

        if (more == NULL) {
            return diag_fail(JET_errOutOfMemory, "no memory for a long value");
        }
        values->values = more;
        values->capacity = capacity;
    }
    copy = malloc(value.size + 1u);
    if (copy == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for a long value of %u bytes", value.size);
    }
    if (value.size > 0) {
        memcpy(copy, value.at, value.size);
    }
    values->values[values->count++] = (struct bytes){copy, value.size};
    *size = sizeof(uint32_t);
    put_u32(lid, values->count);
    return JET_errSuccess;
}

/* The ids of the others do not change, so the place stays empty. */
static JET_ERR store_remove(struct long_value_store *head, struct bytes lid)
{
    struct temp_values *values = &((struct temp_store *)head)->values;
    const uint32_t number = get_u32(lid.at);

    if (number >= 1 && number <= values->count) {
        free((void *)(uintptr_t)values->values[number - 1].at);
        values->values[number - 1] = (struct bytes){NULL, 0};
    }
    return JET_errSuccess;
}

static JET_ERR hold_prepared(struct row *row)
{
    struct temp_update *update =
        (struct temp_update *)(void *)((char *)row - offsetof(struct temp_update, row));

    update->values.memory = update->store.values.values;
    update->values.memory_count = update->store.values.count;
    return record_open(&row->record, update->record.table, record_builder_bytes(&update->record),
                       update->record.page_size);
}

static JET_ERR let_go_prepared(struct row *row)
{
    (void)row;
    return JET_errSuccess;
}

static const struct row_source prepared_source = {.hold = hold_prepared, .let_go = let_go_prepared};

void temp_update_init(struct temp_update *update, const struct temp_table *temp)
{
    update->store.head.add = store_add;
    update->store.head.remove = store_remove;
    long_value_reader_init(&update->values, &temp->schema);
    row_init(&update->row, &prepared_source, &temp->schema, &update->values);
}

void temp_update_free(struct temp_update *update)
{
    temp_values_free(&update->store.values);
    row_free(&update->row);
    long_value_reader_free(&update->values);
    record_builder_free(&update->record);
}

void temp_cancel_update(struct temp_cursor *cursor)
{
    struct temp_update *update = &cursor->update;

    update->prepared = false;
    temp_values_free(&update->store.values);
    temp_row_release(update->original);
    update->original = NULL;
}

struct row *temp_row_for(struct temp_cursor *cursor, JET_GRBIT grbit)
{
    return grbit & JET_bitRetrieveCopy && cursor->update.prepared ? &cursor->update.row : &cursor->row;
}

/* ---------------------------------------------------------------------------------------------- preparing */

/* The builder is made with the first update and kept. */
static JET_ERR make_builder(struct temp_cursor *cursor)
{
    const struct temp_table *temp = cursor->temp;

    if (cursor->update.record.bytes != NULL) {
        return JET_errSuccess;
    }
    return record_builder_init(&cursor->update.record, &temp->schema, temp->page_size, temp->limit);
}

static JET_ERR begin_insert(struct temp_cursor *cursor)
{
    JET_TRY(make_builder(cursor));
    JET_TRY(record_builder_begin(&cursor->update.record));
    cursor->update.prep = JET_prepInsert;
    cursor->update.level = cursor_session(&cursor->head)->level;
    cursor->update.prepared = true;
    return JET_errSuccess;
}

static JET_ERR copy_values(struct temp_update *update, const struct temp_values *from)
{
    uint8_t lid[LONG_VALUE_ID_MAX];
    uint32_t size;

    for (uint32_t i = 0; i < from->count; i++) {
        JET_TRY(store_add(&update->store.head, from->values[i], false, lid, &size));
        if (from->values[i].at == NULL) {
            JET_TRY(store_remove(&update->store.head, (struct bytes){lid, size}));
        }
    }
    return JET_errSuccess;
}

/* Begins with the current row. */
static JET_ERR begin_copy(struct temp_cursor *cursor, uint32_t prep)
{
    struct temp_update *update = &cursor->update;
    struct temp_row *row;

    JET_TRY(temp_keyed_row(cursor, &row));
    JET_TRY(make_builder(cursor));
    JET_TRY(record_builder_load(&update->record, temp_row_data(row)));
    update->original = temp_row_hold(row);
    update->prep = prep;
    update->level = cursor_session(&cursor->head)->level;
    update->prepared = true;
    return copy_values(update, &row->values);
}

static JET_ERR needs_transaction(const struct temp_cursor *cursor)
{
    if (cursor_session(&cursor->head)->level == 0) {
        return diag_fail(JET_errNotInTransaction, "this update is prepared in a transaction");
    }
    return JET_errSuccess;
}

/* Updates of rows that are there already. */
static JET_ERR prepare_on_row(struct temp_cursor *cursor, uint32_t prep)
{
    JET_ERR err;

    if (cursor->temp->phase != TEMP_KEYED) {
        return diag_fail(JET_errIllegalOperation, "rows can only be inserted while a sort collects them");
    }
    if (prep == JET_prepInsertCopy || prep == JET_prepReadOnlyCopy) {
        JET_TRY(needs_transaction(cursor));
    }
    err = begin_copy(cursor, prep);
    if (err < 0) {
        temp_cancel_update(cursor);
    }
    return err;
}

JET_ERR temp_prepare_update(struct cursor *head, uint32_t prep)
{
    struct temp_cursor *cursor = temp_cursor_of(head);

    if (prep == JET_prepCancel) {
        if (!cursor->update.prepared) {
            return diag_fail(JET_errUpdateNotPrepared, "there is no update to cancel");
        }
        temp_cancel_update(cursor);
        return JET_errSuccess;
    }
    if (cursor->update.prepared) {
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
        return prepare_on_row(cursor, prep);
    case JET_prepInsertMustSetAutoIncrement:
        return diag_fail(JET_errIllegalOperation, "temporary tables have no auto-increment columns");
    default:
        return diag_fail(JET_errInvalidParameter, "%u is no kind of update", prep);
    }
}

static bool replaces(const struct temp_update *update)
{
    return update->prep == JET_prepReplace || update->prep == JET_prepReplaceNoLock;
}

static struct set_target target_of(struct temp_cursor *cursor)
{
    struct temp_update *update = &cursor->update;

    update->values.memory = update->store.values.values;
    update->values.memory_count = update->store.values.count;
    return (struct set_target){
        .session = cursor_session(&cursor->head),
        .record = &update->record,
        .values = &update->values,
        .store = cursor->temp->phase == TEMP_KEYED && !(cursor->temp->grbit & JET_bitTTIntrinsicLVsOnly)
                     ? &update->store.head
                     : NULL,
        .replaces = replaces(update),
    };
}

static JET_ERR check_prepared(const struct temp_cursor *cursor)
{
    if (!cursor->update.prepared || cursor->update.prep == JET_prepReadOnlyCopy) {
        return diag_fail(JET_errUpdateNotPrepared, "no update is prepared");
    }
    return JET_errSuccess;
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
    JET_TRY(check_prepared(temp_cursor_of(head)));
    for (uint32_t i = 0; i < count; i++) {
        struct set_target target =
            target_of(temp_cursor_of(head)); /* a long value may have moved the store */

        JET_TRY(set_columns(&target, &columns[i], 1));
    }
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------ undoing */

static bool is_versioned(const struct temp_cursor *cursor)
{
    const struct session *session = cursor_session(&cursor->head);

    return session->level > 0 &&
           parameter_integer(session->instance, JET_paramEnableTempTableVersioning) != 0;
}

/* Makes room for a change to be remembered, so that remembering it cannot fail. */
static JET_ERR reserve_undo(struct temp_table *temp)
{
    const uint32_t capacity = temp->undo_capacity == 0 ? UNDO_FIRST : 2 * temp->undo_capacity;
    struct temp_undo *undo;

    if (temp->undo_count < temp->undo_capacity) {
        return JET_errSuccess;
    }
    undo = realloc(temp->undo, sizeof *undo * capacity);
    if (undo == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory to remember a change that may be rolled back");
    }
    temp->undo = undo;
    temp->undo_capacity = capacity;
    return JET_errSuccess;
}

/* Remembers a change; either row may be NULL. */
static void remember(struct temp_cursor *cursor, struct temp_row *removed, struct temp_row *added)
{
    struct temp_table *temp = cursor->temp;

    if (is_versioned(cursor)) {
        temp->undo[temp->undo_count++] = (struct temp_undo){
            .level = cursor_session(&cursor->head)->level,
            .removed = removed != NULL ? temp_row_hold(removed) : NULL,
            .added = added != NULL ? temp_row_hold(added) : NULL,
        };
    }
}

static void forget(struct temp_undo *undo)
{
    temp_row_release(undo->removed);
    temp_row_release(undo->added);
}

void temp_undo_level(struct temp_table *temp, uint32_t level)
{
    while (temp->undo_count > 0 && temp->undo[temp->undo_count - 1].level >= level) {
        struct temp_undo *undo = &temp->undo[--temp->undo_count];

        if (undo->added != NULL) {
            temp_row_release(temp_rows_remove(&temp->rows, temp_row_key(undo->added)));
        }
        if (undo->removed != NULL && temp_rows_insert(&temp->rows, undo->removed) < 0) {
            temp->phase = TEMP_FAILED; /* no memory for what was there before */
        }
        forget(undo);
    }
}

void temp_keep_level(struct temp_table *temp, uint32_t level)
{
    for (uint32_t i = temp->undo_count; i > 0 && temp->undo[i - 1].level >= level; i--) {
        temp->undo[i - 1].level = level - 1;
        if (level == 1) {
            forget(&temp->undo[i - 1]);
            temp->undo_count--;
        }
    }
}

/* ----------------------------------------------------------------------------------------------- updating */

static JET_ERR make_key(struct temp_cursor *cursor, struct key *key)
{
    const uint32_t instances[KEY_SEGMENTS_MAX] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    struct temp_update *update = &cursor->update;
    enum key_outcome outcome;

    JET_TRY(hold_prepared(&update->row));
    return key_from_record(&cursor->temp->key, &update->row.record, &update->values, instances, 0, key,
                           &outcome);
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
    JET_TRY(sort_add(cursor->temp->sort, key_bytes(&key), record_builder_bytes(&cursor->update.record)));
    temp_cancel_update(cursor);
    return JET_errSuccess;
}

/* The key of the row that the update will put in; a replaced row of a table without an index keeps its number. */
static JET_ERR keyed_key(struct temp_cursor *cursor, struct key *key)
{
    const struct temp_update *update = &cursor->update;

    if (cursor->temp->has_index) {
        return make_key(cursor, key);
    }
    if (replaces(update)) {
        key->size = update->original->key_size;
        memcpy(key->bytes, update->original->bytes, key->size);
    } else {
        key->size = ROW_NUMBER_SIZE;
        put_big_u32(key->bytes, cursor->temp->next_number);
    }
    return JET_errSuccess;
}

/* The original must still be what it was when the update was prepared. */
static JET_ERR check_original(const struct temp_cursor *cursor)
{
    const struct temp_rows *rows = &cursor->temp->rows;
    struct temp_position position;

    if (!temp_rows_find(rows, temp_row_key(cursor->update.original), &position)) {
        return diag_fail(JET_errRecordDeleted, "the row was deleted after the update was prepared");
    }
    if (temp_rows_at(rows, &position) != cursor->update.original) {
        return diag_fail(JET_errSessionWriteConflict, "the row was changed after the update was prepared");
    }
    return JET_errSuccess;
}

static bool same_key(const struct temp_row *left, const struct temp_row *right)
{
    return sort_compare_bytes(temp_row_key(left), temp_row_key(right)) == 0;
}

/* Puts `row` in the place of the original. */
static JET_ERR exchange(struct temp_cursor *cursor, struct temp_row *row)
{
    struct temp_rows *rows = &cursor->temp->rows;
    struct temp_row *original = cursor->update.original;

    JET_TRY(check_original(cursor));
    if (!same_key(row, original)) {
        if (replaces(&cursor->update)) {
            return diag_fail(JET_errRecordPrimaryChanged, "a replaced row keeps its key");
        }
        JET_TRY(temp_rows_insert(rows, row));
        temp_row_release(temp_rows_remove(rows, temp_row_key(original)));
    } else {
        temp_rows_replace(rows, row);
    }
    remember(cursor, original, row);
    return JET_errSuccess;
}

static JET_ERR insert(struct temp_cursor *cursor, struct temp_row *row)
{
    JET_TRY(temp_rows_insert(&cursor->temp->rows, row));
    remember(cursor, NULL, row);
    cursor->temp->next_number += !cursor->temp->has_index;
    return JET_errSuccess;
}

JET_ERR temp_keyed_update(struct cursor *head, void *bookmark, uint32_t capacity, uint32_t *size,
                          JET_GRBIT grbit)
{
    struct temp_cursor *cursor = temp_cursor_of(head);
    struct temp_update *update = &cursor->update;
    const bool exchanges = update->original != NULL && update->prep != JET_prepInsertCopy;
    struct temp_row *row;
    struct key key;
    JET_ERR err;

    (void)grbit;
    JET_TRY(check_prepared(cursor));
    JET_TRY(keyed_key(cursor, &key));
    if (bookmark != NULL && capacity < key.size && !replaces(update)) {
        return diag_fail(JET_errBufferTooSmall, "the bookmark has %u bytes, the buffer %u", key.size,
                         capacity);
    }
    JET_TRY(reserve_undo(cursor->temp));
    row = temp_row_make(key_bytes(&key), record_builder_bytes(&update->record), &update->store.values);
    if (row == NULL) {
        return JET_errOutOfMemory;
    }
    err = exchanges ? exchange(cursor, row) : insert(cursor, row);
    if (err < 0) { /* the update stays prepared */
        update->store.values = row->values;
        row->values = (struct temp_values){0};
    } else {
        temp_cancel_update(cursor);
        (void)temp_deliver_key(temp_row_key(row), bookmark, capacity, size);
    }
    temp_row_release(row);
    return err;
}

JET_ERR temp_remove(struct cursor *head)
{
    struct temp_cursor *cursor = temp_cursor_of(head);
    struct temp_row *row;

    if (cursor->update.prepared && cursor->update.prep == JET_prepInsertCopyDeleteOriginal) {
        return diag_fail(JET_errAlreadyPrepared, "the row is about to be replaced by its copy");
    }
    temp_cancel_update(cursor);
    JET_TRY(temp_keyed_row(cursor, &row));
    JET_TRY(reserve_undo(cursor->temp));
    row = temp_rows_remove(&cursor->temp->rows, temp_row_key(row));
    remember(cursor, row, NULL);
    temp_row_release(row);
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
    JET_TRY(needs_transaction(temp_cursor_of(head)));
    if (temp_cursor_of(head)->update.prepared) {
        return diag_fail(JET_errAlreadyPrepared, "an update is prepared");
    }
    JET_TRY(column_access(head->table, id, &column));
    return diag_fail(JET_errInvalidOperation, "column %u is not for escrow updates", id);
}

/* ---------------------------------------------------------------------------------- the engine's own rows */

JET_ERR temp_table_insert(struct cursor *head, const struct temp_value *values)
{
    struct temp_cursor *cursor = temp_cursor_of(head);
    struct temp_table *temp = cursor->temp;
    JET_ERR err;

    JET_TRY(begin_insert(cursor));
    for (uint32_t i = 0; i < temp->schema.column_count; i++) {
        struct set_target target;

        if (values[i].data != NULL) {
            target = target_of(cursor);
            JET_TRY_OR(set_value(&target, temp->definitions[i], values[i].data, values[i].size), end);
        }
    }
    err = head->ops->update(head, NULL, 0, NULL, 0);
end:
    temp_cancel_update(cursor);
    return err;
}
