/*
 * info_test.c - levels, buffer sizes and errors of the information functions.
 *
 * Expected: the recorded script info_tables (its line numbers are given), whose table has the columns of this one
 * in the respects that matter here, and reference api-semantics 10.
 */
#include "table_support.h"

static struct opened database;
static JET_TABLEID table;

static int open_tables(void **state)
{
    (void)state;
    database = open_database("oracle/clean_4096_efv8920/clean.edb", 4096);
    table = open_table(&database, "T_types");
    return 0;
}

struct size_case {
    JET_ULONG level, size;
    JET_ERR err;
};

/* ------------------------------------------------------------------------------------------------- tables */

static void a_level_about_a_table_wants_a_buffer_of_its_size(void **state)
{
    static const struct size_case cases[] = {
        {JET_TblInfo, 8, JET_errBufferTooSmall}, /* 39 to 104 */
        {JET_TblInfo, 100, JET_errSuccess},
        {JET_TblInfoName, 4, JET_errBufferTooSmall},
        {JET_TblInfoName, 8, JET_errSuccess},
        {JET_TblInfoDbid, 4, JET_errSuccess},
        {JET_TblInfoMostMany, 100, JET_errFeatureNotAvailable},
        {JET_TblInfoRvt, 100, JET_errFeatureNotAvailable},
        {JET_TblInfoOLC, 100, JET_errFeatureNotAvailable},
        {JET_TblInfoResetOLC, 100, JET_errFeatureNotAvailable},
        {JET_TblInfoSpaceUsage, 4, JET_errInvalidParameter},
        {JET_TblInfoSpaceUsage, 8, JET_errSuccess},
        {JET_TblInfoSpaceUsage, 100, JET_errSuccess},
        {JET_TblInfoDumpTable, 100, JET_errFeatureNotAvailable},
        {JET_TblInfoSpaceAlloc, 4, JET_errBufferTooSmall},
        {JET_TblInfoSpaceAlloc, 8, JET_errSuccess},
        {JET_TblInfoSpaceOwned, 4, JET_errSuccess},
        {JET_TblInfoSpaceOwned, 100, JET_errSuccess},
        {JET_TblInfoSpaceAvailable, 4, JET_errSuccess},
        {JET_TblInfoSpaceAvailable, 8, JET_errInvalidBufferSize},
        {JET_TblInfoTemplateTableName, 8, JET_errBufferTooSmall},
        {JET_TblInfoTemplateTableName, 64, JET_errBufferTooSmall},
        {JET_TblInfoTemplateTableName, 100, JET_errSuccess},
        {JET_TblInfoLVChunkMax, 4, JET_errSuccess},
        {JET_TblInfoEncryptionKey, 4, JET_errSuccess},
        {15, 100, JET_errFeatureNotAvailable},
        {JET_TblInfoRetrieveAndReserveAutoIncrement, 8, JET_errInvalidOperation},
        {JET_TblInfoSpaceOwnedLV, 4, JET_errSuccess},
        {JET_TblInfoSpaceAvailableLV, 100, JET_errSuccess},
        {JET_TblInfoObjectId, 4, JET_errSuccess},
        {20, 100, JET_errFeatureNotAvailable},
        {21, 100, JET_errFeatureNotAvailable},
    };
    unsigned char buffer[128];
    JET_TABLEID plain = open_table(&database, "T_empty");

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const JET_TABLEID asked =
            cases[i].level == JET_TblInfoRetrieveAndReserveAutoIncrement ? plain : table;

        memset(buffer, 0xEE, sizeof buffer);
        assert_jet(cases[i].err,
                   JetGetTableInfoA(database.session, asked, buffer, cases[i].size, cases[i].level));
        assert_int_equal(buffer[cases[i].size], 0xEE);
    }
}

