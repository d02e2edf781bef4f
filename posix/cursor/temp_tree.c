/*
 * temp_tree.c - temporary tables that are trees of the temporary database. Reading, changing, transactions and long values are those
 * of any table (table_cursor_parts.h); what such a table lacks is a row in a catalog, and others that know it.
 */
#include "catalog/catalog_write.h"
#include "catalog/schema_load.h"
#include "cursor/callback.h"
#include "cursor/table_cursor_parts.h"
#include "cursor/temp_parts.h"
#include "cursor/update.h"
#include "diag.h"
#include "instance/temp_database.h"
#include "space/space_change.h"
#include "try.h"
#include "version/version.h"

enum { TREE_PAGES = 1, DENSITY_SORTED = 100 /* percent */ };

/* --------------------------------------------------------------------------------------------- operations */

static JET_ERR tree_close(struct cursor *head)
{
    table_cursor_close(head);
    return JET_errSuccess;
}

static JET_ERR tree_duplicate(struct cursor *head, JET_TABLEID *tableid)
{
    struct cursor *copy;

    JET_TRY(temp_tree_open((struct temp_table *)head->table, &copy));
    *tableid = copy->object.tableid;
    return JET_errSuccess;
}

static JET_ERR tree_info(struct cursor *head, void *result, uint32_t capacity, uint32_t level)
{
    (void)head;
    (void)result;
    if (level != JET_TblInfo) {
        return diag_fail(JET_errInvalidOperation, "level %u says nothing about a temporary table", level);
    }
    return capacity < sizeof(JET_OBJECTINFO)
               ? diag_fail(JET_errBufferTooSmall, "a JET_OBJECTINFO has %u bytes, the buffer %u",
                           (unsigned)sizeof(JET_OBJECTINFO), capacity)
               : diag_fail(JET_errObjectNotFound, "no catalog knows the temporary table");
}

static const struct cursor_ops tree_ops = {
    .close = tree_close,
    .duplicate = tree_duplicate,
    .move = table_move,
    .make_key = table_make_key,
    .seek = table_seek,
    .set_index_range = table_set_index_range,
    .get_bookmark = table_get_bookmark,
    .goto_bookmark = table_goto_bookmark,
    .retrieve_key = table_retrieve_key,
    .get_cursor_info = table_get_cursor_info,
    .retrieve_column = table_retrieve_column,
    .retrieve_columns = table_retrieve_columns,
    .enumerate_columns = table_enumerate_columns,
    .get_record_size = table_get_record_size,
    .set_storage = cursor_set_storage,
    .get_storage = cursor_get_storage,
    .prepare_update = table_prepare_update,
    .set_column = table_set_column,
    .set_columns = table_set_columns,
    .update = table_update,
    .remove = table_remove,
    .escrow_update = table_escrow_update,
    .table_info = tree_info,
};

/* ------------------------------------------------------------------------------------------------ cursors */

JET_ERR temp_tree_open(struct temp_table *temp, struct cursor **cursor)
{
    temp->schema.references++;
    return table_cursor_open_temporary(temp->session, &temp->schema, &tree_ops, cursor);
}

JET_ERR temp_tree_follow(struct temp_cursor *sorted, struct cursor **opened)
{
    struct table_cursor *cursor;

    JET_TRY(temp_tree_open(sorted->temp, opened));
    cursor = table_cursor_of(*opened);
    cursor->open_level = sorted->open_level;
    cursor->search = sorted->search;
    places_to_edge(cursor, false);
    object_exchange(&sorted->head.object, &cursor->head.object);
    return sorted->head.ops->close(&sorted->head);
}

/* ---------------------------------------------------------------------------------------------- the tree */

/* Page 1 of the temporary database. */
static JET_ERR make_root(struct session *session, struct database *database, uint32_t pages)
{
    const struct change change = {.session = session, .database = database};
    uint32_t objid;

    JET_TRY(catalog_next_objid(database, &objid));
    return space_make_root(&change, pages);
}

static struct change change_of(const struct temp_table *temp)
{
    return (struct change){
        .session = temp->session, .database = temp->schema.database, .density = DENSITY_SORTED};
}

JET_ERR temp_tree_make(struct temp_table *temp)
{
    struct table *schema = &temp->schema;
    struct tree tree = {.unique = true}, root;
    struct change change;

    JET_TRY(temp_database_need(temp->session, make_root, &schema->database));
    root = space_root(schema->database);
    change = change_of(temp);
    tree.file = schema->database->pages;
    JET_TRY(catalog_next_objid(schema->database, &tree.objid));
    JET_TRY(space_make_tree(&change, &root, tree.objid, 0, TREE_PAGES, false, &tree.root));
    schema->tree = temp->key.tree = tree;
    schema->objid = tree.objid;
    schema->chunk_size = schema_chunk_size(temp->page_size);
    schema->only_intrinsic = temp->grbit & JET_bitTTIntrinsicLVsOnly;
    schema->group = &temp->group;
    temp->group = (struct table_group){.objid = tree.objid, .versions = 1, .local_storage = JET_LSNil};
    temp->counters.objid = tree.objid;
    os_mutex_init(&temp->counters.lock);
    schema->counters = &temp->counters;
    schema->release = temp_table_release;
    temp->phase = TEMP_TREE;
    return JET_errSuccess;
}

void temp_tree_free(struct temp_table *temp)
{
    struct table *schema = &temp->schema;

    if (schema->release != NULL) {
        const struct tree root = space_root(schema->database);
        const struct change change = change_of(temp);

        version_forget_tree(temp->session->instance, &schema->tree, false);
        if (schema->has_long_values) { /* their space is the table's */
            version_forget_tree(temp->session->instance, &schema->long_values, false);
        }
        (void)space_free_tree(&change, &root, &schema->tree); /* else the space is lost until JetTerm */
        os_mutex_destroy(&temp->counters.lock);
    }
}

/* Nobody sees the table before it is done, so that nothing is versioned. */
static JET_ERR copy_rows(struct temp_table *temp, struct tree_cursor *cursor)
{
    const struct change change = change_of(temp);

    for (uint32_t i = 0; i < sort_count(temp->sort); i++) {
        uint8_t number[sizeof(uint32_t)];
        struct bytes key, data;

        JET_TRY(sort_row(temp->sort, i, &key, &data));
        if (temp->schema.primary == NULL) {
            put_big_u32(number, i);
            key = (struct bytes){number, sizeof number};
        }
        JET_TRY(tree_insert(cursor, &change, key, data));
    }
    return JET_errSuccess;
}

JET_ERR temp_tree_make_of_sort(struct temp_table *temp)
{
    struct tree_cursor cursor;
    JET_ERR err;

    if (!(temp->grbit & JET_bitTTIndexed)) {
        temp->schema.primary = NULL;
        temp->schema.index_count = 0;
    }
    JET_TRY(temp_tree_make(temp));
    tree_cursor_init(&cursor, &temp->schema.tree);
    cursor.reader = temp->session;
    err = copy_rows(temp, &cursor);
    tree_cursor_free(&cursor);
    JET_TRY(err);
    sort_destroy(temp->sort);
    temp->sort = NULL;
    return JET_errSuccess;
}
