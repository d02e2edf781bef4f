/*
 * update_index.c - see update_index.h.
 */
#include "cursor/update_index.h"

#include <stdlib.h>

#include "btree/page_search.h"
#include "diag.h"
#include "try.h"

enum { BYTES_FIRST = 512, KEYS_FIRST = 8 };

static const struct bytes nothing = {(const uint8_t *)"", 0};

/* ------------------------------------------------------------------------------------------------ sets of keys */

static void free_set(struct key_set *set)
{
    free(set->bytes);
    free(set->keys);
    *set = (struct key_set){0};
}

static struct bytes key_at(const struct key_set *set, uint32_t i)
{
    return (struct bytes){set->bytes + set->keys[i].at, set->keys[i].size};
}

static JET_ERR no_memory(void)
{
    return diag_fail(JET_errOutOfMemory, "no memory for the index keys of a record");
}

static JET_ERR make_room(struct key_set *set, uint32_t size)
{
    if (set->count == set->most) {
        const uint32_t most = set->most == 0 ? KEYS_FIRST : 2 * set->most;
        struct key_span *keys = realloc(set->keys, most * sizeof *keys);

        if (keys == NULL) {
            return no_memory();
        }
        set->keys = keys;
        set->most = most;
    }
    if (size > set->room - set->used) {
        uint64_t room = set->room == 0 ? BYTES_FIRST : 2ull * set->room;
        uint8_t *bytes;

        room = room < (uint64_t)set->used + size ? (uint64_t)set->used + size : room;
        bytes = room > UINT32_MAX ? NULL : realloc(set->bytes, (size_t)room);
        if (bytes == NULL) {
            return no_memory();
        }
        set->bytes = bytes;
        set->room = (uint32_t)room;
    }
    return JET_errSuccess;
}

static JET_ERR add_key(void *context, const struct key *key, const uint32_t *instances, uint32_t tuple)
{
    struct key_set *set = context;

    (void)instances;
    (void)tuple;
    JET_TRY(make_room(set, key->size));
    if (key->size > 0) {
        memcpy(set->bytes + set->used, key->bytes, key->size);
    }
    set->keys[set->count++] = (struct key_span){set->used, key->size};
    set->used += key->size;
    return JET_errSuccess;
}

/* Lets key number `from` sink to its place among the `count` first ones of a heap. */
static void sink(struct key_set *set, uint32_t from, uint32_t count)
{
    for (uint32_t child; (child = 2 * from + 1) < count; from = child) {
        const struct key_span parent = set->keys[from];

        if (child + 1 < count && bytes_compare(key_at(set, child), key_at(set, child + 1)) < 0) {
            child++;
        }
        if (bytes_compare(key_at(set, from), key_at(set, child)) >= 0) {
            return;
        }
        set->keys[from] = set->keys[child];
        set->keys[child] = parent;
    }
}

/* Heap sort: no memory, and no order of keys makes it slow. */
static void sort_keys(struct key_set *set)
{
    for (uint32_t i = set->count / 2; i > 0; i--) {
        sink(set, i - 1, set->count);
    }
    for (uint32_t i = set->count; i > 1; i--) {
        const struct key_span highest = set->keys[0];

        set->keys[0] = set->keys[i - 1];
        set->keys[i - 1] = highest;
        sink(set, 0, i - 1);
    }
}

static void drop_doubles(struct key_set *set)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < set->count; i++) {
        if (kept == 0 || bytes_compare(key_at(set, kept - 1), key_at(set, i)) != 0) {
            set->keys[kept++] = set->keys[i];
        }
    }
    set->count = kept;
}

/* The keys of a record, which may be NULL, in an index. */
static JET_ERR collect(struct key_set *set, const struct index *index, const struct record *record,
                       struct long_value_reader *values)
{
    set->used = set->count = 0;
    if (record == NULL) {
        return JET_errSuccess;
    }
    JET_TRY(key_for_each_entry(index, record, values, add_key, set));
    if (set->count > 1) {
        sort_keys(set);
        drop_doubles(set);
    }
    return JET_errSuccess;
}

/* ---------------------------------------------------------------------------------------------------- entries */

/* One index that is being written. */
struct entries {
    const struct index *index;
    struct tree_cursor *cursor;
    struct change change;
    struct bytes bookmark;
};

