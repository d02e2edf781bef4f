/*
 * mode_tables.c - tables: what tables a database has.
 */
#include <stdio.h>
#include <stdlib.h>

#include "json.h"
#include "modes.h"
#include "progress_bar.h"
#include "reader.h"
#include "table_progress.h"
#include "table_schema.h"

enum { ROWS_AT_ONCE = 20000 };

struct table_facts {
    unsigned columns, indexes;
    JET_ULONG owned, available; /* pages */
    uint64_t rows;
    bool are_rows_known;
    JET_ERR err;
};

/* Adds the rows from the cursor's on. */
static JET_ERR count_on(struct reader *reader, JET_TABLEID tableid, uint64_t *count)
{
    JET_ULONG rows = 0;
    const JET_ERR err = JetIndexRecordCount(reader->sesid, tableid, &rows, 0);

    *count += rows;
    return err;
}

/*
 * Counts by walking over all rows, which reads every page of the table's own tree: many steps at once, and the last ones
 * again where the rows end between.
 */
static JET_ERR count_rows(struct reader *reader, JET_TABLEID tableid, struct table_progress *progress,
                          uint64_t *count)
{
    uint8_t bookmark[JET_cbBookmarkMostMost];
    JET_ULONG size = 0;
    JET_ERR err = JetMove(reader->sesid, tableid, JET_MoveFirst, 0);

    *count = 0;
    while (err >= JET_errSuccess && !progress->ended) {
        table_progress_look(progress, tableid);
        err = JetGetBookmark(reader->sesid, tableid, bookmark, sizeof bookmark, &size);
        if (err >= JET_errSuccess) {
            err = JetMove(reader->sesid, tableid, ROWS_AT_ONCE, 0);
        }
        *count += err >= JET_errSuccess ? ROWS_AT_ONCE : 0;
    }
    if (err == JET_errNoCurrentRecord && size > 0) {
        err = JetGotoBookmark(reader->sesid, tableid, bookmark, size);
        err = err >= JET_errSuccess ? count_on(reader, tableid, count) : err;
    }
    return progress->ended ? JET_errCallbackFailed : err == JET_errNoCurrentRecord ? JET_errSuccess : err;
}

static JET_ERR read_facts(struct reader *reader, JET_TABLEID tableid, struct table_progress *progress,
                          struct table_facts *facts)
{
    struct column_list columns;
    struct index_list indexes = {NULL, 0};
    JET_ERR err = column_list_read(reader, tableid, false, &columns);

    if (err >= JET_errSuccess) {
        err = index_list_read(reader, tableid, &indexes);
    }
    facts->columns = columns.count;
    facts->indexes = indexes.count;
    column_list_free(&columns);
    index_list_free(&indexes);
    if (err >= JET_errSuccess) {
        err = JetGetTableInfoW(reader->sesid, tableid, &facts->owned, sizeof facts->owned,
                               JET_TblInfoSpaceOwned);
    }
    if (err >= JET_errSuccess) {
        err = JetGetTableInfoW(reader->sesid, tableid, &facts->available, sizeof facts->available,
                               JET_TblInfoSpaceAvailable);
    }
    if (err >= JET_errSuccess && progress != NULL) {
        err = count_rows(reader, tableid, progress, &facts->rows);
        facts->are_rows_known = err >= JET_errSuccess;
    }
    return err;
}

/* With `progress` the rows are counted. */
static struct table_facts facts_of(struct reader *reader, const char *name, struct table_progress *progress)
{
    struct table_facts facts = {0};
    JET_TABLEID tableid;

    facts.err = reader_open_table(reader, name, &tableid);
    if (facts.err >= JET_errSuccess) {
        facts.err = read_facts(reader, tableid, progress, &facts);
        if (facts.err < JET_errSuccess) {
            reader_complain(name, facts.err);
        }
        (void)JetCloseTable(reader->sesid, tableid);
    } else {
        reader_complain(name, facts.err);
    }
    return facts;
}

