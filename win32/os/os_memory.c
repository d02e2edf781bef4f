/*
 * os_memory.c - memory for I/O and the size of the machine, over Win32.
 */
#include "os.h"

void *os_memory_allocate(size_t size)
{
    return VirtualAlloc(NULL, size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}

void os_memory_free(void *memory, size_t size)
{
    (void)size;
    if (memory != NULL) {
        (void)VirtualFree(memory, 0, MEM_RELEASE);
    }
}

unsigned os_cpu_count(void)
{
    DWORD_PTR process = 0, system = 0;
    unsigned count = 0;

    if (GetProcessAffinityMask(GetCurrentProcess(), &process, &system)) {
        for (; process != 0; process &= process - 1) {
            count++;
        }
    }
    return count > 0 ? count : 1;
}

uint64_t os_physical_memory(void)
{
    MEMORYSTATUSEX status;

    status.dwLength = sizeof status;
    return GlobalMemoryStatusEx(&status) ? status.ullTotalPhys : 0;
}
