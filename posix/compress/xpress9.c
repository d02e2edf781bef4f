/*
 * xpress9.c - Xpress9: LZ77 with Huffman codes and a short list of recent distances.
 *
 *   block   8 x u32 header                       | bits ...
 *           0 magic                              | [list of recent distances] | two tables of code lengths |
 * symbols 1 plain bytes of the block           | 2 bits of the block, header included | the next block starts
 * at the next byte 3 parameters, and bits of list and tables 4 zero 5 signature, the same in all blocks 6
 * number of the block, from 0 7 CRC-32C of 0 to 6
 *
 *   symbol  0..255            a literal
 *           256 + way * 16    a match; the low four bits are its length, 15 for a length from the second
 * code. The first ways stand for recent distances, the others for 2^k plus k bits more
 *
 * Matches reach back over blocks, up to the window. What is decoded goes through a buffer of two windows at
 * most: its older half is handed out and dropped when it is full, so that a value that expands to a gigabyte
 * needs no gigabyte.
 *
 * Microsoft's encoder makes blocks of what fits into a chunk, so that real values have one block.
 *
 * Format: reference database-file 13.5.
 */
#include "compress/codec.h"

#include <stdlib.h>

#include "compress/crc.h"
#include "compress/huffman.h"
#include "diag.h"
#include "try.h"

enum {
    HEADER_SIZE = 32,
    CHECKED_SIZE = 28,
    WINDOW_BITS_MAX = 22,
    RECENT_MAX = 4,

    LITERALS = 256,
    SYMBOLS = 704,
    LENGTHS = 256,      /* symbols of the second code */
    LENGTH_DIRECT = 15, /* from here on the second code */
    LENGTH_PLAIN = 232, /* symbols of the second code that are the length itself */

    TABLE_SYMBOLS = 33,
    TABLE_LENGTH_MAX = 8,
    ROW = 16,
    /* Symbols of tables above the lengths themselves. */
    TABLE_FILL = 28,
    TABLE_ZEROS,
    TABLE_REPEAT,
    TABLE_AS_ABOVE,
    TABLE_ONE_MORE,
};

#define MAGIC 0x4E86D72Au

struct block {
    uint32_t plain_size;
    uint32_t bits;
    uint32_t table_bits;
    uint32_t parameters; /* of the value: window, list, shortest matches */
    uint32_t signature;
    size_t stored_size;
};

struct decoder {
    struct bits bits;
    struct huffman symbols;
    struct huffman lengths;
    unsigned window_bits;
    unsigned recent_count; /* 0, 2 or 4 */
    unsigned match_min;
    unsigned recent_match_min;
    uint32_t recent[RECENT_MAX];
    bool after_match;

    /* The buffer: bytes in front of `given` have been handed out. */
    uint8_t *bytes;
    size_t capacity;
    size_t used;
    size_t given;
    uint64_t base; /* position of bytes[0] in the plain value */

    /* Where it goes. */
    uint32_t crc;
    uint8_t *out;
    uint64_t out_from;
    uint64_t out_to;
};

static JET_ERR damaged(const char *what)
{
    return diag_fail(JET_errDecompressionFailed, "an Xpress9 value %s", what);
}

/* ------------------------------------------------------------------------------------------------ headers */

/* Reads a block header; `first` is that of block 0, which the parameters of the others must equal, or NULL.
 */
static JET_ERR read_header(const uint8_t *at, size_t size, uint32_t number, const struct block *first,
                           struct block *block)
{
    uint32_t parameters;

