/*
 * xpress9_test.c - Xpress9 against the published encoder, against an encoder made from the grammar, and
 * against damage.
 */
#include "test.h"

#include "compress/compress.h"
#include "compress/crc.h"
#include "diag.h"
#include "format/bytes.h"
#include "sample_compressed.h"

enum { ANY = 0x7FFFFFFF };

static uint8_t value[SAMPLE_VALUE_MAX], plain[SAMPLE_PLAIN_MAX], out[SAMPLE_PLAIN_MAX];

/* Puts blocks, in hex, behind the header of a value that expands to `plain_size` bytes at `plain`. */
static size_t make_value(const char *hex, size_t plain_size)
{
    size_t size = 5;

    value[0] = 0x28;
    put_u32(value + 1, crc_32c(0, plain, plain_size));
    for (; *hex != '\0'; hex += 2) {
        const char digits[3] = {hex[0], hex[1], '\0'};

        value[size++] = (uint8_t)strtoul(digits, NULL, 16);
    }
    return size;
}

static void expect_plain(size_t size, const void *expected, size_t plain_size)
{
    size_t got, total;
    JET_ERR err = decompress_value(value, size, 0, out, sizeof out, ANY, &got, &total);

    if (err != JET_errSuccess) {
        fail_msg("%d: %s", (int)err, diag_sentence());
    }
    assert_int_equal(total, plain_size);
    assert_int_equal(got, plain_size);
    assert_memory_equal(out, expected, plain_size);
}

static void expect_error(size_t size, JET_ERR expected, const char *sentence)
{
    size_t got, total;

    assert_int_equal(decompress_value(value, size, 0, out, sizeof out, ANY, &got, &total), expected);
    if (strstr(diag_sentence(), sentence) == NULL) {
        fail_msg("'%s' instead of '%s'", diag_sentence(), sentence);
    }
}

/* "0:column;1:index;4:table;9:record;16:column;..." until there are `enough` bytes. */
static size_t make_text(size_t enough)
{
    static const char *const names[] = {"column", "index", "table", "record"};
    size_t size = 0;

    for (unsigned i = 0; size < enough; i++) {
        size += (size_t)snprintf((char *)plain + size, 32, "%u:%s;", i * i, names[i % 4]);
    }
    return size;
}

/*
 * Made with the encoder that Microsoft publishes ([ese] _xpress9, MIT), with the engine's parameters and with
 * others: recent distances, shortest match, shortest match of a recent distance.
 */
static void blocks_of_the_published_encoder_expand(void **state)
{
    static const struct {
        size_t text;
        const char *blocks;
    } cases[] = {
        /* 4, 4, 2: the engine's */
        {300, "2ad7864e2d0100001c0500008021060000000000a9263ed10000000035682a5e0000201564ca0000c06445aa739a53"
              "536754"
              "6edb0017f66e103f48555580585ff9fa3e5355607604a815a0525555551546bb69783fc708fa18fbf489a4afdb7d48"
              "31e89c"
              "ba69ee23c8369033b1920b1523b4f8aa8031f9004273a82490b0a95023445e91f7dcaf1649bf561a45c62c4427d2ff"
              "184f13"
              "bbbfe0e114577d8745397f451b05"},
        /* 2, 3, 3 */
        {300, "2ad7864e2d010000160500006c21090000000000e6878312000000006e53e77000480599040000662b569dd7bc79d3"
              "9b54ae"
              "6d8083bd0de20f52551560e204285533d8690da059bf5255555555a17c370dcffb18c0dfc63ebe02f9c7e53ac4207e"
              "8edd34"
              "f701b80e3485682e85a41aa6ec7605942a07109a436b0296aa648f70238b4273e4eeab9192e646d19626a213e9e863"
              "50b2b1"
              "9cf974f2af1665dff6ff936b14"},
        /* 0, 4, - */
        {300, "2ad7864e2d010000df040000302104000000000045da8d2400000000ecd47a53a920d900004044c5e29eddb3dded5c"
              "f4eded"
              "565fbdefadd6bf1a0050bbe7aada9eaa6d0000004ea76df9bed70cfa5ae7f2cba49fc7732939e95ea66d9f33880de4"
              "4abcd4"
              "42cd0899895d01e7ea0184e1504b20c954ea11229b423ef268ca23e95f79191439678ae84246538c9789c3a0044fa7"
              "84ee07"
              "6c2ac43b3a28"},
        /* 4, 4, 2 */
        {1000, "2ad7864ee8030000930a0000bc410600000000005671f21c000000001b8daa9e00002015accd0c0000262ba95f55f"
               "5b752d9"
               "4d011b664f102f48555580668d8777f534a92a506b67c06a04b87fdb00debd06705355555501d56abf7d7dded5583"
               "dedd69b"
               "b75aaa9787c7eda68ed561b3da1fd635da6d905e09dbb548674c9ad02b08703d483838d225b47853b18f88b425bde"
               "7a1651a"
               "416c0325008d484286b35232a95f8c46a779ef3b75ca438e0e544cd278f711284f21a910b5bff0c78a14d300b9088"
               "88c2fd4"
               "3f17cb5bb43069b9752e14428c5c66208109b17c41e78821e148a0e748612c934152907fb900238ee2c0f1b77c64c"
               "c0a2699"
               "7c39e158c2850da061a733878982a35d048a90fc6abd0b4f7022e1d359f114373c4a4c66053929967b656a55e611f"
               "a8fe343"
               "7d79a2b17306f31ea33b6792cda649613e4fb390710ecb3fcf66e7d8b8dac97db9ea91dab00c06"},
    };

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t plain_size = make_text(cases[i].text);

        expect_plain(make_value(cases[i].blocks, plain_size), plain, plain_size);
    }
}

