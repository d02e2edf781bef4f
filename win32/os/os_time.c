/*
 * os_time.c - clocks over Win32.
 */
#include "os.h"

uint64_t os_time_monotonic_ns(void)
{
    LARGE_INTEGER frequency, now;
    uint64_t seconds, rest;

    (void)QueryPerformanceFrequency(&frequency);
    (void)QueryPerformanceCounter(&now);
    seconds = (uint64_t)now.QuadPart / (uint64_t)frequency.QuadPart;
    rest = (uint64_t)now.QuadPart % (uint64_t)frequency.QuadPart;
    return seconds * 1000000000u + rest * 1000000000u / (uint64_t)frequency.QuadPart;
}

uint64_t os_time_processor_ns(void)
{
    FILETIME begin, end, kernel, user; /* in units of 100 ns */

    (void)GetThreadTimes(GetCurrentThread(), &begin, &end, &kernel, &user);
    return 100 * (((uint64_t)kernel.dwHighDateTime << 32 | kernel.dwLowDateTime) +
                  ((uint64_t)user.dwHighDateTime << 32 | user.dwLowDateTime));
}

void os_time_sleep_ms(uint32_t milliseconds)
{
    Sleep(milliseconds);
}

static void fill(struct os_time_parts *parts, void(WINAPI *read)(SYSTEMTIME *))
{
    SYSTEMTIME now;

    read(&now);
    parts->year = now.wYear;
    parts->month = now.wMonth;
    parts->day = now.wDay;
    parts->hour = now.wHour;
    parts->minute = now.wMinute;
    parts->second = now.wSecond;
    parts->millisecond = now.wMilliseconds;
}

void os_time_utc(struct os_time_parts *parts)
{
    fill(parts, GetSystemTime);
}

void os_time_local(struct os_time_parts *parts)
{
    fill(parts, GetLocalTime);
}
