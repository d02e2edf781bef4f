/*
 * update_write.c - JetUpdate: the record that was put together goes into the table.
 *
 *   insert    record, then index entries, then references of long values that a copy shares
 *   replace   record, then the difference of index entries, then long values that it refers to no longer
 *   move      the original and its entries go, then as insert; long values are handed over
 *
 * The record comes first, because its key says whether the change is possible at all; long values come last, because keys may
 * have to be made of the old ones.
 */
#include "cursor/update.h"

#include "cursor/callback.h"
#include "diag.h"
#include "try.h"

/* Where the program wants the bookmark. */
struct bookmark_out {
    void *bytes;
    uint32_t capacity;
    uint32_t *size;
};

static const uint32_t first_values[KEY_SEGMENTS_MAX] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

static JET_ERR open_new(const struct update *update, struct record *record)
{
    return record_open(record, update->table, record_builder_bytes(&update->record),
                       update->record.page_size);
}

/* ----------------------------------------------------------------------------------------- what the engine fills in */

/* The version of the row that is replaced; 0 when it has none. */
static JET_ERR old_version(const struct update *update, uint32_t *version)
{
    struct record record;
    struct value value;

    JET_TRY(record_open(&record, update->table, (struct bytes){update->original, update->original_size},
                        update->record.page_size));
    JET_TRY(record_value(&record, update->version, 1, &value));
    *version = value.flags & VALUE_NULL ? 0 : get_u32(value.bytes.at);
    return JET_errSuccess;
}

/* A new row begins its version column at 0 where the program has not set it, a replaced one counts on. */
static JET_ERR set_version(struct update *update)
{
    const struct column *column = update->version;
    uint8_t bytes[sizeof(uint32_t)];
    uint32_t version = 0;
    struct record record;
    struct value value;

    if (column == NULL || column_fixed_size(column) != sizeof bytes) {
        return JET_errSuccess;
    }
    if (update->kind == UPDATE_REPLACE) {
        JET_TRY(old_version(update, &version));
        version++;
    } else if (update->kind == UPDATE_INSERT) {
        JET_TRY(open_new(update, &record));
        JET_TRY(record_value(&record, column, 1, &value));
        if (!(value.flags & VALUE_NULL)) {
            return JET_errSuccess;
        }
    }
    put_u32(bytes, version);
    update->columns |= column_mask(column->id);
    return record_builder_set(&update->record, column, 1,
                              &(struct value){.bytes = {bytes, sizeof bytes}, .flags = 0});
}

static JET_ERR check_not_null(const struct update *update)
{
    const struct column *column;
    struct record record;
    struct value value;
    uint32_t at = 0;

    if (!update->has_not_null) {
        return JET_errSuccess;
    }
    JET_TRY(open_new(update, &record));
    while ((column = table_next_column(update->table, &at)) != NULL) {
        if (!(column->flags & COLUMN_NOT_NULL)) {
            continue;
        }
        JET_TRY(record_value(&record, column, 1, &value));
        if (value.flags & VALUE_NULL) {
            return diag_fail(JET_errNullInvalid, "table '%s': column '%s' must not be NULL",
                             update->table->name, column->name);
        }
    }
    return JET_errSuccess;
}

/* ---------------------------------------------------------------------------------------------------- bookmarks */

/* The primary key of the new record; `*key` of an inserted row without a primary index is made by the table. */
static JET_ERR make_bookmark(struct table_cursor *cursor, const struct record *record, struct key *key)
{
    const struct index *primary = cursor->update->table->primary;
    enum key_outcome outcome;

    if (primary == NULL) {
        return update_next_row(cursor, key);
    }
    return key_from_record(primary, record, &cursor->values, first_values, 0, key, &outcome);
}

static void deliver(const struct bookmark_out *out, struct bytes bookmark)
{
    const uint32_t room = out->bytes != NULL ? out->capacity : 0;

    if (room > 0) {
        memcpy(out->bytes, bookmark.at, bookmark.size < room ? bookmark.size : room);
    }
    if (out->size != NULL) {
        *out->size = bookmark.size;
    }
}

/* ------------------------------------------------------------------------------------------------------- insert */

/* How the new record and its entries are inserted. */
static struct change insertion(const struct table_cursor *cursor)
{
    struct change change = update_change(cursor);

    if (cursor->update->unversioned) {
        change.flags &= ~(uint32_t)CHANGE_VERSIONED;
    }
    return change;
}

