/*
 * model_key.c - keys of rows by the published rules (reference api-semantics 5.6 and 6.2), written again for the model.
 */
#include <stdlib.h>
#include <string.h>

#include "model.h"

int key_compare(const uint8_t *left, unsigned left_size, const uint8_t *right, unsigned right_size)
{
    const unsigned common = left_size < right_size ? left_size : right_size;
    const int order = common == 0 ? 0 : memcmp(left, right, common);

    return order != 0 ? order : (int)left_size - (int)right_size;
}

/* ------------------------------------------------------------------------------------------------------ segments */

static void put(struct model_key *key, uint8_t byte, bool inverted)
{
    if (key->size < MODEL_KEY) {
        key->bytes[key->size++] = inverted ? (uint8_t)~byte : byte;
    }
}

static void put_number(struct model_key *key, uint64_t number, unsigned size, bool inverted)
{
    while (size-- > 0) {
        put(key, (uint8_t)(number >> (8 * size)), inverted);
    }
}

static void put_binary(struct model_key *key, const uint8_t *bytes, uint32_t size, bool inverted)
{
    for (uint32_t at = 0; at < size; at += 8) {
        for (uint32_t i = at; i < at + 8; i++) {
            put(key, i < size ? bytes[i] : 0, inverted);
        }
        put(key, size - at > 8 ? 9 : (uint8_t)(size - at), inverted);
    }
}

static void put_guid(struct model_key *key, const uint8_t *bytes, bool inverted)
{
    static const uint8_t order[16] = {10, 11, 12, 13, 14, 15, 8, 9, 6, 7, 4, 5, 0, 1, 2, 3};

    for (unsigned i = 0; i < 16; i++) {
        put(key, bytes[order[i]], inverted);
    }
}

void key_append(struct model_key *key, const struct column_shape *shape, bool is_descending,
                const void *bytes, uint32_t size)
{
    uint64_t number = 0;

    if (bytes == NULL || size == 0) {
        put(key, bytes == NULL ? 0x00 : 0x40, is_descending);
        return;
    }
    put(key, 0x7f, is_descending);
    memcpy(&number, bytes, size < sizeof number ? size : sizeof number);
    switch (shape->type) {
    case TYPE_BIT:
    case TYPE_BYTE:
        put_number(key, number, 1, is_descending);
        break;
    case TYPE_SHORT:
        put_number(key, number ^ 0x8000u, 2, is_descending);
        break;
    case TYPE_LONG:
        put_number(key, number ^ 0x80000000u, 4, is_descending);
        break;
    case TYPE_LONGLONG:
        put_number(key, number ^ (UINT64_C(1) << 63), 8, is_descending);
        break;
    case TYPE_DOUBLE:
        put_number(key, number >> 63 ? ~number : number ^ (UINT64_C(1) << 63), 8, is_descending);
        break;
    case TYPE_GUID:
        put_guid(key, bytes, is_descending);
        break;
    case TYPE_FIXED_BINARY:
        for (uint32_t i = 0; i < size; i++) {
            put(key, ((const uint8_t *)bytes)[i], is_descending);
        }
        break;
    case TYPE_BINARY:
    case TYPE_LONG_BINARY:
        put_binary(key, bytes, size, is_descending);
        break;
    case TYPE_TEXT:
    case TYPE_LONG_TEXT:
        for (uint32_t i = 0; i < size; i++) {
            const uint8_t letter = ((const uint8_t *)bytes)[i];

            put(key, letter >= 'a' && letter <= 'z' ? (uint8_t)(letter - 'a' + 'A') : letter, is_descending);
        }
        put(key, 0, is_descending);
        break;
    }
}

/* ---------------------------------------------------------------------------------------------------- of values */

unsigned cell_values(const struct column_shape *shape, const struct cell *cell)
{
    return cell->state == CELL_VALUES                         ? cell->count
           : cell->state == CELL_ABSENT && shape->has_default ? 1
                                                              : 0;
}

bool cell_value(const struct column_shape *shape, const struct cell *cell, unsigned number,
                const uint8_t **bytes, uint32_t *size)
{
    if (cell->state == CELL_VALUES && number < cell->count) {
        *bytes = cell->value[number]->bytes;
        *size = cell->value[number]->size;
        return true;
    }
    *bytes = (const uint8_t *)&shape->preset;
    *size = sizeof shape->preset;
    return cell->state == CELL_ABSENT && shape->has_default && number == 0;
}

struct list_maker {
    const struct model_table *table;
    const struct model_index *index;
    const struct content *content;
    struct key_list *list;
    unsigned room;
};

static void add_key(struct list_maker *maker, const struct model_key *key)
{
    struct key_list *list = maker->list;
    unsigned at = 0;

    for (; at < list->count; at++) {
        const int order = key_compare(key->bytes, key->size, list->key[at].bytes, list->key[at].size);

        if (order == 0) {
            return;
        }
        if (order < 0) {
            break;
        }
    }
    if (list->count == maker->room) {
        maker->room = maker->room == 0 ? 2 : 2 * maker->room;
        list = maker->list = realloc(list, sizeof *list + maker->room * sizeof list->key[0]);
        if (list == NULL) {
            abort();
        }
    }
    memmove(&list->key[at + 1], &list->key[at], (list->count - at) * sizeof list->key[0]);
    list->key[at] = *key;
    list->count++;
}

