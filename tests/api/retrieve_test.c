/*
 * retrieve_test.c - reading columns: options, several values, defaults, long values, enumeration, sizes. Contents: dump.json
 * of the oracle's database, which Microsoft's engine wrote and read; answers: api-semantics 8 and the recorded scripts
 * parameter_checks, set_retrieve_columns, multivalues and defaults.
 */
#include "table_support.h"

#define ORACLE_FILE "oracle/clean_4096_efv8920/clean.edb"

/* Columns of T_types. */
enum {
    ID = 1,
    SHORT = 5, /* NULL in record 1 */
    LONG = 6,
    LONG_FIX = 18, /* has a default, and an explicit NULL in record 1 */
    SHORT_NN = 19,
    TEXT_A = 129,
    TEXT_U = 130,
    DOUBLE_TAG = 259, /* 3.25 by default */
    TEXT_TAG = 260,   /* "tagged default" */
    MV_LONG = 265,    /* 245, -96, 141, 229 in record 1 */
    MV_TEXT = 266,    /* none in record 1 */
    MV_LONG_BIN = 268,
    Z_LONG_BIN = 269, /* 1025 bytes, compressed */
};

/* Columns of T_lv: record 1 has in LV the values 21 and 12042 bytes, in MV twice 21. */
enum { LV = 256, LVZ, TXT, MV };
enum { LONG_VALUE_SIZE = 12042 };

static struct opened db;
static JET_TABLEID table;

static void open_on_first(const char *name)
{
    db = open_database(ORACLE_FILE, 4096);
    table = open_table(&db, name);
    assert_jet(JET_errSuccess, JetMove(db.session, table, JET_MoveFirst, 0));
}

static JET_ERR get(JET_COLUMNID id, void *data, JET_ULONG capacity, JET_ULONG *size, JET_GRBIT grbit)
{
    return JetRetrieveColumn(db.session, table, id, data, capacity, size, grbit, NULL);
}

static JET_ERR get_value(JET_COLUMNID id, JET_ULONG itag, JET_ULONG offset, void *data, JET_ULONG capacity,
                         JET_ULONG *size, JET_GRBIT grbit)
{
    JET_RETINFO info = {.cbStruct = sizeof info, .itagSequence = itag, .ibLongValue = offset};

    return JetRetrieveColumn(db.session, table, id, data, capacity, size, grbit, &info);
}

static void assert_long(JET_COLUMNID id, JET_ULONG itag, JET_GRBIT grbit, int32_t expected)
{
    int32_t value = 0;
    JET_ULONG size = 0;

    assert_jet(JET_errSuccess, get_value(id, itag, 0, &value, sizeof value, &size, grbit));
    assert_int_equal(size, 4);
    assert_int_equal(value, expected);
}

static void seek_long(const char *index, int32_t value)
{
    assert_jet(JET_errSuccess, JetSetCurrentIndexA(db.session, table, index));
    assert_jet(JET_errSuccess, JetMakeKey(db.session, table, &value, sizeof value, JET_bitNewKey));
    assert_jet(JET_errSuccess, JetSeek(db.session, table, JET_bitSeekEQ));
}

/* -------------------------------------------------------------------------------------- JetRetrieveColumn */

