/*
 * space_numbers.c - adding up extents.
 */
#include "maintenance/space_numbers.h"

#include <stdlib.h>

#include "diag.h"
#include "try.h"

enum { POOL_SHELVED = 2 };

static uint32_t last_page(const struct extent *extent)
{
    return extent->first + extent->pages - 1;
}

static JET_ERR add_owned(void *context, const struct extent *extent)
{
    struct space_numbers *numbers = context;

    if (extent->pages == 0) {
        return JET_errSuccess;
    }
    if (numbers->lowest == 0 || extent->first < numbers->lowest) {
        numbers->lowest = extent->first;
    }
    if (last_page(extent) > numbers->highest) {
        numbers->highest = last_page(extent);
    }
    numbers->owned += extent->pages;
    numbers->extents++;
    return JET_errSuccess;
}

static JET_ERR add_available(void *context, const struct extent *extent)
{
    struct space_numbers *numbers = context;

    if (extent->pool != POOL_SHELVED) {
        numbers->available += extent->pages;
        return JET_errSuccess;
    }
    if (extent->pages > 0) {
        if (numbers->shelved_lowest == 0 || extent->first < numbers->shelved_lowest) {
            numbers->shelved_lowest = extent->first;
        }
        if (last_page(extent) > numbers->shelved_highest) {
            numbers->shelved_highest = last_page(extent);
        }
    }
    numbers->shelved += extent->pages;
    return JET_errSuccess;
}

static JET_ERR add_with_reserves(void *context, const struct extent *extent)
{
    struct space_numbers *numbers = context;

    numbers->reserved += extent->pool != POOL_SHELVED ? extent->pages : 0;
    return JET_errSuccess;
}

JET_ERR space_numbers_read(const struct tree *tree, struct space_numbers *numbers)
{
    *numbers = (struct space_numbers){0};
    JET_TRY(space_header_read(tree, &numbers->header));
    JET_TRY(space_each_extent(tree, SPACE_OWNED, false, add_owned, numbers));
    JET_TRY(space_each_extent(tree, SPACE_AVAILABLE, false, add_available, numbers));
    JET_TRY(space_each_extent(tree, SPACE_AVAILABLE, true, add_with_reserves, numbers));
    numbers->reserved -= numbers->available < numbers->reserved ? numbers->available : numbers->reserved;
    return JET_errSuccess;
}

/* -------------------------------------------------------------------------------------- unused at the end */

struct free_extents {
    struct extent *extents;
    uint32_t count, room;
};

static JET_ERR keep(void *context, const struct extent *extent)
{
    struct free_extents *kept = context;

    if (extent->pool == POOL_SHELVED || extent->pages == 0) {
        return JET_errSuccess;
    }
    if (kept->count == kept->room) {
        const uint32_t room = kept->room == 0 ? 64 : 2 * kept->room;
        struct extent *more = realloc(kept->extents, room * sizeof *more);

        if (more == NULL) {
            return diag_fail(JET_errOutOfMemory, "no memory for %u free extents", room);
        }
        kept->extents = more;
        kept->room = room;
    }
    kept->extents[kept->count++] = *extent;
    return JET_errSuccess;
}

static int by_last_page(const void *left, const void *right)
{
    const uint32_t l = last_page(left), r = last_page(right);

    return (l > r) - (l < r);
}

JET_ERR space_unused_end(const struct tree *tree, const struct space_numbers *numbers, uint32_t *first)
{
    struct free_extents kept = {0};
    uint32_t behind = numbers->highest + 1; /* the page behind the free ones found so far */
    JET_ERR err = space_each_extent(tree, SPACE_AVAILABLE, true, keep, &kept);

    *first = 0;
    if (err >= 0 && kept.count > 0) {
        qsort(kept.extents, kept.count, sizeof *kept.extents, by_last_page);
    }
    for (uint32_t i = kept.count; err >= 0 && i > 0 && last_page(&kept.extents[i - 1]) + 1 == behind; i--) {
        behind = *first = kept.extents[i - 1].first;
    }
    free(kept.extents);
    return err;
}
