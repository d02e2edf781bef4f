/*
 * dump_space.c - how many pages each tree owns, and how many of them are free.
 *
 * The text form has the columns, widths and figures of Microsoft's tool. A table's pages include those of its indexes and
 * long values, the database's those of its tables; available pages are counted where they are kept. Layout: [ese]
 * dbspacedump.cxx, figures compared with the tool's in tests/tools.
 */
#include "diag.h"
#include "esent_compat.h"
#include "maintenance/offline.h"
#include "maintenance/output.h"
#include "maintenance/space_numbers.h"
#include "maintenance/tree_list.h"
#include "try.h"

enum {
    NAME_WIDTH = 23,
    AUTOINCREMENT_WIDTH = 10,
    SMALL_PER_MILLE = 5,            /* of the database: trees below are left out */
    HINT_BYTES = 100 * 1024 * 1024, /* of a database that is worth defragmenting */
    HINT_PERCENT = 20,              /* available */
    LAST_PAGE_THERE_IS = INT32_MAX,
};

static const char rule[] =
    "***********************************************************************************************";

struct space_dump {
    struct output out;
    bool json, small;
    uint32_t page_size;
    struct space_numbers root, table; /* of the database, of the current table */
    uint64_t available;               /* of all trees, reserves included */
    uint32_t lowest, highest;         /* page that a table owns */
    uint32_t tables, long_values, indexes, extent_trees;
    bool left_out; /* a small tree was not printed */
    bool any;      /* JSON: a tree was printed */
    struct report_errors errors;
};

/* -------------------------------------------------------------------------------------------------- text */

static double percent(uint64_t part, uint64_t whole)
{
    return whole > 0 ? 100.0 * (double)part / (double)whole : 0;
}

/* Megabytes with three digits. Any started thousandth counts as a whole one in Microsoft's figures. */
static void print_megabytes(struct output *out, uint64_t pages, uint32_t page_size)
{
    const uint64_t kilobytes = pages * page_size / 1024;
    const unsigned rest = (unsigned)(kilobytes % 1024);

    output_print(out, " %8llu.%03u", (unsigned long long)(kilobytes / 1024),
                 rest * 1000 / 1024 + (rest > 0 ? 1 : 0));
}

static void print_text_line(struct space_dump *dump, const char *name, unsigned indent, const char *type,
                            const struct space_numbers *numbers)
{
    const bool is_root = numbers == &dump->root;
    struct output *out = &dump->out;

    output_print(out, "%*s", (int)indent, "");
    output_field(out, name, NAME_WIDTH - indent);
    output_print(out, " %s", type);
    print_megabytes(out, numbers->owned, dump->page_size);
    output_print(out, " %8.2f%%", percent(numbers->owned, dump->root.owned));
    if (is_root) {
        output_print(out, " %9s", "");
    } else {
        output_print(out, " %8.2f%%", percent(numbers->owned, dump->table.owned));
    }
    print_megabytes(out, numbers->available, dump->page_size);
    if (is_root) {
        output_print(out, " %9s", "");
    } else {
        output_print(out, " %8.2f%%", percent(numbers->available, dump->table.owned));
    }
    if (numbers == &dump->table && numbers->header.autoincrement > 0) {
        output_print(out, " %*llu\n", AUTOINCREMENT_WIDTH, (unsigned long long)numbers->header.autoincrement);
    } else {
        output_print(out, " %*s\n", AUTOINCREMENT_WIDTH, "");
    }
}

static void print_text_head(struct space_dump *dump, const char *path)
{
    struct output *out = &dump->out;

    output_print(out, "        PageSize: %u\n\n", dump->page_size);
    output_print(out, "******************************** SPACE DUMP *******%.*s\n", 45, rule);
    output_print(out, "%-23s %4s %12s %9s %9s %12s %9s %10s\n", "Name", "Type", "Owned(MB)", "O%OfDb",
                 "O%OfTable", "Avail(MB)", "Avail%Tbl", "AutoInc");
    output_print(out, "%.96s\n",
                 "================================================================================"
                 "====================");
    print_text_line(dump, path, 0, " Db ", &dump->root);
    output_print(out, "\n");
}

