/*
 * entry_test.c - entering sessions and cursors: handles, threads that race, calls from callbacks.
 *
 * Expected: reference api-semantics 0.2, 0.3.
 */
#include "test.h"

#include <stdatomic.h>

#include "instance/handle.h"
#include "instance/process_cache.h"
#include "jet/entry.h"
#include "os.h"

static JET_INSTANCE instance;

static int set_up(void **state)
{
    (void)state;
    instance = 0;
    assert_int_equal(JetCreateInstanceA(&instance, "entry"), JET_errSuccess);
    assert_int_equal(JetSetSystemParameterA(&instance, 0, JET_paramRecovery, 0, "off"), JET_errSuccess);
    assert_int_equal(JetSetSystemParameterA(&instance, 0, JET_paramMaxCursors, 3, NULL), JET_errSuccess);
    assert_int_equal(JetInit(&instance), JET_errSuccess);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    return JetTerm(instance) == JET_errSuccess ? 0 : 1;
}

static JET_SESID new_session(void)
{
    JET_SESID session = 0;

    assert_int_equal(JetBeginSessionA(instance, &session, NULL, NULL), JET_errSuccess);
    return session;
}

/* ------------------------------------------------------------------------------------------------ handles */

static void a_slot_is_used_again_only_after_all_others(void **state)
{
    enum { COUNT = 100 };
    JET_API_PTR values[COUNT];
    int object = 0;

    (void)state;
    for (unsigned i = 0; i < COUNT; i++) {
        assert_int_equal(handle_allocate(HANDLE_OBJECT, &object, 1, &values[i]), JET_errSuccess);
        assert_non_null(handle_find(HANDLE_OBJECT, values[i]));
        assert_null(handle_find(HANDLE_SESSION, values[i]));
    }
    for (unsigned i = 0; i < COUNT; i++) {
        handle_free(values[i]);
    }
    for (unsigned round = 0; round < 10 * COUNT; round++) {
        JET_API_PTR value;

        assert_int_equal(handle_allocate(HANDLE_OBJECT, &object, 1, &value), JET_errSuccess);
        for (unsigned i = 0; i < COUNT; i++) {
            assert_true(value != values[i]);
            assert_null(handle_find(HANDLE_OBJECT, values[i]));
        }
        handle_free(value);
    }
}

/* ------------------------------------------------------------------------------------------------ cursors */

struct thing {
    struct object object;
    unsigned commits, rollbacks, ends;
    uint32_t last_level;
};

static void thing_commits(struct session_watch *watch, uint32_t level)
{
    struct thing *thing = (struct thing *)watch;

    thing->commits++;
    thing->last_level = level;
}

static void thing_rolls_back(struct session_watch *watch, uint32_t level)
{
    struct thing *thing = (struct thing *)watch;

    thing->rollbacks++;
    thing->last_level = level;
}

static void thing_ends(struct session_watch *watch)
{
    struct thing *thing = (struct thing *)watch;

    thing->ends++;
    object_close(&thing->object);
}

static const struct session_observer thing_observer = {
    .on_commit = thing_commits, .on_rollback = thing_rolls_back, .on_end = thing_ends};

static JET_TABLEID open_thing(JET_SESID sesid, struct thing *thing)
{
    struct session *session;

    *thing = (struct thing){.commits = 0};
    assert_int_equal(session_enter(sesid, &session), JET_errSuccess);
    assert_int_equal(object_open(session, &thing->object, OBJECT_TABLE, &thing_observer), JET_errSuccess);
    session_leave(session);
    return thing->object.tableid;
}

static void a_cursor_is_entered_with_its_own_session_only(void **state)
{
    JET_SESID mine = new_session();
    JET_SESID other = new_session();
    struct thing thing;
    JET_TABLEID tableid = open_thing(mine, &thing);
    struct session *session;
    struct object *object;

    (void)state;
    assert_int_equal(cursor_enter(mine, tableid, &session, &object), JET_errSuccess);
    assert_ptr_equal(object, &thing.object);
    session_leave(session);
    assert_int_equal(cursor_enter(other, tableid, &session, &object), JET_errSesidTableIdMismatch);
    assert_int_equal(cursor_enter(mine, mine, &session, &object), JET_errInvalidTableId);
    assert_int_equal(cursor_enter(mine, 0, &session, &object), JET_errInvalidTableId);
    assert_int_equal(cursor_enter(mine, JET_tableidNil, &session, &object), JET_errInvalidTableId);
    assert_int_equal(cursor_enter(tableid, 0, &session, &object),
                     JET_errInvalidSesid); /* the session's error wins */

    /* Each failure left the session again. */
    assert_int_equal(session_enter(mine, &session), JET_errSuccess);
    object_close(&thing.object);
    session_leave(session);
    assert_int_equal(cursor_enter(mine, tableid, &session, &object), JET_errInvalidTableId);
}

