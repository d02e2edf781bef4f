/*
 * log_write.c - the ring into the file, and who waits for it.
 *
 * What a write is depends on how the last one ended. A segment that is written before it is full is written twice, at
 * its place and the next; while it lies there so, its place is written alone before anything else, so that one of the
 * two is whole whatever happens. Segments that are written full are never written again.
 *
 *   last write ended with     full segments                              a partial segment
 *   a full segment            at their places, at once                   image at its place and the next, at once
 *   a partial one             the first alone, sync; then the others,    image at its place, sync; then at the next
 *                             or, when there are none, its copy over
 *                             the shadow
 *
 * Who waits for a commit has the rest of the last segment filled, so that it is full; so partial ones come from the
 * write-ahead rule alone. Format: reference log-and-recovery 5.5.
 */
#include <stdio.h>
#include <string.h>

#include "diag.h"
#include "log/log_parts.h"
#include "try.h"

/* What the writer is going to do: the ring's segments from the tail on, then the head's copy, then a new file. */
struct plan {
    uint64_t first;
    uint32_t full;
    bool partial, roll;
    uint64_t durable;         /* the new end of the durable part */
    struct log_header header; /* roll: of the new generation */
};

JET_ERR log_failure(const struct log *log)
{
    return diag_fail(log->failed, "%s", log->failure);
}

static void tell(const struct log *log)
{
    if (log->listener != NULL) {
        log->listener(log->listener_context, log->durable, log->failed);
    }
}

void log_fail(struct log *log, JET_ERR err)
{
    bool is_full = err == JET_errDiskFull || err == JET_errLogDiskFull;

    if (log->failed == JET_errSuccess) {
        log->failed = is_full ? JET_errLogDiskFull : JET_errLogWriteFail;
        snprintf(log->failure, sizeof log->failure, "%s", diag_sentence());
        tell(log);
    }
    os_condition_broadcast(&log->changed);
}

static uint8_t *slot(struct log *log, uint64_t number)
{
    return log->ring + (size_t)(number % log->slots) * LOG_SEGMENT_SIZE;
}

/* ------------------------------------------------------------------------------------------------ writing */

static JET_ERR write_at(struct log *log, uint32_t segment, const uint8_t *image, uint32_t count)
{
    return os_file_write(&log->file, (uint64_t)segment * LOG_SEGMENT_SIZE, image,
                         (size_t)count * LOG_SEGMENT_SIZE);
}

/* Writes `count` slots from `first` on to consecutive places, in two parts where the ring wraps. */
static JET_ERR write_slots(struct log *log, uint64_t first, uint32_t count, uint32_t segment)
{
    uint32_t to_wrap = log->slots - (uint32_t)(first % log->slots);
    uint32_t part = count < to_wrap ? count : to_wrap;

    if (part != 0) {
        JET_TRY(write_at(log, segment, slot(log, first), part));
    }
    if (part < count) {
        JET_TRY(write_at(log, segment + part, log->ring, count - part));
    }
    return JET_errSuccess;
}

static JET_ERR write_full(struct log *log, uint64_t first, uint32_t count, bool more_follows)
{
    for (uint32_t i = 0; i < count; i++) {
        log->checksum ^= log_segment_seal(slot(log, first + i), log->file_segment + i);
    }
    if (log->have_shadow) {
        JET_TRY(write_at(log, log->file_segment, slot(log, first), 1));
        JET_TRY(os_file_sync(&log->file));
        if (count == 1 && !more_follows) {
            JET_TRY(write_at(log, log->file_segment + 1, slot(log, first), 1));
        }
        log->have_shadow = false;
        log->file_segment++;
        first++;
        count--;
    }
    JET_TRY(write_slots(log, first, count, log->file_segment));
    log->file_segment += count;
    return JET_errSuccess;
}

static JET_ERR write_partial(struct log *log)
{
    uint8_t *image = log->partial;

    log_segment_seal(image, log->file_segment);
    if (log->have_shadow) {
        JET_TRY(write_at(log, log->file_segment, image, 1));
        JET_TRY(os_file_sync(&log->file));
        return write_at(log, log->file_segment + 1, image, 1);
    }
    memcpy(image + LOG_SEGMENT_SIZE, image, LOG_SEGMENT_SIZE);
    JET_TRY(write_at(log, log->file_segment, image, 2));
    log->have_shadow = true;
    return JET_errSuccess;
}

/* Without the lock. */
static JET_ERR carry_out(struct log *log, struct plan *plan)
{
    if (plan->full != 0) {
        JET_TRY(write_full(log, plan->first, plan->full, plan->partial));
    }
    if (plan->partial) {
        JET_TRY(write_partial(log));
    }
    if (plan->full != 0 || plan->partial) {
        JET_TRY(os_file_sync(&log->file));
    }
    if (plan->roll) {
        plan->header.previous_checksum = log->checksum;
        JET_TRY(log_install_generation(log, &plan->header, plan->header.generation - 1));
    }
    return JET_errSuccess;
}

/* ----------------------------------------------------------------------------------------------- planning */

static bool is_wanted(const struct log *log, uint64_t position)
{
    return position >= log->durable && position >= log->complete;
}

