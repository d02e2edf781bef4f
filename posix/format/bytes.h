/*
 * bytes.h - runs of bytes, and numbers in them at any alignment.
 *
 * Files are little-endian except for keys, where numbers are big-endian so that memcmp() orders them. The
 * library runs on little-endian machines only (esent.h asserts it), so a copy is a conversion.
 */
#ifndef ESENT_BYTES_H
#define ESENT_BYTES_H

#include <stdint.h>
#include <string.h>

/* A run of bytes inside a page, a record, a key: never owned by whoever holds it. */
struct bytes {
    const uint8_t *at;
    uint32_t size;
};

static inline uint16_t get_u16(const void *at)
{
    uint16_t value;

    memcpy(&value, at, sizeof value);
    return value;
}

static inline uint32_t get_u32(const void *at)
{
    uint32_t value;

    memcpy(&value, at, sizeof value);
    return value;
}

static inline uint64_t get_u64(const void *at)
{
    uint64_t value;

    memcpy(&value, at, sizeof value);
    return value;
}

static inline void put_u16(void *at, uint16_t value)
{
    memcpy(at, &value, sizeof value);
}

static inline void put_u32(void *at, uint32_t value)
{
    memcpy(at, &value, sizeof value);
}

static inline void put_u64(void *at, uint64_t value)
{
    memcpy(at, &value, sizeof value);
}

static inline uint32_t get_big_u32(const void *at)
{
    return __builtin_bswap32(get_u32(at));
}

static inline uint64_t get_big_u64(const void *at)
{
    return __builtin_bswap64(get_u64(at));
}

static inline void put_big_u16(void *at, uint16_t value)
{
    put_u16(at, __builtin_bswap16(value));
}

static inline void put_big_u32(void *at, uint32_t value)
{
    put_u32(at, __builtin_bswap32(value));
}

static inline void put_big_u64(void *at, uint64_t value)
{
    put_u64(at, __builtin_bswap64(value));
}

/* How many bytes both begin with. */
static inline uint32_t bytes_common(struct bytes left, struct bytes right)
{
    const uint32_t size = left.size < right.size ? left.size : right.size;
    uint32_t count = 0;

    for (; size - count >= sizeof(uint64_t); count += (uint32_t)sizeof(uint64_t)) {
        const uint64_t differ = get_u64(left.at + count) ^ get_u64(right.at + count);

        if (differ != 0) {
            return count + (uint32_t)__builtin_ctzll(differ) / 8;
        }
    }
    while (count < size && left.at[count] == right.at[count]) {
        count++;
    }
    return count;
}

#endif