static void a_cursor_hears_of_transactions_and_of_the_end(void **state)
{
    JET_SESID sesid = new_session();
    struct thing thing;

    (void)state;
    (void)open_thing(sesid, &thing);
    assert_int_equal(JetBeginTransaction(sesid), JET_errSuccess);
    assert_int_equal(JetBeginTransaction(sesid), JET_errSuccess);
    assert_int_equal(JetCommitTransaction(sesid, 0), JET_errSuccess);
    assert_int_equal(thing.commits, 1);
    assert_int_equal(thing.last_level, 2);
    assert_int_equal(JetBeginTransaction(sesid), JET_errSuccess);
    assert_int_equal(JetRollback(sesid, JET_bitRollbackAll), JET_errSuccess);
    assert_int_equal(thing.rollbacks, 2);
    assert_int_equal(thing.last_level, 1);
    assert_int_equal(JetBeginTransaction(sesid), JET_errSuccess);
    assert_int_equal(JetEndSession(sesid, 0), JET_errSuccess);
    assert_int_equal(thing.rollbacks, 3);
    assert_int_equal(thing.ends, 1);
}

static void cursors_are_counted(void **state)
{
    JET_SESID sesid = new_session();
    struct thing things[4] = {{.commits = 0}};
    struct session *session;

    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        (void)open_thing(sesid, &things[i]);
    }
    assert_int_equal(session_enter(sesid, &session), JET_errSuccess);
    assert_int_equal(object_open(session, &things[3].object, OBJECT_TABLE, &thing_observer),
                     JET_errOutOfCursors);
    object_close(&things[1].object);
    assert_int_equal(object_open(session, &things[3].object, OBJECT_TABLE, &thing_observer), JET_errSuccess);
    session_leave(session);
    assert_int_equal(JetEndSession(sesid, 0), JET_errSuccess);
    assert_int_equal(things[0].ends + things[2].ends + things[3].ends, 3);
}

/* ------------------------------------------------------------------------------------------------ threads */

static void a_callback_may_call_back_in(void **state)
{
    JET_SESID sesid = new_session();
    struct session *outer;
    struct session *inner;

    (void)state;
    assert_int_equal(session_enter(sesid, &outer), JET_errSuccess);
    assert_int_equal(session_enter(sesid, &inner), JET_errSuccess);
    assert_ptr_equal(inner, outer);
    assert_int_equal(JetEndSession(sesid, 0), JET_errSessionInUse); /* not under the feet of the outer call */
    assert_int_equal(JetTerm(instance), JET_errTooManyActiveUsers);
    session_leave(inner);
    session_leave(outer);
    assert_int_equal(JetEndSession(sesid, 0), JET_errSuccess);
}

static JET_SESID shared;

static void begin_elsewhere(void *context)
{
    *(JET_ERR *)context = JetBeginTransaction(shared);
}

static void a_session_has_one_thread_at_a_time(void **state)
{
    struct session *session;
    JET_ERR err = 0;

    (void)state;
    shared = new_session();
    assert_int_equal(session_enter(shared, &session), JET_errSuccess);
    test_on_thread(begin_elsewhere, &err);
    assert_int_equal(err, JET_errSessionSharingViolation);
    /* A stopped service comes first. */
    assert_int_equal(JetStopServiceInstance(instance), JET_errSuccess);
    test_on_thread(begin_elsewhere, &err);
    assert_int_equal(err, JET_errClientRequestToStopJetService);
    session_leave(session);
}

enum { RACERS = 4, RACES = 2000 };

static _Atomic(JET_SESID) raced;
static _Atomic(unsigned) entered;
static _Atomic(bool) race_over;
static _Atomic(unsigned) wrong_answers;

/* Enters whatever session is there; nobody else may be in it. */
static void race(void *context)
{
    (void)context;
    while (!atomic_load(&race_over)) {
        struct session *session;
        JET_ERR err = session_enter(atomic_load(&raced), &session);

        if (err == JET_errSuccess) {
            session->parameters.io_trace_flags++; /* ThreadSanitizer watches */
            session_leave(session);
            (void)atomic_fetch_add(&entered, 1);
        } else if (err != JET_errSessionSharingViolation && err != JET_errInvalidSesid) {
            (void)atomic_fetch_add(&wrong_answers, 1);
        }
    }
}

