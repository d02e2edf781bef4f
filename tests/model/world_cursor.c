/*
 * world_cursor.c - cursors are opened, moved, and look at rows.
 */
#include <stdio.h>
#include <string.h>

#include "world.h"

static int level_of(const struct turn *turn)
{
    return turn->world->model.session[turn->session].level;
}

void world_moved(struct turn *turn, enum position position, const struct place *place)
{
    turn->cursor->position = position;
    turn->cursor->moved_level = level_of(turn);
    if (place != NULL) {
        turn->cursor->place = *place;
    }
}

void world_open(struct turn *turn)
{
    struct cursor *cursor = turn->cursor;

    if (cursor->id == 0) {
        GOOD(turn->world, JetOpenTableA(turn->id, turn->world->seat[turn->session].dbid, turn->of->name, NULL,
                                        0, 0, &cursor->id));
        cursor->opened_level = level_of(turn);
        cursor->index = 0;
        cursor->index_level = 0;
        world_moved(turn, POSITION_UNKNOWN, NULL);
    }
}

void world_close(struct turn *turn)
{
    struct cursor *cursor = turn->cursor;

    if (cursor->id != 0) {
        GOOD(turn->world, JetCloseTable(turn->id, cursor->id));
        content_release(cursor->pending.content);
        memset(cursor, 0, sizeof *cursor);
    }
}

static struct row *next_of(struct turn *turn, unsigned index, const struct place *from, enum side side,
                           bool forward, struct place *found)
{
    return entry_next(&turn->world->model, turn->session, turn->of, index, from, side, forward, found);
}

static unsigned parts_of(const struct turn *turn, unsigned index)
{
    return turn->of->index[index].shape != NULL ? turn->of->index[index].parts : 0;
}

static const char *name_of(const struct turn *turn, unsigned index)
{
    return turn->of->index[index].shape != NULL ? turn->of->index[index].shape->name : NULL;
}

/* ------------------------------------------------------------------------------------------------------- looking */

static void expect_place(struct turn *turn, JET_TABLEID id, unsigned index, const struct place *place)
{
    struct world *world = turn->world;
    uint8_t bytes[MODEL_KEY + 1];
    JET_ULONG size = 0;

    GOOD(world, JetGetBookmark(turn->id, id, bytes, sizeof bytes, &size));
    if (key_compare(bytes, size, place->bookmark, place->bookmark_size) != 0) {
        world_fail(world,
                   "the cursor is on another row: bookmark of %u bytes ..%02x, and not of %u bytes ..%02x",
                   (unsigned)size, size > 0 ? bytes[size - 1] : 0, place->bookmark_size,
                   place->bookmark_size > 0 ? place->bookmark[place->bookmark_size - 1] : 0);
    }
    GOOD(world, JetRetrieveKey(turn->id, id, bytes, sizeof bytes, &size, 0));
    if (key_compare(bytes, size, place->key, place->size) != 0) {
        world_fail(world, "the key in index %s is another one: %u bytes, and not %u",
                   name_of(turn, index) != NULL ? name_of(turn, index) : "of numbers", (unsigned)size,
                   place->size);
    }
}

/* Whether the row has the entry that the cursor came to. */
static bool entry_is_there(struct turn *turn, struct version *version)
{
    const struct place *place = &turn->cursor->place;
    const struct key_list *list;

    if (turn->cursor->index == 0) {
        return true;
    }
    list = version_keys(turn->of, turn->cursor->index, version);
    for (unsigned i = 0; i < list->count; i++) {
        if (key_compare(list->key[i].bytes, list->key[i].size, place->key, place->size) == 0) {
            return true;
        }
    }
    return false;
}

/* In a unique index another row can have taken the key that the cursor is on; which row is meant then is not said. */
static bool key_was_taken(struct turn *turn)
{
    struct cursor *cursor = turn->cursor;
    struct place found;
    const struct row *row = entry_next(&turn->world->model, turn->session, turn->of, cursor->index,
                                       &cursor->place, SIDE_BELOW, true, &found);

    return cursor->index != 0 && turn->of->index[cursor->index].shape->is_unique && row != NULL &&
           key_compare(found.key, found.size, cursor->place.key, cursor->place.size) == 0 &&
           key_compare(found.bookmark, found.bookmark_size, cursor->place.bookmark,
                       cursor->place.bookmark_size) != 0;
}

