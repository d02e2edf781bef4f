/*
 * ddl_test.c - schemas that change while others look on, and while others change rows: what each session sees, and whether the
 * file that is left fits together.
 *
 * Expected: reference api-semantics 5 and 7.4, what Microsoft's engine answered (oracle/jetscript: r097, r125, r231, r287, r336,
 * defaults), [ese] fcreate.cxx and recupd.cxx, and for the file check_rows.h.
 */
#include "test.h"

#include <stdbool.h>

#include "check_rows.h"
#include "diag.h"
#include "esent.h"

static const unsigned page_sizes[] = {2048, 4096, 8192, 16384, 32768};

struct side {
    JET_SESID session;
    JET_DBID dbid;
    JET_TABLEID table;
};

static struct {
    JET_INSTANCE instance;
    char path[512];
    struct side a, b;
    JET_COLUMNID key, number, text;
} world;

static void expect_at(JET_ERR got, JET_ERR expected, int line)
{
    if (got != expected) {
        fail_msg("line %d: %d instead of %d; %s", line, (int)got, (int)expected, diag_sentence());
    }
}

#define expect(expected, call) expect_at((call), (expected), __LINE__)
#define good(call)             expect_at((call), JET_errSuccess, __LINE__)

/* ---------------------------------------------------------------------------------------------------- the database */

static void start_instance(void)
{
    good(JetCreateInstanceA(&world.instance, "ddl"));
    good(JetSetSystemParameterA(&world.instance, 0, JET_paramRecovery, 0, "off"));
    good(JetSetSystemParameterA(&world.instance, 0, JET_paramTempPath, 0, test_path("temp")));
    good(JetInit(&world.instance));
    good(JetBeginSessionA(world.instance, &world.a.session, NULL, NULL));
    good(JetBeginSessionA(world.instance, &world.b.session, NULL, NULL));
}

static JET_COLUMNID add_column(struct side *side, const char *name, JET_COLTYP type, JET_GRBIT grbit)
{
    JET_COLUMNDEF column = {.cbStruct = sizeof column, .coltyp = type, .cp = 1252, .grbit = grbit};
    JET_COLUMNID id = 0;

    good(JetAddColumnA(side->session, side->table, name, &column, NULL, 0, &id));
    return id;
}

static JET_ERR create_index(struct side *side, const char *name, const char *column, JET_GRBIT grbit)
{
    char key[64];
    const int size = snprintf(key, sizeof key - 1, "%s", column);

    key[size + 1] = '\0';
    return JetCreateIndexA(side->session, side->table, name, grbit, key, (JET_ULONG)size + 2, 100);
}

static void open_side(struct side *side)
{
    good(JetOpenDatabaseA(side->session, world.path, NULL, &side->dbid, 0));
    good(JetOpenTableA(side->session, side->dbid, "t", NULL, 0, 0, &side->table));
}

/* A table t (key, number, text) in a new database, open in both sessions. */
static void open_world(unsigned page_size, bool has_primary)
{
    (void)snprintf(world.path, sizeof world.path, "%s", test_path("ddl.edb"));
    good(JetSetSystemParameterA(NULL, 0, JET_paramDatabasePageSize, page_size, NULL));
    start_instance();
    good(JetCreateDatabaseA(world.a.session, world.path, NULL, &world.a.dbid, JET_bitDbOverwriteExisting));
    good(JetCreateTableA(world.a.session, world.a.dbid, "t", 1, 100, &world.a.table));
    world.key = add_column(&world.a, "key", JET_coltypLong, 0);
    world.number = add_column(&world.a, "number", JET_coltypLong, 0);
    world.text =
        add_column(&world.a, "text", JET_coltypLongText, JET_bitColumnTagged | JET_bitColumnMultiValued);
    if (has_primary) {
        good(create_index(&world.a, "primary", "+key", JET_bitIndexPrimary));
    }
    good(JetCloseTable(world.a.session, world.a.table));
    good(JetOpenTableA(world.a.session, world.a.dbid, "t", NULL, 0, 0, &world.a.table));
    open_side(&world.b);
}

static void close_instance(void)
{
    JET_ERR err = JetTerm(world.instance);

    world.instance = 0;
    good(err);
}

