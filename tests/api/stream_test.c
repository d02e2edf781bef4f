/*
 * stream_test.c - JetStreamRecords: the values in the buffer are those that JetRetrieveColumn gives (which other tests compare
 * with the dumps), in the order and the form of Microsoft's engine source (fldenum.cxx).
 */
#include "table_support.h"

#define ORACLE_FILE "oracle/clean_4096_efv8920/clean.edb"
#define WIDE_FILE   "corpus/dsinternals-adlds/adamntds.dit" /* of the directory service */
#define WIDE_TABLE  "datatable"

enum { HEAD_SIZE = 21, VALUE_HEAD_SIZE = 9, BUFFER_SIZE = 1 << 20, VALUE_MAX = 1 << 16 };

/* Columns of T_types. */
enum { ID = 1, VER = 2, LONG = 6, TEXT_A = 129, TEXT_U = 130, MV_LONG = 265 };

static struct opened db;
static JET_TABLEID table, other; /* a second cursor on the table, to compare with */
static unsigned char buffer[BUFFER_SIZE], value[VALUE_MAX];
static JET_ULONG filled;

static void open_in(const char *file, unsigned page_size, const char *name)
{
    db = open_database(file, page_size);
    table = open_table(&db, name);
    other = open_table(&db, name);
    assert_jet(JET_errSuccess, JetMove(db.session, table, JET_MoveFirst, 0));
    assert_jet(JET_errSuccess, JetMove(db.session, other, JET_MoveFirst, 0));
}

static void open_twice(const char *name)
{
    open_in(ORACLE_FILE, 4096, name);
}

static JET_ERR stream(JET_ULONG count, const JET_COLUMNID *ids, JET_ULONG capacity, JET_GRBIT grbit)
{
    return JetStreamRecords(db.session, table, count, ids, buffer, capacity, &filled, grbit);
}

struct item {
    JET_ULONG record, instance, offset, size;
    JET_COLUMNID column;
    JET_ERR err;
};

static struct item next(void)
{
    struct item item = {0};

    item.err = JetRetrieveColumnFromRecordStream(buffer, filled, &item.record, &item.column, &item.instance,
                                                 &item.offset, &item.size);
    return item;
}

static JET_ERR retrieve(const struct item *item, JET_ULONG *size, JET_GRBIT grbit)
{
    JET_RETINFO info = {.cbStruct = sizeof info, .itagSequence = item->instance};

    return JetRetrieveColumn(db.session, other, item->column, value, sizeof value, size, grbit, &info);
}

/* The item is what the other cursor's record has. */
static void assert_same(const struct item *item)
{
    JET_ULONG size;

    if (item->err == JET_wrnColumnNotInRecord) {
        assert_jet(JET_wrnSeparateLongValue, retrieve(item, &size, JET_bitRetrieveLongId));
        assert_int_equal(item->size, 0);
        return;
    }
    assert_jet(
        item->err,
        retrieve(item, &size, item->err == JET_wrnColumnReference ? JET_bitRetrieveAsRefIfNotInRecord : 0));
    assert_int_equal(item->size, size);
    assert_memory_equal(buffer + item->offset, value, size);
}

/* Compares all items with the records from the other cursor's on; returns how many records they are of. */
static unsigned compare_all(JET_LONG step, unsigned *items)
{
    unsigned records = 0;
    struct item item;

    for (item = next(); item.err != JET_wrnNoMoreRecords; item = next()) {
        assert_true(item.err >= 0);
        if (item.record == records) {
            if (records++ > 0) {
                assert_jet(JET_errSuccess, JetMove(db.session, other, step, 0));
            }
        }
        assert_int_equal(item.record, records - 1);
        assert_same(&item);
        ++*items;
    }
    return records;
}

static unsigned count_records(void)
{
    JET_ULONG count;

    assert_jet(JET_errSuccess, JetIndexRecordCount(db.session, other, &count, 0));
    return count;
}

/* -------------------------------------------------------------------------------------------- the table */

/* T_types: record 1 of dump.json has the values 245, -96, 141, 229 in mvLong. */
static void a_stream_has_the_values_of_all_records(void **state)
{
    static const int32_t longs[] = {245, -96, 141, 229};
    const JET_COLUMNID ids[] = {MV_LONG, ID};
    unsigned records, items = 0;
    struct item item;

    (void)state;
    open_twice("T_types");
    assert_jet(JET_wrnNoMoreRecords, stream(2, ids, BUFFER_SIZE, JET_bitStreamForward));
    for (unsigned i = 0; i < 4; i++) {
        item = next();
        assert_int_equal(item.err, JET_errSuccess);
        assert_int_equal(item.record, 0);
        assert_int_equal(item.column, MV_LONG);
        assert_int_equal(item.instance, i + 1);
        assert_int_equal(item.size, 4);
        assert_memory_equal(buffer + item.offset, &longs[i], 4);
    }
    item = next();
    assert_int_equal(item.column, ID);
    assert_memory_equal(buffer + item.offset, "\1\0\0\0", 4);

    assert_jet(JET_errSuccess, JetMove(db.session, table, JET_MoveFirst, 0));
    assert_jet(JET_wrnNoMoreRecords, stream(2, ids, BUFFER_SIZE, JET_bitStreamForward));
    records = compare_all(1, &items);
    assert_int_equal(records, (JetMove(db.session, other, JET_MoveFirst, 0), count_records()));
    assert_true(items >= 2 * records);
    assert_jet(JET_errNoCurrentRecord, JetMove(db.session, table, 0, 0));
    close_database(&db);
}

