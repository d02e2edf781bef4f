/*
 * civil_time.c - times of DateTime columns.
 */
#include "civil_time.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    DAYS_1601_TO_1970 = 134774,
    DAYS_1899_TO_1970 = 25569,  /* from 30 December 1899 */
    DAYS_0000_TO_1970 = 719468, /* from 1 March of the year 0 */
    DAYS_PER_ERA = 146097,      /* 400 years */
    SECONDS_PER_DAY = 24 * 60 * 60,
    TICKS_PER_SECOND = 10000000,
    MILLISECONDS_PER_DAY = SECONDS_PER_DAY * 1000,
    DAYS_MIN = -657434, /* 1 January 100, the first day that the encoding of days has */
    DAYS_END = 2958466, /* behind 31 December 9999 */
};

#define FILETIME_MIN 0x0100000000000000u /* 1829 */
#define FILETIME_END 0x0600000000000000u /* 2971 */

struct date {
    int64_t year;
    unsigned month, day;
};

/* Years begin in March here, so that the day of leap years is the last one. */
static struct date date_of(int64_t days_since_1970)
{
    const int64_t days = days_since_1970 + DAYS_0000_TO_1970;
    const int64_t era = (days >= 0 ? days : days - DAYS_PER_ERA + 1) / DAYS_PER_ERA;
    const unsigned day_of_era = (unsigned)(days - era * DAYS_PER_ERA);
    const unsigned year = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const unsigned day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
    const unsigned month = (5 * day_of_year + 2) / 153; /* 0: March */
    struct date date;

    date.day = day_of_year - (153 * month + 2) / 5 + 1;
    date.month = month < 10 ? month + 3 : month - 9;
    date.year = era * 400 + year + (month >= 10 ? 1 : 0);
    return date;
}

static int64_t days_since_1970(struct date date)
{
    const int64_t year = date.month > 2 ? date.year : date.year - 1;
    const int64_t era = (year >= 0 ? year : year - 399) / 400;
    const unsigned year_of_era = (unsigned)(year - era * 400);
    const unsigned month = date.month > 2 ? date.month - 3 : date.month + 9;
    const unsigned day_of_year = (153 * month + 2) / 5 + date.day - 1;

    return era * DAYS_PER_ERA + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           DAYS_0000_TO_1970;
}

static void put_date(char text[CIVIL_TIME_SIZE], struct date date, unsigned second_of_day)
{
    (void)snprintf(text, CIVIL_TIME_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u", (unsigned)date.year, date.month,
                   date.day, second_of_day / 3600, second_of_day / 60 % 60, second_of_day % 60);
}

static void put_filetime(char text[CIVIL_TIME_SIZE], uint64_t filetime)
{
    const uint64_t seconds = filetime / TICKS_PER_SECOND;
    const size_t length = 19;

    put_date(text, date_of((int64_t)(seconds / SECONDS_PER_DAY) - DAYS_1601_TO_1970),
             (unsigned)(seconds % SECONDS_PER_DAY));
    (void)snprintf(text + length, CIVIL_TIME_SIZE - length, ".%07uZ",
                   (unsigned)(filetime % TICKS_PER_SECOND));
}

static void put_days(char text[CIVIL_TIME_SIZE], double number)
{
    const double whole = trunc(number);
    int64_t days = (int64_t)whole;
    unsigned milliseconds = (unsigned)(fabs(number - whole) * MILLISECONDS_PER_DAY + 0.5);
    const size_t length = 19;

    if (milliseconds == MILLISECONDS_PER_DAY) {
        milliseconds = 0;
        days++;
    }
    put_date(text, date_of(days - DAYS_1899_TO_1970), milliseconds / 1000);
    if (milliseconds % 1000 != 0) {
        (void)snprintf(text + length, CIVIL_TIME_SIZE - length, ".%03u", milliseconds % 1000);
    }
}

bool civil_time_text(uint64_t bits, char text[CIVIL_TIME_SIZE])
{
    double number;

    memcpy(&number, &bits, sizeof number);
    if (bits >= FILETIME_MIN && bits < FILETIME_END) {
        put_filetime(text, bits);
        return true;
    }
    if (bits != 0 && !(fabs(number) >= 1e-6 && number >= DAYS_MIN && number < DAYS_END)) {
        return false;
    }
    put_days(text, number);
    return true;
}

/* A fraction of a second, of up to seven digits; the rest of the text. */
static const char *parse_fraction(const char *text, unsigned *ticks)
{
    unsigned unit = TICKS_PER_SECOND / 10;

    *ticks = 0;
    if (*text != '.') {
        return text;
    }
    for (text++; *text >= '0' && *text <= '9'; text++) {
        *ticks += (unsigned)(*text - '0') * unit;
        unit /= 10;
    }
    return text;
}

bool civil_time_parse(const char *text, uint64_t *bits)
{
    unsigned year, month, day, hour = 0, minute = 0, second = 0, ticks;
    int used = 0;
    int64_t days;
    double number;

    if (sscanf(text, "%4u-%2u-%2u%n", &year, &month, &day, &used) != 3 || month < 1 || month > 12 ||
        day < 1 || day > 31) {
        return false;
    }
    text += used;
    if (*text == 'T' || *text == ' ') {
        if (sscanf(text + 1, "%2u:%2u%n", &hour, &minute, &used) != 2) {
            return false;
        }
        text += 1 + used;
        if (*text == ':' && sscanf(text + 1, "%2u%n", &second, &used) == 1) {
            text += 1 + used;
        }
    }
    text = parse_fraction(text, &ticks);
    days = days_since_1970((struct date){year, month, day});
    second += 3600 * hour + 60 * minute;
    if (*text == 'Z' && text[1] == '\0' && days > -DAYS_1601_TO_1970) {
        *bits = ((uint64_t)(days + DAYS_1601_TO_1970) * SECONDS_PER_DAY + second) * TICKS_PER_SECOND + ticks;
        return true;
    }
    number = (second + ticks / (double)TICKS_PER_SECOND) / SECONDS_PER_DAY;
    days += DAYS_1899_TO_1970;
    number = days < 0 ? (double)days - number : (double)days + number;
    memcpy(bits, &number, sizeof number);
    return *text == '\0';
}
