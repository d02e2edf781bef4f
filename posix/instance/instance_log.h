/*
 * instance_log.h - the log of an instance: opened by JetInit, kept going by a thread, ended by JetTerm.
 *
 *   JetInit    NONE, CLEAN, IDLE (log/log_set.h)   the stream goes on, or begins: Init2
 *              NEEDED                               databases are recovered first (posix/recovery), and the stream is ended
 *   thread     checkpoint moves; pages that hold it back, and pages when too many are changed, go to their files; commits
 *              that nobody waits for become durable; the program hears of durable commits
 *   JetTerm    pages in the files, ShutDownMark; headers clean; Term2; checkpoint there
 *
 * The checkpoint moves when these are done in this order: positions of the oldest transaction and page taken; what was written
 * synced; headers written that need less log; checkpoint written.
 *
 * Format: reference log-and-recovery 15 to 19, 22.
 */
#ifndef ESENT_INSTANCE_INSTANCE_LOG_H
#define ESENT_INSTANCE_INSTANCE_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "esent.h"
#include "instance/attachments.h"
#include "log/log.h"
#include "log/log_set.h"
#include "os.h"

struct instance;

struct instance_log {
    struct instance *instance;
    struct attachments attachments;
    struct os_mutex files; /* databases neither come nor go, nor do their headers turn dirty or clean */

    struct os_thread thread;
    struct os_mutex lock; /* over what follows, taken after the log's */
    struct os_condition wake;
    bool running, stop;
    bool tells;             /* the program wants to hear: JET_paramDurableCommitCallback */
    uint64_t durable, told; /* of the log, and what the program was told */
    JET_ERR failed;
    bool told_failure;

    bool frozen; /* the checkpoint stays where it is: set when the thread rests */
};

/*
 * What recovers the databases of a stream that was not ended, and ends it; a higher layer knows. `options` are those of the stream as it
 * is, and instance->logging is there.
 */
struct instance_recovery {
    JET_ERR (*run)
    (const struct instance_recovery *recovery, struct instance *instance, const struct log_options *options,
     const struct log_set *set, JET_GRBIT grbit);
};

/*
 * Opens the log of an instance that is being initialised, if it logs. `grbit`: of JetInit2. Errors of the recovery;
 * JET_errMissingLogFile, JET_errLogFileSizeMismatchDatabasesConsistent,
 * JET_errPageSizeMismatch, JET_errInvalidPath, JET_errFileAccessDenied when another process has the log; errors of
 * log_set_survey() and log_open(). After an error nothing is open.
 */
JET_ERR instance_log_open(struct instance *instance, const struct instance_recovery *recovery,
                          JET_GRBIT grbit);

/*
 * For a recovery: opens the stream for appending behind what it holds. And ends it, `mark` being where all was in the files. After an
 * error of the first nothing is open; the second closes it in any case.
 */
JET_ERR instance_log_continue(struct instance *instance, const struct log_options *options);
JET_ERR instance_log_end(struct instance *instance, uint64_t mark, uint64_t redo_from);

/* Gives the log up as it is: the checkpoint stays. */
void instance_log_abandon(struct instance *instance);

/* The thread ends; the checkpoint stays. */
void instance_log_rest(struct instance *instance);

/* Says that all pages are in their files, durably. */
JET_ERR instance_log_mark(struct instance *instance, uint64_t *mark);

/*
 * A database has gone: a start after a crash should not ask for it. A checkpoint that cannot be written stays for the thread to try
 * again. Nothing without a log; not while held.
 */
void instance_log_checkpoint(struct instance *instance);

/* Closes the log, at rest: as ended when `mark` is not 0. Returns the first error, and is closed even then. */
JET_ERR instance_log_close(struct instance *instance, uint64_t mark);

/* While held, no checkpoint moves. Nothing without a log. Taken before headers' locks and the log's; no latch is held. */
void instance_log_hold(struct instance *instance);
void instance_log_release(struct instance *instance);

#endif
