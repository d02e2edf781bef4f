/*
 * version_redo.c - see version_redo.h.
 */
#include "version/version_redo.h"

#include "version/version_parts.h"
#include "try.h"

/* Ids are given out in ascending order, and begin again after the highest. */
static bool id_before(uint32_t left, uint32_t right)
{
    return (int32_t)(left - right) < 0;
}

struct version *version_redo_find(struct session *session, uint32_t id)
{
    const struct transaction *transaction = transaction_of(session);
    struct version *version = transaction != NULL ? transaction->newest : NULL;

    while (version != NULL && version->id != id) {
        version = version->previous;
    }
    return version;
}

/* Moves the newest version of a transaction down to where its id has it. */
static void sort_in(struct transaction *transaction, struct version *version)
{
    struct version *below = version->previous;

    while (below != NULL && id_before(version->id, below->id)) {
        below = below->previous;
    }
    if (below == version->previous) {
        return;
    }
    transaction->newest = version->previous; /* it is not the first */
    transaction->newest->following = NULL;
    version->previous = below;
    version->following = below != NULL ? below->following : transaction->first;
    version->following->previous = version;
    *(below != NULL ? &below->following : &transaction->first) = version;
}

JET_ERR version_redo_add(struct session *session, const struct tree *tree,
                         const struct version_record *record)
{
    const uint32_t level = session->level;
    struct transaction *transaction;
    struct version *version;
    uint32_t id;
    JET_ERR err;

    if (version_redo_find(session, record->id) != NULL) {
        return JET_errSuccess;
    }
    session->level = record->level;
    err = version_add(session, tree, record->key, record->data, record->operation, record->before,
                      record->offset, &id, &version);
    session->level = level;
    JET_TRY(err);
    transaction = version->transaction;
    if (id_before(transaction->store->last_id, record->id)) {
        transaction->store->last_id = record->id;
    }
    os_mutex_lock(&transaction->lock);
    version->id = record->id;
    version->position = record->position;
    version->pgno = record->pgno;
    version->before_logged = record->from_undo_info;
    version->size_max = (uint16_t)record->before.size;
    sort_in(transaction, version);
    transaction->unlogged = transaction->first;
    os_mutex_unlock(&transaction->lock);
    table_sort(version);
    return JET_errSuccess;
}

void version_redo_describe(const struct version *version, struct undo *undo)
{
    const bool delta = version->operation == VERSION_DELTA || version->operation == VERSION_DELTA64;

    *undo = (struct undo){
        .version = NULL,
        .id = version->id,
        .operation = version->operation,
        .key = version_key(version),
        .data = version_data(version),
        .before = version_before(version),
        .offset = version->offset,
        .delta = delta ? version_delta(version) : 0,
    };
}

/* Takes a version off its transaction; its memory goes with that. */
static void take_off(struct transaction *transaction, struct version *version)
{
    if (version->linked) {
        (void)table_unlink(version);
    }
    os_mutex_lock(&transaction->lock);
    *(version->previous != NULL ? &version->previous->following : &transaction->first) = version->following;
    *(version->following != NULL ? &version->following->previous : &transaction->newest) = version->previous;
    transaction->unlogged = transaction->first;
    os_mutex_unlock(&transaction->lock);
}

void version_redo_drop(struct version *version)
{
    take_off(version->transaction, version);
}

void version_redo_drop_level(struct session *session)
{
    struct transaction *transaction = transaction_of(session);
    struct version *version = transaction != NULL ? transaction->newest : NULL;

    while (version != NULL) {
        struct version *previous = version->previous;

        if (version->level >= session->level) {
            take_off(transaction, version);
        }
        version = previous;
    }
}

void version_redo_drop_all(struct session *session)
{
    if (session->changes != NULL) {
        undo_nothing(session);
    }
}
