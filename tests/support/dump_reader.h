/*
 * dump_reader.h - the dumps of real databases by another reader: tab-separated lines, one record each.
 *
 *   @key      Id:Long:1   Name:LongText:cp1252:256     the first line names the columns
 *   7f800001  1           ["one","two"]                key in hex; \N is NULL; a list: several values
 *
 * The format is described in the README beside the files. Cells are turned into the bytes that the API gives for the
 * value, so that a comparison is one of bytes.
 */
#ifndef ESENT_DUMP_READER_H
#define ESENT_DUMP_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "esent.h"
#include "expected_row.h"

/* A file of tab-separated lines, read line by line. */
struct dump {
    FILE *file;
    unsigned line; /* number of the current one, from 1 */
    char *text;    /* the current line, cut into cells */
    size_t capacity;
    char **cells; /* NUL-terminated, in `text` */
    unsigned cell_count, cell_capacity;
};

/* Opens a dump; false when there is no such file. Fails the test when memory ends. */
bool dump_open(struct dump *dump, const char *path);
void dump_close(struct dump *dump);

/* Reads the next line into `cells`; false at the end of the file. */
bool dump_next(struct dump *dump);

/* Where the next line begins, and going back there. */
long dump_tell(struct dump *dump);
void dump_seek(struct dump *dump, long at);

/* What the first line says about a column. */
struct dump_column {
    JET_COLUMNID id;
    JET_COLTYP type;
    unsigned code_page; /* 0 for what is no text */
};

/* Takes NAME:TYPE[:cpN]:ID apart. */
bool dump_column_parse(const char *cell, struct dump_column *column);

/*
 * Adds the column and the values of `cell` to the row; false when the cell is not in the format. A cell that the other
 * reader could not read becomes an error: its number, or JET_errInternalError for any.
 */
bool dump_cell_parse(struct expected_row *row, const struct dump_column *column, const char *cell);

#endif
