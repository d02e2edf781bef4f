/*
 * database_log.h - what the log says of databases, in the order in which files and log change:
 *
 *   create   CreateDB durable, header JUST_CREATED; ... ; pages in the file; CreateDBFinish durable, header DIRTY
 *   attach   AttachDB durable, header DIRTY
 *   detach   pages in the file; DetachDB durable, header CLEAN
 *
 * A page goes to the file when its log is durable, and the header says that a generation as new as that may be needed.
 *
 * All of it is for databases that are logged. Format: reference log-and-recovery 9.11, 16, 19.
 */
#ifndef ESENT_INSTANCE_DATABASE_LOG_H
#define ESENT_INSTANCE_DATABASE_LOG_H

#include <stdint.h>

#include "esent.h"
#include "instance/session.h"

/*
 * Append the record, wait until it is durable, and tell its position. After an error the attachment may be known to the log:
 * database_log_forsake() says that it ends. Errors of log_append(), JET_errOutOfMemory.
 */
JET_ERR database_log_create(const struct session *session, struct database *database, JET_GRBIT grbit,
                            uint64_t *lgpos);
JET_ERR database_log_created(const struct session *session, const struct database *database);
JET_ERR database_log_attach(const struct session *session, struct database *database, uint64_t *lgpos);
JET_ERR database_log_detach(const struct session *session, struct database *database, uint64_t *lgpos);

/* The file is about to be `pages` pages long. */
JET_ERR database_log_size(const struct database *database, uint32_t pages);

/* The end of a try to create or attach a database that has failed: as if it were detached, if it got as far as the log. */
void database_log_forsake(const struct session *session, struct database *database);

/* Has the cache keep the order of log and pages, from the first change on. */
void database_log_connect(struct database *database);

#endif
