/*
 * index_info.c - JetGetTableIndexInfo and JetGetIndexInfo.
 */
#include "jet/index_info.h"

#include <stddef.h>

#include "cursor/index_id.h"
#include "diag.h"
#include "jet/entry.h"
#include "jet/object_name.h"
#include "space/space.h"
#include "try.h"

enum { SORT_VERSION_SHIFT = 32 };

/* Columns of the list. */
enum {
    LIST_NAME,
    LIST_GRBIT,
    LIST_KEYS,
    LIST_ENTRIES,
    LIST_PAGES,
    LIST_KEY_COLUMNS,
    LIST_KEY_COLUMN,
    LIST_ID,
    LIST_TYPE,
    LIST_COUNTRY,
    LIST_LANGUAGE,
    LIST_CODE_PAGE,
    LIST_COLLATE,
    LIST_COLUMN_GRBIT,
    LIST_COLUMN_NAME,
    LIST_LCMAP_FLAGS,
    LIST_COLUMNS,
};

static const struct info_column list_columns[LIST_COLUMNS] = {
    [LIST_NAME] = {INFO_NAME, true},         [LIST_GRBIT] = {INFO_LONG, false},
    [LIST_KEYS] = {INFO_LONG, false},        [LIST_ENTRIES] = {INFO_LONG, false},
    [LIST_PAGES] = {INFO_LONG, false},       [LIST_KEY_COLUMNS] = {INFO_LONG, false},
    [LIST_KEY_COLUMN] = {INFO_LONG, true},   [LIST_ID] = {INFO_LONG, false},
    [LIST_TYPE] = {INFO_LONG, false},        [LIST_COUNTRY] = {INFO_SHORT, false},
    [LIST_LANGUAGE] = {INFO_SHORT, false},   [LIST_CODE_PAGE] = {INFO_SHORT, false},
    [LIST_COLLATE] = {INFO_SHORT, false},    [LIST_COLUMN_GRBIT] = {INFO_LONG, false},
    [LIST_COLUMN_NAME] = {INFO_NAME, false}, [LIST_LCMAP_FLAGS] = {INFO_LONG, false},
};

/* A caller that knows no LCMap flags has a structure without the last member. */
#define INDEXLIST_OLD_SIZE offsetof(JET_INDEXLIST, columnidLCMapFlags)

/* ----------------------------------------------------------------------------------------- about an index */

static JET_GRBIT null_grbit(const struct index *index)
{
    JET_GRBIT grbit = 0;

    if (index->flags & INDEX_NO_NULL_SEGMENT) {
        return JET_bitIndexDisallowNull;
    }
    grbit |= index->flags & INDEX_ALLOW_ALL_NULLS ? 0 : JET_bitIndexIgnoreNull;
    grbit |= index->flags & INDEX_ALLOW_FIRST_NULL ? 0 : JET_bitIndexIgnoreFirstNull;
    grbit |= index->flags & INDEX_ALLOW_SOME_NULLS ? 0 : JET_bitIndexIgnoreAnyNull;
    grbit |= index->flags & INDEX_SORT_NULLS_HIGH ? JET_bitIndexSortNullsHigh : 0;
    return grbit;
}

uint32_t index_info_key_most(const struct index *index)
{
    uint32_t size = 0;

    if (!index->is_primary) {
        return index->key_most;
    }
    for (uint32_t i = 0; i < index->segment_count; i++) {
        const struct column *column = index->segments[i].column;

        if (coltyp_size(column->type) == 0 &&
            !(column->type == JET_coltypBinary && column_is_fixed(column))) {
            return index->key_most;
        }
        size += 1 + column_fixed_size(column); /* with the prefix byte */
    }
    return size < index->key_most ? size : index->key_most;
}

