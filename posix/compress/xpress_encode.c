/*
 * xpress_encode.c - the other direction of xpress_decode.c.
 *
 * Matches are looked for along chains of positions whose next three bytes have the same hash, newest first,
 * at most CHAIN_MAX steps far. A match is put off by one byte when the next position has a longer one.
 *
 * Microsoft's decoder refuses data without the mark at the end, a flag of 1 behind the last symbol. Unused
 * flags are ones, so the mark is there but for one case: when the last symbol takes the last flag, a word of
 * flags follows that belongs to nothing.
 *
 * Format: reference database-file 13.3.
 */
#include "compress/codec.h"

#include "compress/compress.h"
#include "format/bytes.h"

enum {
    LENGTH_MIN = 3,
    SHORT_MAX = 7,
    NIBBLE_MAX = 15,
    BYTE_MAX = 255,
    DISTANCE_MAX = 8192,

    FLAG_COUNT = 32,
    MATCH_BYTES_MAX = 2 + 1 + 1 + 2, /* of one match in the data */

    HASH_BITS = 12,
    CHAIN_MAX = 8,
    LENGTH_GOOD = 64, /* bytes; a match of this length is taken without looking for a better one */
};

/* Positions are kept increased by one; 0 is none. */
struct finder {
    const uint8_t *plain;
    size_t size;
    uint16_t newest[1 << HASH_BITS];
    uint16_t older[DISTANCE_MAX]; /* by position modulo the size: the one before in its chain */
};

struct match {
    size_t length; /* 0: none */
    size_t distance;
};

struct writer {
    uint8_t *data;
    size_t capacity;
    size_t used;
    size_t flags_at; /* where the current word of flags stands */
    uint32_t flags;
    unsigned left;    /* flags of the word that are not used yet */
    size_t nibble_at; /* the byte whose upper half is free; 0: none, data never starts with one */
};

static inline unsigned hash_of(const uint8_t *at)
{
    return (at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16) * 2654435761u >> (32 - HASH_BITS);
}

/* Makes a position known to later ones. */
static inline void remember(struct finder *f, size_t position)
{
    if (position + LENGTH_MIN <= f->size) {
        uint16_t *newest = &f->newest[hash_of(f->plain + position)];

        f->older[position % DISTANCE_MAX] = *newest;
        *newest = (uint16_t)(position + 1);
    }
}

static size_t common_length(const uint8_t *left, const uint8_t *right, size_t most)
{
    size_t length = 0;

    for (; length + 8 <= most; length += 8) {
        uint64_t difference = get_u64(left + length) ^ get_u64(right + length);

        if (difference != 0) {
            return length + (size_t)__builtin_ctzll(difference) / 8;
        }
    }
    while (length < most && left[length] == right[length]) {
        length++;
    }
    return length;
}

/* The longest match at a position that is not remembered yet. */
static struct match find(const struct finder *f, size_t position)
{
    const uint8_t *here = f->plain + position;
    const size_t most = f->size - position;
    struct match best = {LENGTH_MIN - 1, 0};
    size_t candidate;

    if (most < LENGTH_MIN) {
        return (struct match){0, 0};
    }
    candidate = f->newest[hash_of(here)];
    for (unsigned step = 0; step < CHAIN_MAX && candidate != 0; step++) {
        const size_t distance = position - (candidate - 1);
        size_t length;

        if (distance > DISTANCE_MAX) {
            break;
        }
        /* The byte that would make it longer than the best tells most candidates apart. */
        length = here[best.length] == (here - distance)[best.length]
                     ? common_length(here, here - distance, most)
                     : 0;
        if (length > best.length) {
            best = (struct match){length, distance};
            if (length >= LENGTH_GOOD || length == most) {
                break;
            }
        }
        candidate = f->older[(candidate - 1) % DISTANCE_MAX];
    }
    return best.distance > 0 ? best : (struct match){0, 0};
}

/* Takes the next flag. False when the data is full; then there is no need to go on. */
static bool put_flag(struct writer *w, unsigned flag)
{
    if (w->left == 0) {
        if (w->capacity - w->used < 4) {
            return false;
        }
        w->flags_at = w->used;
        w->used += 4;
        w->flags = 0;
        w->left = FLAG_COUNT;
    }
    w->left--;
    w->flags |= (uint32_t)flag << w->left;
    if (w->left == 0) {
        put_u32(w->data + w->flags_at, w->flags);
    }
    return true;
}

static bool put_literal(struct writer *w, uint8_t byte)
{
    if (!put_flag(w, 0) || w->used == w->capacity) {
        return false;
    }
    w->data[w->used++] = byte;
    return true;
}

/* A half of a byte, the free one when there is one. */
static void put_nibble(struct writer *w, unsigned nibble)
{
    if (w->nibble_at != 0) {
        w->data[w->nibble_at] |= (uint8_t)(nibble << 4);
        w->nibble_at = 0;
    } else {
        w->nibble_at = w->used;
        w->data[w->used++] = (uint8_t)nibble;
    }
}

static bool put_match(struct writer *w, struct match match)
{
    size_t rest = match.length - LENGTH_MIN;
    const unsigned distance = (unsigned)(match.distance - 1) << 3;

    if (!put_flag(w, 1) || w->capacity - w->used < MATCH_BYTES_MAX) {
        return false;
    }
    put_u16(w->data + w->used, (uint16_t)(distance | (rest < SHORT_MAX ? rest : SHORT_MAX)));
    w->used += 2;
    if (rest < SHORT_MAX) {
        return true;
    }
    rest -= SHORT_MAX;
    put_nibble(w, (unsigned)(rest < NIBBLE_MAX ? rest : NIBBLE_MAX));
    if (rest < NIBBLE_MAX) {
        return true;
    }
    rest -= NIBBLE_MAX;
    w->data[w->used++] = (uint8_t)(rest < BYTE_MAX ? rest : BYTE_MAX);
    if (rest >= BYTE_MAX) {
        put_u16(w->data + w->used, (uint16_t)(match.length - LENGTH_MIN));
        w->used += 2;
    }
    return true;
}

/* Writes the mark at the end, which is also what unused flags are. */
static bool finish(struct writer *w)
{
    if (!put_flag(w, 1)) {
        return false;
    }
    if (w->left > 0) {
        put_u32(w->data + w->flags_at, w->flags | ((UINT32_C(1) << w->left) - 1));
    }
    return true;
}

size_t xpress_encode(const uint8_t *plain, size_t size, uint8_t *data, size_t capacity)
{
    struct writer writer = {.data = data, .capacity = capacity};
    struct finder finder = {.plain = plain, .size = size, .newest = {0}};
    struct match match = {0, 0};

    if (size > COMPRESS_XPRESS_MAX) {
        return 0;
    }
    for (size_t position = 0; position < size;) {
        const struct match before = match;
        size_t covered = 1;
        bool fits;

        match = before.length == 0 ? find(&finder, position) : before;
        if (match.length == 0) {
            fits = put_literal(&writer, plain[position]);
            remember(&finder, position);
        } else {
            struct match next = {0, 0};

            remember(&finder, position);
            if (match.length < LENGTH_GOOD) {
                next = find(&finder, position + 1);
            }
            if (next.length > match.length) {
                fits = put_literal(&writer, plain[position]);
                match = next;
            } else {
                fits = put_match(&writer, match);
                for (covered = 1; covered < match.length; covered++) {
                    remember(&finder, position + covered);
                }
                match.length = 0;
            }
        }
        if (!fits) {
            return 0;
        }
        position += covered;
    }
    return finish(&writer) ? writer.used : 0;
}
