/*
 * database_size.h - the size of a database file that is not attached. One that is attached grows by space_grow_database().
 */
#ifndef ESENT_INSTANCE_DATABASE_SIZE_H
#define ESENT_INSTANCE_DATABASE_SIZE_H

#include <stdint.h>

#include "esent.h"

/*
 * Makes the file of a cleanly shut down database at least `pages` pages long, its header pages not counted; the space is used when
 * the database needs to grow. `*now` is its length then. JET_errInvalidParameter for fewer than any database has,
 * JET_errDatabaseInvalidPath, JET_errDatabaseInconsistent, JET_errFileAccessDenied while it is attached, JET_errDiskFull.
 */
JET_ERR database_set_size(const char *path, uint32_t pages, uint32_t *now);

#endif
