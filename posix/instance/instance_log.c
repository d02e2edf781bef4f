/*
 * instance_log.c - opening and closing the log of an instance. Its thread: log_keeper.c.
 */
#include "instance/instance_log.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "instance/instance.h"
#include "instance/log_keeper.h"
#include "instance/parameter.h"
#include "instance/parameter_set.h"
#include "log/log.h"
#include "log/log_record.h"
#include "log/log_segment.h"
#include "log/log_set.h"
#include "try.h"

enum { EFV_WRITTEN = 8920, KIB = 1024 };

/* ------------------------------------------------------------------------------------------------ options */

static void copy_path(char to[LOG_PATH_SIZE], const char *path)
{
    const size_t length = strlen(path);
    const size_t kept = length < LOG_PATH_SIZE ? length : LOG_PATH_SIZE - 1;

    memcpy(to, path, kept);
    to[kept] = '\0';
}

static uint32_t number(const struct instance *instance, uint32_t id)
{
    const JET_API_PTR value = parameter_integer(instance, id);

    return value < UINT32_MAX ? (uint32_t)value : UINT32_MAX;
}

static struct log_options options_of(const struct instance *instance)
{
    const uint32_t names = number(instance, JET_paramLegacyFileNames);
    const uint32_t sectors = number(instance, JET_paramLogBuffers);
    struct log_options options = {
        .log_folder = parameter_string(instance, JET_paramLogFilePath),
        .system_folder = parameter_string(instance, JET_paramSystemPath),
        .base_name = parameter_string(instance, JET_paramBaseName),
        .file_size = number(instance, JET_paramLogFileSize) * KIB,
        .page_size = number(NULL, JET_paramDatabasePageSize),
        .circular = number(instance, JET_paramCircularLog) != 0,
        .legacy_names = (names & JET_bitESE98FileNames) != 0,
        .long_numbers = (names & JET_bitEightDotThreeSoftCompat) == 0,
        .efv = EFV_WRITTEN,
        .params = {.sessions = number(instance, JET_paramMaxSessions),
                   .tables = number(instance, JET_paramMaxOpenTables),
                   .version_pages = number(instance, JET_paramMaxVerPages),
                   .cursors = number(instance, JET_paramMaxCursors),
                   .cache_pages = number(NULL, JET_paramCacheSizeMax)},
    };
    const uint32_t most = options.file_size / LOG_SEGMENT_SIZE; /* a larger buffer is of no use */

    options.buffer_size = (sectors < most ? sectors : most) * LOG_SEGMENT_SIZE;
    copy_path(options.params.system_path, options.system_folder);
    copy_path(options.params.log_path, options.log_folder);
    return options;
}

/* A folder that is missing is made where that is wanted. */
static JET_ERR check_folder(const struct instance *instance, uint32_t id)
{
    const char *folder = parameter_string(instance, id);
    struct os_file_info info;

    if (number(instance, JET_paramCreatePathIfNotExist) != 0) {
        return os_dir_create(folder);
    }
    return os_file_stat(folder, &info) < 0 || !info.is_folder
               ? diag_fail(JET_errInvalidPath, "there is no folder '%s' for the log", folder)
               : JET_errSuccess;
}

/* --------------------------------------------------------------------------------------- what there is */

static JET_ERR check_missing(const struct log_options *options, const struct log_set *set, JET_GRBIT grbit)
{
    if (set->state == LOG_SET_NONE) {
        return (grbit & JET_bitLogStreamMustExist) != 0
                   ? diag_fail(JET_errMissingLogFile, "there are no logs '%s%s'", options->log_folder,
                               options->base_name)
                   : JET_errSuccess;
    }
    if (!set->has_current && !set->has_next && (grbit & JET_bitAllowMissingCurrentLog) == 0) {
        return diag_fail(JET_errMissingLogFile,
                         "the newest of the logs '%s%s' is missing, generation %" PRIu32 " being there",
                         options->log_folder, options->base_name, set->generation);
    }
    return JET_errSuccess;
}

