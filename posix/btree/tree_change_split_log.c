/*
 * tree_change_split_log.c - the records of a split: one a level from the top down, then the operation's.
 *
 *   MacroBegin  Split2 (takes the separator)  Split2 (is split) ...  Insert  MacroCommit
 *
 * A record carries the image of its page when lines move that a replay could find nowhere else, should the page be written
 * before the new one. Format: reference log-and-recovery 9.7.
 */
#include "btree/tree_change_split.h"
#include "try.h"

/* Do lines move that are nowhere else if the new page is lost? */
static bool needs_image(const struct split_level *level)
{
    const struct split_lines *lines = &level->lines;

    return level->plan.kind != SPLIT_APPEND &&
           !(level->plan.kind == SPLIT_RIGHT && lines->kind == OPERATION_INSERT &&
             level->plan.first == lines->at && level->plan.first == lines->count - 1);
}

/* The part of a record that says how the page of a level is split. */
static void describe_split(const struct split *split, unsigned number, struct log_split *record,
                           uint8_t *keys)
{
    const struct split_level *level = &split->level[number];
    const struct split_plan *plan = &level->plan;
    const bool operates = level->lines.kind != OPERATION_NONE;

    record->pgno_new = level->fresh.pgno;
    record->split_type = (uint8_t)plan->kind;
    record->operation = (uint8_t)level->lines.kind;
    record->line_operation = (uint16_t)(operates ? level->lines.at : 0);
    record->line_split = (uint16_t)plan->first;
    record->line_count = (uint16_t)level->lines.count;
    record->new_page_flags = level->fresh_flags;
    record->split_page_flags = level->page_flags;
    record->uncommitted_free_source = (uint16_t)plan->reserve_left;
    record->uncommitted_free_new = (uint16_t)plan->reserve_right;
    record->line_prefix_split = plan->prefix_left;
    record->line_prefix_new = plan->prefix_right < 0 ? -1 : plan->prefix_right - (int32_t)plan->first;
    record->prefix_split = level->lines.view.prefix;
    record->prefix_new = split_prefix_of(&level->lines, plan->prefix_left, keys);
    if (!split->vertical) {
        uint8_t *separator = keys + TREE_BOOKMARK_MAX;

        memcpy(separator, level->separator.prefix.at, level->separator.prefix.size);
        memcpy(separator + level->separator.prefix.size, level->separator.suffix.at,
               level->separator.suffix.size);
        record->separator =
            (struct bytes){separator, level->separator.prefix.size + level->separator.suffix.size};
    }
    if (number == split->path.depth && split->right.image != NULL) {
        record->pgno_right = split->right.pgno;
        record->dbtime_right_before = get_u64(split->right.image + 8);
    }
}

/* The record of one level; the top one only takes the separator, save when it is a root that is split. */
static JET_ERR log_level(struct split *split, unsigned number, struct change_macro *macro)
{
    struct split_level *level = &split->level[number];
    const struct log_place place = {
        .change = split->change, .tree = split->tree, .page = &level->page, .dbtime = macro->dbtime};
    uint8_t keys[2 * TREE_BOOKMARK_MAX], image[PAGE_SIZE_MAX];
    struct log_split record = {.page = change_log_page(&place, LOG_SPLIT2),
                               .pgno_root = change_log_root(split->change, split->tree),
                               .objid = split->tree->objid,
                               .dbtime_right_before = LOG_DBTIME_NONE,
                               .dbtime_parent_before = LOG_DBTIME_NONE};
    struct log_record encoded;
    uint64_t lsn;

    record.page.flags &= (uint8_t)~LOG_VERSIONED;
    if (number > split->top) {
        record.pgno_parent = split->level[number - 1].page.pgno;
        record.dbtime_parent_before = get_u64(split->level[number - 1].page.image + 8);
    }
    if (number > split->top || split->vertical) {
        describe_split(split, number, &record, keys);
        if (needs_image(level)) {
            record.image = change_log_image(level->page.image, split->page_size, image, &record.image_flags);
        }
    } else {
        record.line_operation = (uint16_t)(split->path.level[number].tag - split->path.level[number].first);
    }
    log_split_encode(&record, &encoded);
    JET_TRY(change_log_append(split->change, &encoded, &lsn));
    change_macro_touches(macro, &level->page);
    change_macro_touches(macro, &level->fresh);
    return JET_errSuccess;
}

static JET_ERR log_leaf_operation(const struct split *split, const struct change_macro *macro,
                                  const struct page_node *before, const struct change_versions *versions)
{
    const struct split_level *leaf = &split->level[split->path.depth];
    const struct log_place place = {.change = split->change,
                                    .tree = split->tree,
                                    .page = &leaf->page,
                                    .line = leaf->lines.at,
                                    .dbtime = macro->dbtime,
                                    .in_macro = true};
    uint64_t lsn;

    return change_log_operation(&place, split->operation, before, 0, versions, &lsn);
}

/* All records of the split, from the top down, and the operation's. */
static JET_ERR log_macro(struct split *split, bool operates, const struct page_node *before,
                         const struct change_versions *versions, struct stamp *stamp)
{
    struct change_macro macro;
    JET_ERR err = JET_errSuccess;

    JET_TRY(change_macro_begin(&macro, split->change, stamp->dbtime));
    for (unsigned level = split->top; level <= split_last_level(split); level++) {
        JET_TRY_OR(log_level(split, level, &macro), abort);
    }
    change_macro_touches(&macro, &split->right);
    if (operates) {
        JET_TRY_OR(log_leaf_operation(split, &macro, before, versions), abort);
    }
    return change_macro_commit(&macro, &stamp->lsn);
abort:
    change_macro_abort(&macro);
    return err;
}

/* The prefix of the leaf is cut to what its only entry uses of it. */
static JET_ERR log_trim(const struct split *split, struct stamp *stamp)
{
    const struct split_level *leaf = &split->level[split->path.depth];
    const struct log_place place = {
        .change = split->change, .tree = split->tree, .page = &leaf->page, .dbtime = stamp->dbtime};

    return change_log_external_header(&place, leaf->lines.node.prefix, &stamp->lsn);
}

JET_ERR split_log_records(struct split *split, bool operates, const struct page_node *before,
                          const struct change_versions *versions, struct stamp *stamp)
{
    if (!change_is_logged(split->change)) {
        return JET_errSuccess;
    }
    JET_TRY(split->trims ? log_trim(split, stamp) : log_macro(split, operates, before, versions, stamp));
    change_stamp_logged(split->change, stamp);
    return JET_errSuccess;
}
