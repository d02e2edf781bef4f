/*
 * os_share_test.c - who may have a file open at the same time: every pair of opens, in one process and in
 * two.
 *
 * What is expected is the rule of Windows' CreateFile(): the second open fails when it wants what the first
 * one denies, or denies what the first one has. The table was written down from that rule.
 *
 * The program is its own second process: "os_share_test open PATH WRITE SHARE" exits with 0 when it can open
 * the file and with 1 when it is refused; with "keep" it leaves the file open, so that its death must give it
 * up.
 */
#include "test.h"

#include <stdatomic.h>

#include "diag.h"
#include "os.h"

#ifdef _WIN32
#include <process.h>
#else
#include <sys/wait.h>
#include <unistd.h>
#endif

static const char *self;

struct way {
    unsigned access;
    enum os_share share;
};

static const struct way ways[] = {
    {OS_READ, OS_SHARE_ALL},  {OS_READ, OS_SHARE_READ},  {OS_READ, OS_SHARE_NONE},
    {OS_WRITE, OS_SHARE_ALL}, {OS_WRITE, OS_SHARE_READ}, {OS_WRITE, OS_SHARE_NONE},
};

enum { WAYS = sizeof ways / sizeof ways[0] };

/* Rows: the first open; columns: the second one; in the order of ways[]. */
static const char allowed[WAYS][WAYS + 1] = {
    "110110", /* reads, denies nothing: only a second one that denies reading is refused */
    "110000", /* reads, denies writing: the second one may only read */
    "000000", /* denies everything */
    "100100", /* writes, denies nothing: the second one may not deny writing */
    "100000", /* writes, denies writing: left is who reads and denies nothing */
    "000000", /* denies everything */
};

