/*
 * replay_session.c - the sessions of a log: their transactions, and macros.
 *
 * A session is known by its number in the log. What comes before the first begin that is seen of it belongs to a transaction that began
 * before the checkpoint: its changes are in the files already, and it needs no rollback, or the checkpoint would lie before it.
 *
 * Rules: reference log-and-recovery 12.
 */
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "instance/transaction.h"
#include "log/log.h"
#include "recovery/replay.h"
#include "try.h"
#include "version/version_redo.h"

enum { LEVEL_MAX = 11 };

static JET_ERR no_memory(void)
{
    return diag_fail(JET_errOutOfMemory, "no memory to replay a log");
}

JET_ERR replay_session_of(struct replay *replay, uint16_t procid, struct replay_session **found)
{
    struct replay_session *session = replay->sessions[procid];
    JET_ERR err;

    if (session == NULL) {
        session = calloc(1, sizeof *session);
        if (session == NULL) {
            return no_memory();
        }
        err = session_make_again(replay->instance, procid, &session->session);
        if (err < 0) {
            free(session);
            return err;
        }
        session->session->owner = os_thread_self();
        replay->sessions[procid] = session;
    }
    *found = session;
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------- transactions */

static void end_transaction(struct replay_session *session)
{
    version_redo_drop_all(session->session);
    if (session->session->level > 0) {
        transaction_close(session->session);
    }
    session->session->level = session->session->logged_level = 0;
    atomic_store(&session->session->begin_position, 0);
}

static JET_ERR set_level(const struct replay *replay, struct replay_session *session, unsigned level)
{
    if (level > LEVEL_MAX) {
        return diag_fail(JET_errLogFileCorrupt, "the log at %X:%X:%X begins level %u of a transaction",
                         (unsigned)(replay->lgpos >> 32), (unsigned)(replay->lgpos >> 16 & 0xFFFF),
                         (unsigned)(replay->lgpos & 0xFFFF), level);
    }
    session->session->level = session->session->logged_level = level;
    return JET_errSuccess;
}

static JET_ERR begin0(struct replay *replay, struct bytes record)
{
    struct replay_session *session;
    struct log_begin0 begin;

    JET_TRY(log_begin0_decode(record, &begin));
    JET_TRY(replay_session_of(replay, begin.procid, &session));
    transaction_note_stamp(replay->instance, begin.trx);
    if (begin.count == 0 || begin.level != 0) {
        return diag_fail(JET_errLogFileCorrupt, "a transaction in the log begins at level %u", begin.level);
    }
    end_transaction(session); /* there is none, unless the log is wrong */
    transaction_open_again(session->session, begin.trx, replay->lgpos);
    session->began = true;
    return set_level(replay, session, begin.count);
}

static JET_ERR begin(struct replay *replay, struct bytes record)
{
    struct replay_session *session;
    struct log_begin begin;

    JET_TRY(log_begin_decode(record, &begin));
    JET_TRY(replay_session_of(replay, begin.procid, &session));
    if (!session->began || session->session->level == 0) {
        return JET_errSuccess;
    }
    return set_level(replay, session, (unsigned)begin.level + begin.count);
}

static JET_ERR refresh(struct replay *replay, struct bytes record)
{
    struct replay_session *session;
    struct log_refresh refresh;

    JET_TRY(log_refresh_decode(record, &refresh));
    JET_TRY(replay_session_of(replay, refresh.procid, &session));
    transaction_note_stamp(replay->instance, refresh.trx);
    if (session->began && session->session->level > 0) {
        session->session->begin = refresh.trx;
    }
    return JET_errSuccess;
}

/* Levels above `level` become part of it. */
static void commit_to(struct replay_session *session, unsigned level)
{
    struct session *inside = session->session;
    struct instance_versions *versions = atomic_load(&inside->instance->versions);

    for (; inside->level > level && inside->level > 1; inside->level--) {
        if (inside->changes != NULL) {
            versions->commit_level(inside);
        }
    }
    inside->logged_level = inside->level;
}

static JET_ERR commit(struct replay *replay, struct bytes record)
{
    struct replay_session *session;
    struct log_commit commit;

    JET_TRY(log_commit_decode(record, &commit));
    JET_TRY(replay_session_of(replay, commit.procid, &session));
    if (session->began) {
        commit_to(session, commit.level);
    }
    return JET_errSuccess;
}

static JET_ERR commit0(struct replay *replay, struct bytes record)
{
    struct replay_session *session;
    struct log_commit0 commit;

    JET_TRY(log_commit0_decode(record, &commit));
    JET_TRY(replay_session_of(replay, commit.procid, &session));
    transaction_note_stamp(replay->instance, commit.trx);
    if (session->began) {
        end_transaction(session);
    }
    return JET_errSuccess;
}

/* The changes were undone before, by records of their own. */
static JET_ERR rollback(struct replay *replay, struct bytes record)
{
    struct replay_session *session;
    struct log_rollback rollback;

    JET_TRY(log_rollback_decode(record, &rollback));
    JET_TRY(replay_session_of(replay, rollback.procid, &session));
    for (unsigned i = 0; i < rollback.count && session->began && session->session->level > 0; i++) {
        version_redo_drop_level(session->session);
        if (session->session->level == 1) {
            end_transaction(session);
        } else {
            session->session->logged_level = --session->session->level;
        }
    }
    return JET_errSuccess;
}

JET_ERR replay_transaction(struct replay *replay, struct bytes record)
{
    switch (record.at[0]) {
    case LOG_BEGIN0:
    case LOG_BEGIN_DT:
        return begin0(replay, record);
    case LOG_BEGIN:
        return begin(replay, record);
    case LOG_REFRESH:
        return refresh(replay, record);
    case LOG_COMMIT:
        return commit(replay, record);
    case LOG_COMMIT0:
        return commit0(replay, record);
    default:
        return rollback(replay, record);
    }
}

/* ------------------------------------------------------------------------------------------------- macros */

void replay_macro_free(struct replay_macro *macro)
{
    if (macro != NULL) {
        for (uint32_t i = 0; i < macro->count; i++) {
            free((void *)macro->records[i].at);
        }
        free(macro->records);
        free(macro);
    }
}

/* The link to an open macro of the session. */
static struct replay_macro **find_macro(struct replay_session *session, uint64_t dbtime)
{
    struct replay_macro **link = &session->macros;

    while (*link != NULL && (*link)->dbtime != dbtime) {
        link = &(*link)->next;
    }
    return link;
}

JET_ERR replay_macro_keep(struct replay_session *session, uint64_t dbtime, struct bytes record, bool *kept)
{
    struct replay_macro *macro = *find_macro(session, dbtime);
    uint8_t *copy;

    *kept = macro != NULL;
    if (macro == NULL) {
        return JET_errSuccess;
    }
    if (macro->count == macro->capacity) {
        const uint32_t capacity = macro->capacity == 0 ? 4 : 2 * macro->capacity;
        struct bytes *more = realloc(macro->records, capacity * sizeof *more);

        if (more == NULL) {
            return no_memory();
        }
        macro->records = more;
        macro->capacity = capacity;
    }
    copy = malloc(record.size);
    if (copy == NULL) {
        return no_memory();
    }
    memcpy(copy, record.at, record.size);
    macro->records[macro->count++] = (struct bytes){copy, record.size};
    return JET_errSuccess;
}

static struct replay_macro *take_macro(struct replay_session *session, uint64_t dbtime)
{
    struct replay_macro **link = find_macro(session, dbtime), *macro = *link;

    if (macro != NULL) {
        *link = macro->next;
        macro->next = NULL;
    }
    return macro;
}

static JET_ERR begin_macro(struct replay_session *session, uint64_t dbtime)
{
    struct replay_macro *macro;

    replay_macro_free(take_macro(session, dbtime)); /* there is none, unless the log is wrong */
    macro = calloc(1, sizeof *macro);
    if (macro == NULL) {
        return no_memory();
    }
    macro->dbtime = dbtime;
    macro->next = session->macros;
    session->macros = macro;
    return JET_errSuccess;
}

JET_ERR replay_macro(struct replay *replay, struct bytes record, struct replay_macro **ended)
{
    struct replay_session *session;
    struct replay_macro *macro;
    struct log_macro step;

    *ended = NULL;
    JET_TRY(log_macro_decode(record, &step));
    JET_TRY(replay_session_of(replay, step.procid, &session));
    if (record.at[0] == LOG_MACRO_BEGIN) {
        return begin_macro(session, step.dbtime);
    }
    macro = take_macro(session, step.dbtime);
    if (record.at[0] == LOG_MACRO_COMMIT && session->began) {
        *ended = macro;
    } else {
        replay_macro_free(macro);
    }
    return JET_errSuccess;
}

/* ---------------------------------------------------------------------------------------------- their ends */

static void free_session(struct replay *replay, unsigned procid)
{
    struct replay_session *session = replay->sessions[procid];

    while (session->macros != NULL) {
        replay_macro_free(take_macro(session, session->macros->dbtime));
    }
    session_free(session->session);
    free(session);
    replay->sessions[procid] = NULL;
}

void replay_sessions_forget(struct replay *replay)
{
    for (unsigned procid = 0; procid < REPLAY_PROCIDS; procid++) {
        if (replay->sessions[procid] != NULL) {
            end_transaction(replay->sessions[procid]);
            free_session(replay, procid);
        }
    }
}

/* The log has to say that macros end: their numbers will be given to other changes. */
static JET_ERR abort_macros(struct replay *replay, struct replay_session *session)
{
    struct log_record record;
    uint64_t lgpos;

    while (session->macros != NULL) {
        log_macro_encode(&(struct log_macro){.type = LOG_MACRO_ABORT,
                                             .procid = session->session->procid,
                                             .dbtime = session->macros->dbtime},
                         &record);
        JET_TRY(log_append(replay->instance->log, record.pieces, record.count, &lgpos));
        replay_macro_free(take_macro(session, session->macros->dbtime));
    }
    return JET_errSuccess;
}

static JET_ERR roll_back(struct replay *replay, unsigned procid)
{
    struct session *session = replay->sessions[procid] != NULL ? replay->sessions[procid]->session : NULL;

    if (session != NULL) {
        JET_TRY(abort_macros(replay, replay->sessions[procid]));
    }
    while (session != NULL && session->level > 0) {
        JET_TRY(session_transaction_rollback(session, 0));
    }
    return JET_errSuccess;
}

JET_ERR replay_sessions_roll_back(struct replay *replay)
{
    JET_TRY(
        roll_back(replay, INSTANCE_PROCID_OWN)); /* the engine's own session is to use that number again */
    for (unsigned procid = 0; procid < REPLAY_PROCIDS; procid++) {
        JET_TRY(roll_back(replay, procid));
    }
    replay_sessions_forget(replay);
    return JET_errSuccess;
}