static void a_table_name_comes_in_both_forms(void **state)
{
    char narrow[65];
    WCHAR wide[65];
    JET_TABLEID derived = open_table(&database, "T_derived0");
    static const WCHAR template_name[] = {'T', '_', 't', 'e', 'm', 'p', 'l', 'a', 't', 'e', 0};

    (void)state;
    assert_jet(JET_errSuccess,
               JetGetTableInfoA(database.session, derived, narrow, sizeof narrow, JET_TblInfoName));
    assert_string_equal(narrow, "T_derived0");
    assert_jet(JET_errSuccess,
               JetGetTableInfoW(database.session, derived, wide, sizeof wide, JET_TblInfoTemplateTableName));
    assert_memory_equal(wide, template_name, sizeof template_name);
    assert_jet(JET_errSuccess, JetGetTableInfoA(database.session, table, narrow, sizeof narrow,
                                                JET_TblInfoTemplateTableName));
    assert_string_equal(narrow, "");
}

/* The owned extents, an extent of zeros, the available ones, and another; what has no room is counted only. */
static void space_usage_lists_extents_where_there_is_room(void **state)
{
    uint32_t all[2 + 2 * 256], few[2 + 2 * 3], counts[2];
    uint32_t owned = 0, available = 0;
    unsigned at = 2;

    (void)state;
    assert_jet(JET_errSuccess,
               JetGetTableInfoA(database.session, table, counts, sizeof counts, JET_TblInfoSpaceUsage));
    assert_jet(JET_errSuccess,
               JetGetTableInfoA(database.session, table, all, sizeof all, JET_TblInfoSpaceUsage));
    assert_jet(JET_errSuccess,
               JetGetTableInfoA(database.session, table, few, sizeof few, JET_TblInfoSpaceUsage));
    assert_jet(JET_errBufferTooSmall,
               JetGetTableInfoA(database.session, table, few, 8 + 8, JET_TblInfoSpaceUsage));
    assert_int_equal(counts[0], 434); /* dump.json: pagesOwned */
    assert_memory_equal(all, counts, sizeof counts);
    assert_memory_equal(few, counts, sizeof counts);
    for (; all[at] != 0; at += 2) {
        owned += all[at + 1];
    }
    for (at += 2; all[at] != 0; at += 2) {
        available += all[at + 1];
    }
    assert_int_equal(owned, counts[0]);
    assert_int_equal(available, counts[1]);
    assert_int_equal(few[2], all[2]); /* one extent, and both ends */
    assert_int_equal(few[4], 0);
    assert_int_equal(few[6], 0);
}

/* ------------------------------------------------------------------------------------------------ columns */

static void a_level_about_a_column_wants_a_buffer_of_its_size(void **state)
{
    static const struct size_case cases[] = {
        {2, 1000, JET_errInvalidParameter}, /* 198 to 210 */
        {JET_ColInfoSysTabCursor, 1000, JET_errFeatureNotAvailable},
        {9, 1000, JET_errInvalidParameter},
        {10, 1000, JET_errInvalidParameter},
        {JET_ColInfo, 8, JET_errBufferTooSmall},
        {JET_ColInfo, 1000, JET_errSuccess},
        {JET_ColInfoBase, sizeof(JET_COLUMNBASE_A) - 1, JET_errBufferTooSmall},
        {JET_ColInfoBase, sizeof(JET_COLUMNBASE_A), JET_errSuccess},
        {JET_ColInfoList, sizeof(JET_COLUMNLIST) - 1, JET_errBufferTooSmall},
    };
    unsigned char buffer[1000];

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_jet(cases[i].err, JetGetTableColumnInfoA(database.session, table, "id", buffer, cases[i].size,
                                                        cases[i].level));
    }
    assert_jet(JET_errColumnNotFound, JetGetTableColumnInfoA(database.session, table, "zz", buffer,
                                                             sizeof buffer, JET_ColInfo)); /* 208 */
    assert_jet(JET_errColumnNotFound,
               JetGetTableColumnInfoA(database.session, table, NULL, buffer, sizeof buffer, JET_ColInfo));
    assert_jet(JET_errInvalidName,
               JetGetTableColumnInfoA(database.session, table, ".", buffer, sizeof buffer, JET_ColInfo));
}

