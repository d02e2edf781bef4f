/*
 * rows_one_page.c - rows on one page in memory. Has tree_undo() and tree_remove() of its own, and changes as btree/tree_change.h says;
 * when the instance has a log, each change appends its record, which is complete but for what says where on a page it was.
 */
#include "rows.h"

#include <string.h>

#include "os.h"
#include "test.h"

#include "btree/tree_change.h"
#include "instance/handle.h"
#include "instance/instance.h"
#include "instance/transaction_log.h"
#include "log/log.h"
#include "log/log_record.h"
#include "version/version.h"

struct page {
    struct os_rwlock latch;
    struct database database; /* without a file */
    struct {
        bool present;
        unsigned flags;
        struct row row;
    } node[ROWS_MAX];
};

static struct rows *the_rows;

static struct page *page_of(struct rows *rows)
{
    return rows->store;
}

void rows_begin(struct rows *rows, JET_INSTANCE handle)
{
    struct instance *instance = atomic_load(&handle_slot_of(HANDLE_INSTANCE, handle)->object);
    struct page *page = calloc(1, sizeof *page);

    assert_non_null(page);
    os_rwlock_init(&page->latch);
    page->database.instance = instance;
    page->database.dbid = 1;
    page->database.pages = (struct cache_file *)(void *)page; /* a name only */
    *rows = (struct rows){.database = &page->database, .store = page};
    rows->tree = (struct tree){.file = page->database.pages, .root = 4, .objid = 7, .unique = true};
    instance->databases[1] = &page->database;
    the_rows = rows;
}

void rows_end(struct rows *rows)
{
    struct instance *instance = rows->database->instance;
    struct instance_versions *versions = atomic_load(&instance->versions);

    if (versions != NULL) {
        assert_int_equal(versions->clean(versions, rows->database), JET_errSuccess);
    }
    os_mutex_lock(&instance->lock);
    instance->databases[1] = NULL;
    os_mutex_unlock(&instance->lock);
    os_rwlock_destroy(&page_of(rows)->latch);
    free(page_of(rows));
    the_rows = NULL;
}

static const struct bytes none = {(const uint8_t *)"", 0};

static struct bytes name(const unsigned *key)
{
    return (struct bytes){(const uint8_t *)key, sizeof *key};
}

static struct bytes bytes_of(const struct row *row)
{
    return (struct bytes){(const uint8_t *)row, sizeof *row};
}

/* Appends the record of a change, which is all but as trees do it. */
static JET_ERR log_change(struct rows *rows, struct session *session, const unsigned *key, unsigned operation,
                          uint32_t id, struct bytes data, struct version *version)
{
    struct log_node node = {.page = {.procid = session->procid,
                                     .dbid = (uint8_t)rows->database->dbid,
                                     .pgno = rows->tree.root,
                                     .trx = session->begin,
                                     .level = (uint8_t)session->level,
                                     .flags = LOG_VERSIONED | LOG_UNIQUE},
                            .id = id,
                            .pgno_root = rows->tree.root,
                            .objid = rows->tree.objid};
    struct log *log = session->instance->log;
    struct log_record record;
    uint64_t position;
    JET_ERR err;

    if (log == NULL || operation == VERSION_READ_LOCK || operation == VERSION_WRITE_LOCK) {
        return JET_errSuccess;
    }
    if (operation == VERSION_INSERT) {
        node.page.type = LOG_INSERT;
        log_insert_encode(
            &(struct log_insert){.node = node, .prefix = none, .suffix = name(key), .data = data}, &record);
    } else if (operation == VERSION_REPLACE) {
        node.page.type = LOG_REPLACE;
        log_replace_encode(
            &(struct log_replace){
                .node = node, .data = data, .old_size = (uint16_t)data.size, .new_size = (uint16_t)data.size},
            &record);
    } else if (operation == VERSION_FLAG_DELETE) {
        node.page.type = LOG_FLAG_DELETE;
        log_delete_encode(&(struct log_delete){.node = node}, &record);
    } else {
        node.page.type = LOG_DELTA64;
        log_delta64_encode(
            &(struct log_delta64){
                .node = node, .key = name(key), .data = none, .delta = (int64_t)get_u64(data.at)},
            &record);
    }
    err = transaction_log_begins(session);
    if (err >= 0) {
        err = log_append(log, record.pieces, record.count, &position);
    }
    if (err >= 0) {
        version_logged(version, rows->tree.root, position, data.size);
        rows->lsn = position;
    }
    return err;
}

