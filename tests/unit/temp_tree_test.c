/*
 * temp_tree_test.c - temporary tables in the temporary database: its file, more rows and longer values than memory holds, a full disk,
 * transactions, several sessions.
 *
 * What the tables answer otherwise: tests/api/temp_table_test.c. Expected: reference api-semantics 1.2 and 9.
 */
#include "test.h"

#include <stdatomic.h>

#include "diag.h"
#include "esent.h"
#include "os.h"

enum {
    PAGE_SIZE = 4096,
    CACHE_PAGES = 512,
    MEBIBYTE = 1 << 20,
    SORT_MEMORY = 64 * MEBIBYTE, /* rows of one sort that are in memory */
    OVERHEAD = 4 * MEBIBYTE,
    ROW_TEXT = 240,
    THREADS = 3,
};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MEMORY_IS_MEASURED false
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define MEMORY_IS_MEASURED false
#endif
#endif
#ifndef MEMORY_IS_MEASURED
#define MEMORY_IS_MEASURED true
#endif

static JET_INSTANCE instance;
static JET_SESID session;

static void good_at(JET_ERR err, int line)
{
    if (err < 0) {
        fail_msg("line %d: %d; %s", line, (int)err, diag_sentence());
    }
}

#define good(call)                 good_at((call), __LINE__)
#define assert_jet(expected, call) assert_int_equal((call), (expected))

/* ------------------------------------------------------------------------------------------------- support */

static void create(const char *temp_path)
{
    good(JetSetSystemParameterA(NULL, JET_sesidNil, JET_paramDatabasePageSize, PAGE_SIZE, NULL));
    good(JetSetSystemParameterA(NULL, JET_sesidNil, JET_paramCacheSizeMax, CACHE_PAGES, NULL));
    instance = JET_instanceNil;
    good(JetCreateInstanceA(&instance, "trees"));
    good(JetSetSystemParameterA(&instance, JET_sesidNil, JET_paramRecovery, 0, "off"));
    good(JetSetSystemParameterA(&instance, JET_sesidNil, JET_paramTempPath, 0, temp_path));
}

static void run(void)
{
    good(JetInit(&instance));
    good(JetBeginSessionA(instance, &session, NULL, NULL));
}

static int start(void **state)
{
    (void)state;
    create(test_path("trees.edb"));
    run();
    return 0;
}

static int stop(void **state)
{
    (void)state;
    os_file_set_hooks(NULL);
    return JetTerm2(instance, JET_bitTermAbrupt) == JET_errSuccess ? 0 : 1;
}

static JET_ERR open_for(JET_SESID own, JET_GRBIT grbit, JET_TABLEID *table)
{
    const JET_COLUMNDEF columns[] = {
        {.cbStruct = sizeof(JET_COLUMNDEF), .coltyp = JET_coltypLong, .grbit = JET_bitColumnTTKey},
        {.cbStruct = sizeof(JET_COLUMNDEF), .coltyp = JET_coltypText, .cp = 1252},
    };
    JET_COLUMNID ids[2];

    return JetOpenTempTable(own, columns, 2, grbit, table, ids);
}

static JET_TABLEID open_numbers(JET_GRBIT grbit)
{
    JET_TABLEID table;

    good(open_for(session, grbit, &table));
    return table;
}

static JET_ERR insert_for(JET_SESID own, JET_TABLEID table, int number, const char *text)
{
    JET_ERR err = JetPrepareUpdate(own, table, JET_prepInsert);

    err = err < 0 ? err : JetSetColumn(own, table, 1, &number, sizeof number, 0, NULL);
    err = err < 0 ? err : JetSetColumn(own, table, 128, text, (JET_ULONG)strlen(text), 0, NULL);
    err = err < 0 ? err : JetUpdate(own, table, NULL, 0, NULL);
    if (err < 0) {
        (void)JetPrepareUpdate(own, table, JET_prepCancel);
    }
    return err;
}

