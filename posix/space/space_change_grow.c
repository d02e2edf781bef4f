/*
 * space_change_grow.c - more space for a tree: an extent of its parent's, or a longer file; and extent trees for a tree
 * that had one extent.
 *
 * An extent leaves the parent's available space before it enters the child's owned space, and enters that before it is
 * available there: whoever stops in between loses pages, but gives none to two owners. Sizes are a matter of policy:
 * each extent is a quarter larger than the one before, from 16 pages up to a MiB.
 *
 * Rules: reference database-file 8.4.
 */
#include "btree/tree_change_log.h"
#include "diag.h"
#include "instance/database.h"
#include "instance/parameter.h"
#include "log/log.h"
#include "space/space_change_parts.h"
#include "try.h"

enum {
    SMALL_TREE = 16, /* pages; below, extents are of FEW_PAGES */
    FEW_PAGES = 4,
    USUAL_PAGES = 16,
    EXTENT_BYTES_MAX = 1 << 20,
    DATABASE_ROOT = 1,
    PAGES_MAX = 0x7FFFFFF0,
    ROOTS = 2, /* pages for the roots of new extent trees */
};

/* How many pages to ask the parent for when `least` are needed. */
static JET_ERR wanted(const struct space_owner *owner, uint32_t least, uint32_t *pages)
{
    const uint32_t most = EXTENT_BYTES_MAX / cache_file_page_size(owner->tree->file);
    const struct space_header *header = &owner->header;
    bool large = header->pages >= SMALL_TREE;

    if (header->many_extents) {
        JET_TRY(owner_has_pages(owner, SMALL_TREE, &large));
    }
    *pages = FEW_PAGES;
    if (large) {
        *pages = header->is_latest ? header->pages + header->pages / 4 : header->pages / 4;
        *pages = *pages < USUAL_PAGES ? USUAL_PAGES : *pages > most ? most : *pages;
    }
    *pages = *pages < least ? least : *pages;
    return JET_errSuccess;
}

/* -------------------------------------------------------------------------------------------- the sources */

/* A replay makes the file as long before it uses the new pages. */
static JET_ERR log_growth(const struct space_owner *owner, uint32_t last)
{
    const struct database *database = owner->change.database;
    struct log_record record;
    uint64_t lsn;

    if (database->log == NULL) {
        return JET_errSuccess;
    }
    log_extend_db_encode(
        &(struct log_extend_db){.type = LOG_EXTEND_DB, .dbid = (uint8_t)database->dbid, .pgno_last = last},
        &record);
    return log_append(database->log, record.pieces, record.count, &lsn);
}

/* Makes the file longer, by `least` pages or more. Its end is a multiple of JET_paramDbExtensionSize. */
static JET_ERR grow_file(const struct space_owner *owner, uint32_t least, struct extent *extent)
{
    struct database *database = owner->change.database;
    const uint64_t step = (uint64_t)parameter_integer(database->instance, JET_paramDbExtensionSize);
    const uint32_t limit = atomic_load(&database->most_pages),
                   most = limit != 0 ? limit : (uint32_t)PAGES_MAX;
    struct extent last_owned;
    uint64_t last, end;

    JET_TRY(extent_last_owned(owner, &last_owned));
    last = (uint64_t)last_owned.first + last_owned.pages - 1;
    end = last + (least > step ? least : step) + DB_HEADER_PAGES;
    end = (end + step - 1) / step * step - DB_HEADER_PAGES;
    if (end > most && last + least <= most) {
        end = most;
    }
    if (end > most) {
        return diag_fail(JET_errOutOfDatabaseSpace, "'%s' cannot grow by %u pages beyond %llu",
                         database->path, least, (unsigned long long)last);
    }
    JET_TRY(log_growth(owner, (uint32_t)end));
    JET_TRY(os_file_allocate(&database->file, (end + DB_HEADER_PAGES) * database->page_size));
    *extent = (struct extent){(uint32_t)last + 1, (uint32_t)(end - last), 0};
    return JET_errSuccess;
}

