/*
 * check_space.c - the accounting of pages: what an object owns is used exactly once.
 *
 *   owned = pages of its tree and its extent trees + available + reserves + owned by its children
 *
 * One byte per page of the file: OWNED while the object's pages are entered, then one use after the other takes its pages
 * out; what is left over leaked, what is not there twice used.
 */
#include "maintenance/check_tree.h"

#include <stdlib.h>

#include "catalog/catalog_row.h"
#include "diag.h"
#include "format/page_view.h"
#include "try.h"

struct accounts {
    struct database *database;
    const struct check_object *object;
    uint8_t *owned; /* per page, 1 while it is owned and no use is known */
    uint32_t pages; /* of the file */
    const char *use;
    uint32_t *lost; /* pages, NULL: there must be none */
};

static JET_ERR enter_extent(void *context, const struct extent *extent)
{
    struct accounts *accounts = context;

    if (extent->pages > accounts->pages || extent->first == 0 ||
        extent->first > accounts->pages - extent->pages + 1) {
        return diag_fail(
            JET_errDatabaseCorrupted, "the tree at page %u owns pages %u to %u, but the file has only %u",
            accounts->object->tree.root, extent->first, extent->first + extent->pages - 1, accounts->pages);
    }
    for (uint32_t i = 0; i < extent->pages; i++) {
        if (accounts->owned[extent->first + i]++ != 0) {
            return diag_fail(JET_errDatabaseCorrupted, "page %u: the tree at page %u owns it twice",
                             extent->first + i, accounts->object->tree.root);
        }
    }
    return JET_errSuccess;
}

static JET_ERR use_page(void *context, uint32_t pgno)
{
    struct accounts *accounts = context;

    if (pgno > accounts->pages || accounts->owned[pgno] == 0) {
        return diag_fail(JET_errDatabaseCorrupted, "page %u: %s, but the tree at page %u %s", pgno,
                         accounts->use, accounts->object->tree.root,
                         "does not own it, or it has another use");
    }
    accounts->owned[pgno] = 0;
    return JET_errSuccess;
}

static JET_ERR use_extent(void *context, const struct extent *extent)
{
    const struct accounts *accounts = context;

    if (extent->pool == 2) { /* shelved: behind the end of the file */
        return JET_errSuccess;
    }
    if (extent->pages > accounts->pages) {
        return diag_fail(JET_errDatabaseCorrupted, "the tree at page %u: an extent is larger than the file",
                         accounts->object->tree.root);
    }
    for (uint32_t i = 0; i < extent->pages; i++) {
        JET_TRY(use_page(context, extent->first + i));
    }
    return JET_errSuccess;
}

/* The tree itself, and its extent trees. */
static JET_ERR use_trees(struct accounts *accounts)
{
    const struct tree *tree = &accounts->object->tree;
    struct space_header header;
    struct tree_counts counts;
    struct tree extents;

    accounts->use = "it is a page of the tree";
    JET_TRY(check_tree(tree, use_page, accounts, &counts));
    JET_TRY(space_header_read(tree, &header));
    if (header.parent != accounts->object->parent) {
        return diag_fail(JET_errDatabaseCorrupted,
                         "page %u: its space comes from page %u and not from page %u", tree->root,
                         header.parent, accounts->object->parent);
    }
    if (!header.many_extents) {
        return JET_errSuccess;
    }
    accounts->use = "it is a page of the tree of owned extents";
    extents = space_tree(tree, &header, SPACE_OWNED);
    JET_TRY(check_tree(&extents, use_page, accounts, &counts));
    accounts->use = "it is a page of the tree of available extents";
    extents = space_tree(tree, &header, SPACE_AVAILABLE);
    return check_tree(&extents, use_page, accounts, &counts);
}

