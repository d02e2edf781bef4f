/*
 * sort_hangul.c - syllables written in Jamo, the letters of Hangul.
 *
 * A syllable is a leading consonant, a vowel and a trailing consonant, each optional. It sorts behind the
 * syllable of today's Hangul that is next below it, and four numbers tell those apart that share one:
 *
 *   script member : alphanumeric weight of that syllable : FF : leading : FF : vowel : FF : trailing
 *
 * A syllable without leading consonant or without vowel sorts before the whole ones: it has the weight of the
 * syllable before that one, and the leading number has its top bit set. Syllables of today's letters that
 * have both are not put together.
 */
#include "key/sort_levels.h"

enum {
    SYLLABLE_FIRST = 0xAC00,
    VOWELS = 21,
    TRAILINGS = 28,
    LEADING_FILLER = 0x115F,
    VOWEL_FILLER = 0x1160,
    INCOMPLETE = 0x80,
    NO_VOWEL = 3,
    NO_TRAILING = 2,
};

enum jamo_class { JAMO_LEADING, JAMO_VOWEL, JAMO_TRAILING };

static const struct jamo_range {
    uint16_t first, last;
    uint16_t index; /* of its first in sort_jamos */
    uint8_t class;  /* enum jamo_class */
} ranges[] = {
    {0x1100, 0x115F, 0x000, JAMO_LEADING},  {0x1160, 0x11A7, 0x060, JAMO_VOWEL},
    {0x11A8, 0x11FF, 0x0A8, JAMO_TRAILING}, {0xA960, 0xA97C, 0x100, JAMO_LEADING},
    {0xD7B0, 0xD7C6, 0x11D, JAMO_VOWEL},    {0xD7CB, 0xD7FB, 0x134, JAMO_TRAILING},
};

/* The entry of a Jamo of this class; NULL for any other unit. */
static const struct sort_jamo *jamo_of(uint16_t unit, enum jamo_class class)
{
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (ranges[i].class == class && unit >= ranges[i].first && unit <= ranges[i].last) {
            return &sort_jamos[ranges[i].index + unit - ranges[i].first];
        }
    }
    return NULL;
}

struct syllable {
    const struct sort_jamo *leading, *vowel, *trailing; /* NULL when there is none */
    bool incomplete; /* no leading consonant or no vowel, or only a filler for it */
    size_t length;   /* units */
};

static struct syllable read_syllable(const struct sort_levels *levels, size_t index)
{
    struct syllable syllable = {.incomplete = true};

    syllable.leading = jamo_of(sort_unit(levels, index), JAMO_LEADING);
    syllable.length = syllable.leading != NULL;
    syllable.vowel = jamo_of(sort_unit(levels, index + syllable.length), JAMO_VOWEL);
    if (syllable.leading != NULL && syllable.vowel != NULL) {
        syllable.incomplete =
            sort_unit(levels, index) == LEADING_FILLER || sort_unit(levels, index + 1) == VOWEL_FILLER;
    }
    syllable.length += syllable.vowel != NULL;
    syllable.trailing = jamo_of(sort_unit(levels, index + syllable.length), JAMO_TRAILING);
    syllable.length += syllable.trailing != NULL;
    return syllable;
}

static bool is_of_today(const struct syllable *syllable)
{
    return syllable->leading != NULL && syllable->vowel != NULL && !syllable->leading->old &&
           !syllable->vowel->old && (syllable->trailing == NULL || !syllable->trailing->old);
}

static unsigned largest(unsigned a, unsigned b, unsigned c)
{
    unsigned ab = a > b ? a : b;

    return ab > c ? ab : c;
}

static void add_first(struct sort_levels *levels, unsigned byte)
{
    levels->first[levels->first_size++] = (uint8_t)byte;
}

/* The first two bytes: of a syllable of today's Hangul, or of the one before it. */
static uint32_t syllable_weight(const struct sort_levels *levels, unsigned number, bool before)
{
    if (before && number > 0) {
        number--;
        before = false;
    }
    return sort_weight(levels, (uint16_t)(SYLLABLE_FIRST + number)) - before;
}

size_t sort_levels_add_syllable(struct sort_levels *levels, size_t index)
{
    static const struct sort_jamo no_vowel = {.extra = NO_VOWEL}, no_trailing = {.extra = NO_TRAILING};
    struct syllable syllable = read_syllable(levels, index);
    const struct sort_jamo *l, *v, *t;
    unsigned number;
    uint32_t weight;

    if (syllable.length == 0) {
        return 1;
    }
    if (is_of_today(&syllable)) {
        syllable = (struct syllable){.leading = syllable.leading, .incomplete = true, .length = 1};
    }
    l = syllable.leading != NULL ? syllable.leading : jamo_of(LEADING_FILLER, JAMO_LEADING);
    v = syllable.vowel != NULL ? syllable.vowel : &no_vowel;
    t = syllable.trailing != NULL ? syllable.trailing : &no_trailing;
    number = largest(l->leading, v->leading, t->leading);
    number = number * VOWELS + largest(l->vowel, v->vowel, t->vowel);
    number = number * TRAILINGS + largest(l->trailing, v->trailing, t->trailing);
    weight = syllable_weight(levels, number, syllable.incomplete);

    add_first(levels, weight >> 8);
    add_first(levels, weight);
    add_first(levels, 0xFF);
    add_first(levels, l->extra | (syllable.incomplete ? INCOMPLETE : 0));
    add_first(levels, 0xFF);
    add_first(levels, v->extra);
    add_first(levels, 0xFF);
    add_first(levels, t->extra);
    sort_levels_add_diacritic(levels, SORT_NEUTRAL);
    sort_levels_add_case(levels, SORT_NEUTRAL);
    return syllable.length;
}
