/*
 * replay_events.c - what the program hears of a recovery, in the order of Microsoft's engine:
 *
 *   OpenCheckpoint, OpenLog of the first generation; Begin
 *   for each generation: OpenLog, Progress ..., NotificationEvent
 *   BeginUndo; Complete, or Fail; NotificationEvent; OpenLog of the newest, to go on
 *
 * The newest generation is asked for under its number first, as if it were full.
 *
 * Rules: reference status-callbacks B.4; traces of Microsoft's engine.
 */
#include <string.h>

#include "instance/parameter.h"
#include "recovery/replay.h"

enum { PERCENT = 100, GENERATIONS_COARSE = 66 /* so many or more are told one by one */ };

static JET_ERR tell(const struct replay *replay, struct recovery_event *event, JET_ERR answer)
{
    const struct recovery_request *request = replay->request;

    return request->control != NULL ? request->control(request, replay->instance, event, answer) : answer;
}

static void add_databases(const struct replay *replay, struct recovery_event *event)
{
    event->page_size = (uint32_t)parameter_integer(NULL, JET_paramDatabasePageSize);
    for (unsigned dbid = 0; dbid < DATABASE_SLOTS; dbid++) {
        if (replay->databases[dbid].database != NULL) {
            event->headers[event->header_count++] = database_header(replay->databases[dbid].database);
        }
    }
}

JET_ERR replay_event_checkpoint(const struct replay *replay)
{
    struct recovery_event event = {.type = JET_sntOpenCheckpoint};

    return tell(replay, &event, JET_errSuccess);
}

JET_ERR replay_event_log(const struct replay *replay, uint32_t generation, bool is_current,
                         enum recovery_reason reason)
{
    char path[OS_PATH_MAX] = "";
    struct recovery_event event = {.type = JET_sntOpenLog,
                                   .generation = generation,
                                   .is_current = is_current,
                                   .reason = (uint8_t)reason,
                                   .path = path};

    (void)(is_current ? log_current_path(&replay->names, path)
                      : log_archive_path(&replay->names, generation, path));
    add_databases(replay, &event);
    return tell(replay, &event, JET_errSuccess);
}

JET_ERR replay_event_undo(const struct replay *replay)
{
    struct recovery_event event = {.type = JET_sntBeginUndo};
    const bool refused = (replay->grbit & JET_bitRecoveryWithoutUndo) != 0;

    add_databases(replay, &event);
    return tell(replay, &event, refused ? JET_errRecoveredWithoutUndo : JET_errSuccess);
}

void replay_event_note(const struct replay *replay, uint32_t number)
{
    struct recovery_event event = {.type = JET_sntNotificationEvent, .event = number};

    (void)tell(replay, &event, JET_errSuccess);
}

/* ----------------------------------------------------------------------------------------------- progress */

static void tell_progress(const struct replay *replay, JET_SNT type, uint32_t percent)
{
    if (replay->request->progress != NULL) {
        replay->request->progress(replay->request, type, percent);
    }
}

void replay_progress_begin(struct replay *replay)
{
    replay->first = (uint32_t)(replay->redo_from >> 32);
    replay->expected = replay->set->generation - replay->first + 1;
    tell_progress(replay, JET_sntBegin, 0);
}

void replay_progress(struct replay *replay)
{
    const uint64_t sectors = replay->set->file_size / LOG_HEADER_SIZE * (uint64_t)replay->expected;
    uint32_t percent =
        (uint32_t)((uint64_t)PERCENT * (replay->now.generation - replay->first) / replay->expected);

    if (replay->expected < GENERATIONS_COARSE) {
        percent += (uint32_t)(PERCENT * (replay->lgpos >> 16 & 0xFFFF) / sectors);
    }
    if (percent > replay->percent) {
        replay->percent = percent;
        tell_progress(replay, JET_sntProgress, percent);
    }
}

void replay_progress_end(const struct replay *replay, JET_ERR result)
{
    tell_progress(replay,
                  result >= 0 || result == JET_errRecoveredWithoutUndo ? JET_sntComplete : JET_sntFail,
                  PERCENT);
}
