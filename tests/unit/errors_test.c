/*
 * errors_test.c - names, texts and categories of error numbers.
 *
 * Expected values: reference table errors, and the layout of JET_ERRINFOBASIC_W in api-semantics.
 */
#include "test.h"

#include "errors.h"
#include "esent_compat.h"

struct known {
    JET_ERR number;
    const char *name;
    JET_ERRCAT category;
    unsigned char levels[ERROR_HIERARCHY_LEVELS];
};

static const struct known known[] = {
    {0, "JET_errSuccess", JET_errcatState, {1, 13, 15}},
    {-1811, "JET_errFileNotFound", JET_errcatState, {1, 13, 15}},
    {-1018, "JET_errReadVerifyFailure", JET_errcatCorruption, {1, 9, 10}},
    {-1808, "JET_errDiskFull", JET_errcatDisk, {1, 2, 5, 8}},
    {-1011, "JET_errOutOfMemory", JET_errcatMemory, {1, 2, 5, 6}},
    {-1022, "JET_errDiskIO", JET_errcatIO, {1, 2, 4}},
    {-510, "JET_errLogWriteFail", JET_errcatIO, {1, 2, 4}},
    {-1003, "JET_errInvalidParameter", JET_errcatUsage, {1, 13, 14}},
    {-550, "JET_errDatabaseDirtyShutdown", JET_errcatInconsistent, {1, 9, 11}},
    {-1, "JET_wrnNyi", JET_errcatUsage, {1, 13, 14}},
    {-100, "JET_errRfsFailure", JET_errcatUnknown, {0}},
    {-11999, "JET_errClientSpaceEnd", JET_errcatUsage, {1, 13, 14}},
    {1039, "JET_wrnSeekNotEqual", JET_errcatState, {1, 13, 15}},
    {2602, "JET_wrnPreviousLogFileIncomplete", JET_errcatState, {1, 13, 15}},
};

static void known_numbers_have_their_name_and_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const struct error_info *info = error_lookup(known[i].number);
        unsigned char levels[ERROR_HIERARCHY_LEVELS];

        assert_non_null(info);
        assert_string_equal(info->name, known[i].name);
        assert_int_equal(info->number, known[i].number);
        assert_int_equal(info->category, known[i].category);
        error_hierarchy(info->category, levels);
        assert_memory_equal(levels, known[i].levels, sizeof levels);
        assert_string_equal(esent_error_name(known[i].number), known[i].name);
        assert_string_equal(esent_error_text(known[i].number), info->text);
    }
}

static void unknown_numbers_are_not_found(void **state)
{
    static const JET_ERR unknown[] = {-12000, -9999, -1012345, -104, -2, 1, 320, 2603, INT32_MIN, INT32_MAX};

    (void)state;
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        assert_null(error_lookup(unknown[i]));
        assert_null(esent_error_name(unknown[i]));
        assert_null(esent_error_text(unknown[i]));
    }
}

static void impossible_categories_have_no_hierarchy(void **state)
{
    static const unsigned char none[ERROR_HIERARCHY_LEVELS] = {0};
    unsigned char levels[ERROR_HIERARCHY_LEVELS];

    (void)state;
    error_hierarchy(JET_errcatMax, levels);
    assert_memory_equal(levels, none, sizeof none);
    error_hierarchy((JET_ERRCAT)-1, levels);
    assert_memory_equal(levels, none, sizeof none);
}

struct row {
    const char *name;
    const char *text;
    JET_ERR listed;   /* the number in errors.def */
    JET_ERR declared; /* the number in esent.h */
};

#define ERROR(name, number, category, text) {#name, text, number, name},
#define ERROR_ALIAS(name, number)
static const struct row rows[] = {
#include "errors.def"
};

#define ERROR(name, number, category, text)
#define ERROR_ALIAS(name, number) {#name, "", number, name},
static const struct row aliases[] = {
#include "errors.def"
};

enum { ROWS = sizeof rows / sizeof rows[0], ALIASES = sizeof aliases / sizeof aliases[0] };

static void rows_ascend_and_have_the_numbers_of_the_header(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        assert_int_equal(rows[i].listed, rows[i].declared);
        assert_true(i == 0 || rows[i - 1].listed < rows[i].listed);
        assert_true(rows[i].text[0] != '\0');
        assert_ptr_equal(error_lookup(rows[i].listed)->name, esent_error_name(rows[i].listed));
        assert_string_equal(esent_error_name(rows[i].listed), rows[i].name);
    }
}

static void aliases_are_second_names_of_listed_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < ALIASES; i++) {
        assert_int_equal(aliases[i].listed, aliases[i].declared);
        assert_non_null(error_lookup(aliases[i].listed));
        assert_string_not_equal(error_lookup(aliases[i].listed)->name, aliases[i].name);
    }
}

static void names_are_unique(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(rows[i].name, rows[j].name);
        }
        for (size_t j = 0; j < ALIASES; j++) {
            assert_string_not_equal(rows[i].name, aliases[j].name);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_numbers_have_their_name_and_place),
        cmocka_unit_test(unknown_numbers_are_not_found),
        cmocka_unit_test(impossible_categories_have_no_hierarchy),
        cmocka_unit_test(rows_ascend_and_have_the_numbers_of_the_header),
        cmocka_unit_test(aliases_are_second_names_of_listed_numbers),
        cmocka_unit_test(names_are_unique),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
