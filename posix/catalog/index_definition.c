/*
 * index_definition.c - the checks of JetCreateIndex, one after the other.
 */
#include "catalog/index_definition.h"

#include "catalog/space_hints.h"

#include "diag.h"
#include "instance/database.h"
#include "instance/parameter.h"
#include "key/sortkey.h"
#include "try.h"

enum {
    CODE_PAGE_UNICODE = 1200,
    TUPLE_LENGTH_LEAST = 2,
    TUPLE_LENGTH_MOST = 255,
    TUPLE_COUNT_MOST = 32767,
    TUPLE_LENGTH_MIN_DEFAULT = 3,
    TUPLE_LENGTH_MAX_DEFAULT = 10,
    UPDATE_OPTIONALLY_UNIQUE = 290, /* format updates that know what is asked for */
    UPDATE_UPPERCASE = 50,
};

static uint32_t key_most_of_page(uint32_t page_size)
{
    return page_size == 2048 ? 500 : page_size == 4096 ? 1000 : 2000;
}

static JET_ERR bad_grbit(const struct index_definition *definition, const char *why)
{
    return diag_fail(JET_errInvalidGrbit, "index '%s': the options 0x%x do not go together: %s",
                     definition->name, definition->grbit, why);
}

static JET_ERR invalid(const struct index_definition *definition, const char *why)
{
    return diag_fail(JET_errIndexInvalidDef, "index '%s': %s", definition->name, why);
}

static JET_ERR too_new(const struct index_definition *definition)
{
    return diag_fail(JET_errEngineFormatVersionParamTooLowForRequestedFeature,
                     "index '%s': such an index is of a newer format than the database", definition->name);
}

static bool is_tuple(const struct index_definition *definition)
{
    return definition->grbit & (JET_bitIndexTuples | JET_bitIndexTupleLimits);
}

static bool is_unique(const struct index_definition *definition)
{
    return definition->grbit & (JET_bitIndexUnique | JET_bitIndexPrimary);
}

static JET_ERR check_key_most(const struct index_definition *definition, const struct database *database,
                              struct index *index)
{
    if (definition->grbit & JET_bitIndexOptionallyUnique &&
        database->header.update_major < UPDATE_OPTIONALLY_UNIQUE) {
        return too_new(definition);
    }
    index->key_most = KEY_MOST_DEFAULT;
    if (definition->grbit & JET_bitIndexKeyMost) {
        if (definition->key_most < KEY_MOST_DEFAULT ||
            definition->key_most > key_most_of_page(database->page_size)) {
            return invalid(definition, "keys have 255 bytes at least, and a quarter of a page at most");
        }
        index->key_most = (uint16_t)definition->key_most;
    }
    return JET_errSuccess;
}

static JET_ERR check_options(const struct index_definition *definition)
{
    const JET_GRBIT grbit = definition->grbit;
    const bool primary = grbit & JET_bitIndexPrimary;

    if (primary &&
        grbit & (JET_bitIndexIgnoreNull | JET_bitIndexIgnoreAnyNull | JET_bitIndexIgnoreFirstNull)) {
        return bad_grbit(definition, "a primary index leaves no record out");
    }
    if (grbit & JET_bitIndexOptionallyUnique && is_unique(definition)) {
        return bad_grbit(definition, "unique, or optionally so");
    }
    if (grbit & JET_bitIndexCrossProduct && grbit & JET_bitIndexNestedTable) {
        return bad_grbit(definition, "cross product or nested table");
    }
    if (primary && definition->condition_count > 0) {
        return invalid(definition, "a primary index has no conditions");
    }
    if (grbit & JET_bitIndexEmpty && !(grbit & JET_bitIndexIgnoreAnyNull)) {
        return bad_grbit(definition, "an index that begins empty leaves out any NULL");
    }
    if (grbit & JET_bitIndexTupleLimits && definition->tuple_limits == NULL) {
        return invalid(definition, "there are no tuple limits");
    }
    return JET_errSuccess;
}

static JET_ERR split_key(const struct index_definition *definition, struct index_segments *segments)
{
    const char *at = definition->key, *const end = definition->key + definition->key_size;

    segments->count = 0;
    while (*at != '\0') {
        struct segment_name *segment = &segments->segment[segments->count];

        if (segments->count == KEY_SEGMENTS_MAX) {
            return invalid(definition, "its key has more than 16 columns");
        }
        segment->descending = *at == '-';
        segment->name = *at == '-' || *at == '+' ? at + 1 : at;
        segments->count++;
        at += strlen(at) + 1; /* the two NULs at the end were seen */
    }
    return at + 1 < end ? invalid(definition, "there is something behind the columns of its key")
                        : JET_errSuccess;
}

