/*
 * temp_table_test.c - temporary tables: what their phases allow, the order and the duplicates, seeks, ranges,
 * changes and their rollback, long values.
 *
 * Expected: reference api-semantics 0.4, 6, 7 and 9. The recorded scripts temp_columns and temp_transactions are
 * compared line by line by jetscript_test.
 */
#include "test.h"

#include "esent.h"

#define assert_jet(expected, call) assert_int_equal((call), (expected))

static JET_INSTANCE instance;
static JET_SESID session;

static int start(void **state)
{
    (void)state;
    instance = JET_instanceNil;
    assert_jet(JET_errSuccess, JetCreateInstanceA(&instance, "temporary"));
    assert_jet(JET_errSuccess, JetSetSystemParameterA(&instance, JET_sesidNil, JET_paramRecovery, 0, "off"));
    assert_jet(JET_errSuccess,
               JetSetSystemParameterA(&instance, JET_sesidNil, JET_paramTempPath, 0, test_path("temp.edb")));
    assert_jet(JET_errSuccess, JetInit(&instance));
    assert_jet(JET_errSuccess, JetBeginSessionA(instance, &session, NULL, NULL));
    return 0;
}

static int stop(void **state)
{
    (void)state;
    return JetTerm2(instance, JET_bitTermAbrupt) == JET_errSuccess ? 0 : 1;
}

/* Key Long, value Text. */
static JET_TABLEID open_numbers(JET_GRBIT grbit)
{
    const JET_COLUMNDEF columns[] = {
        {.cbStruct = sizeof(JET_COLUMNDEF), .coltyp = JET_coltypLong, .grbit = JET_bitColumnTTKey},
        {.cbStruct = sizeof(JET_COLUMNDEF), .coltyp = JET_coltypText, .cp = 1252},
    };
    JET_TABLEID table;
    JET_COLUMNID ids[2];

    assert_jet(JET_errSuccess, JetOpenTempTable(session, columns, 2, grbit, &table, ids));
    assert_int_equal(ids[0], 1);
    assert_int_equal(ids[1], 128);
    return table;
}

static void set_number(JET_TABLEID table, int number, const char *text)
{
    assert_jet(JET_errSuccess, JetSetColumn(session, table, 1, &number, sizeof number, 0, NULL));
    assert_jet(JET_errSuccess, JetSetColumn(session, table, 128, text, (JET_ULONG)strlen(text), 0, NULL));
}

static void insert_number(JET_TABLEID table, int number, const char *text)
{
    assert_jet(JET_errSuccess, JetPrepareUpdate(session, table, JET_prepInsert));
    set_number(table, number, text);
    assert_jet(JET_errSuccess, JetUpdate(session, table, NULL, 0, NULL));
}

static int number_of(JET_TABLEID table)
{
    int number = 0;
    JET_ULONG size;

    assert_jet(JET_errSuccess, JetRetrieveColumn(session, table, 1, &number, sizeof number, &size, 0, NULL));
    assert_int_equal(size, sizeof number);
    return number;
}

static const char *text_of(JET_TABLEID table)
{
    static char text[256];
    JET_ULONG size;

    assert_jet(JET_errSuccess, JetRetrieveColumn(session, table, 128, text, sizeof text - 1, &size, 0, NULL));
    text[size] = '\0';
    return text;
}

static const char *text_of_last(JET_TABLEID table)
{
    assert_jet(JET_errSuccess, JetMove(session, table, JET_MoveLast, 0));
    return text_of(table);
}

/* The whole table as "1 a, 2 b". */
static const char *content(JET_TABLEID table)
{
    static char text[1024];
    JET_ERR err;

    text[0] = '\0';
    for (err = JetMove(session, table, JET_MoveFirst, 0); err >= 0;
         err = JetMove(session, table, JET_MoveNext, 0)) {
        const size_t length = strlen(text);

        snprintf(text + length, sizeof text - length, "%s%d %s", length > 0 ? ", " : "", number_of(table),
                 text_of(table));
    }
    assert_jet(JET_errNoCurrentRecord, err);
    return text;
}

static void make_key(JET_TABLEID table, int number)
{
    assert_jet(JET_errSuccess, JetMakeKey(session, table, &number, sizeof number, JET_bitNewKey));
}

/* ------------------------------------------------------------------------------------------------ opening */

