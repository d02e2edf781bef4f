/*
 * compress_test.c - compressed values: examples worked by hand, values from real databases, made-up values,
 * damage, and what compress_value() chooses.
 */
#include "test.h"

#include "compress/compress.h"
#include "compress/crc.h"
#include "diag.h"
#include "format/bytes.h"
#include "sample_compressed.h"

#ifdef ESENT_TEST_LZ4
#include <lz4.h>
#endif

enum { ANY = 0x7FFFFFFF };

static uint8_t value[SAMPLE_VALUE_MAX], out[SAMPLE_PLAIN_MAX], slow[SAMPLE_PLAIN_MAX],
    plain[SAMPLE_PLAIN_MAX];

static size_t unhex(const char *hex)
{
    size_t size = 0;

    for (; *hex != '\0'; hex += 2) {
        const char digits[3] = {hex[0], hex[1], '\0'};

        value[size++] = (uint8_t)strtoul(digits, NULL, 16);
    }
    return size;
}

static void expect_plain(size_t size, const void *expected, size_t plain_size)
{
    uint8_t *exact = malloc(plain_size + 1); /* so that a sanitizer sees what is written behind it */
    size_t got, total, told;
    JET_ERR err;

    assert_non_null(exact);
    err = decompress_value(value, size, 0, exact, plain_size, ANY, &got, &total);
    if (err != JET_errSuccess) {
        fail_msg("%d: %s", (int)err, diag_sentence());
    }
    assert_int_equal(total, plain_size);
    assert_int_equal(got, plain_size);
    assert_memory_equal(exact, expected, plain_size);
    assert_int_equal(decompress_value_size(value, size, &told), 0);
    assert_int_equal(told, plain_size);
    free(exact);
}

static void expect_error(size_t size, JET_ERR expected, const char *sentence)
{
    size_t got, total;
    JET_ERR err = decompress_value(value, size, 0, out, sizeof out, ANY, &got, &total);

    if (err != expected || strstr(diag_sentence(), sentence) == NULL) {
        fail_msg("%d '%s' instead of %d '%s'", (int)err, diag_sentence(), (int)expected, sentence);
    }
    assert_int_equal(got, 0);
}

/* UTF-16 of an ASCII text, in `plain`. */
static size_t widen(const char *text)
{
    size_t size = 0;

    for (; *text != '\0'; text++) {
        plain[size++] = (uint8_t)*text;
        plain[size++] = 0;
    }
    return size;
}

/* ------------------------------------------------------------------------------------------------------ 7
 * bits */

/* "abc" is 0x61 | 0x62 << 7 | 0x63 << 14 = 0x18F161, 21 bits: 5 of the last byte. */
static void three_characters_packed_by_hand_unpack(void **state)
{
    (void)state;
    expect_plain(unhex("0c61f118"), "abc", 3);
    expect_plain(unhex("1461f118"), "a\0b\0c\0", 6);
}

static void packed_values_of_real_databases_unpack(void **state)
{
    static const struct {
        const char *hex, *text;
    } cases[] = {
        {"0ed2f2f82d2783402010080402814030",
         "Record          0"}, /* eseparser decompress_test.edb, page 31 */
        {"16d2f2f82d2783402010080402814030", "Record          0"},
        {"10537a584eafc201", "StartUp"}, /* museum-search-win10-clean Windows.edb, page 36 */
        {"10c3771b5ea797e5a066d81d3e97db6537ddc576af01", "Computer Management.lnk"},
        {"10c1f1f85d77d3a1e931bd2e2fcf01", "AccountPictures"},
    };

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t size = unhex(cases[i].hex);

        if (value[0] >> 3 == 1) {
            expect_plain(size, cases[i].text, strlen(cases[i].text));
        } else {
            expect_plain(size, plain, widen(cases[i].text));
        }
    }
}