static void print_text_totals(struct space_dump *dump, uint32_t unused_end)
{
    struct output *out = &dump->out;
    const uint64_t owned = dump->root.owned;
    const uint64_t used = owned > dump->available ? owned - dump->available : 0;
    const double free_percent = percent(dump->available, owned);

    if (dump->left_out) {
        output_print(
            out,
            "Note: Some small tables/indices were not printed (use /v option to see those smaller than "
            "%.1f%% of the database).\n",
            SMALL_PER_MILLE / 10.0);
    }
    output_print(out, "%.96s\n\n",
                 "--------------------------------------------------------------------------------"
                 "--------------------");
    output_print(
        out, "    Enumerated %u Tables ( %u Internal Trees, %u Long Value Trees, %u Secondary Indices )\n\n",
        dump->tables, dump->extent_trees, dump->long_values, dump->indexes);
    output_print(out, "    Pages %llu ( %llu Used (%.1f%%), %llu Available (%.1f%%) ) + %llu Shelved\n\n",
                 (unsigned long long)owned, (unsigned long long)used, percent(used, owned),
                 (unsigned long long)dump->available, free_percent, (unsigned long long)dump->root.shelved);
    output_print(out,
                 "    Pgno Ranges (User min-max: %u - %u; Last: %llu; DB End Contiguous Unused: %u - %u; ",
                 dump->lowest, dump->highest, (unsigned long long)owned,
                 unused_end > 0 ? unused_end : dump->root.highest + 1,
                 unused_end > 0 ? dump->root.highest : (uint32_t)LAST_PAGE_THERE_IS);
    output_print(out, "Shelved min-max: %u - %u; Total: %llu)\n", dump->root.shelved_lowest,
                 dump->root.shelved_highest, (unsigned long long)owned);
    if (owned * dump->page_size > HINT_BYTES && free_percent > HINT_PERCENT) {
        output_print(
            out,
            "\n    Note: This database is over %d%% empty, an offline defragmentation can be used to "
            "shrink the file.\n",
            HINT_PERCENT);
    }
    output_print(out, "\n");
}

/* -------------------------------------------------------------------------------------------------- JSON */

static void print_json_numbers(struct output *out, const struct space_numbers *numbers)
{
    output_print(out, "\"owned\": %llu, \"available\": %llu, \"reserved\": %llu, \"extents\": %u",
                 (unsigned long long)numbers->owned, (unsigned long long)numbers->available,
                 (unsigned long long)numbers->reserved, numbers->extents);
    if (numbers->header.autoincrement > 0) {
        output_print(out, ", \"autoincrement\": %llu", (unsigned long long)numbers->header.autoincrement);
    }
}

static void print_json_begin(struct space_dump *dump, const char *table)
{
    output_print(&dump->out, "%s\n    {\"table\": ", dump->any ? "," : "");
    output_json_string(&dump->out, table);
    output_print(&dump->out, ", ");
    dump->any = true;
}

static void print_json_tree(struct space_dump *dump, const struct listed_tree *listed,
                            const struct space_numbers *numbers, JET_ERR err)
{
    static const char *const kinds[] = {"table", "long values", "primary index", "secondary index"};
    struct output *out = &dump->out;

    print_json_begin(dump, listed->table);
    output_print(out, "\"kind\": \"%s\", \"name\": ", kinds[listed->kind]);
    if (listed->kind == TREE_LONG_VALUES) {
        output_print(out, "null");
    } else {
        output_json_string(out, listed->name);
    }
    output_print(out, ", \"objid\": %u, \"root\": %u, ", listed->tree.objid, listed->tree.root);
    if (err < 0) {
        output_json_error(out, err, diag_sentence());
    } else {
        print_json_numbers(out, numbers);
    }
    output_print(out, "}");
}

static void print_json_head(struct space_dump *dump, const char *path)
{
    struct output *out = &dump->out;

    output_print(out, "{\n  \"file\": ");
    output_json_string(out, path);
    output_print(out, ",\n  \"page_size\": %u,\n  \"database\": {", dump->page_size);
    print_json_numbers(out, &dump->root);
    output_print(out, ", \"shelved\": %llu},\n  \"trees\": [", (unsigned long long)dump->root.shelved);
}

static void print_json_totals(struct space_dump *dump, uint32_t unused_end)
{
    struct output *out = &dump->out;

    output_print(out, "\n  ],\n  \"available_in_all\": %llu,\n  \"unused_at_end\": %u,\n  ",
                 (unsigned long long)dump->available,
                 unused_end > 0 ? dump->root.highest - unused_end + 1 : 0);
    output_json_error(out, dump->errors.first, dump->errors.sentence);
    output_print(out, "\n}\n");
}

/* -------------------------------------------------------------------------------------------------- trees */

