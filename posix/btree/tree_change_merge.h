/*
 * tree_change_merge.h - a merge in the making, shared by the files that make, log and write it. For posix/btree only.
 */
#ifndef ESENT_TREE_CHANGE_MERGE_H
#define ESENT_TREE_CHANGE_MERGE_H

#include "btree/tree_change_log.h"

enum { EMPTY_TREE_PAGES_MAX = 8, MERGE_LEVELS = TREE_DEPTH_MAX + 1 };

enum merge_kind {
    MERGE_NONE = 0,
    MERGE_EMPTY_PAGE = 1,
    MERGE_FULL_RIGHT = 2,
    MERGE_PARTIAL_RIGHT = 3, /* this one and the next two are Windows', and made again only */
    MERGE_EMPTY_TREE = 4,
    MERGE_FULL_LEFT = 5,
    MERGE_PARTIAL_LEFT = 6,
};

/* What happens to an inner page. */
enum level_action {
    LEVEL_STAYS,
    LEVEL_REKEYS,     /* the entry that leads on gets another key */
    LEVEL_DELETES,    /* the entry that leads on goes */
    LEVEL_GOES,       /* with its only entry */
    LEVEL_LEADS_LEFT, /* the entry before goes, and its page is led to by the one that led on */
};

struct merge {
    const struct change *change;
    const struct tree *tree;
    uint32_t page_size;
    enum merge_kind kind;
    struct tree_path path;
    uint32_t leaf, previous, next; /* pgnos */
    unsigned top;                  /* highest level that changes */
    struct {
        enum level_action action;
        struct page_ref page;
    } level[MERGE_LEVELS];
    struct page_ref left, right;
    const uint8_t *source; /* image of the leaf, whose entries move */
    bool leaves_dead;      /* but not the dead ones: Windows', whose merges a replay makes again */
    unsigned line;         /* of a partial merge, or one to the left: the first, or the last, that moves */
    uint32_t reserve;      /* of the page that gets them, for rollbacks */
    bool again;            /* `key` is of a dead leaf that may go now, too */
    uint32_t key_size;
    uint8_t key[TREE_BOOKMARK_MAX]; /* that entries above get */
};

/* Nobody needs the entry any more. */
bool merge_is_dead(const struct tree *tree, const struct page_node *node);

/* Logs the merge (tree_change_merge_log.c): all pages are latched and as they were. Completes the stamp. */
JET_ERR merge_log_records(struct merge *merge, struct stamp *stamp);

/* The lines that move, [from, to) of merge->source. */
void merge_lines(const struct merge *merge, unsigned *from, unsigned *to);

/* Changes all pages (tree_change_merge_write.c). */
void merge_write(struct merge *merge, const struct stamp *stamp);

#endif
