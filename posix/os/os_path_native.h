/*
 * os_path_native.h - how a path is handed to POSIX calls.
 */
#ifndef ESENT_OS_PATH_NATIVE_H
#define ESENT_OS_PATH_NATIVE_H

#include "os.h"

/*
 * Copies `path` to `native` with '/' for every '\'. A Windows program passes "dir\file" and means a file in a folder;
 * names that contain a backslash cannot be reached, which is documented.
 */
JET_ERR os_path_native(const char *path, char native[OS_PATH_MAX]);

#endif
