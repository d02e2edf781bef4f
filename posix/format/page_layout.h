/*
 * page_layout.h - where the fields of a page's header lie, for those who read and edit pages (posix/format only).
 *
 * Format: reference database-file 4.1, 4.2 and 4.4.
 */
#ifndef ESENT_PAGE_LAYOUT_H
#define ESENT_PAGE_LAYOUT_H

enum page_layout {
    PAGE_AT_DBTIME = 8,
    PAGE_AT_PREVIOUS = 16,
    PAGE_AT_NEXT = 20,
    PAGE_AT_OBJID = 24,
    PAGE_AT_FREE = 28,
    PAGE_AT_UNCOMMITTED_FREE = 30,
    PAGE_AT_FIRST_FREE = 32,
    PAGE_AT_TAG_STATE = 34,
    PAGE_AT_FLAGS = 36,
    PAGE_AT_PGNO = 64, /* large pages only */

    TAG_COUNT_MASK = 0x0FFF, /* of the tag state */
    RESERVED_TAGS_SHIFT = 12,
    RESERVED_TAGS_MASK = 7,

    SMALL_MASK = 0x1FFF, /* of tag sizes and offsets on small pages, and of counts in nodes on all */
    LARGE_MASK = 0x7FFF,
    NODE_FLAGS_SHIFT = 13,
};

#endif
