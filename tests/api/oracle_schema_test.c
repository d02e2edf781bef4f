/*
 * oracle_schema_test.c - tables, columns and indexes of the oracle's databases, against dump.json, which programs made
 * with Microsoft's engine: derived tables, defaults, conditions, tuples and locales that the corpus does not have.
 *
 * The dump gives the sort flags of indexes with Unicode columns only, and says nothing of what JET_IdxInfoCreateIndex3
 * answers on derived tables, where the oracle's engine can crash.
 *
 * What the information functions say is put into the form of that file and must be found in it, and as many
 * times as there are tables and columns.
 */
#include "table_support.h"

#include <stdarg.h>

enum { TEXT_MAX = 8192, COLUMNS_MAX = 512, NAME_MAX_SIZE = 65 };

static const struct opened *database;
static char *dump;

static void say(char text[TEXT_MAX], const char *format, ...)
{
    const size_t length = strlen(text);
    va_list arguments;

    va_start(arguments, format);
    assert_true(vsnprintf(text + length, TEXT_MAX - length, format, arguments) < (int)(TEXT_MAX - length));
    va_end(arguments);
}

static unsigned count_in_dump(const char *text)
{
    unsigned count = 0;

    for (const char *at = strstr(dump, text); at != NULL; at = strstr(at + 1, text)) {
        count++;
    }
    return count;
}

static void must_be_in_dump(const char *text)
{
    if (count_in_dump(text) == 0) {
        fail_msg("the dump does not say: %s", text);
    }
}

/* Names in the dump are Latin-1. */
static void to_latin1(const WCHAR *name, unsigned units, char latin1[NAME_MAX_SIZE])
{
    unsigned i;

    for (i = 0; i < units && i + 1 < NAME_MAX_SIZE; i++) {
        latin1[i] = (char)name[i];
    }
    latin1[i] = '\0';
    assert_int_equal(i, units);
}

static unsigned get(JET_TABLEID list, JET_COLUMNID column, void *data, unsigned capacity)
{
    JET_ULONG size = 0;
    const JET_ERR err = JetRetrieveColumn(database->session, list, column, data, capacity, &size, 0, NULL);

    assert_true(err == JET_errSuccess || err == JET_wrnColumnNull);
    return err == JET_wrnColumnNull ? 0 : size;
}

static uint32_t get_number(JET_TABLEID list, JET_COLUMNID column)
{
    uint32_t number = 0;

    get(list, column, &number, sizeof number);
    return number;
}

static void get_name(JET_TABLEID list, JET_COLUMNID column, char latin1[NAME_MAX_SIZE])
{
    WCHAR name[NAME_MAX_SIZE];

    to_latin1(name, get(list, column, name, sizeof name) / 2, latin1);
}

static JET_ERR next_row(JET_TABLEID list, JET_LONG offset)
{
    const JET_ERR err = JetMove(database->session, list, offset, 0);

    assert_true(err >= 0 || err == JET_errNoCurrentRecord);
    return err;
}

static void say_hex(char text[TEXT_MAX], const unsigned char *bytes, unsigned size)
{
    for (unsigned i = 0; i < size; i++) {
        say(text, "%02x", bytes[i]);
    }
}

/* ------------------------------------------------------------------------------------------------ columns */

static void say_column(JET_TABLEID list, const JET_COLUMNLIST *ids, char text[TEXT_MAX])
{
    char name[NAME_MAX_SIZE];
    unsigned char value[256];
    const unsigned size = get(list, ids->columnidDefault, value, sizeof value);

    get_name(list, ids->columnidcolumnname, name);
    say(text, "{\"id\":%u,\"name\":\"%s\",\"coltyp\":%u,\"cp\":%u,\"cbMax\":%u,\"grbit\":%u",
        (unsigned)get_number(list, ids->columnidcolumnid), name,
        (unsigned)get_number(list, ids->columnidcoltyp), (unsigned)get_number(list, ids->columnidCp),
        (unsigned)get_number(list, ids->columnidcbMax), (unsigned)get_number(list, ids->columnidgrbit));
    if (size > 0) {
        say(text, ",\"default\":\"");
        say_hex(text, value, size);
        say(text, "\"");
    }
    say(text, "}");
}

