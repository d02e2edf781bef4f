/*
 * stack_call.h - calls a function of the API with raw words as arguments and looks at the stack.
 */
#ifndef STACK_CALL_H
#define STACK_CALL_H

#include <stdint.h>

typedef void (*any_function)(void);

enum { STACK_WORDS_MAX = 12 };

/*
 * Calls `function` with arguments of `bytes` bytes on i686: the 32-bit words of `words`, and returns the bytes that the
 * callee took off the stack. On x86-64 each of `words` is one argument of 64 bits, more than any function takes, and the
 * caller cleans up: returns `bytes`.
 */
unsigned stack_call(any_function function, const uintptr_t words[STACK_WORDS_MAX], unsigned bytes, long *answer);

#endif
