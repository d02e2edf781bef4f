/*
 * bytes.h - little-endian numbers in byte buffers, at any alignment.
 *
 * The library runs on little-endian machines only (esent.h asserts it), so a copy is a conversion.
 */
#ifndef ESENT_BYTES_H
#define ESENT_BYTES_H

#include <stdint.h>
#include <string.h>

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

#endif
