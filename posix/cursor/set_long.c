/*
 * set_long.c - long values: composing the new one from the old one, and where it goes.
 */
#include "cursor/set_long.h"

#include <stdlib.h>

#include "compress/compress.h"
#include "diag.h"
#include "try.h"

enum { SEPARATE_STEPS = 64 /* the smallest threshold for moving values out is this part of a page */ };

/* Options that keep something of the old value. */
#define KEEPS_OLD (JET_bitSetAppendLV | JET_bitSetOverwriteLV | JET_bitSetSizeLV)

static const struct value null_value = {.bytes = {(const uint8_t *)"", 0}, .flags = VALUE_NULL};

static JET_ERR open_record(const struct set_target *target, struct record *record)
{
    return record_open(record, target->record->table, record_builder_bytes(target->record),
                       target->record->page_size);
}

/* ---------------------------------------------------------------------------------------- reading the old */

JET_ERR set_read_whole(struct set_target *target, const struct value *value, struct bytes *whole)
{
    uint32_t size, got;
    uint8_t *memory;
    JET_ERR err;

    JET_TRY(value_size(target->values, value, &size));
    memory = malloc(size + 1u);
    if (memory == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for a value of %u bytes", size);
    }
    err = value_read(target->values, value, 0, memory, size, &got, &size);
    if (err < 0) {
        free(memory);
        return err;
    }
    *whole = (struct bytes){memory, got};
    return JET_errSuccess;
}

void set_free_whole(struct bytes *whole)
{
    free((void *)(uintptr_t)whole->at);
    *whole = (struct bytes){NULL, 0};
}

/* -------------------------------------------------------------------------------------------- making room */

/* Whether the bytes of a value outside are to be made fewer. */
static bool compresses(const struct column *column, JET_GRBIT grbit)
{
    return (column->flags & COLUMN_COMPRESSED || grbit & JET_bitSetCompressed) &&
           !(grbit & JET_bitSetUncompressed);
}

/* Stores a value outside; `lid` gets its id. */
static JET_ERR separate(struct set_target *target, struct bytes bytes, bool compress,
                        uint8_t lid[LONG_VALUE_ID_MAX], struct value *value)
{
    uint32_t size;

    JET_TRY(target->store->add(target->store, bytes, compress, lid, &size));
    *value = (struct value){.bytes = {lid, size}, .flags = VALUE_SEPARATED};
    return JET_errSuccess;
}

/* Moves the values of one column that are longer than `threshold` out of the record. */
static JET_ERR separate_column(struct set_target *target, const struct column *column, uint32_t threshold)
{
    struct record record;
    struct value value;

    for (uint32_t i = 1;; i++) {
        uint8_t lid[LONG_VALUE_ID_MAX];
        struct value outside;
        struct bytes whole;
        JET_ERR err;

        JET_TRY(open_record(target, &record));
        JET_TRY(record_value(&record, column, i, &value));
        if (value.flags & (VALUE_NULL | VALUE_DEFAULT)) {
            return JET_errSuccess;
        }
        if (value.flags & VALUE_SEPARATED || value.bytes.size <= threshold) {
            continue;
        }
        JET_TRY(set_read_whole(target, &value, &whole));
        err = separate(target, whole, value.flags & VALUE_COMPRESSED, lid, &outside);
        if (err >= 0) {
            err = record_builder_set(target->record, column, i, &outside);
        }
        set_free_whole(&whole);
        JET_TRY(err);
    }
}

static JET_ERR separate_all(struct set_target *target, uint32_t threshold)
{
    const struct column *column;
    uint32_t at = 0;

    while ((column = table_next_column(target->record->table, &at)) != NULL) {
        if (column_is_long(column)) {
            JET_TRY(separate_column(target, column, threshold));
        }
    }
    return JET_errSuccess;
}

/* The next threshold; false when there is none left. */
static bool lower(const struct set_target *target, uint32_t *threshold)
{
    if (*threshold <= LONG_VALUE_ID_MADE) {
        return false;
    }
    *threshold /= 2;
    if (*threshold < target->record->page_size / SEPARATE_STEPS) {
        *threshold = LONG_VALUE_ID_MADE;
    }
    return true;
}

