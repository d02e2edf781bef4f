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

JET_ERR session_begin(struct instance *instance, JET_SESID *sesid)
{
    struct session *session = calloc(1, sizeof *session);
    struct handle_slot *slot;
    JET_ERR err;

    if (session == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for a session");
    }
    session->instance = instance;
    session->parameters.commit_default = (uint32_t)parameter_integer(instance, JET_paramCommitDefault);
    session->parameters.cache_priority = SESSION_PRIORITY_UNSET;
    session->parameters.customer_data = 1;
    session->parameters.operation.ulUserID = SESSION_USER_UNKNOWN;
    JET_TRY_OR(handle_allocate(HANDLE_SESSION, session, instance->handle, &session->sesid), failed);
    slot = handle_slot_of(HANDLE_SESSION, session->sesid);
    session->gate = &slot->gate;
    JET_TRY_OR(link_session(session), unnamed);
    *sesid = session->sesid;
    return JET_errSuccess;
unnamed:
    handle_free(session->sesid);
failed:
    free(session);
    return err;
}

void session_discard(struct session *session)
{
    while (session->watches != NULL) {
        session->watches->observer->on_end(session->watches);
    }
    session_parameters_free(&session->parameters);
    unlink_session(session);
    handle_free(session->sesid);
    free(session);
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

void object_close(struct object *object)
{
    struct instance *instance = object->watch.session->instance;

    session_watch_remove(&object->watch);
    handle_free(object->tableid);
    (void)atomic_fetch_sub_explicit(&instance->object_count, 1, memory_order_relaxed);
}
