/*
 * system_table.c - the columns and indexes of MSysObjects and MSysObjectsShadow.
 */
#include "catalog/system_table.h"

#include "catalog/arena.h"
#include "diag.h"

enum { CATALOG_CODE_PAGE = 1252, CATALOG_DENSITY = 80, CATALOG_PAGES = 20, SHADOW_PAGES = 5 };

#define FIXED(name, fid, type, size, offset, flags)                                                          \
    {                                                                                                        \
        name, fid, flags, CATALOG_CODE_PAGE, type, offset, size, {0}, 0,                                     \
        {                                                                                                    \
            0                                                                                                \
        }                                                                                                    \
    }
#define OTHER(name, fid, type, size, flags)                                                                  \
    {                                                                                                        \
        name, fid, flags, CATALOG_CODE_PAGE, type, 0, size, {0}, 0,                                          \
        {                                                                                                    \
            0                                                                                                \
        }                                                                                                    \
    }

const struct column catalog_columns[CATALOG_COLUMNS] = {
    FIXED("ObjidTable", 1, JET_coltypLong, 4, 4, COLUMN_NOT_NULL),
    FIXED("Type", 2, JET_coltypShort, 2, 8, COLUMN_NOT_NULL),
    FIXED("Id", 3, JET_coltypLong, 4, 10, COLUMN_NOT_NULL),
    FIXED("ColtypOrPgnoFDP", 4, JET_coltypLong, 4, 14, COLUMN_NOT_NULL),
    FIXED("SpaceUsage", 5, JET_coltypLong, 4, 18, COLUMN_NOT_NULL),
    FIXED("Flags", 6, JET_coltypLong, 4, 22, COLUMN_NOT_NULL),
    FIXED("PagesOrLocale", 7, JET_coltypLong, 4, 26, COLUMN_NOT_NULL),
    FIXED("RootFlag", 8, JET_coltypBit, 1, 30, 0),
    FIXED("RecordOffset", 9, JET_coltypShort, 2, 31, 0),
    FIXED("LCMapFlags", 10, JET_coltypLong, 4, 33, 0),
    FIXED("KeyMost", 11, JET_coltypUnsignedShort, 2, 37, 0),
    FIXED("LVChunkMax", 12, JET_coltypLong, 4, 39, 0),
    FIXED("PgnoFDPLastSetTime", 13, JET_coltypDateTime, 8, 43, 0),
    OTHER("Name", 128, JET_coltypText, 255, COLUMN_NOT_NULL),
    OTHER("Stats", 129, JET_coltypBinary, 255, 0),
    OTHER("TemplateTable", 130, JET_coltypText, 255, 0),
    OTHER("DefaultValue", 131, JET_coltypBinary, 255, 0),
    OTHER("KeyFldIDs", 132, JET_coltypBinary, 255, 0),
    OTHER("VarSegMac", 133, JET_coltypBinary, 255, 0),
    OTHER("ConditionalColumns", 134, JET_coltypBinary, 255, 0),
    OTHER("TupleLimits", 135, JET_coltypBinary, 255, 0),
    OTHER("Version", 136, JET_coltypBinary, 255, 0),
    OTHER("SortID", 137, JET_coltypBinary, 255, 0),
    OTHER("CallbackData", 256, JET_coltypLongBinary, 0, 0),
    OTHER("CallbackDependencies", 257, JET_coltypLongBinary, 0, 0),
    OTHER("SeparateLV", 258, JET_coltypLongBinary, 0, 0),
    OTHER("SpaceHints", 259, JET_coltypLongBinary, 0, 0),
    OTHER("SpaceDeferredLVHints", 260, JET_coltypLongBinary, 0, 0),
    OTHER("LocaleName", 261, JET_coltypLongBinary, 0, 0),
};

struct system_index {
    const char *name;
    uint32_t objid, pgno, flags;
    uint8_t segments;
    uint8_t columns[3]; /* enum catalog_column */
};

