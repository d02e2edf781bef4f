/*
 * bench_readers.c - one, two and four threads that read the same table at once, each with a session of its own: rows by key
 * in no order, and whole scans. Prints the rows a second of all threads together and what a further thread brings.
 *
 * On a machine with fewer free processors than threads that says nothing about the threads. What a row costs of a processor's
 * time does: it stays the same as long as no thread waits for what another one has written. From it follows the last column,
 * how many times the rows of one thread there would be if each had a processor of its own.
 */
#include <stdio.h>

#include "bench.h"
#include "bench_rows.h"
#include "os.h"

enum { THREADS_MAX = 4, KINDS = 2 };

static struct bench_rows rows;
static unsigned seeks = 400000;

struct reader_thread {
    struct os_thread thread;
    struct bench_cursor cursor;
    uint64_t seed;
    uint64_t used; /* of a processor, in ns */
    bool scan;
};

static void seek_rows(struct reader_thread *of)
{
    unsigned char text[ROWS_TEXT_MAX];

    for (unsigned i = 0; i < seeks; i++) {
        const uint32_t id = bench_random_id(&of->seed, rows.count);

        bench_check(JetMakeKey(of->cursor.sesid, of->cursor.table, &id, sizeof id, JET_bitNewKey),
                    "JetMakeKey");
        bench_check(JetSeek(of->cursor.sesid, of->cursor.table, JET_bitSeekEQ), "JetSeek");
        bench_check(JetRetrieveColumn(of->cursor.sesid, of->cursor.table, BUILDER_TEXT, text, sizeof text,
                                      NULL, 0, NULL),
                    "JetRetrieveColumn");
    }
}

static void scan_rows(struct reader_thread *of)
{
    uint32_t id;
    JET_ERR err = JetMove(of->cursor.sesid, of->cursor.table, JET_MoveFirst, 0);

    while (err == JET_errSuccess) {
        bench_check(
            JetRetrieveColumn(of->cursor.sesid, of->cursor.table, BUILDER_ID, &id, sizeof id, NULL, 0, NULL),
            "JetRetrieveColumn");
        err = JetMove(of->cursor.sesid, of->cursor.table, JET_MoveNext, 0);
    }
}

static void read_rows(void *context)
{
    struct reader_thread *of = context;
    const uint64_t start = os_time_processor_ns();

    if (of->scan) {
        scan_rows(of);
    } else {
        seek_rows(of);
    }
    of->used = os_time_processor_ns() - start;
}

struct many {
    unsigned threads;
    bool scan;
    unsigned rounds;                 /* measured so far */
    uint64_t used[BENCH_ROUNDS_MAX]; /* by all threads, in each */
};

static struct reader_thread readers[THREADS_MAX];

static uint64_t read_by_many(void *context)
{
    struct many *many = context;
    uint64_t start = os_time_monotonic_ns(), used = 0;

    for (unsigned i = 0; i < many->threads; i++) {
        readers[i].scan = many->scan;
        bench_check(os_thread_start(&readers[i].thread, "reader", read_rows, &readers[i]), "a thread");
    }
    for (unsigned i = 0; i < many->threads; i++) {
        os_thread_join(&readers[i].thread);
        used += readers[i].used;
    }
    if (many->rounds < BENCH_ROUNDS_MAX) {
        many->used[many->rounds++] = used;
    }
    return os_time_monotonic_ns() - start;
}

/* What one row costs of a processor, in ns. */
static double cost_of_row(struct many *many)
{
    return (double)bench_median(many->used, many->rounds) /
           (many->threads * (double)(many->scan ? rows.count : seeks));
}

static void print(struct many *many, double wall, double wall_of_one, double cost_of_one)
{
    const double work = many->scan ? rows.count : seeks;

    printf("%s, %u threads: %6.2f million rows/s, %.2f times one", many->scan ? "scan" : "seek",
           many->threads, 1000.0 * many->threads * work / wall, many->threads * wall_of_one / wall);
    printf("; %7.1f ns of a processor a row, %.2f times one\n", cost_of_row(many),
           many->threads / cost_of_row(many) * cost_of_one);
}

int main(int count, char **arguments)
{
    static struct many many[] = {{.threads = 1},
                                 {.threads = 2},
                                 {.threads = 4},
                                 {.threads = 1, .scan = true},
                                 {.threads = 2, .scan = true},
                                 {.threads = 4, .scan = true}};
    struct bench_case cases[6];
    const bool is_short = bench_is_short(count, arguments);

    seeks = is_short ? 3000 : seeks;
    bench_rows_make(&rows, is_short ? 10000 : 500000);
    for (unsigned i = 0; i < THREADS_MAX; i++) {
        readers[i].seed = i + 1;
        bench_cursor_open(&rows, &readers[i].cursor);
    }
    for (unsigned i = 0; i < 6; i++) {
        cases[i] = (struct bench_case){.run = read_by_many, .context = &many[i]};
    }
    bench_run(cases, 6, is_short ? 3 : 11);
    printf("%u processors\n", os_cpu_count());
    for (unsigned i = 0; i < 6; i++) {
        print(&many[i], (double)cases[i].median, (double)cases[i / 3 * 3].median,
              cost_of_row(&many[i / 3 * 3]));
    }
    for (unsigned i = 0; i < THREADS_MAX; i++) {
        bench_cursor_close(&readers[i].cursor);
    }
    bench_rows_remove(&rows);
    return 0;
}
