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

/* Appends the components of `path` to the `used` bytes of `out`, obeying "." and ".."; returns the bytes used
 * then. */
static size_t append(char *out, size_t used, const char *path)
{
    while (*path != '\0') {
        size_t size = strcspn(path, "/");

        if (size == 2 && memcmp(path, "..", 2) == 0) {
            while (used > 0 && out[--used] != '/') {
            }
        } else if (size > 0 && !(size == 1 && path[0] == '.')) {
            out[used++] = '/';
            memcpy(out + used, path, size);
            used += size;
        }
        path += size + (path[size] == '/');
    }
    return used;
}

JET_ERR os_path_absolute(const char *path, char *absolute, size_t capacity)
{
    char native[OS_PATH_MAX];
    char current[OS_PATH_MAX];
    char full[2 * OS_PATH_MAX + 1]; /* what ".." takes away again must fit too */
    size_t used = 0;

    JET_TRY(os_path_native(path, native));
    if (native[0] != '/') {
        if (getcwd(current, sizeof current) == NULL) {
            return os_error_translate((unsigned long)errno, "find the current folder for", path);
        }
        used = append(full, used, current);
    }
    used = append(full, used, native);
    if (used == 0 || native[strlen(native) - 1] == '/') {
        full[used++] = '/';
    }
    if (used >= capacity) {
        return diag_fail(JET_errInvalidPath, "the absolute form of '%s' is too long", path);
    }
    memcpy(absolute, full, used);
    absolute[used] = '\0';
    return JET_errSuccess;
}
