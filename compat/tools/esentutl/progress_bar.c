/*
 * progress_bar.c - the two forms of the bar.
 */
#include "progress_bar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "os.h"

enum {
    INDENT = 10,
    TITLE_WIDTH = 51,
    DOTS = 51, /* 50 for 2 % each, one to close */
    REDRAW_NS = 100 * 1000 * 1000,
};

static struct {
    const char *name;
    uint64_t total_bytes;
    bool shown;
    bool terminal;
    bool interrupted;
    bool running; /* between begin and end */
    char *held;   /* lines that wait for the end of the dotted bar */
    size_t held_size;
    unsigned dots;
    uint64_t started;
    uint64_t drawn;
} bar;

void progress_bar_set(const char *name, uint64_t total_bytes, bool shown)
{
    memset(&bar, 0, sizeof bar);
    bar.name = name;
    bar.total_bytes = total_bytes;
    bar.shown = shown;
    bar.terminal = os_console_is_terminal();
    bar.started = os_time_monotonic_ns();
}

bool progress_bar_interrupted(void)
{
    return bar.interrupted;
}

/* ------------------------------------------------------------------------------------ Windows' dotted bar */

static void dots_begin(void)
{
    char title[TITLE_WIDTH + 1];
    int width = snprintf(title, sizeof title, "%s Status (%% complete)", bar.name);
    int pad = width < TITLE_WIDTH ? (TITLE_WIDTH - width) / 2 : 0;

    (void)printf("%*s%s\n\n", INDENT + pad, "", title);
    (void)printf("%*s0    10   20   30   40   50   60   70   80   90  100\n", INDENT, "");
    (void)printf("%*s|----|----|----|----|----|----|----|----|----|----|\n", INDENT, "");
    (void)printf("%*s", INDENT, "");
}

static void dots_until(unsigned count)
{
    for (; bar.dots < count; bar.dots++) {
        (void)putchar('.');
    }
    (void)fflush(stdout);
}

/* ------------------------------------------------------------------------------------------ the live line */

/* "1.8 GB/s" */
static void format_rate(char *text, size_t size, double bytes_per_second)
{
    if (bytes_per_second >= 1e9) {
        (void)snprintf(text, size, "%.1f GB/s", bytes_per_second / 1e9);
    } else {
        (void)snprintf(text, size, "%.0f MB/s", bytes_per_second / 1e6);
    }
}

static void live_draw(const JET_SNPROG *progress)
{
    uint64_t now = os_time_monotonic_ns();
    double seconds = (double)(now - bar.started) / 1e9;
    double part = progress->cunitTotal > 0 ? (double)progress->cunitDone / progress->cunitTotal : 0;
    unsigned width = os_console_width();
    unsigned room = width > 60 ? width - 48 : 12;
    unsigned filled = (unsigned)(part * room);
    unsigned left = part > 0 ? (unsigned)(seconds / part * (1 - part) + 0.5) : 0;
    char rate[32];

    bar.drawn = now;
    format_rate(rate, sizeof rate, seconds > 0 ? part * (double)bar.total_bytes / seconds : 0);
    (void)printf("\r%-12.12s [", bar.name);
    for (unsigned i = 0; i < room; i++) {
        (void)putchar(i < filled ? '#' : ' ');
    }
    (void)printf("] %3u %%  %9s  %u:%02u left ", (unsigned)(part * 100), rate, left / 60, left % 60);
    (void)fflush(stdout);
}

static void live_clear(void)
{
    (void)printf("\r%*s\r", (int)os_console_width() - 1, "");
    (void)fflush(stdout);
}

/* -------------------------------------------------------------------------------------------------- lines */

static bool hold(const char *line)
{
    size_t size = strlen(line);
    char *grown = realloc(bar.held, bar.held_size + size + 2);

    if (grown == NULL) {
        return false;
    }
    memcpy(grown + bar.held_size, line, size);
    memcpy(grown + bar.held_size + size, "\n", 2);
    bar.held = grown;
    bar.held_size += size + 1;
    return true;
}

static void say_held(void)
{
    if (bar.held != NULL) {
        (void)fflush(stdout);
        (void)fputs(bar.held, stderr);
        free(bar.held);
        bar.held = NULL;
        bar.held_size = 0;
    }
}

void progress_bar_say(const char *line)
{
    if (bar.running && !bar.terminal && hold(line)) {
        return;
    }
    if (bar.running && bar.terminal) {
        live_clear();
        bar.drawn = 0; /* the next progress draws it again */
    }
    (void)fprintf(stderr, "%s\n", line);
}

void progress_bar_print(const char *line)
{
    if (bar.running && bar.shown && bar.terminal) {
        live_clear();
        bar.drawn = 0;
    }
    (void)printf("%s\n", line);
}

/* ------------------------------------------------------------------------------------------- the callback */

static void begin(const JET_SNPROG *progress)
{
    bar.running = true;
    if (!bar.terminal) {
        dots_begin();
    } else if (progress != NULL) {
        live_draw(progress);
    }
}

static void advance(const JET_SNPROG *progress)
{
    if (!bar.terminal) {
        dots_until(progress->cunitTotal > 0
                       ? (unsigned)((uint64_t)progress->cunitDone * 50 / progress->cunitTotal)
                       : 0);
    } else if (os_time_monotonic_ns() - bar.drawn >= REDRAW_NS) {
        live_draw(progress);
    }
}

static void end(bool complete)
{
    bar.running = false;
    if (bar.terminal && complete) {
        live_clear();
    } else if (bar.terminal) {
        (void)printf("\n");
    } else if (complete) {
        dots_until(DOTS);
        (void)printf("\n\n");
    } else {
        (void)printf("X\n\n");
    }
    say_held();
}

static void show(JET_SNT snt, const JET_SNPROG *progress)
{
    switch (snt) {
    case JET_sntBegin:
        begin(progress);
        break;
    case JET_sntProgress:
        if (progress != NULL) {
            advance(progress);
        }
        break;
    case JET_sntComplete:
    case JET_sntFail:
        end(snt == JET_sntComplete);
        break;
    default:
        break;
    }
}

JET_ERR JET_API progress_bar_status(JET_SESID sesid, JET_SNP snp, JET_SNT snt, void *pv)
{
    (void)sesid;
    (void)snp;
    if (bar.shown) {
        show(snt, pv);
    }
    if (os_console_interrupted()) {
        bar.interrupted = true;
        return JET_errCallbackFailed;
    }
    return JET_errSuccess;
}
