/*
 * info.c - what the information functions share.
 */
#include "jet/info.h"

#include "catalog/system_table.h"
#include "diag.h"
#include "instance/instance.h"
#include "instance/parameter.h"
#include "jet/dispatch.h"
#include "jet/object_name.h"
#include "try.h"

enum { LANGUAGE_MASK = 0xFFFF };

/* ------------------------------------------------------------------------------------------------ targets */

JET_ERR info_enter_cursor(JET_SESID sesid, JET_TABLEID tableid, bool wide, struct info_target *target)
{
    struct cursor *cursor;

    JET_TRY(dispatch_enter(sesid, tableid, &cursor));
    if (cursor->ops->table_info != NULL || cursor->database == NULL) { /* a temporary table */
        session_leave(cursor_session(cursor));
        return dispatch_illegal("information about columns and indexes");
    }
    *target = (struct info_target){
        .session = cursor_session(cursor),
        .database = cursor->database,
        .table = cursor->table,
        .updatable = cursor->updatable,
        .wide = wide,
    };
    return JET_errSuccess;
}

JET_ERR info_open_table(struct session *session, JET_DBID dbid, JET_ERR named, const char *name, bool wide,
                        struct info_target *target)
{
    struct table *table;

    *target = (struct info_target){.session = session, .wide = wide};
    JET_TRY(database_of_session(session, dbid, &target->database));
    JET_TRY(named);
    JET_TRY(table_open(session, target->database, name, &table));
    target->table = table;
    return JET_errSuccess;
}

void info_release(struct info_target *target)
{
    if (target->table != NULL) {
        table_release((struct table *)(uintptr_t)target->table);
        target->table = NULL;
    }
}

const char *info_table_name(const struct table *table)
{
    return table->objid == CATALOG_SHADOW_OBJID ? "MSysObjects" : table->name;
}

bool info_is_catalog(const struct table *table)
{
    return table->objid == CATALOG_OBJID || table->objid == CATALOG_SHADOW_OBJID;
}

uint16_t info_language(const struct session *session)
{
    return (uint16_t)(parameter_unicode_default(session->instance).lcid & LANGUAGE_MASK);
}

JET_ERR info_check_size(uint32_t capacity, size_t needed)
{
    if (capacity < needed) {
        return diag_fail(JET_errBufferTooSmall, "the answer has %u bytes, the buffer %u", (unsigned)needed,
                         capacity);
    }
    return JET_errSuccess;
}

JET_ERR info_unknown_level(uint32_t level)
{
    return diag_fail(JET_errInvalidParameter, "there is no level %u of this information", level);
}

JET_ERR info_obsolete_level(uint32_t level)
{
    return diag_fail(JET_errFeatureNotAvailable, "level %u is of no use any more", level);
}

/* -------------------------------------------------------------------------------------------------- lists */

static const JET_COLTYP types[] = {
    [INFO_NAME] = JET_coltypText,     [INFO_LONG] = JET_coltypLong,
    [INFO_SHORT] = JET_coltypShort,   [INFO_DATE] = JET_coltypDateTime,
    [INFO_BINARY] = JET_coltypBinary, [INFO_LONG_BINARY] = JET_coltypLongBinary,
};

JET_ERR info_list_begin(struct info_list *list, struct session *session, bool wide,
                        const struct info_column *columns, uint32_t count)
{
    const struct temp_table_options options = {.grbit = JET_bitTTScrollable | JET_bitTTIndexed};
    JET_COLUMNDEF definitions[INFO_COLUMNS_MAX] = {{0}};

    list->wide = wide;
    list->columns = count;
    list->rows = 0;
    for (uint32_t i = 0; i < count; i++) {
        definitions[i].cbStruct = sizeof definitions[i];
        definitions[i].coltyp = types[columns[i].type];
        definitions[i].cp = columns[i].type == INFO_NAME && wide ? INFO_CODE_PAGE_UNICODE : 0;
        definitions[i].grbit = columns[i].key ? JET_bitColumnTTKey : 0;
    }
    return temp_table_open(session, definitions, count, &options, &list->cursor, list->ids);
}

void info_list_row(struct info_list *list)
{
    for (uint32_t i = 0; i < list->columns; i++) {
        list->values[i] = (struct temp_value){NULL, 0};
    }
}

void info_list_set(struct info_list *list, uint32_t column, const void *data, uint32_t size)
{
    list->values[column] = (struct temp_value){data, size};
}

void info_list_set_name(struct info_list *list, uint32_t column, const char *stored)
{
    if (!list->wide) {
        info_list_set(list, column, stored, (uint32_t)strlen(stored));
        return;
    }
    object_name_to_w(stored, list->names[column], sizeof list->names[column]);
    info_list_set(list, column, list->names[column], (uint32_t)(sizeof(WCHAR) * strlen(stored)));
}

JET_ERR info_list_add(struct info_list *list)
{
    list->rows++;
    return temp_table_insert(list->cursor, list->values);
}

JET_ERR info_list_finish(struct info_list *list)
{
    const JET_ERR err = temp_table_finish(&list->cursor);

    if (err < 0) {
        info_list_cancel(list);
    }
    return err;
}

void info_list_cancel(struct info_list *list)
{
    (void)list->cursor->ops->close(list->cursor);
}
