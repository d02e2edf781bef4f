/*
 * sortkey_test.c - sort keys of known texts, the locales, and what must be refused.
 *
 * The keys of known_texts come from Wine 8.0's LCMapStringExW (Debian bookworm, 8.0~repack-4), asked by a
 * program of its own. Two tests say what differs from it, and why.
 */
#include "test.h"

#include <uchar.h>

#include "key/locale.h"
#include "key/sortkey.h"

enum { DEFAULT_FLAGS = 0x30401 };

#define TEXT(literal) literal, sizeof(literal) / sizeof(char16_t) - 1

static const struct known_text {
    const char *locale;
    uint32_t flags;
    const char16_t *text;
    size_t units;
    const char *key;
} known_texts[] = {
    {"en-US", 0x30401, TEXT(u"Simple Text"), "0e910e320e510e7e0e480e2107020e990e210ea60e990101010100"},
    {"en-US", 0x400, TEXT(u"Hello"), "0e2c0e210e480e480e7c010112010100"},
    {"en-US", 0x401, TEXT(u"Hello"), "0e2c0e210e480e480e7c0101010100"},
    {"en-US", 0x400, TEXT(u"\x00E9t\x00E9"), "0e210e990e21010e020e01010100"},
    {"en-US", 0x402, TEXT(u"\x00E9t\x00E9"), "0e210e990e210101010100"},
    {"en-US", 0x420, TEXT(u"\x00E9t\x00E9"), "0e210e990e210101010100"},
    {"en-US", 0x410, TEXT(u"\x00C9T\x00C9"), "0e210e990e21010e020e01010100"},
    {"en-US", 0x400, TEXT(u"e\x0301\x0302"), "0e21011e01010100"},
    {"en-US", 0x400,
     TEXT(u"\x0301"
          u"a"),
     "0e02010c01010100"},
    {"en-US", 0x400,
     TEXT(u"e\x02B9\x02F4"
          u"a\x00E1"),
     "0e210e020e020100020e01010100"},
    {"en-US", 0x400, TEXT(u"co-op"), "0e0a0e7c0e7c0e7e01010101fffd821200"},
    {"en-US", 0x1400, TEXT(u"co-op"), "0e0a0e7c06820e7c0e7e0101010100"},
    {"en-US", 0x404, TEXT(u"co-op. $"), "0e0a0e7c0e7c0e7e0101010100"},
    {"en-US", 0x400, TEXT(u"'can't'"), "0e0a0e020e700e9901010101ffff8012fffc8012fffb801200"},
    {"en-US", 0x400, TEXT(u"a\x058A\xFE58"), "0e0201010101fffe84aafffe901a00"},
    {"en-US", 0x400,
     TEXT(u"a\x0000"
          u"b\x0001"
          u"c"),
     "0e020e090e0a01010101fffd031200"},
    {"en-US", 0x400, TEXT(u"\x00C6\x00DF\xFB03\x01C4"),
     "0e020e210e910e910e230e230e320e1a0ea90102020202020202021401121202020202021212010100"},
    {"en-US", 0x401, TEXT(u"\x00C6\x00DF\xFB03\x01C4"),
     "0e020e210e910e910e230e230e320e1a0ea90102020202020202021401010100"},
    {"en-US", 0x400,
     TEXT(u"\x3042\x30A1\xFF71"
          u"a"),
     "2202220222020e02010101c6c4ff02e4c4c4ffc5c5c4ff0100"},
    {"en-US", 0x30401,
     TEXT(u"\x3042\x30A1\xFF71"
          u"a"),
     "2202220222020e02010101c6c4ff02c4c4c4ffc4c4c4ff0100"},
    {"en-US", 0x10400, TEXT(u"\x304C\x30AC"), "220a220a0103030101ff02c4c4ffff0100"},
    {"en-US", 0x20400, TEXT(u"\xFF76\x30AB"), "220a220a010101ff02c4c4ffc4c4ff0100"},
    {"en-US", 0x400, TEXT(u"\x30AB\x30FC\x304B\x309E"),
     "220a2202220a220a01020202030101ff0305030402c4c4ffff0100"},
    {"en-US", 0x402, TEXT(u"\x30AB\x30FC\x304B\x309E"), "220a2202220a220a010101ff02c4c4ffff0100"},
    {"en-US", 0x400, TEXT(u"\x30FC\x3005"), "ffffffff0101010100"},
    {"en-US", 0x400,
     TEXT(u"\x6F22\x3005"
          u"a\x30FC"),
     "fdff5dce055d0e020e020102ce01010100"},
    {"en-US", 0x400, TEXT(u"\x00E6\x3005"), "0e020e21ffff0101010100"},
    {"en-US", 0x400, TEXT(u"\x30AB\xFF70\x30FD"), "220a2202220a010101ff03050402c4c4c4ffc5c4ff0100"},
    {"en-US", 0x400, TEXT(u"\x4E2D\x3400\xE000\x0301\x00E1"), "fdff3c97fdff8f02a902020e0201020e0e01010100"},
    {"en-US", 0x400, TEXT(u"\xAC00\x1100\x1161\x11A8"), "c003c002ff83ff03ff02ec97ffffff03ff030101010100"},
    {"en-US", 0x400, TEXT(u"\x1113\x1161\x11C3"), "c6faff07ff03ff060101010100"},
    {"en-US", 0x400, TEXT(u"\x1100\x1160\x115F\x1176"), "c002ff83ff03ff02ec97ffffff04ff020101010100"},
    {"en-US", 0x408, TEXT(u"x007.9 10"), "0ea60d020329fc07330d02032bfe07020d020432fe0101010100"},
    {"en-US", 0x408, TEXT(u"12345678901234567890"), "0d021523456789ab23456789abfe0d0202fd0101010100"},
    {"en-US", 0x408,
     TEXT(u"\xFF11\xFF12"
          u"1\x0661"),
     "0d020434fe0d020323fe0d020323fe010202040103010100"},
    {"en-US", 0x400, TEXT(u"x007.9 10"), "0ea60d030d030d2607330d2a07020d1a0d030101010100"},
    {"en-US", 0xC00, TEXT(u"Ab-c"), "020e090e0a0e01010112ff0182fd0012"},
    {"", 0x400, TEXT(u"\x00E5\x00E4\x00F6Z"), "0e020e020e7c0ea9011a13130102020212010100"},
    {"sv-SE", 0x400, TEXT(u"\x00E5\x00E4\x00F6Z"), "0ead0eaf0eb00ea9010102020212010100"},
    {"de-DE", 0x400, TEXT(u"\x00E4\x00F6\x00FC\x00DF"), "0e020e7c0e9f0e910e910113131301010100"},
    {"de-DE_phoneb", 0x400, TEXT(u"\x00E4\x00F6\x00FC\x00DF"), "0e020e210e7c0e210e9f0e210e910e910101010100"},
    {"da-DK", 0x400, TEXT(u"aaAaAA\x00E5"), "0eb10eb10eb10eb1010303030102121a010100"},
    {"da-DK", 0x401, TEXT(u"aA"), "0e020e020101010100"},
    {"fr-FR", 0x400,
     TEXT(u"p\x00E9"
          u"ch\x00E8"
          u"e"),
     "0e7e0e210e0a0e2c0e210e2101020f02020e01010100"},
    {"en-US", 0x400,
     TEXT(u"p\x00E9"
          u"ch\x00E8"
          u"e"),
     "0e7e0e210e0a0e2c0e210e2101020e02020f01010100"},
    {"tr-TR", 0x400, TEXT(u"I\x0130i\x0131"), "0e320e320e320e320102100204011212010100"},
    {"tr-TR", 0x8000400, TEXT(u"I\x0130i\x0131"), "0e310e320e320e3101011212010100"},
    {"en-US", 0x8000400, TEXT(u"I\x0130i\x0131"), "0e320e320e320e320102100204011212010100"},
    {"es-ES_tradnl", 0x400, TEXT(u"llama chico"), "0e4b0e020e510e0207020e0d0e320e0a0e7c0101010100"},
    {"hu-HU", 0x400, TEXT(u"dzs dz cs"), "0e1e07020e1c07020e0e0101010100"},
    {"th-TH", 0x400, TEXT(u"\x0E40\x0E01\x0E44\x0E02"), "3c083c1201030301010100"},
    {"bo-CN", 0x400, TEXT(u"\x0F42\x0F62\x0F90"), "400e40060101010100"},
    {"ja-JP", 0x400, TEXT(u"\x4E00\x4E8C"), "c456ccf60101010100"},
    {"zh-CN", 0x400, TEXT(u"\x4E00\x4E8C"), "cfe60dc39a0d0101010100"},
    {"zh-CN", 0x400, TEXT(u"\xD840\xDC00"), "c50c0d0101010100"},
    {"zh-TW", 0x400, TEXT(u"\x4E00\x4E8C"), "c0020dc1023d0101010100"},
    {"ko-KR", 0x400, TEXT(u"\x4E00\xAC00"), "dc24c003010501010100"},
    {"zh-CN_stroke", 0x400, TEXT(u"\x4A3B\x9F98"), "f002ef0213010d01010100"},
    {"en-US", 0x200,
     TEXT(u"stra\x00DF"
          u"e \x0131\x00FF\xD801\xDC28"),
     "005300540052004100df0045002001310178d801dc000000"},
};

