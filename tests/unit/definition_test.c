/*
 * definition_test.c - what the engine says to definitions of columns and indexes.
 *
 * The answers are Microsoft's: the recorded scripts addcol_checks and index_create_checks (their lines are named), and
 * for what those do not try, reference api-semantics 5.4 and 5.5.
 */
#include "test.h"

#include "catalog/column_definition.h"
#include "catalog/index_definition.h"
#include "catalog/space_hints.h"
#include "instance/database.h"

static struct database database = {.page_size = 4096, .header = {.update_major = 20}};

/* ------------------------------------------------------------------------------------------------ columns */

struct column_case {
    const char *line; /* of addcol_checks, or the rule */
    JET_COLTYP type;
    JET_GRBIT grbit;
    uint32_t code_page, max, default_size;
    JET_ERR err;
    JET_COLUMNID id;
    uint32_t size; /* as the catalog keeps it */
};

static const struct column_case column_cases[] = {
    {"8", 0, 0, 0, 0, 0, JET_errInvalidColumnType, 0, 0},
    {"9", JET_coltypBit, 0, 0, 0, 0, 0, 1, 1},
    {"17", JET_coltypBinary, 0, 0, 0, 0, 0, 0x80, 255},
    {"19", JET_coltypLongBinary, 0, 0, 0, 0, 0, 0x100, 0},
    {"21", 13, 0, 0, 0, 0, JET_errInvalidColumnType, 0, 0},
    {"24", JET_coltypGUID, 0, 0, 0, 0, 0, 2, 16},
    {"27", 19, 0, 0, 0, 0, JET_errInvalidColumnType, 0, 0},
    {"30", JET_coltypLong, JET_bitColumnFixed | JET_bitColumnTagged, 0, 0, 0, JET_errInvalidGrbit, 0, 0},
    {"fixed long text", JET_coltypLongText, JET_bitColumnFixed, 0, 0, 0, JET_errInvalidGrbit, 0, 0},
    {"37", JET_coltypLong, JET_bitColumnMultiValued, 0, 0, 0, JET_errMultiValuedColumnMustBeTagged, 0, 0},
    {"40", JET_coltypLongText, JET_bitColumnMultiValued, 0, 0, 0, 0, 0x101, 0},
    {"44", JET_coltypLong, JET_bitColumnEscrowUpdate, 0, 0, 0, JET_errInvalidGrbit, 0, 0},
    {"escrow tagged", JET_coltypLong, JET_bitColumnEscrowUpdate | JET_bitColumnTagged, 0, 0, 4,
     JET_errCannotBeTagged, 0, 0},
    {"escrow", JET_coltypLong, JET_bitColumnEscrowUpdate, 0, 0, 4, 0, 3, 4},
    {"escrow of a newer format", JET_coltypLongLong, JET_bitColumnEscrowUpdate, 0, 0, 8,
     JET_errEngineFormatVersionParamTooLowForRequestedFeature, 0, 0},
    {"51", JET_coltypLong, JET_bitColumnVersion, 0, 0, 0, 0, 4, 4},
    {"52", JET_coltypLongLong, JET_bitColumnVersion, 0, 0, 0, JET_errInvalidGrbit, 0, 0},
    {"58", JET_coltypLong, JET_bitColumnAutoincrement, 0, 0, 0, 0, 5, 4},
    {"59", JET_coltypLongLong, JET_bitColumnAutoincrement, 0, 0, 0, JET_errColumnRedundant, 0, 0},
    {"60", JET_coltypText, JET_bitColumnAutoincrement, 0, 0, 0, JET_errInvalidGrbit, 0, 0},
    {"65", JET_coltypLong, JET_bitColumnFinalize, 0, 0, 0, JET_errInvalidGrbit, 0, 0},
    {"72", JET_coltypLong, JET_bitColumnDeleteOnZero, 0, 0, 0, JET_errInvalidGrbit, 0, 0},
    {"86", JET_coltypLong, JET_bitColumnTagged | JET_bitColumnMultiValued, 0, 0, 0, 0, 0x102, 4},
    {"93", JET_coltypLong, JET_bitColumnCompressed, 0, 0, 0, JET_errColumnCannotBeCompressed, 0, 0},
    {"96", JET_coltypLongText, JET_bitColumnCompressed, 0, 0, 0, 0, 0x103, 0},
    {"encrypted, many", JET_coltypLongText, JET_bitColumnEncrypted | JET_bitColumnMultiValued, 0, 0, 0,
     JET_errColumnCannotBeEncrypted, 0, 0},
    {"100", JET_coltypLong, JET_bitColumnVersion | JET_bitColumnAutoincrement, 0, 0, 0, JET_errInvalidGrbit,
     0, 0},
    {"107", JET_coltypLong, JET_bitColumnUserDefinedDefault, 0, 0, 0, JET_errInvalidGrbit, 0, 0},
    {"110", JET_coltypLongText, JET_bitColumnUserDefinedDefault, 0, 0, 0, JET_errInvalidParameter, 0, 0},
    {"135", JET_coltypLong, 0x80000000u, 0, 0, 0, 0, 6, 4},
    {"152", JET_coltypText, 0, 1, 0, 0, JET_errInvalidCodePage, 0, 0},
    {"154", JET_coltypLong, 0, 1, 0, 0, 0, 7, 4},
    {"164", JET_coltypText, 0, 1200, 0, 0, 0, 0x81, 255},
    {"190", JET_coltypBinary, 0, 0, 2, 0, 0, 0x82, 2},
    {"199", JET_coltypLong, 0, 0, 8, 0, 0, 8, 4},
    {"210", JET_coltypText, 0, 0, 256, 0, JET_wrnColumnMaxTruncated, 0x83, 255},
    {"222", JET_coltypLongText, 0, 0, 0x7FFFFFFF, 0, 0, 0x104, 0x7FFFFFFF},
    {"224", JET_coltypLong, 0, 0, 0x80000000u, 0, JET_errInvalidParameter, 0, 0},
    {"default too long", JET_coltypText, 0, 0, 3, 4, JET_errDefaultValueTooBig, 0, 0},
    {"default of a long value", JET_coltypLongText, 0, 0, 0, 200, 0, 0x105, 0},
};

