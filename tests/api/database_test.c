/*
 * database_test.c - attaching, opening, closing, detaching, and what the information functions say about a database.
 *
 * Expected: reference api-semantics 3, the recorded scripts info_databases and attach_bad_files, and headers of real files.
 */
#include "test.h"

#include <stdbool.h>

#include "esent.h"
#include "esent_compat.h"

#define BASIC    "corpus/dissect-basic/basic.edb"
#define TEXT     "corpus/dissect-text/text.edb"
#define LARGE    "corpus/dissect-large/large.edb"
#define DIRTY    "corpus/museum-search-win10-dirty/Windows.edb"
#define NEWER    "corpus/goese-qmgr/qmgr.db"
#define WRITABLE "oracle/clean_4096_efv8920/clean.edb"

static JET_INSTANCE instance;
static JET_SESID session;

/* The page size is the process's and freezes with the first instance. */
static bool start(JET_API_PTR page_size)
{
    instance = 0;
    return JetSetSystemParameterA(NULL, 0, JET_paramDatabasePageSize, page_size, NULL) == JET_errSuccess &&
           JetCreateInstanceA(&instance, "databases") == JET_errSuccess &&
           JetSetSystemParameterA(&instance, 0, JET_paramRecovery, 0, "off") == JET_errSuccess &&
           JetInit(&instance) == JET_errSuccess &&
           JetBeginSessionA(instance, &session, NULL, NULL) == JET_errSuccess;
}

static int set_up(void **state)
{
    (void)state;
    return start(4096) ? 0 : 1;
}

static int tear_down(void **state)
{
    (void)state;
    if (instance != 0) {
        (void)JetTerm2(instance, JET_bitTermDirty);
    }
    return 0;
}

/* A copy of a real file in the test's folder, with its first bytes changed by whoever wants to. */
static const char *copy_of(const char *relative, const char *name)
{
    size_t size;
    void *bytes = test_read_file(test_fixture(relative), &size);
    const char *path = test_path(name);

    test_write_file(path, bytes, size);
    free(bytes);
    return path;
}

static JET_ERR attach(const char *path)
{
    return JetAttachDatabaseA(session, path, JET_bitDbReadOnly);
}

static void a_database_is_attached_opened_closed_and_detached(void **state)
{
    const char *path = test_fixture(BASIC);
    JET_DBID first = JET_dbidNil, second = JET_dbidNil;

    (void)state;
    assert_int_equal(JetOpenDatabaseA(session, path, NULL, &first, JET_bitDbReadOnly),
                     JET_errDatabaseNotFound);
    assert_int_equal(attach(path), JET_errSuccess);
    assert_int_equal(attach(path), JET_wrnDatabaseAttached);
    assert_int_equal(JetOpenDatabaseA(session, path, NULL, &first, JET_bitDbReadOnly), JET_errSuccess);
    assert_int_equal(JetOpenDatabaseA(session, path, NULL, &second, 0), JET_wrnFileOpenReadOnly);
    assert_int_equal(first, second);
    assert_int_equal(JetDetachDatabaseA(session, path), JET_errDatabaseInUse);
    assert_int_equal(JetCloseDatabase(session, first, 0), JET_errSuccess);
    assert_int_equal(JetCloseDatabase(session, first, 0), JET_errSuccess);
    assert_int_equal(JetCloseDatabase(session, first, 0), JET_errInvalidDatabaseId);
    assert_int_equal(JetDetachDatabaseA(session, path), JET_errSuccess);
    assert_int_equal(JetDetachDatabaseA(session, path), JET_errDatabaseNotFound);
}

