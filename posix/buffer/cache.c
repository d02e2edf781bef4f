/*
 * cache.c - making caches, attaching files, and latching pages.
 */
#include "buffer/cache.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "buffer/frame.h"
#include "buffer/latch.h"
#include "diag.h"
#include "format/page_checksum.h"
#include "try.h"

enum { CACHE_FRAMES_MAX = 1 << 30 };

/* ---------------------------------------------------------------------------------------------- the cache */

static size_t arena_size(const struct cache *cache)
{
    return (size_t)cache->frames * cache->page_size;
}

static JET_ERR allocate(struct cache *cache)
{
    const uint64_t size = (uint64_t)cache->frames * cache->page_size;

    if (size > SIZE_MAX / 2) {
        return JET_errOutOfMemory;
    }
    for (cache->buckets = 1; cache->buckets < cache->frames;) {
        cache->buckets *= 2;
    }
    cache->frame = os_memory_allocate(cache->frames * sizeof *cache->frame);
    cache->bucket = os_memory_allocate(cache->buckets * sizeof *cache->bucket);
    cache->arena = os_memory_allocate(arena_size(cache));
    return cache->frame != NULL && cache->bucket != NULL && cache->arena != NULL ? JET_errSuccess
                                                                                 : JET_errOutOfMemory;
}

static void init_locks(struct cache *cache)
{
    os_mutex_init(&cache->free_lock);
    for (unsigned i = 0; i < PARTITIONS; i++) {
        os_mutex_init(&cache->partition[i].lock);
    }
    for (unsigned i = 0; i < LOTS; i++) {
        os_mutex_init(&cache->lot[i].lock);
        os_condition_init(&cache->lot[i].released);
    }
}

JET_ERR cache_create(uint32_t page_size, uint32_t frames, struct cache **out)
{
    struct cache *cache;

    *out = NULL;
    if (!page_size_is_valid(page_size) || frames < CACHE_FRAMES_MIN || frames > CACHE_FRAMES_MAX) {
        return diag_fail(JET_errInvalidParameter,
                         "there can be no cache of %" PRIu32 " pages of %" PRIu32 " bytes", frames,
                         page_size);
    }
    cache = os_memory_allocate(sizeof *cache);
    if (cache == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for a cache");
    }
    cache->page_size = page_size;
    cache->frames = frames;
    init_locks(cache);
    if (allocate(cache) < JET_errSuccess) {
        cache_destroy(cache);
        return diag_fail(JET_errOutOfMemory,
                         "no memory for a cache of %" PRIu32 " pages of %" PRIu32 " bytes", frames,
                         page_size);
    }
    *out = cache;
    return JET_errSuccess;
}

void cache_destroy(struct cache *cache)
{
    if (cache == NULL) {
        return;
    }
    os_memory_free(cache->arena, arena_size(cache));
    os_memory_free(cache->bucket, cache->buckets * sizeof *cache->bucket);
    os_memory_free(cache->frame, cache->frames * sizeof *cache->frame);
    os_mutex_destroy(&cache->free_lock);
    for (unsigned i = 0; i < PARTITIONS; i++) {
        os_mutex_destroy(&cache->partition[i].lock);
    }
    for (unsigned i = 0; i < LOTS; i++) {
        os_mutex_destroy(&cache->lot[i].lock);
        os_condition_destroy(&cache->lot[i].released);
    }
    os_memory_free(cache, sizeof *cache);
}

uint32_t cache_page_size(const struct cache *cache)
{
    return cache->page_size;
}

/* -------------------------------------------------------------------------------------------------- files */

JET_ERR cache_file_attach(struct cache *cache, struct os_file *file, const char *path, bool verify,
                          struct cache_file **out)
{
    const size_t size = strlen(path) + 1;
    struct cache_file *attached = malloc(sizeof *attached + size);

    *out = attached;
    if (attached == NULL) {
        return diag_fail(JET_errOutOfMemory, "'%s': no memory to attach it", path);
    }
    *attached = (struct cache_file){.cache = cache, .file = file, .verify = verify};
    attached->number = atomic_fetch_add(&cache->files, 1) + 1;
    memcpy(attached->path, path, size);
    return JET_errSuccess;
}