static const struct system_index system_indexes[] = {
    {"Id", CATALOG_OBJID, CATALOG_PGNO, 0x10031, 3, {CATALOG_OBJID_TABLE, CATALOG_TYPE, CATALOG_ID}},
    {"Name",
     CATALOG_NAME_OBJID,
     CATALOG_NAME_PGNO,
     0x10011,
     3,
     {CATALOG_OBJID_TABLE, CATALOG_TYPE, CATALOG_NAME}},
    {"RootObjects",
     CATALOG_ROOT_OBJECTS_OBJID,
     CATALOG_ROOT_OBJECTS_PGNO,
     0x10009,
     2,
     {CATALOG_ROOT_FLAG, CATALOG_NAME}},
};

static JET_ERR no_memory(void)
{
    return diag_fail(JET_errOutOfMemory, "no memory for the schema of the catalog");
}

static JET_ERR fill_columns(struct table *table)
{
    table->columns = arena_allocate(table->arena, sizeof catalog_columns);
    table->fixed = arena_allocate(table->arena, sizeof(struct column *) * CATALOG_NAME);
    table->variable =
        arena_allocate(table->arena, sizeof(struct column *) * (CATALOG_CALLBACK_DATA - CATALOG_NAME));
    table->tagged =
        arena_allocate(table->arena, sizeof(struct column *) * (CATALOG_COLUMNS - CATALOG_CALLBACK_DATA));
    if (table->columns == NULL || table->fixed == NULL || table->variable == NULL || table->tagged == NULL) {
        return no_memory();
    }
    memcpy(table->columns, catalog_columns, sizeof catalog_columns);
    table->column_count = CATALOG_COLUMNS;
    table->fixed_first = FID_FIXED_FIRST;
    table->variable_first = FID_VARIABLE_FIRST;
    for (unsigned i = 0; i < CATALOG_COLUMNS; i++) {
        struct column *column = &table->columns[i];

        if (column_is_fixed(column)) {
            table->fixed[table->fixed_count++] = column;
        } else if (column_is_variable(column)) {
            table->variable[table->variable_count++] = column;
        } else {
            table->tagged[table->tagged_count++] = column;
        }
    }
    return JET_errSuccess;
}

static JET_ERR fill_index(struct table *table, const struct system_index *from, struct index **to)
{
    struct index *index = arena_allocate(table->arena, sizeof *index);

    if (index == NULL) {
        return no_memory();
    }
    index->name = from->name;
    index->objid = from->objid;
    index->flags = from->flags;
    index->density = CATALOG_DENSITY;
    index->key_most = index->segment_most = KEY_MOST_DEFAULT;
    index->is_primary = from->pgno == CATALOG_PGNO;
    index->lcmap_flags = 0x30401;
    index->keeps_lcmap_flags = true;
    index->segment_count = from->segments;
    memcpy(index->locale, "en-US", sizeof "en-US");
    index->has_locale = true;
    for (unsigned i = 0; i < from->segments; i++) {
        index->segments[i].column = &table->columns[from->columns[i]];
    }
    index->tree = (struct tree){table->database->pages, from->pgno, from->objid, true};
    if (index->is_primary) { /* the shadow has an object id of its own */
        index->tree = table->tree;
        index->objid = table->objid;
        table->primary = index;
    }
    *to = index;
    return JET_errSuccess;
}

JET_ERR system_table_fill(struct table *table, struct database *database, bool shadow)
{
    JET_ERR err;

    table->database = database;
    table->name = shadow ? "MSysObjectsShadow" : "MSysObjects";
    table->objid = shadow ? CATALOG_SHADOW_OBJID : CATALOG_OBJID;
    table->flags = TABLE_SYSTEM | TABLE_FIXED_DDL;
    table->density = CATALOG_DENSITY;
    table->initial_pages = shadow ? SHADOW_PAGES : CATALOG_PAGES;
    table->tree =
        (struct tree){database->pages, shadow ? CATALOG_SHADOW_PGNO : CATALOG_PGNO, table->objid, true};
    err = fill_columns(table);
    if (err < 0) {
        return err;
    }
    table->index_count = shadow ? 1 : sizeof system_indexes / sizeof system_indexes[0];
    table->indexes = arena_allocate(table->arena, sizeof(struct index *) * table->index_count);
    if (table->indexes == NULL) {
        return no_memory();
    }
    for (uint32_t i = 0; i < table->index_count && err >= 0; i++) {
        err = fill_index(table, &system_indexes[i], &table->indexes[i]);
    }
    return err;
}