JET_GRBIT index_info_grbit(const struct index *index)
{
    static const struct {
        uint32_t flag;
        JET_GRBIT grbit;
    } bits[] = {
        {INDEX_PRIMARY, JET_bitIndexPrimary},
        {INDEX_UNIQUE, JET_bitIndexUnique},
        {INDEX_CROSS_PRODUCT, JET_bitIndexCrossProduct},
        {INDEX_NESTED_TABLE, JET_bitIndexNestedTable},
        {INDEX_DOT_NET_GUID, JET_bitIndexDotNetGuid},
        {INDEX_DEFERRED_POPULATE, JET_bitIndexDeferredPopulateCreate},
        {INDEX_DISALLOW_TRUNCATION, JET_bitIndexDisallowTruncation},
    };
    JET_GRBIT grbit = null_grbit(index);

    for (unsigned i = 0; i < sizeof bits / sizeof bits[0]; i++) {
        grbit |= index->flags & bits[i].flag ? bits[i].grbit : 0;
    }
    grbit |= index->is_tuple ? JET_bitIndexTuples : 0;
    return grbit | (index_info_key_most(index) > KEY_MOST_DEFAULT ? JET_bitIndexKeyMost : 0);
}

uint32_t index_info_lcmap_flags(const struct index *index)
{
    return index->flags & INDEX_LOCALIZED_TEXT || index->keeps_lcmap_flags ? index->lcmap_flags : 0;
}

JET_ERR index_info_locale(const struct index *index, const struct sort_locale **locale)
{
    if (index->has_locale || index->lcid == 0) {
        return sort_locale_find(index->locale, locale);
    }
    return sort_locale_from_lcid(index->lcid, locale);
}

/* ----------------------------------------------------------------------------------------------- the list */

static JET_ERR add_segment(const struct index *index, uint32_t number, uint16_t language,
                           struct info_list *list)
{
    const struct key_segment *segment = &index->segments[number];
    const JET_GRBIT grbit = index_info_grbit(index);
    const JET_GRBIT column_grbit = segment->descending ? JET_bitKeyDescending : JET_bitKeyAscending;
    const uint32_t none = 0, count = index->segment_count, type = segment->column->type;
    const uint32_t flags = index_info_lcmap_flags(index);
    const uint16_t country = INFO_COUNTRY, collate = 0;

    info_list_row(list);
    info_list_set_name(list, LIST_NAME, index->name);
    info_list_set(list, LIST_GRBIT, &grbit, sizeof grbit);
    info_list_set(list, LIST_KEYS, &none, sizeof none);
    info_list_set(list, LIST_ENTRIES, &none, sizeof none);
    info_list_set(list, LIST_PAGES, &none, sizeof none);
    info_list_set(list, LIST_KEY_COLUMNS, &count, sizeof count);
    info_list_set(list, LIST_KEY_COLUMN, &number, sizeof number);
    info_list_set(list, LIST_ID, &segment->column->id, sizeof segment->column->id);
    info_list_set(list, LIST_TYPE, &type, sizeof type);
    info_list_set(list, LIST_COUNTRY, &country, sizeof country);
    info_list_set(list, LIST_LANGUAGE, &language, sizeof language);
    info_list_set(list, LIST_LCMAP_FLAGS, &flags, sizeof flags);
    info_list_set(list, LIST_CODE_PAGE, &segment->column->code_page, sizeof segment->column->code_page);
    info_list_set(list, LIST_COLLATE, &collate, sizeof collate);
    info_list_set(list, LIST_COLUMN_GRBIT, &column_grbit, sizeof column_grbit);
    info_list_set_name(list, LIST_COLUMN_NAME, segment->column->name);
    return info_list_add(list);
}

static JET_ERR add_index(const struct index *index, struct info_list *list)
{
    const struct sort_locale *locale;

    JET_TRY(index_info_locale(index, &locale));
    for (uint32_t i = 0; i < index->segment_count; i++) {
        JET_TRY(add_segment(index, i, (uint16_t)locale->lcid, list));
    }
    return JET_errSuccess;
}

