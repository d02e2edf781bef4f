/*
 * version_clean.c - dropping what no snapshot needs any more.
 *
 *   nodes whose newest version was a delete, and inserts that were rolled back    are removed from their pages
 *   actions                                                                      are finished
 *   all versions                                                                 are forgotten
 *
 * A thread does it from time to time; so does who fills the store, and who detaches a database. Transactions that need nothing but to
 * be forgotten are also dropped by those who need memory and hold latches.
 *
 * A node is removed after its version is gone from the table. Until its page is latched somebody may give it life again; tree_remove()
 * then sees that and leaves it alone. What cannot be removed, for want of memory or because of a damaged page, stays as a dead node.
 */
#include <string.h>

#include "btree/tree_change.h"
#include "diag.h"
#include "instance/database.h"
#include "try.h"
#include "version/version_parts.h"

enum { CLEAN_EVERY_MS = 100 };

/* ---------------------------------------------------------------------------------------- one transaction */

/* Takes a node out of its page; the store's session is in a transaction for it from the first on. */
static void remove_node(struct store *store, const struct version *version)
{
    struct database *database = store_database(store, &version->tree);

    if (database == NULL ||
        (store->session->level == 0 && session_transaction_begin(store->session, 0) < 0)) {
        return;
    }
    (void)tree_remove(store->session, database, &version->tree, version_key(version), version_data(version));
}

static void finish_action(struct store *store, const struct version *version)
{
    struct version_action action;

    if (version->operation != VERSION_ACTION) {
        return;
    }
    memcpy(&action, version->bytes, sizeof action);
    if (action.finish != NULL) {
        action.finish(action.context, store->session);
    }
}

static void finish_version(struct store *store, struct version *version)
{
    if (!version_is_of_node(version)) {
        finish_action(store, version);
    } else if (version->linked && table_unlink(version) && version->operation == VERSION_FLAG_DELETE) {
        remove_node(store, version);
    }
}

/* Ends the transaction that removals were made in. */
static void end_removals(struct store *store)
{
    if (store->session->level > 0 &&
        session_transaction_commit(store->session, JET_bitCommitLazyFlush, 0) < 0) {
        (void)session_transaction_rollback(store->session, JET_bitRollbackAll);
    }
}

/* Does what is left to do for a transaction that is in no list, and frees it. */
static void finish(struct store *store, struct transaction *transaction)
{
    struct version *next;

    for (struct version *version = transaction->first; version != NULL; version = next) {
        next = version->following;
        if (next != NULL) {
            table_prefetch(next->hash);
        }
        finish_version(store, version);
    }
    for (struct version *version = transaction->removals; version != NULL; version = next) {
        next = version->older;
        if (version_is_of_node(version)) {
            remove_node(store, version);
        }
    }
    end_removals(store);
    transaction_free(transaction);
}

void clean_removals(struct session *session, struct transaction *transaction)
{
    struct store *store = transaction->store;

    if (transaction->removals == NULL || session == store->session) {
        return;
    }
    os_mutex_lock(&store->cleaning);
    for (struct version *version = transaction->removals; version != NULL; version = version->older) {
        if (version_is_of_node(version)) {
            remove_node(store, version);
        }
    }
    end_removals(store);
    transaction->removals = NULL; /* under the lock, for who makes versions of a tree forgotten */
    os_mutex_unlock(&store->cleaning);
}

/* --------------------------------------------------------------------------------------- all transactions */

/*
 * Takes the first transaction off `done` that every snapshot sees, NULL when there is none; `without_work`: one that only is to be
 * forgotten, and `*others` says whether there are others.
 */
static struct transaction *take_done(struct store *store, bool without_work, bool *others)
{
    const uint32_t oldest = transaction_oldest(store->instance);
    struct transaction *transaction;

    os_mutex_lock(&store->lock);
    transaction = store->done.first;
    while (transaction != NULL && stamp_before(transaction->settled, oldest) && without_work &&
           transaction->has_work) {
        *others = true;
        transaction = transaction->next;
    }
    if (transaction != NULL && !stamp_before(transaction->settled, oldest)) {
        transaction = NULL;
    }
    if (transaction != NULL) {
        list_take_off(&store->done, transaction);
    }
    os_mutex_unlock(&store->lock);
    return transaction;
}

