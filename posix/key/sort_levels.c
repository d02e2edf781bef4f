/*
 * sort_levels.c - the walk over a text that collects the weights of each level.
 *
 * Most characters add two bytes to the first level and one entry each to diacritics and case. What differs:
 *
 *   unsorted       nothing
 *   nonspace       its diacritic weight is added to the entry before it (modulo 256), or is the first entry
 *   expansion      as if its parts stood there
 *   contraction    several units have one weight; the longest match counts
 *   kana           the case weight goes to the kana level
 *   repeat marks   the character before them again; FF FF when there is none
 *   ideographs     FF FD before their two bytes
 *   long weights   the diacritic weight is a third byte of the first level
 *   numbers        with SORT_DIGITSASNUMBERS: 0D 02, digits + 2, two digits a byte (each + 2), FE - leading
 * zeros punctuation    an entry among the specials
 *
 * After [MS-UCODEREF] 3.1.5.2.4; details that it leaves open are as Wine 8's LCMapStringEx has them, which
 * agrees with all keys of Windows in the corpus (reference database-file 14.6). Where Wine lacks what
 * [MS-UCODEREF] describes, the doubled contractions of Hungarian, this follows the latter.
 */
#include "key/sort_levels.h"

#include <string.h>

#include "format/bytes.h"

enum {
    CASE_BITS = 0x3F,
    CASE_UPPER = 0x18,       /* what NORM_IGNORECASE takes away */
    HIGH_SURROGATE = 0xD800, /* to DBFF */
    LOW_SURROGATE = 0xDC00,  /* to DFFF */
    NUMBER_MAX = 19,         /* digits that make one number, leading zeros included */
    NUMBER_FIRST = 2,        /* alphanumeric weight that stands before a number */
};

uint16_t sort_unit(const struct sort_levels *levels, size_t index)
{
    return index < levels->units ? get_u16(levels->text + 2 * index) : 0;
}

static unsigned script_of(uint32_t weight)
{
    return weight >> 8 & 0xFF;
}

static uint8_t alphanumeric_of(uint32_t weight)
{
    return (uint8_t)weight;
}

static uint8_t diacritic_of(uint32_t weight)
{
    return (uint8_t)(weight >> 16);
}

static uint8_t case_of(const struct sort_levels *levels, uint32_t weight)
{
    return (uint8_t)(weight >> 24 & levels->case_mask);
}

/* The scripts that LINGUISTIC_IGNORECASE and LINGUISTIC_IGNOREDIACRITIC are about. */
static bool is_linguistic(unsigned script)
{
    return script <= SORT_IDEOGRAPH || (script >= SORT_DIGIT && script <= SORT_COPTIC) ||
           script == SORT_ARABIC;
}

static bool ignores_case(const struct sort_levels *levels)
{
    return (levels->flags & SORT_KEY_LINGUISTIC_IGNORECASE) != 0;
}

static bool ignores_diacritic(const struct sort_levels *levels)
{
    return (levels->flags & SORT_KEY_LINGUISTIC_IGNOREDIACRITIC) != 0;
}

void sort_levels_add_diacritic(struct sort_levels *levels, uint8_t diacritic)
{
    levels->diacritics[levels->diacritic_count++] =
        levels->flags & SORT_KEY_NORM_IGNORENONSPACE ? SORT_NEUTRAL : diacritic;
}

void sort_levels_add_case(struct sort_levels *levels, uint8_t weight)
{
    levels->cases[levels->case_count++] = weight;
}

static void add_first(struct sort_levels *levels, uint8_t byte)
{
    levels->first[levels->first_size++] = byte;
}

static bool has_long_weight(const struct sort_levels *levels, unsigned script)
{
    return (script >= SORT_PRIVATE_FIRST && script <= SORT_PRIVATE_LAST) ||
           ((levels->rules->flags & SORT_RULE_LONG_WEIGHTS) && script >= SORT_LONG_FIRST &&
            script <= SORT_LONG_LAST);
}

/* Adds the first level of a weight whose script member stands for itself, and its entries on the next two
 * levels. */
static void add_entries(struct sort_levels *levels, uint32_t weight, uint8_t diacritic, uint8_t case_weight)
{
    unsigned script = script_of(weight);

    add_first(levels, (uint8_t)script);
    add_first(levels, alphanumeric_of(weight));
    if (script >= SORT_PRIVATE_FIRST && has_long_weight(levels, script)) {
        add_first(levels, diacritic_of(weight));
    } else {
        sort_levels_add_diacritic(levels, diacritic);
    }
    sort_levels_add_case(levels, case_weight);
}

