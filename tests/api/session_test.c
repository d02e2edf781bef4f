/*
 * session_test.c - sessions, their handles, parameters and contexts, and the levels of transactions.
 *
 * Expected: reference api-semantics 0.2, 0.3, 2, 4, and the recorded script session_parameters.
 */
#include "test.h"

#include "esent.h"
#include "esent_compat.h"

static JET_INSTANCE instance;
static JET_SESID session;

static int set_up(void **state)
{
    (void)state;
    instance = 0;
    assert_int_equal(JetCreateInstanceA(&instance, "sessions"), JET_errSuccess);
    assert_int_equal(JetSetSystemParameterA(&instance, 0, JET_paramRecovery, 0, "off"), JET_errSuccess);
    assert_int_equal(JetSetSystemParameterA(&instance, 0, JET_paramMaxSessions, 5, NULL), JET_errSuccess);
    assert_int_equal(JetInit(&instance), JET_errSuccess);
    assert_int_equal(JetBeginSessionA(instance, &session, NULL, NULL), JET_errSuccess);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    return JetTerm2(instance, JET_bitTermDirty) == JET_errDirtyShutdown ? 0 : 1;
}

/* ------------------------------------------------------------------------------------------------ handles */

static void a_number_that_names_no_session_is_refused(void **state)
{
    static const JET_SESID wrong[] = {0, 1, 2, 0x1000, (JET_SESID)-1, (JET_SESID)-2};

    (void)state;
    for (unsigned i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(JetBeginTransaction(wrong[i]), JET_errInvalidSesid);
        assert_int_equal(JetEndSession(wrong[i], 0), JET_errInvalidSesid);
    }
    for (unsigned bit = 0; bit < 8 * sizeof session; bit++) {
        assert_int_equal(JetBeginTransaction(session ^ (JET_SESID)1 << bit), JET_errInvalidSesid);
    }
    assert_int_equal(JetBeginTransaction(instance),
                     JET_errInvalidSesid); /* not what an instance is called either */
    assert_int_equal(JetBeginTransaction((JET_SESID)(uintptr_t)&session), JET_errInvalidSesid);
}

static void the_number_of_an_ended_session_stays_invalid(void **state)
{
    JET_SESID next;

    (void)state;
    for (unsigned i = 0; i < 1000; i++) {
        assert_int_equal(JetBeginSessionA(instance, &next, NULL, NULL), JET_errSuccess);
        assert_int_equal(JetEndSession(next, 0), JET_errSuccess);
        assert_int_equal(JetEndSession(next, 0), JET_errInvalidSesid);
        assert_true(next != session);
    }
}

static void there_are_as_many_sessions_as_the_parameter_says(void **state)
{
    JET_SESID more[5];

    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        assert_int_equal(JetBeginSessionA(instance, &more[i], NULL, NULL), JET_errSuccess);
    }
    assert_int_equal(JetBeginSessionA(instance, &more[4], NULL, NULL), JET_errOutOfSessions);
    assert_int_equal(JetDupSession(session, &more[4]), JET_errOutOfSessions);
    assert_int_equal(JetEndSession(more[0], 0), JET_errSuccess);
    assert_int_equal(JetDupSession(session, &more[4]), JET_errSuccess);
}

static void a_duplicate_takes_nothing_along(void **state)
{
    JET_SESID other;

    (void)state;
    assert_int_equal(JetBeginTransaction(session), JET_errSuccess);
    assert_int_equal(JetDupSession(session, &other), JET_errSuccess);
    assert_true(other != session);
    assert_int_equal(JetRollback(other, 0), JET_errNotInTransaction);
    assert_int_equal(JetBeginTransaction(other), JET_errSuccess);
    assert_int_equal(JetRollback(session, 0), JET_errSuccess);
    assert_int_equal(JetRollback(other, 0), JET_errSuccess);
}

/* ------------------------------------------------------------------------------------------- transactions */

static void transactions_nest_seven_deep(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 7; i++) {
        assert_int_equal(JetBeginTransaction2(session, 0x8000),
                         JET_errSuccess); /* unknown bits do not matter */
    }
    assert_int_equal(JetBeginTransaction3(session, 42, 0), JET_errTransTooDeep);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(JetCommitTransaction(session, 0), JET_errSuccess);
    }
    assert_int_equal(JetRollback(session, 0), JET_errSuccess);
    assert_int_equal(JetRollback(session, JET_bitRollbackAll), JET_errSuccess);
    assert_int_equal(JetRollback(session, 0), JET_errNotInTransaction);
    assert_int_equal(JetCommitTransaction(session, 0), JET_errNotInTransaction);
}

