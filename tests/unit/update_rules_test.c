/*
 * update_rules_test.c - rules of changing rows that no recorded script states alone: who is in whose way, rows without versions,
 * schemas of several ages.
 *
 * Expected: reference api-semantics 7.1 and 7.3; the published engine for duplicates that the session does not see (an insert never
 * answers with a write conflict), for JET_errSessionWriteConflict and JET_errMustRollback.
 */
#include "test.h"

#include "diag.h"
#include "esent.h"

enum { PAGE_SIZE = 4096, LONG_SIZE = 20000 };

static struct {
    JET_INSTANCE instance;
    JET_SESID session, other;
    JET_DBID dbid, other_dbid;
    JET_COLUMNID key, value, text;
} world;

static void expect_at(JET_ERR got, JET_ERR expected, int line)
{
    if (got != expected) {
        fail_msg("line %d: %d instead of %d; %s", line, (int)got, (int)expected, diag_sentence());
    }
}

#define expect(expected, call) expect_at((call), (expected), __LINE__)
#define good(call)             expect_at((call), JET_errSuccess, __LINE__)

/* ---------------------------------------------------------------------------------------------------- the database */

static int open_world(void **state)
{
    char path[512];

    (void)state;
    (void)snprintf(path, sizeof path, "%s", test_path("rules.edb"));
    good(JetSetSystemParameterA(NULL, 0, JET_paramDatabasePageSize, PAGE_SIZE, NULL));
    good(JetCreateInstanceA(&world.instance, "rules"));
    good(JetSetSystemParameterA(&world.instance, 0, JET_paramRecovery, 0, "off"));
    good(JetSetSystemParameterA(&world.instance, 0, JET_paramTempPath, 0, test_path("temp")));
    good(JetInit(&world.instance));
    good(JetBeginSessionA(world.instance, &world.session, NULL, NULL));
    good(JetCreateDatabaseA(world.session, path, NULL, &world.dbid, JET_bitDbOverwriteExisting));
    good(JetBeginSessionA(world.instance, &world.other, NULL, NULL));
    good(JetOpenDatabaseA(world.other, path, NULL, &world.other_dbid, 0));
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    if (world.instance != 0) {
        (void)JetTerm2(world.instance, JET_bitTermAbrupt);
    }
    memset(&world, 0, sizeof world);
    return 0;
}

static JET_COLUMNID add_column(JET_TABLEID table, const char *name, JET_COLTYP type)
{
    const JET_COLUMNDEF definition = {.cbStruct = sizeof definition, .coltyp = type, .cp = 1252};
    JET_COLUMNID id;

    good(JetAddColumnA(world.session, table, name, &definition, NULL, 0, &id));
    return id;
}

/* A table of key (primary), value (unique) and text; its cursor. */
static JET_TABLEID make_table(const char *name)
{
    JET_TABLEID table;

    good(JetCreateTableA(world.session, world.dbid, name, 1, 100, &table));
    world.key = add_column(table, "key", JET_coltypLong);
    world.value = add_column(table, "value", JET_coltypLong);
    world.text = add_column(table, "text", JET_coltypLongText);
    good(JetCreateIndexA(world.session, table, "by_key", JET_bitIndexPrimary, "+key\0", 6, 100));
    good(JetCreateIndexA(world.session, table, "by_value", JET_bitIndexUnique, "+value\0", 8, 100));
    return table;
}

static JET_TABLEID open_shared(JET_SESID session, JET_DBID dbid)
{
    JET_TABLEID table;

    good(JetOpenTableA(session, dbid, "T", NULL, 0, 0, &table));
    return table;
}

static JET_ERR insert(JET_SESID session, JET_TABLEID table, int32_t key, int32_t value, JET_GRBIT grbit)
{
    JET_ERR err;

    good(JetPrepareUpdate(session, table, JET_prepInsert));
    good(JetSetColumn(session, table, world.key, &key, sizeof key, 0, NULL));
    good(JetSetColumn(session, table, world.value, &value, sizeof value, 0, NULL));
    err = JetUpdate2(session, table, NULL, 0, NULL, grbit);
    if (err < 0) {
        good(JetPrepareUpdate(session, table, JET_prepCancel));
    }
    return err;
}

/* ---------------------------------------------------------------------------------------------------------- rules */

static void an_insert_meets_unseen_rows_as_duplicates(void **state)
{
    JET_TABLEID mine, theirs;

    (void)state;
    good(JetCloseTable(world.session, make_table("T")));
    mine = open_shared(world.session, world.dbid);
    theirs = open_shared(world.other, world.other_dbid);
    good(insert(world.session, mine, 1, 1, 0));
    good(JetBeginTransaction(world.session));
    good(JetBeginTransaction(world.other));
    good(insert(world.session, mine, 2, 2, 0));
    expect(JET_errKeyDuplicate, insert(world.other, theirs, 2, 3, 0)); /* the row is not committed */
    expect(JET_errKeyDuplicate, insert(world.other, theirs, 3, 2, 0)); /* nor is the entry */
    good(JetMove(world.session, mine, JET_MoveFirst, 0));
    good(JetDelete(world.session, mine));
    expect(JET_errKeyDuplicate, insert(world.other, theirs, 1, 9, 0)); /* nor is the end of it */
    good(JetCommitTransaction(world.session, 0));
    expect(JET_errKeyDuplicate,
           insert(world.other, theirs, 1, 9, 0)); /* which is younger than the snapshot */
    good(JetCommitTransaction(world.other, 0));
    good(insert(world.other, theirs, 1, 9, 0));
}

