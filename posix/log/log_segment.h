/*
 * log_segment.h - the 4096-byte segments that a log file is made of, and how records lie in them.
 *
 *   log file   0         1            2                           n-2          n-1
 *              +---------+------------+------------+-- ... --+------------+------------+
 *              | header  | segment 1  | segment 2  |         |segment n-2 | (shadow)   |
 *              +---------+------------+------------+-- ... --+------------+------------+
 *
 *   segment    0  u64  checksum: that of a small database page, with the segment's number for the page number
 *              8  lgpos of the segment, byte 0
 *             16  logtime when its first byte was filled
 *             24  12 bytes of 0
 *             36  u32 flags 0x2000: what says on a page that the checksum is of this kind
 *             40  records, back to back; a record of type 0 is one byte, so zeros fill what is left
 *
 * A segment that was not full when it was written lies there twice: the next place holds an equal copy, its shadow,
 * whose checksum is keyed with the first place's number, until the segment is full or the next one is written over
 * it.
 *
 * A record that does not fit into what is left of a segment is cut: a FragmentBegin with the size of the whole and
 * the first part, then one Fragment at the start of each following segment. When less than 32 bytes are left they are
 * filled with zeros instead. The position of a record is where the one before it ended: at the zeros, when there are
 * such; byte 0 at the start of a segment.
 *
 * Format: reference log-and-recovery 5, 6.
 */
#ifndef ESENT_LOG_SEGMENT_H
#define ESENT_LOG_SEGMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "format/log_values.h"

enum {
    LOG_SEGMENT_SIZE = 4096,
    LOG_SEGMENT_HEADER = 40,
    LOG_SEGMENT_DATA = LOG_SEGMENT_SIZE - LOG_SEGMENT_HEADER,
    LOG_FRAGMENT_BEGIN_SIZE = 7,
    LOG_FRAGMENT_SIZE = 3,
    LOG_FRAGMENT_ROOM_MIN = 32,
    LOG_NOP2_SIZE = 5,
    LOG_FILE_SECTORS_MIN = 16,
    LOG_FILE_SECTORS_MAX = 65535,
};

/* The time now, UTC, as logs keep it. */
struct logtime log_time_now(void);

/* Writes the header of a segment but for its checksum. */
void log_segment_begin(uint8_t *segment, uint32_t generation, uint32_t number, struct logtime time);

/* Computes and stores the checksum of segment `number`, and returns it. */
uint64_t log_segment_seal(uint8_t *segment, uint32_t number);

enum log_segment_verdict {
    LOG_SEGMENT_GOOD,
    LOG_SEGMENT_MENDED, /* one bit was wrong and is right now */
    LOG_SEGMENT_SHADOW, /* the copy of the segment before it */
    LOG_SEGMENT_ZERO,
    LOG_SEGMENT_DAMAGED,
};

/* What the LOG_SEGMENT_SIZE bytes in place `number` are; mends a single wrong bit. */
enum log_segment_verdict log_segment_verify(uint8_t *segment, uint32_t number);

uint64_t log_segment_checksum(const uint8_t *segment);
uint64_t log_segment_lgpos(const uint8_t *segment);

/* A place for records in a file. Byte 0: the segment is not begun. */
struct log_place {
    uint32_t segment;
    uint32_t byte;
};

/* Where the next record begins after one of `size` bytes was put at `place`. */
struct log_place log_place_after(struct log_place place, uint32_t size);

#endif
