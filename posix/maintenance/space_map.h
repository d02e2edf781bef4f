/*
 * space_map.h - whose each page of a database is.
 *
 *   level   0 root         1 table            2 index, long values   3 pages of extent trees   4 free
 *           owns all       owns its part      owns a part of that    inside any of them        inside any of them
 *
 * Extents of all trees are collected, then laid over each other: a page is what its highest level says. The result is a
 * list of runs that covers the file from page 1 to its end without a gap.
 */
#ifndef ESENT_SPACE_MAP_H
#define ESENT_SPACE_MAP_H

#include "maintenance/offline.h"
#include "maintenance/output.h"
#include "maintenance/tree_list.h"

enum map_part {
    MAP_DATA,
    MAP_LONG_VALUES,
    MAP_INDEX,
    MAP_EXTENT_TREE,
    MAP_FREE,
    MAP_PARTS,
};

enum { MAP_NO_TABLE = 0 }; /* the number of the database's own space; tables begin at 1 */

struct map_table {
    char name[TREE_NAME_SIZE];
    uint64_t pages[MAP_PARTS]; /* of the file's pages */
    uint64_t owned;            /* their sum */
};

struct map_extent {
    uint32_t first, last; /* page */
    uint32_t table;
    uint8_t part; /* enum map_part; MAP_DATA of MAP_NO_TABLE is the root's own */
    uint8_t level;
};

/* Pages that nobody says anything about: behind the last page of the root's space. */
#define MAP_UNOWNED UINT32_MAX

struct map_run {
    uint32_t first, last;
    uint32_t table; /* MAP_UNOWNED, or a table's number */
    uint8_t part;
};

struct space_map {
    uint32_t pages; /* of the file */
    struct map_table *tables;
    uint32_t table_count, table_room;
    struct map_run *runs;
    uint32_t run_count;
    uint64_t unowned;
    struct report_errors errors; /* of trees that are missing */
};

/*
 * Makes the map of an open database. Trees that cannot be read are noted in `map->errors` and left out.
 * JET_errOutOfMemory; the errors of a root that cannot be read. space_map_free() in either case.
 */
JET_ERR space_map_make(struct space_map *map, struct offline *offline);
void space_map_free(struct space_map *map);

#endif
