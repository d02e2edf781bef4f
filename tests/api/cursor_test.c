/*
 * cursor_test.c - opening, currency, the current index, filters, and what transactions do to cursors. Expected answers:
 * api-semantics 4.1, 5.3, 6 and the recorded lines of Microsoft's engine that are named at each test; contents of the
 * tables: dump.json of the oracle's database, dissect's lists.
 */
#include "table_support.h"

#define ORACLE_FILE "oracle/clean_4096_efv8920/clean.edb"
#define UAL         "corpus/goese-ual-hyperv-pc/03A01CC5-91BB-4936-B685-63697785D39E.mdb"
#define UAL_LISTS   "corpus/expected/goese-ual-hyperv-pc/03A01CC5-91BB-4936-B685-63697785D39E.mdb/dissect/"

/* U+00DC, U+00F1, U+00E9 in narrow strings: in Windows' code page there, UTF-8 here. */
#ifdef _WIN32
#define NARROW_NAME                                                                                          \
    "T_\xDC"                                                                                                 \
    "ber \xF1 \xE9"
#else
#define NARROW_NAME                                                                                          \
    "T_\xC3\x9C"                                                                                             \
    "ber \xC3\xB1 \xC3\xA9"
#endif

static struct opened db;

static JET_ERR try_open(JET_SESID session, const char *name, JET_GRBIT grbit, JET_TABLEID *table)
{
    return JetOpenTableA(session, db.dbid, name, NULL, 0, grbit, table);
}

/* The Long in column 1, the primary key of the oracle's tables. */
static JET_ERR get_id(JET_TABLEID table, int32_t *id)
{
    return JetRetrieveColumn(db.session, table, 1, id, sizeof *id, NULL, 0, NULL);
}

static void assert_id(JET_TABLEID table, int32_t expected)
{
    int32_t id = 0;

    assert_jet(JET_errSuccess, get_id(table, &id));
    assert_int_equal(id, expected);
}

static void assert_nowhere(JET_TABLEID table)
{
    int32_t id;
    struct run run;

    assert_jet(JET_errNoCurrentRecord, JetMove(db.session, table, 0, 0));
    assert_jet(JET_errNoCurrentRecord, get_id(table, &id));
    assert_jet(JET_errNoCurrentRecord,
               JetGetBookmark(db.session, table, run.bytes, sizeof run.bytes, &run.size));
    assert_jet(JET_errNoCurrentRecord,
               JetRetrieveKey(db.session, table, run.bytes, sizeof run.bytes, &run.size, 0));
}

/* ------------------------------------------------------------------------------------------------ opening */

/* parameter_checks, lines 119 to 125. */
static void names_and_options_of_an_open_are_checked(void **state)
{
    static const struct {
        const char *name;
        JET_GRBIT grbit;
        JET_ERR result;
    } opens[] = {
        {"T_types", 0, JET_errSuccess},
        {"t_TYPES", 0, JET_errSuccess},
        {"T_types   ", 0, JET_errSuccess},
        {"T_types", 0x80000000, JET_errSuccess},
        {"T_types", JET_bitTableReadOnly, JET_errSuccess},
        {"T_types", JET_bitTableUpdatable, JET_errSuccess},
        {"T_types", JET_bitTableSequential | JET_bitTablePreread | JET_bitTableNoCache | JET_bitTableClass3,
         JET_errSuccess},
        {"T_types", JET_bitTableDenyRead | JET_bitTableReadOnly, JET_errInvalidGrbit},
        {"T_types", JET_bitTableReadOnly | JET_bitTableUpdatable, JET_errInvalidGrbit},
        {"T_types", JET_bitTablePermitDDL, JET_errInvalidGrbit},
        {"T_types", JET_bitTableDelete, JET_errInvalidGrbit},
        {"T_types", JET_bitTableCreate, JET_errInvalidGrbit},
        {NULL, 0, JET_errInvalidName},
        {"", 0, JET_errInvalidName},
        {" T_types", 0, JET_errInvalidName},
        {"T.types", 0, JET_errInvalidName},
        {"T_types!", 0, JET_errInvalidName},
        {"T\ttypes", 0, JET_errInvalidName},
        {"a name of more than sixty-four characters is not a name in this engine", 0, JET_errInvalidName},
        {"Nope", 0, JET_errObjectNotFound},
        {NARROW_NAME, 0, JET_errSuccess},
    };
    static const WCHAR wide[] = {'T', '_', 0xDC, 'b', 'e', 'r', ' ', 0xF1, ' ', 0xE9, 0};
    JET_TABLEID table;

    (void)state;
    db = open_database(ORACLE_FILE, 4096);
    for (unsigned i = 0; i < sizeof opens / sizeof opens[0]; i++) {
        assert_jet(opens[i].result, try_open(db.session, opens[i].name, opens[i].grbit, &table));
        if (opens[i].result < 0) {
            assert_true(table == JET_tableidNil);
        } else {
            assert_jet(JET_errSuccess, JetCloseTable(db.session, table));
        }
    }
    assert_jet(JET_errSuccess, JetOpenTableW(db.session, db.dbid, wide, NULL, 0, 0, &table));
    assert_jet(JET_errInvalidDatabaseId,
               JetOpenTableA(db.session, db.dbid + 1, "T_types", NULL, 0, 0, &table));
    assert_jet(JET_errInvalidSesid, JetOpenTableA(db.session + 1, db.dbid, "T_types", NULL, 0, 0, &table));
    close_database(&db);
}