static void columns_are_checked_and_numbered_as_by_microsoft(void **state)
{
    static const uint8_t zeros[256];
    const struct column_place place = {.database = &database, .is_exclusive = true};
    struct column_numbers numbers = column_numbers_first(NULL);

    (void)state;
    for (size_t i = 0; i < sizeof column_cases / sizeof column_cases[0]; i++) {
        const struct column_case *c = &column_cases[i];
        const struct column_definition definition = {.name = "c",
                                                     .type = c->type,
                                                     .grbit = c->grbit,
                                                     .code_page = c->code_page,
                                                     .max = c->max,
                                                     .default_value = {zeros, c->default_size}};
        struct column column;
        JET_ERR err = column_definition_check(&definition, &place, &column), numbered = err;

        if (err >= 0) {
            numbered = column_number(&numbers, &definition, &place, 4000, &column);
        }
        if ((numbered < 0 ? numbered : err) != c->err) {
            fail_msg("%s: %d, not %d", c->line, (int)(numbered < 0 ? numbered : err), (int)c->err);
        }
        if (c->err >= 0 && (column.id != c->id || column.max != c->size)) {
            fail_msg("%s: id %x, size %u", c->line, (unsigned)column.id, (unsigned)column.max);
        }
    }
}

static void fixed_columns_lie_one_behind_the_other(void **state)
{
    const struct column_place place = {.database = &database, .is_template = true};
    const struct column_definition bit = {.name = "b", .type = JET_coltypBit},
                                   guid = {.name = "g", .type = JET_coltypGUID};
    struct column_numbers numbers = column_numbers_first(NULL);
    struct column column;

    (void)state;
    assert_int_equal(column_definition_check(&bit, &place, &column), JET_errSuccess);
    assert_int_equal(column_number(&numbers, &bit, &place, 21, &column), JET_errSuccess);
    assert_int_equal(column.offset, 4);
    assert_int_equal(column.id, 0x80000001u);
    assert_int_equal(column.flags, COLUMN_TEMPLATE_ESE98);
    assert_int_equal(column_definition_check(&guid, &place, &column), JET_errSuccess);
    assert_int_equal(column_number(&numbers, &guid, &place, 21, &column), JET_errSuccess);
    assert_int_equal(column.offset, 5);
    assert_int_equal(numbers.fixed_end, 21);
    assert_int_equal(column_definition_check(&bit, &place, &column), JET_errSuccess);
    assert_int_equal(column_number(&numbers, &bit, &place, 21, &column), JET_errRecordTooBig);
}

