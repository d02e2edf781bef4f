/*
 * load.c - reading pages into frames, one or a run of them, and deciding whether an image may be used.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stddef.h>
#include <string.h>

#include "buffer/frame.h"
#include "buffer/latch.h"
#include "diag.h"
#include "format/page.h"
#include "try.h"

enum { PREFETCH_BYTES = 1 << 20, PREFETCH_SHARE = 8 };

_Static_assert((int)CACHE_PREFETCH_PAGES <= (int)OS_PARTS_MAX, "a run is one transfer");

/* The header and its copy lie before page 1. */
static uint64_t page_offset(const struct cache *cache, uint32_t pgno)
{
    return ((uint64_t)pgno + 1) * cache->page_size;
}

static bool is_zero(const uint8_t *image, uint32_t size)
{
    return image[0] == 0 && memcmp(image, image + 1, size - 1) == 0;
}

static JET_ERR uninitialised(const struct cache_file *file, uint32_t pgno)
{
    return diag_fail(JET_errPageNotInitialized, "'%s': page %" PRIu32 ": it was never written", file->path,
                     pgno);
}

static JET_ERR check_sum(const struct cache_file *file, uint32_t pgno, uint8_t *image, struct reader *reader)
{
    struct page_verification result;

    page_verify_and_correct(image, file->cache->page_size, pgno, &result);
    switch (result.verdict) {
    case PAGE_GOOD:
        return JET_errSuccess;
    case PAGE_CORRECTABLE:
        reader_add(reader, COUNT_CORRECTED, 1);
        return JET_errSuccess;
    case PAGE_UNINITIALISED:
        return uninitialised(file, pgno);
    case PAGE_WRONG_NUMBER:
        return diag_fail(JET_errReadVerifyFailure, "'%s': page %" PRIu32 ": it is the image of page %" PRIu32,
                         file->path, pgno, result.found_pgno);
    default:
        return diag_fail(JET_errReadVerifyFailure,
                         "'%s': page %" PRIu32 ": it fails its checksum (stored 0x%" PRIx64
                         ", computed 0x%" PRIx64 ")",
                         file->path, pgno, result.expected, result.actual);
    }
}

static JET_ERR check_image(const struct cache_file *file, uint32_t pgno, uint8_t *image,
                           struct reader *reader)
{
    const uint32_t size = file->cache->page_size;
    char sentence[DIAG_SENTENCE_MAX];

    if (file->verify) {
        JET_TRY(check_sum(file, pgno, image, reader));
    } else if (is_zero(image, size)) {
        return uninitialised(file, pgno);
    }
    if (page_check_bounds(image, size, pgno) < JET_errSuccess) {
        (void)snprintf(sentence, sizeof sentence, "%s",
                       diag_sentence()); /* the next one is written over it */
        return diag_fail(JET_errDatabaseCorrupted, "'%s': %s", file->path, sentence);
    }
    return JET_errSuccess;
}

static JET_ERR read_image(const struct cache_file *file, uint32_t pgno, uint8_t *image, struct reader *reader)
{
    const uint32_t size = file->cache->page_size;
    size_t got = 0;

    JET_TRY(os_file_read(file->file, page_offset(file->cache, pgno), image, size, &got));
    if (got < size) {
        return diag_fail(JET_errFileIOBeyondEOF, "'%s': page %" PRIu32 ": the file ends before it",
                         file->path, pgno);
    }
    reader_add(reader, COUNT_READS, 1);
    return check_image(file, pgno, image, reader);
}

JET_ERR page_reserve(struct cache_file *file, uint32_t pgno, struct reader *reader, bool patient,
                     struct frame **frame)
{
    JET_TRY(frame_obtain(file->cache, reader, patient, frame));
    (*frame)->file = file;
    if (!hash_insert(file->cache, *frame, page_key(file, pgno))) {
        frame_give_back(file->cache, *frame);
        *frame = NULL;
    }
    return JET_errSuccess;
}

/* Takes a reserved page out again. */
static void cancel(struct cache *cache, struct frame *frame)
{
    hash_remove(cache, frame);
    frame_give_back(cache, frame);
}