bool clean_memory(struct store *store)
{
    struct transaction *transaction;
    bool others = false;

    while ((transaction = take_done(store, true, &others)) != NULL) {
        transaction_forget(transaction);
        transaction_free(transaction);
    }
    if (others) {
        os_mutex_lock(&store->lock);
        store->urgent = true;
        os_condition_signal(&store->wake);
        os_mutex_unlock(&store->lock);
    }
    return others;
}

static void clean_all(struct store *store)
{
    struct transaction *transaction;
    bool others;

    while ((transaction = take_done(store, false, &others)) != NULL) {
        finish(store, transaction);
    }
}

/* --------------------------------------------------------------------------------- a database that leaves */

static bool is_of_database(const struct version *version, const struct database *database)
{
    struct version_action action;

    if (version->operation != VERSION_ACTION) {
        return version_is_of_node(version) && version->tree.file == database->pages;
    }
    memcpy(&action, version->bytes, sizeof action);
    return action.database == database;
}

static bool is_changed(struct transaction *transaction, const struct database *database)
{
    const struct version *version;

    os_mutex_lock(&transaction->lock);
    version = transaction->newest;
    while (version != NULL && !is_of_database(version, database)) {
        version = version->previous;
    }
    os_mutex_unlock(&transaction->lock);
    return version != NULL;
}

static bool is_changed_by_open(struct store *store, const struct database *database)
{
    bool changed = false;

    os_mutex_lock(&store->lock);
    for (struct transaction *transaction = store->open.first; transaction != NULL && !changed;
         transaction = transaction->next) {
        changed = is_changed(transaction, database);
    }
    os_mutex_unlock(&store->lock);
    return changed;
}

/* Does what waits for old snapshots in one database, whose nodes nobody reads any more. */
static void clean_database(struct store *store, const struct database *database)
{
    struct transaction_list done;

    os_mutex_lock(&store->lock);
    done = store->done;
    store->done = (struct transaction_list){0};
    os_mutex_unlock(&store->lock);
    for (struct transaction *transaction = done.first; transaction != NULL; transaction = transaction->next) {
        for (struct version *version = transaction->first; version != NULL; version = version->following) {
            if (is_of_database(version, database)) {
                finish_version(store, version);
                version->operation = VERSION_NOTHING;
            }
        }
        for (struct version *version = transaction->removals; version != NULL; version = version->older) {
            if (is_of_database(version, database)) {
                remove_node(store, version);
                version->operation = VERSION_NOTHING;
            }
        }
    }
    end_removals(store);
    os_mutex_lock(&store->lock);
    for (struct transaction *transaction = store->done.first, *next; transaction != NULL;
         transaction = next) {
        next = transaction->next;
        list_append(&done, transaction);
    }
    store->done = done;
    os_mutex_unlock(&store->lock);
}

JET_ERR clean_now(struct instance_versions *versions, struct database *leaving)
{
    struct store *store = (struct store *)versions;
    JET_ERR err = JET_errSuccess;

    os_mutex_lock(&store->cleaning);
    clean_all(store);
    if (leaving != NULL) {
        if (is_changed_by_open(store, leaving)) {
            err = diag_fail(JET_errDatabaseInUse, "'%s' is changed by an open transaction", leaving->path);
        } else {
            clean_database(store, leaving);
        }
    }
    os_mutex_unlock(&store->cleaning);
    return err;
}

/* --------------------------------------------------------------------------------------------- the thread */

static void run(void *context)
{
    struct store *store = context;

    os_mutex_lock(&store->lock);
    while (!store->stop) {
        if (store->done.first == NULL) {
            os_condition_wait(&store->wake, &store->lock);
            continue;
        }
        if (!store->urgent) {
            (void)os_condition_wait_for(&store->wake, &store->lock, CLEAN_EVERY_MS);
        }
        store->urgent = false;
        os_mutex_unlock(&store->lock);
        (void)clean_now(&store->head, NULL);
        os_mutex_lock(&store->lock);
    }
    os_mutex_unlock(&store->lock);
}

JET_ERR clean_start(struct store *store)
{
    return os_thread_start(&store->thread, "esent-versions", run, store);
}

void clean_stop(struct store *store)
{
    os_mutex_lock(&store->lock);
    store->stop = true;
    os_condition_signal(&store->wake);
    os_mutex_unlock(&store->lock);
    os_thread_join(&store->thread);
    clean_all(store);
}
