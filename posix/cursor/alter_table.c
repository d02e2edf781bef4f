/*
 * alter_table.c - deleting and renaming tables; adding, deleting and renaming columns, and their defaults.
 */
#include "catalog/catalog_write.h"
#include "catalog/system_table.h"
#include "cursor/schema_change.h"
#include "cursor/table_cursor.h"
#include "cursor/table_cursor_parts.h"
#include "cursor/table_ddl.h"
#include "diag.h"
#include "instance/database.h"
#include "record/record_build.h"
#include "space/space_change.h"
#include "try.h"

/* ------------------------------------------------------------------------------------------------- tables */

static JET_ERR check_deletable(const struct session *session, const struct table *table)
{
    if (table->flags & TABLE_SYSTEM) {
        return diag_fail(JET_errCannotDeleteSystemTable, "table '%s' is the engine's own", table->name);
    }
    if (table_use_count(table, NULL) > 0 || schema_is_changed_by_others(session, table)) {
        return diag_fail(JET_errTableInUse, "table '%s' is open, and cannot be deleted", table->name);
    }
    return table->flags & TABLE_TEMPLATE
               ? diag_fail(JET_errCannotDeleteTemplateTable, "table '%s' is a template", table->name)
               : JET_errSuccess;
}

/* Its own space holds that of its indexes and long values, and goes back as one. */
static JET_ERR delete_opened(struct ddl *ddl, struct table *table)
{
    const struct tree root = space_root(ddl->database);

    JET_TRY(check_deletable(ddl->session, table));
    JET_TRY(catalog_remove_table(&ddl->change, table));
    JET_TRY(schema_deleted(ddl, table));
    return tree_deleted(ddl, &root, &table->tree);
}

JET_ERR table_delete(struct session *session, struct database *database, const char *name)
{
    struct table *table;
    struct ddl ddl;
    JET_ERR err;

    if (database->read_only) {
        return diag_fail(JET_errPermissionDenied, "'%s' is attached read-only", database->path);
    }
    JET_TRY(ddl_begin(&ddl, session, database));
    err = table_open(session, database, name, &table);
    if (err >= 0) {
        err = ddl_end(&ddl, delete_opened(&ddl, table));
        table_release(table);
        return err;
    }
    return ddl_end(&ddl, err);
}

static JET_ERR rename_opened(struct ddl *ddl, struct table *table, const char *new_name)
{
    struct catalog_values values = {0};
    JET_ERR err;

    if (table->flags & TABLE_TEMPLATE) {
        return diag_fail(JET_errFixedDDL, "table '%s' is a template, whose name others have noted",
                         table->name);
    }
    values.value[CATALOG_NAME] = (struct bytes){(const uint8_t *)new_name, (uint32_t)strlen(new_name)};
    err = catalog_update(&ddl->change, (struct catalog_place){table->objid, CATALOG_TABLE, table->objid},
                         &values);
    if (err == JET_errKeyDuplicate) {
        return diag_fail(JET_errTableDuplicate, "there is a table '%s' already", new_name);
    }
    JET_TRY(err);
    return schema_changed(ddl, table, table->objid, NULL);
}

/* Changes the schema of a table in a transaction. */
static JET_ERR change_table(struct session *session, struct database *database, struct table *table,
                            JET_ERR (*change)(struct ddl *ddl, struct table *table, const char *name),
                            const char *name)
{
    struct ddl ddl;

    JET_TRY(ddl_begin(&ddl, session, database));
    return ddl_end(&ddl, change(&ddl, table, name));
}

JET_ERR table_rename(struct session *session, struct database *database, const char *name,
                     const char *new_name)
{
    struct table *table;
    JET_ERR err;

    if (database->read_only) {
        return diag_fail(JET_errPermissionDenied, "'%s' is attached read-only", database->path);
    }
    JET_TRY(table_open(session, database, name, &table));
    err = table->flags & TABLE_SYSTEM
              ? diag_fail(JET_errPermissionDenied, "table '%s' is the engine's own", table->name)
              : change_table(session, database, table, rename_opened, new_name);
    table_release(table);
    return err;
}

