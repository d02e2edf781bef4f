/*
 * json.c - the few pieces of JSON that modes print themselves.
 */
#include "json.h"

#include <stdio.h>

#include "esent_compat.h"
#include "json_text.h"

static void put(void *context, const char *text, size_t size)
{
    (void)context;
    (void)fwrite(text, 1, size, stdout);
}

void json_string(const char *text)
{
    json_put_string(text, put, NULL);
}

void json_error(JET_ERR err)
{
    const char *sentence = esent_error_detail();

    if (sentence[0] == '\0' && esent_error_text(err) != NULL) {
        sentence = esent_error_text(err);
    }
    json_put_error(err, sentence, put, NULL);
}
