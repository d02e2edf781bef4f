/*
 * log_diff.h - the script in a ReplaceD record: new data as changes of the old.
 *
 *   chunk   u16  bits 0-12 offset in the old data, 13 same length, 14 insert, 15 lengths are u16        (pages up to 8 KiB)
 *           u16 offset, u8 bits 5, 6, 7 the same flags                                                  ("wide", larger pages)
 *           u8 or u16 length of the new bytes
 *           u8 or u16 length of the old bytes they replace; absent with "same length" (equal) and "insert" (0)
 *           the new bytes
 *
 * Chunks come in order of offset; what lies between them stays. Pure functions. Format: reference log-and-recovery 9.6.
 */
#ifndef ESENT_LOG_DIFF_H
#define ESENT_LOG_DIFF_H

#include <stdbool.h>
#include <stdint.h>

#include "esent.h"
#include "format/bytes.h"

/*
 * Writes a script that turns `before` into `after` (both smaller than a page) into `script`, and returns its size; 0
 * when it would be longer than `capacity`. A script that is not shorter than `after` is of no use: pass after.size -
 * 1.
 */
uint32_t log_diff_make(struct bytes before, struct bytes after, bool wide, uint8_t *script,
                       uint32_t capacity);

/*
 * Applies a script of any content. `*size` bytes are written to `after`, at most `capacity`. JET_errLogFileCorrupt
 * when it is cut off or does not fit `before`, JET_errLogCorrupted when the result has more than `capacity` bytes.
 */
JET_ERR log_diff_apply(struct bytes before, struct bytes script, bool wide, uint8_t *after, uint32_t capacity,
                       uint32_t *size);

#endif
