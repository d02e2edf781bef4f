/*
 * reader.h - a database, opened through the API for reading, and its tables.
 *
 * Recovery is off, no file is written beside what a mode writes itself. Text is UTF-8 here and UTF-16 at the API.
 */
#ifndef ESENTUTL_READER_H
#define ESENTUTL_READER_H

#include <stdbool.h>

#include "esent.h"
#include "options.h"

struct reader {
    JET_INSTANCE instance;
    JET_SESID sesid;
    JET_DBID dbid;
    JET_ULONG page_size; /* bytes */
    WCHAR *path;         /* owned */
    bool is_attached;
};

/* Opens options->file, with options->as_is and unverified. reader_close() in either case. */
JET_ERR reader_open(struct reader *reader, const struct options *options);
void reader_close(struct reader *reader);

enum { READER_NAME_MAX = 64 * 3 + 1 }; /* bytes of UTF-8 that a name of the file can take, NUL included */

/* A name of the command line as the API takes it; at most 64 units and a NUL. JET_errInvalidName. */
JET_ERR reader_name(const char *utf8, WCHAR name[JET_cbNameMost + 1]);

/* True for names that the engine takes for one: letters of ASCII in any case. */
bool reader_is_same_name(const char *left, const char *right);

struct table_entry {
    char name[READER_NAME_MAX];
    JET_GRBIT flags; /* JET_bitObject* */
};

struct table_names {
    struct table_entry *entries; /* owned: freed with free() */
    unsigned count;
};

/* Every table of the database, by name. */
JET_ERR reader_tables(struct reader *reader, struct table_names *names);

/*
 * The tables that the command line asks for: those named by --table, else all (with `system` also those of the engine).
 * JET_errObjectNotFound for a name that is not there, which is told on standard error.
 */
JET_ERR reader_chosen_tables(struct reader *reader, const struct options *options, bool system,
                             struct table_names *names);

/* Prints what a mode has to say of the tables `names`; the first error, after all of them were tried. */
typedef JET_ERR (*reader_print)(struct reader *reader, const struct options *options,
                                const struct table_names *names);

/*
 * A mode that is a report on tables: opens the database, has `print` print the chosen tables (reader_chosen_tables()), and with
 * --json puts an object with the array "tables" and the error around it.
 */
JET_ERR reader_report(const struct options *options, bool system, reader_print print);

/* Opens a table by its name for reading front to back. */
JET_ERR reader_open_table(struct reader *reader, const char *name, JET_TABLEID *tableid);

/* Says "ERROR: CONTEXT: sentence" on standard error about an error that has just come from the API. */
void reader_complain(const char *context, JET_ERR err);

/* A value of a row as a number of up to 8 bytes; 0 when it is NULL. */
uint64_t reader_number(struct reader *reader, JET_TABLEID tableid, JET_COLUMNID columnid);

/* A value of a row that is a name, as UTF-8; "" when it is NULL. */
void reader_text(struct reader *reader, JET_TABLEID tableid, JET_COLUMNID columnid, char *utf8,
                 size_t capacity);

#endif
