/*
 * output.h - formatted text to a caller's function, with an error that sticks.
 */
#ifndef ESENT_OUTPUT_H
#define ESENT_OUTPUT_H

#include "esent_compat.h"
#include "printf_like.h"

struct output {
    esent_write_fn write;
    void *context;
    JET_ERR err; /* the first error that `write` returned; nothing is written after it */
};


/* Writes at most 1023 bytes. */
PRINTF_LIKE(2, 3) void output_print(struct output *output, const char *format, ...);

/* Writes a JSON string literal, quotes included. Bytes that are not UTF-8 become U+FFFD. */
void output_json_string(struct output *output, const char *text);

/* Writes bytes as hexadecimal digits. */
void output_hex(struct output *output, const void *bytes, size_t size);

#endif
