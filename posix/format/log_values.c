/*
 * log_values.c - positions, times, signatures and backup notes.
 */
#include "format/log_values.h"

#include <string.h>

#include "format/bytes.h"

struct lgpos lgpos_decode(const void *at)
{
    const uint8_t *bytes = at;

    return (struct lgpos){
        .byte = get_u16(bytes), .sector = get_u16(bytes + 2), .generation = (int32_t)get_u32(bytes + 4)};
}

void lgpos_encode(void *at, struct lgpos lgpos)
{
    uint8_t *bytes = at;

    put_u16(bytes, lgpos.byte);
    put_u16(bytes + 2, lgpos.sector);
    put_u32(bytes + 4, (uint32_t)lgpos.generation);
}

struct logtime logtime_decode(const void *at)
{
    const uint8_t *bytes = at;

    return (struct logtime){
        .second = bytes[0],
        .minute = bytes[1],
        .hour = bytes[2],
        .day = bytes[3],
        .month = bytes[4],
        .year = (uint16_t)(1900 + bytes[5]),
        .is_utc = (bytes[6] & 1) != 0,
        .millisecond = (uint16_t)((bytes[6] >> 1) | ((bytes[7] >> 1) & 7) << 7),
        .is_set = get_u64(bytes) != 0,
        .unused_bits = bytes[7] & 0xF1,
    };
}

void logtime_encode(void *at, const struct logtime *time)
{
    uint8_t *bytes = at;

    bytes[0] = time->second;
    bytes[1] = time->minute;
    bytes[2] = time->hour;
    bytes[3] = time->day;
    bytes[4] = time->month;
    bytes[5] = (uint8_t)(time->year < 1900 ? 0 : time->year - 1900);
    bytes[6] = (uint8_t)((time->millisecond & 0x7F) << 1 | (time->is_utc ? 1 : 0));
    bytes[7] = (uint8_t)((time->millisecond >> 7 & 7) << 1 | (time->unused_bits & 0xF1));
}

struct signature signature_decode(const void *at)
{
    const uint8_t *bytes = at;
    struct signature signature = {.random = get_u32(bytes), .created = logtime_decode(bytes + 4)};

    memcpy(signature.computer, bytes + 12, 16);
    return signature;
}

bool signature_equal(const struct signature *left, const struct signature *right)
{
    uint8_t left_bytes[SIGNATURE_SIZE], right_bytes[SIGNATURE_SIZE];

    signature_encode(left_bytes, left);
    signature_encode(right_bytes, right);
    return memcmp(left_bytes, right_bytes, SIGNATURE_SIZE) == 0;
}

struct bkinfo bkinfo_decode(const void *at)
{
    const uint8_t *bytes = at;

    return (struct bkinfo){
        .mark = lgpos_decode(bytes),
        .time = logtime_decode(bytes + 8),
        .generation_low = get_u32(bytes + 16),
        .generation_high = get_u32(bytes + 20),
    };
}

void signature_encode(void *at, const struct signature *signature)
{
    uint8_t *bytes = at;

    put_u32(bytes, signature->random);
    logtime_encode(bytes + 4, &signature->created);
    memcpy(bytes + 12, signature->computer, 16);
}

void bkinfo_encode(void *at, const struct bkinfo *bkinfo)
{
    uint8_t *bytes = at;

    lgpos_encode(bytes, bkinfo->mark);
    logtime_encode(bytes + 8, &bkinfo->time);
    put_u32(bytes + 16, bkinfo->generation_low);
    put_u32(bytes + 20, bkinfo->generation_high);
}
