/*
 * temp_rows.c - rows in memory in the order of their keys.
 */
#include "cursor/temp_rows.h"

#include <stdlib.h>

#include "diag.h"
#include "sort/sort.h"
#include "try.h"

enum { ROWS_PER_BLOCK = 512, BLOCKS_FIRST = 16 };

struct temp_rows_block {
    uint32_t count; /* not 0 */
    struct temp_row *rows[ROWS_PER_BLOCK];
};

static JET_ERR no_memory(void)
{
    return diag_fail(JET_errOutOfMemory, "no memory for the rows of a temporary table");
}

/* ------------------------------------------------------------------------------------------------ one row */

struct temp_row *temp_row_make(struct bytes key, struct bytes data, struct temp_values *values)
{
    struct temp_row *row = malloc(sizeof *row + key.size + data.size);

    if (row == NULL) {
        diag_record("no memory for a row of a temporary table");
        return NULL;
    }
    row->references = 1;
    row->key_size = key.size;
    row->data_size = data.size;
    row->values = (struct temp_values){0};
    memcpy(row->bytes, key.at, key.size);
    memcpy(row->bytes + key.size, data.at, data.size);
    if (values != NULL) {
        row->values = *values;
        *values = (struct temp_values){0};
    }
    return row;
}

struct temp_row *temp_row_hold(struct temp_row *row)
{
    row->references++;
    return row;
}

void temp_row_release(struct temp_row *row)
{
    if (row != NULL && --row->references == 0) {
        temp_values_free(&row->values);
        free(row);
    }
}

void temp_values_free(struct temp_values *values)
{
    for (uint32_t i = 0; i < values->count; i++) {
        free((void *)(uintptr_t)values->values[i].at);
    }
    free(values->values);
    *values = (struct temp_values){0};
}

/* ----------------------------------------------------------------------------------------------- searches */

void temp_rows_free(struct temp_rows *rows)
{
    for (uint32_t i = 0; i < rows->block_count; i++) {
        for (uint32_t k = 0; k < rows->blocks[i]->count; k++) {
            temp_row_release(rows->blocks[i]->rows[k]);
        }
        free(rows->blocks[i]);
    }
    free(rows->blocks);
    *rows = (struct temp_rows){0};
}

