/*
 * esedbexport_test.c - databases that the engine wrote, read back value for value by esedbexport (Debian's libesedb-utils), which shares
 * nothing with the engine: every column type, kind of index, page size and shape of long value.
 *
 * What that reader does not tell is not asked of it (corpus README): NULL in fixed columns, single precision, numbers with a sign in 64
 * bits, several values of columns that are not text, compressed values. Most long values outside of their record it shows as nothing,
 * those in Windows' own files too: such a cell may be empty, but not be another value. Skipped where the tool is absent.
 */
#include "test.h"

#include "api_writer.h"
#include "check_rows.h"
#include "diag.h"
#include "esent.h"

enum { ROWS = 60, LONG_MOST = 70000, LINE_MOST = 1 << 19 };

static JET_INSTANCE running = JET_instanceNil;

static void good_at(JET_ERR got, int line)
{
    if (got != JET_errSuccess) {
        fail_msg("line %d: %d; %s", line, (int)got, diag_sentence());
    }
}

#define good(call) good_at((call), __LINE__)

/* ------------------------------------------------------------------------------------------------------ columns */

/* How a value looks in the export. */
enum look { LOOK_BIT, LOOK_UNSIGNED, LOOK_SIGNED, LOOK_DOUBLE, LOOK_HEX, LOOK_TEXT, LOOK_WIDE };

struct column {
    const char *name;
    JET_COLTYP type;
    JET_GRBIT grbit;
    unsigned size; /* of values; 0: by row */
    unsigned cp;
    enum look look;
};

static const struct column columns[] = {
    {"bit", JET_coltypBit, 0, 1, 0, LOOK_BIT},
    {"byte", JET_coltypUnsignedByte, 0, 1, 0, LOOK_UNSIGNED},
    {"short", JET_coltypShort, 0, 2, 0, LOOK_SIGNED},
    {"ushort", JET_coltypUnsignedShort, 0, 2, 0, LOOK_UNSIGNED},
    {"long", JET_coltypLong, 0, 4, 0, LOOK_SIGNED},
    {"ulong", JET_coltypUnsignedLong, 0, 4, 0, LOOK_UNSIGNED},
    {"longlong", JET_coltypLongLong, 0, 8, 0, LOOK_UNSIGNED},
    {"currency", JET_coltypCurrency, 0, 8, 0, LOOK_UNSIGNED},
    {"double", JET_coltypIEEEDouble, 0, 8, 0, LOOK_DOUBLE},
    {"guid", JET_coltypGUID, 0, 16, 0, LOOK_HEX},
    {"fixed", JET_coltypBinary, JET_bitColumnFixed, 12, 0, LOOK_HEX},
    {"binary", JET_coltypBinary, 0, 0, 0, LOOK_HEX},
    {"text", JET_coltypText, 0, 0, 1252, LOOK_TEXT},
    {"wide", JET_coltypText, 0, 0, 1200, LOOK_WIDE},
    {"tagged", JET_coltypLong, JET_bitColumnTagged, 4, 0, LOOK_SIGNED},
    {"lbinary", JET_coltypLongBinary, 0, 0, 0, LOOK_HEX},
    {"ltext", JET_coltypLongText, 0, 0, 1252, LOOK_TEXT},
    {"lwide", JET_coltypLongText, 0, 0, 1200, LOOK_WIDE},
};
enum { COLUMNS = sizeof columns / sizeof columns[0], LBINARY = 15, LTEXT = 16, LWIDE = 17 };

struct table_writer {
    JET_SESID session;
    JET_DBID dbid;
    JET_TABLEID table;
    JET_COLUMNID key, id[COLUMNS];
};

static unsigned mixed(unsigned row, unsigned column, unsigned at)
{
    unsigned state = row * 7919u + column * 104729u + at * 31u + 17u;

    state ^= state >> 13;
    state *= 0x5bd1e995u;
    return state ^ state >> 15;
}

static unsigned size_of(const struct column *column, unsigned row, unsigned number, unsigned page_size)
{
    static const unsigned sizes[] = {1, 3, 200, 1100, 2000};
    unsigned size;

    if (column->size != 0) {
        return column->size;
    }
    if (number < LBINARY) {
        size = 2 + row % 40;
    } else {
        size = row % 7 < 5    ? sizes[row % 7] + row % 3
               : row % 7 == 5 ? 2 * page_size + row
                              : LONG_MOST - 1000 * (row % 5);
    }
    return column->look == LOOK_WIDE ? size + size % 2 : size;
}

