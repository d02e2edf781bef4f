/*
 * seek.c - keys, seeks and index ranges.
 *
 *             entries with a key below     equal (the first of them)     above
 *   EQ                                     *                             gap
 *   GE                                     *                             * with a warning
 *   GT                                                                   *
 *   LE        * with a warning             *
 *   LT        *
 *
 * Where two are named, the first that exists counts.
 */
#include "cursor/table_cursor_parts.h"
#include "cursor/update.h"
#include "diag.h"
#include "try.h"

#define SEEK_RELATIONS (JET_bitSeekEQ | JET_bitSeekLT | JET_bitSeekLE | JET_bitSeekGE | JET_bitSeekGT)

JET_ERR table_make_key(struct cursor *head, const void *data, uint32_t size, JET_GRBIT grbit)
{
    struct table_cursor *cursor = table_cursor_of(head);

    return search_key_add(&cursor->search, current_index(cursor), data, size, grbit);
}

/* ------------------------------------------------------------------------------------------------ seeking */

/* The first entry that is not below `key` and passes the filter; its relation to the key is `*order`. */
static JET_ERR seek_at_or_above(struct table_cursor *cursor, struct place *place, struct bytes key,
                                int *order)
{
    bool matches = true;

    JET_TRY(tree_seek(&place->at, key, no_bytes, order));
    if (cursor->filter != NULL) {
        JET_TRY(filter_match(cursor, &matches));
        if (!matches) {
            JET_TRY(place_step(cursor, place, true, false));
            *order = 1;
        }
    }
    return JET_errSuccess;
}

/* The last entry below `key`. */
static JET_ERR seek_below(struct table_cursor *cursor, struct place *place, struct bytes key)
{
    int order;
    JET_ERR err = tree_seek(&place->at, key, no_bytes, &order);

    if (err < 0 && err != JET_errRecordNotFound) {
        return err;
    }
    tree_to_gap(&place->at);
    return place_step(cursor, place, false, false);
}

/*
 * Tries to pass all entries with `key` in one search, for what is above every bookmark behind that key: `*done` when the
 * entry found follows one with the key itself.
 */
static JET_ERR jump_over(struct place *place, struct bytes key, bool *done)
{
    uint8_t above[KEY_SIZE_MAX + 1];
    int order;
    JET_ERR err;

    memcpy(above, key.at, key.size);
    above[key.size] = 0xFF;
    err = tree_seek(&place->at, (struct bytes){above, key.size + 1}, no_bytes, &order);
    if (err < 0 && err != JET_errRecordNotFound) {
        return err;
    }
    tree_to_gap(&place->at);
    JET_TRY(tree_previous(&place->at));
    *done = tree_compare_key(&place->at, key) == 0;
    return JET_errSuccess;
}

/* The first entry above `key`. */
static JET_ERR seek_above(struct table_cursor *cursor, struct place *place, struct bytes key)
{
    bool done = place->at.tree->unique;
    int order;

    JET_TRY(seek_at_or_above(cursor, place, key, &order));
    if (order != 0) {
        return JET_errSuccess;
    }
    if (!done) {
        JET_TRY(jump_over(place, key, &done));
    }
    if (!done) { /* other keys begin with this one */
        JET_TRY(tree_seek(&place->at, key, no_bytes, &order));
    }
    return place_step(cursor, place, true, true);
}

/*
 * Finds the very key; the gap where it would be, when it is absent. That is a gap by its key and not by the entry behind it: what
 * others have put in between may come to be seen.
 */
static JET_ERR seek_equal(struct table_cursor *cursor, struct place *place, struct bytes key)
{
    bool matches = true;
    int order;

    JET_TRY(tree_seek(&place->at, key, no_bytes, &order));
    if (order == 0 && cursor->filter != NULL) {
        JET_TRY(filter_match(cursor, &matches));
    }
    if (order == 0 && matches) {
        return JET_errSuccess;
    }
    if (order != 0) {
        JET_TRY(tree_set_place(&place->at, TREE_IN_GAP, key, no_bytes));
    } else {
        tree_to_gap(&place->at);
        JET_TRY(tree_unlatch(&place->at));
    }
    return JET_errRecordNotFound;
}