/* The list itself, and each column by its id and by its name. */
static unsigned check_columns(JET_TABLEID table)
{
    JET_COLUMNLIST ids;
    unsigned count = 0;

    assert_jet(JET_errSuccess,
               JetGetTableColumnInfoW(database->session, table, NULL, &ids, sizeof ids, JET_ColInfoList));
    for (JET_ERR err = next_row(ids.tableid, JET_MoveFirst); err >= 0;
         err = next_row(ids.tableid, JET_MoveNext)) {
        char text[TEXT_MAX] = "";
        JET_COLUMNDEF by_id, by_name;
        JET_COLUMNBASE_W base;
        WCHAR name[NAME_MAX_SIZE];
        const JET_COLUMNID id = get_number(ids.tableid, ids.columnidcolumnid);

        name[get(ids.tableid, ids.columnidcolumnname, name, sizeof name) / 2] = 0;
        say_column(ids.tableid, &ids, text);
        must_be_in_dump(text);
        assert_jet(JET_errSuccess,
                   JetGetTableColumnInfoW(database->session, table, (const WCHAR *)(const void *)&id, &by_id,
                                          sizeof by_id, JET_ColInfoByColid));
        assert_jet(JET_errSuccess, JetGetTableColumnInfoW(database->session, table, name, &by_name,
                                                          sizeof by_name, JET_ColInfo));
        assert_jet(JET_errSuccess, JetGetTableColumnInfoW(database->session, table, name, &base, sizeof base,
                                                          JET_ColInfoBase));
        assert_memory_equal(&by_id, &by_name, sizeof by_id);
        assert_int_equal(by_id.columnid, id);
        assert_int_equal(by_id.grbit, get_number(ids.tableid, ids.columnidgrbit));
        assert_int_equal(base.columnid, id);
        assert_memory_equal(base.szBaseColumnName, name, sizeof *name * 2);
        count++;
    }
    assert_int_equal(count, ids.cRecord);
    assert_jet(JET_errSuccess, JetCloseTable(database->session, ids.tableid));
    return count;
}

/* ------------------------------------------------------------------------------------------------ indexes */

static uint32_t index_number(JET_TABLEID table, const WCHAR *index, JET_ULONG level, unsigned size)
{
    uint32_t number = 0;

    assert_jet(JET_errSuccess, JetGetTableIndexInfoW(database->session, table, index, &number, size, level));
    return number;
}

static void say_conditions(const JET_INDEXCREATE3_W *create, char text[TEXT_MAX])
{
    for (unsigned i = 0; i < create->cConditionalColumn; i++) {
        const WCHAR *wide = create->rgconditionalcolumn[i].szColumnName;
        char name[NAME_MAX_SIZE];
        unsigned units = 0;

        while (wide[units] != 0) {
            units++;
        }
        to_latin1(wide, units, name);
        say(text, "%s[\"%s\",%u]", i == 0 ? ",\"cond\":[" : ",", name,
            (unsigned)create->rgconditionalcolumn[i].grbit);
    }
    say(text, create->cConditionalColumn > 0 ? "]" : "");
}

