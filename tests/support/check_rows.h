/*
 * check_rows.h - do the rows of a database fit together? Trees and space; every index has exactly the entries that the records make;
 * every long value has as many references as records refer to it, and all its chunks.
 *
 * The keys of all records are made again and looked up, and the entries are counted, so that one too many is found, too.
 */
#ifndef ESENT_CHECK_ROWS_H
#define ESENT_CHECK_ROWS_H

#include <stdint.h>

struct row_counts {
    uint64_t rows, entries, long_values; /* of all tables that the program made */
    uint32_t lost_pages;                 /* owned and not used, check_rows_after_crash() only */
};

/* Checks a database file that nobody has open; the test fails with a sentence about the first fault. */
struct row_counts check_rows(const char *path);

/* The same where a crash may have lost pages. */
struct row_counts check_rows_after_crash(const char *path);

#endif
