/*
 * report.h - the lines around a mode: logo, beginning, end, exit code.
 */
#ifndef ESENTUTL_REPORT_H
#define ESENTUTL_REPORT_H

#include <stdint.h>

#include "options.h"

enum { EXIT_USAGE = 255 };

void report_logo(void);
void report_version(void);

/* The help of one mode, or of the tool. */
void report_help(const struct mode *mode);

/* Says on standard error what is wrong with the command line and how help is had. */
void report_usage_error(const char *complaint);

/* "Initiating CHECKSUM mode..." and the file's name. */
void report_begin(const struct options *options);

/* The sentence behind a failure, on standard error, and the last line with error and time. */
void report_end(JET_ERR err, uint64_t elapsed_ns);

/*
 * The exit code of an error: Windows' tool ends with the error itself, of which POSIX keeps the low eight bits. 0 means
 * success and nothing else.
 */
int report_exit_code(JET_ERR err);

#endif
