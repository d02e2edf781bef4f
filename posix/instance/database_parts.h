/*
 * database_parts.h - what the files of posix/instance that deal with databases share.
 *
 *   database.c         slots: create, attach, detach
 *   database_open.c    opens by sessions
 *   database_state.c   the header
 *   database_size.c    JetSetDatabaseSize
 *   database_replay.c  databases that a log is replayed of
 *   temp_database.c    the one in slot 0
 */
#ifndef ESENT_DATABASE_PARTS_H
#define ESENT_DATABASE_PARTS_H

#include "instance/database.h"

enum { FIRST_DBID = 1 };

/* Over the slots of all instances, so that two of them cannot take one file, and over the counts of opens. */
extern struct os_mutex database_slots;

/* The absolute form of a database's path. JET_errDatabaseInvalidPath. */
JET_ERR database_path(const char *path, char absolute[OS_PATH_MAX]);

/* The database of the instance that lies at this absolute path, NULL when it has none; under `database_slots`. */
struct database *database_find(struct instance *instance, const char *path);

/* A database for a slot, without a file yet; and its end, with its file and pages. JET_errOutOfMemory. */
JET_ERR database_new(struct instance *instance, unsigned slot, const char *path, bool read_only,
                     struct database **made);
void database_free(struct database *database);

/* Connects the open file, whose page size is known, with the cache. */
JET_ERR database_connect(struct database *database, bool verify);

/* Fills or empties a slot; under `database_slots`. Takes the instance's lock too, which whoever lists databases holds. */
void database_set_slot(struct instance *instance, unsigned slot, struct database *database);

/* One open more of the database by the session; under `database_slots`. Errors and warnings of database_open(). */
JET_ERR database_open_in_session(struct session *session, struct database *database, JET_GRBIT grbit);

#endif
