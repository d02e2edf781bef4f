/*
 * dump_compare.c - records and index entries beside what they must be.
 */
#include "dump_compare.h"

#include "test.h"

enum { DIFFERENCES_SHOWN = 20, COMBINATIONS_MAX = 100000 };

void comparison_free(struct comparison *comparison)
{
    api_value_free(&comparison->value);
    api_value_free(&comparison->key);
    api_value_free(&comparison->bookmark);
    api_value_free(&comparison->other_key);
    api_value_free(&comparison->other_bookmark);
}

void difference(struct comparison *comparison, const char *format, ...)
{
    static unsigned shown;
    char text[512];
    va_list arguments;

    comparison->counts.differences++;
    if (shown++ >= DIFFERENCES_SHOWN) {
        return;
    }
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    print_message(
        "%s, table %s%s%s, row %llu: %s\n", comparison->file,
        comparison->table == NULL ? "-" : comparison->table, comparison->index == NULL ? "" : ", index ",
        comparison->index == NULL ? "" : comparison->index, (unsigned long long)comparison->row, text);
}

void counts_add(struct comparison_counts *sum, const struct comparison_counts *counts)
{
    sum->tables += counts->tables;
    sum->rows += counts->rows;
    sum->cells += counts->cells;
    sum->values += counts->values;
    sum->indexes += counts->indexes;
    sum->entries += counts->entries;
    sum->keys_found += counts->keys_found;
    sum->keys_refused += counts->keys_refused;
    sum->differences += counts->differences;
}

/* ---------------------------------------------------------------------------------------------------------------
 * Records
 */

/* Whether an error is the one that was expected. */
static bool same_error(JET_ERR err, JET_ERR expected)
{
    return err == expected || (expected == JET_errInternalError && err < 0);
}

static void compare_cell(struct comparison *comparison, JET_TABLEID table, const struct expected_row *row,
                         const struct expected_cell *cell)
{
    struct api_value *value = &comparison->value;
    const bool tagged = (cell->id & 0xFFFF) >= 256;
    JET_ERR err;

    comparison->counts.cells++;
    for (unsigned i = 0; i < cell->count; i++) {
        err = api_retrieve(&comparison->database, table, cell->id, i + 1, value);
        comparison->counts.values++;
        if (err != JET_errSuccess) {
            difference(comparison, "column %lx, value %u: error %ld", (unsigned long)cell->id, i + 1,
                       (long)err);
        } else if (!expected_value_is(row, cell, i, value->bytes, value->size)) {
            difference(comparison, "column %lx, value %u: %lu bytes are not the %lu expected ones",
                       (unsigned long)cell->id, i + 1, (unsigned long)value->size,
                       (unsigned long)row->values[cell->first + i].size);
        }
    }
    if (cell->error != JET_errSuccess) {
        err = api_retrieve(&comparison->database, table, cell->id, 1, value);
        if (!same_error(err, cell->error)) {
            difference(comparison, "column %lx: result %ld where %ld is expected", (unsigned long)cell->id,
                       (long)err, (long)cell->error);
        }
    } else if (tagged || cell->count == 0) {
        err = api_retrieve(&comparison->database, table, cell->id, cell->count + 1, value);
        if (err != JET_wrnColumnNull) {
            difference(comparison, "column %lx: behind %u values comes result %ld and %lu bytes",
                       (unsigned long)cell->id, cell->count, (long)err, (unsigned long)value->size);
        }
    }
}

static void *JET_API reallocate(void *context, void *memory, JET_ULONG size)
{
    (void)context;
    if (size == 0) {
        free(memory);
        return NULL;
    }
    return realloc(memory, size);
}

