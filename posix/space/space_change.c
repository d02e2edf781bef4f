/*
 * space_change.c - pages and extents taken and given back, trees made and freed.
 */
#include "space/space_change.h"

#include <stdlib.h>

#include "btree/tree_change_log.h"
#include "diag.h"
#include "instance/database.h"
#include "space/space_change_parts.h"
#include "try.h"

enum { DATABASE_ROOT = 1, MANY_PAGES_LEAST = 3 };

/* ------------------------------------------------------------------------------------------------- taking */

JET_ERR space_take_page(const struct change *change, const struct tree *tree, uint32_t hint, uint32_t *pgno)
{
    struct space_owner owner;
    struct extent extent;
    JET_ERR err;

    JET_TRY(owner_lock(change, tree, &owner));
    err = owner_take_extent(&owner, 1, 1, hint, &extent);
    owner_unlock(&owner);
    *pgno = err < 0 ? 0 : extent.first;
    return err;
}

/* -------------------------------------------------------------------------------------------- giving back */

/* Joins the run with the available extents beside it that lie in the same owned one, and takes those out. */
static JET_ERR join(const struct space_owner *owner, const struct extent *owned, struct extent *run,
                    struct extent *right)
{
    struct extent left;
    bool found = false;

    right->pages = 0;
    if (run->first > owned->first) {
        JET_TRY(extent_find(owner, SPACE_AVAILABLE, run->first - 1, &left, &found));
    }
    if (found && left.first < run->first) {
        if (left.first + left.pages != run->first || left.first < owned->first) {
            return diag_fail(JET_errDatabaseCorrupted, "page %u of the tree at page %u is free already",
                             run->first, owner->tree->root);
        }
        JET_TRY(extent_delete(owner, SPACE_AVAILABLE, &left));
        run->first = left.first;
        run->pages += left.pages;
    }
    JET_TRY(extent_find(owner, SPACE_AVAILABLE, run->first + run->pages - 1, right, &found));
    if (!found) {
        right->pages = 0;
    } else if (right->first < run->first + run->pages) {
        return diag_fail(JET_errDatabaseCorrupted, "page %u of the tree at page %u is free already",
                         right->first, owner->tree->root);
    } else if (right->first != run->first + run->pages ||
               right->first + right->pages > owned->first + owned->pages) {
        right->pages = 0;
    }
    return JET_errSuccess;
}

static JET_ERR give_back(struct space_owner *owner, uint32_t first, uint32_t pages);

/* A whole owned extent is free: it goes back to where it came from. */
static JET_ERR release_extent(struct space_owner *owner, const struct extent *owned,
                              const struct extent *right)
{
    struct space_owner parent;
    struct tree tree;
    JET_ERR err;

    if (right->pages > 0) {
        JET_TRY(extent_delete(owner, SPACE_AVAILABLE, right));
    }
    JET_TRY(extent_delete(owner, SPACE_OWNED, owned));
    JET_TRY(owner_lock_parent(owner, &tree, &parent));
    err = give_back(&parent, owned->first, owned->pages);
    owner_unlock(&parent);
    return err;
}

static bool holds(const struct extent *extent, uint32_t pgno)
{
    return pgno >= extent->first && pgno - extent->first < extent->pages;
}

static JET_ERR give_back(struct space_owner *owner, uint32_t first, uint32_t pages)
{
    struct extent owned, run = {first, pages, 0}, right;
    bool found;

    if (!owner->header.many_extents) {
        return bits_give_back(owner, first, pages);
    }
    JET_TRY(extent_find(owner, SPACE_OWNED, first, &owned, &found));
    if (!found || !holds(&owned, first) || !holds(&owned, first + pages - 1)) {
        return diag_fail(JET_errDatabaseCorrupted,
                         "pages %u to %u are not of one extent of the tree at page %u", first,
                         first + pages - 1, owner->tree->root);
    }
    JET_TRY(reserve_prepare(owner));
    JET_TRY(join(owner, &owned, &run, &right));
    if (run.pages + right.pages == owned.pages && owner->tree->root != DATABASE_ROOT) {
        return release_extent(owner, &owned, &right);
    }
    return right.pages > 0 ? extent_resize(owner, &right, right.pages + run.pages)
                           : extent_insert(owner, SPACE_AVAILABLE, run.first, run.pages);
}

