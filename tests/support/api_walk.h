/*
 * api_walk.h - everything a program can read from a database, asked for through the API: all tables, records, values,
 * indexes, keys and bookmarks, whatever the file holds. For databases that are damaged on purpose.
 */
#ifndef ESENT_API_WALK_H
#define ESENT_API_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "api_database.h"

enum { WALK_TABLES_MAX = 64, WALK_NAME_SIZE = 80 };

struct walk_table {
    char name[WALK_NAME_SIZE];
    uint32_t objid;
    bool opened;
    uint64_t rows, values, entries; /* read without an error; entries of all indexes */
    uint64_t digest;                /* of all that was read, in order */
    unsigned errors;                /* calls that failed, beside those that must */
    JET_ERR first_error;
};

struct walk {
    uint64_t steps, steps_max; /* calls of the API */
    uint64_t until;            /* os_time_monotonic_ns() after which the walk gives up */
    bool gave_up;              /* one of the two was reached: the engine does not end */
    unsigned table_count;      /* beyond WALK_TABLES_MAX they are read and not listed */
    struct walk_table tables[WALK_TABLES_MAX];
    uint64_t rows, values, entries;
    unsigned errors;
};

/*
 * Reads everything of an open database, at most `steps_max` calls and `seconds` long. The names of tables and indexes come
 * from MSysObjects, and its shadow where that has errors. Every error is only counted.
 */
void walk_database(const struct api_database *database, uint64_t steps_max, unsigned seconds,
                   struct walk *walk);

/* What the walk found of the table with this object id; NULL when it did not come by. */
const struct walk_table *walk_find(const struct walk *walk, uint32_t objid);

#endif
