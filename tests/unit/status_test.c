/*
 * status_test.c - the progress object, row by row. What each row must say was written down from the traces of Microsoft's
 * engine (oracle/traces: compact, backup, restore, recovery, dbutilities) and the matrix status-callbacks B.0.1, not from
 * this code.
 */
#include "test.h"

#include <stdatomic.h>

#include "esent_compat.h"
#include "os.h"
#include "status.h"

enum { EVENTS_MAX = 4096 };

struct event {
    JET_SESID sesid;
    JET_SNP snp;
    JET_SNT snt;
    bool has_numbers;
    JET_SNPROG numbers;
};

static struct {
    struct event event[EVENTS_MAX];
    unsigned count;
    unsigned answer_at; /* the call that answers `answer`, counted from 1 */
    JET_ERR answer;
} heard;

static JET_ERR JET_API listen(JET_SESID sesid, JET_SNP snp, JET_SNT snt, void *pv)
{
    struct event *event = &heard.event[heard.count];

    assert_true(heard.count < EVENTS_MAX);
    *event = (struct event){.sesid = sesid, .snp = snp, .snt = snt, .has_numbers = pv != NULL};
    if (pv != NULL) {
        memcpy(&event->numbers, pv, sizeof event->numbers);
        assert_true(event->numbers.cunitDone <= event->numbers.cunitTotal);
    }
    heard.count++;
    return heard.count == heard.answer_at ? heard.answer : JET_errSuccess;
}

static void forget(void)
{
    memset(&heard, 0, sizeof heard);
}

static const struct status_target target = {.function = listen};

enum { OWN_SESSION = 0x5E55, TOTAL = 1278, CHUNK = 1 };

/* Runs an operation of `total` units in steps of `chunk`; ends it with `err` when the work itself fails. */
static JET_ERR run(const struct status_kind *kind, uint64_t total, uint64_t chunk, JET_ERR work)
{
    struct status status;
    JET_ERR err = status_begin(&status, kind, OWN_SESSION, target, total);

    for (uint64_t done = 0; err >= JET_errSuccess && done < total; done += chunk) {
        err = status_advance(&status, chunk);
    }
    if (err >= JET_errSuccess) {
        err = work;
    }
    return err < JET_errSuccess ? status_fail(&status, err) : status_complete(&status);
}

/* One row of expectations. */
struct expectation {
    const struct status_kind *kind;
    JET_SNP snp, complete_snp;
    bool edges_have_numbers;
    JET_ULONG progress_struct;
    JET_ULONG end_done, end_total; /* of Complete, for TOTAL units all done */
    JET_SESID sesid;
    unsigned progresses; /* for TOTAL units in steps of one */
    bool fails;
    bool aborts;
};

static const struct expectation expectations[] = {
    /* JetCompact: snp 4, one event a page, Fail, and the only one that listens */
    {&status_compact, 4, 4, true, 12, TOTAL, TOTAL, OWN_SESSION, TOTAL, true, true},
    /* full backup: 0 % and 100 % and nothing else */
    {&status_backup, 9, 9, true, 12, 100, 100, JET_sesidNil, 0, false, false},
    /* restore: 1 % to 100 %, silent when it fails */
    {&status_restore, 8, 8, true, 12, 100, 100, JET_sesidNil, 100, false, false},
    /* recovery in JetInit: the same, and Fail says 100 of 100 */
    {&status_recovery, 8, 8, true, 12, 100, 100, JET_sesidNil, 100, true, false},
    /* integrity: NULL at the edges; the trace shows 12, 24, 36, ... of 1294: total / 100 = 12 */
    {&status_integrity, 2, 2, false, 12, 0, 0, OWN_SESSION, TOTAL / 12, false, false},
    {&status_repair_phase, 2, 2, false, 12, 0, 0, OWN_SESSION, TOTAL, false, false},
    /* scrub: cbStruct 0, and Complete of another snp */
    {&status_scrub, 11, 2, false, 0, 0, 0, OWN_SESSION, TOTAL, false, false},
};

