/*
 * json.c - the few pieces of JSON that modes print themselves.
 */
#include "json.h"

#include <stdio.h>

#include "esent_compat.h"

void json_string(const char *text)
{
    (void)putchar('"');
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') {
            (void)printf("\\%c", *text);
        } else if ((unsigned char)*text < 0x20) {
            (void)printf("\\u%04x", (unsigned char)*text);
        } else {
            (void)putchar(*text);
        }
    }
    (void)putchar('"');
}

void json_error(JET_ERR err)
{
    if (err >= JET_errSuccess) {
        (void)printf("\"error\": null");
        return;
    }
    (void)printf("\"error\": {\"number\": %ld, \"name\": ", (long)err);
    json_string(esent_error_name(err) != NULL ? esent_error_name(err) : "unknown");
    (void)printf(", \"text\": ");
    json_string(esent_error_detail());
    (void)printf("}");
}