/* parameter_checks, lines 39 to 104. */
static void ids_and_options_of_a_retrieval_are_checked(void **state)
{
    static const struct {
        JET_COLUMNID id;
        JET_GRBIT grbit;
        JET_ERR result;
    } cases[] = {
        {20, 0, JET_errColumnNotFound},
        {127, 0, JET_errColumnNotFound},
        {255, 0, JET_errColumnNotFound},
        {300, 0, JET_errColumnNotFound},
        {65535, 0, JET_errBadColumnId},
        {65536, 0, JET_errBadColumnId},
        {0x80000001, 0, JET_errColumnNotFound},
        {0xFFFFFFFF, 0, JET_errBadColumnId},
        {ID, 0, JET_errSuccess},
        {ID, JET_bitRetrieveCopy, JET_errSuccess},
        {ID, JET_bitRetrieveFromIndex, JET_errSuccess},
        {ID, JET_bitRetrieveFromPrimaryBookmark, JET_errSuccess},
        {ID, JET_bitRetrieveFromIndex | JET_bitRetrieveFromPrimaryBookmark, JET_errInvalidGrbit},
        {ID, JET_bitRetrieveTag, JET_errSuccess},
        {ID, JET_bitRetrieveNull, JET_errSuccess},
        {ID, JET_bitRetrieveIgnoreDefault, JET_errSuccess},
        {ID, JET_bitRetrieveLongId, JET_wrnColumnNull},
        {ID, JET_bitRetrieveTuple, JET_errInvalidGrbit},
        {ID, JET_bitRetrievePhysicalSize, JET_errInvalidParameter},
        {ID, JET_bitRetrieveCopyIntrinsic, JET_errUpdateNotPrepared},
        {ID, JET_bitRetrievePageNumber | JET_bitRetrieveCopy, JET_errInvalidGrbit},
        {ID, 0x40000000, JET_errInvalidGrbit},
        {LONG, JET_bitRetrieveFromIndex, JET_errColumnNotFound}, /* not in the primary index */
    };
    JET_RETINFO info = {.cbStruct = 12, .itagSequence = 1};
    int32_t value;

    (void)state;
    open_on_first("T_types");
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        JET_ULONG size = 99;

        assert_jet(cases[i].result, get(cases[i].id, &value, sizeof value, &size, cases[i].grbit));
        assert_int_equal(
            size, cases[i].result == JET_errSuccess || cases[i].grbit == JET_bitRetrieveCopyIntrinsic ? 4
                  : cases[i].result == JET_wrnColumnNull                                              ? 0
                                                                                                      : 99);
    }
    assert_jet(JET_errInvalidParameter, JetRetrieveColumn(db.session, table, ID, &value, 4, NULL, 0, &info));
    info.cbStruct = 100;
    assert_jet(JET_errSuccess, JetRetrieveColumn(db.session, table, ID, &value, 4, NULL, 0, &info));
    assert_int_equal(info.columnidNextTagged, ID);
    close_database(&db);
}

static void a_short_buffer_gets_the_beginning_and_the_whole_size(void **state)
{
    unsigned char bytes[4] = {9, 9, 9, 9};
    JET_ULONG size;

    (void)state;
    open_on_first("T_types");
    assert_jet(JET_wrnBufferTruncated, get(LONG, bytes, 2, &size, 0)); /* f3 ae b1 c2 */
    assert_int_equal(size, 4);
    assert_memory_equal(bytes, ((unsigned char[]){0xF3, 0xAE, 9, 9}), 4);
    assert_jet(JET_wrnBufferTruncated, get(LONG, NULL, 0, &size, 0));
    assert_int_equal(size, 4);
    assert_jet(JET_wrnColumnNull, get(SHORT, bytes, 4, &size, 0));
    assert_int_equal(size, 0);
    assert_jet(JET_errSuccess,
               get_value(LONG, 7, 5, bytes, 4, &size, 0)); /* fixed columns know no numbers and offsets */
    assert_int_equal(size, 4);
    assert_jet(JET_errNoCurrentRecord, JetMove(db.session, table, -1, 0));
    assert_jet(JET_errNoCurrentRecord, get(LONG, bytes, 4, &size, 0));
    close_database(&db);
}

static void values_have_numbers_and_defaults_have_the_first(void **state)
{
    static const int32_t longs[] = {245, -96, 141, 229};
    char text[32];
    double number;
    JET_ULONG size;

    (void)state;
    open_on_first("T_types");
    for (unsigned i = 0; i < 4; i++) {
        assert_long(MV_LONG, i + 1, 0, longs[i]);
    }
    assert_jet(JET_wrnColumnNull, get_value(MV_LONG, 5, 0, text, 4, &size, 0));
    assert_int_equal(size, 0);
    assert_jet(JET_errBadItagSequence, get_value(MV_LONG, 0, 0, text, 4, &size, 0));
    assert_jet(JET_wrnColumnNull, get(MV_TEXT, text, sizeof text, &size, 0));
    assert_jet(JET_errSuccess, get(TEXT_TAG, text, sizeof text, &size, 0));
    assert_int_equal(size, 14);
    assert_memory_equal(text, "tagged default", 14);
    assert_jet(JET_wrnColumnNull, get_value(TEXT_TAG, 2, 0, text, sizeof text, &size, 0));
    assert_jet(JET_wrnColumnNull, get(TEXT_TAG, text, sizeof text, &size, JET_bitRetrieveIgnoreDefault));
    assert_jet(JET_errSuccess,
               get_value(TEXT_TAG, 1, 7, text, sizeof text, &size, 0)); /* a long value has offsets */
    assert_int_equal(size, 7);
    assert_memory_equal(text, "default", 7);
    assert_jet(JET_errSuccess, get(DOUBLE_TAG, &number, sizeof number, &size, 0));
    assert_true(number == 3.25);
    assert_jet(JET_wrnColumnNull, get(LONG_FIX, &number, sizeof number, &size, 0));
    close_database(&db);
}

