/*
 * mode_export.c - export: tables as CSV, JSON lines or SQL.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "esent_compat.h"
#include "export_format.h"
#include "file_name.h"
#include "json.h"
#include "modes.h"
#include "os.h"
#include "progress_bar.h"
#include "reader.h"
#include "rows.h"
#include "table_progress.h"

enum { ROWS_PER_LOOK = 256 }; /* rows between two looks at the clock */

struct export
{
    const struct options *options;
    enum export_kind kind;
    bool to_stdout;
    struct reader reader;
    struct table_names tables;
    struct table_progress progress;
    bool is_pipe_broken; /* nobody reads any more */
    bool any_in_summary;
    JET_ERR err; /* the first one */
};

static void keep_error(struct export *export, JET_ERR err)
{
    if (err < JET_errSuccess && export->err >= JET_errSuccess) {
        export->err = err;
    }
}

/* ------------------------------------------------------------------------------------------------- tables */

static bool is_ended(const struct export *export)
{
    return export->progress.ended || export->is_pipe_broken;
}

static JET_ERR export_rows(struct export *export, struct rows *rows, struct exporter *exporter)
{
    while (!is_ended(export) && exporter->sink->err >= JET_errSuccess && rows_next(rows)) {
        exporter_row(exporter, rows);
        if (rows->number % ROWS_PER_LOOK == 0) {
            table_progress_look(&export->progress, rows->tableid);
        }
    }
    exporter_finish(exporter);
    return rows->damage;
}

static JET_ERR export_open_table(struct export *export, JET_TABLEID tableid, const char *name,
                                 struct sink *sink, uint64_t *row_count)
{
    struct column_list columns;
    struct exporter exporter = {0};
    struct rows rows = {0};
    JET_ERR err = column_list_read(&export->reader, tableid, false, &columns);

    if (err >= JET_errSuccess) {
        err = exporter_begin(&exporter, export->kind, export->options->raw_time, sink, name, &columns);
    }
    if (err >= JET_errSuccess) {
        err = rows_begin(&rows, &export->reader, tableid, name, &columns);
    }
    if (err < JET_errSuccess) {
        reader_complain(name, err);
    } else {
        err = export_rows(export, &rows, &exporter);
    }
    *row_count = rows.number;
    rows_end(&rows);
    exporter_end(&exporter);
    column_list_free(&columns);
    return err;
}

/* Opens where the table goes to. */
static JET_ERR open_sink(struct export *export, const char *name, struct sink *sink, char *path,
                         size_t capacity)
{
    char file[FILE_NAME_MAX];
    JET_ERR err;

    if (export->to_stdout) {
        path[0] = '\0';
        return sink_open(sink, NULL, false);
    }
    file_name_make(name, export_extension(export->kind), file, sizeof file);
    err = path_join(export->options->output, file, path, capacity);
    if (err >= JET_errSuccess && os_file_same(path, export->options->file)) {
        (void)fprintf(stderr, "ERROR: '%s' is the database itself.\n", path);
        return JET_errFileAlreadyExists;
    }
    if (err >= JET_errSuccess) {
        err = sink_open(sink, path, export->options->force);
    }
    if (err == JET_errFileAlreadyExists) {
        (void)fprintf(stderr, "ERROR: '%s' exists already; --force overwrites it.\n", path);
    } else if (err < JET_errSuccess) {
        reader_complain(path, err);
    }
    return err;
}

static void summarise(struct export *export, const char *name, const char *path, uint64_t row_count,
                      JET_ERR err)
{
    if (export->to_stdout) {
        return;
    }
    if (!export->options->json) {
        char line[OS_PATH_MAX + 256];

        (void)snprintf(line, sizeof line, "%s: %llu row%s -> %s%s", name, (unsigned long long)row_count,
                       row_count == 1 ? "" : "s", path, err < JET_errSuccess ? " (damaged)" : "");
        progress_bar_print(line);
        return;
    }
    (void)printf("%s\n    {\"table\": ", export->any_in_summary ? "," : "");
    json_string(name);
    (void)printf(", \"file\": ");
    json_string(path);
    (void)printf(", \"rows\": %llu, ", (unsigned long long)row_count);
    json_error(err);
    (void)printf("}");
    export->any_in_summary = true;
}

