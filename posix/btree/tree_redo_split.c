/*
 * tree_redo_split.c - making a split again: from its records to the pages of struct split, which split_write() writes.
 *
 *   page needs it   new page needs it   lines come from
 *   yes             yes or no           the page
 *   no              yes                 the image in the record; without one nothing but the operation's line is moved
 *   no              no                  -
 *
 * Rules: reference log-and-recovery 9.7, 11.
 */
#include <stdlib.h>

#include "btree/tree_change_split.h"
#include "btree/tree_redo_parts.h"
#include "diag.h"
#include "try.h"

enum {
    PREFIX_NONE = -1,
    KEPT_FLAGS =
        PAGE_NEW_CHECKSUM_FORMAT | PAGE_SCRUBBED | PAGE_FLUSH_TYPE, /* of the file, not of the tree */
};

struct redo_split {
    const struct redo *redo;
    uint64_t dbtime;
    unsigned levels;
    struct log_split record[SPLIT_LEVELS];
    struct redo_operation operation;
    bool operates;
    struct tree tree;
    struct change change;
    struct split split;
};

/* ------------------------------------------------------------------------------------------------ records */

static JET_ERR take_records(struct redo_split *work, const struct bytes *records, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (records[i].at[0] == LOG_SPLIT2) {
            if (work->levels == SPLIT_LEVELS) {
                return redo_refuse(work->redo, work->record[0].page.pgno,
                                   "the split there has too many levels");
            }
            JET_TRY(log_split_decode(records[i], &work->record[work->levels]));
            work->levels++;
        } else if (!work->operates) {
            JET_TRY(redo_operation_decode(work->redo, records[i], &work->operation, &work->operates));
        }
    }
    return JET_errSuccess;
}

/* Do lines move that are nowhere else if the new page is lost? */
static bool needs_image(const struct log_split *record)
{
    return record->split_type != LOG_SPLIT_APPEND &&
           !(record->split_type == LOG_SPLIT_RIGHT && record->operation == LOG_SPLIT_INSERT &&
             record->line_split == record->line_operation && record->line_split + 1 == record->line_count);
}

/* -------------------------------------------------------------------------------------------------- pages */

/* A copy of the page as it was before the split. */
static JET_ERR copy_before(struct redo_split *work, unsigned number)
{
    struct split_level *level = &work->split.level[number];
    const struct log_split *record = &work->record[number];
    const uint32_t size = work->split.page_size;

    level->copy = malloc(size);
    if (level->copy == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory to replay a split");
    }
    if (level->page.image != NULL) {
        memcpy(level->copy, level->page.image, size);
    } else if (needs_image(record)) {
        JET_TRY(redo_image(work->redo, record->page.pgno, record->image, record->image_flags, level->copy));
    } else {
        page_init(level->copy, size, record->page.pgno, record->objid, record->split_page_flags);
    }
    page_view_init(&level->lines.view, level->copy, size);
    return JET_errSuccess;
}

/* The operation's line, which comes from the leaf's operation or is the separator of the page below. */
static JET_ERR take_operation_line(struct redo_split *work, unsigned number)
{
    struct split_level *level = &work->split.level[number];
    const struct log_split *record = &work->record[number];
    struct split_lines *lines = &level->lines;
    struct operation *operation = &work->operation.operation;

    if (number + 1 < work->levels) {
        lines->node = work->split.level[number + 1].separator;
        return lines->kind == OPERATION_INSERT
                   ? JET_errSuccess
                   : redo_refuse(work->redo, record->page.pgno, "an inner page gets no separator");
    }
    if (!work->operates || operation->kind != lines->kind) {
        return redo_refuse(work->redo, record->page.pgno, "the split there lacks its operation");
    }
    if (lines->kind != OPERATION_INSERT) {
        if (lines->at >= (unsigned)(lines->view.end - lines->view.first)) {
            return redo_refuse(work->redo, record->page.pgno, "there is no such line");
        }
        page_view_node(&lines->view, lines->view.first + lines->at, &lines->node);
        JET_TRY(redo_operation_complete(work->redo, &work->operation, &lines->node));
    } else {
        lines->node = (struct page_node){.prefix = {operation->key.at, 0}, .suffix = operation->key};
    }
    lines->node.data = operation->data;
    lines->node.flags = change_node_flags(&work->change, lines->node.flags);
    return JET_errSuccess;
}

