/*
 * open_table.c - JetOpenTable, JetCloseTable, JetDupCursor, and what is said about a cursor as a whole.
 */
#include "cursor/table_cursor.h"
#include "instance/database.h"
#include "jet/dispatch.h"
#include "jet/object_name.h"

static JET_ERR no_place(void)
{
    return diag_fail(JET_errInvalidParameter, "there is no place for the JET_TABLEID");
}

/* The handles are checked before the name. */
static JET_ERR open_in_session(struct session *session, JET_DBID dbid, const void *name, bool wide,
                               JET_GRBIT grbit, JET_TABLEID *tableid)
{
    struct database *database;
    struct cursor *cursor;
    char stored[NAME_SIZE];

    if (tableid == NULL) {
        return no_place();
    }
    *tableid = JET_tableidNil;
    JET_TRY(database_of_session(session, dbid, &database));
    JET_TRY(table_cursor_check_options(grbit));
    JET_TRY(object_name_from(name, wide, stored));
    JET_TRY(table_cursor_open(session, database, stored, grbit, &cursor));
    *tableid = cursor->object.tableid;
    return JET_errSuccess;
}

static JET_ERR open_table(JET_SESID sesid, JET_DBID dbid, const void *name, bool wide, JET_GRBIT grbit,
                          JET_TABLEID *tableid)
{
    struct session *session;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    err = open_in_session(session, dbid, name, wide, grbit, tableid);
    session_leave(session);
    return err;
}

/* The parameters of an open were never given a meaning. */
JET_ERR JET_API JetOpenTableA(JET_SESID sesid, JET_DBID dbid, JET_PCSTR name, const void *parameters,
                              JET_ULONG size, JET_GRBIT grbit, JET_TABLEID *tableid)
{
    (void)parameters;
    (void)size;
    return open_table(sesid, dbid, name, false, grbit, tableid);
}

JET_ERR JET_API JetOpenTableW(JET_SESID sesid, JET_DBID dbid, JET_PCWSTR name, const void *parameters,
                              JET_ULONG size, JET_GRBIT grbit, JET_TABLEID *tableid)
{
    (void)parameters;
    (void)size;
    return open_table(sesid, dbid, name, true, grbit, tableid);
}

JET_ERR JET_API JetCloseTable(JET_SESID sesid, JET_TABLEID tableid)
{
    struct session *session;
    struct object *object;
    JET_ERR err;

    JET_TRY(cursor_enter(sesid, tableid, &session, &object));
    err = ((struct cursor *)object)->ops->close((struct cursor *)object);
    session_leave(session);
    return err;
}

JET_ERR JET_API JetDupCursor(JET_SESID sesid, JET_TABLEID tableid, JET_TABLEID *copy, JET_GRBIT grbit)
{
    (void)grbit;
    if (copy == NULL) {
        return no_place();
    }
    DISPATCH(sesid, tableid, duplicate, copy);
}

JET_ERR JET_API JetSetTableSequential(JET_SESID sesid, JET_TABLEID tableid, JET_GRBIT grbit)
{
    DISPATCH(sesid, tableid, set_sequential, true, grbit);
}

JET_ERR JET_API JetResetTableSequential(JET_SESID sesid, JET_TABLEID tableid, JET_GRBIT grbit)
{
    DISPATCH(sesid, tableid, set_sequential, false, grbit);
}

JET_ERR JET_API JetGetCursorInfo(JET_SESID sesid, JET_TABLEID tableid, void *result, JET_ULONG capacity,
                                 JET_ULONG level)
{
    DISPATCH(sesid, tableid, get_cursor_info, result, capacity, level);
}

JET_ERR JET_API JetGetLock(JET_SESID sesid, JET_TABLEID tableid, JET_GRBIT grbit)
{
    DISPATCH(sesid, tableid, get_lock, grbit);
}
