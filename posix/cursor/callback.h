/*
 * callback.h - the program's functions that changes of rows call, and what it keeps with cursors and tables.
 *
 *   JetRegisterCallback    a function for one table, until the database is detached; no rollback takes it back
 *   in the catalog         "library!function": never loaded; what would call it fails
 *   local storage          a number of the program's with a cursor or a table; JET_paramRuntimeCallback hears of its end
 *
 * A function is called in the middle of the change, on its thread, inside the session. Its cursor then has only those operations that
 * leave its place alone; the change's level of the transaction cannot be ended.
 *
 * Source: reference api-semantics 0.4, 7.4.
 */
#ifndef ESENT_CURSOR_CALLBACK_H
#define ESENT_CURSOR_CALLBACK_H

#include "cursor/table_cursor_parts.h"

/* Frees a cursor's storage: the program hears of it. */
void cursor_storage_end(struct cursor *cursor);

/* Is some function called for one of these types? */
bool callbacks_exist(const struct table *table, JET_CBTYP types);

/*
 * Calls the functions for a type, the latest first, those of the template last, until one gives an error. JET_errCallbackFailed,
 * JET_errCallbackNotResolved for those in the catalog. No page is held.
 */
JET_ERR callbacks_call(struct table_cursor *cursor, JET_CBTYP type);

/* Operations of cursors (struct cursor_ops). */
JET_ERR table_register_callback(struct cursor *cursor, JET_CBTYP type, JET_CALLBACK function, void *context,
                                JET_HANDLE *id);
JET_ERR table_unregister_callback(struct cursor *cursor, JET_HANDLE id);
JET_ERR cursor_set_storage(struct cursor *cursor, JET_LS value, JET_GRBIT grbit);
JET_ERR cursor_get_storage(struct cursor *cursor, JET_LS *value, JET_GRBIT grbit);

#endif
