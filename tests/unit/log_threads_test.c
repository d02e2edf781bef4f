/*
 * log_threads_test.c - many threads append and wait at once, while others roll, move the checkpoint, and write pages.
 */
#include "test.h"

#include <stdatomic.h>

#include "log/log.h"
#include "log/log_files.h"
#include "log/log_reader.h"
#include "log/log_record.h"
#include "os.h"

enum { THREADS = 6, PER_THREAD = 300, FILE_SIZE = 64 * 1024 };

struct shared {
    struct log *log;
    _Atomic uint64_t needed;
    atomic_bool done;
};

struct worker {
    struct shared *shared;
    struct os_thread thread;
    uint32_t number;
    JET_ERR err;
    bool early; /* log_wait() returned before the record was durable */
    uint64_t positions[PER_THREAD];
};

static void no_attachments(void *context, uint64_t lgpos, uint8_t *list, uint32_t capacity)
{
    (void)context;
    (void)lgpos;
    (void)list;
    (void)capacity;
}

static uint64_t needed(void *context)
{
    return ((struct shared *)context)->needed;
}

/* A Trace record whose text is its thread, its number, and some bytes. */
static JET_ERR append(struct log *log, uint32_t thread, uint32_t number, uint64_t *lgpos)
{
    uint8_t text[5000] = {0};
    uint32_t size = 8 + (thread * 977 + number * 131) % (number % 20 == 0 ? 4900 : 300);
    struct log_record out;

    put_u32(text, thread);
    put_u32(text + 4, number);
    memset(text + 8, (int)(thread + number), size - 8);
    log_text_encode(&(struct log_text){.type = LOG_TRACE, .text = {text, size}}, &out);
    return log_append(log, out.pieces, out.count, lgpos);
}

static void work(void *context)
{
    struct worker *worker = context;
    struct log *log = worker->shared->log;

    for (uint32_t i = 0; i < PER_THREAD && worker->err == JET_errSuccess; i++) {
        uint64_t *lgpos = &worker->positions[i];

        worker->err = append(log, worker->number, i, lgpos);
        if (worker->err == JET_errSuccess && i % 3 == 0) {
            worker->err = log_wait(log, *lgpos);
            worker->early = worker->early || (worker->err == JET_errSuccess && log_durable(log) <= *lgpos);
        } else if (worker->err == JET_errSuccess && i % 7 == 0) {
            worker->err = log_before_write(log, *lgpos);
            worker->early = worker->early || (worker->err == JET_errSuccess && log_durable(log) <= *lgpos);
        } else if (i % 5 == 0) {
            log_flush_soon(log, *lgpos, i % 4);
        }
    }
}

static void disturb(void *context)
{
    struct worker *worker = context;
    struct shared *shared = worker->shared;

    while (!shared->done && worker->err == JET_errSuccess) {
        struct logtime created;

        worker->err = log_checkpoint(shared->log);
        if (worker->err == JET_errSuccess && log_end(shared->log) % 5 == 0) {
            worker->err = log_roll(shared->log);
        }
        (void)log_generation(shared->log, &created);
        (void)log_signature(shared->log);
        os_time_sleep_ms(1);
    }
}

/* Reads all generations; every record of every thread is there once, in the thread's order, at the position it was told. */
static void read_all(const struct log_options *options, const struct worker *workers)
{
    struct log_names names;
    uint32_t lowest, highest, next[THREADS] = {0};
    char path[OS_PATH_MAX];
    struct log_reader *reader;
    struct log_found found;
    JET_ERR err;

    assert_int_equal(log_names_set(&names, options->log_folder, options->system_folder, "edb", true),
                     JET_errSuccess);
    assert_int_equal(log_archive_range(&names, &lowest, &highest), JET_errSuccess);
    for (uint32_t g = lowest; g <= highest + 1; g++) {
        if (g <= highest) {
            assert_int_equal(log_archive_find(&names, g, path), JET_errSuccess);
        } else {
            assert_int_equal(log_current_path(&names, path), JET_errSuccess);
        }
        assert_int_equal(log_reader_open(path, 0, &reader), JET_errSuccess);
        while ((err = log_reader_next(reader, &found)) == JET_errSuccess) {
            struct log_text text;
            uint32_t thread, number;

            if (found.record.at[0] != LOG_TRACE) {
                continue;
            }
            assert_int_equal(log_text_decode(found.record, &text), JET_errSuccess);
            thread = get_u32(text.text.at);
            number = get_u32(text.text.at + 4);
            assert_true(thread < THREADS);
            assert_int_equal(number, next[thread]);
            assert_true(found.lgpos == workers[thread].positions[number]);
            next[thread]++;
        }
        assert_int_equal(err, JET_errNoCurrentRecord);
        log_reader_close(reader);
    }
    for (unsigned t = 0; t < THREADS; t++) {
        assert_int_equal(next[t], PER_THREAD);
    }
}

