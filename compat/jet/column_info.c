/*
 * column_info.c - JetGetTableColumnInfo and JetGetColumnInfo.
 */
#include "diag.h"
#include "jet/entry.h"
#include "jet/info.h"
#include "jet/object_name.h"
#include "try.h"

enum {
    LEVEL_MASK = 0x0FFFFFFF,
    DEFAULT_MAX = 4096, /* bytes of what the list says about a default */
};

/* Columns of the list. */
enum {
    LIST_ORDER,
    LIST_NAME,
    LIST_ID,
    LIST_TYPE,
    LIST_COUNTRY,
    LIST_LANGUAGE,
    LIST_CODE_PAGE,
    LIST_COLLATE,
    LIST_MAX,
    LIST_GRBIT,
    LIST_DEFAULT,
    LIST_BASE_TABLE,
    LIST_BASE_COLUMN,
    LIST_COLUMNS,
};

static const struct info_column list_columns[LIST_COLUMNS] = {
    [LIST_ORDER] = {INFO_LONG, true},
    [LIST_NAME] = {INFO_NAME, true},
    [LIST_ID] = {INFO_LONG, false},
    [LIST_TYPE] = {INFO_LONG, false},
    [LIST_COUNTRY] = {INFO_SHORT, false},
    [LIST_LANGUAGE] = {INFO_SHORT, false},
    [LIST_CODE_PAGE] = {INFO_SHORT, false},
    [LIST_COLLATE] = {INFO_SHORT, false},
    [LIST_MAX] = {INFO_LONG, false},
    [LIST_GRBIT] = {INFO_LONG, false},
    [LIST_DEFAULT] = {INFO_LONG_BINARY, false},
    [LIST_BASE_TABLE] = {INFO_NAME, false},
    [LIST_BASE_COLUMN] = {INFO_NAME, false},
};

/* --------------------------------------------------------------------------------------------- one column */

static JET_GRBIT column_grbit(const struct info_target *target, const struct column *column)
{
    static const struct {
        uint16_t flag;
        JET_GRBIT grbit;
    } bits[] = {
        {COLUMN_NOT_NULL, JET_bitColumnNotNULL},
        {COLUMN_AUTOINCREMENT, JET_bitColumnAutoincrement},
        {COLUMN_VERSION, JET_bitColumnVersion},
        {COLUMN_MULTI_VALUED, JET_bitColumnMultiValued},
        {COLUMN_ESCROW_UPDATE, JET_bitColumnEscrowUpdate},
        {COLUMN_FINALIZE, JET_bitColumnFinalize},
        {COLUMN_DELETE_ON_ZERO, JET_bitColumnDeleteOnZero},
        {COLUMN_USER_DEFINED_DEFAULT, JET_bitColumnUserDefinedDefault},
        {COLUMN_COMPRESSED, JET_bitColumnCompressed},
        {COLUMN_ENCRYPTED, JET_bitColumnEncrypted},
        {COLUMN_PRIMARY_INDEX_PLACEHOLDER, JET_bitColumnRenameConvertToPrimaryIndexPlaceholder},
    };
    JET_GRBIT grbit = column_is_tagged(column)  ? JET_bitColumnTagged
                      : column_is_fixed(column) ? JET_bitColumnFixed
                                                : 0;

    if (target->updatable) {
        grbit |= JET_bitColumnUpdatable;
    }
    for (unsigned i = 0; i < sizeof bits / sizeof bits[0]; i++) {
        grbit |= column->flags & bits[i].flag ? bits[i].grbit : 0;
    }
    return grbit;
}

static void describe(const struct info_target *target, const struct column *column, JET_COLUMNDEF *out)
{
    *out = (JET_COLUMNDEF){
        .cbStruct = sizeof *out,
        .columnid = column->id,
        .coltyp = column->type,
        .wCountry = INFO_COUNTRY,
        .langid = info_language(target->session),
        .cp = column->code_page,
        .cbMax = column->max,
        .grbit = column_grbit(target, column),
    };
}

/* The column that a program names, by its id where `id` is not NULL. */
static JET_ERR find(const struct info_target *target, const char *name, const JET_COLUMNID *id,
                    const struct column **column)
{
    *column = id != NULL      ? table_column(target->table, *id)
              : *name != '\0' ? table_column_by_name(target->table, name)
                              : NULL;
    if (*column == NULL) {
        return diag_fail(JET_errColumnNotFound, "table '%s' has no such column", target->table->name);
    }
    return JET_errSuccess;
}

