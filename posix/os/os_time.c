/*
 * os_time.c - clocks over POSIX.
 */
#include "os.h"

#include <errno.h>
#include <time.h>

uint64_t os_time_monotonic_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t os_time_processor_ns(void)
{
    struct timespec used;

    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return (uint64_t)used.tv_sec * 1000000000u + (uint64_t)used.tv_nsec;
}

void os_time_sleep_ms(uint32_t milliseconds)
{
    struct timespec left = {.tv_sec = milliseconds / 1000, .tv_nsec = (long)(milliseconds % 1000) * 1000000};

    while (nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
}

static void fill(struct os_time_parts *parts, struct tm *(*convert)(const time_t *, struct tm *))
{
    struct timespec now;
    struct tm tm = {0};

    (void)clock_gettime(CLOCK_REALTIME, &now);
    (void)convert(&now.tv_sec, &tm);
    parts->year = tm.tm_year + 1900;
    parts->month = tm.tm_mon + 1;
    parts->day = tm.tm_mday;
    parts->hour = tm.tm_hour;
    parts->minute = tm.tm_min;
    parts->second = tm.tm_sec > 59 ? 59 : tm.tm_sec;
    parts->millisecond = (int)(now.tv_nsec / 1000000);
}

void os_time_utc(struct os_time_parts *parts)
{
    fill(parts, gmtime_r);
}

void os_time_local(struct os_time_parts *parts)
{
    fill(parts, localtime_r);
}
