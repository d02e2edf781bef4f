/*
 * store_work.c - rows, blobs, and what is done with them.
 */
#include "store_work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROWS_A_TRANSACTION = 1000,
    RANGE = 100,
    BLOB_SIZE = 64 << 10,
    BLOBS_A_TRANSACTION = 10,
};

static uint64_t row_count = 1000000;

static uint64_t single_count(void) /* lazy transactions of one row */
{
    return row_count / 10;
}

static uint64_t durable_count(void)
{
    return row_count / 2500;
}

static uint64_t blob_count(void)
{
    return row_count / 2000;
}

static uint64_t all_rows(void)
{
    return row_count;
}

/* ---------------------------------------------------------------------------------------------------- stores */

void store_fail(const char *store, const char *what, const char *why)
{
    (void)fprintf(stderr, "%s: %s: %s\n", store, what, why);
    exit(1);
}

void *store_allocate(size_t size)
{
    void *memory = calloc(1, size);

    if (memory == NULL) {
        store_fail("bench_store", "calloc", "out of memory");
    }
    return memory;
}

void store_need(JET_ERR err, const char *what)
{
    if (err < 0) {
        store_fail("bench_store", what, "failed");
    }
}

void subject_open(struct subject *subject, bool durable)
{
    char temporary[OS_PATH_MAX], name[64];

    store_need(os_dir_temporary(temporary, sizeof temporary), "the folder of temporary files");
    (void)snprintf(name, sizeof name, "esent-bench-%u-%s", os_process_id(), subject->ops->name);
    store_need(path_join(temporary, name, subject->folder, sizeof subject->folder), "path");
    store_need(os_dir_create(subject->folder), subject->folder);
    subject->store = subject->ops->open(subject->folder, durable);
    for (unsigned i = 0; i < SESSIONS; i++) {
        subject->sessions[i] = subject->ops->session_open(subject->store);
    }
}

static JET_ERR remove_file(void *context, const char *name, bool is_folder)
{
    char path[OS_PATH_MAX];

    (void)is_folder;
    store_need(path_join(context, name, path, sizeof path), "path");
    return os_file_delete(path);
}

static uint64_t size_of_file(const struct subject *subject)
{
    struct os_file_info info;
    char path[OS_PATH_MAX];

    store_need(path_join(subject->folder, subject->ops->file, path, sizeof path), "path");
    store_need(os_file_stat(path, &info), path);
    return info.size;
}

uint64_t subject_close(struct subject *subject)
{
    uint64_t size;

    for (unsigned i = 0; i < SESSIONS; i++) {
        subject->ops->session_close(subject->sessions[i]);
    }
    subject->ops->close(subject->store);
    size = size_of_file(subject);
    store_need(os_dir_list(subject->folder, "*", remove_file, subject->folder), "removing files");
    store_need(os_dir_remove(subject->folder), subject->folder);
    return size;
}

/* ------------------------------------------------------------------------------------------------------ rows */

static uint64_t random_next(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 32;
}

static uint64_t number_of(uint64_t key)
{
    return (key * 0x9E3779B97F4A7C15u ^ key << 7) >> 1;
}

static void make_row(struct store_row *row, uint64_t key)
{
    row->key = key;
    row->number = number_of(key);
    memset(row->text, (int)('a' + key % 26), sizeof row->text);
}

static void check_row(const struct subject *subject, const struct store_row *row, uint64_t key)
{
    if (row->key != key || row->number != number_of(key) ||
        row->text[STORE_TEXT_SIZE - 1] != 'a' + key % 26) {
        store_fail(subject->ops->name, "reading", "a wrong row");
    }
}

/* A number below 2^32 for each `i` below that, none twice. */
static uint64_t scattered(uint64_t i)
{
    return (uint32_t)i * 2654435761u;
}

static void insert_rows(struct subject *subject, bool at_random)
{
    struct store_session *session = subject->sessions[0];
    struct store_row row;

    for (uint64_t i = 0; i < row_count; i++) {
        if (i % ROWS_A_TRANSACTION == 0) {
            subject->ops->begin(session);
        }
        make_row(&row, at_random ? scattered(i) : i);
        subject->ops->insert(session, &row);
        if ((i + 1) % ROWS_A_TRANSACTION == 0 || i + 1 == row_count) {
            subject->ops->commit(session);
        }
    }
}

