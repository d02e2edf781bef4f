/*
 * expected_row.c - expected values of a record.
 */
#include "expected_row.h"

#include "test.h"

void expected_row_clear(struct expected_row *row)
{
    row->cell_count = 0;
    row->value_count = 0;
    row->used = 0;
}

void expected_row_free(struct expected_row *row)
{
    free(row->cells);
    free(row->values);
    free(row->bytes);
    memset(row, 0, sizeof *row);
}

void expected_row_add_cell(struct expected_row *row, JET_COLUMNID id)
{
    if (row->cell_count == row->cell_capacity) {
        row->cell_capacity = row->cell_capacity == 0 ? 64 : 2 * row->cell_capacity;
        row->cells = realloc(row->cells, row->cell_capacity * sizeof *row->cells);
        assert_non_null(row->cells);
    }
    row->cells[row->cell_count++] =
        (struct expected_cell){.id = id, .first = row->value_count, .error = JET_errSuccess};
}

uint8_t *expected_row_room(struct expected_row *row, size_t size)
{
    uint8_t *at;

    if (row->capacity - row->used <= size) {
        row->capacity = 2 * (row->capacity + size) + 64;
        row->bytes = realloc(row->bytes, row->capacity);
        assert_non_null(row->bytes);
    }
    at = row->bytes + row->used;
    row->used += size;
    return at;
}

struct expected_value *expected_row_end_value(struct expected_row *row)
{
    struct expected_value *value;
    size_t at = 0;

    (void)expected_row_room(row, 0);
    if (row->value_count == row->value_capacity) {
        row->value_capacity = row->value_capacity == 0 ? 64 : 2 * row->value_capacity;
        row->values = realloc(row->values, row->value_capacity * sizeof *row->values);
        assert_non_null(row->values);
    }
    if (row->value_count > 0) {
        at = row->values[row->value_count - 1].at + row->values[row->value_count - 1].known;
    }
    value = &row->values[row->value_count++];
    memset(value, 0, sizeof *value);
    value->at = at;
    value->size = value->known = row->used - at;
    row->cells[row->cell_count - 1].count++;
    return value;
}

void expected_row_clear_cell(struct expected_row *row)
{
    struct expected_cell *cell = &row->cells[row->cell_count - 1];

    row->value_count = cell->first;
    cell->count = 0;
    row->used = 0;
    if (row->value_count > 0) {
        row->used = row->values[row->value_count - 1].at + row->values[row->value_count - 1].known;
    }
}

static int by_id(const void *key, const void *element)
{
    const JET_COLUMNID id = *(const JET_COLUMNID *)key;
    const struct expected_cell *cell = element;

    return (id > cell->id) - (id < cell->id);
}

const struct expected_cell *expected_row_find(const struct expected_row *row, JET_COLUMNID id)
{
    return row->cell_count == 0 ? NULL : bsearch(&id, row->cells, row->cell_count, sizeof *row->cells, by_id);
}

/* With the offset basis of the program that wrote the dumps, which is not the customary one. */
static uint64_t fnv1a(const uint8_t *bytes, size_t size)
{
    uint64_t hash = 1469598103934665603u;

    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ bytes[i]) * 0x100000001b3u;
    }
    return hash;
}

bool expected_value_is(const struct expected_row *row, const struct expected_cell *cell, unsigned index,
                       const void *bytes, size_t size)
{
    const struct expected_value *value = &row->values[cell->first + index];

    return size == value->size &&
           (value->known == 0 || memcmp(row->bytes + value->at, bytes, value->known) == 0) &&
           (!value->has_digest || fnv1a(bytes, size) == value->fnv1a);
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

long hex_decode(const char *hex, size_t digits, uint8_t *out)
{
    if (digits % 2 != 0) {
        return -1;
    }
    for (size_t i = 0; i < digits; i += 2) {
        int high = hex_digit(hex[i]), low = hex_digit(hex[i + 1]);

        if (high < 0 || low < 0) {
            return -1;
        }
        out[i / 2] = (uint8_t)(high << 4 | low);
    }
    return (long)(digits / 2);
}