static int number_of(JET_SESID own, JET_TABLEID table)
{
    int number = -1;

    return JetRetrieveColumn(own, table, 1, &number, sizeof number, NULL, 0, NULL) < 0 ? -1 : number;
}

/* Rows of a table that has the numbers from 0 on; -1 when it has others. */
static int count_of(JET_SESID own, JET_TABLEID table)
{
    int count = 0;

    for (JET_ERR err = JetMove(own, table, JET_MoveFirst, 0); err >= 0;
         err = JetMove(own, table, JET_MoveNext, 0)) {
        if (number_of(own, table) != count++) {
            return -1;
        }
    }
    return count;
}

/* Numbers below `count` in an order that is neither up nor down: 7919 is prime to the count. */
static void fill(JET_TABLEID table, int count)
{
    char text[ROW_TEXT + 1];

    memset(text, 'x', ROW_TEXT);
    text[ROW_TEXT] = '\0';
    for (int i = 0; i < count; i++) {
        good(insert_for(session, table, (int)((long long)i * 7919 % count), text));
    }
}

static bool is_there(const char *path)
{
    return os_file_exists(path);
}

/* ------------------------------------------------------------------------------------------------- memory */

/* Bytes of a line of /proc/self/status; 0 where there is none. */
static uint64_t status_bytes(const char *name)
{
    FILE *status = fopen("/proc/self/status", "r");
    char line[256];
    unsigned long long kilobytes = 0;

    while (status != NULL && fgets(line, sizeof line, status) != NULL) {
        if (strncmp(line, name, strlen(name)) == 0) {
            (void)sscanf(line + strlen(name), ": %llu", &kilobytes);
        }
    }
    if (status != NULL) {
        (void)fclose(status);
    }
    return kilobytes * 1024;
}

/* What the process has from now on is the most that it had. */
static uint64_t forget_peak(void)
{
    FILE *refs = fopen("/proc/self/clear_refs", "w");

    if (refs != NULL) {
        (void)fputs("5", refs);
        (void)fclose(refs);
    }
    return status_bytes("VmRSS");
}

static void assert_bounded(uint64_t start_bytes, uint64_t most, const char *what)
{
    const uint64_t peak = status_bytes("VmHWM"), grown = peak > start_bytes ? peak - start_bytes : 0;

    print_message("%s: %llu KiB\n", what, (unsigned long long)grown / 1024);
    if (MEMORY_IS_MEASURED && start_bytes != 0) {
        assert_true(grown <= most);
    }
}

/* ------------------------------------------------------------------------------------------------ the file */

static void the_file_is_made_when_it_is_needed_and_goes_with_the_instance(void **state)
{
    const char *path = test_path("late.edb");
    JET_TABLEID table;

    (void)state;
    create(path);
    run();
    assert_false(is_there(path));
    table = open_numbers(JET_bitTTScrollable);
    good(insert_for(session, table, 0, "a"));
    assert_int_equal(count_of(session, table), 1); /* a sort that memory holds needs no file */
    assert_false(is_there(path));
    good(JetCloseTable(session, table));
    table = open_numbers(JET_bitTTForceMaterialization);
    assert_true(is_there(path));
    good(JetCloseTable(session, table));
    assert_true(is_there(path));
    good(JetTerm(instance));
    assert_false(is_there(path));
}

static void a_file_that_was_left_behind_is_replaced(void **state)
{
    const char *path = test_path("left.edb");
    static uint8_t old[100000];

    (void)state;
    memset(old, 0x5A, sizeof old);
    test_write_file(path, old, sizeof old);
    create(path);
    run();
    good(JetCloseTable(session, open_numbers(JET_bitTTForceMaterialization)));
    good(JetTerm(instance));
    assert_false(is_there(path));
}

