/*
 * tree_change_merge.c - taking dead entries out of their leaves, and leaves out of the tree.
 *
 *   empty page    the leaf's entries are all dead       its neighbours are linked with each other
 *   full right    few are left                          they move to the right sibling first
 *   empty tree    it is the only leaf                   the root becomes an empty leaf
 *
 *   parent    ... K1:A  K2:B  K3:C ...       B goes:     ... K1:A  K3:C ...
 *
 * The range of keys that led to the leaf falls to its right sibling: its entry in the parent goes. If that was the
 * parent's last one, the parent ends earlier now, and the entry that leads to the parent gets the key of the new last one
 * (above it too, where that entry is the last). A parent whose only entry goes is taken out with it. On the right edge of the
 * tree the range falls to the left instead: the last keys there are empty, which stand for infinity, and the new last entry
 * gets an empty key.
 *
 * What is below that one would have to end in empty keys too, which a merge does not reach: while an inner page would go on
 * the right edge, its dead leaf stays. It is looked at again when its left neighbour goes.
 *
 * All this happens under the structure lock of the tree, with the pages that change latched EXCLUSIVE: from the highest
 * of the path down, then left sibling, leaf, right sibling.
 */
#include "btree/page_search.h"
#include "btree/tree_change_merge.h"
#include "btree/tree_pages.h"
#include "diag.h"
#include "instance/database.h"
#include "try.h"

enum { SPARSE_FREE_QUARTERS = 3 };

bool change_is_sparse(const struct page_view *view, uint32_t page_size)
{
    return !(view->flags & PAGE_ROOT) &&
           4 * page_free_bytes(view->image) > SPARSE_FREE_QUARTERS * page_capacity(page_size);
}

bool merge_is_dead(const struct tree *tree, const struct page_node *node)
{
    uint8_t key[TREE_BOOKMARK_MAX];
    const uint32_t size = node->prefix.size + node->suffix.size;

    if (!(node->flags & NODE_DELETED) || size > sizeof key) {
        return false;
    }
    if (!(node->flags & NODE_VERSIONED)) {
        return true;
    }
    memcpy(key, node->prefix.at, node->prefix.size);
    memcpy(key + node->prefix.size, node->suffix.at, node->suffix.size);
    return !version_is_active(tree, (struct bytes){key, size},
                              (struct bytes){node->data.at, tree->unique ? 0 : node->data.size});
}

/* --------------------------------------------------------------------------------------------- what to do */

static bool all_dead(const struct tree *tree, const struct page_view *view)
{
    for (unsigned tag = view->first; tag < view->end; tag++) {
        struct page_node node;

        page_view_node(view, tag, &node);
        if (!merge_is_dead(tree, &node)) {
            return false;
        }
    }
    return true;
}

static enum merge_kind kind_for(const struct tree *tree, const struct page_view *view, uint32_t page_size)
{
    if (view->flags & PAGE_ROOT) {
        return MERGE_NONE;
    }
    if (all_dead(tree, view)) {
        return page_view_previous(view) == 0 && page_view_next(view) == 0 ? MERGE_EMPTY_TREE
                                                                          : MERGE_EMPTY_PAGE;
    }
    return change_is_sparse(view, page_size) && page_view_next(view) != 0 ? MERGE_FULL_RIGHT : MERGE_NONE;
}

/* Takes a line out of its leaf, latched UPDATE or EXCLUSIVE. */
static JET_ERR take_out_line(const struct change *change, const struct tree *tree, struct page_ref *leaf,
                             unsigned line)
{
    const uint32_t size = cache_file_page_size(tree->file);
    struct stamp stamp = {0};
    struct page_view view;

    if (leaf->mode != LATCH_EXCLUSIVE) {
        page_upgrade(leaf);
    }
    JET_TRY(change_next_time(change, leaf, &stamp.dbtime));
    const struct log_place place = {
        .change = change, .tree = tree, .page = leaf, .line = line, .dbtime = stamp.dbtime};

    JET_TRY(change_log_delete(&place, &stamp.lsn));
    change_stamp_logged(change, &stamp);
    change_stamp(leaf, &stamp);
    page_view_init(&view, leaf->image, size);
    page_delete_node(leaf->image, size, view.first + line);
    return JET_errSuccess;
}

/* Takes the entry out of its leaf (latched UPDATE) when it is dead and something stays there. */
static JET_ERR take_from_leaf(const struct change *change, const struct tree *tree, struct page_ref *leaf,
                              struct bytes key, struct bytes order)
{
    const uint32_t size = cache_file_page_size(tree->file);
    struct page_view view;
    struct page_node node;
    unsigned tag;
    bool equal;