/* Moves all values that are longer than `threshold` out; not outside of a transaction. */
static JET_ERR make_room(struct set_target *target, uint32_t threshold)
{
    if (target->session->level == 0) {
        return diag_fail(JET_errNotInTransaction,
                         "a record is too big, and long values leave it in a transaction only");
    }
    return separate_all(target, threshold);
}

JET_ERR set_making_room(struct set_target *target, const struct column *column, uint32_t instance,
                        const struct value *value)
{
    uint32_t threshold = target->record->page_size;
    JET_ERR err = record_builder_set(target->record, column, instance, value);

    while (err == JET_errRecordTooBig && target->store != NULL && lower(target, &threshold)) {
        JET_TRY(make_room(target, threshold));
        err = record_builder_set(target->record, column, instance, value);
    }
    return err;
}

/* -------------------------------------------------------------------------------------------- composition */

/* The value that is there now, the default included; flags VALUE_NULL when there is none. */
static JET_ERR current_value(struct set_target *target, const struct set_request *request,
                             struct value *value)
{
    struct record record;

    JET_TRY(open_record(target, &record));
    if (request->instance == 0) {
        *value = null_value;
        return JET_errSuccess;
    }
    return record_value(&record, request->column, request->instance, value);
}

/* What the new value consists of: `kept` bytes of the old one, zeros or data up to `size`. */
struct composition {
    bool changes; /* false: nothing is to be done */
    bool is_null;
    bool keeps_old; /* its bytes before, behind or below the data */
    bool has_data;  /* the program's; else only the size is */
    uint32_t size;
    uint32_t at; /* where the data goes */
};

static JET_ERR no_such_byte(const struct set_request *request)
{
    return diag_fail(JET_errColumnNoChunk, "column '%s': there is no byte %u to overwrite",
                     request->column->name, request->offset);
}

static JET_ERR compose_overwrite(const struct set_request *request, bool absent, uint32_t old_size,
                                 struct composition *out)
{
    const bool cut = request->grbit & JET_bitSetSizeLV;

    if (absent ? request->offset != 0 : request->offset > old_size) {
        return no_such_byte(request);
    }
    out->at = request->offset;
    out->size = request->offset + request->size;
    if (!cut && out->size < old_size) {
        out->size = old_size;
    }
    return JET_errSuccess;
}

/* No bytes given: nothing to append or overwrite, else NULL or a value of no bytes. */
static JET_ERR compose_nothing(const struct set_request *request, JET_GRBIT how, bool absent,
                               struct composition *out)
{
    out->size = out->at = 0;
    if (how == JET_bitSetOverwriteLV && absent && request->offset != 0) {
        return no_such_byte(request);
    }
    if (how == JET_bitSetAppendLV || how == JET_bitSetOverwriteLV) {
        out->changes = absent;
    } else {
        out->is_null = how != JET_bitSetZeroLength && how != (JET_bitSetZeroLength | JET_bitSetSizeLV);
    }
    out->keeps_old = false;
    return JET_errSuccess;
}

/* Other combinations than these of the options mean a plain value. */
static JET_ERR compose(const struct set_request *request, bool absent, uint32_t old_size,
                       struct composition *out)
{
    const JET_GRBIT how = request->grbit & (KEEPS_OLD | JET_bitSetZeroLength);
    const bool overwrites = how == JET_bitSetOverwriteLV || how == (JET_bitSetOverwriteLV | JET_bitSetSizeLV);
    const bool resizes = how == JET_bitSetSizeLV || how == (JET_bitSetZeroLength | JET_bitSetSizeLV);