/* The table of api-semantics 5.3, as far as a read-only database has it. */
static void a_session_denies_tables_to_others(void **state)
{
    JET_SESID other;
    JET_TABLEID first, second, third;

    (void)state;
    db = open_database(ORACLE_FILE, 4096);
    assert_jet(JET_errSuccess, JetBeginSessionA(db.instance, &other, NULL, NULL));
    assert_jet(JET_wrnFileOpenReadOnly,
               JetOpenDatabaseA(other, test_fixture(ORACLE_FILE), NULL, &db.dbid, 0));

    assert_jet(JET_errSuccess, try_open(db.session, "T_types", JET_bitTableDenyRead, &first));
    assert_jet(JET_errTableLocked, try_open(other, "T_types", 0, &second));
    assert_jet(JET_errTableInUse, try_open(db.session, "T_types", JET_bitTableDenyRead, &second));
    assert_jet(JET_errSuccess, try_open(db.session, "T_types", 0, &second)); /* its own session may */
    assert_jet(JET_errSuccess, try_open(other, "T_lv", 0, &third));
    assert_jet(JET_errSuccess, JetCloseTable(db.session, first));
    assert_jet(JET_errTableInUse, try_open(other, "T_types", JET_bitTableDenyRead, &first));
    assert_jet(JET_errSuccess, JetCloseTable(db.session, second));
    assert_jet(JET_errSuccess, try_open(other, "T_types", JET_bitTableDenyRead, &first));
    assert_jet(JET_errTableLocked, try_open(db.session, "T_types", JET_bitTableReadOnly, &second));
    assert_jet(JET_errSuccess, JetCloseTable(other, first));

    assert_jet(JET_errSuccess, try_open(db.session, "T_types", JET_bitTableDenyWrite, &first));
    assert_jet(JET_errTableInUse, try_open(db.session, "T_types", JET_bitTableDenyWrite, &second));
    assert_jet(JET_errTableLocked, try_open(other, "T_types", JET_bitTableUpdatable, &second));
    assert_jet(JET_errSuccess, try_open(other, "T_types", JET_bitTableReadOnly, &second));
    close_database(&db);
}