/* What the session sees, under the latch. */
static bool see(struct rows *rows, const struct session *session, const unsigned *key, struct row *row)
{
    struct page_node node = {
        .prefix = none, .suffix = name(key), .data = bytes_of(&page_of(rows)->node[*key].row)};
    uint8_t scratch[sizeof *row];
    struct bytes data = node.data;

    if (!page_of(rows)->node[*key].present) {
        return false;
    }
    node.flags = page_of(rows)->node[*key].flags;
    if (node.flags & NODE_VERSIONED) {
        switch (version_see(session, &rows->tree, &node, &data, scratch, sizeof scratch)) {
        case VERSION_ABSENT:
            return false;
        case VERSION_BEFORE:
            memcpy(row, data.at, sizeof *row);
            return true;
        case VERSION_AS_ON_PAGE:
            break;
        }
    }
    memcpy(row, node.data.at, sizeof *row);
    return !(node.flags & NODE_DELETED);
}

bool rows_read(struct rows *rows, const struct session *session, unsigned key, struct row *row)
{
    bool seen;

    os_rwlock_lock_shared(&page_of(rows)->latch);
    seen = see(rows, session, &key, row);
    os_rwlock_unlock_shared(&page_of(rows)->latch);
    return seen;
}

/* The check of a change, then its version and its record; under the latch. */
static JET_ERR prepare(struct rows *rows, struct session *session, const unsigned *key,
                       enum version_operation operation, struct bytes before, struct bytes after)
{
    struct version *version;
    uint32_t id;
    JET_ERR err = version_check(session, &rows->tree, name(key), none, operation);

    if (err >= 0 && operation != VERSION_INSERT && page_of(rows)->node[*key].flags & NODE_DELETED) {
        err = JET_errRecordDeleted;
    }
    if (err >= 0) {
        err = version_add(session, &rows->tree, name(key), none, operation, before, 0, &id, &version);
    }
    if (err >= 0) {
        err = log_change(rows, session, key, operation, id, after, version);
        if (err < 0) {
            version_cancel(session, version);
        }
    }
    return err;
}

JET_ERR rows_insert(struct rows *rows, struct session *session, unsigned key, struct row row)
{
    struct version *version;
    JET_ERR err = JET_errSuccess;
    uint32_t id;

    os_rwlock_lock_exclusive(&page_of(rows)->latch);
    if (page_of(rows)->node[key].present) {
        err = version_check(session, &rows->tree, name(&key), none, VERSION_INSERT);
        if (err == JET_errWriteConflict || (err >= 0 && !(page_of(rows)->node[key].flags & NODE_DELETED))) {
            err = JET_errKeyDuplicate; /* as tree_insert() answers */
        }
    }
    if (err >= 0) {
        err = version_add(session, &rows->tree, name(&key), none, VERSION_INSERT, none, 0, &id, &version);
    }
    if (err >= 0) {
        err = log_change(rows, session, &key, VERSION_INSERT, id, bytes_of(&row), version);
    }
    if (err >= 0 && page_of(rows)->node[key].present) {
        err = version_add(session, &rows->tree, name(&key), none, VERSION_REPLACE,
                          bytes_of(&page_of(rows)->node[key].row), 0, &id, &version);
    }
    if (err >= 0) {
        page_of(rows)->node[key].present = true;
        page_of(rows)->node[key].flags = NODE_VERSIONED;
        page_of(rows)->node[key].row = row;
    }
    os_rwlock_unlock_exclusive(&page_of(rows)->latch);
    return err;
}

/* A change of a row that must be seen. */
static JET_ERR change(struct rows *rows, struct session *session, unsigned key,
                      enum version_operation operation, struct row row)
{
    struct row seen;
    JET_ERR err = JET_errRecordNotFound;

