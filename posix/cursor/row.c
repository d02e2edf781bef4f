/*
 * row.c - rows: holding the record, and what the schema says about its columns.
 */
#include "cursor/row.h"

#include <stdlib.h>

#include "diag.h"
#include "try.h"

void row_init(struct row *row, const struct row_source *source, const struct table *table,
              struct long_value_reader *values)
{
    *row = (struct row){.source = source, .table = table, .values = values};
}

void row_free(struct row *row)
{
    free(row->copy);
    row->copy = NULL;
}

void row_follow(struct row *row, const struct table *table)
{
    row->table = table;
    row->defaults = (struct row_defaults){0};
}

JET_ERR row_hold(struct row *row)
{
    if (!row->held) {
        JET_TRY(row->source->hold(row));
        row->held = true;
    }
    return JET_errSuccess;
}

JET_ERR row_let_go(struct row *row)
{
    if (!row->held) {
        return JET_errSuccess;
    }
    row->held = false;
    return row->source->let_go(row);
}

static JET_ERR copy_record(struct row *row)
{
    const struct bytes bytes = row->record.bytes;

    if (bytes.size > row->copy_size) {
        uint8_t *copy = realloc(row->copy, bytes.size);

        if (copy == NULL) {
            return diag_fail(JET_errOutOfMemory, "no memory for a copy of a record of %u bytes", bytes.size);
        }
        row->copy = copy;
        row->copy_size = bytes.size;
    }
    memcpy(row->copy, bytes.at, bytes.size);
    row->record.tagged.at = row->copy + (row->record.tagged.at - bytes.at);
    row->record.bytes.at = row->copy;
    return JET_errSuccess;
}

JET_ERR row_detach(struct row *row)
{
    JET_ERR err;

    JET_TRY(row_hold(row));
    err = copy_record(row);
    if (err < 0) {
        (void)row_let_go(row);
        return err;
    }
    return row_let_go(row);
}

const struct row_defaults *row_defaults(struct row *row)
{
    struct row_defaults *defaults = &row->defaults;
    const struct column *column;
    uint32_t at = 0;

    if (defaults->known) {
        return defaults;
    }
    while ((column = table_next_column(row->table, &at)) != NULL) {
        const uint32_t fid = column_fid(column->id);

        if (!(column->flags & COLUMN_DEFAULT)) {
            continue;
        }
        defaults->user_defined |= (column->flags & COLUMN_USER_DEFINED_DEFAULT) != 0;
        if (column_is_tagged(column)) {
            defaults->tagged = true;
        } else if (column_is_fixed(column)) {
            defaults->fixed_last = fid > defaults->fixed_last ? fid : defaults->fixed_last;
        } else {
            defaults->variable_last = fid > defaults->variable_last ? fid : defaults->variable_last;
        }
    }
    defaults->known = true;
    return defaults;
}

JET_ERR column_access(const struct table *table, JET_COLUMNID id, const struct column **column)
{
    const uint32_t fid = id & ~COLUMN_ID_TEMPLATE;

    if (fid == 0 || fid > FID_TAGGED_LAST) {
        return diag_fail(JET_errBadColumnId, "0x%x is no column id", id);
    }
    *column = table_column(table, id);
    if (*column == NULL) {
        return diag_fail(JET_errColumnNotFound, "table '%s' has no column 0x%x", table->name, id);
    }
    return JET_errSuccess;
}

/* ---------------------------------------------------------------------------------------------------- tagged
 * walk */

void tagged_walk_begin(struct tagged_walk *walk, struct row *row, bool with_defaults)
{
    walk->record = &row->record;
    walk->with_defaults = with_defaults && row_defaults(row)->tagged;
    walk->entry = 0;
    walk->candidate = 0;
}

/* Where a column stands in the directory of a record: what a derived table inherits comes first. */
static uint32_t directory_order(const struct table *table, const struct column *column)
{
    const bool derived =
        table->parent != NULL && column->id & COLUMN_ID_TEMPLATE && column->flags & COLUMN_TEMPLATE_ESE98;

    return column_fid(column->id) | (derived ? 0 : 0x10000u);
}

/* The next tagged column of the schema that has a default and is not in the record. */
static const struct column *next_default(struct tagged_walk *walk)
{
    const struct table *table = walk->record->table;
    const uint32_t inherited = table->parent != NULL ? table->parent->tagged_count : 0;
    uint32_t entry;

    for (; walk->candidate < inherited + table->tagged_count; walk->candidate++) {
        const uint32_t at = walk->candidate;
        const struct column *column =
            at < inherited ? table->parent->tagged[at] : table->tagged[at - inherited];

        if (column != NULL && column->flags & COLUMN_DEFAULT &&
            !record_find_tagged(walk->record, column, &entry)) {
            return column;
        }
    }
    return NULL;
}

/* The next entry of the record whose column exists; step->column is NULL when there is none. */
static JET_ERR next_entry(struct tagged_walk *walk, struct tagged_step *step)
{
    step->column = NULL;
    for (; walk->entry < walk->record->tagged_count; walk->entry++) {
        JET_TRY(record_tagged(walk->record, walk->entry, &step->value));
        step->column = table_column(walk->record->table, step->value.id);
        if (step->column != NULL && column_is_tagged(step->column)) {
            step->count = step->value.count;
            step->is_default = false;
            return JET_errSuccess;
        }
        step->column = NULL;
    }
    return JET_errSuccess;
}

JET_ERR tagged_walk_next(struct tagged_walk *walk, struct tagged_step *step)
{
    const struct column *other;

    JET_TRY(next_entry(walk, step));
    other = walk->with_defaults ? next_default(walk) : NULL;
    if (other != NULL && (step->column == NULL || directory_order(walk->record->table, other) <
                                                      directory_order(walk->record->table, step->column))) {
        step->column = other;
        step->is_default = true;
        step->count = 1;
        walk->candidate++;
    } else {
        walk->entry++;
    }
    return JET_errSuccess;
}

JET_ERR tagged_step_value(const struct tagged_step *step, uint32_t instance, struct value *value)
{
    if (step->is_default) {
        value->bytes = step->column->default_value;
        value->flags = VALUE_DEFAULT;
        return JET_errSuccess;
    }
    return tagged_instance(&step->value, instance, value);
}
