/*
 * world_values.c - values: made, set and compared.
 */
#include <stdio.h>
#include <string.h>

#include "world.h"

/* ------------------------------------------------------------------------------------------------------- making */

static uint32_t long_size(struct draw *draw)
{
    switch (draw_below(draw, 12)) {
    case 0:
        return 1 + draw_below(draw, 30000);
    case 1:
    case 2:
        return 900 + draw_below(draw, 8000);
    case 3:
        return 1 + draw_below(draw, 2000);
    default:
        return 1 + draw_below(draw, 80);
    }
}

static uint32_t size_of(struct draw *draw, const struct column_shape *shape)
{
    static const uint32_t sizes[] = {
        [TYPE_BIT] = 1,      [TYPE_BYTE] = 1,   [TYPE_SHORT] = 2, [TYPE_LONG] = 4,
        [TYPE_LONGLONG] = 8, [TYPE_DOUBLE] = 8, [TYPE_GUID] = 16};

    if (shape->type <= TYPE_GUID) {
        return sizes[shape->type];
    }
    if (shape->type == TYPE_FIXED_BINARY) {
        return shape->most;
    }
    if (shape->type == TYPE_LONG_BINARY || shape->type == TYPE_LONG_TEXT) {
        return long_size(draw);
    }
    return 1 + draw_below(draw, draw_once_in(draw, 4) ? shape->most : 5);
}

static int64_t make_number(struct draw *draw, const struct column_shape *shape)
{
    static const int64_t corners[] = {0,      1,         -1,        127,       255,      32767,
                                      -32768, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};

    if (shape->kind == COLUMN_KEY) {
        return draw_below(draw, WORLD_ROWS);
    }
    return draw_once_in(draw, 6) ? corners[draw_below(draw, sizeof corners / sizeof corners[0])]
                                 : (int64_t)draw_below(draw, 40) - 20;
}

uint32_t world_make_value(struct world *world, const struct column_shape *shape)
{
    struct draw *draw = &world->draw;
    const uint32_t size = size_of(draw, shape);
    const bool is_text = shape->type == TYPE_TEXT || shape->type == TYPE_LONG_TEXT;
    const int64_t number = make_number(draw, shape);
    const double real = (double)number / 4;
    uint64_t bits = 0;

    if (shape->type == TYPE_BIT) {
        world->made[0] = draw_once_in(draw, 2) ? 0xff : 0;
    } else if (shape->type == TYPE_BYTE && shape->kind == COLUMN_KEY) {
        world->made[0] = 1; /* keys begin alike */
    } else if (shape->type == TYPE_DOUBLE) {
        memcpy(world->made, &real, sizeof real);
    } else if (shape->type < TYPE_GUID) {
        memcpy(world->made, &number, size);
    } else {
        const unsigned kinds = 1 + draw_below(draw, is_text ? 30 : 200);

        for (uint32_t i = 0; i < size; i++, bits >>= 8) {
            if (i % 4 == 0) {
                bits = draw_bits(draw);
            }
            world->made[i] = (uint8_t)((bits & 0xff) % kinds + (is_text ? 'A' + (bits & 0x20) : 0));
            if (is_text && world->made[i] > 'z') {
                world->made[i] = 'z';
            }
        }
    }
    return size;
}

/* ------------------------------------------------------------------------------------------------------ setting */

struct set {
    struct turn *turn;
    unsigned column;
    const struct column_shape *shape;
    struct cell *cell;
    JET_COLUMNID id;
    JET_SETINFO info;
    JET_GRBIT grbit;
};

static JET_ERR call(struct set *set, const void *data, uint32_t size)
{
    struct turn *turn = set->turn;
    const JET_ERR err = JetSetColumn(turn->id, turn->cursor->id, set->id, data, size, set->grbit, &set->info);

    if (turn->world->trace) {
        (void)fprintf(stderr, "  set %s value %u: %u bytes, grbit %x, at %u: %d\n", set->shape->name,
                      (unsigned)set->info.itagSequence, (unsigned)size, (unsigned)set->grbit,
                      (unsigned)set->info.ibLongValue, (int)err);
    }
    turn->cursor->pending.any_set |= err >= 0;
    return err;
}

/* Another session changes the row or its long values: nothing was set here. */
static bool met_conflict(struct set *set, JET_ERR err)
{
    const enum update_kind kind = set->turn->cursor->pending.kind;

    if (err != JET_errWriteConflict || kind == UPDATE_INSERT || kind == UPDATE_REPLACE) {
        world_expect(set->turn->world, err, JET_errSuccess, "JetSetColumn");
        return false;
    }
    set->turn->world->conflicts++;
    return true;
}

