/*
 * intersect.c - JetIntersectIndexes.
 */
#include "cursor/intersect.h"

#include "jet/dispatch.h"

static JET_ERR check_ranges(const JET_INDEXRANGE *ranges, JET_ULONG count, const JET_RECORDLIST *list)
{
    if (list == NULL || list->cbStruct != sizeof *list) {
        return diag_fail(JET_errInvalidParameter, "JetIntersectIndexes: the list is NULL or of a wrong size");
    }
    if (ranges == NULL || count == 0 || count > INTERSECT_MOST) {
        return diag_fail(JET_errInvalidParameter, "JetIntersectIndexes: %u ranges instead of 1 to %u", count,
                         INTERSECT_MOST);
    }
    for (JET_ULONG i = 0; i < count; i++) {
        if (ranges[i].cbStruct != sizeof ranges[i]) {
            return diag_fail(JET_errInvalidParameter, "JetIntersectIndexes: range %u has a wrong size", i);
        }
        if (ranges[i].grbit != JET_bitRecordInIndex) {
            return diag_fail(JET_errInvalidGrbit, "JetIntersectIndexes: range %u has the options 0x%x", i,
                             ranges[i].grbit);
        }
    }
    return JET_errSuccess;
}

/* The session is entered, so that the cursors stay. */
static JET_ERR find_cursors(JET_SESID sesid, const JET_INDEXRANGE *ranges, JET_ULONG count,
                            struct cursor **cursors)
{
    for (JET_ULONG i = 0; i < count; i++) {
        JET_TRY(dispatch_enter(sesid, ranges[i].tableid, &cursors[i]));
        session_leave(cursor_session(cursors[i]));
    }
    return JET_errSuccess;
}

static JET_ERR intersect(JET_SESID sesid, const JET_INDEXRANGE *ranges, JET_ULONG count, JET_RECORDLIST *list)
{
    struct cursor *cursors[INTERSECT_MOST], *records;

    JET_TRY(check_ranges(ranges, count, list));
    JET_TRY(find_cursors(sesid, ranges, count, cursors));
    list->tableid = JET_tableidNil;
    list->cRecord = 0;
    list->columnidBookmark = 0;
    JET_TRY(table_intersect(cursors, count, &records, &list->columnidBookmark, &list->cRecord));
    list->tableid = records->object.tableid;
    return JET_errSuccess;
}

JET_ERR JET_API JetIntersectIndexes(JET_SESID sesid, JET_INDEXRANGE *ranges, JET_ULONG count,
                                    JET_RECORDLIST *list, JET_GRBIT grbit)
{
    struct session *session;
    JET_ERR err;

    (void)grbit; /* none is defined, none refused */
    JET_TRY(session_enter(sesid, &session));
    err = intersect(sesid, ranges, count, list);
    session_leave(session);
    return err;
}
