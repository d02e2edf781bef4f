/*
 * update_count.c - numbers that a table gives out: of its auto-increment column, of rows without a primary index.
 *
 * The first number after an attach is one more than the highest in the table, also of rows that are not committed; from then on
 * the table's counters know. A number that was given out is gone, whatever becomes of its row.
 */
#include "cursor/update.h"

#include "diag.h"
#include "try.h"

/* ---------------------------------------------------------------------------------------------- the highest number */

/* The number of a record; 0 when it has none, or one that counts nothing. */
static JET_ERR number_of(const struct update *update, struct bytes bytes, uint64_t *number)
{
    struct record record;
    struct value value;

    *number = 0;
    JET_TRY(record_open(&record, update->table, bytes, update->record.page_size));
    JET_TRY(record_value(&record, update->number, 1, &value));
    if (value.flags & VALUE_NULL) {
        return JET_errSuccess;
    }
    if (value.bytes.size == sizeof(uint32_t)) {
        *number = get_u32(value.bytes.at);
        if (update->number->type == JET_coltypLong && *number > INT32_MAX) {
            *number = 0;
        }
    } else if (value.bytes.size == sizeof(uint64_t)) {
        *number = get_u64(value.bytes.at);
        if (update->number->type != JET_coltypUnsignedLongLong && *number > INT64_MAX) {
            *number = 0;
        }
    }
    return JET_errSuccess;
}

/* An index whose end knows the highest number: every row is in it, in order of the numbers. */
static const struct index *index_of_numbers(const struct update *update)
{
    for (uint32_t i = 0; i < update->table->index_count; i++) {
        const struct index *index = update->table->indexes[i];

        if (index->segment_count > 0 && index->segments[0].column == update->number &&
            index->condition_count == 0 && !index->is_tuple) {
            return index;
        }
    }
    return NULL;
}

/* The record that an entry of a secondary index belongs to. */
static JET_ERR record_of_entry(struct update *update, const struct tree_cursor *entry, struct bytes *record)
{
    struct page_node node;
    int order;
    JET_ERR err;

    tree_entry(entry, &node);
    err = tree_seek(&update->at, node.data, no_bytes, &order);
    if (err == JET_errRecordNotFound || (err >= 0 && order != 0)) {
        return diag_fail(JET_errSecondaryIndexCorrupted,
                         "table '%s': an index has an entry of a record that is not there",
                         update->table->name);
    }
    JET_TRY(err);
    tree_entry(&update->at, &node);
    *record = node.data;
    return JET_errSuccess;
}

static JET_ERR highest_in_index(struct update *update, const struct index *index, uint64_t *highest)
{
    struct tree_cursor cursor;
    struct page_node node;
    struct bytes record;
    JET_ERR err;

    tree_cursor_init(&cursor, &index->tree);
    JET_TRY_OR(index->segments[0].descending ? tree_first(&cursor) : tree_last(&cursor), end);
    tree_entry(&cursor, &node);
    record = node.data;
    if (!index->is_primary) {
        JET_TRY_OR(record_of_entry(update, &cursor, &record), end);
    }
    err = number_of(update, record, highest);
end:
    tree_cursor_free(&cursor);
    tree_to_before_first(&update->at);
    return err;
}

static JET_ERR highest_of_all(struct update *update, uint64_t *highest)
{
    uint64_t number;
    JET_ERR err;

    for (err = tree_first(&update->at); err >= 0; err = tree_next(&update->at)) {
        struct page_node node;

        tree_entry(&update->at, &node);
        JET_TRY_OR(number_of(update, node.data, &number), end);
        *highest = number > *highest ? number : *highest;
    }
end:
    tree_to_before_first(&update->at);
    return err;
}

static JET_ERR look_up_number(struct update *update, uint64_t *next)
{
    const struct index *index = index_of_numbers(update);
    uint64_t highest = 0;
    JET_ERR err =
        index != NULL ? highest_in_index(update, index, &highest) : highest_of_all(update, &highest);

    if (err < 0 && err != JET_errNoCurrentRecord) {
        return err;
    }
    *next = highest + 1;
    return JET_errSuccess;
}

/* ---------------------------------------------------------------------------------------------- auto-increment */

