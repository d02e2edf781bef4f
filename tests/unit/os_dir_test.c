/*
 * os_dir_test.c - folders of the seam: created with those above, listed by pattern, removed when empty.
 */
#include "test.h"

#include "diag.h"
#include "os.h"

static void a_folder_is_created_with_those_above_it(void **state)
{
    struct os_file_info info;

    (void)state;
    assert_int_equal(os_dir_create(test_path("a/b\\c")), JET_errSuccess);
    assert_int_equal(os_file_stat(test_path("a/b/c"), &info), JET_errSuccess);
    assert_true(info.is_folder);
    assert_int_equal(os_dir_create(test_path("a/b/c")), JET_errSuccess); /* there already */
    assert_int_equal(os_dir_create(test_path("a/d/")), JET_errSuccess);
    assert_true(os_file_exists(test_path("a/d")));
    assert_int_equal(os_dir_sync(test_path("a")), JET_errSuccess);
}

static void a_file_in_the_way_is_an_error(void **state)
{
    (void)state;
    test_write_file(test_path("file"), "x", 1);
    assert_true(os_dir_create(test_path("file")) < JET_errSuccess);
    assert_non_null(strstr(diag_sentence(), "file"));
    assert_true(os_dir_create(test_path("file/below")) < JET_errSuccess);
    assert_true(os_dir_remove(test_path("file")) < JET_errSuccess);
    assert_true(os_file_exists(test_path("file")));
}

static void only_an_empty_folder_is_removed(void **state)
{
    (void)state;
    assert_int_equal(os_dir_create(test_path("full")), JET_errSuccess);
    test_write_file(test_path("full/x"), "x", 1);
    assert_int_equal(os_dir_remove(test_path("full")), JET_errFileAccessDenied);
    assert_int_equal(os_file_delete(test_path("full/x")), JET_errSuccess);
    assert_int_equal(os_dir_remove(test_path("full")), JET_errSuccess);
    assert_false(os_file_exists(test_path("full")));
    assert_int_equal(os_dir_remove(test_path("full")), JET_errFileNotFound);
}

struct seen {
    unsigned files, folders, others;
    JET_ERR answer;
};

static JET_ERR visit(void *context, const char *name, bool is_folder)
{
    struct seen *seen = context;

    if (is_folder) {
        seen->folders += strcmp(name, "Edb00000003.LOG") == 0;
    } else if (strcmp(name, "edb00000001.log") == 0 || strcmp(name, "EDB00000002.LOG") == 0 ||
               strcmp(name, "edb\xF0\x9F\x98\x80.log") == 0) {
        seen->files++;
    } else {
        seen->others++;
    }
    return seen->answer;
}

static void a_listing_names_what_matches(void **state)
{
    struct seen seen = {0}, all = {0}, none = {0}, stopped = {.answer = JET_errOutOfMemory};
    struct os_file file;
    char name[1024];

    (void)state;
    assert_int_equal(os_dir_create(test_path("list/Edb00000003.LOG")), JET_errSuccess);
    test_write_file(test_path("list/edb00000001.log"), "x", 1);
    test_write_file(test_path("list/EDB00000002.LOG"), "x", 1);
    test_write_file(test_path("list/edb.chk"), "x", 1);
    (void)snprintf(name, sizeof name, "%s/list/edb\xF0\x9F\x98\x80.log", test_folder());
    assert_int_equal(os_file_open(&file, name, OS_WRITE | OS_CREATE, OS_SHARE_NONE), JET_errSuccess);
    os_file_close(&file);

    assert_int_equal(os_dir_list(test_path("list"), "edb*.log", visit, &seen), JET_errSuccess);
    assert_true(seen.files == 3 && seen.folders == 1 && seen.others == 0);
    assert_int_equal(os_dir_list(test_path("list/"), "*", visit, &all), JET_errSuccess);
    assert_true(all.files == 3 && all.folders == 1 && all.others == 1);
    assert_int_equal(os_dir_list(test_path("list"), "*.edb", visit, &none), JET_errSuccess);
    assert_true(none.files + none.folders + none.others == 0);
    assert_int_equal(os_dir_list(test_path("list"), "*", visit, &stopped), JET_errOutOfMemory);
    assert_true(stopped.files + stopped.folders + stopped.others <= 1);
    assert_int_equal(os_file_delete(name), JET_errSuccess);
}

static void listing_what_is_no_folder_fails(void **state)
{
    struct seen seen = {0};

    (void)state;
    test_write_file(test_path("nofolder"), "x", 1);
    assert_int_equal(os_dir_list(test_path("nofolder"), "*", visit, &seen), JET_errInvalidPath);
    assert_int_equal(os_dir_list(test_path("missing"), "*", visit, &seen), JET_errInvalidPath);
    assert_non_null(strstr(diag_sentence(), "missing"));
}

static void the_temporary_folder_is_there(void **state)
{
    char path[OS_PATH_MAX];
    struct os_file_info info;

    (void)state;
    assert_int_equal(os_dir_temporary(path, sizeof path), JET_errSuccess);
    assert_false(path_is_separator(path[strlen(path) - 1]));
    assert_int_equal(os_file_stat(path, &info), JET_errSuccess);
    assert_true(info.is_folder);
    assert_int_equal(os_dir_temporary(path, 3), JET_errInvalidPath);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_folder_is_created_with_those_above_it),
        cmocka_unit_test(a_file_in_the_way_is_an_error),
        cmocka_unit_test(only_an_empty_folder_is_removed),
        cmocka_unit_test(a_listing_names_what_matches),
        cmocka_unit_test(listing_what_is_no_folder_fails),
        cmocka_unit_test(the_temporary_folder_is_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
