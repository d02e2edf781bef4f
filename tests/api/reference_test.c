/*
 * reference_test.c - references to long values. Contents: Microsoft's files and what its engine said of them (dump.json);
 * the bytes of a reference: Microsoft's engine source, fldenum.cxx.
 */
#include "table_support.h"

#define ORACLE_FILE "oracle/clean_4096_efv8920/clean.edb"
#define NEWEST_FILE "oracle/clean_8192_efv9600/clean.edb"

/* Columns of T_lv: record 1 has in LV the values 21 and 12042 bytes, in MV twice 21. */
enum { ID = 1, LV = 256, LVZ, TXT, MV };
enum { LONG_VALUE_SIZE = 12042, HEAD_SIZE = 24, IDENTITY_SIZE = 12, REFERENCE_MAX = 600 };

struct reference {
    unsigned char bytes[REFERENCE_MAX];
    JET_ULONG size;
};

static struct opened db;
static JET_TABLEID table;

static void open_on_first(const char *file, unsigned page_size, const char *name)
{
    db = open_database(file, page_size);
    table = open_table(&db, name);
    assert_jet(JET_errSuccess, JetMove(db.session, table, JET_MoveFirst, 0));
}

static JET_ERR refer(JET_COLUMNID id, JET_ULONG itag, struct reference *reference)
{
    JET_RETINFO info = {.cbStruct = sizeof info, .itagSequence = itag};

    memset(reference, 0, sizeof *reference);
    return JetRetrieveColumn(db.session, table, id, reference->bytes, sizeof reference->bytes,
                             &reference->size, JET_bitRetrieveAsRefIfNotInRecord, &info);
}

static JET_ERR follow(const struct reference *reference, JET_ULONG offset, void *data, JET_ULONG capacity,
                      JET_ULONG *size)
{
    return JetRetrieveColumnByReference(db.session, table, reference->bytes, reference->size, offset, data,
                                        capacity, size, 0);
}

/* What tells the database from others stands at byte 24 of its file. */
static void read_identity(const char *relative, unsigned char identity[IDENTITY_SIZE])
{
    size_t size;
    unsigned char *file = test_read_file(test_fixture(relative), &size);

    memcpy(identity, file + 24, IDENTITY_SIZE);
    free(file);
}

/* --------------------------------------------------------------------------------------------- references */

/* Version 1, bookmark of 5 bytes (the key of id 1), name of 2, value 2, its id, identity, 7f80000001, "lv". */
static void a_reference_has_the_bytes_of_windows(void **state)
{
    unsigned char expected[HEAD_SIZE + 7] = {1, 5, 0, 2, 2, 0, 0, 0};
    JET_RETINFO info = {.cbStruct = sizeof info, .itagSequence = 2};
    struct reference reference;
    JET_ULONG size;

    (void)state;
    open_on_first(ORACLE_FILE, 4096, "T_lv");
    assert_jet(JET_wrnSeparateLongValue, JetRetrieveColumn(db.session, table, LV, expected + 8, 4, &size,
                                                           JET_bitRetrieveLongId, &info));
    read_identity(ORACLE_FILE, expected + 12);
    memcpy(expected + HEAD_SIZE, "\x7f\x80\x00\x00\x01lv", 7);
    assert_jet(JET_wrnColumnReference, refer(LV, 2, &reference));
    assert_int_equal(reference.size, sizeof expected);
    assert_memory_equal(reference.bytes, expected, sizeof expected);
    close_database(&db);
}

/* A database with ids of 8 bytes: version 2, everything behind the id 4 bytes further. */
static void the_newest_format_has_references_of_its_own(void **state)
{
    unsigned char identity[IDENTITY_SIZE], id[8];
    JET_RETINFO info = {.cbStruct = sizeof info, .itagSequence = 2};
    struct reference reference;
    JET_ULONG size;

    (void)state;
    open_on_first(NEWEST_FILE, 8192, "T_lv");
    read_identity(NEWEST_FILE, identity);
    assert_jet(JET_wrnSeparateLongValue,
               JetRetrieveColumn(db.session, table, LV, id, 8, &size, JET_bitRetrieveLongId, &info));
    assert_jet(JET_wrnColumnReference, refer(LV, 2, &reference));
    assert_int_equal(reference.size, 28 + 5 + 2);
    assert_memory_equal(reference.bytes, "\x02\x05\x00\x02\x02\x00\x00\x00", 8);
    assert_memory_equal(reference.bytes + 8, id, 8);
    assert_memory_equal(reference.bytes + 16, identity, IDENTITY_SIZE);
    assert_memory_equal(reference.bytes + 28, "\x7f\x80\x00\x00\x01lv", 7);
    assert_jet(JET_wrnBufferTruncated, follow(&reference, 0, id, 1, &size));
    close_database(&db);
}

