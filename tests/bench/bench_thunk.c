/*
 * bench_thunk.c - a callback with a context through a bound pointer, beside calling the function itself.
 */
#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "esent_compat.h"
#include "os.h"

static unsigned calls_per_run = 10 * 1000 * 1000;
static volatile unsigned counter;

static JET_ERR plain(void *context, JET_SESID sesid, JET_SNP snp, JET_SNT snt, void *pv)
{
    (void)context;
    (void)sesid;
    (void)snp;
    (void)snt;
    (void)pv;
    counter++;
    return JET_errSuccess;
}

/* The compiler must not look through the pointers. */
static esent_status_fn volatile direct = plain;
static JET_PFNSTATUS volatile bound;

static uint64_t call_direct(void *context)
{
    uint64_t start = os_time_monotonic_ns();

    for (unsigned i = 0; i < calls_per_run; i++) {
        (void)direct(context, 1, 2, 3, NULL);
    }
    return os_time_monotonic_ns() - start;
}

static uint64_t call_bound(void *context)
{
    uint64_t start = os_time_monotonic_ns();

    (void)context;
    for (unsigned i = 0; i < calls_per_run; i++) {
        (void)bound(1, 2, 3, NULL);
    }
    return os_time_monotonic_ns() - start;
}

int main(int count, char **arguments)
{
    struct bench_case cases[] = {{"direct", call_direct, NULL, 0}, {"bound", call_bound, NULL, 0}};
    bool is_short = bench_is_short(count, arguments);
    JET_PFNSTATUS pointer;

    if (is_short) {
        calls_per_run = 1000;
    }
    if (esent_bind_status(plain, NULL, &pointer) != JET_errSuccess) {
        return 1;
    }
    bound = pointer;
    bench_run(cases, 2, is_short ? 1 : 21);
    (void)printf("direct call %.2f ns, through a thunk %.2f ns, difference %.2f ns\n",
                 (double)cases[0].median / calls_per_run, (double)cases[1].median / calls_per_run,
                 ((double)cases[1].median - (double)cases[0].median) / calls_per_run);
    return esent_unbind_status(pointer) == JET_errSuccess ? 0 : 1;
}
