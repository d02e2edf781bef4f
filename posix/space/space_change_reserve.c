/*
 * space_change_reserve.c - the reserve of an extent tree: pages for its own splits, so that recording a free page never
 * needs a free page that would have to be recorded.
 *
 *   external header of the tree's root, 16 bytes
 *   0   u32 last page, i32 pages     of one extent, used from the front
 *   8   u32 last page, i32 pages     of another
 *
 * The extent with fewer pages is used up first. A page comes back into the reserve only beside one of the extents, or into
 * an empty place while the other extent holds enough: so one place is empty whenever the reserve runs low. Databases of
 * others may not know that rule; what a new extent displaces then becomes available space.
 *
 * Format: reference database-file 6.4 and 8.4.
 */
#include "btree/tree_change_log.h"
#include "btree/tree_pages.h"
#include "diag.h"
#include "space/space_change_parts.h"
#include "try.h"

enum {
    PLACES = 2,
    PLACE_SIZE = 8,
    RESERVE_SIZE = PLACES * PLACE_SIZE,
    LEAF_ROOM = 100, /* bytes that a root leaf must have free to need no reserve */
    LEAST_LEAF = 2,  /* pages that one insert may use: a root leaf, */
    LEAST_TWO_LEVELS = 3,
    LEAST_MORE = 4,
    PREFERRED = 8,
};

struct reserve {
    uint32_t last[PLACES], pages[PLACES];
};

static JET_ERR reserve_read(const struct tree *tree, const struct page_ref *page, struct reserve *reserve)
{
    struct bytes tag;

    *reserve = (struct reserve){{0}, {0}};
    (void)page_tag(page->image, cache_file_page_size(tree->file), 0, &tag, NULL);
    if (tag.size < RESERVE_SIZE) {
        return JET_errSuccess; /* very old databases have none */
    }
    for (unsigned i = 0; i < PLACES; i++) {
        reserve->last[i] = get_u32(tag.at + PLACE_SIZE * i);
        reserve->pages[i] = get_u32(tag.at + PLACE_SIZE * i + 4);
        if (reserve->pages[i] > reserve->last[i]) {
            return diag_fail(JET_errDatabaseCorrupted, "page %u: its reserve begins before the file",
                             tree->root);
        }
    }
    return JET_errSuccess;
}

/* Latches the root of an extent tree and reads its reserve. */
static JET_ERR reserve_latch(const struct tree *tree, enum latch_mode mode, struct page_ref *page,
                             struct reserve *reserve)
{
    JET_ERR err;

    JET_TRY(page_latch(tree->file, tree->root, mode, page));
    err = reserve_read(tree, page, reserve);
    if (err < 0) {
        page_unlatch(page);
    }
    return err;
}

/* Writes the reserve to the root, latched EXCLUSIVE; a prefix behind it stays. */
static JET_ERR reserve_write(const struct change *change, const struct tree *tree, struct page_ref *page,
                             const struct reserve *reserve)
{
    const uint32_t size = cache_file_page_size(tree->file);
    struct log_place place = {.change = change, .tree = tree, .page = page};
    uint8_t image[RESERVE_SIZE + TREE_BOOKMARK_MAX];
    struct bytes header = {image, RESERVE_SIZE}, tag;
    struct stamp stamp = {0};

    (void)page_tag(page->image, size, 0, &tag, NULL);
    if (tag.size > sizeof image) {
        return diag_fail(JET_errDatabaseCorrupted, "page %u: its external header is too long", tree->root);
    }
    memcpy(image, tag.at, tag.size);
    header.size = tag.size < RESERVE_SIZE ? (uint32_t)RESERVE_SIZE : tag.size;
    for (unsigned i = 0; i < PLACES; i++) {
        put_u32(image + PLACE_SIZE * i, reserve->last[i]);
        put_u32(image + PLACE_SIZE * i + 4, reserve->pages[i]);
    }
    JET_TRY(change_next_time(change, page, &stamp.dbtime));
    place.dbtime = stamp.dbtime;
    JET_TRY(change_log_external_header(&place, header, &stamp.lsn));
    change_stamp_logged(change, &stamp);
    change_stamp(page, &stamp);
    page_set_external_header(page->image, size, header);
    return JET_errSuccess;
}

/* --------------------------------------------------------------------------------------------- for splits */

static JET_ERR reserve_take(const struct change *change, const struct tree *tree, uint32_t *pgno)
{
    struct reserve reserve;
    struct page_ref page;
    unsigned place = 0;
    JET_ERR err;

    JET_TRY(reserve_latch(tree, LATCH_EXCLUSIVE, &page, &reserve));
    if (reserve.pages[0] == 0 || (reserve.pages[1] != 0 && reserve.pages[1] < reserve.pages[0])) {
        place = 1;
    }
    if (reserve.pages[place] == 0) {
        err = diag_fail(JET_errOutOfDatabaseSpace, "page %u: the reserve of its tree of extents is used up",
                        tree->root);
    } else {
        *pgno = reserve.last[place] - reserve.pages[place] + 1;
        reserve.pages[place]--;
        reserve.last[place] = reserve.pages[place] == 0 ? 0 : reserve.last[place];
        err = reserve_write(change, tree, &page, &reserve);
    }
    page_unlatch(&page);
    return err;
}

