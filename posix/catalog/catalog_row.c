/*
 * catalog_row.c - rows of MSysObjects, one after the other.
 */
#include "catalog/catalog_row.h"

#include "try.h"

enum { NORMALISED_LONG_SIZE = 5, SEGMENT_DATA = 0x7F };

void catalog_row_begin(struct catalog_row *row, const struct session *session, const struct table *catalog)
{
    row->catalog = catalog;
    tree_cursor_init(&row->cursor, &catalog->tree);
    row->cursor.reader = session;
}

void catalog_row_end(struct catalog_row *row)
{
    tree_cursor_free(&row->cursor);
}

static JET_ERR open_row(struct catalog_row *row)
{
    struct bytes data;

    JET_TRY(tree_data(&row->cursor, &data));
    return record_open(&row->record, row->catalog, data, row->catalog->database->page_size);
}

JET_ERR catalog_row_seek(struct catalog_row *row, uint32_t objid)
{
    const struct bytes none = {(const uint8_t *)"", 0};
    uint8_t key[NORMALISED_LONG_SIZE];
    int order;

    key[0] = SEGMENT_DATA;
    put_big_u32(key + 1, objid ^ 0x80000000u);
    JET_TRY(tree_seek(&row->cursor, (struct bytes){key, sizeof key}, none, &order));
    return open_row(row);
}

JET_ERR catalog_row_next(struct catalog_row *row)
{
    JET_TRY(tree_next(&row->cursor));
    return open_row(row);
}

uint32_t catalog_row_number(const struct catalog_row *row, enum catalog_column column, uint32_t absent)
{
    struct value value;

    if (record_value(&row->record, &catalog_columns[column], 1, &value) < 0 || value.flags & VALUE_NULL) {
        return absent;
    }
    switch (value.bytes.size) {
    case 1:
        return value.bytes.at[0];
    case 2:
        return get_u16(value.bytes.at);
    case 4:
        return get_u32(value.bytes.at);
    default:
        return absent;
    }
}

struct bytes catalog_row_bytes(const struct catalog_row *row, enum catalog_column column)
{
    const struct bytes none = {(const uint8_t *)"", 0};
    struct value value;

    if (record_value(&row->record, &catalog_columns[column], 1, &value) < 0 ||
        value.flags & (VALUE_NULL | VALUE_SEPARATED | VALUE_COMPRESSED | VALUE_ENCRYPTED)) {
        return none;
    }
    return value.bytes;
}
