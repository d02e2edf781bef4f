/*
 * tree_change_split.h - a split in the making, shared by the files that plan, log and write it. For posix/btree only.
 *
 *   tree_change_split.c         path, plan, latches, and the order of the steps
 *   tree_change_split_log.c     its records
 *   tree_change_split_write.c   its pages
 */
#ifndef ESENT_TREE_CHANGE_SPLIT_H
#define ESENT_TREE_CHANGE_SPLIT_H

#include "btree/tree_change_log.h"
#include "btree/tree_change_plan.h"

enum { SPLIT_LEVELS = TREE_DEPTH_MAX + 1, POINTER_SIZE = 4 };

/* One page of the path. */
struct split_level {
    uint8_t *copy; /* of the page before the split; NULL while it is not to be split */
    struct split_lines lines;
    struct split_plan plan;
    struct page_node separator; /* what the parent gets for the page; its data is `pointer` */
    uint8_t pointer[POINTER_SIZE];
    struct page_ref page,
        fresh; /* this page and its new neighbour; in a replay only if they are to be written */
    uint32_t page_pgno, fresh_pgno;   /* their numbers; no new neighbour: 0 */
    uint32_t page_flags, fresh_flags; /* of a root whose lines move down, and of the new page */
};

struct split {
    struct tree_cursor *cursor;
    const struct tree *tree;
    const struct change *change;
    struct operation *operation;
    uint32_t page_size;
    struct tree_path path;
    uint32_t leaf;         /* pgno */
    struct page_hint seen; /* state of the leaf that was copied */
    unsigned top;          /* highest level that changes */
    bool vertical;         /* the root is split, and nothing else */
    bool trims;            /* only the prefix of the leaf is cut to what is used of it */
    bool needed;           /* the operation still does not fit */
    bool holds;            /* pages of the path are latched */
    unsigned pages_needed;
    unsigned pages_taken;
    uint32_t taken[SPLIT_LEVELS];
    struct page_ref right; /* sibling of the leaf */
    uint32_t right_pgno;
    struct split_level level[SPLIT_LEVELS];
    uint8_t separator[TREE_BOOKMARK_MAX]; /* key of the leaf's */
    struct plan_space space;
};

/* The lowest level that changes: the leaf, or the root when that alone is split. */
unsigned split_last_level(const struct split *split);

/* -------------------------------------------------------------------------------- tree_change_split_log.c */

/*
 * Logs the split, and the operation that is part of it (`operates`; `before` is its entry as it was): all pages are latched and
 * as they were. Completes the stamp.
 */
JET_ERR split_log_records(struct split *split, bool operates, const struct page_node *before,
                          const struct change_versions *versions, struct stamp *stamp);

/* ------------------------------------------------------------------------------ tree_change_split_write.c */

/* Changes all pages; what they shall be is in `split`. */
void split_write(struct split *split, const struct stamp *stamp);

/* The key of a line that becomes a page's prefix, at `key` (TREE_BOOKMARK_MAX bytes); empty for line -1. */
struct bytes split_prefix_of(const struct split_lines *lines, int line, uint8_t *key);

#endif
