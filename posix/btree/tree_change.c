/*
 * tree_change.c - changes of one entry on one leaf.
 *
 *   latch UPDATE   find the entry; duplicates, conflicts, room
 *   EXCLUSIVE      version entries, log record, then the page; nothing can fail after the record
 *
 * What does not fit is left to change_split().
 */
#include "btree/page_search.h"
#include "btree/tree_change_log.h"
#include "diag.h"
#include "instance/database.h"
#include "try.h"

enum { NODE_COUNTS = 4 }; /* bytes of the counts of a compressed node */

/* ------------------------------------------------------------------------------------- times and versions */

JET_ERR change_next_time(const struct change *change, const struct page_ref *page, uint64_t *dbtime)
{
    const uint64_t before = get_u64(page->image + 8);

    *dbtime = atomic_fetch_add(&change->database->dbtime, 1) + 1;
    if (before >= *dbtime) {
        return diag_fail(JET_errDbTimeCorrupted,
                         "page %u: its last change has number %llu, but the database is only at %llu",
                         page->pgno, (unsigned long long)before, (unsigned long long)*dbtime);
    }
    return JET_errSuccess;
}

void change_stamp_logged(const struct change *change, struct stamp *stamp)
{
    if (stamp->lsn != 0) {
        stamp->since = atomic_load_explicit(&change->session->begin_position, memory_order_relaxed);
    }
}

void change_stamp(struct page_ref *page, const struct stamp *stamp)
{
    page_dirty_since(page, stamp->lsn, stamp->since);
    page_set_dbtime(page->image, stamp->dbtime);
}

JET_ERR change_check(const struct change *change, const struct tree *tree, struct operation *operation,
                     const struct page_node *node)
{
    static const enum version_operation as[] = {[OPERATION_INSERT] = VERSION_INSERT,
                                                [OPERATION_REPLACE] = VERSION_REPLACE,
                                                [OPERATION_REVIVE] = VERSION_INSERT};
    const bool inserts = operation->kind != OPERATION_REPLACE;
    JET_ERR err;

    if (node == NULL) {
        operation->kind = OPERATION_INSERT;
        return JET_errSuccess;
    }
    if (change->flags & CHANGE_VERSIONED && (!inserts || node->flags & NODE_VERSIONED)) {
        err = version_check(change->session, tree, operation->key, operation->order, as[operation->kind]);
        JET_TRY(inserts && err == JET_errWriteConflict ? JET_errKeyDuplicate : err);
    }
    if (!inserts) {
        return node->flags & NODE_DELETED ? JET_errRecordDeleted : JET_errSuccess;
    }
    operation->kind = OPERATION_REVIVE;
    return node->flags & NODE_DELETED ? JET_errSuccess : JET_errKeyDuplicate;
}

JET_ERR change_add_versions(const struct change *change, const struct tree *tree,
                            const struct operation *operation, const struct page_node *node,
                            struct change_versions *versions)
{
    const struct bytes none = {operation->key.at, 0};
    const bool inserts = operation->kind != OPERATION_REPLACE;
    JET_ERR err;

    *versions = (struct change_versions){0};
    if (!(change->flags & CHANGE_VERSIONED)) {
        return JET_errSuccess;
    }
    if (inserts) {
        JET_TRY(version_add(change->session, tree, operation->key, operation->order, VERSION_INSERT, none, 0,
                            &versions->id, &versions->first));
    }
    if (operation->kind == OPERATION_INSERT || !tree->unique) {
        return JET_errSuccess;
    }
    err = version_add(change->session, tree, operation->key, operation->order, VERSION_REPLACE, node->data, 0,
                      inserts ? &versions->second_id : &versions->id,
                      inserts ? &versions->second : &versions->first);
    if (err < 0 && inserts) {
        version_cancel(change->session, versions->first);
    }
    return err;
}

void change_cancel_versions(const struct change *change, const struct change_versions *versions)
{
    if (versions->second != NULL) { /* the newest first */
        version_cancel(change->session, versions->second);
    }
    if (versions->first != NULL) {
        version_cancel(change->session, versions->first);
    }
}

