/*
 * search_key.c - JetMakeKey: a key from pieces, and limits around what begins alike.
 *
 * A limit ends the key. A start limit is the key so far, which is below everything that continues it; an end limit
 * goes on with FF, of which a key of the index has none where a segment begins, to one byte more than a key can have.
 * A partial limit takes off first what marks the end of its value, so that the value becomes a prefix.
 *
 * Order of checks and all cases: reference api-semantics 6.2, database-file 14.10, and the oracle's recorded scripts.
 */
#include "diag.h"
#include "key/key.h"
#include "key/segment.h"
#include "key/unicode.h"
#include "try.h"

enum {
    LIMIT_FILL = 0xFF,
    FIXED_TEXT_MAX = 255,
    LIMIT_MASK = JET_bitFullColumnStartLimit | JET_bitFullColumnEndLimit | JET_bitPartialColumnStartLimit |
                 JET_bitPartialColumnEndLimit,
};

void search_key_clear(struct search_key *search)
{
    search->key.size = 0;
    search->key.truncated = false;
    search->segments = 0;
    search->made = false;
    search->closed = false;
}

/* JET_bitNormalizedKey: the bytes of a whole key, or of its beginning. */
static JET_ERR take_whole(struct search_key *search, const struct index *index, const void *data,
                          uint32_t size)
{
    const uint32_t key_most = index != NULL ? index->key_most : KEY_MOST_DEFAULT;
    const uint32_t limit = key_most + 1;

    if (size > limit && size > TREE_KEY_MAX) {
        return diag_fail(JET_errInvalidParameter, "a key of %u bytes is longer than any", size);
    }
    search_key_clear(search);
    search->key.size = size < limit ? size : limit;
    if (data != NULL) {
        memcpy(search->key.bytes, data, search->key.size);
    } else {
        search->key.size = 0;
    }
    search->segments = 1;
    search->made = true;
    search->closed = search->key.size > key_most;
    return JET_errSuccess;
}

/*
 * A table whose primary key lost its first column keeps a constant Bit in its place, which programs do not know of.
 */
static void add_placeholder(struct search_key *search, const struct index *index)
{
    struct segment segment = {.at = search->key.bytes, .room = index->key_most};

    if (segment_value(index, &index->segments[0], (struct bytes){(const uint8_t *)"", 1}, &segment) >= 0) {
        search->key.size = segment.size;
        search->segments = 1;
    }
}

static bool has_placeholder(const struct index *index)
{
    const struct column *first = index->segments[0].column;

    return index->is_primary && index->segment_count > 1 && first->type == JET_coltypBit &&
           first->flags & COLUMN_PRIMARY_INDEX_PLACEHOLDER;
}

/* Whether one more column may come. */
static JET_ERR check_state(const struct search_key *search, const struct index *index)
{
    if (search->closed) {
        return diag_fail(JET_errKeyIsMade, "index '%s': a limit has ended the key", index->name);
    }
    if (!search->made) {
        return diag_fail(JET_errKeyNotMade, "index '%s': a key begins with JET_bitNewKey", index->name);
    }
    return JET_errSuccess;
}

/*
 * The value of a fixed column has that column's size; shorter text is filled with blanks in `padded`.
 */
static JET_ERR check_fixed(const struct column *column, uint32_t size, struct bytes *value,
                           uint8_t padded[FIXED_TEXT_MAX])
{
    const uint32_t whole = column_fixed_size(column);

    if (size == 0 || size == whole) {
        return JET_errSuccess;
    }
    if (column->type != JET_coltypText || size > whole || whole > FIXED_TEXT_MAX) {
        return diag_fail(JET_errInvalidBufferSize, "column '%s' has %u bytes, its key was given %u",
                         column->name, whole, size);
    }
    memcpy(padded, value->at, value->size);
    for (uint32_t i = value->size; i < whole; i++) {
        padded[i] = column_is_unicode(column) && i % UNIT_SIZE != 0 ? 0 : ' ';
    }
    *value = (struct bytes){padded, whole};
    return JET_errSuccess;
}

