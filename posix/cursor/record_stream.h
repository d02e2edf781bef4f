/*
 * record_stream.h - the buffer that JetStreamRecords fills and JetRetrieveColumnFromRecordStream reads.
 *
 *   0   u8   version, 1
 *   1   u32  bytes of this head, 21
 *   5   u32  where the next value begins         these four are the reader's; it writes them
 *   9   u32  record of the value read last, all ones before the first
 *   13  u32  its column
 *   17  u32  its number among the values of that column
 *   21  values, one behind the other:
 *           u8  bit 0 the lowest bit of the record's number, 1 not available, 2 a reference, 3 NULL
 *           u32 column, u32 bytes, the bytes
 *
 * A program may keep the buffer and read it in another process: the bytes are those of Windows.
 * Source: [ese] fldenum.cxx, record buffers.
 */
#ifndef ESENT_CURSOR_RECORD_STREAM_H
#define ESENT_CURSOR_RECORD_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "esent.h"
#include "format/bytes.h"

struct stream_writer {
    uint8_t *data;
    uint32_t capacity;
    uint32_t used;    /* bytes, those of an unfinished record included */
    uint32_t records; /* finished ones */
};

/* One value in the buffer. `state`: JET_errSuccess, JET_wrnColumnNull, JET_wrnColumnNotInRecord, JET_wrnColumnReference. */
struct stream_value {
    JET_COLUMNID column;
    JET_ERR state;
    uint32_t size;
};

/* Writes the head. JET_errBufferTooSmall. */
JET_ERR stream_begin(struct stream_writer *writer, void *data, uint32_t capacity);

/*
 * Makes room for a value of the record that is being written, whose bytes go to `*bytes`; NULL when the buffer has not
 * that much room.
 */
uint8_t *stream_add(struct stream_writer *writer, const struct stream_value *value);

/* The next value of the buffer; `*offset`: where its bytes are. JET_wrnNoMoreRecords behind the last,
 * JET_errInvalidParameter for bytes that are no such buffer. */
JET_ERR stream_next(uint8_t *data, uint32_t size, uint32_t *record, uint32_t *instance, uint32_t *offset,
                    struct stream_value *value);

#endif
