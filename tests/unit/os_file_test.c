/*
 * os_file_test.c - files of the seam: what is written is read, at every offset; creating, renaming, deleting;
 * links; and the hooks that the crash tests stand on.
 */
#include "test.h"

#include "diag.h"
#include "os.h"

#ifdef _WIN32
#include <windows.h>
#else
#include <sys/stat.h>
#include <unistd.h>
#endif

#define GIB ((uint64_t)1 << 30)

static void open_new(struct os_file *file, const char *name)
{
    assert_int_equal(os_file_open(file, test_path(name), OS_WRITE | OS_CREATE | OS_TRUNCATE, OS_SHARE_NONE),
                     0);
}

static uint64_t size_of(struct os_file *file)
{
    uint64_t size = 0;

    assert_int_equal(os_file_size(file, &size), JET_errSuccess);
    return size;
}

static void assert_reads(struct os_file *file, uint64_t offset, const char *expected)
{
    char buffer[64];
    size_t size = strlen(expected), got = 0;

    assert_int_equal(os_file_read(file, offset, buffer, size, &got), JET_errSuccess);
    assert_int_equal(got, size);
    assert_memory_equal(buffer, expected, size);
}

static void make(const char *name, const char *content)
{
    test_write_file(test_path(name), content, strlen(content));
}

static void assert_content(const char *name, const char *expected)
{
    size_t size;
    char *content = test_read_file(test_path(name), &size);

    assert_int_equal(size, strlen(expected));
    assert_memory_equal(content, expected, size);
    free(content);
}

/* ------------------------------------------------------------------------------------------------ content */

static void offsets_beyond_4_gib_are_not_folded(void **state)
{
    static const uint64_t offsets[] = {0, 4 * GIB - 3, 4 * GIB, 4 * GIB + 100, 6 * GIB + 7};
    static const char *const texts[] = {"zero", "across", "four", "hundred", "six"};
    struct os_file file;

    (void)state;
    open_new(&file, "large");
    for (unsigned i = 0; i < 5; i++) {
        assert_int_equal(os_file_write(&file, offsets[i], texts[i], strlen(texts[i])), JET_errSuccess);
    }
    assert_int_equal(os_file_sync(&file), JET_errSuccess);
    assert_true(size_of(&file) == 6 * GIB + 10);
    assert_reads(&file, 0, "zero");
    assert_reads(&file, 4 * GIB - 3, "acrfour");
    assert_reads(&file, 4 * GIB + 100, "hundred");
    assert_reads(&file, 6 * GIB + 7, "six");
    os_file_close(&file);
    assert_int_equal(os_file_delete(test_path("large")), JET_errSuccess);
}

static void a_read_is_short_only_at_the_end(void **state)
{
    struct os_file file;
    char buffer[16] = "................";
    size_t got = 99;

    (void)state;
    make("ten", "0123456789");
    assert_int_equal(os_file_open(&file, test_path("ten"), OS_READ | OS_SEQUENTIAL, OS_SHARE_ALL),
                     JET_errSuccess);
    os_file_prefetch(&file, 0, 10);
    assert_int_equal(os_file_read(&file, 6, buffer, sizeof buffer, &got), JET_errSuccess);
    assert_int_equal(got, 4);
    assert_memory_equal(buffer, "6789............", sizeof buffer);
    assert_int_equal(os_file_read(&file, 10, buffer, sizeof buffer, &got), JET_errSuccess);
    assert_int_equal(got, 0);
    assert_int_equal(os_file_read(&file, 4 * GIB, buffer, sizeof buffer, &got), JET_errSuccess);
    assert_int_equal(got, 0);
    os_file_close(&file);
}

static void a_file_opened_for_reading_refuses_writes(void **state)
{
    struct os_file file;

    (void)state;
    make("kept", "kept");
    assert_int_equal(os_file_open(&file, test_path("kept"), OS_READ, OS_SHARE_ALL), JET_errSuccess);
    assert_false(file.writable);
    assert_true(os_file_write(&file, 0, "lost", 4) < JET_errSuccess);
    assert_non_null(strstr(diag_sentence(), "kept"));
    assert_true(os_file_set_size(&file, 0) < JET_errSuccess);
    os_file_close(&file);
    assert_content("kept", "kept");
}

