/*
 * retrieve.c - JetRetrieveColumn and JetRetrieveColumns on a row.
 *
 * Short cut: most columns are fixed or variable ones, whose bytes are copied from the page. Everything else
 * (long values, compression, options) is decided once the value is found.
 */
#include <string.h>

#include "cursor/row.h"
#include "diag.h"
#include "try.h"

enum {
    OPTIONS_INTERNAL = 0x70000000, /* and the top bit: the engine's own */
    LID_SIZE_MAX = 8,
};

#define OPTIONS_OF_LONG_IDS (JET_bitRetrieveLongId | JET_bitRetrieveLongValueRefCount)

/* What is to be read, and how much it was. */
struct wanted {
    const struct column *column;
    uint32_t instance;
    uint32_t offset; /* into long values */
    uint8_t *data;
    uint32_t capacity;
    uint32_t size; /* out: from the offset on */
    JET_GRBIT grbit;
};

JET_ERR row_check_reference(const struct row *row)
{
    return row->source->can_refer != NULL && row->source->can_refer(row)
               ? JET_errSuccess
               : diag_fail(JET_errInvalidGrbit,
                           "only values of records that lie unchanged in a database can be referred to");
}

JET_ERR row_check_options(JET_GRBIT grbit)
{
    if (grbit & (OPTIONS_INTERNAL | 0x80000000u)) {
        return diag_fail(JET_errInvalidGrbit, "0x%x has bits that no program may set", grbit);
    }
    if (grbit & JET_bitRetrievePhysicalSize && grbit & ~(JET_bitRetrievePhysicalSize | JET_bitRetrieveCopy)) {
        return diag_fail(JET_errInvalidGrbit,
                         "JET_bitRetrievePhysicalSize goes with JET_bitRetrieveCopy only");
    }
    return JET_errSuccess;
}

/* ---------------------------------------------------------------------------------------------- one value */

static JET_ERR deliver(struct wanted *wanted, const uint8_t *from, uint32_t size)
{
    const uint32_t copied = size < wanted->capacity ? size : wanted->capacity;

    wanted->size = size;
    if (wanted->grbit & JET_bitRetrievePhysicalSize) {
        return JET_errSuccess;
    }
    if (copied > 0) {
        memcpy(wanted->data, from, copied);
    }
    return copied < size ? JET_wrnBufferTruncated : JET_errSuccess;
}

/* Through the reader: long values, and compressed ones. */
static JET_ERR read_through(struct row *row, const struct value *value, struct wanted *wanted)
{
    uint32_t got, size;

    JET_TRY(value_read(row->values, value, wanted->offset, wanted->data, wanted->capacity, &got, &size));
    wanted->size = size > wanted->offset ? size - wanted->offset : 0;
    return wanted->size > got ? JET_wrnBufferTruncated : JET_errSuccess;
}

/* The number of a long value, in 4 bytes where the program has no room for 8. */
static JET_ERR deliver_long_id(struct bytes lid, struct wanted *wanted)
{
    const uint64_t number = lid.size == sizeof(uint64_t) ? get_u64(lid.at) : get_u32(lid.at);

    if (wanted->capacity < lid.size) {
        return diag_fail(JET_errInvalidBufferSize, "the id of the long value has %u bytes, the buffer %u",
                         lid.size, wanted->capacity);
    }
    wanted->size = wanted->capacity >= sizeof number ? sizeof number : sizeof(uint32_t);
    memcpy(wanted->data, &number, wanted->size);
    return JET_wrnSeparateLongValue;
}

static JET_ERR deliver_references(struct row *row, struct bytes lid, struct wanted *wanted)
{
    struct long_value_root root;

    JET_TRY(long_value_root(row->values, lid, &root));
    if (wanted->capacity < sizeof root.references) {
        return diag_fail(JET_errInvalidBufferSize, "a reference count has 4 bytes, the buffer %u",
                         wanted->capacity);
    }
    wanted->size = sizeof root.references;
    memcpy(wanted->data, &root.references, sizeof root.references);
    return JET_wrnSeparateLongValue;
}