static uint64_t most_of(const struct column *column)
{
    return column->type == JET_coltypLong               ? INT32_MAX
           : column->type == JET_coltypUnsignedLongLong ? UINT64_MAX - 1
                                                        : INT64_MAX;
}

/* The next number; `takes` says that it is given out. */
static JET_ERR next_number(struct update *update, bool takes, uint64_t *number)
{
    struct table_counters *counters;
    JET_ERR err = JET_errSuccess;

    JET_TRY(table_counters_of(update->table, &counters));
    os_mutex_lock(&counters->lock);
    if (counters->next_number == 0) {
        err = look_up_number(update, &counters->next_number);
    }
    *number = counters->next_number;
    if (err >= 0 && takes) {
        if (*number > most_of(update->number)) {
            err = diag_fail(JET_errOutOfAutoincrementValues, "table '%s': column '%s' has no number left",
                            update->table->name, update->number->name);
        } else {
            counters->next_number++;
        }
    }
    os_mutex_unlock(&counters->lock);
    return err;
}

JET_ERR update_set_number(struct table_cursor *cursor)
{
    struct update *update = cursor->update;
    uint8_t bytes[sizeof(uint64_t)];
    struct value value = {.bytes = {bytes, 0}, .flags = 0};
    uint64_t number;

    if (update->number == NULL) {
        return JET_errSuccess;
    }
    JET_TRY(next_number(update, true, &number));
    put_u64(bytes, number);
    value.bytes.size = column_fixed_size(update->number);
    update->columns |= column_mask(update->number->id);
    return record_builder_set(&update->record, update->number, 1, &value);
}

JET_ERR update_check_number(struct table_cursor *cursor)
{
    struct update *update = cursor->update;
    uint64_t number, next;
    struct record record;
    struct value value;

    JET_TRY(
        record_open(&record, update->table, record_builder_bytes(&update->record), update->record.page_size));
    JET_TRY(record_value(&record, update->number, 1, &value));
    if (value.flags & VALUE_NULL) {
        return diag_fail(JET_errAutoIncrementNotSet, "column '%s' has to be set", update->number->name);
    }
    JET_TRY(next_number(update, false, &next));
    number = value.bytes.size == sizeof(uint32_t) ? get_u32(value.bytes.at) : get_u64(value.bytes.at);
    if (number == 0) {
        return diag_fail(JET_errInvalidParameter, "column '%s': 0 is no number of a row",
                         update->number->name);
    }
    if (number >= next) {
        return diag_fail(JET_errSetAutoIncrementTooHigh, "column '%s': %llu was not given out yet",
                         update->number->name, (unsigned long long)number);
    }
    return JET_errSuccess;
}

/* --------------------------------------------------------------------------------------------- numbers of rows */

static JET_ERR look_up_row(struct update *update, uint64_t *next)
{
    uint8_t key[sizeof(uint32_t)] = {0};
    JET_ERR err = tree_last(&update->at);

    if (err == JET_errNoCurrentRecord) {
        *next = 1;
        return JET_errSuccess;
    }
    JET_TRY(err);
    if (tree_key(&update->at, key, sizeof key) != sizeof key) {
        err = diag_fail(JET_errDatabaseCorrupted, "table '%s': the key of the last row is no number",
                        update->table->name);
    } else {
        *next = get_big_u32(key) + 1ull;
    }
    tree_to_before_first(&update->at);
    return err;
}

JET_ERR update_next_row(struct table_cursor *cursor, struct key *key)
{
    struct update *update = cursor->update;
    struct table_counters *counters;
    JET_ERR err = JET_errSuccess;

    JET_TRY(table_counters_of(update->table, &counters));
    os_mutex_lock(&counters->lock);
    if (counters->next_row == 0) {
        err = look_up_row(update, &counters->next_row);
    }
    if (err >= 0 && counters->next_row > UINT32_MAX) {
        err = diag_fail(JET_errOutOfSequentialIndexValues, "table '%s' has no number left for a row",
                        update->table->name);
    }
    if (err >= 0) {
        put_big_u32(key->bytes, (uint32_t)counters->next_row++);
        key->size = sizeof(uint32_t);
        key->truncated = false;
    }
    os_mutex_unlock(&counters->lock);
    return err;
}