/* head, then flags 0, column 1, 4 bytes, the id 1. */
static void a_stream_has_the_bytes_of_windows(void **state)
{
    static const unsigned char expected[] = {1,    21,   0,    0,    0,    21, 0, 0, 0, 0xFF, 0xFF, 0xFF,
                                             0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1,  0, 0, 0, 0,    1,    0,
                                             0,    0,    4,    0,    0,    0,  1, 0, 0, 0,    1,    1};
    const JET_COLUMNID ids[] = {ID};

    (void)state;
    open_twice("T_types");
    assert_jet(JET_errSuccess, stream(1, ids, HEAD_SIZE + 2 * (VALUE_HEAD_SIZE + 4), JET_bitStreamForward));
    assert_int_equal(filled, HEAD_SIZE + 2 * (VALUE_HEAD_SIZE + 4));
    assert_memory_equal(buffer, expected, sizeof expected);
    close_database(&db);
}

/* Every column of the table's 36, of every record, NULL or not. */
static void without_a_list_a_narrow_table_streams_all_columns(void **state)
{
    unsigned items = 0, records;

    (void)state;
    open_twice("T_types");
    records = count_records();
    assert_jet(JET_errSuccess, JetMove(db.session, other, JET_MoveFirst, 0));
    assert_jet(JET_wrnNoMoreRecords, stream(0, NULL, BUFFER_SIZE, JET_bitStreamForward));
    assert_int_equal(compare_all(1, &items), records);
    assert_true(items >= records * 36);
    close_database(&db);
}

static void a_stream_goes_backwards(void **state)
{
    const JET_COLUMNID ids[] = {ID, TEXT_U};
    unsigned items = 0, records;

    (void)state;
    open_twice("T_types");
    records = count_records();
    assert_jet(JET_errSuccess, JetMove(db.session, table, JET_MoveLast, 0));
    assert_jet(JET_errSuccess, JetMove(db.session, other, JET_MoveLast, 0));
    assert_jet(JET_wrnNoMoreRecords, stream(2, ids, BUFFER_SIZE, JET_bitStreamBackward));
    assert_int_equal(compare_all(-1, &items), records);
    assert_int_equal(items, 2 * records);
    close_database(&db);
}

/* A buffer that is too small for the rest: the next call goes on where the last one stopped. */
static void a_stream_goes_on_where_the_buffer_ended(void **state)
{
    unsigned items = 0, records = 0, calls = 0;
    JET_ERR err;

    (void)state;
    open_twice("T_types");
    do {
        unsigned more;

        err = stream(0, NULL, 5000, JET_bitStreamForward);
        assert_true(err == JET_errSuccess || err == JET_wrnNoMoreRecords);
        assert_true(filled <= 5000);
        more = compare_all(1, &items);
        assert_true(more > 0);
        records += more;
        (void)JetMove(db.session, other, 1, 0);
        calls++;
    } while (err == JET_errSuccess);
    assert_true(calls > 3);
    (void)JetMove(db.session, other, JET_MoveFirst, 0);
    assert_int_equal(records, count_records());
    close_database(&db);
}

static void a_stream_ends_with_the_range(void **state)
{
    const JET_COLUMNID ids[] = {ID};
    unsigned items = 0;
    int32_t last = 5;

    (void)state;
    open_twice("T_types");
    assert_jet(JET_errSuccess, JetMakeKey(db.session, table, &last, sizeof last, JET_bitNewKey));
    assert_jet(JET_errSuccess,
               JetSetIndexRange(db.session, table, JET_bitRangeUpperLimit | JET_bitRangeInclusive));
    assert_jet(JET_wrnNoMoreRecords, stream(1, ids, BUFFER_SIZE, JET_bitStreamForward));
    assert_int_equal(compare_all(1, &items), 4); /* dump.json: 1, 2, 3, 5 */
    close_database(&db);
}

