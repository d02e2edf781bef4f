/*
 * record_stream.c - values of many records in one buffer.
 */
#include "cursor/record_stream.h"

#include "diag.h"

enum {
    VERSION = 1,
    AT_HEAD_SIZE = 1,
    AT_NEXT = 5,
    AT_RECORD = 9,
    AT_COLUMN = 13,
    AT_INSTANCE = 17,
    HEAD_SIZE = 21,
    VALUE_HEAD_SIZE = 9,
    ODD_RECORD = 1,
    NOT_AVAILABLE = 2,
    REFERENCE = 4,
    IS_NULL = 8,
};

#define NO_COLUMN UINT32_MAX /* JET_columnidNil */

JET_ERR stream_begin(struct stream_writer *writer, void *data, uint32_t capacity)
{
    *writer = (struct stream_writer){.data = data, .capacity = capacity, .used = HEAD_SIZE};
    if (capacity < HEAD_SIZE) {
        return diag_fail(JET_errBufferTooSmall, "JetStreamRecords: %u bytes are not even room for a head",
                         capacity);
    }
    writer->data[0] = VERSION;
    put_u32(writer->data + AT_HEAD_SIZE, HEAD_SIZE);
    put_u32(writer->data + AT_NEXT, HEAD_SIZE);
    put_u32(writer->data + AT_RECORD, UINT32_MAX);
    put_u32(writer->data + AT_COLUMN, NO_COLUMN);
    put_u32(writer->data + AT_INSTANCE, 1);
    return JET_errSuccess;
}

static uint8_t flags_of(JET_ERR state)
{
    switch (state) {
    case JET_wrnColumnNotInRecord:
        return NOT_AVAILABLE;
    case JET_wrnColumnReference:
        return REFERENCE;
    case JET_wrnColumnNull:
        return IS_NULL;
    default:
        return 0;
    }
}

uint8_t *stream_add(struct stream_writer *writer, const struct stream_value *value)
{
    uint8_t *at = writer->data + writer->used;
    const uint32_t room = writer->capacity - writer->used;

    if (room < VALUE_HEAD_SIZE || room - VALUE_HEAD_SIZE < value->size) {
        return NULL;
    }
    at[0] = (uint8_t)(flags_of(value->state) | (writer->records & ODD_RECORD));
    put_u32(at + 1, value->column);
    put_u32(at + 5, value->size);
    writer->used += VALUE_HEAD_SIZE + value->size;
    return at + VALUE_HEAD_SIZE;
}

/* ------------------------------------------------------------------------------------------------ reading */

static JET_ERR state_of(uint8_t flags)
{
    if (flags & IS_NULL) {
        return JET_wrnColumnNull;
    }
    if (flags & REFERENCE) {
        return JET_wrnColumnReference;
    }
    return flags & NOT_AVAILABLE ? JET_wrnColumnNotInRecord : JET_errSuccess;
}

static JET_ERR damaged(void)
{
    return diag_fail(JET_errInvalidParameter,
                     "JetRetrieveColumnFromRecordStream: this is no buffer of JetStreamRecords");
}

/* The value at `next` becomes the one that was read last. */
static void advance(uint8_t *data, uint32_t next, const struct stream_value *value)
{
    const bool odd = data[next] & ODD_RECORD;
    const bool is_new = odd != ((get_u32(data + AT_RECORD) & 1) != 0);
    const bool same_column = !is_new && get_u32(data + AT_COLUMN) == value->column;

    put_u32(data + AT_RECORD, get_u32(data + AT_RECORD) + is_new);
    put_u32(data + AT_INSTANCE, same_column ? get_u32(data + AT_INSTANCE) + 1 : 1);
    put_u32(data + AT_COLUMN, value->column);
    put_u32(data + AT_NEXT, next + VALUE_HEAD_SIZE + value->size);
}

JET_ERR stream_next(uint8_t *data, uint32_t size, uint32_t *record, uint32_t *instance, uint32_t *offset,
                    struct stream_value *value)
{
    uint32_t next;

    if (size < HEAD_SIZE || data[0] != VERSION || get_u32(data + AT_HEAD_SIZE) != HEAD_SIZE) {
        return damaged();
    }
    next = get_u32(data + AT_NEXT);
    if (next < HEAD_SIZE || next > size) {
        return damaged();
    }
    if (next == size) {
        return JET_wrnNoMoreRecords;
    }
    if (size - next < VALUE_HEAD_SIZE || size - next - VALUE_HEAD_SIZE < get_u32(data + next + 5)) {
        return damaged();
    }
    *value = (struct stream_value){
        .column = get_u32(data + next + 1), .state = state_of(data[next]), .size = get_u32(data + next + 5)};
    advance(data, next, value);
    *record = get_u32(data + AT_RECORD);
    *instance = get_u32(data + AT_INSTANCE);
    *offset = next + VALUE_HEAD_SIZE;
    return JET_errSuccess;
}
