/*
 * flush.c - writing changed pages to their files.
 *
 *   1. latch UPDATE           readers go on, nobody changes the page
 *   2. copy, seal the copy    the image in the cache keeps a stale checksum, at which nobody looks
 *   3. before_write(lsn)      the log is durable as far as the page's changes
 *   4. write the copy
 *   5. dirty := false         only now: until here the page cannot be dropped and read again in its old state
 *
 * cache_flush() does this for runs of neighbouring pages in one write. It waits for a latch only while it
 * holds none; the rest of a run is taken if nobody is in the way, so writers who hold one page and wait for
 * the next meet no circle.
 */
#include <stdlib.h>
#include <string.h>

#include "buffer/frame.h"
#include "buffer/latch.h"
#include "diag.h"
#include "format/page_checksum.h"
#include "try.h"

enum { RUN_BYTES = 1 << 20, RUN_PAGES_MAX = RUN_BYTES / PAGE_SIZE_MIN };

static uint32_t pgno_of(const struct frame *frame)
{
    return (uint32_t)frame_key(frame);
}

static void copy_sealed(const struct cache *cache, const struct frame *frame, uint8_t *copy)
{
    memcpy(copy, frame->image, cache->page_size);
    page_seal(copy, cache->page_size, pgno_of(frame));
}

/* Steps 3 and 4 for `count` pages from `pgno` on. */
static JET_ERR write_copies(struct cache_file *file, uint32_t pgno, uint32_t count, uint64_t lsn,
                            const uint8_t *copies)
{
    const uint32_t size = file->cache->page_size;
    JET_ERR err;

    if (file->before_write != NULL) {
        JET_TRY(file->before_write(file->context, lsn));
    }
    err = os_file_write(file->file, ((uint64_t)pgno + 1) * size, copies, (size_t)count * size);
    atomic_store(&file->written, true); /* now: a sync that has begun before does not count */
    return err;
}

static void mark_written(struct frame *frame, struct reader *reader)
{
    frame->lsn = 0;
    atomic_store(&frame->since, 0);
    atomic_store(&frame->dirty, false);
    (void)atomic_fetch_sub_explicit(&frame->file->cache->dirty, 1, memory_order_relaxed);
    reader_add(reader, COUNT_WRITES, 1);
}

JET_ERR frame_write(struct cache *cache, struct frame *frame, struct reader *reader)
{
    uint8_t copy[PAGE_SIZE_MAX];

    if (frame_key(frame) == 0 || !atomic_load(&frame->dirty)) {
        return JET_errSuccess;
    }
    copy_sealed(cache, frame, copy);
    JET_TRY(write_copies(frame->file, pgno_of(frame), 1, frame->lsn, copy));
    mark_written(frame, reader);
    return JET_errSuccess;
}

/* --------------------------------------------------------------------------------------------- whole file */

struct dirty_page {
    uint32_t pgno;
    uint32_t index;
};

struct dirty_list {
    struct dirty_page *page;
    uint32_t count;
};

static int by_pgno(const void *left, const void *right)
{
    const struct dirty_page *a = left, *b = right;

    return (a->pgno > b->pgno) - (a->pgno < b->pgno);
}

/* `before`: only pages that need the log from an older position on; UINT64_MAX for all. */
static bool is_dirty_of(const struct frame *frame, const struct cache_file *file, uint64_t before)
{
    return atomic_load(&frame->dirty) && frame_key(frame) >> 32 == file->number &&
           (before == UINT64_MAX || atomic_load(&frame->since) < before);
}

/* The changed pages of a file in order; pages that change meanwhile may be in it or not. */
static JET_ERR list_dirty(struct cache_file *file, uint64_t before, struct dirty_list *list)
{
    struct cache *cache = file->cache;
    const uint32_t used = cache_used(cache);
    uint32_t room = 0;

    for (uint32_t i = 0; i < used; i++) {
        room += is_dirty_of(&cache->frame[i], file, before);
    }
    *list = (struct dirty_list){.page = malloc(((size_t)room + 1) * sizeof *list->page)};
    if (list->page == NULL) {
        return diag_fail(JET_errOutOfMemory, "'%s': no memory for the list of its changed pages", file->path);
    }
    for (uint32_t i = 0; i < used && list->count < room; i++) {
        const struct frame *frame = &cache->frame[i];

        if (is_dirty_of(frame, file, before)) {
            list->page[list->count++] = (struct dirty_page){.pgno = pgno_of(frame), .index = i};
        }
    }
    qsort(list->page, list->count, sizeof *list->page, by_pgno);
    return JET_errSuccess;
}

/* Neighbouring pages on their way to the file. */
struct run {
    uint8_t *copies;
    uint32_t room; /* pages that `copies` holds */
    uint32_t first;
    uint32_t count;
    uint64_t lsn;
    struct frame *frame[RUN_PAGES_MAX];
};

