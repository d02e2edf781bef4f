/*
 * version_store.c - the version store of an instance: who has changed what, and the memory of it.
 *
 *   transaction   made at the first change of a session's transaction, in `open`
 *   commit        gets its stamp (instance/transaction.h) and goes to `done`; or is freed when nothing is left of it
 *   cleaning      takes it off `done` when every snapshot sees it, and frees it (version_clean.c)
 *
 * The versions of a transaction lie one behind the other in its chunks, so that what is taken back is the end of the last one.
 */
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "instance/database.h"
#include "instance/parameter.h"
#include "try.h"
#include "version/version_parts.h"

enum { CHUNK_SIZE_FIRST = 1024, CHUNK_ALIGNMENT = 8 };

static struct os_mutex making = OS_MUTEX_INIT;

/* -------------------------------------------------------------------------------------------------- lists */

void list_append(struct transaction_list *list, struct transaction *transaction)
{
    transaction->next = NULL;
    transaction->prior = list->last;
    *(list->last != NULL ? &list->last->next : &list->first) = transaction;
    list->last = transaction;
}

void list_take_off(struct transaction_list *list, struct transaction *transaction)
{
    *(transaction->prior != NULL ? &transaction->prior->next : &list->first) = transaction->next;
    *(transaction->next != NULL ? &transaction->next->prior : &list->last) = transaction->prior;
}

/* ------------------------------------------------------------------------------------------------- memory */

/* Counts `size` bytes more; what only waits for the thread may be over the limit for a while. */
static JET_ERR take_bytes(struct store *store, uint64_t size)
{
    const uint64_t used = atomic_fetch_add(&store->bytes, size) + size;

    if (used > store->limit) {
        const bool waits = clean_memory(store);
        const uint64_t left = atomic_load(&store->bytes);

        if (left > (waits ? 2 * store->limit : store->limit)) {
            (void)atomic_fetch_sub(&store->bytes, size);
            return diag_fail(
                JET_errVersionStoreOutOfMemory,
                "the changes of open transactions and what old snapshots need are more than %llu KiB "
                "(JET_paramMaxVerPages)",
                (unsigned long long)(store->limit / 1024));
        }
    }
    return JET_errSuccess;
}

/* A chunk with room for `needed` bytes more; chunks grow, so that a small transaction takes little. */
static JET_ERR add_chunk(struct transaction *transaction, uint32_t needed)
{
    struct store *store = transaction->store;
    uint32_t size = CHUNK_SIZE_FIRST;
    struct chunk *chunk;

    if (transaction->chunks != NULL) {
        size = 2 * transaction->chunks->size < store->chunk_size ? 2 * transaction->chunks->size
                                                                 : store->chunk_size;
    }
    size = size < needed ? needed : size;
    JET_TRY(take_bytes(store, size));
    chunk = malloc(sizeof *chunk + size);
    if (chunk == NULL) {
        (void)atomic_fetch_sub(&store->bytes, size);
        return diag_fail(JET_errOutOfMemory, "no memory for versions");
    }
    chunk->size = size;
    chunk->used = 0;
    chunk->previous = transaction->chunks;
    transaction->chunks = chunk;
    return JET_errSuccess;
}

static void drop_chunk(struct transaction *transaction)
{
    struct chunk *chunk = transaction->chunks;

    transaction->chunks = chunk->previous;
    (void)atomic_fetch_sub(&transaction->store->bytes, chunk->size);
    free(chunk);
}

static JET_ERR take(struct transaction *transaction, uint64_t payload, struct version **version)
{
    const uint64_t size =
        (sizeof **version + payload + CHUNK_ALIGNMENT - 1) & ~(uint64_t)(CHUNK_ALIGNMENT - 1);
    struct chunk *chunk = transaction->chunks;

    if (size > transaction->store->limit || size > UINT32_MAX / 2) {
        return diag_fail(JET_errVersionStoreOutOfMemory,
                         "the version of an entry is larger than the version store");
    }
    if (chunk == NULL || size > chunk->size - chunk->used) {
        JET_TRY(add_chunk(transaction, (uint32_t)size));
        chunk = transaction->chunks;
    }
    *version = (struct version *)(void *)(chunk->bytes + chunk->used);
    chunk->used += (uint32_t)size;
    return JET_errSuccess;
}

