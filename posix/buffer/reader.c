/*
 * reader.c - the registry of readers, one for each thread that uses the cache.
 */
#include "buffer/reader.h"

#include <stddef.h>

enum { BLOCK_READERS = 31 };

struct reader_block {
    struct reader_block *next; /* constant once the block is linked */
    _Atomic uint32_t used;
    struct reader reader[BLOCK_READERS];
};

_Thread_local struct reader *reader_of_thread;

static _Atomic(struct reader_block *) first_block;
static struct os_mutex registry = OS_MUTEX_INIT; /* guards who owns a reader, and the growth of the list */
static struct reader spare; /* for threads that cannot have their own: never a free slot */

static void leave(void *context)
{
    struct reader *reader = context;

    os_mutex_lock(&registry);
    reader->is_owned = false;
    os_mutex_unlock(&registry);
    reader_of_thread = NULL;
}

/* The new owner's counts begin here. */
static void begin_counts(struct reader *reader)
{
    for (unsigned i = 0; i < READER_COUNTS; i++) {
        reader->before[i] = atomic_load_explicit(&reader->count[i], memory_order_relaxed);
    }
}

/* Takes a reader that was given back or never used. `used` grows before the new owner can write a slot. */
static struct reader *claim_in(struct reader_block *block)
{
    for (uint32_t i = 0; i < BLOCK_READERS; i++) {
        struct reader *reader = &block->reader[i];

        if (!reader->is_owned) {
            reader->is_owned = true;
            begin_counts(reader);
            reader->free_slots = READER_ALL_FREE;
            if (i >= atomic_load(&block->used)) {
                atomic_store(&block->used, i + 1);
            }
            return reader;
        }
    }
    return NULL;
}

static struct reader *claim(void)
{
    struct reader_block *block;
    struct reader *reader;

    for (block = atomic_load(&first_block); block != NULL; block = block->next) {
        reader = claim_in(block);
        if (reader != NULL) {
            return reader;
        }
    }
    block = os_memory_allocate(sizeof *block); /* zeroed, and aligned to more than a line */
    if (block == NULL) {
        return NULL;
    }
    block->next = atomic_load(&first_block);
    reader = claim_in(block);
    atomic_store(&first_block, block);
    return reader;
}

struct reader *reader_enlist(void)
{
    struct reader *reader;

    os_mutex_lock(&registry);
    reader = claim();
    os_mutex_unlock(&registry);
    if (reader == NULL) {
        return &spare;
    }
    reader->exit = (struct os_thread_exit){.run = leave, .context = reader};
    if (!os_thread_at_exit(&reader->exit)) {
        leave(reader);
        return &spare;
    }
    reader_of_thread = reader;
    return reader;
}

bool reader_names(struct reader *reader, const struct frame *frame)
{
    for (unsigned i = 0; i < READER_SLOTS; i++) {
        if (atomic_load_explicit(&reader->slot[i], memory_order_relaxed) == frame) {
            return true;
        }
    }
    return false;
}

bool readers_name(const struct frame *frame)
{
    for (struct reader_block *block = atomic_load(&first_block); block != NULL; block = block->next) {
        const uint32_t used = atomic_load(&block->used);

        for (uint32_t i = 0; i < used; i++) {
            for (unsigned s = 0; s < READER_SLOTS; s++) {
                if (atomic_load(&block->reader[i].slot[s]) == frame) {
                    return true;
                }
            }
        }
    }
    return false;
}

static void add_counts(uint64_t sums[READER_COUNTS], const struct reader *reader)
{
    for (unsigned i = 0; i < READER_COUNTS; i++) {
        sums[i] += atomic_load_explicit(&reader->count[i], memory_order_relaxed);
    }
}

void cache_statistics(struct cache_statistics *statistics)
{
    uint64_t sums[READER_COUNTS] = {0};

    add_counts(sums, &spare);
    for (struct reader_block *block = atomic_load(&first_block); block != NULL; block = block->next) {
        const uint32_t used = atomic_load(&block->used);

        for (uint32_t i = 0; i < used; i++) {
            add_counts(sums, &block->reader[i]);
        }
    }
    *statistics = (struct cache_statistics){
        .requests = sums[COUNT_REQUESTS],
        .hits = sums[COUNT_REQUESTS] > sums[COUNT_MISSES] ? sums[COUNT_REQUESTS] - sums[COUNT_MISSES] : 0,
        .reads = sums[COUNT_READS],
        .prefetched = sums[COUNT_PREFETCHED],
        .corrected = sums[COUNT_CORRECTED],
        .writes = sums[COUNT_WRITES],
        .evictions = sums[COUNT_EVICTIONS],
    };
}

void cache_thread_statistics(struct cache_thread_statistics *statistics)
{
    const struct reader *reader = reader_self();
    uint64_t counts[READER_COUNTS] = {0};

    add_counts(counts, reader);
    for (unsigned i = 0; i < READER_COUNTS; i++) {
        counts[i] -= reader->before[i];
    }
    *statistics = (struct cache_thread_statistics){
        .requests = counts[COUNT_REQUESTS],
        .reads = counts[COUNT_READS] - counts[COUNT_PREFETCHED],
        .prefetched = counts[COUNT_PREFETCHED],
        .misses = counts[COUNT_MISSES],
        .miss_microseconds = counts[COUNT_MISS_MICROSECONDS],
        .dirtied = counts[COUNT_DIRTIED],
        .redirtied = counts[COUNT_REDIRTIED],
        .log_records = counts[COUNT_LOG_RECORDS],
        .log_bytes = counts[COUNT_LOG_BYTES],
        .long_values_read = counts[COUNT_LONG_VALUES_READ],
    };
}
