/*
 * tree_change_leaf.c - finding the leaf of a change, and whether the change fits there.
 */
#include "btree/page_search.h"
#include "btree/tree_change_parts.h"
#include "diag.h"
#include "try.h"

enum { DENSITY_DEFAULT = 80 };

static void note_level(struct tree_path *path, const struct page_ref *page, const struct page_view *view,
                       unsigned tag)
{
    if (path != NULL) {
        path->level[path->depth].pgno = page->pgno;
        path->level[path->depth].tag = (uint16_t)tag;
        path->level[path->depth].first = view->first;
        path->level[path->depth].end = view->end;
        path->level[path->depth].free = page_free_bytes(page->image);
        path->depth++;
    }
}

/* Latches the root: SHARED when it is an inner page, UPDATE when it is a leaf. */
static JET_ERR latch_root(const struct tree *tree, struct page_ref *page, struct page_view *view)
{
    const uint32_t size = cache_file_page_size(tree->file);
    enum latch_mode mode = LATCH_SHARED;
    JET_ERR err;

    for (;;) {
        JET_TRY(page_latch(tree->file, tree->root, mode, page));
        page_view_init(view, page->image, size);
        err = tree_check_member(tree, view, page->pgno, JET_errDatabaseCorrupted);
        if (err < 0) {
            page_unlatch(page);
            return err;
        }
        if ((view->flags & PAGE_LEAF ? LATCH_UPDATE : LATCH_SHARED) == mode) {
            return JET_errSuccess;
        }
        page_unlatch(page);
        mode = mode == LATCH_SHARED ? LATCH_UPDATE : LATCH_SHARED;
    }
}

JET_ERR change_latch_leaf(const struct tree *tree, struct bytes key, struct bytes order,
                          struct tree_path *path, struct page_ref *leaf)
{
    const uint32_t size = cache_file_page_size(tree->file);
    struct page_view view;
    struct page_ref child;
    unsigned depth = 0;
    JET_ERR err;

    if (path != NULL) {
        path->depth = 0;
    }
    JET_TRY(latch_root(tree, leaf, &view));
    while (!(view.flags & PAGE_LEAF)) {
        const bool above_leaf = view.flags & PAGE_PARENT_OF_LEAF;
        struct page_node node;
        unsigned tag;

        JET_TRY_OR(tree_check_parent(tree, &view, leaf->pgno, depth++), failed);
        tag = child_search(&view, key, order);
        note_level(path, leaf, &view, tag);
        page_view_node(&view, tag, &node);
        JET_TRY_OR(
            page_latch(tree->file, node_child(&node), above_leaf ? LATCH_UPDATE : LATCH_SHARED, &child),
            failed);
        page_unlatch(leaf);
        *leaf = child;
        page_view_init(&view, leaf->image, size);
        JET_TRY_OR(tree_check_child(tree, &view, leaf->pgno, above_leaf), failed);
    }
    return JET_errSuccess;
failed:
    page_unlatch(leaf);
    return err;
}

/* ---------------------------------------------------------------------------------------------- positions */

/* Is this page, reached by its number only, the leaf that (key, order) belongs to for certain? */
static bool is_leaf_of(const struct tree *tree, const struct page_view *view, struct bytes key,
                       struct bytes order)
{
    const uint32_t other = PAGE_SPACE_TREE | PAGE_EMPTY | PAGE_PRE_INIT;
    struct page_node node;

    if (page_view_objid(view) != tree->objid || (view->flags & (other | PAGE_LEAF)) != PAGE_LEAF ||
        view->first >= view->end) {
        return false;
    }
    page_view_node(view, view->end - 1u, &node);
    if ((tree->unique ? node_compare_key(&node, key) : node_compare(&node, key, order)) < 0) {
        return page_view_next(view) == 0;
    }
    page_view_node(view, view->first, &node);
    return (tree->unique ? node_compare_key(&node, key) : node_compare(&node, key, order)) <= 0;
}

/* Tries the page that the last change was made on, where ascending changes go. */
static bool try_last_leaf(struct tree_cursor *cursor, struct bytes key, struct bytes order)
{
    struct page_ref page;
    struct page_view view;

    if (!cursor->in_sequence || cursor->pgno == 0 ||
        page_latch(cursor->tree->file, cursor->pgno, LATCH_UPDATE, &page) < 0) {
        return false;
    }
    page_view_init(&view, page.image, cache_file_page_size(cursor->tree->file));
    if (!is_leaf_of(cursor->tree, &view, key, order)) {
        page_unlatch(&page);
        return false;
    }
    tree_enter_page(cursor, &page);
    return true;
}

JET_ERR change_go_to_leaf(struct tree_cursor *cursor, struct bytes key, struct bytes order)
{
    const uint32_t before = cursor->pgno;
    struct page_ref leaf;

    if (cursor->latched) {
        page_unlatch(&cursor->page);
        cursor->latched = false;
    }
    if (try_last_leaf(cursor, key, order)) {
        return JET_errSuccess;
    }
    JET_TRY(change_latch_leaf(cursor->tree, key, order, NULL, &leaf));
    tree_enter_page(cursor, &leaf);
    cursor->in_sequence = cursor->pgno == before && !(cursor->view.flags & PAGE_SPACE_TREE);
    return JET_errSuccess;
}

