/*
 * catalog.c - finding tables, and keeping their schemas.
 *
 * One cache per attached database holds the schemas that are in use, and the last UNUSED_MAX that were.
 * Schemas are read outside the lock; when two threads read the same one, the first to be done is kept.
 *
 * A damaged catalog is replaced by its shadow, row by row the same, table after table: what one of them can
 * tell is told.
 */
#include <stdlib.h>

#include "catalog/arena.h"
#include "catalog/catalog_row.h"
#include "catalog/schema_load.h"
#include "diag.h"
#include "os.h"
#include "try.h"

enum { BUCKETS = 256, UNUSED_MAX = 256 };

struct catalog {
    struct database_schemas head;
    struct database *database;
    struct os_mutex lock;
    struct table *by_objid[BUCKETS], *by_name[BUCKETS];
    struct table *oldest, *newest; /* of those that nobody uses */
    uint32_t unused;
    struct table primary, shadow; /* what the engine knows of both, without their rows */
};

/* -------------------------------------------------------------------------------------------------- cache */

static struct table **objid_bucket(struct catalog *catalog, uint32_t objid)
{
    return &catalog->by_objid[objid % BUCKETS];
}

static struct table **name_bucket(struct catalog *catalog, const char *name)
{
    return &catalog->by_name[name_hash(name) % BUCKETS];
}

static void remove_from_unused(struct catalog *catalog, struct table *table)
{
    *(table->older != NULL ? &table->older->newer : &catalog->oldest) = table->newer;
    *(table->newer != NULL ? &table->newer->older : &catalog->newest) = table->older;
    table->older = table->newer = NULL;
    catalog->unused--;
}

static void add_to_unused(struct catalog *catalog, struct table *table)
{
    table->older = catalog->newest;
    table->newer = NULL;
    *(catalog->newest != NULL ? &catalog->newest->newer : &catalog->oldest) = table;
    catalog->newest = table;
    catalog->unused++;
}

static void unlink_table(struct catalog *catalog, struct table *table)
{
    struct table **at;

    for (at = objid_bucket(catalog, table->objid); *at != table; at = &(*at)->next_by_objid) {
    }
    *at = table->next_by_objid;
    for (at = name_bucket(catalog, table->name); *at != table; at = &(*at)->next_by_name) {
    }
    *at = table->next_by_name;
}

/* Another user of a cached schema. */
static struct table *take(struct catalog *catalog, struct table *table)
{
    if (table->references++ == 0) {
        remove_from_unused(catalog, table);
    }
    return table;
}

static struct table *find_by_objid(struct catalog *catalog, uint32_t objid)
{
    struct table *table = *objid_bucket(catalog, objid);

    while (table != NULL && table->objid != objid) {
        table = table->next_by_objid;
    }
    return table;
}

static struct table *find_by_name(struct catalog *catalog, const char *name)
{
    struct table *table = *name_bucket(catalog, name);

    while (table != NULL && name_compare(table->name, name) != 0) {
        table = table->next_by_name;
    }
    return table;
}

/* Another user of the schema of this name, or without one of this object; NULL when it is not in the cache. */
static struct table *take_known(struct catalog *catalog, const char *name, uint32_t objid)
{
    struct table *table;

    os_mutex_lock(&catalog->lock);
    table = name != NULL ? find_by_name(catalog, name) : find_by_objid(catalog, objid);
    if (table != NULL) {
        take(catalog, table);
    }
    os_mutex_unlock(&catalog->lock);
    return table;
}

/* Gives one reference back. Returns a schema to free, and its parent is then to be released too. */
static struct table *give_back(struct catalog *catalog, struct table *table)
{
    struct table *evicted = NULL;

    os_mutex_lock(&catalog->lock);
    if (--table->references == 0) {
        add_to_unused(catalog, table);
        if (catalog->unused > UNUSED_MAX) {
            evicted = catalog->oldest;
            remove_from_unused(catalog, evicted);
            unlink_table(catalog, evicted);
        }
    }
    os_mutex_unlock(&catalog->lock);
    return evicted;
}

