/*
 * tree_change_plan.c - where to split, and which prefixes to choose.
 *
 * A prefix is the whole key of one of the page's lines. What line j saves under the prefix of line i is the smallest of the
 * common beginnings of neighbours between them, less the two bytes of its count; the sums over all j are found for
 * every i in two passes with a stack (sums of the minima of all stretches that end at i).
 *
 * Format: reference database-file 7.4. The policy is ours; any division is valid.
 */
#include "btree/tree_change_plan.h"

#include "diag.h"

enum { COUNT_SIZE = 2 }; /* of a prefix count */

void split_line(const struct split_lines *lines, unsigned index, struct page_node *node)
{
    unsigned tag = lines->view.first + index;

    if (lines->kind != OPERATION_NONE && index == lines->at) {
        *node = lines->node;
        return;
    }
    if (lines->kind == OPERATION_INSERT && index > lines->at) {
        tag--;
    }
    page_view_node(&lines->view, tag, node);
}

struct bytes split_line_key(const struct split_lines *lines, unsigned index, uint8_t *key)
{
    struct page_node node;

    split_line(lines, index, &node);
    memcpy(key, node.prefix.at, node.prefix.size);
    memcpy(key + node.prefix.size, node.suffix.at, node.suffix.size);
    return (struct bytes){key, node.prefix.size + node.suffix.size};
}

/* ----------------------------------------------------------------------------------------------- prefixes */

/* Bytes at the beginning of two keys that are equal. */
static uint32_t common_of(const struct page_node *left, const struct page_node *right)
{
    const bool swap = left->prefix.size < right->prefix.size;
    const struct page_node *longer = swap ? right : left,
                           *other = swap ? left : right; /* by their prefixes */
    const uint32_t common = bytes_common(longer->prefix, other->prefix);
    const uint32_t rest = longer->prefix.size - common;
    uint32_t more;

    if (common < other->prefix.size) {
        return common;
    }
    more = bytes_common((struct bytes){longer->prefix.at + common, rest}, other->suffix);
    if (more < rest) {
        return common + more;
    }
    return common + more +
           bytes_common(longer->suffix, (struct bytes){other->suffix.at + more, other->suffix.size - more});
}

static void compute_common(const struct split_lines *lines, struct plan_space *space)
{
    struct page_node before, node;

    space->common[0] = 0;
    if (lines->count == 0) {
        return;
    }
    split_line(lines, 0, &before);
    for (unsigned i = 1; i < lines->count; i++) {
        uint32_t common;

        split_line(lines, i, &node);
        common = common_of(&before, &node);
        space->common[i] = (uint16_t)(common > COUNT_SIZE ? common - COUNT_SIZE : 0);
        before = node;
    }
}

/* One pass: adds a boundary of `common` to the stretches that end here, and returns the sum of their minima. */
static uint32_t extend(struct plan_space *space, unsigned *depth, uint32_t sum, uint16_t common)
{
    uint16_t count = 1;

    while (*depth > 0 && space->stack[*depth - 1].value >= common) {
        --*depth;
        sum -= (uint32_t)space->stack[*depth].value * space->stack[*depth].count;
        count = (uint16_t)(count + space->stack[*depth].count);
    }
    space->stack[*depth].value = common;
    space->stack[*depth].count = count;
    ++*depth;
    return sum + (uint32_t)common * count;
}

/* The line of [from, to) whose key saves most as the prefix, -1 when none saves anything; `*saved` in bytes. */
static int best_prefix(struct plan_space *space, unsigned from, unsigned to, uint32_t *saved)
{
    unsigned depth = 0;
    uint32_t sum = 0, best = COUNT_SIZE;
    int line = -1;

    *saved = 0;
    if (to - from < 2) {
        return -1;
    }
    space->left[from] = 0;
    for (unsigned i = from + 1; i < to; i++) {
        sum = extend(space, &depth, sum, space->common[i]);
        space->left[i] = sum;
    }
    depth = 0;
    sum = 0;
    for (unsigned i = to; i-- > from;) {
        if (space->left[i] + sum > best) {
            best = space->left[i] + sum;
            line = (int)i;
            *saved = best - COUNT_SIZE; /* the prefix line has a count too */
        }
        if (i > from) {
            sum = extend(space, &depth, sum, space->common[i]);
        }
    }
    return line;
}

