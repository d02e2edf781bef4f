/*
 * schema_load.c - from rows of the catalog to a struct table.
 *
 * First all rows of the table are collected, columns into one array, indexes into another with their key
 * columns still as they are stored; then the arrays by fid are made, and the key columns of the indexes are
 * looked up.
 */
#include "catalog/schema_load.h"

#include <stdlib.h>

#include "catalog/arena.h"
#include "catalog/catalog_row.h"
#include "diag.h"
#include "record/record_layout.h"
#include "try.h"

enum {
    IDXSEG_SIZE = 4, /* of a key column: flags, 0, u16 fid */
    IDXSEG_TEMPLATE = 0x80,
    IDXSEG_DESCENDING = 0x40,
    IDXSEG_MUST_BE_NULL = 0x20,
    OLD_IDXSEG_SIZE = 2, /* i16 fid, negative: descending */
    TUPLE_LIMITS_SIZE = 20,
    TUPLE_LIMITS_OLD_SIZE = 12,
    SORT_VERSION_SIZE = 8,
    SORT_ID_SIZE = 16,
    CHUNK_SIZE_16K = 4050, /* of pages of this size; database-file 12.3 has other numbers, real files these */
    CHUNK_SIZE_32K = 8150,
    CHUNK_OVERHEAD = 42, /* bytes of a small page that a chunk leaves, besides the header */
};

/* An index row as stored, until all columns are known. */
struct raw_index {
    struct index *index;
    struct bytes segments, conditions; /* in the arena */
    struct raw_index *next;
};

struct loader {
    const struct schema_source *source;
    struct database *database;
    struct table *table;
    struct column *columns; /* malloc()ed while it grows */
    uint32_t column_count, column_room;
    struct raw_index *indexes;
    uint32_t index_count;
    bool found;
};

static JET_ERR no_memory(void)
{
    return diag_fail(JET_errOutOfMemory, "no memory for the schema of a table");
}

/* Copies bytes of a row into the arena; size 0 stays without memory. */
static JET_ERR keep(struct table *table, struct bytes bytes, struct bytes *kept)
{
    *kept = (struct bytes){(const uint8_t *)"", 0};
    if (bytes.size > 0) {
        char *copy = arena_copy(table->arena, bytes);

        if (copy == NULL) {
            return no_memory();
        }
        *kept = (struct bytes){(const uint8_t *)copy, bytes.size};
    }
    return JET_errSuccess;
}

static JET_ERR keep_name(struct table *table, struct bytes bytes, const char **name)
{
    *name = arena_copy(table->arena, bytes);
    return *name != NULL ? JET_errSuccess : no_memory();
}

/* --------------------------------------------------------------------------------------------------- rows */

uint32_t schema_chunk_size(uint32_t page_size)
{
    switch (page_size) {
    case 32768:
        return CHUNK_SIZE_32K;
    case 16384:
        return CHUNK_SIZE_16K;
    default:
        return page_size - CHUNK_OVERHEAD - page_header_size(page_size);
    }
}

/* The size of chunks stands in the row of the table. */
static void load_chunk_size(struct table *table, const struct catalog_row *row)
{
    const uint32_t page_size = table->database->page_size;

    table->chunk_size = catalog_row_number(row, CATALOG_LV_CHUNK_MAX, 0);
    if (table->chunk_size == 0 || table->chunk_size > page_size) {
        table->chunk_size = schema_chunk_size(page_size);
    }
}