/* The size of log files that nobody has asked for is that of those that are there. */
static JET_ERR check_size(const struct instance *instance, const struct log_set *set,
                          struct log_options *options)
{
    if (set->state == LOG_SET_NONE || set->file_size == options->file_size) {
        return JET_errSuccess;
    }
    if (number(instance, JET_paramCleanupMismatchedLogFiles) != 0 && set->state == LOG_SET_CLEAN) {
        options->replace_files = true;
        return JET_errSuccess;
    }
    if (instance->parameters->written[JET_paramLogFileSize]) {
        return diag_fail(JET_errLogFileSizeMismatchDatabasesConsistent,
                         "the logs '%s%s' are of %" PRIu32 " KiB, JET_paramLogFileSize is %" PRIu32,
                         options->log_folder, options->base_name, set->file_size / KIB,
                         options->file_size / KIB);
    }
    options->file_size = set->file_size;
    return JET_errSuccess;
}

static JET_ERR survey(const struct instance *instance, JET_GRBIT grbit, struct log_options *options,
                      struct log_set *set)
{
    struct log_names names;

    JET_TRY(log_names_set(&names, options->log_folder, options->system_folder, options->base_name,
                          options->legacy_names));
    if (number(instance, JET_paramDeleteOutOfRangeLogs) != 0) {
        JET_TRY(log_set_delete_out_of_range(&names));
    }
    JET_TRY(log_set_survey(&names, set));
    JET_TRY(check_missing(options, set, grbit));
    if (set->state != LOG_SET_NONE && set->page_size != options->page_size) {
        return diag_fail(JET_errPageSizeMismatch,
                         "the logs '%s%s' are of databases with pages of %" PRIu32
                         " bytes; JET_paramDatabasePageSize is %" PRIu32,
                         options->log_folder, options->base_name, set->page_size, options->page_size);
    }
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------ records */

static JET_ERR append(struct log *log, const struct log_record *record, uint64_t *lgpos)
{
    return log_append(log, record->pieces, record->count, lgpos);
}

static JET_ERR append_recovery_quit(struct log *log, uint64_t mark, uint64_t redo_from)
{
    struct log_record record;
    uint64_t lgpos;

    log_term2_encode(&(struct log_term2){.type = LOG_RECOVERY_QUIT2,
                                         .mark = lgpos_of(mark),
                                         .redo_from = lgpos_of(redo_from),
                                         .time = log_time_now()},
                     &record);
    return append(log, &record, &lgpos);
}

/* A stream that was not ended, with nothing to replay, is ended now. */
static JET_ERR end_idle(struct log *log, const struct log_set *set)
{
    struct log_record record;
    uint64_t lgpos;

    log_recovery_undo2_encode(
        &(struct log_recovery_undo2){.type = LOG_RECOVERY_UNDO2, .time = log_time_now()}, &record);
    JET_TRY(append(log, &record, &lgpos));
    log_mark_encode(&(struct log_mark){.type = LOG_SHUT_DOWN_MARK}, &record);
    JET_TRY(append(log, &record, &lgpos));
    return append_recovery_quit(log, lgpos, set->redo_from);
}

static JET_ERR begin(struct log *log, const struct log_options *options, const struct log_set *set)
{
    struct log_init2 init = {.type = LOG_INIT2, .params = options->params, .time = log_time_now()};
    struct log_record record;
    uint64_t lgpos;

    if (set->state == LOG_SET_IDLE) {
        JET_TRY(end_idle(log, set));
    }
    init.params.file_sectors = options->file_size / LOG_SEGMENT_SIZE;
    init.params.buffer_sectors = options->buffer_size / LOG_SEGMENT_SIZE;
    init.params.flags = options->circular ? 1 : 0;
    log_init2_encode(&init, &record);
    return append(log, &record, &lgpos);
}

/* ---------------------------------------------------------------------------------------- open and close */

static JET_ERR new_logging(struct instance *instance)
{
    struct instance_log *logging = calloc(1, sizeof *logging);

    if (logging == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for the log of an instance");
    }
    logging->instance = instance;
    logging->tells = parameter_integer(instance, JET_paramDurableCommitCallback) != 0;
    attachments_init(&logging->attachments);
    os_mutex_init(&logging->files);
    os_mutex_init(&logging->lock);
    os_condition_init(&logging->wake);
    instance->logging = logging;
    return JET_errSuccess;
}

static void free_logging(struct instance *instance)
{
    struct instance_log *logging = instance->logging;

    attachments_destroy(&logging->attachments);
    os_condition_destroy(&logging->wake);
    os_mutex_destroy(&logging->lock);
    os_mutex_destroy(&logging->files);
    free(logging);
    instance->logging = NULL;
}

JET_ERR instance_log_continue(struct instance *instance, const struct log_options *options)
{
    JET_TRY(log_open(options, keeper_attachments, keeper_oldest_needed, instance->logging, &instance->log));
    log_listen(instance->log, keeper_listen, instance->logging);
    return JET_errSuccess;
}

void instance_log_abandon(struct instance *instance)
{
    if (instance->logging != NULL) {
        instance->logging->frozen = true;
        (void)log_close(instance->log);
        instance->log = NULL;
        free_logging(instance);
    }
}

/* Recovers what was not shut down, with log files of the size that they have; then the stream is a clean one. */
static JET_ERR recover(struct instance *instance, const struct instance_recovery *recovery,
                       const struct log_options *options, const struct log_set *set, JET_GRBIT grbit)
{
    struct log_options as_it_is = *options;
    JET_ERR err;

    as_it_is.file_size = set->file_size;
    JET_TRY(new_logging(instance));
    instance->recovering = true;
    err = recovery->run(recovery, instance, &as_it_is, set, grbit);
    instance->recovering = false;
    instance_log_abandon(instance);
    return err;
}

/* The survey, and a recovery where that finds one needed. */
static JET_ERR make_clean(struct instance *instance, const struct instance_recovery *recovery,
                          JET_GRBIT grbit, struct log_options *options, struct log_set *set)
{
    JET_TRY(survey(instance, grbit, options, set));
    if (set->state == LOG_SET_NEEDED) {
        JET_TRY(recover(instance, recovery, options, set, grbit));
        JET_TRY(survey(instance, grbit, options, set));
    }
    return check_size(instance, set, options);
}

JET_ERR instance_log_open(struct instance *instance, const struct instance_recovery *recovery,
                          JET_GRBIT grbit)
{
    struct log_options options;
    struct log_set set;
    JET_ERR err;

    if (!parameter_recovery_on(instance)) {
        return JET_errSuccess;
    }
    options = options_of(instance);
    JET_TRY(check_folder(instance, JET_paramLogFilePath));
    JET_TRY(check_folder(instance, JET_paramSystemPath));
    JET_TRY(make_clean(instance, recovery, grbit, &options, &set));
    JET_TRY(new_logging(instance));
    JET_TRY_OR(instance_log_continue(instance, &options), abandon);
    JET_TRY_OR(begin(instance->log, &options, &set), abandon);
    JET_TRY_OR(keeper_start(instance->logging), abandon);
    return JET_errSuccess;
abandon:
    instance_log_abandon(instance);
    return err;
}

void instance_log_rest(struct instance *instance)
{
    if (instance->logging != NULL) {
        keeper_stop(instance->logging);
        instance->logging->frozen = true;
    }
}

JET_ERR instance_log_mark(struct instance *instance, uint64_t *mark)
{
    struct log_record record;
    uint64_t lgpos;

    log_mark_encode(&(struct log_mark){.type = LOG_SHUT_DOWN_MARK}, &record);
    JET_TRY(append(instance->log, &record, &lgpos));
    JET_TRY(log_wait(instance->log, lgpos));
    *mark = lgpos;
    return JET_errSuccess;
}

void instance_log_checkpoint(struct instance *instance)
{
    if (instance->logging != NULL) {
        (void)log_checkpoint(instance->log);
    }
}

static JET_ERR append_quit(struct log *log, uint64_t mark)
{
    struct log_record record;
    uint64_t lgpos;

    log_term2_encode(&(struct log_term2){.type = LOG_TERM2, .mark = lgpos_of(mark), .time = log_time_now()},
                     &record);
    return append(log, &record, &lgpos);
}

JET_ERR instance_log_close(struct instance *instance, uint64_t mark)
{
    JET_ERR err, closed;

    if (instance->logging == NULL) {
        return JET_errSuccess;
    }
    err = mark != 0 ? append_quit(instance->log, mark) : JET_errSuccess;
    closed = log_close(instance->log);
    instance->log = NULL;
    free_logging(instance);
    return err < 0 ? err : closed;
}

JET_ERR instance_log_end(struct instance *instance, uint64_t mark, uint64_t redo_from)
{
    JET_ERR err, closed;

    err = append_recovery_quit(instance->log, mark, redo_from);
    closed = log_close(instance->log);
    instance->log = NULL;
    free_logging(instance);
    return err < 0 ? err : closed;
}

void instance_log_hold(struct instance *instance)
{
    if (instance->logging != NULL) {
        os_mutex_lock(&instance->logging->files);
    }
}

void instance_log_release(struct instance *instance)
{
    if (instance->logging != NULL) {
        os_mutex_unlock(&instance->logging->files);
    }
}