/* ------------------------------------------------------------------------------------------------ columns */

/* What every change of a schema through a cursor asks first. `deletes`: nothing permits that when the schema is fixed. */
JET_ERR ddl_check_cursor(const struct cursor *head, bool deletes)
{
    const struct table_cursor *cursor = (const struct table_cursor *)head;
    const struct session *session = cursor_session(head);

    if (!head->updatable) {
        return diag_fail(JET_errPermissionDenied, "the cursor on table '%s' is for reading",
                         head->table->name);
    }
    if (session->level > 0 && session->read_only) {
        return diag_fail(JET_errTransReadOnly, "the transaction was begun to read only");
    }
    if (head->table->flags & TABLE_FIXED_DDL && (deletes || !cursor->permits_ddl)) {
        return diag_fail(JET_errFixedDDL, "the schema of table '%s' is fixed", head->table->name);
    }
    return JET_errSuccess;
}

JET_ERR ddl_check_unversioned(const struct cursor *head)
{
    const struct table_cursor *cursor = (const struct table_cursor *)head;

    return !cursor->denies_read && cursor_session(head)->level > 0
               ? diag_fail(JET_errInTransaction,
                           "table '%s': an unversioned change of a table that others may have open",
                           head->table->name)
               : JET_errSuccess;
}

JET_ERR ddl_check_empty(const struct session *session, const struct table *table)
{
    struct tree_cursor cursor;
    JET_ERR err;

    tree_cursor_init(&cursor, &table->tree);
    cursor.reader = session;
    err = tree_first(&cursor);
    tree_cursor_free(&cursor);
    if (err >= 0) {
        return diag_fail(JET_errTableNotEmpty, "table '%s' has records", table->name);
    }
    return err == JET_errNoCurrentRecord ? JET_errSuccess : err;
}

static uint32_t record_most(const struct table *table)
{
    return record_limit(table->database->page_size, table->primary != NULL ? index_key_limit(table->primary)
                                                                           : (uint32_t)sizeof(uint32_t));
}

static uint16_t larger(uint16_t number, uint32_t given)
{
    return given > number ? (uint16_t)given : number;
}

/* Numbers are given out once, whatever becomes of the column; other sessions may have taken some that this one does not see. */
static JET_ERR take_number(const struct table *table, const struct column_definition *definition,
                           const struct column_place *place, struct column *column)
{
    struct column_numbers numbers = column_numbers_of(table);
    struct table_counters *counters;
    JET_ERR err;

    JET_TRY(table_counters_of(table, &counters));
    os_mutex_lock(&counters->lock);
    numbers.fixed_last = larger(numbers.fixed_last, counters->fixed_last);
    numbers.variable_last = larger(numbers.variable_last, counters->variable_last);
    numbers.tagged_last = larger(numbers.tagged_last, counters->tagged_last);
    numbers.fixed_end = larger(numbers.fixed_end, counters->fixed_end);
    err = column_number(&numbers, definition, place, record_most(table), column);
    if (err >= 0) {
        counters->fixed_last = numbers.fixed_last;
        counters->variable_last = numbers.variable_last;
        counters->tagged_last = numbers.tagged_last;
        counters->fixed_end = numbers.fixed_end;
    }
    os_mutex_unlock(&counters->lock);
    return err;
}

static JET_ERR add_column(struct ddl *ddl, struct table *table, struct column_definition *definition,
                          const struct column_place *place, struct column *column)
{
    uint8_t room[COLUMN_DEFAULT_MOST];

    if (column->flags & COLUMN_ESCROW_UPDATE) {
        JET_TRY(ddl_check_empty(ddl->session, table));
    }
    if (table_column_by_name(table, definition->name) != NULL) {
        return diag_fail(JET_errColumnDuplicate, "table '%s' has a column '%s'", table->name,
                         definition->name);
    }
    JET_TRY(take_number(table, definition, place, column));
    if (!(column->flags & COLUMN_USER_DEFINED_DEFAULT)) {
        JET_TRY(column_set_default(column, definition->default_value, room));
    }
    JET_TRY(catalog_add_column(&ddl->change, table->objid, column));
    definition->id = column->id;
    return schema_changed(ddl, table, table->objid, NULL);
}

