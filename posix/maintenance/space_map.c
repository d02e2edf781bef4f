/*
 * space_map.c - collecting extents, and laying them over each other.
 */
#include "maintenance/space_map.h"

#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "space/space.h"
#include "try.h"

enum { LEVEL_ROOT, LEVEL_TABLE, LEVEL_TREE, LEVEL_EXTENT_TREE, LEVEL_FREE, LEVELS };

struct collection {
    struct space_map *map;
    struct map_extent *extents;
    uint32_t count, room;
    struct map_extent next; /* what the walk that is under way adds */
};

static JET_ERR no_memory(void)
{
    return diag_fail(JET_errOutOfMemory, "no memory for the map of the database");
}

/* --------------------------------------------------------------------------------------------- collecting */

/* What lies behind the end of the file is no part of the picture. */
static JET_ERR add(struct collection *collection, uint32_t first, uint32_t pages)
{
    const uint32_t end = collection->map->pages;
    struct map_extent *extent;

    if (pages == 0 || first == 0 || first > end) {
        return JET_errSuccess;
    }
    if (collection->count == collection->room) {
        const uint32_t room = collection->room == 0 ? 1024 : 2 * collection->room;
        struct map_extent *more =
            room > collection->room ? realloc(collection->extents, room * sizeof *more) : NULL;

        if (more == NULL) {
            return no_memory();
        }
        collection->extents = more;
        collection->room = room;
    }
    extent = &collection->extents[collection->count++];
    *extent = collection->next;
    extent->first = first;
    extent->last = pages - 1 > end - first ? end : first + pages - 1;
    return JET_errSuccess;
}

static JET_ERR add_extent(void *context, const struct extent *extent)
{
    return add(context, extent->first, extent->pages);
}

/* A page of an extent tree: its right sibling, and its first child, 0 for none. */
static JET_ERR read_links(const struct tree *tree, uint32_t pgno, uint32_t *next, uint32_t *child)
{
    struct page_ref page;
    struct page_view view;
    struct page_node node;
    bool is_of_tree;

    JET_TRY(page_latch(tree->file, pgno, LATCH_SHARED, &page));
    page_view_init(&view, page.image, cache_file_page_size(tree->file));
    is_of_tree = page_view_objid(&view) == tree->objid;
    *next = page_view_next(&view);
    *child = 0;
    if (!(view.flags & PAGE_LEAF) && view.first < view.end) {
        page_view_node(&view, view.first, &node);
        *child = get_u32(node.data.at);
    }
    page_unlatch(&page);
    return is_of_tree
               ? JET_errSuccess
               : diag_fail(JET_errDatabaseCorrupted, "%s: page %u is no page of the extent tree at page %u",
                           cache_file_path(tree->file), pgno, tree->root);
}

/* The pages of an extent tree, level by level along the siblings. */
static JET_ERR add_pages_of(struct collection *collection, const struct tree *tree)
{
    uint32_t leftmost = tree->root, seen = 0;

    while (leftmost != 0) {
        uint32_t below = 0, next, child;

        for (uint32_t pgno = leftmost; pgno != 0; pgno = next) {
            JET_TRY(read_links(tree, pgno, &next, &child));
            if (++seen > collection->map->pages) {
                return diag_fail(JET_errDatabaseCorrupted, "%s: the extent tree at page %u has a loop",
                                 cache_file_path(tree->file), tree->root);
            }
            JET_TRY(add(collection, pgno, 1));
            below = pgno == leftmost ? child : below;
        }
        leftmost = below;
    }
    return JET_errSuccess;
}

/* Everything about one tree. */
static JET_ERR add_tree(struct collection *collection, const struct tree *tree, uint32_t table,
                        enum map_part part, unsigned level)
{
    struct space_header header;

    JET_TRY(space_header_read(tree, &header));
    collection->next = (struct map_extent){.table = table, .part = (uint8_t)part, .level = (uint8_t)level};
    JET_TRY(space_each_extent(tree, SPACE_OWNED, false, add_extent, collection));
    collection->next.part = MAP_FREE;
    collection->next.level = LEVEL_FREE;
    JET_TRY(space_each_extent(tree, SPACE_AVAILABLE, true, add_extent, collection));
    if (header.many_extents) {
        const struct tree owned = space_tree(tree, &header, SPACE_OWNED);
        const struct tree available = space_tree(tree, &header, SPACE_AVAILABLE);

        collection->next.part = MAP_EXTENT_TREE;
        collection->next.level = LEVEL_EXTENT_TREE;
        JET_TRY(add_pages_of(collection, &owned));
        JET_TRY(add_pages_of(collection, &available));
    }
    return JET_errSuccess;
}

static JET_ERR new_table(struct space_map *map, const char *name)
{
    if (map->table_count == map->table_room) {
        const uint32_t room = map->table_room == 0 ? 64 : 2 * map->table_room;
        struct map_table *more = realloc(map->tables, room * sizeof *more);

        if (more == NULL) {
            return no_memory();
        }
        map->tables = more;
        map->table_room = room;
    }
    map->tables[map->table_count] = (struct map_table){.owned = 0};
    memcpy(map->tables[map->table_count++].name, name, strlen(name) + 1);
    return JET_errSuccess;
}