static void a_size_can_be_set_both_ways(void **state)
{
    static const char zeros[20];
    struct os_file file;
    char buffer[20];
    size_t got;

    (void)state;
    open_new(&file, "sized");
    assert_int_equal(os_file_write(&file, 0, "0123456789", 10), JET_errSuccess);
    assert_int_equal(os_file_set_size(&file, 4), JET_errSuccess);
    assert_int_equal(os_file_set_size(&file, 24), JET_errSuccess);
    assert_true(size_of(&file) == 24);
    assert_reads(&file, 0, "0123");
    assert_int_equal(os_file_read(&file, 4, buffer, 20, &got), JET_errSuccess);
    assert_memory_equal(buffer, zeros, 20);
    assert_int_equal(os_file_set_size(&file, 5 * GIB), JET_errSuccess); /* a hole */
    assert_true(size_of(&file) == 5 * GIB);
    os_file_close(&file);
}

static void allocation_extends_and_never_shrinks(void **state)
{
    struct os_file file;

    (void)state;
    open_new(&file, "allocated");
    assert_int_equal(os_file_write(&file, 0, "start", 5), JET_errSuccess);
    assert_int_equal(os_file_allocate(&file, 100000), JET_errSuccess);
    assert_true(size_of(&file) == 100000);
    assert_int_equal(os_file_allocate(&file, 10), JET_errSuccess);
    assert_true(size_of(&file) == 100000);
    assert_reads(&file, 0, "start");
#ifndef _WIN32
    {
        struct stat status;

        assert_int_equal(stat(test_path("allocated"), &status), 0);
        assert_true(status.st_blocks * 512 >= 100000); /* room, not a hole */
    }
    /* More than any file may have: refused at once, and the file stays as it was. */
    assert_int_equal(os_file_allocate(&file, (uint64_t)1 << 62), JET_errDiskFull);
    assert_true(size_of(&file) == 100000);
#endif
    os_file_close(&file);
}

static void a_hole_reads_as_zero_and_changes_nothing_else(void **state)
{
    enum { PIECE = 64 << 10 };
    static unsigned char bytes[3 * PIECE], back[3 * PIECE], zeros[PIECE];
    struct os_file file;
    size_t got;
    JET_ERR err;

    (void)state;
    memset(bytes, 0xA5, sizeof bytes);
    open_new(&file, "hole");
    assert_int_equal(os_file_write(&file, 0, bytes, sizeof bytes), JET_errSuccess);
    err = os_file_punch_hole(&file, PIECE, PIECE);
    if (err == JET_errFeatureNotAvailable) {
        os_file_close(&file);
        print_message("skipped: this file system has no holes\n");
        skip();
    }
    assert_int_equal(err, JET_errSuccess);
    assert_true(size_of(&file) == sizeof bytes);
    assert_int_equal(os_file_read(&file, 0, back, sizeof back, &got), JET_errSuccess);
    assert_int_equal(got, sizeof back);
    assert_memory_equal(back, bytes, PIECE);
    assert_memory_equal(back + PIECE, zeros, PIECE);
    assert_memory_equal(back + 2 * PIECE, bytes, PIECE);
    os_file_close(&file);
}

/* ---------------------------------------------------------------------------------------------- open and
 * close */

static void opening_says_what_is_wrong(void **state)
{
    struct os_file file;

    (void)state;
    make("there", "there");
    assert_int_equal(os_file_open(&file, test_path("absent"), OS_READ, OS_SHARE_ALL), JET_errFileNotFound);
    assert_non_null(strstr(diag_sentence(), "absent"));
    assert_false(os_file_is_open(&file));
    assert_int_equal(os_file_open(&file, test_path("no folder/x"), OS_READ, OS_SHARE_ALL),
                     JET_errInvalidPath);
    assert_int_equal(os_file_open(&file, test_path("no folder/x"), OS_WRITE | OS_CREATE, OS_SHARE_ALL),
                     JET_errInvalidPath);
    assert_int_equal(os_file_open(&file, test_folder(), OS_READ, OS_SHARE_ALL), JET_errFileAccessDenied);
    assert_int_equal(os_file_open(&file, "", OS_READ, OS_SHARE_ALL), JET_errInvalidPath);
    assert_int_equal(
        os_file_open(&file, test_path("there"), OS_WRITE | OS_CREATE | OS_EXCLUSIVE, OS_SHARE_ALL),
        JET_errFileAlreadyExists);
    assert_content("there", "there");
}

