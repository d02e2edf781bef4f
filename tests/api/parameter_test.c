/*
 * parameter_test.c - JetSetSystemParameter, JetGetSystemParameter, JetEnableMultiInstance.
 *
 * Expected: reference table params (parameter_facts.def), api-semantics 1.1, 1.3, 1.4, and the recorded
 * script instance_parameters.
 */
#include "test.h"

#include <stdbool.h>

#include "esent.h"
#include "esent_compat.h"

#define NO_INSTANCE ((JET_INSTANCE *)NULL)
#define NO_SESSION  ((JET_SESID)0)

enum when { ANY_TIME, BEFORE_INIT, BEFORE_FIRST, NEVER };

#define ANY ((JET_API_PTR)-1)

static const struct {
    JET_ULONG id;
    const char *name;
    enum when when;
    JET_API_PTR number, low, high;
} numbers[] = {
#define NUMBER_FACT(id, name, when, number, low, high) {id, #name, when, number, low, high},
#define TEXT_FACT(id, name, when, text)
#include "parameter_facts.def"
};

static const struct {
    JET_ULONG id;
    const char *name;
    enum when when;
    const char *text;
} texts[] = {
#define NUMBER_FACT(id, name, when, number, low, high)
#define TEXT_FACT(id, name, when, text) {id, #name, when, text},
#include "parameter_facts.def"
};

enum { NUMBERS = sizeof numbers / sizeof numbers[0], TEXTS = sizeof texts / sizeof texts[0] };

static JET_ERR set(JET_INSTANCE *instance, JET_ULONG id, JET_API_PTR number)
{
    return JetSetSystemParameterA(instance, NO_SESSION, id, number, NULL);
}

static JET_ERR set_text(JET_INSTANCE *instance, JET_ULONG id, const char *text)
{
    return JetSetSystemParameterA(instance, NO_SESSION, id, 0, text);
}

static JET_API_PTR get(JET_INSTANCE instance, JET_ULONG id)
{
    JET_API_PTR number = 0x5A5A;

    assert_int_equal(JetGetSystemParameterA(instance, NO_SESSION, id, &number, NULL, 0), JET_errSuccess);
    return number;
}

static const char *get_text(JET_INSTANCE instance, JET_ULONG id)
{
    static char text[1024];

    assert_int_equal(JetGetSystemParameterA(instance, NO_SESSION, id, NULL, text, sizeof text),
                     JET_errSuccess);
    return text;
}

static JET_INSTANCE new_instance(void)
{
    JET_INSTANCE instance = 0;

    assert_int_equal(JetCreateInstanceA(&instance, "parameters"), JET_errSuccess);
    return instance;
}

static void every_parameter_has_windows_default(void **state)
{
    JET_INSTANCE instance = new_instance();

    (void)state;
    for (unsigned i = 0; i < NUMBERS; i++) {
        if (get(instance, numbers[i].id) != numbers[i].number) {
            fail_msg("%s is %llu", numbers[i].name, (unsigned long long)get(instance, numbers[i].id));
        }
    }
    for (unsigned i = 0; i < TEXTS; i++) {
        assert_string_equal(get_text(instance, texts[i].id), texts[i].text);
    }
    assert_int_equal(JetTerm(instance), JET_errSuccess);
}

static void a_number_outside_its_limits_is_refused(void **state)
{
    JET_INSTANCE instance = new_instance();

    (void)state;
    for (unsigned i = 0; i < NUMBERS; i++) {
        JET_ERR expected =
            numbers[i].when == BEFORE_FIRST ? JET_errAlreadyInitialized : JET_errInvalidParameter;

        if (numbers[i].low > 0 && set(&instance, numbers[i].id, numbers[i].low - 1) != expected) {
            fail_msg("%s takes less than its lowest value", numbers[i].name);
        }
        if (numbers[i].high < ANY && set(&instance, numbers[i].id, numbers[i].high + 1) != expected) {
            fail_msg("%s takes more than its highest value", numbers[i].name);
        }
        if (numbers[i].when < BEFORE_FIRST) {
            assert_int_equal(set(&instance, numbers[i].id, numbers[i].low), JET_errSuccess);
            assert_true(get(instance, numbers[i].id) == numbers[i].low);
        }
    }
    assert_int_equal(JetTerm(instance), JET_errSuccess);
}