static JET_ERR load_table_row(struct loader *loader, const struct catalog_row *row)
{
    struct table *table = loader->table;
    struct bytes parent = catalog_row_bytes(row, CATALOG_TEMPLATE_TABLE);
    struct bytes limit = catalog_row_bytes(row, CATALOG_SEPARATE_LV);

    loader->found = true;
    table->tree = (struct tree){loader->database->pages, catalog_row_number(row, CATALOG_COLTYP_OR_PGNO, 0),
                                table->objid, true};
    table->flags = catalog_row_number(row, CATALOG_FLAGS, 0);
    table->density = catalog_row_number(row, CATALOG_SPACE_USAGE, 0);
    table->initial_pages = catalog_row_number(row, CATALOG_PAGES_OR_LOCALE, 0);
    table->separate_limit = limit.size == sizeof(uint32_t) ? get_u32(limit.at) : 0;
    load_chunk_size(table, row);
    JET_TRY(keep_name(table, catalog_row_bytes(row, CATALOG_NAME), &table->name));
    JET_TRY(keep(table, catalog_row_bytes(row, CATALOG_SPACE_HINTS), &table->space_hints));
    JET_TRY(keep(table, catalog_row_bytes(row, CATALOG_SPACE_DEFERRED_LV_HINTS), &table->deferred_lv_hints));
    if (parent.size > 0 && table->flags & TABLE_DERIVED) {
        JET_TRY(keep_name(table, parent, &table->parent_name));
        JET_TRY(loader->source->open_parent(loader->source, table->parent_name, &table->parent));
        table->fixed_last = table->parent->fixed_last;
        table->variable_last = table->parent->variable_last;
        table->fixed_end = table->parent->fixed_end;
    }
    return JET_errSuccess;
}

/* Numbers and room of deleted columns stay taken. */
static void note_number(struct table *table, uint32_t fid, const struct catalog_row *row)
{
    if (fid <= FID_FIXED_LAST) {
        const uint32_t end = catalog_row_number(row, CATALOG_RECORD_OFFSET, 0) +
                             catalog_row_number(row, CATALOG_SPACE_USAGE, 0);

        table->fixed_last = (uint16_t)(fid > table->fixed_last ? fid : table->fixed_last);
        table->fixed_end = (uint16_t)(end > table->fixed_end && end <= UINT16_MAX ? end : table->fixed_end);
    } else if (fid <= FID_VARIABLE_LAST) {
        table->variable_last = (uint16_t)(fid > table->variable_last ? fid : table->variable_last);
    } else {
        table->tagged_last = (uint16_t)(fid > table->tagged_last ? fid : table->tagged_last);
    }
}

static JET_ERR load_column_row(struct loader *loader, const struct catalog_row *row)
{
    const uint32_t fid = catalog_row_number(row, CATALOG_ID, 0) & 0xFFFF;
    const uint32_t type = catalog_row_number(row, CATALOG_COLTYP_OR_PGNO, JET_coltypNil);
    struct table *table = loader->table;
    struct column *column;

    if (fid >= FID_FIXED_FIRST && fid <= FID_TAGGED_LAST) {
        note_number(table, fid, row);
    }
    if (type == JET_coltypNil || type >= JET_coltypMax || fid < FID_FIXED_FIRST || fid > FID_TAGGED_LAST ||
        (loader->column_count > 0 && column_fid(loader->columns[loader->column_count - 1].id) >= fid)) {
        return JET_errSuccess; /* deleted, or not in order */
    }
    if (loader->column_count == loader->column_room) {
        const uint32_t room = loader->column_room == 0 ? 16 : 2 * loader->column_room;
        struct column *more = realloc(loader->columns, room * sizeof *more);

        if (more == NULL) {
            return no_memory();
        }
        loader->columns = more;
        loader->column_room = room;
    }
    column = &loader->columns[loader->column_count];
    *column = (struct column){
        .id = fid | (table->flags & TABLE_TEMPLATE ? COLUMN_ID_TEMPLATE : 0),
        .flags = (uint16_t)catalog_row_number(row, CATALOG_FLAGS, 0),
        .code_page = (uint16_t)catalog_row_number(row, CATALOG_PAGES_OR_LOCALE, 0),
        .type = (uint8_t)type,
        .offset = (uint16_t)catalog_row_number(row, CATALOG_RECORD_OFFSET, 0),
        .max = catalog_row_number(row, CATALOG_SPACE_USAGE, 0),
    };
    JET_TRY(keep_name(table, catalog_row_bytes(row, CATALOG_NAME), &column->name));
    JET_TRY(keep(table, catalog_row_bytes(row, CATALOG_DEFAULT_VALUE), &column->default_value));
    if (column->flags & COLUMN_USER_DEFINED_DEFAULT) {
        JET_TRY(keep_name(table, catalog_row_bytes(row, CATALOG_TEMPLATE_TABLE), &column->callback));
        JET_TRY(keep(table, catalog_row_bytes(row, CATALOG_CALLBACK_DATA), &column->callback_data));
    }
    loader->column_count++;
    return JET_errSuccess;
}

