/*
 * build_index.c - the entries of a new index, sorted before they are inserted.
 *
 *   records in order of the table --> keys --> sort --> tree, filled from left to right
 *
 * The tree is nobody's yet: its entries are not versioned, and a rollback frees it as a whole. Indexed is what is committed now,
 * also after the session's snapshot, and what the session has changed; new_index.h tells the rest.
 */
#include <stdlib.h>

#include "cursor/schema_change.h"
#include "diag.h"
#include "instance/database.h"
#include "instance/parameter.h"
#include "key/key.h"
#include "sort/sort.h"
#include "try.h"

struct builder {
    const struct table *table;
    const struct index *index;
    struct long_value_reader values;
    struct sort *sort;
    struct tree_cursor at;
    uint8_t bookmark[TREE_KEY_MAX];
    uint32_t bookmark_size;
    uint8_t *copy; /* of the record, page_size bytes: its page is let go while long values are read */
};

static JET_ERR add_key(void *context, const struct key *key, const uint32_t *instances, uint32_t tuple)
{
    struct builder *builder = context;

    (void)instances;
    (void)tuple;
    return sort_add(builder->sort, key_bytes(key), (struct bytes){builder->bookmark, builder->bookmark_size});
}

/* The record that the cursor is on, copied, and its key. */
static JET_ERR copy_record(struct builder *builder, struct record *record)
{
    const uint32_t page_size = builder->table->database->page_size;
    struct bytes data;

    JET_TRY(tree_data(&builder->at, &data));
    memcpy(builder->copy, data.at, data.size);
    builder->bookmark_size = tree_key(&builder->at, builder->bookmark, sizeof builder->bookmark);
    JET_TRY(tree_unlatch(&builder->at));
    return record_open(record, builder->table, (struct bytes){builder->copy, data.size}, page_size);
}

static JET_ERR collect(struct builder *builder)
{
    struct record record;
    JET_ERR err;

    for (err = tree_first(&builder->at); err >= 0; err = tree_next(&builder->at)) {
        JET_TRY(copy_record(builder, &record));
        JET_TRY(key_for_each_entry(builder->index, &record, &builder->values, add_key, builder));
    }
    return err == JET_errNoCurrentRecord ? JET_errSuccess : err;
}

static bool equal(struct bytes left, struct bytes right)
{
    return left.size == right.size && memcmp(left.at, right.at, left.size) == 0;
}

/* The last entry that was inserted, for the comparison with the next. */
struct last_entry {
    uint8_t key[KEY_SIZE_MAX], data[TREE_KEY_MAX];
    uint32_t key_size, data_size;
    bool is_set;
};

static void remember(struct last_entry *last, struct bytes key, struct bytes data)
{
    memcpy(last->key, key.at, key.size);
    memcpy(last->data, data.at, data.size);
    last->key_size = key.size;
    last->data_size = data.size;
    last->is_set = true;
}

/* `*again`: one record made the same key more than once. */
static JET_ERR check_next(const struct builder *builder, const struct last_entry *last, struct bytes key,
                          struct bytes data, bool *again)
{
    const bool same_key = last->is_set && equal(key, (struct bytes){last->key, last->key_size});

    *again = same_key && equal(data, (struct bytes){last->data, last->data_size});
    return same_key && !*again && builder->index->flags & INDEX_UNIQUE
               ? diag_fail(JET_errKeyDuplicate, "index '%s' of table '%s': two records have the same key",
                           builder->index->name, builder->table->name)
               : JET_errSuccess;
}

static JET_ERR insert(struct builder *builder, const struct change *change, struct last_entry *last)
{
    struct tree_cursor cursor;
    struct bytes key, data;
    bool again;
    JET_ERR err = JET_errSuccess;

    JET_TRY(sort_finish(builder->sort, true));
    tree_cursor_init(&cursor, &builder->index->tree);
    for (uint32_t row = 0; row < sort_count(builder->sort); row++) {
        JET_TRY_OR(sort_row(builder->sort, row, &key, &data), end);
        JET_TRY_OR(check_next(builder, last, key, data, &again), end);
        if (!again) {
            remember(last, key, data);
            JET_TRY_OR(tree_insert(&cursor, change, key, data), end);
        }
    }
end:
    tree_cursor_free(&cursor);
    return err;
}

static JET_ERR build(struct builder *builder, const struct change *change, const char *folder)
{
    struct last_entry *last = calloc(1, sizeof *last);
    JET_ERR err;

    builder->copy = malloc(builder->table->database->page_size);
    if (builder->copy == NULL || last == NULL) {
        err = diag_fail(JET_errOutOfMemory, "no memory to build an index");
        goto end;
    }
    JET_TRY_OR(sort_create(folder, SORT_MEMORY_MAX, &builder->sort), end);
    JET_TRY_OR(collect(builder), end);
    err = insert(builder, change, last);
end:
    sort_destroy(builder->sort);
    free(builder->copy);
    free(last);
    return err;
}

JET_ERR index_build(struct ddl *ddl, const struct table *table, const struct index *index, uint32_t density)
{
    const struct change change = {.session = ddl->session, .database = ddl->database, .density = density};
    struct builder *builder = calloc(1, sizeof *builder);
    struct session view = {.instance = ddl->session->instance, .changes = ddl->session->changes};
    JET_ERR err;

    if (builder == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory to build an index");
    }
    builder->table = table;
    builder->index = index;
    long_value_reader_init(&builder->values, table);
    tree_cursor_init(&builder->at, &table->tree);
    builder->at.reader = builder->values.cursor.reader = &view;
    err = build(builder, &change, parameter_string(ddl->database->instance, JET_paramTempPath));
    tree_cursor_free(&builder->at);
    long_value_reader_free(&builder->values);
    free(builder);
    return err;
}
