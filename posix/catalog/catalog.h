/*
 * catalog.h - the catalog of a database as a whole.
 */
#ifndef ESENT_CATALOG_H
#define ESENT_CATALOG_H

#include "catalog/schema.h"

/* MSysObjects and its shadow as the engine knows them; they live as long as the database is attached. */
JET_ERR catalog_tables(struct database *database, const struct table **primary, const struct table **shadow);

/*
 * Fills the `pages` pages of a new database (database_create()): root, catalog with its indexes and shadow, MSysObjids,
 * MSysLocales. Not versioned: nobody sees the database before it is done. Format: reference database-file 9.
 */
JET_ERR catalog_create(struct session *session, struct database *database, uint32_t pages);

#endif