/* Every number of characters up to a few groups, and every part of it. */
static void packed_text_of_any_length_unpacks_in_any_parts(void **state)
{
    struct sample_random random = sample_random(1);

    (void)state;
    for (size_t characters = 1; characters <= 40; characters++) {
        for (unsigned wide = 0; wide < 2; wide++) {
            const size_t plain_size = characters << wide;
            size_t size, got, total;

            memset(plain, 0, sizeof plain);
            for (size_t i = 0; i < characters; i++) {
                plain[i << wide] = (uint8_t)sample_below(&random, 128);
            }
            size = sample_7bit(plain, plain_size, wide == 1, value);
            expect_plain(size, plain, plain_size);
            for (size_t offset = 0; offset <= plain_size + 1; offset++) {
                for (size_t capacity = 0; capacity <= plain_size + 1; capacity++) {
                    memset(out, 0xEE, plain_size + 2);
                    assert_int_equal(decompress_value(value, size, offset, out, capacity, ANY, &got, &total),
                                     0);
                    assert_int_equal(got, offset >= plain_size             ? 0
                                          : plain_size - offset < capacity ? plain_size - offset
                                                                           : capacity);
                    assert_memory_equal(out, plain + offset, got);
                    assert_int_equal(out[got], 0xEE);
                }
            }
        }
    }
}

/* ------------------------------------------------------------------------------------------------- Xpress */

/* One literal 'a', repeated by one match of each form: the lengths where a form begins and ends. */
static void every_form_of_a_match_expands(void **state)
{
    static const struct {
        size_t length; /* of the match */
        const char *match;
    } cases[] = {
        {3, "0000"},      {9, "0600"},       {10, "070000"},        {24, "07000e"},
        {25, "07000f00"}, {279, "07000ffe"}, {280, "07000fff1501"}, {65534, "07000ffffbff"},
    };

    (void)state;
    memset(plain, 'a', 65535);
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char hex[64];

        (void)snprintf(hex, sizeof hex, "18%02x%02xffffff7f61%s", (unsigned)(cases[i].length + 1) & 0xFF,
                       (unsigned)(cases[i].length + 1) >> 8, cases[i].match);
        expect_plain(unhex(hex), plain, cases[i].length + 1);
    }
}

/* Two long matches share a byte for the beginning of their lengths: 12 = 10 + 2 and 13 = 10 + 3. */
static void the_second_long_match_uses_the_other_half_of_a_byte(void **state)
{
    (void)state;
    expect_plain(unhex("181b00ffffff5f"
                       "61"
                       "070032"
                       "62"
                       "0700"),
                 "aaaaaaaaaaaaabbbbbbbbbbbbbb", 27);
}

/* Thirty-two symbols leave no flag for the mark at the end; another word follows. Microsoft's decoder insists
 * on it. */
static void the_data_ends_with_a_mark(void **state)
{
    (void)state;
    memset(plain, 'x', 32);
    assert_int_equal(unhex("18200000000000"), 7);
    memset(value + 7, 'x', 32);
    put_u32(value + 39, 0xFFFFFFFF);
    expect_plain(43, plain, 32);
    expect_error(39, JET_errDecompressionFailed, "ends before its data does");
    put_u32(value + 39, 0x7FFFFFFF);
    expect_error(43, JET_errDecompressionFailed, "does not end where it should");
}

/* What dissect.esedb's test data says it holds (text.edb, pages 43 and 44; multi.edb has more of the kind).
 */
static void xpress_values_of_real_databases_expand(void **state)
{
    static const char fox[] = "\x3E\xD8\x8A\xDD \0"; /* U+1F98A and a blank */
    size_t size;

    (void)state;
    memset(plain, 'a', 1051);
    memcpy(plain, "Long compressed ASCII text ", 27);
    expect_plain(unhex("181b040f0000004c6f6e6720636f6d707265737365642041534349492074657874206107000ffffc03"),
                 plain, 1051);

    size = widen("Long compressed Unicode text ");
    memcpy(plain + size, fox, 6);
    for (size += 6; size < 2112; size += 2) {
        plain[size] = 'a';
        plain[size + 1] = 0;
    }
    expect_plain(
        unhex("184008550410004c006f006e00670020006348006d00700072006500730800650064a80055e80069da006488"
              "00ffff0114200074280078280020003ed88add2000610f000ffffc07"),
        plain, 2112);
}

