/*
 * evict.c - finding a frame for a page: a free one, one that was never used, or one whose page the clock's
 * hand picks.
 *
 * The hand goes round the frames. A page that was asked for again since the hand last passed is spared once;
 * a page that was only read is not, so that a scan does not push out what is in use. Whoever is latched is
 * passed over. A changed page is written under UPDATE, which readers do not notice, and dropped if still
 * nobody has come.
 */
#include <inttypes.h>
#include <stddef.h>

#include "buffer/frame.h"
#include "buffer/latch.h"
#include "diag.h"

enum {
    PATIENCE_MS = 5000,
    HASTY_STEPS = 128, /* frames that a caller looks at who can do without */
};

static struct frame *take_free(struct cache *cache)
{
    struct frame *frame = NULL;

    if (atomic_load_explicit(&cache->free_count, memory_order_relaxed) == 0) {
        return NULL;
    }
    os_mutex_lock(&cache->free_lock);
    if (cache->first_free != 0) {
        frame = &cache->frame[cache->first_free - 1];
        cache->first_free = atomic_load_explicit(&frame->next, memory_order_relaxed);
        (void)atomic_fetch_sub_explicit(&cache->free_count, 1, memory_order_relaxed);
    }
    os_mutex_unlock(&cache->free_lock);
    if (frame != NULL) {
        (void)latch_exclusive(cache, frame, 0); /* at most somebody who comes too late lets go of it first */
    }
    return frame;
}

void frame_give_back(struct cache *cache, struct frame *frame)
{
    atomic_store_explicit(&frame->referenced, false, memory_order_relaxed);
    latch_release(cache, frame);
    os_mutex_lock(&cache->free_lock);
    atomic_store_explicit(&frame->next, cache->first_free, memory_order_relaxed);
    cache->first_free = frame_index(cache, frame) + 1;
    (void)atomic_fetch_add_explicit(&cache->free_count, 1, memory_order_relaxed);
    os_mutex_unlock(&cache->free_lock);
}

static struct frame *take_unused(struct cache *cache)
{
    struct frame *frame;
    uint32_t index;

    if (atomic_load_explicit(&cache->used, memory_order_relaxed) >= cache->frames) {
        return NULL;
    }
    index = atomic_fetch_add(&cache->used, 1);
    if (index >= cache->frames) {
        (void)atomic_fetch_sub(&cache->used, 1);
        return NULL;
    }
    frame = &cache->frame[index];
    frame->image = frame_image(cache, index);
    (void)latch_exclusive(cache, frame, 0);
    return frame;
}

/* Drops the page under the hand, if that may be. */
static bool try_evict(struct cache *cache, struct frame *frame)
{
    if (!latch_try_exclusive(cache, frame)) {
        return false;
    }
    if (frame_key(frame) == 0 || atomic_load(&frame->dirty)) {
        latch_release(cache, frame);
        return false;
    }
    hash_remove(cache, frame);
    return true;
}

static JET_ERR clean(struct cache *cache, struct frame *frame, struct reader *reader)
{
    JET_ERR err = JET_errSuccess;

    if (latch_try_update(frame)) {
        err = frame_write(cache, frame, reader);
        latch_release(cache, frame);
    }
    return err;
}

/* Moves the hand over up to `steps` frames; NULL when none of them can be had, with what a write said in
 * `*err`. */
static struct frame *sweep(struct cache *cache, struct reader *reader, uint32_t steps, bool may_write,
                           JET_ERR *err)
{
    for (uint32_t i = 0; i < steps; i++) {
        const uint32_t hand = atomic_fetch_add_explicit(&cache->hand, 1, memory_order_relaxed);
        struct frame *frame = &cache->frame[hand % cache->frames];

        if (frame_key(frame) == 0) {
            continue;
        }
        if (atomic_load_explicit(&frame->referenced, memory_order_relaxed)) {
            atomic_store_explicit(&frame->referenced, false, memory_order_relaxed);
            continue;
        }
        if (atomic_load(&frame->dirty)) {
            JET_ERR result = may_write ? clean(cache, frame, reader) : JET_errSuccess;

            if (!may_write) {
                continue;
            }
            if (result <
                JET_errSuccess) { /* the next one would hardly fare better; a clean page may still turn up */
                may_write = false;
                *err = result;
                continue;
            }
        }
        if (try_evict(cache, frame)) {
            reader_add(reader, COUNT_EVICTIONS, 1);
            return frame;
        }
    }
    return NULL;
}

JET_ERR frame_obtain(struct cache *cache, struct reader *reader, bool patient, struct frame **frame)
{
    const uint64_t start = os_time_monotonic_ns();
    const uint32_t steps = patient || 2 * cache->frames < HASTY_STEPS ? 2 * cache->frames : HASTY_STEPS;
    JET_ERR err;

    for (;;) {
        err = JET_errSuccess;
        *frame = take_free(cache);
        if (*frame == NULL) {
            *frame = take_unused(cache);
        }
        if (*frame == NULL) {
            *frame = sweep(cache, reader, steps, patient, &err);
        }
        if (*frame != NULL) {
            return JET_errSuccess;
        }
        if (err < JET_errSuccess || !patient) {
            break;
        }
        if (os_time_monotonic_ns() - start > PATIENCE_MS * UINT64_C(1000000)) {
            return diag_fail(JET_errOutOfBuffers,
                             "all %" PRIu32 " pages of the cache have been in use for %d seconds",
                             cache->frames, PATIENCE_MS / 1000);
        }
        os_time_sleep_ms(1);
    }
    return err < JET_errSuccess ? err : JET_errOutOfBuffers;
}
