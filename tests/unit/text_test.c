/*
 * text_test.c - UTF-8 and UTF-16: vectors of the Unicode standard, every code point there and back, and what must be
 * refused.
 */
#include "test.h"

#include "esent_compat.h"

static void known_vectors_convert_both_ways(void **state)
{
    static const struct {
        const char *utf8;
        WCHAR utf16[8];
    } cases[] = {
        {"", {0}},
        {"plain", {'p', 'l', 'a', 'i', 'n', 0}},
        {"\xC2\xA2", {0x00A2, 0}},                          /* cent */
        {"\xD0\xB0\xE4\xBA\x8C\xF0\x90\x8C\x82", {0x0430, 0x4E8C, 0xD800, 0xDF02, 0}}, /* the standard's table 3-4 */
        {"\xEF\xBF\xBF", {0xFFFF, 0}},
        {"\xF0\x90\x80\x80", {0xD800, 0xDC00, 0}},
        {"\xF4\x8F\xBF\xBF", {0xDBFF, 0xDFFF, 0}},
        {"\xED\xA0\x80x", {0xD800, 'x', 0}},                /* a high surrogate alone */
        {"\xED\xBF\xBF\xED\xA0\x80", {0xDFFF, 0xD800, 0}},  /* both alone: in the wrong order they are no pair */
    };

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        WCHAR wide[16];
        char narrow[32];
        size_t units = 0, needed;

        while (cases[i].utf16[units] != 0) {
            units++;
        }
        assert_int_equal(esent_utf8_to_utf16(cases[i].utf8, (size_t)-1, wide, 16, &needed), JET_errSuccess);
        assert_int_equal(needed, units + 1);
        assert_memory_equal(wide, cases[i].utf16, needed * sizeof *wide);
        assert_int_equal(esent_utf16_to_utf8(wide, (size_t)-1, narrow, 32, &needed), JET_errSuccess);
        assert_int_equal(needed, strlen(cases[i].utf8) + 1);
        assert_string_equal(narrow, cases[i].utf8);
    }
}

static void every_code_point_comes_back(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        WCHAR wide[3] = {0}, again[4];
        char narrow[8];
        size_t units = 1, bytes, back;

        if (c < 0x10000) {
            wide[0] = (WCHAR)c; /* surrogates included: alone they are allowed */
        } else {
            wide[0] = (WCHAR)(0xD800 + ((c - 0x10000) >> 10));
            wide[1] = (WCHAR)(0xDC00 + ((c - 0x10000) & 0x3FF));
            units = 2;
        }
        if (esent_utf16_to_utf8(wide, units, narrow, sizeof narrow, &bytes) != JET_errSuccess ||
            esent_utf8_to_utf16(narrow, bytes - 1, again, 4, &back) != JET_errSuccess || back != units + 1 ||
            memcmp(again, wide, units * sizeof *wide) != 0) {
            fail_msg("U+%04X does not come back", c);
        }
    }
}

static void malformed_utf8_is_refused(void **state)
{
    static const char *const cases[] = {
        "\x80",                      /* continuation alone */
        "\xC0\x80", "\xC1\xBF",      /* too long forms of ASCII */
        "\xE0\x9F\xBF",              /* too long form of two bytes */
        "\xF0\x8F\xBF\xBF",          /* too long form of three bytes */
        "\xF4\x90\x80\x80",          /* beyond U+10FFFF */
        "\xF8\x88\x80\x80\x80",      /* five bytes */
        "\xC2", "\xE4\xBA", "\xF0\x90\x8C", /* cut off */
        "\xC2x", "a\xE4\xBAxb",      /* broken in the middle */
        "\xFE", "\xFF",
        "\xED\xA0\x80\xED\xB0\x80",  /* a pair as two characters: UTF-8 has one form for it */
    };

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        WCHAR wide[16] = {'x'};

        assert_int_equal(esent_utf8_to_utf16(cases[i], (size_t)-1, wide, 16, NULL), JET_errInvalidParameter);
        assert_int_equal(wide[0], 0);
    }
}

