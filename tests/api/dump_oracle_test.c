/*
 * dump_oracle_test.c [PART] - the databases that Microsoft's published engine made, beside what that engine said about them
 * (oracle/clean_*, dump.json): values of all types, bookmarks, sizes of records, and the entries of indexes of every kind.
 */
#include "test.h"

#include "dump_compare.h"
#include "json.h"

static struct comparison_counts sum;

/* Names in the dumps are Latin-1. */
static const char *name_in_utf8(const char *latin, char utf8[2 * JET_cbNameMost + 1])
{
    char *to = utf8;

    for (const unsigned char *at = (const unsigned char *)latin;
         *at != '\0' && at - (const unsigned char *)latin < JET_cbNameMost; at++) {
        if (*at < 0x80) {
            *to++ = (char)*at;
        } else {
            *to++ = (char)(0xC0 | *at >> 6);
            *to++ = (char)(0x80 | (*at & 0x3F));
        }
    }
    *to = '\0';
    return utf8;
}

/* ---------------------------------------------------------------------------------------------------------------
 * Records
 */

/* "0a0b", or {"cb":12042,"fnv1a64":"1a5b24a962e26740","head":"e0d0..."} for long ones. */
static void add_value(struct expected_row *row, const struct json *value)
{
    const char *hex = value->kind == JSON_OBJECT ? json_text(value, "head") : value->text;
    const size_t digits = strlen(hex);
    struct expected_value *expected;

    assert_true(hex_decode(hex, digits, expected_row_room(row, digits / 2)) >= 0);
    expected = expected_row_end_value(row);
    if (value->kind == JSON_OBJECT) {
        expected->size = (size_t)json_number(value, "cb");
        expected->has_digest = true;
        expected->fnv1a = strtoull(json_text(value, "fnv1a64"), NULL, 16);
    }
}

/* The row as the dump has it: what is absent is NULL, or the column's default. */
static void expect_row(struct expected_row *row, const struct json *columns, const struct json *record)
{
    expected_row_clear(row);
    for (const struct json *column = columns->first; column != NULL; column = column->next) {
        const struct json *value = json_get(record, json_text(column, "name"));

        expected_row_add_cell(row, (JET_COLUMNID)json_number(column, "id"));
        if (value == NULL) {
            value = json_get(column, "default");
        }
        if (value == NULL || value->kind == JSON_NULL) {
            continue;
        }
        if (value->kind != JSON_LIST) {
            add_value(row, value);
            continue;
        }
        for (const struct json *one = value->first; one != NULL; one = one->next) {
            add_value(row, one);
        }
    }
}

/* JetGetRecordSize2: the fields in the order of the structure. */
static void compare_sizes(struct comparison *comparison, JET_TABLEID table, const struct json *expected)
{
    enum { COMPRESSED_COLUMNS = 8 }; /* the published engine never sets it */
    JET_RECSIZE2 sizes = {0};
    JET_ERR err = JetGetRecordSize2(comparison->database.sesid, table, &sizes, 0);
    uint64_t fields[sizeof sizes / sizeof(uint64_t)];
    unsigned i = 0;

    memcpy(fields, &sizes, sizeof sizes);
    assert_int_equal(expected->count, sizeof fields / sizeof fields[0]);
    for (const struct json *field = expected->first; field != NULL; field = field->next, i++) {
        if (i != COMPRESSED_COLUMNS &&
            (err != JET_errSuccess || fields[i] != strtoull(field->text, NULL, 10))) {
            difference(comparison, "field %u of JetGetRecordSize2 is %llu (result %ld), not %lld", i,
                       (unsigned long long)fields[i], (long)err, strtoll(field->text, NULL, 10));
        }
    }
}

static void compare_bookmark(struct comparison *comparison, JET_TABLEID table, const struct json *record)
{
    const char *hex = json_text(record, "bm");
    uint8_t bookmark[JET_cbBookmarkMostMost];
    JET_ERR err = api_bookmark(&comparison->database, table, &comparison->bookmark);

    assert_true(strlen(hex) <= 2 * sizeof bookmark && hex_decode(hex, strlen(hex), bookmark) >= 0);
    if (err != JET_errSuccess || !api_value_is(&comparison->bookmark, bookmark, strlen(hex) / 2)) {
        difference(comparison, "the bookmark is not %s (result %ld)", hex, (long)err);
    }
}