/* Latches UPDATE, waiting only for the first page of a run; false when the page is gone, written or, later,
 * busy. */
static bool take(struct cache_file *file, const struct dirty_page *page, bool wait)
{
    struct frame *frame = &file->cache->frame[page->index];
    const uint64_t key = page_key(file, page->pgno);

    if (!(wait ? latch_update(file->cache, frame, key) : latch_try_update(frame))) {
        return false;
    }
    if (frame_key(frame) == key && atomic_load(&frame->dirty)) {
        return true;
    }
    latch_release(file->cache, frame);
    return false;
}

/* Collects the next run from `*next` on, which moves behind it. */
static void collect(struct cache_file *file, const struct dirty_list *list, uint32_t *next, struct run *run)
{
    struct cache *cache = file->cache;

    run->count = 0;
    run->lsn = 0;
    while (*next < list->count && run->count < run->room) {
        const struct dirty_page *page = &list->page[*next];
        struct frame *frame = &cache->frame[page->index];

        if (run->count == 0) {
            run->first = page->pgno;
        } else if (page->pgno != run->first + run->count) {
            return;
        }
        if (take(file, page, run->count == 0)) {
            copy_sealed(cache, frame, run->copies + (size_t)run->count * cache->page_size);
            run->lsn = frame->lsn > run->lsn ? frame->lsn : run->lsn;
            run->frame[run->count++] = frame;
        } else if (run->count > 0) {
            return; /* it begins the next run, which waits for it */
        }
        ++*next;
    }
}

static JET_ERR write_run(struct cache_file *file, const struct run *run, struct reader *reader)
{
    JET_ERR err = write_copies(file, run->first, run->count, run->lsn, run->copies);

    for (uint32_t i = 0; i < run->count; i++) {
        if (err >= JET_errSuccess) {
            mark_written(run->frame[i], reader);
        }
        latch_release(file->cache, run->frame[i]);
    }
    return err;
}

/*
 * Has the log of a page's changes durable while nobody is kept from the page; only what changes between this and the write has to be
 * waited for under the latch.
 */
static JET_ERR await_log(struct cache_file *file, const struct dirty_page *page)
{
    uint64_t lsn;

    if (file->before_write == NULL || !take(file, page, true)) {
        return JET_errSuccess;
    }
    lsn = file->cache->frame[page->index].lsn;
    latch_release(file->cache, &file->cache->frame[page->index]);
    return file->before_write(file->context, lsn);
}

static JET_ERR write_list(struct cache_file *file, const struct dirty_list *list)
{
    const uint32_t size = file->cache->page_size;
    struct run run = {.room = list->count < RUN_BYTES / size ? list->count : RUN_BYTES / size};
    struct reader *reader = reader_self();
    JET_ERR err = JET_errSuccess;

    run.copies = malloc((size_t)run.room * size);
    if (run.copies == NULL) {
        return diag_fail(JET_errOutOfMemory, "'%s': no memory to write its changed pages", file->path);
    }
    for (uint32_t next = 0; next < list->count;) {
        JET_TRY_OR(await_log(file, &list->page[next]), end);
        collect(file, list, &next, &run);
        if (run.count > 0) {
            JET_TRY_OR(write_run(file, &run, reader), end);
        }
    }
end:
    free(run.copies);
    return err;
}

JET_ERR cache_flush_older(struct cache_file *file, uint64_t since)
{
    struct dirty_list list;
    JET_ERR err = JET_errSuccess;

    JET_TRY(list_dirty(file, since, &list));
    if (list.count > 0) {
        err = write_list(file, &list);
    }
    free(list.page);
    return err;
}

JET_ERR cache_flush(struct cache_file *file)
{
    JET_TRY(cache_flush_older(file, UINT64_MAX));
    atomic_store(&file->written, true); /* the size of the file may have changed, too */
    return cache_sync(file);
}

JET_ERR cache_sync(struct cache_file *file)
{
    JET_ERR err = atomic_load(&file->sync_error);

    if (err < JET_errSuccess) {
        return diag_fail(err, "'%s': what an earlier sync was to bring to the device may be lost",
                         file->path);
    }
    if (atomic_exchange(&file->written, false)) {
        err = os_file_sync(file->file);
        if (err < JET_errSuccess) {
            atomic_store(&file->sync_error, err);
        }
    }
    return err;
}

uint64_t cache_oldest_change(struct cache_file *file)
{
    struct cache *cache = file->cache;
    const uint32_t used = cache_used(cache);
    uint64_t oldest = UINT64_MAX;

    for (uint32_t i = 0; i < used; i++) {
        const struct frame *frame = &cache->frame[i];
        const uint64_t since = atomic_load(&frame->since);

        if (since != 0 && since < oldest && frame_key(frame) >> 32 == file->number) {
            oldest = since;
        }
    }
    return oldest;
}
