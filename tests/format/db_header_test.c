/*
 * db_header_test.c - the database header: every field of every real file equals the independent dump, encoding is the
 * inverse of decoding, and each way a header can be unusable has its error and its sentence.
 */
#include "test.h"

#include "diag.h"
#include "format/bytes.h"
#include "format/db_header.h"
#include "sample_database.h"

/* One row of header.tsv is NAME TAB decimal TAB hex, or NAME TAB "bytes" TAB hex digits. Sub-fields follow a dot. */
static uint64_t expected_value(const char *text)
{
    return strtoull(text, NULL, 0);
}

struct sub_field {
    const char *name;
    unsigned offset;
    unsigned size;  /* bytes, or 0 for bits */
    unsigned shift; /* of bits in the byte at offset */
    unsigned width;
};

static const struct sub_field lgpos_fields[] = {{"ib", 0, 2, 0, 0}, {"isec", 2, 2, 0, 0}, {"lGeneration", 4, 4, 0, 0}};
static const struct sub_field logtime_fields[] = {
    {"bSeconds", 0, 1, 0, 0},   {"bMinutes", 1, 1, 0, 0},          {"bHours", 2, 1, 0, 0},
    {"bDay", 3, 1, 0, 0},       {"bMonth", 4, 1, 0, 0},            {"bYear", 5, 1, 0, 0},
    {"fTimeIsUTC", 6, 0, 0, 1}, {"bMillisecondsLow", 6, 0, 1, 7},  {"fReserved", 7, 0, 0, 1},
    {"bMillisecondsHigh", 7, 0, 1, 3}, {"fUnused", 7, 0, 4, 4},
};

static uint64_t read_sized(const uint8_t *at, unsigned size)
{
    uint64_t value = 0;

    memcpy(&value, at, size);
    return value;
}

static bool find_in(const struct sub_field *fields, size_t count, const char *name, const uint8_t *at, uint64_t *value)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(fields[i].name, name) == 0) {
            *value = fields[i].size != 0 ? read_sized(at + fields[i].offset, fields[i].size)
                                         : (uint64_t)(at[fields[i].offset] >> fields[i].shift & ((1u << fields[i].width) - 1));
            return true;
        }
    }
    return false;
}

/* Finds the value that the dump calls `name` (dotted) in a header image, by the table under test. */
static bool find_value(const uint8_t *image, const char *name, uint64_t *value, const uint8_t **bytes)
{
    size_t count;
    const struct db_header_field *fields = db_header_fields(&count);

    name += strncmp(name, "__anonymous_0__.", 16) == 0 ? 16 : 0;
    for (size_t i = 0; i < count; i++) {
        const uint8_t *at = image + fields[i].offset;
        size_t length = strlen(fields[i].name);
        const char *rest = name + length;

        if (strncmp(fields[i].name, name, length) != 0 || (*rest != '\0' && *rest != '.')) {
            continue;
        }
        *bytes = at;
        rest += *rest == '.';
        switch (fields[i].kind) {
        case DB_FIELD_U32:
        case DB_FIELD_U64:
            *value = read_sized(at, fields[i].size);
            return true;
        case DB_FIELD_BYTES:
            return true;
        case DB_FIELD_LGPOS:
            return find_in(lgpos_fields, 3, rest, at, value);
        case DB_FIELD_LOGTIME:
            return find_in(logtime_fields, 11, rest, at, value);
        case DB_FIELD_SIGNATURE:
            if (strcmp(rest, "ulRandom") == 0) {
                *value = get_u32(at);
                return true;
            }
            *bytes = at + 12;
            return strcmp(rest, "szComputerName") == 0 ||
                   (strncmp(rest, "logtimeCreate.", 14) == 0 && find_in(logtime_fields, 11, rest + 14, at + 4, value));
        case DB_FIELD_BKINFO:
            if (strcmp(rest, "genLow") == 0 || strcmp(rest, "genHigh") == 0) {
                *value = get_u32(at + (rest[3] == 'L' ? 16 : 20));
                return true;
            }
            return (strncmp(rest, "lgposMark.", 10) == 0 && find_in(lgpos_fields, 3, rest + 10, at, value)) ||
                   (strncmp(rest, "logtimeMark.", 12) == 0 && find_in(logtime_fields, 11, rest + 12, at + 8, value));
        }
    }
    return false;
}

