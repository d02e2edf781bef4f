/*
 * sample_compressed.c - encoders that are told what to write, and slow decoders.
 */
#include "sample_compressed.h"

#include <stdlib.h>
#include <string.h>

#include "compress/crc.h"
#include "format/bytes.h"

/* -------------------------------------------------------------------------------------------------- plans */

struct sample_random sample_random(uint64_t seed)
{
    return (struct sample_random){seed * 2654435761u + 88172645463325252u};
}

uint32_t sample_below(struct sample_random *random, uint32_t below)
{
    random->state ^= random->state << 13;
    random->state ^= random->state >> 7;
    random->state ^= random->state << 17;
    return (uint32_t)((random->state >> 16) % below);
}

static uint32_t some_length(struct sample_random *random, uint32_t length_min)
{
    static const uint32_t ranges[] = {4, 4, 16, 16, 40, 300, 600, 5000};

    return length_min + sample_below(random, ranges[sample_below(random, 8)]);
}

static uint32_t some_distance(struct sample_random *random, uint32_t most, const uint32_t recent[4])
{
    static const uint32_t ranges[] = {3, 9, 17, 300, 9000, 70000, 300000, 300000};
    uint32_t distance = 1 + sample_below(random, ranges[sample_below(random, 8)]);

    if (sample_below(random, 2) == 0) {
        distance = recent[sample_below(random, 4)];
    }
    return distance == 0 || distance > most ? 1 + sample_below(random, most) : distance;
}

struct sample_plan sample_plan(uint64_t seed, size_t plain_size, uint32_t length_min, uint32_t distance_max)
{
    struct sample_random random = sample_random(seed);
    struct sample_plan plan = {.plain_size = plain_size};
    const uint32_t kinds = sample_below(&random, 8) == 0 ? 1 : 1 + sample_below(&random, 256);
    const uint32_t literals = sample_below(&random, 8); /* of eight operations */
    uint32_t recent[4] = {0};
    size_t size = 0;

    plan.ops = calloc(plain_size + 1, sizeof *plan.ops);
    plan.plain = malloc(plain_size + 1);
    if (plan.ops == NULL || plan.plain == NULL) {
        abort();
    }
    while (size < plain_size) {
        struct sample_op *op = &plan.ops[plan.count++];

        if (size == 0 || plain_size - size < length_min || sample_below(&random, 8) < literals) {
            op->length = 1;
            op->literal = (uint8_t)sample_below(&random, kinds);
            plan.plain[size++] = op->literal;
            continue;
        }
        op->length = some_length(&random, length_min);
        if (op->length > plain_size - size) {
            op->length = (uint32_t)(plain_size - size);
        }
        op->distance = some_distance(&random, size < distance_max ? (uint32_t)size : distance_max, recent);
        recent[sample_below(&random, 4)] = op->distance;
        for (uint32_t i = 0; i < op->length; i++, size++) {
            plan.plain[size] = plan.plain[size - op->distance];
        }
    }
    return plan;
}

void sample_plan_free(struct sample_plan *plan)
{
    free(plan->ops);
    free(plan->plain);
}

/* ------------------------------------------------------------------------------------------------- Xpress */

size_t sample_xpress(const struct sample_plan *plan, uint8_t *value)
{
    size_t at = 3, flags_at = 0, nibble_at = 0, symbols = 0;

    value[0] = 3 << 3;
    put_u16(value + 1, (uint16_t)plan->plain_size);
    for (size_t i = 0; i <= plan->count; i++, symbols++) { /* one more for the mark at the end */
        const struct sample_op *op = &plan->ops[i];
        const bool is_match = i == plan->count || op->distance > 0;
        uint32_t rest = op->length - 3;

        if (symbols % 32 == 0) {
            flags_at = at;
            put_u32(value + at, 0xFFFFFFFFu);
            at += 4;
        }
        if (!is_match) {
            put_u32(value + flags_at, get_u32(value + flags_at) & ~(0x80000000u >> symbols % 32));
            value[at++] = op->literal;
        } else if (i < plan->count) {
            put_u16(value + at, (uint16_t)((op->distance - 1) << 3 | (rest < 7 ? rest : 7)));
            at += 2;
            if (rest >= 7) {
                const uint8_t nibble = (uint8_t)(rest - 7 < 15 ? rest - 7 : 15);

                if (nibble_at != 0) {
                    value[nibble_at] |= (uint8_t)(nibble << 4);
                    nibble_at = 0;
                } else {
                    nibble_at = at;
                    value[at++] = nibble;
                }
            }
            if (rest >= 277) {
                value[at++] = 255;
                put_u16(value + at, (uint16_t)rest);
                at += 2;
            } else if (rest >= 22) {
                value[at++] = (uint8_t)(rest - 22);
            }
        }
    }
    return at;
}