static void what_can_only_be_read_cannot_be_set(void **state)
{
    static const JET_ULONG ids[] = {JET_paramMaxColtyp,
                                    JET_paramKeyMost,
                                    JET_paramLVChunkSizeMost,
                                    JET_paramRecordSizeMost,
                                    JET_paramErrorToString,
                                    JET_paramTransactionLevel,
                                    JET_paramRecoveryCurrentLogfile,
                                    JET_paramCacheRequests,
                                    JET_paramCacheHits,
                                    JET_paramPrintFunction};
    JET_INSTANCE instance = new_instance();

    (void)state;
    for (unsigned i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        assert_int_equal(set(&instance, ids[i], 1), JET_errInvalidParameter);
    }
    assert_int_equal(JetTerm(instance), JET_errSuccess);
}

static void an_unknown_number_is_no_parameter(void **state)
{
    JET_API_PTR number;

    (void)state;
    assert_int_equal(set(NO_INSTANCE, 221, 1), JET_errInvalidParameter);
    assert_int_equal(set(NO_INSTANCE, 999, 1), JET_errInvalidParameter);
    assert_int_equal(set(NO_INSTANCE, 0xFFFFFFFF, 1), JET_errInvalidParameter);
    assert_int_equal(JetGetSystemParameterA(0, NO_SESSION, 999, &number, NULL, 0), JET_errInvalidParameter);
}

static void initialising_freezes_what_is_set_before_it(void **state)
{
    JET_INSTANCE instance = new_instance();

    (void)state;
    assert_int_equal(set_text(&instance, JET_paramRecovery, "off"), JET_errSuccess);
    assert_int_equal(set(&instance, JET_paramMaxTemporaryTables, 0), JET_errSuccess);
    assert_int_equal(JetInit(&instance), JET_errSuccess);
    for (unsigned i = 0; i < NUMBERS; i++) {
        JET_API_PTR now = get(instance, numbers[i].id);
        JET_API_PTR other = now != numbers[i].low ? numbers[i].low : numbers[i].low + 1;

        if (numbers[i].when == BEFORE_INIT) {
            if (numbers[i].low != numbers[i].high &&
                set(&instance, numbers[i].id, other) != JET_errAlreadyInitialized) {
                fail_msg("%s changes after JetInit", numbers[i].name);
            }
            /* To set what it is already is no change. */
            assert_int_equal(set(&instance, numbers[i].id, now), JET_errSuccess);
        } else if (numbers[i].when == ANY_TIME) {
            assert_int_equal(set(&instance, numbers[i].id, other), JET_errSuccess);
            assert_int_equal(set(&instance, numbers[i].id, now), JET_errSuccess);
        }
    }
    assert_int_equal(set_text(&instance, JET_paramBaseName, "abc"), JET_errAlreadyInitialized);
    assert_int_equal(JetTerm(instance), JET_errSuccess);
}

static void booleans_are_stored_as_one_or_zero(void **state)
{
    JET_INSTANCE instance = new_instance();

    (void)state;
    assert_int_equal(set(&instance, JET_paramCircularLog, 64), JET_errSuccess);
    assert_int_equal(get(instance, JET_paramCircularLog), 1);
    assert_int_equal(set(&instance, JET_paramCircularLog, 0), JET_errSuccess);
    assert_int_equal(get(instance, JET_paramCircularLog), 0);
    assert_int_equal(JetTerm(instance), JET_errSuccess);
}