    *out = (struct composition){.changes = true,
                                .has_data = !resizes,
                                .keeps_old = !absent && (overwrites || resizes || how == JET_bitSetAppendLV),
                                .size = request->size};
    if (request->size == 0) {
        JET_TRY(compose_nothing(request, how, absent, out));
    } else if (overwrites) {
        JET_TRY(compose_overwrite(request, absent, old_size, out));
    } else if (how == JET_bitSetAppendLV) {
        out->at = old_size;
        out->size = old_size + request->size;
    }
    if (out->size > INT32_MAX || (request->column->max != 0 && out->size > request->column->max)) {
        return diag_fail(JET_errColumnTooBig, "column '%s': a value of %u bytes is too long",
                         request->column->name, out->size);
    }
    return JET_errSuccess;
}

/* Makes the bytes of the new value; `*memory` is freed by the caller. */
static JET_ERR build(struct set_target *target, const struct set_request *request, const struct value *old,
                     const struct composition *plan, uint8_t **memory)
{
    uint32_t got = 0, size;

    *memory = malloc(plan->size + 1u);
    if (*memory == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for a value of %u bytes", plan->size);
    }
    if (plan->keeps_old) {
        JET_TRY(value_read(target->values, old, 0, *memory, plan->size, &got, &size));
    }
    memset(*memory + got, 0, plan->size - got);
    if (plan->has_data && request->data != NULL && request->size > 0) {
        memcpy(*memory + plan->at, request->data, request->size);
    }
    return JET_errSuccess;
}

/* Can the value that is set be a compressed one in the record? That is the first value of its column alone. */
static bool may_be_compressed(struct set_target *target, const struct set_request *request)
{
    struct record record;
    struct value first;

    if (target->store == NULL || request->instance > 1 || !compresses(request->column, request->grbit)) {
        return false;
    }
    return request->instance == 1 ||
           (open_record(target, &record) >= 0 && record_value(&record, request->column, 1, &first) >= 0 &&
            first.flags & (VALUE_NULL | VALUE_DEFAULT));
}

/* Puts a value into the record, with fewer bytes where that is asked for and possible. */
static JET_ERR put_inside(struct set_target *target, const struct set_request *request, struct bytes bytes)
{
    const struct value plain = {.bytes = bytes, .flags = 0};
    struct value packed = {.flags = VALUE_COMPRESSED};
    JET_ERR err = JET_errRecordTooBig;
    uint8_t *memory = NULL;

    if (may_be_compressed(target, request)) {
        memory = malloc(bytes.size + 1u);
    }
    if (memory != NULL) {
        packed.bytes.at = memory;
        packed.bytes.size = (uint32_t)compress_value(bytes.at, bytes.size, COMPRESS_7BIT | COMPRESS_XPRESS,
                                                     memory, bytes.size);
        if (packed.bytes.size >= LONG_VALUE_ID_MADE) {
            err = record_builder_set(target->record, request->column, request->instance, &packed);
        }
        free(memory);
    }
    return err == JET_errRecordTooBig
               ? record_builder_set(target->record, request->column, request->instance, &plain)
               : err;
}

/* Puts a value into the store. */
static JET_ERR put_outside(struct set_target *target, const struct set_request *request, struct bytes bytes)
{
    uint8_t lid[LONG_VALUE_ID_MAX];
    struct value value;
    JET_ERR err;

    JET_TRY(separate(target, bytes, compresses(request->column, request->grbit), lid, &value));
    err = record_builder_set(target->record, request->column, request->instance, &value);
    if (err < 0) {
        (void)target->store->remove(target->store, value.bytes);
    }
    return err;
}

/* Puts the new value where it belongs: outside when the record has no room and the value is above the threshold. */
static JET_ERR try_to_place(struct set_target *target, const struct set_request *request, struct bytes bytes,
                            uint32_t inside_most, uint32_t threshold)
{
    JET_ERR err = JET_errRecordTooBig;
    bool outside = bytes.size > inside_most;

    if (!outside) {
        err = put_inside(target, request, bytes);
        outside = err == JET_errRecordTooBig && target->store != NULL && bytes.size > threshold;
    }
    return outside ? put_outside(target, request, bytes) : err;
}

