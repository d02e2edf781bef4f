/*
 * os_random.c - random bytes over Win32.
 */
#include "os.h"

#include <stdlib.h>

/* RtlGenRandom(), which advapi32 exports under this name and no header declares. */
BOOLEAN NTAPI SystemFunction036(void *buffer, ULONG size);

void os_random_bytes(void *buffer, size_t size)
{
    while (size > 0) {
        ULONG step = (ULONG)(size < 1u << 20 ? size : 1u << 20);

        if (!SystemFunction036(buffer, step)) {
            abort(); /* signatures must differ: going on without randomness could mix up files */
        }
        buffer = (char *)buffer + step;
        size -= step;
    }
}