    os_rwlock_lock_exclusive(&page_of(rows)->latch);
    if (see(rows, session, &key, &seen)) {
        const bool delta = operation == VERSION_DELTA64;
        const struct row old = page_of(rows)->node[key].row;

        err = prepare(rows, session, &key, operation,
                      delta ? (struct bytes){(const uint8_t *)&row.count, sizeof row.count}
                            : (operation == VERSION_REPLACE ? bytes_of(&old) : none),
                      delta ? (struct bytes){(const uint8_t *)&row.count, sizeof row.count} : bytes_of(&row));
        if (err >= 0) {
            page_of(rows)->node[key].flags |= NODE_VERSIONED;
            if (operation == VERSION_REPLACE) {
                page_of(rows)->node[key].row = row;
            } else if (operation == VERSION_FLAG_DELETE) {
                page_of(rows)->node[key].flags |= NODE_DELETED;
            } else if (delta) {
                page_of(rows)->node[key].row.count += row.count;
            }
        }
    }
    os_rwlock_unlock_exclusive(&page_of(rows)->latch);
    return err;
}

JET_ERR rows_replace(struct rows *rows, struct session *session, unsigned key, struct row row)
{
    return change(rows, session, key, VERSION_REPLACE, row);
}

JET_ERR rows_delete(struct rows *rows, struct session *session, unsigned key)
{
    return change(rows, session, key, VERSION_FLAG_DELETE, (struct row){0});
}

JET_ERR rows_add(struct rows *rows, struct session *session, unsigned key, int64_t delta)
{
    return change(rows, session, key, VERSION_DELTA64, (struct row){.count = delta});
}

JET_ERR rows_lock(struct rows *rows, struct session *session, unsigned key, bool write)
{
    return change(rows, session, key, write ? VERSION_WRITE_LOCK : VERSION_READ_LOCK, (struct row){0});
}

unsigned rows_count(struct rows *rows)
{
    unsigned count = 0;

    os_rwlock_lock_shared(&page_of(rows)->latch);
    for (unsigned key = 0; key < ROWS_MAX; key++) {
        count += page_of(rows)->node[key].present;
    }
    os_rwlock_unlock_shared(&page_of(rows)->latch);
    return count;
}

/* --------------------------------------------------------------------------- what the store asks of trees */

JET_ERR tree_undo(struct session *session, struct database *database, const struct tree *tree,
                  const struct undo *undo)
{
    const struct log_undo logged = {
        .node = {.page = {.type = LOG_UNDO, .procid = session->procid, .dbid = (uint8_t)database->dbid},
                 .id = undo->id,
                 .pgno_root = tree->root,
                 .objid = tree->objid},
        .key = undo->key,
        .data = undo->data,
        .operation = (uint16_t)undo->operation,
        .undo_level = (uint8_t)session->level};
    struct log *log = session->instance->log;
    struct rows *rows = the_rows;
    const unsigned key = get_u32(undo->key.at);
    struct log_record record;
    JET_ERR err = JET_errSuccess;

    os_rwlock_lock_exclusive(&page_of(rows)->latch);
    if (log != NULL) {
        log_undo_encode(&logged, &record);
        err = log_append(log, record.pieces, record.count, &rows->lsn);
    }
    if (err < 0) {
        goto end;
    }
    switch (undo->operation) {
    case VERSION_INSERT:
        page_of(rows)->node[key].flags |= NODE_DELETED;
        break;
    case VERSION_FLAG_DELETE:
        page_of(rows)->node[key].flags &= ~(unsigned)NODE_DELETED;
        break;
    case VERSION_REPLACE:
        memcpy(&page_of(rows)->node[key].row, undo->before.at, sizeof page_of(rows)->node[key].row);
        break;
    case VERSION_DELTA64:
        page_of(rows)->node[key].row.count -= undo->delta;
        break;
    default:
        break;
    }
    version_undone(undo->version);
end:
    os_rwlock_unlock_exclusive(&page_of(rows)->latch);
    return err;
}

JET_ERR tree_remove(struct session *session, struct database *database, const struct tree *tree,
                    struct bytes key, struct bytes data)
{
    struct rows *rows = the_rows;
    const unsigned number = get_u32(key.at);

    (void)session;
    (void)database;
    os_rwlock_lock_exclusive(&page_of(rows)->latch);
    if (page_of(rows)->node[number].present && page_of(rows)->node[number].flags & NODE_DELETED &&
        !version_is_active(tree, key, data)) {
        page_of(rows)->node[number].present = false;
    }
    os_rwlock_unlock_exclusive(&page_of(rows)->latch);
    return JET_errSuccess;
}