    if (size < HEADER_SIZE) {
        return damaged("ends inside a block header");
    }
    if (get_u32(at) != MAGIC || get_u32(at + CHECKED_SIZE) != crc_32c(0, at, CHECKED_SIZE)) {
        return damaged("has a bad block header");
    }
    parameters = get_u32(at + 12);
    *block = (struct block){
        .plain_size = get_u32(at + 4),
        .bits = get_u32(at + 8),
        .table_bits = parameters & 0x1FFF,
        .parameters = parameters >> 13,
        .signature = get_u32(at + 20),
    };
    block->stored_size = block->bits / 8 + (block->bits % 8 != 0);
    if (get_u32(at + 16) != 0 || get_u32(at + 24) != number || parameters >> 20 != 0 ||
        (parameters >> 16 & 3) * 2 > RECENT_MAX || (parameters >> 13 & 7) + 16 > WINDOW_BITS_MAX) {
        return damaged("has a block header of an unknown form");
    }
    if (first != NULL && (block->parameters != first->parameters || block->signature != first->signature)) {
        return damaged("has blocks that do not belong together");
    }
    if (block->bits <= HEADER_SIZE * 8 + block->table_bits || block->stored_size > size) {
        return damaged("has a block of an impossible size");
    }
    return JET_errSuccess;
}

