/*
 * instance.h - instances: the process modes, the life of an instance, and the calls inside it.
 *
 *   mode    Unset --JetInit on no instance--> Single            last instance gone: back to Unset
 *           Unset --JetCreateInstance, JetEnableMultiInstance--> Multi
 *
 *   life    (none) --create--> CREATED --init--> RUNNING --terminate--> (none)
 *                                 `--terminate, failed init-------------^
 *
 * A call that works on an instance is inside it from instance_hold() to instance_release(), or inside one of
 * its sessions; an instance in which a call is is not freed. `refuses` says which calls may not begin: zero
 * in the running instance, so that the check costs one load.
 */
#ifndef ESENT_INSTANCE_INSTANCE_H
#define ESENT_INSTANCE_INSTANCE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "esent.h"
#include "os.h"

struct database;
struct parameter_set;
struct session;

enum { INSTANCE_DATABASES = 7 };

enum instance_refuses {
    INSTANCE_STOPPED = 0x01,      /* JetStopService */
    INSTANCE_TERMINATING = 0x02,  /* JetTerm is at work */
    INSTANCE_CREATED = 0x04,      /* not initialised yet */
    INSTANCE_INITIALISING = 0x08, /* JetInit is at work */
};

struct instance {
    _Atomic(uint32_t) refuses; /* enum instance_refuses */
    JET_INSTANCE handle;
    char *name; /* owned, UTF-8; NULL for the unnamed instance */
    char *display_name;
    struct parameter_set *parameters; /* owned */
    struct os_mutex lock;             /* over the list of sessions and changes of parameters */
    struct database *databases[INSTANCE_DATABASES]; /* attached ones by JET_DBID; 0 is the temporary one's place */
    struct session *sessions;
    uint32_t session_count;
    struct instance *next; /* instances of the process */
};

enum instance_mode {
    INSTANCE_MODE_UNSET,
    INSTANCE_MODE_SINGLE,
    INSTANCE_MODE_MULTI,
};

enum instance_mode instance_mode(void);

/*
 * Makes an instance in multi-instance mode. `name` and `display_name` may be NULL.
 * JET_errRunningInOneInstanceMode, JET_errInstanceNameInUse, JET_errTooManyInstances, JET_errOutOfMemory.
 */
JET_ERR instance_create(const char *name, const char *display_name, JET_INSTANCE *handle);

/*
 * Initialises `*handle`; creates the instance first when that is 0 or JET_instanceNil or `handle` is NULL.
 * After a failure the instance is gone and `*handle` 0, except after JET_errAlreadyInitialized.
 */
JET_ERR instance_init(JET_INSTANCE *handle, JET_GRBIT grbit);

/* JetTerm2. The instance is gone afterwards unless the error says that it keeps running. */
JET_ERR instance_terminate(JET_INSTANCE handle, JET_GRBIT grbit);

/*
 * Enters an instance: it cannot be freed until instance_release(). 0 and JET_instanceNil mean the one
 * instance of single-instance mode. `ignored`: what of instance_refuses does not matter to the caller.
 * JET_errInvalidInstance, JET_errInvalidParameter, JET_errNotInitialized, and what the refusal says. Any
 * thread.
 */
JET_ERR instance_hold(JET_INSTANCE handle, uint32_t ignored, struct instance **instance);
void instance_release(struct instance *instance);

/* The error for a call that meets `refuses` and cannot ignore it; JET_errSuccess for 0. */
JET_ERR instance_refusal(uint32_t refuses);

/* The error for a session number that names no session: JET_errNotInitialized while no instance runs. */
JET_ERR instance_no_session(void);

/* JetStopServiceInstance2. The caller holds the instance. */
JET_ERR instance_stop(struct instance *instance, JET_GRBIT grbit);

/*
 * Calls `visit` for each running instance of the process until it answers an error. No instance is created,
 * initialised or freed meanwhile; `visit` must not try.
 */
JET_ERR instance_for_each(JET_ERR (*visit)(struct instance *instance, void *context), void *context);

#endif