enum { ROWS = sizeof expectations / sizeof expectations[0] };

static void a_whole_operation_says_what_windows_says(void **state)
{
    (void)state;
    for (unsigned r = 0; r < ROWS; r++) {
        const struct expectation *e = &expectations[r];
        unsigned last;

        forget();
        assert_int_equal(run(e->kind, TOTAL, CHUNK, JET_errSuccess), JET_errSuccess);
        last = heard.count - 1;
        assert_int_equal(heard.count, e->progresses + 2);
        assert_int_equal(heard.event[0].snt, JET_sntBegin);
        assert_int_equal(heard.event[0].snp, e->snp);
        assert_int_equal(heard.event[0].has_numbers, e->edges_have_numbers);
        assert_int_equal(heard.event[last].snt, JET_sntComplete);
        assert_int_equal(heard.event[last].snp, e->complete_snp);
        assert_int_equal(heard.event[last].has_numbers, e->edges_have_numbers);
        assert_int_equal(heard.event[last].numbers.cunitDone, e->end_done);
        assert_int_equal(heard.event[last].numbers.cunitTotal, e->end_total);
        if (e->edges_have_numbers) {
            assert_int_equal(heard.event[0].numbers.cbStruct, 12);
            assert_int_equal(heard.event[0].numbers.cunitDone, 0);
            assert_int_equal(heard.event[last].numbers.cbStruct, 12);
        }
        for (unsigned i = 0; i < heard.count; i++) {
            assert_true(heard.event[i].sesid == e->sesid);
        }
        for (unsigned i = 1; i < last; i++) {
            assert_int_equal(heard.event[i].snt, JET_sntProgress);
            assert_int_equal(heard.event[i].snp, e->snp);
            assert_true(heard.event[i].has_numbers);
            assert_int_equal(heard.event[i].numbers.cbStruct, e->progress_struct);
            assert_true(i == 1 || heard.event[i].numbers.cunitDone > heard.event[i - 1].numbers.cunitDone);
        }
    }
}

static void percentages_are_whole_and_rise(void **state)
{
    (void)state;
    forget();
    assert_int_equal(run(&status_restore, 100000, 7, JET_errSuccess), JET_errSuccess);
    for (unsigned i = 1; i + 1 < heard.count; i++) {
        assert_int_equal(heard.event[i].numbers.cunitDone, i); /* 1, 2, 3, ... */
        assert_int_equal(heard.event[i].numbers.cunitTotal, 100);
    }
    forget();
    assert_int_equal(run(&status_restore, 7, 1, JET_errSuccess), JET_errSuccess);
    assert_int_equal(heard.event[1].numbers.cunitDone, 14); /* 100 / 7 */
    assert_int_equal(heard.event[7].numbers.cunitDone, 100);
}

static void failure_is_told_only_where_windows_tells_it(void **state)
{
    (void)state;
    for (unsigned r = 0; r < ROWS; r++) {
        const struct expectation *e = &expectations[r];
        const struct event *last;

        forget();
        assert_int_equal(run(e->kind, TOTAL, CHUNK, JET_errDiskFull), JET_errDiskFull);
        last = &heard.event[heard.count - 1];
        assert_int_equal(last->snt == JET_sntFail, e->fails);
        if (e->kind == &status_recovery) { /* recovery.txt: Fail {100, 100} */
            assert_int_equal(last->numbers.cunitDone, 100);
            assert_int_equal(last->numbers.cunitTotal, 100);
        }
        for (unsigned i = 0; i < heard.count; i++) {
            assert_int_not_equal(heard.event[i].snt, JET_sntComplete);
        }
    }
}

