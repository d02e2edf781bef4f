/*
 * intersect.h - JetIntersectIndexes.
 */
#ifndef ESENT_CURSOR_INTERSECT_H
#define ESENT_CURSOR_INTERSECT_H

#include "cursor/cursor.h"

enum { INTERSECT_MOST = 64 };

/*
 * Lists the bookmarks of the records that are in the ranges of all cursors, from the entry on which each one
 * stands: `*list` is a temporary table with one Binary column, its key, whose id is `*column`. The cursors are
 * behind their ranges afterwards. JET_errInvalidParameter unless they are on one table, each on a secondary
 * index of its own; JET_errNoCurrentRecord when one stands on no entry.
 */
JET_ERR table_intersect(struct cursor *const *cursors, uint32_t count, struct cursor **list,
                        JET_COLUMNID *column, uint32_t *records);

#endif
