/*
 * tree_change_split_write.c - the pages of a split. All are latched EXCLUSIVE; the lines come from copies, so that the pages can be
 * written over.
 */
#include "btree/tree_change_split.h"

struct bytes split_prefix_of(const struct split_lines *lines, int line, uint8_t *key)
{
    return line < 0 ? (struct bytes){key, 0} : split_line_key(lines, (unsigned)line, key);
}

/* Writes lines [from, to) and their prefix into an image without nodes. */
static void write_lines(const struct split *split, const struct split_lines *lines, uint8_t *image,
                        unsigned from, unsigned to, struct bytes prefix)
{
    struct page_header header;
    unsigned tag;

    page_header_decode(image, split->page_size, &header);
    tag = header.reserved_tags;
    for (unsigned i = from; i < to; i++) {
        struct page_node node;

        split_line(lines, i, &node);
        page_insert_node(image, split->page_size, tag++, &node, node_shared(&node, prefix));
    }
}

uint32_t split_fresh_flags(const struct split_level *level)
{
    return level->lines.view.flags & ~(uint32_t)(PAGE_ROOT | PAGE_FLUSH_TYPE | PAGE_SCRUBBED);
}

/* Flags of a root whose lines have moved down. */
uint32_t split_root_flags(const struct split_level *root)
{
    const uint32_t flags = root->lines.view.flags & ~(uint32_t)(PAGE_LEAF | PAGE_PARENT_OF_LEAF);

    return flags | (root->lines.view.flags & PAGE_LEAF ? PAGE_PARENT_OF_LEAF : 0u);
}

/* The new page of a level. */
static void write_fresh(const struct split *split, struct split_level *level)
{
    const struct split_lines *lines = &level->lines;
    uint8_t key[TREE_BOOKMARK_MAX];
    const struct bytes prefix = split_prefix_of(lines, level->plan.prefix_right, key);

    page_init(level->fresh.image, split->page_size, level->fresh.pgno, split->tree->objid,
              split_fresh_flags(level));
    page_set_external_header(level->fresh.image, split->page_size, prefix);
    write_lines(split, lines, level->fresh.image, level->plan.first, lines->count, prefix);
    page_set_uncommitted_free(level->fresh.image, level->plan.reserve_right);
}

/* What stays on the page. */
static void write_left(const struct split *split, struct split_level *level)
{
    const struct split_lines *lines = &level->lines;
    uint8_t key[TREE_BOOKMARK_MAX];
    const struct bytes prefix = split_prefix_of(lines, level->plan.prefix_left, key);

    if (level->plan.kind == SPLIT_APPEND) {
        return;
    }
    page_start_over(level->page.image, split->page_size, level->copy);
    page_set_external_header(level->page.image, split->page_size, prefix);
    write_lines(split, lines, level->page.image, 0, level->plan.first, prefix);
    page_set_uncommitted_free(level->page.image, level->plan.reserve_left);
}

/* The root keeps its external header and one line that leads to the new page. */
static void write_root(const struct split *split, struct split_level *root, const struct stamp *stamp)
{
    uint8_t pointer[POINTER_SIZE];
    const struct page_node node = {
        .prefix = {pointer, 0}, .suffix = {pointer, 0}, .data = {pointer, POINTER_SIZE}, .flags = 0};
    struct bytes header;

    change_stamp(&root->page, stamp);
    write_fresh(split, root);
    change_stamp(&root->fresh, stamp);
    put_u32(pointer, root->fresh.pgno);
    (void)page_tag(root->copy, split->page_size, 0, &header, NULL);
    page_start_over(root->page.image, split->page_size, root->copy);
    page_set_flags(root->page.image, split_root_flags(root));
    page_set_external_header(root->page.image, split->page_size, header);
    page_insert_node(root->page.image, split->page_size, root->lines.view.first, &node, 0);
}

/* Leads the entry behind the separator of `child`, which is on `level`'s page or its new one, to the new child. */
static void point_to(const struct split *split, struct split_level *level, unsigned line, uint32_t child)
{
    const bool moved = line >= level->plan.first;
    uint8_t *image = moved ? level->fresh.image : level->page.image;
    struct page_header header;

    page_header_decode(image, split->page_size, &header);
    put_u32(page_node_data(image, split->page_size,
                           header.reserved_tags + line - (moved ? level->plan.first : 0)),
            child);
}

/* The parent that has room: the separator, and the entry behind it leads to the new page. */
static void write_parent(struct split *split, unsigned level)
{
    struct split_level *at = &split->level[level], *child = &split->level[level + 1];
    const unsigned tag = split->path.level[level].tag;
    struct page_view view;

    page_view_init(&view, at->page.image, split->page_size);
    child->separator.flags = 0;
    page_insert_node(at->page.image, split->page_size, tag, &child->separator,
                     node_shared(&child->separator, view.prefix));
    put_u32(page_node_data(at->page.image, split->page_size, tag + 1), child->fresh.pgno);
}

static void write_siblings(struct split *split, struct split_level *leaf, const struct stamp *stamp)
{
    page_set_previous(leaf->fresh.image, leaf->page.pgno);
    page_set_next(leaf->page.image, leaf->fresh.pgno);
    if (split->right.image != NULL) {
        change_stamp(&split->right, stamp);
        page_set_next(leaf->fresh.image, split->right.pgno);
        page_set_previous(split->right.image, leaf->fresh.pgno);
    }
}

void split_write(struct split *split, const struct stamp *stamp)
{
    const unsigned depth = split->path.depth;

    if (split->trims) {
        struct split_level *leaf = &split->level[depth];

        change_stamp(&leaf->page, stamp);
        page_set_external_header(leaf->page.image, split->page_size, leaf->lines.node.prefix);
        return;
    }
    if (split->vertical) {
        write_root(split, &split->level[0], stamp);
        return;
    }
    change_stamp(&split->level[split->top].page, stamp);
    for (unsigned level = depth; level > split->top; level--) {
        struct split_level *at = &split->level[level];

        change_stamp(&at->page, stamp);
        write_fresh(split, at);
        write_left(split, at);
        change_stamp(&at->fresh, stamp);
        if (level < depth) {
            point_to(split, at, at->lines.at + 1, split->level[level + 1].fresh.pgno);
        }
    }
    write_parent(split, split->top);
    write_siblings(split, &split->level[depth], stamp);
}