static void a_column_is_found_through_the_database(void **state)
{
    JET_COLUMNDEF def;
    const JET_COLUMNID id = 0x7F, known = 1;

    (void)state;
    assert_jet(JET_errSuccess, JetGetColumnInfoA(database.session, database.dbid, "T_types", "ID", &def,
                                                 sizeof def, JET_ColInfo));
    assert_int_equal(def.columnid, 1);
    assert_int_equal(def.coltyp, JET_coltypLong);
    assert_int_equal(def.wCountry, 1);
    assert_int_equal(def.langid, 0x409);
    assert_int_equal(def.grbit, JET_bitColumnFixed | JET_bitColumnAutoincrement); /* dump.json: 17 */
    assert_jet(JET_errColumnNotFound, JetGetColumnInfoA(database.session, database.dbid, "T_types", "zz",
                                                        &def, sizeof def, JET_ColInfo)); /* 214 */
    assert_jet(JET_errObjectNotFound, JetGetColumnInfoA(database.session, database.dbid, "ZZ", "id", &def,
                                                        sizeof def, JET_ColInfo)); /* 215 */
    assert_jet(JET_errInvalidParameter, JetGetColumnInfoA(database.session, database.dbid, "T_types", "id",
                                                          &def, sizeof def, 2)); /* 216 */
    assert_jet(JET_errSuccess, JetGetColumnInfoA(database.session, database.dbid, "T_types",
                                                 (const char *)&known, &def, sizeof def, JET_ColInfoByColid));
    assert_jet(JET_errColumnNotFound,
               JetGetColumnInfoA(database.session, database.dbid, "T_types", (const char *)&id, &def,
                                 sizeof def, JET_ColInfoByColid));
    assert_jet(JET_errInvalidDatabaseId, JetGetColumnInfoA(database.session, database.dbid + 1, "T_types",
                                                           "id", &def, sizeof def, JET_ColInfo));
}

/* How often a list says something, and whether its key is in order. */
static unsigned rows_of(JET_TABLEID list, JET_COLUMNID wanted, unsigned *nulls)
{
    unsigned rows = 0;
    unsigned char value[256];
    JET_ULONG size;
    JET_ERR err;

    *nulls = 0;
    for (err = JetMove(database.session, list, JET_MoveFirst, 0); err >= 0;
         err = JetMove(database.session, list, JET_MoveNext, 0)) {
        err = JetRetrieveColumn(database.session, list, wanted, value, sizeof value, &size, 0, NULL);
        assert_true(err >= 0);
        *nulls += err == JET_wrnColumnNull;
        rows++;
    }
    assert_jet(JET_errNoCurrentRecord, err);
    return rows;
}

static void the_lists_of_columns_differ_in_order_and_content(void **state)
{
    static const struct {
        JET_ULONG level;
        bool has_order, has_types;
        unsigned rows;
    } cases[] = {
        {JET_ColInfoList, false, true, 7}, /* T_derived0: three columns of its own, four of its template */
        {JET_ColInfoListSortColumnid, true, true, 7},
        {JET_ColInfoList | JET_ColInfoGrbitSortByColumnid, true, true, 7},
        {JET_ColInfoList | JET_ColInfoGrbitMinimalInfo, false, false, 7},
        {JET_ColInfoList | JET_ColInfoGrbitNonDerivedColumnsOnly, false, true, 3},
        {JET_ColInfoListCompact, false, true, 3},
    };
    JET_TABLEID derived = open_table(&database, "T_derived0");

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        JET_COLUMNLIST list;
        unsigned nulls;

        assert_jet(JET_errSuccess, JetGetTableColumnInfoA(database.session, derived, NULL, &list, sizeof list,
                                                          cases[i].level));
        assert_int_equal(list.cbStruct, sizeof list);
        assert_int_equal(list.cRecord, cases[i].rows);
        assert_int_equal(list.columnidDefinitionName, list.columnidcolumnname);
        assert_int_equal(rows_of(list.tableid, list.columnidPresentationOrder, &nulls), cases[i].rows);
        assert_int_equal(nulls, cases[i].has_order ? 0 : cases[i].rows);
        rows_of(list.tableid, list.columnidcoltyp, &nulls);
        assert_int_equal(nulls, cases[i].has_types ? 0 : cases[i].rows);
        assert_jet(JET_errSuccess, JetCloseTable(database.session, list.tableid));
    }
}