static unsigned choose_number(struct set *set)
{
    const unsigned values = set->cell->state == CELL_VALUES ? set->cell->count : 0;
    unsigned number = 0;

    if (set->shape->is_multi_valued) {
        number = draw_below(&set->turn->world->draw, values + 2);
        number = number >= MODEL_VALUES ? MODEL_VALUES - 1 : number;
        set->info.itagSequence = number + 1;
        if (number >= values && values < MODEL_VALUES && draw_once_in(&set->turn->world->draw, 2)) {
            set->info.itagSequence = 0;
        }
        number = number > values ? values : number;
    }
    return number;
}

static void set_null(struct set *set)
{
    const unsigned number = choose_number(set);

    set->info.itagSequence = set->info.itagSequence == 0 ? number + 1 : set->info.itagSequence;
    if (met_conflict(set, call(set, NULL, 0))) {
        return;
    }
    if (set->shape->has_default || !set->shape->is_tagged) {
        cell_clear(set->cell);
        set->cell->state = CELL_NULL;
    } else {
        cell_remove(set->cell, number);
    }
}

static void set_value(struct set *set, bool in_place)
{
    struct world *world = set->turn->world;
    const uint32_t size = world_make_value(world, set->shape);
    const unsigned number = choose_number(set);

    if (in_place && draw_once_in(&world->draw, 3)) {
        set->grbit |= JET_bitSetSeparateLV;
    }
    if (in_place && draw_once_in(&world->draw, 5)) {
        set->grbit |= draw_once_in(&world->draw, 2) ? JET_bitSetCompressed : JET_bitSetUncompressed;
    }
    if (!met_conflict(set, call(set, world->made, size))) {
        cell_put(set->cell, number, blob_new(world->made, size));
    }
}

/* Appends, overwrites, or changes the size. */
static void change_long(struct set *set)
{
    static const JET_GRBIT ways[] = {JET_bitSetAppendLV, JET_bitSetOverwriteLV,
                                     JET_bitSetOverwriteLV | JET_bitSetSizeLV, JET_bitSetSizeLV};
    struct world *world = set->turn->world;
    const uint32_t size = world_make_value(world, set->shape);
    const unsigned number = choose_number(set);
    const struct blob *old = number < set->cell->count ? set->cell->value[number] : NULL;
    const uint32_t old_size = old != NULL ? old->size : 0;
    uint32_t at = 0, end;
    struct blob *made;

    set->grbit = ways[draw_below(&world->draw, 4)];
    if (set->info.itagSequence == 0) {
        set->info.itagSequence = number + 1;
    }
    if (set->grbit & JET_bitSetAppendLV) {
        at = old_size;
    } else if (set->grbit & JET_bitSetOverwriteLV) {
        at = set->info.ibLongValue = draw_below(&world->draw, old_size + 1);
    }
    end = at + size;
    if (end > WORLD_LONG ||
        (set->grbit == JET_bitSetSizeLV && end > old_size && set->shape->type == TYPE_LONG_TEXT)) {
        return; /* text has no NULs: keys of it end there */
    }
    if (met_conflict(set, call(set, set->grbit == JET_bitSetSizeLV ? NULL : world->made, size))) {
        return;
    }
    if (set->grbit == JET_bitSetOverwriteLV && end < old_size) {
        end = old_size;
    }
    made = blob_new(NULL, end);
    if (old != NULL) {
        memcpy(made->bytes, old->bytes, old_size < end ? old_size : end);
    }
    if (set->grbit != JET_bitSetSizeLV) {
        memcpy(made->bytes + at, world->made, size);
    }
    cell_put(set->cell, number, made);
}

static void set_column(struct turn *turn, unsigned column)
{
    struct world *world = turn->world;
    struct set set = {.turn = turn, .column = column, .shape = turn->of->column[column].shape};
    const bool is_long = set.shape->type >= TYPE_LONG_BINARY;

    set.cell = &turn->cursor->pending.content->cell[column];
    set.id = turn->of->column[column].id;
    set.info = (JET_SETINFO){.cbStruct = sizeof set.info, .itagSequence = 1};
    if (is_long && world->model.session[turn->session].level == 0) {
        EXPECT(world, JET_errNotInTransaction, call(&set, "x", 1));
        return;
    }
    turn->cursor->pending.any_long |= is_long;
    if (set.shape->kind != COLUMN_KEY && draw_once_in(&world->draw, 5)) {
        set_null(&set);
    } else if (is_long && draw_once_in(&world->draw, 2)) {
        change_long(&set);
    } else {
        set_value(&set, is_long);
    }
}

