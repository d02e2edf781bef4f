/*
 * bench_scan.c - a table from its first to its last row, 100 bytes each, from the cache: moving alone, with one column, with
 * all four; beside SQLite with the same rows.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "bench_rows.h"
#include "os.h"

static struct bench_rows rows;
static struct bench_cursor cursor;
static struct bench_sqlite *sqlite;

static uint64_t expected_sum(unsigned columns)
{
    const uint64_t ids = (uint64_t)rows.count * (rows.count + 1) / 2;

    return columns == 0 ? rows.count : columns == 1 ? ids : 9 * ids;
}

static void expect(uint64_t sum, unsigned columns)
{
    if (sum != expected_sum(columns)) {
        (void)fprintf(stderr, "a wrong sum: %llu\n", (unsigned long long)sum);
        exit(1);
    }
}

static uint64_t read_columns(unsigned columns)
{
    uint64_t low = 0, high = 0;
    uint32_t id = 0;
    char text[ROWS_TEXT_MAX];
    JET_RETRIEVECOLUMN wanted[4] = {
        {.columnid = BUILDER_ID, .pvData = &id, .cbData = sizeof id, .itagSequence = 1},
        {.columnid = BUILDER_LOW, .pvData = &low, .cbData = sizeof low, .itagSequence = 1},
        {.columnid = BUILDER_HIGH, .pvData = &high, .cbData = sizeof high, .itagSequence = 1},
        {.columnid = BUILDER_TEXT, .pvData = text, .cbData = sizeof text, .itagSequence = 1},
    };

    if (columns == 0) {
        return 1;
    }
    if (columns == 1) {
        bench_check(JetRetrieveColumn(cursor.sesid, cursor.table, BUILDER_ID, &id, sizeof id, NULL, 0, NULL),
                    "JetRetrieveColumn");
        return id;
    }
    bench_check(JetRetrieveColumns(cursor.sesid, cursor.table, wanted, 4), "JetRetrieveColumns");
    return id + low + high;
}

static uint64_t scan(void *context)
{
    const unsigned columns = *(const unsigned *)context;
    uint64_t start = os_time_monotonic_ns(), sum = 0;
    JET_ERR err = JetMove(cursor.sesid, cursor.table, JET_MoveFirst, 0);

    while (err == JET_errSuccess) {
        sum += read_columns(columns);
        err = JetMove(cursor.sesid, cursor.table, JET_MoveNext, 0);
    }
    if (err != JET_errNoCurrentRecord) {
        bench_check(err, "JetMove");
    }
    expect(sum, columns);
    return os_time_monotonic_ns() - start;
}

static uint64_t scan_sqlite(void *context)
{
    uint64_t start = os_time_monotonic_ns();

    if (bench_sqlite_scan(sqlite, *(const unsigned *)context) == 0 && *(const unsigned *)context > 0) {
        exit(1);
    }
    return os_time_monotonic_ns() - start;
}

int main(int count, char **arguments)
{
    static unsigned none = 0, one = 1, all = 4;
    struct bench_case cases[] = {
        {.name = "move", .run = scan, .context = &none},
        {.name = "move, one column", .run = scan, .context = &one},
        {.name = "move, four columns", .run = scan, .context = &all},
        {.name = "SQLite: step", .run = scan_sqlite, .context = &none},
        {.name = "SQLite: step, one column", .run = scan_sqlite, .context = &one},
        {.name = "SQLite: step, four columns", .run = scan_sqlite, .context = &all},
    };
    const bool is_short = bench_is_short(count, arguments);
    unsigned case_count = 6;

    bench_rows_make(&rows, is_short ? 10000 : 500000);
    bench_cursor_open(&rows, &cursor);
    sqlite = bench_sqlite_open(&rows);
    case_count = sqlite == NULL ? 3 : 6;
    bench_run(cases, case_count, is_short ? 3 : 11);
    for (unsigned i = 0; i < case_count; i++) {
        printf("%-28s %7.1f ns a row, %6.2f million rows/s", cases[i].name,
               (double)cases[i].median / rows.count, 1000.0 * rows.count / (double)cases[i].median);
        if (i < 3 && sqlite != NULL) {
            printf(", %.2f times SQLite", (double)cases[i + 3].median / (double)cases[i].median);
        }
        printf("\n");
    }
    bench_sqlite_close(sqlite);
    bench_cursor_close(&cursor);
    bench_rows_remove(&rows);
    return 0;
}
