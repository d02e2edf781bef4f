/*
 * fuzz_page.c - one page: its checksum, its correction, its bounds, its structure. The first two bytes choose
 * the page size and whether the checksum is made right before the structure is looked at, so that the checks
 * behind it are reached.
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

static void must_lie_in(const uint8_t *from, const uint8_t *to, struct bytes bytes)
{
    if (bytes.at < from || bytes.at > to || bytes.size > (size_t)(to - bytes.at)) {
        abort();
    }
}

/* What a page that passed page_check_bounds() promises. */
static void look_at_every_node(const uint8_t *image, uint32_t size)
{
    struct page_header header;
    struct page_node node;
    struct bytes line;

    page_header_decode(image, size, &header);
    for (unsigned tag = 0; tag < header.tags; tag++) {
        if (!page_tag(image, size, tag, &line, NULL)) {
            abort();
        }
        must_lie_in(image + page_header_size(size), image + size - PAGE_TAG_SIZE * header.tags, line);
    }
    for (unsigned tag = header.reserved_tags; tag < header.tags; tag++) {
        if (!page_node_decode(image, size, &header, tag, &node) ||
            (!(header.flags & PAGE_LEAF) && node.data.size != 4)) {
            abort();
        }
        must_lie_in(image, image + size, node.prefix);
        must_lie_in(image, image + size, node.suffix);
        must_lie_in(image, image + size, node.data);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static uint8_t image[PAGE_SIZE_MAX];
    struct page_verification before, after;
    uint32_t page_size;
    bool sound;

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
    sound = page_check(image, page_size, PGNO) == JET_errSuccess;
    if (!sound && strncmp(diag_sentence(), "page 7: ", 8) != 0) {
        abort();
    }
    if (page_check_bounds(image, page_size, PGNO) == JET_errSuccess) {
        look_at_every_node(image, page_size);
    } else if (sound || strncmp(diag_sentence(), "page 7: ", 8) != 0) {
        abort(); /* the long check lets nothing pass that the short one stops */
    }
    return 0;
}
