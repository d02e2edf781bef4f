/*
 * tree.h - reading a B+ tree: positions, steps, seeks.
 *
 *                 root (FDP)          separators: entries of child i < Ki <= entries of child i + 1,
 *               /     |     \         the last separator of the right edge is empty: +infinity
 *            ...     ...    ...
 *           leaf <-> leaf <-> leaf    entries (key, data) in ascending order; leaves of a tree are linked
 *
 * A unique tree orders its entries by key, a non-unique one by key and data. Space trees, tables, secondary
 * indexes and long values are all trees of this kind; they differ in what the data means.
 *
 * A cursor that reads for a session passes over what the session does not see and goes to what it does (version/version.h); only
 * entries with the flag NODE_VERSIONED need a look there. A cursor without a session takes pages as they are.
 *
 * What the walk verifies, because files are not trusted: every page carries the object id of its tree; a
 * child of a page is one level lower, so that a descent ends; sibling links agree on both sides and keys
 * ascend across them, so that a walk over leaves ends. Violations are JET_errBadParentPageLink,
 * JET_errBadPageLink or JET_errDatabaseCorrupted.
 *
 * Format: reference database-file 6 and 7.
 */
#ifndef ESENT_TREE_H
#define ESENT_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer/cache.h"
#include "format/page_view.h"

enum {
    TREE_KEY_MAX = 2000,                      /* bytes of a key on the largest pages */
    TREE_BOOKMARK_MAX = 2 * TREE_KEY_MAX + 8, /* key, and the data that orders duplicates */
    TREE_DEPTH_MAX = 32,                      /* levels; real trees have up to 6 */
};

struct tree {
    struct cache_file *file;
    uint32_t root;  /* page number of the FDP */
    uint32_t objid; /* that every page of the tree carries */
    bool unique;    /* keys are distinct; else (key, data) are */
};

struct session;

enum tree_place {
    TREE_BEFORE_FIRST,
    TREE_ON_ENTRY,
    TREE_IN_GAP, /* between entries, where a seek ended: the entry `line` is the next one */
    TREE_AFTER_LAST,
};

/*
 * A position in a tree. Between two calls of the API it holds no page: tree_unlatch() keeps the bookmark, and
 * the next call finds the place again, without a search while the page has not changed.
 */
struct tree_cursor {
    const struct tree *tree;
    const struct session
        *reader; /* sees its snapshot; NULL: the pages. May be set after tree_cursor_init() */
    enum tree_place place;
    bool latched;     /* `page` is latched: shared, but after a change exclusively */
    bool kept;        /* while latched: `bookmark` is that of the entry already */
    bool plain;       /* while latched: the session sees the entry as it is on the page */
    bool in_sequence; /* the last insert went to the page of the one before */
    struct page_ref page;
    struct page_view view; /* of the latched page */
    uint32_t pgno;
    uint32_t line; /* tag of the entry, on its page; in a gap perhaps one past the last */
    struct page_hint hint;
    uint64_t dbtime; /* of the page when the position was taken */
    uint32_t run_pgno, run_length,
        run_ahead;                /* read-ahead: last leaf in file order, leaves in a row, pages asked for */
    uint32_t key_size, data_size; /* of the bookmark; data only in non-unique trees */
    uint8_t *bookmark;            /* TREE_BOOKMARK_MAX bytes, allocated with the first position */
    uint8_t *before;              /* a page's bytes for tree_data(), allocated when they are needed */
};

void tree_cursor_init(struct tree_cursor *cursor, const struct tree *tree);

/* Releases the page and the memory; the cursor must be initialised again before use. */
void tree_cursor_free(struct tree_cursor *cursor);

/* Makes `to` (initialised, same tree) stand where `from` stands. JET_errOutOfMemory. */
JET_ERR tree_cursor_copy(struct tree_cursor *to, const struct tree_cursor *from);

/*
 * The steps. Each ends on a live entry with its page latched, or returns JET_errNoCurrentRecord and stands
 * before the first or after the last entry with nothing latched; on any other error it stands before the
 * first. Entries with the deleted flag are passed over. tree_next() from a gap goes to the entry behind it,
 * tree_previous() to the one before it.
 */
