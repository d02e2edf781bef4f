/*
 * session.c - the Jet* functions of sessions.
 */
#include "diag.h"
#include "entry.h"
#include "esent.h"
#include "try.h"
#include "version/version.h"

static JET_ERR begin(struct instance *instance, JET_SESID *psesid)
{
    if (psesid == NULL) {
        return diag_fail(JET_errInvalidParameter, "a pointer for the session is needed");
    }
    return session_begin(instance, psesid);
}

/* Neither name nor password has had a meaning since long before this API was published. */
static JET_ERR begin_session(JET_INSTANCE instance, JET_SESID *psesid)
{
    struct instance *entered;
    JET_ERR err;

    JET_TRY(instance_enter(instance, &entered));
    err = begin(entered, psesid);
    instance_leave(entered);
    return err;
}

JET_ERR JET_API JetBeginSessionA(JET_INSTANCE instance, JET_SESID *psesid, JET_PCSTR szUserName,
                                 JET_PCSTR szPassword)
{
    (void)szUserName;
    (void)szPassword;
    return begin_session(instance, psesid);
}

JET_ERR JET_API JetBeginSessionW(JET_INSTANCE instance, JET_SESID *psesid, JET_PCWSTR szUserName,
                                 JET_PCWSTR szPassword)
{
    (void)szUserName;
    (void)szPassword;
    return begin_session(instance, psesid);
}

JET_ERR JET_API JetDupSession(JET_SESID sesid, JET_SESID *psesid)
{
    struct session *session;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    err = begin(session->instance, psesid);
    session_leave(session);
    return err;
}

JET_ERR JET_API JetEndSession(JET_SESID sesid, JET_GRBIT grbit)
{
    struct session *session;
    JET_ERR err;

    (void)grbit;
    JET_TRY(session_enter_stopped(sesid, &session));
    err = session_end(session);
    if (err < 0) {
        session_leave(session);
    }
    return err;
}

JET_ERR JET_API JetSetSessionContext(JET_SESID sesid, JET_API_PTR ulContext)
{
    struct session *session;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    err = session_context_set(session, ulContext);
    session_leave(session);
    return err;
}

JET_ERR JET_API JetResetSessionContext(JET_SESID sesid)
{
    struct session *session;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    err = session_context_reset(session);
    session_leave(session);
    return err;
}

JET_ERR JET_API JetSetSessionParameter(JET_SESID sesid, JET_ULONG sesparamid, void *pvParam,
                                       JET_ULONG cbParam)
{
    struct session *session;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    err = session_parameter_set(session, sesparamid, pvParam, cbParam);
    session_leave(session);
    return err;
}

JET_ERR JET_API JetGetSessionParameter(JET_SESID sesid, JET_ULONG sesparamid, void *pvParam,
                                       JET_ULONG cbParamMax, JET_ULONG *pcbParamActual)
{
    struct session *session;
    uint32_t actual = 0;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    err = session_parameter_get(session, sesparamid, pvParam, cbParamMax,
                                pcbParamActual != NULL ? &actual : NULL);
    if (pcbParamActual != NULL && err != JET_errInvalidSesparamId) {
        *pcbParamActual = actual;
    }
    session_leave(session);
    return err;
}

/*
 * The version store is cleaned by a thread of its own, and at once when the program asks. JET_wrnNoIdleActivity is what Windows
 * answers to a clean-up, whether there was something to clean or not.
 */
static JET_ERR idle(struct session *session, JET_GRBIT grbit)
{
    if ((grbit & JET_bitIdleStatus) == 0 && (grbit == 0 || (grbit & JET_bitIdleCompact) != 0)) {
        if ((grbit & JET_bitIdleFlushBuffers) != 0) {
            return JET_errInvalidGrbit;
        }
        version_clean(session->instance);
        return JET_wrnNoIdleActivity;
    }
    if ((grbit & JET_bitIdleFlushBuffers) != 0 ||
        (grbit & (JET_bitIdleStatus | JET_bitIdleCompactAsync)) == JET_bitIdleCompactAsync) {
        return JET_errInvalidGrbit;
    }
    return JET_errSuccess;
}

JET_ERR JET_API JetIdle(JET_SESID sesid, JET_GRBIT grbit)
{
    struct session *session;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    err = idle(session, grbit);
    session_leave(session);
    return err == JET_errInvalidGrbit
               ? diag_fail(err, "JetIdle: 0x%x is not a valid combination", (unsigned)grbit)
               : err;
}
