/*
 * drop_in_test.c - the engine's esent.dll beside a program: it is found before Wine's, exports every name of the API, and
 * its functions answer with the stack balanced.
 */
#include "test.h"

#include <windows.h>

#include "esent_compat.h"
#include "stack_call.h"

static HMODULE beside_program(void)
{
    struct esent_provider_info info = {.cbStruct = sizeof info};

    if (esent_provider_info(&info) != JET_errSuccess) {
        fail_msg("%s", esent_provider_error());
    }
    assert_int_equal(info.missing_count, 0);
    return GetModuleHandleA(info.path);
}

static void a_program_linked_by_name_gets_it(void **state)
{
    HMODULE module = LoadLibraryA("esent.dll"); /* as a program that imports esent.dll would */

    (void)state;
    assert_non_null(module);
    assert_ptr_equal(module, beside_program());
}

static const struct {
    const char *name;
    unsigned bytes;
} functions[] = {
#define API_PLAIN(name, bytes, state, parameters, arguments) {#name, bytes},
#define API_AW_ONLY(name, bytes, state, parameters_a, parameters_w, arguments) {#name "A", bytes}, {#name "W", bytes},
#define API_AW(name, bytes, state, parameters_a, parameters_w, arguments)                                    \
    {#name "A", bytes}, {#name "W", bytes}, {#name, bytes},
#include "api.def"
};

static void every_name_is_exported_and_answers(void **state)
{
    static const uintptr_t words[STACK_WORDS_MAX];
    HMODULE module = beside_program();

    (void)state;
    for (unsigned i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        any_function function = (any_function)(void (*)(void))GetProcAddress(module, functions[i].name);
        long answer = 0;

        if (function == NULL) {
            fail_msg("%s is not exported", functions[i].name);
        }
        assert_int_equal(stack_call(function, words, functions[i].bytes, &answer), functions[i].bytes);
        assert_true((int32_t)answer <= 0); /* all zero arguments: an error, or nothing to do */
        if (sizeof(void *) == 4) {
            char decorated[80];

            (void)snprintf(decorated, sizeof decorated, "%s@%u", functions[i].name, functions[i].bytes);
            assert_non_null((void *)(uintptr_t)GetProcAddress(module, decorated));
        }
    }
}

static void what_is_not_built_says_so(void **state)
{
    (void)state;
    assert_int_equal(JetCompactA(1, "a", "b", NULL, NULL, 0), JET_errFeatureNotAvailable);
}

static void the_sentence_is_that_of_the_last_failure(void **state)
{
    (void)state;
    for (unsigned round = 0; round < 2; round++) {
        assert_int_equal(esent_verify_file("absent.edb", NULL, NULL, NULL, NULL), JET_errFileNotFound);
        for (unsigned asked = 0; asked < 3; asked++) { /* asking does not use it up */
            assert_non_null(strstr(esent_error_detail(), "absent.edb"));
        }
        assert_int_equal(JetSetSystemParameterA(NULL, 0, 0xFFFFFF, round, NULL), JET_errInvalidParameter);
        for (unsigned asked = 0; asked < 3; asked++) {
            assert_null(strstr(esent_error_detail(), "absent.edb"));
            assert_true(esent_error_detail()[0] != '\0');
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_linked_by_name_gets_it),
        cmocka_unit_test(every_name_is_exported_and_answers),
        cmocka_unit_test(what_is_not_built_says_so),
        cmocka_unit_test(the_sentence_is_that_of_the_last_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
