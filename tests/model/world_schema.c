/*
 * world_schema.c - tables, columns and indexes of the world.
 */
#include <stdio.h>
#include <string.h>

#include "world.h"

enum { COMPRESSED = JET_bitColumnCompressed };

const struct column_shape world_columns[] = {
    {.name = "common", .type = TYPE_BYTE, .kind = COLUMN_KEY},
    {.name = "id", .type = TYPE_LONG, .kind = COLUMN_KEY},
    {.name = "name", .type = TYPE_TEXT, .kind = COLUMN_KEY, .most = 20},
    {.name = "bit", .type = TYPE_BIT},
    {.name = "byte", .type = TYPE_BYTE},
    {.name = "short", .type = TYPE_SHORT},
    {.name = "long", .type = TYPE_LONG},
    {.name = "longlong", .type = TYPE_LONGLONG},
    {.name = "double", .type = TYPE_DOUBLE},
    {.name = "guid", .type = TYPE_GUID},
    {.name = "binary", .type = TYPE_BINARY, .most = 40},
    {.name = "text", .type = TYPE_TEXT, .most = 40},
    {.name = "fixed", .type = TYPE_FIXED_BINARY, .most = 10},
    {.name = "preset", .type = TYPE_LONG, .has_default = true, .preset = 42},
    {.name = "escrow", .type = TYPE_LONG, .kind = COLUMN_ESCROWED},
    {.name = "version", .type = TYPE_LONG, .kind = COLUMN_VERSIONED},
    {.name = "counter", .type = TYPE_LONG, .kind = COLUMN_COUNTED},
    {.name = "tagged", .type = TYPE_LONG, .is_tagged = true},
    {.name = "tagpreset", .type = TYPE_LONG, .is_tagged = true, .has_default = true, .preset = 7},
    {.name = "longs", .type = TYPE_LONG, .is_tagged = true, .is_multi_valued = true},
    {.name = "texts", .type = TYPE_TEXT, .is_tagged = true, .is_multi_valued = true, .most = 24},
    {.name = "lbinary", .type = TYPE_LONG_BINARY, .is_tagged = true},
    {.name = "ltext", .type = TYPE_LONG_TEXT, .is_tagged = true},
    {.name = "packed", .type = TYPE_LONG_BINARY, .is_tagged = true, .grbit = COMPRESSED},
    {.name = "ptext", .type = TYPE_LONG_TEXT, .is_tagged = true, .grbit = COMPRESSED},
    {.name = "lbinaries", .type = TYPE_LONG_BINARY, .is_tagged = true, .is_multi_valued = true},
    {.name = "ptexts",
     .type = TYPE_LONG_TEXT,
     .is_tagged = true,
     .is_multi_valued = true,
     .grbit = COMPRESSED},
};
const unsigned world_column_count = sizeof world_columns / sizeof world_columns[0];

/* Of the first three each table has one or none. */
const struct index_shape world_indexes[] = {
    {.name = "primary", .part = {{"common", false}, {"id", false}}, .is_primary = true, .is_unique = true},
    {.name = "primary",
     .part = {{"common", false}, {"name", true}, {"id", false}},
     .is_primary = true,
     .is_unique = true},
    {.name = "primary", .part = {{"common", false}, {"name", false}}, .is_primary = true, .is_unique = true},
    {.name = "by_long", .part = {{"long", false}}},
    {.name = "by_short_down", .part = {{"short", true}, {"binary", false}}, .ignores_null = true},
    {.name = "by_double", .part = {{"double", false}, {"longlong", true}}, .ignores_first_null = true},
    {.name = "by_guid", .part = {{"guid", false}, {"bit", false}}},
    {.name = "by_fixed", .part = {{"fixed", true}}, .ignores_any_null = true},
    {.name = "by_byte", .part = {{"byte", false}, {"preset", false}}},
    {.name = "unique_binary", .part = {{"binary", false}}, .is_unique = true, .ignores_null = true},
    {.name = "unique_two",
     .part = {{"long", false}, {"text", false}},
     .is_unique = true,
     .ignores_any_null = true},
    {.name = "by_longs", .part = {{"longs", false}}},
    {.name = "by_texts_down", .part = {{"texts", true}, {"long", false}}, .ignores_first_null = true},
    {.name = "unique_longs",
     .part = {{"longs", false}, {"name", false}},
     .is_unique = true,
     .ignores_null = true},
    {.name = "cross", .part = {{"longs", false}, {"texts", false}}, .is_cross_product = true},
    {.name = "nested", .part = {{"texts", false}, {"longs", true}}, .is_nested = true},
    {.name = "tuples", .part = {{"text", false}}, .tuple_least = 3, .tuple_most = 6},
    {.name = "long_tuples", .part = {{"ltext", false}}, .tuple_least = 4, .tuple_most = 8},
    {.name = "if_null", .part = {{"text", false}}, .condition = "long", .condition_is_null = true},
    {.name = "if_not_null", .part = {{"tagpreset", false}, {"tagged", false}}, .condition = "short"},
    {.name = "common_long", .part = {{"common", false}, {"long", true}}, .is_frequent = true},
    {.name = "common_unique",
     .part = {{"common", false}, {"binary", false}},
     .is_frequent = true,
     .is_unique = true,
     .ignores_any_null = true},
    {.name = "common_texts",
     .part = {{"common", false}, {"texts", false}, {"short", true}},
     .is_frequent = true},
    {.name = "common_name", .part = {{"common", true}, {"name", false}}, .is_frequent = true},
};
const unsigned world_index_count = sizeof world_indexes / sizeof world_indexes[0];

