/*
 * database.h - attached databases, and who has them open.
 *
 *   create   a new file: header, and what every database has in its pages
 *   attach   the instance takes the file: header checked, pages reachable through the cache
 *   open     a session gets a JET_DBID for an attached database; opens are counted per session
 *
 * An instance has DATABASE_SLOTS places; number 0 is the temporary database's, so a JET_DBID is 1 to 6. The
 * slots are under the instance's lock; a database stays where it is while a session has it open.
 *
 * Changes of the tree structure and of space take locks here before they latch pages. A thread takes at most one lock of
 * each level, in the order of enum database_lock, and none while it holds a latch. Each level is an array of mutexes
 * that the roots of the trees share.
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

/* What a lock guards; a thread that holds one may only take later ones. */
enum database_lock {
    LOCK_TREE,           /* which pages a tree consists of and how they hang together: splits, merges */
    LOCK_CHILD_SPACE,    /* space of an index or of long values, got from a table */
    LOCK_TABLE_SPACE,    /* space of a table, got from the database */
    LOCK_DATABASE_SPACE, /* space of page 1, and the size of the file */
    DATABASE_LOCKS,
};

enum { DATABASE_LOCK_STRIPES = 32 };

struct attachment;
struct log;

struct database {
    struct instance *instance;
    JET_DBID dbid;
    char *path; /* owned: absolute, UTF-8 */
    struct os_file file;
    struct cache_file *pages;
    struct db_header header; /* as in the file; database_state.c writes it */
    struct os_mutex
        header_lock; /* over it from the attachment on, but for what does not change then; taken after latches */
    _Atomic(uint32_t) covered; /* the newest generation of the log that the header says may be needed */
    uint32_t page_size;
    bool read_only;
    bool unversioned;             /* changes are not rolled back: a temporary database may be so */
    _Atomic(uint32_t) most_pages; /* that it may grow to, 0: no limit */
    _Atomic(uint32_t) objid_last; /* the highest object id given out */
    _Atomic uint64_t dbtime;      /* of the latest change; each change of pages takes the next number */
    struct log *log;              /* that changes go to first, NULL for a database that is not logged */
    struct replayed {             /* while a log is replayed: the generation that is, 0 else */
        uint32_t generation;
        struct logtime created;
        struct signature stream;
    } replayed;
    struct attachment *attachment; /* what the log knows of it, NULL while that is nothing */
    struct os_mutex lock[DATABASE_LOCKS][DATABASE_LOCK_STRIPES];
    uint32_t open_count;       /* by all sessions */
    struct session *exclusive; /* that has it open alone, NULL for none */
    _Atomic(struct database_schemas *)
        schemas; /* made at the first need, destroyed at the detach; NULL before */
};

/*
 * Attaches the database file `path`, which may grow to `most_pages` (0: no limit). Errors and order of checks:
 * reference api-semantics 3.1. JET_wrnDatabaseAttached when this instance has it already. `grbit`: JET_bitDb*,
 * and ESENT_bitDbAsIs, ESENT_bitDbUnverified of esent_compat.h.
 */
JET_ERR database_attach(struct session *session, const char *path, uint32_t most_pages, JET_GRBIT grbit);

/* Makes what every database has in the `pages` pages of a new one; the layers above know what that is. */
typedef JET_ERR (*database_fill)(struct session *session, struct database *database, uint32_t pages);

/*
 * Creates the database file `path`, attaches it, and opens it in the session. Errors: reference api-semantics
 * 3.1; after one there is no file.
 */
JET_ERR database_create(struct session *session, const char *path, uint32_t most_pages, JET_GRBIT grbit,
                        database_fill fill, JET_DBID *dbid);

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

/*
 * The end of an instance: closes every file of it, brought to a clean state unless that is not wanted. No
 * session is left. `*mark` is where the log says that they were all in their files, 0 when it does not. Returns the first
 * error, and has closed all files even then.
 */
JET_ERR database_detach_all(struct instance *instance, bool wanted, uint64_t *mark);

/* A copy of the header as it is now. */
struct db_header database_header(struct database *database);

/* Pages of the database: the highest that the file system holds, header pages not counted. */
JET_ERR database_file_pages(struct database *database, uint32_t *pages);

/* Prepares the locks and the counter of changes (from the header as it is now), and undoes that. */
void database_changes_init(struct database *database);
void database_changes_end(struct database *database);

/* Takes and releases the lock of one level for the tree whose root is page `root`. */
void database_lock(struct database *database, enum database_lock level, uint32_t root);
void database_unlock(struct database *database, enum database_lock level, uint32_t root);

/* True when some instance of this process has the file attached. JET_errDatabaseInvalidPath. */
JET_ERR database_is_attached(const char *path, bool *is_attached);

#endif