static void what_cannot_be_a_sort_cannot_be_forward_only(void **state)
{
    const JET_COLUMNDEF key = {.cbStruct = sizeof key, .coltyp = JET_coltypLong, .grbit = JET_bitColumnTTKey};
    const JET_COLUMNDEF plain = {.cbStruct = sizeof plain, .coltyp = JET_coltypLong};
    const JET_COLUMNDEF with_long[] = {key, {.cbStruct = sizeof plain, .coltyp = JET_coltypLongText}};
    static const JET_GRBIT more[] = {JET_bitTTIndexed, JET_bitTTUpdatable, JET_bitTTScrollable,
                                     JET_bitTTForceMaterialization};
    JET_COLUMNID ids[2];
    JET_TABLEID table;

    (void)state;
    for (unsigned i = 0; i < sizeof more / sizeof more[0]; i++) {
        assert_jet(JET_errCannotMaterializeForwardOnlySort,
                   JetOpenTempTable(session, &key, 1, JET_bitTTForwardOnly | more[i], &table, ids));
        assert_true(table == JET_tableidNil);
    }
    assert_jet(JET_errCannotMaterializeForwardOnlySort,
               JetOpenTempTable(session, &plain, 1, JET_bitTTForwardOnly, &table, ids));
    assert_jet(JET_errCannotMaterializeForwardOnlySort,
               JetOpenTempTable(session, with_long, 2, JET_bitTTForwardOnly, &table, ids));
    assert_jet(JET_errSuccess,
               JetOpenTempTable(session, with_long, 2, JET_bitTTForwardOnly | JET_bitTTIntrinsicLVsOnly,
                                &table, ids));
    assert_jet(JET_errSuccess, JetCloseTable(session, table));
    assert_jet(JET_errInvalidTableId, JetCloseTable(session, table));
}

static void an_instance_may_allow_no_temporary_tables(void **state)
{
    const JET_COLUMNDEF key = {.cbStruct = sizeof key, .coltyp = JET_coltypLong, .grbit = JET_bitColumnTTKey};
    JET_INSTANCE strict = JET_instanceNil;
    JET_SESID own;
    JET_COLUMNID id;
    JET_TABLEID table;

    (void)state;
    assert_jet(JET_errSuccess, JetCreateInstanceA(&strict, "strict"));
    assert_jet(JET_errSuccess, JetSetSystemParameterA(&strict, JET_sesidNil, JET_paramRecovery, 0, "off"));
    assert_jet(JET_errSuccess,
               JetSetSystemParameterA(&strict, JET_sesidNil, JET_paramMaxTemporaryTables, 0, NULL));
    assert_jet(JET_errSuccess, JetInit(&strict));
    assert_jet(JET_errSuccess, JetBeginSessionA(strict, &own, NULL, NULL));
    assert_jet(JET_errTooManySorts, JetOpenTempTable(own, &key, 1, 0, &table, &id));
    assert_jet(JET_errSuccess, JetTerm(strict));
}

static void columns_are_numbered_by_their_storage(void **state)
{
    const JET_COLUMNDEF columns[] = {
        {.coltyp = JET_coltypText, .grbit = JET_bitColumnTTKey},
        {.coltyp = JET_coltypLong},
        {.coltyp = JET_coltypLongBinary},
        {.coltyp = JET_coltypBinary, .grbit = JET_bitColumnFixed, .cbMax = 10},
        {.coltyp = JET_coltypGUID, .grbit = JET_bitColumnTagged},
        {.coltyp = JET_coltypBinary},
    };
    static const JET_COLUMNID expected[] = {128, 1, 256, 2, 257, 129};
    JET_COLUMNID ids[6];
    JET_TABLEID table;

    (void)state;
    assert_jet(JET_errSuccess, JetOpenTempTable(session, columns, 6, 0, &table, ids));
    assert_memory_equal(ids, expected, sizeof expected);
    assert_jet(JET_errSuccess, JetCloseTable(session, table));
}

/* ------------------------------------------------------------------------------------------------- phases */

static void nothing_is_read_before_the_rows_are_sorted(void **state)
{
    const JET_TABLEID table = open_numbers(JET_bitTTScrollable);
    JET_TABLEID copy;
    JET_ULONG size;
    JET_RECPOS position = {.cbStruct = sizeof position};
    unsigned char bytes[8];

    (void)state;
    insert_number(table, 1, "a");
    assert_jet(JET_errIllegalOperation, JetRetrieveColumn(session, table, 1, bytes, 8, &size, 0, NULL));
    assert_jet(JET_errIllegalOperation, JetGetBookmark(session, table, bytes, 8, &size));
    assert_jet(JET_errIllegalOperation, JetDupCursor(session, table, &copy, 0));
    assert_jet(JET_errIllegalOperation, JetSetIndexRange(session, table, 0));
    assert_jet(JET_errIllegalOperation, JetDelete(session, table));
    assert_jet(JET_errIllegalOperation, JetGetTableInfoA(session, table, bytes, 8, JET_TblInfo));
    assert_jet(JET_errIllegalOperation, JetGetRecordPosition(session, table, &position, sizeof position));
    assert_jet(JET_errSuccess, JetMove(session, table, JET_MoveFirst, 0));
    assert_jet(JET_errIllegalOperation, JetPrepareUpdate(session, table, JET_prepInsert));
    assert_jet(JET_errIllegalOperation, JetGetRecordPosition(session, table, &position, sizeof position));
    assert_jet(JET_errIllegalOperation, JetSetCurrentIndexA(session, table, NULL));
    assert_jet(JET_errSuccess, JetCloseTable(session, table));
}