/* Gives the memory of a version back, when it lies at the end; else it goes with its transaction. */
static void give_back(struct transaction *transaction, const struct version *version)
{
    struct chunk *chunk = transaction->chunks;
    const uint64_t size =
        sizeof *version + (uint64_t)version->key_size + version->data_size + version->before_size;
    const uint8_t *at = (const uint8_t *)version;

    if (at < chunk->bytes || at + size + CHUNK_ALIGNMENT <= chunk->bytes + chunk->used ||
        at >= chunk->bytes + chunk->used) {
        return;
    }
    chunk->used = (uint32_t)(at - chunk->bytes);
    if (chunk->used == 0) {
        drop_chunk(transaction);
    }
}

void transaction_pop(struct transaction *transaction, bool keep)
{
    struct version *version = transaction->newest;

    os_mutex_lock(&transaction->lock);
    transaction->newest = version->previous;
    *(version->previous != NULL ? &version->previous->following : &transaction->first) = NULL;
    if (transaction->unlogged == version) {
        transaction->unlogged = NULL;
    }
    os_mutex_unlock(&transaction->lock);
    if (!keep) {
        give_back(transaction, version);
    }
}

void transaction_forget(struct transaction *transaction)
{
    for (struct version *version = transaction->first; version != NULL; version = version->following) {
        if (version->following != NULL) {
            table_prefetch(version->following->hash);
        }
        if (version->linked) {
            (void)table_unlink(version);
        }
    }
    os_mutex_lock(&transaction->lock);
    transaction->first = transaction->newest = transaction->unlogged = NULL;
    os_mutex_unlock(&transaction->lock);
}

void transaction_free(struct transaction *transaction)
{
    while (transaction->chunks != NULL) {
        drop_chunk(transaction);
    }
    table_count(-1);
    os_mutex_destroy(&transaction->lock);
    free(transaction);
}

/* ----------------------------------------------------------------------------------- ends of transactions */

struct database *store_database(struct store *store, const struct tree *tree)
{
    struct instance *instance = store->instance;
    struct database *found = NULL;

    os_mutex_lock(&instance->lock);
    for (unsigned i = 0; i < DATABASE_SLOTS && found == NULL; i++) {
        if (instance->databases[i] != NULL && instance->databases[i]->pages == tree->file) {
            found = instance->databases[i];
        }
    }
    os_mutex_unlock(&instance->lock);
    return found;
}

void transaction_hand_over(struct transaction *transaction)
{
    struct store *store = transaction->store;
    const bool nothing = transaction->newest == NULL && transaction->removals == NULL;

    os_mutex_lock(&store->lock);
    list_take_off(&store->open, transaction);
    if (!nothing) {
        if (store->done.first == NULL) {
            os_condition_signal(&store->wake);
        }
        list_append(&store->done, transaction);
    }
    os_mutex_unlock(&store->lock);
    if (nothing) {
        transaction_free(transaction);
    }
}

static void commit_level(struct session *session)
{
    struct transaction *transaction = transaction_of(session);

    os_mutex_lock(&transaction->lock); /* who logs before-images for a page reads the levels */
    for (struct version *version = transaction->newest; version != NULL && version->level >= session->level;
         version = version->previous) {
        version->level = (uint8_t)(session->level - 1);
    }
    os_mutex_unlock(&transaction->lock);
}

/* False when there are none. */
static bool run_commit_actions(struct session *session, const struct transaction *transaction)
{
    bool found = false;

    for (struct version *version = transaction->first; version != NULL; version = version->following) {
        struct version_action action;

        if (version->operation == VERSION_ACTION) {
            memcpy(&action, version->bytes, sizeof action);
            if (action.commit != NULL) {
                action.commit(action.context, session);
                found = true;
            }
        }
    }
    return found;
}