static void names_and_options_are_checked(void **state)
{
    const char *path = test_fixture(BASIC);

    (void)state;
    assert_int_equal(attach(NULL), JET_errDatabaseInvalidPath);
    assert_int_equal(attach(""), JET_errDatabaseInvalidPath);
    assert_int_equal(attach(test_path("nothing.edb")), JET_errFileNotFound);
    assert_int_equal(attach(test_folder()), JET_errFileAccessDenied);
    assert_int_equal(JetAttachDatabaseA(session, path, JET_bitDbReadOnly | JET_bitDbDeleteUnicodeIndexes),
                     JET_errInvalidGrbit);
    assert_int_equal(JetAttachDatabaseA(session, path, ESENT_bitDbAsIs), JET_errInvalidGrbit);
    assert_int_equal(JetBeginTransaction(session), JET_errSuccess);
    assert_int_equal(attach(path), JET_errInTransaction);
    assert_int_equal(JetRollback(session, 0), JET_errSuccess);
    assert_int_equal(attach(path), JET_errSuccess);
    assert_int_equal(JetOpenDatabaseA(session, path, NULL, NULL, JET_bitDbReadOnly), JET_errInvalidParameter);
}

static void what_is_no_clean_database_is_refused(void **state)
{
    static const unsigned char junk[10000] = {1, 2, 3};
    const char *path;

    (void)state;
    assert_int_equal(attach(test_fixture(LARGE)), JET_errPageSizeMismatch);
    path = test_path("junk.edb");
    test_write_file(path, junk, sizeof junk);
    assert_int_equal(attach(path), JET_errDatabaseCorrupted);
    assert_true(strstr(esent_error_detail(), "junk.edb") != NULL);
    test_write_file(path, junk, 0);
    assert_int_equal(attach(path), JET_errDatabaseCorrupted);
}

/* The file is dirty too, and that counts first; a copy says in its first header that it is clean (XOR checksum mended). */
static void a_format_that_is_too_new_is_refused(void **state)
{
    const char *path = copy_of(NEWER, "newer.edb");
    JET_ULONG page_size;
    size_t size;
    unsigned char *bytes = test_read_file(path, &size);

    (void)state;
    assert_int_equal(bytes[52], JET_dbstateDirtyShutdown);
    bytes[0] ^= JET_dbstateDirtyShutdown ^ JET_dbstateCleanShutdown;
    bytes[52] = JET_dbstateCleanShutdown;
    test_write_file(path, bytes, size);
    free(bytes);
    assert_int_equal(JetGetDatabaseFileInfoA(path, &page_size, sizeof page_size, JET_DbInfoPageSize),
                     JET_errSuccess);
    assert_int_equal(JetTerm2(instance, JET_bitTermDirty), JET_errDirtyShutdown);
    assert_true(start(page_size));
    assert_int_equal(attach(test_fixture(NEWER)), JET_errDatabaseDirtyShutdown);
    assert_int_equal(attach(path), JET_errInvalidDatabaseVersion);
    assert_int_equal(JetAttachDatabaseA(session, path, JET_bitDbReadOnly | ESENT_bitDbAsIs), JET_errSuccess);
}

static void a_dirty_database_is_read_when_that_is_asked_for(void **state)
{
    const char *path = test_fixture(DIRTY);
    JET_TABLEID table;
    JET_DBID dbid;

    (void)state;
    assert_int_equal(JetTerm2(instance, JET_bitTermDirty), JET_errDirtyShutdown);
    assert_true(start(32768));
    assert_int_equal(attach(path), JET_errDatabaseDirtyShutdown);
    assert_int_equal(JetAttachDatabaseA(session, path, JET_bitDbReadOnly | ESENT_bitDbAsIs), JET_errSuccess);
    assert_int_equal(JetOpenDatabaseA(session, path, NULL, &dbid, JET_bitDbReadOnly), JET_errSuccess);
    assert_int_equal(
        JetOpenTableA(session, dbid, "SystemIndex_1_Properties", NULL, 0, JET_bitTableReadOnly, &table),
        JET_errSuccess);
    assert_int_equal(JetMove(session, table, JET_MoveFirst, 0), JET_errSuccess);
}

