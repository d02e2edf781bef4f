/*
 * mode_schema.c - schema: the columns and indexes of tables.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "esent_compat.h"
#include "json.h"
#include "modes.h"
#include "reader.h"
#include "table_schema.h"
#include "text_out.h"
#include "value_out.h"

enum { CREATE_INFO_SIZE = 64 * 1024, LOCALE_UNITS = 85 };

/* A bit of a grbit and the word for it. */
struct bit_word {
    JET_GRBIT bit;
    const char *word;
};

static const struct bit_word column_bits[] = {
    {JET_bitColumnFixed, "fixed"},
    {JET_bitColumnTagged, "tagged"},
    {JET_bitColumnNotNULL, "not null"},
    {JET_bitColumnVersion, "version"},
    {JET_bitColumnAutoincrement, "autoincrement"},
    {JET_bitColumnMultiValued, "multi-valued"},
    {JET_bitColumnEscrowUpdate, "escrow update"},
    {JET_bitColumnFinalize, "finalize"},
    {JET_bitColumnDeleteOnZero, "delete on zero"},
    {JET_bitColumnUserDefinedDefault, "user-defined default"},
    {JET_bitColumnCompressed, "compressed"},
    {0, NULL},
};

static const struct bit_word index_bits[] = {
    {JET_bitIndexPrimary, "primary"},
    {JET_bitIndexUnique, "unique"},
    {JET_bitIndexDisallowNull, "disallow null"},
    {JET_bitIndexIgnoreNull, "ignore null"},
    {JET_bitIndexIgnoreAnyNull, "ignore any null"},
    {JET_bitIndexIgnoreFirstNull, "ignore first null"},
    {JET_bitIndexSortNullsHigh, "nulls high"},
    {JET_bitIndexTuples, "tuples"},
    {JET_bitIndexCrossProduct, "cross product"},
    {JET_bitIndexNestedTable, "nested table"},
    {JET_bitIndexDisallowTruncation, "disallow truncation"},
    {JET_bitIndexDotNetGuid, ".NET GUID order"},
    {0, NULL},
};

static const char *const type_names[] = {
    [JET_coltypBit] = "Bit",
    [JET_coltypUnsignedByte] = "UnsignedByte",
    [JET_coltypShort] = "Short",
    [JET_coltypLong] = "Long",
    [JET_coltypCurrency] = "Currency",
    [JET_coltypIEEESingle] = "IEEESingle",
    [JET_coltypIEEEDouble] = "IEEEDouble",
    [JET_coltypDateTime] = "DateTime",
    [JET_coltypBinary] = "Binary",
    [JET_coltypText] = "Text",
    [JET_coltypLongBinary] = "LongBinary",
    [JET_coltypLongText] = "LongText",
    [JET_coltypUnsignedLong] = "UnsignedLong",
    [JET_coltypLongLong] = "LongLong",
    [JET_coltypGUID] = "GUID",
    [JET_coltypUnsignedShort] = "UnsignedShort",
    [JET_coltypUnsignedLongLong] = "UnsignedLongLong",
};

static const char *type_name(JET_COLTYP type)
{
    const bool is_known = type < sizeof type_names / sizeof type_names[0] && type_names[type] != NULL;

    return is_known ? type_names[type] : "unknown";
}

static bool is_text(const struct column_info *column)
{
    return column->type == JET_coltypText || column->type == JET_coltypLongText;
}

/* What JetGetIndexInfo says beyond the list: locale, conditions, tuple limits, density. */
struct index_details {
    unsigned char *memory; /* owned; what `create` points into */
    const JET_INDEXCREATE2_W *create;
    char locale[3 * LOCALE_UNITS];
};

static JET_ERR read_details(struct reader *reader, JET_TABLEID tableid, const char *index,
                            struct index_details *details)
{
    WCHAR name[JET_cbNameMost + 1], locale[LOCALE_UNITS] = {0};
    JET_ERR err = reader_name(index, name);

