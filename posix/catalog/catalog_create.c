/*
 * catalog_create.c - the tables that every database has.
 *
 *   page   1   root, 2 and 3 its extent trees
 *          4   MSysObjects with 20 pages; its indexes Name at 7 and RootObjects at 10 lie in them
 *         24   MSysObjectsShadow with 5 pages, 6 of 2 KiB
 *         29   MSysObjids
 *         30   MSysLocales
 *
 * MSysObjects describes itself, the others through the same rows as tables of programs.
 *
 * Format: reference database-file 9, 10.10, 16.1, 16.2.
 */
#include "catalog/catalog.h"

#include "catalog/catalog_write.h"
#include "catalog/locale_counts.h"
#include "catalog/object_ids.h"
#include "catalog/space_hints.h"
#include "catalog/system_table.h"
#include "diag.h"
#include "instance/database.h"
#include "space/space_change.h"
#include "try.h"

enum {
    INDEX_PAGES = 3,
    RECORD_BEGIN = 4, /* offset that the rows of the catalog's own fixed columns give, all of them */
    LCMAP_FLAGS = 0x30401,
    COLUMNS_MAX = 3,
};

#define SORT_COMPLETE UINT64_MAX /* qwSortVersion: MSysLocales knows all indexes over Unicode text */

/* Makes a tree and looks whether it lies where it has to. */
static JET_ERR make_tree(const struct change *change, const struct tree *parent, const struct tree *expected,
                         uint32_t page_flags, uint32_t pages)
{
    uint32_t objid, root;

    JET_TRY(catalog_next_objid(change->database, &objid));
    JET_TRY(space_make_tree(change, parent, objid, page_flags, pages, true, &root));
    return objid == expected->objid && root == expected->root
               ? JET_errSuccess
               : diag_fail(JET_errDatabaseCorrupted, "%s: object %u of a new database came to lie at page %u",
                           change->database->path, objid, root);
}

/* -------------------------------------------------------------------------------------------- the catalog */

static JET_ERR add_columns(const struct change *change, const struct table *catalog)
{
    for (unsigned i = 0; i < CATALOG_COLUMNS; i++) {
        struct column column = catalog_columns[i];

        column.offset = RECORD_BEGIN;
        if (i != CATALOG_LAST_SET_TIME) { /* of newer formats */
            JET_TRY(catalog_add_column(change, catalog->objid, &column));
        }
    }
    return JET_errSuccess;
}

static JET_ERR add_table(const struct change *change, const struct table *catalog)
{
    const struct new_table row = {.name = catalog->name,
                                  .objid = catalog->objid,
                                  .root = catalog->tree.root,
                                  .flags = catalog->flags,
                                  .pages = catalog->initial_pages,
                                  .hints = space_hints_of_density(catalog->density)};

    JET_TRY(catalog_add_table(change, &row));
    return add_columns(change, catalog);
}

static JET_ERR add_indexes(const struct change *change, const struct table *catalog)
{
    const JET_SPACEHINTS hints = space_hints_of_density(catalog->density);

    for (uint32_t i = 0; i < catalog->index_count; i++) {
        JET_TRY(catalog_add_index(change, catalog->objid, catalog->indexes[i], &hints));
    }
    return JET_errSuccess;
}

/* The trees in the order of their object ids, then what they say about themselves. */
static JET_ERR make_catalog(const struct change *change)
{
    const struct tree root = space_root(change->database);
    const struct table *catalog, *shadow;
    const struct index *name, *root_objects;

    JET_TRY(catalog_tables(change->database, &catalog, &shadow));
    name = table_index(catalog, "Name");
    root_objects = table_index(catalog, "RootObjects");
    JET_TRY(make_tree(change, &root, &catalog->tree, 0, catalog->initial_pages));
    JET_TRY(make_tree(change, &root, &shadow->tree, 0, shadow->initial_pages));
    JET_TRY(make_tree(change, &catalog->tree, &name->tree, PAGE_INDEX, INDEX_PAGES));
    JET_TRY(make_tree(change, &catalog->tree, &root_objects->tree, PAGE_INDEX, INDEX_PAGES));
    JET_TRY(add_table(change, catalog));
    JET_TRY(add_table(change, shadow));
    JET_TRY(add_indexes(change, catalog));
    return add_indexes(change, shadow);
}

/* ------------------------------------------------------------------------------------------- small tables */

struct small_table {
    const char *name;
    uint32_t flags, density;
    struct column columns[COLUMNS_MAX];
    const char *index_name;
    uint32_t index_flags, key_column;
};

