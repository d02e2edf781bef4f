/*
 * record_build.c - putting a record together: splices in a buffer.
 */
#include "record/record_build.h"

#include <stdlib.h>

#include "diag.h"
#include "format/page.h"
#include "record/record_layout.h"
#include "try.h"

enum {
    PAGE_RESERVE = 8,      /* bytes of a page that no node takes */
    KEY_COUNT_SMALL = 2,   /* of a node: the size of its key */
    KEY_COUNT_LARGE = 4,   /* with the size of a prefix */
    KEY_RESERVE_MIN = 255, /* small pages leave room for a key of that size */
    BITMAP_MAX = FID_FIXED_LAST / 8 + 1,
    TWO_VALUES_SIZE_MAX = 255,
};

uint32_t record_limit(uint32_t page_size, uint32_t key_most)
{
    const uint32_t node = page_size - page_header_size(page_size) - PAGE_RESERVE;

    if (page_size > SMALL_PAGE_MAX) {
        return node - KEY_COUNT_LARGE - key_most;
    }
    return node - KEY_COUNT_SMALL - (key_most + 2 > KEY_RESERVE_MIN ? key_most + 2 : KEY_RESERVE_MIN);
}

JET_ERR record_builder_init(struct record_builder *builder, const struct table *table, uint32_t page_size,
                            uint32_t limit)
{
    builder->table = table;
    builder->page_size = page_size;
    builder->limit = limit;
    builder->size = 0;
    builder->bytes = malloc(limit);
    if (builder->bytes == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for a record of %u bytes", limit);
    }
    return JET_errSuccess;
}

void record_builder_free(struct record_builder *builder)
{
    free(builder->bytes);
    builder->bytes = NULL;
}

static JET_ERR too_big(const struct record_builder *builder, uint32_t size)
{
    return diag_fail(JET_errRecordTooBig, "table '%s': a record of %u bytes is too big, %u are allowed",
                     builder->table->name, size, builder->limit);
}

/* Replaces `old_size` bytes at `at` by a gap of `new_size` bytes, which is not filled. */
static JET_ERR splice(struct record_builder *builder, uint32_t at, uint32_t old_size, uint32_t new_size)
{
    const uint32_t size = builder->size - old_size + new_size;

    if (size > builder->limit) {
        return too_big(builder, size);
    }
    memmove(builder->bytes + at + new_size, builder->bytes + at + old_size, builder->size - at - old_size);
    builder->size = size;
    return JET_errSuccess;
}

/* The column with a fid, of the table or its template. */
static const struct column *column_of_fid(const struct table *table, uint32_t fid)
{
    const struct column *column = table_column(table, fid);

    return column != NULL ? column : table_column(table, fid | COLUMN_ID_TEMPLATE);
}

/* A default that a new record carries. */
static bool has_stored_default(const struct column *column)
{
    return column->flags & COLUMN_DEFAULT && !(column->flags & COLUMN_USER_DEFINED_DEFAULT) &&
           (!column_is_fixed(column) || column->default_value.size == column_fixed_size(column));
}

static JET_ERR misplaced(const struct record_builder *builder, const struct column *column)
{
    return diag_fail(JET_errDatabaseCorrupted,
                     "table '%s': column '%s' does not lie where its records have it", builder->table->name,
                     column->name);
}

/* ------------------------------------------------------------------------------------------ fixed columns */

static uint32_t fixed_last(const struct record_builder *builder)
{
    return builder->bytes[0];
}

static uint32_t fixed_end(const struct record_builder *builder)
{
    return get_u16(builder->bytes + 2);
}

static uint32_t bitmap_size(uint32_t last)
{
    return (last + 7) / 8;
}

static void mark_null(uint8_t *bitmap, uint32_t fid, bool is_null)
{
    const uint8_t bit = (uint8_t)(1u << (fid - 1) % 8);

    if (is_null) {
        bitmap[(fid - 1) / 8] |= bit;
    } else {
        bitmap[(fid - 1) / 8] &= (uint8_t)~bit;
    }
}

