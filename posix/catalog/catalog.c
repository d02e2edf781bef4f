/*
 * catalog.c - finding tables.
 *
 * A table that is in no cache is read as it is committed now, or as an old snapshot sees it; what a session has not committed
 * yet is in the cache as long as it is so (schema_version.h).
 *
 * A damaged catalog is replaced by its shadow, row by row the same, table after table: what one of them can
 * tell is told.
 */
#include <stdlib.h>

#include "catalog/arena.h"
#include "catalog/catalog.h"
#include "catalog/catalog_cache.h"
#include "catalog/catalog_row.h"
#include "catalog/schema_load.h"
#include "catalog/schema_version.h"
#include "catalog/system_table.h"
#include "diag.h"
#include "instance/database.h"
#include "try.h"

JET_ERR catalog_tables(struct database *database, const struct table **primary, const struct table **shadow)
{
    struct catalog *catalog;

    JET_TRY(catalog_of(database, &catalog));
    *primary = &catalog->primary;
    *shadow = &catalog->shadow;
    return JET_errSuccess;
}

/* ----------------------------------------------------------------------------------------- opening tables */

/* Errors that say the catalog itself cannot be read, so that its shadow is worth a try. */
static bool is_damage(JET_ERR err)
{
    switch (err) {
    case JET_errReadVerifyFailure:
    case JET_errPageNotInitialized:
    case JET_errDatabaseCorrupted:
    case JET_errBadPageLink:
    case JET_errBadParentPageLink:
    case JET_errFileIOBeyondEOF:
    case JET_errDiskIO:
        return true;
    default:
        return false;
    }
}

/* Who reads a schema, and what it does about a template. */
struct opening {
    const struct session *session;
    struct catalog *catalog;
    schema_open_parent open_parent;
};

static JET_ERR load(const struct opening *opening, const struct session *reader, uint32_t objid,
                    struct table **table)
{
    const struct schema_source source = {.reader = reader,
                                         .session = opening->session,
                                         .database = opening->catalog->database,
                                         .open_parent = opening->open_parent};
    JET_ERR err = schema_load(&source, &opening->catalog->primary, objid, table);

    return is_damage(err) ? schema_load(&source, &opening->catalog->shadow, objid, table) : err;
}

static JET_ERR open_by_objid(const struct opening *opening, uint32_t objid, struct table **table)
{
    const struct session nobody = {.instance =
                                       opening->catalog->database->instance}; /* sees what is committed now */
    struct table *loaded;
    uint32_t generation;
    bool is_past;

    do {
        JET_TRY(
            catalog_find_by_objid(opening->catalog, opening->session, objid, table, &is_past, &generation));
        if (*table != NULL) {
            return JET_errSuccess;
        }
        JET_TRY(load(opening, is_past ? opening->session : &nobody, objid, &loaded));
        if (is_past) {
            *table = loaded;
            return catalog_keep_past(opening->catalog, loaded);
        }
        JET_TRY(catalog_publish(opening->catalog, loaded, generation, table));
    } while (*table == NULL);
    return JET_errSuccess;
}

/*
 * RootObjects maps the names of tables to their rows: key (RootFlag, Name), both normalised here by hand. The catalog itself
 * is not looked up, so that it can be read whatever its index says.
 */
