/*
 * memory_test.c [MEGABYTES] - what the engine has in memory while it reads files larger than its cache: the pages of
 * JET_paramCacheSizeMax and no more than OVERHEAD beside them, whatever the size of the file or of a value in it.
 *
 * Run with 300 for the values of hundreds of megabytes that the suite has no time for (cmake -DESENT_SOAK=ON).
 */
#include "test.h"

#include <stdbool.h>

#include "database_builder.h"
#include "esent.h"

enum {
    PAGE_SIZE = 4096,
    CACHE_PAGES = 512,
    OVERHEAD = 3 << 20, /* sessions, cursors, the schema, stacks, and what the C library keeps */
    PIECE = 64 * 1024,
};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MEMORY_IS_MEASURED false
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define MEMORY_IS_MEASURED false
#endif
#endif
#ifndef MEMORY_IS_MEASURED
#define MEMORY_IS_MEASURED true
#endif

static uint32_t megabytes = 24;

static struct {
    JET_INSTANCE instance;
    JET_SESID session;
    JET_DBID dbid;
    JET_TABLEID table;
} db;

/* ------------------------------------------------------------------------------------------------- memory */

/* Bytes of a line of /proc/self/status; 0 where there is none. */
static uint64_t status_bytes(const char *name)
{
    FILE *status = fopen("/proc/self/status", "r");
    char line[256];
    unsigned long long kilobytes = 0;

    while (status != NULL && fgets(line, sizeof line, status) != NULL) {
        if (strncmp(line, name, strlen(name)) == 0) {
            (void)sscanf(line + strlen(name), ": %llu", &kilobytes);
        }
    }
    if (status != NULL) {
        (void)fclose(status);
    }
    return kilobytes * 1024;
}

/* What the process has from now on is the most that it had. */
static uint64_t forget_peak(void)
{
    FILE *refs = fopen("/proc/self/clear_refs", "w");

    if (refs != NULL) {
        (void)fputs("5", refs);
        (void)fclose(refs);
    }
    return status_bytes("VmRSS");
}

static uint64_t peak_above(uint64_t start)
{
    const uint64_t peak = status_bytes("VmHWM");

    return peak > start ? peak - start : 0;
}

static void assert_bounded(uint64_t start, const char *what)
{
    const uint64_t grown = peak_above(start);

    print_message("%s: %llu KiB\n", what, (unsigned long long)grown / 1024);
    if (MEMORY_IS_MEASURED && start != 0) {
        assert_true(grown <= (uint64_t)CACHE_PAGES * PAGE_SIZE + OVERHEAD);
    }
}

/* ------------------------------------------------------------------------------------------------ database */

static void open_database(const char *path)
{
    assert_int_equal(JetSetSystemParameterA(NULL, JET_sesidNil, JET_paramDatabasePageSize, PAGE_SIZE, NULL),
                     0);
    assert_int_equal(JetSetSystemParameterA(NULL, JET_sesidNil, JET_paramCacheSizeMax, CACHE_PAGES, NULL), 0);
    assert_int_equal(JetCreateInstanceA(&db.instance, "memory"), 0);
    assert_int_equal(JetSetSystemParameterA(&db.instance, JET_sesidNil, JET_paramRecovery, 0, "off"), 0);
    assert_int_equal(JetInit(&db.instance), 0);
    assert_int_equal(JetBeginSessionA(db.instance, &db.session, NULL, NULL), 0);
    assert_int_equal(JetAttachDatabaseA(db.session, path, JET_bitDbReadOnly), 0);
    assert_int_equal(JetOpenDatabaseA(db.session, path, NULL, &db.dbid, JET_bitDbReadOnly), 0);
    assert_int_equal(JetOpenTableA(db.session, db.dbid, "sample", NULL, 0, 0, &db.table), 0);
    assert_int_equal(JetMove(db.session, db.table, JET_MoveFirst, 0), 0);
}

static void close_database(const char *path)
{
    assert_int_equal(JetTerm(db.instance), 0);
    assert_int_equal(remove(path), 0);
}

/* -------------------------------------------------------------------------------------------- a long value */

