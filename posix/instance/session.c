/*
 * session.c - beginning and ending sessions, and the objects that hang on them.
 */
#include "instance/session.h"

#include <stdlib.h>

#include "diag.h"
#include "instance/handle.h"
#include "instance/instance.h"
#include "instance/parameter.h"
#include "try.h"

static JET_ERR link_session(struct session *session)
{
    struct instance *instance = session->instance;
    JET_API_PTR most = parameter_integer(instance, JET_paramMaxSessions);
    JET_ERR err = JET_errSuccess;

    os_mutex_lock(&instance->lock);
    if (instance->session_count >= most) {
        err = diag_fail(JET_errOutOfSessions,
                        "all %llu sessions of the instance are in use (JET_paramMaxSessions)",
                        (unsigned long long)most);
    } else {
        session->previous = NULL;
        session->next = instance->sessions;
        if (session->next != NULL) {
            session->next->previous = session;
        }
        instance->sessions = session;
        instance->session_count++;
    }
    os_mutex_unlock(&instance->lock);
    return err;
}

static void unlink_session(struct session *session)
{
    struct instance *instance = session->instance;

    os_mutex_lock(&instance->lock);
    if (session->previous != NULL) {
        session->previous->next = session->next;
    } else {
        instance->sessions = session->next;
    }
    if (session->next != NULL) {
        session->next->previous = session->previous;
    }
    instance->session_count--;
    os_mutex_unlock(&instance->lock);
}

/* Takes the lowest number that no session of the instance has; 0 stays free. */
static JET_ERR take_procid(struct session *session)
{
    struct instance *instance = session->instance;
    unsigned word = 0;

    if (instance->recovering) { /* the others are those of the sessions in the log */
        session->procid = INSTANCE_PROCID_OWN;
        return JET_errSuccess;
    }
    os_mutex_lock(&instance->lock);
    instance->procids[0] |= 1;
    while (word < INSTANCE_PROCIDS / 64 && instance->procids[word] == UINT64_MAX) {
        word++;
    }
    if (word < INSTANCE_PROCIDS / 64) {
        const unsigned bit = (unsigned)__builtin_ctzll(~instance->procids[word]);

        instance->procids[word] |= UINT64_C(1) << bit;
        session->procid = (uint16_t)(word * 64 + bit);
    }
    os_mutex_unlock(&instance->lock);
    return session->procid != 0 ? JET_errSuccess
                                : diag_fail(JET_errOutOfSessions, "the log can tell no more sessions apart");
}

static void give_procid_back(struct session *session)
{
    struct instance *instance = session->instance;

    if (session->procid >= INSTANCE_PROCIDS) {
        return;
    }
    os_mutex_lock(&instance->lock);
    instance->procids[session->procid / 64] &= ~(UINT64_C(1) << session->procid % 64);
    os_mutex_unlock(&instance->lock);
}

static JET_ERR new_session(struct instance *instance, struct session **made)
{
    struct session *session = calloc(1, sizeof *session);

    if (session == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for a session");
    }
    session->instance = instance;
    session->parameters.cache_priority = SESSION_PRIORITY_UNSET;
    session->parameters.customer_data = 1;
    session->parameters.operation.ulUserID = SESSION_USER_UNKNOWN;
    *made = session;
    return JET_errSuccess;
}

JET_ERR session_make(struct instance *instance, struct session **made)
{
    struct session *session;
    JET_ERR err;

    JET_TRY(new_session(instance, &session));
    JET_TRY_OR(take_procid(session), failed);
    *made = session;
    return JET_errSuccess;
failed:
    free(session);
    return err;
}

JET_ERR session_make_again(struct instance *instance, uint16_t procid, struct session **made)
{
    struct session *session;

    JET_TRY(new_session(instance, &session));
    session->procid = procid;
    *made = session;
    return JET_errSuccess;
}

void session_free(struct session *session)
{
    session_parameters_free(&session->parameters);
    give_procid_back(session);
    free(session);
}

