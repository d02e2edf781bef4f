/*
 * schema_version.h - changing the schema of a table that others may have open (catalog_cache.h has the picture).
 *
 *   table_load_version()     after the rows of the catalog are changed: the schema as the session sees it now
 *   table_version_commit()   the transaction is committed
 *   table_version_undo()     or rolled back
 *
 * Several sessions may change a schema at the same time; where they change the same thing, the rows of the catalog conflict.
 * The layer above moves cursors from version to version.
 */
#ifndef ESENT_SCHEMA_VERSION_H
#define ESENT_SCHEMA_VERSION_H

#include "catalog/schema.h"

/*
 * Reads the schema as the session sees it and makes it the session's own version; the session's table_open() gives it from here on
 * instead of `before` (NULL: a new table). One reference for the caller. Errors of table_open_by_objid().
 */
JET_ERR table_load_version(struct session *session, struct database *database, uint32_t objid,
                           struct table *before, struct table **table);

/* Puts a version into the place of `before`; table_load_version() uses it. The new one has one reference then, or is freed. */
JET_ERR table_version_add(struct session *session, struct table *loaded, struct table *before);

/* Makes `before` the session's version again (NULL: there is no table); the references stay. */
void table_version_undo(struct table *after, struct table *before);

/*
 * Ends the session's version with its commit, which has a stamp: everybody has it from here on, unless others have committed changes
 * that it lacks; then everybody reads the schema anew.
 */
void table_version_commit(struct session *session, struct table *table);

/*
 * An index that is deleted is nobody's choice from then on, whatever his snapshot; a rollback takes that back. JET_errOutOfMemory.
 */
JET_ERR table_drop_index(struct table *table, uint32_t objid);
void table_drop_index_undo(struct table *table, uint32_t objid);
bool table_index_is_dropped(const struct table *table, uint32_t objid);

/*
 * Deleting: others get JET_errTableLocked, the session itself JET_errObjectNotFound. After the commit nobody shall find the table
 * any more; those whose snapshot still has it get JET_errTableLocked.
 */
void table_mark_deleted(struct session *session, struct table *table, bool is_deleted);
void table_forget(struct table *table);

#endif
