/*
 * offline.h - a database file that is looked at without an instance.
 *
 * The layers below sessions need the file, its header and a cache, and nothing of an instance. Reports take them this
 * way: they run beside an engine that has the file open, and for a program that never starts one.
 */
#ifndef ESENT_OFFLINE_H
#define ESENT_OFFLINE_H

#include "esent_compat.h"
#include "instance/database.h"

struct offline {
    struct cache *cache;
    struct database database; /* without an instance */
    uint64_t file_size;       /* bytes */
};

/*
 * Opens the database file `path` for reading. `options`: ESENT_DUMP_AS_IS, ESENT_DUMP_UNVERIFIED; other bits are
 * ignored. Without AS_IS: JET_errDatabaseDirtyShutdown for a database that was not shut down cleanly,
 * JET_errInvalidDatabaseVersion for a newer format, JET_errFileAccessDenied while an engine may write it. Errors of
 * the header and the file. On an error nothing is held.
 */
JET_ERR offline_open(struct offline *offline, const char *path, uint32_t options);

/* Pages that the file has room for, the two of the header not counted. */
uint32_t offline_file_pages(const struct offline *offline);

void offline_close(struct offline *offline);

#endif