/* Bytes that the new value may have in the record. */
static uint32_t inside_most(const struct set_target *target, const struct set_request *request)
{
    const uint32_t limit = target->record->table->separate_limit;

    if (target->store == NULL) {
        return UINT32_MAX;
    }
    if (request->grbit & JET_bitSetSeparateLV) {
        return LONG_VALUE_ID_MADE;
    }
    return request->grbit & JET_bitSetIntrinsicLV ? target->record->limit
           : limit != 0                           ? limit
                                                  : (uint32_t)LONG_VALUE_INTRINSIC_MAX;
}

/* The longest values leave the record first, the new one among them. */
static JET_ERR place(struct set_target *target, const struct set_request *request, struct bytes bytes)
{
    const uint32_t most = inside_most(target, request);
    uint32_t threshold = target->record->page_size;
    JET_ERR err = try_to_place(target, request, bytes, most, threshold / 2);

    while (err == JET_errRecordTooBig && target->store != NULL && lower(target, &threshold)) {
        JET_TRY(make_room(target, threshold));
        err = try_to_place(target, request, bytes, most, threshold);
    }
    return err;
}

/* Changes a value outside of the record where it is. */
static JET_ERR edit_outside(struct set_target *target, const struct set_request *request, struct bytes lid,
                            const struct composition *plan, bool *is_new)
{
    const bool has_data = plan->has_data && request->data != NULL;
    const struct long_value_edit edit = {
        .offset = plan->at, .data = {request->data, has_data ? request->size : 0}, .size = plan->size};
    uint8_t edited[LONG_VALUE_ID_MAX];
    struct value value = {.bytes = {edited, 0}, .flags = VALUE_SEPARATED};
    JET_ERR err;

    JET_TRY(target->store->edit(target->store, lid, &edit, compresses(request->column, request->grbit),
                                edited, &value.bytes.size));
    *is_new = value.bytes.size != lid.size || memcmp(edited, lid.at, lid.size) != 0;
    if (!*is_new) {
        return JET_errSuccess;
    }
    err = set_making_room(target, request->column, request->instance, &value);
    if (err < 0) {
        (void)target->store->remove(target->store, value.bytes);
    }
    return err;
}

/* Makes the new value in memory, and puts it where it belongs. */
static JET_ERR set_whole(struct set_target *target, const struct set_request *request,
                         const struct value *old, const struct composition *plan)
{
    uint8_t *memory = NULL;
    JET_ERR err;

    if (plan->is_null) {
        return record_builder_set(target->record, request->column, request->instance, &null_value);
    }
    err = build(target, request, old, plan, &memory);
    if (err >= 0) {
        err = place(target, request, (struct bytes){memory, plan->size});
    }
    free(memory);
    return err;
}

JET_ERR set_long(struct set_target *target, const struct set_request *request)
{
    struct value old;
    struct composition plan;
    uint8_t old_lid[LONG_VALUE_ID_MAX];
    struct bytes old_id = {old_lid, 0};
    uint32_t old_size = 0;
    bool is_new = true;
    JET_ERR err;

    JET_TRY(current_value(target, request, &old));
    if (!(old.flags & VALUE_NULL)) {
        JET_TRY(value_size(target->values, &old, &old_size));
    }
    JET_TRY(compose(request, old.flags & VALUE_NULL, old_size, &plan));
    if (!plan.changes) {
        return JET_errSuccess;
    }
    if (plan.is_null && request->column->flags & COLUMN_NOT_NULL) {
        return diag_fail(JET_errNullInvalid, "column '%s' must not be NULL", request->column->name);
    }
    if (old.flags & VALUE_SEPARATED) {
        old_id.size = old.bytes.size;
        memcpy(old_lid, old.bytes.at, old.bytes.size);
    }
    if (old_id.size > 0 && plan.keeps_old && target->store->edit != NULL) {
        err = edit_outside(target, request, old_id, &plan, &is_new);
    } else {
        err = set_whole(target, request, &old, &plan);
    }
    if (err >= 0 && old_id.size > 0 && is_new) {
        err = target->store->remove(target->store, old_id);
    }
    return err;
}