static void run_threads(struct log_options *options, struct worker *workers)
{
    static struct worker disturber;
    struct shared shared = {.needed = 0};

    disturber = (struct worker){.shared = &shared};
    assert_int_equal(log_open(options, no_attachments, needed, &shared, &shared.log), JET_errSuccess);
    assert_int_equal(os_thread_start(&disturber.thread, "disturb", disturb, &disturber), JET_errSuccess);
    for (unsigned t = 0; t < THREADS; t++) {
        workers[t] = (struct worker){.shared = &shared, .number = t};
        assert_int_equal(os_thread_start(&workers[t].thread, "work", work, &workers[t]), JET_errSuccess);
    }
    for (unsigned t = 0; t < THREADS; t++) {
        os_thread_join(&workers[t].thread);
        assert_int_equal(workers[t].err, JET_errSuccess);
        assert_false(workers[t].early);
    }
    shared.done = true;
    os_thread_join(&disturber.thread);
    assert_int_equal(disturber.err, JET_errSuccess);
    assert_int_equal(log_close(shared.log), JET_errSuccess);
}

static void set_options(struct log_options *options, const char *name)
{
    static char folder[OS_PATH_MAX];

    snprintf(folder, sizeof folder, "%s/", test_path(name));
    assert_int_equal(os_dir_create(folder), JET_errSuccess);
    *options = (struct log_options){
        .log_folder = folder,
        .system_folder = folder,
        .base_name = "edb",
        .file_size = FILE_SIZE,
        .page_size = 4096,
        .legacy_names = true,
        .efv = 8920,
    };
}

static void all_records_of_all_threads_are_there_once(void **state)
{
    static struct worker workers[THREADS];
    struct log_options options;

    (void)state;
    set_options(&options, "threads");
    run_threads(&options, workers);
    read_all(&options, workers);
}

/* ------------------------------------------------------------------------------------------------ failure */

static JET_ERR fail_write(void *context, struct os_file *file, uint64_t offset, size_t *size)
{
    (void)file;
    atomic_int *left = context;

    (void)offset;
    if (atomic_fetch_sub(left, 1) > 0) {
        return JET_errSuccess;
    }
    *size = 0;
    return JET_errDiskIO;
}

static JET_ERR pass_sync(void *context, struct os_file *file)
{
    (void)file;
    (void)context;
    return JET_errSuccess;
}

static JET_ERR pass_resize(void *context, uint64_t size)
{
    (void)context;
    (void)size;
    return JET_errSuccess;
}

/* A write fails while all threads are at it: each gets the error, none hangs. */
static void a_failed_write_reaches_everybody(void **state)
{
    static struct worker workers[THREADS];
    struct log_options options;
    struct shared shared = {.needed = 0};
    static atomic_int left;
    const struct os_file_hooks hooks = {fail_write, pass_sync, pass_resize, &left};

    (void)state;
    set_options(&options, "failure");
    assert_int_equal(log_open(&options, no_attachments, needed, &shared, &shared.log), JET_errSuccess);
    left = 40;
    os_file_set_hooks(&hooks);
    for (unsigned t = 0; t < THREADS; t++) {
        workers[t] = (struct worker){.shared = &shared, .number = t};
        assert_int_equal(os_thread_start(&workers[t].thread, "work", work, &workers[t]), JET_errSuccess);
    }
    for (unsigned t = 0; t < THREADS; t++) {
        os_thread_join(&workers[t].thread);
        assert_int_equal(workers[t].err, JET_errLogWriteFail);
        assert_false(workers[t].early);
    }
    assert_true(log_error(shared.log) < 0);
    assert_int_equal(log_wait(shared.log, log_end(shared.log)), JET_errLogWriteFail);
    assert_int_equal(log_close(shared.log), JET_errLogWriteFail);
    os_file_set_hooks(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_records_of_all_threads_are_there_once),
        cmocka_unit_test(a_failed_write_reaches_everybody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
