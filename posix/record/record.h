/*
 * record.h - columns in a record.
 *
 *   0   highest fixed fid      u8     fixed columns 1 .. n are present
 *   1   highest variable fid   u8     variable columns 128 .. n are present; 127: none
 *   2   end of the fixed area  u16    its null bitmap included
 *   4   fixed columns, null bitmap
 *       u16 per variable column: end of its value behind these, top bit: NULL
 *       variable values
 *       tagged directory: u16 fid, u16 offset and flags; ascending, template's columns first
 *       tagged values
 *
 * A tagged value may begin with a header byte, may be several values, and may be a reference to a long value.
 *
 * Everything here points into the record; nothing is copied. Offsets that lead out of the record give
 * JET_errDatabaseCorrupted. Format: reference database-file 11.
 */
#ifndef ESENT_RECORD_H
#define ESENT_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "catalog/schema.h"
#include "format/bytes.h"

struct record {
    const struct table *table;
    struct bytes bytes;
    struct bytes tagged;   /* directory and values; size 0 without */
    uint32_t fixed_end;    /* offset of the variable columns' offsets */
    uint32_t tagged_count; /* entries of the directory */
    uint8_t fixed_last, variable_last;
    bool large_page; /* the record's page is of 16 or 32 KiB: the directory has other flags */
};

enum value_flags {
    VALUE_NULL = 0x01,        /* there is none; nothing else counts */
    VALUE_DEFAULT = 0x02,     /* the record has none, this is the column's default */
    VALUE_STORED_NULL = 0x04, /* with NULL: the record says so, against a default */
    VALUE_SEPARATED = 0x08,   /* the bytes are the id of a long value (4 or 8) */
    VALUE_COMPRESSED = 0x10,
    VALUE_ENCRYPTED = 0x20,
};

struct value {
    struct bytes bytes;
    unsigned flags; /* enum value_flags */
};

/* A tagged column in a record: all its values. */
struct tagged_value {
    JET_COLUMNID id;
    bool is_null;       /* the record overrides a default */
    uint8_t header;     /* enum of record.c; 0 when the value has no header byte */
    struct bytes bytes; /* behind the header byte */
    uint32_t count;     /* of values, 0 when is_null */
};

/* Takes the record's frame apart. `page_size` tells the layout of its directory. */
JET_ERR record_open(struct record *record, const struct table *table, struct bytes bytes, uint32_t page_size);

/*
 * Value number `instance` (from 1; only tagged columns have more than one) of `column`, which is of
 * record->table. Without a value in the record it is the default for instance 1, else VALUE_NULL.
 */
JET_ERR record_value(const struct record *record, const struct column *column, uint32_t instance,
                     struct value *value);

/* Finds the entry of a tagged column; false when the record has none, `*entry` being where it would be. */
bool record_find_tagged(const struct record *record, const struct column *column, uint32_t *entry);

/* Entry `entry` (0 <= entry < tagged_count) of the directory. */
JET_ERR record_tagged(const struct record *record, uint32_t entry, struct tagged_value *tagged);

/* True for the short form of two values, which has one byte between them. */
bool tagged_is_pair(const struct tagged_value *tagged);

/* Value number `instance`, 1 <= instance <= tagged->count. */
JET_ERR tagged_instance(const struct tagged_value *tagged, uint32_t instance, struct value *value);

#endif
