/*
 * update_test.c - changing rows of tables that Microsoft's engine made (oracle/clean_*): what comes back, what is in the way, and
 * whether rows, index entries and long values fit together in the file that is left.
 *
 * Expected: reference api-semantics 6.7 and 7, what Microsoft's engine answered (oracle/jetscript: prepare_update,
 * conflicts_replace_delete, lv_overwrite, lv_limits_grbits), and for the file check_rows.h.
 */
#include "test.h"

#include <stdbool.h>

#include "check_rows.h"
#include "diag.h"
#include "esent.h"

struct world {
    JET_INSTANCE instance;
    JET_SESID session, other;
    JET_DBID dbid, other_dbid;
    char path[512];
};

static struct world world;

static void expect_at(JET_ERR got, JET_ERR expected, int line)
{
    if (got != expected) {
        fail_msg("line %d: %d instead of %d; %s", line, (int)got, (int)expected, diag_sentence());
    }
}

#define expect(expected, call) expect_at((call), (expected), __LINE__)
#define good(call)             expect_at((call), JET_errSuccess, __LINE__)

/* ---------------------------------------------------------------------------------------------------- the database */

static JET_SESID new_session(JET_DBID *dbid)
{
    JET_SESID session;

    good(JetBeginSessionA(world.instance, &session, NULL, NULL));
    good(JetOpenDatabaseA(session, world.path, NULL, dbid, 0));
    return session;
}

static void start(void)
{
    good(JetCreateInstanceA(&world.instance, "update"));
    good(JetSetSystemParameterA(&world.instance, 0, JET_paramRecovery, 0, "off"));
    good(JetSetSystemParameterA(&world.instance, 0, JET_paramTempPath, 0, test_path("temp")));
    good(JetSetSystemParameterA(&world.instance, 0, JET_paramMaxVerPages, 4096, NULL));
    good(JetInit(&world.instance));
    good(JetBeginSessionA(world.instance, &world.session, NULL, NULL));
    good(JetAttachDatabaseA(world.session, world.path, 0));
    good(JetOpenDatabaseA(world.session, world.path, NULL, &world.dbid, 0));
    world.other = new_session(&world.other_dbid);
}

/* A copy of a database of Microsoft's engine, attached for writing. */
static void open_world(unsigned page_size)
{
    char relative[64];
    size_t size;
    void *bytes;

    (void)snprintf(relative, sizeof relative, "oracle/clean_%u_efv8920/clean.edb", page_size);
    bytes = test_read_file(test_fixture(relative), &size);
    (void)snprintf(world.path, sizeof world.path, "%s", test_path("updated.edb"));
    test_write_file(world.path, bytes, size);
    free(bytes);
    good(JetSetSystemParameterA(NULL, 0, JET_paramDatabasePageSize, page_size, NULL));
    start();
}

static struct row_counts close_world(void)
{
    JET_ERR err = JetTerm(world.instance);

    world.instance = 0;
    good(err);
    return check_rows(world.path);
}

static int tear_down(void **state)
{
    (void)state;
    if (world.instance != 0) {
        (void)JetTerm2(world.instance, JET_bitTermAbrupt);
    }
    memset(&world, 0, sizeof world);
    return 0;
}

static JET_TABLEID open_table(const char *name)
{
    JET_TABLEID table;

    good(JetOpenTableA(world.session, world.dbid, name, NULL, 0, 0, &table));
    return table;
}

static JET_TABLEID open_other(const char *name)
{
    JET_TABLEID table;

    good(JetOpenTableA(world.other, world.other_dbid, name, NULL, 0, 0, &table));
    return table;
}

/* ------------------------------------------------------------------------------------------------------ short forms */

static void begin(void)
{
    good(JetBeginTransaction(world.session));
}

static void commit(void)
{
    good(JetCommitTransaction(world.session, 0));
}

static void roll_back(void)
{
    good(JetRollback(world.session, 0));
}

static void prepare(JET_TABLEID table, JET_ULONG prep)
{
    good(JetPrepareUpdate(world.session, table, prep));
}

static void set(JET_TABLEID table, JET_COLUMNID column, const void *data, unsigned size)
{
    good(JetSetColumn(world.session, table, column, data, size, 0, NULL));
}

static void set_long(JET_TABLEID table, JET_COLUMNID column, int32_t value)
{
    set(table, column, &value, sizeof value);
}

static JET_ERR update(JET_TABLEID table)
{
    return JetUpdate(world.session, table, NULL, 0, NULL);
}

static JET_ERR seek_long(JET_TABLEID table, int32_t key)
{
    good(JetMakeKey(world.session, table, &key, sizeof key, JET_bitNewKey));
    return JetSeek(world.session, table, JET_bitSeekEQ);
}

