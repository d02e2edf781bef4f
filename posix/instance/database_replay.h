/*
 * database_replay.h - databases while a log is replayed: they are attached, created and detached as its records say.
 *
 *   open       header read, file held; nothing is changed
 *   attach     pages reachable; the header says DIRTY
 *   create     an empty file; header JUST_CREATED, until CreateDBFinish
 *   detach     pages in the file, header CLEAN
 *
 * The replay has the instance to itself. Whether a file may be attached is its to decide.
 */
#ifndef ESENT_INSTANCE_DATABASE_REPLAY_H
#define ESENT_INSTANCE_DATABASE_REPLAY_H

#include "instance/database.h"
#include "log/log_header.h"

/*
 * Opens the file `path` (absolute) as database `dbid`, and reads its header. JET_errFileNotFound, JET_errFileAccessDenied, errors of
 * db_header_choose(), JET_errPageSizeMismatch. database_replay_close() gives it up unchanged.
 */
JET_ERR database_replay_open(struct instance *instance, unsigned dbid, const char *path,
                             const struct replayed *replayed, struct database **database);
void database_replay_close(struct database *database);

/*
 * Makes it reachable, under the name that the log has for it. `lgpos`: position of the AttachDB record that begins the attachment
 * now, 0 when the header is of an attachment already. After an error the database is still open.
 */
JET_ERR database_replay_attach(struct database *database, const struct log_attachment *name, uint64_t lgpos);

/* Creates the file, or empties it, as CreateDB at name->attach says, and makes it reachable. */
JET_ERR database_replay_create(struct instance *instance, unsigned dbid, const char *path, bool shadowed,
                               const struct replayed *replayed, const struct log_attachment *name,
                               struct database **database);

/* CreateDBFinish: all its pages are in the file. */
JET_ERR database_replay_created(struct database *database);

/* SetDbVersion: its format is another from here on. */
JET_ERR database_replay_version(struct database *database, uint32_t major, uint32_t update_major,
                                uint32_t update_minor);

/* Brings the database to a clean state as of `lgpos` and closes it. After an error it is still there. */
JET_ERR database_replay_detach(struct database *database, uint64_t lgpos);

#endif
