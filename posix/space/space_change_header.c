/*
 * space_change_header.c - space headers in roots, and the bitmap of trees with one extent.
 *
 * Format: reference database-file 6.3 and 8.1.
 */
#include "btree/tree_change_log.h"
#include "diag.h"
#include "instance/database.h"
#include "space/space_change_parts.h"
#include "try.h"

enum {
    DATABASE_ROOT = 1,
    FLAG_MANY_EXTENTS = 1,
    FLAG_NON_UNIQUE = 2,
    FLAG_LATEST_EXTENT = 4,
    TAG_ZERO_MAX = 1 + SPACE_HEADER_SIZE + 8, /* newest format: a byte of flags, the header, a number */
};

struct change space_change_of(const struct change *change, const struct tree *tree)
{
    return (struct change){
        .session = change->session, .database = change->database, .flags = CHANGE_SPACE, .owner = tree->root};
}

static enum database_lock level_of(const struct space_header *header)
{
    return header->parent == 0               ? LOCK_DATABASE_SPACE
           : header->parent == DATABASE_ROOT ? LOCK_TABLE_SPACE
                                             : LOCK_CHILD_SPACE;
}

/* Space comes from a tree further up, and all of it from page 1: whoever follows the parents comes to an end. */
static JET_ERR check_level(const struct tree *tree, const struct space_header *header)
{
    if ((header->parent == 0) != (tree->root == DATABASE_ROOT) || header->parent == tree->root) {
        return diag_fail(JET_errDatabaseCorrupted, "page %u: the space of its tree comes from page %u",
                         tree->root, header->parent);
    }
    return JET_errSuccess;
}

static JET_ERR lock_above(const struct change *change, const struct tree *tree, int below,
                          struct space_owner *owner)
{
    JET_ERR err;

    owner->tree = tree;
    owner->change = space_change_of(change, tree);
    JET_TRY(space_header_read(tree, &owner->header));
    JET_TRY(check_level(tree, &owner->header));
    owner->level = level_of(&owner->header);
    if ((int)owner->level <= below) {
        return diag_fail(JET_errDatabaseCorrupted, "page %u: it gives space to a tree that is not below it",
                         tree->root);
    }
    database_lock(change->database, owner->level, tree->root);
    err = space_header_read(tree, &owner->header); /* as it is now */
    if (err < 0) {
        owner_unlock(owner);
    }
    return err;
}

JET_ERR owner_lock(const struct change *change, const struct tree *tree, struct space_owner *owner)
{
    return lock_above(change, tree, -1, owner);
}

void owner_unlock(struct space_owner *owner)
{
    database_unlock(owner->change.database, owner->level, owner->tree->root);
}

JET_ERR owner_lock_parent(const struct space_owner *owner, struct tree *tree, struct space_owner *parent)
{
    struct page_ref page;

    JET_TRY(page_latch(owner->tree->file, owner->header.parent, LATCH_SHARED, &page));
    *tree = (struct tree){.file = owner->tree->file, .root = owner->header.parent};
    tree->objid = get_u32(page.image + 24);
    tree->unique = (get_u32(page.image + 36) & PAGE_NON_UNIQUE_KEYS) == 0;
    page_unlatch(&page);
    return lock_above(&owner->change, tree, (int)owner->level, parent);
}

void space_header_encode(const struct space_header *header, uint8_t image[SPACE_HEADER_SIZE])
{
    put_u32(image, header->pages);
    put_u32(image + 4, header->parent);
    put_u32(image + 8, (header->many_extents ? FLAG_MANY_EXTENTS : 0u) |
                           (header->non_unique ? FLAG_NON_UNIQUE : 0u) |
                           (header->is_latest ? FLAG_LATEST_EXTENT : 0u));
    put_u32(image + 12, header->many_extents ? header->owned_root : header->free_bits);
}

