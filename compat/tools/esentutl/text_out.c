/*
 * text_out.c - text and bytes in the syntax of a format.
 */
#include "text_out.h"

#include "esent_compat.h"

enum {
    STEP = 4096,       /* characters between two looks at the buffer */
    CHARACTER_MAX = 8, /* bytes of one in any style: four bytes as digits */
    ASCII = 0x80,
    HIGH_FIRST = 0xD800,
    LOW_FIRST = 0xDC00,
    LOW_LAST = 0xDFFF,
    SUPPLEMENTARY = 0x10000,
};

struct style {
    char quote[3]; /* in front of and behind a text */
    char doubled;  /* is written twice inside; 0 none */
    bool is_json, is_hex;
    bool special[ASCII]; /* is not written as it is */
};

static struct style styles[TEXT_STYLES] = {
    [TEXT_CSV] = {.quote = "\"", .doubled = '"'},
    [TEXT_SQL] = {.quote = "'", .doubled = '\''},
    [TEXT_JSON] = {.quote = "\"", .is_json = true},
    [TEXT_JSON_CSV] = {.quote = "\"\"", .doubled = '"', .is_json = true},
    [TEXT_JSON_SQL] = {.quote = "\"", .doubled = '\'', .is_json = true},
    [TEXT_HEX] = {.quote = "", .is_hex = true},
};

static uint16_t cp1252[256]; /* Unicode of each byte */
static char hex_digits[256][2];

/* The bytes of the code page, by way of the library's own conversion. */
static void prepare_cp1252(void)
{
    for (unsigned i = 1; i < 256; i++) {
        const char byte = (char)i;
        char utf8[4];
        WCHAR unit[2] = {0};

        (void)esent_cp1252_to_utf8(&byte, 1, utf8, sizeof utf8, NULL);
        (void)esent_utf8_to_utf16(utf8, (size_t)-1, unit, 2, NULL);
        cp1252[i] = (uint16_t)unit[0];
    }
}

void text_prepare(void)
{
    for (unsigned i = 0; i < TEXT_STYLES; i++) {
        struct style *style = &styles[i];

        for (unsigned c = 0; c < ASCII; c++) {
            style->special[c] = c == (unsigned char)style->doubled && style->doubled != '\0';
            style->special[c] = style->special[c] || (style->is_json && (c < ' ' || c == '"' || c == '\\'));
        }
    }
    prepare_cp1252();
    for (unsigned i = 0; i < 256; i++) {
        hex_digits[i][0] = "0123456789abcdef"[i >> 4];
        hex_digits[i][1] = "0123456789abcdef"[i & 15];
    }
}

void text_quote(struct sink *sink, enum text_style style)
{
    sink_text(sink, styles[style].quote);
}

/* --------------------------------------------------------------------------------------------- characters */

static char *put_escape(char *at, unsigned c)
{
    static const char digits[] = "0123456789abcdef";

    at[0] = '\\';
    at[1] = 'u';
    at[2] = digits[c >> 12];
    at[3] = digits[c >> 8 & 15];
    at[4] = digits[c >> 4 & 15];
    at[5] = digits[c & 15];
    return at + 6;
}

/* A character of ASCII that is not written as it is. */
static char *put_special(char *at, unsigned c, const struct style *style)
{
    if (style->is_json && (c == '"' || c == '\\')) {
        *at++ = '\\';
    } else if (style->is_json && c < ' ') {
        return put_escape(at, c);
    }
    *at++ = (char)c;
    if (c == (unsigned char)style->doubled) {
        *at++ = (char)c;
    }
    return at;
}

