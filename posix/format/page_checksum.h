/*
 * page_checksum.h - the three checksums of a database file, and what they can repair.
 *
 *   header      one XOR over the page; header copies, trailer of a streamed backup, other files' headers
 *   old page    XOR over the page, which holds its page number (pages of 2 to 8 KiB written before Windows Vista)
 *   new page    XOR and an error-correcting code per block, which locate one wrong bit
 *
 * Pure functions over buffers of any alignment; any thread. Format: reference database-file 5.
 */
#ifndef ESENT_PAGE_CHECKSUM_H
#define ESENT_PAGE_CHECKSUM_H

#include <stdbool.h>
#include <stdint.h>

enum { PAGE_SIZE_MIN = 2048, PAGE_SIZE_MAX = 32768, SMALL_PAGE_MAX = 8192 };

/* True for 2048, 4096, 8192, 16384 and 32768. */
bool page_size_is_valid(uint32_t size);

enum page_verdict {
    PAGE_GOOD,
    PAGE_CORRECTABLE,   /* one bit is wrong and known */
    PAGE_UNINITIALISED, /* every byte is zero */
    PAGE_WRONG_NUMBER,  /* a good image, but of another page */
    PAGE_BAD,
};

struct page_verification {
    enum page_verdict verdict;
    uint32_t bit;        /* CORRECTABLE: position in the page, byte * 8 + bit of the byte */
    uint32_t found_pgno; /* WRONG_NUMBER: whose image this is */
    uint64_t expected;   /* checksum stored in the first block that does not match, else in the page */
    uint64_t actual;     /* checksum computed over the same block */
};

/*
 * Verifies the image of page `pgno`. `size` is a valid page size. The image is not changed.
 */
void page_verify(const void *image, uint32_t size, uint32_t pgno, struct page_verification *result);

/*
 * The same, and mends a correctable image in place: the verdict stays PAGE_CORRECTABLE and the image is good after it.
 */
void page_verify_and_correct(void *image, uint32_t size, uint32_t pgno, struct page_verification *result);

/* Computes the checksums of an image and stores them where they belong, in the form its flags ask for. */
void page_seal(void *image, uint32_t size, uint32_t pgno);

/*
 * The 64-bit checksum of one block of `size` bytes (2048, 4096 or 8192): low half XOR with the page number, high half
 * code. `holds_header` says that the first eight bytes are the checksum itself and count as zero.
 */
uint64_t block_checksum(const void *block, uint32_t size, bool holds_header, uint32_t pgno);

/* XOR of all 32-bit words but the first, seeded as headers are. `size` is a multiple of 16. */
uint32_t header_checksum(const void *image, uint32_t size);

#endif
