/*
 * xpress_decode.c - Xpress, a byte-oriented LZ77.
 *
 *   flags u32, then what its 32 bits, most significant first, stand for:
 *     0  a literal byte
 *     1  a match: u16 (distance - 1) << 3 | short length, and for long ones more
 *
 *   short length 0..6                                   length = short length + 3
 *                7, nibble 0..14                        length = nibble + 10
 *                7, nibble 15, byte 0..254              length = byte + 25
 *                7, nibble 15, byte 255, u16            length = u16 + 3, and u16 is at least 277
 *
 * Two nibbles share a byte, which stands where the first of them is needed; the second long match uses its
 * upper half. The data ends with a flag of 1 that no match follows.
 *
 * Format: reference database-file 13.3; the mark at the end: [ese] _xpress/xdecode.i.
 */
#include "compress/codec.h"

#include "diag.h"
#include "format/bytes.h"
#include "try.h"

enum {
    LENGTH_MIN = 3,
    SHORT_MAX = 7,
    NIBBLE_MAX = 15,
    BYTE_MAX = 255,
    LITERALS_MAX = 32,
};

/* The flags that are left, from the top, and below them one bit more to tell where they end. */
#define NO_FLAGS (UINT64_C(1) << 63)

struct xpress {
    const uint8_t *at;
    const uint8_t *end;
    const uint8_t *nibble; /* whose upper half is not used yet, or NULL */
    uint64_t flags;
};

static JET_ERR cut_off(void)
{
    return diag_fail(JET_errDecompressionFailed, "an Xpress value ends before its data does");
}

static JET_ERR load_flags(struct xpress *x)
{
    if (x->end - x->at < 4) {
        return cut_off();
    }
    x->flags = (uint64_t)get_u32(x->at) << 32 | UINT64_C(1) << 31;
    x->at += 4;
    return JET_errSuccess;
}

/* The rest of a length whose short form is full. */
static JET_ERR long_length(struct xpress *x, size_t *length)
{
    size_t value;

    if (x->nibble != NULL) {
        value = *x->nibble >> 4;
        x->nibble = NULL;
    } else if (x->at < x->end) {
        x->nibble = x->at;
        value = *x->at++ & NIBBLE_MAX;
    } else {
        return cut_off();
    }
    *length = value + SHORT_MAX + LENGTH_MIN;
    if (value < NIBBLE_MAX) {
        return JET_errSuccess;
    }
    if (x->at == x->end) {
        return cut_off();
    }
    value = *x->at++;
    *length += value;
    if (value < BYTE_MAX) {
        return JET_errSuccess;
    }
    if (x->end - x->at < 2) {
        return cut_off();
    }
    value = get_u16(x->at);
    x->at += 2;
    if (value < SHORT_MAX + NIBBLE_MAX + BYTE_MAX) {
        return diag_fail(JET_errDecompressionFailed,
                         "an Xpress value has a long match of an impossible length");
    }
    *length = value + LENGTH_MIN;
    return JET_errSuccess;
}

static JET_ERR read_match(struct xpress *x, size_t *distance, size_t *length)
{
    unsigned match;

    if (x->end - x->at < 2) {
        return cut_off();
    }
    match = get_u16(x->at);
    x->at += 2;
    *distance = (match >> 3) + 1;
    *length = (match & SHORT_MAX) + LENGTH_MIN;
    return *length < SHORT_MAX + LENGTH_MIN ? JET_errSuccess : long_length(x, length);
}

static inline void copy_literals(uint8_t *out, size_t room, const struct xpress *x, size_t count)
{
    if (room >= LITERALS_MAX && x->end - x->at >= LITERALS_MAX) {
        memcpy(out, x->at, LITERALS_MAX); /* of a fixed size, which is faster */
    } else {
        memcpy(out, x->at, count);
    }
}

static JET_ERR check_end(struct xpress *x)
{
    if (x->flags == NO_FLAGS) {
        JET_TRY(load_flags(x));
    }
    if (!(x->flags >> 63)) {
        return diag_fail(JET_errDecompressionFailed,
                         "the data of an Xpress value does not end where it should");
    }
    return JET_errSuccess;
}

JET_ERR xpress_decode(const uint8_t *data, size_t size, uint8_t *out, size_t wanted, size_t plain_size)
{
    struct xpress x = {.at = data, .end = data + size, .flags = NO_FLAGS};
    const uint8_t *const end = out + wanted;
    uint8_t *at = out;

    while (at < end) {
        const size_t room = (size_t)(end - at);
        size_t distance = 0, length;

        if (x.flags == NO_FLAGS) {
            JET_TRY(load_flags(&x));
        }
        length = (size_t)__builtin_clzll(x.flags);
        if (length > 0) {
            length = length < room ? length : room;
            if ((size_t)(x.end - x.at) < length) {
                return cut_off();
            }
            copy_literals(at, room, &x, length);
            x.at += length;
            at += length;
            x.flags <<= length;
            continue;
        }
        x.flags <<= 1;
        JET_TRY(read_match(&x, &distance, &length));
        if (distance > (size_t)(at - out)) {
            return diag_fail(JET_errDecompressionFailed,
                             "an Xpress value refers to bytes in front of its first");
        }
        if (length > room) {
            if (wanted == plain_size) {
                return diag_fail(JET_errDecompressionFailed, "an Xpress value expands to more than it says");
            }
            length = room;
        }
        copy_match(at, distance, length, end);
        at += length;
    }
    return wanted == plain_size ? check_end(&x) : JET_errSuccess;
}
