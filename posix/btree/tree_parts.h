/*
 * tree_parts.h - what the files of the tree share beyond tree.h: positions, and checks of pages that links lead to. For
 * posix/btree only.
 */
#ifndef ESENT_TREE_PARTS_H
#define ESENT_TREE_PARTS_H

#include "btree/tree.h"

/* Takes over a latched leaf as the page of the cursor, which holds none (or this one). */
void tree_enter_page(struct tree_cursor *cursor, const struct page_ref *page);

/* A page that a link of the tree led to must be of the tree: else `err`. */
JET_ERR tree_check_member(const struct tree *tree, const struct page_view *view, uint32_t pgno, JET_ERR err);

/* A child must be of the tree and one level below its parent, which is `above_leaf` or not. */
JET_ERR tree_check_child(const struct tree *tree, const struct page_view *view, uint32_t pgno,
                         bool above_leaf);

/* An inner page, reached in `depth` steps, must have children and lie where a real tree may have it. */
JET_ERR tree_check_parent(const struct tree *tree, const struct page_view *view, uint32_t pgno,
                          unsigned depth);

/* Copies the current entry's key (and data, where it orders) into the bookmark; or what a search looks for. */
JET_ERR tree_keep_bookmark(struct tree_cursor *cursor);
JET_ERR tree_keep_target(struct tree_cursor *cursor, struct bytes key, struct bytes data);

struct bytes tree_bookmark_key(const struct tree_cursor *cursor);
struct bytes tree_bookmark_data(const struct tree_cursor *cursor);

#endif
