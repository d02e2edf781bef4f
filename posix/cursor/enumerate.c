/*
 * enumerate.c - JetEnumerateColumns: all columns of a row, or those of a list, in memory of the program.
 *
 *   columns --> JET_ENUMCOLUMN[count]      err 0: cEnumColumnValue values at rgEnumColumnValue
 *                                          JET_wrnColumnSingleValue: the value itself at pvData
 *                                          else: why there are none
 *
 * The program's function allocates the array, each array of values, and each value. It is never called under
 * a latch: the record is copied first.
 *
 * Source: reference api-semantics 8.3.
 */
#include <stdlib.h>
#include <string.h>

#include "cursor/column_values.h"
#include "diag.h"
#include "try.h"

enum {
    ENUMERATE_OPTIONS = JET_bitEnumerateCopy | JET_bitEnumerateIgnoreDefault | JET_bitEnumeratePresenceOnly |
                        JET_bitEnumerateTaggedOnly | JET_bitEnumerateCompressOutput |
                        JET_bitEnumerateIgnoreUserDefinedDefault | JET_bitEnumerateInRecordOnly |
                        JET_bitEnumerateAsRefIfNotInRecord,
};

struct enumeration {
    struct row *row;
    JET_PFNREALLOC reallocate;
    void *context;
    uint32_t most; /* bytes of a long value */
    JET_GRBIT grbit;
    JET_ENUMCOLUMN *columns;
    uint32_t count;
};

/* ------------------------------------------------------------------------------------------------- memory */

static JET_ERR allocate(struct enumeration *work, size_t size, void **memory)
{
    *memory = size <= UINT32_MAX ? work->reallocate(work->context, NULL, (JET_ULONG)size) : NULL;
    if (*memory == NULL && size > 0) {
        return diag_fail(JET_errOutOfMemory, "the program's allocation function gave no %zu bytes", size);
    }
    return JET_errSuccess;
}

static void release(struct enumeration *work, void *memory)
{
    if (memory != NULL) {
        (void)work->reallocate(work->context, memory, 0);
    }
}

static void release_all(struct enumeration *work)
{
    for (uint32_t i = 0; i < work->count; i++) {
        JET_ENUMCOLUMN *column = &work->columns[i];

        if (column->err == JET_wrnColumnSingleValue) {
            release(work, column->pvData);
            continue;
        }
        for (uint32_t j = 0; j < column->cEnumColumnValue; j++) {
            release(work, column->rgEnumColumnValue[j].pvData);
        }
        release(work, column->rgEnumColumnValue);
    }
    release(work, work->columns);
    work->columns = NULL;
    work->count = 0;
}

