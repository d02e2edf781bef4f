/*
 * log_roll.c - the files of the stream: the next one made ahead, put in the place of the current, and the reserve.
 *
 * A new generation G + 1, when all of G is written and synced:
 *
 *   1. edbtmp.log exists, zeros of the right size, or a generation of old that circular logging gave back
 *   2. the header of G + 1 is written into it, and synced
 *   3. edb.log     becomes  edb<G>.log
 *   4. edbtmp.log  becomes  edb.log
 *   5. the folder is synced
 *
 * A crash between 3 and 4 leaves no edb.log: recovery reads up to G, and the stream is opened by doing 1 to 5 again.
 *
 * When there is no room for edbtmp.log, a reserve file becomes it, and the stream is quiet from then on (log_append()).
 *
 * Format: reference log-and-recovery 17.
 */
#include <string.h>

#include "diag.h"
#include "log/log_parts.h"
#include "try.h"

enum { STEP_SIZE = 256 * 1024 };

static const uint8_t zeros[STEP_SIZE];

/* ------------------------------------------------------------------------------------------ the next file */

void log_drop_next(struct log *log)
{
    char path[OS_PATH_MAX];

    os_file_close(&log->next_file);
    if (log_next_path(&log->names, path) == JET_errSuccess && os_file_exists(path)) {
        (void)os_file_delete(path);
    }
    log->next = NEXT_NONE;
}

static JET_ERR begin_next(struct log *log)
{
    char path[OS_PATH_MAX];

    JET_TRY(log_next_path(&log->names, path));
    JET_TRY(os_file_open(&log->next_file, path, OS_READ | OS_WRITE | OS_CREATE | OS_TRUNCATE, OS_SHARE_READ));
    log->next_size = 0;
    log->next_from_reserve = false;
    return JET_errSuccess;
}

/* Zeros are written, not only promised: later syncs then have nothing to say about the file but its content. */
static JET_ERR zero_step(struct log *log)
{
    uint64_t left = log->options.file_size - log->next_size;
    size_t part = left < STEP_SIZE ? (size_t)left : STEP_SIZE;

    JET_TRY(os_file_write(&log->next_file, log->next_size, zeros, part));
    log->next_size += part;
    if (log->next_size == log->options.file_size) {
        JET_TRY(os_file_sync(&log->next_file));
        os_file_close(&log->next_file);
        log->next = NEXT_READY;
    }
    return JET_errSuccess;
}

JET_ERR log_grow_next(struct log *log)
{
    JET_ERR err = JET_errSuccess;

    if (log->next == NEXT_NONE) {
        JET_TRY(begin_next(log));
        log->next = NEXT_GROWING;
    }
    err = zero_step(log);
    if (err < 0) {
        log_drop_next(log);
    }
    return err;
}

/* -------------------------------------------------------------------------------------------- the reserve */

static JET_ERR make_reserve_file(struct log *log, const char *path)
{
    struct os_file_info info;
    struct os_file file;
    JET_ERR err = os_file_stat(path, &info);

    if (err == JET_errSuccess && info.size == log->options.file_size) {
        return JET_errSuccess;
    }
    JET_TRY(os_file_open(&file, path, OS_READ | OS_WRITE | OS_CREATE | OS_TRUNCATE, OS_SHARE_READ));
    err = os_file_allocate(&file, log->options.file_size);
    os_file_close(&file);
    if (err < 0) {
        (void)os_file_delete(path);
    }
    return err;
}

JET_ERR log_fill_reserve(struct log *log)
{
    char path[OS_PATH_MAX];

    for (unsigned number = 1; number <= LOG_RESERVES; number++) {
        JET_ERR err;

        JET_TRY(log_reserve_path(&log->names, number, path));
        err = make_reserve_file(log, path);
        if (err == JET_errDiskFull) {
            return diag_fail(JET_errLogDiskFull, "there is no room for the reserve log '%s'", path);
        }
        JET_TRY(err);
    }
    return JET_errSuccess;
}

