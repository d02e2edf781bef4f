/*
 * object_name.c - names in code page 1252.
 */
#include "jet/object_name.h"

#include <string.h>

#include "code_page.h"
#include "diag.h"
#include "esent_compat.h"
#include "os.h"
#include "try.h"

enum {
    NAME_UNITS_MAX = 2 * NAME_SIZE, /* UTF-16 units that are worth a look */
    NAME_UTF8_MAX = 3 * NAME_SIZE + 1,
};

static JET_ERR invalid(const char *why)
{
    return diag_fail(JET_errInvalidName, "a name %s", why);
}

/* Checks a name of the file's code page, and drops trailing spaces. */
static JET_ERR finish(char stored[NAME_SIZE])
{
    size_t length = strlen(stored);

    if (stored[0] == ' ') {
        return invalid("begins with a space");
    }
    for (size_t i = 0; i < length; i++) {
        const unsigned char c = (unsigned char)stored[i];

        if (c < ' ' || c == '!' || c == '.' || c == '[' || c == ']') {
            return invalid("has a character that names may not have");
        }
    }
    while (length > 0 && stored[length - 1] == ' ') {
        length--;
    }
    stored[length] = '\0';
    return length > 0 ? JET_errSuccess : invalid("is empty");
}

static JET_ERR from_units(const WCHAR *units, char stored[NAME_SIZE])
{
    size_t length = 0;

    for (; units[length] != 0; length++) {
        const unsigned char byte = cp1252_from_unicode(units[length]);

        if (length == NAME_SIZE - 1) {
            return invalid("is longer than 64 characters");
        }
        if (byte == 0) {
            return diag_fail(JET_errUnicodeTranslationFail, "a name has U+%04X, which code page 1252 lacks",
                             (unsigned)units[length]);
        }
        stored[length] = (char)byte;
    }
    stored[length] = '\0';
    return finish(stored);
}

JET_ERR object_name_from_w(const WCHAR *name, char stored[NAME_SIZE])
{
    return name != NULL ? from_units(name, stored) : invalid("is NULL");
}

JET_ERR object_name_from_a(const char *name, char stored[NAME_SIZE])
{
    char utf8[NAME_UTF8_MAX];
    WCHAR units[NAME_UNITS_MAX];
    size_t length, needed;

    if (name == NULL) {
        return invalid("is NULL");
    }
    needed = os_text_from_ansi(name, utf8, sizeof utf8);
    if (needed > sizeof utf8) {
        return invalid("is longer than 64 characters");
    }
    if (needed > 0 && esent_utf8_to_utf16(utf8, (size_t)-1, units, NAME_UNITS_MAX, NULL) >= 0) {
        return from_units(units, stored);
    }
    length = strlen(name);
    if (length >= NAME_SIZE) {
        return invalid("is longer than 64 characters");
    }
    memcpy(stored, name, length + 1);
    return finish(stored);
}

JET_ERR object_name_optional_a(const char *name, char stored[NAME_SIZE])
{
    stored[0] = '\0';
    return name == NULL || *name == '\0' ? JET_errSuccess : object_name_from_a(name, stored);
}

JET_ERR object_name_optional_w(const WCHAR *name, char stored[NAME_SIZE])
{
    stored[0] = '\0';
    return name == NULL || *name == 0 ? JET_errSuccess : object_name_from_w(name, stored);
}

JET_ERR object_name_from(const void *name, bool wide, char stored[NAME_SIZE])
{
    return wide ? object_name_from_w(name, stored) : object_name_from_a(name, stored);
}

JET_ERR object_name_optional(const void *name, bool wide, char stored[NAME_SIZE])
{
    return wide ? object_name_optional_w(name, stored) : object_name_optional_a(name, stored);
}

size_t object_name_to_w(const char *stored, WCHAR *name, size_t capacity)
{
    const size_t room = capacity / sizeof *name, length = strlen(stored);

    for (size_t i = 0; i < room; i++) {
        name[i] = i < length && i + 1 < room ? (WCHAR)cp1252_to_unicode((unsigned char)stored[i]) : 0;
        if (name[i] == 0) {
            break;
        }
    }
    return (length + 1) * sizeof *name;
}

size_t object_name_to_a(const char *stored, char *name, size_t capacity)
{
    WCHAR units[NAME_SIZE];
    char utf8[NAME_UTF8_MAX], text[NAME_UTF8_MAX];
    size_t needed;

    (void)object_name_to_w(stored, units, sizeof units);
    if (esent_utf16_to_utf8(units, (size_t)-1, utf8, sizeof utf8, NULL) < 0) {
        utf8[0] = '\0';
    }
    needed = os_text_to_ansi(utf8, text, sizeof text);
    if (needed == 0 || needed > sizeof text) {
        text[0] = '\0';
        needed = 1;
    }
    if (capacity > 0) {
        const size_t copied = needed < capacity ? needed : capacity;

        memcpy(name, text, copied - 1);
        name[copied - 1] = '\0';
    }
    return needed;
}