static void load_tuple_limits(struct index *index, struct bytes limits)
{
    if (limits.size != TUPLE_LIMITS_SIZE && limits.size != TUPLE_LIMITS_OLD_SIZE) {
        return;
    }
    index->is_tuple = true;
    index->tuple.length_min = get_u32(limits.at);
    index->tuple.length_max = get_u32(limits.at + 4);
    index->tuple.count_max = get_u32(limits.at + 8);
    index->tuple.step = limits.size == TUPLE_LIMITS_SIZE ? get_u32(limits.at + 12) : 1;
    index->tuple.start = limits.size == TUPLE_LIMITS_SIZE ? get_u32(limits.at + 16) : 0;
}

static void load_locale(struct index *index, const struct catalog_row *row)
{
    const struct bytes name = catalog_row_bytes(row, CATALOG_LOCALE_NAME);
    const struct bytes version = catalog_row_bytes(row, CATALOG_VERSION);
    const struct bytes id = catalog_row_bytes(row, CATALOG_SORT_ID);
    struct value value;

    index->lcid = catalog_row_number(row, CATALOG_PAGES_OR_LOCALE, 0);
    index->lcmap_flags = catalog_row_number(row, CATALOG_LCMAP_FLAGS, 0);
    index->has_locale = record_value(&row->record, &catalog_columns[CATALOG_LOCALE_NAME], 1, &value) >= 0 &&
                        !(value.flags & VALUE_NULL);
    for (uint32_t i = 0; i + 1 < name.size && i / 2 < LOCALE_NAME_SIZE - 1; i += 2) {
        index->locale[i / 2] = (char)name.at[i]; /* locale names are ASCII */
    }
    if (version.size == SORT_VERSION_SIZE) {
        index->sort_version = get_u64(version.at);
    }
    if (id.size == SORT_ID_SIZE) {
        memcpy(index->sort_id, id.at, SORT_ID_SIZE);
    }
}

static JET_ERR load_index_row(struct loader *loader, const struct catalog_row *row)
{
    struct table *table = loader->table;
    struct index *index = arena_allocate(table->arena, sizeof *index);
    struct raw_index *raw = arena_allocate(table->arena, sizeof *raw);
    struct bytes segment_most = catalog_row_bytes(row, CATALOG_VAR_SEG_MAC);

    if (index == NULL || raw == NULL) {
        return no_memory();
    }
    index->objid = catalog_row_number(row, CATALOG_ID, 0);
    index->flags = catalog_row_number(row, CATALOG_FLAGS, 0);
    index->density = (uint16_t)catalog_row_number(row, CATALOG_SPACE_USAGE, 0);
    index->key_most = (uint16_t)catalog_row_number(row, CATALOG_KEY_MOST, KEY_MOST_DEFAULT);
    index->segment_most = segment_most.size == sizeof(uint16_t) ? get_u16(segment_most.at) : index->key_most;
    index->is_primary = index->flags & INDEX_PRIMARY;
    index->tree = (struct tree){loader->database->pages, catalog_row_number(row, CATALOG_COLTYP_OR_PGNO, 0),
                                index->objid, (index->flags & INDEX_UNIQUE) != 0};
    load_tuple_limits(index, catalog_row_bytes(row, CATALOG_TUPLE_LIMITS));
    load_locale(index, row);
    JET_TRY(keep_name(table, catalog_row_bytes(row, CATALOG_NAME), &index->name));
    JET_TRY(keep(table, catalog_row_bytes(row, CATALOG_SPACE_HINTS), &index->space_hints));
    JET_TRY(keep(table, catalog_row_bytes(row, CATALOG_KEY_FLD_IDS), &raw->segments));
    JET_TRY(keep(table, catalog_row_bytes(row, CATALOG_CONDITIONAL_COLUMNS), &raw->conditions));
    raw->index = index;
    raw->next = loader->indexes;
    loader->indexes = raw;
    loader->index_count++;
    return JET_errSuccess;
}

