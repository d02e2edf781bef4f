/*
 * catalog_write.c - rows of the catalog in all the places where they are kept.
 */
#include "catalog/catalog_write.h"

#include <stdio.h>

#include "catalog/catalog.h"
#include "catalog/locale_counts.h"
#include "catalog/object_ids.h"
#include "catalog/system_row.h"
#include "diag.h"
#include "instance/database.h"
#include "try.h"

enum {
    OBJID_MOST = INT32_MAX - 1, /* the catalog keeps them as signed numbers */
    PLACE_KEY_SIZE = 13,
    CALLBACK_ID = 5,
    ROOT_FLAG = 0xFF,
    LONG_VALUE_DENSITY = 100,
    IDXSEG_SIZE = 4,
    IDXSEG_TEMPLATE = 0x80,
    IDXSEG_DESCENDING = 0x40,
    IDXSEG_MUST_BE_NULL = 0x20,
    STUB_MAX = 64,
};

JET_ERR catalog_next_objid(struct database *database, uint32_t *objid)
{
    *objid = atomic_fetch_add(&database->objid_last, 1) + 1;
    if (*objid >= OBJID_MOST) {
        (void)atomic_fetch_sub(&database->objid_last, 1);
        return diag_fail(JET_errOutOfObjectIDs, "%s: it has no object id left", database->path);
    }
    return JET_errSuccess;
}

/* --------------------------------------------------------------------------------------------------- rows */

/* (ObjidTable, Type, Id), normalised. */
static void place_key(struct catalog_place place, uint8_t key[PLACE_KEY_SIZE])
{
    key[0] = key[5] = key[8] = 0x7F;
    put_big_u32(key + 1, place.objid_table ^ 0x80000000u);
    key[6] = (uint8_t)(0x80 | place.type >> 8);
    key[7] = (uint8_t)place.type;
    put_big_u32(key + 9, place.id ^ 0x80000000u);
}

static JET_ERR set_values(struct record_builder *builder, const struct catalog_values *values)
{
    for (unsigned i = 0; i < CATALOG_COLUMNS; i++) {
        if (values->value[i].size > 0) {
            JET_TRY(system_row_set(builder, &catalog_columns[i], values->value[i].at, values->value[i].size));
        }
    }
    return JET_errSuccess;
}

static JET_ERR set_place(struct record_builder *builder, struct catalog_place place)
{
    const uint16_t type = (uint16_t)place.type;

    JET_TRY(system_row_set(builder, &catalog_columns[CATALOG_OBJID_TABLE], &place.objid_table, 4));
    JET_TRY(system_row_set(builder, &catalog_columns[CATALOG_TYPE], &type, 2));
    return system_row_set(builder, &catalog_columns[CATALOG_ID], &place.id, 4);
}

/* MSysObjects, then its shadow where the database has one. */
struct copies {
    const struct table *table[2];
    unsigned count;
};

static JET_ERR copies_of(struct database *database, struct copies *copies)
{
    JET_TRY(catalog_tables(database, &copies->table[0], &copies->table[1]));
    copies->count = database->header.flags & DB_FLAG_SHADOWING_DISABLED ? 1 : 2;
    return JET_errSuccess;
}

JET_ERR catalog_insert(const struct change *change, struct catalog_place place,
                       const struct catalog_values *values)
{
    struct record_builder builder;
    struct copies copies;
    JET_ERR err;

    JET_TRY(copies_of(change->database, &copies));
    JET_TRY(system_row_builder(copies.table[0], &builder));
    JET_TRY_OR(record_builder_begin(&builder), end);
    JET_TRY_OR(set_place(&builder, place), end);
    JET_TRY_OR(set_values(&builder, values), end);
    for (unsigned i = 0; i < copies.count && err >= 0; i++) {
        err = system_row_insert(change, copies.table[i], record_builder_bytes(&builder));
    }
end:
    record_builder_free(&builder);
    return err;
}