static JET_ERR check_object(struct accounts *accounts, const struct check_object *objects, uint32_t count)
{
    const struct tree *tree = &accounts->object->tree;

    memset(accounts->owned, 0, (size_t)accounts->pages + 1);
    JET_TRY(space_each_extent(tree, SPACE_OWNED, false, enter_extent, accounts));
    JET_TRY(use_trees(accounts));
    accounts->use = "it is available";
    JET_TRY(space_each_extent(tree, SPACE_AVAILABLE, true, use_extent, accounts));
    accounts->use = "a child owns it";
    for (uint32_t i = 0; i < count; i++) {
        if (objects[i].parent == tree->root) {
            JET_TRY(space_each_extent(&objects[i].tree, SPACE_OWNED, false, use_extent, accounts));
        }
    }
    for (uint32_t pgno = 1; pgno <= accounts->pages; pgno++) {
        if (accounts->owned[pgno] != 0 && accounts->lost != NULL) {
            ++*accounts->lost;
        } else if (accounts->owned[pgno] != 0) {
            return diag_fail(JET_errDatabaseCorrupted,
                             "page %u: the tree at page %u owns it, but nothing uses it", pgno, tree->root);
        }
    }
    return JET_errSuccess;
}

JET_ERR check_objects(struct database *database, const struct check_object *objects, uint32_t count,
                      uint32_t *lost)
{
    struct accounts accounts = {.database = database, .lost = lost};
    JET_ERR err = JET_errSuccess;

    if (lost != NULL) {
        *lost = 0;
    }

    JET_TRY(database_file_pages(database, &accounts.pages));
    accounts.owned = malloc((size_t)accounts.pages + 1);
    if (accounts.owned == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory to check %u pages", accounts.pages);
    }
    for (uint32_t i = 0; i < count; i++) {
        accounts.object = &objects[i];
        JET_TRY_OR(check_object(&accounts, objects, count), end);
    }
end:
    free(accounts.owned);
    return err;
}

/* -------------------------------------------------------------------------------------------- the catalog */

struct object_list {
    struct database *database;
    struct check_object *object;
    uint32_t count, room;
    uint32_t table; /* root of the table whose rows are being read */
};

static JET_ERR list_object(struct object_list *list, uint32_t objid, uint32_t root, uint32_t parent)
{
    struct page_ref page;

    if (list->count == list->room) {
        const uint32_t room = list->room == 0 ? 64 : 2 * list->room;
        struct check_object *grown = realloc(list->object, room * sizeof *grown);

        if (grown == NULL) {
            return diag_fail(JET_errOutOfMemory, "no memory for a list of %u objects", room);
        }
        list->object = grown;
        list->room = room;
    }
    JET_TRY(page_latch(list->database->pages, root, LATCH_SHARED, &page));
    list->object[list->count++] =
        (struct check_object){.tree = {.file = list->database->pages,
                                       .root = root,
                                       .objid = objid,
                                       .unique = (get_u32(page.image + 36) & PAGE_NON_UNIQUE_KEYS) == 0},
                              .parent = parent};
    page_unlatch(&page);
    return JET_errSuccess;
}

/* A row of the catalog: a table, or an index or long-value tree with pages of its own. */
static JET_ERR list_row(struct object_list *list, const struct catalog_row *row)
{
    const uint32_t type = catalog_row_number(row, CATALOG_TYPE, 0);
    const uint32_t root = catalog_row_number(row, CATALOG_COLTYP_OR_PGNO, 0);
    const uint32_t objid = catalog_row_number(row, CATALOG_ID, 0);

    if (type == CATALOG_TABLE) {
        list->table = root;
        return list_object(list, objid, root, 1);
    }
    if ((type == CATALOG_INDEX || type == CATALOG_LONG_VALUE) && root != 0 && root != list->table) {
        return list_object(list, objid, root, list->table);
    }
    return JET_errSuccess;
}

static JET_ERR list_catalog(struct object_list *list)
{
    struct table *catalog;
    struct catalog_row row;
    JET_ERR err;

    JET_TRY(table_open(NULL, list->database, "MSysObjects", &catalog));
    catalog_row_begin(&row, NULL, catalog);
    for (err = catalog_row_seek(&row, 0); err >= 0; err = catalog_row_next(&row)) {
        JET_TRY_OR(list_row(list, &row), end);
    }
    err = err == JET_errNoCurrentRecord || err == JET_errRecordNotFound ? JET_errSuccess : err;
end:
    catalog_row_end(&row);
    table_release(catalog);
    return err;
}

JET_ERR check_database(struct database *database, uint32_t *lost)
{
    const struct tree root = space_root(database);
    struct object_list list = {.database = database};
    JET_ERR err;

    JET_TRY_OR(list_object(&list, root.objid, root.root, 0), end);
    JET_TRY_OR(list_catalog(&list), end);
    err = check_objects(database, list.object, list.count, lost);
end:
    free(list.object);
    return err;
}
