/*
 * instance.c - the instances of the process and their lives.
 */
#include "instance/instance.h"

#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "instance/database.h"
#include "instance/handle.h"
#include "instance/instance_log.h"
#include "instance/parameter.h"
#include "log/log.h"
#include "instance/session.h"
#include "try.h"

static struct {
    struct os_mutex lock;
    struct instance *instances;
    unsigned count;
    unsigned terminating;
    _Atomic(int) mode; /* enum instance_mode; changes under the lock */
} process = {.lock = OS_MUTEX_INIT};

enum { WAIT_STEP_MS = 1 };

void instance_lock_all(void)
{
    os_mutex_lock(&process.lock);
}

void instance_unlock_all(void)
{
    os_mutex_unlock(&process.lock);
}

struct instance *instance_first(void)
{
    return process.instances;
}

enum instance_mode instance_mode(void)
{
    return (enum instance_mode)atomic_load(&process.mode);
}

void instance_enable_multi(void)
{
    atomic_store(&process.mode, INSTANCE_MODE_MULTI);
}

static bool is_nil(JET_INSTANCE handle)
{
    return handle == 0 || handle == JET_instanceNil;
}

/* --------------------------------------------------------------------------------------------- making and
 * freeing */

static void free_instance(struct instance *instance)
{
    if (instance->handle != 0) {
        handle_free(instance->handle);
    }
    parameter_set_free(instance->parameters);
    transactions_destroy(&instance->transactions);
    os_mutex_destroy(&instance->lock);
    free(instance->name);
    free(instance->display_name);
    free(instance);
}

/* Takes an instance off the list, under the lock of the process; the last one takes the mode with it. */
static void unlink_instance(struct instance *instance)
{
    struct instance **link = &process.instances;

    while (*link != instance) {
        link = &(*link)->next;
    }
    *link = instance->next;
    if (--process.count == 0) {
        atomic_store(&process.mode, INSTANCE_MODE_UNSET);
    }
}

static bool same_name(const char *left, const char *right)
{
    return left == NULL || right == NULL ? left == right : strcmp(left, right) == 0;
}

static JET_ERR check_room(const char *name)
{
    JET_API_PTR most = parameter_integer(NULL, JET_paramMaxInstances);

    if (process.count >= most) {
        return diag_fail(JET_errTooManyInstances,
                         "the process has %u instances already (JET_paramMaxInstances)", process.count);
    }
    for (struct instance *other = process.instances; other != NULL; other = other->next) {
        if (same_name(other->name, name)) {
            return diag_fail(JET_errInstanceNameInUse, "an instance named '%s' exists",
                             name != NULL ? name : "");
        }
    }
    return JET_errSuccess;
}

static char *copy_text(const char *text, bool *complete)
{
    char *copy = text != NULL ? strdup(text) : NULL;

    *complete = *complete && (copy != NULL) == (text != NULL);
    return copy;
}

/* A new instance on the list, with a copy of the process's parameters; under the lock of the process. */
static JET_ERR new_instance(const char *name, const char *display_name, struct instance **made)
{
    struct instance *instance;
    bool complete = true;
    JET_ERR err;

    JET_TRY(check_room(name));
    instance = calloc(1, sizeof *instance);
    if (instance == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for an instance");
    }
    os_mutex_init(&instance->lock);
    transactions_init(&instance->transactions);
    atomic_store(&instance->commit_epoch, 1);
    atomic_store(&instance->refuses, INSTANCE_CREATED);
    instance->name = copy_text(name, &complete);
    instance->display_name = copy_text(display_name, &complete);
    instance->parameters = parameter_set_new();
    if (!complete || instance->parameters == NULL) {
        err = diag_fail(JET_errOutOfMemory, "no memory for an instance");
        goto failed;
    }
    JET_TRY_OR(handle_allocate(HANDLE_INSTANCE, instance, 0, &instance->handle), failed);
    instance->next = process.instances;
    process.instances = instance;
    process.count++;
    *made = instance;
    return JET_errSuccess;
failed:
    free_instance(instance);
    return err;
}

