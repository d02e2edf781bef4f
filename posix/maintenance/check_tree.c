/*
 * check_tree.c - walking a tree from its root with a suspicious eye.
 *
 * The walk holds the pages of its path latched SHARED, so that the separators that bound a page stay at hand.
 */
#include "maintenance/check_tree.h"

#include "btree/page_search.h"
#include "btree/tree.h"
#include "diag.h"
#include "format/page_edit.h"
#include "try.h"

struct walk {
    const struct tree *tree;
    check_page_visit visit;
    void *context;
    struct tree_counts *counts;
    uint32_t page_size;
    uint32_t kind;     /* flags that every page of the tree shares */
    unsigned levels;   /* of the first leaf, 0 before it */
    uint32_t previous; /* leaf */
    uint32_t expected; /* that the previous leaf leads to */
    uint32_t key_size, data_size;
    uint8_t bookmark[TREE_BOOKMARK_MAX]; /* the last entry seen; none while key_size is UINT32_MAX */
};

/* What a page may hold: entries >= low and < high; NULL for no bound. */
struct bounds {
    const struct page_node *low, *high;
    bool right_edge;
};

static JET_ERR damaged(JET_ERR err, uint32_t pgno, const struct walk *walk, const char *what)
{
    return diag_fail(err, "page %u of the tree at page %u: %s", pgno, walk->tree->root, what);
}

static struct bytes whole_key(const struct page_node *node, uint8_t key[TREE_BOOKMARK_MAX])
{
    const uint32_t size = node->prefix.size + node->suffix.size;

    if (size > TREE_BOOKMARK_MAX) {
        return (struct bytes){key, 0};
    }
    memcpy(key, node->prefix.at, node->prefix.size);
    memcpy(key + node->prefix.size, node->suffix.at, node->suffix.size);
    return (struct bytes){key, size};
}

static JET_ERR check_flags(const struct walk *walk, const struct page_view *view, uint32_t pgno,
                           unsigned level)
{
    const uint32_t kinds =
        PAGE_SPACE_TREE | PAGE_INDEX | PAGE_LONG_VALUE | PAGE_NON_UNIQUE_KEYS | PAGE_EMPTY | PAGE_PRE_INIT;

    if (page_view_objid(view) != walk->tree->objid) {
        return damaged(JET_errBadParentPageLink, pgno, walk, "it belongs to another object");
    }
    if ((view->flags & kinds) != walk->kind) {
        return damaged(JET_errDatabaseCorrupted, pgno, walk, "it is of another kind than the root");
    }
    if (((view->flags & PAGE_ROOT) != 0) != (level == 1)) {
        return damaged(JET_errBadParentPageLink, pgno, walk, "it is, or is not, marked as a root");
    }
    if (!(view->flags & PAGE_LEAF) && (page_view_previous(view) != 0 || page_view_next(view) != 0)) {
        return damaged(JET_errBadPageLink, pgno, walk, "it is an inner page with siblings");
    }
    return view->first == view->end && level > 1
               ? damaged(JET_errDatabaseCorrupted, pgno, walk, "it has no nodes")
               : JET_errSuccess;
}

static JET_ERR check_entry(struct walk *walk, const struct page_node *node, const struct bounds *bounds,
                           uint32_t pgno)
{
    const struct bytes data = {node->data.at, walk->tree->unique ? 0 : node->data.size};
    const struct bytes last_key = {walk->bookmark, walk->key_size};
    const struct bytes last_data = {walk->bookmark + (walk->key_size == UINT32_MAX ? 0 : walk->key_size),
                                    walk->data_size};
    uint8_t key_bytes[TREE_BOOKMARK_MAX];
    const struct bytes key = whole_key(node, key_bytes);

    if (key.size + data.size > TREE_BOOKMARK_MAX) {
        return damaged(JET_errDatabaseCorrupted, pgno, walk, "it has an entry with an endless key");
    }
    if (walk->key_size != UINT32_MAX && node_compare_key(node, last_key) <= 0 &&
        (walk->tree->unique || node_compare(node, last_key, last_data) <= 0)) {
        return damaged(JET_errDatabaseCorrupted, pgno, walk, "an entry is not above the one before");
    }
    if (bounds->low != NULL && separator_compare(bounds->low, key, data) > 0) {
        return damaged(JET_errDatabaseCorrupted, pgno, walk,
                       "an entry is below the separator before the page");
    }
    if (bounds->high != NULL && separator_compare(bounds->high, key, data) <= 0) {
        return damaged(JET_errDatabaseCorrupted, pgno, walk,
                       "an entry is not below the separator of the page");
    }
    memcpy(walk->bookmark, key.at, key.size);
    memcpy(walk->bookmark + key.size, data.at, data.size);
    walk->key_size = key.size;
    walk->data_size = data.size;
    return JET_errSuccess;
}