    *details = (struct index_details){.memory = calloc(1, CREATE_INFO_SIZE)};
    if (details->memory == NULL) {
        return JET_errOutOfMemory;
    }
    if (err >= JET_errSuccess) {
        err = JetGetTableIndexInfoW(reader->sesid, tableid, name, details->memory, CREATE_INFO_SIZE,
                                    JET_IdxInfoCreateIndex2);
    }
    if (err >= JET_errSuccess) {
        details->create = (const JET_INDEXCREATE2_W *)(const void *)details->memory;
        err =
            JetGetTableIndexInfoW(reader->sesid, tableid, name, locale, sizeof locale, JET_IdxInfoLocaleName);
    }
    if (err >= JET_errSuccess) {
        (void)esent_utf16_to_utf8(locale, (size_t)-1, details->locale, sizeof details->locale, NULL);
    }
    return err;
}

static void name_of_condition(const JET_CONDITIONALCOLUMN_W *condition, char name[READER_NAME_MAX])
{
    if (esent_utf16_to_utf8(condition->szColumnName, (size_t)-1, name, READER_NAME_MAX, NULL) <
        JET_errSuccess) {
        name[0] = '\0';
    }
}

static bool is_unicode_key(const struct column_list *columns, const struct index_info *index)
{
    for (unsigned i = 0; i < index->key_count; i++) {
        const unsigned at = column_position(columns, index->key[i], 0);

        if (at < columns->count && is_text(&columns->columns[at]) && columns->columns[at].code_page == 1200) {
            return true;
        }
    }
    return false;
}

static const char *key_column_name(const struct column_list *columns, const struct index_info *index,
                                   unsigned at)
{
    const unsigned position = column_position(columns, index->key[at], 0);

    return position < columns->count ? columns->columns[position].name : "?";
}

/* --------------------------------------------------------------------------------------------------- text */

static void print_words(const struct bit_word *words, JET_GRBIT grbit)
{
    for (; words->word != NULL; words++) {
        if ((grbit & words->bit) == words->bit) {
            (void)printf(", %s", words->word);
        }
    }
}

/* A value on standard output in the syntax of JSON. */
static void print_value(const struct column_info *column)
{
    const struct value_style style = {SYNTAX_JSON, TEXT_JSON, false};
    struct sink sink;

    (void)fflush(stdout);
    if (sink_open(&sink, NULL, false) >= JET_errSuccess) {
        value_put(&sink, &style, column, column->default_value, column->default_size);
        (void)sink_close(&sink);
    }
}

static void print_column_text(const struct column_info *column)
{
    (void)printf("  %-10u %s: %s", column->id, column->name, type_name(column->type));
    if (column->max > 0) {
        (void)printf("(%lu)", (unsigned long)column->max);
    }
    if (is_text(column)) {
        (void)printf(", code page %u", column->code_page);
    }
    print_words(column_bits, column->grbit);
    if (column->default_value != NULL) {
        (void)printf(", default ");
        print_value(column);
    }
    (void)printf("\n");
}

static void print_tuples_text(const JET_TUPLELIMITS *limits)
{
    (void)printf(", tuples of %lu to %lu", (unsigned long)limits->chLengthMin,
                 (unsigned long)limits->chLengthMax);
}

static void print_details_text(const struct index_details *details, bool is_unicode)
{
    const JET_INDEXCREATE2_W *create = details->create;
    char name[READER_NAME_MAX];

    if (create == NULL) {
        return;
    }
    if (is_unicode) {
        (void)printf(", locale '%s'", details->locale);
    }
    if (create->grbit & JET_bitIndexTupleLimits && create->ptuplelimits != NULL) {
        print_tuples_text(create->ptuplelimits);
    }
    for (JET_ULONG i = 0; i < create->cConditionalColumn; i++) {
        name_of_condition(&create->rgconditionalcolumn[i], name);
        (void)printf(", where %s is %s", name,
                     create->rgconditionalcolumn[i].grbit & JET_bitIndexColumnMustBeNull ? "null"
                                                                                         : "not null");
    }
    (void)printf(", density %lu %%", (unsigned long)create->ulDensity);
}