static JET_ERR get_from_parent(const struct space_owner *owner, uint32_t least, uint32_t most,
                               struct extent *extent)
{
    struct space_owner parent;
    struct tree tree;
    JET_ERR err;

    JET_TRY(owner_lock_parent(owner, &tree, &parent));
    err = owner_take_extent(&parent, least, most, 0, extent);
    owner_unlock(&parent);
    return err;
}

static JET_ERR get_extent(const struct space_owner *owner, uint32_t least, struct extent *extent)
{
    uint32_t most;

    if (owner->tree->root == DATABASE_ROOT) {
        return grow_file(owner, least, extent);
    }
    JET_TRY(wanted(owner, least, &most));
    return get_from_parent(owner, least, most, extent);
}

/* ------------------------------------------------------------------------------------------- extent trees */

static void add_extent(uint8_t *image, uint32_t size, uint32_t first, uint32_t pages)
{
    struct page_header header;
    uint8_t key[SPACE_NODE_KEY], data[4];
    const struct page_node node = {
        .prefix = {key, 0}, .suffix = {key, sizeof key}, .data = {data, sizeof data}};
    struct page_view view;
    unsigned tag;

    put_big_u32(key, first + pages - 1);
    put_u32(data, pages);
    page_header_decode(image, size, &header);
    page_view_init(&view, image, size);
    for (tag = view.first; tag < view.end; tag++) { /* in order of the last pages */
        struct page_node other;

        page_view_node(&view, tag, &other);
        if (memcmp(other.suffix.at, key, sizeof key) > 0) {
            break;
        }
    }
    page_insert_node(image, size, tag, &node, 0);
}

/* Free pages of the one extent that a tree had so far. */
static void add_free_bits(uint8_t *image, uint32_t size, const struct space_header *header, uint32_t root)
{
    const uint32_t mapped = header->pages - 1 < SPACE_FREE_BITS ? header->pages - 1 : SPACE_FREE_BITS;
    uint32_t run = 0;

    for (uint32_t bit = 0; bit <= mapped; bit++) {
        if (bit < mapped && header->free_bits & 1u << bit) {
            run++;
        } else if (run > 0 && !(bit == SPACE_FREE_BITS && header->pages - 1 > SPACE_FREE_BITS)) {
            add_extent(image, size, root + 1 + bit - run, run);
            run = 0;
        }
    }
    if (header->pages - 1 >
        SPACE_FREE_BITS) { /* what the bitmap does not reach is free, and follows the last run */
        add_extent(image, size, root + 1 + mapped - run, run + header->pages - 1 - mapped);
    }
}

void space_init_extent_root(const struct space_owner *owner, struct page_ref *page, uint32_t flags)
{
    const uint32_t size = cache_file_page_size(owner->tree->file);
    static const uint8_t empty_reserve[16];

    page_init(page->image, size, page->pgno, owner->tree->objid,
              flags | PAGE_ROOT | PAGE_LEAF | PAGE_SPACE_TREE);
    page_set_external_header(page->image, size, (struct bytes){empty_reserve, sizeof empty_reserve});
}

/* One record for the root and the two new pages. */
static JET_ERR log_conversion(const struct space_owner *owner, const struct page_ref *root,
                              const struct extent *extent, uint32_t flags, struct stamp *stamp)
{
    const struct change plain = {.session = owner->change.session, .database = owner->change.database};
    const struct log_place place = {
        .change = &plain, .tree = owner->tree, .page = root, .dbtime = stamp->dbtime};
    struct log_record record;

    if (!change_is_logged(&plain)) {
        return JET_errSuccess;
    }
    log_convert_tree_encode(&(struct log_convert_tree){.page = change_log_page(&place, LOG_CONVERT_TREE),
                                                       .objid = owner->tree->objid,
                                                       .pgno_owned = extent->first,
                                                       .pgno_available = extent->first + 1,
                                                       .pgno_parent = owner->header.parent,
                                                       .pgno_second = extent->first,
                                                       .page_count = owner->header.pages,
                                                       .second_count = extent->pages,
                                                       .available_bits = owner->header.free_bits,
                                                       .page_flags = flags},
                            &record);
    JET_TRY(change_log_append(&plain, &record, &stamp->lsn));
    change_stamp_logged(&plain, stamp);
    return JET_errSuccess;
}