static void check_row(const char *relative, const uint8_t *image, char *row)
{
    char *decimal = strchr(row, '\t');
    char *hex;
    const uint8_t *bytes = NULL;
    uint64_t value = 0;

    assert_non_null(decimal);
    *decimal++ = '\0';
    hex = strchr(decimal, '\t');
    assert_non_null(hex);
    *hex++ = '\0';
    hex[strcspn(hex, "\r\n")] = '\0';
    if (!find_value(image, row, &value, &bytes)) {
        fail_msg("%s: the field %s is not in the table", relative, row);
    }
    if (strcmp(decimal, "bytes") == 0) {
        for (size_t i = 0; i < strlen(hex) / 2; i++) {
            char digits[3] = {hex[2 * i], hex[2 * i + 1], '\0'};

            assert_int_equal(bytes[i], strtoul(digits, NULL, 16));
        }
    } else if (value != expected_value(hex)) {
        fail_msg("%s: %s is 0x%llx, the dump says %s", relative, row, (unsigned long long)value, hex);
    }
}

static void visit_database(const char *relative, const char *path, void *context)
{
    struct db_header_choice choice;
    struct db_header header;
    uint8_t again[PAGE_SIZE_MAX];
    char tsv[1024], row[512];
    unsigned *rows = context;
    size_t size;
    uint8_t *file = test_read_file(path, &size);
    FILE *dump;

    assert_int_equal(db_header_choose(file, size < DB_HEADER_PROBE ? size : DB_HEADER_PROBE, path, &choice), 0);
    assert_true(choice.primary_good);

    db_header_decode(choice.image, &header);
    memset(again, 0, sizeof again);
    db_header_encode(again, &header);
    assert_memory_equal(again, choice.image, DB_HEADER_SIZE);

    (void)snprintf(tsv, sizeof tsv, "%s/corpus/expected/%s/header.tsv", test_fixture_root(),
                   relative + (strncmp(relative, "corpus/", 7) == 0 ? 7 : 0));
    dump = strncmp(relative, "corpus/", 7) == 0 ? fopen(tsv, "rb") : NULL;
    if (dump != NULL) {
        while (fgets(row, sizeof row, dump) != NULL) {
            check_row(relative, choice.image, row);
            (*rows)++;
        }
        (void)fclose(dump);
    }
    free(file);
}

static void every_field_of_every_real_header_equals_the_dump(void **state)
{
    unsigned rows = 0;

    (void)state;
    assert_true(test_for_each_database(visit_database, &rows) > 0);
    assert_true(rows > 40 * 400); /* 43 files with more than 400 rows each */
}

static void any_bytes_survive_decoding_and_encoding(void **state)
{
    uint8_t image[DB_HEADER_SIZE], again[DB_HEADER_SIZE];
    struct db_header header;
    uint32_t random = 1;

    (void)state;
    for (unsigned round = 0; round < 1000; round++) {
        for (unsigned i = 0; i < sizeof image; i++) {
            random = random * 1664525 + 1013904223;
            image[i] = (uint8_t)(random >> 24);
        }
        db_header_decode(image, &header);
        memcpy(again, image, sizeof again);
        db_header_encode(again, &header);
        assert_memory_equal(again, image, sizeof image);
    }
}

/* A file start with both copies, for one page size. */
static uint8_t start[DB_HEADER_PROBE];

static void make_start(uint32_t page_size)
{
    memset(start, 0, sizeof start);
    sample_header(start, page_size);
    memcpy(start + page_size, start, page_size);
}

