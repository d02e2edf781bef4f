/*
 * schema_change.h - a change of a table's schema from beginning to end.
 *
 *   ddl_begin()              an inner transaction, which takes the change back when it fails
 *     ... rows of the catalog, trees
 *     schema_changed()       the session's cursors go over to the new version
 *   ddl_end()
 *
 * When the session's transaction is committed, the version is everybody's, and cursors of other sessions go over at
 * their next call. When it is rolled back, the version before comes back. The trees of tables and indexes follow: what was
 * made is freed by the rollback, what was deleted when no snapshot sees it any more.
 *
 * For posix/cursor; what programs call is in table_ddl.h.
 */
#ifndef ESENT_SCHEMA_CHANGE_H
#define ESENT_SCHEMA_CHANGE_H

#include "btree/tree_change.h"
#include "catalog/schema.h"
#include "cursor/cursor.h"
#include "instance/session.h"

struct ddl {
    struct session *session;
    struct database *database;
    struct change change;  /* of rows and trees in this transaction */
    struct table *changed; /* whose schema it is, once there is a change */
};

/* JET_errTransReadOnly, JET_errTransTooDeep. */
JET_ERR ddl_begin(struct ddl *ddl, struct session *session, struct database *database);

/* Commits when `err` is no error, else rolls back; returns the first error, or `err`. */
JET_ERR ddl_end(struct ddl *ddl, JET_ERR err);

/*
 * Makes the version after the change of a table, or the first one of a new table (`table` NULL) with this object id, and
 * takes the session's cursors over to it. `*after` (may be NULL) gets a reference.
 */
JET_ERR schema_changed(struct ddl *ddl, struct table *table, uint32_t objid, struct table **after);

/* The table is deleted. */
JET_ERR schema_deleted(struct ddl *ddl, struct table *table);

/* Has another session's open transaction changed the schema? */
bool schema_is_changed_by_others(const struct session *session, const struct table *table);

/* Remembers to free a tree, whose space comes from `parent`: when its making is rolled back; when its deletion is final. */
JET_ERR tree_made(struct ddl *ddl, const struct tree *parent, const struct tree *tree);
JET_ERR tree_deleted(struct ddl *ddl, const struct tree *parent, const struct tree *tree);

/*
 * Makes the tree of a new index of the table whose tree is `table`: a primary index has that one. Sets objid and tree: create_table.c.
 */
JET_ERR index_make_tree(struct ddl *ddl, const struct tree *table, const JET_SPACEHINTS *hints,
                        struct index *index);

/* Inserts the entries of all records that the session sees into the empty tree of a new index: build_index.c. JET_errKeyDuplicate. */
JET_ERR index_build(struct ddl *ddl, const struct table *table, const struct index *index, uint32_t density);

/*
 * What every change of a schema through a cursor asks first: JET_errPermissionDenied, JET_errTransReadOnly, JET_errFixedDDL, which
 * nothing permits when it `deletes`. An unversioned change: JET_errInTransaction. Some kinds: JET_errTableNotEmpty. All in
 * alter_table.c.
 */
JET_ERR ddl_check_cursor(const struct cursor *cursor, bool deletes);
JET_ERR ddl_check_unversioned(const struct cursor *cursor);
JET_ERR ddl_check_empty(const struct session *session, const struct table *table);

#endif