/* ---------------------------------------------------------------------------------------------------- LZ4 */

static size_t put_more(uint8_t *value, size_t at, size_t length)
{
    if (length < 15) {
        return at;
    }
    for (length -= 15; length >= 255; length -= 255) {
        value[at++] = 255;
    }
    value[at++] = (uint8_t)length;
    return at;
}

size_t sample_lz4(const struct sample_plan *plan, uint8_t *value)
{
    size_t at = 3;

    value[0] = 7 << 3;
    put_u16(value + 1, (uint16_t)plan->plain_size);
    for (size_t i = 0;;) {
        const size_t token_at = at++;
        size_t literals = 0;

        while (i + literals < plan->count && plan->ops[i + literals].distance == 0) {
            literals++;
        }
        value[token_at] = (uint8_t)((literals < 15 ? literals : 15) << 4);
        at = put_more(value, at, literals);
        for (; literals > 0; literals--) {
            value[at++] = plan->ops[i++].literal;
        }
        if (i == plan->count) {
            return at;
        }
        put_u16(value + at, (uint16_t)plan->ops[i].distance);
        at += 2;
        value[token_at] |= (uint8_t)(plan->ops[i].length - 4 < 15 ? plan->ops[i].length - 4 : 15);
        at = put_more(value, at, plan->ops[i++].length - 4);
    }
}

/* ------------------------------------------------------------------------------------------------ Xpress9 */

enum { MAIN_CODE, LENGTH_CODE, RAW, SYMBOLS = 704, LENGTHS = 256, TABLE_SYMBOLS = 33 };

/* What a block consists of behind its tables: symbols of the two codes, and plain numbers. */
struct piece {
    uint32_t value;
    uint8_t kind;
    uint8_t bits;
};

struct bit_writer {
    uint8_t *bytes;
    size_t bits;
};

struct encoder {
    const struct sample_xpress9 *parameters;
    struct bit_writer out;
    struct piece *pieces;
    size_t count;
    uint32_t recent[5];
    bool after_match;
};

static void put_bits(struct bit_writer *out, uint32_t value, unsigned count)
{
    for (unsigned i = 0; i < count; i++, out->bits++) {
        uint8_t *byte = &out->bytes[out->bits / 8];

        *byte = (uint8_t)((out->bits % 8 == 0 ? 0 : *byte) | (value >> i & 1) << out->bits % 8);
    }
}

static unsigned log2_of(uint32_t value)
{
    unsigned power = 0;

    while (value >> 1 >> power != 0) {
        power++;
    }
    return power;
}

static void add_piece(struct encoder *e, unsigned kind, uint32_t value, unsigned bits)
{
    e->pieces[e->count++] = (struct piece){value, (uint8_t)kind, (uint8_t)bits};
}

/* Where a distance is in the list, as a match may name it; recent_count when it is not. */
static unsigned recent_way(const struct encoder *e, uint32_t distance)
{
    for (unsigned i = e->after_match ? 1 : 0; i < e->parameters->recent_count; i++) {
        if (e->recent[i] == distance) {
            return i - (e->after_match ? 1 : 0);
        }
    }
    return e->parameters->recent_count;
}

static void add_literal(struct encoder *e, uint8_t byte)
{
    add_piece(e, MAIN_CODE, byte, 0);
    e->after_match = false;
}