static void counters_need_the_table_alone(void **state)
{
    const struct column_place place = {.database = &database};
    const struct column_definition counter = {
        .name = "c", .type = JET_coltypLong, .grbit = JET_bitColumnAutoincrement};
    struct column column;

    (void)state;
    assert_int_equal(column_definition_check(&counter, &place, &column), JET_errExclusiveTableLockRequired);
}

/* ------------------------------------------------------------------------------------------------ indexes */

static const struct column known_columns[] = {
    {.name = "a", .id = 1, .type = JET_coltypLong, .max = 4},
    {.name = "es", .id = 2, .type = JET_coltypLong, .max = 4, .flags = COLUMN_ESCROW_UPDATE | COLUMN_DEFAULT},
    {.name = "mv", .id = 0x100, .type = JET_coltypLong, .max = 4, .flags = COLUMN_MULTI_VALUED},
    {.name = "lt", .id = 0x101, .type = JET_coltypLongText, .code_page = 1252},
    {.name = "df", .id = 3, .type = JET_coltypLong, .max = 4, .flags = COLUMN_DEFAULT},
    {.name = "en", .id = 0x102, .type = JET_coltypLongBinary, .flags = COLUMN_ENCRYPTED},
    {.name = "bi", .id = 0x80, .type = JET_coltypBinary, .max = 255},
    {.name = "fb", .id = 4, .type = JET_coltypBinary, .max = 20},
};

static const struct column *known_column(const void *context, const char *name)
{
    (void)context;
    for (size_t i = 0; i < sizeof known_columns / sizeof known_columns[0]; i++) {
        if (name_compare(known_columns[i].name, name) == 0) {
            return &known_columns[i];
        }
    }
    return NULL;
}

struct index_case {
    const char *line; /* of index_create_checks, or the rule */
    const char *key;
    uint32_t key_size; /* 0: all of a string that ends with its second NUL */
    JET_GRBIT grbit;
    JET_ERR err;
    uint32_t flags;
};

#define KEY(text) text "\0", sizeof(text "\0")

enum {
    ALL_NULLS =
        INDEX_EXTENDED_COLUMNS | INDEX_ALLOW_ALL_NULLS | INDEX_ALLOW_FIRST_NULL | INDEX_ALLOW_SOME_NULLS,
};

