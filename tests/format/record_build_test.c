/*
 * record_build_test.c - records put together column by column, against those that Windows wrote.
 *
 * Records of every real database are taken apart and built again from their values, in order and backwards: all
 * values must be the same. Then each value is replaced by another and put back, and the record must be what it
 * was, byte by byte.
 */
#include "test.h"

#include "format/db_header.h"
#include "instance/database.h"
#include "record/record_build.h"

enum { LIMIT = 32 * 1024, CACHE_BYTES = 64 << 20, RECORDS_PER_TABLE = 200 };

/* ---------------------------------------------------------------------------------------- worked by hand */

static struct column columns[] = {
    {.name = "long", .id = 1, .type = JET_coltypLong, .offset = 4, .max = 4},
    {.name = "short", .id = 2, .type = JET_coltypShort, .offset = 8, .max = 2},
    {.name = "text", .id = 128, .type = JET_coltypText, .code_page = 1252, .max = 255},
    {.name = "binary", .id = 129, .type = JET_coltypBinary, .max = 255},
    {.name = "tagged", .id = 256, .type = JET_coltypText, .code_page = 1252, .max = 255},
    {.name = "lv", .id = 257, .type = JET_coltypLongText, .code_page = 1252},
    {.name = "default",
     .id = 258,
     .type = JET_coltypLong,
     .max = 4,
     .flags = COLUMN_DEFAULT,
     .default_value = {(const uint8_t *)"\7\0\0\0", 4}},
};

static struct column *fixed[] = {&columns[0], &columns[1]};
static struct column *variable[] = {&columns[2], &columns[3]};
static struct column *tagged[] = {&columns[4], &columns[5], &columns[6]};

static const struct table small_table = {
    .name = "by hand",
    .columns = columns,
    .column_count = 7,
    .fixed = fixed,
    .variable = variable,
    .tagged = tagged,
    .fixed_count = 2,
    .variable_count = 2,
    .tagged_count = 3,
    .fixed_first = FID_FIXED_FIRST,
    .variable_first = FID_VARIABLE_FIRST,
};

static void set(struct record_builder *builder, unsigned column, uint32_t instance, const void *bytes,
                uint32_t size)
{
    const struct value value = {.bytes = {bytes, size}, .flags = bytes == NULL ? VALUE_NULL : 0};

    assert_int_equal(record_builder_set(builder, &columns[column], instance, &value), JET_errSuccess);
}

static void is(const struct record_builder *builder, const void *bytes, uint32_t size)
{
    assert_int_equal(builder->size, size);
    assert_memory_equal(builder->bytes, bytes, size);
}

#define IS(builder, literal) is(builder, literal, sizeof(literal) - 1)

/* Reference database-file 11.1 to 11.5. */
static void a_small_page_record_grows_as_the_reference_says(void **state)
{
    struct record_builder builder;

    (void)state;
    assert_int_equal(record_builder_init(&builder, &small_table, 4096, LIMIT), JET_errSuccess);
    assert_int_equal(record_builder_begin(&builder), JET_errSuccess);
    IS(&builder, "\x00\x7f\x04\x00");
    set(&builder, 5, 1, "abc", 3); /* the reference's example of a long value on a small page */
    IS(&builder, "\x00\x7f\x04\x00\x01\x01\x04\x40\x01\x61\x62\x63");
    set(&builder, 5, 1, NULL, 0);
    set(&builder, 1, 1, "\x22\x33", 2); /* the Long before it is present and NULL */
    IS(&builder,
       "\x02\x7f\x0b\x00\x00\x00\x00\x00\x22\x33\xfd"); /* bits of no column are 1: database-file 21.1 */
    set(&builder, 0, 1, "\x01\x02\x03\x04", 4);
    set(&builder, 3, 1, "", 0); /* the Text before it is present and NULL, with the end of nothing */
    IS(&builder, "\x02\x81\x0b\x00\x01\x02\x03\x04\x22\x33\xfc\x00\x80\x00\x00");
    set(&builder, 2, 1, "xy", 2);
    IS(&builder, "\x02\x81\x0b\x00\x01\x02\x03\x04\x22\x33\xfc\x02\x00\x02\x00xy");
    record_builder_free(&builder);
}

