/*
 * tree_list.h - every tree of a database by name: the tables, their long values, their indexes.
 *
 *   order   tables by name; of each table its own tree, its long values, its indexes by name
 *
 * The primary index of a table is listed too; its tree is the table's own.
 */
#ifndef ESENT_TREE_LIST_H
#define ESENT_TREE_LIST_H

#include "catalog/schema.h"

enum { TREE_NAME_SIZE = 3 * (NAME_SIZE - 1) + 1 };

enum tree_kind { TREE_TABLE, TREE_LONG_VALUES, TREE_PRIMARY_INDEX, TREE_SECONDARY_INDEX };

struct listed_tree {
    enum tree_kind kind;
    struct tree tree;
    char name[TREE_NAME_SIZE];  /* UTF-8; of long values empty */
    char table[TREE_NAME_SIZE]; /* the table it is of */
    uint64_t last_set_time;     /* FILETIME at which the catalog row got its root page; 0 unknown */
};

/* Receives one tree; a negative result ends the walk with that error. */
typedef JET_ERR (*listed_tree_visit)(void *context, const struct listed_tree *listed);

/* Receives a table whose schema cannot be read, and why; a negative result ends the walk. */
typedef JET_ERR (*listed_tree_unread)(void *context, const char *table, JET_ERR err);

/*
 * Calls `visit` for every tree. A table whose schema is damaged is handed to `unread`, the walk goes on. Errors when
 * the list of tables itself cannot be read, and what the callbacks return.
 */
JET_ERR tree_list_each(struct database *database, listed_tree_visit visit, listed_tree_unread unread,
                       void *context);

#endif
