/*
 * tree.c - descents, steps and positions in a B+ tree.
 *
 * Latches: a descent latches the child while it holds the parent; a step to the right latches the sibling
 * while it holds the page; a step to the left lets the page go first, because writers latch siblings from
 * left to right, and tries again when the tree changed meanwhile.
 */
#include "btree/tree.h"

#include <stdlib.h>

#include "btree/page_search.h"
#include "btree/tree_parts.h"
#include "diag.h"
#include "try.h"
#include "version/version.h"

enum {
    STEP_BACK_TRIES = 64, /* a page that splits again and again while we step to it from the right */
    READ_AHEAD_AFTER = 2, /* leaves in file order, until a walk counts as sequential */
    READ_AHEAD_PAGES_MAX = 64,
};

/* How a descent chooses the child. */
struct route {
    enum { ROUTE_FIRST, ROUTE_LAST, ROUTE_KEY, ROUTE_FRACTION } kind;
    struct bytes key, data;
    uint64_t below, total; /* FRACTION: what is still to be divided */
    unsigned depth;
    struct {
        uint32_t index, count;
    } level[TREE_DEPTH_MAX]; /* filled in: which child of how many */
};

void tree_cursor_init(struct tree_cursor *cursor, const struct tree *tree)
{
    *cursor = (struct tree_cursor){.tree = tree, .place = TREE_BEFORE_FIRST};
}

static void unlatch(struct tree_cursor *cursor)
{
    if (cursor->latched) {
        page_unlatch(&cursor->page);
        cursor->latched = false;
    }
}

void tree_cursor_free(struct tree_cursor *cursor)
{
    unlatch(cursor);
    free(cursor->bookmark);
    free(cursor->before);
    cursor->bookmark = cursor->before = NULL;
}

static JET_ERR need_bookmark(struct tree_cursor *cursor)
{
    if (cursor->bookmark == NULL) {
        cursor->bookmark = malloc(TREE_BOOKMARK_MAX);
        if (cursor->bookmark == NULL) {
            return diag_fail(JET_errOutOfMemory, "no memory for a position in a tree");
        }
    }
    return JET_errSuccess;
}

/* Writes the name of the entry that `from` has latched, key and data that orders duplicates, as the bookmark of `to`. */
static JET_ERR write_bookmark(struct tree_cursor *to, const struct tree_cursor *from)
{
    struct page_node node;
    uint32_t key_size, data_size;

    JET_TRY(need_bookmark(to));
    tree_entry(from, &node);
    key_size = node.prefix.size + node.suffix.size;
    data_size = from->tree->unique ? 0 : node.data.size;
    if (key_size + data_size > TREE_BOOKMARK_MAX) {
        return diag_fail(JET_errDatabaseCorrupted,
                         "page %u: the key of node %u is longer than any key may be", from->pgno, from->line);
    }
    memcpy(to->bookmark, node.prefix.at, node.prefix.size);
    memcpy(to->bookmark + node.prefix.size, node.suffix.at, node.suffix.size);
    memcpy(to->bookmark + key_size, node.data.at, data_size);
    to->key_size = key_size;
    to->data_size = data_size;
    return JET_errSuccess;
}

JET_ERR tree_cursor_copy(struct tree_cursor *to, const struct tree_cursor *from)
{
    unlatch(to);
    JET_TRY(need_bookmark(to));
    to->place = from->place;
    to->pgno = from->pgno;
    to->line = from->line;
    to->hint = from->hint;
    to->view = from->view;
    to->dbtime = from->dbtime;
    if (from->latched && from->place == TREE_ON_ENTRY) {
        return write_bookmark(to, from);
    }
    to->key_size = from->key_size;
    to->data_size = from->data_size;
    if (from->bookmark != NULL) {
        memcpy(to->bookmark, from->bookmark, from->key_size + from->data_size);
    }
    return JET_errSuccess;
}

