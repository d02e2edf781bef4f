/*
 * compress.c - the header of a compressed value, and which codec it leads to.
 */
#include "compress/compress.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "compress/codec.h"
#include "compress/crc.h"
#include "diag.h"
#include "format/bytes.h"
#include "try.h"

enum scheme {
    SCHEME_7BIT_ASCII = 1,
    SCHEME_7BIT_UNICODE = 2,
    SCHEME_XPRESS = 3,
    SCHEME_SCRUBBED = 4,
    SCHEME_XPRESS9 = 5,
    SCHEME_XPRESS10 = 6,
    SCHEME_LZ4 = 7,
};

enum {
    HEADER_7BIT = 1,
    HEADER_SIZED = 3, /* Xpress and LZ4 */
    HEADER_XPRESS9 = 5,
    HEADER_XPRESS10 = 15,
};

static enum scheme scheme_of(const uint8_t *value)
{
    return (enum scheme)(value[0] >> 3);
}

/* What the header of a value takes up, and at least one byte behind it. */
static JET_ERR check_size(const uint8_t *value, size_t size)
{
    static const struct {
        const char *name;
        size_t header;
    } schemes[] = {
        [SCHEME_7BIT_ASCII] = {"7-bit ASCII", HEADER_7BIT},
        [SCHEME_7BIT_UNICODE] = {"7-bit Unicode", HEADER_7BIT},
        [SCHEME_XPRESS] = {"Xpress", HEADER_SIZED},
        [SCHEME_XPRESS9] = {"Xpress9", HEADER_XPRESS9},
        [SCHEME_XPRESS10] = {"Xpress10", HEADER_XPRESS10},
        [SCHEME_LZ4] = {"LZ4", HEADER_SIZED},
    };
    enum scheme scheme;

    if (size == 0) {
        return diag_fail(JET_errDecompressionFailed, "a compressed value is empty");
    }
    scheme = scheme_of(value);
    if (scheme == SCHEME_SCRUBBED) {
        return diag_fail(JET_errDecompressionFailed, "a value was scrubbed; its content is gone");
    }
    if (scheme >= sizeof schemes / sizeof schemes[0] || schemes[scheme].name == NULL) {
        return diag_fail(JET_errDecompressionFailed, "a value is compressed with an unknown scheme (0x%02x)",
                         value[0]);
    }
    if (size <= schemes[scheme].header) {
        return diag_fail(JET_errDecompressionFailed, "a value compressed with %s ends inside its header",
                         schemes[scheme].name);
    }
    return JET_errSuccess;
}

/* The characters of a 7-bit value: the scheme byte says how many bits of the last byte are used. */
static JET_ERR count_characters(const uint8_t *value, size_t size, size_t *characters)
{
    const uint64_t bits = (uint64_t)(size - HEADER_7BIT - 1) * 8 + (value[0] & 7) + 1;

    if (bits % 7 != 0) {
        return diag_fail(JET_errDecompressionFailed, "a 7-bit value ends inside a character");
    }
    *characters = (size_t)(bits / 7);
    return JET_errSuccess;
}

JET_ERR decompress_value_size(const void *value, size_t size, size_t *plain_size)
{
    const uint8_t *bytes = value;

    JET_TRY(check_size(bytes, size));
    switch (scheme_of(bytes)) {
    case SCHEME_7BIT_ASCII:
        return count_characters(bytes, size, plain_size);
    case SCHEME_7BIT_UNICODE:
        JET_TRY(count_characters(bytes, size, plain_size));
        *plain_size *= 2;
        return JET_errSuccess;
    case SCHEME_XPRESS9:
        return xpress9_plain_size(bytes + HEADER_XPRESS9, size - HEADER_XPRESS9, plain_size);
    default:
        *plain_size = get_u16(bytes + 1);
        return JET_errSuccess;
    }
}

typedef JET_ERR decode_function(const uint8_t *data, size_t size, uint8_t *out, size_t wanted,
                                size_t plain_size);

/* Decodes from the start, into memory of its own when the range does not begin there: matches refer back to
 * all of it. */
static JET_ERR decode_range(decode_function *decode, const uint8_t *value, size_t size, size_t plain_size,
                            size_t offset, size_t count, uint8_t *out)
{
    uint8_t *start = offset == 0 ? out : malloc(offset + count);
    JET_ERR err;

    if (start == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory to expand a value");
    }
    err = decode(value + HEADER_SIZED, size - HEADER_SIZED, start, offset + count, plain_size);
    if (start != out) {
        if (err == JET_errSuccess) {
            memcpy(out, start + offset, count);
        }
        free(start);
    }
    return err;
}