static void put_base_a(const struct info_target *target, const struct column *column,
                       const JET_COLUMNDEF *def, JET_COLUMNBASE_A *out)
{
    *out = (JET_COLUMNBASE_A){.cbStruct = sizeof *out,
                              .columnid = def->columnid,
                              .coltyp = def->coltyp,
                              .wCountry = def->wCountry,
                              .langid = def->langid,
                              .cp = def->cp,
                              .cbMax = def->cbMax,
                              .grbit = def->grbit};
    object_name_to_a(info_table_name(target->table), out->szBaseTableName, sizeof out->szBaseTableName);
    object_name_to_a(column->name, out->szBaseColumnName, sizeof out->szBaseColumnName);
}

static void put_base_w(const struct info_target *target, const struct column *column,
                       const JET_COLUMNDEF *def, JET_COLUMNBASE_W *out)
{
    *out = (JET_COLUMNBASE_W){.cbStruct = sizeof *out,
                              .columnid = def->columnid,
                              .coltyp = def->coltyp,
                              .wCountry = def->wCountry,
                              .langid = def->langid,
                              .cp = def->cp,
                              .cbMax = def->cbMax,
                              .grbit = def->grbit};
    object_name_to_w(info_table_name(target->table), out->szBaseTableName, sizeof out->szBaseTableName);
    object_name_to_w(column->name, out->szBaseColumnName, sizeof out->szBaseColumnName);
}

static JET_ERR one_column(const struct info_target *target, const char *name, const JET_COLUMNID *id,
                          bool base, void *result)
{
    const struct column *column;
    JET_COLUMNDEF def;

    JET_TRY(find(target, name, id, &column));
    describe(target, column, &def);
    if (!base) {
        memcpy(result, &def, sizeof def);
    } else if (target->wide) {
        put_base_w(target, column, &def, result);
    } else {
        put_base_a(target, column, &def, result);
    }
    return JET_errSuccess;
}

/* ----------------------------------------------------------------------------------------------- the list */

/* The default as JetAddColumn would take it. One from a callback is the structure, then what it points at. */
static struct temp_value default_of(const struct column *column, uint8_t space[DEFAULT_MAX])
{
    JET_USERDEFINEDDEFAULT_A described = {0};
    uint32_t name_size, size = sizeof described;

    if (!(column->flags & COLUMN_USER_DEFINED_DEFAULT)) {
        return column->flags & COLUMN_DEFAULT
                   ? (struct temp_value){column->default_value.at, column->default_value.size}
                   : (struct temp_value){NULL, 0};
    }
    name_size = column->callback != NULL ? (uint32_t)strlen(column->callback) + 1 : 0;
    if (name_size + column->callback_data.size > DEFAULT_MAX - size) {
        return (struct temp_value){NULL, 0};
    }
    described.cbUserData = column->callback_data.size;
    memcpy(space, &described, sizeof described);
    if (name_size > 0) {
        memcpy(space + size, column->callback, name_size);
        size += name_size;
    }
    if (described.cbUserData > 0) {
        memcpy(space + size, column->callback_data.at, described.cbUserData);
        size += described.cbUserData;
    }
    return (struct temp_value){space, size};
}

static JET_ERR add_column(const struct info_target *target, const struct column *column, uint32_t level,
                          struct info_list *list)
{
    const uint16_t collate = 0;
    uint8_t space[DEFAULT_MAX];
    JET_COLUMNDEF def;
    uint32_t type;

    describe(target, column, &def);
    type = def.coltyp;
    info_list_row(list);
    if (level & JET_ColInfoGrbitSortByColumnid) {
        info_list_set(list, LIST_ORDER, &def.columnid, sizeof def.columnid);
    }
    info_list_set_name(list, LIST_NAME, column->name);
    info_list_set(list, LIST_ID, &def.columnid, sizeof def.columnid);
    if (!(level & JET_ColInfoGrbitMinimalInfo)) {
        info_list_set(list, LIST_TYPE, &type, sizeof type);
        info_list_set(list, LIST_COUNTRY, &def.wCountry, sizeof def.wCountry);
        info_list_set(list, LIST_LANGUAGE, &def.langid, sizeof def.langid);
        info_list_set(list, LIST_CODE_PAGE, &def.cp, sizeof def.cp);
        info_list_set(list, LIST_COLLATE, &collate, sizeof collate);
        info_list_set(list, LIST_MAX, &def.cbMax, sizeof def.cbMax);
        info_list_set(list, LIST_GRBIT, &def.grbit, sizeof def.grbit);
        list->values[LIST_DEFAULT] = default_of(column, space);
        info_list_set_name(list, LIST_BASE_TABLE, info_table_name(target->table));
        info_list_set_name(list, LIST_BASE_COLUMN, column->name);
    }
    return info_list_add(list);
}