void tree_to_before_first(struct tree_cursor *cursor)
{
    unlatch(cursor);
    cursor->place = TREE_BEFORE_FIRST;
}

void tree_to_after_last(struct tree_cursor *cursor)
{
    unlatch(cursor);
    cursor->place = TREE_AFTER_LAST;
}

void tree_to_gap(struct tree_cursor *cursor)
{
    if (cursor->place == TREE_ON_ENTRY) {
        cursor->place = TREE_IN_GAP;
    }
}

static JET_ERR lost(struct tree_cursor *cursor, JET_ERR err)
{
    tree_to_before_first(cursor);
    return err;
}

/* -------------------------------------------------------------------------------------------------- pages */

/* Takes over a latched leaf, and the view of it, as the page of the cursor, which holds none. */
static void enter_page(struct tree_cursor *cursor, const struct page_ref *page, const struct page_view *view)
{
    cursor->page = *page;
    cursor->latched = true;
    cursor->kept = cursor->plain = false;
    cursor->pgno = page->pgno;
    cursor->view = *view;
    cursor->dbtime = page_view_dbtime(&cursor->view);
    cursor->hint = page_hint_of(page);
}

void tree_enter_page(struct tree_cursor *cursor, const struct page_ref *page)
{
    struct page_view view;

    page_view_init(&view, page->image, cache_file_page_size(cursor->tree->file));
    enter_page(cursor, page, &view);
}

JET_ERR tree_check_member(const struct tree *tree, const struct page_view *view, uint32_t pgno, JET_ERR err)
{
    if (page_view_objid(view) != tree->objid || view->flags & (PAGE_EMPTY | PAGE_PRE_INIT)) {
        return diag_fail(err, "page %u belongs to object %u and not to %u, whose tree at page %u leads to it",
                         pgno, page_view_objid(view), tree->objid, tree->root);
    }
    return JET_errSuccess;
}

JET_ERR tree_check_child(const struct tree *tree, const struct page_view *view, uint32_t pgno,
                         bool above_leaf)
{
    JET_TRY(tree_check_member(tree, view, pgno, JET_errBadParentPageLink));
    if (above_leaf != ((view->flags & PAGE_LEAF) != 0) || view->flags & PAGE_ROOT) {
        return diag_fail(JET_errBadParentPageLink,
                         "page %u: its parent in the tree at page %u is of another level", pgno, tree->root);
    }
    return JET_errSuccess;
}

JET_ERR tree_check_parent(const struct tree *tree, const struct page_view *view, uint32_t pgno,
                          unsigned depth)
{
    if (view->first >= view->end || depth >= TREE_DEPTH_MAX) {
        return diag_fail(JET_errBadParentPageLink, "page %u: an inner page of the tree at page %u %s", pgno,
                         tree->root, view->first >= view->end ? "has no children" : "lies too deep");
    }
    return JET_errSuccess;
}

/* The tag to follow from an internal page; it has at least one node. */
static unsigned choose_child(struct route *route, const struct page_view *view)
{
    const unsigned count = view->end - view->first;
    unsigned tag = view->first;

    switch (route->kind) {
    case ROUTE_FIRST:
        break;
    case ROUTE_LAST:
        tag = view->end - 1u;
        break;
    case ROUTE_KEY:
        tag = child_search(view, route->key, route->data);
        break;
    case ROUTE_FRACTION:
        if (route->total > 0) { /* the product fits: both factors have at most 32 and 12 bits */
            const uint64_t scaled = route->below * count;

            tag = view->first + (unsigned)(scaled / route->total);
            route->below = scaled % route->total;
            if (tag >= view->end) {
                tag = view->end - 1u;
                route->below = route->total;
            }
        }
        break;
    }
    if (route->depth < TREE_DEPTH_MAX) {
        route->level[route->depth].index = tag - view->first;
        route->level[route->depth].count = count;
    }
    route->depth++;
    return tag;
}