static struct row_counts close_world(void)
{
    close_instance();
    return check_rows(world.path);
}

static void reopen(void)
{
    start_instance();
    good(JetAttachDatabaseA(world.a.session, world.path, 0));
    open_side(&world.a);
}

static int tear_down(void **state)
{
    (void)state;
    if (world.instance != 0) {
        (void)JetEndSession(world.a.session, 0);
        (void)JetEndSession(world.b.session, 0);
        (void)JetTerm2(world.instance, JET_bitTermAbrupt);
    }
    memset(&world, 0, sizeof world);
    return 0;
}

/* ------------------------------------------------------------------------------------------------------ short forms */

static void begin(const struct side *side)
{
    good(JetBeginTransaction(side->session));
}

static void commit(const struct side *side)
{
    good(JetCommitTransaction(side->session, 0));
}

static void roll_back(const struct side *side)
{
    good(JetRollback(side->session, 0));
}

static void set_long(const struct side *side, JET_COLUMNID column, int32_t value)
{
    good(JetSetColumn(side->session, side->table, column, &value, sizeof value, 0, NULL));
}

static void insert(const struct side *side, int32_t key, int32_t number)
{
    good(JetPrepareUpdate(side->session, side->table, JET_prepInsert));
    set_long(side, world.key, key);
    set_long(side, world.number, number);
    good(JetUpdate(side->session, side->table, NULL, 0, NULL));
}

static JET_ERR seek(const struct side *side, int32_t key)
{
    good(JetMakeKey(side->session, side->table, &key, sizeof key, JET_bitNewKey));
    return JetSeek(side->session, side->table, JET_bitSeekEQ);
}

static void replace(const struct side *side, int32_t key, int32_t number)
{
    good(seek(side, key));
    good(JetPrepareUpdate(side->session, side->table, JET_prepReplace));
    set_long(side, world.number, number);
    good(JetUpdate(side->session, side->table, NULL, 0, NULL));
}

static void delete_row(const struct side *side, int32_t key)
{
    good(seek(side, key));
    good(JetDelete(side->session, side->table));
}

static JET_ERR choose(const struct side *side, const char *index)
{
    return JetSetCurrentIndexA(side->session, side->table, index);
}

static JET_ERR find_column(const struct side *side, const char *name)
{
    JET_COLUMNDEF column = {.cbStruct = sizeof column};

    return JetGetTableColumnInfoA(side->session, side->table, name, &column, sizeof column, JET_ColInfo);
}

/* Rows in the order of the current index. */
static unsigned count_rows(const struct side *side)
{
    unsigned count = 0;

    for (JET_ERR err = JetMove(side->session, side->table, JET_MoveFirst, 0); err >= 0;
         err = JetMove(side->session, side->table, JET_MoveNext, 0)) {
        count++;
    }
    return count;
}

/* --------------------------------------------------------------------------------------------------------- rollback */

static void a_rollback_takes_every_schema_change_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof page_sizes / sizeof page_sizes[0]; i++) {
        struct side own;

        open_world(page_sizes[i], true);
        insert(&world.a, 1, 10);
        good(create_index(&world.a, "number", "+number", 0));
        begin(&world.a);
        (void)add_column(&world.a, "more", JET_coltypText, 0);
        good(create_index(&world.a, "text", "+text", 0));
        good(JetDeleteIndexA(world.a.session, world.a.table, "number"));
        good(JetRenameTableA(world.a.session, world.a.dbid, "t", "u"));
        own = world.a;
        good(JetCreateTableA(own.session, own.dbid, "v", 1, 100, &own.table));
        (void)add_column(&own, "c", JET_coltypLong, 0);
        good(JetCloseTable(own.session, own.table));
        good(JetDeleteTableA(own.session, own.dbid, "v"));
        roll_back(&world.a);
        expect(JET_errColumnNotFound, find_column(&world.a, "more"));
        expect(JET_errIndexNotFound, choose(&world.a, "text"));
        good(choose(&world.a, "number"));
        assert_int_equal(count_rows(&world.a), 1);
        expect(JET_errObjectNotFound,
               JetOpenTableA(world.a.session, world.a.dbid, "v", NULL, 0, 0, &own.table));
        assert_int_equal(close_world().entries, 1);
        reopen();
        good(choose(&world.a, "number"));
        expect(JET_errColumnNotFound, find_column(&world.a, "more"));
        (void)close_world();
    }
}

