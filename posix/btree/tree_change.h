/*
 * tree_change.h - changing a B+ tree: insert, replace, delete, and what follows: splits, merges, space.
 *
 * A change finds its leaf, latches it for update, asks the version store (version/version.h), appends its log record
 * (log/log.h), marks the page dirty with that position, and edits the page (format/page_edit.h). When the page has no room it
 * is split first: one macro of records, all pages with one dbtime.
 *
 * Structure changes (splits, merges) of one tree are made by one thread at a time, under the tree's structure lock; plain changes
 * latch one leaf. Latches are taken from root to leaf and from left to right.
 *
 * Unlogged databases make the same changes without records.
 */
#ifndef ESENT_TREE_CHANGE_H
#define ESENT_TREE_CHANGE_H

#include "btree/tree.h"
#include "instance/session.h"

struct version;

enum change_flags {
    CHANGE_VERSIONED = 1, /* others keep seeing the old state until the commit; rollback undoes it */
    CHANGE_SPACE =
        2, /* a space tree, under its owner's space lock: never versioned, pages from its own reserve */
};

/* Who changes which tree, and how. */
struct change {
    struct session *session;
    struct database *database;
    uint32_t flags;   /* enum change_flags */
    uint32_t density; /* percent a page is filled to by appends; 0: 80 */
    uint32_t owner;   /* with CHANGE_SPACE: root of the tree whose extents it keeps */
};

/*
 * Inserts an entry; the cursor is then on it, latched. An entry with the deleted flag and the same key is revived.
 * JET_errKeyDuplicate, also where another session's change that this one does not see is in the way; JET_errRecordTooBig;
 * JET_errVersionStoreOutOfMemory; errors of space and log.
 */
JET_ERR tree_insert(struct tree_cursor *cursor, const struct change *change, struct bytes key,
                    struct bytes data);

/* Replaces the data of the entry that the cursor is on; it stays there, latched. */
JET_ERR tree_replace(struct tree_cursor *cursor, const struct change *change, struct bytes data);

/*
 * Deletes the entry that the cursor is on: sets its deleted flag, and removes it from the page at once when the change is not
 * versioned. The cursor stays at the place, without an entry.
 */
JET_ERR tree_delete(struct tree_cursor *cursor, const struct change *change);

/*
 * Adds `delta` to the number of `width` bytes (4 or 8) at `offset` of the entry's data; `*old` is what it was on the page, with what
 * others have added and not committed, as Microsoft's engine answers.
 */
JET_ERR tree_add(struct tree_cursor *cursor, const struct change *change, uint32_t offset, uint32_t width,
                 int64_t delta, int64_t *old);

/* Locks the entry for this session's transaction, for writing or (`write` false) against others' writing. */
JET_ERR tree_lock(struct tree_cursor *cursor, const struct change *change, bool write);

/*
 * For the version store only. tree_undo() makes a change undone under its bookmark (logs Undo) and calls version_undone() before it
 * lets the page go; tree_remove() takes a node with the deleted flag out of its page, or the page out of the tree when it was the
 * last (cleanup). It leaves a node alone that lives again or that version_is_active().
 */
struct undo {
    struct version *version;
    uint32_t id;
    unsigned operation; /* enum version_operation */
    struct bytes key, data, before;
    uint32_t offset; /* of a delta */
    int64_t delta;
};
JET_ERR tree_undo(struct session *session, struct database *database, const struct tree *tree,
                  const struct undo *undo);
JET_ERR tree_remove(struct session *session, struct database *database, const struct tree *tree,
                    struct bytes key, struct bytes data);

#endif