static void only_a_scrollable_table_goes_back(void **state)
{
    const JET_TABLEID table = open_numbers(0);

    (void)state;
    insert_number(table, 2, "b");
    insert_number(table, 1, "a");
    assert_string_equal(content(table), "1 a, 2 b");
    assert_jet(JET_errIllegalOperation, JetMove(session, table, JET_MovePrevious, 0));
    make_key(table, 1);
    assert_jet(JET_errIllegalOperation, JetSeek(session, table, JET_bitSeekEQ));
    assert_jet(JET_errIllegalOperation, JetSetIndexRange(session, table, 0));
    assert_jet(JET_errSuccess, JetMove(session, table, JET_MoveLast, 0));
    assert_int_equal(number_of(table), 2);
    assert_jet(JET_errSuccess, JetCloseTable(session, table));
}

static void equal_keys_stay_only_in_a_forward_only_table(void **state)
{
    static const struct {
        JET_GRBIT grbit;
        const char *content;
    } cases[] = {
        {0, "1 a, 2 b"},
        {JET_bitTTUnique, "1 a, 2 b"},
        {JET_bitTTScrollable | JET_bitTTIndexed, "1 a, 2 b"},
        {JET_bitTTForwardOnly, "1 a, 1 z, 2 b"},
        {JET_bitTTForwardOnly | JET_bitTTUnique, "1 a, 2 b"},
    };

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const JET_TABLEID table = open_numbers(cases[i].grbit);

        insert_number(table, 1, "z");
        insert_number(table, 2, "b");
        insert_number(table, 1, "a"); /* the lowest row of a key is the one that stays */
        assert_string_equal(content(table), cases[i].content);
        assert_jet(JET_errSuccess, JetCloseTable(session, table));
    }
}

/* ------------------------------------------------------------------------------------------ seeks, ranges */

/* Rows 10, 20, 30. The answers of a sort have no JET_wrnSeekNotEqual, those of a tree do. */
static void a_seek_finds_the_neighbours(void **state)
{
    static const struct {
        int key;
        JET_GRBIT relation;
        JET_ERR sorted, keyed;
        int number; /* 0: none */
    } cases[] = {
        {20, JET_bitSeekEQ, JET_errSuccess, JET_errSuccess, 20},
        {15, JET_bitSeekEQ, JET_errRecordNotFound, JET_errRecordNotFound, 0},
        {20, JET_bitSeekGE, JET_errSuccess, JET_errSuccess, 20},
        {15, JET_bitSeekGE, JET_errSuccess, JET_wrnSeekNotEqual, 20},
        {35, JET_bitSeekGE, JET_errRecordNotFound, JET_errRecordNotFound, 0},
        {20, JET_bitSeekGT, JET_errSuccess, JET_errSuccess, 30},
        {25, JET_bitSeekGT, JET_errSuccess, JET_errSuccess, 30},
        {30, JET_bitSeekGT, JET_errRecordNotFound, JET_errRecordNotFound, 0},
        {20, JET_bitSeekLE, JET_errSuccess, JET_errSuccess, 20},
        {25, JET_bitSeekLE, JET_errSuccess, JET_wrnSeekNotEqual, 20},
        {5, JET_bitSeekLE, JET_errRecordNotFound, JET_errRecordNotFound, 0},
        {20, JET_bitSeekLT, JET_errSuccess, JET_errSuccess, 10},
        {10, JET_bitSeekLT, JET_errRecordNotFound, JET_errRecordNotFound, 0},
    };
    const JET_TABLEID sorted = open_numbers(JET_bitTTIndexed),
                      keyed = open_numbers(JET_bitTTForceMaterialization);

    (void)state;
    for (int number = 30; number > 0; number -= 10) {
        insert_number(sorted, number, "");
        insert_number(keyed, number, "");
    }
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        make_key(sorted, cases[i].key);
        make_key(keyed, cases[i].key);
        assert_jet(cases[i].sorted, JetSeek(session, sorted, cases[i].relation));
        assert_jet(cases[i].keyed, JetSeek(session, keyed, cases[i].relation));
        assert_jet(JET_errKeyNotMade, JetSeek(session, keyed, cases[i].relation));
        if (cases[i].number != 0) {
            assert_int_equal(number_of(sorted), cases[i].number);
            assert_int_equal(number_of(keyed), cases[i].number);
        }
    }
    make_key(keyed, 15); /* a failed exact seek stands between its neighbours */
    assert_jet(JET_errRecordNotFound, JetSeek(session, keyed, JET_bitSeekEQ));
    assert_jet(JET_errNoCurrentRecord, JetMove(session, keyed, 0, 0));
    assert_jet(JET_errSuccess, JetMove(session, keyed, JET_MovePrevious, 0));
    assert_int_equal(number_of(keyed), 10);
    make_key(keyed, 20);
    assert_jet(JET_wrnUniqueKey, JetSeek(session, keyed, JET_bitSeekEQ | JET_bitCheckUniqueness));
    make_key(keyed, 20);
    assert_jet(JET_errInvalidParameter, JetSeek(session, keyed, 0));
    assert_jet(JET_errSuccess, JetCloseTable(session, sorted));
    assert_jet(JET_errSuccess, JetCloseTable(session, keyed));
}

