/*
 * log_segment.c - sealing and verifying segments, and the arithmetic of packing.
 */
#include "log/log_segment.h"

#include <string.h>

#include "format/bytes.h"
#include "format/page_checksum.h"
#include "os.h"

enum { OFFSET_LGPOS = 8, OFFSET_TIME = 16, OFFSET_FLAGS = 36, FLAG_CHECKSUM = 0x2000 };

struct logtime log_time_now(void)
{
    struct os_time_parts now;

    os_time_utc(&now);
    return (struct logtime){
        .year = (uint16_t)now.year,
        .month = (uint8_t)now.month,
        .day = (uint8_t)now.day,
        .hour = (uint8_t)now.hour,
        .minute = (uint8_t)now.minute,
        .second = (uint8_t)now.second,
        .millisecond = (uint16_t)now.millisecond,
        .is_utc = true,
        .is_set = true,
    };
}

void log_segment_begin(uint8_t *segment, uint32_t generation, uint32_t number, struct logtime time)
{
    memset(segment, 0, LOG_SEGMENT_HEADER);
    lgpos_encode(segment + OFFSET_LGPOS,
                 (struct lgpos){.sector = (uint16_t)number, .generation = (int32_t)generation});
    logtime_encode(segment + OFFSET_TIME, &time);
    put_u32(segment + OFFSET_FLAGS, FLAG_CHECKSUM);
}

uint64_t log_segment_seal(uint8_t *segment, uint32_t number)
{
    page_seal(segment, LOG_SEGMENT_SIZE, number);
    return get_u64(segment);
}

enum log_segment_verdict log_segment_verify(uint8_t *segment, uint32_t number)
{
    struct page_verification result;

    page_verify_and_correct(segment, LOG_SEGMENT_SIZE, number, &result);
    if (result.verdict == PAGE_UNINITIALISED) {
        return LOG_SEGMENT_ZERO;
    }
    if (!(get_u32(segment + OFFSET_FLAGS) & FLAG_CHECKSUM)) { /* verified as something that no segment is */
        return LOG_SEGMENT_DAMAGED;
    }
    switch (result.verdict) {
    case PAGE_GOOD:
        return LOG_SEGMENT_GOOD;
    case PAGE_CORRECTABLE:
        return LOG_SEGMENT_MENDED;
    case PAGE_WRONG_NUMBER:
        return result.found_pgno == number - 1 ? LOG_SEGMENT_SHADOW : LOG_SEGMENT_DAMAGED;
    default:
        return LOG_SEGMENT_DAMAGED;
    }
}

uint64_t log_segment_checksum(const uint8_t *segment)
{
    return get_u64(segment);
}

uint64_t log_segment_lgpos(const uint8_t *segment)
{
    return get_u64(segment + OFFSET_LGPOS);
}

static struct log_place normal(struct log_place place)
{
    return place.byte == LOG_SEGMENT_SIZE ? (struct log_place){place.segment + 1, 0} : place;
}

struct log_place log_place_after(struct log_place place, uint32_t size)
{
    uint32_t from = place.byte == 0 ? LOG_SEGMENT_HEADER : place.byte;
    uint32_t room = LOG_SEGMENT_SIZE - from;
    const uint32_t part = LOG_SEGMENT_DATA - LOG_FRAGMENT_SIZE;

    if (size > room && room < LOG_FRAGMENT_ROOM_MIN) {
        place.segment++;
        from = LOG_SEGMENT_HEADER;
        room = LOG_SEGMENT_DATA;
    }
    if (size <= room) {
        return normal((struct log_place){place.segment, from + size});
    }
    size -= room - LOG_FRAGMENT_BEGIN_SIZE;
    place.segment += (size + part - 1) / part;
    size = (size - 1) % part + 1;
    return normal((struct log_place){place.segment, LOG_SEGMENT_HEADER + LOG_FRAGMENT_SIZE + size});
}
