/*
 * bench_tree.c - entries inserted into a tree, in order and at random: keys of 8 bytes, data of 100, pages of 4 KiB, no log.
 *
 * With SQLite beside it, where that is installed: a WITHOUT ROWID table with the same keys and values, in memory, one
 * transaction, one prepared statement.
 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef ESENT_BENCH_SQLITE
#include <sqlite3.h>
#endif

#include "btree/tree_change.h"
#include "diag.h"
#include "format/bytes.h"
#include "maintenance/check_tree.h"
#include "open_database.h"
#include "space/space_change.h"

enum { PAGE_SIZE = 4096, DATA_SIZE = 100, FRAMES = 80000 };

static uint32_t entries = 1000000;
static const char *file_name;

struct load {
    bool random;
};

/* A permutation of the numbers below 2^20: an odd factor, and its bits turned about. */
static uint64_t number_of(const struct load *load, uint32_t i)
{
    uint32_t mixed = i * 2654435761u;

    return load->random ? (uint64_t)mixed << 20 | i : i;
}

static void stop(const char *what, JET_ERR err)
{
    (void)fprintf(stderr, "%s: %d %s\n", what, (int)err, diag_sentence());
    exit(1);
}

static uint64_t run_tree(void *context)
{
    const struct load *load = context;
    static struct open_database open;
    const struct change change = {.database = &open.database};
    struct tree root, tree = {.objid = 10, .unique = true};
    uint8_t key[8], data[DATA_SIZE];
    struct tree_cursor cursor;
    struct tree_counts counts;
    uint64_t start, end;
    JET_ERR err;

    memset(data, 'x', sizeof data);
    err = open_new_database(&open, file_name, PAGE_SIZE, 256, FRAMES);
    if (err < 0 || (err = space_make_root(&change, 256)) < 0) {
        stop("making a database", err);
    }
    root = space_root(&open.database);
    tree.file = open.database.pages;
    err = space_make_tree(&change, &root, tree.objid, 0, 1, false, &tree.root);
    if (err < 0) {
        stop("making a tree", err);
    }
    tree_cursor_init(&cursor, &tree);
    start = os_time_monotonic_ns();
    for (uint32_t i = 0; i < entries && err >= 0; i++) {
        put_big_u64(key, number_of(load, i));
        err =
            tree_insert(&cursor, &change, (struct bytes){key, sizeof key}, (struct bytes){data, sizeof data});
        if (err >= 0) {
            err = tree_unlatch(&cursor);
        }
    }
    end = os_time_monotonic_ns();
    tree_cursor_free(&cursor);
    if (err < 0 || (err = check_tree(&tree, NULL, NULL, &counts)) < 0 || counts.entries != entries) {
        stop("inserting", err);
    }
    close_database(&open);
    return end - start;
}

#ifdef ESENT_BENCH_SQLITE
static uint64_t run_sqlite(void *context)
{
    const struct load *load = context;
    uint8_t key[8], data[DATA_SIZE];
    uint64_t start, end;
    sqlite3_stmt *insert;
    sqlite3 *db;

    memset(data, 'x', sizeof data);
    if (sqlite3_open(":memory:", &db) != SQLITE_OK ||
        sqlite3_exec(db, "CREATE TABLE t(k BLOB PRIMARY KEY, v BLOB) WITHOUT ROWID; BEGIN", NULL, NULL,
                     NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db, "INSERT INTO t VALUES(?, ?)", -1, &insert, NULL) != SQLITE_OK) {
        stop("sqlite", 0);
    }
    start = os_time_monotonic_ns();
    for (uint32_t i = 0; i < entries; i++) {
        put_big_u64(key, number_of(load, i));
        (void)sqlite3_bind_blob(insert, 1, key, sizeof key, SQLITE_STATIC);
        (void)sqlite3_bind_blob(insert, 2, data, sizeof data, SQLITE_STATIC);
        if (sqlite3_step(insert) != SQLITE_DONE) {
            stop("sqlite", 0);
        }
        (void)sqlite3_reset(insert);
    }
    (void)sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    end = os_time_monotonic_ns();
    (void)sqlite3_finalize(insert);
    (void)sqlite3_close(db);
    return end - start;
}
#endif

int main(int count, char **arguments)
{
    struct load loads[] = {{false}, {true}};
    const bool is_short = bench_is_short(count, arguments);
    char folder[1024], path[1100];

    if (os_dir_temporary(folder, sizeof folder) < 0) {
        return 77;
    }
    (void)snprintf(path, sizeof path, "%s/bench_tree_%u.edb", folder, os_process_id());
    file_name = path;
    entries = is_short ? 20000 : entries;
    for (unsigned i = 0; i < 2; i++) {
        struct bench_case cases[] = {
            {"tree", run_tree, &loads[i], 0},
#ifdef ESENT_BENCH_SQLITE
            {"SQLite", run_sqlite, &loads[i], 0},
#endif
        };
        const unsigned number = sizeof cases / sizeof cases[0];

        bench_run(cases, number, is_short ? 1 : 3);
        printf("%u entries %s:", entries, loads[i].random ? "at random" : "in order");
        for (unsigned c = 0; c < number; c++) {
            printf("  %s %.0f ns", cases[c].name, (double)cases[c].median / entries);
        }
        if (number > 1) {
            printf("  (%.2f times as fast)", (double)cases[1].median / (double)cases[0].median);
        }
        printf("\n");
    }
    (void)os_file_delete(path);
    return 0;
}
