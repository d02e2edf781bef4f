/*
 * sortkey_windows_test.c - sort keys beside those of LCMapStringEx of the system this runs on: Wine, or a
 * Windows.
 *
 * Another sort version would compare another table, so the test wants the version of this build. Two
 * differences are known and left out: units of surrogate pairs, whose case weight follows Windows' stored
 * keys and not Wine, and the doubled contractions of Hungarian, which Wine lacks.
 */
#include "test.h"

#include <windows.h>

#include "key/sort_tables.h"
#include "key/sortkey.h"

enum { BMP = 0x10000, RANDOM_TEXTS = 100000, RANDOM_UNITS = 24, HUNGARIAN = 4 };

static const uint32_t single_flags[] = {
    SORT_KEY_NORM_IGNORECASE,        SORT_KEY_NORM_IGNORENONSPACE,
    SORT_KEY_NORM_IGNORESYMBOLS,     SORT_KEY_DIGITSASNUMBERS,
    SORT_KEY_LINGUISTIC_IGNORECASE,  SORT_KEY_LINGUISTIC_IGNOREDIACRITIC,
    SORT_KEY_LCMAP_BYTEREV,          SORT_KEY_STRINGSORT,
    SORT_KEY_NORM_IGNOREKANATYPE,    SORT_KEY_NORM_IGNOREWIDTH,
    SORT_KEY_NORM_LINGUISTIC_CASING,
};
enum { SINGLE_FLAGS = sizeof single_flags / sizeof single_flags[0] };

static const struct sort_locale all_locales[] = {
#define LOCALE(name, lcid, rules) {name, lcid, rules},
#define ALIAS(name, lcid, rules)
#define LANGUAGE(lcid, name)
#include "key/locales.def"
};
enum { LOCALES = sizeof all_locales / sizeof all_locales[0] };

static uint64_t random_state = 88172645463325252ull;

static uint32_t next_random(uint32_t below)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 16) % below;
}

static void widen(const char *name, WCHAR *wide)
{
    while ((*wide++ = (WCHAR)*name++) != 0) {
    }
}

static void skip_other_versions(void)
{
    NLSVERSIONINFOEX version = {.dwNLSVersionInfoSize = sizeof version};

    if (sort_version() == 0 || !GetNLSVersionEx(COMPARE_STRING, L"en-US", &version) ||
        version.dwNLSVersion != sort_version()) {
        print_message("skipped: this system sorts by version %lx, this build by %x\n",
                      (unsigned long)version.dwNLSVersion, (unsigned)sort_version());
        skip();
    }
}

static void compare(const struct sort_locale *locale, uint32_t flags, const WCHAR *text, int units)
{
    uint8_t expected[SORT_KEY_MAX], key[SORT_KEY_MAX];
    WCHAR name[100];
    size_t size;
    int expected_size;

    widen(locale->name, name);
    expected_size =
        LCMapStringEx(name, flags, text, units, (WCHAR *)expected, sizeof expected, NULL, NULL, 0);
    assert_int_equal(sort_key(locale, flags, text, (size_t)units, key, sizeof key, &size), JET_errSuccess);
    if (expected_size != (int)size || memcmp(expected, key, size) != 0) {
        print_error("locale \"%s\", flags %x, text", locale->name, (unsigned)flags);
        for (int i = 0; i < units; i++) {
            print_error(" %04X", text[i]);
        }
        print_error("\n  LCMapStringEx ");
        for (int i = 0; i < expected_size; i++) {
            print_error("%02x", expected[i]);
        }
        print_error("\n  sort_key      ");
        for (size_t i = 0; i < size; i++) {
            print_error("%02x", key[i]);
        }
        print_error("\n");
        fail();
    }
}

static bool is_surrogate(unsigned unit)
{
    return unit >= 0xD800 && unit < 0xE000;
}

static void each_unit_alone_has_the_same_key(void **state)
{
    const struct sort_locale *locale;

    (void)state;
    skip_other_versions();
    assert_int_equal(sort_locale_find("", &locale), JET_errSuccess);
    for (unsigned i = 0; i <= SINGLE_FLAGS; i++) {
        for (unsigned unit = 0; unit < BMP; unit++) {
            WCHAR text = (WCHAR)unit;

            if (!is_surrogate(unit)) {
                compare(locale, SORT_KEY_LCMAP_SORTKEY | (i < SINGLE_FLAGS ? single_flags[i] : 0), &text, 1);
            }
        }
    }
}

/* One locale of each set of rules. */
static void each_unit_alone_has_the_same_key_in_every_locale(void **state)
{
    bool seen[SORT_IDS + 1] = {false};
    unsigned sets = 0;

    (void)state;
    skip_other_versions();
    for (unsigned i = 0; i < LOCALES; i++) {
        if (seen[all_locales[i].rules]) {
            continue;
        }
        seen[all_locales[i].rules] = true;
        sets++;
        for (unsigned unit = 0; unit < BMP; unit++) {
            WCHAR text = (WCHAR)unit;

            if (!is_surrogate(unit)) {
                compare(&all_locales[i], 0x30401, &text, 1);
            }
        }
    }
    print_message("%u sets of sort rules\n", sets);
    assert_true(sets > 70);
}