static void load_long_value_row(struct loader *loader, const struct catalog_row *row)
{
    struct table *table = loader->table;

    table->has_long_values = true;
    table->long_values =
        (struct tree){loader->database->pages, catalog_row_number(row, CATALOG_COLTYP_OR_PGNO, 0),
                      catalog_row_number(row, CATALOG_ID, 0), true};
}

static JET_ERR load_row(struct loader *loader, const struct catalog_row *row, bool own_columns)
{
    switch (catalog_row_number(row, CATALOG_TYPE, 0)) {
    case CATALOG_TABLE:
        return own_columns ? load_table_row(loader, row) : JET_errSuccess;
    case CATALOG_COLUMN:
        return own_columns ? load_column_row(loader, row) : JET_errSuccess;
    case CATALOG_INDEX:
        return own_columns ? load_index_row(loader, row) : JET_errSuccess;
    case CATALOG_LONG_VALUE:
        load_long_value_row(loader, row);
        return JET_errSuccess;
    case CATALOG_CALLBACK:
        loader->table->callback_types |= catalog_row_number(row, CATALOG_FLAGS, 0);
        return JET_errSuccess;
    default:
        return JET_errSuccess; /* obsolete */
    }
}

static JET_ERR load_rows(struct loader *loader, const struct table *catalog, bool own_columns)
{
    const uint32_t objid = loader->table->objid;
    struct catalog_row row;
    JET_ERR err;

    catalog_row_begin(&row, loader->source->reader, catalog);
    for (err = catalog_row_seek(&row, objid);
         err >= 0 && catalog_row_number(&row, CATALOG_OBJID_TABLE, 0) == objid;
         err = catalog_row_next(&row)) {
        JET_TRY_OR(load_row(loader, &row, own_columns), end);
    }
    if (err == JET_errRecordNotFound || err == JET_errNoCurrentRecord) {
        err = JET_errSuccess;
    }
end:
    catalog_row_end(&row);
    return err;
}

/* ------------------------------------------------------------------------------------------- putting it
 * together */

/* Counts the entries of an array by fid from `first` on for the columns of [low, high]. */
static JET_ERR make_array(struct table *table, uint32_t low, uint32_t high, uint32_t *first,
                          struct column ***array, uint32_t *count)
{
    uint32_t begin = 0, end = 0;

    while (begin < table->column_count && column_fid(table->columns[begin].id) < low) {
        begin++;
    }
    for (end = begin; end < table->column_count && column_fid(table->columns[end].id) <= high; end++) {
    }
    *count = 0;
    if (begin == end) {
        return JET_errSuccess;
    }
    if (low != FID_TAGGED_FIRST) {
        *first = column_fid(table->columns[begin].id);
    }
    *count = column_fid(table->columns[end - 1].id) - *first + 1u;
    *array = arena_allocate(table->arena, *count * sizeof **array);
    if (*array == NULL) {
        return no_memory();
    }
    for (; begin < end; begin++) {
        (*array)[column_fid(table->columns[begin].id) - *first] = &table->columns[begin];
    }
    return JET_errSuccess;
}

