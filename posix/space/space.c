/*
 * space.c - reading space headers and extent trees.
 */
#include "space/space.h"

#include "diag.h"
#include "format/page_view.h"
#include "try.h"

enum {
    DATABASE_ROOT_PGNO = 1,
    DATABASE_ROOT_OBJID = 1,
    SPACE_HEADER_SIZE = 16,
    SPACE_MANY_EXTENTS = 1,
    SPACE_NON_UNIQUE = 2,
    SPACE_LATEST_EXTENT = 4,
    TYPED_HAS_SPACE = 1, /* newest format: a byte of these before the header */
    TYPED_HAS_AUTOINCREMENT = 2,
    FREE_BITS = 32,
    EXTENT_KEY_SIZE = 4,
    POOLED_KEY_SIZE = 5,
    POOL_MARK = 0x80,
    SPLIT_BUFFER_EXTENTS = 2,
    SPLIT_BUFFER_SIZE = 16,
};

static JET_ERR corrupt(const struct tree *tree, const char *what)
{
    return diag_fail(JET_errDatabaseCorrupted, "%s: the space of the tree at page %u is damaged: %s",
                     cache_file_path(tree->file), tree->root, what);
}

/* Takes the bytes of tag 0 apart. */
static JET_ERR decode(const struct tree *tree, struct bytes bytes, struct space_header *header)
{
    uint8_t kind = TYPED_HAS_SPACE;

    header->autoincrement = 0;
    if (bytes.size != SPACE_HEADER_SIZE && bytes.size > 0) {
        kind = bytes.at[0];
        bytes.at++;
        bytes.size--;
    }
    if (!(kind & TYPED_HAS_SPACE) || bytes.size < SPACE_HEADER_SIZE) {
        return corrupt(tree, "its root has no space header");
    }
    header->pages = get_u32(bytes.at);
    header->parent = get_u32(bytes.at + 4);
    header->many_extents = get_u32(bytes.at + 8) & SPACE_MANY_EXTENTS;
    header->non_unique = get_u32(bytes.at + 8) & SPACE_NON_UNIQUE;
    header->is_latest = get_u32(bytes.at + 8) & SPACE_LATEST_EXTENT;
    header->free_bits = header->many_extents ? 0 : get_u32(bytes.at + 12);
    header->owned_root = header->many_extents ? get_u32(bytes.at + 12) : 0;
    if (kind & TYPED_HAS_AUTOINCREMENT && bytes.size >= SPACE_HEADER_SIZE + sizeof(uint64_t)) {
        header->autoincrement = get_u64(bytes.at + SPACE_HEADER_SIZE);
    }
    return JET_errSuccess;
}

/* Copies tag 0 of a root page. */
static JET_ERR read_tag_zero(const struct tree *tree, uint8_t *copy, uint32_t capacity, uint32_t *size)
{
    struct page_ref page;
    struct bytes bytes;
    JET_ERR err = JET_errSuccess;

    JET_TRY(page_latch(tree->file, tree->root, LATCH_SHARED, &page));
    if (get_u32(page.image + 24) != tree->objid) {
        err = corrupt(tree, "its root belongs to another object");
    } else if (!page_tag(page.image, cache_file_page_size(tree->file), 0, &bytes, NULL)) {
        err = corrupt(tree, "its root has no external header");
    } else {
        *size = bytes.size < capacity ? bytes.size : capacity;
        memcpy(copy, bytes.at, *size);
    }
    page_unlatch(&page);
    return err;
}

JET_ERR space_header_read(const struct tree *tree, struct space_header *header)
{
    uint8_t bytes[1 + SPACE_HEADER_SIZE + sizeof(uint64_t)];
    uint32_t size;

    JET_TRY(read_tag_zero(tree, bytes, sizeof bytes, &size));
    return decode(tree, (struct bytes){bytes, size}, header);
}

struct tree space_tree(const struct tree *tree, const struct space_header *header, enum space_kind kind)
{
    return (struct tree){tree->file, header->owned_root + (kind == SPACE_AVAILABLE ? 1 : 0), tree->objid,
                         true};
}

struct tree space_root(const struct database *database)
{
    return (struct tree){database->pages, DATABASE_ROOT_PGNO, DATABASE_ROOT_OBJID, true};
}

/* ------------------------------------------------------------------------------------------------ extents */

