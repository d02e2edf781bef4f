/*
 * os_console.c - process and terminal over POSIX.
 */
#include "os.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted;

uint32_t os_process_id(void)
{
    return (uint32_t)getpid();
}

bool os_environment(const char *name, char *value, size_t capacity)
{
    const char *set = getenv(name);

    if (set == NULL || set[0] == '\0' || strlen(set) >= capacity) {
        return false;
    }
    memcpy(value, set, strlen(set) + 1);
    return true;
}

void os_console_prepare(void)
{
    /* `esentutl ... | head` ends quietly, even when the parent ignores the signal. */
    (void)signal(SIGPIPE, SIG_DFL);
}

char **os_console_arguments(int count, char **arguments)
{
    (void)count;
    return arguments;
}

bool os_console_is_terminal(void)
{
    const char *kind = getenv("TERM");

    return isatty(STDOUT_FILENO) && (kind == NULL || strcmp(kind, "dumb") != 0);
}

unsigned os_console_width(void)
{
    struct winsize size;

    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

void os_console_catch_interrupt(void)
{
    struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = SA_RESTART};

    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
}

bool os_console_interrupted(void)
{
    return interrupted != 0;
}
