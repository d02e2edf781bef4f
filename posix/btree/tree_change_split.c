/*
 * tree_change_split.c - splitting a leaf, and the inner pages above it that must make room.
 *
 *        parent   ... K1:A  K2:B ...                ... K1:A  S:B  K2:N ...
 *                        |          becomes                   |     |
 *        leaf            B <-> C                              B <-> N <-> C
 *
 * S is the separator: the shortest beginning of N's first entry that is above B's last. A full root first moves all its
 * lines to a new page, alone; then that page is split like any other.
 *
 * Steps, under the structure lock of the tree, which keeps its inner pages as they are:
 *
 *   1. find the path; copy the pages that are to be split, one after the other; plan on the copies
 *   2. take as many pages as the plan needs, holding no latch
 *   3. latch EXCLUSIVE from the highest page that changes down to the leaf, its right sibling, and the new pages
 *   4. the leaf may have changed since the copy: plan again, and begin again when that needs more than is held
 *   5. version entries, log records, then the pages; nothing can fail from the records on
 */
#include <stdlib.h>

#include "btree/page_search.h"
#include "btree/tree_change_split.h"
#include "btree/tree_pages.h"
#include "diag.h"
#include "instance/database.h"
#include "try.h"

static uint32_t pgno_of(const struct split *split, unsigned level)
{
    return level == split->path.depth ? split->leaf : split->path.level[level].pgno;
}

/* ----------------------------------------------------------------------------------------------- the plan */

static JET_ERR copy_page(struct split *split, unsigned level, const struct page_ref *page)
{
    struct split_level *at = &split->level[level];

    if (at->copy == NULL) {
        at->copy = malloc(split->page_size);
        if (at->copy == NULL) {
            return diag_fail(JET_errOutOfMemory, "no memory to split page %u", page->pgno);
        }
    }
    memcpy(at->copy, page->image, split->page_size);
    page_view_init(&at->lines.view, at->copy, split->page_size);
    return JET_errSuccess;
}

/* The lines of a page with nothing done to them. */
static void plain_lines(struct split_lines *lines)
{
    lines->kind = OPERATION_NONE;
    lines->at = 0;
    lines->count = lines->view.end - lines->view.first;
}

/* The lines of the leaf with the operation's among them; sets `needed`. */
static JET_ERR leaf_lines(struct split *split)
{
    struct split_lines *lines = &split->level[split->path.depth].lines;
    struct operation *operation = split->operation;
    struct page_node node;
    uint32_t reserved;
    unsigned tag;
    bool equal;

    tag = change_search(split->tree, &lines->view, operation->key, operation->order, &equal);
    if (equal) {
        page_view_node(&lines->view, tag, &node);
    }
    split->needed = equal || operation->kind != OPERATION_REPLACE;
    if (!split->needed) {
        return JET_errSuccess; /* the entry is gone: whoever tries again will find out */
    }
    JET_TRY(change_check(split->change, split->tree, operation, equal ? &node : NULL));
    split->needed = !change_fits(split->tree, split->change, &lines->view, operation, tag, &reserved);
    plain_lines(lines);
    lines->kind = operation->kind;
    lines->at = tag - lines->view.first;
    if (equal) {
        lines->node = node;
    } else {
        lines->node = (struct page_node){.prefix = {operation->key.at, 0}, .suffix = operation->key};
        lines->count++;
    }
    lines->node.data = operation->data;
    lines->node.flags = change_node_flags(split->change, lines->node.flags);
    return JET_errSuccess;
}

/* Between the last entry that stays and the first that goes: see the head of the file. */
static void leaf_separator(struct split *split)
{
    struct split_level *leaf = &split->level[split->path.depth];
    uint8_t left_key[TREE_BOOKMARK_MAX];
    const struct bytes left = split_line_key(&leaf->lines, leaf->plan.first - 1, left_key);
    struct bytes right = split_line_key(&leaf->lines, leaf->plan.first, split->separator);
    uint32_t common = bytes_common(left, right);

    if (common < right.size) {
        right.size = common + 1;
    } else { /* the same key: the data decides */
        struct page_node before, node;

        split_line(&leaf->lines, leaf->plan.first - 1, &before);
        split_line(&leaf->lines, leaf->plan.first, &node);
        common = bytes_common(before.data, node.data);
        common = common < node.data.size ? common + 1 : common;
        memcpy(split->separator + right.size, node.data.at, common);
        right.size += common;
    }
    leaf->separator.prefix = (struct bytes){split->separator, 0};
    leaf->separator.suffix = right;
}

