/*
 * denormalise.c - values from stored keys, as far as keys hold them.
 *
 * Numbers, GUIDs and binary come back whole. Text does not: capitals and sort weights are no text. Text of an 8-bit
 * code page can at least be passed over, its segment ends with 00. A sort key can have 00 inside (in the position of a
 * hyphen), so nothing behind one is looked for.
 */
#include "diag.h"
#include "key/key.h"
#include "key/segment.h"
#include "try.h"

enum { VALUE_MAX = 256 };

/* A segment being read. */
struct source {
    const struct index *index;
    const struct key_segment *part;
    struct bytes key;
    uint32_t at;
    uint8_t mask;
};

static uint8_t next_byte(struct source *source)
{
    return source->key.at[source->at++] ^ source->mask;
}

static uint32_t bytes_left(const struct source *source)
{
    return source->key.size - source->at;
}

static JET_ERR corrupt(const struct source *source)
{
    return diag_fail(source->index->is_primary ? JET_errPrimaryIndexCorrupted
                                               : JET_errSecondaryIndexCorrupted,
                     "index '%s': a key of %u bytes has no value of column '%s' at byte %u",
                     source->index->name, source->key.size, source->part->column->name, source->at);
}

/* Copies the payload of a fixed size in key order; false when the key ends before it does. */
static bool get_payload(struct source *source, uint8_t *out, uint32_t size)
{
    if (bytes_left(source) < size) {
        source->at = source->key.size;
        return false;
    }
    for (uint32_t i = 0; i < size; i++) {
        out[i] = next_byte(source);
    }
    return true;
}

static uint64_t number_out_of_order(enum number_kind kind, uint64_t number)
{
    const uint64_t sign = 1ull << 63;

    switch (kind) {
    case NUMBER_BIT:
        return number == 0 ? 0 : UINT64_MAX;
    case NUMBER_SIGNED:
        return number ^ sign;
    case NUMBER_FLOATING:
        return number & sign ? number ^ sign : ~number;
    default:
        return number;
    }
}

static bool get_fixed(struct source *source, uint8_t value[VALUE_MAX], uint32_t *size)
{
    const unsigned type = source->part->column->type;
    uint8_t payload[16] = {0};
    uint64_t number;

    *size = coltyp_size(type);
    if (!get_payload(source, payload, *size)) {
        return false;
    }
    if (type == JET_coltypGUID) {
        const uint8_t *order = segment_guid_order(source->index);

        for (uint32_t i = 0; i < *size; i++) {
            value[order[i]] = payload[i];
        }
        return true;
    }
    number = number_out_of_order(segment_number_kind(type), get_big_u64(payload)) >> (64 - 8 * *size);
    memcpy(value, &number, *size);
    return true;
}

/* Bytes of the segment's payload at most, when it began one byte before. */
static uint32_t payload_most(const struct source *source)
{
    const uint32_t most = segment_most(source->index) - 1;

    return bytes_left(source) < most ? bytes_left(source) : most;
}

/* Binary of a fixed column. */
static bool get_plain(struct source *source, uint8_t value[VALUE_MAX], uint32_t *size)
{
    const uint32_t whole = column_fixed_size(source->part->column);
    const uint32_t there = payload_most(source);

    *size = whole;
    if (there < whole || whole > VALUE_MAX) {
        source->at += there < whole ? there : whole;
        return false;
    }
    return get_payload(source, value, whole);
}

/* Chunked binary. `*known` is false when it is cut, or too long for `value`. */
static JET_ERR get_chunks(struct source *source, uint8_t value[VALUE_MAX], uint32_t *size, bool *known)
{
    uint32_t left = payload_most(source);

    *size = 0;
    *known = true;
    for (; left >= BINARY_CHUNK_STORED; left -= BINARY_CHUNK_STORED) {
        const uint8_t control = source->key.at[source->at + BINARY_CHUNK] ^ source->mask;
        const uint32_t data = control == BINARY_MORE ? BINARY_CHUNK : control;

        if (control == 0 || control > BINARY_MORE) {
            return corrupt(source);
        }
        *known = *known && *size + data <= VALUE_MAX;
        for (uint32_t i = 0; i < BINARY_CHUNK; i++) {
            const uint8_t byte = next_byte(source);

            if (*known && i < data) {
                value[(*size)++] = byte;
            }
        }
        source->at++;
        if (control != BINARY_MORE) {
            return JET_errSuccess;
        }
    }
    source->at += left;
    *known = false;
    return JET_errSuccess;
}

static void skip_text(struct source *source)
{
    const uint32_t end = source->at + payload_most(source);

    if (column_is_unicode(source->part->column)) {
        source->at = source->key.size;
        return;
    }
    while (source->at < end && next_byte(source) != 0) {
    }
}

static JET_ERR get_data(struct source *source, uint8_t value[VALUE_MAX], uint32_t *size, bool *known)
{
    const struct column *column = source->part->column;

    if (coltyp_size(column->type) != 0) {
        *known = get_fixed(source, value, size);
    } else if (column_is_text(column)) {
        *known = false;
        skip_text(source);
    } else if (column_is_fixed(column)) {
        *known = get_plain(source, value, size);
    } else {
        JET_TRY(get_chunks(source, value, size, known));
    }
    if (source->index->is_tuple && source->part == &source->index->segments[0]) {
        *known = false; /* a part of the value */
    }
    return JET_errSuccess;
}

JET_ERR key_denormalise(const struct index *index, const struct key_segment *part, struct bytes key,
                        uint32_t *offset, uint8_t value[VALUE_MAX], uint32_t *size, bool *is_null,
                        bool *known)
{
    struct source source = {index, part, key, *offset, segment_mask(part)};
    const uint8_t null_prefix = index->flags & INDEX_SORT_NULLS_HIGH ? PREFIX_NULL_HIGH : PREFIX_NULL;
    JET_ERR err = JET_errSuccess;
    uint8_t prefix;

    *size = 0;
    *is_null = false;
    *known = false;
    if (*offset >= key.size) {
        return JET_errSuccess;
    }
    prefix = next_byte(&source);
    if (prefix == null_prefix) {
        *is_null = *known = true;
    } else if (prefix == PREFIX_ZERO_LENGTH && coltyp_size(part->column->type) == 0) {
        *known = true;
    } else if (prefix == PREFIX_DATA) {
        err = get_data(&source, value, size, known);
    } else {
        err = corrupt(&source);
    }
    *offset = source.at;
    return err;
}
