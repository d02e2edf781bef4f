/*
 * set_long.h - setting long values, and making room for a value in a record; for set_column.c.
 */
#ifndef ESENT_SET_LONG_H
#define ESENT_SET_LONG_H

#include "cursor/set_column.h"

/* One value that is being set. */
struct set_request {
    const struct column *column;
    const uint8_t *data; /* NULL with JET_bitSetSizeLV, and for no bytes */
    uint32_t size;
    JET_GRBIT grbit;
    uint32_t instance; /* 0: a new one */
    uint32_t offset;   /* in a long value */
};

/* Sets a value of a LongText or LongBinary column. */
JET_ERR set_long(struct set_target *target, const struct set_request *request);

/* record_builder_set(); when the record has no room, long values are moved out of it, the longest first. */
JET_ERR set_making_room(struct set_target *target, const struct column *column, uint32_t instance,
                        const struct value *value);

/* Reads a value of any kind as a whole, into memory for set_free_whole(). */
JET_ERR set_read_whole(struct set_target *target, const struct value *value, struct bytes *whole);
void set_free_whole(struct bytes *whole);

#endif