static const struct index_case index_cases[] = {
    {"34", KEY("+a"), 0, 0, ALL_NULLS},
    {"35", KEY("a"), 0, JET_errIndexInvalidDef, 0},
    {"36", KEY("+"), 0, JET_errColumnNotFound, 0},
    {"37", KEY(""), 0, JET_errIndexInvalidDef, 0},
    {"38", KEY("+a\0+a"), 0, 0, ALL_NULLS},
    {"39", KEY("+zz"), 0, JET_errColumnNotFound, 0},
    {"40", KEY("*a"), 0, JET_errIndexInvalidDef, 0},
    {"41", KEY("+a\0b"), 0, JET_errColumnNotFound, 0},
    {"42", KEY("+\0a"), 0, JET_errColumnNotFound, 0},
    {"43", "+a\0", 0, 0, JET_errInvalidParameter, 0},
    {"44", "+a\0", 2, 0, JET_errIndexInvalidDef, 0},
    {"45", "+a\0", 3, 0, JET_errIndexInvalidDef, 0},
    {"48", KEY("+es"), 0, JET_errCannotIndex, 0},
    {"49", KEY("+mv"), JET_bitIndexPrimary, JET_errIndexInvalidDef, 0},
    {"50", KEY("+df"), JET_bitIndexEmpty | JET_bitIndexIgnoreAnyNull, JET_errIndexInvalidDef, 0},
    {"51", KEY("+lt"), 0, 0, ALL_NULLS},
    {"57", KEY("+a"), 0x80000000u, 0, ALL_NULLS},
    {"58", KEY("+a"), JET_bitIndexPrimary | JET_bitIndexIgnoreNull, JET_errInvalidGrbit, 0},
    {"59", KEY("+a"), JET_bitIndexPrimary | JET_bitIndexIgnoreAnyNull, JET_errInvalidGrbit, 0},
    {"60", KEY("+a"), JET_bitIndexCrossProduct | JET_bitIndexNestedTable, JET_errInvalidGrbit, 0},
    {"79", KEY("+a"), JET_bitIndexPrimary, 0, ALL_NULLS | INDEX_PRIMARY | INDEX_UNIQUE},
    {"multi-valued", KEY("-mv"), JET_bitIndexIgnoreNull, 0,
     INDEX_EXTENDED_COLUMNS | INDEX_ALLOW_FIRST_NULL | INDEX_ALLOW_SOME_NULLS | INDEX_MULTI_VALUED},
    {"first NULL", KEY("+a"), JET_bitIndexIgnoreFirstNull, 0,
     INDEX_EXTENDED_COLUMNS | INDEX_ALLOW_SOME_NULLS},
    {"any NULL", KEY("+a"), JET_bitIndexIgnoreAnyNull, 0, INDEX_EXTENDED_COLUMNS},
    {"no NULL", KEY("+a"), JET_bitIndexDisallowNull | JET_bitIndexSortNullsHigh | JET_bitIndexUnique, 0,
     INDEX_EXTENDED_COLUMNS | INDEX_NO_NULL_SEGMENT | INDEX_UNIQUE},
    {"NULL high", KEY("+a"), JET_bitIndexSortNullsHigh, 0, ALL_NULLS | INDEX_SORT_NULLS_HIGH},
    {"empty", KEY("+a"), JET_bitIndexEmpty, JET_errInvalidGrbit, 0},
    {"encrypted", KEY("+en"), 0, JET_errCannotIndexOnEncryptedColumn, 0},
    {"no tuple limits", KEY("+lt"), JET_bitIndexTupleLimits, JET_errIndexInvalidDef, 0},
    {"tuples", KEY("+lt"), JET_bitIndexTuples, 0, ALL_NULLS},
    {"tuples of numbers", KEY("+a"), JET_bitIndexTuples, JET_errIndexTuplesTextBinaryColumnsOnly, 0},
    {"primary tuples", KEY("+lt"), JET_bitIndexTuples | JET_bitIndexPrimary,
     JET_errIndexTuplesSecondaryIndexOnly, 0},
    {"unique tuples", KEY("+lt"), JET_bitIndexTuples | JET_bitIndexUnique, JET_errIndexTuplesNonUniqueOnly,
     0},
    {"optionally unique", KEY("+a"), JET_bitIndexOptionallyUnique,
     JET_errEngineFormatVersionParamTooLowForRequestedFeature, 0},
    {"16 columns", KEY("+a\0+a\0+a\0+a\0+a\0+a\0+a\0+a\0+a\0+a\0+a\0+a\0+a\0+a\0+a\0+a"), 0, 0, ALL_NULLS},
    {"74", KEY("+a\0+a\0+a\0+a\0+a\0+a\0+a\0+a\0+a\0+a\0+a\0+a\0+a\0+a\0+a\0+a\0+a"), 0,
     JET_errIndexInvalidDef, 0},
    {"something behind", KEY("+a\0\0\x09\x04"), 0, JET_errIndexInvalidDef, 0},
};

static JET_ERR define(const struct index_definition *definition, struct index *index)
{
    struct index_segments segments;
    JET_ERR err = index_definition_check(definition, &database, index, &segments);

    return err < 0 ? err : index_definition_resolve(definition, &segments, known_column, NULL, index);
}

static void indexes_are_checked_as_by_microsoft(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof index_cases / sizeof index_cases[0]; i++) {
        const struct index_case *c = &index_cases[i];
        const struct index_definition definition = {
            .name = "i", .key = c->key, .key_size = c->key_size, .grbit = c->grbit};
        struct index index;
        const JET_ERR err = define(&definition, &index);

        if (err != c->err || (err >= 0 && index.flags != c->flags)) {
            fail_msg("%s: %d with flags %x, not %d with %x", c->line, (int)err, (unsigned)index.flags,
                     (int)c->err, (unsigned)c->flags);
        }
    }
}

