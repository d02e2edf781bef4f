/*
 * record_layout.h - the numbers in a record, for the two sources that take records apart and put them
 * together. The picture is in record.h.
 */
#ifndef ESENT_RECORD_LAYOUT_H
#define ESENT_RECORD_LAYOUT_H

#include "catalog/schema.h"

enum {
    RECORD_HEADER_SIZE = 4,
    VARIABLE_NONE = FID_VARIABLE_FIRST - 1,
    VARIABLE_NULL = 0x8000,
    VARIABLE_END_MASK = 0x7FFF,

    TAGGED_ENTRY_SIZE = 4,
    TAGGED_DERIVED = 0x8000,      /* the column is the template table's */
    TAGGED_SMALL_HEADER = 0x4000, /* small pages: the value begins with a header byte */
    TAGGED_SMALL_NULL = 0x2000,
    TAGGED_SMALL_OFFSET = 0x1FFF,
    TAGGED_LARGE_OFFSET = 0x7FFF,

    HEADER_LONG_VALUE = 0x01,
    HEADER_COMPRESSED = 0x02,
    HEADER_SEPARATED = 0x04,
    HEADER_MULTI_VALUES = 0x08,
    HEADER_TWO_VALUES = 0x10,
    HEADER_NULL = 0x20,
    HEADER_ENCRYPTED = 0x40,

    INSTANCE_SEPARATED = 0x8000,
    INSTANCE_OFFSET = 0x7FFF,
};

/* The flags that a directory entry has because of its column: TAGGED_DERIVED for one of the template. */
uint16_t record_tagged_flags(const struct table *table, const struct column *column);

#endif