void space_write_conversion(const struct space_owner *owner, const struct conversion *conversion,
                            const struct stamp *stamp)
{
    const uint32_t size = cache_file_page_size(owner->tree->file);
    const struct extent *extent = &conversion->second;
    struct page_ref *owned = conversion->owned, *available = conversion->available;

    if (owned->image != NULL) {
        space_init_extent_root(owner, owned, conversion->page_flags);
        change_stamp(owned, stamp);
        add_extent(owned->image, size, owner->tree->root, owner->header.pages);
        add_extent(owned->image, size, extent->first, extent->pages);
    }
    if (available->image != NULL) {
        space_init_extent_root(owner, available, conversion->page_flags);
        change_stamp(available, stamp);
        add_free_bits(available->image, size, &owner->header, owner->tree->root);
        if (extent->pages > ROOTS) {
            add_extent(available->image, size, extent->first + ROOTS, extent->pages - ROOTS);
        }
    }
    if (conversion->root->image != NULL) {
        const struct space_header header = space_converted_header(&owner->header, extent);

        change_stamp(conversion->root, stamp);
        space_header_put(&header, conversion->root, size);
    }
}

struct space_header space_converted_header(const struct space_header *before, const struct extent *second)
{
    struct space_header header = *before;

    header.many_extents = true;
    header.owned_root = second->first;
    return header;
}

/* The pages of the conversion are latched: the root, and those of the two trees. */
static JET_ERR write_conversion(struct space_owner *owner, struct conversion *conversion)
{
    const uint32_t kinds = PAGE_INDEX | PAGE_LONG_VALUE | PAGE_NON_UNIQUE_KEYS;
    struct stamp stamp = {0};

    conversion->page_flags = get_u32(conversion->root->image + 36) & kinds;
    JET_TRY(change_next_time(&owner->change, conversion->root, &stamp.dbtime));
    JET_TRY(log_conversion(owner, conversion->root, &conversion->second, conversion->page_flags, &stamp));
    space_write_conversion(owner, conversion, &stamp);
    owner->header = space_converted_header(&owner->header, &conversion->second);
    return JET_errSuccess;
}

/* Gives a tree with one extent a second one, in which its extent trees begin. */
static JET_ERR convert(struct space_owner *owner, uint32_t least)
{
    struct page_ref root, owned = {0}, available = {0};
    struct conversion conversion = {.root = &root, .owned = &owned, .available = &available};
    struct extent *extent = &conversion.second;
    JET_ERR err;

    if (owner->header.pages == 0) {
        return diag_fail(JET_errDatabaseCorrupted, "page %u: its tree owns no pages", owner->tree->root);
    }
    JET_TRY(get_extent(owner, least + ROOTS, extent));
    JET_TRY(page_latch(owner->tree->file, owner->tree->root, LATCH_EXCLUSIVE, &root));
    JET_TRY_OR(page_latch_new(owner->tree->file, extent->first, &owned), end);
    JET_TRY_OR(page_latch_new(owner->tree->file, extent->first + 1, &available), end);
    err = write_conversion(owner, &conversion);
end:
    page_unlatch(&available);
    page_unlatch(&owned);
    page_unlatch(&root);
    return err;
}

/* Takes `pages` from the front of an extent that nobody knows of yet, for the reserve of an extent tree. */
static JET_ERR cut_reserve(struct space_owner *owner, enum space_kind kind, uint32_t pages,
                           struct extent *extent, struct extent *displaced)
{
    *displaced = (struct extent){0, 0, 0};
    if (pages == 0) {
        return JET_errSuccess;
    }
    JET_TRY(reserve_fill(owner, kind, extent->first, pages, displaced));
    extent->first += pages;
    extent->pages -= pages;
    return JET_errSuccess;
}