static void a_path_that_is_too_long_is_refused(void **state)
{
    static char path[2 * OS_PATH_MAX];
    struct os_file file;

    (void)state;
    memset(path, 'a', sizeof path - 1);
    assert_int_equal(os_file_open(&file, path, OS_READ, OS_SHARE_ALL), JET_errInvalidPath);
    assert_int_equal(os_file_delete(path), JET_errInvalidPath);
    assert_false(os_file_exists(path));
}

static void creating_keeps_what_is_there_unless_told_to_empty(void **state)
{
    struct os_file file;

    (void)state;
    make("present", "content");
    assert_int_equal(os_file_open(&file, test_path("present"), OS_WRITE | OS_CREATE, OS_SHARE_NONE),
                     JET_errSuccess);
    assert_true(file.writable && size_of(&file) == 7);
    os_file_close(&file);
    assert_int_equal(os_file_open(&file, test_path("present"), OS_WRITE | OS_TRUNCATE, OS_SHARE_NONE),
                     JET_errSuccess);
    assert_true(size_of(&file) == 0);
    os_file_close(&file);
    assert_int_equal(
        os_file_open(&file, test_path("new"), OS_WRITE | OS_CREATE | OS_EXCLUSIVE, OS_SHARE_NONE),
        JET_errSuccess);
    os_file_close(&file);
    assert_true(os_file_exists(test_path("new")));
}

static void closing_twice_is_harmless(void **state)
{
    struct os_file file = os_file_none();

    (void)state;
    assert_false(os_file_is_open(&file));
    os_file_close(&file);
    open_new(&file, "closed");
    assert_true(os_file_is_open(&file));
    os_file_close(&file);
    os_file_close(&file);
    assert_false(os_file_is_open(&file));
}

#ifndef _WIN32
static void pipes_and_devices_are_refused_without_waiting(void **state)
{
    struct os_file file;

    (void)state;
    assert_int_equal(mkfifo(test_path("fifo"), 0600), 0);
    assert_int_equal(os_file_open(&file, test_path("fifo"), OS_READ, OS_SHARE_ALL), JET_errFileAccessDenied);
    assert_int_equal(os_file_open(&file, test_path("fifo"), OS_WRITE, OS_SHARE_ALL), JET_errFileAccessDenied);
    assert_int_equal(os_file_open(&file, "/dev/null", OS_READ, OS_SHARE_ALL), JET_errFileAccessDenied);
}

static void files_without_rights_are_refused(void **state)
{
    struct os_file file;

    (void)state;
    if (geteuid() == 0) {
        print_message("skipped: root may read everything\n");
        skip();
    }
    make("secret", "secret");
    assert_int_equal(chmod(test_path("secret"), 0), 0);
    assert_int_equal(os_file_open(&file, test_path("secret"), OS_READ, OS_SHARE_ALL),
                     JET_errFileAccessDenied);
}
#endif

/* -------------------------------------------------------------------------------------------------- names */

static void a_file_can_be_looked_at(void **state)
{
    struct os_file_info info;

    (void)state;
    make("seen", "12345");
    assert_int_equal(os_file_stat(test_path("seen"), &info), JET_errSuccess);
    assert_true(info.size == 5 && !info.is_folder && !info.is_read_only);
    assert_int_equal(os_file_stat(test_folder(), &info), JET_errSuccess);
    assert_true(info.is_folder);
    assert_int_equal(os_file_stat(test_path("absent"), &info), JET_errFileNotFound);
    assert_int_equal(os_file_stat(test_path("no folder/absent"), &info), JET_errFileNotFound);
    assert_true(os_file_exists(test_path("seen")));
    assert_false(os_file_exists(test_path("absent")));
}

static void deleting_removes_a_file_and_only_a_file(void **state)
{
    (void)state;
    make("doomed", "x");
    assert_int_equal(os_file_delete(test_path("doomed")), JET_errSuccess);
    assert_false(os_file_exists(test_path("doomed")));
    assert_int_equal(os_file_delete(test_path("doomed")), JET_errFileNotFound);
    assert_int_equal(os_file_delete(test_path("no folder/doomed")), JET_errFileNotFound);
    assert_int_equal(os_file_delete(test_folder()), JET_errFileAccessDenied);
}

