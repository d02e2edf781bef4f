/*
 * record.c - finding values in a record. The frame is checked once by record_open(), each value when it is
 * asked for.
 */
#include "record/record.h"

#include "diag.h"
#include "record/record_layout.h"
#include "try.h"

static JET_ERR corrupt(const struct record *record, const char *what)
{
    return diag_fail(JET_errDatabaseCorrupted, "table '%s': a record of %u bytes is damaged: %s",
                     record->table->name, record->bytes.size, what);
}

static uint32_t bitmap_size(const struct record *record)
{
    return (record->fixed_last + 7u) / 8;
}

static uint32_t tagged_offset(const struct record *record, uint32_t entry)
{
    return get_u16(record->tagged.at + TAGGED_ENTRY_SIZE * entry + 2) &
           (record->large_page ? TAGGED_LARGE_OFFSET : TAGGED_SMALL_OFFSET);
}

static JET_ERR open_tagged(struct record *record, uint32_t at)
{
    uint32_t first;

    record->tagged = (struct bytes){record->bytes.at + at, record->bytes.size - at};
    record->tagged_count = 0;
    if (record->tagged.size == 0) {
        return JET_errSuccess;
    }
    if (record->tagged.size < TAGGED_ENTRY_SIZE) {
        return corrupt(record, "its tagged columns are cut off");
    }
    first = tagged_offset(record, 0);
    if (first == 0 || first % TAGGED_ENTRY_SIZE != 0 || first > record->tagged.size) {
        return corrupt(record, "the directory of its tagged columns does not fit");
    }
    record->tagged_count = first / TAGGED_ENTRY_SIZE;
    return JET_errSuccess;
}

JET_ERR record_open(struct record *record, const struct table *table, struct bytes bytes, uint32_t page_size)
{
    uint32_t variables, at;

    record->table = table;
    record->bytes = bytes;
    record->large_page = page_size > SMALL_PAGE_MAX;
    if (bytes.size < RECORD_HEADER_SIZE) {
        return corrupt(record, "it is too short");
    }
    record->fixed_last = bytes.at[0];
    record->variable_last = bytes.at[1];
    record->fixed_end = get_u16(bytes.at + 2);
    if (record->fixed_last > FID_FIXED_LAST || record->variable_last < VARIABLE_NONE) {
        return corrupt(record, "its column counts cannot be");
    }
    variables = record->variable_last - (uint32_t)VARIABLE_NONE;
    at = record->fixed_end + 2 * variables;
    if (record->fixed_end < RECORD_HEADER_SIZE + bitmap_size(record) || at > bytes.size) {
        return corrupt(record, "its fixed columns do not fit");
    }
    if (variables > 0) {
        at += get_u16(bytes.at + at - 2) & VARIABLE_END_MASK;
    }
    if (at > bytes.size) {
        return corrupt(record, "its variable columns do not fit");
    }
    return open_tagged(record, at);
}

static void no_value(const struct column *column, uint32_t instance, struct value *value)
{
    if (instance == 1 && column->flags & COLUMN_DEFAULT && !(column->flags & COLUMN_USER_DEFINED_DEFAULT)) {
        value->bytes = column->default_value;
        value->flags = VALUE_DEFAULT;
    } else {
        value->bytes = (struct bytes){(const uint8_t *)"", 0};
        value->flags = VALUE_NULL;
    }
}

static JET_ERR fixed_value(const struct record *record, const struct column *column, struct value *value)
{
    const uint32_t fid = column_fid(column->id);
    const uint32_t bitmap = record->fixed_end - bitmap_size(record);
    const uint32_t size = column_fixed_size(column);

    if (fid > record->fixed_last) {
        no_value(column, 1, value);
        return JET_errSuccess;
    }
    if (record->bytes.at[bitmap + (fid - 1) / 8] & 1u << (fid - 1) % 8) {
        value->bytes = (struct bytes){(const uint8_t *)"", 0};
        value->flags = VALUE_NULL;
        return JET_errSuccess;
    }
    if (column->offset < RECORD_HEADER_SIZE || column->offset + size > bitmap) {
        return corrupt(record, "a fixed column lies outside");
    }
    value->bytes = (struct bytes){record->bytes.at + column->offset, size};
    value->flags = 0;
    return JET_errSuccess;
}

