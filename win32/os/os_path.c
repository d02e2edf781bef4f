/*
 * os_path.c - absolute paths on Windows, and paths as Win32 wants them.
 */
#include "os.h"

#include <string.h>
#include <wchar.h>

#include "diag.h"
#include "os/os_wide.h"
#include "try.h"

bool os_to_wide(const char *text, wchar_t *wide, size_t capacity)
{
    return MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, wide, (int)capacity) > 0;
}

bool os_from_wide(const wchar_t *wide, char *text, size_t capacity)
{
    return WideCharToMultiByte(CP_UTF8, 0, wide, -1, text, (int)capacity, NULL, NULL) > 0;
}

/* GetFullPathNameW() keeps a separator at the end, removes "." and "..", and knows drives and shares. */
static JET_ERR absolute_wide(const char *path, wchar_t wide[OS_PATH_MAX])
{
    wchar_t given[OS_PATH_MAX];
    DWORD size;

    if (path[0] == '\0') {
        return diag_fail(JET_errInvalidPath, "the path is empty");
    }
    if (!os_to_wide(path, given, OS_PATH_MAX)) {
        return diag_fail(JET_errInvalidPath, "the path '%.100s' is too long or not UTF-8", path);
    }
    size = GetFullPathNameW(given, OS_PATH_MAX, wide, NULL);
    if (size == 0 || size >= OS_PATH_MAX) {
        return diag_fail(JET_errInvalidPath, "the path '%.100s' is not valid", path);
    }
    return JET_errSuccess;
}

JET_ERR os_wide_path(const char *path, wchar_t wide[OS_PATH_MAX])
{
    static const wchar_t prefix[] = L"\\\\?\\";
    size_t size;

    JET_TRY(absolute_wide(path, wide));
    size = wcslen(wide);
    if (size >= MAX_PATH - 12 && wide[0] != L'\\') {
        if (size + 5 > OS_PATH_MAX) {
            return diag_fail(JET_errInvalidPath, "the path '%.100s...' is too long", path);
        }
        memmove(wide + 4, wide, (size + 1) * sizeof *wide);
        memcpy(wide, prefix, 4 * sizeof *wide);
    }
    return JET_errSuccess;
}

JET_ERR os_path_absolute(const char *path, char *absolute, size_t capacity)
{
    wchar_t wide[OS_PATH_MAX];

    JET_TRY(absolute_wide(path, wide));
    if (!os_from_wide(wide, absolute, capacity)) {
        return diag_fail(JET_errInvalidPath, "the absolute form of '%.100s' is too long", path);
    }
    return JET_errSuccess;
}