/* The value of a column in a row: numbers small enough to have no sign in 64 bits, text of letters. */
static unsigned make_value(unsigned row, unsigned number, unsigned page_size, uint8_t *bytes)
{
    const struct column *column = &columns[number];
    const unsigned size = size_of(column, row, number, page_size);
    const double real = (double)(row * 1000 + 1) + 0.25;

    for (unsigned i = 0; i < size; i++) {
        bytes[i] = (uint8_t)mixed(row, number, i);
        if (column->look == LOOK_TEXT || column->look == LOOK_WIDE) {
            bytes[i] = column->look == LOOK_WIDE && i % 2 == 1 ? 0 : (uint8_t)('a' + bytes[i] % 26);
        }
    }
    if (column->look == LOOK_BIT) {
        bytes[0] = row % 2 ? 0xff : 0;
    } else if (column->look == LOOK_DOUBLE) {
        memcpy(bytes, &real, sizeof real);
    } else if (size == 8) {
        bytes[7] &= 0x7f;
    }
    return size;
}

/* Long values come to be in several ways; in the end they are what make_value() says. */
static void set_long(struct table_writer *writer, unsigned number, const uint8_t *bytes, unsigned size,
                     unsigned way)
{
    static uint8_t other[LONG_MOST + 2000];
    JET_SETINFO info = {.cbStruct = sizeof info, .itagSequence = 1};
    const unsigned half = size / 4 * 2;

    switch (way % 5) {
    case 0:
        good(JetSetColumn(writer->session, writer->table, writer->id[number], bytes, size, 0, NULL));
        break;
    case 1:
        good(JetSetColumn(writer->session, writer->table, writer->id[number], bytes, size,
                          JET_bitSetSeparateLV, NULL));
        break;
    case 2: /* appended */
        good(JetSetColumn(writer->session, writer->table, writer->id[number], bytes, half,
                          half > 0 ? JET_bitSetSeparateLV : JET_bitSetZeroLength, NULL));
        good(JetSetColumn(writer->session, writer->table, writer->id[number], bytes + half, size - half,
                          JET_bitSetAppendLV, NULL));
        break;
    case 3: /* overwritten */
        memcpy(other, bytes, size);
        memset(other + half, 'z', size - half);
        good(JetSetColumn(writer->session, writer->table, writer->id[number], other, size, 0, NULL));
        info.ibLongValue = half;
        good(JetSetColumn(writer->session, writer->table, writer->id[number], bytes + half, size - half,
                          JET_bitSetOverwriteLV, &info));
        break;
    default: /* cut */
        memcpy(other, bytes, size);
        memset(other + size, 'y', 1500);
        good(JetSetColumn(writer->session, writer->table, writer->id[number], other, size + 1500, 0, NULL));
        good(JetSetColumn(writer->session, writer->table, writer->id[number], NULL, size, JET_bitSetSizeLV,
                          NULL));
    }
}

static void set_row(struct table_writer *writer, unsigned row, unsigned page_size)
{
    static uint8_t bytes[LONG_MOST + 2000];

    for (unsigned i = 0; i < COLUMNS; i++) {
        const unsigned size = make_value(row, i, page_size, bytes);

        if (i >= LBINARY) {
            set_long(writer, i, bytes, size, row + i);
        } else {
            good(JetSetColumn(writer->session, writer->table, writer->id[i], bytes, size, 0, NULL));
        }
    }
}

/* ------------------------------------------------------------------------------------------------------ writing */

static void make_columns(struct table_writer *writer)
{
    JET_COLUMNDEF key = {.cbStruct = sizeof key, .coltyp = JET_coltypLong, .grbit = JET_bitColumnNotNULL};

    good(JetAddColumnA(writer->session, writer->table, "key", &key, NULL, 0, &writer->key));
    for (unsigned i = 0; i < COLUMNS; i++) {
        JET_COLUMNDEF definition = {.cbStruct = sizeof definition,
                                    .coltyp = columns[i].type,
                                    .cp = (unsigned short)columns[i].cp,
                                    .cbMax = columns[i].grbit & JET_bitColumnFixed ? columns[i].size : 0,
                                    .grbit = columns[i].grbit};

        good(JetAddColumnA(writer->session, writer->table, columns[i].name, &definition, NULL, 0,
                           &writer->id[i]));
    }
}

