/*
 * seven_bit.c - text of 7-bit characters without the bits that are always zero.
 *
 *   character        0       1       2  ...            each 7 bits, least significant bit first
 *               +-------+-------+-------+--
 *   bit         0       7      14      21              eight characters fill seven bytes
 *
 * Eight characters at a time are moved within one 64-bit word, pairs first:
 *
 *   8 x 7 of 8 bits  <->  4 x 14 of 16 bits  <->  2 x 28 of 32 bits  <->  56 bits
 *
 * Format: reference database-file 13.2.
 */
#include "compress/codec.h"

#include "format/bytes.h"

enum { GROUP = 8, GROUP_PACKED = 7 };

#define HIGH_BITS_ASCII   0x8080808080808080u
#define HIGH_BITS_UNICODE 0xFF80FF80FF80FF80u

enum seven_bit_fit seven_bit_fit(const uint8_t *plain, size_t size)
{
    uint64_t seen = 0;
    size_t i = 0;

    for (; i + 8 <= size && (seen & HIGH_BITS_ASCII) == 0; i += 8) {
        seen |= get_u64(plain + i);
    }
    if (seen & HIGH_BITS_ASCII) {
        return SEVEN_BIT_NONE;
    }
    for (; i < size; i++) {
        seen |= (uint64_t)plain[i] << 8 * (i % 8);
    }
    if (seen & HIGH_BITS_ASCII) {
        return SEVEN_BIT_NONE;
    }
    return size % 2 == 0 && (seen & HIGH_BITS_UNICODE) == 0 ? SEVEN_BIT_UNICODE : SEVEN_BIT_ASCII;
}

size_t seven_bit_packed_size(size_t characters)
{
    return characters / GROUP * GROUP_PACKED + (characters % GROUP * 7 + 7) / 8;
}

static inline uint64_t pack_group(uint64_t x)
{
    x = (x & 0x007F007F007F007Fu) | (x & 0x7F007F007F007F00u) >> 1;
    x = (x & 0x00003FFF00003FFFu) | (x & 0x3FFF00003FFF0000u) >> 2;
    return (x & 0x0FFFFFFFu) | (x & 0x0FFFFFFF00000000u) >> 4;
}

static inline uint64_t unpack_group(uint64_t x)
{
    x = (x & 0x0FFFFFFFu) | (x & 0x00FFFFFFF0000000u) << 4;
    x = (x & 0x00003FFF00003FFFu) | (x & 0x0FFFC0000FFFC000u) << 2;
    return (x & 0x007F007F007F007Fu) | (x & 0x3F803F803F803F80u) << 1;
}

/* The low bytes of four 16-bit units, side by side. */
static inline uint64_t narrow(uint64_t x)
{
    x = (x | x >> 8) & 0x0000FFFF0000FFFFu;
    return (x | x >> 16) & 0xFFFFFFFFu;
}

/* Four bytes as four 16-bit units. */
static inline uint64_t widen(uint64_t x)
{
    x = (x | x << 16) & 0x0000FFFF0000FFFFu;
    return (x | x << 8) & 0x00FF00FF00FF00FFu;
}

static inline uint64_t load_group(const uint8_t *plain, bool wide)
{
    return wide ? narrow(get_u64(plain)) | narrow(get_u64(plain + 8)) << 32 : get_u64(plain);
}

void seven_bit_pack(const uint8_t *plain, size_t characters, bool wide, uint8_t *packed)
{
    const size_t step = wide ? 2 : 1;
    uint8_t rest[2 * GROUP] = {0};
    uint64_t last;

    for (; characters >= GROUP; characters -= GROUP) {
        uint64_t group = pack_group(load_group(plain, wide));

        put_u32(packed, (uint32_t)group);
        put_u32(packed + 3, (uint32_t)(group >> 24));
        plain += step * GROUP;
        packed += GROUP_PACKED;
    }
    memcpy(rest, plain, characters * step);
    last = pack_group(load_group(rest, wide));
    memcpy(packed, &last, seven_bit_packed_size(characters));
}

static inline uint8_t character_at(const uint8_t *packed, size_t packed_size, size_t i)
{
    const size_t byte = i / GROUP * GROUP_PACKED + i % GROUP * 7 / 8;
    const unsigned next = byte + 1 < packed_size ? packed[byte + 1] : 0;

    return (uint8_t)((packed[byte] | next << 8) >> i % GROUP * 7 % 8 & 0x7F);
}

void seven_bit_unpack(const uint8_t *packed, size_t packed_size, size_t first, size_t count, uint8_t *out)
{
    const size_t end = first + count;
    size_t i = first;

    for (; i < end && i % GROUP != 0; i++) {
        *out++ = character_at(packed, packed_size, i);
    }
    for (size_t at = i / GROUP * GROUP_PACKED; i + GROUP <= end && at + 8 <= packed_size; i += GROUP) {
        put_u64(out, unpack_group(get_u64(packed + at)));
        out += GROUP;
        at += GROUP_PACKED;
    }
    for (; i < end; i++) {
        *out++ = character_at(packed, packed_size, i);
    }
}

void seven_bit_unpack_wide(const uint8_t *packed, size_t packed_size, size_t offset, size_t count,
                           uint8_t *out)
{
    const size_t end = offset + count;
    size_t i = offset;

    for (; i < end && i % (2 * GROUP) != 0; i++) {
        *out++ = i % 2 == 0 ? character_at(packed, packed_size, i / 2) : 0;
    }
    for (size_t at = i / (2 * GROUP) * GROUP_PACKED; i + 2 * GROUP <= end && at + 8 <= packed_size;
         i += 2 * GROUP) {
        uint64_t group = unpack_group(get_u64(packed + at));

        put_u64(out, widen(group & 0xFFFFFFFFu));
        put_u64(out + 8, widen(group >> 32));
        out += 2 * GROUP;
        at += GROUP_PACKED;
    }
    for (; i < end; i++) {
        *out++ = i % 2 == 0 ? character_at(packed, packed_size, i / 2) : 0;
    }
}
