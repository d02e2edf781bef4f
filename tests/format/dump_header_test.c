/*
 * dump_header_test.c - the header dump reads line for line like that of Microsoft's tool; rare lines, which no sample
 * has, follow the published engine's wording.
 */
#include "test.h"

#include "esent_compat.h"
#include "format/bytes.h"
#include "format/db_header.h"
#include "sample_database.h"

struct text {
    char bytes[64 * 1024];
    size_t used;
};

static JET_ERR collect(void *context, const char *bytes, size_t size)
{
    struct text *text = context;

    assert_true(text->used + size < sizeof text->bytes);
    memcpy(text->bytes + text->used, bytes, size);
    text->used += size;
    text->bytes[text->used] = '\0';
    return JET_errSuccess;
}

static struct text dump;

static JET_ERR dump_file(const char *path, uint32_t format)
{
    dump.used = 0;
    dump.bytes[0] = '\0';
    return esent_dump_header(path, format, collect, &dump);
}

/* Removes the carriage returns of Windows' output. */
static void strip_returns(char *text)
{
    char *out = text;

    for (; *text != '\0'; text++) {
        if (*text != '\r') {
            *out++ = *text;
        }
    }
    *out = '\0';
}

static void text_equals_microsofts_tool(void **state)
{
    static const struct {
        const char *sample, *database;
    } cases[] = {
        {"oracle/clean_4096_efv8920/eseutil_mh.txt", "oracle/clean_4096_efv8920/clean.edb"},
        {"oracle/clean_4096_efv8920_esent/eseutil_mh.txt", "oracle/clean_4096_efv8920_esent/clean.edb"},
        {"oracle/clean_8192_efv8920/eseutil_mh.txt", "oracle/clean_8192_efv8920/clean.edb"},
        {"oracle/clean_8192_efv9600/eseutil_mh.txt", "oracle/clean_8192_efv9600/clean.edb"},
        {"oracle/clean_32768_efv8920/eseutil_mh.txt", "oracle/clean_32768_efv8920/clean.edb"},
        {"oracle/dirty_4096_bigckp/eseutil_mh.txt", "oracle/dirty_4096_bigckp/files/b.edb"},
        {"oracle/dirty_4096_bigckp_esent/eseutil_mh.txt", "oracle/dirty_4096_bigckp_esent/files/b.edb"},
        {"oracle/dirty_8192_smallckp/eseutil_mh.txt", "oracle/dirty_8192_smallckp/files/b.edb"},
        {"oracle/dirty_32768_bigckp/eseutil_mh.txt", "oracle/dirty_32768_bigckp/files/b.edb"},
    };

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t size;
        char *sample = test_read_file(test_fixture(cases[i].sample), &size);
        char *begin, *end;

        sample = realloc(sample, size + 1);
        assert_non_null(sample);
        sample[size] = '\0';
        strip_returns(sample);
        begin = strstr(sample, "\nDATABASE HEADER:");
        assert_non_null(begin);
        end = strstr(begin, "\n\n\nOperation completed");
        assert_non_null(end);
        end[1] = '\0';

        assert_int_equal(dump_file(test_fixture(cases[i].database), ESENT_DUMP_TEXT), JET_errSuccess);
        assert_string_equal(dump.bytes, begin);
        free(sample);
    }
}

enum { SIZE = 4096 };

static uint8_t image[2 * SIZE];

static void write_image(const char *path)
{
    put_u32(image, header_checksum(image, SIZE));
    memcpy(image + SIZE, image, SIZE);
    test_write_file(path, image, sizeof image);
}

static void assert_line(const char *line)
{
    if (strstr(dump.bytes, line) == NULL) {
        fail_msg("the line '%s' is missing from:\n%s", line, dump.bytes);
    }
}