static void add_plain(struct sort_levels *levels, uint32_t weight)
{
    uint8_t diacritic = diacritic_of(weight), case_weight = case_of(levels, weight);

    if ((ignores_diacritic(levels) || ignores_case(levels)) && is_linguistic(script_of(weight))) {
        diacritic = ignores_diacritic(levels) ? SORT_NEUTRAL : diacritic;
        case_weight = ignores_case(levels) ? SORT_NEUTRAL : case_weight;
    }
    add_entries(levels, weight, diacritic, case_weight);
}

static void add_nonspace(struct sort_levels *levels, uint32_t weight)
{
    uint8_t diacritic = ignores_diacritic(levels) ? SORT_NEUTRAL : diacritic_of(weight);

    if (levels->flags & SORT_KEY_NORM_IGNORENONSPACE) {
        return;
    }
    if (levels->diacritic_count == 0) {
        sort_levels_add_diacritic(levels, diacritic);
    } else {
        levels->diacritics[levels->diacritic_count - 1] += diacritic;
    }
}

static void add_expansion(struct sort_levels *levels, uint32_t weight)
{
    const struct sort_expansion *expansion = &sort_expansions[sort_expansion_index(weight)];

    for (unsigned i = 0; i < expansion->count; i++) {
        add_plain(levels, sort_weight(levels, expansion->units[i]));
    }
}

static void add_kana(struct sort_levels *levels, uint8_t alphanumeric, uint8_t diacritic, uint8_t case_weight,
                     uint8_t mark)
{
    add_first(levels, SORT_KANA_WEIGHT);
    add_first(levels, alphanumeric);
    sort_levels_add_diacritic(levels, ignores_diacritic(levels) ? SORT_NEUTRAL : diacritic);
    sort_levels_add_case(levels, SORT_NEUTRAL);
    levels->kana_cases[levels->kana_count] = case_weight;
    levels->kana_marks[levels->kana_count++] = mark;
}

/* The vowel of a syllable: rows of the syllabary are 8 apart, and the vowels come first. N is a row of its
 * own. */
static uint8_t vowel_of(uint8_t alphanumeric)
{
    enum { FIRST_VOWEL = 2 };
    uint8_t vowel = alphanumeric & 7;

    return vowel >= FIRST_VOWEL ? vowel : alphanumeric;
}

/* A repeat mark (alphanumeric weight 0) or a sign that lengthens a vowel (1). */
static void add_repeat(struct sort_levels *levels, uint32_t weight)
{
    const uint32_t repeated = levels->repeated;
    const unsigned script = script_of(repeated);
    const bool lengthens = alphanumeric_of(weight) == 1;
    uint8_t case_weight = case_of(levels, repeated);

    switch (script) {
    case SORT_UNSORTED:
    case SORT_EXPANSION:
        add_first(levels, 0xFF);
        add_first(levels, 0xFF);
        return;
    case SORT_KANA:
        if (lengthens) {
            case_weight =
                (uint8_t)((case_weight & ~SORT_CASE_WIDTH) | (case_of(levels, weight) & SORT_CASE_WIDTH));
        }
        add_kana(levels, lengthens ? vowel_of(alphanumeric_of(repeated)) : alphanumeric_of(repeated),
                 diacritic_of(weight), case_weight, lengthens ? SORT_MARK_LENGTHENED : SORT_MARK_REPEATED);
        return;
    default:
        add_entries(levels, repeated,
                    ignores_diacritic(levels) && (script <= SORT_COPTIC || script == SORT_ARABIC)
                        ? SORT_NEUTRAL
                        : diacritic_of(repeated),
                    SORT_NEUTRAL);
    }
}

static void add_ideograph(struct sort_levels *levels, uint32_t weight)
{
    add_first(levels, 0xFD);
    add_first(levels, 0xFF);
    add_first(levels, alphanumeric_of(weight));
    add_first(levels, diacritic_of(weight));
    sort_levels_add_diacritic(levels, SORT_NEUTRAL);
    sort_levels_add_case(levels, ignores_case(levels) ? SORT_NEUTRAL : case_of(levels, weight));
}

/* Words with and without a hyphen stay together: it counts only where all else is equal. */
static void add_punctuation(struct sort_levels *levels, uint32_t weight)
{
    if (levels->flags & SORT_KEY_STRINGSORT) {
        add_plain(levels, weight);
        return;
    }
    if (levels->special_count < SORT_SPECIALS) {
        uint8_t *special = levels->specials[levels->special_count];
        unsigned position = 0xFFFF - (unsigned)(levels->first_size / 2);
        uint8_t diacritic = ignores_diacritic(levels) ? SORT_NEUTRAL : diacritic_of(weight);
        uint8_t case_weight = ignores_case(levels) ? SORT_NEUTRAL : case_of(levels, weight);

        special[0] = (uint8_t)(position >> 8);
        special[1] = (uint8_t)position;
        special[2] = alphanumeric_of(weight);
        special[3] = (uint8_t)(diacritic << 3 | case_weight);
    }
    levels->special_count++;
}

