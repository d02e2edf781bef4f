/*
 * api_database.c - opening databases and reading values through the exported functions.
 */
#include "api_database.h"

#include "esent_compat.h"
#include "test.h"

/* ---------------------------------------------------------------------------------------------------------------
 * Databases
 */

static JET_ERR start(struct api_database *database, JET_ULONG page_size)
{
    static unsigned instances;
    char name[32];
    JET_ERR err;

    (void)snprintf(name, sizeof name, "test %u", instances++);
    err = JetSetSystemParameterA(NULL, 0, JET_paramDatabasePageSize, page_size, NULL);
    if (err < 0 || (err = JetCreateInstanceA(&database->instance, name)) < 0) {
        return err;
    }
    if ((err = JetSetSystemParameterA(&database->instance, 0, JET_paramRecovery, 0, "off")) < 0 ||
        (err = JetSetSystemParameterA(&database->instance, 0, JET_paramTempPath, 0, test_path("temp"))) < 0 ||
        (err = JetInit(&database->instance)) < 0) {
        (void)JetTerm(database->instance);
        return err;
    }
    err = JetBeginSessionA(database->instance, &database->sesid, NULL, NULL);
    if (err < 0) {
        (void)JetTerm(database->instance);
    }
    return err;
}

JET_ERR api_database_open(struct api_database *database, const char *path, JET_GRBIT more)
{
    JET_ULONG page_size = 0;
    JET_ERR err;

    memset(database, 0, sizeof *database);
    err = JetGetDatabaseFileInfoA(path, &page_size, sizeof page_size, JET_DbInfoPageSize);
    if (err < 0 || (err = start(database, page_size)) < 0) {
        return err;
    }
    err = JetAttachDatabase2A(database->sesid, path, 0, JET_bitDbReadOnly | more);
    if (err >= 0) {
        err = JetOpenDatabaseA(database->sesid, path, NULL, &database->dbid, JET_bitDbReadOnly);
    }
    if (err < 0) {
        api_database_close(database);
    }
    return err;
}

JET_ERR api_database_open_real(struct api_database *database, const char *path)
{
    JET_ERR err = api_database_open(database, path, 0);

    if (err == JET_errDatabaseDirtyShutdown || err == JET_errInvalidDatabaseVersion) {
        err = api_database_open(database, path, ESENT_bitDbAsIs);
    }
    return err;
}

void api_database_close(struct api_database *database)
{
    (void)JetTerm2(database->instance, JET_bitTermComplete);
    memset(database, 0, sizeof *database);
}

JET_ERR api_table_open(const struct api_database *database, const char *name, JET_TABLEID *table)
{
    WCHAR wide[JET_cbNameMost + 1];
    JET_ERR err = esent_utf8_to_utf16(name, (size_t)-1, wide, JET_cbNameMost + 1, NULL);

    return err < 0
               ? err
               : JetOpenTableW(database->sesid, database->dbid, wide, NULL, 0, JET_bitTableReadOnly, table);
}

JET_ERR api_index_choose(const struct api_database *database, JET_TABLEID table, const char *name)
{
    WCHAR wide[JET_cbNameMost + 1];
    JET_ERR err = esent_utf8_to_utf16(name, (size_t)-1, wide, JET_cbNameMost + 1, NULL);

    return err < 0 ? err : JetSetCurrentIndexW(database->sesid, table, wide);
}

/* ---------------------------------------------------------------------------------------------------------------
 * Values
 */

void api_value_free(struct api_value *value)
{
    free(value->bytes);
    memset(value, 0, sizeof *value);
}

static void value_need(struct api_value *value, uint32_t size)
{
    if (value->capacity < size || value->bytes == NULL) {
        value->capacity = size < 256 ? 256 : size;
        free(value->bytes);
        value->bytes = malloc(value->capacity);
        assert_non_null(value->bytes);
    }
}

JET_ERR api_retrieve(const struct api_database *database, JET_TABLEID table, JET_COLUMNID id, uint32_t itag,
                     struct api_value *value)
{
    JET_ULONG actual = 0;
    JET_ERR err;

    value_need(value, 0);
    do {
        JET_RETINFO info = {.cbStruct = sizeof info, .itagSequence = itag};

        value_need(value, actual);
        err = JetRetrieveColumn(database->sesid, table, id, value->bytes, value->capacity, &actual, 0, &info);
    } while (err == JET_wrnBufferTruncated && actual > value->capacity);
    value->size = err == JET_errSuccess ? actual : 0;
    return err;
}

JET_ERR api_bookmark(const struct api_database *database, JET_TABLEID table, struct api_value *bookmark)
{
    JET_ULONG actual = 0;
    JET_ERR err;

    value_need(bookmark, JET_cbBookmarkMostMost);
    err = JetGetBookmark(database->sesid, table, bookmark->bytes, bookmark->capacity, &actual);
    bookmark->size = err < 0 ? 0 : actual;
    return err;
}

JET_ERR api_key(const struct api_database *database, JET_TABLEID table, struct api_value *key)
{
    JET_ULONG actual = 0;
    JET_ERR err;

    value_need(key, JET_cbKeyMostMost + 1);
    err = JetRetrieveKey(database->sesid, table, key->bytes, key->capacity, &actual, 0);
    key->size = err < 0 ? 0 : actual;
    return err;
}

JET_ERR api_index_entry(const struct api_database *database, JET_TABLEID table, struct api_value *key,
                        struct api_value *bookmark)
{
    JET_ULONG key_size = 0, bookmark_size = 0;
    JET_ERR err;

    value_need(key, JET_cbKeyMostMost + 1);
    value_need(bookmark, JET_cbBookmarkMostMost);
    err = JetGetSecondaryIndexBookmark(database->sesid, table, key->bytes, key->capacity, &key_size,
                                       bookmark->bytes, bookmark->capacity, &bookmark_size, 0);
    key->size = err < 0 ? 0 : key_size;
    bookmark->size = err < 0 ? 0 : bookmark_size;
    return err;
}

bool api_value_is(const struct api_value *value, const void *bytes, size_t size)
{
    return value->size == size && memcmp(value->bytes, bytes, size) == 0;
}
