/*
 * header_values_test.c - constants of esent.h have Windows' values.
 *
 * Expected numbers: constant_facts.def, from the reference tables constants, params, grbits and errors.
 */
#include "test.h"

#include "esent.h"

struct constant {
    const char *name;
    long long actual;
    long long expected;
};

#define CONSTANT(name, value) {#name, name, value},
#define POINTER_NIL(name)
static const struct constant constants[] = {
#include "constant_facts.def"
};

#define CONSTANT(name, value)
#define POINTER_NIL(name) {#name, (long long)(name), (long long)UINTPTR_MAX},
static const struct constant pointer_nils[] = {
#include "constant_facts.def"
};

static void compare(const struct constant *all, size_t count)
{
    unsigned wrong = 0;

    for (size_t i = 0; i < count; i++) {
        if (all[i].actual != all[i].expected) {
            print_error("%s is %lld, Windows has %lld\n", all[i].name, all[i].actual, all[i].expected);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static void constants_have_the_values_of_windows(void **state)
{
    (void)state;
    compare(constants, sizeof constants / sizeof constants[0]);
}

static void nil_handles_have_all_bits_set_and_the_size_of_a_pointer(void **state)
{
    (void)state;
    compare(pointer_nils, sizeof pointer_nils / sizeof pointer_nils[0]);
    assert_int_equal(sizeof JET_sesidNil, sizeof(void *));
    assert_int_equal(sizeof JET_dbidNil, 4);
    assert_int_equal(sizeof JET_columnidNil, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constants_have_the_values_of_windows),
        cmocka_unit_test(nil_handles_have_all_bits_set_and_the_size_of_a_pointer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
