/*
 * sort_levels.h - from text to the weights of each level of a sort key. Inside posix/key only.
 */
#ifndef ESENT_SORT_LEVELS_H
#define ESENT_SORT_LEVELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "key/sort_tables.h"
#include "key/sortkey.h"

enum {
    SORT_NEUTRAL = 2, /* the diacritic and case weight of a plain character */
    SORT_STEP = 32,   /* more than one step over the text can add to a level, in bytes */
    SORT_SPECIAL_SIZE = 4,

    SORT_LEVEL_ROOM =
        SORT_KEY_MAX / 2 + SORT_STEP, /* each entry stands for two bytes of the first level at least */
    SORT_SPECIALS = SORT_KEY_MAX / SORT_SPECIAL_SIZE + 1,
};

/* Case weight bits of kana, which go to the kana level. */
enum { SORT_CASE_WIDTH = 0x01, SORT_CASE_NOT_SMALL = 0x02, SORT_CASE_HIRAGANA = 0x20 };

/* Repeat marks in the kana level. */
enum { SORT_MARK_NONE = 3, SORT_MARK_REPEATED = 4, SORT_MARK_LENGTHENED = 5 };

/*
 * The levels of one text. Lists never overflow: the walk over the text ends when the first level is longer
 * than `limit`, and what lies behind that is not part of a key of that length. Specials are the exception:
 * they need no first level, so those that do not fit are counted and not stored.
 */
struct sort_levels {
    const struct sort_rules *rules;
    const uint16_t *blocks; /* row of sort_block_of */
    const uint8_t *text;
    size_t units;
    uint32_t flags; /* enum sort_key_flags */
    size_t limit;   /* <= SORT_KEY_MAX + 1 */

    uint8_t case_mask;
    uint32_t repeated; /* weight of the last character that a repeat mark can repeat, 0 for none */

    size_t first_size, diacritic_count, case_count, kana_count, special_count;
    uint8_t first[SORT_KEY_MAX + SORT_STEP];
    uint8_t diacritics[SORT_LEVEL_ROOM];
    uint8_t cases[SORT_LEVEL_ROOM];
    uint8_t kana_cases[SORT_LEVEL_ROOM];
    uint8_t kana_marks[SORT_LEVEL_ROOM];
    uint8_t specials[SORT_SPECIALS][SORT_SPECIAL_SIZE];
};

/* Fills in the levels of `units` units at `text`. `flags` were checked, `limit` is the length of the key that
 * matters. */
void sort_levels_make(struct sort_levels *levels, const struct sort_rules *rules, uint32_t flags,
                      const void *text, size_t units, size_t limit);

/* The weight of a unit, as the table has it. */
static inline uint32_t sort_weight(const struct sort_levels *levels, uint16_t unit)
{
    return sort_blocks[levels->blocks[unit >> SORT_BLOCK_SHIFT]][unit % SORT_BLOCK];
}

/* The unit at `index` of the text, 0 behind its end. */
uint16_t sort_unit(const struct sort_levels *levels, size_t index);

/* Adds an entry to the diacritic or the case level. */
void sort_levels_add_diacritic(struct sort_levels *levels, uint8_t diacritic);
void sort_levels_add_case(struct sort_levels *levels, uint8_t weight);

/* Adds the Hangul syllable that starts with the Jamo at `index`; returns how many units it took. */
size_t sort_levels_add_syllable(struct sort_levels *levels, size_t index);

#endif
