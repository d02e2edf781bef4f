/*
 * bench_cache.c - what a page costs in the buffer manager.
 *
 *   latch and unlatch of one hot page, shared, by one thread and by two: two should do twice as many
 *   the same of random pages that are all in the cache
 *   the relatch of a page by its hint, and of a hot page for update
 *   a scan of a file that is not in the cache (but in the system's), with read-ahead, beside a loop of reads
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "buffer/cache.h"
#include "os.h"
#include "sample_database.h"

enum {
    PAGE_SIZE = 8192,
    FILE_PAGES = 65536,
    SHORT_PAGES = 512,
    WINDOW = 64,
    LATCHES = 1000000,
    SHORT_LATCHES = 10000
};

static struct os_file file;
static struct cache *cache;
static struct cache_file *attached;
static uint32_t pages, latches;
static uint8_t *buffer;

/* What one thread does `latches` times. */
struct job {
    void (*work)(void);
    unsigned threads;
    uint64_t
        best; /* out: ns of the fastest round. Others on the machine slow two threads down more than one. */
};

static void latch_hot(void)
{
    for (uint32_t i = 0; i < latches; i++) {
        struct page_ref page;

        if (page_latch(attached, 1, LATCH_SHARED, &page) == JET_errSuccess) {
            page_unlatch(&page);
        }
    }
}

static void latch_random(void)
{
    uint32_t random = (uint32_t)os_thread_id() | 1;

    for (uint32_t i = 0; i < latches; i++) {
        struct page_ref page;

        random = random * 1664525u + 1013904223u;
        if (page_latch(attached, 1 + (random >> 8) % pages, LATCH_SHARED, &page) == JET_errSuccess) {
            page_unlatch(&page);
        }
    }
}

static void relatch_hot(void)
{
    struct page_ref page;
    struct page_hint hint;

    if (page_latch(attached, 1, LATCH_SHARED, &page) != JET_errSuccess) {
        return;
    }
    hint = page_hint_of(&page);
    page_unlatch(&page);
    for (uint32_t i = 0; i < latches; i++) {
        if (page_relatch(attached, 1, hint, &page)) {
            page_unlatch(&page);
        }
    }
}

/* Work that shares nothing: how many times as much two threads can do on this machine at all. */
static void own_work(void)
{
    volatile uint32_t random = 1;

    for (uint32_t i = 0; i < latches; i++) {
        random = random * 1664525u + 1013904223u;
    }
}

static void update_hot(void)
{
    for (uint32_t i = 0; i < latches; i++) {
        struct page_ref page;

        if (page_latch(attached, 1, LATCH_UPDATE, &page) == JET_errSuccess) {
            page_unlatch(&page);
        }
    }
}

static void run_work(void *context)
{
    const struct job *job = context;

    job->work();
}

static uint64_t run_job(void *context)
{
    struct job *job = context;
    struct os_thread thread[2];
    const uint64_t start = os_time_monotonic_ns();
    uint64_t taken;

    for (unsigned i = 0; i < job->threads; i++) {
        if (os_thread_start(&thread[i], "bench", run_work, job) != JET_errSuccess) {
            exit(1);
        }
    }
    for (unsigned i = 0; i < job->threads; i++) {
        os_thread_join(&thread[i]);
    }
    taken = os_time_monotonic_ns() - start;
    job->best = job->best == 0 || taken < job->best ? taken : job->best;
    return taken;
}

/* Forgets every page. */
static void attach_again(void)
{
    cache_file_detach(attached);
    if (cache_file_attach(cache, &file, "bench", true, &attached) != JET_errSuccess) {
        exit(1);
    }
}

static uint64_t scan(void *context)
{
    const uint32_t window = *(const uint32_t *)context;
    uint64_t start;

    attach_again();
    start = os_time_monotonic_ns();
    for (uint32_t pgno = 1; pgno <= pages; pgno++) {
        struct page_ref page;

        if (window > 1 && pgno % window == 1) {
            cache_prefetch(attached, pgno, window);
        }
        if (page_latch(attached, pgno, LATCH_SHARED, &page) == JET_errSuccess) {
            page_unlatch(&page);
        }
    }
    return os_time_monotonic_ns() - start;
}

