/*
 * entries.c - the keys that a record has in an index.
 *
 * A key is made segment by segment. Two things need care, because keys of the first engines are kept for ever:
 *
 *   - How much of a value is looked at. In an index of the default key size it is the first 255 bytes, whatever
 *     comes of them. Else the whole key is made again from values cut at twice as many bytes, as long as a cut
 *     one did not fill its segment: only Unicode text can be so, whose characters may have no weight.
 *   - When values run out. A multi-valued column is walked until a value number is NULL; the key that shows it is
 *     thrown away.
 *
 * Format: reference database-file 14.3 and 14.7 to 14.9, api-semantics 5.6.
 */
#include <stdlib.h>

#include "diag.h"
#include "key/key.h"
#include "key/segment.h"
#include "try.h"

enum {
    SCRATCH_SIZE = TREE_KEY_MAX, /* what most keys need of a value that has to be read */
    KEYS_OF_RECORD_MAX =
        1 << 22, /* tries at entries; a damaged index row can ask for more than anyone could use */
};

/* What became of one combination of values. */
enum made {
    MADE_WHOLE,
    MADE_ALL_NULL,
    MADE_FIRST_NULL,
    MADE_SOME_NULL,
    MADE_CONDITION_FAILED,
    MADE_NO_VALUE, /* a multi-valued column has no value of that number */
    MADE_NO_TUPLE,
};

struct maker {
    const struct index *index;
    const struct record *record;
    struct long_value_reader *reader;
    const uint32_t *instances;
    uint32_t tuple;
    struct key *key;
    bool all_null, first_null, some_null;
    bool need_more;      /* a value was cut at value_most bytes, and it matters */
    uint32_t value_most; /* bytes of a value that are looked at */
    uint32_t ended;      /* MADE_NO_VALUE: the segment whose values ran out */
    uint32_t spare_size;
    uint8_t *spare; /* in place of the scratch for long values, allocated */
    uint8_t scratch[SCRATCH_SIZE];
};

static bool is_multi_valued(const struct index *index, uint32_t part)
{
    const struct column *column = index->segments[part].column;

    return column->flags & COLUMN_MULTI_VALUED && column_is_tagged(column);
}

/* A value of the record; that of a user-defined default is known to the program's callback alone. */
static JET_ERR get_value(const struct maker *maker, const struct column *column, uint32_t instance,
                         struct value *value)
{
    JET_TRY(record_value(maker->record, column, instance, value));
    if ((value->flags & (VALUE_NULL | VALUE_STORED_NULL)) == VALUE_NULL && instance == 1 &&
        column->flags & COLUMN_USER_DEFINED_DEFAULT) {
        return diag_fail(
            JET_errCallbackNotResolved,
            "index '%s': the value of column '%s' comes from the callback '%s', which is not called",
            maker->index->name, column->name, column->callback != NULL ? column->callback : "");
    }
    return JET_errSuccess;
}

static JET_ERR check_conditions(const struct maker *maker, bool *met)
{
    const struct index *index = maker->index;
    struct value value;

    *met = true;
    for (uint32_t i = 0; i < index->condition_count && *met; i++) {
        JET_TRY(get_value(maker, index->conditions[i].column, 1, &value));
        *met = index->conditions[i].must_be_null == ((value.flags & VALUE_NULL) != 0);
    }
    return JET_errSuccess;
}

/* Memory for `size` bytes of a value; what an earlier call gave is lost. */
static JET_ERR get_scratch(struct maker *maker, uint32_t size, uint8_t **scratch)
{
    if (size <= SCRATCH_SIZE) {
        *scratch = maker->scratch;
        return JET_errSuccess;
    }
    if (size > maker->spare_size) {
        free(maker->spare);
        maker->spare_size = 0;
        maker->spare = malloc(size);
        if (maker->spare == NULL) {
            return diag_fail(JET_errOutOfMemory, "no memory for %u bytes of a value", size);
        }
        maker->spare_size = size;
    }
    *scratch = maker->spare;
    return JET_errSuccess;
}

/* Up to `most` bytes of a value that has to be read, from `offset` on. */
static JET_ERR read_bytes(struct maker *maker, const struct value *value, uint32_t offset, uint32_t most,
                          struct bytes *bytes)
{
    uint32_t size;
    uint8_t *scratch;