static void values_of_a_tagged_column_have_three_forms(void **state)
{
    struct record_builder builder;

    (void)state;
    assert_int_equal(record_builder_init(&builder, &small_table, 4096, LIMIT), JET_errSuccess);
    assert_int_equal(record_builder_begin(&builder), JET_errSuccess);
    set(&builder, 4, 0, "ab", 2);
    IS(&builder, "\x00\x7f\x04\x00\x00\x01\x04\x00\x61\x62");
    set(&builder, 4, 0, "c", 1); /* two short values: 18, the size of the first */
    IS(&builder, "\x00\x7f\x04\x00\x00\x01\x04\x40\x18\x02"
                 "abc");
    set(&builder, 4, 0, "", 0); /* three: 08, and where each begins */
    IS(&builder, "\x00\x7f\x04\x00\x00\x01\x04\x40\x08\x06\x00\x08\x00\x09\x00"
                 "abc");
    set(&builder, 4, 2, NULL, 0);
    set(&builder, 4, 2, NULL, 0);
    IS(&builder, "\x00\x7f\x04\x00\x00\x01\x04\x00\x61\x62");
    set(&builder, 6, 1, NULL, 0); /* NULL against a default is an entry of its own */
    IS(&builder, "\x00\x7f\x04\x00\x00\x01\x08\x00\x02\x01\x0a\x20\x61\x62");
    assert_int_equal(record_builder_clear(&builder, &columns[6]), JET_errSuccess);
    IS(&builder, "\x00\x7f\x04\x00\x00\x01\x04\x00\x61\x62");
    record_builder_free(&builder);
}

static void a_large_page_record_has_a_header_byte_for_each_tagged_column(void **state)
{
    struct record_builder builder;

    (void)state;
    assert_int_equal(record_builder_init(&builder, &small_table, 32768, LIMIT), JET_errSuccess);
    assert_int_equal(record_builder_begin(&builder), JET_errSuccess);
    set(&builder, 4, 0, "ab", 2);
    set(&builder, 6, 1, NULL, 0);
    IS(&builder, "\x00\x7f\x04\x00\x00\x01\x08\x00\x02\x01\x0b\x00\x00\x61\x62\x20");
    set(&builder, 4, 0, "c", 1);
    IS(&builder, "\x00\x7f\x04\x00\x00\x01\x08\x00\x02\x01\x10\x00\x08\x04\x00\x06\x00"
                 "abc\x20");
    record_builder_free(&builder);
}

static void a_record_that_has_no_room_stays_as_it_was(void **state)
{
    static const uint8_t big[64] = {1};
    struct record_builder builder;
    uint8_t before[64];
    uint32_t size;

    (void)state;
    assert_int_equal(record_builder_init(&builder, &small_table, 4096, 40), JET_errSuccess);
    assert_int_equal(record_builder_begin(&builder), JET_errSuccess);
    set(&builder, 0, 1, "\1\2\3\4", 4);
    set(&builder, 4, 0, "ab", 2);
    size = builder.size;
    memcpy(before, builder.bytes, size);
    for (unsigned column = 2; column < 6; column++) {
        const struct value value = {.bytes = {big, sizeof big}, .flags = 0};

        assert_int_equal(record_builder_set(&builder, &columns[column], 0, &value), JET_errRecordTooBig);
        is(&builder, before, size);
    }
    record_builder_free(&builder);
}

/* Reference database-file 11.7, api-semantics 12. */
static void the_limit_depends_on_page_and_key(void **state)
{
    (void)state;
    assert_int_equal(record_limit(4096, 255), 3789);
    assert_int_equal(record_limit(8192, 255), 7885);
    assert_int_equal(record_limit(16384, 255), 16037);
    assert_int_equal(record_limit(32768, 255), 32421);
    assert_int_equal(record_limit(4096, 4), 3791);
    assert_int_equal(record_limit(32768, 4), 32672);
}