/* Only what lies around the codec can be looked at. */
static JET_ERR refuse_xpress10(const uint8_t *value, size_t size)
{
    if (crc_64_nvme(value + HEADER_XPRESS10, size - HEADER_XPRESS10) != get_u64(value + 7)) {
        return diag_fail(JET_errCompressionIntegrityCheckFailed,
                         "an Xpress10 value does not have the checksum that it says");
    }
    return diag_fail(JET_errFeatureNotAvailable,
                     "a value is compressed with Xpress10, which cannot be expanded here");
}

JET_ERR decompress_value(const void *value, size_t size, size_t offset, void *out, size_t capacity,
                         size_t limit, size_t *got, size_t *total)
{
    const uint8_t *bytes = value, *behind_crc = bytes + HEADER_XPRESS9;
    size_t count;

    *got = 0;
    JET_TRY(decompress_value_size(value, size, total));
    if (*total > limit) {
        return diag_fail(JET_errDecompressionFailed,
                         "a compressed value claims to expand to %llu bytes; %llu can be",
                         (unsigned long long)*total, (unsigned long long)limit);
    }
    if (offset >= *total || capacity == 0) {
        return JET_errSuccess;
    }
    count = *total - offset < capacity ? *total - offset : capacity;
    switch (scheme_of(bytes)) {
    case SCHEME_7BIT_ASCII:
        seven_bit_unpack(bytes + HEADER_7BIT, size - HEADER_7BIT, offset, count, out);
        break;
    case SCHEME_7BIT_UNICODE:
        seven_bit_unpack_wide(bytes + HEADER_7BIT, size - HEADER_7BIT, offset, count, out);
        break;
    case SCHEME_XPRESS:
        JET_TRY(decode_range(xpress_decode, bytes, size, *total, offset, count, out));
        break;
    case SCHEME_LZ4:
        JET_TRY(decode_range(lz4_decode, bytes, size, *total, offset, count, out));
        break;
    case SCHEME_XPRESS9:
        JET_TRY(xpress9_decode(behind_crc, size - HEADER_XPRESS9, *total, get_u32(bytes + 1), offset, count,
                               out));
        break;
    default:
        return refuse_xpress10(bytes, size);
    }
    *got = count;
    return JET_errSuccess;
}

/* Zero when there is no gain. */
static size_t compress_xpress(const uint8_t *plain, size_t size, uint8_t *out, size_t capacity)
{
    const size_t room = capacity < size ? capacity : size - 1;
    size_t written;

    if (size < COMPRESS_XPRESS_MIN || size > COMPRESS_XPRESS_MAX || room <= HEADER_SIZED) {
        return 0;
    }
    written = xpress_encode(plain, size, out + HEADER_SIZED, room - HEADER_SIZED);
    if (written == 0) {
        return 0;
    }
    out[0] = SCHEME_XPRESS << 3;
    put_u16(out + 1, (uint16_t)size);
    return HEADER_SIZED + written;
}

static size_t size_of_7bit(size_t characters)
{
    return HEADER_7BIT + seven_bit_packed_size(characters);
}

static size_t compress_7bit(const uint8_t *plain, size_t size, bool wide, uint8_t *out, size_t capacity)
{
    const size_t characters = wide ? size / 2 : size;
    const unsigned used = (unsigned)((characters * 7 - 1) % 8); /* bits of the last byte, less one */
    const enum scheme scheme = wide ? SCHEME_7BIT_UNICODE : SCHEME_7BIT_ASCII;

    if (size_of_7bit(characters) >= size || size_of_7bit(characters) > capacity) {
        return 0;
    }
    out[0] = (uint8_t)(scheme << 3 | used);
    seven_bit_pack(plain, characters, wide, out + HEADER_7BIT);
    return size_of_7bit(characters);
}

size_t compress_value(const void *plain, size_t size, unsigned schemes, void *out, size_t capacity)
{
    const size_t xpress = schemes & COMPRESS_XPRESS ? compress_xpress(plain, size, out, capacity) : 0;
    enum seven_bit_fit fit;

    if ((xpress > 0 && xpress <= size_of_7bit(size / 2)) || !(schemes & COMPRESS_7BIT)) {
        return xpress;
    }
    fit = seven_bit_fit(plain, size);
    if (fit == SEVEN_BIT_UNICODE || (fit == SEVEN_BIT_ASCII && xpress == 0)) {
        return compress_7bit(plain, size, fit == SEVEN_BIT_UNICODE, out, capacity);
    }
    return xpress;
}
