/*
 * tree_change_parts.h - what the files that change trees share. For posix/btree only.
 *
 *   tree_change.c         insert, replace, delete, add, lock, on one leaf
 *   tree_change_leaf.c    finding leaves for a change, room in them
 *   tree_change_plan.c    where to split a page, which prefixes its parts get
 *   tree_change_split.c   splitting the pages of a path
 *   tree_change_merge.c   taking dead entries and empty pages out
 *   tree_change_undo.c    rollback
 *   tree_redo_*.c         the same changes made again from the log (tree_redo.h)
 *
 * A plain change holds one leaf: latched UPDATE while it looks, EXCLUSIVE while it writes. What may wait for other latches
 * while it holds one takes them from root to leaf and from left to right.
 */
#ifndef ESENT_TREE_CHANGE_PARTS_H
#define ESENT_TREE_CHANGE_PARTS_H

#include "btree/tree_change.h"
#include "btree/tree_parts.h"
#include "format/page_edit.h"
#include "version/version.h"

/* What is to happen to one entry; the numbers are those of splits in the log. */
enum operation_kind {
    OPERATION_NONE = 0,
    OPERATION_INSERT = 1,
    OPERATION_REPLACE = 2,
    OPERATION_REVIVE = 3, /* the insert of an entry that is there with its deleted flag */
};

struct operation {
    enum operation_kind kind;
    struct bytes key;   /* the whole key */
    struct bytes order; /* data that orders the entry in a non-unique tree, else empty */
    struct bytes data;  /* new data */
};

/* The inner pages from the root to a leaf. They stay as they are while the tree's structure lock is held. */
struct tree_path {
    unsigned depth; /* inner pages; 0: the root is the leaf */
    struct {
        uint32_t pgno;
        uint16_t tag; /* that leads on */
        uint16_t first, end;
        uint32_t free; /* bytes */
    } level[TREE_DEPTH_MAX];
};

/* ------------------------------------------------------------------------------------- tree_change_leaf.c */

/* Latches UPDATE the leaf that (key, order) belongs to. `path` (may be NULL) receives the pages above it. */
JET_ERR change_latch_leaf(const struct tree *tree, struct bytes key, struct bytes order,
                          struct tree_path *path, struct page_ref *leaf);

/* Makes the leaf that (key, order) belongs to the cursor's page, latched UPDATE. */
JET_ERR change_go_to_leaf(struct tree_cursor *cursor, struct bytes key, struct bytes order);

/*
 * Latches UPDATE the page of the entry that the cursor is on, and keeps its bookmark. JET_errNoCurrentRecord,
 * JET_errRecordDeleted when the entry is no longer in the tree.
 */
JET_ERR change_go_to_entry(struct tree_cursor *cursor);

/* The first tag that is not below (key, order), and whether it is that very entry. */
unsigned change_search(const struct tree *tree, const struct page_view *view, struct bytes key,
                       struct bytes order, bool *equal);

/* Bytes that rollbacks may need for this node beyond its present size. */
uint32_t change_reserve_of(const struct tree *tree, const struct page_node *node);

/*
 * Is there room for `bytes` more on the leaf, of which `own` may come from the reserve of the very node? Looks at the
 * versions when the page says that bytes are reserved; `*reserved` is what really is, for page_set_uncommitted_free().
 */
bool change_has_room(const struct tree *tree, const struct page_view *view, uint32_t bytes, uint32_t own,
                     uint32_t *reserved);

/*
 * Does the operation fit on its leaf? `tag` and `equal` as from change_search(). Appends beyond the tree's density do
 * not, to leave room for later inserts.
 */
bool change_fits(const struct tree *tree, const struct change *change, const struct page_view *view,
                 const struct operation *operation, unsigned tag, uint32_t *reserved);

/* ------------------------------------------------------------------------------------------ tree_change.c */

/* Entries of the version store for one operation. */
struct change_versions {
    uint32_t id, second_id; /* for the log; 0 without versions */
    struct version *first, *second;
};

/* Adds and takes back the version entries of an operation on `node` (for an insert NULL). */
JET_ERR change_add_versions(const struct change *change, const struct tree *tree,
                            const struct operation *operation, const struct page_node *node,
                            struct change_versions *versions);
void change_cancel_versions(const struct change *change, const struct change_versions *versions);

/* May the operation be done to the entry that is there? Duplicates, conflicts. */
JET_ERR change_check(const struct change *change, const struct tree *tree, struct operation *operation,
                     const struct page_node *node);

/* Flags of a node that an operation leaves. */
unsigned change_node_flags(const struct change *change, unsigned old);

/*
 * Edits a leaf that has room, is latched EXCLUSIVE and stamped: the operation is done to the node of `tag`, or as a new one there, which
 * leaves `shared` bytes of its key to the page's prefix. `reserved` bytes of the page are for rollbacks. The version of the change
 * is in the version store.
 */
void change_write_operation(const struct tree *tree, const struct change *change, struct page_ref *page,
                            unsigned tag, const struct operation *operation, uint32_t shared,
                            uint32_t reserved);

/* Adds to a number in a node's data. */
void change_write_delta(uint8_t *at, uint32_t width, int64_t delta);

/* What a change writes to every page that it touches. */
struct stamp {
    uint64_t dbtime;
    uint64_t lsn;   /* of the record, or of the end of the macro */
    uint64_t since; /* where the log of the transaction begins: what a replay of this change needs */
};

/* Completes a stamp when its record is in the log. */
void change_stamp_logged(const struct change *change, struct stamp *stamp);

/* The next number of changes; JET_errDbTimeCorrupted when the page claims to be newer. */
JET_ERR change_next_time(const struct change *change, const struct page_ref *page, uint64_t *dbtime);

/* Marks a page as changed; the caller then edits it. */
void change_stamp(struct page_ref *page, const struct stamp *stamp);

/* ------------------------------------------------------------------------------------ tree_change_split.c */

/*
 * Makes room for an operation that does not fit on its leaf, by splitting the leaf and what must be split above it.
 * `*done` says that the operation is part of it, and the cursor then is on the entry, its page latched EXCLUSIVE; else
 * nothing is latched and the operation is to be tried again.
 */
JET_ERR change_split(struct tree_cursor *cursor, const struct change *change, struct operation *operation,
                     bool *done);

/* ------------------------------------------------------------------------------------ tree_change_merge.c */

/*
 * Takes the dead entry (key, order) out, with its page when it is the last there, and joins what is left of a sparse
 * page with its right neighbour. An entry that is needed after all stays.
 */
JET_ERR change_take_out(const struct change *change, const struct tree *tree, struct bytes key,
                        struct bytes order);

/* True when so little is left on the leaf that it is worth looking at its neighbour. */
bool change_is_sparse(const struct page_view *view, uint32_t page_size);

/* ------------------------------------------------------------------------------------- tree_change_undo.c */

/* Can the change be undone on this node? JET_errRollbackError. And undoes it, on a leaf latched EXCLUSIVE and stamped. */
JET_ERR change_check_undo(const struct page_ref *leaf, const struct undo *undo, const struct page_node *node);
void change_write_undo(const struct tree *tree, struct page_ref *leaf, unsigned tag, const struct undo *undo,
                       const struct page_node *node);

#endif
