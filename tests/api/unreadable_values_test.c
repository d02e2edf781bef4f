/*
 * unreadable_values_test.c - values that nobody can read here: encrypted ones, whose key is not in the file, and Xpress10, of
 * which there is no public description. The documented error for each (reference database-file 13.6 and 13.9), by every call
 * that reads columns; everything beside them is read. No real file has such values: this one is made by hand.
 *
 *   record   Secret (encrypted)           Plain     Dense (compressed)
 *   1        in the record                "plain"   Xpress10, with right checksums
 *   2        outside the record           "plain"   Xpress10, one byte of which is wrong
 */
#include "test.h"

#include "database_builder.h"
#include "esent.h"
#include "format/bytes.h"

enum {
    PAGE_SIZE = 4096,
    ID = 1,
    SECRET = 256,
    PLAIN,
    DENSE,
    ENCRYPTED = 0x2000,
    COMPRESSED = 0x1000,
    VALUES_OBJID = 9
};

static struct {
    JET_INSTANCE instance;
    JET_SESID session;
    JET_TABLEID table;
} db;

/* ---------------------------------------------------------------------------------------------- the file */

/* Adds a tagged value: its entry in the directory, its header and bytes. */
static size_t put_tagged(uint8_t *directory, unsigned number, size_t at, uint16_t fid, uint8_t header,
                         const void *bytes, size_t size)
{
    put_u16(directory + 4 * number, fid);
    put_u16(directory + 4 * number + 2, (uint16_t)(at | 0x4000));
    directory[at] = header;
    memcpy(directory + at + 1, bytes, size);
    return at + 1 + size;
}

static void add_record(struct tree_builder *tree, int32_t id, uint8_t secret_header, const void *secret,
                       size_t secret_size, const void *dense, size_t dense_size)
{
    uint8_t key[5], record[200] = {ID, 127, 9};
    uint8_t *directory = record + 9;
    size_t at = 3 * 4;

    put_u32(record + 4, (uint32_t)id);
    at = put_tagged(directory, 0, at, SECRET, secret_header, secret, secret_size);
    at = put_tagged(directory, 1, at, PLAIN, 0x01, "plain", 5);
    at = put_tagged(directory, 2, at, DENSE, 0x03, dense, dense_size);
    builder_long_key(key, id);
    builder_add(tree, key, sizeof key, record, 9 + at);
}

static void describe(struct database_builder *builder, uint32_t root, uint32_t values_root)
{
    static const uint8_t key_fields[] = {0, 0, ID, 0};
    const struct builder_row rows[] = {
        {.type = 1,
         .id = BUILDER_FIRST_OBJID,
         .coltyp_or_pgno = root,
         .space_usage = 80,
         .pages_or_locale = 1,
         .name = "t"},
        {.type = 2,
         .id = ID,
         .coltyp_or_pgno = JET_coltypLong,
         .space_usage = 4,
         .record_offset = 4,
         .name = "Id"},
        {.type = 2,
         .id = SECRET,
         .coltyp_or_pgno = JET_coltypLongBinary,
         .flags = ENCRYPTED,
         .name = "Secret"},
        {.type = 2,
         .id = PLAIN,
         .coltyp_or_pgno = JET_coltypLongText,
         .pages_or_locale = 1252,
         .name = "Plain"},
        {.type = 2,
         .id = DENSE,
         .coltyp_or_pgno = JET_coltypLongBinary,
         .flags = COMPRESSED,
         .name = "Dense"},
        {.type = 3,
         .id = BUILDER_FIRST_OBJID,
         .coltyp_or_pgno = root,
         .space_usage = 80,
         .flags = 0x1002F,
         .key_most = 5,
         .name = "Id",
         .key_fields = key_fields,
         .key_fields_size = sizeof key_fields},
        {.type = 4, .id = VALUES_OBJID, .coltyp_or_pgno = values_root, .space_usage = 100, .name = "LV"},
    };

    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct builder_row row = rows[i];

        row.objid_table = BUILDER_FIRST_OBJID;
        builder_row(builder, &row);
    }
}

