/*
 * log_values.h - the small records that headers of databases, logs and checkpoints share: positions, times,
 * signatures, backup notes.
 *
 *   lgpos      u16 byte in sector : u16 sector : i32 generation        (one u64 in order of position)
 *   logtime    u8 second, minute, hour, day 1-31, month 1-12, year-1900,
 *              u8 bit 0 UTC, bits 1-7 milliseconds low : u8 bit 0 reserved, bits 1-3 milliseconds high
 *   signature  u32 random : logtime created : char[16] computer
 *   bkinfo     lgpos mark : logtime mark : u32 first generation : u32 last generation
 *
 * Format: reference database-file 2.2.
 */
#ifndef ESENT_LOG_VALUES_H
#define ESENT_LOG_VALUES_H

#include <stdbool.h>
#include <stdint.h>

enum { LGPOS_SIZE = 8, LOGTIME_SIZE = 8, SIGNATURE_SIZE = 28, BKINFO_SIZE = 24 };

struct lgpos {
    uint16_t byte;
    uint16_t sector;
    int32_t generation;
};

struct logtime {
    uint16_t year; /* 1900 when not set, as month and day are 0 then; 0 encodes as that */
    uint8_t month, day, hour, minute, second;
    uint16_t millisecond; /* 0..1023: what the ten bits hold */
    bool is_utc;
    bool is_set;          /* false when all eight bytes are zero; not looked at when encoding */
    uint8_t unused_bits;  /* of the last byte, kept as they were */
};

struct signature {
    uint32_t random;
    struct logtime created;
    char computer[17]; /* NUL-terminated; bytes after the first NUL are kept */
};

struct bkinfo {
    struct lgpos mark;
    struct logtime time;
    uint32_t generation_low;
    uint32_t generation_high;
};

/* A position as one number, which compare in order of position, and back. */
static inline uint64_t lgpos_number(struct lgpos at)
{
    return (uint64_t)(uint32_t)at.generation << 32 | (uint32_t)at.sector << 16 | at.byte;
}

static inline struct lgpos lgpos_of(uint64_t number)
{
    return (struct lgpos){(uint16_t)number, (uint16_t)(number >> 16), (int32_t)(number >> 32)};
}

/* Each decodes the bytes at `at`, of the size that is named above. Every byte sequence is a value. */
struct lgpos lgpos_decode(const void *at);
struct logtime logtime_decode(const void *at);
struct signature signature_decode(const void *at);
struct bkinfo bkinfo_decode(const void *at);

/* The inverse: encoding what was decoded gives the same bytes. */
void lgpos_encode(void *at, struct lgpos lgpos);
void logtime_encode(void *at, const struct logtime *time);
void signature_encode(void *at, const struct signature *signature);
void bkinfo_encode(void *at, const struct bkinfo *bkinfo);

/* True when all bytes are the same: what the engine calls the same identity. */
bool signature_equal(const struct signature *left, const struct signature *right);

#endif