/* new_instance() in the mode that it brings; a failed first instance leaves the mode unset. */
static JET_ERR new_instance_in_mode(enum instance_mode mode, const char *name, const char *display_name,
                                    struct instance **made)
{
    JET_ERR err;

    if (instance_mode() == INSTANCE_MODE_UNSET) {
        atomic_store(&process.mode, mode);
    }
    err = new_instance(name, display_name, made);
    if (err < 0 && process.count == 0) {
        atomic_store(&process.mode, INSTANCE_MODE_UNSET);
    }
    return err;
}

JET_ERR instance_create(const char *name, const char *display_name, JET_INSTANCE *handle)
{
    struct instance *instance;
    JET_ERR err;

    instance_lock_all();
    if (instance_mode() == INSTANCE_MODE_SINGLE) {
        err =
            diag_fail(JET_errRunningInOneInstanceMode, "the process runs the one instance that JetInit made");
    } else {
        err = new_instance_in_mode(INSTANCE_MODE_MULTI, name, display_name, &instance);
    }
    if (err >= 0) {
        *handle = instance->handle;
    }
    instance_unlock_all();
    return err;
}

/* ------------------------------------------------------------------------------------------- initialising */

static bool same_path(const struct instance *left, const struct instance *right, uint32_t id)
{
    const char *one = parameter_string(left, id);
    const char *other = parameter_string(right, id);

    return strcmp(one, other) == 0 || os_file_same(one, other);
}

static JET_ERR path_in_use(JET_ERR err, const struct instance *instance, uint32_t id)
{
    return diag_fail(err, "another instance uses '%s'", parameter_string(instance, id));
}

/* Instances that run share neither a temporary database nor, when they log, the folders of logs and
 * checkpoint. */
static JET_ERR check_paths(const struct instance *instance, const struct instance *other)
{
    if (parameter_integer(instance, JET_paramMaxTemporaryTables) > 0 &&
        parameter_integer(other, JET_paramMaxTemporaryTables) > 0 &&
        same_path(instance, other, JET_paramTempPath)) {
        return path_in_use(JET_errTempPathInUse, instance, JET_paramTempPath);
    }
    if (!parameter_recovery_on(instance) || !parameter_recovery_on(other)) {
        return JET_errSuccess;
    }
    if (same_path(instance, other, JET_paramSystemPath)) {
        return path_in_use(JET_errSystemPathInUse, instance, JET_paramSystemPath);
    }
    if (same_path(instance, other, JET_paramLogFilePath)) {
        return path_in_use(JET_errLogFilePathInUse, instance, JET_paramLogFilePath);
    }
    return JET_errSuccess;
}

/* Finds or makes the instance that JetInit is to start; under the lock of the process. */
static JET_ERR instance_to_init(const JET_INSTANCE *handle, struct instance **instance)
{
    enum instance_mode mode = instance_mode();
    struct handle_slot *slot;

    if (mode == INSTANCE_MODE_MULTI && handle == NULL) {
        return diag_fail(JET_errRunningInMultiInstanceMode,
                         "JetInit: there are several instances, and none is named");
    }
    if (mode == INSTANCE_MODE_SINGLE) {
        return diag_fail(JET_errAlreadyInitialized, "JetInit: the one instance of the process runs already");
    }
    if (mode == INSTANCE_MODE_UNSET || is_nil(*handle)) {
        return new_instance_in_mode(INSTANCE_MODE_SINGLE, NULL, NULL, instance);
    }
    slot = handle_find(HANDLE_INSTANCE, *handle);
    if (slot == NULL) {
        return diag_fail(JET_errInvalidParameter, "JetInit: there is no such instance");
    }
    *instance = atomic_load(&slot->object);
    return JET_errSuccess;
}

/* The part of JetInit that other instances must not see half-done; under the lock of the process. */
static JET_ERR begin_init(struct instance *instance)
{
    JET_TRY(parameter_complete_paths(instance));
    for (struct instance *other = process.instances; other != NULL; other = other->next) {
        if (other != instance && (atomic_load(&other->refuses) & INSTANCE_CREATED) == 0) {
            JET_TRY(check_paths(instance, other));
        }
    }
    atomic_store(&instance->refuses, INSTANCE_INITIALISING);
    return JET_errSuccess;
}

