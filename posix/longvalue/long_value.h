/*
 * long_value.h - values that lie outside the record, in the long-value tree of the table.
 *
 *   key LID             data u32 references, u32 size, [u8 flags]       the root of a value
 *   key LID, u32 offset data the bytes from there on, one chunk          compressed when shorter than the
 * chunk is
 *
 * LID: 4 or 8 bytes, little-endian in the record, big-endian in the key. Offsets are big-endian multiples of
 * the table's chunk size. Format: reference database-file 12.
 *
 * Values inside the record (intrinsic ones) and defaults are read here too, because compression is the same
 * for both.
 */
#ifndef ESENT_LONG_VALUE_H
#define ESENT_LONG_VALUE_H

#include <stdint.h>

#include "record/record.h"

enum {
    LONG_VALUE_ID_MAX = 8,  /* bytes */
    LONG_VALUE_ID_MADE = 4, /* of those that are given out */
};

/* Reads the long values of one table; used by one thread at a time. */
struct long_value_reader {
    const struct table *table;
    struct tree_cursor cursor; /* holds no page between two calls; its `reader` is the caller's to set */
};

void long_value_reader_init(struct long_value_reader *reader, const struct table *table);
void long_value_reader_free(struct long_value_reader *reader);

/* Goes over to a new version of the table's schema. */
void long_value_reader_follow(struct long_value_reader *reader, const struct table *table);

/*
 * Bytes of a value (of a column of the reader's table) as the program sees it: of the long value, or
 * uncompressed. JET_errLVCorrupted when the long value is absent; JET_errColumnNoEncryptionKey for an
 * encrypted one.
 */
JET_ERR value_size(struct long_value_reader *reader, const struct value *value, uint32_t *size);

/*
 * Copies up to `capacity` bytes of a value from `offset` on into `out`. `*got`: bytes copied; `*size`: bytes
 * of the whole value. Only the chunks that are asked for are read. JET_errLVCorrupted when a chunk is absent
 * or of a wrong size, JET_errDecompressionFailed, JET_errColumnNoEncryptionKey, and the errors of pages.
 */
JET_ERR value_read(struct long_value_reader *reader, const struct value *value, uint32_t offset, void *out,
                   uint32_t capacity, uint32_t *got, uint32_t *size);

/* What the root of a long value says. */
struct long_value_root {
    uint32_t references;
    uint32_t size;       /* bytes, uncompressed */
    uint32_t entry_size; /* bytes that the root itself takes as data of its entry */
    bool encrypted;
};

/* Reads the root of the long value `lid` (4 or 8 bytes as in a record). JET_errLVCorrupted when there is
 * none. */
JET_ERR long_value_root(struct long_value_reader *reader, struct bytes lid, struct long_value_root *root);

/* Whether there is a long value `lid`, which need not be damage when there is none: a reference may be old. */
JET_ERR long_value_exists(struct long_value_reader *reader, struct bytes lid, bool *exists);

/*
 * Reads ahead the pages of a long value that is in the tree, `most` at most and only the first page with `first_only`;
 * `*pages` are those that were read. What cannot be read is left for the call that needs it.
 */
void long_value_preread(struct long_value_reader *reader, struct bytes lid, bool first_only, uint32_t most,
                        uint32_t *pages);

/* Bytes that the chunks of a long value take in the file. */
JET_ERR long_value_stored_size(struct long_value_reader *reader, struct bytes lid, uint64_t *stored);

#endif
