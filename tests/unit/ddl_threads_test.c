/*
 * ddl_threads_test.c - indexes and columns come and go while sessions on other threads change rows: afterwards every index has exactly
 * the entries that the rows make (check_rows.h).
 */
#include "test.h"

#include <stdatomic.h>

#include "check_rows.h"
#include "diag.h"
#include "esent.h"
#include "os.h"

enum { WRITERS = 3, KEYS = 200, SCHEMA_CHANGES = 60 };

static struct {
    JET_INSTANCE instance;
    char path[512];
    JET_COLUMNID key, number;
    _Atomic(bool) stop;
    _Atomic(uint32_t) unexpected; /* errors of the writers, made positive: the first */
    _Atomic(uint32_t) commits;
} world;

static void good_at(JET_ERR err, int line)
{
    if (err < 0) {
        fail_msg("line %d: %d; %s", line, (int)err, diag_sentence());
    }
}

#define good(call) good_at((call), __LINE__)

static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    return *seed ^= *seed << 5;
}

/* What writers get in each other's way, and in that of who changes the schema. */
static bool is_usual(JET_ERR err)
{
    return err >= 0 || err == JET_errWriteConflict || err == JET_errKeyDuplicate ||
           err == JET_errRecordNotFound || err == JET_errRecordDeleted || err == JET_errNoCurrentRecord;
}

static JET_ERR set(JET_SESID session, JET_TABLEID table, JET_COLUMNID column, uint32_t value)
{
    return JetSetColumn(session, table, column, &value, sizeof value, 0, NULL);
}

static JET_ERR change_row(JET_SESID session, JET_TABLEID table, uint32_t *seed)
{
    const uint32_t key = next_random(seed) % KEYS, what = next_random(seed) % 3;
    JET_ERR err = JetMakeKey(session, table, &key, sizeof key, JET_bitNewKey);

    err = err < 0 ? err : JetSeek(session, table, JET_bitSeekEQ);
    if (err >= 0 && what == 0) {
        return JetDelete(session, table);
    }
    if (err < 0 && err != JET_errRecordNotFound) {
        return err;
    }
    err = JetPrepareUpdate(session, table, err < 0 ? JET_prepInsert : JET_prepReplace);
    if (err >= 0) {
        err = set(session, table, world.key, key);
        err = err < 0 ? err : set(session, table, world.number, next_random(seed));
        err = err < 0 ? err : JetUpdate(session, table, NULL, 0, NULL);
        if (err < 0) {
            (void)JetPrepareUpdate(session, table, JET_prepCancel);
        }
    }
    return err;
}

/* Some changes in one transaction, which is committed or taken back; or each on its own. */
static JET_ERR work(JET_SESID session, JET_TABLEID table, uint32_t *seed)
{
    const bool alone = next_random(seed) % 4 == 0;
    JET_ERR err = alone ? JET_errSuccess : JetBeginTransaction(session);

    for (uint32_t i = next_random(seed) % 6 + 1; i > 0 && err >= 0; i--) {
        err = change_row(session, table, seed);
        if (alone && is_usual(err)) {
            err = JET_errSuccess;
        }
    }
    if (alone) {
        return err;
    }
    if (err >= 0 && next_random(seed) % 5 != 0) {
        err = JetCommitTransaction(session, JET_bitCommitLazyFlush);
        if (err >= 0) {
            (void)atomic_fetch_add(&world.commits, 1);
            return err;
        }
    }
    return JetRollback(session, 0) < 0 ? JET_errRollbackError : err;
}

static void write_rows(void *context)
{
    uint32_t seed = 0x9E3779B9u * (1u + *(const uint32_t *)context);
    JET_SESID session;
    JET_TABLEID table;
    JET_DBID dbid;
    JET_ERR err = JetBeginSessionA(world.instance, &session, NULL, NULL);

    err = err < 0 ? err : JetOpenDatabaseA(session, world.path, NULL, &dbid, 0);
    err = err < 0 ? err : JetOpenTableA(session, dbid, "t", NULL, 0, 0, &table);
    while (is_usual(err) && !atomic_load(&world.stop)) {
        err = work(session, table, &seed);
    }
    if (!is_usual(err)) {
        uint32_t none = 0;

        (void)atomic_compare_exchange_strong(&world.unexpected, &none, (uint32_t)-err);
    }
    (void)JetEndSession(session, 0);
}