/* Makes all fixed columns up to `column` present. */
static JET_ERR grow_fixed(struct record_builder *builder, const struct column *column)
{
    const uint32_t last = fixed_last(builder), fid = column_fid(column->id);
    const uint32_t old_data = fixed_end(builder) - bitmap_size(last);
    const uint32_t data = column->offset + column_fixed_size(column);
    const uint32_t end = data + bitmap_size(fid);
    uint8_t bitmap[BITMAP_MAX];

    if (column->offset < old_data) {
        return misplaced(builder, column);
    }
    if (end > builder->limit) {
        return too_big(builder, end);
    }
    memset(bitmap, 0xFF, sizeof bitmap); /* bits of no column are 1 in all real files */
    memcpy(bitmap, builder->bytes + old_data, bitmap_size(last));
    JET_TRY(splice(builder, old_data, bitmap_size(last), end - old_data));
    memset(builder->bytes + old_data, 0, data - old_data);
    for (uint32_t i = last + 1; i <= fid; i++) {
        const struct column *between = column_of_fid(builder->table, i);

        mark_null(bitmap, i, true);
        if (between != NULL && has_stored_default(between) && between->offset >= old_data &&
            between->offset + between->default_value.size <= data) {
            memcpy(builder->bytes + between->offset, between->default_value.at, between->default_value.size);
            mark_null(bitmap, i, false);
        }
    }
    memcpy(builder->bytes + data, bitmap, bitmap_size(fid));
    builder->bytes[0] = (uint8_t)fid;
    put_u16(builder->bytes + 2, (uint16_t)end);
    return JET_errSuccess;
}

static JET_ERR set_fixed(struct record_builder *builder, const struct column *column,
                         const struct value *value)
{
    const uint32_t fid = column_fid(column->id);
    uint8_t *bitmap;

    if (fid > fixed_last(builder)) {
        JET_TRY(grow_fixed(builder, column));
    }
    bitmap = builder->bytes + fixed_end(builder) - bitmap_size(fixed_last(builder));
    if (builder->bytes + column->offset + column_fixed_size(column) > bitmap) {
        return misplaced(builder, column);
    }
    if (!(value->flags & VALUE_NULL) && value->bytes.size != column_fixed_size(column)) {
        return diag_fail(JET_errInvalidBufferSize, "column '%s' has %u bytes, not %u", column->name,
                         column_fixed_size(column), value->bytes.size);
    }
    mark_null(bitmap, fid, value->flags & VALUE_NULL);
    if (value->flags & VALUE_NULL) {
        memset(builder->bytes + column->offset, 0, column_fixed_size(column));
    } else {
        memcpy(builder->bytes + column->offset, value->bytes.at, value->bytes.size);
    }
    return JET_errSuccess;
}

/* --------------------------------------------------------------------------------------- variable columns */

static uint32_t variable_count(const struct record_builder *builder)
{
    return builder->bytes[1] - (uint32_t)VARIABLE_NONE;
}

/* Where the end of variable column number `i` stands. */
static uint8_t *variable_end_at(const struct record_builder *builder, uint32_t i)
{
    return builder->bytes + fixed_end(builder) + 2 * i;
}

static uint32_t variable_end(const struct record_builder *builder, uint32_t i)
{
    return get_u16(variable_end_at(builder, i)) & VARIABLE_END_MASK;
}

/* Offset of the first variable value. */
static uint32_t variable_data(const struct record_builder *builder)
{
    return fixed_end(builder) + 2 * variable_count(builder);
}

/* Puts a value where variable column number `i` has one now. */
static JET_ERR replace_variable(struct record_builder *builder, uint32_t i, const struct value *value)
{
    const uint32_t start = i == 0 ? 0 : variable_end(builder, i - 1);
    const uint32_t old_size = variable_end(builder, i) - start;
    const uint32_t size = value->flags & VALUE_NULL ? 0 : value->bytes.size;

    JET_TRY(splice(builder, variable_data(builder) + start, old_size, size));
    if (size > 0) {
        memcpy(builder->bytes + variable_data(builder) + start, value->bytes.at, size);
    }
    for (uint32_t k = i; k < variable_count(builder); k++) {
        const uint16_t word = get_u16(variable_end_at(builder, k));
        const unsigned null = k != i ? word & VARIABLE_NULL : value->flags & VALUE_NULL ? VARIABLE_NULL : 0u;

        put_u16(variable_end_at(builder, k),
                (uint16_t)(((word & VARIABLE_END_MASK) - old_size + size) | null));
    }
    return JET_errSuccess;
}

