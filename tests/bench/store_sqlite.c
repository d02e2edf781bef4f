/*
 * store_sqlite.c - SQLite: the key is the rowid; a write-ahead log; a connection for each session.
 */
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

struct store {
    char path[STORE_PATH_MAX];
    bool durable;
};

enum statement { BEGIN, COMMIT, INSERT, READ, SCAN, BLOB_WRITE, BLOB_READ, STATEMENTS };

struct store_session {
    sqlite3 *database;
    sqlite3_stmt *statements[STATEMENTS];
    uint8_t text[STORE_TEXT_SIZE];
};

static const char *const texts[STATEMENTS] = {
    [BEGIN] = "BEGIN",
    [COMMIT] = "COMMIT",
    [INSERT] = "INSERT INTO rows VALUES(?,?,?)",
    [READ] = "SELECT key,number,text FROM rows WHERE key=?",
    [SCAN] = "SELECT key,number,text FROM rows WHERE key>=? ORDER BY key",
    [BLOB_WRITE] = "INSERT INTO blobs VALUES(?,?)",
    [BLOB_READ] = "SELECT data FROM blobs WHERE key=?",
};

static void check(struct store_session *session, int result, const char *what)
{
    if (result != SQLITE_OK && result != SQLITE_DONE && result != SQLITE_ROW) {
        store_fail("SQLite", what, sqlite3_errmsg(session->database));
    }
}

static void execute(struct store_session *session, const char *statement)
{
    check(session, sqlite3_exec(session->database, statement, NULL, NULL, NULL), statement);
}

static struct store_session *connect_to(const struct store *store)
{
    struct store_session *session = store_allocate(sizeof *session);
    char cache[64];

    check(session, sqlite3_open(store->path, &session->database), "sqlite3_open");
    check(session, sqlite3_busy_timeout(session->database, 60000), "busy_timeout");
    (void)snprintf(cache, sizeof cache, "PRAGMA page_size=%d; PRAGMA cache_size=-%d", STORE_PAGE_SIZE,
                   STORE_CACHE_SIZE / 1024);
    execute(session, cache);
    execute(session, "PRAGMA journal_mode=WAL");
    execute(session, store->durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
    return session;
}

static struct store_session *session_open(struct store *store)
{
    struct store_session *session = connect_to(store);

    for (int i = 0; i < STATEMENTS; i++) {
        check(session, sqlite3_prepare_v2(session->database, texts[i], -1, &session->statements[i], NULL),
              texts[i]);
    }
    return session;
}

static void session_close(struct store_session *session)
{
    for (int i = 0; i < STATEMENTS; i++) {
        (void)sqlite3_finalize(session->statements[i]);
    }
    check(session, sqlite3_close(session->database), "sqlite3_close");
    free(session);
}

static struct store *store_open(const char *folder, bool durable)
{
    struct store *store = store_allocate(sizeof *store);
    struct store_session *session;

    store->durable = durable;
    (void)snprintf(store->path, sizeof store->path, "%s/%s", folder, store_sqlite.file);
    session = connect_to(store);
    execute(session, "CREATE TABLE rows(key INTEGER PRIMARY KEY, number INTEGER, text BLOB);"
                     "CREATE TABLE blobs(key INTEGER PRIMARY KEY, data BLOB)");
    session_close(session);
    return store;
}

static void store_close(struct store *store)
{
    free(store);
}

static void step(struct store_session *session, enum statement which)
{
    check(session, sqlite3_step(session->statements[which]), texts[which]);
    check(session, sqlite3_reset(session->statements[which]), texts[which]);
}

static void begin(struct store_session *session)
{
    step(session, BEGIN);
}

static void commit(struct store_session *session)
{
    step(session, COMMIT);
}

static void insert(struct store_session *session, const struct store_row *row)
{
    sqlite3_stmt *statement = session->statements[INSERT];

    check(session, sqlite3_bind_int64(statement, 1, (sqlite3_int64)row->key), "bind");
    check(session, sqlite3_bind_int64(statement, 2, (sqlite3_int64)row->number), "bind");
    check(session, sqlite3_bind_blob(statement, 3, row->text, STORE_TEXT_SIZE, SQLITE_STATIC), "bind");
    step(session, INSERT);
}

static void blob_write(struct store_session *session, uint64_t key, const void *data, size_t size)
{
    sqlite3_stmt *statement = session->statements[BLOB_WRITE];

    check(session, sqlite3_bind_int64(statement, 1, (sqlite3_int64)key), "bind");
    check(session, sqlite3_bind_blob(statement, 2, data, (int)size, SQLITE_STATIC), "bind");
    step(session, BLOB_WRITE);
}

static void next_row(struct store_session *session, enum statement which)
{
    const int result = sqlite3_step(session->statements[which]);

    check(session, result, texts[which]);
    if (result != SQLITE_ROW) {
        store_fail("SQLite", texts[which], "no such row");
    }
}

static void read_row(struct store_session *session, uint64_t key, struct store_row *row)
{
    sqlite3_stmt *statement = session->statements[READ];

    check(session, sqlite3_bind_int64(statement, 1, (sqlite3_int64)key), "bind");
    next_row(session, READ);
    row->key = (uint64_t)sqlite3_column_int64(statement, 0);
    row->number = (uint64_t)sqlite3_column_int64(statement, 1);
    memcpy(row->text, sqlite3_column_blob(statement, 2), STORE_TEXT_SIZE);
    check(session, sqlite3_reset(statement), texts[READ]);
}

static uint64_t scan(struct store_session *session, uint64_t from, uint64_t count)
{
    sqlite3_stmt *statement = session->statements[SCAN];
    uint64_t sum = 0;

    check(session, sqlite3_bind_int64(statement, 1, (sqlite3_int64)from), "bind");
    for (uint64_t i = 0; i < count; i++) {
        next_row(session, SCAN);
        (void)sqlite3_column_int64(statement, 0);
        sum += (uint64_t)sqlite3_column_int64(statement, 1);
        memcpy(session->text, sqlite3_column_blob(statement, 2), STORE_TEXT_SIZE);
    }
    check(session, sqlite3_reset(statement), texts[SCAN]);
    return sum;
}

static size_t blob_read(struct store_session *session, uint64_t key, void *data, size_t capacity)
{
    sqlite3_stmt *statement = session->statements[BLOB_READ];
    size_t size;

    check(session, sqlite3_bind_int64(statement, 1, (sqlite3_int64)key), "bind");
    next_row(session, BLOB_READ);
    size = (size_t)sqlite3_column_bytes(statement, 0);
    memcpy(data, sqlite3_column_blob(statement, 0), size < capacity ? size : capacity);
    check(session, sqlite3_reset(statement), texts[BLOB_READ]);
    return size;
}

static void index_build(struct store_session *session)
{
    execute(session, "CREATE INDEX by_number ON rows(number)");
}

static void index_drop(struct store_session *session)
{
    execute(session, "DROP INDEX by_number");
}

const struct store_ops store_sqlite = {
    .name = "SQLite",
    .file = "rows.sqlite",
    .open = store_open,
    .close = store_close,
    .session_open = session_open,
    .session_close = session_close,
    .begin = begin,
    .insert = insert,
    .blob_write = blob_write,
    .commit = commit,
    .begin_read = begin,
    .read = read_row,
    .scan = scan,
    .blob_read = blob_read,
    .end_read = commit,
    .index_build = index_build,
    .index_drop = index_drop,
};