void world_look(struct turn *turn)
{
    struct world *world = turn->world;
    const struct cursor *cursor = turn->cursor;
    struct version *version;
    struct row *row;

    if (cursor->position == POSITION_UNKNOWN ||
        (cursor->position != POSITION_AT && cursor->pending.kind != UPDATE_NONE)) {
        return; /* JetMove would cancel the update */
    }
    if (cursor->position == POSITION_AT && key_was_taken(turn)) {
        world_cancel(turn);
        world_moved(turn, POSITION_UNKNOWN, NULL);
        return;
    }
    if (cursor->position != POSITION_AT) {
        EXPECT(world, JET_errNoCurrentRecord, JetMove(turn->id, cursor->id, 0, 0));
        return;
    }
    row = row_find(turn->of, cursor->place.bookmark, cursor->place.bookmark_size);
    version = row != NULL ? row_visible(&world->model, turn->session, row) : NULL;
    if (version == NULL) {
        if (cursor->pending.kind == UPDATE_NONE) {
            EXPECT(world, JET_errRecordDeleted, JetMove(turn->id, cursor->id, 0, 0));
        }
        EXPECT(
            world, JET_errRecordDeleted,
            JetRetrieveColumn(turn->id, cursor->id, turn->of->column[1].id, world->read, 4, NULL, 0, NULL));
        return;
    }
    world_compare_row(turn, version->content, row_count_of(&world->model, turn->session, row, version), 0);
    if (entry_is_there(turn, version)) {
        expect_place(turn, cursor->id, cursor->index, &cursor->place);
    }
}

/* ------------------------------------------------------------------------------------------------------- seeking */

/* A key, made for both. */
struct wanted {
    struct place place;
    JET_GRBIT limit;
};

static void append_wanted(struct turn *turn, struct wanted *wanted, unsigned part, const struct content *like,
                          JET_GRBIT grbit)
{
    struct world *world = turn->world;
    const struct model_index *index = &turn->of->index[turn->cursor->index];
    const struct column_shape *shape = turn->of->column[index->column[part]].shape;
    struct model_key key = {.size = wanted->place.size};
    const uint8_t *bytes = NULL;
    uint32_t size = 0;

    if (like != NULL) {
        const struct cell *cell = &like->cell[index->column[part]];
        const unsigned values = cell_values(shape, cell);

        if (values > 0) {
            (void)cell_value(shape, cell, draw_below(&world->draw, values), &bytes, &size);
        }
    } else if (!draw_once_in(&world->draw, 8) || index->shape->tuple_most != 0) {
        size = world_make_value(world, shape);
        bytes = world->made;
    }
    if (index->shape->tuple_most != 0) {
        if (size < index->shape->tuple_least) {
            bytes = (const uint8_t *)"absent";
            size = 6;
        }
        size = size > index->shape->tuple_most ? index->shape->tuple_most : size;
    } else if (size > 100) {
        size = 100;
    }
    memcpy(key.bytes, wanted->place.key, key.size);
    key_append(&key, shape, index->shape->part[part].is_descending, bytes, size);
    memcpy(wanted->place.key, key.bytes, key.size);
    wanted->place.size = key.size;
    GOOD(world, JetMakeKey(turn->id, turn->cursor->id, bytes, size, (part == 0 ? JET_bitNewKey : 0) | grbit));
}