static void add_match(struct encoder *e, uint32_t distance, uint32_t length)
{
    const unsigned recent_count = e->parameters->recent_count;
    unsigned way = recent_way(e, distance), last;
    uint32_t rest =
        length - (way < recent_count ? e->parameters->recent_match_min : e->parameters->match_min);

    last = way < recent_count ? way + (e->after_match ? 1 : 0) : 4;
    if (way == recent_count) {
        way += log2_of(distance);
    }
    add_piece(e, MAIN_CODE, 256 + way * 16 + (rest < 15 ? rest : 15), 0);
    if (rest >= 15) {
        const uint32_t more = rest - 15;

        if (more < 232) {
            add_piece(e, LENGTH_CODE, more, 0);
        } else {
            const unsigned power = log2_of(more - 231);

            add_piece(e, LENGTH_CODE, 232 + power, 0);
            add_piece(e, RAW, more - 231 - (1u << power), power);
        }
    }
    if (last == 4) {
        add_piece(e, RAW, distance - (1u << log2_of(distance)), log2_of(distance));
    }
    for (; last > 0; last--) {
        e->recent[last] = e->recent[last - 1];
    }
    e->recent[0] = distance;
    e->after_match = true;
}

/* Adds an operation, or the literals that it amounts to when it is too short for a match. */
static void add_op(struct encoder *e, const struct sample_op *op, const uint8_t *plain)
{
    const bool is_recent = recent_way(e, op->distance) < e->parameters->recent_count;
    const unsigned shortest = is_recent ? e->parameters->recent_match_min : e->parameters->match_min;

    if (op->distance > 0 && op->length >= shortest) {
        add_match(e, op->distance, op->length);
        return;
    }
    for (uint32_t i = 0; i < op->length; i++) {
        add_literal(e, plain[i]);
    }
}

/* Random lengths of a complete code for the symbols in `used`: leaves of a tree that is split at random. */
static void tree_lengths(struct sample_random *random, const uint16_t *used, unsigned count, unsigned depth,
                         uint8_t *lengths)
{
    unsigned left;

    if (count == 1) {
        lengths[used[0]] = (uint8_t)(depth == 0 ? 1 + sample_below(random, 3) : depth);
        return;
    }
    left = count / 2;
    if (depth < 15) { /* from there on halves: 2^12 leaves fit below */
        left = sample_below(random, 3) == 0 ? 1 : 1 + sample_below(random, count - 1);
    }
    tree_lengths(random, used, left, depth + 1, lengths);
    tree_lengths(random, used + left, count - left, depth + 1, lengths);
}

static void choose_lengths(const struct encoder *e, struct sample_random *random, unsigned kind,
                           unsigned symbols, uint8_t *lengths)
{
    bool is_used[SYMBOLS] = {false};
    uint16_t used[SYMBOLS];
    unsigned count = 0;

    memset(lengths, 0, symbols);
    if (e->parameters->flat) { /* 320 symbols of 9 bits and 384 of 10; 256 of 8 */
        for (unsigned i = 0; i < symbols; i++) {
            lengths[i] = symbols == LENGTHS ? 8 : i < 320 ? 9 : 10;
        }
        return;
    }
    for (size_t i = 0; i < e->count; i++) {
        if (e->pieces[i].kind == kind) {
            is_used[e->pieces[i].value] = true;
        }
    }
    for (unsigned i = 0; i < symbols; i++) {
        if (is_used[i]) {
            used[count++] = (uint16_t)i;
        }
    }
    if (count == 0) {
        used[count++] = 7;
    }
    tree_lengths(random, used, count, 0, lengths);
}

static void choose_codes(const uint8_t *lengths, unsigned symbols, uint32_t *codes)
{
    uint32_t code = 0;

    for (unsigned length = 1; length <= 27; length++, code <<= 1) {
        for (unsigned i = 0; i < symbols; i++) {
            if (lengths[i] == length) {
                codes[i] = code++;
            }
        }
    }
}

static void put_code(struct bit_writer *out, uint32_t code, unsigned length)
{
    for (; length > 0; length--) {
        put_bits(out, code >> (length - 1) & 1, 1);
    }
}

