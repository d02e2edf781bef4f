/*
 * definitions.c - see definitions.h.
 */
#include "jet/definitions.h"

#include <stddef.h>
#include <stdlib.h>

#include "catalog/space_hints.h"
#include "code_page.h"
#include "diag.h"
#include "jet/object_name.h"
#include "key/locale.h"
#include "try.h"

enum { TABLE_CREATE_HINTS = 3, TABLE_CREATE_CHUNK = 5, INDEX_CREATE_LOCALE_NAME = 3 };

static JET_ERR no_memory(void)
{
    return diag_fail(JET_errOutOfMemory, "no memory for a definition");
}

/* --------------------------------------------------------------------------------------------------- text */

static JET_ERR stored_name(bool wide, const void *name, char stored[NAME_SIZE])
{
    const JET_ERR err = wide ? object_name_from_w(name, stored) : object_name_from_a(name, stored);

    if (err < 0) {
        stored[0] = '\0';
    }
    return err;
}

/* What code page 1252 lacks is in no name that it could mean. */
static char to_byte(WCHAR unit)
{
    const unsigned char byte = cp1252_from_unicode(unit);

    return (char)(byte != 0 || unit == 0 ? byte : '?');
}

/* Text that is no name: "dll!function", lists of names. Of `size` units, the last of them a NUL. */
static const char *stored_text(struct arena *arena, bool wide, const void *text, size_t size)
{
    char *stored = arena_allocate(arena, size);

    for (size_t i = 0; stored != NULL && i < size; i++) {
        stored[i] = wide ? to_byte(((const WCHAR *)text)[i]) : ((const char *)text)[i];
    }
    return stored;
}

static size_t text_size(bool wide, const void *text)
{
    size_t size = 0;

    if (!wide) {
        return strlen(text) + 1;
    }
    while (((const WCHAR *)text)[size] != 0) {
        size++;
    }
    return size + 1;
}

/* ------------------------------------------------------------------------------------------------ columns */

static JET_ERR convert_user_default(struct arena *arena, bool wide, const void *value,
                                    struct column_definition *definition)
{
    struct user_default *made = arena_allocate(arena, sizeof *made);
    JET_USERDEFINEDDEFAULT_A from; /* the W form has the same members */

    if (made == NULL) {
        return no_memory();
    }
    memcpy(&from, value, sizeof from);
    if (from.szCallback == NULL) {
        return JET_errSuccess; /* no right structure: the check refuses it */
    }
    made->callback = stored_text(arena, wide, from.szCallback, text_size(wide, from.szCallback));
    made->data = (struct bytes){from.pbUserData, from.pbUserData != NULL ? from.cbUserData : 0};
    definition->user_default = made;
    return made->callback != NULL ? JET_errSuccess : no_memory();
}

JET_ERR definition_of_column(struct arena *arena, bool wide, const void *name, const JET_COLUMNDEF *def,
                             const void *value, uint32_t size, struct column_definition *definition)
{
    *definition = (struct column_definition){
        .type = def->coltyp,
        .max = def->cbMax,
        .code_page = def->cp,
        .grbit = def->grbit,
        .default_value = {value, value != NULL ? size : 0},
    };
    definition->named = stored_name(wide, name, definition->name);
    if (def->grbit & JET_bitColumnUserDefinedDefault && value != NULL &&
        size == sizeof(JET_USERDEFINEDDEFAULT_A)) {
        return convert_user_default(arena, wide, value, definition);
    }
    return JET_errSuccess;
}

