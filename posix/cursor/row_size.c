/*
 * row_size.c - what a record occupies (JetGetRecordSize), and the list of its tagged columns.
 *
 * Source: reference api-semantics 8.4; the arithmetic is that of database-file 11 and 12 (headers,
 * directories, chunks).
 */
#include "cursor/row.h"
#include "diag.h"
#include "try.h"

enum {
    NODE_OVERHEAD = 4 + 2, /* a tag, and the size of the key */
    RECORD_HEADER = 4,
    VARIABLE_OFFSET = 2,
    TAGGED_ENTRY = 4,
    TAGGED_HEADER = 1,
    TWO_VALUES_LENGTH = 1,
    INSTANCE_OFFSET = 2,
};

struct sizing {
    struct row *row;
    uint32_t key_size;
    JET_GRBIT grbit;
    JET_RECSIZE3 *sizes;
};

/* A long value: its root, and its chunks. Each chunk is counted with a key as long as the record's, as in
 * Windows. */
static JET_ERR add_separated(struct sizing *sizing, struct bytes lid)
{
    JET_RECSIZE3 *sizes = sizing->sizes;
    const uint32_t chunk_size = sizing->row->table->chunk_size;
    struct long_value_root root;
    uint64_t stored;

    sizes->cLongValues++;
    if (sizing->grbit & JET_bitRecordSizeLocal) {
        return JET_errSuccess;
    }
    JET_TRY(long_value_root(sizing->row->values, lid, &root));
    sizes->cbLongValueData += root.size;
    sizes->cbLongValueOverhead += NODE_OVERHEAD + lid.size + root.entry_size;
    if (sizing->grbit & JET_bitRecordSizeExtrinsicLogicalOnly) {
        sizes->cbLongValueDataCompressed += root.size;
        return JET_errSuccess;
    }
    JET_TRY(long_value_stored_size(sizing->row->values, lid, &stored));
    sizes->cbLongValueDataCompressed += stored;
    sizes->cbLongValueOverhead +=
        (root.size + chunk_size - 1ull) / chunk_size * (NODE_OVERHEAD + sizing->key_size);
    return JET_errSuccess;
}

/* A value inside the record. */
static JET_ERR add_intrinsic(struct sizing *sizing, const struct value *value, bool is_long)
{
    JET_RECSIZE3 *sizes = sizing->sizes;
    uint32_t size = value->bytes.size;

    if (value->flags & (VALUE_COMPRESSED | VALUE_ENCRYPTED) &&
        !(sizing->grbit & JET_bitRecordSizeIntrinsicPhysicalOnly)) {
        JET_TRY(value_size(sizing->row->values, value, &size));
    }
    sizes->cbData += size;
    sizes->cbDataCompressed += value->bytes.size;
    if (is_long) {
        sizes->cbIntrinsicLongValueData += size;
        sizes->cbIntrinsicLongValueDataCompressed += value->bytes.size;
        sizes->cIntrinsicLongValues++;
    }
    return JET_errSuccess;
}

static JET_ERR add_tagged(struct sizing *sizing, const struct tagged_value *tagged)
{
    JET_RECSIZE3 *sizes = sizing->sizes;
    const struct column *column = table_column(sizing->row->table, tagged->id);
    const bool is_long = column != NULL && column_is_long(column);

    sizes->cTaggedColumns++;
    sizes->cbOverhead += TAGGED_ENTRY;
    if (tagged->count > 1) {
        sizes->cMultiValues += tagged->count - 1;
        sizes->cbOverhead +=
            TAGGED_HEADER + (tagged_is_pair(tagged) ? TWO_VALUES_LENGTH : INSTANCE_OFFSET * tagged->count);
    } else if (is_long && tagged->count == 1) {
        sizes->cbOverhead += TAGGED_HEADER;
    }
    for (uint32_t i = 1; i <= tagged->count; i++) {
        struct value value;

        JET_TRY(tagged_instance(tagged, i, &value));
        if (value.flags & VALUE_SEPARATED) {
            sizes->cbOverhead += value.bytes.size;
            JET_TRY(add_separated(sizing, value.bytes));
        } else {
            JET_TRY(add_intrinsic(sizing, &value, is_long && !tagged_is_pair(tagged)));
        }
    }
    return JET_errSuccess;
}