/* Whether the latched entry, the first with `key`, is the only one. */
static JET_ERR is_only_one(struct place *place, struct bytes key, bool *only)
{
    JET_ERR err;

    *only = true;
    if (place->at.tree->unique) {
        return JET_errSuccess;
    }
    err = tree_next(&place->at);
    if (err >= 0) {
        *only = tree_compare_key(&place->at, key) != 0;
    } else if (err != JET_errNoCurrentRecord) {
        return err;
    }
    return tree_previous(&place->at);
}

static JET_ERR begin_range(struct table_cursor *cursor, struct place *place, JET_GRBIT grbit)
{
    cursor->range = true;
    cursor->range_upper = (grbit & JET_bitRangeUpperLimit) != 0;
    cursor->range_inclusive = (grbit & JET_bitRangeInclusive) != 0;
    return place_check_range(cursor, place, place_key(place));
}

static JET_ERR finish_equal(struct table_cursor *cursor, struct place *place, JET_GRBIT grbit)
{
    bool only = false;

    if (grbit & JET_bitCheckUniqueness) {
        JET_TRY(is_only_one(place, key_bytes(&cursor->search.key), &only));
    }
    JET_TRY(place_settle(cursor, place));
    if (only) {
        return JET_wrnUniqueKey;
    }
    if (grbit & JET_bitSetIndexRange) {
        return begin_range(cursor, place, JET_bitRangeInclusive | JET_bitRangeUpperLimit);
    }
    return JET_errSuccess;
}

/* Seeks by one relation; on success the entry is latched, unless the relation is EQ. */
static JET_ERR seek_by(struct table_cursor *cursor, struct place *place, JET_GRBIT relation, bool *exact)
{
    const struct bytes key = key_bytes(&cursor->search.key);
    int order = 1;
    JET_ERR err;

    switch (relation) {
    case JET_bitSeekLT:
        return seek_below(cursor, place, key);
    case JET_bitSeekGT:
        return seek_above(cursor, place, key);
    case JET_bitSeekGE:
        err = seek_at_or_above(cursor, place, key, &order);
        *exact = order == 0;
        return err;
    default: /* LE */
        err = seek_equal(cursor, place, key);
        *exact = err >= 0;
        return err == JET_errRecordNotFound ? place_step(cursor, place, false, false) : err;
    }
}

/*
 * Where a seek that finds nothing leaves the cursor: at an end; but where the key would be when the first entry met is one that
 * the session does not see, which ends a seek in Windows at once.
 */
static JET_ERR leave_nowhere(struct table_cursor *cursor, struct place *place, bool after_last)
{
    const struct bytes key = key_bytes(&cursor->search.key);
    bool seen;

    tree_to_before_first(&cursor->probe);
    cursor->probe.tree = place->at.tree;
    JET_TRY(tree_lands_on_live(&cursor->probe, key, &seen));
    places_to_edge(cursor, after_last);
    return seen ? JET_errSuccess : tree_set_place(&place->at, TREE_IN_GAP, key, no_bytes);
}

static JET_ERR seek_near(struct table_cursor *cursor, struct place *place, JET_GRBIT relation)
{
    bool exact = relation == JET_bitSeekLT || relation == JET_bitSeekGT;
    JET_ERR err = seek_by(cursor, place, relation, &exact);

    if (err >= 0) {
        err = place_settle(cursor, place);
    }
    if (err < 0) {
        if (err != JET_errRecordNotFound && err != JET_errNoCurrentRecord) {
            places_to_edge(cursor, false);
            return err;
        }
        JET_TRY(leave_nowhere(cursor, place, relation == JET_bitSeekGE || relation == JET_bitSeekGT));
        return JET_errRecordNotFound;
    }
    return exact ? JET_errSuccess : JET_wrnSeekNotEqual;
}

