/*
 * log_checkpoint.c - where a replay has to begin, and what may go before it.
 *
 * The checkpoint is the smaller of what the instance needs and what was durable before it was asked: changes that
 * come while it answers lie behind that. It never moves back. Its file holds two copies, written one after the other,
 * so that one is whole.
 *
 * With circular logging full generations before the checkpoint are not needed any more: the oldest becomes the next
 * file when there is none yet, the others are deleted. Format: reference log-and-recovery 18, 17.
 */
#include <string.h>

#include "diag.h"
#include "log/log_parts.h"
#include "try.h"

static JET_ERR open_checkpoint(struct log *log, struct os_file *file)
{
    char path[OS_PATH_MAX];

    JET_TRY(log_checkpoint_path(&log->names, path));
    return os_file_open(file, path, OS_READ | OS_WRITE | OS_CREATE, OS_SHARE_READ);
}

JET_ERR log_checkpoint_lock(struct log *log)
{
    return open_checkpoint(log, &log->checkpoint_file);
}

void log_checkpoint_unlock(struct log *log)
{
    os_file_close(&log->checkpoint_file);
}

static JET_ERR write_copies(struct log *log, struct os_file *file)
{
    uint8_t image[LOG_HEADER_SIZE];

    checkpoint_encode(image, &log->checkpoint);
    for (unsigned copy = 0; copy < 2; copy++) {
        JET_TRY(os_file_write(file, (uint64_t)copy * LOG_HEADER_SIZE, image, sizeof image));
        JET_TRY(os_file_sync(file));
    }
    return JET_errSuccess;
}

static JET_ERR write_checkpoint(struct log *log)
{
    struct os_file file;
    JET_ERR err;

    if (os_file_is_open(&log->checkpoint_file)) {
        err = write_copies(log, &log->checkpoint_file);
    } else {
        JET_TRY(open_checkpoint(log, &file));
        err = write_copies(log, &file);
        os_file_close(&file);
    }
    log->checkpoint_written = err == JET_errSuccess;
    return err;
}

/* The checkpoint, as a struct, at `position`. */
static void set_position(struct log *log, uint64_t position)
{
    log->checkpoint.position = log->checkpoint.consistency = lgpos_of(position);
    log->checkpoint.version = 1;
    memset(log->checkpoint.attachments, 0, LOG_ATTACH_LIST_SIZE);
    os_mutex_lock(&log->lock);
    log->checkpoint_position = position;
    log->attachments(log->context, position, log->checkpoint.attachments, LOG_ATTACH_LIST_SIZE);
    os_mutex_unlock(&log->lock);
}

JET_ERR log_checkpoint_begin(struct log *log, uint64_t first)
{
    struct checkpoint *checkpoint = &log->checkpoint;
    char path[OS_PATH_MAX];
    JET_ERR err;

    JET_TRY(log_checkpoint_path(&log->names, path));
    err = checkpoint_read(path, checkpoint);
    if (err == JET_errSuccess && signature_equal(&checkpoint->signature, &log->header.signature) &&
        lgpos_number(checkpoint->position) >= first &&
        lgpos_number(checkpoint->position) <= log_end_locked(log)) {
        log->checkpoint_position = lgpos_number(checkpoint->position);
    } else {
        *checkpoint = (struct checkpoint){.position = lgpos_of(first), .consistency = lgpos_of(first)};
        log->checkpoint_position = first;
    }
    checkpoint->signature = log->header.signature;
    checkpoint->params = log->options.params;
    checkpoint->file_type = FILE_TYPE_CHECKPOINT;
    return JET_errSuccess;
}

/* ---------------------------------------------------------------------------------------- old generations */

/* Makes a generation that is not needed the next file; false when there is one, or this one cannot be it. */
static bool recycle(struct log *log, const char *path)
{
    char next[OS_PATH_MAX];
    struct os_file_info info;
    bool taken = false;

    if (os_file_stat(path, &info) != JET_errSuccess || info.size != log->options.file_size ||
        log_next_path(&log->names, next) != JET_errSuccess) {
        return false;
    }
    os_mutex_lock(&log->lock);
    if (!log->next_busy && log->next == NEXT_NONE) {
        log->next_busy = true;
        os_mutex_unlock(&log->lock);
        taken = os_file_rename(path, next, true) == JET_errSuccess;
        os_mutex_lock(&log->lock);
        log->next_busy = false;
        if (taken) {
            log->next = NEXT_READY;
            log->next_from_reserve = false;
        }
        os_condition_broadcast(&log->changed);
    }
    os_mutex_unlock(&log->lock);
    return taken;
}

static JET_ERR remove_before(struct log *log, uint32_t generation)
{
    uint32_t lowest, highest;
    char path[OS_PATH_MAX];

    JET_TRY(log_archive_range(&log->names, &lowest, &highest));
    for (uint32_t old = lowest; old != 0 && old < generation && old <= highest; old++) {
        JET_ERR err = log_archive_find(&log->names, old, path);

        if (err == JET_errFileNotFound) {
            continue;
        }
        JET_TRY(err);
        if (!recycle(log, path)) {
            JET_TRY(os_file_delete(path));
        }
    }
    return JET_errSuccess;
}

/* ---------------------------------------------------------------------------------------------- moving it */

static JET_ERR move_checkpoint(struct log *log)
{
    uint64_t durable = log->durable;
    uint64_t needed = log->oldest_needed(log->context);
    uint64_t position = needed < durable ? needed : durable;

    if (lgpos_of(position).sector == 0) { /* the start of a generation is behind its header */
        position += 1u << 16;
    }
    if (position <= log->checkpoint_position && log->checkpoint_written) {
        return JET_errSuccess;
    }
    set_position(log, position > log->checkpoint_position ? position : log->checkpoint_position);
    JET_TRY(write_checkpoint(log));
    return log->options.circular ? remove_before(log, (uint32_t)(log->checkpoint_position >> 32))
                                 : JET_errSuccess;
}

JET_ERR log_checkpoint(struct log *log)
{
    JET_ERR err;

    os_mutex_lock(&log->checkpoint_lock);
    err = move_checkpoint(log);
    os_mutex_unlock(&log->checkpoint_lock);
    return err;
}

JET_ERR log_checkpoint_alone(struct log *log)
{
    log->checkpoint.version = 1; /* nothing is attached */
    JET_TRY(write_checkpoint(log));
    return remove_before(log, (uint32_t)(log->checkpoint_position >> 32));
}

JET_ERR log_checkpoint_end(struct log *log, uint64_t quit)
{
    log->checkpoint.position = log->checkpoint.consistency = lgpos_of(quit);
    log->checkpoint.version = 0;
    memset(log->checkpoint.attachments, 0, LOG_ATTACH_LIST_SIZE);
    return write_checkpoint(log);
}