unsigned change_node_flags(const struct change *change, unsigned old)
{
    return (old & NODE_VERSIONED) | (change->flags & CHANGE_VERSIONED ? NODE_VERSIONED : 0u);
}

/* ----------------------------------------------------------------------------------------------- one leaf */

/* The reserve of the page after the operation, when it was `reserved` before. */
static uint32_t reserve_after(const struct change *change, uint32_t reserved, uint32_t own, uint32_t old_size,
                              uint32_t new_size)
{
    if (new_size > old_size) {
        const uint32_t used = new_size - old_size < own ? new_size - old_size : own;

        return reserved > used ? reserved - used : 0;
    }
    return reserved + (change->flags & CHANGE_VERSIONED ? old_size - new_size : 0);
}

void change_write_operation(const struct tree *tree, const struct change *change, struct page_ref *page,
                            unsigned tag, const struct operation *operation, uint32_t shared,
                            uint32_t reserved)
{
    const uint32_t size = cache_file_page_size(tree->file);
    struct page_view view;
    struct page_node old;

    if (operation->kind == OPERATION_INSERT) {
        const struct page_node node = {.prefix = {operation->key.at, 0},
                                       .suffix = operation->key,
                                       .data = operation->data,
                                       .flags = change_node_flags(change, 0)};

        page_set_uncommitted_free(page->image, reserved);
        page_insert_node(page->image, size, tag, &node, shared);
        return;
    }
    page_view_init(&view, page->image, size);
    page_view_node(&view, tag, &old);
    const unsigned flags = change_node_flags(change, old.flags);
    const uint32_t own = reserved > 0 ? change_reserve_of(tree, &old) : 0;
    const uint32_t old_size = old.data.size;

    page_replace_data(page->image, size, tag, operation->data);
    page_set_node_flags(page->image, size, tag, flags);
    page_set_uncommitted_free(page->image,
                              reserve_after(change, reserved, own, old_size, operation->data.size));
}

/* Where the cursor is, for the log. */
static struct log_place place_of(const struct tree_cursor *cursor, const struct change *change,
                                 uint64_t dbtime)
{
    return (struct log_place){.change = change,
                              .tree = cursor->tree,
                              .page = &cursor->page,
                              .line = cursor->line - cursor->view.first,
                              .dbtime = dbtime};
}

/* Bytes of the operation's key that its node leaves to the page's prefix. */
static uint32_t shared_of(const struct tree_cursor *cursor, const struct operation *operation)
{
    const struct page_node node = {.prefix = {operation->key.at, 0}, .suffix = operation->key};

    return node_shared(&node, cursor->view.prefix);
}

static JET_ERR log_operation(const struct tree_cursor *cursor, const struct change *change,
                             const struct operation *operation, const struct page_node *old,
                             const struct change_versions *versions, struct stamp *stamp)
{
    const struct log_place place = place_of(cursor, change, stamp->dbtime);

    JET_TRY(
        change_log_operation(&place, operation, old, shared_of(cursor, operation), versions, &stamp->lsn));
    change_stamp_logged(change, stamp);
    return JET_errSuccess;
}

/* Does the operation on the cursor's leaf (UPDATE) at its line. */
static JET_ERR perform(struct tree_cursor *cursor, const struct change *change,
                       const struct operation *operation, uint32_t reserved)
{
    struct change_versions versions;
    struct stamp stamp = {0};
    struct page_node old = {0};
    JET_ERR err;

    if (operation->kind != OPERATION_INSERT) {
        tree_entry(cursor, &old);
    }
    page_upgrade(&cursor->page);
    JET_TRY(change_next_time(change, &cursor->page, &stamp.dbtime));
    JET_TRY(change_add_versions(change, cursor->tree, operation, &old, &versions));
    JET_TRY_OR(log_operation(cursor, change, operation, &old, &versions, &stamp), failed);
    change_stamp(&cursor->page, &stamp);
    change_write_operation(cursor->tree, change, &cursor->page, cursor->line, operation,
                           shared_of(cursor, operation), reserved);
    tree_enter_page(cursor, &cursor->page);
    cursor->place = TREE_ON_ENTRY;
    return JET_errSuccess;
failed:
    change_cancel_versions(change, &versions);
    return err;
}

