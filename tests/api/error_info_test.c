/*
 * error_info_test.c - functions that need neither an instance nor a session.
 *
 * Expected: reference api-semantics 1.5, table errors (columns errcat_value and hierarchy).
 */
#include "test.h"

#include "esent.h"
#include "esent_compat.h"

static void an_error_has_its_place_among_the_categories(void **state)
{
    static const struct {
        JET_ERR err;
        JET_ERRCAT category;
        unsigned char levels[8];
    } errors[] = {
        {JET_errOutOfThreads, JET_errcatMemory, {1, 2, 5, 6}},     /* Error>Operation>Resource>Memory */
        {JET_errKeyDuplicate, JET_errcatState, {1, 13, 15}},       /* Error>Api>State */
        {JET_errLogFileCorrupt, JET_errcatCorruption, {1, 9, 10}}, /* Error>Data>Corruption */
        {JET_errSuccess, JET_errcatState, {1, 13, 15}},
        {JET_wrnSeekNotEqual, JET_errcatState, {1, 13, 15}},
        {JET_errRfsFailure, JET_errcatUnknown, {0}},
    };

    (void)state;
    for (unsigned i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        JET_ERRINFOBASIC_W info;
        JET_ERR err = errors[i].err;

        memset(&info, 0x55, sizeof info);
        assert_int_equal(JetGetErrorInfoW(&err, &info, sizeof info, JET_ErrorInfoSpecificErr, 0),
                         JET_errSuccess);
        assert_int_equal(info.cbStruct, sizeof info);
        assert_int_equal(info.errValue, err);
        assert_int_equal(info.errcatMostSpecific, errors[i].category);
        assert_memory_equal(info.rgCategoricalHierarchy, errors[i].levels, 8);
        assert_int_equal(info.lSourceLine, 0);
        assert_int_equal(info.rgszSourceFile[0], 0);
    }
}

static void a_wrong_question_about_an_error_is_refused(void **state)
{
    JET_ERRINFOBASIC_W info;
    JET_ERR err = JET_errKeyDuplicate;
    JET_ERR none = -30000;

    (void)state;
    assert_int_equal(JetGetErrorInfoW(NULL, &info, sizeof info, 1, 0), JET_errInvalidParameter);
    assert_int_equal(JetGetErrorInfoW(&err, &info, sizeof info, 0, 0), JET_errInvalidParameter);
    assert_int_equal(JetGetErrorInfoW(&err, &info, sizeof info, 2, 0), JET_errInvalidParameter);
    assert_int_equal(JetGetErrorInfoW(&err, &info, sizeof info, 1, 1), JET_errInvalidParameter);
    assert_int_equal(JetGetErrorInfoW(&none, &info, sizeof info, 1, 0), JET_errInvalidParameter);
    assert_int_equal(JetGetErrorInfoW(&err, &info, sizeof info - 1, 1, 0), JET_errInvalidBufferSize);
}

static void statistics_fill_the_form_that_has_room(void **state)
{
    static const JET_ULONG sizes[] = {sizeof(JET_THREADSTATS), sizeof(JET_THREADSTATS2),
                                      sizeof(JET_THREADSTATS3), sizeof(JET_THREADSTATS4)};

    (void)state;
    for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        unsigned char bytes[sizeof(JET_THREADSTATS4) + 1];
        JET_ULONG size;

        memset(bytes, 0x55, sizeof bytes);
        assert_int_equal(JetGetThreadStats(bytes, sizes[i]), JET_errSuccess);
        memcpy(&size, bytes, sizeof size);
        assert_int_equal(size, sizes[i]);
        assert_int_equal(bytes[sizes[i]], 0x55);
    }
    assert_int_equal(JetGetThreadStats(&(JET_THREADSTATS){0}, sizeof(JET_THREADSTATS) - 1),
                     JET_errBufferTooSmall);
}

static void what_to_dump_is_a_set_of_bits(void **state)
{
    (void)state;
    assert_int_equal(JetConfigureProcessForCrashDump(0), JET_errInvalidGrbit);
    assert_int_equal(JetConfigureProcessForCrashDump(0x100), JET_errInvalidGrbit);
    assert_int_equal(JetConfigureProcessForCrashDump(JET_bitDumpMinimum), JET_errSuccess);
}

static void calls_without_an_instance_are_refused(void **state)
{
    JET_SESID session;

    (void)state;
    assert_int_equal(JetBeginTransaction(1), JET_errNotInitialized);
    assert_int_equal(JetBeginSessionA(1, &session, NULL, NULL), JET_errInvalidInstance);
    assert_int_equal(JetTerm(0), JET_errInvalidParameter);
    assert_int_equal(JetTerm(12345), JET_errInvalidInstance);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_has_its_place_among_the_categories),
        cmocka_unit_test(a_wrong_question_about_an_error_is_refused),
        cmocka_unit_test(statistics_fill_the_form_that_has_room),
        cmocka_unit_test(what_to_dump_is_a_set_of_bits),
        cmocka_unit_test(calls_without_an_instance_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
