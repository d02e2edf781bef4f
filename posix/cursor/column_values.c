/*
 * column_values.c - walking over the columns of a row.
 */
#include "cursor/column_values.h"

#include "try.h"

JET_ERR column_values_get(const struct column_values *values, uint32_t instance, struct value *value)
{
    if (values->one) {
        *value = values->value;
        return JET_errSuccess;
    }
    return tagged_instance(&values->many, instance, value);
}

/* The last fixed and variable fids that there is something of. */
static void last_fids(struct row *row, bool with_defaults, uint32_t *fixed, uint32_t *variable)
{
    const struct row_defaults *defaults = row_defaults(row);

    *fixed = row->record.fixed_last;
    *variable = row->record.variable_last;
    if (with_defaults) {
        *fixed = defaults->fixed_last > *fixed ? defaults->fixed_last : *fixed;
        *variable = defaults->variable_last > *variable ? defaults->variable_last : *variable;
    }
}

static JET_ERR find_plain(struct row *row, const struct column *column, bool with_defaults,
                          struct column_values *values)
{
    uint32_t fixed, variable;

    last_fids(row, with_defaults, &fixed, &variable);
    values->one = true;
    values->found = column_fid(column->id) <= (column_is_fixed(column) ? fixed : variable);
    if (values->found) {
        JET_TRY(record_value(&row->record, column, 1, &values->value));
        values->count = values->value.flags & VALUE_NULL ? 0 : 1;
    }
    return JET_errSuccess;
}

JET_ERR column_values_find(struct row *row, const struct column *column, bool with_defaults,
                           struct column_values *values)
{
    uint32_t entry;

    *values = (struct column_values){.column = column};
    if (!column_is_tagged(column)) {
        return find_plain(row, column, with_defaults, values);
    }
    values->found = record_find_tagged(&row->record, column, &entry);
    if (values->found) {
        JET_TRY(record_tagged(&row->record, entry, &values->many));
        values->count = values->many.count;
    } else if (with_defaults) {
        JET_TRY(record_value(&row->record, column, 1, &values->value));
        values->found = values->one = !(values->value.flags & VALUE_NULL);
        values->count = values->found ? 1 : 0;
    }
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------- all columns */

static JET_ERR visit_plain(struct row *row, const struct column_walk *walk, struct column *const *columns,
                           uint32_t count, uint32_t last)
{
    for (uint32_t i = 0; i < count; i++) {
        struct column_values values = {.column = columns[i], .found = true, .one = true};

        if (columns[i] == NULL || column_fid(columns[i]->id) > last) {
            continue;
        }
        JET_TRY(record_value(&row->record, columns[i], 1, &values.value));
        values.count = values.value.flags & VALUE_NULL ? 0 : 1;
        JET_TRY(walk->visit(walk->context, &values));
    }
    return JET_errSuccess;
}

static JET_ERR visit_step(const struct column_walk *walk, const struct tagged_step *step)
{
    struct column_values values = {
        .column = step->column, .found = true, .one = step->is_default, .count = step->count};

    if (step->is_default) {
        if (step->column->flags & COLUMN_USER_DEFINED_DEFAULT) {
            return JET_errSuccess;
        }
        JET_TRY(tagged_step_value(step, 1, &values.value));
    } else {
        values.many = step->value;
    }
    return walk->visit(walk->context, &values);
}

/* The columns of one table: those of a template come before its derived table's. */
static JET_ERR visit_table(struct row *row, const struct column_walk *walk, const struct table *table,
                           struct tagged_walk *tagged, struct tagged_step *step)
{
    const bool own = table == row->table;
    uint32_t fixed, variable;

    if (!walk->tagged_only) {
        last_fids(row, walk->with_defaults, &fixed, &variable);
        JET_TRY(visit_plain(row, walk, table->fixed, table->fixed_count, fixed));
        JET_TRY(visit_plain(row, walk, table->variable, table->variable_count, variable));
    }
    while (step->column != NULL && (own || step->column->id & COLUMN_ID_TEMPLATE)) {
        JET_TRY(visit_step(walk, step));
        JET_TRY(tagged_walk_next(tagged, step));
    }
    return JET_errSuccess;
}

JET_ERR column_walk(struct row *row, const struct column_walk *walk)
{
    struct tagged_walk tagged;
    struct tagged_step step;

    tagged_walk_begin(&tagged, row, walk->with_defaults);
    JET_TRY(tagged_walk_next(&tagged, &step));
    if (row->table->parent != NULL) {
        JET_TRY(visit_table(row, walk, row->table->parent, &tagged, &step));
    }
    return visit_table(row, walk, row->table, &tagged, &step);
}

JET_ERR column_walk_bound(struct row *row, const struct column_walk *walk, uint32_t *bound)
{
    const struct table *table = row->table;
    struct tagged_walk tagged;
    struct tagged_step step;

    *bound = table->fixed_count + table->variable_count;
    if (table->parent != NULL) {
        *bound += table->parent->fixed_count + table->parent->variable_count;
    }
    tagged_walk_begin(&tagged, row, walk->with_defaults);
    do {
        JET_TRY(tagged_walk_next(&tagged, &step));
        *bound += step.column != NULL;
    } while (step.column != NULL);
    return JET_errSuccess;
}
