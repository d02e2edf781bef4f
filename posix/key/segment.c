/*
 * segment.c - one value as a segment of a key: prefix, payload by type, descending order.
 *
 * Format: reference database-file 14.1 to 14.6; what is said there of a text's last byte and of truncation was
 * checked against the recorded keys of the oracle's scripts.
 */
#include "key/segment.h"

#include "diag.h"
#include "key/unicode.h"
#include "try.h"

enum {
    PREFIX_SIZE = 1,
    NUMBER_MAX = 8,
    GUID_SIZE = 16,
    /* The source of a Unicode segment in an index of the default key size: what the first engines looked at. */
    UNICODE_SOURCE_MAX = 256,
    CASE_STEP = 'a' - 'A',
};

const uint8_t *segment_guid_order(const struct index *index)
{
    static const uint8_t text_order[GUID_SIZE] = {10, 11, 12, 13, 14, 15, 8, 9, 6, 7, 4, 5, 0, 1, 2, 3};
    static const uint8_t net_order[GUID_SIZE] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};

    return index->flags & INDEX_DOT_NET_GUID ? net_order : text_order;
}

enum number_kind segment_number_kind(unsigned type)
{
    static const uint8_t kinds[JET_coltypMax] = {
        [JET_coltypBit] = NUMBER_BIT,
        [JET_coltypUnsignedByte] = NUMBER_UNSIGNED,
        [JET_coltypUnsignedShort] = NUMBER_UNSIGNED,
        [JET_coltypUnsignedLong] = NUMBER_UNSIGNED,
        [JET_coltypUnsignedLongLong] = NUMBER_UNSIGNED,
        [JET_coltypShort] = NUMBER_SIGNED,
        [JET_coltypLong] = NUMBER_SIGNED,
        [JET_coltypLongLong] = NUMBER_SIGNED,
        [JET_coltypCurrency] = NUMBER_SIGNED,
        [JET_coltypIEEESingle] = NUMBER_FLOATING,
        [JET_coltypIEEEDouble] = NUMBER_FLOATING,
        [JET_coltypDateTime] = NUMBER_FLOATING,
    };

    return type < JET_coltypMax ? (enum number_kind)kinds[type] : NUMBER_NONE;
}

static uint64_t number_load(const uint8_t *at, uint32_t size)
{
    switch (size) {
    case 1:
        return *at;
    case 2:
        return get_u16(at);
    case 4:
        return get_u32(at);
    default:
        return get_u64(at);
    }
}

/* A number at the top of 64 bits, so that its first bytes in big-endian order are those of the key. */
static uint64_t number_in_order(enum number_kind kind, uint64_t number, uint32_t size)
{
    const uint64_t sign = 1ull << 63;

    number <<= 64 - 8 * size;
    switch (kind) {
    case NUMBER_BIT:
        return number == 0 ? 0 : UINT64_MAX;
    case NUMBER_SIGNED:
        return number ^ sign;
    case NUMBER_FLOATING:
        return number & sign ? ~number : number ^ sign;
    default:
        return number;
    }
}

/* Prefix and payload of a type of fixed size; they go into the key as far as it has room. */
static void put_fixed(const struct index *index, unsigned type, uint32_t size, const uint8_t *value,
                      struct segment *segment)
{
    uint8_t spare[PREFIX_SIZE + GUID_SIZE];
    uint8_t *whole = segment->room >= sizeof spare ? segment->at : spare;

    whole[0] = PREFIX_DATA;
    if (size <= NUMBER_MAX) {
        put_big_u64(whole + PREFIX_SIZE,
                    number_in_order(segment_number_kind(type), number_load(value, size), size));
    } else {
        const uint8_t *order = segment_guid_order(index);

        for (uint32_t i = 0; i < GUID_SIZE; i++) {
            whole[PREFIX_SIZE + i] = value[order[i]];
        }
    }
    segment->truncated = PREFIX_SIZE + size > segment->room;
    segment->size = segment->truncated ? segment->room : PREFIX_SIZE + size;
    if (whole == spare) {
        memcpy(segment->at, spare, segment->size);
    }
}

/*
 * Text of an 8-bit code page, at most `capacity` bytes of payload. The last byte of a text that is cut loses
 * 0x20 whatever it is: so the first engine did, and keys have it. A text that finds no room at all does not
 * count as cut.
 */
static uint32_t put_ascii(struct bytes text, uint8_t *out, uint32_t capacity, bool *cut)
{
    uint32_t n;

    *cut = false;
    if (capacity == 0) {
        return 0;
    }
    for (n = 0; n < capacity - 1 && n < text.size && text.at[n] != 0; n++) {
        const uint8_t c = text.at[n];

        out[n] = (uint8_t)(c >= 'a' && c <= 'z' ? c - CASE_STEP : c);
    }
    *cut = n < text.size && text.at[n] != 0;
    out[n] = *cut ? (uint8_t)(text.at[n] - CASE_STEP) : 0;
    return n + 1;
}

