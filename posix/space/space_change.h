/*
 * space_change.h - taking and giving back pages. Reading side and format: space.h; rules: reference database-file 8.
 *
 * One allocation or release at a time per owner, under the owner's space lock; a lack of pages is passed up to the parent,
 * child before parent, and at page 1 the file grows.
 */
#ifndef ESENT_SPACE_CHANGE_H
#define ESENT_SPACE_CHANGE_H

#include "btree/tree_change.h"
#include "space/space.h"

/*
 * Takes one page for the tree, close to page `hint` when that is not 0. The page's content is old: it is initialised by whoever uses it.
 * JET_errOutOfDatabaseSpace, JET_errDiskFull.
 */
JET_ERR space_take_page(const struct change *change, const struct tree *tree, uint32_t hint, uint32_t *pgno);

/* Gives one page (or an extent) back to the tree that owns it. */
JET_ERR space_give_back(const struct change *change, const struct tree *tree, uint32_t first, uint32_t pages);

/*
 * Makes the root of a new tree in space of `parent`: `pages` of them to begin with. One page (or a few) makes a single-extent root;
 * `extents` asks for extent trees at once. `page_flags`: kind of tree (PAGE_INDEX, PAGE_LONG_VALUE, PAGE_NON_UNIQUE_KEYS).
 */
JET_ERR space_make_tree(const struct change *change, const struct tree *parent, uint32_t objid,
                        uint32_t page_flags, uint32_t pages, bool extents, uint32_t *root);

/* Gives all space of a tree back to its parent; the tree is gone. */
JET_ERR space_free_tree(const struct change *change, const struct tree *parent, const struct tree *tree);

/* The last page that the database owns. */
JET_ERR space_last_page(struct database *database, uint32_t *pgno);

/* Adds `pages` or more to the database's available space, at the end of the file. JET_errOutOfDatabaseSpace, JET_errDiskFull. */
JET_ERR space_grow_database(const struct change *change, uint32_t pages);

/* Page 1 and its extent trees in a new file of `pages` pages. */
JET_ERR space_make_root(const struct change *change, uint32_t pages);

#endif
