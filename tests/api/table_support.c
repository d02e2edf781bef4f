/*
 * table_support.c - real databases and their lists.
 */
#include "table_support.h"

static JET_INSTANCE running = JET_instanceNil;

int end_of_table_test(void **state)
{
    (void)state;
    if (running != JET_instanceNil) {
        (void)JetTerm2(running, JET_bitTermAbrupt);
        running = JET_instanceNil;
    }
    return 0;
}

struct opened open_database(const char *relative, unsigned page_size)
{
    const char *path = test_fixture(relative);
    struct opened database = {0};

    assert_jet(JET_errSuccess,
               JetSetSystemParameterA(NULL, JET_sesidNil, JET_paramDatabasePageSize, page_size, NULL));
    assert_jet(JET_errSuccess, JetCreateInstanceA(&database.instance, "tables"));
    running = database.instance;
    assert_jet(JET_errSuccess,
               JetSetSystemParameterA(&database.instance, JET_sesidNil, JET_paramRecovery, 0, "off"));
    assert_jet(JET_errSuccess, JetSetSystemParameterA(&database.instance, JET_sesidNil,
                                                      JET_paramEnableIndexChecking, 0, NULL));
    assert_jet(JET_errSuccess, JetInit(&database.instance));
    assert_jet(JET_errSuccess, JetBeginSessionA(database.instance, &database.session, NULL, NULL));
    assert_jet(JET_errSuccess, JetAttachDatabaseA(database.session, path, JET_bitDbReadOnly));
    assert_jet(JET_errSuccess,
               JetOpenDatabaseA(database.session, path, NULL, &database.dbid, JET_bitDbReadOnly));
    return database;
}

void close_database(struct opened *database)
{
    running = JET_instanceNil;
    assert_jet(JET_errSuccess, JetTerm(database->instance));
}

JET_TABLEID open_table(const struct opened *database, const char *name)
{
    JET_TABLEID table = JET_tableidNil;

    assert_jet(JET_errSuccess, JetOpenTableA(database->session, database->dbid, name, NULL, 0, 0, &table));
    return table;
}

/* --------------------------------------------------------------------------------------------------- runs */

static unsigned nibble(char digit)
{
    return digit <= '9' ? (unsigned)(digit - '0') : (unsigned)(digit - 'a') + 10;
}

struct run run_of_hex(const char *hex)
{
    struct run run = {0};

    for (; hex[0] > ' ' && run.size < sizeof run.bytes; hex += 2) {
        run.bytes[run.size++] = (unsigned char)(nibble(hex[0]) << 4 | nibble(hex[1]));
    }
    return run;
}

bool same_run(const struct run *left, const struct run *right)
{
    return left->size == right->size && memcmp(left->bytes, right->bytes, left->size) == 0;
}

int compare_runs(const struct run *left, const struct run *right)
{
    const unsigned common = left->size < right->size ? left->size : right->size;
    const int order = memcmp(left->bytes, right->bytes, common);

    return order != 0 ? order : (int)left->size - (int)right->size;
}

struct run current_key(const struct opened *database, JET_TABLEID table)
{
    struct run run = {0};

    assert_jet(JET_errSuccess,
               JetRetrieveKey(database->session, table, run.bytes, sizeof run.bytes, &run.size, 0));
    return run;
}

struct run current_bookmark(const struct opened *database, JET_TABLEID table)
{
    struct run run = {0};

    assert_jet(JET_errSuccess,
               JetGetBookmark(database->session, table, run.bytes, sizeof run.bytes, &run.size));
    return run;
}

/* -------------------------------------------------------------------------------------------------- lists */

static char *read_text(const char *relative)
{
    size_t size;
    char *bytes = test_read_file(test_fixture(relative), &size);
    char *text = realloc(bytes, size + 1);

    assert_non_null(text);
    text[size] = '\0';
    return text;
}

static unsigned count_of(const char *text, char wanted)
{
    unsigned count = 0;

    for (; *text != '\0'; text++) {
        count += *text == wanted;
    }
    return count;
}

struct listed_index list_index(const char *relative)
{
    char *text = read_text(relative);
    struct listed_index index = {0};

    index.entries = calloc(count_of(text, '\n') + 1, sizeof *index.entries);
    assert_non_null(index.entries);
    for (char *line = text; *line != '\0'; line = strchr(line, '\n') + 1) {
        struct listed_entry *entry = &index.entries[index.count++];

        entry->key = run_of_hex(line);
        entry->bookmark = run_of_hex(strchr(line, '\t') + 1);
    }
    free(text);
    return index;
}

void free_index(struct listed_index *index)
{
    free(index->entries);
}

struct listed_table list_table(const char *relative)
{
    struct listed_table table = {.text = read_text(relative)};
    unsigned cell = 0;

    table.rows = count_of(table.text, '\n');
    table.columns = 1 + count_of(table.text, '\t') / (table.rows > 0 ? table.rows : 1);
    table.cells = calloc((size_t)table.rows * table.columns + 1, sizeof *table.cells);
    assert_non_null(table.cells);
    for (char *at = table.text; *at != '\0';) {
        const size_t length = strcspn(at, "\t\n");

        table.cells[cell++] = at;
        at += length;
        if (*at != '\0') {
            *at++ = '\0';
        }
    }
    assert_int_equal(cell, table.rows * table.columns);
    return table;
}

void free_table(struct listed_table *table)
{
    free(table->cells);
    free(table->text);
}

const char *listed_cell(const struct listed_table *table, unsigned row, const char *column)
{
    const size_t length = strlen(column);

    for (unsigned i = 0; i < table->columns; i++) {
        if (strncmp(table->cells[i], column, length) == 0 &&
            (table->cells[i][length] == ':' || table->cells[i][length] == '\0')) {
            return table->cells[(size_t)row * table->columns + i];
        }
    }
    fail_msg("the list has no column %s", column);
    return NULL;
}
