/*
 * value_out.c - a value of a column in the syntax of CSV, JSON or SQL.
 */
#include "value_out.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>

#include "civil_time.h"

enum { CODE_PAGE_UNICODE = 1200 };

static bool is_text(const struct column_info *column)
{
    return column->type == JET_coltypText || column->type == JET_coltypLongText;
}

static bool is_unicode(const struct column_info *column)
{
    return is_text(column) && column->code_page == CODE_PAGE_UNICODE;
}

struct value_style value_style_in_array(const struct value_style *outer)
{
    static const enum text_style texts[] = {
        [SYNTAX_CSV] = TEXT_JSON_CSV, [SYNTAX_JSON] = TEXT_JSON, [SYNTAX_SQL] = TEXT_JSON_SQL};

    return (struct value_style){SYNTAX_JSON, texts[outer->syntax], outer->raw_time};
}

/* -------------------------------------------------------------------------------------------- small texts */

/* A text of ASCII that is no number; CSV needs no quotes for it. */
static void put_word(struct sink *sink, const struct value_style *style, const char *word)
{
    if (style->syntax != SYNTAX_CSV) {
        text_quote(sink, style->text);
    }
    sink_text(sink, word);
    if (style->syntax != SYNTAX_CSV) {
        text_quote(sink, style->text);
    }
}

/* Bytes of a size that their type does not have. */
static void put_raw(struct sink *sink, const struct value_style *style, const unsigned char *bytes,
                    size_t size)
{
    if (style->syntax != SYNTAX_CSV) {
        text_quote(sink, style->text);
    }
    sink_text(sink, "0x");
    text_hex(sink, bytes, size);
    if (style->syntax != SYNTAX_CSV) {
        text_quote(sink, style->text);
    }
}

static void put_float(struct sink *sink, const struct value_style *style, double number, int digits,
                      bool single)
{
    char text[40];

    if (number != number) {
        put_word(sink, style, "nan");
        return;
    }
    if (number > DBL_MAX || number < -DBL_MAX) {
        if (style->syntax == SYNTAX_SQL) {
            sink_text(sink, number < 0 ? "-9e999" : "9e999");
        } else {
            put_word(sink, style, number < 0 ? "-inf" : "inf");
        }
        return;
    }
    do { /* the fewest digits that give the same number back */
        (void)snprintf(text, sizeof text, "%.*g", digits++, number);
    } while (single ? strtof(text, NULL) != (float)number : strtod(text, NULL) != number);
    sink_text(sink, text);
    if (strpbrk(text, ".e") == NULL) {
        sink_text(sink, ".0");
    }
}

static void put_guid(struct sink *sink, const struct value_style *style, const unsigned char *b)
{
    char text[40];

    (void)snprintf(text, sizeof text, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                   b[3], b[2], b[1], b[0], b[5], b[4], b[7], b[6], b[8], b[9], b[10], b[11], b[12], b[13],
                   b[14], b[15]);
    put_word(sink, style, text);
}

static void put_unsigned(struct sink *sink, const struct value_style *style, uint64_t number)
{
    const bool as_text = style->syntax == SYNTAX_SQL && number > INT64_MAX;

    if (as_text) {
        text_quote(sink, style->text);
    }
    text_unsigned(sink, number);
    if (as_text) {
        text_quote(sink, style->text);
    }
}

static void put_time(struct sink *sink, const struct value_style *style, uint64_t bits)
{
    char text[CIVIL_TIME_SIZE];

    if (style->raw_time || !civil_time_text(bits, text)) {
        put_unsigned(sink, style, bits);
    } else {
        put_word(sink, style, text);
    }
}

/* -------------------------------------------------------------------------------------------- fixed types */

static uint64_t little_endian(const unsigned char *bytes, size_t size)
{
    uint64_t number = 0;

    memcpy(&number, bytes, size); /* hosts are little-endian */
    return number;
}

static size_t fixed_size(JET_COLTYP type)
{
    switch (type) {
    case JET_coltypBit:
    case JET_coltypUnsignedByte:
        return 1;
    case JET_coltypShort:
    case JET_coltypUnsignedShort:
        return 2;
    case JET_coltypLong:
    case JET_coltypUnsignedLong:
    case JET_coltypIEEESingle:
        return 4;
    case JET_coltypCurrency:
    case JET_coltypIEEEDouble:
    case JET_coltypDateTime:
    case JET_coltypLongLong:
    case JET_coltypUnsignedLongLong:
        return 8;
    case JET_coltypGUID:
        return 16;
    default:
        return 0;
    }
}

