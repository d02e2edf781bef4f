/*
 * version_log.c - before-images in the log, for rollbacks that a crash leaves to recovery.
 *
 * A page that is written with a change of an open transaction has lost what was there before, and the records of a replace and of a
 * delete do not tell it (not even the key). So before a page is written whose last change is at `lsn`, everything that open
 * transactions have replaced or deleted up to `lsn` is logged as UndoInfo, each once. That may be more than the page holds, but needs
 * no account of which page a node has moved to; and transactions that end before their pages are written, nearly all, log none.
 *
 * A change whose record is not placed yet is on a page that is latched EXCLUSIVE, which is not the one that is written.
 *
 * A rollback logs the before-image of a change first, because UndoInfo makes recovery know the change, and none may come after Undo.
 *
 * Format: reference log-and-recovery 9.5, 14.
 */
#include "instance/database.h"
#include "instance/transaction_log.h"
#include "log/log.h"
#include "log/log_record.h"
#include "try.h"
#include "version/version_parts.h"

static bool has_before_image(const struct version *version)
{
    return version->position != 0 &&
           (version->operation == VERSION_REPLACE || version->operation == VERSION_FLAG_DELETE);
}

void version_logged(struct version *version, uint32_t pgno, uint64_t position, uint32_t new_size)
{
    struct transaction *transaction = version->transaction;
    const bool replaces = version->operation == VERSION_REPLACE;
    const uint32_t most = replaces ? table_largest(version) : 0;
    const uint32_t least = new_size < most ? new_size : most;

    os_mutex_lock(&transaction->lock);
    version->pgno = pgno;
    version->position = position;
    if (replaces) {
        version->size_max = (uint16_t)(new_size > most ? new_size : most);
        version->size_delta = (int16_t)((int32_t)version->before_size - (int32_t)least);
    }
    if (transaction->unlogged == NULL && has_before_image(version)) {
        transaction->unlogged = version;
    }
    os_mutex_unlock(&transaction->lock);
}

/* Logs UndoInfo of a version, under its transaction's lock. */
static JET_ERR log_one(struct version *version, uint64_t *position)
{
    const struct transaction *transaction = version->transaction;
    const struct database *database = store_database(transaction->store, &version->tree);
    struct log_record record;
    struct log_undo_info info = {
        .node = {.page = {.type = LOG_UNDO_INFO,
                          .dbid = database != NULL ? (uint8_t)database->dbid : 0,
                          .level = version->level,
                          .flags = version->tree.unique ? LOG_UNIQUE : 0,
                          .procid = transaction->session->procid,
                          .pgno = version->pgno,
                          .dbtime = LOG_DBTIME_NONE,
                          .dbtime_before = LOG_DBTIME_NONE,
                          .trx = transaction->session->begin},
                 .id = version->id,
                 .pgno_root = version->tree.root,
                 .objid = version->tree.objid},
        .key = version_key(version),
        .data = version_data(version),
        .operation = version->operation,
        .size_max = (int16_t)version->size_max,
        .size_delta = version->size_delta,
        .before = version_before(version),
    };

    log_undo_info_encode(&info, &record);
    JET_TRY(log_append(transaction->store->instance->log, record.pieces, record.count, position));
    version->before_logged = true;
    return JET_errSuccess;
}

/* Logs what a transaction has changed up to `lsn`. */
static JET_ERR log_of_transaction(struct transaction *transaction, uint64_t lsn, uint64_t *until)
{
    struct version *version;
    uint64_t position;
    JET_ERR err = JET_errSuccess;

    os_mutex_lock(&transaction->lock);
    for (version = transaction->unlogged; version != NULL; version = version->following) {
        if (!has_before_image(version) || version->before_logged) {
            continue;
        }
        if (version->position > lsn) {
            break;
        }
        JET_TRY_OR(log_one(version, &position), end);
        *until = position > *until ? position : *until;
    }
end:
    transaction->unlogged = version;
    os_mutex_unlock(&transaction->lock);
    return err;
}

JET_ERR log_before_images(struct instance_versions *versions, uint64_t lsn, uint64_t *until)
{
    struct store *store = (struct store *)versions;
    JET_ERR err = JET_errSuccess;

    *until = lsn;
    os_mutex_lock(&store->lock);
    for (struct transaction *transaction = store->open.first; transaction != NULL && err >= 0;
         transaction = transaction->next) {
        err = log_of_transaction(transaction, lsn, until);
    }
    os_mutex_unlock(&store->lock);
    return err;
}

JET_ERR log_before_undo(struct version *version)
{
    uint64_t position;
    JET_ERR err = JET_errSuccess;

    os_mutex_lock(&version->transaction->lock);
    if (has_before_image(version) && !version->before_logged) {
        err = log_one(version, &position);
    }
    os_mutex_unlock(&version->transaction->lock);
    return err;
}