static void a_range_ends_moves_in_its_direction(void **state)
{
    const JET_GRBIT kinds[] = {JET_bitTTIndexed, JET_bitTTForceMaterialization};

    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        const JET_TABLEID table = open_numbers(kinds[i]);

        for (int number = 1; number <= 5; number++) {
            insert_number(table, number, "");
        }
        assert_jet(JET_errSuccess, JetMove(session, table, JET_MoveFirst, 0));
        assert_jet(JET_errKeyNotMade, JetSetIndexRange(session, table, JET_bitRangeUpperLimit));
        make_key(table, 3);
        assert_jet(JET_errSuccess,
                   JetSetIndexRange(session, table, JET_bitRangeUpperLimit | JET_bitRangeInclusive));
        assert_jet(JET_errSuccess, JetMove(session, table, 2, 0));
        assert_int_equal(number_of(table), 3);
        assert_jet(JET_errNoCurrentRecord, JetMove(session, table, JET_MoveNext, 0));
        assert_jet(JET_errSuccess, JetMove(session, table, JET_MoveLast, 0)); /* ends the range */
        make_key(table, 2);
        assert_jet(JET_errSuccess, JetSetIndexRange(session, table, 0)); /* lower limit, 2 excluded */
        assert_jet(JET_errSuccess, JetMove(session, table, -2, 0));
        assert_int_equal(number_of(table), 3);
        assert_jet(JET_errNoCurrentRecord, JetMove(session, table, JET_MovePrevious, 0));
        assert_jet(JET_errSuccess, JetMove(session, table, JET_MoveLast, 0));
        make_key(table, 3); /* the present row is outside */
        assert_jet(JET_errNoCurrentRecord, JetSetIndexRange(session, table, JET_bitRangeUpperLimit));
        assert_jet(JET_errSuccess, JetCloseTable(session, table));
    }
}

static void bookmarks_of_a_sort_are_numbers_and_else_keys(void **state)
{
    const JET_TABLEID sorted = open_numbers(JET_bitTTScrollable),
                      keyed = open_numbers(JET_bitTTForceMaterialization);
    unsigned char bookmark[16];
    JET_ULONG size;

    (void)state;
    for (int number = 1; number <= 3; number++) {
        insert_number(sorted, number, "");
        insert_number(keyed, number, "");
    }
    assert_jet(JET_errSuccess, JetMove(session, sorted, 3, 0));
    assert_jet(JET_errSuccess, JetGetBookmark(session, sorted, bookmark, sizeof bookmark, &size));
    assert_int_equal(size, 4);
    assert_memory_equal(bookmark, "\2\0\0\0", 4);
    assert_jet(JET_errSuccess, JetGotoBookmark(session, sorted, "\0\0\0", 4));
    assert_int_equal(number_of(sorted), 1);
    assert_jet(JET_errInvalidBookmark, JetGotoBookmark(session, sorted, bookmark, 3));
    assert_jet(JET_errInvalidBookmark, JetGotoBookmark(session, sorted, "\3\0\0", 4));
    assert_jet(JET_errSuccess, JetMove(session, keyed, JET_MoveLast, 0));
    assert_jet(JET_errBufferTooSmall, JetGetBookmark(session, keyed, bookmark, 2, &size));
    assert_jet(JET_errSuccess, JetGetBookmark(session, keyed, bookmark, sizeof bookmark, &size));
    assert_int_equal(size, 5);
    assert_memory_equal(bookmark, "\x7f\x80\0\0\3", 5);
    bookmark[4] = 9;
    assert_jet(JET_errRecordDeleted, JetGotoBookmark(session, keyed, bookmark, 5));
    assert_jet(JET_errSuccess, JetCloseTable(session, sorted));
    assert_jet(JET_errSuccess, JetCloseTable(session, keyed));
}