/* The same encoder made this of 1024 times 'a': codes of a single symbol, and a long match. */
static const char run_of_a[] =
    "2ad7864e00040000470100001b400600000000002946ac9d0000000044c3c99300000060c830fca341";

static void a_run_of_one_byte_expands(void **state)
{
    (void)state;
    memset(plain, 'a', 1024);
    expect_plain(make_value(run_of_a, 1024), plain, 1024);
}

static const struct sample_xpress9 shapes[] = {
    {16, 4, 4, 2, false, ANY}, /* the engine's */
    {16, 4, 4, 2, true, ANY},    {16, 0, 3, 2, false, ANY}, {16, 0, 4, 2, true, 5000},
    {16, 2, 3, 2, false, 700},   {16, 2, 3, 3, false, ANY}, {16, 2, 4, 3, true, 4000},
    {17, 4, 3, 3, false, 30000}, {22, 4, 4, 3, false, ANY},
};

/* Every combination of parameters, both forms of tables, one block and many, from one byte to several
 * windows. */
static void whatever_the_grammar_allows_expands(void **state)
{
    static const size_t sizes[] = {1, 2, 3, 100, 1024, 8150, 65536, 131071, 131072, 131073, SAMPLE_PLAIN_MAX};

    (void)state;
    for (unsigned s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        for (unsigned i = 0; i < 4 * sizeof shapes / sizeof shapes[0]; i++) {
            const struct sample_xpress9 *shape = &shapes[i / 4];
            struct sample_plan plan =
                sample_plan(100 * s + i, sizes[s], 2 + i % 3, (UINT32_C(1) << shape->window_bits) - 1);
            size_t size = sample_xpress9(&plan, shape, i, value);

            expect_plain(size, plan.plain, plan.plain_size);
            sample_plan_free(&plan);
        }
    }
}

static void any_part_of_a_value_can_be_had(void **state)
{
    static const size_t sizes[] = {1000, 131072, 200000};

    (void)state;
    for (unsigned s = 0; s < 3; s++) {
        struct sample_plan plan = sample_plan(s, sizes[s], 4, 65535);
        size_t size = sample_xpress9(&plan, &shapes[4], s, value);
        struct sample_random random = sample_random(s);

        for (unsigned i = 0; i < 40; i++) {
            size_t offset = sample_below(&random, (uint32_t)sizes[s] + 10);
            size_t capacity = sample_below(&random, (uint32_t)sizes[s]), got, total;
            size_t rest = offset < sizes[s] ? sizes[s] - offset : 0;

            memset(out, 0xEE, sizeof out);
            assert_int_equal(decompress_value(value, size, offset, out, capacity, ANY, &got, &total), 0);
            assert_int_equal(total, sizes[s]);
            assert_int_equal(got, capacity < rest ? capacity : rest);
            assert_memory_equal(out, plan.plain + (got > 0 ? offset : 0), got);
            assert_int_equal(out[got], 0xEE);
        }
        sample_plan_free(&plan);
    }
}