static JET_ERR seek_exactly(struct table_cursor *cursor, struct place *place, JET_GRBIT grbit)
{
    JET_ERR err = seek_equal(cursor, place, key_bytes(&cursor->search.key));

    if (err >= 0) {
        err = finish_equal(cursor, place, grbit);
    }
    if (err < 0 && err != JET_errRecordNotFound) {
        places_to_edge(cursor, false);
    } else if (err < 0 && place != &cursor->primary) {
        cursor->primary.deferred = false;
        tree_to_before_first(&cursor->primary.at); /* no record, while the place in the index is a gap */
    }
    return err;
}

JET_ERR table_seek(struct cursor *head, JET_GRBIT grbit)
{
    struct table_cursor *cursor = table_cursor_of(head);
    struct place *place = current_place(cursor);
    const JET_GRBIT relation = grbit & SEEK_RELATIONS;
    JET_ERR err;

    if (relation == 0 || (relation & (relation - 1)) != 0) {
        return diag_fail(JET_errInvalidParameter, "JetSeek: 0x%x does not name one relation", grbit);
    }
    if (!cursor->search.made) {
        return diag_fail(JET_errKeyNotMade, "JetSeek: there is no key");
    }
    JET_TRY(update_leave(cursor));
    cursor->range = false;
    place->deferred = false;
    place->level = cursor_session(head)->level;
    err = relation == JET_bitSeekEQ ? seek_exactly(cursor, place, grbit) : seek_near(cursor, place, relation);
    cursor->search.made = false;
    return err;
}

/* ------------------------------------------------------------------------------------------------- ranges */

JET_ERR table_set_index_range(struct cursor *head, JET_GRBIT grbit)
{
    struct table_cursor *cursor = table_cursor_of(head);
    struct place *place = current_place(cursor);
    JET_ERR err;

    if (grbit & JET_bitRangeRemove) {
        if (!cursor->range) {
            return diag_fail(JET_errInvalidOperation, "JetSetIndexRange: there is no range to remove");
        }
        cursor->range = false;
        return JET_errSuccess;
    }
    if (current_index(cursor) == NULL) {
        return diag_fail(JET_errNoCurrentIndex, "table '%s' has no primary index", head->table->name);
    }
    if (!cursor->search.made) {
        return diag_fail(JET_errKeyNotMade, "JetSetIndexRange: there is no key");
    }
    cursor->search.made = false;
    err = place_refresh(cursor, place);
    if (err >= 0 && !place_has_bookmark(place)) {
        err = diag_fail(JET_errNoCurrentRecord, "JetSetIndexRange: the cursor is on no record");
    }
    if (err < 0) {
        cursor->range = true; /* it stays set, as in Windows: a later move may enter it */
        cursor->range_upper = (grbit & JET_bitRangeUpperLimit) != 0;
        cursor->range_inclusive = (grbit & JET_bitRangeInclusive) != 0;
    } else {
        err = begin_range(cursor, place, grbit);
    }
    if (grbit & JET_bitRangeInstantDuration) {
        cursor->range = false;
    }
    return err;
}

/* ------------------------------------------------------------------------------------------------ the key */

JET_ERR table_retrieve_key(struct cursor *head, void *key, uint32_t capacity, uint32_t *size, JET_GRBIT grbit)
{
    struct table_cursor *cursor = table_cursor_of(head);
    struct place *place = current_place(cursor);
    const uint32_t room = key != NULL ? capacity : 0;
    uint32_t whole;

    if (grbit & JET_bitRetrieveCopy) {
        const struct bytes made = key_bytes(&cursor->search.key);

        if (made.size == 0) {
            return diag_fail(JET_errKeyNotMade, "JetRetrieveKey: there is no key");
        }
        if (room > 0) {
            memcpy(key, made.at, made.size < room ? made.size : room);
        }
        if (size != NULL) {
            *size = made.size;
        }
        return JET_errSuccess;
    }
    JET_TRY(place_hold(cursor, place));
    whole = tree_key(&place->at, room > 0 ? key : &(uint8_t){0}, room);
    JET_TRY(tree_unlatch(&place->at));
    if (size != NULL) {
        *size = whole;
    }
    return whole > capacity ? JET_wrnBufferTruncated : JET_errSuccess;
}