void cache_file_detach(struct cache_file *file)
{
    struct cache *cache = file != NULL ? file->cache : NULL;
    const uint32_t used = cache != NULL ? cache_used(cache) : 0;

    for (uint32_t i = 0; i < used; i++) {
        struct frame *frame = &cache->frame[i];
        const uint64_t key = frame_key(frame);

        /* The latch waits for a thread that is just writing or dropping the page for its own need. */
        if (key >> 32 == file->number && latch_exclusive(cache, frame, key)) {
            hash_remove(cache, frame);
            frame->lsn = 0;
            atomic_store(&frame->since, 0);
            if (atomic_exchange(&frame->dirty, false)) {
                (void)atomic_fetch_sub_explicit(&cache->dirty, 1, memory_order_relaxed);
            }
            frame_give_back(cache, frame);
        }
    }
    free(file);
}

uint32_t cache_pages_used(struct cache *cache)
{
    return cache_used(cache);
}

uint32_t cache_file_page_size(const struct cache_file *file)
{
    return file->cache->page_size;
}

const char *cache_file_path(const struct cache_file *file)
{
    return file->path;
}

struct cache *cache_of_file(const struct cache_file *file)
{
    return file->cache;
}

unsigned cache_dirty_percent(const struct cache *cache)
{
    return (unsigned)((uint64_t)atomic_load_explicit(&cache->dirty, memory_order_relaxed) * 100 /
                      cache->frames);
}

void cache_file_set_before_write(struct cache_file *file, cache_before_write hook, void *context)
{
    file->before_write = hook;
    file->context = context;
}

/* ----------------------------------------------------------------------------------------------- one page */

static void hold(struct page_ref *ref, struct cache_file *file, struct frame *frame, uint32_t pgno,
                 enum latch_mode mode, struct reader *reader, uint8_t slot)
{
    *ref = (struct page_ref){.image = frame->image,
                             .file = file,
                             .frame = frame,
                             .reader = reader,
                             .pgno = pgno,
                             .mode = (uint8_t)mode,
                             .slot = slot};
}

/* Readers write to a frame's line only when that changes something. */
static void touch(struct frame *frame)
{
    if (!atomic_load_explicit(&frame->referenced, memory_order_relaxed)) {
        atomic_store_explicit(&frame->referenced, true, memory_order_relaxed);
    }
}

static bool take(struct cache *cache, struct frame *frame, uint64_t key, enum latch_mode mode,
                 struct reader *reader, uint8_t *slot)
{
    switch (mode) {
    case LATCH_SHARED:
        return latch_try_shared(cache, frame, key, reader, slot) ||
               latch_shared(cache, frame, key, reader, slot);
    case LATCH_UPDATE:
        return latch_update(cache, frame, key);
    default:
        return latch_exclusive(cache, frame, key);
    }
}

static JET_ERR no_such_page(const struct cache_file *file, struct page_ref *ref)
{
    *ref = (struct page_ref){0};
    return diag_fail(JET_errDatabaseCorrupted, "'%s': page 0: there is none, but something leads to it",
                     file->path);
}

JET_ERR page_latch(struct cache_file *file, uint32_t pgno, enum latch_mode mode, struct page_ref *ref)
{
    struct cache *cache = file->cache;
    const uint64_t key = page_key(file, pgno);
    struct reader *reader = reader_self();
    struct frame *frame;
    uint8_t slot = 0;

    if (pgno == 0) {
        return no_such_page(file, ref);
    }
    reader_add(reader, COUNT_REQUESTS, 1);
    for (;;) {
        frame = hash_find(cache, key);
        if (frame == NULL) {
            JET_ERR err = page_load(file, pgno, mode, reader, &frame, &slot);

            if (err < JET_errSuccess) {
                reader_add(reader, COUNT_MISSES, 1);
                *ref = (struct page_ref){0};
                return err;
            }
            if (frame != NULL) {
                reader_add(reader, COUNT_MISSES, 1);
                break;
            }
        } else if (take(cache, frame, key, mode, reader, &slot)) {
            touch(frame);
            break;
        }
    }
    hold(ref, file, frame, pgno, mode, reader, slot);
    return JET_errSuccess;
}