/* Column 0: the values of all tagged columns are one row of numbers; what the record lacks counts by its default. */
static void all_tagged_values_can_be_counted_through(void **state)
{
    static const struct {
        JET_GRBIT grbit;
        JET_COLUMNID
        first[4]; /* tLong, tGuid, tBin come before mvLong; dDoubleTag and dLongTextTag are defaults */
    } cases[] = {{0, {DOUBLE_TAG, TEXT_TAG, 261, 263}},
                 {JET_bitRetrieveIgnoreDefault, {261, 263, 264, MV_LONG}}};
    unsigned char bytes[300];
    JET_ULONG size;

    (void)state;
    open_on_first("T_types");
    for (unsigned i = 0; i < 2; i++) {
        JET_RETINFO info = {.cbStruct = sizeof info};
        JET_RETRIEVECOLUMN count = {.grbit = cases[i].grbit};

        for (info.itagSequence = 1; info.itagSequence <= 4; info.itagSequence++) {
            assert_jet(JET_errSuccess, JetRetrieveColumn(db.session, table, 0, bytes, sizeof bytes, &size,
                                                         cases[i].grbit, &info));
            assert_int_equal(info.columnidNextTagged, cases[i].first[info.itagSequence - 1]);
        }
        /* tLong, tGuid, tBin, 4 of mvLong, 2 each of mvLongText and mvLongBin, zLongBin, zLongTextU, zmvLongBin 2 or more */
        assert_jet(JET_errSuccess, JetRetrieveColumns(db.session, table, &count, 1));
        assert_true(count.itagSequence >= 15);
        assert_int_equal(count.cbActual, 0);
        info.itagSequence = count.itagSequence + 1;
        assert_jet(JET_wrnColumnNull, JetRetrieveColumn(db.session, table, 0, bytes, sizeof bytes, &size,
                                                        cases[i].grbit, &info));
        assert_int_equal(info.columnidNextTagged, 0);
        info.itagSequence = 0;
        assert_jet(JET_errBadItagSequence, JetRetrieveColumn(db.session, table, 0, bytes, sizeof bytes, &size,
                                                             cases[i].grbit, &info));
    }
    close_database(&db);
}

/* The head of the long value is in dump.json; its bytes were compared by their hash elsewhere. */
static void a_long_value_is_read_from_any_offset(void **state)
{
    unsigned char *whole = malloc(LONG_VALUE_SIZE), part[100];
    const struct run head = run_of_hex("e0d05841b680ab562b0fcee3918a33c6015a5317b6038a4142fb642d9a2e8ee0");
    JET_ULONG size;

    (void)state;
    assert_non_null(whole);
    open_on_first("T_lv");
    assert_jet(JET_errSuccess, get_value(LV, 2, 0, whole, LONG_VALUE_SIZE, &size, 0));
    assert_int_equal(size, LONG_VALUE_SIZE);
    assert_memory_equal(whole, head.bytes, head.size);
    for (JET_ULONG offset = 0; offset < LONG_VALUE_SIZE; offset += 1337) {
        const JET_ULONG rest = LONG_VALUE_SIZE - offset;

        assert_jet(rest > sizeof part ? JET_wrnBufferTruncated : JET_errSuccess,
                   get_value(LV, 2, offset, part, sizeof part, &size, 0));
        assert_int_equal(size, rest);
        assert_memory_equal(part, whole + offset, rest < sizeof part ? rest : sizeof part);
    }
    assert_jet(JET_errSuccess, get_value(LV, 2, LONG_VALUE_SIZE, part, sizeof part, &size, 0));
    assert_int_equal(size, 0);
    assert_jet(JET_errSuccess, get_value(LV, 2, 0xFFFFFFFF, part, sizeof part, &size, 0));
    assert_int_equal(size, 0);
    free(whole);
    close_database(&db);
}

