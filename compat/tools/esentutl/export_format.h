/*
 * export_format.h - rows as CSV, JSON lines or SQL.
 *
 *   csv     RFC 4180: names of the columns, then a line a row, ended by CR LF. Text is always quoted, so that NULL (nothing)
 *           and an empty text ("") differ. Several values of a column are a JSON array.
 *   jsonl   a JSON object a line, with every column. Several values are an array, and so is the one value of a column that
 *           may have several.
 *   sql     CREATE TABLE and INSERT for SQLite. Several values are a JSON array as text. A table of more columns than SQLite
 *           takes (2000) becomes rows of (_row, _column, _value), without the NULLs.
 *
 * What stands for the NULLs of a row is prepared once; a row of thousands of columns, hardly any of them used, is copied
 * together from pieces of it.
 */
#ifndef ESENTUTL_EXPORT_FORMAT_H
#define ESENTUTL_EXPORT_FORMAT_H

#include "rows.h"
#include "sink.h"
#include "value_out.h"

enum export_kind { EXPORT_CSV, EXPORT_JSONL, EXPORT_SQL, EXPORT_KINDS };

/* The kind of a name ("csv"); EXPORT_KINDS when there is none. It is the files' extension too. */
enum export_kind export_kind_of(const char *name);
const char *export_extension(enum export_kind kind);

struct exporter {
    enum export_kind kind;
    struct sink *sink;
    const char *table;
    const struct column_list *columns;
    struct value_style style;
    char *nulls;         /* owned: columns of a row without values, one after the other */
    size_t *null_starts; /* owned: where each begins; one more for the end */
    char *names;         /* owned: what stands in front of values, one column after the other */
    size_t *name_starts; /* owned */
    bool is_tall;        /* SQL: a row for each value */
};

/* Prepares the export of a table and writes what stands in front of its rows. exporter_end() in either case. */
JET_ERR exporter_begin(struct exporter *exporter, enum export_kind kind, bool raw_time, struct sink *sink,
                       const char *table, const struct column_list *columns);

/* Writes the current row. Values that cannot be read are NULL, or end where they break off; rows->damage tells. */
void exporter_row(struct exporter *exporter, struct rows *rows);

/* Writes what stands behind the rows, and frees the exporter. */
void exporter_finish(struct exporter *exporter);
void exporter_end(struct exporter *exporter);

#endif
