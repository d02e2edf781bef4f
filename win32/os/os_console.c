/*
 * os_console.c - process and console over Win32.
 */
#include "os.h"

#include <fcntl.h>
#include <io.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "os/os_wide.h"

static atomic_bool interrupted;

uint32_t os_process_id(void)
{
    return GetCurrentProcessId();
}

bool os_environment(const char *name, char *value, size_t capacity)
{
    wchar_t wide_name[256];
    wchar_t wide[OS_PATH_MAX];
    DWORD size;

    if (!os_to_wide(name, wide_name, 256)) {
        return false;
    }
    size = GetEnvironmentVariableW(wide_name, wide, OS_PATH_MAX);
    return size > 0 && size < OS_PATH_MAX && os_from_wide(wide, value, capacity);
}

void os_console_prepare(void)
{
    (void)SetConsoleOutputCP(CP_UTF8);
    (void)_setmode(_fileno(stdout), _O_BINARY);
    (void)_setmode(_fileno(stderr), _O_BINARY);
}

/* The wide command line, cut by the system; shell32 is loaded for it, so that no program needs to link it. */
static wchar_t **wide_arguments(int *count)
{
    typedef LPWSTR *(WINAPI * split_function)(LPCWSTR, int *);
    const HMODULE shell = LoadLibraryW(L"shell32.dll");
    const split_function split =
        shell != NULL ? (split_function)(void (*)(void))GetProcAddress(shell, "CommandLineToArgvW") : NULL;

    return split != NULL ? split(GetCommandLineW(), count) : NULL;
}

char **os_console_arguments(int count, char **arguments)
{
    int wide_count = 0;
    wchar_t **wide = wide_arguments(&wide_count);
    char **utf8 = wide != NULL && wide_count == count ? calloc((size_t)count + 1, sizeof *utf8) : NULL;

    for (int i = 0; utf8 != NULL && i < count; i++) {
        const size_t room = 3 * wcslen(wide[i]) + 1;

        utf8[i] = malloc(room);
        if (utf8[i] == NULL || !os_from_wide(wide[i], utf8[i], room)) {
            utf8[i] = arguments[i];
        }
    }
    return utf8 != NULL ? utf8 : arguments;
}

bool os_console_is_terminal(void)
{
    DWORD mode;

    return GetConsoleMode(GetStdHandle(STD_OUTPUT_HANDLE), &mode) != 0;
}

unsigned os_console_width(void)
{
    CONSOLE_SCREEN_BUFFER_INFO info;

    return GetConsoleScreenBufferInfo(GetStdHandle(STD_OUTPUT_HANDLE), &info) && info.dwSize.X > 0
               ? (unsigned)info.dwSize.X
               : 80;
}

static BOOL WINAPI on_interrupt(DWORD event)
{
    if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT) {
        return FALSE;
    }
    atomic_store(&interrupted, true);
    return TRUE;
}

void os_console_catch_interrupt(void)
{
    (void)SetConsoleCtrlHandler(on_interrupt, TRUE);
}

bool os_console_interrupted(void)
{
    return atomic_load(&interrupted);
}
