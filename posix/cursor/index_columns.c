/*
 * index_columns.c - JetRetrieveColumn(s) on a table: options that need the index or the page, then the
 * record.
 *
 * A column can be read from the current index entry without its record where a key holds the value exactly.
 * Where it does not (text, keys that may be cut), the record is read, and the entry only tells which of
 * several values is meant.
 *
 * Source: reference api-semantics 8.1.
 */
#include "cursor/table_cursor_parts.h"
#include "cursor/update.h"
#include "diag.h"
#include "try.h"

enum { UNICODE = 1200 };

#define FROM_KEY (JET_bitRetrieveFromIndex | JET_bitRetrieveFromPrimaryBookmark)

/* Options that a row knows nothing of. */
#define OF_CURSOR (FROM_KEY | JET_bitRetrievePageNumber | JET_bitRetrieveCopyIntrinsic | JET_bitRetrieveTuple)

struct from_key {
    const struct index *index;
    bool by_bookmark; /* the key is the bookmark in an entry of the current index */
    uint32_t segment;
    struct bytes key;
    uint8_t copy[TREE_KEY_MAX];
};

/* Which key, and which segment of it. `*usable` is false when only the record can answer. */
static JET_ERR choose_key(const struct table_cursor *cursor, JET_COLUMNID id, JET_GRBIT grbit,
                          struct from_key *from, bool *usable)
{
    const struct table *table = cursor->head.table;

    *usable = false;
    if ((grbit & FROM_KEY) == FROM_KEY) {
        return diag_fail(JET_errInvalidGrbit,
                         "a column comes from the index or from the bookmark, not from both");
    }
    from->by_bookmark = cursor->index != NULL && grbit & JET_bitRetrieveFromPrimaryBookmark;
    from->index = cursor->index == NULL || from->by_bookmark ? table->primary : cursor->index;
    if (cursor->index == NULL && (from->index == NULL || !place_on_entry(&cursor->primary))) {
        return JET_errSuccess;
    }
    for (uint32_t i = 0; from->index != NULL && i < from->index->segment_count; i++) {
        if (from->index->segments[i].column->id == id) {
            from->segment = i;
            *usable = true;
            break;
        }
    }
    if (!*usable) {
        return diag_fail(JET_errColumnNotFound, "column 0x%x is not in the index of table '%s'", id,
                         table->name);
    }
    if (from->index->is_tuple && from->segment == 0 && !(grbit & JET_bitRetrieveTuple)) {
        return diag_fail(JET_errIndexTuplesCannotRetrieveFromIndex, "index '%s' holds pieces of this column",
                         from->index->name);
    }
    return JET_errSuccess;
}

/* The key of the place, without a look at the tree when that is known. */
static JET_ERR load_key(struct table_cursor *cursor, struct from_key *from)
{
    struct place *place = current_place(cursor);
    struct bytes data;

    if (place_on_entry(place) && (!from->by_bookmark || place_on_entry(&cursor->primary))) {
        from->key = place_key(from->by_bookmark ? &cursor->primary : place);
        return JET_errSuccess;
    }
    JET_TRY(place_hold(cursor, place));
    if (!from->by_bookmark) {
        JET_TRY(tree_unlatch(&place->at));
        from->key = place_key(place);
        return JET_errSuccess;
    }
    JET_TRY(tree_data(&place->at, &data));
    from->key = (struct bytes){from->copy, data.size < sizeof from->copy ? data.size : 0};
    memcpy(from->copy, data.at, from->key.size);
    return tree_unlatch(&place->at);
}

/* True when keys hold the value of the segment as it is. Behind Unicode text nobody can tell where it begins. */
static bool key_is_exact(const struct index *index, uint32_t segment, struct bytes key)
{
    const struct column *column = index->segments[segment].column;
    const bool chunks = !column_is_fixed(column) &&
                        (column->type == JET_coltypBinary || column->type == JET_coltypLongBinary);

    for (uint32_t i = 0; i < segment; i++) {
        const struct column *before = index->segments[i].column;

        if (column_is_text(before) && before->code_page == UNICODE) {
            return false;
        }
    }
    return !column_is_text(column) && !(key.size == index->key_most && index->key_most >= KEY_MOST_DEFAULT) &&
           !(chunks && index->segment_most < index->key_most);
}

JET_ERR value_from_key(const struct index *index, uint32_t segment, struct bytes key,
                       uint8_t value[KEY_VALUE_MAX], uint32_t *size, bool *is_null, bool *known)
{
    uint32_t offset = 0;

    *known = false;
    if (!key_is_exact(index, segment, key)) {
        return JET_errSuccess;
    }
    for (uint32_t i = 0; i <= segment; i++) {
        JET_TRY(key_denormalise(index, &index->segments[i], key, &offset, value, size, is_null, known));
    }
    return JET_errSuccess;
}

