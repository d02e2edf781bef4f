/*
 * progress_bar.h - progress of a long operation on standard output, fed by a JET_PFNSTATUS.
 *
 * To a file or a pipe it prints the bar of Windows' tool, one dot for every 2 %:
 *
 *                     Checksum Status (% complete)
 *
 *           0    10   20   30   40   50   60   70   80   90  100
 *           |----|----|----|----|----|----|----|----|----|----|
 *           ...................................................
 *
 * On a terminal one line is redrawn: percent, rate, time left.
 *
 * The API's status callback carries no context, and a tool runs one operation at a time: there is one bar.
 */
#ifndef ESENTUTL_PROGRESS_BAR_H
#define ESENTUTL_PROGRESS_BAR_H

#include <stdbool.h>
#include <stdint.h>

#include "esent.h"

/* Prepares the bar of work that begins now: `name` ("Checksum"), bytes of work in all, and whether it is shown at all. */
void progress_bar_set(const char *name, uint64_t total_bytes, bool shown);

/* The callback to hand to the operation. After Ctrl-C it ends the operation with JET_errCallbackFailed. */
JET_ERR JET_API progress_bar_status(JET_SESID sesid, JET_SNP snp, JET_SNT snt, void *pv);

/*
 * Prints `line` and a line end on standard error without tearing the bar: above the live line, or behind the dotted bar when
 * that is complete.
 */
void progress_bar_say(const char *line);

/* The same on standard output, for what a mode prints while it is at work. */
void progress_bar_print(const char *line);

/* True when Ctrl-C ended the operation. */
bool progress_bar_interrupted(void);

#endif