static int32_t get_long(JET_TABLEID table, JET_COLUMNID column, JET_GRBIT grbit)
{
    int32_t value = 0;

    good(JetRetrieveColumn(world.session, table, column, &value, sizeof value, NULL, grbit, NULL));
    return value;
}

static unsigned count_rows(JET_TABLEID table)
{
    unsigned count = 0;

    for (JET_ERR err = JetMove(world.session, table, JET_MoveFirst, 0); err >= 0;
         err = JetMove(world.session, table, JET_MoveNext, 0)) {
        count++;
    }
    return count;
}

/* ------------------------------------------------------------------------------------------- T_empty: k, pad */

enum { K = 1, PAD = 128 };

static void insert_k(JET_TABLEID table, int32_t k)
{
    prepare(table, JET_prepInsert);
    set_long(table, K, k);
    set(table, PAD, "pad", 3);
    good(update(table));
}

static void a_row_goes_in_changes_and_goes(void **state)
{
    unsigned char bookmark[16];
    JET_ULONG size;
    JET_TABLEID table;

    (void)state;
    open_world(8192);
    table = open_table("T_empty");
    prepare(table, JET_prepInsert);
    set_long(table, K, 5);
    assert_int_equal(get_long(table, K, JET_bitRetrieveCopy), 5);
    expect(JET_errNoCurrentRecord, JetRetrieveColumn(world.session, table, K, NULL, 0, NULL, 0, NULL));
    good(JetUpdate(world.session, table, bookmark, sizeof bookmark, &size));
    assert_int_equal(size, 5);
    assert_memory_equal(bookmark, "\x7f\x80\x00\x00\x05", 5);
    good(JetGotoBookmark(world.session, table, bookmark, size));
    expect(JET_wrnColumnNull, JetRetrieveColumn(world.session, table, PAD, NULL, 0, NULL, 0, NULL));

    prepare(table, JET_prepReplace);
    set(table, PAD, "abc", 3);
    good(JetUpdate(world.session, table, bookmark, 2, &size));
    assert_int_equal(size, 5);
    good(JetRetrieveColumn(world.session, table, PAD, bookmark, sizeof bookmark, &size, 0, NULL));
    assert_int_equal(size, 3);
    assert_memory_equal(bookmark, "abc", 3);

    good(JetDelete(world.session, table));
    for (unsigned i = 0; i < 2; i++) { /* however often one asks */
        expect(JET_errRecordDeleted, JetMove(world.session, table, 0, 0));
        expect(JET_errRecordDeleted, JetRetrieveColumn(world.session, table, K, NULL, 0, NULL, 0, NULL));
    }
    good(JetGetBookmark(world.session, table, bookmark, sizeof bookmark, &size));
    expect(JET_errRecordDeleted, JetDelete(world.session, table));
    insert_k(table, 5); /* the place is a bookmark: the row is back */
    assert_int_equal(get_long(table, K, 0), 5);
    assert_int_equal(count_rows(table), 1);
    assert_true(close_world().rows > 0);
}