/* The lines of a page that is split, with the operation's among them. */
static JET_ERR take_lines(struct redo_split *work, unsigned number)
{
    struct split_level *level = &work->split.level[number];
    const struct log_split *record = &work->record[number];
    struct split_lines *lines = &level->lines;
    struct split_plan *plan = &level->plan;

    lines->kind = (enum operation_kind)record->operation;
    lines->at = record->line_operation;
    lines->count = (unsigned)(lines->view.end - lines->view.first) + (lines->kind == OPERATION_INSERT);
    if (level->page.image == NULL && !needs_image(record)) {
        lines->count = record->line_count; /* of which only the operation's is looked at */
    }
    plan->kind = (enum split_kind)record->split_type;
    plan->first = record->line_split;
    plan->prefix_left = record->line_prefix_split;
    plan->prefix_right =
        record->line_prefix_new < 0 ? PREFIX_NONE : record->line_prefix_new + (int32_t)record->line_split;
    if (record->split_type > LOG_SPLIT_APPEND || record->operation > LOG_SPLIT_FLAG_INSERT_REPLACE ||
        lines->count > LINES_MAX || lines->count != record->line_count || plan->first > lines->count ||
        (lines->kind != OPERATION_NONE && lines->at >= lines->count) ||
        plan->prefix_left >= (int32_t)lines->count || plan->prefix_right >= (int32_t)lines->count) {
        return redo_refuse(work->redo, record->page.pgno, "its lines are others");
    }
    return lines->kind == OPERATION_NONE ? JET_errSuccess : take_operation_line(work, number);
}

/* Bytes that lines [from, to) take behind a page's header, with their prefix. */
static JET_ERR measure(struct redo_split *work, const struct split_lines *lines, unsigned from, unsigned to,
                       int prefix_line, uint32_t *bytes)
{
    uint8_t key[TREE_BOOKMARK_MAX];
    struct bytes prefix = {key, 0};
    struct page_node node;

    if (prefix_line >= 0) {
        split_line(lines, (unsigned)prefix_line, &node);
        JET_TRY(redo_key_of(work->redo, work->record[0].page.pgno, &node, key, &prefix));
    }
    *bytes = prefix.size + PAGE_TAG_SIZE;
    for (unsigned i = from; i < to; i++) {
        split_line(lines, i, &node);
        if (node.prefix.size + node.suffix.size > TREE_BOOKMARK_MAX) {
            return redo_refuse(work->redo, work->record[0].page.pgno, "a key there is too long");
        }
        *bytes += node_line_size(&node, node_shared(&node, prefix)) + PAGE_TAG_SIZE;
    }
    return JET_errSuccess;
}

/* Bytes of typed blobs, which stay on the page. */
static uint32_t blobs_size(const struct split_level *level, uint32_t page_size)
{
    uint32_t size = 0;

    for (unsigned tag = 1; tag < level->lines.view.first; tag++) {
        struct bytes blob;

        (void)page_tag(level->copy, page_size, tag, &blob, NULL);
        size += blob.size + PAGE_TAG_SIZE;
    }
    return size;
}

/* Do the lines fit on the pages that are to be written? Bytes that are kept for rollbacks are what the record says, if there are so many. */
static JET_ERR check_room(struct redo_split *work, unsigned number)
{
    struct split_level *level = &work->split.level[number];
    const struct log_split *record = &work->record[number];
    const uint32_t capacity = page_capacity(work->split.page_size);
    uint32_t left = 0, right = 0;

    if (level->page.image != NULL && level->plan.kind == SPLIT_RIGHT) {
        JET_TRY(measure(work, &level->lines, 0, level->plan.first, level->plan.prefix_left, &left));
        left += blobs_size(level, work->split.page_size);
    }
    if (level->fresh.image != NULL) {
        JET_TRY(measure(work, &level->lines, level->plan.first, level->lines.count, level->plan.prefix_right,
                        &right));
    }
    if (left > capacity || right > capacity) {
        return redo_refuse(work->redo, record->page.pgno, "what moves there does not fit");
    }
    level->plan.reserve_left =
        record->uncommitted_free_source < capacity - left ? record->uncommitted_free_source : capacity - left;
    level->plan.reserve_right =
        record->uncommitted_free_new < capacity - right ? record->uncommitted_free_new : capacity - right;
    return JET_errSuccess;
}

/* The parent whose record only takes a separator: the entry that leads to the page below. */
static JET_ERR find_entry(struct redo_split *work, unsigned number)
{
    struct split_level *level = &work->split.level[number], *child = &work->split.level[number + 1];
    struct page_view view;
    struct page_node node;
    unsigned tag;

    if (level->page.image == NULL) {
        return JET_errSuccess;
    }
    page_view_init(&view, level->page.image, work->split.page_size);
    for (tag = view.first; tag < view.end && !(view.flags & PAGE_LEAF); tag++) {
        page_view_node(&view, tag, &node);
        if (get_u32(node.data.at) == child->page_pgno) {
            break;
        }
    }
    if (tag == view.end || view.flags & PAGE_LEAF ||
        node_line_size(&child->separator, 0) + PAGE_TAG_SIZE > page_free_bytes(level->page.image)) {
        return redo_refuse(work->redo, level->page_pgno, "no entry leads to the page that is split");
    }
    work->split.path.level[number].tag = (uint16_t)tag;
    return JET_errSuccess;
}

