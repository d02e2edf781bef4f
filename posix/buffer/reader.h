/*
 * reader.h - what the cache keeps for each thread: the slots that say which frames it reads, and its
 * counters.
 *
 *   block of readers (never freed, linked)          reader
 *   +------+--------+--------+- - -+--------+       line 0   slot[8]: frames this thread holds SHARED
 *   | next | reader | reader |     | reader |       line 1   free slots, counters, end of the thread
 *   | used |   0    |   1    |     |   30   |
 *   +------+--------+--------+- - -+--------+
 *
 * A thread that takes a SHARED latch writes the frame into one of its own slots, which costs no other
 * processor a cache line; whoever wants the frame EXCLUSIVE reads the slots of all threads. Only the owner
 * writes its slots.
 *
 * Invariants:
 *   1. a thread writes slots of the reader it owns only, and owns one from its first latch to its end;
 *   2. the readers that have ever been owned are the first `used` of their block, and `used` only grows.
 *
 * The readers belong to the process, not to a cache: a slot holds a pointer, so frames of several caches
 * never meet.
 */
#ifndef ESENT_READER_H
#define ESENT_READER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "buffer/cache.h"
#include "os.h"

enum { READER_SLOTS = 8, READER_ALL_FREE = (1 << READER_SLOTS) - 1 };

enum reader_count {
    COUNT_REQUESTS,
    COUNT_READS,
    COUNT_PREFETCHED,
    COUNT_CORRECTED,
    COUNT_WRITES,
    COUNT_EVICTIONS,
    COUNT_MISSES,
    COUNT_MISS_MICROSECONDS,
    COUNT_DIRTIED,   /* pages that were clean */
    COUNT_REDIRTIED, /* and that had changed already */
    /* Of the layers above, which have no other place for what they count by threads. */
    COUNT_LOG_RECORDS,
    COUNT_LOG_BYTES,
    COUNT_LONG_VALUES_READ,
    READER_COUNTS,
};

/* Two lines apart, since processors fetch lines in pairs. */
struct reader {
    _Alignas(128) _Atomic(struct frame *) slot[READER_SLOTS];
    _Alignas(64) uint32_t free_slots; /* bit n: slot n; the owner's */
    bool is_owned;                    /* guarded by the lock of the registry */
    _Atomic uint64_t count[READER_COUNTS];
    uint64_t before[READER_COUNTS]; /* what owners before the present one had counted */
    struct os_thread_exit exit;
};

extern _Thread_local struct reader *reader_of_thread;

/* Finds the calling thread its reader; one without free slots, shared by many, when there is no memory. */
struct reader *reader_enlist(void);

static inline struct reader *reader_self(void)
{
    return reader_of_thread != NULL ? reader_of_thread : reader_enlist();
}

/* Adds to a counter. Only the owner does, so nothing is lost, except on the reader that many share. */
static inline void reader_add(struct reader *reader, enum reader_count which, uint32_t number)
{
    uint64_t old = atomic_load_explicit(&reader->count[which], memory_order_relaxed);

    atomic_store_explicit(&reader->count[which], old + number, memory_order_relaxed);
}

/* True when the calling thread, `reader`'s owner, names the frame in one of its slots. */
bool reader_names(struct reader *reader, const struct frame *frame);

/* True when any thread does. Sequentially consistent loads: see latch.h. */
bool readers_name(const struct frame *frame);

#endif
