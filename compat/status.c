/*
 * status.c - turns finished work into events, as the row of the operation says.
 *
 *   status_begin --> Begin --> (status_advance --> Progress)* --> status_complete --> Complete
 *                                                             \-> status_fail     --> Fail, where the row has it
 *
 * Invariants:
 *   1. after an answer that aborts, no Progress is sent and every call returns that answer;
 *   2. the callback runs under the lock, so events of one operation never overlap;
 *   3. JET_SNPROG counts 32 bits: larger totals are scaled down by a power of two, done along with them.
 */
#include "status.h"

#include "diag.h"
#include "esent_compat.h"

enum { LIVELY_NS = 100 * 1000 * 1000 };

static _Atomic uint32_t process_policy = ESENT_STATUS_WINDOWS;

JET_ERR status_set_policy(uint32_t policy)
{
    if (policy != ESENT_STATUS_WINDOWS && policy != ESENT_STATUS_RICH) {
        return diag_fail(JET_errInvalidParameter, "%u is no status policy", policy);
    }
    atomic_store(&process_policy, policy);
    return JET_errSuccess;
}

static JET_ULONG percent_of(uint64_t done, uint64_t total)
{
    if (total == 0) {
        return 0;
    }
    /* Totals of more than 2^57 units would overflow; then a coarser division is exact enough. */
    return (JET_ULONG)(total < UINT64_MAX / 100 ? done * 100 / total : done / (total / 100));
}

/* The numbers of an event. */
static JET_SNPROG numbers(const struct status *status, bool full)
{
    uint64_t done = full ? status->total : status->done;
    JET_SNPROG progress = {.cbStruct = status->rich ? (JET_ULONG)sizeof progress : status->kind->struct_size};
    unsigned shift = 0;

    if (status->kind->percent) {
        progress.cunitTotal = 100;
        progress.cunitDone = full ? 100 : percent_of(done, status->total);
        return progress;
    }
    while (status->total >> shift > UINT32_MAX) {
        shift++;
    }
    progress.cunitDone = (JET_ULONG)(done >> shift);
    progress.cunitTotal = (JET_ULONG)(status->total >> shift);
    return progress;
}

/* Calls the user. The lock is held. */
static JET_ERR send(struct status *status, JET_SESID sesid, JET_SNP snp, JET_SNT snt, JET_SNPROG *progress)
{
    const struct status_target *target = &status->target;
    JET_ERR answer = JET_errSuccess;

    if (target->function != NULL) {
        answer = target->function(status->kind->sesid_nil ? JET_sesidNil : sesid, snp, snt, progress);
    } else if (target->init_function != NULL) {
        answer = target->init_function(snp, snt, progress, target->init_context);
    }
    return answer < JET_errSuccess ? answer : JET_errSuccess;
}

static bool listens(const struct status *status)
{
    return status->rich || status->kind->aborts;
}

static JET_ERR send_edge(struct status *status, JET_SNP snp, JET_SNT snt, bool full)
{
    JET_SNPROG progress = numbers(status, full);
    bool has_numbers = status->rich || status->kind->edges_have_numbers;

    if (has_numbers) { /* the edges say 12 even where Progress does not */
        progress.cbStruct = sizeof progress;
    }
    return send(status, status->sesid, snp, snt, has_numbers ? &progress : NULL);
}

static JET_ERR begin_phase(struct status *status, const struct status_kind *kind, uint64_t total)
{
    JET_ERR answer;

    status->kind = kind;
    status->done = 0;
    status->total = total;
    status->told_percent = 0;
    status->told_step = 0;
    status->told_at = os_time_monotonic_ns();
    answer = send_edge(status, kind->snp, JET_sntBegin, false);
    if (listens(status) && status->aborted == JET_errSuccess) {
        status->aborted = answer;
    }
    return status->aborted;
}

JET_ERR status_begin(struct status *status, const struct status_kind *kind, JET_SESID sesid,
                     struct status_target target, uint64_t total)
{
    *status = (struct status){
        .target = target,
        .sesid = sesid,
        .rich = atomic_load(&process_policy) == ESENT_STATUS_RICH,
    };
    os_mutex_init(&status->lock);
    return begin_phase(status, kind, total);
}

