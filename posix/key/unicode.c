/*
 * unicode.c - from an index to the sort key of its text.
 *
 * Rows of old engines name no locale but a number (LCID), or neither, which means the invariant locale; without
 * flags they mean the ones that were the only ones then. Format: reference database-file 10.5 and 14.6.
 */
#include "key/unicode.h"

#include <string.h>

#include "diag.h"
#include "key/sortkey.h"
#include "try.h"

#define LCMAP_FLAGS_OLD                                                                                      \
    (SORT_KEY_LCMAP_SORTKEY | SORT_KEY_NORM_IGNORECASE | SORT_KEY_NORM_IGNOREKANATYPE |                      \
     SORT_KEY_NORM_IGNOREWIDTH)

/* The locale of an index. Looking one up takes half as long as a sort key, or more, so each thread keeps its last. */
static JET_ERR find_locale(const struct index *index, const struct sort_locale **locale)
{
    static _Thread_local const struct sort_locale *named, *numbered;
    static _Thread_local uint32_t number;

    if (!index->has_locale && index->lcid != 0) {
        if (number != index->lcid) {
            JET_TRY(sort_locale_from_lcid(index->lcid, &numbered));
            number = index->lcid;
        }
        *locale = numbered;
        return JET_errSuccess;
    }
    if (named == NULL || strcmp(named->name, index->locale) != 0) {
        JET_TRY(sort_locale_find(index->locale, &named));
    }
    *locale = named;
    return JET_errSuccess;
}

bool unicode_is_upper_case(const struct index *index)
{
    return index->lcmap_flags == SORT_KEY_LCMAP_UPPERCASE;
}

JET_ERR unicode_key(const struct index *index, const uint8_t *text, size_t units, uint8_t *key,
                    size_t capacity, size_t *size)
{
    const uint32_t version = (uint32_t)(index->sort_version >> 32);
    const struct sort_locale *locale;

    if (version != 0 && !unicode_is_upper_case(index) && !sort_version_is_served(version)) {
        return diag_fail(JET_errUnicodeNormalizationNotSupported,
                         "index '%s' is sorted by version %x of Windows' sort weights; these are version %x",
                         index->name, (unsigned)version, (unsigned)sort_version());
    }
    if (units == 0) {
        return diag_fail(JET_errUnicodeTranslationFail, "index '%s': a text of one byte is no Unicode",
                         index->name);
    }
    JET_TRY(find_locale(index, &locale));
    return sort_key(locale, index->lcmap_flags != 0 ? index->lcmap_flags : LCMAP_FLAGS_OLD, text, units, key,
                    capacity, size);
}