static void a_page_with_a_wrong_checksum_is_read_only_when_that_is_asked_for(void **state)
{
    const char *path = copy_of(BASIC, "damaged.edb");
    JET_TABLEID table;
    JET_DBID dbid;
    size_t size;
    unsigned char *bytes = test_read_file(path, &size);

    (void)state;
    bytes[2 * 4096 + 30 * 4096 + 3000] ^= 0x55; /* page 31: the root of table basic, behind its nodes */
    test_write_file(path, bytes, size);
    free(bytes);
    assert_int_equal(attach(path), JET_errSuccess);
    assert_int_equal(JetOpenDatabaseA(session, path, NULL, &dbid, JET_bitDbReadOnly), JET_errSuccess);
    assert_int_equal(JetOpenTableA(session, dbid, "basic", NULL, 0, JET_bitTableReadOnly, &table),
                     JET_errSuccess);
    assert_int_equal(JetMove(session, table, JET_MoveFirst, 0), JET_errReadVerifyFailure);
    assert_true(strstr(esent_error_detail(), "page 31") != NULL);
    assert_int_equal(JetCloseDatabase(session, dbid, 0), JET_errSuccess);
    assert_int_equal(JetMove(session, table, JET_MoveFirst, 0), JET_errInvalidTableId);
    assert_int_equal(JetDetachDatabaseA(session, path), JET_errSuccess);

    assert_int_equal(JetAttachDatabaseA(session, path, JET_bitDbReadOnly | ESENT_bitDbUnverified),
                     JET_errSuccess);
    assert_int_equal(JetOpenDatabaseA(session, path, NULL, &dbid, JET_bitDbReadOnly), JET_errSuccess);
    assert_int_equal(JetOpenTableA(session, dbid, "basic", NULL, 0, JET_bitTableReadOnly, &table),
                     JET_errSuccess);
    assert_int_equal(JetMove(session, table, JET_MoveFirst, 0), JET_errSuccess);
}

static void an_exclusive_open_keeps_others_out(void **state)
{
    const char *path = test_fixture(BASIC);
    JET_SESID other;
    JET_DBID dbid, theirs;
    JET_GRBIT options = 0;

    (void)state;
    assert_int_equal(JetBeginSessionA(instance, &other, NULL, NULL), JET_errSuccess);
    assert_int_equal(attach(path), JET_errSuccess);
    assert_int_equal(JetOpenDatabaseA(session, path, NULL, &dbid, JET_bitDbReadOnly | JET_bitDbExclusive),
                     JET_errSuccess);
    assert_int_equal(JetGetDatabaseInfoA(session, dbid, &options, sizeof options, JET_DbInfoOptions),
                     JET_errSuccess);
    assert_int_equal(options, JET_bitDbExclusive);
    assert_int_equal(JetOpenDatabaseA(other, path, NULL, &theirs, JET_bitDbReadOnly), JET_errDatabaseLocked);
    assert_int_equal(JetCloseDatabase(session, dbid, 0), JET_errSuccess);
    assert_int_equal(JetOpenDatabaseA(other, path, NULL, &theirs, JET_bitDbReadOnly), JET_errSuccess);
    assert_int_equal(JetOpenDatabaseA(session, path, NULL, &dbid, JET_bitDbReadOnly | JET_bitDbExclusive),
                     JET_errDatabaseInUse);
    assert_int_equal(JetGetDatabaseInfoA(session, theirs, &options, sizeof options, JET_DbInfoOptions),
                     JET_errInvalidDatabaseId);
    assert_int_equal(JetEndSession(other, 0), JET_errSuccess);
    assert_int_equal(JetOpenDatabaseA(session, path, NULL, &dbid, JET_bitDbReadOnly | JET_bitDbExclusive),
                     JET_errSuccess);
}

