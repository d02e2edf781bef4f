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
};

/* A change of a long value: `data` at `offset`, and `size` bytes in the end; what is new beside the data is 0. */
struct long_value_edit {
    uint32_t offset;
    struct bytes data;
    uint32_t size;
};

/* Where long values go that do not stay in the record. Ids have 4 or 8 bytes. */
struct long_value_store {
    /* Keeps a copy of `value`, smaller where `compress` says so and it can be; its id goes into `lid`. */
    JET_ERR(*add)
    (struct long_value_store *store, struct bytes value, bool compress, uint8_t lid[LONG_VALUE_ID_MAX],
     uint32_t *size);
    /* The record does not refer to `lid` any more. */
    JET_ERR (*remove)(struct long_value_store *store, struct bytes lid);
    /*
     * What the record refers to by `lid` changes; `edited` gets the id that it has to refer to from then on, which may be the same.
     * NULL: a changed value is added anew and the old one removed.
     */
    JET_ERR(*edit)
    (struct long_value_store *store, struct bytes lid, const struct long_value_edit *edit, bool compress,
     uint8_t edited[LONG_VALUE_ID_MAX], uint32_t *size);
};

struct set_target {
    const struct session *session;
    struct record_builder *record;
    struct long_value_reader *values; /* reads what the record holds now */
    struct long_value_store *store;   /* NULL: all values stay in the record */
    bool replaces;                    /* an existing record, not a new one */
    bool sets_number;                 /* the auto-increment column may be set */
    uint64_t columns; /* result: column_mask() of those that may have changed, also by what failed */
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
