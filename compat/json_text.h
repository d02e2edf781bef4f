/*
 * json_text.h - strings and errors as JSON, for the engine's reports and the command-line tool.
 */
#ifndef ESENT_JSON_TEXT_H
#define ESENT_JSON_TEXT_H

#include <stddef.h>

#include "esent.h"

/* Receives the text piece by piece. */
typedef void (*json_put)(void *context, const char *text, size_t size);

/* Bytes of the UTF-8 character at `at` (NUL-terminated), 0 when there is none: names of files can be any bytes. */
size_t utf8_character_size(const unsigned char *at);

/* Writes a string literal, quotes included. Bytes that are not UTF-8 become U+FFFD. */
void json_put_string(const char *text, json_put put, void *context);

/* Writes the member "error": null, or an object with number, name and the sentence. */
void json_put_error(JET_ERR err, const char *sentence, json_put put, void *context);

#endif