static void column_numbers_are_given_out_once(void **state)
{
    JET_COLUMNDEF column = {.cbStruct = sizeof column, .coltyp = JET_coltypLongBinary};
    static const uint8_t too_long[256];
    JET_COLUMNID first, id;

    (void)state;
    open_world(4096, true);
    begin(&world.a);
    first = add_column(&world.a, "gone", JET_coltypLong, 0);
    roll_back(&world.a);
    assert_int_equal(add_column(&world.a, "next", JET_coltypLong, 0), first + 1);

    /* A default that no record can keep comes too late for the number, a bad one of a number does not: oracle defaults. */
    first = add_column(&world.a, "tagged", JET_coltypLongBinary, 0);
    expect(JET_errDefaultValueTooBig,
           JetAddColumnA(world.a.session, world.a.table, "long", &column, too_long, sizeof too_long, &id));
    assert_int_equal(add_column(&world.a, "tagged2", JET_coltypLongBinary, 0), first + 2);
    (void)close_world();
}

/* ------------------------------------------------------------------------------------------------- what others see */

static void a_transaction_keeps_the_schema_of_its_snapshot(void **state)
{
    struct side late;

    (void)state;
    open_world(4096, true);
    insert(&world.a, 1, 10);
    begin(&world.b);
    (void)add_column(&world.a, "more", JET_coltypLong, 0);
    good(create_index(&world.a, "number", "+number", 0));
    expect(JET_errColumnNotFound, find_column(&world.b, "more"));
    expect(JET_errIndexNotFound, choose(&world.b, "number"));
    late = world.b; /* another cursor of the old snapshot */
    good(JetOpenTableA(late.session, late.dbid, "t", NULL, 0, 0, &late.table));
    expect(JET_errColumnNotFound, find_column(&late, "more"));
    insert(&late, 2, 20);
    commit(&world.b);
    good(find_column(&world.b, "more"));
    good(choose(&world.b, "number"));
    assert_int_equal(count_rows(&world.b), 2);
    good(choose(&late, "number"));
    assert_int_equal(close_world().entries, 2);
}

static void a_tree_of_long_values_is_known_to_every_version(void **state)
{
    static char text[3000];
    JET_ULONG size = 0;

    (void)state;
    open_world(4096, true);
    begin(&world.b);
    (void)add_column(&world.a, "more", JET_coltypLong, 0);
    good(JetPrepareUpdate(world.b.session, world.b.table, JET_prepInsert));
    set_long(&world.b, world.key, 1);
    good(JetSetColumn(world.b.session, world.b.table, world.text, text, sizeof text, 0, NULL));
    good(JetUpdate(world.b.session, world.b.table, NULL, 0, NULL));
    commit(&world.b);
    good(seek(&world.a, 1));
    good(JetRetrieveColumn(world.a.session, world.a.table, world.text, text, sizeof text, &size, 0, NULL));
    assert_int_equal(size, sizeof text);
    assert_int_equal(close_world().long_values, 1);
}

static void two_sessions_change_one_schema(void **state)
{
    JET_COLUMNID of_a, of_b;

    (void)state;
    open_world(8192, true);
    begin(&world.a);
    begin(&world.b);
    of_a = add_column(&world.a, "a", JET_coltypLong, 0);
    of_b = add_column(&world.b, "b", JET_coltypLong, 0);
    assert_int_not_equal(of_a, of_b);
    expect(JET_errColumnNotFound, find_column(&world.a, "b"));
    expect(JET_errColumnNotFound, find_column(&world.b, "a"));
    good(create_index(&world.b, "number", "+number", 0));
    insert(&world.a, 1, 10);
    insert(&world.b, 2, 20);
    commit(&world.a);
    expect(JET_errColumnNotFound, find_column(&world.b, "a"));
    commit(&world.b);
    for (unsigned i = 0; i < 2; i++) {
        const struct side *side = i == 0 ? &world.a : &world.b;

        good(find_column(side, "a"));
        good(find_column(side, "b"));
        good(choose(side, "number"));
        assert_int_equal(count_rows(side), 2);
    }
    assert_int_equal(close_world().entries, 2);
    reopen();
    good(find_column(&world.a, "a"));
    good(find_column(&world.a, "b"));
    (void)close_world();
}

