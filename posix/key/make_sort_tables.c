/*
 * make_sort_tables.c - TABLE|none OUTPUT: turns sortdefault.nls into sort_tables.c. A tool of the build, run
 * on the machine that builds; it uses nothing of this tree but sort_tables.h.
 *
 * sortdefault.nls, all little-endian (worked out from the file; the terms are those of
 * [MS-UCODEREF] 3.1.5.2):
 *
 *   0   u32 offset of weights : of case maps : of character types : of the sort section
 *   weights     u32[0x10000] of the BMP, then the exceptions: 256 indices of pages, 256 weights a page
 *   case maps   u16: 2 words, then the map; first that without linguistic rules. Its indices lead by 8 : 4 :
 * 4 bits of a unit to a delta, and from index 256 by 10 : 5 : 5 bits of a character outside the BMP to a u32
 * delta sort        u32 version : count : {GUID, u32 flags : contractions : exceptions : the same with
 * linguistic casing : case map} u32 count : {u16 first : second} expansions u32 count : {u32 offset in words
 * : u16 lowest unit : highest : u16 count[8] by length 2..8} contractions the contractions: units, padded to
 * 4 bytes, then u32 weight u32 count : {u8 first : number} ranges of script members with three-byte weights,
 * padded to 4 bytes u32 count : {u8 old : leading : vowel : trailing : extra : 3 unused} Jamo
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sort_tables.h"

enum {
    BMP = 0x10000,
    PAGE = 256,
    ROWS_MAX = 2 * SORT_IDS,
    BLOCKS_MAX = 65535,
    BUCKETS = 1 << 17,
    RULE_SIZE = 36,
    CONTRACTION_SETS_MAX = 250,
    CONTRACTION_SET_SIZE = 24,
    CONTRACTIONS_MAX = 65535,
    JAMO_COUNT = 256 + 29 + 23 + 49,
    UPPER_HEADER = 2,
};

struct contraction_set {
    unsigned first, count, longest;
    unsigned pairs; /* row, or SORT_NO_PAIRS */
};

static const uint8_t *table;
static size_t table_size;
static FILE *output;

static uint32_t weights[ROWS_MAX][BMP];
static uint32_t row_exceptions[ROWS_MAX]; /* index of the page list a row was made from */
static unsigned row_count;

static uint32_t blocks[BLOCKS_MAX][SORT_BLOCK];
static uint32_t bucket[BUCKETS]; /* block + 1 */
static unsigned block_count;

static struct contraction_set sets[CONTRACTION_SETS_MAX];
static unsigned set_count;
static struct sort_contraction contractions[CONTRACTIONS_MAX];
static unsigned contraction_count;
static uint32_t pair_weights[CONTRACTION_SETS_MAX][SORT_PAIR_LIMIT - SORT_PAIR_FIRST];
static unsigned pair_row_count;

static void fail(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)fprintf(stderr, "make_sort_tables: ");
    (void)vfprintf(stderr, format, arguments);
    (void)fprintf(stderr, "\n");
    va_end(arguments);
    exit(1);
}

static const uint8_t *at(size_t offset, size_t size)
{
    if (offset > table_size || size > table_size - offset) {
        fail("the table ends before offset %zu", offset + size);
    }
    return table + offset;
}

static uint16_t u16(size_t offset)
{
    const uint8_t *bytes = at(offset, 2);

    return (uint16_t)(bytes[0] | bytes[1] << 8);
}

static uint32_t u32(size_t offset)
{
    return u16(offset) | (uint32_t)u16(offset + 2) << 16;
}

static void read_table(const char *path)
{
    FILE *file = fopen(path, "rb");
    static uint8_t bytes[16 << 20];

    if (file == NULL) {
        fail("cannot open %s", path);
    }
    table = bytes;
    table_size = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    if (table_size < 16 || table_size == sizeof bytes) {
        fail("%s is not a table of sort weights", path);
    }
}