static void commit_and_rollback_check_their_bits(void **state)
{
    static const struct {
        JET_GRBIT grbit;
        JET_ERR err;
    } commits[] = {
        {0x4, JET_errInvalidGrbit},
        {0x40, JET_errInvalidGrbit},
        {JET_bitForceNewLog | JET_bitCommitLazyFlush, JET_errInvalidGrbit},
        {JET_bitWaitAllLevel0Commit | JET_bitWaitLastLevel0Commit, JET_errInvalidGrbit},
        {JET_bitWaitLastLevel0Commit | JET_bitCommitLazyFlush, JET_errInvalidGrbit},
        {JET_bitForceNewLog, JET_errSuccess},
        {JET_bitWaitAllLevel0Commit, JET_errSuccess},
        {JET_bitWaitLastLevel0Commit, JET_errSuccess},
    };
    JET_COMMIT_ID id;

    (void)state;
    assert_int_equal(JetBeginTransaction(session), JET_errSuccess);
    for (unsigned i = 0; i < sizeof commits / sizeof commits[0]; i++) {
        assert_int_equal(JetCommitTransaction(session, commits[i].grbit), commits[i].err);
    }
    assert_int_equal(JetCommitTransaction2(session, 0, 100, &id), JET_errInvalidParameter);
    assert_int_equal(JetRollback(session, 2), JET_errInvalidGrbit);
    /* None of them ended the transaction. */
    assert_int_equal(JetCommitTransaction2(session, JET_bitCommitLazyFlush, 100, &id), JET_errSuccess);
    assert_int_equal(JetCommitTransaction(session, 0), JET_errNotInTransaction);
    assert_int_equal(JetCommitTransaction(session, JET_bitForceNewLog),
                     JET_errSuccess); /* no transaction needed */
}

/* ------------------------------------------------------------------------------------------ threads and
 * contexts */

struct answers {
    JET_ERR begin, commit, rollback, reset, end;
    JET_API_PTR context; /* to be set first, 0 for none */
};

static void try_session(void *context)
{
    struct answers *answers = context;

    if (answers->context != 0 && JetSetSessionContext(session, answers->context) != JET_errSuccess) {
        return;
    }
    answers->begin = JetBeginTransaction(session);
    answers->commit = JetCommitTransaction(session, 0);
    answers->rollback = JetRollback(session, 0);
    answers->reset = JetResetSessionContext(session);
    if (answers->context == 0) {
        answers->end = JetEndSession(session, 0);
    }
}

static void a_transaction_belongs_to_the_thread_that_began_it(void **state)
{
    struct answers answers = {0, 0, 0, 0, 0, 0};

    (void)state;
    assert_int_equal(JetBeginTransaction(session), JET_errSuccess);
    test_on_thread(try_session, &answers);
    assert_int_equal(answers.begin, JET_errSessionSharingViolation);
    assert_int_equal(answers.commit, JET_errSessionSharingViolation);
    assert_int_equal(answers.rollback, JET_errSessionSharingViolation);
    assert_int_equal(answers.reset, JET_errSessionContextNotSetByThisThread);
    assert_int_equal(answers.end, JET_errSessionSharingViolation);
    assert_int_equal(JetRollback(session, 0), JET_errSuccess);
}

static void without_a_transaction_any_thread_may_use_the_session(void **state)
{
    struct answers answers = {9, 9, 9, 9, 9, 0};

    (void)state;
    assert_int_equal(JetBeginTransaction(session), JET_errSuccess);
    assert_int_equal(JetRollback(session, 0), JET_errSuccess);
    test_on_thread(try_session, &answers);
    assert_int_equal(answers.begin, JET_errSuccess);
    assert_int_equal(answers.commit, JET_errSuccess);
    assert_int_equal(answers.rollback, JET_errNotInTransaction);
    assert_int_equal(answers.end, JET_errSuccess);
    assert_int_equal(JetEndSession(session, 0), JET_errInvalidSesid);
}

static void a_context_carries_a_transaction_between_threads(void **state)
{
    struct answers same = {9, 9, 9, 9, 9, 77};
    struct answers other = {9, 9, 9, 9, 9, 78};

    (void)state;
    assert_int_equal(JetSetSessionContext(session, 77), JET_errSuccess);
    assert_int_equal(JetSetSessionContext(session, 77), JET_errSessionContextAlreadySet);
    assert_int_equal(JetBeginTransaction(session), JET_errSuccess);
    assert_int_equal(JetEndSession(session, 0), JET_errSessionInUse);
    assert_int_equal(JetResetSessionContext(session), JET_errSuccess);
    assert_int_equal(JetResetSessionContext(session), JET_errSessionContextNotSetByThisThread);
    assert_int_equal(JetRollback(session, 0), JET_errSessionSharingViolation);

    test_on_thread(try_session, &other);
    assert_int_equal(other.begin, JET_errSessionSharingViolation);
    assert_int_equal(other.reset, JET_errSuccess);
    test_on_thread(try_session, &same);
    assert_int_equal(same.begin, JET_errSuccess);    /* to level 2 */
    assert_int_equal(same.commit, JET_errSuccess);   /* to level 1 */
    assert_int_equal(same.rollback, JET_errSuccess); /* to level 0 */
    assert_int_equal(same.reset, JET_errSuccess);
    assert_int_equal(JetRollback(session, 0), JET_errNotInTransaction);
}

