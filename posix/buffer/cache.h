/*
 * cache.h - the buffer manager: pages of attached files in memory, latched while they are used.
 *
 *     struct page_ref page;
 *     JET_TRY(page_latch(file, pgno, LATCH_SHARED, &page));
 *     ... read page.image ...
 *     page_unlatch(&page);
 *
 *   latch       others may hold at the same time      the holder may
 *   SHARED      SHARED, one UPDATE                    read
 *   UPDATE      SHARED                                read, and turn it into EXCLUSIVE without letting go
 *   EXCLUSIVE   nothing                               change the image, after page_dirty()
 *
 * Rules for callers:
 *   1. A latch keeps its page in memory and is released by the thread that took it. Latches are for the time
 * of one operation on a page, never held while a user's code runs.
 *   2. A thread may hold several latches. Those that can wait for each other are taken in one order by
 * everybody (from the root of a tree to its leaves, from left to right); nothing here detects a deadlock.
 *   3. A thread that holds a page SHARED may take it SHARED again, but not EXCLUSIVE.
 *   4. Sizes and counts inside an image were checked when it was read (page_check_bounds()): every tag lies
 * in the page, every node in its tag. What they mean is still the file's word.
 *
 * Memory: frames * (page size + CACHE_FRAME_OVERHEAD) bytes, of which the system only hands out what was
 * touched; frames are taken into use one after the other, so a small database costs no more than its pages.
 */
#ifndef ESENT_CACHE_H
#define ESENT_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "esent.h"
#include "os.h"

enum {
    CACHE_FRAMES_MIN = 16,
    CACHE_FRAME_OVERHEAD = 72, /* bytes per frame besides the page, rounded up to a power of two of frames */
};

struct cache;
struct cache_file;
struct frame;
struct reader;

enum latch_mode { LATCH_SHARED, LATCH_UPDATE, LATCH_EXCLUSIVE };

/* A latched page. Callers read `image`, `file` and `pgno`; the rest belongs to the buffer manager. */
struct page_ref {
    uint8_t *image;
    struct cache_file *file;
    struct frame *frame;
    struct reader *reader;
    uint32_t pgno;
    uint8_t mode;
    uint8_t slot;
};

/* Where a page was and which state of it, to come back to without a search; all zero is a hint that never
 * matches. */
struct page_hint {
    struct frame *frame;
    uint64_t version;
};

/* ---------------------------------------------------------------------------------------------- the cache */

/*
 * Makes a cache of `frames` pages of `page_size` bytes. JET_errInvalidParameter for a page size that does not
 * exist or fewer than CACHE_FRAMES_MIN frames; JET_errOutOfMemory.
 */
JET_ERR cache_create(uint32_t page_size, uint32_t frames, struct cache **cache);

/* Frees a cache to which no file is attached any more. NULL is harmless. */
void cache_destroy(struct cache *cache);

uint32_t cache_page_size(const struct cache *cache);

/*
 * Attaches an open database file, which stays the caller's and must outlive the attachment. `path` (copied)
 * is for sentences. Without `verify` checksums are not looked at, for reading what is damaged; the bounds
 * still are.
 */
JET_ERR cache_file_attach(struct cache *cache, struct os_file *file, const char *path, bool verify,
                          struct cache_file **out);

/*
 * Forgets a file and its pages, of which nobody holds a latch; changes that were not flushed are lost. NULL
 * is harmless.
 */
void cache_file_detach(struct cache_file *file);

uint32_t cache_file_page_size(const struct cache_file *file);
const char *cache_file_path(const struct cache_file *file);

/*
 * Called with the highest `lsn` of page_dirty() among the pages that are about to be written; returns when
 * the log is durable up to there, or an error that keeps the pages in memory. Runs on any thread that needs a
 * frame or flushes, which may hold latches: it must not latch pages.
 */
typedef JET_ERR (*cache_before_write)(void *context, uint64_t lsn);

/* Sets the write-ahead hook of a file, before its first page is dirtied; each instance has a log of its own.
 */
void cache_file_set_before_write(struct cache_file *file, cache_before_write hook, void *context);

/* ----------------------------------------------------------------------------------------------- one page */

/*
 * Latches page `pgno` (from 1), reading it when it is absent. On an error nothing is held:
 *   JET_errPageNotInitialized  every byte of it is zero
 *   JET_errReadVerifyFailure   bad checksum, or the image of another page
 *   JET_errDatabaseCorrupted   a count or an offset in it reaches outside
 *   JET_errFileIOBeyondEOF     the file ends before it
 *   JET_errOutOfBuffers        every frame has been latched for seconds
 * or what the device or the write of another page, which had to make room, reported. An image with one wrong
 * bit is corrected in memory. Threads that want the same absent page read it once.
 */
JET_ERR page_latch(struct cache_file *file, uint32_t pgno, enum latch_mode mode, struct page_ref *ref);

