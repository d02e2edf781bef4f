/*
 * frame.h - the inside of the cache: frames, the hash that finds them, and the locks beside it. For
 * posix/buffer only.
 *
 *   buckets            frames (64 bytes each)                     arena
 *   +----+             +----------------------------------+       +----------------+
 *   | 17 |------------>| 17: key, state, next = 4, image  |------>| image of 17    |
 *   +----+             +----------------------------------+       +----------------+
 *   |  0 |             |  4: key, state, next = 0, image  |------>| image of 4     |
 *   +----+             +----------------------------------+       +----------------+
 *
 * Frames are numbered from 1; 0 ends a chain. The key of a frame is the file's number and the page's: 0 when
 * it holds no page. `next` is the chain of its bucket, or of the free list when the key is 0.
 *
 * What may be done with which latch (latch.h):
 *   key, file, image bytes, lsn, dirty := true      under EXCLUSIVE
 *   dirty := false, lsn := 0                        under UPDATE, by who wrote the page to its file
 *   chain links, key in the hash                    also under the mutex of the bucket's partition
 *
 * Invariants:
 *   1. a key is in the hash at most once;
 *   2. a frame in the hash is latched EXCLUSIVE while its image is being read; a failed read leaves nothing
 * in the hash;
 *   3. a frame whose key is 0 is in the free list, on its way there, or latched EXCLUSIVE by a thread that is
 * about to use it;
 *   4. `version` changes with the key and with every change of the image, and never repeats in a frame.
 *
 * Lock order: latches of pages, then a partition, then the free list. Nothing waits for a latch while it
 * holds a mutex.
 */
#ifndef ESENT_FRAME_H
#define ESENT_FRAME_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "buffer/cache.h"
#include "buffer/reader.h"
#include "os.h"

enum { PARTITIONS = 128, LOTS = 64, LINE = 64 };

struct frame {
    _Alignas(LINE) _Atomic uint64_t key;
    _Atomic uint64_t version;
    _Atomic uint32_t state; /* latch.h */
    _Atomic uint32_t next;
    _Atomic bool referenced; /* asked for again since it was read, or since the clock's hand passed */
    _Atomic bool dirty;
    uint8_t *image; /* frame_image(), from the frame's first use on */
    struct cache_file *file;
    uint64_t lsn;           /* the log must be durable up to here before the image is written */
    _Atomic uint64_t since; /* the log is needed from here on until it is; 0 for what is not logged */
};

_Static_assert(sizeof(struct frame) == LINE,
               "one frame, one line: readers of neighbours do not disturb each other");

struct partition {
    _Alignas(LINE) struct os_mutex lock;
};

/* Where threads sleep that wait for a frame; many frames share one. */
struct lot {
    _Alignas(LINE) struct os_mutex lock;
    struct os_condition released;
};

struct cache {
    uint32_t page_size;
    uint32_t frames;
    uint32_t buckets;    /* a power of two, at least `frames` */
    struct frame *frame; /* [0] is frame 1 */
    uint8_t *arena;
    _Atomic uint32_t *bucket;
    _Atomic uint32_t files; /* numbers given to files so far */
    _Atomic uint32_t dirty; /* frames that are changed */

    _Alignas(
        LINE) _Atomic uint32_t used; /* frames taken into use, from the first on; may run over `frames` */
    _Atomic uint32_t hand;           /* the clock's */
    _Atomic uint32_t free_count;
    struct os_mutex free_lock;
    uint32_t first_free;

    struct partition partition[PARTITIONS];
    struct lot lot[LOTS];
};

struct cache_file {
    struct cache *cache;
    struct os_file *file;
    uint32_t number; /* from 1, never given twice */
    bool verify;
    _Atomic bool written; /* since the last sync */
    _Atomic(JET_ERR) sync_error;
    cache_before_write before_write;
    void *context;
    char path[];
};

static inline uint64_t page_key(const struct cache_file *file, uint32_t pgno)
{
    return (uint64_t)file->number << 32 | pgno;
}

static inline uint32_t frame_index(const struct cache *cache, const struct frame *frame)
{
    return (uint32_t)(frame - cache->frame);
}

/* Where the image of a frame lies: known without a look at the frame, which may be in no processor cache. */
static inline uint8_t *frame_image(const struct cache *cache, uint32_t index)
{
    return cache->arena + (size_t)index * cache->page_size;
}

static inline uint64_t frame_key(const struct frame *frame)
{
    return atomic_load_explicit(&frame->key, memory_order_acquire);
}

/* Frames whose descriptors may be looked at: those that have been used. */
static inline uint32_t cache_used(struct cache *cache)
{
    const uint32_t used = atomic_load(&cache->used);

    return used < cache->frames ? used : cache->frames;
}

/* ------------------------------------------------------------------------------------------------- hash.c */

/*
 * The frame that holds `key`, NULL when there is none. The answer may be stale at once: latch the frame and
 * look at its key. Takes no lock when the page is there, save in rare races. What its user reads first of the image, header and
 * tags, is on its way to the processor then.
 */
struct frame *hash_find(struct cache *cache, uint64_t key);

/* The same without ever taking a lock; NULL may be wrong. */
struct frame *hash_peek(struct cache *cache, uint64_t key);

/* Gives `frame` (latched EXCLUSIVE, key 0) the key and enters it; false, with nothing done, when the key is
 * taken. */
bool hash_insert(struct cache *cache, struct frame *frame, uint64_t key);

/* Takes `frame` (latched EXCLUSIVE) out; its key is 0 after that. */
void hash_remove(struct cache *cache, struct frame *frame);

/* ------------------------------------------------------------------------------------------------ evict.c */

/*
 * Finds a frame for a page and returns it latched EXCLUSIVE, with key 0: a free one, or one whose page is
 * dropped. A `patient` caller waits for seconds and has changed pages written; the other gets NULL with
 * JET_errOutOfBuffers soon.
 */
JET_ERR frame_obtain(struct cache *cache, struct reader *reader, bool patient, struct frame **frame);

/* Puts a frame (latched EXCLUSIVE, key 0) into the free list and lets go of it. */
void frame_give_back(struct cache *cache, struct frame *frame);

/* ------------------------------------------------------------------------------------------------- load.c */

/*
 * Enters a page with a frame (latched EXCLUSIVE) whose image is still to come; `*frame` NULL when another
 * thread did that meanwhile. `patient` as in frame_obtain().
 */
JET_ERR page_reserve(struct cache_file *file, uint32_t pgno, struct reader *reader, bool patient,
                     struct frame **frame);

/*
 * Reads the page into a frame of its own, which comes back latched in `mode`, `*frame` NULL when another
 * thread entered the page meanwhile. `*slot` as from latch_shared().
 */
JET_ERR page_load(struct cache_file *file, uint32_t pgno, enum latch_mode mode, struct reader *reader,
                  struct frame **frame, uint8_t *slot);

/* ------------------------------------------------------------------------------------------------ flush.c */

/* Writes the page of one frame, latched UPDATE by the caller, if it is changed; it stays changed when that
 * fails. */
JET_ERR frame_write(struct cache *cache, struct frame *frame, struct reader *reader);

#endif
