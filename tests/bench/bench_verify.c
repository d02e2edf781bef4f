/*
 * bench_verify.c [FILE] - verifying a whole file from the page cache, beside `cat FILE >/dev/null` and
 * memcpy() of as many bytes. Without FILE it makes one of 1 GiB.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "maintenance/verify.h"
#include "os.h"
#include "sample_database.h"

enum { PAGE_SIZE = 8192, PAGES = 131072, SHORT_PAGES = 512, BLOCK = 64 << 20 };

static const char *path;
static uint64_t file_size;
static uint8_t *from, *to;

static uint64_t verify(void *context)
{
    unsigned *threads = context;
    uint64_t start = os_time_monotonic_ns();

    (void)verify_file(path, NULL, NULL, NULL, NULL, *threads);
    return os_time_monotonic_ns() - start;
}

static uint64_t cat(void *context)
{
    char command[OS_PATH_MAX + 64];
    uint64_t start;

    (void)snprintf(command, sizeof command, "cat '%s' >/dev/null", path);
    start = os_time_monotonic_ns();
    if (system(command) != 0) {
        *(bool *)context = false;
    }
    return os_time_monotonic_ns() - start;
}

static uint64_t copy(void *context)
{
    uint64_t start = os_time_monotonic_ns();

    (void)context;
    for (uint64_t done = 0; done < file_size; done += BLOCK) {
        memcpy(to, from, file_size - done < BLOCK ? (size_t)(file_size - done) : BLOCK);
    }
    return os_time_monotonic_ns() - start;
}

int main(int count, char **arguments)
{
    unsigned all = 0, one = 1;
    bool has_cat = true;
    bool is_short = bench_is_short(count, arguments);
    struct bench_case cases[] = {
        {"verify, all processors", verify, &all, 0},
        {"verify, one thread", verify, &one, 0},
        {"cat FILE >/dev/null", cat, &has_cat, 0},
        {"memcpy", copy, NULL, 0},
    };
    char folder[OS_PATH_MAX], made[OS_PATH_MAX + 64];
    struct os_file_info info;
    bool make = is_short ? count == 2 : count == 1;

    path = arguments[1];
    if (make) {
        if (os_dir_temporary(folder, sizeof folder) != JET_errSuccess) {
            return 1;
        }
        (void)snprintf(made, sizeof made, "%s/bench_verify.%u.edb", folder, os_process_id());
        path = made;
        if (sample_write(path, PAGE_SIZE, is_short ? SHORT_PAGES : PAGES) != 0) {
            return 1;
        }
    }
    from = os_memory_allocate(BLOCK);
    to = os_memory_allocate(BLOCK);
    if (from == NULL || to == NULL || os_file_stat(path, &info) != JET_errSuccess) {
        return 1;
    }
    memset(from, 1, BLOCK);
    file_size = info.size;
    bench_run(cases, 4, is_short ? 1 : 11);
    (void)printf("%s, %.0f MB, %u processors\n", path, (double)file_size / 1e6, os_cpu_count());
    for (unsigned i = 0; i < 4; i++) {
        (void)printf("%-24s %8.2f GB/s %8.2f x cat\n", cases[i].name,
                     (double)file_size / (double)cases[i].median,
                     (double)cases[2].median / (double)cases[i].median);
    }
    if (!has_cat) {
        (void)printf("(there is no cat here: its line means nothing)\n");
    }
    os_memory_free(from, BLOCK);
    os_memory_free(to, BLOCK);
    if (make) {
        (void)os_file_delete(path);
    }
    return 0;
}