JET_ERR xpress9_plain_size(const uint8_t *data, size_t size, size_t *plain_size)
{
    struct block first = {0}, block = {0};
    uint64_t sum = 0;
    uint32_t number = 0;

    do {
        JET_TRY(read_header(data, size, number, number > 0 ? &first : NULL, &block));
        if (number++ == 0) {
            first = block;
        }
        sum += block.plain_size;
        data += block.stored_size;
        size -= block.stored_size;
    } while (size > 0);
    if (sum > SIZE_MAX) {
        return damaged("claims more bytes than there is memory");
    }
    *plain_size = (size_t)sum;
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------- tables */

/* The short form: all symbols have codes of the same length, or of two that differ by one. */
static void flat_lengths(uint8_t *lengths, unsigned symbols)
{
    const unsigned length = 31 - (unsigned)__builtin_clz(symbols);
    const unsigned shorter = (2u << length) - symbols;

    for (unsigned i = 0; i < symbols; i++) {
        lengths[i] = (uint8_t)(i < shorter ? length : length + 1);
    }
}

/* The code that the lengths of the other two are written in. */
static JET_ERR read_table_code(struct bits *bits, struct huffman *code)
{
    uint8_t lengths[TABLE_SYMBOLS];
    unsigned previous = 4;

    for (unsigned i = 0; i < TABLE_SYMBOLS; i++) {
        if (bits_take(bits, 1)) {
            unsigned length = bits_take(bits, 3);

            length += length >= previous; /* it is not the previous one, which one bit would have said */
            if (length > TABLE_LENGTH_MAX) {
                return damaged("has a code with an impossible length");
            }
            previous = length;
        }
        lengths[i] = (uint8_t)previous;
    }
    return huffman_build(code, lengths, TABLE_SYMBOLS) ? JET_errSuccess : damaged("has an incomplete code");
}

static unsigned zero_count(struct bits *bits)
{
    unsigned more = bits_take(bits, 2);
    unsigned count = 5 + more;

    if (more == 3) {
        do {
            more = bits_take(bits, 3);
            count += more;
        } while (more == 7 && count < HUFFMAN_SYMBOLS_MAX);
    }
    return count;
}

/* Reads the code lengths of an alphabet; rows of sixteen are related because they are the lengths of one
 * distance. */
static JET_ERR read_lengths(struct bits *bits, uint8_t *lengths, unsigned symbols)
{
    struct huffman code;
    uint8_t previous = 8;

    JET_TRY(read_table_code(bits, &code));
    for (unsigned i = 0; i < symbols;) {
        const unsigned symbol = huffman_take(&code, bits);
        unsigned zeros = 0;

        if (symbol == TABLE_FILL) {
            zeros = ROW - i % ROW;
        } else if (symbol == TABLE_ZEROS) {
            zeros = zero_count(bits);
        }
        if (zeros > 0) {
            if (zeros > symbols - i) {
                return damaged("has a code for more symbols than there are");
            }
            memset(lengths + i, 0, zeros);
            i += zeros;
            continue;
        }
        if (symbol < TABLE_FILL) {
            lengths[i] = (uint8_t)symbol;
        } else if (symbol == TABLE_REPEAT) {
            lengths[i] = previous;
        } else if (i < ROW || lengths[i - ROW] + (symbol == TABLE_ONE_MORE) > HUFFMAN_LENGTH_MAX) {
            return damaged("has a code with an impossible length");
        } else {
            lengths[i] = (uint8_t)(lengths[i - ROW] + (symbol == TABLE_ONE_MORE));
        }
        previous = lengths[i] != 0 ? lengths[i] : previous;
        i++;
    }
    return JET_errSuccess;
}

static JET_ERR read_code(struct bits *bits, struct huffman *code, unsigned symbols)
{
    uint8_t lengths[SYMBOLS];

    switch (bits_take(bits, 3)) {
    case 0:
        flat_lengths(lengths, symbols);
        break;
    case 1:
        JET_TRY(read_lengths(bits, lengths, symbols));
        break;
    default:
        return damaged("has a code in an unknown form");
    }
    return huffman_build(code, lengths, symbols) ? JET_errSuccess : damaged("has an incomplete code");
}

static JET_ERR read_recent(struct decoder *d)
{
    d->after_match = d->recent_count > 0 && bits_take(&d->bits, 1);
    for (unsigned i = 0; i < d->recent_count; i++) {
        const unsigned power = bits_take(&d->bits, 5);

        if (power >= d->window_bits) {
            return damaged("has a distance beyond its window");
        }
        d->recent[i] = bits_take(&d->bits, power) + (UINT32_C(1) << power);
    }
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------- buffer */

/* Hands out what is new in the buffer: to the checksum, and the part that is wanted to the caller. */
static void hand_out(struct decoder *d)
{
    const uint64_t from = d->base + d->given, to = d->base + d->used;
    const uint64_t first = from > d->out_from ? from : d->out_from;
    const uint64_t last = to < d->out_to ? to : d->out_to;

    d->crc = crc_32c(d->crc, d->bytes + d->given, d->used - d->given);
    if (first < last) {
        memcpy(d->out + (first - d->out_from), d->bytes + (first - d->base), (size_t)(last - first));
    }
    d->given = d->used;
}

/* Room for more bytes, at least one: the buffer is shorter than the value only when it holds two windows. */
static size_t make_room(struct decoder *d)
{
    if (d->used == d->capacity) {
        const size_t window = (size_t)1 << d->window_bits, dropped = d->used - window;

        hand_out(d);
        memcpy(d->bytes, d->bytes + dropped, window);
        d->base += dropped;
        d->used = d->given = window;
    }
    return d->capacity - d->used;
}

static JET_ERR repeat(struct decoder *d, uint32_t distance, uint32_t length)
{
    if (distance > d->used || distance > UINT32_C(1) << d->window_bits) {
        return damaged("refers to bytes that are not there");
    }
    while (length > 0) {
        const size_t room = make_room(d);
        const size_t step = length < room ? length : room;

        copy_match(d->bytes + d->used, distance, step, d->bytes + d->capacity);
        d->used += step;
        length -= (uint32_t)step;
    }
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------ symbols */

/* The distance of a match whose symbol has gone `way`. After a match the most recent distance cannot come
 * again. */
static JET_ERR take_distance(struct decoder *d, unsigned way, uint32_t *distance)
{
    unsigned last = d->recent_count > 0 ? d->recent_count - 1 : 0;

    if (way < d->recent_count) {
        last = way + d->after_match;
        if (last == d->recent_count) {
            return damaged("refers to a recent distance that is not there");
        }
        *distance = d->recent[last];
    } else {
        const unsigned power = way - d->recent_count;

        *distance = bits_take(&d->bits, power) + (UINT32_C(1) << power);
    }
    memmove(d->recent + 1, d->recent, last * sizeof d->recent[0]);
    d->recent[0] = *distance;
    return JET_errSuccess;
}

static uint32_t take_length(struct decoder *d, unsigned low, unsigned shortest)
{
    uint32_t length = low;

    if (low == LENGTH_DIRECT) {
        length = huffman_take(&d->lengths, &d->bits);
        if (length >= LENGTH_PLAIN) {
            const unsigned power = length - LENGTH_PLAIN;

            length = bits_take(&d->bits, power) + (UINT32_C(1) << power) + LENGTH_PLAIN - 1;
        }
        length += LENGTH_DIRECT;
    }
    return length + shortest;
}

static JET_ERR decode_symbols(struct decoder *d, const struct block *block)
{
    uint64_t left = block->plain_size;

    while (left > 0) {
        unsigned symbol = huffman_take(&d->symbols, &d->bits);
        uint32_t length, distance = 0;

        if (d->bits.position > block->bits) {
            return damaged("has a block that ends before its data does");
        }
        if (symbol < LITERALS) {
            (void)make_room(d);
            d->bytes[d->used++] = (uint8_t)symbol;
            d->after_match = false;
            left--;
            continue;
        }
        symbol -= LITERALS;
        length =
            take_length(d, symbol % 16, symbol / 16 < d->recent_count ? d->recent_match_min : d->match_min);
        JET_TRY(take_distance(d, symbol / 16, &distance));
        d->after_match = true;
        if (length > left) {
            return damaged("expands to more than it says");
        }
        JET_TRY(repeat(d, distance, length));
        left -= length;
    }
    return d->bits.position == block->bits ? JET_errSuccess
                                           : damaged("has a block that does not end where it should");
}

static JET_ERR decode_block(struct decoder *d, const uint8_t *data, const struct block *block)
{
    d->bits = bits_of(data, block->stored_size);
    for (unsigned i = 0; i < HEADER_SIZE / 2; i++) {
        (void)bits_take(&d->bits, 16);
    }
    JET_TRY(read_recent(d));
    JET_TRY(read_code(&d->bits, &d->symbols, SYMBOLS));
    JET_TRY(read_code(&d->bits, &d->lengths, LENGTHS));
    if (d->bits.position != HEADER_SIZE * 8 + block->table_bits) {
        return damaged("has codes of another size than its header says");
    }
    return decode_symbols(d, block);
}

static JET_ERR decode_blocks(struct decoder *d, const uint8_t *data, size_t size)
{
    struct block block = {0};

    for (uint32_t number = 0; size > 0; number++) {
        JET_TRY(read_header(data, size, number, NULL, &block)); /* checked against the first one before */
        JET_TRY(decode_block(d, data, &block));
        data += block.stored_size;
        size -= block.stored_size;
    }
    hand_out(d);
    return JET_errSuccess;
}

JET_ERR xpress9_decode(const uint8_t *data, size_t size, size_t plain_size, uint32_t crc, size_t offset,
                       size_t count, uint8_t *out)
{
    struct decoder decoder = {.out = out, .out_from = offset, .out_to = offset + count};
    struct block first = {0};
    size_t windows;
    JET_ERR err;

    JET_TRY(read_header(data, size, 0, NULL, &first));
    decoder.window_bits = (first.parameters & 7) + 16;
    decoder.recent_count = (first.parameters >> 3 & 3) * 2;
    decoder.match_min = (first.parameters >> 5 & 1) + 3;
    decoder.recent_match_min = (first.parameters >> 6 & 1) + 2;
    windows = (size_t)2 << decoder.window_bits;
    decoder.capacity = plain_size < windows ? plain_size : windows;
    decoder.bytes = malloc(decoder.capacity);
    if (decoder.bytes == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory to expand an Xpress9 value");
    }
    err = decode_blocks(&decoder, data, size);
    if (err == JET_errSuccess && decoder.crc != crc) {
        err = diag_fail(JET_errCompressionIntegrityCheckFailed,
                        "an Xpress9 value does not have the checksum that it says");
    }
    free(decoder.bytes);
    return err;
}
