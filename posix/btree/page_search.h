/*
 * page_search.h - finding an entry inside one page, and comparing nodes with keys.
 *
 * A node's key is the first part of the page's prefix and its own suffix; nothing here assembles it.
 */
#ifndef ESENT_PAGE_SEARCH_H
#define ESENT_PAGE_SEARCH_H

#include "format/page_view.h"

/* memcmp() order; a proper prefix is lower. */
int bytes_compare(struct bytes left, struct bytes right);

/* Orders the key of a node against `key`: negative, 0 or positive. */
int node_compare_key(const struct page_node *node, struct bytes key);

/* The same, then its data against `data` when the keys are equal. */
int node_compare(const struct page_node *node, struct bytes key, struct bytes data);

/* Orders a separator (key of an internal node) against `key` followed by `data`; an empty separator is
 * +infinity. */
int separator_compare(const struct page_node *node, struct bytes key, struct bytes data);

/*
 * In a leaf: the first tag whose entry is not below (key, data), view->end when all are. `unique` trees
 * compare the key alone. `*equal` says whether that entry has the very key.
 */
unsigned leaf_search(const struct page_view *view, bool unique, struct bytes key, struct bytes data,
                     bool *equal);

/* In an internal page: the tag of the child that (key, data) belongs to. The page has at least one node. */
unsigned child_search(const struct page_view *view, struct bytes key, struct bytes data);

/* The page number in an internal node, whose data is 4 bytes. */
uint32_t node_child(const struct page_node *node);

#endif