enum { PRIMARY_SHAPES = 3 };

/* ------------------------------------------------------------------------------------------------------ columns */

static JET_COLTYP coltyp_of(const struct column_shape *shape)
{
    static const JET_COLTYP types[] = {
        [TYPE_BIT] = JET_coltypBit,
        [TYPE_BYTE] = JET_coltypUnsignedByte,
        [TYPE_SHORT] = JET_coltypShort,
        [TYPE_LONG] = JET_coltypLong,
        [TYPE_LONGLONG] = JET_coltypLongLong,
        [TYPE_DOUBLE] = JET_coltypIEEEDouble,
        [TYPE_GUID] = JET_coltypGUID,
        [TYPE_BINARY] = JET_coltypBinary,
        [TYPE_FIXED_BINARY] = JET_coltypBinary,
        [TYPE_TEXT] = JET_coltypText,
        [TYPE_LONG_BINARY] = JET_coltypLongBinary,
        [TYPE_LONG_TEXT] = JET_coltypLongText,
    };

    return types[shape->type];
}

static JET_GRBIT column_grbit(const struct column_shape *shape)
{
    JET_GRBIT grbit = shape->grbit;

    grbit |= shape->is_tagged ? JET_bitColumnTagged : 0;
    grbit |= shape->is_multi_valued ? JET_bitColumnMultiValued : 0;
    grbit |= shape->type == TYPE_FIXED_BINARY ? JET_bitColumnFixed : 0;
    grbit |= shape->kind == COLUMN_KEY ? JET_bitColumnNotNULL : 0;
    grbit |= shape->kind == COLUMN_ESCROWED ? JET_bitColumnEscrowUpdate : 0;
    grbit |= shape->kind == COLUMN_VERSIONED ? JET_bitColumnVersion : 0;
    grbit |= shape->kind == COLUMN_COUNTED ? JET_bitColumnAutoincrement : 0;
    return grbit;
}

static JET_COLUMNCREATE_A column_create(const struct column_shape *shape)
{
    static const int32_t zero;
    JET_COLUMNCREATE_A create = {.cbStruct = sizeof create,
                                 .szColumnName = (char *)(uintptr_t)shape->name,
                                 .coltyp = coltyp_of(shape),
                                 .cbMax = shape->most,
                                 .grbit = column_grbit(shape),
                                 .cp = shape->type == TYPE_TEXT || shape->type == TYPE_LONG_TEXT ? 1252 : 0};

    if (shape->has_default || shape->kind == COLUMN_ESCROWED) {
        create.pvDefault = (void *)(uintptr_t)(shape->has_default ? &shape->preset : &zero);
        create.cbDefault = 4;
    }
    return create;
}

static unsigned free_column(const struct model_table *table)
{
    unsigned at = 0;

    while (at < MODEL_COLUMNS && table->column[at].shape != NULL) {
        at++;
    }
    return at;
}

static bool shape_in_use(const struct model_table *table, const struct column_shape *shape)
{
    for (unsigned i = 0; i < MODEL_COLUMNS; i++) {
        if (table->column[i].shape == shape) {
            return true;
        }
    }
    return false;
}