uint32_t row_refer(struct row *row, const struct column *column, uint32_t instance, struct bytes lid,
                   uint8_t reference[REFERENCE_MAX])
{
    struct long_value_reference parts = {
        .bookmark = row->source->bookmark(row), .instance = instance, .lid = lid};

    memcpy(parts.column, column->name, strlen(column->name) + 1);
    return reference_encode(row->table->database, &parts, reference);
}

static JET_ERR deliver_reference(struct row *row, struct bytes lid, struct wanted *wanted)
{
    uint8_t reference[REFERENCE_MAX];
    const uint32_t size = row_refer(row, wanted->column, wanted->instance, lid, reference);
    const JET_ERR err = deliver(wanted, reference, size);

    return err == JET_errSuccess ? JET_wrnColumnReference : err;
}

/* A long value. Its id is copied first, because the record's page is let go. */
static JET_ERR read_separated(struct row *row, const struct value *value, struct wanted *wanted)
{
    const JET_GRBIT ahead = JET_bitRetrievePrereadOnly | JET_bitRetrievePrereadMany;
    uint8_t lid[LID_SIZE_MAX];
    struct value separate = {.bytes = {lid, value->bytes.size}, .flags = value->flags};
    uint64_t stored;

    memcpy(lid, value->bytes.at, value->bytes.size);
    if (wanted->grbit & JET_bitRetrieveAsRefIfNotInRecord) {
        JET_TRY(row_let_go(row));
        return deliver_reference(row, separate.bytes, wanted);
    }
    if (wanted->grbit & ahead && wanted->grbit != JET_bitRetrievePrereadOnly && wanted->grbit != ahead) {
        return diag_fail(JET_errInvalidGrbit, "0x%x: reading ahead goes with no other option", wanted->grbit);
    }
    if (wanted->grbit & JET_bitRetrieveLongId) {
        return deliver_long_id(separate.bytes, wanted);
    }
    JET_TRY(row_let_go(row));
    if (wanted->grbit & JET_bitRetrieveLongValueRefCount) {
        return deliver_references(row, separate.bytes, wanted);
    }
    if (wanted->grbit & JET_bitRetrievePrereadOnly) {
        struct long_value_root root;

        wanted->size = 0;
        return long_value_root(row->values, separate.bytes, &root);
    }
    if (wanted->grbit & JET_bitRetrievePhysicalSize) {
        JET_TRY(long_value_stored_size(row->values, separate.bytes, &stored));
        wanted->size = (uint32_t)stored;
        return JET_errSuccess;
    }
    return read_through(row, &separate, wanted);
}

static JET_ERR read_value(struct row *row, const struct value *value, struct wanted *wanted)
{
    struct bytes bytes = value->bytes;

    if (value->flags & VALUE_SEPARATED) {
        return read_separated(row, value, wanted);
    }
    if (value->flags & VALUE_NULL || wanted->grbit & OPTIONS_OF_LONG_IDS) {
        wanted->size = 0;
        return JET_wrnColumnNull;
    }
    if (value->flags & (VALUE_COMPRESSED | VALUE_ENCRYPTED) &&
        !(wanted->grbit & JET_bitRetrievePhysicalSize)) {
        return read_through(row, value, wanted);
    }
    if (wanted->offset > 0 && column_is_long(wanted->column)) {
        const uint32_t skipped = wanted->offset < bytes.size ? wanted->offset : bytes.size;

        bytes.at += skipped;
        bytes.size -= skipped;
    }
    return deliver(wanted, bytes.at, bytes.size);
}

/* An encrypted column can only be asked about its storage. */
static JET_ERR check_readable(const struct row *row, const struct column *column, JET_GRBIT grbit)
{
    if (column->flags & COLUMN_ENCRYPTED && !(grbit & (OPTIONS_OF_LONG_IDS | JET_bitRetrievePhysicalSize))) {
        return diag_fail(JET_errColumnNoEncryptionKey, "column '%s' of table '%s' is encrypted", column->name,
                         row->table->name);
    }
    return JET_errSuccess;
}

static JET_ERR needs_callback(const struct row *row, const struct column *column)
{
    return diag_fail(
        JET_errCallbackFailed,
        "the default of column '%s' of table '%s' comes from '%s', which this engine does not call",
        column->name, row->table->name, column->callback != NULL ? column->callback : "a callback");
}