    JET_TRY(get_scratch(maker, most, &scratch));
    bytes->at = scratch;
    return value_read(maker->reader, value, offset, scratch, most, &bytes->size, &size);
}

/* The same for any value: in place where it lies plainly in the record. */
static inline JET_ERR get_bytes(struct maker *maker, const struct value *value, uint32_t offset,
                                uint32_t most, struct bytes *bytes)
{
    const uint32_t skipped = offset < value->bytes.size ? offset : value->bytes.size;
    const uint32_t left = value->bytes.size - skipped;
    struct bytes copy;

    if (value->flags & (VALUE_SEPARATED | VALUE_COMPRESSED | VALUE_ENCRYPTED)) {
        JET_TRY(read_bytes(maker, value, offset, most, &copy));
        *bytes = copy;
    } else {
        *bytes = (struct bytes){value->bytes.at + skipped, left < most ? left : most};
    }
    return JET_errSuccess;
}

/* The tuple of a value: `*bytes` is empty when there is none. */
static JET_ERR get_tuple(struct maker *maker, const struct value *value, struct bytes *bytes)
{
    const struct tuple_limits *limits = &maker->index->tuple;
    const uint64_t unit = column_is_unicode(maker->index->segments[0].column) ? UNIT_SIZE : 1;
    const uint64_t offset = unit * (limits->start + (uint64_t)maker->tuple * limits->step);
    const uint64_t most = unit * limits->length_max;

    *bytes = (struct bytes){(const uint8_t *)"", 0};
    if (value->flags & VALUE_NULL || offset > INT32_MAX) {
        return JET_errSuccess;
    }
    JET_TRY(get_bytes(maker, value, (uint32_t)offset,
                      most < maker->value_most ? (uint32_t)most : maker->value_most, bytes));
    if (bytes->size < unit * limits->length_min) {
        bytes->size = 0;
    }
    return JET_errSuccess;
}

/* The segment of `bytes`, which are a value of `part`, behind what the key has. */
static JET_ERR append_value(struct maker *maker, const struct key_segment *part, struct bytes bytes,
                            struct segment *segment)
{
    const struct index *index = maker->index;
    const uint32_t size = coltyp_size(part->column->type);

    if (bytes.size == 0) {
        segment_null(index, part, true, segment);
        return JET_errSuccess;
    }
    if (size != 0 && bytes.size != size) {
        return diag_fail(JET_errDatabaseCorrupted,
                         "table '%s': a value of column '%s' has %u bytes instead of %u",
                         maker->record->table->name, part->column->name, bytes.size, size);
    }
    JET_TRY(segment_value(index, part, bytes, segment));
    if (bytes.size == maker->value_most && column_is_unicode(part->column) && segment->size < segment->room &&
        segment->size < segment_most(index) && index->key_most != KEY_MOST_DEFAULT) {
        maker->need_more = true;
    }
    return JET_errSuccess;
}

static JET_ERR refuse_truncation(const struct index *index)
{
    return diag_fail(JET_errKeyTruncated, "index '%s' takes no keys of more than %u bytes", index->name,
                     index->key_most);
}

/* Appends the segment of value `value` of segment number `part`. */
static JET_ERR append_segment(struct maker *maker, uint32_t part, const struct value *value, enum made *made)
{
    const struct index *index = maker->index;
    struct key *key = maker->key;
    struct segment segment = {.at = key->bytes + key->size, .room = index->key_most - key->size};
    struct bytes bytes;

    if (index->is_tuple && part == 0) {
        JET_TRY(get_tuple(maker, value, &bytes));
        if (bytes.size == 0) {
            *made = MADE_NO_TUPLE;
            return JET_errSuccess;
        }
    } else if (segment.room > 0 && !(value->flags & VALUE_NULL)) {
        JET_TRY(get_bytes(maker, value, 0, maker->value_most, &bytes));
    }
    if (value->flags & VALUE_NULL) {
        maker->some_null = true;
        maker->first_null = maker->first_null || part == 0;
    }
    if (segment.room == 0) {
        key->truncated = true;
    } else if (value->flags & VALUE_NULL) {
        segment_null(index, &index->segments[part], false, &segment);
    } else {
        maker->all_null = false;
        JET_TRY(append_value(maker, &index->segments[part], bytes, &segment));
    }
    key->size += segment.size;
    key->truncated = key->truncated || segment.truncated;
    return key->truncated && index->flags & INDEX_DISALLOW_TRUNCATION ? refuse_truncation(index)
                                                                      : JET_errSuccess;
}

