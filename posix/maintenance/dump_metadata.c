/*
 * dump_metadata.c - which trees a database has: names, object ids, root pages.
 *
 * The text form reads line for line like the metadata dump of Microsoft's tool. Layout: [ese] dbutil.cxx, compared with
 * the tool's output in tests/tools.
 */
#include <stdlib.h>

#include "diag.h"
#include "esent_compat.h"
#include "maintenance/offline.h"
#include "maintenance/output.h"
#include "maintenance/tree_list.h"
#include "try.h"

enum {
    NAME_WIDTH = 51,
    DATABASE_NAME_MAX = 5, /* characters of the path that Microsoft's tool prints */
    TICKS_PER_MILLISECOND = 10000,
    MILLISECONDS_PER_DAY = 24 * 60 * 60 * 1000,
    DAYS_1601_TO_2000_MARCH = 145791, /* 1 January 1601 to 1 March 2000 */
    DAYS_PER_ERA = 146097,            /* 400 years */
};

struct metadata {
    struct output out;
    bool json;
    bool any; /* a tree was printed */
    struct report_errors errors;
};

struct civil_time {
    unsigned year, month, day, milliseconds; /* of the day */
};

/* The calendar's years begin in March here, so that the day of leap years is the last one. */
static struct civil_time civil_time(uint64_t filetime)
{
    const uint64_t milliseconds = filetime / TICKS_PER_MILLISECOND;
    const int64_t days = (int64_t)(milliseconds / MILLISECONDS_PER_DAY) - DAYS_1601_TO_2000_MARCH;
    const int64_t era = (days >= 0 ? days : days - DAYS_PER_ERA + 1) / DAYS_PER_ERA;
    const unsigned day_of_era = (unsigned)(days - era * DAYS_PER_ERA);
    const unsigned year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const unsigned month = (5 * day_of_year + 2) / 153; /* 0: March */
    struct civil_time civil;

    civil.day = day_of_year - (153 * month + 2) / 5 + 1;
    civil.month = month < 10 ? month + 3 : month - 9;
    civil.year = (unsigned)(2000 + era * 400 + (int64_t)year_of_era) + (month >= 10 ? 1 : 0);
    civil.milliseconds = (unsigned)(milliseconds % MILLISECONDS_PER_DAY);
    return civil;
}

static void print_time(struct output *out, uint64_t filetime)
{
    const struct civil_time t = civil_time(filetime);
    const unsigned seconds = t.milliseconds / 1000;

    if (filetime == 0) {
        output_print(out, "    00/00/1900 00:00:00.000 LOC");
        return;
    }
    output_print(out, "    %02u/%02u/%04u %02u:%02u:%02u.%03u UTC", t.month, t.day, t.year, seconds / 3600,
                 seconds / 60 % 60, seconds % 60, t.milliseconds % 1000);
}

static JET_ERR print_text(struct metadata *metadata, const struct listed_tree *listed)
{
    static const char *const types[] = {"Tbl", "LV ", "Pri", "Idx"};
    const bool is_table = listed->kind == TREE_TABLE;
    const unsigned indent = is_table ? 0 : 2;
    struct output *out = &metadata->out;

    output_print(out, "%*s", (int)indent, "");
    output_field(out, listed->kind == TREE_LONG_VALUES ? "<Long Values>" : listed->name, NAME_WIDTH - indent);
    output_print(out, " %s  %10d %10d", types[listed->kind], (int32_t)listed->tree.objid,
                 (int32_t)listed->tree.root);
    if (is_table || listed->kind == TREE_LONG_VALUES) {
        print_time(out, listed->last_set_time);
    }
    output_print(out, "\n");
    return out->err;
}