static JET_ERR is_missing(const struct entries *entries)
{
    return diag_fail(JET_errSecondaryIndexCorrupted, "index '%s' lacks an entry that a record has in it",
                     entries->index->name);
}

static JET_ERR remove_entry(const struct entries *entries, struct bytes key)
{
    struct tree_cursor *cursor = entries->cursor;
    const bool unique = entries->index->tree.unique;
    struct page_node node;
    int order;
    JET_ERR err;

    err = tree_seek(cursor, key, unique ? nothing : entries->bookmark, &order);
    if (err == JET_errRecordNotFound) {
        return is_missing(entries);
    }
    JET_TRY(err);
    tree_entry(cursor, &node);
    if (tree_compare_key(cursor, key) != 0 || bytes_compare(node.data, entries->bookmark) != 0) {
        tree_to_before_first(cursor);
        return is_missing(entries);
    }
    return tree_delete(cursor, &entries->change);
}

static JET_ERR insert_entry(const struct entries *entries, struct bytes key)
{
    JET_ERR err = tree_insert(entries->cursor, &entries->change, key, entries->bookmark);

    if (err == JET_errKeyDuplicate) {
        return diag_fail(err, "index '%s' is unique and has this key", entries->index->name);
    }
    JET_TRY(err);
    tree_to_before_first(entries->cursor);
    return JET_errSuccess;
}

/* Old keys that are not among the new ones go, before those come that are not among the old ones. */
static JET_ERR write_difference(const struct entries *entries, const struct key_set *old,
                                const struct key_set *now)
{
    for (unsigned pass = 0; pass < 2; pass++) {
        uint32_t i = 0, k = 0;

        while (i < old->count || k < now->count) {
            const int order = i == old->count   ? 1
                              : k == now->count ? -1
                                                : bytes_compare(key_at(old, i), key_at(now, k));

            if (order < 0 && pass == 0) {
                JET_TRY(remove_entry(entries, key_at(old, i)));
            } else if (order > 0 && pass == 1) {
                JET_TRY(insert_entry(entries, key_at(now, k)));
            }
            i += order <= 0;
            k += order >= 0;
        }
    }
    return JET_errSuccess;
}

uint64_t index_columns(const struct index *index)
{
    uint64_t columns = 0;

    for (uint32_t i = 0; i < index->segment_count; i++) {
        columns |= column_mask(index->segments[i].column->id);
    }
    for (uint32_t i = 0; i < index->condition_count; i++) {
        columns |= column_mask(index->conditions[i].column->id);
    }
    return columns;
}

JET_ERR index_writer_change(struct index_writer *writer, const struct row_change *change)
{
    for (uint32_t i = 0; i < writer->table->index_count; i++) {
        const struct index *index = writer->table->indexes[i];
        const struct entries entries = {
            .index = index,
            .cursor = &writer->cursors[i],
            .change = {.session = change->session,
                       .database = writer->table->database,
                       .flags = CHANGE_VERSIONED,
                       .density = index->density},
            .bookmark = change->bookmark,
        };

        if (index->is_primary ||
            (change->old != NULL && change->now != NULL && (index_columns(index) & change->columns) == 0)) {
            continue;
        }
        JET_TRY(collect(&writer->old, index, change->old, change->values));
        JET_TRY(collect(&writer->now, index, change->now, change->values));
        JET_TRY(write_difference(&entries, &writer->old, &writer->now));
    }
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------------- life */

JET_ERR index_writer_init(struct index_writer *writer, const struct table *table)
{
    *writer = (struct index_writer){.table = table};
    writer->cursors = calloc(table->index_count + 1u, sizeof *writer->cursors);
    if (writer->cursors == NULL) {
        return no_memory();
    }
    for (uint32_t i = 0; i < table->index_count; i++) {
        tree_cursor_init(&writer->cursors[i], &table->indexes[i]->tree);
    }
    return JET_errSuccess;
}

void index_writer_free(struct index_writer *writer)
{
    for (uint32_t i = 0; writer->cursors != NULL && i < writer->table->index_count; i++) {
        tree_cursor_free(&writer->cursors[i]);
    }
    free(writer->cursors);
    writer->cursors = NULL;
    free_set(&writer->old);
    free_set(&writer->now);
}
