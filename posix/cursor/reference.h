/*
 * reference.h - references to long values: what a program keeps of a value that lies outside its record, to read it
 * later without the record.
 *
 *   0   u8   version         1, or 2 in a database that may have ids of 8 bytes
 *   1   u16  bytes of the bookmark
 *   3   u8   bytes of the column's name
 *   4   u32  number of the value, from 1
 *   8   u32  id of the long value; u64 in version 2, where everything below lies 4 bytes further
 *   12  u8[12] random number and time of the database's signature
 *   24  bookmark of the record, name of the column
 *
 * The id is what finds the value. Bookmark and name tell a program's own store of references what it was; the name also
 * tells whether the column still is what it was. A reference made in another database is stale.
 *
 * Programs may keep references for years: the bytes are those of Windows. Source: [ese] fldenum.cxx, column references.
 */
#ifndef ESENT_CURSOR_REFERENCE_H
#define ESENT_CURSOR_REFERENCE_H

#include <stdint.h>

#include "catalog/schema.h"
#include "format/bytes.h"

enum {
    REFERENCE_HEAD_MAX = 28,
    REFERENCE_MAX = REFERENCE_HEAD_MAX + TREE_KEY_MAX + NAME_SIZE, /* bytes of any reference */
};

struct long_value_reference {
    struct bytes bookmark;  /* of the record */
    char column[NAME_SIZE]; /* its name */
    uint32_t instance;      /* number of the value */
    struct bytes lid;       /* 4 or 8 bytes as in a record */
    bool is_of_database;    /* of this one, not of another; reading only */
};

/* Writes a reference to a value of `database`; returns its size. */
uint32_t reference_encode(const struct database *database, const struct long_value_reference *reference,
                          uint8_t bytes[REFERENCE_MAX]);

/*
 * Takes a reference apart that a program gives for a value of `table`; bookmark and id point into `bytes`.
 * JET_errInvalidColumnReference for bytes that are none.
 */
JET_ERR reference_decode(const struct table *table, struct bytes bytes,
                         struct long_value_reference *reference);

/* The column that the reference is to. JET_errStaleColumnReference when there is no such column of long values now. */
JET_ERR reference_column(const struct table *table, const struct long_value_reference *reference,
                         const struct column **column);

#endif
