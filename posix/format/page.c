/*
 * page.c - reading and checking the inside of a page. Never trusts a byte: every offset and count is checked before use.
 */
#include "format/page.h"

#include <string.h>

#include "diag.h"
#include "format/bytes.h"
#include "format/page_layout.h"
#include "try.h"

enum {
    SPLIT_BUFFER_SIZE = 16,
    CHILD_POINTER_SIZE = 4,
};

uint32_t page_header_size(uint32_t size)
{
    return size > SMALL_PAGE_MAX ? PAGE_HEADER_LARGE : PAGE_HEADER_SMALL;
}

void page_header_decode(const void *image, uint32_t size, struct page_header *header)
{
    const uint8_t *bytes = image;
    uint16_t state = get_u16(bytes + PAGE_AT_TAG_STATE);
    uint16_t reserved = state >> RESERVED_TAGS_SHIFT & RESERVED_TAGS_MASK;

    header->checksum = get_u64(bytes);
    header->dbtime = get_u64(bytes + PAGE_AT_DBTIME);
    header->previous = get_u32(bytes + PAGE_AT_PREVIOUS);
    header->next = get_u32(bytes + PAGE_AT_NEXT);
    header->objid = get_u32(bytes + PAGE_AT_OBJID);
    header->free_bytes = get_u16(bytes + PAGE_AT_FREE);
    header->uncommitted_free_bytes = get_u16(bytes + PAGE_AT_UNCOMMITTED_FREE);
    header->first_free = get_u16(bytes + PAGE_AT_FIRST_FREE);
    header->tags = state & TAG_COUNT_MASK;
    header->reserved_tags = reserved == 0 ? 1 : reserved; /* before the newest format the field is 0 */
    header->flags = get_u32(bytes + PAGE_AT_FLAGS);
    header->pgno = size > SMALL_PAGE_MAX ? get_u32(bytes + PAGE_AT_PGNO) : 0;
}

bool page_tag(const void *image, uint32_t size, unsigned tag, struct bytes *bytes, unsigned *flags)
{
    const uint8_t *page = image;
    const uint32_t header_size = page_header_size(size);
    const uint32_t mask = size > SMALL_PAGE_MAX ? LARGE_MASK : SMALL_MASK;
    const uint8_t *at = page + size - PAGE_TAG_SIZE * (tag + 1);
    uint32_t length = get_u16(at) & mask;
    uint32_t offset = get_u16(at + 2) & mask;

    if (flags != NULL) {
        *flags = size > SMALL_PAGE_MAX ? 0 : get_u16(at + 2) >> NODE_FLAGS_SHIFT;
    }
    if (length == 0) { /* the offset of an empty external header means nothing */
        offset = 0;
    }
    bytes->at = page + header_size + offset;
    bytes->size = length;
    return offset + length <= size - header_size;
}

struct bytes page_prefix(const void *image, uint32_t size, const struct page_header *header)
{
    const struct bytes none = {image, 0};
    struct bytes prefix;

    if (header->tags == 0 || !page_tag(image, size, 0, &prefix, NULL)) {
        return none;
    }
    if (!(header->flags & PAGE_ROOT)) {
        return prefix;
    }
    if (!(header->flags & PAGE_SPACE_TREE) || prefix.size < SPLIT_BUFFER_SIZE) {
        return none;
    }
    return (struct bytes){prefix.at + SPLIT_BUFFER_SIZE, prefix.size - SPLIT_BUFFER_SIZE};
}

bool page_node_decode(const void *image, uint32_t size, const struct page_header *header, unsigned tag,
                      struct page_node *node)
{
    const struct bytes prefix = page_prefix(image, size, header);
    struct bytes line;
    uint32_t used = 2;
    uint32_t count;