/* The head of the value is in dump.json. */
static void a_reference_finds_the_value_from_any_record(void **state)
{
    unsigned char whole[LONG_VALUE_SIZE], part[100];
    const struct run head = run_of_hex("e0d05841b680ab562b0fcee3918a33c6015a5317b6038a4142fb642d9a2e8ee0");
    struct reference reference;
    JET_ULONG size;

    (void)state;
    open_on_first(ORACLE_FILE, 4096, "T_lv");
    assert_jet(JET_wrnColumnReference, refer(LV, 2, &reference));
    assert_jet(JET_errSuccess, JetMove(db.session, table, JET_MoveLast, 0));
    assert_jet(JET_errSuccess, follow(&reference, 0, whole, sizeof whole, &size));
    assert_int_equal(size, LONG_VALUE_SIZE);
    assert_memory_equal(whole, head.bytes, head.size);
    for (JET_ULONG offset = 0; offset < LONG_VALUE_SIZE - sizeof part; offset += 3001) {
        assert_jet(JET_wrnBufferTruncated, follow(&reference, offset, part, sizeof part, &size));
        assert_int_equal(size, LONG_VALUE_SIZE - offset);
        assert_memory_equal(part, whole + offset, sizeof part);
    }
    assert_jet(JET_errSuccess, follow(&reference, LONG_VALUE_SIZE, part, sizeof part, &size));
    assert_int_equal(size, 0);
    assert_jet(JET_errSuccess,
               JetRetrieveColumnByReference(db.session, table, reference.bytes, reference.size, 0, NULL, 0,
                                            &size, JET_bitRetrievePhysicalSize));
    assert_int_equal(size, LONG_VALUE_SIZE); /* #recsize2: stored as it is */
    close_database(&db);
}

static void what_lies_in_the_record_needs_no_reference(void **state)
{
    JET_RETRIEVECOLUMN columns[2] = {{.columnid = LV, .itagSequence = 1},
                                     {.columnid = LV, .itagSequence = 2}};
    struct reference reference, second = {{0}, 0};

    (void)state;
    open_on_first(ORACLE_FILE, 4096, "T_lv");
    assert_jet(JET_errSuccess, refer(LV, 1, &reference));
    assert_int_equal(reference.size, 1);
    assert_jet(JET_errSuccess, refer(ID, 1, &reference));
    assert_int_equal(reference.size, 4);
    assert_jet(JET_wrnColumnNull, refer(LV, 3, &reference));
    assert_jet(JET_wrnColumnReference, refer(LV, 2, &reference));

    columns[0].pvData = columns[1].pvData = second.bytes;
    columns[0].cbData = columns[1].cbData = sizeof second.bytes;
    columns[0].grbit = columns[1].grbit = JET_bitRetrieveAsRefIfNotInRecord;
    assert_jet(JET_errSuccess, JetRetrieveColumns(db.session, table, columns, 2));
    assert_jet(JET_errSuccess, columns[0].err);
    assert_jet(JET_wrnColumnReference, columns[1].err);
    assert_int_equal(columns[1].cbActual, reference.size);
    assert_memory_equal(second.bytes, reference.bytes, reference.size);

    columns[1].cbData = 10;
    assert_jet(JET_wrnBufferTruncated, JetRetrieveColumns(db.session, table, columns, 2));
    assert_int_equal(columns[1].cbActual, reference.size);
    close_database(&db);
}

static void *JET_API reallocate(void *context, void *memory, JET_ULONG size)
{
    (void)context;
    if (size > 0) {
        return realloc(memory, size);
    }
    free(memory);
    return NULL;
}