/* A key of some row, or of nobody; `most` parts of it; false where there is no index to make one for. */
static bool make_key(struct turn *turn, struct wanted *wanted)
{
    struct world *world = turn->world;
    const unsigned parts = parts_of(turn, turn->cursor->index);
    const struct content *like = NULL;
    unsigned made = parts;

    memset(wanted, 0, sizeof *wanted);
    if (parts == 0) {
        return false;
    }
    if (turn->of->row_count > 0 && draw_below(&world->draw, 4) != 0) {
        const struct row *row = turn->of->rows[draw_below(&world->draw, turn->of->row_count)];

        like = row->newest != NULL ? row->newest->content : NULL;
    }
    if (draw_once_in(&world->draw, 4)) {
        made = 1 + draw_below(&world->draw, parts);
        wanted->limit =
            draw_once_in(&world->draw, 2) ? JET_bitFullColumnStartLimit : JET_bitFullColumnEndLimit;
    }
    for (unsigned i = 0; i < made; i++) {
        append_wanted(turn, wanted, i, like, i + 1 == made ? wanted->limit : 0);
    }
    if (wanted->limit == JET_bitFullColumnEndLimit) {
        memset(wanted->place.key + wanted->place.size, 0xff, sizeof wanted->place.key - wanted->place.size);
        wanted->place.size = sizeof wanted->place.key;
    }
    return true;
}

static void arrived(struct turn *turn, JET_ERR err, JET_ERR good, struct row *row, const struct place *found,
                    enum position otherwise, JET_ERR none, const char *what)
{
    struct world *world = turn->world;

    if (row != NULL) {
        world_expect(world, err, good, what);
        world_moved(turn, POSITION_AT, found);
        expect_place(turn, turn->cursor->id, turn->cursor->index, found);
        return;
    }
    world_expect(world, err, none, what);
    world_moved(turn, otherwise, NULL);
}

/* Where a seek that finds nothing leaves the cursor depends on entries that the session does not see. */
void world_seek(struct turn *turn)
{
    static const JET_GRBIT grbits[] = {JET_bitSeekEQ, JET_bitSeekGE, JET_bitSeekGT, JET_bitSeekLE,
                                       JET_bitSeekLT};
    static const char *const names[] = {"JetSeek EQ", "JetSeek GE", "JetSeek GT", "JetSeek LE", "JetSeek LT"};
    struct wanted wanted;
    struct place found, *from = &wanted.place;
    unsigned how = draw_below(&turn->world->draw, 5);
    const unsigned index = turn->cursor->index;
    struct row *row;
    bool exact;
    JET_ERR err;

    if (!make_key(turn, &wanted)) {
        return;
    }
    how = how == 0 && wanted.limit != 0 ? 1 : how;
    world_doing(turn, "%s in index %s, limit %x", names[how], name_of(turn, index), (unsigned)wanted.limit);
    err = JetSeek(turn->id, turn->cursor->id, grbits[how]);
    row = next_of(turn, index, from, SIDE_BELOW, true, &found);
    exact = row != NULL && key_compare(found.key, found.size, from->key, from->size) == 0;
    switch (how) {
    case 0:
        if (!exact) {
            world_expect(turn->world, err, JET_errRecordNotFound, names[how]);
            world_moved(turn, POSITION_GAP, from);
            return;
        }
        arrived(turn, err, JET_errSuccess, row, &found, POSITION_UNKNOWN, JET_errRecordNotFound, names[how]);
        break;
    case 1:
        arrived(turn, err, exact ? JET_errSuccess : JET_wrnSeekNotEqual, row, &found, POSITION_UNKNOWN,
                JET_errRecordNotFound, names[how]);
        break;
    case 2:
        row = next_of(turn, index, from, SIDE_ABOVE, true, &found);
        arrived(turn, err, JET_errSuccess, row, &found, POSITION_UNKNOWN, JET_errRecordNotFound, names[how]);
        break;
    case 3:
        if (!exact) {
            row = next_of(turn, index, from, SIDE_BELOW, false, &found);
        }
        arrived(turn, err, exact ? JET_errSuccess : JET_wrnSeekNotEqual, row, &found, POSITION_UNKNOWN,
                JET_errRecordNotFound, names[how]);
        break;
    default:
        row = next_of(turn, index, from, SIDE_BELOW, false, &found);
        arrived(turn, err, JET_errSuccess, row, &found, POSITION_UNKNOWN, JET_errRecordNotFound, names[how]);
    }
}

/* ------------------------------------------------------------------------------------------------------- moving */

