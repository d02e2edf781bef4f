/*
 * current_index.c - choosing the current index, and bookmarks.
 */
#include "catalog/schema_version.h"
#include "cursor/index_id.h"
#include "cursor/table_cursor_parts.h"
#include "cursor/update.h"
#include "diag.h"
#include "try.h"

/* ------------------------------------------------------------------------------------------ current index */

static void reset_key(struct table_cursor *cursor)
{
    search_key_clear(&cursor->search);
    cursor->range = false;
}

void use_primary_index(struct table_cursor *cursor)
{
    if (cursor->index != NULL) {
        tree_to_before_first(&cursor->secondary.at);
        cursor->index = NULL;
        reset_key(cursor);
    }
    places_to_edge(cursor, false);
}

static void use_secondary_index(struct table_cursor *cursor, const struct index *index)
{
    const uint32_t level = cursor_session(&cursor->head)->level;

    cursor->index = index;
    cursor->index_level = level;
    tree_to_before_first(&cursor->secondary.at);
    cursor->secondary.at.tree = &index->tree;
    cursor->secondary.level = level;
    reset_key(cursor);
    places_to_edge(cursor, false);
}

static JET_ERR switch_index(struct table_cursor *cursor, const char *name, const JET_INDEXID *id)
{
    const struct table *table = cursor->head.table;
    const struct index *index = NULL;

    if (id != NULL) {
        JET_TRY(index_by_id(table, id, &index));
    } else if (name != NULL && *name != '\0') {
        index = table_index(table, name);
        if (index == NULL) {
            if (cursor->index != NULL) {
                use_primary_index(cursor); /* what was current is no longer, as in Windows */
            }
            return diag_fail(JET_errIndexNotFound, "table '%s' has no index '%s'", table->name, name);
        }
    }
    if (index == NULL || index->is_primary) {
        if (cursor->index != NULL) {
            use_primary_index(cursor);
        }
    } else if (table_index_is_dropped(table, index->objid)) {
        use_primary_index(cursor);
        return diag_fail(JET_errIndexNotFound, "index '%s' of table '%s' is deleted", index->name,
                         table->name);
    } else if (index != cursor->index) {
        if (index->flags & INDEX_DEFERRED_POPULATE) {
            if (cursor->index != NULL) {
                use_primary_index(cursor);
            }
            return diag_fail(JET_errCantUseDeferredPopulateIndex, "index '%s' of table '%s' is not complete",
                             index->name, table->name);
        }
        use_secondary_index(cursor, index);
    }
    return JET_errSuccess;
}

/* Which value of each key column an index entry is made of: `itag` counts those of the first multi-valued
 * one. */
static void instances_of(const struct index *index, uint32_t itag, uint32_t instances[KEY_SEGMENTS_MAX])
{
    bool chosen = false;

    for (uint32_t i = 0; i < KEY_SEGMENTS_MAX; i++) {
        instances[i] = 1;
        if (!chosen && i < index->segment_count && index->segments[i].column->flags & COLUMN_MULTI_VALUED) {
            instances[i] = itag;
            chosen = true;
        }
    }
}

/* The place in the current secondary index goes to the entry of the record `bookmark`, where the table place
 * is. */
static JET_ERR enter_index(struct table_cursor *cursor, struct bytes bookmark, uint32_t itag)
{
    const struct index *index = cursor->index;
    struct place *place = &cursor->secondary;
    uint32_t instances[KEY_SEGMENTS_MAX];
    enum key_outcome outcome;
    struct key key;

    place->deferred = false;
    place->level = cursor_session(&cursor->head)->level;
    tree_to_before_first(&place->at);
    instances_of(index, itag, instances);
    JET_TRY(row_detach(&cursor->row));
    JET_TRY(key_from_record(index, &cursor->row.record, &cursor->values, instances, 0, &key, &outcome));
    if (outcome == KEY_OUT_OF_KEYS) {
        return diag_fail(JET_errBadItagSequence, "the record has no value %u in index '%s'", itag,
                         index->name);
    }
    if (outcome != KEY_MADE) {
        return diag_fail(JET_errNoCurrentRecord, "the record is not in index '%s'", index->name);
    }
    return tree_set_place(&place->at, TREE_ON_ENTRY, key_bytes(&key),
                          index->tree.unique ? no_bytes : bookmark);
}

/* `bookmark` does not lie in a place of the cursor. */
static JET_ERR go_to_bookmark(struct table_cursor *cursor, struct bytes bookmark, uint32_t itag)
{
    cursor->range = false;
    cursor->search.made = false;
    JET_TRY(probe_entry(cursor, &cursor->head.table->tree, bookmark, no_bytes));
    place_take_probe(cursor, &cursor->primary);
    return cursor->index != NULL ? enter_index(cursor, bookmark, itag) : JET_errSuccess;
}

static JET_ERR no_record(const struct table_cursor *cursor)
{
    return diag_fail(JET_errNoCurrentRecord, "the cursor on table '%s' is on no record",
                     cursor->head.table->name);
}

JET_ERR table_set_current_index(struct cursor *head, const char *name, const JET_INDEXID *id, JET_GRBIT grbit,
                                uint32_t itag)
{
    struct table_cursor *cursor = table_cursor_of(head);
    uint8_t bookmark[TREE_KEY_MAX];
    struct bytes kept = {bookmark, cursor->primary.at.key_size};

    if (cursor->filter != NULL) {
        return filter_refuses("JetSetCurrentIndex");
    }
    if (grbit != JET_bitNoMove) {
        JET_TRY(update_leave(cursor));
        JET_TRY(switch_index(cursor, name, id));
        cursor->primary.deferred = true;
        cursor->secondary.deferred = cursor->index != NULL;
        return JET_errSuccess;
    }
    if (!place_on_entry(&cursor->primary) || kept.size > sizeof bookmark) {
        return no_record(cursor);
    }
    memcpy(bookmark, cursor->primary.at.bookmark, kept.size);
    JET_TRY(switch_index(cursor, name, id));
    return go_to_bookmark(cursor, kept, itag > 1 ? itag : 1);
}