static void a_duplicate_cursor_stands_on_the_first_row(void **state)
{
    const JET_GRBIT kinds[] = {JET_bitTTScrollable, JET_bitTTForceMaterialization};

    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        const JET_TABLEID table = open_numbers(kinds[i]);
        JET_TABLEID copy;

        insert_number(table, 2, "b");
        insert_number(table, 1, "a");
        assert_jet(JET_errSuccess, JetMove(session, table, JET_MoveLast, 0));
        assert_jet(JET_errSuccess, JetDupCursor(session, table, &copy, 0));
        assert_int_equal(number_of(copy), 1);
        assert_int_equal(number_of(table), 2);
        assert_jet(JET_errSuccess, JetCloseTable(session, table)); /* the rows stay while a cursor is left */
        assert_string_equal(content(copy), "1 a, 2 b");
        assert_jet(JET_errSuccess, JetCloseTable(session, copy));
    }
}

/* ------------------------------------------------------------------------------------------------ changes */

static void rows_of_an_updatable_table_change(void **state)
{
    const JET_TABLEID table = open_numbers(JET_bitTTUpdatable | JET_bitTTIndexed);
    const int five = 5;

    (void)state;
    insert_number(table, 1, "a");
    insert_number(table, 2, "b");
    assert_string_equal(content(table), "1 a, 2 b");
    insert_number(table, 3, "c");
    assert_jet(JET_errSuccess, JetMove(session, table, JET_MoveFirst, 0));
    assert_jet(JET_errSuccess, JetPrepareUpdate(session, table, JET_prepReplace));
    assert_jet(JET_errSuccess, JetSetColumn(session, table, 128, "A", 1, 0, NULL));
    assert_string_equal(text_of(table), "a");
    assert_jet(JET_errSuccess, JetUpdate(session, table, NULL, 0, NULL));
    assert_string_equal(text_of(table), "A");
    assert_jet(JET_errSuccess, JetPrepareUpdate(session, table, JET_prepReplace));
    assert_jet(JET_errSuccess, JetSetColumn(session, table, 1, &five, sizeof five, 0, NULL));
    assert_jet(JET_errRecordPrimaryChanged, JetUpdate(session, table, NULL, 0, NULL));
    assert_jet(JET_errSuccess, JetPrepareUpdate(session, table, JET_prepCancel));
    assert_jet(JET_errNotInTransaction, JetPrepareUpdate(session, table, JET_prepInsertCopy));
    assert_jet(JET_errSuccess, JetPrepareUpdate(session, table, JET_prepInsertCopyDeleteOriginal));
    assert_jet(JET_errSuccess, JetSetColumn(session, table, 1, &five, sizeof five, 0, NULL));
    assert_jet(JET_errSuccess, JetUpdate(session, table, NULL, 0, NULL));
    assert_jet(JET_errRecordDeleted, JetMove(session, table, 0, 0));
    assert_string_equal(content(table), "2 b, 3 c, 5 A");
    assert_jet(JET_errSuccess, JetMove(session, table, JET_MoveFirst, 0));
    assert_jet(JET_errSuccess, JetDelete(session, table));
    assert_jet(JET_errRecordDeleted, JetDelete(session, table));
    insert_number(table, 2, "again"); /* the cursor stands on a key: it is on a row again */
    assert_string_equal(text_of(table), "again");
    assert_string_equal(content(table), "2 again, 3 c, 5 A");
    assert_jet(JET_errSuccess, JetCloseTable(session, table));
}

