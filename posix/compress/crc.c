/*
 * crc.c - CRC-32C four bytes at a time, CRC-64 bit by bit (it runs over values that cannot be decoded
 * anyway).
 *
 * The table of a byte is linear in its bits, so eight constants spell out its 256 entries. SLICE(k) is the
 * effect of a byte with k more bytes behind it.
 */
#include "compress/crc.h"

#include "format/bytes.h"

#define POLYNOMIAL_64 0x9A6C9329AC4BC9B5u

#define SLICE_0                                                                                              \
    0xF26B8303u, 0xE13B70F7u, 0xC79A971Fu, 0x8AD958CFu, 0x105EC76Fu, 0x20BD8EDEu, 0x417B1DBCu, 0x82F63B78u
#define SLICE_1                                                                                              \
    0x13A29877u, 0x274530EEu, 0x4E8A61DCu, 0x9D14C3B8u, 0x3FC5F181u, 0x7F8BE302u, 0xFF17C604u, 0xFBC3FAF9u
#define SLICE_2                                                                                              \
    0xA541927Eu, 0x4F6F520Du, 0x9EDEA41Au, 0x38513EC5u, 0x70A27D8Au, 0xE144FB14u, 0xC76580D9u, 0x8B277743u
#define SLICE_3                                                                                              \
    0xDD45AAB8u, 0xBF672381u, 0x7B2231F3u, 0xF64463E6u, 0xE964B13Du, 0xD725148Bu, 0xABA65FE7u, 0x52A0C93Fu

#define BIT(n, b, constant) ((n) >> (b)&1 ? (constant) : 0)
#define ENTRY_OF(n, c0, c1, c2, c3, c4, c5, c6, c7)                                                          \
    (BIT(n, 0, c0) ^ BIT(n, 1, c1) ^ BIT(n, 2, c2) ^ BIT(n, 3, c3) ^ BIT(n, 4, c4) ^ BIT(n, 5, c5) ^         \
     BIT(n, 6, c6) ^ BIT(n, 7, c7))
#define ENTRY(n, ...) ENTRY_OF(n, __VA_ARGS__)
#define FOUR(n, ...)                                                                                         \
    ENTRY(n, __VA_ARGS__), ENTRY(n + 1, __VA_ARGS__), ENTRY(n + 2, __VA_ARGS__), ENTRY(n + 3, __VA_ARGS__)
#define SIXTEEN(n, ...)                                                                                      \
    FOUR(n, __VA_ARGS__), FOUR(n + 4, __VA_ARGS__), FOUR(n + 8, __VA_ARGS__), FOUR(n + 12, __VA_ARGS__)
#define SIXTY_FOUR(n, ...)                                                                                   \
    SIXTEEN(n, __VA_ARGS__), SIXTEEN(n + 16, __VA_ARGS__), SIXTEEN(n + 32, __VA_ARGS__),                     \
        SIXTEEN(n + 48, __VA_ARGS__)
#define TABLE(...)                                                                                           \
    {                                                                                                        \
        SIXTY_FOUR(0, __VA_ARGS__), SIXTY_FOUR(64, __VA_ARGS__), SIXTY_FOUR(128, __VA_ARGS__),               \
            SIXTY_FOUR(192, __VA_ARGS__)                                                                     \
    }

static const uint32_t slices[4][256] = {TABLE(SLICE_0), TABLE(SLICE_1), TABLE(SLICE_2), TABLE(SLICE_3)};

uint32_t crc_32c(uint32_t crc, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;

    crc = ~crc;
    for (; size >= 4; size -= 4, at += 4) {
        crc ^= get_u32(at);
        crc = slices[3][crc & 0xFF] ^ slices[2][crc >> 8 & 0xFF] ^ slices[1][crc >> 16 & 0xFF] ^
              slices[0][crc >> 24];
    }
    for (; size > 0; size--) {
        crc = crc >> 8 ^ slices[0][(crc ^ *at++) & 0xFF];
    }
    return ~crc;
}

uint64_t crc_64_nvme(const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    uint64_t crc = UINT64_MAX;

    for (; size > 0; size--) {
        crc ^= *at++;
        for (unsigned bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (crc & 1 ? POLYNOMIAL_64 : 0);
        }
    }
    return ~crc;
}
