/*
 * definitions.h - from the structures that programs define tables, columns and indexes with to those of the engine, and the
 * answers back.
 *
 * The structures come in two forms of text (A, W), and in versions that grew from each other: JET_INDEXCREATE to 3,
 * JET_TABLECREATE to 5. A version's A and W form differ in nothing but what its strings point to.
 *
 * What is converted lies in an arena, and points into the program's memory for bytes that are no text.
 */
#ifndef ESENT_JET_DEFINITIONS_H
#define ESENT_JET_DEFINITIONS_H

#include "catalog/arena.h"
#include "catalog/column_definition.h"
#include "catalog/index_definition.h"
#include "cursor/table_ddl.h"

/* How the caller's structures are to be read. */
struct definition_form {
    bool wide;        /* strings are UTF-16 */
    unsigned version; /* of JET_INDEXCREATE: 1 to 3; of JET_TABLECREATE: 1 to 5 */
};

/* A column; `size` bytes at `value` are its default. JET_errOutOfMemory. */
JET_ERR definition_of_column(struct arena *arena, bool wide, const void *name, const JET_COLUMNDEF *def,
                             const void *value, uint32_t size, struct column_definition *definition);

/*
 * `count` structures at `indexes`. JET_errInvalidParameter for a wrong cbStruct, JET_errInvalidLanguageId, JET_errOutOfMemory: no
 * structure is answered then.
 */
JET_ERR definitions_of_indexes(struct arena *arena, struct definition_form form, const void *indexes,
                               uint32_t count, struct index_definition **definitions);

/* Writes `err` of each. */
void definitions_answer_indexes(void *indexes, const struct index_definition *definitions, uint32_t count);

/* A table. The same errors. */
JET_ERR definition_of_table(struct arena *arena, struct definition_form form, const void *create,
                            struct table_definition *definition);

/* Writes what became of it, and `tableid`. Nothing when the structure is not to be written (JET_bitTableCreateImmutableStructure). */
void definition_answer_table(struct definition_form form, void *create,
                             const struct table_definition *definition, JET_TABLEID tableid);

#endif
