/*
 * replay_log.c - the generations of a log, from where a replay begins to the end.
 *
 * Rules: reference log-and-recovery 22.1, 22.2.
 */
#include <string.h>

#include "diag.h"
#include "log/log_segment.h"
#include "recovery/replay.h"
#include "try.h"

/* A generation's file. */
static JET_ERR path_of(const struct replay *replay, uint32_t generation, char path[OS_PATH_MAX])
{
    if (replay->set->has_current && generation == replay->set->generation) {
        return log_current_path(&replay->names, path);
    }
    return log_archive_find(&replay->names, generation, path);
}

/* ---------------------------------------------------------------------------------------------- the start */

static JET_ERR begin_with_header(struct replay *replay, uint32_t generation)
{
    struct log_reader *reader;
    char path[OS_PATH_MAX];
    JET_ERR err;

    err = path_of(replay, generation, path);
    if (err == JET_errFileNotFound) {
        return diag_fail(JET_errMissingPreviousLogFile,
                         "generation %u of the logs '%s%s', with which a replay begins, "
                         "is missing",
                         generation, replay->names.folder, replay->names.base);
    }
    JET_TRY(err);
    JET_TRY(log_reader_open(path, LOG_READ_TORN_TAIL, &reader));
    memcpy(replay->attachments, log_reader_header(reader)->attachments, LOG_ATTACH_LIST_SIZE);
    log_reader_close(reader);
    replay->redo_from = lgpos_number((struct lgpos){0, 1, (int32_t)generation});
    return JET_errSuccess;
}

JET_ERR replay_find_start(struct replay *replay)
{
    uint32_t generation = (uint32_t)(replay->set->redo_from >> 32), lowest, highest;
    struct checkpoint checkpoint;
    char path[OS_PATH_MAX];

    if (replay_event_checkpoint(replay) < 0) { /* it is not wanted */
        JET_TRY(log_archive_range(&replay->names, &lowest, &highest));
        generation = lowest != 0 ? lowest : replay->set->generation;
        return begin_with_header(replay, generation);
    }
    JET_TRY(log_checkpoint_path(&replay->names, path));
    if (checkpoint_read(path, &checkpoint) == JET_errSuccess &&
        lgpos_number(checkpoint.position) == replay->set->redo_from && checkpoint.version != 0) {
        memcpy(replay->attachments, checkpoint.attachments, LOG_ATTACH_LIST_SIZE);
        replay->redo_from = replay->set->redo_from;
        return JET_errSuccess;
    }
    return begin_with_header(replay, generation);
}

/* -------------------------------------------------------------------------------------------- generations */

static bool same_time(const struct logtime *left, const struct logtime *right)
{
    uint8_t one[LOGTIME_SIZE], other[LOGTIME_SIZE];

    logtime_encode(one, left);
    logtime_encode(other, right);
    return memcmp(one, other, sizeof one) == 0;
}

/* The generation before the one that is opened, 0 at the first. */
struct previous {
    struct log_header header;
    uint64_t checksum; /* of its segments */
};

enum { CHECKSUM_SINCE_MINOR = 13 };

static JET_ERR check_follows(const struct log_header *header, const struct previous *previous,
                             uint32_t generation, const char *path)
{
    if (header->generation != generation) {
        return diag_fail(JET_errInvalidLogSequence, "'%s' holds generation %u instead of %u", path,
                         header->generation, generation);
    }
    if (previous->header.generation == 0) {
        return JET_errSuccess;
    }
    if (!signature_equal(&header->signature, &previous->header.signature)) {
        return diag_fail(JET_errBadLogSignature, "'%s' belongs to another stream of logs", path);
    }
    if (!same_time(&header->previous_created, &previous->header.created)) {
        return diag_fail(JET_errInvalidLogSequence, "'%s' does not follow generation %u", path,
                         generation - 1);
    }
    if (header->update_minor >= CHECKSUM_SINCE_MINOR && header->previous_checksum != previous->checksum) {
        return diag_fail(JET_errLogSequenceChecksumMismatch, "generation %u, before '%s', was changed",
                         generation - 1, path);
    }
    return JET_errSuccess;
}

static JET_ERR read_records(struct replay *replay, struct log_reader *reader)
{
    const uint64_t start = lgpos_number((struct lgpos){0, 1, (int32_t)replay->now.generation});
    struct log_found found;
    JET_ERR err;

    JET_TRY(log_reader_seek(reader, replay->redo_from > start ? replay->redo_from : start));
    while ((err = log_reader_next(reader, &found)) == JET_errSuccess) {
        replay->lgpos = found.lgpos;
        JET_TRY(replay_record(replay, found.record));
        replay_progress(replay);
    }
    return err == JET_errNoCurrentRecord ? JET_errSuccess : err;
}

static JET_ERR read_generation(struct replay *replay, struct log_reader *reader, uint32_t generation,
                               const char *path, struct previous *previous)
{
    const struct log_header *header = log_reader_header(reader);

    JET_TRY(check_follows(header, previous, generation, path));
    if ((uint32_t)header->file_sectors * LOG_SEGMENT_SIZE != replay->set->file_size) {
        return diag_fail(JET_errLogFileSizeMismatch, "the log '%s' has another size than the newest", path);
    }
    previous->header = *header;
    previous->checksum = log_reader_scan(reader).checksum;
    replay->now =
        (struct replayed){.generation = generation, .created = header->created, .stream = header->signature};
    if (generation == (uint32_t)(replay->redo_from >> 32)) {
        JET_TRY(replay_attach_list(replay));
    }
    JET_TRY(replay_databases_enter_generation(replay));
    return read_records(replay, reader);
}

/* What the files hold may be in the system's memory only: pages must not be on the device before it. */
static JET_ERR sync_log(const char *path)
{
    struct os_file file;
    JET_ERR err;

    JET_TRY(os_file_open(&file, path, OS_READ | OS_WRITE, OS_SHARE_READ));
    err = os_file_sync(&file);
    os_file_close(&file);
    return err;
}

JET_ERR replay_read(struct replay *replay)
{
    struct previous previous = {0};

    for (uint32_t generation = (uint32_t)(replay->redo_from >> 32); generation <= replay->set->generation;
         generation++) {
        const bool newest = generation == replay->set->generation;
        struct log_reader *reader;
        char path[OS_PATH_MAX];
        JET_ERR err;

        err = path_of(replay, generation, path);
        if (err == JET_errFileNotFound) {
            return diag_fail(JET_errMissingLogFile, "generation %u of the logs '%s%s' is missing", generation,
                             replay->names.folder, replay->names.base);
        }
        JET_TRY(err);
        JET_TRY(replay_event_log(replay, generation, false, RECOVERY_REDO));
        if (newest && replay->set->has_current) {
            JET_TRY(replay_event_log(replay, generation, true, RECOVERY_REDO));
        }
        JET_TRY(sync_log(path));
        JET_TRY(log_reader_open(path, newest ? LOG_READ_TORN_TAIL : 0, &reader));
        err = read_generation(replay, reader, generation, path, &previous);
        log_reader_close(reader);
        JET_TRY(err);
        replay_event_note(replay, EVENT_REDO);
    }
    return JET_errSuccess;
}
