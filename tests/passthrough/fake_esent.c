/*
 * fake_esent.c - an esent.dll whose functions write down what reaches them.
 */
#include "fake_esent.h"

#include <stdio.h>
#include <string.h>

#include "esent.h"

static struct fake_call last;

__declspec(dllexport) struct fake_call *fake_last_call(void);

struct fake_call *fake_last_call(void)
{
    return &last;
}

static void begin(const char *name)
{
    (void)__sync_fetch_and_add(&last.calls, 1);
    last.arguments = 0;
    memset(last.value, 0, sizeof last.value);
    (void)snprintf(last.name, sizeof last.name, "%s", name);
}

static void remember(const void *argument, size_t size)
{
    last.size[last.arguments] = (unsigned)size;
    memcpy(&last.value[last.arguments], argument, size);
    last.arguments++;
}

/* FOR_EACH(m, a, b, c) is m(a) m(b) m(c); without arguments it is nothing. */
#define PARENTHESES ()
#define EXPAND(...) EXPAND_2(EXPAND_2(EXPAND_2(__VA_ARGS__)))
#define EXPAND_2(...) EXPAND_1(EXPAND_1(EXPAND_1(__VA_ARGS__)))
#define EXPAND_1(...) __VA_ARGS__
#define FOR_EACH(m, ...) __VA_OPT__(EXPAND(FOR_EACH_STEP(m, __VA_ARGS__)))
#define FOR_EACH_STEP(m, first, ...) m(first) __VA_OPT__(FOR_EACH_AGAIN PARENTHESES(m, __VA_ARGS__))
#define FOR_EACH_AGAIN() FOR_EACH_STEP

#define UNPACK(...) __VA_ARGS__
#define REMEMBER(argument) remember(&argument, sizeof argument);
#define FAKE(name, parameters, arguments)                                                                    \
    JET_ERR JET_API name parameters;                                                                         \
    JET_ERR JET_API name parameters                                                                          \
    {                                                                                                        \
        begin(#name);                                                                                        \
        FOR_EACH(REMEMBER, UNPACK arguments)                                                                 \
        return (JET_ERR)last.answer;                                                                         \
    }

#define API_PLAIN(name, bytes, state, parameters, arguments) FAKE(name, parameters, arguments)
#define API_AW_ONLY(name, bytes, state, parameters_a, parameters_w, arguments)                               \
    FAKE(name##A, parameters_a, arguments)                                                                   \
    FAKE(name##W, parameters_w, arguments)
#define API_AW(name, bytes, state, parameters_a, parameters_w, arguments)                                    \
    FAKE(name##A, parameters_a, arguments)                                                                   \
    FAKE(name##W, parameters_w, arguments)                                                                   \
    FAKE(name, parameters_a, arguments)
#include "api.def"
