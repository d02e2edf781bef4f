/*
 * session.h - sessions: who calls, at which transaction level, and what hangs on it.
 *
 * A session is used by one thread at a time: a call owns it from session_enter() to session_leave()
 * (compat/jet/entry.h), and everything here that takes a session wants the caller to be inside it.
 *
 *   level 0 --begin--> 1 --begin--> 2 ... 7
 *
 *   commit              level - 1, then on_commit() with the level that ended
 *   rollback            on_rollback() with the level that ends, then its changes are undone, then level - 1
 *   end of the session  rollback of every level, then on_end()
 *
 * Things that live in a session and care about its transactions (cursors, open databases) hang a
 * `session_watch` on it. They are told in turn, the latest first.
 *
 * A transaction belongs to the thread that began it, or to the context that was set (JetSetSessionContext)
 * when it began.
 *
 * Source: reference api-semantics 2 and 4.
 */
#ifndef ESENT_INSTANCE_SESSION_H
#define ESENT_INSTANCE_SESSION_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "esent.h"

struct instance;
struct session;
struct session_changes;
struct session_watch;
struct database;
struct database_use;

enum {
    SESSION_LEVEL_MAX = 7,
    DATABASE_SLOTS = 7, /* of an instance: its temporary database, and six that are attached */
    SESSION_COMMIT_GRBITS = JET_bitCommitLazyFlush | JET_bitWaitLastLevel0Commit |
                            JET_bitWaitAllLevel0Commit | JET_bitForceNewLog | JET_bitCommitRedoCallback,
};

/*
 * What a thing of a session does when a transaction ends. A function may remove its own watch (and free what
 * holds it) but no other; NULL where it does not matter. `level` is the one that ends, 1 to 7.
 */
struct session_observer {
    void (*on_commit)(struct session_watch *watch, uint32_t level);
    void (*on_rollback)(struct session_watch *watch, uint32_t level);
    void (*on_end)(struct session_watch *watch); /* must remove the watch: its session goes */
    void (*on_database_close)(struct session_watch *watch,
                              struct database *database); /* of the session's last open */
};

struct session_watch {
    const struct session_observer *observer;
    struct session *session;
    struct session_watch *next;
    struct session_watch *previous;
};

/* What JetSetSessionParameter keeps. */
struct session_parameters {
    uint32_t commit_default; /* JET_GRBIT that each commit adds */
    uint32_t correlation_id;
    uint32_t cache_priority; /* SESSION_PRIORITY_UNSET: that of the instance */
    uint32_t io_trace_flags;
    uint32_t io_priority;
    uint32_t customer_data; /* 0 or 1: the commit context holds some */
    uint32_t pre_commit_callback;
    JET_OPERATIONCONTEXT operation;
    uint8_t activity_id[16];
    char *client[3];      /* owned: component, action, action context; NULL while empty */
    void *commit_context; /* owned; NULL while empty */
    uint32_t commit_context_size;
};

struct session {
    _Atomic(uintptr_t) *gate; /* the thread inside, 0 while there is none */
    struct instance *instance;
    JET_SESID sesid;
    uint32_t level;       /* of the transaction, 0 to SESSION_LEVEL_MAX */
    uint32_t nested;      /* calls inside beyond the first: callbacks that called back */
    uint32_t level_floor; /* levels up to this one cannot be ended now: their change is calling the program */
    bool read_only;       /* the transaction was begun with JET_bitTransactionReadOnly */
    bool must_roll_back;  /* a change without versions was made in part: JET_errMustRollback */
    bool context_owns;    /* the transaction belongs to a context, not to a thread */
    uintptr_t owner;      /* of the transaction, meaningful at level > 0 */
    uintptr_t context;    /* set by JetSetSessionContext, 0 while none is */
    uintptr_t context_thread; /* the thread that set it */
    uint16_t procid;          /* names it in the log: no two sessions of the instance share it */
    _Atomic(uint32_t)
        committing; /* instance->commit_epoch at the beginning of an outermost commit; 0: none is under way */
    uint32_t begin; /* stamp of the transaction, meaningful at level > 0 */
    uint32_t logged_level; /* levels whose begins are in the log (transaction_log.h) */
    _Atomic(uint64_t)
        begin_position; /* in the log: the transaction is not older than this; 0 while it has logged nothing */
    uint64_t commit_position;        /* of the session's last Commit0, 0 for none */
    struct session_changes *changes; /* of the transaction, NULL while there are none (transaction.h) */
    struct session *open_next;       /* sessions in transactions, under the lock of struct transactions */
    struct session *open_previous;
    struct session_watch *watches;
    struct session_parameters parameters;
    struct database_use *databases[DATABASE_SLOTS]; /* that the session has open, by JET_DBID */
    struct session *next;                           /* sessions of the instance, under its lock */
    struct session *previous;
};