static void a_table_that_is_deleted_is_locked_for_others(void **state)
{
    JET_TABLEID table;

    (void)state;
    open_world(4096, true);
    good(JetCloseTable(world.a.session, world.a.table));
    expect(JET_errTableInUse, JetDeleteTableA(world.a.session, world.a.dbid, "t"));
    good(JetCloseTable(world.b.session, world.b.table));
    begin(&world.b);
    begin(&world.a);
    good(JetDeleteTableA(world.a.session, world.a.dbid, "t"));
    expect(JET_errObjectNotFound, JetOpenTableA(world.a.session, world.a.dbid, "t", NULL, 0, 0, &table));
    expect(JET_errTableLocked, JetOpenTableA(world.b.session, world.b.dbid, "t", NULL, 0, 0, &table));
    commit(&world.a);
    expect(JET_errTableLocked, JetOpenTableA(world.b.session, world.b.dbid, "t", NULL, 0, 0, &table));
    commit(&world.b);
    expect(JET_errObjectNotFound, JetOpenTableA(world.b.session, world.b.dbid, "t", NULL, 0, 0, &table));
    (void)close_world();
}

static void a_deleted_index_is_nobodys_choice_but_kept_up(void **state)
{
    (void)state;
    open_world(4096, true);
    good(create_index(&world.a, "number", "+number", 0));
    insert(&world.a, 1, 10);
    begin(&world.b);
    insert(&world.b, 2, 20);
    begin(&world.a);
    good(JetDeleteIndexA(world.a.session, world.a.table, "number"));
    expect(JET_errIndexNotFound, choose(&world.b, "number"));
    insert(&world.b, 3, 30);
    insert(&world.a, 4, 40);
    roll_back(&world.a);
    good(choose(&world.b, "number"));
    assert_int_equal(count_rows(&world.b), 3);
    good(choose(&world.b, NULL));
    good(choose(&world.a, NULL));

    /* Now for good, while the other transaction goes on with it. */
    good(JetDeleteIndexA(world.a.session, world.a.table, "number"));
    insert(&world.b, 5, 50);
    delete_row(&world.b, 2);
    commit(&world.b);
    expect(JET_errIndexNotFound, choose(&world.b, "number"));
    assert_int_equal(close_world().rows, 3);
}

static void a_prepared_update_survives_a_new_schema(void **state)
{
    struct side maker; /* another cursor of the session: a new column leaves the one it is made with on no row */
    JET_COLUMNID more;

    (void)state;
    open_world(4096, true);
    maker = world.a;
    good(JetDupCursor(world.a.session, world.a.table, &maker.table, 0));
    insert(&world.a, 1, 10);
    good(JetPrepareUpdate(world.a.session, world.a.table, JET_prepInsert));
    set_long(&world.a, world.key, 2);
    set_long(&world.a, world.number, 11);
    more = add_column(&maker, "more", JET_coltypLong, 0);
    good(create_index(&maker, "number", "+number", 0));
    good(JetCloseTable(maker.session, maker.table));
    set_long(&world.a, more, 7);
    good(JetUpdate(world.a.session, world.a.table, NULL, 0, NULL));
    good(choose(&world.a, "number"));
    good(seek(&world.a, 11));
    assert_int_equal(close_world().entries, 2);
}

/* ------------------------------------------------------------------------------------------------- new indexes */

enum { BEFORE = 0x01, BETWEEN = 0x02, MAKER_FIRST = 0x04, MAKER_GIVES_UP = 0x08, OTHER_GIVES_UP = 0x10 };