/* Long values outside the record: a reference when that is asked for, else only the word that there is one. */
static void long_values_stream_as_references(void **state)
{
    unsigned items = 0, references = 0, absent = 0;
    struct item item;

    (void)state;
    open_twice("T_lv");
    assert_jet(JET_wrnNoMoreRecords,
               stream(0, NULL, BUFFER_SIZE, JET_bitStreamForward | JET_bitStreamColumnReferences));
    assert_true(compare_all(1, &items) > 0);
    assert_jet(JET_errSuccess, JetMove(db.session, table, JET_MoveFirst, 0));
    assert_jet(JET_wrnNoMoreRecords,
               stream(0, NULL, BUFFER_SIZE, JET_bitStreamForward | JET_bitStreamColumnReferences));
    for (item = next(); item.err != JET_wrnNoMoreRecords; item = next()) {
        if (item.err == JET_wrnColumnReference) {
            JET_ULONG size;

            assert_true(JetRetrieveColumnByReference(db.session, table, buffer + item.offset, item.size, 0,
                                                     value, sizeof value, &size, 0) >= 0);
            references++;
        }
    }
    assert_true(references > 0);
    assert_jet(JET_errSuccess, JetMove(db.session, table, JET_MoveFirst, 0));
    assert_jet(JET_errSuccess, JetMove(db.session, other, JET_MoveFirst, 0));
    assert_jet(JET_wrnNoMoreRecords, stream(0, NULL, BUFFER_SIZE, JET_bitStreamForward));
    assert_true(compare_all(1, &items) > 0);
    assert_jet(JET_errSuccess, JetMove(db.session, table, JET_MoveFirst, 0));
    assert_jet(JET_wrnNoMoreRecords, stream(0, NULL, BUFFER_SIZE, JET_bitStreamForward));
    for (item = next(); item.err != JET_wrnNoMoreRecords; item = next()) {
        absent += item.err == JET_wrnColumnNotInRecord;
    }
    assert_int_equal(absent, references);
    close_database(&db);
}

/* The template's columns come behind the table's own. */
static void a_derived_table_streams_its_own_columns_first(void **state)
{
    struct item item;
    bool own = true;

    (void)state;
    open_twice("T_derived0");
    assert_jet(JET_wrnNoMoreRecords, stream(0, NULL, BUFFER_SIZE, JET_bitStreamForward));
    for (item = next(); item.err != JET_wrnNoMoreRecords && item.record == 0; item = next()) {
        if (item.column & 0x80000000) {
            own = false;
        } else {
            assert_true(own);
        }
        assert_same(&item);
    }
    assert_false(own);
    close_database(&db);
}

/* A table of more than 100 columns: those that a record has, and no NULL of the others. */
static void of_a_wide_table_each_record_streams_what_it_has(void **state)
{
    unsigned items = 0, records;

    (void)state;
    open_in(WIDE_FILE, 8192, WIDE_TABLE);
    assert_jet(JET_wrnNoMoreRecords, stream(0, NULL, BUFFER_SIZE, JET_bitStreamForward));
    records = compare_all(1, &items);
    assert_true(records > 100);
    assert_true(items > 10 * records);
    assert_true(items < 100 * records);
    close_database(&db);
}

/* -------------------------------------------------------------------------------------------- an index */

/* Of an index its keys alone are read: numbers come out of them, text does not. */
static void an_index_streams_what_its_keys_hold(void **state)
{
    unsigned exact = 0, absent = 0, records = 0, indexes = 0;
    char name[64];

    (void)state;
    open_twice("T_types");
    JET_INDEXLIST list;

    assert_jet(JET_errSuccess,
               JetGetTableIndexInfoA(db.session, table, NULL, &list, sizeof list, JET_IdxInfoList));
    for (JET_ERR err = JetMove(db.session, list.tableid, JET_MoveFirst, 0); err >= 0;
         err = JetMove(db.session, list.tableid, JET_MoveNext, 0)) {
        JET_ULONG size = 0;
        struct item item;
        JET_ERR first;

        assert_true(JetRetrieveColumn(db.session, list.tableid, list.columnidindexname, name, sizeof name - 1,
                                      &size, 0, NULL) >= 0);
        name[size] = '\0';
        assert_jet(JET_errSuccess, JetSetCurrentIndexA(db.session, table, name));
        assert_jet(JET_errSuccess, JetSetCurrentIndexA(db.session, other, name));
        first = JetMove(db.session, table, JET_MoveFirst, 0);
        assert_int_equal(first, JetMove(db.session, other, JET_MoveFirst, 0));
        if (first < 0 || strcmp(name, "pk") == 0) {
            continue;
        }
        indexes++;
        assert_jet(JET_wrnNoMoreRecords, stream(0, NULL, BUFFER_SIZE, JET_bitStreamForward));
        records = 0;
        for (item = next(); item.err != JET_wrnNoMoreRecords; item = next()) {
            JET_ULONG wanted;

            assert_true(item.err >= 0);
            if (item.record == records && records++ > 0) {
                assert_jet(JET_errSuccess, JetMove(db.session, other, 1, 0));
            }
            if (item.err == JET_wrnColumnNotInRecord) {
                absent++;
                continue;
            }
            assert_jet(item.err, retrieve(&item, &wanted, 0));
            assert_int_equal(item.size, wanted);
            assert_memory_equal(buffer + item.offset, value, wanted);
            exact++;
        }
        assert_int_equal(records, (assert_jet(JET_errSuccess, JetMove(db.session, other, JET_MoveFirst, 0)),
                                   count_records()));
    }
    assert_true(indexes > 5);
    assert_true(exact > 0);
    assert_true(absent > 0);
    close_database(&db);
}

