/*
 * move.c - JetMove, JetIndexRecordCount, and positions as fractions of an index.
 */
#include "cursor/table_cursor_parts.h"
#include "cursor/update.h"
#include "diag.h"
#include "try.h"

/* ------------------------------------------------------------------------------------------------ JetMove */

static JET_ERR step_many(struct table_cursor *cursor, struct place *place, int32_t offset, bool over_key)
{
    const bool forward = offset > 0;
    JET_ERR err = JET_errSuccess;

    for (uint32_t left = forward ? (uint32_t)offset : 0u - (uint32_t)offset; err >= 0 && left > 0; left--) {
        err = place_step(cursor, place, forward, over_key);
    }
    return err;
}

JET_ERR table_move(struct cursor *head, int32_t offset, JET_GRBIT grbit)
{
    struct table_cursor *cursor = table_cursor_of(head);
    struct place *place = current_place(cursor);
    JET_ERR err;

    JET_TRY(update_leave(cursor));
    if (offset == 0) {
        if (cursor->filter != NULL) {
            return filter_refuses("JetMove to the present record");
        }
        err = place_hold(cursor, place);
    } else if (offset == JET_MoveLast || offset == (int32_t)JET_MoveFirst) {
        cursor->range = false;
        err = place_end(cursor, place, offset == JET_MoveLast);
    } else {
        err = step_many(cursor, place, offset, (grbit & JET_bitMoveKeyNE) != 0);
    }
    if (err >= 0) {
        err = place_settle(cursor, place);
    }
    if (err >= 0) {
        return JET_errSuccess;
    }
    if (err != JET_errNoCurrentRecord && err != JET_errRecordDeleted) {
        places_to_edge(cursor, false);
    } else if (offset != 0) {
        places_to_edge(cursor, offset > 0);
    }
    return err;
}

/* ----------------------------------------------------------------------------------------------- counting */

/* Counts from the probe's entry to the end of the index or of the range, at most `max`. */
static JET_ERR count_from_probe(const struct table_cursor *cursor, struct tree_cursor *probe, uint64_t max,
                                uint64_t *count)
{
    const struct bytes limit = key_bytes(&cursor->search.key);
    JET_ERR err;

    *count = 0;
    for (;;) {
        if (++*count == max) {
            return JET_errSuccess;
        }
        err = tree_next(probe);
        if (err < 0) {
            return err == JET_errNoCurrentRecord ? JET_errSuccess : err;
        }
        if (cursor->range) {
            const int order = tree_compare_key(probe, limit);

            if (order == 0 ? !cursor->range_inclusive : (order < 0) != cursor->range_upper) {
                return JET_errSuccess;
            }
        }
    }
}

JET_ERR table_count_records(struct cursor *head, uint64_t max, uint64_t *count)
{
    struct table_cursor *cursor = table_cursor_of(head);
    struct place *place = current_place(cursor);
    JET_ERR err;

    *count = 0;
    if (cursor->filter != NULL) {
        return filter_refuses("JetIndexRecordCount");
    }
    err = place_hold(cursor, place);
    if (err == JET_errNoCurrentRecord && place->deferred) {
        return JET_errSuccess; /* an empty index whose first entry was meant */
    }
    JET_TRY(err);
    cursor->probe.tree = place->at.tree;
    err = tree_cursor_copy(&cursor->probe, &place->at);
    JET_TRY(tree_unlatch(&place->at));
    if (err >= 0) {
        err = count_from_probe(cursor, &cursor->probe, max, count);
    }
    tree_to_before_first(&cursor->probe);
    if (err >= 0) {
        cursor->range = false; /* counting ends a range, as in Windows */
    }
    return err;
}

/* ---------------------------------------------------------------------------------------------- fractions */