    page_view_init(&view, leaf->image, size);
    tag = change_search(tree, &view, key, order, &equal);
    if (!equal || (view.end - view.first == 1 && !(view.flags & PAGE_ROOT))) {
        return JET_errSuccess;
    }
    page_view_node(&view, tag, &node);
    return merge_is_dead(tree, &node) ? take_out_line(change, tree, leaf, tag - view.first) : JET_errSuccess;
}

/*
 * Takes every dead entry out of a leaf (latched UPDATE) whose entries are to move: so all that are left do, and a replay, which does
 * not know what old snapshots need, moves the same ones.
 */
static JET_ERR take_dead_from_leaf(const struct change *change, const struct tree *tree,
                                   struct page_ref *leaf)
{
    const uint32_t size = cache_file_page_size(tree->file);
    struct page_view view;

    page_view_init(&view, leaf->image, size);
    for (unsigned tag = view.end; tag-- > view.first;) {
        struct page_node node;

        page_view_node(&view, tag, &node);
        if (merge_is_dead(tree, &node)) {
            JET_TRY(take_out_line(change, tree, leaf, tag - view.first));
            page_view_init(&view, leaf->image, size);
        }
    }
    return JET_errSuccess;
}

/* Decides, for each inner page from the leaf's parent up, what happens to it. False when the pages contradict each other. */
static bool choose_levels(struct merge *merge)
{
    const bool right_edge = merge->next == 0;
    bool deletes = true; /* else the entry above gets a new key */

    merge->key_size = 0;
    for (unsigned level = merge->path.depth; level-- > 0;) {
        const bool last = merge->path.level[level].tag + 1u == merge->path.level[level].end;
        const bool only = merge->path.level[level].end - merge->path.level[level].first == 1;

        merge->top = level;
        if (deletes && only) {
            merge->level[level].action = LEVEL_GOES;
            continue;
        }
        merge->level[level].action = deletes ? LEVEL_DELETES : LEVEL_REKEYS;
        if (!last || right_edge) {
            return true;
        }
        deletes = false;
    }
    return false;
}

static JET_ERR contradiction(const struct merge *merge)
{
    return diag_fail(JET_errBadParentPageLink,
                     "page %u: its siblings and its parents in the tree at page %u contradict each other",
                     merge->leaf, merge->tree->root);
}

/* Finds the leaf and the kind of merge; frees the dead entry on the way when it can go alone. */
static JET_ERR look(struct merge *merge, struct bytes key, struct bytes order)
{
    struct page_view view;
    struct page_ref leaf;
    JET_ERR err;

    JET_TRY(change_latch_leaf(merge->tree, key, order, &merge->path, &leaf));
    err = take_from_leaf(merge->change, merge->tree, &leaf, key, order);
    if (err >= 0) {
        page_view_init(&view, leaf.image, merge->page_size);
        merge->kind = kind_for(merge->tree, &view, merge->page_size);
        if (merge->kind == MERGE_FULL_RIGHT) {
            err = take_dead_from_leaf(merge->change, merge->tree, &leaf);
            page_view_init(&view, leaf.image, merge->page_size);
        }
        merge->leaf = leaf.pgno;
        merge->previous = page_view_previous(&view);
        merge->next = page_view_next(&view);
    }
    page_unlatch(&leaf);
    return err;
}

/* Pages that a merge sets free, the leaf included. */
static unsigned pages_going(const struct merge *merge)
{
    unsigned pages = 1;

    for (unsigned level = merge->top; level < merge->path.depth; level++) {
        pages += merge->level[level].action == LEVEL_GOES;
    }
    return pages;
}

