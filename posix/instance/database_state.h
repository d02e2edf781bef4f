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

/* Makes the header of a new database and writes it: JUST_CREATED. `shadowed`: with a second catalog. */
JET_ERR database_state_create(struct database *database, bool shadowed);

/* The database may be changed from here on: DIRTY_SHUTDOWN. */
JET_ERR database_state_dirty(struct database *database);

/* Writes every changed page, then the header: CLEAN_SHUTDOWN. After an error the file says dirty. */
JET_ERR database_state_clean(struct database *database);

#endif
