/*
 * latch.h - the latch of a frame: shared by many readers without a shared write.
 *
 *   state   bit 30 X   somebody has, or is about to have, EXCLUSIVE: new readers wait
 *           bit 29 U   UPDATE; X and U together after an upgrade
 *           bit 28 P   a thread sleeps in the frame's lot, or slept there
 *           0..23      readers that are counted because they had no slot
 *
 * SHARED, by slot. The reader stores the frame in its slot, then loads the state. EXCLUSIVE: the writer sets
 * X, then loads all slots. All four are sequentially consistent, so in their one order either the writer's X
 * comes before the reader's load, and the reader sees it, withdraws and waits; or the reader's store comes
 * before the writer's loads, and the writer waits until the slot is empty. Never do both miss each other. The
 * slot is also what keeps the page: eviction needs X.
 *
 * SHARED, counted, when no slot is free. The count grows from 0 only while X is clear, or while a slot of the
 * same thread names the frame, and otherwise while it is not 0: each proves that no writer has been let in.
 * The writer looks at the slots first and at the count last, so a reader who changes from a slot to the count
 * is never missed. The same rule lets a thread that holds SHARED take it again past a waiting writer.
 *
 * Data. A writer's release of X is a release operation on the state and later changes of the state are
 * read-modify-writes, which continue it; the reader's load acquires. A reader empties its slot, or counts
 * down, with a release that the writer's loads acquire. Hence no image byte is read and written at once.
 *
 * The key is checked after the latch is had: it changes only under X, so from then on it stays.
 *
 * Waiting: a short spin, then sleep in a lot of the cache until the holder of X or U lets go. A reader who
 * lets go wakes the writer too, but looks at the state without ordering, so the writer looks again every
 * LATCH_NAP_MS.
 */
#ifndef ESENT_LATCH_H
#define ESENT_LATCH_H

#include "buffer/frame.h"

enum {
    LATCH_X = 1 << 30,
    LATCH_U = 1 << 29,
    LATCH_PARKED = 1 << 28,
    LATCH_COUNT = (1 << 24) - 1,

    LATCH_COUNTED = 0xFF, /* instead of a slot */
};

/* Empties a slot and wakes a writer who may have seen it. */
void latch_withdraw(struct cache *cache, struct frame *frame, struct reader *reader, unsigned slot);

/* Takes SHARED by slot at once, or not at all: `*slot` is what latch_shared_release() wants. */
static inline bool latch_try_shared(struct cache *cache, struct frame *frame, uint64_t key,
                                    struct reader *reader, uint8_t *slot)
{
    const uint32_t free = reader->free_slots;
    unsigned number;

    if (free == 0 || (atomic_load_explicit(&frame->state, memory_order_relaxed) & LATCH_X)) {
        return false;
    }
    number = (unsigned)__builtin_ctz(free);
    atomic_store(&reader->slot[number], frame);
    if ((atomic_load(&frame->state) & LATCH_X) == 0 && frame_key(frame) == key) {
        reader->free_slots = free & (free - 1);
        *slot = (uint8_t)number;
        return true;
    }
    latch_withdraw(cache, frame, reader, number);
    return false;
}

/* Takes the latch, waiting for it; false, with nothing held, when the frame no longer holds `key`. */
bool latch_shared(struct cache *cache, struct frame *frame, uint64_t key, struct reader *reader,
                  uint8_t *slot);
bool latch_update(struct cache *cache, struct frame *frame, uint64_t key);
bool latch_exclusive(struct cache *cache, struct frame *frame, uint64_t key);

/* Takes the latch if nobody is in the way. */
bool latch_try_update(struct frame *frame);
bool latch_try_exclusive(struct cache *cache, struct frame *frame);

/* The holder of UPDATE asks for EXCLUSIVE and waits for the readers to leave. */
void latch_upgrade(struct cache *cache, struct frame *frame);

/* The holder of EXCLUSIVE turns it into another mode without letting anybody between. */
void latch_downgrade(struct cache *cache, struct frame *frame, enum latch_mode mode, struct reader *reader,
                     uint8_t *slot);

void latch_shared_release(struct cache *cache, struct frame *frame, struct reader *reader, uint8_t slot);

/* Releases UPDATE or EXCLUSIVE. */
void latch_release(struct cache *cache, struct frame *frame);

#endif
