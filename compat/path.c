/*
 * path.c - paths as text, the same on every platform: '/' and '\' both separate.
 */
#include "os.h"

#include <stdio.h>
#include <string.h>

#include "diag.h"

bool path_is_separator(char c)
{
    return c == '/' || c == '\\';
}

static JET_ERR store(char *out, size_t capacity, const char *head, size_t head_size, const char *middle,
                     const char *tail)
{
    int size = snprintf(out, capacity, "%.*s%s%s", (int)head_size, head, middle, tail);

    if (size < 0 || (size_t)size >= capacity) {
        return diag_fail(JET_errInvalidPath, "the path '%.*s%s%s' is too long", (int)head_size, head, middle, tail);
    }
    return JET_errSuccess;
}

JET_ERR path_join(const char *folder, const char *name, char *joined, size_t capacity)
{
    size_t size = strlen(folder);
    bool ends = size == 0 || path_is_separator(folder[size - 1]);

    return store(joined, capacity, folder, size, ends ? "" : "/", name);
}

const char *path_file_name(const char *path)
{
    const char *name = path;

    for (; *path != '\0'; path++) {
        if (path_is_separator(*path)) {
            name = path + 1;
        }
    }
    return name;
}

JET_ERR path_folder(const char *path, char *folder, size_t capacity)
{
    size_t size = (size_t)(path_file_name(path) - path);

    if (size == 0) {
        return store(folder, capacity, ".", 1, "", "");
    }
    while (size > 1 && path_is_separator(path[size - 1])) {
        size--;
    }
    return store(folder, capacity, path, size, "", "");
}

JET_ERR path_with_extension(const char *path, const char *extension, char *changed, size_t capacity)
{
    const char *name = path_file_name(path);
    const char *dot = strrchr(name, '.');

    return store(changed, capacity, path, dot != NULL && dot != name ? (size_t)(dot - path) : strlen(path), "",
                 extension);
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Greedy matching with one point of return: linear in practice, never exponential. */
bool path_matches(const char *name, const char *pattern)
{
    const char *star = NULL;
    const char *resume = NULL;

    while (*name != '\0') {
        if (*pattern == '*') {
            star = pattern++;
            resume = name;
        } else if (*pattern == '?' || (*pattern != '\0' && lower(*pattern) == lower(*name))) {
            pattern++;
            name++;
        } else if (star != NULL) {
            pattern = star + 1;
            name = ++resume;
        } else {
            return false;
        }
    }
    while (*pattern == '*') {
        pattern++;
    }
    return *pattern == '\0';
}
