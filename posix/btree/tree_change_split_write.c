/*
 * tree_change_split_write.c - the pages of a split. All are latched EXCLUSIVE; the lines come from copies, so that the pages can be
 * written over. In a replay those that are as they shall be already are not latched, and left out.
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

/* The new page of a level. */
static void write_fresh(const struct split *split, struct split_level *level, const struct stamp *stamp)
{
    const struct split_lines *lines = &level->lines;
    uint8_t key[TREE_BOOKMARK_MAX];
    struct bytes prefix;

    if (level->fresh.image == NULL) {
        return;
    }
    prefix = split_prefix_of(lines, level->plan.prefix_right, key);
    page_init(level->fresh.image, split->page_size, level->fresh.pgno, split->tree->objid,
              level->fresh_flags);
    page_set_external_header(level->fresh.image, split->page_size, prefix);
    write_lines(split, lines, level->fresh.image, level->plan.first, lines->count, prefix);
    page_set_uncommitted_free(level->fresh.image, level->plan.reserve_right);
    change_stamp(&level->fresh, stamp);
}

/* The root keeps its external header and one line that leads to the new page. */
static void write_root(const struct split *split, struct split_level *root)
{
    uint8_t pointer[POINTER_SIZE];
    const struct page_node node = {
        .prefix = {pointer, 0}, .suffix = {pointer, 0}, .data = {pointer, POINTER_SIZE}, .flags = 0};
    struct bytes header;

    put_u32(pointer, root->fresh_pgno);
    (void)page_tag(root->copy, split->page_size, 0, &header, NULL);
    page_start_over(root->page.image, split->page_size, root->copy);
    page_set_flags(root->page.image, root->page_flags);
    page_set_external_header(root->page.image, split->page_size, header);
    page_insert_node(root->page.image, split->page_size, root->lines.view.first, &node, 0);
}

/* What stays on the page. */
static void write_left(const struct split *split, struct split_level *level, const struct stamp *stamp)
{
    const struct split_lines *lines = &level->lines;
    uint8_t key[TREE_BOOKMARK_MAX];

    if (level->page.image == NULL) {
        return;
    }
    change_stamp(&level->page, stamp);
    if (level->plan.kind == SPLIT_VERTICAL) {
        write_root(split, level);
    } else if (level->plan.kind == SPLIT_RIGHT) {
        const struct bytes prefix = split_prefix_of(lines, level->plan.prefix_left, key);

        page_start_over(level->page.image, split->page_size, level->copy);
        page_set_external_header(level->page.image, split->page_size, prefix);
        write_lines(split, lines, level->page.image, 0, level->plan.first, prefix);
        page_set_uncommitted_free(level->page.image, level->plan.reserve_left);
    }
}

/* Leads the entry behind the separator of `child`, which is on `level`'s page or its new one, to the new child. */
static void point_to(const struct split *split, struct split_level *level, unsigned line, uint32_t child)
{
    const bool moved = line >= level->plan.first;
    uint8_t *image = moved ? level->fresh.image : level->page.image;
    struct page_header header;

    if (image == NULL) {
        return;
    }
    page_header_decode(image, split->page_size, &header);
    put_u32(page_node_data(image, split->page_size,
                           header.reserved_tags + line - (moved ? level->plan.first : 0)),
            child);
}

/* The parent that has room: the separator, and the entry behind it leads to the new page. */
static void write_parent(struct split *split, unsigned level, const struct stamp *stamp)
{
    struct split_level *at = &split->level[level], *child = &split->level[level + 1];
    const unsigned tag = split->path.level[level].tag;
    struct page_view view;

    if (at->page.image == NULL) {
        return;
    }
    change_stamp(&at->page, stamp);
    page_view_init(&view, at->page.image, split->page_size);
    child->separator.flags = 0;
    page_insert_node(at->page.image, split->page_size, tag, &child->separator,
                     node_shared(&child->separator, view.prefix));
    put_u32(page_node_data(at->page.image, split->page_size, tag + 1), child->fresh_pgno);
}

static void write_siblings(struct split *split, struct split_level *leaf, const struct stamp *stamp)
{
    if (leaf->fresh.image != NULL) {
        page_set_previous(leaf->fresh.image, leaf->page_pgno);
        page_set_next(leaf->fresh.image, split->right_pgno);
    }
    if (leaf->page.image != NULL) {
        page_set_next(leaf->page.image, leaf->fresh_pgno);
    }
    if (split->right.image != NULL) {
        change_stamp(&split->right, stamp);
        page_set_previous(split->right.image, leaf->fresh_pgno);
    }
}

void split_write(struct split *split, const struct stamp *stamp)
{
    const unsigned last = split_last_level(split);

    if (split->trims) {
        struct split_level *leaf = &split->level[last];

        change_stamp(&leaf->page, stamp);
        page_set_external_header(leaf->page.image, split->page_size, leaf->lines.node.prefix);
        return;
    }
    for (unsigned level = last + 1; level-- > split->top;) {
        struct split_level *at = &split->level[level];

        if (at->fresh_pgno == 0) {
            write_parent(split, level, stamp);
            continue;
        }
        write_fresh(split, at, stamp);
        write_left(split, at, stamp);
        if (level < last) {
            point_to(split, at, at->lines.at + 1, split->level[level + 1].fresh_pgno);
        }
    }
    if (!split->vertical) {
        write_siblings(split, &split->level[last], stamp);
    }
}
