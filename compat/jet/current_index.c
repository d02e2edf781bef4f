/*
 * current_index.c - JetSetCurrentIndex 1 to 4, JetGetCurrentIndex.
 */
#include "jet/dispatch.h"
#include "jet/object_name.h"

/* `named`: what became of the name, which does not matter when there is an id. */
static JET_ERR set_index(JET_SESID sesid, JET_TABLEID tableid, JET_ERR named, const char *name,
                         const JET_INDEXID *id, JET_GRBIT grbit, JET_ULONG itag)
{
    struct cursor *cursor;
    struct session *session;
    JET_ERR err;

    JET_TRY(dispatch_enter(sesid, tableid, &cursor));
    session = cursor_session(cursor);
    if (grbit & ~(JET_GRBIT)(JET_bitMoveFirst | JET_bitNoMove)) {
        err = diag_fail(JET_errInvalidGrbit, "JetSetCurrentIndex: 0x%x", grbit);
    } else if (cursor->ops->set_current_index == NULL) {
        err = dispatch_illegal("JetSetCurrentIndex");
    } else if (id == NULL && named < 0) {
        err = diag_fail(named, "JetSetCurrentIndex: the name is none");
    } else {
        err = cursor->ops->set_current_index(cursor, name, id, grbit, itag);
    }
    session_leave(session);
    return err;
}

JET_ERR JET_API JetSetCurrentIndex4A(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR name, JET_INDEXID *id,
                                     JET_GRBIT grbit, JET_ULONG itag)
{
    char stored[NAME_SIZE];

    return set_index(sesid, tableid, object_name_optional_a(name, stored), stored, id, grbit, itag);
}

JET_ERR JET_API JetSetCurrentIndex4W(JET_SESID sesid, JET_TABLEID tableid, JET_PCWSTR name, JET_INDEXID *id,
                                     JET_GRBIT grbit, JET_ULONG itag)
{
    char stored[NAME_SIZE];

    return set_index(sesid, tableid, object_name_optional_w(name, stored), stored, id, grbit, itag);
}

JET_ERR JET_API JetSetCurrentIndex3A(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR name, JET_GRBIT grbit,
                                     JET_ULONG itag)
{
    return JetSetCurrentIndex4A(sesid, tableid, name, NULL, grbit, itag);
}

JET_ERR JET_API JetSetCurrentIndex3W(JET_SESID sesid, JET_TABLEID tableid, JET_PCWSTR name, JET_GRBIT grbit,
                                     JET_ULONG itag)
{
    return JetSetCurrentIndex4W(sesid, tableid, name, NULL, grbit, itag);
}

JET_ERR JET_API JetSetCurrentIndex2A(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR name, JET_GRBIT grbit)
{
    return JetSetCurrentIndex4A(sesid, tableid, name, NULL, grbit, 1);
}

JET_ERR JET_API JetSetCurrentIndex2W(JET_SESID sesid, JET_TABLEID tableid, JET_PCWSTR name, JET_GRBIT grbit)
{
    return JetSetCurrentIndex4W(sesid, tableid, name, NULL, grbit, 1);
}

JET_ERR JET_API JetSetCurrentIndexA(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR name)
{
    return JetSetCurrentIndex4A(sesid, tableid, name, NULL, JET_bitMoveFirst, 1);
}

JET_ERR JET_API JetSetCurrentIndexW(JET_SESID sesid, JET_TABLEID tableid, JET_PCWSTR name)
{
    return JetSetCurrentIndex4W(sesid, tableid, name, NULL, JET_bitMoveFirst, 1);
}

/* The name as it is in the file; a buffer without room for anything is a warning, a shorter one cuts the
 * name. */
static JET_ERR get_index(JET_SESID sesid, JET_TABLEID tableid, const void *buffer, JET_ULONG capacity,
                         char stored[NAME_SIZE])
{
    DISPATCH(sesid, tableid, get_current_index, buffer != NULL ? stored : NULL, capacity > 0 ? NAME_SIZE : 0);
}

JET_ERR JET_API JetGetCurrentIndexA(JET_SESID sesid, JET_TABLEID tableid, JET_PSTR name, JET_ULONG capacity)
{
    char stored[NAME_SIZE] = "";
    JET_ERR err = get_index(sesid, tableid, name, capacity, stored);

    if (err == JET_errSuccess) {
        (void)object_name_to_a(stored, name, capacity);
    }
    return err;
}

JET_ERR JET_API JetGetCurrentIndexW(JET_SESID sesid, JET_TABLEID tableid, JET_PWSTR name, JET_ULONG capacity)
{
    char stored[NAME_SIZE] = "";
    JET_ERR err = get_index(sesid, tableid, name, capacity, stored);

    if (err == JET_errSuccess) {
        (void)object_name_to_w(stored, name, capacity);
    }
    return err;
}
