/*
 * resource_test.c - JetSetResourceParam and JetGetResourceParam. Answers: Microsoft's engine source, cresmgr.cxx and jetapi.cxx.
 */
#include "esent.h"
#include "test.h"

static JET_ERR get(JET_INSTANCE instance, JET_RESOPER oper, JET_RESID resid, JET_API_PTR *value)
{
    *value = 77;
    return JetGetResourceParam(instance, oper, resid, value);
}

static JET_API_PTR value_of(JET_INSTANCE instance, JET_RESOPER oper, JET_RESID resid)
{
    JET_API_PTR value;

    assert_int_equal(get(instance, oper, resid, &value), JET_errSuccess);
    return value;
}

static JET_ERR set(JET_INSTANCE instance, JET_RESOPER oper, JET_RESID resid, JET_API_PTR value)
{
    return JetSetResourceParam(instance, oper, resid, value);
}

static void set_system(JET_INSTANCE *instance, JET_ULONG id, JET_API_PTR value)
{
    assert_int_equal(JetSetSystemParameterA(instance, JET_sesidNil, id, value, NULL), JET_errSuccess);
}

static void pools_have_the_defaults_of_windows(void **state)
{
    JET_API_PTR value;
    char tag[JET_resTagSize + 4] = {0};

    (void)state;
    assert_int_equal(value_of(0, JET_resoperAlign, JET_residFUCB), 32);
    assert_int_equal(value_of(0, JET_resoperChunkSize, JET_residFUCB), 65536);
    assert_int_equal(value_of(0, JET_resoperLookasideEntries, JET_residFUCB), 32);
    assert_int_equal(value_of(0, JET_resoperLookasideEntries, JET_residINST), 0);
    assert_int_equal(value_of(0, JET_resoperMinUse, JET_residPIB), 0);
    assert_int_equal(value_of(0, JET_resoperMaxUse, JET_residPIB), 0x7FFFFFFF);
    assert_int_equal(value_of(0, JET_resoperRFOLOffset, JET_residPIB), sizeof(void *));
    assert_int_equal(value_of(0, JET_resoperSize, JET_residTest), 64);
    assert_int_equal(value_of(0, JET_resoperObjectsPerChunk, JET_residTest), 65536 / 64);
    assert_int_equal(value_of(0, JET_resoperChunkSize, JET_residVERBUCKET), 1024 * 1024);
    assert_true(value_of(0, JET_resoperSize, JET_residFUCB) > 0);
    memcpy(&value, tag, sizeof value < sizeof tag ? sizeof value : sizeof tag);
    assert_int_equal(get(0, JET_resoperTag, JET_residSPLITPATH, &value), JET_errSuccess);
    memcpy(tag, &value, JET_resTagSize);
    assert_string_equal(tag, "SPTP");
    assert_int_equal(get(0, JET_resoperCurrentUse, JET_residFUCB, &value), JET_errNotInitialized);
}

static void what_is_no_pool_or_property_is_refused(void **state)
{
    JET_API_PTR value;

    (void)state;
    assert_int_equal(get(0, JET_resoperSize, JET_residNull, &value), JET_errInvalidParameter);
    assert_int_equal(get(0, JET_resoperSize, JET_residMax, &value), JET_errInvalidParameter);
    assert_int_equal(get(0, JET_resoperSize, JET_residAll, &value), JET_errInvalidParameter);
    assert_int_equal(get(0, JET_resoperNull, JET_residFCB, &value), JET_errInvalidParameter);
    assert_int_equal(get(0, JET_resoperMax, JET_residFCB, &value), JET_errInvalidParameter);
    assert_int_equal(get(0, JET_resoperEnableMaxUse, JET_residFCB, &value), JET_errInvalidParameter);
    assert_int_equal(JetGetResourceParam(0, JET_resoperSize, JET_residFCB, NULL), JET_errInvalidParameter);
}

