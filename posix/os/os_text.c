/*
 * os_text.c - on POSIX the text of the A functions is UTF-8, as everything else. It passes as it is: file
 * names may be any bytes there.
 */
#include "os.h"

#include <string.h>

size_t os_text_from_ansi(const char *text, char *out, size_t capacity)
{
    size_t size = strlen(text) + 1;

    if (size <= capacity) {
        memcpy(out, text, size);
    }
    return size;
}

size_t os_text_to_ansi(const char *text, char *out, size_t capacity)
{
    return os_text_from_ansi(text, out, capacity);
}