    if (!page_tag(image, size, tag, &line, &node->flags) || line.size < used) {
        return false;
    }
    if (size > SMALL_PAGE_MAX) {
        node->flags = get_u16(line.at) >> NODE_FLAGS_SHIFT;
    }
    node->prefix = (struct bytes){prefix.at, 0};
    if (node->flags & NODE_COMPRESSED) {
        node->prefix.size = get_u16(line.at) & SMALL_MASK;
        used += 2;
        if (node->prefix.size > prefix.size || line.size < used) {
            return false;
        }
    }
    count = get_u16(line.at + used - 2) & SMALL_MASK;
    if (count > line.size - used) {
        return false;
    }
    node->suffix = (struct bytes){line.at + used, count};
    node->data = (struct bytes){line.at + used + count, line.size - used - count};
    return true;
}

static JET_ERR damaged(uint32_t pgno, const char *what)
{
    return diag_fail(JET_errDatabaseCorrupted, "page %u: %s", pgno, what);
}

static JET_ERR check_header(const struct page_header *h, uint32_t size, uint32_t pgno)
{
    const uint32_t data = size - page_header_size(size);

    if (size > SMALL_PAGE_MAX && h->pgno != pgno) {
        return damaged(pgno, "it holds the number of another page");
    }
    if (h->free_bytes > data || h->uncommitted_free_bytes > h->free_bytes || h->first_free > data) {
        return damaged(pgno, "its counts of free bytes are larger than the page");
    }
    if (PAGE_TAG_SIZE * (uint32_t)h->tags > data - h->first_free) {
        return damaged(pgno, "its tags run into its nodes");
    }
    if (h->tags < h->reserved_tags && !(h->flags & PAGE_PRE_INIT)) {
        return damaged(pgno, "it has no external header");
    }
    return JET_errSuccess;
}

static JET_ERR check_flags(const struct page_header *h, uint32_t pgno)
{
    const uint32_t allowed_before_init =
        PAGE_PRE_INIT | PAGE_NEW_RECORD_FORMAT | PAGE_NEW_CHECKSUM_FORMAT | PAGE_FLUSH_TYPE;

    if ((h->flags & PAGE_LEAF) && (h->flags & PAGE_PARENT_OF_LEAF)) {
        return damaged(pgno, "it claims to be a leaf and the parent of a leaf");
    }
    if ((h->flags & PAGE_INDEX) && (h->flags & PAGE_LONG_VALUE)) {
        return damaged(pgno, "it claims to belong to an index and to long values");
    }
    if ((h->flags & PAGE_EMPTY) && (h->flags & PAGE_PRE_INIT)) {
        return damaged(pgno, "it claims to be empty and not initialised");
    }
    if (h->flags & PAGE_REPAIR) {
        return damaged(pgno, "a repair that did not finish left it behind");
    }
    if ((h->flags & PAGE_PRE_INIT) &&
        (h->tags != 0 || h->previous != 0 || h->next != 0 || (h->flags & ~allowed_before_init) != 0)) {
        return damaged(pgno, "it is not initialised but has content");
    }
    if ((h->flags & PAGE_ROOT) && (h->previous != 0 || h->next != 0)) {
        return damaged(pgno, "it is a root and has siblings");
    }
    if (h->previous == pgno || h->next == pgno) {
        return damaged(pgno, "it is its own sibling");
    }
    return JET_errSuccess;
}

/* Marks the bytes of a line in a bitmap of the data area; false when one was taken already. */
static bool claim(uint8_t taken[PAGE_SIZE_MAX / 8], uint32_t offset, uint32_t size)
{
    for (; size > 0 && offset % 8 != 0; offset++, size--) {
        if (taken[offset / 8] & 1u << offset % 8) {
            return false;
        }
        taken[offset / 8] |= (uint8_t)(1u << offset % 8);
    }
    for (; size >= 8; offset += 8, size -= 8) {
        if (taken[offset / 8] != 0) {
            return false;
        }
        taken[offset / 8] = 0xFF;
    }
    for (; size > 0; offset++, size--) {
        if (taken[offset / 8] & 1u << offset % 8) {
            return false;
        }
        taken[offset / 8] |= (uint8_t)(1u << offset % 8);
    }
    return true;
}