/* ------------------------------------------------------------------------------------------------ indexes */

static void a_level_about_an_index_wants_a_buffer_of_its_size(void **state)
{
    static const struct {
        const char *index;
        JET_ULONG level, size;
        JET_ERR err;
    } cases[] = {
        {"ixLong", JET_IdxInfo, 4, JET_errBufferTooSmall}, /* 105 to 192 */
        {"zz", JET_IdxInfo, 400, JET_errIndexNotFound},
        {"zz", JET_IdxInfoList, 400, JET_errIndexNotFound},
        {"zz", JET_IdxInfoSysTabCursor, 400, JET_errFeatureNotAvailable},
        {"", JET_IdxInfoOLC, 8, JET_errFeatureNotAvailable},
        {"ixLong", JET_IdxInfoResetOLC, 4, JET_errFeatureNotAvailable},
        {"ixLong", JET_IdxInfoSpaceAlloc, 4, JET_errSuccess},
        {"pk", JET_IdxInfoSpaceAlloc, 2, JET_errBufferTooSmall},
        {"", JET_IdxInfoSpaceAlloc, 8, JET_errIndexNotFound},
        {"pk", JET_IdxInfoLCID, 2, JET_errSuccess},
        {"", JET_IdxInfoLCID, 8, JET_errIndexNotFound},
        {"pk", JET_IdxInfoCount, 2, JET_errBufferTooSmall},
        {"zz", JET_IdxInfoCount, 400, JET_errSuccess},
        {"pk", JET_IdxInfoVarSegMac, 2, JET_errSuccess},
        {"zz", JET_IdxInfoVarSegMac, 400, JET_errIndexNotFound},
        {"ixLong", JET_IdxInfoIndexId, 4, JET_errBufferTooSmall},
        {"zz", JET_IdxInfoIndexId, 400, JET_errIndexNotFound},
        {"ixLong", JET_IdxInfoKeyMost, 4, JET_errSuccess},
        {"ixLong", JET_IdxInfoCreateIndex, 4, JET_errBufferTooSmall},
        {"zz", JET_IdxInfoCreateIndex, 400, JET_errIndexNotFound},
        {"", JET_IdxInfoCreateIndex2, 8, JET_errBufferTooSmall},
        {"zz", JET_IdxInfoCreateIndex3, 400, JET_errIndexNotFound},
        {"ixLong", JET_IdxInfoLocaleName, 4, JET_errBufferTooSmall},
        {"zz", JET_IdxInfoLocaleName, 400, JET_errIndexNotFound},
        {"ixLong", JET_IdxInfoSortVersion, 4, JET_errSuccess},
        {"pk", JET_IdxInfoDefinedSortVersion, 2, JET_errBufferTooSmall},
        {"", JET_IdxInfoSortId, 8, JET_errBufferTooSmall},
        {"zz", JET_IdxInfoSortId, 400, JET_errIndexNotFound},
        {"ixLong", JET_IdxInfoSpaceOwned, 4, JET_errSuccess},
        {"pk", JET_IdxInfoSpaceOwned, 2, JET_errBufferTooSmall},
        {"", JET_IdxInfoSpaceOwned, 8, JET_errSuccess},
        {"zz", JET_IdxInfoSpaceOwned, 400, JET_errSuccess},
        {"zz", JET_IdxInfoSpaceAvailable, 400, JET_errSuccess},
        {"ixLong", 20, 4, JET_errInvalidParameter},
        {"zz", 21, 400, JET_errInvalidParameter},
    };
    unsigned char buffer[401];

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        memset(buffer, 0xEE, sizeof buffer);
        assert_jet(cases[i].err, JetGetTableIndexInfoA(database.session, table, cases[i].index, buffer,
                                                       cases[i].size, cases[i].level));
        assert_int_equal(buffer[cases[i].size], 0xEE);
    }
    assert_jet(JET_errObjectNotFound, JetGetIndexInfoA(database.session, database.dbid, "ZZ", "pk", buffer, 4,
                                                       JET_IdxInfoCount)); /* 219 */
    assert_jet(JET_errIndexNotFound, JetGetIndexInfoA(database.session, database.dbid, "T_types", "zz",
                                                      buffer, 4, JET_IdxInfoSpaceAlloc)); /* 220 */
}

