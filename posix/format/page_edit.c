/*
 * page_edit.c - changing the inside of a page.
 *
 *   +--------+-------+------+-------+------+-------+------------------------+-----+- - -+-----+
 *   | header | line  | hole | line  | hole | line  | free in one piece      | t n |     | t 0 |
 *   +--------+-------+------+-------+------+-------+------------------------+-----+- - -+-----+
 *   0                                              first free               size - 4 * tags
 *
 * New lines go to the first free byte. A line that goes, shrinks or moves leaves a hole; when the free piece is too
 * small, the lines are moved together. On large pages a node's flags lie in its first word and travel with its bytes;
 * on small ones they lie in the tag.
 */
#include "format/page_edit.h"

#include <assert.h>

#include "format/page_layout.h"

enum { SAVED_AT_LEAST = 3 }; /* a prefix count takes two bytes, so shorter prefixes gain nothing */

/* An image that is being edited: what its functions need again and again. */
struct edit {
    uint8_t *image;
    uint8_t *lines;    /* behind the header */
    uint8_t *tag_zero; /* further tags lie below it */
    uint32_t size;
    uint32_t capacity;
    uint16_t mask;
    bool large;
};

static struct edit edit_of(void *image, uint32_t size)
{
    const uint32_t header = page_header_size(size);

    return (struct edit){
        .image = image,
        .lines = (uint8_t *)image + header,
        .tag_zero = (uint8_t *)image + size - PAGE_TAG_SIZE,
        .size = size,
        .capacity = size - header,
        .mask = size > SMALL_PAGE_MAX ? LARGE_MASK : SMALL_MASK,
        .large = size > SMALL_PAGE_MAX,
    };
}

uint32_t page_capacity(uint32_t size)
{
    return size - page_header_size(size);
}

/* ----------------------------------------------------------------------------------- fields of the header */

static unsigned tag_count(const struct edit *edit)
{
    return get_u16(edit->image + PAGE_AT_TAG_STATE) & TAG_COUNT_MASK;
}

static void set_tag_count(struct edit *edit, unsigned count)
{
    const unsigned rest = get_u16(edit->image + PAGE_AT_TAG_STATE) & ~(unsigned)TAG_COUNT_MASK;

    assert(count <= TAG_COUNT_MASK);
    put_u16(edit->image + PAGE_AT_TAG_STATE, (uint16_t)(rest | count));
}

static uint32_t first_free(const struct edit *edit)
{
    return get_u16(edit->image + PAGE_AT_FIRST_FREE);
}

static void set_first_free(struct edit *edit, uint32_t offset)
{
    put_u16(edit->image + PAGE_AT_FIRST_FREE, (uint16_t)offset);
}

static void add_free(struct edit *edit, int32_t bytes)
{
    const int32_t now = get_u16(edit->image + PAGE_AT_FREE) + bytes;

    assert(now >= 0 && now <= (int32_t)edit->capacity);
    put_u16(edit->image + PAGE_AT_FREE, (uint16_t)now);
    if (get_u16(edit->image + PAGE_AT_UNCOMMITTED_FREE) > now) { /* a change may use up its own reserve */
        put_u16(edit->image + PAGE_AT_UNCOMMITTED_FREE, (uint16_t)now);
    }
}

uint32_t page_free_bytes(const void *image)
{
    return get_u16((const uint8_t *)image + PAGE_AT_FREE);
}

uint32_t page_uncommitted_free(const void *image)
{
    return get_u16((const uint8_t *)image + PAGE_AT_UNCOMMITTED_FREE);
}

void page_set_uncommitted_free(void *image, uint32_t bytes)
{
    const uint32_t all = page_free_bytes(image);

    put_u16((uint8_t *)image + PAGE_AT_UNCOMMITTED_FREE, (uint16_t)(bytes < all ? bytes : all));
}

void page_set_dbtime(void *image, uint64_t dbtime)
{
    put_u64((uint8_t *)image + PAGE_AT_DBTIME, dbtime);
}

void page_set_previous(void *image, uint32_t pgno)
{
    put_u32((uint8_t *)image + PAGE_AT_PREVIOUS, pgno);
}

