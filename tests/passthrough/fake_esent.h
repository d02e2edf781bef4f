/*
 * fake_esent.h - what the fake esent.dll remembers of the last call.
 */
#ifndef FAKE_ESENT_H
#define FAKE_ESENT_H

#include <stdint.h>

enum { FAKE_ARGUMENTS_MAX = 12 };

struct fake_call {
    char name[64];
    unsigned arguments;
    unsigned size[FAKE_ARGUMENTS_MAX];  /* bytes of each */
    uint64_t value[FAKE_ARGUMENTS_MAX]; /* its bits, the rest 0 */
    unsigned calls;                     /* since the DLL was loaded, of all functions */
    long answer;                        /* what every function returns */
};

/* Exported by the DLL besides the API. */
typedef struct fake_call *(*fake_last_call_fn)(void);

#endif
