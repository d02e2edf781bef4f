/*
 * store.h - what bench_store asks of a store of rows: ours, SQLite, LMDB, Berkeley DB.
 *
 *   row    key (8 bytes)   value (100 bytes): number (8) and text (92); an index over the number can be built
 *   blob   key (8 bytes)   some kilobytes, in a table of their own
 *
 * Every store has pages of 4 KiB, a cache of 256 MiB and a log, and is used as its manual tells those to use it who want speed:
 * prepared statements, a cursor kept open, rows by the thousand in a transaction. A lazy commit may be lost when the machine stops;
 * a durable one may not. (LMDB keeps the file whole only for durable ones; lazily written it is faster than it should be.)
 *
 * Each call ends the program with a message when it fails: a benchmark of errors measures nothing.
 */
#ifndef ESENT_BENCH_STORE_H
#define ESENT_BENCH_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    STORE_PAGE_SIZE = 4096,
    STORE_CACHE_SIZE = 256 << 20,
    STORE_TEXT_SIZE = 92,
    STORE_PATH_MAX = 1024,
};

struct store_row {
    uint64_t key, number; /* below 2^63 */
    uint8_t text[STORE_TEXT_SIZE];
};

struct store;
struct store_session; /* of one thread at a time */

struct store_ops {
    const char *name;
    const char *file; /* that holds the rows, inside the folder */

    /* Makes an empty store in an empty folder, with commits that are durable or lazy. */
    struct store *(*open)(const char *folder, bool durable);
    void (*close)(struct store *store); /* the sessions are closed */
    struct store_session *(*session_open)(struct store *store);
    void (*session_close)(struct store_session *session);

    /* Transactions that write. */
    void (*begin)(struct store_session *session);
    void (*insert)(struct store_session *session, const struct store_row *row);
    void (*blob_write)(struct store_session *session, uint64_t key, const void *data, size_t size);
    void (*commit)(struct store_session *session);

    /* Transactions that read. scan() copies `count` rows from `from` on, in the order of keys, and returns the sum of their numbers. */
    void (*begin_read)(struct store_session *session);
    void (*read)(struct store_session *session, uint64_t key, struct store_row *row);
    uint64_t (*scan)(struct store_session *session, uint64_t from, uint64_t count);
    size_t (*blob_read)(struct store_session *session, uint64_t key, void *data, size_t capacity);
    void (*end_read)(struct store_session *session);

    /* Outside transactions. */
    void (*index_build)(struct store_session *session);
    void (*index_drop)(struct store_session *session);
};

extern const struct store_ops store_esent;
#ifdef BENCH_SQLITE
extern const struct store_ops store_sqlite;
#endif
#ifdef BENCH_LMDB
extern const struct store_ops store_lmdb;
#endif
#ifdef BENCH_BERKELEY
extern const struct store_ops store_berkeley;
#endif

/* Ends the program: `store` could not do `what`. */
_Noreturn void store_fail(const char *store, const char *what, const char *why);

/* Zeroed memory. */
void *store_allocate(size_t size);

#endif