static void sizes_are_powers_of_two(void **state)
{
    (void)state;
    assert_int_equal(set(NO_INSTANCE, JET_paramDatabasePageSize, 5000), JET_errInvalidParameter);
    assert_int_equal(set(NO_INSTANCE, JET_paramVerPageSize, 3000), JET_errInvalidParameter);
    assert_int_equal(set(NO_INSTANCE, JET_paramDatabasePageSize, 65536), JET_errInvalidParameter);
}

static void limits_follow_from_the_page_size(void **state)
{
    static const struct {
        JET_API_PTR page, key, chunk, record;
    } limits[] = {
        {2048, 500, 1966, 2004},    {4096, 1000, 4014, 4052},   {8192, 2000, 8110, 8148},
        {16384, 2000, 4050, 16300}, {32768, 2000, 8150, 32684},
    };

    (void)state;
    for (unsigned i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        assert_int_equal(set(NO_INSTANCE, JET_paramDatabasePageSize, limits[i].page), JET_errSuccess);
        assert_int_equal(get(0, JET_paramKeyMost), limits[i].key);
        assert_int_equal(get(0, JET_paramLVChunkSizeMost), limits[i].chunk);
        assert_int_equal(get(0, JET_paramRecordSizeMost), limits[i].record);
    }
    assert_int_equal(set(NO_INSTANCE, JET_paramDatabasePageSize, 4096), JET_errSuccess);
}

static void defaults_of_the_process_reach_later_instances_only(void **state)
{
    JET_INSTANCE first = new_instance();
    JET_INSTANCE second = 0;
    JET_INSTANCE nil = JET_instanceNil;

    (void)state;
    assert_int_equal(set(NO_INSTANCE, JET_paramLogFileSize, 128), JET_errSuccess);
    assert_int_equal(set(&nil, JET_paramMaxSessions, 7), JET_errSuccess);
    assert_int_equal(get(first, JET_paramLogFileSize), 5120);
    assert_int_equal(JetCreateInstanceA(&second, "second"), JET_errSuccess);
    assert_int_equal(get(second, JET_paramLogFileSize), 128);
    assert_int_equal(get(second, JET_paramMaxSessions), 7);
    assert_int_equal(set(NO_INSTANCE, JET_paramLogFileSize, 5120), JET_errSuccess);
    assert_int_equal(set(NO_INSTANCE, JET_paramMaxSessions, 16), JET_errSuccess);
    assert_int_equal(get(second, JET_paramLogFileSize), 128);
    assert_int_equal(JetTerm(first), JET_errSuccess);
    assert_int_equal(JetTerm(second), JET_errSuccess);
}

static void advanced_parameters_are_ignored_when_they_are_disabled(void **state)
{
    JET_INSTANCE instance = new_instance();

    (void)state;
    assert_int_equal(set(&instance, JET_paramEnableAdvanced, 0), JET_errSuccess);
    assert_int_equal(set(&instance, JET_paramMaxSessions, 3), JET_errSuccess);
    assert_int_equal(get(instance, JET_paramMaxSessions), 16);
    assert_int_equal(set(&instance, JET_paramMaxSessions, 100000), JET_errSuccess);
    assert_int_equal(set(&instance, JET_paramLogFileSize, 100), JET_errSuccess); /* not an advanced one */
    assert_int_equal(get(instance, JET_paramLogFileSize), 100);
    assert_int_equal(JetTerm(instance), JET_errSuccess);
}

static void a_base_name_has_three_characters(void **state)
{
    JET_INSTANCE instance = new_instance();

    (void)state;
    assert_int_equal(set_text(&instance, JET_paramBaseName, "ab"), JET_errInvalidParameter);
    assert_int_equal(set_text(&instance, JET_paramBaseName, "abcd"), JET_errInvalidParameter);
    assert_int_equal(set_text(&instance, JET_paramBaseName, NULL), JET_errInvalidParameter);
    assert_int_equal(set_text(&instance, JET_paramBaseName, "abc"), JET_errSuccess);
    assert_string_equal(get_text(instance, JET_paramBaseName), "abc");
    assert_int_equal(JetTerm(instance), JET_errSuccess);
}