/* compact.txt: Begin {0, 0}; a refusal there gives Fail {0, 0}. */
static void compact_begins_before_it_knows_its_total(void **state)
{
    struct status status;

    (void)state;
    forget();
    assert_int_equal(status_begin(&status, &status_compact, OWN_SESSION, target, 0), JET_errSuccess);
    assert_int_equal(heard.event[0].numbers.cunitTotal, 0);
    assert_int_equal(status_advance(&status, 0), JET_errSuccess);
    assert_int_equal(heard.count, 1); /* no Progress with a total of 0: clients divide by it */
    status_set_total(&status, TOTAL);
    assert_int_equal(status_advance(&status, 20), JET_errSuccess);
    assert_int_equal(heard.event[1].numbers.cunitDone, 20);
    assert_int_equal(heard.event[1].numbers.cunitTotal, TOTAL);
    assert_int_equal(status_complete(&status), JET_errSuccess);
    assert_int_equal(heard.event[2].numbers.cunitDone, 20); /* not forced to the total */

    forget();
    heard.answer_at = 1;
    heard.answer = -1;
    assert_int_equal(status_begin(&status, &status_compact, OWN_SESSION, target, 0), -1);
    assert_int_equal(status_fail(&status, -1), -1);
    assert_int_equal(heard.count, 2);
    assert_int_equal(heard.event[1].snt, JET_sntFail);
    assert_int_equal(heard.event[1].numbers.cunitTotal, 0);
}

static void an_error_from_the_callback_counts_only_where_windows_listens(void **state)
{
    (void)state;
    for (unsigned r = 0; r < ROWS; r++) {
        const struct expectation *e = &expectations[r];
        unsigned all = e->progresses + 2;

        for (unsigned at = 1; at <= all; at += at < 4 || at + 4 > all ? 1 : 97) {
            JET_ERR err;

            forget();
            heard.answer_at = at;
            heard.answer = -2101;
            err = run(e->kind, TOTAL, CHUNK, JET_errSuccess);
            if (!e->aborts) {
                assert_int_equal(err, JET_errSuccess);
                assert_int_equal(heard.count, all);
                continue;
            }
            assert_int_equal(err, -2101);
            if (at < all) { /* Begin or Progress: Fail follows and nothing else */
                assert_int_equal(heard.count, at + 1);
                assert_int_equal(heard.event[at].snt, JET_sntFail);
            } else { /* Complete: the work is done, its answer is the result */
                assert_int_equal(heard.count, all);
            }
        }
    }
}

static void warnings_from_the_callback_mean_go_on(void **state)
{
    (void)state;
    forget();
    heard.answer_at = 2;
    heard.answer = 595;
    assert_int_equal(run(&status_compact, TOTAL, CHUNK, JET_errSuccess), JET_errSuccess);
    assert_int_equal(heard.count, TOTAL + 2);
}

static void without_a_callback_the_work_is_the_same(void **state)
{
    struct status status;

    (void)state;
    for (unsigned r = 0; r < ROWS; r++) {
        struct status_target nobody = {0};

        assert_int_equal(status_begin(&status, expectations[r].kind, OWN_SESSION, nobody, 10), JET_errSuccess);
        assert_int_equal(status_advance(&status, 10), JET_errSuccess);
        assert_int_equal(status_complete(&status), JET_errSuccess);
    }
}

static JET_ERR JET_API listen_with_context(JET_SNP snp, JET_SNT snt, void *pv, void *context)
{
    assert_ptr_equal(context, &heard);
    return listen(JET_sesidNil, snp, snt, pv);
}

static void the_callback_of_jetinit4_gets_its_context(void **state)
{
    struct status_target with_context = {.init_function = listen_with_context, .init_context = &heard};
    struct status status;

    (void)state;
    forget();
    assert_int_equal(status_begin(&status, &status_recovery, OWN_SESSION, with_context, 2), JET_errSuccess);
    assert_int_equal(status_advance(&status, 1), JET_errSuccess);
    assert_int_equal(status_complete(&status), JET_errSuccess);
    assert_int_equal(heard.count, 3);
    assert_int_equal(heard.event[1].numbers.cunitDone, 50);
}

