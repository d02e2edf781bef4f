/*
 * temp_table.h - temporary tables: rows in, sorted, rows out. JetOpenTempTable and the lists of the
 * information functions.
 */
#ifndef ESENT_TEMP_TABLE_H
#define ESENT_TEMP_TABLE_H

#include "cursor/cursor.h"

struct temp_table_options {
    const JET_UNICODEINDEX2 *unicode; /* NULL: the instance's default */
    JET_GRBIT grbit;                  /* JET_bitTT* */
    uint32_t key_most, segment_most;  /* 0: 255 */
};

/* JetOpenTemporaryTable2: `ids` gets the id of each column, in the order of `columns`. */
JET_ERR temp_table_open(struct session *session, const JET_COLUMNDEF *columns, uint32_t count,
                        const struct temp_table_options *options, struct cursor **cursor, JET_COLUMNID *ids);

/* One value for the engine's own inserts; data NULL is NULL. */
struct temp_value {
    const void *data;
    uint32_t size;
};

/* Adds a row with one value for each column, in the order of the columns. */
JET_ERR temp_table_insert(struct cursor *cursor, const struct temp_value *values);

/*
 * Ends the insert phase and goes to the first row (none is no error). The cursor may be another one then, with the number of the
 * old one; after an error it is still to be closed.
 */
JET_ERR temp_table_finish(struct cursor **cursor);

#endif