static JET_ERR make_names(struct table *table)
{
    uint32_t slots = 16;

    while (slots < 2 * table->column_count) {
        slots *= 2;
    }
    table->names = arena_allocate(table->arena, slots * sizeof *table->names);
    if (table->names == NULL) {
        return no_memory();
    }
    table->names_mask = slots - 1;
    for (uint32_t i = 0; i < table->column_count; i++) {
        uint32_t slot = name_hash(table->columns[i].name) & table->names_mask;

        while (table->names[slot] != 0) {
            slot = (slot + 1) & table->names_mask;
        }
        table->names[slot] = i + 1;
    }
    return JET_errSuccess;
}

static JET_ERR finish_columns(struct loader *loader)
{
    struct table *table = loader->table;
    uint32_t fixed_first = FID_FIXED_FIRST, variable_first = FID_VARIABLE_FIRST,
             tagged_first = FID_TAGGED_FIRST;

    table->columns = arena_allocate(table->arena, loader->column_count * sizeof *table->columns);
    if (table->columns == NULL) {
        return no_memory();
    }
    if (loader->column_count > 0) {
        memcpy(table->columns, loader->columns, loader->column_count * sizeof *table->columns);
    }
    table->column_count = loader->column_count;
    JET_TRY(
        make_array(table, FID_FIXED_FIRST, FID_FIXED_LAST, &fixed_first, &table->fixed, &table->fixed_count));
    JET_TRY(make_array(table, FID_VARIABLE_FIRST, FID_VARIABLE_LAST, &variable_first, &table->variable,
                       &table->variable_count));
    JET_TRY(make_array(table, FID_TAGGED_FIRST, FID_TAGGED_LAST, &tagged_first, &table->tagged,
                       &table->tagged_count));
    table->fixed_first = (uint16_t)fixed_first;
    table->variable_first = (uint16_t)variable_first;
    return make_names(table);
}

/* A key column: of the table, or of its template. */
static const struct column *key_column(const struct table *table, uint32_t fid, bool of_template)
{
    const struct column *column = table_column(table, of_template ? fid | COLUMN_ID_TEMPLATE : fid);

    return column != NULL ? column : table_column(table, of_template ? fid : fid | COLUMN_ID_TEMPLATE);
}

/* One key column as stored. False when it names no column. */
static bool decode_segment(const struct table *table, const struct index *index, const uint8_t *at,
                           const struct column **column, bool *descending, bool *must_be_null)
{
    if (index->flags & INDEX_EXTENDED_COLUMNS) {
        *column = key_column(table, get_u16(at + 2), at[0] & IDXSEG_TEMPLATE);
        *descending = at[0] & IDXSEG_DESCENDING;
        *must_be_null = at[0] & IDXSEG_MUST_BE_NULL;
    } else {
        const int16_t fid = (int16_t)get_u16(at);

        *column = key_column(table, (uint32_t)(fid < 0 ? -fid : fid), false);
        *descending = *must_be_null = fid < 0;
    }
    return *column != NULL;
}