static void check_parts(size_t size, const struct sample_plan *plan, struct sample_random *random)
{
    const size_t all = plan->plain_size;

    for (unsigned i = 0; i < 8; i++) {
        size_t offset = sample_below(random, (uint32_t)all + 2),
               capacity = sample_below(random, (uint32_t)all + 2);
        size_t got, total, rest = offset < all ? all - offset : 0;

        memset(out, 0xEE, all + 2);
        assert_int_equal(decompress_value(value, size, offset, out, capacity, ANY, &got, &total), 0);
        assert_int_equal(total, all);
        assert_int_equal(got, capacity < rest ? capacity : rest);
        assert_memory_equal(out, plan->plain + (got > 0 ? offset : 0), got);
        assert_int_equal(out[got], 0xEE);
    }
}

static void whatever_the_grammars_allow_expands(void **state)
{
    struct sample_random random = sample_random(3);

    (void)state;
    for (unsigned i = 0; i < 600; i++) {
        const size_t plain_size = i % 4 == 0 ? 1 + i : i == 401 ? 65535 : 1 + sample_below(&random, 40000);
        struct sample_plan plan = sample_plan(i, plain_size, 3, 8192);
        size_t size = sample_xpress(&plan, value);

        expect_plain(size, plan.plain, plan.plain_size);
        check_parts(size, &plan, &random);
        sample_plan_free(&plan);

        plan = sample_plan(i, plain_size, 4, 65535);
        size = sample_lz4(&plan, value);
        expect_plain(size, plan.plain, plan.plain_size);
        check_parts(size, &plan, &random);
        sample_plan_free(&plan);
    }
}

/* ---------------------------------------------------------------------------------------------------- LZ4 */

/* "abcabcabcabcabcabc" + "vwxyz": 3 literals, 15 = 4 + 11 bytes from 3 before; 5 literals. */
static void a_block_put_together_by_hand_expands(void **state)
{
    (void)state;
    expect_plain(unhex("381700"
                       "3b6162630300"
                       "50767778797a"),
                 "abcabcabcabcabcabcvwxyz", 23);
}

/* 'a' repeated by a match of 4 + 15 + 255 + 7 bytes, then nothing. */
static void lengths_of_several_bytes_add_up(void **state)
{
    (void)state;
    memset(plain, 'a', 282);
    expect_plain(unhex("381a01"
                       "1f610100ff07"
                       "00"),
                 plain, 282);
}

static void blocks_of_liblz4_expand(void **state)
{
    (void)state;
#ifdef ESENT_TEST_LZ4
    for (unsigned i = 0; i < 200; i++) {
        struct sample_plan plan = sample_plan(i, 1 + 300 * (size_t)i, 3, 65535);
        int size = LZ4_compress_default((const char *)plan.plain, (char *)value + 3, (int)plan.plain_size,
                                        (int)sizeof value - 3);

        value[0] = 0x38;
        put_u16(value + 1, (uint16_t)plan.plain_size);
        expect_plain(3 + (size_t)size, plan.plain, plan.plain_size);
        sample_plan_free(&plan);
    }
#else
    print_message("skipped: liblz4 is not installed\n");
    skip();
#endif
}

/* ------------------------------------------------------------------------------------------------- damage */

static void values_that_are_none_are_named(void **state)
{
    static const struct {
        const char *hex, *sentence;
    } cases[] = {
        {"", "is empty"},
        {"00", "unknown scheme (0x00)"},
        {"40616161", "unknown scheme (0x40)"},
        {"ff616161", "unknown scheme (0xff)"},
        {"20464646", "scrubbed"},
        {"0c", "7-bit ASCII ends inside its header"},
        {"10", "7-bit Unicode ends inside its header"},
        {"180500", "Xpress ends inside its header"},
        {"2800000000", "Xpress9 ends inside its header"},
        {"300500000000000000000000000000", "Xpress10 ends inside its header"},
        {"380500", "LZ4 ends inside its header"},
        {"0b61f118", "ends inside a character"},
    };

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t size = unhex(cases[i].hex), told;

        expect_error(size, JET_errDecompressionFailed, cases[i].sentence);
        assert_int_equal(decompress_value_size(value, size, &told), JET_errDecompressionFailed);
    }
}