/* ------------------------------------------------------------------------------------------- real records */

struct totals {
    unsigned databases, tables, records, values;
};

/* The database whose records are read. */
static struct database current;

/* A record that is built carries its defaults; one that is older than a column does not. */
static bool same_value(const struct value *left, const struct value *right)
{
    return ((left->flags ^ right->flags) & ~(unsigned)VALUE_DEFAULT) == 0 &&
           left->bytes.size == right->bytes.size &&
           memcmp(left->bytes.at, right->bytes.at, left->bytes.size) == 0;
}

/* All values of a column of one record are those of the other. */
static unsigned check_column(const struct record *left, const struct record *right,
                             const struct column *column)
{
    unsigned count = 0;

    for (uint32_t i = 1;; i++) {
        struct value a, b;

        assert_int_equal(record_value(left, column, i, &a), JET_errSuccess);
        assert_int_equal(record_value(right, column, i, &b), JET_errSuccess);
        if (!same_value(&a, &b)) {
            fail_msg("table '%s', column '%s', value %u: flags 0x%x and 0x%x, %u and %u bytes",
                     left->table->name, column->name, i, a.flags, b.flags, a.bytes.size, b.bytes.size);
        }
        if (a.flags & (VALUE_NULL | VALUE_DEFAULT) || !column_is_tagged(column)) {
            return count + !(a.flags & VALUE_NULL);
        }
        count++;
    }
}

/* Puts every value of a column of the record into the builder. */
static void copy_column(struct record_builder *builder, const struct record *record,
                        const struct column *column)
{
    for (uint32_t i = 1;; i++) {
        struct value value;

        assert_int_equal(record_value(record, column, i, &value), JET_errSuccess);
        if (value.flags & VALUE_DEFAULT || (value.flags == VALUE_NULL && column_is_tagged(column))) {
            return;
        }
        value.flags &= ~(unsigned)VALUE_STORED_NULL;
        assert_int_equal(record_builder_set(builder, column, 0, &value), JET_errSuccess);
        if (value.flags & VALUE_NULL || !column_is_tagged(column)) {
            return;
        }
    }
}

static bool is_present(const struct record *record, const struct column *column)
{
    uint32_t entry;

    if (column_is_tagged(column)) {
        return record_find_tagged(record, column, &entry);
    }
    return column_is_fixed(column) ? column_fid(column->id) <= record->fixed_last
                                   : column_fid(column->id) <= record->variable_last;
}

/* Builds the record again from its columns, and compares all values both ways. */
static void check_record(struct record_builder *builder, const struct table *table, struct bytes bytes,
                         bool backwards, struct totals *totals)
{
    const uint32_t count = table_column_total(table);
    const struct column **all = malloc(sizeof(*all) * (count + 1));
    struct record record, built;
    uint32_t at = 0;

    assert_non_null(all);
    for (uint32_t i = 0; i < count; i++) {
        all[i] = table_next_column(table, &at);
    }
    assert_int_equal(record_open(&record, table, bytes, builder->page_size), JET_errSuccess);
    assert_int_equal(record_builder_begin(builder), JET_errSuccess);
    for (uint32_t i = 0; i < count; i++) {
        const struct column *column = all[backwards ? count - 1 - i : i];

        if (is_present(&record, column)) {
            copy_column(builder, &record, column);
        }
    }
    assert_int_equal(record_open(&built, table, record_builder_bytes(builder), builder->page_size),
                     JET_errSuccess);
    for (uint32_t i = 0; i < count; i++) {
        totals->values += check_column(&record, &built, all[i]);
    }
    free(all);
}