/* Reads a value of a tagged column, which may have a default or be told to have none. */
static JET_ERR read_tagged(struct row *row, struct wanted *wanted)
{
    struct value value;

    JET_TRY(record_value(&row->record, wanted->column, wanted->instance, &value));
    if (value.flags & VALUE_DEFAULT && wanted->grbit & JET_bitRetrieveIgnoreDefault) {
        value.flags = VALUE_NULL;
    }
    if (value.flags & VALUE_NULL && wanted->column->flags & COLUMN_USER_DEFINED_DEFAULT &&
        wanted->instance == 1 && !(wanted->grbit & JET_bitRetrieveIgnoreDefault)) {
        uint32_t entry;

        if (!record_find_tagged(&row->record, wanted->column, &entry)) {
            return needs_callback(row, wanted->column);
        }
    }
    return read_value(row, &value, wanted);
}

static JET_ERR read_column(struct row *row, struct wanted *wanted)
{
    struct value value;

    if (column_is_tagged(wanted->column)) {
        return read_tagged(row, wanted);
    }
    JET_TRY(record_value(&row->record, wanted->column, 1, &value));
    return read_value(row, &value, wanted);
}

/* --------------------------------------------------------------------------------- all tagged values by
 * their number */

/*
 * Finds value number `ordinal` (from 1) among all values of all tagged columns and reads it; with 0 it counts
 * them into
 * `*count`. wanted->column is NULL when there is none.
 */
static JET_ERR scan_tagged(struct row *row, uint32_t ordinal, struct wanted *wanted, uint32_t *count)
{
    struct tagged_walk walk;
    struct tagged_step step;
    struct value value;
    uint32_t seen = 0;

    tagged_walk_begin(&walk, row, !(wanted->grbit & JET_bitRetrieveIgnoreDefault));
    for (;;) {
        JET_TRY(tagged_walk_next(&walk, &step));
        wanted->column = step.column;
        if (step.column == NULL) {
            *count = seen;
            wanted->size = 0;
            return JET_wrnColumnNull;
        }
        const bool null_counts = step.count == 0 && wanted->grbit & JET_bitRetrieveNull;
        const uint32_t values = null_counts ? 1 : step.count;

        if (ordinal > seen && ordinal - seen <= values) {
            break;
        }
        seen += values;
    }
    if (step.count == 0) {
        wanted->size = 0;
        return JET_wrnColumnSetNull;
    }
    if (step.is_default && step.column->flags & COLUMN_USER_DEFINED_DEFAULT) {
        return needs_callback(row, step.column);
    }
    JET_TRY(check_readable(row, step.column, wanted->grbit));
    JET_TRY(tagged_step_value(&step, ordinal - seen, &value));
    wanted->instance = ordinal - seen;
    return read_value(row, &value, wanted);
}

/* ------------------------------------------------------------------------------------------------------ one
 * column */

static JET_ERR retrieve_held(struct row *row, JET_COLUMNID id, struct wanted *wanted)
{
    uint32_t count;

    if (wanted->instance == 0 && (id == 0 || column_is_tagged(wanted->column))) {
        return diag_fail(JET_errBadItagSequence, "values of tagged columns are numbered from 1");
    }
    if (id != 0) {
        return read_column(row, wanted);
    }
    return scan_tagged(row, wanted->instance, wanted, &count);
}

JET_ERR row_retrieve_column(struct row *row, JET_COLUMNID id, void *data, uint32_t capacity, uint32_t *size,
                            JET_GRBIT grbit, JET_RETINFO *info)
{
    struct wanted wanted = {
        .instance = 1, .data = data, .capacity = data != NULL ? capacity : 0, .size = 0, .grbit = grbit};
    JET_ERR err, released;

    if (info != NULL) {
        wanted.instance = info->itagSequence;
        wanted.offset = info->ibLongValue;
    }
    if (grbit & JET_bitRetrievePhysicalSize && (capacity != 0 || size == NULL || wanted.offset != 0)) {
        return diag_fail(JET_errInvalidParameter,
                         "JET_bitRetrievePhysicalSize takes a place for the size and no buffer");
    }
    if (grbit & JET_bitRetrieveAsRefIfNotInRecord) {
        JET_TRY(row_check_reference(row));
    }
    if (id != 0) {
        JET_TRY(column_access(row->table, id, &wanted.column));
        JET_TRY(check_readable(row, wanted.column, grbit));
    }
    JET_TRY(row_hold(row));
    err = retrieve_held(row, id, &wanted);
    released = row_let_go(row);
    if (err < 0 || released < 0) {
        return err < 0 ? err : released;
    }
    if (size != NULL) {
        *size = wanted.size;
    }
    if (info != NULL && !(err == JET_wrnColumnNull && grbit & OPTIONS_OF_LONG_IDS)) {
        info->columnidNextTagged = wanted.column != NULL ? wanted.column->id : 0;
    }
    return err;
}

