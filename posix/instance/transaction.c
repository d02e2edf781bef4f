/*
 * transaction.c - levels of transactions, who owns them, and telling those who watch.
 */
#include "instance/transaction.h"

#include <stddef.h>

#include "diag.h"
#include "instance/instance.h"
#include "instance/session.h"
#include "instance/transaction_log.h"
#include "os.h"
#include "try.h"

static struct instance_versions *versions_of(const struct session *session)
{
    return atomic_load_explicit(&session->instance->versions, memory_order_acquire);
}

/* The transaction at level > 0 is used by its owner only. */
static JET_ERR check_owner(const struct session *session)
{
    uintptr_t thread = os_thread_self();
    bool owns = session->context_owns
                    ? session->owner == session->context && session->context_thread == thread
                    : session->owner == thread;

    if (!owns) {
        return diag_fail(JET_errSessionSharingViolation,
                         "the transaction was begun by another thread or session context");
    }
    return JET_errSuccess;
}

static JET_ERR begin_level(struct session *session, JET_GRBIT grbit)
{
    if (session->level == 0) {
        session->context_owns = session->context != 0;
        session->owner = session->context_owns ? session->context : os_thread_self();
        session->read_only = (grbit & JET_bitTransactionReadOnly) != 0;
        transaction_open(session);
    } else {
        JET_TRY(check_owner(session));
    }
    session->level++;
    return JET_errSuccess;
}

JET_ERR session_transaction_begin(struct session *session, JET_GRBIT grbit)
{
    if (session->level >= SESSION_LEVEL_MAX) {
        return diag_fail(JET_errTransTooDeep, "transactions nest %d levels deep at most", SESSION_LEVEL_MAX);
    }
    return begin_level(session, grbit);
}

/* Bits that ask for something else than a commit; each stands alone. */
enum { COMMIT_ALONE = JET_bitForceNewLog | JET_bitWaitAllLevel0Commit | JET_bitWaitLastLevel0Commit };

static JET_ERR check_commit_grbit(JET_GRBIT grbit)
{
    if ((grbit & ~(JET_GRBIT)SESSION_COMMIT_GRBITS) != 0 ||
        ((grbit & COMMIT_ALONE) != 0 && (grbit & (grbit - 1)) != 0)) {
        return diag_fail(JET_errInvalidGrbit, "commit: 0x%x is not a valid combination", (unsigned)grbit);
    }
    return JET_errSuccess;
}

static void commit_changes(struct session *session)
{
    if (session->level > 1) {
        if (session->changes != NULL) {
            versions_of(session)->commit_level(session);
        }
    } else if (session->changes != NULL) {
        transaction_close_committed(session);
        versions_of(session)->commit(session);
    } else {
        transaction_close(session);
    }
}

enum { COMMIT_POLL_MS = 1 };

/* The commit is under way from here on, until commit_is_over(). */
static JET_ERR ask_before_commit(struct session *session)
{
    session_before_commit ask;

    if (session->level != 1 || session->changes == NULL) {
        return JET_errSuccess;
    }
    atomic_store(&session->committing, atomic_load(&session->instance->commit_epoch));
    ask = atomic_load(&session->instance->before_commit);
    return ask != NULL ? ask(session) : JET_errSuccess;
}

static void commit_is_over(struct session *session)
{
    atomic_store_explicit(&session->committing, 0, memory_order_release);
}

static bool is_committing(struct instance *instance, uint32_t before)
{
    struct transactions *all = &instance->transactions;
    bool found = false;

    os_mutex_lock(&all->lock);
    for (const struct session *session = all->oldest; session != NULL && !found;
         session = session->open_next) {
        const uint32_t epoch = atomic_load(&session->committing);

        found = epoch != 0 && epoch < before;
    }
    os_mutex_unlock(&all->lock);
    return found;
}

uint32_t transaction_ask_before_commit(struct instance *instance, session_before_commit ask)
{
    atomic_store(&instance->before_commit, ask);
    return atomic_fetch_add(&instance->commit_epoch, 1) + 1;
}

void transaction_await_commits_before(struct instance *instance, uint32_t epoch)
{
    struct os_mutex mutex;
    struct os_condition never; /* signalled: it is there for its time-out */

    if (!is_committing(instance, epoch)) {
        return;
    }
    os_mutex_init(&mutex);
    os_condition_init(&never);
    os_mutex_lock(&mutex);
    while (is_committing(instance, epoch)) {
        (void)os_condition_wait_for(&never, &mutex, COMMIT_POLL_MS);
    }
    os_mutex_unlock(&mutex);
    os_condition_destroy(&never);
    os_mutex_destroy(&mutex);
}