static void export_table(struct export *export, unsigned number)
{
    const char *name = export->tables.entries[number].name;
    char path[OS_PATH_MAX];
    struct sink sink;
    JET_TABLEID tableid;
    uint64_t row_count = 0;
    JET_ERR err = reader_open_table(&export->reader, name, &tableid), closed;

    if (err < JET_errSuccess) {
        reader_complain(name, err);
        keep_error(export, err);
        return;
    }
    err = open_sink(export, name, &sink, path, sizeof path);
    if (err >= JET_errSuccess) {
        err = export_open_table(export, tableid, name, &sink, &row_count);
        closed = sink_close(&sink);
        if (sink.is_broken_pipe) {
            export->is_pipe_broken = true;
        } else if (closed < JET_errSuccess) {
            reader_complain(export->to_stdout ? "standard output" : path, closed);
            err = closed;
        }
        summarise(export, name, path, row_count, err);
    }
    keep_error(export, err);
    (void)JetCloseTable(export->reader.sesid, tableid);
}

static void export_tables(struct export *export)
{
    const bool is_bar_shown = !export->to_stdout && table_progress_is_wanted(export->options);
    JET_ERR err =
        table_progress_begin(&export->progress, "Export", &export->reader, &export->tables, is_bar_shown);

    keep_error(export, err);
    for (unsigned i = 0; err >= JET_errSuccess && i < export->tables.count && !is_ended(export); i++) {
        export_table(export, i);
        table_progress_next(&export->progress);
    }
    if (err >= JET_errSuccess && table_progress_end(&export->progress) < JET_errSuccess) {
        (void)fprintf(stderr, "Interrupted. The last file is incomplete.\n");
        keep_error(export, JET_errCallbackFailed);
    }
}

/* --------------------------------------------------------------------------------------------------- mode */

static JET_ERR complain_about_use(const char *sentence)
{
    (void)fprintf(stderr, "esentutl: %s\nTry 'esentutl --help export'.\n", sentence);
    return JET_errInvalidParameter;
}

/* The folder of the files. */
static JET_ERR prepare_folder(const struct export *export)
{
    JET_ERR err = export->to_stdout ? JET_errSuccess : os_dir_create(export->options->output);

    if (err < JET_errSuccess) {
        reader_complain(export->options->output, err);
    }
    return err;
}

static void run(struct export *export)
{
    JET_ERR err = reader_open(&export->reader, export->options);

    if (err >= JET_errSuccess) {
        err = reader_chosen_tables(&export->reader, export->options, false, &export->tables);
    }
    if (err >= JET_errSuccess && export->to_stdout && export->tables.count != 1) {
        err = complain_about_use("standard output takes one table: name it with --table.");
    }
    if (err >= JET_errSuccess) {
        err = prepare_folder(export);
    }
    if (err >= JET_errSuccess) {
        export_tables(export);
    }
    keep_error(export, err);
    free(export->tables.entries);
    reader_close(&export->reader);
}

JET_ERR mode_export(const struct options *options)
{
    struct export export = {.options = options};
    const bool summary = options->json && options->output != NULL && strcmp(options->output, "-") != 0;

    if (options->output == NULL || options->format == NULL) {
        return complain_about_use("export wants --format csv, jsonl or sql, and -o FOLDER.");
    }
    export.kind = export_kind_of(options->format);
    if (export.kind == EXPORT_KINDS) {
        return complain_about_use("the formats are csv, jsonl and sql.");
    }
    export.to_stdout = strcmp(options->output, "-") == 0;
    text_prepare();
    if (summary) {
        (void)printf("{\n  \"tables\": [");
    }
    run(&export);
    if (summary) {
        (void)printf("%s],\n  ", export.any_in_summary ? "\n  " : "");
        json_error(export.err);
        (void)printf("\n}\n");
    }
    return export.err;
}