static void six_databases_are_attached_and_no_more(void **state)
{
    static const char *const files[] = {BASIC,
                                        TEXT,
                                        "corpus/dissect-index/index.edb",
                                        "corpus/dissect-multi/multi.edb",
                                        "corpus/dissect-srum/SRUDB.dat",
                                        "corpus/target-catdb/catdb",
                                        "corpus/plaso-ual-sysid/SystemIdentity.mdb"};
    JET_INSTANCE_INFO_A *info;
    JET_ULONG count;

    (void)state;
    for (unsigned i = 0; i < 6; i++) {
        assert_int_equal(attach(test_fixture(files[i])), JET_errSuccess);
    }
    assert_int_equal(attach(test_fixture(files[6])), JET_errTooManyAttachedDatabases);
    assert_int_equal(JetGetInstanceInfoA(&count, &info), JET_errSuccess);
    assert_int_equal(count, 1);
    assert_int_equal(info->cDatabases, 6);
    assert_string_equal(info->szInstanceName, "databases");
    for (unsigned i = 0; i < 6; i++) {
        const char *name = strrchr(files[i], '/') + 1;
        const char *listed = info->szDatabaseFileName[i];

        assert_string_equal(listed + strlen(listed) - strlen(name), name);
    }
    assert_int_equal(JetFreeBuffer((char *)info), JET_errSuccess);
    assert_int_equal(JetDetachDatabaseA(session, NULL), JET_errSuccess);
    assert_int_equal(attach(test_fixture(files[6])), JET_errSuccess);
}

static void copies_of_a_database_are_read_beside_one_another(void **state)
{
    (void)state;
    assert_int_equal(attach(test_fixture(BASIC)), JET_errSuccess);
    assert_int_equal(attach(copy_of(BASIC, "copy.edb")), JET_errSuccess);
}

/* Without a log each gets a signature of its own when it is attached. */
static void two_copies_of_a_database_are_not_logged_as_one(void **state)
{
    char folder[1024];

    (void)state;
    (void)snprintf(folder, sizeof folder, "%s/", test_path(""));
    assert_int_equal(JetTerm(instance), JET_errSuccess);
    assert_int_equal(JetCreateInstanceA(&instance, "logged"), JET_errSuccess);
    assert_int_equal(JetSetSystemParameterA(&instance, 0, JET_paramLogFilePath, 0, folder), JET_errSuccess);
    assert_int_equal(JetSetSystemParameterA(&instance, 0, JET_paramSystemPath, 0, folder), JET_errSuccess);
    assert_int_equal(JetSetSystemParameterA(&instance, 0, JET_paramTempPath, 0, folder), JET_errSuccess);
    assert_int_equal(JetInit(&instance), JET_errSuccess);
    assert_int_equal(JetBeginSessionA(instance, &session, NULL, NULL), JET_errSuccess);
    assert_int_equal(JetAttachDatabaseA(session, copy_of(WRITABLE, "first.edb"), 0), JET_errSuccess);
    assert_int_equal(JetAttachDatabaseA(session, copy_of(WRITABLE, "second.edb"), 0),
                     JET_errDatabaseSignInUse);
    assert_int_equal(attach(test_path("second.edb")), JET_errSuccess);
}

static void two_instances_do_not_share_a_database(void **state)
{
    const char *path = test_fixture(BASIC);
    JET_INSTANCE second = 0;
    JET_SESID other;

    (void)state;
    assert_int_equal(JetCreateInstanceA(&second, "second"), JET_errSuccess);
    assert_int_equal(JetSetSystemParameterA(&second, 0, JET_paramRecovery, 0, "off"), JET_errSuccess);
    assert_int_equal(JetSetSystemParameterA(&second, 0, JET_paramMaxTemporaryTables, 0, NULL),
                     JET_errSuccess);
    assert_int_equal(JetInit(&second), JET_errSuccess);
    assert_int_equal(JetBeginSessionA(second, &other, NULL, NULL), JET_errSuccess);
    assert_int_equal(attach(path), JET_errSuccess);
    assert_int_equal(JetAttachDatabaseA(other, path, JET_bitDbReadOnly), JET_errDatabaseSharingViolation);
    assert_int_equal(JetDetachDatabaseA(session, path), JET_errSuccess);
    assert_int_equal(JetAttachDatabaseA(other, path, JET_bitDbReadOnly), JET_errSuccess);
    assert_int_equal(JetTerm2(second, JET_bitTermDirty), JET_errDirtyShutdown);
}

