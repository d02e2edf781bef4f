/*
 * log_test.c - instances with JET_paramRecovery "on": which files there are, what the headers of logs and databases say through the
 * life of both, what JetInit makes of logs that it finds, and when commits are durable.
 *
 * Expected: reference log-and-recovery 2, 3, 15 to 19, 22.1, 22.7, and api-semantics 1.2, 3.1, 4.
 */
#include "test.h"

#include <stdbool.h>

#include "esent.h"

enum { LOG_KIB = 64, PAGE = 4096, ROWS_MANY = 3000 };

static JET_INSTANCE instance;
static JET_SESID session;
static JET_DBID database;
static JET_TABLEID table;
static JET_COLUMNID key, value;
static char folder[512];

#define assert_jet(expected, call) assert_int_equal((call), (expected))

static JET_API_PTR log_kib = LOG_KIB; /* 0: not set */
static JET_API_PTR circular, legacy_names, callback;

static const char *path(const char *name)
{
    static char paths[4][600];
    static unsigned turn;
    char *at = paths[turn++ % 4];

    snprintf(at, sizeof paths[0], "%s/%s", folder, name);
    return at;
}

static bool exists(const char *name)
{
    FILE *file = fopen(path(name), "rb");

    if (file != NULL) {
        fclose(file);
    }
    return file != NULL;
}

static void set(uint32_t id, JET_API_PTR number, const char *text)
{
    assert_jet(JET_errSuccess, JetSetSystemParameterA(&instance, 0, id, number, text));
}

static void make_instance(void)
{
    instance = 0;
    assert_jet(JET_errSuccess, JetCreateInstanceA(&instance, "logged"));
    set(JET_paramSystemPath, 0, folder);
    set(JET_paramLogFilePath, 0, folder);
    set(JET_paramTempPath, 0, folder);
    set(JET_paramMaxTemporaryTables, 0, NULL);
    set(JET_paramCircularLog, circular, NULL);
    if (log_kib != 0) {
        set(JET_paramLogFileSize, log_kib, NULL);
    }
    if (legacy_names != 0) {
        set(JET_paramLegacyFileNames, legacy_names, NULL);
    }
    if (callback != 0) {
        set(JET_paramDurableCommitCallback, callback, NULL);
    }
}

static void start(void)
{
    make_instance();
    assert_jet(JET_errSuccess, JetInit(&instance));
    assert_jet(JET_errSuccess, JetBeginSessionA(instance, &session, NULL, NULL));
}

static void stop(void)
{
    assert_jet(JET_errSuccess, JetTerm(instance));
    instance = 0;
}

static void stop_dirty(void)
{
    assert_jet(JET_errDirtyShutdown, JetTerm2(instance, JET_bitTermDirty));
    instance = 0;
}

/* A table with a key and a value. */
static void make_table(void)
{
    JET_COLUMNDEF definition = {.cbStruct = sizeof definition, .coltyp = JET_coltypLong};

    assert_jet(JET_errSuccess, JetCreateTableA(session, database, "T", 8, 80, &table));
    assert_jet(JET_errSuccess, JetAddColumnA(session, table, "key", &definition, NULL, 0, &key));
    definition.coltyp = JET_coltypBinary;
    assert_jet(JET_errSuccess, JetAddColumnA(session, table, "value", &definition, NULL, 0, &value));
    assert_jet(JET_errSuccess,
               JetCreateIndexA(session, table, "pk", JET_bitIndexPrimary, "+key\0", sizeof "+key\0", 80));
}

static void make_database(void)
{
    assert_jet(JET_errSuccess, JetCreateDatabaseA(session, path("a.edb"), NULL, &database, 0));
    make_table();
}

static JET_ERR insert(int32_t number, JET_GRBIT commit, JET_COMMIT_ID *id)
{
    char bytes[200];
    JET_ERR err = JetBeginTransaction(session);

    memset(bytes, number & 0xFF, sizeof bytes);
    if (err >= 0) {
        err = JetPrepareUpdate(session, table, JET_prepInsert);
    }
    if (err >= 0) {
        err = JetSetColumn(session, table, key, &number, sizeof number, 0, NULL);
    }
    if (err >= 0) {
        err = JetSetColumn(session, table, value, bytes, sizeof bytes, 0, NULL);
    }
    if (err >= 0) {
        err = JetUpdate(session, table, NULL, 0, NULL);
    }
    return err < 0 ? err : JetCommitTransaction2(session, commit, 0, id);
}