/* ------------------------------------------------------------------------------------------------------ indexes */

bool world_index_columns(const struct model_table *table, const struct index_shape *shape,
                         struct model_index *index)
{
    memset(index, 0, sizeof *index);
    for (; index->parts < MODEL_PARTS && shape->part[index->parts].column != NULL; index->parts++) {
        index->column[index->parts] = column_find(table, shape->part[index->parts].column);
        if (index->column[index->parts] == MODEL_COLUMNS) {
            return false;
        }
    }
    if (shape->condition != NULL) {
        index->condition = column_find(table, shape->condition);
    }
    index->shape = shape;
    return index->condition != MODEL_COLUMNS;
}

/* What an index looks like to JetCreateIndex2. */
struct index_create {
    char key[128];
    JET_TUPLELIMITS limits;
    JET_CONDITIONALCOLUMN_A condition;
    JET_INDEXCREATE_A create;
};

static void index_create(const struct index_shape *shape, struct index_create *made)
{
    unsigned size = 0;

    memset(made, 0, sizeof *made);
    for (unsigned i = 0; i < MODEL_PARTS && shape->part[i].column != NULL; i++) {
        size += (unsigned)snprintf(made->key + size, sizeof made->key - size, "%c%s",
                                   shape->part[i].is_descending ? '-' : '+', shape->part[i].column) +
                1;
    }
    made->create = (JET_INDEXCREATE_A){.cbStruct = sizeof made->create,
                                       .szIndexName = (char *)(uintptr_t)shape->name,
                                       .szKey = made->key,
                                       .cbKey = size + 1};
    made->create.grbit |= shape->is_primary ? JET_bitIndexPrimary : 0;
    made->create.grbit |= shape->is_unique && !shape->is_primary ? JET_bitIndexUnique : 0;
    made->create.grbit |= shape->ignores_null ? JET_bitIndexIgnoreNull : 0;
    made->create.grbit |= shape->ignores_any_null ? JET_bitIndexIgnoreAnyNull : 0;
    made->create.grbit |= shape->ignores_first_null ? JET_bitIndexIgnoreFirstNull : 0;
    made->create.grbit |= shape->is_cross_product ? JET_bitIndexCrossProduct : 0;
    made->create.grbit |= shape->is_nested ? JET_bitIndexNestedTable : 0;
    if (shape->tuple_most != 0) {
        made->limits = (JET_TUPLELIMITS){shape->tuple_least, shape->tuple_most, MODEL_TUPLES, 1, 0};
        made->create.grbit |= JET_bitIndexTupleLimits;
        made->create.ptuplelimits = &made->limits;
    }
    if (shape->condition != NULL) {
        made->condition = (JET_CONDITIONALCOLUMN_A){
            sizeof made->condition, (char *)(uintptr_t)shape->condition,
            shape->condition_is_null ? JET_bitIndexColumnMustBeNull : JET_bitIndexColumnMustBeNonNull};
        made->create.rgconditionalcolumn = &made->condition;
        made->create.cConditionalColumn = 1;
    }
}

static bool index_in_use(const struct model_table *table, const struct index_shape *shape)
{
    for (unsigned i = 0; i < MODEL_INDEXES; i++) {
        if (table->index[i].shape == shape) {
            return true;
        }
    }
    return false;
}

static unsigned free_index(const struct model_table *table)
{
    unsigned at = 1;

    while (at < MODEL_INDEXES && table->index[at].shape != NULL) {
        at++;
    }
    return at;
}

/* ------------------------------------------------------------------------------------------------------- tables */

