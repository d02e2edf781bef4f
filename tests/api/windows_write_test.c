/*
 * windows_write_test.c - copies of databases that Windows made are attached for writing, changed heavily and detached: what was not
 * touched is what it was, what was changed is as it should be, and the file keeps its rules.
 *
 * That the reader tells what is in the files is proved by dump_corpus_test; so a table is compared by a sum over all its rows, values
 * and index entries, taken from the untouched file.
 */
#include "test.h"

#include <stdbool.h>

#include "api_writer.h"
#include "check_rows.h"
#include "diag.h"
#include "esent.h"

enum { TABLES_MAX = 200, NEW_ROWS = 300, CHANGED_ROWS = 60, LONG_SIZE = 9000, FILE_MOST = 32 << 20 };

struct open_file {
    JET_INSTANCE instance;
    JET_SESID session;
    JET_DBID dbid;
    const char *name;
};

struct table_sum {
    char name[JET_cbNameMost + 1];
    uint64_t sum, rows;
};

static struct {
    unsigned files, refused, changed_tables, changed_rows, same_tables;
} totals;

static JET_INSTANCE running = JET_instanceNil;

static void expect_at(const struct open_file *file, JET_ERR got, JET_ERR expected, int line)
{
    if (got != expected) {
        fail_msg("%s, line %d: %d instead of %d; %s", file->name, line, (int)got, (int)expected,
                 diag_sentence());
    }
}

#define good(file, call) expect_at((file), (call), JET_errSuccess, __LINE__)

/* -------------------------------------------------------------------------------------------------------- files */

static JET_ERR open_copy(struct open_file *file, const char *path, JET_ULONG page_size, JET_GRBIT grbit)
{
    JET_ERR err;

    good(file, api_writer_start(&file->instance, "windows", page_size));
    running = file->instance;
    good(file, JetBeginSessionA(file->instance, &file->session, NULL, NULL));
    err = JetAttachDatabaseA(file->session, path, grbit);
    return err < 0 ? err : JetOpenDatabaseA(file->session, path, NULL, &file->dbid, grbit);
}

static void close_copy(struct open_file *file)
{
    running = JET_instanceNil;
    good(file, JetTerm(file->instance));
}

/* --------------------------------------------------------------------------------------------------------- sums */

static void add(uint64_t *sum, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;

    for (size_t i = 0; i < size; i++) {
        *sum = (*sum ^ at[i]) * UINT64_C(0x100000001b3);
    }
}

static void *JET_API reallocate(void *context, void *block, JET_ULONG size)
{
    (void)context;
    if (size == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, size);
}

static void add_values(uint64_t *sum, const JET_ENUMCOLUMN *column)
{
    add(sum, &column->columnid, sizeof column->columnid);
    add(sum, &column->err, sizeof column->err);
    if (column->err != JET_errSuccess) {
        return;
    }
    for (JET_ULONG i = 0; i < column->cEnumColumnValue; i++) {
        const JET_ENUMCOLUMNVALUE *value = &column->rgEnumColumnValue[i];

        add(sum, &value->err, sizeof value->err);
        add(sum, &value->cbData, sizeof value->cbData);
        if (value->pvData != NULL) {
            add(sum, value->pvData, value->cbData);
            free(value->pvData);
        }
    }
    free(column->rgEnumColumnValue);
}

static void add_row(const struct open_file *file, JET_TABLEID table, uint64_t *sum)
{
    JET_ENUMCOLUMN *columns = NULL;
    JET_ULONG count = 0, size = 0;
    uint8_t bookmark[JET_cbBookmarkMostMost];

    good(file, JetGetBookmark(file->session, table, bookmark, sizeof bookmark, &size));
    add(sum, bookmark, size);
    good(file, JetEnumerateColumns(file->session, table, 0, NULL, &count, &columns, reallocate, NULL,
                                   INT32_MAX, 0));
    for (JET_ULONG i = 0; i < count; i++) {
        add_values(sum, &columns[i]);
    }
    free(columns);
}

static void sum_rows(const struct open_file *file, JET_TABLEID table, struct table_sum *of)
{
    JET_ERR err;

    of->sum = UINT64_C(0xcbf29ce484222325);
    of->rows = 0;
    for (err = JetMove(file->session, table, JET_MoveFirst, 0); err >= 0;
         err = JetMove(file->session, table, JET_MoveNext, 0)) {
        add_row(file, table, &of->sum);
        of->rows++;
    }
    add(&of->sum, &err, sizeof err);
}