static void errors_of_preparing_are_those_of_windows(void **state)
{
    JET_TABLEID table, reader;

    (void)state;
    open_world(4096);
    table = open_table("T_empty");
    good(JetOpenTableA(world.session, world.dbid, "T_empty", NULL, 0, JET_bitTableReadOnly, &reader));
    expect(JET_errPermissionDenied, JetPrepareUpdate(world.session, reader, JET_prepInsert));
    expect(JET_errPermissionDenied, JetDelete(world.session, reader));
    expect(JET_errUpdateNotPrepared, JetPrepareUpdate(world.session, table, JET_prepCancel));
    expect(JET_errUpdateNotPrepared, update(table));
    expect(JET_errUpdateNotPrepared, JetSetColumn(world.session, table, K, "1234", 4, 0, NULL));
    expect(JET_errInvalidParameter, JetPrepareUpdate(world.session, table, 77));
    expect(JET_errNoCurrentRecord, JetPrepareUpdate(world.session, table, JET_prepReplace));
    expect(JET_errNoCurrentRecord, JetPrepareUpdate(world.session, table, JET_prepInsertCopy));
    expect(JET_errNotInTransaction, JetPrepareUpdate(world.session, table, JET_prepReadOnlyCopy));
    expect(JET_errIllegalOperation,
           JetPrepareUpdate(world.session, table, JET_prepInsertMustSetAutoIncrement));
    prepare(table, JET_prepInsert);
    expect(JET_errAlreadyPrepared, JetPrepareUpdate(world.session, table, JET_prepInsert));
    expect(JET_errInvalidBufferSize, JetSetColumn(world.session, table, K, "123", 3, 0, NULL));
    good(JetPrepareUpdate(world.session, table, JET_prepCancel));
    expect(JET_errUpdateNotPrepared, update(table));
    insert_k(table, 1);
    insert_k(table, 2);
    prepare(table, JET_prepInsert);
    set_long(table, K, 2);
    expect(JET_errKeyDuplicate, update(table));
    set_long(table, K, 3); /* it is still prepared */
    good(update(table));
    good(JetMove(world.session, table, JET_MoveFirst, 0));
    prepare(table, JET_prepReplace);
    set_long(table, K, 9);
    expect(JET_errRecordPrimaryChanged, update(table));
    set_long(table, K, 1);
    good(update(table));
    prepare(table, JET_prepReplace);
    good(JetMove(world.session, table, JET_MoveNext, 0)); /* moving cancels */
    expect(JET_errUpdateNotPrepared, update(table));
    good(JetBeginTransaction2(world.session, JET_bitTransactionReadOnly));
    expect(JET_errTransReadOnly, JetPrepareUpdate(world.session, table, JET_prepInsert));
    expect(JET_errTransReadOnly, JetDelete(world.session, table));
    commit();
    begin();
    prepare(table, JET_prepReadOnlyCopy);
    assert_int_equal(get_long(table, K, JET_bitRetrieveCopy), 2);
    expect(JET_errUpdateNotPrepared, update(table));
    expect(JET_errUpdateNotPrepared, JetSetColumn(world.session, table, K, "1234", 4, 0, NULL));
    good(JetPrepareUpdate(world.session, table, JET_prepCancel));
    commit();
    assert_int_equal(count_rows(table), 3);
    (void)close_world();
}

static void a_rollback_takes_rows_and_the_prepared_update_back(void **state)
{
    JET_TABLEID table;

    (void)state;
    open_world(8192);
    table = open_table("T_empty");
    insert_k(table, 1);
    begin();
    insert_k(table, 2);
    begin();
    insert_k(table, 3);
    good(seek_long(table, 1));
    good(JetDelete(world.session, table));
    prepare(table, JET_prepInsert);
    roll_back();
    expect(JET_errUpdateNotPrepared, update(table));
    assert_int_equal(count_rows(table), 2);
    prepare(table, JET_prepInsert); /* a deeper level does not concern it */
    set_long(table, K, 4);
    begin();
    roll_back();
    good(update(table));
    commit();
    assert_int_equal(count_rows(table), 3);
    (void)close_world();
}

static void two_sessions_do_not_change_one_row(void **state)
{
    JET_TABLEID table, other;

    (void)state;
    open_world(8192);
    table = open_table("T_empty");
    other = open_other("T_empty");
    insert_k(table, 1);
    insert_k(table, 2);
    good(JetMove(world.session, table, JET_MoveFirst, 0));
    good(JetMove(world.other, other, JET_MoveFirst, 0));
    begin();
    good(JetBeginTransaction(world.other));
    prepare(table, JET_prepReplace); /* locks */
    expect(JET_errWriteConflict, JetPrepareUpdate(world.other, other, JET_prepReplace));
    expect(JET_errWriteConflict, JetDelete(world.other, other));
    good(JetPrepareUpdate(world.other, other, JET_prepReplaceNoLock));
    good(JetSetColumn(world.other, other, PAD, "x", 1, 0, NULL));
    set(table, PAD, "yy", 2);
    good(update(table));
    expect(JET_errWriteConflict, JetUpdate(world.other, other, NULL, 0, NULL));
    commit();
    expect(JET_errWriteConflict, JetUpdate(world.other, other, NULL, 0, NULL));
    good(JetPrepareUpdate(world.other, other, JET_prepCancel));
    good(JetRollback(world.other, 0));
    good(JetPrepareUpdate(world.other, other,
                          JET_prepReplace)); /* outside of transactions nothing is locked */
    good(JetSetColumn(world.other, other, PAD, "x", 1, 0, NULL));
    prepare(table, JET_prepReplace);
    set(table, PAD, "zzz", 3);
    good(update(table));
    expect(JET_errWriteConflict, JetUpdate(world.other, other, NULL, 0, NULL));
    begin();
    good(JetBeginTransaction(world.other));
    good(JetGetLock(world.session, table, JET_bitWriteLock));
    expect(JET_errWriteConflict, JetGetLock(world.other, other, JET_bitReadLock));
    expect(JET_errInvalidGrbit, JetGetLock(world.session, table, 0));
    commit();
    good(JetRollback(world.other, 0));
    (void)close_world();
}