/* The first block whose last row is not below `key`; the last block when all are. */
static uint32_t find_block(const struct temp_rows *rows, struct bytes key)
{
    uint32_t low = 0, high = rows->block_count - 1;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const struct temp_rows_block *block = rows->blocks[middle];

        if (sort_compare_bytes(temp_row_key(block->rows[block->count - 1]), key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool temp_rows_find(const struct temp_rows *rows, struct bytes key, struct temp_position *position)
{
    const struct temp_rows_block *block;
    uint32_t low = 0, high;
    bool equal = false;

    position->version = rows->version;
    position->block = position->index = 0;
    if (rows->block_count == 0) {
        return false;
    }
    position->block = find_block(rows, key);
    block = rows->blocks[position->block];
    for (high = block->count; low < high;) {
        const uint32_t middle = low + (high - low) / 2;
        const int order = sort_compare_bytes(temp_row_key(block->rows[middle]), key);

        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
            equal = order == 0;
        }
    }
    position->index = low;
    return equal;
}

struct temp_row *temp_rows_at(const struct temp_rows *rows, const struct temp_position *position)
{
    if (position->block >= rows->block_count || position->index >= rows->blocks[position->block]->count) {
        return NULL;
    }
    return rows->blocks[position->block]->rows[position->index];
}

struct temp_position temp_rows_begin(const struct temp_rows *rows)
{
    return (struct temp_position){.version = rows->version};
}

struct temp_position temp_rows_end(const struct temp_rows *rows)
{
    struct temp_position position = {.version = rows->version};

    if (rows->block_count > 0) {
        position.block = rows->block_count - 1;
        position.index = rows->blocks[position.block]->count;
    }
    return position;
}

bool temp_rows_next(const struct temp_rows *rows, struct temp_position *position)
{
    if (temp_rows_at(rows, position) == NULL) {
        return false;
    }
    position->index++;
    if (position->index == rows->blocks[position->block]->count && position->block + 1 < rows->block_count) {
        position->block++;
        position->index = 0;
    }
    return true;
}

bool temp_rows_previous(const struct temp_rows *rows, struct temp_position *position)
{
    if (position->index > 0) {
        position->index--;
        return true;
    }
    if (position->block == 0) {
        return false;
    }
    position->block--;
    position->index = rows->blocks[position->block]->count - 1;
    return true;
}

/* ------------------------------------------------------------------------------------------------ changes */

/* Puts an empty block at place `at`, which the caller fills. */
static JET_ERR add_block(struct temp_rows *rows, uint32_t at)
{
    struct temp_rows_block *block;

    if (rows->block_count == rows->block_capacity) {
        const uint32_t capacity = rows->block_capacity == 0 ? BLOCKS_FIRST : 2 * rows->block_capacity;
        struct temp_rows_block **blocks = realloc(rows->blocks, sizeof(*blocks) * capacity);

        if (blocks == NULL) {
            return no_memory();
        }
        rows->blocks = blocks;
        rows->block_capacity = capacity;
    }
    block = malloc(sizeof *block);
    if (block == NULL) {
        return no_memory();
    }
    block->count = 0;
    memmove(rows->blocks + at + 1, rows->blocks + at, sizeof(*rows->blocks) * (rows->block_count - at));
    rows->blocks[at] = block;
    rows->block_count++;
    return JET_errSuccess;
}

/* Makes room in a full block: half of its rows go to a new one, or none when rows come in ascending order. */
static JET_ERR split(struct temp_rows *rows, struct temp_position *position)
{
    const bool appends = position->index == ROWS_PER_BLOCK && position->block + 1 == rows->block_count;
    const uint32_t keep = appends ? ROWS_PER_BLOCK : ROWS_PER_BLOCK / 2;
    struct temp_rows_block *left, *right;

    JET_TRY(add_block(rows, position->block + 1));
    left = rows->blocks[position->block];
    right = rows->blocks[position->block + 1];
    right->count = left->count - keep;
    memcpy(right->rows, left->rows + keep, sizeof(*left->rows) * right->count);
    left->count = keep;
    if (position->index > keep || appends) {
        position->block++;
        position->index -= keep;
    }
    return JET_errSuccess;
}

JET_ERR temp_rows_insert(struct temp_rows *rows, struct temp_row *row)
{
    struct temp_position position;
    struct temp_rows_block *block;

    if (temp_rows_find(rows, temp_row_key(row), &position)) {
        return diag_fail(JET_errKeyDuplicate, "the temporary table has a row with this key");
    }
    if (rows->count == UINT32_MAX) {
        return diag_fail(JET_errTooManyRecords, "a temporary table in memory holds no more rows");
    }
    if (rows->block_count == 0) {
        JET_TRY(add_block(rows, 0));
    } else if (rows->blocks[position.block]->count == ROWS_PER_BLOCK) {
        JET_TRY(split(rows, &position));
    }
    block = rows->blocks[position.block];
    memmove(block->rows + position.index + 1, block->rows + position.index,
            sizeof(*block->rows) * (block->count - position.index));
    block->rows[position.index] = temp_row_hold(row);
    block->count++;
    rows->count++;
    rows->version++;
    return JET_errSuccess;
}

void temp_rows_replace(struct temp_rows *rows, struct temp_row *row)
{
    struct temp_position position;

    if (temp_rows_find(rows, temp_row_key(row), &position)) {
        struct temp_row **slot = &rows->blocks[position.block]->rows[position.index];

        temp_row_release(*slot);
        *slot = temp_row_hold(row);
    }
}

struct temp_row *temp_rows_remove(struct temp_rows *rows, struct bytes key)
{
    struct temp_position position;
    struct temp_rows_block *block;
    struct temp_row *row;

    if (!temp_rows_find(rows, key, &position)) {
        return NULL;
    }
    block = rows->blocks[position.block];
    row = block->rows[position.index];
    block->count--;
    memmove(block->rows + position.index, block->rows + position.index + 1,
            sizeof(*block->rows) * (block->count - position.index));
    if (block->count == 0) {
        free(block);
        rows->block_count--;
        memmove(rows->blocks + position.block, rows->blocks + position.block + 1,
                sizeof(*rows->blocks) * (rows->block_count - position.block));
    }
    rows->count--;
    rows->version++;
    return row;
}
