/*
 * create_database.c - JetCreateDatabase and its later forms.
 */
#include <stdlib.h>
#include <string.h>

#include "catalog/catalog.h"
#include "diag.h"
#include "instance/database.h"
#include "jet/argument.h"
#include "jet/database_parameters.h"
#include "jet/entry.h"
#include "try.h"

/* Creates the database once the path is UTF-8, which is freed. */
static JET_ERR create(struct session *session, JET_ERR converted, char *path, uint32_t most_pages,
                      JET_DBID *dbid, JET_GRBIT grbit)
{
    JET_ERR err = converted;

    if (err >= 0) {
        err = dbid == NULL ? diag_fail(JET_errInvalidParameter,
                                       "JetCreateDatabase: there is no place for the JET_DBID")
                           : database_create(session, path, most_pages, grbit, catalog_create, dbid);
        free(path);
    }
    return err;
}

static JET_ERR create_a(JET_SESID sesid, const char *path, uint32_t most_pages, JET_DBID *dbid,
                        JET_GRBIT grbit)
{
    struct session *session;
    char *utf8 = NULL;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    err = argument_from_a(path, &utf8);
    err = create(session, err, utf8, most_pages, dbid, grbit);
    session_leave(session);
    return err;
}

static JET_ERR create_w(JET_SESID sesid, const WCHAR *path, uint32_t most_pages, JET_DBID *dbid,
                        JET_GRBIT grbit)
{
    struct session *session;
    char *utf8 = NULL;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    err = argument_from_w(path, &utf8);
    err = create(session, err, utf8, most_pages, dbid, grbit);
    session_leave(session);
    return err;
}

/* The connect string is a relic: the engine does not look at it. */
JET_ERR JET_API JetCreateDatabaseA(JET_SESID sesid, JET_PCSTR path, JET_PCSTR connect, JET_DBID *dbid,
                                   JET_GRBIT grbit)
{
    (void)connect;
    return create_a(sesid, path, 0, dbid, grbit);
}

JET_ERR JET_API JetCreateDatabaseW(JET_SESID sesid, JET_PCWSTR path, JET_PCWSTR connect, JET_DBID *dbid,
                                   JET_GRBIT grbit)
{
    (void)connect;
    return create_w(sesid, path, 0, dbid, grbit);
}

JET_ERR JET_API JetCreateDatabase2A(JET_SESID sesid, JET_PCSTR path, const JET_ULONG most_pages,
                                    JET_DBID *dbid, JET_GRBIT grbit)
{
    return create_a(sesid, path, most_pages, dbid, grbit);
}

JET_ERR JET_API JetCreateDatabase2W(JET_SESID sesid, JET_PCWSTR path, const JET_ULONG most_pages,
                                    JET_DBID *dbid, JET_GRBIT grbit)
{
    return create_w(sesid, path, most_pages, dbid, grbit);
}

JET_ERR JET_API JetCreateDatabase3A(JET_SESID sesid, JET_PCSTR path, JET_DBID *dbid,
                                    JET_SETDBPARAM *parameters, JET_ULONG count, JET_GRBIT grbit)
{
    uint32_t most_pages;

    JET_TRY(database_parameters(parameters, count, &most_pages));
    return create_a(sesid, path, most_pages, dbid, grbit);
}

JET_ERR JET_API JetCreateDatabase3W(JET_SESID sesid, JET_PCWSTR path, JET_DBID *dbid,
                                    JET_SETDBPARAM *parameters, JET_ULONG count, JET_GRBIT grbit)
{
    uint32_t most_pages;

    JET_TRY(database_parameters(parameters, count, &most_pages));
    return create_w(sesid, path, most_pages, dbid, grbit);
}