/* Equal blocks get one number. Block 0 is all zeros. */
static unsigned block_number(const uint32_t block[SORT_BLOCK])
{
    uint32_t hash = 2166136261u;
    unsigned slot;

    for (unsigned i = 0; i < SORT_BLOCK; i++) {
        hash = (hash ^ block[i]) * 16777619u;
        hash ^= hash >> 15;
    }
    for (slot = hash % BUCKETS; bucket[slot] != 0; slot = (slot + 1) % BUCKETS) {
        if (memcmp(blocks[bucket[slot] - 1], block, sizeof blocks[0]) == 0) {
            return bucket[slot] - 1;
        }
    }
    if (block_count == BLOCKS_MAX) {
        fail("more than %d different blocks of weights", BLOCKS_MAX);
    }
    memcpy(blocks[block_count], block, sizeof blocks[0]);
    bucket[slot] = ++block_count;
    return block_count - 1;
}

/*
 * The row of weights with these exceptions. Units of surrogate pairs carry a case weight in the table that is
 * missing in Windows' own keys (reference database-file 14.6), so they get the neutral one.
 */
static unsigned weight_row(uint32_t exceptions)
{
    const size_t base = u32(0);
    unsigned row;

    for (row = 0; row < row_count; row++) {
        if (row_exceptions[row] == exceptions) {
            return row;
        }
    }
    for (unsigned unit = 0; unit < BMP; unit++) {
        size_t index =
            exceptions == 0 ? unit : u32(base + 4 * (exceptions + unit / PAGE)) + (size_t)unit % PAGE;

        weights[row][unit] = u32(base + 4 * index);
        if (unit >= 0xD800 && unit < 0xE000) {
            weights[row][unit] = (weights[row][unit] & (SORT_STARTS_CONTRACTION | 0x00FFFFFF)) | 0x02000000;
        }
    }
    row_exceptions[row] = exceptions;
    return row_count++;
}

static int compare_contractions(const void *left, const void *right)
{
    const struct sort_contraction *l = left, *r = right;

    for (unsigned i = 0; i < SORT_CONTRACTION_MAX; i++) {
        if (l->units[i] != r->units[i]) {
            return l->units[i] < r->units[i] ? -1 : 1;
        }
    }
    return 0;
}

static bool is_pair(const uint16_t *units, unsigned length)
{
    return length == 2 && units[0] >= 0xD800 && units[0] < 0xDC00 && units[1] >= 0xDC00 && units[1] < 0xE000;
}

static void add_contraction(struct contraction_set *set, const struct sort_contraction *contraction,
                            unsigned length)
{
    const uint16_t *units = contraction->units;

    if (is_pair(units, length)) {
        uint32_t point = 0x10000u + ((units[0] - 0xD800u) << 10) + (units[1] - 0xDC00u);

        if (point >= SORT_PAIR_LIMIT) {
            fail("U+%" PRIX32 " is beyond plane 2", point);
        }
        if (set->pairs == SORT_NO_PAIRS) {
            set->pairs = pair_row_count++;
        }
        pair_weights[set->pairs][point - SORT_PAIR_FIRST] = contraction->weight;
        return;
    }
    if (contraction_count == CONTRACTIONS_MAX) {
        fail("more than %d contractions", CONTRACTIONS_MAX);
    }
    contractions[contraction_count++] = *contraction;
    set->count++;
    set->longest = length > set->longest ? length : set->longest;
}

static size_t read_contraction_set(struct contraction_set *set, size_t header, size_t data)
{
    size_t offset = data + 2 * (size_t)u32(header);

    set->first = contraction_count;
    set->pairs = SORT_NO_PAIRS;
    for (unsigned length = 2; length <= SORT_CONTRACTION_MAX; length++) {
        for (unsigned left = u16(header + 8 + 2 * (size_t)(length - 2)); left > 0; left--) {
            struct sort_contraction contraction = {0};

            for (unsigned i = 0; i < length; i++) {
                contraction.units[i] = u16(offset + 2 * (size_t)i);
            }
            offset += 4 * ((length + 1) / 2u);
            contraction.weight = u32(offset);
            offset += 4;
            add_contraction(set, &contraction, length);
        }
    }
    qsort(contractions + set->first, set->count, sizeof contractions[0], compare_contractions);
    return offset;
}

