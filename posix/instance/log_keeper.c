/*
 * log_keeper.c - see instance_log.h.
 *
 * What holds the checkpoint back is taken in the order end of the log, transactions, pages. A change whose record lies before that
 * end belongs to a transaction that is still open when the transactions are asked, or its page is marked by the time that the pages
 * are.
 *
 * Pages go to their files from here so that those who need a frame find clean ones, and a replay stays short:
 *
 *   many pages changed                             all of them, in order
 *   log since the checkpoint beyond its depth      those that need the older part of it, unless an open transaction does
 */
#include "instance/log_keeper.h"

#include "diag.h"
#include "instance/database.h"
#include "instance/database_state.h"
#include "instance/instance.h"
#include "instance/parameter.h"
#include "instance/transaction_log.h"
#include "log/log.h"
#include "try.h"

enum {
    STEP_MS = 100,         /* between looks at pages and checkpoint, while the log grows */
    STEPS_IDLE = 10,       /* when it does not */
    DIRTY_PERCENT_MAX = 25 /* of the cache */
};

/* ------------------------------------------------------------------------------------------ the log asks */

void keeper_attachments(void *context, uint64_t lgpos, uint8_t *list, uint32_t capacity)
{
    struct instance_log *logging = context;

    attachments_list(&logging->attachments, lgpos, list, capacity);
}

static struct database *logged_database(const struct instance_log *logging, unsigned slot)
{
    struct database *database = logging->instance->databases[slot];

    return database != NULL && database->log != NULL ? database : NULL;
}

/* Has the device and the header of each database be as `position` needs it; under `files`. */
static JET_ERR advance_databases(struct instance_log *logging, uint64_t position)
{
    for (unsigned i = 0; i < DATABASE_SLOTS; i++) {
        struct database *database = logged_database(logging, i);

        if (database != NULL) {
            JET_TRY(cache_sync(database->pages));
            JET_TRY(database_state_advance(database, (uint32_t)(position >> 32)));
        }
    }
    return JET_errSuccess;
}

static uint64_t oldest_position(struct instance_log *logging)
{
    struct instance *instance = logging->instance;
    const uint64_t durable = log_durable(instance->log);
    const uint64_t transactions = transaction_oldest_position(instance);
    uint64_t oldest = transactions < durable ? transactions : durable;

    for (unsigned i = 0; i < DATABASE_SLOTS; i++) {
        struct database *database = logged_database(logging, i);
        const uint64_t change = database != NULL ? cache_oldest_change(database->pages) : UINT64_MAX;

        oldest = change < oldest ? change : oldest;
    }
    return oldest;
}

uint64_t keeper_oldest_needed(void *context)
{
    struct instance_log *logging = context;
    uint64_t oldest;

    if (logging->frozen) {
        return 0;
    }
    os_mutex_lock(&logging->files);
    oldest = oldest_position(logging);
    if (oldest > log_checkpoint_position(logging->instance->log) && advance_databases(logging, oldest) < 0) {
        oldest = 0;
    }
    os_mutex_unlock(&logging->files);
    return oldest;
}

void keeper_listen(void *context, uint64_t durable, JET_ERR failed)
{
    struct instance_log *logging = context;

    os_mutex_lock(&logging->lock);
    logging->durable = durable;
    logging->failed = failed;
    if (logging->tells) {
        os_condition_signal(&logging->wake);
    }
    os_mutex_unlock(&logging->lock);
}

/* ----------------------------------------------------------------------------------------- pages to files */

/* A generation that has begun may hold commits: the headers say so soon, that its loss is noticed. Under `files`. */
static void cover_newest(struct instance_log *logging)
{
    struct logtime created;
    const uint32_t newest = log_generation(logging->instance->log, &created);

    for (unsigned i = 0; i < DATABASE_SLOTS; i++) {
        struct database *database = logged_database(logging, i);

        if (database != NULL) {
            (void)database_state_cover(database, newest);
        }
    }
}

/* Pages that need the log from before `since`; under `files`. An error stays for those who need the page's frame. */
static void flush(struct instance_log *logging, uint64_t since)
{
    for (unsigned i = 0; i < DATABASE_SLOTS; i++) {
        struct database *database = logged_database(logging, i);

        if (database != NULL) {
            (void)cache_flush_older(database->pages, since);
        }
    }
}

static bool is_cache_full_of_changes(const struct instance_log *logging)
{
    for (unsigned i = 0; i < DATABASE_SLOTS; i++) {
        const struct database *database = logged_database(logging, i);

        if (database != NULL) {
            return cache_dirty_percent(cache_of_file(database->pages)) > DIRTY_PERCENT_MAX;
        }
    }
    return false;
}

