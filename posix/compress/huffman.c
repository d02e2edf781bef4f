/*
 * huffman.c - building and reading canonical Huffman codes.
 *
 * Codes are numbers in order of their length, then of their symbols: the first of a length follows the last
 * of the length before, with a zero added.
 */
#include "compress/huffman.h"

#include <string.h>

/* The lowest `count` bits in reverse order: a code as it lies in the bit stream. */
static unsigned reversed(unsigned code, unsigned count)
{
    unsigned result = 0;

    for (; count > 0; count--, code >>= 1) {
        result = result << 1 | (code & 1);
    }
    return result;
}

/* Kraft's sum: a complete code uses up all bit strings, no more and no less. */
static bool is_complete(const struct huffman *huffman)
{
    uint64_t used = 0;

    for (unsigned length = 1; length <= HUFFMAN_LENGTH_MAX; length++) {
        used += (uint64_t)huffman->count[length] << (HUFFMAN_LENGTH_MAX - length);
    }
    return used == UINT64_C(1) << HUFFMAN_LENGTH_MAX;
}

static void fill_root(struct huffman *huffman)
{
    const uint16_t *symbol = huffman->sorted;
    unsigned code = 0;

    for (unsigned length = 1; length <= HUFFMAN_ROOT_BITS; length++, code <<= 1) {
        for (unsigned i = 0; i < huffman->count[length]; i++, code++, symbol++) {
            unsigned at = reversed(code, length);

            for (; at < 1u << HUFFMAN_ROOT_BITS; at += 1u << length) {
                huffman->root[at] = (uint16_t)(*symbol << 5 | length);
            }
        }
    }
}

bool huffman_build(struct huffman *huffman, const uint8_t *lengths, unsigned symbols)
{
    uint16_t next[HUFFMAN_LENGTH_MAX + 1];
    unsigned total = 0;

    memset(huffman, 0, sizeof *huffman);
    for (unsigned symbol = 0; symbol < symbols; symbol++) {
        huffman->count[lengths[symbol]]++;
    }
    huffman->count[0] = 0;
    for (unsigned length = 0; length <= HUFFMAN_LENGTH_MAX; length++) {
        next[length] = (uint16_t)total;
        total += huffman->count[length];
    }
    for (unsigned symbol = 0; symbol < symbols; symbol++) {
        if (lengths[symbol] != 0) {
            huffman->sorted[next[lengths[symbol]]++] = (uint16_t)symbol;
        }
    }
    if (total == 1) {
        huffman->alone = lengths[huffman->sorted[0]];
        return true;
    }
    if (!is_complete(huffman)) {
        return false;
    }
    fill_root(huffman);
    return true;
}

unsigned huffman_take_long(const struct huffman *huffman, struct bits *bits)
{
    const uint16_t *symbols = huffman->sorted;
    uint32_t rest = bits_peek(bits), code = 0;

    if (huffman->alone != 0) {
        bits_skip(bits, huffman->alone);
        return symbols[0];
    }
    /* `code` is relative to the first one of its length; a complete code ends the loop. */
    for (unsigned length = 1;; length++, rest >>= 1) {
        code = code << 1 | (rest & 1);
        if (code < huffman->count[length]) {
            bits_skip(bits, length);
            return symbols[code];
        }
        code -= huffman->count[length];
        symbols += huffman->count[length];
    }
}