/* Walks from the root to the leaf of the route, which becomes the cursor's page. */
static JET_ERR descend(struct tree_cursor *cursor, struct route *route)
{
    const struct tree *tree = cursor->tree;
    const uint32_t size = cache_file_page_size(tree->file);
    struct page_ref page, child;
    struct page_view view;
    JET_ERR err;

    unlatch(cursor);
    route->depth = 0;
    JET_TRY(page_latch(tree->file, tree->root, LATCH_SHARED, &page));
    page_view_init(&view, page.image, size);
    JET_TRY_OR(tree_check_member(tree, &view, page.pgno, JET_errDatabaseCorrupted), failed);
    while (!(view.flags & PAGE_LEAF)) {
        const bool above_leaf = view.flags & PAGE_PARENT_OF_LEAF;
        struct page_node node;

        JET_TRY_OR(tree_check_parent(tree, &view, page.pgno, route->depth), failed);
        page_view_node(&view, choose_child(route, &view), &node);
        JET_TRY_OR(page_latch(tree->file, node_child(&node), LATCH_SHARED, &child), failed);
        page_unlatch(&page);
        page = child;
        page_view_init(&view, page.image, size);
        JET_TRY_OR(tree_check_child(tree, &view, page.pgno, above_leaf), failed);
    }
    enter_page(cursor, &page, &view);
    return JET_errSuccess;
failed:
    page_unlatch(&page);
    return err;
}

/* ---------------------------------------------------------------------------------------------- bookmarks */

JET_ERR tree_keep_bookmark(struct tree_cursor *cursor)
{
    return write_bookmark(cursor, cursor);
}

struct bytes tree_bookmark_key(const struct tree_cursor *cursor)
{
    return (struct bytes){cursor->bookmark, cursor->key_size};
}

struct bytes tree_bookmark_data(const struct tree_cursor *cursor)
{
    return (struct bytes){cursor->bookmark + cursor->key_size, cursor->data_size};
}

JET_ERR tree_unlatch(struct tree_cursor *cursor)
{
    if (cursor->latched) {
        JET_ERR err =
            cursor->place == TREE_ON_ENTRY && !cursor->kept ? tree_keep_bookmark(cursor) : JET_errSuccess;

        unlatch(cursor);
        if (err < 0) {
            return lost(cursor, err);
        }
    }
    return JET_errSuccess;
}

/*
 * Finds the gap of a key in a non-unique tree again, latched. Only a search that passes entries with shorter keys finds it: see
 * settle_at_or_above().
 */
static JET_ERR restore_gap(struct tree_cursor *cursor)
{
    uint8_t target[TREE_BOOKMARK_MAX];
    const struct bytes key = {target, cursor->key_size}, data = {target + key.size, cursor->data_size};
    JET_ERR err;
    int order;

    memcpy(target, cursor->bookmark, key.size + data.size);
    while ((err = tree_seek(cursor, key, data, &order)) == JET_errRecordNotFound) {
        struct page_ref page; /* the gap is behind the last entry of its leaf, which may have changed since */

        JET_TRY(page_latch(cursor->tree->file, cursor->pgno, LATCH_SHARED, &page));
        if (get_u64(page.image + 8) == cursor->dbtime) {
            const uint32_t line = cursor->line;

            tree_enter_page(cursor, &page);
            cursor->line = line;
            return JET_errSuccess;
        }
        page_unlatch(&page);
    }
    JET_TRY(err);
    cursor->place = TREE_IN_GAP;
    return tree_keep_target(cursor, key, data);
}

/*
 * Latches the page of the position (an entry or a gap) again: by the frame, by the page number when the page
 * has not changed, else by a search for the bookmark. An entry that is gone leaves its gap.
 */
