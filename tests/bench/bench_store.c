/*
 * bench_store.c [--rows N] [--rounds N] [--only B1,B5,...] [--stores esent,SQLite,...] [--short] - rows and blobs in a database of
 * ours, beside the other stores that are installed.
 *
 *   B1  rows inserted in the order of their keys, a thousand in a lazy transaction      into a fresh store each time
 *   B2  the same with durable commits                                                   "
 *   B3  as B1, in no order                                                              "
 *   B4  a transaction for each row: lazy; durable, beside one write and sync for each;  "
 *       durable in four sessions at once
 *   B5  rows read by their key, in no order                                             from a filled store, in the cache
 *   B6  all rows in the order of their keys; a hundred from some key on                 "
 *   B7  B5 by one, two and four threads at once                                         "
 *   B8  blobs of 64 KiB written (fresh), and read                                       "
 *   B9  an index built over the rows' numbers                                           "
 *
 * Rounds alternate between the stores, and medians are printed: by the wall's clock, and by the processors' (all threads of the
 * process together, the ones in the background too), which says more on a machine that has other things to do. On Windows both are
 * the wall's: clock() is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"
#include "store_work.h"

enum { STORES_MAX = 4, BENCHES_MAX = 20 };

/* A store, and what is known of it in the measure at hand. */
struct measured {
    struct subject subject;
    const struct store_bench *bench;
    uint64_t cpu[BENCH_ROUNDS_MAX + 1]; /* of each run; the first is the warm-up */
    unsigned runs;
    uint64_t file_size; /* with B1's rows in it */
};

/* The medians of one measure, for each store. */
struct line {
    bool done;
    double wall[STORES_MAX], cpu[STORES_MAX], bare; /* ns a unit */
};

static struct measured stores[STORES_MAX];
static unsigned store_count, rounds = 5;
static struct line lines[BENCHES_MAX]; /* of store_benches[] */

/* ---------------------------------------------------------------------------------------------------- rounds */

static uint64_t run_store(void *context)
{
    struct measured *store = context;
    const struct store_bench *bench = store->bench;
    uint64_t wall, size;
    clock_t cpu;

    if (bench->fresh) {
        subject_open(&store->subject, bench->durable);
    }
    cpu = clock();
    wall = os_time_monotonic_ns();
    bench->work(&store->subject);
    wall = os_time_monotonic_ns() - wall;
    store->cpu[store->runs++] = (uint64_t)(clock() - cpu) * (1000000000u / CLOCKS_PER_SEC);
    if (bench->after != NULL) {
        bench->after(&store->subject);
    }
    if (bench->fresh) {
        size = subject_close(&store->subject);
        store->file_size = bench->sized ? size : store->file_size;
    }
    return wall;
}

static uint64_t run_bare(void *context)
{
    (void)context;
    return store_bare_commits();
}

static void measure(const struct store_bench *bench, struct line *line)
{
    struct bench_case cases[STORES_MAX + 1];
    const double units = (double)bench->units();

    for (unsigned i = 0; i < store_count; i++) {
        stores[i].bench = bench;
        stores[i].runs = 0;
        stores[i].subject.threads = bench->threads;
        cases[i] = (struct bench_case){.run = run_store, .context = &stores[i]};
    }
    cases[store_count] = (struct bench_case){.run = run_bare};
    bench_run(cases, store_count + bench->has_bare, rounds);
    for (unsigned i = 0; i < store_count; i++) {
        line->wall[i] = (double)cases[i].median / units;
        line->cpu[i] = (double)bench_median(stores[i].cpu + 1, rounds) / units;
    }
    line->bare = bench->has_bare ? (double)cases[store_count].median / units : 0;
    line->done = true;
}

/* --------------------------------------------------------------------------------------------------- results */

static void print_head(const char *what)
{
    printf("%-34s", what);
    for (unsigned i = 0; i < store_count; i++) {
        printf(" %19s", stores[i].subject.ops->name);
    }
    printf("\n");
}

static void print_title(const struct store_bench *bench)
{
    printf("%s %-31s", bench->id, bench->title);
}

static void print_line(const struct store_bench *bench, const struct line *line)
{
    print_title(bench);
    for (unsigned i = 0; i < store_count; i++) {
        printf(" %9.0f %9.0f", line->wall[i], line->cpu[i]);
    }
    if (bench->has_bare) {
        printf("   a write and sync: %.0f", line->bare);
    }
    printf("\n");
    (void)fflush(stdout);
}