static void more_work_than_announced_is_clamped(void **state)
{
    struct status status;

    (void)state;
    forget();
    assert_int_equal(status_begin(&status, &status_compact, OWN_SESSION, target, 10), JET_errSuccess);
    assert_int_equal(status_advance(&status, 25), JET_errSuccess);
    assert_int_equal(heard.event[1].numbers.cunitDone, 10);
    status_set_total(&status, 5); /* never below what is done */
    assert_int_equal(status_advance(&status, 0), JET_errSuccess);
    assert_int_equal(heard.event[2].numbers.cunitTotal, 10);
    assert_int_equal(status_complete(&status), JET_errSuccess);
}

static void counts_beyond_32_bits_are_scaled_together(void **state)
{
    struct status status;
    const uint64_t total = 40ull << 32;

    (void)state;
    forget();
    assert_int_equal(status_begin(&status, &status_compact, OWN_SESSION, target, total), JET_errSuccess);
    assert_int_equal(status_advance(&status, total / 4), JET_errSuccess);
    assert_int_equal(status_advance(&status, total - total / 4), JET_errSuccess);
    assert_int_equal(status_complete(&status), JET_errSuccess);
    assert_true(heard.event[1].numbers.cunitTotal >= 1u << 30);
    assert_int_equal(heard.event[1].numbers.cunitDone, heard.event[1].numbers.cunitTotal / 4);
    assert_int_equal(heard.event[2].numbers.cunitDone, heard.event[2].numbers.cunitTotal);
}

/* Repair opens phase after phase: each has its Begin, and its numbers start again. */
static void phases_start_again(void **state)
{
    struct status status;

    (void)state;
    forget();
    assert_int_equal(status_begin(&status, &status_integrity, OWN_SESSION, target, 200), JET_errSuccess);
    assert_int_equal(status_advance(&status, 200), JET_errSuccess);
    assert_int_equal(status_phase(&status, &status_repair_phase, 50), JET_errSuccess);
    assert_int_equal(status_advance(&status, 1), JET_errSuccess);
    assert_int_equal(status_complete(&status), JET_errSuccess);
    assert_int_equal(heard.count, 5);
    assert_int_equal(heard.event[2].snt, JET_sntBegin);
    assert_int_equal(heard.event[3].numbers.cunitDone, 1);
    assert_int_equal(heard.event[3].numbers.cunitTotal, 50);
}

/* -------------------------------------------------------------------------------------- the richer policy */

static void the_rich_policy_reports_and_cancels_everything(void **state)
{
    (void)state;
    assert_int_equal(esent_set_status_policy(7), JET_errInvalidParameter);
    assert_int_equal(esent_set_status_policy(ESENT_STATUS_RICH), JET_errSuccess);
    for (const struct status_kind *const *kind = status_kinds; *kind != NULL; kind++) {
        unsigned all;

        forget();
        assert_int_equal(run(*kind, TOTAL, CHUNK, JET_errSuccess), JET_errSuccess);
        all = heard.count;
        assert_true(all >= 100 + 2); /* every percent at least */
        for (unsigned i = 0; i < all; i++) {
            assert_true(heard.event[i].has_numbers);
            assert_int_equal(heard.event[i].numbers.cbStruct, 12);
            assert_true(i == 0 || heard.event[i].numbers.cunitDone >= heard.event[i - 1].numbers.cunitDone);
        }
        assert_int_equal(heard.event[all - 1].snt, JET_sntComplete);
        assert_int_equal(heard.event[all - 1].numbers.cunitDone, heard.event[all - 1].numbers.cunitTotal);
        for (unsigned at = 1; at <= all; at += 50) {
            forget();
            heard.answer_at = at;
            heard.answer = -1;
            assert_int_equal(run(*kind, TOTAL, CHUNK, JET_errSuccess), -1);
            assert_true(at == all || heard.event[heard.count - 1].snt == JET_sntFail);
        }
    }
    assert_int_equal(esent_set_status_policy(ESENT_STATUS_WINDOWS), JET_errSuccess);
}

