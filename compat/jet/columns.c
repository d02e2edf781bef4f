/*
 * columns.c - JetAddColumn, JetDeleteColumn, JetRenameColumn, JetSetColumnDefaultValue.
 */
#include "cursor/table_ddl.h"
#include "instance/database.h"
#include "jet/definitions.h"
#include "jet/dispatch.h"
#include "jet/object_name.h"

static JET_ERR stored_name(bool wide, const void *name, char stored[NAME_SIZE])
{
    return wide ? object_name_from_w(name, stored) : object_name_from_a(name, stored);
}

/* ------------------------------------------------------------------------------------------------- adding */

static JET_ERR add(struct cursor *cursor, bool wide, const void *name, const JET_COLUMNDEF *def,
                   const void *value, uint32_t size, JET_COLUMNID *columnid)
{
    struct column_definition definition = {0};
    struct arena *arena;
    JET_ERR err;

    if (cursor->ops->add_column == NULL) {
        return dispatch_illegal("JetAddColumn");
    }
    if (def == NULL || def->cbStruct < sizeof *def) {
        return diag_fail(JET_errInvalidParameter,
                         "JetAddColumn: there is no JET_COLUMNDEF, or not a whole one");
    }
    arena = arena_create();
    if (arena == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for a definition");
    }
    err = definition_of_column(arena, wide, name, def, value, size, &definition);
    if (err >= 0) {
        err = cursor->ops->add_column(cursor, &definition);
    }
    if (err >= 0 && columnid != NULL) {
        *columnid = definition.id;
    }
    arena_destroy(arena);
    return err;
}

static JET_ERR add_column(JET_SESID sesid, JET_TABLEID tableid, bool wide, const void *name,
                          const JET_COLUMNDEF *def, const void *value, uint32_t size, JET_COLUMNID *columnid)
{
    struct cursor *cursor;
    struct session *session;
    JET_ERR err;

    JET_TRY(dispatch_enter(sesid, tableid, &cursor));
    session = cursor_session(cursor);
    err = add(cursor, wide, name, def, value, size, columnid);
    session_leave(session);
    return err;
}

JET_ERR JET_API JetAddColumnA(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR name, const JET_COLUMNDEF *def,
                              const void *value, JET_ULONG size, JET_COLUMNID *columnid)
{
    return add_column(sesid, tableid, false, name, def, value, size, columnid);
}

JET_ERR JET_API JetAddColumnW(JET_SESID sesid, JET_TABLEID tableid, JET_PCWSTR name, const JET_COLUMNDEF *def,
                              const void *value, JET_ULONG size, JET_COLUMNID *columnid)
{
    return add_column(sesid, tableid, true, name, def, value, size, columnid);
}

/* ------------------------------------------------------------------------------------- deleting, renaming */

static JET_ERR delete_column(JET_SESID sesid, JET_TABLEID tableid, bool wide, const void *name,
                             JET_GRBIT grbit)
{
    char stored[NAME_SIZE];
    struct cursor *cursor;
    struct session *session;
    JET_ERR err;

    JET_TRY(dispatch_enter(sesid, tableid, &cursor));
    session = cursor_session(cursor);
    err = cursor->ops->delete_column == NULL ? dispatch_illegal("JetDeleteColumn")
                                             : stored_name(wide, name, stored);
    if (err >= 0) {
        err = cursor->ops->delete_column(cursor, stored, grbit);
    }
    session_leave(session);
    return err;
}

JET_ERR JET_API JetDeleteColumn2A(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR name, const JET_GRBIT grbit)
{
    return delete_column(sesid, tableid, false, name, grbit);
}

JET_ERR JET_API JetDeleteColumn2W(JET_SESID sesid, JET_TABLEID tableid, JET_PCWSTR name,
                                  const JET_GRBIT grbit)
{
    return delete_column(sesid, tableid, true, name, grbit);
}

JET_ERR JET_API JetDeleteColumnA(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR name)
{
    return delete_column(sesid, tableid, false, name, 0);
}

JET_ERR JET_API JetDeleteColumnW(JET_SESID sesid, JET_TABLEID tableid, JET_PCWSTR name)
{
    return delete_column(sesid, tableid, true, name, 0);
}

static JET_ERR check_renaming(const struct session *session, const void *name, const void *new_name)
{
    if (name == NULL || new_name == NULL) {
        return diag_fail(JET_errInvalidParameter, "JetRenameColumn: a name is NULL");
    }
    return session->level > 0 ? diag_fail(JET_errInTransaction, "a column cannot be renamed in a transaction")
                              : JET_errSuccess;
}

static JET_ERR rename_column(JET_SESID sesid, JET_TABLEID tableid, bool wide, const void *name,
                             const void *new_name, JET_GRBIT grbit)
{
    char stored[NAME_SIZE], new_stored[NAME_SIZE];
    struct cursor *cursor;
    struct session *session;
    JET_ERR err;

    JET_TRY(dispatch_enter(sesid, tableid, &cursor));
    session = cursor_session(cursor);
    err = cursor->ops->rename_column == NULL ? dispatch_illegal("JetRenameColumn")
                                             : check_renaming(session, name, new_name);
    if (err >= 0) {
        err = stored_name(wide, name, stored);
    }
    if (err >= 0) {
        err = stored_name(wide, new_name, new_stored);
    }
    if (err >= 0) {
        err = cursor->ops->rename_column(cursor, stored, new_stored, grbit);
    }
    session_leave(session);
    return err;
}

JET_ERR JET_API JetRenameColumnA(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR name, JET_PCSTR new_name,
                                 JET_GRBIT grbit)
{
    return rename_column(sesid, tableid, false, name, new_name, grbit);
}

JET_ERR JET_API JetRenameColumnW(JET_SESID sesid, JET_TABLEID tableid, JET_PCWSTR name, JET_PCWSTR new_name,
                                 JET_GRBIT grbit)
{
    return rename_column(sesid, tableid, true, name, new_name, grbit);
}

/* ----------------------------------------------------------------------------------------------- defaults */

static JET_ERR set_default(JET_SESID sesid, JET_DBID dbid, bool wide, const void *table, const void *column,
                           struct bytes value)
{
    char stored_table[NAME_SIZE], stored_column[NAME_SIZE];
    struct session *session;
    struct database *database;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    err = database_of_session(session, dbid, &database);
    if (err >= 0) {
        err = stored_name(wide, column, stored_column);
    }
    if (err >= 0 && value.size > 0) { /* without a value the table's name does not matter */
        err = stored_name(wide, table, stored_table);
    }
    if (err >= 0) {
        err = table_set_default(session, database, stored_table, stored_column, value);
    }
    session_leave(session);
    return err;
}

JET_ERR JET_API JetSetColumnDefaultValueA(JET_SESID sesid, JET_DBID dbid, JET_PCSTR table, JET_PCSTR column,
                                          const void *value, const JET_ULONG size, const JET_GRBIT grbit)
{
    (void)grbit;
    return set_default(sesid, dbid, false, table, column, (struct bytes){value, value != NULL ? size : 0});
}

JET_ERR JET_API JetSetColumnDefaultValueW(JET_SESID sesid, JET_DBID dbid, JET_PCWSTR table, JET_PCWSTR column,
                                          const void *value, const JET_ULONG size, const JET_GRBIT grbit)
{
    (void)grbit;
    return set_default(sesid, dbid, true, table, column, (struct bytes){value, value != NULL ? size : 0});
}