/* The entry behind the separator must lead to the page below. */
static JET_ERR check_pointer(struct redo_split *work, unsigned number)
{
    const struct split_level *level = &work->split.level[number];
    struct page_node node;

    if (level->lines.at + 1 >= level->lines.count) {
        return redo_refuse(work->redo, level->page_pgno, "no entry leads to the page that is split");
    }
    if (level->page.image == NULL && !needs_image(&work->record[number])) {
        return diag_fail(JET_errDatabaseBufferDependenciesCorrupted,
                         "page %u of '%s' was written, and the new page beside it was not", level->page_pgno,
                         work->redo->database->path);
    }
    split_line(&level->lines, level->lines.at + 1, &node);
    return node.data.size == POINTER_SIZE && get_u32(node.data.at) == work->split.level[number + 1].page_pgno
               ? JET_errSuccess
               : redo_refuse(work->redo, level->page_pgno, "no entry leads to the page that is split");
}

static JET_ERR prepare_level(struct redo_split *work, unsigned number)
{
    struct split_level *level = &work->split.level[number];
    const struct log_split *record = &work->record[number];

    if (record->pgno_new == 0) {
        return number + 1 < work->levels ? find_entry(work, number)
                                         : redo_refuse(work->redo, record->page.pgno, "it is not split");
    }
    if (level->page.image == NULL && level->fresh.image == NULL) {
        return JET_errSuccess;
    }
    JET_TRY(copy_before(work, number));
    level->page_flags |= level->lines.view.flags & KEPT_FLAGS;
    JET_TRY(take_lines(work, number));
    JET_TRY(check_room(work, number));
    return number + 1 < work->levels ? check_pointer(work, number) : JET_errSuccess;
}

/* Latches the pages of a level that need the split. */
static JET_ERR latch_level(struct redo_split *work, unsigned number)
{
    struct split_level *level = &work->split.level[number];
    const struct log_split *record = &work->record[number];

    level->page_pgno = record->page.pgno;
    level->fresh_pgno = record->pgno_new;
    level->page_flags = record->split_page_flags;
    level->fresh_flags = record->new_page_flags;
    put_u32(level->pointer, level->page_pgno);
    level->separator = (struct page_node){.prefix = {record->separator.at, 0},
                                          .suffix = record->separator,
                                          .data = {level->pointer, POINTER_SIZE}};
    if (record->separator.size > TREE_BOOKMARK_MAX) {
        return redo_refuse(work->redo, level->page_pgno, "a key there is too long");
    }
    JET_TRY(redo_page(work->redo, record->page.pgno, record->page.dbtime_before, work->dbtime, &level->page));
    if (record->pgno_new != 0) {
        JET_TRY(redo_page_new(work->redo, record->pgno_new, work->dbtime, &level->fresh));
    }
    if (record->pgno_new != 0 && record->pgno_right != 0) {
        work->split.right_pgno = record->pgno_right;
        JET_TRY(redo_page(work->redo, record->pgno_right, record->dbtime_right_before, work->dbtime,
                          &work->split.right));
    }
    return JET_errSuccess;
}

/* The operation's versions: what was before is known from the leaf as it was. */
static JET_ERR add_versions(struct redo_split *work)
{
    const struct split_level *leaf = &work->split.level[work->levels - 1];
    struct page_node old;

    if (!work->operates) {
        return JET_errSuccess;
    }
    if (leaf->copy == NULL || leaf->lines.kind == OPERATION_INSERT) {
        return redo_operation_versions(work->redo, &work->operation, NULL);
    }
    page_view_node(&leaf->lines.view, leaf->lines.view.first + leaf->lines.at, &old);
    return redo_operation_versions(work->redo, &work->operation, &old);
}

static JET_ERR make_split(struct redo_split *work)
{
    const struct stamp stamp = redo_stamp(work->redo, work->dbtime);

    work->split.path.depth = work->levels - 1;
    work->split.vertical = work->levels == 1 && work->record[0].split_type == LOG_SPLIT_VERTICAL;
    for (unsigned number = 0; number < work->levels; number++) {
        JET_TRY(latch_level(work, number));
    }
    for (unsigned number = work->levels; number-- > 0;) {
        JET_TRY(prepare_level(work, number));
    }
    JET_TRY(add_versions(work));
    split_write(&work->split, &stamp);
    return JET_errSuccess;
}

static void free_split(struct redo_split *work)
{
    for (unsigned number = 0; number < work->levels; number++) {
        page_unlatch(&work->split.level[number].page);
        page_unlatch(&work->split.level[number].fresh);
        free(work->split.level[number].copy);
    }
    page_unlatch(&work->split.right);
    free(work);
}

JET_ERR tree_redo_split(const struct redo *redo, uint64_t dbtime, const struct bytes *records, uint32_t count)
{
    struct redo_split *work = calloc(1, sizeof *work);
    JET_ERR err;

    if (work == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory to replay a split");
    }
    work->redo = redo;
    work->dbtime = dbtime;
    work->split.page_size = redo_page_size(redo);
    JET_TRY_OR(take_records(work, records, count), end);
    work->tree =
        redo_tree(redo, work->record[0].pgno_root, work->record[0].objid, work->record[0].page.flags);
    work->change = redo_change(redo, work->operates ? work->operation.node.page.flags : 0);
    work->split.tree = &work->tree;
    work->split.change = &work->change;
    err = make_split(work);
end:
    free_split(work);
    return err;
}
