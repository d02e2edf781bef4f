/*
 * locale.c - looking up locales by name and by LCID.
 */
#include "key/locale.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "diag.h"

struct locale_row {
    struct sort_locale locale;
    bool alias; /* its LCID leads to another name */
};

static const struct locale_row rows[] = {
#define LOCALE(name, lcid, rules) {{name, lcid, rules}, false},
#define ALIAS(name, lcid, rules)  {{name, lcid, rules}, true},
#define LANGUAGE(lcid, name)
#include "key/locales.def"
#undef LOCALE
#undef ALIAS
#undef LANGUAGE
};

static const struct {
    uint32_t lcid;
    const char *name;
} languages[] = {
#define LOCALE(name, lcid, rules)
#define ALIAS(name, lcid, rules)
#define LANGUAGE(lcid, name) {lcid, name},
#include "key/locales.def"
#undef LOCALE
#undef ALIAS
#undef LANGUAGE
};

static int lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : (unsigned char)letter;
}

static int compare_names(const char *left, const char *right)
{
    while (*left != '\0' && lower(*left) == lower(*right)) {
        left++;
        right++;
    }
    return lower(*left) - lower(*right);
}

JET_ERR sort_locale_find(const char *name, const struct sort_locale **locale)
{
    size_t low = 0, high = sizeof rows / sizeof rows[0];

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_names(name, rows[middle].locale.name);

        if (order == 0) {
            *locale = &rows[middle].locale;
            return JET_errSuccess;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return diag_fail(JET_errInvalidLanguageId, "\"%s\" is not a locale of Windows", name);
}

JET_ERR sort_locale_from_lcid(uint32_t lcid, const struct sort_locale **locale)
{
    if (lcid != LCID_UNSPECIFIED) {
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            if (rows[i].locale.lcid == lcid && !rows[i].alias) {
                *locale = &rows[i].locale;
                return JET_errSuccess;
            }
        }
        for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++) {
            if (languages[i].lcid == lcid) {
                return sort_locale_find(languages[i].name, locale);
            }
        }
    }
    return diag_fail(JET_errInvalidLanguageId, "0x%X is not the number of a locale of Windows", lcid);
}

void sort_locale_id(const struct sort_locale *locale, uint8_t id[SORT_ID_SIZE])
{
    /* 000000nn-57ee-1e5c-00b4-d0000bb1e11e */
    static const uint8_t all[SORT_ID_SIZE] = {0,    0,    0,    0,    0xEE, 0x57, 0x5C, 0x1E,
                                              0x00, 0xB4, 0xD0, 0x00, 0x0B, 0xB1, 0xE1, 0x1E};

    memcpy(id, all, SORT_ID_SIZE);
    id[0] = locale->rules;
}