static void insert_single(const struct subject *subject, struct store_session *session, uint64_t from,
                          uint64_t count)
{
    struct store_row row;

    for (uint64_t i = from; i < from + count; i++) {
        make_row(&row, i);
        subject->ops->begin(session);
        subject->ops->insert(session, &row);
        subject->ops->commit(session);
    }
}

static void write_blobs(struct subject *subject)
{
    struct store_session *session = subject->sessions[0];
    const uint64_t count = blob_count();
    uint8_t *data = store_allocate(BLOB_SIZE);
    uint64_t state = 1;

    for (uint64_t i = 0; i < BLOB_SIZE; i++) {
        data[i] = (uint8_t)random_next(&state);
    }
    for (uint64_t i = 0; i < count; i++) {
        if (i % BLOBS_A_TRANSACTION == 0) {
            subject->ops->begin(session);
        }
        data[0] = (uint8_t)i;
        subject->ops->blob_write(session, i, data, BLOB_SIZE);
        if ((i + 1) % BLOBS_A_TRANSACTION == 0 || i + 1 == count) {
            subject->ops->commit(session);
        }
    }
    free(data);
}

/* --------------------------------------------------------------------------------------------------- threads */

struct worker {
    struct os_thread thread;
    const struct subject *subject;
    unsigned number;
};

static void run_threads(struct subject *subject, unsigned count, void (*run)(void *worker))
{
    struct worker workers[SESSIONS];

    for (unsigned i = 0; i < count; i++) {
        workers[i] = (struct worker){.subject = subject, .number = i};
        store_need(os_thread_start(&workers[i].thread, "bench", run, &workers[i]), "a thread");
    }
    for (unsigned i = 0; i < count; i++) {
        os_thread_join(&workers[i].thread);
    }
}

static void insert_some(void *context)
{
    const struct worker *worker = context;
    const uint64_t count = durable_count() / SESSIONS;

    insert_single(worker->subject, worker->subject->sessions[worker->number], worker->number * row_count,
                  count);
}

static void read_some(const struct subject *subject, unsigned number, uint64_t count)
{
    struct store_session *session = subject->sessions[number];
    uint64_t state = number + 1;
    struct store_row row;

    subject->ops->begin_read(session);
    for (uint64_t i = 0; i < count; i++) {
        const uint64_t key = random_next(&state) % row_count;

        subject->ops->read(session, key, &row);
        check_row(subject, &row, key);
    }
    subject->ops->end_read(session);
}

/* --------------------------------------------------------------------------------------------------- B1 - B9 */

static void insert_in_order(struct subject *subject)
{
    insert_rows(subject, false);
}

static void insert_at_random(struct subject *subject)
{
    insert_rows(subject, true);
}

static void insert_single_lazy(struct subject *subject)
{
    insert_single(subject, subject->sessions[0], 0, single_count());
}

static void insert_single_durable(struct subject *subject)
{
    insert_single(subject, subject->sessions[0], 0, durable_count());
}

static void insert_by_four(struct subject *subject)
{
    run_threads(subject, SESSIONS, insert_some);
}

static void read_by_key(struct subject *subject)
{
    read_some(subject, 0, row_count);
}

static void read_share(void *context)
{
    const struct worker *worker = context;

    read_some(worker->subject, worker->number, row_count / worker->subject->threads);
}

static void read_by_threads(struct subject *subject)
{
    run_threads(subject, subject->threads, read_share);
}

static void scan_all(struct subject *subject)
{
    static uint64_t expected;

    if (expected == 0) {
        for (uint64_t i = 0; i < row_count; i++) {
            expected += number_of(i);
        }
    }
    subject->ops->begin_read(subject->sessions[0]);
    if (subject->ops->scan(subject->sessions[0], 0, row_count) != expected) {
        store_fail(subject->ops->name, "scanning", "a wrong sum");
    }
    subject->ops->end_read(subject->sessions[0]);
}

