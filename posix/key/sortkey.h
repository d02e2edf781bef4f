/*
 * sortkey.h - Windows' sort keys: bytes that compare with memcmp() as LCMapStringEx's do.
 *
 *   first level 01 diacritics 01 case 01 kana 01 special 00
 *
 *   first level   two bytes a character (script member, alphanumeric weight), more for some scripts; none for
 * ignored ones diacritics    one byte a character, 2 for none; 2s at the end are left out case likewise kana
 * "small" FF repeat marks 02 hiragana or katakana FF width FF, only where there are kana special hyphens,
 * apostrophes and control characters: u16 0xFFFF - position (big-endian), weight, case
 *
 * LCMAP_UPPERCASE alone gives the units of the upper-cased text, big-endian, and two 00.
 */
#ifndef ESENT_SORTKEY_H
#define ESENT_SORTKEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "esent.h"
#include "key/locale.h"

/* Flags of LCMapStringEx, which JET_UNICODEINDEX and catalog rows hold; Windows' names behind SORT_KEY_. */
enum sort_key_flags {
    SORT_KEY_NORM_IGNORECASE = 0x00000001,
    SORT_KEY_NORM_IGNORENONSPACE = 0x00000002,
    SORT_KEY_NORM_IGNORESYMBOLS = 0x00000004,
    SORT_KEY_DIGITSASNUMBERS = 0x00000008,
    SORT_KEY_LINGUISTIC_IGNORECASE = 0x00000010,
    SORT_KEY_LINGUISTIC_IGNOREDIACRITIC = 0x00000020,
    SORT_KEY_LCMAP_UPPERCASE = 0x00000200,
    SORT_KEY_LCMAP_SORTKEY = 0x00000400,
    SORT_KEY_LCMAP_BYTEREV = 0x00000800,
    SORT_KEY_STRINGSORT = 0x00001000,
    SORT_KEY_NORM_IGNOREKANATYPE = 0x00010000,
    SORT_KEY_NORM_IGNOREWIDTH = 0x00020000,
    SORT_KEY_NORM_LINGUISTIC_CASING = 0x08000000,
};

enum { SORT_KEY_MAX = 2048 }; /* bytes; the longest key of an index has 2000 */

/* Refuses flags that no index can have: JET_errInvalidLCMapStringFlags. Thread-safe, like all of this header.
 */
JET_ERR sort_flags_check(uint32_t flags);

/* The version of the weights in this build as GetNLSVersionEx would report it, such as 0x60305; 0 when it has
 * none. */
uint32_t sort_version(void);

/* True when keys made with the version in an index row (its NLS version) equal those made here. */
bool sort_version_is_served(uint32_t version);

/*
 * Writes the sort key of `units` UTF-16 units at `text` (any alignment, any content) to `key`, no more than
 * `capacity` bytes and no more than SORT_KEY_MAX. `*size` is the length of the whole key; when that is larger
 * than what was to be written, it says only that the key is longer. The cost is bounded by the text; nothing
 * is allocated. JET_errInvalidLCMapStringFlags, JET_errUnicodeNormalizationNotSupported when the build has no
 * weights.
 */
JET_ERR sort_key(const struct sort_locale *locale, uint32_t flags, const void *text, size_t units,
                 uint8_t *key, size_t capacity, size_t *size);

#endif