static JET_ERR restore(struct tree_cursor *cursor)
{
    struct route route = {.kind = ROUTE_KEY};
    struct page_view view;
    struct page_ref page;
    bool equal;

    if (cursor->latched) {
        return JET_errSuccess;
    }
    if (cursor->pgno != 0 && page_relatch(cursor->tree->file, cursor->pgno, cursor->hint, &page)) {
        if (cursor->view.image == page.image) { /* the state of the page that the view is of */
            cursor->page = page;
            cursor->latched = true;
            cursor->kept = false;
        } else {
            page_view_init(&view, page.image, cache_file_page_size(cursor->tree->file));
            enter_page(cursor, &page, &view);
        }
        return JET_errSuccess;
    }
    if (cursor->pgno != 0) {
        JET_TRY(page_latch(cursor->tree->file, cursor->pgno, LATCH_SHARED, &page));
        page_view_init(&view, page.image, cache_file_page_size(cursor->tree->file));
        if (page_view_dbtime(&view) == cursor->dbtime) {
            enter_page(cursor, &page, &view);
            return JET_errSuccess;
        }
        page_unlatch(&page);
    }

    if (cursor->place == TREE_IN_GAP && !cursor->tree->unique) {
        return restore_gap(cursor);
    }
    route.key = tree_bookmark_key(cursor);
    route.data = tree_bookmark_data(cursor);
    JET_TRY(descend(cursor, &route));
    cursor->line = leaf_search(&cursor->view, cursor->tree->unique, route.key, route.data, &equal);
    if (equal && !cursor->tree->unique) {
        struct page_node node;

        page_view_node(&cursor->view, cursor->line, &node);
        equal = bytes_compare(node.data, route.data) == 0;
    }
    if (!equal) {
        tree_to_gap(cursor);
    }
    return JET_errSuccess;
}

/* Does the entry exist for whom the cursor reads? */
static bool on_live_entry(struct tree_cursor *cursor)
{
    enum version_view view = VERSION_AS_ON_PAGE;
    struct page_node node;

    page_view_node(&cursor->view, cursor->line, &node);
    if (node.flags & NODE_VERSIONED && cursor->reader != NULL) {
        view = version_see(cursor->reader, cursor->tree, &node, NULL, NULL, 0);
    }
    cursor->plain = view == VERSION_AS_ON_PAGE;
    return cursor->plain ? !(node.flags & NODE_DELETED) : view == VERSION_BEFORE;
}

JET_ERR tree_latch(struct tree_cursor *cursor)
{
    const bool unlatched = !cursor->latched;
    JET_ERR err;

    if (cursor->place != TREE_ON_ENTRY) {
        return JET_errNoCurrentRecord;
    }
    err = restore(cursor);
    if (err < 0) {
        return lost(cursor, err);
    }
    if (cursor->place == TREE_ON_ENTRY && on_live_entry(cursor)) {
        cursor->kept |= unlatched; /* else a step may have come between */
        return JET_errSuccess;
    }
    unlatch(cursor);
    if (cursor->place == TREE_IN_GAP) { /* the name stays, for when there is such an entry again */
        cursor->place = TREE_ON_ENTRY;
        cursor->pgno = 0;
    }
    return JET_errRecordDeleted;
}

/* -------------------------------------------------------------------------------------------------- steps */

/* Notes that a walk enters leaf `pgno`, and reads ahead when leaves follow one another in the file. */
static void read_ahead(struct tree_cursor *cursor, uint32_t pgno)
{
    if (pgno != cursor->run_pgno + 1) {
        cursor->run_length = 0;
        cursor->run_ahead = 0;
    } else if (++cursor->run_length >= READ_AHEAD_AFTER && pgno >= cursor->run_ahead) {
        const uint32_t pages =
            cursor->run_length < READ_AHEAD_PAGES_MAX ? cursor->run_length : READ_AHEAD_PAGES_MAX;

        cache_prefetch(cursor->tree->file, pgno, pages);
        cursor->run_ahead = pgno + pages;
    }
    cursor->run_pgno = pgno;
}