/* A reserve file becomes the next one. Its content is not known: it is written over. */
static JET_ERR take_reserve(struct log *log)
{
    char path[OS_PATH_MAX], next[OS_PATH_MAX];
    struct os_file_info info;

    JET_TRY(log_next_path(&log->names, next));
    for (unsigned number = LOG_RESERVES; number > 0; number--) {
        JET_TRY(log_reserve_path(&log->names, number, path));
        if (os_file_stat(path, &info) != JET_errSuccess || info.size != log->options.file_size) {
            continue;
        }
        JET_TRY(os_file_rename(path, next, true));
        JET_TRY(os_file_open(&log->next_file, next, OS_READ | OS_WRITE, OS_SHARE_READ));
        log->next_size = 0;
        log->next_from_reserve = true;
        log->next = NEXT_GROWING;
        return JET_errSuccess;
    }
    return diag_fail(JET_errLogDiskFull, "the disk of the log '%s%s' is full, and the reserve is used up",
                     log->names.folder, log->names.base);
}

/* As the writer: has the next file ready, from the reserve when there is no other way. */
static JET_ERR finish_next(struct log *log)
{
    os_mutex_lock(&log->lock);
    while (log->next_busy) {
        os_condition_wait(&log->changed, &log->lock);
    }
    log->next_busy = true;
    os_mutex_unlock(&log->lock);
    for (;;) {
        JET_ERR err;

        if (log->next == NEXT_READY) {
            return JET_errSuccess;
        }
        err = log_grow_next(log);
        if (err == JET_errDiskFull) {
            err = take_reserve(log);
        }
        JET_TRY(err);
    }
}

/* ------------------------------------------------------------------------------------------------ rolling */

static JET_ERR write_header(const struct log_header *header, const char *path)
{
    uint8_t image[LOG_HEADER_SIZE];
    struct os_file file;
    JET_ERR err;

    log_header_encode(image, header);
    JET_TRY(os_file_open(&file, path, OS_READ | OS_WRITE, OS_SHARE_READ));
    err = os_file_write(&file, 0, image, sizeof image);
    if (err == JET_errSuccess) {
        err = os_file_sync(&file);
    }
    os_file_close(&file);
    return err;
}

static JET_ERR put_in_place(struct log *log, const struct log_header *header, uint32_t previous_generation)
{
    struct log_header marked = *header;
    char current[OS_PATH_MAX], archive[OS_PATH_MAX], next[OS_PATH_MAX];

    JET_TRY(log_current_path(&log->names, current));
    JET_TRY(log_archive_path(&log->names, previous_generation, archive));
    JET_TRY(log_next_path(&log->names, next));
    marked.flags |= log->next_from_reserve ? LOG_MADE_FROM_RESERVE : 0;
    JET_TRY(write_header(&marked, next));
    os_file_close(&log->file);
    if (os_file_exists(current)) {
        JET_TRY(os_file_rename(current, archive, false));
    }
    JET_TRY(os_file_rename(next, current, false));
    JET_TRY(os_dir_sync(log->names.folder));
    return os_file_open(&log->file, current, OS_READ | OS_WRITE, OS_SHARE_READ);
}

JET_ERR log_install_generation(struct log *log, const struct log_header *header, uint32_t previous_generation)
{
    JET_ERR err = finish_next(log);

    if (err == JET_errSuccess) {
        err = put_in_place(log, header, previous_generation);
    }
    os_mutex_lock(&log->lock);
    log->next_busy = false;
    if (err == JET_errSuccess) {
        log->quiesced = log->quiesced || log->next_from_reserve;
        log->next = NEXT_NONE;
        log->next_refused = false;
        log->file_segment = 1;
        log->have_shadow = false;
        log->checksum = 0;
        os_condition_signal(&log->work);
    }
    os_mutex_unlock(&log->lock);
    return err;
}