static void numbers_of_cursors_end_with_the_cursor_and_the_database(void **state)
{
    JET_SESID other;
    JET_TABLEID table, copy;
    int32_t id;

    (void)state;
    db = open_database(ORACLE_FILE, 4096);
    assert_jet(JET_errSuccess, JetBeginSessionA(db.instance, &other, NULL, NULL));
    table = open_table(&db, "T_types");
    assert_jet(JET_errSesidTableIdMismatch, JetMove(other, table, JET_MoveFirst, 0));
    assert_jet(JET_errInvalidSesid, JetMove(JET_sesidNil, table, JET_MoveFirst, 0));
    assert_jet(JET_errInvalidTableId, JetMove(db.session, table + 1, JET_MoveFirst, 0));
    assert_jet(JET_errSuccess, JetDupCursor(db.session, table, &copy, 0));
    assert_true(copy != table);
    assert_jet(JET_errSuccess, JetCloseTable(db.session, table));
    assert_jet(JET_errInvalidTableId, JetCloseTable(db.session, table));
    assert_jet(JET_errInvalidTableId, get_id(table, &id));
    assert_id(copy, 1);
    assert_jet(JET_errSuccess, JetCloseDatabase(db.session, db.dbid, 0));
    assert_jet(JET_errInvalidTableId, get_id(copy, &id));
    close_database(&db);
}

/* The engine's own tables open like others; MSysObjects has 288 rows in both copies (dump.json). */
static void the_catalog_and_its_shadow_are_tables(void **state)
{
    static const char *const names[] = {"MSysObjects", "MSysObjectsShadow"};

    (void)state;
    db = open_database(ORACLE_FILE, 4096);
    for (unsigned i = 0; i < 2; i++) {
        const JET_TABLEID table = open_table(&db, names[i]);
        JET_ULONG rows;
        char name[16] = "";
        JET_ULONG size;

        assert_jet(JET_errSuccess, JetIndexRecordCount(db.session, table, &rows, 0));
        assert_int_equal(rows, 288);
        assert_jet(JET_errSuccess,
                   JetRetrieveColumn(db.session, table, 128, name, sizeof name, &size, 0, NULL));
        assert_int_equal(size, 11);
        assert_memory_equal(name, "MSysObjects", 11);
    }
    close_database(&db);
}

/* ----------------------------------------------------------------------------------------------- currency */

/* currency_move, lines 36 to 40 and 117 to 135; r308, line 462: a bookmark is not there before anything was read. */
static void a_new_cursor_is_on_the_first_record_once_it_is_asked(void **state)
{
    JET_TABLEID table, copy;
    JET_ULONG count;
    struct run run;

    (void)state;
    db = open_database(ORACLE_FILE, 4096);
    table = open_table(&db, "T_types");
    assert_jet(JET_errNoCurrentRecord,
               JetGetBookmark(db.session, table, run.bytes, sizeof run.bytes, &run.size));
    assert_jet(JET_errNoCurrentRecord, JetGetCursorInfo(db.session, table, NULL, 0, 0));
    assert_id(table, 1);
    run = current_bookmark(&db, table);
    assert_true(same_run(&run, &(struct run){5, {0x7f, 0x80, 0, 0, 1}}));
    assert_jet(JET_errSuccess, JetGetCursorInfo(db.session, table, NULL, 0, 0));
    assert_jet(JET_errInvalidParameter, JetGetCursorInfo(db.session, table, &run, sizeof run, 0));
    assert_jet(JET_errSuccess, JetMove(db.session, table, 1, 0));
    assert_id(table, 2);

    assert_jet(JET_errSuccess, JetDupCursor(db.session, table, &copy, 0));
    assert_id(copy, 1);
    assert_id(table, 2);
    assert_jet(JET_errSuccess, JetCloseTable(db.session, copy));

    table = open_table(&db, "T_types");
    assert_jet(JET_errSuccess, JetMove(db.session, table, 1, 0));
    assert_id(table, 2);
    table = open_table(&db, "T_types");
    assert_jet(JET_errNoCurrentRecord, JetMove(db.session, table, -1, 0));
    assert_nowhere(table);
    assert_jet(JET_errSuccess, JetMove(db.session, table, 1, 0));
    assert_id(table, 1);

    table = open_table(&db, "T_empty");
    assert_jet(JET_errSuccess, JetIndexRecordCount(db.session, table, &count, 0));
    assert_int_equal(count, 0);
    assert_nowhere(table);
    assert_jet(JET_errNoCurrentRecord, JetMove(db.session, table, JET_MoveFirst, 0));
    assert_jet(JET_errNoCurrentRecord, JetMove(db.session, table, JET_MoveLast, 0));
    assert_jet(JET_errNoCurrentRecord, JetIndexRecordCount(db.session, table, &count, 0));
    close_database(&db);
}