static JET_ERR columns_of_table(struct arena *arena, bool wide, const JET_COLUMNCREATE_A *columns,
                                struct table_definition *definition)
{
    definition->columns = arena_allocate(arena, (definition->column_count + 1) * sizeof *definition->columns);
    if (definition->columns == NULL) {
        return no_memory();
    }
    for (uint32_t i = 0; i < definition->column_count; i++) {
        JET_COLUMNCREATE_A from;
        JET_COLUMNDEF def;

        memcpy(&from, &columns[i], sizeof from);
        if (from.cbStruct != sizeof from) {
            return diag_fail(JET_errInvalidParameter, "column %u: cbStruct is %u, not %zu", i, from.cbStruct,
                             sizeof from);
        }
        def = (JET_COLUMNDEF){
            .coltyp = from.coltyp, .cp = (unsigned short)from.cp, .cbMax = from.cbMax, .grbit = from.grbit};
        JET_TRY(definition_of_column(arena, wide, from.szColumnName, &def, from.pvDefault, from.cbDefault,
                                     &definition->columns[i]));
        definition->columns[i].id = from.columnid;
        definition->columns[i].err = from.err;
    }
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------ indexes */

/* The names in a key string may need another code page; what is no key string stays as it is. */
static JET_ERR convert_key_a(struct arena *arena, const char *key, struct index_definition *definition)
{
    const uint32_t size = definition->key_size;
    char *converted;
    uint32_t used = 0;

    definition->key = key;
    if (key == NULL || size < 2 || key[size - 1] != '\0' || key[size - 2] != '\0') {
        return JET_errSuccess;
    }
    converted = arena_allocate(arena, size);
    if (converted == NULL) {
        return no_memory();
    }
    for (uint32_t at = 0; at < size;) {
        const uint32_t sign = key[at] == '+' || key[at] == '-', length = (uint32_t)strlen(key + at);
        char stored[NAME_SIZE];
        const bool is_name = object_name_from_a(key + at + sign, stored) >= 0;
        const char *name = is_name && strlen(stored) <= length - sign ? stored : key + at + sign;

        memcpy(converted + used, key + at, sign);
        memcpy(converted + used + sign, name, strlen(name) + 1);
        used += sign + (uint32_t)strlen(name) + 1;
        at += length + 1;
    }
    definition->key = converted;
    definition->key_size = used;
    return JET_errSuccess;
}

static JET_ERR convert_key(struct arena *arena, bool wide, const JET_INDEXCREATE3_A *from,
                           struct index_definition *definition)
{
    definition->key_size = wide ? from->cbKey / (uint32_t)sizeof(WCHAR) : from->cbKey;
    if (!wide) {
        return convert_key_a(arena, from->szKey, definition);
    }
    if (from->szKey != NULL && definition->key_size > 0) {
        definition->key = stored_text(arena, true, from->szKey, definition->key_size);
        return definition->key != NULL ? JET_errSuccess : no_memory();
    }
    return JET_errSuccess;
}

static JET_ERR convert_conditions(struct arena *arena, bool wide, const JET_INDEXCREATE3_A *from,
                                  struct index_definition *definition)
{
    const uint32_t count =
        from->cConditionalColumn < KEY_SEGMENTS_MAX ? from->cConditionalColumn : KEY_SEGMENTS_MAX;
    struct condition_definition *conditions;

    definition->condition_count = from->cConditionalColumn; /* too many of them are refused unseen */
    if (count == 0) {
        return JET_errSuccess;
    }
    if (from->rgconditionalcolumn == NULL) {
        return diag_fail(JET_errInvalidParameter, "index '%s': its conditions are missing", definition->name);
    }
    conditions = arena_allocate(arena, count * sizeof *conditions);
    if (conditions == NULL) {
        return no_memory();
    }
    for (uint32_t i = 0; i < count; i++) {
        JET_CONDITIONALCOLUMN_A condition; /* the W form has the same members */

        memcpy(&condition, &from->rgconditionalcolumn[i], sizeof condition);
        conditions[i].has_struct_size = condition.cbStruct == sizeof condition;
        conditions[i].grbit = condition.grbit;
        conditions[i].named = conditions[i].has_struct_size
                                  ? stored_name(wide, condition.szColumnName, conditions[i].name)
                                  : JET_errSuccess;
    }
    definition->conditions = conditions;
    return JET_errSuccess;
}

/* Versions 1 and 2 name a locale by its number, in the structure or in one that it points to. */
static JET_ERR convert_lcid(const JET_INDEXCREATE3_A *from, struct index_definition *definition)
{
    const struct sort_locale *locale;
    JET_UNICODEINDEX unicode = {0};

    if (from->grbit & JET_bitIndexUnicode) {
        if (from->pidxunicode == NULL) {
            return diag_fail(JET_errInvalidParameter, "index '%s': pidxunicode is missing", definition->name);
        }
        memcpy(&unicode, from->pidxunicode, sizeof unicode);
        definition->has_unicode = true;
    } else {
        memcpy(&unicode.lcid, &from->pidxunicode, sizeof unicode.lcid); /* a union */
    }
    if (unicode.lcid != 0) {
        JET_TRY(sort_locale_from_lcid(unicode.lcid, &locale));
        definition->locale = locale->name;
        definition->grbit |= JET_bitIndexUnicode;
        definition->has_unicode = true;
    }
    definition->lcmap_flags = unicode.dwMapFlags;
    return JET_errSuccess;
}

static JET_ERR convert_locale_name(struct arena *arena, const JET_INDEXCREATE3_A *from,
                                   struct index_definition *definition)
{
    const JET_UNICODEINDEX2 *unicode = from->pidxunicode;