static void compare_records(struct comparison *comparison, JET_TABLEID table, const struct json *dump)
{
    static struct expected_row row;
    const JET_SESID sesid = comparison->database.sesid;
    const struct json *record = json_get(dump, "rows")->first;
    JET_ERR err = JetMove(sesid, table, JET_MoveFirst, 0);

    for (comparison->row = 0; record != NULL && err == JET_errSuccess;
         record = record->next, comparison->row++) {
        expect_row(&row, json_get(dump, "columns"), record);
        compare_bookmark(comparison, table, record);
        compare_record(comparison, table, &row);
        compare_sizes(comparison, table, json_get(record, "#recsize2"));
        err = JetMove(sesid, table, JET_MoveNext, 0);
    }
    if (record != NULL || err != JET_errNoCurrentRecord) {
        difference(comparison, "after the last record compared: result %ld", (long)err);
    }
}

/* ---------------------------------------------------------------------------------------------------------------
 * Indexes
 */

static const struct json *column_named(const struct json *dump, const char *name)
{
    const struct json *column = json_get(dump, "columns")->first;

    while (column != NULL && strcmp(json_text(column, "name"), name) != 0) {
        column = column->next;
    }
    assert_non_null(column);
    return column;
}

/* "cols":["+One","-Two"], "tuple":[min, max, count, step, start] */
static void read_index(const struct json *dump, const struct json *expected, struct seek_index *index)
{
    const struct json *tuple = json_get(expected, "tuple");
    unsigned *const limits[] = {&index->tuple_min, &index->tuple_max, &index->tuple_count, &index->tuple_step,
                                &index->tuple_start};
    unsigned i = 0;

    memset(index, 0, sizeof *index);
    index->nested = (json_number(expected, "grbit") & JET_bitIndexNestedTable) != 0;
    for (const struct json *name = json_get(expected, "cols")->first; name != NULL; name = name->next) {
        const struct json *column = column_named(dump, name->text + 1);
        struct seek_segment *segment = &index->segment[index->segments++];

        segment->id = (JET_COLUMNID)json_number(column, "id");
        segment->wide = json_number(column, "cp") == 1200;
        segment->tagged = (segment->id & 0xFFFF) >= 256;
    }
    if (tuple != NULL) {
        for (const struct json *limit = tuple->first; limit != NULL; limit = limit->next) {
            assert_true(i < sizeof limits / sizeof limits[0]);
            *limits[i++] = (unsigned)strtoul(limit->text, NULL, 10);
        }
    }
}

/* One entry: ["7f80000001", 0], the key and the ordinal of its record. Returns whether the key is another than before. */
static void compare_entry(struct comparison *comparison, JET_TABLEID table, const struct json *entry,
                          const struct json *const *records, struct api_value *first_key,
                          struct api_value *first_bookmark)
{
    const char *hex = entry->first->text;
    const char *ordinal = entry->first->next->text;
    uint8_t key[JET_cbKeyMostMost + 1];
    JET_ERR err = api_key(&comparison->database, table, &comparison->key);

    comparison->counts.entries++;
    assert_true(strlen(hex) <= 2 * sizeof key && hex_decode(hex, strlen(hex), key) >= 0);
    if (err != JET_errSuccess || !api_value_is(&comparison->key, key, strlen(hex) / 2)) {
        difference(comparison, "the key is not %s (result %ld)", hex, (long)err);
    }
    compare_bookmark(comparison, table, records[strtoul(ordinal, NULL, 10)]);
    if (!api_value_is(first_key, key, strlen(hex) / 2)) {
        (void)api_key(&comparison->database, table, first_key);
        (void)api_bookmark(&comparison->database, table, first_bookmark);
    }
}

static void compare_index(struct comparison *comparison, JET_TABLEID table, const struct json *dump,
                          const struct json *expected, const struct json *const *records)
{
    const JET_SESID sesid = comparison->database.sesid;
    const struct json *entry = json_get(expected, "keys")->first;
    struct api_value first_key = {0}, first_bookmark = {0};
    char name[2 * JET_cbNameMost + 1];
    struct seek_index index;
    JET_TABLEID probe;
    JET_ERR err;

    comparison->index = name_in_utf8(json_text(expected, "name"), name);
    comparison->row = 0;
    read_index(dump, expected, &index);
    if ((err = api_index_choose(&comparison->database, table, name)) != JET_errSuccess) {
        difference(comparison, "cannot be chosen: result %ld", (long)err);
        return;
    }
    comparison->counts.indexes++;
    assert_int_equal(JetDupCursor(sesid, table, &probe, 0), JET_errSuccess);
    assert_int_equal(api_index_choose(&comparison->database, probe, name), JET_errSuccess);
    err = JetMove(sesid, table, JET_MoveFirst, 0);
    for (; entry != NULL && err == JET_errSuccess; entry = entry->next, comparison->row++) {
        compare_entry(comparison, table, entry, records, &first_key, &first_bookmark);
        compare_seek(comparison, table, probe, &index, &first_key, &first_bookmark);
        err = JetMove(sesid, table, JET_MoveNext, 0);
    }
    if (entry != NULL || err != JET_errNoCurrentRecord) {
        difference(comparison, "after the last entry compared: result %ld", (long)err);
    }
    assert_int_equal(JetCloseTable(sesid, probe), JET_errSuccess);
    api_value_free(&first_key);
    api_value_free(&first_bookmark);
}

