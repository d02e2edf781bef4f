/*
 * locale_counts.h - MSysLocales: how many indexes are sorted by which locale and version of its weights.
 *
 *   columns 1 Type, 2 iValue, 128 Key (UTF-16 with its NUL); primary index over Key
 *   "LocaleName=en-US,SortID=00000001-57ee-1e5c-00b4-d0000bb1e11e,Ver=6020f0006020f" = number of indexes
 *
 * Format: reference database-file 16.2.
 */
#ifndef ESENT_LOCALE_COUNTS_H
#define ESENT_LOCALE_COUNTS_H

#include "btree/tree_change.h"
#include "catalog/schema.h"

/* Adds `delta` to the count of an index's locale. Databases without the table have none to keep. */
JET_ERR locale_counts_add(const struct change *change, const struct index *index, int32_t delta);

/* Inserts the rows that the table has in a new database: versions of its form, and that it is complete. */
JET_ERR locale_counts_begin(const struct change *change);

#endif
