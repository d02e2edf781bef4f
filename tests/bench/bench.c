/*
 * bench.c - interleaved rounds and medians.
 */
#include "bench.h"

#include <stdlib.h>
#include <string.h>

static int by_value(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

    return (a > b) - (a < b);
}

uint64_t bench_median(uint64_t *times, unsigned count)
{
    qsort(times, count, sizeof times[0], by_value);
    return times[count / 2];
}

void bench_run(struct bench_case *cases, unsigned count, unsigned rounds)
{
    static uint64_t times[BENCH_CASES_MAX][BENCH_ROUNDS_MAX];

    for (unsigned c = 0; c < count; c++) { /* warm up */
        (void)cases[c].run(cases[c].context);
    }
    for (unsigned round = 0; round < rounds; round++) {
        for (unsigned c = 0; c < count; c++) {
            times[c][round] = cases[c].run(cases[c].context);
        }
    }
    for (unsigned c = 0; c < count; c++) {
        cases[c].median = bench_median(times[c], rounds);
    }
}

bool bench_is_short(int count, char **arguments)
{
    return count > 1 && strcmp(arguments[count - 1], "--short") == 0;
}
