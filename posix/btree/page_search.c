/*
 * page_search.c - binary search over the tags of a page.
 */
#include "btree/page_search.h"

/*
 * Orders `size` bytes, the same number on both sides. Two loads that overlap, the first bytes and the last ones, order up
 * to twice their width; keys are mostly shorter than that, and a call would cost more than the comparison.
 */
static inline int compare_same_size(const uint8_t *left, const uint8_t *right, uint32_t size)
{
    uint64_t l = 0, r = 0;

    if (size >= sizeof(uint64_t)) {
        l = get_big_u64(left);
        r = get_big_u64(right);
        if (l == r && size > 2 * sizeof(uint64_t)) {
            return memcmp(left + sizeof(uint64_t), right + sizeof(uint64_t), size - sizeof(uint64_t));
        }
        if (l == r) {
            l = get_big_u64(left + size - sizeof(uint64_t));
            r = get_big_u64(right + size - sizeof(uint64_t));
        }
    } else if (size >= sizeof(uint32_t)) {
        l = (uint64_t)get_big_u32(left) << 32 | get_big_u32(left + size - sizeof(uint32_t));
        r = (uint64_t)get_big_u32(right) << 32 | get_big_u32(right + size - sizeof(uint32_t));
    } else if (size > 0) { /* first, middle, last byte */
        l = (uint32_t)left[0] << 16 | (uint32_t)left[size / 2] << 8 | left[size - 1];
        r = (uint32_t)right[0] << 16 | (uint32_t)right[size / 2] << 8 | right[size - 1];
    }
    return l < r ? -1 : l > r;
}

static inline int compare(struct bytes left, struct bytes right)
{
    const int order = compare_same_size(left.at, right.at, left.size < right.size ? left.size : right.size);

    if (order != 0) {
        return order;
    }
    return left.size < right.size ? -1 : left.size > right.size;
}

int bytes_compare(struct bytes left, struct bytes right)
{
    return compare(left, right);
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

/* ------------------------------------------------------------------------------------------------- searches */

/*
 * What is searched for, as the nodes of one page see it. A node's key begins with a part of the page's prefix; how much of
 * that the target shares is found out once.
 */
struct target {
    struct bytes key, data;
    uint32_t shared; /* bytes that the key and the page's prefix begin with alike */
    int beyond;      /* order of a node that has more of the prefix than these */
};

static struct target aim(const struct page_view *view, struct bytes key, struct bytes data)
{
    struct target target = {.key = key, .data = data, .beyond = 1};
    const uint32_t common = view->prefix.size < key.size ? view->prefix.size : key.size;

    while (target.shared < common && view->prefix.at[target.shared] == key.at[target.shared]) {
        target.shared++;
    }
    if (target.shared < common) {
        target.beyond = view->prefix.at[target.shared] < key.at[target.shared] ? -1 : 1;
    }
    return target;
}

/* node_compare_key() for a node of the page that the target was aimed at. */
static inline int compare_key(const struct page_node *node, const struct target *target)
{
    if (node->prefix.size > target->shared) {
        return target->beyond;
    }
    return compare(node->suffix, tail(target->key, node->prefix.size));
}

/* Which nodes lie before the place that a search looks for. */
enum before {
    BEFORE_KEY,      /* key below */
    BEFORE_ENTRY,    /* key and data below */
    BEFORE_CHILD,    /* separators not above the key */
    BEFORE_CHILD_OF, /* separators not above the key with data behind it */
};

static inline bool lies_before(const struct page_view *view, unsigned tag, enum before before,
                               const struct target *target)
{
    struct page_node node;
    int order;

    page_view_node(view, tag, &node);
    switch (before) {
    case BEFORE_KEY:
        return compare_key(&node, target) < 0;
    case BEFORE_ENTRY:
        order = compare_key(&node, target);
        return order != 0 ? order < 0 : compare(node.data, target->data) < 0;
    case BEFORE_CHILD:
        return node.prefix.size + node.suffix.size > 0 && compare_key(&node, target) <= 0;
    default:
        return separator_compare(&node, target->key, target->data) <= 0;
    }
}

enum { PARTS = 8, DATA_LINE = 64, DATA_PREFETCHED = 4 * DATA_LINE };

/*
 * The first of the tags from `low` on that does not lie before the place, `high` when all do.
 *
 * On a page that is in memory but in no processor cache a search spends its time waiting for nodes. So it divides the range
 * not in two but in eight, and asks for all the nodes between at once; three comparisons then choose the part. A range of
 * 64 nodes costs two waits instead of six.
 */
static inline unsigned search(const struct page_view *view, unsigned low, unsigned high, enum before before,
                              const struct target *target)
{
    while (high - low >= PARTS) {
        const unsigned count = high - low, start = low;
        unsigned left = 0, right = PARTS;

        for (unsigned part = 1; part < PARTS; part++) {
            page_view_prefetch(view, start + count * part / PARTS);
        }
        while (right - left > 1) {
            const unsigned part = (left + right) / 2;
            const unsigned tag = start + count * part / PARTS;

            if (lies_before(view, tag, before, target)) {
                left = part;
                low = tag + 1;
            } else {
                right = part;
                high = tag;
            }
        }
    }
    for (unsigned tag = low; tag < high; tag++) {
        page_view_prefetch(view, tag);
    }
    while (low < high) {
        const unsigned middle = low + (high - low) / 2;

        if (lies_before(view, middle, before, target)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Asks for the lines behind the first one of what an entry holds. */
static inline void prefetch_data(struct bytes data)
{
    for (uint32_t at = DATA_LINE; at < data.size && at <= DATA_PREFETCHED; at += DATA_LINE) {
        __builtin_prefetch(data.at + at);
    }
}

unsigned leaf_search(const struct page_view *view, bool unique, struct bytes key, struct bytes data,
                     bool *equal)
{
    const struct target target = aim(view, key, data);
    const unsigned tag = unique ? search(view, view->first, view->end, BEFORE_KEY, &target)
                                : search(view, view->first, view->end, BEFORE_ENTRY, &target);
    struct page_node node;

    *equal = false;
    if (tag < view->end) {
        page_view_node(view, tag, &node);
        *equal = compare_key(&node, &target) == 0;
        if (*equal) { /* it is going to be read */
            prefetch_data(node.data);
        }
    }
    return tag;
}

unsigned child_search(const struct page_view *view, struct bytes key, struct bytes data)
{
    const struct target target = aim(view, key, data);
    const unsigned last = view->end - 1u; /* serves when no separator is above the target */

    return data.size == 0 ? search(view, view->first, last, BEFORE_CHILD, &target)
                          : search(view, view->first, last, BEFORE_CHILD_OF, &target);
}