/* Rows that another session changes before an index is built and while it is only its maker's. */
static void make_index_among_changes(unsigned page_size, unsigned when)
{
    open_world(page_size, true);
    for (int32_t key = 1; key <= 20; key++) {
        insert(&world.a, key, 100 * key);
    }
    begin(&world.b);
    if (when & BEFORE) {
        insert(&world.b, 21, 2100);
        replace(&world.b, 1, 101);
        delete_row(&world.b, 2);
        insert(&world.b, 2, 202);
        delete_row(&world.b, 3);
    }
    begin(&world.a);
    replace(&world.a, 10, 1010);
    good(create_index(&world.a, "number", "+number", 0));
    replace(&world.a, 11, 1111);
    if (when & BETWEEN) {
        insert(&world.b, 22, 2200);
        replace(&world.b, 4, 404);
        replace(&world.b, 21 - 16, 505);
        delete_row(&world.b, 6);
    }
    for (unsigned turn = 0; turn < 2; turn++) {
        if ((turn == 0) == ((when & MAKER_FIRST) != 0)) {
            good(when & MAKER_GIVES_UP ? JetRollback(world.a.session, 0)
                                       : JetCommitTransaction(world.a.session, 0));
        } else {
            good(when & OTHER_GIVES_UP ? JetRollback(world.b.session, 0)
                                       : JetCommitTransaction(world.b.session, 0));
        }
    }
    expect(when & MAKER_GIVES_UP ? JET_errIndexNotFound : JET_errSuccess, choose(&world.b, "number"));
}

static void a_new_index_misses_no_change_of_others(void **state)
{
    (void)state;
    for (unsigned when = 0; when < 2 * OTHER_GIVES_UP; when++) {
        struct row_counts counts; /* each time as many rows are inserted as deleted */

        make_index_among_changes(page_sizes[when % 5], when);
        counts = close_world();
        assert_int_equal(counts.entries, when & MAKER_GIVES_UP ? 0 : counts.rows);
        assert_int_equal(counts.rows, 20);
        tear_down(NULL);
    }
}

static void a_unique_index_refuses_what_others_commit_twice(void **state)
{
    (void)state;
    open_world(4096, true);
    insert(&world.a, 1, 10);
    begin(&world.b);
    insert(&world.b, 2, 10);
    good(create_index(&world.a, "number", "+number", JET_bitIndexUnique));
    expect(JET_errKeyDuplicate, JetCommitTransaction(world.b.session, 0));
    roll_back(&world.b);
    assert_int_equal(close_world().entries, 1);
}

static void what_was_committed_after_the_makers_snapshot_is_indexed(void **state)
{
    (void)state;
    open_world(4096, true);
    insert(&world.b, 1, 10);
    begin(&world.a);
    good(seek(&world.a, 1));
    insert(&world.b, 2, 20);
    good(create_index(&world.a, "number", "+number", 0));
    insert(&world.b, 3, 30);
    commit(&world.a);
    assert_int_equal(close_world().entries, 3);
}

static void a_new_primary_index_keeps_others_from_writing(void **state)
{
    (void)state;
    open_world(4096, false);
    begin(&world.b);
    insert(&world.b, 1, 10);
    expect(JET_errTableNotEmpty, create_index(&world.a, "primary", "+key", JET_bitIndexPrimary));
    roll_back(&world.b);
    begin(&world.a);
    good(create_index(&world.a, "primary", "+key", JET_bitIndexPrimary));
    good(JetPrepareUpdate(world.b.session, world.b.table, JET_prepInsert));
    set_long(&world.b, world.key, 1);
    expect(JET_errWriteConflictPrimaryIndex, JetUpdate(world.b.session, world.b.table, NULL, 0, NULL));
    insert(&world.a, 2, 20);
    commit(&world.a);
    good(JetUpdate(world.b.session, world.b.table, NULL, 0, NULL));
    assert_int_equal(close_world().rows, 2);
}

/* Rows whose texts are none, one, two short ones, or one outside of the record. */
static void fill(int32_t count)
{
    char text[1500];

    memset(text, 'x', sizeof text);
    begin(&world.a);
    for (int32_t key = 0; key < count; key++) {
        JET_SETINFO info = {.cbStruct = sizeof info, .itagSequence = 0};

        good(JetPrepareUpdate(world.a.session, world.a.table, JET_prepInsert));
        set_long(&world.a, world.key, key);
        set_long(&world.a, world.number, (key * 7919) % count);
        for (int32_t value = 0; value < key % 3; value++) {
            const int size = snprintf(text, 20, "%d of %d", value, key);

            text[size] = 'x';
            good(JetSetColumn(world.a.session, world.a.table, world.text, text,
                              (JET_ULONG)(key % 30 == 1 ? sizeof text : (size_t)size), 0, &info));
        }
        good(JetUpdate(world.a.session, world.a.table, NULL, 0, NULL));
    }
    commit(&world.a);
}