JET_ERR page_latch_new(struct cache_file *file, uint32_t pgno, struct page_ref *ref)
{
    struct cache *cache = file->cache;
    struct reader *reader = reader_self();
    struct frame *frame;
    JET_ERR err;

    if (pgno == 0) {
        return no_such_page(file, ref);
    }
    reader_add(reader, COUNT_REQUESTS, 1);
    for (;;) {
        frame = hash_find(cache, page_key(file, pgno));
        if (frame != NULL && latch_exclusive(cache, frame, page_key(file, pgno))) {
            break;
        }
        if (frame == NULL) {
            err = page_reserve(file, pgno, reader, true, &frame);
            if (err < JET_errSuccess) {
                *ref = (struct page_ref){0};
                return err;
            }
            if (frame != NULL) {
                break;
            }
        }
    }
    memset(frame->image, 0, cache->page_size);
    hold(ref, file, frame, pgno, LATCH_EXCLUSIVE, reader, 0);
    page_dirty(ref, 0);
    return JET_errSuccess;
}

struct page_hint page_hint_of(const struct page_ref *ref)
{
    return (struct page_hint){.frame = ref->frame,
                              .version = atomic_load_explicit(&ref->frame->version, memory_order_relaxed)};
}

bool page_relatch(struct cache_file *file, uint32_t pgno, struct page_hint hint, struct page_ref *ref)
{
    struct cache *cache = file->cache;
    struct reader *reader = reader_self();
    uint8_t slot = 0;

    *ref = (struct page_ref){0};
    if (hint.frame == NULL || !take(cache, hint.frame, page_key(file, pgno), LATCH_SHARED, reader, &slot)) {
        return false;
    }
    if (atomic_load_explicit(&hint.frame->version, memory_order_relaxed) != hint.version) {
        latch_shared_release(cache, hint.frame, reader, slot);
        return false;
    }
    reader_add(reader, COUNT_REQUESTS, 1);
    touch(hint.frame);
    hold(ref, file, hint.frame, pgno, LATCH_SHARED, reader, slot);
    return true;
}

void page_unlatch(struct page_ref *ref)
{
    if (ref->image == NULL) {
        return;
    }
    ref->image = NULL;
    if (ref->mode == LATCH_SHARED) {
        latch_shared_release(ref->file->cache, ref->frame, ref->reader, ref->slot);
    } else {
        latch_release(ref->file->cache, ref->frame);
    }
}

void page_upgrade(struct page_ref *ref)
{
    assert(ref->mode == LATCH_UPDATE);
    latch_upgrade(ref->file->cache, ref->frame);
    ref->mode = LATCH_EXCLUSIVE;
}

void page_dirty(struct page_ref *ref, uint64_t lsn)
{
    page_dirty_since(ref, lsn, lsn);
}

void page_dirty_since(struct page_ref *ref, uint64_t lsn, uint64_t since)
{
    struct frame *frame = ref->frame;
    const uint64_t oldest = atomic_load_explicit(&frame->since, memory_order_relaxed);
    const bool was_dirty = atomic_load_explicit(&frame->dirty, memory_order_relaxed);

    assert(ref->mode == LATCH_EXCLUSIVE);
    reader_add(ref->reader, was_dirty ? COUNT_REDIRTIED : COUNT_DIRTIED, 1);
    since = since == 0 ? lsn : since;
    if (since != 0 && (oldest == 0 || since < oldest)) {
        atomic_store(&frame->since, since);
    }
    frame->lsn = lsn > frame->lsn ? lsn : frame->lsn;
    if (!atomic_load_explicit(&frame->dirty, memory_order_relaxed)) {
        atomic_store(&frame->dirty, true);
        (void)atomic_fetch_add_explicit(&ref->file->cache->dirty, 1, memory_order_relaxed);
    }
    (void)atomic_fetch_add(&frame->version, 1);
}