/* The key of the last line that stays. */
static void inner_separator(struct split_level *level)
{
    split_line(&level->lines, level->plan.first - 1, &level->separator);
}

/* Latches an inner page for the time of the copy; the structure lock keeps it as it is. */
static JET_ERR copy_inner(struct split *split, unsigned level)
{
    struct page_ref page;
    JET_ERR err;

    if (split->level[level].copy != NULL) {
        return JET_errSuccess;
    }
    JET_TRY(page_latch(split->tree->file, pgno_of(split, level), LATCH_SHARED, &page));
    err = copy_page(split, level, &page);
    page_unlatch(&page);
    return err;
}

static void plan_root(struct split *split)
{
    struct split_lines *lines = &split->level[0].lines;

    split->vertical = true;
    split->trims = false;
    split->top = 0;
    split->pages_needed = 1;
    plain_lines(lines);
    split_plan_vertical(split->tree, lines, &split->space, &split->level[0].plan);
}

/* Plans the split of an inner page whose child gets a new right neighbour. */
static JET_ERR plan_inner(struct split *split, unsigned level, bool appends)
{
    struct split_level *at = &split->level[level];

    JET_TRY(copy_inner(split, level));
    plain_lines(&at->lines);
    at->lines.kind = OPERATION_INSERT;
    at->lines.at = (unsigned)(split->path.level[level].tag - split->path.level[level].first);
    at->lines.node = split->level[level + 1].separator;
    at->lines.node.flags = 0;
    at->lines.count++;
    JET_TRY(split_plan_make(split->tree, split->page_size, &at->lines, appends, &split->space, &at->plan));
    inner_separator(at);
    return JET_errSuccess;
}

/* A leaf with one entry, which grows, cannot be split; but its prefix may be longer than what the entry uses. */
static JET_ERR plan_trim(struct split *split, const struct split_level *leaf)
{
    if (leaf->lines.node.prefix.size == leaf->lines.view.prefix.size) {
        return diag_fail(JET_errRecordTooBig, "page %u: its only entry does not fit on it", split->leaf);
    }
    split->trims = true;
    return JET_errSuccess;
}

/* Plans from the copy of the leaf upwards, until a page has room for the separator. */
static JET_ERR make_plan(struct split *split)
{
    unsigned level = split->path.depth;
    struct split_level *leaf = &split->level[level];

    JET_TRY(leaf_lines(split));
    split->vertical = split->trims = false;
    split->top = level;
    split->pages_needed = 0;
    if (!split->needed) {
        return JET_errSuccess;
    }
    if (level == 0) {
        plan_root(split);
        return JET_errSuccess;
    }
    if (leaf->lines.count == 1) {
        return plan_trim(split, leaf);
    }
    JET_TRY(split_plan_make(split->tree, split->page_size, &leaf->lines, false, &split->space, &leaf->plan));
    leaf_separator(split);
    for (;;) {
        struct page_node *separator = &split->level[level].separator;
        const uint32_t room = split->path.level[level - 1].free;

        split->pages_needed++;
        put_u32(split->level[level].pointer, pgno_of(split, level));
        separator->data = (struct bytes){split->level[level].pointer, POINTER_SIZE};
        level--;
        if (node_line_size(separator, 0) + PAGE_TAG_SIZE <= room) {
            split->top = level;
            return JET_errSuccess;
        }
        if (split->holds &&
            split->level[level].copy == NULL) { /* nothing may be latched now: is_covered() says no */
            split->top = level;
            return JET_errSuccess;
        }
        JET_TRY(copy_inner(split, level));
        if (level == 0) {
            plan_root(split);
            return JET_errSuccess;
        }
        JET_TRY(plan_inner(split, level, leaf->plan.kind == SPLIT_APPEND));
    }
}

/* -------------------------------------------------------------------------------------- pages and latches */

static void free_copies(struct split *split)
{
    for (unsigned level = 0; level < SPLIT_LEVELS; level++) {
        free(split->level[level].copy);
        split->level[level].copy = NULL;
    }
}

