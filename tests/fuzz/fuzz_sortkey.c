/*
 * fuzz_sortkey.c - sort keys of any text under any flags and rules: the key cut anywhere is the start of the
 * whole.
 */
#include <stdlib.h>
#include <string.h>

#include "key/sort_tables.h"
#include "key/sortkey.h"
#include "seeds.h"

enum { HEAD = 6 }; /* u32 flags : u8 rules : u8 capacity / 8, before the text */

size_t fuzz_seed(uint8_t *bytes, uint32_t choice)
{
    static const struct {
        uint8_t head[HEAD];
        uint16_t text[10];
    } seeds[] = {
        {{0x01, 0x04, 0x03, 0x00, 0x00, 0xFF}, {'c', 'o', '-', 'o', 'p', 0xE9, 0x301, '1', '2', 0xFB03}},
        {{0x08, 0x04, 0x00, 0x00, 0x03, 0x01},
         {'0', '0', '7', 0x664, 0xFF11, 0x3042, 0x30FC, 0x309D, 0x3005, 0x6F22}},
        {{0x00, 0x04, 0x00, 0x08, 0x03, 0x04},
         {'d', 'd', 'z', 's', 0x1100, 0x1176, 0x11C3, 0x115F, 0x1161, 0x11A8}},
        {{0x00, 0x0C, 0x01, 0x00, 0x38, 0x02},
         {0xD840, 0xDC00, 0xD83E, 0xDD8A, 0xDC00, 0xD800, 0xE000, 0x4E00, 0x3400, 0xAC00}},
        {{0x00, 0x02, 0x00, 0x00, 0x00, 0xFF},
         {'a', 0xDF, 0xD801, 0xDC28, 0xFF, 0x131, 'z', 0x1C5, 0xD801, 'x'}},
    };

    memcpy(bytes, &seeds[choice % (sizeof seeds / sizeof seeds[0])], sizeof seeds[0]);
    return sizeof seeds[0];
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    uint8_t whole[SORT_KEY_MAX], part[SORT_KEY_MAX];
    struct sort_locale locale = {"", 0, 1};
    size_t units, capacity, whole_size = 0, part_size = 0;
    uint32_t flags;

    if (size < HEAD) {
        return 0;
    }
    memcpy(&flags, bytes, sizeof flags);
    locale.rules = 1 + bytes[4] % SORT_IDS;
    capacity = bytes[5] * (size_t)8;
    units = (size - HEAD) / 2;
    if (sort_key(&locale, flags, bytes + HEAD, units, whole, sizeof whole, &whole_size) != JET_errSuccess) {
        return 0;
    }
    memset(part, 0xEE, sizeof part);
    if (sort_key(&locale, flags, bytes + HEAD, units, part, capacity, &part_size) != JET_errSuccess ||
        (whole_size <= capacity ? part_size != whole_size : part_size <= capacity) ||
        memcmp(part, whole, capacity < whole_size ? capacity : whole_size) != 0 ||
        (capacity < sizeof part && part[capacity] != 0xEE)) {
        abort();
    }
    return 0;
}