void page_set_next(void *image, uint32_t pgno)
{
    put_u32((uint8_t *)image + PAGE_AT_NEXT, pgno);
}

void page_set_flags(void *image, uint32_t flags)
{
    put_u32((uint8_t *)image + PAGE_AT_FLAGS, flags);
}

/* --------------------------------------------------------------------------------------------------- tags */

static uint8_t *tag_at(const struct edit *edit, unsigned tag)
{
    return edit->tag_zero - PAGE_TAG_SIZE * (size_t)tag;
}

static uint32_t line_size(const struct edit *edit, unsigned tag)
{
    return get_u16(tag_at(edit, tag)) & edit->mask;
}

static uint32_t line_offset(const struct edit *edit, unsigned tag)
{
    return get_u16(tag_at(edit, tag) + 2) & edit->mask;
}

/* Flags as they lie in the tag: those of nodes of small pages. */
static unsigned tag_flags(const struct edit *edit, unsigned tag)
{
    return edit->large ? 0u : get_u16(tag_at(edit, tag) + 2) & ~(unsigned)SMALL_MASK;
}

static void set_tag(struct edit *edit, unsigned tag, uint32_t size, uint32_t offset, unsigned flags)
{
    put_u16(tag_at(edit, tag), (uint16_t)size);
    put_u16(tag_at(edit, tag) + 2, (uint16_t)(offset | flags));
}

static unsigned reserved_tags(const struct edit *edit)
{
    const unsigned count =
        get_u16(edit->image + PAGE_AT_TAG_STATE) >> RESERVED_TAGS_SHIFT & RESERVED_TAGS_MASK;

    return count == 0 ? 1 : count;
}

void page_compact(void *image, uint32_t size)
{
    struct edit edit = edit_of(image, size);
    const unsigned tags = tag_count(&edit);
    uint8_t old[PAGE_SIZE_MAX];
    uint32_t end = 0;

    memcpy(old, edit.lines, first_free(&edit));
    for (unsigned tag = 0; tag < tags; tag++) { /* lines come to lie in the order of their keys */
        const uint32_t bytes = line_size(&edit, tag);

        if (bytes > 0) {
            memcpy(edit.lines + end, old + line_offset(&edit, tag), bytes);
        }
        set_tag(&edit, tag, bytes, bytes > 0 ? end : 0, tag_flags(&edit, tag));
        end += bytes;
    }
    set_first_free(&edit, end);
}

/* Sees to it that `bytes` lie free in one piece beside the tags of `tags` lines, and returns where they begin. */
static uint32_t make_piece(struct edit *edit, uint32_t bytes, unsigned tags)
{
    if (first_free(edit) + bytes + PAGE_TAG_SIZE * tags > edit->capacity) {
        page_compact(edit->image, edit->size);
    }
    assert(first_free(edit) + bytes + PAGE_TAG_SIZE * tags <= edit->capacity);
    return first_free(edit);
}

/*
 * Gives tag `tag` a line of `bytes` with the first `kept` bytes of what it had, and returns the line. `kept` is not
 * more than either size.
 */
static uint8_t *resize_line(struct edit *edit, unsigned tag, uint32_t bytes, uint32_t kept)
{
    const uint32_t old = line_size(edit, tag), flags = tag_flags(edit, tag);
    uint32_t offset = old > 0 ? line_offset(edit, tag) : first_free(edit);
    const bool is_last = offset + old == first_free(edit);
    uint8_t head[PAGE_SIZE_MAX];

    add_free(edit, (int32_t)old - (int32_t)bytes);
    if (bytes <= old || (is_last && offset + bytes + PAGE_TAG_SIZE * tag_count(edit) <= edit->capacity)) {
        set_tag(edit, tag, bytes, offset, flags);
        if (is_last) {
            set_first_free(edit, offset + bytes);
        }
        return edit->lines + offset;
    }
    memcpy(head, edit->lines + offset, kept);
    set_tag(edit, tag, 0, 0, flags);
    offset = make_piece(edit, bytes, tag_count(edit));
    memcpy(edit->lines + offset, head, kept);
    set_tag(edit, tag, bytes, offset, flags);
    set_first_free(edit, offset + bytes);
    return edit->lines + offset;
}

