/*
 * filter.c - JetSetCursorFilter: which records of a table moves and seeks stop at.
 *
 * A filter is a list of terms, all of which must hold. Values of fixed-size types are compared in the form
 * that keys have, binary ones as bytes. NULL is below every value.
 */
#include <stdlib.h>

#include "btree/page_search.h"
#include "cursor/table_cursor_parts.h"
#include "diag.h"
#include "try.h"

enum { NORMALISED_MAX = 1 + 16 }; /* a prefix, and a GUID */

struct term {
    const struct column *column;
    JET_RELOP relation;
    bool is_null;
    bool normalised;
    uint32_t size;
    uint8_t *value; /* in the memory of the filter */
};

struct cursor_filter {
    uint32_t count;
    struct term terms[];
};

JET_ERR filter_refuses(const char *what)
{
    return diag_fail(JET_errFilteredMoveNotSupported, "%s does not go with a cursor filter", what);
}

void filter_free(struct cursor_filter *filter)
{
    free(filter);
}

bool filter_follow(struct cursor_filter *filter, const struct table *table)
{
    for (uint32_t i = 0; i < filter->count; i++) {
        const struct column *column = table_column(table, filter->terms[i].column->id);

        if (column == NULL) {
            return false;
        }
        filter->terms[i].column = column;
    }
    return true;
}

/* ------------------------------------------------------------------------------------------------------------
 * matching */

/* A value as a key of the primary index has it; without one as any index. */
static JET_ERR normalise(const struct table_cursor *cursor, const struct column *column, struct bytes value,
                         uint8_t out[NORMALISED_MAX], uint32_t *size)
{
    static const struct index any = {.key_most = KEY_MOST_DEFAULT};
    const struct index *primary = cursor->head.table->primary;
    const struct key_segment segment = {.column = column};
    bool truncated;

    return key_normalise(primary != NULL ? primary : &any, &segment, value.at, value.size, out,
                         NORMALISED_MAX, size, &truncated);
}

static bool null_matches(const struct term *term)
{
    switch (term->relation) {
    case JET_relopEquals:
    case JET_relopGreaterThanOrEqual:
        return term->is_null;
    case JET_relopNotEquals:
    case JET_relopLessThan:
        return !term->is_null;
    case JET_relopPrefixEquals:
    case JET_relopGreaterThan:
    case JET_relopBitmaskNotEqualsZero:
        return false;
    default:
        return true;
    }
}

static bool any_common_bit(struct bytes left, struct bytes right)
{
    for (uint32_t i = 0; i < left.size && i < right.size; i++) {
        if (left.at[i] & right.at[i]) {
            return true;
        }
    }
    return false;
}

static bool value_matches(const struct term *term, struct bytes value)
{
    const struct bytes wanted = {term->value, term->size};

    switch (term->relation) {
    case JET_relopEquals:
        return !term->is_null && bytes_compare(value, wanted) == 0;
    case JET_relopPrefixEquals:
        return value.size >= wanted.size && bytes_compare((struct bytes){value.at, wanted.size}, wanted) == 0;
    case JET_relopNotEquals:
        return term->is_null || bytes_compare(value, wanted) != 0;
    case JET_relopLessThanOrEqual:
        return !term->is_null && bytes_compare(value, wanted) <= 0;
    case JET_relopLessThan:
        return bytes_compare(value, wanted) < 0;
    case JET_relopGreaterThanOrEqual:
        return bytes_compare(value, wanted) >= 0;
    case JET_relopGreaterThan:
        return term->is_null || bytes_compare(value, wanted) > 0;
    case JET_relopBitmaskEqualsZero:
        return !any_common_bit(value, wanted);
    case JET_relopBitmaskNotEqualsZero:
        return any_common_bit(value, wanted);
    default: /* a relation that does not exist keeps nothing out, as in Windows */
        return true;
    }
}

static JET_ERR term_match(const struct table_cursor *cursor, const struct record *record,
                          const struct term *term, bool *matches)
{
    uint8_t normalised[NORMALISED_MAX];
    struct value value;

    JET_TRY(record_value(record, term->column, 1, &value));
    if (value.flags & VALUE_NULL) {
        *matches = null_matches(term);
        return JET_errSuccess;
    }
    if (value.flags & (VALUE_SEPARATED | VALUE_COMPRESSED | VALUE_ENCRYPTED)) {
        return filter_refuses("a long value");
    }
    if (term->normalised) {
        JET_TRY(normalise(cursor, term->column, value.bytes, normalised, &value.bytes.size));
        value.bytes.at = normalised;
    }
    *matches = value_matches(term, value.bytes);
    return JET_errSuccess;
}

