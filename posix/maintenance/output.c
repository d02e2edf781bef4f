/*
 * output.c - formatted text to a caller's function.
 */
#include "maintenance/output.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "json_text.h"

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

void output_field_cut(struct output *output, const char *text, unsigned most, unsigned width)
{
    const unsigned char *at = (const unsigned char *)text;
    unsigned used = 0;

    while (*at != '\0' && used < most) {
        const size_t size = utf8_character_size(at);

        emit(output, (const char *)at, size > 0 ? size : 1);
        at += size > 0 ? size : 1;
        used++;
    }
    output_print(output, "%*s", (int)(width - used), "");
}

void output_field(struct output *output, const char *text, unsigned width)
{
    output_field_cut(output, text, width, width);
}

/* True for a character of UTF-8 that XML 1.0 does not allow: controls, surrogates, U+FFFE and U+FFFF. */
static bool is_outside_xml(const unsigned char *at)
{
    const bool is_control = at[0] < 0x20 && at[0] != '\t' && at[0] != '\n';
    const bool is_surrogate = at[0] == 0xED && at[1] >= 0xA0;
    const bool is_no_character = at[0] == 0xEF && at[1] == 0xBF && at[2] >= 0xBE;

    return is_control || is_surrogate || is_no_character;
}

void output_xml(struct output *output, const char *text, uint32_t most)
{
    const unsigned char *at = (const unsigned char *)text;

    for (uint32_t i = 0; *at != '\0' && i < most; i++) {
        const size_t size = utf8_character_size(at);

        if (size == 0 || is_outside_xml(at)) {
            emit(output, "\xEF\xBF\xBD", 3);
        } else if (*at == '&' || *at == '<' || *at == '>' || *at == '"') {
            output_print(output, "&#%u;", *at);
        } else {
            emit(output, (const char *)at, size);
        }
        at += size > 0 ? size : 1;
    }
}

static void put(void *context, const char *text, size_t size)
{
    emit(context, text, size);
}

void output_json_string(struct output *output, const char *text)
{
    json_put_string(text, put, output);
}

void output_json_error(struct output *output, JET_ERR err, const char *sentence)
{
    json_put_error(err, sentence, put, output);
}

void report_errors_note(struct report_errors *errors, JET_ERR err)
{
    if (err < 0 && errors->first >= 0) {
        errors->first = err;
        (void)snprintf(errors->sentence, sizeof errors->sentence, "%s", diag_sentence());
    }
}

JET_ERR report_errors_result(const struct report_errors *errors)
{
    if (errors->first < 0) {
        diag_record("%s", errors->sentence);
    }
    return errors->first;
}

void output_hex(struct output *output, const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        output_print(output, "%02x", ((const unsigned char *)bytes)[i]);
    }
}
