/*
 * export_format.c - rows as CSV, JSON lines or SQL.
 */
#include "export_format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SQL_COLUMNS_MAX = 2000 };

static const struct value_style styles[EXPORT_KINDS] = {
    [EXPORT_CSV] = {.syntax = SYNTAX_CSV, .text = TEXT_CSV},
    [EXPORT_JSONL] = {.syntax = SYNTAX_JSON, .text = TEXT_JSON},
    [EXPORT_SQL] = {.syntax = SYNTAX_SQL, .text = TEXT_SQL},
};

static const char *const extensions[EXPORT_KINDS] = {"csv", "jsonl", "sql"};

enum export_kind export_kind_of(const char *name)
{
    unsigned kind = 0;

    while (kind < EXPORT_KINDS && strcmp(extensions[kind], name) != 0) {
        kind++;
    }
    return (enum export_kind)kind;
}

const char *export_extension(enum export_kind kind)
{
    return extensions[kind];
}

/* ------------------------------------------------------------------------------------------- preparations */

/* "name" as an identifier of SQL, and as a field of CSV. */
static void put_identifier(struct sink *sink, const char *name)
{
    text_quote(sink, TEXT_CSV);
    text_utf8(sink, TEXT_CSV, name, strlen(name));
    text_quote(sink, TEXT_CSV);
}

static void put_json_name(struct sink *sink, const char *name)
{
    text_quote(sink, TEXT_JSON);
    text_utf8(sink, TEXT_JSON, name, strlen(name));
    text_quote(sink, TEXT_JSON);
    sink_put(sink, ":", 1);
}

/* Column by column what `put` writes, into one text with the place where each begins. */
static JET_ERR prepare(const struct column_list *columns,
                       void (*put)(struct sink *sink, const char *name, bool first), char **text,
                       size_t **starts)
{
    struct sink sink = {.file = os_file_none()};
    size_t used = 0, room = 0;

    *starts = calloc(columns->count + (size_t)1, sizeof **starts);
    *text = calloc(1, 1);
    sink.buffer = malloc(SINK_SIZE);
    if (*starts == NULL || *text == NULL || sink.buffer == NULL) {
        free(sink.buffer);
        return JET_errOutOfMemory;
    }
    for (unsigned i = 0; i < columns->count; i++) {
        sink.used = 0;
        put(&sink, columns->columns[i].name, i == 0);
        if (used + sink.used > room) {
            char *more;

            room = 2 * room + sink.used + 1024;
            more = realloc(*text, room);
            if (more == NULL) {
                free(sink.buffer);
                return JET_errOutOfMemory;
            }
            *text = more;
        }
        memcpy(*text + used, sink.buffer, sink.used);
        used += sink.used;
        (*starts)[i + 1] = used;
    }
    free(sink.buffer);
    return JET_errSuccess;
}

static void csv_name(struct sink *sink, const char *name, bool first)
{
    (void)name;
    sink_text(sink, first ? "" : ",");
}

static void json_name(struct sink *sink, const char *name, bool first)
{
    sink_text(sink, first ? "{" : ",");
    put_json_name(sink, name);
}

static void json_null(struct sink *sink, const char *name, bool first)
{
    json_name(sink, name, first);
    sink_text(sink, "null");
}

static void sql_null(struct sink *sink, const char *name, bool first)
{
    csv_name(sink, name, first);
    sink_text(sink, "NULL");
}

/* In front of the value of a tall row, behind the number of the row. */
static void tall_name(struct sink *sink, const char *name, bool first)
{
    (void)first;
    sink_text(sink, ",");
    text_quote(sink, TEXT_SQL);
    text_utf8(sink, TEXT_SQL, name, strlen(name));
    text_quote(sink, TEXT_SQL);
    sink_text(sink, ",");
}

static JET_ERR prepare_texts(struct exporter *exporter)
{
    static void (*const names[])(struct sink *, const char *, bool) = {csv_name, json_name, csv_name};
    static void (*const nulls[])(struct sink *, const char *, bool) = {csv_name, json_null, sql_null};
    JET_ERR err = prepare(exporter->columns, exporter->is_tall ? tall_name : names[exporter->kind],
                          &exporter->names, &exporter->name_starts);

    if (err >= JET_errSuccess && !exporter->is_tall) {
        err = prepare(exporter->columns, nulls[exporter->kind], &exporter->nulls, &exporter->null_starts);
    }
    return err;
}

/* ---------------------------------------------------------------------------------------- before the rows */