static JET_ERR allocate_columns(struct enumeration *work, uint32_t count)
{
    void *memory;

    JET_TRY(allocate(work, (size_t)(count > 0 ? count : 1) * sizeof *work->columns, &memory));
    work->columns = memory;
    memset(work->columns, 0, count * sizeof *work->columns);
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------- values */

/* Reads a value into memory of the program; of a long value at most work->most bytes. */
static JET_ERR fetch(struct enumeration *work, const struct value *value, JET_ERR *err, void **data,
                     JET_ULONG *size)
{
    const bool separate = (value->flags & VALUE_SEPARATED) != 0;
    uint32_t whole, got;

    JET_TRY(value_size(work->row->values, value, &whole));
    *err = separate && whole > work->most ? JET_wrnColumnTruncated : JET_errSuccess;
    *size = *err == JET_errSuccess ? whole : work->most;
    JET_TRY(allocate(work, *size, data));
    if (*size > 0) {
        JET_TRY(value_read(work->row->values, value, 0, *data, *size, &got, &whole));
        *size = got;
    }
    return JET_errSuccess;
}

/* A reference instead of the value, which lies outside the record. */
static JET_ERR fill_reference(struct enumeration *work, const struct column *column, struct bytes lid,
                              JET_ENUMCOLUMNVALUE *out)
{
    uint8_t reference[REFERENCE_MAX];

    out->cbData = row_refer(work->row, column, out->itagSequence, lid, reference);
    JET_TRY(allocate(work, out->cbData, &out->pvData));
    memcpy(out->pvData, reference, out->cbData);
    out->err = JET_wrnColumnReference;
    return JET_errSuccess;
}

static JET_ERR fill_value(struct enumeration *work, const struct column_values *values, bool listed,
                          JET_ENUMCOLUMNVALUE *out)
{
    struct value value;

    if (out->itagSequence == 0) {
        out->err = JET_wrnColumnSkipped;
        return JET_errSuccess;
    }
    if (out->itagSequence > values->count) {
        out->err = !values->found && work->grbit & JET_bitEnumerateIgnoreDefault ? JET_wrnColumnDefault
                                                                                 : JET_wrnColumnNull;
        return JET_errSuccess;
    }
    if (listed && work->grbit & JET_bitEnumeratePresenceOnly) {
        out->err = JET_wrnColumnPresent;
        return JET_errSuccess;
    }
    JET_TRY(column_values_get(values, out->itagSequence, &value));
    if (value.flags & VALUE_SEPARATED && work->grbit & JET_bitEnumerateAsRefIfNotInRecord) {
        return fill_reference(work, values->column, value.bytes, out);
    }
    if (value.flags & VALUE_SEPARATED && work->grbit & JET_bitEnumerateInRecordOnly) {
        out->err = JET_wrnColumnNotInRecord;
        return JET_errSuccess;
    }
    return fetch(work, &value, &out->err, &out->pvData, &out->cbData);
}

/* The values of a column: all, or those that the list `ids` names. */
static JET_ERR fill_values(struct enumeration *work, const struct column_values *values,
                           const JET_ENUMCOLUMNID *listed, JET_ENUMCOLUMN *out)
{
    const uint32_t count = listed != NULL && listed->ctagSequence > 0 ? listed->ctagSequence : values->count;
    void *memory;

    JET_TRY(allocate(work, (size_t)count * sizeof *out->rgEnumColumnValue, &memory));
    out->rgEnumColumnValue = memory;
    out->cEnumColumnValue = count;
    memset(memory, 0, count * sizeof *out->rgEnumColumnValue);
    for (uint32_t i = 0; i < count; i++) {
        JET_ENUMCOLUMNVALUE *value = &out->rgEnumColumnValue[i];

        value->itagSequence = listed != NULL && listed->ctagSequence > 0 ? listed->rgtagSequence[i] : i + 1;
        JET_TRY(fill_value(work, values, listed != NULL, value));
    }
    return JET_errSuccess;
}

/* A column with one value in the record, which goes into the column itself; false when it is not that simple.
 */
static JET_ERR fill_single(struct enumeration *work, const struct column_values *values, JET_ENUMCOLUMN *out,
                           bool *done)
{
    struct value value;
    JET_ERR err;

    *done = false;
    if (values->count != 1 || !(work->grbit & JET_bitEnumerateCompressOutput)) {
        return JET_errSuccess;
    }
    JET_TRY(column_values_get(values, 1, &value));
    if (value.flags & VALUE_SEPARATED) {
        return JET_errSuccess;
    }
    *done = true;
    out->err = JET_wrnColumnSingleValue;
    return fetch(work, &value, &err, &out->pvData, &out->cbData);
}

static JET_ERR fill_column(struct enumeration *work, const struct column_values *values,
                           const JET_ENUMCOLUMNID *listed, JET_ENUMCOLUMN *out)
{
    bool done;

    out->columnid = values->column->id;
    if (listed == NULL || listed->ctagSequence == 0) {
        if (listed != NULL && !values->found && work->grbit & JET_bitEnumerateIgnoreDefault) {
            out->err = JET_wrnColumnDefault;
            return JET_errSuccess;
        }
        if (values->count == 0) {
            out->err = JET_wrnColumnNull;
            return JET_errSuccess;
        }
        if (work->grbit & JET_bitEnumeratePresenceOnly) {
            out->err = JET_wrnColumnPresent;
            return JET_errSuccess;
        }
    }
    if (values->column->flags & COLUMN_ENCRYPTED) {
        out->err = JET_errColumnNoEncryptionKey;
        return JET_errSuccess;
    }
    if (listed == NULL || listed->ctagSequence == 0) {
        JET_TRY(fill_single(work, values, out, &done));
        if (done) {
            return JET_errSuccess;
        }
    }
    return fill_values(work, values, listed, out);
}

/* -------------------------------------------------------------------------------------------- all columns */

static bool with_defaults(const struct enumeration *work)
{
    return !(work->grbit & JET_bitEnumerateIgnoreDefault);
}

static JET_ERR add_column(void *context, const struct column_values *values)
{
    struct enumeration *work = context;

    return fill_column(work, values, NULL, &work->columns[work->count++]);
}

static JET_ERR enumerate_all(struct enumeration *work)
{
    const struct column_walk walk = {.with_defaults = with_defaults(work),
                                     .tagged_only = (work->grbit & JET_bitEnumerateTaggedOnly) != 0,
                                     .visit = add_column,
                                     .context = work};
    uint32_t bound;

    JET_TRY(column_walk_bound(work->row, &walk, &bound));
    JET_TRY(allocate_columns(work, bound));
    return column_walk(work->row, &walk);
}

/* ---------------------------------------------------------------------------------------------------- a list
 * of columns */

static JET_ERR enumerate_listed(struct enumeration *work, const JET_ENUMCOLUMNID *ids, uint32_t count)
{
    JET_TRY(allocate_columns(work, count));
    work->count = count;
    for (uint32_t i = 0; i < count; i++) {
        JET_ENUMCOLUMN *out = &work->columns[i];
        struct column_values values;
        const struct column *column;

        out->columnid = ids[i].columnid;
        if (out->columnid == 0) {
            out->err = JET_wrnColumnSkipped;
            continue;
        }
        out->err = column_access(work->row->table, out->columnid, &column);
        if (out->err < 0) {
            continue;
        }
        JET_TRY(column_values_find(work->row, column, with_defaults(work), &values));
        JET_TRY(fill_column(work, &values, &ids[i], out));
    }
    return JET_errSuccess;
}

/* A list with wrong column ids fails, and yet hands out what it found: the first wrong one is the result. */
static JET_ERR first_wrong_id(const struct enumeration *work)
{
    for (uint32_t i = 0; i < work->count; i++) {
        if (work->columns[i].err == JET_errBadColumnId || work->columns[i].err == JET_errColumnNotFound) {
            return work->columns[i].err;
        }
    }
    return JET_errSuccess;
}

/* ----------------------------------------------------------------------------------------------- the call */

static JET_ERR check_options(struct row *row, uint32_t id_count, JET_GRBIT grbit)
{
    if (grbit & ~(JET_GRBIT)ENUMERATE_OPTIONS || (id_count > 0 && grbit & JET_bitEnumerateTaggedOnly)) {
        return diag_fail(JET_errInvalidGrbit,
                         "0x%x: not an option of JetEnumerateColumns, or not with a list", grbit);
    }
    if (row_defaults(row)->user_defined &&
        !(grbit & (JET_bitEnumerateIgnoreDefault | JET_bitEnumerateIgnoreUserDefinedDefault))) {
        return diag_fail(JET_errCallbackFailed,
                         "a default of table '%s' comes from a callback, which is not called",
                         row->table->name);
    }
    if (grbit & JET_bitEnumerateAsRefIfNotInRecord && grbit & JET_bitEnumerateInRecordOnly) {
        return diag_fail(JET_errInvalidGrbit, "values cannot be left out and referred to at once");
    }
    return grbit & JET_bitEnumerateAsRefIfNotInRecord ? row_check_reference(row) : JET_errSuccess;
}

JET_ERR row_enumerate_columns(struct row *row, uint32_t id_count, const JET_ENUMCOLUMNID *ids,
                              uint32_t *column_count, JET_ENUMCOLUMN **columns, JET_PFNREALLOC reallocate,
                              void *context, uint32_t most, JET_GRBIT grbit)
{
    struct enumeration work = {
        .row = row, .reallocate = reallocate, .context = context, .most = most, .grbit = grbit};
    JET_ERR err;

    if (column_count != NULL) {
        *column_count = 0;
    }
    if (columns != NULL) {
        *columns = NULL;
    }
    if (column_count == NULL || columns == NULL || reallocate == NULL || (id_count > 0 && ids == NULL)) {
        return diag_fail(JET_errInvalidParameter, "JetEnumerateColumns: an argument is NULL");
    }
    JET_TRY(check_options(row, id_count, grbit));
    JET_TRY(row_detach(row));
    err = id_count == 0 ? enumerate_all(&work) : enumerate_listed(&work, ids, id_count);
    if (err < 0) {
        release_all(&work);
        return err;
    }
    *column_count = work.count;
    *columns = work.columns;
    return first_wrong_id(&work);
}