/* Enters a new extent: reserves first, which the entries may need. */
static JET_ERR enter_extent(struct space_owner *owner, const struct extent *extent, uint32_t for_owned,
                            uint32_t for_available)
{
    struct extent rest = *extent, displaced[2];

    JET_TRY(cut_reserve(owner, SPACE_OWNED, for_owned, &rest, &displaced[0]));
    JET_TRY(cut_reserve(owner, SPACE_AVAILABLE, for_available, &rest, &displaced[1]));
    JET_TRY(extent_insert(owner, SPACE_OWNED, extent->first, extent->pages));
    if (rest.pages > 0) {
        JET_TRY(extent_insert(owner, SPACE_AVAILABLE, rest.first, rest.pages));
    }
    for (unsigned i = 0; i < 2; i++) {
        if (displaced[i].pages > 0) {
            JET_TRY(extent_insert(owner, SPACE_AVAILABLE, displaced[i].first, displaced[i].pages));
        }
    }
    return JET_errSuccess;
}

JET_ERR owner_grow(struct space_owner *owner, uint32_t least)
{
    uint32_t for_owned, for_available;
    struct extent extent;

    if (!owner->header.many_extents) {
        return convert(owner, least);
    }
    JET_TRY(reserve_lack(owner, SPACE_OWNED, &for_owned));
    JET_TRY(reserve_lack(owner, SPACE_AVAILABLE, &for_available));
    JET_TRY(get_extent(owner, least + for_owned + for_available, &extent));
    JET_TRY(enter_extent(owner, &extent, for_owned, for_available));
    if (owner->tree->root == DATABASE_ROOT ||
        (owner->header.is_latest && owner->header.pages == extent.pages)) {
        return JET_errSuccess;
    }
    owner->header.is_latest = true;
    owner->header.pages = extent.pages;
    return owner_write_header(owner);
}

JET_ERR owner_take_extent(struct space_owner *owner, uint32_t least, uint32_t most, uint32_t hint,
                          struct extent *extent)
{
    const uint32_t enough =
        least > (most + 3) / 4 ? least : (most + 3) / 4; /* smaller ones are left to smaller trees */
    uint32_t first;
    bool found;

    if (!owner->header.many_extents && bits_take(&owner->header, owner->tree->root, least, hint, &first)) {
        *extent = (struct extent){first, least, 0};
        return owner_write_header(owner);
    }
    if (!owner->header.many_extents) {
        JET_TRY(owner_grow(owner, most));
    }
    for (bool grown = false;; grown = true) {
        JET_TRY(available_find(owner, most, hint, extent, &found));
        if (!found) {
            JET_TRY(available_find(owner, enough, hint, extent, &found));
        }
        if (found || grown) {
            break;
        }
        JET_TRY(owner_grow(owner, most));
    }
    if (!found) {
        return diag_fail(JET_errOutOfDatabaseSpace, "the tree at page %u has no %u pages in a row",
                         owner->tree->root, least);
    }
    const struct extent whole = *extent;

    extent->pages = whole.pages < most ? whole.pages : most;
    return available_take(owner, &whole, extent->pages);
}

/* ------------------------------------------------------------------------------------------ the whole file */

JET_ERR space_last_page(struct database *database, uint32_t *pgno)
{
    const struct change change = {.database = database};
    const struct tree root = space_root(database);
    struct space_owner owner;
    struct extent last;
    JET_ERR err;

    JET_TRY(owner_lock(&change, &root, &owner));
    err = extent_last_owned(&owner, &last);
    owner_unlock(&owner);
    JET_TRY(err);
    *pgno = last.first + last.pages - 1;
    return JET_errSuccess;
}

/* In steps of the size that the file grows by, which makes its extents alike. */
JET_ERR space_grow_database(const struct change *change, uint32_t pages)
{
    const uint32_t step = (uint32_t)parameter_integer(change->database->instance, JET_paramDbExtensionSize);
    const struct tree root = space_root(change->database);
    struct space_owner owner;
    uint64_t grown = 0;
    JET_ERR err = JET_errSuccess;

    while (grown < pages && err >= 0) {
        JET_TRY(owner_lock(change, &root, &owner));
        err = owner_grow(&owner, step);
        owner_unlock(&owner);
        grown += step;
    }
    return err;
}