/* Completes the plan; MERGE_NONE when it is not possible. */
static JET_ERR plan(struct merge *merge)
{
    if (merge->kind == MERGE_EMPTY_TREE) {
        merge->top = 0;
        merge->level[0].action = LEVEL_DELETES;
        for (unsigned level = 0; level < merge->path.depth; level++) {
            if (merge->path.level[level].end - merge->path.level[level].first != 1) {
                return contradiction(merge);
            }
            merge->level[level].action = level == 0 ? LEVEL_DELETES : LEVEL_GOES;
        }
    } else if (!choose_levels(merge)) {
        return contradiction(merge);
    }
    if ((merge->change->flags & CHANGE_SPACE &&
         (pages_going(merge) > 1 || !tree_page_may_go_back(merge->change, merge->tree, merge->leaf))) ||
        pages_going(merge) > EMPTY_TREE_PAGES_MAX ||
        (merge->kind == MERGE_EMPTY_PAGE && merge->next == 0 && pages_going(merge) > 1)) {
        merge->kind = MERGE_NONE;
    }
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------ latches */

static void unlatch_all(struct merge *merge)
{
    for (unsigned level = 0; level <= merge->path.depth; level++) {
        page_unlatch(&merge->level[level].page);
    }
    page_unlatch(&merge->left);
    page_unlatch(&merge->right);
}

static JET_ERR latch_sibling(const struct merge *merge, uint32_t pgno, bool is_left, struct page_ref *page)
{
    struct page_view view;
    uint32_t back;

    if (pgno == 0) {
        return JET_errSuccess;
    }
    JET_TRY(page_latch(merge->tree->file, pgno, LATCH_EXCLUSIVE, page));
    page_view_init(&view, page->image, merge->page_size);
    JET_TRY(tree_check_member(merge->tree, &view, pgno, JET_errBadPageLink));
    back = is_left ? page_view_next(&view) : page_view_previous(&view);
    if (!(view.flags & PAGE_LEAF) || back != merge->leaf) {
        return diag_fail(JET_errBadPageLink, "page %u: leads to page %u, which does not lead back (to %u)",
                         merge->leaf, pgno, back);
    }
    return JET_errSuccess;
}

static JET_ERR latch_all(struct merge *merge)
{
    for (unsigned level = merge->top; level < merge->path.depth; level++) {
        JET_TRY(page_latch(merge->tree->file, merge->path.level[level].pgno, LATCH_EXCLUSIVE,
                           &merge->level[level].page));
    }
    JET_TRY(latch_sibling(merge, merge->previous, true, &merge->left));
    JET_TRY(
        page_latch(merge->tree->file, merge->leaf, LATCH_EXCLUSIVE, &merge->level[merge->path.depth].page));
    return latch_sibling(merge, merge->next, false, &merge->right);
}

/* ------------------------------------------------------------------------------------- does it still fit? */

/* Does everything on the leaf fit on its right sibling? Not while something is dead there. */
static bool right_has_room(const struct merge *merge, const struct page_view *leaf)
{
    struct page_view right;
    uint32_t bytes = 0;

    page_view_init(&right, merge->right.image, merge->page_size);
    for (unsigned tag = leaf->first; tag < leaf->end; tag++) {
        struct page_node node;

        page_view_node(leaf, tag, &node);
        if (merge_is_dead(merge->tree, &node)) {
            return false;
        }
        bytes += node_line_size(&node, node_shared(&node, right.prefix)) + PAGE_TAG_SIZE;
        bytes += change_reserve_of(merge->tree, &node);
    }
    return bytes + page_uncommitted_free(right.image) <= page_free_bytes(right.image);
}

/* The key that entries above get: that of the new last entry of the page that loses its last. */
static void read_new_key(struct merge *merge)
{
    for (unsigned level = merge->top + 1; level < merge->path.depth; level++) {
        if (merge->level[level].action == LEVEL_DELETES) {
            struct page_view view;
            struct page_node node;

            page_view_init(&view, merge->level[level].page.image, merge->page_size);
            page_view_node(&view, merge->path.level[level].tag - 1u, &node);
            memcpy(merge->key, node.prefix.at, node.prefix.size);
            memcpy(merge->key + node.prefix.size, node.suffix.at, node.suffix.size);
            merge->key_size = node.prefix.size + node.suffix.size;
        }
    }
}

/* Do the pages that get another key have room for it? */
static bool keys_have_room(const struct merge *merge)
{
    for (unsigned level = merge->top; level < merge->path.depth; level++) {
        struct page_view view;
        struct page_node node;

        if (merge->level[level].action != LEVEL_REKEYS) {
            continue;
        }
        page_view_init(&view, merge->level[level].page.image, merge->page_size);
        page_view_node(&view, merge->path.level[level].tag, &node);
        if (merge->key_size > node.suffix.size + page_free_bytes(view.image)) {
            return false;
        }
    }
    return true;
}

/* Everything is latched: may the merge be made? */
static bool may_merge(struct merge *merge)
{
    struct page_view leaf;

    page_view_init(&leaf, merge->level[merge->path.depth].page.image, merge->page_size);
    if (page_view_previous(&leaf) != merge->previous || page_view_next(&leaf) != merge->next) {
        return false;
    }
    if (merge->kind == MERGE_FULL_RIGHT ? !right_has_room(merge, &leaf) : !all_dead(merge->tree, &leaf)) {
        return false;
    }
    read_new_key(merge);
    return keys_have_room(merge);
}

/* --------------------------------------------------------------------------------------------- the change */

static JET_ERR next_time(const struct merge *merge, uint64_t *dbtime)
{
    for (unsigned level = merge->top; level <= merge->path.depth; level++) {
        JET_TRY(change_next_time(merge->change, &merge->level[level].page, dbtime));
    }
    if (merge->left.image != NULL) {
        JET_TRY(change_next_time(merge->change, &merge->left, dbtime));
    }
    return merge->right.image != NULL ? change_next_time(merge->change, &merge->right, dbtime)
                                      : JET_errSuccess;
}

/* The last leaf may have been waiting, dead, for what was beside it to go. */
static void note_dead_neighbour(struct merge *merge)
{
    struct page_view view;
    struct page_node node;

    if (merge->right.image == NULL) {
        return;
    }
    page_view_init(&view, merge->right.image, merge->page_size);
    if (page_view_next(&view) == 0 && all_dead(merge->tree, &view)) {
        page_view_node(&view, view.first, &node);
        memcpy(merge->key, node.prefix.at, node.prefix.size);
        memcpy(merge->key + node.prefix.size, node.suffix.at, node.suffix.size);
        merge->key_size = node.prefix.size + node.suffix.size;
        merge->again = true;
    }
}

static JET_ERR carry_out(struct merge *merge)
{
    struct stamp stamp = {0};

    JET_TRY(next_time(merge, &stamp.dbtime));
    JET_TRY(merge_log_records(merge, &stamp));
    merge->source = merge->level[merge->path.depth].page.image;
    merge_write(merge, &stamp);
    note_dead_neighbour(merge);
    return JET_errSuccess;
}

/* Gives the pages back that the merge has emptied; what cannot be given back is lost, but the change is made. */
static void release_pages(const struct merge *merge)
{
    for (unsigned level = merge->top; level < merge->path.depth; level++) {
        if (merge->level[level].action == LEVEL_GOES) {
            (void)tree_page_give_back(merge->change, merge->tree, merge->path.level[level].pgno);
        }
    }
    (void)tree_page_give_back(merge->change, merge->tree, merge->leaf);
}

static JET_ERR run(struct merge *merge, struct bytes key, struct bytes order)
{
    bool merged = false;
    JET_ERR err;

    merge->again = false;
    JET_TRY(look(merge, key, order));
    if (merge->kind == MERGE_NONE) {
        return JET_errSuccess;
    }
    JET_TRY(plan(merge));
    if (merge->kind == MERGE_NONE) {
        return JET_errSuccess;
    }
    err = latch_all(merge);
    if (err >= 0 && may_merge(merge)) {
        err = carry_out(merge);
        merged = err >= 0;
    }
    unlatch_all(merge);
    if (merged) {
        release_pages(merge);
    }
    return err;
}

JET_ERR change_take_out(const struct change *change, const struct tree *tree, struct bytes key,
                        struct bytes order)
{
    const bool locks = !(change->flags & CHANGE_SPACE); /* else the owner's space lock is held */
    struct merge merge;
    JET_ERR err;

    memset(&merge, 0, offsetof(struct merge, key_size));
    merge.change = change;
    merge.tree = tree;
    merge.page_size = cache_file_page_size(tree->file);
    if (locks) {
        database_lock(change->database, LOCK_TREE, tree->root);
    }
    err = run(&merge, key, order);
    while (err >= 0 && merge.again) {
        uint8_t copy[TREE_BOOKMARK_MAX];

        memcpy(copy, merge.key, merge.key_size);
        err = run(&merge, (struct bytes){copy, merge.key_size}, (struct bytes){copy, 0});
    }
    if (locks) {
        database_unlock(change->database, LOCK_TREE, tree->root);
    }
    return err;
}

JET_ERR tree_remove(struct session *session, struct database *database, const struct tree *tree,
                    struct bytes key, struct bytes data)
{
    const struct change change = {.session = session, .database = database};
    const uint32_t size = cache_file_page_size(tree->file);
    struct page_view view;
    struct page_ref leaf;
    bool more;
    JET_ERR err;

    JET_TRY(change_latch_leaf(tree, key, data, NULL, &leaf));
    err = take_from_leaf(&change, tree, &leaf, key, data);
    page_view_init(&view, leaf.image, size);
    more = err >= 0 && kind_for(tree, &view, size) != MERGE_NONE;
    page_unlatch(&leaf);
    return more ? change_take_out(&change, tree, key, data) : err;
}
