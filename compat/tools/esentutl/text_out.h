/*
 * text_out.h - text and bytes in the syntax of a format.
 *
 *   style            text                                          a quote inside
 *   TEXT_CSV         "..." as it is                                ""
 *   TEXT_SQL         '...' as it is                                ''
 *   TEXT_JSON        "..." with escapes                            \"
 *   TEXT_JSON_CSV    the same inside a field of CSV                \""
 *   TEXT_JSON_SQL    the same inside a literal of SQL              \" and ''
 *   TEXT_HEX         the bytes of UTF-8 as hexadecimal digits
 *
 * Everything is written in pieces: a value may be larger than memory. Unpaired surrogates become the three bytes that
 * UTF-8 would use for them (WTF-8), in JSON \uD800 to \uDFFF.
 */
#ifndef ESENTUTL_TEXT_OUT_H
#define ESENTUTL_TEXT_OUT_H

#include "sink.h"

enum text_style { TEXT_CSV, TEXT_SQL, TEXT_JSON, TEXT_JSON_CSV, TEXT_JSON_SQL, TEXT_HEX, TEXT_STYLES };

/* Prepares the tables; once, before anything else here. */
void text_prepare(void);

/* The mark in front of and behind a text. */
void text_quote(struct sink *sink, enum text_style style);

/*
 * Parts of a text: `units` of UTF-16 in bytes of the file, bytes of code page 1252, bytes of UTF-8. A surrogate pair must
 * not be cut.
 */
void text_utf16(struct sink *sink, enum text_style style, const unsigned char *bytes, size_t units);
void text_cp1252(struct sink *sink, enum text_style style, const unsigned char *bytes, size_t size);
void text_utf8(struct sink *sink, enum text_style style, const char *text, size_t size);

/* Bytes as hexadecimal digits in lower case. */
void text_hex(struct sink *sink, const unsigned char *bytes, size_t size);

/* Numbers. */
void text_unsigned(struct sink *sink, uint64_t number);
void text_signed(struct sink *sink, int64_t number);

#endif
