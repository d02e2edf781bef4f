/*
 * column_values.h - the columns of a row with all their values, one by one or by their ids.
 *
 * The row is held or detached all the while, and the values point into its record and its schema.
 */
#ifndef ESENT_CURSOR_COLUMN_VALUES_H
#define ESENT_CURSOR_COLUMN_VALUES_H

#include "cursor/row.h"

struct column_values {
    const struct column *column;
    uint32_t count;
    bool found;               /* in the record, or among the defaults */
    bool one;                 /* not tagged, or a default: `value` is it */
    struct value value;       /* of a single one */
    struct tagged_value many; /* of a tagged column */
};

/* Value number `instance`, 1 <= instance <= values->count. */
JET_ERR column_values_get(const struct column_values *values, uint32_t instance, struct value *value);

/* The values of `column`; defaults count when they are wanted. */
JET_ERR column_values_find(struct row *row, const struct column *column, bool with_defaults,
                           struct column_values *values);

/* Which columns of a row are visited. */
struct column_walk {
    bool with_defaults; /* columns too that the record lacks and that have a default */
    bool tagged_only;
    JET_ERR (*visit)(void *context, const struct column_values *values); /* a negative result ends the walk */
    void *context;
};

/*
 * Visits the columns of the row: those of the template first, fixed, variable, tagged ones. Of the fixed and variable
 * ones those up to the last that the record (or a default) has, NULL or not. Defaults that come from a callback are
 * passed over.
 */
JET_ERR column_walk(struct row *row, const struct column_walk *walk);

/* Columns that a walk visits at most. */
JET_ERR column_walk_bound(struct row *row, const struct column_walk *walk, uint32_t *bound);

#endif
