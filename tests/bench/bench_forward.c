/*
 * bench_forward.c - a call through the forwarder of the Windows library, beside a call of the provider's
 * function itself. ESENT_DLL names the provider (tests/bench/quick_esent/esent.dll of the build). Target: at
 * most 3 ns more.
 */
#include <stdio.h>
#include <windows.h>

#include "bench.h"
#include "esent_compat.h"
#include "os.h"

typedef JET_ERR(JET_API *begin_transaction_fn)(JET_SESID sesid);

static unsigned calls_per_run = 10 * 1000 * 1000;
static begin_transaction_fn volatile direct;
static begin_transaction_fn volatile forwarded = JetBeginTransaction;

static uint64_t call(begin_transaction_fn volatile *function)
{
    uint64_t start = os_time_monotonic_ns();

    for (unsigned i = 0; i < calls_per_run; i++) {
        (void)(*function)(1);
    }
    return os_time_monotonic_ns() - start;
}

static uint64_t call_direct(void *context)
{
    (void)context;
    return call(&direct);
}

static uint64_t call_forwarded(void *context)
{
    (void)context;
    return call(&forwarded);
}

int main(int count, char **arguments)
{
    struct bench_case cases[] = {{"direct", call_direct, NULL, 0}, {"forwarded", call_forwarded, NULL, 0}};
    struct esent_provider_info info = {.cbStruct = sizeof info};
    bool is_short = bench_is_short(count, arguments);

    if (is_short) {
        calls_per_run = 1000;
    }
    if (esent_provider_info(&info) != JET_errSuccess) {
        (void)printf("skipped: %s\n", esent_provider_error());
        return 77;
    }
    direct = (begin_transaction_fn)(void (*)(void))GetProcAddress(GetModuleHandleA(info.path),
                                                                  "JetBeginTransaction");
    bench_run(cases, 2, is_short ? 1 : 21);
    (void)printf("provider %s\n", info.path);
    (void)printf("direct call %.2f ns, forwarded %.2f ns, difference %.2f ns (target: at most 3 ns)\n",
                 (double)cases[0].median / calls_per_run, (double)cases[1].median / calls_per_run,
                 ((double)cases[1].median - (double)cases[0].median) / calls_per_run);
    return 0;
}