static void the_storage_of_a_long_value_can_be_asked_for(void **state)
{
    unsigned char id[8] = {0};
    uint32_t references = 0;
    JET_ULONG size = 0;

    (void)state;
    open_on_first("T_lv");
    assert_jet(JET_wrnColumnNull,
               get_value(LV, 1, 0, id, sizeof id, &size, JET_bitRetrieveLongId)); /* it is in the record */
    assert_int_equal(size, 0);
    assert_jet(JET_wrnSeparateLongValue, get_value(LV, 2, 0, id, sizeof id, &size, JET_bitRetrieveLongId));
    assert_int_equal(size, 8);
    assert_jet(JET_wrnSeparateLongValue, get_value(LV, 2, 0, id, 4, &size, JET_bitRetrieveLongId));
    assert_int_equal(size, 4);
    assert_jet(JET_errInvalidBufferSize, get_value(LV, 2, 0, id, 3, &size, JET_bitRetrieveLongId));
    assert_jet(JET_wrnSeparateLongValue,
               get_value(LV, 2, 0, &references, 4, &size, JET_bitRetrieveLongValueRefCount));
    assert_int_equal(references, 1);
    assert_jet(JET_errSuccess, get_value(LV, 2, 0, NULL, 0, &size, JET_bitRetrievePhysicalSize));
    assert_int_equal(size, LONG_VALUE_SIZE); /* recsize2 of the dump: as many bytes stored as there are */
    assert_jet(JET_errInvalidParameter, get_value(LV, 2, 0, id, 8, &size, JET_bitRetrievePhysicalSize));
    assert_jet(JET_errInvalidGrbit,
               get(LV, NULL, 0, &size, JET_bitRetrievePhysicalSize | JET_bitRetrieveTag));
    assert_jet(JET_errSuccess, get_value(LV, 2, 0, NULL, 0, &size, JET_bitRetrievePrereadOnly));
    assert_int_equal(size, 0);
    assert_jet(JET_errSuccess, get(LVZ, NULL, 0, &size, JET_bitRetrievePhysicalSize));
    assert_int_equal(size, 1);
    assert_jet(JET_errSuccess, get(ID, &references, 4, &size, JET_bitRetrievePageNumber));
    assert_true(references > 24); /* beyond the catalog */
    close_database(&db);
}

/* ------------------------------------------------------------------------------------ from an index entry */

static void a_column_is_read_from_the_index_entry(void **state)
{
    JET_RETINFO info = {.cbStruct = sizeof info, .itagSequence = 1};
    char text[64];
    int32_t value = 0;
    JET_ULONG size;

    (void)state;
    open_on_first("T_types");
    seek_long("ixMvLong", 141);
    assert_long(MV_LONG, 1, JET_bitRetrieveFromIndex, 141);
    assert_long(MV_LONG, 1, 0, 245);
    assert_jet(JET_errSuccess, JetRetrieveColumn(db.session, table, MV_LONG, &value, sizeof value, &size,
                                                 JET_bitRetrieveFromIndex | JET_bitRetrieveTag, &info));
    assert_int_equal(value, 141);
    assert_int_equal(info.itagSequence, 3);
    assert_jet(JET_errColumnNotFound, get(ID, &value, sizeof value, &size, JET_bitRetrieveFromIndex));
    assert_long(ID, 1, JET_bitRetrieveFromPrimaryBookmark, 1);
    assert_jet(JET_errColumnNotFound,
               get(MV_LONG, &value, sizeof value, &size, JET_bitRetrieveFromPrimaryBookmark));
    assert_jet(JET_wrnBufferTruncated, get(MV_LONG, &value, 2, &size, JET_bitRetrieveFromIndex));
    assert_int_equal(size, 4);

    assert_jet(JET_errSuccess, JetSetCurrentIndexA(db.session, table, "ixMvLong"));
    assert_jet(JET_wrnColumnNull,
               get(MV_LONG, &value, sizeof value, &size, JET_bitRetrieveFromIndex)); /* record 3 */
    assert_long(ID, 1, JET_bitRetrieveFromPrimaryBookmark, 3);

    /* Text is put in capitals in a key: what comes back is the record's. */
    assert_jet(JET_errSuccess, JetSetCurrentIndexA(db.session, table, "ixTextA"));
    assert_jet(JET_errSuccess, JetMakeKey(db.session, table, "_'\xDF_z-\xE4Z.g", 10, JET_bitNewKey));
    assert_jet(JET_errSuccess, JetSeek(db.session, table, JET_bitSeekEQ));
    assert_jet(JET_errSuccess, get(TEXT_A, text, sizeof text, &size, JET_bitRetrieveFromIndex));
    assert_int_equal(size, 10);
    assert_memory_equal(text, "_'\xDF_z-\xE4Z.g", 10);
    close_database(&db);
}

static void pieces_of_text_in_an_index_are_no_column(void **state)
{
    char text[256];
    JET_ULONG size, whole;

    (void)state;
    open_on_first("T_types");
    assert_jet(JET_errSuccess, JetSetCurrentIndexA(db.session, table, "ixTuple"));
    assert_jet(JET_errSuccess, JetMove(db.session, table, JET_MoveFirst, 0));
    assert_jet(JET_errIndexTuplesCannotRetrieveFromIndex,
               get(TEXT_U, text, sizeof text, &size, JET_bitRetrieveFromIndex));
    assert_jet(JET_errSuccess,
               get(TEXT_U, text, sizeof text, &size, JET_bitRetrieveFromIndex | JET_bitRetrieveTuple));
    assert_jet(JET_errSuccess, get(TEXT_U, text, sizeof text, &whole, 0));
    assert_int_equal(size, whole);
    close_database(&db);
}