/* Commits the level, which there is. */
static JET_ERR end_level(struct session *session, JET_GRBIT grbit, bool lazy, uint32_t durable_within)
{
    struct session_watch *next;
    JET_ERR err;

    JET_TRY(check_owner(session));
    JET_TRY_OR(ask_before_commit(session), failed);
    JET_TRY_OR(transaction_log_commit(session, grbit, lazy, durable_within), failed);
    commit_changes(session);
    commit_is_over(session);
    session->level--;
    for (struct session_watch *watch = session->watches; watch != NULL; watch = next) {
        next = watch->next;
        if (watch->observer->on_commit != NULL) {
            watch->observer->on_commit(watch, session->level + 1);
        }
    }
    return JET_errSuccess;
failed:
    commit_is_over(session);
    return err;
}

static bool is_lazy(const struct session *session, JET_GRBIT grbit)
{
    return ((grbit | session->parameters.commit_default) & JET_bitCommitLazyFlush) != 0;
}

JET_ERR session_transaction_commit(struct session *session, JET_GRBIT grbit, uint32_t durable_within)
{
    const bool lazy = is_lazy(session, grbit);

    JET_TRY(check_commit_grbit(grbit));
    if ((grbit & JET_bitForceNewLog) != 0) {
        return transaction_log_roll(session);
    }
    if ((grbit & COMMIT_ALONE) != 0) {
        return transaction_log_wait(session, (grbit & JET_bitWaitAllLevel0Commit) != 0);
    }
    if (session->level <= session->level_floor) {
        return diag_fail(JET_errNotInTransaction, "there is no transaction to commit");
    }
    if (durable_within != 0 && !lazy) {
        return diag_fail(JET_errInvalidParameter, "commit: only a lazy commit has a time to become durable");
    }
    if (session->must_roll_back) {
        return diag_fail(JET_errMustRollback, "a change without versions has failed in this transaction");
    }
    return end_level(session, grbit, lazy, durable_within);
}

static JET_ERR rollback_level(struct session *session, JET_GRBIT grbit)
{
    struct session_watch *next;

    for (struct session_watch *watch = session->watches; watch != NULL; watch = next) {
        next = watch->next;
        if (watch->observer->on_rollback != NULL) {
            watch->observer->on_rollback(watch, session->level);
        }
    }
    if ((session->changes != NULL && versions_of(session)->rollback(session) < 0) ||
        transaction_log_rollback(session, grbit) < 0) {
        instance_note_rollback_error(session->instance);
        return JET_errRollbackError; /* the sentence says why */
    }
    if (session->level == 1) {
        transaction_close(session);
        session->must_roll_back = false;
    }
    session->level--;
    return JET_errSuccess;
}

JET_ERR session_transaction_rollback(struct session *session, JET_GRBIT grbit)
{
    if ((grbit & ~(JET_GRBIT)(JET_bitRollbackAll | JET_bitRollbackRedoCallback)) != 0) {
        return diag_fail(JET_errInvalidGrbit, "rollback: 0x%x has unknown bits", (unsigned)grbit);
    }
    if (session->level <= session->level_floor) {
        return diag_fail(JET_errNotInTransaction, "there is no transaction to roll back");
    }
    JET_TRY(check_owner(session));
    do {
        JET_TRY(rollback_level(session, grbit));
    } while ((grbit & JET_bitRollbackAll) != 0 && session->level > session->level_floor);
    return JET_errSuccess;
}

JET_ERR session_work_begin(struct session *session)
{
    return begin_level(session, 0);
}

JET_ERR session_work_end(struct session *session, JET_ERR err)
{
    const uint32_t level = session->level;
    JET_ERR ended;

    if (err >= 0) {
        ended = end_level(session, 0, is_lazy(session, 0), 0);
        if (ended >= 0 || session->level < level) {
            return ended < 0 ? ended : err;
        }
        err = ended;
    }
    (void)session_transaction_rollback(session, 0); /* when that fails, too, the instance says so from then on */
    return err;
}

JET_ERR session_context_set(struct session *session, uintptr_t context)
{
    if (context == 0 || context == UINTPTR_MAX) {
        return diag_fail(JET_errInvalidParameter, "0 and -1 are no session contexts");
    }
    if (session->context != 0) {
        return diag_fail(JET_errSessionContextAlreadySet, "the session has a context already");
    }
    session->context = context;
    session->context_thread = os_thread_self();
    return JET_errSuccess;
}

JET_ERR session_context_reset(struct session *session)
{
    if (session->context == 0 || session->context_thread != os_thread_self()) {
        return diag_fail(JET_errSessionContextNotSetByThisThread, "this thread has set no session context");
    }
    session->context = 0;
    session->context_thread = 0;
    return JET_errSuccess;
}