/* ----------------------------------------------------------------- T_escrow: k, esc, esc0 (delete on zero), ver */

static void escrow_and_version_columns_count(void **state)
{
    enum { ESC = 2, VER = 4 };
    const int32_t plus = 7, minus = -3;
    int32_t old = -1;
    JET_ULONG size;
    JET_TABLEID table, other;
    int32_t before, version;

    (void)state;
    open_world(8192);
    table = open_table("T_escrow");
    other = open_other("T_escrow");
    good(JetMove(world.session, table, JET_MoveFirst, 0));
    good(JetMove(world.other, other, JET_MoveFirst, 0));
    before = get_long(table, ESC, 0);
    version = get_long(table, VER, 0);
    expect(JET_errNotInTransaction,
           JetEscrowUpdate(world.session, table, ESC, (void *)(uintptr_t)&plus, 4, &old, 4, &size, 0));
    begin();
    good(JetBeginTransaction(world.other));
    expect(JET_errInvalidOperation,
           JetEscrowUpdate(world.session, table, VER, (void *)(uintptr_t)&plus, 4, &old, 4, &size, 0));
    expect(JET_errInvalidBufferSize,
           JetEscrowUpdate(world.session, table, ESC, (void *)(uintptr_t)&plus, 2, &old, 4, &size, 0));
    good(JetEscrowUpdate(world.session, table, ESC, (void *)(uintptr_t)&plus, 4, &old, 4, &size, 0));
    assert_int_equal(old, before);
    good(JetEscrowUpdate(world.other, other, ESC, (void *)(uintptr_t)&minus, 4, NULL, 0, NULL, 0));
    expect(JET_errWriteConflict, JetPrepareUpdate(world.session, table, JET_prepReplace));
    good(JetRollback(world.other, 0));
    commit();
    assert_int_equal(get_long(table, ESC, 0), before + plus);

    for (int32_t i = 1; i <= 3; i++) {
        prepare(table, JET_prepReplace);
        expect(JET_errInvalidColumnType, JetSetColumn(world.session, table, VER, &plus, 4, 0, NULL));
        set_long(table, 3, i);
        good(update(table));
        assert_int_equal(get_long(table, VER, 0), version + i);
    }
    prepare(table, JET_prepReplace); /* nothing set, nothing written */
    good(update(table));
    assert_int_equal(get_long(table, VER, 0), version + 3);
    prepare(table, JET_prepInsert);
    set_long(table, K, 100000);
    good(update(table));
    good(seek_long(table, 100000));
    assert_int_equal(get_long(table, VER, 0), 0);
    (void)close_world();
}

/* ----------------------------------------------------------------------------------- T_types: 51 indexes, all types */

static uint64_t random_state = 1;

static uint32_t next_random(uint32_t limit)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random_state >> 33) % limit;
}

/* A value that fits the column, for `size` bytes at most. */
static unsigned make_value(const JET_COLUMNDEF *column, uint8_t *bytes, unsigned most)
{
    static const unsigned sizes[] = {[JET_coltypBit] = 1,
                                     [JET_coltypUnsignedByte] = 1,
                                     [JET_coltypShort] = 2,
                                     [JET_coltypLong] = 4,
                                     [JET_coltypCurrency] = 8,
                                     [JET_coltypIEEESingle] = 4,
                                     [JET_coltypIEEEDouble] = 8,
                                     [JET_coltypDateTime] = 8,
                                     [JET_coltypUnsignedLong] = 4,
                                     [JET_coltypLongLong] = 8,
                                     [JET_coltypGUID] = 16,
                                     [JET_coltypUnsignedShort] = 2,
                                     [JET_coltypUnsignedLongLong] = 8};
    const bool is_long = column->coltyp == JET_coltypLongBinary || column->coltyp == JET_coltypLongText;
    unsigned size = column->coltyp < sizeof sizes / sizeof sizes[0] ? sizes[column->coltyp] : 0;

    if (size == 0) {
        const unsigned limit = is_long ? most : column->cbMax < most ? column->cbMax : most;

        size = column->grbit & JET_bitColumnFixed ? column->cbMax : next_random(limit + 1);
        if (column->cp == 1200) {
            size &= ~1u;
        }
        for (unsigned i = 0; i < size; i++) {
            bytes[i] = column->cp == 1200 && i % 2 == 1 ? 0 : (uint8_t)('a' + next_random(26));
        }
        return size;
    }
    for (unsigned i = 0; i < size; i++) {
        bytes[i] = (uint8_t)next_random(256);
    }
    if (column->coltyp == JET_coltypIEEESingle || column->coltyp == JET_coltypIEEEDouble ||
        column->coltyp == JET_coltypDateTime) {
        bytes[size - 1] = 0x40; /* a number, and one number has one form */
    }
    return size;
}