static void skip_without_weights(void)
{
    if (sort_version() == 0) {
        print_message("skipped: this build has no sort weights (ESENT_SORT_TABLE=none)\n");
        skip();
    }
}

static size_t make_key(const char *name, uint32_t flags, const void *text, size_t units, uint8_t *key,
                       size_t capacity)
{
    const struct sort_locale *locale;
    size_t size;

    assert_int_equal(sort_locale_find(name, &locale), JET_errSuccess);
    assert_int_equal(sort_key(locale, flags, text, units, key, capacity, &size), JET_errSuccess);
    return size;
}

static void assert_key(const char *locale, uint32_t flags, const char16_t *text, size_t units,
                       const char *expected)
{
    uint8_t key[SORT_KEY_MAX];
    char hex[2 * SORT_KEY_MAX + 1];
    size_t size = make_key(locale, flags, text, units, key, sizeof key);

    for (size_t i = 0; i < size; i++) {
        (void)snprintf(hex + 2 * i, 3, "%02x", key[i]);
    }
    assert_string_equal(hex, expected);
}

static void known_texts_have_the_keys_of_the_reference(void **state)
{
    (void)state;
    skip_without_weights();
    for (unsigned i = 0; i < sizeof known_texts / sizeof known_texts[0]; i++) {
        const struct known_text *known = &known_texts[i];

        assert_key(known->locale, known->flags, known->text, known->units, known->key);
    }
}