/* Offsets: reference database-file 2.3. */
static void rare_lines_appear_when_their_fields_are_set(void **state)
{
    static const uint8_t time[8] = {1, 2, 3, 4, 5, 106, 1 | 5 << 1, 3 << 1}; /* 04 May 2006 03:02:01, 5 + 3 * 128 ms */
    const char *path = test_path("rare.edb");

    (void)state;
    sample_header(image, SIZE);
    put_u32(image + 52, 7);
    put_u32(image + 208, 1);
    put_u32(image + 368, 3);
    memcpy(image + 372, time, 8);
    put_u32(image + 380, 4);
    put_u32(image + 384, 5);
    put_u32(image + 400, 6);
    put_u32(image + 412, 7);
    put_u32(image + 356, 1);
    put_u32(image + 360, 2);
    put_u32(image + 468, 9);
    put_u32(image + 476, 11);
    memcpy(image + 480, time, 8);
    put_u32(image + 716, 2);
    put_u32(image + 736, 8);
    put_u64(image + 740, 0x0000000500040003);
    put_u64(image + 80, 0x0000000900080007);
    put_u64(image + 656, 0x0000000900080007);
    memcpy(image + 36, "PC", 3);
    write_image(path);

    assert_int_equal(dump_file(path, ESENT_DUMP_TEXT), JET_errSuccess);
    assert_line("            State: Dirty and Patched Shutdown\n");
    assert_line("         Shadowed: No\n");
    assert_line("       ECC Fix Success Count: found (3)\n   Last ECC Fix Success Date: 05/04/2006 03:02:01.389 UTC\n");
    assert_line("   Old ECC Fix Success Count: found (4)\n");
    assert_line("         ECC Fix Error Count: found (5)\n     Last ECC Fix Error Date: 00/00/1900 00:00:00.000 LOC\n");
    assert_line("    Bad Checksum Error Count: found (6)\nLast Bad Checksum Error Date: 00/00/1900");
    assert_line("Old bad Checksum Error Count: found (7)\n");
    assert_line("Previous Full Backup:\n        Log Gen: 0-0 (0x0-0x0) - OSSnapshot\n");
    assert_line("Previous Incremental Backup:\n        Log Gen: 0-0 (0x0-0x0) - Snapshot\n");
    assert_line("Previous Copy Backup:\n        Log Gen: 0-0 (0x0-0x0) - UNKNOWN\n");
    assert_line("     Reseed Count: 11\n      Reseed Date: 05/04/2006 03:02:01.389 UTC\n Old Reseed Count: 0\n");
    assert_line("     Revert Count: 2\n Revert From Date: 00/00/1900");
    assert_line("Revert Page Count: 8\nLast Commit Before Revert: (0x5,4,3)  \n");
    assert_line("      Last Resize: (0x9,8,7)  (Matches \"Last Attach\", no subsequent resize)\n");
    assert_line("Rand:20261124 Computer:PC\n");
    assert_null(strstr(dump.bytes, "WARNING"));
}

static void a_damaged_copy_is_replaced_and_reported(void **state)
{
    const char *path = test_path("half.edb");

    (void)state;
    sample_header(image, SIZE);
    write_image(path);
    image[300] ^= 1;
    test_write_file(path, image, sizeof image);
    assert_int_equal(dump_file(path, ESENT_DUMP_TEXT), JET_errSuccess);
    assert_line("\nDATABASE SHADOW HEADER:\n");
    assert_line("WARNING: primary header and shadow header are not identical.\n");
    assert_line("WARNING: primary header has a checksum error.\n");

    image[300] ^= 1;
    image[SIZE + 300] ^= 1;
    test_write_file(path, image, sizeof image);
    assert_int_equal(dump_file(path, ESENT_DUMP_TEXT), JET_errSuccess);
    assert_line("\nDATABASE HEADER:\n");
    assert_line("WARNING: shadow header has a checksum error.\n");

    image[300] ^= 1;
    test_write_file(path, image, sizeof image);
    assert_int_equal(dump_file(path, ESENT_DUMP_TEXT), JET_errDatabaseCorrupted);
    assert_int_equal(dump.used, 0);
}

static void json_names_every_field(void **state)
{
    const char *path = test_path("\"quoted\".edb");
    size_t count;
    const struct db_header_field *fields = db_header_fields(&count);

    (void)state;
#ifdef _WIN32
    path = test_path("plain.edb"); /* Windows has no such file names */
#endif
    sample_header(image, SIZE);
    write_image(path);
    assert_int_equal(dump_file(path, ESENT_DUMP_JSON), JET_errSuccess);
    for (size_t i = 0; i < count; i++) {
        char name[80];

        (void)snprintf(name, sizeof name, "    \"%s\": ", fields[i].name);
        assert_line(name);
    }
    assert_line("\"state\": \"Clean Shutdown\"");
    assert_line("\"iso\": \"2026-11-24T12:00:00.000Z\"");
#ifndef _WIN32
    assert_line("\\\"quoted\\\".edb\"");
#endif
}

static JET_ERR refuse(void *context, const char *bytes, size_t size)
{
    unsigned *calls = context;

    (void)bytes;
    (void)size;
    (*calls)++;
    return *calls == 3 ? JET_errDiskFull : JET_errSuccess;
}

static void an_error_of_the_writer_ends_the_dump(void **state)
{
    const char *path = test_path("writer.edb");
    unsigned calls = 0;

    (void)state;
    sample_header(image, SIZE);
    write_image(path);
    assert_int_equal(esent_dump_header(path, ESENT_DUMP_TEXT, refuse, &calls), JET_errDiskFull);
    assert_int_equal(calls, 3);
    assert_int_equal(esent_dump_header(path, 9, refuse, &calls), JET_errInvalidParameter);
    assert_int_equal(esent_dump_header(NULL, 0, refuse, &calls), JET_errInvalidParameter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_equals_microsofts_tool),
        cmocka_unit_test(rare_lines_appear_when_their_fields_are_set),
        cmocka_unit_test(a_damaged_copy_is_replaced_and_reported),
        cmocka_unit_test(json_names_every_field),
        cmocka_unit_test(an_error_of_the_writer_ends_the_dump),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
