/*
 * os_wide.h - UTF-8 paths as Win32 wants them.
 */
#ifndef ESENT_OS_WIDE_H
#define ESENT_OS_WIDE_H

#include "os.h"

/*
 * The absolute UTF-16 form of `path`, with the prefix \\?\ when it is longer than the old limit. JET_errInvalidPath when
 * it is empty, malformed or too long.
 */
JET_ERR os_wide_path(const char *path, wchar_t wide[OS_PATH_MAX]);

/* Converts between UTF-8 and UTF-16 including the NUL; false when it does not fit or is malformed. */
bool os_to_wide(const char *text, wchar_t *wide, size_t capacity);
bool os_from_wide(const wchar_t *wide, char *text, size_t capacity);

#endif