/* One enumerated column: returns how many values it has. */
static unsigned compare_enumerated(struct comparison *comparison, const struct expected_row *row,
                                   const JET_ENUMCOLUMN *column)
{
    const struct expected_cell *cell = expected_row_find(row, column->columnid);
    const unsigned count = column->err == JET_wrnColumnSingleValue ? 1
                           : column->err == JET_errSuccess         ? (unsigned)column->cEnumColumnValue
                                                                   : 0;

    if (cell == NULL) {
        difference(comparison, "enumeration gives column %lx, which is not in the dump",
                   (unsigned long)column->columnid);
        return count;
    }
    if (count != cell->count || (count == 0 && column->err != JET_wrnColumnNull)) {
        difference(comparison, "column %lx: enumeration gives %u values (result %ld), not %u",
                   (unsigned long)column->columnid, count, (long)column->err, cell->count);
        return count;
    }
    for (unsigned i = 0; i < count; i++) {
        const JET_ENUMCOLUMNVALUE single = {1, JET_errSuccess, column->cbData, column->pvData};
        const JET_ENUMCOLUMNVALUE *value =
            column->err == JET_wrnColumnSingleValue ? &single : &column->rgEnumColumnValue[i];

        if (value->err != JET_errSuccess || value->itagSequence != i + 1 ||
            !expected_value_is(row, cell, i, value->pvData, value->cbData)) {
            difference(
                comparison, "column %lx: enumerated value %u is not the expected one (result %ld, %lu bytes)",
                (unsigned long)column->columnid, i + 1, (long)value->err, (unsigned long)value->cbData);
        }
    }
    return count;
}

static void free_enumeration(JET_ENUMCOLUMN *columns, JET_ULONG count)
{
    for (JET_ULONG i = 0; i < count; i++) {
        if (columns[i].err == JET_wrnColumnSingleValue) {
            free(columns[i].pvData);
        } else if (columns[i].err == JET_errSuccess) {
            for (JET_ULONG j = 0; j < columns[i].cEnumColumnValue; j++) {
                free(columns[i].rgEnumColumnValue[j].pvData);
            }
            free(columns[i].rgEnumColumnValue);
        }
    }
    free(columns);
}

static void compare_enumeration(struct comparison *comparison, JET_TABLEID table,
                                const struct expected_row *row)
{
    JET_ENUMCOLUMN *columns = NULL;
    JET_ULONG count = 0;
    uint64_t values = 0, expected = 0;
    JET_ERR error = JET_errSuccess, err;

    for (unsigned i = 0; i < row->cell_count; i++) {
        expected += row->cells[i].count;
        error = row->cells[i].error != JET_errSuccess ? row->cells[i].error : error;
    }
    err = JetEnumerateColumns(comparison->database.sesid, table, 0, NULL, &count, &columns, reallocate, NULL,
                              INT32_MAX, comparison->row % 2 == 0 ? JET_bitEnumerateCompressOutput : 0);
    if (err < 0 || error != JET_errSuccess) {
        if (!same_error(err, error)) {
            difference(comparison, "enumeration gives result %ld", (long)err);
        }
        return;
    }
    for (JET_ULONG i = 0; i < count; i++) {
        values += compare_enumerated(comparison, row, &columns[i]);
    }
    if (values != expected) {
        difference(comparison, "enumeration gives %llu values, not %llu", (unsigned long long)values,
                   (unsigned long long)expected);
    }
    free_enumeration(columns, count);
}

void compare_record(struct comparison *comparison, JET_TABLEID table, const struct expected_row *row)
{
    comparison->counts.rows++;
    for (unsigned i = 0; i < row->cell_count; i++) {
        compare_cell(comparison, table, row, &row->cells[i]);
    }
    compare_enumeration(comparison, table, row);
}

/* ---------------------------------------------------------------------------------------------------------------
 * Seeks
 */

/* All values that a segment's key may be made of: the cells of an expected_row are the segments. */
static bool gather_segment(struct comparison *comparison, JET_TABLEID table,
                           const struct seek_segment *segment, struct expected_row *values)
{
    struct api_value *value = &comparison->value;
    JET_ERR err;

    expected_row_add_cell(values, segment->id);
    for (unsigned itag = 1;; itag++) {
        err = api_retrieve(&comparison->database, table, segment->id, itag, value);
        if (err != JET_errSuccess) {
            return err == JET_wrnColumnNull;
        }
        if (value->size > 0) {
            memcpy(expected_row_room(values, value->size), value->bytes, value->size);
        }
        (void)expected_row_end_value(values);
        if (!segment->tagged) {
            return true;
        }
    }
}

/* The pieces of the values that a tuple index has entries for. */
static bool gather_tuples(struct comparison *comparison, JET_TABLEID table, const struct seek_index *index,
                          struct expected_row *values)
{
    const struct seek_segment *segment = &index->segment[0];
    const uint32_t width = segment->wide ? 2 : 1;
    struct api_value *value = &comparison->value;

