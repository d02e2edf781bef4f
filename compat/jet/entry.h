/*
 * entry.h - how a Jet* function begins and ends.
 *
 *   JET_ERR JET_API JetSomething(JET_SESID sesid, JET_TABLEID tableid, ...)
 *   {
 *       struct session *session;
 *       struct object *object;
 *       JET_ERR err;
 *
 *       JET_TRY(cursor_enter(sesid, tableid, &session, &object));
 *       err = ... the work ...
 *       session_leave(session);
 *       return err;
 *   }
 *
 * Entering forgets the last sentence of the thread (diag.h), checks the handles in Windows' order, and owns
 * the session: another thread that comes meanwhile gets JET_errSessionSharingViolation. A callback of the
 * engine that calls back in on the same thread is let through; each enter has its leave.
 *
 * Source: reference api-semantics 0.2 and 0.3.
 */
#ifndef ESENT_JET_ENTRY_H
#define ESENT_JET_ENTRY_H

#include "esent.h"
#include "instance/instance.h"
#include "instance/session.h"

/*
 * Enters a session. In this order: JET_errNotInitialized when there is no instance, JET_errInvalidSesid,
 * JET_errClientRequestToStopJetService, JET_errTermInProgress, JET_errSessionSharingViolation.
 */
JET_ERR session_enter(JET_SESID sesid, struct session **session);

/* session_enter() for JetEndSession and JetRollback, which JetStopService lets through. */
JET_ERR session_enter_stopped(JET_SESID sesid, struct session **session);

/* Leaves the session. Not after session_end() succeeded: there is nothing to leave then. */
void session_leave(struct session *session);

/*
 * session_enter(), then the object that `tableid` names: JET_errInvalidTableId when it names none,
 * JET_errSesidTableIdMismatch when it is another session's. After an error the session is left.
 */
JET_ERR cursor_enter(JET_SESID sesid, JET_TABLEID tableid, struct session **session, struct object **object);

/*
 * Enters a running instance; 0 and JET_instanceNil mean the one of single-instance mode.
 * JET_errInvalidInstance, JET_errInvalidParameter, JET_errNotInitialized, JET_errInitInProgress,
 * JET_errClientRequestToStopJetService, JET_errTermInProgress.
 */
JET_ERR instance_enter(JET_INSTANCE handle, struct instance **instance);
void instance_leave(struct instance *instance);

#endif