static JET_ERR check_key(const struct index_definition *definition, struct index_segments *segments)
{
    const char *key = definition->key;
    const uint32_t size = definition->key_size;

    if (size == 0 || key == NULL) {
        return diag_fail(JET_errInvalidParameter, "index '%s': it has no key", definition->name);
    }
    if ((key[0] != '+' && key[0] != '-') || size < 2 || key[size - 1] != '\0' || key[size - 2] != '\0') {
        return invalid(definition,
                       "its key is not '+column' or '-column' ..., each with a NUL and one NUL at the end");
    }
    return split_key(definition, segments);
}

static JET_ERR check_locale(const struct index_definition *definition, const struct database *database,
                            struct index *index)
{
    const JET_UNICODEINDEX usual = parameter_unicode_default(database->instance);
    const struct sort_locale *locale;
    const bool chosen = definition->grbit & JET_bitIndexUnicode;
    uint32_t flags = chosen && definition->lcmap_flags != 0 ? definition->lcmap_flags : usual.dwMapFlags;

    if (chosen && definition->locale != NULL) {
        JET_TRY(sort_locale_find(definition->locale, &locale));
    } else {
        JET_TRY(sort_locale_from_lcid(usual.lcid, &locale));
    }
    if (flags == SORT_KEY_LCMAP_UPPERCASE) {
        if (database->header.update_major < UPDATE_UPPERCASE) {
            return too_new(definition);
        }
    } else {
        flags |= SORT_KEY_LCMAP_SORTKEY;
    }
    JET_TRY(sort_flags_check(flags));
    index->flags |= chosen ? INDEX_LOCALE_SET : 0;
    index->lcmap_flags = flags;
    index->has_locale = true;
    memcpy(index->locale, locale->name, strlen(locale->name) + 1);
    return JET_errSuccess;
}

static uint32_t or_default(uint32_t value, uint32_t otherwise)
{
    return value != 0 ? value : otherwise;
}

static JET_ERR check_tuples(const struct index_definition *definition, const struct database *database,
                            struct index *index)
{
    const struct instance *instance = database->instance;
    const JET_TUPLELIMITS usual = {(JET_ULONG)parameter_integer(instance, JET_paramIndexTuplesLengthMin),
                                   (JET_ULONG)parameter_integer(instance, JET_paramIndexTuplesLengthMax),
                                   (JET_ULONG)parameter_integer(instance, JET_paramIndexTuplesToIndexMax),
                                   (JET_ULONG)parameter_integer(instance, JET_paramIndexTupleIncrement),
                                   (JET_ULONG)parameter_integer(instance, JET_paramIndexTupleStart)};
    const JET_TUPLELIMITS *limits =
        definition->grbit & JET_bitIndexTupleLimits ? definition->tuple_limits : &usual;
    struct tuple_limits *tuple = &index->tuple;

    if (definition->grbit & JET_bitIndexPrimary) {
        return diag_fail(JET_errIndexTuplesSecondaryIndexOnly, "index '%s': a primary index has no tuples",
                         definition->name);
    }
    if (is_unique(definition)) {
        return diag_fail(JET_errIndexTuplesNonUniqueOnly, "index '%s': tuples are not unique",
                         definition->name);
    }
    if (index->segment_most < index->key_most) {
        return diag_fail(JET_errIndexTuplesVarSegMacNotAllowed, "index '%s': tuples have their own limits",
                         definition->name);
    }
    index->is_tuple = true;
    tuple->length_min = or_default(limits->chLengthMin, TUPLE_LENGTH_MIN_DEFAULT);
    tuple->length_max = or_default(limits->chLengthMax, TUPLE_LENGTH_MAX_DEFAULT);
    tuple->count_max = or_default(limits->chToIndexMax, TUPLE_COUNT_MOST);
    tuple->step = or_default(limits->cchIncrement, 1);
    tuple->start = limits->ichStart != UINT32_MAX ? limits->ichStart : 0;
    if (tuple->length_min < TUPLE_LENGTH_LEAST || tuple->length_max > TUPLE_LENGTH_MOST ||
        tuple->length_min > tuple->length_max || tuple->count_max > TUPLE_COUNT_MOST ||
        tuple->step > UINT16_MAX || tuple->start > UINT16_MAX) {
        return diag_fail(JET_errIndexTuplesInvalidLimits,
                         "index '%s': tuples of %u to %u characters, %u of them, every %u from %u, cannot be",
                         definition->name, tuple->length_min, tuple->length_max, tuple->count_max,
                         tuple->step, tuple->start);
    }
    return JET_errSuccess;
}