/* The leaf behind a sibling link must be a leaf of the tree that links back to `from`. */
static JET_ERR check_sibling(const struct tree *tree, const struct page_view *view, uint32_t pgno,
                             uint32_t back, uint32_t from)
{
    JET_TRY(tree_check_member(tree, view, pgno, JET_errBadPageLink));
    if (!(view->flags & PAGE_LEAF) || back != from) {
        return diag_fail(JET_errBadPageLink, "page %u: leads to page %u, which does not lead back (to %u)",
                         from, pgno, back);
    }
    return JET_errSuccess;
}

/* A walk whose keys do not ascend from page to page could go round for ever. */
static JET_ERR check_ascent(const struct tree_cursor *cursor, const struct page_view *view, uint32_t pgno,
                            bool forward)
{
    const unsigned tag = forward ? view->first : view->end - 1u;
    struct page_node node;
    int order;

    if (cursor->bookmark == NULL || view->first >= view->end) {
        return JET_errSuccess;
    }
    page_view_node(view, tag, &node);
    order = cursor->tree->unique ? node_compare_key(&node, tree_bookmark_key(cursor))
                                 : node_compare(&node, tree_bookmark_key(cursor), tree_bookmark_data(cursor));
    if (cursor->place == TREE_ON_ENTRY ? (forward ? order <= 0 : order >= 0)
                                       : (forward ? order < 0 : order > 0)) {
        return diag_fail(JET_errBadPageLink,
                         "page %u: its keys are not %s those of page %u, which leads to it", pgno,
                         forward ? "above" : "below", cursor->pgno);
    }
    return JET_errSuccess;
}

static JET_ERR step_to_next_page(struct tree_cursor *cursor)
{
    const struct tree *tree = cursor->tree;
    const uint32_t pgno = page_view_next(&cursor->view);
    struct page_view view;
    struct page_ref page;
    JET_ERR err;

    read_ahead(cursor, pgno);
    JET_TRY(page_latch(tree->file, pgno, LATCH_SHARED, &page));
    page_view_init(&view, page.image, cache_file_page_size(tree->file));
    JET_TRY_OR(check_sibling(tree, &view, pgno, page_view_previous(&view), cursor->pgno), failed);
    JET_TRY_OR(check_ascent(cursor, &view, pgno, true), failed);
    unlatch(cursor);
    enter_page(cursor, &page, &view);
    cursor->line = cursor->view.first;
    return JET_errSuccess;
failed:
    page_unlatch(&page);
    return err;
}

static JET_ERR step_to_previous_page(struct tree_cursor *cursor)
{
    const struct tree *tree = cursor->tree;

    for (unsigned tries = 1;; tries++) {
        const uint32_t from = cursor->pgno;
        const uint32_t pgno = page_view_previous(&cursor->view);
        struct page_view view;
        struct page_ref page;
        JET_ERR err;

        unlatch(cursor);
        JET_TRY(page_latch(tree->file, pgno, LATCH_SHARED, &page));
        page_view_init(&view, page.image, cache_file_page_size(tree->file));
        err = check_sibling(tree, &view, pgno, page_view_next(&view), from);
        if (err >= 0) {
            JET_TRY_OR(check_ascent(cursor, &view, pgno, false), failed);
            enter_page(cursor, &page, &view);
            cursor->line = cursor->view.end; /* one behind: the caller steps back onto the last */
            return JET_errSuccess;
        }
    failed:
        page_unlatch(&page);
        /* A tree that has not changed will not answer otherwise. */
        JET_TRY(page_latch(tree->file, from, LATCH_SHARED, &page));
        if (get_u64(page.image + 8) == cursor->dbtime &&
            page_hint_of(&page).version == cursor->hint.version) {
            page_unlatch(&page);
            return err;
        }
        page_unlatch(&page);
        if (tries == STEP_BACK_TRIES || cursor->bookmark == NULL) {
            return err;
        }
        JET_TRY(restore(cursor));
        if (cursor->line > cursor->view.first) {
            return JET_errSuccess; /* what was on the left page is on this one now */
        }
    }
}

