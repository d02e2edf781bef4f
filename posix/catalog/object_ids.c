/*
 * object_ids.c - see object_ids.h.
 */
#include "catalog/object_ids.h"

#include "catalog/system_row.h"
#include "diag.h"
#include "try.h"

enum { FID_OBJID = 256, FID_OBJID_TABLE = 257, FID_TYPE = 258, KEY_SIZE = 5 };

static const char table_name[] = "MSysObjids";

static JET_ERR set(struct record_builder *builder, const struct table *table, uint32_t fid, const void *at,
                   uint32_t size)
{
    const struct column *column = table_column(table, fid);

    return column != NULL ? system_row_set(builder, column, at, size)
                          : diag_fail(JET_errCatalogCorrupted, "table '%s' lacks column %u", table_name, fid);
}

static JET_ERR insert(const struct change *change, const struct table *table, uint32_t objid,
                      uint32_t objid_table, uint16_t type)
{
    struct record_builder builder;
    JET_ERR err;

    JET_TRY(system_row_builder(table, &builder));
    JET_TRY_OR(record_builder_begin(&builder), end);
    JET_TRY_OR(set(&builder, table, FID_OBJID, &objid, 4), end);
    JET_TRY_OR(set(&builder, table, FID_OBJID_TABLE, &objid_table, 4), end);
    JET_TRY_OR(set(&builder, table, FID_TYPE, &type, 2), end);
    err = system_row_insert(change, table, record_builder_bytes(&builder));
end:
    record_builder_free(&builder);
    return err;
}

JET_ERR object_ids_add(const struct change *change, uint32_t objid, uint32_t objid_table,
                       enum catalog_type type)
{
    struct table *table;
    JET_ERR err = table_open(change->session, change->database, table_name, &table);

    if (err == JET_errObjectNotFound) {
        return JET_errSuccess;
    }
    JET_TRY(err);
    err = insert(change, table, objid, objid_table, (uint16_t)type);
    table_release(table);
    return err;
}

JET_ERR object_ids_remove(const struct change *change, uint32_t objid)
{
    uint8_t key[KEY_SIZE] = {0x7F};
    struct table *table;
    JET_ERR err = table_open(change->session, change->database, table_name, &table);

    if (err == JET_errObjectNotFound) {
        return JET_errSuccess;
    }
    JET_TRY(err);
    put_big_u32(key + 1, objid ^ 0x80000000u);
    err = system_row_delete(change, table, (struct bytes){key, sizeof key});
    table_release(table);
    return err == JET_errRecordNotFound ? JET_errSuccess : err;
}
