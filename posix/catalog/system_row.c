/*
 * system_row.c - see system_row.h.
 */
#include "catalog/system_row.h"

#include "diag.h"
#include "instance/database.h"
#include "key/key.h"
#include "try.h"

static const struct bytes none = {(const uint8_t *)"", 0};

JET_ERR system_row_builder(const struct table *table, struct record_builder *builder)
{
    const uint32_t page_size = table->database->page_size;

    return record_builder_init(builder, table, page_size, record_limit(page_size, KEY_MOST_DEFAULT));
}

JET_ERR system_row_set(struct record_builder *builder, const struct column *column, const void *at,
                       uint32_t size)
{
    const struct value value = {.bytes = {at, size}};

    return record_builder_set(builder, column, 1, &value);
}

/* The key of a record in an index; `*is_in` says whether the index has it. */
static JET_ERR key_in(const struct table *table, const struct index *index, struct bytes bytes,
                      struct key *key, bool *is_in)
{
    uint32_t first_values[KEY_SEGMENTS_MAX];
    struct long_value_reader reader;
    enum key_outcome outcome;
    struct record record;
    JET_ERR err;

    for (unsigned i = 0; i < KEY_SEGMENTS_MAX; i++) {
        first_values[i] = 1;
    }
    JET_TRY(record_open(&record, table, bytes, table->database->page_size));
    long_value_reader_init(&reader, table);
    err = key_from_record(index, &record, &reader, first_values, 0, key, &outcome);
    long_value_reader_free(&reader);
    *is_in = outcome == KEY_MADE;
    return err;
}

static JET_ERR insert_entry(const struct change *change, const struct tree *tree, struct bytes key,
                            struct bytes data)
{
    struct tree_cursor cursor;
    JET_ERR err;

    tree_cursor_init(&cursor, tree);
    err = tree_insert(&cursor, change, key, data);
    tree_cursor_free(&cursor);
    return err;
}

/* Stands on the entry with this key, latched. */
static JET_ERR find_entry(struct tree_cursor *cursor, struct bytes key)
{
    int order;

    JET_TRY(tree_seek(cursor, key, none, &order));
    return order == 0 ? JET_errSuccess : JET_errRecordNotFound;
}

static JET_ERR delete_entry(const struct change *change, const struct tree *tree, struct bytes key)
{
    struct tree_cursor cursor;
    JET_ERR err;

    tree_cursor_init(&cursor, tree);
    cursor.reader = change->session;
    err = find_entry(&cursor, key);
    if (err >= 0) {
        err = tree_delete(&cursor, change);
    }
    tree_cursor_free(&cursor);
    return err;
}

static JET_ERR replace_entry(const struct change *change, const struct tree *tree, struct bytes key,
                             struct bytes data)
{
    struct tree_cursor cursor;
    JET_ERR err;

    tree_cursor_init(&cursor, tree);
    cursor.reader = change->session;
    err = find_entry(&cursor, key);
    if (err >= 0) {
        err = tree_replace(&cursor, change, data);
    }
    tree_cursor_free(&cursor);
    return err;
}

JET_ERR system_row_insert(const struct change *change, const struct table *table, struct bytes record)
{
    struct key primary, key;
    bool is_in;

    JET_TRY(key_in(table, table->primary, record, &primary, &is_in));
    JET_TRY(insert_entry(change, &table->tree, key_bytes(&primary), record));
    for (uint32_t i = 0; i < table->index_count; i++) {
        const struct index *index = table->indexes[i];

        if (!index->is_primary) {
            JET_TRY(key_in(table, index, record, &key, &is_in));
            if (is_in) {
                JET_TRY(insert_entry(change, &index->tree, key_bytes(&key), key_bytes(&primary)));
            }
        }
    }
    return JET_errSuccess;
}

JET_ERR system_row_load(const struct session *session, const struct table *table, struct bytes key,
                        struct record_builder *builder)
{
    struct tree_cursor cursor;
    struct bytes data;
    JET_ERR err;

    tree_cursor_init(&cursor, &table->tree);
    cursor.reader = session;
    err = find_entry(&cursor, key);
    if (err >= 0) {
        err = tree_data(&cursor, &data);
    }
    if (err >= 0) {
        err = record_builder_load(builder, data);
    }
    tree_cursor_free(&cursor);
    return err;
}

/* Takes the entry of `old` out of an index and puts that of `record` in, where they differ; either may be empty. */
static JET_ERR move_entry(const struct change *change, const struct table *table, const struct index *index,
                          struct bytes primary, struct bytes old, struct bytes record)
{
    struct key from, to;
    bool was_in = false, is_in = false;

    if (old.size > 0) {
        JET_TRY(key_in(table, index, old, &from, &was_in));
    }
    if (record.size > 0) {
        JET_TRY(key_in(table, index, record, &to, &is_in));
    }
    if (was_in && is_in && from.size == to.size && memcmp(from.bytes, to.bytes, to.size) == 0) {
        return JET_errSuccess;
    }
    if (was_in) {
        JET_TRY(delete_entry(change, &index->tree, key_bytes(&from)));
    }
    return is_in ? insert_entry(change, &index->tree, key_bytes(&to), primary) : JET_errSuccess;
}

static JET_ERR move_entries(const struct change *change, const struct table *table, struct bytes primary,
                            struct bytes record)
{
    struct record_builder old;
    JET_ERR err;

    JET_TRY(system_row_builder(table, &old));
    JET_TRY_OR(system_row_load(change->session, table, primary, &old), end);
    for (uint32_t i = 0; i < table->index_count && err >= 0; i++) {
        if (!table->indexes[i]->is_primary) {
            err = move_entry(change, table, table->indexes[i], primary, record_builder_bytes(&old), record);
        }
    }
end:
    record_builder_free(&old);
    return err;
}

JET_ERR system_row_replace(const struct change *change, const struct table *table, struct bytes key,
                           struct bytes record)
{
    JET_TRY(move_entries(change, table, key, record));
    return replace_entry(change, &table->tree, key, record);
}

JET_ERR system_row_delete(const struct change *change, const struct table *table, struct bytes key)
{
    JET_TRY(move_entries(change, table, key, none));
    return delete_entry(change, &table->tree, key);
}