/* -------------------------------------------------------------------------------------------------- pages */

/* No tags but an empty external header. */
static void clear_lines(struct edit *edit)
{
    put_u16(edit->image + PAGE_AT_TAG_STATE, 1);
    put_u16(edit->image + PAGE_AT_FREE, (uint16_t)(edit->capacity - PAGE_TAG_SIZE));
    put_u16(edit->image + PAGE_AT_UNCOMMITTED_FREE, 0);
    set_first_free(edit, 0);
    set_tag(edit, 0, 0, 0, 0);
}

void page_init(void *image, uint32_t size, uint32_t pgno, uint32_t objid, uint32_t flags)
{
    struct edit edit = edit_of(image, size);

    memset(image, 0, size);
    put_u32(edit.image + PAGE_AT_OBJID, objid);
    put_u32(edit.image + PAGE_AT_FLAGS, flags | PAGE_NEW_RECORD_FORMAT | PAGE_NEW_CHECKSUM_FORMAT);
    if (edit.large) {
        put_u32(edit.image + PAGE_AT_PGNO, pgno);
    }
    clear_lines(&edit);
}

void page_start_over(void *image, uint32_t size, const void *old)
{
    struct edit edit = edit_of(image, size);
    const unsigned reserved = reserved_tags(&edit);

    clear_lines(&edit);
    if (reserved == 1) {
        return;
    }
    put_u16(edit.image + PAGE_AT_TAG_STATE, (uint16_t)(reserved << RESERVED_TAGS_SHIFT | reserved));
    add_free(&edit, -(int32_t)PAGE_TAG_SIZE * (int32_t)(reserved - 1));
    for (unsigned tag = 1; tag < reserved; tag++) {
        set_tag(&edit, tag, 0, 0, 0);
    }
    for (unsigned tag = 1; tag < reserved; tag++) {
        struct bytes blob;

        (void)page_tag(old, size, tag, &blob, NULL);
        if (blob.size > 0) {
            memcpy(resize_line(&edit, tag, blob.size, 0), blob.at, blob.size);
        }
    }
}

void page_set_external_header(void *image, uint32_t size, struct bytes bytes)
{
    struct edit edit = edit_of(image, size);
    uint8_t *line = resize_line(&edit, 0, bytes.size, 0);

    if (bytes.size > 0) {
        memcpy(line, bytes.at, bytes.size);
    }
}

/* -------------------------------------------------------------------------------------------------- nodes */

uint32_t node_shared(const struct page_node *node, struct bytes prefix)
{
    uint32_t shared = bytes_common(node->prefix, prefix);

    if (shared == node->prefix.size) {
        shared += bytes_common(node->suffix, (struct bytes){prefix.at + shared, prefix.size - shared});
    }
    return shared < SAVED_AT_LEAST ? 0 : shared;
}

/* The bytes of a node's key from `from` on, and its data. */
static void write_tail(uint8_t *at, const struct page_node *node, uint32_t from)
{
    if (from < node->prefix.size) {
        memcpy(at, node->prefix.at + from, node->prefix.size - from);
        at += node->prefix.size - from;
        from = node->prefix.size;
    }
    from -= node->prefix.size;
    memcpy(at, node->suffix.at + from, node->suffix.size - from);
    memcpy(at + node->suffix.size - from, node->data.at, node->data.size);
}