enum { COLUMNS_MAX = 64 };

struct columns {
    unsigned count;
    JET_COLUMNDEF of[COLUMNS_MAX];
};

static struct columns columns_of(JET_TABLEID table)
{
    struct columns columns = {0};

    for (JET_COLUMNID id = 1; id < 300 && columns.count < COLUMNS_MAX; id++) {
        JET_COLUMNDEF *column = &columns.of[columns.count];

        if (JetGetTableColumnInfoA(world.session, table, (const char *)&id, column, sizeof *column,
                                   JET_ColInfoByColid) >= 0) {
            columns.count++;
        }
    }
    return columns;
}

/* Sets some columns, now and then to NULL, of multi-valued ones some values. */
static void set_some(JET_TABLEID table, const struct columns *columns, unsigned most)
{
    static uint8_t bytes[20000];

    for (unsigned i = 0; i < columns->count; i++) {
        const JET_COLUMNDEF *column = &columns->of[i];
        unsigned values = column->grbit & JET_bitColumnMultiValued ? next_random(4) : 1;

        if (column->grbit & (JET_bitColumnAutoincrement | JET_bitColumnVersion) || next_random(3) == 0) {
            continue;
        }
        while (values-- > 0) {
            JET_SETINFO info = {.cbStruct = sizeof info, .itagSequence = values == 0 ? 1 : next_random(4)};
            const unsigned size = make_value(column, bytes, next_random(8) == 0 ? most : 60);
            const bool none = next_random(10) == 0 && !(column->grbit & JET_bitColumnNotNULL);

            good(JetSetColumn(world.session, table, column->columnid, none ? NULL : bytes, none ? 0 : size,
                              size == 0 && !none && column->cbMax == 0 ? JET_bitSetZeroLength : 0, &info));
        }
    }
}

/* Goes to a row by a random number of steps; false in an empty table. */
static bool go_somewhere(JET_TABLEID table)
{
    if (JetMove(world.session, table, JET_MoveFirst, 0) < 0) {
        return false;
    }
    for (unsigned steps = next_random(100); steps > 0; steps--) {
        if (JetMove(world.session, table, JET_MoveNext, 0) < 0) {
            good(JetMove(world.session, table, JET_MoveLast, 0));
            break;
        }
    }
    return true;
}

static void random_change(JET_TABLEID table, const struct columns *columns, int *rows)
{
    static const JET_ULONG preps[] = {JET_prepInsert,     JET_prepInsert,
                                      JET_prepReplace,    JET_prepReplaceNoLock,
                                      JET_prepInsertCopy, JET_prepInsertCopyDeleteOriginal};
    const unsigned what = next_random(8);
    const bool somewhere = go_somewhere(table);
    JET_ERR err;

    if (what >= 6) {
        if (somewhere) {
            good(JetDelete(world.session, table));
            --*rows;
        }
        return;
    }
    if (what >= 2 && !somewhere) {
        return;
    }
    prepare(table, preps[what]);
    set_some(table, columns, 9000);
    if (next_random(6) == 0) {
        good(JetPrepareUpdate(world.session, table, JET_prepCancel));
        return;
    }
    err = update(table);
    if (err == JET_errKeyDuplicate || err == JET_errRecordPrimaryChanged) { /* all of it is taken back */
        good(JetPrepareUpdate(world.session, table, JET_prepCancel));
        return;
    }
    good(err);
    *rows += what < 2 || what == 4;
}

/* Nested transactions, some of them rolled back; the number of rows is kept for each level. */
static void random_changes(const char *name, unsigned steps)
{
    JET_TABLEID table = open_table(name);
    const struct columns columns = columns_of(table);
    int rows[4];
    unsigned level = 1;

    assert_true(columns.count > 1);
    rows[1] = (int)count_rows(table);
    begin();
    for (unsigned step = 0; step < steps; step++) {
        if (next_random(10) == 0 && level < 3) {
            begin();
            rows[level + 1] = rows[level];
            level++;
        } else if (next_random(12) == 0 && level > 1) {
            if (next_random(2) == 0) {
                roll_back();
            } else {
                commit();
                rows[level - 1] = rows[level];
            }
            level--;
        }
        random_change(table, &columns, &rows[level]);
    }
    for (; level > 1; level--) {
        commit();
        rows[level - 1] = rows[level];
    }
    commit();
    assert_int_equal(count_rows(table), rows[1]);
    good(JetCloseTable(world.session, table));
}