/* ---------------------------------------------------------------------------------------------------- the schema */

static JET_COLUMNID add_column(JET_SESID session, JET_TABLEID table, const char *name)
{
    const JET_COLUMNDEF column = {.cbStruct = sizeof column, .coltyp = JET_coltypLong};
    JET_COLUMNID id = 0;

    good(JetAddColumnA(session, table, name, &column, NULL, 0, &id));
    return id;
}

static void create_index(JET_SESID session, JET_TABLEID table, const char *name, JET_GRBIT grbit)
{
    const char *key = grbit & JET_bitIndexPrimary ? "+key\0" : "+number\0";

    good(JetCreateIndexA(session, table, name, grbit, key, grbit & JET_bitIndexPrimary ? 6 : 9, 100));
}

static void change_schema(JET_SESID session, JET_TABLEID table)
{
    char name[16];

    for (unsigned i = 0; i < SCHEMA_CHANGES && atomic_load(&world.unexpected) == 0; i++) {
        const uint32_t commits = atomic_load(&world.commits);

        (void)snprintf(name, sizeof name, "i%u", i);
        good(JetBeginTransaction(session));
        create_index(session, table, name, 0);
        if (i % 5 == 0) {
            (void)add_column(session, table, name);
        }
        while (atomic_load(&world.commits) < commits + 3 && atomic_load(&world.unexpected) == 0) {
        }
        good(i % 3 == 0 ? JetRollback(session, 0) : JetCommitTransaction(session, 0));
        if (i % 3 == 1 && i + 3 < SCHEMA_CHANGES) {
            good(JetDeleteIndexA(session, table, name));
        }
    }
}

static void indexes_fit_their_rows_whoever_changes_what(void **state)
{
    struct os_thread threads[WRITERS];
    uint32_t numbers[WRITERS];
    struct row_counts counts;
    JET_SESID session;
    JET_TABLEID table;
    JET_DBID dbid;

    (void)state;
    (void)snprintf(world.path, sizeof world.path, "%s", test_path("threads.edb"));
    good(JetSetSystemParameterA(NULL, 0, JET_paramDatabasePageSize, 4096, NULL));
    good(JetCreateInstanceA(&world.instance, "threads"));
    good(JetSetSystemParameterA(&world.instance, 0, JET_paramRecovery, 0, "off"));
    good(JetSetSystemParameterA(&world.instance, 0, JET_paramTempPath, 0, test_path("temp")));
    good(JetSetSystemParameterA(&world.instance, 0, JET_paramMaxVerPages, 8192, NULL));
    good(JetInit(&world.instance));
    good(JetBeginSessionA(world.instance, &session, NULL, NULL));
    good(JetCreateDatabaseA(session, world.path, NULL, &dbid, JET_bitDbOverwriteExisting));
    good(JetCreateTableA(session, dbid, "t", 1, 100, &table));
    world.key = add_column(session, table, "key");
    world.number = add_column(session, table, "number");
    create_index(session, table, "primary", JET_bitIndexPrimary);
    good(JetCloseTable(session, table));
    good(JetOpenTableA(session, dbid, "t", NULL, 0, 0, &table));
    for (uint32_t i = 0; i < WRITERS; i++) {
        numbers[i] = i;
        good(os_thread_start(&threads[i], "writer", write_rows, &numbers[i]));
    }
    change_schema(session, table);
    atomic_store(&world.stop, true);
    for (unsigned i = 0; i < WRITERS; i++) {
        os_thread_join(&threads[i]);
    }
    assert_int_equal(atomic_load(&world.unexpected), 0);
    good(JetTerm(world.instance));
    counts = check_rows(world.path);
    assert_true(counts.rows > 0);
    assert_int_equal(counts.entries % counts.rows, 0);
    assert_true(counts.entries >= counts.rows * (SCHEMA_CHANGES / 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(indexes_fit_their_rows_whoever_changes_what),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
