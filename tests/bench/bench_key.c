/*
 * bench_key.c - keys of records: what building, checking and updating an index costs per entry.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "key/key.h"
#include "key/sortkey.h"
#include "os.h"

enum {
    KEYS = 100000,
    RECORD_MAX = 512,
    FID_NUMBER = 1,
    FID_ASCII = 128,
    FID_TEXT = 129,
    CODE_PAGE_UTF16 = 1200
};

static const char sentence[] = "The quick brown fox, Vol. 3";
static struct column number = {.name = "number", .id = FID_NUMBER, .type = JET_coltypLong, .offset = 4};
static struct column ascii = {.name = "ascii", .id = FID_ASCII, .type = JET_coltypText, .code_page = 1252};
static struct column text = {
    .name = "text", .id = FID_TEXT, .type = JET_coltypText, .code_page = CODE_PAGE_UTF16};
static const struct table table = {.name = "bench"};
static struct long_value_reader reader;
static uint8_t bytes[RECORD_MAX], utf16[2 * sizeof sentence];
static struct record record;
static struct index on_number, on_ascii, on_text;

/* A number, the sentence in code page 1252, and once more in UTF-16. */
static void make_record(void)
{
    const uint32_t size = sizeof sentence - 1;

    memcpy(bytes, (const uint8_t[]){1, 129, 9, 0, 5, 0, 0, 0, 0}, 9);
    put_u16(bytes + 9, (uint16_t)size);
    put_u16(bytes + 11, (uint16_t)(3 * size));
    memcpy(bytes + 13, sentence, size);
    for (uint32_t i = 0; i < size; i++) {
        put_u16(utf16 + 2 * i, (uint8_t)sentence[i]);
    }
    memcpy(bytes + 13 + size, utf16, 2 * size);
    if (record_open(&record, &table, (struct bytes){bytes, 13 + 3 * size}, 4096) < 0) {
        abort();
    }
}

static struct index index_on(const struct column *column)
{
    struct index index = {
        .name = "bench", .segment_count = 1, .key_most = 255, .segment_most = 255, .has_locale = true};

    index.segments[0].column = column;
    (void)strcpy(index.locale, "en-US");
    return index;
}

static uint64_t keys_of(void *context)
{
    static const uint32_t ones[KEY_SEGMENTS_MAX] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    const uint64_t start = os_time_monotonic_ns();
    enum key_outcome outcome;
    struct key key;

    for (uint32_t i = 0; i < KEYS; i++) {
        if (key_from_record(context, &record, &reader, ones, 0, &key, &outcome) < 0 || outcome != KEY_MADE) {
            abort();
        }
    }
    return os_time_monotonic_ns() - start;
}

/* The sort key alone, for comparison. */
static uint64_t sort_keys(void *context)
{
    const struct sort_locale *locale;
    const uint64_t start = os_time_monotonic_ns();
    uint8_t key[256];
    size_t size;

    (void)context;
    if (sort_locale_find("en-US", &locale) < 0) {
        abort();
    }
    for (uint32_t i = 0; i < KEYS; i++) {
        (void)sort_key(locale, 0x30401, utf16, sizeof sentence - 1, key, sizeof key, &size);
    }
    return os_time_monotonic_ns() - start;
}

int main(int count, char **arguments)
{
    struct bench_case cases[] = {{"Long", keys_of, &on_number, 0},
                                 {"ASCII, 27 characters", keys_of, &on_ascii, 0},
                                 {"Unicode, 27 characters", keys_of, &on_text, 0},
                                 {"sort key alone", sort_keys, NULL, 0}};
    const unsigned all = sort_version() != 0 ? 4 : 2;

    make_record();
    long_value_reader_init(&reader, &table);
    on_number = index_on(&number);
    on_ascii = index_on(&ascii);
    on_text = index_on(&text);
    bench_run(cases, all, bench_is_short(count, arguments) ? 1 : 21);
    for (unsigned i = 0; i < all; i++) {
        (void)printf("%-24s %8.1f ns a key\n", cases[i].name, (double)cases[i].median / KEYS);
    }
    long_value_reader_free(&reader);
    return 0;
}
