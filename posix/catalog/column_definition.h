/*
 * column_definition.h - what a program says about a column that it wants to have, checked and numbered.
 *
 *   JET_COLUMNDEF, JET_COLUMNCREATE --> struct column_definition --> struct column --> row of the catalog
 *
 * The order of the checks is that of Microsoft's engine, so that a definition with several faults gives the
 * same error. Source: reference api-semantics 5.4, tables/grbits.
 */
#ifndef ESENT_COLUMN_DEFINITION_H
#define ESENT_COLUMN_DEFINITION_H

#include "catalog/schema.h"

/* JET_USERDEFINEDDEFAULT in the file's code page; the bytes are the program's. */
struct user_default {
    const char *callback;
    struct bytes data;
};

struct column_definition {
    char name[NAME_SIZE];
    JET_ERR named; /* result of checking and converting the name, which is looked at in its turn */
    JET_COLTYP type;
    uint32_t max; /* bytes, 0: no limit but the type's */
    uint32_t code_page;
    JET_GRBIT grbit;            /* JET_bitColumn* */
    struct bytes default_value; /* size 0 for none; of a user-defined default the structure itself */
    const struct user_default *user_default; /* where that structure has its right size; else NULL */

    /* The answers, once it has had its turn. */
    JET_COLUMNID id;
    JET_ERR err;
};

enum { COLUMN_DEFAULT_MOST = 255 }; /* bytes */

/* Where the column is to be. */
struct column_place {
    const struct database *database;
    const struct table *parent; /* the template of a derived table, else NULL */
    bool is_template;
    bool is_exclusive; /* nobody else can have the table open */
};

/*
 * Checks a definition and fills in name, type, code page, size, flags and default of `column`, which point
 * into the definition. JET_wrnColumnMaxTruncated when the size was cut to what the type has; JET_errInvalidName,
 * JET_errColumnDuplicate for a name of the template, and the errors of api-semantics 5.4.
 */
JET_ERR column_definition_check(const struct column_definition *definition, const struct column_place *place,
                                struct column *column);

/* The highest numbers given out in a table, those of deleted columns included, and where its fixed columns end. */
struct column_numbers {
    uint16_t fixed_last, variable_last, tagged_last;
    uint16_t fixed_end;
    bool has_version, has_autoincrement; /* live columns of these kinds, of which there is one at most */
};

/* The numbers of an existing table, or those that a table begins with: derived ones continue their template's. */
struct column_numbers column_numbers_of(const struct table *table);
struct column_numbers column_numbers_first(const struct table *parent);

/*
 * Gives a checked column the next number of its class, and a fixed one its offset in the record, of which
 * there are `record_most` bytes. After an error no number is taken. JET_errRecordTooBig, JET_errTooManyColumns,
 * JET_errColumnRedundant.
 */
JET_ERR column_number(struct column_numbers *numbers, const struct column_definition *definition,
                      const struct column_place *place, uint32_t record_most, struct column *column);

/*
 * Gives a column that has its number the default as records keep it: of the size of its type, Bit 0x00 or 0xFF, a fixed column
 * padded. It lies in `room`. Size 0: none. JET_errDefaultValueTooBig, JET_errInvalidBufferSize.
 */
JET_ERR column_set_default(struct column *column, struct bytes value, uint8_t room[COLUMN_DEFAULT_MOST]);

/* Fills the bytes of a fixed text or binary column up, of which there are `size`: text with blanks of its code page, binary with
 * zeros. */
void column_pad(const struct column *column, uint8_t *bytes, uint32_t size);

#endif