/* What the level leaves out. */
static bool is_listed(const struct info_target *target, const struct column *column, uint32_t level)
{
    const bool inherited = target->table->parent != NULL && column->id & COLUMN_ID_TEMPLATE;

    if (level & JET_ColInfoGrbitCompacting) {
        return !inherited && !(column->flags & COLUMN_PRIMARY_INDEX_PLACEHOLDER);
    }
    return !(inherited && level & JET_ColInfoGrbitNonDerivedColumnsOnly);
}

static JET_ERR add_columns(const struct info_target *target, uint32_t level, struct info_list *list)
{
    const struct column *column;
    uint32_t at = 0;

    while ((column = table_next_column(target->table, &at)) != NULL) {
        if (is_listed(target, column, level)) {
            JET_TRY(add_column(target, column, level, list));
        }
    }
    return JET_errSuccess;
}

static void put_list(const struct info_list *list, JET_COLUMNLIST *out)
{
    *out = (JET_COLUMNLIST){
        .cbStruct = sizeof *out,
        .tableid = list->cursor->object.tableid,
        .cRecord = list->rows,
        .columnidPresentationOrder = list->ids[LIST_ORDER],
        .columnidcolumnname = list->ids[LIST_NAME],
        .columnidcolumnid = list->ids[LIST_ID],
        .columnidcoltyp = list->ids[LIST_TYPE],
        .columnidCountry = list->ids[LIST_COUNTRY],
        .columnidLangid = list->ids[LIST_LANGUAGE],
        .columnidCp = list->ids[LIST_CODE_PAGE],
        .columnidCollate = list->ids[LIST_COLLATE],
        .columnidcbMax = list->ids[LIST_MAX],
        .columnidgrbit = list->ids[LIST_GRBIT],
        .columnidDefault = list->ids[LIST_DEFAULT],
        .columnidBaseTableName = list->ids[LIST_BASE_TABLE],
        .columnidBaseColumnName = list->ids[LIST_BASE_COLUMN],
        .columnidDefinitionName = list->ids[LIST_NAME],
    };
}