static void build(const char *path)
{
    /* Scheme 6, size 9, a CRC-32C that nobody can check, the CRC-64 of "123456789". */
    uint8_t dense[24] = {0x30, 9, 0, 0, 0, 0, 0};
    const uint8_t root_data[] = {1, 0, 0, 0, 6, 0, 0, 0, 1}; /* one reference, 6 bytes, encrypted */
    const uint8_t lid_key[] = {0, 0, 0, 1, 0, 0, 0, 0}, lid[] = {1, 0, 0, 0};
    struct database_builder *builder = builder_begin(path, PAGE_SIZE);
    const uint32_t root = builder_page(builder), values_root = builder_page(builder);
    struct tree_builder *tree = builder_tree(builder, root, BUILDER_FIRST_OBJID, BUILD_UNIQUE);

    put_u64(dense + 7, 0xAE8B14860A799888u);
    memcpy(dense + 15, "123456789", 9);
    add_record(tree, 1, 0x41, "\xDE\xAD\xBE\xEF", 4, dense, sizeof dense);
    dense[20] ^= 1;
    add_record(tree, 2, 0x45, lid, sizeof lid, dense, sizeof dense);
    builder_tree_end(tree);
    tree = builder_tree(builder, values_root, VALUES_OBJID, BUILD_LONG_VALUES);
    builder_add(tree, lid_key, 4, root_data, sizeof root_data);
    builder_add(tree, lid_key, 8, "cipher", 6);
    builder_tree_end(tree);
    describe(builder, root, values_root);
    builder_end(builder);
}

static int open_database(void **state)
{
    const char *path = test_path("unreadable.edb");
    JET_DBID dbid;

    (void)state;
    build(path);
    if (JetSetSystemParameterA(NULL, JET_sesidNil, JET_paramDatabasePageSize, PAGE_SIZE, NULL) < 0 ||
        JetCreateInstanceA(&db.instance, "unreadable") < 0 ||
        JetSetSystemParameterA(&db.instance, JET_sesidNil, JET_paramRecovery, 0, "off") < 0 ||
        JetInit(&db.instance) < 0 || JetBeginSessionA(db.instance, &db.session, NULL, NULL) < 0 ||
        JetAttachDatabaseA(db.session, path, JET_bitDbReadOnly) < 0 ||
        JetOpenDatabaseA(db.session, path, NULL, &dbid, JET_bitDbReadOnly) < 0 ||
        JetOpenTableA(db.session, dbid, "t", NULL, 0, 0, &db.table) < 0 ||
        JetMove(db.session, db.table, JET_MoveFirst, 0) < 0) {
        return -1;
    }
    return 0;
}

static int close_database(void **state)
{
    (void)state;
    return JetTerm(db.instance) < 0 ? -1 : remove(test_path("unreadable.edb"));
}

static JET_ERR get(JET_COLUMNID id, void *bytes, JET_ULONG capacity, JET_ULONG *size, JET_GRBIT grbit)
{
    return JetRetrieveColumn(db.session, db.table, id, bytes, capacity, size, grbit, NULL);
}

static void plain_is_readable(void)
{
    char text[10];
    JET_ULONG size;

    assert_int_equal(get(PLAIN, text, sizeof text, &size, 0), JET_errSuccess);
    assert_int_equal(size, 5);
    assert_memory_equal(text, "plain", 5);
}

/* -------------------------------------------------------------------------------------------- encryption */

static void an_encrypted_value_needs_its_key(void **state)
{
    uint8_t bytes[100];
    JET_ULONG size = 7;

    (void)state;
    for (unsigned record = 1; record <= 2; record++) {
        assert_int_equal(get(SECRET, bytes, sizeof bytes, &size, 0), JET_errColumnNoEncryptionKey);
        assert_int_equal(get(SECRET, NULL, 0, &size, 0), JET_errColumnNoEncryptionKey);
        plain_is_readable();
        (void)JetMove(db.session, db.table, JET_MoveNext, 0);
    }
}

