/*
 * transaction_log.h - what the log says of transactions: begins, commits, rollbacks.
 *
 *   Begin0, Begin    logged with the first record of a change, for all levels that are open and not logged yet
 *   Commit           of a level that was logged
 *   Commit0          of the transaction, with its number: the change is durable when this record is
 *   CommitCtx        the program's own words about the transaction, where it has set some, beside Commit0 or Rollback
 *   Rollback         behind the records that undo the level's changes
 *
 * So a level that changes nothing leaves nothing in the log. Without a log (JET_paramRecovery off, the temporary database) all of this
 * does nothing.
 *
 * Format: reference log-and-recovery 9.3, 15, 16.
 */
#ifndef ESENT_INSTANCE_TRANSACTION_LOG_H
#define ESENT_INSTANCE_TRANSACTION_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "esent.h"

struct instance;
struct session;

/*
 * Logs the begins of the session's levels that are not in the log. To be called before the first record of each change; in a
 * transaction. Errors of log_append().
 */
JET_ERR transaction_log_begins(struct session *session);

/*
 * Logs the commit of the innermost level. The outermost one is durable on return, unless it is `lazy`; then it becomes so within
 * `durable_within` milliseconds (0: some time). After an error nobody can tell whether it will be found committed: the log has failed.
 */
JET_ERR transaction_log_commit(struct session *session, JET_GRBIT grbit, bool lazy, uint32_t durable_within);

/* Logs that the innermost level is rolled back, its changes being undone. */
JET_ERR transaction_log_rollback(struct session *session, JET_GRBIT grbit);

/* Begins a new generation of the log, whose first record says so, and waits until that is durable. */
JET_ERR transaction_log_roll(struct session *session);

/* Returns when the session's last commit is durable; or (`all`) everything that was logged. */
JET_ERR transaction_log_wait(struct session *session, bool all);

/*
 * Where the log has to be read from for the open transactions, UINT64_MAX when they have logged nothing. Whoever moves the
 * checkpoint takes log_end() before it calls this, and does not go beyond that: a transaction that logs its begin at this moment is seen
 * in one or the other. Takes no lock under which others log.
 */
uint64_t transaction_oldest_position(struct instance *instance);

/*
 * The hook of the cache for files of an instance that logs (`context`): what rollbacks need of changes up to `lsn` is in the log, and
 * that is durable up to there.
 */
JET_ERR transaction_before_write(void *context, uint64_t lsn);

#endif
