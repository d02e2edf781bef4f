/*
 * tree_change_undo.c - making a change undone, for rollback.
 *
 *   insert          the node gets its deleted flag; cleanup removes it
 *   replace         the data of before comes back; the page has kept room for it
 *   flag delete     the deleted flag goes
 *   delta           is taken off again
 *
 * Nothing here asks for a page, so that a rollback succeeds on a full disk.
 */
#include "btree/tree_change_log.h"
#include "diag.h"
#include "try.h"

/* The node that the change was made to, its leaf latched UPDATE. */
static JET_ERR find(const struct tree *tree, const struct undo *undo, struct page_ref *leaf, unsigned *tag)
{
    struct page_view view;
    bool equal;

    JET_TRY(change_latch_leaf(tree, undo->key, undo->data, NULL, leaf));
    page_view_init(&view, leaf->image, cache_file_page_size(tree->file));
    *tag = change_search(tree, &view, undo->key, undo->data, &equal);
    if (!equal) {
        page_unlatch(leaf);
        return diag_fail(JET_errDatabaseCorrupted, "page %u: the entry of a change to be undone is not there",
                         leaf->pgno);
    }
    return JET_errSuccess;
}

/* Does the page still have the room that was kept for the old data, and does the delta lie in the data? */
JET_ERR change_check_undo(const struct page_ref *leaf, const struct undo *undo, const struct page_node *node)
{
    const uint32_t width = undo->operation == VERSION_DELTA ? 4 : 8;

    if (undo->operation == VERSION_REPLACE && undo->before.size > node->data.size &&
        undo->before.size - node->data.size > page_free_bytes(leaf->image)) {
        return diag_fail(JET_errRollbackError,
                         "page %u: no room for the %u bytes that a rollback brings back", leaf->pgno,
                         undo->before.size);
    }
    if ((undo->operation == VERSION_DELTA || undo->operation == VERSION_DELTA64) &&
        (undo->offset > node->data.size || width > node->data.size - undo->offset)) {
        return diag_fail(JET_errRollbackError, "page %u: the number of a rollback lies outside of the entry",
                         leaf->pgno);
    }
    return JET_errSuccess;
}

static void bring_back(const struct tree *tree, struct page_ref *leaf, unsigned tag, const struct undo *undo,
                       uint32_t reserve_before)
{
    const uint32_t size = cache_file_page_size(tree->file);
    const uint32_t reserved = page_uncommitted_free(leaf->image);
    struct page_view view;
    struct page_node node;
    uint32_t now;

    page_replace_data(leaf->image, size, tag, undo->before);
    page_view_init(&view, leaf->image, size);
    page_view_node(&view, tag, &node);
    now = reserved + change_reserve_of(tree, &node);
    page_set_uncommitted_free(leaf->image, now > reserve_before ? now - reserve_before : 0);
}

static void take_off(uint8_t *at, unsigned operation, int64_t delta)
{
    if (operation == VERSION_DELTA) {
        put_u32(at, get_u32(at) - (uint32_t)delta);
    } else {
        put_u64(at, get_u64(at) - (uint64_t)delta);
    }
}

void change_write_undo(const struct tree *tree, struct page_ref *leaf, unsigned tag, const struct undo *undo,
                       const struct page_node *node)
{
    const uint32_t size = cache_file_page_size(tree->file);

    switch (undo->operation) {
    case VERSION_INSERT:
        page_set_node_flags(leaf->image, size, tag, node->flags | NODE_DELETED);
        break;
    case VERSION_FLAG_DELETE:
        page_set_node_flags(leaf->image, size, tag, node->flags & ~(unsigned)NODE_DELETED);
        break;
    case VERSION_REPLACE:
        bring_back(tree, leaf, tag, undo, change_reserve_of(tree, node));
        break;
    case VERSION_DELTA:
    case VERSION_DELTA64:
        take_off(page_node_data(leaf->image, size, tag) + undo->offset, undo->operation, undo->delta);
        break;
    default: /* locks have not changed the page */
        break;
    }
}

JET_ERR tree_undo(struct session *session, struct database *database, const struct tree *tree,
                  const struct undo *undo)
{
    const struct change change = {.session = session, .database = database};
    struct stamp stamp = {0};
    struct page_view view;
    struct page_node node;
    struct page_ref leaf;
    struct log_place place = {.change = &change, .tree = tree, .page = &leaf};
    unsigned tag;
    JET_ERR err;

    JET_TRY(find(tree, undo, &leaf, &tag));
    page_view_init(&view, leaf.image, cache_file_page_size(tree->file));
    page_view_node(&view, tag, &node);
    JET_TRY_OR(change_check_undo(&leaf, undo, &node), end);
    page_upgrade(&leaf);
    JET_TRY_OR(change_next_time(&change, &leaf, &stamp.dbtime), end);
    place.line = tag - view.first;
    place.dbtime = stamp.dbtime;
    JET_TRY_OR(change_log_undo(&place, undo, &stamp.lsn), end);
    change_stamp_logged(&change, &stamp);
    change_stamp(&leaf, &stamp);
    change_write_undo(tree, &leaf, tag, undo, &node);
    version_undone(undo->version);
end:
    page_unlatch(&leaf);
    return err;
}
