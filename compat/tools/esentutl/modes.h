/*
 * modes.h - what the tool can do: one row a mode.
 *
 * To add a mode, write mode_NAME.c with a run function and add its row in modes.c.
 */
#ifndef ESENTUTL_MODES_H
#define ESENTUTL_MODES_H

#include <stdbool.h>

#include "options.h"

struct mode {
    char letter;           /* of a mode of Windows' tool, "/k"; 0 for one of our own */
    const char *word;      /* of one of our own, "export": prints what was asked for and nothing else; NULL */
    const char *title;     /* "Initiating TITLE mode..." */
    const char *summary;   /* one line of the help */
    const char *usage;     /* what stands behind "esentutl " */
    const char *help;      /* the options of this mode */
    const char *modifiers; /* letters that may follow the mode letter, "" for none */
    const char *flags;     /* single-letter options it takes, beside those every mode takes */
    const char *names;     /* long options it takes, beside those every mode takes: "as-is table " */
    bool takes_keys;       /* arguments behind the file are keys */
    /* Runs the mode; prints everything but the logo, the "Initiating" line and the last line. */
    JET_ERR (*run)(const struct options *options);
};

/* All modes, in the order of the help; ends with a row without a summary. */
extern const struct mode modes[];

/* The mode of a letter in any case, NULL when there is none. */
const struct mode *mode_find(char letter);

/* The mode of our own with this word, NULL when there is none. */
const struct mode *mode_find_word(const char *word);

JET_ERR mode_checksum(const struct options *options);
JET_ERR mode_dump(const struct options *options);
JET_ERR mode_export(const struct options *options);
JET_ERR mode_tables(const struct options *options);
JET_ERR mode_schema(const struct options *options);
JET_ERR mode_seek(const struct options *options);

#endif