static const char *sql_type(JET_COLTYP type)
{
    switch (type) {
    case JET_coltypBit:
    case JET_coltypUnsignedByte:
    case JET_coltypShort:
    case JET_coltypLong:
    case JET_coltypCurrency:
    case JET_coltypUnsignedLong:
    case JET_coltypLongLong:
    case JET_coltypUnsignedShort:
        return "INTEGER";
    case JET_coltypUnsignedLongLong: /* the text of a large one would become a float in an INTEGER column */
        return "";
    case JET_coltypIEEESingle:
    case JET_coltypIEEEDouble:
        return "REAL";
    case JET_coltypDateTime:
    case JET_coltypText:
    case JET_coltypLongText:
    case JET_coltypGUID:
        return "TEXT";
    default:
        return "BLOB";
    }
}

static void begin_csv(struct exporter *exporter)
{
    for (unsigned i = 0; i < exporter->columns->count; i++) {
        sink_text(exporter->sink, i == 0 ? "" : ",");
        put_identifier(exporter->sink, exporter->columns->columns[i].name);
    }
    sink_text(exporter->sink, "\r\n");
}

static void begin_sql(struct exporter *exporter)
{
    struct sink *sink = exporter->sink;

    sink_text(sink, "BEGIN;\nCREATE TABLE ");
    put_identifier(sink, exporter->table);
    sink_text(sink, " (");
    for (unsigned i = 0; i < exporter->columns->count && !exporter->is_tall; i++) {
        sink_text(sink, i == 0 ? "\n  " : ",\n  ");
        put_identifier(sink, exporter->columns->columns[i].name);
        sink_text(sink, " ");
        sink_text(sink, sql_type(exporter->columns->columns[i].type));
    }
    sink_text(sink, exporter->is_tall               ? "_row INTEGER, _column TEXT, _value);\n"
                    : exporter->columns->count == 0 ? "_nothing);\n"
                                                    : "\n);\n");
}

