/*
 * json_text.c - strings and errors as JSON.
 */
#include "json_text.h"

#include <stdio.h>
#include <string.h>

#include "esent_compat.h"

size_t utf8_character_size(const unsigned char *at)
{
    size_t size = at[0] < 0x80   ? 1
                  : at[0] < 0xC2 ? 0
                  : at[0] < 0xE0 ? 2
                  : at[0] < 0xF0 ? 3
                  : at[0] < 0xF5 ? 4
                                 : 0;

    for (size_t i = 1; i < size; i++) {
        if ((at[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    return size;
}

static void put_text(const char *text, json_put put, void *context)
{
    put(context, text, strlen(text));
}

void json_put_string(const char *text, json_put put, void *context)
{
    const unsigned char *at = (const unsigned char *)text;
    char escape[8];

    put_text("\"", put, context);
    while (*at != '\0') {
        const size_t size = utf8_character_size(at);

        if (size == 0) {
            put_text("\xEF\xBF\xBD", put, context);
        } else if (*at == '"' || *at == '\\') {
            put(context, (const char[]){'\\', (char)*at}, 2);
        } else if (*at < 0x20) {
            (void)snprintf(escape, sizeof escape, "\\u%04x", *at);
            put_text(escape, put, context);
        } else {
            put(context, (const char *)at, size);
        }
        at += size > 0 ? size : 1;
    }
    put_text("\"", put, context);
}

void json_put_error(JET_ERR err, const char *sentence, json_put put, void *context)
{
    const char *name = esent_error_name(err);
    char start[64];

    if (err >= JET_errSuccess) {
        put_text("\"error\": null", put, context);
        return;
    }
    (void)snprintf(start, sizeof start, "\"error\": {\"number\": %ld, \"name\": ", (long)err);
    put_text(start, put, context);
    json_put_string(name != NULL ? name : "unknown", put, context);
    put_text(", \"text\": ", put, context);
    json_put_string(sentence, put, context);
    put_text("}", put, context);
}
