/*
 * update.c - changing rows: JetPrepareUpdate, JetSetColumn, JetSetColumns, JetUpdate, JetDelete, JetEscrowUpdate.
 */
#include "jet/dispatch.h"

JET_ERR JET_API JetPrepareUpdate(JET_SESID sesid, JET_TABLEID tableid, JET_ULONG prep)
{
    DISPATCH(sesid, tableid, prepare_update, prep);
}

JET_ERR JET_API JetSetColumn(JET_SESID sesid, JET_TABLEID tableid, JET_COLUMNID columnid, const void *data,
                             JET_ULONG size, JET_GRBIT grbit, JET_SETINFO *info)
{
    DISPATCH(sesid, tableid, set_column, columnid, data, size, grbit, info);
}

JET_ERR JET_API JetSetColumns(JET_SESID sesid, JET_TABLEID tableid, JET_SETCOLUMN *columns, JET_ULONG count)
{
    DISPATCH(sesid, tableid, set_columns, columns, count);
}

JET_ERR JET_API JetUpdate(JET_SESID sesid, JET_TABLEID tableid, void *bookmark, JET_ULONG capacity,
                          JET_ULONG *size)
{
    DISPATCH(sesid, tableid, update, bookmark, capacity, size, 0);
}

JET_ERR JET_API JetUpdate2(JET_SESID sesid, JET_TABLEID tableid, void *bookmark, JET_ULONG capacity,
                           JET_ULONG *size, const JET_GRBIT grbit)
{
    DISPATCH(sesid, tableid, update, bookmark, capacity, size, grbit);
}

JET_ERR JET_API JetEscrowUpdate(JET_SESID sesid, JET_TABLEID tableid, JET_COLUMNID columnid, void *delta,
                                JET_ULONG size, void *old, JET_ULONG old_capacity, JET_ULONG *old_size,
                                JET_GRBIT grbit)
{
    DISPATCH(sesid, tableid, escrow_update, columnid, delta, size, old, old_capacity, old_size, grbit);
}

JET_ERR JET_API JetDelete(JET_SESID sesid, JET_TABLEID tableid)
{
    struct session *session;
    struct cursor *cursor;
    JET_ERR err;

    JET_TRY(dispatch_enter(sesid, tableid, &cursor));
    session = cursor_session(cursor);
    err = cursor->ops->remove != NULL ? cursor->ops->remove(cursor) : dispatch_illegal("delete");
    session_leave(session);
    return err;
}