static void go_to_end(struct turn *turn, bool is_first)
{
    struct place found;
    const JET_ERR err = JetMove(turn->id, turn->cursor->id, is_first ? JET_MoveFirst : JET_MoveLast, 0);
    struct row *row = next_of(turn, turn->cursor->index, NULL, SIDE_EXACT, is_first, &found);

    arrived(turn, err, JET_errSuccess, row, &found, is_first ? POSITION_BEFORE : POSITION_AFTER,
            JET_errNoCurrentRecord, is_first ? "JetMove first" : "JetMove last");
    if (row == NULL) { /* both ends are one, and which is not said */
        world_moved(turn, POSITION_UNKNOWN, NULL);
    }
}

/* Where a step leads from where the cursor is. */
static struct row *step_from(struct turn *turn, enum position position, const struct place *from,
                             bool key_not_equal, bool forward, struct place *found)
{
    const unsigned index = turn->cursor->index;

    switch (position) {
    case POSITION_BEFORE:
        return forward ? next_of(turn, index, NULL, SIDE_EXACT, true, found) : NULL;
    case POSITION_AFTER:
        return forward ? NULL : next_of(turn, index, NULL, SIDE_EXACT, false, found);
    case POSITION_GAP:
        return next_of(turn, index, from, SIDE_BELOW, forward, found);
    default:
        return next_of(turn, index, from,
                       !key_not_equal ? SIDE_EXACT
                       : forward      ? SIDE_ABOVE
                                      : SIDE_BELOW,
                       forward, found);
    }
}

/* After a failed seek: when a row with the key has come since, it is not said which side the cursor is on. */
static bool gap_was_filled(struct turn *turn)
{
    const struct place *from = &turn->cursor->place;
    struct place found;
    const struct row *row = next_of(turn, turn->cursor->index, from, SIDE_BELOW, true, &found);

    return row != NULL && key_compare(found.key, found.size, from->key, from->size) == 0;
}

static void step(struct turn *turn)
{
    struct world *world = turn->world;
    const bool forward = draw_once_in(&world->draw, 2);
    const bool key_not_equal = turn->cursor->position == POSITION_AT && draw_once_in(&world->draw, 8);
    const unsigned steps = draw_once_in(&world->draw, 2) ? 1 : 1 + draw_below(&world->draw, 5);
    enum position position = turn->cursor->position;
    struct place from = turn->cursor->place, found;
    struct row *row = NULL;
    JET_ERR err;

    world_doing(turn, "move %s%u in index %s from position %d%s", forward ? "+" : "-", steps,
                name_of(turn, turn->cursor->index), (int)position, key_not_equal ? ", to another key" : "");
    err = JetMove(turn->id, turn->cursor->id, forward ? (JET_LONG)steps : -(JET_LONG)steps,
                  key_not_equal ? JET_bitMoveKeyNE : 0);
    for (unsigned i = 0; i < steps; i++) {
        row = step_from(turn, position, &from, key_not_equal, forward, &found);
        if (row == NULL) {
            break;
        }
        position = POSITION_AT;
        from = found;
    }
    arrived(turn, err, JET_errSuccess, row, &found, forward ? POSITION_AFTER : POSITION_BEFORE,
            JET_errNoCurrentRecord, "JetMove");
}

void world_move(struct turn *turn)
{
    const unsigned what = draw_below(&turn->world->draw, 8);

    if (what < 2 || turn->cursor->position == POSITION_UNKNOWN ||
        (turn->cursor->position == POSITION_GAP && gap_was_filled(turn))) {
        world_doing(turn, "move to %s in index %s", what & 1 ? "first" : "last",
                    name_of(turn, turn->cursor->index));
        go_to_end(turn, what & 1);
        return;
    }
    step(turn);
}

bool world_go_somewhere(struct turn *turn)
{
    const unsigned steps = draw_below(&turn->world->draw, 40);
    struct place found, next;
    struct row *row;
    JET_ERR err;

    if (turn->cursor->position == POSITION_AT && !draw_once_in(&turn->world->draw, 3)) {
        return true;
    }
    world_doing(turn, "go to row %u in index %s", steps, name_of(turn, turn->cursor->index));
    go_to_end(turn, true);
    if (turn->cursor->position != POSITION_AT) {
        return false;
    }
    found = turn->cursor->place;
    for (unsigned i = 0; i < steps; i++) {
        row = next_of(turn, turn->cursor->index, &found, SIDE_EXACT, true, &next);
        if (row == NULL) {
            break;
        }
        err = JetMove(turn->id, turn->cursor->id, JET_MoveNext, 0);
        arrived(turn, err, JET_errSuccess, row, &next, POSITION_AFTER, JET_errNoCurrentRecord, "JetMove");
        found = next;
    }
    return true;
}