static void an_enumeration_hands_out_references(void **state)
{
    JET_ENUMCOLUMNID ids[] = {{LV, 0, NULL}};
    struct reference reference;
    JET_ENUMCOLUMN *columns;
    JET_ULONG count;

    (void)state;
    open_on_first(ORACLE_FILE, 4096, "T_lv");
    assert_jet(JET_wrnColumnReference, refer(LV, 2, &reference));
    assert_jet(JET_errSuccess, JetEnumerateColumns(db.session, table, 1, ids, &count, &columns, reallocate,
                                                   NULL, 99, JET_bitEnumerateAsRefIfNotInRecord));
    assert_int_equal(columns[0].cEnumColumnValue, 2);
    assert_jet(JET_errSuccess, columns[0].rgEnumColumnValue[0].err);
    assert_jet(JET_wrnColumnReference, columns[0].rgEnumColumnValue[1].err);
    assert_int_equal(columns[0].rgEnumColumnValue[1].cbData, reference.size);
    assert_memory_equal(columns[0].rgEnumColumnValue[1].pvData, reference.bytes, reference.size);
    free(columns[0].rgEnumColumnValue[0].pvData);
    free(columns[0].rgEnumColumnValue[1].pvData);
    free(columns[0].rgEnumColumnValue);
    free(columns);
    assert_jet(JET_errInvalidGrbit,
               JetEnumerateColumns(db.session, table, 1, ids, &count, &columns, reallocate, NULL, 99,
                                   JET_bitEnumerateAsRefIfNotInRecord | JET_bitEnumerateInRecordOnly));
    close_database(&db);
}

static void a_reference_goes_stale_with_database_column_or_value(void **state)
{
    struct reference good, changed;
    unsigned char byte;
    JET_ULONG size;

    (void)state;
    open_on_first(ORACLE_FILE, 4096, "T_lv");
    assert_jet(JET_wrnColumnReference, refer(LV, 2, &good));
    changed = good;
    changed.bytes[12] ^= 1; /* another database */
    assert_jet(JET_errStaleColumnReference, follow(&changed, 0, &byte, 1, &size));
    assert_int_equal(size, 0);
    changed = good;
    changed.bytes[good.size - 1] = 'x'; /* no such column */
    assert_jet(JET_errStaleColumnReference, follow(&changed, 0, &byte, 1, &size));
    changed = good;
    memcpy(changed.bytes + good.size - 2, "id", 2); /* not of long values */
    assert_jet(JET_errStaleColumnReference, follow(&changed, 0, &byte, 1, &size));
    changed = good;
    changed.bytes[11] = 0x70; /* no such value */
    assert_jet(JET_errStaleColumnReference, follow(&changed, 0, &byte, 1, &size));
    close_database(&db);
}

static void bytes_that_are_no_reference_are_told_apart(void **state)
{
    static const struct {
        unsigned offset;
        unsigned char byte;
    } wrong[] = {{0, 0}, {0, 3}, {1, 0}, {1, 6}, {2, 1}, {3, 0}, {3, 1}, {3, 65}, {4, 0}};
    struct reference good, changed;
    unsigned char byte;
    JET_ULONG size;

    (void)state;
    open_on_first(ORACLE_FILE, 4096, "T_lv");
    assert_jet(JET_wrnColumnReference, refer(LV, 2, &good));
    for (unsigned i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        changed = good;
        changed.bytes[wrong[i].offset] = wrong[i].byte;
        assert_jet(JET_errInvalidColumnReference, follow(&changed, 0, &byte, 1, &size));
    }
    changed = good;
    memset(changed.bytes + 8, 0, 4); /* the id 0 */
    assert_jet(JET_errInvalidColumnReference, follow(&changed, 0, &byte, 1, &size));
    for (changed = good; changed.size > 0; changed.size--) {
        assert_jet(changed.size == good.size ? JET_wrnBufferTruncated : JET_errInvalidColumnReference,
                   follow(&changed, 0, &byte, 1, &size));
    }
    assert_jet(JET_errInvalidColumnReference,
               JetRetrieveColumnByReference(db.session, table, NULL, 10, 0, &byte, 1, &size, 0));
    for (unsigned bit = 0; bit < 8 * good.size; bit++) { /* whatever it says: no harm */
        changed = good;
        changed.bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        (void)follow(&changed, 0, &byte, 1, &size);
    }
    close_database(&db);
}

static void arguments_of_a_read_by_reference_are_checked(void **state)
{
    struct reference good;
    unsigned char byte;
    JET_ULONG size;

    (void)state;
    open_on_first(ORACLE_FILE, 4096, "T_lv");
    assert_jet(JET_wrnColumnReference, refer(LV, 2, &good));
    assert_jet(JET_errInvalidParameter, follow(&good, 0, NULL, 1, &size));
    assert_jet(JET_errInvalidParameter, follow(&good, 0, NULL, 0, NULL));
    assert_jet(JET_wrnBufferTruncated, follow(&good, 0, &byte, 1, NULL));
    assert_jet(JET_errInvalidGrbit, JetRetrieveColumnByReference(db.session, table, good.bytes, good.size, 0,
                                                                 &byte, 1, &size, JET_bitRetrieveCopy));
    assert_jet(JET_errInvalidParameter,
               JetRetrieveColumnByReference(db.session, table, good.bytes, good.size, 1, NULL, 0, &size,
                                            JET_bitRetrievePhysicalSize));
    close_database(&db);
}