static void strings_need_a_buffer_that_holds_them(void **state)
{
    JET_INSTANCE instance = new_instance();
    WCHAR wide[4] = {1, 1, 1, 1};
    char text[4];
    JET_API_PTR number;

    (void)state;
    assert_int_equal(JetGetSystemParameterA(instance, 0, JET_paramRecovery, NULL, text, 2),
                     JET_errBufferTooSmall);
    assert_int_equal(JetGetSystemParameterA(instance, 0, JET_paramRecovery, NULL, text, 0),
                     JET_errInvalidParameter);
    assert_int_equal(JetGetSystemParameterA(instance, 0, JET_paramRecovery, NULL, NULL, 9),
                     JET_errInvalidParameter);
    assert_int_equal(JetGetSystemParameterA(instance, 0, JET_paramRecovery, NULL, text, 3), JET_errSuccess);
    assert_string_equal(text, "on");
    /* The size is in bytes for both forms. */
    assert_int_equal(JetGetSystemParameterW(instance, 0, JET_paramRecovery, NULL, wide, 4),
                     JET_errBufferTooSmall);
    assert_int_equal(JetGetSystemParameterW(instance, 0, JET_paramRecovery, NULL, wide, 6), JET_errSuccess);
    assert_int_equal(wide[0], 'o');
    assert_int_equal(wide[2], 0);
    assert_int_equal(wide[3], 1);
    /* A number needs a place too. */
    assert_int_equal(JetGetSystemParameterA(instance, 0, JET_paramLogFileSize, NULL, text, 4),
                     JET_errInvalidParameter);
    assert_int_equal(JetGetSystemParameterW(instance, 0, JET_paramLogFileSize, &number, NULL, 0),
                     JET_errSuccess);
    assert_int_equal(JetTerm(instance), JET_errSuccess);
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text);

    return length >= strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

static bool is_absolute(const char *path)
{
    return path[0] == '/' || path[0] == '\\' || (path[0] != '\0' && path[1] == ':');
}

static bool ends_in_separator(const char *path)
{
    return ends_with(path, "/") || ends_with(path, "\\");
}

static void folders_become_absolute_and_end_in_a_separator(void **state)
{
    static const WCHAR folder[] = {'s', 'y', 's', 0xE9, 't', 0};
    JET_INSTANCE instance = new_instance();
    WCHAR wide[1024];
    size_t length = 0;

    (void)state;
    assert_int_equal(JetSetSystemParameterW(&instance, 0, JET_paramSystemPath, 0, folder), JET_errSuccess);
    assert_int_equal(JetGetSystemParameterW(instance, 0, JET_paramSystemPath, NULL, wide, sizeof wide),
                     JET_errSuccess);
    while (wide[length] != 0) {
        length++;
    }
    assert_true(length > 7);
    assert_true(wide[length - 1] == '/' || wide[length - 1] == '\\');
    assert_memory_equal(wide + length - 6, folder, 5 * sizeof(WCHAR));
    assert_true(is_absolute(get_text(instance, JET_paramSystemPath)));

    assert_int_equal(set_text(&instance, JET_paramLogFilePath, ""), JET_errSuccess); /* the current folder */
    assert_true(ends_in_separator(get_text(instance, JET_paramLogFilePath)));
    assert_int_equal(JetTerm(instance), JET_errSuccess);
}

static void a_path_longer_than_windows_takes_is_refused(void **state)
{
    JET_INSTANCE instance = new_instance();
    char path[300];

    (void)state;
    memset(path, 'a', sizeof path);
    path[0] = '/';
    path[247] = '\0';
    assert_int_equal(set_text(&instance, JET_paramSystemPath, path), JET_errInvalidParameter);
    assert_int_equal(JetTerm(instance), JET_errSuccess);
}

