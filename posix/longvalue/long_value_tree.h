/*
 * long_value_tree.h - the tree that a table's long values live in, and the ids of new ones; for long_value_write.c.
 */
#ifndef ESENT_LONG_VALUE_TREE_H
#define ESENT_LONG_VALUE_TREE_H

#include "longvalue/long_value_write.h"

/* Makes sure that the table has a tree for long values. */
JET_ERR long_value_tree_need(struct long_value_writer *writer);

/* An id that was never given out. JET_errOutOfLongValueIDs. */
JET_ERR long_value_next_id(struct long_value_writer *writer, uint32_t *id);

#endif
