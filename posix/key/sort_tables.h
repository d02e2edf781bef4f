/*
 * sort_tables.h - Windows' sort weights as constant data, written at build time by make_sort_tables.c.
 *
 * The weight of a UTF-16 unit is found in two steps: sort_block_of[row][unit >> 6] names a block of 64
 * weights. Equal blocks are stored once, so that a row costs little where a locale sorts like all others.
 * Characters outside the BMP that a locale weighs as a whole are found the same way in sort_pair_block_of;
 * block 0 is "no weight of its own". All together are 2.5 MB, read-only and shared; most of it are the
 * ideographs of seven Chinese and Japanese orders, which nothing else touches.
 *
 *   weight   bits 0-7 alphanumeric, 8-15 script member, 16-23 diacritic, 24-29 case weight,
 *            30-31 not 0 when contractions of the locale start with the unit;
 *            script members below 7 say how to read the rest: enum sort_script
 *
 * The table is the sorting weight table of [MS-UCODEREF] as Windows 10 has it, taken from Wine's
 * sortdefault.nls. A build without it (ESENT_SORT_TABLE=none) has sort_table_version 0 and no rules.
 */
#ifndef ESENT_SORT_TABLES_H
#define ESENT_SORT_TABLES_H

#include <stdint.h>

enum {
    SORT_BLOCK_SHIFT = 6,
    SORT_BLOCK = 1 << SORT_BLOCK_SHIFT,
    SORT_BMP_BLOCKS = 0x10000 / SORT_BLOCK,
    SORT_PAIR_FIRST = 0x10000, /* planes 1 and 2 */
    SORT_PAIR_LIMIT = 0x30000,
    SORT_PAIR_BLOCKS = (SORT_PAIR_LIMIT - SORT_PAIR_FIRST) / SORT_BLOCK,
    SORT_NO_PAIRS = 0xFF,
    SORT_CONTRACTION_MAX = 8, /* units */
    SORT_EXPANSION_MAX = 4,
    SORT_IDS = 75, /* locales share sort rules; the first four bytes of the SortID count them from 1 */
};

enum sort_script {
    SORT_UNSORTED = 0,  /* no weight at all */
    SORT_NONSPACE = 1,  /* adds to the diacritic weight of what is before it */
    SORT_EXPANSION = 2, /* bits 16-29 are an index into sort_expansions */
    SORT_KANA = 3,      /* alphanumeric weight 0 and 1: repeats the character before it */
    SORT_JAMO = 4,      /* a part of a Hangul syllable */
    SORT_IDEOGRAPH = 5,
    SORT_PUNCTUATION = 6, /* hyphen, apostrophe ...: counted apart, unless SORT_STRINGSORT */
    SORT_SYMBOL_LAST = 0x0C,
    SORT_DIGIT = 0x0D,
    SORT_COPTIC = 0x14,      /* last of the scripts with upper case */
    SORT_KANA_WEIGHT = 0x22, /* what kana have in the key */
    SORT_ARABIC = 0x29,
    SORT_PRIVATE_FIRST = 0xA9, /* three bytes: the diacritic weight is part of the first level */
    SORT_PRIVATE_LAST = 0xAF,
    SORT_LONG_FIRST = 0xC0, /* three bytes where SORT_RULE_LONG_WEIGHTS is set */
    SORT_LONG_LAST = 0xEF,
};

#define SORT_STARTS_CONTRACTION 0xC0000000u

static inline unsigned sort_expansion_index(uint32_t weight)
{
    return weight >> 16 & 0x3FFF;
}

enum sort_rule_flags {
    SORT_RULE_LONG_WEIGHTS = 0x01,
    SORT_RULE_REVERSE_DIACRITICS = 0x10,
    SORT_RULE_DOUBLE_CONTRACTIONS = 0x20,
};

struct sort_rules {
    uint8_t flags;             /* enum sort_rule_flags */
    uint8_t row;               /* of sort_block_of */
    uint8_t linguistic_row;    /* the same under NORM_LINGUISTIC_CASING */
    uint8_t pairs;             /* row of sort_pair_block_of, or SORT_NO_PAIRS */
    uint8_t contraction_units; /* of the longest; 0 when there are none */
    uint16_t contraction;      /* first in sort_contractions */
    uint16_t contraction_count;
};

/* Units that sort as one. Those of one locale are in order of their units; what is behind `count` units is 0.
 */
struct sort_contraction {
    uint32_t weight;
    uint16_t units[SORT_CONTRACTION_MAX];
};

/* A unit that sorts as several. */
struct sort_expansion {
    uint16_t count;
    uint16_t units[SORT_EXPANSION_MAX];
};

/* Which syllable of today's Hangul a Jamo sorts behind, and what tells it from its neighbours there. */
struct sort_jamo {
    uint8_t old; /* not in use today */
    uint8_t leading, vowel, trailing;
    uint8_t extra;
};

extern const uint32_t sort_table_version; /* as GetNLSVersionEx reports it */
extern const struct sort_rules sort_rules[SORT_IDS];
extern const uint32_t sort_blocks[][SORT_BLOCK];
extern const uint16_t sort_block_of[][SORT_BMP_BLOCKS];
extern const uint16_t sort_pair_block_of[][SORT_PAIR_BLOCKS];
extern const struct sort_contraction sort_contractions[];
extern const struct sort_expansion sort_expansions[];
extern const struct sort_jamo sort_jamos[]; /* U+1100-11FF, A960-A97C, D7B0-D7C6, D7CB-D7FB */

/* Upper case: unit + sort_upper_deltas[sort_upper_block_of[unit >> 6]][unit & 63]. */
extern const uint16_t sort_upper_deltas[][SORT_BLOCK];
extern const uint8_t sort_upper_block_of[SORT_BMP_BLOCKS];

/* The same for characters outside the BMP; the last range is empty, with first > last. */
struct sort_upper_range {
    uint32_t first, last;
    int32_t delta;
};
extern const struct sort_upper_range sort_upper_ranges[];

#endif