static JET_ERR look_up(const struct session *session, const struct catalog *catalog, const char *name,
                       uint32_t *objid)
{
    struct database *database = catalog->database;
    const struct tree tree = {database->pages, CATALOG_ROOT_OBJECTS_PGNO, CATALOG_ROOT_OBJECTS_OBJID, true};
    const struct bytes none = {(const uint8_t *)"", 0};
    uint8_t key[3 + NAME_SIZE] = {0x7F, 0xFF, 0x7F};
    const size_t length = strlen(name);
    struct tree_cursor cursor;
    struct bytes data;
    int order;
    JET_ERR err;

    if (length >= NAME_SIZE) {
        return JET_errObjectNotFound;
    }
    if (name_compare(name, catalog->primary.name) == 0 || name_compare(name, catalog->shadow.name) == 0) {
        *objid = name_compare(name, catalog->primary.name) == 0 ? CATALOG_OBJID : CATALOG_SHADOW_OBJID;
        return JET_errSuccess;
    }
    for (size_t i = 0; i < length; i++) {
        key[3 + i] = (uint8_t)(name[i] >= 'a' && name[i] <= 'z' ? name[i] - 'a' + 'A' : name[i]);
    }
    tree_cursor_init(&cursor, &tree);
    cursor.reader = session;
    err = tree_seek(&cursor, (struct bytes){key, (uint32_t)(4 + length)}, none, &order);
    if (err >= 0) {
        err = order == 0 ? JET_errSuccess : JET_errRecordNotFound;
    }
    if (err >= 0) {
        err = tree_data(&cursor, &data);
    }
    if (err >= 0 && data.size >= 5) {
        *objid = get_big_u32(data.at + 1) ^ 0x80000000u;
    } else if (err >= 0) {
        err = diag_fail(JET_errDatabaseCorrupted, "%s: the index of table names is damaged", database->path);
    }
    tree_cursor_free(&cursor);
    return err == JET_errRecordNotFound ? JET_errObjectNotFound : err;
}

struct name_search {
    const char *name;
    uint32_t objid;
    bool found;
};

static JET_ERR match_name(void *context, const struct table_row *row)
{
    struct name_search *search = context;

    if (!search->found && name_compare(row->name, search->name) == 0) {
        search->found = true;
        search->objid = row->objid;
    }
    return JET_errSuccess;
}

static JET_ERR open_by_name(const struct opening *opening, const char *name, struct table **table)
{
    struct database *database = opening->catalog->database;
    struct name_search search = {.name = name};
    JET_ERR err;

    JET_TRY(catalog_find_by_name(opening->catalog, opening->session, name, table));
    if (*table != NULL) {
        return JET_errSuccess;
    }
    err = look_up(opening->session, opening->catalog, name, &search.objid);
    if (err >= 0) {
        err = open_by_objid(opening, search.objid, table);
        if (err >= 0 && name_compare((*table)->name, name) != 0) {
            table_release(*table);
            err = JET_errDatabaseCorrupted;
        }
    }
    if (is_damage(err)) { /* the index of names cannot be trusted: look at every table */
        JET_TRY(catalog_each_table(opening->session, database, match_name, &search));
        err = search.found ? open_by_objid(opening, search.objid, table) : JET_errObjectNotFound;
    }
    if (err == JET_errObjectNotFound) {
        return diag_fail(err, "%s: there is no table '%s'", database->path, name);
    }
    return err;
}

/* For a template itself: it has none, which also ends the search when tables name each other. */
static JET_ERR refuse_parent(const struct schema_source *source, const char *name, struct table **parent)
{
    (void)parent;
    return diag_fail(JET_errCatalogCorrupted, "%s: a template table is derived from another, '%s'",
                     source->database->path, name);
}

/* The template of a derived table. */
static JET_ERR open_parent(const struct schema_source *source, const char *name, struct table **parent)
{
    struct opening opening = {.session = source->session, .open_parent = refuse_parent};
    JET_ERR err;

    JET_TRY(catalog_of(source->database, &opening.catalog));
    err = open_by_name(&opening, name, parent);
    if (err >= 0 && !((*parent)->flags & TABLE_TEMPLATE && !((*parent)->flags & TABLE_DERIVED))) {
        table_release(*parent);
        *parent = NULL;
        return diag_fail(JET_errCatalogCorrupted,
                         "%s: '%s' is not the template table that another table takes it for",
                         source->database->path, name);
    }
    return err == JET_errObjectNotFound ? JET_errCatalogCorrupted : err;
}

JET_ERR table_open_by_objid(const struct session *session, struct database *database, uint32_t objid,
                            struct table **table)
{
    struct opening opening = {.session = session, .open_parent = open_parent};

    JET_TRY(catalog_of(database, &opening.catalog));
    return open_by_objid(&opening, objid, table);
}

JET_ERR table_open(const struct session *session, struct database *database, const char *name,
                   struct table **table)
{
    struct opening opening = {.session = session, .open_parent = open_parent};

    JET_TRY(catalog_of(database, &opening.catalog));
    return open_by_name(&opening, name, table);
}

