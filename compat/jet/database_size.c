/*
 * database_size.c - JetResizeDatabase, JetGrowDatabase, JetSetDatabaseSize, and the limits of JetSetMaxDatabaseSize.
 *
 * Pages are counted with those of the header, except for JetSetDatabaseSize.
 *
 * Source: reference api-semantics 3.3, [ese] db.cxx:ErrIsamResizeDatabase.
 */
#include "instance/database_size.h"

#include <stdlib.h>

#include "diag.h"
#include "instance/database.h"
#include "instance/parameter.h"
#include "jet/argument.h"
#include "jet/entry.h"
#include "space/space_change.h"
#include "try.h"

/* ----------------------------------------------------------------------------------------- attached databases */

static JET_ERR grow(struct session *session, struct database *database, uint32_t pages)
{
    const struct change change = {.session = session, .database = database};

    if (database->read_only) {
        return diag_fail(JET_errDatabaseFileReadOnly, "'%s' is attached read-only", database->path);
    }
    JET_TRY(session_work_begin(session));
    return session_work_end(session, space_grow_database(&change, pages));
}

/* Shrinking gives back nothing yet that is free at the end of the file. */
static JET_ERR shrink(const struct database *database)
{
    return parameter_integer(database->instance, JET_paramEnableShrinkDatabase) & JET_bitShrinkDatabaseOn
               ? JET_wrnShrinkNotPossible
               : diag_fail(JET_errFeatureNotAvailable,
                           "databases are not shrunk unless JET_paramEnableShrinkDatabase says so");
}

static JET_ERR resize(struct session *session, struct database *database, uint32_t target, uint32_t *actual,
                      JET_GRBIT grbit)
{
    JET_ERR err = JET_errSuccess;
    uint32_t pages;

    JET_TRY(space_last_page(database, &pages));
    pages += DB_HEADER_PAGES;
    if (target > pages && !(grbit & JET_bitResizeDatabaseOnlyShrink)) {
        err = grow(session, database, target - pages);
    } else if (target < pages && !(grbit & JET_bitResizeDatabaseOnlyGrow)) {
        err = shrink(database);
    }
    JET_TRY(err);
    JET_TRY(database_file_pages(database, &pages));
    if (actual != NULL) {
        *actual = pages + DB_HEADER_PAGES;
    }
    return err;
}

JET_ERR JET_API JetResizeDatabase(JET_SESID sesid, JET_DBID dbid, JET_ULONG target, JET_ULONG *actual,
                                  const JET_GRBIT grbit)
{
    const JET_GRBIT known = JET_bitResizeDatabaseOnlyGrow | JET_bitResizeDatabaseOnlyShrink;
    struct session *session;
    struct database *database;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    if (actual != NULL) {
        *actual = 0;
    }
    err = database_of_session(session, dbid, &database);
    if (err >= 0 && ((grbit & ~known) != 0 || grbit == known)) {
        err = diag_fail(JET_errInvalidGrbit, "JetResizeDatabase: 0x%x is not a valid combination", grbit);
    }
    if (err >= 0) {
        err = resize(session, database, target, actual, grbit);
    }
    session_leave(session);
    return err;
}

JET_ERR JET_API JetGrowDatabase(JET_SESID sesid, JET_DBID dbid, JET_ULONG cpg, JET_ULONG *pcpgReal)
{
    return JetResizeDatabase(sesid, dbid, cpg, pcpgReal, JET_bitResizeDatabaseOnlyGrow);
}

/* ---------------------------------------------------------------------------------------------------- limits */

JET_ERR JET_API JetSetMaxDatabaseSize(JET_SESID sesid, JET_DBID dbid, JET_ULONG cpg, JET_GRBIT grbit)
{
    struct session *session;
    struct database *database;
    JET_ERR err;

    (void)grbit;
    JET_TRY(session_enter(sesid, &session));
    err = database_of_session(session, dbid, &database);
    if (err >= 0) {
        atomic_store(&database->most_pages, cpg);
    }
    session_leave(session);
    return err;
}

JET_ERR JET_API JetGetMaxDatabaseSize(JET_SESID sesid, JET_DBID dbid, JET_ULONG *pcpg, JET_GRBIT grbit)
{
    struct session *session;
    struct database *database;
    JET_ERR err;

    (void)grbit;
    JET_TRY(session_enter(sesid, &session));
    err = database_of_session(session, dbid, &database);
    if (err >= 0 && pcpg == NULL) {
        err = diag_fail(JET_errInvalidParameter, "JetGetMaxDatabaseSize: there is no place for the size");
    }
    if (err >= 0) {
        *pcpg = atomic_load(&database->most_pages);
    }
    session_leave(session);
    return err;
}

/* ----------------------------------------------------------------------------------------------------- files */

static JET_ERR set_size(JET_SESID sesid, const void *name, bool wide, uint32_t pages, uint32_t *now)
{
    struct session *session;
    uint32_t ignored;
    char *path;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    err = wide ? argument_from_w(name, &path) : argument_from_a(name, &path);
    if (err >= 0) {
        err = database_set_size(path, pages, now != NULL ? now : &ignored);
        free(path);
    }
    session_leave(session);
    return err;
}

JET_ERR JET_API JetSetDatabaseSizeA(JET_SESID sesid, JET_PCSTR name, JET_ULONG cpg, JET_ULONG *pcpgReal)
{
    return set_size(sesid, name, false, cpg, pcpgReal);
}

JET_ERR JET_API JetSetDatabaseSizeW(JET_SESID sesid, JET_PCWSTR name, JET_ULONG cpg, JET_ULONG *pcpgReal)
{
    return set_size(sesid, name, true, cpg, pcpgReal);
}