/* currency_rollback, lines 37 to 104. */
static void a_rollback_takes_back_moves_indexes_and_cursors(void **state)
{
    JET_TABLEID table, opened, copy;
    char name[64];

    (void)state;
    db = open_database(ORACLE_FILE, 4096);
    table = open_table(&db, "T_types");
    assert_jet(JET_errSuccess, JetMove(db.session, table, 1, 0));
    assert_jet(JET_errSuccess, JetBeginTransaction(db.session));
    assert_id(table, 2); /* reading is no move */
    assert_jet(JET_errSuccess, JetRollback(db.session, 0));
    assert_id(table, 2);

    assert_jet(JET_errSuccess, JetBeginTransaction(db.session));
    assert_jet(JET_errSuccess, JetMove(db.session, table, 1, 0));
    assert_jet(JET_errSuccess, JetRollback(db.session, 0));
    assert_nowhere(table);
    assert_jet(JET_errSuccess, JetMove(db.session, table, 1, 0));
    assert_id(table, 1);

    assert_jet(JET_errSuccess, JetBeginTransaction(db.session));
    assert_jet(JET_errSuccess, JetSetCurrentIndexA(db.session, table, "ixLong"));
    assert_jet(JET_errSuccess, JetRollback(db.session, 0));
    assert_jet(JET_errSuccess, JetGetCurrentIndexA(db.session, table, name, sizeof name));
    assert_string_equal(name, "pk");
    assert_nowhere(table);

    assert_jet(JET_errSuccess, JetMove(db.session, table, JET_MoveFirst, 0));
    assert_jet(JET_errSuccess, JetBeginTransaction(db.session));
    assert_jet(JET_errSuccess, JetBeginTransaction(db.session));
    assert_jet(JET_errSuccess, JetMove(db.session, table, 1, 0));
    assert_jet(JET_errSuccess, JetCommitTransaction(db.session, 0)); /* the move is the outer level's now */
    assert_id(table, 2);
    assert_jet(JET_errSuccess, JetRollback(db.session, 0));
    assert_nowhere(table);

    assert_jet(JET_errSuccess, JetBeginTransaction(db.session));
    opened = open_table(&db, "T_types");
    assert_jet(JET_errSuccess, JetDupCursor(db.session, table, &copy, 0));
    assert_jet(JET_errSuccess, JetRollback(db.session, 0));
    assert_jet(JET_errInvalidTableId, JetMove(db.session, opened, 0, 0));
    assert_jet(JET_errInvalidTableId, JetMove(db.session, copy, 0, 0));
    assert_jet(JET_errSuccess, JetBeginTransaction(db.session));
    opened = open_table(&db, "T_types");
    assert_jet(JET_errSuccess, JetCommitTransaction(db.session, 0));
    assert_id(opened, 1);
    close_database(&db);
}

/* api-semantics 3.2 and 7.1: rights first, and what was never begun cannot be ended. */
static void a_record_of_a_read_only_database_can_be_locked_for_reading_only(void **state)
{
    JET_TABLEID table;

    (void)state;
    db = open_database(ORACLE_FILE, 4096);
    table = open_table(&db, "T_types");
    assert_jet(JET_errNotInTransaction, JetGetLock(db.session, table, JET_bitReadLock));
    assert_jet(JET_errSuccess, JetBeginTransaction(db.session));
    assert_jet(JET_errSuccess, JetGetLock(db.session, table, JET_bitReadLock));
    assert_jet(JET_errPermissionDenied, JetGetLock(db.session, table, JET_bitWriteLock));
    assert_jet(JET_errInvalidGrbit, JetGetLock(db.session, table, 0));
    assert_jet(JET_errInvalidGrbit, JetGetLock(db.session, table, JET_bitReadLock | JET_bitWriteLock));
    assert_jet(JET_errSuccess, JetCommitTransaction(db.session, 0));
    close_database(&db);
}