/* ------------------------------------------------------------------------------------- JetRetrieveColumns */

/* set_retrieve_columns, lines 75 to 100. */
static void several_columns_are_read_until_one_fails(void **state)
{
    int32_t id = 0, number = 0;
    unsigned char part[8];
    JET_RETRIEVECOLUMN good[] = {
        {.columnid = ID, .pvData = &id, .cbData = 4, .itagSequence = 1, .err = 99},
        {.columnid = LONG, .pvData = &number, .cbData = 2, .itagSequence = 1, .err = 99},
        {.columnid = MV_LONG, .pvData = part, .cbData = 8, .itagSequence = 2, .err = 99},
        {.columnid = MV_LONG, .pvData = part, .cbData = 8, .itagSequence = 5, .err = 99},
        {.columnid = MV_LONG, .itagSequence = 0, .err = 99},
        {.columnid = LONG, .itagSequence = 0, .err = 99},
        {.columnid = SHORT, .itagSequence = 0, .err = 99},
        {.columnid = TEXT_TAG, .itagSequence = 0, .err = 99},
        {.columnid = Z_LONG_BIN, .pvData = part, .cbData = 4, .itagSequence = 1, .ibLongValue = 4, .err = 99},
    };
    JET_RETRIEVECOLUMN bad[] = {
        {.columnid = ID, .pvData = &id, .cbData = 4, .itagSequence = 1, .err = 99},
        {.columnid = 99, .itagSequence = 1, .err = 99},
        {.columnid = LONG, .pvData = &number, .cbData = 4, .itagSequence = 1, .err = 99},
    };
    const struct {
        JET_ERR err;
        JET_ULONG actual, itag;
    } expected[] = {
        {JET_errSuccess, 4, 1},    {JET_wrnBufferTruncated, 4, 1}, {JET_errSuccess, 4, 2},
        {JET_wrnColumnNull, 0, 5}, {JET_errSuccess, 0, 4},         {JET_errSuccess, 0, 1},
        {JET_errSuccess, 0, 0},    {JET_errSuccess, 0, 0},         {JET_wrnBufferTruncated, 1021, 1}};

    (void)state;
    open_on_first("T_types");
    assert_jet(JET_wrnBufferTruncated, JetRetrieveColumns(db.session, table, good, 9));
    for (unsigned i = 0; i < 9; i++) {
        assert_int_equal(good[i].err, expected[i].err);
        assert_int_equal(good[i].cbActual, expected[i].actual);
        assert_int_equal(good[i].itagSequence, expected[i].itag);
        assert_int_equal(good[i].columnidNextTagged, good[i].columnid);
    }
    assert_int_equal(id, 1);
    assert_memory_equal(part, "quic", 4); /* "The quick brown fox" from its fifth byte */

    assert_jet(JET_errColumnNotFound, JetRetrieveColumns(db.session, table, bad, 3));
    assert_int_equal(bad[0].err, JET_errSuccess);
    assert_int_equal(bad[1].err, 99);
    assert_int_equal(bad[2].err, 99);
    bad[1] = bad[0];
    bad[1].grbit = 0x40000000;
    assert_jet(JET_errInvalidGrbit, JetRetrieveColumns(db.session, table, bad, 3));
    assert_jet(JET_errSuccess, JetRetrieveColumns(db.session, table, NULL, 0));
    assert_jet(JET_errNoCurrentRecord, JetMove(db.session, table, -1, 0));
    assert_jet(JET_errNoCurrentRecord, JetRetrieveColumns(db.session, table, bad, 1));

    seek_long("ixMvLong", 141);
    good[2].grbit = JET_bitRetrieveFromIndex | JET_bitRetrieveTag;
    good[2].itagSequence = 1;
    assert_jet(JET_errSuccess, JetRetrieveColumns(db.session, table, &good[2], 1));
    assert_int_equal(part[0], 141);
    assert_int_equal(good[2].itagSequence, 3);
    close_database(&db);
}

/* ------------------------------------------------------------------------------------ JetEnumerateColumns */

/* An allocation function that knows what is out, and can run dry. */
struct allocator {
    int out;
    int left; /* allocations it will still serve; negative: all */
};

static void *JET_API reallocate(void *context, void *memory, JET_ULONG size)
{
    struct allocator *allocator = context;

    if (memory == NULL) {
        if (allocator->left == 0) {
            return NULL;
        }
        allocator->left -= allocator->left > 0;
        allocator->out++;
        return malloc(size > 0 ? size : 1);
    }
    assert_int_equal(size, 0);
    allocator->out--;
    free(memory);
    return NULL;
}