JET_ERR space_give_back(const struct change *change, const struct tree *tree, uint32_t first, uint32_t pages)
{
    struct space_owner owner;
    JET_ERR err;

    JET_TRY(owner_lock(change, tree, &owner));
    err = give_back(&owner, first, pages);
    owner_unlock(&owner);
    return err;
}

/* -------------------------------------------------------------------------------------------------- trees */

/* Writes the root page of a new tree in an extent that begins with it; latched EXCLUSIVE. */
static void write_root(struct page_ref *page, const struct space_owner *owner, uint32_t page_flags)
{
    const uint32_t size = cache_file_page_size(owner->tree->file);
    uint8_t image[SPACE_HEADER_SIZE];

    space_header_encode(&owner->header, image);
    page_init(page->image, size, page->pgno, owner->tree->objid, page_flags | PAGE_ROOT | PAGE_LEAF);
    page_set_external_header(page->image, size, (struct bytes){image, sizeof image});
}

/* One record for all roots. */
static JET_ERR log_roots(const struct space_owner *owner, const struct page_ref *root, uint32_t page_flags,
                         struct stamp *stamp)
{
    const struct change plain = {.session = owner->change.session, .database = owner->change.database};
    const struct log_place place = {
        .change = &plain, .tree = owner->tree, .page = root, .dbtime = stamp->dbtime, .in_macro = true};
    struct log_record record;

    if (!change_is_logged(&plain)) {
        return JET_errSuccess;
    }
    if (owner->header.many_extents) {
        log_create_multiple_encode(
            &(struct log_create_multiple){.page = change_log_page(&place, LOG_CREATE_MULTIPLE),
                                          .objid = owner->tree->objid,
                                          .pgno_owned = owner->header.owned_root,
                                          .pgno_available = owner->header.owned_root + 1,
                                          .pgno_parent = owner->header.parent,
                                          .page_count = owner->header.pages,
                                          .page_flags = page_flags},
            &record);
    } else {
        log_create_single_encode(
            &(struct log_create_single){.page = change_log_page(&place, LOG_CREATE_SINGLE),
                                        .objid = owner->tree->objid,
                                        .pgno_parent = owner->header.parent,
                                        .page_count = owner->header.pages,
                                        .page_flags = page_flags},
            &record);
    }
    JET_TRY(change_log_append(&plain, &record, &stamp->lsn));
    change_stamp_logged(&plain, stamp);
    return JET_errSuccess;
}

static JET_ERR stamp_new(const struct space_owner *owner, struct page_ref *page, uint32_t count,
                         uint32_t page_flags)
{
    struct stamp stamp = {0};

    JET_TRY(change_next_time(&owner->change, &page[0], &stamp.dbtime));
    JET_TRY(log_roots(owner, &page[0], page_flags, &stamp));
    for (uint32_t i = 0; i < count; i++) {
        change_stamp(&page[i], &stamp);
    }
    return JET_errSuccess;
}

/* One entry in the root of a new extent tree. */
static void write_extent_root(struct page_ref *page, const struct space_owner *owner, uint32_t page_flags,
                              uint32_t last, uint32_t pages)
{
    const uint32_t size = cache_file_page_size(owner->tree->file);
    uint8_t key[SPACE_NODE_KEY], data[4];
    const struct page_node node = {
        .prefix = {key, 0}, .suffix = {key, sizeof key}, .data = {data, sizeof data}};

    put_big_u32(key, last);
    put_u32(data, pages);
    space_init_extent_root(owner, page, page_flags);
    if (pages > 0) {
        page_insert_node(page->image, size, 1, &node, 0);
    }
}

void space_write_roots(const struct space_owner *owner, uint32_t page_flags,
                       struct page_ref page[SPACE_ROOTS])
{
    const uint32_t pages = owner->header.pages, last = owner->tree->root + pages - 1;

    if (page[0].image != NULL) {
        write_root(&page[0], owner, page_flags);
    }
    if (page[1].image != NULL) {
        write_extent_root(&page[1], owner, page_flags, last, pages);
    }
    if (page[2].image != NULL) {
        write_extent_root(&page[2], owner, page_flags, last, pages - SPACE_ROOTS);
    }
}

