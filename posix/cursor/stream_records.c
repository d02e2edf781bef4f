/*
 * stream_records.c - JetStreamRecords: the records from the present one on, as many as one buffer holds.
 *
 *   table              columns of the records: those of a list, else all of a narrow table and of a wide one those that
 *                      the record or its defaults have; a long value outside the record only by a reference
 *   secondary index    columns of its keys and of the table's key: what the keys hold exactly, without the records
 *
 * The cursor ends on the first record that had no room, or behind the last: JET_wrnNoMoreRecords.
 *
 * Source: [ese] fldenum.cxx, JetStreamRecords.
 */
#include <stdlib.h>

#include "cursor/column_values.h"
#include "cursor/record_stream.h"
#include "cursor/table_cursor_parts.h"
#include "diag.h"
#include "try.h"

enum { NARROW = 100 }; /* a table with fewer column numbers in use streams all of its columns */

/* The columns to stream; without a list, those of each record. */
struct stream_columns {
    const struct column **list;
    uint32_t count;
};

struct stream {
    struct table_cursor *cursor;
    struct stream_writer writer;
    struct stream_columns columns;
    uint32_t of_index; /* of a stream along an index without a list: columns that come from its own key */
    bool listed;
    bool references;
};

/* A value or a record that has no room: the end of the call, and no error of it. */
static JET_ERR no_room(void)
{
    return JET_errBufferTooSmall;
}

static JET_ERR put(struct stream *stream, const struct column *column, JET_ERR state, struct bytes bytes)
{
    const struct stream_value value = {.column = column->id, .state = state, .size = bytes.size};
    uint8_t *at = stream_add(&stream->writer, &value);

    if (at == NULL) {
        return no_room();
    }
    memcpy(at, bytes.at, bytes.size);
    return JET_errSuccess;
}

/* -------------------------------------------------------------------------------------- from the records */

static JET_ERR put_separated(struct stream *stream, const struct column *column, uint32_t instance,
                             struct bytes lid)
{
    uint8_t reference[REFERENCE_MAX];
    uint32_t size;

    if (!stream->references) {
        return put(stream, column, JET_wrnColumnNotInRecord, no_bytes);
    }
    size = row_refer(&stream->cursor->row, column, instance, lid, reference);
    return put(stream, column, JET_wrnColumnReference, (struct bytes){reference, size});
}

/* A compressed value is uncompressed into its place. */
static JET_ERR put_compressed(struct stream *stream, const struct column *column, const struct value *value)
{
    struct long_value_reader *reader = &stream->cursor->values;
    struct stream_value head = {.column = column->id, .state = JET_errSuccess};
    uint32_t got, size;
    uint8_t *at;

    JET_TRY(value_size(reader, value, &head.size));
    at = stream_add(&stream->writer, &head);
    return at == NULL ? no_room() : value_read(reader, value, 0, at, head.size, &got, &size);
}

static JET_ERR put_value(struct stream *stream, const struct column_values *values, uint32_t instance)
{
    struct value value;

    JET_TRY(column_values_get(values, instance, &value));
    if (value.flags & VALUE_SEPARATED) {
        return put_separated(stream, values->column, instance, value.bytes);
    }
    return value.flags & (VALUE_COMPRESSED | VALUE_ENCRYPTED)
               ? put_compressed(stream, values->column, &value)
               : put(stream, values->column, JET_errSuccess, value.bytes);
}

static JET_ERR check_readable(const struct stream *stream, const struct column *column)
{
    return column->flags & COLUMN_ENCRYPTED
               ? diag_fail(JET_errColumnNoEncryptionKey, "column '%s' of table '%s' is encrypted",
                           column->name, stream->cursor->head.table->name)
               : JET_errSuccess;
}

static JET_ERR put_column(void *context, const struct column_values *values)
{
    struct stream *stream = context;

    JET_TRY(check_readable(stream, values->column));
    for (uint32_t instance = 1; instance <= values->count; instance++) {
        JET_TRY(put_value(stream, values, instance));
    }
    return values->count > 0 ? JET_errSuccess : put(stream, values->column, JET_wrnColumnNull, no_bytes);
}

