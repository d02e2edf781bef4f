/*
 * system_row.h - changing rows of the engine's own tables, each with its entries in the indexes of its table.
 *
 * These tables have a primary index, no multi-valued key columns and no long values, so that a row has one
 * entry at most in each index.
 */
#ifndef ESENT_SYSTEM_ROW_H
#define ESENT_SYSTEM_ROW_H

#include "btree/tree_change.h"
#include "catalog/schema.h"
#include "record/record_build.h"

/* Inserts a record. JET_errKeyDuplicate when one of its keys is there; the caller's transaction undoes the rest. */
JET_ERR system_row_insert(const struct change *change, const struct table *table, struct bytes record);

/* Replaces the record with the primary key `key`, which the new one has too. JET_errRecordNotFound, JET_errKeyDuplicate. */
JET_ERR system_row_replace(const struct change *change, const struct table *table, struct bytes key,
                           struct bytes record);

/* Deletes the record with the primary key `key`. JET_errRecordNotFound. */
JET_ERR system_row_delete(const struct change *change, const struct table *table, struct bytes key);

/* Begins the builder with the record of primary key `key`. JET_errRecordNotFound. */
JET_ERR system_row_load(const struct session *session, const struct table *table, struct bytes key,
                        struct record_builder *builder);

/* A builder for records of the table; record_builder_free() frees it. JET_errOutOfMemory. */
JET_ERR system_row_builder(const struct table *table, struct record_builder *builder);

/* Sets a column that is not NULL. JET_errRecordTooBig. */
JET_ERR system_row_set(struct record_builder *builder, const struct column *column, const void *at,
                       uint32_t size);

#endif