static void the_temporary_path_is_completed_by_init(void **state)
{
    JET_INSTANCE instance = new_instance();

    (void)state;
    assert_string_equal(get_text(instance, JET_paramTempPath), "tmp.edb");
    assert_int_equal(set_text(&instance, JET_paramRecovery, "off"), JET_errSuccess);
    assert_int_equal(set_text(&instance, JET_paramSystemPath, test_folder()), JET_errSuccess);
    assert_int_equal(JetInit(&instance), JET_errSuccess);
    assert_true(is_absolute(get_text(instance, JET_paramTempPath)));
    assert_true(ends_with(get_text(instance, JET_paramTempPath), "tmp.edb"));
    assert_int_equal(JetTerm(instance), JET_errSuccess);

    instance = new_instance();
    assert_int_equal(set_text(&instance, JET_paramRecovery, "off"), JET_errSuccess);
    assert_int_equal(set_text(&instance, JET_paramTempPath, "there/"), JET_errSuccess);
    assert_true(ends_in_separator(get_text(instance, JET_paramTempPath)));
    assert_int_equal(JetInit(&instance), JET_errSuccess);
    assert_true(ends_with(get_text(instance, JET_paramTempPath), "tmp.edb"));
    assert_non_null(strstr(get_text(instance, JET_paramTempPath), "there"));
    assert_int_equal(JetTerm(instance), JET_errSuccess);
}

static void an_error_number_becomes_its_name_and_text(void **state)
{
    JET_ERR err = JET_errFileNotFound;
    JET_API_PTR number = 0;
    char text[200];

    (void)state;
    memcpy(&number, &err, sizeof err);
    assert_int_equal(JetGetSystemParameterA(0, 0, JET_paramErrorToString, &number, text, sizeof text),
                     JET_errSuccess);
    assert_memory_equal(text, "JET_errFileNotFound, ", 21);
    assert_true(strlen(text) > 21);
    assert_int_equal(JetGetSystemParameterA(0, 0, JET_paramErrorToString, NULL, text, sizeof text),
                     JET_errInvalidParameter);
    assert_int_equal(JetGetSystemParameterA(0, 0, JET_paramErrorToString, &number, NULL, 0),
                     JET_errInvalidParameter);
    assert_int_equal(JetGetSystemParameterA(0, 0, JET_paramErrorToString, &number, text, 10),
                     JET_errBufferTooSmall);
}

static void the_sort_order_of_indexes_is_a_structure(void **state)
{
    JET_INSTANCE instance = new_instance();
    JET_UNICODEINDEX index = {0, 0};
    JET_UNICODEINDEX wanted = {0x41D, 0x00000001}; /* sv-SE, NORM_IGNORECASE */
    JET_UNICODEINDEX wrong = {0x41D, 0x40000000};
    JET_API_PTR *place = (JET_API_PTR *)(void *)&index;

    (void)state;
    assert_int_equal(JetGetSystemParameterA(instance, 0, JET_paramUnicodeIndexDefault, place, NULL, 8),
                     JET_errSuccess);
    assert_int_equal(index.lcid, 0x409);
    assert_int_equal(index.dwMapFlags, 0x00030401);
    assert_int_equal(JetGetSystemParameterA(instance, 0, JET_paramUnicodeIndexDefault, place, NULL, 7),
                     JET_errBufferTooSmall);
    assert_int_equal(set(&instance, JET_paramUnicodeIndexDefault, (JET_API_PTR)&wrong),
                     JET_errInvalidParameter);
    assert_int_equal(set(&instance, JET_paramUnicodeIndexDefault, (JET_API_PTR)&wanted), JET_errSuccess);
    assert_int_equal(JetGetSystemParameterA(instance, 0, JET_paramUnicodeIndexDefault, place, NULL, 8),
                     JET_errSuccess);
    assert_int_equal(index.lcid, 0x41D);
    assert_int_equal(index.dwMapFlags, 0x401); /* a sort key it is in any case */
    assert_int_equal(set(&instance, JET_paramUnicodeIndexDefault, 0), JET_errSuccess);
    assert_int_equal(JetGetSystemParameterA(instance, 0, JET_paramUnicodeIndexDefault, place, NULL, 8),
                     JET_errSuccess);
    assert_int_equal(index.lcid, 0x409);
    assert_int_equal(JetTerm(instance), JET_errSuccess);
}