/* The runtime callback hears of the instance once, so that a wrong one shows early. */
static JET_ERR try_runtime_callback(const struct instance *instance)
{
    JET_CALLBACK callback = (JET_CALLBACK)parameter_integer(instance, JET_paramRuntimeCallback);

    if (callback == NULL) {
        return JET_errSuccess;
    }
    return callback(JET_sesidNil, JET_dbidNil, JET_tableidNil, JET_cbtypNull, NULL, NULL, NULL, 0);
}

JET_ERR instance_init(JET_INSTANCE *handle, const struct instance_recovery *recovery, JET_GRBIT grbit)
{
    struct instance *instance = NULL;
    JET_ERR err;

    instance_lock_all();
    JET_TRY_OR(instance_to_init(handle, &instance), unlock);
    if ((atomic_load(&instance->refuses) & INSTANCE_CREATED) == 0) {
        err = (atomic_load(&instance->refuses) & INSTANCE_INITIALISING) != 0
                  ? diag_fail(JET_errInitInProgress, "JetInit: another thread initialises the instance")
                  : diag_fail(JET_errAlreadyInitialized, "JetInit: the instance runs already");
        goto unlock;
    }
    JET_TRY_OR(begin_init(instance), discard);
    instance_unlock_all();

    err = try_runtime_callback(instance);
    if (err >= 0) {
        err = instance_log_open(instance, recovery, grbit);
    }

    instance_lock_all();
    if (err < 0) {
        goto discard;
    }
    (void)atomic_fetch_and(&instance->refuses, ~(uint32_t)INSTANCE_INITIALISING);
    if (handle != NULL) {
        *handle = instance->handle;
    }
unlock:
    instance_unlock_all();
    return err;
discard:
    unlink_instance(instance);
    free_instance(instance);
    if (handle != NULL) {
        *handle = 0;
    }
    goto unlock;
}

/* ------------------------------------------------------------------------------------------- calls inside */

/* What `handle` means in the mode of the process; under its lock. */
static JET_ERR find_instance(JET_INSTANCE handle, struct instance **instance)
{
    struct handle_slot *slot = is_nil(handle) ? NULL : handle_find(HANDLE_INSTANCE, handle);

    if (slot == NULL && !is_nil(handle)) {
        return diag_fail(JET_errInvalidInstance, "there is no such instance");
    }
    if (instance_mode() == INSTANCE_MODE_SINGLE) {
        *instance = process.instances;
        return JET_errSuccess;
    }
    if (slot == NULL) {
        return diag_fail(JET_errInvalidParameter, "no instance is given");
    }
    *instance = atomic_load(&slot->object);
    return JET_errSuccess;
}

JET_ERR instance_refusal(uint32_t refuses)
{
    if ((refuses & INSTANCE_STOPPED) != 0) {
        return diag_fail(JET_errClientRequestToStopJetService, "JetStopService was called");
    }
    if ((refuses & (INSTANCE_DEAD | INSTANCE_DEAD_FULL)) != 0) {
        return diag_fail((refuses & INSTANCE_DEAD_FULL) != 0 ? JET_errInstanceUnavailableDueToFatalLogDiskFull
                                                             : JET_errInstanceUnavailable,
                         "the log of the instance cannot be written any more; JetTerm is all that is left");
    }
    if ((refuses & INSTANCE_TERMINATING) != 0) {
        return diag_fail(JET_errTermInProgress, "the instance is terminating");
    }
    if ((refuses & INSTANCE_INITIALISING) != 0) {
        return diag_fail(JET_errInitInProgress, "the instance is initialising");
    }
    if ((refuses & INSTANCE_CREATED) != 0) {
        return diag_fail(JET_errNotInitialized, "the instance is not initialised");
    }
    return JET_errSuccess;
}

