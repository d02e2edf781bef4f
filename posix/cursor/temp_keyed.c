/*
 * temp_keyed.c - reading rows that are kept in the order of their keys, as a table cursor reads a table.
 *
 * A position is a key, not a row: when the row is deleted the cursor stands where it was, and when a row with
 * its key comes again it stands on that.
 */
#include "cursor/temp_parts.h"
#include "diag.h"
#include "try.h"

static const struct bytes no_bytes = {(const uint8_t *)"", 0};

void temp_keyed_to_edge(struct temp_cursor *cursor, bool after_last)
{
    temp_row_release(cursor->at);
    cursor->at = NULL;
    cursor->place = after_last ? PLACE_AFTER_LAST : PLACE_BEFORE_FIRST;
}

/* The cursor stands on `row` at `position`, or in the gap before it. */
static void stand(struct temp_cursor *cursor, enum temp_place_kind place, struct temp_row *row,
                  const struct temp_position *position)
{
    temp_row_hold(row);
    temp_row_release(cursor->at);
    cursor->at = row;
    cursor->place = place;
    cursor->hint = *position;
}

/* The place of the cursor's key: true when a row has it. Without a change since it is where it was. */
static bool locate(struct temp_cursor *cursor, struct temp_position *position)
{
    const struct temp_rows *rows = &cursor->temp->rows;

    if (cursor->place == PLACE_ON_ROW && cursor->hint.version == rows->version) {
        *position = cursor->hint;
        return temp_rows_at(rows, position) != NULL;
    }
    return temp_rows_find(rows, temp_row_key(cursor->at), position);
}

JET_ERR temp_keyed_row(struct temp_cursor *cursor, struct temp_row **row)
{
    struct temp_position position;

    if (cursor->place != PLACE_ON_ROW) {
        return JET_errNoCurrentRecord;
    }
    if (!locate(cursor, &position)) {
        return JET_errRecordDeleted;
    }
    cursor->hint = position;
    *row = temp_rows_at(&cursor->temp->rows, &position);
    return JET_errSuccess;
}

/* Goes to the row at `position`; JET_errNoCurrentRecord at the edge when there is none. */
static JET_ERR go_to(struct temp_cursor *cursor, const struct temp_position *position, bool exists,
                     bool after_last)
{
    struct temp_row *row = exists ? temp_rows_at(&cursor->temp->rows, position) : NULL;

    cursor->move_level = cursor_session(&cursor->head)->level;
    if (row == NULL) {
        temp_keyed_to_edge(cursor, after_last);
        return JET_errNoCurrentRecord;
    }
    stand(cursor, PLACE_ON_ROW, row, position);
    return JET_errSuccess;
}

static JET_ERR check_range(struct temp_cursor *cursor)
{
    if (!cursor->range || temp_in_range(cursor, temp_row_key(cursor->at))) {
        return JET_errSuccess;
    }
    cursor->range = false;
    temp_keyed_to_edge(cursor, cursor->range_upper);
    return JET_errNoCurrentRecord;
}

static JET_ERR step_forward(struct temp_cursor *cursor)
{
    const struct temp_rows *rows = &cursor->temp->rows;
    struct temp_position position;

    if (cursor->place == PLACE_AFTER_LAST) {
        return JET_errNoCurrentRecord;
    }
    if (cursor->place == PLACE_BEFORE_FIRST) {
        position = temp_rows_begin(rows);
    } else if (locate(cursor, &position) && cursor->place == PLACE_ON_ROW) {
        temp_rows_next(rows, &position);
    }
    JET_TRY(go_to(cursor, &position, true, true));
    return cursor->range && cursor->range_upper ? check_range(cursor) : JET_errSuccess;
}

static JET_ERR step_back(struct temp_cursor *cursor)
{
    const struct temp_rows *rows = &cursor->temp->rows;
    struct temp_position position;

    if (cursor->place == PLACE_BEFORE_FIRST) {
        return JET_errNoCurrentRecord;
    }
    if (cursor->place == PLACE_AFTER_LAST) {
        position = temp_rows_end(rows);
    } else {
        locate(cursor, &position);
    }
    JET_TRY(go_to(cursor, &position, temp_rows_previous(rows, &position), false));
    return cursor->range && !cursor->range_upper ? check_range(cursor) : JET_errSuccess;
}

static JET_ERR move_to(struct temp_cursor *cursor, int32_t offset)
{
    const struct temp_rows *rows = &cursor->temp->rows;
    struct temp_position position;
    struct temp_row *row;
    JET_ERR err = JET_errSuccess;

    if (offset == 0) {
        return temp_keyed_row(cursor, &row);
    }
    if (offset == (int32_t)JET_MoveFirst) {
        cursor->range = false;
        position = temp_rows_begin(rows);
        return go_to(cursor, &position, true, false);
    }
    if (offset == JET_MoveLast) {
        cursor->range = false;
        position = temp_rows_end(rows);
        return go_to(cursor, &position, temp_rows_previous(rows, &position), true);
    }
    for (; offset > 0 && err >= 0; offset--) {
        err = step_forward(cursor);
    }
    for (; offset < 0 && err >= 0; offset++) {
        err = step_back(cursor);
    }
    return err;
}

JET_ERR temp_keyed_move(struct cursor *head, int32_t offset, JET_GRBIT grbit)
{
    (void)grbit; /* keys are distinct, so that JET_bitMoveKeyNE steps like any other move */
    temp_cancel_update(temp_cursor_of(head));
    return move_to(temp_cursor_of(head), offset);
}

