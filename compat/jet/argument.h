/*
 * argument.h - strings between the API's two forms and the engine's UTF-8.
 *
 * The A functions speak UTF-8 on POSIX and the ANSI code page on Windows, the W functions UTF-16; inside
 * there is UTF-8.
 */
#ifndef ESENT_JET_ARGUMENT_H
#define ESENT_JET_ARGUMENT_H

#include <stddef.h>

#include "esent.h"

/*
 * A copy of a string of the program in UTF-8, freed with free(); NULL stays NULL. JET_errOutOfMemory,
 * JET_errInvalidParameter for bytes that are no text.
 */
JET_ERR argument_from_a(const char *text, char **utf8);
JET_ERR argument_from_w(const WCHAR *text, char **utf8);

/*
 * Writes UTF-8 text into a buffer of the program of `capacity` bytes. JET_errBufferTooSmall when it does not
 * fit with its NUL; then the buffer holds an empty string where there is room for one.
 */
JET_ERR argument_to_a(const char *utf8, char *text, size_t capacity);
JET_ERR argument_to_w(const char *utf8, WCHAR *text, size_t capacity);

/* Bytes of the program's form of UTF-8 text including the NUL. */
size_t argument_size_a(const char *utf8);
size_t argument_size_w(const char *utf8);

#endif
