/*
 * store_berkeley.c - Berkeley DB: an environment with transactions, log and locks; the index is a secondary database.
 *
 * An insert that meets a deadlock, as neighbouring inserts of several sessions do, begins its transaction again; nothing else
 * may have been done in that.
 */
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <db.h>

#include "format/bytes.h"

enum { LOCKS = 300000, LOG_BUFFER = 1 << 20 };

struct store {
    DB_ENV *environment;
    DB *rows, *blobs, *index;
    uint32_t commit;
};

struct store_session {
    struct store *store;
    DB_TXN *transaction;
    DBC *cursor; /* over the rows, while a transaction reads */
    uint8_t text[STORE_TEXT_SIZE];
};

static void check(int result, const char *call)
{
    if (result != 0) {
        store_fail("Berkeley DB", call, db_strerror(result));
    }
}

static DB *open_tree(struct store *store, const char *file)
{
    DB *tree;

    check(db_create(&tree, store->environment, 0), "db_create");
    check(tree->set_pagesize(tree, STORE_PAGE_SIZE), "set_pagesize");
    check(tree->open(tree, NULL, file, NULL, DB_BTREE, DB_CREATE | DB_AUTO_COMMIT | DB_THREAD, 0644), file);
    return tree;
}

static struct store *store_open(const char *folder, bool durable)
{
    struct store *store = store_allocate(sizeof *store);
    DB_ENV *environment;

    check(db_env_create(&environment, 0), "db_env_create");
    store->environment = environment;
    store->commit = durable ? DB_TXN_SYNC : DB_TXN_NOSYNC;
    check(environment->set_cachesize(environment, 0, STORE_CACHE_SIZE, 1), "set_cachesize");
    check(environment->set_lg_bsize(environment, LOG_BUFFER), "set_lg_bsize");
    check(environment->set_lk_detect(environment, DB_LOCK_DEFAULT), "set_lk_detect");
    check(environment->set_lk_max_locks(environment, LOCKS), "set_lk_max_locks");
    check(environment->set_lk_max_objects(environment, LOCKS), "set_lk_max_objects");
    check(environment->log_set_config(environment, DB_LOG_AUTO_REMOVE, 1), "log_set_config");
    check(environment->open(environment, folder,
                            DB_CREATE | DB_INIT_MPOOL | DB_INIT_TXN | DB_INIT_LOG | DB_INIT_LOCK | DB_THREAD |
                                DB_PRIVATE,
                            0644),
          "DB_ENV->open");
    store->rows = open_tree(store, "rows.db");
    store->blobs = open_tree(store, "blobs.db");
    return store;
}

static void store_close(struct store *store)
{
    check(store->rows->close(store->rows, 0), "DB->close");
    check(store->blobs->close(store->blobs, 0), "DB->close");
    check(store->environment->txn_checkpoint(store->environment, 0, 0, DB_FORCE), "txn_checkpoint");
    check(store->environment->close(store->environment, 0), "DB_ENV->close");
    free(store);
}

static struct store_session *session_open(struct store *store)
{
    struct store_session *session = store_allocate(sizeof *session);

    session->store = store;
    return session;
}

static void session_close(struct store_session *session)
{
    free(session);
}

static void begin(struct store_session *session)
{
    DB_ENV *environment = session->store->environment;

    check(environment->txn_begin(environment, NULL, &session->transaction, 0), "txn_begin");
}

static void commit(struct store_session *session)
{
    check(session->transaction->commit(session->transaction, session->store->commit), "DB_TXN->commit");
}

static void put(struct store_session *session, DB *tree, uint64_t key, const void *data, size_t size)
{
    uint8_t bytes[8];
    DBT name = {.data = bytes, .size = sizeof bytes};
    DBT value = {.data = (void *)(uintptr_t)data, .size = (uint32_t)size};
    int result;

    put_big_u64(bytes, key);
    while ((result = tree->put(tree, session->transaction, &name, &value, 0)) == DB_LOCK_DEADLOCK) {
        check(session->transaction->abort(session->transaction), "DB_TXN->abort");
        begin(session);
    }
    check(result, "DB->put");
}