static void make_indexes(struct table_writer *writer)
{
    JET_TUPLELIMITS limits = {3, 6, 20, 1, 0};
    JET_CONDITIONALCOLUMN_A condition = {sizeof condition, "tagged", JET_bitIndexColumnMustBeNonNull};
    JET_INDEXCREATE_A tuples = {.cbStruct = sizeof tuples,
                                .szIndexName = "tuples",
                                .szKey = "+text\0",
                                .cbKey = 7,
                                .grbit = JET_bitIndexTupleLimits,
                                .ptuplelimits = &limits};
    JET_INDEXCREATE_A conditional = {.cbStruct = sizeof conditional,
                                     .szIndexName = "conditional",
                                     .szKey = "-guid\0+bit\0",
                                     .cbKey = 12,
                                     .rgconditionalcolumn = &condition,
                                     .cConditionalColumn = 1};

    good(JetCreateIndexA(writer->session, writer->table, "unique", JET_bitIndexUnique, "-key\0+long\0", 12,
                         80));
    good(JetCreateIndexA(writer->session, writer->table, "by_wide", 0, "+wide\0+double\0", 15, 80));
    good(JetCreateIndexA(writer->session, writer->table, "by_ltext", JET_bitIndexIgnoreNull, "+ltext\0", 8,
                         80));
    good(JetCreateIndex2A(writer->session, writer->table, &tuples, 1));
    good(JetCreateIndex2A(writer->session, writer->table, &conditional, 1));
}

/* Rows that stay, after others were there and after they were others. */
static void write_rows(struct table_writer *writer, unsigned page_size)
{
    for (unsigned row = 0; row < 2 * ROWS; row++) {
        const int32_t key = (int32_t)(row * 77 % (2 * ROWS) + 1);

        good(JetBeginTransaction(writer->session));
        good(JetPrepareUpdate(writer->session, writer->table, JET_prepInsert));
        good(JetSetColumn(writer->session, writer->table, writer->key, &key, sizeof key, 0, NULL));
        set_row(writer, (unsigned)key + 1000, page_size);
        good(JetUpdate(writer->session, writer->table, NULL, 0, NULL));
        good(JetCommitTransaction(writer->session, 0));
    }
    for (JET_ERR err = JetMove(writer->session, writer->table, JET_MoveFirst, 0); err >= 0;
         err = JetMove(writer->session, writer->table, JET_MoveNext, 0)) {
        int32_t key;

        good(JetRetrieveColumn(writer->session, writer->table, writer->key, &key, sizeof key, NULL, 0, NULL));
        good(JetBeginTransaction(writer->session));
        if (key > ROWS) {
            good(JetDelete(writer->session, writer->table));
        } else {
            good(JetPrepareUpdate(writer->session, writer->table, JET_prepReplace));
            set_row(writer, (unsigned)key, page_size);
            good(JetUpdate(writer->session, writer->table, NULL, 0, NULL));
        }
        good(JetCommitTransaction(writer->session, 0));
    }
}

static void write_database(const char *path, unsigned page_size)
{
    struct table_writer writer;

    good(api_writer_start(&running, "export", page_size));
    good(JetBeginSessionA(running, &writer.session, NULL, NULL));
    good(JetCreateDatabaseA(writer.session, path, NULL, &writer.dbid, 0));
    good(JetCreateTableA(writer.session, writer.dbid, "all", 1, 80, &writer.table));
    make_columns(&writer);
    good(JetCreateIndexA(writer.session, writer.table, "primary", JET_bitIndexPrimary, "+key\0", 6, 80));
    make_indexes(&writer);
    write_rows(&writer, page_size);
    good(JetTerm(running));
    running = JET_instanceNil;
}

/* ------------------------------------------------------------------------------------------------------ reading */

static const char hex_digits[] = "0123456789abcdef";

