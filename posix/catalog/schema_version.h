/*
 * schema_version.h - changing the schema of a table that others may have open (catalog_cache.h has the picture).
 *
 *   table_change_begin()     nobody else may change it until table_change_end()
 *   table_load_version()     after the rows of the catalog are changed: the schema as the session sees it now
 *   table_version_commit()   the transaction is committed
 *   table_version_undo()     or rolled back
 *
 * The layer above moves cursors from version to version.
 */
#ifndef ESENT_SCHEMA_VERSION_H
#define ESENT_SCHEMA_VERSION_H

#include "catalog/schema.h"

/* Reserves the schema for the session; as often as there is an end. JET_errWriteConflict while another session has it. */
JET_ERR table_change_begin(struct session *session, struct table *table);
void table_change_end(struct table *table);

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

/* Makes the session's version everybody's; nothing when a later one of the session has taken its place. */
void table_version_commit(struct table *table);

/*
 * Deleting: others get JET_errTableLocked, the session itself JET_errObjectNotFound. After the commit nobody shall find the table
 * any more.
 */
void table_mark_deleted(struct table *table, bool is_deleted);
void table_forget(struct table *table);

#endif