/* The rest of an index's line, behind its columns. */
static void say_index(JET_TABLEID table, const WCHAR *index, bool is_unicode, bool is_derived,
                      char text[TEXT_MAX])
{
    static uint64_t buffer[1024];
    const JET_INDEXCREATE3_W *create = (const JET_INDEXCREATE3_W *)buffer;
    WCHAR wide_locale[85];
    char locale[NAME_MAX_SIZE];
    unsigned units = 0;

    assert_jet(JET_errSuccess, JetGetTableIndexInfoW(database->session, table, index, buffer, sizeof buffer,
                                                     JET_IdxInfoCreateIndex3));
    assert_jet(JET_errSuccess, JetGetTableIndexInfoW(database->session, table, index, wide_locale,
                                                     sizeof wide_locale, JET_IdxInfoLocaleName));
    while (wide_locale[units] != 0) {
        units++;
    }
    to_latin1(wide_locale, units, locale);
    say(text, ",\"lcid\":%u,\"keyMost\":%u,\"varSegMac\":%u,\"locale\":\"%s\",",
        (unsigned)index_number(table, index, JET_IdxInfoLCID, 4),
        (unsigned)index_number(table, index, JET_IdxInfoKeyMost, 2),
        (unsigned)index_number(table, index, JET_IdxInfoVarSegMac, 2), locale);
    if (is_derived) {
        return;
    }
    say(text, "\"density\":%u,\"grbitCreate\":%u",
        (unsigned)index_number(table, index, JET_IdxInfoSpaceAlloc, 4), (unsigned)create->grbit);
    if (is_unicode) {
        say(text, ",\"mapFlags\":%u", (unsigned)create->pidxunicode->dwMapFlags);
    }
    if (create->grbit & JET_bitIndexTupleLimits) {
        say(text, ",\"tuple\":[%u,%u,%u,%u,%u]", (unsigned)create->ptuplelimits->chLengthMin,
            (unsigned)create->ptuplelimits->chLengthMax, (unsigned)create->ptuplelimits->chToIndexMax,
            (unsigned)create->ptuplelimits->cchIncrement, (unsigned)create->ptuplelimits->ichStart);
    }
    say_conditions(create, text);
}

static unsigned check_indexes(JET_TABLEID table, bool is_derived)
{
    JET_INDEXLIST ids;
    unsigned count = 0, rows = 0;
    bool is_unicode = false;
    char text[TEXT_MAX], columns[TEXT_MAX];

    assert_jet(JET_errSuccess,
               JetGetTableIndexInfoW(database->session, table, NULL, &ids, sizeof ids, JET_IdxInfoList));
    for (JET_ERR err = next_row(ids.tableid, JET_MoveFirst); err >= 0;
         err = next_row(ids.tableid, JET_MoveNext)) {
        const uint32_t segment = get_number(ids.tableid, ids.columnidiColumn);
        const uint32_t flags = get_number(ids.tableid, ids.columnidLCMapFlags);
        char index[NAME_MAX_SIZE], column[NAME_MAX_SIZE];
        WCHAR wide[NAME_MAX_SIZE];

        wide[get(ids.tableid, ids.columnidindexname, wide, sizeof wide) / 2] = 0;
        get_name(ids.tableid, ids.columnidindexname, index);
        get_name(ids.tableid, ids.columnidcolumnname, column);
        if (segment == 0) {
            columns[0] = '\0';
            is_unicode = false;
        }
        is_unicode |= get_number(ids.tableid, ids.columnidCp) == 1200;
        say(columns, "%s\"%c%s\"", segment > 0 ? "," : "",
            get_number(ids.tableid, ids.columnidgrbitColumn) & JET_bitKeyDescending ? '-' : '+', column);
        if (segment + 1 == get_number(ids.tableid, ids.columnidcColumn)) {
            text[0] = '\0';
            say(text, "{\"name\":\"%s\",\"grbit\":%u,", index,
                (unsigned)get_number(ids.tableid, ids.columnidgrbitIndex));
            if (is_unicode) {
                say(text, "\"lcmap\":%u,", (unsigned)flags);
            }
            say(text, "\"cols\":[%s]", columns);
            say_index(table, wide, is_unicode, is_derived, text);
            must_be_in_dump(text);
            count++;
        }
        rows++;
    }
    assert_int_equal(rows, ids.cRecord);
    assert_jet(JET_errSuccess, JetCloseTable(database->session, ids.tableid));
    return count;
}