static void locales_and_their_flags_are_checked(void **state)
{
    struct index_definition definition = {
        .name = "i", .key = "+a\0", .key_size = 4, .grbit = JET_bitIndexUnicode};
    struct index index;

    (void)state;
    definition.locale = "xx-YY"; /* line 66 */
    assert_int_equal(define(&definition, &index), JET_errInvalidLanguageId);
    definition.locale = "de-DE"; /* 67, and 62: flags of the instance */
    assert_int_equal(define(&definition, &index), JET_errSuccess);
    assert_string_equal(index.locale, "de-DE");
    assert_int_equal(index.lcmap_flags, 0x30401);
    assert_int_equal(index.flags, ALL_NULLS | INDEX_LOCALE_SET);
    definition.locale = NULL;
    definition.lcmap_flags = 0x40000401; /* 65 */
    assert_int_equal(define(&definition, &index), JET_errInvalidLCMapStringFlags);
    definition.lcmap_flags = 0x1; /* LCMAP_SORTKEY is understood */
    assert_int_equal(define(&definition, &index), JET_errSuccess);
    assert_int_equal(index.lcmap_flags, 0x401);
    assert_string_equal(index.locale, "en-US");
    definition.lcmap_flags = 0x200; /* upper case alone is of a newer format */
    assert_int_equal(define(&definition, &index), JET_errEngineFormatVersionParamTooLowForRequestedFeature);
}

static void key_sizes_are_checked(void **state)
{
    struct index_definition definition = {
        .name = "i", .key = "+bi\0", .key_size = 5, .grbit = JET_bitIndexKeyMost};
    struct index index;

    (void)state;
    definition.key_most = 100; /* line 69 */
    assert_int_equal(define(&definition, &index), JET_errIndexInvalidDef);
    definition.key_most = 1001;
    assert_int_equal(define(&definition, &index), JET_errIndexInvalidDef);
    definition.key_most = 1000; /* of pages of 4 KiB */
    definition.segment_most = 1001;
    assert_int_equal(define(&definition, &index), JET_errIndexInvalidDef);
    definition.segment_most = 30;
    assert_int_equal(define(&definition, &index), JET_errSuccess);
    assert_int_equal(index.key_most, 1000);
    assert_int_equal(index.segment_most, 30);
    assert_int_equal(index_key_limit(&index), 30);
    definition.grbit |= JET_bitIndexTuples;
    assert_int_equal(define(&definition, &index), JET_errIndexTuplesVarSegMacNotAllowed);
}

static void keys_of_sized_columns_have_a_limit_below_key_most(void **state)
{
    static const struct {
        const char *key;
        uint32_t size, limit;
    } cases[] = {{KEY("+a"), 5}, {KEY("+a\0-df"), 10}, {KEY("+fb"), 21}, {KEY("+a\0+bi"), 255}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct index_definition definition = {
            .name = "i", .key = cases[i].key, .key_size = cases[i].size};
        struct index index;

        assert_int_equal(define(&definition, &index), JET_errSuccess);
        assert_int_equal(index_key_limit(&index), cases[i].limit);
    }
}

static void conditions_name_columns_that_must_be_null_or_not(void **state)
{
    struct condition_definition conditions[17];
    struct index_definition definition = {
        .name = "i", .key = "+a\0", .key_size = 4, .conditions = conditions};
    struct index index;

    (void)state;
    for (size_t i = 0; i < 17; i++) {
        conditions[i] = (struct condition_definition){
            .name = "df", .has_struct_size = true, .grbit = JET_bitIndexColumnMustBeNull};
    }
    definition.condition_count = 17;
    assert_int_equal(define(&definition, &index), JET_errIndexInvalidDef);
    definition.condition_count = 2;
    assert_int_equal(define(&definition, &index), JET_errSuccess);
    assert_int_equal(index.condition_count, 2);
    assert_true(index.conditions[1].must_be_null);
    conditions[1].grbit = JET_bitIndexColumnMustBeNull | JET_bitIndexColumnMustBeNonNull;
    assert_int_equal(define(&definition, &index), JET_errInvalidGrbit);
    conditions[1].has_struct_size = false;
    assert_int_equal(define(&definition, &index), JET_errIndexInvalidDef);
    definition.grbit = JET_bitIndexPrimary;
    assert_int_equal(define(&definition, &index), JET_errIndexInvalidDef);
}

