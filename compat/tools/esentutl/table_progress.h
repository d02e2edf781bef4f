/*
 * table_progress.h - progress of a mode that walks over tables, by the pages that each of them has.
 *
 *     table_progress_begin(&progress, "Export", &reader, &names, shown);
 *     for each table:
 *         table_progress_look(&progress, tableid);         now and then, on a row
 *         table_progress_next(&progress);
 *     table_progress_end(&progress);
 *
 * The bar comes when the work has taken a second. It also brings Ctrl-C: `ended` is set then.
 */
#ifndef ESENTUTL_TABLE_PROGRESS_H
#define ESENTUTL_TABLE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "reader.h"

struct table_progress {
    struct reader *reader;
    uint64_t *pages; /* owned; of each table */
    unsigned table;  /* the one at work */
    uint64_t total_pages, pages_before;
    uint64_t started, reported; /* when */
    bool is_bar_begun;
    bool ended; /* Ctrl-C */
};

/* True when options and standard output want a bar. */
bool table_progress_is_wanted(const struct options *options);

/* Weighs the tables and prepares the bar `name`. JET_errOutOfMemory. */
JET_ERR table_progress_begin(struct table_progress *progress, const char *name, struct reader *reader,
                             const struct table_names *names, bool shown);

/* Looks at the clock, and tells where the cursor is when it is time. */
void table_progress_look(struct table_progress *progress, JET_TABLEID tableid);

/* The table at work is done. */
void table_progress_next(struct table_progress *progress);

/* Ends the bar and frees what belongs to it. JET_errCallbackFailed after Ctrl-C. */
JET_ERR table_progress_end(struct table_progress *progress);

#endif