static JET_ERR variable_value(const struct record *record, const struct column *column, struct value *value)
{
    const uint32_t fid = column_fid(column->id);
    const uint8_t *ends = record->bytes.at + record->fixed_end;
    const uint8_t *values = ends + 2 * (record->variable_last - (uint32_t)VARIABLE_NONE);
    const uint32_t index = fid - FID_VARIABLE_FIRST;
    uint32_t start, end;

    if (fid > record->variable_last) {
        no_value(column, 1, value);
        return JET_errSuccess;
    }
    end = get_u16(ends + 2 * index);
    if (end & VARIABLE_NULL) {
        value->bytes = (struct bytes){(const uint8_t *)"", 0};
        value->flags = VALUE_NULL;
        return JET_errSuccess;
    }
    start = index == 0 ? 0 : get_u16(ends + 2 * index - 2) & VARIABLE_END_MASK;
    if (start > end || values + end > record->tagged.at) {
        return corrupt(record, "a variable column lies outside");
    }
    value->bytes = (struct bytes){values + start, end - start};
    value->flags = 0;
    return JET_errSuccess;
}

/* ----------------------------------------------------------------------------------------- tagged columns */

/* A derived table marks the template's columns in the directory; tables made by ESE97 number them on instead.
 */
static bool is_derived(const struct table *table, const struct column *column)
{
    return table->parent != NULL && column->id & COLUMN_ID_TEMPLATE && column->flags & COLUMN_TEMPLATE_ESE98;
}

uint16_t record_tagged_flags(const struct table *table, const struct column *column)
{
    return is_derived(table, column) ? TAGGED_DERIVED : 0;
}

bool record_find_tagged(const struct record *record, const struct column *column, uint32_t *entry)
{
    const uint32_t wanted = column_fid(column->id) | (is_derived(record->table, column) ? 0 : 0x10000u);
    uint32_t low = 0, high = record->tagged_count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const uint8_t *at = record->tagged.at + TAGGED_ENTRY_SIZE * middle;
        const uint32_t found = get_u16(at) | (get_u16(at + 2) & TAGGED_DERIVED ? 0 : 0x10000u);

        if (found == wanted) {
            *entry = middle;
            return true;
        }
        if (found < wanted) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *entry = low;
    return false;
}

/* The column id of a directory entry that does not say whose column it is. */
static JET_COLUMNID own_id(const struct table *table, uint16_t fid)
{
    if (table->flags & TABLE_TEMPLATE) {
        return fid | COLUMN_ID_TEMPLATE;
    }
    if (table->parent != NULL && table_column(table, fid) == NULL &&
        table_column(table, fid | COLUMN_ID_TEMPLATE) != NULL) {
        return fid | COLUMN_ID_TEMPLATE;
    }
    return fid;
}

JET_ERR record_tagged(const struct record *record, uint32_t entry, struct tagged_value *tagged)
{
    const uint8_t *at = record->tagged.at + TAGGED_ENTRY_SIZE * entry;
    const uint16_t flags = get_u16(at + 2);
    const uint32_t start = tagged_offset(record, entry);
    const uint32_t end =
        entry + 1 < record->tagged_count ? tagged_offset(record, entry + 1) : record->tagged.size;
    bool has_header = record->large_page || flags & TAGGED_SMALL_HEADER;

    if (start < TAGGED_ENTRY_SIZE * record->tagged_count || start > end || end > record->tagged.size) {
        return corrupt(record, "a tagged column lies outside");
    }
    tagged->id =
        flags & TAGGED_DERIVED ? get_u16(at) | COLUMN_ID_TEMPLATE : own_id(record->table, get_u16(at));
    tagged->bytes = (struct bytes){record->tagged.at + start, end - start};
    tagged->header = 0;
    tagged->is_null = !record->large_page && flags & TAGGED_SMALL_NULL;
    tagged->count = tagged->is_null ? 0 : 1;
    if (tagged->is_null || !has_header) {
        return JET_errSuccess;
    }
    if (tagged->bytes.size < 1) {
        return corrupt(record, "a tagged column has no header");
    }
    tagged->header = *tagged->bytes.at++;
    tagged->bytes.size--;
    if (tagged->header & HEADER_NULL) {
        tagged->is_null = true;
        tagged->count = 0;
    } else if (tagged->header & HEADER_TWO_VALUES) {
        tagged->count = 2;
    } else if (tagged->header & HEADER_MULTI_VALUES) {
        tagged->count = tagged->bytes.size < 2 ? 0 : (get_u16(tagged->bytes.at) & INSTANCE_OFFSET) / 2u;
        if (tagged->count == 0 || 2 * tagged->count > tagged->bytes.size) {
            return corrupt(record, "the values of a multi-valued column do not fit");
        }
    }
    return JET_errSuccess;
}