/* A record is what it was after a value has been taken out and put back. */
static void check_changes(struct record_builder *builder, const struct table *table, struct bytes bytes)
{
    const struct column *column;
    struct record record;
    uint32_t at = 0;

    assert_int_equal(record_open(&record, table, bytes, builder->page_size), JET_errSuccess);
    assert_int_equal(record_builder_load(builder, bytes), JET_errSuccess);
    while ((column = table_next_column(table, &at)) != NULL) {
        struct value value;

        assert_int_equal(record_value(&record, column, 1, &value), JET_errSuccess);
        if (!(value.flags & (VALUE_NULL | VALUE_DEFAULT)) && is_present(&record, column)) {
            static const uint8_t other[300] = {0xA5};
            struct value changed = {.bytes = {other, value.bytes.size}, .flags = value.flags};

            assert_in_range(value.bytes.size, 0, LIMIT);
            if (value.bytes.size <= sizeof other) {
                assert_int_equal(record_builder_set(builder, column, 1, &changed), JET_errSuccess);
                assert_int_equal(record_builder_set(builder, column, 1, &value), JET_errSuccess);
                assert_int_equal(builder->size, bytes.size);
                assert_memory_equal(builder->bytes, bytes.at, bytes.size);
            }
        }
    }
}

static JET_ERR check_table(void *context, const struct table_row *row)
{
    struct totals *totals = context;
    struct record_builder builder;
    struct tree_cursor cursor;
    struct table *table;
    unsigned records = 0;
    JET_ERR err = table_open_by_objid(NULL, &current, row->objid, &table);

    if (err < 0) {
        return JET_errSuccess; /* damaged files are for other tests */
    }
    assert_int_equal(record_builder_init(&builder, table, current.page_size, LIMIT), JET_errSuccess);
    tree_cursor_init(&cursor, &table->tree);
    for (err = tree_first(&cursor); err >= 0 && records < RECORDS_PER_TABLE; err = tree_next(&cursor)) {
        struct record record;
        struct page_node node;

        tree_entry(&cursor, &node);
        if (record_open(&record, table, node.data, current.page_size) >= 0) {
            check_record(&builder, table, node.data, records % 2 == 1, totals);
            check_changes(&builder, table, node.data);
        }
        records++;
    }
    tree_cursor_free(&cursor);
    record_builder_free(&builder);
    table_release(table);
    totals->tables++;
    totals->records += records;
    return JET_errSuccess;
}

static void check_database(const char *relative, const char *path, void *context)
{
    static uint8_t start[DB_HEADER_PROBE];
    struct db_header_choice choice;
    struct cache *cache;
    size_t got;

    (void)relative;
    memset(&current, 0, sizeof current);
    assert_int_equal(os_file_open(&current.file, path, OS_READ, OS_SHARE_ALL), JET_errSuccess);
    assert_int_equal(os_file_read(&current.file, 0, start, sizeof start, &got), JET_errSuccess);
    if (db_header_choose(start, got, path, &choice) >= 0) {
        current.page_size = choice.page_size;
        current.path = (char *)(uintptr_t)path;
        current.read_only = true;
        assert_int_equal(cache_create(choice.page_size, CACHE_BYTES / choice.page_size, &cache),
                         JET_errSuccess);
        assert_int_equal(cache_file_attach(cache, &current.file, path, true, &current.pages), JET_errSuccess);
        (void)catalog_each_table(NULL, &current, check_table, context);
        if (current.schemas != NULL) {
            current.schemas->destroy(current.schemas);
        }
        cache_file_detach(current.pages);
        cache_destroy(cache);
        ((struct totals *)context)->databases++;
    }
    os_file_close(&current.file);
}

static void real_records_are_built_again(void **state)
{
    struct totals totals = {0};

    (void)state;
    if (test_fixture_root() == NULL) {
        print_message("skipped: no real files\n");
        skip();
    }
    test_for_each_database(check_database, &totals);
    print_message("%u databases, %u tables, %u records, %u values\n", totals.databases, totals.tables,
                  totals.records, totals.values);
    assert_true(totals.values > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_page_record_grows_as_the_reference_says),
        cmocka_unit_test(values_of_a_tagged_column_have_three_forms),
        cmocka_unit_test(a_large_page_record_has_a_header_byte_for_each_tagged_column),
        cmocka_unit_test(a_record_that_has_no_room_stays_as_it_was),
        cmocka_unit_test(the_limit_depends_on_page_and_key),
        cmocka_unit_test(real_records_are_built_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
