/*
 * sortkey.c - putting the levels of a sort key together, flags and versions.
 */
#include "key/sortkey.h"

#include <string.h>

#include "diag.h"
#include "format/bytes.h"
#include "key/sort_levels.h"
#include "key/sort_tables.h"
#include "try.h"

enum {
    SEPARATOR = 0x01,
    KANA_SEPARATOR = 0xFF,
    KANA_MARKS_END = 0x02,
    KANA_BASE = 0xC4, /* a bit of the case weight is set in it */
    ALLOWED_WITH_SORTKEY =
        SORT_KEY_LCMAP_SORTKEY | SORT_KEY_LCMAP_BYTEREV | SORT_KEY_NORM_IGNORECASE |
        SORT_KEY_NORM_IGNORENONSPACE | SORT_KEY_NORM_IGNORESYMBOLS | SORT_KEY_DIGITSASNUMBERS |
        SORT_KEY_LINGUISTIC_IGNORECASE | SORT_KEY_LINGUISTIC_IGNOREDIACRITIC | SORT_KEY_STRINGSORT |
        SORT_KEY_NORM_IGNOREKANATYPE | SORT_KEY_NORM_IGNOREWIDTH | SORT_KEY_NORM_LINGUISTIC_CASING,
};

JET_ERR sort_flags_check(uint32_t flags)
{
    if (flags == SORT_KEY_LCMAP_UPPERCASE ||
        ((flags & SORT_KEY_LCMAP_SORTKEY) && (flags & ~(uint32_t)ALLOWED_WITH_SORTKEY) == 0)) {
        return JET_errSuccess;
    }
    return diag_fail(JET_errInvalidLCMapStringFlags, "0x%08X are not flags for sort keys", flags);
}

uint32_t sort_version(void)
{
    return sort_table_version;
}

bool sort_version_is_served(uint32_t version)
{
    /*
     * All keys of these versions in the corpus are as made here (reference database-file 14.6). Not so of 0x50000: 6 of 1263
     * differ, because the digits 1 and 2 weighed less than they do now; what else did is not known.
     */
    static const uint32_t equal[] = {0x0006020D, 0x0006020E, 0x0006020F, 0x00060305, 0x00060403};

    for (size_t i = 0; i < sizeof equal / sizeof equal[0] && sort_table_version != 0; i++) {
        if (version == equal[i]) {
            return true;
        }
    }
    return false;
}

/* Bytes of a key: those behind `room` are counted and not kept. */
struct key_bytes {
    uint8_t bytes[SORT_KEY_MAX + 1];
    size_t room, size;
};

static void put(struct key_bytes *key, uint8_t byte)
{
    if (key->size < key->room) {
        key->bytes[key->size] = byte;
    }
    key->size++;
}

static void put_all(struct key_bytes *key, const uint8_t *bytes, size_t count)
{
    if (key->size < key->room) {
        memcpy(key->bytes + key->size, bytes, count < key->room - key->size ? count : key->room - key->size);
    }
    key->size += count;
}

/* Neutral weights at the end of a level say nothing and are left out. */
static size_t without_neutral_end(const uint8_t *weights, size_t count)
{
    while (count > 0 && weights[count - 1] <= SORT_NEUTRAL) {
        count--;
    }
    return count;
}

static void reverse(uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        uint8_t byte = bytes[i];

        bytes[i] = bytes[count - 1 - i];
        bytes[count - 1 - i] = byte;
    }
}

/* One part of the kana level: a bit of each case weight. Those at the end that have what most kana have are
 * left out. */
static void put_kana_bit(struct key_bytes *key, const struct sort_levels *levels, uint8_t bit)
{
    size_t count = levels->kana_count;

    while (count > 0 && (levels->kana_cases[count - 1] & bit)) {
        count--;
    }
    for (size_t i = 0; i < count; i++) {
        put(key, (uint8_t)(KANA_BASE | (levels->kana_cases[i] & bit)));
    }
}

static void put_kana(struct key_bytes *key, const struct sort_levels *levels)
{
    const bool with_small = !(levels->flags & SORT_KEY_NORM_IGNORENONSPACE);
    size_t marks = with_small ? levels->kana_count : 0;

    if (levels->kana_count == 0) {
        return;
    }
    if (with_small) {
        put_kana_bit(key, levels, SORT_CASE_NOT_SMALL);
    }
    put(key, KANA_SEPARATOR);
    while (marks > 0 && levels->kana_marks[marks - 1] == SORT_MARK_NONE) {
        marks--;
    }
    put_all(key, levels->kana_marks, marks);
    put(key, KANA_MARKS_END);
    put_kana_bit(key, levels, SORT_CASE_HIRAGANA);
    put(key, KANA_SEPARATOR);
    put_kana_bit(key, levels, SORT_CASE_WIDTH);
    put(key, KANA_SEPARATOR);
}