static JET_ERR damaged_instance(const struct tagged_value *tagged, uint32_t instance)
{
    return diag_fail(JET_errDatabaseCorrupted, "value %u of column %u lies outside the column", instance,
                     column_fid(tagged->id));
}

/* Two short values: the size of the first, then both. */
static JET_ERR one_of_two(const struct tagged_value *tagged, uint32_t instance, struct value *value)
{
    const struct bytes all = tagged->bytes;
    const uint32_t first = all.size > 0 ? all.at[0] : 1;

    if (1 + first > all.size) {
        return damaged_instance(tagged, instance);
    }
    value->flags = 0;
    value->bytes = instance == 1 ? (struct bytes){all.at + 1, first}
                                 : (struct bytes){all.at + 1 + first, all.size - 1 - first};
    return JET_errSuccess;
}

bool tagged_is_pair(const struct tagged_value *tagged)
{
    return (tagged->header & HEADER_TWO_VALUES) != 0;
}

JET_ERR tagged_instance(const struct tagged_value *tagged, uint32_t instance, struct value *value)
{
    const struct bytes all = tagged->bytes;
    const unsigned encrypted = tagged->header & HEADER_ENCRYPTED ? VALUE_ENCRYPTED : 0;

    if (tagged->header & HEADER_TWO_VALUES) {
        return one_of_two(tagged, instance, value);
    }
    if (tagged->header & HEADER_MULTI_VALUES) {
        const uint16_t word = get_u16(all.at + 2 * (instance - 1));
        const uint32_t start = word & INSTANCE_OFFSET;
        const uint32_t end =
            instance < tagged->count ? get_u16(all.at + 2 * instance) & INSTANCE_OFFSET : all.size;

        if (start < 2 * tagged->count || start > end || end > all.size) {
            return damaged_instance(tagged, instance);
        }
        value->bytes = (struct bytes){all.at + start, end - start};
        value->flags = (word & INSTANCE_SEPARATED ? VALUE_SEPARATED : 0) |
                       (instance == 1 && tagged->header & HEADER_COMPRESSED ? VALUE_COMPRESSED : 0) |
                       encrypted;
    } else {
        value->bytes = all;
        value->flags = (tagged->header & HEADER_SEPARATED ? VALUE_SEPARATED : 0) |
                       (tagged->header & HEADER_COMPRESSED ? VALUE_COMPRESSED : 0) | encrypted;
    }
    if (value->flags & VALUE_SEPARATED && value->bytes.size != 4 && value->bytes.size != 8) {
        return damaged_instance(tagged, instance);
    }
    return JET_errSuccess;
}

static JET_ERR tagged_column_value(const struct record *record, const struct column *column,
                                   uint32_t instance, struct value *value)
{
    struct tagged_value tagged;
    uint32_t entry;

    if (!record_find_tagged(record, column, &entry)) {
        no_value(column, instance, value);
        return JET_errSuccess;
    }
    JET_TRY(record_tagged(record, entry, &tagged));
    if (instance < 1 || instance > tagged.count) {
        value->bytes = (struct bytes){(const uint8_t *)"", 0};
        value->flags = VALUE_NULL | (tagged.is_null ? VALUE_STORED_NULL : 0);
        return JET_errSuccess;
    }
    return tagged_instance(&tagged, instance, value);
}

JET_ERR record_value(const struct record *record, const struct column *column, uint32_t instance,
                     struct value *value)
{
    if (column_is_tagged(column)) {
        return tagged_column_value(record, column, instance, value);
    }
    if (column_is_fixed(column)) {
        return fixed_value(record, column, value);
    }
    return variable_value(record, column, value);
}
