/*
 * limits_test.c - what is too much or not allowed when one writes: the documented error, and nothing lost.
 *
 * Expected: reference api-semantics 2, 3.1, 4, 5.1, 5.4, 5.5, 7.2 and database-file (limits by page size).
 */
#include "test.h"

#include <stdbool.h>

#if defined(__unix__)
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

#include "api_writer.h"
#include "check_rows.h"
#include "diag.h"
#include "esent.h"

enum { PAGE = 4096 };

static struct {
    JET_INSTANCE instance;
    JET_SESID session;
    JET_DBID dbid;
    JET_TABLEID table;
    JET_COLUMNID key, text;
    char path[512];
} world;

static void expect_at(JET_ERR got, JET_ERR expected, int line)
{
    if (got != expected) {
        fail_msg("line %d: %d instead of %d; %s", line, (int)got, (int)expected, diag_sentence());
    }
}

#define expect(expected, call) expect_at((call), (expected), __LINE__)
#define good(call)             expect_at((call), JET_errSuccess, __LINE__)

/* --------------------------------------------------------------------------------------------------- one database */

static void start(void)
{
    good(api_writer_start(&world.instance, "limits", PAGE));
    good(JetBeginSessionA(world.instance, &world.session, NULL, NULL));
}

/* A table with rows 1 to 10. */
static void create(void)
{
    JET_COLUMNDEF key = {.cbStruct = sizeof key, .coltyp = JET_coltypLong, .grbit = JET_bitColumnNotNULL};
    JET_COLUMNDEF text = {.cbStruct = sizeof text, .coltyp = JET_coltypText, .cp = 1252};

    (void)snprintf(world.path, sizeof world.path, "%s", test_path("limits.edb"));
    start();
    good(JetCreateDatabaseA(world.session, world.path, NULL, &world.dbid, JET_bitDbOverwriteExisting));
    good(JetCreateTableA(world.session, world.dbid, "t", 1, 80, &world.table));
    good(JetAddColumnA(world.session, world.table, "key", &key, NULL, 0, &world.key));
    good(JetAddColumnA(world.session, world.table, "text", &text, NULL, 0, &world.text));
    good(JetCreateIndexA(world.session, world.table, "primary", JET_bitIndexPrimary, "+key\0", 6, 80));
    for (int32_t i = 1; i <= 10; i++) {
        good(JetPrepareUpdate(world.session, world.table, JET_prepInsert));
        good(JetSetColumn(world.session, world.table, world.key, &i, sizeof i, 0, NULL));
        good(JetSetColumn(world.session, world.table, world.text, "row", 3, 0, NULL));
        good(JetUpdate(world.session, world.table, NULL, 0, NULL));
    }
}

static unsigned count_rows(void)
{
    JET_ULONG count = 0;

    good(JetMove(world.session, world.table, JET_MoveFirst, 0));
    good(JetIndexRecordCount(world.session, world.table, &count, 0));
    return count;
}

/* Nothing is lost: the ten rows are there, in the instance and in the file. */
static void finish(unsigned rows)
{
    struct row_counts counts;

    assert_int_equal(count_rows(), rows);
    good(JetTerm(world.instance));
    world.instance = 0;
    counts = check_rows(world.path);
    assert_int_equal(counts.rows, rows);
}

static int tear_down(void **state)
{
    (void)state;
    if (world.instance != 0) {
        (void)JetTerm2(world.instance, JET_bitTermAbrupt);
    }
    memset(&world, 0, sizeof world);
    return 0;
}

/* ---------------------------------------------------------------------------------------------------------- tests */

static void a_record_that_is_too_big_is_refused(void **state)
{
    JET_COLUMNDEF tagged = {.cbStruct = sizeof tagged,
                            .coltyp = JET_coltypBinary,
                            .cbMax = 255,
                            .grbit = JET_bitColumnTagged | JET_bitColumnMultiValued};
    JET_SETINFO info = {.cbStruct = sizeof info};
    const int32_t key = 100;
    JET_COLUMNID column;
    char bytes[255];
    JET_ERR err = JET_errSuccess;
    unsigned values = 0;

    (void)state;
    create();
    memset(bytes, 'b', sizeof bytes);
    good(JetAddColumnA(world.session, world.table, "big", &tagged, NULL, 0, &column));
    good(JetBeginTransaction(world.session));
    good(JetPrepareUpdate(world.session, world.table, JET_prepInsert));
    good(JetSetColumn(world.session, world.table, world.key, &key, sizeof key, 0, NULL));
    for (; err == JET_errSuccess && values < 100; values++) {
        err = JetSetColumn(world.session, world.table, column, bytes, sizeof bytes, 0, &info);
    }
    assert_int_equal(err, JET_errRecordTooBig);
    assert_in_range(values, 15, 16); /* 4096 - 40 - tag and headers: fifteen of 255 bytes fit */
    good(JetUpdate(world.session, world.table, NULL, 0, NULL));
    good(JetCommitTransaction(world.session, 0));
    finish(11);
}

