/*
 * dump_compare.h - a cursor of the engine beside what a record and an index entry must be.
 *
 * The first differences are printed with database, table, row and column; all are counted.
 */
#ifndef ESENT_DUMP_COMPARE_H
#define ESENT_DUMP_COMPARE_H

#include <stdbool.h>
#include <stdint.h>

#include "api_database.h"
#include "expected_row.h"
#include "printf_like.h"

/* What was compared, so that an empty comparison shows. */
struct comparison_counts {
    uint64_t tables, rows, cells, values;
    uint64_t indexes, entries;
    uint64_t keys_found;   /* entries that JetMakeKey and JetSeek found from the values of their record */
    uint64_t keys_refused; /* entries for whose index no sort weights are carried */
    uint64_t differences;
};

struct comparison {
    struct api_database database;
    struct comparison_counts counts;
    const char *file, *table, *index; /* for sentences; NULL where it does not apply */
    uint64_t row;                     /* or entry: the line of the dump, or its ordinal */
    struct api_value value, key, bookmark, other_key, other_bookmark;
};

void comparison_free(struct comparison *comparison);

/* Counts a difference; prints the first twenty of a process. */
void difference(struct comparison *comparison, const char *format, ...) PRINTF_LIKE(2, 3);

/* Adds the counts of one comparison to a sum. */
void counts_add(struct comparison_counts *sum, const struct comparison_counts *counts);

/*
 * Compares every cell of the row with the cursor's record: by JetRetrieveColumn value by value with the right end of the
 * values, and by JetEnumerateColumns all columns at once.
 */
void compare_record(struct comparison *comparison, JET_TABLEID table, const struct expected_row *row);

/* An index as JetMakeKey sees it. */
struct seek_segment {
    JET_COLUMNID id;
    bool wide;   /* UTF-16, for tuples */
    bool tagged; /* may have several values */
};

struct seek_index {
    bool
        nested; /* the first values of all columns make an entry, then the second ones: where one has fewer, NULL */
    unsigned segments;
    struct seek_segment segment[16];
    unsigned tuple_min, tuple_max, tuple_count, tuple_step,
        tuple_start; /* in characters; tuple_max 0: no tuples */
};

/*
 * Makes the key of the entry on which `table` stands from the values of its record, and finds it with the cursor `probe` on
 * the same index: the seek must end on an entry with the key `key`, and on the first of these, that of `first_bookmark`.
 * Where the engine refuses to make the key because it carries no weights of the index's version, that is counted apart.
 */
void compare_seek(struct comparison *comparison, JET_TABLEID table, JET_TABLEID probe,
                  const struct seek_index *index, const struct api_value *key,
                  const struct api_value *first_bookmark);

#endif