static void a_session_replaces_a_row_through_one_cursor_at_a_time(void **state)
{
    JET_TABLEID first, second;

    (void)state;
    good(JetCloseTable(world.session, make_table("T")));
    first = open_shared(world.session, world.dbid);
    second = open_shared(world.session, world.dbid);
    good(insert(world.session, first, 1, 1, 0));
    good(insert(world.session, first, 2, 2, 0));
    good(JetBeginTransaction(world.session));
    good(JetMove(world.session, first, JET_MoveFirst, 0));
    good(JetMove(world.session, second, JET_MoveFirst, 0));
    good(JetPrepareUpdate(world.session, first, JET_prepReplace));
    expect(JET_errSessionWriteConflict, JetPrepareUpdate(world.session, second, JET_prepReplace));
    expect(JET_errSessionWriteConflict, JetPrepareUpdate(world.session, second, JET_prepReplaceNoLock));
    good(JetMove(world.session, second, JET_MoveNext, 0));
    good(JetPrepareUpdate(world.session, second, JET_prepReplace)); /* another row */
    good(JetPrepareUpdate(world.session, second, JET_prepCancel));
    good(JetMove(world.session, second, JET_MovePrevious, 0));
    good(JetPrepareUpdate(world.session, first, JET_prepCancel));
    good(JetPrepareUpdate(world.session, second, JET_prepReplace));
    good(JetRollback(world.session, 0));
}

static void rows_without_versions_go_into_tables_of_the_same_transaction(void **state)
{
    JET_TABLEID table;

    (void)state;
    good(JetBeginTransaction(world.session));
    table = make_table("T");
    good(insert(world.session, table, 1, 1, JET_bitUpdateNoVersion));
    expect(JET_errKeyDuplicate,
           insert(world.session, table, 1, 2, JET_bitUpdateNoVersion)); /* nothing done */
    good(JetCloseTable(world.session, table));
    good(JetCommitTransaction(world.session, 0));
    table = open_shared(world.session, world.dbid);
    good(JetMove(world.session, table, JET_MoveFirst, 0));
    expect(JET_errUpdateMustVersion, insert(world.session, table, 2, 2, JET_bitUpdateNoVersion));
}

static void a_row_that_went_in_by_half_without_versions_forces_a_rollback(void **state)
{
    JET_TABLEID table;

    (void)state;
    good(JetBeginTransaction(world.session));
    good(JetBeginTransaction(world.session));
    table = make_table("T");
    good(insert(world.session, table, 1, 1, JET_bitUpdateNoVersion));
    expect(JET_errKeyDuplicate, insert(world.session, table, 2, 1, JET_bitUpdateNoVersion)); /* the value */
    expect(JET_errMustRollback, JetCommitTransaction(world.session, 0));
    good(JetRollback(world.session, 0));
    expect(JET_errMustRollback, JetCommitTransaction(world.session, 0)); /* not down to 0 yet */
    good(JetRollback(world.session, 0));
    expect(JET_errObjectNotFound, JetOpenTableA(world.session, world.dbid, "T", NULL, 0, 0, &table));
    good(JetBeginTransaction(world.session));
    good(JetCommitTransaction(world.session, 0));
}

static void a_schema_older_than_the_first_long_value_reads_it(void **state)
{
    const JET_COLUMNDEF definition = {.cbStruct = sizeof definition, .coltyp = JET_coltypLong};
    static uint8_t bytes[LONG_SIZE], got[LONG_SIZE];
    JET_TABLEID mine, theirs;
    JET_COLUMNID id;
    JET_ULONG size;
    int32_t key = 7;

    (void)state;
    memset(bytes, 'x', sizeof bytes);
    good(JetCloseTable(world.session, make_table("T")));
    mine = open_shared(world.session, world.dbid);
    theirs = open_shared(world.other, world.other_dbid);
    good(JetBeginTransaction(world.session));
    good(JetBeginTransaction(world.other));
    good(JetAddColumnA(world.other, theirs, "more", &definition, NULL, 0, &id));
    good(JetCommitTransaction(world.other, 0));
    good(JetPrepareUpdate(world.session, mine, JET_prepInsert));
    good(JetSetColumn(world.session, mine, world.key, &key, sizeof key, 0, NULL));
    good(JetSetColumn(world.session, mine, world.text, bytes, sizeof bytes, 0, NULL));
    good(JetUpdate(world.session, mine, NULL, 0, NULL));
    good(JetCommitTransaction(world.session, 0));
    good(JetMove(world.session, mine, JET_MoveFirst,
                 0)); /* the cursor goes over to the schema with the new column */
    good(JetRetrieveColumn(world.session, mine, world.text, got, sizeof got, &size, 0, NULL));
    assert_int_equal(size, sizeof bytes);
    assert_memory_equal(got, bytes, sizeof bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_insert_meets_unseen_rows_as_duplicates, open_world, close_world),
        cmocka_unit_test_setup_teardown(a_session_replaces_a_row_through_one_cursor_at_a_time, open_world,
                                        close_world),
        cmocka_unit_test_setup_teardown(rows_without_versions_go_into_tables_of_the_same_transaction,
                                        open_world, close_world),
        cmocka_unit_test_setup_teardown(a_row_that_went_in_by_half_without_versions_forces_a_rollback,
                                        open_world, close_world),
        cmocka_unit_test_setup_teardown(a_schema_older_than_the_first_long_value_reads_it, open_world,
                                        close_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
