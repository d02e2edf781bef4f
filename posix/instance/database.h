/*
 * database.h - attached databases, and who has them open.
 *
 *   attach   the instance takes the file: header checked, pages reachable through the cache
 *   open     a session gets a JET_DBID for an attached database; opens are counted per session
 *
 * An instance has DATABASE_SLOTS places; number 0 is the temporary database's, so a JET_DBID is 1 to 6. The
 * slots are under the instance's lock; a database stays where it is while a session has it open.
 */
#ifndef ESENT_INSTANCE_DATABASE_H
#define ESENT_INSTANCE_DATABASE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "buffer/cache.h"
#include "esent.h"
#include "format/db_header.h"
#include "instance/session.h"
#include "os.h"

struct instance;

/* The head of the schema cache (catalog/catalog.c), which lies in a higher layer. */
struct database_schemas {
    void (*destroy)(struct database_schemas *schemas);
};

struct database {
    struct instance *instance;
    JET_DBID dbid;
    char *path; /* owned: absolute, UTF-8 */
    struct os_file file;
    struct cache_file *pages;
    struct db_header header; /* as read at the attach */
    uint32_t page_size;
    bool read_only;
    uint32_t open_count;       /* by all sessions */
    struct session *exclusive; /* that has it open alone, NULL for none */
    _Atomic(struct database_schemas *)
        schemas; /* made at the first need, destroyed at the detach; NULL before */
};

/*
 * Attaches the database file `path`. Errors and order of checks: reference api-semantics 3.1.
 * JET_wrnDatabaseAttached when this instance has it already. `grbit`: JET_bitDb*, and ESENT_bitDbAsIs,
 * ESENT_bitDbUnverified of esent_compat.h.
 */
JET_ERR database_attach(struct session *session, const char *path, JET_GRBIT grbit);

/* Detaches `path`, or every database of the instance when it is NULL. JET_errDatabaseInUse,
 * JET_errDatabaseNotFound. */
JET_ERR database_detach(struct session *session, const char *path, JET_GRBIT grbit);

/* Opens an attached database in the session; JET_wrnFileOpenReadOnly, and the errors of api-semantics 3.2. */
JET_ERR database_open(struct session *session, const char *path, JET_GRBIT grbit, JET_DBID *dbid);

/*
 * Ends one open of the session. At the last one every object of the session on that database is closed (by
 * their observers' on_database_close). JET_errInvalidDatabaseId.
 */
JET_ERR database_close(struct session *session, JET_DBID dbid);

/* The database that the session has open under `dbid`. JET_errInvalidDatabaseId. */
JET_ERR database_of_session(struct session *session, JET_DBID dbid, struct database **database);

/* The end of an instance: closes every file of it, in whatever state. No session is left. */
void database_detach_all(struct instance *instance);

/* Pages of the database: the highest that the file system holds, header pages not counted. */
JET_ERR database_file_pages(struct database *database, uint32_t *pages);

/* True when some instance of this process has the file attached. JET_errDatabaseInvalidPath. */
JET_ERR database_is_attached(const char *path, bool *is_attached);

#endif