static void a_format_version_is_one_that_was_published(void **state)
{
    static const struct {
        JET_API_PTR version;
        JET_ERR err;
    } versions[] = {
        {8920, JET_errSuccess},
        {9180, JET_errSuccess},
        {9600, JET_errSuccess},
        {JET_efvUsePersistedFormat, JET_errSuccess},
        {JET_efvAllowHigherPersistedFormat | 8920, JET_errSuccess},
        {500, JET_errEngineFormatVersionNoLongerSupportedTooLow},
        {8021, JET_errEngineFormatVersionNoLongerSupportedTooLow}, /* between two */
        {9601, JET_errEngineFormatVersionNotYetImplementedTooHigh},
        {JET_efvAllowHigherPersistedFormat | 9601, JET_errEngineFormatVersionNotYetImplementedTooHigh},
    };
    JET_INSTANCE instance = new_instance();

    (void)state;
    assert_int_equal(get(instance, JET_paramEngineFormatVersion),
                     8920); /* the default is told as what it means */
    for (unsigned i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        assert_int_equal(set(&instance, JET_paramEngineFormatVersion, versions[i].version), versions[i].err);
        if (versions[i].err == JET_errSuccess) {
            assert_int_equal(get(instance, JET_paramEngineFormatVersion), versions[i].version);
        }
    }
    assert_int_equal(JetTerm(instance), JET_errSuccess);
}

static void shrinking_is_a_set_of_bits(void **state)
{
    JET_INSTANCE instance = new_instance();

    (void)state;
    assert_int_equal(set(&instance, JET_paramEnableShrinkDatabase, JET_bitShrinkDatabaseRealtime),
                     JET_errInvalidGrbit);
    assert_int_equal(set(&instance, JET_paramEnableShrinkDatabase, 0x10), JET_errInvalidGrbit);
    assert_int_equal(set(&instance, JET_paramEnableShrinkDatabase,
                         JET_bitShrinkDatabaseOn | JET_bitShrinkDatabaseRealtime),
                     JET_errSuccess);
    assert_int_equal(set(&instance, JET_paramEnableShrinkDatabase, JET_bitShrinkDatabaseOff), JET_errSuccess);
    assert_int_equal(JetTerm(instance), JET_errSuccess);
}

static void a_configuration_sets_parameters_by_the_handful(void **state)
{
    JET_INSTANCE instance = new_instance();

    (void)state;
    assert_int_equal(set(&instance, JET_paramMaxSessions, 5), JET_errSuccess);
    assert_int_equal(set_text(&instance, JET_paramBaseName, "abc"), JET_errSuccess);
    assert_int_equal(set(&instance, JET_paramConfiguration, 0), JET_errSuccess); /* the old small one */
    assert_int_equal(get(instance, JET_paramConfiguration), 0);
    assert_int_equal(get(instance, JET_paramLogFileSize), 64);
    assert_int_equal(get(instance, JET_paramMaxSessions), 30000);
    assert_int_equal(get(instance, JET_paramDbExtensionSize), 16);
    assert_string_equal(get_text(instance, JET_paramBaseName), "edb");

    assert_int_equal(set(&instance, JET_paramConfiguration, JET_configDefault), JET_errSuccess);
    assert_int_equal(get(instance, JET_paramLogFileSize), 5120);
    assert_int_equal(get(instance, JET_paramMaxSessions), 16);

    assert_int_equal(set(&instance, JET_paramConfiguration, JET_configMediumDiskFootprint), JET_errSuccess);
    assert_int_equal(get(instance, JET_paramConfiguration),
                     JET_configDefault | JET_configMediumDiskFootprint);
    assert_int_equal(get(instance, JET_paramLogFileSize), 512);
    assert_int_equal(get(instance, JET_paramCircularLog), 1);
    assert_int_equal(get(instance, JET_paramDbExtensionSize), 128); /* half a MiB of pages of 4 KiB */

    assert_int_equal(set(&instance, JET_paramConfiguration, 0x800), JET_errInvalidParameter);
    assert_int_equal(JetTerm(instance), JET_errSuccess);
}