/* ---------------------------------------------------------------------------------------------------------------
 * Tables, databases
 */

static void compare_table(struct comparison *comparison, const struct json *dump)
{
    const struct json *rows = json_get(dump, "rows");
    const struct json **records = malloc((rows->count + 1) * sizeof *records);
    char name[2 * JET_cbNameMost + 1];
    unsigned count = 0;
    JET_TABLEID table;
    JET_ERR err;

    assert_non_null(records);
    for (const struct json *record = rows->first; record != NULL; record = record->next) {
        records[count++] = record;
    }
    comparison->table = name_in_utf8(json_text(dump, "table"), name);
    comparison->index = NULL;
    comparison->row = 0;
    err = api_table_open(&comparison->database, name, &table);
    if (err != JET_errSuccess) {
        difference(comparison, "cannot be opened: error %ld", (long)err);
    } else {
        comparison->counts.tables++;
        compare_records(comparison, table, dump);
        for (const struct json *index = json_get(dump, "indexes")->first; index != NULL;
             index = index->next) {
            compare_index(comparison, table, dump, index, records);
        }
        assert_int_equal(JetCloseTable(comparison->database.sesid, table), JET_errSuccess);
    }
    free(records);
}

static void compare_database(const char *relative, const char *path, void *context)
{
    const char *wanted = context;
    const char *end = strstr(relative, "/clean.edb");
    struct comparison comparison = {.file = relative};
    const struct comparison_counts *counts = &comparison.counts;
    char dump[1100];
    struct json *root;
    size_t size;
    char *text;
    JET_ERR err;

    if (strncmp(relative, "oracle/clean_", 13) != 0 || end == NULL ||
        (wanted != NULL && strstr(relative, wanted) == NULL)) {
        return;
    }
    (void)snprintf(dump, sizeof dump, "%.*s/dump.json", (int)(strlen(path) - strlen("/clean.edb")), path);
    text = test_read_file(dump, &size);
    text = realloc(text, size + 1);
    assert_non_null(text);
    text[size] = '\0';
    root = json_parse(text, size);
    err = api_database_open(&comparison.database, path, 0);
    if (err < 0) {
        fail_msg("%s: cannot be opened: error %ld", path, (long)err);
    }
    for (const struct json *table = json_get(root, "tables")->first; table != NULL; table = table->next) {
        compare_table(&comparison, table);
    }
    assert_int_equal(counts->tables, json_get(root, "tables")->count);
    api_database_close(&comparison.database);
    comparison_free(&comparison);
    json_free(root);
    free(text);
    counts_add(&sum, counts);
    print_message("%-42s %3llu tables %6llu rows %7llu cells %3llu indexes %7llu entries, %llu found by key, "
                  "%llu refused; "
                  "%llu differences\n",
                  relative, (unsigned long long)counts->tables, (unsigned long long)counts->rows,
                  (unsigned long long)counts->cells, (unsigned long long)counts->indexes,
                  (unsigned long long)counts->entries, (unsigned long long)counts->keys_found,
                  (unsigned long long)counts->keys_refused, (unsigned long long)counts->differences);
}

static void every_value_and_index_entry_is_what_microsofts_engine_said(void **state)
{
    (void)test_for_each_database(compare_database, *state);
    assert_int_equal(sum.differences, 0);
    assert_int_equal(sum.keys_refused, 0);
    assert_int_equal(sum.keys_found, sum.entries);
    assert_true(sum.tables > 0 && sum.rows > 0 && sum.cells > 0 && sum.entries > 0);
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(every_value_and_index_entry_is_what_microsofts_engine_said,
                                  count > 1 ? arguments[1] : NULL),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
