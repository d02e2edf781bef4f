/*
 * process_cache.h - the page cache that all attached databases of the process share.
 *
 * Page size and cache size are parameters of the process, so there is one cache, made for the first attached database and freed
 * with the last.
 *
 * It is what the engine has in memory: what is beside it, as long as nobody keeps thousands of tables or cursors open, stays
 * below 3 MiB whatever the size of files and values (tests/api/memory_test.c).
 */
#ifndef ESENT_PROCESS_CACHE_H
#define ESENT_PROCESS_CACHE_H

#include "buffer/cache.h"

/*
 * Another user of the cache for pages of `page_size` bytes; the first one makes it, with JET_paramCacheSize pages, or JET_paramCacheSizeMax where that is 0, but
 * no more than a quarter of the machine's memory. JET_errPageSizeMismatch when databases of another page size are attached;
 * JET_errOutOfMemory. Any thread.
 */
JET_ERR process_cache_take(uint32_t page_size, struct cache **cache);

/* One user less. */
void process_cache_give_back(void);

/* Pages in the cache now; false when there is no cache. Any thread. */
bool process_cache_pages(uint32_t *pages);

#endif
