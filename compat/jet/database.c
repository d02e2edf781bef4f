/*
 * database.c - JetAttachDatabase, JetDetachDatabase, JetOpenDatabase, JetCloseDatabase.
 */
#include "instance/database.h"

#include <stdlib.h>

#include "diag.h"
#include "jet/argument.h"
#include "jet/database_parameters.h"
#include "jet/entry.h"
#include "try.h"

/* What each function does with its path, once that is UTF-8. */
typedef JET_ERR (*path_call)(struct session *session, const char *path, uint32_t most_pages, JET_GRBIT grbit);

static JET_ERR detach(struct session *session, const char *path, uint32_t most_pages, JET_GRBIT grbit)
{
    (void)most_pages;
    return database_detach(session, path, grbit);
}

static JET_ERR path_from(const void *path, bool wide, char **utf8)
{
    return wide ? argument_from_w(path, utf8) : argument_from_a(path, utf8);
}

/* Enters the session, takes the path over, and calls. */
static JET_ERR with_path(JET_SESID sesid, const void *path, bool wide, uint32_t most_pages, JET_GRBIT grbit,
                         path_call call)
{
    struct session *session;
    char *utf8;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    err = path_from(path, wide, &utf8);
    if (err >= 0) {
        err = call(session, utf8, most_pages, grbit);
        free(utf8);
    }
    session_leave(session);
    return err;
}

JET_ERR JET_API JetAttachDatabase2A(JET_SESID sesid, JET_PCSTR path, const JET_ULONG most_pages,
                                    JET_GRBIT grbit)
{
    return with_path(sesid, path, false, most_pages, grbit, database_attach);
}

JET_ERR JET_API JetAttachDatabase2W(JET_SESID sesid, JET_PCWSTR path, const JET_ULONG most_pages,
                                    JET_GRBIT grbit)
{
    return with_path(sesid, path, true, most_pages, grbit, database_attach);
}

JET_ERR JET_API JetAttachDatabaseA(JET_SESID sesid, JET_PCSTR path, JET_GRBIT grbit)
{
    return with_path(sesid, path, false, 0, grbit, database_attach);
}

JET_ERR JET_API JetAttachDatabaseW(JET_SESID sesid, JET_PCWSTR path, JET_GRBIT grbit)
{
    return with_path(sesid, path, true, 0, grbit, database_attach);
}

JET_ERR JET_API JetAttachDatabase3A(JET_SESID sesid, JET_PCSTR path, JET_SETDBPARAM *parameters,
                                    JET_ULONG count, JET_GRBIT grbit)
{
    uint32_t most_pages;

    JET_TRY(database_parameters(parameters, count, &most_pages));
    return with_path(sesid, path, false, most_pages, grbit, database_attach);
}

JET_ERR JET_API JetAttachDatabase3W(JET_SESID sesid, JET_PCWSTR path, JET_SETDBPARAM *parameters,
                                    JET_ULONG count, JET_GRBIT grbit)
{
    uint32_t most_pages;

    JET_TRY(database_parameters(parameters, count, &most_pages));
    return with_path(sesid, path, true, most_pages, grbit, database_attach);
}

JET_ERR JET_API JetDetachDatabase2A(JET_SESID sesid, JET_PCSTR path, JET_GRBIT grbit)
{
    return with_path(sesid, path, false, 0, grbit, detach);
}

JET_ERR JET_API JetDetachDatabase2W(JET_SESID sesid, JET_PCWSTR path, JET_GRBIT grbit)
{
    return with_path(sesid, path, true, 0, grbit, detach);
}

JET_ERR JET_API JetDetachDatabaseA(JET_SESID sesid, JET_PCSTR path)
{
    return with_path(sesid, path, false, 0, 0, detach);
}

JET_ERR JET_API JetDetachDatabaseW(JET_SESID sesid, JET_PCWSTR path)
{
    return with_path(sesid, path, true, 0, 0, detach);
}

static JET_ERR open_database(JET_SESID sesid, const void *path, bool wide, JET_DBID *dbid, JET_GRBIT grbit)
{
    struct session *session;
    char *utf8;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    if (dbid == NULL) {
        err = diag_fail(JET_errInvalidParameter, "JetOpenDatabase: there is no place for the JET_DBID");
    } else {
        *dbid = JET_dbidNil;
        err = path_from(path, wide, &utf8);
        if (err >= 0) {
            err = database_open(session, utf8, grbit, dbid);
            free(utf8);
        }
    }
    session_leave(session);
    return err;
}

/* The connect string is a relic: the engine does not look at it. */
JET_ERR JET_API JetOpenDatabaseA(JET_SESID sesid, JET_PCSTR path, JET_PCSTR connect, JET_DBID *dbid,
                                 JET_GRBIT grbit)
{
    (void)connect;
    return open_database(sesid, path, false, dbid, grbit);
}

JET_ERR JET_API JetOpenDatabaseW(JET_SESID sesid, JET_PCWSTR path, JET_PCWSTR connect, JET_DBID *dbid,
                                 JET_GRBIT grbit)
{
    (void)connect;
    return open_database(sesid, path, true, dbid, grbit);
}

JET_ERR JET_API JetCloseDatabase(JET_SESID sesid, JET_DBID dbid, JET_GRBIT grbit)
{
    struct session *session;
    JET_ERR err;

    (void)grbit;
    JET_TRY(session_enter(sesid, &session));
    err = database_close(session, dbid);
    session_leave(session);
    return err;
}