/* The image of tag 0 with the header in it; the newest format has a byte before it. */
static uint32_t tag_image(const struct space_header *header, struct bytes tag, uint8_t *image)
{
    memcpy(image, tag.at, tag.size);
    space_header_encode(header, image + (tag.size == SPACE_HEADER_SIZE ? 0 : 1));
    return tag.size;
}

void space_header_put(const struct space_header *header, struct page_ref *root, uint32_t size)
{
    uint8_t image[TAG_ZERO_MAX];
    struct bytes tag;

    (void)page_tag(root->image, size, 0, &tag, NULL);
    if (tag.size >= SPACE_HEADER_SIZE && tag.size <= sizeof image) { /* as space_header_read() has found it */
        page_set_external_header(root->image, size, (struct bytes){image, tag_image(header, tag, image)});
    }
}

JET_ERR owner_write_header(struct space_owner *owner)
{
    const uint32_t size = cache_file_page_size(owner->tree->file);
    const struct change plain = {.session = owner->change.session, .database = owner->change.database};
    uint8_t image[TAG_ZERO_MAX];
    struct stamp stamp = {0};
    struct page_ref page;
    struct log_place place = {.change = &plain, .tree = owner->tree, .page = &page};
    struct bytes tag;
    JET_ERR err;

    JET_TRY(page_latch(owner->tree->file, owner->tree->root, LATCH_EXCLUSIVE, &page));
    (void)page_tag(page.image, size, 0, &tag, NULL);
    if (tag.size < SPACE_HEADER_SIZE || tag.size > sizeof image) {
        err =
            diag_fail(JET_errDatabaseCorrupted, "page %u: its external header is no space header", page.pgno);
        goto end;
    }
    JET_TRY_OR(change_next_time(&plain, &page, &stamp.dbtime), end);
    (void)tag_image(&owner->header, tag, image);
    place.dbtime = stamp.dbtime;
    JET_TRY_OR(change_log_external_header(&place, (struct bytes){image, tag.size}, &stamp.lsn), end);
    change_stamp_logged(&plain, &stamp);
    change_stamp(&page, &stamp);
    page_set_external_header(page.image, size, (struct bytes){image, tag.size});
end:
    page_unlatch(&page);
    return err;
}

/* --------------------------------------------------------------------------------------------- one extent */

bool bits_take(struct space_header *header, uint32_t root, uint32_t pages, uint32_t hint, uint32_t *first)
{
    const uint32_t mapped = header->pages - 1 < SPACE_FREE_BITS ? header->pages - 1 : SPACE_FREE_BITS;
    const uint32_t start = hint > root && hint - root <= mapped ? hint - root : 0;

    if (header->pages == 0 || pages > mapped) {
        return false;
    }
    for (uint32_t i = 0; i < mapped; i++) {
        const uint32_t bit = (start + i) % mapped;
        const uint32_t mask = (uint32_t)(((uint64_t)1 << pages) - 1) << bit;

        if (bit + pages <= mapped && (header->free_bits & mask) == mask) {
            header->free_bits &= ~mask;
            *first = root + 1 + bit;
            return true;
        }
    }
    return false;
}

JET_ERR bits_give_back(struct space_owner *owner, uint32_t first, uint32_t pages)
{
    const uint32_t bit = first - owner->tree->root - 1;
    uint32_t mask;

    if (first <= owner->tree->root || bit >= SPACE_FREE_BITS || pages > SPACE_FREE_BITS - bit ||
        bit + pages > owner->header.pages - 1) {
        return diag_fail(JET_errDatabaseCorrupted, "page %u is not of the extent of the tree at page %u",
                         first, owner->tree->root);
    }
    mask = (uint32_t)(((uint64_t)1 << pages) - 1) << bit;
    if (owner->header.free_bits & mask) {
        return diag_fail(JET_errDatabaseCorrupted, "page %u of the tree at page %u is free already", first,
                         owner->tree->root);
    }
    owner->header.free_bits |= mask;
    return owner_write_header(owner);
}
