/*
 * key_text.c - values of key columns, written on the command line.
 */
#include "key_text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "civil_time.h"
#include "esent_compat.h"

enum { CODE_PAGE_UNICODE = 1200 };

static bool set(struct key_value *value, const void *bytes, size_t size)
{
    memcpy(value->bytes, bytes, size);
    value->size = (JET_ULONG)size;
    return true;
}

/* A whole number of `size` bytes, with or without a sign. */
static bool parse_number(const char *text, size_t size, bool is_signed, struct key_value *value)
{
    const unsigned bits = (unsigned)size * 8;
    const uint64_t most = (is_signed ? UINT64_C(1) << (bits - 1) : bits == 64 ? 0 : UINT64_C(1) << bits) - 1;
    const bool is_negative = *text == '-';
    const char *digits = is_negative ? text + 1 : text;
    char *end;
    uint64_t number;

    errno = 0;
    number = strtoull(digits, &end, 0);
    if (*digits < '0' || *digits > '9' || *end != '\0' || errno != 0 || (is_negative && !is_signed) ||
        number > most + (is_negative ? 1 : 0)) {
        return false;
    }
    number = is_negative ? 0 - number : number;
    return set(value, &number, size); /* hosts are little-endian */
}

static bool parse_bit(const char *text, struct key_value *value)
{
    const bool is_true = strcmp(text, "1") == 0 || strcmp(text, "true") == 0;
    const unsigned char byte = is_true ? 0xFF : 0;

    return (is_true || strcmp(text, "0") == 0 || strcmp(text, "false") == 0) && set(value, &byte, 1);
}

static bool parse_float(const char *text, bool is_single, struct key_value *value)
{
    char *end;
    const double number = strtod(text, &end);
    const float single = (float)number;

    if (end == text || *end != '\0') {
        return false;
    }
    return is_single ? set(value, &single, sizeof single) : set(value, &number, sizeof number);
}

static bool parse_time(const char *text, struct key_value *value)
{
    uint64_t bits;

    if (civil_time_parse(text, &bits)) {
        return set(value, &bits, sizeof bits);
    }
    return parse_number(text, sizeof bits, false, value);
}

static int digit_of(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static bool parse_hex(const char *text, struct key_value *value)
{
    value->size = 0;
    for (; text[0] != '\0'; text += 2) {
        const int high = digit_of(text[0]), low = high >= 0 ? digit_of(text[1]) : -1;

        if (low < 0 || value->size == KEY_VALUE_MAX) {
            return false;
        }
        value->bytes[value->size++] = (unsigned char)(high << 4 | low);
    }
    return true;
}

/* The first three parts of a GUID are numbers, and so stand in the other order in memory. */
static bool parse_guid(const char *text, struct key_value *value)
{
    static const unsigned char order[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
    char digits[33];
    unsigned char bytes[16];
    size_t count = 0;

    for (; *text != '\0'; text++) {
        if (*text != '-' && *text != '{' && *text != '}') {
            if (count == 32) {
                return false;
            }
            digits[count++] = *text;
        }
    }
    digits[count] = '\0';
    if (count != 32 || !parse_hex(digits, value)) {
        return false;
    }
    for (unsigned i = 0; i < 16; i++) {
        bytes[order[i]] = value->bytes[i];
    }
    return set(value, bytes, sizeof bytes);
}

/* Characters that code page 1252 has; the library converts each byte the other way. */
static bool to_cp1252(const WCHAR *units, size_t count, struct key_value *value)
{
    for (size_t i = 0; i < count; i++) {
        unsigned byte = 1;
        WCHAR unit[2] = {0};
        char utf8[4], text;

        for (; byte < 256 && unit[0] != units[i]; byte++) {
            text = (char)byte;
            (void)esent_cp1252_to_utf8(&text, 1, utf8, sizeof utf8, NULL);
            (void)esent_utf8_to_utf16(utf8, (size_t)-1, unit, 2, NULL);
        }
        if (unit[0] != units[i]) {
            return false;
        }
        value->bytes[i] = (unsigned char)(byte - 1);
    }
    value->size = (JET_ULONG)count;
    return true;
}

static bool parse_text(const struct column_info *column, const char *text, struct key_value *value)
{
    WCHAR units[KEY_VALUE_MAX / sizeof(WCHAR)];
    size_t needed;

    if (esent_utf8_to_utf16(text, (size_t)-1, units, sizeof units / sizeof units[0], &needed) <
        JET_errSuccess) {
        return false;
    }
    if (column->code_page == CODE_PAGE_UNICODE) {
        return set(value, units, (needed - 1) * sizeof units[0]);
    }
    return to_cp1252(units, needed - 1, value);
}

bool key_value_parse(const struct column_info *column, const char *text, struct key_value *value)
{
    value->size = 0;
    value->is_null = strcmp(text, "\\N") == 0;
    if (value->is_null) {
        return true;
    }
    switch (column->type) {
    case JET_coltypBit:
        return parse_bit(text, value);
    case JET_coltypUnsignedByte:
        return parse_number(text, 1, false, value);
    case JET_coltypShort:
        return parse_number(text, 2, true, value);
    case JET_coltypUnsignedShort:
        return parse_number(text, 2, false, value);
    case JET_coltypLong:
        return parse_number(text, 4, true, value);
    case JET_coltypUnsignedLong:
        return parse_number(text, 4, false, value);
    case JET_coltypCurrency:
    case JET_coltypLongLong:
        return parse_number(text, 8, true, value);
    case JET_coltypUnsignedLongLong:
        return parse_number(text, 8, false, value);
    case JET_coltypIEEESingle:
    case JET_coltypIEEEDouble:
        return parse_float(text, column->type == JET_coltypIEEESingle, value);
    case JET_coltypDateTime:
        return parse_time(text, value);
    case JET_coltypGUID:
        return parse_guid(text, value);
    case JET_coltypText:
    case JET_coltypLongText:
        return parse_text(column, text, value);
    default:
        return parse_hex(text, value);
    }
}