/* ------------------------------------------------------------------------------------------ current index */

static void assert_index(JET_TABLEID table, const char *expected)
{
    char name[JET_cbNameMost + 1];

    assert_jet(JET_errSuccess, JetGetCurrentIndexA(db.session, table, name, sizeof name));
    assert_string_equal(name, expected);
}

static void the_current_index_is_chosen_by_name(void **state)
{
    static const WCHAR wide[] = {'i', 'x', 'U', 'n', 'q', 0};
    JET_TABLEID table;
    char name[4] = "???";
    WCHAR units[8];

    (void)state;
    db = open_database(ORACLE_FILE, 4096);
    table = open_table(&db, "T_types");
    assert_index(table, "pk");
    assert_jet(JET_errSuccess, JetSetCurrentIndexA(db.session, table, "IXLONG"));
    assert_index(table, "ixLong");
    assert_jet(JET_errInvalidGrbit, JetSetCurrentIndex2A(db.session, table, "ixUnq", 1));
    assert_jet(JET_errInvalidName, JetSetCurrentIndexA(db.session, table, "ix.Unq"));
    assert_index(table, "ixLong");
    assert_jet(JET_errIndexNotFound, JetSetCurrentIndexA(db.session, table, "ixNone"));
    assert_index(table, "pk");
    assert_jet(JET_errSuccess, JetSetCurrentIndexW(db.session, table, wide));
    assert_jet(JET_errSuccess, JetGetCurrentIndexW(db.session, table, units, sizeof units));
    assert_memory_equal(units, wide, sizeof wide);
    assert_jet(JET_errSuccess, JetGetCurrentIndexA(db.session, table, name, sizeof name));
    assert_string_equal(name, "ixU");
    assert_jet(JET_wrnBufferTruncated, JetGetCurrentIndexA(db.session, table, name, 0));
    assert_jet(JET_errSuccess, JetSetCurrentIndexA(db.session, table, NULL));
    assert_index(table, "pk");
    assert_jet(JET_errSuccess, JetSetCurrentIndexA(db.session, table, "ixUnq"));
    assert_jet(JET_errSuccess, JetSetCurrentIndexA(db.session, table, ""));
    assert_index(table, "pk");
    table = open_table(&db, "T_dbkRenamed"); /* it has no primary index */
    assert_index(table, "");
    close_database(&db);
}

/* T_types, record 1: mvLong 245, -96, 141, 229; cShort NULL, which ixShort leaves out (dump.json). */
static void the_record_is_kept_when_the_index_changes_without_a_move(void **state)
{
    JET_TABLEID table;
    struct run key;

    (void)state;
    db = open_database(ORACLE_FILE, 4096);
    table = open_table(&db, "T_types");
    assert_jet(JET_errNoCurrentRecord,
               JetSetCurrentIndex2A(db.session, table, "ixMvLong", JET_bitNoMove)); /* r282, line 60 */
    assert_jet(JET_errSuccess, JetMove(db.session, table, 0, 0));
    for (unsigned itag = 0; itag <= 4; itag++) {
        static const unsigned char low_bytes[] = {0xF5, 0xF5, 0xA0, 0x8D, 0xE5};
        const bool negative = itag == 2;

        assert_jet(JET_errSuccess, JetSetCurrentIndex3A(db.session, table, "ixMvLong", JET_bitNoMove, itag));
        key = current_key(&db, table);
        assert_int_equal(key.size, 5);
        assert_int_equal(key.bytes[1], negative ? 0x7F : 0x80);
        assert_int_equal(key.bytes[4], low_bytes[itag]);
        assert_id(table, 1);
    }
    assert_jet(JET_errBadItagSequence, JetSetCurrentIndex3A(db.session, table, "ixMvLong", JET_bitNoMove, 5));
    assert_id(table, 1);
    assert_jet(JET_errNoCurrentRecord, JetSetCurrentIndex2A(db.session, table, "ixShort", JET_bitNoMove));
    assert_index(table, "ixShort");
    assert_id(table, 1); /* the record is there, its place in the index is not: bookmarks, lines 101 to 103 */
    assert_jet(JET_errNoCurrentRecord, JetRetrieveKey(db.session, table, NULL, 0, NULL, 0));
    assert_jet(JET_errSuccess, JetSetCurrentIndex2A(db.session, table, "pk", JET_bitNoMove));
    assert_id(table, 1);
    assert_jet(JET_errSuccess, JetSetCurrentIndex2A(db.session, table, "ixLong", JET_bitMoveFirst));
    assert_id(table, 3); /* the lowest key of ixLong is NULL, its first record is 3 */
    close_database(&db);
}