/* Makes variable columns up to number `last` present, as NULL. */
static JET_ERR grow_variable(struct record_builder *builder, uint32_t last)
{
    const uint32_t count = variable_count(builder);
    const uint32_t end = count == 0 ? 0 : variable_end(builder, count - 1);

    JET_TRY(splice(builder, variable_data(builder), 0, 2 * (last + 1 - count)));
    for (uint32_t i = count; i <= last; i++) {
        put_u16(variable_end_at(builder, i), (uint16_t)(end | VARIABLE_NULL));
    }
    builder->bytes[1] = (uint8_t)(FID_VARIABLE_FIRST + last);
    return JET_errSuccess;
}

/* Takes the variable columns from number `count` on away again. */
static void shrink_variable(struct record_builder *builder, uint32_t count)
{
    const uint32_t now = variable_count(builder);
    const uint32_t start = count == 0 ? 0 : variable_end(builder, count - 1);
    const uint32_t data = variable_data(builder);

    if (now > count) {
        splice(builder, data + start, variable_end(builder, now - 1) - start, 0);
        splice(builder, data - 2 * (now - count), 2 * (now - count), 0);
        builder->bytes[1] = (uint8_t)(VARIABLE_NONE + count);
    }
}

static JET_ERR set_variable(struct record_builder *builder, const struct column *column,
                            const struct value *value)
{
    const uint32_t before = variable_count(builder), i = column_fid(column->id) - FID_VARIABLE_FIRST;
    JET_ERR err = JET_errSuccess;

    if (i >= before) {
        JET_TRY(grow_variable(builder, i));
        for (uint32_t k = before; k < i && err >= 0; k++) {
            const struct column *between = column_of_fid(builder->table, FID_VARIABLE_FIRST + k);

            if (between != NULL && has_stored_default(between)) {
                err = replace_variable(builder, k, &(struct value){between->default_value, 0});
            }
        }
    }
    if (err >= 0) {
        err = replace_variable(builder, i, value);
    }
    if (err < 0) {
        shrink_variable(builder, before);
    }
    return err;
}

/* ----------------------------------------------------------------------------------------- tagged columns */

/* The encoded form of a tagged column: what its directory entry points at. */
struct encoded {
    uint16_t flags; /* of the directory entry */
    uint32_t size;
    uint8_t *bytes; /* `limit` bytes */
};

static bool is_large(const struct record_builder *builder)
{
    return builder->page_size > SMALL_PAGE_MAX;
}

static uint16_t offset_mask(const struct record_builder *builder)
{
    return is_large(builder) ? TAGGED_LARGE_OFFSET : TAGGED_SMALL_OFFSET;
}

static JET_ERR open_record(const struct record_builder *builder, struct record *record)
{
    return record_open(record, builder->table, record_builder_bytes(builder), builder->page_size);
}

/* Adds `delta` to the offsets of the directory entries [from, to). */
static void move_offsets(struct record_builder *builder, uint32_t directory, uint32_t from, uint32_t to,
                         uint32_t delta)
{
    const uint16_t mask = offset_mask(builder);

    for (uint32_t i = from; i < to; i++) {
        uint8_t *at = builder->bytes + directory + TAGGED_ENTRY_SIZE * i + 2;
        const uint16_t word = get_u16(at);

        put_u16(at, (uint16_t)((word & ~mask) | (((word & mask) + delta) & mask)));
    }
}

/* Offset in the record of the data of directory entry `entry`, or of the end. */
static uint32_t tagged_data(const struct record_builder *builder, uint32_t directory, uint32_t count,
                            uint32_t entry)
{
    if (entry >= count) {
        return builder->size;
    }
    return directory +
           (get_u16(builder->bytes + directory + TAGGED_ENTRY_SIZE * entry + 2) & offset_mask(builder));
}