static void put_specials(struct key_bytes *key, const struct sort_levels *levels)
{
    const size_t stored = levels->special_count < SORT_SPECIALS ? levels->special_count : SORT_SPECIALS;

    put_all(key, levels->specials[0], stored * SORT_SPECIAL_SIZE);
    key->size += (levels->special_count - stored) * SORT_SPECIAL_SIZE;
}

static void put_levels(struct key_bytes *key, struct sort_levels *levels)
{
    put_all(key, levels->first, levels->first_size);
    put(key, SEPARATOR);
    if (levels->rules->flags & SORT_RULE_REVERSE_DIACRITICS) {
        reverse(levels->diacritics, levels->diacritic_count);
    }
    put_all(key, levels->diacritics, without_neutral_end(levels->diacritics, levels->diacritic_count));
    put(key, SEPARATOR);
    put_all(key, levels->cases, without_neutral_end(levels->cases, levels->case_count));
    put(key, SEPARATOR);
    put_kana(key, levels);
    put(key, SEPARATOR);
    put_specials(key, levels);
    put(key, 0);
}

static void swap_pairs(struct key_bytes *key)
{
    const size_t size = key->size < key->room ? key->size : key->room;

    for (size_t i = 0; i + 1 < size; i += 2) {
        reverse(key->bytes + i, 2);
    }
}

static void put_unit(struct key_bytes *key, uint32_t unit)
{
    put(key, (uint8_t)(unit >> 8));
    put(key, (uint8_t)unit);
}

static uint32_t upper_case(uint32_t character)
{
    const struct sort_upper_range *range = sort_upper_ranges;

    if (character < 0x10000) {
        unsigned block = sort_upper_block_of[character >> SORT_BLOCK_SHIFT];

        return (uint16_t)(character + sort_upper_deltas[block][character % SORT_BLOCK]);
    }
    while (range->first <= range->last && (character < range->first || character > range->last)) {
        range++;
    }
    return range->first <= range->last ? (uint32_t)((int32_t)character + range->delta) : character;
}

static void put_upper_case(struct key_bytes *key, const uint8_t *text, size_t units)
{
    for (size_t i = 0; i < units && key->size < key->room; i++) {
        uint32_t unit = get_u16(text + 2 * i);
        uint32_t next = i + 1 < units ? get_u16(text + 2 * i + 2) : 0;

        if ((unit & 0xFC00) == 0xD800 && (next & 0xFC00) == 0xDC00) {
            uint32_t upper = upper_case(0x10000 + ((unit - 0xD800) << 10 | (next - 0xDC00))) - 0x10000;

            put_unit(key, 0xD800 + (upper >> 10));
            put_unit(key, 0xDC00 + (upper & 0x3FF));
            i++;
        } else {
            put_unit(key, upper_case(unit));
        }
    }
    put_unit(key, 0);
}

JET_ERR sort_key(const struct sort_locale *locale, uint32_t flags, const void *text, size_t units,
                 uint8_t *key, size_t capacity, size_t *size)
{
    struct key_bytes made;
    struct sort_levels levels;

    JET_TRY(sort_flags_check(flags));
    if (sort_table_version == 0) {
        return diag_fail(JET_errUnicodeNormalizationNotSupported,
                         "this library was built without Windows' sort weights");
    }
    capacity = capacity < SORT_KEY_MAX ? capacity : SORT_KEY_MAX;
    made.room =
        capacity + 1; /* the last byte that is asked for may have to change places with the one behind it */
    made.size = 0;
    if (flags == SORT_KEY_LCMAP_UPPERCASE) {
        put_upper_case(&made, text, units);
    } else {
        sort_levels_make(&levels, &sort_rules[locale->rules - 1], flags, text, units, made.room);
        put_levels(&made, &levels);
        if (flags & SORT_KEY_LCMAP_BYTEREV) {
            swap_pairs(&made);
        }
    }
    if (capacity > 0) {
        memcpy(key, made.bytes, made.size < capacity ? made.size : capacity);
    }
    *size = made.size;
    return JET_errSuccess;
}
