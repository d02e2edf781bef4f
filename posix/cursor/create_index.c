/*
 * create_index.c - indexes of tables that exist: made, filled, deleted.
 */
#include <stdlib.h>

#include "catalog/catalog_write.h"
#include "catalog/schema_version.h"
#include "cursor/new_index.h"
#include "cursor/schema_change.h"
#include "cursor/table_cursor_parts.h"
#include "cursor/table_ddl.h"
#include "diag.h"
#include "instance/database.h"
#include "record/record_build.h"
#include "space/space_change.h"
#include "try.h"
#include "version/version.h"

/* ------------------------------------------------------------------------------------------------- making */

static JET_ERR check_primary(struct session *session, struct table *table, struct index *index)
{
    const uint16_t key_most = (uint16_t)index_key_limit(index);

    if (table->primary != NULL) {
        return diag_fail(JET_errIndexHasPrimary, "table '%s' has a primary index", table->name);
    }
    JET_TRY(ddl_check_empty(session, table));
    if (version_is_changed_by_others(session, &table->tree)) {
        return diag_fail(JET_errTableNotEmpty, "another session has changed records of table '%s'",
                         table->name);
    }
    if (index->segment_most == index->key_most) {
        index->segment_most = key_most;
    }
    index->key_most = key_most;
    if (table->fixed_end > record_limit(table->database->page_size, index->key_most)) {
        return diag_fail(JET_errRecordTooBig,
                         "index '%s': its keys leave too little room for the fixed columns", index->name);
    }
    return JET_errSuccess;
}

/* Until it is filled, commits of others wait that have changed the table. */
static JET_ERR fill(struct ddl *ddl, struct table *table, const struct index *index, uint32_t density,
                    bool is_empty)
{
    struct new_index *new_index;
    JET_ERR err = JET_errSuccess;

    JET_TRY(new_index_add(ddl, table, index, &new_index));
    if (!index->is_primary && !is_empty) {
        err = index_build(ddl, table, index, density);
    }
    new_index_built(new_index);
    return err;
}

/* One index of a table; `*after` is the version that has it, with a reference. */
static JET_ERR create_one(struct ddl *ddl, struct table *table, const struct index_definition *definition,
                          struct table **after)
{
    struct index_segments segments;
    JET_SPACEHINTS hints;
    struct index index;

    JET_TRY(definition->named);
    JET_TRY(index_definition_check(definition, ddl->database, &index, &segments));
    JET_TRY(index_definition_hints(definition, table->density, ddl->database->page_size, &hints));
    JET_TRY(index_definition_resolve(definition, &segments, column_lookup_in_table, table, &index));
    if (index.is_primary) {
        JET_TRY(check_primary(ddl->session, table, &index));
    }
    if (table_index(table, index.name) != NULL) {
        return diag_fail(JET_errIndexDuplicate, "table '%s' has an index '%s'", table->name, index.name);
    }
    JET_TRY(index_make_tree(ddl, &table->tree, &hints, &index));
    JET_TRY(fill(ddl, table, &index, hints.ulInitialDensity, definition->grbit & JET_bitIndexEmpty));
    JET_TRY(catalog_add_index(&ddl->change, table->objid, &index, &hints));
    return schema_changed(ddl, table, table->objid, after);
}

static JET_ERR check_one(const struct cursor *head, const struct index_definition *definition)
{
    if (definition->grbit & (JET_bitIndexDeferredPopulateCreate | JET_bitIndexDeferredPopulateProcess)) {
        return diag_fail(JET_errInvalidParameter,
                         "index '%s': indexes that are filled later are of a newer format", definition->name);
    }
    return definition->grbit & JET_bitIndexUnversioned ? ddl_check_unversioned(head) : JET_errSuccess;
}

/* Several at once need the table alone. */
static JET_ERR check_several(const struct cursor *head)
{
    if (cursor_session(head)->level > 0) {
        return diag_fail(JET_errInTransaction, "several indexes cannot be made in a transaction");
    }
    return table_use_is_exclusive(cursor_session(head), head->table)
               ? JET_errSuccess
               : diag_fail(JET_errExclusiveTableLockRequired, "several indexes of table '%s' need it alone",
                           head->table->name);
}

static JET_ERR check_of_several(const struct index_definition *definition)
{
    return definition->grbit & (JET_bitIndexPrimary | JET_bitIndexUnversioned | JET_bitIndexEmpty)
               ? diag_fail(JET_errInvalidGrbit, "index '%s': 0x%x is not for one of several indexes",
                           definition->name, definition->grbit)
               : JET_errSuccess;
}

