/*
 * temp_sorted.c - reading a sort: a position is the number of a row.
 *
 * Seeks answer a neighbour of the key with JET_errSuccess, not with JET_wrnSeekNotEqual as trees do, and a
 * failed one leaves the cursor on the neighbour; so does Windows.
 */
#include "cursor/temp_parts.h"
#include "diag.h"
#include "try.h"

static JET_ERR illegal(void)
{
    return diag_fail(JET_errIllegalOperation,
                     "the temporary table was opened neither JET_bitTTScrollable nor JET_bitTTIndexed");
}

static int64_t rows_of(const struct temp_cursor *cursor)
{
    return sort_count(cursor->temp->sort);
}

/* JET_errNoCurrentRecord, and the cursor is at the edge, when the present row is outside the range. */
static JET_ERR check_range(struct temp_cursor *cursor)
{
    struct bytes key, data;

    if (!cursor->range) {
        return JET_errSuccess;
    }
    JET_TRY(sort_row(cursor->temp->sort, (uint32_t)cursor->sorted, &key, &data));
    if (temp_in_range(cursor, key)) {
        return JET_errSuccess;
    }
    cursor->range = false;
    cursor->sorted = cursor->range_upper ? rows_of(cursor) : -1;
    return JET_errNoCurrentRecord;
}

/* Goes to row `row` when there is one, else before the first or after the last. */
static JET_ERR go_to(struct temp_cursor *cursor, int64_t row)
{
    cursor->move_level = cursor_session(&cursor->head)->level;
    if (row < 0 || row >= rows_of(cursor)) {
        cursor->sorted = row < 0 ? -1 : rows_of(cursor);
        return JET_errNoCurrentRecord;
    }
    cursor->sorted = row;
    return JET_errSuccess;
}

/* A range bounds the direction in which its limit lies; one look at the last row is enough, keys ascend. */
static JET_ERR step(struct temp_cursor *cursor, int32_t offset)
{
    JET_TRY(go_to(cursor, cursor->sorted + offset));
    if (cursor->range && (offset > 0) == cursor->range_upper) {
        return check_range(cursor);
    }
    return JET_errSuccess;
}

JET_ERR temp_sorted_move(struct cursor *head, int32_t offset, JET_GRBIT grbit)
{
    struct temp_cursor *cursor = temp_cursor_of(head);

    (void)grbit;
    if (offset == (int32_t)JET_MoveFirst) {
        cursor->range = false;
        return rows_of(cursor) == 0 ? go_to(cursor, -1) : go_to(cursor, 0);
    }
    if (offset == JET_MoveLast) {
        cursor->range = false;
        return rows_of(cursor) == 0 ? go_to(cursor, 0) : go_to(cursor, rows_of(cursor) - 1);
    }
    if (offset == 0) {
        return cursor->sorted >= 0 && cursor->sorted < rows_of(cursor) ? JET_errSuccess
                                                                       : JET_errNoCurrentRecord;
    }
    return offset < 0 && !temp_may_scroll(cursor->temp) ? illegal() : step(cursor, offset);
}

/* Where a seek with `relation` ends, from where the key is or would be. */
static JET_ERR seek_from(struct temp_cursor *cursor, JET_GRBIT relation, int64_t row, bool equal)
{
    switch (relation) {
    case JET_bitSeekEQ:
        (void)go_to(cursor, row < rows_of(cursor) ? row : row - 1);
        return equal ? JET_errSuccess : JET_errRecordNotFound;
    case JET_bitSeekGE:
        break;
    case JET_bitSeekGT:
        row += equal;
        break;
    case JET_bitSeekLE:
        row -= !equal;
        break;
    default:
        row--;
        break;
    }
    return go_to(cursor, row) == JET_errNoCurrentRecord ? JET_errRecordNotFound : JET_errSuccess;
}