    definition->has_unicode = unicode != NULL;
    if (unicode == NULL) {
        return JET_errSuccess;
    }
    definition->lcmap_flags = unicode->dwMapFlags;
    if (unicode->szLocaleName != NULL) {
        definition->locale =
            stored_text(arena, true, unicode->szLocaleName, text_size(true, unicode->szLocaleName));
        return definition->locale != NULL ? JET_errSuccess : no_memory();
    }
    return JET_errSuccess;
}

/* Of hints with a wrong size only that is looked at. */
static void convert_hints(const JET_INDEXCREATE3_A *from, struct index_definition *definition)
{
    definition->hints = space_hints_of_density(from->ulDensity);
    definition->has_hints = from->pSpacehints != NULL;
    if (definition->has_hints) {
        definition->hints.cbStruct = from->pSpacehints->cbStruct;
        if (from->pSpacehints->cbStruct == sizeof definition->hints) {
            definition->hints = *from->pSpacehints;
        }
    }
}

static uint32_t index_size(unsigned version)
{
    return version == 1   ? sizeof(JET_INDEXCREATE_A)
           : version == 2 ? sizeof(JET_INDEXCREATE2_A)
                          : sizeof(JET_INDEXCREATE3_A);
}

/* Reads one structure; those of older versions are beginnings of the newest. */
static JET_ERR read_index(unsigned version, const uint8_t *at, JET_INDEXCREATE3_A *from)
{
    uint32_t size;

    memcpy(&size, at, sizeof size);
    if (size != index_size(version) && (version != 1 || size != sizeof(JET_INDEXCREATEOLD_A))) {
        return diag_fail(JET_errInvalidParameter, "an index: cbStruct is %u, not %u", size,
                         index_size(version));
    }
    memset(from, 0, sizeof *from);
    memcpy(from, at, size);
    return JET_errSuccess;
}

static JET_ERR convert_index(struct arena *arena, struct definition_form form, const JET_INDEXCREATE3_A *from,
                             struct index_definition *definition)
{
    definition->named = stored_name(form.wide, from->szIndexName, definition->name);
    definition->grbit = from->grbit;
    definition->err = from->err;
    definition->key_most = from->cbKeyMost;
    if (from->grbit & JET_bitIndexTupleLimits) {
        definition->tuple_limits = from->ptuplelimits;
    } else {
        memcpy(&definition->segment_most, &from->ptuplelimits, sizeof definition->segment_most); /* a union */
    }
    convert_hints(from, definition);
    JET_TRY(convert_key(arena, form.wide, from, definition));
    JET_TRY(convert_conditions(arena, form.wide, from, definition));
    return form.version < INDEX_CREATE_LOCALE_NAME ? convert_lcid(from, definition)
                                                   : convert_locale_name(arena, from, definition);
}

JET_ERR definitions_of_indexes(struct arena *arena, struct definition_form form, const void *indexes,
                               uint32_t count, struct index_definition **definitions)
{
    const uint8_t *at = indexes;

    if (count > 0 && indexes == NULL) {
        return diag_fail(JET_errInvalidParameter, "the list of indexes is missing");
    }
    *definitions = arena_allocate(arena, ((size_t)count + 1) * sizeof **definitions);
    if (*definitions == NULL) {
        return no_memory();
    }
    for (uint32_t i = 0; i < count; i++) {
        JET_INDEXCREATE3_A from;

        JET_TRY(read_index(form.version, at, &from));
        JET_TRY(convert_index(arena, form, &from, &(*definitions)[i]));
        at += from.cbStruct;
    }
    return JET_errSuccess;
}

void definitions_answer_indexes(void *indexes, const struct index_definition *definitions, uint32_t count)
{
    const size_t offset = offsetof(JET_INDEXCREATE3_A, err);
    uint8_t *at = indexes;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t size;

        memcpy(&size, at, sizeof size);
        memcpy(at + offset, &definitions[i].err, sizeof definitions[i].err);
        at += size;
    }
}

/* ------------------------------------------------------------------------------------------------- tables */

/* The newest structure of what the older ones have of it. */
static JET_ERR read_table(unsigned version, const void *create, JET_TABLECREATE5_A *to)
{
    static const uint32_t sizes[] = {sizeof(JET_TABLECREATE_A), sizeof(JET_TABLECREATE2_A),
                                     sizeof(JET_TABLECREATE3_A), sizeof(JET_TABLECREATE4_A),
                                     sizeof(JET_TABLECREATE5_A)};
    uint32_t size;

    memcpy(&size, create, sizeof size);
    if (size != sizes[version - 1]) {
        return diag_fail(JET_errInvalidParameter, "JET_TABLECREATE%u: cbStruct is %u, not %u", version, size,
                         sizes[version - 1]);
    }
    memset(to, 0, sizeof *to);
    memcpy(to, create, offsetof(JET_TABLECREATE_A, grbit)); /* so far they are all alike */
    if (version == 1) {
        memcpy(&to->grbit, (const uint8_t *)create + offsetof(JET_TABLECREATE_A, grbit), sizeof to->grbit);
    } else if (version == 2) {
        memcpy(to, create, offsetof(JET_TABLECREATE2_A, tableid));
        to->pSeqSpacehints = to->pLVSpacehints = NULL;
    } else {
        memcpy(to, create, offsetof(JET_TABLECREATE4_A, tableid));
    }
    if (version == TABLE_CREATE_CHUNK) {
        memcpy(to, create, sizeof *to);
    } else if (version < TABLE_CREATE_HINTS) {
        to->pSeqSpacehints = to->pLVSpacehints = NULL;
        to->cbSeparateLV = 0;
    }
    return JET_errSuccess;
}