static unsigned sum_tables(const struct open_file *file, struct table_sum *sums)
{
    JET_OBJECTLIST list = {.cbStruct = sizeof list};
    unsigned count = 0;

    good(file, JetGetObjectInfoA(file->session, file->dbid, JET_objtypTable, NULL, NULL, &list, sizeof list,
                                 JET_ObjInfoListNoStats));
    for (JET_ERR err = JetMove(file->session, list.tableid, JET_MoveFirst, 0); err >= 0 && count < TABLES_MAX;
         err = JetMove(file->session, list.tableid, JET_MoveNext, 0)) {
        struct table_sum *of = &sums[count];
        JET_ULONG size = 0;
        JET_GRBIT flags = 0;
        JET_TABLEID table;

        memset(of, 0, sizeof *of);
        good(file, JetRetrieveColumn(file->session, list.tableid, list.columnidobjectname, of->name,
                                     sizeof of->name - 1, &size, 0, NULL));
        good(file, JetRetrieveColumn(file->session, list.tableid, list.columnidflags, &flags, sizeof flags,
                                     NULL, 0, NULL));
        if (flags & JET_bitObjectSystem) {
            continue;
        }
        good(file, JetOpenTableA(file->session, file->dbid, of->name, NULL, 0, JET_bitTableReadOnly, &table));
        sum_rows(file, table, of);
        good(file, JetCloseTable(file->session, table));
        count++;
    }
    good(file, JetCloseTable(file->session, list.tableid));
    return count;
}

/* ------------------------------------------------------------------------------------------------------ changes */

/* Every second of the first rows goes; some are copied first, which most primary keys refuse. */
static uint64_t change_rows(const struct open_file *file, const char *name)
{
    uint64_t deleted = 0;
    JET_TABLEID table;
    unsigned row = 0;

    good(file, JetOpenTableA(file->session, file->dbid, name, NULL, 0, 0, &table));
    good(file, JetBeginTransaction(file->session));
    for (JET_ERR err = JetMove(file->session, table, JET_MoveFirst, 0); err >= 0 && row < CHANGED_ROWS;
         err = JetMove(file->session, table, JET_MoveNext, 0), row++) {
        good(file, JetBeginTransaction(file->session));
        good(file, JetDelete(file->session, table));
        if (row % 2 == 0) {
            good(file, JetCommitTransaction(file->session, 0));
            deleted++;
        } else {
            uint8_t bookmark[JET_cbBookmarkMostMost];
            JET_ULONG size;

            good(file, JetGetBookmark(file->session, table, bookmark, sizeof bookmark, &size));
            good(file, JetRollback(file->session, 0));
            good(file, JetGotoBookmark(file->session, table, bookmark, size));
        }
    }
    good(file, JetCommitTransaction(file->session, 0));
    good(file, JetCloseTable(file->session, table));
    totals.changed_rows += row;
    return deleted;
}

static void fill_row(uint8_t *bytes, unsigned size, unsigned row)
{
    for (unsigned i = 0; i < size; i++) {
        bytes[i] = (uint8_t)(i * 7 + row * 13 + (i >> 8));
    }
}

static unsigned long_size(unsigned row)
{
    return row % 5 == 0 ? LONG_SIZE : row % 7 + 1;
}

/* A table of our own in it, by all kinds of changes. */
static void make_table(const struct open_file *file)
{
    static uint8_t bytes[LONG_SIZE];
    JET_COLUMNDEF number = {.cbStruct = sizeof number, .coltyp = JET_coltypLong};
    JET_COLUMNDEF data = {.cbStruct = sizeof data, .coltyp = JET_coltypLongBinary};
    JET_COLUMNID key, other, value;
    JET_TABLEID table;

    good(file, JetCreateTableA(file->session, file->dbid, "libesent", 1, 80, &table));
    good(file, JetAddColumnA(file->session, table, "key", &number, NULL, 0, &key));
    good(file, JetAddColumnA(file->session, table, "other", &number, NULL, 0, &other));
    good(file, JetAddColumnA(file->session, table, "value", &data, NULL, 0, &value));
    good(file, JetCreateIndexA(file->session, table, "primary", JET_bitIndexPrimary, "+key\0", 6, 0));
    good(file, JetBeginTransaction(file->session));
    for (unsigned row = 0; row < NEW_ROWS; row++) {
        const int32_t k = (int32_t)(row * 37 % NEW_ROWS), o = -k;

        fill_row(bytes, LONG_SIZE, (unsigned)k);
        good(file, JetPrepareUpdate(file->session, table, JET_prepInsert));
        good(file, JetSetColumn(file->session, table, key, &k, sizeof k, 0, NULL));
        good(file, JetSetColumn(file->session, table, other, &o, sizeof o, 0, NULL));
        good(file, JetSetColumn(file->session, table, value, bytes, long_size((unsigned)k), 0, NULL));
        good(file, JetUpdate(file->session, table, NULL, 0, NULL));
    }
    good(file, JetCommitTransaction(file->session, 0));
    good(file, JetCreateIndexA(file->session, table, "other", JET_bitIndexUnique, "+other\0", 8, 0));
    good(file, JetCloseTable(file->session, table));
}

