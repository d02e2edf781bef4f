/*
 * diag.h - the sentence behind an error number.
 *
 * A JET error says what kind of thing went wrong; a person needs to know which file and which page. The function
 * that finds the fault records one sentence for its thread; esent_error_detail() hands it out. Only failure paths
 * come here, so the cost does not matter.
 */
#ifndef ESENT_DIAG_H
#define ESENT_DIAG_H

#include <stdint.h>

#include "esent.h"
#include "printf_like.h"

enum { DIAG_SENTENCE_MAX = 1024 };

/* Records a sentence (printf format, UTF-8, cut at DIAG_SENTENCE_MAX bytes) for the calling thread. */
PRINTF_LIKE(1, 2) void diag_record(const char *format, ...);

/*
 * Records a sentence and is `err`, so that a failing function can end with `return diag_fail(JET_err..., "...")`. A macro,
 * because the compiler then sees that the result is an error, and does not warn about what only success sets.
 */
#define diag_fail(err, ...) (diag_record(__VA_ARGS__), (err))

/* Forgets the sentence of the calling thread. Entry points call it so that an old sentence never explains a new error. */
void diag_clear(void);

/* The sentence of the calling thread, "" when there is none. Valid until the thread's next failing call. */
const char *diag_sentence(void);

/* When it was recorded (os_time_monotonic_ns()). The PE engine exports it, so that the pass-through tells the later one. */
uint64_t diag_when(void);

#endif
