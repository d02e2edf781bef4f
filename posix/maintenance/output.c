/*
 * output.c - formatted text to a caller's function.
 */
#include "maintenance/output.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void emit(struct output *output, const char *text, size_t size)
{
    if (output->err >= JET_errSuccess) {
        JET_ERR err = output->write(output->context, text, size);

        output->err = err < JET_errSuccess ? err : JET_errSuccess;
    }
}

void output_print(struct output *output, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    int size;

    va_start(arguments, format);
    size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (size > 0) {
        emit(output, text, (size_t)size < sizeof text ? (size_t)size : sizeof text - 1);
    }
}

/* Length of the UTF-8 character at `at`, 0 when there is none. */
static size_t character_size(const unsigned char *at)
{
    size_t size = at[0] < 0x80 ? 1 : at[0] < 0xC2 ? 0 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : at[0] < 0xF5 ? 4 : 0;

    for (size_t i = 1; i < size; i++) {
        if ((at[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    return size;
}

void output_json_string(struct output *output, const char *text)
{
    const unsigned char *at = (const unsigned char *)text;

    emit(output, "\"", 1);
    while (*at != '\0') {
        size_t size = character_size(at);

        if (size == 0) {
            emit(output, "\xEF\xBF\xBD", 3);
            size = 1;
        } else if (*at == '"' || *at == '\\') {
            output_print(output, "\\%c", *at);
        } else if (*at < 0x20) {
            output_print(output, "\\u%04x", *at);
        } else {
            emit(output, (const char *)at, size);
        }
        at += size;
    }
    emit(output, "\"", 1);
}

void output_hex(struct output *output, const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        output_print(output, "%02x", ((const unsigned char *)bytes)[i]);
    }
}