static void insert(struct store_session *session, const struct store_row *row)
{
    /* number and text, side by side */
    put(session, session->store->rows, row->key, &row->number, sizeof row->number + STORE_TEXT_SIZE);
}

static void blob_write(struct store_session *session, uint64_t key, const void *data, size_t size)
{
    put(session, session->store->blobs, key, data, size);
}

/* Reads take no locks that outlive them, as SQLite's snapshot takes none: the fastest way there is. */
static void begin_read(struct store_session *session)
{
    session->transaction = NULL;
    check(session->store->rows->cursor(session->store->rows, NULL, &session->cursor, DB_READ_COMMITTED),
          "DB->cursor");
}

static void end_read(struct store_session *session)
{
    check(session->cursor->close(session->cursor), "DBC->close");
}

static uint64_t get_row(struct store_session *session, uint64_t key, uint32_t how, struct store_row *row)
{
    uint8_t bytes[8];
    DBT name = {.data = bytes, .size = sizeof bytes, .ulen = sizeof bytes, .flags = DB_DBT_USERMEM};
    DBT value = {.data = &row->number, .ulen = sizeof row->number + STORE_TEXT_SIZE, .flags = DB_DBT_USERMEM};

    put_big_u64(bytes, key);
    check(session->cursor->get(session->cursor, &name, &value, how), "DBC->get");
    row->key = get_big_u64(bytes);
    return row->number;
}

static void read_row(struct store_session *session, uint64_t key, struct store_row *row)
{
    (void)get_row(session, key, DB_SET, row);
}

static uint64_t scan(struct store_session *session, uint64_t from, uint64_t count)
{
    struct store_row row;
    uint64_t sum = 0;

    for (uint64_t i = 0; i < count; i++) {
        sum += get_row(session, from, i == 0 ? DB_SET_RANGE : DB_NEXT, &row);
    }
    return sum;
}

static size_t blob_read(struct store_session *session, uint64_t key, void *data, size_t capacity)
{
    DB *tree = session->store->blobs;
    uint8_t bytes[8];
    DBT name = {.data = bytes, .size = sizeof bytes};
    DBT value = {.data = data, .ulen = (uint32_t)capacity, .flags = DB_DBT_USERMEM};

    put_big_u64(bytes, key);
    check(tree->get(tree, NULL, &name, &value, DB_READ_COMMITTED), "DB->get");
    return value.size;
}

static int number_of(DB *index, const DBT *key, const DBT *data, DBT *number)
{
    uint8_t *bytes = malloc(8);

    (void)index;
    (void)key;
    if (bytes == NULL) {
        return DB_BUFFER_SMALL;
    }
    put_big_u64(bytes, get_u64(data->data));
    *number = (DBT){.data = bytes, .size = 8, .flags = DB_DBT_APPMALLOC};
    return 0;
}

static void index_build(struct store_session *session)
{
    struct store *store = session->store;

    store->index = open_tree(store, "index.db");
    check(store->rows->associate(store->rows, NULL, store->index, number_of, DB_CREATE), "DB->associate");
}

static void index_drop(struct store_session *session)
{
    struct store *store = session->store;

    check(store->index->close(store->index, 0), "DB->close");
    check(store->environment->dbremove(store->environment, NULL, "index.db", NULL, DB_AUTO_COMMIT),
          "dbremove");
}

const struct store_ops store_berkeley = {
    .name = "BerkeleyDB",
    .file = "rows.db",
    .open = store_open,
    .close = store_close,
    .session_open = session_open,
    .session_close = session_close,
    .begin = begin,
    .insert = insert,
    .blob_write = blob_write,
    .commit = commit,
    .begin_read = begin_read,
    .read = read_row,
    .scan = scan,
    .blob_read = blob_read,
    .end_read = end_read,
    .index_build = index_build,
    .index_drop = index_drop,
};
