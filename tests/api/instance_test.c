/*
 * instance_test.c - the modes of the process and the life of instances.
 *
 * Expected: reference api-semantics 0.2, 0.3, 1.1, 1.2, and the recorded script term_stop.
 */
#include "test.h"

#include "esent.h"
#include "esent_compat.h"

/* An instance that was created, with a folder of its own below the test's, and does not log. */
static JET_INSTANCE create(const char *name)
{
    JET_INSTANCE instance = 0;

    assert_int_equal(JetCreateInstanceA(&instance, name), JET_errSuccess);
    assert_int_equal(JetSetSystemParameterA(&instance, 0, JET_paramRecovery, 0, "off"), JET_errSuccess);
    assert_int_equal(JetSetSystemParameterA(&instance, 0, JET_paramTempPath, 0, test_path(name)),
                     JET_errSuccess);
    return instance;
}

static JET_INSTANCE start(const char *name)
{
    JET_INSTANCE instance = create(name);

    assert_int_equal(JetInit(&instance), JET_errSuccess);
    return instance;
}

static void an_instance_lives_from_create_to_term(void **state)
{
    JET_INSTANCE instance = create("one");
    JET_SESID session;

    (void)state;
    assert_int_not_equal(instance, 0);
    assert_true(instance != JET_instanceNil);
    assert_int_equal(JetBeginSessionA(instance, &session, NULL, NULL), JET_errNotInitialized);
    assert_int_equal(JetInit(&instance), JET_errSuccess);
    assert_int_equal(JetInit(&instance), JET_errAlreadyInitialized);
    assert_int_equal(JetBeginSessionA(instance, &session, NULL, NULL), JET_errSuccess);
    assert_int_equal(JetTerm(instance), JET_errSuccess); /* idle sessions end silently */
    assert_int_equal(JetTerm(instance), JET_errInvalidInstance);
    assert_int_equal(JetBeginSessionA(instance, &session, NULL, NULL), JET_errInvalidInstance);
    assert_int_equal(JetBeginTransaction(session), JET_errNotInitialized);
}

static void an_instance_that_never_ran_is_just_freed(void **state)
{
    JET_INSTANCE instance = create("never");

    (void)state;
    assert_int_equal(JetTerm2(instance, JET_bitTermComplete), JET_errSuccess);
    assert_int_equal(JetTerm2(instance, JET_bitTermComplete), JET_errInvalidInstance);
}

static void a_result_needs_a_place(void **state)
{
    JET_INSTANCE instance = start("place");
    JET_SESID session;

    (void)state;
    assert_int_equal(JetCreateInstanceA(NULL, "x"), JET_errInvalidParameter);
    assert_int_equal(JetBeginSessionA(instance, NULL, NULL, NULL), JET_errInvalidParameter);
    assert_int_equal(JetBeginSessionA(instance, &session, "user", "secret"), JET_errSuccess);
    assert_int_equal(JetDupSession(session, NULL), JET_errInvalidParameter);
    assert_int_equal(JetTerm(instance), JET_errSuccess);
}

static void names_of_instances_are_unique(void **state)
{
    static const WCHAR name[] = {'n', 0};
    JET_INSTANCE first = create("n");
    JET_INSTANCE second = 5;
    JET_INSTANCE unnamed = 0;

    (void)state;
    assert_int_equal(JetCreateInstanceA(&second, "n"), JET_errInstanceNameInUse);
    assert_true(second == JET_instanceNil);
    assert_int_equal(JetCreateInstanceW(&second, name), JET_errInstanceNameInUse);
    assert_int_equal(JetCreateInstanceA(&second, "N"), JET_errSuccess); /* letters count as they are */
    assert_int_equal(JetCreateInstance2A(&unnamed, NULL, "shown", 0), JET_errSuccess);
    assert_int_equal(JetTerm(second), JET_errSuccess);
    assert_int_equal(JetCreateInstanceA(&second, NULL),
                     JET_errInstanceNameInUse); /* nobody is called nothing twice */
    assert_int_equal(JetTerm(unnamed), JET_errSuccess);
    assert_int_equal(JetTerm(first), JET_errSuccess);
}