static JET_ERR put_record(struct stream *stream)
{
    const struct column_walk walk = {.with_defaults = true, .visit = put_column, .context = stream};
    struct row *row = &stream->cursor->row;
    struct column_values values;

    JET_TRY(row_detach(row));
    if (stream->columns.list == NULL) {
        return column_walk(row, &walk);
    }
    for (uint32_t i = 0; i < stream->columns.count; i++) {
        JET_TRY(column_values_find(row, stream->columns.list[i], true, &values));
        JET_TRY(put_column(stream, &values));
    }
    return JET_errSuccess;
}

/* ----------------------------------------------------------------------------------------- from the keys */

/* True when the key holds the column, whose bytes are put. */
static JET_ERR put_from_key(struct stream *stream, const struct index *index, struct bytes key,
                            const struct column *column, bool *done)
{
    uint8_t value[KEY_VALUE_MAX];
    uint32_t size = 0;
    bool is_null = false;

    *done = false;
    for (uint32_t i = 0; index != NULL && i < index->segment_count; i++) {
        const bool piece = index->is_tuple && i == 0;

        if (index->segments[i].column != column || piece || column->flags & COLUMN_MULTI_VALUED) {
            continue;
        }
        JET_TRY(value_from_key(index, i, key, value, &size, &is_null, done));
        break;
    }
    return *done ? put(stream, column, is_null ? JET_wrnColumnNull : JET_errSuccess,
                       (struct bytes){value, is_null ? 0 : size})
                 : JET_errSuccess;
}