static JET_ERR add_listed(void *context, const struct listed_tree *listed)
{
    struct collection *collection = context;
    struct space_map *map = collection->map;
    JET_ERR err;

    switch (listed->kind) {
    case TREE_TABLE:
        JET_TRY(new_table(map, listed->name));
        err = add_tree(collection, &listed->tree, map->table_count - 1, MAP_DATA, LEVEL_TABLE);
        break;
    case TREE_LONG_VALUES:
        err = add_tree(collection, &listed->tree, map->table_count - 1, MAP_LONG_VALUES, LEVEL_TREE);
        break;
    case TREE_SECONDARY_INDEX:
        err = add_tree(collection, &listed->tree, map->table_count - 1, MAP_INDEX, LEVEL_TREE);
        break;
    default: /* the table's own tree again */
        return JET_errSuccess;
    }
    report_errors_note(&map->errors, err);
    return err == JET_errOutOfMemory ? err : JET_errSuccess;
}

static JET_ERR note_unread(void *context, const char *table, JET_ERR err)
{
    struct collection *collection = context;

    (void)table;
    report_errors_note(&collection->map->errors, err);
    return JET_errSuccess;
}

/* -------------------------------------------------------------------------------------------- laying over */

static int by_first_page(const void *left, const void *right)
{
    const struct map_extent *l = left, *r = right;

    if (l->first != r->first) {
        return l->first < r->first ? -1 : 1;
    }
    return (l->level > r->level) - (l->level < r->level);
}

/* The sweep over the pages: per level the extent that is open. */
struct sweep {
    struct map_extent open[LEVELS];
    bool is_open[LEVELS];
};

static void close_ended(struct sweep *sweep, uint32_t page)
{
    for (unsigned level = 0; level < LEVELS; level++) {
        sweep->is_open[level] = sweep->is_open[level] && sweep->open[level].last >= page;
    }
}

/* The run that begins at `page`, as far as nothing changes before `limit` (a page behind it). */
static struct map_run run_at(const struct sweep *sweep, uint32_t page, uint32_t limit)
{
    struct map_run run = {page, limit - 1, MAP_UNOWNED, MAP_DATA};

    for (unsigned level = 0; level < LEVELS; level++) {
        if (!sweep->is_open[level]) {
            continue;
        }
        run.table = sweep->open[level].table;
        run.part = sweep->open[level].part;
        if (sweep->open[level].last < run.last) {
            run.last = sweep->open[level].last;
        }
    }
    return run;
}

/* Every extent begins and ends at most one run each: there is room for all. */
static void push_run(struct space_map *map, struct map_run run)
{
    const uint32_t pages = run.last - run.first + 1;
    struct map_run *previous = map->run_count > 0 ? &map->runs[map->run_count - 1] : NULL;

    if (run.table == MAP_UNOWNED) {
        map->unowned += pages;
    } else {
        map->tables[run.table].pages[run.part] += pages;
        map->tables[run.table].owned += pages;
    }
    if (previous != NULL && previous->table == run.table && previous->part == run.part) {
        previous->last = run.last;
    } else {
        map->runs[map->run_count++] = run;
    }
}

static JET_ERR lay_over(struct collection *collection)
{
    struct space_map *map = collection->map;
    struct sweep sweep = {.is_open = {false}};
    uint32_t next = 0, page = 1;

    map->runs = calloc(2 * (size_t)collection->count + 1, sizeof *map->runs);
    if (map->runs == NULL) {
        return no_memory();
    }
    if (collection->count > 0) {
        qsort(collection->extents, collection->count, sizeof *collection->extents, by_first_page);
    }
    while (page != 0 && page <= map->pages) {
        uint32_t limit;
        struct map_run run;

        close_ended(&sweep, page);
        while (next < collection->count && collection->extents[next].first <= page) {
            const struct map_extent *extent = &collection->extents[next++];

            sweep.open[extent->level] = *extent;
            sweep.is_open[extent->level] = true;
        }
        limit = next < collection->count ? collection->extents[next].first : map->pages + 1;
        run = run_at(&sweep, page, limit);
        push_run(map, run);
        page = run.last + 1;
    }
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------ the map */

JET_ERR space_map_make(struct space_map *map, struct offline *offline)
{
    struct collection collection = {.map = map};
    const struct tree root = space_root(&offline->database);
    JET_ERR err;

    *map = (struct space_map){.pages = offline_file_pages(offline)};
    if (map->pages == UINT32_MAX) { /* page numbers go up to there */
        map->pages--;
    }
    JET_TRY_OR(new_table(map, ""), end); /* MAP_NO_TABLE */
    JET_TRY_OR(add_tree(&collection, &root, MAP_NO_TABLE, MAP_DATA, LEVEL_ROOT), end);
    err = tree_list_each(&offline->database, add_listed, note_unread, &collection);
    report_errors_note(&map->errors, err);
    if (err != JET_errOutOfMemory) {
        err = lay_over(&collection);
    }
end:
    free(collection.extents);
    return err;
}

void space_map_free(struct space_map *map)
{
    free(map->tables);
    free(map->runs);
}