/* -------------------------------------------------------------------------------------------------- sizes */

static uint32_t plain_size(const struct page_node *node)
{
    return node_line_size(node, 0) + PAGE_TAG_SIZE;
}

/* Bytes that lines [from, to) take with their best prefix, reserves and the external header's tag included. */
static uint32_t size_of(const struct split_lines *lines, struct plan_space *space, unsigned from, unsigned to,
                        int *prefix)
{
    uint32_t size = PAGE_TAG_SIZE, saved;

    for (unsigned i = from; i < to; i++) {
        struct page_node node;

        split_line(lines, i, &node);
        size += plain_size(&node) + space->reserve[i];
    }
    *prefix = best_prefix(space, from, to, &saved);
    return size - saved;
}

/* Bytes of typed blobs, which stay on the left page. */
static uint32_t blobs_size(const struct split_lines *lines, uint32_t page_size)
{
    uint32_t size = 0;

    for (unsigned tag = 1; tag < lines->view.first; tag++) {
        struct bytes blob;

        (void)page_tag(lines->view.image, page_size, tag, &blob, NULL);
        size += blob.size + PAGE_TAG_SIZE;
    }
    return size;
}

static uint32_t sum_reserve(const struct plan_space *space, unsigned from, unsigned to)
{
    uint32_t sum = 0;

    for (unsigned i = from; i < to; i++) {
        sum += space->reserve[i];
    }
    return sum;
}

static void compute_reserves(const struct tree *tree, const struct split_lines *lines,
                             struct plan_space *space)
{
    const bool any = page_uncommitted_free(lines->view.image) > 0;

    for (unsigned i = 0; i < lines->count; i++) {
        struct page_node node;

        space->reserve[i] = 0;
        if (any) {
            split_line(lines, i, &node);
            space->reserve[i] = (uint16_t)change_reserve_of(tree, &node);
        }
    }
}

/* Fills in the plan for a division at `first`; false when one of the sides does not fit. */
static bool divide(const struct split_lines *lines, uint32_t page_size, struct plan_space *space,
                   unsigned first, struct split_plan *plan)
{
    const uint32_t capacity = page_capacity(page_size);

    plan->kind = SPLIT_RIGHT;
    plan->first = first;
    if (size_of(lines, space, 0, first, &plan->prefix_left) + blobs_size(lines, page_size) > capacity ||
        size_of(lines, space, first, lines->count, &plan->prefix_right) > capacity) {
        return false;
    }
    plan->reserve_left = sum_reserve(space, 0, first);
    plan->reserve_right = sum_reserve(space, first, lines->count);
    return true;
}

/* ------------------------------------------------------------------------------------------------ choices */

/* The division that leaves both pages about equally full. */
static unsigned even_division(const struct split_lines *lines)
{
    uint32_t total = 0, left = 0, best = UINT32_MAX;
    unsigned first = 1;
    struct page_node node;

    for (unsigned i = 0; i < lines->count; i++) {
        split_line(lines, i, &node);
        total += node_line_size(&node, node.prefix.size) + PAGE_TAG_SIZE;
    }
    for (unsigned i = 0; i + 1 < lines->count; i++) {
        uint32_t difference;

        split_line(lines, i, &node);
        left += node_line_size(&node, node.prefix.size) + PAGE_TAG_SIZE;
        difference = 2 * left > total ? 2 * left - total : total - 2 * left;
        if (difference < best) {
            best = difference;
            first = i + 1;
        }
    }
    return first;
}

/* Divides at `first`, or as near to it as possible. */
static bool divide_near(const struct split_lines *lines, uint32_t page_size, struct plan_space *space,
                        unsigned first, struct split_plan *plan)
{
    for (unsigned distance = 0; distance < lines->count; distance++) {
        if (first + distance < lines->count && divide(lines, page_size, space, first + distance, plan)) {
            return true;
        }
        if (distance > 0 && first > distance && divide(lines, page_size, space, first - distance, plan)) {
            return true;
        }
    }
    return false;
}