static int second_process(const char *what, const char *path, unsigned way)
{
    char number[2] = {(char)('0' + way), '\0'};
#ifdef _WIN32
    int code = -1;

    /* Wine cannot start a process once in some thousand times; nothing has run then. */
    for (unsigned attempt = 0; attempt < 5 && code == -1; attempt++) {
        code = (int)_spawnl(_P_WAIT, self, self, what, path, number, NULL);
    }
    return code;
#else
    int status;
    pid_t child = fork();

    if (child == 0) {
        (void)execl(self, self, what, path, number, (char *)NULL);
        _exit(99);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WEXITSTATUS(status);
#endif
}

static void every_pair_in_one_process(void **state)
{
    const char *path = test_path("pair");

    (void)state;
    test_write_file(path, "x", 1);
    for (unsigned first = 0; first < WAYS; first++) {
        for (unsigned second = 0; second < WAYS; second++) {
            JET_ERR expected = allowed[first][second] == '1' ? JET_errSuccess : JET_errFileAccessDenied;
            struct os_file one, two;

            assert_int_equal(os_file_open(&one, path, ways[first].access, ways[first].share), JET_errSuccess);
            if (os_file_open(&two, path, ways[second].access, ways[second].share) != expected) {
                fail_msg("way %u, then way %u: not %d", first, second, (int)expected);
            }
            if (expected != JET_errSuccess) {
                assert_non_null(strstr(diag_sentence(), "pair"));
                assert_false(os_file_is_open(&two));
            }
            os_file_close(&two);
            os_file_close(&one);
        }
    }
}

static void every_pair_in_two_processes(void **state)
{
    const char *path = test_path("pair");

    (void)state;
    for (unsigned first = 0; first < WAYS; first++) {
        int code[WAYS];
        struct os_file file;

        assert_int_equal(os_file_open(&file, path, ways[first].access, ways[first].share), JET_errSuccess);
        for (unsigned second = 0; second < WAYS; second++) {
            code[second] = second_process("open", path, second);
        }
        os_file_close(&file); /* before anything fails: the next tests want it */
        for (unsigned second = 0; second < WAYS; second++) {
            if (code[second] != (allowed[first][second] == '1' ? 0 : 1)) {
                fail_msg("way %u here, then way %u there: exit code %d", first, second, code[second]);
            }
        }
    }
}

static void the_end_of_a_process_gives_its_files_up(void **state)
{
    struct os_file file;

    (void)state;
    assert_int_equal(second_process("keep", test_path("pair"), 5), 0);
    assert_int_equal(os_file_open(&file, test_path("pair"), OS_WRITE, OS_SHARE_NONE), JET_errSuccess);
    os_file_close(&file);
}

static void closing_one_open_keeps_the_claims_of_another(void **state)
{
    struct os_file one, two, three;

    (void)state;
    assert_int_equal(os_file_open(&one, test_path("pair"), OS_READ, OS_SHARE_READ), JET_errSuccess);
    assert_int_equal(os_file_open(&two, test_path("pair"), OS_READ, OS_SHARE_READ), JET_errSuccess);
    os_file_close(&two); /* locks that belong to a process would all be gone now */
    assert_int_equal(os_file_open(&three, test_path("pair"), OS_WRITE, OS_SHARE_ALL),
                     JET_errFileAccessDenied);
    os_file_close(&one);
    assert_int_equal(os_file_open(&three, test_path("pair"), OS_WRITE, OS_SHARE_ALL), JET_errSuccess);
    os_file_close(&three);
}

static void a_refused_open_does_not_empty_the_file(void **state)
{
    struct os_file one, two;
    size_t size;

    (void)state;
    assert_int_equal(os_file_open(&one, test_path("pair"), OS_READ, OS_SHARE_READ), JET_errSuccess);
    assert_int_equal(os_file_open(&two, test_path("pair"), OS_WRITE | OS_CREATE | OS_TRUNCATE, OS_SHARE_ALL),
                     JET_errFileAccessDenied);
    os_file_close(&one);
    free(test_read_file(test_path("pair"), &size));
    assert_int_equal(size, 1);
}

static atomic_uint inside, entered, crowded;

static void contend(void *context)
{
    for (unsigned i = 0; i < 50; i++) {
        struct os_file file;

        if (os_file_open(&file, context, OS_WRITE, OS_SHARE_NONE) == JET_errSuccess) {
            if (atomic_fetch_add(&inside, 1) != 0) {
                atomic_fetch_add(&crowded, 1);
            }
            atomic_fetch_add(&entered, 1);
            atomic_fetch_sub(&inside, 1);
            os_file_close(&file);
        }
    }
}

static void of_opens_that_conflict_never_two_succeed(void **state)
{
    char path[1024];
    struct os_thread threads[4];

    (void)state;
    (void)snprintf(path, sizeof path, "%s", test_path("pair"));
    for (unsigned i = 0; i < 4; i++) {
        assert_int_equal(os_thread_start(&threads[i], "contend", contend, path), JET_errSuccess);
    }
    for (unsigned i = 0; i < 4; i++) {
        os_thread_join(&threads[i]);
    }
    assert_int_equal(atomic_load(&crowded), 0);
    assert_true(atomic_load(&entered) > 0);
}

static int be_the_second_process(const char *what, const char *path, const char *number)
{
    const struct way *way = &ways[number[0] - '0'];
    struct os_file file;
    JET_ERR err = os_file_open(&file, path, way->access, way->share);

    if (strcmp(what, "keep") != 0) {
        os_file_close(&file);
    }
    return err == JET_errSuccess ? 0 : err == JET_errFileAccessDenied ? 1 : 2;
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_in_one_process),
        cmocka_unit_test(every_pair_in_two_processes),
        cmocka_unit_test(the_end_of_a_process_gives_its_files_up),
        cmocka_unit_test(closing_one_open_keeps_the_claims_of_another),
        cmocka_unit_test(a_refused_open_does_not_empty_the_file),
        cmocka_unit_test(of_opens_that_conflict_never_two_succeed),
    };

    self = arguments[0];
    if (count == 4) {
        return be_the_second_process(arguments[1], arguments[2], arguments[3]);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