/* The number of an index, of a table without a primary one: the hidden order of records counts. */
static void the_hidden_index_counts(void **state)
{
    JET_ULONG count;

    (void)state;
    assert_jet(JET_errSuccess, JetGetIndexInfoA(database.session, database.dbid, "T_dbkRenamed", NULL, &count,
                                                sizeof count, JET_IdxInfoCount));
    assert_int_equal(count, 2);
    assert_jet(JET_errIndexNotFound, JetGetIndexInfoA(database.session, database.dbid, "T_empty", "", &count,
                                                      sizeof count, JET_IdxInfoSpaceAlloc));
}

static void an_index_id_chooses_its_index(void **state)
{
    JET_INDEXID id;
    char name[65];

    (void)state;
    assert_jet(JET_errSuccess, JetGetTableIndexInfoA(database.session, table, "ixLongDesc", &id, sizeof id,
                                                     JET_IdxInfoIndexId));
    assert_int_equal(id.cbStruct, sizeof id);
    assert_jet(JET_errSuccess, JetSetCurrentIndex4A(database.session, table, NULL, &id, JET_bitMoveFirst, 0));
    assert_jet(JET_errSuccess, JetGetCurrentIndexA(database.session, table, name, sizeof name));
    assert_string_equal(name, "ixLongDesc");
}

/* An older program's structure ends before the LCMap flags. */
static void the_old_index_list_is_filled_to_its_end(void **state)
{
    JET_INDEXLIST list;
    const JET_ULONG old = offsetof(JET_INDEXLIST, columnidLCMapFlags);

    (void)state;
    memset(&list, 0xEE, sizeof list);
    assert_jet(JET_errSuccess,
               JetGetTableIndexInfoA(database.session, table, "ixMulti", &list, old, JET_IdxInfo));
    assert_int_equal(list.cbStruct, old);
    assert_int_equal(list.cRecord, 5); /* dump.json: five key columns */
    assert_int_equal(list.columnidLCMapFlags, 0xEEEEEEEE);
    assert_jet(JET_errSuccess, JetCloseTable(database.session, list.tableid));
}

/* A buffer that ends anywhere in what the structure points at is too small, and nothing behind it is touched. */
static void an_index_structure_never_leaves_its_buffer(void **state)
{
    static const JET_ULONG levels[] = {JET_IdxInfoCreateIndex, JET_IdxInfoCreateIndex2,
                                       JET_IdxInfoCreateIndex3};
    static uint64_t space[256];
    unsigned char *buffer = (unsigned char *)space;

    (void)state;
    for (unsigned i = 0; i < 2 * sizeof levels / sizeof levels[0]; i++) {
        static const WCHAR wide_name[] = {'i', 'x', 'C', 'o', 'n', 'd', 'N', 'o', 'n', 'N', 'u', 'l', 'l', 0};
        unsigned size;

        for (size = 0; size < sizeof space; size++) {
            JET_ERR err;

            memset(buffer, 0xEE, sizeof space);
            err = i % 2 == 0 ? JetGetTableIndexInfoA(database.session, table, "ixCondNonNull", buffer, size,
                                                     levels[i / 2])
                             : JetGetTableIndexInfoW(database.session, table, wide_name, buffer, size,
                                                     levels[i / 2]);
            assert_int_equal(buffer[size], 0xEE);
            if (err == JET_errSuccess) {
                break;
            }
            assert_jet(JET_errBufferTooSmall, err);
        }
        assert_in_range(size, 100, 600);
    }
}