/* The code of the code lengths: symbols 0 to 30 of 5 bits, 31 and 32 of 6. */
static void put_table_symbol(struct bit_writer *out, unsigned symbol)
{
    put_code(out, symbol < 31 ? symbol : 62 + symbol - 31, symbol < 31 ? 5 : 6);
}

static unsigned zeros_at(const uint8_t *lengths, unsigned i)
{
    unsigned zeros = 0;

    while ((i + zeros) / 16 == i / 16 && lengths[i + zeros] == 0) {
        zeros++;
    }
    return zeros;
}

static void put_lengths(struct bit_writer *out, const uint8_t *lengths, unsigned symbols, bool flat)
{
    unsigned previous = 8;

    put_bits(out, flat ? 0 : 1, 3);
    if (flat) {
        return;
    }
    for (unsigned i = 0; i < TABLE_SYMBOLS; i++) {
        put_bits(out, i == 0 ? 1 | 4 << 1 : i == 31 ? 1 | 5 << 1 : 0, i == 0 || i == 31 ? 4 : 1);
    }
    for (unsigned i = 0; i < symbols;) {
        const unsigned zeros = zeros_at(lengths, i), length = lengths[i];

        if (zeros > 0 && (i + zeros) % 16 == 0) {
            put_table_symbol(out, 28);
            i += zeros;
        } else if (zeros >= 5) {
            put_table_symbol(out, 29);
            put_bits(out, zeros < 8 ? zeros - 5 : 3, 2);
            if (zeros >= 8) {
                put_bits(out, zeros - 8, 3);
            }
            if (zeros == 15) {
                put_bits(out, 0, 3);
            }
            i += zeros;
        } else {
            put_table_symbol(out, length != 0 && length == previous                     ? 30
                                  : length != 0 && i >= 16 && length == lengths[i - 16] ? 31
                                  : i >= 16 && length == lengths[i - 16] + 1u           ? 32
                                                                                        : length);
            previous = length != 0 ? length : previous;
            i++;
        }
    }
}

static void put_block(struct encoder *e, struct sample_random *random, uint32_t number, size_t plain_size,
                      const uint32_t first_recent[4], bool first_after_match)
{
    uint8_t lengths[2][SYMBOLS];
    uint32_t codes[2][SYMBOLS];
    uint8_t *header = e->out.bytes + e->out.bits / 8;
    const size_t start = e->out.bits;
    size_t table_bits;

    e->out.bits += 256;
    if (e->parameters->recent_count > 0) {
        put_bits(&e->out, first_after_match, 1);
    }
    for (unsigned i = 0; i < e->parameters->recent_count; i++) {
        put_bits(&e->out, log2_of(first_recent[i]), 5);
        put_bits(&e->out, first_recent[i] - (1u << log2_of(first_recent[i])), log2_of(first_recent[i]));
    }
    for (unsigned kind = MAIN_CODE; kind <= LENGTH_CODE; kind++) {
        const unsigned symbols = kind == MAIN_CODE ? SYMBOLS : LENGTHS;

        choose_lengths(e, random, kind, symbols, lengths[kind]);
        choose_codes(lengths[kind], symbols, codes[kind]);
        put_lengths(&e->out, lengths[kind], symbols, e->parameters->flat);
    }
    table_bits = e->out.bits - start - 256;
    for (size_t i = 0; i < e->count; i++) {
        const struct piece *piece = &e->pieces[i];

        if (piece->kind == RAW) {
            put_bits(&e->out, piece->value, piece->bits);
        } else {
            put_code(&e->out, codes[piece->kind][piece->value], lengths[piece->kind][piece->value]);
        }
    }
    put_u32(header, 0x4E86D72A);
    put_u32(header + 4, (uint32_t)plain_size);
    put_u32(header + 8, (uint32_t)(e->out.bits - start));
    put_u32(header + 12, (uint32_t)table_bits | (e->parameters->window_bits - 16) << 13 |
                             e->parameters->recent_count / 2 << 16 | (e->parameters->match_min - 3) << 18 |
                             (e->parameters->recent_match_min - 2) << 19);
    put_u32(header + 16, 0);
    put_u32(header + 20, 0x5E551047);
    put_u32(header + 24, number);
    put_u32(header + 28, crc_32c(0, header, 28));
    e->out.bits = (e->out.bits + 7) / 8 * 8;
}

