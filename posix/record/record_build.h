/*
 * record_build.h - writing records: one that is being put together or changed, column by column.
 *
 * The builder holds a whole, valid record at any time; record_builder_bytes() may be read as any other.
 * Setting a column moves the bytes behind it. Columns that lie below the highest one set become present: with
 * their default, else NULL.
 *
 * Format: reference database-file 11.
 */
#ifndef ESENT_RECORD_BUILD_H
#define ESENT_RECORD_BUILD_H

#include "record/record.h"

struct record_builder {
    const struct table *table;
    uint32_t page_size;
    uint32_t limit; /* bytes that a record may have */
    uint32_t size;
    uint8_t *bytes; /* `limit` bytes, owned */
};

/* Bytes that a record may have on pages of `page_size` in a table whose primary keys have up to `key_most`
 * bytes. */
uint32_t record_limit(uint32_t page_size, uint32_t key_most);

/* Prepares a builder for records of `table`, which is kept, of up to `limit` bytes. JET_errOutOfMemory. */
JET_ERR record_builder_init(struct record_builder *builder, const struct table *table, uint32_t page_size,
                            uint32_t limit);
void record_builder_free(struct record_builder *builder);

/* Begins a new record: fixed and variable columns with a default have it. JET_errRecordTooBig. */
JET_ERR record_builder_begin(struct record_builder *builder);

/* Begins with a copy of an existing record of the table. JET_errRecordTooBig. */
JET_ERR record_builder_load(struct record_builder *builder, struct bytes record);

/*
 * Sets a value. Its bytes (which must not lie in the builder) go in as they are. A fixed column's have its
 * exact size, else JET_errInvalidBufferSize; all columns up to it are present then nevertheless. `instance` counts for tagged columns only: number of the value to replace; 0 or beyond the last
 * one appends. VALUE_NULL removes a value, later ones move down; without any value left the record says NULL
 * where the column has a default, and nothing where it has none. Only the first of several values may be
 * compressed. JET_errRecordTooBig, and the builder is as it was.
 */
JET_ERR record_builder_set(struct record_builder *builder, const struct column *column, uint32_t instance,
                           const struct value *value);

/* Removes all that the record says about a tagged column, so that its default counts. */
JET_ERR record_builder_clear(struct record_builder *builder, const struct column *column);

/* A set of columns that contains at least this one. */
static inline uint64_t column_mask(JET_COLUMNID id)
{
    return 1ull << column_fid(id) % 64;
}

static inline struct bytes record_builder_bytes(const struct record_builder *builder)
{
    return (struct bytes){builder->bytes, builder->size};
}

#endif
