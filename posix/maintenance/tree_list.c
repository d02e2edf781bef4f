/*
 * tree_list.c - every tree of a database by name.
 */
#include "maintenance/tree_list.h"

#include "catalog/catalog_row.h"
#include "esent_compat.h"
#include "try.h"

struct list {
    struct database *database;
    const struct table *catalog; /* MSysObjects as a table; NULL when it cannot be opened */
    listed_tree_visit visit;
    listed_tree_unread unread;
    void *context;
};

static void name_to_utf8(const char *stored, char utf8[TREE_NAME_SIZE])
{
    (void)esent_cp1252_to_utf8(stored, (size_t)-1, utf8, TREE_NAME_SIZE, NULL);
}

/* The time of the row of `type` of table `objid`; 0 when the row has none or cannot be read. */
static uint64_t last_set_time(const struct list *list, uint32_t objid, enum catalog_type type)
{
    struct catalog_row row;
    uint64_t time = 0;

    if (list->catalog == NULL) {
        return 0;
    }
    catalog_row_begin(&row, NULL, list->catalog);
    for (JET_ERR err = catalog_row_seek(&row, objid); err >= 0; err = catalog_row_next(&row)) {
        if (catalog_row_number(&row, CATALOG_OBJID_TABLE, 0) != objid) {
            break;
        }
        if (catalog_row_number(&row, CATALOG_TYPE, 0) == (uint32_t)type) {
            const struct bytes bytes = catalog_row_bytes(&row, CATALOG_LAST_SET_TIME);

            time = bytes.size == sizeof time ? get_u64(bytes.at) : 0;
            break;
        }
    }
    catalog_row_end(&row);
    return time;
}

static JET_ERR list_indexes(const struct list *list, const struct table *table, struct listed_tree *listed)
{
    listed->last_set_time = 0;
    for (uint32_t i = 0; i < table->index_count; i++) {
        const struct index *index = table->indexes[i];

        listed->kind = index->is_primary ? TREE_PRIMARY_INDEX : TREE_SECONDARY_INDEX;
        listed->tree = index->tree;
        name_to_utf8(index->name, listed->name);
        JET_TRY(list->visit(list->context, listed));
    }
    return JET_errSuccess;
}

static JET_ERR list_trees(const struct list *list, const struct table *table)
{
    struct listed_tree listed = {.kind = TREE_TABLE, .tree = table->tree};

    name_to_utf8(table->name, listed.table);
    name_to_utf8(table->name, listed.name);
    listed.last_set_time = last_set_time(list, table->objid, CATALOG_TABLE);
    JET_TRY(list->visit(list->context, &listed));
    if (table->has_long_values) {
        listed.kind = TREE_LONG_VALUES;
        listed.tree = table->long_values;
        listed.name[0] = '\0';
        listed.last_set_time = last_set_time(list, table->objid, CATALOG_LONG_VALUE);
        JET_TRY(list->visit(list->context, &listed));
    }
    return list_indexes(list, table, &listed);
}

static JET_ERR list_table(void *context, const struct table_row *row)
{
    const struct list *list = context;
    struct table *table;
    char name[TREE_NAME_SIZE];
    JET_ERR err = table_open_by_objid(NULL, list->database, row->objid, &table);

    if (err >= 0) {
        err = list_trees(list, table);
        table_release(table);
        return err;
    }
    name_to_utf8(row->name, name);
    return list->unread(list->context, name, err);
}

JET_ERR tree_list_each(struct database *database, listed_tree_visit visit, listed_tree_unread unread,
                       void *context)
{
    struct list list = {database, NULL, visit, unread, context};
    struct table *catalog = NULL;
    JET_ERR err;

    if (table_open_by_objid(NULL, database, CATALOG_OBJID, &catalog) >= 0) {
        list.catalog = catalog;
    }
    err = catalog_each_table(NULL, database, list_table, &list);
    if (catalog != NULL) {
        table_release(catalog);
    }
    return err;
}
