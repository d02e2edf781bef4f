/*
 * log_append.c - records into the ring.
 */
#include <string.h>

#include "buffer/reader.h"
#include "diag.h"
#include "log/log_parts.h"
#include "log/log_record.h"
#include "try.h"

/* The bytes of all pieces as one run. */
struct source {
    const struct bytes *pieces;
    uint32_t count, index, offset;
    uint32_t single; /* the size of the record that they are, 0 when they are several, or none */
};

static void source_copy(struct source *source, uint8_t *to, uint32_t size)
{
    while (size != 0) {
        const struct bytes *piece = &source->pieces[source->index];
        uint32_t left = piece->size - source->offset;
        uint32_t part = left < size ? left : size;

        if (part != 0) {
            memcpy(to, piece->at + source->offset, part);
        }
        to += part;
        size -= part;
        source->offset += part;
        if (source->offset == piece->size) {
            source->index++;
            source->offset = 0;
        }
    }
}

/*
 * The next record of the pieces from *index on, which is left behind it. False when there is none; `*size` is 0 when
 * what is there is not a record.
 */
static bool next_record(const struct bytes *pieces, uint32_t count, uint32_t *index, unsigned *type,
                        uint32_t *size)
{
    uint64_t have = 0;

    while (*index < count && pieces[*index].size == 0) {
        (*index)++;
    }
    if (*index == count) {
        return false;
    }
    *type = pieces[*index].at[0];
    if (!log_record_total(pieces[*index], size)) {
        *size = 0;
    }
    while (*index < count && have < *size) {
        have += pieces[(*index)++].size;
    }
    *size = have == *size ? *size : 0;
    return true;
}

/* Nearly all that is logged is one record, which need not be taken apart to be measured and put. */
static uint32_t size_of_single(const struct bytes *pieces, uint32_t count)
{
    uint32_t size, index = 0;
    uint64_t have = 0;

    if (count == 0 || pieces[0].size == 0 || !log_record_total(pieces[0], &size)) {
        return 0;
    }
    while (index < count) {
        have += pieces[index++].size;
    }
    return have == size ? size : 0;
}

/* Where the next record begins after all of these; false when the pieces are not records. */
static bool place_after_all(const struct source *source, struct log_place from, struct log_place *after)
{
    uint32_t index = 0, size = 0;
    unsigned type;

    if (source->single != 0) {
        *after = log_place_after(from, source->single);
        return true;
    }
    *after = from;
    while (next_record(source->pieces, source->count, &index, &type, &size)) {
        if (size == 0) {
            return false;
        }
        *after = log_place_after(*after, size);
    }
    return size != 0;
}

/* The last segment that has bytes of what ends at `after`. */
static uint32_t last_used(struct log_place after)
{
    return after.byte == 0 ? after.segment - 1 : after.segment;
}

uint64_t log_end_locked(const struct log *log)
{
    uint32_t generation = log->header.generation;

    if (log->segment > log->last_segment) {
        return lgpos_number((struct lgpos){0, 1, (int32_t)(generation + 1)});
    }
    return lgpos_number((struct lgpos){(uint16_t)log->fill, (uint16_t)log->segment, (int32_t)generation});
}

/* -------------------------------------------------------------------------------------------- the segment */

static uint8_t *head_segment(struct log *log)
{
    return log->ring + (size_t)(log->head % log->slots) * LOG_SEGMENT_SIZE;
}

/* Goes to the next segment in the middle of what was begun at `complete`. */
static void next_segment(struct log *log, uint64_t complete)
{
    log->head++;
    log->segment++;
    log->fill = 0;
    log->complete = complete;
}

/* Goes to the next segment between records. */
static void leave_segment(struct log *log)
{
    next_segment(log, 0);
    log->complete = log_end_locked(log);
}

static void begin_segment(struct log *log)
{
    if (log->fill == 0) {
        log_segment_begin(head_segment(log), log->header.generation, log->segment, log_time_now());
        log->fill = LOG_SEGMENT_HEADER;
    }
}

