/*
 * log_set.c - see log_set.h.
 */
#include "log/log_set.h"

#include <string.h>

#include "diag.h"
#include "log/log_header.h"
#include "log/log_reader.h"
#include "log/log_record.h"
#include "log/log_segment.h"
#include "try.h"

enum { DEFAULT_PAGE_SIZE = 4096 };

/* A generation's file on disk. */
static JET_ERR path_of(const struct log_names *names, const struct log_set *set, uint32_t generation,
                       char path[OS_PATH_MAX])
{
    JET_ERR err;

    if (set->has_current && generation == set->generation) {
        return log_current_path(names, path);
    }
    err = log_archive_find(names, generation, path);
    return err == JET_errFileNotFound
               ? diag_fail(JET_errMissingLogFile, "generation %u of the logs '%s%s' is missing", generation,
                           names->folder, names->base)
               : err;
}

static bool ends_stream(unsigned type)
{
    return type == LOG_TERM || type == LOG_TERM2 || type == LOG_RECOVERY_QUIT || type == LOG_RECOVERY_QUIT2 ||
           type == LOG_RECOVERY_QUIT_KEEP;
}

/* Position of the last record that says something, and whether it ends the stream. */
struct last_record {
    uint64_t lgpos;
    bool is_quit;
};

static JET_ERR find_last(struct log_reader *reader, struct last_record *last)
{
    struct log_found found;
    JET_ERR err;

    *last = (struct last_record){0};
    while ((err = log_reader_next(reader, &found)) == JET_errSuccess) {
        if (found.record.at[0] != LOG_NOP2) {
            *last = (struct last_record){found.lgpos, ends_stream(found.record.at[0])};
        }
    }
    return err == JET_errNoCurrentRecord ? JET_errSuccess : err;
}

/* ------------------------------------------------------------------------------------------- what is asked */

static bool names_database(unsigned type)
{
    return log_type_has_page(type) || type == LOG_CREATE_DB || type == LOG_ATTACH_DB ||
           type == LOG_DETACH_DB || type == LOG_CREATE_DB_FINISH;
}

static bool is_empty_list(const uint8_t *attachments)
{
    return attachments[0] == 0;
}

/* Looks for the first record at or behind `from` that names a database. */
static JET_ERR find_need(struct log_reader *reader, uint64_t from, bool *needed)
{
    struct log_found found;
    JET_ERR err;

    JET_TRY(log_reader_seek(reader, from));
    while ((err = log_reader_next(reader, &found)) == JET_errSuccess) {
        if (names_database(found.record.at[0])) {
            *needed = true;
            return JET_errSuccess;
        }
    }
    return err == JET_errNoCurrentRecord ? JET_errSuccess : err;
}

static bool same_time(const struct logtime *left, const struct logtime *right)
{
    uint8_t one[LOGTIME_SIZE], other[LOGTIME_SIZE];

    logtime_encode(one, left);
    logtime_encode(other, right);
    return memcmp(one, other, sizeof one) == 0;
}

static JET_ERR check_follows(const struct log_header *header, const struct log_header *previous,
                             uint32_t generation, const char *path)
{
    if (header->generation != generation) {
        return diag_fail(JET_errInvalidLogSequence, "'%s' holds generation %u instead of %u", path,
                         header->generation, generation);
    }
    if (previous->generation == 0) {
        return JET_errSuccess;
    }
    if (!signature_equal(&header->signature, &previous->signature)) {
        return diag_fail(JET_errBadLogSignature, "'%s' belongs to another stream of logs", path);
    }
    return same_time(&header->previous_created, &previous->created)
               ? JET_errSuccess
               : diag_fail(JET_errInvalidLogSequence, "'%s' does not follow generation %u", path,
                           generation - 1);
}

/* Reads from `set->redo_from` to the end, or until a database is named. */
static JET_ERR look_for_need(const struct log_names *names, struct log_set *set)
{
    struct log_header previous = {0};
    bool needed = false;

    for (uint32_t generation = (uint32_t)(set->redo_from >> 32); generation <= set->generation && !needed;
         generation++) {
        const bool newest = generation == set->generation;
        char path[OS_PATH_MAX];
        struct log_reader *reader;
        JET_ERR err;

        JET_TRY(path_of(names, set, generation, path));
        JET_TRY(log_reader_open(path, newest ? LOG_READ_TORN_TAIL : 0, &reader));
        err = check_follows(log_reader_header(reader), &previous, generation, path);
        previous = *log_reader_header(reader);
        if (err >= 0) {
            const uint64_t start = lgpos_number((struct lgpos){0, 1, (int32_t)generation});

            err = find_need(reader, set->redo_from > start ? set->redo_from : start, &needed);
        }
        log_reader_close(reader);
        JET_TRY(err);
    }
    set->state = needed ? LOG_SET_NEEDED : LOG_SET_IDLE;
    return JET_errSuccess;
}

