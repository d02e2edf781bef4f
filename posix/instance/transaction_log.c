/*
 * transaction_log.c - records of transactions.
 */
#include "instance/transaction_log.h"

#include "instance/instance.h"
#include "instance/session.h"
#include "instance/transaction.h"
#include "log/log.h"
#include "log/log_record.h"
#include "try.h"

/* flags of CommitCtx */
enum { CONTEXT_REDO_CALLBACK = 1, CONTEXT_CUSTOMER_DATA = 2, CONTEXT_PRE_COMMIT_CALLBACK = 4 };

static JET_ERR append(const struct session *session, const struct log_record *record, uint64_t *position)
{
    return log_append(session->instance->log, record->pieces, record->count, position);
}

/* A bound for where the begin of the transaction is going to be in the log, before it is. */
static void expect_begin(struct session *session)
{
    atomic_store(&session->begin_position, log_end(session->instance->log));
}

JET_ERR transaction_log_begins(struct session *session)
{
    const uint8_t logged = (uint8_t)session->logged_level;
    struct log_record record;
    uint64_t position;

    if (session->instance->log == NULL || logged == session->level) {
        return JET_errSuccess;
    }
    if (logged == 0) {
        const struct log_begin0 begin = {.type = LOG_BEGIN0,
                                         .procid = session->procid,
                                         .count = (uint8_t)session->level,
                                         .trx = session->begin};

        expect_begin(session);
        log_begin0_encode(&begin, &record);
    } else {
        const struct log_begin begin = {.type = LOG_BEGIN,
                                        .procid = session->procid,
                                        .level = logged,
                                        .count = (uint8_t)(session->level - logged)};

        log_begin_encode(&begin, &record);
    }
    JET_TRY(append(session, &record, &position));
    session->logged_level = session->level;
    return JET_errSuccess;
}

/* Encodes CommitCtx; false when the program has set no context. */
static bool encode_context(const struct session *session, unsigned flags, struct log_record *record)
{
    const struct session_parameters *parameters = &session->parameters;
    const struct log_commit_context context = {
        .type = LOG_COMMIT_CONTEXT,
        .procid = session->procid,
        .flags = (uint8_t)(flags | (parameters->customer_data != 0 ? CONTEXT_CUSTOMER_DATA : 0u)),
        .context = {parameters->commit_context, parameters->commit_context_size},
    };

    if (parameters->commit_context_size == 0) {
        return false;
    }
    log_commit_context_encode(&context, record);
    return true;
}

/* Appends a record, and CommitCtx behind it in the same generation when there is a context. */
static JET_ERR append_with_context(const struct session *session, const struct log_record *record,
                                   unsigned flags, uint64_t *position)
{
    struct bytes pieces[2 * LOG_RECORD_PIECES];
    struct log_record context;
    uint32_t count = 0;

    if (!encode_context(session, flags, &context)) {
        return append(session, record, position);
    }
    for (uint32_t i = 0; i < record->count; i++) {
        pieces[count++] = record->pieces[i];
    }
    for (uint32_t i = 0; i < context.count; i++) {
        pieces[count++] = context.pieces[i];
    }
    return log_append(session->instance->log, pieces, count, position);
}

/* The numbers of commits ascend in the order of the log. */
static JET_ERR append_commit0(struct session *session, unsigned flags, uint64_t *position)
{
    struct transactions *all = &session->instance->transactions;
    const bool asks_first = session->parameters.pre_commit_callback != 0;
    struct log_commit0 commit = {.type = LOG_COMMIT0, .procid = session->procid};
    struct log_record record;
    uint64_t ignored;
    JET_ERR err;

    if (asks_first && encode_context(session, CONTEXT_PRE_COMMIT_CALLBACK, &record)) {
        JET_TRY(append(session, &record, &ignored));
    }
    os_mutex_lock(&all->log_lock);
    commit.trx = transaction_stamp(session->instance);
    log_commit0_encode(&commit, &record);
    err = asks_first ? append(session, &record, position)
                     : append_with_context(session, &record, flags, position);
    os_mutex_unlock(&all->log_lock);
    return err;
}