static void a_key_that_is_too_big_is_cut_or_refused(void **state)
{
    JET_COLUMNDEF binary = {.cbStruct = sizeof binary, .coltyp = JET_coltypLongBinary};
    JET_COLUMNID column;
    uint8_t bytes[600] = {0}, key[JET_cbKeyMostMost];
    JET_ULONG size = 0;

    (void)state;
    create();
    good(JetAddColumnA(world.session, world.table, "long", &binary, NULL, 0, &column));
    good(JetCreateIndexA(world.session, world.table, "cut", 0, "+long\0", 7, 80));
    good(JetCreateIndexA(world.session, world.table, "whole", JET_bitIndexDisallowTruncation, "+long\0+key\0",
                         12, 80));
    good(JetBeginTransaction(world.session));
    good(JetMove(world.session, world.table, JET_MoveFirst, 0));
    good(JetPrepareUpdate(world.session, world.table, JET_prepReplace));
    good(JetSetColumn(world.session, world.table, column, bytes, sizeof bytes, 0, NULL));
    expect(JET_errKeyTruncated, JetUpdate(world.session, world.table, NULL, 0, NULL));
    good(JetPrepareUpdate(world.session, world.table, JET_prepCancel));
    good(JetCommitTransaction(world.session, 0));
    good(JetDeleteIndexA(world.session, world.table, "whole"));
    good(JetBeginTransaction(world.session));
    good(JetPrepareUpdate(world.session, world.table, JET_prepReplace));
    good(JetSetColumn(world.session, world.table, column, bytes, sizeof bytes, 0, NULL));
    good(JetUpdate(world.session, world.table, NULL, 0, NULL));
    good(JetCommitTransaction(world.session, 0));
    good(JetSetCurrentIndexA(world.session, world.table, "cut"));
    good(JetMove(world.session, world.table, JET_MoveLast, 0));
    good(JetRetrieveKey(world.session, world.table, key, sizeof key, &size, 0));
    assert_int_equal(size, JET_cbKeyMost);
    good(JetSetCurrentIndexA(world.session, world.table, NULL));
    finish(10);
}

static void there_are_so_many_columns_and_no_more(void **state)
{
    JET_COLUMNDEF fixed = {.cbStruct = sizeof fixed, .coltyp = JET_coltypBit};
    JET_COLUMNDEF variable = {.cbStruct = sizeof variable, .coltyp = JET_coltypBinary};
    JET_COLUMNID column;
    JET_ERR err = JET_errSuccess;
    char name[32];
    unsigned made;

    (void)state;
    create();
    good(JetBeginTransaction(world.session));
    for (made = 0; err == JET_errSuccess && made < 200; made++) {
        (void)snprintf(name, sizeof name, "fixed%u", made);
        err = JetAddColumnA(world.session, world.table, name, &fixed, NULL, 0, &column);
    }
    assert_int_equal(err, JET_errTooManyColumns);
    assert_int_equal(made - 1, 126); /* ids 1 to 127, one is the key's */
    for (made = 0, err = JET_errSuccess; err == JET_errSuccess && made < 200; made++) {
        (void)snprintf(name, sizeof name, "variable%u", made);
        err = JetAddColumnA(world.session, world.table, name, &variable, NULL, 0, &column);
    }
    assert_int_equal(err, JET_errTooManyColumns);
    assert_int_equal(made - 1, 127); /* ids 128 to 255, one is the text's */
    good(JetCommitTransaction(world.session, 0));
    finish(10);
}