static void put_list(const struct info_list *list, void *result, uint32_t capacity)
{
    const JET_INDEXLIST out = {
        .cbStruct = capacity < sizeof out ? INDEXLIST_OLD_SIZE : sizeof out,
        .tableid = list->cursor->object.tableid,
        .cRecord = list->rows,
        .columnidindexname = list->ids[LIST_NAME],
        .columnidgrbitIndex = list->ids[LIST_GRBIT],
        .columnidcKey = list->ids[LIST_KEYS],
        .columnidcEntry = list->ids[LIST_ENTRIES],
        .columnidcPage = list->ids[LIST_PAGES],
        .columnidcColumn = list->ids[LIST_KEY_COLUMNS],
        .columnidiColumn = list->ids[LIST_KEY_COLUMN],
        .columnidcolumnid = list->ids[LIST_ID],
        .columnidcoltyp = list->ids[LIST_TYPE],
        .columnidCountry = list->ids[LIST_COUNTRY],
        .columnidLangid = list->ids[LIST_LANGUAGE],
        .columnidCp = list->ids[LIST_CODE_PAGE],
        .columnidCollate = list->ids[LIST_COLLATE],
        .columnidgrbitColumn = list->ids[LIST_COLUMN_GRBIT],
        .columnidcolumnname = list->ids[LIST_COLUMN_NAME],
        .columnidLCMapFlags = list->ids[LIST_LCMAP_FLAGS],
    };

    memcpy(result, &out, out.cbStruct);
}

static JET_ERR not_found(const struct info_target *target)
{
    return diag_fail(JET_errIndexNotFound, "table '%s' has no such index", target->table->name);
}

