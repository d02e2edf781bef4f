/*
 * store_esent.c - ours, through the exported functions only.
 */
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "esent.h"
#include "esent_compat.h"

enum { KEY, NUMBER, TEXT, COLUMNS };

enum { LOG_BUFFER_SECTORS = 4096 }; /* of 512 bytes: 2 MiB; for bulk loads, as the parameter is there for */

struct store {
    JET_INSTANCE instance;
    JET_GRBIT commit;
    char path[STORE_PATH_MAX];
};

struct store_session {
    JET_SESID sesid;
    JET_GRBIT commit;
    JET_TABLEID rows, blobs;
    JET_COLUMNID columns[COLUMNS], blob_key, blob_data;
    uint8_t text[STORE_TEXT_SIZE]; /* where scans copy it to */
};

static void check(JET_ERR err, const char *call)
{
    char why[512];

    if (err < 0) {
        (void)snprintf(why, sizeof why, "error %d: %s", (int)err, esent_error_detail());
        store_fail("esent", call, why);
    }
}

static void set(JET_INSTANCE *instance, JET_ULONG parameter, JET_API_PTR number, const char *text)
{
    check(JetSetSystemParameterA(instance, 0, parameter, number, text), "JetSetSystemParameter");
}

static void make_tables(JET_SESID sesid, JET_DBID dbid)
{
    JET_COLUMNCREATE_A row[] = {
        {.cbStruct = sizeof row[0],
         .szColumnName = "Key",
         .coltyp = JET_coltypLongLong,
         .grbit = JET_bitColumnNotNULL},
        {.cbStruct = sizeof row[0], .szColumnName = "Number", .coltyp = JET_coltypLongLong},
        {.cbStruct = sizeof row[0],
         .szColumnName = "Text",
         .coltyp = JET_coltypBinary,
         .cbMax = STORE_TEXT_SIZE},
    };
    JET_COLUMNCREATE_A blob[] = {
        {.cbStruct = sizeof blob[0],
         .szColumnName = "Key",
         .coltyp = JET_coltypLongLong,
         .grbit = JET_bitColumnNotNULL},
        {.cbStruct = sizeof blob[0], .szColumnName = "Data", .coltyp = JET_coltypLongBinary},
    };
    JET_INDEXCREATE_A primary = {.cbStruct = sizeof primary,
                                 .szIndexName = "Primary",
                                 .szKey = "+Key\0",
                                 .cbKey = sizeof "+Key\0",
                                 .grbit = JET_bitIndexPrimary,
                                 .ulDensity = 100};
    JET_TABLECREATE_A tables[] = {
        {.cbStruct = sizeof tables[0],
         .szTableName = "Rows",
         .ulDensity = 100,
         .rgcolumncreate = row,
         .cColumns = 3},
        {.cbStruct = sizeof tables[0],
         .szTableName = "Blobs",
         .ulDensity = 100,
         .rgcolumncreate = blob,
         .cColumns = 2},
    };

    for (unsigned i = 0; i < 2; i++) {
        tables[i].rgindexcreate = &primary;
        tables[i].cIndexes = 1;
        check(JetCreateTableColumnIndexA(sesid, dbid, &tables[i]), "JetCreateTableColumnIndex");
        check(JetCloseTable(sesid, tables[i].tableid), "JetCloseTable");
    }
}

static struct store *store_open(const char *folder, bool durable)
{
    struct store *store = store_allocate(sizeof *store);
    char path[STORE_PATH_MAX];
    JET_SESID sesid;
    JET_DBID dbid;

    store->commit = durable ? 0 : JET_bitCommitLazyFlush;
    (void)snprintf(path, sizeof path, "%s/", folder);
    (void)snprintf(store->path, sizeof store->path, "%s/%s", folder, store_esent.file);
    set(NULL, JET_paramDatabasePageSize, STORE_PAGE_SIZE, NULL);
    set(NULL, JET_paramCacheSizeMax, STORE_CACHE_SIZE / STORE_PAGE_SIZE, NULL);
    check(JetCreateInstanceA(&store->instance, "bench"), "JetCreateInstance");
    set(&store->instance, JET_paramSystemPath, 0, path);
    set(&store->instance, JET_paramLogFilePath, 0, path);
    set(&store->instance, JET_paramTempPath, 0, path);
    set(&store->instance, JET_paramCircularLog, 1, NULL);
    set(&store->instance, JET_paramLogBuffers, LOG_BUFFER_SECTORS, NULL);
    check(JetInit(&store->instance), "JetInit");
    check(JetBeginSessionA(store->instance, &sesid, NULL, NULL), "JetBeginSession");
    check(JetCreateDatabaseA(sesid, store->path, NULL, &dbid, 0), "JetCreateDatabase");
    make_tables(sesid, dbid);
    check(JetEndSession(sesid, 0), "JetEndSession");
    return store;
}

static void store_close(struct store *store)
{
    check(JetTerm2(store->instance, JET_bitTermComplete), "JetTerm2");
    free(store);
}

static JET_COLUMNID column(JET_SESID sesid, JET_TABLEID table, const char *name)
{
    JET_COLUMNDEF definition;

    check(JetGetTableColumnInfoA(sesid, table, name, &definition, sizeof definition, JET_ColInfo),
          "JetGetTableColumnInfo");
    return definition.columnid;
}

