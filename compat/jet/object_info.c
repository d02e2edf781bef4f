/*
 * object_info.c - JetGetObjectInfo: the tables of a database.
 */
#include "diag.h"
#include "jet/entry.h"
#include "jet/info.h"
#include "jet/object_name.h"
#include "try.h"

/* Columns of the list. */
enum {
    LIST_CONTAINER,
    LIST_NAME,
    LIST_TYPE,
    LIST_CREATED,
    LIST_UPDATED,
    LIST_RECORDS,
    LIST_PAGES,
    LIST_GRBIT,
    LIST_FLAGS,
    LIST_COLUMNS,
};

static const struct info_column list_columns[LIST_COLUMNS] = {
    [LIST_CONTAINER] = {INFO_NAME, true}, [LIST_NAME] = {INFO_NAME, true},
    [LIST_TYPE] = {INFO_LONG, false},     [LIST_CREATED] = {INFO_DATE, false},
    [LIST_UPDATED] = {INFO_DATE, false},  [LIST_RECORDS] = {INFO_LONG, false},
    [LIST_PAGES] = {INFO_LONG, false},    [LIST_GRBIT] = {INFO_LONG, false},
    [LIST_FLAGS] = {INFO_LONG, false},
};

static const char container_name[] = "Tables"; /* there are no other objects */

/* What is asked about. */
struct object_question {
    JET_DBID dbid;
    JET_OBJTYP type;
    const void *given_container, *given_name; /* in the program's form */
    char container[NAME_SIZE], name[NAME_SIZE];
    void *result;
    uint32_t capacity, level;
    bool wide;
};

static JET_GRBIT grbit_of(const struct database *database)
{
    return JET_bitTableInfoBookmark | JET_bitTableInfoRollback |
           (database->read_only ? 0 : JET_bitTableInfoUpdatable);
}

static JET_ERR one_object(const struct object_question *question, const struct session *session,
                          struct database *database)
{
    JET_OBJECTINFO info = {.cbStruct = sizeof info, .objtyp = JET_objtypTable, .grbit = grbit_of(database)};
    struct table *table;

    if (question->name[0] == '\0') {
        return diag_fail(JET_errObjectNotFound, "the name of a table is needed");
    }
    JET_TRY(table_open(session, database, question->name, &table));
    info.flags = table->flags;
    table_release(table);
    memcpy(question->result, &info, sizeof info);
    return JET_errSuccess;
}

struct listing {
    struct info_list *list;
    JET_GRBIT grbit;
};

static JET_ERR add_table(void *context, const struct table_row *row)
{
    static const uint32_t none = 0, type = JET_objtypTable;
    const struct listing *listing = context;
    struct info_list *list = listing->list;

    info_list_row(list);
    info_list_set_name(list, LIST_CONTAINER, container_name);
    info_list_set_name(list, LIST_NAME, row->name);
    info_list_set(list, LIST_TYPE, &type, sizeof type);
    info_list_set(list, LIST_RECORDS, &none, sizeof none);
    info_list_set(list, LIST_PAGES, &none, sizeof none);
    info_list_set(list, LIST_GRBIT, &listing->grbit, sizeof listing->grbit);
    info_list_set(list, LIST_FLAGS, &row->flags, sizeof row->flags);
    return info_list_add(list);
}

static JET_ERR list_objects(const struct object_question *question, struct session *session,
                            struct database *database)
{
    struct info_list list;
    struct listing listing = {&list, grbit_of(database)};
    JET_OBJECTLIST out;
    JET_ERR err = JET_errSuccess;

    JET_TRY(info_list_begin(&list, session, question->wide, list_columns, LIST_COLUMNS));
    if (question->type == JET_objtypNil || question->type == JET_objtypTable) {
        err = catalog_each_table(session, database, add_table, &listing);
    }
    if (err < 0) {
        info_list_cancel(&list);
        return err;
    }
    JET_TRY(info_list_finish(&list));
    out = (JET_OBJECTLIST){
        .cbStruct = sizeof out,
        .tableid = list.cursor->object.tableid,
        .cRecord = list.rows,
        .columnidcontainername = list.ids[LIST_CONTAINER],
        .columnidobjectname = list.ids[LIST_NAME],
        .columnidobjtyp = list.ids[LIST_TYPE],
        .columniddtCreate = list.ids[LIST_CREATED],
        .columniddtUpdate = list.ids[LIST_UPDATED],
        .columnidgrbit = list.ids[LIST_GRBIT],
        .columnidflags = list.ids[LIST_FLAGS],
        .columnidcRecord = list.ids[LIST_RECORDS],
        .columnidcPage = list.ids[LIST_PAGES],
    };
    memcpy(question->result, &out, sizeof out);
    return JET_errSuccess;
}

static JET_ERR check_level(uint32_t level, uint32_t capacity)
{
    switch (level) {
    case JET_ObjInfo:
    case JET_ObjInfoNoStats:
        return info_check_size(capacity, sizeof(JET_OBJECTINFO));
    case JET_ObjInfoList:
    case JET_ObjInfoListNoStats:
        return info_check_size(capacity, sizeof(JET_OBJECTLIST));
    case JET_ObjInfoSysTabCursor:
    case JET_ObjInfoSysTabReadOnly:
    case JET_ObjInfoListACM:
    case JET_ObjInfoRulesLoaded:
        return info_obsolete_level(level);
    default:
        return info_unknown_level(level);
    }
}

static JET_ERR convert_names(struct object_question *question)
{
    JET_TRY(object_name_optional(question->given_container, question->wide, question->container));
    return object_name_optional(question->given_name, question->wide, question->name);
}

static JET_ERR object_info(struct session *session, struct object_question *question)
{
    struct database *database;

    JET_TRY(check_level(question->level, question->capacity));
    JET_TRY(database_of_session(session, question->dbid, &database));
    JET_TRY(convert_names(question));
    if (question->container[0] != '\0' && name_compare(question->container, container_name) != 0) {
        return diag_fail(JET_errObjectNotFound, "there is no container '%s'", question->container);
    }
    if (question->level == JET_ObjInfo || question->level == JET_ObjInfoNoStats) {
        return one_object(question, session, database);
    }
    return list_objects(question, session, database);
}

static JET_ERR get_object_info(JET_SESID sesid, struct object_question *question)
{
    struct session *session;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    err = object_info(session, question);
    session_leave(session);
    return err;
}

JET_ERR JET_API JetGetObjectInfoA(JET_SESID sesid, JET_DBID dbid, JET_OBJTYP objtyp, JET_PCSTR container,
                                  JET_PCSTR name, void *result, JET_ULONG capacity, JET_ULONG level)
{
    struct object_question question = {.dbid = dbid,
                                       .type = objtyp,
                                       .given_container = container,
                                       .given_name = name,
                                       .result = result,
                                       .capacity = capacity,
                                       .level = level};

    return get_object_info(sesid, &question);
}

JET_ERR JET_API JetGetObjectInfoW(JET_SESID sesid, JET_DBID dbid, JET_OBJTYP objtyp, JET_PCWSTR container,
                                  JET_PCWSTR name, void *result, JET_ULONG capacity, JET_ULONG level)
{
    struct object_question question = {.dbid = dbid,
                                       .type = objtyp,
                                       .given_container = container,
                                       .given_name = name,
                                       .result = result,
                                       .capacity = capacity,
                                       .level = level,
                                       .wide = true};

    return get_object_info(sesid, &question);
}
