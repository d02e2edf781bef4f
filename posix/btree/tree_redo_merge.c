/*
 * tree_redo_merge.c - making a merge again: from its records to the pages of struct merge, which merge_write() writes.
 *
 * Rules: reference log-and-recovery 9.8, 11.
 */
#include <stdlib.h>

#include "btree/tree_change_merge.h"
#include "btree/tree_redo_parts.h"
#include "diag.h"
#include "try.h"

struct redo_merge {
    const struct redo *redo;
    uint64_t dbtime;
    unsigned levels;
    struct log_merge record[MERGE_LEVELS];
    struct tree tree;
    struct change change;
    struct page_ref *dest; /* the sibling that gets entries */
    uint8_t *copy;         /* of the leaf before its entries moved */
    struct merge merge;
};

static const struct log_merge *leaf_record(const struct redo_merge *work)
{
    return &work->record[work->levels - 1];
}

static JET_ERR take_records(struct redo_merge *work, const struct bytes *records, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (records[i].at[0] != LOG_MERGE2) {
            continue;
        }
        if (work->levels == MERGE_LEVELS) {
            return redo_refuse(work->redo, work->record[0].page.pgno, "the merge there has too many levels");
        }
        JET_TRY(log_merge_decode(records[i], &work->record[work->levels]));
        work->levels++;
    }
    return JET_errSuccess;
}

/* -------------------------------------------------------------------------------------------- inner pages */

static JET_ERR take_key(struct redo_merge *work, struct bytes key)
{
    if (key.size > sizeof work->merge.key) {
        return redo_refuse(work->redo, work->record[0].page.pgno, "a key there is too long");
    }
    memcpy(work->merge.key, key.at, key.size);
    work->merge.key_size = key.size;
    return JET_errSuccess;
}

static JET_ERR choose_action(struct redo_merge *work, unsigned number)
{
    const struct log_merge *record = &work->record[number];
    enum level_action *action = &work->merge.level[number].action;

    const bool deletes = (record->merge_flags & LOG_MERGE_DELETE_NODE) != 0;
    const bool rekeys = (record->merge_flags & LOG_MERGE_KEY_CHANGE) != 0;

    *action = record->merge_flags & LOG_MERGE_EMPTIES_PAGE ? LEVEL_GOES
              : deletes && rekeys                          ? LEVEL_LEADS_LEFT
              : deletes                                    ? LEVEL_DELETES
              : rekeys                                     ? LEVEL_REKEYS
                                                           : LEVEL_STAYS;
    if (*action == LEVEL_REKEYS && record->separator.size > 0) {
        JET_TRY(take_key(work, record->separator));
    }
    return JET_errSuccess;
}

/* Latches an inner page that needs the change, and checks that it can be made. */
static JET_ERR latch_inner(struct redo_merge *work, unsigned number)
{
    const struct log_merge *record = &work->record[number];
    struct merge *merge = &work->merge;
    struct page_ref *page = &merge->level[number].page;
    struct page_view view;
    struct page_node node;
    unsigned tag;

    JET_TRY(choose_action(work, number));
    JET_TRY(redo_page(work->redo, record->page.pgno, record->page.dbtime_before, work->dbtime, page));
    if (page->image == NULL) {
        return JET_errSuccess;
    }
    page_view_init(&view, page->image, merge->page_size);
    tag = view.first + record->page.line;
    if (view.flags & PAGE_LEAF || tag >= view.end) {
        return redo_refuse(work->redo, page->pgno, "there is no such line");
    }
    merge->path.level[number].tag = (uint16_t)tag;
    if (tag == view.first && (merge->level[number].action == LEVEL_LEADS_LEFT ||
                              (merge->level[number].action == LEVEL_REKEYS &&
                               leaf_record(work)->merge_type == LOG_MERGE_PARTIAL_LEFT))) {
        return redo_refuse(work->redo, page->pgno, "there is no line before");
    }
    page_view_node(&view, tag, &node);
    return merge->level[number].action == LEVEL_REKEYS &&
                   merge->key_size > node.suffix.size + page_free_bytes(page->image)
               ? redo_refuse(work->redo, page->pgno, "there is no room for the key")
               : JET_errSuccess;
}

/* --------------------------------------------------------------------------------------------- the leaves */

static JET_ERR latch_leaves(struct redo_merge *work)
{
    const struct log_merge *record = leaf_record(work);
    struct merge *merge = &work->merge;

    merge->leaf = record->page.pgno;
    merge->previous = record->pgno_left;
    merge->next = record->pgno_right;
    JET_TRY(redo_page(work->redo, record->page.pgno, record->page.dbtime_before, work->dbtime,
                      &merge->level[work->levels - 1].page));
    if (record->pgno_left != 0) {
        JET_TRY(
            redo_page(work->redo, record->pgno_left, record->dbtime_left_before, work->dbtime, &merge->left));
    }
    if (record->pgno_right != 0) {
        JET_TRY(redo_page(work->redo, record->pgno_right, record->dbtime_right_before, work->dbtime,
                          &merge->right));
    }
    return JET_errSuccess;
}

/* Finds the leaf as it was before its entries moved. */
static JET_ERR take_source(struct redo_merge *work)
{
    const struct log_merge *record = leaf_record(work);
    const struct page_ref *leaf = &work->merge.level[work->levels - 1].page;
    const uint32_t size = work->merge.page_size;

    work->copy = malloc(size);
    if (work->copy == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory to replay a merge");
    }
    if (leaf->image != NULL) {
        memcpy(work->copy, leaf->image, size);
    } else {
        JET_TRY(redo_image(work->redo, record->page.pgno, record->image, record->image_flags, work->copy));
    }
    work->merge.source = work->copy;
    return JET_errSuccess;
}