/* Without a checkpoint of this stream a replay begins with the oldest log, and what its header says is attached. */
static JET_ERR begin_at_oldest(const struct log_names *names, uint32_t lowest, struct log_set *set,
                               bool *attached)
{
    const uint32_t first = lowest != 0 ? lowest : set->generation;
    char path[OS_PATH_MAX];
    struct log_reader *reader;

    JET_TRY(path_of(names, set, first, path));
    JET_TRY(log_reader_open(path, LOG_READ_TORN_TAIL, &reader));
    *attached = !is_empty_list(log_reader_header(reader)->attachments);
    log_reader_close(reader);
    set->redo_from = lgpos_number((struct lgpos){0, 1, (int32_t)first});
    return JET_errSuccess;
}

/* --------------------------------------------------------------------------------------------- the survey */

/* The newest generation: what its header says, and how it ends. */
static JET_ERR look_at_newest(const struct log_names *names, struct log_set *set, struct signature *signature,
                              struct last_record *last)
{
    char path[OS_PATH_MAX];
    const struct log_header *header;
    struct log_reader *reader;
    JET_ERR err;

    JET_TRY(set->has_current ? log_current_path(names, path) : path_of(names, set, set->generation, path));
    JET_TRY(log_reader_open(path, LOG_READ_TORN_TAIL, &reader));
    header = log_reader_header(reader);
    set->generation = header->generation;
    set->file_size = (uint32_t)header->file_sectors * LOG_SEGMENT_SIZE;
    set->page_size = header->page_size == 0 ? DEFAULT_PAGE_SIZE : header->page_size;
    *signature = header->signature;
    err = find_last(reader, last);
    log_reader_close(reader);
    return err;
}

JET_ERR log_set_survey(const struct log_names *names, struct log_set *set)
{
    struct checkpoint checkpoint;
    struct signature signature;
    struct last_record last;
    char path[OS_PATH_MAX];
    uint32_t lowest;
    bool attached, usable;

    *set = (struct log_set){.state = LOG_SET_NONE};
    JET_TRY(log_archive_range(names, &lowest, &set->generation));
    JET_TRY(log_next_path(names, path));
    set->has_next = os_file_exists(path);
    JET_TRY(log_current_path(names, path));
    set->has_current = os_file_exists(path);
    if (!set->has_current && set->generation == 0) {
        return JET_errSuccess;
    }
    JET_TRY(look_at_newest(names, set, &signature, &last));
    JET_TRY(log_checkpoint_path(names, path));
    usable = checkpoint_read(path, &checkpoint) == JET_errSuccess &&
             signature_equal(&checkpoint.signature, &signature);
    if (usable && last.is_quit && lgpos_number(checkpoint.position) == last.lgpos) {
        set->state = LOG_SET_CLEAN;
        set->redo_from = last.lgpos;
        return JET_errSuccess;
    }
    if (usable) {
        attached = checkpoint.version != 0 && !is_empty_list(checkpoint.attachments);
        set->redo_from = lgpos_number(checkpoint.position);
    } else {
        JET_TRY(begin_at_oldest(names, lowest, set, &attached));
    }
    if (attached) {
        set->state = LOG_SET_NEEDED;
        return JET_errSuccess;
    }
    return look_for_need(names, set);
}

JET_ERR log_set_delete_out_of_range(const struct log_names *names)
{
    uint32_t lowest, highest, newest;
    char path[OS_PATH_MAX];
    struct log_reader *reader;

    JET_TRY(log_archive_range(names, &lowest, &highest));
    JET_TRY(log_current_path(names, path));
    if (highest == 0 || !os_file_exists(path)) {
        return JET_errSuccess;
    }
    JET_TRY(log_reader_open(path, LOG_READ_TORN_TAIL, &reader));
    newest = log_reader_header(reader)->generation;
    log_reader_close(reader);
    for (uint32_t generation = newest; generation <= highest; generation++) {
        if (log_archive_find(names, generation, path) < 0 ||
            log_reader_open(path, LOG_READ_TORN_TAIL, &reader) < 0) {
            continue;
        }
        log_reader_close(reader);
        JET_TRY(os_file_delete(path));
    }
    return JET_errSuccess;
}
