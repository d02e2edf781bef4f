/*
 * bench_seek.c - rows by their key, in no order, from the cache: JetMakeKey, JetSeek and the text of the row, beside a
 * prepared statement of SQLite on the same rows.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "bench_rows.h"
#include "os.h"

static struct bench_rows rows;
static struct bench_cursor cursor;
static struct bench_sqlite *sqlite;
static unsigned seeks = 300000;

static unsigned expected_text(uint32_t id)
{
    return 'a' + (id + 27) % 26;
}

static void expect(unsigned text, uint32_t id)
{
    if (text != expected_text(id)) {
        (void)fprintf(stderr, "row %u has a wrong text\n", id);
        exit(1);
    }
}

static void seek_one(uint32_t id)
{
    bench_check(JetMakeKey(cursor.sesid, cursor.table, &id, sizeof id, JET_bitNewKey), "JetMakeKey");
    bench_check(JetSeek(cursor.sesid, cursor.table, JET_bitSeekEQ), "JetSeek");
}

static uint64_t seek(void *context)
{
    const bool read = *(const bool *)context;
    uint64_t start = os_time_monotonic_ns(), state = 1;
    unsigned char text[ROWS_TEXT_MAX];

    for (unsigned i = 0; i < seeks; i++) {
        const uint32_t id = bench_random_id(&state, rows.count);

        seek_one(id);
        if (read) {
            bench_check(
                JetRetrieveColumn(cursor.sesid, cursor.table, BUILDER_TEXT, text, sizeof text, NULL, 0, NULL),
                "JetRetrieveColumn");
            expect(text[0], id);
        }
    }
    return os_time_monotonic_ns() - start;
}

static uint64_t make_keys(void *context)
{
    uint64_t start = os_time_monotonic_ns();

    (void)context;
    for (uint32_t i = 0; i < seeks; i++) {
        bench_check(JetMakeKey(cursor.sesid, cursor.table, &i, sizeof i, JET_bitNewKey), "JetMakeKey");
    }
    return os_time_monotonic_ns() - start;
}

static uint64_t seek_sqlite(void *context)
{
    uint64_t start = os_time_monotonic_ns(), state = 1;

    (void)context;
    for (unsigned i = 0; i < seeks; i++) {
        const uint32_t id = bench_random_id(&state, rows.count);

        expect(bench_sqlite_point(sqlite, id), id);
    }
    return os_time_monotonic_ns() - start;
}

int main(int count, char **arguments)
{
    static bool no = false, yes = true;
    struct bench_case cases[] = {
        {.name = "key, seek, text", .run = seek, .context = &yes},
        {.name = "key, seek", .run = seek, .context = &no},
        {.name = "key", .run = make_keys},
        {.name = "SQLite: row by its key, text", .run = seek_sqlite},
    };
    const bool is_short = bench_is_short(count, arguments);
    unsigned case_count;

    seeks = is_short ? 3000 : seeks;
    bench_rows_make(&rows, is_short ? 10000 : 500000);
    bench_cursor_open(&rows, &cursor);
    sqlite = bench_sqlite_open(&rows);
    case_count = sqlite == NULL ? 3 : 4;
    bench_run(cases, case_count, is_short ? 3 : 11);
    for (unsigned i = 0; i < case_count; i++) {
        printf("%-30s %7.1f ns\n", cases[i].name, (double)cases[i].median / seeks);
    }
    if (sqlite != NULL) {
        printf("%.2f times SQLite\n", (double)cases[3].median / (double)cases[0].median);
    }
    bench_sqlite_close(sqlite);
    bench_cursor_close(&cursor);
    bench_rows_remove(&rows);
    return 0;
}
