/*
 * fuzz_page.c - one page: its checksum, its correction, its bounds, its structure. The first two bytes choose the page size and whether
 * the checksum is made right before the structure is looked at, so that the checks behind it are reached.
 */
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "format/page.h"
#include "sample_database.h"
#include "seeds.h"

enum { PGNO = 7 };

size_t fuzz_seed(uint8_t *bytes, uint32_t choice)
{
    uint32_t size = 2048u << choice % 5;

    bytes[0] = (uint8_t)(choice % 5);
    bytes[1] = (uint8_t)(choice >> 8);
    sample_page(bytes + 2, size, PGNO);
    return size + 2;
}

/* The sum of the bytes; aborts when one lies outside the page. */
static uint32_t read_bytes(const uint8_t *image, uint32_t size, struct bytes bytes)
{
    uint32_t sum = 0;

    if (bytes.at < image || bytes.at > image + size || bytes.size > (size_t)(image + size - bytes.at)) {
        abort();
    }
    for (uint32_t i = 0; i < bytes.size; i++) {
        sum += bytes.at[i];
    }
    return sum;
}

/* What a page that passed page_check_bounds() promises. */
static void read_every_node(const uint8_t *image, uint32_t size)
{
    struct page_header header;
    struct page_node node;
    struct bytes line;
    uint32_t sum = 0;

    page_header_decode(image, size, &header);
    for (unsigned tag = 0; tag < header.tags; tag++) {
        if (!page_tag(image, size, tag, &line, NULL)) {
            abort();
        }
        sum += read_bytes(image, size - PAGE_TAG_SIZE * header.tags, line);
    }
    for (unsigned tag = header.reserved_tags; tag < header.tags; tag++) {
        if (!page_node_decode(image, size, &header, tag, &node)) {
            abort();
        }
        sum += read_bytes(image, size, node.prefix) + read_bytes(image, size, node.suffix) +
               read_bytes(image, size, node.data);
        if (!(header.flags & PAGE_LEAF) && node.data.size != 4) {
            abort();
        }
    }
    (void)sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static uint8_t image[PAGE_SIZE_MAX];
    struct page_verification before, after;
    uint32_t page_size;

    if (size < 2) {
        return 0;
    }
    page_size = 2048u << bytes[0] % 5;
    memset(image, 0, page_size);
    memcpy(image, bytes + 2, size - 2 < page_size ? size - 2 : page_size);
    if (bytes[1] & 1) {
        page_seal(image, page_size, PGNO);
    }
    page_verify(image, page_size, PGNO, &before);
    if ((bytes[1] & 1) && before.verdict != PAGE_GOOD) {
        abort(); /* a sealed page verifies */
    }
    page_verify_and_correct(image, page_size, PGNO, &after);
    if (after.verdict != before.verdict) {
        abort();
    }
    if (after.verdict == PAGE_CORRECTABLE) {
        page_verify(image, page_size, PGNO, &after);
        if (after.verdict != PAGE_GOOD) {
            abort();
        }
    }
    if (page_check_bounds(image, page_size, PGNO) == JET_errSuccess) {
        read_every_node(image, page_size);
    } else if (strncmp(diag_sentence(), "page 7: ", 8) != 0 ||
               page_check(image, page_size, PGNO) == JET_errSuccess) {
        abort(); /* the long check lets nothing pass that the short one stops */
    }
    if (page_check(image, page_size, PGNO) != JET_errSuccess && strncmp(diag_sentence(), "page 7: ", 8) != 0) {
        abort();
    }
    return 0;
}