/* Latches the cursor's page UPDATE if it is still in the state that the position was taken in. */
static bool relatch(struct tree_cursor *cursor)
{
    struct page_ref page;

    if (cursor->pgno == 0 || page_latch(cursor->tree->file, cursor->pgno, LATCH_UPDATE, &page) < 0) {
        return false;
    }
    if (page_view_dbtime(&(struct page_view){.image = page.image}) != cursor->dbtime) {
        page_unlatch(&page);
        return false;
    }
    tree_enter_page(cursor, &page);
    return true;
}

JET_ERR change_go_to_entry(struct tree_cursor *cursor)
{
    struct bytes key, order;
    bool equal;
    JET_ERR err;

    if (cursor->place != TREE_ON_ENTRY) {
        return diag_fail(JET_errNoCurrentRecord, "the position in the tree at page %u is on no entry",
                         cursor->tree->root);
    }
    JET_TRY(tree_unlatch(cursor));
    if (relatch(cursor)) {
        return JET_errSuccess;
    }
    key = tree_bookmark_key(cursor);
    order = tree_bookmark_data(cursor);
    JET_TRY(change_go_to_leaf(cursor, key, order));
    cursor->line = change_search(cursor->tree, &cursor->view, key, order, &equal);
    if (equal) {
        return JET_errSuccess;
    }
    tree_to_gap(cursor);
    err = tree_unlatch(cursor);
    return err < 0 ? err : JET_errRecordDeleted;
}

/* Is it behind the last entry of the tree? Entries often come in their order. */
static bool is_append(const struct tree *tree, const struct page_view *view, struct bytes key,
                      struct bytes order)
{
    struct page_node last;

    if (page_view_next(view) != 0 || view->end == view->first) {
        return false;
    }
    page_view_node(view, view->end - 1u, &last);
    return (tree->unique ? node_compare_key(&last, key) : node_compare(&last, key, order)) < 0;
}

unsigned change_search(const struct tree *tree, const struct page_view *view, struct bytes key,
                       struct bytes order, bool *equal)
{
    unsigned tag;

    *equal = false;
    if (is_append(tree, view, key, order)) {
        return view->end;
    }
    tag = leaf_search(view, tree->unique, key, order, equal);
    if (*equal && !tree->unique) {
        struct page_node node;

        page_view_node(view, tag, &node);
        *equal = bytes_compare(node.data, order) == 0;
    }
    return tag;
}

/* --------------------------------------------------------------------------------------------------- room */

uint32_t change_reserve_of(const struct tree *tree, const struct page_node *node)
{
    uint8_t key[TREE_KEY_MAX];
    const uint32_t size = node->prefix.size + node->suffix.size;

    if (!(node->flags & NODE_VERSIONED) || !tree->unique || size > TREE_KEY_MAX) {
        return 0; /* data that orders entries is never replaced */
    }
    memcpy(key, node->prefix.at, node->prefix.size);
    memcpy(key + node->prefix.size, node->suffix.at, node->suffix.size);
    return version_reserve(tree, (struct bytes){key, size}, (struct bytes){key, 0}, node->data.size);
}

static uint32_t reserve_of_page(const struct tree *tree, const struct page_view *view)
{
    uint32_t reserve = 0;

    for (unsigned tag = view->first; tag < view->end; tag++) {
        struct page_node node;

        page_view_node(view, tag, &node);
        reserve += change_reserve_of(tree, &node);
    }
    return reserve;
}

bool change_has_room(const struct tree *tree, const struct page_view *view, uint32_t bytes, uint32_t own,
                     uint32_t *reserved)
{
    const uint32_t free = page_free_bytes(view->image);

    *reserved = page_uncommitted_free(view->image);
    if (bytes + *reserved <= free + (own < *reserved ? own : *reserved)) {
        return true;
    }
    if (*reserved > 0) {
        const uint32_t now = reserve_of_page(tree, view);

        *reserved = now < *reserved ? now : *reserved;
    }
    return bytes + *reserved <= free + (own < *reserved ? own : *reserved);
}

/* Bytes that appends leave free on the last leaf. */
static uint32_t spare_bytes(const struct change *change, const struct page_view *view, unsigned tag)
{
    const uint32_t density =
        change->density != 0 && change->density <= 100 ? change->density : DENSITY_DEFAULT;
    const uint32_t size = (uint32_t)(view->tag_zero - view->image) + PAGE_TAG_SIZE;

    if (tag != view->end || view->first == view->end || page_view_next(view) != 0 ||
        change->flags & CHANGE_SPACE) {
        return 0;
    }
    return page_capacity(size) * (100 - density) / 100;
}

bool change_fits(const struct tree *tree, const struct change *change, const struct page_view *view,
                 const struct operation *operation, unsigned tag, uint32_t *reserved)
{
    struct page_node node;

    if (operation->kind == OPERATION_INSERT) {
        node = (struct page_node){
            .prefix = {operation->key.at, 0}, .suffix = operation->key, .data = operation->data};
        return change_has_room(tree, view,
                               node_line_size(&node, node_shared(&node, view->prefix)) + PAGE_TAG_SIZE +
                                   spare_bytes(change, view, tag),
                               0, reserved);
    }
    page_view_node(view, tag, &node);
    *reserved = page_uncommitted_free(view->image);
    if (operation->data.size <= node.data.size) {
        return true;
    }
    return change_has_room(tree, view, operation->data.size - node.data.size,
                           *reserved > 0 ? change_reserve_of(tree, &node) : 0, reserved);
}
