/*
 * os_system_test.c - memory, clocks, random numbers, the process, and the translation of system errors.
 */
#include "test.h"

#include <time.h>

#include "diag.h"
#include "os.h"

#ifdef _WIN32
#include <windows.h>
#else
#include <errno.h>
#include <sched.h>
#include <unistd.h>
#endif

/* ------------------------------------------------------------------------------------------------- memory */

static void memory_is_aligned_to_pages_and_zero(void **state)
{
    static const size_t sizes[] = {1, 4096, 100000, 64u << 20};

    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        unsigned char *memory = os_memory_allocate(sizes[i]);

        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % 4096, 0);
        assert_true(memory[0] == 0 && memory[sizes[i] / 2] == 0 && memory[sizes[i] - 1] == 0);
        memset(memory, 0xFF, sizes[i]);
        os_memory_free(memory, sizes[i]);
    }
    os_memory_free(NULL, 4096);
}

static void memory_that_nobody_has_is_null(void **state)
{
    (void)state;
    assert_null(os_memory_allocate(SIZE_MAX / 2));
}

static void the_machine_has_processors_and_memory(void **state)
{
    (void)state;
    assert_true(os_cpu_count() >= 1 && os_cpu_count() <= 4096);
    assert_true(os_physical_memory() > (uint64_t)64 << 20);
}

static void processors_that_the_process_may_not_use_do_not_count(void **state)
{
#ifdef _WIN32
    DWORD_PTR before, system;

    (void)state;
    assert_true(GetProcessAffinityMask(GetCurrentProcess(), &before, &system));
    assert_true(SetProcessAffinityMask(GetCurrentProcess(), before & (~before + 1)));
    assert_int_equal(os_cpu_count(), 1);
    assert_true(SetProcessAffinityMask(GetCurrentProcess(), before));
#else
    cpu_set_t before, one;
    int cpu = 0;

    (void)state;
    assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
    assert_int_equal(os_cpu_count(), CPU_COUNT(&before));
    while (!CPU_ISSET(cpu, &before)) {
        cpu++;
    }
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
    assert_int_equal(os_cpu_count(), 1);
    assert_int_equal(sched_setaffinity(0, sizeof before, &before), 0);
#endif
}

/* ------------------------------------------------------------------------------------------------- clocks */

static void the_monotonic_clock_runs_forward_in_nanoseconds(void **state)
{
    uint64_t last = os_time_monotonic_ns();
    uint64_t start;

    (void)state;
    for (unsigned i = 0; i < 100000; i++) {
        uint64_t now = os_time_monotonic_ns();

        assert_true(now >= last);
        last = now;
    }
    start = os_time_monotonic_ns();
    os_time_sleep_ms(60);
    assert_true(os_time_monotonic_ns() - start >= 50 * 1000000u);
    assert_true(os_time_monotonic_ns() - start < (uint64_t)60 * 1000000000u);
}

/* Days since 1970 of a date of the Gregorian calendar. */
static int64_t days(int year, int month, int day)
{
    static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    int64_t past = year - 1;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return past * 365 + past / 4 - past / 100 + past / 400 - 719162 + before[month - 1] +
           (leap && month > 2) + day - 1;
}

static int64_t seconds(const struct os_time_parts *p)
{
    return ((days(p->year, p->month, p->day) * 24 + p->hour) * 60 + p->minute) * 60 + p->second;
}

static void utc_is_the_time_of_the_c_library(void **state)
{
    struct os_time_parts parts;
    int64_t before = (int64_t)time(NULL);

    (void)state;
    os_time_utc(&parts);
    assert_true(seconds(&parts) >= before - 1 && seconds(&parts) <= (int64_t)time(NULL) + 1);
    assert_in_range(parts.millisecond, 0, 999);
}

static void local_time_is_that_of_the_c_library(void **state)
{
    time_t before = time(NULL), after;
    struct tm tm = *localtime(&before);
    struct os_time_parts first = {.year = tm.tm_year + 1900,
                                  .month = tm.tm_mon + 1,
                                  .day = tm.tm_mday,
                                  .hour = tm.tm_hour,
                                  .minute = tm.tm_min,
                                  .second = tm.tm_sec};
    struct os_time_parts parts;

    (void)state;
    os_time_local(&parts);
    after = time(NULL);
    assert_true(seconds(&parts) >= seconds(&first) - 1);
    assert_true(seconds(&parts) <= seconds(&first) + (int64_t)(after - before) + 1);
}

/* ------------------------------------------------------------------------------------------------- random */

static void random_bytes_fill_the_buffer_and_differ(void **state)
{
    enum { LARGE = 3 << 20 };
    unsigned char one[32] = {0}, two[32] = {0};
    unsigned char *large = calloc(1, LARGE + 1);
    unsigned counts[256] = {0};

    (void)state;
    os_random_bytes(one, 32);
    os_random_bytes(two, 31);
    os_random_bytes(two, 0);
    assert_memory_not_equal(one, two, 32);
    assert_int_equal(two[31], 0);

    assert_non_null(large);
    os_random_bytes(large, LARGE);
    assert_int_equal(large[LARGE], 0);
    for (unsigned i = 0; i < LARGE; i++) {
        counts[large[i]]++;
    }
    for (unsigned i = 0; i < 256;
         i++) { /* 12288 of each on average; the bounds are 11 standard deviations away */
        assert_in_range(counts[i], 12288 - 1228, 12288 + 1228);
    }
    free(large);
}