static void there_are_as_many_instances_as_the_parameter_says(void **state)
{
    JET_INSTANCE first;
    JET_INSTANCE second = 0;
    JET_INSTANCE third = 0;

    (void)state;
    assert_int_equal(JetSetSystemParameterA(NULL, 0, JET_paramMaxInstances, 2, NULL), JET_errSuccess);
    first = create("a");
    assert_int_equal(JetCreateInstanceA(&second, "b"), JET_errSuccess);
    assert_int_equal(JetCreateInstanceA(&third, "c"), JET_errTooManyInstances);
    assert_int_equal(JetTerm(first), JET_errSuccess);
    assert_int_equal(JetTerm(second), JET_errSuccess);
    assert_int_equal(JetSetSystemParameterA(NULL, 0, JET_paramMaxInstances, 16, NULL), JET_errSuccess);
}

static void init_alone_makes_the_one_instance(void **state)
{
    JET_INSTANCE instance = 0;
    JET_INSTANCE other = 0;
    JET_SESID session;

    (void)state;
    assert_int_equal(JetSetSystemParameterA(NULL, 0, JET_paramRecovery, 0, "off"), JET_errSuccess);
    assert_int_equal(JetInit(&instance), JET_errSuccess);
    assert_int_not_equal(instance, 0);
    assert_int_equal(JetCreateInstanceA(&other, "other"), JET_errRunningInOneInstanceMode);
    assert_int_equal(JetInit(&other), JET_errAlreadyInitialized);
    assert_int_equal(JetInit(NULL), JET_errAlreadyInitialized);
    assert_int_equal(JetBeginSessionA(0, &session, NULL, NULL), JET_errSuccess);
    assert_int_equal(JetBeginSessionA(JET_instanceNil, &session, NULL, NULL), JET_errSuccess);
    assert_int_equal(JetBeginSessionA(instance, &session, NULL, NULL), JET_errSuccess);
    assert_int_equal(JetBeginSessionA(instance + 4, &session, NULL, NULL), JET_errInvalidInstance);
    assert_int_equal(JetTerm(0), JET_errSuccess);
    /* The last instance took the mode with it. */
    assert_int_equal(JetCreateInstanceA(&other, "other"), JET_errSuccess);
    assert_int_equal(JetTerm(other), JET_errSuccess);
    assert_int_equal(JetSetSystemParameterA(NULL, 0, JET_paramRecovery, 0, "on"), JET_errSuccess);
}

static void init_makes_an_unnamed_instance_beside_others(void **state)
{
    JET_INSTANCE named = create("named");
    JET_INSTANCE unnamed = JET_instanceNil;

    (void)state;
    assert_int_equal(JetInit(NULL), JET_errRunningInMultiInstanceMode);
    assert_int_equal(JetInit(&unnamed), JET_errSuccess);
    assert_true(unnamed != JET_instanceNil && unnamed != named);
    assert_int_equal(JetBeginSessionA(0, &(JET_SESID){0}, NULL, NULL), JET_errInvalidParameter);
    assert_int_equal(JetTerm(unnamed), JET_errSuccess);
    assert_int_equal(JetTerm(named), JET_errSuccess);
}

static void init_checks_the_structure_it_is_given(void **state)
{
    JET_INSTANCE instance = create("info");
    JET_RSTINFO_A restore = {.cbStruct = sizeof restore};
    JET_RSTINFO2_W restore2 = {.cbStruct = sizeof restore2 - 1};

    (void)state;
    assert_int_equal(JetInit4W(&instance, &restore2, 0), JET_errInvalidParameter);
    restore.crstmap = 1;
    assert_int_equal(JetInit3A(&instance, &restore, 0), JET_errInvalidParameter);
    restore.crstmap = 0;
    assert_int_equal(JetInit3A(&instance, &restore, 0), JET_errSuccess);
    assert_int_equal(JetTerm(instance), JET_errSuccess);
    instance = create("info");
    assert_int_equal(JetInit3W(&instance, NULL, 0), JET_errSuccess);
    assert_int_equal(JetTerm(instance), JET_errSuccess);
}