/* The lines of the recorded script info_databases that need no writing: level, size of the buffer, answer. */
static void each_level_of_information_wants_its_size(void **state)
{
    static const struct {
        unsigned level, size;
        JET_ERR attached, file;
    } cases[] = {
        {0, 4, JET_errBufferTooSmall, JET_errInvalidParameter},
        {0, 300, JET_errSuccess, JET_errInvalidParameter},
        {1, 4, JET_errSuccess, JET_errInvalidParameter},
        {2, 4, JET_errSuccess, JET_errInvalidParameter},
        {2, 8, JET_errInvalidBufferSize, JET_errInvalidParameter},
        {3, 4, JET_errSuccess, JET_errInvalidParameter},
        {5, 8, JET_errInvalidBufferSize, JET_errInvalidParameter},
        {7, 4, JET_errSuccess, JET_errInvalidParameter},
        {8, 8, JET_errInvalidBufferSize, JET_errInvalidParameter},
        {9, 4, JET_errFeatureNotAvailable, JET_errInvalidParameter},
        {10, 4, JET_errSuccess, JET_errInvalidBufferSize},
        {10, 8, JET_errSuccess, JET_errSuccess},
        {11, 4, JET_errSuccess, JET_errInvalidParameter},
        {11, 8, JET_errInvalidBufferSize, JET_errInvalidParameter},
        {12, 4, JET_errSuccess, JET_errInvalidParameter},
        {12, 8, JET_errSuccess, JET_errInvalidParameter},
        {13, 4, JET_errInvalidParameter, JET_errInvalidBufferSize},
        {14, 8, JET_errInvalidBufferSize, JET_errInvalidBufferSize},
        {15, 4, JET_errInvalidParameter, JET_errSuccess},
        {15, 8, JET_errInvalidParameter, JET_errInvalidBufferSize},
        {16, 4, JET_errInvalidParameter, JET_errInvalidParameter},
        {17, 4, JET_errSuccess, JET_errSuccess},
        {17, 8, JET_errBufferTooSmall, JET_errInvalidBufferSize},
        {18, 4, JET_errInvalidParameter, JET_errInvalidParameter},
        {19, 4, JET_errInvalidParameter, JET_errSuccess},
        {21, 4, JET_errSuccess, JET_errInvalidBufferSize},
        {21, 8, JET_errSuccess, JET_errSuccess},
        {22, 8, JET_errSuccess, JET_errInvalidParameter},
        {23, 4, JET_errSuccess, JET_errInvalidParameter},
        {24, 4, JET_errInvalidParameter, JET_errInvalidParameter},
    };
    const char *path = test_fixture(BASIC);
    unsigned char buffer[300];
    JET_DBID dbid;

    (void)state;
    assert_int_equal(attach(path), JET_errSuccess);
    assert_int_equal(JetOpenDatabaseA(session, path, NULL, &dbid, JET_bitDbReadOnly), JET_errSuccess);
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        memset(buffer, 0, sizeof buffer);
        if (JetGetDatabaseInfoA(session, dbid, buffer, cases[i].size, cases[i].level) != cases[i].attached) {
            fail_msg("JetGetDatabaseInfo level %u size %u", cases[i].level, cases[i].size);
        }
        if (JetGetDatabaseFileInfoA(path, buffer, cases[i].size, cases[i].level) != cases[i].file) {
            fail_msg("JetGetDatabaseFileInfo level %u size %u", cases[i].level, cases[i].size);
        }
    }
}