/* The key in index IxUnicode of dissect-index/index.edb, whose case level Windows leaves empty; Wine does
 * not. */
static void characters_outside_the_bmp_have_no_case_weight(void **state)
{
    (void)state;
    skip_without_weights();
    assert_key("en-US", DEFAULT_FLAGS, TEXT(u"Simple Unicode text \xD83E\xDD8A"),
               "0e910e320e510e7e0e480e2107020e9f0e700e320e0a0e7c0e1a0e2107020e990e210ea60e990702b040b686"
               "0102020202020202020202020202020202020202023f3f01010100");
}

/* [MS-UCODEREF]: a doubled first letter means the whole contraction twice: ddzs sorts as dzsdzs. */
static void hungarian_doubles_are_two_contractions(void **state)
{
    (void)state;
    skip_without_weights();
    assert_key("hu-HU", DEFAULT_FLAGS, TEXT(u"ddzs"), "0e1e0e1e0101010100");
    assert_key("hu-HU", DEFAULT_FLAGS, TEXT(u"asszony"), "0e020e980e980e7c0e750101010100");
    assert_key("en-US", DEFAULT_FLAGS, TEXT(u"ddzs"), "0e1a0e1a0ea90e910101010100");
}

static void a_key_cut_at_any_length_is_the_start_of_the_whole(void **state)
{
    (void)state;
    skip_without_weights();
    for (unsigned i = 0; i < sizeof known_texts / sizeof known_texts[0]; i++) {
        const struct known_text *known = &known_texts[i];
        uint8_t whole[SORT_KEY_MAX], part[SORT_KEY_MAX];
        size_t size = make_key(known->locale, known->flags, known->text, known->units, whole, sizeof whole);

        for (size_t capacity = 0; capacity <= size; capacity++) {
            memset(part, 0xEE, sizeof part);
            if (capacity < size) {
                assert_true(make_key(known->locale, known->flags, known->text, known->units, part, capacity) >
                            capacity);
            } else {
                assert_int_equal(
                    make_key(known->locale, known->flags, known->text, known->units, part, capacity), size);
            }
            assert_memory_equal(part, whole, capacity);
            assert_int_equal(part[capacity], 0xEE);
        }
    }
}

enum { LONG = 100000 };
static char16_t long_text[LONG];