static void the_rich_policy_reports_while_nothing_moves(void **state)
{
    struct status status;

    (void)state;
    assert_int_equal(esent_set_status_policy(ESENT_STATUS_RICH), JET_errSuccess);
    forget();
    assert_int_equal(status_begin(&status, &status_backup, OWN_SESSION, target, 1000000), JET_errSuccess);
    assert_int_equal(esent_set_status_policy(ESENT_STATUS_WINDOWS), JET_errSuccess);
    assert_int_equal(status_advance(&status, 1), JET_errSuccess);
    assert_int_equal(heard.count, 1);
    os_time_sleep_ms(120);
    assert_int_equal(status_advance(&status, 0), JET_errSuccess);
    assert_int_equal(heard.count, 2);
    assert_int_equal(status_complete(&status), JET_errSuccess);
}

/* ------------------------------------------------------------------------------------------------ workers */

enum { WORKERS = 4, WORKER_UNITS = 20000 };

static atomic_int inside, overlaps, worker_events;
static JET_ULONG last_done;

static JET_ERR JET_API listen_to_workers(JET_SESID sesid, JET_SNP snp, JET_SNT snt, void *pv)
{
    const JET_SNPROG *numbers = pv;

    (void)snp;
    if (atomic_fetch_add(&inside, 1) != 0) {
        atomic_fetch_add(&overlaps, 1);
    }
    if (snt == JET_sntProgress) {
        if (sesid < 100 || numbers->cunitDone < last_done) {
            atomic_fetch_add(&overlaps, 1);
        }
        last_done = numbers->cunitDone;
        atomic_fetch_add(&worker_events, 1);
    }
    atomic_fetch_sub(&inside, 1);
    return JET_errSuccess;
}

struct worker {
    struct os_thread thread;
    struct status *status;
    JET_SESID sesid;
};

static void work(void *context)
{
    struct worker *worker = context;

    for (unsigned i = 0; i < WORKER_UNITS; i++) {
        (void)status_advance_worker(worker->status, worker->sesid, 1);
    }
}

static void workers_share_one_status(void **state)
{
    static const struct status_kind *const kinds[] = {&status_integrity, &status_verify};
    struct status_target to_workers = {.function = listen_to_workers};

    (void)state;
    for (unsigned k = 0; k < 2; k++) {
        struct worker workers[WORKERS];
        struct status status;

        last_done = 0;
        atomic_store(&worker_events, 0);
        assert_int_equal(status_begin(&status, kinds[k], 1, to_workers, WORKERS * WORKER_UNITS), JET_errSuccess);
        for (unsigned i = 0; i < WORKERS; i++) {
            workers[i].status = &status;
            workers[i].sesid = 100 + i;
            assert_int_equal(os_thread_start(&workers[i].thread, "status", work, &workers[i]), JET_errSuccess);
        }
        for (unsigned i = 0; i < WORKERS; i++) {
            os_thread_join(&workers[i].thread);
        }
        assert_int_equal(status_complete(&status), JET_errSuccess);
        assert_int_equal(status.done, WORKERS * WORKER_UNITS); /* none is lost, though some events are dropped */
        assert_int_equal(atomic_load(&overlaps), 0);
        assert_true(atomic_load(&worker_events) > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_operation_says_what_windows_says),
        cmocka_unit_test(percentages_are_whole_and_rise),
        cmocka_unit_test(failure_is_told_only_where_windows_tells_it),
        cmocka_unit_test(compact_begins_before_it_knows_its_total),
        cmocka_unit_test(an_error_from_the_callback_counts_only_where_windows_listens),
        cmocka_unit_test(warnings_from_the_callback_mean_go_on),
        cmocka_unit_test(without_a_callback_the_work_is_the_same),
        cmocka_unit_test(the_callback_of_jetinit4_gets_its_context),
        cmocka_unit_test(more_work_than_announced_is_clamped),
        cmocka_unit_test(counts_beyond_32_bits_are_scaled_together),
        cmocka_unit_test(phases_start_again),
        cmocka_unit_test(the_rich_policy_reports_and_cancels_everything),
        cmocka_unit_test(the_rich_policy_reports_while_nothing_moves),
        cmocka_unit_test(workers_share_one_status),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