/* From corpus/expected/dissect-basic/basic.edb/mse/info.tsv. */
static void the_header_of_a_real_file_is_told_in_every_version_of_the_structure(void **state)
{
    static const size_t sizes[] = {sizeof(JET_DBINFOMISC),  sizeof(JET_DBINFOMISC2), sizeof(JET_DBINFOMISC3),
                                   sizeof(JET_DBINFOMISC4), sizeof(JET_DBINFOMISC5), sizeof(JET_DBINFOMISC6),
                                   sizeof(JET_DBINFOMISC7)};
    static const unsigned char sign_db[8] = {0x9e, 0xf0, 0xc3, 0x87, 0x20, 0x2e, 0x0b, 0x13};
    const char *path = test_fixture(BASIC);

    (void)state;
    for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        JET_DBINFOMISC7 misc;

        memset(&misc, 0xEE, sizeof misc);
        assert_int_equal(JetGetDatabaseFileInfoA(path, &misc, (JET_ULONG)sizes[i], JET_DbInfoMisc),
                         JET_errSuccess);
        assert_int_equal(misc.ulVersion, 0x620);
        assert_int_equal(misc.ulUpdate, 20);
        assert_memory_equal(&misc.signDb, sign_db, sizeof sign_db);
        assert_int_equal(misc.dbstate, JET_dbstateCleanShutdown);
        assert_int_equal(misc.dwBuildNumber, 9200);
        assert_int_equal(misc.cbPageSize, 4096);
        if (sizes[i] < sizeof misc) {
            assert_int_equal(((unsigned char *)&misc)[sizes[i]], 0xEE);
        }
    }
}

static void the_types_of_the_engines_files_are_told_apart(void **state)
{
    JET_ULONG type = 99;

    (void)state;
    assert_int_equal(JetGetDatabaseFileInfoA(test_fixture(BASIC), &type, sizeof type, JET_DbInfoFileType),
                     JET_errSuccess);
    assert_int_equal(type, JET_filetypeDatabase);
    assert_int_equal(JetGetDatabaseFileInfoA(test_fixture("corpus/museum-srum-server2022-day1/SRU.chk"),
                                             &type, sizeof type, JET_DbInfoFileType),
                     JET_errSuccess);
    assert_int_equal(type, JET_filetypeCheckpoint);
    assert_int_equal(JetGetDatabaseFileInfoA(test_fixture("corpus/museum-srum-server2022-day1/SRU.log"),
                                             &type, sizeof type, JET_DbInfoFileType),
                     JET_errSuccess);
    assert_int_equal(type, JET_filetypeLog);
}

int main(void)
{
#define DATABASE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        DATABASE_TEST(a_database_is_attached_opened_closed_and_detached),
        DATABASE_TEST(names_and_options_are_checked),
        DATABASE_TEST(what_is_no_clean_database_is_refused),
        DATABASE_TEST(a_format_that_is_too_new_is_refused),
        DATABASE_TEST(a_dirty_database_is_read_when_that_is_asked_for),
        DATABASE_TEST(a_page_with_a_wrong_checksum_is_read_only_when_that_is_asked_for),
        DATABASE_TEST(an_exclusive_open_keeps_others_out),
        DATABASE_TEST(six_databases_are_attached_and_no_more),
        DATABASE_TEST(copies_of_a_database_are_read_beside_one_another),
        DATABASE_TEST(two_copies_of_a_database_are_not_logged_as_one),
        DATABASE_TEST(two_instances_do_not_share_a_database),
        DATABASE_TEST(each_level_of_information_wants_its_size),
        DATABASE_TEST(the_header_of_a_real_file_is_told_in_every_version_of_the_structure),
        DATABASE_TEST(the_types_of_the_engines_files_are_told_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