static JET_ERR put_entry(struct stream *stream)
{
    struct table_cursor *cursor = stream->cursor;

    for (uint32_t i = 0; i < stream->columns.count; i++) {
        const struct column *column = stream->columns.list[i];
        bool done = false;

        if (stream->listed || i < stream->of_index) {
            JET_TRY(put_from_key(stream, cursor->index, place_key(&cursor->secondary), column, &done));
        }
        if (!done && (stream->listed || i >= stream->of_index)) {
            JET_TRY(put_from_key(stream, cursor->head.table->primary, place_key(&cursor->primary), column,
                                 &done));
        }
        if (!done) {
            JET_TRY(put(stream, column, JET_wrnColumnNotInRecord, no_bytes));
        }
    }
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------- the columns */

static JET_ERR columns_allocate(struct stream_columns *columns, uint32_t most)
{
    columns->list = calloc(most > 0 ? most : 1, sizeof *columns->list);
    return columns->list != NULL ? JET_errSuccess
                                 : diag_fail(JET_errOutOfMemory, "no memory for %u columns", most);
}

static JET_ERR choose_listed(struct stream *stream, const JET_COLUMNID *ids, uint32_t count)
{
    JET_TRY(columns_allocate(&stream->columns, count));
    for (uint32_t i = 0; i < count; i++) {
        JET_TRY(column_access(stream->cursor->head.table, ids[i], &stream->columns.list[i]));
        if (stream->cursor->index == NULL) {
            JET_TRY(check_readable(stream, stream->columns.list[i]));
        }
    }
    stream->columns.count = count;
    return JET_errSuccess;
}

static void append_segments(struct stream_columns *columns, const struct index *index)
{
    for (uint32_t i = 0; index != NULL && i < index->segment_count; i++) {
        columns->list[columns->count++] = index->segments[i].column;
    }
}

static JET_ERR choose_of_keys(struct stream *stream)
{
    JET_TRY(columns_allocate(&stream->columns, 2 * KEY_SEGMENTS_MAX));
    append_segments(&stream->columns, stream->cursor->index);
    stream->of_index = stream->columns.count;
    append_segments(&stream->columns, stream->cursor->head.table->primary);
    return JET_errSuccess;
}

/* Numbers of columns in use, those of deleted columns included. */
static uint32_t numbers_in_use(const struct table *table)
{
    const uint32_t own = table->fixed_last + (table->variable_last - (FID_VARIABLE_FIRST - 1u)) +
                         (table->tagged_last - (FID_TAGGED_FIRST - 1u));

    return own + (table->parent != NULL ? numbers_in_use(table->parent) : 0);
}

static JET_ERR append_columns(struct stream *stream, const struct table *table)
{
    for (uint32_t i = 0; i < table->column_count; i++) {
        JET_TRY(check_readable(stream, &table->columns[i]));
        stream->columns.list[stream->columns.count++] = &table->columns[i];
    }
    return table->parent != NULL ? append_columns(stream, table->parent) : JET_errSuccess;
}

/* All columns of a narrow table, its own before its template's; no list for a wide one. */
static JET_ERR choose_all(struct stream *stream)
{
    const struct table *table = stream->cursor->head.table;

    if (numbers_in_use(table) >= NARROW) {
        return JET_errSuccess;
    }
    JET_TRY(columns_allocate(&stream->columns, table_column_total(table)));
    return append_columns(stream, table);
}

static JET_ERR choose_columns(struct stream *stream, const JET_COLUMNID *ids, uint32_t count)
{
    struct table_cursor *cursor = stream->cursor;

    if (cursor->index == NULL && row_defaults(&cursor->row)->user_defined) {
        return diag_fail(JET_errCallbackFailed,
                         "a default of table '%s' comes from a callback, which is not called",
                         cursor->head.table->name);
    }
    if (ids != NULL) {
        return choose_listed(stream, ids, count);
    }
    return cursor->index != NULL ? choose_of_keys(stream) : choose_all(stream);
}

/* ----------------------------------------------------------------------------------------------- the call */

static JET_ERR check_arguments(const JET_COLUMNID *ids, uint32_t count, const void *data, uint32_t capacity,
                               const uint32_t *size, JET_GRBIT grbit)
{
    const bool forward = (grbit & JET_bitStreamForward) != 0, back = (grbit & JET_bitStreamBackward) != 0;

    if ((count > 0) != (ids != NULL) || (data == NULL && (capacity > 0 || size == NULL))) {
        return diag_fail(JET_errInvalidParameter, "JetStreamRecords: columns or buffer are not told whole");
    }
    if (grbit & ~(JET_GRBIT)(JET_bitStreamForward | JET_bitStreamBackward | JET_bitStreamColumnReferences) ||
        forward == back) {
        return diag_fail(JET_errInvalidGrbit, "JetStreamRecords: 0x%x does not say one direction", grbit);
    }
    return JET_errSuccess;
}

/* Records from the cursor's on, until one has no room. */
static JET_ERR fill(struct stream *stream, bool forward, uint32_t *size)
{
    struct table_cursor *cursor = stream->cursor;
    struct place *place = current_place(cursor);
    JET_ERR err = table_move(&cursor->head, forward ? JET_MovePrevious : JET_MoveNext, 0);

    while (err >= 0 || err == JET_errNoCurrentRecord) {
        err = place_step(cursor, place, forward, false);
        if (err >= 0) {
            err = place_settle(cursor, place);
        }
        if (err < 0) {
            places_to_edge(cursor, err == JET_errNoCurrentRecord && forward);
            return err == JET_errNoCurrentRecord ? JET_wrnNoMoreRecords : err;
        }
        err = cursor->index != NULL ? put_entry(stream) : put_record(stream);
        if (err >= 0) {
            stream->writer.records++;
            *size = stream->writer.used;
        }
    }
    return err == JET_errBufferTooSmall ? JET_errSuccess : err;
}

JET_ERR table_stream_records(struct cursor *head, const JET_COLUMNID *ids, uint32_t count, void *data,
                             uint32_t capacity, uint32_t *size, JET_GRBIT grbit)
{
    struct stream stream = {.cursor = table_cursor_of(head),
                            .listed = ids != NULL,
                            .references = (grbit & JET_bitStreamColumnReferences) != 0};
    uint32_t filled = 0;
    JET_ERR err;

    if (size != NULL) {
        *size = 0;
    }
    JET_TRY(check_arguments(ids, count, data, capacity, size, grbit));
    JET_TRY_OR(choose_columns(&stream, ids, count), end);
    JET_TRY_OR(stream_begin(&stream.writer, data, capacity), end);
    filled = stream.writer.used;
    err = fill(&stream, (grbit & JET_bitStreamForward) != 0, &filled);
end:
    free(stream.columns.list);
    if (size != NULL) {
        *size = filled;
    }
    return err;
}