static void insert_many(unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        assert_jet(JET_errSuccess, insert((int32_t)i, JET_bitCommitLazyFlush, NULL));
    }
}

static unsigned count_rows(void)
{
    unsigned count = 0;
    JET_ERR err;

    for (err = JetMove(session, table, JET_MoveFirst, 0); err >= 0;
         err = JetMove(session, table, JET_MoveNext, 0)) {
        count++;
    }
    assert_int_equal(err, JET_errNoCurrentRecord);
    return count;
}

static void reopen(void)
{
    assert_jet(JET_errSuccess, JetAttachDatabaseA(session, path("a.edb"), 0));
    assert_jet(JET_errSuccess, JetOpenDatabaseA(session, path("a.edb"), NULL, &database, 0));
    assert_jet(JET_errSuccess, JetOpenTableA(session, database, "T", NULL, 0, 0, &table));
}

static JET_DBINFOMISC4 header(void)
{
    JET_DBINFOMISC4 info;

    assert_jet(JET_errSuccess, JetGetDatabaseFileInfoA(path("a.edb"), &info, sizeof info, JET_DbInfoMisc));
    return info;
}

/* One of two places in turn. */
static const JET_LOGINFOMISC2 *log_header(const char *name)
{
    static JET_LOGINFOMISC2 headers[2];
    static unsigned turn;
    JET_LOGINFOMISC2 *info = &headers[turn++ % 2];

    assert_jet(JET_errSuccess, JetGetLogFileInfoA(path(name), info, sizeof *info, JET_LogInfoMisc2));
    return info;
}

static uint64_t position(JET_LGPOS at)
{
    return (uint64_t)(uint32_t)at.lGeneration << 32 | (uint32_t)at.isec << 16 | at.ib;
}

static int set_up(void **state)
{
    static unsigned number;
    static bool first = true;
    char name[32];

    (void)state;
    if (first) {
        first = false;
        assert_jet(JET_errSuccess, JetSetSystemParameterA(NULL, 0, JET_paramDatabasePageSize, PAGE, NULL));
    }
    log_kib = LOG_KIB;
    circular = legacy_names = callback = 0;
    instance = 0;
    snprintf(name, sizeof name, "logs%u", number++);
    snprintf(folder, sizeof folder, "%s", test_path(name));
    assert_jet(JET_errSuccess, JetSetSystemParameterA(NULL, 0, JET_paramCreatePathIfNotExist, 1, NULL));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    if (instance != 0) {
        (void)JetTerm2(instance, JET_bitTermDirty);
    }
    return 0;
}

/* ---------------------------------------------------------------------------------------------- the files */

static void a_log_a_checkpoint_and_a_reserve_appear(void **state)
{
    const JET_LOGINFOMISC2 *info;

    (void)state;
    start();
    stop();
    assert_true(exists("edb.log") && exists("edb.chk"));
    assert_true(exists("edbres00001.jrs") && exists("edbres00002.jrs"));
    assert_false(exists("edbtmp.log"));
    info = log_header("edb.log");
    assert_int_equal(info->ulGeneration, 1);
    assert_int_equal(info->ulVersionMajor, 8);
    assert_int_equal(info->ulVersionMinor, 4000);
    assert_int_equal(info->ulVersionUpdate, 5);
    assert_int_equal(info->cbSectorSize, 4096);
    assert_int_equal(info->cbHeader, 1);
    assert_int_equal(info->cbFile, LOG_KIB / 4);
    assert_int_equal(info->cbDatabasePageSize, PAGE);
    assert_int_equal(info->ulFlags, 0);
}

static void without_recovery_there_is_none(void **state)
{
    (void)state;
    make_instance();
    set(JET_paramRecovery, 0, "off");
    assert_jet(JET_errSuccess, JetInit(&instance));
    stop();
    assert_false(exists("edb.log") || exists("edb.chk") || exists("edbres00001.jrs"));
}