static void two_values_are_no_contexts(void **state)
{
    (void)state;
    assert_int_equal(JetSetSessionContext(session, 0), JET_errInvalidParameter);
    assert_int_equal(JetSetSessionContext(session, (JET_API_PTR)-1), JET_errInvalidParameter);
    assert_int_equal(JetResetSessionContext(session), JET_errSessionContextNotSetByThisThread);
}

static void a_session_ends_when_nobody_holds_the_context_of_its_transaction(void **state)
{
    (void)state;
    assert_int_equal(JetSetSessionContext(session, 5), JET_errSuccess);
    assert_int_equal(JetBeginTransaction(session), JET_errSuccess);
    assert_int_equal(JetResetSessionContext(session), JET_errSuccess);
    assert_int_equal(JetEndSession(session, 0), JET_errSuccess);
}

/* --------------------------------------------------------------------------------------------- parameters */

static void parameters_have_the_recorded_sizes_and_defaults(void **state)
{
    /* Answers to a buffer of 256 bytes, to none, to 2 bytes, to 4 bytes. */
    static const struct {
        JET_ULONG id, size;
        JET_ERR large, two, four;
        const char *bytes;
    } parameters[] = {
        {4097, 4, JET_errInvalidBufferSize, JET_errInvalidBufferSize, 0, "\0\0\0\0"},
        {4098, 0, 0, 0, 0, ""},
        {4099, 4, JET_errInvalidBufferSize, JET_errInvalidBufferSize, 0, "\0\0\0\0"},
        {4100, 8, 0, JET_errInvalidBufferSize, JET_errInvalidBufferSize, "\0\0\0\x80\0\0\0\0"},
        {4101, 4, 0, JET_errInvalidBufferSize, 0, "\0\0\0\0"},
        {4102, 4, 0, JET_errInvalidBufferSize, 0, "\x64\0\0\0"},
        {4103, 1, 0, 0, 0, ""},
        {4104, 1, 0, 0, 0, ""},
        {4105, 1, 0, 0, 0, ""},
        {4106, 16, 0, JET_errInvalidBufferSize, JET_errInvalidBufferSize, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"},
        {4107, 4, 0, JET_errInvalidBufferSize, 0, "\0\0\0\0"},
        {4108, 4, JET_errInvalidBufferSize, JET_errInvalidBufferSize, 0, "\0\0\0\0"},
        {4109, 4, 0, JET_errInvalidBufferSize, 0, "\1\0\0\0"},
        {4110, 4, 0, JET_errInvalidBufferSize, 0, "\0\0\0\0"},
    };

    (void)state;
    for (unsigned i = 0; i < sizeof parameters / sizeof parameters[0]; i++) {
        unsigned char bytes[256];
        JET_ULONG size = 99;

        assert_int_equal(JetGetSessionParameter(session, parameters[i].id, NULL, 0, &size), JET_errSuccess);
        assert_int_equal(size, parameters[i].size);
        assert_int_equal(JetGetSessionParameter(session, parameters[i].id, bytes, 2, &size),
                         parameters[i].two);
        assert_int_equal(JetGetSessionParameter(session, parameters[i].id, bytes, 4, &size),
                         parameters[i].four);
        assert_int_equal(JetGetSessionParameter(session, parameters[i].id, bytes, 256, &size),
                         parameters[i].large);
        if (parameters[i].large == 0 || parameters[i].four == 0) {
            assert_memory_equal(bytes, parameters[i].bytes, size);
        }
    }
    assert_int_equal(JetGetSessionParameter(session, 4096, NULL, 0, NULL), JET_errInvalidParameter);
    assert_int_equal(JetGetSessionParameter(session, 4096, &(int){0}, 4, NULL), JET_errInvalidSesparamId);
    assert_int_equal(JetGetSessionParameter(session, 4111, &(int){0}, 4, NULL), JET_errInvalidSesparamId);
}

static void parameters_check_what_they_are_set_to(void **state)
{
    uint32_t number = 0x100;
    uint32_t priority = 1001;
    unsigned char bytes[20];
    char text[64];
    JET_ULONG size;

    (void)state;
    memset(bytes, 7, sizeof bytes);
    assert_int_equal(JetSetSessionParameter(session, JET_sesparamCommitDefault, &number, 4), JET_errSuccess);
    assert_int_equal(JetSetSessionParameter(session, JET_sesparamCommitDefault, &number, 2),
                     JET_errInvalidBufferSize);
    assert_int_equal(JetSetSessionParameter(session, JET_sesparamCommitDefault, NULL, 0),
                     JET_errInvalidBufferSize);
    assert_int_equal(JetSetSessionParameter(session, JET_sesparamTransactionLevel, &number, 4),
                     JET_errFeatureNotAvailable);
    assert_int_equal(JetSetSessionParameter(session, JET_sesparamOperationContext, bytes, 8), JET_errSuccess);
    assert_int_equal(JetSetSessionParameter(session, JET_sesparamOperationContext, bytes, 16),
                     JET_errInvalidBufferSize);
    assert_int_equal(JetSetSessionParameter(session, JET_sesparamCorrelationID, NULL, 4),
                     JET_errInvalidParameter);
    assert_int_equal(JetSetSessionParameter(session, JET_sesparamCachePriority, &priority, 4),
                     JET_errInvalidParameter);
    assert_int_equal(JetSetSessionParameter(session, 99, &number, 4), JET_errInvalidSesparamId);

    assert_int_equal(JetSetSessionParameter(session, JET_sesparamCommitGenericContext, bytes, 20),
                     JET_errSuccess);
    assert_int_equal(JetGetSessionParameter(session, JET_sesparamCommitGenericContext, text, 5, &size),
                     JET_errBufferTooSmall);
    assert_int_equal(JetGetSessionParameter(session, JET_sesparamCommitGenericContext, text, 64, &size),
                     JET_errSuccess);
    assert_int_equal(size, 20);
    assert_memory_equal(text, bytes, 20);

    assert_int_equal(JetSetSessionParameter(session, JET_sesparamClientActionDesc, "reads", 5),
                     JET_errSuccess);
    assert_int_equal(JetGetSessionParameter(session, JET_sesparamClientActionDesc, text, sizeof text, &size),
                     JET_errSuccess);
    assert_int_equal(size, 6);
    assert_string_equal(text, "reads");
}

static void idle_work_is_never_waiting(void **state)
{
    (void)state;
    assert_int_equal(JetIdle(session, 0), JET_wrnNoIdleActivity);
    assert_int_equal(JetIdle(session, JET_bitIdleCompact), JET_wrnNoIdleActivity);
    assert_int_equal(JetIdle(session, JET_bitIdleStatus), JET_errSuccess);
    assert_int_equal(JetIdle(session, JET_bitIdleFlushBuffers), JET_errInvalidGrbit);
    assert_int_equal(JetIdle(session, JET_bitIdleCompactAsync), JET_errInvalidGrbit);
}

static void the_version_is_that_of_a_windows_10(void **state)
{
    JET_ULONG version = 0;

    (void)state;
    assert_int_equal(JetGetVersion(session, &version), JET_errSuccess);
    assert_int_equal(version >> 28, 10);
    assert_int_equal(version >> 24 & 0xF, 0);
    assert_int_equal(version >> 8 & 0xFFFF, 19041);
    assert_int_equal(JetGetVersion(0, &version), JET_errInvalidSesid);
}

#define SESSION_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SESSION_TEST(a_number_that_names_no_session_is_refused),
        SESSION_TEST(the_number_of_an_ended_session_stays_invalid),
        SESSION_TEST(there_are_as_many_sessions_as_the_parameter_says),
        SESSION_TEST(a_duplicate_takes_nothing_along),
        SESSION_TEST(transactions_nest_seven_deep),
        SESSION_TEST(commit_and_rollback_check_their_bits),
        SESSION_TEST(a_transaction_belongs_to_the_thread_that_began_it),
        SESSION_TEST(without_a_transaction_any_thread_may_use_the_session),
        SESSION_TEST(a_context_carries_a_transaction_between_threads),
        SESSION_TEST(two_values_are_no_contexts),
        SESSION_TEST(a_session_ends_when_nobody_holds_the_context_of_its_transaction),
        SESSION_TEST(parameters_have_the_recorded_sizes_and_defaults),
        SESSION_TEST(parameters_check_what_they_are_set_to),
        SESSION_TEST(idle_work_is_never_waiting),
        SESSION_TEST(the_version_is_that_of_a_windows_10),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
