/*
 * schema_load.h - making the schema of a table from its rows in the catalog.
 */
#ifndef ESENT_SCHEMA_LOAD_H
#define ESENT_SCHEMA_LOAD_H

#include "catalog/schema.h"

struct schema_source;

/* Finds and opens the template table of a derived one, by name. */
typedef JET_ERR (*schema_open_parent)(const struct schema_source *source, const char *name,
                                      struct table **parent);

/* Where a schema is read, and for whom. */
struct schema_source {
    const struct session *reader;  /* whose view of the rows it is */
    const struct session *session; /* that the template is opened for, NULL: everybody */
    struct database *database;
    schema_open_parent open_parent;
};

/*
 * Makes the schema of table `objid` from the rows of `catalog` (MSysObjects or its shadow). `open_parent` is
 * called for a derived table; the result keeps the parent. JET_errObjectNotFound when there is no table row;
 * JET_errCatalogCorrupted; JET_errOutOfMemory; errors of pages. What contradicts itself in a row of a column
 * or an index leaves that column or index out.
 */
JET_ERR schema_load(const struct schema_source *source, const struct table *catalog, uint32_t objid,
                    struct table **table);

/* Bytes of a chunk of long values where the table was not made with another size. */
uint32_t schema_chunk_size(uint32_t page_size);

/* Frees a schema; not its parent. NULL is harmless. */
void schema_free(struct table *table);

#endif
