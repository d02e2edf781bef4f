/*
 * json.c - the few pieces of JSON that modes print themselves.
 */
#include "json.h"

#include <stdio.h>

#include "esent_compat.h"

/* Length of the UTF-8 character at `at`, 0 when there is none: names of files can be any bytes, JSON cannot.
 */
static size_t character_size(const unsigned char *at)
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

void json_string(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;

    (void)putchar('"');
    while (*at != '\0') {
        size_t size = character_size(at);

        if (size == 0) {
            (void)printf("\xEF\xBF\xBD");
            size = 1;
        } else if (*at == '"' || *at == '\\') {
            (void)printf("\\%c", *at);
        } else if (*at < 0x20) {
            (void)printf("\\u%04x", *at);
        } else {
            (void)fwrite(at, 1, size, stdout);
        }
        at += size;
    }
    (void)putchar('"');
}

void json_error(JET_ERR err)
{
    const char *name = esent_error_name(err), *text = esent_error_detail();

    if (err >= JET_errSuccess) {
        (void)printf("\"error\": null");
        return;
    }
    if (text[0] == '\0' && esent_error_text(err) != NULL) {
        text = esent_error_text(err);
    }
    (void)printf("\"error\": {\"number\": %ld, \"name\": ", (long)err);
    json_string(name != NULL ? name : "unknown");
    (void)printf(", \"text\": ");
    json_string(text);
    (void)printf("}");
}