/* Are its versions few, so that they are still near the processor? */
static bool is_small(const struct transaction *transaction)
{
    return transaction->chunks == NULL || transaction->chunks->size < transaction->store->chunk_size;
}

static void commit(struct session *session)
{
    struct transaction *transaction = transaction_of(session);
    struct store *store = transaction->store;

    session->changes = NULL;
    transaction->settled = atomic_load(&transaction->head.commit);
    if (transaction->has_work) {
        if (run_commit_actions(session, transaction)) {
            transaction->settled = transaction_stamp(store->instance);
        }
    } else if (is_small(transaction) &&
               stamp_before(atomic_load(&transaction->head.commit), transaction_oldest(store->instance))) {
        os_rwlock_lock_shared(&store->forgetting);
        transaction_forget(transaction); /* nobody needs it: cheaper here than on another processor later */
        os_rwlock_unlock_shared(&store->forgetting);
    }
    transaction_hand_over(transaction);
    if (atomic_load(&store->bytes) > store->limit / 2 && session != store->session) {
        (void)clean_now(&store->head, NULL); /* who fills the store helps to empty it */
    }
}

/* ---------------------------------------------------------------------------------------------- the store */

static void destroy(struct instance_versions *versions)
{
    struct store *store = (struct store *)versions;

    clean_stop(store);
    atomic_store(&store->instance->versions, NULL);
    session_free(store->session);
    os_condition_destroy(&store->wake);
    os_mutex_destroy(&store->cleaning);
    os_rwlock_destroy(&store->forgetting);
    os_mutex_destroy(&store->lock);
    free(store);
}

static JET_ERR make_store(struct instance *instance, struct store **made)
{
    static const struct instance_versions functions = {
        .commit_level = commit_level,
        .commit = commit,
        .rollback = undo_level,
        .log_before_images = log_before_images,
        .abandon = undo_nothing,
        .clean = clean_now,
        .destroy = destroy,
    };
    struct store *store = calloc(1, sizeof *store);
    JET_ERR err;

    if (store == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for a version store");
    }
    store->head = functions;
    store->instance = instance;
    store->chunk_size = (uint32_t)parameter_integer(NULL, JET_paramVerPageSize);
    store->limit = (uint64_t)parameter_integer(instance, JET_paramMaxVerPages) * store->chunk_size;
    JET_TRY_OR(session_make(instance, &store->session), failed);
    os_mutex_init(&store->lock);
    os_mutex_init(&store->cleaning);
    os_rwlock_init(&store->forgetting);
    os_condition_init(&store->wake);
    JET_TRY_OR(clean_start(store), unstarted);
    *made = store;
    return JET_errSuccess;
unstarted:
    os_condition_destroy(&store->wake);
    os_mutex_destroy(&store->cleaning);
    os_rwlock_destroy(&store->forgetting);
    os_mutex_destroy(&store->lock);
    session_free(store->session);
failed:
    free(store);
    return err;
}

/* The store of the instance, made when there is none. */
static JET_ERR need_store(struct instance *instance, struct store **store)
{
    JET_ERR err = JET_errSuccess;

    *store = (struct store *)atomic_load_explicit(&instance->versions, memory_order_acquire);
    if (*store != NULL) {
        return JET_errSuccess;
    }
    os_mutex_lock(&making);
    *store = (struct store *)atomic_load(&instance->versions);
    if (*store == NULL) {
        table_prepare();
        err = make_store(instance, store);
        if (err >= 0) {
            atomic_store(&instance->versions, &(*store)->head);
        }
    }
    os_mutex_unlock(&making);
    return err;
}

void version_clean(struct instance *instance)
{
    struct instance_versions *versions = atomic_load(&instance->versions);

    if (versions != NULL) {
        (void)versions->clean(versions, NULL);
    }
}

