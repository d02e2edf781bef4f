/*
 * transaction.h - stamps of transactions, the list of those that are open, and what the version store does for them.
 *
 *   stamp      one count for begins and commits of an instance, by 4, so that none is met twice; a read-only begin is
 *              the newest + 2, which advances nothing. Stamps compare circularly.
 *   snapshot   a transaction sees the commits whose stamps are below that of its begin
 *
 * A begin takes its stamp and its place in the list under one lock, and a commit its stamp and its end: so the list is in
 * order, and who begins after a commit has its stamp sees all of that commit.
 *
 * The changes of a transaction are kept by the version store (version/version.h), a higher layer. It makes itself known by a
 * `struct instance_versions` when an instance sees its first change, and hangs a `struct session_changes` on each session whose
 * transaction has changed something.
 *
 * Format: reference log-and-recovery 13.2.
 */
#ifndef ESENT_INSTANCE_TRANSACTION_H
#define ESENT_INSTANCE_TRANSACTION_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "esent.h"
#include "os.h"

struct database;
struct instance;
struct session;

/* No stamp is odd. */
#define STAMP_OPEN UINT32_MAX

static inline bool stamp_before(uint32_t left, uint32_t right)
{
    return (int32_t)(left - right) < 0;
}

/*
 * What an outermost commit asks before it is one, while the session's changes can still be added to; an error keeps the
 * transaction open. The session has changes.
 */
typedef JET_ERR (*session_before_commit)(struct session *session);

/*
 * Sets what is asked (NULL: nothing) and returns a new epoch: commits of this one and later (session->committing) ask. Calls for one
 * instance come one by one.
 */
uint32_t transaction_ask_before_commit(struct instance *instance, session_before_commit ask);

/* Returns when the commits of earlier epochs are done and have their stamps. They must not have to wait for the caller. */
void transaction_await_commits_before(struct instance *instance, uint32_t epoch);

/* Of an instance. */
struct transactions {
    struct os_mutex lock;   /* over the others, and over the commit stamps of all sessions */
    uint32_t newest;        /* stamp that was given out */
    struct session *oldest; /* open transactions in order of their begins, linked by open_next */
    struct session *youngest;
    struct os_mutex log_lock; /* makes a commit's number and its record one step; taken first */
};

/* The head of the changes of one transaction. */
struct session_changes {
    _Atomic(uint32_t) commit; /* stamp of the commit, STAMP_OPEN until then */
};

/*
 * The head of an instance's version store, and what the steps of transactions ask of it. What takes a session works on one that has
 * changes, on the session's thread.
 */
struct instance_versions {
    /* Level session->level ends, which is above 1: its changes become those of the level below. */
    void (*commit_level)(struct session *session);

    /* The transaction is committed, session->changes stamped; takes these over. */
    void (*commit)(struct session *session);

    /*
     * Undoes the changes of level session->level, newest first. After an error those that are left are still changes of the level,
     * and it can be called again.
     */
    JET_ERR (*rollback)(struct session *session);

    /*
     * Before a page is written whose last change is at `lsn`: logs what rollbacks need of changes up to there. The log must then be
     * durable up to `*until`. Any thread; it may hold latches.
     */
    JET_ERR (*log_before_images)(struct instance_versions *versions, uint64_t lsn, uint64_t *until);

    /* The end of an instance that is not shut down in order: forgets the changes and leaves the pages as they are. */
    void (*abandon)(struct session *session);

    /*
     * Does what waits for old snapshots to go, for those that are gone, and for database `leaving` (NULL: none) in any case.
     * JET_errDatabaseInUse when an open transaction has changed that. Any thread, holding no latch.
     */
    JET_ERR (*clean)(struct instance_versions *versions, struct database *leaving);

    /* Cleans for the last time and frees the store; no transaction is open. */
    void (*destroy)(struct instance_versions *versions);
};

void transactions_init(struct transactions *transactions);
void transactions_destroy(struct transactions *transactions);

/* Gives a session's transaction its begin stamp and its place among the open ones, and ends that. */
void transaction_open(struct session *session);
void transaction_close(struct session *session);

/*
 * A transaction that a log tells of is open again, with its stamp and the position of its begin; and `stamp` has been given out.
 */
void transaction_open_again(struct session *session, uint32_t begin, uint64_t position);
void transaction_note_stamp(struct instance *instance, uint32_t stamp);

/* The same end, with a stamp for the changes of the session, which others see from here on. */
void transaction_close_committed(struct session *session);

/* A new stamp, greater than all others. */
uint32_t transaction_stamp(struct instance *instance);

/* The oldest snapshot of the instance, or the next one when there is none: what is committed before it is seen by all. */
uint32_t transaction_oldest(struct instance *instance);

#endif
