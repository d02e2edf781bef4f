/*
 * create_database.c - JetCreateDatabase and its later forms.
 */
#include <stdlib.h>

#include "catalog/catalog.h"
#include "diag.h"
#include "instance/database.h"
#include "jet/argument.h"
#include "jet/database_parameters.h"
#include "jet/entry.h"
#include "try.h"

static JET_ERR create(JET_SESID sesid, const void *path, bool wide, uint32_t most_pages, JET_DBID *dbid,
                      JET_GRBIT grbit)
{
    struct session *session;
    char *utf8;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    err = wide ? argument_from_w(path, &utf8) : argument_from_a(path, &utf8);
    if (err >= 0) {
        err = dbid == NULL ? diag_fail(JET_errInvalidParameter,
                                       "JetCreateDatabase: there is no place for the JET_DBID")
                           : database_create(session, utf8, most_pages, grbit, catalog_create, dbid);
        free(utf8);
    }
    session_leave(session);
    return err;
}

/* The connect string is a relic: the engine does not look at it. */
JET_ERR JET_API JetCreateDatabaseA(JET_SESID sesid, JET_PCSTR path, JET_PCSTR connect, JET_DBID *dbid,
                                   JET_GRBIT grbit)
{
    (void)connect;
    return create(sesid, path, false, 0, dbid, grbit);
}

JET_ERR JET_API JetCreateDatabaseW(JET_SESID sesid, JET_PCWSTR path, JET_PCWSTR connect, JET_DBID *dbid,
                                   JET_GRBIT grbit)
{
    (void)connect;
    return create(sesid, path, true, 0, dbid, grbit);
}

JET_ERR JET_API JetCreateDatabase2A(JET_SESID sesid, JET_PCSTR path, const JET_ULONG most_pages,
                                    JET_DBID *dbid, JET_GRBIT grbit)
{
    return create(sesid, path, false, most_pages, dbid, grbit);
}

JET_ERR JET_API JetCreateDatabase2W(JET_SESID sesid, JET_PCWSTR path, const JET_ULONG most_pages,
                                    JET_DBID *dbid, JET_GRBIT grbit)
{
    return create(sesid, path, true, most_pages, dbid, grbit);
}

JET_ERR JET_API JetCreateDatabase3A(JET_SESID sesid, JET_PCSTR path, JET_DBID *dbid,
                                    JET_SETDBPARAM *parameters, JET_ULONG count, JET_GRBIT grbit)
{
    uint32_t most_pages;

    JET_TRY(database_parameters(parameters, count, &most_pages));
    return create(sesid, path, false, most_pages, dbid, grbit);
}

JET_ERR JET_API JetCreateDatabase3W(JET_SESID sesid, JET_PCWSTR path, JET_DBID *dbid,
                                    JET_SETDBPARAM *parameters, JET_ULONG count, JET_GRBIT grbit)
{
    uint32_t most_pages;

    JET_TRY(database_parameters(parameters, count, &most_pages));
    return create(sesid, path, true, most_pages, dbid, grbit);
}
