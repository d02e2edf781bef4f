/*
 * tree_change_merge_write.c - the pages of a merge. All are latched EXCLUSIVE; in a replay those that are as they shall be already are
 * not latched, and left out.
 */
#include "btree/tree_change_merge.h"

/* Gives an entry of an inner page another key. */
static void rekey(uint8_t *image, uint32_t size, unsigned tag, struct bytes key)
{
    uint8_t pointer[4];
    struct page_view view;
    struct page_node node;

    page_view_init(&view, image, size);
    page_view_node(&view, tag, &node);
    memcpy(pointer, node.data.at, sizeof pointer);
    node = (struct page_node){.prefix = {key.at, 0}, .suffix = key, .data = {pointer, sizeof pointer}};
    page_delete_node(image, size, tag);
    page_view_init(&view, image, size); /* the prefix may have moved */
    page_insert_node(image, size, tag, &node, node_shared(&node, view.prefix));
}

/* Is this the last of several entries, and its key the empty one, which stands for infinity? The one before it gets that. */
static bool leads_to_infinity(const struct merge *merge, const struct page_ref *page, unsigned tag)
{
    struct page_view view;
    struct page_node node;

    page_view_init(&view, page->image, merge->page_size);
    page_view_node(&view, tag, &node);
    return tag + 1 == view.end && tag > view.first && node.prefix.size + node.suffix.size == 0;
}

static void write_level(struct merge *merge, unsigned level, const struct stamp *stamp)
{
    struct page_ref *page = &merge->level[level].page;
    const unsigned tag = merge->path.level[level].tag;
    bool to_infinity;

    if (page->image == NULL) {
        return;
    }
    change_stamp(page, stamp);
    switch (merge->level[level].action) {
    case LEVEL_GOES:
        page_set_flags(page->image, get_u32(page->image + 36) | PAGE_EMPTY);
        break;
    case LEVEL_DELETES:
        to_infinity = leads_to_infinity(merge, page, tag);
        page_delete_node(page->image, merge->page_size, tag);
        if (to_infinity) {
            rekey(page->image, merge->page_size, tag - 1u, (struct bytes){merge->key, 0});
        }
        break;
    case LEVEL_LEADS_LEFT:
        put_u32(page_node_data(page->image, merge->page_size, tag), merge->previous);
        page_delete_node(page->image, merge->page_size, tag - 1u);
        break;
    case LEVEL_REKEYS:
        rekey(page->image, merge->page_size, tag - (merge->kind == MERGE_PARTIAL_LEFT),
              (struct bytes){merge->key, merge->key_size});
        break;
    default:
        break;
    }
}

void merge_lines(const struct merge *merge, unsigned *from, unsigned *to)
{
    struct page_view leaf;

    page_view_init(&leaf, merge->source, merge->page_size);
    *from = merge->kind == MERGE_PARTIAL_RIGHT ? merge->line : 0;
    *to = leaf.end - leaf.first;
    if (merge->kind == MERGE_FULL_LEFT || merge->kind == MERGE_PARTIAL_LEFT) {
        *to = merge->line + 1;
    }
}

/* Puts the lines that move before the entries of the right sibling, or behind those of the left. */
static void move_lines(struct merge *merge, struct page_ref *page, bool to_the_left)
{
    uint32_t reserve = page_uncommitted_free(page->image);
    struct page_view leaf, dest;
    unsigned from, to, tag;

    page_view_init(&leaf, merge->source, merge->page_size);
    page_view_init(&dest, page->image, merge->page_size);
    merge_lines(merge, &from, &to);
    tag = to_the_left ? dest.end : dest.first;
    for (unsigned line = from; line < to; line++) {
        struct page_node node;

        page_view_node(&leaf, leaf.first + line, &node);
        if (merge->leaves_dead && merge_is_dead(merge->tree, &node)) {
            continue;
        }
        reserve += change_reserve_of(merge->tree, &node);
        page_insert_node(page->image, merge->page_size, tag++, &node, node_shared(&node, dest.prefix));
        page_view_init(&dest, page->image, merge->page_size); /* lines move when a page is compacted */
    }
    page_set_uncommitted_free(page->image, merge->reserve != 0 ? merge->reserve : reserve);
}

/* What stays on the leaf when only some of its lines move. */
static void cut_lines(struct merge *merge, struct page_ref *leaf)
{
    struct page_view view;
    unsigned from, to;

    merge_lines(merge, &from, &to);
    page_view_init(&view, leaf->image, merge->page_size);
    for (unsigned line = to; line-- > from;) {
        page_delete_node(leaf->image, merge->page_size, view.first + line);
    }
}

/* The leaf goes, and its neighbours are each other's. */
static void link_siblings(struct merge *merge, const struct stamp *stamp)
{
    if (merge->left.image != NULL) {
        change_stamp(&merge->left, stamp);
        page_set_next(merge->left.image, merge->next);
    }
    if (merge->right.image != NULL) {
        change_stamp(&merge->right, stamp);
        page_set_previous(merge->right.image, merge->previous);
    }
}

/* The root of a tree that has lost its last entry. */
static void write_empty_root(struct merge *merge)
{
    uint8_t *image = merge->level[0].page.image;

    page_set_flags(image, (get_u32(image + 36) & ~(uint32_t)PAGE_PARENT_OF_LEAF) | PAGE_LEAF);
}

void merge_write(struct merge *merge, const struct stamp *stamp)
{
    const bool to_the_left = merge->kind == MERGE_FULL_LEFT || merge->kind == MERGE_PARTIAL_LEFT;
    const bool partial = merge->kind == MERGE_PARTIAL_RIGHT || merge->kind == MERGE_PARTIAL_LEFT;
    const bool moves = to_the_left || partial || merge->kind == MERGE_FULL_RIGHT;
    struct page_ref *leaf = &merge->level[merge->path.depth].page;
    struct page_ref *dest = to_the_left ? &merge->left : &merge->right;

    for (unsigned level = merge->top; level < merge->path.depth; level++) {
        write_level(merge, level, stamp);
    }
    if (merge->kind == MERGE_EMPTY_TREE && merge->level[0].page.image != NULL) {
        write_empty_root(merge);
    }
    if (!partial) {
        link_siblings(merge, stamp);
    } else if (dest->image != NULL) {
        change_stamp(dest, stamp);
    }
    if (moves && dest->image != NULL) {
        move_lines(merge, dest, to_the_left);
    }
    if (leaf->image == NULL) {
        return;
    }
    change_stamp(leaf, stamp);
    if (partial) {
        cut_lines(merge, leaf);
    } else {
        page_set_flags(leaf->image, get_u32(leaf->image + 36) | PAGE_EMPTY);
    }
}