static void damaged_data_is_named(void **state)
{
    static const struct {
        const char *hex, *sentence;
    } cases[] = {
        {"180500ffff7f", "Xpress value ends before its data does"},
        {"180500ffffff7f", "ends before its data does"},
        {"180500ffffff7f6100", "ends before its data does"},
        {"180b00ffffff7f610700", "ends before its data does"},
        {"181a00ffffff7f6107000f", "ends before its data does"},
        {"181901ffffff7f6107000fff15", "ends before its data does"},
        {"181701ffffff7f6107000fff1401", "impossible length"}, /* 276 has a shorter form */
        {"180500ffffff7f610800", "in front of its first"},
        {"180500ffffffff0000", "in front of its first"},
        {"180300ffffff7f610000", "expands to more than it says"},
        {"38050050616263", "LZ4 value ends before its data does"},
        {"380500106101", "ends before its data does"},
        {"3805001f610100ff", "ends before its data does"},
        {"380500f0ff", "ends before its data does"},
        {"38050010610000", "bytes that are not there"},
        {"38050010610200", "bytes that are not there"},
        {"38040010610100", "expands to more than it says"},
        {"380400506162636465", "expands to more than it says"},
        {"38050040616263640000", "bytes that are not there"},
        {"38060040616263640100", "expands to more than it says"},
        {"3806005061626364", "ends before its data does"},
        {"380600506162636465", "expands to less than it says"},
        {"38050010610100", "ends before its data does"}, /* no block ends with a match */
    };

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t got, total, size = unhex(cases[i].hex);
        JET_ERR err = decompress_value(value, size, 0, out, sizeof out, ANY, &got, &total);

        if (err != JET_errDecompressionFailed || strstr(diag_sentence(), cases[i].sentence) == NULL) {
            fail_msg("%s: %d '%s' instead of '%s'", cases[i].hex, (int)err, diag_sentence(),
                     cases[i].sentence);
        }
    }
}

/* Whatever is cut off, changed or claimed: an error, or as many bytes as there are said to be. */
static void no_damage_leads_outside(void **state)
{
    struct sample_random random = sample_random(11);

    (void)state;
    for (unsigned i = 0; i < 20000; i++) {
        struct sample_plan plan = sample_plan(i / 50, 1 + i / 50 * 3, 4, 8192);
        size_t size = i % 2 == 0 ? sample_xpress(&plan, value) : sample_lz4(&plan, value);
        size_t cut = sample_below(&random, 4) == 0 ? sample_below(&random, (uint32_t)size) : 0;
        uint8_t *copy = malloc(size - cut), *exact = malloc(plan.plain_size);
        size_t got, total, changes = sample_below(&random, 4);

        assert_non_null(copy);
        assert_non_null(exact);
        memcpy(copy, value, size - cut);
        for (; changes > 0; changes--) {
            copy[sample_below(&random, (uint32_t)(size - cut))] = (uint8_t)sample_below(&random, 256);
        }
        if (decompress_value(copy, size - cut, 0, exact, plan.plain_size, ANY, &got, &total) ==
            JET_errSuccess) {
            assert_int_equal(got, total < plan.plain_size ? total : plan.plain_size);
        }
        free(copy);
        free(exact);
        sample_plan_free(&plan);
    }
}

static void the_limit_is_kept(void **state)
{
    size_t got, total,
        size = unhex("181b040f0000004c6f6e6720636f6d707265737365642041534349492074657874206107000ffffc03");

    (void)state;
    assert_int_equal(decompress_value(value, size, 0, out, sizeof out, 1051, &got, &total), 0);
    assert_int_equal(decompress_value(value, size, 0, out, sizeof out, 1050, &got, &total),
                     JET_errDecompressionFailed);
    assert_non_null(strstr(diag_sentence(), "claims to expand to 1051 bytes; 1050 can be"));
}

/* ---------------------------------------------------------------------------------------- checksums,
 * Xpress10 */