static JET_ERR check_tags(const uint8_t *image, uint32_t size, uint32_t pgno, const struct page_header *h)
{
    const uint8_t *data = image + page_header_size(size);
    uint8_t taken[PAGE_SIZE_MAX / 8] = {0};
    uint32_t used = 0;

    for (unsigned tag = 0; tag < h->tags; tag++) {
        struct bytes line;

        if (!page_tag(image, size, tag, &line, NULL) || (line.size > 0 && line.at + line.size > data + h->first_free)) {
            return diag_fail(JET_errDatabaseCorrupted, "page %u: tag %u reaches outside the nodes", pgno, tag);
        }
        if (line.size == 0 && tag >= h->reserved_tags) {
            return diag_fail(JET_errDatabaseCorrupted, "page %u: tag %u is empty", pgno, tag);
        }
        if (!claim(taken, (uint32_t)(line.at - data), line.size)) {
            return diag_fail(JET_errDatabaseCorrupted, "page %u: tag %u overlaps another", pgno, tag);
        }
        used += line.size;
    }
    if (used + h->free_bytes + PAGE_TAG_SIZE * (uint32_t)h->tags != size - page_header_size(size)) {
        return damaged(pgno, "its free bytes do not add up");
    }
    return JET_errSuccess;
}

/* Compares two strings of up to three pieces each, as memcmp() and length would. */
struct pieces {
    struct bytes piece[3];
};

static int compare_pieces(struct pieces left, struct pieces right)
{
    unsigned i = 0, j = 0;

    for (;;) {
        uint32_t step;
        int order;

        while (i < 3 && left.piece[i].size == 0) {
            i++;
        }
        while (j < 3 && right.piece[j].size == 0) {
            j++;
        }
        if (i == 3 || j == 3) {
            return (i < 3) - (j < 3);
        }
        step = left.piece[i].size < right.piece[j].size ? left.piece[i].size : right.piece[j].size;
        order = memcmp(left.piece[i].at, right.piece[j].at, step);
        if (order != 0) {
            return order;
        }
        left.piece[i].at += step;
        left.piece[i].size -= step;
        right.piece[j].at += step;
        right.piece[j].size -= step;
    }
}

/* Key, and in trees with repeated keys the data after it, decide the order of a leaf; separators are one string. */
static int compare_nodes(const struct page_node *left, const struct page_node *right, bool with_data)
{
    const struct bytes none = {left->data.at, 0};

    return compare_pieces(
        (struct pieces){{left->prefix, left->suffix, with_data ? left->data : none}},
        (struct pieces){{right->prefix, right->suffix, with_data ? right->data : none}});
}

static JET_ERR check_nodes(const uint8_t *image, uint32_t size, uint32_t pgno, const struct page_header *h)
{
    const bool leaf = (h->flags & PAGE_LEAF) != 0;
    const bool with_data = leaf && (h->flags & PAGE_NON_UNIQUE_KEYS) != 0;
    struct page_node before = {0};

    for (unsigned tag = h->reserved_tags; tag < h->tags; tag++) {
        struct page_node node;
        bool empty_key;

        if (!page_node_decode(image, size, h, tag, &node)) {
            return diag_fail(JET_errDatabaseCorrupted, "page %u: the key of node %u does not fit its bytes", pgno, tag);
        }
        if (!leaf && node.data.size != CHILD_POINTER_SIZE) {
            return diag_fail(JET_errDatabaseCorrupted, "page %u: node %u is not a page number", pgno, tag);
        }
        if (!leaf && (get_u32(node.data.at) == 0 || get_u32(node.data.at) == pgno)) {
            return diag_fail(JET_errDatabaseCorrupted, "page %u: node %u leads to page %u", pgno, tag,
                             get_u32(node.data.at));
        }
        empty_key = node.prefix.size + node.suffix.size == 0;
        if (empty_key && (leaf ? h->tags > h->reserved_tags + 1u : tag + 1u < h->tags)) {
            return diag_fail(JET_errDatabaseCorrupted, "page %u: node %u has no key", pgno, tag);
        }
        if (tag > h->reserved_tags && !empty_key && compare_nodes(&before, &node, with_data) >= 0) {
            return diag_fail(JET_errDatabaseCorrupted, "page %u: node %u is not in order", pgno, tag);
        }
        before = node;
    }
    return JET_errSuccess;
}

