/*
 * tree_pages.h - what trees ask of the layer above them, which keeps the free pages in trees itself: posix/space
 * defines these functions, so that btree need not include it.
 *
 * All of them take locks and latches: the caller holds no latch.
 */
#ifndef ESENT_TREE_PAGES_H
#define ESENT_TREE_PAGES_H

#include "btree/tree_change.h"

/*
 * Takes a page for the tree, near page `hint`. A tree with CHANGE_SPACE takes it from the reserve in its root. The
 * page's old content means nothing: page_latch_new() it. JET_errOutOfDatabaseSpace, JET_errDiskFull, errors of the log.
 */
JET_ERR tree_page_take(const struct change *change, const struct tree *tree, uint32_t hint, uint32_t *pgno);

/* Gives a page back to the tree's free ones. */
JET_ERR tree_page_give_back(const struct change *change, const struct tree *tree, uint32_t pgno);

/*
 * Can the tree take this page back? Always, but for a tree with CHANGE_SPACE, whose reserve may be full: it then keeps the
 * page with a dead node.
 */
bool tree_page_may_go_back(const struct change *change, const struct tree *tree, uint32_t pgno);

#endif