static void a_made_up_index_id_is_refused(void **state)
{
    JET_INDEXID id = {.cbStruct = sizeof id};
    JET_TABLEID table;

    (void)state;
    db = open_database(ORACLE_FILE, 4096);
    table = open_table(&db, "T_types");
    assert_jet(JET_errSuccess, JetSetCurrentIndexA(db.session, table, "ixLong"));
    assert_jet(JET_errInvalidIndexId,
               JetSetCurrentIndex4A(db.session, table, "ixUnq", &id, JET_bitMoveFirst, 1));
    id.cbStruct = 1;
    assert_jet(JET_errInvalidIndexId,
               JetSetCurrentIndex4A(db.session, table, "ixUnq", &id, JET_bitMoveFirst, 1));
    assert_index(table, "ixLong");
    assert_jet(JET_errSuccess, JetSetCurrentIndex4A(db.session, table, "ixUnq", NULL, JET_bitMoveFirst, 1));
    assert_index(table, "ixUnq");
    close_database(&db);
}

/* ------------------------------------------------------------------------------------------------ filters */

enum { TYPE = 2, FLAGS = 6, ROOT_FLAG = 8, NAME = 128, KEY_FLD_IDS = 132 };

static bool holds(const char *cell, JET_RELOP relation, int64_t wanted)
{
    const int64_t value = strtoll(cell, NULL, 10);

    if (strcmp(cell, "\\N") == 0) {
        return relation == JET_relopNotEquals || relation == JET_relopLessThan ||
               relation == JET_relopLessThanOrEqual || relation == JET_relopBitmaskEqualsZero;
    }
    switch (relation) {
    case JET_relopEquals:
        return value == wanted;
    case JET_relopNotEquals:
        return value != wanted;
    case JET_relopLessThanOrEqual:
        return value <= wanted;
    case JET_relopLessThan:
        return value < wanted;
    case JET_relopGreaterThanOrEqual:
        return value >= wanted;
    case JET_relopGreaterThan:
        return value > wanted;
    case JET_relopBitmaskEqualsZero:
        return (value & wanted) == 0;
    case JET_relopBitmaskNotEqualsZero:
        return (value & wanted) != 0;
    default:
        return true;
    }
}

/* Walks both ways and expects the rows of the list that `passes` lets through. */
static void check_walk(JET_TABLEID table, const struct listed_table *rows, const bool *passes)
{
    JET_ERR err = JetMove(db.session, table, JET_MoveFirst, 0);
    struct run bookmark, expected;

    for (unsigned row = 1; row < rows->rows; row++) {
        if (passes[row]) {
            assert_jet(JET_errSuccess, err);
            expected = run_of_hex(listed_cell(rows, row, "@key"));
            bookmark = current_bookmark(&db, table);
            assert_true(same_run(&bookmark, &expected));
            err = JetMove(db.session, table, 1, 0);
        }
    }
    assert_jet(JET_errNoCurrentRecord, err);
    err = JetMove(db.session, table, -1, 0);
    for (unsigned row = rows->rows; --row > 0;) {
        if (passes[row]) {
            assert_jet(JET_errSuccess, err);
            expected = run_of_hex(listed_cell(rows, row, "@key"));
            bookmark = current_bookmark(&db, table);
            assert_true(same_run(&bookmark, &expected));
            err = JetMove(db.session, table, -1, 0);
        }
    }
    assert_jet(JET_errNoCurrentRecord, err);
}