JET_ERR table_get_current_index(struct cursor *head, char *name, uint32_t capacity)
{
    const struct index *index = current_index(table_cursor_of(head));
    const char *current = index != NULL ? index->name : "";
    size_t length = strlen(current);

    if (name == NULL || capacity < 1) {
        return JET_wrnBufferTruncated;
    }
    if (length > capacity - 1u) {
        length = capacity - 1u;
    }
    memcpy(name, current, length);
    name[length] = '\0';
    return JET_errSuccess;
}

/* ---------------------------------------------------------------------------------------------- bookmarks */

/* Hands bytes out; false when not all fit. */
static bool hand_out(struct bytes bytes, void *out, uint32_t capacity, uint32_t *size)
{
    const uint32_t room = out != NULL ? capacity : 0;

    if (size != NULL) {
        *size = bytes.size;
    }
    if (room > 0) {
        memcpy(out, bytes.at, bytes.size < room ? bytes.size : room);
    }
    return bytes.size <= capacity;
}

static JET_ERR too_small(void)
{
    return diag_fail(JET_errBufferTooSmall, "the bookmark is longer than the buffer");
}

JET_ERR table_get_bookmark(struct cursor *head, void *bookmark, uint32_t capacity, uint32_t *size)
{
    struct table_cursor *cursor = table_cursor_of(head);

    if (!place_on_entry(&cursor->primary)) {
        return no_record(cursor);
    }
    return hand_out(place_key(&cursor->primary), bookmark, capacity, size) ? JET_errSuccess : too_small();
}

JET_ERR table_goto_bookmark(struct cursor *head, const void *bookmark, uint32_t size)
{
    if (bookmark == NULL || size == 0) {
        return diag_fail(JET_errInvalidBookmark, "JetGotoBookmark: the bookmark is empty");
    }
    JET_TRY(update_leave(table_cursor_of(head)));
    return go_to_bookmark(table_cursor_of(head), (struct bytes){bookmark, size}, 1);
}

static JET_ERR no_index(const struct table_cursor *cursor)
{
    return diag_fail(JET_errNoCurrentIndex, "the cursor on table '%s' has no secondary index",
                     cursor->head.table->name);
}

JET_ERR table_get_secondary_bookmark(struct cursor *head, void *key, uint32_t key_capacity,
                                     uint32_t *key_size, void *bookmark, uint32_t capacity, uint32_t *size)
{
    struct table_cursor *cursor = table_cursor_of(head);
    struct place *place = &cursor->secondary;
    struct bytes data;
    bool fits;

    if (cursor->index == NULL) {
        return no_index(cursor);
    }
    JET_TRY(place_hold(cursor, place));
    JET_TRY(tree_data(&place->at, &data));
    fits = hand_out(data, bookmark, capacity, size);
    JET_TRY(tree_unlatch(&place->at));
    fits &= hand_out(place_key(place), key, key_capacity, key_size);
    return fits ? JET_errSuccess : too_small();
}

/* The index entry was asked for with the bookmark of its record: of a unique index, which is found by key, it
 * is checked. */
static JET_ERR check_record(const struct table_cursor *cursor, struct bytes bookmark)
{
    const struct bytes found = place_key(&cursor->primary);

    if (!cursor->index->tree.unique || bookmark.size == 0 ||
        (found.size == bookmark.size && memcmp(found.at, bookmark.at, found.size) == 0)) {
        return JET_errSuccess;
    }
    return diag_fail(JET_errRecordDeleted, "the entry of index '%s' belongs to another record",
                     cursor->index->name);
}

JET_ERR table_goto_secondary_bookmark(struct cursor *head, const void *key, uint32_t key_size,
                                      const void *bookmark, uint32_t size, JET_GRBIT grbit)
{
    struct table_cursor *cursor = table_cursor_of(head);
    struct place *place = &cursor->secondary;
    const struct bytes wanted = {key, key_size};
    const struct bytes record = {bookmark, bookmark != NULL ? size : 0};
    struct bytes data;
    JET_ERR err;

    if (cursor->index == NULL) {
        return no_index(cursor);
    }
    data = cursor->index->tree.unique ? no_bytes : record;
    if (key == NULL || key_size == 0 || (!cursor->index->tree.unique && record.size == 0)) {
        return diag_fail(JET_errInvalidBookmark,
                         "JetGotoSecondaryIndexBookmark: a part of the bookmark is empty");
    }
    JET_TRY(update_leave(cursor));
    cursor->range = false;
    cursor->search.made = false;
    err = probe_entry(cursor, &cursor->index->tree, wanted, data);
    if (err == JET_errRecordDeleted && grbit & JET_bitBookmarkPermitVirtualCurrency) {
        place->deferred = cursor->primary.deferred = false;
        tree_to_before_first(&cursor->primary.at);
        JET_TRY(tree_set_place(&place->at, TREE_IN_GAP, wanted, data));
        return err;
    }
    JET_TRY(err);
    place_take_probe(cursor, place);
    JET_TRY(tree_latch(&place->at));
    JET_TRY(place_settle(cursor, place));
    return check_record(cursor, record);
}