static void renaming_replaces_only_when_told(void **state)
{
    (void)state;
    make("old", "old");
    make("other", "other");
    assert_int_equal(os_file_rename(test_path("old"), test_path("other"), false), JET_errFileAlreadyExists);
    assert_content("old", "old");
    assert_content("other", "other");
    assert_int_equal(os_file_rename(test_path("old"), test_path("other"), true), JET_errSuccess);
    assert_false(os_file_exists(test_path("old")));
    assert_content("other", "old");
    assert_int_equal(os_file_rename(test_path("other"), test_path("fresh"), false), JET_errSuccess);
    assert_content("fresh", "old");
    assert_int_equal(os_file_rename(test_path("absent"), test_path("x"), false), JET_errFileNotFound);
}

static void the_same_file_is_known_through_a_link(void **state)
{
    const char *file = test_path("linked");
    const char *link_path = test_path("link");

    (void)state;
    make("linked", "same");
    make("double", "same");
#ifdef _WIN32
    assert_true(CreateHardLinkA(link_path, file, NULL));
#else
    assert_int_equal(link(file, link_path), 0);
    assert_int_equal(symlink(file, test_path("symbolic")), 0);
    assert_true(os_file_same(file, test_path("symbolic")));
#endif
    assert_true(os_file_same(file, file));
    assert_true(os_file_same(file, link_path));
    assert_true(os_file_same(file, test_path("./linked")));
    assert_false(os_file_same(file, test_path("double"))); /* equal is not the same */
    assert_false(os_file_same(file, test_path("absent")));
    assert_false(os_file_same(test_path("absent"), test_path("absent")));
}

static void names_may_have_every_letter_and_both_separators(void **state)
{
    static const char *const names[] = {
        "plain.edb",
        "with space.edb",
        "\xC3\x9Cml\xC3\xA4ut.edb",                 /* U+00DC, U+00E4 */
        "\xE6\x95\xB0\xE6\x8D\xAE\xE5\xBA\x93.edb", /* three ideographs of the BMP */
        "\xF0\x9F\x98\x80\xF0\xA0\x80\x80.edb",     /* U+1F600, U+20000: surrogate pairs in UTF-16 */
    };
    struct os_file file;

    (void)state;
    assert_int_equal(os_dir_create(test_path("names")), JET_errSuccess);
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        char slash[1024], backslash[1024];

        (void)snprintf(slash, sizeof slash, "%s/names/%s", test_folder(), names[i]);
        (void)snprintf(backslash, sizeof backslash, "%s\\names\\%s", test_folder(), names[i]);
        assert_int_equal(os_file_open(&file, slash, OS_WRITE | OS_CREATE | OS_EXCLUSIVE, OS_SHARE_NONE),
                         JET_errSuccess);
        assert_int_equal(os_file_write(&file, 0, names[i], strlen(names[i])), JET_errSuccess);
        os_file_close(&file);
        assert_int_equal(os_file_open(&file, backslash, OS_READ, OS_SHARE_READ), JET_errSuccess);
        assert_reads(&file, 0, names[i]);
        os_file_close(&file);
        assert_true(os_file_same(slash, backslash));
        assert_int_equal(os_file_delete(backslash), JET_errSuccess);
        assert_false(os_file_exists(slash));
    }
}

static void paths_longer_than_260_letters_work(void **state)
{
    char path[1024];
    int used = snprintf(path, sizeof path, "%s", test_folder());
    struct os_file file;

    (void)state;
    for (unsigned i = 0; i < 8; i++) {
        used += snprintf(path + used, sizeof path - (size_t)used, "/%050u", i);
    }
    assert_int_equal(os_dir_create(path), JET_errSuccess);
    (void)snprintf(path + used, sizeof path - (size_t)used, "/deep.edb");
    assert_int_equal(os_file_open(&file, path, OS_WRITE | OS_CREATE, OS_SHARE_NONE), JET_errSuccess);
    os_file_close(&file);
    assert_true(os_file_exists(path));
    assert_int_equal(os_file_delete(path), JET_errSuccess);
    for (unsigned i = 8; i > 0; i--) {
        path[used] = '\0';
        assert_int_equal(os_dir_remove(path), JET_errSuccess);
        used -= 51;
    }
}

/* -------------------------------------------------------------------------------------------------- hooks */

struct injection {
    size_t let_through; /* bytes of the write */
    JET_ERR err;
    uint64_t offset;
    size_t size;
    unsigned syncs;
    uint64_t resize;
};