/* 0 to 9 for a digit of a number, and by `*zero` of which digits it is one; -1 for other characters. */
static int digit_of(uint16_t unit, uint16_t *zero)
{
    static const uint16_t zeros[] = {0x0030, 0x0660, 0x06F0, 0x0966, 0x09E6, 0x0A66, 0x0AE6,
                                     0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0E50, 0x0ED0,
                                     0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x1BB0,
                                     0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xAA50, 0xFF10};

    for (size_t i = 0; i < sizeof zeros / sizeof zeros[0]; i++) {
        if (unit >= zeros[i] && unit < zeros[i] + 10) {
            *zero = zeros[i];
            return unit - zeros[i];
        }
    }
    return -1;
}

/* Adds the number that starts at `index`; returns how many digits it has, 0 when there is none. */
static size_t add_number(struct sort_levels *levels, size_t index)
{
    const uint32_t weight = sort_weight(levels, sort_unit(levels, index));
    uint8_t digits[NUMBER_MAX + 1] = {0}; /* the first is for an odd number of digits */
    unsigned count = 0, leading_zeros = 0, next;
    uint16_t zero, other;
    int digit = digit_of(sort_unit(levels, index), &zero);

    if (digit < 0) {
        return 0;
    }
    for (other = zero; digit >= 0 && other == zero && count + leading_zeros < NUMBER_MAX;
         digit = digit_of(sort_unit(levels, index + count + leading_zeros), &other)) {
        if (count == 0 && digit == 0) {
            leading_zeros++;
        } else {
            digits[++count] = (uint8_t)digit;
        }
    }
    add_first(levels, SORT_DIGIT);
    add_first(levels, NUMBER_FIRST);
    add_first(levels, (uint8_t)(count + 2));
    for (next = count % 2 == 0; next < count + 1; next += 2) {
        add_first(levels, (uint8_t)((digits[next] + 2) << 4 | (digits[next + 1] + 2)));
    }
    add_first(levels, (uint8_t)(0xFE - leading_zeros));
    sort_levels_add_diacritic(levels, diacritic_of(weight));
    sort_levels_add_case(levels, case_of(levels, weight));
    return count + leading_zeros;
}

/* Adds what a weight says; returns how many units the character at `index` took, `length` unless it takes
 * more. */
static size_t add_weight(struct sort_levels *levels, uint32_t weight, size_t index, size_t length)
{
    unsigned script = script_of(weight);

    switch (script) {
    case SORT_UNSORTED:
        return length;
    case SORT_NONSPACE:
        add_nonspace(levels, weight);
        return length;
    case SORT_EXPANSION:
        add_expansion(levels, weight);
        return length;
    case SORT_KANA:
        if (alphanumeric_of(weight) < 2) {
            add_repeat(levels, weight);
        } else {
            add_kana(levels, alphanumeric_of(weight), diacritic_of(weight), case_of(levels, weight),
                     SORT_MARK_NONE);
        }
        return length;
    case SORT_JAMO:
        return sort_levels_add_syllable(levels, index);
    case SORT_IDEOGRAPH:
        add_ideograph(levels, weight);
        return length;
    default:
        if (script <= SORT_SYMBOL_LAST && (levels->flags & SORT_KEY_NORM_IGNORESYMBOLS)) {
            return length;
        }
        if (script == SORT_PUNCTUATION) {
            add_punctuation(levels, weight);
            return length;
        }
        if (script == SORT_DIGIT && (levels->flags & SORT_KEY_DIGITSASNUMBERS)) {
            size_t digits = add_number(levels, index);

            if (digits > 0) {
                return digits;
            }
        }
        add_plain(levels, weight);
        return length;
    }
}

/* Compares the text at `index` with the units of a contraction of `length` units. */
static int compare_units(const struct sort_levels *levels, size_t index, size_t length, const uint16_t *units)
{
    for (size_t i = 0; i < SORT_CONTRACTION_MAX; i++) {
        uint16_t unit = i < length ? sort_unit(levels, index + i) : 0;

        if (unit != units[i]) {
            return unit < units[i] ? -1 : 1;
        }
    }
    return 0;
}