static void a_database_is_not_taken_for_it(void **state)
{
    const char *path = test_path("precious.edb");
    JET_TABLEID table;
    JET_DBID dbid;

    (void)state;
    create(test_path("other.edb"));
    run();
    good(JetCreateDatabaseA(session, path, NULL, &dbid, 0));
    good(JetTerm(instance));
    create(path);
    run();
    assert_jet(JET_errTempFileOpenError, open_for(session, JET_bitTTForceMaterialization, &table));
    good(JetTerm(instance));
    create(test_path("other.edb"));
    run();
    good(JetAttachDatabaseA(session, path, 0));
    good(JetTerm(instance));
}

/* The file belongs to one instance, of whatever process. */
static void a_file_in_use_is_refused(void **state)
{
    const char *path = test_path("used.edb");
    struct os_file file;
    JET_TABLEID table;

    (void)state;
    good(os_file_open(&file, path, OS_READ | OS_WRITE | OS_CREATE, OS_SHARE_NONE));
    create(path);
    run();
    assert_jet(JET_errFileAccessDenied, open_for(session, JET_bitTTForceMaterialization, &table));
    assert_true(table == JET_tableidNil);
    os_file_close(&file);
    good(JetCloseTable(session, open_numbers(JET_bitTTForceMaterialization)));
    good(JetTerm(instance));
}

static void two_instances_do_not_share_it(void **state)
{
    const char *path = test_path("shared.edb");
    JET_INSTANCE second = JET_instanceNil;

    (void)state;
    create(path);
    run();
    good(JetCreateInstanceA(&second, "second"));
    good(JetSetSystemParameterA(&second, JET_sesidNil, JET_paramRecovery, 0, "off"));
    good(JetSetSystemParameterA(&second, JET_sesidNil, JET_paramTempPath, 0, path));
    assert_jet(JET_errTempPathInUse, JetInit(&second));
    good(JetTerm(instance));
}

/* Sorts that memory holds do not care. */
static void a_path_where_no_file_can_be_fails_the_tables_that_need_one(void **state)
{
    char path[600];
    JET_TABLEID table;

    (void)state;
    test_write_file(test_path("plain"), "", 0);
    snprintf(path, sizeof path, "%s/t.edb", test_path("plain"));
    create(path);
    run();
    assert_true(open_for(session, JET_bitTTForceMaterialization, &table) < 0);
    assert_true(table == JET_tableidNil);
    table = open_numbers(JET_bitTTScrollable);
    good(insert_for(session, table, 0, "a"));
    assert_int_equal(count_of(session, table), 1);
    good(JetTerm2(instance, JET_bitTermAbrupt));
}

/* ------------------------------------------------------------------------------------------- rows, values */

static void more_rows_than_memory_come_back_in_order(void **state)
{
    static const struct {
        JET_GRBIT grbit;
        int rows;
    } kinds[] = {
        {JET_bitTTForwardOnly, 300007}, /* 80 MB, more than the memory of a sort */
        {JET_bitTTUnique, 50021},
        {JET_bitTTScrollable, 50021}, /* 13 MB, more than the cache */
        {JET_bitTTIndexed | JET_bitTTUnique, 50021},
        {JET_bitTTUpdatable, 50021},
        {JET_bitTTForceMaterialization | JET_bitTTUpdatable, 50021},
    };

    (void)state;
    for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const uint64_t before = forget_peak();
        const bool is_tree = kinds[i].grbit & JET_bitTTForceMaterialization;
        const JET_TABLEID table = open_numbers(kinds[i].grbit);
        char what[32];

        snprintf(what, sizeof what, "grbit 0x%x", (unsigned)kinds[i].grbit);
        fill(table, kinds[i].rows);
        assert_int_equal(count_of(session, table), kinds[i].rows);
        good(JetCloseTable(session, table));
        assert_bounded(before, CACHE_PAGES * PAGE_SIZE + OVERHEAD + (is_tree ? 0 : SORT_MEMORY), what);
    }
}

static uint8_t byte_at(uint32_t value, uint32_t offset)
{
    return (uint8_t)(offset * 7 + offset / 251 + value);
}

