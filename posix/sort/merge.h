/*
 * merge.h - many sorted runs into one.
 */
#ifndef ESENT_MERGE_H
#define ESENT_MERGE_H

#include "sort/run.h"

/*
 * Writes the rows of `count` runs of `file`, in order, as the run `merged` at the end of the file. Without
 * `duplicates` only the first row of each key. Needs RUN_BLOCK_SIZE bytes of memory for each run. `merged` is
 * the caller's to free even after an error.
 */
JET_ERR merge_runs(const struct run *runs, uint32_t count, struct run_file *file, bool duplicates,
                   struct run *merged);

#endif
