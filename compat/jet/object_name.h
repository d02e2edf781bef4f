/*
 * object_name.h - names of tables, columns and indexes between the API's two forms and the file.
 *
 * A name in a file is at most 64 bytes of code page 1252; letters of ASCII are the same in both cases. The W
 * functions speak UTF-16. The A functions speak UTF-8 on POSIX and the ANSI code page on Windows; bytes that
 * are no such text are taken for the bytes of the file.
 *
 * Source: reference api-semantics 0.5 and 5.1.
 */
#ifndef ESENT_JET_OBJECT_NAME_H
#define ESENT_JET_OBJECT_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "catalog/schema.h"
#include "esent.h"

/*
 * The name as it is in a file, trailing spaces dropped. JET_errInvalidName when it is NULL, empty, too long,
 * begins with a space or has a character that names may not have; JET_errUnicodeTranslationFail for one that
 * code page 1252 lacks.
 */
JET_ERR object_name_from_a(const char *name, char stored[NAME_SIZE]);
JET_ERR object_name_from_w(const WCHAR *name, char stored[NAME_SIZE]);

/* The same for a name that may be left out: NULL and "" become "". */
JET_ERR object_name_optional_a(const char *name, char stored[NAME_SIZE]);
JET_ERR object_name_optional_w(const WCHAR *name, char stored[NAME_SIZE]);

/* The same for functions that serve both forms: `name` is WCHAR where `wide` is set, else char. */
JET_ERR object_name_from(const void *name, bool wide, char stored[NAME_SIZE]);
JET_ERR object_name_optional(const void *name, bool wide, char stored[NAME_SIZE]);

/*
 * Writes a stored name with its NUL into a buffer of `capacity` bytes, cut to fit. Returns the bytes that the
 * whole name needs, its NUL included.
 */
size_t object_name_to_a(const char *stored, char *name, size_t capacity);
size_t object_name_to_w(const char *stored, WCHAR *name, size_t capacity);

#endif
