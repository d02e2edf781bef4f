/*
 * os_thread_test.c - threads, locks and conditions of the seam. Where a test waits for another thread it
 * waits for a state, never for a time; times are only lower bounds.
 */
#include "test.h"

#include <stdatomic.h>

#include "os.h"

enum { THREADS = 4, ROUNDS = 20000 };

static void start_all(struct os_thread threads[THREADS], void (*run)(void *), void *context)
{
    for (unsigned i = 0; i < THREADS; i++) {
        assert_int_equal(os_thread_start(&threads[i], "a name longer than 15", run, context), JET_errSuccess);
    }
}

static void join_all(struct os_thread threads[THREADS])
{
    for (unsigned i = 0; i < THREADS; i++) {
        os_thread_join(&threads[i]);
    }
}

static void note_id(void *context)
{
    *(uint64_t *)context = os_thread_id();
}

static void a_thread_runs_with_its_context(void **state)
{
    struct os_thread one, two;
    uint64_t ids[2] = {0, 0};

    (void)state;
    assert_int_equal(os_thread_start(&one, "one", note_id, &ids[0]), JET_errSuccess);
    assert_int_equal(os_thread_start(&two, "two", note_id, &ids[1]), JET_errSuccess);
    os_thread_join(&one);
    os_thread_join(&two);
    assert_true(ids[0] != 0 && ids[1] != 0);
    assert_true(ids[0] != os_thread_id() && ids[1] != os_thread_id());
    assert_true(os_thread_id() == os_thread_id());
}

/* -------------------------------------------------------------------------------------------------- mutex */

static struct os_mutex fixed = OS_MUTEX_INIT;

struct counter {
    struct os_mutex *mutex;
    uint64_t value;
};

static void count_up(void *context)
{
    struct counter *counter = context;

    for (unsigned i = 0; i < ROUNDS; i++) {
        os_mutex_lock(counter->mutex);
        counter->value++;
        os_mutex_unlock(counter->mutex);
    }
}

static void a_mutex_lets_one_thread_in(void **state)
{
    struct os_thread threads[THREADS];
    struct os_mutex made;
    struct counter counters[2] = {{&fixed, 0}, {&made, 0}};

    (void)state;
    os_mutex_init(&made);
    for (unsigned i = 0; i < 2; i++) {
        start_all(threads, count_up, &counters[i]);
        join_all(threads);
        assert_true(counters[i].value == (uint64_t)THREADS * ROUNDS);
    }
    os_mutex_destroy(&made);
}

static void try_and_tell(void *context)
{
    bool *got = context;

    *got = os_mutex_try_lock(&fixed);
    if (*got) {
        os_mutex_unlock(&fixed);
    }
}

static void trying_a_mutex_does_not_wait(void **state)
{
    struct os_thread thread;
    bool got = true;

    (void)state;
    os_mutex_lock(&fixed);
    assert_int_equal(os_thread_start(&thread, "try", try_and_tell, &got), JET_errSuccess);
    os_thread_join(&thread);
    assert_false(got);
    os_mutex_unlock(&fixed);
    assert_int_equal(os_thread_start(&thread, "try", try_and_tell, &got), JET_errSuccess);
    os_thread_join(&thread);
    assert_true(got);
}

/* ------------------------------------------------------------------------------------------------- rwlock */

struct shared {
    struct os_rwlock lock;
    atomic_uint readers;
    uint64_t left, right; /* equal whenever no writer is inside */
    atomic_uint torn;
};

static void read_together(void *context)
{
    struct shared *shared = context;

    os_rwlock_lock_shared(&shared->lock);
    atomic_fetch_add(&shared->readers, 1);
    while (atomic_load(&shared->readers) < THREADS) { /* ends only when all are inside at once */
        os_time_sleep_ms(1);
    }
    os_rwlock_unlock_shared(&shared->lock);
}

static void readers_share_a_rwlock(void **state)
{
    struct os_thread threads[THREADS];
    struct shared shared = {0};

    (void)state;
    os_rwlock_init(&shared.lock);
    start_all(threads, read_together, &shared);
    join_all(threads);
    os_rwlock_destroy(&shared.lock);
}