/* The value as the export should show it. */
static void show(unsigned row, unsigned number, unsigned page_size, char *shown)
{
    static uint8_t bytes[LONG_MOST + 2000];
    const struct column *column = &columns[number];
    const unsigned size = make_value(row, number, page_size, bytes);
    uint64_t whole = 0;
    double real;

    memcpy(&whole, bytes, size < sizeof whole ? size : sizeof whole);
    switch (column->look) {
    case LOOK_BIT:
        (void)strcpy(shown, bytes[0] ? "true" : "false");
        break;
    case LOOK_UNSIGNED:
        (void)sprintf(shown, "%llu", (unsigned long long)whole);
        break;
    case LOOK_SIGNED:
        (void)sprintf(shown, "%d", size == 2 ? (int16_t)whole : (int32_t)whole);
        break;
    case LOOK_DOUBLE:
        memcpy(&real, bytes, sizeof real);
        (void)sprintf(shown, "%f", real);
        break;
    case LOOK_HEX:
        for (unsigned i = 0; i < size; i++) {
            *shown++ = hex_digits[bytes[i] >> 4];
            *shown++ = hex_digits[bytes[i] & 15];
        }
        *shown = '\0';
        break;
    default:
        for (unsigned i = 0; i < size; i += column->look == LOOK_WIDE ? 2 : 1) {
            *shown++ = (char)bytes[i];
        }
        *shown = '\0';
    }
}

static unsigned split(char *line, char **cells, unsigned most)
{
    unsigned count = 0;

    line[strcspn(line, "\r\n")] = '\0';
    for (char *at = line; at != NULL && count < most; count++) {
        cells[count] = at;
        at = strchr(at, '\t');
        if (at != NULL) {
            *at++ = '\0';
        }
    }
    return count;
}

static const char *cell_of(char **names, char **cells, unsigned count, const char *name)
{
    for (unsigned i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            return cells[i];
        }
    }
    fail_msg("the export has no column %s", name);
    return NULL;
}

static void compare_export(const char *path, unsigned page_size)
{
    static char header[LINE_MOST], line[LINE_MOST], shown[2 * LONG_MOST + 100];
    char *names[64], *cells[64];
    FILE *file = fopen(path, "r");
    unsigned count, row = 0, empty = 0;

    assert_non_null(file);
    assert_non_null(fgets(header, sizeof header, file));
    count = split(header, names, 64);
    while (fgets(line, sizeof line, file) != NULL) {
        row++;
        assert_int_equal(split(line, cells, 64), count);
        assert_int_equal(atoi(cell_of(names, cells, count, "key")), row);
        for (unsigned i = 0; i < COLUMNS; i++) {
            const char *cell = cell_of(names, cells, count, columns[i].name);

            show(row, i, page_size, shown);
            if (i >= LBINARY && *cell == '\0') {
                empty++;
            } else if (strcmp(cell, shown) != 0) {
                fail_msg("pages of %u bytes, row %u, column %s: %zu characters '%.40s', and not %zu '%.40s'",
                         page_size, row, columns[i].name, strlen(cell), cell, strlen(shown), shown);
            }
        }
    }
    (void)fclose(file);
    assert_int_equal(row, ROWS);
    print_message("pages of %u bytes: %d rows of %d columns; %u long values not shown\n", page_size, ROWS,
                  (int)COLUMNS + 1, empty);
}

static void another_reader_reads_every_value_back(void **state)
{
    static const unsigned page_sizes[] = {2048, 4096, 8192, 16384, 32768};
    char path[400], command[2000];

    (void)state;
    if (system("command -v esedbexport >/dev/null 2>&1") != 0) {
        print_message("esedbexport (libesedb-utils) is absent\n");
        skip();
    }
    for (unsigned i = 0; i < sizeof page_sizes / sizeof page_sizes[0]; i++) {
        (void)snprintf(path, sizeof path, "%s/export%u.edb", test_folder(), page_sizes[i]);
        write_database(path, page_sizes[i]);
        (void)check_rows(path);
        (void)snprintf(command, sizeof command, "esedbexport -m tables -t %s.out %s >%s.log 2>&1", path, path,
                       path);
        assert_int_equal(system(command), 0);
        (void)snprintf(command, sizeof command, "%s.out.export/all.4", path);
        compare_export(command, page_sizes[i]);
    }
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
        cmocka_unit_test_teardown(another_reader_reads_every_value_back, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