static const struct small_table object_ids = {
    "MSysObjids",
    TABLE_SYSTEM | TABLE_FIXED_DDL | TABLE_DYNAMIC_SYSTEM,
    DENSITY_MOST,
    {{.name = "objid", .id = 256, .type = JET_coltypLong, .max = 4},
     {.name = "objidTable", .id = 257, .type = JET_coltypLong, .max = 4},
     {.name = "type", .id = 258, .type = JET_coltypShort, .max = 2}},
    "primary",
    0x1002F,
    0,
};

static const struct small_table locales = {
    "MSysLocales",
    TABLE_SYSTEM | TABLE_DYNAMIC_SYSTEM,
    92,
    {{.name = "Type",
      .id = 1,
      .type = JET_coltypUnsignedByte,
      .max = 1,
      .offset = 4,
      .flags = COLUMN_NOT_NULL},
     {.name = "iValue",
      .id = 2,
      .type = JET_coltypLong,
      .max = 4,
      .offset = 5,
      .flags = COLUMN_ESCROW_UPDATE | COLUMN_DEFAULT,
      .default_value = {(const uint8_t *)"\0\0\0\0", 4}},
     {.name = "Key", .id = 128, .type = JET_coltypBinary, .max = 255}},
    "KeyPrimary",
    0x1402F,
    2,
};

static JET_ERR make_small_table(const struct change *change, const struct small_table *table, uint32_t *objid)
{
    const struct tree root = space_root(change->database);
    const JET_SPACEHINTS hints = space_hints_of_density(table->density);
    struct new_table row = {.name = table->name, .flags = table->flags, .hints = hints};
    struct index index = {.name = table->index_name,
                          .flags = table->index_flags,
                          .key_most = KEY_MOST_DEFAULT,
                          .segment_most = KEY_MOST_DEFAULT,
                          .segment_count = 1,
                          .segments = {{.column = &table->columns[table->key_column]}},
                          .lcmap_flags = LCMAP_FLAGS,
                          .locale = "en-US",
                          .is_primary = true};

    JET_TRY(catalog_next_objid(change->database, &row.objid));
    JET_TRY(space_make_tree(change, &root, row.objid, 0, 1, false, &row.root));
    *objid = index.objid = row.objid;
    index.tree = (struct tree){change->database->pages, row.root, row.objid, true};
    JET_TRY(catalog_add_table(change, &row));
    for (unsigned i = 0; i < COLUMNS_MAX; i++) {
        JET_TRY(catalog_add_column(change, row.objid, &table->columns[i]));
    }
    return catalog_add_index(change, row.objid, &index, &hints);
}

/* MSysObjids learns of what was there before it, and of itself. */
static JET_ERR make_object_ids(const struct change *change)
{
    uint32_t objid;

    JET_TRY(make_small_table(change, &object_ids, &objid));
    JET_TRY(object_ids_add(change, CATALOG_OBJID, CATALOG_OBJID, CATALOG_TABLE));
    JET_TRY(object_ids_add(change, CATALOG_SHADOW_OBJID, CATALOG_SHADOW_OBJID, CATALOG_TABLE));
    JET_TRY(object_ids_add(change, CATALOG_NAME_OBJID, CATALOG_OBJID, CATALOG_INDEX));
    JET_TRY(object_ids_add(change, CATALOG_ROOT_OBJECTS_OBJID, CATALOG_OBJID, CATALOG_INDEX));
    return object_ids_add(change, objid, objid, CATALOG_TABLE);
}

static JET_ERR make_locales(const struct change *change)
{
    uint32_t objid;

    JET_TRY(make_small_table(change, &locales, &objid));
    JET_TRY(object_ids_add(change, objid, objid, CATALOG_TABLE));
    return locale_counts_begin(change);
}

static JET_ERR make_root(const struct change *change, uint32_t pages)
{
    uint32_t objid;

    JET_TRY(catalog_next_objid(change->database, &objid)); /* of page 1 */
    return space_make_root(change, pages);
}

static JET_ERR make_tables(const struct change *change)
{
    JET_TRY(make_catalog(change));
    JET_TRY(make_object_ids(change));
    return make_locales(change);
}

JET_ERR catalog_create(struct session *session, struct database *database, uint32_t pages)
{
    const struct change change = {.session = session, .database = database};

    JET_TRY(session_work_begin(session));
    JET_TRY(session_work_end(session, make_root(&change, pages)));
    JET_TRY(session_work_begin(session));
    JET_TRY(session_work_end(session, make_tables(&change)));
    database->header.sort_version = SORT_COMPLETE;
    return JET_errSuccess;
}