static void commit_options_have_a_default_for_each_session(void **state)
{
    JET_INSTANCE instance = new_instance();
    JET_API_PTR number = ANY;
    JET_SESID session;

    (void)state;
    assert_int_equal(set_text(&instance, JET_paramRecovery, "off"), JET_errSuccess);
    assert_int_equal(set(&instance, JET_paramMaxTemporaryTables, 0), JET_errSuccess);
    assert_int_equal(set(&instance, JET_paramCommitDefault, 4), JET_errInvalidParameter);
    assert_int_equal(JetInit(&instance), JET_errSuccess);
    assert_int_equal(JetBeginSessionA(instance, &session, NULL, NULL), JET_errSuccess);
    assert_int_equal(
        JetSetSystemParameterA(&instance, session, JET_paramCommitDefault, JET_bitCommitLazyFlush, NULL),
        JET_errSuccess);
    assert_int_equal(JetGetSystemParameterA(instance, session, JET_paramCommitDefault, &number, NULL, 0),
                     JET_errSuccess);
    assert_int_equal((uint32_t)number, JET_bitCommitLazyFlush);
    if (sizeof number == 8) {
        assert_int_equal(number >> 16 >> 16, 0xFFFFFFFF); /* only 32 bits are written */
    }
    number = 0;
    assert_int_equal(JetGetSystemParameterA(instance, 0, JET_paramCommitDefault, &number, NULL, 0),
                     JET_errSuccess);
    assert_int_equal(number, 0);
    assert_int_equal(JetTerm(instance), JET_errSuccess);
}

static void the_transaction_level_is_read_with_a_session(void **state)
{
    JET_INSTANCE instance = new_instance();
    JET_API_PTR level = 9;
    JET_SESID session;

    (void)state;
    assert_int_equal(set_text(&instance, JET_paramRecovery, "off"), JET_errSuccess);
    assert_int_equal(set(&instance, JET_paramMaxTemporaryTables, 0), JET_errSuccess);
    assert_int_equal(JetInit(&instance), JET_errSuccess);
    assert_int_equal(JetBeginSessionA(instance, &session, NULL, NULL), JET_errSuccess);
    assert_int_equal(JetBeginTransaction(session), JET_errSuccess);
    assert_int_equal(JetBeginTransaction(session), JET_errSuccess);
    assert_int_equal(JetGetSystemParameterA(instance, session, JET_paramTransactionLevel, &level, NULL, 0),
                     JET_errSuccess);
    assert_int_equal(level, 2);
    assert_int_equal(JetGetSystemParameterA(instance, 0, JET_paramTransactionLevel, &level, NULL, 0),
                     JET_errInvalidParameter);
    assert_int_equal(JetRollback(session, JET_bitRollbackAll), JET_errSuccess);
    assert_int_equal(JetTerm(instance), JET_errSuccess);
}

