/*
 * index_info.h - parts of what is said about an index, for index_info.c and index_create_info.c.
 */
#ifndef ESENT_JET_INDEX_INFO_H
#define ESENT_JET_INDEX_INFO_H

#include "jet/info.h"
#include "key/locale.h"

/* JET_bitIndex* of an index, as the program that made it had given them. */
JET_GRBIT index_info_grbit(const struct index *index);

/* Bytes that a key can have: less than the row says in a primary index of numbers. */
uint32_t index_info_key_most(const struct index *index);

/* LCMap flags that count: those of an index with Unicode text, and of the catalog's. */
uint32_t index_info_lcmap_flags(const struct index *index);

/* The locale of an index, or of the invariant one where it names none. JET_errInvalidLanguageId. */
JET_ERR index_info_locale(const struct index *index, const struct sort_locale **locale);

/*
 * JET_IdxInfoCreateIndex, 2, 3: the structure that would make the index again, with all it points at in the same
 * buffer. JET_errBufferTooSmall.
 */
JET_ERR index_info_create(const struct info_target *target, const struct index *index, uint32_t level,
                          void *result, uint32_t capacity);

/* Bytes of that structure alone. */
uint32_t index_info_create_size(uint32_t level);

#endif
