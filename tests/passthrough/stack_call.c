/*
 * stack_call.c - raw calls.
 */
#include "stack_call.h"

#if defined(__i386__)

unsigned stack_call(any_function function, const uintptr_t words[STACK_WORDS_MAX], unsigned bytes, long *answer)
{
    static uint32_t before, after; /* addressed without the stack pointer, which is what changes here */
    unsigned left = bytes / 4;

    __asm__ volatile("movl %%esp, %[before]\n\t"
                     "1: testl %%ecx, %%ecx\n\t"
                     "jz 2f\n\t"
                     "decl %%ecx\n\t"
                     "pushl (%%esi,%%ecx,4)\n\t"
                     "jmp 1b\n\t"
                     "2: call *%%edi\n\t"
                     "movl %%esp, %[after]\n\t"
                     "movl %[before], %%esp\n\t"
                     : [before] "=m"(before), [after] "=m"(after), "=a"(*answer), "+c"(left)
                     : "S"(words), "D"(function)
                     : "edx", "memory", "cc");
    return bytes - (before - after);
}

#else

typedef long (*ten_words)(uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t,
                          uintptr_t, uintptr_t);

unsigned stack_call(any_function function, const uintptr_t words[STACK_WORDS_MAX], unsigned bytes, long *answer)
{
    *answer = ((ten_words)function)(words[0], words[1], words[2], words[3], words[4], words[5], words[6], words[7],
                                    words[8], words[9]);
    return bytes;
}

#endif
