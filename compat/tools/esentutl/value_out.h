/*
 * value_out.h - a value of a column in the syntax of CSV, JSON or SQL.
 *
 *   type                CSV             JSON            SQL (SQLite)
 *   numbers, Currency   1               1               1
 *   Bit                 0, 1            false, true     0, 1
 *   floats              1.5             1.5             1.5
 *     infinite, NaN     inf, nan        "inf", "nan"    9e999, 'nan'
 *   DateTime            2026-11-23T...  "2026-11-23..." '2026-11-23...'
 *   GUID                6b29fc40-...    "6b29fc40-..."  '6b29fc40-...'
 *   binary              00ff            "00ff"          x'00ff'
 *   text                "text"          "text"          'text'
 *   a size that does not fit the type: its bytes behind 0x, as text
 *
 * An unsigned number above 2^63 is text in SQL, because SQLite has no such numbers. Text with NULs is
 * CAST(x'...' AS TEXT) in SQL.
 *
 * DateTime. The type does not say which of two encodings a program uses: days since 30 December 1899 as a floating number,
 * or a FILETIME. The eight bytes do: no date from 1830 to 2900 in one is a date in the other. A FILETIME is written with
 * seven digits and Z. What is neither is written as the number that the eight bytes are, which is also the raw form.
 */
#ifndef ESENTUTL_VALUE_OUT_H
#define ESENTUTL_VALUE_OUT_H

#include "sink.h"
#include "table_schema.h"
#include "text_out.h"

enum syntax { SYNTAX_CSV, SYNTAX_JSON, SYNTAX_SQL };

/* How values are written: `syntax`, inside a JSON array of CSV or SQL too. */
struct value_style {
    enum syntax syntax; /* of numbers and bytes */
    enum text_style text;
    bool raw_time;
};

/* The style of an element of a JSON array that is a field of `outer`. */
struct value_style value_style_in_array(const struct value_style *outer);

/* Writes a whole value. */
void value_put(struct sink *sink, const struct value_style *style, const struct column_info *column,
               const unsigned char *bytes, size_t size);

/*
 * The same of a long value in pieces: begin, pieces in order, end. value_piece_size() says how much of `size` bytes at hand
 * may be written so that no character is cut; a last odd byte of UTF-16 is left out. JSON inside CSV and SQL as above.
 */
void value_begin(struct sink *sink, const struct value_style *style, const struct column_info *column);
void value_piece(struct sink *sink, const struct value_style *style, const struct column_info *column,
                 const unsigned char *bytes, size_t size);
void value_end(struct sink *sink, const struct value_style *style, const struct column_info *column);
size_t value_piece_size(const struct column_info *column, const unsigned char *bytes, size_t size);

#endif
