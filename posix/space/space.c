/*
 * space.c - reading space headers and extent trees.
 */
#include "space/space.h"

#include "diag.h"
#include "try.h"

enum {
    SPACE_HEADER_SIZE = 16,
    SPACE_MULTIPLE = 0x01,
    ROOT_HAS_SPACE = 0x01, /* flag of a typed root header */
    BITMAP_PAGES = 32,

    EXTENT_KEY_SIZE = 4,
    POOLED_KEY_SIZE = 5,
    POOL_MARK = 0x80,
    POOL_CONTINUOUS = 1,
    POOL_SHELVED = 2,
};

struct space_header {
    uint32_t pages;
    uint32_t flags;
    uint32_t available; /* bitmap, or root of the owned extents */
};

static JET_ERR read_header(const struct tree *tree, struct space_header *header)
{
    const uint32_t page_size = cache_file_page_size(tree->file);
    struct page_header head;
    struct page_ref page;
    struct bytes tag;
    bool found;

    JET_TRY(page_latch(tree->file, tree->root, LATCH_SHARED, &page));
    page_header_decode(page.image, page_size, &head);
    found = head.objid == tree->objid && page_tag(page.image, page_size, 0, &tag, NULL);
    if (found && tag.size > SPACE_HEADER_SIZE) {
        found = tag.at[0] & ROOT_HAS_SPACE;
        tag.at++;
        tag.size--;
    }
    found = found && tag.size >= SPACE_HEADER_SIZE;
    if (found) {
        header->pages = get_u32(tag.at);
        header->flags = get_u32(tag.at + 8);
        header->available = get_u32(tag.at + 12);
    }
    page_unlatch(&page);
    if (!found) {
        return diag_fail(JET_errSPOwnExtCorrupted, "%s: page %u: the root of object %u has no space header",
                         cache_file_path(tree->file), tree->root, tree->objid);
    }
    return JET_errSuccess;
}

/* Takes an entry of an extent tree apart. False when it cannot be. */
static bool decode_extent(const struct tree_cursor *at, uint8_t *pool, struct space_extent *extent)
{
    struct page_node node;
    uint8_t key[POOLED_KEY_SIZE];
    const uint32_t key_size = tree_key(at, key, sizeof key);

    tree_entry(at, &node);
    if (node.data.size != sizeof(uint32_t)) {
        return false;
    }
    extent->pages = get_u32(node.data.at);
    if (key_size == EXTENT_KEY_SIZE) {
        *pool = 0;
        extent->last = get_big_u32(key);
    } else if (key_size == POOLED_KEY_SIZE && key[0] >= POOL_MARK) {
        *pool = key[0] - POOL_MARK;
        extent->last = get_big_u32(key + 1);
    } else {
        return false;
    }
    return extent->pages <= extent->last && (extent->pages != 0 || *pool == POOL_CONTINUOUS);
}

static JET_ERR each_of_tree(const struct tree *owner, uint32_t root, JET_ERR corrupted, space_visit visit,
                            void *context)
{
    const struct tree tree = {owner->file, root, owner->objid, true};
    struct tree_cursor at;
    struct space_extent extent;
    uint8_t pool;
    JET_ERR err;

    tree_cursor_init(&at, &tree);
    for (err = tree_first(&at); err >= 0; err = tree_next(&at)) {
        if (!decode_extent(&at, &pool, &extent)) {
            err = diag_fail(corrupted, "%s: page %u: entry %u is no extent", cache_file_path(owner->file),
                            at.pgno, at.line);
            break;
        }
        if (pool == POOL_SHELVED || extent.pages == 0) {
            continue;
        }
        err = visit(context, &extent);
        if (err < 0) {
            break;
        }
    }
    tree_cursor_free(&at);
    return err == JET_errNoCurrentRecord ? JET_errSuccess : err;
}

/* The free pages of a single extent: those whose bit is set, and all that the bitmap does not reach. */
static JET_ERR each_of_bitmap(const struct tree *tree, const struct space_header *header, space_visit visit,
                              void *context)
{
    const uint32_t mapped = header->pages - 1 < BITMAP_PAGES ? header->pages - 1 : BITMAP_PAGES;
    struct space_extent run = {0, 0};

    for (uint32_t i = 1; i <= mapped; i++) {
        if (header->available & 1u << (i - 1)) {
            run.last = tree->root + i;
            run.pages++;
        } else if (run.pages != 0) {
            JET_TRY(visit(context, &run));
            run.pages = 0;
        }
    }
    if (header->pages - 1 > mapped) {
        run.last = tree->root + header->pages - 1;
        run.pages += header->pages - 1 - mapped;
    }
    return run.pages != 0 ? visit(context, &run) : JET_errSuccess;
}

/* A single extent begins at the root and ends where page numbers do. */
static JET_ERR check_single(const struct tree *tree, const struct space_header *header, JET_ERR corrupted)
{
    if (header->pages == 0 || header->pages > INT32_MAX - tree->root) {
        return diag_fail(corrupted, "%s: page %u: an extent of %u pages cannot be",
                         cache_file_path(tree->file), tree->root, header->pages);
    }
    return JET_errSuccess;
}

JET_ERR space_each_owned(const struct tree *tree, space_visit visit, void *context)
{
    struct space_header header;

    JET_TRY(read_header(tree, &header));
    if (header.flags & SPACE_MULTIPLE) {
        return each_of_tree(tree, header.available, JET_errSPOwnExtCorrupted, visit, context);
    }
    JET_TRY(check_single(tree, &header, JET_errSPOwnExtCorrupted));
    return visit(context, &(struct space_extent){tree->root + header.pages - 1, header.pages});
}

JET_ERR space_each_available(const struct tree *tree, space_visit visit, void *context)
{
    struct space_header header;

    JET_TRY(read_header(tree, &header));
    if (header.flags & SPACE_MULTIPLE) {
        return each_of_tree(tree, header.available + 1, JET_errSPAvailExtCorrupted, visit, context);
    }
    JET_TRY(check_single(tree, &header, JET_errSPAvailExtCorrupted));
    return each_of_bitmap(tree, &header, visit, context);
}

/* A space_visit that adds up; damaged trees may count pages twice, so it stops at the highest number. */
static JET_ERR add_pages(void *context, const struct space_extent *extent)
{
    uint32_t *pages = context;

    *pages = extent->pages > UINT32_MAX - *pages ? UINT32_MAX : *pages + extent->pages;
    return JET_errSuccess;
}

JET_ERR space_owned(const struct tree *tree, uint32_t *pages)
{
    *pages = 0;
    return space_each_owned(tree, add_pages, pages);
}

JET_ERR space_available(const struct tree *tree, uint32_t *pages)
{
    *pages = 0;
    return space_each_available(tree, add_pages, pages);
}
