/*
 * page_search.c - binary search over the tags of a page.
 */
#include "btree/page_search.h"

int bytes_compare(struct bytes left, struct bytes right)
{
    const uint32_t common = left.size < right.size ? left.size : right.size;
    int order;

    if (common >= sizeof(uint64_t)) { /* most comparisons end here */
        const uint64_t l = get_big_u64(left.at), r = get_big_u64(right.at);

        if (l != r) {
            return l < r ? -1 : 1;
        }
    }
    order = memcmp(left.at, right.at, common);
    if (order != 0) {
        return order;
    }
    return left.size < right.size ? -1 : left.size > right.size;
}

/* What is left of `key` behind its first `count` bytes, which it has. */
static struct bytes tail(struct bytes key, uint32_t count)
{
    return (struct bytes){key.at + count, key.size - count};
}

int node_compare_key(const struct page_node *node, struct bytes key)
{
    if (node->prefix.size > 0) {
        if (key.size < node->prefix.size) {
            const int order = memcmp(node->prefix.at, key.at, key.size);

            return order != 0 ? order : 1;
        }
        const int order = memcmp(node->prefix.at, key.at, node->prefix.size);

        if (order != 0) {
            return order;
        }
        key = tail(key, node->prefix.size);
    }
    return bytes_compare(node->suffix, key);
}

int node_compare(const struct page_node *node, struct bytes key, struct bytes data)
{
    const int order = node_compare_key(node, key);

    return order != 0 ? order : bytes_compare(node->data, data);
}

/* Orders `count` bytes of a separator against the string key + data, both advanced past what was equal. */
static int compare_piece(struct bytes piece, struct bytes *key, struct bytes *data)
{
    while (piece.size > 0) {
        if (key->size == 0) {
            if (data->size == 0) {
                return 1;
            }
            *key = *data;
            data->size = 0;
        }
        const uint32_t common = piece.size < key->size ? piece.size : key->size;
        const int order = bytes_compare((struct bytes){piece.at, common}, (struct bytes){key->at, common});

        if (order != 0) {
            return order;
        }
        piece = tail(piece, common);
        *key = tail(*key, common);
    }
    return 0;
}

int separator_compare(const struct page_node *node, struct bytes key, struct bytes data)
{
    int order;

    if (node->prefix.size + node->suffix.size == 0) {
        return 1;
    }
    order = compare_piece(node->prefix, &key, &data);
    if (order == 0) {
        order = compare_piece(node->suffix, &key, &data);
    }
    if (order == 0 && key.size + data.size > 0) {
        order = -1;
    }
    return order;
}

uint32_t node_child(const struct page_node *node)
{
    return get_u32(node->data.at);
}

/*
 * Asks for the nodes that may be compared next while this one is: on a page that is in memory but in no processor cache,
 * each comparison of the search would else wait for its own line.
 */
static void prefetch_halves(const struct page_view *view, unsigned low, unsigned middle, unsigned high)
{
    page_view_prefetch(view, low + (middle - low) / 2);
    if (middle + 1 < high) {
        page_view_prefetch(view, middle + 1 + (high - middle - 1) / 2);
    }
}

unsigned leaf_search(const struct page_view *view, bool unique, struct bytes key, struct bytes data,
                     bool *equal)
{
    unsigned low = view->first, high = view->end;
    struct page_node node;

    while (low < high) {
        const unsigned middle = low + (high - low) / 2;

        prefetch_halves(view, low, middle, high);
        page_view_node(view, middle, &node);
        if ((unique ? node_compare_key(&node, key) : node_compare(&node, key, data)) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *equal = false;
    if (low < view->end) {
        page_view_node(view, low, &node);
        *equal = node_compare_key(&node, key) == 0;
    }
    return low;
}

unsigned child_search(const struct page_view *view, struct bytes key, struct bytes data)
{
    unsigned low = view->first, high = view->end - 1u;

    /* The last node serves when no separator is above the target. */
    while (low < high) {
        const unsigned middle = low + (high - low) / 2;
        struct page_node node;

        prefetch_halves(view, low, middle, high);
        page_view_node(view, middle, &node);
        if (separator_compare(&node, key, data) > 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}