static JET_ERR insert_record(struct table_cursor *cursor, struct bytes key)
{
    struct update *update = cursor->update;
    const struct change change = insertion(cursor);
    JET_ERR err = tree_insert(&update->at, &change, key, record_builder_bytes(&update->record));

    if (err == JET_errKeyDuplicate ||
        err == JET_errWriteConflict) { /* with a row that is or was another session's */
        return diag_fail(JET_errKeyDuplicate, "table '%s' has a row with this primary key",
                         update->table->name);
    }
    JET_TRY(err);
    tree_to_before_first(&update->at); /* nothing can fail behind the change */
    return JET_errSuccess;
}

/* The original of a move goes; its record is the one that was copied. */
static JET_ERR delete_original(struct table_cursor *cursor)
{
    const struct update *update = cursor->update;
    struct record old;

    JET_TRY(record_open(&old, update->table, (struct bytes){update->original, update->original_size},
                        update->record.page_size));
    return update_delete_row(cursor, &old);
}

static bool has_indexes(const struct update *update)
{
    return update->table->index_count > (update->table->primary != NULL ? 1 : 0);
}

static JET_ERR write_new(struct table_cursor *cursor, const struct record *record, struct bytes bookmark)
{
    static const enum long_value_source sources[] = {
        [UPDATE_INSERT] = SOURCE_NONE, [UPDATE_INSERT_COPY] = SOURCE_STAYS, [UPDATE_MOVE] = SOURCE_LEAVES};
    struct update *update = cursor->update;
    struct session *session = cursor_session(&cursor->head);
    const struct row_change entries = {.session = session,
                                       .values = &cursor->values,
                                       .now = record,
                                       .bookmark = bookmark,
                                       .flags = insertion(cursor).flags};
    JET_ERR err;

    JET_TRY(insert_record(cursor, bookmark));
    err = has_indexes(update) ? index_writer_change(&update->indexes, &entries) : JET_errSuccess;
    session->must_roll_back |= err < 0 && update->unversioned; /* nothing else takes the record back */
    JET_TRY(err);
    return update_long_finish(&update->long_values, record, sources[update->kind]);
}

