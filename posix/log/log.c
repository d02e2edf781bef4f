/*
 * log.c - opening and closing the stream, and what others ask about it.
 */
#include "log/log.h"

#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "log/log_parts.h"
#include "log/log_reader.h"
#include "try.h"

enum { DEFAULT_PAGE_SIZE = 4096 };

/* ------------------------------------------------------------------------------------------- a new stream */

static struct signature new_signature(void)
{
    struct signature signature = {.created = log_time_now()};

    os_random_bytes(&signature.random, sizeof signature.random);
    return signature;
}

/* The header that generation 1 will have, but for its number: log_begin_generation() makes it the next one. */
static void begin_stream(struct log *log)
{
    struct log_version version = log_version_of(log->options.efv);

    log->header = (struct log_header){
        .sector_size = LOG_SEGMENT_SIZE,
        .header_sectors = 1,
        .file_sectors = (uint16_t)(log->options.file_size / LOG_SEGMENT_SIZE),
        .page_size = (uint16_t)log->options.page_size,
        .major = LOG_MAJOR,
        .minor = LOG_MINOR,
        .update_major = version.update_major,
        .update_minor = version.update_minor,
        .signature = new_signature(),
        .file_type = FILE_TYPE_LOG,
    };
    log->segment = log->last_segment + 1;
}

/* -------------------------------------------------------------------------------------- one that is there */

static bool has_other_size(const struct log *log, const struct log_header *header)
{
    return (uint32_t)header->file_sectors * LOG_SEGMENT_SIZE != log->options.file_size;
}

static JET_ERR check_fit(const struct log *log, const struct log_header *header, const char *path)
{
    uint32_t page_size = header->page_size == 0 ? DEFAULT_PAGE_SIZE : header->page_size;

    if (has_other_size(log, header) && !log->options.replace_files) {
        return diag_fail(JET_errLogFileSizeMismatch, "the log '%s' has %u KiB, others shall have %u", path,
                         header->file_sectors * 4u, log->options.file_size / 1024);
    }
    if (page_size != log->options.page_size) {
        return diag_fail(JET_errPageSizeMismatch, "the log '%s' is of pages of %u bytes, not %u", path,
                         page_size, log->options.page_size);
    }
    return JET_errSuccess;
}

/*
 * What a torn write left behind the end is made zero, so that the next crash is not taken for a hole, by us or by
 * Microsoft's engine.
 */
static JET_ERR clear_tail(const char *path, uint32_t from, uint32_t file_sectors)
{
    static const uint8_t zero[LOG_SEGMENT_SIZE];
    struct os_file file;
    JET_ERR err = JET_errSuccess;

    JET_TRY(os_file_open(&file, path, OS_READ | OS_WRITE, OS_SHARE_READ));
    for (uint32_t segment = from; segment < file_sectors && err == JET_errSuccess; segment++) {
        err = os_file_write(&file, (uint64_t)segment * LOG_SEGMENT_SIZE, zero, sizeof zero);
    }
    if (err == JET_errSuccess) {
        err = os_file_sync(&file);
    }
    os_file_close(&file);
    return err;
}

/* Continues the generation in the file at `path`, behind its last segment. */
static JET_ERR continue_file(struct log *log, const char *path)
{
    struct log_reader *reader;
    struct log_scan scan;
    JET_ERR err;

    JET_TRY(log_reader_open(path, LOG_READ_PATCH | LOG_READ_TORN_TAIL, &reader));
    log->header = *log_reader_header(reader);
    scan = log_reader_scan(reader);
    log_reader_close(reader);
    err = check_fit(log, &log->header, path);
    if (err == JET_errSuccess && scan.torn_segment != 0) {
        err = clear_tail(path, scan.last_segment + 1, log->header.file_sectors);
    }
    log->segment = log->file_segment = scan.last_segment + 1;
    log->checksum = scan.checksum;
    return err;
}

/* Finds the last generation; *current is false when the file of the current one is missing. */
static JET_ERR find_stream(struct log *log, bool *current)
{
    uint32_t lowest, highest;
    char path[OS_PATH_MAX];

    JET_TRY(log_archive_range(&log->names, &lowest, &highest));
    JET_TRY(log_current_path(&log->names, path));
    *current = os_file_exists(path);
    if (*current) {
        JET_TRY(continue_file(log, path));
        if (highest >= log->header.generation) {
            return diag_fail(JET_errInvalidLogSequence,
                             "'%s' is generation %u, but there is a full generation %u", path,
                             log->header.generation, highest);
        }
        log->replaces = has_other_size(log, &log->header);
        if (log->replaces) { /* it counts as full, and the next one is as it should be */
            log->header.file_sectors = (uint16_t)(log->options.file_size / LOG_SEGMENT_SIZE);
            log->segment = log->last_segment + 1;
            *current = false;
            lowest = 0;
        } else {
            JET_TRY(os_file_open(&log->file, path, OS_READ | OS_WRITE, OS_SHARE_READ));
        }
    } else if (highest != 0) {
        JET_TRY(log_archive_find(&log->names, highest, path));
        JET_TRY(continue_file(log, path));
        log->segment = log->last_segment + 1;
    } else {
        begin_stream(log);
    }
    log->checkpoint_position =
        lgpos_number((struct lgpos){0, 1,
                                    (int32_t)(lowest != 0 ? lowest
                                              : *current  ? log->header.generation
                                                          : log->header.generation + 1)});
    return JET_errSuccess;
}

