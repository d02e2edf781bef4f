/*
 * page.h - the inside of a page: header, tag array, nodes.
 *
 *   0        40 (80 on pages > 8 KiB)          ibMicFree           size - 4 * tags            size
 *   +--------+---------------------------------+-------------------+-----+-----+------+------+
 *   | header | node data, any order, may have  | free              | t n-1 ... | t 1  | t 0  |
 *   |        | holes                           |                   |           |      |      |
 *   +--------+---------------------------------+-------------------+-----+-----+------+------+
 *
 *   tag (4 bytes)   u16 size : u16 offset from the end of the header
 *                   small pages: 13 bits each, the node's flags in the top 3 bits of the offset
 *                   large pages: 15 bits each, the node's flags in the top 3 bits of the node's first u16
 *   node            [u16 prefix count, when compressed] u16 suffix count : suffix of the key : data
 *
 * Tag 0 is the external header; tags 1 to reserved - 1 hold typed blobs in the newest format; then come the
 * nodes in order of their keys. Format: reference database-file 4 and 6.
 */
#ifndef ESENT_PAGE_H
#define ESENT_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "esent.h"
#include "format/bytes.h"
#include "format/page_checksum.h"

enum {
    PAGE_HEADER_SMALL = 40,
    PAGE_HEADER_LARGE = 80,
    PAGE_TAG_SIZE = 4,
};

enum page_flags {
    PAGE_ROOT = 0x00001,
    PAGE_LEAF = 0x00002,
    PAGE_PARENT_OF_LEAF = 0x00004,
    PAGE_EMPTY = 0x00008,
    PAGE_REPAIR = 0x00010,
    PAGE_SPACE_TREE = 0x00020,
    PAGE_INDEX = 0x00040,
    PAGE_LONG_VALUE = 0x00080,
    PAGE_NON_UNIQUE_KEYS = 0x00400,
    PAGE_NEW_RECORD_FORMAT = 0x00800,
    PAGE_NEW_CHECKSUM_FORMAT = 0x02000,
    PAGE_SCRUBBED = 0x04000,
    PAGE_FLUSH_TYPE = 0x18000, /* two bits */
    PAGE_PRE_INIT = 0x20000,
    PAGE_NON_REVERTIBLE_DELETE = 0x40000,
};

enum node_flags {
    NODE_VERSIONED = 1,
    NODE_DELETED = 2,
    NODE_COMPRESSED = 4, /* its key starts with bytes of the page's prefix */
};

struct page_header {
    uint64_t checksum;
    uint64_t dbtime;         /* update counter of the last change */
    uint32_t previous, next; /* siblings, 0 for none */
    uint32_t objid;
    uint16_t free_bytes;
    uint16_t uncommitted_free_bytes;
    uint16_t first_free; /* offset behind the last node, from the end of the header */
    uint16_t tags;
    uint16_t reserved_tags; /* at least 1: the external header */
    uint32_t flags;
    uint32_t pgno; /* large pages: own number; 0 on small ones */
};

/* Bytes of the header of a page of `size` bytes. */
uint32_t page_header_size(uint32_t size);

void page_header_decode(const void *image, uint32_t size, struct page_header *header);

struct page_node {
    struct bytes prefix; /* of the key, inside the external header; empty when not compressed */
    struct bytes suffix; /* of the key */
    struct bytes data;
    unsigned flags; /* enum node_flags */
};

/*
 * The bytes of tag `tag` (0 <= tag < tags) as they lie in the page, clipped to it: false when they reach
 * outside the data area. On small pages `*flags` (may be NULL) are the node's flags; on large pages they are
 * in the first word.
 */
bool page_tag(const void *image, uint32_t size, unsigned tag, struct bytes *bytes, unsigned *flags);

/*
 * The bytes that compressed nodes of this page share: the external header, or behind the split buffer of the
 * root of a space tree, or nothing on other roots.
 */
struct bytes page_prefix(const void *image, uint32_t size, const struct page_header *header);

/* Takes apart the node of tag `tag`; false when its counts do not fit its bytes. */
bool page_node_decode(const void *image, uint32_t size, const struct page_header *header, unsigned tag,
                      struct page_node *node);

/*
 * Checks everything about an initialised page that can be told without its tree: header limits, flags,
 * siblings, tags inside the data area and not overlapping, the accounting of free bytes, nodes, the size of
 * child pointers, and the order of the keys. The checksum is not looked at.
 *
 * JET_errSuccess, or JET_errDatabaseCorrupted with a sentence that begins "page N" and says what is wrong. No
 * allocation; any thread.
 */
JET_ERR page_check(const void *image, uint32_t size, uint32_t pgno);

/*
 * The part of page_check() that makes a page safe to work on, at a few nanoseconds a node; every page that enters the
 * cache passes it. After it, and until the page is changed: page_tag() and page_node_decode() succeed for each tag below
 * `tags`; no line reaches into the tag array; nodes of inner pages hold a child pointer of four bytes; a large page carries
 * its own number; a page has its reserved tags unless it is PAGE_EMPTY or PAGE_PRE_INIT.
 *
 * JET_errSuccess, or JET_errDatabaseCorrupted with a sentence that begins "page N". No allocation; any thread.
 */
JET_ERR page_check_bounds(const void *image, uint32_t size, uint32_t pgno);

#endif