static void rows_entries_and_long_values_fit_together(void **state)
{
    static const char *const tables[] = {"T_types",        "T_types2",   "T_lv",
                                         "T_lvSmallChunk", "T_derived0", "T_dbkRenamed",
                                         "T_autoinc64",    "T_frag0",    "T_big"};
    static const unsigned sizes[] = {4096, 8192, 32768};

    (void)state;
    for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct row_counts counts;

        open_world(sizes[i]);
        for (unsigned k = 0; k < sizeof tables / sizeof tables[0]; k++) {
            random_changes(tables[k], k == 0 ? 120 : 60);
        }
        counts = close_world();
        print_message("pages of %u bytes: %llu rows, %llu index entries, %llu long values\n", sizes[i],
                      (unsigned long long)counts.rows, (unsigned long long)counts.entries,
                      (unsigned long long)counts.long_values);
        memset(&world, 0, sizeof world);
    }
}

/* ------------------------------------------------------------------------------------ T_lv: id, lv, lvz (compressed) */

enum { LV = 256, LVZ = 257, VALUE_MAX = 120000 };

/* What the value should be. */
struct long_model {
    bool is_null;
    unsigned size;
    uint8_t bytes[VALUE_MAX];
};

static void expect_content(JET_TABLEID table, JET_COLUMNID column, JET_GRBIT grbit,
                           const struct long_model *model)
{
    static uint8_t bytes[VALUE_MAX];
    JET_ULONG size = 0;
    JET_ERR err = JetRetrieveColumn(world.session, table, column, bytes, sizeof bytes, &size, grbit, NULL);

    expect(model->is_null ? JET_wrnColumnNull : JET_errSuccess, err);
    assert_int_equal(size, model->size);
    assert_memory_equal(bytes, model->bytes, size);
}

/* Sets the column by one of the ways to set long values, and does the same to the model. */
static void set_value(JET_TABLEID table, JET_COLUMNID column, struct long_model *model)
{
    static const JET_GRBIT ways[] = {0,
                                     JET_bitSetAppendLV,
                                     JET_bitSetAppendLV,
                                     JET_bitSetOverwriteLV,
                                     JET_bitSetOverwriteLV,
                                     JET_bitSetSizeLV,
                                     JET_bitSetOverwriteLV | JET_bitSetSizeLV,
                                     JET_bitSetSeparateLV};
    static uint8_t data[30000];
    const JET_GRBIT way = ways[next_random(8)];
    const unsigned size = 1 + next_random(next_random(3) == 0 ? sizeof data : 50);
    JET_SETINFO info = {.cbStruct = sizeof info, .itagSequence = 1};
    unsigned at = 0, end;

    for (unsigned i = 0; i < size; i++) {
        data[i] = (uint8_t)('a' + next_random(column == LVZ ? 2 : 26));
    }
    if (way & JET_bitSetOverwriteLV) {
        at = info.ibLongValue = next_random(model->size + 1);
    } else if (way & JET_bitSetAppendLV) {
        at = model->size;
    }
    end = at + size;
    if (end > VALUE_MAX) {
        return;
    }
    good(JetSetColumn(world.session, table, column, way == JET_bitSetSizeLV ? NULL : data, size, way, &info));
    if (way == JET_bitSetSizeLV) {
        memset(model->bytes + model->size, 0, size > model->size ? size - model->size : 0);
    } else {
        memcpy(model->bytes + at, data, size);
    }
    if (way == JET_bitSetAppendLV || (way == JET_bitSetOverwriteLV && end < model->size)) {
        end = end > model->size ? end : model->size;
    }
    model->size = end;
    model->is_null = false;
}

static void long_values_are_what_was_set(void **state)
{
    static struct long_model stored, pending;
    static const JET_COLUMNID columns[] = {LV, LVZ};
    JET_TABLEID table;

    (void)state;
    for (unsigned round = 0; round < 4; round++) {
        const JET_COLUMNID column = columns[round % 2];

        open_world(round < 2 ? 4096 : 32768);
        table = open_table(round % 2 == 0 ? "T_lv" : "T_lvSmallChunk");
        good(JetMove(world.session, table, JET_MoveLast, 0));
        begin();
        prepare(table, JET_prepReplace);
        good(JetSetColumn(world.session, table, column, NULL, 0, 0, NULL));
        good(update(table));
        commit();
        stored = (struct long_model){.is_null = true};
        for (unsigned step = 0; step < 200; step++) {
            const unsigned end = next_random(6);

            pending = stored;
            begin();
            prepare(table, JET_prepReplace);
            for (unsigned sets = next_random(4); sets > 0; sets--) {
                set_value(table, column, &pending);
                expect_content(table, column, JET_bitRetrieveCopy, &pending);
            }
            if (end == 0) {
                good(JetPrepareUpdate(world.session, table, JET_prepCancel));
            } else if (end > 1) {
                good(update(table));
                expect_content(table, column, 0, &pending);
            }
            if (end == 1 || end == 2) {
                roll_back();
                good(JetMove(world.session, table, JET_MoveLast, 0));
            } else {
                commit();
                stored = end == 0 ? stored : pending;
            }
            expect_content(table, column, 0, &stored);
        }
        (void)close_world();
        memset(&world, 0, sizeof world);
    }
}