JET_ERR session_begin(struct instance *instance, JET_SESID *sesid)
{
    struct session *session;
    struct handle_slot *slot;
    JET_ERR err;

    JET_TRY(session_make(instance, &session));
    session->parameters.commit_default = (uint32_t)parameter_integer(instance, JET_paramCommitDefault);
    JET_TRY_OR(handle_allocate(HANDLE_SESSION, session, instance->handle, &session->sesid), failed);
    slot = handle_slot_of(HANDLE_SESSION, session->sesid);
    session->gate = &slot->gate;
    JET_TRY_OR(link_session(session), unnamed);
    *sesid = session->sesid;
    return JET_errSuccess;
unnamed:
    handle_free(session->sesid);
failed:
    session_free(session);
    return err;
}

void session_discard(struct session *session)
{
    while (session->watches != NULL) {
        session->watches->observer->on_end(session->watches);
    }
    if (session->changes != NULL) {
        atomic_load(&session->instance->versions)->abandon(session);
    }
    if (session->level > 0) {
        transaction_close(session);
    }
    unlink_session(session);
    handle_free(session->sesid);
    session_free(session);
}

JET_ERR session_end(struct session *session)
{
    if (session->context != 0 || session->nested > 0) {
        return diag_fail(JET_errSessionInUse, "%s",
                         session->nested > 0 ? "the session is in a callback"
                                             : "the session has a context set");
    }
    if (session->level > 0) {
        if (session->context_owns) {
            /* No thread has the context any more: whoever ends the session may roll back. */
            session->context_owns = false;
            session->owner = os_thread_self();
        }
        JET_TRY(session_transaction_rollback(session, JET_bitRollbackAll));
    }
    session_discard(session);
    return JET_errSuccess;
}

void session_watch_add(struct session *session, struct session_watch *watch,
                       const struct session_observer *observer)
{
    watch->observer = observer;
    watch->session = session;
    watch->previous = NULL;
    watch->next = session->watches;
    if (watch->next != NULL) {
        watch->next->previous = watch;
    }
    session->watches = watch;
}

void session_watch_remove(struct session_watch *watch)
{
    if (watch->previous != NULL) {
        watch->previous->next = watch->next;
    } else {
        watch->session->watches = watch->next;
    }
    if (watch->next != NULL) {
        watch->next->previous = watch->previous;
    }
}

JET_ERR object_open(struct session *session, struct object *object, enum object_kind kind,
                    const struct session_observer *observer)
{
    struct instance *instance = session->instance;
    JET_API_PTR most = parameter_integer(instance, JET_paramMaxCursors);
    JET_ERR err;

    if (atomic_fetch_add_explicit(&instance->object_count, 1, memory_order_relaxed) >= most) {
        err = diag_fail(JET_errOutOfCursors,
                        "all %llu cursors of the instance are in use (JET_paramMaxCursors)",
                        (unsigned long long)most);
        goto failed;
    }
    object->kind = kind;
    JET_TRY_OR(handle_allocate(HANDLE_OBJECT, object, session->sesid, &object->tableid), failed);
    session_watch_add(session, &object->watch, observer);
    return JET_errSuccess;
failed:
    (void)atomic_fetch_sub_explicit(&instance->object_count, 1, memory_order_relaxed);
    return err;
}

static void name_object(struct object *object, JET_TABLEID tableid)
{
    object->tableid = tableid;
    atomic_store(&handle_slot_of(HANDLE_OBJECT, tableid)->object, object);
}

void object_exchange(struct object *left, struct object *right)
{
    const JET_TABLEID tableid = left->tableid;

    name_object(left, right->tableid);
    name_object(right, tableid);
}

void object_close(struct object *object)
{
    struct instance *instance = object->watch.session->instance;

    session_watch_remove(&object->watch);
    handle_free(object->tableid);
    (void)atomic_fetch_sub_explicit(&instance->object_count, 1, memory_order_relaxed);
}
