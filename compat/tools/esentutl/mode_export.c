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

enum {
    ROWS_PER_LOOK = 256, /* rows between two looks at the clock */
    REPORT_NS = 100 * 1000 * 1000,
};

struct export
{
    const struct options *options;
    enum export_kind kind;
    bool to_stdout;
    struct reader reader;
    struct table_names tables;
    uint64_t *pages; /* owned; of each table, for the progress */
    uint64_t total_pages, pages_before;
    uint64_t reported; /* when progress was told */
    bool ended;        /* Ctrl-C, or nobody reads any more */
    bool any_in_summary;
    JET_ERR err; /* the first one */
};

static void keep_error(struct export *export, JET_ERR err)
{
    if (err < JET_errSuccess && export->err >= JET_errSuccess) {
        export->err = err;
    }
}

/* ----------------------------------------------------------------------------------------------- progress */

static void tell(struct export *export, JET_SNT snt, double part_of_table, uint64_t table_pages)
{
    JET_SNPROG progress = {.cbStruct = sizeof progress, .cunitTotal = 1000};
    const double done = (double)export->pages_before + part_of_table * (double)table_pages;

    progress.cunitDone = export->total_pages > 0 ? (JET_ULONG)(1000 * done / (double)export->total_pages)
                                                 : progress.cunitTotal;
    if (progress_bar_status(export->reader.sesid, ESENT_SNP_VERIFY, snt, &progress) < JET_errSuccess) {
        export->ended = true;
    }
}

/* Where the walk is in its table, 0 to 1. */
static double part_done(const struct rows *rows)
{
    JET_RECPOS position = {.cbStruct = sizeof position};

    if (JetGetRecordPosition(rows->reader->sesid, rows->tableid, &position, sizeof position) <
            JET_errSuccess ||
        position.centriesTotal == 0) {
        return 0;
    }
    return (double)position.centriesLT / position.centriesTotal;
}

static void look_at_clock(struct export *export, const struct rows *rows, uint64_t table_pages)
{
    const uint64_t now = os_time_monotonic_ns();

    if (now - export->reported >= REPORT_NS) {
        export->reported = now;
        tell(export, JET_sntProgress, part_done(rows), table_pages);
    }
}

/* The pages of every table, so that the bar knows how much there is to do. */
static void weigh_tables(struct export *export, bool is_bar_shown)
{
    export->pages = calloc(export->tables.count + (size_t)1, sizeof *export->pages);
    if (export->pages == NULL) {
        keep_error(export, JET_errOutOfMemory);
        return;
    }
    for (unsigned i = 0; is_bar_shown && i < export->tables.count; i++) {
        JET_TABLEID tableid;
        JET_ULONG pages = 0;

        if (reader_open_table(&export->reader, export->tables.entries[i].name, &tableid) >= JET_errSuccess) {
            if (JetGetTableInfoW(export->reader.sesid, tableid, &pages, sizeof pages, JET_TblInfoSpaceOwned) <
                JET_errSuccess) {
                pages = 0;
            }
            (void)JetCloseTable(export->reader.sesid, tableid);
        }
        export->pages[i] = pages;
        export->total_pages += pages;
    }
}

/* ------------------------------------------------------------------------------------------------- tables */

static JET_ERR export_rows(struct export *export, struct rows *rows, struct exporter *exporter,
                           uint64_t table_pages)
{
    while (!export->ended && exporter->sink->err >= JET_errSuccess && rows_next(rows)) {
        exporter_row(exporter, rows);
        if (rows->number % ROWS_PER_LOOK == 0) {
            look_at_clock(export, rows, table_pages);
        }
    }
    exporter_finish(exporter);
    return rows->damage;
}

static JET_ERR export_open_table(struct export *export, JET_TABLEID tableid, const char *name,
                                 struct sink *sink, uint64_t table_pages, uint64_t *row_count)
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
        err = export_rows(export, &rows, &exporter, table_pages);
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
        err = export_open_table(export, tableid, name, &sink, export->pages[number], &row_count);
        closed = sink_close(&sink);
        if (sink.is_broken_pipe) {
            export->ended = true;
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
    const bool is_bar_shown = !export->to_stdout && !export->options->json && !export->options->no_progress &&
                              os_console_is_terminal();

    weigh_tables(export, is_bar_shown);
    if (export->err < JET_errSuccess) {
        return;
    }
    progress_bar_set("Export", export->total_pages * export->reader.page_size, is_bar_shown);
    tell(export, JET_sntBegin, 0, 0);
    for (unsigned i = 0; i < export->tables.count && !export->ended; i++) {
        export_table(export, i);
        export->pages_before += export->pages[i];
        tell(export, JET_sntProgress, 0, 0);
    }
    tell(export, JET_sntComplete, 0, 0);
    if (progress_bar_interrupted()) {
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
    free(export->pages);
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
