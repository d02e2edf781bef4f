/*
 * instance_commit_test.c - durable commits through the API: how often the log is synced for them, and sessions that commit at the
 * same time while logs roll, old ones go, and pages are written behind them.
 */
#include "test.h"

#include <stdatomic.h>
#include <stdbool.h>

#include "diag.h"
#include "esent.h"
#include "os.h"

enum { SESSIONS = 4, COMMITS = 150, ROW_SIZE = 400, SYNC_MS = 2 };

static JET_INSTANCE instance;
static char folder[512], database_path[600];

/* A program's thread: its session, and a table of its own. */
struct worker {
    JET_SESID session;
    JET_DBID database;
    JET_TABLEID table;
    JET_COLUMNID key, value;
    JET_GRBIT commit;
    int32_t rows;
    JET_ERR err;
    const char *where;
    char detail[256];
    int32_t done;
    struct os_thread thread;
};

static atomic_uint syncs;

static JET_ERR count_sync(void *context, struct os_file *file)
{
    (void)file;
    (void)context;
    atomic_fetch_add(&syncs, 1);
    os_time_sleep_ms(SYNC_MS);
    return JET_errSuccess;
}

static JET_ERR no_matter_write(void *context, struct os_file *file, uint64_t offset, size_t *size)
{
    (void)file;
    (void)context, (void)offset, (void)size;
    return JET_errSuccess;
}

static JET_ERR no_matter_resize(void *context, uint64_t size)
{
    (void)context, (void)size;
    return JET_errSuccess;
}

static const struct os_file_hooks hooks = {no_matter_write, count_sync, no_matter_resize, NULL};

static void set(uint32_t id, JET_API_PTR number, const char *text)
{
    assert_int_equal(JetSetSystemParameterA(&instance, 0, id, number, text), JET_errSuccess);
}

static void start(JET_API_PTR log_kib, bool circular)
{
    static unsigned number;
    char name[32];

    snprintf(name, sizeof name, "commit%u", number++);
    snprintf(folder, sizeof folder, "%s/", test_path(name));
    snprintf(database_path, sizeof database_path, "%sa.edb", folder);
    assert_int_equal(os_dir_create(folder), JET_errSuccess);
    instance = 0;
    assert_int_equal(JetCreateInstanceA(&instance, "commits"), JET_errSuccess);
    set(JET_paramSystemPath, 0, folder);
    set(JET_paramLogFilePath, 0, folder);
    set(JET_paramTempPath, 0, folder);
    set(JET_paramMaxTemporaryTables, 0, NULL);
    set(JET_paramMaxVerPages, 1024,
        NULL); /* a session that waits for the disk keeps the versions of the others */
    set(JET_paramLogFileSize, log_kib, NULL);
    set(JET_paramCircularLog, circular, NULL);
    set(JET_paramCheckpointDepthMax, 4 * log_kib * 1024, NULL);
    assert_int_equal(JetInit(&instance), JET_errSuccess);
}

static void make_table(struct worker *worker, unsigned number)
{
    JET_COLUMNDEF definition = {.cbStruct = sizeof definition, .coltyp = JET_coltypLong};
    char name[16];

    snprintf(name, sizeof name, "T%u", number);
    assert_int_equal(JetBeginSessionA(instance, &worker->session, NULL, NULL), JET_errSuccess);
    if (number == 0) {
        assert_int_equal(JetCreateDatabaseA(worker->session, database_path, NULL, &worker->database, 0),
                         JET_errSuccess);
    } else {
        assert_int_equal(JetOpenDatabaseA(worker->session, database_path, NULL, &worker->database, 0),
                         JET_errSuccess);
    }
    assert_int_equal(JetCreateTableA(worker->session, worker->database, name, 8, 80, &worker->table),
                     JET_errSuccess);
    assert_int_equal(JetAddColumnA(worker->session, worker->table, "key", &definition, NULL, 0, &worker->key),
                     JET_errSuccess);
    definition.coltyp = JET_coltypLongBinary;
    assert_int_equal(
        JetAddColumnA(worker->session, worker->table, "value", &definition, NULL, 0, &worker->value),
        JET_errSuccess);
    assert_int_equal(JetCreateIndexA(worker->session, worker->table, "pk", JET_bitIndexPrimary, "+key\0",
                                     sizeof "+key\0", 80),
                     JET_errSuccess);
}

static bool step(struct worker *worker, JET_ERR err, const char *where)
{
    if (err < 0 && worker->err >= 0) {
        worker->err = err;
        worker->where = where;
        snprintf(worker->detail, sizeof worker->detail, "%s", diag_sentence());
    }
    return err >= 0;
}