/* The named index, or all of them when the name is empty. */
static JET_ERR list_indexes(const struct info_target *target, const char *name, void *result,
                            uint32_t capacity)
{
    const struct table *table = target->table;
    const struct index *named = *name != '\0' ? table_index(table, name) : NULL;
    struct info_list list;
    JET_ERR err = JET_errSuccess;

    if (*name != '\0' && named == NULL) {
        return not_found(target);
    }
    JET_TRY(info_list_begin(&list, target->session, target->wide, list_columns, LIST_COLUMNS));
    for (uint32_t i = 0; i < table->index_count && err >= 0; i++) {
        if (named == NULL || table->indexes[i] == named) {
            err = add_index(table->indexes[i], &list);
        }
    }
    if (err < 0) {
        info_list_cancel(&list);
        return err;
    }
    JET_TRY(info_list_finish(&list));
    put_list(&list, result, capacity);
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------ single values */

/* LCID, or in a small buffer the language of it. */
static JET_ERR put_lcid(const struct index *index, void *result, uint32_t capacity)
{
    const struct sort_locale *locale;

    JET_TRY(index_info_locale(index, &locale));
    if (capacity < sizeof(uint32_t)) {
        put_u16(result, (uint16_t)locale->lcid);
    } else {
        put_u32(result, locale->lcid);
    }
    return JET_errSuccess;
}

static JET_ERR put_locale_name(const struct index *index, void *result, uint32_t capacity)
{
    const struct sort_locale *locale;

    JET_TRY(index_info_locale(index, &locale));
    return info_check_size(capacity, object_name_to_w(locale->name, result, capacity));
}

/* Pages of the index alone: a table's own tree also owns what it gave to its indexes and long values. */
static JET_ERR put_owned(const struct info_target *target, const struct index *index, void *result,
                         uint32_t capacity)
{
    const struct table *table = target->table;
    uint32_t own, owned, available;

    if (capacity != sizeof own) {
        return diag_fail(JET_errInvalidBufferSize, "a count has 4 bytes, the buffer %u", capacity);
    }
    JET_TRY(space_of_tree(&index->tree, &own, &available));
    for (uint32_t i = 0; index->is_primary && i < table->index_count; i++) {
        if (!table->indexes[i]->is_primary) {
            JET_TRY(space_of_tree(&table->indexes[i]->tree, &owned, &available));
            own -= owned;
        }
    }
    if (index->is_primary && table_has_long_values(table)) {
        JET_TRY(space_of_tree(&table->long_values, &owned, &available));
        own -= owned;
    }
    put_u32(result, own);
    return JET_errSuccess;
}

/* An index that is not there takes no space: that is no error to Windows. */
static JET_ERR put_space(const struct info_target *target, const char *name, bool wants_owned, void *result,
                         uint32_t capacity)
{
    const struct index *index = *name != '\0' ? table_index(target->table, name) : NULL;
    uint32_t owned, available;

    if (index == NULL) {
        memset(result, 0, capacity);
        return JET_errSuccess;
    }
    if (wants_owned) {
        return put_owned(target, index, result, capacity);
    }
    JET_TRY(space_of_tree(&index->tree, &owned, &available));
    memset(result, 0, capacity);
    put_u32(result, available);
    return JET_errSuccess;
}

/* The hidden order of records counts like an index. */
static void put_count(const struct table *table, void *result)
{
    put_u32(result, table->index_count + (table->primary == NULL ? 1 : 0));
}

/* ------------------------------------------------------------------------------------------------- levels */

static JET_ERR check_level(uint32_t level, uint32_t capacity)
{
    switch (level) {
    case JET_IdxInfo:
    case JET_IdxInfoList:
        return info_check_size(capacity, INDEXLIST_OLD_SIZE);
    case JET_IdxInfoSpaceOwned:
    case JET_IdxInfoSpaceAvailable:
    case JET_IdxInfoSpaceAlloc:
    case JET_IdxInfoCount:
    case JET_IdxInfoSortVersion:
    case JET_IdxInfoDefinedSortVersion:
        return info_check_size(capacity, sizeof(uint32_t));
    case JET_IdxInfoLCID:
    case JET_IdxInfoVarSegMac:
    case JET_IdxInfoKeyMost:
        return info_check_size(capacity, sizeof(uint16_t));
    case JET_IdxInfoIndexId:
        return info_check_size(capacity, sizeof(JET_INDEXID));
    case JET_IdxInfoCreateIndex:
    case JET_IdxInfoCreateIndex2:
    case JET_IdxInfoCreateIndex3:
        return info_check_size(capacity, index_info_create_size(level));
    case JET_IdxInfoSortId:
        return info_check_size(capacity, SORT_ID_SIZE);
    case JET_IdxInfoLocaleName:
        return info_check_size(capacity, LOCALE_NAME_SIZE * sizeof(WCHAR));
    case JET_IdxInfoSysTabCursor:
    case JET_IdxInfoOLC:
    case JET_IdxInfoResetOLC:
        return info_obsolete_level(level);
    default:
        return info_unknown_level(level);
    }
}

/* Versions and ids of sort weights matter to indexes with Unicode text only. */
static bool has_sort_version(const struct index *index)
{
    return index->flags & INDEX_LOCALIZED_TEXT;
}

/* Levels about one index that must be there. */
static JET_ERR one_index(const struct info_target *target, const struct index *index, uint32_t level,
                         void *result, uint32_t capacity)
{
    const uint64_t version = has_sort_version(index) ? index->sort_version : 0;

    switch (level) {
    case JET_IdxInfoSpaceAlloc:
        put_u32(result, index->density);
        return JET_errSuccess;
    case JET_IdxInfoLCID:
        return put_lcid(index, result, capacity);
    case JET_IdxInfoLocaleName:
        return put_locale_name(index, result, capacity);
    case JET_IdxInfoVarSegMac:
        put_u16(result, index->segment_most);
        return JET_errSuccess;
    case JET_IdxInfoKeyMost:
        put_u16(result, index->key_most);
        return JET_errSuccess;
    case JET_IdxInfoSortVersion:
        put_u32(result, (uint32_t)(version >> SORT_VERSION_SHIFT));
        return JET_errSuccess;
    case JET_IdxInfoDefinedSortVersion:
        put_u32(result, (uint32_t)version);
        return JET_errSuccess;
    case JET_IdxInfoSortId:
        memset(result, 0, SORT_ID_SIZE);
        if (has_sort_version(index)) {
            memcpy(result, index->sort_id, SORT_ID_SIZE);
        }
        return JET_errSuccess;
    case JET_IdxInfoIndexId:
        index_id_of(target->table, index, result);
        return JET_errSuccess;
    default:
        return index_info_create(target, index, level, result, capacity);
    }
}

static bool is_create_level(uint32_t level)
{
    return level == JET_IdxInfoCreateIndex || level == JET_IdxInfoCreateIndex2 ||
           level == JET_IdxInfoCreateIndex3;
}

/* The empty name means the primary index to the levels that describe an index as a whole, and none to others. */
static JET_ERR index_info(const struct info_target *target, const char *name, void *result, uint32_t capacity,
                          uint32_t level)
{
    const struct index *index;

    switch (level) {
    case JET_IdxInfo:
    case JET_IdxInfoList:
        return list_indexes(target, name, result, capacity);
    case JET_IdxInfoCount:
        put_count(target->table, result);
        return JET_errSuccess;
    case JET_IdxInfoSpaceOwned:
    case JET_IdxInfoSpaceAvailable:
        return put_space(target, name, level == JET_IdxInfoSpaceOwned, result, capacity);
    default:
        index = *name != '\0' || is_create_level(level) ? table_index(target->table, name) : NULL;
        return index == NULL ? not_found(target) : one_index(target, index, level, result, capacity);
    }
}

static JET_ERR of_cursor(JET_SESID sesid, JET_TABLEID tableid, const void *name, void *result,
                         uint32_t capacity, uint32_t level, bool wide)
{
    struct info_target target;
    char stored[NAME_SIZE];
    JET_ERR err;

    JET_TRY(info_enter_cursor(sesid, tableid, wide, &target));
    JET_TRY_OR(check_level(level, capacity), leave);
    JET_TRY_OR(object_name_optional(name, wide, stored), leave);
    err = index_info(&target, stored, result, capacity, level);
leave:
    session_leave(target.session);
    return err;
}

static JET_ERR of_table(struct session *session, JET_DBID dbid, const void *table, const void *index,
                        void *result, uint32_t capacity, uint32_t level, bool wide)
{
    struct info_target target;
    char stored[NAME_SIZE], name[NAME_SIZE];
    const JET_ERR named = object_name_from(table, wide, stored);
    JET_ERR err;

    JET_TRY(check_level(level, capacity));
    JET_TRY(info_open_table(session, dbid, named, stored, wide, &target));
    err = object_name_optional(index, wide, name);
    if (err >= 0) {
        err = index_info(&target, name, result, capacity, level);
    }
    info_release(&target);
    return err;
}

static JET_ERR of_database(JET_SESID sesid, JET_DBID dbid, const void *table, const void *index, void *result,
                           uint32_t capacity, uint32_t level, bool wide)
{
    struct session *session;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    err = of_table(session, dbid, table, index, result, capacity, level, wide);
    session_leave(session);
    return err;
}

JET_ERR JET_API JetGetTableIndexInfoA(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR index, void *result,
                                      JET_ULONG capacity, JET_ULONG level)
{
    return of_cursor(sesid, tableid, index, result, capacity, level, false);
}

JET_ERR JET_API JetGetTableIndexInfoW(JET_SESID sesid, JET_TABLEID tableid, JET_PCWSTR index, void *result,
                                      JET_ULONG capacity, JET_ULONG level)
{
    return of_cursor(sesid, tableid, index, result, capacity, level, true);
}

JET_ERR JET_API JetGetIndexInfoA(JET_SESID sesid, JET_DBID dbid, JET_PCSTR table, JET_PCSTR index,
                                 void *result, JET_ULONG capacity, JET_ULONG level)
{
    return of_database(sesid, dbid, table, index, result, capacity, level, false);
}

JET_ERR JET_API JetGetIndexInfoW(JET_SESID sesid, JET_DBID dbid, JET_PCWSTR table, JET_PCWSTR index,
                                 void *result, JET_ULONG capacity, JET_ULONG level)
{
    return of_database(sesid, dbid, table, index, result, capacity, level, true);
}