/* Returns the offset behind the contractions. */
static size_t read_contractions(size_t offset)
{
    size_t data, end = 0;

    set_count = u32(offset);
    if (set_count > CONTRACTION_SETS_MAX) {
        fail("%u sets of contractions", set_count);
    }
    data = offset + 4 + (size_t)set_count * CONTRACTION_SET_SIZE;
    for (unsigned i = 0; i < set_count; i++) {
        end = read_contraction_set(&sets[i], offset + 4 + (size_t)i * CONTRACTION_SET_SIZE, data);
    }
    return end;
}

static void print_rules(size_t offset)
{
    if (u32(offset + 4) != SORT_IDS) {
        fail("%" PRIu32 " sets of sort rules instead of %d", u32(offset + 4), SORT_IDS);
    }
    (void)fprintf(output, "const struct sort_rules sort_rules[SORT_IDS] = {\n");
    for (unsigned id = 0; id < SORT_IDS; id++) {
        static const struct contraction_set none = {.pairs = SORT_NO_PAIRS};
        size_t rule = offset + 8 + (size_t)id * RULE_SIZE;
        uint32_t flags = u32(rule + 16), set_number = u32(rule + 20), linguistic = u32(rule + 28);
        const struct contraction_set *set = set_number < set_count ? &sets[set_number] : &none;
        unsigned row = weight_row(u32(rule + 24));

        if (u32(rule) != id + 1 || (set == &none && set_number != UINT32_MAX)) {
            fail("sort rule %u is not understood", id + 1);
        }
        (void)fprintf(output, "{0x%02X,%u,%u,%u,%u,%u,%u},\n", (unsigned)flags & 0xFF, row,
                      linguistic == 0 ? row : weight_row(linguistic), set->pairs, set->longest, set->first,
                      set->count);
    }
    (void)fprintf(output, "};\n");
}

static void print_block_numbers(const char *type, const uint32_t *row, unsigned count)
{
    (void)fprintf(output, "%s{", type);
    for (unsigned i = 0; i < count; i++) {
        (void)fprintf(output, "%u,", block_number(row + (size_t)i * SORT_BLOCK));
    }
    (void)fprintf(output, "},\n");
}

static void print_weights(void)
{
    static const uint32_t zeros[SORT_BLOCK];

    (void)block_number(zeros);
    (void)fprintf(output, "const uint16_t sort_block_of[][SORT_BMP_BLOCKS] = {\n");
    for (unsigned row = 0; row < row_count; row++) {
        print_block_numbers("", weights[row], SORT_BMP_BLOCKS);
    }
    (void)fprintf(output, "};\nconst uint16_t sort_pair_block_of[][SORT_PAIR_BLOCKS] = {\n");
    for (unsigned row = 0; row < pair_row_count; row++) {
        print_block_numbers("", pair_weights[row], SORT_PAIR_BLOCKS);
    }
    (void)fprintf(output, "};\nconst uint32_t sort_blocks[][SORT_BLOCK] = {\n");
    for (unsigned i = 0; i < block_count; i++) {
        (void)fprintf(output, "{");
        for (unsigned j = 0; j < SORT_BLOCK; j++) {
            (void)fprintf(output, "0x%" PRIX32 ",", blocks[i][j]);
        }
        (void)fprintf(output, "},\n");
    }
    (void)fprintf(output, "};\n");
}

static void print_contractions(void)
{
    (void)fprintf(output, "const struct sort_contraction sort_contractions[] = {\n");
    for (unsigned i = 0; i < contraction_count; i++) {
        (void)fprintf(output, "{0x%" PRIX32 ",{", contractions[i].weight);
        for (unsigned j = 0; j < SORT_CONTRACTION_MAX && contractions[i].units[j] != 0; j++) {
            (void)fprintf(output, "0x%X,", contractions[i].units[j]);
        }
        (void)fprintf(output, "}},\n");
    }
    (void)fprintf(output, "};\n");
}

