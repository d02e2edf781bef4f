/*
 * os_memory.c - memory for I/O and the size of the machine, over POSIX.
 */
#include "os.h"

#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>

enum { HUGE_PAGE_WORTH = 4 << 20 };

void *os_memory_allocate(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED) {
        return NULL;
    }
#ifdef MADV_HUGEPAGE
    if (size >= HUGE_PAGE_WORTH) { /* random access to many small pages is slow; a refusal does no harm */
        (void)madvise(memory, size, MADV_HUGEPAGE);
    }
#endif
    return memory;
}

void os_memory_free(void *memory, size_t size)
{
    if (memory != NULL) {
        (void)munmap(memory, size);
    }
}

unsigned os_cpu_count(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) {
        return (unsigned)CPU_COUNT(&set);
    }
    return 1;
}

uint64_t os_physical_memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES);
    long size = sysconf(_SC_PAGESIZE);

    return pages > 0 && size > 0 ? (uint64_t)pages * (uint64_t)size : 0;
}
