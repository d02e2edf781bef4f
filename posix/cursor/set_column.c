/*
 * set_column.c - checks and conversions of JetSetColumn for everything but the composition of long values.
 */
#include "cursor/set_column.h"

#include "catalog/column_definition.h"
#include "cursor/row.h"
#include "cursor/set_long.h"
#include "diag.h"
#include "key/key.h"
#include "try.h"

enum {
    SETINFO_SIZE_MIN = 12,
    NORMALISED_MAX = 256,
};

#define OPTIONS_INTERNAL       0xF0000000u
#define OPTIONS_OF_COMPOSITION (JET_bitSetAppendLV | JET_bitSetOverwriteLV | JET_bitSetSizeLV)
#define OPTIONS_OF_UNIQUENESS  (JET_bitSetUniqueMultiValues | JET_bitSetUniqueNormalizedMultiValues)

static JET_ERR put(struct set_target *target, const struct set_request *request, const struct value *value)
{
    target->columns |= column_mask(request->column->id);
    return set_making_room(target, request->column, request->instance, value);
}

static const struct value null_value = {.bytes = {(const uint8_t *)"", 0}, .flags = VALUE_NULL};

/* ------------------------------------------------------------------------------------------ short columns */

static JET_ERR must_not_be_null(const struct set_request *request)
{
    return diag_fail(JET_errNullInvalid, "column '%s' must not be NULL", request->column->name);
}

/* Its size is checked where the record is, so that the column is present whatever the size. */
static JET_ERR put_fixed(struct set_target *target, const struct set_request *request)
{
    static const uint8_t bits[] = {0x00, 0xFF};
    const struct column *column = request->column;
    struct value value = {.bytes = {request->data, request->size}, .flags = 0};
    uint8_t padded[UINT8_MAX + 1];

    if (request->size == 0) { /* a value of no bytes, too */
        return column->flags & COLUMN_NOT_NULL ? must_not_be_null(request)
                                               : put(target, request, &null_value);
    }
    if (column->type == JET_coltypBit && request->size == 1) {
        value.bytes.at = &bits[request->data[0] != 0];
    } else if (coltyp_size(column->type) == 0 && request->size < column->max &&
               column->max <= sizeof padded) {
        memcpy(padded, request->data, request->size);
        column_pad(column, padded, request->size);
        value.bytes = (struct bytes){padded, column->max};
    }
    return put(target, request, &value);
}

static JET_ERR put_variable(struct set_target *target, const struct set_request *request, bool is_null)
{
    const struct column *column = request->column;
    struct value value = {.bytes = {request->data, request->size}, .flags = 0};

    target->columns |= column_mask(column->id);
    if (is_null) {
        return column->flags & COLUMN_NOT_NULL ? must_not_be_null(request)
                                               : put(target, request, &null_value);
    }
    if (request->size <= column->max) {
        return put(target, request, &value);
    }
    value.bytes.size = column->max;
    JET_TRY(put(target, request, &value));
    return JET_wrnColumnMaxTruncated;
}

/* A tagged column, whose values may have no bytes whatever its type is. */
static JET_ERR put_tagged(struct set_target *target, const struct set_request *request, bool is_null)
{
    const struct column *column = request->column;
    const uint32_t type_size = coltyp_size(column->type), most = type_size != 0 ? type_size : column->max;
    const struct value value = {.bytes = {request->data, request->size}, .flags = 0};

    if (is_null) {
        return column->flags & COLUMN_NOT_NULL ? must_not_be_null(request)
                                               : put(target, request, &null_value);
    }
    target->columns |= column_mask(column->id);
    if (most != 0 && request->size > most) {
        return diag_fail(JET_errColumnTooBig, "column '%s' has %u bytes at most, not %u", column->name, most,
                         request->size);
    }
    if (type_size != 0 && request->size != 0 && request->size != type_size) {
        return diag_fail(JET_errInvalidBufferSize, "column '%s' has %u bytes, not %u", column->name,
                         type_size, request->size);
    }
    return put(target, request, &value);
}

static JET_ERR put_short(struct set_target *target, const struct set_request *request)
{
    const bool is_null = request->size == 0 && !(request->grbit & JET_bitSetZeroLength);

    if (column_is_fixed(request->column)) {
        return put_fixed(target, request);
    }
    return column_is_tagged(request->column) ? put_tagged(target, request, is_null)
                                             : put_variable(target, request, is_null);
}

/* ------------------------------------------------------------------------------------ unique multi-values */

/* Compares a value with one that the column has, normalised as in a key where that is asked for. */
static JET_ERR check_differs(const struct set_request *request, struct bytes other)
{
    const struct index plain = {
        .name = "", .key_most = NORMALISED_MAX - 1, .segment_most = NORMALISED_MAX - 1};
    const struct key_segment part = {.column = request->column, .descending = false};
    uint8_t left[NORMALISED_MAX], right[NORMALISED_MAX];
    uint32_t left_size, right_size;
    bool truncated, right_truncated;

    if (!(request->grbit & JET_bitSetUniqueNormalizedMultiValues)) {
        if (other.size == request->size &&
            (other.size == 0 || memcmp(other.at, request->data, other.size) == 0)) {
            return diag_fail(JET_errMultiValuedDuplicate, "column '%s' has this value",
                             request->column->name);
        }
        return JET_errSuccess;
    }
    JET_TRY(key_normalise(&plain, &part, request->data, request->size, left, sizeof left, &left_size,
                          &truncated));
    JET_TRY(key_normalise(&plain, &part, other.at, other.size, right, sizeof right, &right_size,
                          &right_truncated));
    if (left_size != right_size || memcmp(left, right, left_size) != 0) {
        return JET_errSuccess;
    }
    return diag_fail(truncated || right_truncated ? JET_errMultiValuedDuplicateAfterTruncation
                                                  : JET_errMultiValuedDuplicate,
                     "column '%s' has a value that sorts the same", request->column->name);
}