static void multi_instance_mode_comes_with_parameters(void **state)
{
    JET_SETSYSPARAM_A given[] = {
        {JET_paramDatabasePageSize, 8192, NULL, 99},
        {JET_paramBaseName, 0, "xyz", 99},
        {JET_paramLogFileSize, 1, NULL, 99}, /* too small */
        {JET_paramMaxSessions, 4, NULL, 99},
    };
    JET_INSTANCE instance = 0;
    JET_ULONG done = 99;

    (void)state;
    assert_int_equal(JetEnableMultiInstanceA(given, 4, &done), JET_errInvalidParameter);
    assert_int_equal(done, 2);
    assert_int_equal(given[0].err, JET_errSuccess);
    assert_int_equal(given[2].err, JET_errInvalidParameter);
    assert_int_equal(given[3].err, 99);
    assert_int_equal(JetEnableMultiInstanceA(NULL, 1, &done), JET_errInvalidParameter);

    given[2].lParam = 64;
    assert_int_equal(JetEnableMultiInstanceA(given, 4, &done), JET_errSuccess);
    assert_int_equal(done, 4);
    assert_int_equal(JetInit(NULL), JET_errRunningInMultiInstanceMode);
    assert_int_equal(JetCreateInstanceA(&instance, "multi"), JET_errSuccess);
    assert_int_equal(get(instance, JET_paramMaxSessions), 4);
    assert_string_equal(get_text(instance, JET_paramBaseName), "xyz");

    given[0].lParam = 4096;
    assert_int_equal(JetEnableMultiInstanceA(given, 1, &done), JET_errSystemParameterConflict);
    assert_int_equal(given[0].err, JET_errSystemParameterConflict);
    assert_int_equal(done, 0);
    assert_int_equal(JetTerm(instance), JET_errSuccess);

    assert_int_equal(set(NO_INSTANCE, JET_paramDatabasePageSize, 4096), JET_errSuccess);
    assert_int_equal(set(NO_INSTANCE, JET_paramConfiguration, JET_configDefault), JET_errSuccess);
}

static void multi_instance_mode_is_not_for_the_one_instance(void **state)
{
    JET_SETSYSPARAM_W given = {JET_paramMaxSessions, 4, NULL, 99};
    JET_ULONG done = 99;

    (void)state;
    assert_int_equal(set_text(NO_INSTANCE, JET_paramRecovery, "off"), JET_errSuccess);
    assert_int_equal(JetInit(NULL), JET_errSuccess);
    assert_int_equal(JetEnableMultiInstanceW(&given, 1, &done), JET_errRunningInOneInstanceMode);
    assert_int_equal(done, 0);
    /* In single-instance mode the one instance is meant whatever is given. */
    assert_int_equal(set(NO_INSTANCE, JET_paramDbExtensionSize, 77), JET_errSuccess);
    assert_int_equal(get(0, JET_paramDbExtensionSize), 77);
    assert_int_equal(JetTerm(0), JET_errSuccess);
    assert_int_equal(get(0, JET_paramDbExtensionSize), 256);
    assert_int_equal(set_text(NO_INSTANCE, JET_paramRecovery, "on"), JET_errSuccess);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_parameter_has_windows_default),
        cmocka_unit_test(a_number_outside_its_limits_is_refused),
        cmocka_unit_test(what_can_only_be_read_cannot_be_set),
        cmocka_unit_test(an_unknown_number_is_no_parameter),
        cmocka_unit_test(initialising_freezes_what_is_set_before_it),
        cmocka_unit_test(booleans_are_stored_as_one_or_zero),
        cmocka_unit_test(sizes_are_powers_of_two),
        cmocka_unit_test(limits_follow_from_the_page_size),
        cmocka_unit_test(defaults_of_the_process_reach_later_instances_only),
        cmocka_unit_test(advanced_parameters_are_ignored_when_they_are_disabled),
        cmocka_unit_test(a_base_name_has_three_characters),
        cmocka_unit_test(strings_need_a_buffer_that_holds_them),
        cmocka_unit_test(folders_become_absolute_and_end_in_a_separator),
        cmocka_unit_test(a_path_longer_than_windows_takes_is_refused),
        cmocka_unit_test(the_temporary_path_is_completed_by_init),
        cmocka_unit_test(an_error_number_becomes_its_name_and_text),
        cmocka_unit_test(the_sort_order_of_indexes_is_a_structure),
        cmocka_unit_test(a_format_version_is_one_that_was_published),
        cmocka_unit_test(shrinking_is_a_set_of_bits),
        cmocka_unit_test(a_configuration_sets_parameters_by_the_handful),
        cmocka_unit_test(commit_options_have_a_default_for_each_session),
        cmocka_unit_test(the_transaction_level_is_read_with_a_session),
        cmocka_unit_test(multi_instance_mode_comes_with_parameters),
        cmocka_unit_test(multi_instance_mode_is_not_for_the_one_instance),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
