/*
 * space_change_parts.h - what the files that change space share. For posix/space only.
 *
 *   space_change.c           pages and trees: take, give back, make, free
 *   space_change_extent.c    entries of the extent trees
 *   space_change_grow.c      more space: from the parent, or by a longer file
 *   space_change_reserve.c   the reserves (split buffers) of extent trees
 *   space_change_header.c    space headers, and the one extent of small trees
 *   space_redo.c             the same made again from the log (space_redo.h)
 */
#ifndef ESENT_SPACE_CHANGE_PARTS_H
#define ESENT_SPACE_CHANGE_PARTS_H

#include "btree/tree_change_parts.h"
#include "space/space_change.h"

enum {
    SPACE_NODE_KEY = 4,
    SPACE_FREE_BITS = 32,
    SPACE_ROOTS = 3 /* of a tree: its own, owned and available extents */
};

/* A tree whose space is being changed, under its space lock. */
struct space_owner {
    struct change change; /* of its extent trees */
    const struct tree *tree;
    enum database_lock level;
    struct space_header header;
};

/* ----------------------------------------------------------------------------------------- space_change.c */

/* The header of a new tree, whose first extent of `pages` begins with its root. */
struct space_header space_new_header(uint32_t parent, uint32_t root, uint32_t pages, uint32_t page_flags,
                                     bool extents);

/* Writes the roots of a new tree, as `owner->header` has them: those that are latched. They are not stamped. */
void space_write_roots(const struct space_owner *owner, uint32_t page_flags,
                       struct page_ref page[SPACE_ROOTS]);

/* ---------------------------------------------------------------------------------- space_change_header.c */

/* Locks the space of a tree and reads its header; and lets go. */
JET_ERR owner_lock(const struct change *change, const struct tree *tree, struct space_owner *owner);
void owner_unlock(struct space_owner *owner);

/* How the extent trees of a tree are changed by whoever makes `change`. */
struct change space_change_of(const struct change *change, const struct tree *tree);

/* Writes the header to the root. */
JET_ERR owner_write_header(struct space_owner *owner);

/*
 * Locks the space of the tree that the owner got its own from. `*tree` is filled in and must outlive `*parent`.
 * JET_errDatabaseCorrupted when that is no tree further up.
 */
JET_ERR owner_lock_parent(const struct space_owner *owner, struct tree *tree, struct space_owner *parent);

/* The image of a space header: 16 bytes. */
enum { SPACE_HEADER_SIZE = 16 };
void space_header_encode(const struct space_header *header, uint8_t image[SPACE_HEADER_SIZE]);

/* Puts the header into the external header of a root page that has one, latched EXCLUSIVE. */
void space_header_put(const struct space_header *header, struct page_ref *root, uint32_t size);

/*
 * Takes `pages` in a row out of the one extent of a small tree, from `hint` on if possible. False when there are none.
 */
bool bits_take(struct space_header *header, uint32_t root, uint32_t pages, uint32_t hint, uint32_t *first);
JET_ERR bits_give_back(struct space_owner *owner, uint32_t first, uint32_t pages);

/* ---------------------------------------------------------------------------------- space_change_extent.c */

/* The first available extent of `pages` or more whose last page is behind `hint`, or else the first anywhere. */
JET_ERR available_find(const struct space_owner *owner, uint32_t pages, uint32_t hint, struct extent *extent,
                       bool *found);

/* Takes `pages` from the front of an available extent. */
JET_ERR available_take(const struct space_owner *owner, const struct extent *extent, uint32_t pages);

/* Adds to, and removes from, one of the extent trees. Adding needs reserves. */
JET_ERR extent_insert(const struct space_owner *owner, enum space_kind kind, uint32_t first, uint32_t pages);
JET_ERR extent_delete(const struct space_owner *owner, enum space_kind kind, const struct extent *extent);

/* Gives an available extent another number of pages; its last page stays. */
JET_ERR extent_resize(const struct space_owner *owner, const struct extent *extent, uint32_t pages);

/* The extent of the tree that contains page `pgno`, or the first one behind it. */
JET_ERR extent_find(const struct space_owner *owner, enum space_kind kind, uint32_t pgno,
                    struct extent *extent, bool *found);

/* The last owned extent. */
JET_ERR extent_last_owned(const struct space_owner *owner, struct extent *extent);

/* Does the owner have this many pages or more? */
JET_ERR owner_has_pages(const struct space_owner *owner, uint32_t pages, bool *has);

/* ------------------------------------------------------------------------------------ space_change_grow.c */

/*
 * Gets the owner more space: at least `least` pages in a row become available, and the reserves of its extent trees are
 * full afterwards. A small tree gets extent trees.
 */
JET_ERR owner_grow(struct space_owner *owner, uint32_t least);

/* A tree with one extent gets a second one, in which its extent trees begin. */
struct conversion {
    struct page_ref *root, *owned, *available;
    struct extent second;
    uint32_t page_flags; /* of the extent trees' roots */
};

/* Writes and stamps those pages that are latched; `owner->header` is as before. And what it is then. */
void space_write_conversion(const struct space_owner *owner, const struct conversion *conversion,
                            const struct stamp *stamp);
struct space_header space_converted_header(const struct space_header *before, const struct extent *second);

/* Makes the image of the root of an extent tree without entries; `flags`: kind of tree. */
void space_init_extent_root(const struct space_owner *owner, struct page_ref *page, uint32_t flags);

/* Takes `least` to `most` pages in a row from the owner, for a child. */
JET_ERR owner_take_extent(struct space_owner *owner, uint32_t least, uint32_t most, uint32_t hint,
                          struct extent *extent);

/* --------------------------------------------------------------------------------- space_change_reserve.c */

/* Pages that the reserve of an extent tree lacks before an entry may be added. */
JET_ERR reserve_lack(const struct space_owner *owner, enum space_kind kind, uint32_t *pages);

/*
 * Puts an extent into the reserve of an extent tree. `*displaced` (0 pages for none) had to make way and is to be made
 * available.
 */
JET_ERR reserve_fill(const struct space_owner *owner, enum space_kind kind, uint32_t first, uint32_t pages,
                     struct extent *displaced);

/* Sees to it that an entry can be added to the available-extent tree. */
JET_ERR reserve_prepare(struct space_owner *owner);

#endif
