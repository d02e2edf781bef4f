/*
 * file_name.h - names of files from names in a database, which nobody should trust.
 */
#ifndef ESENTUTL_FILE_NAME_H
#define ESENTUTL_FILE_NAME_H

#include <stddef.h>

/*
 * Writes "NAME.EXTENSION" as one component of a path that every system takes: separators, controls, what Windows does not
 * allow, '%' and a dot or space in front become %XX, and so does the first letter of a name of a device (CON, NUL ...).
 * Different names stay different. `capacity` of FILE_NAME_MAX bytes is enough for any name of a database.
 */
void file_name_make(const char *name, const char *extension, char *file, size_t capacity);

enum { FILE_NAME_MAX = 3 * 64 * 3 + 16 };

#endif