/* Everything but the tagged columns. */
static void add_frame(struct sizing *sizing)
{
    const struct record *record = &sizing->row->record;
    JET_RECSIZE3 *sizes = sizing->sizes;
    const uint32_t variables = record->variable_last - (FID_VARIABLE_FIRST - 1u);
    const uint32_t bitmap = (record->fixed_last + 7u) / 8;
    const uint32_t variable_data =
        (uint32_t)(record->tagged.at - record->bytes.at) - record->fixed_end - VARIABLE_OFFSET * variables;
    const uint32_t data = record->fixed_end - RECORD_HEADER - bitmap + variable_data;

    sizes->cbOverhead +=
        NODE_OVERHEAD + RECORD_HEADER + sizing->key_size + bitmap + VARIABLE_OFFSET * variables;
    sizes->cbKey += sizing->key_size;
    sizes->cbData += data;
    sizes->cbDataCompressed += data;
    sizes->cNonTaggedColumns += record->fixed_last + variables;
}

JET_ERR row_get_size(struct row *row, uint32_t key_size, JET_RECSIZE3 *sizes, JET_GRBIT grbit)
{
    struct sizing sizing = {.row = row, .key_size = key_size, .grbit = grbit, .sizes = sizes};

    JET_TRY(row_detach(row));
    if (!(grbit & JET_bitRecordSizeRunningTotal)) {
        *sizes = (JET_RECSIZE3){0};
    }
    add_frame(&sizing);
    for (uint32_t entry = 0; entry < row->record.tagged_count; entry++) {
        struct tagged_value tagged;

        JET_TRY(record_tagged(&row->record, entry, &tagged));
        JET_TRY(add_tagged(&sizing, &tagged));
    }
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------- list of tagged
 * columns */

static void describe(const struct row *row, const struct tagged_step *step, JET_RETRIEVEMULTIVALUECOUNT *out)
{
    *out = (JET_RETRIEVEMULTIVALUECOUNT){.columnid = step->column->id, .cMultiValues = (uint16_t)step->count};
    out->fLongValue = column_is_long(step->column);
    out->fNullOverride = step->count == 0;
    out->fDerived = row->table->parent != NULL && (step->column->id & COLUMN_ID_TEMPLATE) != 0;
}

/* True when the walk has not reached the column that the list begins with. */
static bool before_first(const struct row *row, const struct tagged_step *step, JET_COLUMNID first)
{
    const uint32_t inherited = row->table->parent != NULL ? COLUMN_ID_TEMPLATE : 0;

    /* What is inherited comes first: its ids count as the lower ones. */
    return column_fid(first) >= FID_TAGGED_FIRST && (step->column->id ^ inherited) < (first ^ inherited);
}

JET_ERR row_retrieve_tagged_list(struct row *row, uint32_t *count, void *data, uint32_t capacity,
                                 JET_COLUMNID first, JET_GRBIT grbit)
{
    JET_RETRIEVEMULTIVALUECOUNT *entries = data;
    const uint32_t room = capacity / sizeof *entries;
    struct tagged_walk walk;
    struct tagged_step step;
    uint32_t found = 0;
    JET_ERR err;

    if (count == NULL) {
        return diag_fail(JET_errInvalidParameter,
                         "JetRetrieveTaggedColumnList: there is no place for the count");
    }
    *count = 0;
    JET_TRY(row_hold(row));
    tagged_walk_begin(&walk, row, !(grbit & JET_bitRetrieveIgnoreDefault));
    for (;;) {
        JET_TRY_OR(tagged_walk_next(&walk, &step), end);
        if (step.column == NULL || (entries != NULL && found == room)) {
            break;
        }
        if (before_first(row, &step, first)) {
            continue;
        }
        if (entries != NULL) {
            describe(row, &step, &entries[found]);
        }
        found++;
    }
    *count = found;
end:
    (void)row_let_go(row);
    return err;
}