/* What is stored can be asked about: the size, the number of a long value, who refers to it. */
static void the_storage_of_an_encrypted_value_is_no_secret(void **state)
{
    uint32_t number = 0;
    JET_ULONG size;

    (void)state;
    assert_int_equal(get(SECRET, NULL, 0, &size, JET_bitRetrievePhysicalSize), JET_errSuccess);
    assert_int_equal(size, 4);
    assert_int_equal(JetMove(db.session, db.table, JET_MoveNext, 0), JET_errSuccess);
    assert_int_equal(get(SECRET, NULL, 0, &size, JET_bitRetrievePhysicalSize), JET_errSuccess);
    assert_int_equal(size, 6);
    assert_int_equal(get(SECRET, &number, sizeof number, &size, JET_bitRetrieveLongId),
                     JET_wrnSeparateLongValue);
    assert_int_equal(number, 1);
    assert_int_equal(get(SECRET, &number, sizeof number, &size, JET_bitRetrieveLongValueRefCount),
                     JET_wrnSeparateLongValue);
    assert_int_equal(number, 1);
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

static void an_enumeration_names_the_encrypted_column_and_reads_the_others(void **state)
{
    JET_ENUMCOLUMNID ids[] = {{SECRET, 0, NULL}, {PLAIN, 0, NULL}};
    JET_ENUMCOLUMN *columns;
    JET_ULONG count;

    (void)state;
    assert_int_equal(
        JetEnumerateColumns(db.session, db.table, 2, ids, &count, &columns, reallocate, NULL, 1000, 0),
        JET_errSuccess);
    assert_int_equal(columns[0].err, JET_errColumnNoEncryptionKey);
    assert_int_equal(columns[1].rgEnumColumnValue[0].cbData, 5);
    free(columns[1].rgEnumColumnValue[0].pvData);
    free(columns[1].rgEnumColumnValue);
    free(columns);
}

static void several_columns_and_streams_need_the_key(void **state)
{
    JET_RETRIEVECOLUMN columns[] = {{.columnid = PLAIN, .itagSequence = 1},
                                    {.columnid = SECRET, .itagSequence = 1}};
    const JET_COLUMNID ids[] = {ID, PLAIN};
    uint8_t buffer[1000];
    JET_ULONG size;

    (void)state;
    assert_int_equal(JetRetrieveColumns(db.session, db.table, columns, 2), JET_errColumnNoEncryptionKey);
    assert_int_equal(
        JetStreamRecords(db.session, db.table, 0, NULL, buffer, sizeof buffer, &size, JET_bitStreamForward),
        JET_errColumnNoEncryptionKey);
    assert_int_equal(
        JetStreamRecords(db.session, db.table, 2, ids, buffer, sizeof buffer, &size, JET_bitStreamForward),
        JET_wrnNoMoreRecords);
}

/* ---------------------------------------------------------------------------------------------- Xpress10 */

static void an_xpress10_value_is_not_expanded(void **state)
{
    uint8_t bytes[100];
    JET_ULONG size;

    (void)state;
    assert_int_equal(get(DENSE, bytes, sizeof bytes, &size, 0), JET_errFeatureNotAvailable);
    plain_is_readable();
    assert_int_equal(get(DENSE, NULL, 0, &size, JET_bitRetrievePhysicalSize), JET_errSuccess);
    assert_int_equal(size, 24);
}

static void a_damaged_xpress10_value_is_told_from_one_that_is_not_served(void **state)
{
    uint8_t bytes[100];
    JET_ULONG size;

    (void)state;
    assert_int_equal(JetMove(db.session, db.table, JET_MoveNext, 0), JET_errSuccess);
    assert_int_equal(get(DENSE, bytes, sizeof bytes, &size, 0), JET_errCompressionIntegrityCheckFailed);
    plain_is_readable();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_database, close_database)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_encrypted_value_needs_its_key),
        TEST(the_storage_of_an_encrypted_value_is_no_secret),
        TEST(an_enumeration_names_the_encrypted_column_and_reads_the_others),
        TEST(several_columns_and_streams_need_the_key),
        TEST(an_xpress10_value_is_not_expanded),
        TEST(a_damaged_xpress10_value_is_told_from_one_that_is_not_served),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