/* Goes from `line` (where the cursor is latched) to the first live entry at or behind it. */
static JET_ERR settle_forward(struct tree_cursor *cursor)
{
    for (;;) {
        for (; cursor->line < cursor->view.end; cursor->line++) {
            if (on_live_entry(cursor)) {
                cursor->place = TREE_ON_ENTRY;
                return JET_errSuccess;
            }
        }
        if (page_view_next(&cursor->view) == 0) {
            return JET_errNoCurrentRecord;
        }
        if (cursor->line >
            cursor->view.first) { /* the last entry here, dead or alive, is what the next page must exceed */
            cursor->line--;
            cursor->place = TREE_ON_ENTRY;
            JET_TRY(tree_keep_bookmark(cursor));
        }
        JET_TRY(step_to_next_page(cursor));
    }
}

/* Goes from `line` to the first live entry before it. */
static JET_ERR settle_backward(struct tree_cursor *cursor)
{
    for (;;) {
        while (cursor->line > cursor->view.first) {
            cursor->line--;
            if (on_live_entry(cursor)) {
                cursor->place = TREE_ON_ENTRY;
                return JET_errSuccess;
            }
        }
        if (page_view_previous(&cursor->view) == 0) {
            return JET_errNoCurrentRecord;
        }
        if (cursor->view.first < cursor->view.end) {
            cursor->place = TREE_ON_ENTRY;
            JET_TRY(tree_keep_bookmark(cursor));
        }
        JET_TRY(step_to_previous_page(cursor));
    }
}

/* What a step that found nothing, or failed, leaves behind. */
static JET_ERR end_step(struct tree_cursor *cursor, JET_ERR err, enum tree_place beyond)
{
    if (err < 0) {
        unlatch(cursor);
        cursor->place = err == JET_errNoCurrentRecord ? beyond : TREE_BEFORE_FIRST;
    }
    return err;
}

JET_ERR tree_first(struct tree_cursor *cursor)
{
    struct route route = {.kind = ROUTE_FIRST};
    JET_ERR err = descend(cursor, &route);

    cursor->key_size = cursor->data_size = 0;
    cursor->place = TREE_IN_GAP;
    if (err >= 0) {
        cursor->line = cursor->view.first;
        err = settle_forward(cursor);
    }
    return end_step(cursor, err, TREE_AFTER_LAST);
}

JET_ERR tree_last(struct tree_cursor *cursor)
{
    struct route route = {.kind = ROUTE_LAST};
    JET_ERR err = descend(cursor, &route);

    cursor->place = TREE_ON_ENTRY;
    if (err >= 0) {
        cursor->line = cursor->view.end;
        err = settle_backward(cursor);
    }
    return end_step(cursor, err, TREE_BEFORE_FIRST);
}

JET_ERR tree_next(struct tree_cursor *cursor)
{
    JET_ERR err;

    if (cursor->place == TREE_BEFORE_FIRST) {
        return tree_first(cursor);
    }
    if (cursor->place == TREE_AFTER_LAST) {
        return JET_errNoCurrentRecord;
    }
    err = restore(cursor);
    cursor->kept = false;
    if (err >= 0) {
        if (cursor->place == TREE_ON_ENTRY) {
            cursor->line++;
        }
        err = settle_forward(cursor);
    }
    return end_step(cursor, err, TREE_AFTER_LAST);
}

JET_ERR tree_previous(struct tree_cursor *cursor)
{
    JET_ERR err;

    if (cursor->place == TREE_AFTER_LAST) {
        return tree_last(cursor);
    }
    if (cursor->place == TREE_BEFORE_FIRST) {
        return JET_errNoCurrentRecord;
    }
    err = restore(cursor);
    cursor->kept = false;
    if (err >= 0) {
        err = settle_backward(cursor);
    }
    return end_step(cursor, err, TREE_BEFORE_FIRST);
}

/* -------------------------------------------------------------------------------------------------- seeks */

