/*
 * version_tree.c - all versions of the nodes of one tree: forgotten before the tree is freed, or told.
 *
 * A tree that is freed may have versions in transactions of sessions on other threads: of an index that its maker takes back, or
 * of one that was deleted while others still kept it up. Those versions become nothing; their transactions go past them.
 */
#include "try.h"
#include "version/version_parts.h"

static bool is_of_tree(const struct version *version, const struct tree *tree)
{
    return version_is_of_node(version) && version->tree.file == tree->file &&
           version->tree.objid == tree->objid;
}

static void forget(struct transaction *transaction, const struct tree *tree)
{
    os_mutex_lock(&transaction->lock);
    for (struct version *version = transaction->first; version != NULL; version = version->following) {
        if (is_of_tree(version, tree)) {
            if (version->linked) {
                (void)table_unlink(version);
            }
            version->operation = VERSION_NOTHING;
        }
    }
    for (struct version *version = transaction->removals; version != NULL; version = version->older) {
        if (is_of_tree(version, tree)) {
            version->operation = VERSION_NOTHING;
        }
    }
    os_mutex_unlock(&transaction->lock);
}

void version_forget_tree(struct instance *instance, const struct tree *tree, bool cleaning)
{
    struct store *store = (struct store *)atomic_load(&instance->versions);

    if (store == NULL) {
        return;
    }
    if (!cleaning) {
        os_mutex_lock(&store->cleaning);
    }
    os_rwlock_lock_exclusive(&store->forgetting);
    os_mutex_lock(&store->lock);
    for (struct transaction *transaction = store->open.first; transaction != NULL;
         transaction = transaction->next) {
        forget(transaction, tree);
    }
    for (struct transaction *transaction = store->done.first; transaction != NULL;
         transaction = transaction->next) {
        forget(transaction, tree);
    }
    os_mutex_unlock(&store->lock);
    os_rwlock_unlock_exclusive(&store->forgetting);
    if (!cleaning) {
        os_mutex_unlock(&store->cleaning);
    }
}

static bool has_changed(struct transaction *transaction, const struct tree *tree)
{
    const struct version *version;

    os_mutex_lock(&transaction->lock);
    version = transaction->newest;
    while (version != NULL && !is_of_tree(version, tree)) {
        version = version->previous;
    }
    os_mutex_unlock(&transaction->lock);
    return version != NULL;
}

bool version_is_changed_by_others(const struct session *session, const struct tree *tree)
{
    struct store *store = (struct store *)atomic_load(&session->instance->versions);
    bool changed = false;

    if (store == NULL) {
        return false;
    }
    os_mutex_lock(&store->lock);
    for (struct transaction *transaction = store->open.first; transaction != NULL && !changed;
         transaction = transaction->next) {
        changed = &transaction->head != session->changes && has_changed(transaction, tree);
    }
    os_mutex_unlock(&store->lock);
    return changed;
}

JET_ERR version_each_changed(struct session *session, const struct tree *tree, version_visit visit,
                             void *context)
{
    const struct transaction *transaction = transaction_of(session);
    const struct version *last = transaction != NULL ? transaction->newest : NULL;

    for (struct version *version = last != NULL ? transaction->first : NULL; version != NULL;
         version = version != last ? version->following : NULL) {
        if (is_of_tree(version, tree) && table_is_first_change(version)) {
            JET_TRY(visit(context, version_key(version), version_data(version)));
        }
    }
    return JET_errSuccess;
}