static JET_ERR estimate(struct table_cursor *cursor, struct place *place, uint64_t *below, uint64_t *total)
{
    const bool on_entry = place->at.place == TREE_ON_ENTRY;
    JET_ERR err = probe_bookmark(cursor, place);

    if (err == JET_errRecordNotFound) {
        err = tree_last(&cursor->probe); /* the gap behind the last entry */
        if (err >= 0) {
            err = tree_estimate_position(&cursor->probe, below, total);
            *below += !on_entry;
        }
    } else if (err >= 0) {
        err = tree_estimate_position(&cursor->probe, below, total);
    }
    tree_to_before_first(&cursor->probe);
    return err;
}

JET_ERR table_get_position(struct cursor *head, JET_RECPOS *position, uint32_t size)
{
    struct table_cursor *cursor = table_cursor_of(head);
    struct place *place = current_place(cursor);
    uint64_t below, total;

    if (cursor->filter != NULL) {
        return filter_refuses("JetGetRecordPosition");
    }
    if (position == NULL || size < sizeof *position) {
        return diag_fail(JET_errInvalidParameter, "JetGetRecordPosition: the structure is too small");
    }
    JET_TRY(place_refresh(cursor, place));
    if (!place_has_bookmark(place)) {
        return diag_fail(JET_errNoCurrentRecord, "the cursor on table '%s' is on no record",
                         head->table->name);
    }
    JET_TRY(estimate(cursor, place, &below, &total));
    if (size < sizeof(JET_RECPOS2)) {
        *position = (JET_RECPOS){.cbStruct = sizeof *position,
                                 .centriesLT = (JET_ULONG)below,
                                 .centriesInRange = 1,
                                 .centriesTotal = (JET_ULONG)total};
    } else {
        const JET_RECPOS2 wide = {.cbStruct = sizeof wide,
                                  .centriesLTDeprecated = (JET_ULONG)below,
                                  .centriesInRangeDeprecated = 1,
                                  .centriesTotalDeprecated = (JET_ULONG)total,
                                  .centriesLT = below,
                                  .centriesTotal = total};

        memcpy(position, &wide, sizeof wide);
    }
    return JET_errSuccess;
}

/* Both forms of the structure; the longer one must leave the fields of the shorter one at 0. */
static JET_ERR read_position(const JET_RECPOS *position, uint64_t *below, uint64_t *total)
{
    JET_RECPOS2 wide;

    if (position->cbStruct == sizeof *position) {
        *below = position->centriesLT;
        *total = position->centriesTotal;
    } else if (position->cbStruct == sizeof wide) {
        memcpy(&wide, position, sizeof wide);
        if (wide.centriesLTDeprecated != 0 || wide.centriesTotalDeprecated != 0) {
            return diag_fail(JET_errInvalidParameter,
                             "JetGotoPosition: JET_RECPOS2 with numbers in the old fields");
        }
        *below = wide.centriesLT;
        *total = wide.centriesTotal;
    } else {
        return diag_fail(JET_errInvalidParameter, "JetGotoPosition: cbStruct is %u", position->cbStruct);
    }
    if (*below > *total) {
        return diag_fail(JET_errInvalidParameter, "JetGotoPosition: %llu of %llu entries",
                         (unsigned long long)*below, (unsigned long long)*total);
    }
    return JET_errSuccess;
}

JET_ERR table_goto_position(struct cursor *head, const JET_RECPOS *position)
{
    struct table_cursor *cursor = table_cursor_of(head);
    struct place *place = current_place(cursor);
    uint64_t below, total;
    JET_ERR err;

    if (cursor->filter != NULL) {
        return filter_refuses("JetGotoPosition");
    }
    if (position == NULL) {
        return diag_fail(JET_errInvalidParameter, "JetGotoPosition: the structure is NULL");
    }
    JET_TRY(read_position(position, &below, &total));
    JET_TRY(update_leave(cursor));
    cursor->range = false;
    cursor->search.made = false;
    place->deferred = false;
    place->level = cursor_session(head)->level;
    err = tree_go_to_fraction(&place->at, below, total);
    if (err >= 0) {
        err = place_settle(cursor, place);
    }
    if (err < 0) {
        places_to_edge(cursor, false);
    }
    return err == JET_errNoCurrentRecord ? JET_errRecordNotFound : err;
}
