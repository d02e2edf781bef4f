/*
 * schema.c - looking things up in the schema of a table.
 */
#include "catalog/schema.h"

static int fold(char letter)
{
    const unsigned char c = (unsigned char)letter;

    return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c;
}

int name_compare(const char *left, const char *right)
{
    while (*left != '\0' && fold(*left) == fold(*right)) {
        left++;
        right++;
    }
    return fold(*left) - fold(*right);
}

uint32_t name_hash(const char *name)
{
    uint32_t hash = 2166136261u; /* FNV-1a */

    for (; *name != '\0'; name++) {
        hash = (hash ^ (uint32_t)fold(*name)) * 16777619u;
    }
    return hash ^ hash >> 15;
}

uint32_t coltyp_size(unsigned type)
{
    static const uint8_t sizes[] = {
        [JET_coltypBit] = 1,
        [JET_coltypUnsignedByte] = 1,
        [JET_coltypShort] = 2,
        [JET_coltypLong] = 4,
        [JET_coltypCurrency] = 8,
        [JET_coltypIEEESingle] = 4,
        [JET_coltypIEEEDouble] = 8,
        [JET_coltypDateTime] = 8,
        [JET_coltypGUID] = 16,
        [JET_coltypUnsignedLong] = 4,
        [JET_coltypLongLong] = 8,
        [JET_coltypUnsignedShort] = 2,
        [JET_coltypUnsignedLongLong] = 8,
    };

    return type < sizeof sizes ? sizes[type] : 0;
}

uint32_t column_fixed_size(const struct column *column)
{
    const uint32_t size = coltyp_size(column->type);

    return size != 0 ? size : column->max;
}

/* Own columns of one class: entry of fid `first` + i. */
static const struct column *pick(struct column *const *columns, uint32_t count, uint32_t first, uint32_t fid)
{
    return fid >= first && fid - first < count ? columns[fid - first] : NULL;
}

const struct column *table_column(const struct table *table, JET_COLUMNID id)
{
    const uint32_t fid = column_fid(id);
    const struct column *column;

    if (table->parent != NULL && id & COLUMN_ID_TEMPLATE) {
        return table_column(table->parent, id);
    }
    if (fid <= FID_FIXED_LAST) {
        column = pick(table->fixed, table->fixed_count, table->fixed_first, fid);
    } else if (fid <= FID_VARIABLE_LAST) {
        column = pick(table->variable, table->variable_count, table->variable_first, fid);
    } else {
        column = pick(table->tagged, table->tagged_count, FID_TAGGED_FIRST, fid);
    }
    return column != NULL && column->id == id ? column : NULL;
}

const struct column *table_column_by_name(const struct table *table, const char *name)
{
    if (table->names != NULL) {
        for (uint32_t slot = name_hash(name) & table->names_mask; table->names[slot] != 0;
             slot = (slot + 1) & table->names_mask) {
            const struct column *column = &table->columns[table->names[slot] - 1];

            if (name_compare(column->name, name) == 0) {
                return column;
            }
        }
    } else {
        for (uint32_t i = 0; i < table->column_count; i++) {
            if (name_compare(table->columns[i].name, name) == 0) {
                return &table->columns[i];
            }
        }
    }
    return table->parent != NULL ? table_column_by_name(table->parent, name) : NULL;
}

const struct column *table_next_column(const struct table *table, uint32_t *at)
{
    if (*at < table->column_count) {
        return &table->columns[(*at)++];
    }
    if (table->parent != NULL && *at - table->column_count < table->parent->column_count) {
        return &table->parent->columns[(*at)++ - table->column_count];
    }
    return NULL;
}

uint32_t table_column_total(const struct table *table)
{
    return table->column_count + (table->parent != NULL ? table->parent->column_count : 0);
}

const struct index *table_index(const struct table *table, const char *name)
{
    if (name == NULL || *name == '\0') {
        return table->primary;
    }
    for (uint32_t i = 0; i < table->index_count; i++) {
        if (name_compare(table->indexes[i]->name, name) == 0) {
            return table->indexes[i];
        }
    }
    return NULL;
}