static JET_ERR print_json(struct metadata *metadata, const struct listed_tree *listed)
{
    static const char *const kinds[] = {"table", "long values", "primary index", "secondary index"};
    struct output *out = &metadata->out;

    output_print(out, "%s\n    {\"table\": ", metadata->any ? "," : "");
    output_json_string(out, listed->table);
    output_print(out, ", \"kind\": \"%s\", \"name\": ", kinds[listed->kind]);
    if (listed->kind == TREE_LONG_VALUES) {
        output_print(out, "null");
    } else {
        output_json_string(out, listed->name);
    }
    output_print(out, ", \"objid\": %u, \"root\": %u", listed->tree.objid, listed->tree.root);
    if (listed->last_set_time != 0) {
        const struct civil_time t = civil_time(listed->last_set_time);
        const unsigned seconds = t.milliseconds / 1000;

        output_print(out, ", \"last_set\": \"%04u-%02u-%02uT%02u:%02u:%02u.%03uZ\"", t.year, t.month, t.day,
                     seconds / 3600, seconds / 60 % 60, seconds % 60, t.milliseconds % 1000);
    }
    output_print(out, "}");
    return out->err;
}

static JET_ERR print_tree(void *context, const struct listed_tree *listed)
{
    struct metadata *metadata = context;
    JET_ERR err = metadata->json ? print_json(metadata, listed) : print_text(metadata, listed);

    metadata->any = true;
    return err;
}

static JET_ERR note_unread(void *context, const char *table, JET_ERR err)
{
    struct metadata *metadata = context;
    struct output *out = &metadata->out;

    report_errors_note(&metadata->errors, err);
    if (metadata->json) {
        output_print(out, "%s\n    {\"table\": ", metadata->any ? "," : "");
        output_json_string(out, table);
        output_print(out, ", ");
        output_json_error(out, err, diag_sentence());
        output_print(out, "}");
    } else {
        output_field(out, table, NAME_WIDTH);
        output_print(out, " Tbl  ERROR %ld\n", (long)err);
    }
    metadata->any = true;
    return out->err;
}

static void print_text_head(struct metadata *metadata, const char *path)
{
    struct output *out = &metadata->out;

    output_print(out, "******************************* META-DATA DUMP *******************************\n");
    output_print(out, "Name                                               Type    ObjidFDP    PgnoFDP       "
                      "      PgnoFDPLastSetTime\n");
    output_print(
        out, "=============================================================================================="
             "===============\n");
    output_field_cut(out, path, DATABASE_NAME_MAX, NAME_WIDTH);
    output_print(out, " Db   %10d %10d\n\n", 1, 1);
}

static JET_ERR dump(struct metadata *metadata, struct offline *offline, const char *path)
{
    struct output *out = &metadata->out;

    if (metadata->json) {
        output_print(out, "{\n  \"file\": ");
        output_json_string(out, path);
        output_print(out, ",\n  \"page_size\": %u,\n  \"trees\": [", offline->database.page_size);
    } else {
        print_text_head(metadata, path);
    }
    report_errors_note(&metadata->errors,
                       tree_list_each(&offline->database, print_tree, note_unread, metadata));
    if (metadata->json) {
        output_print(out, "\n  ],\n  ");
        output_json_error(out, metadata->errors.first, metadata->errors.sentence);
        output_print(out, "\n}\n");
    } else {
        output_print(out, "******************************************************************************\n");
    }
    return out->err < 0 ? out->err : report_errors_result(&metadata->errors);
}

JET_ERR esent_dump_metadata(const char *path, uint32_t format, esent_write_fn write, void *context)
{
    struct metadata metadata = {.out = {.write = write, .context = context},
                                .json = format & ESENT_DUMP_JSON};
    struct offline offline;
    JET_ERR err;

    diag_clear();
    if (path == NULL || write == NULL ||
        format & ~(uint32_t)(ESENT_DUMP_JSON | ESENT_DUMP_AS_IS | ESENT_DUMP_UNVERIFIED)) {
        return diag_fail(JET_errInvalidParameter,
                         "esent_dump_metadata: a pointer is NULL or the format is unknown");
    }
    JET_TRY(offline_open(&offline, path, format));
    err = dump(&metadata, &offline, path);
    offline_close(&offline);
    return err;
}