static void read_or_write(void *context)
{
    struct shared *shared = context;

    for (unsigned i = 0; i < ROUNDS; i++) {
        if (i % 4 == 0) {
            os_rwlock_lock_exclusive(&shared->lock);
            shared->left++;
            shared->right++;
            os_rwlock_unlock_exclusive(&shared->lock);
        } else {
            os_rwlock_lock_shared(&shared->lock);
            atomic_fetch_add(&shared->torn, shared->left != shared->right);
            os_rwlock_unlock_shared(&shared->lock);
        }
    }
}

static void a_writer_is_alone(void **state)
{
    struct os_thread threads[THREADS];
    struct shared shared = {0};

    (void)state;
    os_rwlock_init(&shared.lock);
    start_all(threads, read_or_write, &shared);
    join_all(threads);
    os_rwlock_destroy(&shared.lock);
    assert_int_equal(atomic_load(&shared.torn), 0);
    assert_true(shared.left == (uint64_t)THREADS * ROUNDS / 4 && shared.right == shared.left);
}

/* ---------------------------------------------------------------------------------------------- condition */

struct gate {
    struct os_mutex lock;
    struct os_condition changed;
    unsigned waiting, passed, tickets;
};

static void pass(void *context)
{
    struct gate *gate = context;

    os_mutex_lock(&gate->lock);
    gate->waiting++;
    os_condition_broadcast(&gate->changed);
    while (gate->tickets == 0) {
        os_condition_wait(&gate->changed, &gate->lock);
    }
    gate->tickets--;
    gate->passed++;
    os_condition_broadcast(&gate->changed);
    os_mutex_unlock(&gate->lock);
}

static void a_broadcast_wakes_everybody(void **state)
{
    struct os_thread threads[THREADS];
    struct gate gate = {.lock = OS_MUTEX_INIT};

    (void)state;
    os_condition_init(&gate.changed);
    start_all(threads, pass, &gate);
    os_mutex_lock(&gate.lock);
    while (gate.waiting < THREADS) {
        os_condition_wait(&gate.changed, &gate.lock);
    }
    assert_int_equal(gate.passed, 0);
    gate.tickets = THREADS;
    os_condition_broadcast(&gate.changed);
    os_mutex_unlock(&gate.lock);
    join_all(threads);
    assert_int_equal(gate.passed, THREADS);
    os_condition_destroy(&gate.changed);
}

static void a_signal_wakes_a_waiter_before_its_time_is_over(void **state)
{
    struct os_thread thread;
    struct gate gate = {.lock = OS_MUTEX_INIT};
    bool in_time = true;

    (void)state;
    os_condition_init(&gate.changed);
    gate.tickets = 1;
    os_mutex_lock(&gate.lock);
    assert_int_equal(os_thread_start(&thread, "pass", pass, &gate), JET_errSuccess);
    while (gate.passed == 0 && in_time) {
        in_time = os_condition_wait_for(&gate.changed, &gate.lock, 60000);
    }
    assert_true(in_time);
    os_condition_signal(&gate.changed); /* nobody waits: no harm */
    os_mutex_unlock(&gate.lock);
    os_thread_join(&thread);
    os_condition_destroy(&gate.changed);
}

static void waiting_without_a_signal_ends_after_its_time(void **state)
{
    struct os_mutex lock = OS_MUTEX_INIT;
    struct os_condition never;
    uint64_t start = os_time_monotonic_ns();
    bool signalled = true;

    (void)state;
    os_condition_init(&never);
    os_mutex_lock(&lock);
    while (signalled) { /* it may wake early, but not claim that the time passed */
        signalled = os_condition_wait_for(&never, &lock, 120);
    }
    assert_true(os_time_monotonic_ns() - start >= 100 * 1000000u);
    assert_false(os_condition_wait_for(&never, &lock, 0));
    os_mutex_unlock(&lock);
    os_condition_destroy(&never);
    os_mutex_destroy(&lock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thread_runs_with_its_context),
        cmocka_unit_test(a_mutex_lets_one_thread_in),
        cmocka_unit_test(trying_a_mutex_does_not_wait),
        cmocka_unit_test(readers_share_a_rwlock),
        cmocka_unit_test(a_writer_is_alone),
        cmocka_unit_test(a_broadcast_wakes_everybody),
        cmocka_unit_test(a_signal_wakes_a_waiter_before_its_time_is_over),
        cmocka_unit_test(waiting_without_a_signal_ends_after_its_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