JET_ERR table_add_column(struct cursor *head, struct column_definition *definition)
{
    struct session *session = cursor_session(head);
    struct table *table = head->table;
    const struct column_place place = {.database = head->database,
                                       .parent = table->parent,
                                       .is_template = table->flags & TABLE_TEMPLATE,
                                       .is_exclusive = table_use_is_exclusive(session, table)};
    struct column column;
    struct ddl ddl;
    JET_ERR err, checked;

    JET_TRY(ddl_check_cursor(head, false));
    if (definition->grbit & JET_bitColumnUnversioned) {
        JET_TRY(ddl_check_unversioned(head));
    }
    checked = column_definition_check(definition, &place, &column);
    JET_TRY(checked);
    if (place.is_template && !(definition->grbit & JET_bitColumnTagged) && !column_is_long(&column)) {
        return diag_fail(JET_errFixedDDL, "table '%s' is a template: only tagged columns are added",
                         table->name);
    }
    JET_TRY(ddl_begin(&ddl, session, head->database));
    err = ddl_end(&ddl, add_column(&ddl, table, definition, &place, &column));
    if (err >= 0) {
        places_to_edge(table_cursor_of(head), false);
        err = checked;
    }
    return err;
}

static bool is_in_index(const struct index *index, const struct column *column)
{
    for (uint32_t i = 0; i < index->segment_count; i++) {
        if (index->segments[i].column == column) {
            return true;
        }
    }
    for (uint32_t i = 0; i < index->condition_count; i++) {
        if (index->conditions[i].column == column) {
            return true;
        }
    }
    return false;
}

static JET_ERR check_unused(const struct table *table, const struct column *column)
{
    for (uint32_t i = 0; i < table->index_count; i++) {
        if (is_in_index(table->indexes[i], column)) {
            return diag_fail(JET_errColumnInUse, "column '%s' of table '%s' is in index '%s'", column->name,
                             table->name, table->indexes[i]->name);
        }
    }
    return JET_errSuccess;
}

/* A column of the table itself; those of a template cannot be changed through a derived table. */
static const struct column *own_column(const struct table *table, const char *name)
{
    const struct column *column = table_column_by_name(table, name);

    return column != NULL && table->parent != NULL && column == table_column_by_name(table->parent, name)
               ? NULL
               : column;
}

static JET_ERR no_column(const struct table *table, const char *name)
{
    return diag_fail(JET_errColumnNotFound, "table '%s' has no column '%s' of its own", table->name, name);
}

static JET_ERR delete_column(struct ddl *ddl, struct table *table, const char *name)
{
    const struct column *column = own_column(table, name);

    if (column == NULL) {
        return no_column(table, name);
    }
    JET_TRY(check_unused(table, column));
    JET_TRY(catalog_remove_column(&ddl->change, table->objid, column));
    return schema_changed(ddl, table, table->objid, NULL);
}

JET_ERR table_delete_column(struct cursor *head, const char *name, JET_GRBIT grbit)
{
    struct table *table = head->table;

    JET_TRY(ddl_check_cursor(head, true));
    if (table->parent != NULL && !(grbit & JET_bitDeleteColumnIgnoreTemplateColumns) &&
        table_column_by_name(table->parent, name) != NULL) {
        return diag_fail(JET_errFixedInheritedDDL, "column '%s' of table '%s' is the template's", name,
                         table->name);
    }
    JET_TRY(change_table(cursor_session(head), head->database, table, delete_column, name));
    places_to_edge(table_cursor_of(head), false);
    return JET_errSuccess;
}

struct renaming {
    const char *name, *new_name;
    JET_GRBIT grbit;
};

/* The first column of a primary index, one bit of a fixed place, may be declared to say nothing any more. */
static JET_ERR check_placeholder(const struct table *table, const struct column *column)
{
    return column->type == JET_coltypBit && column_is_fixed(column) && table->primary != NULL &&
                   table->primary->segment_count >= 2 && table->primary->segments[0].column == column
               ? JET_errSuccess
               : diag_fail(JET_errInvalidPlaceholderColumn,
                           "column '%s' cannot hold the place of a key column", column->name);
}

