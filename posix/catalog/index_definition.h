/*
 * index_definition.h - what a program says about an index that it wants to have, checked.
 *
 *   JET_INDEXCREATE, 2, 3 --> struct index_definition --> struct index --> row of the catalog
 *
 * index_definition_check() looks at what the definition says by itself, index_definition_resolve() at the
 * columns that it names: in this order, as Microsoft's engine does. Source: reference api-semantics 5.5.
 */
#ifndef ESENT_INDEX_DEFINITION_H
#define ESENT_INDEX_DEFINITION_H

#include "catalog/schema.h"

struct condition_definition {
    char name[NAME_SIZE];
    JET_ERR named;        /* result of checking and converting the name */
    bool has_struct_size; /* cbStruct was right */
    JET_GRBIT grbit;
};

struct index_definition {
    char name[NAME_SIZE];
    JET_ERR named;
    const char *key;       /* "+name\0-name\0\0" in the file's code page */
    uint32_t key_size;     /* bytes, both NULs included */
    JET_GRBIT grbit;       /* JET_bitIndex* */
    bool has_unicode;      /* pidxunicode or an LCID was given */
    const char *locale;    /* with JET_bitIndexUnicode: its name; NULL: the default of the instance */
    uint32_t lcmap_flags;  /* with JET_bitIndexUnicode; 0: the default of the instance */
    uint32_t segment_most; /* bytes, 0: no limit but the key's; not looked at with JET_bitIndexTupleLimits */
    const JET_TUPLELIMITS *tuple_limits; /* with JET_bitIndexTupleLimits */
    const struct condition_definition *conditions;
    uint32_t condition_count;
    uint32_t key_most;    /* with JET_bitIndexKeyMost: bytes */
    JET_SPACEHINTS hints; /* as the program gave them, or made of its density alone */
    bool has_hints;       /* the program gave them */
    JET_ERR err;          /* the answer, once it has had its turn */
};

/* A column of the key, by its name; it points into the definition's key. */
struct segment_name {
    const char *name;
    bool descending;
};

struct index_segments {
    struct segment_name segment[KEY_SEGMENTS_MAX];
    uint32_t count;
};

/*
 * Checks a definition for a database and fills in all of `*index` but what columns, pages and the catalog add;
 * `*segments` are the columns of its key. Name and `hints` are not looked at. The errors of
 * api-semantics 5.5.
 */
JET_ERR index_definition_check(const struct index_definition *definition, const struct database *database,
                               struct index *index, struct index_segments *segments);

/*
 * The hints of an index: those of the program, or of its density, which `density` stands in for when it has none. Checked and rounded
 * (space_hints_check()).
 */
JET_ERR index_definition_hints(const struct index_definition *definition, uint32_t density,
                               uint32_t page_size, JET_SPACEHINTS *hints);

/* Finds a column by its name; NULL when there is none. */
typedef const struct column *(*column_lookup)(const void *context, const char *name);

/*
 * Finds the columns of key and conditions, and sets what follows from them: multi-valued, localised text with
 * the sort version of this build. JET_errColumnNotFound, JET_errCannotIndex,
 * JET_errCannotIndexOnEncryptedColumn, JET_errIndexInvalidDef, JET_errIndexTuplesTextBinaryColumnsOnly,
 * JET_errInvalidGrbit.
 */
JET_ERR index_definition_resolve(const struct index_definition *definition,
                                 const struct index_segments *segments, column_lookup lookup,
                                 const void *context, struct index *index);

/* The first column of an index whose key a program writes as a name; also for JetCreateIndex on a table. */
const struct column *column_lookup_in_table(const void *table, const char *name);

/* Bytes that keys of the index can have at most, which is less than key_most when all columns have a size. */
uint32_t index_key_limit(const struct index *index);

#endif
