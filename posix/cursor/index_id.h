/*
 * index_id.h - JET_INDEXID: what JetGetTableIndexInfo gives out and JetSetCurrentIndex4 takes for the name of
 * an index.
 *
 *   rgbIndexId   u32 object id of the index, u32 root page, u32 object id of the table; the rest is 0
 */
#ifndef ESENT_CURSOR_INDEX_ID_H
#define ESENT_CURSOR_INDEX_ID_H

#include "catalog/schema.h"

/* The id of an index of `table`. */
void index_id_of(const struct table *table, const struct index *index, JET_INDEXID *id);

/* The index of `table` that `id` names. JET_errInvalidIndexId. */
JET_ERR index_by_id(const struct table *table, const JET_INDEXID *id, const struct index **index);

#endif