/* Finds the page a place in the reserve, and puts it there; false when there is none. */
static bool reserve_join(struct reserve *reserve, uint32_t pgno)
{
    for (unsigned i = 0; i < PLACES; i++) {
        if (reserve->pages[i] == 0) {
            continue;
        }
        if (pgno == reserve->last[i] + 1) {
            reserve->last[i]++;
            reserve->pages[i]++;
            return true;
        }
        if (pgno == reserve->last[i] - reserve->pages[i]) {
            reserve->pages[i]++;
            return true;
        }
    }
    for (unsigned i = 0; i < PLACES; i++) {
        const uint32_t other = reserve->pages[1 - i];

        if (reserve->pages[i] == 0 && (other == 0 || other >= LEAST_MORE)) {
            reserve->last[i] = pgno;
            reserve->pages[i] = 1;
            return true;
        }
    }
    return false;
}

static JET_ERR reserve_give_back(const struct change *change, const struct tree *tree, uint32_t pgno)
{
    struct reserve reserve;
    struct page_ref page;
    JET_ERR err;

    JET_TRY(reserve_latch(tree, LATCH_EXCLUSIVE, &page, &reserve));
    err = reserve_join(&reserve, pgno)
              ? reserve_write(change, tree, &page, &reserve)
              : diag_fail(JET_errOutOfDatabaseSpace, "page %u: the reserve of its tree of extents is full",
                          tree->root);
    page_unlatch(&page);
    return err;
}

JET_ERR tree_page_take(const struct change *change, const struct tree *tree, uint32_t hint, uint32_t *pgno)
{
    return change->flags & CHANGE_SPACE ? reserve_take(change, tree, pgno)
                                        : space_take_page(change, tree, hint, pgno);
}

JET_ERR tree_page_give_back(const struct change *change, const struct tree *tree, uint32_t pgno)
{
    return change->flags & CHANGE_SPACE ? reserve_give_back(change, tree, pgno)
                                        : space_give_back(change, tree, pgno, 1);
}

bool tree_page_may_go_back(const struct change *change, const struct tree *tree, uint32_t pgno)
{
    struct reserve reserve;
    struct page_ref page;

    if (!(change->flags & CHANGE_SPACE)) {
        return true;
    }
    if (reserve_latch(tree, LATCH_SHARED, &page, &reserve) < 0) {
        return false;
    }
    page_unlatch(&page);
    return reserve_join(&reserve, pgno);
}

/* ------------------------------------------------------------------------------------------------ filling */

JET_ERR reserve_lack(const struct space_owner *owner, enum space_kind kind, uint32_t *pages)
{
    const struct tree tree = space_tree(owner->tree, &owner->header, kind);
    struct reserve reserve;
    struct page_ref page;
    uint32_t least, flags;

    JET_TRY(reserve_latch(&tree, LATCH_SHARED, &page, &reserve));
    flags = get_u32(page.image + 36);
    if (flags & PAGE_LEAF) {
        least = page_free_bytes(page.image) >= LEAF_ROOM ? 0 : LEAST_LEAF;
    } else {
        least = flags & PAGE_PARENT_OF_LEAF ? LEAST_TWO_LEVELS : LEAST_MORE;
    }
    page_unlatch(&page);
    *pages = reserve.pages[0] + reserve.pages[1] >= least ? 0
             : least == LEAST_LEAF                        ? least
                                                          : (uint32_t)PREFERRED;
    return JET_errSuccess;
}

JET_ERR reserve_fill(const struct space_owner *owner, enum space_kind kind, uint32_t first, uint32_t pages,
                     struct extent *displaced)
{
    const struct tree tree = space_tree(owner->tree, &owner->header, kind);
    struct reserve reserve;
    struct page_ref page;
    unsigned place;
    JET_ERR err;

    JET_TRY(reserve_latch(&tree, LATCH_EXCLUSIVE, &page, &reserve));
    place = reserve.pages[1] < reserve.pages[0] ? 1 : 0;
    *displaced = (struct extent){reserve.last[place] - reserve.pages[place] + 1, reserve.pages[place], 0};
    reserve.last[place] = first + pages - 1;
    reserve.pages[place] = pages;
    err = reserve_write(&owner->change, &tree, &page, &reserve);
    page_unlatch(&page);
    return err;
}

JET_ERR reserve_prepare(struct space_owner *owner)
{
    struct extent extent, displaced;
    uint32_t pages;
    bool found;

    JET_TRY(reserve_lack(owner, SPACE_AVAILABLE, &pages));
    if (pages == 0) {
        return JET_errSuccess;
    }
    JET_TRY(available_find(owner, pages, 0, &extent, &found));
    if (!found) {
        return owner_grow(owner, 0);
    }
    JET_TRY(available_take(owner, &extent, pages));
    JET_TRY(reserve_fill(owner, SPACE_AVAILABLE, extent.first, pages, &displaced));
    return displaced.pages > 0 ? extent_insert(owner, SPACE_AVAILABLE, displaced.first, displaced.pages)
                               : JET_errSuccess;
}