static void full_logs_have_the_names_that_are_asked_for(void **state)
{
    static const struct {
        JET_API_PTR names;
        const char *full, *current;
    } cases[] = {
        {0, "edb00001.log", "edb.log"}, /* not set: what Windows does */
        {JET_bitESE98FileNames | JET_bitEightDotThreeSoftCompat, "edb00001.log", "edb.log"},
        {JET_bitESE98FileNames, "edb00000001.log", "edb.log"},
        {JET_bitEightDotThreeSoftCompat, "edb00000001.jtx", "edb.jtx"},
    };

    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        legacy_names = cases[i].names;
        start();
        assert_jet(JET_errSuccess, JetCommitTransaction(session, JET_bitForceNewLog));
        stop();
        assert_true(exists(cases[i].full) && exists(cases[i].current));
        (void)set_up(state);
    }
}

static void a_missing_folder_is_an_error(void **state)
{
    (void)state;
    assert_jet(JET_errSuccess, JetSetSystemParameterA(NULL, 0, JET_paramCreatePathIfNotExist, 0, NULL));
    make_instance();
    assert_jet(JET_errInvalidPath, JetInit(&instance));
    assert_int_equal(instance, 0);
}

static void a_stream_goes_on_where_it_ended(void **state)
{
    JET_SIGNATURE first, second;

    (void)state;
    start();
    assert_jet(JET_errSuccess,
               JetGetInstanceMiscInfo(instance, &first, sizeof first, JET_InstanceMiscInfoLogSignature));
    assert_jet(JET_errSuccess, JetCommitTransaction(session, JET_bitForceNewLog));
    stop();
    start();
    assert_jet(JET_errSuccess,
               JetGetInstanceMiscInfo(instance, &second, sizeof second, JET_InstanceMiscInfoLogSignature));
    stop();
    assert_memory_equal(&first, &second, sizeof first);
    assert_int_equal(log_header("edb.log")->ulGeneration, 2);
    assert_memory_equal(&log_header("edb.log")->logtimePreviousGeneration,
                        &log_header("edb00001.log")->logtimeCreate, sizeof(JET_LOGTIME));
}

static void the_checkpoint_is_told(void **state)
{
    JET_CHECKPOINTINFO info;

    (void)state;
    start();
    assert_jet(JET_errSuccess, JetCommitTransaction(session, JET_bitForceNewLog));
    assert_jet(JET_errSuccess,
               JetGetInstanceMiscInfo(instance, &info, sizeof info, JET_InstanceMiscInfoCheckpoint));
    assert_true(info.genMin == 1 || info.genMin == 2);
    assert_int_equal(info.genMax, 2);
    assert_memory_equal(&info.logtimeGenMaxCreate, &log_header("edb.log")->logtimeCreate,
                        sizeof info.logtimeGenMaxCreate);
    stop();
}

/* ----------------------------------------------------------------------------------- headers of databases */

static void a_database_needs_its_log_until_it_is_detached(void **state)
{
    JET_DBINFOMISC4 info;

    (void)state;
    start();
    make_database();
    insert_many(100);
    info = header();
    assert_int_equal(info.dbstate, JET_dbstateDirtyShutdown);
    assert_int_equal(info.lgposAttach.lGeneration, 1);
    assert_int_equal(info.genMinRequired, 1);
    assert_true(info.genMaxRequired >= 1);
    assert_memory_equal(&info.signLog, &log_header("edb.log")->signLog, sizeof info.signLog);
    assert_jet(JET_errSuccess, JetCloseDatabase(session, database, 0));
    assert_jet(JET_errSuccess, JetDetachDatabaseA(session, path("a.edb")));
    info = header();
    assert_int_equal(info.dbstate, JET_dbstateCleanShutdown);
    assert_int_equal(info.genMinRequired, 0);
    assert_int_equal(info.genMaxRequired, 0);
    assert_int_equal(info.genCommitted, 0);
    assert_true(position(info.lgposConsistent) > position(info.lgposAttach));
    assert_true(position(info.lgposConsistent) == position(info.lgposDetach));
    stop();
}