static const char *kind_of(JET_GRBIT flags)
{
    return flags & JET_bitObjectSystem          ? "system"
           : flags & JET_bitObjectTableTemplate ? "template"
           : flags & JET_bitObjectTableDerived  ? "derived"
                                                : "table";
}

/* Characters of UTF-8. */
static int width_of(const char *text)
{
    int width = 0;

    for (; *text != '\0'; text++) {
        width += (*text & 0xC0) != 0x80;
    }
    return width;
}

static void print_text(const struct table_entry *entry, const struct table_facts *facts, int name_width,
                       bool count)
{
    char line[READER_NAME_MAX + 128], rows[32] = "?";

    if (facts->are_rows_known) {
        (void)snprintf(rows, sizeof rows, "%llu", (unsigned long long)facts->rows);
    }
    (void)snprintf(line, sizeof line, "%s%*s  %-8s%*s  %7u  %7u  %8lu  %8lu", entry->name,
                   name_width - width_of(entry->name), "", kind_of(entry->flags), count ? 12 : 0,
                   count ? rows : "", facts->columns, facts->indexes, (unsigned long)facts->owned,
                   (unsigned long)facts->available);
    progress_bar_print(line);
}

static void print_text_head(const struct table_names *names, int *name_width, bool count)
{
    *name_width = 4;
    for (unsigned i = 0; i < names->count; i++) {
        const int width = width_of(names->entries[i].name);

        *name_width = width > *name_width ? width : *name_width;
    }
    (void)printf("%-*s  %-8s", *name_width, "Name", "Kind");
    if (count) {
        (void)printf("  %10s", "Rows");
    }
    (void)printf("  %7s  %7s  %8s  %8s\n", "Columns", "Indexes", "Pages", "Free");
}

static void print_json(const struct table_entry *entry, const struct table_facts *facts, bool first)
{
    (void)printf("%s\n    {\"table\": ", first ? "" : ",");
    json_string(entry->name);
    (void)printf(", \"kind\": \"%s\", ", kind_of(entry->flags));
    if (facts->are_rows_known) {
        (void)printf("\"rows\": %llu, ", (unsigned long long)facts->rows);
    }
    (void)printf("\"columns\": %u, \"indexes\": %u, \"pages\": %lu, \"free\": %lu, ", facts->columns,
                 facts->indexes, (unsigned long)facts->owned, (unsigned long)facts->available);
    json_error(facts->err);
    (void)printf("}");
}

static JET_ERR print_tables(struct reader *reader, const struct options *options,
                            const struct table_names *names, struct table_progress *progress)
{
    JET_ERR err = JET_errSuccess;
    int name_width = 0;

    if (!options->json) {
        print_text_head(names, &name_width, options->count);
    }
    for (unsigned i = 0; i < names->count && !(progress != NULL && progress->ended); i++) {
        const struct table_facts facts = facts_of(reader, names->entries[i].name, progress);

        if (options->json) {
            print_json(&names->entries[i], &facts, i == 0);
        } else {
            print_text(&names->entries[i], &facts, name_width, options->count);
        }
        if (progress != NULL) {
            table_progress_next(progress);
        }
        err = err >= JET_errSuccess && facts.err < JET_errSuccess ? facts.err : err;
    }
    return err;
}

/* Counting can take long: it shows how far it is. */
static JET_ERR list(struct reader *reader, const struct options *options, const struct table_names *names)
{
    struct table_progress progress;
    JET_ERR err, ended;

    if (!options->count) {
        return print_tables(reader, options, names, NULL);
    }
    err = table_progress_begin(&progress, "Count", reader, names, table_progress_is_wanted(options));
    if (err < JET_errSuccess) {
        return err;
    }
    err = print_tables(reader, options, names, &progress);
    ended = table_progress_end(&progress);
    return ended < JET_errSuccess ? ended : err;
}

JET_ERR mode_tables(const struct options *options)
{
    return reader_report(options, true, list);
}
