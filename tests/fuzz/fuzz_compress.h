/*
 * fuzz_compress.h - what the targets of the decompressors share. Input: two bytes each for offset and
 * capacity of a part, then the value.
 */
#ifndef ESENT_FUZZ_COMPRESS_H
#define ESENT_FUZZ_COMPRESS_H

#include <stdlib.h>
#include <string.h>

#include "compress/compress.h"
#include "diag.h"
#include "format/bytes.h"
#include "sample_compressed.h"
#include "seeds.h"

enum { FUZZ_PREFIX = 4, FUZZ_LIMIT = 1 << 20 };

/* Memory of exactly this size, so that the sanitizer sees what lies outside. */
static inline uint8_t *fuzz_memory(const uint8_t *bytes, size_t size)
{
    uint8_t *memory = malloc(size + (size == 0));

    if (memory == NULL) {
        abort();
    }
    if (bytes != NULL) {
        memcpy(memory, bytes, size);
    }
    return memory;
}

/* Expands a value as a whole and in part. Returns the whole (free() it), or NULL. */
static inline uint8_t *fuzz_expand(const uint8_t *value, size_t size, size_t offset, size_t capacity,
                                   size_t *plain_size)
{
    uint8_t *part = fuzz_memory(NULL, capacity), *whole;
    size_t got, part_got, total;
    const JET_ERR part_err =
        decompress_value(value, size, offset, part, capacity, FUZZ_LIMIT, &part_got, &total);
    JET_ERR err = decompress_value_size(value, size, &total);

    if (err != JET_errSuccess || total > FUZZ_LIMIT) {
        free(part);
        if (part_err >= 0 || *diag_sentence() == '\0') {
            abort();
        }
        return NULL;
    }
    whole = fuzz_memory(NULL, total);
    err = decompress_value(value, size, 0, whole, total, FUZZ_LIMIT, &got, plain_size);
    if (err == JET_errSuccess) {
        if (got != total || *plain_size != total || part_err != JET_errSuccess) {
            abort(); /* what can be had as a whole can be had in parts */
        }
        if (part_got > capacity || (part_got > 0 && memcmp(part, whole + offset, part_got) != 0)) {
            abort();
        }
    } else {
        free(whole);
        whole = NULL;
    }
    free(part);
    return whole;
}

/* The whole input; `slow` compares with the slow decoder. */
static inline void fuzz_value(const uint8_t *bytes, size_t size, uint8_t scheme, bool slow)
{
    static uint8_t again[SAMPLE_PLAIN_MAX];
    uint8_t *value, *plain;
    size_t plain_size;

    if (size <= FUZZ_PREFIX) {
        return;
    }
    value = fuzz_memory(bytes + FUZZ_PREFIX, size - FUZZ_PREFIX);
    value[0] = (uint8_t)((value[0] & 7) | scheme << 3);
    plain = fuzz_expand(value, size - FUZZ_PREFIX, get_u16(bytes), get_u16(bytes + 2), &plain_size);
    if (plain != NULL && slow && plain_size <= sizeof again) {
        if (slow_decode(value, size - FUZZ_PREFIX, again) != plain_size ||
            memcmp(plain, again, plain_size) != 0) {
            abort();
        }
    }
    free(plain);
    free(value);
}

/* The beginning of a seed: a plan for a value, and the part of it. */
static inline struct sample_plan fuzz_plan(uint8_t *bytes, uint32_t choice, uint32_t length_min,
                                           uint32_t distance_max)
{
    const size_t plain_size = 1 + choice / 8 % 16000;

    put_u16(bytes, (uint16_t)(choice % 3 == 0 ? 0 : choice % plain_size));
    put_u16(bytes + 2, (uint16_t)(choice % 2 == 0 ? plain_size : choice >> 16));
    return sample_plan(choice, plain_size, length_min, distance_max);
}

#endif