static void put_fixed(struct sink *sink, const struct value_style *style, JET_COLTYP type,
                      const unsigned char *bytes)
{
    const uint64_t number = type != JET_coltypGUID ? little_endian(bytes, fixed_size(type)) : 0;
    float single;
    double real;

    switch (type) {
    case JET_coltypBit:
        sink_text(sink, style->syntax != SYNTAX_JSON ? (number != 0 ? "1" : "0")
                        : number != 0                ? "true"
                                                     : "false");
        break;
    case JET_coltypShort:
        text_signed(sink, (int16_t)number);
        break;
    case JET_coltypLong:
        text_signed(sink, (int32_t)number);
        break;
    case JET_coltypCurrency:
    case JET_coltypLongLong:
        text_signed(sink, (int64_t)number);
        break;
    case JET_coltypIEEESingle:
        memcpy(&single, bytes, sizeof single);
        put_float(sink, style, (double)single, FLT_DIG, true);
        break;
    case JET_coltypIEEEDouble:
        memcpy(&real, bytes, sizeof real);
        put_float(sink, style, real, DBL_DIG, false);
        break;
    case JET_coltypDateTime:
        put_time(sink, style, number);
        break;
    case JET_coltypGUID:
        put_guid(sink, style, bytes);
        break;
    default:
        put_unsigned(sink, style, number);
        break;
    }
}

/* ----------------------------------------------------------------------------------------- text and bytes */

/* What SQL cannot have between quotes. */
static bool has_nul(const struct column_info *column, const unsigned char *bytes, size_t size)
{
    if (!is_unicode(column)) {
        return size > 0 && memchr(bytes, 0, size) != NULL;
    }
    for (size_t i = 0; i + 1 < size; i += 2) {
        if (bytes[i] == 0 && bytes[i + 1] == 0) {
            return true;
        }
    }
    return false;
}

static enum text_style text_style_of(const struct value_style *style, bool as_hex)
{
    return as_hex ? TEXT_HEX : style->text;
}

/* SQL has two forms of text; the one of digits takes any character. */
static void begin_text(struct sink *sink, const struct value_style *style, bool as_hex)
{
    if (as_hex) {
        sink_text(sink, "CAST(x'");
    } else {
        text_quote(sink, style->text);
    }
}

static void end_text(struct sink *sink, const struct value_style *style, bool as_hex)
{
    if (as_hex) {
        sink_text(sink, "' AS TEXT)");
    } else {
        text_quote(sink, style->text);
    }
}

static void put_text_part(struct sink *sink, enum text_style style, const struct column_info *column,
                          const unsigned char *bytes, size_t size)
{
    if (is_unicode(column)) {
        text_utf16(sink, style, bytes, size / 2);
    } else {
        text_cp1252(sink, style, bytes, size);
    }
}

static void put_text(struct sink *sink, const struct value_style *style, const struct column_info *column,
                     const unsigned char *bytes, size_t size)
{
    const bool as_hex = style->syntax == SYNTAX_SQL && has_nul(column, bytes, size);

    begin_text(sink, style, as_hex);
    put_text_part(sink, text_style_of(style, as_hex), column, bytes, size);
    end_text(sink, style, as_hex);
}

static void begin_bytes(struct sink *sink, const struct value_style *style)
{
    if (style->syntax == SYNTAX_SQL) {
        sink_text(sink, "x'");
    } else if (style->syntax == SYNTAX_JSON) {
        text_quote(sink, style->text);
    }
}

static void end_bytes(struct sink *sink, const struct value_style *style)
{
    if (style->syntax == SYNTAX_SQL) {
        sink_text(sink, "'");
    } else if (style->syntax == SYNTAX_JSON) {
        text_quote(sink, style->text);
    }
}

void value_put(struct sink *sink, const struct value_style *style, const struct column_info *column,
               const unsigned char *bytes, size_t size)
{
    const size_t fixed = fixed_size(column->type);

    if ((fixed > 0 && size != fixed) || (is_unicode(column) && size % 2 != 0)) {
        put_raw(sink, style, bytes, size);
    } else if (fixed > 0) {
        put_fixed(sink, style, column->type, bytes);
    } else if (is_text(column)) {
        put_text(sink, style, column, bytes, size);
    } else {
        begin_bytes(sink, style);
        text_hex(sink, bytes, size);
        end_bytes(sink, style);
    }
}

/* ------------------------------------------------------------------------------------------------- pieces */

void value_begin(struct sink *sink, const struct value_style *style, const struct column_info *column)
{
    if (is_text(column)) {
        begin_text(sink, style, style->syntax == SYNTAX_SQL);
    } else {
        begin_bytes(sink, style);
    }
}

void value_piece(struct sink *sink, const struct value_style *style, const struct column_info *column,
                 const unsigned char *bytes, size_t size)
{
    if (is_text(column)) {
        put_text_part(sink, text_style_of(style, style->syntax == SYNTAX_SQL), column, bytes, size);
    } else {
        text_hex(sink, bytes, size);
    }
}

void value_end(struct sink *sink, const struct value_style *style, const struct column_info *column)
{
    if (is_text(column)) {
        end_text(sink, style, style->syntax == SYNTAX_SQL);
    } else {
        end_bytes(sink, style);
    }
}

size_t value_piece_size(const struct column_info *column, const unsigned char *bytes, size_t size)
{
    enum { UNIT = 2 };

    if (!is_unicode(column)) {
        return size;
    }
    size -= size % UNIT;
    if (size > UNIT && (bytes[size - 1] & 0xFC) == 0xD8) { /* its other half is in the next piece */
        size -= UNIT;
    }
    return size;
}
