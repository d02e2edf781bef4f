/*
 * status.h - the one progress object of every long operation.
 *
 * An operation names its row, does its work and reports units; the row knows what Windows' engine tells the callback
 * at which moment, and what the callback's answer means:
 *
 *     status_begin(&status, &status_compact, sesid, target, 0);
 *     status_set_total(&status, pages);
 *     while (more) {
 *         JET_TRY_OR(copy_next(&job), failed);
 *         JET_TRY_OR(status_advance(&status, job.pages), failed);
 *     }
 *     return status_complete(&status);
 *   failed:
 *     return status_fail(&status, err);
 *
 * Nothing else in the tree calls a user's status callback.
 *
 * Rules of all rows: Begin comes first; 0 <= done <= total in every event; done does not decrease within a phase;
 * positive answers count as 0. Under the rich policy (esent_set_status_policy) every row reports Begin, Progress at
 * least every 1 % or 100 ms, then Complete or Fail, all with a JET_SNPROG, and every negative answer ends the operation
 * with that error. The policy is read at status_begin().
 *
 * Source: reference status-callbacks B.0.1 to B.5 and the traces of Microsoft's engine.
 */
#ifndef ESENT_STATUS_H
#define ESENT_STATUS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "esent.h"
#include "os.h"

/* When Progress is sent. */
enum status_pace {
    STATUS_NEVER,         /* Begin and Complete only */
    STATUS_EVERY_CALL,    /* at each status_advance() */
    STATUS_EVERY_PERCENT, /* when the whole percentage has grown */
    STATUS_EVERY_STEP,    /* when done passes a multiple of total / 100 */
    STATUS_LIVELY,        /* when the whole percentage has grown or 100 ms have passed */
};

struct status_kind {
    const char *name;
    JET_SNP snp;
    JET_SNP complete_snp;     /* scrub says "repair" in its last event */
    JET_ULONG struct_size;    /* cbStruct of Progress: 12, or 0 where Windows leaves it unset */
    enum status_pace pace;
    bool edges_have_numbers;  /* Begin, Complete and Fail carry a JET_SNPROG, else NULL */
    bool percent;             /* units are told as percent of 100 */
    bool ends_full;           /* Complete and Fail say done = total */
    bool fails;               /* Fail is sent */
    bool sesid_nil;           /* the callback gets JET_sesidNil, else the caller's session */
    bool aborts;              /* a negative answer to Begin or Progress ends the operation; to Complete it is the result */
    bool skips_when_busy;     /* a worker whose neighbour is inside the callback drops its event */
};

/* The rows. Each operation names its own. */
extern const struct status_kind status_compact;      /* JetCompact, JetDBUtilities(DBDefragment) */
extern const struct status_kind status_backup;       /* full JetBackup, JetBackupInstance */
extern const struct status_kind status_restore;      /* JetRestore*, JetExternalRestore* */
extern const struct status_kind status_recovery;     /* JetInit3, JetInit4 */
extern const struct status_kind status_integrity;    /* page check of integrity and repair, on workers */
extern const struct status_kind status_repair_phase; /* a later phase of repair */
extern const struct status_kind status_scrub;
extern const struct status_kind status_verify;       /* our own esent_verify_file() */

/* All rows, NULL at the end. */
extern const struct status_kind *const status_kinds[];

/* Where events go: one of the two kinds of callback the API has, or none. */
struct status_target {
    JET_PFNSTATUS function;
    JET_PFNINITCALLBACK init_function; /* used when `function` is NULL */
    void *init_context;
};

struct status {
    const struct status_kind *kind;
    struct status_target target;
    JET_SESID sesid;
    bool rich;
    struct os_mutex lock; /* workers: guards everything below and serialises the callback */
    uint64_t done;
    uint64_t total;
    JET_ULONG told_percent;
    uint64_t told_step;
    uint64_t told_at;         /* ns */
    JET_ERR aborted;          /* the answer that ends the operation, 0 while there is none */
    _Atomic uint64_t waiting; /* units of workers that found the callback busy and did not wait */
};

/*
 * Starts an operation and sends Begin. `total` is in units of the operation (pages, log bytes, ...; percentages are
 * computed here), 0 when not known yet. Returns the error that ends the operation before it began, when the row lets the
 * callback do that; then call status_fail().
 */
JET_ERR status_begin(struct status *status, const struct status_kind *kind, JET_SESID sesid,
                     struct status_target target, uint64_t total);

/* Starts another phase of the same operation: done is 0 again, Begin is sent again. The phase may be of another row. */
JET_ERR status_phase(struct status *status, const struct status_kind *kind, uint64_t total);

/* esent_set_status_policy() of esent_compat.h. */
JET_ERR status_set_policy(uint32_t policy);

/* Corrects the total, which may become known late or grow; it never falls below done. */
void status_set_total(struct status *status, uint64_t total);

/*
 * Adds `units` of finished work and sends Progress when it is time. Returns the error with which the callback ended the
 * operation, now or before. Any thread, `sesid` being its session (JET_sesidNil for the operation's own).
 */
JET_ERR status_advance(struct status *status, uint64_t units);
JET_ERR status_advance_worker(struct status *status, JET_SESID sesid, uint64_t units);

/* Sends Complete and returns what the operation must return: success, or the callback's answer where that counts. */
JET_ERR status_complete(struct status *status);

/* Sends Fail where the row does, and returns `err`. */
JET_ERR status_fail(struct status *status, JET_ERR err);

#endif