static void print_index_text(const struct column_list *columns, const struct index_info *index,
                             const struct index_details *details)
{
    (void)printf("  index      %s (", index->name);
    for (unsigned i = 0; i < index->key_count; i++) {
        (void)printf("%s%c%s", i == 0 ? "" : ", ", index->descending[i] ? '-' : '+',
                     key_column_name(columns, index, i));
    }
    (void)printf(")");
    print_words(index_bits, index->grbit);
    print_details_text(details, is_unicode_key(columns, index));
    (void)printf("\n");
}

/* --------------------------------------------------------------------------------------------------- JSON */

static void print_words_json(const struct bit_word *words, JET_GRBIT grbit)
{
    bool any = false;

    (void)printf("\"flags\": [");
    for (; words->word != NULL; words++) {
        if ((grbit & words->bit) == words->bit) {
            (void)printf("%s\"%s\"", any ? ", " : "", words->word);
            any = true;
        }
    }
    (void)printf("]");
}

static void print_column_json(const struct column_info *column, bool first)
{
    (void)printf("%s\n        {\"id\": %u, \"name\": ", first ? "" : ",", column->id);
    json_string(column->name);
    (void)printf(", \"type\": \"%s\", \"max\": %lu, ", type_name(column->type), (unsigned long)column->max);
    if (is_text(column)) {
        (void)printf("\"code_page\": %u, ", column->code_page);
    }
    print_words_json(column_bits, column->grbit);
    (void)printf(", \"grbit\": %lu", (unsigned long)column->grbit);
    if (column->default_value != NULL) {
        (void)printf(", \"default\": ");
        print_value(column);
    }
    (void)printf("}");
}

static void print_details_json(const struct index_details *details, bool is_unicode)
{
    const JET_INDEXCREATE2_W *create = details->create;
    char name[READER_NAME_MAX];

    if (create == NULL) {
        return;
    }
    if (is_unicode) {
        (void)printf(", \"locale\": ");
        json_string(details->locale);
    }
    if (create->grbit & JET_bitIndexTupleLimits && create->ptuplelimits != NULL) {
        (void)printf(
            ", \"tuples\": {\"min\": %lu, \"max\": %lu, \"count\": %lu, \"step\": %lu, \"start\": %lu}",
            (unsigned long)create->ptuplelimits->chLengthMin,
            (unsigned long)create->ptuplelimits->chLengthMax,
            (unsigned long)create->ptuplelimits->chToIndexMax,
            (unsigned long)create->ptuplelimits->cchIncrement, (unsigned long)create->ptuplelimits->ichStart);
    }
    (void)printf(", \"conditions\": [");
    for (JET_ULONG i = 0; i < create->cConditionalColumn; i++) {
        (void)printf("%s{\"column\": ", i == 0 ? "" : ", ");
        name_of_condition(&create->rgconditionalcolumn[i], name);
        json_string(name);
        (void)printf(", \"is_null\": %s}",
                     create->rgconditionalcolumn[i].grbit & JET_bitIndexColumnMustBeNull ? "true" : "false");
    }
    (void)printf("], \"density\": %lu, \"key_most\": %lu", (unsigned long)create->ulDensity,
                 (unsigned long)create->cbKeyMost);
}

