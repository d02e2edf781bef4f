/*
 * space_redo.c - see space_redo.h.
 */
#include "space/space_redo.h"

#include "btree/tree_redo_parts.h"
#include "diag.h"
#include "space/space_change_parts.h"
#include "try.h"

enum { PAGES_MAX = 0x7FFFFFF0 };

static JET_ERR refuse(const struct redo *redo, uint32_t pgno)
{
    return redo_refuse(redo, pgno, "the tree there cannot be made");
}

/* Latches those of a new tree's roots that are to be made, and makes them. */
static JET_ERR make_roots(const struct redo *redo, const struct space_owner *owner, const uint32_t *pgno,
                          const struct log_page *record, uint32_t page_flags)
{
    const struct stamp stamp = redo_stamp(redo, record->dbtime);
    const uint32_t count = owner->header.many_extents ? SPACE_ROOTS : 1;
    struct page_ref page[SPACE_ROOTS] = {0};
    JET_ERR err = JET_errSuccess;

    for (uint32_t i = 0; i < count; i++) {
        JET_TRY_OR(redo_page_new(redo, pgno[i], record->dbtime, &page[i]), end);
    }
    space_write_roots(owner, page_flags, page);
    for (uint32_t i = 0; i < count; i++) {
        if (page[i].image != NULL) {
            change_stamp(&page[i], &stamp);
        }
    }
end:
    for (uint32_t i = 0; i < count; i++) {
        page_unlatch(&page[i]);
    }
    return err;
}

static JET_ERR create_multiple(const struct redo *redo, struct bytes bytes)
{
    struct log_create_multiple record;

    JET_TRY(log_create_multiple_decode(bytes, &record));
    if (record.page_count < SPACE_ROOTS || record.page_count > PAGES_MAX) {
        return refuse(redo, record.page.pgno);
    }
    const uint32_t pgno[] = {record.page.pgno, record.pgno_owned, record.pgno_available};
    const struct tree tree = redo_tree(redo, record.page.pgno, record.objid, record.page.flags);
    struct space_owner owner = {.tree = &tree};

    owner.header =
        space_new_header(record.pgno_parent, tree.root, record.page_count, record.page_flags, true);
    owner.header.owned_root = record.pgno_owned;
    return make_roots(redo, &owner, pgno, &record.page, record.page_flags);
}

static JET_ERR create_single(const struct redo *redo, struct bytes bytes)
{
    struct log_create_single record;

    JET_TRY(log_create_single_decode(bytes, &record));
    if (record.page_count < 1 || record.page_count > PAGES_MAX) {
        return refuse(redo, record.page.pgno);
    }
    const struct tree tree = redo_tree(redo, record.page.pgno, record.objid, record.page.flags);
    struct space_owner owner = {.tree = &tree};

    owner.header =
        space_new_header(record.pgno_parent, tree.root, record.page_count, record.page_flags, false);
    return make_roots(redo, &owner, &record.page.pgno, &record.page, record.page_flags);
}

static JET_ERR convert(const struct redo *redo, struct bytes bytes)
{
    struct page_ref root = {0}, owned = {0}, available = {0};
    struct conversion conversion = {.root = &root, .owned = &owned, .available = &available};
    struct log_convert_tree record;
    struct stamp stamp;
    JET_ERR err;

    JET_TRY(log_convert_tree_decode(bytes, &record));
    if (record.page_count < 1 || record.page_count > PAGES_MAX || record.second_count < 2 ||
        record.second_count > PAGES_MAX || record.pgno_owned != record.pgno_second) {
        return refuse(redo, record.page.pgno);
    }
    const struct tree tree = redo_tree(redo, record.page.pgno, record.objid, record.page.flags);
    const struct space_owner owner = {
        .tree = &tree,
        .header = {.pages = record.page_count,
                   .parent = record.pgno_parent,
                   .non_unique = (record.page_flags & PAGE_NON_UNIQUE_KEYS) != 0,
                   .free_bits = record.available_bits},
    };

    stamp = redo_stamp(redo, record.page.dbtime);
    conversion.second = (struct extent){record.pgno_second, record.second_count, 0};
    conversion.page_flags = record.page_flags;
    JET_TRY(redo_page(redo, record.page.pgno, record.page.dbtime_before, record.page.dbtime, &root));
    JET_TRY_OR(redo_page_new(redo, record.pgno_owned, record.page.dbtime, &owned), end);
    JET_TRY_OR(redo_page_new(redo, record.pgno_available, record.page.dbtime, &available), end);
    space_write_conversion(&owner, &conversion, &stamp);
end:
    page_unlatch(&available);
    page_unlatch(&owned);
    page_unlatch(&root);
    return err;
}

JET_ERR space_redo(const struct redo *redo, struct bytes record)
{
    switch (record.at[0]) {
    case LOG_CREATE_MULTIPLE:
        return create_multiple(redo, record);
    case LOG_CREATE_SINGLE:
        return create_single(redo, record);
    default:
        return convert(redo, record);
    }
}

JET_ERR space_redo_extend(const struct redo *redo, uint32_t last)
{
    struct database *database = redo->database;
    uint32_t pages;

    if (last > PAGES_MAX) {
        return diag_fail(JET_errLogFileCorrupt, "'%s' cannot have %u pages, as the log says", database->path,
                         last);
    }
    JET_TRY(database_file_pages(database, &pages));
    return pages >= last
               ? JET_errSuccess
               : os_file_allocate(&database->file, ((uint64_t)last + DB_HEADER_PAGES) * database->page_size);
}
