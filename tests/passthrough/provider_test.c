/*
 * provider_test.c - provider_test MODE FAKE: how the provider is found, and what is said when it cannot be. One way a
 * process, because the provider is found once.
 */
#include "test.h"

#include <windows.h>

#include "esent_compat.h"

static const char *fake_path;

/* A call of any function, which makes the library look for its provider. */
static JET_ERR any_call(void)
{
    JET_ULONG version;

    return JetGetVersion(1, &version);
}

static void assert_refused(JET_ERR err, JET_ERR expected, const char *because)
{
    assert_int_equal(err, expected);
    if (strstr(esent_provider_error(), because) == NULL) {
        fail_msg("'%s' does not say '%s'", esent_provider_error(), because);
    }
}

static const char *copy_of_fake(const char *name, size_t offset, const char *patch, size_t size)
{
    const char *path = test_path(name);
    size_t file_size;
    unsigned char *bytes = test_read_file(fake_path, &file_size);

    assert_true(offset + size <= file_size);
    memcpy(bytes + offset, patch, size);
    test_write_file(path, bytes, file_size);
    free(bytes);
    return path;
}

/* Replaces the name of an export everywhere by another of the same length. */
static const char *fake_without(const char *name, const char *instead)
{
    const char *path = test_path("esent.dll");
    size_t size, length = strlen(name) + 1;
    unsigned char *bytes = test_read_file(fake_path, &size);

    for (size_t i = 0; i + length <= size; i++) {
        if (memcmp(bytes + i, name, length) == 0) {
            memcpy(bytes + i, instead, length);
        }
    }
    test_write_file(path, bytes, size);
    free(bytes);
    return path;
}

static void explicit_path(void)
{
    struct esent_provider_info info = {.cbStruct = sizeof info};

    assert_int_equal(esent_provider_load(NULL), JET_errInvalidParameter);
    assert_int_equal(esent_provider_load(fake_path), JET_errSuccess);
    assert_int_equal(esent_provider_load(fake_path), JET_errSuccess); /* the same again */
    assert_int_equal(any_call(), JET_errSuccess);
    assert_int_equal(esent_provider_load(copy_of_fake("other.dll", 0, "MZ", 2)), JET_errAlreadyInitialized);
    assert_string_equal(esent_provider_error(), "");
    assert_int_equal(esent_provider_info(&info), JET_errSuccess);
    assert_int_equal(info.kind, ESENT_PROVIDER_DLL);
}

static void missing_file(void)
{
    assert_refused(esent_provider_load(test_path("absent.dll")), JET_errFileNotFound, "absent.dll");
    assert_int_equal(esent_provider_load(fake_path), JET_errSuccess); /* a failure is not for ever */
    assert_string_equal(esent_provider_error(), "");
    assert_int_equal(any_call(), JET_errSuccess);
}

static void not_a_dll(void)
{
    test_write_file(test_path("text.dll"), "hello", 5);
    assert_refused(esent_provider_load(test_path("text.dll")), JET_errUnloadableOSFunctionality, "is not a DLL");
    assert_refused(esent_provider_load(copy_of_fake("cut.dll", 0, "XX", 2)), JET_errUnloadableOSFunctionality,
                   "is not a DLL");
}

/* The signature stands behind the DOS header. */
static void wine_builtin(void)
{
    assert_refused(esent_provider_load(copy_of_fake("builtin.dll", 0x40, "Wine builtin DLL", 17)),
                   JET_errUnloadableOSFunctionality, "Wine's builtin");
    assert_refused(esent_provider_load(copy_of_fake("placeholder.dll", 0x40, "Wine placeholder DLL", 21)),
                   JET_errUnloadableOSFunctionality, "Wine's builtin");
}

static void other_processor(void)
{
    size_t size;
    unsigned char *bytes = test_read_file(fake_path, &size);
    DWORD pe;

    memcpy(&pe, bytes + 0x3C, sizeof pe);
    free(bytes);
    assert_refused(esent_provider_load(copy_of_fake("alien.dll", pe + 4, "\x64\xAA", 2)), /* ARM64 */
                   JET_errUnloadableOSFunctionality, "another processor");
}

/* A DLL that lacks one function serves for all others. */
static void no_entry_point(void)
{
    struct esent_provider_info info = {.cbStruct = sizeof info};
    JET_RECPOS position;

    assert_int_equal(esent_provider_load(fake_without("JetGetRecordPosition", "JetGetRecordPositioX")), JET_errSuccess);
    assert_int_equal(any_call(), JET_errSuccess);
    for (unsigned i = 0; i < 2; i++) {
        assert_refused(JetGetRecordPosition(1, 2, &position, sizeof position), JET_errFeatureNotAvailable,
                       "does not export JetGetRecordPosition");
    }
    assert_int_equal(any_call(), JET_errSuccess);
    assert_int_equal(esent_provider_info(&info), JET_errSuccess);
    assert_int_equal(info.missing_count, 1);
    assert_string_equal(info.missing[0], "JetGetRecordPosition");
}

static void not_esent(void)
{
    assert_refused(esent_provider_load(fake_without("JetInit", "JetInix")), JET_errUnloadableOSFunctionality,
                   "no function JetInit");
}

/* Without a hint the program's folder and the system are searched; under Wine the system has only the builtin one. */
static void default_under_wine(void)
{
    if (GetProcAddress(GetModuleHandleA("ntdll.dll"), "wine_get_version") == NULL) {
        print_message("skipped: this is not Wine\n");
        skip();
    }
    assert_refused(any_call(), JET_errUnloadableOSFunctionality, "Wine's builtin");
    assert_refused(JetCompactA(1, "a", "b", NULL, NULL, 0), JET_errUnloadableOSFunctionality, "ESENT_DLL");
}

static void environment(void)
{
    assert_int_equal(any_call(), JET_errSuccess);
}

static void bad_environment(void)
{
    assert_refused(any_call(), JET_errInvalidPath, "no");
    assert_refused(any_call(), JET_errInvalidPath, "esent.dll");
}

static const struct {
    const char *name;
    void (*run)(void);
} modes[] = {
    {"explicit", explicit_path},
    {"missing_file", missing_file},
    {"not_a_dll", not_a_dll},
    {"wine_builtin", wine_builtin},
    {"other_processor", other_processor},
    {"no_entry_point", no_entry_point},
    {"not_esent", not_esent},
    {"default_under_wine", default_under_wine},
    {"environment", environment},
    {"bad_environment", bad_environment},
};

static unsigned mode;

static void provider_is_found_or_refused(void **state)
{
    (void)state;
    modes[mode].run();
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(provider_is_found_or_refused)};

    if (count != 3) {
        return 2;
    }
    fake_path = arguments[2];
    while (mode < sizeof modes / sizeof modes[0] && strcmp(modes[mode].name, arguments[1]) != 0) {
        mode++;
    }
    if (mode == sizeof modes / sizeof modes[0]) {
        return 2;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
