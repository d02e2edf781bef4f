/*
 * table_info.c - JetGetTableInfo.
 */
#include "diag.h"
#include "jet/dispatch.h"
#include "jet/info.h"
#include "jet/object_name.h"
#include "space/space.h"
#include "try.h"

#define OBJECT_SYSTEM_DYNAMIC 0x88000000u

/* What a program sees of an extent. */
struct listed_extent {
    uint32_t last;
    uint32_t pages;
};

static JET_ERR put_number(void *result, uint32_t capacity, uint32_t number)
{
    JET_TRY(info_check_size(capacity, sizeof number));
    put_u32(result, number);
    return JET_errSuccess;
}

/* ---------------------------------------------------------------------------------------------- the table */

/* Tables that the engine keeps its own things in. */
static bool is_engines_own(const char *name)
{
    static const char *const names[] = {
        "MSysObjids",
        "MSysLocales",
        "MSysUnicodeFixupVer1",
        "MSysUnicodeFixupVer2",
        "MSysDefrag1",
        "MSysDefrag2",
        "MSysExtentPageCountCache",
        "MSysDeferredPopulateKeys",
        "MSysDatabaseMaintenance",
    };

    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (name_compare(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static JET_ERR put_object_info(const struct info_target *target, void *result, uint32_t capacity)
{
    const struct table *table = target->table;
    const JET_OBJECTINFO info = {
        .cbStruct = sizeof info,
        .objtyp = JET_objtypTable,
        .grbit = JET_bitTableInfoBookmark | JET_bitTableInfoRollback |
                 (target->updatable ? JET_bitTableInfoUpdatable : 0),
        .flags = (info_is_catalog(table) ? TABLE_SYSTEM : 0) |
                 (is_engines_own(table->name) ? OBJECT_SYSTEM_DYNAMIC : 0) |
                 (table->flags & (TABLE_FIXED_DDL | TABLE_TEMPLATE | TABLE_DERIVED)),
    };

    JET_TRY(info_check_size(capacity, sizeof info));
    memcpy(result, &info, sizeof info);
    return JET_errSuccess;
}

static JET_ERR put_name(const struct info_target *target, const char *stored, void *result, uint32_t capacity)
{
    const size_t needed = target->wide ? object_name_to_w(stored, result, capacity)
                                       : object_name_to_a(stored, result, capacity);

    return info_check_size(capacity, needed);
}

static JET_ERR put_template_name(const struct info_target *target, void *result, uint32_t capacity)
{
    if (capacity < NAME_SIZE) {
        return info_check_size(capacity, NAME_SIZE);
    }
    return put_name(target, target->table->parent_name != NULL ? target->table->parent_name : "", result,
                    capacity);
}

struct row_search {
    uint32_t objid;
    struct table_row found; /* its name is not kept */
};

static JET_ERR find_row(void *context, const struct table_row *row)
{
    struct row_search *search = context;

    if (row->objid == search->objid) {
        search->found = *row;
    }
    return JET_errSuccess;
}

/* As the row in the catalog says: for the catalog itself that is another number than the engine's own. */
static JET_ERR put_space_alloc(const struct info_target *target, void *result, uint32_t capacity)
{
    const struct table *table = target->table;
    struct row_search search = {.objid = table->objid,
                                .found = {.pages = table->initial_pages, .density = table->density}};

    JET_TRY(info_check_size(capacity, 2 * sizeof(uint32_t)));
    if (info_is_catalog(table)) {
        JET_TRY(catalog_each_table(target->session, target->database, find_row, &search));
    }
    put_u32(result, search.found.pages);
    put_u32((uint8_t *)result + sizeof(uint32_t), search.found.density);
    return JET_errSuccess;
}

static JET_ERR reserve_autoincrement(const struct info_target *target)
{
    const struct column *column;
    uint32_t at = 0;

    while ((column = table_next_column(target->table, &at)) != NULL) {
        if (column->flags & COLUMN_AUTOINCREMENT) {
            return diag_fail(JET_errPermissionDenied,
                             "no number of a database that is attached read-only can be reserved");
        }
    }
    return diag_fail(JET_errInvalidOperation, "table '%s' has no auto-increment column", target->table->name);
}

/* -------------------------------------------------------------------------------------------------- space */

/* Extents in the program's buffer, while there is room for them and the ends of the lists. */
struct extent_list {
    uint8_t *at;
    uint32_t left;      /* entries */
    uint32_t sentinels; /* that are still to come */
    uint32_t pages;
};

static JET_ERR list_extent(void *context, const struct extent *extent)
{
    struct extent_list *list = context;
    const struct listed_extent entry = {extent->first + extent->pages - 1, extent->pages};

    list->pages += extent->pages;
    if (list->left > list->sentinels) {
        memcpy(list->at, &entry, sizeof entry);
        list->at += sizeof entry;
        list->left--;
    }
    return JET_errSuccess;
}

/* Each list ends with an extent of zeros, which the buffer holds already. */
static void end_list(struct extent_list *list)
{
    if (list->sentinels > 0) {
        list->at += sizeof(struct listed_extent);
        list->left--;
        list->sentinels--;
    }
}

/* Pages owned, pages available, and where there is more room the extents of both. */
static JET_ERR put_space_usage(const struct info_target *target, void *result, uint32_t capacity)
{
    const struct tree *tree = &target->table->tree;
    const uint32_t counts = 2 * sizeof(uint32_t);
    struct extent_list list = {.at = (uint8_t *)result + counts, .sentinels = 2};

    if (capacity < counts) {
        return diag_fail(JET_errInvalidParameter, "two counts have 8 bytes, the buffer %u", capacity);
    }
    list.left = (capacity - counts) / (uint32_t)sizeof(struct listed_extent);
    if (capacity == counts) {
        list.sentinels = 0;
    } else if (list.left < list.sentinels) {
        return info_check_size(capacity, counts + list.sentinels * sizeof(struct listed_extent));
    }
    memset(result, 0, capacity);
    JET_TRY(space_each_extent(tree, SPACE_OWNED, false, list_extent, &list));
    put_u32(result, list.pages);
    end_list(&list);
    list.pages = 0;
    JET_TRY(space_each_extent(tree, SPACE_AVAILABLE, false, list_extent, &list));
    put_u32((uint8_t *)result + sizeof(uint32_t), list.pages);
    return JET_errSuccess;
}

static JET_ERR put_space_owned(const struct info_target *target, void *result, uint32_t capacity)
{
    uint32_t owned, available;

    if (capacity < sizeof owned) {
        return diag_fail(JET_errInvalidParameter, "a count has 4 bytes, the buffer %u", capacity);
    }
    JET_TRY(space_of_tree(&target->table->tree, &owned, &available));
    memset(result, 0, capacity);
    return put_number(result, capacity, owned);
}

/* What is free in all trees of the table. */
static JET_ERR put_space_available(const struct info_target *target, void *result, uint32_t capacity)
{
    const struct table *table = target->table;
    uint32_t total, owned, available;

    if (capacity != sizeof total) {
        return diag_fail(JET_errInvalidBufferSize, "a count has 4 bytes, the buffer %u", capacity);
    }
    JET_TRY(space_of_tree(&table->tree, &owned, &total));
    for (uint32_t i = 0; i < table->index_count; i++) {
        if (!table->indexes[i]->is_primary) {
            JET_TRY(space_of_tree(&table->indexes[i]->tree, &owned, &available));
            total += available;
        }
    }
    if (table_has_long_values(table)) {
        JET_TRY(space_of_tree(&table->long_values, &owned, &available));
        total += available;
    }
    return put_number(result, capacity, total);
}

static JET_ERR put_long_value_space(const struct info_target *target, void *result, uint32_t capacity,
                                    bool wants_owned)
{
    uint32_t owned = 0, available = 0;

    JET_TRY(info_check_size(capacity, sizeof owned));
    if (table_has_long_values(target->table)) {
        JET_TRY(space_of_tree(&target->table->long_values, &owned, &available));
        memset(result, 0, capacity);
    }
    return put_number(result, capacity, wants_owned ? owned : available);
}

/* ------------------------------------------------------------------------------------------------- levels */

static JET_ERR table_info(const struct info_target *target, void *result, uint32_t capacity, uint32_t level)
{
    switch (level) {
    case JET_TblInfo:
        return put_object_info(target, result, capacity);
    case JET_TblInfoName:
        return put_name(target, info_table_name(target->table), result, capacity);
    case JET_TblInfoDbid:
        return put_number(result, capacity, target->database->dbid);
    case JET_TblInfoSpaceUsage:
        return put_space_usage(target, result, capacity);
    case JET_TblInfoSpaceAlloc:
        return put_space_alloc(target, result, capacity);
    case JET_TblInfoSpaceOwned:
        return put_space_owned(target, result, capacity);
    case JET_TblInfoSpaceAvailable:
        return put_space_available(target, result, capacity);
    case JET_TblInfoTemplateTableName:
        return put_template_name(target, result, capacity);
    case JET_TblInfoLVChunkMax:
        return put_number(result, capacity, info_is_catalog(target->table) ? 0 : target->table->chunk_size);
    case JET_TblInfoEncryptionKey:
        return JET_errSuccess; /* the cursor has none */
    case JET_TblInfoRetrieveAndReserveAutoIncrement:
        return reserve_autoincrement(target);
    case JET_TblInfoSpaceOwnedLV:
        return put_long_value_space(target, result, capacity, true);
    case JET_TblInfoSpaceAvailableLV:
        return put_long_value_space(target, result, capacity, false);
    case JET_TblInfoObjectId:
        return put_number(result, capacity, target->table->objid);
    default:
        return info_obsolete_level(level);
    }
}

static JET_ERR get_table_info(JET_SESID sesid, JET_TABLEID tableid, void *result, uint32_t capacity,
                              uint32_t level, bool wide)
{
    struct info_target target;
    struct session *session;
    struct cursor *cursor;
    JET_ERR err;

    JET_TRY(dispatch_enter(sesid, tableid, &cursor));
    session = cursor_session(cursor);
    if (cursor->database != NULL && cursor->ops->table_info == NULL) {
        target = (struct info_target){.session = session,
                                      .database = cursor->database,
                                      .table = cursor->table,
                                      .updatable = cursor->updatable,
                                      .wide = wide};
        err = table_info(&target, result, capacity, level);
    } else {
        err = cursor->ops->table_info != NULL ? cursor->ops->table_info(cursor, result, capacity, level)
                                              : dispatch_illegal("information about the table");
    }
    session_leave(session);
    return err;
}

JET_ERR JET_API JetGetTableInfoA(JET_SESID sesid, JET_TABLEID tableid, void *result, JET_ULONG capacity,
                                 JET_ULONG level)
{
    return get_table_info(sesid, tableid, result, capacity, level, false);
}

JET_ERR JET_API JetGetTableInfoW(JET_SESID sesid, JET_TABLEID tableid, void *result, JET_ULONG capacity,
                                 JET_ULONG level)
{
    return get_table_info(sesid, tableid, result, capacity, level, true);
}