static void instances_that_run_do_not_share_paths(void **state)
{
    JET_INSTANCE first = create("first");
    JET_INSTANCE second = create("second");

    (void)state;
    assert_int_equal(JetSetSystemParameterA(&second, 0, JET_paramTempPath, 0, test_path("first")),
                     JET_errSuccess);
    assert_int_equal(JetInit(&first), JET_errSuccess);
    assert_int_equal(JetInit(&second), JET_errTempPathInUse);
    assert_int_equal(second, 0); /* a failed init is the end of the instance */

    second = create("second");
    assert_int_equal(JetSetSystemParameterA(&second, 0, JET_paramTempPath, 0, test_path("first")),
                     JET_errSuccess);
    assert_int_equal(JetSetSystemParameterA(&second, 0, JET_paramMaxTemporaryTables, 0, NULL),
                     JET_errSuccess);
    assert_int_equal(JetInit(&second),
                     JET_errSuccess); /* without temporary tables the path does not matter */
    assert_int_equal(JetTerm(second), JET_errSuccess);
    assert_int_equal(JetTerm(first), JET_errSuccess);
}

static void instances_that_log_do_not_share_folders(void **state)
{
    JET_INSTANCE first = create("first");
    JET_INSTANCE second = create("second");
    char folder[1024];

    (void)state;
    (void)snprintf(folder, sizeof folder, "%s", test_folder());
    for (unsigned i = 0; i < 2; i++) {
        JET_INSTANCE *instance = i == 0 ? &first : &second;

        assert_int_equal(JetSetSystemParameterA(instance, 0, JET_paramRecovery, 0, "ON"), JET_errSuccess);
        assert_int_equal(JetSetSystemParameterA(instance, 0, JET_paramSystemPath, 0, folder), JET_errSuccess);
    }
    assert_int_equal(JetInit(&first), JET_errSuccess);
    assert_int_equal(JetInit(&second), JET_errSystemPathInUse);

    second = create("second");
    assert_int_equal(JetSetSystemParameterA(&second, 0, JET_paramRecovery, 0, "on"), JET_errSuccess);
    assert_int_equal(JetSetSystemParameterA(&second, 0, JET_paramSystemPath, 0, test_path("elsewhere")),
                     JET_errSuccess);
    assert_int_equal(JetInit(&second), JET_errLogFilePathInUse); /* both have the current folder */
    assert_int_equal(JetTerm(first), JET_errSuccess);
}

static unsigned runtime_calls;
static JET_ERR runtime_answer;

static JET_ERR JET_API on_runtime(JET_SESID sesid, JET_DBID dbid, JET_TABLEID tableid, JET_CBTYP cbtyp,
                                  void *pvArg1, void *pvArg2, void *pvContext, JET_API_PTR ulUnused)
{
    (void)sesid;
    (void)dbid;
    (void)tableid;
    if (cbtyp == JET_cbtypNull && pvArg1 == NULL && pvArg2 == NULL && pvContext == NULL && ulUnused == 0) {
        runtime_calls++;
    }
    return runtime_answer;
}

static void the_runtime_callback_hears_of_init_once(void **state)
{
    JET_INSTANCE instance = create("callback");

    (void)state;
    assert_int_equal(
        JetSetSystemParameterA(&instance, 0, JET_paramRuntimeCallback, (JET_API_PTR)on_runtime, NULL),
        JET_errSuccess);
    assert_int_equal(JetInit(&instance), JET_errSuccess);
    assert_int_equal(runtime_calls, 1);
    assert_int_equal(JetTerm(instance), JET_errSuccess);

    runtime_answer = JET_errCallbackFailed;
    instance = create("callback");
    assert_int_equal(
        JetSetSystemParameterA(&instance, 0, JET_paramRuntimeCallback, (JET_API_PTR)on_runtime, NULL),
        JET_errSuccess);
    assert_int_equal(JetInit(&instance), JET_errCallbackFailed);
    assert_int_equal(instance, 0);
    assert_int_equal(runtime_calls, 2);
}