/* How many times as fast the first store is as the others. */
static void print_ratios(void)
{
    printf("\n");
    print_head("times as fast (wall, CPU) as");
    for (unsigned b = 0; b < store_bench_count; b++) {
        const struct line *line = &lines[b];

        if (line->done) {
            print_title(&store_benches[b]);
            printf(" %19s", "");
            for (unsigned i = 1; i < store_count; i++) {
                printf(" %9.2f %9.2f", line->wall[i] / line->wall[0], line->cpu[i] / line->cpu[0]);
            }
            if (store_benches[b].has_bare) {
                printf("   %.2f times a write and sync", line->wall[0] / line->bare);
            }
            printf("\n");
        }
    }
}

/* What more threads bring: by the wall's clock; and with a processor for each, by the time that they use. */
static void print_scaling(void)
{
    const struct line *one = &lines[0];

    printf("\n");
    print_head("times one thread (wall, CPU)");
    for (unsigned b = 0; b < store_bench_count; b++) {
        const struct line *line = &lines[b];

        if (store_benches[b].is_one) {
            one = line;
        } else if (line->done && store_benches[b].threads > 1) {
            print_title(&store_benches[b]);
            for (unsigned i = 0; i < store_count; i++) {
                printf(" %9.2f %9.2f", one->wall[i] / line->wall[i],
                       store_benches[b].threads * one->cpu[i] / line->cpu[i]);
            }
            printf("\n");
        }
    }
}

static void print_sizes(void)
{
    if (stores[0].file_size == 0) {
        return;
    }
    printf("\n");
    print_head("file of B1's rows: MB; ours in it");
    printf("%-34s", "");
    for (unsigned i = 0; i < store_count; i++) {
        printf(" %9.1f %9.2f", (double)stores[i].file_size / 1e6,
               (double)stores[0].file_size / (double)stores[i].file_size);
    }
    printf("\n");
}

/* -------------------------------------------------------------------------------------------------- the program */

/* A list that is not given has everything in it. */
static bool is_wanted(const char *list, const char *name)
{
    return list == NULL || strstr(list, name) != NULL;
}

static void choose_stores(const char *list)
{
    static const struct store_ops *const all[] = {
        &store_esent,
#ifdef BENCH_SQLITE
        &store_sqlite,
#endif
#ifdef BENCH_LMDB
        &store_lmdb,
#endif
#ifdef BENCH_BERKELEY
        &store_berkeley,
#endif
    };

    for (unsigned i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (is_wanted(list, all[i]->name)) {
            stores[store_count++].subject.ops = all[i];
        }
    }
#ifndef BENCH_SQLITE
    printf("SQLite is not installed (Debian: libsqlite3-dev).\n");
#endif
#ifndef BENCH_LMDB
    printf("LMDB is not installed (Debian: liblmdb-dev).\n");
#endif
#ifndef BENCH_BERKELEY
    printf("Berkeley DB is not installed (Debian: libdb-dev).\n");
#endif
}

/* Returns how many there were. */
static unsigned run_benches(const char *only, bool fresh, bool run)
{
    unsigned number = 0;

    for (unsigned b = 0; b < store_bench_count; b++) {
        if (store_benches[b].fresh == fresh && is_wanted(only, store_benches[b].id)) {
            number++;
            if (run) {
                measure(&store_benches[b], &lines[b]);
                print_line(&store_benches[b], &lines[b]);
            }
        }
    }
    return number;
}

static void run_filled(const char *only)
{
    if (run_benches(only, false, false) == 0) {
        return;
    }
    for (unsigned i = 0; i < store_count; i++) {
        subject_open(&stores[i].subject, false);
        subject_fill(&stores[i].subject);
    }
    (void)run_benches(only, false, true);
    for (unsigned i = 0; i < store_count; i++) {
        (void)subject_close(&stores[i].subject);
    }
}

int main(int count, char **arguments)
{
    const bool is_short = bench_is_short(count, arguments);
    uint64_t rows = is_short ? 4000 : 1000000;
    const char *only = NULL, *names = NULL;

    rounds = is_short ? 1 : rounds;
    for (int i = 1; i + 1 < count; i += 2) {
        if (strcmp(arguments[i], "--rows") == 0) {
            rows = strtoull(arguments[i + 1], NULL, 10);
        } else if (strcmp(arguments[i], "--rounds") == 0) {
            rounds = (unsigned)strtoul(arguments[i + 1], NULL, 10) % BENCH_ROUNDS_MAX;
        } else if (strcmp(arguments[i], "--only") == 0) {
            only = arguments[i + 1];
        } else if (strcmp(arguments[i], "--stores") == 0) {
            names = arguments[i + 1];
        }
    }
    store_set_rows(rows);
    choose_stores(names);
    printf("%llu rows, %u rounds, %u processors; ns a row, transaction or blob\n", (unsigned long long)rows,
           rounds, os_cpu_count());
    print_head("wall, CPU");
    (void)run_benches(only, true, true);
    run_filled(only);
    print_ratios();
    print_scaling();
    print_sizes();
    return 0;
}