static void names_have_rules(void **state)
{
    static const char *const bad[] = {
        "", " begins with a space", "has!mark", "has.dot", "has[bracket", "has]bracket", "has\tcontrol"};
    JET_COLUMNDEF column = {.cbStruct = sizeof column, .coltyp = JET_coltypLong};
    char longest[JET_cbNameMost + 2];
    JET_COLUMNID id;
    JET_TABLEID table;

    (void)state;
    create();
    for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        expect(JET_errInvalidName, JetCreateTableA(world.session, world.dbid, bad[i], 1, 80, &table));
        expect(JET_errInvalidName, JetAddColumnA(world.session, world.table, bad[i], &column, NULL, 0, &id));
        expect(JET_errInvalidName, JetCreateIndexA(world.session, world.table, bad[i], 0, "+text\0", 7, 80));
    }
    memset(longest, 'n', sizeof longest);
    longest[JET_cbNameMost + 1] = '\0';
    expect(JET_errInvalidName, JetCreateTableA(world.session, world.dbid, longest, 1, 80, &table));
    expect(JET_errInvalidName, JetAddColumnA(world.session, world.table, longest, &column, NULL, 0, &id));
    longest[JET_cbNameMost] = '\0';
    good(JetAddColumnA(world.session, world.table, longest, &column, NULL, 0, &id));
    expect(JET_errColumnDuplicate, JetAddColumnA(world.session, world.table, "TEXT", &column, NULL, 0, &id));
    expect(JET_errTableDuplicate, JetCreateTableA(world.session, world.dbid, "T", 1, 80, &table));
    finish(10);
}

static void transactions_nest_seven_levels(void **state)
{
    (void)state;
    create();
    for (unsigned level = 1; level <= 7; level++) {
        good(JetBeginTransaction(world.session));
    }
    expect(JET_errTransTooDeep, JetBeginTransaction(world.session));
    good(JetMove(world.session, world.table, JET_MoveFirst, 0));
    good(JetDelete(world.session, world.table));
    good(JetRollback(world.session, JET_bitRollbackAll));
    expect(JET_errNotInTransaction, JetCommitTransaction(world.session, 0));
    finish(10);
}

static void sessions_and_cursors_run_out_and_come_back(void **state)
{
    enum { MOST = 20000 };
    static JET_SESID sessions[MOST];
    static JET_TABLEID cursors[MOST];
    JET_ERR err = JET_errSuccess;
    unsigned made;

    (void)state;
    create();
    for (made = 0; made < MOST && err == JET_errSuccess; made++) {
        err = JetBeginSessionA(world.instance, &sessions[made], NULL, NULL);
    }
    assert_int_equal(err, JET_errOutOfSessions);
    for (unsigned i = 0; i + 1 < made; i++) {
        good(JetEndSession(sessions[i], 0));
    }
    good(JetBeginSessionA(world.instance, &sessions[0], NULL, NULL));
    for (made = 0, err = JET_errSuccess; made < MOST && err == JET_errSuccess; made++) {
        err = JetOpenTableA(world.session, world.dbid, "t", NULL, 0, 0, &cursors[made]);
    }
    assert_int_equal(err, JET_errOutOfCursors);
    for (unsigned i = 0; i + 1 < made; i++) {
        good(JetCloseTable(world.session, cursors[i]));
    }
    finish(10);
}

static void a_full_version_store_ends_the_transaction_and_nothing_else(void **state)
{
    static char bytes[4000];
    JET_ERR err = JET_errSuccess;
    JET_COLUMNDEF data = {.cbStruct = sizeof data, .coltyp = JET_coltypLongBinary};
    JET_COLUMNID column;

    (void)state;
    create();
    good(JetAddColumnA(world.session, world.table, "data", &data, NULL, 0, &column));
    good(JetTerm(world.instance));
    good(JetSetSystemParameterA(NULL, 0, JET_paramDatabasePageSize, PAGE, NULL));
    good(JetCreateInstanceA(&world.instance, "small"));
    good(JetSetSystemParameterA(&world.instance, 0, JET_paramRecovery, 0, "off"));
    good(JetSetSystemParameterA(&world.instance, 0, JET_paramMaxVerPages, 16, NULL));
    good(JetInit(&world.instance));
    good(JetBeginSessionA(world.instance, &world.session, NULL, NULL));
    good(JetAttachDatabaseA(world.session, world.path, 0));
    good(JetOpenDatabaseA(world.session, world.path, NULL, &world.dbid, 0));
    good(JetOpenTableA(world.session, world.dbid, "t", NULL, 0, 0, &world.table));
    good(JetBeginTransaction(world.session));
    for (unsigned round = 0; round < 4000 && err == JET_errSuccess; round++) {
        memset(bytes, (int)('a' + round % 26), sizeof bytes);
        good(JetMove(world.session, world.table, JET_MoveFirst, 0));
        err = JetPrepareUpdate(world.session, world.table, JET_prepReplace);
        if (err == JET_errSuccess) {
            err = JetSetColumn(world.session, world.table, column, bytes, sizeof bytes, 0, NULL);
        }
        if (err == JET_errSuccess) {
            err = JetUpdate(world.session, world.table, NULL, 0, NULL);
        }
    }
    assert_int_equal(err, JET_errVersionStoreOutOfMemory);
    good(JetRollback(world.session, 0));
    good(JetMove(world.session, world.table, JET_MoveFirst, 0));
    expect(JET_wrnColumnNull,
           JetRetrieveColumn(world.session, world.table, column, bytes, sizeof bytes, NULL, 0, NULL));
    finish(10);
}