JET_ERR instance_hold(JET_INSTANCE handle, uint32_t ignored, struct instance **instance)
{
    JET_ERR err;

    instance_lock_all();
    JET_TRY_OR(find_instance(handle, instance), unlock);
    JET_TRY_OR(instance_refusal(atomic_load(&(*instance)->refuses) & ~ignored), unlock);
    (void)atomic_fetch_add(&(*instance)->inside, 1);
unlock:
    instance_unlock_all();
    return err;
}

void instance_release(struct instance *instance)
{
    (void)atomic_fetch_sub(&instance->inside, 1);
}

JET_ERR instance_session_refusal(JET_INSTANCE owner, uint32_t ignored)
{
    struct handle_slot *slot;
    JET_ERR err;

    instance_lock_all();
    slot = handle_find(HANDLE_INSTANCE, owner);
    if (process.count == 0) {
        err = diag_fail(JET_errNotInitialized, "no instance is initialised");
    } else if (process.terminating >= process.count) {
        err = diag_fail(JET_errTermInProgress, "every instance is terminating");
    } else if (slot == NULL) {
        err = diag_fail(JET_errInvalidSesid, "there is no such session");
    } else {
        struct instance *instance = atomic_load(&slot->object);

        err = instance_refusal(atomic_load(&instance->refuses) & ~ignored);
        if (err >= 0) {
            err = diag_fail(JET_errSessionSharingViolation, "another thread is using the session");
        }
    }
    instance_unlock_all();
    return err;
}

void instance_note_rollback_error(struct instance *instance)
{
    const JET_ERR failed = instance->log != NULL ? log_error(instance->log) : JET_errSuccess;

    if (failed < 0) {
        (void)atomic_fetch_or(&instance->refuses,
                              failed == JET_errLogDiskFull ? INSTANCE_DEAD_FULL : INSTANCE_DEAD);
    }
}

JET_ERR instance_stop(struct instance *instance, JET_GRBIT grbit)
{
    const JET_GRBIT resumable = JET_bitStopServiceBackgroundUserTasks | JET_bitStopServiceQuiesceCaches;
    const JET_GRBIT asked = grbit & ~(JET_GRBIT)JET_bitStopServiceResume;

    if ((asked & ~(resumable | JET_bitStopServiceStopAndEmitLog)) != 0 ||
        ((grbit & JET_bitStopServiceResume) != 0 && (asked & ~resumable) != 0)) {
        return diag_fail(JET_errInvalidGrbit, "JetStopService: 0x%x is not a valid combination",
                         (unsigned)grbit);
    }
    instance_lock_all();
    if ((grbit & JET_bitStopServiceResume) != 0) {
        instance->stopped &= asked != 0 ? ~asked : 0;
    } else if (asked == JET_bitStopServiceAll) {
        (void)atomic_fetch_or(&instance->refuses, INSTANCE_STOPPED);
    } else {
        instance->stopped |= asked;
    }
    instance_unlock_all();
    return JET_errSuccess;
}

/* -------------------------------------------------------------------------------------------- terminating */

/* Marks the instance as terminating, or frees one that never ran (`*instance` becomes NULL); under the lock
 * of the process. */
static JET_ERR begin_terminate(JET_INSTANCE handle, struct instance **instance)
{
    uint32_t refuses;

    JET_TRY(find_instance(handle, instance));
    refuses = atomic_load(&(*instance)->refuses);
    JET_TRY(instance_refusal(refuses & (INSTANCE_TERMINATING | INSTANCE_INITIALISING)));
    if ((refuses & INSTANCE_CREATED) != 0 && atomic_load(&(*instance)->inside) == 0) {
        unlink_instance(*instance);
        free_instance(*instance);
        *instance = NULL;
        return JET_errSuccess;
    }
    JET_TRY(instance_refusal(refuses & INSTANCE_CREATED));
    (void)atomic_fetch_or(&(*instance)->refuses, INSTANCE_TERMINATING);
    process.terminating++;
    return JET_errSuccess;
}

