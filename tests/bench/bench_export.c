/*
 * bench_export.c - whole databases as text: `esentutl export` beside libesedb's esedbexport, each as a user runs it, over
 * the real files of the corpus. Prints how long both take and the ratio of the medians.
 *
 * Both run as processes of their own, in turn, with their output in files; starting them counts, which is most of what a
 * file of a megabyte costs. Not quite the same work: esedbexport also writes the catalog and its copy, ours leaves them out;
 * where esedbexport meets something that it cannot read it gives up, ours says so and goes on with the rest. Files on which it
 * gave up are in the table, but not in the last line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "diag.h"
#include "os.h"

enum {
    FILES_MAX = 100,
    NAME_SIZE = 200,
    ROUNDS = 7,
    ROUNDS_SHORT = 1,
    FILES_SHORT = 3,
    SKIPPED = 77, /* ctest's exit code for it */
};

#define LARGE       "corpus/dissect-large/large.edb"
#define PATIENCE_NS (UINT64_C(30) * 1000000000) /* for one file: no further round when it is used up */

static char work[OS_PATH_MAX / 2]; /* the folder in which everything is written */
static char command[4 * OS_PATH_MAX];

struct measured {
    double ms[2]; /* esedbexport, ours */
    bool failed[2];
    unsigned rounds;
};

static void check(JET_ERR err, const char *what)
{
    if (err < 0) {
        (void)fprintf(stderr, "%s: error %d: %s\n", what, (int)err, diag_sentence());
        exit(1);
    }
}

/* ------------------------------------------------------------------------------------------------- folders */

static void remove_folder(const char *path);

static JET_ERR remove_entry(void *context, const char *name, bool is_folder)
{
    char path[OS_PATH_MAX];

    check(path_join(context, name, path, sizeof path), "path");
    if (is_folder) {
        remove_folder(path);
    } else {
        check(os_file_delete(path), path);
    }
    return JET_errSuccess;
}

static void remove_folder(const char *path)
{
    char copy[OS_PATH_MAX];

    (void)snprintf(copy, sizeof copy, "%s", path);
    check(os_dir_list(copy, "*", remove_entry, copy), path);
    check(os_dir_remove(path), path);
}

static void make_work_folder(void)
{
    char temporary[OS_PATH_MAX / 2], name[40];

    check(os_dir_temporary(temporary, sizeof temporary), "the folder of temporary files");
    (void)snprintf(name, sizeof name, "esent-bench-%u", os_process_id());
    check(path_join(temporary, name, work, sizeof work), "path");
    check(os_dir_create(work), work);
}

/* ---------------------------------------------------------------------------------------------- programs */

static bool run_command(void)
{
    return system(command) == 0; /* NOLINT: what is compared are programs, started as a user does */
}

/* Runs one of the two on a file, once; returns the nanoseconds. */
static uint64_t export_once(bool ours, const char *path, bool *failed)
{
    char target[OS_PATH_MAX];
    uint64_t start, end;

    check(path_join(work, ours ? "ours" : "theirs", target, sizeof target), "path");
    if (ours) {
        (void)snprintf(command, sizeof command,
                       "\"%s\" export \"%s\" --format csv --as-is --no-progress -o \"%s\" >\"%s.out\" 2>&1",
                       BENCH_ESENTUTL, path, target, target);
    } else {
        (void)snprintf(command, sizeof command, "esedbexport -t \"%s\" \"%s\" >\"%s.out\" 2>&1", target, path,
                       target);
    }
    start = os_time_monotonic_ns();
    *failed = !run_command();
    end = os_time_monotonic_ns();
    remove_folder(work);
    check(os_dir_create(work), work);
    return end - start;
}

static void measure(const char *path, unsigned rounds, struct measured *measured)
{
    uint64_t times[2][ROUNDS];
    const uint64_t start = os_time_monotonic_ns();
    unsigned round = 0;

    do {
        for (unsigned i = 0; i < 2; i++) {
            times[i][round] = export_once(i == 1, path, &measured->failed[i]);
        }
        round++;
    } while (round < rounds && os_time_monotonic_ns() - start < PATIENCE_NS);
    for (unsigned i = 0; i < 2; i++) {
        measured->ms[i] = (double)bench_median(times[i], round) / 1e6;
    }
    measured->rounds = round;
}

/* ------------------------------------------------------------------------------------------------- corpus */

/* Reads the names of the corpus files, relative to the folder of real files; 0 where that is absent. */
static unsigned read_names(char names[FILES_MAX][NAME_SIZE])
{
    char line[NAME_SIZE];
    unsigned count = 0;
    FILE *list = fopen(ESENT_FIXTURES "/databases.txt", "r");

    while (list != NULL && count < FILES_MAX && fgets(line, sizeof line, list) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        if (strncmp(line, "corpus/", 7) == 0) {
            memcpy(names[count++], line, sizeof line);
        }
    }
    if (list != NULL) {
        (void)fclose(list);
    }
    return count;
}

static bool have_esedbexport(void)
{
    bool found;

    (void)snprintf(command, sizeof command, "esedbexport -V >\"%s/version\" 2>&1", work);
    found = run_command();
    remove_folder(work);
    check(os_dir_create(work), work);
    return found;
}

static void print(const char *name, const struct measured *measured)
{
    printf("%-66s %10.1f %10.1f %7.1f  %u%s%s\n", name + strlen("corpus/"), measured->ms[0], measured->ms[1],
           measured->ms[0] / measured->ms[1], measured->rounds,
           measured->failed[0] ? ", esedbexport gave up" : "",
           measured->failed[1] ? ", damage: ours told of it and went on" : "");
    (void)fflush(stdout);
}

static void compare_all(char names[FILES_MAX][NAME_SIZE], unsigned count, unsigned rounds)
{
    double large = 0, least = 0;
    unsigned whole = 0, below = 0;

    printf("%-66s %10s %10s %7s  %s\n", "file", "theirs/ms", "ours/ms", "ratio", "rounds");
    for (unsigned i = 0; i < count; i++) {
        struct measured measured;
        char path[OS_PATH_MAX];
        double ratio;

        check(path_join(ESENT_FIXTURES, names[i], path, sizeof path), names[i]);
        measure(path, rounds, &measured);
        print(names[i], &measured);
        ratio = measured.ms[0] / measured.ms[1];
        if (strcmp(names[i], LARGE) == 0) {
            large = ratio;
        } else if (!measured.failed[0]) {
            whole++;
            below += ratio < 3;
            least = least == 0 || ratio < least ? ratio : least;
        }
    }
    if (large > 0) {
        printf("%s: %.0f times as fast as esedbexport\n", LARGE, large);
    }
    printf("%u other files: at least %.1f times; %u below 3 times\n", whole, least, below);
}

int main(int count, char **arguments)
{
    static char names[FILES_MAX][NAME_SIZE];
    const bool is_short = bench_is_short(count, arguments);
    unsigned files = read_names(names);
    int code = 0;

    if (files == 0) {
        printf("skipped: there are no real files in %s\n", ESENT_FIXTURES);
        return SKIPPED;
    }
    make_work_folder();
    if (!have_esedbexport()) {
        printf("skipped: esedbexport (libesedb) is not installed\n");
        code = SKIPPED;
    } else {
        files = is_short && files > FILES_SHORT ? FILES_SHORT : files;
        compare_all(names, files, is_short ? ROUNDS_SHORT : ROUNDS);
    }
    remove_folder(work);
    return code;
}
