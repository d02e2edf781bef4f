/*
 * windows_recovery_test.c - databases and logs of Windows: after a recovery they are what Windows made of them.
 *
 *   day 0 with the logs of day 1      the database of day 1
 *   as found, not shut down           the copy that Windows has recovered
 *
 * Pages are compared by what is in them: header fields, and each line with its flags. Where lines lie, and what checksum and flush type
 * follow, is not compared. The expected values are Windows' files.
 */
#include "esent.h"
#include "esent_compat.h"
#include "format/page.h"
#include "os.h"
#include "test.h"

enum { PAGE = 4096, HEADER_PAGES = 2 };

static const char logged_path[] = "C:\\Windows\\system32\\SRU\\SRUDB.dat";

static const char *folder(void)
{
    return test_path("windows/");
}

static void copy_file(const char *set, const char *name, const char *as)
{
    char from[600], to[600];
    size_t size;
    void *bytes;

    (void)snprintf(from, sizeof from, "corpus/%s/%s", set, name);
    bytes = test_read_file(test_fixture(from), &size);
    (void)snprintf(to, sizeof to, "%s%s", folder(), as);
    test_write_file(to, bytes, size);
    free(bytes);
}

static int set_up(void **state)
{
    char command[700];

    (void)state;
    (void)snprintf(command, sizeof command, "rm -rf '%s' && mkdir '%s'", folder(), folder());
    return system(command) == 0 ? 0 : -1;
}

static JET_ERR set_parameters(JET_INSTANCE *instance)
{
    const unsigned folders[] = {JET_paramLogFilePath, JET_paramSystemPath, JET_paramTempPath,
                                JET_paramAlternateDatabaseRecoveryPath};
    JET_ERR err = JetSetSystemParameterA(instance, 0, JET_paramBaseName, 0, "SRU");

    for (size_t i = 0; i < sizeof folders / sizeof folders[0] && err >= 0; i++) {
        err = JetSetSystemParameterA(instance, 0, folders[i], 0, folder());
    }
    return err;
}

/* What JetInit says. */
static JET_ERR recover(void)
{
    JET_INSTANCE instance = 0;
    JET_ERR err;

    assert_int_equal(JetCreateInstanceA(&instance, "windows"), JET_errSuccess);
    assert_int_equal(set_parameters(&instance), JET_errSuccess);
    err = JetInit(&instance);
    if (err >= 0) {
        assert_int_equal(JetTerm(instance), JET_errSuccess);
    }
    return err;
}

static void expect_recovery(void)
{
    const JET_ERR err = recover();

    if (err != JET_errSuccess) {
        fail_msg("recovery gives %d (%s)", (int)err, esent_error_detail());
    }
}

/* ----------------------------------------------------------------------------------------------- comparing */

static bool is_unused(const uint8_t *page)
{
    for (unsigned i = 0; i < PAGE; i++) {
        if (page[i] != 0) {
            return false;
        }
    }
    return true;
}

static void compare_page(const uint8_t *ours, const uint8_t *windows, uint32_t pgno)
{
    struct page_header a, b;

    page_header_decode(ours, PAGE, &a);
    page_header_decode(windows, PAGE, &b);
    if (a.dbtime != b.dbtime || a.previous != b.previous || a.next != b.next || a.objid != b.objid ||
        a.free_bytes != b.free_bytes || a.uncommitted_free_bytes != b.uncommitted_free_bytes ||
        a.tags != b.tags || ((a.flags ^ b.flags) & ~(uint32_t)PAGE_FLUSH_TYPE) != 0) {
        fail_msg("page %u: its header is another than Windows'", pgno);
    }
    for (unsigned tag = 0; tag < a.tags; tag++) {
        struct bytes line, other;
        unsigned flags = 0, other_flags = 0;

        assert_true(page_tag(ours, PAGE, tag, &line, &flags));
        assert_true(page_tag(windows, PAGE, tag, &other, &other_flags));
        if (line.size != other.size || flags != other_flags || memcmp(line.at, other.at, line.size) != 0) {
            fail_msg("page %u: line %u is another than Windows'", pgno, tag);
        }
    }
}

/* Compares all pages that both have; returns how many. */
static uint32_t compare_with(const char *set)
{
    char path[600];
    size_t size, other_size;
    uint8_t *ours, *windows;
    uint32_t pages = 0;

    (void)snprintf(path, sizeof path, "%sSRUDB.dat", folder());
    ours = test_read_file(path, &size);
    (void)snprintf(path, sizeof path, "corpus/%s/SRUDB.dat", set);
    windows = test_read_file(test_fixture(path), &other_size);
    for (size_t at = HEADER_PAGES * PAGE; at + PAGE <= size && at + PAGE <= other_size; at += PAGE) {
        pages++;
        if (is_unused(windows + at) || is_unused(ours + at)) {
            assert_true(is_unused(windows + at) && is_unused(ours + at));
        } else {
            compare_page(ours + at, windows + at, pages);
        }
    }
    free(ours);
    free(windows);
    return pages;
}

