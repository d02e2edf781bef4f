/*
 * civil_time.h - the two kinds of time in DateTime columns, as text and back.
 *
 *   days    a double: days since 30 December 1899, the time of day as fraction (counted forwards before that day too)
 *   FILETIME  u64: tenths of microseconds since 1 January 1601, UTC
 */
#ifndef ESENTUTL_CIVIL_TIME_H
#define ESENTUTL_CIVIL_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CIVIL_TIME_SIZE = 40 };

/*
 * ISO 8601 of the eight bytes of a DateTime column: "2026-11-23T12:24:43.541" of days, "2026-11-23T12:24:43.5410000Z" of a
 * FILETIME. False when the bytes are no sensible date in either encoding.
 */
bool civil_time_text(uint64_t bits, char text[CIVIL_TIME_SIZE]);

/*
 * The inverse: the eight bytes of a time written as above; a Z makes it a FILETIME. The time of day or its end may be
 * missing. False when it is no such text.
 */
bool civil_time_parse(const char *text, uint64_t *bits);

#endif