static void an_open_transaction_keeps_the_instance_running(void **state)
{
    JET_INSTANCE instance = start("busy");
    JET_SESID session;

    (void)state;
    assert_int_equal(JetBeginSessionA(instance, &session, NULL, NULL), JET_errSuccess);
    assert_int_equal(JetBeginTransaction(session), JET_errSuccess);
    assert_int_equal(JetTerm(instance), JET_errTooManyActiveUsers);
    assert_int_equal(JetTerm2(instance, JET_bitTermComplete), JET_errTooManyActiveUsers);
    assert_int_equal(JetTerm2(instance, JET_bitTermAbrupt), JET_errTooManyActiveUsers);
    assert_int_equal(JetRollback(session, 0), JET_errSuccess); /* it stays usable */
    assert_int_equal(JetTerm2(instance, JET_bitTermComplete), JET_errSuccess);
}

static void a_dirty_end_does_not_mind_open_transactions(void **state)
{
    JET_INSTANCE instance = start("dirty");
    JET_SESID session;

    (void)state;
    assert_int_equal(JetBeginSessionA(instance, &session, NULL, NULL), JET_errSuccess);
    assert_int_equal(JetBeginTransaction(session), JET_errSuccess);
    assert_int_equal(JetTerm2(instance, JET_bitTermDirty), JET_errDirtyShutdown);
    assert_int_equal(JetTerm(instance), JET_errInvalidInstance);
}

static void a_stopped_service_lets_only_the_end_through(void **state)
{
    JET_INSTANCE instance = start("stopped");
    JET_SESID session;
    JET_SESID other;

    (void)state;
    assert_int_equal(JetBeginSessionA(instance, &session, NULL, NULL), JET_errSuccess);
    assert_int_equal(JetBeginTransaction(session), JET_errSuccess);
    assert_int_equal(JetStopServiceInstance2(instance, 1), JET_errInvalidGrbit);
    assert_int_equal(JetStopServiceInstance2(instance, JET_bitStopServiceBackgroundUserTasks),
                     JET_errSuccess);
    assert_int_equal(JetBeginTransaction(session), JET_errSuccess); /* that one stops no calls */
    assert_int_equal(JetStopServiceInstance2(instance, JET_bitStopServiceResume), JET_errSuccess);
    assert_int_equal(JetStopService(), JET_errRunningInMultiInstanceMode);
    assert_int_equal(JetStopServiceInstance(instance), JET_errSuccess);
    assert_int_equal(JetBeginTransaction(session), JET_errClientRequestToStopJetService);
    assert_int_equal(JetCommitTransaction(session, 0), JET_errClientRequestToStopJetService);
    assert_int_equal(JetBeginSessionA(instance, &other, NULL, NULL), JET_errClientRequestToStopJetService);
    assert_int_equal(JetRollback(session, JET_bitRollbackAll), JET_errSuccess);
    assert_int_equal(JetEndSession(session, 0), JET_errSuccess);
    assert_int_equal(JetTerm(instance), JET_errSuccess);
}