/* The check values of the CRC catalogues: "123456789". */
static void checksums_have_their_check_values(void **state)
{
    (void)state;
    assert_int_equal(crc_32c(0, "123456789", 9), 0xE3069283);
    assert_int_equal(crc_32c(crc_32c(0, "12345", 5), "6789", 4), 0xE3069283);
    assert_true(crc_64_nvme("123456789", 9) == 0xAE8B14860A799888u);
}

static void a_sound_xpress10_value_is_unsupported_and_a_damaged_one_damaged(void **state)
{
    size_t told;

    (void)state;
    assert_int_equal(unhex("30341200000000"), 7);
    put_u64(value + 7, 0xAE8B14860A799888u);
    memcpy(value + 15, "123456789", 9);
    assert_int_equal(decompress_value_size(value, 24, &told), 0);
    assert_int_equal(told, 0x1234);
    expect_error(24, JET_errFeatureNotAvailable, "Xpress10");
    value[20] ^= 1;
    expect_error(24, JET_errCompressionIntegrityCheckFailed, "Xpress10");
}

/* -------------------------------------------------------------------------------------------- compressing */

static void what_is_compressed_expands_again(void **state)
{
    struct sample_random random = sample_random(5);

    (void)state;
    for (unsigned i = 0; i < 400; i++) {
        const size_t plain_size = i == 0 ? 65535 : sample_below(&random, i % 2 == 0 ? 3000 : 40000);
        struct sample_plan plan = sample_plan(i, plain_size, 3, 60000);
        size_t size;

        memset(value, 0xEE, plain_size + 1);
        size = compress_value(plan.plain, plain_size, COMPRESS_7BIT | COMPRESS_XPRESS, value, plain_size);
        assert_true(size == 0 || size < plain_size);
        assert_int_equal(value[plain_size], 0xEE);
        if (size > 0) {
            expect_plain(size, plan.plain, plain_size);
            assert_int_equal(slow_decode(value, size, slow), plain_size);
            assert_memory_equal(slow, plan.plain, plain_size);
        }
        sample_plan_free(&plan);
    }
}

/* Any number of symbols, so that the mark at the end stands in the last word of flags, and in one of its own.
 */
static void xpress_data_ends_as_microsofts_decoder_wants_it(void **state)
{
    (void)state;
    for (size_t plain_size = 1024; plain_size < 1200; plain_size++) {
        size_t size;

        for (size_t i = 0; i < plain_size; i++) {
            plain[i] = (uint8_t)(i < 400 ? i * i / 7 + 128 : plain[i % 400] ^ (i % 97 == 0));
        }
        size = compress_value(plain, plain_size, COMPRESS_XPRESS, value, plain_size);
        assert_int_equal(value[0], 0x18);
        expect_plain(size, plain, plain_size); /* which looks for the mark: the_data_ends_with_a_mark() */
    }
}