size_t sample_xpress9(const struct sample_plan *plan, const struct sample_xpress9 *parameters, uint64_t seed,
                      uint8_t *value)
{
    struct sample_random random = sample_random(seed);
    struct encoder e = {.parameters = parameters, .out = {value + 5, 0}};
    size_t at = 0;

    e.pieces = malloc((3 * plan->plain_size + 1) * sizeof *e.pieces);
    if (e.pieces == NULL) {
        abort();
    }
    for (size_t i = 0, number = 0; i < plan->count; number++) {
        const size_t start = at;
        uint32_t recent[4];
        bool after_match = sample_below(&random, 2) == 1;

        for (unsigned k = 0; k < 4; k++) { /* distances that were met, and others */
            recent[k] = i > k && plan->ops[i - 1 - k].distance > 0 ? plan->ops[i - 1 - k].distance
                                                                   : 1 + sample_below(&random, 60);
        }
        memcpy(e.recent, recent, sizeof recent);
        e.after_match = after_match && parameters->recent_count > 0;
        e.count = 0;
        for (; i < plan->count && at - start < parameters->block_size; i++) {
            add_op(&e, &plan->ops[i], plan->plain + at);
            at += plan->ops[i].length;
        }
        put_block(&e, &random, (uint32_t)number, at - start, recent, after_match);
    }
    free(e.pieces);
    value[0] = 5 << 3;
    put_u32(value + 1, crc_32c(0, plan->plain, plan->plain_size));
    return 5 + e.out.bits / 8;
}

/* ------------------------------------------------------------------------------------------------ 7 bits,
 * slowly */

size_t sample_7bit(const uint8_t *plain, size_t plain_size, bool wide, uint8_t *value)
{
    struct bit_writer out = {value + 1, 0};

    for (size_t i = 0; i < plain_size; i += wide ? 2 : 1) {
        put_bits(&out, plain[i], 7);
    }
    value[0] = (uint8_t)((wide ? 2 : 1) << 3 | (out.bits - 1) % 8);
    return 1 + (out.bits + 7) / 8;
}

static size_t slow_7bit(const uint8_t *value, size_t size, uint8_t *plain)
{
    const size_t characters = ((size - 2) * 8 + (value[0] & 7) + 1) / 7, width = value[0] >> 3;

    memset(plain, 0, characters * width);
    for (size_t bit = 0; bit < characters * 7; bit++) {
        plain[bit / 7 * width] |= (uint8_t)((value[1 + bit / 8] >> bit % 8 & 1) << bit % 7);
    }
    return characters * width;
}

static size_t slow_xpress(const uint8_t *value, uint8_t *plain)
{
    const size_t plain_size = get_u16(value + 1);
    size_t at = 3, done = 0, nibble_at = 0;
    uint32_t flags = 0;

    for (size_t symbol = 0; done < plain_size; symbol++, flags <<= 1) {
        size_t distance, length;

        if (symbol % 32 == 0) {
            flags = get_u32(value + at);
            at += 4;
        }
        if ((flags & 0x80000000u) == 0) {
            plain[done++] = value[at++];
            continue;
        }
        distance = (get_u16(value + at) >> 3) + 1u;
        length = value[at] & 7;
        at += 2;
        if (length == 7) {
            if (nibble_at == 0) {
                nibble_at = at++;
                length = value[nibble_at] & 15;
            } else {
                length = value[nibble_at] >> 4;
                nibble_at = 0;
            }
            if (length == 15) {
                length = value[at++];
                if (length == 255) {
                    length = get_u16(value + at) - 22u;
                    at += 2;
                }
                length += 15;
            }
            length += 7;
        }
        for (length += 3; length > 0; length--, done++) {
            plain[done] = plain[done - distance];
        }
    }
    return plain_size;
}

size_t slow_decode(const uint8_t *value, size_t size, uint8_t *plain)
{
    return value[0] >> 3 == 3 ? slow_xpress(value, plain) : slow_7bit(value, size, plain);
}