/* Parts of an expansion that are expansions themselves are taken apart here. */
static void expand(struct sort_expansion *expansion, size_t list, uint16_t unit, unsigned depth)
{
    uint32_t weight = weights[0][unit];

    if ((weight >> 8 & 0xFF) == SORT_EXPANSION) {
        size_t parts = list + 4 * (size_t)sort_expansion_index(weight);

        if (depth == SORT_EXPANSION_MAX) {
            fail("the expansion of U+%04X does not end", unit);
        }
        expand(expansion, list, u16(parts), depth + 1);
        expand(expansion, list, u16(parts + 2), depth + 1);
        return;
    }
    if (expansion->count == SORT_EXPANSION_MAX) {
        fail("an expansion with U+%04X has more than %d units", unit, SORT_EXPANSION_MAX);
    }
    expansion->units[expansion->count++] = unit;
}

/* Returns the offset behind the expansions. */
static size_t print_expansions(size_t offset)
{
    const unsigned count = u32(offset);

    (void)fprintf(output, "const struct sort_expansion sort_expansions[] = {\n");
    for (unsigned i = 0; i < count; i++) {
        struct sort_expansion expansion = {0};

        expand(&expansion, offset + 4, u16(offset + 4 + 4 * (size_t)i), 1);
        expand(&expansion, offset + 4, u16(offset + 4 + 4 * (size_t)i + 2), 1);
        (void)fprintf(output, "{%u,{", expansion.count);
        for (unsigned j = 0; j < expansion.count; j++) {
            (void)fprintf(output, "0x%X,", expansion.units[j]);
        }
        (void)fprintf(output, "}},\n");
    }
    (void)fprintf(output, "};\n");
    for (unsigned row = 0; row < row_count; row++) {
        for (unsigned unit = 0; unit < BMP; unit++) {
            if ((weights[row][unit] >> 8 & 0xFF) == SORT_EXPANSION &&
                sort_expansion_index(weights[row][unit]) >= count) {
                fail("U+%04X is an expansion that is not in the list", unit);
            }
        }
    }
    return offset + 4 + 4 * (size_t)count;
}

static void print_jamos(size_t offset)
{
    offset +=
        4 + 4 * ((u32(offset) + 1) / 2u); /* the ranges of three-byte weights: enum sort_script has them */
    if (u32(offset) != JAMO_COUNT) {
        fail("%" PRIu32 " Jamo instead of %d", u32(offset), JAMO_COUNT);
    }
    (void)fprintf(output, "const struct sort_jamo sort_jamos[] = {\n");
    for (unsigned i = 0; i < JAMO_COUNT; i++) {
        const uint8_t *jamo = at(offset + 4 + 8 * (size_t)i, 8);

        (void)fprintf(output, "{%u,%u,%u,%u,%u},\n", jamo[0], jamo[1], jamo[2], jamo[3], jamo[4]);
    }
    (void)fprintf(output, "};\n");
}

static uint16_t upper_delta(size_t map, unsigned unit)
{
    unsigned index = u16(map + 2 * (size_t)(unit >> 8));

    index = u16(map + 2 * (size_t)(index + (unit >> 4 & 15)));
    return u16(map + 2 * (size_t)(index + (unit & 15)));
}

/* The delta of a character outside the BMP; `offset` counts from U+10000. */
static uint32_t upper_pair_delta(size_t map, uint32_t offset)
{
    unsigned index = u16(map + 2 * (size_t)(256 + (offset >> 10)));

    index = u16(map + 2 * (size_t)(index + (offset >> 5 & 31)));
    return u32(map + 2 * (size_t)(index + 2 * (offset & 31)));
}

static void print_upper_ranges(size_t map)
{
    uint32_t first = 0;

    (void)fprintf(output, "const struct sort_upper_range sort_upper_ranges[] = {\n");
    for (uint32_t end = 1; end <= 0x100000; end++) {
        uint32_t delta = upper_pair_delta(map, first);

        if (end == 0x100000 || upper_pair_delta(map, end) != delta) {
            if (delta != 0) {
                (void)fprintf(output, "{0x%" PRIX32 ",0x%" PRIX32 ",%" PRId32 "},\n", 0x10000 + first,
                              0x10000 + end - 1, (int32_t)delta);
            }
            first = end;
        }
    }
    (void)fprintf(output, "{1,0,0}};\n");
}