static void free_columns(struct allocator *allocator, JET_ENUMCOLUMN *columns, JET_ULONG count)
{
    for (unsigned i = 0; i < count; i++) {
        if (columns[i].err == JET_wrnColumnSingleValue) {
            if (columns[i].pvData != NULL) {
                reallocate(allocator, columns[i].pvData, 0);
            }
            continue;
        }
        for (unsigned j = 0; j < columns[i].cEnumColumnValue; j++) {
            if (columns[i].rgEnumColumnValue[j].pvData != NULL) {
                reallocate(allocator, columns[i].rgEnumColumnValue[j].pvData, 0);
            }
        }
        if (columns[i].rgEnumColumnValue != NULL) {
            reallocate(allocator, columns[i].rgEnumColumnValue, 0);
        }
    }
    if (columns != NULL) {
        reallocate(allocator, columns, 0);
    }
    assert_int_equal(allocator->out, 0);
}

static JET_ERR enumerate(struct allocator *allocator, JET_ULONG id_count, JET_ENUMCOLUMNID *ids,
                         JET_ULONG *count, JET_ENUMCOLUMN **columns, JET_ULONG most, JET_GRBIT grbit)
{
    return JetEnumerateColumns(db.session, table, id_count, ids, count, columns, reallocate, allocator, most,
                               grbit);
}

static void all_columns_with_values_are_enumerated(void **state)
{
    static const JET_COLUMNID ids[] = {1, LV, LVZ, TXT, MV};
    struct allocator allocator = {.left = -1};
    JET_ENUMCOLUMN *columns;
    JET_ULONG count;

    (void)state;
    open_on_first("T_lv");
    assert_jet(JET_errSuccess, enumerate(&allocator, 0, NULL, &count, &columns, 0x7FFFFFFF, 0));
    assert_int_equal(count, 5);
    for (unsigned i = 0; i < 5; i++) {
        assert_int_equal(columns[i].columnid, ids[i]);
        assert_int_equal(columns[i].err, JET_errSuccess);
        assert_int_equal(columns[i].cEnumColumnValue, ids[i] == LV || ids[i] == MV ? 2 : 1);
    }
    assert_int_equal(columns[1].rgEnumColumnValue[0].itagSequence, 1);
    assert_int_equal(columns[1].rgEnumColumnValue[0].cbData, 1);
    assert_int_equal(*(unsigned char *)columns[1].rgEnumColumnValue[0].pvData, '!');
    assert_int_equal(columns[1].rgEnumColumnValue[1].cbData, LONG_VALUE_SIZE);
    free_columns(&allocator, columns, count);

    assert_jet(JET_errSuccess,
               enumerate(&allocator, 0, NULL, &count, &columns, 100, JET_bitEnumerateTaggedOnly));
    assert_int_equal(count, 4);
    assert_int_equal(columns[0].rgEnumColumnValue[1].err, JET_wrnColumnTruncated);
    assert_int_equal(columns[0].rgEnumColumnValue[1].cbData, 100);
    free_columns(&allocator, columns, count);

    assert_jet(JET_errSuccess, enumerate(&allocator, 0, NULL, &count, &columns, 100,
                                         JET_bitEnumerateInRecordOnly | JET_bitEnumerateCompressOutput));
    assert_int_equal(columns[0].err, JET_wrnColumnSingleValue);
    assert_int_equal(columns[0].cbData, 4);
    assert_int_equal(columns[1].rgEnumColumnValue[1].err, JET_wrnColumnNotInRecord);
    free_columns(&allocator, columns, count);

    assert_jet(JET_errSuccess,
               enumerate(&allocator, 0, NULL, &count, &columns, 100, JET_bitEnumeratePresenceOnly));
    assert_int_equal(count, 5);
    assert_int_equal(columns[4].err, JET_wrnColumnPresent);
    free_columns(&allocator, columns, count);
    close_database(&db);
}

/* defaults, lines 28 to 33 and 116; r205, line 136: a NULL column of the record's fixed part is told. */
static void defaults_and_nulls_are_enumerated_as_such(void **state)
{
    struct allocator allocator = {.left = -1};
    bool default_seen = false, null_seen = false, absent_seen = false;
    JET_ENUMCOLUMN *columns;
    JET_ULONG count;

    (void)state;
    open_on_first("T_types");
    for (JET_GRBIT grbit = 0; grbit <= JET_bitEnumerateIgnoreDefault;
         grbit += JET_bitEnumerateIgnoreDefault) {
        default_seen = false;
        assert_jet(JET_errSuccess, enumerate(&allocator, 0, NULL, &count, &columns, 0x7FFFFFFF, grbit));
        for (unsigned i = 0; i < count; i++) {
            default_seen |= columns[i].columnid == TEXT_TAG && columns[i].cEnumColumnValue == 1;
            null_seen |= columns[i].columnid == LONG_FIX && columns[i].err == JET_wrnColumnNull;
            absent_seen |= columns[i].columnid == MV_TEXT;
        }
        assert_int_equal(default_seen, grbit == 0);
        assert_true(null_seen);
        assert_false(absent_seen);
        free_columns(&allocator, columns, count);
    }
    close_database(&db);
}