void table_release(struct table *table)
{
    struct catalog *catalog = (struct catalog *)atomic_load(&table->database->schemas);

    while (table != NULL) { /* freeing a derived table gives its template back */
        struct table *evicted = give_back(catalog, table);

        table = evicted != NULL ? evicted->parent : NULL;
        schema_free(evicted);
    }
}

/* Puts a new schema with one user into the cache, or frees it when somebody else was faster. */
static struct table *publish(struct catalog *catalog, struct table *table)
{
    struct table *known;

    os_mutex_lock(&catalog->lock);
    known = find_by_objid(catalog, table->objid);
    if (known != NULL) {
        take(catalog, known);
    } else {
        struct table **by_objid = objid_bucket(catalog, table->objid),
                     **by_name = name_bucket(catalog, table->name);

        table->references = 1;
        table->next_by_objid = *by_objid;
        *by_objid = table;
        table->next_by_name = *by_name;
        *by_name = table;
    }
    os_mutex_unlock(&catalog->lock);
    if (known != NULL) {
        if (table->parent != NULL) {
            table_release(table->parent);
        }
        schema_free(table);
        return known;
    }
    return table;
}

/* --------------------------------------------------------------------------------------------- its life */

static void catalog_destroy(struct database_schemas *schemas)
{
    struct catalog *catalog = (struct catalog *)schemas;

    for (unsigned i = 0; i < BUCKETS; i++) {
        while (catalog->by_objid[i] != NULL) {
            struct table *table = catalog->by_objid[i];

            catalog->by_objid[i] = table->next_by_objid;
            schema_free(table);
        }
    }
    arena_destroy(catalog->primary.arena);
    arena_destroy(catalog->shadow.arena);
    os_mutex_destroy(&catalog->lock);
    free(catalog);
}

static JET_ERR catalog_create(struct database *database, struct catalog **created)
{
    struct catalog *catalog = calloc(1, sizeof *catalog);
    JET_ERR err;

    if (catalog == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for the schemas of '%s'", database->path);
    }
    catalog->head.destroy = catalog_destroy;
    catalog->database = database;
    os_mutex_init(&catalog->lock);
    catalog->primary.arena = arena_create();
    catalog->shadow.arena = arena_create();
    if (catalog->primary.arena == NULL || catalog->shadow.arena == NULL) {
        err = diag_fail(JET_errOutOfMemory, "no memory for the schemas of '%s'", database->path);
        goto failed;
    }
    JET_TRY_OR(system_table_fill(&catalog->primary, database, false), failed);
    JET_TRY_OR(system_table_fill(&catalog->shadow, database, true), failed);
    *created = catalog;
    return JET_errSuccess;
failed:
    catalog_destroy(&catalog->head);
    return err;
}