static void fill_long_text(char16_t unit)
{
    for (size_t i = 0; i < LONG; i++) {
        long_text[i] = unit;
    }
}

static void long_texts_are_cut_and_reported_longer(void **state)
{
    static const char16_t letters[] = {u'a', u'-', 0x3042, 0xFDFA, 0x1113, u'7', 0x30FC, 0xE000, 0xD83D};
    const uint32_t flags = DEFAULT_FLAGS | SORT_KEY_DIGITSASNUMBERS;
    uint8_t key[SORT_KEY_MAX + 1], shorter[255];

    (void)state;
    skip_without_weights();
    for (unsigned i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        fill_long_text(letters[i]);
        key[SORT_KEY_MAX] = 0xEE;
        assert_true(make_key("en-US", flags, long_text, LONG, key, sizeof key) > SORT_KEY_MAX);
        assert_int_equal(key[SORT_KEY_MAX], 0xEE);
        assert_true(make_key("en-US", flags, long_text, LONG, shorter, sizeof shorter) > sizeof shorter);
        assert_memory_equal(shorter, key, sizeof shorter);
    }
}

/* An acute accent weighs 12; one byte is there for all of them. */
static void accents_without_a_letter_add_up_modulo_256(void **state)
{
    uint8_t key[16];

    (void)state;
    skip_without_weights();
    fill_long_text(0x0301);
    assert_int_equal(make_key("en-US", DEFAULT_FLAGS, long_text, LONG, key, sizeof key), 6);
    assert_memory_equal(key, "\x01\x80\x01\x01\x01\x00", 6);
    assert_int_equal(LONG * 12 % 256, 0x80);
}

static void text_may_lie_at_any_address(void **state)
{
    static const char16_t text[] = u"b\xE4r";
    uint8_t bytes[sizeof text + 1], aligned[64], odd[64];
    size_t size;

    (void)state;
    skip_without_weights();
    memcpy(bytes + 1, text, sizeof text);
    size = make_key("en-US", DEFAULT_FLAGS, text, 3, aligned, sizeof aligned);
    assert_int_equal(make_key("en-US", DEFAULT_FLAGS, bytes + 1, 3, odd, sizeof odd), size);
    assert_memory_equal(odd, aligned, size);
}

static void only_flags_of_sort_keys_are_taken(void **state)
{
    static const uint32_t good[] = {0x400, 0x30401, 0x30403, 0x31403,   0x30430,
                                    0x410, 0x408,   0xC00,   0x8000400, 0x200};
    static const uint32_t bad[] = {0,     0x1,   0x30001,    0x600,     0x100,
                                   0x201, 0x440, 0x80000400, 0x1000400, 0x402400};
    const struct sort_locale *locale;
    uint8_t key[16];
    size_t size;

    (void)state;
    assert_int_equal(sort_locale_find("en-US", &locale), JET_errSuccess);
    for (unsigned i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_int_equal(sort_flags_check(good[i]), JET_errSuccess);
    }
    for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(sort_flags_check(bad[i]), JET_errInvalidLCMapStringFlags);
        assert_int_equal(sort_key(locale, bad[i], u"a", 1, key, sizeof key, &size),
                         JET_errInvalidLCMapStringFlags);
    }
}

static void a_build_without_weights_says_so(void **state)
{
    const struct sort_locale *locale;
    uint8_t key[16];
    size_t size;

    (void)state;
    if (sort_version() != 0) {
        skip();
    }
    assert_int_equal(sort_locale_find("en-US", &locale), JET_errSuccess);
    assert_int_equal(sort_key(locale, 0x400, u"a", 1, key, sizeof key, &size),
                     JET_errUnicodeNormalizationNotSupported);
    assert_false(sort_version_is_served(0x60305));
}

/* The versions of reference database-file 14.6: those of Windows 8 to 10 made the same keys, Windows Vista's
 * others. */
static void versions_with_equal_keys_are_served(void **state)
{
    static const uint32_t equal[] = {0x6020D, 0x6020E, 0x6020F, 0x60305, 0x60403};
    static const uint32_t other[] = {0, 0x50000, 0x60101, 0x60102, 0x60204, 0x60306};

    (void)state;
    skip_without_weights();
    assert_true(sort_version_is_served(sort_version()));
    for (unsigned i = 0; i < sizeof equal / sizeof equal[0]; i++) {
        assert_true(sort_version_is_served(equal[i]));
    }
    for (unsigned i = 0; i < sizeof other / sizeof other[0]; i++) {
        assert_false(sort_version_is_served(other[i]));
    }
}