/* ------------------------------------------------------------------------------------------------- adding */

static JET_ERR need_transaction(struct session *session, struct transaction **transaction)
{
    struct store *store;

    *transaction = transaction_of(session);
    if (*transaction != NULL) {
        return JET_errSuccess;
    }
    if (session->level == 0) {
        return diag_fail(JET_errNotInTransaction, "a versioned change is made outside of a transaction");
    }
    JET_TRY(need_store(session->instance, &store));
    *transaction = calloc(1, sizeof **transaction);
    if (*transaction == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for the changes of a transaction");
    }
    (*transaction)->store = store;
    (*transaction)->session = session;
    os_mutex_init(&(*transaction)->lock);
    atomic_store(&(*transaction)->head.commit, STAMP_OPEN);
    table_count(1);
    os_mutex_lock(&store->lock);
    list_append(&store->open, *transaction);
    os_mutex_unlock(&store->lock);
    session->changes = &(*transaction)->head;
    return JET_errSuccess;
}

/* Memory for a version of `payload` bytes in the session's transaction; publish() makes it the newest there. */
static JET_ERR new_version(struct session *session, unsigned operation, uint64_t payload,
                           struct version **made)
{
    struct transaction *transaction;

    JET_TRY(need_transaction(session, &transaction));
    JET_TRY(take(transaction, payload, made));
    **made = (struct version){
        .transaction = transaction,
        .id = atomic_fetch_add_explicit(&transaction->store->last_id, 1, memory_order_relaxed) + 1,
        .operation = (uint16_t)operation,
        .level = (uint8_t)session->level,
    };
    return JET_errSuccess;
}

static void publish(struct version *version, bool has_work)
{
    struct transaction *transaction = version->transaction;

    os_mutex_lock(&transaction->lock);
    version->previous = transaction->newest;
    *(transaction->newest != NULL ? &transaction->newest->following : &transaction->first) = version;
    transaction->newest = version;
    transaction->has_work |= has_work;
    os_mutex_unlock(&transaction->lock);
}

static void copy(uint8_t *to, struct bytes from)
{
    if (from.size > 0) {
        memcpy(to, from.at, from.size);
    }
}

JET_ERR version_add(struct session *session, const struct tree *tree, struct bytes key, struct bytes data,
                    enum version_operation operation, struct bytes before, uint32_t offset, uint32_t *id,
                    struct version **added)
{
    const uint32_t hash = table_hash(tree, key, data);
    struct version *version;

    table_prefetch(hash);
    JET_TRY(new_version(session, operation, (uint64_t)key.size + data.size + before.size, &version));
    version->tree = *tree;
    version->hash = hash;
    version->offset = offset;
    version->key_size = key.size;
    version->data_size = data.size;
    version->before_size = before.size;
    copy(version->bytes, key);
    copy(version->bytes + key.size, data);
    copy(version->bytes + key.size + data.size, before);
    publish(version, operation == VERSION_FLAG_DELETE);
    table_link(version);
    *id = version->id;
    *added = version;
    return JET_errSuccess;
}

JET_ERR version_add_action(struct session *session, const struct version_action *action)
{
    struct version *version;

    JET_TRY(new_version(session, VERSION_ACTION, sizeof *action, &version));
    version->before_size = sizeof *action;
    memcpy(version->bytes, action, sizeof *action);
    publish(version, true);
    return JET_errSuccess;
}

bool version_has_changed(const struct session *session, const struct tree *tree, uint32_t level)
{
    const struct transaction *transaction = transaction_of(session);
    const struct version *version = transaction != NULL ? transaction->first : NULL;

    while (version != NULL && version->level < level &&
           !(version_is_of_node(version) && version->tree.file == tree->file &&
             version->tree.objid == tree->objid)) {
        version = version->following;
    }
    return version != NULL && version->level < level;
}

void version_cancel(struct session *session, struct version *version)
{
    (void)table_unlink(version);
    transaction_pop(transaction_of(session), false);
}
