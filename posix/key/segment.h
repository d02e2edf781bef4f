/*
 * segment.h - one value as a segment of a key; for the files of this folder only.
 *
 *   7F  n bytes                    fixed-size types: big-endian, so changed that memcmp() orders them
 *   7F  bytes as they are          Binary in a fixed column
 *   7F  8 bytes, 09  ...  up to 8 bytes, zeros, 01-08 (how many were data)          other binary
 *   7F  text in capitals, 00       text of an 8-bit code page
 *   7F  sort key                   text of code page 1200
 *
 * A segment ends where the key is full, which is "truncated", or at the index's segment_most, which is not.
 */
#ifndef ESENT_KEY_SEGMENT_H
#define ESENT_KEY_SEGMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "catalog/schema.h"
#include "format/bytes.h"

enum segment_prefix {
    PREFIX_NULL = 0x00,
    PREFIX_ZERO_LENGTH = 0x40,
    PREFIX_DATA = 0x7F,
    PREFIX_NULL_HIGH = 0xC0,
};

enum {
    BINARY_CHUNK = 8,
    BINARY_CHUNK_STORED = BINARY_CHUNK + 1,
    BINARY_MORE = BINARY_CHUNK_STORED, /* in place of the count: another chunk follows */

    CODE_PAGE_UNICODE = 1200,
    UNIT_SIZE = 2,          /* of a character of code page 1200 */
    SORT_KEY_LEVEL_END = 1, /* ends the first level of a sort key */
    SORT_KEY_END = 0,
};

struct segment {
    uint8_t *at;   /* where it goes */
    uint32_t room; /* bytes left in the key; not 0 */

    uint32_t size;
    bool truncated;
    uint32_t data_end; /* of chunked binary whose last chunk is there: offset behind the data; else 0 */
};

static inline uint8_t segment_mask(const struct key_segment *part)
{
    return part->descending ? 0xFF : 0x00;
}

static inline bool column_is_unicode(const struct column *column)
{
    return column_is_text(column) && column->code_page == CODE_PAGE_UNICODE;
}

static inline bool column_is_binary(const struct column *column)
{
    return column->type == JET_coltypBinary || column->type == JET_coltypLongBinary;
}

/* The most bytes that a text or binary segment may take: index->segment_most where it says less than the whole
 * key. */
static inline uint32_t segment_most(const struct index *index)
{
    return index->segment_most > 0 && index->segment_most < index->key_most ? index->segment_most
                                                                            : UINT32_MAX;
}

/* In which order a GUID's 16 bytes stand in a key: byte i of the key is byte order[i] of the value. */
const uint8_t *segment_guid_order(const struct index *index);

/* What becomes of the bytes of a fixed-size type, to be undone when a key is read. */
enum number_kind { NUMBER_NONE, NUMBER_BIT, NUMBER_UNSIGNED, NUMBER_SIGNED, NUMBER_FLOATING };
enum number_kind segment_number_kind(unsigned type);

/* The segment of NULL, or (text and binary only) of a value of no bytes. */
void segment_null(const struct index *index, const struct key_segment *part, bool zero_length,
                  struct segment *segment);

/*
 * The segment of a value that is not empty; of a fixed-size type it has at least coltyp_size() bytes.
 * JET_errUnicodeNormalizationNotSupported, JET_errInvalidLanguageId for text that cannot be put in the
 * index's order.
 */
JET_ERR segment_value(const struct index *index, const struct key_segment *part, struct bytes value,
                      struct segment *segment);

#endif
