/*
 * argument.c - strings of the API's two forms.
 */
#include "argument.h"

#include <stdlib.h>

#include "diag.h"
#include "esent_compat.h"
#include "os.h"

static JET_ERR no_text(void)
{
    return diag_fail(JET_errInvalidParameter, "a string is not text of its kind, or memory is short");
}

JET_ERR argument_from_a(const char *text, char **utf8)
{
    size_t size;

    *utf8 = NULL;
    if (text == NULL) {
        return JET_errSuccess;
    }
    size = os_text_from_ansi(text, NULL, 0);
    if (size == 0) {
        return no_text();
    }
    *utf8 = malloc(size);
    if (*utf8 == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for a string");
    }
    (void)os_text_from_ansi(text, *utf8, size);
    return JET_errSuccess;
}

JET_ERR argument_from_w(const WCHAR *text, char **utf8)
{
    size_t size;

    *utf8 = NULL;
    if (text == NULL) {
        return JET_errSuccess;
    }
    (void)esent_utf16_to_utf8(text, (size_t)-1, NULL, 0, &size);
    *utf8 = malloc(size);
    if (*utf8 == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for a string");
    }
    return esent_utf16_to_utf8(text, (size_t)-1, *utf8, size, NULL);
}

static JET_ERR too_small(size_t needed, size_t capacity)
{
    return diag_fail(JET_errBufferTooSmall, "the string needs %zu bytes, the buffer has %zu", needed,
                     capacity);
}

JET_ERR argument_to_a(const char *utf8, char *text, size_t capacity)
{
    size_t needed = os_text_to_ansi(utf8, text, capacity);

    if (needed == 0 || needed > capacity) {
        if (capacity > 0) {
            text[0] = '\0';
        }
        return needed == 0 ? no_text() : too_small(needed, capacity);
    }
    return JET_errSuccess;
}

JET_ERR argument_to_w(const char *utf8, WCHAR *text, size_t capacity)
{
    size_t needed = 0;
    JET_ERR err = esent_utf8_to_utf16(utf8, (size_t)-1, text, capacity / sizeof *text, &needed);

    return err == JET_errBufferTooSmall ? too_small(needed * sizeof *text, capacity) : err;
}

size_t argument_size_a(const char *utf8)
{
    return os_text_to_ansi(utf8, NULL, 0);
}

size_t argument_size_w(const char *utf8)
{
    size_t needed = 0;

    (void)esent_utf8_to_utf16(utf8, (size_t)-1, NULL, 0, &needed);
    return needed * sizeof(WCHAR);
}