/* cursor_filter, lines 45 to 175, with the rows of a real catalog. */
static void a_filter_lets_through_what_the_list_says(void **state)
{
    static const struct {
        const char *column;
        JET_COLUMNID id;
        int32_t value;
        unsigned size;
    } terms[] = {{"Type", TYPE, 2, 2},
                 {"Flags", FLAGS, 5, 4},
                 {"ColtypOrPgnoFDP", 4, 10, 4},
                 {"RecordOffset", 9, 8, 2}};
    struct listed_table rows = list_table(UAL_LISTS "000_MSysObjects.tsv");
    bool *passes = calloc(rows.rows, sizeof *passes);
    JET_TABLEID table;

    (void)state;
    assert_non_null(passes);
    db = open_database(UAL, 4096);
    table = open_table(&db, "MSysObjects");
    for (unsigned i = 0; i < sizeof terms / sizeof terms[0]; i++) {
        int32_t value = terms[i].value;

        for (unsigned relation = JET_relopEquals; relation <= JET_relopBitmaskNotEqualsZero; relation++) {
            JET_INDEX_COLUMN filter = {
                .columnid = terms[i].id, .relop = relation, .pv = &value, .cb = terms[i].size};

            if (relation == JET_relopPrefixEquals) {
                assert_jet(JET_errInvalidParameter, JetSetCursorFilter(db.session, table, &filter, 1, 0));
                continue;
            }
            for (unsigned row = 1; row < rows.rows; row++) {
                passes[row] = holds(listed_cell(&rows, row, terms[i].column), (JET_RELOP)relation, value);
            }
            assert_jet(JET_errSuccess, JetSetCursorFilter(db.session, table, &filter, 1, 0));
            check_walk(table, &rows, passes);
        }
    }
    free(passes);
    free_table(&rows);
    close_database(&db);
}

static void terms_of_a_filter_hold_together_and_seeks_obey_them(void **state)
{
    struct listed_table rows = list_table(UAL_LISTS "000_MSysObjects.tsv");
    bool *passes = calloc(rows.rows, sizeof *passes);
    int16_t type = 2;
    unsigned char root = 0x80; /* any bit of a Bit is true */
    JET_INDEX_COLUMN filters[2] = {
        {.columnid = TYPE, .relop = JET_relopNotEquals, .pv = &type, .cb = sizeof type},
        {.columnid = ROOT_FLAG, .relop = JET_relopEquals, .pv = &root, .cb = 1}};
    JET_TABLEID table;
    unsigned first = 0;
    struct run bookmark, expected;

    (void)state;
    assert_non_null(passes);
    db = open_database(UAL, 4096);
    table = open_table(&db, "MSysObjects");
    for (unsigned row = rows.rows; --row > 0;) {
        passes[row] = strcmp(listed_cell(&rows, row, "Type"), "2") != 0 &&
                      strcmp(listed_cell(&rows, row, "RootFlag"), "1") == 0;
        first =
            passes[row] && row > 1 ? row : first; /* the second that passes, the first of all being row 1 */
    }
    assert_true(passes[1]);
    assert_jet(JET_errSuccess, JetSetCursorFilter(db.session, table, filters, 2, 0));
    check_walk(table, &rows, passes);

    expected =
        run_of_hex(listed_cell(&rows, 2, "@key")); /* a column of MSysObjects, which the filter keeps out */
    assert_false(passes[2]);
    assert_jet(JET_errSuccess,
               JetMakeKey(db.session, table, expected.bytes, expected.size, JET_bitNormalizedKey));
    assert_jet(JET_errRecordNotFound, JetSeek(db.session, table, JET_bitSeekEQ));
    assert_jet(JET_errSuccess,
               JetMakeKey(db.session, table, expected.bytes, expected.size, JET_bitNormalizedKey));
    assert_jet(JET_wrnSeekNotEqual, JetSeek(db.session, table, JET_bitSeekGE));
    bookmark = current_bookmark(&db, table);
    expected = run_of_hex(listed_cell(&rows, first, "@key"));
    assert_true(same_run(&bookmark, &expected));
    expected = run_of_hex(listed_cell(&rows, 2, "@key"));
    assert_jet(JET_errSuccess,
               JetMakeKey(db.session, table, expected.bytes, expected.size, JET_bitNormalizedKey));
    assert_jet(JET_wrnSeekNotEqual, JetSeek(db.session, table, JET_bitSeekLE));
    bookmark = current_bookmark(&db, table);
    expected = run_of_hex(listed_cell(&rows, 1, "@key"));
    assert_true(same_run(&bookmark, &expected));
    free(passes);
    free_table(&rows);
    close_database(&db);
}