/* ------------------------------------------------------------------------------------------------ process */

static void the_environment_is_read_as_utf_8(void **state)
{
    char value[64] = "kept";

    (void)state;
#ifdef _WIN32
    assert_true(SetEnvironmentVariableW(L"ESENT_TEST_SET", L"D:\\\x6570\xD83D\xDE00"));
    assert_true(SetEnvironmentVariableW(L"ESENT_TEST_EMPTY", L""));
#else
    assert_int_equal(setenv("ESENT_TEST_SET", "D:\\\xE6\x95\xB0\xF0\x9F\x98\x80", 1), 0);
    assert_int_equal(setenv("ESENT_TEST_EMPTY", "", 1), 0);
#endif
    assert_false(os_environment("ESENT_TEST_UNSET", value, sizeof value));
    assert_false(os_environment("ESENT_TEST_EMPTY", value, sizeof value));
    assert_false(os_environment("ESENT_TEST_SET", value, 10)); /* 10 bytes and the NUL */
    assert_true(os_environment("ESENT_TEST_SET", value, 11));
    assert_string_equal(value, "D:\\\xE6\x95\xB0\xF0\x9F\x98\x80");
}

static void the_process_has_a_number(void **state)
{
    (void)state;
#ifdef _WIN32
    assert_int_equal(os_process_id(), GetCurrentProcessId());
#else
    assert_int_equal(os_process_id(), getpid());
#endif
}

/* ------------------------------------------------------------------------------------------------- errors */

struct translation {
    unsigned long number;
    JET_ERR err;
};

#ifdef _WIN32
static const struct translation translations[] = {
    {ERROR_FILE_NOT_FOUND, JET_errFileNotFound},
    {ERROR_PATH_NOT_FOUND, JET_errInvalidPath},
    {ERROR_INVALID_NAME, JET_errInvalidPath},
    {ERROR_ACCESS_DENIED, JET_errFileAccessDenied},
    {ERROR_SHARING_VIOLATION, JET_errFileAccessDenied},
    {ERROR_LOCK_VIOLATION, JET_errFileAccessDenied},
    {ERROR_DIR_NOT_EMPTY, JET_errFileAccessDenied},
    {ERROR_WRITE_PROTECT, JET_errPermissionDenied},
    {ERROR_FILE_EXISTS, JET_errFileAlreadyExists},
    {ERROR_ALREADY_EXISTS, JET_errFileAlreadyExists},
    {ERROR_DISK_FULL, JET_errDiskFull},
    {ERROR_HANDLE_DISK_FULL, JET_errDiskFull},
    {ERROR_NOT_ENOUGH_MEMORY, JET_errOutOfMemory},
    {ERROR_TOO_MANY_OPEN_FILES, JET_errOutOfFileHandles},
    {ERROR_CRC, JET_errDiskReadVerificationFailure},
    {ERROR_IO_DEVICE, JET_errDiskIO},
    {123456, JET_errDiskIO},
};
#else
static const struct translation translations[] = {
    {ENOENT, JET_errFileNotFound},
    {ENOTDIR, JET_errInvalidPath},
    {ENAMETOOLONG, JET_errInvalidPath},
    {EACCES, JET_errFileAccessDenied},
    {EPERM, JET_errFileAccessDenied},
    {EISDIR, JET_errFileAccessDenied},
    {EAGAIN, JET_errFileAccessDenied},
    {ENOTEMPTY, JET_errFileAccessDenied},
    {EROFS, JET_errPermissionDenied},
    {EEXIST, JET_errFileAlreadyExists},
    {ENOSPC, JET_errDiskFull},
    {EDQUOT, JET_errDiskFull},
    {EFBIG, JET_errDiskFull},
    {ENOMEM, JET_errOutOfMemory},
    {EMFILE, JET_errOutOfFileHandles},
    {ENFILE, JET_errOutOfFileHandles},
    {EIO, JET_errDiskIO},
    {123456, JET_errDiskIO},
};
#endif

static void system_errors_become_jet_errors_with_a_sentence(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sizeof translations / sizeof translations[0]; i++) {
        const struct translation *t = &translations[i];

        if (os_error_translate(t->number, "open", "some/file.edb") != t->err) {
            fail_msg("system error %lu is not %d", t->number, (int)t->err);
        }
        assert_ptr_equal(strstr(diag_sentence(), "cannot open 'some/file.edb': "), diag_sentence());
        assert_true(strlen(diag_sentence()) > strlen("cannot open 'some/file.edb': "));
        assert_null(strpbrk(diag_sentence(), "\r\n"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_aligned_to_pages_and_zero),
        cmocka_unit_test(memory_that_nobody_has_is_null),
        cmocka_unit_test(the_machine_has_processors_and_memory),
        cmocka_unit_test(processors_that_the_process_may_not_use_do_not_count),
        cmocka_unit_test(the_monotonic_clock_runs_forward_in_nanoseconds),
        cmocka_unit_test(utc_is_the_time_of_the_c_library),
        cmocka_unit_test(local_time_is_that_of_the_c_library),
        cmocka_unit_test(random_bytes_fill_the_buffer_and_differ),
        cmocka_unit_test(the_environment_is_read_as_utf_8),
        cmocka_unit_test(the_process_has_a_number),
        cmocka_unit_test(system_errors_become_jet_errors_with_a_sentence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
