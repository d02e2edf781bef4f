/*
 * bench_sortkey.c - Unicode sort keys of texts as long as those of an index, beside memcpy() of the same
 * bytes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "key/sortkey.h"
#include "os.h"

enum { UNITS = 1 << 20, TEXT_UNITS = 100 };

struct text_case {
    const char *name, *locale;
    uint32_t flags;
    uint16_t first, count; /* the units it is made of */
};

static uint16_t text[UNITS], copy[UNITS];

static uint64_t make_keys(void *context)
{
    const struct text_case *kind = context;
    const struct sort_locale *locale;
    uint8_t key[1000];
    uint64_t start;
    size_t size;

    if (sort_locale_find(kind->locale, &locale) != JET_errSuccess) {
        abort();
    }
    start = os_time_monotonic_ns();
    for (size_t i = 0; i + TEXT_UNITS <= UNITS; i += TEXT_UNITS) {
        if (sort_key(locale, kind->flags, text + i, TEXT_UNITS, key, sizeof key, &size) != JET_errSuccess) {
            abort();
        }
    }
    return os_time_monotonic_ns() - start;
}

static uint64_t copy_all(void *context)
{
    uint64_t start = os_time_monotonic_ns();

    (void)context;
    memcpy(copy, text, sizeof text);
    *(volatile uint16_t *)&text[0] = copy[UNITS - 1]; /* so that the copy is needed */
    return os_time_monotonic_ns() - start;
}

int main(int count, char **arguments)
{
    static const struct text_case kinds[] = {
        {"ASCII letters, en-US", "en-US", 0x30401, u'a', 26},
        {"printable ASCII, en-US", "en-US", 0x30401, 0x20, 95},
        {"Latin, en-US", "en-US", 0x30401, 0xC0, 0x100},
        {"ASCII letters, sv-SE", "sv-SE", 0x30401, u'a', 26},
        {"kana, ja-JP", "ja-JP", 0x30401, 0x3041, 0x50},
        {"Chinese, zh-CN", "zh-CN", 0x30401, 0x4E00, 0x5000},
    };
    unsigned rounds = bench_is_short(count, arguments) ? 1 : 21;
    uint32_t random = 1;

    if (sort_version() == 0) {
        return 77;
    }
    (void)printf("%-24s %12s %14s\n", "text", "keys MB/s", "memcpy MB/s");
    for (unsigned kind = 0; kind < sizeof kinds / sizeof kinds[0]; kind++) {
        struct text_case context = kinds[kind];
        struct bench_case cases[] = {{"keys", make_keys, &context, 0}, {"memcpy", copy_all, NULL, 0}};

        for (size_t i = 0; i < UNITS; i++) {
            random = random * 1664525u + 1013904223u;
            text[i] = (uint16_t)(kinds[kind].first + (random >> 16) % kinds[kind].count);
        }
        bench_run(cases, 2, rounds);
        (void)printf("%-24s %12.0f %14.0f\n", kinds[kind].name, 1e3 * sizeof text / (double)cases[0].median,
                     1e3 * sizeof text / (double)cases[1].median);
    }
    return 0;
}
