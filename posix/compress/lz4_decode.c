/*
 * lz4_decode.c - LZ4 blocks.
 *
 *   sequence   token | [more literal length] | literals | u16 distance | [more match length]
 *
 *   token      high half: literals, low half: length of the match - 4; 15 in a half: bytes follow and are
 * added, until one that is not 255
 *
 * The last sequence of a block ends behind its literals.
 *
 * Format: reference database-file 13.7, which is the public LZ4 block format.
 */
#include "compress/codec.h"

#include "diag.h"
#include "format/bytes.h"
#include "try.h"

enum { LENGTH_MIN = 4, HALF_MAX = 15, WORD = 16 };

static JET_ERR damaged(const char *what)
{
    return diag_fail(JET_errDecompressionFailed, "an LZ4 value %s", what);
}

static JET_ERR cut_off(void)
{
    return damaged("ends before its data does");
}

struct lz4 {
    const uint8_t *from;
    const uint8_t *from_end;
    const uint8_t *start;
    uint8_t *at;
    const uint8_t *end; /* of what is wanted */
    bool whole;         /* that is all there is */
};

/* The length whose first part, half a token, is given. */
static inline JET_ERR full_length(struct lz4 *z, unsigned half, uint64_t *length)
{
    uint8_t byte;

    *length = half;
    if (half < HALF_MAX) {
        return JET_errSuccess;
    }
    do {
        if (z->from == z->from_end) {
            return cut_off();
        }
        byte = *z->from++;
        *length += byte;
    } while (byte == 255);
    return JET_errSuccess;
}

/* Of a length, what is wanted. When all is wanted, there cannot be more. */
static inline size_t clip(const struct lz4 *z, uint64_t length)
{
    const size_t room = (size_t)(z->end - z->at);

    return length < room ? (size_t)length : room;
}

static JET_ERR too_long(void)
{
    return damaged("expands to more than it says");
}

static inline JET_ERR copy_literals(struct lz4 *z, unsigned token)
{
    const size_t room = (size_t)(z->end - z->at);
    size_t count, there;
    uint64_t length;

    JET_TRY(full_length(z, token >> 4, &length));
    there = (size_t)(z->from_end - z->from);
    if (length > there) {
        return cut_off();
    }
    count = clip(z, length);
    if (count < length && z->whole) {
        return too_long();
    }
    if (count <= WORD && room >= WORD && there >= WORD) {
        memcpy(z->at, z->from, WORD); /* of a fixed size, which is faster */
    } else {
        memcpy(z->at, z->from, count);
    }
    z->at += count;
    z->from += count;
    return JET_errSuccess;
}

static inline JET_ERR repeat_match(struct lz4 *z, unsigned token)
{
    uint64_t length;
    size_t distance, count;

    if (z->from_end - z->from < 2) {
        return cut_off();
    }
    distance = get_u16(z->from);
    z->from += 2;
    JET_TRY(full_length(z, token & HALF_MAX, &length));
    if (distance == 0 || distance > (size_t)(z->at - z->start)) {
        return damaged("refers to bytes that are not there");
    }
    length += LENGTH_MIN;
    count = clip(z, length);
    if (count < length && z->whole) {
        return too_long();
    }
    copy_match(z->at, distance, count, z->end);
    z->at += count;
    return JET_errSuccess;
}

JET_ERR lz4_decode(const uint8_t *data, size_t size, uint8_t *out, size_t wanted, size_t plain_size)
{
    struct lz4 z = {data, data + size, out, out, out + wanted, wanted == plain_size};

    while (z.whole || z.at < z.end) {
        unsigned token;

        if (z.from == z.from_end) {
            return cut_off();
        }
        token = *z.from++;
        JET_TRY(copy_literals(&z, token));
        if (z.from == z.from_end && z.whole) {
            return z.at == z.end ? JET_errSuccess : damaged("expands to less than it says");
        }
        if (z.at < z.end || z.whole) {
            JET_TRY(repeat_match(&z, token));
        }
    }
    return JET_errSuccess;
}
