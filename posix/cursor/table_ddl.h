/*
 * table_ddl.h - tables, columns and indexes made, changed and deleted.
 *
 *   create_table.c    JetCreateTable, JetCreateTableColumnIndex
 *   alter_table.c     JetDeleteTable, JetRenameTable, columns
 *   create_index.c    JetCreateIndex, JetDeleteIndex
 *   build_index.c     the entries of an index over a table that has records
 *
 * Each function is a transaction of its own, inside that of the session: after an error nothing has changed.
 *
 * Source: reference api-semantics 5.
 */
#ifndef ESENT_TABLE_DDL_H
#define ESENT_TABLE_DDL_H

#include "catalog/column_definition.h"
#include "catalog/index_definition.h"
#include "cursor/cursor.h"

/* A table with all that it begins with. */
struct table_definition {
    char name[NAME_SIZE];
    JET_ERR named;
    bool is_derived;
    char template_name[NAME_SIZE];
    JET_ERR template_named;
    uint32_t pages, density; /* density 0: the usual */
    struct column_definition *columns;
    uint32_t column_count;
    struct index_definition *indexes;
    uint32_t index_count;
    bool lacks_columns, lacks_indexes; /* the program counts some, but gave no array */
    const char *callback;              /* "dll!function"; NULL for none */
    JET_CBTYP callback_type;
    JET_GRBIT grbit;                                           /* JET_bitTableCreate* */
    const JET_SPACEHINTS *sequential_hints, *long_value_hints; /* NULL: none */
    uint32_t separate_limit, chunk_size;                       /* 0: the usual */

    /* The answers, with those in columns and indexes. */
    bool began;       /* the others mean something */
    uint32_t created; /* table, columns, indexes, callback */
};

/*
 * Creates a table and opens it for the session alone; `*cursor` is NULL when the definition asks for that
 * (JET_bitTableCreateImmutableStructure). JET_errTableDuplicate, JET_errPermissionDenied, and what is wrong with the definition.
 */
JET_ERR table_create(struct session *session, struct database *database, struct table_definition *definition,
                     struct cursor **cursor);

/* JET_errObjectNotFound, JET_errTableInUse, JET_errTableLocked, JET_errCannotDeleteTemplateTable, JET_errCannotDeleteSystemTable. */
JET_ERR table_delete(struct session *session, struct database *database, const char *name);

/* JET_errObjectNotFound, JET_errTableDuplicate, JET_errFixedDDL for a template. */
JET_ERR table_rename(struct session *session, struct database *database, const char *name,
                     const char *new_name);

/* JetSetColumnDefaultValue. JET_errNullInvalid, JET_errTableInUse, JET_errColumnNotFound, JET_errColumnInUse, JET_errDefaultValueTooBig. */
JET_ERR table_set_default(struct session *session, struct database *database, const char *name,
                          const char *column, struct bytes value);

/* Operations of a table cursor (struct cursor_ops). */
JET_ERR table_add_column(struct cursor *cursor, struct column_definition *definition);
JET_ERR table_delete_column(struct cursor *cursor, const char *name, JET_GRBIT grbit);
JET_ERR table_rename_column(struct cursor *cursor, const char *name, const char *new_name, JET_GRBIT grbit);
JET_ERR table_create_indexes(struct cursor *cursor, struct index_definition *definitions, uint32_t count);
JET_ERR table_delete_index(struct cursor *cursor, const char *name);

#endif
