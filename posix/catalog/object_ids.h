/*
 * object_ids.h - MSysObjids: which table an object id belongs to.
 *
 *   columns 256 objid, 257 objidTable, 258 type: 1 table, 3 index, 4 long values; primary index over objid
 *
 * Databases made before Windows 8 have no such table, and none is made for them.
 *
 * Format: reference database-file 16.1.
 */
#ifndef ESENT_OBJECT_IDS_H
#define ESENT_OBJECT_IDS_H

#include "btree/tree_change.h"
#include "catalog/catalog_row.h"

/* Notes an object, and forgets it. An object that is not there is forgotten already. */
JET_ERR object_ids_add(const struct change *change, uint32_t objid, uint32_t objid_table,
                       enum catalog_type type);
JET_ERR object_ids_remove(const struct change *change, uint32_t objid);

#endif
