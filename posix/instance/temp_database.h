/*
 * temp_database.h - the temporary database of an instance: pages for what is of no use to anybody else.
 *
 *   first need    the file JET_paramTempPath is made, or made anew when an earlier process has left it
 *   JetTerm       the file is deleted; what is still in the cache is never written
 *
 * It has slot 0 (TEMPORARY_DBID) and no catalog: page 1 and its space, from which the layers above take trees. Nothing is
 * logged, and the file has no header, so that it is no database to anybody else.
 *
 * Source: reference api-semantics 1.2, 9.
 */
#ifndef ESENT_TEMP_DATABASE_H
#define ESENT_TEMP_DATABASE_H

#include "instance/database.h"

enum { TEMPORARY_DBID = 0 };

/*
 * The temporary database of the session's instance, made by whoever needs it first; `fill` makes page 1. It lives until the instance
 * ends. JET_errTempFileOpenError when JET_paramTempPath names a database of somebody's; JET_errOutOfMemory, errors of files. Any
 * thread.
 */
JET_ERR temp_database_need(struct session *session, database_fill fill, struct database **database);

/* Deletes it, if there is one; for database_detach_all(), under the lock of the slots. */
void temp_database_end(struct instance *instance);

#endif
