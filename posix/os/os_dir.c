/*
 * os_dir.c - folders over POSIX.
 */
#include "os.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "diag.h"
#include "os/os_path_native.h"
#include "try.h"

static JET_ERR create_one(const char *path)
{
    struct stat status;

    if (mkdir(path, 0777) == 0) {
        return JET_errSuccess;
    }
    if (errno == EEXIST && stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        return JET_errSuccess;
    }
    return os_error_translate((unsigned long)errno, "create the folder", path);
}

JET_ERR os_dir_create(const char *path)
{
    char native[OS_PATH_MAX];

    JET_TRY(os_path_native(path, native));
    for (char *at = native + 1; *at != '\0'; at++) {
        if (*at == '/') {
            *at = '\0';
            JET_TRY(create_one(native));
            *at = '/';
        }
    }
    return create_one(native);
}

JET_ERR os_dir_remove(const char *path)
{
    char native[OS_PATH_MAX];

    JET_TRY(os_path_native(path, native));
    return rmdir(native) == 0 ? JET_errSuccess
                              : os_error_translate((unsigned long)errno, "remove the folder", path);
}

static bool is_folder(DIR *folder, const struct dirent *entry)
{
    struct stat status;

    if (entry->d_type == DT_UNKNOWN || entry->d_type == DT_LNK) {
        return fstatat(dirfd(folder), entry->d_name, &status, 0) == 0 && S_ISDIR(status.st_mode);
    }
    return entry->d_type == DT_DIR;
}

JET_ERR os_dir_list(const char *path, const char *pattern, os_dir_visit visit, void *context)
{
    char native[OS_PATH_MAX];
    const struct dirent *entry;
    JET_ERR err = JET_errSuccess;
    DIR *folder;

    JET_TRY(os_path_native(path, native));
    folder = opendir(native);
    if (folder == NULL) {
        if (errno == ENOENT) { /* on Windows, an absent folder is another error than an absent file */
            return diag_fail(JET_errInvalidPath, "cannot list the folder '%s': it does not exist", path);
        }
        return os_error_translate((unsigned long)errno, "list the folder", path);
    }
    while (err >= JET_errSuccess && (entry = readdir(folder)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            path_matches(entry->d_name, pattern)) {
            err = visit(context, entry->d_name, is_folder(folder, entry));
        }
    }
    (void)closedir(folder);
    return err < JET_errSuccess ? err : JET_errSuccess;
}

JET_ERR os_dir_sync(const char *path)
{
    char native[OS_PATH_MAX];
    JET_ERR err = JET_errSuccess;
    int descriptor;

    JET_TRY(os_path_native(path, native));
    descriptor = open(native, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        return os_error_translate((unsigned long)errno, "open the folder", path);
    }
    /* Some file systems cannot sync a folder and need not. */
    if (fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS) {
        err = os_error_translate((unsigned long)errno, "sync the folder", path);
    }
    (void)close(descriptor);
    return err;
}

JET_ERR os_dir_temporary(char *path, size_t capacity)
{
    const char *set = getenv("TMPDIR");
    int size = snprintf(path, capacity, "%s", set != NULL && set[0] != '\0' ? set : "/tmp");

    if (size < 0 || (size_t)size >= capacity) {
        return diag_fail(JET_errInvalidPath, "TMPDIR is too long");
    }
    while (size > 1 && path[size - 1] == '/') {
        path[--size] = '\0';
    }
    return JET_errSuccess;
}