JET_ERR exporter_begin(struct exporter *exporter, enum export_kind kind, bool raw_time, struct sink *sink,
                       const char *table, const struct column_list *columns)
{
    JET_ERR err;

    *exporter = (struct exporter){.kind = kind, .sink = sink, .table = table, .columns = columns};
    exporter->style = styles[kind];
    exporter->style.raw_time = raw_time;
    exporter->is_tall = kind == EXPORT_SQL && columns->count > SQL_COLUMNS_MAX;
    err = prepare_texts(exporter);
    if (err < JET_errSuccess) {
        return err;
    }
    if (kind == EXPORT_CSV) {
        begin_csv(exporter);
    } else if (kind == EXPORT_SQL) {
        begin_sql(exporter);
    }
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------- values */

static void put_null(struct exporter *exporter)
{
    sink_text(exporter->sink, exporter->kind == EXPORT_SQL     ? "NULL"
                              : exporter->kind == EXPORT_JSONL ? "null"
                                                               : "");
}

/* A long value, piece by piece. What breaks off ends there. */
static void put_long(struct exporter *exporter, struct rows *rows, const struct value_style *style,
                     const struct column_info *column, JET_ULONG itag)
{
    uint64_t offset = 0, whole = 0;
    JET_ULONG got;

    if (rows_read_long(rows, column, itag, 0, &got, &whole) < JET_errSuccess) {
        if (style->syntax == SYNTAX_JSON) {
            sink_text(exporter->sink, "null");
        } else {
            put_null(exporter);
        }
        return;
    }
    if (whole <= ROWS_PIECE) {
        value_put(exporter->sink, style, column, rows->piece, got);
        return;
    }
    value_begin(exporter->sink, style, column);
    while (got > 0 && exporter->sink->err >= JET_errSuccess) {
        const size_t usable = offset + got < whole ? value_piece_size(column, rows->piece, got) : got;

        value_piece(exporter->sink, style, column, rows->piece, usable);
        offset += usable;
        if (offset >= whole || rows_read_long(rows, column, itag, offset, &got, &whole) < JET_errSuccess) {
            break;
        }
    }
    value_end(exporter->sink, style, column);
}

static void put_one(struct exporter *exporter, struct rows *rows, const struct value_style *style,
                    const struct column_info *column, const JET_ENUMCOLUMNVALUE *value)
{
    if (value->err == JET_wrnColumnNotInRecord) {
        put_long(exporter, rows, style, column, value->itagSequence);
    } else if (value->err == JET_errSuccess) {
        value_put(exporter->sink, style, column, value->pvData, value->cbData);
    } else if (style->syntax == SYNTAX_JSON) {
        sink_text(exporter->sink, "null");
    } else {
        put_null(exporter);
    }
}

static void put_array(struct exporter *exporter, struct rows *rows, const struct column_info *column,
                      const JET_ENUMCOLUMNVALUE *values, JET_ULONG count)
{
    static const char *const quotes[] = {[EXPORT_CSV] = "\"", [EXPORT_JSONL] = "", [EXPORT_SQL] = "'"};
    const struct value_style style = value_style_in_array(&exporter->style);

    sink_text(exporter->sink, quotes[exporter->kind]);
    for (JET_ULONG i = 0; i < count; i++) {
        sink_put(exporter->sink, i == 0 ? "[" : ",", 1);
        put_one(exporter, rows, &style, column, &values[i]);
    }
    sink_put(exporter->sink, "]", 1);
    sink_text(exporter->sink, quotes[exporter->kind]);
}

static void put_values(struct exporter *exporter, struct rows *rows, const struct row_column *cell)
{
    const struct column_info *column = &exporter->columns->columns[cell->position];
    const JET_ENUMCOLUMN *found = cell->column;
    const JET_ENUMCOLUMNVALUE *values = found->rgEnumColumnValue;
    JET_ENUMCOLUMNVALUE single = {.itagSequence = 1};
    JET_ULONG count = found->cEnumColumnValue;

    if (found->err == JET_wrnColumnSingleValue) {
        single.cbData = found->cbData;
        single.pvData = found->pvData;
        values = &single;
        count = 1;
    }
    if (count > 1 || (exporter->kind == EXPORT_JSONL && column->grbit & JET_bitColumnMultiValued)) {
        put_array(exporter, rows, column, values, count);
    } else {
        put_one(exporter, rows, &exporter->style, column, values);
    }
}

/* --------------------------------------------------------------------------------------------------- rows */

/* The NULLs of columns first..end - 1. */
static void put_nulls(struct exporter *exporter, unsigned first, unsigned end)
{
    const size_t *starts = exporter->null_starts;

    sink_put(exporter->sink, exporter->nulls + starts[first], starts[end] - starts[first]);
}

static void put_name(struct exporter *exporter, unsigned position)
{
    const size_t *starts = exporter->name_starts;

    sink_put(exporter->sink, exporter->names + starts[position], starts[position + 1] - starts[position]);
}

static void begin_insert(struct exporter *exporter)
{
    sink_text(exporter->sink, "INSERT INTO ");
    put_identifier(exporter->sink, exporter->table);
    sink_text(exporter->sink, " VALUES(");
}

static void put_tall_row(struct exporter *exporter, struct rows *rows)
{
    for (unsigned i = 0; i < rows->cell_count; i++) {
        begin_insert(exporter);
        text_unsigned(exporter->sink, rows->number);
        put_name(exporter, rows->cells[i].position);
        put_values(exporter, rows, &rows->cells[i]);
        sink_text(exporter->sink, ");\n");
    }
}

static void put_row_end(struct exporter *exporter)
{
    switch (exporter->kind) {
    case EXPORT_CSV:
        sink_text(exporter->sink, "\r\n");
        break;
    case EXPORT_JSONL:
        sink_text(exporter->sink, exporter->columns->count == 0 ? "{}\n" : "}\n");
        break;
    default:
        sink_text(exporter->sink, exporter->columns->count == 0 ? "NULL);\n" : ");\n");
        break;
    }
}

void exporter_row(struct exporter *exporter, struct rows *rows)
{
    unsigned next = 0;

    if (exporter->is_tall) {
        put_tall_row(exporter, rows);
        return;
    }
    if (exporter->kind == EXPORT_SQL) {
        begin_insert(exporter);
    }
    for (unsigned i = 0; i < rows->cell_count; i++) {
        const unsigned position = rows->cells[i].position;

        put_nulls(exporter, next, position);
        put_name(exporter, position);
        put_values(exporter, rows, &rows->cells[i]);
        next = position + 1;
    }
    put_nulls(exporter, next, exporter->columns->count);
    put_row_end(exporter);
}

void exporter_finish(struct exporter *exporter)
{
    if (exporter->kind == EXPORT_SQL) {
        sink_text(exporter->sink, "COMMIT;\n");
    }
}

void exporter_end(struct exporter *exporter)
{
    free(exporter->nulls);
    free(exporter->null_starts);
    free(exporter->names);
    free(exporter->name_starts);
}
