/*
 * unicode.h - text of code page 1200 in the order of an index: which locale, flags and version of sort weights it
 * asks for.
 */
#ifndef ESENT_KEY_UNICODE_H
#define ESENT_KEY_UNICODE_H

#include <stddef.h>
#include <stdint.h>

#include "catalog/schema.h"

/*
 * Writes at most `capacity` bytes of the sort key of `units` UTF-16 units at `text`, which need not be aligned.
 * `*size`: bytes of the whole key; more than `capacity` means only that it is cut.
 * JET_errUnicodeNormalizationNotSupported when the index was made with sort weights that are not here;
 * JET_errInvalidLanguageId; JET_errUnicodeTranslationFail for no units at all. Any thread.
 */
JET_ERR unicode_key(const struct index *index, const uint8_t *text, size_t units, uint8_t *key,
                    size_t capacity, size_t *size);

/* Whether the index sorts text by capital letters alone, its key being units instead of sort weights. */
bool unicode_is_upper_case(const struct index *index);

#endif