static void print_index_json(const struct column_list *columns, const struct index_info *index,
                             const struct index_details *details, bool first)
{
    (void)printf("%s\n        {\"name\": ", first ? "" : ",");
    json_string(index->name);
    (void)printf(", \"key\": [");
    for (unsigned i = 0; i < index->key_count; i++) {
        char signed_name[READER_NAME_MAX + 1];

        (void)snprintf(signed_name, sizeof signed_name, "%c%s", index->descending[i] ? '-' : '+',
                       key_column_name(columns, index, i));
        (void)printf("%s", i == 0 ? "" : ", ");
        json_string(signed_name);
    }
    (void)printf("], ");
    print_words_json(index_bits, index->grbit);
    (void)printf(", \"grbit\": %lu", (unsigned long)index->grbit);
    print_details_json(details, is_unicode_key(columns, index));
    (void)printf("}");
}

/* ------------------------------------------------------------------------------------------------- tables */

static JET_ERR print_index(struct reader *reader, JET_TABLEID tableid, const struct column_list *columns,
                           const struct index_info *index, bool json, bool first)
{
    struct index_details details;
    JET_ERR err = read_details(reader, tableid, index->name, &details);

    if (err < JET_errSuccess) {
        reader_complain(index->name, err);
    }
    if (json) {
        print_index_json(columns, index, &details, first);
    } else {
        print_index_text(columns, index, &details);
    }
    free(details.memory);
    return err;
}

static JET_ERR print_schema(struct reader *reader, JET_TABLEID tableid, const struct column_list *columns,
                            const struct index_list *indexes, bool json)
{
    JET_ERR err = JET_errSuccess;

    for (unsigned i = 0; i < columns->count; i++) {
        if (json) {
            print_column_json(&columns->columns[i], i == 0);
        } else {
            print_column_text(&columns->columns[i]);
        }
    }
    if (json) {
        (void)printf("%s],\n      \"indexes\": [", columns->count > 0 ? "\n      " : "");
    }
    for (unsigned i = 0; i < indexes->count; i++) {
        const JET_ERR one = print_index(reader, tableid, columns, &indexes->indexes[i], json, i == 0);

        err = err >= JET_errSuccess ? one : err;
    }
    if (json) {
        (void)printf("%s],\n      ", indexes->count > 0 ? "\n      " : "");
    }
    return err;
}

static JET_ERR schema_of(struct reader *reader, const char *name, bool json)
{
    struct column_list columns = {NULL, 0};
    struct index_list indexes = {NULL, 0};
    JET_TABLEID tableid;
    JET_ERR err = reader_open_table(reader, name, &tableid);

    if (err >= JET_errSuccess) {
        err = column_list_read(reader, tableid, true, &columns);
    }
    if (err >= JET_errSuccess) {
        err = index_list_read(reader, tableid, &indexes);
    }
    if (err < JET_errSuccess) {
        reader_complain(name, err);
    }
    if (!json) {
        (void)printf("%s\n", name);
    }
    if (err >= JET_errSuccess || json) {
        const JET_ERR printed = print_schema(reader, tableid, &columns, &indexes, json);

        err = err >= JET_errSuccess ? printed : err;
    }
    column_list_free(&columns);
    index_list_free(&indexes);
    if (tableid != JET_tableidNil) {
        (void)JetCloseTable(reader->sesid, tableid);
    }
    return err;
}

static JET_ERR print_tables(struct reader *reader, const struct options *options,
                            const struct table_names *names)
{
    JET_ERR err = JET_errSuccess, one;

    for (unsigned i = 0; i < names->count; i++) {
        if (options->json) {
            (void)printf("%s\n    {\n      \"table\": ", i == 0 ? "" : ",");
            json_string(names->entries[i].name);
            (void)printf(",\n      \"columns\": [");
        } else if (i > 0) {
            (void)printf("\n");
        }
        one = schema_of(reader, names->entries[i].name, options->json);
        if (options->json) {
            json_error(one);
            (void)printf("\n    }");
        }
        err = err >= JET_errSuccess ? one : err;
    }
    return err;
}

JET_ERR mode_schema(const struct options *options)
{
    text_prepare();
    return reader_report(options, false, print_tables);
}