static JET_ERR check_limits(const struct column *column, JET_GRBIT grbit)
{
    switch (grbit & LIMIT_MASK) {
    case 0:
    case JET_bitFullColumnStartLimit:
    case JET_bitFullColumnEndLimit:
        return JET_errSuccess;
    case JET_bitPartialColumnStartLimit:
    case JET_bitPartialColumnEndLimit:
        if (column_is_text(column) || (column_is_binary(column) && !column_is_fixed(column))) {
            return JET_errSuccess;
        }
        return diag_fail(JET_errInvalidGrbit, "column '%s' is not of a type that has prefixes", column->name);
    default:
        return diag_fail(JET_errInvalidGrbit, "a key has one limit");
    }
}

/* ------------------------------------------------------------------------------------------------- limits */

static void fill(struct search_key *search, uint32_t from, uint32_t size)
{
    memset(search->key.bytes + from, LIMIT_FILL, size - from);
    search->key.size = size;
}

/* Ends the key behind its last segment. */
static void full_limit(struct search_key *search, const struct index *index, bool end)
{
    if (end) {
        fill(search, search->key.size, index->key_most + 1u);
    }
}

/* Where in a text's segment the text ends, as far as it is a prefix of longer ones. */
static uint32_t text_end(const struct index *index, const struct key_segment *part,
                         const struct segment *segment)
{
    const uint8_t mask = segment_mask(part);
    uint32_t end = segment->size;

    if (!column_is_unicode(part->column)) {
        return segment->at[end - 1] == mask ? end - 1 : end;
    }
    if (unicode_is_upper_case(index)) {
        return end > UNIT_SIZE && segment->at[end - 1] == mask && segment->at[end - 2] == mask
                   ? end - UNIT_SIZE
                   : end;
    }
    for (end = 1; end < segment->size && segment->at[end] != (SORT_KEY_LEVEL_END ^ mask); end++) {
    }
    return end;
}

/* Makes a prefix of a text. */
static void partial_text_limit(struct search_key *search, const struct index *index,
                               const struct key_segment *part, const struct segment *segment, bool end)
{
    if (segment->size < 2) {
        full_limit(search, index, end);
        return;
    }
    search->key.size -= segment->size - text_end(index, part, segment);
    full_limit(search, index, end);
}

/* Makes a prefix of a chunked binary: the end limit goes to the end of its last chunk and one byte beyond. */
static void partial_binary_limit(struct search_key *search, const struct index *index,
                                 const struct segment *segment, bool end)
{
    const uint32_t start = search->key.size - segment->size;

    if (segment->data_end == 0) {
        full_limit(search, index, end);
    } else if (end) {
        fill(search, start + segment->data_end, search->key.size + 1);
    } else {
        search->key.size = start + segment->data_end;
    }
}

static void apply_limit(struct search_key *search, const struct index *index, const struct key_segment *part,
                        const struct segment *segment, JET_GRBIT grbit)
{
    const bool text = column_is_text(part->column);
    const JET_GRBIT partial = JET_bitPartialColumnStartLimit | JET_bitPartialColumnEndLimit;

    search->closed = true;
    if (grbit & (JET_bitFullColumnStartLimit | JET_bitFullColumnEndLimit)) {
        full_limit(search, index, grbit & JET_bitFullColumnEndLimit);
    } else if (grbit & partial && text) {
        partial_text_limit(search, index, part, segment, grbit & JET_bitPartialColumnEndLimit);
    } else if (grbit & partial) {
        partial_binary_limit(search, index, segment, grbit & JET_bitPartialColumnEndLimit);
    } else if (grbit & JET_bitSubStrLimit && text) {
        partial_text_limit(search, index, part, segment, true);
    } else if (grbit & JET_bitStrLimit) {
        partial_binary_limit(search, index, segment, true);
    } else {
        search->closed = false;
    }
}

/* ----------------------------------------------------------------------------------------------- segments */

