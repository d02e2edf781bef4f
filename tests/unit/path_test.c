/*
 * path_test.c - paths as text: both separators everywhere, and the absolute form of either system.
 */
#include "test.h"

#include "os.h"

#ifdef _WIN32
#include <direct.h>
#define change_folder _chdir
#else
#include <unistd.h>
#define change_folder chdir
#endif

static void both_separators_separate(void **state)
{
    (void)state;
    assert_true(path_is_separator('/') && path_is_separator('\\'));
    assert_false(path_is_separator(':') || path_is_separator('\0'));
    assert_string_equal(path_file_name("C:\\db\\edb.log"), "edb.log");
    assert_string_equal(path_file_name("/db\\sub/edb.log"), "edb.log");
    assert_string_equal(path_file_name("edb.log"), "edb.log");
    assert_string_equal(path_file_name("folder/"), "");
    assert_string_equal(path_file_name(""), "");
}

static void the_folder_is_what_stands_before_the_name(void **state)
{
    static const char *const cases[][2] = {
        {"/db/edb.log", "/db"},
        {"C:\\db\\edb.log", "C:\\db"},
        {"db//edb.log", "db"},
        {"edb.log", "."},
        {"/edb.log", "/"},
        {"//edb.log", "/"},
        {"folder/", "folder"},
        {"\\edb.log", "\\"},
        {"", "."},
    };
    char folder[64];

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(path_folder(cases[i][0], folder, sizeof folder), JET_errSuccess);
        assert_string_equal(folder, cases[i][1]);
    }
    assert_int_equal(path_folder("/abc/x", folder, 4), JET_errInvalidPath);
    assert_int_equal(path_folder("/abc/x", folder, 5), JET_errSuccess);
}

static void joining_puts_one_separator_between(void **state)
{
    char joined[64];

    (void)state;
    assert_int_equal(path_join("/db", "edb.log", joined, sizeof joined), JET_errSuccess);
    assert_string_equal(joined, "/db/edb.log");
    assert_int_equal(path_join("/db/", "edb.log", joined, sizeof joined), JET_errSuccess);
    assert_string_equal(joined, "/db/edb.log");
    assert_int_equal(path_join("C:\\db\\", "edb.log", joined, sizeof joined), JET_errSuccess);
    assert_string_equal(joined, "C:\\db\\edb.log");
    assert_int_equal(path_join("", "edb.log", joined, sizeof joined), JET_errSuccess);
    assert_string_equal(joined, "edb.log");
    assert_int_equal(path_join("/db", "edb.log", joined, 11), JET_errInvalidPath);
    assert_int_equal(path_join("/db", "edb.log", joined, 12), JET_errSuccess);
}

static void an_extension_is_replaced_or_added(void **state)
{
    static const char *const cases[][2] = {
        {"/db.old/data.edb", "/db.old/data.jfm"},
        {"/db.old/data", "/db.old/data.jfm"},
        {"C:\\db.old\\data", "C:\\db.old\\data.jfm"},
        {"two.dots.edb", "two.dots.jfm"},
        {".hidden", ".hidden.jfm"},
    };
    char changed[64];

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(path_with_extension(cases[i][0], ".jfm", changed, sizeof changed), JET_errSuccess);
        assert_string_equal(changed, cases[i][1]);
    }
    assert_int_equal(path_with_extension("data.edb", ".jfm", changed, 8), JET_errInvalidPath);
}