/* multivalues, lines 103 and 104. */
static void listed_columns_are_enumerated_in_their_order(void **state)
{
    struct allocator allocator = {.left = -1};
    JET_ULONG tags[] = {3, 0, 9};
    JET_ENUMCOLUMNID ids[] = {
        {MV_LONG, 3, tags}, {0, 0, NULL}, {TEXT_TAG, 0, NULL}, {MV_TEXT, 0, NULL}, {ID, 0, NULL}};
    JET_ENUMCOLUMNID wrong[] = {{ID, 0, NULL}, {65535, 0, NULL}, {99, 0, NULL}};
    JET_ENUMCOLUMN *columns;
    JET_ULONG count;

    (void)state;
    open_on_first("T_types");
    assert_jet(JET_errSuccess, enumerate(&allocator, 5, ids, &count, &columns, 0x7FFFFFFF, 0));
    assert_int_equal(count, 5);
    assert_int_equal(columns[0].cEnumColumnValue, 3);
    assert_int_equal(*(int32_t *)columns[0].rgEnumColumnValue[0].pvData, 141);
    assert_int_equal(columns[0].rgEnumColumnValue[1].err, JET_wrnColumnSkipped);
    assert_int_equal(columns[0].rgEnumColumnValue[2].err, JET_wrnColumnNull);
    assert_int_equal(columns[1].err, JET_wrnColumnSkipped);
    assert_int_equal(columns[2].rgEnumColumnValue[0].cbData, 14);
    assert_int_equal(columns[3].err, JET_wrnColumnNull);
    assert_int_equal(*(int32_t *)columns[4].rgEnumColumnValue[0].pvData, 1);
    free_columns(&allocator, columns, count);

    assert_jet(JET_errSuccess,
               enumerate(&allocator, 5, ids, &count, &columns, 0x7FFFFFFF, JET_bitEnumerateIgnoreDefault));
    assert_int_equal(columns[2].err, JET_wrnColumnDefault);
    assert_int_equal(columns[3].err, JET_wrnColumnDefault);
    free_columns(&allocator, columns, count);

    assert_jet(JET_errBadColumnId, enumerate(&allocator, 3, wrong, &count, &columns, 0x7FFFFFFF, 0));
    assert_int_equal(count, 3); /* with the result, so that the caller sees which */
    assert_int_equal(columns[0].err, JET_errSuccess);
    assert_int_equal(columns[1].err, JET_errBadColumnId);
    assert_int_equal(columns[2].err, JET_errColumnNotFound);
    free_columns(&allocator, columns, count);
    assert_jet(JET_errInvalidGrbit,
               enumerate(&allocator, 1, ids, &count, &columns, 1, JET_bitEnumerateTaggedOnly));
    assert_jet(JET_errInvalidGrbit,
               enumerate(&allocator, 0, NULL, &count, &columns, 1, JET_bitEnumerateLocal));
    assert_jet(JET_errInvalidParameter, enumerate(&allocator, 0, NULL, NULL, &columns, 1, 0));
    close_database(&db);
}

static void an_enumeration_that_runs_out_of_memory_leaves_nothing(void **state)
{
    struct allocator allocator = {0};
    JET_ENUMCOLUMN *columns;
    JET_ULONG count;
    JET_ERR err;

    (void)state;
    open_on_first("T_lv");
    for (int served = 0;; served++) {
        allocator.left = served;
        err = enumerate(&allocator, 0, NULL, &count, &columns, 0x7FFFFFFF, 0);
        if (err >= 0) {
            assert_int_equal(served, 1 + 5 + 7); /* columns, arrays of values, values */
            free_columns(&allocator, columns, count);
            break;
        }
        assert_jet(JET_errOutOfMemory, err);
        assert_null(columns);
        assert_int_equal(count, 0);
        assert_int_equal(allocator.out, 0);
    }
    close_database(&db);
}

