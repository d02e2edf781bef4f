/*
 * latch.c - taking, waiting for and releasing the latch of a frame; latch.h has the argument.
 */
#include "buffer/latch.h"

#include <assert.h>
#include <stddef.h>

enum { SPINS = 200, LATCH_NAP_MS = 2 };

static void pause_briefly(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

static struct lot *lot_of(struct cache *cache, const struct frame *frame)
{
    return &cache->lot[frame_index(cache, frame) % LOTS];
}

static void wake(struct cache *cache, const struct frame *frame)
{
    struct lot *lot = lot_of(cache, frame);

    os_mutex_lock(&lot->lock);
    os_condition_broadcast(&lot->released);
    os_mutex_unlock(&lot->lock);
}

/* Waits a while for the bits of `mask` to go; the caller looks again. */
static void wait_for(struct cache *cache, struct frame *frame, uint32_t mask)
{
    struct lot *lot = lot_of(cache, frame);

    for (unsigned i = 0; i < SPINS; i++) {
        if ((atomic_load_explicit(&frame->state, memory_order_relaxed) & mask) == 0) {
            return;
        }
        pause_briefly();
    }
    os_mutex_lock(&lot->lock); /* from here on the one who lets go cannot wake before this thread sleeps */
    if (atomic_fetch_or(&frame->state, LATCH_PARKED) & mask) {
        (void)os_condition_wait_for(&lot->released, &lot->lock, LATCH_NAP_MS);
    }
    os_mutex_unlock(&lot->lock);
}

/* The slots first, the count last. */
static bool has_readers(const struct frame *frame)
{
    return readers_name(frame) || (atomic_load(&frame->state) & LATCH_COUNT) != 0;
}

/* The holder of X waits until the last reader has left. */
static void drain(struct cache *cache, struct frame *frame)
{
    struct lot *lot = lot_of(cache, frame);

    for (unsigned i = 0; i < SPINS / 8; i++) {
        if (!has_readers(frame)) {
            return;
        }
        pause_briefly();
    }
    os_mutex_lock(&lot->lock);
    for (;;) {
        (void)atomic_fetch_or(&frame->state, LATCH_PARKED);
        if (!has_readers(frame)) {
            break;
        }
        (void)os_condition_wait_for(&lot->released, &lot->lock, LATCH_NAP_MS);
    }
    os_mutex_unlock(&lot->lock);
}

/* Sets `bits` when neither X nor U is set. */
static bool try_set(struct frame *frame, uint32_t bits)
{
    uint32_t state = atomic_load(&frame->state);

    while ((state & (LATCH_X | LATCH_U)) == 0) {
        if (atomic_compare_exchange_weak(&frame->state, &state, state | bits)) {
            return true;
        }
    }
    return false;
}

/* Sets `bits` of a frame that holds `key`, waiting for X and U to go. */
static bool set(struct cache *cache, struct frame *frame, uint64_t key, uint32_t bits)
{
    while (frame_key(frame) == key) {
        if (!try_set(frame, bits)) {
            wait_for(cache, frame, LATCH_X | LATCH_U);
        } else if (frame_key(frame) == key) {
            return true;
        } else {
            latch_release(cache, frame);
            return false;
        }
    }
    return false;
}

bool latch_update(struct cache *cache, struct frame *frame, uint64_t key)
{
    return set(cache, frame, key, LATCH_U);
}

bool latch_exclusive(struct cache *cache, struct frame *frame, uint64_t key)
{
    if (!set(cache, frame, key, LATCH_X)) {
        return false;
    }
    drain(cache, frame);
    return true;
}

bool latch_try_update(struct frame *frame)
{
    return try_set(frame, LATCH_U);
}

bool latch_try_exclusive(struct cache *cache, struct frame *frame)
{
    if (has_readers(frame) ||
        !try_set(frame, LATCH_X)) { /* a look before X keeps readers from stumbling over it */
        return false;
    }
    if (!has_readers(frame)) {
        return true;
    }
    latch_release(cache, frame);
    return false;
}

void latch_upgrade(struct cache *cache, struct frame *frame)
{
    (void)atomic_fetch_or(&frame->state, LATCH_X);
    drain(cache, frame);
}

/* Joins the counted readers, where the rule in latch.h allows it. */
static bool try_count(struct frame *frame, struct reader *reader)
{
    uint32_t state = atomic_load(&frame->state);

    for (;;) {
        if ((state & LATCH_X) && (state & LATCH_COUNT) == 0 && !reader_names(reader, frame)) {
            return false;
        }
        assert((state & LATCH_COUNT) < LATCH_COUNT);
        if (atomic_compare_exchange_weak(&frame->state, &state, state + 1)) {
            return true;
        }
    }
}

bool latch_shared(struct cache *cache, struct frame *frame, uint64_t key, struct reader *reader,
                  uint8_t *slot)
{
    while (frame_key(frame) == key) {
        if (latch_try_shared(cache, frame, key, reader, slot)) {
            return true;
        }
        if (try_count(frame, reader)) {
            *slot = LATCH_COUNTED;
            if (frame_key(frame) == key) {
                return true;
            }
            latch_shared_release(cache, frame, reader, LATCH_COUNTED);
            return false;
        }
        wait_for(cache, frame, LATCH_X);
    }
    return false;
}

static void wake_writer(struct cache *cache, struct frame *frame, uint32_t state)
{
    const uint32_t asleep = LATCH_X | LATCH_PARKED;

    if ((state & asleep) == asleep) {
        wake(cache, frame);
    }
}

void latch_withdraw(struct cache *cache, struct frame *frame, struct reader *reader, unsigned slot)
{
    atomic_store_explicit(&reader->slot[slot], NULL, memory_order_release);
    wake_writer(cache, frame, atomic_load_explicit(&frame->state, memory_order_relaxed));
}

void latch_shared_release(struct cache *cache, struct frame *frame, struct reader *reader, uint8_t slot)
{
    if (slot == LATCH_COUNTED) {
        wake_writer(cache, frame, atomic_fetch_sub(&frame->state, 1));
    } else {
        latch_withdraw(cache, frame, reader, slot);
        reader->free_slots |= 1u << slot;
    }
}

void latch_downgrade(struct cache *cache, struct frame *frame, enum latch_mode mode, struct reader *reader,
                     uint8_t *slot)
{
    const uint32_t free = reader->free_slots;

    if (mode == LATCH_EXCLUSIVE) {
        return;
    }
    if (mode == LATCH_UPDATE) {
        (void)atomic_fetch_or(&frame->state, LATCH_U);
        if (atomic_fetch_and(&frame->state, ~(uint32_t)(LATCH_X | LATCH_PARKED)) & LATCH_PARKED) {
            wake(cache, frame);
        }
        return;
    }
    if (free != 0) {
        *slot = (uint8_t)__builtin_ctz(free);
        reader->free_slots = free & (free - 1);
        atomic_store(&reader->slot[*slot], frame);
    } else {
        *slot = LATCH_COUNTED;
        (void)atomic_fetch_add(&frame->state, 1);
    }
    latch_release(cache, frame);
}

void latch_release(struct cache *cache, struct frame *frame)
{
    if (atomic_fetch_and(&frame->state, ~(uint32_t)(LATCH_X | LATCH_U | LATCH_PARKED)) & LATCH_PARKED) {
        wake(cache, frame);
    }
}
