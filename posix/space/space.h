/*
 * space.h - which pages a tree owns and which of them are free, as its root says. The reading side.
 *
 *   root (FDP), tag 0       [u8 flags, when it is longer than 16 bytes] space header [u64 auto-increment]
 *
 *   space header   0  i32   pages of the primary extent, or of the last one obtained
 *                  4  u32   root of the parent that the space came from
 *                  8  u32   flags: 1 many extents
 *                 12  u32   one extent:   bit i is set when page root + 1 + i is free; pages past bit 31 are
 *                           many extents: root of the tree of owned extents; of the free ones in the next
 * page
 *
 *   extent trees   key  u32 big-endian: last page of the extent        data  u32: its pages
 *                  key  u8 0x80 + pool, u32: the same, set aside
 *
 * What a tree owns includes what it gave to its children (a table: to its indexes and long values); what is
 * free does not. Pages that an extent tree keeps to grow itself (its split buffer) count as used.
 * Format: reference database-file 6.3 to 6.6 and 8.
 */
#ifndef ESENT_SPACE_H
#define ESENT_SPACE_H

#include "btree/tree.h"

struct space_extent {
    uint32_t last; /* page number */
    uint32_t pages;
};

/* Receives an extent; a negative result ends the walk with that error. */
typedef JET_ERR (*space_visit)(void *context, const struct space_extent *extent);

/*
 * Calls `visit` for each extent that the tree owns, in order of pages. JET_errSPOwnExtCorrupted for an extent
 * that cannot be; errors of pages. Any thread.
 */
JET_ERR space_each_owned(const struct tree *tree, space_visit visit, void *context);

/*
 * The same for free extents. Those of the general pool come first, then others that may be used; what the
 * engine shelved because it lies beyond the end of the file is left out. JET_errSPAvailExtCorrupted.
 */
JET_ERR space_each_available(const struct tree *tree, space_visit visit, void *context);

/* How many pages these extents have together. */
JET_ERR space_owned(const struct tree *tree, uint32_t *pages);
JET_ERR space_available(const struct tree *tree, uint32_t *pages);

#endif