static JET_ERR create_all(struct ddl *ddl, struct table *table, struct index_definition *definitions,
                          uint32_t count)
{
    struct table *current = table, *after;
    JET_ERR err = JET_errSuccess;

    table_take(current);
    for (uint32_t i = 0; i < count && err >= 0; i++) {
        err = count > 1 ? check_of_several(&definitions[i]) : JET_errSuccess;
        if (err >= 0) {
            err = create_one(ddl, current, &definitions[i], &after);
        }
        definitions[i].err = err;
        if (err >= 0) {
            table_release(current);
            current = after;
        }
    }
    table_release(current);
    return err;
}

static bool flags_agree(const struct index_definition *definition)
{
    return definition->has_unicode == ((definition->grbit & JET_bitIndexUnicode) != 0);
}

JET_ERR table_create_indexes(struct cursor *head, struct index_definition *definitions, uint32_t count)
{
    struct ddl ddl;
    JET_ERR err;

    for (uint32_t i = 0; i < count; i++) {
        if (!flags_agree(&definitions[i])) {
            return diag_fail(JET_errInvalidParameter,
                             "index '%s': JET_bitIndexUnicode and pidxunicode go together",
                             definitions[i].name);
        }
    }
    if (count == 1) {
        JET_TRY(check_one(head, &definitions[0]));
    }
    JET_TRY(ddl_check_cursor(head, head->table->flags & TABLE_TEMPLATE));
    if (count != 1) {
        JET_TRY(check_several(head));
    }
    JET_TRY(ddl_begin(&ddl, cursor_session(head), head->database));
    err = ddl_end(&ddl, create_all(&ddl, head->table, definitions, count));
    if (err >= 0 && count == 1 && definitions[0].grbit & JET_bitIndexPrimary) {
        place_leave_row(table_cursor_of(head));
    }
    return err;
}

/* ----------------------------------------------------------------------------------------------- deleting */

struct dropped_note {
    struct table *table; /* a reference */
    uint32_t objid;
};

static void undo_dropped(void *context, struct session *session)
{
    struct dropped_note *note = context;

    (void)session;
    table_drop_index_undo(note->table, note->objid);
    table_release(note->table);
    free(note);
}

static void finish_dropped(void *context, struct session *session)
{
    struct dropped_note *note = context;

    (void)session;
    table_release(note->table);
    free(note);
}

/* From here on the index cannot be chosen, by anybody. */
static JET_ERR note_dropped(struct ddl *ddl, struct table *table, const struct index *index)
{
    struct dropped_note *note = malloc(sizeof *note);
    const struct version_action action = {
        .database = ddl->database, .undo = undo_dropped, .finish = finish_dropped, .context = note};
    JET_ERR err;

    if (note == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory to delete an index");
    }
    *note = (struct dropped_note){table, index->objid};
    err = version_add_action(ddl->session, &action);
    if (err < 0) {
        free(note);
        return err;
    }
    table_take(table);
    err = table_drop_index(table, index->objid);
    return err;
}

static JET_ERR delete_index(struct ddl *ddl, struct table *table, const struct index *index)
{
    JET_TRY(note_dropped(ddl, table, index));
    JET_TRY(catalog_remove_index(&ddl->change, table->objid, index));
    JET_TRY(tree_deleted(ddl, &table->tree, &index->tree));
    return schema_changed(ddl, table, table->objid, NULL);
}

static JET_ERR check_deletable(const struct table *table, const struct index *index, const char *name)
{
    if (index == NULL || table_index_is_dropped(table, index->objid)) {
        return diag_fail(JET_errIndexNotFound, "table '%s' has no index '%s'", table->name, name);
    }
    if (index->is_primary) {
        return diag_fail(JET_errIndexMustStay, "the primary index of table '%s' cannot be deleted",
                         table->name);
    }
    return table_use_count(table, index) > 0
               ? diag_fail(JET_errIndexInUse, "index '%s' of table '%s' is some cursor's current one", name,
                           table->name)
               : JET_errSuccess;
}

JET_ERR table_delete_index(struct cursor *head, const char *name)
{
    struct table *table = head->table;
    const struct index *index = table_index(table, name);
    struct ddl ddl;

    JET_TRY(ddl_check_cursor(head, true));
    if (table->parent != NULL && table_index(table->parent, name) != NULL) {
        return diag_fail(JET_errFixedInheritedDDL, "index '%s' of table '%s' is the template's", name,
                         table->name);
    }
    JET_TRY(check_deletable(table, index, name));
    JET_TRY(ddl_begin(&ddl, cursor_session(head), head->database));
    return ddl_end(&ddl, delete_index(&ddl, table, index));
}