/* The compact list is in the order of the columns: it has no key, and defaults in the row. */
static JET_ERR list_all(const struct info_target *target, uint32_t level, void *result)
{
    struct info_column columns[LIST_COLUMNS];
    struct info_list list;
    JET_ERR err;

    memcpy(columns, list_columns, sizeof columns);
    if (level & JET_ColInfoGrbitCompacting) {
        columns[LIST_ORDER].key = columns[LIST_NAME].key = false;
        columns[LIST_DEFAULT].type = INFO_BINARY;
    }
    JET_TRY(info_list_begin(&list, target->session, target->wide, columns, LIST_COLUMNS));
    err = add_columns(target, level, &list);
    if (err < 0) {
        info_list_cancel(&list);
        return err;
    }
    JET_TRY(info_list_finish(&list));
    put_list(&list, result);
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------- levels */

static bool is_by_id(uint32_t level)
{
    return (level & LEVEL_MASK) == JET_ColInfoByColid || (level & LEVEL_MASK) == JET_ColInfoBaseByColid;
}

/* Which level it is, and whether the buffer is large enough, before anything is looked up. */
static JET_ERR check_level(uint32_t level, uint32_t capacity, bool wide)
{
    switch (level & LEVEL_MASK) {
    case JET_ColInfo:
    case JET_ColInfoByColid:
        return info_check_size(capacity, sizeof(JET_COLUMNDEF));
    case JET_ColInfoList:
    case JET_ColInfoListCompact:
    case JET_ColInfoListSortColumnid:
        return info_check_size(capacity, sizeof(JET_COLUMNLIST));
    case JET_ColInfoBase:
    case JET_ColInfoBaseByColid:
        return info_check_size(capacity, wide ? sizeof(JET_COLUMNBASE_W) : sizeof(JET_COLUMNBASE_A));
    case JET_ColInfoSysTabCursor:
        return info_obsolete_level(level);
    default:
        return info_unknown_level(level);
    }
}

static JET_ERR column_info(const struct info_target *target, const char *name, const JET_COLUMNID *id,
                           void *result, uint32_t level)
{
    const uint32_t grbit = level & ~(uint32_t)LEVEL_MASK;

    switch (level & LEVEL_MASK) {
    case JET_ColInfoList:
        return list_all(target, grbit, result);
    case JET_ColInfoListSortColumnid:
        return list_all(target, grbit | JET_ColInfoGrbitSortByColumnid, result);
    case JET_ColInfoListCompact:
        return list_all(target, grbit | JET_ColInfoGrbitCompacting, result);
    case JET_ColInfoBase:
    case JET_ColInfoBaseByColid:
        return one_column(target, name, id, true, result);
    default:
        return one_column(target, name, id, false, result);
    }
}

/* A column that is named by its id, which stands where the name would. */
static JET_ERR id_of(const void *at, JET_COLUMNID *id)
{
    if (at == NULL) {
        return diag_fail(JET_errInvalidParameter, "the id of a column is needed");
    }
    memcpy(id, at, sizeof *id);
    return JET_errSuccess;
}

static JET_ERR name_or_id(const void *name_or_id, uint32_t level, bool wide, char name[NAME_SIZE],
                          JET_COLUMNID *id)
{
    name[0] = '\0';
    if (is_by_id(level)) {
        return id_of(name_or_id, id);
    }
    return object_name_optional(name_or_id, wide, name);
}

static JET_ERR of_cursor(JET_SESID sesid, JET_TABLEID tableid, const void *column, void *result,
                         uint32_t capacity, uint32_t level, bool wide)
{
    struct info_target target;
    char name[NAME_SIZE];
    JET_COLUMNID id;
    JET_ERR err;

    JET_TRY(info_enter_cursor(sesid, tableid, wide, &target));
    JET_TRY_OR(check_level(level, capacity, wide), leave);
    JET_TRY_OR(name_or_id(column, level, wide, name, &id), leave);
    err = column_info(&target, name, is_by_id(level) ? &id : NULL, result, level);
leave:
    session_leave(target.session);
    return err;
}

static JET_ERR of_table(struct session *session, JET_DBID dbid, const void *table, const void *column,
                        void *result, uint32_t capacity, uint32_t level, bool wide)
{
    struct info_target target;
    char stored[NAME_SIZE], name[NAME_SIZE];
    const JET_ERR named = object_name_from(table, wide, stored);
    JET_COLUMNID id;
    JET_ERR err;

    JET_TRY(check_level(level, capacity, wide));
    JET_TRY(info_open_table(session, dbid, named, stored, wide, &target));
    err = name_or_id(column, level, wide, name, &id);
    if (err >= 0) {
        err = column_info(&target, name, is_by_id(level) ? &id : NULL, result, level);
    }
    info_release(&target);
    return err;
}

static JET_ERR of_database(JET_SESID sesid, JET_DBID dbid, const void *table, const void *column,
                           void *result, uint32_t capacity, uint32_t level, bool wide)
{
    struct session *session;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    err = of_table(session, dbid, table, column, result, capacity, level, wide);
    session_leave(session);
    return err;
}

JET_ERR JET_API JetGetTableColumnInfoA(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR column, void *result,
                                       JET_ULONG capacity, JET_ULONG level)
{
    return of_cursor(sesid, tableid, column, result, capacity, level, false);
}

JET_ERR JET_API JetGetTableColumnInfoW(JET_SESID sesid, JET_TABLEID tableid, JET_PCWSTR column, void *result,
                                       JET_ULONG capacity, JET_ULONG level)
{
    return of_cursor(sesid, tableid, column, result, capacity, level, true);
}

JET_ERR JET_API JetGetColumnInfoA(JET_SESID sesid, JET_DBID dbid, JET_PCSTR table, JET_PCSTR column,
                                  void *result, JET_ULONG capacity, JET_ULONG level)
{
    return of_database(sesid, dbid, table, column, result, capacity, level, false);
}

JET_ERR JET_API JetGetColumnInfoW(JET_SESID sesid, JET_DBID dbid, JET_PCWSTR table, JET_PCWSTR column,
                                  void *result, JET_ULONG capacity, JET_ULONG level)
{
    return of_database(sesid, dbid, table, column, result, capacity, level, true);
}