JET_ERR tree_first(struct tree_cursor *cursor);
JET_ERR tree_last(struct tree_cursor *cursor);
JET_ERR tree_next(struct tree_cursor *cursor);
JET_ERR tree_previous(struct tree_cursor *cursor);

/*
 * Finds the first live entry that is not below (key, data): `*order` is 0 when its key equals `key` (and its
 * data `data`, where `match_data`), 1 when it is above. The cursor then is on the entry, latched. With no
 * such entry it returns JET_errRecordNotFound, in the gap behind the last entry, nothing latched. `data`
 * orders duplicates in non-unique trees and is empty for a search by key alone.
 */
JET_ERR tree_seek(struct tree_cursor *cursor, struct bytes key, struct bytes data, int *order);

/*
 * Looks at the entry that a search for `key` alone ends at: the first one on the leaf that is not below it, else the last one.
 * `*seen` says whether it is live. The cursor is before the first entry then.
 */
JET_ERR tree_lands_on_live(struct tree_cursor *cursor, struct bytes key, bool *seen);

/* Turns the position on an entry into the gap before it: a failed exact seek ends there. */
void tree_to_gap(struct tree_cursor *cursor);

/* Forgets the position. */
void tree_to_before_first(struct tree_cursor *cursor);
void tree_to_after_last(struct tree_cursor *cursor);

/*
 * Places the cursor, without a look at the tree: on the entry (key, data), or in the gap that it would be in.
 * The next call that needs the page searches; an entry that is not there is JET_errRecordDeleted then.
 * JET_errOutOfMemory; JET_errInvalidParameter for a bookmark that no tree can have. Holds no page.
 */
JET_ERR tree_set_place(struct tree_cursor *cursor, enum tree_place place, struct bytes key,
                       struct bytes data);

/*
 * Latches the page of the current entry again after tree_unlatch(). JET_errNoCurrentRecord when the cursor is
 * not on an entry; JET_errRecordDeleted when the entry is gone, or is not there for the session. The cursor keeps the name, and is
 * on an entry again when there is one of it.
 */
JET_ERR tree_latch(struct tree_cursor *cursor);

/* Lets the page go and keeps the position. Harmless when nothing is latched. JET_errOutOfMemory. */
JET_ERR tree_unlatch(struct tree_cursor *cursor);

/*
 * The entry under the latch as it is on the page; its bytes are valid until the next call that moves or unlatches. Its key is what
 * every session sees; in a non-unique tree its data too. Other data is tree_data()'s to tell.
 */
void tree_entry(const struct tree_cursor *cursor, struct page_node *node);

/*
 * The data of the entry under the latch as the cursor's session sees it, valid until the next call that moves or unlatches, or the
 * next of tree_data(). JET_errOutOfMemory, and nothing is latched then.
 */
JET_ERR tree_data(struct tree_cursor *cursor, struct bytes *data);

/* Copies up to `capacity` bytes of the current entry's key; returns the size of the whole key. Needs the
 * latch. */
uint32_t tree_key(const struct tree_cursor *cursor, void *key, uint32_t capacity);

/* Compares the current entry's key with `key` as memcmp() would, a shorter prefix being lower. Needs the
 * latch. */
int tree_compare_key(const struct tree_cursor *cursor, struct bytes key);

/* The same for the whole order of the tree: key, then data in a non-unique tree. */
int tree_compare(const struct tree_cursor *cursor, struct bytes key, struct bytes data);

/*
 * Where the entry stands among all, estimated from the position in each page of the path: 0 <= *below <
 * *total. Needs the latch. The numbers are of the size of the tree's entry count.
 */
JET_ERR tree_estimate_position(struct tree_cursor *cursor, uint64_t *below, uint64_t *total);

/* Goes near the entry that `below` of `total` entries lie before, the opposite of the estimate; latched on
 * success. */
JET_ERR tree_go_to_fraction(struct tree_cursor *cursor, uint64_t below, uint64_t total);

#endif
