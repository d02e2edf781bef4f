/*
 * space_redo.h - making changes of space again from the log. What is in space trees is made again as any other tree.
 */
#ifndef ESENT_SPACE_REDO_H
#define ESENT_SPACE_REDO_H

#include "btree/tree_redo.h"

/*
 * CreateMultipleExtentFDP, CreateSingleExtentFDP, ConvertFDP2. JET_errLogFileCorrupt when the record makes no sense, errors of
 * redo_page().
 */
JET_ERR space_redo(const struct redo *redo, struct bytes record);

/* ExtendDB: the file gets as long as that. */
JET_ERR space_redo_extend(const struct redo *redo, uint32_t last);

#endif