static void print_upper_case(void)
{
    static uint16_t deltas[256][SORT_BLOCK];
    const size_t map = u32(4) + 2 * (size_t)UPPER_HEADER;
    unsigned count = 0;

    (void)fprintf(output, "const uint8_t sort_upper_block_of[SORT_BMP_BLOCKS] = {");
    for (unsigned block = 0; block < SORT_BMP_BLOCKS; block++) {
        uint16_t found[SORT_BLOCK];
        unsigned number = 0;

        for (unsigned i = 0; i < SORT_BLOCK; i++) {
            found[i] = upper_delta(map, block * SORT_BLOCK + i);
        }
        while (number < count && memcmp(deltas[number], found, sizeof found) != 0) {
            number++;
        }
        if (number == 256) {
            fail("more than 256 different blocks of upper-case letters");
        }
        if (number == count) {
            memcpy(deltas[count++], found, sizeof found);
        }
        (void)fprintf(output, "%u,", number);
    }
    (void)fprintf(output, "};\nconst uint16_t sort_upper_deltas[][SORT_BLOCK] = {\n");
    for (unsigned number = 0; number < count; number++) {
        (void)fprintf(output, "{");
        for (unsigned i = 0; i < SORT_BLOCK; i++) {
            (void)fprintf(output, "%u,", deltas[number][i]);
        }
        (void)fprintf(output, "},\n");
    }
    (void)fprintf(output, "};\n");
    print_upper_ranges(map);
}

static void print_table(void)
{
    const size_t sort = u32(12);
    const size_t expansions = sort + 8 + (size_t)SORT_IDS * RULE_SIZE;
    size_t rest;

    (void)weight_row(0);
    (void)fprintf(output, "const uint32_t sort_table_version = 0x%" PRIX32 ";\n", u32(sort));
    rest = read_contractions(expansions + 4 + 4 * (size_t)u32(expansions));
    print_rules(sort);
    (void)print_expansions(expansions);
    print_weights();
    print_contractions();
    print_jamos(rest);
    print_upper_case();
}

static void print_nothing(void)
{
    (void)fprintf(output, "%s",
                  "const uint32_t sort_table_version = 0;\n"
                  "const struct sort_rules sort_rules[SORT_IDS] = {{0}};\n"
                  "const uint32_t sort_blocks[][SORT_BLOCK] = {{0}};\n"
                  "const uint16_t sort_block_of[][SORT_BMP_BLOCKS] = {{0}};\n"
                  "const uint16_t sort_pair_block_of[][SORT_PAIR_BLOCKS] = {{0}};\n"
                  "const struct sort_contraction sort_contractions[] = {{0}};\n"
                  "const struct sort_expansion sort_expansions[] = {{0}};\n"
                  "const struct sort_jamo sort_jamos[] = {{0}};\n"
                  "const uint16_t sort_upper_deltas[][SORT_BLOCK] = {{0}};\n"
                  "const uint8_t sort_upper_block_of[SORT_BMP_BLOCKS] = {0};\n"
                  "const struct sort_upper_range sort_upper_ranges[] = {{1, 0, 0}};\n");
}

int main(int count, char **arguments)
{
    bool none;

    if (count != 3) {
        fail("usage: make_sort_tables TABLE|none OUTPUT");
    }
    none = strcmp(arguments[1], "none") == 0;
    if (!none) {
        read_table(arguments[1]);
    }
    output = fopen(arguments[2], "wb");
    if (output == NULL) {
        fail("cannot create %s", arguments[2]);
    }
    (void)fprintf(output, "/* Written by make_sort_tables; sort_tables.h says what it is. */\n#include "
                          "\"key/sort_tables.h\"\n\n");
    if (none) {
        print_nothing();
    } else {
        print_table();
    }
    if (fclose(output) != 0) {
        fail("cannot write %s", arguments[2]);
    }
    return 0;
}