/* Makes the root, and with many extents the two extent trees behind it, of a tree whose `owner->header` is filled in. */
static JET_ERR make_roots(struct space_owner *owner, uint32_t page_flags)
{
    const uint32_t root = owner->tree->root;
    const uint32_t count = owner->header.many_extents ? SPACE_ROOTS : 1;
    struct page_ref page[SPACE_ROOTS] = {0};
    JET_ERR err = JET_errSuccess;

    for (uint32_t i = 0; i < count; i++) {
        JET_TRY_OR(page_latch_new(owner->tree->file, root + i, &page[i]), end);
    }
    space_write_roots(owner, page_flags, page);
    err = stamp_new(owner, page, count, page_flags);
end:
    for (uint32_t i = 0; i < count; i++) {
        page_unlatch(&page[i]);
    }
    return err;
}

struct space_header space_new_header(uint32_t parent, uint32_t root, uint32_t pages, uint32_t page_flags,
                                     bool extents)
{
    const uint32_t free = pages - 1 < SPACE_FREE_BITS ? pages - 1 : SPACE_FREE_BITS;

    return (struct space_header){
        .pages = pages,
        .parent = parent,
        .many_extents = extents,
        .non_unique = (page_flags & PAGE_NON_UNIQUE_KEYS) != 0,
        .free_bits = extents ? 0 : (uint32_t)(((uint64_t)1 << free) - 1),
        .owned_root = extents ? root + 1 : 0,
    };
}

JET_ERR space_make_tree(const struct change *change, const struct tree *parent, uint32_t objid,
                        uint32_t page_flags, uint32_t pages, bool extents, uint32_t *root)
{
    const uint32_t least = extents && pages < MANY_PAGES_LEAST ? MANY_PAGES_LEAST : pages > 0 ? pages : 1;
    struct tree tree = {.file = parent->file, .objid = objid, .unique = !(page_flags & PAGE_NON_UNIQUE_KEYS)};
    struct space_owner giver, owner = {.tree = &tree};
    struct extent extent;
    JET_ERR err;

    JET_TRY(owner_lock(change, parent, &giver));
    err = owner_take_extent(&giver, least, least, 0, &extent);
    owner_unlock(&giver);
    JET_TRY(err);
    tree.root = *root = extent.first;
    owner.change = space_change_of(change, &tree);
    owner.header = space_new_header(parent->root, tree.root, extent.pages, page_flags, extents);
    err = make_roots(&owner, page_flags);
    if (err < 0) {
        (void)space_give_back(change, parent, extent.first, extent.pages);
    }
    return err;
}

JET_ERR space_make_root(const struct change *change, uint32_t pages)
{
    const struct tree tree = space_root(change->database);
    struct space_owner owner = {.tree = &tree};

    owner.change = space_change_of(change, &tree);
    owner.header = space_new_header(0, tree.root, pages, 0, true);
    return make_roots(&owner, 0);
}

/* The extents of a tree that goes away; they are listed first, because the list lies in them. */
struct extent_list {
    struct extent *extent;
    uint32_t count, room;
};

static JET_ERR add_to_list(void *context, const struct extent *extent)
{
    struct extent_list *list = context;

    if (list->count == list->room) {
        const uint32_t room = list->room == 0 ? 16 : 2 * list->room;
        struct extent *grown = realloc(list->extent, room * sizeof *grown);

        if (grown == NULL) {
            return diag_fail(JET_errOutOfMemory, "no memory for a list of %u extents", room);
        }
        list->extent = grown;
        list->room = room;
    }
    list->extent[list->count++] = *extent;
    return JET_errSuccess;
}

JET_ERR space_free_tree(const struct change *change, const struct tree *parent, const struct tree *tree)
{
    struct extent_list list = {0};
    JET_ERR err;

    JET_TRY_OR(space_each_extent(tree, SPACE_OWNED, false, add_to_list, &list), end);
    for (uint32_t i = 0; i < list.count; i++) {
        JET_TRY_OR(space_give_back(change, parent, list.extent[i].first, list.extent[i].pages), end);
    }
end:
    free(list.extent);
    return err;
}