static void add_up(struct space_dump *dump, const struct listed_tree *listed,
                   const struct space_numbers *numbers)
{
    dump->tables += listed->kind == TREE_TABLE;
    dump->long_values += listed->kind == TREE_LONG_VALUES;
    dump->indexes += listed->kind == TREE_SECONDARY_INDEX;
    dump->extent_trees += numbers->header.many_extents ? 2 : 0;
    dump->available += numbers->available + numbers->reserved;
    if (numbers->lowest != 0 && (dump->lowest == 0 || numbers->lowest < dump->lowest)) {
        dump->lowest = numbers->lowest;
    }
    if (numbers->highest > dump->highest) {
        dump->highest = numbers->highest;
    }
}

static void print_text_tree(struct space_dump *dump, const struct listed_tree *listed,
                            const struct space_numbers *numbers)
{
    const bool is_table = listed->kind == TREE_TABLE;
    const char *type = is_table ? " Pri" : listed->kind == TREE_LONG_VALUES ? " LV " : " Idx";

    if (!dump->small && numbers->owned * 1000 < dump->root.owned * SMALL_PER_MILLE) {
        dump->left_out = true;
        return;
    }
    print_text_line(dump, listed->kind == TREE_LONG_VALUES ? "[Long Values]" : listed->name, is_table ? 2 : 4,
                    type, numbers);
}

static JET_ERR report_tree(void *context, const struct listed_tree *listed)
{
    struct space_dump *dump = context;
    struct space_numbers other;
    struct space_numbers *numbers = listed->kind == TREE_TABLE ? &dump->table : &other;
    JET_ERR err;

    if (listed->kind == TREE_PRIMARY_INDEX) { /* the table's own tree */
        return JET_errSuccess;
    }
    err = space_numbers_read(&listed->tree, numbers);
    if (err < 0) {
        report_errors_note(&dump->errors, err);
        *numbers = (struct space_numbers){0};
    }
    add_up(dump, listed, numbers);
    if (dump->json) {
        print_json_tree(dump, listed, numbers, err);
    } else if (err < 0) {
        output_print(&dump->out, "%*s%s: ERROR %ld\n", listed->kind == TREE_TABLE ? 2 : 4, "",
                     listed->kind == TREE_LONG_VALUES ? "[Long Values]" : listed->name, (long)err);
    } else {
        print_text_tree(dump, listed, numbers);
    }
    return dump->out.err;
}

static JET_ERR report_unread(void *context, const char *table, JET_ERR err)
{
    struct space_dump *dump = context;

    report_errors_note(&dump->errors, err);
    dump->tables++;
    if (dump->json) {
        print_json_begin(dump, table);
        output_json_error(&dump->out, err, diag_sentence());
        output_print(&dump->out, "}");
    } else {
        output_print(&dump->out, "  %s: ERROR %ld\n", table, (long)err);
    }
    return dump->out.err;
}

static JET_ERR report(struct space_dump *dump, struct database *database, const char *path)
{
    const struct tree root = space_root(database);
    uint32_t unused_end;

    JET_TRY(space_numbers_read(&root, &dump->root));
    JET_TRY(space_unused_end(&root, &dump->root, &unused_end));
    dump->page_size = database->page_size;
    dump->available = dump->root.available + dump->root.reserved;
    dump->extent_trees = dump->root.header.many_extents ? 2 : 0;
    if (dump->json) {
        print_json_head(dump, path);
    } else {
        print_text_head(dump, path);
    }
    report_errors_note(&dump->errors, tree_list_each(database, report_tree, report_unread, dump));
    if (dump->json) {
        print_json_totals(dump, unused_end);
    } else {
        print_text_totals(dump, unused_end);
    }
    return dump->out.err < 0 ? dump->out.err : report_errors_result(&dump->errors);
}

JET_ERR esent_dump_space(const char *path, uint32_t format, esent_write_fn write, void *context)
{
    const uint32_t known = ESENT_DUMP_JSON | ESENT_DUMP_AS_IS | ESENT_DUMP_UNVERIFIED | ESENT_DUMP_SMALL;
    struct space_dump dump = {.out = {.write = write, .context = context},
                              .json = format & ESENT_DUMP_JSON,
                              .small = format & ESENT_DUMP_SMALL};
    struct offline offline;
    JET_ERR err;

    diag_clear();
    if (path == NULL || write == NULL || format & ~known) {
        return diag_fail(JET_errInvalidParameter,
                         "esent_dump_space: a pointer is NULL or the format is unknown");
    }
    JET_TRY(offline_open(&offline, path, format));
    err = report(&dump, &offline.database, path);
    offline_close(&offline);
    return err;
}