static JET_ERR read_at(JET_COLUMNID id, uint32_t offset, void *bytes, uint32_t capacity, JET_ULONG *size)
{
    JET_RETINFO info = {.cbStruct = sizeof info, .itagSequence = 1, .ibLongValue = offset};

    return JetRetrieveColumn(db.session, db.table, id, bytes, capacity, size, 0, &info);
}

static void check_piece(JET_COLUMNID id, uint32_t whole, uint32_t offset, uint32_t capacity)
{
    static uint8_t piece[PIECE];
    const uint32_t left = whole - offset, got = left < capacity ? left : capacity;
    JET_ULONG size;
    bool same = true;

    assert_int_equal(read_at(id, offset, piece, capacity, &size),
                     left > capacity ? JET_wrnBufferTruncated : JET_errSuccess);
    assert_int_equal(size, left);
    for (uint32_t i = 0; i < got; i++) {
        same &= piece[i] ==
                (id == BUILDER_DATA ? builder_long_byte(offset + i) : builder_long_letter(offset + i));
    }
    assert_true(same);
}

static void a_value_larger_than_the_cache_is_read_at_any_offset(void **state)
{
    const char *path = test_path("long.edb");
    const uint32_t whole = megabytes << 20, chunk = PAGE_SIZE - 40 - 42;
    struct database_builder *builder = builder_begin(path, PAGE_SIZE);
    uint32_t random = 1;
    uint64_t start;
    JET_ULONG size;

    (void)state;
    builder_add_long_values(builder, "sample", whole);
    builder_end(builder);
    start = forget_peak();
    open_database(path);
    assert_int_equal(read_at(BUILDER_DATA, 0, NULL, 0, &size), JET_wrnBufferTruncated);
    assert_int_equal(size, whole);
    assert_int_equal(read_at(BUILDER_DATA, whole, NULL, 0, &size), JET_errSuccess);
    assert_int_equal(size, 0);
    for (unsigned i = 0; i < 500; i++) {
        random = random * 1664525 + 1013904223;
        check_piece(BUILDER_DATA, whole, random % whole, 1 + (random >> 16) % 200);
        check_piece(BUILDER_LONG_TEXT, whole, random % (whole / chunk) * chunk - i % 2,
                    2); /* about where chunks meet */
    }
    check_piece(BUILDER_DATA, whole, whole - 1, 100);
    for (uint32_t offset = 0; offset < whole; offset += PIECE) { /* all of it */
        check_piece(BUILDER_DATA, whole, offset, PIECE);
    }
    assert_bounded(start, "a long value");
    close_database(path);
}

/* --------------------------------------------------------------------------------------------- many rows */

static uint64_t walk(uint32_t rows)
{
    const char *path = test_path("rows.edb");
    struct database_builder *builder = builder_begin(path, PAGE_SIZE);
    uint64_t start;
    uint32_t count = 0;

    builder_add_rows(builder, "sample", rows);
    builder_end(builder);
    start = forget_peak();
    open_database(path);
    do {
        int64_t low = 0;

        assert_int_equal(
            JetRetrieveColumn(db.session, db.table, BUILDER_LOW, &low, sizeof low, NULL, 0, NULL), 0);
        count++;
        assert_int_equal(low, 3 * (int64_t)count);
    } while (JetMove(db.session, db.table, JET_MoveNext, 0) >= 0);
    assert_int_equal(count, rows);
    for (uint32_t i = 1; i < 2000; i++) { /* and here and there */
        const int32_t id = (int32_t)(1 + i * 7919u % rows);

        assert_int_equal(JetMakeKey(db.session, db.table, &id, sizeof id, JET_bitNewKey), 0);
        assert_int_equal(JetSeek(db.session, db.table, JET_bitSeekEQ), 0);
    }
    assert_bounded(start, "rows");
    start = peak_above(start);
    close_database(path);
    return start;
}

/* Ten times the rows, and the second file is ten times the cache. */
static void a_file_of_any_size_needs_the_same_memory(void **state)
{
    const uint64_t small = walk(20000), large = walk(200000);

    (void)state;
    if (MEMORY_IS_MEASURED && small != 0) {
        assert_true(large <= small + (1 << 20));
    }
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_larger_than_the_cache_is_read_at_any_offset),
        cmocka_unit_test(a_file_of_any_size_needs_the_same_memory),
    };

    if (count > 1) {
        megabytes = (uint32_t)strtoul(arguments[1], NULL, 10);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