/* -------------------------------------------------------------------------------------------- arguments */

static void arguments_of_a_stream_are_checked(void **state)
{
    const JET_COLUMNID ids[] = {ID}, wrong[] = {99};

    (void)state;
    open_twice("T_types");
    assert_jet(JET_errInvalidGrbit, stream(1, ids, BUFFER_SIZE, 0));
    assert_jet(JET_errInvalidGrbit,
               stream(1, ids, BUFFER_SIZE, JET_bitStreamForward | JET_bitStreamBackward));
    assert_jet(JET_errInvalidGrbit, stream(1, ids, BUFFER_SIZE, JET_bitStreamForward | 8));
    assert_jet(JET_errInvalidParameter, stream(1, NULL, BUFFER_SIZE, JET_bitStreamForward));
    assert_jet(JET_errInvalidParameter, stream(0, ids, BUFFER_SIZE, JET_bitStreamForward));
    assert_jet(JET_errInvalidParameter,
               JetStreamRecords(db.session, table, 1, ids, NULL, 1, &filled, JET_bitStreamForward));
    assert_jet(JET_errInvalidParameter,
               JetStreamRecords(db.session, table, 1, ids, NULL, 0, NULL, JET_bitStreamForward));
    assert_jet(JET_errColumnNotFound, stream(1, wrong, BUFFER_SIZE, JET_bitStreamForward));
    assert_jet(JET_errBufferTooSmall, stream(1, ids, HEAD_SIZE - 1, JET_bitStreamForward));
    assert_int_equal(filled, 0);
    assert_jet(JET_errSuccess, stream(1, ids, HEAD_SIZE + VALUE_HEAD_SIZE + 3, JET_bitStreamForward));
    assert_int_equal(filled, HEAD_SIZE); /* no record fits */
    assert_int_equal(next().err, JET_wrnNoMoreRecords);
    close_database(&db);
}

static void bytes_that_are_no_stream_are_told_apart(void **state)
{
    const JET_COLUMNID ids[] = {ID, TEXT_A};
    static const unsigned heads[] = {0, 1, 6, 7, 8};
    unsigned char good[HEAD_SIZE + 200];
    JET_ULONG n;

    (void)state;
    open_twice("T_types");
    assert_true(stream(2, ids, sizeof good, JET_bitStreamForward) >= 0);
    close_database(&db);
    memcpy(good, buffer, filled);
    for (unsigned i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        memcpy(buffer, good, filled);
        buffer[heads[i]] += 0x80;
        assert_int_equal(next().err, JET_errInvalidParameter);
    }
    memcpy(buffer, good, filled);
    memset(buffer + HEAD_SIZE + 5, 0xFF, 4); /* a size beyond everything */
    assert_int_equal(next().err, JET_errInvalidParameter);
    for (JET_ULONG whole = filled; filled > 0; filled--) { /* cut anywhere: an error or fewer values */
        struct item item;

        memcpy(buffer, good, whole);
        do {
            item = next();
        } while (item.err >= 0 && item.err != JET_wrnNoMoreRecords);
    }
    assert_int_equal(JetRetrieveColumnFromRecordStream(NULL, 100, &n, &n, &n, &n, &n),
                     JET_errInvalidParameter);
    assert_int_equal(JetRetrieveColumnFromRecordStream(good, 100, NULL, &n, &n, &n, &n),
                     JET_errInvalidParameter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        table_test(a_stream_has_the_values_of_all_records),
        table_test(a_stream_has_the_bytes_of_windows),
        table_test(without_a_list_a_narrow_table_streams_all_columns),
        table_test(a_stream_goes_backwards),
        table_test(a_stream_goes_on_where_the_buffer_ended),
        table_test(a_stream_ends_with_the_range),
        table_test(long_values_stream_as_references),
        table_test(a_derived_table_streams_its_own_columns_first),
        table_test(of_a_wide_table_each_record_streams_what_it_has),
        table_test(an_index_streams_what_its_keys_hold),
        table_test(arguments_of_a_stream_are_checked),
        table_test(bytes_that_are_no_stream_are_told_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
