/*
 * space_numbers.h - how much space a tree has, added up from its extents.
 */
#ifndef ESENT_SPACE_NUMBERS_H
#define ESENT_SPACE_NUMBERS_H

#include "space/space.h"

struct space_numbers {
    struct space_header header;
    uint64_t owned, available; /* pages; available ones without reserves and shelved ones */
    uint64_t reserved;         /* that the extent trees keep for their own growth */
    uint64_t shelved;          /* behind the end of the file */
    uint32_t lowest, highest;  /* owned page; 0 without */
    uint32_t shelved_lowest, shelved_highest;
    uint32_t extents; /* owned ones */
};

/* Adds up the extents of `tree`. JET_errDatabaseCorrupted and errors of pages. */
JET_ERR space_numbers_read(const struct tree *tree, struct space_numbers *numbers);

/*
 * The free pages at the end of what the tree owns: `*first` is the first of them, 0 when its last page is in use.
 * JET_errOutOfMemory and errors as above.
 */
JET_ERR space_unused_end(const struct tree *tree, const struct space_numbers *numbers, uint32_t *first);

#endif
