/*
 * table_progress.c - progress of a mode that walks over tables.
 */
#include "table_progress.h"

#include <stdlib.h>

#include "esent_compat.h"
#include "os.h"
#include "progress_bar.h"

enum {
    REPORT_NS = 100 * 1000 * 1000,
    PATIENCE_NS = 1000 * 1000 * 1000, /* before there is a bar */
};

bool table_progress_is_wanted(const struct options *options)
{
    return !options->json && !options->no_progress && os_console_is_terminal();
}

static void tell(struct table_progress *progress, JET_SNT snt, double part_of_table)
{
    JET_SNPROG units = {.cbStruct = sizeof units, .cunitTotal = 1000};
    const double done =
        (double)progress->pages_before + part_of_table * (double)progress->pages[progress->table];

    units.cunitDone = progress->total_pages > 0 ? (JET_ULONG)(1000 * done / (double)progress->total_pages)
                                                : units.cunitTotal;
    if (progress_bar_status(progress->reader->sesid, ESENT_SNP_VERIFY, snt, &units) < JET_errSuccess) {
        progress->ended = true;
    }
}

/* Where the cursor is in its table, 0 to 1. */
static double part_done(const struct table_progress *progress, JET_TABLEID tableid)
{
    JET_RECPOS position = {.cbStruct = sizeof position};

    if (JetGetRecordPosition(progress->reader->sesid, tableid, &position, sizeof position) < JET_errSuccess ||
        position.centriesTotal == 0) {
        return 0;
    }
    return (double)position.centriesLT / position.centriesTotal;
}

/* The pages of every table, so that the bar knows how much there is to do. */
static void weigh_tables(struct table_progress *progress, const struct table_names *names)
{
    for (unsigned i = 0; i < names->count; i++) {
        JET_TABLEID tableid;
        JET_ULONG pages = 0;

        if (reader_open_table(progress->reader, names->entries[i].name, &tableid) >= JET_errSuccess) {
            if (JetGetTableInfoW(progress->reader->sesid, tableid, &pages, sizeof pages,
                                 JET_TblInfoSpaceOwned) < JET_errSuccess) {
                pages = 0;
            }
            (void)JetCloseTable(progress->reader->sesid, tableid);
        }
        progress->pages[i] = pages;
        progress->total_pages += pages;
    }
}

JET_ERR table_progress_begin(struct table_progress *progress, const char *name, struct reader *reader,
                             const struct table_names *names, bool shown)
{
    *progress = (struct table_progress){.reader = reader, .started = os_time_monotonic_ns()};
    progress->pages = calloc(names->count + (size_t)1, sizeof *progress->pages);
    if (progress->pages == NULL) {
        return JET_errOutOfMemory;
    }
    if (shown) {
        weigh_tables(progress, names);
    }
    progress_bar_set(name, progress->total_pages * reader->page_size, shown);
    return JET_errSuccess;
}

void table_progress_look(struct table_progress *progress, JET_TABLEID tableid)
{
    const uint64_t now = os_time_monotonic_ns();

    if (now - progress->reported < REPORT_NS) {
        return;
    }
    progress->reported = now;
    if (now - progress->started < PATIENCE_NS) {
        progress->ended |= os_console_interrupted();
        return;
    }
    tell(progress, progress->is_bar_begun ? JET_sntProgress : JET_sntBegin, part_done(progress, tableid));
    progress->is_bar_begun = true;
}

void table_progress_next(struct table_progress *progress)
{
    progress->pages_before += progress->pages[progress->table++];
    if (progress->is_bar_begun) {
        tell(progress, JET_sntProgress, 0);
    }
}

JET_ERR table_progress_end(struct table_progress *progress)
{
    if (progress->is_bar_begun) {
        tell(progress, JET_sntComplete, 0);
    }
    free(progress->pages);
    progress->pages = NULL;
    return progress->ended ? JET_errCallbackFailed : JET_errSuccess;
}