/* Puts a new directory entry and its data in. */
static JET_ERR insert_tagged(struct record_builder *builder, const struct record *record, uint32_t entry,
                             uint16_t fid, const struct encoded *encoded)
{
    const uint32_t directory = (uint32_t)(record->tagged.at - builder->bytes);
    const uint32_t count = record->tagged_count;
    const uint32_t at = tagged_data(builder, directory, count, entry);
    const uint32_t slot = directory + TAGGED_ENTRY_SIZE * entry;
    const uint32_t offset = at + TAGGED_ENTRY_SIZE - directory;

    if (offset > offset_mask(builder)) {
        return too_big(builder, builder->size + TAGGED_ENTRY_SIZE + encoded->size);
    }
    JET_TRY(splice(builder, at, 0, TAGGED_ENTRY_SIZE + encoded->size));
    memmove(builder->bytes + slot + TAGGED_ENTRY_SIZE, builder->bytes + slot, at - slot);
    put_u16(builder->bytes + slot, fid);
    put_u16(builder->bytes + slot + 2, (uint16_t)(encoded->flags | offset));
    memcpy(builder->bytes + at + TAGGED_ENTRY_SIZE, encoded->bytes, encoded->size);
    move_offsets(builder, directory, 0, entry, TAGGED_ENTRY_SIZE);
    move_offsets(builder, directory, entry + 1, count + 1, TAGGED_ENTRY_SIZE + encoded->size);
    return JET_errSuccess;
}

static JET_ERR replace_tagged(struct record_builder *builder, const struct record *record, uint32_t entry,
                              const struct encoded *encoded)
{
    const uint32_t directory = (uint32_t)(record->tagged.at - builder->bytes);
    const uint32_t count = record->tagged_count;
    const uint32_t at = tagged_data(builder, directory, count, entry);
    const uint32_t old_size = tagged_data(builder, directory, count, entry + 1) - at;
    uint8_t *word = builder->bytes + directory + TAGGED_ENTRY_SIZE * entry + 2;

    JET_TRY(splice(builder, at, old_size, encoded->size));
    memcpy(builder->bytes + at, encoded->bytes, encoded->size);
    put_u16(word, (uint16_t)((get_u16(word) & offset_mask(builder)) | encoded->flags));
    move_offsets(builder, directory, entry + 1, count, encoded->size - old_size);
    return JET_errSuccess;
}

static void remove_tagged(struct record_builder *builder, const struct record *record, uint32_t entry)
{
    const uint32_t directory = (uint32_t)(record->tagged.at - builder->bytes);
    const uint32_t count = record->tagged_count;
    const uint32_t at = tagged_data(builder, directory, count, entry);
    const uint32_t size = tagged_data(builder, directory, count, entry + 1) - at;

    splice(builder, at, size, 0);
    splice(builder, directory + TAGGED_ENTRY_SIZE * entry, TAGGED_ENTRY_SIZE, 0);
    move_offsets(builder, directory, 0, entry, (uint32_t)-TAGGED_ENTRY_SIZE);
    move_offsets(builder, directory, entry, count - 1, (uint32_t)-TAGGED_ENTRY_SIZE - size);
}

/* Values of a column while one of them is being set. */
struct instances {
    const struct record_builder *builder;
    const struct column *column;
    struct tagged_value now; /* count 0 without any */
    uint32_t target;         /* the one that changes, from 1; now.count + 1 when it is new */
    const struct value *value;
    uint32_t count; /* that there will be */
};

/* Value number `i`, from 1, of those that there will be. */
static JET_ERR new_instance(const struct instances *all, uint32_t i, struct value *value)
{
    if (all->value->flags & VALUE_NULL) {
        return tagged_instance(&all->now, i < all->target ? i : i + 1, value);
    }
    if (i == all->target) {
        *value = *all->value;
        return JET_errSuccess;
    }
    return tagged_instance(&all->now, i, value);
}

static JET_ERR append(const struct record_builder *builder, struct encoded *encoded, struct bytes bytes)
{
    if (bytes.size > builder->limit - encoded->size) {
        return too_big(builder, encoded->size + bytes.size);
    }
    if (bytes.size > 0) {
        memcpy(encoded->bytes + encoded->size, bytes.at, bytes.size);
    }
    encoded->size += bytes.size;
    return JET_errSuccess;
}