/*
 * Entries come in ascending order before a fixed one: the two before the new one were the last to be written, and what
 * lies behind is older.
 */
static bool is_hot(const struct split_lines *lines)
{
    const unsigned tag = lines->view.first + lines->at;
    struct page_node node, last, before_last;

    if (lines->kind != OPERATION_INSERT || lines->at < 2 || lines->count < 4) {
        return false;
    }
    page_view_node(&lines->view, tag - 1, &last);
    page_view_node(&lines->view, tag - 2, &before_last);
    if (last.suffix.at <= before_last.suffix.at) {
        return false;
    }
    for (unsigned other = lines->view.first; other < lines->view.end; other++) {
        page_view_node(&lines->view, other, &node);
        if (other != tag - 1 && other != tag - 2 && node.suffix.at > before_last.suffix.at) {
            return false;
        }
    }
    return true;
}

/* The new entry alone goes to a new last page, where its whole key is the prefix. */
static void plan_append(const struct split_lines *lines, uint32_t page_size, struct split_plan *plan)
{
    const uint32_t most = page_capacity(page_size) - PAGE_TAG_SIZE;

    plan->kind = SPLIT_APPEND;
    plan->first = lines->at;
    plan->prefix_left = -1;
    plan->prefix_right = lines->node.suffix.size > COUNT_SIZE && plain_size(&lines->node) + COUNT_SIZE <= most
                             ? (int)lines->at
                             : -1;
    plan->reserve_left = page_uncommitted_free(lines->view.image);
    plan->reserve_right = 0;
}

/* Leaves whose inserts come in order are left full. False when this is no such case. */
static bool plan_ordered(const struct split_lines *lines, uint32_t page_size, struct plan_space *space,
                         struct split_plan *plan)
{
    if (lines->kind != OPERATION_INSERT || !(lines->view.flags & PAGE_LEAF)) {
        return false;
    }
    if (lines->at == lines->count - 1 && page_view_next(&lines->view) == 0) {
        plan_append(lines, page_size, plan);
        return true;
    }
    if (lines->at == 0 && page_view_previous(&lines->view) == 0) {
        return divide(lines, page_size, space, 1, plan);
    }
    if (is_hot(lines)) {
        return divide(lines, page_size, space, lines->at == lines->count - 1 ? lines->at : lines->at + 1,
                      plan);
    }
    return false;
}

JET_ERR split_plan_make(const struct tree *tree, uint32_t size, struct split_lines *lines, bool appends,
                        struct plan_space *space, struct split_plan *plan)
{
    compute_common(lines, space);
    compute_reserves(tree, lines, space);
    if (plan_ordered(lines, size, space, plan)) {
        return JET_errSuccess;
    }
    if (lines->count > 1 &&
        divide_near(lines, size, space, appends ? lines->count - 1 : even_division(lines), plan)) {
        return JET_errSuccess;
    }
    if (lines->view.flags & PAGE_LEAF && lines->kind != OPERATION_NONE &&
        lines->view.end - lines->view.first > 1) {
        lines->kind = OPERATION_NONE;
        lines->count = lines->view.end - lines->view.first;
        compute_common(lines, space);
        compute_reserves(tree, lines, space);
        if (divide_near(lines, size, space, even_division(lines), plan)) {
            return JET_errSuccess;
        }
    }
    return diag_fail(JET_errRecordTooBig, "the tree at page %u: an entry does not fit on a page of %u bytes",
                     tree->root, size);
}

void split_plan_vertical(const struct tree *tree, struct split_lines *lines, struct plan_space *space,
                         struct split_plan *plan)
{
    uint32_t saved;

    compute_common(lines, space);
    compute_reserves(tree, lines, space);
    plan->kind = SPLIT_VERTICAL;
    plan->first = 0;
    plan->prefix_left = -1;
    plan->prefix_right = best_prefix(space, 0, lines->count, &saved);
    plan->reserve_left = 0;
    plan->reserve_right = sum_reserve(space, 0, lines->count);
}
