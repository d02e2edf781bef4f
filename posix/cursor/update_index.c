/*
 * update_index.c - see update_index.h.
 */
#include "cursor/update_index.h"

#include <stdlib.h>

#include "btree/page_search.h"
#include "diag.h"
#include "record/record_build.h"
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

void key_sets_free(struct key_set *old, struct key_set *now)
{
    free_set(old);
    free_set(now);
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
    bool may_be_done; /* entries may have gone, or be there */
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

/* Goes to the entry, where the cursor is latched then; `*found` says whether it is there. */
static JET_ERR seek_entry(const struct entries *entries, struct bytes key, bool *found)
{
    struct tree_cursor *cursor = entries->cursor;
    struct page_node node;
    int order;
    JET_ERR err;

    *found = false;
    err = tree_seek(cursor, key, entries->index->tree.unique ? nothing : entries->bookmark, &order);
    if (err == JET_errRecordNotFound) {
        return JET_errSuccess;
    }
    JET_TRY(err);
    tree_entry(cursor, &node);
    *found = tree_compare_key(cursor, key) == 0 && bytes_compare(node.data, entries->bookmark) == 0;
    if (!*found) {
        tree_to_before_first(cursor);
    }
    return JET_errSuccess;
}

static JET_ERR remove_entry(const struct entries *entries, struct bytes key)
{
    bool found;

    JET_TRY(seek_entry(entries, key, &found));
    if (!found) {
        return entries->may_be_done ? JET_errSuccess : is_missing(entries);
    }
    JET_TRY(tree_delete(entries->cursor, &entries->change));
    return entries->may_be_done ? tree_unlatch(entries->cursor) : JET_errSuccess;
}

static JET_ERR insert_entry(const struct entries *entries, struct bytes key)
{
    bool found = false;
    JET_ERR err;

    if (entries->may_be_done) {
        JET_TRY(seek_entry(entries, key, &found));
        if (found) {
            return tree_unlatch(entries->cursor);
        }
    }
    err = tree_insert(entries->cursor, &entries->change, key, entries->bookmark);
    if (err == JET_errKeyDuplicate || (err == JET_errWriteConflict && entries->index->tree.unique)) {
        return diag_fail(JET_errKeyDuplicate, "index '%s' is unique and has this key", entries->index->name);
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

static struct change change_of(const struct row_change *change, struct database *database,
                               const struct index *index)
{
    return (struct change){
        .session = change->session, .database = database, .flags = change->flags, .density = index->density};
}

/* Object ids grow with every index that is made. */
static void set_order(struct index_writer *writer)
{
    for (uint32_t i = 0; i < writer->table->index_count; i++) {
        const uint32_t objid = writer->table->indexes[i]->objid;
        uint32_t at = i;

        while (at > 0 && writer->table->indexes[writer->order[at - 1]]->objid < objid) {
            writer->order[at] = writer->order[at - 1];
            at--;
        }
        writer->order[at] = i;
    }
}

static JET_ERR need_cursors(struct index_writer *writer)
{
    const struct table *table = writer->table;

    if (writer->cursors != NULL || table->index_count == 0) {
        return JET_errSuccess;
    }
    writer->cursors = calloc(table->index_count, sizeof *writer->cursors);
    writer->order = calloc(table->index_count, sizeof *writer->order);
    if (writer->cursors == NULL || writer->order == NULL) {
        free(writer->cursors);
        free(writer->order);
        writer->cursors = NULL;
        writer->order = NULL;
        return no_memory();
    }
    for (uint32_t i = 0; i < table->index_count; i++) {
        tree_cursor_init(&writer->cursors[i], &table->indexes[i]->tree);
    }
    set_order(writer);
    writer->cursor_count = table->index_count;
    return JET_errSuccess;
}

JET_ERR index_writer_change(struct index_writer *writer, const struct row_change *change)
{
    JET_TRY(need_cursors(writer));
    for (uint32_t k = 0; k < writer->table->index_count; k++) {
        const uint32_t i = writer->order[k];
        const struct index *index = writer->table->indexes[i];
        const struct entries entries = {
            .index = index,
            .cursor = &writer->cursors[i],
            .change = change_of(change, writer->table->database, index),
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

JET_ERR index_catch_up(struct catching_up *what, const struct row_change *change)
{
    const struct entries entries = {.may_be_done = true,
                                    .index = what->index,
                                    .cursor = what->cursor,
                                    .change = change_of(change, what->database, what->index),
                                    .bookmark = change->bookmark};

    JET_TRY(collect(&what->old, what->index, change->old, what->old_values));
    JET_TRY(collect(&what->now, what->index, change->now, change->values));
    return write_difference(&entries, &what->old, &what->now);
}

/* ------------------------------------------------------------------------------------------------------- life */

void index_writer_init(struct index_writer *writer, const struct table *table)
{
    *writer = (struct index_writer){.table = table};
}

static void free_cursors(struct index_writer *writer)
{
    for (uint32_t i = 0; i < writer->cursor_count; i++) {
        tree_cursor_free(&writer->cursors[i]);
    }
    free(writer->cursors);
    free(writer->order);
    writer->cursors = NULL;
    writer->order = NULL;
    writer->cursor_count = 0;
}

void index_writer_follow(struct index_writer *writer, const struct table *table)
{
    free_cursors(writer);
    writer->table = table;
}

void index_writer_free(struct index_writer *writer)
{
    free_cursors(writer);
    key_sets_free(&writer->old, &writer->now);
}