static void long_values_of_megabytes_need_no_memory(void **state)
{
    enum { VALUES = 4, VALUE_SIZE = 12 * MEBIBYTE, PIECE = 256 * 1024 };
    const JET_COLUMNDEF columns[] = {{.coltyp = JET_coltypLong, .grbit = JET_bitColumnTTKey},
                                     {.coltyp = JET_coltypLongBinary}};
    static uint8_t piece[PIECE];
    const uint64_t before = forget_peak();
    JET_COLUMNID ids[2];
    JET_TABLEID table;

    (void)state;
    good(JetOpenTempTable(session, columns, 2, 0, &table, ids));
    for (uint32_t i = 0; i < VALUES; i++) {
        good(JetBeginTransaction(session));
        good(JetPrepareUpdate(session, table, JET_prepInsert));
        good(JetSetColumn(session, table, ids[0], &i, sizeof i, 0, NULL));
        for (uint32_t at = 0; at < VALUE_SIZE; at += PIECE) {
            for (uint32_t k = 0; k < PIECE; k++) {
                piece[k] = byte_at(i, at + k);
            }
            good(JetSetColumn(session, table, ids[1], piece, PIECE, JET_bitSetAppendLV, NULL));
        }
        good(JetUpdate(session, table, NULL, 0, NULL));
        good(JetCommitTransaction(session, 0));
    }
    good(JetMove(session, table, JET_MoveFirst, 0));
    for (uint32_t i = 0; i < VALUES; i++) {
        for (uint32_t at = 0; at < VALUE_SIZE; at += PIECE) {
            JET_RETINFO info = {.cbStruct = sizeof info, .ibLongValue = at, .itagSequence = 1};
            JET_ULONG size;

            good(JetRetrieveColumn(session, table, ids[1], piece, PIECE, &size, 0, &info));
            assert_int_equal(size, VALUE_SIZE - at);
            for (uint32_t k = 0; k < PIECE; k += 97) {
                assert_int_equal(piece[k], byte_at(i, at + k));
            }
        }
        assert_jet(i + 1 < VALUES ? JET_errSuccess : JET_errNoCurrentRecord,
                   JetMove(session, table, JET_MoveNext, 0));
    }
    good(JetCloseTable(session, table));
    assert_bounded(before, CACHE_PAGES * PAGE_SIZE + OVERHEAD + MEBIBYTE, "long values");
}

/* The space of closed tables is used again. */
static void the_file_does_not_grow_with_tables_that_are_gone(void **state)
{
    const char *path = test_path("trees.edb");
    struct os_file_info info = {0};
    uint64_t size = 0;

    (void)state;
    for (int i = 0; i < 20; i++) {
        const JET_TABLEID table = open_numbers(JET_bitTTForceMaterialization);

        fill(table, 5003);
        assert_int_equal(count_of(session, table), 5003);
        good(JetCloseTable(session, table));
        good(os_file_stat(path, &info));
        size = i == 1 ? info.size : size;
    }
    assert_true(info.size <= size);
}

/* ------------------------------------------------------------------------------------------- transactions */

static void rows_are_taken_back_unless_the_instance_wants_no_versions(void **state)
{
    (void)state;
    for (int versions = 0; versions < 2; versions++) {
        JET_TABLEID table;

        create(test_path("versions.edb"));
        good(JetSetSystemParameterA(&instance, JET_sesidNil, JET_paramEnableTempTableVersioning,
                                    (JET_API_PTR)versions, NULL));
        run();
        table = open_numbers(JET_bitTTForceMaterialization | JET_bitTTUpdatable);
        good(insert_for(session, table, 0, "a"));
        good(JetBeginTransaction(session));
        good(insert_for(session, table, 1, "b"));
        good(JetRollback(session, 0));
        assert_int_equal(count_of(session, table), versions == 0 ? 2 : 1);
        good(JetTerm2(instance, JET_bitTermAbrupt));
    }
}

