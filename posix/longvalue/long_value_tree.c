/*
 * long_value_tree.c - see long_value_tree.h.
 */
#include "longvalue/long_value_tree.h"

#include "catalog/catalog_write.h"
#include "diag.h"
#include "instance/database.h"
#include "space/space_change.h"
#include "try.h"

enum {
    ID_MOST = 0x7FFFFEFF, /* of 4 bytes */
    TREE_PAGES = 1,
};

static JET_ERR need_counters(struct long_value_writer *writer)
{
    return writer->counters != NULL ? JET_errSuccess : table_counters_of(writer->table, &writer->counters);
}

/* -------------------------------------------------------------------------------------------------- the tree */

/* Makes the tree and, unless the table is a temporary one, its rows in the catalog, in the transaction of `session`. */
static JET_ERR make_tree(struct session *session, struct table *table, struct tree *tree)
{
    const struct change change = {.session = session, .database = table->database, .flags = CHANGE_VERSIONED};
    JET_ERR err;

    *tree = (struct tree){.file = table->tree.file, .unique = true};
    JET_TRY(catalog_next_objid(table->database, &tree->objid));
    JET_TRY(
        space_make_tree(&change, &table->tree, tree->objid, PAGE_LONG_VALUE, TREE_PAGES, false, &tree->root));
    err = table_is_temporary(table) ? JET_errSuccess
                                    : catalog_add_long_values(&change, table->objid, tree->objid, tree->root);
    if (err < 0) {
        (void)space_free_tree(&change, &table->tree, tree);
    }
    return err;
}

/* The same in a transaction that nobody else's rollback undoes. */
static JET_ERR make_tree_for_all(struct table *table, struct tree *tree)
{
    struct session *session;
    JET_ERR err;

    JET_TRY(session_make(table->database->instance, &session));
    err = session_work_begin(session);
    if (err >= 0) {
        err = session_work_end(session, make_tree(session, table, tree));
    }
    session_free(session);
    return err;
}

JET_ERR long_value_tree_need(struct long_value_writer *writer)
{
    struct table *table = writer->table;
    struct table_counters *counters;
    struct tree tree;
    JET_ERR err = JET_errSuccess;

    if (table_has_long_values(table)) {
        return JET_errSuccess;
    }
    JET_TRY(need_counters(writer));
    counters = writer->counters;
    os_mutex_lock(&counters->lock);
    if (!table_has_long_values(table)) {
        err = make_tree_for_all(table, &tree);
        if (err >= 0) {
            table_give_long_values(table, counters, &tree);
            (void)table_has_long_values(table);
        }
    }
    os_mutex_unlock(&counters->lock);
    return err;
}

/* --------------------------------------------------------------------------------------------------- new ids */

/* One more than the highest that is in the tree, whoever may have put it there. */
static JET_ERR look_up_next(struct long_value_writer *writer, uint64_t *next)
{
    struct tree_cursor cursor;
    uint8_t key[sizeof(uint32_t)];
    JET_ERR err;

    tree_cursor_init(&cursor, &writer->table->long_values);
    err = tree_last(&cursor);
    if (err == JET_errNoCurrentRecord) {
        *next = 1;
        err = JET_errSuccess;
    } else if (err >= 0) {
        *next = tree_key(&cursor, key, sizeof key) < sizeof key ? 0 : get_big_u32(key) + 1ull;
        if (*next == 0) {
            err = diag_fail(JET_errLVCorrupted, "table '%s': the last long value has no id",
                            writer->table->name);
        }
    }
    tree_cursor_free(&cursor);
    return err;
}

JET_ERR long_value_next_id(struct long_value_writer *writer, uint32_t *id)
{
    struct table_counters *counters;
    JET_ERR err = JET_errSuccess;

    JET_TRY(need_counters(writer));
    counters = writer->counters;
    os_mutex_lock(&counters->lock);
    if (counters->next_long_value == 0) {
        err = look_up_next(writer, &counters->next_long_value);
    }
    if (err >= 0 && counters->next_long_value > ID_MOST) {
        err = diag_fail(JET_errOutOfLongValueIDs, "table '%s' has no id left for a long value",
                        writer->table->name);
    }
    if (err >= 0) {
        *id = (uint32_t)counters->next_long_value++;
    }
    os_mutex_unlock(&counters->lock);
    return err;
}