/* Begins a session of an instance that the caller holds. JET_errOutOfSessions beyond JET_paramMaxSessions. */
JET_ERR session_begin(struct instance *instance, JET_SESID *sesid);

/*
 * Ends a session that the caller is inside: rolls back what is open, ends what hangs on it, frees it; its
 * number is invalid afterwards. JET_errSessionInUse while a context is set or a callback of the session runs,
 * JET_errSessionSharingViolation when another thread began its transaction.
 */
JET_ERR session_end(struct session *session);

/* Ends a session whatever its state is, for the end of its instance; the caller owns its gate. */
void session_discard(struct session *session);

/*
 * Makes and frees a session of the engine's own work: it has no number and is not among those that the program can have.
 * JET_errOutOfMemory, JET_errOutOfSessions.
 */
JET_ERR session_make(struct instance *instance, struct session **session);
void session_free(struct session *session);

/* The same for a session that a log tells of, with the number that it has there; during a recovery. */
JET_ERR session_make_again(struct instance *instance, uint16_t procid, struct session **session);

/* Hangs `watch` on the session and takes it off; its memory stays the caller's. */
void session_watch_add(struct session *session, struct session_watch *watch,
                       const struct session_observer *observer);
void session_watch_remove(struct session_watch *watch);

/*
 * Transactions, `grbit` as in the Jet* functions; `durable_within` (milliseconds) as in
 * JetCommitTransaction2. JET_errTransTooDeep, JET_errNotInTransaction, JET_errSessionSharingViolation when
 * the transaction belongs to another thread or context, JET_errInvalidGrbit, JET_errInvalidParameter.
 * JET_errMustRollback, from commits, after a change without versions has failed.
 * JET_errRollbackError when changes could not be undone: the level stays, and can be rolled back again.
 */
JET_ERR session_transaction_begin(struct session *session, JET_GRBIT grbit);
JET_ERR session_transaction_commit(struct session *session, JET_GRBIT grbit, uint32_t durable_within);
JET_ERR session_transaction_rollback(struct session *session, JET_GRBIT grbit);

/*
 * A level of the engine's own around the changes of one call, so that all of them are made or none: also below the
 * deepest level that a program can have, and at level 0 a transaction for itself. session_work_end() commits it when
 * `err`, the result of the work, is none, else rolls it back; returns `err`, or the error of ending. Errors of
 * session_transaction_begin() but JET_errTransTooDeep.
 */
JET_ERR session_work_begin(struct session *session);
JET_ERR session_work_end(struct session *session, JET_ERR err);

/*
 * JetSetSessionContext and JetResetSessionContext. JET_errInvalidParameter, JET_errSessionContextAlreadySet,
 * JET_errSessionContextNotSetByThisThread.
 */
JET_ERR session_context_set(struct session *session, uintptr_t context);
JET_ERR session_context_reset(struct session *session);

/*
 * JetSetSessionParameter and JetGetSessionParameter; sizes in bytes. JET_errInvalidSesparamId,
 * JET_errInvalidBufferSize, JET_errInvalidParameter, JET_errBufferTooSmall, JET_errFeatureNotAvailable,
 * JET_wrnBufferTruncated.
 */
JET_ERR session_parameter_set(struct session *session, uint32_t id, const void *value, uint32_t size);
JET_ERR session_parameter_get(const struct session *session, uint32_t id, void *value, uint32_t capacity,
                              uint32_t *size);

/* Before anybody sets them. */
#define SESSION_PRIORITY_UNSET UINT32_MAX
#define SESSION_USER_UNKNOWN   0x80000000u

/* Frees what the parameters of a session own. */
void session_parameters_free(struct session_parameters *parameters);

/* ------------------------------------------------------------------------------------- what a JET_TABLEID
 * names */

enum object_kind {
    OBJECT_TABLE, /* a cursor on a table */
    OBJECT_SORT,  /* a temporary table that is not a tree yet */
};

/* The head of every such thing; the owner of the kind extends it. */
struct object {
    struct session_watch watch; /* first: an observer gets its object by a cast */
    enum object_kind kind;
    JET_TABLEID tableid;
};

/* Gives a new object its number and hangs it on the session. JET_errOutOfCursors beyond JET_paramMaxCursors.
 */
JET_ERR object_open(struct session *session, struct object *object, enum object_kind kind,
                    const struct session_observer *observer);

/* Gives each of two objects of a session the number of the other. */
void object_exchange(struct object *left, struct object *right);

/* Takes the object off its session; its number is invalid afterwards. Its memory is the caller's to free. */
void object_close(struct object *object);

#endif
