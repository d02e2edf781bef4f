/*
 * space.h - which pages a tree owns, and which of them are free.
 *
 * The root page of each table, index and long-value tree begins with a space header in its tag 0:
 *
 *   0   i32 pages of the first (or latest) extent
 *   4   u32 root page of the parent, which the space came from
 *   8   u32 flags: 1 extents are in trees of their own, 2 non-unique keys, 4 the first number is of the latest extent
 *   12  u32 one extent: bit i says that page root + 1 + i is free; else the root of the owned-extent tree, whose
 *           neighbour is the root of the available-extent tree
 *
 * A child's pages are owned by its parent too, and not available there. Format: reference
 * database-file 6.3, 6.6 and 8.
 */
#ifndef ESENT_SPACE_H
#define ESENT_SPACE_H

#include <stdbool.h>
#include <stdint.h>

#include "btree/tree.h"
#include "instance/database.h"

struct space_header {
    uint32_t pages; /* of the first extent, or of the latest one */
    uint32_t parent;
    bool many_extents;
    bool non_unique;        /* flag 2 */
    bool is_latest;         /* flag 4: `pages` is of the latest extent */
    uint32_t free_bits;     /* of a single extent */
    uint32_t owned_root;    /* of the owned-extent tree; the available-extent tree's is the next page */
    uint64_t autoincrement; /* highest number given out so far in the newest format, 0 without */
};

/* Reads the space header of the tree's root. JET_errDatabaseCorrupted when there is none. */
JET_ERR space_header_read(const struct tree *tree, struct space_header *header);

struct extent {
    uint32_t first; /* page */
    uint32_t pages;
    uint32_t pool; /* of available space: 0 ordinary, 1 kept for growth in one piece, 2 shelved behind the
                      file's end */
};

/* The extent of the entry that a cursor on an extent tree is on, latched. JET_errDatabaseCorrupted. */
JET_ERR space_extent_decode(const struct tree_cursor *cursor, struct extent *extent);

enum space_kind { SPACE_OWNED, SPACE_AVAILABLE };

/* Receives an extent; a negative result ends the walk with that error. */
typedef JET_ERR (*extent_visit)(void *context, const struct extent *extent);

/*
 * Calls `visit` for each extent that the tree owns or has available, in order of pages (pool after pool).
 * Reserves of the extent trees themselves (split buffers) count as available with SPACE_AVAILABLE only where
 * `reserves` is set.
 */
JET_ERR space_each_extent(const struct tree *tree, enum space_kind kind, bool reserves, extent_visit visit,
                          void *context);

/* Pages that a tree owns, its children's included, and pages that it has available. */
JET_ERR space_of_tree(const struct tree *tree, uint32_t *owned, uint32_t *available);

/* The same for the whole database. */
JET_ERR space_of_database(struct database *database, uint32_t *owned, uint32_t *available);

/* The tree of page 1, which owns all space of the database and holds no entries. */
struct tree space_root(const struct database *database);

/* The owned-extent or available-extent tree that `header` of `tree` names. */
struct tree space_tree(const struct tree *tree, const struct space_header *header, enum space_kind kind);

#endif