/* Bits that do not matter, as of a recent distance that is never used, may be wrong. */
static void a_flipped_bit_changes_nothing_or_is_noticed(void **state)
{
    struct sample_plan plan = sample_plan(7, 900, 4, 65535);
    size_t size = sample_xpress9(&plan, &shapes[0], 1, value), got, total;
    size_t bits = 5 * 8 + get_u32(value + 5 + 8), noticed = 0;

    (void)state;
    for (size_t bit = 8; bit < bits; bit++) {
        JET_ERR err;

        value[bit / 8] ^= (uint8_t)(1u << bit % 8);
        err = decompress_value(value, size, 0, out, sizeof out, ANY, &got, &total);
        if (err == JET_errSuccess) {
            assert_int_equal(got, plan.plain_size);
            assert_memory_equal(out, plan.plain, got);
        } else {
            assert_true(err == JET_errDecompressionFailed || err == JET_errCompressionIntegrityCheckFailed);
            noticed++;
        }
        value[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    assert_true(noticed > bits - bits / 8);
    expect_plain(size, plan.plain, plan.plain_size);
    sample_plan_free(&plan);
}

static void a_value_that_is_cut_off_is_refused(void **state)
{
    struct sample_plan plan = sample_plan(9, 12000, 4, 65535);
    size_t size = sample_xpress9(&plan, &shapes[4], 1, value), got, total;
    size_t first = (get_u32(value + 5 + 8) + 7) / 8;

    (void)state;
    assert_true(first < size - 5); /* more than one block */
    for (size_t cut = 1; cut < size; cut++) {
        uint8_t *copy = malloc(size - cut); /* so that a sanitizer sees what is read behind it */

        assert_non_null(copy);
        memcpy(copy, value, size - cut);
        assert_true(decompress_value(copy, size - cut, 0, out, sizeof out, ANY, &got, &total) < 0);
        free(copy);
    }
    sample_plan_free(&plan);
}

static void seal_header(uint8_t *header)
{
    put_u32(header + 28, crc_32c(0, header, 28));
}

static void each_kind_of_damage_is_named(void **state)
{
    static const struct {
        const char *sentence;
        unsigned offset; /* in the block header */
        uint32_t flip;
    } cases[] = {
        {"a bad block header", 0, 1},         {"impossible size", 8, 0x80000000u},
        {"codes of another size", 12, 1},     {"of an unknown form", 12, 7u << 13},
        {"of an unknown form", 12, 1u << 16}, {"of an unknown form", 12, 1u << 20},
        {"of an unknown form", 16, 1},        {"of an unknown form", 24, 1},
    };
    struct sample_plan plan = sample_plan(9, 900, 4, 65535);
    size_t size = sample_xpress9(&plan, &shapes[0], 1, value);

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t *at = value + 5 + cases[i].offset;

        put_u32(at, get_u32(at) ^ cases[i].flip);
        seal_header(value + 5);
        expect_error(size, JET_errDecompressionFailed, cases[i].sentence);
        put_u32(at, get_u32(at) ^ cases[i].flip);
    }
    seal_header(value + 5);
    value[1] ^= 1;
    expect_error(size, JET_errCompressionIntegrityCheckFailed, "does not have the checksum");
    value[1] ^= 1;
    expect_plain(size, plan.plain, plan.plain_size);
    put_u32(value + 5 + 4, 899);
    seal_header(value + 5);
    expect_error(size, JET_errDecompressionFailed, "an Xpress9 value ");
    sample_plan_free(&plan);
}

static void blocks_of_different_values_are_not_joined(void **state)
{
    struct sample_plan plan = sample_plan(9, 12000, 4, 65535);
    size_t size = sample_xpress9(&plan, &shapes[4], 1, value);
    uint8_t *second = value + 5 + (get_u32(value + 5 + 8) + 7) / 8;

    (void)state;
    put_u32(second + 20, 1); /* another signature */
    seal_header(second);
    expect_error(size, JET_errDecompressionFailed, "do not belong together");
    sample_plan_free(&plan);
}

/* A hundred bytes claim a gigabyte. */
static void a_bomb_is_refused_by_the_limit(void **state)
{
    size_t size, got, total;

    (void)state;
    memset(plain, 'a', 1024);
    size = make_value(run_of_a, 1024);
    put_u32(value + 5 + 4, 1u << 30);
    seal_header(value + 5);
    assert_int_equal(decompress_value_size(value, size, &total), 0);
    assert_int_equal(total, 1 << 30);
    assert_int_equal(decompress_value(value, size, 0, out, sizeof out, 32768, &got, &total),
                     JET_errDecompressionFailed);
    assert_non_null(strstr(diag_sentence(), "claims to expand to 1073741824 bytes; 32768 can be"));
    expect_error(size, JET_errDecompressionFailed, "ends before its data does");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_of_the_published_encoder_expand),
        cmocka_unit_test(a_run_of_one_byte_expands),
        cmocka_unit_test(whatever_the_grammar_allows_expands),
        cmocka_unit_test(any_part_of_a_value_can_be_had),
        cmocka_unit_test(a_flipped_bit_changes_nothing_or_is_noticed),
        cmocka_unit_test(a_value_that_is_cut_off_is_refused),
        cmocka_unit_test(each_kind_of_damage_is_named),
        cmocka_unit_test(blocks_of_different_values_are_not_joined),
        cmocka_unit_test(a_bomb_is_refused_by_the_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