static void rollback_takes_back_each_level_by_itself(void **state)
{
    const JET_TABLEID table = open_numbers(JET_bitTTForceMaterialization | JET_bitTTUpdatable);

    (void)state;
    insert_number(table, 1, "a");
    insert_number(table, 2, "b");
    assert_jet(JET_errSuccess, JetBeginTransaction(session));
    insert_number(table, 3, "c");
    assert_jet(JET_errSuccess, JetBeginTransaction(session));
    assert_jet(JET_errSuccess, JetMove(session, table, JET_MoveFirst, 0));
    assert_jet(JET_errSuccess, JetDelete(session, table));
    assert_jet(JET_errSuccess, JetMove(session, table, JET_MoveNext, 0));
    assert_jet(JET_errSuccess, JetPrepareUpdate(session, table, JET_prepReplace));
    assert_jet(JET_errSuccess, JetSetColumn(session, table, 128, "B", 1, 0, NULL));
    assert_jet(JET_errSuccess, JetUpdate(session, table, NULL, 0, NULL));
    assert_string_equal(content(table), "2 B, 3 c");
    assert_jet(JET_errSuccess, JetRollback(session, 0));
    assert_jet(JET_errNoCurrentRecord, JetMove(session, table, 0, 0)); /* it moved at that level */
    assert_string_equal(content(table), "1 a, 2 b, 3 c");
    assert_jet(JET_errSuccess, JetBeginTransaction(session));
    assert_jet(JET_errSuccess, JetMove(session, table, JET_MoveFirst, 0));
    assert_jet(JET_errSuccess, JetDelete(session, table));
    assert_jet(JET_errSuccess, JetCommitTransaction(session, 0));
    assert_jet(JET_errSuccess, JetRollback(session, 0));
    assert_string_equal(content(table), "1 a, 2 b");
    assert_jet(JET_errSuccess, JetCloseTable(session, table));
}

/* -------------------------------------------------------------------------------------------- long values */

static void set_long(JET_TABLEID table, JET_ERR expected, const void *data, unsigned size, JET_GRBIT grbit,
                     unsigned offset)
{
    JET_SETINFO info = {.cbStruct = sizeof info, .ibLongValue = offset, .itagSequence = 1};

    assert_jet(expected, JetSetColumn(session, table, 256, data, size, grbit, &info));
}

/* The prepared value, "-" for NULL. */
static const char *long_of(JET_TABLEID table)
{
    static char text[64];
    JET_ULONG size = 0;
    const JET_ERR err =
        JetRetrieveColumn(session, table, 256, text, sizeof text - 1, &size, JET_bitRetrieveCopy, NULL);

    if (err == JET_wrnColumnNull) {
        return "-";
    }
    assert_jet(JET_errSuccess, err);
    text[size] = '\0';
    for (JET_ULONG i = 0; i < size; i++) {
        text[i] = text[i] == '\0' ? '0' : text[i];
    }
    return text;
}

/* Reference api-semantics 7.2, the table of grbits; in the record, and outside of it. */
static void long_values_are_composed(void **state)
{
    const JET_COLUMNDEF columns[] = {{.coltyp = JET_coltypLong, .grbit = JET_bitColumnTTKey},
                                     {.coltyp = JET_coltypLongBinary, .cbMax = 12}};
    static const JET_GRBIT places[] = {0, JET_bitSetSeparateLV};
    JET_COLUMNID ids[2];
    JET_TABLEID table;

    (void)state;
    assert_jet(JET_errSuccess, JetOpenTempTable(session, columns, 2, 0, &table, ids));
    assert_jet(JET_errSuccess, JetPrepareUpdate(session, table, JET_prepInsert));
    assert_jet(JET_errNotInTransaction, JetSetColumn(session, table, 256, "x", 1, 0, NULL));
    assert_jet(JET_errSuccess, JetBeginTransaction(session));
    for (unsigned i = 0; i < 2; i++) {
        const JET_GRBIT where = places[i];

        set_long(table, JET_errColumnNoChunk, "x", 1, JET_bitSetOverwriteLV | where, 1);
        set_long(table, JET_errSuccess, "ab", 2, JET_bitSetAppendLV | where, 0);
        set_long(table, JET_errSuccess, "cd", 2, JET_bitSetAppendLV | where, 0);
        assert_string_equal(long_of(table), "abcd");
        set_long(table, JET_errSuccess, NULL, 0, JET_bitSetAppendLV | where, 0);
        assert_string_equal(long_of(table), "abcd");
        set_long(table, JET_errSuccess, "XYZ", 3, JET_bitSetOverwriteLV | where, 2);
        assert_string_equal(long_of(table), "abXYZ");
        set_long(table, JET_errSuccess, "-", 1, JET_bitSetOverwriteLV | where, 0);
        assert_string_equal(long_of(table), "-bXYZ");
        set_long(table, JET_errColumnNoChunk, "x", 1, JET_bitSetOverwriteLV | where, 6);
        set_long(table, JET_errSuccess, "q", 1, JET_bitSetOverwriteLV | JET_bitSetSizeLV | where, 1);
        assert_string_equal(long_of(table), "-q");
        set_long(table, JET_errSuccess, NULL, 4, JET_bitSetSizeLV | where, 0);
        assert_string_equal(long_of(table), "-q00");
        set_long(table, JET_errSuccess, NULL, 1, JET_bitSetSizeLV | where, 0);
        assert_string_equal(long_of(table), "-");
        set_long(table, JET_errColumnTooBig, "0123456789abc", 13, where, 0);
        set_long(table, JET_errSuccess, "0123456789ab", 12, where, 0);
        set_long(table, JET_errColumnTooBig, "c", 1, JET_bitSetAppendLV | where, 0);
        set_long(table, JET_errSuccess, NULL, 0, JET_bitSetZeroLength | where, 0);
        assert_string_equal(long_of(table), "");
        set_long(table, JET_errSuccess, NULL, 0, where, 0);
        assert_string_equal(long_of(table), "-");
    }
    assert_jet(JET_errSuccess, JetRollback(session, 0));
    assert_jet(JET_errSuccess, JetCloseTable(session, table));
}