static void one_good_copy_is_enough_at_every_page_size(void **state)
{
    struct db_header_choice choice;

    (void)state;
    for (uint32_t page_size = 2048; page_size <= 32768; page_size *= 2) {
        make_start(page_size);
        assert_int_equal(db_header_choose(start, sizeof start, "x", &choice), JET_errSuccess);
        assert_int_equal(choice.page_size, page_size);
        assert_true(choice.primary_good && choice.shadow_good && choice.identical);
        assert_ptr_equal(choice.image, start);

        start[100] ^= 1; /* the primary copy */
        assert_int_equal(db_header_choose(start, sizeof start, "x", &choice), JET_errSuccess);
        assert_int_equal(choice.page_size, page_size);
        assert_true(!choice.primary_good && choice.shadow_good && !choice.identical);
        assert_ptr_equal(choice.image, start + page_size);

        start[100] ^= 1;
        start[page_size + 200] ^= 1; /* the shadow copy */
        assert_int_equal(db_header_choose(start, sizeof start, "x", &choice), JET_errSuccess);
        assert_true(choice.primary_good && !choice.shadow_good);

        start[100] ^= 1;
        assert_int_equal(db_header_choose(start, sizeof start, "x", &choice), JET_errDatabaseCorrupted);
        assert_non_null(strstr(diag_sentence(), "'x'"));
    }
}

static void reseal(uint32_t page_size)
{
    put_u32(start, header_checksum(start, page_size));
    memcpy(start + page_size, start, page_size);
}

static void what_cannot_be_used_is_named(void **state)
{
    struct db_header_choice choice;

    (void)state;
    assert_int_equal(db_header_choose(start, 0, "empty", &choice), JET_errDatabaseCorrupted);
    assert_string_equal(diag_sentence(), "'empty' is empty");
    assert_int_equal(db_header_choose(start, 1, "short", &choice), JET_errDatabaseCorrupted);
    assert_non_null(strstr(diag_sentence(), "too short"));

    make_start(8192);
    assert_int_equal(db_header_choose(start, 4000, "cut", &choice), JET_errDatabaseCorrupted);
    assert_non_null(strstr(diag_sentence(), "ends inside its header"));
    assert_int_equal(db_header_choose(start, 8192, "half", &choice), JET_errSuccess); /* one copy is there */

    put_u32(start + 236, 5000);
    assert_int_equal(db_header_choose(start, sizeof start, "odd", &choice), JET_errSuccess); /* the shadow serves */
    put_u32(start + 8192 + 236, 5000);
    assert_int_equal(db_header_choose(start, sizeof start, "odd", &choice), JET_errDatabaseCorrupted);
    assert_non_null(strstr(diag_sentence(), "impossible page size of 5000"));

    memset(start, 'x', sizeof start);
    assert_int_equal(db_header_choose(start, sizeof start, "text", &choice), JET_errDatabaseCorrupted);
    assert_non_null(strstr(diag_sentence(), "not an ESE database"));

    make_start(4096);
    put_u32(start + 8, 0x623);
    reseal(4096);
    assert_int_equal(db_header_choose(start, sizeof start, "v", &choice), JET_errInvalidDatabaseVersion);
    assert_non_null(strstr(diag_sentence(), "0x623"));

    make_start(4096);
    put_u32(start + 667, 7);
    reseal(4096);
    assert_int_equal(db_header_choose(start, sizeof start, "f", &choice), JET_errFileInvalidType);
    assert_non_null(strstr(diag_sentence(), "a flush map"));
}

static void other_files_of_the_engine_are_refused(void **state)
{
    static const char *const files[] = {"oracle/dirty_4096_bigckp/files/edb.log", "oracle/dirty_4096_bigckp/files/edb.chk",
                                        "oracle/dirty_4096_bigckp/files/b.jfm"};

    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        struct db_header_choice choice;
        size_t size;
        uint8_t *file = test_read_file(test_fixture(files[i]), &size);

        assert_int_equal(db_header_choose(file, size < DB_HEADER_PROBE ? size : DB_HEADER_PROBE, files[i], &choice),
                         JET_errFileInvalidType);
        free(file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_of_every_real_header_equals_the_dump),
        cmocka_unit_test(any_bytes_survive_decoding_and_encoding),
        cmocka_unit_test(one_good_copy_is_enough_at_every_page_size),
        cmocka_unit_test(what_cannot_be_used_is_named),
        cmocka_unit_test(other_files_of_the_engine_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
