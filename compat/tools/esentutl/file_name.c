/*
 * file_name.c - names of files from names in a database.
 */
#include "file_name.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* True for the names that Windows keeps for devices, whatever follows a dot. */
static bool is_device(const char *name)
{
    static const char *const devices[] = {"con", "prn", "aux", "nul", "com", "lpt"};
    char start[4] = "";

    for (unsigned i = 0; i < 3 && name[i] != '\0'; i++) {
        start[i] = lower(name[i]);
    }
    for (unsigned i = 0; i < sizeof devices / sizeof devices[0]; i++) {
        const bool is_numbered = i >= 4;

        if (strcmp(start, devices[i]) == 0) {
            return is_numbered ? name[3] >= '0' && name[3] <= '9' && (name[4] == '\0' || name[4] == '.')
                               : name[3] == '\0' || name[3] == '.';
        }
    }
    return false;
}

static bool is_unsafe(const char *name, size_t at)
{
    const unsigned char c = (unsigned char)name[at];
    const bool is_edge = at == 0 || name[at + 1] == '\0';

    return c < ' ' || c == 0x7F || strchr("/\\:*?\"<>|%", c) != NULL || (is_edge && (c == '.' || c == ' ')) ||
           (at == 0 && (c == '-' || is_device(name)));
}

void file_name_make(const char *name, const char *extension, char *file, size_t capacity)
{
    size_t used = 0;

    for (size_t i = 0; name[i] != '\0' && used + 4 < capacity; i++) {
        if (is_unsafe(name, i)) {
            used += (size_t)snprintf(file + used, capacity - used, "%%%02X", (unsigned char)name[i]);
        } else {
            file[used++] = name[i];
        }
    }
    (void)snprintf(file + used, capacity - used, ".%s", extension);
}
