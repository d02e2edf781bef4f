/*
 * printf_like.h - lets the compiler check the format strings of our own functions. Everywhere in this tree printf() is
 * the C standard's, on MinGW too (__USE_MINGW_ANSI_STDIO), which gcc calls gnu_printf there.
 */
#ifndef ESENT_PRINTF_LIKE_H
#define ESENT_PRINTF_LIKE_H

#ifdef __clang__
#define PRINTF_LIKE(format_index, first_index) __attribute__((format(printf, format_index, first_index)))
#else
#define PRINTF_LIKE(format_index, first_index) __attribute__((format(gnu_printf, format_index, first_index)))
#endif

#endif
