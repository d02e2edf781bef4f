/*
 * statistics_test.c - JetGetThreadStats and the parameters that tell about the cache: what they say must add up.
 */
#include "table_support.h"

#define ORACLE_FILE "oracle/clean_4096_efv8920/clean.edb"

enum { LV = 256 }; /* of T_lv: value 2 lies outside record 1 */

static struct opened db;

static JET_THREADSTATS4 now(void)
{
    JET_THREADSTATS4 statistics = {0};

    if (JetGetThreadStats(&statistics, sizeof statistics) < 0) {
        statistics.cPageReferenced = UINT32_MAX;
    }
    return statistics;
}

static JET_API_PTR parameter(JET_ULONG id)
{
    JET_API_PTR value = 0;

    assert_jet(JET_errSuccess, JetGetSystemParameterA(db.instance, JET_sesidNil, id, &value, NULL, 0));
    return value;
}

static void walk(const char *name)
{
    const JET_TABLEID table = open_table(&db, name);

    for (JET_ERR err = JetMove(db.session, table, JET_MoveFirst, 0); err >= 0;
         err = JetMove(db.session, table, JET_MoveNext, 0)) {
    }
    assert_jet(JET_errSuccess, JetCloseTable(db.session, table));
}

static void pages_that_are_read_are_in_the_cache(void **state)
{
    const JET_THREADSTATS4 start = now();
    JET_THREADSTATS4 first, second;
    JET_API_PTR requests, hits;

    (void)state;
    db = open_database(ORACLE_FILE, 4096);
    requests = parameter(JET_paramCacheRequests);
    hits = parameter(JET_paramCacheHits);
    walk("T_big");
    first = now();
    assert_true(first.cPageRead + first.cPagePreread > start.cPageRead + start.cPagePreread + 50);
    assert_int_equal(parameter(JET_paramCacheSize),
                     first.cPageRead + first.cPagePreread - start.cPageRead - start.cPagePreread);
    assert_int_equal(first.cPageCacheMiss - start.cPageCacheMiss, first.cPageRead - start.cPageRead);

    walk("T_big"); /* all of it from the cache */
    second = now();
    assert_int_equal(second.cPageRead, first.cPageRead);
    assert_int_equal(second.cPagePreread, first.cPagePreread);
    assert_true(second.cPageReferenced > first.cPageReferenced + 100);
    assert_true(parameter(JET_paramCacheRequests) - requests >=
                second.cPageReferenced - first.cPageReferenced);
    assert_true(parameter(JET_paramCacheHits) - hits >= second.cPageReferenced - first.cPageReferenced);
    assert_true(parameter(JET_paramCacheRequests) - requests >= parameter(JET_paramCacheHits) - hits);
    assert_int_equal(second.cPageDirtied, start.cPageDirtied); /* who reads changes nothing */
    assert_int_equal(second.cLogRecord, start.cLogRecord);
    close_database(&db);
}

static void long_values_are_counted(void **state)
{
    JET_RETINFO info = {.cbStruct = sizeof info, .itagSequence = 2};
    JET_ULONG before, size;
    unsigned char byte;
    JET_TABLEID table;

    (void)state;
    db = open_database(ORACLE_FILE, 4096);
    table = open_table(&db, "T_lv");
    before = now().cSeparatedLongValueRead;
    for (unsigned i = 0; i < 3; i++) {
        assert_jet(JET_wrnBufferTruncated,
                   JetRetrieveColumn(db.session, table, LV, &byte, 1, &size, 0, &info));
    }
    info.itagSequence = 1; /* in the record */
    assert_jet(JET_errSuccess, JetRetrieveColumn(db.session, table, LV, &byte, 1, &size, 0, &info));
    assert_int_equal(now().cSeparatedLongValueRead, before + 3);
    close_database(&db);
}

static void ask(void *context)
{
    *(JET_THREADSTATS4 *)context = now();
}

static void each_thread_counts_from_its_start(void **state)
{
    JET_THREADSTATS4 other;

    (void)state;
    db = open_database(ORACLE_FILE, 4096);
    walk("T_big");
    assert_true(now().cPageReferenced > 0);
    for (unsigned i = 0; i < 3; i++) { /* also where a thread takes the place of one that has ended */
        test_on_thread(ask, &other);
        assert_int_equal(other.cPageReferenced, 0);
        assert_int_equal(other.cPageRead, 0);
    }
    close_database(&db);
}

static void changed_pages_are_counted(void **state)
{
    const JET_THREADSTATS4 start = now();
    const char *folder = test_path("");
    JET_INSTANCE instance;
    JET_THREADSTATS4 end;
    JET_SESID session;
    JET_DBID dbid;

    (void)state;
    assert_jet(JET_errSuccess, JetCreateInstanceA(&instance, "writer"));
    assert_jet(JET_errSuccess,
               JetSetSystemParameterA(&instance, JET_sesidNil, JET_paramLogFilePath, 0, folder));
    assert_jet(JET_errSuccess,
               JetSetSystemParameterA(&instance, JET_sesidNil, JET_paramSystemPath, 0, folder));
    assert_jet(JET_errSuccess,
               JetSetSystemParameterA(&instance, JET_sesidNil, JET_paramLogFileSize, 128, NULL));
    assert_jet(JET_errSuccess, JetInit(&instance));
    assert_jet(JET_errSuccess, JetBeginSessionA(instance, &session, NULL, NULL));
    assert_jet(JET_errSuccess, JetCreateDatabaseA(session, test_path("new.edb"), NULL, &dbid, 0));
    end = now();
    assert_true(end.cPageDirtied > start.cPageDirtied);
    assert_true(end.cPageRedirtied > start.cPageRedirtied);
    assert_jet(JET_errSuccess, JetTerm(instance));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        table_test(pages_that_are_read_are_in_the_cache),
        table_test(long_values_are_counted),
        table_test(each_thread_counts_from_its_start),
        table_test(changed_pages_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