static void indexes_are_built_over_filled_tables(void **state)
{
    enum { ROWS = 1500 };

    (void)state;
    for (size_t i = 0; i < sizeof page_sizes / sizeof page_sizes[0]; i++) {
        open_world(page_sizes[i], true);
        fill(ROWS);
        good(create_index(&world.a, "up", "+number", JET_bitIndexUnique));
        good(create_index(&world.a, "down", "-number", 0));
        good(create_index(&world.a, "values", "+text", JET_bitIndexIgnoreAnyNull));
        expect(JET_errIndexHasPrimary, create_index(&world.a, "other", "+number", JET_bitIndexPrimary));
        replace(&world.a, 5, ROWS);
        expect(JET_errKeyDuplicate, create_index(&world.a, "text", "+text", JET_bitIndexUnique));
        good(choose(&world.a, "up"));
        assert_int_equal(count_rows(&world.a), ROWS);
        good(choose(&world.a, "values"));
        assert_int_equal(count_rows(&world.a), ROWS / 3 * 3);
        close_instance();
        assert_int_equal(check_rows(world.path).entries, 3 * ROWS);
        reopen();
        good(choose(&world.a, "up"));
        good(seek(&world.a, ROWS));
        good(choose(&world.a, NULL));
        good(JetDeleteIndexA(world.a.session, world.a.table, "down"));
        assert_int_equal(close_world().entries, 2 * ROWS);
    }
}

static void what_waits_for_snapshots_is_done_at_the_detach(void **state)
{
    struct row_counts counts;

    (void)state;
    open_world(4096, true);
    fill(500);
    good(create_index(&world.a, "number", "+number", 0));
    begin(&world.b); /* keeps everything below */
    good(JetDeleteIndexA(world.a.session, world.a.table, "number"));
    good(JetCloseTable(world.b.session, world.b.table));
    good(JetCloseTable(world.a.session, world.a.table));
    good(JetDeleteTableA(world.a.session, world.a.dbid, "t"));
    good(JetCloseDatabase(world.b.session, world.b.dbid, 0));
    good(JetCloseDatabase(world.a.session, world.a.dbid, 0));
    good(JetDetachDatabaseA(world.a.session, world.path));
    commit(&world.b);
    counts = check_rows(world.path);
    assert_int_equal(counts.rows + counts.entries + counts.long_values, 0);
    close_instance();
}

/* --------------------------------------------------------------------------------------------------------- callbacks */

static char calls[64];
static JET_ERR answer;

static JET_ERR JET_API note_call(JET_SESID session, JET_DBID dbid, JET_TABLEID table, JET_CBTYP type,
                                 void *first, void *second, void *context, JET_API_PTR unused)
{
    static const char names[] = "fiIrRdD"; /* in the order of the types' bits; after-calls are capitals */
    const size_t length = strlen(calls);
    unsigned bit = 0;

    (void)unused;
    if (first != NULL || second != NULL) {
        return JET_errInvalidParameter;
    }
    while (type >> (bit + 1) != 0) {
        bit++;
    }
    calls[length] = names[bit];
    calls[length + 1] = *(const char *)context;
    calls[length + 2] = '\0';
    if (JetMove(session, table, JET_MoveFirst, 0) != JET_errIllegalOperation ||
        JetCloseTable(session, table) != JET_errIllegalOperation ||
        (type & (JET_cbtypBeforeInsert | JET_cbtypBeforeReplace | JET_cbtypBeforeDelete) &&
         JetCloseDatabase(session, dbid, 0) != JET_errDatabaseInUse) ||
        (type & (JET_cbtypBeforeInsert | JET_cbtypBeforeReplace | JET_cbtypBeforeDelete) &&
         JetRollback(session, 0) != JET_errNotInTransaction)) {
        return JET_errInternalError;
    }
    if (type == JET_cbtypBeforeInsert) {
        const int32_t value = 77;

        return JetSetColumn(session, table, world.number, &value, sizeof value, 0, NULL) < 0
                   ? JET_errInternalError
                   : answer;
    }
    return answer;
}