static void term_leaves_clean_databases(void **state)
{
    JET_DBINFOMISC4 info;

    (void)state;
    start();
    make_database();
    insert_many(ROWS_MANY);
    stop();
    info = header();
    assert_int_equal(info.dbstate, JET_dbstateCleanShutdown);
    assert_true(position(info.lgposConsistent) == position(info.lgposDetach));
    start();
    reopen();
    assert_int_equal(count_rows(), ROWS_MANY);
    assert_int_equal(header().dbstate, JET_dbstateDirtyShutdown);
    stop();
    assert_int_equal(header().dbstate, JET_dbstateCleanShutdown);
}

static void what_is_not_logged_has_no_positions(void **state)
{
    JET_DBINFOMISC4 info;
    JET_SIGNATURE none = {0};

    (void)state;
    start();
    assert_jet(JET_errSuccess,
               JetCreateDatabaseA(session, path("a.edb"), NULL, &database, JET_bitDbRecoveryOff));
    make_table();
    insert_many(100);
    info = header();
    assert_int_equal(info.genMinRequired, 0);
    assert_true(position(info.lgposAttach) == 0);
    assert_memory_equal(&info.signLog, &none, sizeof none);
    stop();
    assert_int_equal(header().dbstate, JET_dbstateCleanShutdown);
}

static void a_database_follows_another_log(void **state)
{
    JET_DBINFOMISC4 info;
    char database_path[600];

    (void)state;
    start();
    make_database();
    stop();
    snprintf(database_path, sizeof database_path, "%s", path("a.edb"));
    (void)set_up(state);
    start();
    assert_jet(JET_errSuccess, JetAttachDatabaseA(session, database_path, 0));
    stop();
    assert_jet(JET_errSuccess, JetGetDatabaseFileInfoA(database_path, &info, sizeof info, JET_DbInfoMisc));
    assert_memory_equal(&info.signLog, &log_header("edb.log")->signLog, sizeof info.signLog);
}

/* ------------------------------------------------------------------------------- what JetInit makes of it */

static void fill_and_stop_dirty(void)
{
    start();
    make_database();
    insert_many(ROWS_MANY);
    stop_dirty();
}

static void databases_that_need_a_recovery_are_left_alone(void **state)
{
    size_t log_size, now_size;
    void *log_before, *log_now;

    (void)state;
    fill_and_stop_dirty();
    assert_int_equal(header().dbstate, JET_dbstateDirtyShutdown);
    log_before = test_read_file(path("edb.log"), &log_size);
    make_instance();
    assert_jet(JET_errDatabaseDirtyShutdown, JetInit(&instance));
    assert_int_equal(instance, 0);
    log_now = test_read_file(path("edb.log"), &now_size);
    assert_int_equal(log_size, now_size);
    assert_memory_equal(log_before, log_now, log_size);
    assert_int_equal(header().dbstate, JET_dbstateDirtyShutdown);
    free(log_before);
    free(log_now);
}

static void logs_that_no_database_needs_go_on(void **state)
{
    (void)state;
    start();
    stop_dirty();
    start();
    make_database();
    insert_many(10);
    stop();
    start();
    reopen();
    assert_int_equal(count_rows(), 10);
    stop();
}

static void a_detached_database_needs_nothing(void **state)
{
    (void)state;
    start();
    make_database();
    insert_many(10);
    assert_jet(JET_errSuccess, JetCloseDatabase(session, database, 0));
    assert_jet(JET_errSuccess, JetDetachDatabaseA(session, path("a.edb")));
    stop_dirty();
    start();
    reopen();
    assert_int_equal(count_rows(), 10);
    stop();
}

static void a_stream_must_exist_where_that_is_asked(void **state)
{
    (void)state;
    make_instance();
    assert_jet(JET_errMissingLogFile, JetInit2(&instance, JET_bitLogStreamMustExist));
    assert_false(exists("edb.log"));
    start();
    stop();
    make_instance();
    assert_jet(JET_errSuccess, JetInit2(&instance, JET_bitLogStreamMustExist));
    stop();
}

static void the_newest_log_must_be_there(void **state)
{
    (void)state;
    start();
    assert_jet(JET_errSuccess, JetCommitTransaction(session, JET_bitForceNewLog));
    stop();
    assert_int_equal(remove(path("edb.log")), 0);
    make_instance();
    assert_jet(JET_errMissingLogFile, JetInit(&instance));
}

