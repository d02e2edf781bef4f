/*
 * sample_database.h - database files made for tests, benchmarks and the demonstration: real headers, and leaf pages
 * with nodes in order and right checksums. No tree connects the pages.
 */
#ifndef ESENT_SAMPLE_DATABASE_H
#define ESENT_SAMPLE_DATABASE_H

#include <stdint.h>

/* Makes the image of page `pgno`: a leaf full of nodes whose content depends on `pgno`. `size` bytes, 2048 to 32768. */
void sample_page(void *image, uint32_t size, uint32_t pgno);

/* Makes the image of the header of a cleanly shut down database. */
void sample_header(void *image, uint32_t size);

/* Writes a whole file: two header copies and `pages` pages. Returns 0, or -1 with errno. */
int sample_write(const char *path, uint32_t size, uint32_t pages);

#endif