/* Sizes: 1 + ceil(7 n / 8) for n characters. */
static void the_scheme_is_chosen_as_the_engine_does(void **state)
{
    enum { BOTH = COMPRESS_7BIT | COMPRESS_XPRESS, BINARY = 1, TEXT, WIDE, MIXED_TEXT, MIXED_WIDE };
    static const struct {
        int kind;
        size_t size;
        unsigned schemes;
        uint8_t scheme;  /* 0: not compressed */
        size_t expected; /* 0: not checked */
    } cases[] = {
        {TEXT, 0, BOTH, 0, 0},
        {TEXT, 1, BOTH, 0, 0},
        {TEXT, 15, BOTH, 0, 0}, /* 1 + 14 bytes are no gain */
        {TEXT, 16, BOTH, 1, 15},
        {TEXT, 16, COMPRESS_XPRESS, 0, 0},
        {WIDE, 2, BOTH, 0, 0},
        {WIDE, 4, BOTH, 2, 3},
        {WIDE, 1022, BOTH, 2, 449},
        {TEXT, 1023, BOTH, 1, 897}, /* repetitive, but too short for Xpress */
        {TEXT, 1024, BOTH, 3, 0},
        {TEXT, 1024, COMPRESS_7BIT, 1, 897},
        {WIDE, 1024, BOTH, 3, 0},
        {MIXED_WIDE, 2000, BOTH, 2, 876},  /* Xpress could, but not better */
        {MIXED_TEXT, 2000, BOTH, 1, 1751}, /* Xpress could not */
        {MIXED_TEXT, 2000, COMPRESS_XPRESS, 0, 0},
        {BINARY, 2000, BOTH, 0, 0},
        {TEXT, 65535, BOTH, 3, 0},
        {TEXT, 65536, BOTH, 1, 57345}, /* the size field of Xpress has 16 bits */
    };
    struct sample_random random = sample_random(2);

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t size;

        memset(plain, 0, sizeof plain);
        for (size_t k = 0; k < cases[i].size; k++) {
            const bool is_wide = cases[i].kind == WIDE || cases[i].kind == MIXED_WIDE;
            const bool is_random = cases[i].kind == MIXED_TEXT || cases[i].kind == MIXED_WIDE;

            if (cases[i].kind == BINARY) {
                plain[k] = (uint8_t)sample_below(&random, 256);
            } else if (!is_wide || k % 2 == 0) {
                plain[k] = (uint8_t)(is_random ? sample_below(&random, 128) : 'a' + k / 2 % 7);
            }
        }
        size = compress_value(plain, cases[i].size, cases[i].schemes, value, sizeof value);
        if ((size > 0 ? value[0] >> 3 : 0) != cases[i].scheme) {
            fail_msg("case %u: scheme %d instead of %d", i, size > 0 ? value[0] >> 3 : 0, cases[i].scheme);
        }
        if (cases[i].expected > 0) {
            assert_int_equal(size, cases[i].expected);
        }
        if (size > 0) {
            expect_plain(size, plain, cases[i].size);
        }
    }
}

static void a_value_that_does_not_fit_is_not_written(void **state)
{
    size_t size = 0;

    (void)state;
    for (unsigned i = 0; size < 5000; i++) {
        size += (size_t)snprintf((char *)plain + size, 32, "%u is the square of %u; ", i * i, i);
    }
    size = compress_value(plain, 5000, COMPRESS_XPRESS, value, 5000);
    assert_true(size > 1000);
    for (size_t capacity = 0; capacity < size; capacity += capacity < 30 || capacity > size - 30 ? 1 : 29) {
        uint8_t *exact = malloc(capacity + 1);

        assert_non_null(exact);
        exact[capacity] = 0xEE;
        assert_int_equal(compress_value(plain, 5000, COMPRESS_XPRESS, exact, capacity), 0);
        assert_int_equal(exact[capacity], 0xEE);
        free(exact);
    }
    assert_int_equal(compress_value("0123456789abcdef", 16, COMPRESS_7BIT, out, 15), 15);
    assert_int_equal(compress_value("0123456789abcdef", 16, COMPRESS_7BIT, out, 14), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_characters_packed_by_hand_unpack),
        cmocka_unit_test(packed_values_of_real_databases_unpack),
        cmocka_unit_test(packed_text_of_any_length_unpacks_in_any_parts),
        cmocka_unit_test(every_form_of_a_match_expands),
        cmocka_unit_test(the_second_long_match_uses_the_other_half_of_a_byte),
        cmocka_unit_test(the_data_ends_with_a_mark),
        cmocka_unit_test(xpress_values_of_real_databases_expand),
        cmocka_unit_test(whatever_the_grammars_allow_expands),
        cmocka_unit_test(a_block_put_together_by_hand_expands),
        cmocka_unit_test(lengths_of_several_bytes_add_up),
        cmocka_unit_test(blocks_of_liblz4_expand),
        cmocka_unit_test(values_that_are_none_are_named),
        cmocka_unit_test(damaged_data_is_named),
        cmocka_unit_test(no_damage_leads_outside),
        cmocka_unit_test(the_limit_is_kept),
        cmocka_unit_test(checksums_have_their_check_values),
        cmocka_unit_test(a_sound_xpress10_value_is_unsupported_and_a_damaged_one_damaged),
        cmocka_unit_test(what_is_compressed_expands_again),
        cmocka_unit_test(xpress_data_ends_as_microsofts_decoder_wants_it),
        cmocka_unit_test(the_scheme_is_chosen_as_the_engine_does),
        cmocka_unit_test(a_value_that_does_not_fit_is_not_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