static void the_list_of_instances_names_them(void **state)
{
    JET_INSTANCE first = start("first");
    JET_INSTANCE second =
        start("zw\xC3\xB6lf"); /* bytes that are text in UTF-8 and in every Western code page */
    JET_INSTANCE_INFO_A *narrow = NULL;
    JET_INSTANCE_INFO_W *wide = NULL;
    JET_ULONG count = 0;
    unsigned found = 0;

    (void)state;
    assert_int_equal(JetGetInstanceInfoA(NULL, &narrow), JET_errInvalidParameter);
    assert_int_equal(JetGetInstanceInfoA(&count, &narrow), JET_errSuccess);
    assert_int_equal(count, 2);
    for (unsigned i = 0; i < count; i++) {
        found |= narrow[i].hInstanceId == first && strcmp(narrow[i].szInstanceName, "first") == 0 ? 1 : 0;
        found |=
            narrow[i].hInstanceId == second && strcmp(narrow[i].szInstanceName, "zw\xC3\xB6lf") == 0 ? 2 : 0;
        assert_int_equal(narrow[i].cDatabases, 0);
    }
    assert_int_equal(found, 3);
    assert_int_equal(JetFreeBuffer((char *)narrow), JET_errSuccess);

    assert_int_equal(JetGetInstanceInfoW(&count, &wide), JET_errSuccess);
    assert_int_equal(count, 2);
    assert_int_equal(wide[0].szInstanceName[0] + wide[1].szInstanceName[0], 'f' + 'z');
    assert_int_equal(JetFreeBuffer((char *)wide), JET_errSuccess);
    assert_int_equal(JetTerm(first), JET_errSuccess);
    assert_int_equal(JetTerm(second), JET_errSuccess);

    assert_int_equal(JetGetInstanceInfoW(&count, &wide), JET_errSuccess);
    assert_int_equal(count, 0);
    assert_null(wide);
}

static void an_instance_without_a_log_has_no_checkpoint(void **state)
{
    JET_INSTANCE instance = start("nolog");
    JET_CHECKPOINTINFO checkpoint;
    JET_SIGNATURE signature;

    (void)state;
    memset(&checkpoint, 0x55, sizeof checkpoint);
    assert_int_equal(
        JetGetInstanceMiscInfo(instance, &checkpoint, sizeof checkpoint, JET_InstanceMiscInfoCheckpoint),
        JET_errSuccess);
    assert_int_equal(checkpoint.genMin, 0);
    assert_int_equal(checkpoint.genMax, 0);
    assert_int_equal(
        JetGetInstanceMiscInfo(instance, &signature, sizeof signature - 1, JET_InstanceMiscInfoLogSignature),
        JET_errBufferTooSmall);
    assert_int_equal(JetGetInstanceMiscInfo(instance, &signature, sizeof signature, 77),
                     JET_errInvalidParameter);
    assert_int_equal(JetTerm(instance), JET_errSuccess);
}

static void no_database_appears(void **state)
{
    JET_INSTANCE instance = create("nothing");
    static const char *const names[] = {"tmp.edb", "nothing"};
    FILE *file;

    (void)state;
    assert_int_equal(JetSetSystemParameterA(&instance, 0, JET_paramSystemPath, 0, test_folder()),
                     JET_errSuccess);
    assert_int_equal(JetSetSystemParameterA(&instance, 0, JET_paramLogFilePath, 0, test_folder()),
                     JET_errSuccess);
    assert_int_equal(JetInit(&instance), JET_errSuccess);
    assert_int_equal(JetTerm(instance), JET_errSuccess);
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        file = fopen(test_path(names[i]), "rb");
        assert_null(file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_instance_lives_from_create_to_term),
        cmocka_unit_test(an_instance_that_never_ran_is_just_freed),
        cmocka_unit_test(a_result_needs_a_place),
        cmocka_unit_test(names_of_instances_are_unique),
        cmocka_unit_test(there_are_as_many_instances_as_the_parameter_says),
        cmocka_unit_test(init_alone_makes_the_one_instance),
        cmocka_unit_test(init_makes_an_unnamed_instance_beside_others),
        cmocka_unit_test(init_checks_the_structure_it_is_given),
        cmocka_unit_test(instances_that_run_do_not_share_paths),
        cmocka_unit_test(instances_that_log_do_not_share_folders),
        cmocka_unit_test(the_runtime_callback_hears_of_init_once),
        cmocka_unit_test(an_open_transaction_keeps_the_instance_running),
        cmocka_unit_test(a_dirty_end_does_not_mind_open_transactions),
        cmocka_unit_test(a_stopped_service_lets_only_the_end_through),
        cmocka_unit_test(the_list_of_instances_names_them),
        cmocka_unit_test(an_instance_without_a_log_has_no_checkpoint),
        cmocka_unit_test(no_database_appears),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
