/*
 * key_text.h - values of key columns, written on the command line.
 *
 *   numbers     12, -3, 0x1F                Bit       0, 1, false, true
 *   floats      1.5                         DateTime  2026-11-23T12:24:43, with Z a FILETIME; or the number of its bytes
 *   GUID        6b29fc40-ca47-1067-...      binary    00ff
 *   text        as it is, UTF-8             NULL      \N
 */
#ifndef ESENTUTL_KEY_TEXT_H
#define ESENTUTL_KEY_TEXT_H

#include "table_schema.h"

enum { KEY_VALUE_MAX = 4096 };

struct key_value {
    unsigned char bytes[KEY_VALUE_MAX];
    JET_ULONG size;
    bool is_null;
};

/* Reads `text` as a value of the column's type. False when it is none. */
bool key_value_parse(const struct column_info *column, const char *text, struct key_value *value);

#endif