/* True when the checkpoint is further behind than it should be. */
static bool flush_for_depth(struct instance_log *logging)
{
    struct instance *instance = logging->instance;
    struct log *log = instance->log;
    const uint64_t depth = parameter_integer(instance, JET_paramCheckpointDepthMax);
    const uint64_t end = log_end(log), checkpoint = log_checkpoint_position(log);
    const uint64_t transactions = transaction_oldest_position(instance);
    uint64_t wanted;

    if (log_distance(log, checkpoint, end) <= depth) {
        return false;
    }
    wanted = log_before(log, end, depth - depth / 4);
    if (transactions <= checkpoint) { /* nothing would be won */
        return false;
    }
    flush(logging, transactions < wanted ? transactions : wanted);
    return true;
}

/* One look at everything; returns true when the log has grown since the last. */
static bool keep(struct instance_log *logging, uint64_t *last_end, unsigned *steps)
{
    struct log *log = logging->instance->log;
    const uint64_t end = log_end(log);
    const bool grown = end != *last_end;
    bool behind = false;

    if (log_error(log) < 0) {
        return false;
    }
    *last_end = end;
    os_mutex_lock(&logging->files);
    cover_newest(logging);
    if (is_cache_full_of_changes(logging)) {
        (void)log_wait(log, end); /* once, not page by page */
        flush(logging, UINT64_MAX);
        behind = true;
    } else {
        behind = flush_for_depth(logging);
    }
    os_mutex_unlock(&logging->files);
    if (behind || ++*steps >= STEPS_IDLE) {
        *steps = 0;
        if (end > log_durable(log)) {
            log_flush_soon(log, end - 1, 0);
        }
        (void)log_checkpoint(log);
        attachments_forget(&logging->attachments, log_checkpoint_position(log));
    }
    return grown;
}

/* ------------------------------------------------------------------------------------------- the program */

/* Tells the program what is durable, under the lock, which is released meanwhile. */
static void tell(struct instance_log *logging)
{
    struct instance *instance = logging->instance;
    JET_PFNDURABLECOMMITCALLBACK callback =
        (JET_PFNDURABLECOMMITCALLBACK)parameter_integer(instance, JET_paramDurableCommitCallback);
    const bool failed = logging->failed < 0;
    struct signature signature;
    JET_COMMIT_ID seen = {.commitId = (JET_INT64)logging->durable};

    logging->told = logging->durable;
    logging->told_failure = failed;
    os_mutex_unlock(&logging->lock);
    signature = log_signature(instance->log);
    signature_encode(&seen.signLog, &signature);
    (void)callback(instance->handle, &seen, failed ? JET_bitDurableCommitCallbackLogUnavailable : 0);
    os_mutex_lock(&logging->lock);
}

static bool has_news(const struct instance_log *logging)
{
    return logging->tells &&
           (logging->told != logging->durable || (logging->failed < 0 && !logging->told_failure));
}

static void run(void *context)
{
    struct instance_log *logging = context;
    uint64_t next = os_time_monotonic_ns();
    uint64_t last_end = 0;
    unsigned steps = 0;

    os_mutex_lock(&logging->lock);
    while (!logging->stop) {
        const uint64_t now = os_time_monotonic_ns();

        if (has_news(logging)) {
            tell(logging);
        } else if (now < next) {
            (void)os_condition_wait_for(&logging->wake, &logging->lock,
                                        (uint32_t)((next - now) / 1000000) + 1);
        } else {
            bool busy;

            os_mutex_unlock(&logging->lock);
            busy = keep(logging, &last_end, &steps);
            os_mutex_lock(&logging->lock);
            next = os_time_monotonic_ns() + UINT64_C(1000000) * STEP_MS * (busy ? 1 : STEPS_IDLE);
        }
    }
    if (has_news(logging)) {
        tell(logging);
    }
    os_mutex_unlock(&logging->lock);
}

JET_ERR keeper_start(struct instance_log *logging)
{
    JET_TRY(os_thread_start(&logging->thread, "esent-log", run, logging));
    logging->running = true;
    return JET_errSuccess;
}

void keeper_stop(struct instance_log *logging)
{
    if (!logging->running) {
        return;
    }
    os_mutex_lock(&logging->lock);
    logging->stop = true;
    os_condition_signal(&logging->wake);
    os_mutex_unlock(&logging->lock);
    os_thread_join(&logging->thread);
    logging->running = false;
}
