/*
 * fuzz_key.c - keys from any values, of any record, in any index; and values from any key. The first bytes choose the
 * index, the rest is, in turn, the values of a search key, a stored key, a record.
 */
#include <stdlib.h>
#include <string.h>

#include "key/key.h"
#include "seeds.h"

enum { CHOICES = 24, ENTRIES_MAX = 1000 };

/* CHOICES bytes */
enum choice {
    CHOICE_FLAGS = 0, /* u32 */
    CHOICE_KEY_MOST = 4,
    CHOICE_SEGMENT_MOST = 6,
    CHOICE_TUPLE = 8,
    CHOICE_LIMITS = 9,   /* 4 bytes */
    CHOICE_GRBIT = 13,   /* u16 */
    CHOICE_COLUMNS = 15, /* two times type, class, code page */
    CHOICE_PAGE = 21,
};

size_t fuzz_seed(uint8_t *bytes, uint32_t choice)
{
    static const uint8_t record[] = {1, 127, 9, 0, 5, 0, 0, 0, 0, 0, 1, 4, 0, 'a', 'b', 'c'};

    memset(bytes, 0, CHOICES);
    bytes[CHOICE_FLAGS] = 0x0E;
    bytes[CHOICE_KEY_MOST] = 254;
    bytes[CHOICE_SEGMENT_MOST] = 254;
    for (uint32_t i = 0; i < 2; i++) {
        bytes[CHOICE_COLUMNS + 3 * i] = (uint8_t)(choice >> 4 * i);
        bytes[CHOICE_COLUMNS + 3 * i + 1] = (uint8_t)(choice >> 8);
    }
    memcpy(bytes + CHOICES, record, sizeof record);
    return CHOICES + sizeof record;
}

static struct column columns[2];
static struct index chosen;

static void choose_index(const uint8_t *bytes)
{
    static const JET_COLUMNID classes[] = {1, 128, 256, 257};

    chosen = (struct index){.name = "fuzz", .segment_count = 2, .has_locale = true};
    chosen.flags = get_u32(bytes + CHOICE_FLAGS);
    chosen.key_most = (uint16_t)(1 + get_u16(bytes + CHOICE_KEY_MOST) % TREE_KEY_MAX);
    chosen.segment_most = (uint16_t)(1 + get_u16(bytes + CHOICE_SEGMENT_MOST));
    chosen.is_tuple = bytes[CHOICE_TUPLE] & 1;
    chosen.condition_count = bytes[CHOICE_TUPLE] >> 7;
    chosen.tuple = (struct tuple_limits){bytes[CHOICE_LIMITS], bytes[CHOICE_LIMITS + 1], ENTRIES_MAX,
                                         bytes[CHOICE_LIMITS + 2], bytes[CHOICE_LIMITS + 3]};
    for (int i = 0; i < 2; i++) {
        const uint8_t *choice = bytes + CHOICE_COLUMNS + 3 * i;

        columns[i] = (struct column){.name = "c",
                                     .id = classes[choice[1] % 4],
                                     .type = choice[0] % JET_coltypMax,
                                     .code_page = choice[2] & 1 ? 1200 : 1252,
                                     .flags = choice[1] & 4 ? COLUMN_MULTI_VALUED : 0,
                                     .offset = 4,
                                     .max = 12};
        chosen.segments[i] = (struct key_segment){&columns[i], choice[2] & 2};
        chosen.conditions[i] = (struct key_condition){&columns[1 - i], choice[2] & 4};
    }
}

static void make_search_key(const uint8_t *bytes, size_t size, JET_GRBIT grbit)
{
    struct search_key search = {.made = false};
    const uint32_t half = (uint32_t)(size / 2);

    (void)search_key_add(&search, &chosen, bytes, half, JET_bitNewKey);
    if (search.key.size > chosen.key_most || search.closed) {
        abort();
    }
    (void)search_key_add(&search, &chosen, bytes + half, half, grbit);
    if (search.key.size > chosen.key_most + 1u) {
        abort();
    }
}

/* What a key says it knows of a value is the value. */
static void there_and_back(const uint8_t *bytes, size_t size)
{
    struct search_key search = {.made = false};
    uint32_t offset = 0, value_size;
    uint8_t value[256];
    bool is_null, known;

    if (size == 0 || search_key_add(&search, &chosen, bytes, (uint32_t)size, JET_bitNewKey) < 0) {
        return;
    }
    if (key_denormalise(&chosen, &chosen.segments[0], key_bytes(&search.key), &offset, value, &value_size,
                        &is_null, &known) < 0 ||
        (is_null && !chosen.is_tuple) ||
        (known && columns[0].type != JET_coltypBit && memcmp(value, bytes, value_size) != 0)) {
        abort();
    }
}

static void read_key(const uint8_t *bytes, size_t size)
{
    const struct bytes key = {bytes, (uint32_t)size};
    uint32_t offset = 0, value_size;
    uint8_t value[256];
    bool is_null, known;

    for (int i = 0; i < 2; i++) {
        (void)key_denormalise(&chosen, &chosen.segments[i], key, &offset, value, &value_size, &is_null,
                              &known);
        if (offset > size || value_size > sizeof value) {
            abort();
        }
    }
}

static JET_ERR count_entry(void *context, const struct key *key, const uint32_t *instances, uint32_t tuple)
{
    uint32_t *count = context;

    (void)instances;
    (void)tuple;
    if (key->size > chosen.key_most) {
        abort();
    }
    return ++*count == ENTRIES_MAX ? JET_errTaskDropped : JET_errSuccess;
}

static void make_entries(const uint8_t *bytes, size_t size, uint32_t page_size)
{
    static const struct table table = {.name = "fuzz"};
    struct long_value_reader reader;
    struct record record;
    uint32_t count = 0;

    if (record_open(&record, &table, (struct bytes){bytes, (uint32_t)size}, page_size) < 0) {
        return;
    }
    long_value_reader_init(&reader, &table);
    (void)key_for_each_entry(&chosen, &record, &reader, count_entry, &count);
    long_value_reader_free(&reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size < CHOICES) {
        return 0;
    }
    choose_index(bytes);
    make_search_key(bytes + CHOICES, size - CHOICES, get_u16(bytes + CHOICE_GRBIT));
    there_and_back(bytes + CHOICES, size - CHOICES);
    read_key(bytes + CHOICES, size - CHOICES);
    make_entries(bytes + CHOICES, size - CHOICES, bytes[CHOICE_PAGE] & 1 ? 32768 : 4096);
    return 0;
}