/*
 * Latches page `pgno` exclusively with an image of zeros, without reading it: it is going to be written
 * whole. The page counts as changed from here on; page_dirty() adds the log position. JET_errOutOfBuffers and
 * errors of writing others.
 */
JET_ERR page_latch_new(struct cache_file *file, uint32_t pgno, struct page_ref *ref);

/* What page_relatch() needs to find the page in its present state again. Any latch will do; after
 * page_dirty(). */
struct page_hint page_hint_of(const struct page_ref *ref);

/*
 * Latches a page shared when `hint` still describes it: it has not moved and its image has not changed since.
 * False, with nothing held, when it may have. Does no I/O; waits only for a page that is latched exclusively.
 */
bool page_relatch(struct cache_file *file, uint32_t pgno, struct page_hint hint, struct page_ref *ref);

/* Releases a latch; `ref->image` becomes NULL. Harmless on a released or zeroed reference. */
void page_unlatch(struct page_ref *ref);

/* Turns an UPDATE latch into an EXCLUSIVE one, waiting for the readers to leave. No other thread changes it
 * between. */
void page_upgrade(struct page_ref *ref);

/*
 * Says that the image changes under this EXCLUSIVE latch, by an operation logged at `lsn` (0: not logged).
 * Call it once or more per latch, at any time before the release; the highest lsn counts.
 */
void page_dirty(struct page_ref *ref, uint64_t lsn);

/*
 * The same, for a change that needs the log from `since` on (0: from `lsn`) to be made again: where its transaction begins.
 */
void page_dirty_since(struct page_ref *ref, uint64_t lsn, uint64_t since);

/* ------------------------------------------------------------------------------------------- many pages */

/*
 * Writes the changed pages of a file in ascending order, sealed with their checksums, and syncs the file.
 * Pages that change meanwhile are written in one state or the other. After an error pages that could not be
 * written are still changed; after an error of the sync itself, what the device holds is unknown.
 */
JET_ERR cache_flush(struct cache_file *file);

/*
 * Writes the changed pages of a file that need the log from before `since`, in ascending order. It does not sync: cache_sync()
 * does. Errors as cache_flush().
 */
JET_ERR cache_flush_older(struct cache_file *file, uint64_t since);

/* Syncs the file if pages were written since it was synced. An error comes back at every later call: what the device holds is unknown. */
JET_ERR cache_sync(struct cache_file *file);

/* Pages of the cache that are changed, in percent. */
unsigned cache_dirty_percent(const struct cache *cache);
struct cache *cache_of_file(const struct cache_file *file);

/*
 * The position from which the log is needed to make all changes again that are not in the file, UINT64_MAX when there are none. A
 * change that is made meanwhile may be missed: its position is not below the end of the log before the call. What was written is on
 * the device only after a sync.
 */
uint64_t cache_oldest_change(struct cache_file *file);

/*
 * Reads those of `count` pages from `pgno` on that are absent, with few system calls; at most
 * CACHE_PREFETCH_PAGES, 1 MiB, and an eighth of the cache. A hint: stops at the first problem and says
 * nothing.
 */
void cache_prefetch(struct cache_file *file, uint32_t pgno, uint32_t count);

enum { CACHE_PREFETCH_PAGES = 64 };

/* --------------------------------------------------------------------------------------------- statistics */

/* Counts of the whole process since its start. */
struct cache_statistics {
    uint64_t requests;   /* pages latched */
    uint64_t hits;       /* of these, without reading */
    uint64_t reads;      /* pages read from files, prefetched ones included */
    uint64_t prefetched; /* pages read by cache_prefetch() */
    uint64_t corrected;  /* pages read with one wrong bit */
    uint64_t writes;     /* pages written */
    uint64_t evictions;  /* pages dropped to make room */
};

/* The counts of all threads added up; what other threads count meanwhile may or may not be in. */
void cache_statistics(struct cache_statistics *statistics);

/* Counts of one thread since its start. */
struct cache_thread_statistics {
    uint64_t requests;   /* pages latched */
    uint64_t reads;      /* pages read from files because they were wanted */
    uint64_t prefetched; /* pages read by cache_prefetch() */
    uint64_t misses;     /* requests that had to read */
    uint64_t miss_microseconds;
    uint64_t dirtied;   /* pages that this thread changed first since they were written */
    uint64_t redirtied; /* further changes */
    uint64_t log_records, log_bytes;
    uint64_t long_values_read; /* that lie outside their records */
};

/* The counts of the calling thread. Where there was no memory to count for it, those of all such threads. */
void cache_thread_statistics(struct cache_thread_statistics *statistics);

/* Pages that the cache has in memory, or had: it never gets smaller. Any thread. */
uint32_t cache_pages_used(struct cache *cache);

#endif
