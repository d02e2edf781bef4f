/*
 * table_cursor.h - cursors on tables of a database.
 */
#ifndef ESENT_TABLE_CURSOR_H
#define ESENT_TABLE_CURSOR_H

#include "cursor/cursor.h"

/* What the options of JetOpenTable must not be, whatever the table: JET_errInvalidGrbit. */
JET_ERR table_cursor_check_options(JET_GRBIT grbit);

/*
 * JetOpenTable: opens a cursor on the table `name` (code page 1252) of a database that the session has open.
 * JET_errObjectNotFound, JET_errTableLocked, JET_errTableInUse, JET_errInvalidGrbit, JET_errOutOfCursors.
 */
JET_ERR table_cursor_open(struct session *session, struct database *database, const char *name,
                          JET_GRBIT grbit, struct cursor **cursor);

/*
 * Opens a cursor on a table that the session has just created, and denies it to others. A fixed schema can be changed through
 * it, but for a template's. JET_errOutOfCursors.
 */
JET_ERR table_cursor_open_new(struct session *session, struct table *table, struct cursor **cursor);

/*
 * Opens a cursor with these operations on a temporary table that is a tree; takes a reference of the table over, also when it fails.
 * JET_errOutOfCursors.
 */
JET_ERR table_cursor_open_temporary(struct session *session, struct table *table,
                                    const struct cursor_ops *ops, struct cursor **cursor);

/* Ends a table cursor. */
void table_cursor_close(struct cursor *cursor);

#endif