JET_ERR space_extent_decode(const struct tree_cursor *cursor, struct extent *extent)
{
    uint8_t key[POOLED_KEY_SIZE];
    const uint32_t size = tree_key(cursor, key, sizeof key);
    struct page_node node;
    uint32_t last;

    tree_entry(cursor, &node);
    if ((size != EXTENT_KEY_SIZE && !(size == POOLED_KEY_SIZE && key[0] >= POOL_MARK)) ||
        node.data.size != 4) {
        return corrupt(cursor->tree, "an entry is no extent");
    }
    extent->pool = size == POOLED_KEY_SIZE ? key[0] - (uint32_t)POOL_MARK : 0;
    last = get_big_u32(key + size - EXTENT_KEY_SIZE);
    extent->pages = get_u32(node.data.at);
    if (extent->pages > last) {
        return corrupt(cursor->tree, "an extent begins before the file");
    }
    extent->first = last - extent->pages + 1;
    return JET_errSuccess;
}

static JET_ERR walk(const struct tree *tree, extent_visit visit, void *context)
{
    struct tree_cursor cursor;
    struct extent extent;
    JET_ERR err;

    tree_cursor_init(&cursor, tree);
    for (err = tree_first(&cursor); err >= 0; err = tree_next(&cursor)) {
        JET_TRY_OR(space_extent_decode(&cursor, &extent), end);
        JET_TRY_OR(visit(context, &extent), end);
    }
    if (err == JET_errNoCurrentRecord) {
        err = JET_errSuccess;
    }
end:
    tree_cursor_free(&cursor);
    return err;
}

/* The pages that an extent tree keeps for its own growth. */
static JET_ERR walk_split_buffer(const struct tree *tree, extent_visit visit, void *context)
{
    uint8_t bytes[SPLIT_BUFFER_SIZE];
    uint32_t size;

    JET_TRY(read_tag_zero(tree, bytes, sizeof bytes, &size));
    for (unsigned i = 0; i < SPLIT_BUFFER_EXTENTS && 8 * (i + 1) <= size; i++) {
        const uint32_t last = get_u32(bytes + 8 * i), pages = get_u32(bytes + 8 * i + 4);

        if (pages > last) {
            return corrupt(tree, "its reserve begins before the file");
        }
        if (pages > 0) {
            JET_TRY(visit(context, &(struct extent){last - pages + 1, pages, 0}));
        }
    }
    return JET_errSuccess;
}

/* A single extent: runs of set bits, and what lies beyond them. */
static JET_ERR walk_free_bits(const struct tree *tree, const struct space_header *header, extent_visit visit,
                              void *context)
{
    struct extent run = {0, 0, 0};

    for (uint32_t i = 0; i + 1 < header->pages; i++) {
        const bool is_free = i >= FREE_BITS || header->free_bits & 1u << i;

        if (is_free && run.pages == 0) {
            run.first = tree->root + 1 + i;
        }
        if (i >= FREE_BITS) { /* all the rest is free */
            run.pages += header->pages - 1 - i;
            break;
        }
        if (is_free) {
            run.pages++;
        } else if (run.pages > 0) {
            JET_TRY(visit(context, &run));
            run.pages = 0;
        }
    }
    return run.pages > 0 ? visit(context, &run) : JET_errSuccess;
}

JET_ERR space_each_extent(const struct tree *tree, enum space_kind kind, bool reserves, extent_visit visit,
                          void *context)
{
    struct space_header header;
    struct tree extents;

    JET_TRY(space_header_read(tree, &header));
    if (!header.many_extents) {
        if (kind == SPACE_OWNED) {
            return visit(context, &(struct extent){tree->root, header.pages, 0});
        }
        return walk_free_bits(tree, &header, visit, context);
    }
    extents = space_tree(tree, &header, kind);
    JET_TRY(walk(&extents, visit, context));
    if (kind == SPACE_AVAILABLE && reserves) {
        const struct tree owned = space_tree(tree, &header, SPACE_OWNED);

        JET_TRY(walk_split_buffer(&owned, visit, context));
        JET_TRY(walk_split_buffer(&extents, visit, context));
    }
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------- totals */

static JET_ERR add_pages(void *context, const struct extent *extent)
{
    uint32_t *total = context;

    if (extent->pages > UINT32_MAX - *total) {
        return diag_fail(JET_errDatabaseCorrupted, "extents add up to more pages than a file can have");
    }
    *total += extent->pages;
    return JET_errSuccess;
}

JET_ERR space_of_tree(const struct tree *tree, uint32_t *owned, uint32_t *available)
{
    *owned = *available = 0;
    JET_TRY(space_each_extent(tree, SPACE_OWNED, false, add_pages, owned));
    return space_each_extent(tree, SPACE_AVAILABLE, false, add_pages, available);
}

JET_ERR space_of_database(struct database *database, uint32_t *owned, uint32_t *available)
{
    const struct tree root = space_root(database);

    return space_of_tree(&root, owned, available);
}
