/*
 * locale_counts.c - see locale_counts.h.
 *
 * The count is an escrow column: sessions add to it without waiting for each other.
 */
#include "catalog/locale_counts.h"

#include <stdio.h>

#include "catalog/system_row.h"
#include "diag.h"
#include "key/key.h"
#include "try.h"

enum {
    FID_TYPE = 1,
    FID_VALUE = 2,
    FID_KEY = 128,
    TYPE_SCHEMA = 1,
    TYPE_NUMBER = 2,
    NAME_MAX_SIZE = LOCALE_NAME_SIZE + 80, /* characters, NUL included */
    VALUE_OFFSET = 5,                      /* of iValue in a record */
};

static const char table_name[] = "MSysLocales";

/* "LocaleName=...,SortID=...,Ver=..." */
static void name_of(const struct index *index, char name[NAME_MAX_SIZE])
{
    const uint8_t *id = index->sort_id;

    (void)snprintf(name, NAME_MAX_SIZE,
                   "LocaleName=%s,SortID=%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x,Ver=%llx",
                   index->locale, get_u32(id), get_u16(id + 4), get_u16(id + 6), id[8], id[9], id[10], id[11],
                   id[12], id[13], id[14], id[15], (unsigned long long)index->sort_version);
}

static JET_ERR set(struct record_builder *builder, const struct table *table, uint32_t fid, const void *at,
                   uint32_t size)
{
    const struct column *column = table_column(table, fid);

    return column != NULL ? system_row_set(builder, column, at, size)
                          : diag_fail(JET_errCatalogCorrupted, "table '%s' lacks column %u", table_name, fid);
}

static JET_ERR fill(struct record_builder *builder, const struct table *table, uint8_t type, const char *name,
                    int32_t number)
{
    uint8_t units[2 * NAME_MAX_SIZE];
    const uint32_t length = (uint32_t)strlen(name) + 1;

    for (uint32_t i = 0; i < length; i++) { /* names are ASCII */
        put_u16(units + 2 * i, (uint8_t)name[i]);
    }
    JET_TRY(record_builder_begin(builder));
    JET_TRY(set(builder, table, FID_TYPE, &type, 1));
    JET_TRY(set(builder, table, FID_VALUE, &number, 4));
    return set(builder, table, FID_KEY, units, 2 * length);
}

static JET_ERR insert(const struct change *change, const struct table *table, uint8_t type, const char *name,
                      int32_t number)
{
    struct record_builder builder;
    JET_ERR err;

    JET_TRY(system_row_builder(table, &builder));
    err = fill(&builder, table, type, name, number);
    if (err >= 0) {
        err = system_row_insert(change, table, record_builder_bytes(&builder));
    }
    record_builder_free(&builder);
    return err;
}

/* The key of the row with this name: from a record that has it. */
static JET_ERR key_of(const struct table *table, const char *name, struct key *key)
{
    uint32_t first_values[KEY_SEGMENTS_MAX] = {1};
    struct long_value_reader reader;
    struct record_builder builder;
    enum key_outcome outcome;
    struct record record;
    JET_ERR err;

    JET_TRY(system_row_builder(table, &builder));
    long_value_reader_init(&reader, table);
    JET_TRY_OR(fill(&builder, table, TYPE_NUMBER, name, 0), end);
    JET_TRY_OR(record_open(&record, table, record_builder_bytes(&builder), builder.page_size), end);
    err = key_from_record(table->primary, &record, &reader, first_values, 0, key, &outcome);
end:
    long_value_reader_free(&reader);
    record_builder_free(&builder);
    return err;
}

/* Adds to the count of a row that is there; JET_errRecordNotFound. */
static JET_ERR add(const struct change *change, const struct table *table, const char *name, int32_t delta)
{
    const struct bytes none = {(const uint8_t *)"", 0};
    struct tree_cursor cursor;
    struct key key;
    int64_t old;
    int order;
    JET_ERR err;

    JET_TRY(key_of(table, name, &key));
    tree_cursor_init(&cursor, &table->tree);
    err = tree_seek(&cursor, key_bytes(&key), none, &order);
    if (err >= 0) {
        err = order == 0 ? tree_add(&cursor, change, VALUE_OFFSET, 4, delta, &old) : JET_errRecordNotFound;
    }
    tree_cursor_free(&cursor);
    return err;
}

JET_ERR locale_counts_add(const struct change *change, const struct index *index, int32_t delta)
{
    char name[NAME_MAX_SIZE];
    struct table *table;
    JET_ERR err = table_open(change->session, change->database, table_name, &table);

    if (err == JET_errObjectNotFound) {
        return JET_errSuccess;
    }
    JET_TRY(err);
    name_of(index, name);
    err = add(change, table, name, delta);
    if (err == JET_errRecordNotFound) {
        err = delta > 0 ? insert(change, table, TYPE_NUMBER, name, delta) : JET_errSuccess;
    }
    table_release(table);
    return err;
}

JET_ERR locale_counts_begin(const struct change *change)
{
    static const struct {
        const char *name;
        uint8_t type;
        int32_t number;
    } rows[] = {
        {".Schema\\External\\Major", TYPE_SCHEMA, 1},  {".Schema\\External\\Minor", TYPE_SCHEMA, 0},
        {".Schema\\External\\Update", TYPE_SCHEMA, 0}, {".Schema\\Internal\\Major", TYPE_SCHEMA, 1},
        {".Schema\\Internal\\Minor", TYPE_SCHEMA, 0},  {".Schema\\Internal\\Update", TYPE_SCHEMA, 0},
        {"MSysLocalesConsistent", TYPE_NUMBER, 1},
    };
    struct table *table;
    JET_ERR err;

    JET_TRY(table_open(change->session, change->database, table_name, &table));
    err = JET_errSuccess;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && err >= 0; i++) {
        err = insert(change, table, rows[i].type, rows[i].name, rows[i].number);
    }
    table_release(table);
    return err;
}