JET_ERR page_check(const void *image, uint32_t size, uint32_t pgno)
{
    struct page_header header;

    page_header_decode(image, size, &header);
    JET_TRY(check_header(&header, size, pgno));
    JET_TRY(check_flags(&header, pgno));
    if (header.flags & PAGE_PRE_INIT) {
        return JET_errSuccess;
    }
    JET_TRY(check_tags(image, size, pgno, &header));
    return check_nodes(image, size, pgno, &header);
}

/* True when the counts of a node stay inside its `size` bytes at `line`, and a child pointer is one. */
static bool node_fits(const uint8_t *line, uint32_t size, bool compressed, uint32_t prefix_size, bool leaf)
{
    uint32_t used = compressed ? 4 : 2;
    uint32_t suffix;

    if (size < used || (compressed && (get_u16(line) & SMALL_MASK) > prefix_size)) {
        return false;
    }
    suffix = get_u16(line + used - 2) & SMALL_MASK;
    return leaf ? suffix <= size - used : suffix + CHILD_POINTER_SIZE == size - used;
}

static JET_ERR check_lines(const uint8_t *image, uint32_t size, uint32_t pgno, const struct page_header *h)
{
    const bool large = size > SMALL_PAGE_MAX;
    const bool leaf = (h->flags & PAGE_LEAF) != 0;
    const uint32_t mask = large ? LARGE_MASK : SMALL_MASK;
    const uint8_t *data = image + page_header_size(size);
    const uint32_t room = size - page_header_size(size) - PAGE_TAG_SIZE * (uint32_t)h->tags;
    uint32_t prefix_size = 0;

    for (unsigned tag = 0; tag < h->tags; tag++) {
        const uint8_t *at = image + size - PAGE_TAG_SIZE * (tag + 1);
        const uint32_t length = get_u16(at) & mask;
        const uint32_t offset = length == 0 ? 0 : get_u16(at + 2) & mask;
        unsigned flags;

        if (offset + length > room) {
            return diag_fail(JET_errDatabaseCorrupted, "page %u: tag %u reaches outside the nodes", pgno, tag);
        }
        if (tag < h->reserved_tags) {
            prefix_size = tag == 0 ? page_prefix(image, size, h).size : prefix_size;
            continue;
        }
        flags = (large && length >= 2 ? get_u16(data + offset) : get_u16(at + 2)) >> NODE_FLAGS_SHIFT;
        if (!node_fits(data + offset, length, (flags & NODE_COMPRESSED) != 0, prefix_size, leaf)) {
            return diag_fail(JET_errDatabaseCorrupted, "page %u: the counts of node %u do not fit its bytes", pgno,
                             tag);
        }
    }
    return JET_errSuccess;
}

JET_ERR page_check_bounds(const void *image, uint32_t size, uint32_t pgno)
{
    struct page_header header;

    page_header_decode(image, size, &header);
    if (size > SMALL_PAGE_MAX && header.pgno != pgno) {
        return damaged(pgno, "it holds the number of another page");
    }
    if (PAGE_TAG_SIZE * (uint32_t)header.tags > size - page_header_size(size)) {
        return damaged(pgno, "its tags run into its header");
    }
    if (header.tags < header.reserved_tags && !(header.flags & (PAGE_PRE_INIT | PAGE_EMPTY))) {
        return damaged(pgno, "it has no external header");
    }
    return check_lines(image, size, pgno, &header);
}
