/*
 * bench_checksum.c - verifying pages in memory, beside memcpy() of the same bytes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "format/page_checksum.h"
#include "os.h"
#include "sample_database.h"

enum { BYTES = 16 << 20 };

static uint8_t *pages, *copy;
static uint32_t page_size;

static uint64_t verify(void *context)
{
    uint64_t start = os_time_monotonic_ns();

    (void)context;
    for (uint32_t i = 0; i < BYTES / page_size; i++) {
        struct page_verification result;

        page_verify(pages + (size_t)i * page_size, page_size, i + 1, &result);
        if (result.verdict != PAGE_GOOD) {
            abort();
        }
    }
    return os_time_monotonic_ns() - start;
}

static uint64_t copy_all(void *context)
{
    uint64_t start = os_time_monotonic_ns();

    (void)context;
    memcpy(copy, pages, BYTES);
    return os_time_monotonic_ns() - start;
}

int main(int count, char **arguments)
{
    unsigned rounds = bench_is_short(count, arguments) ? 1 : 51;

    pages = os_memory_allocate(BYTES);
    copy = os_memory_allocate(BYTES);
    if (pages == NULL || copy == NULL) {
        return 1;
    }
    (void)printf("%10s %14s %14s %8s\n", "page size", "verify GB/s", "memcpy GB/s", "ratio");
    for (page_size = 2048; page_size <= 32768; page_size *= 2) {
        struct bench_case cases[] = {{"verify", verify, NULL, 0}, {"memcpy", copy_all, NULL, 0}};

        for (uint32_t i = 0; i < BYTES / page_size; i++) {
            sample_page(pages + (size_t)i * page_size, page_size, i + 1);
        }
        bench_run(cases, 2, rounds);
        (void)printf("%10u %14.1f %14.1f %8.2f\n", page_size, (double)BYTES / (double)cases[0].median,
                     (double)BYTES / (double)cases[1].median,
                     (double)cases[1].median / (double)cases[0].median);
    }
    os_memory_free(pages, BYTES);
    os_memory_free(copy, BYTES);
    return 0;
}
