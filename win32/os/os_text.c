/*
 * os_text.c - the ANSI code page, by way of UTF-16.
 */
#include "os.h"

#include <stdlib.h>

/* Converts from one code page to another; see os_text_from_ansi(). */
static size_t convert(UINT from, DWORD flags, UINT to, const char *text, char *out, size_t capacity)
{
    int units = MultiByteToWideChar(from, flags, text, -1, NULL, 0);
    wchar_t *wide = units > 0 ? malloc((size_t)units * sizeof *wide) : NULL;
    int size = 0;

    if (wide != NULL && MultiByteToWideChar(from, flags, text, -1, wide, units) == units) {
        size = WideCharToMultiByte(to, 0, wide, units, NULL, 0, NULL, NULL);
        if (size > 0 && (size_t)size <= capacity) {
            (void)WideCharToMultiByte(to, 0, wide, units, out, size, NULL, NULL);
        }
    }
    free(wide);
    return size > 0 ? (size_t)size : 0;
}

size_t os_text_from_ansi(const char *text, char *out, size_t capacity)
{
    return convert(CP_ACP, 0, CP_UTF8, text, out, capacity);
}

size_t os_text_to_ansi(const char *text, char *out, size_t capacity)
{
    return convert(CP_UTF8, MB_ERR_INVALID_CHARS, CP_ACP, text, out, capacity);
}