static JET_ERR rename_column(struct ddl *ddl, struct table *table, const struct renaming *renaming)
{
    const struct column *column = own_column(table, renaming->name);
    struct catalog_values values = {0};
    uint32_t flags;
    JET_ERR err;

    if (column == NULL) {
        return no_column(table, renaming->name);
    }
    if (renaming->grbit & JET_bitColumnRenameConvertToPrimaryIndexPlaceholder) {
        JET_TRY(check_placeholder(table, column));
        flags = column->flags | COLUMN_PRIMARY_INDEX_PLACEHOLDER;
        values.value[CATALOG_FLAGS] = (struct bytes){(const uint8_t *)&flags, sizeof flags};
    }
    values.value[CATALOG_NAME] =
        (struct bytes){(const uint8_t *)renaming->new_name, (uint32_t)strlen(renaming->new_name)};
    err = catalog_update(
        &ddl->change, (struct catalog_place){table->objid, CATALOG_COLUMN, column_fid(column->id)}, &values);
    if (err == JET_errKeyDuplicate) {
        return diag_fail(JET_errColumnDuplicate, "table '%s' has a column '%s'", table->name,
                         renaming->new_name);
    }
    JET_TRY(err);
    return schema_changed(ddl, table, table->objid, NULL);
}

JET_ERR table_rename_column(struct cursor *head, const char *name, const char *new_name, JET_GRBIT grbit)
{
    struct session *session = cursor_session(head);
    const struct renaming renaming = {name, new_name, grbit};
    struct ddl ddl;

    if (!head->updatable) {
        return diag_fail(JET_errPermissionDenied, "the cursor on table '%s' is for reading",
                         head->table->name);
    }
    if (session->level > 0) {
        return diag_fail(JET_errInTransaction, "a column cannot be renamed in a transaction");
    }
    JET_TRY(ddl_begin(&ddl, session, head->database));
    return ddl_end(&ddl, rename_column(&ddl, head->table, &renaming));
}

/* ----------------------------------------------------------------------------------------------- defaults */

static JET_ERR set_default(struct ddl *ddl, struct table *table, const char *name, struct bytes value)
{
    const struct column *column = own_column(table, name);
    struct catalog_values values = {0};
    uint8_t room[COLUMN_DEFAULT_MOST];
    struct column changed;
    uint32_t flags;

    if (column == NULL) {
        return no_column(table, name);
    }
    JET_TRY(check_unused(table, column));
    changed = *column;
    JET_TRY(column_set_default(&changed, value, room));
    flags = column->flags | COLUMN_DEFAULT;
    values.value[CATALOG_FLAGS] = (struct bytes){(const uint8_t *)&flags, sizeof flags};
    values.value[CATALOG_DEFAULT_VALUE] = changed.default_value;
    JET_TRY(catalog_update(
        &ddl->change, (struct catalog_place){table->objid, CATALOG_COLUMN, column_fid(column->id)}, &values));
    return schema_changed(ddl, table, table->objid, NULL);
}

JET_ERR table_set_default(struct session *session, struct database *database, const char *name,
                          const char *column, struct bytes value)
{
    struct cursor *cursor;
    struct ddl ddl;
    JET_ERR err;

    if (value.size == 0) {
        return diag_fail(JET_errNullInvalid, "column '%s': its default cannot be NULL", column);
    }
    if (value.size > JET_cbColumnMost) {
        return diag_fail(JET_errDefaultValueTooBig, "column '%s': a default of %u bytes is too large", column,
                         value.size);
    }
    JET_TRY(table_cursor_open(session, database, name, JET_bitTableDenyRead, &cursor));
    err = ddl_check_cursor(cursor, false);
    if (err >= 0) {
        err = ddl_begin(&ddl, session, database);
        if (err >= 0) {
            err = ddl_end(&ddl, set_default(&ddl, cursor->table, column, value));
        }
    }
    table_cursor_close(cursor);
    return err;
}
