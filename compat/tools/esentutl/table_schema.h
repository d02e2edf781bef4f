/*
 * table_schema.h - the columns and indexes of a table, as the API tells them.
 */
#ifndef ESENTUTL_TABLE_SCHEMA_H
#define ESENTUTL_TABLE_SCHEMA_H

#include "reader.h"

struct column_info {
    char name[READER_NAME_MAX];
    JET_COLUMNID id;
    JET_COLTYP type;
    unsigned code_page;
    JET_ULONG max; /* bytes, 0 no limit but the type's */
    JET_GRBIT grbit;
    unsigned char *default_value; /* owned; NULL without */
    JET_ULONG default_size;
};

struct column_list {
    struct column_info
        *columns; /* owned; in order of column ids, those of a template (negative ones) first */
    unsigned count;
};

/*
 * Reads the columns of an open table. `defaults`: with their default values. column_list_free() in either case.
 */
JET_ERR column_list_read(struct reader *reader, JET_TABLEID tableid, bool defaults, struct column_list *list);
void column_list_free(struct column_list *list);

/*
 * The position of a column in the list; list->count when it is not there. `likely` is looked at first: whoever asks for
 * one column after the other gives what comes next.
 */
unsigned column_position(const struct column_list *list, JET_COLUMNID id, unsigned likely);

enum { INDEX_KEY_MAX = 16 };

struct index_info {
    char name[READER_NAME_MAX];
    JET_GRBIT grbit;
    unsigned key_count;
    JET_COLUMNID key[INDEX_KEY_MAX]; /* column ids */
    bool descending[INDEX_KEY_MAX];
    JET_ULONG lcmap_flags;
};

struct index_list {
    struct index_info *indexes; /* owned; by name */
    unsigned count;
};

/* Reads the indexes of an open table. index_list_free() in either case. */
JET_ERR index_list_read(struct reader *reader, JET_TABLEID tableid, struct index_list *list);
void index_list_free(struct index_list *list);

#endif