static JET_ERR commit_outermost(struct session *session, unsigned flags, bool lazy, uint32_t durable_within)
{
    struct log *log = session->instance->log;
    uint64_t position;

    JET_TRY(append_commit0(session, flags, &position));
    session->commit_position = position;
    if (session->changes != NULL) {
        if (!lazy) {
            JET_TRY(log_wait(log, position));
        } else if (durable_within != 0) {
            log_flush_soon(log, position, durable_within);
        }
    }
    session->logged_level = 0;
    return JET_errSuccess;
}

JET_ERR transaction_log_commit(struct session *session, JET_GRBIT grbit, bool lazy, uint32_t durable_within)
{
    struct log_record record;
    uint64_t position;

    if (session->logged_level < session->level) {
        return JET_errSuccess;
    }
    if (session->level == 1) {
        return commit_outermost(session, (grbit & JET_bitCommitRedoCallback) != 0 ? CONTEXT_REDO_CALLBACK : 0,
                                lazy, durable_within);
    }
    log_commit_encode(&(struct log_commit){.type = LOG_COMMIT,
                                           .procid = session->procid,
                                           .level = (uint8_t)(session->level - 1)},
                      &record);
    JET_TRY(append(session, &record, &position));
    session->logged_level = session->level - 1;
    return JET_errSuccess;
}

JET_ERR transaction_log_rollback(struct session *session, JET_GRBIT grbit)
{
    const unsigned flags = (grbit & JET_bitRollbackRedoCallback) != 0 ? CONTEXT_REDO_CALLBACK : 0;
    struct log_record record;
    uint64_t position;

    if (session->logged_level < session->level) {
        return JET_errSuccess;
    }
    log_rollback_encode(&(struct log_rollback){.type = LOG_ROLLBACK, .procid = session->procid, .count = 1},
                        &record);
    JET_TRY(session->level == 1 ? append_with_context(session, &record, flags, &position)
                                : append(session, &record, &position));
    session->logged_level = session->level - 1;
    return JET_errSuccess;
}

JET_ERR transaction_log_roll(struct session *session)
{
    static const char reason[] = "JET_bitForceNewLog";
    struct log *log = session->instance->log;
    struct log_record record;
    uint64_t position;

    if (log == NULL) {
        return JET_errSuccess;
    }
    JET_TRY(log_roll(log));
    log_text_encode(&(struct log_text){.type = LOG_FORCE_ROLLOVER,
                                       .procid = session->procid,
                                       .text = {(const uint8_t *)reason, sizeof reason}},
                    &record);
    JET_TRY(append(session, &record, &position));
    return log_wait(log, position);
}

JET_ERR transaction_log_wait(struct session *session, bool all)
{
    struct log *log = session->instance->log;

    if (log == NULL || (!all && session->commit_position == 0)) {
        return JET_errSuccess;
    }
    return log_wait(log, all ? log_end(log) : session->commit_position);
}

uint64_t transaction_oldest_position(struct instance *instance)
{
    struct transactions *all = &instance->transactions;
    uint64_t oldest = UINT64_MAX;

    os_mutex_lock(&all->lock);
    for (const struct session *session = all->oldest; session != NULL; session = session->open_next) {
        const uint64_t position = atomic_load(&session->begin_position);

        if (position != 0 && position < oldest) {
            oldest = position;
        }
    }
    os_mutex_unlock(&all->lock);
    return oldest;
}

JET_ERR transaction_before_write(void *context, uint64_t lsn)
{
    struct instance *instance = context;
    struct instance_versions *versions = atomic_load(&instance->versions);

    if (versions != NULL) {
        JET_TRY(versions->log_before_images(versions, lsn, &lsn));
    }
    return log_before_write(instance->log, lsn);
}