/* ---------------------------------------------------------------------------------- which value the entry
 * was made of */

struct which_value {
    struct bytes key; /* of the entry */
    uint32_t segment;
    uint32_t instance; /* found, 0 before */
};

static JET_ERR compare_entry(void *context, const struct key *key, const uint32_t *instances, uint32_t tuple)
{
    struct which_value *which = context;

    (void)tuple;
    if (key->size != which->key.size || memcmp(key->bytes, which->key.at, key->size) != 0) {
        return JET_errSuccess;
    }
    which->instance = instances[which->segment];
    return JET_errKeyDuplicate; /* ends the walk */
}

static JET_ERR find_instance(struct table_cursor *cursor, const struct from_key *from, uint32_t *instance)
{
    struct which_value which = {.segment = from->segment};
    JET_ERR err;

    JET_TRY(place_hold(cursor, &cursor->secondary));
    JET_TRY(tree_unlatch(&cursor->secondary.at));
    which.key = place_key(&cursor->secondary);
    JET_TRY(row_detach(&cursor->row));
    err = key_for_each_entry(from->index, &cursor->row.record, &cursor->values, compare_entry, &which);
    if (which.instance == 0) {
        return err < 0 ? err
                       : diag_fail(JET_errSecondaryIndexCorrupted,
                                   "an entry of index '%s' does not come from its record", from->index->name);
    }
    *instance = which.instance;
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------- from the key */

static JET_ERR deliver_from_key(const struct column *column, struct bytes value, bool is_null, void *data,
                                uint32_t capacity, uint32_t *size, uint32_t offset)
{
    if (column_is_long(column)) {
        const uint32_t skipped = offset < value.size ? offset : value.size;

        value.at += skipped;
        value.size -= skipped;
    }
    if (size != NULL) {
        *size = value.size;
    }
    if (data != NULL && capacity > 0) {
        memcpy(data, value.at, value.size < capacity ? value.size : capacity);
    }
    return is_null ? JET_wrnColumnNull : value.size > capacity ? JET_wrnBufferTruncated : JET_errSuccess;
}

/*
 * Reads a column from the index entry; `*done` is false when the record must be read, for value number
 * `*instance`, which is then filled in (and when JET_bitRetrieveTag asks).
 */
static JET_ERR retrieve_from_key(struct table_cursor *cursor, JET_COLUMNID id, uint32_t *instance, void *data,
                                 uint32_t capacity, uint32_t *size, uint32_t offset, JET_GRBIT grbit,
                                 bool *done)
{
    uint8_t value[KEY_VALUE_MAX];
    struct from_key from;
    const struct column *column;
    uint32_t value_bytes = 0;
    bool is_null = false;
    JET_ERR err = JET_errSuccess;

    if ((id & ~COLUMN_ID_TEMPLATE) == 0 || (id & ~COLUMN_ID_TEMPLATE) > FID_TAGGED_LAST) {
        return diag_fail(JET_errBadColumnId, "0x%x is no column id", id);
    }
    JET_TRY(choose_key(cursor, id, grbit, &from, done));
    if (!*done) {
        *instance = 1;
        return JET_errSuccess;
    }
    JET_TRY(load_key(cursor, &from));
    column = from.index->segments[from.segment].column;
    JET_TRY(value_from_key(from.index, from.segment, from.key, value, &value_bytes, &is_null, done));
    if (*done) {
        err = deliver_from_key(column, (struct bytes){value, value_bytes}, is_null, data, capacity, size,
                               offset);
    }
    if (!*done || (grbit & JET_bitRetrieveTag && cursor->index != NULL)) {
        *instance = 1;
        if (column->flags & COLUMN_MULTI_VALUED && !is_null && from.index == cursor->index) {
            JET_TRY(find_instance(cursor, &from, instance));
        }
    }
    return err;
}

/* -------------------------------------------------------------------------------------------------- pages */

/* For the options whose answer is a number of 4 bytes. */
static JET_ERR check_room(const void *data, uint32_t capacity, uint32_t *size)
{
    if (size != NULL) {
        *size = sizeof(uint32_t);
    }
    if (data == NULL || capacity < sizeof(uint32_t)) {
        return diag_fail(JET_errBufferTooSmall, "the number has 4 bytes, the buffer %u", capacity);
    }
    return JET_errSuccess;
}

static JET_ERR retrieve_page_number(struct table_cursor *cursor, void *data, uint32_t capacity,
                                    uint32_t *size)
{
    JET_TRY(check_room(data, capacity, size));
    JET_TRY(place_hold(cursor, &cursor->primary));
    put_u32(data, cursor->primary.at.pgno);
    return tree_unlatch(&cursor->primary.at);
}

/* What is left in the record that is being updated. */
static JET_ERR retrieve_intrinsic_room(const struct table_cursor *cursor, void *data, uint32_t capacity,
                                       uint32_t *size)
{
    JET_TRY(check_room(data, capacity, size));
    if (!update_is_prepared(cursor)) {
        return diag_fail(JET_errUpdateNotPrepared, "no update is prepared");
    }
    put_u32(data, cursor->update->record.limit - cursor->update->record.size);
    return JET_errSuccess;
}

/* --------------------------------------------------------------------------------------------- operations */

static JET_ERR retrieve_with_options(struct table_cursor *cursor, JET_COLUMNID id, void *data,
                                     uint32_t capacity, uint32_t *size, JET_GRBIT grbit, JET_RETINFO *info)
{
    JET_RETINFO rest = {.cbStruct = sizeof rest, .itagSequence = 1};
    bool done = false;
    JET_ERR err;

    if (grbit & (JET_bitRetrievePageNumber | JET_bitRetrieveCopyIntrinsic)) {
        if (grbit == JET_bitRetrievePageNumber) {
            return retrieve_page_number(cursor, data, capacity, size);
        }
        return grbit == JET_bitRetrieveCopyIntrinsic
                   ? retrieve_intrinsic_room(cursor, data, capacity, size)
                   : diag_fail(JET_errInvalidGrbit, "0x%x: these options stand alone", grbit);
    }
    if (grbit & JET_bitRetrieveTuple && !(grbit & JET_bitRetrieveFromIndex)) {
        return diag_fail(JET_errInvalidGrbit, "tuples are in an index only");
    }
    if (info != NULL) {
        rest = *info;
    }
    err = retrieve_from_key(cursor, id, &rest.itagSequence, data, capacity, size, rest.ibLongValue, grbit,
                            &done);
    JET_TRY(err);
    if (info != NULL && grbit & JET_bitRetrieveTag) {
        info->itagSequence = rest.itagSequence;
    }
    if (done) {
        return err;
    }
    err = row_retrieve_column(update_row_for(cursor, (grbit & JET_bitRetrieveCopy) != 0), id, data, capacity,
                              size, grbit, &rest);
    if (err >= 0 && info != NULL) {
        info->columnidNextTagged = rest.columnidNextTagged;
    }
    return err;
}

JET_ERR table_retrieve_column(struct cursor *head, JET_COLUMNID id, void *data, uint32_t capacity,
                              uint32_t *size, JET_GRBIT grbit, JET_RETINFO *info)
{
    struct table_cursor *cursor = table_cursor_of(head);

    if (info != NULL && info->cbStruct < sizeof *info) {
        return diag_fail(JET_errInvalidParameter, "JetRetrieveColumn: cbStruct of JET_RETINFO is %u",
                         info->cbStruct);
    }
    if (grbit != 0) {
        JET_TRY(row_check_options(grbit));
        if (grbit & OF_CURSOR) {
            return retrieve_with_options(cursor, id, data, capacity, size, grbit, info);
        }
    }
    return row_retrieve_column(update_row_for(cursor, (grbit & JET_bitRetrieveCopy) != 0), id, data, capacity,
                               size, grbit, info);
}

static JET_ERR retrieve_element(struct table_cursor *cursor, JET_RETRIEVECOLUMN *element)
{
    struct row *row = update_row_for(cursor, (element->grbit & JET_bitRetrieveCopy) != 0);
    bool done = false;
    JET_ERR err;

    if (row == &cursor->row && !(element->grbit & FROM_KEY)) {
        return row_retrieve_element(row, element);
    }
    JET_TRY(row_let_go(&cursor->row));
    if (!(element->grbit & FROM_KEY)) {
        return row_retrieve_element(row, element);
    }
    err = retrieve_from_key(cursor, element->columnid, &element->itagSequence, element->pvData,
                            element->cbData, &element->cbActual, element->ibLongValue, element->grbit, &done);
    JET_TRY(err);
    if (!done) {
        return row_retrieve_element(row, element);
    }
    element->columnidNextTagged = element->columnid;
    element->err = err;
    return JET_errSuccess;
}

JET_ERR table_retrieve_columns(struct cursor *head, JET_RETRIEVECOLUMN *columns, uint32_t count)
{
    struct table_cursor *cursor = table_cursor_of(head);
    bool truncated = false;
    JET_ERR err = JET_errSuccess, released;

    for (uint32_t i = 0; err >= 0 && i < count; i++) {
        err = row_check_element(&columns[i]);
        if (err >= 0) {
            err = retrieve_element(cursor, &columns[i]);
        }
        truncated |= err >= 0 && columns[i].err == JET_wrnBufferTruncated;
    }
    released = row_let_go(&cursor->row);
    (void)row_let_go(update_row_for(cursor, true));
    if (err < 0 || released < 0) {
        return err < 0 ? err : released;
    }
    return truncated ? JET_wrnBufferTruncated : JET_errSuccess;
}