/* One try to own the gates of all sessions; those that are owned stay so. */
static bool own_sessions(struct instance *instance, uintptr_t thread)
{
    bool all = true;

    os_mutex_lock(&instance->lock);
    for (struct session *session = instance->sessions; session != NULL; session = session->next) {
        uintptr_t inside = 0;

        if (!atomic_compare_exchange_strong(session->gate, &inside, thread) && inside != thread) {
            all = false;
        }
    }
    os_mutex_unlock(&instance->lock);
    return all;
}

static void disown_sessions(struct instance *instance)
{
    os_mutex_lock(&instance->lock);
    for (struct session *session = instance->sessions; session != NULL; session = session->next) {
        atomic_store(session->gate, 0);
    }
    os_mutex_unlock(&instance->lock);
}

/* True when some session is in a transaction (`transaction`), or is one that this thread is inside of. */
static bool any_session(struct instance *instance, bool transaction)
{
    bool found = false;

    os_mutex_lock(&instance->lock);
    for (struct session *session = instance->sessions; session != NULL && !found; session = session->next) {
        found = transaction ? session->level > 0 : atomic_load(session->gate) == os_thread_self();
    }
    os_mutex_unlock(&instance->lock);
    return found;
}

/* What its sessions have changed can neither be committed nor rolled back. */
static bool is_dead(const struct instance *instance)
{
    return (atomic_load(&instance->refuses) & (INSTANCE_DEAD | INSTANCE_DEAD_FULL)) != 0;
}

static JET_ERR end_sessions(struct instance *instance, JET_GRBIT grbit)
{
    if (any_session(instance, false)) {
        return diag_fail(JET_errTooManyActiveUsers,
                         "JetTerm: called inside a callback of a session of the instance");
    }
    while (atomic_load(&instance->inside) > 0 || !own_sessions(instance, os_thread_self())) {
        os_time_sleep_ms(WAIT_STEP_MS);
    }
    if ((grbit & JET_bitTermDirty) == 0 && !is_dead(instance) && any_session(instance, true)) {
        disown_sessions(instance);
        return diag_fail(JET_errTooManyActiveUsers, "JetTerm: a session is in a transaction");
    }
    if (instance->log != NULL && ((grbit & JET_bitTermDirty) != 0 || is_dead(instance))) {
        log_stop(
            instance
                ->log); /* what goes with open transactions does not change a page: that is for the recovery */
    }
    while (instance->sessions != NULL) {
        session_discard(instance->sessions);
    }
    return JET_errSuccess;
}

/* No session is left that could need what the version store keeps. */
static void end_versions(struct instance *instance)
{
    struct instance_versions *versions = atomic_load(&instance->versions);

    if (versions != NULL) {
        versions->destroy(versions);
    }
}

/* No session is left. Pages are written by the log's thread too, which asks the version store: it goes first. */
static JET_ERR end_files(struct instance *instance, bool clean)
{
    uint64_t mark;
    JET_ERR err, closed;

    instance_log_rest(instance);
    end_versions(instance);
    err = database_detach_all(instance, clean, &mark);
    closed = instance_log_close(instance, mark);
    return err < 0 ? err : closed;
}

JET_ERR instance_terminate(JET_INSTANCE handle, JET_GRBIT grbit)
{
    struct instance *instance = NULL;
    const bool clean = (grbit & JET_bitTermDirty) == 0;
    JET_ERR err, ended = JET_errSuccess;

    instance_lock_all();
    err = begin_terminate(handle, &instance);
    instance_unlock_all();
    if (err < 0 || instance == NULL) {
        return err;
    }
    err = end_sessions(instance, grbit);
    if (err >= 0) {
        ended = end_files(instance, clean);
    }

    instance_lock_all();
    process.terminating--;
    if (err >= 0) {
        unlink_instance(instance);
    } else {
        (void)atomic_fetch_and(&instance->refuses, ~(uint32_t)INSTANCE_TERMINATING);
    }
    instance_unlock_all();
    JET_TRY(err);
    free_instance(instance);
    JET_TRY(ended);
    return !clean ? diag_fail(JET_errDirtyShutdown,
                              "JetTerm: the databases were not brought to a clean state, as asked")
                  : JET_errSuccess;
}
