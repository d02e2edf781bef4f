/*
 * locale.h - the locales Windows sorts by: their names, numbers (LCID) and which of them share sort rules
 * (SortID).
 */
#ifndef ESENT_LOCALE_H
#define ESENT_LOCALE_H

#include <stdint.h>

#include "esent.h"

enum {
    SORT_ID_SIZE = 16,
    LCID_UNSPECIFIED = 0x1000, /* what Windows reports for a locale that has a name only */
};

struct sort_locale {
    const char *name;
    uint32_t lcid;
    uint8_t rules; /* 1 to SORT_IDS */
};

/*
 * Finds a locale by its name in any case of letters: "en-US", "de-DE_phoneb", "" for the invariant locale.
 * What it returns is constant. JET_errInvalidLanguageId when Windows knows no such locale. Thread-safe, like
 * all of this header.
 */
JET_ERR sort_locale_find(const char *name, const struct sort_locale **locale);

/*
 * Finds a locale by its number, or for the number of a language alone, such as 9, the locale Windows takes
 * for it. JET_errInvalidLanguageId when there is none, and for 0, 0x400, 0x800 and 0x1000, which name no
 * locale.
 */
JET_ERR sort_locale_from_lcid(uint32_t lcid, const struct sort_locale **locale);

/* The SortID of a locale, as index rows of the catalog hold it (a GUID in its little-endian form). */
void sort_locale_id(const struct sort_locale *locale, uint8_t id[SORT_ID_SIZE]);

#endif
