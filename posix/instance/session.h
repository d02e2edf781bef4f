/*
 * session.h - sessions: who calls, at which transaction level, and what hangs on it.
 *
 * A session is used by one thread at a time; a call owns it from session_enter() to session_leave()
 * (compat/jet/entry.h), and everything here that takes a session wants the caller to be inside it.
 *
 * Things that live in a session and care about its transactions (cursors, open databases) hang a
 * `session_watch` on it. Watches are told in the order: latest first.
 *
 *   level 0 --begin--> 1 --begin--> 2 ... 7         commit: level - 1, on_commit(level that ended)
 *                                                   rollback: level - 1, on_rollback(level that ended)
 *   end of the session: rollback of every level, then on_end()
 */
#ifndef ESENT_INSTANCE_SESSION_H
#define ESENT_INSTANCE_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "esent.h"

struct instance;
struct session_watch;
struct database;
struct database_use;

enum { SESSION_LEVEL_MAX = 7, SESSION_DATABASES = 7 };

/*
 * What a thing of a session does when a transaction ends. A function may remove its own watch (and free what
 * holds it) but no other; NULL where it does not matter. `level` is the level that ends, 1 to 7.
 */
struct session_observer {
    void (*on_commit)(struct session_watch *watch, uint32_t level);
    void (*on_rollback)(struct session_watch *watch, uint32_t level);
    void (*on_end)(
        struct session_watch *watch); /* the session ends: remove the watch and free what holds it */
    void (*on_database_close)(struct session_watch *watch, struct database *database); /* of the session's last open */
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
    uint32_t cache_priority;
    uint32_t io_trace_flags;
    uint32_t io_priority;
    uint32_t customer_data; /* booleans, 0 or 1 */
    uint32_t pre_commit_callback;
    JET_OPERATIONCONTEXT operation;
    uint8_t activity_id[16];
    uint8_t *commit_context; /* owned; NULL while empty */
    uint32_t commit_context_size;
    char *client[3]; /* owned: component, action, action context; NULL while empty */
};

struct session {
    JET_SESID sesid;
    struct instance *instance;
    uint32_t level;      /* of the transaction, 0 to SESSION_LEVEL_MAX */
    uint32_t nested;     /* calls inside, beyond the first, made by callbacks */
    bool read_only;      /* the transaction was begun with JET_bitTransactionReadOnly */
    bool context_owns;   /* the transaction belongs to a context, not to a thread */
    JET_API_PTR owner;   /* of the transaction at level > 0: the context or the thread */
    JET_API_PTR context; /* set by JetSetSessionContext, 0 while none is */
    uintptr_t context_thread;
    struct session_parameters parameters;
    struct session_watch *watches;
    struct database_use *databases[SESSION_DATABASES]; /* that the session has open, by JET_DBID */
    struct session *next; /* sessions of the instance, under its lock */
    struct session *previous;
};

/* A session of an instance, which the caller is inside. JET_errOutOfSessions beyond JET_paramMaxSessions. */
JET_ERR session_begin(struct instance *instance, JET_SESID *sesid);

/*
 * Rolls back what is open, ends all that hangs on the session, and frees it; its number is invalid
 * afterwards. JET_errSessionInUse while a context is set.
 */
JET_ERR session_end(struct session *session);

/* Hangs `watch` on the session; its memory stays the caller's. */
void session_watch_add(struct session *session, struct session_watch *watch,
                       const struct session_observer *observer);
void session_watch_remove(struct session_watch *watch);

/*
 * Transactions. `grbit` as of the Jet* functions; JET_errTransTooDeep, JET_errNotInTransaction,
 * JET_errSessionSharingViolation when the transaction belongs to another thread or context,
 * JET_errInvalidGrbit.
 */
JET_ERR session_transaction_begin(struct session *session, JET_GRBIT grbit);
JET_ERR session_transaction_commit(struct session *session, JET_GRBIT grbit);
JET_ERR session_transaction_rollback(struct session *session, JET_GRBIT grbit);

/* JetSetSessionContext and JetResetSessionContext. */
JET_ERR session_context_set(struct session *session, JET_API_PTR context);
JET_ERR session_context_reset(struct session *session);

/* JetSetSessionParameter and JetGetSessionParameter, with their errors. */
JET_ERR session_parameter_set(struct session *session, uint32_t id, const void *value, uint32_t size);
JET_ERR session_parameter_get(struct session *session, uint32_t id, void *value, uint32_t capacity,
                              uint32_t *size);

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

/* Gives a new object its number and hangs it on the session. JET_errOutOfCursors. */
JET_ERR object_open(struct session *session, struct object *object, enum object_kind kind,
                    const struct session_observer *observer);

/* Takes the object off its session; its number is invalid afterwards. Its memory is the caller's to free. */
void object_close(struct object *object);

#endif