    expected_row_add_cell(values, segment->id);
    for (unsigned itag = 1;
         api_retrieve(&comparison->database, table, segment->id, itag, value) == JET_errSuccess; itag++) {
        const uint32_t characters = value->size / width;
        uint32_t at = index->tuple_start;

        for (unsigned n = 0; n < index->tuple_count && at + index->tuple_min <= characters;
             n++, at += index->tuple_step) {
            const uint32_t size = characters - at < index->tuple_max ? characters - at : index->tuple_max;

            memcpy(expected_row_room(values, (size_t)size * width), value->bytes + (size_t)at * width,
                   (size_t)size * width);
            (void)expected_row_end_value(values);
        }
        if (!segment->tagged) {
            break;
        }
    }
    return true;
}

static JET_ERR make_key(struct comparison *comparison, JET_TABLEID probe, const struct expected_row *values,
                        const unsigned *choice)
{
    for (unsigned i = 0; i < values->cell_count; i++) {
        const struct expected_cell *cell = &values->cells[i];
        const struct expected_value *value =
            choice[i] >= cell->count ? NULL : &values->values[cell->first + choice[i]];
        JET_GRBIT grbit = i == 0 ? JET_bitNewKey : 0;
        JET_ERR err;

        if (value != NULL && value->size == 0) {
            grbit |= JET_bitKeyDataZeroLength;
        }
        err = JetMakeKey(comparison->database.sesid, probe,
                         value == NULL || value->size == 0 ? NULL : values->bytes + value->at,
                         value == NULL ? 0 : (JET_ULONG)value->size, grbit);
        if (err < 0) {
            return err;
        }
    }
    return JET_errSuccess;
}

/* The next combination of values; false after the last. */
static bool next_choice(const struct expected_row *values, const struct seek_index *index, unsigned *choice)
{
    bool more = false;

    if (index->nested) {
        for (unsigned i = 0; i < values->cell_count; i++) {
            more = more || choice[i] + 1 < values->cells[i].count;
            choice[i] += index->segment[i].tagged;
        }
        return more;
    }
    for (unsigned i = values->cell_count; i-- > 0;) {
        if (choice[i] + 1 < values->cells[i].count) {
            choice[i]++;
            return true;
        }
        choice[i] = 0;
    }
    return false;
}

/* JET_errSuccess when the seek ends on an entry with this key. */
static JET_ERR seek_key(struct comparison *comparison, JET_TABLEID probe, const struct api_value *key,
                        const struct api_value *first_bookmark)
{
    JET_ERR err = JetSeek(comparison->database.sesid, probe, JET_bitSeekEQ);

    if (err != JET_errSuccess ||
        (err = api_key(&comparison->database, probe, &comparison->other_key)) != JET_errSuccess) {
        return err;
    }
    if (!api_value_is(&comparison->other_key, key->bytes, key->size)) {
        return JET_errRecordNotFound; /* the entry of another of the values */
    }
    if (api_bookmark(&comparison->database, probe, &comparison->other_bookmark) != JET_errSuccess ||
        !api_value_is(&comparison->other_bookmark, first_bookmark->bytes, first_bookmark->size)) {
        difference(comparison, "the seek does not end on the first entry of its key");
    }
    return JET_errSuccess;
}

void compare_seek(struct comparison *comparison, JET_TABLEID table, JET_TABLEID probe,
                  const struct seek_index *index, const struct api_value *key,
                  const struct api_value *first_bookmark)
{
    static struct expected_row values;
    unsigned choice[16] = {0};
    bool known = true;
    JET_ERR err = JET_errRecordNotFound;

    expected_row_clear(&values);
    for (unsigned i = 0; i < index->segments; i++) {
        known = (i == 0 && index->tuple_max != 0
                     ? gather_tuples(comparison, table, index, &values)
                     : gather_segment(comparison, table, &index->segment[i], &values)) &&
                known;
    }
    for (unsigned tries = 0; known && tries < COMBINATIONS_MAX; tries++) {
        err = make_key(comparison, probe, &values, choice);
        if (err == JET_errSuccess) {
            err = seek_key(comparison, probe, key, first_bookmark);
        }
        if (err != JET_errRecordNotFound || !next_choice(&values, index, choice)) {
            break;
        }
    }
    if (err == JET_errSuccess) {
        comparison->counts.keys_found++;
    } else if (err == JET_errUnicodeNormalizationNotSupported) {
        comparison->counts.keys_refused++;
    } else {
        difference(comparison, "not found by the key of its values: result %ld", (long)err);
    }
}