/* LCIDs from Microsoft's [MS-LCID]; the SortID of en-US is in every catalog of the corpus. */
static void locales_are_found_by_name_and_number(void **state)
{
    static const struct {
        const char *asked, *name;
        uint32_t lcid;
    } cases[] = {
        {"en-US", "en-US", 0x0409},
        {"EN-us", "en-US", 0x0409},
        {"", "", 0x007F},
        {"sv-se", "sv-SE", 0x041D},
        {"de-DE_PhoneB", "de-DE_phoneb", 0x10407},
        {"zh-CN", "zh-CN", 0x0804},
        {"tr-TR", "tr-TR", 0x041F},
        {"ja-JP", "ja-JP", 0x0411},
        {"pt-BR", "pt-BR", 0x0416},
        {"sr-Cyrl-RS", "sr-Cyrl-RS", 0x281A},
    };
    const struct sort_locale *locale;
    uint8_t id[SORT_ID_SIZE];

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(sort_locale_find(cases[i].asked, &locale), JET_errSuccess);
        assert_string_equal(locale->name, cases[i].name);
        assert_int_equal(locale->lcid, cases[i].lcid);
        assert_int_equal(sort_locale_from_lcid(cases[i].lcid, &locale), JET_errSuccess);
        assert_string_equal(locale->name, cases[i].name);
    }
    assert_int_equal(sort_locale_from_lcid(9, &locale), JET_errSuccess);
    assert_string_equal(locale->name, "en-US");
    assert_int_equal(sort_locale_from_lcid(0x7C04, &locale), JET_errSuccess);
    assert_string_equal(locale->name, "zh-HK");
    sort_locale_id(locale, id);
    assert_int_equal(sort_locale_find("en-US", &locale), JET_errSuccess);
    sort_locale_id(locale, id);
    assert_memory_equal(id, "\x01\x00\x00\x00\xEE\x57\x5C\x1E\x00\xB4\xD0\x00\x0B\xB1\xE1\x1E", SORT_ID_SIZE);
}

static void unknown_locales_are_refused(void **state)
{
    static const char *const names[] = {"en_US", "xx-YY", "en-US ", "e", "zzzz", "\xFF"};
    static const uint32_t lcids[] = {0, 0x400, 0x800, 0x1000, 0xFFFF, 0x409 | 0x10000, 0xFFFFFFFF};
    const struct sort_locale *locale;

    (void)state;
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_int_equal(sort_locale_find(names[i], &locale), JET_errInvalidLanguageId);
    }
    for (unsigned i = 0; i < sizeof lcids / sizeof lcids[0]; i++) {
        assert_int_equal(sort_locale_from_lcid(lcids[i], &locale), JET_errInvalidLanguageId);
    }
}

/* The table is searched by halves: it has to be in order. */
static void every_locale_of_the_table_is_found(void **state)
{
    static const char *const names[] = {
#define LOCALE(name, lcid, rules) name,
#define ALIAS(name, lcid, rules)  name,
#define LANGUAGE(lcid, name)      name,
#include "key/locales.def"
    };
    const struct sort_locale *locale;

    (void)state;
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_int_equal(sort_locale_find(names[i], &locale), JET_errSuccess);
        assert_string_equal(locale->name, names[i]);
        assert_in_range(locale->rules, 1, 75);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_texts_have_the_keys_of_the_reference),
        cmocka_unit_test(characters_outside_the_bmp_have_no_case_weight),
        cmocka_unit_test(hungarian_doubles_are_two_contractions),
        cmocka_unit_test(a_key_cut_at_any_length_is_the_start_of_the_whole),
        cmocka_unit_test(long_texts_are_cut_and_reported_longer),
        cmocka_unit_test(accents_without_a_letter_add_up_modulo_256),
        cmocka_unit_test(text_may_lie_at_any_address),
        cmocka_unit_test(only_flags_of_sort_keys_are_taken),
        cmocka_unit_test(a_build_without_weights_says_so),
        cmocka_unit_test(versions_with_equal_keys_are_served),
        cmocka_unit_test(locales_are_found_by_name_and_number),
        cmocka_unit_test(unknown_locales_are_refused),
        cmocka_unit_test(every_locale_of_the_table_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
