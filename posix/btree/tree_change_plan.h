/*
 * tree_change_plan.h - deciding how the lines of a page are divided between it and a new right neighbour.
 *
 *   lines of the page, with the operation done     0 1 2 3 | 4 5 6 7
 *                                                  stay      go to the new page
 *
 * Works on a copy of the page and holds no latch. For posix/btree only.
 */
#ifndef ESENT_TREE_CHANGE_PLAN_H
#define ESENT_TREE_CHANGE_PLAN_H

#include "btree/tree_change_parts.h"

enum { LINES_MAX = 4096 }; /* tags are counted in 12 bits */

enum split_kind { SPLIT_VERTICAL = 0, SPLIT_RIGHT = 1, SPLIT_APPEND = 2 }; /* the numbers of the log */

/* The lines of a page as they will be. */
struct split_lines {
    struct page_view view;    /* of the copy */
    enum operation_kind kind; /* OPERATION_NONE: the lines as they are */
    unsigned at;              /* index of the operation's line */
    struct page_node node;    /* that line */
    unsigned count;
};

void split_line(const struct split_lines *lines, unsigned index, struct page_node *node);

/* The whole key of a line in one piece, at `key` (TREE_BOOKMARK_MAX bytes). */
struct bytes split_line_key(const struct split_lines *lines, unsigned index, uint8_t *key);

struct split_plan {
    enum split_kind kind;
    unsigned first;                /* line of the new page */
    int prefix_left, prefix_right; /* lines whose keys become the prefixes of the two pages, -1 for none */
    uint32_t reserve_left, reserve_right;
};

/* Room to work in; a few dozen KiB. */
struct plan_space {
    uint16_t common[LINES_MAX + 1]; /* bytes that a line's key saves if it has the prefix of the one before */
    uint16_t reserve[LINES_MAX + 1]; /* bytes that rollbacks may need for a line */
    uint32_t left[LINES_MAX + 1];
    struct {
        uint16_t value, count;
    } stack[LINES_MAX + 1];
};

/*
 * Plans the split of a page of `size` bytes. When there is no way to divide the lines with the operation's among
 * them, it plans the split without: lines->kind is OPERATION_NONE then. `appends` asks for a division that keeps
 * as much as possible on the left, above a leaf that was appended. JET_errRecordTooBig when nothing helps.
 */
JET_ERR split_plan_make(const struct tree *tree, uint32_t size, struct split_lines *lines, bool appends,
                        struct plan_space *space, struct split_plan *plan);

/* The same for the split of a root: all lines go to the new page. */
void split_plan_vertical(const struct tree *tree, struct split_lines *lines, struct plan_space *space,
                         struct split_plan *plan);

#endif
