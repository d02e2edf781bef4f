/*
 * code_page.c - code page 1252.
 */
#include "code_page.h"

#include <stdint.h>

#include "diag.h"
#include "esent_compat.h"

enum {
    SPECIAL_FIRST = 0x80, /* where code page 1252 differs from Unicode */
    SPECIAL_LAST = 0x9F,
};

static const uint16_t special[] = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
};

unsigned cp1252_to_unicode(unsigned char byte)
{
    return byte >= SPECIAL_FIRST && byte <= SPECIAL_LAST ? special[byte - SPECIAL_FIRST] : byte;
}

unsigned char cp1252_from_unicode(unsigned unit)
{
    for (unsigned i = 0; i < sizeof special / sizeof special[0]; i++) {
        if (special[i] == unit) {
            return (unsigned char)(SPECIAL_FIRST + i);
        }
    }
    return unit < SPECIAL_FIRST || (unit > SPECIAL_LAST && unit <= 0xFF) ? (unsigned char)unit : 0;
}

static size_t encode(unsigned unit, char utf8[3])
{
    if (unit < 0x80) {
        utf8[0] = (char)unit;
        return 1;
    }
    if (unit < 0x800) {
        utf8[0] = (char)(0xC0 | unit >> 6);
        utf8[1] = (char)(0x80 | (unit & 0x3F));
        return 2;
    }
    utf8[0] = (char)(0xE0 | unit >> 12);
    utf8[1] = (char)(0x80 | (unit >> 6 & 0x3F));
    utf8[2] = (char)(0x80 | (unit & 0x3F));
    return 3;
}

JET_ERR esent_cp1252_to_utf8(const char *text, size_t length, char *out, size_t capacity, size_t *needed)
{
    size_t used = 0;
    char utf8[3];

    if (text == NULL || (out == NULL && capacity > 0)) {
        return diag_fail(JET_errInvalidParameter, "esent_cp1252_to_utf8: a pointer is NULL");
    }
    for (size_t i = 0; length == (size_t)-1 ? text[i] != '\0' : i < length; i++) {
        const size_t size = encode(cp1252_to_unicode((unsigned char)text[i]), utf8);

        for (size_t j = 0; j < size && used + size < capacity; j++) {
            out[used + j] = utf8[j];
        }
        used += size;
    }
    if (needed != NULL) {
        *needed = used + 1;
    }
    if (capacity > 0) {
        out[used < capacity ? used : 0] = '\0';
    }
    return used < capacity ? JET_errSuccess : JET_errBufferTooSmall;
}
