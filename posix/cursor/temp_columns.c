/*
 * temp_columns.c - the schema of a temporary table from the program's column definitions.
 *
 * Only type, code page, size, storage class and the key bits of a definition count; Windows ignores NOT NULL,
 * auto-increment and the rest in temporary tables.
 */
#include <stdlib.h>

#include "catalog/arena.h"
#include "cursor/temp_parts.h"
#include "diag.h"
#include "instance/instance.h"
#include "instance/parameter.h"
#include "key/sortkey.h"
#include "record/record_layout.h"
#include "try.h"

enum {
    CODE_PAGE_ANSI = 1252,
    CODE_PAGE_UNICODE = 1200,
    SHORT_COLUMN_MAX = 255,
    COLTYP_SLV = 13,
    COLTYP_LIMIT = 19,
};

enum storage { STORAGE_FIXED, STORAGE_VARIABLE, STORAGE_TAGGED };

static bool is_text(JET_COLTYP type)
{
    return type == JET_coltypText || type == JET_coltypLongText;
}

static bool is_long(JET_COLTYP type)
{
    return type == JET_coltypLongBinary || type == JET_coltypLongText;
}

static enum storage storage_of(const JET_COLUMNDEF *def)
{
    if (def->grbit & JET_bitColumnTagged || is_long(def->coltyp)) {
        return STORAGE_TAGGED;
    }
    if (coltyp_size(def->coltyp) != 0 || def->grbit & JET_bitColumnFixed) {
        return STORAGE_FIXED;
    }
    return STORAGE_VARIABLE;
}

static JET_ERR check_definition(const JET_COLUMNDEF *def)
{
    if (def->coltyp == JET_coltypNil || def->coltyp == COLTYP_SLV || def->coltyp >= COLTYP_LIMIT) {
        return diag_fail(JET_errInvalidColumnType, "%u is no type of a column", def->coltyp);
    }
    if (is_text(def->coltyp) && def->cp != 0 && def->cp != CODE_PAGE_ANSI && def->cp != CODE_PAGE_UNICODE) {
        return diag_fail(JET_errInvalidCodePage, "text of code page %u cannot be kept", def->cp);
    }
    return JET_errSuccess;
}

static uint32_t size_of(const JET_COLUMNDEF *def)
{
    const uint32_t type_size = coltyp_size(def->coltyp);

    if (type_size != 0) {
        return type_size;
    }
    if (is_long(def->coltyp)) {
        return def->cbMax;
    }
    return def->cbMax == 0 || def->cbMax > SHORT_COLUMN_MAX ? SHORT_COLUMN_MAX : def->cbMax;
}

/* Numbers the columns, each storage class by itself. */
static JET_ERR number_columns(const JET_COLUMNDEF *columns, uint32_t count, JET_COLUMNID *ids,
                              uint32_t counts[3])
{
    static const uint32_t first[] = {FID_FIXED_FIRST, FID_VARIABLE_FIRST, FID_TAGGED_FIRST};
    static const uint32_t last[] = {FID_FIXED_LAST, FID_VARIABLE_LAST, FID_TAGGED_LAST};

    for (uint32_t i = 0; i < count; i++) {
        const enum storage storage = storage_of(&columns[i]);

        JET_TRY(check_definition(&columns[i]));
        ids[i] = first[storage] + counts[storage]++;
        if (ids[i] > last[storage]) {
            return diag_fail(JET_errTooManyColumns, "column %u of a temporary table has no number left", i);
        }
    }
    return JET_errSuccess;
}