static void scan_ranges(struct subject *subject)
{
    uint64_t state = 7;

    subject->ops->begin_read(subject->sessions[0]);
    for (uint64_t i = 0; i < row_count / RANGE; i++) {
        (void)subject->ops->scan(subject->sessions[0], random_next(&state) % (row_count - RANGE), RANGE);
    }
    subject->ops->end_read(subject->sessions[0]);
}

static void read_blobs(struct subject *subject)
{
    struct store_session *session = subject->sessions[0];
    uint8_t *data = store_allocate(BLOB_SIZE);

    subject->ops->begin_read(session);
    for (uint64_t i = 0; i < blob_count(); i++) {
        if (subject->ops->blob_read(session, i, data, BLOB_SIZE) != BLOB_SIZE || data[0] != (uint8_t)i) {
            store_fail(subject->ops->name, "reading", "a wrong blob");
        }
    }
    subject->ops->end_read(session);
    free(data);
}

static void build_index(struct subject *subject)
{
    subject->ops->index_build(subject->sessions[0]);
}

static void drop_index(struct subject *subject)
{
    subject->ops->index_drop(subject->sessions[0]);
}

const struct store_bench store_benches[] = {
    {"B1", "insert in order", insert_in_order, all_rows, .fresh = true, .sized = true},
    {"B2", "insert in order, durable", insert_in_order, all_rows, .fresh = true, .durable = true},
    {"B3", "insert at random", insert_at_random, all_rows, .fresh = true},
    {"B4", "a row a commit, lazy", insert_single_lazy, single_count, .fresh = true},
    {"B4", "a row a commit, durable", insert_single_durable, durable_count, .fresh = true, .durable = true,
     .is_one = true, .has_bare = true},
    {"B4", "the same, four sessions", insert_by_four, durable_count, .fresh = true, .durable = true,
     .threads = SESSIONS},
    {"B8", "blobs written", write_blobs, blob_count, .fresh = true},
    {"B5", "read by key", read_by_key, all_rows, .fresh = false},
    {"B6", "scan", scan_all, all_rows, .fresh = false},
    {"B6", "ranges of a hundred", scan_ranges, all_rows, .fresh = false},
    {"B7", "read by key, one thread", read_by_threads, all_rows, .threads = 1, .is_one = true},
    {"B7", "read by key, two threads", read_by_threads, all_rows, .threads = 2},
    {"B7", "read by key, four threads", read_by_threads, all_rows, .threads = 4},
    {"B8", "blobs read", read_blobs, blob_count, .fresh = false},
    {"B9", "index built", build_index, all_rows, .after = drop_index},
};

const unsigned store_bench_count = sizeof store_benches / sizeof store_benches[0];

void store_set_rows(uint64_t count)
{
    row_count = count < 2 * RANGE ? 2 * RANGE : count;
}

void subject_fill(struct subject *subject)
{
    insert_in_order(subject);
    write_blobs(subject);
}

uint64_t store_bare_commits(void)
{
    const uint64_t count = durable_count();
    char folder[OS_PATH_MAX], path[OS_PATH_MAX], name[64];
    static uint8_t block[4096];
    struct os_file file;
    uint64_t start;

    store_need(os_dir_temporary(folder, sizeof folder), "the folder of temporary files");
    (void)snprintf(name, sizeof name, "esent-bench-%u-bare", os_process_id());
    store_need(path_join(folder, name, path, sizeof path), "path");
    store_need(os_file_open(&file, path, OS_READ | OS_WRITE | OS_CREATE, OS_SHARE_NONE), path);
    for (uint64_t i = 0; i < count; i++) {
        store_need(os_file_write(&file, i * sizeof block, block, sizeof block), path);
    }
    store_need(os_file_sync(&file), path);
    start = os_time_monotonic_ns();
    for (uint64_t i = 0; i < count; i++) {
        store_need(os_file_write(&file, i * sizeof block, block, sizeof block), path);
        store_need(os_file_sync(&file), path);
    }
    start = os_time_monotonic_ns() - start;
    os_file_close(&file);
    store_need(os_file_delete(path), path);
    return start;
}