void log_fill_segment(struct log *log)
{
    uint8_t *segment = head_segment(log);
    uint32_t room = LOG_SEGMENT_SIZE - log->fill;

    if (log->fill == 0 || room < LOG_NOP2_SIZE) {
        return;
    }
    memset(segment + log->fill, 0, room);
    segment[log->fill] = LOG_NOP2;
    put_u32(segment + log->fill + 1, room - LOG_NOP2_SIZE);
    leave_segment(log);
}

static void put_bytes(struct log *log, struct source *source, uint32_t size)
{
    source_copy(source, head_segment(log) + log->fill, size);
    log->fill += size;
}

/* Puts one record as log_place_after() has measured it. `record` is where the group of it begins. */
static void put_record(struct log *log, struct source *source, uint32_t size, uint64_t record)
{
    uint32_t room, part;

    reader_add(reader_self(), COUNT_LOG_RECORDS, 1);
    reader_add(reader_self(), COUNT_LOG_BYTES, size);
    begin_segment(log);
    room = LOG_SEGMENT_SIZE - log->fill;
    if (size > room && room < LOG_FRAGMENT_ROOM_MIN) {
        memset(head_segment(log) + log->fill, 0, room);
        next_segment(log, record);
        begin_segment(log);
        room = LOG_SEGMENT_DATA;
    }
    if (size > room) {
        uint8_t *at = head_segment(log) + log->fill;

        part = room - LOG_FRAGMENT_BEGIN_SIZE;
        at[0] = LOG_FRAGMENT_BEGIN;
        put_u32(at + 1, size);
        put_u16(at + 5, (uint16_t)part);
        log->fill += LOG_FRAGMENT_BEGIN_SIZE;
        put_bytes(log, source, part);
        size -= part;
        next_segment(log, record);
    }
    while (size > 0 && log->fill == 0) { /* what is left of a record that was cut */
        begin_segment(log);
        part = LOG_SEGMENT_DATA - LOG_FRAGMENT_SIZE;
        part = size < part ? size : part;
        head_segment(log)[log->fill] = LOG_FRAGMENT;
        put_u16(head_segment(log) + log->fill + 1, (uint16_t)part);
        log->fill += LOG_FRAGMENT_SIZE;
        put_bytes(log, source, part);
        size -= part;
        if (log->fill == LOG_SEGMENT_SIZE) {
            next_segment(log, record);
        }
    }
    if (size > 0) {
        put_bytes(log, source, size);
        if (log->fill == LOG_SEGMENT_SIZE) {
            next_segment(log, record);
        }
    }
}

/* --------------------------------------------------------------------------------------- a new generation */

/* The header of the generation after `log->header`; the checksum of what it follows is not known yet. */
static void make_next_header(struct log *log, struct log_header *next)
{
    struct log_version version = log_version_of(log->options.efv);
    const struct log_header *last = &log->header;

    *next = *last;
    next->generation = last->generation + 1;
    next->previous_created = last->created;
    next->created = log_time_now();
    if (version.update_major > last->update_major ||
        (version.update_major == last->update_major && version.update_minor > last->update_minor)) {
        next->update_major = version.update_major;
        next->update_minor = version.update_minor;
    }
    next->efv = log->options.efv;
    next->params = log->options.params;
    next->flags = last->flags & LOG_CIRCULAR_EVER;
    next->flags |= log->options.circular ? LOG_CIRCULAR_NOW | LOG_CIRCULAR_EVER : 0;
    next->checkpoint = lgpos_of(log->checkpoint_position);
    memset(next->attachments, 0, sizeof next->attachments);
    log->attachments(log->context, (uint64_t)next->generation << 32, next->attachments,
                     sizeof next->attachments);
}

JET_ERR log_begin_generation(struct log *log)
{
    struct log_header next;

    if (log->header.generation + 1 >= GENERATION_MAX) {
        return diag_fail(JET_errLogSequenceEnd, "the log stream has used up its generations");
    }
    if (log->fill != 0) {
        memset(head_segment(log) + log->fill, 0, LOG_SEGMENT_SIZE - log->fill);
        leave_segment(log);
    }
    make_next_header(log, &next);
    log->header = next;
    log->segment = 1;
    log->complete = log_end_locked(log);
    log->roll_at = log->head;
    log->roll_pending = true;
    os_condition_signal(&log->work);
    return JET_errSuccess;
}