/* The key of one choice of values. */
static void add_combination(struct list_maker *maker, const unsigned number[MODEL_PARTS])
{
    const struct index_shape *shape = maker->index->shape;
    unsigned nulls = 0;
    bool first_null = false;
    struct model_key key = {0};

    for (unsigned i = 0; i < maker->index->parts; i++) {
        const unsigned column = maker->index->column[i];
        const struct column_shape *of = maker->table->column[column].shape;
        const uint8_t *bytes;
        uint32_t size;

        if (cell_value(of, &maker->content->cell[column], number[i], &bytes, &size)) {
            key_append(&key, of, shape->part[i].is_descending, bytes, size);
        } else {
            key_append(&key, of, shape->part[i].is_descending, NULL, 0);
            nulls++;
            first_null |= i == 0;
        }
    }
    if ((shape->ignores_null && nulls == maker->index->parts) || (shape->ignores_any_null && nulls > 0) ||
        (shape->ignores_first_null && first_null)) {
        return;
    }
    add_key(maker, &key);
}

static void add_tuples(struct list_maker *maker)
{
    const struct index_shape *shape = maker->index->shape;
    const unsigned column = maker->index->column[0];
    const struct column_shape *of = maker->table->column[column].shape;

    for (unsigned value = 0; value < cell_values(of, &maker->content->cell[column]); value++) {
        const uint8_t *bytes;
        uint32_t size;

        (void)cell_value(of, &maker->content->cell[column], value, &bytes, &size);
        for (uint32_t at = 0; at < MODEL_TUPLES && at + shape->tuple_least <= size; at++) {
            struct model_key key = {0};

            key_append(&key, of, shape->part[0].is_descending, bytes + at,
                       size - at < shape->tuple_most ? size - at : shape->tuple_most);
            add_key(maker, &key);
        }
    }
}

/* By default the values of the first multi-valued column, each with the first of the others. */
static void add_values(struct list_maker *maker)
{
    const struct model_index *index = maker->index;
    unsigned counts[MODEL_PARTS] = {1, 1, 1}, number[MODEL_PARTS], most = 1;
    bool expanded = false;

    for (unsigned i = 0; i < index->parts; i++) {
        const unsigned column = index->column[i];
        const struct column_shape *of = maker->table->column[column].shape;
        const unsigned values = of->is_multi_valued ? cell_values(of, &maker->content->cell[column]) : 1;

        if (of->is_multi_valued && (!expanded || index->shape->is_cross_product || index->shape->is_nested)) {
            counts[i] = values > 0 ? values : 1;
            most = counts[i] > most ? counts[i] : most;
            expanded = true;
        }
    }
    if (index->shape->is_nested) {
        for (unsigned value = 0; value < most; value++) {
            for (unsigned i = 0; i < index->parts; i++) {
                number[i] = maker->table->column[index->column[i]].shape->is_multi_valued ? value : 0;
            }
            add_combination(maker, number);
        }
        return;
    }
    for (number[0] = 0; number[0] < counts[0]; number[0]++) {
        for (number[1] = 0; number[1] < counts[1]; number[1]++) {
            for (number[2] = 0; number[2] < counts[2]; number[2]++) {
                add_combination(maker, number);
            }
        }
    }
}

static bool condition_met(const struct list_maker *maker)
{
    const struct index_shape *shape = maker->index->shape;
    const uint8_t *bytes;
    uint32_t size;

    return shape->condition == NULL || cell_value(maker->table->column[maker->index->condition].shape,
                                                  &maker->content->cell[maker->index->condition], 0, &bytes,
                                                  &size) != shape->condition_is_null;
}

const struct key_list *version_keys(const struct model_table *table, unsigned index, struct version *version)
{
    if (version->keys[index] == NULL) {
        struct list_maker maker = {
            .table = table, .index = &table->index[index], .content = version->content, .room = 1};

        maker.list = calloc(1, sizeof *maker.list + sizeof maker.list->key[0]);
        if (maker.list == NULL) {
            abort();
        }
        if (version->content == NULL || !condition_met(&maker)) {
            version->keys[index] = maker.list;
        } else if (maker.index->shape->tuple_most != 0) {
            add_tuples(&maker);
        } else {
            add_values(&maker);
        }
        version->keys[index] = maker.list;
    }
    return version->keys[index];
}

void index_forget_keys(struct model_table *table, unsigned index)
{
    for (unsigned i = 0; i < table->row_count; i++) {
        for (struct version *version = table->rows[i]->newest; version != NULL; version = version->older) {
            free(version->keys[index]);
            version->keys[index] = NULL;
        }
    }
}
