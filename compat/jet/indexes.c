/*
 * indexes.c - JetCreateIndex to 4, JetDeleteIndex.
 */
#include "cursor/table_ddl.h"
#include "jet/definitions.h"
#include "jet/dispatch.h"
#include "jet/object_name.h"

/* Converts, creates, answers. */
static JET_ERR create(struct cursor *cursor, struct definition_form form, void *indexes, uint32_t count)
{
    struct index_definition *definitions;
    struct arena *arena;
    JET_ERR err;

    if (cursor->ops->create_indexes == NULL) {
        return dispatch_illegal("JetCreateIndex");
    }
    arena = arena_create();
    if (arena == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for a definition");
    }
    err = definitions_of_indexes(arena, form, indexes, count, &definitions);
    if (err >= 0) {
        err = cursor->ops->create_indexes(cursor, definitions, count);
        definitions_answer_indexes(indexes, definitions, count);
    }
    arena_destroy(arena);
    return err;
}

static JET_ERR create_indexes(JET_SESID sesid, JET_TABLEID tableid, struct definition_form form,
                              void *indexes, JET_ULONG count)
{
    struct cursor *cursor;
    struct session *session;
    JET_ERR err;

    JET_TRY(dispatch_enter(sesid, tableid, &cursor));
    session = cursor_session(cursor);
    err = create(cursor, form, indexes, count);
    session_leave(session);
    return err;
}

#define CREATE_INDEX(function, wide, version, structure)                                                     \
    JET_ERR JET_API function(JET_SESID sesid, JET_TABLEID tableid, structure *indexes, JET_ULONG count)      \
    {                                                                                                        \
        return create_indexes(sesid, tableid, (struct definition_form){wide, version}, indexes, count);      \
    }

CREATE_INDEX(JetCreateIndex2A, false, 1, JET_INDEXCREATE_A)
CREATE_INDEX(JetCreateIndex2W, true, 1, JET_INDEXCREATE_W)
CREATE_INDEX(JetCreateIndex3A, false, 2, JET_INDEXCREATE2_A)
CREATE_INDEX(JetCreateIndex3W, true, 2, JET_INDEXCREATE2_W)
CREATE_INDEX(JetCreateIndex4A, false, 3, JET_INDEXCREATE3_A)
CREATE_INDEX(JetCreateIndex4W, true, 3, JET_INDEXCREATE3_W)

/* The first form has neither a locale nor anything else that came later. */
JET_ERR JET_API JetCreateIndexA(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR name, JET_GRBIT grbit,
                                const char *key, JET_ULONG key_size, JET_ULONG density)
{
    JET_INDEXCREATE_A index = {.cbStruct = sizeof index,
                               .szIndexName = (char *)(uintptr_t)name,
                               .szKey = (char *)(uintptr_t)key,
                               .cbKey = key_size,
                               .grbit = grbit,
                               .ulDensity = density,
                               .cbKeyMost = KEY_MOST_DEFAULT};

    return create_indexes(sesid, tableid, (struct definition_form){false, 1}, &index, 1);
}

JET_ERR JET_API JetCreateIndexW(JET_SESID sesid, JET_TABLEID tableid, JET_PCWSTR name, JET_GRBIT grbit,
                                const WCHAR *key, JET_ULONG key_size, JET_ULONG density)
{
    JET_INDEXCREATE_W index = {.cbStruct = sizeof index,
                               .szIndexName = (WCHAR *)(uintptr_t)name,
                               .szKey = (WCHAR *)(uintptr_t)key,
                               .cbKey = key_size,
                               .grbit = grbit,
                               .ulDensity = density,
                               .cbKeyMost = KEY_MOST_DEFAULT};

    return create_indexes(sesid, tableid, (struct definition_form){true, 1}, &index, 1);
}

static JET_ERR delete_index(JET_SESID sesid, JET_TABLEID tableid, bool wide, const void *name)
{
    char stored[NAME_SIZE];
    struct cursor *cursor;
    struct session *session;
    JET_ERR err;

    JET_TRY(dispatch_enter(sesid, tableid, &cursor));
    session = cursor_session(cursor);
    err = cursor->ops->delete_index == NULL ? dispatch_illegal("JetDeleteIndex")
          : wide                            ? object_name_from_w(name, stored)
                                            : object_name_from_a(name, stored);
    if (err >= 0) {
        err = cursor->ops->delete_index(cursor, stored);
    }
    session_leave(session);
    return err;
}

JET_ERR JET_API JetDeleteIndexA(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR name)
{
    return delete_index(sesid, tableid, false, name);
}

JET_ERR JET_API JetDeleteIndexW(JET_SESID sesid, JET_TABLEID tableid, JET_PCWSTR name)
{
    return delete_index(sesid, tableid, true, name);
}
