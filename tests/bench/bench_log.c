/*
 * bench_log.c - what logging costs.
 *
 *   appends of 100 bytes into memory, by one thread and by four, nobody waiting
 *   durable commits: append and wait, by one thread and by four, beside a bare write of 4096 bytes and fdatasync() for each
 *
 * A commit by one thread should take what the bare write takes; four threads share writes, and should do more than
 * one does.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "log/log.h"
#include "log/log_record.h"
#include "os.h"

enum {
    THREADS = 4,
    FILE_SIZE = 5 * 1024 * 1024,
    APPENDS = 400000,
    COMMITS = 400,
    SHORT_APPENDS = 4000,
    SHORT_COMMITS = 4
};

static struct log *stream;
static struct os_file bare;
static uint32_t appends, commits;
static char folder[OS_PATH_MAX];

static void no_attachments(void *context, uint64_t lgpos, uint8_t *list, uint32_t capacity)
{
    (void)context;
    (void)lgpos;
    (void)list;
    (void)capacity;
}

static uint64_t nothing_needed(void *context)
{
    (void)context;
    return UINT64_MAX;
}

static uint64_t append_one(void)
{
    static const uint8_t data[40] = {1};
    struct log_node node = {.page = {.type = LOG_INSERT, .procid = 1, .dbid = 1, .pgno = 9, .dbtime = 5},
                            .objid = 7};
    struct log_record out;
    uint64_t lgpos = 0;

    log_insert_encode(&(struct log_insert){.node = node, .suffix = {data, 10}, .data = {data, sizeof data}},
                      &out);
    if (log_append(stream, out.pieces, out.count, &lgpos) < 0) {
        abort();
    }
    return lgpos;
}

static void append_many(void *context)
{
    for (uint32_t i = 0; i < appends / *(unsigned *)context; i++) {
        (void)append_one();
    }
}

static void commit_many(void *context)
{
    for (uint32_t i = 0; i < commits / *(unsigned *)context; i++) {
        if (log_wait(stream, append_one()) < 0) {
            abort();
        }
    }
}

static uint64_t run_on(unsigned threads, void (*work)(void *context))
{
    struct os_thread handles[THREADS];
    uint64_t start = os_time_monotonic_ns();

    for (unsigned t = 0; t < threads; t++) {
        if (os_thread_start(&handles[t], "bench", work, &threads) < 0) {
            abort();
        }
    }
    for (unsigned t = 0; t < threads; t++) {
        os_thread_join(&handles[t]);
    }
    return os_time_monotonic_ns() - start;
}

static uint64_t appends_by(void *context)
{
    uint64_t time = run_on(*(unsigned *)context, append_many);

    (void)log_checkpoint(stream);
    return time;
}

static uint64_t commits_by(void *context)
{
    uint64_t time = run_on(*(unsigned *)context, commit_many);

    (void)log_checkpoint(stream);
    return time;
}

/* The least that anybody can do for a commit: into a file that has its room, as the log's. */
static uint64_t bare_commits(void *context)
{
    static const uint8_t segment[4096] = {7};
    uint64_t start = os_time_monotonic_ns();

    (void)context;
    for (uint32_t i = 0; i < commits; i++) {
        if (os_file_write(&bare, (uint64_t)(i % 1024) * sizeof segment, segment, sizeof segment) < 0 ||
            os_file_sync(&bare) < 0) {
            abort();
        }
    }
    return os_time_monotonic_ns() - start;
}

static JET_ERR delete_file(void *context, const char *name, bool is_folder)
{
    char path[OS_PATH_MAX];

    (void)context;
    (void)is_folder;
    return path_join(folder, name, path, sizeof path) < 0 ? JET_errSuccess : os_file_delete(path);
}

static void prepare(void)
{
    static const uint8_t zeros[64 * 1024];
    struct log_options options = {
        .log_folder = folder,
        .system_folder = folder,
        .base_name = "edb",
        .file_size = FILE_SIZE,
        .page_size = 4096,
        .buffer_size = 1024 * 1024,
        .circular = true,
        .legacy_names = true,
        .efv = 8920,
    };
    char path[OS_PATH_MAX];

    if (os_dir_temporary(folder, sizeof folder - 32) < 0) {
        abort();
    }
    snprintf(folder + strlen(folder), 32, "/bench_log_%u", os_process_id());
    if (os_dir_create(folder) < 0 || path_join(folder, "bare", path, sizeof path) < 0 ||
        os_file_open(&bare, path, OS_READ | OS_WRITE | OS_CREATE, OS_SHARE_NONE) < 0) {
        abort();
    }
    for (uint64_t at = 0; at < 4 * 1024 * 1024; at += sizeof zeros) {
        if (os_file_write(&bare, at, zeros, sizeof zeros) < 0) {
            abort();
        }
    }
    if (os_file_sync(&bare) < 0 || log_open(&options, no_attachments, nothing_needed, NULL, &stream) < 0) {
        abort();
    }
}

int main(int count, char **arguments)
{
    bool is_short = bench_is_short(count, arguments);
    unsigned one = 1, four = THREADS;
    struct bench_case cases[] = {
        {.name = "append, 1 thread", .run = appends_by, .context = &one},
        {.name = "append, 4 threads", .run = appends_by, .context = &four},
        {.name = "write and sync", .run = bare_commits},
        {.name = "commit, 1 thread", .run = commits_by, .context = &one},
        {.name = "commit, 4 threads", .run = commits_by, .context = &four},
    };

    appends = is_short ? SHORT_APPENDS : APPENDS;
    commits = is_short ? SHORT_COMMITS : COMMITS;
    prepare();
    bench_run(cases, 5, is_short ? 1 : 9);
    for (unsigned i = 0; i < 5; i++) {
        uint32_t each = i < 2 ? appends : commits;

        printf("%-20s %10.0f ns each, %10.0f a second", cases[i].name, (double)cases[i].median / each,
               1e9 * each / (double)cases[i].median);
        if (i > 2) {
            printf(", %.2f of bare", (double)cases[2].median / (double)cases[i].median);
        }
        printf("\n");
    }
    (void)log_close(stream);
    os_file_close(&bare);
    (void)os_dir_list(folder, "*", delete_file, NULL);
    (void)os_dir_remove(folder);
    return 0;
}