static void room_is_respected_and_told(void **state)
{
    static const char text[] = "a\xC2\xA2\xF0\x90\x80\x80"; /* 1 + 2 + 4 bytes, 1 + 1 + 2 units */
    WCHAR wide[8], full[8];
    char narrow[16];
    size_t needed;

    (void)state;
    assert_int_equal(esent_utf8_to_utf16(text, (size_t)-1, full, 8, NULL), JET_errSuccess);
    for (size_t room = 0; room < 5; room++) {
        memset(wide, 0x55, sizeof wide);
        assert_int_equal(esent_utf8_to_utf16(text, (size_t)-1, wide, room, &needed), JET_errBufferTooSmall);
        assert_int_equal(needed, 5);
        assert_int_equal(wide[room], 0x5555); /* nothing behind the room is touched */
        assert_true(room == 0 || wide[0] == 0);
    }
    assert_int_equal(esent_utf8_to_utf16(text, (size_t)-1, wide, 5, &needed), JET_errSuccess);
    for (size_t room = 0; room < 8; room++) {
        memset(narrow, 0x55, sizeof narrow);
        assert_int_equal(esent_utf16_to_utf8(full, (size_t)-1, narrow, room, &needed), JET_errBufferTooSmall);
        assert_int_equal(needed, 8);
        assert_int_equal(narrow[room], 0x55);
        assert_true(room == 0 || narrow[0] == 0);
    }
    assert_int_equal(esent_utf16_to_utf8(full, (size_t)-1, narrow, 8, &needed), JET_errSuccess);
    assert_string_equal(narrow, text);
}

static void a_given_length_may_hold_nuls(void **state)
{
    WCHAR wide[4];
    size_t needed;

    (void)state;
    assert_int_equal(esent_utf8_to_utf16("a\0b", 3, wide, 4, &needed), JET_errSuccess);
    assert_int_equal(needed, 4);
    assert_true(wide[0] == 'a' && wide[1] == 0 && wide[2] == 'b' && wide[3] == 0);
}

/* Microsoft's table of the code page: bestfit1252; the five open bytes are controls, as MultiByteToWideChar has them. */
static void code_page_1252_becomes_utf8(void **state)
{
    static const struct {
        const char *bytes, *utf8;
    } cases[] = {
        {"", ""},
        {"plain", "plain"},
        {"\x80", "\xE2\x82\xAC"},         /* euro */
        {"\x9F\xFF", "\xC5\xB8\xC3\xBF"}, /* Y and y with diaeresis */
        {"T_\xDC" "ber", "T_\xC3\x9C" "ber"},
        {"\x81\x8D\x8F\x90\x9D", "\xC2\x81\xC2\x8D\xC2\x8F\xC2\x90\xC2\x9D"},
    };
    char out[16];
    size_t needed;

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(esent_cp1252_to_utf8(cases[i].bytes, (size_t)-1, out, sizeof out, &needed), JET_errSuccess);
        assert_string_equal(out, cases[i].utf8);
        assert_int_equal(needed, strlen(cases[i].utf8) + 1);
    }
    assert_int_equal(esent_cp1252_to_utf8("a\0b", 3, out, sizeof out, &needed), JET_errSuccess);
    assert_memory_equal(out, "a\0b", 4);
    assert_int_equal(esent_cp1252_to_utf8("\x80\x80", 2, out, 6, &needed), JET_errBufferTooSmall);
    assert_int_equal(needed, 7);
    assert_string_equal(out, "");
    assert_int_equal(esent_cp1252_to_utf8(NULL, 0, out, sizeof out, NULL), JET_errInvalidParameter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_vectors_convert_both_ways),
        cmocka_unit_test(every_code_point_comes_back),
        cmocka_unit_test(malformed_utf8_is_refused),
        cmocka_unit_test(room_is_respected_and_told),
        cmocka_unit_test(a_given_length_may_hold_nuls),
        cmocka_unit_test(code_page_1252_becomes_utf8),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
