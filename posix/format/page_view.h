/*
 * page_view.h - fast access to a page whose bounds are known to be good.
 *
 * page.h reads any bytes and checks everything; it decides once, when a page comes from the file, that every
 * tag and every count lies inside the page (page_check_bounds()). Here are the same accessors without the
 * checks, for searches and walks.
 */
#ifndef ESENT_PAGE_VIEW_H
#define ESENT_PAGE_VIEW_H

#include "format/page.h"

struct page_view {
    const uint8_t *image;
    const uint8_t *nodes;    /* behind the header: what the tags' offsets count from */
    const uint8_t *tag_zero; /* at the end of the page; tags lie below it */
    struct bytes prefix;     /* that compressed nodes share */
    uint32_t flags;          /* enum page_flags */
    uint16_t first;          /* tag of the first node */
    uint16_t end;            /* one past the tag of the last node */
    uint16_t mask;           /* of tag sizes and offsets */
};

enum { PAGE_VIEW_COUNT_MASK = 0x1FFF }; /* of the counts in nodes, and of tags on small pages */

/* What of the header a view needs; the offsets are those of page_layout.h. */
enum { PAGE_VIEW_AT_TAGS = 34, PAGE_VIEW_AT_FLAGS = 36, PAGE_VIEW_RESERVE_SIZE = 16 };

/* The bytes that nodes may leave out of their keys: page_prefix() without the checks. */
static inline struct bytes page_view_prefix(const struct page_view *view)
{
    const uint32_t size = get_u16(view->tag_zero) & view->mask;
    const uint32_t offset = size == 0 ? 0 : get_u16(view->tag_zero + 2) & view->mask;

    if (!(view->flags & PAGE_ROOT)) {
        return (struct bytes){view->nodes + offset, size};
    }
    if (!(view->flags & PAGE_SPACE_TREE) || size < PAGE_VIEW_RESERVE_SIZE) {
        return (struct bytes){view->nodes, 0};
    }
    return (struct bytes){view->nodes + offset + PAGE_VIEW_RESERVE_SIZE, size - PAGE_VIEW_RESERVE_SIZE};
}

/* Prepares the view of a page of `size` bytes. The image outlives it. */
static inline void page_view_init(struct page_view *view, const void *image, uint32_t size)
{
    const uint8_t *bytes = image;
    const uint16_t state = get_u16(bytes + PAGE_VIEW_AT_TAGS);
    const uint16_t tags = state & 0x0FFF, reserved = state >> 12 & 7;

    view->image = bytes;
    view->nodes = bytes + (size > SMALL_PAGE_MAX ? PAGE_HEADER_LARGE : PAGE_HEADER_SMALL);
    view->tag_zero = bytes + size - PAGE_TAG_SIZE;
    view->mask = size > SMALL_PAGE_MAX ? 0x7FFF : PAGE_VIEW_COUNT_MASK;
    view->flags = get_u32(bytes + PAGE_VIEW_AT_FLAGS);
    view->first = reserved == 0 ? 1 : reserved;
    view->end = tags < view->first ? view->first : tags;
    view->prefix = tags == 0 ? (struct bytes){view->nodes, 0} : page_view_prefix(view);
}

/* Takes apart the node of tag `tag`, first <= tag < end. */
static inline void page_view_node(const struct page_view *view, unsigned tag, struct page_node *node)
{
    const uint8_t *at = view->tag_zero - PAGE_TAG_SIZE * tag;
    const uint16_t offset = get_u16(at + 2);
    const uint8_t *line = view->nodes + (offset & view->mask);
    uint32_t size = get_u16(at) & view->mask;

    node->flags = (view->mask == PAGE_VIEW_COUNT_MASK ? offset : get_u16(line)) >> 13;
    node->prefix.at = view->prefix.at;
    node->prefix.size = 0;
    if (node->flags & NODE_COMPRESSED) {
        node->prefix.size = get_u16(line) & PAGE_VIEW_COUNT_MASK;
        line += 2;
        size -= 2;
    }
    node->suffix.at = line + 2;
    node->suffix.size = get_u16(line) & PAGE_VIEW_COUNT_MASK;
    node->data.at = node->suffix.at + node->suffix.size;
    node->data.size = size - 2 - node->suffix.size;
}

/* Has the processor fetch the beginning of the node of tag `tag`, first <= tag < end. A hint. */
static inline void page_view_prefetch(const struct page_view *view, unsigned tag)
{
    __builtin_prefetch(view->nodes + (get_u16(view->tag_zero - PAGE_TAG_SIZE * tag + 2) & view->mask));
}

static inline uint64_t page_view_dbtime(const struct page_view *view)
{
    return get_u64(view->image + 8);
}

static inline uint32_t page_view_previous(const struct page_view *view)
{
    return get_u32(view->image + 16);
}

static inline uint32_t page_view_next(const struct page_view *view)
{
    return get_u32(view->image + 20);
}

static inline uint32_t page_view_objid(const struct page_view *view)
{
    return get_u32(view->image + 24);
}

#endif