static uint32_t null_flags(JET_GRBIT grbit)
{
    if (grbit & JET_bitIndexDisallowNull) {
        return INDEX_NO_NULL_SEGMENT;
    }
    if (grbit & JET_bitIndexIgnoreAnyNull) {
        return 0;
    }
    if (grbit & JET_bitIndexIgnoreFirstNull) {
        return INDEX_ALLOW_SOME_NULLS;
    }
    return INDEX_ALLOW_SOME_NULLS | INDEX_ALLOW_FIRST_NULL |
           (grbit & JET_bitIndexIgnoreNull ? 0 : (uint32_t)INDEX_ALLOW_ALL_NULLS);
}

static uint32_t flags_of(const struct index_definition *definition)
{
    static const struct {
        JET_GRBIT grbit;
        uint32_t flag;
    } map[] = {
        {JET_bitIndexPrimary, INDEX_PRIMARY},
        {JET_bitIndexOptionallyUnique, INDEX_OPTIONALLY_UNIQUE},
        {JET_bitIndexCrossProduct, INDEX_CROSS_PRODUCT},
        {JET_bitIndexNestedTable, INDEX_NESTED_TABLE},
        {JET_bitIndexDisallowTruncation, INDEX_DISALLOW_TRUNCATION},
        {JET_bitIndexDotNetGuid, INDEX_DOT_NET_GUID},
    };
    uint32_t flags = INDEX_EXTENDED_COLUMNS | null_flags(definition->grbit);

    for (size_t i = 0; i < sizeof map / sizeof map[0]; i++) {
        flags |= definition->grbit & map[i].grbit ? map[i].flag : 0;
    }
    if (!(definition->grbit & JET_bitIndexDisallowNull) && definition->grbit & JET_bitIndexSortNullsHigh) {
        flags |= INDEX_SORT_NULLS_HIGH;
    }
    return flags | (is_unique(definition) ? (uint32_t)INDEX_UNIQUE : 0);
}

JET_ERR index_definition_check(const struct index_definition *definition, const struct database *database,
                               struct index *index, struct index_segments *segments)
{
    const bool custom_tuples = definition->grbit & JET_bitIndexTupleLimits;

    *index = (struct index){.name = definition->name, .flags = flags_of(definition)};
    index->is_primary = index->flags & INDEX_PRIMARY;
    JET_TRY(check_key_most(definition, database, index));
    JET_TRY(check_options(definition));
    JET_TRY(check_key(definition, segments));
    if (!custom_tuples && definition->segment_most > index->key_most) {
        return invalid(definition, "a column cannot have more bytes of a key than the key");
    }
    index->segment_most =
        custom_tuples || definition->segment_most == 0 ? index->key_most : (uint16_t)definition->segment_most;
    JET_TRY(check_locale(definition, database, index));
    return is_tuple(definition) ? check_tuples(definition, database, index) : JET_errSuccess;
}

JET_ERR index_definition_hints(const struct index_definition *definition, uint32_t density,
                               uint32_t page_size, JET_SPACEHINTS *hints)
{
    *hints = definition->hints;
    if (hints->ulInitialDensity == 0) {
        hints->ulInitialDensity = density;
    }
    return space_hints_check(hints, page_size);
}

/* ------------------------------------------------------------------------------------------------ columns */

const struct column *column_lookup_in_table(const void *table, const char *name)
{
    return table_column_by_name(table, name);
}

static JET_ERR find(const struct index_definition *definition, column_lookup lookup, const void *context,
                    const char *name, const struct column **column)
{
    *column = lookup(context, name);
    return *column != NULL ? JET_errSuccess
                           : diag_fail(JET_errColumnNotFound, "index '%s': there is no column '%s'",
                                       definition->name, name);
}

