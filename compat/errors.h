/*
 * errors.h - what a JET error number is called, what it means, and where it stands among the categories.
 *
 * The list is errors.def. Everything here is constant data: no allocation, any thread.
 */
#ifndef ESENT_ERRORS_H
#define ESENT_ERRORS_H

#include "esent.h"

struct error_info {
    JET_ERR number;
    JET_ERRCAT category; /* the most specific one; JET_errcatUnknown for numbers that are only reserved */
    const char *name;    /* "JET_errFileNotFound" */
    const char *text;    /* a phrase, no full stop */
};

enum { ERROR_HIERARCHY_LEVELS = 8 };

/* The row of `err`, which lives as long as the process; NULL for a number that is no JET error or warning. */
const struct error_info *error_lookup(JET_ERR err);

/*
 * Writes the categories above and including `category`, most general first, the rest JET_errcatUnknown: what
 * JetGetErrorInfoW reports as rgCategoricalHierarchy. A category that does not exist gives only that.
 */
void error_hierarchy(JET_ERRCAT category, unsigned char levels[ERROR_HIERARCHY_LEVELS]);

#endif