static JET_ERR check_leaf(struct walk *walk, const struct page_view *view, uint32_t pgno,
                          const struct bounds *bounds, unsigned level)
{
    if (walk->levels != 0 && level != walk->levels) {
        return damaged(JET_errBadParentPageLink, pgno, walk, "it is a leaf of another level than the others");
    }
    if (page_view_previous(view) != walk->previous || (walk->previous != 0 && walk->expected != pgno)) {
        return damaged(JET_errBadPageLink, pgno, walk, "it and the leaf before it do not lead to each other");
    }
    for (unsigned tag = view->first; tag < view->end; tag++) {
        struct page_node node;

        page_view_node(view, tag, &node);
        JET_TRY(check_entry(walk, &node, bounds, pgno));
        walk->counts->entries++;
        walk->counts->deleted += (node.flags & NODE_DELETED) != 0;
    }
    walk->levels = level;
    walk->previous = pgno;
    walk->expected = page_view_next(view);
    walk->counts->leaves++;
    walk->counts->bytes += page_free_bytes(view->image);
    return JET_errSuccess;
}

static JET_ERR check_page_at(struct walk *walk, uint32_t pgno, const struct bounds *bounds, unsigned level);

/* The last key of an inner page is that of its separator, or infinity at the right edge. */
static JET_ERR check_last(const struct walk *walk, const struct page_view *view, uint32_t pgno,
                          const struct bounds *bounds)
{
    uint8_t key_bytes[TREE_BOOKMARK_MAX];
    struct page_node node;
    struct bytes key;

    page_view_node(view, view->end - 1u, &node);
    key = whole_key(&node, key_bytes);
    if (bounds->right_edge ? key.size != 0 : node_compare_key(bounds->high, key) != 0) {
        return damaged(JET_errDatabaseCorrupted, pgno, walk, "its last key is not that of its separator");
    }
    return JET_errSuccess;
}

static JET_ERR check_children(struct walk *walk, const struct page_view *view, uint32_t pgno,
                              const struct bounds *bounds, unsigned level)
{
    struct page_node low, high;

    if (level == TREE_DEPTH_MAX) {
        return damaged(JET_errBadParentPageLink, pgno, walk, "it lies too deep");
    }
    JET_TRY(check_last(walk, view, pgno, bounds));
    for (unsigned tag = view->first; tag < view->end; tag++) {
        const bool last = tag + 1u == view->end;
        struct bounds child = {.low = tag == view->first ? bounds->low : &low,
                               .high = last ? bounds->high : &high,
                               .right_edge = last && bounds->right_edge};

        page_view_node(view, tag, &high);
        if (tag == view->first && bounds->low != NULL) {
            uint8_t key_bytes[TREE_BOOKMARK_MAX];
            const struct bytes key = whole_key(&high, key_bytes);

            if (key.size > 0 && node_compare_key(bounds->low, key) >= 0) {
                return damaged(JET_errDatabaseCorrupted, pgno, walk,
                               "a separator is not above the one before the page");
            }
        }
        JET_TRY(check_page_at(walk, node_child(&high), &child, level + 1));
        low = high;
    }
    return JET_errSuccess;
}

static JET_ERR check_content(struct walk *walk, const struct page_ref *page, const struct bounds *bounds,
                             unsigned level)
{
    const uint32_t pgno = page->pgno;
    struct page_view view;

    JET_TRY(page_check(page->image, walk->page_size, pgno));
    page_view_init(&view, page->image, walk->page_size);
    JET_TRY(check_flags(walk, &view, pgno, level));
    if (walk->visit != NULL) {
        JET_TRY(walk->visit(walk->context, pgno));
    }
    walk->counts->pages++;
    walk->counts->levels = level > walk->counts->levels ? level : walk->counts->levels;
    if (view.flags & PAGE_LEAF) {
        return check_leaf(walk, &view, pgno, bounds, level);
    }
    if (view.first == view.end) {
        return damaged(JET_errDatabaseCorrupted, pgno, walk, "it is an inner page without children");
    }
    return check_children(walk, &view, pgno, bounds, level);
}

static JET_ERR check_page_at(struct walk *walk, uint32_t pgno, const struct bounds *bounds, unsigned level)
{
    struct page_ref page;
    JET_ERR err;

    JET_TRY(page_latch(walk->tree->file, pgno, LATCH_SHARED, &page));
    err = check_content(walk, &page, bounds, level);
    page_unlatch(&page);
    return err;
}

JET_ERR check_tree(const struct tree *tree, check_page_visit visit, void *context, struct tree_counts *counts)
{
    const uint32_t kinds = PAGE_SPACE_TREE | PAGE_INDEX | PAGE_LONG_VALUE | PAGE_NON_UNIQUE_KEYS;
    const struct bounds none = {.right_edge = true};
    struct walk walk = {
        .tree = tree, .visit = visit, .context = context, .counts = counts, .key_size = UINT32_MAX};
    struct page_ref page;

    memset(counts, 0, sizeof *counts);
    walk.page_size = cache_file_page_size(tree->file);
    JET_TRY(page_latch(tree->file, tree->root, LATCH_SHARED, &page));
    walk.kind = get_u32(page.image + 36) & kinds;
    page_unlatch(&page);
    JET_TRY(check_page_at(&walk, tree->root, &none, 1));
    return walk.expected == 0
               ? JET_errSuccess
               : damaged(JET_errBadPageLink, walk.previous, &walk, "the last leaf leads to another");
}