static void values_are_read_ahead_by_their_references(void **state)
{
    struct reference references[3];
    const void *pointers[3];
    JET_ULONG sizes[3], done = 9;

    (void)state;
    open_on_first(ORACLE_FILE, 4096, "T_lv");
    for (unsigned i = 0; i < 3; i++) {
        assert_jet(JET_wrnColumnReference, refer(LV, 2, &references[i]));
        pointers[i] = references[i].bytes;
        sizes[i] = references[i].size;
    }
    references[1].bytes[references[1].size - 1] = 'x'; /* stale: passed over */
    assert_jet(JET_errSuccess,
               JetPrereadColumnsByReference(db.session, table, pointers, sizes, 3, 0, 100, &done, 0));
    assert_int_equal(done, 2);
    assert_jet(JET_errSuccess, JetPrereadColumnsByReference(db.session, table, pointers, sizes, 3, 0, 1,
                                                            &done, JET_bitPrereadFirstPage));
    assert_int_equal(done, 1);
    assert_jet(JET_errSuccess,
               JetPrereadColumnsByReference(db.session, table, pointers, sizes, 0, 0, 1, NULL, 0));
    assert_jet(JET_errInvalidParameter,
               JetPrereadColumnsByReference(db.session, table, pointers, sizes, 3, 2, 1, &done, 0));
    assert_jet(JET_errInvalidParameter,
               JetPrereadColumnsByReference(db.session, table, NULL, sizes, 3, 0, 1, &done, 0));
    assert_jet(JET_errInvalidGrbit, JetPrereadColumnsByReference(db.session, table, pointers, sizes, 3, 0, 1,
                                                                 &done, JET_bitPrereadForward));
    sizes[2] = 3;
    assert_jet(JET_errInvalidColumnReference,
               JetPrereadColumnsByReference(db.session, table, pointers, sizes, 3, 0, 100, &done, 0));
    close_database(&db);
}

static void a_temporary_table_has_nothing_that_lasts(void **state)
{
    JET_COLUMNDEF columns[] = {
        {.cbStruct = sizeof columns[0], .coltyp = JET_coltypLong, .grbit = JET_bitColumnTTKey},
        {.cbStruct = sizeof columns[0], .coltyp = JET_coltypLongBinary}};
    JET_COLUMNID ids[2];
    unsigned char bytes[4000] = {1};
    JET_ULONG size;
    int32_t key = 1;

    (void)state;
    open_on_first(ORACLE_FILE, 4096, "T_lv");
    assert_jet(JET_errSuccess,
               JetOpenTempTable(db.session, columns, 2, JET_bitTTIndexed | JET_bitTTUpdatable, &table, ids));
    assert_jet(JET_errSuccess, JetBeginTransaction(db.session));
    assert_jet(JET_errSuccess, JetPrepareUpdate(db.session, table, JET_prepInsert));
    assert_jet(JET_errSuccess, JetSetColumn(db.session, table, ids[0], &key, sizeof key, 0, NULL));
    assert_jet(JET_errSuccess,
               JetSetColumn(db.session, table, ids[1], bytes, sizeof bytes, JET_bitSetSeparateLV, NULL));
    assert_jet(JET_errSuccess, JetUpdate(db.session, table, NULL, 0, NULL));
    assert_jet(JET_errSuccess, JetCommitTransaction(db.session, 0));
    assert_jet(JET_errSuccess, JetMove(db.session, table, JET_MoveFirst, 0));
    assert_jet(JET_errInvalidGrbit, JetRetrieveColumn(db.session, table, ids[1], bytes, sizeof bytes, &size,
                                                      JET_bitRetrieveAsRefIfNotInRecord, NULL));
    assert_jet(JET_errIllegalOperation, JetStreamRecords(db.session, table, 0, NULL, bytes, sizeof bytes,
                                                         &size, JET_bitStreamForward));
    close_database(&db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        table_test(a_reference_has_the_bytes_of_windows),
        table_test(the_newest_format_has_references_of_its_own),
        table_test(a_reference_finds_the_value_from_any_record),
        table_test(what_lies_in_the_record_needs_no_reference),
        table_test(an_enumeration_hands_out_references),
        table_test(a_reference_goes_stale_with_database_column_or_value),
        table_test(bytes_that_are_no_reference_are_told_apart),
        table_test(arguments_of_a_read_by_reference_are_checked),
        table_test(values_are_read_ahead_by_their_references),
        table_test(a_temporary_table_has_nothing_that_lasts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