/* cursor_filter, lines 53, 177 to 199. */
static void what_does_not_go_with_a_filter_is_refused(void **state)
{
    int32_t value = 1;
    JET_RECPOS position = {.cbStruct = sizeof position};
    JET_INDEX_COLUMN filter = {.columnid = FLAGS, .relop = JET_relopEquals, .pv = &value, .cb = 4};
    JET_INDEX_COLUMN text = {.columnid = NAME, .relop = JET_relopEquals, .pv = "a", .cb = 1};
    JET_INDEX_COLUMN prefix = {
        .columnid = KEY_FLD_IDS, .relop = JET_relopPrefixEquals, .pv = "\0\0", .cb = 2};
    JET_TABLEID table;
    JET_ULONG count;

    (void)state;
    db = open_database(UAL, 4096);
    table = open_table(&db, "MSysObjects");
    assert_jet(JET_errSuccess, JetSetCursorFilter(db.session, table, &filter, 1, 0));
    assert_jet(JET_errFilteredMoveNotSupported, JetMove(db.session, table, 0, 0));
    assert_jet(JET_errFilteredMoveNotSupported, JetIndexRecordCount(db.session, table, &count, 0));
    assert_jet(JET_errFilteredMoveNotSupported, JetSetCurrentIndexA(db.session, table, "Name"));
    assert_jet(JET_errFilteredMoveNotSupported,
               JetGetRecordPosition(db.session, table, &position, sizeof position));
    assert_jet(JET_errFilteredMoveNotSupported, JetGotoPosition(db.session, table, &position));
    assert_jet(JET_errFilteredMoveNotSupported, JetSetCursorFilter(db.session, table, &text, 1, 0));
    assert_jet(JET_errSuccess,
               JetMove(db.session, table, 0, 0)); /* a refused filter removes the one before */
    assert_jet(JET_errInvalidGrbit, JetSetCursorFilter(db.session, table, &filter, 1, 1));
    assert_jet(JET_errSuccess, JetSetCursorFilter(db.session, table, &prefix, 1, 0));
    filter.cb = 2;
    assert_jet(JET_errInvalidParameter, JetSetCursorFilter(db.session, table, &filter, 1, 0));
    filter.columnid = 127;
    assert_jet(JET_errColumnNotFound, JetSetCursorFilter(db.session, table, &filter, 1, 0));
    assert_jet(JET_errSuccess, JetSetCursorFilter(db.session, table, NULL, 0, 0));
    assert_jet(JET_errSuccess, JetSetCurrentIndexA(db.session, table, "Name"));
    assert_jet(JET_errFilteredMoveNotSupported, JetSetCursorFilter(db.session, table, NULL, 0, 0));
    close_database(&db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        table_test(names_and_options_of_an_open_are_checked),
        table_test(a_session_denies_tables_to_others),
        table_test(numbers_of_cursors_end_with_the_cursor_and_the_database),
        table_test(the_catalog_and_its_shadow_are_tables),
        table_test(a_new_cursor_is_on_the_first_record_once_it_is_asked),
        table_test(a_rollback_takes_back_moves_indexes_and_cursors),
        table_test(a_record_of_a_read_only_database_can_be_locked_for_reading_only),
        table_test(the_current_index_is_chosen_by_name),
        table_test(the_record_is_kept_when_the_index_changes_without_a_move),
        table_test(a_made_up_index_id_is_refused),
        table_test(a_filter_lets_through_what_the_list_says),
        table_test(terms_of_a_filter_hold_together_and_seeks_obey_them),
        table_test(what_does_not_go_with_a_filter_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