static void a_table_goes_with_the_transaction_that_it_was_opened_in(void **state)
{
    JET_TABLEID sorted, tree, made;

    (void)state;
    made = open_numbers(JET_bitTTUpdatable | JET_bitTTIndexed);
    good(insert_for(session, made, 0, "a"));
    good(JetBeginTransaction(session));
    sorted = open_numbers(JET_bitTTScrollable);
    tree = open_numbers(JET_bitTTForceMaterialization);
    good(insert_for(session, tree, 1, "b"));
    assert_int_equal(count_of(session, made), 1); /* a tree from here on, which stays */
    good(insert_for(session, made, 1, "c"));
    good(JetRollback(session, 0));
    assert_jet(JET_errInvalidTableId, JetCloseTable(session, sorted));
    assert_jet(JET_errInvalidTableId, JetCloseTable(session, tree));
    assert_int_equal(count_of(session, made), 1);
    good(JetCloseTable(session, made));
}

static void a_transaction_that_only_reads_changes_temporary_tables(void **state)
{
    const JET_TABLEID table = open_numbers(JET_bitTTForceMaterialization | JET_bitTTUpdatable);

    (void)state;
    good(JetBeginTransaction2(session, JET_bitTransactionReadOnly));
    good(insert_for(session, table, 0, "a"));
    good(JetCommitTransaction(session, 0));
    assert_int_equal(count_of(session, table), 1);
    good(JetCloseTable(session, table));
}

/* --------------------------------------------------------------------------------------------- a full disk */

/* No file becomes longer than that. */
static _Atomic(uint64_t) most_bytes;

static JET_ERR allow_write(void *context, struct os_file *file, uint64_t offset, size_t *size)
{
    (void)file;
    (void)context;
    (void)offset;
    (void)size;
    return JET_errSuccess;
}

static JET_ERR allow_sync(void *context, struct os_file *file)
{
    (void)file;
    (void)context;
    return JET_errSuccess;
}

static JET_ERR refuse_growth(void *context, uint64_t size)
{
    (void)context;
    return size > atomic_load(&most_bytes) ? diag_fail(JET_errDiskFull, "the disk is full") : JET_errSuccess;
}

static const struct os_file_hooks full_disk = {
    .before_write = allow_write, .before_sync = allow_sync, .before_resize = refuse_growth};

static void a_full_disk_fails_the_insert_and_nothing_else(void **state)
{
    char text[ROW_TEXT + 1];
    JET_TABLEID table, sorted;
    JET_ERR err = JET_errSuccess;
    int count = 0;

    (void)state;
    atomic_store(&most_bytes, 4 * MEBIBYTE);
    os_file_set_hooks(&full_disk);
    memset(text, 'x', ROW_TEXT);
    text[ROW_TEXT] = '\0';
    table = open_numbers(JET_bitTTForceMaterialization);
    for (; count < 100000 && err >= 0; count += err >= 0) {
        err = insert_for(session, table, count, text);
    }
    assert_jet(JET_errDiskFull, err);
    assert_in_range(count, 4000, 20000);
    assert_int_equal(count_of(session, table), count);
    sorted = open_numbers(JET_bitTTUpdatable); /* the tree that it is to become has no room */
    for (int i = 0; i < 5003; i++) {
        good(insert_for(session, sorted, i, text));
    }
    assert_jet(JET_errDiskFull, JetMove(session, sorted, JET_MoveFirst, 0));
    assert_jet(JET_errIllegalOperation, JetMove(session, sorted, JET_MoveFirst, 0));
    good(JetCloseTable(session, sorted));
    assert_int_equal(count_of(session, table), count);
    good(JetCloseTable(session, table));
    table = open_numbers(JET_bitTTForceMaterialization); /* in the space of the one that is gone */
    fill(table, 4001);
    assert_int_equal(count_of(session, table), 4001);
    good(JetCloseTable(session, table));
}