static void check_our_table(const struct open_file *file)
{
    static uint8_t bytes[LONG_SIZE], read[LONG_SIZE + 1];
    JET_COLUMNDEF key = {.cbStruct = sizeof key}, value = {.cbStruct = sizeof value};
    JET_TABLEID table;
    unsigned row = NEW_ROWS;

    good(file, JetOpenTableA(file->session, file->dbid, "libesent", NULL, 0, JET_bitTableReadOnly, &table));
    good(file, JetGetTableColumnInfoA(file->session, table, "key", &key, sizeof key, JET_ColInfo));
    good(file, JetGetTableColumnInfoA(file->session, table, "value", &value, sizeof value, JET_ColInfo));
    good(file, JetSetCurrentIndexA(file->session, table, "other"));
    for (JET_ERR err = JetMove(file->session, table, JET_MoveFirst, 0); err >= 0;
         err = JetMove(file->session, table, JET_MoveNext, 0)) {
        int32_t k = -1;
        JET_ULONG size;

        row--; /* the other way round by -key */
        good(file, JetRetrieveColumn(file->session, table, key.columnid, &k, sizeof k, NULL, 0, NULL));
        assert_int_equal(k, row);
        good(file,
             JetRetrieveColumn(file->session, table, value.columnid, read, sizeof read, &size, 0, NULL));
        fill_row(bytes, LONG_SIZE, row);
        assert_int_equal(size, long_size(row));
        assert_memory_equal(read, bytes, size);
    }
    assert_int_equal(row, 0);
    good(file, JetCloseTable(file->session, table));
}

/* ------------------------------------------------------------------------------------------------------- a file */

static const struct table_sum *sum_of(const struct table_sum *sums, unsigned count, const char *name)
{
    for (unsigned i = 0; i < count; i++) {
        if (strcmp(sums[i].name, name) == 0) {
            return &sums[i];
        }
    }
    return NULL;
}

static bool is_changed(const struct table_sum *sum, unsigned number)
{
    return number % 3 == 0 && sum->rows > 0;
}

static void compare_tables(const struct open_file *file, const struct table_sum *before,
                           const uint64_t *deleted, unsigned count)
{
    static struct table_sum after[TABLES_MAX];
    const unsigned now = sum_tables(file, after);

    assert_int_equal(now, count + 1);
    for (unsigned i = 0; i < count; i++) {
        const struct table_sum *same = sum_of(after, now, before[i].name);

        assert_non_null(same);
        assert_int_equal(same->rows, before[i].rows - deleted[i]);
        if (!is_changed(&before[i], i)) {
            if (same->sum != before[i].sum) {
                fail_msg("%s: table %s was not touched, and is another one", file->name, before[i].name);
            }
            totals.same_tables++;
        }
    }
    check_our_table(file);
}

static void change_copy(const char *relative, const char *path, JET_ULONG page_size)
{
    static struct table_sum before[TABLES_MAX];
    static uint64_t deleted[TABLES_MAX];
    struct open_file file = {.name = relative};
    unsigned count;

    if (open_copy(&file, path, page_size, JET_bitDbReadOnly) < 0) {
        totals.refused++;
        close_copy(&file);
        return;
    }
    count = sum_tables(&file, before);
    close_copy(&file);
    if (open_copy(&file, path, page_size, 0) < 0) {
        print_message("%s: not attached for writing: %s\n", relative, diag_sentence());
        totals.refused++;
        close_copy(&file);
        return;
    }
    memset(deleted, 0, sizeof deleted);
    for (unsigned i = 0; i < count; i++) {
        if (is_changed(&before[i], i)) {
            deleted[i] = change_rows(&file, before[i].name);
            totals.changed_tables++;
        }
    }
    make_table(&file);
    close_copy(&file);
    (void)check_rows(path);
    good(&file, open_copy(&file, path, page_size, JET_bitDbReadOnly));
    compare_tables(&file, before, deleted, count);
    close_copy(&file);
    totals.files++;
}

static void visit(const char *relative, const char *path, void *context)
{
    const char *only = getenv("ESENT_WINDOWS_FILE");
    char copy[512];
    JET_ULONG page_size = 0;
    size_t size;
    void *bytes;

    (void)context;
    if ((only != NULL && strstr(relative, only) == NULL) ||
        JetGetDatabaseFileInfoA(path, &page_size, sizeof page_size, JET_DbInfoPageSize) < 0) {
        return;
    }
    bytes = test_read_file(path, &size);
    (void)snprintf(copy, sizeof copy, "%s", test_path("copy.edb"));
    if (size <= FILE_MOST) {
        test_write_file(copy, bytes, size);
        change_copy(relative, copy, page_size);
    } else {
        print_message("%s: too large for this test\n", relative);
    }
    free(bytes);
}

static void windows_files_change_and_keep_what_was_not_touched(void **state)
{
    (void)state;
    if (test_fixture_root() == NULL) {
        print_message("the real files are absent\n");
        skip();
    }
    (void)test_for_each_database(visit, NULL);
    print_message("%u files changed, %u refused; %u tables changed (%u rows), %u as they were\n",
                  totals.files, totals.refused, totals.changed_tables, totals.changed_rows,
                  totals.same_tables);
    assert_true(totals.files > 0);
}

static int tear_down(void **state)
{
    (void)state;
    if (running != JET_instanceNil) {
        (void)JetTerm2(running, JET_bitTermAbrupt);
    }
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(windows_files_change_and_keep_what_was_not_touched, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