JET_ERR status_phase(struct status *status, const struct status_kind *kind, uint64_t total)
{
    JET_ERR err;

    os_mutex_lock(&status->lock);
    err = begin_phase(status, kind, total);
    os_mutex_unlock(&status->lock);
    return err;
}

void status_set_total(struct status *status, uint64_t total)
{
    os_mutex_lock(&status->lock);
    status->total = total > status->done ? total : status->done;
    os_mutex_unlock(&status->lock);
}

/* Windows counts every total / 100 units, or for small totals every unit that is a multiple of 100 / total. */
static uint64_t step_number(uint64_t done, uint64_t total)
{
    uint64_t step = total >= 100 ? total / 100 : 100 / (total > 0 ? total : 1);

    return done / step;
}

/* Whether the work done since the last event is worth one. */
static bool is_time(const struct status *status, enum status_pace pace)
{
    switch (pace) {
    case STATUS_NEVER:
        return false;
    case STATUS_EVERY_CALL:
        return true;
    case STATUS_EVERY_PERCENT:
        return percent_of(status->done, status->total) > status->told_percent;
    case STATUS_EVERY_STEP:
        return step_number(status->done, status->total) > status->told_step;
    default:
        return percent_of(status->done, status->total) > status->told_percent ||
               os_time_monotonic_ns() - status->told_at >= LIVELY_NS;
    }
}

static enum status_pace pace_of(const struct status *status)
{
    return status->rich && status->kind->pace != STATUS_EVERY_CALL ? STATUS_LIVELY : status->kind->pace;
}

static void progress_locked(struct status *status, JET_SESID sesid)
{
    JET_SNPROG progress;
    JET_ERR answer;

    if (status->aborted < JET_errSuccess || status->total == 0 || !is_time(status, pace_of(status))) {
        return;
    }
    progress = numbers(status, false);
    status->told_percent = percent_of(status->done, status->total);
    status->told_step = step_number(status->done, status->total);
    status->told_at = os_time_monotonic_ns();
    answer = send(status, sesid, status->kind->snp, JET_sntProgress, &progress);
    if (listens(status)) {
        status->aborted = answer;
    }
}

/* Adds the units that wait to be counted. The lock is held. */
static void count(struct status *status)
{
    uint64_t units = atomic_exchange(&status->waiting, 0);

    status->done = units < status->total - status->done ? status->done + units : status->total;
}

JET_ERR status_advance(struct status *status, uint64_t units)
{
    return status_advance_worker(status, status->sesid, units);
}

JET_ERR status_advance_worker(struct status *status, JET_SESID sesid, uint64_t units)
{
    JET_ERR err;

    (void)atomic_fetch_add(&status->waiting, units);
    if (status->kind->skips_when_busy && !status->rich) {
        if (!os_mutex_try_lock(&status->lock)) {
            return JET_errSuccess; /* whoever is inside, or comes next, counts these units */
        }
    } else {
        os_mutex_lock(&status->lock);
    }
    count(status);
    progress_locked(status, sesid);
    err = status->aborted;
    os_mutex_unlock(&status->lock);
    return err;
}

JET_ERR status_complete(struct status *status)
{
    JET_ERR err;

    os_mutex_lock(&status->lock);
    count(status);
    err = send_edge(status, status->kind->complete_snp, JET_sntComplete, status->rich || status->kind->ends_full);
    os_mutex_unlock(&status->lock);
    os_mutex_destroy(&status->lock);
    return listens(status) ? err : JET_errSuccess;
}

JET_ERR status_fail(struct status *status, JET_ERR err)
{
    if (status->rich || status->kind->fails) {
        os_mutex_lock(&status->lock);
        (void)send_edge(status, status->kind->snp, JET_sntFail, status->kind->ends_full);
        os_mutex_unlock(&status->lock);
    }
    os_mutex_destroy(&status->lock);
    return err;
}
