/*
 * recovery.c - the steps of a recovery.
 */
#include "recovery/recovery.h"

#include <stdlib.h>

#include "diag.h"
#include "instance/database_log.h"
#include "log/log.h"
#include "log/log_record.h"
#include "log/log_segment.h"
#include "recovery/replay.h"
#include "try.h"

static JET_ERR redo(struct replay *replay)
{
    JET_TRY(replay_find_start(replay));
    JET_TRY(replay_event_log(replay, (uint32_t)(replay->redo_from >> 32), false, RECOVERY_REDO));
    replay_progress_begin(replay);
    JET_TRY(replay_read(replay));
    if (!replay->ended) {
        JET_TRY(replay_databases_check(replay));
        JET_TRY(replay_databases_drop_unfinished(replay));
    }
    return JET_errSuccess;
}

/* Recovered so far, and not to be changed further: pages go to the files, the databases stay as they are. */
static JET_ERR stop_before_undo(struct replay *replay)
{
    for (unsigned dbid = 0; dbid < DATABASE_SLOTS; dbid++) {
        if (replay->databases[dbid].database != NULL) {
            JET_TRY(cache_flush(replay->databases[dbid].database->pages));
        }
    }
    return diag_fail(JET_errRecoveredWithoutUndo,
                     "the logs '%s%s' are replayed; what is open was not rolled back", replay->names.folder,
                     replay->names.base);
}

/* What is changed from here on is logged. */
static void begin_logging(struct replay *replay)
{
    for (unsigned dbid = 0; dbid < DATABASE_SLOTS; dbid++) {
        struct database *database = replay->instance->databases[dbid];

        if (database != NULL) {
            database->log = replay->instance->log;
        }
    }
}

/* The tail of the log, which a crash may have cut, ends here. */
static JET_ERR log_undo(struct replay *replay)
{
    struct log_record record;
    uint64_t lgpos;

    log_recovery_undo2_encode(
        &(struct log_recovery_undo2){.type = LOG_RECOVERY_UNDO2, .time = log_time_now()}, &record);
    return log_append(replay->instance->log, record.pieces, record.count, &lgpos);
}

static void end_versions(struct instance *instance)
{
    struct instance_versions *versions = atomic_load(&instance->versions);

    if (versions != NULL) {
        versions->destroy(versions);
    }
}

/* Rolls back what is open, brings databases to a clean state, and ends the stream. */
static JET_ERR undo(struct replay *replay)
{
    struct instance *instance = replay->instance;
    const uint64_t redo_from = replay->redo_from;
    uint64_t mark;

    JET_TRY(instance_log_continue(instance, replay->options));
    begin_logging(replay);
    JET_TRY(log_undo(replay));
    JET_TRY(replay_sessions_roll_back(replay));
    end_versions(instance);
    for (unsigned dbid = 0; dbid < DATABASE_SLOTS; dbid++) {
        replay->databases[dbid].database = NULL; /* they go now */
    }
    JET_TRY(database_detach_all(instance, true, &mark));
    return instance_log_end(instance, mark, redo_from);
}

/* Gives everything up as it is. */
static void clean_up(struct replay *replay)
{
    replay_sessions_forget(replay);
    end_versions(replay->instance);
    replay_databases_close(replay);
    replay->instance->transactions.newest = 0; /* no transaction is left that could see it */
    free(replay);
}

JET_ERR recovery_run(const struct instance_recovery *request, struct instance *instance,
                     const struct log_options *options, const struct log_set *set, JET_GRBIT grbit)
{
    struct replay *replay = calloc(1, sizeof *replay);
    JET_ERR err;

    if (replay == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for a recovery");
    }
    replay->request = (const struct recovery_request *)request;
    replay->instance = instance;
    replay->options = options;
    replay->set = set;
    replay->grbit = grbit;
    JET_TRY_OR(log_names_set(&replay->names, options->log_folder, options->system_folder, options->base_name,
                             options->legacy_names),
               end);
    replay->names.long_numbers = options->long_numbers;
    err = redo(replay);
    if (err >= 0) {
        err = replay_event_undo(replay);
        err = err == JET_errRecoveredWithoutUndo ? stop_before_undo(replay) : err;
    }
    err = err >= 0 ? undo(replay) : err;
    if (replay->expected != 0) {
        replay_progress_end(replay, err);
    }
    if (err >= 0) {
        replay_event_note(replay, EVENT_REDO_STOPS);
        err = replay_event_log(replay, 0, true, RECOVERY_DO);
    }
end:
    clean_up(replay);
    return err;
}
