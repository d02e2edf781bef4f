/*
 * preread.c - hints about what will be read.
 */
#include "instance/database.h"
#include "jet/dispatch.h"
#include "jet/object_name.h"

enum { PREREAD_TABLES_MOST = 10 };

JET_ERR JET_API JetPrereadKeys(JET_SESID sesid, JET_TABLEID tableid, const void **keys,
                               const JET_ULONG *sizes, JET_LONG count, JET_LONG *prefetched, JET_GRBIT grbit)
{
    DISPATCH(sesid, tableid, preread_keys, keys, sizes, count, prefetched, grbit);
}

JET_ERR JET_API JetPrereadIndexRanges(JET_SESID sesid, JET_TABLEID tableid,
                                      const JET_INDEX_RANGE *const ranges, const JET_ULONG count,
                                      JET_ULONG *const prefetched, const JET_COLUMNID *const columns,
                                      const JET_ULONG column_count, JET_GRBIT grbit)
{
    DISPATCH(sesid, tableid, preread_ranges, ranges, count, prefetched, columns, column_count, grbit,
             UINT32_MAX, NULL);
}

JET_ERR JET_API JetPrereadIndexRange(JET_SESID sesid, JET_TABLEID tableid, const JET_INDEX_RANGE *const range,
                                     const JET_ULONG pages_min, const JET_ULONG pages_max, JET_GRBIT grbit,
                                     JET_ULONG *const pages)
{
    const JET_GRBIT directions = grbit & (JET_bitPrereadForward | JET_bitPrereadBackward);

    if (range == NULL || pages_min > pages_max || pages_max > INT32_MAX) {
        return diag_fail(JET_errInvalidParameter, "JetPrereadIndexRange: %u to %u pages of a range",
                         pages_min, pages_max);
    }
    if ((grbit & ~(directions | JET_bitPrereadNormalizedKey)) != 0 || directions == 0 ||
        (directions & (directions - 1)) != 0) {
        return diag_fail(JET_errInvalidGrbit, "JetPrereadIndexRange: 0x%x does not say one direction", grbit);
    }
    DISPATCH(sesid, tableid, preread_ranges, range, 1, NULL, NULL, 0, grbit, pages_max, pages);
}

JET_ERR JET_API JetPrereadColumnsByReference(const JET_SESID sesid, const JET_TABLEID tableid,
                                             const void *const *const references,
                                             const JET_ULONG *const sizes, const JET_ULONG count,
                                             const JET_ULONG pages_min, const JET_ULONG pages_max,
                                             JET_ULONG *const prefetched, const JET_GRBIT grbit)
{
    DISPATCH(sesid, tableid, preread_references, references, sizes, count, pages_min, pages_max, prefetched,
             grbit);
}

/* The schema of a table is read, and the first page of its records. */
static JET_ERR preread_table(struct session *session, struct database *database, const WCHAR *name)
{
    char stored[NAME_SIZE];
    struct table *table;

    JET_TRY(object_name_from_w(name, stored));
    JET_TRY(table_open(session, database, stored, &table));
    cache_prefetch(table->tree.file, table->tree.root, 1);
    table_release(table);
    return JET_errSuccess;
}

JET_ERR JET_API JetPrereadTablesW(JET_SESID sesid, JET_DBID dbid, JET_PCWSTR *names, JET_LONG count,
                                  JET_GRBIT grbit)
{
    struct session *session;
    struct database *database;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    err = database_of_session(session, dbid, &database);
    if (err >= 0 && grbit != 0) {
        err = diag_fail(JET_errInvalidGrbit, "JetPrereadTables has no options");
    } else if (err >= 0 && (count > PREREAD_TABLES_MOST || (count > 0 && names == NULL))) {
        err = diag_fail(JET_errInvalidParameter, "JetPrereadTables: at most 10 tables, given as a list");
    }
    for (JET_LONG i = 0; err >= 0 && i < count; i++) {
        err = preread_table(session, database, names[i]);
    }
    session_leave(session);
    return err;
}
