/*
 * fuzz_text.c - text conversions: what UTF-8 accepts comes back as it was, and every UTF-16 comes back.
 */
#include <stdlib.h>
#include <string.h>

#include "esent_compat.h"
#include "seeds.h"

enum { ROOM = 8192 };

size_t fuzz_seed(uint8_t *bytes, uint32_t choice)
{
    static const char text[] = "plain \xC2\xA2 \xE4\xBA\x8C \xF0\x90\x8C\x82 \xED\xA0\x80 end";
    size_t size = sizeof text - 1;

    memcpy(bytes, text, size);
    return size - choice % 4;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static WCHAR wide[ROOM], wide_again[ROOM];
    static char narrow[3 * ROOM];
    size_t units, needed;

    if (size > ROOM / 2) {
        size = ROOM / 2;
    }
    if (esent_utf8_to_utf16((const char *)bytes, size, wide, ROOM, &units) == JET_errSuccess) {
        if (esent_utf16_to_utf8(wide, units - 1, narrow, sizeof narrow, &needed) != JET_errSuccess ||
            needed != size + 1 || memcmp(narrow, bytes, size) != 0) {
            abort();
        }
    }
    units = size / 2;
    memcpy(wide, bytes, units * 2);
    if (esent_utf16_to_utf8(wide, units, narrow, sizeof narrow, &needed) != JET_errSuccess ||
        esent_utf8_to_utf16(narrow, needed - 1, wide_again, ROOM, &needed) != JET_errSuccess || needed != units + 1 ||
        memcmp(wide, wide_again, units * 2) != 0) {
        abort();
    }
    return 0;
}