static void make_plan(struct log *log, struct plan *plan)
{
    *plan = (struct plan){.first = log->tail};
    if (log->roll_pending) {
        plan->full = (uint32_t)(log->roll_at - log->tail);
        plan->roll = true;
        plan->header = log->header;
        plan->durable = lgpos_number((struct lgpos){0, 1, (int32_t)log->header.generation});
        return;
    }
    if (log->fill != 0 && is_wanted(log, log->wanted_filled)) {
        log_fill_segment(log);
    }
    plan->full = (uint32_t)(log->head - log->tail);
    plan->durable = log->complete;
    if (log->fill != 0 && (is_wanted(log, log->wanted) || is_wanted(log, log->wanted_filled))) {
        memcpy(log->partial, slot(log, log->head), log->fill);
        memset(log->partial + log->fill, 0, LOG_SEGMENT_SIZE - log->fill);
        plan->partial = true;
        plan->durable = log_end_locked(log);
    }
}

void log_take_writer(struct log *log)
{
    while (log->writing) {
        os_condition_wait(&log->changed, &log->lock);
    }
    log->writing = true;
}

void log_give_writer(struct log *log)
{
    log->writing = false;
    os_condition_broadcast(&log->changed);
}

void log_progress(struct log *log)
{
    struct plan plan;
    JET_ERR err;

    if (log->writing) {
        os_condition_wait(&log->changed, &log->lock);
        return;
    }
    if (log->failed < 0) {
        return;
    }
    log->writing = true;
    make_plan(log, &plan);
    os_mutex_unlock(&log->lock);
    err = carry_out(log, &plan);
    os_mutex_lock(&log->lock);
    if (err < 0) {
        log_fail(log, err);
    } else {
        log->tail += plan.full;
        if (plan.roll) {
            log->roll_pending = false;
        }
        if (plan.durable > log->durable) {
            log->durable = plan.durable;
            tell(log);
        }
    }
    log_give_writer(log);
}

/* ------------------------------------------------------------------------------------------------ waiting */

JET_ERR log_wait_locked(struct log *log, uint64_t lgpos, bool fill)
{
    uint64_t end = log_end_locked(log);
    uint64_t *wanted = fill ? &log->wanted_filled : &log->wanted;

    if (lgpos >= end) {
        lgpos = end - 1;
    }
    while (log->durable <= lgpos) {
        if (log->failed < 0) {
            return log_failure(log);
        }
        if (*wanted < lgpos) {
            *wanted = lgpos;
        }
        log_progress(log);
    }
    return JET_errSuccess;
}

static JET_ERR wait_for(struct log *log, uint64_t lgpos, bool fill)
{
    JET_ERR err;

    if (log->durable > lgpos) {
        return JET_errSuccess;
    }
    os_mutex_lock(&log->lock);
    err = log_wait_locked(log, lgpos, fill);
    os_mutex_unlock(&log->lock);
    return err;
}

JET_ERR log_wait(struct log *log, uint64_t lgpos)
{
    return wait_for(log, lgpos, true);
}

JET_ERR log_before_write(void *context, uint64_t lgpos)
{
    struct log *log = context;
    bool stopped;

    os_mutex_lock(&log->lock);
    stopped = log->stopped;
    os_mutex_unlock(&log->lock);
    return stopped ? log_refuse(log) : wait_for(log, lgpos, false);
}

void log_flush_soon(struct log *log, uint64_t lgpos, uint32_t milliseconds)
{
    uint64_t when = os_time_monotonic_ns() + (uint64_t)milliseconds * 1000000;

    os_mutex_lock(&log->lock);
    if (lgpos >= log->durable) {
        bool idle = log->soon < log->durable;

        log->soon = lgpos > log->soon ? lgpos : log->soon;
        if (idle || when < log->soon_ns) {
            log->soon_ns = when;
            os_condition_signal(&log->work);
        }
    }
    os_mutex_unlock(&log->lock);
}

/* --------------------------------------------------------------------------------------------- the thread */

/* Milliseconds until log_flush_soon() is due, 0 when it is, UINT32_MAX when nothing is asked for. */
static uint32_t soon_in(const struct log *log)
{
    uint64_t now;

    if (log->soon < log->durable || log->soon >= log_end_locked(log)) {
        return UINT32_MAX;
    }
    now = os_time_monotonic_ns();
    return now >= log->soon_ns ? 0 : (uint32_t)((log->soon_ns - now) / 1000000 + 1);
}

static void grow_next(struct log *log)
{
    JET_ERR err;

    log->next_busy = true;
    os_mutex_unlock(&log->lock);
    err = log_grow_next(log);
    os_mutex_lock(&log->lock);
    log->next_busy = false;
    if (err < 0) { /* whoever needs the file tries again, and has the reserve */
        log->next = NEXT_NONE;
        log->next_refused = true;
    }
    os_condition_broadcast(&log->changed);
}

void log_thread(void *context)
{
    struct log *log = context;

    os_mutex_lock(&log->lock);
    while (!log->stop) {
        uint32_t wait = log->failed < 0 ? UINT32_MAX : soon_in(log);

        if (log->failed == JET_errSuccess && wait == 0 && log->wanted_filled < log->soon) {
            log->wanted_filled = log->soon;
        }
        if (log->failed == JET_errSuccess &&
            (wait == 0 || log->roll_pending || log->head - log->tail >= log->slots / 2)) {
            log_progress(log);
        } else if (log->failed == JET_errSuccess && !log->next_busy && log->next != NEXT_READY &&
                   !log->next_refused) {
            grow_next(log);
        } else if (wait == UINT32_MAX) {
            os_condition_wait(&log->work, &log->lock);
        } else {
            os_condition_wait_for(&log->work, &log->lock, wait);
        }
    }
    os_mutex_unlock(&log->lock);
}
