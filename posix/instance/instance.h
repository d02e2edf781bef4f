/*
 * instance.h - instances: the process modes, the life of an instance, and the calls inside it.
 *
 *   mode    Unset --JetInit without an instance--> Single                    last instance gone: back to
 * Unset Unset --JetCreateInstance, JetEnableMultiInstance--> Multi
 *
 *   life    (none) --create--> CREATED --init--> INITIALISING --> running --terminate--> TERMINATING -->
 * (none) |                    `---- failed ------> (none)           `- refused --> running
 *                                 `--terminate--> (none)
 *
 * `refuses` says which calls may not begin; it is 0 while the instance runs, so that a call checks it with
 * one load.
 *
 * Invariants:
 *   1. a call that works on an instance is inside it from instance_hold() to instance_release(), or inside
 * one of its sessions. The end of an instance first sets TERMINATING, then waits until both are left: what is
 * inside never sees it go;
 *   2. the lock of the process (instance_lock_all) is over the list of instances, the mode, and changes of
 * parameters. It is never held while a callback of the user runs or while anything is waited for. The lock of
 * an instance is taken inside it.
 *
 * Source: reference api-semantics 1.1, 1.2.
 */
#ifndef ESENT_INSTANCE_INSTANCE_H
#define ESENT_INSTANCE_INSTANCE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "esent.h"
#include "instance/session.h"
#include "instance/transaction.h"
#include "os.h"

struct instance_log;
struct instance_recovery;
struct log;
struct parameter_set;

enum {
    INSTANCE_PROCIDS = 64000,     /* in the log; a multiple of 64 */
    INSTANCE_PROCID_OWN = 0xFFFC, /* of the engine's session while it recovers, as in Microsoft's */
};

enum instance_refuses {
    INSTANCE_STOPPED = 0x01,      /* JetStopService was called */
    INSTANCE_TERMINATING = 0x02,  /* JetTerm is at work */
    INSTANCE_INITIALISING = 0x04, /* JetInit is at work */
    INSTANCE_CREATED = 0x08,      /* not initialised yet */
    INSTANCE_DEAD = 0x10,         /* its log has failed, and changes could not be undone */
    INSTANCE_DEAD_FULL = 0x20,    /* the same for want of disk space */
};

struct instance {
    _Atomic(uint32_t) refuses;      /* enum instance_refuses */
    _Atomic(uint32_t) inside;       /* calls between instance_hold() and instance_release() */
    _Atomic(uint64_t) object_count; /* cursors of all sessions */
    JET_INSTANCE handle;
    char *name; /* owned, UTF-8; NULL for the unnamed instance */
    char *display_name;
    struct parameter_set *parameters; /* owned */
    struct os_mutex lock;             /* over the lists of sessions and databases */
    struct database
        *databases[DATABASE_SLOTS]; /* attached ones by JET_DBID; 0 is the temporary one's place */
    struct session *sessions;
    uint32_t session_count;
    uint64_t procids[INSTANCE_PROCIDS / 64]; /* bits of those that sessions have */
    struct transactions transactions;
    struct log *log;              /* NULL while nothing is logged; set before the first session begins */
    struct instance_log *logging; /* what keeps it going (instance_log.h), NULL with it */
    _Atomic(struct instance_versions *) versions; /* made at the first change, NULL before */
    _Atomic(session_before_commit) before_commit; /* transaction.h; NULL while nobody asks to be told */
    _Atomic(uint32_t) commit_epoch;               /* commits that begin now are of this one */
    bool recovering;                              /* databases are being recovered: JetInit */
    JET_GRBIT stopped;                            /* JET_bitStopService* that can be undone */
    struct instance *next;                        /* instances of the process */
};

enum instance_mode {
    INSTANCE_MODE_UNSET,
    INSTANCE_MODE_SINGLE,
    INSTANCE_MODE_MULTI,
};

/* The mode of the process now. Any thread. */
enum instance_mode instance_mode(void);

/* Enters multi-instance mode. The caller holds the lock of the process and saw that the mode is unset. */
void instance_enable_multi(void);

/*
 * Makes an instance, in multi-instance mode. `name` and `display_name` may be NULL.
 * JET_errRunningInOneInstanceMode, JET_errInstanceNameInUse, JET_errTooManyInstances, JET_errOutOfMemory.
 */
JET_ERR instance_create(const char *name, const char *display_name, JET_INSTANCE *handle);

/*
 * JetInit2: initialises `*handle`; makes the instance first where that is 0 or JET_instanceNil, where `handle`
 * is NULL, and in single-instance mode; opens its log. After a failure the instance is gone and `*handle` 0, except after
 * JET_errAlreadyInitialized and JET_errInitInProgress. Errors of instance_log_open().
 */
JET_ERR instance_init(JET_INSTANCE *handle, const struct instance_recovery *recovery, JET_GRBIT grbit);

/*
 * JetTerm2. Ends idle sessions, then the instance; JET_errDirtyShutdown when that was asked for. The instance
 * keeps running after JET_errTooManyActiveUsers (a transaction is open) and JET_errTermInProgress.
 */
JET_ERR instance_terminate(JET_INSTANCE handle, JET_GRBIT grbit);

/*
 * Enters an instance: it does not go before instance_release(). 0 and JET_instanceNil mean the one instance
 * of single-instance mode. `ignored`: bits of instance_refuses that do not matter to the caller.
 * JET_errInvalidInstance, JET_errInvalidParameter, or what instance_refusal() says. Any thread.
 */
JET_ERR instance_hold(JET_INSTANCE handle, uint32_t ignored, struct instance **instance);
void instance_release(struct instance *instance);

/* The error for a call that meets these bits of instance_refuses; JET_errSuccess for none. */
JET_ERR instance_refusal(uint32_t refuses);

/*
 * Why a session cannot be entered whose number is invalid or whose gate is taken, `owner` being the instance
 * in the handle's slot (0 for an invalid number). Windows looks at the state of the instances first:
 * JET_errNotInitialized, JET_errTermInProgress, JET_errClientRequestToStopJetService, else
 * JET_errInvalidSesid or JET_errSessionSharingViolation.
 */
JET_ERR instance_session_refusal(JET_INSTANCE owner, uint32_t ignored);

/*
 * Changes could not be undone. When that is because the log has failed nothing but JetTerm makes sense any more: what is in memory
 * is neither the state before nor after, and only a recovery brings that about.
 */
void instance_note_rollback_error(struct instance *instance);

/* JetStopServiceInstance2 for an instance that the caller holds. JET_errInvalidGrbit. */
JET_ERR instance_stop(struct instance *instance, JET_GRBIT grbit);

/* The lock of the process, see invariant 2. */
void instance_lock_all(void);
void instance_unlock_all(void);

/* The instances of the process, linked by `next`; under its lock. */
struct instance *instance_first(void);

#endif