static JET_ERR before_write(void *context, struct os_file *file, uint64_t offset, size_t *size)
{
    (void)file;
    struct injection *injection = context;

    injection->offset = offset;
    injection->size = *size;
    if (*size > injection->let_through) {
        *size = injection->let_through;
    }
    return injection->err;
}

static JET_ERR before_sync(void *context, struct os_file *file)
{
    (void)file;
    struct injection *injection = context;

    injection->syncs++;
    return injection->err;
}

static JET_ERR before_resize(void *context, uint64_t size)
{
    struct injection *injection = context;

    injection->resize = size;
    return injection->err;
}

static void hooks_tear_writes_and_fail_syncs_and_sizes(void **state)
{
    struct injection injection = {.let_through = 4, .err = JET_errDiskIO};
    const struct os_file_hooks hooks = {before_write, before_sync, before_resize, &injection};
    struct os_file file;

    (void)state;
    open_new(&file, "torn");
    assert_int_equal(os_file_write(&file, 0, "............", 12), JET_errSuccess);

    os_file_set_hooks(&hooks);
    assert_int_equal(os_file_write(&file, 2, "TORNWRITE", 9), JET_errDiskIO);
    assert_int_equal(os_file_sync(&file), JET_errDiskIO);
    assert_int_equal(os_file_set_size(&file, 3), JET_errDiskIO);
    assert_true(injection.resize == 3);
    assert_int_equal(os_file_allocate(&file, 5000), JET_errDiskIO);
    assert_true(injection.resize == 5000);
    os_file_set_hooks(NULL);

    assert_true(injection.offset == 2 && injection.size == 9 && injection.syncs == 1);
    assert_true(size_of(&file) == 12);
    assert_reads(&file, 0, "..TORN......");
    assert_int_equal(os_file_write(&file, 2, "WHOLE", 5), JET_errSuccess);
    assert_int_equal(os_file_sync(&file), JET_errSuccess);
    os_file_close(&file);

    injection = (struct injection){.err = JET_errDiskIO};
    os_file_set_hooks(&hooks);
    assert_int_equal(os_file_open(&file, test_path("torn"), OS_WRITE | OS_TRUNCATE, OS_SHARE_NONE),
                     JET_errDiskIO);
    os_file_set_hooks(NULL);
    assert_false(os_file_is_open(&file));
    assert_content("torn", "..WHOLE.....");
}

static void hooks_that_allow_change_nothing(void **state)
{
    struct injection injection = {.let_through = SIZE_MAX};
    const struct os_file_hooks hooks = {before_write, before_sync, before_resize, &injection};
    struct os_file file;

    (void)state;
    os_file_set_hooks(&hooks);
    open_new(&file, "whole");
    assert_int_equal(os_file_write(&file, 0, "whole", 5), JET_errSuccess);
    assert_int_equal(os_file_sync(&file), JET_errSuccess);
    assert_int_equal(os_file_set_size(&file, 4), JET_errSuccess);
    os_file_set_hooks(NULL);
    os_file_close(&file);
    assert_content("whole", "whol");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_beyond_4_gib_are_not_folded),
        cmocka_unit_test(a_read_is_short_only_at_the_end),
        cmocka_unit_test(a_file_opened_for_reading_refuses_writes),
        cmocka_unit_test(a_size_can_be_set_both_ways),
        cmocka_unit_test(allocation_extends_and_never_shrinks),
        cmocka_unit_test(a_hole_reads_as_zero_and_changes_nothing_else),
        cmocka_unit_test(opening_says_what_is_wrong),
        cmocka_unit_test(a_path_that_is_too_long_is_refused),
        cmocka_unit_test(creating_keeps_what_is_there_unless_told_to_empty),
        cmocka_unit_test(closing_twice_is_harmless),
#ifndef _WIN32
        cmocka_unit_test(pipes_and_devices_are_refused_without_waiting),
        cmocka_unit_test(files_without_rights_are_refused),
#endif
        cmocka_unit_test(a_file_can_be_looked_at),
        cmocka_unit_test(deleting_removes_a_file_and_only_a_file),
        cmocka_unit_test(renaming_replaces_only_when_told),
        cmocka_unit_test(the_same_file_is_known_through_a_link),
        cmocka_unit_test(names_may_have_every_letter_and_both_separators),
        cmocka_unit_test(paths_longer_than_260_letters_work),
        cmocka_unit_test(hooks_tear_writes_and_fail_syncs_and_sizes),
        cmocka_unit_test(hooks_that_allow_change_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
