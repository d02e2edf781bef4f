/*
 * os_random.c - random bytes over POSIX.
 */
#include "os.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

void os_random_bytes(void *buffer, size_t size)
{
    size_t done = 0;

    while (done < size) {
        ssize_t step = getrandom((char *)buffer + done, size - done, 0);

        if (step > 0) {
            done += (size_t)step;
        } else if (errno != EINTR) {
            abort(); /* signatures must differ: going on without randomness could mix up files */
        }
    }
}