/* -------------------------------------------------------------------------------------------------- several
 * columns */

/* How many values a column has in the record; a default counts for columns that are not tagged. */
static JET_ERR count_values(const struct row *row, const struct column *column, uint32_t *count)
{
    struct tagged_value tagged;
    struct value value;
    uint32_t entry;

    if (!column_is_tagged(column)) {
        JET_TRY(record_value(&row->record, column, 1, &value));
        *count = value.flags & VALUE_NULL ? 0 : 1;
        return JET_errSuccess;
    }
    *count = 0;
    if (record_find_tagged(&row->record, column, &entry)) {
        JET_TRY(record_tagged(&row->record, entry, &tagged));
        *count = tagged.count;
    }
    return JET_errSuccess;
}

/* An element with the value number 0 asks how many there are. */
static JET_ERR count_element(struct row *row, JET_RETRIEVECOLUMN *element, struct wanted *wanted)
{
    uint32_t count;

    if (wanted->column != NULL) {
        JET_TRY(count_values(row, wanted->column, &count));
    } else {
        JET_TRY(scan_tagged(row, 0, wanted, &count));
    }
    element->itagSequence = count;
    element->cbActual = 0;
    element->columnidNextTagged = element->columnid;
    element->err = JET_errSuccess;
    return JET_errSuccess;
}

JET_ERR row_retrieve_element(struct row *row, JET_RETRIEVECOLUMN *element)
{
    struct wanted wanted = {.instance = element->itagSequence,
                            .offset = element->ibLongValue,
                            .data = element->pvData,
                            .capacity = element->pvData != NULL ? element->cbData : 0,
                            .grbit = element->grbit};
    JET_ERR err;

    if (element->grbit & JET_bitRetrieveAsRefIfNotInRecord) {
        JET_TRY(row_check_reference(row));
    }
    JET_TRY(row_hold(row));
    if (element->columnid != 0) {
        JET_TRY(column_access(row->table, element->columnid, &wanted.column));
        JET_TRY(check_readable(row, wanted.column, element->grbit));
    }
    if (element->itagSequence == 0) {
        return count_element(row, element, &wanted);
    }
    err = retrieve_held(row, element->columnid, &wanted);
    JET_TRY(err);
    element->cbActual = wanted.size;
    element->err = err;
    if (err == JET_wrnColumnNull && element->grbit & OPTIONS_OF_LONG_IDS) {
        return JET_errSuccess;
    }
    element->columnidNextTagged = wanted.column != NULL ? wanted.column->id : 0;
    return JET_errSuccess;
}

JET_ERR row_check_element(const JET_RETRIEVECOLUMN *element)
{
    JET_TRY(row_check_options(element->grbit));
    if (element->grbit & JET_bitRetrievePhysicalSize && (element->cbData != 0 || element->ibLongValue != 0)) {
        return diag_fail(JET_errInvalidParameter, "JET_bitRetrievePhysicalSize takes no buffer");
    }
    return JET_errSuccess;
}

JET_ERR row_retrieve_columns(struct row *row, JET_RETRIEVECOLUMN *columns, uint32_t count)
{
    bool truncated = false;
    JET_ERR err = JET_errSuccess, released;

    for (uint32_t i = 0; err >= 0 && i < count; i++) {
        err = row_check_element(&columns[i]);
        if (err >= 0) {
            err = row_retrieve_element(row, &columns[i]);
        }
        truncated |= err >= 0 && columns[i].err == JET_wrnBufferTruncated;
    }
    released = row_let_go(row);
    if (err < 0 || released < 0) {
        return err < 0 ? err : released;
    }
    return truncated ? JET_wrnBufferTruncated : JET_errSuccess;
}
