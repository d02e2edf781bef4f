/*
 * header_layout_test.c - structures of esent.h lie in memory as they do on Windows.
 *
 * Sizes and offsets are compile-time assertions: this file compiles for a target only when all of them hold
 * there, so that targets whose programs cannot run here are checked too. Bit-fields have no offset; they are set
 * one by one and the bytes looked at. Expected numbers: struct_facts.def, from the reference table structs.
 */
#include "test.h"

#include "esent.h"

#if defined(_WIN64) || (defined(__SIZEOF_POINTER__) && __SIZEOF_POINTER__ == 8)
#define FOR_TARGET(i386, x64) x64
#else
#define FOR_TARGET(i386, x64) i386
#endif

#define STRUCT(type, i386, x64) _Static_assert(sizeof(type) == FOR_TARGET(i386, x64), "size of " #type);
#define FIELD(type, field, at32, at64, size32, size64)                                                       \
    _Static_assert(offsetof(type, field) == FOR_TARGET(at32, at64), "offset of " #type "." #field);          \
    _Static_assert(sizeof(((type *)0)->field) == FOR_TARGET(size32, size64), "size of " #type "." #field);
#define BITFIELD(type, field, byte32, byte64, first, last)
#include "struct_facts.def"

/* Sets one bit-field to all ones in a zeroed structure; only bits `first` to `last` of its byte may be set. */
#define STRUCT(type, i386, x64)
#define FIELD(type, field, at32, at64, size32, size64)
#define BITFIELD(type, field, byte32, byte64, first, last)                                                   \
    {                                                                                                        \
        type value;                                                                                          \
        unsigned char actual[sizeof(type)];                                                                  \
        unsigned char expected[sizeof(type)] = {0};                                                          \
                                                                                                             \
        memset(&value, 0, sizeof value);                                                                     \
        value.field = (1u << ((last) - (first) + 1)) - 1;                                                    \
        memcpy(actual, &value, sizeof value);                                                                \
        expected[FOR_TARGET(byte32, byte64)] =                                                               \
            (unsigned char)(((1u << ((last) + 1)) - 1) & ~((1u << (first)) - 1));                            \
        if (memcmp(actual, expected, sizeof expected) != 0) {                                                \
            print_error("%s.%s\n", #type, #field);                                                           \
            assert_memory_equal(actual, expected, sizeof expected);                                          \
        }                                                                                                    \
    }
static void bit_fields_occupy_the_bits_that_windows_gives_them(void **state)
{
    (void)state;
#include "struct_facts.def"
}

static void plain_structure_names_mean_the_a_forms(void **state)
{
    (void)state;
    assert_int_equal(sizeof(JET_COLUMNBASE), sizeof(JET_COLUMNBASE_A));
    assert_int_equal(sizeof(JET_LOGINFO), sizeof(JET_LOGINFO_A));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bit_fields_occupy_the_bits_that_windows_gives_them),
        cmocka_unit_test(plain_structure_names_mean_the_a_forms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