/* The cache of a database, made by whoever comes first. */
static JET_ERR catalog_of(struct database *database, struct catalog **catalog)
{
    struct database_schemas *known = atomic_load(&database->schemas);

    if (known == NULL) {
        JET_TRY(catalog_create(database, catalog));
        if (atomic_compare_exchange_strong(&database->schemas, &known, &(*catalog)->head)) {
            return JET_errSuccess;
        }
        catalog_destroy(&(*catalog)->head);
    }
    *catalog = (struct catalog *)known;
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

static JET_ERR open_by_objid(struct database *database, uint32_t objid, schema_open_parent open_parent,
                             struct table **table)
{
    struct catalog *catalog;
    JET_ERR err;

    JET_TRY(catalog_of(database, &catalog));
    *table = take_known(catalog, NULL, objid);
    if (*table != NULL) {
        return JET_errSuccess;
    }
    err = schema_load(database, &catalog->primary, objid, open_parent, table);
    if (is_damage(err)) {
        err = schema_load(database, &catalog->shadow, objid, open_parent, table);
    }
    if (err >= 0) {
        *table = publish(catalog, *table);
    }
    return err;
}

/*
 * RootObjects maps the names of tables to their rows: key (RootFlag, Name), both normalised here by hand. The catalog itself
 * is not looked up, so that it can be read whatever its index says.
 */
static JET_ERR look_up(const struct catalog *catalog, const char *name, uint32_t *objid)
{
    struct database *database = catalog->database;
    const struct tree tree = {database->pages, CATALOG_ROOT_OBJECTS_PGNO, CATALOG_ROOT_OBJECTS_OBJID, true};
    const struct bytes none = {(const uint8_t *)"", 0};
    uint8_t key[3 + NAME_SIZE] = {0x7F, 0xFF, 0x7F};
    const size_t length = strlen(name);
    struct tree_cursor cursor;
    struct page_node node;
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
    err = tree_seek(&cursor, (struct bytes){key, (uint32_t)(4 + length)}, none, &order);
    if (err >= 0) {
        err = order == 0 ? JET_errSuccess : JET_errRecordNotFound;
        tree_entry(&cursor, &node);
        if (err >= 0 && node.data.size >= 5) {
            *objid = get_big_u32(node.data.at + 1) ^ 0x80000000u;
        } else if (err >= 0) {
            err = diag_fail(JET_errDatabaseCorrupted, "%s: the index of table names is damaged",
                            database->path);
        }
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

static JET_ERR open_by_name(struct database *database, const char *name, schema_open_parent open_parent,
                            struct table **table)
{
    struct name_search search = {.name = name};
    struct catalog *catalog;
    JET_ERR err;

    JET_TRY(catalog_of(database, &catalog));
    *table = take_known(catalog, name, 0);
    if (*table != NULL) {
        return JET_errSuccess;
    }

    err = look_up(catalog, name, &search.objid);
    if (err >= 0) {
        err = open_by_objid(database, search.objid, open_parent, table);
        if (err >= 0 && name_compare((*table)->name, name) != 0) {
            table_release(*table);
            err = JET_errDatabaseCorrupted;
        }
    }
    if (is_damage(err)) { /* the index of names cannot be trusted: look at every table */
        JET_TRY(catalog_each_table(database, match_name, &search));
        err =
            search.found ? open_by_objid(database, search.objid, open_parent, table) : JET_errObjectNotFound;
    }
    if (err == JET_errObjectNotFound) {
        return diag_fail(err, "%s: there is no table '%s'", database->path, name);
    }
    return err;
}

/* For a template itself: it has none, which also ends the search when tables name each other. */
static JET_ERR refuse_parent(struct database *database, const char *name, struct table **parent)
{
    (void)parent;
    return diag_fail(JET_errCatalogCorrupted, "%s: a template table is derived from another, '%s'",
                     database->path, name);
}

/* The template of a derived table. */
static JET_ERR open_parent(struct database *database, const char *name, struct table **parent)
{
    JET_ERR err = open_by_name(database, name, refuse_parent, parent);

    if (err >= 0 && !((*parent)->flags & TABLE_TEMPLATE && !((*parent)->flags & TABLE_DERIVED))) {
        table_release(*parent);
        *parent = NULL;
        return diag_fail(JET_errCatalogCorrupted,
                         "%s: '%s' is not the template table that another table takes it for", database->path,
                         name);
    }
    return err == JET_errObjectNotFound ? JET_errCatalogCorrupted : err;
}

JET_ERR table_open_by_objid(struct database *database, uint32_t objid, struct table **table)
{
    return open_by_objid(database, objid, open_parent, table);
}

JET_ERR table_open(struct database *database, const char *name, struct table **table)
{
    return open_by_name(database, name, open_parent, table);
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
static JET_ERR collect(const struct table *catalog, struct table_rows *rows, struct arena *names)
{
    struct catalog_row row;
    uint32_t objid = 0;
    JET_ERR err;

    catalog_row_begin(&row, catalog);
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

JET_ERR catalog_each_table(struct database *database, table_row_visit visit, void *context)
{
    struct table_rows rows = {0};
    struct catalog *catalog;
    struct arena *names;
    JET_ERR err;

    JET_TRY(catalog_of(database, &catalog));
    names = arena_create();
    err = names == NULL ? JET_errOutOfMemory : collect(&catalog->primary, &rows, names);
    if (is_damage(err) || err == JET_errCatalogCorrupted) {
        rows.count = 0;
        err = collect(&catalog->shadow, &rows, names);
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
