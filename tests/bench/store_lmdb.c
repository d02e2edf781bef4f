/*
 * store_lmdb.c - LMDB: keys as big-endian bytes; the index is a second tree, with the numbers as keys.
 */
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lmdb.h>

#include "format/bytes.h"

enum { MAP_SIZE_GIB = 8 };

struct store {
    MDB_env *environment;
    MDB_dbi rows, blobs;
};

struct store_session {
    struct store *store;
    MDB_txn *transaction;
    MDB_cursor *cursor; /* over the rows, while a transaction reads */
    uint8_t text[STORE_TEXT_SIZE];
};

static void check(int result, const char *call)
{
    if (result != 0) {
        store_fail("LMDB", call, mdb_strerror(result));
    }
}

static MDB_txn *begin_transaction(const struct store *store, unsigned flags)
{
    MDB_txn *transaction;

    check(mdb_txn_begin(store->environment, NULL, flags, &transaction), "mdb_txn_begin");
    return transaction;
}

static struct store *store_open(const char *folder, bool durable)
{
    struct store *store = store_allocate(sizeof *store);
    MDB_txn *transaction;

    check(mdb_env_create(&store->environment), "mdb_env_create");
    check(mdb_env_set_mapsize(store->environment, (size_t)MAP_SIZE_GIB << 30), "mdb_env_set_mapsize");
    check(mdb_env_set_maxdbs(store->environment, 3), "mdb_env_set_maxdbs");
    check(mdb_env_open(store->environment, folder, MDB_NOTLS | (durable ? 0u : MDB_NOSYNC), 0644),
          "mdb_env_open");
    transaction = begin_transaction(store, 0);
    check(mdb_dbi_open(transaction, "rows", MDB_CREATE, &store->rows), "mdb_dbi_open");
    check(mdb_dbi_open(transaction, "blobs", MDB_CREATE, &store->blobs), "mdb_dbi_open");
    check(mdb_txn_commit(transaction), "mdb_txn_commit");
    return store;
}

static void store_close(struct store *store)
{
    mdb_env_close(store->environment);
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
    session->transaction = begin_transaction(session->store, 0);
}

static void commit(struct store_session *session)
{
    check(mdb_txn_commit(session->transaction), "mdb_txn_commit");
}

static void put(struct store_session *session, MDB_dbi tree, uint64_t key, const void *data, size_t size)
{
    uint8_t bytes[8];
    MDB_val name = {sizeof bytes, bytes}, value = {size, (void *)(uintptr_t)data};

    put_big_u64(bytes, key);
    check(mdb_put(session->transaction, tree, &name, &value, 0), "mdb_put");
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

static void begin_read(struct store_session *session)
{
    session->transaction = begin_transaction(session->store, MDB_RDONLY);
    check(mdb_cursor_open(session->transaction, session->store->rows, &session->cursor), "mdb_cursor_open");
}

static void end_read(struct store_session *session)
{
    mdb_cursor_close(session->cursor);
    mdb_txn_abort(session->transaction);
}

static void take(const MDB_val *key, const MDB_val *value, struct store_row *row)
{
    row->key = get_big_u64(key->mv_data);
    memcpy(&row->number, value->mv_data, sizeof row->number + STORE_TEXT_SIZE);
}

static void read_row(struct store_session *session, uint64_t key, struct store_row *row)
{
    uint8_t bytes[8];
    MDB_val name = {sizeof bytes, bytes}, value;

    put_big_u64(bytes, key);
    check(mdb_cursor_get(session->cursor, &name, &value, MDB_SET_KEY), "mdb_cursor_get");
    take(&name, &value, row);
}

static uint64_t scan(struct store_session *session, uint64_t from, uint64_t count)
{
    uint8_t bytes[8];
    MDB_val name = {sizeof bytes, bytes}, value;
    struct store_row row;
    uint64_t sum = 0;

    put_big_u64(bytes, from);
    for (uint64_t i = 0; i < count; i++) {
        check(mdb_cursor_get(session->cursor, &name, &value, i == 0 ? MDB_SET_RANGE : MDB_NEXT),
              "mdb_cursor_get");
        take(&name, &value, &row);
        memcpy(session->text, row.text, sizeof row.text);
        sum += row.number;
    }
    return sum;
}

static size_t blob_read(struct store_session *session, uint64_t key, void *data, size_t capacity)
{
    uint8_t bytes[8];
    MDB_val name = {sizeof bytes, bytes}, value;

    put_big_u64(bytes, key);
    check(mdb_get(session->transaction, session->store->blobs, &name, &value), "mdb_get");
    memcpy(data, value.mv_data, value.mv_size < capacity ? value.mv_size : capacity);
    return value.mv_size;
}

static void index_build(struct store_session *session)
{
    MDB_txn *transaction = begin_transaction(session->store, 0);
    MDB_val key, value;
    MDB_cursor *from;
    MDB_dbi index;
    int result;

    check(mdb_dbi_open(transaction, "index", MDB_CREATE, &index), "mdb_dbi_open");
    check(mdb_cursor_open(transaction, session->store->rows, &from), "mdb_cursor_open");
    while ((result = mdb_cursor_get(from, &key, &value, MDB_NEXT)) == 0) {
        uint8_t number[8];
        MDB_val entry = {sizeof number, number};

        put_big_u64(number, get_u64(value.mv_data));
        check(mdb_put(transaction, index, &entry, &key, 0), "mdb_put");
    }
    if (result != MDB_NOTFOUND) {
        check(result, "mdb_cursor_get");
    }
    mdb_cursor_close(from);
    check(mdb_txn_commit(transaction), "mdb_txn_commit");
}

static void index_drop(struct store_session *session)
{
    MDB_txn *transaction = begin_transaction(session->store, 0);
    MDB_dbi index;

    check(mdb_dbi_open(transaction, "index", 0, &index), "mdb_dbi_open");
    check(mdb_drop(transaction, index, 1), "mdb_drop");
    check(mdb_txn_commit(transaction), "mdb_txn_commit");
}

const struct store_ops store_lmdb = {
    .name = "LMDB",
    .file = "data.mdb",
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