static struct store_session *session_open(struct store *store)
{
    struct store_session *session = store_allocate(sizeof *session);
    JET_DBID dbid;

    session->commit = store->commit;
    check(JetBeginSessionA(store->instance, &session->sesid, NULL, NULL), "JetBeginSession");
    check(JetOpenDatabaseA(session->sesid, store->path, NULL, &dbid, 0), "JetOpenDatabase");
    check(JetOpenTableA(session->sesid, dbid, "Rows", NULL, 0, 0, &session->rows), "JetOpenTable");
    check(JetOpenTableA(session->sesid, dbid, "Blobs", NULL, 0, 0, &session->blobs), "JetOpenTable");
    session->columns[KEY] = column(session->sesid, session->rows, "Key");
    session->columns[NUMBER] = column(session->sesid, session->rows, "Number");
    session->columns[TEXT] = column(session->sesid, session->rows, "Text");
    session->blob_key = column(session->sesid, session->blobs, "Key");
    session->blob_data = column(session->sesid, session->blobs, "Data");
    return session;
}

static void session_close(struct store_session *session)
{
    check(JetEndSession(session->sesid, 0), "JetEndSession");
    free(session);
}

static void begin(struct store_session *session)
{
    check(JetBeginTransaction(session->sesid), "JetBeginTransaction");
}

static void commit(struct store_session *session)
{
    check(JetCommitTransaction(session->sesid, session->commit), "JetCommitTransaction");
}

static void insert(struct store_session *session, const struct store_row *row)
{
    JET_SETCOLUMN columns[COLUMNS] = {
        {.columnid = session->columns[KEY], .pvData = &row->key, .cbData = 8, .itagSequence = 1},
        {.columnid = session->columns[NUMBER], .pvData = &row->number, .cbData = 8, .itagSequence = 1},
        {.columnid = session->columns[TEXT],
         .pvData = row->text,
         .cbData = STORE_TEXT_SIZE,
         .itagSequence = 1},
    };

    check(JetPrepareUpdate(session->sesid, session->rows, JET_prepInsert), "JetPrepareUpdate");
    check(JetSetColumns(session->sesid, session->rows, columns, COLUMNS), "JetSetColumns");
    check(JetUpdate(session->sesid, session->rows, NULL, 0, NULL), "JetUpdate");
}

static void blob_write(struct store_session *session, uint64_t key, const void *data, size_t size)
{
    check(JetPrepareUpdate(session->sesid, session->blobs, JET_prepInsert), "JetPrepareUpdate");
    check(JetSetColumn(session->sesid, session->blobs, session->blob_key, &key, sizeof key, 0, NULL),
          "JetSetColumn");
    check(JetSetColumn(session->sesid, session->blobs, session->blob_data, data, (JET_ULONG)size, 0, NULL),
          "JetSetColumn");
    check(JetUpdate(session->sesid, session->blobs, NULL, 0, NULL), "JetUpdate");
}

static void seek(const struct store_session *session, JET_TABLEID table, uint64_t key, JET_GRBIT grbit)
{
    check(JetMakeKey(session->sesid, table, &key, sizeof key, JET_bitNewKey), "JetMakeKey");
    check(JetSeek(session->sesid, table, grbit), "JetSeek");
}

static void retrieve(const struct store_session *session, uint64_t *key, uint64_t *number, uint8_t *text)
{
    JET_RETRIEVECOLUMN columns[COLUMNS] = {
        {.columnid = session->columns[KEY], .pvData = key, .cbData = 8, .itagSequence = 1},
        {.columnid = session->columns[NUMBER], .pvData = number, .cbData = 8, .itagSequence = 1},
        {.columnid = session->columns[TEXT], .pvData = text, .cbData = STORE_TEXT_SIZE, .itagSequence = 1},
    };

    check(JetRetrieveColumns(session->sesid, session->rows, columns, COLUMNS), "JetRetrieveColumns");
}

static void read_row(struct store_session *session, uint64_t key, struct store_row *row)
{
    seek(session, session->rows, key, JET_bitSeekEQ);
    retrieve(session, &row->key, &row->number, row->text);
}

static uint64_t scan(struct store_session *session, uint64_t from, uint64_t count)
{
    uint64_t key, number, sum = 0;

    seek(session, session->rows, from, JET_bitSeekGE);
    for (uint64_t i = 0; i < count; i++) {
        if (i > 0) {
            check(JetMove(session->sesid, session->rows, JET_MoveNext, 0), "JetMove");
        }
        retrieve(session, &key, &number, session->text);
        sum += number;
    }
    return sum;
}

static size_t blob_read(struct store_session *session, uint64_t key, void *data, size_t capacity)
{
    JET_ULONG size;

    seek(session, session->blobs, key, JET_bitSeekEQ);
    check(JetRetrieveColumn(session->sesid, session->blobs, session->blob_data, data, (JET_ULONG)capacity,
                            &size, 0, NULL),
          "JetRetrieveColumn");
    return size;
}

static void index_build(struct store_session *session)
{
    static const char key[] = "+Number\0";

    check(JetCreateIndexA(session->sesid, session->rows, "ByNumber", 0, key, sizeof key, 100),
          "JetCreateIndex");
}

static void index_drop(struct store_session *session)
{
    check(JetDeleteIndexA(session->sesid, session->rows, "ByNumber"), "JetDeleteIndex");
}

const struct store_ops store_esent = {
    .name = "esent",
    .file = "rows.edb",
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
