/*
 * hash.c - from the key of a page to its frame.
 *
 * Chains change under the mutex of their bucket's partition. Walking one without it can miss (a frame that
 * moves to another bucket takes the walker along) or find what is just leaving, but never strays outside the
 * frames and, being bounded, always ends; a miss is then settled under the mutex.
 */
#include "buffer/frame.h"

#include <stddef.h>

enum {
    WALK_MAX = 16,
    PREFETCHED_TAGS = 256, /* bytes: the tags of 64 nodes */
};

/* Neighbouring pages lie in neighbouring buckets, so a scan reads the table line by line. */
static uint32_t bucket_of(const struct cache *cache, uint64_t key)
{
    const uint32_t pgno = (uint32_t)key;
    const uint32_t file = (uint32_t)(key >> 32);

    return (pgno + (pgno >> 16) * 0x9E3779B1u + file * 0x85EBCA6Bu) & (cache->buckets - 1);
}

static struct os_mutex *partition_lock(struct cache *cache, uint32_t bucket)
{
    return &cache->partition[bucket % PARTITIONS].lock;
}

static inline struct frame *follow(struct cache *cache, uint32_t number, uint64_t key)
{
    for (unsigned i = 0; number != 0 && i < WALK_MAX; i++) {
        struct frame *frame = &cache->frame[number - 1];

        if (frame_key(frame) == key) {
            return frame;
        }
        number = atomic_load_explicit(&frame->next, memory_order_acquire);
    }
    return NULL;
}

struct frame *hash_peek(struct cache *cache, uint64_t key)
{
    return follow(cache, atomic_load_explicit(&cache->bucket[bucket_of(cache, key)], memory_order_acquire),
                  key);
}

/* Asks for header and first tags of the image in a frame, while the frame itself is waited for. */
static inline void prefetch_ends(const struct cache *cache, uint32_t number)
{
    const uint8_t *image = frame_image(cache, number - 1), *end = image + cache->page_size;

    __builtin_prefetch(image);
    for (unsigned back = LINE; back <= PREFETCHED_TAGS; back += LINE) {
        __builtin_prefetch(end - back);
    }
}

/* The frame with the key in a chain whose mutex is held. */
static struct frame *walk(struct cache *cache, uint32_t bucket, uint64_t key)
{
    uint32_t number = atomic_load_explicit(&cache->bucket[bucket], memory_order_relaxed);

    while (number != 0) {
        struct frame *frame = &cache->frame[number - 1];

        if (frame_key(frame) == key) {
            return frame;
        }
        number = atomic_load_explicit(&frame->next, memory_order_relaxed);
    }
    return NULL;
}

struct frame *hash_find(struct cache *cache, uint64_t key)
{
    const uint32_t bucket = bucket_of(cache, key);
    const uint32_t first = atomic_load_explicit(&cache->bucket[bucket], memory_order_acquire);
    struct frame *frame;

    if (first != 0) { /* mostly the right one: chains are short */
        prefetch_ends(cache, first);
    }
    frame = follow(cache, first, key);
    if (frame == NULL) {
        os_mutex_lock(partition_lock(cache, bucket));
        frame = walk(cache, bucket, key);
        os_mutex_unlock(partition_lock(cache, bucket));
    }
    return frame;
}

bool hash_insert(struct cache *cache, struct frame *frame, uint64_t key)
{
    const uint32_t bucket = bucket_of(cache, key);
    bool absent;

    os_mutex_lock(partition_lock(cache, bucket));
    absent = walk(cache, bucket, key) == NULL;
    if (absent) {
        const uint32_t first = atomic_load_explicit(&cache->bucket[bucket], memory_order_relaxed);

        atomic_store_explicit(&frame->next, first, memory_order_relaxed);
        atomic_store_explicit(&frame->key, key, memory_order_release);
        atomic_store_explicit(&cache->bucket[bucket], frame_index(cache, frame) + 1, memory_order_release);
    }
    os_mutex_unlock(partition_lock(cache, bucket));
    return absent;
}

void hash_remove(struct cache *cache, struct frame *frame)
{
    const uint32_t bucket = bucket_of(cache, frame_key(frame));
    const uint32_t number = frame_index(cache, frame) + 1;
    _Atomic uint32_t *link = &cache->bucket[bucket];

    os_mutex_lock(partition_lock(cache, bucket));
    while (atomic_load_explicit(link, memory_order_relaxed) != number) {
        link = &cache->frame[atomic_load_explicit(link, memory_order_relaxed) - 1].next;
    }
    atomic_store_explicit(link, atomic_load_explicit(&frame->next, memory_order_relaxed),
                          memory_order_release);
    atomic_store_explicit(&frame->key, 0, memory_order_release);
    os_mutex_unlock(partition_lock(cache, bucket));
}