/* Tries the operation on the cursor's leaf (UPDATE), where `line` and `equal` say what is there. */
static JET_ERR try_here(struct tree_cursor *cursor, const struct change *change, struct operation *operation,
                        bool equal, bool *done)
{
    struct page_node node;
    uint32_t reserved;

    if (equal) {
        tree_entry(cursor, &node);
    }
    JET_TRY(change_check(change, cursor->tree, operation, equal ? &node : NULL));
    *done = change_fits(cursor->tree, change, &cursor->view, operation, cursor->line, &reserved);
    return *done ? perform(cursor, change, operation, reserved) : JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------- insert */

static JET_ERR check_size(const struct tree *tree, struct bytes key, struct bytes data)
{
    const uint32_t most = page_capacity(cache_file_page_size(tree->file)) - 2 * PAGE_TAG_SIZE;

    if (key.size > TREE_KEY_MAX || NODE_COUNTS + key.size + data.size > most) {
        return diag_fail(JET_errRecordTooBig,
                         "an entry with a key of %u and data of %u bytes does not fit on a page", key.size,
                         data.size);
    }
    return JET_errSuccess;
}

JET_ERR tree_insert(struct tree_cursor *cursor, const struct change *change, struct bytes key,
                    struct bytes data)
{
    const struct bytes order = {data.at, cursor->tree->unique ? 0 : data.size};
    struct operation operation = {.kind = OPERATION_INSERT, .key = key, .order = order, .data = data};
    bool done = false, equal;
    JET_ERR err;

    JET_TRY_OR(check_size(cursor->tree, key, data), failed);
    while (!done) {
        JET_TRY_OR(change_go_to_leaf(cursor, key, order), failed);
        cursor->line = change_search(cursor->tree, &cursor->view, key, order, &equal);
        JET_TRY_OR(try_here(cursor, change, &operation, equal, &done), failed);
        if (!done) {
            page_unlatch(&cursor->page);
            cursor->latched = false;
            JET_TRY_OR(change_split(cursor, change, &operation, &done), failed);
        }
    }
    return JET_errSuccess;
failed:
    tree_to_before_first(cursor);
    return err;
}

/* ------------------------------------------------------------------------------------ changes of an entry */

/* Leaves an entry that could not be changed: the position stays. */
static JET_ERR leave(struct tree_cursor *cursor, JET_ERR err)
{
    (void)tree_unlatch(cursor);
    return err;
}

JET_ERR tree_replace(struct tree_cursor *cursor, const struct change *change, struct bytes data)
{
    struct operation operation = {.kind = OPERATION_REPLACE, .data = data};
    uint8_t key[TREE_KEY_MAX];
    bool done = false;
    JET_ERR err;

    while (!done) {
        JET_TRY(change_go_to_entry(cursor));
        operation.key = (struct bytes){key, tree_key(cursor, key, sizeof key)};
        operation.order = (struct bytes){key, 0};
        JET_TRY_OR(check_size(cursor->tree, operation.key, data), failed);
        JET_TRY_OR(try_here(cursor, change, &operation, true, &done), failed);
        if (!done) {
            JET_TRY(tree_unlatch(cursor));
            JET_TRY(change_split(cursor, change, &operation, &done));
        }
    }
    return JET_errSuccess;
failed:
    return leave(cursor, err);
}

/* The bookmark of the entry under the latch, which the cursor has kept. */
static JET_ERR bookmark_of(struct tree_cursor *cursor, struct bytes *key, struct bytes *order)
{
    JET_TRY(tree_keep_bookmark(cursor));
    *key = tree_bookmark_key(cursor);
    *order = tree_bookmark_data(cursor);
    return JET_errSuccess;
}

/* A change that keeps the size of the node: its deleted flag, or a number in its data. */
struct small_change {
    enum version_operation as;
    uint32_t offset, width;
    int64_t delta;
    uint8_t number[sizeof(int64_t)]; /* delta, as the version store takes it */
};

static JET_ERR log_small(const struct tree_cursor *cursor, const struct change *change,
                         const struct small_change *small, uint32_t id, struct version *version,
                         struct stamp *stamp)
{
    const struct log_place place = place_of(cursor, change, stamp->dbtime);

    if (small->as == VERSION_FLAG_DELETE) {
        JET_TRY(change_log_flag_delete(&place, id, version, &stamp->lsn));
    } else {
        JET_TRY(change_log_delta(&place, tree_bookmark_key(cursor), tree_bookmark_data(cursor), small->offset,
                                 small->width, small->delta, id, version, &stamp->lsn));
    }
    change_stamp_logged(change, stamp);
    return JET_errSuccess;
}

/* Conflicts, version entry, log record and stamp of a small change; then the page may be edited. */
static JET_ERR prepare(struct tree_cursor *cursor, const struct change *change,
                       const struct small_change *small)
{
    const struct bytes before = {small->number, small->width};
    struct version *version = NULL;
    struct stamp stamp = {0};
    struct bytes key, order;
    struct page_node node;
    uint32_t id = 0;
    JET_ERR err;

    JET_TRY(bookmark_of(cursor, &key, &order));
    if (change->flags & CHANGE_VERSIONED) {
        JET_TRY(version_check(change->session, cursor->tree, key, order, small->as));
    }
    tree_entry(cursor, &node);
    if (node.flags & NODE_DELETED) {
        return JET_errRecordDeleted;
    }
    page_upgrade(&cursor->page);
    JET_TRY(change_next_time(change, &cursor->page, &stamp.dbtime));
    if (change->flags & CHANGE_VERSIONED) {
        JET_TRY(version_add(change->session, cursor->tree, key, order, small->as, before, small->offset, &id,
                            &version));
    }
    err = log_small(cursor, change, small, id, version, &stamp);
    if (err < 0) {
        if (version != NULL) {
            version_cancel(change->session, version);
        }
        return err;
    }
    change_stamp(&cursor->page, &stamp);
    return JET_errSuccess;
}

/* Flags the entry under the latch (UPDATE) as deleted. */
static JET_ERR flag_here(struct tree_cursor *cursor, const struct change *change)
{
    const struct small_change small = {.as = VERSION_FLAG_DELETE};
    const unsigned flags = change_node_flags(change, 0) | NODE_DELETED;

    JET_TRY(prepare(cursor, change, &small));
    page_set_node_flags(cursor->page.image, cache_file_page_size(cursor->tree->file), cursor->line, flags);
    tree_enter_page(cursor, &cursor->page);
    return JET_errSuccess;
}

/* Removes the entry under the latch (UPDATE) from its page, where others stay. */
static JET_ERR remove_here(struct tree_cursor *cursor, const struct change *change)
{
    struct stamp stamp = {0};

    page_upgrade(&cursor->page);
    JET_TRY(change_next_time(change, &cursor->page, &stamp.dbtime));
    const struct log_place place = place_of(cursor, change, stamp.dbtime);

    JET_TRY(change_log_delete(&place, &stamp.lsn));
    change_stamp_logged(change, &stamp);
    change_stamp(&cursor->page, &stamp);
    page_delete_node(cursor->page.image, cache_file_page_size(cursor->tree->file), cursor->line);
    tree_enter_page(cursor, &cursor->page);
    return JET_errSuccess;
}

static JET_ERR delete_at_once(struct tree_cursor *cursor, const struct change *change)
{
    const bool others = cursor->view.end - cursor->view.first > 1 || cursor->view.flags & PAGE_ROOT;
    struct bytes key, order;
    bool sparse;

    JET_TRY(bookmark_of(cursor, &key, &order));
    if (others) {
        JET_TRY(remove_here(cursor, change));
    } else { /* dead until its page is out of the tree, and for good when that is not possible */
        JET_TRY(flag_here(cursor, change));
    }
    sparse = !others || change_is_sparse(&cursor->view, cache_file_page_size(cursor->tree->file));
    tree_to_gap(cursor);
    JET_TRY(tree_unlatch(cursor));
    return sparse ? change_take_out(change, cursor->tree, key, order) : JET_errSuccess;
}

JET_ERR tree_delete(struct tree_cursor *cursor, const struct change *change)
{
    JET_ERR err;

    JET_TRY(change_go_to_entry(cursor));
    if (!(change->flags & CHANGE_VERSIONED)) {
        JET_TRY_OR(delete_at_once(cursor, change), failed);
        return JET_errSuccess;
    }
    JET_TRY_OR(flag_here(cursor, change), failed);
    tree_to_gap(cursor);
    return tree_unlatch(cursor);
failed:
    return leave(cursor, err);
}

static int64_t get_number(const uint8_t *at, uint32_t width)
{
    return width == sizeof(int32_t) ? (int32_t)get_u32(at) : (int64_t)get_u64(at);
}

static void put_number(uint8_t *at, uint32_t width, int64_t value)
{
    if (width == sizeof(int32_t)) {
        put_u32(at, (uint32_t)value);
    } else {
        put_u64(at, (uint64_t)value);
    }
}

void change_write_delta(uint8_t *at, uint32_t width, int64_t delta)
{
    put_number(at, width, (int64_t)((uint64_t)get_number(at, width) + (uint64_t)delta));
}

static JET_ERR get_old(const struct tree_cursor *cursor, uint32_t offset, uint32_t width, int64_t *value)
{
    struct page_node node;

    tree_entry(cursor, &node);
    if ((width != sizeof(int32_t) && width != sizeof(int64_t)) || offset > node.data.size ||
        width > node.data.size - offset) {
        return diag_fail(JET_errInvalidParameter,
                         "page %u: a number of %u bytes at %u lies outside of the entry", cursor->pgno, width,
                         offset);
    }
    *value = get_number(node.data.at + offset, width);
    return JET_errSuccess;
}

JET_ERR tree_add(struct tree_cursor *cursor, const struct change *change, uint32_t offset, uint32_t width,
                 int64_t delta, int64_t *old)
{
    const uint32_t size = cache_file_page_size(cursor->tree->file);
    struct small_change small = {.as = width == sizeof(int32_t) ? VERSION_DELTA : VERSION_DELTA64,
                                 .offset = offset,
                                 .width = width,
                                 .delta = delta};
    struct page_node node;
    uint8_t *at;
    JET_ERR err;

    put_number(small.number, width, delta);
    JET_TRY(change_go_to_entry(cursor));
    JET_TRY_OR(get_old(cursor, offset, width, old), failed);
    JET_TRY_OR(prepare(cursor, change, &small), failed);
    tree_entry(cursor, &node);
    at = page_node_data(cursor->page.image, size, cursor->line) + offset;
    change_write_delta(at, width, delta);
    page_set_node_flags(cursor->page.image, size, cursor->line, change_node_flags(change, node.flags));
    tree_enter_page(cursor, &cursor->page);
    return JET_errSuccess;
failed:
    return leave(cursor, err);
}

JET_ERR tree_lock(struct tree_cursor *cursor, const struct change *change, bool write)
{
    const enum version_operation as = write ? VERSION_WRITE_LOCK : VERSION_READ_LOCK;
    struct bytes key, order;
    struct version *version;
    struct page_node node;
    uint32_t id;
    JET_ERR err;

    JET_TRY(change_go_to_entry(cursor));
    JET_TRY_OR(bookmark_of(cursor, &key, &order), failed);
    JET_TRY_OR(version_check(change->session, cursor->tree, key, order, as), failed);
    tree_entry(cursor, &node);
    if (node.flags & NODE_DELETED) {
        err = JET_errRecordDeleted;
        goto failed;
    }
    err =
        version_add(change->session, cursor->tree, key, order, as, (struct bytes){NULL, 0}, 0, &id, &version);
failed:
    return leave(cursor, err);
}