static JET_ERR allocate_columns(struct temp_table *temp, uint32_t count, const uint32_t counts[3])
{
    struct table *schema = &temp->schema;

    schema->arena = arena_create();
    if (schema->arena != NULL) {
        schema->columns = arena_allocate(schema->arena, sizeof *schema->columns * (count + 1));
        schema->fixed = arena_allocate(schema->arena, sizeof(struct column *) * (counts[STORAGE_FIXED] + 1));
        schema->variable =
            arena_allocate(schema->arena, sizeof(struct column *) * (counts[STORAGE_VARIABLE] + 1));
        schema->tagged =
            arena_allocate(schema->arena, sizeof(struct column *) * (counts[STORAGE_TAGGED] + 1));
        schema->indexes = arena_allocate(schema->arena, sizeof(struct index *));
        temp->definitions = arena_allocate(schema->arena, sizeof(struct column *) * (count + 1));
    }
    if (schema->arena == NULL || schema->columns == NULL || schema->fixed == NULL ||
        schema->variable == NULL || schema->tagged == NULL || schema->indexes == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for %u columns of a temporary table", count);
    }
    schema->column_count = count;
    schema->fixed_first = FID_FIXED_FIRST;
    schema->variable_first = FID_VARIABLE_FIRST;
    schema->fixed_count = counts[STORAGE_FIXED];
    schema->variable_count = counts[STORAGE_VARIABLE];
    schema->tagged_count = counts[STORAGE_TAGGED];
    return JET_errSuccess;
}

/* Where the column of definition `i` goes in schema->columns, which are in order of fid. */
static struct column *slot_of(struct table *schema, JET_COLUMNID id)
{
    if (id <= FID_FIXED_LAST) {
        return &schema->columns[id - FID_FIXED_FIRST];
    }
    if (id <= FID_VARIABLE_LAST) {
        return &schema->columns[schema->fixed_count + id - FID_VARIABLE_FIRST];
    }
    return &schema->columns[schema->fixed_count + schema->variable_count + id - FID_TAGGED_FIRST];
}

static void fill_column(struct table *schema, const JET_COLUMNDEF *def, JET_COLUMNID id, uint32_t *fixed_end)
{
    struct column *column = slot_of(schema, id);

    column->name = "";
    column->id = id;
    column->type = (uint8_t)def->coltyp;
    column->max = size_of(def);
    if (is_text(def->coltyp)) {
        column->code_page = def->cp == 0 ? CODE_PAGE_ANSI : def->cp;
    }
    if (column_is_fixed(column)) {
        column->offset = (uint16_t)*fixed_end;
        *fixed_end += column->max;
        schema->fixed[id - FID_FIXED_FIRST] = column;
    } else if (column_is_variable(column)) {
        schema->variable[id - FID_VARIABLE_FIRST] = column;
    } else {
        schema->tagged[id - FID_TAGGED_FIRST] = column;
    }
}

/* ------------------------------------------------------------------------------------------------ the key */

static uint32_t key_most_of_page(uint32_t page_size)
{
    return page_size == 2048 ? 500 : page_size == 4096 ? 1000 : 2000;
}

static JET_ERR check_key_sizes(const struct temp_table_options *options, uint32_t page_size)
{
    const uint32_t key_most = options->key_most == 0 ? (uint32_t)KEY_MOST_DEFAULT : options->key_most;

    if (key_most < KEY_MOST_DEFAULT || key_most > key_most_of_page(page_size) ||
        options->segment_most > key_most) {
        return diag_fail(JET_errInvalidParameter, "keys of %u bytes with %u a column cannot be", key_most,
                         options->segment_most);
    }
    return JET_errSuccess;
}

/* The locale of the key: the program's, or the instance's default. */
static JET_ERR fill_locale(struct index *key, const struct instance *instance,
                           const JET_UNICODEINDEX2 *unicode)
{
    const struct sort_locale *locale;

    if (unicode == NULL) {
        const JET_UNICODEINDEX usual = parameter_unicode_default(instance);

        JET_TRY(sort_locale_from_lcid(usual.lcid, &locale));
        key->lcmap_flags = usual.dwMapFlags;
    } else {
        char name[LOCALE_NAME_SIZE];
        uint32_t size = 0;

        while (size + 1 < sizeof name && unicode->szLocaleName != NULL && unicode->szLocaleName[size] != 0) {
            name[size] = unicode->szLocaleName[size] < 0x80 ? (char)unicode->szLocaleName[size] : '?';
            size++;
        }
        name[size] = '\0';
        JET_TRY(sort_locale_find(name, &locale));
        JET_TRY(sort_flags_check(unicode->dwMapFlags));
        key->lcmap_flags = unicode->dwMapFlags;
        key->flags |= INDEX_LOCALE_SET;
    }
    key->has_locale = true;
    memcpy(key->locale, locale->name, strlen(locale->name) + 1);
    return JET_errSuccess;
}