static void copies_share_long_values(void **state)
{
    static struct long_model first, second;
    JET_TABLEID table;
    JET_ULONG references = 0;

    (void)state;
    open_world(4096);
    table = open_table("T_lv");
    begin();
    prepare(table, JET_prepInsert);
    first = (struct long_model){.size = 50000};
    memset(first.bytes, 'x', first.size);
    set(table, LV, first.bytes, first.size);
    good(update(table));
    good(JetMove(world.session, table, JET_MoveLast, 0));
    prepare(table, JET_prepInsertCopy);
    good(update(table));
    good(JetRetrieveColumn(world.session, table, LV, &references, sizeof references, NULL,
                           JET_bitRetrieveLongValueRefCount, NULL) == JET_wrnSeparateLongValue
             ? JET_errSuccess
             : JET_errInternalError);
    assert_int_equal(references, 2);
    good(JetMove(world.session, table, JET_MoveLast, 0));
    second = first;
    prepare(table, JET_prepReplace); /* of one row: the other keeps its value */
    good(JetSetColumn(world.session, table, LV, "tail", 4, JET_bitSetAppendLV, NULL));
    memcpy(second.bytes + second.size, "tail", 4);
    second.size += 4;
    good(update(table));
    expect_content(table, LV, 0, &second);
    good(JetMove(world.session, table, JET_MovePrevious, 0));
    expect_content(table, LV, 0, &first);
    good(JetDelete(world.session, table));
    good(JetMove(world.session, table, JET_MoveNext, 0));
    expect_content(table, LV, 0, &second);
    commit();
    (void)close_world();
}

static void a_table_gets_its_tree_with_the_first_long_value(void **state)
{
    JET_TABLEID table, other;
    char bytes[2000];

    (void)state;
    open_world(8192);
    table = open_table("T_derived1"); /* has no long values yet, or few: both ways must do */
    other = open_other("T_derived1");
    memset(bytes, 'v', sizeof bytes);
    good(JetMove(world.session, table, JET_MoveFirst, 0));
    begin();
    good(JetBeginTransaction(world.other));
    prepare(table, JET_prepReplace);
    set(table, 2147483905u, bytes, sizeof bytes);
    good(update(table));
    good(JetMove(world.other, other, JET_MoveLast, 0));
    good(JetPrepareUpdate(world.other, other, JET_prepReplace));
    good(JetSetColumn(world.other, other, 2147483905u, bytes, sizeof bytes, 0, NULL));
    good(JetUpdate(world.other, other, NULL, 0, NULL));
    good(JetCommitTransaction(world.other, 0));
    roll_back();
    (void)close_world();
}

/* --------------------------------------------------------------------------------------------- numbers, currency */

static void numbers_go_on_and_are_not_given_back(void **state)
{
    int64_t last, number, wanted;
    JET_TABLEID table;

    (void)state;
    open_world(8192);
    table = open_table("T_autoinc64");
    last = 0;
    for (JET_ERR err = JetMove(world.session, table, JET_MoveFirst, 0); err >= 0;
         err = JetMove(world.session, table, JET_MoveNext, 0)) {
        good(JetRetrieveColumn(world.session, table, 1, &number, sizeof number, NULL, 0, NULL));
        last = number > last ? number : last;
    }
    for (int i = 1; i <= 3; i++) {
        prepare(table, JET_prepInsert);
        good(JetRetrieveColumn(world.session, table, 1, &number, sizeof number, NULL, JET_bitRetrieveCopy,
                               NULL));
        assert_int_equal(number, last + i);
        expect(JET_errInvalidColumnType,
               JetSetColumn(world.session, table, 1, &number, sizeof number, 0, NULL));
        good(JetPrepareUpdate(world.session, table, JET_prepCancel));
    }
    prepare(table, JET_prepInsertMustSetAutoIncrement);
    expect(JET_errAutoIncrementNotSet, update(table));
    wanted = 0;
    set(table, 1, &wanted, sizeof wanted);
    expect(JET_errInvalidParameter, update(table));
    wanted = last + 4;
    set(table, 1, &wanted, sizeof wanted);
    expect(JET_errSetAutoIncrementTooHigh, update(table));
    wanted = last + 3;
    set(table, 1, &wanted, sizeof wanted);
    good(update(table));
    good(JetMove(world.session, table, JET_MoveLast, 0));
    good(JetRetrieveColumn(world.session, table, 1, &number, sizeof number, NULL, 0, NULL));
    assert_int_equal(number, last + 3);
    (void)close_world();
}

