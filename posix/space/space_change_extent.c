/*
 * space_change_extent.c - entries of the trees of owned and of available extents.
 *
 *   key    last page of the extent, 4 bytes, big end first (5 bytes and a mark for pages kept for a purpose)
 *   data   number of pages, 4 bytes
 *
 * Pages are taken from the front of an extent, so that its key stays. Format: reference database-file 8.2.
 */
#include "diag.h"
#include "format/page_view.h"
#include "instance/database.h"
#include "space/space_change_parts.h"
#include "try.h"

static struct tree tree_of(const struct space_owner *owner, enum space_kind kind)
{
    return space_tree(owner->tree, &owner->header, kind);
}

static struct bytes key_of(uint32_t last, uint8_t key[SPACE_NODE_KEY])
{
    put_big_u32(key, last);
    return (struct bytes){key, SPACE_NODE_KEY};
}

/* The walk has ended: an error, or no more entries. */
static JET_ERR end_of_walk(JET_ERR err)
{
    return err == JET_errNoCurrentRecord || err == JET_errRecordNotFound ? JET_errSuccess : err;
}

JET_ERR extent_find(const struct space_owner *owner, enum space_kind kind, uint32_t pgno,
                    struct extent *extent, bool *found)
{
    const struct tree tree = tree_of(owner, kind);
    uint8_t key[SPACE_NODE_KEY];
    struct tree_cursor cursor;
    int order;
    JET_ERR err;

    *found = false;
    tree_cursor_init(&cursor, &tree);
    err = tree_seek(&cursor, key_of(pgno, key), (struct bytes){key, 0}, &order);
    if (err >= 0) {
        err = space_extent_decode(&cursor, extent);
        *found = err >= 0 && extent->pool == 0;
    }
    tree_cursor_free(&cursor);
    return end_of_walk(err);
}

/* From where the cursor is to the end of the ordinary extents, or to one of `pages` or more. */
static JET_ERR find_from(struct tree_cursor *cursor, JET_ERR err, uint32_t pages, struct extent *extent,
                         bool *found)
{
    for (; err >= 0; err = tree_next(cursor)) {
        JET_TRY(space_extent_decode(cursor, extent));
        if (extent->pool != 0) {
            return JET_errSuccess;
        }
        if (extent->pages >= pages) {
            *found = true;
            return JET_errSuccess;
        }
    }
    return end_of_walk(err);
}

JET_ERR available_find(const struct space_owner *owner, uint32_t pages, uint32_t hint, struct extent *extent,
                       bool *found)
{
    const struct tree tree = tree_of(owner, SPACE_AVAILABLE);
    uint8_t key[SPACE_NODE_KEY];
    struct tree_cursor cursor;
    int order;
    JET_ERR err;

    *found = false;
    tree_cursor_init(&cursor, &tree);
    err = tree_seek(&cursor, key_of(hint + 1, key), (struct bytes){key, 0}, &order);
    err = find_from(&cursor, err, pages, extent, found);
    if (err >= 0 && !*found) {
        err = find_from(&cursor, tree_first(&cursor), pages, extent, found);
    }
    tree_cursor_free(&cursor);
    return err;
}

JET_ERR extent_last_owned(const struct space_owner *owner, struct extent *extent)
{
    const struct tree tree = tree_of(owner, SPACE_OWNED);
    struct tree_cursor cursor;
    JET_ERR err;

    tree_cursor_init(&cursor, &tree);
    err = tree_last(&cursor);
    if (err >= 0) {
        err = space_extent_decode(&cursor, extent);
    } else if (err == JET_errNoCurrentRecord) {
        err = diag_fail(JET_errDatabaseCorrupted, "the tree at page %u owns no space", owner->tree->root);
    }
    tree_cursor_free(&cursor);
    return err;
}

JET_ERR owner_has_pages(const struct space_owner *owner, uint32_t pages, bool *has)
{
    const struct tree tree = tree_of(owner, SPACE_OWNED);
    struct tree_cursor cursor;
    struct extent extent;
    uint32_t sum = 0;
    JET_ERR err;

    tree_cursor_init(&cursor, &tree);
    for (err = tree_first(&cursor); err >= 0 && sum < pages; err = tree_next(&cursor)) {
        JET_TRY_OR(space_extent_decode(&cursor, &extent), end);
        sum += extent.pages < pages ? extent.pages : pages;
    }
end:
    tree_cursor_free(&cursor);
    *has = sum >= pages;
    return end_of_walk(err);
}

/* ------------------------------------------------------------------------------------------------ changes */

JET_ERR extent_insert(const struct space_owner *owner, enum space_kind kind, uint32_t first, uint32_t pages)
{
    const struct tree tree = tree_of(owner, kind);
    uint8_t key[SPACE_NODE_KEY], data[4];
    struct tree_cursor cursor;
    JET_ERR err;

    put_u32(data, pages);
    tree_cursor_init(&cursor, &tree);
    err = tree_insert(&cursor, &owner->change, key_of(first + pages - 1, key),
                      (struct bytes){data, sizeof data});
    tree_cursor_free(&cursor);
    return err == JET_errKeyDuplicate
               ? diag_fail(JET_errDatabaseCorrupted, "page %u of the tree at page %u is %s already", first,
                           owner->tree->root, kind == SPACE_OWNED ? "owned" : "available")
               : err;
}

/* Goes to the entry of an extent and does something to it: deletes it, or gives it other data. */
static JET_ERR change_entry(const struct space_owner *owner, enum space_kind kind,
                            const struct extent *extent, const uint32_t *pages)
{
    const struct tree tree = tree_of(owner, kind);
    uint8_t key[SPACE_NODE_KEY], data[4];
    struct tree_cursor cursor;
    JET_ERR err;

    tree_cursor_init(&cursor, &tree);
    JET_TRY_OR(tree_set_place(&cursor, TREE_ON_ENTRY, key_of(extent->first + extent->pages - 1, key),
                              (struct bytes){key, 0}),
               end);
    if (pages == NULL) {
        err = tree_delete(&cursor, &owner->change);
    } else {
        put_u32(data, *pages);
        err = tree_replace(&cursor, &owner->change, (struct bytes){data, sizeof data});
    }
end:
    tree_cursor_free(&cursor);
    return err;
}

JET_ERR extent_delete(const struct space_owner *owner, enum space_kind kind, const struct extent *extent)
{
    return change_entry(owner, kind, extent, NULL);
}

JET_ERR extent_resize(const struct space_owner *owner, const struct extent *extent, uint32_t pages)
{
    return change_entry(owner, SPACE_AVAILABLE, extent, &pages);
}

JET_ERR available_take(const struct space_owner *owner, const struct extent *extent, uint32_t pages)
{
    return pages == extent->pages ? extent_delete(owner, SPACE_AVAILABLE, extent)
                                  : extent_resize(owner, extent, extent->pages - pages);
}