/* Appends something that is of interest for these rules; returns the new length. */
static int add_random(const struct sort_locale *locale, WCHAR *text, int units)
{
    static const struct {
        uint16_t first, count;
    } ranges[] = {
        {0x20, 0x5F},    {0xA0, 0x1B0},  {0x300, 0x70},  {0x370, 0x190},   {0x3040, 0xC0},   {0x30FC, 3},
        {0x1100, 0x100}, {0xFF00, 0xF0}, {0x2010, 0x50}, {0x4E00, 0x51A0}, {0xAC00, 0x2BA4}, {0xFB00, 0x500},
    };
    const struct sort_rules *rules = &sort_rules[locale->rules - 1];
    uint32_t choice = next_random(20);

    if (choice < 4 && rules->contraction_count > 0) {
        const struct sort_contraction *contraction =
            &sort_contractions[rules->contraction + next_random(rules->contraction_count)];

        for (unsigned i = 0; i < SORT_CONTRACTION_MAX && contraction->units[i] != 0; i++) {
            text[units++] = contraction->units[i];
        }
    } else if (choice < 17) {
        unsigned range = next_random(sizeof ranges / sizeof ranges[0]);

        text[units++] = (WCHAR)(ranges[range].first + next_random(ranges[range].count));
    } else {
        unsigned unit = next_random(BMP);

        if (!is_surrogate(unit)) {
            text[units++] = (WCHAR)unit;
        }
    }
    return units;
}

static void random_texts_have_the_same_keys(void **state)
{
    WCHAR text[RANDOM_UNITS + SORT_CONTRACTION_MAX];

    (void)state;
    skip_other_versions();
    for (unsigned run = 0; run < RANDOM_TEXTS; run++) {
        const struct sort_locale *locale = &all_locales[run % 2 == 0 ? 0 : next_random(LOCALES)];
        int units = 0, wanted = 1 + (int)next_random(RANDOM_UNITS);
        uint32_t flags = SORT_KEY_LCMAP_SORTKEY;

        if (locale->rules == HUNGARIAN) {
            continue;
        }
        while (units < wanted) {
            units = add_random(locale, text, units);
        }
        for (unsigned i = 0; i < SINGLE_FLAGS; i++) {
            flags |= next_random(3) == 0 ? single_flags[i] : 0;
        }
        compare(locale, run % 4 < 2 ? 0x30401 : flags, text, units);
    }
}

static void upper_case_is_the_same(void **state)
{
    const struct sort_locale *locale;

    (void)state;
    skip_other_versions();
    assert_int_equal(sort_locale_find("en-US", &locale), JET_errSuccess);
    for (unsigned character = 0; character < 0x110000; character++) {
        WCHAR text[2], expected[2];
        int units = character < BMP ? 1 : 2;
        uint8_t key[16];
        size_t size;

        text[0] = (WCHAR)(character < BMP ? character : 0xD800 + ((character - BMP) >> 10));
        text[1] = (WCHAR)(0xDC00 + (character & 0x3FF));
        assert_int_equal(LCMapStringEx(L"en-US", LCMAP_UPPERCASE, text, units, expected, 2, NULL, NULL, 0),
                         units);
        assert_int_equal(
            sort_key(locale, SORT_KEY_LCMAP_UPPERCASE, text, (size_t)units, key, sizeof key, &size),
            JET_errSuccess);
        assert_int_equal(size, 2 * units + 2);
        for (int i = 0; i < units; i++) {
            assert_int_equal(key[2 * i] << 8 | key[2 * i + 1], expected[i]);
        }
    }
}

/* What the table of locales says is what the system says. */
static void locales_have_the_same_rules_and_numbers(void **state)
{
    (void)state;
    skip_other_versions();
    for (unsigned i = 0; i < LOCALES; i++) {
        NLSVERSIONINFOEX version = {.dwNLSVersionInfoSize = sizeof version};
        uint8_t id[SORT_ID_SIZE];
        WCHAR name[100];

        widen(all_locales[i].name, name);
        assert_true(GetNLSVersionEx(COMPARE_STRING, name, &version));
        sort_locale_id(&all_locales[i], id);
        assert_memory_equal(&version.guidCustomVersion, id, SORT_ID_SIZE);
        assert_int_equal(LocaleNameToLCID(name, 0), all_locales[i].lcid);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_unit_alone_has_the_same_key),
        cmocka_unit_test(each_unit_alone_has_the_same_key_in_every_locale),
        cmocka_unit_test(random_texts_have_the_same_keys),
        cmocka_unit_test(upper_case_is_the_same),
        cmocka_unit_test(locales_have_the_same_rules_and_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