static void sessions_end_while_others_try_to_enter_them(void **state)
{
    struct os_thread threads[RACERS];

    (void)state;
    atomic_store(&race_over, false);
    for (unsigned i = 0; i < RACERS; i++) {
        assert_int_equal(os_thread_start(&threads[i], "racer", race, NULL), JET_errSuccess);
    }
    for (unsigned i = 0; i < RACES; i++) {
        JET_SESID sesid = new_session();
        JET_ERR err;

        atomic_store(&raced, sesid);
        do {
            err = JetEndSession(sesid, 0);
        } while (err == JET_errSessionSharingViolation);
        assert_int_equal(err, JET_errSuccess);
    }
    atomic_store(&race_over, true);
    for (unsigned i = 0; i < RACERS; i++) {
        os_thread_join(&threads[i]);
    }
    assert_int_equal(atomic_load(&wrong_answers), 0);
}

/* Works in sessions of its own until the instance refuses. */
static void work_until_term(void *context)
{
    JET_ERR err = JET_errSuccess;

    (void)context;
    while (err == JET_errSuccess) {
        JET_SESID sesid;

        err = JetBeginSessionA(instance, &sesid, NULL, NULL);
        for (unsigned i = 0; i < 100 && err == JET_errSuccess; i++) {
            err = JetBeginTransaction(sesid);
            if (err == JET_errSuccess) {
                (void)atomic_fetch_add(&entered, 1);
                err = JetCommitTransaction(sesid, 0);
            }
        }
        if (err == JET_errSuccess) {
            err = JetEndSession(sesid, 0);
        }
    }
    if (err != JET_errTermInProgress && err != JET_errNotInitialized && err != JET_errInvalidSesid &&
        err != JET_errInvalidInstance) {
        (void)atomic_fetch_add(&wrong_answers, 1);
    }
}

static void the_end_of_an_instance_waits_for_calls(void **state)
{
    struct os_thread threads[RACERS];
    JET_ERR err;

    (void)state;
    atomic_store(&entered, 0);
    for (unsigned i = 0; i < RACERS; i++) {
        assert_int_equal(os_thread_start(&threads[i], "worker", work_until_term, NULL), JET_errSuccess);
    }
    while (atomic_load(&entered) < 1000) {
        os_time_sleep_ms(1);
    }
    err = JetTerm2(instance, JET_bitTermDirty); /* some may be between begin and commit */
    assert_int_equal(err, JET_errDirtyShutdown);
    for (unsigned i = 0; i < RACERS; i++) {
        os_thread_join(&threads[i]);
    }
    assert_int_equal(atomic_load(&wrong_answers), 0);
    assert_int_equal(set_up(NULL), 0); /* for tear_down() */
}

/* -------------------------------------------------------------------------------------------------- cache */

static void the_process_has_one_cache_for_one_page_size(void **state)
{
    struct cache *first;
    struct cache *second;

    (void)state;
    assert_int_equal(process_cache_take(4096, &first), JET_errSuccess);
    assert_int_equal(process_cache_take(4096, &second), JET_errSuccess);
    assert_ptr_equal(first, second);
    assert_int_equal(process_cache_take(8192, &second), JET_errPageSizeMismatch);
    process_cache_give_back();
    assert_int_equal(process_cache_take(8192, &second), JET_errPageSizeMismatch);
    process_cache_give_back();
    assert_int_equal(process_cache_take(8192, &second), JET_errSuccess);
    assert_int_equal(cache_page_size(second), 8192);
    process_cache_give_back();
}

#define ENTRY_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ENTRY_TEST(a_slot_is_used_again_only_after_all_others),
        ENTRY_TEST(a_cursor_is_entered_with_its_own_session_only),
        ENTRY_TEST(a_cursor_hears_of_transactions_and_of_the_end),
        ENTRY_TEST(cursors_are_counted),
        ENTRY_TEST(a_callback_may_call_back_in),
        ENTRY_TEST(a_session_has_one_thread_at_a_time),
        ENTRY_TEST(sessions_end_while_others_try_to_enter_them),
        ENTRY_TEST(the_end_of_an_instance_waits_for_calls),
        cmocka_unit_test(the_process_has_one_cache_for_one_page_size),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