void world_make_table(struct turn *turn, bool is_first)
{
    struct world *world = turn->world;
    struct model_table *table = turn->of;
    JET_COLUMNCREATE_A columns[MODEL_COLUMNS];
    struct index_create made[MODEL_INDEXES];
    JET_INDEXCREATE_A indexes[MODEL_INDEXES];
    JET_TABLECREATE_A create = {
        .cbStruct = sizeof create, .rgcolumncreate = columns, .rgindexcreate = indexes};
    const unsigned primary = is_first ? turn->table : draw_below(&world->draw, PRIMARY_SHAPES + 1);

    table_clear(table);
    (void)snprintf(table->name, sizeof table->name, "table%u_%u", turn->table,
                   (unsigned)(world->step % 1000000));
    world_doing(turn, "make table %s, primary index %u", table->name, primary);
    for (unsigned i = 0; i < world_column_count; i++) {
        if (i < 3 || draw_below(&world->draw, 8) != 0) {
            columns[create.cColumns] = column_create(&world_columns[i]);
            table->column[create.cColumns++].shape = &world_columns[i];
        }
    }
    for (unsigned i = 0; i < world_index_count && create.cIndexes < MODEL_INDEXES - 4; i++) {
        const struct index_shape *shape = &world_indexes[i];
        const unsigned at = shape->is_primary ? 0 : free_index(table);
        struct model_index index;

        if (shape->is_primary ? i != primary : !shape->is_frequent && draw_once_in(&world->draw, 2)) {
            continue;
        }
        if (world_index_columns(table, shape, &index)) {
            table->index[at] = index;
            table->has_primary |= shape->is_primary;
            index_create(shape, &made[create.cIndexes]);
            indexes[create.cIndexes] = made[create.cIndexes].create;
            create.cIndexes++;
        }
    }
    create.szTableName = table->name;
    GOOD(world, JetCreateTableColumnIndexA(turn->id, world->seat[turn->session].dbid, &create));
    GOOD(world, JetCloseTable(turn->id, create.tableid));
    stamp_set(&world->model, turn->session, &table->made);
    for (unsigned i = 0; i < create.cColumns; i++) {
        table->column[i].id = columns[i].columnid;
        table->column[i].made = table->made;
    }
    for (unsigned i = 0; i < MODEL_INDEXES; i++) {
        table->index[i].made = table->made;
    }
    table->schema_time = world->model.clock;
}

/* ------------------------------------------------------------------------------------------------------ changes */

static JET_TABLEID open_for_schema(struct turn *turn)
{
    JET_TABLEID id = 0;

    GOOD(turn->world,
         JetOpenTableA(turn->id, turn->world->seat[turn->session].dbid, turn->of->name, NULL, 0, 0, &id));
    return id;
}

static void add_column(struct turn *turn, JET_TABLEID id)
{
    struct world *world = turn->world;
    const struct column_shape *shape = &world_columns[3 + draw_below(&world->draw, world_column_count - 3)];
    const unsigned at = free_column(turn->of);
    JET_COLUMNCREATE_A create = column_create(shape);
    JET_COLUMNDEF definition = {.cbStruct = sizeof definition};
    JET_COLUMNID column;

    if (at == MODEL_COLUMNS || shape_in_use(turn->of, shape) || shape->kind != COLUMN_PLAIN) {
        return;
    }
    definition.coltyp = create.coltyp;
    definition.cp = (unsigned short)create.cp;
    definition.cbMax = create.cbMax;
    definition.grbit = create.grbit;
    world_doing(turn, "add column %s", shape->name);
    GOOD(world,
         JetAddColumnA(turn->id, id, shape->name, &definition, create.pvDefault, create.cbDefault, &column));
    turn->of->column[at].shape = shape;
    turn->of->column[at].id = column;
    stamp_set(&world->model, turn->session, &turn->of->column[at].made);
}

static bool column_is_indexed(const struct turn *turn, unsigned column)
{
    for (unsigned i = 0; i < MODEL_INDEXES; i++) {
        const struct model_index *index = &turn->of->index[i];

        if (index->shape == NULL || stamp_visible(&turn->world->model, turn->session, &index->gone)) {
            continue;
        }
        for (unsigned k = 0; k < index->parts; k++) {
            if (index->column[k] == column) {
                return true;
            }
        }
        if (index->shape->condition != NULL && index->condition == column) {
            return true;
        }
    }
    return false;
}

static void delete_column(struct turn *turn, JET_TABLEID id)
{
    struct world *world = turn->world;
    const unsigned at = 3 + draw_below(&world->draw, MODEL_COLUMNS - 3);
    struct model_column *column = &turn->of->column[at];

    if (!column_visible(&world->model, turn->session, column)) {
        return;
    }
    world_doing(turn, "delete column %s", column->shape->name);
    if (column_is_indexed(turn, at)) {
        EXPECT(world, JET_errColumnInUse, JetDeleteColumnA(turn->id, id, column->shape->name));
        return;
    }
    GOOD(world, JetDeleteColumnA(turn->id, id, column->shape->name));
    stamp_set(&world->model, turn->session, &column->gone);
}

