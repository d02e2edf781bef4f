/*
 * bench_entry.c - what the checks at the beginning of a Jet* function cost: entering and leaving a session,
 * with and without a cursor, beside a call that does nothing.
 */
#include <stdio.h>

#include "bench.h"
#include "jet/entry.h"
#include "os.h"

static unsigned calls_per_run = 10 * 1000 * 1000;
static JET_INSTANCE instance;
static JET_SESID sesid;
static struct object cursor;

static JET_ERR enter_nothing(JET_SESID sesid_given)
{
    return sesid_given != 0 ? JET_errSuccess : JET_errInvalidSesid;
}

/* The compiler must not look through the pointer. */
static JET_ERR (*volatile nothing)(JET_SESID) = enter_nothing;

static uint64_t call_nothing(void *context)
{
    uint64_t start = os_time_monotonic_ns();

    (void)context;
    for (unsigned i = 0; i < calls_per_run; i++) {
        (void)nothing(sesid);
    }
    return os_time_monotonic_ns() - start;
}

static uint64_t enter_session(void *context)
{
    uint64_t start = os_time_monotonic_ns();
    struct session *session;

    (void)context;
    for (unsigned i = 0; i < calls_per_run; i++) {
        if (session_enter(sesid, &session) == JET_errSuccess) {
            session_leave(session);
        }
    }
    return os_time_monotonic_ns() - start;
}

static uint64_t enter_cursor(void *context)
{
    uint64_t start = os_time_monotonic_ns();
    struct session *session;
    struct object *object;

    (void)context;
    for (unsigned i = 0; i < calls_per_run; i++) {
        if (cursor_enter(sesid, cursor.tableid, &session, &object) == JET_errSuccess) {
            session_leave(session);
        }
    }
    return os_time_monotonic_ns() - start;
}

static void end_cursor(struct session_watch *watch)
{
    object_close((struct object *)watch);
}

static const struct session_observer observer = {.on_end = end_cursor};

static JET_ERR open_all(void)
{
    struct session *session;
    JET_ERR err;

    (void)JetSetSystemParameterA(NULL, 0, JET_paramRecovery, 0, "off");
    err = JetInit(&instance);
    if (err >= 0) {
        err = JetBeginSessionA(instance, &sesid, NULL, NULL);
    }
    if (err >= 0) {
        err = session_enter(sesid, &session);
    }
    if (err >= 0) {
        err = object_open(session, &cursor, OBJECT_TABLE, &observer);
        session_leave(session);
    }
    return err;
}

int main(int count, char **arguments)
{
    struct bench_case cases[] = {{"nothing", call_nothing, NULL, 0},
                                 {"session", enter_session, NULL, 0},
                                 {"cursor", enter_cursor, NULL, 0}};
    bool is_short = bench_is_short(count, arguments);

    if (is_short) {
        calls_per_run = 1000;
    }
    if (open_all() < 0) {
        return 1;
    }
    bench_run(cases, 3, is_short ? 1 : 21);
    (void)printf(
        "a call that does nothing %.2f ns, entering and leaving a session %.2f ns, with a cursor %.2f ns\n",
        (double)cases[0].median / calls_per_run, (double)cases[1].median / calls_per_run,
        (double)cases[2].median / calls_per_run);
    return JetTerm(instance) == JET_errSuccess ? 0 : 1;
}
