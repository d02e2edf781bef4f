/*
 * process_cache.c - the one page cache of the process, counted by its users.
 */
#include "instance/process_cache.h"

#include "diag.h"
#include "instance/parameter.h"
#include "os.h"
#include "try.h"

static struct {
    struct os_mutex lock;
    struct cache *cache;
    uint32_t users;
} process = {.lock = OS_MUTEX_INIT};

enum { FRAMES_MIN = 64, FRAMES_MAX = 1 << 30, MEMORY_SHARE = 4 };

/* A 32-bit program keeps most of its addresses for itself. */
#define ADDRESSES_MAX ((uint64_t)SIZE_MAX / 16)

/* The frames that the parameters ask for, within what the machine has and a process can address. */
static uint32_t frames_wanted(uint32_t page_size)
{
    uint64_t least = parameter_integer(NULL, JET_paramCacheSizeMin);
    uint64_t forced = parameter_integer(NULL, JET_paramCacheSize);
    uint64_t frames = forced != 0 ? forced : parameter_integer(NULL, JET_paramCacheSizeMax);
    uint64_t memory = os_physical_memory() / MEMORY_SHARE;
    uint64_t most = (memory < ADDRESSES_MAX ? memory : ADDRESSES_MAX) / page_size;

    frames = frames < most ? frames : most;
    frames = frames > least ? frames : least;
    frames = frames > FRAMES_MIN ? frames : FRAMES_MIN;
    return (uint32_t)(frames < FRAMES_MAX ? frames : FRAMES_MAX);
}

/* Where the system grants less, a smaller cache is better than none. */
static JET_ERR create(uint32_t page_size)
{
    uint32_t frames = frames_wanted(page_size);
    JET_ERR err = cache_create(page_size, frames, &process.cache);

    while (err == JET_errOutOfMemory && frames / 2 >= FRAMES_MIN) {
        frames /= 2;
        err = cache_create(page_size, frames, &process.cache);
    }
    return err;
}

static JET_ERR take(uint32_t page_size, struct cache **cache)
{
    if (process.cache == NULL) {
        JET_TRY(create(page_size));
    } else if (cache_page_size(process.cache) != page_size) {
        return diag_fail(JET_errPageSizeMismatch, "databases of page size %u are attached, this one has %u",
                         (unsigned)cache_page_size(process.cache), (unsigned)page_size);
    }
    process.users++;
    *cache = process.cache;
    return JET_errSuccess;
}

JET_ERR process_cache_take(uint32_t page_size, struct cache **cache)
{
    JET_ERR err;

    os_mutex_lock(&process.lock);
    err = take(page_size, cache);
    os_mutex_unlock(&process.lock);
    return err;
}

void process_cache_give_back(void)
{
    os_mutex_lock(&process.lock);
    if (--process.users == 0) {
        cache_destroy(process.cache);
        process.cache = NULL;
    }
    os_mutex_unlock(&process.lock);
}

bool process_cache_pages(uint32_t *pages)
{
    bool exists;

    os_mutex_lock(&process.lock);
    exists = process.cache != NULL;
    *pages = exists ? cache_pages_used(process.cache) : 0;
    os_mutex_unlock(&process.lock);
    return exists;
}
