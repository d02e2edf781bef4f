/*
 * fuzz_record.c - any bytes as a record of a table with columns of every class: all values, all instances, their sizes and
 * their content. The first byte chooses the page size, which chooses the form of tagged values.
 */
#include <stdlib.h>
#include <string.h>

#include "longvalue/long_value.h"
#include "record/record.h"
#include "seeds.h"

enum {
    KIND_FIXED = 4,
    KIND_VARIABLE = 2,
    KIND_TAGGED = 5,
    COLUMNS = KIND_FIXED + KIND_VARIABLE + KIND_TAGGED,
    INSTANCES = 4,
    OUT_SIZE = 4096
};

static const uint8_t a_default[] = "default";

static struct column columns[COLUMNS] = {
    {.name = "bit", .id = 1, .type = JET_coltypBit, .offset = 4, .max = 1},
    {.name = "short", .id = 2, .type = JET_coltypShort, .offset = 5, .max = 2},
    {.name = "guid", .id = 3, .type = JET_coltypGUID, .offset = 7, .max = 16},
    {.name = "text", .id = 4, .type = JET_coltypText, .offset = 23, .max = 10, .code_page = 1252},
    {.name = "binary", .id = 128, .type = JET_coltypBinary, .max = 255},
    {.name = "other", .id = 129, .type = JET_coltypText, .max = 255, .code_page = 1200},
    {.name = "long", .id = 256, .type = JET_coltypLong, .flags = COLUMN_MULTI_VALUED},
    {.name = "longtext",
     .id = 257,
     .type = JET_coltypLongText,
     .flags = COLUMN_MULTI_VALUED | COLUMN_COMPRESSED},
    {.name = "longbinary", .id = 258, .type = JET_coltypLongBinary},
    {.name = "with",
     .id = 259,
     .type = JET_coltypText,
     .flags = COLUMN_DEFAULT,
     .default_value = {a_default, 7}},
    {.name = "both",
     .id = 260,
     .type = JET_coltypLongBinary,
     .flags = COLUMN_DEFAULT,
     .default_value = {a_default, 7}},
};
static struct column *fixed[KIND_FIXED], *variable[KIND_VARIABLE], *tagged[KIND_TAGGED];
static struct table table = {.name = "fuzz",
                             .fixed = fixed,
                             .variable = variable,
                             .tagged = tagged,
                             .fixed_first = FID_FIXED_FIRST,
                             .variable_first = FID_VARIABLE_FIRST,
                             .fixed_count = KIND_FIXED,
                             .variable_count = KIND_VARIABLE,
                             .tagged_count = KIND_TAGGED,
                             .columns = columns,
                             .column_count = COLUMNS,
                             .chunk_size = 4014};

static void make_table(void)
{
    for (unsigned i = 0; i < COLUMNS; i++) {
        struct column **place = i < KIND_FIXED              ? &fixed[i]
                                : i < KIND_FIXED + KIND_VARIABLE ? &variable[i - KIND_FIXED]
                                                       : &tagged[i - KIND_FIXED - KIND_VARIABLE];

        *place = &columns[i];
    }
}

size_t fuzz_seed(uint8_t *bytes, uint32_t choice)
{
    static const uint8_t small[] = {
        4,    129,  34,   0, /* up to text, up to other, end of fixed */
        0xFF, 7,    0,       /* bit, short */
        1,    2,    3,    4,    5,    6,    7,    8,    9,   10,  11, 12,   13, 14, 15, 16, /* guid */
        't',  'e',  'x',  't',  ' ',  ' ',  ' ',  ' ',  ' ', ' ',                           /* text */
        0,                                                                                  /* null bits */
        3,    0,    5,    0,    'v',  'a',  'r',  'u',  0, /* ends and values of variable columns */
        0,    1,    12,   0x40, 1,    1,    24,   0x40, 3,   1,   31, 0x20, /* directory: long, longtext, with: NULL */
        0x08, 4,    0,    8,    0,    1,    0,    0,    0,   2,   0,  0, /* two longs, the second cut */
        0x03, 0x0F, 0x61, 0x31, 0xD9, 0x0C, 0x00,                        /* 7-bit text */
    };
    static const uint8_t large[] = {
        0, 127, 4, 0, 0, 1, 8, 0, 2, 1, 13, 0, 0x00, 1, 2, 3, 4, 0x05, 9, 0, 0, 0,
    };

    bytes[0] = choice % 2;
    memcpy(bytes + 1, choice % 2 == 0 ? small : large, choice % 2 == 0 ? sizeof small : sizeof large);
    return 1 + (choice % 2 == 0 ? sizeof small : sizeof large);
}

static void must_lie_in(struct bytes part, struct bytes whole)
{
    if (part.size != 0 && (part.at < whole.at || part.at > whole.at + whole.size ||
                           part.size > (size_t)(whole.at + whole.size - part.at))) {
        abort();
    }
}

static void look_at_value(struct long_value_reader *reader, const struct record *record,
                          const struct value *value)
{
    static uint8_t out[OUT_SIZE];
    uint32_t size, got, again;

    if (value->flags & VALUE_NULL) {
        return;
    }
    if (!(value->flags & VALUE_DEFAULT)) {
        must_lie_in(value->bytes, record->bytes);
    }
    if (value->flags & VALUE_SEPARATED) {
        return; /* there is no tree of long values */
    }
    if (value_size(reader, value, &size) >= 0 &&
        value_read(reader, value, 0, out, sizeof out, &got, &again) >= 0 &&
        (size != again || got != (size < sizeof out ? size : sizeof out))) {
        abort();
    }
    (void)value_read(reader, value, 3, out, 5, &got, &again);
}

static void look_at_all(struct long_value_reader *reader, const struct record *record)
{
    struct tagged_value entry;
    struct value value;

    for (unsigned i = 0; i < COLUMNS; i++) {
        for (uint32_t instance = 1; instance <= INSTANCES; instance++) {
            if (record_value(record, &columns[i], instance, &value) >= 0) {
                look_at_value(reader, record, &value);
            }
        }
    }
    for (uint32_t i = 0; i < record->tagged_count; i++) {
        if (record_tagged(record, i, &entry) < 0) {
            continue;
        }
        must_lie_in(entry.bytes, record->bytes);
        for (uint32_t instance = 1; instance <= entry.count && instance <= 100; instance++) {
            if (tagged_instance(&entry, instance, &value) >= 0) {
                look_at_value(reader, record, &value);
            }
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct long_value_reader reader;
    struct record record;

    if (size == 0) {
        return 0;
    }
    make_table();
    if (record_open(&record, &table, (struct bytes){bytes + 1, (uint32_t)size - 1},
                    bytes[0] & 1 ? 32768 : 4096) >= 0) {
        long_value_reader_init(&reader, &table);
        look_at_all(&reader, &record);
        long_value_reader_free(&reader);
    }
    return 0;
}
