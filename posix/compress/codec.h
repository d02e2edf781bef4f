/*
 * codec.h - the codecs behind compress.h. They see the bytes behind the header of a value, whose size fields
 * have been checked against the value's size.
 */
#ifndef ESENT_CODEC_H
#define ESENT_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "esent.h"

/* --------------------------------------------------------------------------------------------- 7 bits a
 * character */

enum seven_bit_fit {
    SEVEN_BIT_NONE,
    SEVEN_BIT_ASCII,   /* all bytes are below 0x80 */
    SEVEN_BIT_UNICODE, /* all UTF-16 code units are below 0x80; it saves more */
};

/* The best 7-bit scheme that can hold the bytes. */
enum seven_bit_fit seven_bit_fit(const uint8_t *plain, size_t size);

/* Bytes that `characters` take up when packed. */
size_t seven_bit_packed_size(size_t characters);

/* Packs characters: of one byte each from `plain`, or with `wide` of two. Writes
 * seven_bit_packed_size(characters) bytes. */
void seven_bit_pack(const uint8_t *plain, size_t characters, bool wide, uint8_t *packed);

/* Unpacks the characters [first, first + count) to one byte each. `packed` has all of them. */
void seven_bit_unpack(const uint8_t *packed, size_t packed_size, size_t first, size_t count, uint8_t *out);

/* Unpacks to two bytes a character; `offset` and `count` are bytes of the result. */
void seven_bit_unpack_wide(const uint8_t *packed, size_t packed_size, size_t offset, size_t count,
                           uint8_t *out);

/* ----------------------------------------------------------------------------------------------- Xpress and
 * LZ4 */

/*
 * Decodes the first `wanted` (> 0) of `plain_size` bytes into `out` and writes nothing behind them. When all
 * are wanted, the data must end where the plain bytes do. JET_errDecompressionFailed.
 */
JET_ERR xpress_decode(const uint8_t *data, size_t size, uint8_t *out, size_t wanted, size_t plain_size);
JET_ERR lz4_decode(const uint8_t *data, size_t size, uint8_t *out, size_t wanted, size_t plain_size);

/* Encodes at most COMPRESS_XPRESS_MAX bytes. Returns the size of the data, 0 when it does not fit into
 * `capacity`. */
size_t xpress_encode(const uint8_t *plain, size_t size, uint8_t *data, size_t capacity);

/* ------------------------------------------------------------------------------------------------ Xpress9 */

/* Adds up what the blocks say they expand to. Their headers are checked, their content is not. */
JET_ERR xpress9_plain_size(const uint8_t *data, size_t size, size_t *plain_size);

/*
 * Decodes all `plain_size` bytes (as xpress9_plain_size() found), verifies their CRC-32C, and stores the
 * range [offset, offset + count) of them, which lies inside, in `out`.
 */
JET_ERR xpress9_decode(const uint8_t *data, size_t size, size_t plain_size, uint32_t crc, size_t offset,
                       size_t count, uint8_t *out);

/* --------------------------------------------------------------------------------------------------- both */

/*
 * Repeats `length` bytes from `distance` (> 0) bytes before `at`; the ranges may overlap. Bytes up to `end`,
 * the end of the buffer, may be overwritten with anything: whole words are copied where there is room.
 * Inline: it decides the speed of all decoders.
 */
static inline void copy_match(uint8_t *at, size_t distance, size_t length, const uint8_t *end)
{
    const uint8_t *from = at - distance;

    if (distance >= 16 && (size_t)(end - at) >= length + 15) {
        for (uint8_t *stop = at + length; at < stop; at += 16, from += 16) {
            memcpy(at, from, 16);
        }
    } else if (distance >= 8 && (size_t)(end - at) >= length + 7) {
        for (uint8_t *stop = at + length; at < stop; at += 8, from += 8) {
            memcpy(at, from, 8);
        }
    } else if (length < 32) {
        for (; length > 0; length--) {
            *at++ = *from++;
        }
    } else {
        /* What lies between `from` and `at` is periodic, and doubles with each copy. */
        for (; distance < length; distance *= 2) {
            memcpy(at, from, distance);
            at += distance;
            length -= distance;
        }
        memcpy(at, from, length);
    }
}

#endif
