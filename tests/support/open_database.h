/*
 * open_database.h - a database for tests of the layers below the API: attached to a cache of its own, without an instance.
 */
#ifndef ESENT_OPEN_DATABASE_H
#define ESENT_OPEN_DATABASE_H

#include "instance/database.h"

struct open_database {
    struct database database; /* instance NULL */
    struct cache *cache;
};

/* Opens a database file with a cache of `frames` pages. A negative JET error when that is not possible. */
JET_ERR open_database(struct open_database *open, const char *path, bool writable, uint32_t frames);

/* Makes a file with headers and `pages` pages of zeros, and opens it. */
JET_ERR open_new_database(struct open_database *open, const char *path, uint32_t page_size, uint32_t pages,
                          uint32_t frames);

/* Closes it; what was not flushed is lost. */
void close_database(struct open_database *open);

#endif
