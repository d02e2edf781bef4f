/*
 * api_database.h - a database file, attached read-only and opened through the exported functions alone, for the tests
 * that read real files and for what they read from them.
 */
#ifndef ESENT_API_DATABASE_H
#define ESENT_API_DATABASE_H

#include <stdbool.h>
#include <stdint.h>

#include "esent.h"

struct api_database {
    JET_INSTANCE instance;
    JET_SESID sesid;
    JET_DBID dbid;
};

/*
 * Makes an instance for the page size of the file, attaches the file with JET_bitDbReadOnly and `more`, and opens it. The
 * first error, with nothing left open. Close with api_database_close().
 */
JET_ERR api_database_open(struct api_database *database, const char *path, JET_GRBIT more);
void api_database_close(struct api_database *database);

/*
 * The same for the real files: those that Windows refuses (not shut down cleanly, a newer format) are read as they are.
 */
JET_ERR api_database_open_real(struct api_database *database, const char *path);

/* A value that was read; zeros at the start, used again, freed with api_value_free(). */
struct api_value {
    uint8_t *bytes;
    uint32_t size, capacity;
};

void api_value_free(struct api_value *value);

/*
 * JetRetrieveColumn of value number `itag` (from 1), whatever its size. JET_wrnColumnNull, or an error, with a size of 0.
 */
JET_ERR api_retrieve(const struct api_database *database, JET_TABLEID table, JET_COLUMNID id, uint32_t itag,
                     struct api_value *value);

/* JetGetBookmark, JetRetrieveKey, and JetGetSecondaryIndexBookmark. */
JET_ERR api_bookmark(const struct api_database *database, JET_TABLEID table, struct api_value *bookmark);
JET_ERR api_key(const struct api_database *database, JET_TABLEID table, struct api_value *key);
JET_ERR api_index_entry(const struct api_database *database, JET_TABLEID table, struct api_value *key,
                        struct api_value *bookmark);

/* True when the value is these bytes. */
bool api_value_is(const struct api_value *value, const void *bytes, size_t size);

/* Opens a table, and chooses an index of it, by a name in UTF-8. */
JET_ERR api_table_open(const struct api_database *database, const char *name, JET_TABLEID *table);
JET_ERR api_index_choose(const struct api_database *database, JET_TABLEID table, const char *name);

#endif