/* Step 1. */
static JET_ERR look(struct split *split)
{
    struct page_ref leaf;
    JET_ERR err;

    free_copies(split); /* of a path that may not be the same */
    JET_TRY(
        change_latch_leaf(split->tree, split->operation->key, split->operation->order, &split->path, &leaf));
    split->leaf = leaf.pgno;
    split->seen = page_hint_of(&leaf);
    err = copy_page(split, split->path.depth, &leaf);
    page_unlatch(&leaf);
    return err < 0 ? err : make_plan(split);
}

/* Step 2. */
static JET_ERR take_pages(struct split *split)
{
    while (split->pages_taken < split->pages_needed) {
        JET_TRY(tree_page_take(split->change, split->tree, split->leaf, &split->taken[split->pages_taken]));
        split->pages_taken++;
    }
    return JET_errSuccess;
}

static void unlatch_all(struct split *split)
{
    for (unsigned level = 0; level <= split->path.depth; level++) {
        page_unlatch(&split->level[level].page);
        page_unlatch(&split->level[level].fresh);
    }
    page_unlatch(&split->right);
    split->holds = false;
}

unsigned split_last_level(const struct split *split)
{
    return split->vertical ? 0 : split->path.depth;
}

/* The sibling must link back to the leaf. */
static JET_ERR latch_right(struct split *split)
{
    const struct split_level *leaf = &split->level[split->path.depth];
    struct page_view view;
    uint32_t next;

    if (split->vertical || split->trims) {
        return JET_errSuccess;
    }
    next = get_u32(leaf->page.image + 20);
    if (next == 0) {
        return JET_errSuccess;
    }
    JET_TRY(page_latch(split->tree->file, next, LATCH_EXCLUSIVE, &split->right));
    page_view_init(&view, split->right.image, split->page_size);
    JET_TRY(tree_check_member(split->tree, &view, next, JET_errBadPageLink));
    if (!(view.flags & PAGE_LEAF) || page_view_previous(&view) != split->leaf) {
        return diag_fail(JET_errBadPageLink, "page %u: leads to page %u, which does not lead back (to %u)",
                         split->leaf, next, page_view_previous(&view));
    }
    return JET_errSuccess;
}

/* Step 3, without the new pages. */
static JET_ERR latch_path(struct split *split)
{
    split->holds = true;
    for (unsigned level = split->top; level <= split_last_level(split); level++) {
        JET_TRY(
            page_latch(split->tree->file, pgno_of(split, level), LATCH_EXCLUSIVE, &split->level[level].page));
    }
    return latch_right(split);
}

/* Gives each level that is split its new page, from the leaf upwards. */
static JET_ERR latch_fresh(struct split *split)
{
    for (unsigned i = 0; i < split->pages_needed; i++) {
        JET_TRY(page_latch_new(split->tree->file, split->taken[i],
                               &split->level[split_last_level(split) - i].fresh));
    }
    return JET_errSuccess;
}

/* Latches are held for the plan of before: is that enough for the plan of now? */
static bool is_covered(const struct split *split, bool was_vertical, unsigned was_top)
{
    if (split->vertical != was_vertical || split->pages_needed > split->pages_taken || split->top < was_top) {
        return false;
    }
    return split->vertical || split->trims ||
           node_line_size(&split->level[split->top + 1].separator, 0) + PAGE_TAG_SIZE <=
               page_free_bytes(split->level[split->top].page.image);
}

/*
 * Plans again from what is latched: the leaf may have changed since it was copied, the root in its external header. False
 * when that is a plan for which not enough is held.
 */
static JET_ERR plan_again(struct split *split, bool *covered)
{
    const bool vertical = split->vertical;
    const unsigned top = split->top, last = split_last_level(split);
    const struct page_hint now = page_hint_of(&split->level[last].page);

    if (vertical && last < split->path.depth) {
        JET_TRY(copy_page(split, 0, &split->level[0].page));
        plan_root(split);
    } else if (now.frame != split->seen.frame || now.version != split->seen.version) {
        JET_TRY(copy_page(split, last, &split->level[last].page));
        JET_TRY(make_plan(split));
    }
    *covered = !split->needed || is_covered(split, vertical, top);
    return JET_errSuccess;
}