/* ---------------------------------------------------------------------------------------------- appending */

/* Types that begin something new, and are refused while the stream lives on its reserve. */
static bool may_use_reserve(unsigned type)
{
    return type != LOG_BEGIN0 && type != LOG_CREATE_DB && type != LOG_ATTACH_DB && type != LOG_INIT2;
}

/* Under the lock: tries to get out of the quiet state. */
static JET_ERR leave_quiet_state(struct log *log)
{
    JET_ERR err;

    log_take_writer(log);
    os_mutex_unlock(&log->lock);
    err = log_fill_reserve(log);
    os_mutex_lock(&log->lock);
    log_give_writer(log);
    JET_TRY(err);
    log->quiesced = false;
    return JET_errSuccess;
}

/* Where the records end that begin at `from`, an error when they are none or do not fit into a file or the ring. */
static JET_ERR measure(const struct log *log, const struct source *source, struct log_place from,
                       struct log_place *after)
{
    struct log_place fresh = {1, 0};
    uint32_t segments;

    if (!place_after_all(source, from, after)) {
        return diag_fail(JET_errInvalidLoggedOperation, "what is to be logged is not a record");
    }
    segments = last_used(*after) - from.segment + 1;
    if (last_used(*after) > log->last_segment) { /* would they in a file of their own? */
        (void)place_after_all(source, fresh, &fresh);
        segments = last_used(fresh);
    }
    if (segments > log->last_segment || segments > log->slots) {
        return diag_fail(JET_errLogBufferTooSmall, "a log record needs %u segments", segments);
    }
    return JET_errSuccess;
}

/* Under the lock: returns when the records have their place in the current generation and the ring. */
static JET_ERR find_room(struct log *log, const struct source *source)
{
    for (;;) {
        struct log_place after;

        if (log->failed < 0) {
            return log_failure(log);
        }
        JET_TRY(measure(log, source, (struct log_place){log->segment, log->fill}, &after));
        if (last_used(after) > log->last_segment) {
            if (!log->roll_pending) {
                JET_TRY(log_begin_generation(log));
                continue;
            }
        } else if (log->head + (last_used(after) - log->segment) + 1 - log->tail <= log->slots) {
            return JET_errSuccess;
        }
        log_progress(log);
    }
}

JET_ERR log_append(struct log *log, const struct bytes *pieces, uint32_t count, uint64_t *lgpos)
{
    return log_append_placed(log, pieces, count, NULL, NULL, lgpos);
}

JET_ERR log_append_placed(struct log *log, const struct bytes *pieces, uint32_t count,
                          void (*placed)(void *context, uint64_t lgpos), void *context, uint64_t *lgpos)
{
    struct source source = {.pieces = pieces, .count = count};
    unsigned type = LOG_NOP;
    uint32_t index = 0, size;
    uint64_t waiting;
    JET_ERR err = JET_errSuccess;

    source.single = size_of_single(pieces, count);
    os_mutex_lock(&log->lock);
    if (log->stopped) {
        err = log_refuse(log);
        goto unlock;
    }
    waiting = log->head - log->tail;
    if (log->quiesced && count != 0 && pieces[0].size != 0 && !may_use_reserve(pieces[0].at[0])) {
        JET_TRY_OR(leave_quiet_state(log), unlock);
    }
    JET_TRY_OR(find_room(log, &source), unlock);
    *lgpos = log_end_locked(log);
    if (source.single != 0) {
        type = pieces[0].at[0];
        put_record(log, &source, source.single, *lgpos);
    } else {
        while (next_record(pieces, count, &index, &type, &size)) {
            put_record(log, &source, size, *lgpos);
        }
    }
    if (log->fill == 0) {
        log->complete = log_end_locked(log);
    }
    if (placed != NULL) {
        placed(context, *lgpos);
    }
    log->last_quit =
        type == LOG_TERM2 || type == LOG_RECOVERY_QUIT2 || type == LOG_RECOVERY_QUIT_KEEP ? *lgpos : 0;
    if (waiting < log->slots / 2 && log->head - log->tail >= log->slots / 2) {
        os_condition_signal(&log->work);
    }
unlock:
    os_mutex_unlock(&log->lock);
    return err;
}