static void tuple_limits_are_checked(void **state)
{
    static const struct {
        JET_TUPLELIMITS limits;
        JET_ERR err;
    } cases[] = {{{0, 0, 0, 0, 0}, 0},
                 {{2, 255, 32767, 1, 0}, 0},
                 {{1, 10, 100, 1, 0}, JET_errIndexTuplesInvalidLimits},
                 {{2, 256, 100, 1, 0}, JET_errIndexTuplesInvalidLimits},
                 {{11, 10, 100, 1, 0}, JET_errIndexTuplesInvalidLimits},
                 {{3, 10, 32768, 1, 0}, JET_errIndexTuplesInvalidLimits}};
    struct index_definition definition = {
        .name = "i", .key = "+lt\0", .key_size = 5, .grbit = JET_bitIndexTupleLimits};
    struct index index;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        definition.tuple_limits = &cases[i].limits;
        assert_int_equal(define(&definition, &index), cases[i].err);
    }
    definition.tuple_limits = &cases[0].limits;
    assert_int_equal(define(&definition, &index), JET_errSuccess);
    assert_int_equal(index.tuple.length_min, 3);
    assert_int_equal(index.tuple.length_max, 10);
    assert_int_equal(index.tuple.count_max, 32767);
    assert_int_equal(index.tuple.step, 1);
}

/* -------------------------------------------------------------------------------------------- space hints */

static void space_hints_are_checked_and_rounded(void **state)
{
    JET_SPACEHINTS hints = {.cbStruct = sizeof hints,
                            .ulInitialDensity = 0,
                            .cbInitial = 4097,
                            .cbMinExtent = 1,
                            .cbMaxExtent = 100000,
                            .ulGrowth = 200};
    JET_SPACEHINTS bad = hints;
    uint8_t blob[SPACE_HINTS_BLOB_MAX];

    (void)state;
    assert_int_equal(space_hints_check(&hints, 4096), JET_errSuccess);
    assert_int_equal(hints.ulInitialDensity, 80);
    assert_int_equal(hints.cbInitial, 8192);
    assert_int_equal(hints.cbMinExtent, 4096);
    assert_int_equal(space_hints_pages(&hints, 4096), 2);
    assert_int_equal(space_hints_blob(&hints, SPACE_HINTS_OF_TABLE, blob).size, 1 + 5 * 4);
    assert_int_equal(blob[0], 1);
    assert_int_equal(space_hints_blob(&hints, SPACE_HINTS_OF_LONG_VALUES, blob).size, 1 + 7 * 4);
    bad.ulInitialDensity = 19; /* index_create_checks 52 */
    assert_int_equal(space_hints_check(&bad, 4096), JET_errDensityInvalid);
    bad.ulInitialDensity = 101; /* 55 */
    assert_int_equal(space_hints_check(&bad, 4096), JET_errDensityInvalid);
    bad = hints;
    bad.ulGrowth = 99;
    assert_int_equal(space_hints_check(&bad, 4096), JET_errSpaceHintsInvalid);
    bad = hints;
    bad.cbMinExtent = 200000;
    assert_int_equal(space_hints_check(&bad, 4096), JET_errSpaceHintsInvalid);
    bad = hints;
    bad.grbit = JET_bitRetrieveHintTableScanForward | JET_bitRetrieveHintTableScanBackward;
    assert_int_equal(space_hints_check(&bad, 4096), JET_errSpaceHintsInvalid);
    bad.grbit = 0x80000000u;
    assert_int_equal(space_hints_check(&bad, 4096), JET_errInvalidGrbit);
    bad.cbStruct = 8;
    assert_int_equal(space_hints_check(&bad, 4096), JET_errInvalidParameter);
    hints = space_hints_of_density(80);
    assert_int_equal(space_hints_blob(&hints, SPACE_HINTS_OF_INDEX, blob).size, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_checked_and_numbered_as_by_microsoft),
        cmocka_unit_test(fixed_columns_lie_one_behind_the_other),
        cmocka_unit_test(counters_need_the_table_alone),
        cmocka_unit_test(indexes_are_checked_as_by_microsoft),
        cmocka_unit_test(locales_and_their_flags_are_checked),
        cmocka_unit_test(key_sizes_are_checked),
        cmocka_unit_test(keys_of_sized_columns_have_a_limit_below_key_most),
        cmocka_unit_test(conditions_name_columns_that_must_be_null_or_not),
        cmocka_unit_test(tuple_limits_are_checked),
        cmocka_unit_test(space_hints_are_checked_and_rounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