static JET_ERR insert(struct table_cursor *cursor, const struct bookmark_out *out)
{
    struct update *update = cursor->update;
    struct record record;
    struct key key;

    if (update->sets_number) {
        JET_TRY(update_check_number(cursor));
    }
    JET_TRY(set_version(update));
    JET_TRY(check_not_null(update));
    JET_TRY(open_new(update, &record));
    JET_TRY(make_bookmark(cursor, &record, &key));
    if (out->bytes != NULL && out->capacity < key.size) {
        deliver(out, key_bytes(&key));
        return diag_fail(JET_errBufferTooSmall, "the bookmark has %u bytes, the buffer %u", key.size,
                         out->capacity);
    }
    JET_TRY(write_new(cursor, &record, key_bytes(&key)));
    deliver(out, key_bytes(&key));
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------------ replace */

/* The record as it is now, as a copy, locked; it must be the one that the update began with where nothing has locked that. */
static JET_ERR read_present(struct table_cursor *cursor)
{
    const struct update *update = cursor->update;

    if (update->compares) {
        JET_TRY(update_lock_row(cursor));
    }
    JET_TRY(row_detach(&cursor->row));
    if (update->compares &&
        (cursor->row.record.bytes.size != update->original_size ||
         memcmp(cursor->row.record.bytes.at, update->original, update->original_size) != 0)) {
        return diag_fail(JET_errWriteConflict,
                         "table '%s': the row was changed after the update was prepared",
                         update->table->name);
    }
    return JET_errSuccess;
}

static JET_ERR check_same_key(struct table_cursor *cursor, const struct record *record)
{
    const struct update *update = cursor->update;
    const struct index *primary = update->table->primary;
    const struct bytes old = place_key(&cursor->primary);
    enum key_outcome outcome;
    struct key key;

    if (primary == NULL || (index_columns(primary) & update->columns) == 0) {
        return JET_errSuccess;
    }
    JET_TRY(key_from_record(primary, record, &cursor->values, first_values, 0, &key, &outcome));
    if (key.size != old.size || memcmp(key.bytes, old.at, old.size) != 0) {
        return diag_fail(JET_errRecordPrimaryChanged, "table '%s': a replace does not change the primary key",
                         update->table->name);
    }
    return JET_errSuccess;
}

static JET_ERR replace(struct table_cursor *cursor)
{
    struct update *update = cursor->update;
    const struct change change = update_change(cursor);
    struct row_change entries = {.session = change.session, .values = &cursor->values, .flags = change.flags};
    struct record record;

    JET_TRY(read_present(cursor));
    if (update->columns == 0) {
        return JET_errSuccess;
    }
    JET_TRY(set_version(update));
    JET_TRY(open_new(update, &record));
    JET_TRY(check_same_key(cursor, &record));
    JET_TRY(update_stand_on_row(cursor));
    JET_TRY(tree_replace(&update->at, &change, record_builder_bytes(&update->record)));
    tree_to_before_first(&update->at);
    entries.old = &cursor->row.record;
    entries.now = &record;
    entries.bookmark = place_key(&cursor->primary);
    entries.columns = update->columns;
    if (has_indexes(update)) {
        JET_TRY(index_writer_change(&update->indexes, &entries));
    }
    return update_long_finish(&update->long_values, &record, SOURCE_LEAVES);
}

/* ---------------------------------------------------------------------------------------------------- JetUpdate */

static JET_ERR move_away(struct table_cursor *cursor)
{
    if (cursor->update->compares) {
        JET_TRY(read_present(cursor));
    }
    JET_TRY(callbacks_call(cursor, JET_cbtypBeforeDelete));
    JET_TRY(delete_original(cursor));
    (void)callbacks_call(cursor, JET_cbtypAfterDelete);
    return JET_errSuccess;
}

static JET_ERR write(struct table_cursor *cursor, const struct bookmark_out *out)
{
    struct update *update = cursor->update;

    if (update->kind == UPDATE_REPLACE) {
        JET_TRY(callbacks_call(cursor, JET_cbtypBeforeReplace));
        return replace(cursor);
    }
    if (update->kind == UPDATE_MOVE) {
        JET_TRY(move_away(cursor));
    }
    JET_TRY(callbacks_call(cursor, JET_cbtypBeforeInsert));
    return insert(cursor, out);
}

/*
 * Is one entry of the table all that changes, and no function of the program called before? In a transaction that needs no level of
 * its own, nor records of its begin and end: an entry is changed or not.
 */
static bool is_one_change(const struct update *update)
{
    const bool is_alone =
        update->kind == UPDATE_INSERT || (update->kind == UPDATE_REPLACE && update->long_values.count == 0);

    return is_alone && !has_indexes(update) &&
           !callbacks_exist(update->table, JET_cbtypBeforeInsert | JET_cbtypBeforeReplace);
}

static JET_ERR write_in_level(struct table_cursor *cursor, const struct bookmark_out *out)
{
    JET_TRY(update_work_begin(cursor));
    return session_work_end(cursor_session(&cursor->head), write(cursor, out));
}

JET_ERR table_update(struct cursor *head, void *bookmark, uint32_t capacity, uint32_t *size, JET_GRBIT grbit)
{
    struct table_cursor *cursor = table_cursor_of(head);
    const struct bookmark_out out = {bookmark, capacity, size};
    struct session *session = cursor_session(head);
    struct update *update = cursor->update;
    JET_CBTYP done;

    if (!update_is_prepared(cursor) || update->kind == UPDATE_READ) {
        return diag_fail(JET_errUpdateNotPrepared, "no update is prepared");
    }
    update->unversioned = (grbit & JET_bitUpdateNoVersion) != 0;
    if (update->unversioned && (update->kind == UPDATE_REPLACE || !schema_is_new(head->table))) {
        return diag_fail(JET_errUpdateMustVersion, "rows of table '%s' are seen by others",
                         head->table->name);
    }
    if (session->level > 0) {
        JET_TRY(update_follow_schema(cursor));
    }
    JET_TRY(session->level > 0 && is_one_change(update) ? write(cursor, &out) : write_in_level(cursor, &out));
    if (update->kind == UPDATE_REPLACE) {
        deliver(&out, place_key(&cursor->primary));
    }
    done = update->kind == UPDATE_REPLACE ? JET_cbtypAfterReplace : JET_cbtypAfterInsert;
    update->kind = UPDATE_NONE;
    update_long_settled(&update->long_values);
    (void)callbacks_call(cursor, done);
    return JET_errSuccess;
}