/* Makes the file of the generation after `log->header`: the first one, or the one a crash in the middle of a roll left out. */
static JET_ERR begin_first_file(struct log *log)
{
    struct log_header header;
    JET_ERR err;

    os_mutex_lock(&log->lock);
    err = log_begin_generation(log);
    header = log->header;
    os_mutex_unlock(&log->lock);
    JET_TRY(err);
    header.previous_checksum = log->checksum;
    JET_TRY(log_install_generation(log, &header, header.generation - 1));
    log->roll_pending = false;
    return JET_errSuccess;
}

/* ----------------------------------------------------------------------------------------- open and close */

static void set_params(struct log *log)
{
    struct log_params *params = &log->options.params;

    params->file_sectors = log->options.file_size / LOG_SEGMENT_SIZE;
    params->buffer_sectors = log->slots;
    params->flags = log->options.circular ? 1 : 0;
}

static JET_ERR open_stream(struct log *log)
{
    uint64_t first;
    bool current;

    JET_TRY(log_checkpoint_lock(log));
    JET_TRY(log_fill_reserve(log));
    JET_TRY(find_stream(log, &current));
    first = log->checkpoint_position;
    if (!current) {
        JET_TRY(begin_first_file(log));
    }
    log->complete = log_end_locked(log);
    log->durable = log->complete;
    JET_TRY(log_checkpoint_begin(log, first));
    if (log->replaces) {
        JET_TRY(log_checkpoint_alone(log));
    }
    log_checkpoint_unlock(log);
    return os_thread_start(&log->thread, "log", log_thread, log);
}

static JET_ERR make_log(const struct log_options *options, struct log **out)
{
    uint32_t sectors = options->file_size / LOG_SEGMENT_SIZE;
    struct log *log = calloc(1, sizeof *log);

    *out = log;
    if (log == NULL) {
        return JET_errOutOfMemory;
    }
    log->options = *options;
    log->file = log->next_file = log->checkpoint_file = os_file_none();
    os_mutex_init(&log->lock);
    os_mutex_init(&log->checkpoint_lock);
    os_condition_init(&log->changed);
    os_condition_init(&log->work);
    if (options->file_size % LOG_SEGMENT_SIZE != 0 || sectors < LOG_FILE_SECTORS_MIN ||
        sectors > LOG_FILE_SECTORS_MAX) {
        return diag_fail(JET_errInvalidParameter, "log files cannot have %u bytes", options->file_size);
    }
    log->last_segment = sectors - 2;
    log->slots = options->buffer_size / LOG_SEGMENT_SIZE;
    log->slots = log->slots < RING_SLOTS_MIN ? RING_SLOTS_MIN : log->slots;
    log->ring = os_memory_allocate((size_t)log->slots * LOG_SEGMENT_SIZE);
    if (log->ring == NULL) {
        return JET_errOutOfMemory;
    }
    set_params(log);
    JET_TRY(log_names_set(&log->names, options->log_folder, options->system_folder, options->base_name,
                          options->legacy_names));
    log->names.long_numbers = options->long_numbers;
    return JET_errSuccess;
}

static void free_log(struct log *log)
{
    if (log == NULL) {
        return;
    }
    os_file_close(&log->file);
    os_file_close(&log->next_file);
    os_file_close(&log->checkpoint_file);
    if (log->ring != NULL) {
        os_memory_free(log->ring, (size_t)log->slots * LOG_SEGMENT_SIZE);
    }
    os_condition_destroy(&log->work);
    os_condition_destroy(&log->changed);
    os_mutex_destroy(&log->checkpoint_lock);
    os_mutex_destroy(&log->lock);
    free(log);
}

JET_ERR log_open(const struct log_options *options, log_attachments attachments,
                 log_oldest_needed oldest_needed, void *context, struct log **out)
{
    struct log *log;
    JET_ERR err;

    *out = NULL;
    JET_TRY_OR(make_log(options, &log), fail);
    log->attachments = attachments;
    log->oldest_needed = oldest_needed;
    log->context = context;
    JET_TRY_OR(open_stream(log), fail);
    *out = log;
    return JET_errSuccess;
fail:
    free_log(log);
    return err;
}