static uint64_t read_loop(void *context)
{
    const uint64_t start = os_time_monotonic_ns();
    const size_t step = WINDOW * PAGE_SIZE;
    size_t got = step;

    (void)context;
    for (uint64_t offset = 0; got == step; offset += step) {
        if (os_file_read(&file, offset, buffer, step, &got) != JET_errSuccess) {
            exit(1);
        }
    }
    return os_time_monotonic_ns() - start;
}

static void measure_latches(unsigned rounds)
{
    enum { CASES = 8 };
    struct job jobs[CASES] = {{latch_hot, 1, 0},   {latch_hot, 2, 0},    {relatch_hot, 1, 0},
                              {relatch_hot, 2, 0}, {latch_random, 1, 0}, {latch_random, 2, 0},
                              {own_work, 1, 0},    {own_work, 2, 0}};
    struct job update = {update_hot, 1, 0};
    static const char *const names[] = {"hot page", "hot page by hint", "random page", "nothing shared"};
    struct bench_case cases[CASES], update_case = {.run = run_job, .context = &update};

    for (unsigned i = 0; i < CASES; i++) {
        cases[i] = (struct bench_case){.run = run_job, .context = &jobs[i]};
    }
    bench_run(cases, CASES, rounds);
    bench_run(&update_case, 1, rounds);
    for (unsigned i = 0; i < CASES; i += 2) {
        (void)printf("%-20s %6.1f ns    two threads do %.2f x as much as one\n", names[i / 2],
                     (double)jobs[i].best / latches, 2.0 * (double)jobs[i].best / (double)jobs[i + 1].best);
    }
    (void)printf("%-20s %6.1f ns\n", "hot page, update", (double)update.best / latches);
}

static void measure_scans(unsigned rounds)
{
    uint32_t with = WINDOW, without = 1;
    struct bench_case cases[] = {
        {"scan with read-ahead", scan, &with, 0},
        {"scan page by page", scan, &without, 0},
        {"loop of reads", read_loop, NULL, 0},
    };
    const double bytes = (double)pages * PAGE_SIZE;

    bench_run(cases, 3, rounds);
    for (unsigned i = 0; i < 3; i++) {
        (void)printf("%-20s %6.2f GB/s  %.2f x the loop of reads\n", cases[i].name,
                     bytes / (double)cases[i].median, (double)cases[2].median / (double)cases[i].median);
    }
}

/* A cache that holds the whole file, then one that holds an eighth of it. */
static int run(const char *path, bool is_short)
{
    const unsigned rounds = is_short ? 1 : 7;

    if (os_file_open(&file, path, OS_READ, OS_SHARE_ALL) != JET_errSuccess) {
        return 1;
    }
    for (uint32_t part = 1; part <= 8; part *= 8) {
        if (cache_create(PAGE_SIZE, pages / part + 64, &cache) != JET_errSuccess ||
            cache_file_attach(cache, &file, path, true, &attached) != JET_errSuccess) {
            return 1;
        }
        if (part == 1) {
            measure_latches(is_short ? 1 : 31);
        }
        (void)printf("cache of %u pages for a file of %u pages of %d bytes:\n", pages / part + 64, pages,
                     PAGE_SIZE);
        measure_scans(rounds);
        cache_file_detach(attached);
        cache_destroy(cache);
    }
    os_file_close(&file);
    return 0;
}

int main(int count, char **arguments)
{
    const bool is_short = bench_is_short(count, arguments);
    char folder[OS_PATH_MAX], path[OS_PATH_MAX + 64];
    int result;

    pages = is_short ? SHORT_PAGES : FILE_PAGES;
    latches = is_short ? SHORT_LATCHES : LATCHES;
    buffer = os_memory_allocate(WINDOW * PAGE_SIZE);
    if (buffer == NULL || os_dir_temporary(folder, sizeof folder) != JET_errSuccess) {
        return 1;
    }
    (void)snprintf(path, sizeof path, "%s/bench_cache.%u.edb", folder, os_process_id());
    if (sample_write(path, PAGE_SIZE, pages) != 0) {
        return 1;
    }
    result = run(path, is_short);
    os_memory_free(buffer, WINDOW * PAGE_SIZE);
    (void)os_file_delete(path);
    return result;
}
