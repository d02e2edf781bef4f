/*
 * tree_change_merge_log.c - the records of a merge: one a level from the top down, the leaf's last. A tree that becomes empty
 * is one record.
 *
 * Format: reference log-and-recovery 9.5 (EmptyTree) and 9.8.
 */
#include "btree/tree_change_merge.h"
#include "try.h"

static struct log_place place_of(const struct merge *merge, unsigned level, uint64_t dbtime)
{
    return (struct log_place){
        .change = merge->change, .tree = merge->tree, .page = &merge->level[level].page, .dbtime = dbtime};
}

static struct log_merge record_of(const struct merge *merge, unsigned level, uint64_t dbtime)
{
    const struct log_place place = place_of(merge, level, dbtime);
    struct log_merge record = {.page = change_log_page(&place, LOG_MERGE2),
                               .pgno_root = change_log_root(merge->change, merge->tree),
                               .objid = merge->tree->objid,
                               .dbtime_left_before = LOG_DBTIME_NONE,
                               .dbtime_right_before = LOG_DBTIME_NONE,
                               .dbtime_parent_before = LOG_DBTIME_NONE};

    if (level > merge->top) {
        record.pgno_parent = merge->level[level - 1].page.pgno;
        record.dbtime_parent_before = get_u64(merge->level[level - 1].page.image + 8);
    }
    return record;
}

/* What happens to an inner page. */
static JET_ERR log_level(struct merge *merge, unsigned level, struct change_macro *macro)
{
    static const uint8_t flags[] = {[LEVEL_STAYS] = 0,
                                    [LEVEL_REKEYS] = LOG_MERGE_KEY_CHANGE,
                                    [LEVEL_DELETES] = LOG_MERGE_DELETE_NODE,
                                    [LEVEL_GOES] = LOG_MERGE_EMPTIES_PAGE};
    struct log_merge record = record_of(merge, level, macro->dbtime);
    struct log_record encoded;
    uint64_t lsn;

    record.page.line = (uint16_t)(merge->path.level[level].tag - merge->path.level[level].first);
    record.merge_flags = flags[merge->level[level].action];
    log_merge_encode(&record, &encoded);
    JET_TRY(change_log_append(merge->change, &encoded, &lsn));
    change_macro_touches(macro, &merge->level[level].page);
    return JET_errSuccess;
}

/* Bytes that move to the right sibling, and what they become there at most. */
static void measure(const struct merge *merge, struct log_merge *record)
{
    uint32_t bytes = 0, reserve = 0;
    struct page_view leaf;

    page_view_init(&leaf, merge->level[merge->path.depth].page.image, merge->page_size);
    for (unsigned tag = leaf.first; tag < leaf.end; tag++) {
        struct page_node node;

        page_view_node(&leaf, tag, &node);
        bytes += node_line_size(&node, node.prefix.size) + PAGE_TAG_SIZE;
        reserve += change_reserve_of(merge->tree, &node);
    }
    record->size_total = (int16_t)bytes;
    record->size_total_max = (int16_t)(bytes + reserve);
    record->uncommitted_free_dest = (int16_t)(page_uncommitted_free(merge->right.image) + reserve);
}

static JET_ERR log_leaf(struct merge *merge, struct change_macro *macro)
{
    const unsigned depth = merge->path.depth;
    struct log_merge record = record_of(merge, depth, macro->dbtime);
    uint8_t image[PAGE_SIZE_MAX];
    struct log_record encoded;
    uint64_t lsn;

    record.merge_type = (uint8_t)merge->kind;
    record.merge_flags = LOG_MERGE_EMPTIES_PAGE;
    record.separator = (struct bytes){merge->key, merge->key_size};
    if (merge->left.image != NULL) {
        record.pgno_left = merge->left.pgno;
        record.dbtime_left_before = get_u64(merge->left.image + 8);
    }
    if (merge->right.image != NULL) {
        record.pgno_right = merge->right.pgno;
        record.dbtime_right_before = get_u64(merge->right.image + 8);
    }
    if (merge->kind == MERGE_FULL_RIGHT) {
        measure(merge, &record);
        record.image =
            change_log_image(merge->level[depth].page.image, merge->page_size, image, &record.image_flags);
    }
    log_merge_encode(&record, &encoded);
    JET_TRY(change_log_append(merge->change, &encoded, &lsn));
    change_macro_touches(macro, &merge->level[depth].page);
    change_macro_touches(macro, &merge->left);
    change_macro_touches(macro, &merge->right);
    return JET_errSuccess;
}

static JET_ERR log_macro(struct merge *merge, struct stamp *stamp)
{
    struct change_macro macro;
    JET_ERR err = JET_errSuccess;

    JET_TRY(change_macro_begin(&macro, merge->change, stamp->dbtime));
    for (unsigned level = merge->top; level < merge->path.depth; level++) {
        JET_TRY_OR(log_level(merge, level, &macro), abort);
    }
    JET_TRY_OR(log_leaf(merge, &macro), abort);
    return change_macro_commit(&macro, &stamp->lsn);
abort:
    change_macro_abort(&macro);
    return err;
}

/* A tree that becomes empty is one record: the root, and what it led to. */
static JET_ERR log_empty_tree(struct merge *merge, struct stamp *stamp)
{
    uint8_t list[LOG_EMPTIED_SIZE * EMPTY_TREE_PAGES_MAX];
    const struct log_place root = place_of(merge, 0, stamp->dbtime);
    uint32_t size = 0;

    for (unsigned level = 1; level <= merge->path.depth; level++) {
        const struct page_ref *page = &merge->level[level].page;

        log_emptied_put(list + size, (struct log_emptied){.dbtime_before = get_u64(page->image + 8),
                                                          .pgno = page->pgno,
                                                          .page_flags = get_u32(page->image + 36)});
        size += LOG_EMPTIED_SIZE;
    }
    return change_log_empty_tree(&root, (struct bytes){list, size}, &stamp->lsn);
}

JET_ERR merge_log_records(struct merge *merge, struct stamp *stamp)
{
    if (!change_is_logged(merge->change)) {
        return JET_errSuccess;
    }
    JET_TRY(merge->kind == MERGE_EMPTY_TREE ? log_empty_tree(merge, stamp) : log_macro(merge, stamp));
    change_stamp_logged(merge->change, stamp);
    return JET_errSuccess;
}
