/*
 * tree_redo_parts.h - what the files that make changes of trees again share. For posix/btree only.
 *
 *   tree_redo_page.c    which pages need a change
 *   tree_redo_node.c    changes of one node
 *   tree_redo_split.c   splits
 *   tree_redo_merge.c   merges
 */
#ifndef ESENT_TREE_REDO_PARTS_H
#define ESENT_TREE_REDO_PARTS_H

#include "btree/tree_change_parts.h"
#include "btree/tree_redo.h"
#include "instance/database.h"

static inline uint32_t redo_page_size(const struct redo *redo)
{
    return redo->database->page_size;
}

static inline struct tree redo_tree(const struct redo *redo, uint32_t root, uint32_t objid, unsigned flags)
{
    return (struct tree){
        .file = redo->database->pages, .root = root, .objid = objid, .unique = (flags & LOG_UNIQUE) != 0};
}

static inline struct change redo_change(const struct redo *redo, unsigned flags)
{
    return (struct change){.session = redo->session,
                           .database = redo->database,
                           .flags = (flags & LOG_VERSIONED ? CHANGE_VERSIONED : 0u) |
                                    (flags & LOG_SPACE ? CHANGE_SPACE : 0u)};
}

/* The stamp of pages that a record with number `dbtime` changes. */
struct stamp redo_stamp(const struct redo *redo, uint64_t dbtime);

/* JET_errLogFileCorrupt, `what` being wrong with a record about page `pgno`. */
JET_ERR redo_refuse(const struct redo *redo, uint32_t pgno, const char *what);

/* The whole key of a node, at `key` (TREE_BOOKMARK_MAX bytes). */
JET_ERR redo_key_of(const struct redo *redo, uint32_t pgno, const struct page_node *node, uint8_t *key,
                    struct bytes *whole);

/* The image of a page that a record of a split or merge carries, at `image` (a page). */
JET_ERR redo_image(const struct redo *redo, uint32_t pgno, struct bytes stored, uint32_t flags,
                   uint8_t *image);

/* What an operation on a leaf (Insert, Replace ...) of a macro or alone does. */
struct redo_operation {
    struct log_node node;
    struct operation operation; /* for a replace: without its key */
    uint32_t shared;            /* bytes of the key of an insert that the page's prefix has */
    uint32_t id, second_id;     /* of versions: insert, replace */
    bool keeps_data;            /* brings a node to life as it was */
    struct bytes script;        /* that makes the new data; empty when `operation` has it */
    bool wide;
    uint32_t old_size, new_size;
    uint8_t key[TREE_BOOKMARK_MAX];
    uint8_t data[PAGE_SIZE_MAX]; /* room for what the script makes */
};

/* Takes the record apart; `*is_operation` is false for a record of another kind. */
JET_ERR redo_operation_decode(const struct redo *redo, struct bytes record, struct redo_operation *operation,
                              bool *is_operation);

/* Completes an operation on a node that is there, `old`: key and data. */
JET_ERR redo_operation_complete(const struct redo *redo, struct redo_operation *operation,
                                const struct page_node *old);

/* Keeps the versions of a versioned operation; `old` is NULL when its page has the change already. */
JET_ERR redo_operation_versions(const struct redo *redo, const struct redo_operation *operation,
                                const struct page_node *old);

#endif