/* A start on a full disk: no file stays, and the next try has room. */
static void a_full_disk_leaves_no_file(void **state)
{
    JET_TABLEID table;

    (void)state;
    atomic_store(&most_bytes, 0);
    os_file_set_hooks(&full_disk);
    assert_jet(JET_errDiskFull, open_for(session, JET_bitTTForceMaterialization, &table));
    assert_false(is_there(test_path("trees.edb")));
    atomic_store(&most_bytes, UINT64_MAX);
    good(JetCloseTable(session, open_numbers(JET_bitTTForceMaterialization)));
}

/* ------------------------------------------------------------------------------------------------ sessions */

struct worker {
    struct os_thread thread;
    int number;
    JET_ERR err;
};

/* Opens, fills, changes and closes tables of its own, some of them in transactions that are rolled back. */
static JET_ERR work(JET_SESID own, int number, int round)
{
    const int count = 200 + 10 * number;
    JET_TABLEID table;
    JET_ERR err = JetBeginTransaction(own);

    err =
        err < 0 ? err : open_for(own, round % 2 ? JET_bitTTUpdatable : JET_bitTTForceMaterialization, &table);
    for (int i = 0; i < count && err >= 0; i++) {
        err = insert_for(own, table, i, "some text that takes a few bytes of the page");
    }
    if (err >= 0 && count_of(own, table) != count) {
        err = JET_errInternalError;
    }
    if (round % 3 == 0) {
        return err < 0 ? err : JetRollback(own, 0);
    }
    err = err < 0 ? err : JetMove(own, table, JET_MoveLast, 0);
    err = err < 0 ? err : JetDelete(own, table);
    err = err < 0 ? err : JetCommitTransaction(own, 0);
    if (err >= 0 && count_of(own, table) != count - 1) {
        err = JET_errInternalError;
    }
    return err < 0 ? err : JetCloseTable(own, table);
}

static void run_worker(void *context)
{
    struct worker *worker = context;
    JET_SESID own;

    worker->err = JetBeginSessionA(instance, &own, NULL, NULL);
    for (int round = 0; round < 30 && worker->err >= 0; round++) {
        worker->err = work(own, worker->number, round);
    }
    if (worker->err >= 0) {
        worker->err = JetEndSession(own, 0);
    }
}

static void sessions_have_tables_of_their_own(void **state)
{
    struct worker workers[THREADS] = {0};

    (void)state;
    for (int i = 0; i < THREADS; i++) {
        workers[i].number = i;
        good(os_thread_start(&workers[i].thread, "worker", run_worker, &workers[i]));
    }
    for (int i = 0; i < THREADS; i++) {
        os_thread_join(&workers[i].thread);
    }
    for (int i = 0; i < THREADS; i++) {
        good(workers[i].err);
    }
}

int main(void)
{
#define tree_test(function) cmocka_unit_test_setup_teardown(function, start, stop)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_is_made_when_it_is_needed_and_goes_with_the_instance),
        cmocka_unit_test(a_file_that_was_left_behind_is_replaced),
        cmocka_unit_test(a_database_is_not_taken_for_it),
        cmocka_unit_test(a_file_in_use_is_refused),
        cmocka_unit_test(two_instances_do_not_share_it),
        cmocka_unit_test(a_path_where_no_file_can_be_fails_the_tables_that_need_one),
        tree_test(more_rows_than_memory_come_back_in_order),
        tree_test(long_values_of_megabytes_need_no_memory),
        tree_test(the_file_does_not_grow_with_tables_that_are_gone),
        cmocka_unit_test(rows_are_taken_back_unless_the_instance_wants_no_versions),
        tree_test(a_table_goes_with_the_transaction_that_it_was_opened_in),
        tree_test(a_transaction_that_only_reads_changes_temporary_tables),
        tree_test(a_full_disk_fails_the_insert_and_nothing_else),
        tree_test(a_full_disk_leaves_no_file),
        tree_test(sessions_have_tables_of_their_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