JET_ERR catalog_update(const struct change *change, struct catalog_place place,
                       const struct catalog_values *values)
{
    struct record_builder builder;
    uint8_t key[PLACE_KEY_SIZE];
    struct copies copies;
    JET_ERR err = JET_errSuccess;

    place_key(place, key);
    JET_TRY(copies_of(change->database, &copies));
    JET_TRY(system_row_builder(copies.table[0], &builder));
    for (unsigned i = 0; i < copies.count; i++) {
        JET_TRY_OR(
            system_row_load(change->session, copies.table[i], (struct bytes){key, sizeof key}, &builder),
            end);
        JET_TRY_OR(set_values(&builder, values), end);
        JET_TRY_OR(system_row_replace(change, copies.table[i], (struct bytes){key, sizeof key},
                                      record_builder_bytes(&builder)),
                   end);
    }
end:
    record_builder_free(&builder);
    return err;
}

JET_ERR catalog_delete(const struct change *change, struct catalog_place place)
{
    uint8_t key[PLACE_KEY_SIZE];
    struct copies copies;

    place_key(place, key);
    JET_TRY(copies_of(change->database, &copies));
    for (unsigned i = 0; i < copies.count; i++) {
        JET_TRY(system_row_delete(change, copies.table[i], (struct bytes){key, sizeof key}));
    }
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------ objects */

static struct bytes text(const char *string)
{
    return (struct bytes){(const uint8_t *)string, string != NULL ? (uint32_t)strlen(string) : 0};
}

static struct bytes number(const void *at, uint32_t size)
{
    return (struct bytes){at, size};
}

/* The columns that every row has. */
struct common {
    uint32_t root_or_type, space, flags, pages_or_locale;
};

static void set_common(struct catalog_values *values, const struct common *common, const char *name)
{
    values->value[CATALOG_COLTYP_OR_PGNO] = number(&common->root_or_type, 4);
    values->value[CATALOG_SPACE_USAGE] = number(&common->space, 4);
    values->value[CATALOG_FLAGS] = number(&common->flags, 4);
    values->value[CATALOG_PAGES_OR_LOCALE] = number(&common->pages_or_locale, 4);
    values->value[CATALOG_NAME] = text(name);
}

static JET_ERR duplicate(JET_ERR err, JET_ERR as, const char *what, const char *name)
{
    return err == JET_errKeyDuplicate ? diag_fail(as, "there is a %s '%s' already", what, name) : err;
}

JET_ERR catalog_add_table(const struct change *change, const struct new_table *table)
{
    const struct common common = {table->root, table->hints.ulInitialDensity, table->flags, table->pages};
    const struct catalog_place place = {table->objid, CATALOG_TABLE, table->objid};
    const uint8_t root_flag = ROOT_FLAG;
    uint8_t hints[SPACE_HINTS_BLOB_MAX], long_value_hints[SPACE_HINTS_BLOB_MAX];
    struct catalog_values values = {0};

    set_common(&values, &common, table->name);
    values.value[CATALOG_ROOT_FLAG] = number(&root_flag, 1);
    values.value[CATALOG_TEMPLATE_TABLE] = text(table->template_name);
    values.value[CATALOG_SPACE_HINTS] = space_hints_blob(&table->hints, SPACE_HINTS_OF_TABLE, hints);
    if (table->long_value_hints != NULL) {
        values.value[CATALOG_SPACE_DEFERRED_LV_HINTS] =
            space_hints_blob(table->long_value_hints, SPACE_HINTS_OF_LONG_VALUES, long_value_hints);
    }
    if (table->separate_limit != 0) {
        values.value[CATALOG_SEPARATE_LV] = number(&table->separate_limit, 4);
    }
    if (table->chunk_size != 0) {
        values.value[CATALOG_LV_CHUNK_MAX] = number(&table->chunk_size, 4);
    }
    return duplicate(catalog_insert(change, place, &values), JET_errTableDuplicate, "table", table->name);
}

JET_ERR catalog_add_column(const struct change *change, uint32_t objid_table, const struct column *column)
{
    const struct common common = {column->type, column->max, column->flags, column->code_page};
    const struct catalog_place place = {objid_table, CATALOG_COLUMN, column_fid(column->id)};
    struct catalog_values values = {0};

    set_common(&values, &common, column->name);
    if (column_is_fixed(column)) {
        values.value[CATALOG_RECORD_OFFSET] = number(&column->offset, 2);
    }
    values.value[CATALOG_DEFAULT_VALUE] = column->default_value;
    values.value[CATALOG_TEMPLATE_TABLE] = text(column->callback);
    values.value[CATALOG_CALLBACK_DATA] = column->callback_data;
    return duplicate(catalog_insert(change, place, &values), JET_errColumnDuplicate, "column", column->name);
}

static void put_segment(uint8_t *at, const struct column *column, unsigned flags)
{
    at[0] = (uint8_t)(flags | (column->id & COLUMN_ID_TEMPLATE ? (unsigned)IDXSEG_TEMPLATE : 0));
    at[1] = 0;
    put_u16(at + 2, column_fid(column->id));
}

/* What an index row holds in binary form. */
struct index_blobs {
    uint8_t segments[KEY_SEGMENTS_MAX * IDXSEG_SIZE], conditions[KEY_SEGMENTS_MAX * IDXSEG_SIZE];
    uint8_t tuple[5 * 4], locale[2 * LOCALE_NAME_SIZE], hints[SPACE_HINTS_BLOB_MAX];
};

static void make_blobs(const struct index *index, struct index_blobs *blobs, struct catalog_values *values)
{
    const uint32_t tuple[] = {index->tuple.length_min, index->tuple.length_max, index->tuple.count_max,
                              index->tuple.step, index->tuple.start};
    uint32_t size = 0;

    for (uint32_t i = 0; i < index->segment_count; i++) {
        put_segment(blobs->segments + i * IDXSEG_SIZE, index->segments[i].column,
                    index->segments[i].descending ? IDXSEG_DESCENDING : 0);
    }
    for (uint32_t i = 0; i < index->condition_count; i++) {
        put_segment(blobs->conditions + i * IDXSEG_SIZE, index->conditions[i].column,
                    index->conditions[i].must_be_null ? IDXSEG_MUST_BE_NULL : 0);
    }
    values->value[CATALOG_KEY_FLD_IDS] =
        number(blobs->segments, index->segment_count * (uint32_t)IDXSEG_SIZE);
    values->value[CATALOG_CONDITIONAL_COLUMNS] =
        number(blobs->conditions, index->condition_count * (uint32_t)IDXSEG_SIZE);
    if (index->is_tuple) {
        memcpy(blobs->tuple, tuple, sizeof tuple);
        values->value[CATALOG_TUPLE_LIMITS] = number(blobs->tuple, sizeof tuple);
    }
    for (; index->locale[size] != '\0'; size++) { /* locale names are ASCII */
        put_u16(blobs->locale + 2 * size, (uint8_t)index->locale[size]);
    }
    values->value[CATALOG_LOCALE_NAME] = number(blobs->locale, 2 * size);
}

JET_ERR catalog_add_index(const struct change *change, uint32_t objid_table, const struct index *index,
                          const JET_SPACEHINTS *hints)
{
    const struct common common = {index->tree.root, hints->ulInitialDensity, index->flags, 0};
    const struct catalog_place place = {objid_table, CATALOG_INDEX, index->objid};
    struct catalog_values values = {0};
    struct index_blobs blobs;

    set_common(&values, &common, index->name);
    make_blobs(index, &blobs, &values);
    values.value[CATALOG_LCMAP_FLAGS] = number(&index->lcmap_flags, 4);
    values.value[CATALOG_SPACE_HINTS] = space_hints_blob(hints, SPACE_HINTS_OF_INDEX, blobs.hints);
    if (index->key_most != KEY_MOST_DEFAULT) {
        values.value[CATALOG_KEY_MOST] = number(&index->key_most, 2);
    }
    if (index->segment_most != index->key_most) {
        values.value[CATALOG_VAR_SEG_MAC] = number(&index->segment_most, 2);
    }
    if (index->flags & INDEX_LOCALIZED_TEXT) {
        values.value[CATALOG_VERSION] = number(&index->sort_version, sizeof index->sort_version);
        values.value[CATALOG_SORT_ID] = number(index->sort_id, sizeof index->sort_id);
        JET_TRY(locale_counts_add(change, index, 1));
    }
    JET_TRY(duplicate(catalog_insert(change, place, &values), JET_errIndexDuplicate, "index", index->name));
    return index->is_primary ? JET_errSuccess
                             : object_ids_add(change, index->objid, objid_table, CATALOG_INDEX);
}

JET_ERR catalog_add_callback(const struct change *change, uint32_t objid_table, JET_CBTYP type,
                             const char *callback)
{
    const struct common common = {0, 0, type, 0};
    struct catalog_values values = {0};

    set_common(&values, &common, "CB");
    values.value[CATALOG_TEMPLATE_TABLE] = text(callback);
    return catalog_insert(change, (struct catalog_place){objid_table, CATALOG_CALLBACK, CALLBACK_ID},
                          &values);
}

JET_ERR catalog_add_long_values(const struct change *change, uint32_t objid_table, uint32_t objid,
                                uint32_t root)
{
    const struct common common = {root, LONG_VALUE_DENSITY, 0, 1};
    struct catalog_values values = {0};

    set_common(&values, &common, "LV");
    JET_TRY(catalog_insert(change, (struct catalog_place){objid_table, CATALOG_LONG_VALUE, objid}, &values));
    return object_ids_add(change, objid, objid_table, CATALOG_LONG_VALUE);
}

/* ------------------------------------------------------------------------------------------------ removal */

JET_ERR catalog_remove_index(const struct change *change, uint32_t objid_table, const struct index *index)
{
    JET_TRY(catalog_delete(change, (struct catalog_place){objid_table, CATALOG_INDEX, index->objid}));
    if (index->flags & INDEX_LOCALIZED_TEXT) {
        JET_TRY(locale_counts_add(change, index, -1));
    }
    return index->is_primary ? JET_errSuccess : object_ids_remove(change, index->objid);
}

/* The place of the first row that a table has; JET_errRecordNotFound when it has none left. */
static JET_ERR first_row(const struct session *session, const struct table *catalog, uint32_t objid,
                         struct catalog_place *place)
{
    struct catalog_row row;
    JET_ERR err;

    catalog_row_begin(&row, session, catalog);
    err = catalog_row_seek(&row, objid);
    if (err >= 0) {
        place->objid_table = catalog_row_number(&row, CATALOG_OBJID_TABLE, 0);
        place->type = (enum catalog_type)catalog_row_number(&row, CATALOG_TYPE, 0);
        place->id = catalog_row_number(&row, CATALOG_ID, 0);
        err = place->objid_table == objid ? JET_errSuccess : JET_errRecordNotFound;
    }
    catalog_row_end(&row);
    return err;
}

JET_ERR catalog_remove_table(const struct change *change, const struct table *table)
{
    struct catalog_place place;
    struct copies copies;
    JET_ERR err;

    for (uint32_t i = 0; i < table->index_count; i++) {
        JET_TRY(catalog_remove_index(change, table->objid, table->indexes[i]));
    }
    if (table_has_long_values(table)) {
        JET_TRY(object_ids_remove(change, table->long_values.objid));
    }
    JET_TRY(object_ids_remove(change, table->objid));
    JET_TRY(copies_of(change->database, &copies));
    while ((err = first_row(change->session, copies.table[0], table->objid, &place)) >= 0) {
        JET_TRY(catalog_delete(change, place));
    }
    return err == JET_errRecordNotFound ? JET_errSuccess : err;
}

JET_ERR catalog_remove_column(const struct change *change, uint32_t objid_table, const struct column *column)
{
    const struct catalog_place place = {objid_table, CATALOG_COLUMN, column_fid(column->id)};
    const uint32_t type = JET_coltypNil;
    const uint32_t flags = column->flags & ~(uint32_t)(COLUMN_USER_DEFINED_DEFAULT | COLUMN_DEFAULT);
    struct catalog_values values = {0};
    char stub[STUB_MAX];

    (void)snprintf(stub, sizeof stub, "JetStub_%u_%u", objid_table, place.id);
    values.value[CATALOG_COLTYP_OR_PGNO] = number(&type, 4);
    values.value[CATALOG_NAME] = text(stub);
    if (column->flags & COLUMN_USER_DEFINED_DEFAULT) { /* nobody shall look for its callback any more */
        values.value[CATALOG_FLAGS] = number(&flags, 4);
    }
    return catalog_update(change, place, &values);
}