static const struct sort_contraction *find_contraction(const struct sort_levels *levels, size_t index,
                                                       size_t length)
{
    const struct sort_contraction *first = &sort_contractions[levels->rules->contraction];
    size_t low = 0, high = levels->rules->contraction_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_units(levels, index, length, first[middle].units);

        if (order == 0) {
            return &first[middle];
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}

/* The weight of the contraction that starts at `index` and its length; 0 when there is none. */
static uint32_t contraction_at(const struct sort_levels *levels, size_t index, size_t *length)
{
    const struct sort_rules *rules = levels->rules;
    const size_t left = levels->units - index;
    uint16_t unit = sort_unit(levels, index), next = sort_unit(levels, index + 1);

    if (rules->pairs != SORT_NO_PAIRS && (unit & 0xFC00) == HIGH_SURROGATE &&
        (next & 0xFC00) == LOW_SURROGATE) {
        uint32_t offset = (uint32_t)(unit - HIGH_SURROGATE) << 10 | (uint32_t)(next - LOW_SURROGATE);

        *length = 2;
        return offset >= SORT_PAIR_LIMIT - SORT_PAIR_FIRST
                   ? 0
                   : sort_blocks[sort_pair_block_of[rules->pairs][offset >> SORT_BLOCK_SHIFT]]
                                [offset % SORT_BLOCK];
    }
    for (*length = left < rules->contraction_units ? left : rules->contraction_units; *length > 1;
         --*length) {
        const struct sort_contraction *found = find_contraction(levels, index, *length);

        if (found != NULL) {
            return found->weight;
        }
    }
    return 0;
}

/* True when the character at `index` is there twice, the case of letters aside: ccs is cs twice in Hungarian.
 */
static bool is_doubled(const struct sort_levels *levels, size_t index, uint32_t weight)
{
    const uint32_t without_case = ~((uint32_t)CASE_UPPER << 24);

    return index + 1 < levels->units &&
           (weight & without_case) == (sort_weight(levels, sort_unit(levels, index + 1)) & without_case);
}

/* Adds the character at `index`; returns how many units it took. */
static size_t add_character(struct sort_levels *levels, size_t index, uint32_t weight)
{
    uint32_t contraction;
    size_t length;

    if (weight & SORT_STARTS_CONTRACTION) {
        if ((levels->rules->flags & SORT_RULE_DOUBLE_CONTRACTIONS) && is_doubled(levels, index, weight)) {
            contraction = contraction_at(levels, index + 1, &length);
            if (contraction != 0) {
                (void)add_weight(levels, contraction, index, length);
                return 1 + add_weight(levels, contraction, index, length);
            }
        }
        contraction = contraction_at(levels, index, &length);
        if (contraction != 0) {
            return add_weight(levels, contraction, index, length);
        }
    }
    return add_weight(levels, weight, index, 1);
}

/* Keeps what a repeat mark behind it would repeat. */
static void remember(struct sort_levels *levels, uint32_t weight)
{
    unsigned script = script_of(weight);

    if (script > SORT_NONSPACE && (script != SORT_KANA || alphanumeric_of(weight) > 1)) {
        levels->repeated = weight;
    }
}

void sort_levels_make(struct sort_levels *levels, const struct sort_rules *rules, uint32_t flags,
                      const void *text, size_t units, size_t limit)
{
    size_t index = 0;

    levels->rules = rules;
    levels->blocks =
        sort_block_of[flags & SORT_KEY_NORM_LINGUISTIC_CASING ? rules->linguistic_row : rules->row];
    levels->text = text;
    levels->units = units;
    levels->flags = flags;
    levels->limit = limit;
    levels->case_mask = (uint8_t)(CASE_BITS & ~(flags & SORT_KEY_NORM_IGNORECASE ? CASE_UPPER : 0) &
                                  ~(flags & SORT_KEY_NORM_IGNOREKANATYPE ? SORT_CASE_HIRAGANA : 0) &
                                  ~(flags & SORT_KEY_NORM_IGNOREWIDTH ? SORT_CASE_WIDTH : 0));
    levels->repeated = 0;
    levels->first_size = levels->diacritic_count = levels->case_count = levels->kana_count =
        levels->special_count = 0;

    while (index < units && levels->first_size <= limit) {
        const uint32_t weight = sort_weight(levels, get_u16(levels->text + 2 * index));
        size_t taken = 1;

        if (script_of(weight) > SORT_DIGIT && !(weight & SORT_STARTS_CONTRACTION)) {
            add_plain(levels, weight);
        } else {
            taken = add_character(levels, index, weight);
        }
        for (; taken > 1; taken--) {
            remember(levels, sort_weight(levels, get_u16(levels->text + 2 * index++)));
        }
        remember(levels, sort_weight(levels, get_u16(levels->text + 2 * index++)));
    }
}