void world_set_columns(struct turn *turn, unsigned times)
{
    while (times-- > 0) {
        const unsigned column = draw_below(&turn->world->draw, MODEL_COLUMNS);
        const struct model_column *of = &turn->of->column[column];

        if (column_visible(&turn->world->model, turn->session, of) &&
            (of->shape->kind == COLUMN_PLAIN ||
             (of->shape->kind == COLUMN_KEY && draw_once_in(&turn->world->draw, 8)))) {
            set_column(turn, column);
        }
    }
}

/* --------------------------------------------------------------------------------------------------- comparing */

static void compare_value(struct turn *turn, const struct model_column *column, unsigned number,
                          const uint8_t *bytes, uint32_t size, JET_GRBIT grbit)
{
    struct world *world = turn->world;
    JET_RETINFO info = {.cbStruct = sizeof info, .itagSequence = number + 1};
    JET_ULONG actual = 0;
    JET_ERR err;

    if (size > 100 && draw_once_in(&world->draw, 2)) { /* a part of it */
        const uint32_t skip = draw_below(&world->draw, size), most = 1 + draw_below(&world->draw, size);
        const uint32_t rest = size - skip, got = most < rest ? most : rest;

        info.ibLongValue = skip;
        err = JetRetrieveColumn(turn->id, turn->cursor->id, column->id, world->read, most, &actual, grbit,
                                &info);
        world_expect(world, err, rest > most ? JET_wrnBufferTruncated : JET_errSuccess,
                     "JetRetrieveColumn of a part");
        if (actual != rest || memcmp(world->read, bytes + skip, got) != 0) {
            world_fail(world,
                       "column %s value %u: %u bytes from %u on differ (%u are left, and %u were told)",
                       column->shape->name, number + 1, (unsigned)got, (unsigned)skip, (unsigned)rest,
                       (unsigned)actual);
        }
        return;
    }
    err = JetRetrieveColumn(turn->id, turn->cursor->id, column->id, world->read, sizeof world->read, &actual,
                            grbit, &info);
    if (err != JET_errSuccess || actual != size || memcmp(world->read, bytes, size) != 0) {
        world_fail(world, "column %s value %u: result %d, %u bytes %02x%02x.., and not %u bytes %02x%02x..",
                   column->shape->name, number + 1, (int)err, (unsigned)actual, world->read[0],
                   world->read[1], (unsigned)size, size > 0 ? bytes[0] : 0, size > 1 ? bytes[1] : 0);
    }
}

static void compare_cell(struct turn *turn, const struct model_column *column, const struct cell *cell,
                         JET_GRBIT grbit)
{
    struct world *world = turn->world;
    const unsigned values = cell_values(column->shape, cell);
    JET_RETINFO info = {.cbStruct = sizeof info, .itagSequence = values + 1};
    const uint8_t *bytes;
    uint32_t size;
    JET_ERR err;

    for (unsigned i = 0; i < values; i++) {
        (void)cell_value(column->shape, cell, i, &bytes, &size);
        compare_value(turn, column, i, bytes, size, grbit);
    }
    if (!column->shape->is_tagged && values > 0) {
        return;
    }
    err = JetRetrieveColumn(turn->id, turn->cursor->id, column->id, world->read, sizeof world->read, NULL,
                            grbit, &info);
    if (err != JET_wrnColumnNull) {
        world_fail(world, "column %s has a value %u, result %d", column->shape->name, values + 1, (int)err);
    }
}

void world_compare_row(struct turn *turn, const struct content *content, int32_t count, JET_GRBIT grbit)
{
    struct world *world = turn->world;

    for (unsigned i = 0; i < MODEL_COLUMNS; i++) {
        const struct model_column *column = &turn->of->column[i];

        if (!column_visible(&world->model, turn->session, column)) {
            continue;
        }
        if (column->shape->kind == COLUMN_ESCROWED) {
            compare_value(turn, column, 0, (const uint8_t *)&count, sizeof count, grbit);
        } else {
            compare_cell(turn, column, &content->cell[i], grbit);
        }
    }
    world->reads++;
}
