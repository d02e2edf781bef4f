/*
 * catalog_cache.h - the schemas of a database in memory, in versions.
 *
 *   group      one for each table that somebody knows something of: what its versions have in common
 *   version    a `struct table`: everybody's; or of the session that has changed the schema in its transaction
 *              (owner), until that ends; or of one snapshot that does not see the latest commit (is_past)
 *
 *   a change   loads the schema as its session sees it: a version for the session alone, which finds it
 *              instead of everybody's
 *   commit     makes that version everybody's; the one before stays with who has it until he comes over
 *   rollback   puts the version before it back
 *
 * A session in a transaction goes by its snapshot: when that is older than the latest commit it finds no version in memory
 * and reads the catalog for itself. Versions that are found by nobody any more live as long as somebody has a reference.
 *
 * For posix/catalog only; what others use is in schema.h and schema_version.h.
 */
#ifndef ESENT_CATALOG_CACHE_H
#define ESENT_CATALOG_CACHE_H

#include "catalog/schema.h"
#include "os.h"

enum { CATALOG_BUCKETS = 256 };

struct catalog {
    struct database_schemas head;
    struct database *database;
    struct os_mutex lock; /* over all of the cache */
    struct table_group *groups[CATALOG_BUCKETS];
    struct table *by_objid[CATALOG_BUCKETS], *by_name[CATALOG_BUCKETS];
    struct table_counters *counters[CATALOG_BUCKETS]; /* by object id */
    struct table *oldest, *newest;                    /* of those that nobody uses */
    uint32_t unused;
    uint32_t generation;          /* commits of changed schemas */
    struct table primary, shadow; /* what the engine knows of both, without their rows */
};

/* The cache of a database, made by whoever comes first. JET_errOutOfMemory. */
JET_ERR catalog_of(struct database *database, struct catalog **catalog);

/*
 * Takes a reference of the version that the session sees (NULL: everybody's). `*table` is NULL when there is none in
 * memory; `*is_past` then says whether the session's snapshot is too old for everybody's, and `*generation` is for
 * catalog_publish(). JET_errObjectNotFound for one that the session has deleted; JET_errTableLocked when another session has.
 */
JET_ERR catalog_find_by_objid(struct catalog *catalog, const struct session *session, uint32_t objid,
                              struct table **table, bool *is_past, uint32_t *generation);
JET_ERR catalog_find_by_name(struct catalog *catalog, const struct session *session, const char *name,
                             struct table **table);

/*
 * Puts what was read into the cache for everybody, with one reference, and makes it `*table`; when somebody else was
 * faster it is freed and that one taken. When schemas were committed since `generation` it is freed, and `*table` NULL: what was
 * read may be old. JET_errOutOfMemory, and the new one is freed.
 */
JET_ERR catalog_publish(struct catalog *catalog, struct table *loaded, uint32_t generation,
                        struct table **table);

/* Keeps what was read for an old snapshot, with one reference, which nobody else finds. JET_errOutOfMemory, and it is freed. */
JET_ERR catalog_keep_past(struct catalog *catalog, struct table *loaded);

#endif