static uint8_t header_of(unsigned value_flags)
{
    return (uint8_t)((value_flags & VALUE_COMPRESSED ? HEADER_COMPRESSED : 0) |
                     (value_flags & VALUE_SEPARATED ? HEADER_SEPARATED : 0) |
                     (value_flags & VALUE_ENCRYPTED ? HEADER_ENCRYPTED : 0));
}

static JET_ERR encode_one(const struct instances *all, struct encoded *encoded)
{
    struct value value;
    uint8_t header;

    JET_TRY(new_instance(all, 1, &value));
    header = header_of(value.flags) | (column_is_long(all->column) ? HEADER_LONG_VALUE : 0);
    if (is_large(all->builder) || header != 0) {
        encoded->flags |= is_large(all->builder) ? 0 : TAGGED_SMALL_HEADER;
        encoded->bytes[encoded->size++] = header;
    }
    return append(all->builder, encoded, value.bytes);
}

/* Two short values of a short type on a small page have a form of their own. */
static JET_ERR encode_two(const struct instances *all, struct encoded *encoded, bool *done)
{
    struct value first, second;

    JET_TRY(new_instance(all, 1, &first));
    JET_TRY(new_instance(all, 2, &second));
    *done = first.bytes.size <= TWO_VALUES_SIZE_MAX && second.bytes.size <= TWO_VALUES_SIZE_MAX;
    if (!*done) {
        return JET_errSuccess;
    }
    encoded->flags |= TAGGED_SMALL_HEADER;
    encoded->bytes[encoded->size++] = HEADER_MULTI_VALUES | HEADER_TWO_VALUES;
    encoded->bytes[encoded->size++] = (uint8_t)first.bytes.size;
    JET_TRY(append(all->builder, encoded, first.bytes));
    return append(all->builder, encoded, second.bytes);
}

static JET_ERR encode_many(const struct instances *all, struct encoded *encoded)
{
    const uint32_t table = 1; /* behind the header byte */
    uint8_t header = HEADER_MULTI_VALUES | (column_is_long(all->column) ? HEADER_LONG_VALUE : 0);

    if (1 + 2 * all->count > all->builder->limit) {
        return too_big(all->builder, 1 + 2 * all->count);
    }
    encoded->flags |= is_large(all->builder) ? 0 : TAGGED_SMALL_HEADER;
    encoded->size = table + 2 * all->count;
    for (uint32_t i = 1; i <= all->count; i++) {
        struct value value;

        JET_TRY(new_instance(all, i, &value));
        if (i == 1) {
            header |= header_of(value.flags) & HEADER_COMPRESSED;
        }
        header |= header_of(value.flags) & HEADER_ENCRYPTED;
        put_u16(
            encoded->bytes + table + 2 * (i - 1),
            (uint16_t)((encoded->size - table) | (value.flags & VALUE_SEPARATED ? INSTANCE_SEPARATED : 0)));
        JET_TRY(append(all->builder, encoded, value.bytes));
    }
    encoded->bytes[0] = header;
    return JET_errSuccess;
}

/* An entry that says NULL, against the column's default. */
static void encode_null(const struct record_builder *builder, struct encoded *encoded)
{
    if (is_large(builder)) {
        encoded->bytes[encoded->size++] = HEADER_NULL;
    } else {
        encoded->flags |= TAGGED_SMALL_NULL;
    }
}

static JET_ERR encode(const struct instances *all, struct encoded *encoded)
{
    bool done = false;

    if (all->count == 1) {
        return encode_one(all, encoded);
    }
    if (all->count == 2 && !is_large(all->builder) && !column_is_long(all->column)) {
        JET_TRY(encode_two(all, encoded, &done));
    }
    return done ? JET_errSuccess : encode_many(all, encoded);
}

