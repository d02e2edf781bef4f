/*
 * diag.c - one sentence per thread about the last failure.
 */
#include "diag.h"

#include <stdarg.h>
#include <stdio.h>

#include "os.h"

static _Thread_local char sentence[DIAG_SENTENCE_MAX];
static _Thread_local uint64_t when;

void diag_record(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    when = os_time_monotonic_ns();
}

void diag_clear(void)
{
    sentence[0] = '\0';
}

const char *diag_sentence(void)
{
    return sentence;
}

uint64_t diag_when(void)
{
    return when;
}