static void registered_functions_are_called_by_changes(void **state)
{
    const JET_CBTYP all = 0x7E;
    JET_HANDLE first, second;
    int32_t value;

    (void)state;
    open_world(4096, true);
    calls[0] = '\0';
    answer = JET_errSuccess;
    expect(JET_errInvalidParameter,
           JetRegisterCallback(world.a.session, world.a.table, 0, note_call, "1", &first));
    good(JetRegisterCallback(world.a.session, world.a.table, all, note_call, "1", &first));
    good(JetRegisterCallback(world.a.session, world.a.table, JET_cbtypAfterDelete, note_call, "2", &second));
    insert(&world.b, 1, 10); /* of the table, not of the cursor */
    good(seek(&world.b, 1));
    good(
        JetRetrieveColumn(world.b.session, world.b.table, world.number, &value, sizeof value, NULL, 0, NULL));
    assert_int_equal(value, 77);
    good(JetPrepareUpdate(world.b.session, world.b.table, JET_prepReplace)); /* nothing is set */
    good(JetUpdate(world.b.session, world.b.table, NULL, 0, NULL));
    delete_row(&world.a, 1);
    assert_string_equal(calls, "i1I1r1R1d1D2D1");

    answer = JET_errAfterInitialization;
    calls[0] = '\0';
    good(JetPrepareUpdate(world.a.session, world.a.table, JET_prepInsert));
    set_long(&world.a, world.key, 2);
    expect(JET_errAfterInitialization, JetUpdate(world.a.session, world.a.table, NULL, 0, NULL));
    good(JetUnregisterCallback(world.a.session, world.a.table, all, first));
    good(JetUnregisterCallback(world.a.session, world.a.table, all, first));
    good(JetUpdate(world.a.session, world.a.table, NULL, 0, NULL));
    delete_row(&world.a, 2); /* what comes after does not matter */
    assert_string_equal(calls, "i1D2");
    (void)close_world();
}

static JET_LS freed_cursor, freed_table;

static JET_ERR JET_API note_freed(JET_SESID session, JET_DBID dbid, JET_TABLEID table, JET_CBTYP type,
                                  void *first, void *second, void *context, JET_API_PTR unused)
{
    (void)session;
    (void)dbid;
    (void)table;
    (void)second;
    (void)context;
    (void)unused;
    freed_cursor = type == JET_cbtypFreeCursorLS ? (JET_LS)first : freed_cursor;
    freed_table = type == JET_cbtypFreeTableLS ? (JET_LS)first : freed_table;
    return JET_errSuccess;
}

static void local_storage_is_kept_until_the_program_hears_of_its_end(void **state)
{
    JET_LS value;

    (void)state;
    open_world(4096, true);
    expect(JET_errLSCallbackNotSpecified, JetSetLS(world.a.session, world.a.table, 5, 0));
    close_instance();
    good(JetSetSystemParameterA(NULL, 0, JET_paramRuntimeCallback, (JET_API_PTR)note_freed, NULL));
    reopen();
    good(JetSetSystemParameterA(NULL, 0, JET_paramRuntimeCallback, 0, NULL));
    expect(JET_errLSNotSet, JetGetLS(world.a.session, world.a.table, &value, 0));
    good(JetSetLS(world.a.session, world.a.table, 5, 0));
    expect(JET_errLSAlreadySet, JetSetLS(world.a.session, world.a.table, 6, JET_bitLSCursor));
    good(JetSetLS(world.a.session, world.a.table, 7, JET_bitLSTable));
    expect(JET_errInvalidGrbit,
           JetSetLS(world.a.session, world.a.table, 7, JET_bitLSTable | JET_bitLSCursor));
    good(JetGetLS(world.a.session, world.a.table, &value, JET_bitLSTable));
    assert_int_equal(value, 7);
    good(JetGetLS(world.a.session, world.a.table, &value, JET_bitLSReset));
    assert_int_equal(value, 5);
    good(JetGetLS(world.a.session, world.a.table, &value, JET_bitLSReset));
    assert_true(value == JET_LSNil);
    good(JetSetLS(world.a.session, world.a.table, 8, 0));
    freed_cursor = freed_table = 0;
    good(JetCloseTable(world.a.session, world.a.table));
    assert_int_equal(freed_cursor, 8);
    assert_int_equal(freed_table, 0);
    close_instance();
    assert_int_equal(freed_table, 7);
}