/* ------------------------------------------------------------------------------------------------ objects */

static void a_table_is_found_among_the_objects(void **state)
{
    JET_OBJECTINFO info;
    JET_OBJECTLIST list;

    (void)state;
    assert_jet(JET_errSuccess, JetGetObjectInfoA(database.session, database.dbid, JET_objtypTable, "tables",
                                                 "T_TEMPLATE", &info, sizeof info, JET_ObjInfoNoStats));
    assert_int_equal(info.cbStruct, sizeof info);
    assert_int_equal(info.objtyp, JET_objtypTable);
    assert_int_equal(info.flags,
                     JET_bitObjectTableTemplate | JET_bitObjectTableFixedDDL); /* dump.json: grbit */
    assert_jet(JET_errObjectNotFound, JetGetObjectInfoA(database.session, database.dbid, JET_objtypTable,
                                                        "Other", "T_types", &info, sizeof info, JET_ObjInfo));
    assert_jet(JET_errObjectNotFound, JetGetObjectInfoA(database.session, database.dbid, JET_objtypTable,
                                                        NULL, "T_absent", &info, sizeof info, JET_ObjInfo));
    assert_jet(JET_errBufferTooSmall,
               JetGetObjectInfoA(database.session, database.dbid, JET_objtypTable, NULL, "T_types", &info,
                                 sizeof info - 1, JET_ObjInfo));
    assert_jet(JET_errFeatureNotAvailable,
               JetGetObjectInfoA(database.session, database.dbid, JET_objtypTable, NULL, NULL, &list,
                                 sizeof list, JET_ObjInfoListACM));
    assert_jet(JET_errInvalidParameter, JetGetObjectInfoA(database.session, database.dbid, JET_objtypTable,
                                                          NULL, NULL, &list, sizeof list, JET_ObjInfoMax));
}

static void only_tables_are_objects(void **state)
{
    JET_OBJECTLIST list;
    char container[16];
    JET_ULONG size;

    (void)state;
    assert_jet(JET_errSuccess, JetGetObjectInfoA(database.session, database.dbid, JET_objtypTable, NULL, NULL,
                                                 &list, sizeof list, JET_ObjInfoList));
    assert_int_equal(list.cRecord, 19); /* dump.json */
    assert_jet(JET_errSuccess, JetRetrieveColumn(database.session, list.tableid, list.columnidcontainername,
                                                 container, sizeof container, &size, 0, NULL));
    assert_int_equal(size, 6);
    assert_memory_equal(container, "Tables", 6);
    assert_jet(JET_errSuccess, JetCloseTable(database.session, list.tableid));
    assert_jet(JET_errSuccess, JetGetObjectInfoA(database.session, database.dbid, 2, NULL, NULL, &list,
                                                 sizeof list, JET_ObjInfoList));
    assert_int_equal(list.cRecord, 0);
    assert_jet(JET_errNoCurrentRecord, JetMove(database.session, list.tableid, JET_MoveFirst, 0));
}

int main(void)
{
#define info_test(function) cmocka_unit_test_setup_teardown(function, open_tables, end_of_table_test)
    const struct CMUnitTest tests[] = {
        info_test(a_level_about_a_table_wants_a_buffer_of_its_size),
        info_test(a_table_name_comes_in_both_forms),
        info_test(space_usage_lists_extents_where_there_is_room),
        info_test(a_level_about_a_column_wants_a_buffer_of_its_size),
        info_test(a_column_is_found_through_the_database),
        info_test(the_lists_of_columns_differ_in_order_and_content),
        info_test(a_level_about_an_index_wants_a_buffer_of_its_size),
        info_test(the_hidden_index_counts),
        info_test(an_index_id_chooses_its_index),
        info_test(the_old_index_list_is_filled_to_its_end),
        info_test(an_index_structure_never_leaves_its_buffer),
        info_test(a_table_is_found_among_the_objects),
        info_test(only_tables_are_objects),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