JET_ERR tree_keep_target(struct tree_cursor *cursor, struct bytes key, struct bytes data)
{
    JET_TRY(need_bookmark(cursor));
    if (key.size + data.size > TREE_BOOKMARK_MAX) {
        return diag_fail(JET_errInvalidParameter, "a key of %u bytes is longer than any key may be",
                         key.size);
    }
    memmove(cursor->bookmark, key.at, key.size);
    memmove(cursor->bookmark + key.size, data.at, data.size);
    cursor->key_size = key.size;
    cursor->data_size = data.size;
    return JET_errSuccess;
}

/*
 * Goes from where a search ended in a leaf to the first live entry not below (key, data). It may begin too far left in a
 * non-unique tree: separators are keys and data in one string, where `key` can be below entries whose shorter key is
 * below `key`.
 */
static JET_ERR settle_at_or_above(struct tree_cursor *cursor, struct bytes key, struct bytes data)
{
    JET_TRY(settle_forward(cursor));
    while (!cursor->tree->unique && tree_compare(cursor, key, data) < 0) {
        cursor->line++;
        JET_TRY(settle_forward(cursor));
    }
    return JET_errSuccess;
}

JET_ERR tree_seek(struct tree_cursor *cursor, struct bytes key, struct bytes data, int *order)
{
    struct route route = {.kind = ROUTE_KEY, .key = key, .data = data};
    bool equal = false;
    JET_ERR err;

    unlatch(cursor);
    err = tree_keep_target(cursor, key, data);
    if (err >= 0) {
        err = descend(cursor, &route);
    }
    if (err < 0) {
        return lost(cursor, err);
    }
    cursor->line = leaf_search(&cursor->view, cursor->tree->unique, key, data, &equal);
    cursor->place = TREE_IN_GAP;
    const uint32_t pgno = cursor->pgno, line = cursor->line;
    const struct page_hint hint = cursor->hint;
    const uint64_t dbtime = cursor->dbtime;

    err = settle_at_or_above(cursor, key, data);
    if (err == JET_errNoCurrentRecord) {
        unlatch(cursor);
        cursor->pgno = pgno;
        cursor->line = line;
        cursor->hint = hint;
        cursor->dbtime = dbtime;
        cursor->place = TREE_IN_GAP;
        JET_TRY(tree_keep_target(cursor, key, data));
        return JET_errRecordNotFound;
    }
    if (err < 0) {
        return lost(cursor, err);
    }
    *order = tree_compare_key(cursor, key) == 0 ? 0 : 1;
    if (*order == 0) { /* the bookmark is what was sought, unless a step on has changed it */
        cursor->kept = cursor->tree->unique && data.size == 0 && cursor->pgno == pgno;
    } else { /* the caller may turn the entry into a gap, whose bookmark is what was sought */
        JET_TRY(tree_keep_target(cursor, key, data));
    }
    return JET_errSuccess;
}

JET_ERR tree_lands_on_live(struct tree_cursor *cursor, struct bytes key, bool *seen)
{
    struct route route = {.kind = ROUTE_KEY, .key = key, .data = {key.at, 0}};
    bool equal;
    JET_ERR err;

    unlatch(cursor);
    err = descend(cursor, &route);
    if (err < 0) {
        return lost(cursor, err);
    }
    *seen = cursor->view.first < cursor->view.end;
    if (*seen) {
        cursor->line = leaf_search(&cursor->view, cursor->tree->unique, key, route.data, &equal);
        cursor->line -= cursor->line == cursor->view.end;
        *seen = on_live_entry(cursor);
    }
    tree_to_before_first(cursor);
    return JET_errSuccess;
}