/* ------------------------------------------------------------------------------------------------------------- sizes */

static void databases_grow_when_they_are_told_to(void **state)
{
    JET_ULONG pages, owned, more;

    (void)state;
    open_world(4096, true);
    good(JetGrowDatabase(world.a.session, world.a.dbid, 1000, &pages));
    assert_true(pages >= 1000);
    good(JetGetDatabaseInfoA(world.a.session, world.a.dbid, &owned, sizeof owned, JET_DbInfoSpaceOwned));
    assert_int_equal(owned + 2, pages);
    good(JetResizeDatabase(world.a.session, world.a.dbid, 10, &more, JET_bitResizeDatabaseOnlyGrow));
    assert_int_equal(more, pages);
    expect(JET_errFeatureNotAvailable, JetResizeDatabase(world.a.session, world.a.dbid, 10, &more, 0));
    expect(JET_errInvalidGrbit, JetResizeDatabase(world.a.session, world.a.dbid, 10, &more, 3));
    expect(JET_errInvalidGrbit, JetResizeDatabase(world.a.session, world.a.dbid, 10, &more, 8));
    good(JetSetMaxDatabaseSize(world.a.session, world.a.dbid, pages + 10, 0));
    good(JetGetMaxDatabaseSize(world.a.session, world.a.dbid, &more, 0));
    assert_int_equal(more, pages + 10);
    expect(JET_errOutOfDatabaseSpace, JetGrowDatabase(world.a.session, world.a.dbid, 2 * pages, &more));
    expect(JET_errFileAccessDenied, JetSetDatabaseSizeA(world.a.session, world.path, 3000, &more));
    (void)close_world();
    start_instance();
    expect(JET_errInvalidParameter, JetSetDatabaseSizeA(world.a.session, world.path, 31, &more));
    good(JetSetDatabaseSizeA(world.a.session, world.path, 3000, &more));
    assert_int_equal(more, 3000);
    good(JetSetDatabaseSizeA(world.a.session, world.path, 100, &more));
    assert_int_equal(more, 3000);
    close_instance();
    reopen();
    insert(&world.a, 1, 1);
    (void)close_world();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_rollback_takes_every_schema_change_back, tear_down),
        cmocka_unit_test_teardown(column_numbers_are_given_out_once, tear_down),
        cmocka_unit_test_teardown(a_transaction_keeps_the_schema_of_its_snapshot, tear_down),
        cmocka_unit_test_teardown(a_tree_of_long_values_is_known_to_every_version, tear_down),
        cmocka_unit_test_teardown(two_sessions_change_one_schema, tear_down),
        cmocka_unit_test_teardown(a_table_that_is_deleted_is_locked_for_others, tear_down),
        cmocka_unit_test_teardown(a_deleted_index_is_nobodys_choice_but_kept_up, tear_down),
        cmocka_unit_test_teardown(a_prepared_update_survives_a_new_schema, tear_down),
        cmocka_unit_test_teardown(a_new_index_misses_no_change_of_others, tear_down),
        cmocka_unit_test_teardown(a_unique_index_refuses_what_others_commit_twice, tear_down),
        cmocka_unit_test_teardown(what_was_committed_after_the_makers_snapshot_is_indexed, tear_down),
        cmocka_unit_test_teardown(a_new_primary_index_keeps_others_from_writing, tear_down),
        cmocka_unit_test_teardown(indexes_are_built_over_filled_tables, tear_down),
        cmocka_unit_test_teardown(what_waits_for_snapshots_is_done_at_the_detach, tear_down),
        cmocka_unit_test_teardown(registered_functions_are_called_by_changes, tear_down),
        cmocka_unit_test_teardown(local_storage_is_kept_until_the_program_hears_of_its_end, tear_down),
        cmocka_unit_test_teardown(databases_grow_when_they_are_told_to, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