/* Whether the rows, as the session sees them, have a key twice. */
static bool has_double(struct turn *turn, unsigned index)
{
    struct place place, next;
    struct row *row =
        entry_next(&turn->world->model, turn->session, turn->of, index, NULL, SIDE_EXACT, true, &place);

    for (; row != NULL; place = next) {
        const struct index_shape *shape = turn->of->index[index].shape;
        static const struct index_shape plain;

        turn->of->index[index].shape = &plain; /* walk by key and bookmark */
        row =
            entry_next(&turn->world->model, turn->session, turn->of, index, &place, SIDE_EXACT, true, &next);
        turn->of->index[index].shape = shape;
        if (row != NULL && key_compare(place.key, place.size, next.key, next.size) == 0) {
            return true;
        }
    }
    return false;
}

static void add_index(struct turn *turn, JET_TABLEID id)
{
    struct world *world = turn->world;
    const struct index_shape *shape =
        &world_indexes[PRIMARY_SHAPES + draw_below(&world->draw, world_index_count - PRIMARY_SHAPES)];
    const unsigned at = free_index(turn->of);
    struct model_index index;
    struct index_create made;
    bool doubled;

    if (at == MODEL_INDEXES || index_in_use(turn->of, shape) ||
        !world_index_columns(turn->of, shape, &index)) {
        return;
    }
    turn->of->index[at] = index;
    index_create(shape, &made);
    world_doing(turn, "add index %s", shape->name);
    doubled = shape->is_unique && has_double(turn, at);
    EXPECT(world, doubled ? JET_errKeyDuplicate : JET_errSuccess,
           JetCreateIndex2A(turn->id, id, &made.create, 1));
    if (doubled) {
        index_forget_keys(turn->of, at);
        memset(&turn->of->index[at], 0, sizeof index);
    } else {
        stamp_set(&world->model, turn->session, &turn->of->index[at].made);
    }
}

static void delete_index(struct turn *turn, JET_TABLEID id)
{
    struct world *world = turn->world;
    const unsigned at = draw_below(&world->draw, MODEL_INDEXES);
    struct model_index *index = &turn->of->index[at];

    if (!index_visible(&world->model, turn->session, index)) {
        return;
    }
    world_doing(turn, "delete index %s", index->shape->name);
    if (index->shape->is_primary) {
        EXPECT(world, JET_errIndexMustStay, JetDeleteIndexA(turn->id, id, index->shape->name));
        return;
    }
    GOOD(world, JetDeleteIndexA(turn->id, id, index->shape->name));
    stamp_set(&world->model, turn->session, &index->gone);
}

static void delete_table(struct turn *turn)
{
    struct world *world = turn->world;

    world_doing(turn, "delete table %s", turn->of->name);
    GOOD(world, JetDeleteTableA(turn->id, world->seat[turn->session].dbid, turn->of->name));
    stamp_set(&world->model, turn->session, &turn->of->gone);
    if (world->model.session[turn->session].level == 0) {
        table_clear(turn->of);
    }
}

/* What is committed at once goes from the model at once. */
static void forget_gone(struct turn *turn)
{
    struct world *world = turn->world;

    if (world->model.session[turn->session].level == 0) {
        turn->of->schema_time = world->model.clock;
        model_begin(&world->model, turn->session);
        model_commit(&world->model, turn->session);
    }
}

void world_change_schema(struct turn *turn)
{
    struct world *world = turn->world;
    const unsigned what = draw_below(&world->draw, 16);
    JET_TABLEID id;

    for (int i = 0; i < (int)world->seats; i++) {
        for (unsigned k = 0; k < WORLD_CURSORS; k++) {
            struct turn other = *turn;

            other.session = i;
            other.id = world->seat[i].id;
            other.cursor = &world->seat[i].cursor[turn->table][k];
            world_close(&other);
        }
    }
    if (turn->of->name[0] == '\0') {
        world_make_table(turn, false);
        return;
    }
    if (what == 0) {
        delete_table(turn);
        return;
    }
    id = open_for_schema(turn);
    if (what < 5) {
        add_column(turn, id);
    } else if (what < 8) {
        delete_column(turn, id);
    } else if (what < 12) {
        add_index(turn, id);
    } else {
        delete_index(turn, id);
    }
    GOOD(world, JetCloseTable(turn->id, id));
    forget_gone(turn);
}
