/*
 * options.h - the command line.
 *
 * As with Windows' tool, '/' and '-' both introduce an option, letters are taken in any case, and the mode is the first
 * argument: esentutl /mh FILE. Because '/' also starts a path on POSIX, an argument counts as an option only when the mode
 * knows exactly that option; everything else is the file. "--" ends the options. Long options start with "--".
 */
#ifndef ESENTUTL_OPTIONS_H
#define ESENTUTL_OPTIONS_H

#include <stdbool.h>

#include "esent.h"

struct mode;

struct options {
    const struct mode *mode; /* NULL when only help or the version was asked for */
    char modifier;           /* lower case, 0 when none was given */
    const char *file;
    bool help;
    bool version;
    bool no_logo;     /* /o */
    bool no_progress; /* --no-progress */
    bool json;        /* --json */
};

/*
 * Reads the command line. False when it makes no sense; `*complaint` then says why, in a static buffer.
 */
bool options_parse(struct options *options, int count, char **arguments, const char **complaint);

#endif
