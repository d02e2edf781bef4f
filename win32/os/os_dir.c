/*
 * os_dir.c - folders over Win32.
 */
#include "os.h"

#include <string.h>
#include <wchar.h>

#include "diag.h"
#include "os/os_wide.h"
#include "try.h"

static JET_ERR create_one(const wchar_t *wide, const char *path)
{
    DWORD error;

    if (CreateDirectoryW(wide, NULL)) {
        return JET_errSuccess;
    }
    error = GetLastError();
    if (GetFileAttributesW(wide) != INVALID_FILE_ATTRIBUTES &&
        (GetFileAttributesW(wide) & FILE_ATTRIBUTE_DIRECTORY)) {
        return JET_errSuccess;
    }
    return os_error_translate(error, "create the folder", path);
}

JET_ERR os_dir_create(const char *path)
{
    wchar_t wide[OS_PATH_MAX];
    wchar_t *at;

    JET_TRY(os_wide_path(path, wide));
    /* Behind "C:\", "\\?\C:\" or "\\server\": what stands before cannot be created. */
    at = wcschr(wide, L':');
    at = at != NULL ? at + 1 : wide + wcsspn(wide, L"\\");
    for (at += *at == L'\\'; *at != L'\0'; at++) {
        if (*at == L'\\' && at[1] != L'\0') {
            *at = L'\0';
            JET_TRY(create_one(wide, path));
            *at = L'\\';
        }
    }
    return create_one(wide, path);
}

JET_ERR os_dir_remove(const char *path)
{
    wchar_t wide[OS_PATH_MAX];

    JET_TRY(os_wide_path(path, wide));
    return RemoveDirectoryW(wide) ? JET_errSuccess
                                  : os_error_translate(GetLastError(), "remove the folder", path);
}

JET_ERR os_dir_list(const char *path, const char *pattern, os_dir_visit visit, void *context)
{
    char all[OS_PATH_MAX];
    wchar_t wide[OS_PATH_MAX];
    WIN32_FIND_DATAW entry;
    JET_ERR err = JET_errSuccess;
    HANDLE search;

    JET_TRY(path_join(path, "*", all, sizeof all));
    JET_TRY(os_wide_path(all, wide));
    search = FindFirstFileW(wide, &entry);
    if (search == INVALID_HANDLE_VALUE) {
        return os_error_translate(GetLastError(), "list the folder", path);
    }
    do {
        char name[MAX_PATH * 4];

        if (os_from_wide(entry.cFileName, name, sizeof name) && strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
            path_matches(name, pattern)) {
            err = visit(context, name, (entry.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0);
        }
    } while (err >= JET_errSuccess && FindNextFileW(search, &entry));
    (void)FindClose(search);
    return err < JET_errSuccess ? err : JET_errSuccess;
}

/* NTFS journals its folders; there is nothing to ask for. */
JET_ERR os_dir_sync(const char *path)
{
    (void)path;
    return JET_errSuccess;
}

JET_ERR os_dir_temporary(char *path, size_t capacity)
{
    wchar_t wide[MAX_PATH + 1];
    DWORD size = GetTempPathW(MAX_PATH + 1, wide);

    while (size > 1 && wide[size - 1] == L'\\') {
        wide[--size] = L'\0';
    }
    if (size == 0 || !os_from_wide(wide, path, capacity)) {
        return diag_fail(JET_errInvalidPath, "the folder for temporary files cannot be found");
    }
    return JET_errSuccess;
}