static JET_ERR make_once(struct maker *maker, enum made *made)
{
    const struct index *index = maker->index;
    const bool nested = index->flags & INDEX_NESTED_TABLE;
    bool exhausted = nested; /* also of a nested index without a tagged column: it stays empty, as in Windows */
    struct value value;

    maker->key->size = 0;
    maker->key->truncated = false;
    maker->all_null = true;
    maker->first_null = maker->some_null = maker->need_more = false;
    *made = MADE_WHOLE;
    for (uint32_t i = 0; i < index->segment_count; i++) {
        const bool beyond_first = maker->instances[i] > 1;

        JET_TRY(get_value(maker, index->segments[i].column, maker->instances[i], &value));
        if (beyond_first && value.flags & VALUE_NULL && !nested) {
            maker->ended = i;
            *made = MADE_NO_VALUE;
            return JET_errSuccess;
        }
        if (nested && column_is_tagged(index->segments[i].column)) {
            exhausted = exhausted && beyond_first && value.flags & VALUE_NULL;
        }
        JET_TRY(append_segment(maker, i, &value, made));
        if (*made != MADE_WHOLE) {
            return JET_errSuccess;
        }
    }
    if (exhausted) {
        maker->ended = 0;
        *made = MADE_NO_VALUE;
    } else if (maker->all_null) {
        *made = MADE_ALL_NULL;
    } else if (maker->first_null) {
        *made = MADE_FIRST_NULL;
    } else if (maker->some_null) {
        *made = MADE_SOME_NULL;
    }
    return JET_errSuccess;
}

/* Makes the key of maker->instances and maker->tuple. */
static JET_ERR make(struct maker *maker, enum made *made)
{
    bool met;

    JET_TRY(check_conditions(maker, &met));
    if (!met) {
        *made = MADE_CONDITION_FAILED;
        return JET_errSuccess;
    }
    for (maker->value_most = maker->index->key_most;; maker->value_most *= 2) {
        JET_TRY(make_once(maker, made));
        if (!maker->need_more) {
            return JET_errSuccess;
        }
    }
}

/* Whether the index has an entry of that kind. JET_errNullKeyDisallowed. */
static JET_ERR judge(const struct index *index, enum made made, enum key_outcome *outcome)
{
    static const uint32_t allowed_by[] = {
        [MADE_ALL_NULL] = INDEX_ALLOW_ALL_NULLS,
        [MADE_FIRST_NULL] = INDEX_ALLOW_FIRST_NULL,
        [MADE_SOME_NULL] = INDEX_ALLOW_SOME_NULLS,
    };

    switch (made) {
    case MADE_WHOLE:
        *outcome = KEY_MADE;
        break;
    case MADE_ALL_NULL:
    case MADE_FIRST_NULL:
    case MADE_SOME_NULL:
        if (index->flags & INDEX_NO_NULL_SEGMENT) {
            return diag_fail(JET_errNullKeyDisallowed, "index '%s' takes no NULL", index->name);
        }
        *outcome = index->flags & allowed_by[made] ? KEY_MADE : KEY_NOT_INDEXED;
        break;
    case MADE_CONDITION_FAILED:
        *outcome = KEY_NOT_INDEXED;
        break;
    case MADE_NO_VALUE:
        *outcome = KEY_OUT_OF_KEYS;
        break;
    case MADE_NO_TUPLE:
        *outcome = KEY_OUT_OF_TUPLES;
        break;
    }
    return JET_errSuccess;
}

static void maker_init(struct maker *maker, const struct index *index, const struct record *record,
                       struct long_value_reader *reader, const uint32_t *instances, struct key *key)
{
    maker->index = index;
    maker->record = record;
    maker->reader = reader;
    maker->instances = instances;
    maker->tuple = 0;
    maker->key = key;
    maker->spare = NULL;
    maker->spare_size = 0;
}

static void free_spare(struct maker *maker)
{
    if (maker->spare != NULL) { /* most keys are made without */
        free(maker->spare);
    }
}

JET_ERR key_from_record(const struct index *index, const struct record *record,
                        struct long_value_reader *reader, const uint32_t instances[KEY_SEGMENTS_MAX],
                        uint32_t tuple, struct key *key, enum key_outcome *outcome)
{
    struct maker maker;
    enum made made;
    JET_ERR err;

    maker_init(&maker, index, record, reader, instances, key);
    maker.tuple = tuple;
    err = make(&maker, &made);
    free_spare(&maker);
    JET_TRY(err);
    return judge(index, made, outcome);
}

