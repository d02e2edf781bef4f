/*
 * create_table.c - JetCreateTable, JetCreateTableColumnIndex to 5, JetDeleteTable, JetRenameTable.
 */
#include "cursor/table_ddl.h"
#include "diag.h"
#include "instance/database.h"
#include "jet/definitions.h"
#include "jet/entry.h"
#include "jet/object_name.h"
#include "try.h"

/* ----------------------------------------------------------------------------------------------- creating */

static JET_ERR create(struct session *session, JET_DBID dbid, struct table_definition *definition,
                      JET_TABLEID *tableid)
{
    struct database *database;
    struct cursor *cursor;

    *tableid = JET_tableidNil;
    JET_TRY(database_of_session(session, dbid, &database));
    JET_TRY(table_create(session, database, definition, &cursor));
    if (cursor != NULL) {
        *tableid = cursor->object.tableid;
    }
    return JET_errSuccess;
}

/* JetCreateTable: a table of which only the name is known. */
static JET_ERR create_named(JET_SESID sesid, JET_DBID dbid, bool wide, const void *name, JET_ULONG pages,
                            JET_ULONG density, JET_TABLEID *tableid)
{
    struct table_definition definition = {.pages = pages, .density = density};
    struct session *session;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    if (tableid == NULL) {
        err = diag_fail(JET_errInvalidParameter, "there is no place for the JET_TABLEID");
    } else {
        definition.named =
            wide ? object_name_from_w(name, definition.name) : object_name_from_a(name, definition.name);
        err = create(session, dbid, &definition, tableid);
    }
    session_leave(session);
    return err;
}

JET_ERR JET_API JetCreateTableA(JET_SESID sesid, JET_DBID dbid, JET_PCSTR name, JET_ULONG pages,
                                JET_ULONG density, JET_TABLEID *tableid)
{
    return create_named(sesid, dbid, false, name, pages, density, tableid);
}

JET_ERR JET_API JetCreateTableW(JET_SESID sesid, JET_DBID dbid, JET_PCWSTR name, JET_ULONG pages,
                                JET_ULONG density, JET_TABLEID *tableid)
{
    return create_named(sesid, dbid, true, name, pages, density, tableid);
}

/* The structures of all versions begin with cbStruct. */
static JET_ERR create_defined(JET_SESID sesid, JET_DBID dbid, struct definition_form form, void *structure)
{
    struct table_definition definition;
    struct session *session;
    struct arena *arena;
    JET_TABLEID tableid;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    arena = arena_create();
    if (arena == NULL) {
        err = diag_fail(JET_errOutOfMemory, "no memory for a definition");
    } else if (structure == NULL) {
        err = diag_fail(JET_errInvalidParameter, "JetCreateTableColumnIndex: there is no JET_TABLECREATE");
    } else {
        err = definition_of_table(arena, form, structure, &definition);
        if (err >= 0) {
            err = create(session, dbid, &definition, &tableid);
            definition_answer_table(form, structure, &definition, tableid);
        }
    }
    arena_destroy(arena);
    session_leave(session);
    return err;
}

#define CREATE_TABLE_COLUMN_INDEX(function, wide, version, structure)                                        \
    JET_ERR JET_API function(JET_SESID sesid, JET_DBID dbid, structure *create)                              \
    {                                                                                                        \
        return create_defined(sesid, dbid, (struct definition_form){wide, version}, create);                 \
    }

CREATE_TABLE_COLUMN_INDEX(JetCreateTableColumnIndexA, false, 1, JET_TABLECREATE_A)
CREATE_TABLE_COLUMN_INDEX(JetCreateTableColumnIndexW, true, 1, JET_TABLECREATE_W)
CREATE_TABLE_COLUMN_INDEX(JetCreateTableColumnIndex2A, false, 2, JET_TABLECREATE2_A)
CREATE_TABLE_COLUMN_INDEX(JetCreateTableColumnIndex2W, true, 2, JET_TABLECREATE2_W)
CREATE_TABLE_COLUMN_INDEX(JetCreateTableColumnIndex3A, false, 3, JET_TABLECREATE3_A)
CREATE_TABLE_COLUMN_INDEX(JetCreateTableColumnIndex3W, true, 3, JET_TABLECREATE3_W)
CREATE_TABLE_COLUMN_INDEX(JetCreateTableColumnIndex4A, false, 4, JET_TABLECREATE4_A)
CREATE_TABLE_COLUMN_INDEX(JetCreateTableColumnIndex4W, true, 4, JET_TABLECREATE4_W)
CREATE_TABLE_COLUMN_INDEX(JetCreateTableColumnIndex5A, false, 5, JET_TABLECREATE5_A)
CREATE_TABLE_COLUMN_INDEX(JetCreateTableColumnIndex5W, true, 5, JET_TABLECREATE5_W)

/* ------------------------------------------------------------------------------------- deleting, renaming */

static JET_ERR delete_named(JET_SESID sesid, JET_DBID dbid, bool wide, const void *name)
{
    struct session *session;
    struct database *database;
    char stored[NAME_SIZE];
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    err = database_of_session(session, dbid, &database);
    if (err >= 0) {
        err = wide ? object_name_from_w(name, stored) : object_name_from_a(name, stored);
    }
    if (err >= 0) {
        err = table_delete(session, database, stored);
    }
    session_leave(session);
    return err;
}

/* The options of JetDeleteTable2 are about snapshots that can be reverted to, which there are none of. */
JET_ERR JET_API JetDeleteTable2A(JET_SESID sesid, JET_DBID dbid, JET_PCSTR name, const JET_GRBIT grbit)
{
    (void)grbit;
    return delete_named(sesid, dbid, false, name);
}

JET_ERR JET_API JetDeleteTable2W(JET_SESID sesid, JET_DBID dbid, JET_PCWSTR name, const JET_GRBIT grbit)
{
    (void)grbit;
    return delete_named(sesid, dbid, true, name);
}

JET_ERR JET_API JetDeleteTableA(JET_SESID sesid, JET_DBID dbid, JET_PCSTR name)
{
    return delete_named(sesid, dbid, false, name);
}

JET_ERR JET_API JetDeleteTableW(JET_SESID sesid, JET_DBID dbid, JET_PCWSTR name)
{
    return delete_named(sesid, dbid, true, name);
}

static JET_ERR rename_table(JET_SESID sesid, JET_DBID dbid, bool wide, const void *name, const void *new_name)
{
    char stored[NAME_SIZE], new_stored[NAME_SIZE];
    struct session *session;
    struct database *database;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    err = database_of_session(session, dbid, &database);
    if (err >= 0 && (name == NULL || new_name == NULL)) {
        err = diag_fail(JET_errInvalidParameter, "JetRenameTable: a name is NULL");
    }
    if (err >= 0) {
        err = wide ? object_name_from_w(name, stored) : object_name_from_a(name, stored);
    }
    if (err >= 0) {
        err = wide ? object_name_from_w(new_name, new_stored) : object_name_from_a(new_name, new_stored);
    }
    if (err >= 0) {
        err = table_rename(session, database, stored, new_stored);
    }
    session_leave(session);
    return err;
}

JET_ERR JET_API JetRenameTableA(JET_SESID sesid, JET_DBID dbid, JET_PCSTR name, JET_PCSTR new_name)
{
    return rename_table(sesid, dbid, false, name, new_name);
}

JET_ERR JET_API JetRenameTableW(JET_SESID sesid, JET_DBID dbid, JET_PCWSTR name, JET_PCWSTR new_name)
{
    return rename_table(sesid, dbid, true, name, new_name);
}
