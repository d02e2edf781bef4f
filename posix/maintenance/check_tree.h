/*
 * check_tree.h - does a database keep its rules? Trees: order, links, levels, separators. Space: each page has exactly
 * one use.
 *
 * For a database that nobody changes meanwhile. Rules: reference database-file 7.1 and 8.3.
 */
#ifndef ESENT_CHECK_TREE_H
#define ESENT_CHECK_TREE_H

#include "space/space.h"

struct tree_counts {
    uint64_t entries; /* on leaves */
    uint64_t deleted; /* of these, with the deleted flag */
    uint64_t bytes;   /* free ones on leaves */
    uint32_t pages, leaves;
    unsigned levels;
};

typedef JET_ERR (*check_page_visit)(void *context, uint32_t pgno);

/*
 * Walks a tree from its root: every page passes page_check(), and the pages fit together. Calls `visit` (may be NULL) for each
 * page. JET_errDatabaseCorrupted, JET_errBadPageLink, JET_errBadParentPageLink with a sentence about the first fault.
 */
JET_ERR check_tree(const struct tree *tree, check_page_visit visit, void *context,
                   struct tree_counts *counts);

/* A tree and where its space comes from: page 1's tree has parent 0. */
struct check_object {
    struct tree tree;
    uint32_t parent;
};

/*
 * Checks the trees of `count` objects, their extent trees, and their space: each page that an object owns is a page of its
 * trees, available, or owned by one of its children; no page is two of these. JET_errDatabaseCorrupted.
 *
 * Pages that are owned and nothing are lost: a crash between the two halves of taking or giving back a page leaves some, here as in
 * Microsoft's engine. With `lost` NULL that is an error, else they are counted.
 */
JET_ERR check_objects(struct database *database, const struct check_object *objects, uint32_t count,
                      uint32_t *lost);

/* The same for all objects of the catalog. */
JET_ERR check_database(struct database *database, uint32_t *lost);

#endif
