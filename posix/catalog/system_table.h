/*
 * system_table.h - the schema of the catalog itself, which the engine knows and does not look up.
 *
 *   page 4    MSysObjects, object 2       page 7   its index Name, object 4
 *   page 24   MSysObjectsShadow, object 3 page 10  its index RootObjects, object 5
 *
 * Format: reference database-file 9 and 10.1.
 */
#ifndef ESENT_SYSTEM_TABLE_H
#define ESENT_SYSTEM_TABLE_H

#include "catalog/schema.h"

enum {
    CATALOG_PGNO = 4,
    CATALOG_NAME_PGNO = 7,
    CATALOG_ROOT_OBJECTS_PGNO = 10,
    CATALOG_SHADOW_PGNO = 24,
    CATALOG_OBJID = 2,
    CATALOG_SHADOW_OBJID = 3,
    CATALOG_NAME_OBJID = 4,
    CATALOG_ROOT_OBJECTS_OBJID = 5,
};

/* Columns of a catalog row, in the order of the table in system_table.c. */
enum catalog_column {
    CATALOG_OBJID_TABLE,
    CATALOG_TYPE,
    CATALOG_ID,
    CATALOG_COLTYP_OR_PGNO,
    CATALOG_SPACE_USAGE,
    CATALOG_FLAGS,
    CATALOG_PAGES_OR_LOCALE,
    CATALOG_ROOT_FLAG,
    CATALOG_RECORD_OFFSET,
    CATALOG_LCMAP_FLAGS,
    CATALOG_KEY_MOST,
    CATALOG_LV_CHUNK_MAX,
    CATALOG_LAST_SET_TIME,
    CATALOG_NAME,
    CATALOG_STATS,
    CATALOG_TEMPLATE_TABLE,
    CATALOG_DEFAULT_VALUE,
    CATALOG_KEY_FLD_IDS,
    CATALOG_VAR_SEG_MAC,
    CATALOG_CONDITIONAL_COLUMNS,
    CATALOG_TUPLE_LIMITS,
    CATALOG_VERSION,
    CATALOG_SORT_ID,
    CATALOG_CALLBACK_DATA,
    CATALOG_CALLBACK_DEPENDENCIES,
    CATALOG_SEPARATE_LV,
    CATALOG_SPACE_HINTS,
    CATALOG_SPACE_DEFERRED_LV_HINTS,
    CATALOG_LOCALE_NAME,
    CATALOG_COLUMNS,
};

extern const struct column catalog_columns[CATALOG_COLUMNS];

/*
 * Fills in name, tree, columns and indexes of MSysObjects (or its shadow) from what the engine knows. `table`
 * is zeroed and has its arena. JET_errOutOfMemory.
 */
JET_ERR system_table_fill(struct table *table, struct database *database, bool shadow);

#endif