void page_insert_node(void *image, uint32_t size, unsigned tag, const struct page_node *node, uint32_t shared)
{
    struct edit edit = edit_of(image, size);
    const unsigned tags = tag_count(&edit);
    const uint32_t bytes = node_line_size(node, shared);
    const uint32_t offset = make_piece(&edit, bytes, tags + 1);
    const unsigned flags =
        ((node->flags & (NODE_VERSIONED | NODE_DELETED)) | (shared > 0 ? NODE_COMPRESSED : 0u))
        << NODE_FLAGS_SHIFT;
    uint8_t *line = edit.lines + offset;
    const uint32_t counts = shared > 0 ? 4 : 2;

    assert(tag >= reserved_tags(&edit) && tag <= tags);
    memmove(tag_at(&edit, tags), tag_at(&edit, tags) + PAGE_TAG_SIZE, PAGE_TAG_SIZE * (size_t)(tags - tag));
    set_tag_count(&edit, tags + 1);
    set_tag(&edit, tag, bytes, offset, edit.large ? 0 : flags);
    set_first_free(&edit, offset + bytes);
    add_free(&edit, -(int32_t)(bytes + PAGE_TAG_SIZE));

    put_u16(line, (uint16_t)shared);
    put_u16(line + counts - 2, (uint16_t)(node->prefix.size + node->suffix.size - shared));
    if (edit.large) {
        put_u16(line, (uint16_t)(get_u16(line) | flags));
    }
    write_tail(line + counts, node, shared);
}

void page_delete_node(void *image, uint32_t size, unsigned tag)
{
    struct edit edit = edit_of(image, size);
    const unsigned tags = tag_count(&edit);
    const uint32_t bytes = line_size(&edit, tag);

    assert(tag >= reserved_tags(&edit) && tag < tags);
    if (line_offset(&edit, tag) + bytes == first_free(&edit)) {
        set_first_free(&edit, first_free(&edit) - bytes);
    }
    memmove(tag_at(&edit, tags - 2), tag_at(&edit, tags - 1), PAGE_TAG_SIZE * (size_t)(tags - 1 - tag));
    set_tag_count(&edit, tags - 1);
    add_free(&edit, (int32_t)(bytes + PAGE_TAG_SIZE));
    if (tags - 1 == 1 && line_size(&edit, 0) == 0) {
        set_first_free(&edit, 0);
    }
}

static uint16_t first_word(const uint8_t *line)
{
    return get_u16(line);
}

/* Bytes of the counts and the suffix of a node, before its data. */
static uint32_t node_head_size(const struct edit *edit, unsigned tag)
{
    const uint8_t *line = edit->lines + line_offset(edit, tag);
    const unsigned flags =
        edit->large ? first_word(line) >> NODE_FLAGS_SHIFT : tag_flags(edit, tag) >> NODE_FLAGS_SHIFT;
    const uint32_t counts = flags & NODE_COMPRESSED ? 4 : 2;

    return counts + (get_u16(line + counts - 2) & SMALL_MASK);
}

void page_replace_data(void *image, uint32_t size, unsigned tag, struct bytes data)
{
    struct edit edit = edit_of(image, size);
    const uint32_t head = node_head_size(&edit, tag);
    uint8_t *line = resize_line(&edit, tag, head + data.size, head);

    memcpy(line + head, data.at, data.size);
}

uint8_t *page_node_data(void *image, uint32_t size, unsigned tag)
{
    struct edit edit = edit_of(image, size);

    return edit.lines + line_offset(&edit, tag) + node_head_size(&edit, tag);
}

void page_set_node_flags(void *image, uint32_t size, unsigned tag, unsigned flags)
{
    const unsigned changed = (NODE_VERSIONED | NODE_DELETED) << NODE_FLAGS_SHIFT;
    struct edit edit = edit_of(image, size);
    uint8_t *word = edit.large ? edit.lines + line_offset(&edit, tag) : tag_at(&edit, tag) + 2;

    put_u16(word, (uint16_t)((get_u16(word) & ~changed) | (flags << NODE_FLAGS_SHIFT & changed)));
}

/* --------------------------------------------------------------------------------------------- in the log */

uint32_t page_dehydrated_size(const void *image, uint32_t size)
{
    return (size - page_free_bytes(image) + 1) / 2 * 2; /* tags lie at even places */
}

void page_dehydrate(void *image, uint32_t size)
{
    const uint32_t small = page_dehydrated_size(image, size);
    struct edit edit = edit_of(image, size);
    const uint32_t tags = PAGE_TAG_SIZE * tag_count(&edit);

    page_compact(image, size);
    memmove(edit.image + small - tags, edit.image + size - tags, tags);
    add_free(&edit, (int32_t)small - (int32_t)size);
}
