/*
 * key.h - keys: the values of an index's columns as bytes that memcmp() orders.
 *
 *   key       = segment of column 1, segment of column 2, ... cut at the index's key_most
 *   segment   = 00                  NULL (C0 in an index that sorts NULL high)
 *             | 40                  text or binary of length zero
 *             | 7F, normalised value
 *             and each byte of it inverted in a descending column
 *
 * Two builders use the same segments: entries of a record (what an index holds), and search keys (what
 * JetMakeKey makes from pieces, with limits that stand below or above everything that begins alike).
 *
 * Format: reference database-file 14, api-semantics 5.6 and 6.2.
 */
#ifndef ESENT_KEY_H
#define ESENT_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "catalog/schema.h"
#include "longvalue/long_value.h"
#include "record/record.h"

enum { KEY_SIZE_MAX = TREE_KEY_MAX + 2 }; /* a limit fills one byte more than a key has */

struct key {
    uint32_t size;
    bool truncated; /* a segment was cut because the key was full */
    uint8_t bytes[KEY_SIZE_MAX];
};

static inline struct bytes key_bytes(const struct key *key)
{
    return (struct bytes){key->bytes, key->size};
}

/* ------------------------------------------------------------------------------------ entries of a record */

/* What one combination of values gives. */
enum key_outcome {
    KEY_MADE,         /* an entry of the index */
    KEY_NOT_INDEXED,  /* a condition fails, or the index leaves NULLs of this kind out */
    KEY_OUT_OF_KEYS,  /* no more values of a multi-valued column */
    KEY_OUT_OF_TUPLES /* no more tuples of this value */
};

/*
 * Builds the key of a record in `index` from the values with the numbers `instances` (one per segment, from
 * 1), and for a tuple index from the tuple that begins `tuple` steps behind the first.
 * JET_errNullKeyDisallowed; JET_errKeyTruncated where the index forbids truncation;
 * JET_errUnicodeNormalizationNotSupported and the like when text of this sort version cannot be put in order;
 * JET_errCallbackNotResolved where a value would come from a program's callback; errors of reading long values.
 */
JET_ERR key_from_record(const struct index *index, const struct record *record,
                        struct long_value_reader *reader, const uint32_t instances[KEY_SEGMENTS_MAX],
                        uint32_t tuple, struct key *key, enum key_outcome *outcome);

/* Receives an entry's key and the value numbers it was made of; a negative result ends the walk with that
 * error. */
typedef JET_ERR (*key_visit)(void *context, const struct key *key, const uint32_t *instances, uint32_t tuple);

/*
 * Calls `visit` for each entry that `index` has for the record: multi-values, cross products, nested tables
 * and tuples as the index says. The same key may come more than once; the index stores it once.
 */
JET_ERR key_for_each_entry(const struct index *index, const struct record *record,
                           struct long_value_reader *reader, key_visit visit, void *context);

/* -------------------------------------------------------------------------------------------- search keys */

/* The key that JetMakeKey makes piece by piece. */
struct search_key {
    struct key key;
    uint32_t segments; /* made so far */
    bool made;         /* at least one */
    bool closed;       /* by a limit: no more segments */
};

/* Makes the key empty again. */
void search_key_clear(struct search_key *search);

/*
 * JetMakeKey on `index` (NULL: the table has no primary index): adds one column's value, or takes a whole key
 * (JET_bitNormalizedKey), with all grbits and errors of api-semantics 6.2. `data` may be NULL, which is the value
 * NULL. After an error the key has no more segments than before; with JET_bitNewKey it has none.
 */
JET_ERR search_key_add(struct search_key *search, const struct index *index, const void *data, uint32_t size,
                       JET_GRBIT grbit);

/*
 * The normalised form of one value of `part`'s column as a segment of `index` (for cursor filters and unique
 * multi-values): prefix byte and all. `*size` bytes of at most `capacity`, which is not 0; `*truncated` when
 * that or the index's key size cut it. Errors as of search_key_add().
 */
JET_ERR key_normalise(const struct index *index, const struct key_segment *part, const void *data,
                      uint32_t data_size, uint8_t *out, uint32_t capacity, uint32_t *size, bool *truncated);

/*
 * The other way: the value of `part`'s column from its segment in a stored key, for reading columns from an
 * index without the record. `*offset` is where the segment begins in the key and is moved behind it, so that
 * the segments of a key are read one after the other. `*known` is false where a key does not hold the value
 * exactly: text, what was cut, what lies behind Unicode text, tuples. JET_errSecondaryIndexCorrupted or
 * JET_errPrimaryIndexCorrupted for bytes that are no key.
 */
JET_ERR key_denormalise(const struct index *index, const struct key_segment *part, struct bytes key,
                        uint32_t *offset, uint8_t value[256], uint32_t *size, bool *is_null, bool *known);

#endif
