/*
 * diag.c - one sentence per thread about the last failure.
 */
#include "diag.h"

#include <stdarg.h>
#include <stdio.h>


static _Thread_local char sentence[DIAG_SENTENCE_MAX];

void diag_record(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
}

void diag_clear(void)
{
    sentence[0] = '\0';
}

const char *diag_sentence(void)
{
    return sentence;
}