/* Indexes of the new version that were not in the one before, or were new in it already. */
static void note_new_indexes(struct table *table, const struct table *before)
{
    for (uint32_t i = 0; i < table->index_count; i++) {
        const struct index *old = NULL;

        for (uint32_t j = 0; before != NULL && j < before->index_count; j++) {
            old = before->indexes[j]->objid == table->indexes[i]->objid ? before->indexes[j] : old;
        }
        table->indexes[i]->keeps_lcmap_flags = old == NULL || old->keeps_lcmap_flags;
    }
}

JET_ERR table_load_version(struct session *session, struct database *database, uint32_t objid,
                           struct table *before, struct table **table)
{
    struct opening opening = {.session = session, .open_parent = open_parent};

    JET_TRY(catalog_of(database, &opening.catalog));
    JET_TRY(load(&opening, session, objid, table));
    note_new_indexes(*table, before);
    return table_version_add(session, *table, before);
}

/* --------------------------------------------------------------------------------------------- all tables */

struct table_rows {
    struct table_row *rows;
    uint32_t count, room;
};

static JET_ERR add_row(struct table_rows *rows, const struct catalog_row *row, struct arena *names)
{
    if (rows->count == rows->room) {
        const uint32_t room = rows->room == 0 ? 64 : 2 * rows->room;
        struct table_row *more = realloc(rows->rows, room * sizeof *more);

        if (more == NULL) {
            return JET_errOutOfMemory;
        }
        rows->rows = more;
        rows->room = room;
    }
    rows->rows[rows->count] = (struct table_row){
        .name = arena_copy(names, catalog_row_bytes(row, CATALOG_NAME)),
        .objid = catalog_row_number(row, CATALOG_OBJID_TABLE, 0),
        .root = catalog_row_number(row, CATALOG_COLTYP_OR_PGNO, 0),
        .flags = catalog_row_number(row, CATALOG_FLAGS, 0),
        .pages = catalog_row_number(row, CATALOG_PAGES_OR_LOCALE, 0),
        .density = catalog_row_number(row, CATALOG_SPACE_USAGE, 0),
    };
    return rows->rows[rows->count++].name != NULL ? JET_errSuccess : JET_errOutOfMemory;
}

/* Jumps from the rows of one table to those of the next. Object ids ascend, so this ends. */
static JET_ERR collect(const struct session *session, const struct table *catalog, struct table_rows *rows,
                       struct arena *names)
{
    struct catalog_row row;
    uint32_t objid = 0;
    JET_ERR err;

    catalog_row_begin(&row, session, catalog);
    while ((err = catalog_row_seek(&row, objid)) >= 0) {
        const uint32_t found = catalog_row_number(&row, CATALOG_OBJID_TABLE, 0);

        if (found < objid || found >= INT32_MAX) {
            err = diag_fail(JET_errCatalogCorrupted, "%s: the rows of the catalog are not in order",
                            catalog->database->path);
            break;
        }
        if (catalog_row_number(&row, CATALOG_TYPE, 0) == CATALOG_TABLE) {
            JET_TRY_OR(add_row(rows, &row, names), end);
        }
        objid = found + 1;
    }
    if (err == JET_errRecordNotFound) {
        err = JET_errSuccess;
    }
end:
    catalog_row_end(&row);
    return err;
}

static int by_name(const void *left, const void *right)
{
    return name_compare(((const struct table_row *)left)->name, ((const struct table_row *)right)->name);
}

JET_ERR catalog_each_table(const struct session *session, struct database *database, table_row_visit visit,
                           void *context)
{
    struct table_rows rows = {0};
    struct catalog *catalog;
    struct arena *names;
    JET_ERR err;

    JET_TRY(catalog_of(database, &catalog));
    names = arena_create();
    err = names == NULL ? JET_errOutOfMemory : collect(session, &catalog->primary, &rows, names);
    if (is_damage(err) || err == JET_errCatalogCorrupted) {
        rows.count = 0;
        err = collect(session, &catalog->shadow, &rows, names);
    }
    if (err >= 0 && rows.count > 0) {
        qsort(rows.rows, rows.count, sizeof *rows.rows, by_name);
    }
    for (uint32_t i = 0; err >= 0 && i < rows.count; i++) {
        err = visit(context, &rows.rows[i]);
    }
    free(rows.rows);
    arena_destroy(names);
    return err;
}