static void long_values_of_a_row_outlast_its_record(void **state)
{
    const JET_COLUMNDEF columns[] = {{.coltyp = JET_coltypLong, .grbit = JET_bitColumnTTKey},
                                     {.coltyp = JET_coltypLongBinary}};
    static unsigned char value[300000], back[300000];
    JET_COLUMNID ids[2];
    JET_TABLEID table;
    JET_ULONG size;
    JET_RETINFO info = {.cbStruct = sizeof info, .ibLongValue = 299990, .itagSequence = 2};

    (void)state;
    for (unsigned i = 0; i < sizeof value; i++) {
        value[i] = (unsigned char)(i * 7 + i / 251);
    }
    assert_jet(JET_errSuccess, JetOpenTempTable(session, columns, 2, 0, &table, ids));
    assert_jet(JET_errSuccess, JetBeginTransaction(session));
    for (int number = 1; number <= 3; number++) {
        JET_SETINFO append = {.cbStruct = sizeof append, .itagSequence = 0};

        assert_jet(JET_errSuccess, JetPrepareUpdate(session, table, JET_prepInsert));
        assert_jet(JET_errSuccess, JetSetColumn(session, table, ids[0], &number, sizeof number, 0, NULL));
        assert_jet(JET_errSuccess,
                   JetSetColumn(session, table, ids[1], value, 10u * (unsigned)number, 0, &append));
        assert_jet(JET_errSuccess, JetSetColumn(session, table, ids[1], value, sizeof value, 0, &append));
        assert_jet(JET_errSuccess, JetUpdate(session, table, NULL, 0, NULL));
    }
    assert_jet(JET_errSuccess, JetMove(session, table, JET_MoveFirst, 0));
    assert_jet(JET_errSuccess, JetPrepareUpdate(session, table, JET_prepReplace));
    assert_jet(JET_errSuccess, JetUpdate(session, table, NULL, 0, NULL)); /* takes its long values along */
    assert_jet(JET_errSuccess, JetRetrieveColumn(session, table, ids[1], back, sizeof back, &size, 0, NULL));
    assert_int_equal(size, 10);
    assert_jet(JET_errSuccess, JetRetrieveColumn(session, table, ids[1], back, sizeof back, &size, 0, &info));
    assert_int_equal(size, 10);
    assert_memory_equal(back, value + 299990, 10);
    info.ibLongValue = 0;
    assert_jet(JET_errSuccess, JetMove(session, table, JET_MoveLast, 0));
    assert_jet(JET_errSuccess, JetRetrieveColumn(session, table, ids[1], back, sizeof back, &size, 0, &info));
    assert_int_equal(size, sizeof value);
    assert_memory_equal(back, value, sizeof value);
    assert_jet(JET_errSuccess, JetCommitTransaction(session, 0));
    assert_jet(JET_errSuccess, JetCloseTable(session, table));
}

/* ---------------------------------------------------------------------------------------------- many rows */

/* Numbers in an order that is neither up nor down: 7919 is prime to the count. */
static void fill(JET_TABLEID table, int count)
{
    for (int i = 0; i < count; i++) {
        insert_number(table, (int)((long long)i * 7919 % count), "0123456789abcdef0123456789abcdef");
    }
}