JET_ERR tree_set_place(struct tree_cursor *cursor, enum tree_place place, struct bytes key, struct bytes data)
{
    JET_ERR err;

    unlatch(cursor);
    err = tree_keep_target(cursor, key, data);
    if (err < 0) {
        return lost(cursor, err);
    }
    cursor->place = place;
    cursor->pgno = 0;
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------ entries */

void tree_entry(const struct tree_cursor *cursor, struct page_node *node)
{
    page_view_node(&cursor->view, cursor->line, node);
}

JET_ERR tree_data(struct tree_cursor *cursor, struct bytes *data)
{
    const uint32_t size = cache_file_page_size(cursor->tree->file);
    struct page_node node;

    tree_entry(cursor, &node);
    *data = node.data;
    if (node.flags & NODE_VERSIONED && cursor->reader != NULL && !cursor->plain && cursor->tree->unique) {
        if (cursor->before == NULL) {
            cursor->before = malloc(size);
            if (cursor->before == NULL) {
                (void)tree_unlatch(cursor);
                return diag_fail(JET_errOutOfMemory, "no memory for a row as it was");
            }
        }
        (void)version_see(cursor->reader, cursor->tree, &node, data, cursor->before, size);
    }
    return JET_errSuccess;
}

uint32_t tree_key(const struct tree_cursor *cursor, void *key, uint32_t capacity)
{
    struct page_node node;
    uint8_t *out = key;
    uint32_t part;

    tree_entry(cursor, &node);
    part = node.prefix.size < capacity ? node.prefix.size : capacity;
    memcpy(out, node.prefix.at, part);
    capacity -= part;
    memcpy(out + part, node.suffix.at, node.suffix.size < capacity ? node.suffix.size : capacity);
    return node.prefix.size + node.suffix.size;
}

int tree_compare_key(const struct tree_cursor *cursor, struct bytes key)
{
    struct page_node node;

    tree_entry(cursor, &node);
    return node_compare_key(&node, key);
}

int tree_compare(const struct tree_cursor *cursor, struct bytes key, struct bytes data)
{
    struct page_node node;

    tree_entry(cursor, &node);
    return cursor->tree->unique ? node_compare_key(&node, key) : node_compare(&node, key, data);
}

/* ---------------------------------------------------------------------------------------------- fractions */

JET_ERR tree_estimate_position(struct tree_cursor *cursor, uint64_t *below, uint64_t *total)
{
    struct route route = {.kind = ROUTE_KEY};
    const uint32_t pgno = cursor->pgno, line = cursor->line;
    const uint32_t index = line - cursor->view.first;
    const uint32_t count = (uint32_t)(cursor->view.end - cursor->view.first);
    JET_ERR err;

    JET_TRY(tree_keep_bookmark(cursor));
    route.key = tree_bookmark_key(cursor);
    route.data = tree_bookmark_data(cursor);
    err = descend(cursor, &route);
    if (err < 0) {
        return lost(cursor, err);
    }
    *below = 0;
    *total = 1;
    for (unsigned i = 0; i < route.depth && *total < UINT32_MAX; i++) {
        *below = *below * route.level[i].count + route.level[i].index;
        *total *= route.level[i].count;
    }
    *below = *below * count + index;
    *total *= count;
    if (cursor->pgno == pgno) {
        cursor->line = line;
        return JET_errSuccess;
    }
    unlatch(cursor);
    return restore(cursor);
}

JET_ERR tree_go_to_fraction(struct tree_cursor *cursor, uint64_t below, uint64_t total)
{
    struct route route = {.kind = ROUTE_FRACTION};
    JET_ERR err;

    while (total > UINT32_MAX) {
        total >>= 1;
        below >>= 1;
    }
    route.below = below;
    route.total = total;
    err = descend(cursor, &route);
    if (err < 0) {
        return lost(cursor, err);
    }
    cursor->place = TREE_IN_GAP;
    cursor->key_size = cursor->data_size = 0;
    cursor->line = cursor->view.first;
    if (cursor->view.first < cursor->view.end) {
        cursor->line = choose_child(&route, &cursor->view);
    }
    err = settle_forward(cursor);
    return err == JET_errNoCurrentRecord ? tree_last(cursor) : end_step(cursor, err, TREE_AFTER_LAST);
}