static bool insert(struct worker *worker, int32_t number)
{
    uint8_t bytes[ROW_SIZE];

    memset(bytes, number & 0xFF, sizeof bytes);
    return step(worker, JetBeginTransaction(worker->session), "begin") &&
           step(worker, JetPrepareUpdate(worker->session, worker->table, JET_prepInsert), "prepare") &&
           step(worker,
                JetSetColumn(worker->session, worker->table, worker->key, &number, sizeof number, 0, NULL),
                "key") &&
           step(worker,
                JetSetColumn(worker->session, worker->table, worker->value, bytes, sizeof bytes, 0, NULL),
                "value") &&
           step(worker, JetUpdate(worker->session, worker->table, NULL, 0, NULL), "update") &&
           step(worker, JetCommitTransaction(worker->session, worker->commit), "commit");
}

static void run(void *context)
{
    struct worker *worker = context;

    while (worker->done < worker->rows && insert(worker, worker->done)) {
        worker->done++;
    }
}

static void run_all(struct worker *workers, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        assert_int_equal(os_thread_start(&workers[i].thread, "worker", run, &workers[i]), JET_errSuccess);
    }
    for (unsigned i = 0; i < count; i++) {
        os_thread_join(&workers[i].thread);
    }
    for (unsigned i = 0; i < count; i++) {
        if (workers[i].err < 0) {
            fail_msg("%s: %d, row %d of session %u: %s", workers[i].where, (int)workers[i].err,
                     (int)workers[i].done, i, workers[i].detail);
        }
    }
}

static unsigned syncs_of(unsigned sessions)
{
    struct worker workers[SESSIONS] = {{0}};
    unsigned before;

    os_file_set_hooks(&hooks);
    start(5120, false);
    for (unsigned i = 0; i < sessions; i++) {
        workers[i].rows = COMMITS;
        make_table(&workers[i], i);
    }
    before = atomic_load(&syncs);
    run_all(workers, sessions);
    before = atomic_load(&syncs) - before;
    assert_int_equal(JetTerm(instance), JET_errSuccess);
    os_file_set_hooks(NULL);
    print_message("%u sessions: %u syncs for %u commits\n", sessions, before, sessions * COMMITS);
    return before;
}

/* The checkpoint needs some syncs of its own: six each second at most. */
static void a_durable_commit_is_one_sync(void **state)
{
    const unsigned count = syncs_of(1);

    (void)state;
    assert_true(count >= COMMITS);
    assert_true(count <= COMMITS + COMMITS / 2);
}

static void sessions_share_the_syncs_of_their_commits(void **state)
{
    const unsigned count = syncs_of(SESSIONS);

    (void)state;
    assert_true(count <= SESSIONS * COMMITS * 2 / 3);
}

static int32_t count_rows(struct worker *worker)
{
    int32_t count = 0;

    for (JET_ERR err = JetMove(worker->session, worker->table, JET_MoveFirst, 0); err >= 0;
         err = JetMove(worker->session, worker->table, JET_MoveNext, 0)) {
        count++;
    }
    return count;
}

static void small_circular_logs_roll_under_many_sessions(void **state)
{
    enum { ROWS = 2500, TRIES = 500, PAUSE_MS = 20 };
    struct worker workers[SESSIONS] = {{0}};
    JET_CHECKPOINTINFO info;

    (void)state;
    start(64, true);
    for (unsigned i = 0; i < SESSIONS; i++) {
        workers[i].rows = ROWS;
        workers[i].commit = i == 0 ? 0 : JET_bitCommitLazyFlush;
        make_table(&workers[i], i);
    }
    run_all(workers, SESSIONS);
    assert_int_equal(JetGetInstanceMiscInfo(instance, &info, sizeof info, JET_InstanceMiscInfoCheckpoint),
                     JET_errSuccess);
    assert_true(info.genMax > 40); /* four times 2500 rows of 400 bytes, in files of 60 KiB */
    for (unsigned i = 0; i < SESSIONS; i++) {
        assert_int_equal(count_rows(&workers[i]), ROWS);
    }
    for (unsigned tries = 0; os_file_exists(test_path("commit2/edb00001.log")) && tries < TRIES; tries++) {
        os_time_sleep_ms(PAUSE_MS); /* the checkpoint moves on a thread of its own; a roll deletes what is below it */
        assert_int_equal(JetCommitTransaction(workers[0].session, JET_bitForceNewLog), JET_errSuccess);
    }
    assert_int_equal(JetTerm(instance), JET_errSuccess);
    instance = 0;
    assert_false(os_file_exists(test_path("commit2/edb00001.log")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_durable_commit_is_one_sync),
        cmocka_unit_test(sessions_share_the_syncs_of_their_commits),
        cmocka_unit_test(small_circular_logs_roll_under_many_sessions),
    };

    if (JetSetSystemParameterA(NULL, 0, JET_paramDatabasePageSize, 4096, NULL) < 0) {
        return 1;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