/* -------------------------------------------------------------------------------- all entries of a record */

/* The combinations of value numbers, in the order in which the engine makes them. */
struct walk {
    struct maker maker;
    uint32_t instances[KEY_SEGMENTS_MAX];
    bool varies[KEY_SEGMENTS_MAX]; /* which segments are walked */
    uint32_t varying;              /* how many */
    uint32_t last;                 /* of those */
    uint32_t keys;
};

static void walk_init(struct walk *walk, const struct index *index)
{
    const bool all = index->flags & (INDEX_CROSS_PRODUCT | INDEX_NESTED_TABLE);

    walk->varying = walk->last = walk->keys = 0;
    for (uint32_t i = 0; i < KEY_SEGMENTS_MAX; i++) {
        walk->instances[i] = 1;
        walk->varies[i] = index->flags & INDEX_MULTI_VALUED && i < index->segment_count &&
                          is_multi_valued(index, i) && (all || walk->varying == 0);
        if (walk->varies[i]) {
            walk->varying++;
            walk->last = i;
        }
    }
}

/* On to the next combination; false when there is none. `ended` as in the maker, or KEY_SEGMENTS_MAX. */
static bool walk_next(struct walk *walk, bool nested, uint32_t ended)
{
    uint32_t part;

    if (walk->varying == 0) {
        return false;
    }
    if (ended == KEY_SEGMENTS_MAX) {
        for (part = nested ? 0 : walk->last; part <= walk->last; part++) {
            walk->instances[part] += walk->varies[part];
        }
        return true;
    }
    for (part = ended; part > 0 && !walk->varies[part - 1]; part--) {
    }
    if (part == 0 || nested) {
        return false;
    }
    walk->instances[part - 1]++;
    while (part <= walk->last) {
        walk->instances[part++] = 1;
    }
    return true;
}

/*
 * Visits the entries of one combination: one, or one per tuple. `*ended` as in walk_next(); `*done` when no other
 * combination can have entries.
 */
static JET_ERR visit_combination(struct walk *walk, key_visit visit, void *context, uint32_t *ended,
                                 bool *done)
{
    struct maker *maker = &walk->maker;
    const struct index *index = maker->index;
    const uint32_t tuples = index->is_tuple ? index->tuple.count_max : 1;
    enum key_outcome outcome = KEY_NOT_INDEXED;
    enum made made = MADE_NO_TUPLE;

    *ended = KEY_SEGMENTS_MAX;
    for (maker->tuple = 0; maker->tuple < tuples; maker->tuple++) {
        if (walk->keys++ == KEYS_OF_RECORD_MAX) {
            return diag_fail(JET_errDatabaseCorrupted, "index '%s': one record has more than %u entries",
                             index->name, (unsigned)KEYS_OF_RECORD_MAX);
        }
        JET_TRY(make(maker, &made));
        JET_TRY(judge(index, made, &outcome));
        if (outcome == KEY_MADE) {
            JET_TRY(visit(context, maker->key, walk->instances, maker->tuple));
        } else if (outcome == KEY_OUT_OF_KEYS) {
            *ended = maker->ended;
        }
        if (outcome != KEY_MADE || made == MADE_ALL_NULL) {
            break;
        }
    }
    /* Tuples that run out end the walk of other columns, too, where the tuples are of a column with one value. */
    *done = outcome == KEY_NOT_INDEXED || made == MADE_ALL_NULL ||
            (outcome == KEY_OUT_OF_TUPLES && !is_multi_valued(index, 0));
    return JET_errSuccess;
}

JET_ERR key_for_each_entry(const struct index *index, const struct record *record,
                           struct long_value_reader *reader, key_visit visit, void *context)
{
    struct walk walk;
    struct key key;
    uint32_t ended;
    bool done;
    JET_ERR err;

    walk_init(&walk, index);
    maker_init(&walk.maker, index, record, reader, walk.instances, &key);
    do {
        JET_TRY_OR(visit_combination(&walk, visit, context, &ended, &done), end);
    } while (!done && walk_next(&walk, index->flags & INDEX_NESTED_TABLE, ended));
end:
    free_spare(&walk.maker);
    return err;
}