static JET_ERR set_tagged(struct record_builder *builder, const struct column *column, uint32_t instance,
                          const struct value *value)
{
    struct instances all = {.builder = builder, .column = column, .value = value};
    struct encoded encoded = {.flags = record_tagged_flags(builder->table, column)};
    struct record record;
    uint32_t entry;
    bool found;
    JET_ERR err;

    JET_TRY(open_record(builder, &record));
    found = record_find_tagged(&record, column, &entry);
    if (found) {
        JET_TRY(record_tagged(&record, entry, &all.now));
    }
    all.target = instance == 0 || instance > all.now.count ? all.now.count + 1 : instance;
    if (value->flags & VALUE_NULL && all.target > all.now.count && (all.now.count > 0 || instance != 1)) {
        return JET_errSuccess; /* no such value; a default stays when another value than the first is to go */
    }
    all.count = value->flags & VALUE_NULL ? (all.now.count > 0 ? all.now.count - 1 : 0)
                                          : (all.target > all.now.count ? all.now.count + 1 : all.now.count);
    if (all.count == 0 && !(column->flags & COLUMN_DEFAULT)) {
        if (found) {
            remove_tagged(builder, &record, entry);
        }
        return JET_errSuccess;
    }
    encoded.bytes = malloc(builder->limit);
    if (encoded.bytes == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for the values of a column");
    }
    if (all.count == 0) {
        encode_null(builder, &encoded);
        err = JET_errSuccess;
    } else {
        err = encode(&all, &encoded);
    }
    if (err >= 0) {
        err = found ? replace_tagged(builder, &record, entry, &encoded)
                    : insert_tagged(builder, &record, entry, column_fid(column->id), &encoded);
    }
    free(encoded.bytes);
    return err;
}

/* --------------------------------------------------------------------------------------------- the record */

JET_ERR record_builder_set(struct record_builder *builder, const struct column *column, uint32_t instance,
                           const struct value *value)
{
    if (column_is_tagged(column)) {
        return set_tagged(builder, column, instance, value);
    }
    if (column_is_fixed(column)) {
        return set_fixed(builder, column, value);
    }
    return set_variable(builder, column, value);
}

JET_ERR record_builder_clear(struct record_builder *builder, const struct column *column)
{
    struct record record;
    uint32_t entry;

    JET_TRY(open_record(builder, &record));
    if (column_is_tagged(column) && record_find_tagged(&record, column, &entry)) {
        remove_tagged(builder, &record, entry);
    }
    return JET_errSuccess;
}

JET_ERR record_builder_begin(struct record_builder *builder)
{
    const struct column *column;
    uint32_t at = 0;

    if (builder->limit < RECORD_HEADER_SIZE) {
        return too_big(builder, RECORD_HEADER_SIZE);
    }
    builder->bytes[0] = 0;
    builder->bytes[1] = VARIABLE_NONE;
    put_u16(builder->bytes + 2, RECORD_HEADER_SIZE);
    builder->size = RECORD_HEADER_SIZE;
    while ((column = table_next_column(builder->table, &at)) != NULL) {
        if (!column_is_tagged(column) && has_stored_default(column)) {
            JET_TRY(record_builder_set(builder, column, 1, &(struct value){column->default_value, 0}));
        }
    }
    return JET_errSuccess;
}

/* Changing a record moves what lies behind; so nothing in it may lie elsewhere than it should. */
static JET_ERR check_order(const struct record_builder *builder)
{
    struct record record;
    uint32_t end = 0;

    JET_TRY(open_record(builder, &record));
    for (uint32_t i = 0; i < variable_count(builder); i++) {
        if (variable_end(builder, i) < end) {
            return diag_fail(JET_errDatabaseCorrupted, "table '%s': variable columns of a record overlap",
                             builder->table->name);
        }
        end = variable_end(builder, i);
    }
    for (uint32_t i = 0; i < record.tagged_count; i++) {
        struct tagged_value tagged;

        JET_TRY(record_tagged(&record, i, &tagged));
    }
    return JET_errSuccess;
}

JET_ERR record_builder_load(struct record_builder *builder, struct bytes record)
{
    if (record.size > builder->limit) {
        return too_big(builder, record.size);
    }
    memcpy(builder->bytes, record.at, record.size);
    builder->size = record.size;
    return check_order(builder);
}