#if defined(__unix__)
static void read_only_files_and_folders_are_told_apart(void **state)
{
    char folder[512], path[600];
    JET_DBID dbid;

    (void)state;
    if (geteuid() == 0) {
        print_message("root may write everything\n");
        skip();
    }
    create();
    good(JetTerm(world.instance));
    assert_int_equal(chmod(world.path, 0444), 0);
    start();
    expect(JET_errDatabaseFileReadOnly, JetAttachDatabaseA(world.session, world.path, 0));
    good(JetAttachDatabaseA(world.session, world.path, JET_bitDbReadOnly));
    (void)snprintf(folder, sizeof folder, "%s", test_path("closed"));
    assert_int_equal(mkdir(folder, 0555), 0);
    (void)snprintf(path, sizeof path, "%s/new.edb", folder);
    expect(JET_errFileAccessDenied, JetCreateDatabaseA(world.session, path, NULL, &dbid, 0));
    assert_int_equal(chmod(world.path, 0644), 0);
    (void)check_rows(world.path);
}

/* What another process is told that attaches the file of this one. */
static JET_ERR attach_elsewhere(void)
{
    int status = 0;
    const pid_t child = fork();

    if (child == 0) {
        char path[512];

        (void)snprintf(path, sizeof path, "%s", world.path);
        (void)execl("/proc/self/exe", "limits_test", path, (char *)NULL);
        _exit(99);
    }
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return -(JET_ERR)(1000 + WEXITSTATUS(status)); /* all of these errors are between -1000 and -1098 */
}

static void a_second_process_does_not_get_the_file(void **state)
{
    (void)state;
    create();
    assert_int_equal(attach_elsewhere(), JET_errFileAccessDenied);
    finish(10);
}

/* The other process. */
static int attach_and_tell(const char *path)
{
    JET_SESID session;
    JET_ERR err;

    if (api_writer_start(&world.instance, "other", PAGE) < 0 ||
        JetBeginSessionA(world.instance, &session, NULL, NULL) < 0) {
        return 98;
    }
    err = JetAttachDatabaseA(session, path, 0);
    (void)JetTerm2(world.instance, JET_bitTermAbrupt);
    return err >= 0 ? 0 : -(int)err - 1000;
}
#endif

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_record_that_is_too_big_is_refused, tear_down),
        cmocka_unit_test_teardown(a_key_that_is_too_big_is_cut_or_refused, tear_down),
        cmocka_unit_test_teardown(there_are_so_many_columns_and_no_more, tear_down),
        cmocka_unit_test_teardown(names_have_rules, tear_down),
        cmocka_unit_test_teardown(transactions_nest_seven_levels, tear_down),
        cmocka_unit_test_teardown(sessions_and_cursors_run_out_and_come_back, tear_down),
        cmocka_unit_test_teardown(a_full_version_store_ends_the_transaction_and_nothing_else, tear_down),
#if defined(__unix__)
        cmocka_unit_test_teardown(read_only_files_and_folders_are_told_apart, tear_down),
        cmocka_unit_test_teardown(a_second_process_does_not_get_the_file, tear_down),
#endif
    };

#if defined(__unix__)
    if (count == 2) {
        return attach_and_tell(arguments[1]);
    }
#else
    (void)count;
    (void)arguments;
#endif
    return cmocka_run_group_tests(tests, NULL, NULL);
}
