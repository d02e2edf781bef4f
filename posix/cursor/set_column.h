/*
 * set_column.h - JetSetColumn and JetSetColumns on a record that is being put together, whatever it will be
 * inserted into.
 *
 *   value given        column                        what becomes of it
 *   NULL               any                           removed; where the record must say so, an explicit NULL
 *   bytes              fixed                         exact size; text and binary are padded
 *                      variable                      cut at the column's size
 *                      tagged                        a value of its own: replaced or appended
 *                      LongText, LongBinary          composed with the old value (append, overwrite, resize), then
 *                                                    in the record or, when it is long, in the store
 *
 * Source: reference api-semantics 7.2.
 */
#ifndef ESENT_SET_COLUMN_H
#define ESENT_SET_COLUMN_H

#include "instance/session.h"
#include "longvalue/long_value.h"
#include "record/record_build.h"

enum {
    LONG_VALUE_INTRINSIC_MAX = 1023, /* bytes that stay in the record without being asked to */
    LONG_VALUE_ID_MAX = 8,
};

/* Where long values go that do not stay in the record. */
struct long_value_store {
    /* Keeps a copy of `value`; its id goes into `lid` (`*size` bytes, 4 or 8). JET_errOutOfMemory and the like. */
    JET_ERR(*add)
    (struct long_value_store *store, struct bytes value, uint8_t lid[LONG_VALUE_ID_MAX], uint32_t *size);
    /* The record does not refer to `lid` any more. */
    void (*remove)(struct long_value_store *store, struct bytes lid);
};

struct set_target {
    const struct session *session;
    struct record_builder *record;
    struct long_value_reader *values; /* reads what the record holds now */
    struct long_value_store *store;   /* NULL: all values stay in the record */
    bool replaces;                    /* an existing record, not a new one */
};

/* `data` NULL is a value of no bytes; `info` may be NULL. Errors of api-semantics 7.2. */
JET_ERR set_column(struct set_target *target, JET_COLUMNID id, const void *data, uint32_t size,
                   JET_GRBIT grbit, const JET_SETINFO *info);

/* The first element that fails ends it; the err of those before it is written. */
JET_ERR set_columns(struct set_target *target, JET_SETCOLUMN *columns, uint32_t count);

/*
 * One value without any of the program's options: for rows that the engine makes. Values of a long column may be
 * set outside a transaction. NULL has `data` NULL.
 */
JET_ERR set_value(struct set_target *target, const struct column *column, const void *data, uint32_t size);

#endif
