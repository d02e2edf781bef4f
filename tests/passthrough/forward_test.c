/*
 * forward_test.c - every forwarded function reaches the function of its own name with the same arguments, bit for bit,
 * hands its answer back, and leaves the stack balanced. ESENT_DLL names the fake DLL.
 */
#include "test.h"

#include <windows.h>

#include "esent_compat.h"
#include "fake_esent.h"
#include "stack_call.h"

/* esent.h does not declare the oldest exports. */
#define API_PLAIN(name, bytes, state, parameters, arguments) JET_ERR JET_API name parameters;
#define API_AW_ONLY(name, bytes, state, parameters_a, parameters_w, arguments)                               \
    JET_ERR JET_API name##A parameters_a;                                                                    \
    JET_ERR JET_API name##W parameters_w;
#define API_AW(name, bytes, state, parameters_a, parameters_w, arguments)                                    \
    JET_ERR JET_API name##A parameters_a;                                                                    \
    JET_ERR JET_API name##W parameters_w;                                                                    \
    JET_ERR JET_API name parameters_a;
#include "api.def"
#undef API_PLAIN
#undef API_AW_ONLY
#undef API_AW

static const struct {
    const char *name;
    any_function function;
    unsigned bytes; /* on the stack of i686 */
} functions[] = {
#define API_PLAIN(name, bytes, state, parameters, arguments) {#name, (any_function)name, bytes},
#define API_AW_ONLY(name, bytes, state, parameters_a, parameters_w, arguments)                               \
    {#name "A", (any_function)name##A, bytes}, {#name "W", (any_function)name##W, bytes},
#define API_AW(name, bytes, state, parameters_a, parameters_w, arguments)                                    \
    {#name "A", (any_function)name##A, bytes}, {#name "W", (any_function)name##W, bytes},                    \
        {#name, (any_function)name, bytes},
#include "api.def"
};

enum { FUNCTIONS = sizeof functions / sizeof functions[0] };

static struct fake_call *fake(void)
{
    struct esent_provider_info info = {.cbStruct = sizeof info};
    fake_last_call_fn last_call;

    assert_int_equal(esent_provider_info(&info), JET_errSuccess);
    last_call = (fake_last_call_fn)(void (*)(void))GetProcAddress(GetModuleHandleA(info.path), "fake_last_call");
    assert_non_null(last_call);
    return last_call();
}

/* ----------------------------------------------------------------------------------- the first calls race */

enum { RACERS = 8 };

static DWORD WINAPI race(void *gate)
{
    JET_ULONG version;

    (void)WaitForSingleObject(gate, INFINITE);
    return JetGetVersion(1, &version) == JET_errSuccess && JetBeginTransaction(2) == JET_errSuccess;
}

static void first_calls_of_many_threads_all_arrive(void **state)
{
    HANDLE gate = CreateEventA(NULL, TRUE, FALSE, NULL);
    HANDLE threads[RACERS];

    (void)state;
    for (unsigned i = 0; i < RACERS; i++) {
        threads[i] = CreateThread(NULL, 0, race, gate, 0, NULL);
        assert_non_null(threads[i]);
    }
    (void)SetEvent(gate);
    for (unsigned i = 0; i < RACERS; i++) {
        DWORD arrived = 0;

        (void)WaitForSingleObject(threads[i], INFINITE);
        (void)GetExitCodeThread(threads[i], &arrived);
        assert_int_equal(arrived, 1);
        (void)CloseHandle(threads[i]);
    }
    (void)CloseHandle(gate);
    assert_int_equal(fake()->calls, 2 * RACERS);
}

/* ----------------------------------------------------------------------------------------- every function */

static void every_function_passes_everything(void **state)
{
    uintptr_t words[STACK_WORDS_MAX];

    (void)state;
    assert_true(FUNCTIONS > 370); /* 212 rows, most of them with three names */
    for (unsigned f = 0; f < FUNCTIONS; f++) {
        for (unsigned round = 0; round < 2; round++) { /* through the resolver and past it */
            long expected_answer = -1000 - (long)f - (long)round;
            long answer = 0;
            unsigned word = 0;
            struct fake_call *seen = fake();

            for (unsigned i = 0; i < STACK_WORDS_MAX; i++) {
                words[i] = (uintptr_t)(0x9E3779B97F4A7C15ull * (f * 64 + i * 2 + round + 1));
            }
            seen->answer = expected_answer;
            assert_int_equal(stack_call(functions[f].function, words, functions[f].bytes, &answer), functions[f].bytes);
            assert_int_equal((int32_t)answer, expected_answer);
            assert_string_equal(seen->name, functions[f].name);
            for (unsigned i = 0; i < seen->arguments; i++) {
                uint64_t sent = 0;

                memcpy(&sent, &words[word], seen->size[i]); /* on i686 an argument of 64 bits takes two words */
                if (seen->value[i] != sent) {
                    fail_msg("%s: argument %u arrives as 0x%llx instead of 0x%llx", functions[f].name, i,
                             (unsigned long long)seen->value[i], (unsigned long long)sent);
                }
                word += (seen->size[i] + (unsigned)sizeof(uintptr_t) - 1) / (unsigned)sizeof(uintptr_t);
            }
            if (sizeof(uintptr_t) == 4) {
                assert_int_equal(word * 4, functions[f].bytes);
            }
        }
    }
    fake()->answer = 0;
}

static JET_ERR JET_API some_status(JET_SESID sesid, JET_SNP snp, JET_SNT snt, void *pv)
{
    (void)sesid;
    (void)snp;
    (void)snt;
    (void)pv;
    return JET_errSuccess;
}

static void callback_pointers_arrive_as_they_were_given(void **state)
{
    JET_PFNSTATUS pointer = some_status;
    uint64_t expected = 0;

    (void)state;
    memcpy(&expected, &pointer, sizeof pointer);
    assert_int_equal(JetCompactA(1, "a", "b", some_status, NULL, 0), JET_errSuccess);
    assert_true(fake()->value[3] == expected);
    assert_int_equal(JetBackupInstanceW(1, L"x", 0, some_status), JET_errSuccess);
    assert_true(fake()->value[3] == expected);
}

static void the_provider_is_described(void **state)
{
    struct esent_provider_info info = {.cbStruct = sizeof info};

    (void)state;
    assert_int_equal(esent_provider_info(&info), JET_errSuccess);
    assert_int_equal(info.kind, ESENT_PROVIDER_DLL);
    assert_non_null(strstr(info.path, "esent.dll"));
    assert_int_equal(info.missing_count, 0);
    assert_string_equal(esent_provider_error(), "");
    info.cbStruct = 1;
    assert_int_equal(esent_provider_info(&info), JET_errInvalidParameter);
    assert_int_equal(esent_provider_info(NULL), JET_errInvalidParameter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_calls_of_many_threads_all_arrive), /* must be the first to call anything */
        cmocka_unit_test(every_function_passes_everything),
        cmocka_unit_test(callback_pointers_arrive_as_they_were_given),
        cmocka_unit_test(the_provider_is_described),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