static void logs_of_another_size_are_taken_or_refused(void **state)
{
    (void)state;
    log_kib = 128;
    start();
    stop();
    log_kib = 64;
    make_instance();
    assert_jet(JET_errLogFileSizeMismatchDatabasesConsistent, JetInit(&instance));
    log_kib = 0;
    start();
    assert_jet(JET_errSuccess, JetCommitTransaction(session, JET_bitForceNewLog));
    stop();
    assert_int_equal(log_header("edb.log")->cbFile, 128 / 4);
}

static void logs_of_another_size_are_replaced_where_that_is_wanted(void **state)
{
    JET_SIGNATURE before = {0};

    (void)state;
    log_kib = 128;
    start();
    make_database();
    insert_many(500);
    assert_jet(JET_errSuccess, JetCommitTransaction(session, JET_bitForceNewLog));
    stop();
    before = log_header("edb.log")->signLog;
    log_kib = 64;
    make_instance();
    set(JET_paramCleanupMismatchedLogFiles, 1, NULL);
    assert_jet(JET_errSuccess, JetInit(&instance));
    assert_jet(JET_errSuccess, JetBeginSessionA(instance, &session, NULL, NULL));
    assert_false(exists("edb00001.log"));
    reopen();
    assert_int_equal(count_rows(), 500);
    stop();
    assert_int_equal(log_header("edb.log")->cbFile, 64 / 4);
    assert_memory_equal(&log_header("edb.log")->signLog, &before, sizeof before);
    start();
    stop();
}

static void logs_out_of_range_are_deleted_where_that_is_wanted(void **state)
{
    uint8_t *bytes;
    size_t size;

    (void)state;
    start();
    stop();
    bytes = test_read_file(path("edb.log"), &size);
    test_write_file(path("edb00007.log"), bytes, size);
    free(bytes);
    make_instance();
    assert_jet(JET_errInvalidLogSequence, JetInit(&instance));
    make_instance();
    set(JET_paramDeleteOutOfRangeLogs, 1, NULL);
    assert_jet(JET_errSuccess, JetInit(&instance));
    assert_false(exists("edb00007.log"));
    stop();
}

static void a_damaged_log_is_an_error(void **state)
{
    uint8_t *bytes;
    size_t size;

    (void)state;
    start();
    stop();
    bytes = test_read_file(path("edb.log"), &size);
    bytes[20] ^= 1; /* of the header */
    test_write_file(path("edb.log"), bytes, size);
    make_instance();
    assert_jet(JET_errLogFileCorrupt, JetInit(&instance));
    free(bytes);
}

static void full_logs_go_when_logging_is_circular(void **state)
{
    (void)state;
    circular = 1;
    start();
    make_database();
    set(JET_paramCheckpointDepthMax, 2 * LOG_KIB * 1024, NULL);
    insert_many(ROWS_MANY);
    for (int32_t i = ROWS_MANY; exists("edb00001.log"); i++) { /* a hang here is a failure */
        assert_jet(JET_errSuccess, insert(i, JET_bitCommitLazyFlush, NULL));
    }
    stop();
    assert_int_equal(log_header("edb.log")->ulFlags, 6); /* circular now, and ever */
    start();
    reopen();
    assert_true(count_rows() >= ROWS_MANY);
    stop();
}

/* ------------------------------------------------------------------------------------------------ commits */

static void commits_are_named_in_order(void **state)
{
    JET_COMMIT_ID first = {0}, second = {0}, untouched = {0};
    JET_COMMIT_ID none = {0};

    (void)state;
    start();
    make_database();
    assert_jet(JET_errSuccess, insert(1, 0, &first));
    assert_jet(JET_errSuccess, insert(2, JET_bitCommitLazyFlush, &second));
    assert_true(first.commitId != 0 && second.commitId > first.commitId);
    assert_memory_equal(&first.signLog, &log_header("edb.log")->signLog, sizeof first.signLog);
    assert_jet(JET_errSuccess, JetBeginTransaction(session));
    assert_jet(JET_errSuccess, JetCommitTransaction2(session, 0, 0, &untouched));
    assert_memory_equal(&untouched, &none, sizeof none);
    stop();
}

static struct {
    volatile JET_INT64 seen;
    volatile JET_GRBIT grbit;
} heard;