/* Whether an entry is within the limit of a range. */
static bool in_range(const struct place *place, const struct wanted *wanted, JET_GRBIT grbit)
{
    const int order = key_compare(place->key, place->size, wanted->place.key, wanted->place.size);

    return order == 0 ? (grbit & JET_bitRangeInclusive) != 0
                      : (order < 0) == ((grbit & JET_bitRangeUpperLimit) != 0);
}

/* From the first entry to the limit, or to where the index ends. */
static void walk_range(struct turn *turn, const struct place *from, const struct wanted *wanted,
                       JET_GRBIT grbit)
{
    struct world *world = turn->world;
    const bool upper = (grbit & JET_bitRangeUpperLimit) != 0;
    struct place found = *from, next;

    for (;;) {
        const JET_ERR err = JetMove(turn->id, turn->cursor->id, upper ? JET_MoveNext : JET_MovePrevious, 0);

        if (next_of(turn, turn->cursor->index, &found, SIDE_EXACT, upper, &next) == NULL ||
            !in_range(&next, wanted, grbit)) {
            world_expect(world, err, JET_errNoCurrentRecord, "JetMove to the end of a range");
            return;
        }
        world_expect(world, err, JET_errSuccess, "JetMove in a range");
        expect_place(turn, turn->cursor->id, turn->cursor->index, &next);
        found = next;
    }
}

static void count_range(struct turn *turn, const struct place *from, const struct wanted *wanted)
{
    const JET_GRBIT grbit = JET_bitRangeUpperLimit | JET_bitRangeInclusive;
    struct place found = *from, next;
    JET_ULONG told = 0, count = 1;

    GOOD(turn->world, JetIndexRecordCount(turn->id, turn->cursor->id, &told, 0));
    while (next_of(turn, turn->cursor->index, &found, SIDE_EXACT, true, &next) != NULL &&
           in_range(&next, wanted, grbit)) {
        found = next;
        count++;
    }
    if (told != count) {
        world_fail(turn->world, "JetIndexRecordCount says %u, and %u entries are there", (unsigned)told,
                   (unsigned)count);
    }
}

void world_range(struct turn *turn)
{
    struct world *world = turn->world;
    const JET_GRBIT grbit = draw_below(&world->draw, 4); /* inclusive 1, upper 2 */
    const unsigned index = turn->cursor->index;
    struct place from, found;
    struct wanted wanted;
    JET_ERR err;

    if (turn->cursor->position != POSITION_AT || !make_key(turn, &wanted)) {
        return;
    }
    world_doing(turn, "range %x in index %s", (unsigned)grbit, name_of(turn, index));
    from = turn->cursor->place;
    world_moved(turn, POSITION_UNKNOWN, NULL);
    if (next_of(turn, index, &from, SIDE_BELOW, true, &found) == NULL ||
        key_compare(found.key, found.size, from.key, from.size) != 0 ||
        found.bookmark_size != from.bookmark_size ||
        memcmp(found.bookmark, from.bookmark, from.bookmark_size) != 0) {
        return; /* the entry is not there any more, or not alone */
    }
    err = JetSetIndexRange(turn->id, turn->cursor->id, grbit);
    if (!in_range(&from, &wanted, grbit)) {
        world_expect(world, err, JET_errNoCurrentRecord, "JetSetIndexRange");
    } else {
        world_expect(world, err, JET_errSuccess, "JetSetIndexRange");
        if (grbit == (JET_bitRangeUpperLimit | JET_bitRangeInclusive) && draw_once_in(&world->draw, 2)) {
            count_range(turn, &from, &wanted);
        } else {
            walk_range(turn, &from, &wanted, grbit);
        }
    }
    go_to_end(turn, true); /* without the range */
}

/* ------------------------------------------------------------------------------------------- indexes, bookmarks */