/* The last checkpoint: at the record that ended the stream, or as far as it goes. */
static JET_ERR finish(struct log *log)
{
    uint64_t quit;
    JET_ERR err;

    os_mutex_lock(&log->lock);
    err = log_wait_locked(log, log_end_locked(log), true);
    if (err == JET_errSuccess && log->failed < 0) {
        err = log_failure(log);
    }
    quit = log->last_quit;
    os_mutex_unlock(&log->lock);
    JET_TRY(err);
    return quit != 0 ? log_checkpoint_end(log, quit) : log_checkpoint(log);
}

JET_ERR log_refuse(const struct log *log)
{
    return diag_fail(JET_errLogWriteFail, "the log '%s%s' takes no more records", log->names.folder,
                     log->names.base);
}

void log_stop(struct log *log)
{
    os_mutex_lock(&log->lock);
    log->stopped = true;
    os_mutex_unlock(&log->lock);
}

JET_ERR log_close(struct log *log)
{
    JET_ERR err;

    if (log == NULL) {
        return JET_errSuccess;
    }
    err = finish(log);
    os_mutex_lock(&log->lock);
    log->stop = true;
    os_condition_signal(&log->work);
    os_mutex_unlock(&log->lock);
    os_thread_join(&log->thread);
    log_drop_next(log);
    free_log(log);
    return err;
}

/* ---------------------------------------------------------------------------------------------- questions */

uint64_t log_end(struct log *log)
{
    uint64_t end;

    os_mutex_lock(&log->lock);
    end = log_end_locked(log);
    os_mutex_unlock(&log->lock);
    return end;
}

uint64_t log_durable(struct log *log)
{
    return log->durable;
}

struct signature log_signature(struct log *log)
{
    struct signature signature;

    os_mutex_lock(&log->lock);
    signature = log->header.signature;
    os_mutex_unlock(&log->lock);
    return signature;
}

uint32_t log_generation(struct log *log, struct logtime *created)
{
    uint32_t generation;

    os_mutex_lock(&log->lock);
    generation = log->header.generation - (log->roll_pending ? 1 : 0);
    *created = log->roll_pending ? log->header.previous_created : log->header.created;
    os_mutex_unlock(&log->lock);
    return generation;
}

uint64_t log_checkpoint_position(struct log *log)
{
    uint64_t position;

    os_mutex_lock(&log->lock);
    position = log->checkpoint_position;
    os_mutex_unlock(&log->lock);
    return position;
}

/* Bytes of all files of the stream up to a position. */
static uint64_t bytes_up_to(const struct log *log, uint64_t position)
{
    const struct lgpos at = lgpos_of(position);

    return (uint64_t)(uint32_t)at.generation * log->options.file_size +
           (uint64_t)at.sector * LOG_SEGMENT_SIZE + at.byte;
}

uint64_t log_distance(const struct log *log, uint64_t from, uint64_t to)
{
    return to <= from ? 0 : bytes_up_to(log, to) - bytes_up_to(log, from);
}

uint64_t log_before(const struct log *log, uint64_t position, uint64_t distance)
{
    const uint64_t bytes = bytes_up_to(log, position);
    const uint64_t left = bytes > distance ? bytes - distance : 0;

    return lgpos_number((struct lgpos){(uint16_t)(left % LOG_SEGMENT_SIZE),
                                       (uint16_t)(left % log->options.file_size / LOG_SEGMENT_SIZE),
                                       (int32_t)(left / log->options.file_size)});
}

void log_listen(struct log *log, log_listener listener, void *context)
{
    os_mutex_lock(&log->lock);
    log->listener = listener;
    log->listener_context = context;
    os_mutex_unlock(&log->lock);
}

JET_ERR log_error(struct log *log)
{
    JET_ERR err;

    os_mutex_lock(&log->lock);
    err = log->failed;
    os_mutex_unlock(&log->lock);
    return err;
}

JET_ERR log_roll(struct log *log)
{
    JET_ERR err = JET_errSuccess;

    os_mutex_lock(&log->lock);
    while (log->roll_pending && log->failed == JET_errSuccess) {
        log_progress(log);
    }
    if (log->failed == JET_errSuccess && (log->segment != 1 || log->fill != 0)) {
        err = log_begin_generation(log);
        while (log->roll_pending && log->failed == JET_errSuccess) {
            log_progress(log);
        }
    }
    if (log->failed < 0) {
        err = log_failure(log);
    }
    os_mutex_unlock(&log->lock);
    return err;
}