static JET_ERR convert_callback(struct arena *arena, bool wide, const void *callback,
                                struct table_definition *definition)
{
    if (callback == NULL) {
        return JET_errSuccess;
    }
    definition->callback = stored_text(arena, wide, callback, text_size(wide, callback));
    return definition->callback != NULL ? JET_errSuccess : no_memory();
}

/* Which version of JET_INDEXCREATE a version of JET_TABLECREATE has. */
static unsigned index_version(unsigned table_version)
{
    return table_version <= 2 ? 1 : table_version == 3 ? 2 : 3;
}

JET_ERR definition_of_table(struct arena *arena, struct definition_form form, const void *create,
                            struct table_definition *definition)
{
    const struct definition_form of_indexes = {form.wide, index_version(form.version)};
    JET_TABLECREATE5_A from;

    JET_TRY(read_table(form.version, create, &from));
    *definition = (struct table_definition){
        .is_derived = from.szTemplateTableName != NULL,
        .pages = from.ulPages,
        .density = from.ulDensity,
        .column_count = from.cColumns,
        .index_count = from.cIndexes,
        .callback_type = from.cbtyp,
        .grbit = from.grbit,
        .sequential_hints = from.pSeqSpacehints,
        .long_value_hints = from.pLVSpacehints,
        .separate_limit = from.cbSeparateLV,
        .chunk_size = form.version == TABLE_CREATE_CHUNK ? from.cbLVChunkMax : 0,
    };
    definition->named = stored_name(form.wide, from.szTableName, definition->name);
    if (definition->is_derived) {
        definition->template_named =
            stored_name(form.wide, from.szTemplateTableName, definition->template_name);
    }
    JET_TRY(convert_callback(arena, form.wide, from.szCallback, definition));
    definition->lacks_columns = from.cColumns > 0 && from.rgcolumncreate == NULL;
    definition->lacks_indexes = from.cIndexes > 0 && from.rgindexcreate == NULL;
    if (!definition->lacks_columns) {
        JET_TRY(columns_of_table(arena, form.wide, from.rgcolumncreate, definition));
    }
    if (definition->lacks_indexes) {
        definition->index_count = 0;
        return JET_errSuccess;
    }
    return definitions_of_indexes(arena, of_indexes, from.rgindexcreate, from.cIndexes, &definition->indexes);
}

/* Where the two answers of a version are. */
static void answer_offsets(unsigned version, size_t *tableid, size_t *created)
{
    static const struct {
        size_t tableid, created;
    } offsets[] = {
        {offsetof(JET_TABLECREATE_A, tableid), offsetof(JET_TABLECREATE_A, cCreated)},
        {offsetof(JET_TABLECREATE2_A, tableid), offsetof(JET_TABLECREATE2_A, cCreated)},
        {offsetof(JET_TABLECREATE3_A, tableid), offsetof(JET_TABLECREATE3_A, cCreated)},
        {offsetof(JET_TABLECREATE4_A, tableid), offsetof(JET_TABLECREATE4_A, cCreated)},
        {offsetof(JET_TABLECREATE5_A, tableid), offsetof(JET_TABLECREATE5_A, cCreated)},
    };

    *tableid = offsets[version - 1].tableid;
    *created = offsets[version - 1].created;
}

void definition_answer_table(struct definition_form form, void *create,
                             const struct table_definition *definition, JET_TABLEID tableid)
{
    const JET_ULONG created = definition->created;
    JET_COLUMNCREATE_A *columns;
    JET_TABLECREATE5_A from;
    size_t tableid_offset, created_offset;

    if (!definition->began || definition->grbit & JET_bitTableCreateImmutableStructure ||
        read_table(form.version, create, &from) < 0) {
        return;
    }
    answer_offsets(form.version, &tableid_offset, &created_offset);
    memcpy((uint8_t *)create + tableid_offset, &tableid, sizeof tableid);
    memcpy((uint8_t *)create + created_offset, &created, sizeof created);
    columns = from.rgcolumncreate;
    for (uint32_t i = 0; !definition->lacks_columns && i < definition->column_count; i++) {
        columns[i].columnid = definition->columns[i].id;
        columns[i].err = definition->columns[i].err;
    }
    if (!definition->lacks_indexes) {
        definitions_answer_indexes(from.rgindexcreate, definition->indexes, definition->index_count);
    }
}
