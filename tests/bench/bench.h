/*
 * bench.h - what the benchmark programs share: rounds that alternate between what is compared, and medians.
 */
#ifndef ESENT_BENCH_H
#define ESENT_BENCH_H

#include <stdbool.h>
#include <stdint.h>

enum { BENCH_CASES_MAX = 8, BENCH_ROUNDS_MAX = 101 };

/* One thing that is measured: does its work once and returns the nanoseconds it took. */
struct bench_case {
    const char *name;
    uint64_t (*run)(void *context);
    void *context;
    uint64_t median; /* out: ns */
};

/* Runs every case once per round, in turn, so that what else the machine does hits all alike; then fills in the medians. */
void bench_run(struct bench_case *cases, unsigned count, unsigned rounds);

/* Orders `count` times and returns the middle one. */
uint64_t bench_median(uint64_t *times, unsigned count);

/* True when the program was called with --short. */
bool bench_is_short(int count, char **arguments);

#endif