JET_ERR page_load(struct cache_file *file, uint32_t pgno, enum latch_mode mode, struct reader *reader,
                  struct frame **frame, uint8_t *slot)
{
    struct cache *cache = file->cache;
    uint64_t start;
    JET_ERR err;

    JET_TRY(page_reserve(file, pgno, reader, true, frame));
    if (*frame == NULL) {
        return JET_errSuccess;
    }
    start = os_time_monotonic_ns();
    err = read_image(file, pgno, (*frame)->image, reader);
    reader_add(reader, COUNT_MISS_MICROSECONDS, (uint32_t)((os_time_monotonic_ns() - start) / 1000));
    if (err < JET_errSuccess) {
        cancel(cache, *frame);
        return err;
    }
    (void)atomic_fetch_add(&(*frame)->version, 1);
    latch_downgrade(cache, *frame, mode, reader, slot);
    return JET_errSuccess;
}

/* -------------------------------------------------------------------------------------------- read-ahead */

/* Reads a run of reserved pages in one transfer. False when one of them could not be used. */
static bool load_run(struct cache_file *file, uint32_t pgno, struct frame *const *run, uint32_t count,
                     struct reader *reader)
{
    struct cache *cache = file->cache;
    struct os_part part[CACHE_PREFETCH_PAGES];
    size_t got = 0;
    uint32_t good = 0;

    for (uint32_t i = 0; i < count; i++) {
        part[i] = (struct os_part){.at = run[i]->image, .size = cache->page_size};
    }
    (void)os_file_read_parts(file->file, page_offset(cache, pgno), part, count, &got);
    for (uint32_t i = 0; i < count; i++) {
        if ((i + 1) * (size_t)cache->page_size <= got &&
            check_image(file, pgno + i, run[i]->image, reader) == JET_errSuccess) {
            (void)atomic_fetch_add(&run[i]->version, 1);
            latch_release(cache, run[i]);
            good++;
        } else {
            cancel(cache, run[i]);
        }
    }
    reader_add(reader, COUNT_READS, (uint32_t)(got / cache->page_size));
    reader_add(reader, COUNT_PREFETCHED, (uint32_t)(got / cache->page_size));
    return good == count;
}

/* Reserves absent pages from `pgno` on, up to one that is present or cannot have a frame. */
static uint32_t reserve_run(struct cache_file *file, uint32_t pgno, uint32_t count, struct reader *reader,
                            struct frame **run)
{
    uint32_t reserved = 0;

    while (reserved < count && hash_peek(file->cache, page_key(file, pgno + reserved)) == NULL) {
        if (page_reserve(file, pgno + reserved, reader, false, &run[reserved]) < JET_errSuccess ||
            run[reserved] == NULL) {
            break;
        }
        reserved++;
    }
    return reserved;
}

static uint32_t prefetch_limit(const struct cache *cache)
{
    uint32_t limit = PREFETCH_BYTES / cache->page_size;

    limit = limit < CACHE_PREFETCH_PAGES ? limit : CACHE_PREFETCH_PAGES;
    return limit < cache->frames / PREFETCH_SHARE ? limit : cache->frames / PREFETCH_SHARE;
}

void cache_prefetch(struct cache_file *file, uint32_t pgno, uint32_t count)
{
    struct frame *run[CACHE_PREFETCH_PAGES];
    const uint32_t limit = prefetch_limit(file->cache);
    struct reader *reader = reader_self();
    uint32_t done = 0;

    count = count < limit ? count : limit;
    count = count < UINT32_MAX - pgno ? count : UINT32_MAX - pgno;
    while (done < count) {
        uint32_t reserved;

        if (hash_peek(file->cache, page_key(file, pgno + done)) != NULL) {
            done++;
            continue;
        }
        reserved = reserve_run(file, pgno + done, count - done, reader, run);
        if (reserved == 0 || !load_run(file, pgno + done, run, reserved, reader)) {
            return;
        }
        done += reserved;
    }
}