static JET_ERR JET_API hear(JET_INSTANCE of, JET_COMMIT_ID *seen, JET_GRBIT grbit)
{
    (void)of;
    heard.seen = seen->commitId;
    heard.grbit = grbit;
    return JET_errSuccess;
}

static void the_program_hears_of_durable_commits(void **state)
{
    JET_COMMIT_ID id = {0};

    (void)state;
    heard.seen = 0;
    callback = (JET_API_PTR)hear;
    start();
    make_database();
    assert_jet(JET_errSuccess, insert(1, JET_bitCommitLazyFlush, &id));
    assert_jet(JET_errSuccess, JetCommitTransaction(session, JET_bitWaitLastLevel0Commit));
    stop(); /* the thread that tells has ended */
    assert_int_equal(heard.grbit, 0);
    assert_true(heard.seen >= id.commitId);
}

static void waiting_takes_no_transaction(void **state)
{
    JET_COMMIT_ID id;

    (void)state;
    start();
    make_database();
    assert_jet(JET_errSuccess, insert(1, JET_bitCommitLazyFlush, &id));
    assert_jet(JET_errSuccess, JetCommitTransaction(session, JET_bitWaitAllLevel0Commit));
    assert_jet(JET_errSuccess, JetCommitTransaction(session, JET_bitWaitLastLevel0Commit));
    assert_jet(JET_errInvalidGrbit,
               JetCommitTransaction(session, JET_bitWaitAllLevel0Commit | JET_bitCommitLazyFlush));
    assert_jet(JET_errNotInTransaction, JetCommitTransaction(session, 0));
    stop();
}

/* ------------------------------------------------------------------------------------------------- levels */

static void headers_of_logs_are_told_in_three_forms(void **state)
{
    JET_LOGINFOMISC first;
    JET_LOGINFOMISC3 third;

    (void)state;
    start();
    assert_jet(JET_errSuccess,
               JetGetLogFileInfoA(path("edb.log"), &first, sizeof first, JET_LogInfoMisc)); /* in use */
    stop();
    assert_int_equal(first.ulGeneration, 1);
    assert_jet(JET_errSuccess, JetGetLogFileInfoA(path("edb.log"), &third, sizeof third, JET_LogInfoMisc3));
    assert_int_equal(third.ulVersionUpdateMajor, 5);
    assert_int_equal(third.ulVersionUpdateMinor, 16);
    assert_int_equal(third.ulVersionMinorDeprecated, 4000);
    assert_true(third.checksumPrevLogAllSegments == 0);
    assert_jet(JET_errInvalidBufferSize,
               JetGetLogFileInfoA(path("edb.log"), &third, sizeof third, JET_LogInfoMisc2));
    assert_jet(JET_errInvalidParameter, JetGetLogFileInfoA(path("edb.log"), &third, sizeof third, 77));
    assert_jet(JET_errFileNotFound, JetGetLogFileInfoA(path("none.log"), &third, sizeof third, 2));
}

int main(void)
{
#define test(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        test(a_log_a_checkpoint_and_a_reserve_appear),
        test(without_recovery_there_is_none),
        test(full_logs_have_the_names_that_are_asked_for),
        test(a_missing_folder_is_an_error),
        test(a_stream_goes_on_where_it_ended),
        test(the_checkpoint_is_told),
        test(a_database_needs_its_log_until_it_is_detached),
        test(term_leaves_clean_databases),
        test(what_is_not_logged_has_no_positions),
        test(a_database_follows_another_log),
        test(databases_that_need_a_recovery_are_left_alone),
        test(logs_that_no_database_needs_go_on),
        test(a_detached_database_needs_nothing),
        test(a_stream_must_exist_where_that_is_asked),
        test(the_newest_log_must_be_there),
        test(logs_of_another_size_are_taken_or_refused),
        test(logs_of_another_size_are_replaced_where_that_is_wanted),
        test(logs_out_of_range_are_deleted_where_that_is_wanted),
        test(a_damaged_log_is_an_error),
        test(full_logs_go_when_logging_is_circular),
        test(commits_are_named_in_order),
        test(the_program_hears_of_durable_commits),
        test(waiting_takes_no_transaction),
        test(headers_of_logs_are_told_in_three_forms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