static void changes_keep_to_their_limits(void **state)
{
    static const struct {
        JET_RESOPER oper;
        JET_API_PTR value;
        JET_ERR result;
    } cases[] = {
        {JET_resoperAlign, 64, JET_errSuccess},
        {JET_resoperAlign, 48, JET_errInvalidParameter},
        {JET_resoperAlign, 2, JET_errInvalidParameter},
        {JET_resoperChunkSize, 0, JET_errInvalidParameter},
        {JET_resoperChunkSize, 16 * 1024 * 1024 + 1, JET_errInvalidParameter},
        {JET_resoperMinUse, 10, JET_errSuccess},
        {JET_resoperMinUse, 0x80000000u, JET_errInvalidParameter},
        {JET_resoperMaxUse, 1000, JET_errSuccess},
        {JET_resoperLookasideEntries, 8, JET_errSuccess},
        {JET_resoperGuard, 1, JET_errSuccess},
        {JET_resoperSize, 100, JET_errInvalidParameter},
        {JET_resoperCurrentUse, 1, JET_errInvalidParameter},
        {JET_resoperObjectsPerChunk, 1, JET_errInvalidParameter},
        {JET_resoperRCIList, 1, JET_errInvalidParameter},
    };

    (void)state;
    set_system(NULL, JET_paramEnableAdvanced, 0);
    assert_int_equal(set(0, JET_resoperAlign, JET_residIDB, 48), JET_errSuccess); /* ignored */
    assert_int_equal(value_of(0, JET_resoperAlign, JET_residIDB), 32);
    set_system(NULL, JET_paramEnableAdvanced, 1);
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(set(0, cases[i].oper, JET_residIDB, cases[i].value), cases[i].result);
        if (cases[i].result == JET_errSuccess) {
            assert_int_equal(value_of(0, cases[i].oper, JET_residIDB), cases[i].value);
        }
    }
    assert_int_equal(set(0, JET_resoperChunkSize, JET_residIDB, 65537), JET_errSuccess); /* whole sections */
    assert_int_equal(value_of(0, JET_resoperChunkSize, JET_residIDB), 131072);

    assert_int_equal(set(0, JET_resoperAllocFromHeap, JET_residAll, 1), JET_errSuccess);
    assert_int_equal(value_of(0, JET_resoperAllocFromHeap, JET_residKEY), 1);
    assert_int_equal(set(0, JET_resoperAlign, JET_residAll, 3), JET_errInvalidParameter);
    assert_int_equal(value_of(0, JET_resoperAlign, JET_residFCB), 32);
}

/* Sizes that have a system parameter are that parameter. */
static void sizes_of_pages_are_system_parameters(void **state)
{
    JET_API_PTR value;

    (void)state;
    assert_int_equal(set(0, JET_resoperSize, JET_residPAGE, 8192), JET_errSuccess);
    assert_int_equal(JetGetSystemParameterA(0, JET_sesidNil, JET_paramDatabasePageSize, &value, NULL, 0),
                     JET_errSuccess);
    assert_int_equal(value, 8192);
    assert_int_equal(value_of(0, JET_resoperSize, JET_residPAGE), 8192);
    assert_int_equal(set(0, JET_resoperMinUse, JET_residVERBUCKET, 32), JET_errSuccess);
    assert_int_equal(value_of(0, JET_resoperMinUse, JET_residVERBUCKET), 32);
}

static void limits_of_an_instance_follow_from_its_parameters(void **state)
{
    JET_INSTANCE instance;
    JET_SESID session;
    JET_API_PTR value;

    (void)state;
    assert_int_equal(JetCreateInstanceA(&instance, "pools"), JET_errSuccess);
    assert_int_equal(JetSetSystemParameterA(&instance, JET_sesidNil, JET_paramRecovery, 0, "off"),
                     JET_errSuccess);
    set_system(&instance, JET_paramMaxSessions, 20);
    set_system(&instance, JET_paramMaxCursors, 100);
    set_system(&instance, JET_paramMaxTemporaryTables, 7);
    set_system(&instance, JET_paramMaxOpenTables, 300);
    set_system(&instance, JET_paramCachedClosedTables, 64);
    assert_int_equal(value_of(instance, JET_resoperMaxUse, JET_residPIB), 20 + 69);
    assert_int_equal(value_of(instance, JET_resoperMaxUse, JET_residFUCB), 100);
    assert_int_equal(value_of(instance, JET_resoperMaxUse, JET_residSCB), 7);
    assert_int_equal(value_of(instance, JET_resoperMaxUse, JET_residFCB), 2 * 300 + 7 + 2 * 64);

    assert_int_equal(set(instance, JET_resoperMaxUse, JET_residFUCB, 200), JET_errSuccess);
    assert_int_equal(JetGetSystemParameterA(instance, JET_sesidNil, JET_paramMaxCursors, &value, NULL, 0),
                     JET_errSuccess);
    assert_int_equal(value, 200);
    assert_int_equal(JetInit(&instance), JET_errSuccess);
    assert_int_equal(set(instance, JET_resoperMaxUse, JET_residFUCB, 300), JET_errAlreadyInitialized);
    assert_int_equal(set(instance, JET_resoperMaxUse, JET_residTDB, 300), JET_errAlreadyInitialized);
    assert_int_equal(set(0, JET_resoperGuard, JET_residTDB, 1), JET_errAlreadyInitialized);

    assert_int_equal(value_of(instance, JET_resoperCurrentUse, JET_residFUCB), 0);
    value = value_of(instance, JET_resoperCurrentUse, JET_residPIB);
    assert_int_equal(JetBeginSessionA(instance, &session, NULL, NULL), JET_errSuccess);
    assert_int_equal(value_of(instance, JET_resoperCurrentUse, JET_residPIB), value + 1);
    assert_int_equal(value_of(0, JET_resoperCurrentUse, JET_residINST), 1);
    assert_int_equal(JetTerm(instance), JET_errSuccess);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pools_have_the_defaults_of_windows),
        cmocka_unit_test(what_is_no_pool_or_property_is_refused),
        cmocka_unit_test(changes_keep_to_their_limits),
        cmocka_unit_test(sizes_of_pages_are_system_parameters),
        cmocka_unit_test(limits_of_an_instance_follow_from_its_parameters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