static JET_ERR check_unique(struct set_target *target, const struct set_request *request)
{
    struct record record;
    struct value value;

    JET_TRY(record_open(&record, target->record->table, record_builder_bytes(target->record),
                        target->record->page_size));
    for (uint32_t i = 1;; i++) {
        struct bytes bytes;
        JET_ERR err;

        JET_TRY(record_value(&record, request->column, i, &value));
        if (value.flags & (VALUE_NULL | VALUE_DEFAULT)) {
            return JET_errSuccess;
        }
        if (i == request->instance) {
            continue;
        }
        JET_TRY(set_read_whole(target, &value, &bytes));
        err = check_differs(request, bytes);
        set_free_whole(&bytes);
        JET_TRY(err);
    }
}

/* ----------------------------------------------------------------------------------------------- requests */

static JET_ERR check_options(const struct set_target *target, const struct set_request *request)
{
    const JET_GRBIT grbit = request->grbit;

    if ((grbit & OPTIONS_OF_UNIQUENESS && grbit & OPTIONS_OF_COMPOSITION) || grbit & OPTIONS_INTERNAL) {
        return diag_fail(JET_errInvalidGrbit, "0x%x: these options do not go together", grbit);
    }
    if (grbit & JET_bitSetContiguousLV) {
        if (!(grbit & JET_bitSetSeparateLV)) {
            return diag_fail(JET_errInvalidGrbit, "a contiguous long value must be separated");
        }
        if (request->size < target->record->page_size) {
            return diag_fail(JET_errInvalidBufferSize, "a contiguous long value has at least a page");
        }
    }
    return JET_errSuccess;
}

/* The columns that the engine counts itself. */
static JET_ERR check_settable(const struct set_target *target, const struct column *column)
{
    if ((column->flags & COLUMN_AUTOINCREMENT && !target->sets_number) ||
        (column->flags & COLUMN_VERSION && target->replaces)) {
        return diag_fail(JET_errInvalidColumnType, "column '%s' is set by the engine", column->name);
    }
    return JET_errSuccess;
}

static JET_ERR set_request(struct set_target *target, struct set_request *request)
{
    const struct column *column = request->column;

    if (request->data == NULL && !(request->grbit & JET_bitSetSizeLV)) {
        request->size = 0;
    }
    JET_TRY(check_settable(target, column));
    if (request->grbit & JET_bitSetRevertToDefaultValue && column_is_tagged(column) && request->size == 0) {
        target->columns |= column_mask(column->id);
        return record_builder_clear(target->record, column);
    }
    if (column_is_tagged(column) && request->grbit & OPTIONS_OF_UNIQUENESS &&
        (request->size > 0 || request->grbit & JET_bitSetZeroLength)) {
        JET_TRY(check_unique(target, request));
    }
    if (column_is_long(column)) {
        target->columns |= column_mask(column->id);
        return set_long(target, request);
    }
    return put_short(target, request);
}

JET_ERR set_column(struct set_target *target, JET_COLUMNID id, const void *data, uint32_t size,
                   JET_GRBIT grbit, const JET_SETINFO *info)
{
    struct set_request request = {.data = data, .size = size, .grbit = grbit, .instance = 1};

    if (size > INT32_MAX) {
        return diag_fail(JET_errInvalidParameter, "a value of %u bytes is too long", size);
    }
    if (info != NULL) {
        if (info->cbStruct < SETINFO_SIZE_MIN) {
            return diag_fail(JET_errInvalidParameter, "JET_SETINFO says that it has %u bytes",
                             info->cbStruct);
        }
        request.instance = info->itagSequence;
        request.offset = info->ibLongValue;
    }
    JET_TRY(check_options(target, &request));
    JET_TRY(column_access(target->record->table, id, &request.column));
    if (column_is_long(request.column) && target->session->level == 0) {
        return diag_fail(JET_errNotInTransaction, "column '%s': long values are set in a transaction",
                         request.column->name);
    }
    return set_request(target, &request);
}

JET_ERR set_columns(struct set_target *target, JET_SETCOLUMN *columns, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const JET_SETINFO info = {.cbStruct = sizeof info,
                                  .itagSequence = columns[i].itagSequence,
                                  .ibLongValue = columns[i].ibLongValue};
        const JET_ERR err = set_column(target, columns[i].columnid, columns[i].pvData, columns[i].cbData,
                                       columns[i].grbit, &info);

        JET_TRY(err);
        columns[i].err = err;
    }
    return JET_errSuccess;
}

JET_ERR set_value(struct set_target *target, const struct column *column, const void *data, uint32_t size)
{
    struct set_request request = {
        .column = column,
        .data = data,
        .size = size,
        .grbit = data != NULL && size == 0 && coltyp_size(column->type) == 0 ? JET_bitSetZeroLength : 0,
        .instance = 1};

    return set_request(target, &request);
}