static JET_ERR check_segment(const struct index_definition *definition, const struct column *column,
                             const struct index *index, bool is_first)
{
    const bool is_binary = column->type == JET_coltypBinary || column->type == JET_coltypLongBinary;

    if (column->flags & COLUMN_ENCRYPTED) {
        return diag_fail(JET_errCannotIndexOnEncryptedColumn, "index '%s': column '%s' is encrypted",
                         definition->name, column->name);
    }
    if (column->flags & COLUMN_ESCROW_UPDATE) {
        return diag_fail(JET_errCannotIndex, "index '%s': column '%s' is an escrow column", definition->name,
                         column->name);
    }
    if (index->is_primary && column->flags & COLUMN_MULTI_VALUED) {
        return invalid(definition, "a primary index has no multi-valued columns");
    }
    if (definition->grbit & JET_bitIndexEmpty && column->flags & COLUMN_DEFAULT) {
        return invalid(definition, "an index over a column with a default does not begin empty");
    }
    if (is_first && index->is_tuple && !column_is_text(column) && !is_binary) {
        return diag_fail(JET_errIndexTuplesTextBinaryColumnsOnly,
                         "index '%s': column '%s' has no tuples, which are of text or binary",
                         definition->name, column->name);
    }
    return JET_errSuccess;
}

static JET_ERR resolve_conditions(const struct index_definition *definition, column_lookup lookup,
                                  const void *context, struct index *index)
{
    if (definition->condition_count > KEY_SEGMENTS_MAX) {
        return invalid(definition, "it has more than 16 conditions");
    }
    index->condition_count = (uint8_t)definition->condition_count;
    for (uint32_t i = 0; i < definition->condition_count; i++) {
        const struct condition_definition *condition = &definition->conditions[i];

        if (!condition->has_struct_size) {
            return invalid(definition, "cbStruct of a condition is wrong");
        }
        if (condition->grbit != JET_bitIndexColumnMustBeNonNull &&
            condition->grbit != JET_bitIndexColumnMustBeNull) {
            return bad_grbit(definition, "a column of a condition must be NULL, or not");
        }
        JET_TRY(condition->named);
        JET_TRY(find(definition, lookup, context, condition->name, &index->conditions[i].column));
        index->conditions[i].must_be_null = condition->grbit == JET_bitIndexColumnMustBeNull;
    }
    return JET_errSuccess;
}

/* Text needs to be told by which weights it is sorted. */
static JET_ERR note_sort_version(struct index *index)
{
    const struct sort_locale *locale;
    const uint64_t version = sort_version();

    if (!(index->flags & INDEX_LOCALIZED_TEXT)) {
        return JET_errSuccess;
    }
    if (version == 0) {
        return diag_fail(JET_errUnicodeNormalizationNotSupported,
                         "index '%s': this library was built without Windows' sort weights", index->name);
    }
    JET_TRY(sort_locale_find(index->locale, &locale));
    index->sort_version = version << 32 | version;
    sort_locale_id(locale, index->sort_id);
    return JET_errSuccess;
}

JET_ERR index_definition_resolve(const struct index_definition *definition,
                                 const struct index_segments *segments, column_lookup lookup,
                                 const void *context, struct index *index)
{
    index->segment_count = (uint8_t)segments->count;
    for (uint32_t i = 0; i < segments->count; i++) {
        const struct column *column;

        JET_TRY(find(definition, lookup, context, segments->segment[i].name, &column));
        JET_TRY(check_segment(definition, column, index, i == 0));
        index->flags |= column->flags & COLUMN_MULTI_VALUED ? (uint32_t)INDEX_MULTI_VALUED : 0;
        index->flags |= column_is_text(column) && column->code_page == CODE_PAGE_UNICODE
                            ? (uint32_t)INDEX_LOCALIZED_TEXT
                            : 0;
        index->segments[i] = (struct key_segment){column, segments->segment[i].descending};
    }
    JET_TRY(resolve_conditions(definition, lookup, context, index));
    return note_sort_version(index);
}

/* The most that a column takes in a key; 0 when only the key's limit says it. */
static uint32_t segment_limit(const struct index *index, const struct column *column)
{
    const bool limited = index->segment_most < index->key_most;
    const uint32_t type_size = coltyp_size(column->type);

    if (type_size != 0) {
        return 1 + type_size;
    }
    if (column->type == JET_coltypBinary && column_is_fixed(column)) {
        return limited && index->segment_most < 1 + column->max ? index->segment_most : 1 + column->max;
    }
    return limited ? index->segment_most : 0;
}

uint32_t index_key_limit(const struct index *index)
{
    uint32_t limit = 0;

    for (uint32_t i = 0; i < index->segment_count; i++) {
        const uint32_t segment = segment_limit(index, index->segments[i].column);

        if (segment == 0) {
            return index->key_most;
        }
        limit += segment;
    }
    return limit < index->key_most ? limit : index->key_most;
}