/* Binary of a fixed column, as it is. */
static uint32_t put_plain(struct bytes value, uint8_t *out, uint32_t capacity, bool *cut)
{
    const uint32_t size = value.size < capacity ? value.size : capacity;

    *cut = size < value.size;
    memcpy(out, value.at, size);
    return size;
}

/*
 * Other binary: whole chunks while they fit, then as much of the next as there is room for, without its count.
 * `*data_end`: where the data ends in `out`, when its last byte is there; else 0.
 */
static uint32_t put_chunks(struct bytes value, uint8_t *out, uint32_t capacity, bool *cut, uint32_t *data_end)
{
    uint32_t at = 0, done = 0, rest;

    *cut = ((uint64_t)value.size + BINARY_CHUNK - 1) / BINARY_CHUNK * BINARY_CHUNK_STORED > capacity;
    *data_end = 0;
    while (done < value.size && at < capacity) {
        const uint32_t left = value.size - done;
        const uint32_t data = left < BINARY_CHUNK ? left : BINARY_CHUNK;

        rest = capacity - at;
        memset(out + at, 0, rest < BINARY_CHUNK ? rest : BINARY_CHUNK);
        memcpy(out + at, value.at + done, rest < data ? rest : data);
        if (data == left && rest > data) {
            *data_end = at + data;
        }
        if (rest < BINARY_CHUNK_STORED) {
            return capacity;
        }
        out[at + BINARY_CHUNK] = (uint8_t)(left > BINARY_CHUNK ? BINARY_MORE : data);
        at += BINARY_CHUNK_STORED;
        done += data;
    }
    return at;
}

static JET_ERR put_unicode(const struct index *index, struct bytes text, uint8_t *out, uint32_t capacity,
                           bool *cut, uint32_t *size)
{
    uint32_t source = text.size;
    size_t whole;

    if (index->key_most == KEY_MOST_DEFAULT && source > UNICODE_SOURCE_MAX) {
        source = UNICODE_SOURCE_MAX;
    }
    JET_TRY(unicode_key(index, text.at, source / UNIT_SIZE, out, capacity, &whole));
    *cut = whole > capacity;
    *size = *cut ? capacity : (uint32_t)whole;
    return JET_errSuccess;
}

/* Prefix and payload of text and binary. */
static JET_ERR put_variable(const struct index *index, const struct column *column, struct bytes value,
                            struct segment *segment)
{
    const uint32_t most = segment_most(index);
    const uint32_t capacity = (segment->room < most ? segment->room : most) - PREFIX_SIZE;
    uint8_t *out = segment->at + PREFIX_SIZE;
    uint32_t size, data_end = 0;
    bool cut;

    segment->at[0] = PREFIX_DATA;
    if (column_is_unicode(column)) {
        JET_TRY(put_unicode(index, value, out, capacity, &cut, &size));
    } else if (column_is_text(column)) {
        size = put_ascii(value, out, capacity, &cut);
    } else if (column_is_fixed(column)) {
        size = put_plain(value, out, capacity, &cut);
    } else {
        size = put_chunks(value, out, capacity, &cut, &data_end);
    }
    segment->size = PREFIX_SIZE + size;
    segment->truncated = cut && segment->room < most;
    segment->data_end = data_end == 0 ? 0 : PREFIX_SIZE + data_end;
    return JET_errSuccess;
}

static void put_in_direction(const struct key_segment *part, struct segment *segment)
{
    if (part->descending) {
        for (uint32_t i = 0; i < segment->size; i++) {
            segment->at[i] ^= 0xFF;
        }
    }
}

void segment_null(const struct index *index, const struct key_segment *part, bool zero_length,
                  struct segment *segment)
{
    if (zero_length && coltyp_size(part->column->type) == 0) {
        segment->at[0] = PREFIX_ZERO_LENGTH;
    } else {
        segment->at[0] = index->flags & INDEX_SORT_NULLS_HIGH ? PREFIX_NULL_HIGH : PREFIX_NULL;
    }
    segment->size = PREFIX_SIZE;
    segment->truncated = false;
    segment->data_end = 0;
    put_in_direction(part, segment);
}

JET_ERR segment_value(const struct index *index, const struct key_segment *part, struct bytes value,
                      struct segment *segment)
{
    const struct column *column = part->column;
    const uint32_t fixed_size = coltyp_size(column->type);

    segment->data_end = 0;
    if (fixed_size != 0) {
        put_fixed(index, column->type, fixed_size, value.at, segment);
    } else if (column_is_text(column) || column_is_binary(column)) {
        JET_TRY(put_variable(index, column, value, segment));
    } else {
        return diag_fail(JET_errInvalidColumnType,
                         "index '%s': column '%s' is of type %u, which has no order", index->name,
                         column->name, column->type);
    }
    put_in_direction(part, segment);
    return JET_errSuccess;
}
