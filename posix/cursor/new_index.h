/*
 * new_index.h - indexes that not every session knows of yet.
 *
 * An index is its maker's alone until the maker's transaction is committed, and after that still unknown to older snapshots. What
 * those sessions change in the meantime must be in the index too when it is everybody's:
 *
 *   building     indexes what is committed, and what its own session has changed
 *   commit       of any other transaction that does not know the index: catches the index up with the rows that it has changed,
 *                as a part of the transaction, so that a rollback of the index or of the rows leaves nothing behind
 *
 * An index is noted here before it is built: each commit is seen by the one or the other.
 *
 * For posix/cursor only.
 */
#ifndef ESENT_NEW_INDEX_H
#define ESENT_NEW_INDEX_H

#include "cursor/schema_change.h"

struct new_index;

/*
 * Notes a new index of a table (of its records, when it is a primary one), in the transaction of `ddl`; the end of that, and of
 * older snapshots, ends the note. The caller then builds, and calls new_index_built(): others wait until then.
 */
JET_ERR new_index_add(struct ddl *ddl, struct table *table, const struct index *index,
                      struct new_index **made);
void new_index_built(struct new_index *index);

/* The session's new indexes of the table are committed, and all cursors told: who begins from here on knows them. */
void new_indexes_settle(struct session *session, const struct table *table);

/*
 * JET_errWriteConflictPrimaryIndex when the table, which has no primary index for the session, has got one that is not the session's
 * to see.
 */
JET_ERR new_index_check_primary(const struct session *session, const struct table *table);

#endif
