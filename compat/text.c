/*
 * text.c - UTF-8 and UTF-16.
 *
 * Names in databases and paths may hold unpaired surrogates. They become the three bytes that UTF-8 would use for such a
 * code point (WTF-8), so that every UTF-16 string survives the way there and back. In the other direction three such
 * bytes are accepted only for a surrogate that is not part of a pair: one string has one form.
 */
#include <stdbool.h>
#include <string.h>

#include "diag.h"
#include "esent_compat.h"
#include "try.h"

enum { HIGH_FIRST = 0xD800, LOW_FIRST = 0xDC00, LOW_LAST = 0xDFFF, SUPPLEMENTARY = 0x10000, LAST = 0x10FFFF };

static bool is_high(uint32_t c)
{
    return c >= HIGH_FIRST && c < LOW_FIRST;
}

static bool is_low(uint32_t c)
{
    return c >= LOW_FIRST && c <= LOW_LAST;
}

/* Reads one code point of at most `size` bytes; returns the bytes it takes, 0 when they are malformed. */
static size_t read_utf8(const unsigned char *at, size_t size, uint32_t *c)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, SUPPLEMENTARY};
    size_t need;

    if (at[0] < 0x80) {
        *c = at[0];
        return 1;
    }
    need = at[0] < 0xC0 ? 0 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : at[0] < 0xF8 ? 4 : 0;
    if (need == 0 || need > size) {
        return 0;
    }
    *c = at[0] & (0x7Fu >> need);
    for (size_t i = 1; i < need; i++) {
        if ((at[i] & 0xC0) != 0x80) {
            return 0;
        }
        *c = *c << 6 | (at[i] & 0x3F);
    }
    return *c >= smallest[need] && *c <= LAST ? need : 0;
}

static size_t write_utf8(uint32_t c, char bytes[4])
{
    if (c < 0x80) {
        bytes[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        bytes[0] = (char)(0xC0 | c >> 6);
        bytes[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < SUPPLEMENTARY) {
        bytes[0] = (char)(0xE0 | c >> 12);
        bytes[1] = (char)(0x80 | (c >> 6 & 0x3F));
        bytes[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    bytes[0] = (char)(0xF0 | c >> 18);
    bytes[1] = (char)(0x80 | (c >> 12 & 0x3F));
    bytes[2] = (char)(0x80 | (c >> 6 & 0x3F));
    bytes[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

/* What both conversions do at their end: the terminating NUL, and the verdict on the room. */
static JET_ERR finish(size_t used, size_t capacity, size_t *needed)
{
    if (needed != NULL) {
        *needed = used + 1;
    }
    return used + 1 <= capacity ? JET_errSuccess : JET_errBufferTooSmall;
}

JET_ERR esent_utf8_to_utf16(const char *text, size_t length, WCHAR *out, size_t capacity, size_t *needed)
{
    const unsigned char *at = (const unsigned char *)text;
    size_t size = length == (size_t)-1 ? strlen(text) : length;
    size_t used = 0;
    bool after_high = false; /* the last unit is a high surrogate that stood alone in the input */
    JET_ERR err;

    while (size > 0) {
        uint32_t c;
        size_t step = read_utf8(at, size, &c);

        if (step == 0 || (after_high && is_low(c))) {
            err = diag_fail(JET_errInvalidParameter, "the text is not UTF-8");
            goto empty;
        }
        after_high = is_high(c);
        if (c >= SUPPLEMENTARY) {
            if (used + 2 < capacity) {
                out[used] = (WCHAR)(HIGH_FIRST + ((c - SUPPLEMENTARY) >> 10));
                out[used + 1] = (WCHAR)(LOW_FIRST + ((c - SUPPLEMENTARY) & 0x3FF));
            }
            used += 2;
        } else {
            if (used + 1 < capacity) {
                out[used] = (WCHAR)c;
            }
            used++;
        }
        at += step;
        size -= step;
    }
    JET_TRY_OR(finish(used, capacity, needed), empty);
    out[used] = 0;
    return JET_errSuccess;
empty:
    if (capacity > 0) {
        out[0] = 0;
    }
    return err;
}

JET_ERR esent_utf16_to_utf8(const WCHAR *text, size_t length, char *out, size_t capacity, size_t *needed)
{
    size_t used = 0;
    JET_ERR err;

    for (size_t i = 0; length == (size_t)-1 ? text[i] != 0 : i < length; i++) {
        uint32_t c = (uint16_t)text[i];
        char bytes[4];
        size_t step;

        /* A terminating NUL is no low surrogate, so looking one unit ahead is safe in both forms. */
        if (is_high(c) && (length == (size_t)-1 || i + 1 < length) && is_low((uint16_t)text[i + 1])) {
            c = SUPPLEMENTARY + ((c - HIGH_FIRST) << 10) + ((uint16_t)text[++i] - (uint32_t)LOW_FIRST);
        }
        step = write_utf8(c, bytes);
        if (used + step < capacity) {
            memcpy(out + used, bytes, step);
        }
        used += step;
    }
    JET_TRY_OR(finish(used, capacity, needed), empty);
    out[used] = '\0';
    return JET_errSuccess;
empty:
    if (capacity > 0) {
        out[0] = '\0';
    }
    return err;
}