/* The first column of a tuple index is looked for by a tuple: `value` is cut at the longest. */
static JET_ERR check_tuple(const struct index *index, const struct column *column, struct bytes *value)
{
    const uint32_t unit = column_is_unicode(column) ? UNIT_SIZE : 1;

    if (value->size == 0 || (column_is_text(column) && value->size / unit < index->tuple.length_min)) {
        return diag_fail(JET_errIndexTuplesKeyTooSmall, "index '%s' has tuples of %u characters and more",
                         index->name, index->tuple.length_min);
    }
    if (column_is_text(column) && value->size / unit > index->tuple.length_max) {
        value->size = index->tuple.length_max * unit;
    }
    return JET_errSuccess;
}

static JET_ERR make_segment(const struct index *index, const struct key_segment *part, struct bytes value,
                            JET_GRBIT grbit, struct segment *segment)
{
    const struct column *column = part->column;
    const bool zero_length = grbit & JET_bitKeyDataZeroLength;

    if (index->is_tuple && part == &index->segments[0]) {
        JET_TRY(check_tuple(index, column, &value));
    }
    if (value.size == 0) {
        if (zero_length && (column_is_fixed(column) || coltyp_size(column->type) != 0)) {
            return diag_fail(JET_errInvalidBufferSize, "column '%s' has no values of length zero",
                             column->name);
        }
        segment_null(index, part, zero_length, segment);
        return JET_errSuccess;
    }
    if (value.size < coltyp_size(column->type)) {
        return diag_fail(JET_errInvalidBufferSize, "column '%s' has %u bytes, its key was given %u",
                         column->name, coltyp_size(column->type), value.size);
    }
    return segment_value(index, part, value, segment);
}

JET_ERR search_key_add(struct search_key *search, const struct index *index, const void *data, uint32_t size,
                       JET_GRBIT grbit)
{
    const bool default_most = index != NULL && index->key_most == KEY_MOST_DEFAULT;
    struct bytes value = {data, default_most && size > KEY_MOST_DEFAULT ? KEY_MOST_DEFAULT : size};
    const struct key_segment *part;
    struct segment segment = {.at = NULL};
    uint8_t padded[FIXED_TEXT_MAX];

    if (grbit & JET_bitNormalizedKey) {
        return take_whole(search, index, data, size);
    }
    if (index == NULL) {
        return diag_fail(JET_errNoCurrentIndex, "a table without a primary index has no keys to make");
    }
    if (grbit & JET_bitNewKey) {
        search_key_clear(search);
    } else {
        JET_TRY(check_state(search, index));
    }
    if (!search->made && has_placeholder(index) && !(grbit & JET_bitKeyOverridePrimaryIndexPlaceholder)) {
        add_placeholder(search, index);
    }
    if (search->segments >= index->segment_count) {
        return diag_fail(JET_errKeyIsMade, "index '%s' has %u columns", index->name, index->segment_count);
    }
    if (data == NULL) {
        value.size = 0;
    }
    part = &index->segments[search->segments];
    if (column_is_fixed(part->column)) {
        JET_TRY(check_fixed(part->column, size, &value, padded));
    }
    JET_TRY(check_limits(part->column, grbit));
    if (!search->key.truncated && search->key.size < index->key_most) {
        segment.at = search->key.bytes + search->key.size;
        segment.room = index->key_most - search->key.size;
        JET_TRY(make_segment(index, part, value, grbit, &segment));
        search->key.size += segment.size;
        search->key.truncated = segment.truncated;
        apply_limit(search, index, part, &segment, grbit);
    }
    search->segments++;
    search->made = true;
    return JET_errSuccess;
}

JET_ERR key_normalise(const struct index *index, const struct key_segment *part, const void *data,
                      uint32_t data_size, uint8_t *out, uint32_t capacity, uint32_t *size, bool *truncated)
{
    struct segment segment = {.at = out, .room = capacity < index->key_most ? capacity : index->key_most};

    if (data_size == 0) {
        segment_null(index, part, true, &segment);
    } else if (data_size < coltyp_size(part->column->type)) {
        return diag_fail(JET_errInvalidBufferSize, "column '%s' has %u bytes, a value was given %u",
                         part->column->name, coltyp_size(part->column->type), data_size);
    } else {
        JET_TRY(segment_value(index, part, (struct bytes){data, data_size}, &segment));
    }
    *size = segment.size;
    *truncated = segment.truncated;
    return JET_errSuccess;
}