JET_ERR filter_match(struct table_cursor *cursor, bool *matches)
{
    struct record record;
    struct bytes data;

    JET_TRY(tree_data(&cursor->primary.at, &data));
    JET_TRY(record_open(&record, cursor->head.table, data, cursor->head.database->page_size));
    *matches = true;
    for (uint32_t i = 0; *matches && i < cursor->filter->count; i++) {
        JET_TRY(term_match(cursor, &record, &cursor->filter->terms[i], matches));
    }
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------ setting */

static JET_ERR wrong(const char *what)
{
    return diag_fail(JET_errInvalidParameter, "JetSetCursorFilter: %s", what);
}

static JET_ERR check_term(const JET_INDEX_COLUMN *filter, const struct column *column)
{
    const bool bits =
        filter->relop == JET_relopBitmaskEqualsZero || filter->relop == JET_relopBitmaskNotEqualsZero;
    const bool prefix = filter->relop == JET_relopPrefixEquals;

    if (column_is_long(column) || column_is_text(column) || column->flags & COLUMN_USER_DEFINED_DEFAULT) {
        return filter_refuses(column->name);
    }
    if (column->type != JET_coltypBinary && (prefix || filter->grbit & JET_bitZeroLength)) {
        return wrong("prefixes and values of no bytes are for binary columns");
    }
    if (filter->cb == 0) {
        return bits || prefix ? wrong("the relation needs a value") : JET_errSuccess;
    }
    if (column->type != JET_coltypBinary && filter->cb != coltyp_size(column->type)) {
        return wrong("the value is not of the column's size");
    }
    if (bits && (column->type == JET_coltypBit || column->type == JET_coltypGUID ||
                 column->type == JET_coltypBinary)) {
        return wrong("bits are those of numbers");
    }
    return JET_errSuccess;
}

/* Relations of order need comparable forms, and a Bit has many forms of true. */
static bool needs_normalising(const JET_INDEX_COLUMN *filter, const struct column *column)
{
    switch (filter->relop) {
    case JET_relopLessThanOrEqual:
    case JET_relopLessThan:
    case JET_relopGreaterThanOrEqual:
    case JET_relopGreaterThan:
        break;
    default:
        if (column->type != JET_coltypBit) {
            return false;
        }
    }
    return column->type != JET_coltypBinary && filter->cb != 0;
}

static JET_ERR fill_term(const struct table_cursor *cursor, const JET_INDEX_COLUMN *filter, struct term *term)
{
    if ((filter->grbit & ~(JET_GRBIT)JET_bitZeroLength) != 0 || (filter->cb == 0) != (filter->pv == NULL) ||
        (filter->cb != 0 && filter->grbit == JET_bitZeroLength)) {
        return wrong("value, size and options do not go together");
    }
    JET_TRY(column_access(cursor->head.table, filter->columnid, &term->column));
    JET_TRY(check_term(filter, term->column));
    term->relation = filter->relop;
    term->is_null = filter->cb == 0 && !(filter->grbit & JET_bitZeroLength);
    term->normalised = needs_normalising(filter, term->column);
    if (term->normalised) {
        return normalise(cursor, term->column, (struct bytes){filter->pv, filter->cb}, term->value,
                         &term->size);
    }
    term->size = filter->cb;
    if (filter->cb > 0) {
        memcpy(term->value, filter->pv, filter->cb);
    }
    return JET_errSuccess;
}

static JET_ERR make_filter(const struct table_cursor *cursor, const JET_INDEX_COLUMN *filters, uint32_t count,
                           struct cursor_filter **made)
{
    size_t size = sizeof(struct cursor_filter) + (size_t)count * sizeof(struct term);
    struct cursor_filter *filter;
    uint8_t *value;
    JET_ERR err = JET_errSuccess;

    for (uint32_t i = 0; i < count; i++) {
        size += NORMALISED_MAX + (size_t)filters[i].cb;
    }
    filter = calloc(1, size);
    if (filter == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for a filter of %u terms", count);
    }
    filter->count = count;
    value = (uint8_t *)&filter->terms[count];
    for (uint32_t i = 0; err >= 0 && i < count; i++) {
        filter->terms[i].value = value;
        value += NORMALISED_MAX + (size_t)filters[i].cb;
        err = fill_term(cursor, &filters[i], &filter->terms[i]);
    }
    if (err < 0) {
        filter_free(filter);
        return err;
    }
    *made = filter;
    return JET_errSuccess;
}

JET_ERR table_set_filter(struct cursor *head, const JET_INDEX_COLUMN *filters, uint32_t count,
                         JET_GRBIT grbit)
{
    struct table_cursor *cursor = table_cursor_of(head);

    filter_free(cursor->filter); /* whatever comes of it, the old one goes */
    cursor->filter = NULL;
    if (grbit != 0) {
        return diag_fail(JET_errInvalidGrbit, "JetSetCursorFilter has no options");
    }
    if (cursor->index != NULL) {
        return filter_refuses("a secondary index");
    }
    if (count == 0) {
        return JET_errSuccess;
    }
    if (filters == NULL) {
        return wrong("the list is NULL");
    }
    return make_filter(cursor, filters, count, &cursor->filter);
}
