/*
 * page_edit.h - changing the inside of a page: lines in and out, the external header, the fields of the header.
 *
 * Every function keeps what page_check() checks, but for the order of the keys and the meaning of the flags, which are
 * the caller's: in particular
 *
 *   sum of line sizes + free bytes + 4 * tags = bytes behind the header
 *
 * The image has passed page_check_bounds(), or was made by page_init(). The caller holds it exclusively and has made
 * sure that there is room; bytes that are put in come from elsewhere, never from the image itself. Tags are counted as
 * in page.h: 0 is the external header, nodes begin behind the reserved tags.
 *
 * Format: reference database-file 4.5 and 6.1.
 */
#ifndef ESENT_PAGE_EDIT_H
#define ESENT_PAGE_EDIT_H

#include "format/page_view.h"

/* Makes an image without nodes: `flags` as in enum page_flags, no siblings, an empty external header. */
void page_init(void *image, uint32_t size, uint32_t pgno, uint32_t objid, uint32_t flags);

/*
 * Takes all nodes out of the image and empties the external header; the header's other fields and the typed blobs of
 * reserved tags stay, as they are in `old`, a copy of the image.
 */
void page_start_over(void *image, uint32_t size, const void *old);

/* Bytes behind the header, which nodes, tags and free bytes share. */
uint32_t page_capacity(uint32_t size);

/* Free bytes, and the part of them that is kept for transactions that may roll back. */
uint32_t page_free_bytes(const void *image);
uint32_t page_uncommitted_free(const void *image);
void page_set_uncommitted_free(void *image, uint32_t bytes);

void page_set_dbtime(void *image, uint64_t dbtime);
void page_set_previous(void *image, uint32_t pgno);
void page_set_next(void *image, uint32_t pgno);
void page_set_flags(void *image, uint32_t flags);

/* The part of a node's key that may be left to a page's prefix: 0 when that would not save anything. */
uint32_t node_shared(const struct page_node *node, struct bytes prefix);

/* Bytes of the node's line (without its tag) when the first `shared` bytes of its key are left to the page's prefix. */
static inline uint32_t node_line_size(const struct page_node *node, uint32_t shared)
{
    return (shared > 0 ? 4 : 2) + node->prefix.size + node->suffix.size - shared + node->data.size;
}

/*
 * Puts a node in as tag `tag`; it and what follows move up by one. The key is the node's prefix and suffix, of which
 * the first `shared` bytes are left to the page's prefix. Of the node's flags, versioned and deleted count.
 */
void page_insert_node(void *image, uint32_t size, unsigned tag, const struct page_node *node,
                      uint32_t shared);

/* Takes the node of tag `tag` out; what follows moves down by one. */
void page_delete_node(void *image, uint32_t size, unsigned tag);

/* Gives the node of tag `tag` other data; key and flags stay. */
void page_replace_data(void *image, uint32_t size, unsigned tag, struct bytes data);

/* Sets the node's versioned and deleted flags. */
void page_set_node_flags(void *image, uint32_t size, unsigned tag, unsigned flags);

/* The data of a node, for changes that keep its size. */
uint8_t *page_node_data(void *image, uint32_t size, unsigned tag);

/* Replaces the external header. Nodes that leave part of their keys to it must still find that part there. */
void page_set_external_header(void *image, uint32_t size, struct bytes bytes);

/* Moves the lines together, so that the free bytes lie in one piece. The others do it when they need to. */
void page_compact(void *image, uint32_t size);

/*
 * Takes the free bytes out of an image, as pages are put into the log: the lines move together and the tags behind them. The
 * image then has the size that page_dehydrated_size() tells, and is a page of that size but for its number of free bytes,
 * which counts those that are left.
 */
uint32_t page_dehydrated_size(const void *image, uint32_t size);
void page_dehydrate(void *image, uint32_t size);

/*
 * The reverse: the image of `small` bytes at the beginning of `size` bytes, of any content, becomes a page of that size again. False when
 * it is none; what looks like one is still to be checked with page_check_bounds().
 */
bool page_rehydrate(void *image, uint32_t small, uint32_t size);

#endif
