/*
 * output.h - formatted text to a caller's function, with an error that sticks.
 */
#ifndef ESENT_OUTPUT_H
#define ESENT_OUTPUT_H

#include "diag.h"
#include "esent_compat.h"
#include "printf_like.h"

struct output {
    esent_write_fn write;
    void *context;
    JET_ERR err; /* the first error that `write` returned; nothing is written after it */
};

/* Writes at most 1023 bytes. */
PRINTF_LIKE(2, 3) void output_print(struct output *output, const char *format, ...);

/* Writes `text` (UTF-8) in a field of `width` characters, cut to it or filled with spaces on the right. */
void output_field(struct output *output, const char *text, unsigned width);

/* The same of the first `most` characters of `text`. */
void output_field_cut(struct output *output, const char *text, unsigned most, unsigned width);

/* Writes the first `most` characters of `text` for XML. What is no UTF-8 or may not stand in XML becomes U+FFFD. */
void output_xml(struct output *output, const char *text, uint32_t most);

/* Writes a JSON string literal, quotes included. Bytes that are not UTF-8 become U+FFFD. */
void output_json_string(struct output *output, const char *text);

/* Writes the member "error": null, or an object with number, name and sentence. */
void output_json_error(struct output *output, JET_ERR err, const char *sentence);

/* The first error of a report that goes on behind what it cannot read; zeroed to begin with. */
struct report_errors {
    JET_ERR first;
    char sentence[DIAG_SENTENCE_MAX];
};

/* Keeps `err` with the sentence of the thread, when it is an error and the first one. */
void report_errors_note(struct report_errors *errors, JET_ERR err);

/* The first error, its sentence being the thread's again; else JET_errSuccess. */
JET_ERR report_errors_result(const struct report_errors *errors);

/* Writes bytes as hexadecimal digits. */
void output_hex(struct output *output, const void *bytes, size_t size);

#endif