/* ------------------------------------------------------------------------------------------------- tables */

struct counts {
    unsigned tables, columns, indexes;
};

static void check_table(JET_TABLEID list, const JET_OBJECTLIST *ids, struct counts *counts)
{
    char name[NAME_MAX_SIZE], text[TEXT_MAX] = "";
    WCHAR wide[NAME_MAX_SIZE];
    JET_TABLEID table;
    uint32_t owned, available;

    wide[get(list, ids->columnidobjectname, wide, sizeof wide) / 2] = 0;
    get_name(list, ids->columnidobjectname, name);
    assert_jet(JET_errSuccess, JetOpenTableW(database->session, database->dbid, wide, NULL, 0, 0, &table));
    assert_jet(JET_errSuccess, JetGetTableInfoW(database->session, table, &owned, 4, JET_TblInfoSpaceOwned));
    assert_jet(JET_errSuccess,
               JetGetTableInfoW(database->session, table, &available, 4, JET_TblInfoSpaceAvailable));
    say(text, "{\"table\":\"%s\",\"grbit\":%d,\"pagesOwned\":%u,\"pagesAvail\":%u,", name,
        (int)get_number(list, ids->columnidflags), (unsigned)owned, (unsigned)available);
    must_be_in_dump(text);
    counts->tables++;
    counts->columns += check_columns(table);
    counts->indexes += check_indexes(table, get_number(list, ids->columnidflags) & JET_bitObjectTableDerived);
    assert_jet(JET_errSuccess, JetCloseTable(database->session, table));
}

static void check_database(const char *name, unsigned page_size)
{
    char relative[256];
    struct opened opened;
    struct counts counts = {0};
    JET_OBJECTLIST ids;
    size_t size;

    snprintf(relative, sizeof relative, "oracle/%s/dump.json", name);
    dump = test_read_file(test_fixture(relative), &size);
    dump = realloc(dump, size + 1);
    assert_non_null(dump);
    dump[size] = '\0';
    snprintf(relative, sizeof relative, "oracle/%s/clean.edb", name);
    opened = open_database(relative, page_size);
    database = &opened;
    assert_jet(JET_errSuccess, JetGetObjectInfoW(opened.session, opened.dbid, JET_objtypNil, NULL, NULL, &ids,
                                                 sizeof ids, JET_ObjInfoList));
    for (JET_ERR err = next_row(ids.tableid, JET_MoveFirst); err >= 0;
         err = next_row(ids.tableid, JET_MoveNext)) {
        check_table(ids.tableid, &ids, &counts);
    }
    print_message("%s: %u tables, %u columns, %u indexes\n", name, counts.tables, counts.columns,
                  counts.indexes);
    assert_int_equal(counts.tables, count_in_dump("{\"table\":"));
    assert_int_equal(counts.columns, count_in_dump("{\"id\":"));
    assert_int_equal(counts.indexes, count_in_dump("{\"name\":"));
    close_database(&opened);
    free(dump);
}

static void pages_of_4_kib(void **state)
{
    (void)state;
    check_database("clean_4096_efv8920", 4096);
}

static void pages_of_4_kib_of_the_esent_flavour(void **state)
{
    (void)state;
    check_database("clean_4096_efv8920_esent", 4096);
}

static void pages_of_8_kib(void **state)
{
    (void)state;
    check_database("clean_8192_efv8920", 8192);
}

static void pages_of_8_kib_of_the_newest_format(void **state)
{
    (void)state;
    check_database("clean_8192_efv9600", 8192);
}

static void pages_of_32_kib(void **state)
{
    (void)state;
    check_database("clean_32768_efv8920", 32768);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        table_test(pages_of_4_kib),  table_test(pages_of_4_kib_of_the_esent_flavour),
        table_test(pages_of_8_kib),  table_test(pages_of_8_kib_of_the_newest_format),
        table_test(pages_of_32_kib),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
