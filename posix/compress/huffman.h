/*
 * huffman.h - bits and canonical Huffman codes as Xpress9 has them.
 *
 * Bits are taken from consecutive bytes, least significant first. A number's first bit is its lowest; a
 * code's first bit is its highest. Behind the last byte there are zeros without end: the reader's position
 * tells whether a block was overrun, and every step moves it, so that no block can keep its decoder busy for
 * ever.
 */
#ifndef ESENT_HUFFMAN_H
#define ESENT_HUFFMAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "format/bytes.h"

enum {
    HUFFMAN_LENGTH_MAX = 27, /* bits of a code */
    HUFFMAN_SYMBOLS_MAX = 704,
    HUFFMAN_ROOT_BITS = 10,
};

struct bits {
    const uint8_t *at;
    const uint8_t *end;
    uint64_t hold;     /* the next bits */
    unsigned count;    /* how many of them are there; those above are zero or a part of the byte at `at` */
    uint64_t position; /* bits taken so far */
};

static inline struct bits bits_of(const uint8_t *bytes, size_t size)
{
    return (struct bits){.at = bytes, .end = bytes + size};
}

/* The next 32 bits. */
static inline uint32_t bits_peek(struct bits *bits)
{
    if (bits->count < 32) {
        if (bits->end - bits->at >= 8) {
            bits->hold |= get_u64(bits->at) << bits->count;
            bits->at += (63 - bits->count) / 8;
            bits->count |= 56;
        } else {
            for (; bits->at < bits->end && bits->count <= 56; bits->count += 8) {
                bits->hold |= (uint64_t)*bits->at++ << bits->count;
            }
        }
    }
    return (uint32_t)bits->hold;
}

/* Passes over bits that were peeked at. */
static inline void bits_skip(struct bits *bits, unsigned count)
{
    bits->hold >>= count;
    bits->count -= count < bits->count ? count : bits->count;
    bits->position += count;
}

/* The next `count` (< 32) bits as a number. */
static inline uint32_t bits_take(struct bits *bits, unsigned count)
{
    uint32_t value = bits_peek(bits) & ((UINT32_C(1) << count) - 1);

    bits_skip(bits, count);
    return value;
}

/* A code: short ones are looked up at once, long ones bit by bit. */
struct huffman {
    uint16_t root[1 << HUFFMAN_ROOT_BITS]; /* by the next bits: symbol << 5 | length; 0: the code is longer */
    uint16_t sorted[HUFFMAN_SYMBOLS_MAX];  /* symbols by length, then number */
    uint16_t count[HUFFMAN_LENGTH_MAX + 1];
    uint16_t alone; /* length of the only symbol, 0 when there are more */
};

/*
 * Builds the code from the length of each of `symbols` codes, 0 for those that do not occur. False when it is
 * not complete. The code of a symbol that is the only one has its length but no value: any bits stand for it.
 */
bool huffman_build(struct huffman *huffman, const uint8_t *lengths, unsigned symbols);

/* The next symbol when its code is longer than HUFFMAN_ROOT_BITS, or the only one. */
unsigned huffman_take_long(const struct huffman *huffman, struct bits *bits);

/* The next symbol. */
static inline unsigned huffman_take(const struct huffman *huffman, struct bits *bits)
{
    const unsigned entry = huffman->root[bits_peek(bits) & ((1u << HUFFMAN_ROOT_BITS) - 1)];

    if (entry == 0) {
        return huffman_take_long(huffman, bits);
    }
    bits_skip(bits, entry & 31);
    return entry >> 5;
}

#endif