static void assert_clean(void)
{
    JET_DBINFOMISC4 info;
    char path[600];

    (void)snprintf(path, sizeof path, "%sSRUDB.dat", folder());
    assert_int_equal(JetGetDatabaseFileInfoA(path, &info, sizeof info, JET_DbInfoMisc), JET_errSuccess);
    assert_int_equal(info.dbstate, JET_dbstateCleanShutdown);
}

/* ------------------------------------------------------------------------------------------------- the sets */

static void yesterdays_database_and_todays_logs_are_todays_database(void **state)
{
    static const char day0[] = "museum-srum-server2022-day0", day1[] = "museum-srum-server2022-day1";

    (void)state;
    copy_file(day0, "SRUDB.dat", "SRUDB.dat");
    copy_file(day0, "SRU.chk", "SRU.chk");
    copy_file(day0, "SRU00001.log", "SRU00001.log");
    copy_file(day1, "SRUtmp.log", "SRU00002.log"); /* an old generation, kept to be written over */
    copy_file(day1, "SRU00003.log", "SRU00003.log");
    copy_file(day1, "SRU00004.log", "SRU00004.log");
    copy_file(day1, "SRU.log", "SRU.log");
    expect_recovery();
    assert_clean();
    assert_int_equal(compare_with(day1), 142);
}

static void copy_logs(const char *set, const char *const *logs)
{
    copy_file(set, "SRUDB.dat", "SRUDB.dat");
    copy_file(set, "SRU.chk", "SRU.chk");
    copy_file(set, "SRU.log", "SRU.log");
    for (; *logs != NULL; logs++) {
        copy_file(set, *logs, *logs);
    }
}

static void a_database_as_found_becomes_what_windows_made_of_it(void **state)
{
    static const char *const win10[] = {
        "SRU00003.log", "SRU00004.log", "SRU00005.log", "SRU00006.log", "SRU00007.log", "SRU00008.log", NULL};
    static const char *const win11[] = {"SRU00059.log", "SRU0005A.log", "SRU0005B.log", NULL};

    copy_logs("museum-srum-win10-rathbun-dirty", win10);
    expect_recovery();
    assert_clean();
    assert_true(compare_with("museum-srum-win10-rathbun-clean") > 100);
    assert_int_equal(set_up(state), 0);
    copy_logs("museum-srum-win11-rathbun-dirty", win11);
    expect_recovery();
    assert_clean();
    assert_true(compare_with("museum-srum-win11-rathbun-clean") > 100);
}

/* Windows' answer: its logs end with the database attached, but that was made clean elsewhere. */
static void a_database_that_was_made_clean_elsewhere_is_left_alone(void **state)
{
    static const char *const logs[] = {"SRU00059.log", "SRU0005A.log", "SRU0005B.log", NULL};

    (void)state;
    copy_logs("museum-srum-win11-rathbun-clean", logs);
    assert_int_equal(recover(), JET_errAttachedDatabaseMismatch);
    assert_true(compare_with("museum-srum-win11-rathbun-clean") > 100);
    assert_clean();
}

static void a_missing_generation_is_an_error(void **state)
{
    static const char day0[] = "museum-srum-server2022-day0", day1[] = "museum-srum-server2022-day1";

    (void)state;
    copy_file(day0, "SRUDB.dat", "SRUDB.dat");
    copy_file(day0, "SRU.chk", "SRU.chk");
    copy_file(day0, "SRU00001.log", "SRU00001.log");
    copy_file(day1, "SRUtmp.log", "SRU00002.log");
    copy_file(day1, "SRU00004.log", "SRU00004.log");
    copy_file(day1, "SRU.log", "SRU.log");
    assert_int_equal(recover(), JET_errMissingLogFile);
    copy_file(day1, "SRU00003.log", "SRU00003.log"); /* what was replayed is no hindrance */
    expect_recovery();
    assert_int_equal(compare_with(day1), 142);
}

static void a_missing_database_is_an_error(void **state)
{
    static const char *const logs[] = {"SRU00059.log", "SRU0005A.log", "SRU0005B.log", NULL};
    char path[600];

    (void)state;
    copy_logs("museum-srum-win11-rathbun-dirty", logs);
    (void)snprintf(path, sizeof path, "%sSRUDB.dat", folder());
    assert_int_equal(remove(path), 0);
    assert_int_equal(recover(), JET_errAttachedDatabaseMismatch);
    assert_non_null(strstr(esent_error_detail(), logged_path));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(yesterdays_database_and_todays_logs_are_todays_database, set_up),
        cmocka_unit_test_setup(a_database_as_found_becomes_what_windows_made_of_it, set_up),
        cmocka_unit_test_setup(a_database_that_was_made_clean_elsewhere_is_left_alone, set_up),
        cmocka_unit_test_setup(a_missing_generation_is_an_error, set_up),
        cmocka_unit_test_setup(a_missing_database_is_an_error, set_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
