/*
 * place.c - positions of a table cursor in its trees.
 */
#include "btree/page_search.h"
#include "cursor/table_cursor_parts.h"
#include "diag.h"
#include "try.h"

static void note_level(struct table_cursor *cursor, struct place *place)
{
    place->level = cursor_session(&cursor->head)->level;
}

static JET_ERR no_record(struct table_cursor *cursor)
{
    return diag_fail(JET_errNoCurrentRecord, "the cursor on table '%s' is on no record",
                     cursor->head.table->name);
}

/* The place in the table goes to the record that the latched index entry belongs to. */
static JET_ERR follow(struct table_cursor *cursor)
{
    struct bytes data;

    JET_TRY(tree_data(&cursor->secondary.at, &data));
    cursor->primary.deferred = false;
    return tree_set_place(&cursor->primary.at, TREE_ON_ENTRY, data, no_bytes);
}

JET_ERR place_refresh(struct table_cursor *cursor, struct place *place)
{
    struct place *leader = current_place(cursor);
    JET_ERR err;

    if (!place->deferred) {
        return JET_errSuccess;
    }
    err = tree_first(&leader->at);
    if (err < 0) {
        return err;
    }
    leader->deferred = false;
    return place == leader && leader != &cursor->primary ? tree_unlatch(&leader->at)
                                                         : place_settle(cursor, leader);
}

JET_ERR place_hold(struct table_cursor *cursor, struct place *place)
{
    JET_ERR err = place_refresh(cursor, place);

    if (err >= 0) {
        err = tree_latch(&place->at);
    }
    return err == JET_errNoCurrentRecord ? no_record(cursor) : err;
}

JET_ERR place_end(struct table_cursor *cursor, struct place *place, bool last)
{
    note_level(cursor, place);
    place->deferred = false;
    JET_TRY(last ? tree_last(&place->at) : tree_first(&place->at));
    return place_skip(cursor, place, !last);
}

JET_ERR place_check_range(struct table_cursor *cursor, struct place *place, struct bytes key)
{
    const struct bytes limit = key_bytes(&cursor->search.key);
    const int order = place->at.latched ? tree_compare_key(&place->at, limit) : bytes_compare(key, limit);

    if (order == 0 ? cursor->range_inclusive : (order < 0) == cursor->range_upper) {
        return JET_errSuccess;
    }
    cursor->range = false;
    if (cursor->range_upper) {
        tree_to_after_last(&place->at);
    } else {
        tree_to_before_first(&place->at);
    }
    return JET_errNoCurrentRecord;
}

static JET_ERR step_once(struct table_cursor *cursor, struct place *place, bool forward)
{
    JET_TRY(forward ? tree_next(&place->at) : tree_previous(&place->at));
    return cursor->range && cursor->range_upper == forward ? place_check_range(cursor, place, no_bytes)
                                                           : JET_errSuccess;
}

JET_ERR place_skip(struct table_cursor *cursor, struct place *place, bool forward)
{
    bool matches = true;

    while (cursor->filter != NULL) {
        JET_TRY(filter_match(cursor, &matches));
        if (matches) {
            break;
        }
        JET_TRY(step_once(cursor, place, forward));
    }
    return JET_errSuccess;
}

/* Steps until the key is another one. */
static JET_ERR step_over_key(struct table_cursor *cursor, struct place *place, bool forward)
{
    uint8_t key[TREE_KEY_MAX];
    struct bytes present = {key, 0};

    JET_TRY(tree_unlatch(&place->at)); /* that is what keeps the bookmark up to date */
    if (place->at.place != TREE_ON_ENTRY || place->at.key_size > sizeof key) {
        return step_once(cursor, place, forward);
    }
    present.size = place->at.key_size;
    memcpy(key, place->at.bookmark, present.size);
    do {
        JET_TRY(step_once(cursor, place, forward));
    } while (tree_compare_key(&place->at, present) == 0);
    return JET_errSuccess;
}

JET_ERR place_step(struct table_cursor *cursor, struct place *place, bool forward, bool over_key)
{
    note_level(cursor, place);
    JET_TRY(place_refresh(cursor, place));
    JET_TRY(over_key ? step_over_key(cursor, place, forward) : step_once(cursor, place, forward));
    return place_skip(cursor, place, forward);
}

JET_ERR place_settle(struct table_cursor *cursor, struct place *place)
{
    JET_ERR err = place == &cursor->secondary ? follow(cursor) : JET_errSuccess;
    JET_ERR unlatched = tree_unlatch(&place->at);

    return err < 0 ? err : unlatched;
}

static void to_edge(struct place *place, bool after_last)
{
    place->deferred = false;
    if (after_last) {
        tree_to_after_last(&place->at);
    } else {
        tree_to_before_first(&place->at);
    }
}

void place_leave_row(struct table_cursor *cursor)
{
    to_edge(&cursor->primary, false);
}

void places_to_edge(struct table_cursor *cursor, bool after_last)
{
    to_edge(&cursor->primary, after_last);
    if (cursor->index != NULL) {
        to_edge(&cursor->secondary, after_last);
    }
}

/* -------------------------------------------------------------------------------------------------- probe */

static void aim_probe(struct table_cursor *cursor, const struct tree *tree)
{
    tree_to_before_first(&cursor->probe);
    cursor->probe.tree = tree;
}

JET_ERR probe_entry(struct table_cursor *cursor, const struct tree *tree, struct bytes key, struct bytes data)
{
    JET_ERR err;
    int order = 0;

    if (key.size + data.size > TREE_BOOKMARK_MAX) {
        return JET_errRecordDeleted;
    }
    aim_probe(cursor, tree);
    err = tree_seek(&cursor->probe, key, data, &order);
    if (err == JET_errRecordNotFound || (err >= 0 && tree_compare(&cursor->probe, key, data) != 0)) {
        tree_to_before_first(&cursor->probe);
        return diag_fail(JET_errRecordDeleted, "table '%s' has no entry with this bookmark",
                         cursor->head.table->name);
    }
    JET_TRY(err);
    return tree_unlatch(&cursor->probe);
}

void place_take_probe(struct table_cursor *cursor, struct place *place)
{
    const struct tree_cursor taken = cursor->probe;

    tree_to_before_first(&place->at);
    cursor->probe = place->at;
    place->at = taken;
    place->deferred = false;
}

JET_ERR probe_bookmark(struct table_cursor *cursor, const struct place *place)
{
    int order;

    aim_probe(cursor, place->at.tree);
    return tree_seek(&cursor->probe, place_key(place), place_data(place), &order);
}