void world_choose_index(struct turn *turn)
{
    struct world *world = turn->world;
    const unsigned index = draw_below(&world->draw, MODEL_INDEXES);

    if (index != 0 && !index_visible(&world->model, turn->session, &turn->of->index[index])) {
        return;
    }
    world_doing(turn, "choose index %u", index);
    GOOD(world, JetSetCurrentIndexA(turn->id, turn->cursor->id, index == 0 ? NULL : name_of(turn, index)));
    if (turn->cursor->index != index) { /* to choose the same again is only a move */
        turn->cursor->index = index;
        turn->cursor->index_level = level_of(turn);
    }
    go_to_end(turn, true);
}

void world_go_to_bookmark(struct turn *turn)
{
    struct world *world = turn->world;
    const unsigned index = turn->cursor->index;
    const struct key_list *list;
    struct version *version;
    struct place place = {0};
    struct row *row;
    JET_ULONG size;
    JET_ERR err;

    if (turn->of->row_count == 0) {
        return;
    }
    row = turn->of->rows[draw_below(&world->draw, turn->of->row_count)];
    version = row_visible(&world->model, turn->session, row);
    world_doing(turn, "go to a bookmark in index %s", name_of(turn, index));
    err = JetGotoBookmark(turn->id, turn->cursor->id, row->bookmark, row->size);
    world_moved(turn, POSITION_UNKNOWN, NULL);
    if (version == NULL) {
        world_expect(world, err, JET_errRecordDeleted, "JetGotoBookmark of a deleted row");
        return;
    }
    if (index != 0) {
        list = version_keys(turn->of, index, version);
        if (list->count == 0) {
            world_expect(world, err, JET_errNoCurrentRecord,
                         "JetGotoBookmark of a row that is not in the index");
            return;
        }
        if (err == JET_errNoCurrentRecord && turn->of->index[index].shape->tuple_most != 0) {
            return; /* the first value may have no tuple, others have */
        }
    }
    world_expect(world, err, JET_errSuccess, "JetGotoBookmark");
    GOOD(world, JetRetrieveKey(turn->id, turn->cursor->id, place.key, sizeof place.key, &size, 0));
    place.size = (uint16_t)size;
    memcpy(place.bookmark, row->bookmark, row->size);
    place.bookmark_size = row->size;
    world_moved(turn, POSITION_AT, &place);
    if (!entry_is_there(turn, version)) {
        world_fail(world, "the row has no entry with the key that the cursor is on");
    }
    world_look(turn);
}

/* ------------------------------------------------------------------------------------------------ whole tables */

void world_scan(struct turn *turn, unsigned index)
{
    struct world *world = turn->world;
    struct cursor scan = {.index = index}, *kept = turn->cursor;
    struct place found, next;
    struct row *row;
    bool forward = draw_below(&world->draw, 3) != 0;
    JET_ERR err;

    world_doing(turn, "scan index %s", name_of(turn, index));
    GOOD(world, JetOpenTableA(turn->id, world->seat[turn->session].dbid, turn->of->name, NULL, 0,
                              JET_bitTableReadOnly, &scan.id));
    turn->cursor = &scan;
    if (index != 0) {
        GOOD(world, JetSetCurrentIndexA(turn->id, scan.id, name_of(turn, index)));
    }
    err = JetMove(turn->id, scan.id, forward ? JET_MoveFirst : JET_MoveLast, 0);
    row = next_of(turn, index, NULL, SIDE_EXACT, forward, &found);
    while (row != NULL) {
        const struct version *version = row_visible(&world->model, turn->session, row);

        world_expect(world, err, JET_errSuccess, "JetMove in a scan");
        expect_place(turn, scan.id, index, &found);
        if (index == 0) {
            world_compare_row(turn, version->content,
                              row_count_of(&world->model, turn->session, row, version), 0);
        }
        err = JetMove(turn->id, scan.id, forward ? JET_MoveNext : JET_MovePrevious, 0);
        row = next_of(turn, index, &found, SIDE_EXACT, forward, &next);
        found = next;
    }
    world_expect(world, err, JET_errNoCurrentRecord, "JetMove to the end of a scan");
    turn->cursor = kept;
    GOOD(world, JetCloseTable(turn->id, scan.id));
    world->scans++;
}