static void a_changed_index_key_leaves_the_cursor_at_the_old_one(void **state)
{
    enum { CLONG = 6 };
    JET_TABLEID table;
    int32_t key, low = INT32_MIN + 1, next;

    (void)state;
    open_world(8192);
    table = open_table("T_types2");
    good(JetSetCurrentIndexA(world.session, table, "zzLate"));
    good(JetMove(world.session, table, JET_MoveLast, 0));
    good(JetMove(world.session, table, JET_MovePrevious, 0));
    key = get_long(table, CLONG, 0);
    good(JetMove(world.session, table, JET_MoveNext, 0));
    next = get_long(table, CLONG, 0);
    good(JetMove(world.session, table, JET_MovePrevious, 0));
    prepare(table, JET_prepReplace);
    set_long(table, CLONG, low);
    good(update(table));
    assert_int_equal(get_long(table, CLONG, 0), low);
    good(JetMove(world.session, table, JET_MoveNext, 0)); /* from where the old key was */
    assert_int_equal(get_long(table, CLONG, 0), next);
    expect(JET_errRecordNotFound, seek_long(table, key));
    good(seek_long(table, low));
    (void)close_world();
}

/* T_lv: value 2 of column 256 lies outside record 1. */
static void long_values_are_not_referred_to_while_a_row_changes(void **state)
{
    JET_RETINFO info = {.cbStruct = sizeof info, .itagSequence = 2};
    unsigned char reference[200], byte;
    const void *references[] = {reference};
    JET_ULONG size, found;
    JET_TABLEID table;

    (void)state;
    open_world(4096);
    table = open_table("T_lv");
    good(JetMove(world.session, table, JET_MoveFirst, 0));
    expect(JET_wrnColumnReference, JetRetrieveColumn(world.session, table, 256, reference, sizeof reference,
                                                     &size, JET_bitRetrieveAsRefIfNotInRecord, &info));
    good(JetBeginTransaction(world.session));
    good(JetPrepareUpdate(world.session, table, JET_prepReplace));
    expect(JET_errInvalidGrbit, JetRetrieveColumn(world.session, table, 256, &byte, 1, &found,
                                                  JET_bitRetrieveAsRefIfNotInRecord, &info));
    expect(JET_errInvalidGrbit,
           JetRetrieveColumn(world.session, table, 256, &byte, 1, &found,
                             JET_bitRetrieveAsRefIfNotInRecord | JET_bitRetrieveCopy, &info));
    expect(JET_errInvalidOperation,
           JetRetrieveColumnByReference(world.session, table, reference, size, 0, &byte, 1, &found, 0));
    expect(JET_errInvalidOperation,
           JetPrereadColumnsByReference(world.session, table, references, &size, 1, 0, 1, &found, 0));
    good(JetPrepareUpdate(world.session, table, JET_prepCancel));
    expect(JET_wrnBufferTruncated,
           JetRetrieveColumnByReference(world.session, table, reference, size, 0, &byte, 1, &found, 0));
    good(JetRollback(world.session, 0));
    (void)close_world();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_row_goes_in_changes_and_goes, tear_down),
        cmocka_unit_test_teardown(long_values_are_not_referred_to_while_a_row_changes, tear_down),
        cmocka_unit_test_teardown(errors_of_preparing_are_those_of_windows, tear_down),
        cmocka_unit_test_teardown(a_rollback_takes_rows_and_the_prepared_update_back, tear_down),
        cmocka_unit_test_teardown(two_sessions_do_not_change_one_row, tear_down),
        cmocka_unit_test_teardown(rows_entries_and_long_values_fit_together, tear_down),
        cmocka_unit_test_teardown(long_values_are_what_was_set, tear_down),
        cmocka_unit_test_teardown(copies_share_long_values, tear_down),
        cmocka_unit_test_teardown(a_table_gets_its_tree_with_the_first_long_value, tear_down),
        cmocka_unit_test_teardown(numbers_go_on_and_are_not_given_back, tear_down),
        cmocka_unit_test_teardown(a_changed_index_key_leaves_the_cursor_at_the_old_one, tear_down),
        cmocka_unit_test_teardown(escrow_and_version_columns_count, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
