/*
 * fuzz_page.c - one page: its checksum, its correction, its structure. The first two bytes choose the page size and whether
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

static void read_every_node(const uint8_t *image, uint32_t size)
{
    struct page_header header;
    struct page_node node;
    uint32_t sum = 0;

    page_header_decode(image, size, &header);
    for (unsigned tag = header.reserved_tags; tag < header.tags; tag++) {
        if (!page_node_decode(image, size, &header, tag, &node)) {
            abort(); /* page_check() has let it pass */
        }
        for (uint32_t i = 0; i < node.data.size; i++) {
            sum += node.data.at[i];
        }
        for (uint32_t i = 0; i < node.prefix.size; i++) {
            sum += node.prefix.at[i];
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
    if (page_check(image, page_size, PGNO) == JET_errSuccess) {
        read_every_node(image, page_size);
    } else if (strncmp(diag_sentence(), "page 7: ", 8) != 0) {
        abort();
    }
    return 0;
}
