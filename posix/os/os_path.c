/*
 * os_path.c - absolute paths on POSIX. Text only: symbolic links are not resolved, the path need not exist.
 */
#include "os.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"
#include "os/os_path_native.h"
#include "try.h"

JET_ERR os_path_native(const char *path, char native[OS_PATH_MAX])
{
    size_t size = strlen(path);

    if (size == 0) {
        return diag_fail(JET_errInvalidPath, "the path is empty");
    }
    if (size >= OS_PATH_MAX) {
        return diag_fail(JET_errInvalidPath, "the path '%.100s...' is too long", path);
    }
    for (size_t i = 0; i <= size; i++) {
        native[i] = (char)(path[i] == '\\' ? '/' : path[i]);
    }
    return JET_errSuccess;
}

/* Appends the component [name, name + size) to the `*used` bytes of `out`, obeying "." and "..". */
static bool append(char *out, size_t capacity, size_t *used, const char *name, size_t size)
{
    if (size == 0 || (size == 1 && name[0] == '.')) {
        return true;
    }
    if (size == 2 && name[0] == '.' && name[1] == '.') {
        while (*used > 0 && out[--*used] != '/') {
        }
        return true;
    }
    if (*used + 1 + size >= capacity) {
        return false;
    }
    out[(*used)++] = '/';
    memcpy(out + *used, name, size);
    *used += size;
    return true;
}

static bool append_all(char *out, size_t capacity, size_t *used, const char *path)
{
    while (*path != '\0') {
        size_t size = strcspn(path, "/");

        if (!append(out, capacity, used, path, size)) {
            return false;
        }
        path += size + (path[size] == '/');
    }
    return true;
}

JET_ERR os_path_absolute(const char *path, char *absolute, size_t capacity)
{
    char native[OS_PATH_MAX];
    char current[OS_PATH_MAX];
    size_t used = 0;
    bool fits = true;
    bool ends;

    JET_TRY(os_path_native(path, native));
    if (native[0] != '/') {
        if (getcwd(current, sizeof current) == NULL) {
            return os_error_translate((unsigned long)errno, "find the current folder for", path);
        }
        fits = append_all(absolute, capacity, &used, current);
    }
    fits = fits && append_all(absolute, capacity, &used, native);
    ends = native[strlen(native) - 1] == '/' || used == 0;
    if (!fits || used + ends + 1 > capacity) {
        return diag_fail(JET_errInvalidPath, "the absolute form of '%s' is too long", path);
    }
    if (ends) {
        absolute[used++] = '/';
    }
    absolute[used] = '\0';
    return JET_errSuccess;
}
