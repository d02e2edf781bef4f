/*
 * by_reference.c - JetRetrieveColumnByReference and JetPrereadColumnsByReference: long values without their records.
 *
 * A reference is stale when its database, its column or its value is not there any more; whether the record still has
 * that value is not looked at. Source: [ese] fldenum.cxx.
 */
#include <stdlib.h>

#include "cursor/table_cursor_parts.h"
#include "cursor/update.h"
#include "diag.h"
#include "try.h"

static JET_ERR stale(const struct cursor *head)
{
    return diag_fail(JET_errStaleColumnReference,
                     "table '%s' has no long value any more for a reference to one", head->table->name);
}

static JET_ERR check_retrieval(const void *data, uint32_t capacity, const uint32_t *size, uint32_t offset,
                               JET_GRBIT grbit)
{
    if (data == NULL && (capacity > 0 || size == NULL)) {
        return diag_fail(JET_errInvalidParameter,
                         "JetRetrieveColumnByReference: there is no place for the value");
    }
    if (grbit & JET_bitRetrievePhysicalSize && (offset != 0 || data != NULL || size == NULL)) {
        return diag_fail(JET_errInvalidParameter,
                         "JET_bitRetrievePhysicalSize takes a place for the size and no buffer");
    }
    return JET_errSuccess;
}

static JET_ERR check_unprepared(const struct table_cursor *cursor)
{
    return update_is_prepared(cursor)
               ? diag_fail(JET_errInvalidOperation, "references are not for a cursor with an update")
               : JET_errSuccess;
}

/* The value that a reference names; its id, which points into the reference. */
static JET_ERR resolve(struct table_cursor *cursor, struct bytes reference, JET_GRBIT grbit,
                       struct bytes *lid)
{
    const struct table *table = cursor->head.table;
    struct long_value_reference parts;
    const struct column *column;
    bool exists;

    JET_TRY(reference_decode(table, reference, &parts));
    if (!parts.is_of_database) {
        return stale(&cursor->head);
    }
    JET_TRY(reference_column(table, &parts, &column));
    if (column->flags & COLUMN_ENCRYPTED && !(grbit & JET_bitRetrievePhysicalSize)) {
        return diag_fail(JET_errColumnNoEncryptionKey, "column '%s' of table '%s' is encrypted", column->name,
                         table->name);
    }
    JET_TRY(long_value_exists(&cursor->values, parts.lid, &exists));
    *lid = parts.lid;
    return exists ? JET_errSuccess : stale(&cursor->head);
}

JET_ERR table_retrieve_by_reference(struct cursor *head, struct bytes reference, uint32_t offset, void *data,
                                    uint32_t capacity, uint32_t *size, JET_GRBIT grbit)
{
    struct table_cursor *cursor = table_cursor_of(head);
    struct value value = {.flags = VALUE_SEPARATED};
    uint32_t got, whole;
    uint64_t stored;

    if (size != NULL) {
        *size = 0;
    }
    JET_TRY(check_retrieval(data, capacity, size, offset, grbit));
    JET_TRY(check_unprepared(cursor));
    if (grbit & ~(JET_GRBIT)JET_bitRetrievePhysicalSize) {
        return diag_fail(JET_errInvalidGrbit, "JetRetrieveColumnByReference: 0x%x", grbit);
    }
    JET_TRY(resolve(cursor, reference, grbit, &value.bytes));
    if (grbit & JET_bitRetrievePhysicalSize) {
        JET_TRY(long_value_stored_size(&cursor->values, value.bytes, &stored));
        *size = (uint32_t)stored;
        return JET_errSuccess;
    }
    JET_TRY(value_read(&cursor->values, &value, offset, data, capacity, &got, &whole));
    if (size != NULL) {
        *size = whole > offset ? whole - offset : 0;
    }
    return whole > offset && whole - offset > got ? JET_wrnBufferTruncated : JET_errSuccess;
}

/* Reads ahead one value, unless its reference is stale: then `*found` is false. */
static JET_ERR preread_one(struct table_cursor *cursor, struct bytes reference, bool first_only,
                           uint32_t most, uint32_t *pages, bool *found)
{
    struct long_value_reference parts;
    const struct column *column;
    JET_ERR err;

    *pages = 0;
    *found = false;
    JET_TRY(reference_decode(cursor->head.table, reference, &parts));
    err = reference_column(cursor->head.table, &parts, &column);
    if (err == JET_errStaleColumnReference || !parts.is_of_database) {
        return JET_errSuccess;
    }
    JET_TRY(err);
    if (most > 0) {
        long_value_preread(&cursor->values, parts.lid, first_only, most, pages);
        *found = true;
    }
    return JET_errSuccess;
}

JET_ERR table_preread_references(struct cursor *head, const void *const *references, const uint32_t *sizes,
                                 uint32_t count, uint32_t pages_min, uint32_t pages_max, uint32_t *prefetched,
                                 JET_GRBIT grbit)
{
    struct table_cursor *cursor = table_cursor_of(head);
    uint32_t done = 0, left = pages_max, pages;
    bool found;

    if (prefetched != NULL) {
        *prefetched = 0;
    }
    if (references == NULL || sizes == NULL || pages_min > pages_max) {
        return diag_fail(JET_errInvalidParameter,
                         "JetPrereadColumnsByReference: %u to %u pages of no references", pages_min,
                         pages_max);
    }
    JET_TRY(check_unprepared(cursor));
    if (grbit & ~(JET_GRBIT)JET_bitPrereadFirstPage) {
        return diag_fail(JET_errInvalidGrbit, "JetPrereadColumnsByReference: 0x%x", grbit);
    }
    for (uint32_t i = 0; i < count; i++) {
        JET_TRY(preread_one(cursor, (struct bytes){references[i], sizes[i]},
                            (grbit & JET_bitPrereadFirstPage) != 0, left, &pages, &found));
        left -= pages;
        done += found;
    }
    if (prefetched != NULL) {
        *prefetched = done;
    }
    return JET_errSuccess;
}