/* Bytes of the entries that move: by themselves, as the record counts them, and on the page that gets them. */
static void measure(const struct redo_merge *work, bool leaves_dead, uint32_t *bytes, uint32_t *needed)
{
    const struct merge *merge = &work->merge;
    struct page_view leaf, dest;
    unsigned from, to;

    *bytes = *needed = 0;
    page_view_init(&leaf, merge->source, merge->page_size);
    page_view_init(&dest, work->dest->image, merge->page_size);
    merge_lines(merge, &from, &to);
    for (unsigned line = from; line < to; line++) {
        struct page_node node;

        page_view_node(&leaf, leaf.first + line, &node);
        if (!leaves_dead || !merge_is_dead(merge->tree, &node)) {
            *bytes += node_line_size(&node, node.prefix.size) + PAGE_TAG_SIZE;
            *needed += node_line_size(&node, node_shared(&node, dest.prefix)) + PAGE_TAG_SIZE;
        }
    }
}

static JET_ERR check_line(const struct redo_merge *work)
{
    struct page_view leaf;

    page_view_init(&leaf, work->merge.source, work->merge.page_size);
    return work->merge.line > 0 && work->merge.line >= (unsigned)(leaf.end - leaf.first)
               ? redo_refuse(work->redo, work->merge.leaf, "there is no such line")
               : JET_errSuccess;
}

/*
 * We take dead entries out before a merge; Windows leaves them behind in it. Which entries those are a replay can only tell from the
 * versions that it knows, so the record's size has the last word.
 */
static JET_ERR choose_entries(struct redo_merge *work)
{
    uint32_t bytes, needed;

    JET_TRY(check_line(work));
    measure(work, false, &bytes, &needed);
    if ((int16_t)bytes != leaf_record(work)->size_total) {
        work->merge.leaves_dead = true;
        measure(work, true, &bytes, &needed);
    }
    return needed <= page_free_bytes(work->dest->image)
               ? JET_errSuccess
               : redo_refuse(work->redo, work->merge.leaf, "its entries have no room beside it");
}

static JET_ERR prepare_leaves(struct redo_merge *work)
{
    const struct log_merge *record = leaf_record(work);

    const unsigned type = record->merge_type;
    const bool to_the_left = type == LOG_MERGE_FULL_LEFT || type == LOG_MERGE_PARTIAL_LEFT;
    const bool partial = type == LOG_MERGE_PARTIAL_RIGHT || type == LOG_MERGE_PARTIAL_LEFT;
    const struct page_ref *leaf = &work->merge.level[work->levels - 1].page;

    if (type != LOG_MERGE_EMPTY_PAGE && type != LOG_MERGE_FULL_RIGHT && !to_the_left && !partial) {
        return diag_fail(JET_errInvalidLoggedOperation,
                         "page %u of '%s': a merge of type %u cannot be replayed", record->page.pgno,
                         work->redo->database->path, type);
    }
    work->merge.kind = (enum merge_kind)type;
    work->merge.line = to_the_left || partial ? record->line_merge : 0;
    work->merge.reserve = to_the_left || partial ? (uint16_t)record->uncommitted_free_dest : 0;
    work->dest = to_the_left ? &work->merge.left : &work->merge.right;
    JET_TRY(latch_leaves(work));
    if (type != LOG_MERGE_EMPTY_PAGE && (work->dest->image != NULL || (partial && leaf->image != NULL))) {
        JET_TRY(take_source(work));
        JET_TRY(work->dest->image != NULL ? choose_entries(work) : check_line(work));
    }
    return JET_errSuccess;
}

static JET_ERR make_merge(struct redo_merge *work)
{
    const struct stamp stamp = redo_stamp(work->redo, work->dbtime);

    work->merge.path.depth = work->levels - 1;
    JET_TRY(take_key(work, leaf_record(work)->separator));
    for (unsigned number = 0; number + 1 < work->levels; number++) {
        JET_TRY(latch_inner(work, number));
    }
    JET_TRY(prepare_leaves(work));
    merge_write(&work->merge, &stamp);
    return JET_errSuccess;
}

static void free_merge(struct redo_merge *work)
{
    for (unsigned number = 0; number < work->levels; number++) {
        page_unlatch(&work->merge.level[number].page);
    }
    page_unlatch(&work->merge.left);
    page_unlatch(&work->merge.right);
    free(work->copy);
    free(work);
}

JET_ERR tree_redo_merge(const struct redo *redo, uint64_t dbtime, const struct bytes *records, uint32_t count)
{
    struct redo_merge *work = calloc(1, sizeof *work);
    JET_ERR err;

    if (work == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory to replay a merge");
    }
    work->redo = redo;
    work->dbtime = dbtime;
    work->merge.page_size = redo_page_size(redo);
    JET_TRY_OR(take_records(work, records, count), end);
    work->tree =
        redo_tree(redo, work->record[0].pgno_root, work->record[0].objid, work->record[0].page.flags);
    work->change = redo_change(redo, 0);
    work->merge.tree = &work->tree;
    work->merge.change = &work->change;
    err = make_merge(work);
end:
    free_merge(work);
    return err;
}