static bool finish_index(const struct table *table, const struct raw_index *raw)
{
    struct index *index = raw->index;
    const uint32_t step = index->flags & INDEX_EXTENDED_COLUMNS ? IDXSEG_SIZE : OLD_IDXSEG_SIZE;
    const uint32_t segments = raw->segments.size / step, conditions = raw->conditions.size / step;
    bool unused;

    if (segments == 0 || segments > KEY_SEGMENTS_MAX || conditions > KEY_SEGMENTS_MAX ||
        index->key_most == 0 || index->key_most > TREE_KEY_MAX) {
        return false;
    }
    index->segment_count = (uint8_t)segments;
    index->condition_count = (uint8_t)conditions;
    for (uint32_t i = 0; i < segments; i++) {
        if (!decode_segment(table, index, raw->segments.at + i * step, &index->segments[i].column,
                            &index->segments[i].descending, &unused)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < conditions; i++) {
        if (!decode_segment(table, index, raw->conditions.at + i * step, &index->conditions[i].column,
                            &unused, &index->conditions[i].must_be_null)) {
            return false;
        }
    }
    return true;
}

static int by_name(const void *left, const void *right)
{
    const struct index *const *a = left, *const *b = right;

    return name_compare((*a)->name, (*b)->name);
}

static JET_ERR finish_indexes(struct loader *loader)
{
    struct table *table = loader->table;

    if (loader->index_count == 0) {
        return JET_errSuccess;
    }
    table->indexes = arena_allocate(table->arena, loader->index_count * sizeof(struct index *));
    if (table->indexes == NULL) {
        return no_memory();
    }
    for (const struct raw_index *raw = loader->indexes; raw != NULL; raw = raw->next) {
        if (finish_index(table, raw)) {
            table->indexes[table->index_count++] = raw->index;
            if (raw->index->is_primary) {
                raw->index->tree = table->tree;
                table->primary = raw->index;
            }
        }
    }
    qsort(table->indexes, table->index_count, sizeof(struct index *), by_name);
    return JET_errSuccess;
}

/* The tree for long values may be newer than the snapshot whose rows were read: it belongs to all versions of the table. */
static JET_ERR find_new_long_values(struct table *table)
{
    struct table_counters *counters;

    if (table->has_long_values || atomic_load(&table->database->schemas) == NULL) {
        return JET_errSuccess;
    }
    JET_TRY(table_counters_of(table, &counters));
    os_mutex_lock(&counters->lock);
    table->long_values = counters->long_values;
    table->has_long_values = counters->long_values.root != 0;
    os_mutex_unlock(&counters->lock);
    return JET_errSuccess;
}

JET_ERR schema_load(const struct schema_source *source, const struct table *catalog, uint32_t objid,
                    struct table **table)
{
    struct database *database = source->database;
    const bool is_catalog = objid == CATALOG_OBJID || objid == CATALOG_SHADOW_OBJID;
    struct loader loader = {.source = source, .database = database};
    JET_ERR err;

    loader.table = calloc(1, sizeof *loader.table);
    if (loader.table == NULL) {
        return no_memory();
    }
    loader.table->database = database;
    loader.table->objid = objid;
    loader.table->arena = arena_create();
    if (loader.table->arena == NULL) {
        err = no_memory();
        goto failed;
    }
    loader.table->chunk_size = schema_chunk_size(database->page_size);
    loader.table->fixed_last = FID_FIXED_FIRST - 1;
    loader.table->variable_last = FID_VARIABLE_FIRST - 1;
    loader.table->tagged_last = FID_TAGGED_FIRST - 1;
    loader.table->fixed_end = RECORD_HEADER_SIZE;
    if (is_catalog) { /* its own rows do not describe it right */
        JET_TRY_OR(system_table_fill(loader.table, database, objid == CATALOG_SHADOW_OBJID), failed);
    }
    JET_TRY_OR(load_rows(&loader, catalog, !is_catalog), failed);
    if (!is_catalog) {
        if (!loader.found) {
            err = diag_fail(JET_errObjectNotFound, "%s: there is no table with object id %u", database->path,
                            objid);
            goto failed;
        }
        JET_TRY_OR(finish_columns(&loader), failed);
        JET_TRY_OR(finish_indexes(&loader), failed);
        JET_TRY_OR(find_new_long_values(loader.table), failed);
    }
    free(loader.columns);
    *table = loader.table;
    return JET_errSuccess;
failed:
    free(loader.columns);
    if (loader.table->parent != NULL) {
        table_release(loader.table->parent);
    }
    schema_free(loader.table);
    return err;
}

void schema_free(struct table *table)
{
    if (table != NULL) {
        arena_destroy(table->arena);
        free(table);
    }
}