/* ------------------------------------------------------------------------------------------------ seeking */

/* A failed exact seek: the cursor stands where the key would be. */
static JET_ERR stand_in_gap(struct temp_cursor *cursor, const struct temp_position *position)
{
    struct temp_row *key = temp_row_make(key_bytes(&cursor->search.key), no_bytes, NULL);

    if (key == NULL) {
        return JET_errOutOfMemory;
    }
    cursor->move_level = cursor_session(&cursor->head)->level;
    stand(cursor, PLACE_IN_GAP, key, position);
    temp_row_release(key);
    return JET_errRecordNotFound;
}

static JET_ERR seek_equal(struct temp_cursor *cursor, const struct temp_position *position, bool equal,
                          JET_GRBIT grbit)
{
    if (!equal) {
        return stand_in_gap(cursor, position);
    }
    JET_TRY(go_to(cursor, position, true, true));
    if (grbit & JET_bitSetIndexRange) {
        cursor->range = cursor->range_upper = cursor->range_inclusive = true;
    }
    return grbit & JET_bitCheckUniqueness ? JET_wrnUniqueKey : JET_errSuccess;
}

JET_ERR temp_keyed_seek(struct cursor *head, JET_GRBIT grbit)
{
    struct temp_cursor *cursor = temp_cursor_of(head);
    const struct temp_rows *rows = &cursor->temp->rows;
    struct temp_position position;
    JET_GRBIT relation;
    bool equal, exists = true;

    temp_cancel_update(cursor);
    JET_TRY(temp_check_seek(cursor, grbit, &relation));
    cursor->search.made = false;
    cursor->range = false;
    equal = temp_rows_find(rows, key_bytes(&cursor->search.key), &position);
    if (relation == JET_bitSeekEQ) {
        return seek_equal(cursor, &position, equal, grbit);
    }
    if (relation == JET_bitSeekGT && equal) {
        temp_rows_next(rows, &position);
    } else if (relation == JET_bitSeekLT || (relation == JET_bitSeekLE && !equal)) {
        exists = temp_rows_previous(rows, &position);
    }
    if (go_to(cursor, &position, exists, relation == JET_bitSeekGE || relation == JET_bitSeekGT) < 0) {
        return JET_errRecordNotFound;
    }
    return !equal && relation & (JET_bitSeekGE | JET_bitSeekLE) ? JET_wrnSeekNotEqual : JET_errSuccess;
}

JET_ERR temp_keyed_set_range(struct cursor *head, JET_GRBIT grbit)
{
    struct temp_cursor *cursor = temp_cursor_of(head);
    JET_ERR err;

    if (!cursor->temp->has_index) {
        return diag_fail(JET_errNoCurrentIndex, "the temporary table has no index");
    }
    JET_TRY(temp_begin_range(cursor, grbit));
    if (grbit & JET_bitRangeRemove) {
        return JET_errSuccess;
    }
    if (cursor->place != PLACE_ON_ROW) {
        cursor->range = false;
        return JET_errNoCurrentRecord;
    }
    err = check_range(cursor);
    if (grbit & JET_bitRangeInstantDuration) {
        cursor->range = false;
    }
    return err;
}

/* ------------------------------------------------------------------------------------- keys and bookmarks */

JET_ERR temp_keyed_retrieve_key(struct cursor *head, void *out, uint32_t capacity, uint32_t *size,
                                JET_GRBIT grbit)
{
    struct temp_cursor *cursor = temp_cursor_of(head);
    struct temp_row *row;

    if (grbit & JET_bitRetrieveCopy) {
        return temp_sorted_retrieve_key(head, out, capacity, size, grbit);
    }
    JET_TRY(temp_keyed_row(cursor, &row));
    return temp_deliver_key(temp_row_key(row), out, capacity, size);
}

JET_ERR temp_keyed_get_bookmark(struct cursor *head, void *bookmark, uint32_t capacity, uint32_t *size)
{
    const struct temp_cursor *cursor = temp_cursor_of(head);

    if (cursor->place != PLACE_ON_ROW) {
        return JET_errNoCurrentRecord;
    }
    if (temp_deliver_key(temp_row_key(cursor->at), bookmark, capacity, size) == JET_wrnBufferTruncated) {
        return diag_fail(JET_errBufferTooSmall, "the bookmark has %u bytes, the buffer %u",
                         cursor->at->key_size, capacity);
    }
    return JET_errSuccess;
}

JET_ERR temp_keyed_goto_bookmark(struct cursor *head, const void *bookmark, uint32_t size)
{
    struct temp_cursor *cursor = temp_cursor_of(head);
    struct temp_position position;

    temp_cancel_update(cursor);
    if (bookmark == NULL || size == 0) {
        return diag_fail(JET_errInvalidBookmark, "a bookmark is not empty");
    }
    cursor->search.made = false;
    cursor->range = false;
    if (!temp_rows_find(&cursor->temp->rows, (struct bytes){bookmark, size}, &position)) {
        return JET_errRecordDeleted;
    }
    return go_to(cursor, &position, true, true);
}

/* Nobody else can have changed the row: temporary tables belong to one session. */
JET_ERR temp_keyed_cursor_info(struct cursor *head, void *result, uint32_t capacity, uint32_t level)
{
    struct temp_row *row;

    (void)result;
    if (capacity != 0 || level != 0) {
        return diag_fail(JET_errInvalidParameter, "JetGetCursorInfo has no buffer and no levels");
    }
    return temp_keyed_row(temp_cursor_of(head), &row);
}
