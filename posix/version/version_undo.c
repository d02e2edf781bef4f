/*
 * version_undo.c - rolling a level back: its changes are undone one by one, the newest first.
 *
 * What was inserted is a dead node afterwards, that nobody has ever seen; it is removed from its page at once, so that seeks do not
 * meet it (Microsoft's engine has another thread do so).
 */
#include <string.h>

#include "btree/tree_change.h"
#include "diag.h"
#include "instance/database.h"
#include "try.h"
#include "version/version_parts.h"

void version_undone(struct version *version)
{
    (void)table_unlink(version);
}

static void undo_action(struct session *session, const struct version *version)
{
    struct version_action action;

    if (version->operation != VERSION_ACTION) { /* a forgotten version of a node */
        return;
    }
    memcpy(&action, version->bytes, sizeof action);
    if (action.undo != NULL) {
        action.undo(action.context, session);
    }
}

static bool is_change(const struct version *version)
{
    return version->operation != VERSION_READ_LOCK && version->operation != VERSION_WRITE_LOCK;
}

static JET_ERR undo_change(struct session *session, struct version *version)
{
    struct database *database = store_database(version->transaction->store, &version->tree);
    const bool delta = version->operation == VERSION_DELTA || version->operation == VERSION_DELTA64;
    const struct undo undo = {
        .version = version,
        .id = version->id,
        .operation = version->operation,
        .key = version_key(version),
        .data = version_data(version),
        .before = version_before(version),
        .offset = version->offset,
        .delta = delta ? version_delta(version) : 0,
    };

    if (database == NULL) {
        return diag_fail(JET_errInvalidDatabaseId,
                         "the database of a change that is to be undone is not attached");
    }
    JET_TRY(log_before_undo(version));
    return tree_undo(session, database, &version->tree, &undo);
}

static JET_ERR undo_node(struct session *session, struct transaction *transaction, struct version *version)
{
    const bool inserted = version->operation == VERSION_INSERT;

    if (is_change(version)) {
        JET_TRY(undo_change(session, version));
    }
    if (version->linked) {
        (void)table_unlink(version);
    }
    transaction_pop(transaction, inserted);
    if (inserted) {
        version->older = transaction->removals;
        transaction->removals = version;
        transaction->has_work = true;
    }
    return JET_errSuccess;
}

/* Undoes the newest change of the transaction, which then is no longer one. */
static JET_ERR undo_newest(struct session *session, struct transaction *transaction)
{
    struct os_rwlock *forgetting = &transaction->store->forgetting;
    struct version *version = transaction->newest;
    bool of_node;
    JET_ERR err = JET_errSuccess;

    os_rwlock_lock_shared(forgetting);
    of_node = version_is_of_node(version);
    if (of_node) {
        err = undo_node(session, transaction, version);
    }
    os_rwlock_unlock_shared(forgetting);
    if (!of_node) {
        clean_removals(session, transaction); /* of trees that the action may free */
        transaction_pop(transaction, true);
        undo_action(session, version);
    }
    return err;
}

JET_ERR undo_level(struct session *session)
{
    struct transaction *transaction = transaction_of(session);

    while (transaction->newest != NULL && transaction->newest->level >= session->level) {
        JET_TRY(undo_newest(session, transaction));
    }
    clean_removals(session, transaction);
    if (session->level == 1) {
        session->changes = NULL;
        atomic_store(&transaction->head.commit, session->begin);
        transaction->settled = session->begin;
        transaction_hand_over(transaction);
    }
    return JET_errSuccess;
}

void undo_nothing(struct session *session)
{
    struct transaction *transaction = transaction_of(session);

    while (transaction->newest != NULL) {
        if (transaction->newest->linked) {
            (void)table_unlink(transaction->newest);
        } else if (!version_is_of_node(transaction->newest)) {
            undo_action(session, transaction->newest);
        }
        transaction_pop(transaction, true);
    }
    transaction->removals = NULL;
    session->changes = NULL;
    transaction_hand_over(transaction);
}
