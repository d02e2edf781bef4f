/*
 * transaction.c - the Jet* functions of transactions.
 */
#include "diag.h"
#include "entry.h"
#include "esent.h"
#include "format/log_values.h"
#include "log/log.h"
#include "try.h"

enum { COMMIT_RECORD_SIZE = 8 };

JET_ERR JET_API JetBeginTransaction2(JET_SESID sesid, JET_GRBIT grbit)
{
    struct session *session;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    err = session_transaction_begin(session, grbit);
    session_leave(session);
    return err;
}

JET_ERR JET_API JetBeginTransaction(JET_SESID sesid)
{
    return JetBeginTransaction2(sesid, 0);
}

/* The number is for traces that tell transactions apart. */
JET_ERR JET_API JetBeginTransaction3(JET_SESID sesid, JET_INT64 trxid, JET_GRBIT grbit)
{
    (void)trxid;
    return JetBeginTransaction2(sesid, grbit);
}

/* The name of a commit is the position of its record's last byte. */
static void tell_commit(const struct session *session, JET_COMMIT_ID *id)
{
    const struct signature signature = log_signature(session->instance->log);

    *id = (JET_COMMIT_ID){.commitId = (JET_INT64)(session->commit_position + COMMIT_RECORD_SIZE - 1)};
    signature_encode(&id->signLog, &signature);
}

/* `*pCommitId` is set for commits that were logged. */
JET_ERR JET_API JetCommitTransaction2(JET_SESID sesid, JET_GRBIT grbit, JET_ULONG cmsecDurableCommit,
                                      JET_COMMIT_ID *pCommitId)
{
    struct session *session;
    uint64_t before;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    before = session->commit_position;
    err = session_transaction_commit(session, grbit, cmsecDurableCommit);
    if (err >= 0 && pCommitId != NULL && session->commit_position != before) {
        tell_commit(session, pCommitId);
    }
    session_leave(session);
    return err;
}

JET_ERR JET_API JetCommitTransaction(JET_SESID sesid, JET_GRBIT grbit)
{
    return JetCommitTransaction2(sesid, grbit, 0, NULL);
}

JET_ERR JET_API JetRollback(JET_SESID sesid, JET_GRBIT grbit)
{
    struct session *session;
    JET_ERR err;

    JET_TRY(session_enter_stopped(sesid, &session));
    err = session_transaction_rollback(session, grbit);
    session_leave(session);
    return err;
}

/* Transactions of several engines are not committed as one. */
JET_ERR JET_API JetPrepareToCommitTransaction(JET_SESID sesid, const void *data, JET_ULONG size,
                                              JET_GRBIT grbit)
{
    struct session *session;

    (void)data;
    (void)size;
    (void)grbit;
    JET_TRY(session_enter(sesid, &session));
    session_leave(session);
    return diag_fail(JET_errFeatureNotAvailable, "JetPrepareToCommitTransaction is obsolete");
}

JET_ERR JET_API JetGetSessionInfo(JET_SESID sesid, void *result, const JET_ULONG capacity,
                                  const JET_ULONG level)
{
    JET_SESSIONINFO *info = result;
    struct session *session;
    JET_ERR err = JET_errSuccess;

    JET_TRY(session_enter_stopped(sesid, &session));
    if (level != JET_SessionInfo) {
        err = diag_fail(JET_errInvalidParameter, "JetGetSessionInfo: there is no level %u", level);
    } else if (info == NULL || capacity < sizeof *info) {
        err =
            diag_fail(JET_errBufferTooSmall, "JetGetSessionInfo: %u bytes are no JET_SESSIONINFO", capacity);
    } else {
        *info = (JET_SESSIONINFO){.ulTrxBegin0 = session->level > 0 ? session->begin : UINT32_MAX,
                                  .ulTrxLevel = session->level,
                                  .ulProcid = session->procid,
                                  .ulTrxContext = session->context};
    }
    session_leave(session);
    return err;
}