static char *put_utf8(char *at, uint32_t c)
{
    if (c < ASCII) {
        *at++ = (char)c;
        return at;
    }
    if (c < 0x800) {
        *at++ = (char)(0xC0 | c >> 6);
    } else if (c < SUPPLEMENTARY) {
        *at++ = (char)(0xE0 | c >> 12);
        *at++ = (char)(0x80 | (c >> 6 & 0x3F));
    } else {
        *at++ = (char)(0xF0 | c >> 18);
        *at++ = (char)(0x80 | (c >> 12 & 0x3F));
        *at++ = (char)(0x80 | (c >> 6 & 0x3F));
    }
    *at++ = (char)(0x80 | (c & 0x3F));
    return at;
}

static char *put_digits(char *at, uint32_t c)
{
    char utf8[4];
    const char *end = put_utf8(utf8, c);

    for (const char *byte = utf8; byte < end; byte++) {
        memcpy(at, hex_digits[(unsigned char)*byte], sizeof hex_digits[0]);
        at += sizeof hex_digits[0];
    }
    return at;
}

static inline char *put_character(char *at, uint32_t c, const struct style *style)
{
    if (style->is_hex) {
        return put_digits(at, c);
    }
    if (c < ASCII && style->special[c]) {
        return put_special(at, c, style);
    }
    if (style->is_json && c >= HIGH_FIRST && c <= LOW_LAST) {
        return put_escape(at, c);
    }
    return put_utf8(at, c);
}

static uint32_t unit_at(const unsigned char *bytes, size_t unit)
{
    return bytes[2 * unit] | (uint32_t)bytes[2 * unit + 1] << 8;
}

void text_utf16(struct sink *sink, enum text_style style, const unsigned char *bytes, size_t units)
{
    for (size_t i = 0; i < units;) {
        const size_t end = units - i > STEP ? i + STEP : units;
        char *at = sink_reserve(sink, (STEP + 1) * CHARACTER_MAX);

        while (i < end) {
            uint32_t c = unit_at(bytes, i++);

            if (c >= HIGH_FIRST && c < LOW_FIRST && i < units) {
                const uint32_t low = unit_at(bytes, i);

                if (low >= LOW_FIRST && low <= LOW_LAST) {
                    c = SUPPLEMENTARY + ((c - HIGH_FIRST) << 10) + (low - LOW_FIRST);
                    i++;
                }
            }
            at = put_character(at, c, &styles[style]);
        }
        sink_commit(sink, at);
    }
}

void text_cp1252(struct sink *sink, enum text_style style, const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size;) {
        const size_t end = size - i > STEP ? i + STEP : size;
        char *at = sink_reserve(sink, STEP * CHARACTER_MAX);

        for (; i < end; i++) {
            at = put_character(at, cp1252[bytes[i]], &styles[style]);
        }
        sink_commit(sink, at);
    }
}

void text_utf8(struct sink *sink, enum text_style style, const char *text, size_t size)
{
    const struct style *rules = &styles[style];

    for (size_t i = 0; i < size;) {
        const size_t end = size - i > STEP ? i + STEP : size;
        char *at = sink_reserve(sink, STEP * CHARACTER_MAX);

        for (; i < end; i++) {
            const unsigned char c = (unsigned char)text[i];

            if (c < ASCII) {
                at = put_character(at, c, rules);
            } else {
                *at++ = text[i];
            }
        }
        sink_commit(sink, at);
    }
}

/* ------------------------------------------------------------------------------------------------ numbers */

void text_hex(struct sink *sink, const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size;) {
        const size_t end = size - i > STEP ? i + STEP : size;
        char *at = sink_reserve(sink, STEP * sizeof hex_digits[0]);

        for (; i < end; i++) {
            memcpy(at, hex_digits[bytes[i]], sizeof hex_digits[0]);
            at += sizeof hex_digits[0];
        }
        sink_commit(sink, at);
    }
}

void text_unsigned(struct sink *sink, uint64_t number)
{
    char digits[20];
    size_t count = 0;

    do {
        digits[sizeof digits - ++count] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    sink_put(sink, digits + sizeof digits - count, count);
}

void text_signed(struct sink *sink, int64_t number)
{
    if (number < 0) {
        sink_put(sink, "-", 1);
    }
    text_unsigned(sink, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}
