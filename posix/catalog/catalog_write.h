/*
 * catalog_write.h - rows of the catalog: made, changed, deleted.
 *
 * A row goes to MSysObjects with its indexes, and to the shadow. Tables, indexes and long-value trees also
 * have a row in MSysObjids, by object id, and each index over Unicode text is counted in MSysLocales under
 * its locale and sort version, so that an engine with other weights sees at once whether it is concerned.
 *
 * Everything here is part of the caller's transaction: after an error the caller rolls back.
 *
 * Format: reference database-file 10.2 to 10.9, 16.1, 16.2.
 */
#ifndef ESENT_CATALOG_WRITE_H
#define ESENT_CATALOG_WRITE_H

#include "btree/tree_change.h"
#include "catalog/catalog_row.h"
#include "catalog/schema.h"
#include "catalog/space_hints.h"

/* The key of a row. */
struct catalog_place {
    uint32_t objid_table;
    enum catalog_type type;
    uint32_t id;
};

/* Columns of a row by enum catalog_column: size 0 says nothing about the column. The key columns are the place's. */
struct catalog_values {
    struct bytes value[CATALOG_COLUMNS];
};

/* Inserts a row. JET_errKeyDuplicate when there is one, or one of its name. */
JET_ERR catalog_insert(const struct change *change, struct catalog_place place,
                       const struct catalog_values *values);

/* Sets the columns that `values` says something about. JET_errRecordNotFound. */
JET_ERR catalog_update(const struct change *change, struct catalog_place place,
                       const struct catalog_values *values);

/* Deletes a row. JET_errRecordNotFound. */
JET_ERR catalog_delete(const struct change *change, struct catalog_place place);

/* A new table. Its caller tells MSysObjids when its columns are there: the table may be that one. JET_errTableDuplicate. */
struct new_table {
    const char *name;
    const char *template_name; /* of a derived table, else NULL */
    uint32_t objid, root;
    uint32_t flags; /* TABLE_* */
    uint32_t pages;
    JET_SPACEHINTS hints;
    const JET_SPACEHINTS *long_value_hints; /* NULL: none */
    uint32_t separate_limit, chunk_size;    /* 0: the usual */
};
JET_ERR catalog_add_table(const struct change *change, const struct new_table *table);

/* A column with its id. JET_errColumnDuplicate. */
JET_ERR catalog_add_column(const struct change *change, uint32_t objid_table, const struct column *column);

/* An index; a primary one has object id and root of its table. JET_errIndexDuplicate. */
JET_ERR catalog_add_index(const struct change *change, uint32_t objid_table, const struct index *index,
                          const JET_SPACEHINTS *hints);

/* A callback of the table: JET_cbtyp* and "dll!function". */
JET_ERR catalog_add_callback(const struct change *change, uint32_t objid_table, JET_CBTYP type,
                             const char *callback);

/* The tree of a table's long values. */
JET_ERR catalog_add_long_values(const struct change *change, uint32_t objid_table, uint32_t objid,
                                uint32_t root);

/* Takes an index out, all of a table, and a column, which leaves its number behind. */
JET_ERR catalog_remove_index(const struct change *change, uint32_t objid_table, const struct index *index);
JET_ERR catalog_remove_table(const struct change *change, const struct table *table);
JET_ERR catalog_remove_column(const struct change *change, uint32_t objid_table, const struct column *column);

/* The next object id of the database. JET_errOutOfObjectIDs. */
JET_ERR catalog_next_objid(struct database *database, uint32_t *objid);

#endif