/* What a derived table inherits comes before what is its own (dump.json: T_derived0). */
static void inherited_columns_come_first(void **state)
{
    static const JET_COLUMNID ids[] = {0x80000001, 0x80000080, 0x80000101, 2, 129, 256};
    struct allocator allocator = {.left = -1};
    JET_RETRIEVEMULTIVALUECOUNT list[4] = {{0}};
    JET_ENUMCOLUMN *columns;
    JET_ULONG count;

    (void)state;
    open_on_first("T_derived0");
    assert_jet(JET_errSuccess, enumerate(&allocator, 0, NULL, &count, &columns, 0x7FFFFFFF, 0));
    assert_int_equal(count, 6);
    for (unsigned i = 0; i < 6; i++) {
        assert_int_equal(columns[i].columnid, ids[i]);
    }
    free_columns(&allocator, columns, count);
    assert_long(0x80000001, 1, 0, 1);

    assert_jet(JET_errSuccess, JetRetrieveTaggedColumnList(db.session, table, &count, NULL, 0, 0, 0));
    assert_int_equal(count, 2);
    assert_jet(JET_errSuccess,
               JetRetrieveTaggedColumnList(db.session, table, &count, list, sizeof list, 0, 0));
    assert_int_equal(count, 2);
    assert_int_equal(list[0].columnid, 0x80000101);
    assert_int_equal(list[0].cMultiValues, 1);
    assert_true(list[0].fDerived && list[0].fLongValue && !list[0].fNullOverride);
    assert_int_equal(list[1].columnid, 256);
    assert_false(list[1].fDerived);
    assert_jet(JET_errSuccess,
               JetRetrieveTaggedColumnList(db.session, table, &count, list, sizeof list[0], 256, 0));
    assert_int_equal(count, 1);
    assert_int_equal(list[0].columnid, 256);
    assert_jet(JET_errInvalidParameter,
               JetRetrieveTaggedColumnList(db.session, table, NULL, list, sizeof list, 0, 0));
    close_database(&db);
}

/* -------------------------------------------------------------------------------------------------- sizes */

/* T_lv, record 1, of dump.json: #recsize2. */
static void the_size_of_a_record_adds_up(void **state)
{
    static const JET_RECSIZE2 expected = {38, 12042, 48, 51, 1, 4, 1, 2, 0, 38, 12042};
    JET_RECSIZE2 sizes = {0};
    JET_RECSIZE3 more = {0};
    JET_RECSIZE short_form;

    (void)state;
    open_on_first("T_lv");
    assert_jet(JET_errSuccess, JetGetRecordSize2(db.session, table, &sizes, 0));
    assert_memory_equal(&sizes, &expected, sizeof expected);
    assert_jet(JET_errSuccess, JetGetRecordSize2(db.session, table, &sizes, JET_bitRecordSizeRunningTotal));
    assert_int_equal(sizes.cbLongValueData, 2 * 12042);
    assert_int_equal(sizes.cbOverhead, 2 * 48);
    assert_jet(JET_errSuccess, JetGetRecordSize(db.session, table, &short_form, JET_bitRecordSizeLocal));
    assert_int_equal(short_form.cbLongValueData, 0);
    assert_int_equal(short_form.cLongValues, 1);
    assert_jet(JET_errSuccess, JetGetRecordSize3(db.session, table, &more, 0));
    assert_int_equal(more.cbKey, 5);
    assert_int_equal(more.cIntrinsicLongValues, 5);      /* "!", "T", the text, twice "!" */
    assert_int_equal(more.cbIntrinsicLongValueData, 34); /* all but the 4 bytes of the id */
    assert_jet(JET_errInvalidParameter, JetGetRecordSize3(db.session, table, NULL, 0));
    assert_jet(JET_errInvalidGrbit, JetGetRecordSize3(db.session, table, &more, 0x80));
    assert_jet(JET_errNoCurrentRecord, JetMove(db.session, table, -1, 0));
    assert_jet(JET_errNoCurrentRecord, JetGetRecordSize3(db.session, table, &more, 0));
    close_database(&db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        table_test(ids_and_options_of_a_retrieval_are_checked),
        table_test(a_short_buffer_gets_the_beginning_and_the_whole_size),
        table_test(values_have_numbers_and_defaults_have_the_first),
        table_test(all_tagged_values_can_be_counted_through),
        table_test(a_long_value_is_read_from_any_offset),
        table_test(the_storage_of_a_long_value_can_be_asked_for),
        table_test(a_column_is_read_from_the_index_entry),
        table_test(pieces_of_text_in_an_index_are_no_column),
        table_test(several_columns_are_read_until_one_fails),
        table_test(all_columns_with_values_are_enumerated),
        table_test(defaults_and_nulls_are_enumerated_as_such),
        table_test(listed_columns_are_enumerated_in_their_order),
        table_test(an_enumeration_that_runs_out_of_memory_leaves_nothing),
        table_test(inherited_columns_come_first),
        table_test(the_size_of_a_record_adds_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