/* Steps 1 to 4: on success everything but the new pages is latched, or the split is not needed. */
static JET_ERR prepare(struct split *split)
{
    bool covered = false;

    while (!covered) {
        unlatch_all(split);
        JET_TRY(look(split));
        if (!split->needed) {
            return JET_errSuccess;
        }
        JET_TRY(take_pages(split));
        JET_TRY(latch_path(split));
        JET_TRY(plan_again(split, &covered));
    }
    return JET_errSuccess;
}

/* Gives back what was not used; what cannot be given back is lost, but the change is not. Nothing else is latched. */
static void release_pages(const struct split *split)
{
    for (unsigned i = 0; i < split->pages_taken; i++) {
        if (split->taken[i] != 0) {
            (void)tree_page_give_back(split->change, split->tree, split->taken[i]);
        }
    }
}

/* --------------------------------------------------------------------------------------------- the change */

/* Makes the page that holds the operation's entry the cursor's, and lets the others go. */
static void enter_result(struct split *split)
{
    struct split_level *leaf = &split->level[split->path.depth];
    const bool moved = leaf->lines.at >= leaf->plan.first;
    struct page_ref *page = moved ? &leaf->fresh : &leaf->page;

    tree_enter_page(split->cursor, page);
    split->cursor->line = split->cursor->view.first + leaf->lines.at - (moved ? leaf->plan.first : 0);
    split->cursor->place = TREE_ON_ENTRY;
    page->image = NULL; /* the cursor's now */
}

/* Every page must be older than the change. */
static JET_ERR next_time(const struct split *split, uint64_t *dbtime)
{
    for (unsigned level = split->top; level <= split_last_level(split); level++) {
        JET_TRY(change_next_time(split->change, &split->level[level].page, dbtime));
    }
    return split->right.image != NULL ? change_next_time(split->change, &split->right, dbtime)
                                      : JET_errSuccess;
}

/* Step 5. */
static JET_ERR carry_out(struct split *split, bool *done)
{
    const struct split_lines *lines = &split->level[split->path.depth].lines;
    const bool operates = !split->vertical && !split->trims && lines->kind != OPERATION_NONE;
    struct change_versions versions = {0};
    struct page_node before = {0};
    struct stamp stamp = {0};
    JET_ERR err;

    JET_TRY(latch_fresh(split));
    JET_TRY(next_time(split, &stamp.dbtime));
    if (operates) {
        if (lines->kind != OPERATION_INSERT) {
            page_view_node(&lines->view, lines->view.first + lines->at, &before);
        }
        JET_TRY(change_add_versions(split->change, split->tree, split->operation, &before, &versions));
    }
    err = split_log_records(split, operates, &before, &versions, &stamp);
    if (err < 0) {
        if (operates) {
            change_cancel_versions(split->change, &versions);
        }
        return err;
    }
    split_write(split, &stamp);
    memset(split->taken, 0, split->pages_needed * sizeof split->taken[0]);
    if (operates) {
        enter_result(split);
        *done = true;
    }
    return JET_errSuccess;
}

static struct split *new_split(struct tree_cursor *cursor, const struct change *change,
                               struct operation *operation)
{
    struct split *split = malloc(sizeof *split);

    if (split == NULL) {
        return NULL;
    }
    memset(split, 0, offsetof(struct split, separator));
    split->cursor = cursor;
    split->tree = cursor->tree;
    split->change = change;
    split->operation = operation;
    split->page_size = cache_file_page_size(cursor->tree->file);
    return split;
}

JET_ERR change_split(struct tree_cursor *cursor, const struct change *change, struct operation *operation,
                     bool *done)
{
    const bool locks = !(change->flags & CHANGE_SPACE); /* else the owner's space lock is held */
    struct split *split = new_split(cursor, change, operation);
    JET_ERR err;

    *done = false;
    if (split == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory to split a page of the tree at page %u",
                         cursor->tree->root);
    }
    if (locks) {
        database_lock(change->database, LOCK_TREE, cursor->tree->root);
    }
    err = prepare(split);
    if (err >= 0 && split->needed) {
        err = carry_out(split, done);
    }
    unlatch_all(split);
    release_pages(split);
    if (locks) {
        database_unlock(change->database, LOCK_TREE, cursor->tree->root);
    }
    free_copies(split);
    free(split);
    return err;
}
