/*
 * database_state.h - the header of a database and its states, for the files of posix/instance.
 *
 *   create   JUST_CREATED       written before anything else: a crash leaves a file that is known to be useless
 *            DIRTY_SHUTDOWN     written when what every database has is in its pages, and on the device
 *   attach   CLEAN -> DIRTY     written before the first page changes
 *   detach   DIRTY -> CLEAN     written when all pages are on the device
 *
 * The header lies in the file twice, and the copies are never written at the same time: a crash spoils one of
 * them at most. A flush map beside the database tells lost writes by counters that this engine does not keep:
 * it is deleted and its signatures are forgotten before the first change, so that no engine trusts it again.
 *
 * Format and life: reference database-file 2.1, 2.4, 2.5, 17.
 */
#ifndef ESENT_DATABASE_STATE_H
#define ESENT_DATABASE_STATE_H

#include "instance/database.h"

/*
 * Reads the header of the open file and says whether the database may be attached in the way of `grbit`:
 * JET_errPageSizeMismatch, JET_errDatabaseDirtyShutdown, JET_errInvalidDatabaseVersion for a format that is
 * too new, or for writing for one that is not written here; the errors of db_header_choose().
 */
JET_ERR database_state_read(struct database *database, JET_GRBIT grbit);

/* Makes the header of a new database: JUST_CREATED. `shadowed`: with a second catalog. */
void database_state_begin(struct database *database, bool shadowed);

/* Writes that header, `lgpos` being the position of CreateDB, 0 for what is not logged. */
JET_ERR database_state_create(struct database *database, uint64_t lgpos);

/* The new database is complete. */
JET_ERR database_state_created(struct database *database);

/* The database may be changed from here on: DIRTY_SHUTDOWN. `lgpos`: position of AttachDB, or 0. */
JET_ERR database_state_dirty(struct database *database, uint64_t lgpos);

/*
 * Its pages being on the device, writes the header: CLEAN_SHUTDOWN. `lgpos`: where the log says so, or 0. After an error the file
 * says dirty.
 */
JET_ERR database_state_clean(struct database *database, uint64_t lgpos);

/* Has the header say that log up to `generation`, whose file is there, may be needed: before a page that is as new is written. */
JET_ERR database_state_cover(struct database *database, uint32_t generation);

/* Everything before `generation` is on the device: the header says that the log is needed from there only. */
JET_ERR database_state_advance(struct database *database, uint32_t generation);

#endif
