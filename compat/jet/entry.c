/*
 * entry.c - the checks at the beginning of every Jet* function.
 *
 * A session's gate holds the thread that is inside. Taking it and reading the number once more are what makes
 * the session safe to look at: whoever ends a session owns its gate and takes the number away first. The end
 * of an instance sets its `refuses` and then takes all gates; taking the gate and then reading `refuses` here
 * meets it in either order (all four are sequentially consistent), so no call gets past it.
 */
#include "entry.h"

#include <stdatomic.h>

#include "diag.h"
#include "instance/handle.h"
#include "os.h"
#include "try.h"

/* The way in that is not the common one: the gate is taken, by another thread or by this one before a
 * callback. */
static JET_ERR enter_taken(struct handle_slot *slot, uintptr_t inside, uint32_t ignored,
                           struct session **session)
{
    struct session *found;

    if (inside != os_thread_self()) {
        return instance_session_refusal(atomic_load(&slot->owner), ignored);
    }
    found = atomic_load(&slot->object);
    JET_TRY(instance_refusal(atomic_load(&found->instance->refuses) & ~ignored));
    found->nested++;
    *session = found;
    return JET_errSuccess;
}

static JET_ERR enter(JET_SESID sesid, uint32_t ignored, struct session **session)
{
    struct handle_slot *slot = handle_find(HANDLE_SESSION, sesid);
    uintptr_t inside = 0;
    struct session *found;
    uint32_t refuses;

    diag_clear();
    if (slot == NULL) {
        return instance_session_refusal(0, ignored);
    }
    if (!atomic_compare_exchange_strong(&slot->gate, &inside, os_thread_self())) {
        return enter_taken(slot, inside, ignored, session);
    }
    if (atomic_load_explicit(&slot->value, memory_order_acquire) != sesid) {
        atomic_store_explicit(&slot->gate, 0, memory_order_release);
        return instance_session_refusal(0, ignored);
    }
    found = atomic_load_explicit(&slot->object, memory_order_relaxed);
    refuses = atomic_load(&found->instance->refuses) & ~ignored;
    if (refuses != 0) {
        atomic_store_explicit(&slot->gate, 0, memory_order_release);
        return instance_refusal(refuses);
    }
    *session = found;
    return JET_errSuccess;
}

JET_ERR session_enter(JET_SESID sesid, struct session **session)
{
    return enter(sesid, 0, session);
}

JET_ERR session_enter_stopped(JET_SESID sesid, struct session **session)
{
    return enter(sesid, INSTANCE_STOPPED, session);
}

void session_leave(struct session *session)
{
    if (session->nested > 0) {
        session->nested--;
        return;
    }
    atomic_store_explicit(session->gate, 0, memory_order_release);
}

JET_ERR cursor_enter(JET_SESID sesid, JET_TABLEID tableid, struct session **session, struct object **object)
{
    struct handle_slot *slot;
    JET_ERR err;

    JET_TRY(enter(sesid, 0, session));
    slot = handle_find(HANDLE_OBJECT, tableid);
    if (slot == NULL) {
        err = diag_fail(JET_errInvalidTableId, "there is no such cursor");
        goto leave;
    }
    if (atomic_load_explicit(&slot->owner, memory_order_relaxed) != sesid) {
        err = diag_fail(JET_errSesidTableIdMismatch, "the cursor belongs to another session");
        goto leave;
    }
    *object = atomic_load_explicit(&slot->object, memory_order_relaxed);
    return JET_errSuccess;
leave:
    session_leave(*session);
    return err;
}

JET_ERR instance_enter(JET_INSTANCE handle, struct instance **instance)
{
    diag_clear();
    return instance_hold(handle, 0, instance);
}

void instance_leave(struct instance *instance)
{
    instance_release(instance);
}
