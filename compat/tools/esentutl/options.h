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

enum seek_relation { SEEK_EQUAL, SEEK_AT_LEAST, SEEK_AT_MOST, SEEK_PREFIX };

struct options {
    const struct mode *mode; /* NULL when only help or the version was asked for */
    char modifier;           /* lower case, 0 when none was given */
    const char *file;
    bool help;
    bool version;
    bool no_logo;            /* /o */
    bool no_progress;        /* --no-progress */
    bool json;               /* --json */
    bool verbose;            /* /v */
    bool as_is;              /* --as-is */
    bool unverified;         /* --unverified */
    bool force;              /* --force */
    bool count;              /* --count */
    bool raw_time;           /* --raw-time */
    const char *svg;         /* --svg FILE */
    const char *format;      /* --format NAME */
    const char *output;      /* -o, --output FOLDER */
    const char *index;       /* --index NAME */
    enum seek_relation seek; /* --ge, --le, --prefix */
    const char **tables;     /* --table NAME, each time; owned */
    unsigned table_count;
    const char **keys; /* arguments behind the file; owned */
    unsigned key_count;
};

/*
 * Reads the command line. False when it makes no sense; `*complaint` then says why, in a static buffer. In either case
 * options_free() frees what `options` owns; texts stay those of `arguments`.
 */
bool options_parse(struct options *options, int count, char **arguments, const char **complaint);
void options_free(struct options *options);

#endif