static void patterns_know_stars_question_marks_and_either_case(void **state)
{
    static const struct {
        const char *name, *pattern;
        bool matches;
    } cases[] = {
        {"edb00001.log", "edb*.log", true},
        {"EDB00001.LOG", "edb*.log", true},
        {"edb.log", "edb*.log", true},
        {"edb.logs", "edb*.log", false},
        {"xedb.log", "edb*.log", false},
        {"edb00001.log", "edb?????.log", true},
        {"edb0001.log", "edb?????.log", false},
        {"", "*", true},
        {"", "", true},
        {"", "?", false},
        {"a", "", false},
        {"abcabd", "*abd", true},
        {"aXbXc", "a*b*c", true},
        {"ab", "a*b*c", false},
        {"a.b", "***", true},
        {"[x]", "[x]", true},
    };
    static char long_name[5000], long_pattern[200];

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (path_matches(cases[i].name, cases[i].pattern) != cases[i].matches) {
            fail_msg("'%s' and '%s'", cases[i].name, cases[i].pattern);
        }
    }
    /* A pattern that makes simple matchers try for years. */
    memset(long_name, 'a', sizeof long_name - 1);
    for (unsigned i = 0; i + 2 < sizeof long_pattern; i += 2) {
        memcpy(long_pattern + i, "a*", 2);
    }
    long_pattern[sizeof long_pattern - 2] = 'b';
    assert_false(path_matches(long_name, long_pattern));
}

#ifdef _WIN32
static const char *const absolute_cases[][2] = {
    {"C:\\a\\..\\b\\.\\c", "C:\\b\\c"},
    {"C:/a//b/", "C:\\a\\b\\"},
    {"C:\\..\\x", "C:\\x"},
    {"C:\\", "C:\\"},
    {"\\\\server\\share\\x\\..\\y", "\\\\server\\share\\y"},
    {"C:\\\xF0\x9F\x98\x80", "C:\\\xF0\x9F\x98\x80"},
};
#else
static const char *const absolute_cases[][2] = {
    {"/a/../b/./c", "/b/c"},  {"\\a//b\\", "/a/b/"},
    {"/../x", "/x"},          {"/", "/"},
    {"/a/..", "/"},           {"/a/b/.", "/a/b"},
    {"/..a/...", "/..a/..."}, {"/\xF0\x9F\x98\x80", "/\xF0\x9F\x98\x80"},
};
#endif

static void the_absolute_form_has_no_detours(void **state)
{
    char absolute[OS_PATH_MAX];

    (void)state;
    for (unsigned i = 0; i < sizeof absolute_cases / sizeof absolute_cases[0]; i++) {
        const char *expected = absolute_cases[i][1];

        assert_int_equal(os_path_absolute(absolute_cases[i][0], absolute, sizeof absolute), JET_errSuccess);
        assert_string_equal(absolute, expected);
        assert_int_equal(os_path_absolute(absolute_cases[i][0], absolute, strlen(expected) + 1),
                         JET_errSuccess);
        assert_int_equal(os_path_absolute(absolute_cases[i][0], absolute, strlen(expected)),
                         JET_errInvalidPath);
    }
    assert_int_equal(os_path_absolute("", absolute, sizeof absolute), JET_errInvalidPath);
}

static void a_relative_path_begins_in_the_current_folder(void **state)
{
    char folder[OS_PATH_MAX], absolute[OS_PATH_MAX], again[OS_PATH_MAX];

    (void)state;
    assert_int_equal(os_dir_create(test_path("here/sub")), JET_errSuccess);
    test_write_file(test_path("here/file"), "x", 1);
    assert_int_equal(change_folder(test_path("here/sub")), 0);
    assert_int_equal(os_path_absolute(".", folder, sizeof folder), JET_errSuccess);
    assert_string_equal(path_file_name(folder), "sub");
    assert_int_equal(os_path_absolute("..\\file", absolute, sizeof absolute), JET_errSuccess);
    assert_string_equal(path_file_name(absolute), "file");
    assert_true(os_file_same("../file", absolute));
    assert_int_equal(os_path_absolute(absolute, again, sizeof again), JET_errSuccess);
    assert_string_equal(again, absolute);
    assert_int_equal(change_folder(test_folder()), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_separators_separate),
        cmocka_unit_test(the_folder_is_what_stands_before_the_name),
        cmocka_unit_test(joining_puts_one_separator_between),
        cmocka_unit_test(an_extension_is_replaced_or_added),
        cmocka_unit_test(patterns_know_stars_question_marks_and_either_case),
        cmocka_unit_test(the_absolute_form_has_no_detours),
        cmocka_unit_test(a_relative_path_begins_in_the_current_folder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