/* The key columns in the order of the definitions; what is beyond the limit is not in the key. */
static void fill_segments(struct temp_table *temp, const JET_COLUMNDEF *columns, uint32_t count,
                          const JET_COLUMNID *ids)
{
    for (uint32_t i = 0; i < count && temp->key.segment_count < KEY_SEGMENTS_MAX; i++) {
        if (columns[i].grbit & JET_bitColumnTTKey) {
            struct key_segment *segment = &temp->key.segments[temp->key.segment_count++];

            segment->column = slot_of(&temp->schema, ids[i]);
            segment->descending = columns[i].grbit & JET_bitColumnTTDescending;
            if (segment->column->code_page == CODE_PAGE_UNICODE) {
                temp->key.flags |= INDEX_LOCALIZED_TEXT;
            }
        }
    }
}

static JET_ERR make_key(struct temp_table *temp, const struct instance *instance,
                        const struct temp_table_options *options)
{
    struct index *key = &temp->key;

    key->name = "";
    key->is_primary = true;
    key->flags |= INDEX_UNIQUE | INDEX_PRIMARY | INDEX_ALLOW_ALL_NULLS | INDEX_ALLOW_FIRST_NULL |
                  INDEX_ALLOW_SOME_NULLS | INDEX_EXTENDED_COLUMNS |
                  (options->grbit & JET_bitTTSortNullsHigh ? INDEX_SORT_NULLS_HIGH : 0) |
                  (options->grbit & JET_bitTTDotNetGuid ? INDEX_DOT_NET_GUID : 0);
    key->key_most = (uint16_t)(options->key_most == 0 ? (uint32_t)KEY_MOST_DEFAULT : options->key_most);
    key->segment_most = options->segment_most == 0 ? key->key_most : (uint16_t)options->segment_most;
    temp->schema.primary = temp->schema.indexes[0] = key;
    temp->schema.index_count = 1;
    return fill_locale(key, instance, options->unicode);
}

JET_ERR temp_columns_make(struct temp_table *temp, const struct session *session,
                          const JET_COLUMNDEF *columns, uint32_t count,
                          const struct temp_table_options *options, JET_COLUMNID *ids)
{
    const uint32_t page_size = (uint32_t)parameter_integer(session->instance, JET_paramDatabasePageSize);
    uint32_t counts[3] = {0}, fixed_end = RECORD_HEADER_SIZE;

    temp->page_size = page_size;
    temp->schema.name = "(temporary)";
    JET_TRY(check_key_sizes(options, page_size));
    JET_TRY(number_columns(columns, count, ids, counts));
    JET_TRY(allocate_columns(temp, count, counts));
    for (uint32_t i = 0; i < count; i++) {
        fill_column(&temp->schema, &columns[i], ids[i], &fixed_end);
        temp->definitions[i] = slot_of(&temp->schema, ids[i]);
    }
    fill_segments(temp, columns, count, ids);
    if (temp->key.segment_count > 0) {
        JET_TRY(make_key(temp, session->instance, options));
    }
    temp->limit =
        record_limit(page_size, temp->schema.primary != NULL ? temp->key.key_most : sizeof(uint32_t));
    if (fixed_end > temp->limit) {
        return diag_fail(JET_errRecordTooBig, "fixed columns of %u bytes are more than a record has room for",
                         fixed_end);
    }
    return JET_errSuccess;
}

void temp_columns_free(struct temp_table *temp)
{
    arena_destroy(temp->schema.arena);
    temp->schema.arena = NULL;
}
