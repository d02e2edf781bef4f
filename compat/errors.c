/*
 * errors.c - the table of errors, searched by number.
 *
 * Invariants, checked by tests/unit/errors_test.c:
 *   1. rows ascend by number and no number occurs twice (second names are aliases and not in the table);
 *   2. the numbers are those of esent.h.
 *
 * The tree of categories is a table of parents:
 *
 *   Error - Operation - Fatal, IO, Resource - Memory, Quota, Disk
 *         - Data      - Corruption, Inconsistent, Fragmentation
 *         - Api       - Usage, State, Obsolete
 *
 * Source: reference table errors; [ese] errorhierarchy.cxx for the tree.
 */
#include "errors.h"

#include <string.h>

#include "esent_compat.h"

#define ERROR(name, number, category, text) {number, JET_errcat##category, #name, text},
#define ERROR_ALIAS(name, number)
static const struct error_info error_table[] = {
#include "errors.def"
};

enum { ERROR_COUNT = sizeof error_table / sizeof error_table[0] };

static const JET_ERRCAT category_parent[JET_errcatMax] = {
    [JET_errcatOperation] = JET_errcatError,    [JET_errcatFatal] = JET_errcatOperation,
    [JET_errcatIO] = JET_errcatOperation,       [JET_errcatResource] = JET_errcatOperation,
    [JET_errcatMemory] = JET_errcatResource,    [JET_errcatQuota] = JET_errcatResource,
    [JET_errcatDisk] = JET_errcatResource,      [JET_errcatData] = JET_errcatError,
    [JET_errcatCorruption] = JET_errcatData,    [JET_errcatInconsistent] = JET_errcatData,
    [JET_errcatFragmentation] = JET_errcatData, [JET_errcatApi] = JET_errcatError,
    [JET_errcatUsage] = JET_errcatApi,          [JET_errcatState] = JET_errcatApi,
    [JET_errcatObsolete] = JET_errcatApi,
};

const struct error_info *error_lookup(JET_ERR err)
{
    size_t low = 0;
    size_t high = ERROR_COUNT;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (error_table[middle].number < err) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < ERROR_COUNT && error_table[low].number == err ? &error_table[low] : NULL;
}

void error_hierarchy(JET_ERRCAT category, unsigned char levels[ERROR_HIERARCHY_LEVELS])
{
    size_t depth = 0;
    JET_ERRCAT at = category;

    memset(levels, JET_errcatUnknown, ERROR_HIERARCHY_LEVELS);
    if ((unsigned)category >= JET_errcatMax) {
        return;
    }
    for (; at != JET_errcatUnknown; at = category_parent[at]) {
        depth++;
    }
    for (at = category; depth > 0; at = category_parent[at]) {
        levels[--depth] = (unsigned char)at;
    }
}

const char *esent_error_name(JET_ERR err)
{
    const struct error_info *info = error_lookup(err);

    return info ? info->name : NULL;
}

const char *esent_error_text(JET_ERR err)
{
    const struct error_info *info = error_lookup(err);

    return info ? info->text : NULL;
}