JET_ERR temp_sorted_seek(struct cursor *head, JET_GRBIT grbit)
{
    struct temp_cursor *cursor = temp_cursor_of(head);
    JET_GRBIT relation;
    uint32_t row;
    bool equal;

    if (!temp_may_scroll(cursor->temp)) {
        return illegal();
    }
    JET_TRY(temp_check_seek(cursor, grbit, &relation));
    JET_TRY(sort_find(cursor->temp->sort, key_bytes(&cursor->search.key), &row, &equal));
    cursor->search.made = false;
    cursor->range = false;
    if (rows_of(cursor) == 0) {
        return JET_errRecordNotFound;
    }
    JET_TRY(seek_from(cursor, relation, row, equal));
    if (relation == JET_bitSeekEQ && grbit & JET_bitSetIndexRange) {
        cursor->range = cursor->range_upper = cursor->range_inclusive = true;
    }
    return JET_errSuccess;
}

JET_ERR temp_sorted_set_range(struct cursor *head, JET_GRBIT grbit)
{
    struct temp_cursor *cursor = temp_cursor_of(head);
    JET_ERR err;

    if (!temp_may_scroll(cursor->temp)) {
        return illegal();
    }
    JET_TRY(temp_begin_range(cursor, grbit));
    if (cursor->sorted < 0 || cursor->sorted >= rows_of(cursor)) {
        cursor->range = false;
        return grbit & JET_bitRangeRemove ? JET_errSuccess : JET_errNoCurrentRecord;
    }
    err = check_range(cursor);
    if (grbit & JET_bitRangeInstantDuration) {
        cursor->range = false;
    }
    return err;
}

JET_ERR temp_sorted_retrieve_key(struct cursor *head, void *out, uint32_t capacity, uint32_t *size,
                                 JET_GRBIT grbit)
{
    struct temp_cursor *cursor = temp_cursor_of(head);
    struct bytes key, data;

    if (grbit & JET_bitRetrieveCopy) {
        if (cursor->search.segments == 0) {
            return diag_fail(JET_errKeyNotMade, "no key was made");
        }
        (void)temp_deliver_key(key_bytes(&cursor->search.key), out, capacity, size);
        return JET_errSuccess;
    }
    if (cursor->temp->phase != TEMP_SORTED || cursor->sorted < 0) {
        return JET_errNoCurrentRecord;
    }
    JET_TRY(sort_row(cursor->temp->sort, (uint32_t)cursor->sorted, &key, &data));
    return temp_deliver_key(key, out, capacity, size);
}

JET_ERR temp_sorted_get_bookmark(struct cursor *head, void *bookmark, uint32_t capacity, uint32_t *size)
{
    const struct temp_cursor *cursor = temp_cursor_of(head);

    if (capacity < sizeof(uint32_t)) {
        return diag_fail(JET_errBufferTooSmall, "a bookmark of a sort has 4 bytes, the buffer %u", capacity);
    }
    if (cursor->sorted < 0 || cursor->sorted >= rows_of(cursor)) {
        return JET_errNoCurrentRecord;
    }
    put_u32(bookmark, (uint32_t)cursor->sorted);
    if (size != NULL) {
        *size = sizeof(uint32_t);
    }
    return JET_errSuccess;
}

JET_ERR temp_sorted_goto_bookmark(struct cursor *head, const void *bookmark, uint32_t size)
{
    struct temp_cursor *cursor = temp_cursor_of(head);

    if (size != sizeof(uint32_t) || bookmark == NULL || get_u32(bookmark) >= rows_of(cursor)) {
        return diag_fail(JET_errInvalidBookmark, "that is no bookmark of this temporary table");
    }
    cursor->range = false;
    return go_to(cursor, get_u32(bookmark));
}

/* -------------------------------------------------------------------------------- ending the insert phase */

JET_ERR temp_insert_move(struct cursor *head, int32_t offset, JET_GRBIT grbit)
{
    struct cursor *now;

    JET_TRY(temp_end_insert(temp_cursor_of(head), &now));
    return now->ops->move(now, offset == 0 ? (int32_t)JET_MoveFirst : offset, grbit);
}

JET_ERR temp_insert_seek(struct cursor *head, JET_GRBIT grbit)
{
    struct cursor *now;

    JET_TRY(temp_end_insert(temp_cursor_of(head), &now));
    return now->ops->seek(now, grbit);
}
