/*
 * space_hints.h - JET_SPACEHINTS: checked, rounded to pages, and as blobs of the catalog.
 *
 *   blob   u8 1, then u32s: a tail of the structure (from grbit, cbInitial or ulInitialDensity on), zeros at
 *          its end left out
 *
 * Format: reference database-file 10.8.
 */
#ifndef ESENT_SPACE_HINTS_H
#define ESENT_SPACE_HINTS_H

#include <stdint.h>

#include "esent.h"
#include "format/bytes.h"

enum {
    DENSITY_LEAST = 20, /* percent */
    DENSITY_MOST = 100,
    DENSITY_DEFAULT = 80,
    SPACE_HINTS_BLOB_MAX = 1 + sizeof(JET_SPACEHINTS),
};

/* Where the blob of a row begins; what lies before it is in columns of its own. */
enum space_hints_kind {
    SPACE_HINTS_OF_TABLE,
    SPACE_HINTS_OF_INDEX,
    SPACE_HINTS_OF_LONG_VALUES, /* that the table's row keeps until there is a long value */
};

/*
 * Checks hints, rounds their sizes up to whole pages, and gives them the default density when they have none;
 * an initial size of one page, which is what a tree has anyway, becomes 0. JET_errInvalidParameter for a wrong cbStruct,
 * JET_errDensityInvalid, JET_errInvalidGrbit, JET_errSpaceHintsInvalid.
 */
JET_ERR space_hints_check(JET_SPACEHINTS *hints, uint32_t page_size);

/* The hints that a density alone makes, unchecked. */
JET_SPACEHINTS space_hints_of_density(uint32_t density);

/* Pages that a tree begins with, at least 1. */
uint32_t space_hints_pages(const JET_SPACEHINTS *hints, uint32_t page_size);

/* Writes the blob into `blob`; it is empty when there is nothing to say. */
struct bytes space_hints_blob(const JET_SPACEHINTS *hints, enum space_hints_kind kind,
                              uint8_t blob[SPACE_HINTS_BLOB_MAX]);

#endif
