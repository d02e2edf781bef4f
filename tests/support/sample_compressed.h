/*
 * sample_compressed.h - compressed values made for tests, benchmarks and fuzzing, and decoders that do it the
 * slow way.
 *
 * The encoders know what a value expands to because they are told, operation by operation; they look for no
 * matches. They and the slow decoders are written from the text of reference database-file 13 and share
 * nothing with posix/compress.
 */
#ifndef ESENT_SAMPLE_COMPRESSED_H
#define ESENT_SAMPLE_COMPRESSED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SAMPLE_PLAIN_MAX = 1 << 18,                     /* bytes that a sample expands to */
    SAMPLE_VALUE_MAX = 2 * SAMPLE_PLAIN_MAX + 8192, /* bytes of a sample */
};

struct sample_random {
    uint64_t state;
};

struct sample_random sample_random(uint64_t seed);

/* A number below `below` (> 0). */
uint32_t sample_below(struct sample_random *random, uint32_t below);

/* One step of a decoder: a literal byte, or `length` bytes from `distance` bytes before. */
struct sample_op {
    uint32_t length;
    uint32_t distance; /* 0: a literal */
    uint8_t literal;
};

/* Operations and the plain bytes they amount to. */
struct sample_plan {
    struct sample_op *ops;
    size_t count;
    uint8_t *plain;
    size_t plain_size;
};

/*
 * Makes up operations for `plain_size` bytes (up to SAMPLE_PLAIN_MAX): literals of few kinds, matches of
 * `length_min` bytes and more, near and far up to `distance_max`, many of them repeating an earlier distance.
 * free with sample_plan_free().
 */
struct sample_plan sample_plan(uint64_t seed, size_t plain_size, uint32_t length_min, uint32_t distance_max);
void sample_plan_free(struct sample_plan *plan);

/* Whole values, with headers, in `value` (SAMPLE_VALUE_MAX); they return the size. */
size_t sample_xpress(const struct sample_plan *plan, uint8_t *value);
size_t sample_lz4(const struct sample_plan *plan, uint8_t *value);

struct sample_xpress9 {
    unsigned window_bits;      /* 16 to 22 */
    unsigned recent_count;     /* 0, 2, 4 */
    unsigned match_min;        /* 3, 4 */
    unsigned recent_match_min; /* 2, 3 */
    bool flat;                 /* the short form of the code tables */
    size_t block_size;         /* plain bytes of a block, the last one apart */
};

size_t sample_xpress9(const struct sample_plan *plan, const struct sample_xpress9 *parameters, uint64_t seed,
                      uint8_t *value);

/* 7-bit ASCII, or 7-bit Unicode from two bytes a character. */
size_t sample_7bit(const uint8_t *plain, size_t plain_size, bool wide, uint8_t *value);

/* Decoders of 7-bit and Xpress values without any check but the size of `plain`. They return the plain size.
 */
size_t slow_decode(const uint8_t *value, size_t size, uint8_t *plain);

#endif