static void seventy_thousand_rows_come_back_in_order(void **state)
{
    enum { COUNT = 70001 };
    static const JET_GRBIT kinds[] = {0, JET_bitTTScrollable, JET_bitTTIndexed,
                                      JET_bitTTForceMaterialization};

    (void)state;
    for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const JET_TABLEID table = open_numbers(kinds[i]);
        int expected = 0;

        fill(table, COUNT);
        for (JET_ERR err = JetMove(session, table, JET_MoveFirst, 0); err >= 0;
             err = JetMove(session, table, JET_MoveNext, 0)) {
            assert_int_equal(number_of(table), expected);
            expected++;
        }
        assert_int_equal(expected, COUNT);
        assert_jet(JET_errSuccess, JetCloseTable(session, table));
    }
}

/* More than the engine keeps in memory: 64 MiB. */
static void rows_that_memory_does_not_hold_come_back_in_order(void **state)
{
    enum { COUNT = 300007, TEXT_SIZE = 240 };
    static const JET_GRBIT kinds[] = {JET_bitTTForwardOnly, JET_bitTTScrollable};
    char text[TEXT_SIZE + 1];

    (void)state;
    memset(text, 'x', TEXT_SIZE);
    text[TEXT_SIZE] = '\0';
    for (unsigned i = 0; i < 2; i++) {
        const JET_TABLEID table = open_numbers(kinds[i]);
        int expected = 0;

        for (int k = 0; k < COUNT; k++) {
            insert_number(table, (int)((long long)k * 7919 % COUNT), text);
        }
        for (JET_ERR err = JetMove(session, table, JET_MoveFirst, 0); err >= 0;
             err = JetMove(session, table, JET_MoveNext, 0)) {
            assert_int_equal(number_of(table), expected);
            expected++;
        }
        assert_int_equal(expected, COUNT);
        assert_string_equal(text_of_last(table), text);
        assert_jet(JET_errSuccess, JetCloseTable(session, table));
    }
}

/* A sort of more than 64 KiB that may be scrolled is a tree from then on, with keys only where it is indexed. */
static void a_large_sort_becomes_a_tree(void **state)
{
    const JET_TABLEID indexed = open_numbers(JET_bitTTIndexed), scrolled = open_numbers(JET_bitTTScrollable);
    unsigned char bookmark[16];
    const int number = 5;
    JET_ULONG size;

    (void)state;
    fill(indexed, 3001);
    fill(scrolled, 3001);
    make_key(indexed, 4000);
    assert_jet(JET_errRecordNotFound, JetSeek(session, indexed, JET_bitSeekGE));
    make_key(indexed, -1);
    assert_jet(JET_wrnSeekNotEqual, JetSeek(session, indexed, JET_bitSeekGE));
    assert_jet(JET_errSuccess, JetGetBookmark(session, indexed, bookmark, sizeof bookmark, &size));
    assert_int_equal(size, 5);
    assert_jet(JET_errSuccess, JetMove(session, scrolled, 8, 0));
    assert_int_equal(number_of(scrolled), 7);
    assert_jet(JET_errSuccess, JetGetBookmark(session, scrolled, bookmark, sizeof bookmark, &size));
    assert_memory_equal(bookmark, "\0\0\0\7", 4);
    assert_jet(JET_errNoCurrentIndex, JetMakeKey(session, scrolled, &number, sizeof number, JET_bitNewKey));
    assert_jet(JET_errSuccess, JetMove(session, scrolled, -3, 0));
    assert_int_equal(number_of(scrolled), 4);
    assert_jet(JET_errSuccess, JetCloseTable(session, indexed));
    assert_jet(JET_errSuccess, JetCloseTable(session, scrolled));
}

int main(void)
{
#define temp_test(function) cmocka_unit_test_setup_teardown(function, start, stop)
    const struct CMUnitTest tests[] = {
        temp_test(what_cannot_be_a_sort_cannot_be_forward_only),
        temp_test(an_instance_may_allow_no_temporary_tables),
        temp_test(columns_are_numbered_by_their_storage),
        temp_test(nothing_is_read_before_the_rows_are_sorted),
        temp_test(only_a_scrollable_table_goes_back),
        temp_test(equal_keys_stay_only_in_a_forward_only_table),
        temp_test(a_seek_finds_the_neighbours),
        temp_test(a_range_ends_moves_in_its_direction),
        temp_test(bookmarks_of_a_sort_are_numbers_and_else_keys),
        temp_test(a_duplicate_cursor_stands_on_the_first_row),
        temp_test(rows_of_an_updatable_table_change),
        temp_test(rollback_takes_back_each_level_by_itself),
        temp_test(long_values_are_composed),
        temp_test(long_values_of_a_row_outlast_its_record),
        temp_test(seventy_thousand_rows_come_back_in_order),
        temp_test(rows_that_memory_does_not_hold_come_back_in_order),
        temp_test(a_large_sort_becomes_a_tree),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
