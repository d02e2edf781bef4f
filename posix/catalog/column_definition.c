/*
 * column_definition.c - the checks of JetAddColumn, one after the other.
 */
#include "catalog/column_definition.h"

#include "diag.h"
#include "instance/database.h"
#include "record/record_layout.h"
#include "try.h"

enum {
    CODE_PAGE_ANSI = 1252,
    CODE_PAGE_UNICODE = 1200,
    COLTYP_SLV = 13, /* of streaming files, which are gone */
    SHORT_COLUMN_MAX = COLUMN_DEFAULT_MOST,
    LONG_COLUMN_MAX = 0x7FFFFFFF,
    UPDATE_ESCROW_64 = 60, /* format update that knows escrow columns of 8 bytes */
};

static bool is_long(JET_COLTYP type)
{
    return type == JET_coltypLongBinary || type == JET_coltypLongText;
}

static bool is_text(JET_COLTYP type)
{
    return type == JET_coltypText || type == JET_coltypLongText;
}

static bool is_tagged(const struct column_definition *definition)
{
    return definition->grbit & JET_bitColumnTagged || is_long(definition->type);
}

static bool is_fixed(const struct column_definition *definition)
{
    return !is_tagged(definition) &&
           (definition->grbit & JET_bitColumnFixed || coltyp_size(definition->type) != 0);
}

static JET_ERR bad_grbit(const struct column_definition *definition, const char *why)
{
    return diag_fail(JET_errInvalidGrbit, "column '%s': the options 0x%x do not go together: %s",
                     definition->name, definition->grbit, why);
}

static JET_ERR needs_exclusive(const struct column_definition *definition)
{
    return diag_fail(
        JET_errExclusiveTableLockRequired,
        "column '%s': such a column is added by whoever has the table alone (JET_bitTableDenyRead)",
        definition->name);
}

static JET_ERR not_tagged(const struct column_definition *definition)
{
    return diag_fail(JET_errCannotBeTagged, "column '%s': a column of this kind is a fixed one",
                     definition->name);
}

static JET_ERR check_type(const struct column_definition *definition, struct column *column)
{
    if (definition->type == JET_coltypNil || definition->type >= JET_coltypMax ||
        definition->type == COLTYP_SLV) {
        return diag_fail(JET_errInvalidColumnType, "column '%s': %u is no type of a column", definition->name,
                         definition->type);
    }
    if (is_text(definition->type)) {
        column->code_page = definition->code_page == 0 ? CODE_PAGE_ANSI : (uint16_t)definition->code_page;
        if (definition->code_page != 0 && definition->code_page != CODE_PAGE_ANSI &&
            definition->code_page != CODE_PAGE_UNICODE) {
            return diag_fail(JET_errInvalidCodePage, "column '%s': text of code page %u cannot be kept",
                             definition->name, definition->code_page);
        }
    }
    return JET_errSuccess;
}

/* What belongs to values outside the record, and to several values. */
static JET_ERR check_storage(const struct column_definition *definition)
{
    const bool is_lv = is_long(definition->type);

    if (definition->grbit & JET_bitColumnCompressed && !is_lv) {
        return diag_fail(JET_errColumnCannotBeCompressed, "column '%s': only long values are compressed",
                         definition->name);
    }
    if (definition->grbit & JET_bitColumnEncrypted &&
        (!is_lv || definition->grbit & JET_bitColumnMultiValued || definition->default_value.size > 0)) {
        return diag_fail(
            JET_errColumnCannotBeEncrypted,
            "column '%s': only a long value that is the only one and has no default is encrypted",
            definition->name);
    }
    if (is_tagged(definition)) {
        return definition->grbit & JET_bitColumnFixed ? bad_grbit(definition, "it cannot be fixed")
                                                      : JET_errSuccess;
    }
    if (definition->grbit & JET_bitColumnMultiValued) {
        return diag_fail(JET_errMultiValuedColumnMustBeTagged,
                         "column '%s': only tagged columns have several values", definition->name);
    }
    return JET_errSuccess;
}

static JET_ERR check_escrow(const struct column_definition *definition, const struct column_place *place)
{
    const JET_GRBIT finalize = JET_bitColumnFinalize | JET_bitColumnDeleteOnZero;

    if (definition->type != JET_coltypLong && definition->type != JET_coltypLongLong) {
        return bad_grbit(definition, "only Long and LongLong are updated by JetEscrowUpdate");
    }
    if (definition->grbit & JET_bitColumnTagged) {
        return not_tagged(definition);
    }
    if (definition->grbit & (JET_bitColumnVersion | JET_bitColumnAutoincrement)) {
        return bad_grbit(definition, "an escrow column is no counter of another kind");
    }
    if (definition->default_value.size == 0) {
        return bad_grbit(definition, "an escrow column has a default");
    }
    if (!place->is_exclusive) {
        return needs_exclusive(definition);
    }
    if (definition->type == JET_coltypLongLong && place->database->header.update_major < UPDATE_ESCROW_64) {
        return diag_fail(JET_errEngineFormatVersionParamTooLowForRequestedFeature,
                         "column '%s': escrow columns of 8 bytes are of a newer format than the database",
                         definition->name);
    }
    return (definition->grbit & finalize) == finalize ? bad_grbit(definition, "finalize or delete on zero")
                                                      : JET_errSuccess;
}

static JET_ERR check_counter(const struct column_definition *definition, const struct column_place *place)
{
    const bool counts = definition->grbit & JET_bitColumnAutoincrement;
    const bool has_type =
        counts ? definition->type == JET_coltypLong || definition->type == JET_coltypLongLong ||
                     definition->type == JET_coltypUnsignedLongLong || definition->type == JET_coltypCurrency
               : definition->type == JET_coltypLong;

    if (!has_type) {
        return bad_grbit(definition, "the type does not count");
    }
    if (definition->grbit & JET_bitColumnTagged) {
        return not_tagged(definition);
    }
    if (definition->grbit & JET_bitColumnVersion && counts) {
        return bad_grbit(definition, "version or auto-increment");
    }
    return counts && !place->is_exclusive ? needs_exclusive(definition) : JET_errSuccess;
}

static JET_ERR check_user_default(const struct column_definition *definition)
{
    const JET_GRBIT never = JET_bitColumnFixed | JET_bitColumnNotNULL | JET_bitColumnVersion |
                            JET_bitColumnAutoincrement | JET_bitColumnUpdatable | JET_bitColumnEscrowUpdate |
                            JET_bitColumnFinalize | JET_bitColumnDeleteOnZero | JET_bitColumnMaybeNull;

    if (definition->grbit & never || !is_tagged(definition)) {
        return bad_grbit(definition, "a default that a callback makes is for plain tagged columns");
    }
    if (definition->user_default == NULL) {
        return diag_fail(JET_errInvalidParameter, "column '%s': its default is no JET_USERDEFINEDDEFAULT",
                         definition->name);
    }
    return JET_errSuccess;
}

static uint16_t flags_of(const struct column_definition *definition, const struct column_place *place)
{
    static const struct {
        JET_GRBIT grbit;
        uint16_t flag;
    } map[] = {
        {JET_bitColumnNotNULL, COLUMN_NOT_NULL},
        {JET_bitColumnVersion, COLUMN_VERSION},
        {JET_bitColumnAutoincrement, COLUMN_AUTOINCREMENT},
        {JET_bitColumnMultiValued, COLUMN_MULTI_VALUED},
        {JET_bitColumnEscrowUpdate, COLUMN_ESCROW_UPDATE},
        {JET_bitColumnFinalize, COLUMN_FINALIZE},
        {JET_bitColumnDeleteOnZero, COLUMN_DELETE_ON_ZERO},
        {JET_bitColumnUserDefinedDefault, COLUMN_USER_DEFINED_DEFAULT},
        {JET_bitColumnCompressed, COLUMN_COMPRESSED},
        {JET_bitColumnEncrypted, COLUMN_ENCRYPTED},
    };
    uint16_t flags = 0;

    for (size_t i = 0; i < sizeof map / sizeof map[0]; i++) {
        flags |= definition->grbit & map[i].grbit ? map[i].flag : 0;
    }
    flags |= definition->default_value.size > 0 ? COLUMN_DEFAULT : 0;
    flags |= place->is_template ? COLUMN_TEMPLATE_ESE98 : 0;
    return flags;
}

/* Bytes of the column as the catalog keeps them; `*cut` when the program asked for more than there can be. */
static uint32_t size_of(const struct column_definition *definition, bool *cut)
{
    const uint32_t type_size = coltyp_size(definition->type);

    *cut = false;
    if (type_size != 0) {
        return type_size;
    }
    if (is_long(definition->type)) {
        return definition->max;
    }
    *cut = definition->max > SHORT_COLUMN_MAX;
    return definition->max == 0 || *cut ? (uint32_t)SHORT_COLUMN_MAX : definition->max;
}

static JET_ERR check_default_size(const struct column *column, struct bytes value, uint32_t most)
{
    return most != 0 && value.size > most
               ? diag_fail(JET_errDefaultValueTooBig, "column '%s': its default has %u bytes, %u is the most",
                           column->name, value.size, most)
               : JET_errSuccess;
}

static JET_ERR check_kind(const struct column_definition *definition, const struct column_place *place)
{
    if (definition->grbit & JET_bitColumnEscrowUpdate) {
        JET_TRY(check_escrow(definition, place));
    } else if (definition->grbit & (JET_bitColumnFinalize | JET_bitColumnDeleteOnZero)) {
        return bad_grbit(definition, "only escrow columns have an end");
    } else if (definition->grbit & (JET_bitColumnVersion | JET_bitColumnAutoincrement)) {
        JET_TRY(check_counter(definition, place));
    }
    return definition->grbit & JET_bitColumnUserDefinedDefault ? check_user_default(definition)
                                                               : JET_errSuccess;
}

JET_ERR column_definition_check(const struct column_definition *definition, const struct column_place *place,
                                struct column *column)
{
    const bool calculated = definition->grbit & JET_bitColumnUserDefinedDefault;
    bool cut;

    *column = (struct column){.name = definition->name, .type = (uint8_t)definition->type};
    if (definition->max > LONG_COLUMN_MAX) {
        return diag_fail(JET_errInvalidParameter, "column '%s': no value has %u bytes", definition->name,
                         definition->max);
    }
    JET_TRY(definition->named);
    if (place->parent != NULL && table_column_by_name(place->parent, definition->name) != NULL) {
        return diag_fail(JET_errColumnDuplicate, "column '%s': the template table has it", definition->name);
    }
    JET_TRY(check_type(definition, column));
    JET_TRY(check_storage(definition));
    JET_TRY(check_kind(definition, place));
    column->flags = flags_of(definition, place);
    column->max = size_of(definition, &cut);
    if (calculated) {
        column->callback = definition->user_default->callback;
        column->callback_data = definition->user_default->data;
    } else {
        JET_TRY(check_default_size(column, definition->default_value, column->max));
        column->default_value = definition->default_value;
    }
    return cut ? JET_wrnColumnMaxTruncated : JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------ numbers */

static void note_kinds(struct column_numbers *numbers, const struct table *table)
{
    for (uint32_t i = 0; i < table->column_count; i++) {
        numbers->has_version |= (table->columns[i].flags & COLUMN_VERSION) != 0;
        numbers->has_autoincrement |= (table->columns[i].flags & COLUMN_AUTOINCREMENT) != 0;
    }
}

struct column_numbers column_numbers_of(const struct table *table)
{
    struct column_numbers numbers = {.fixed_last = table->fixed_last,
                                     .variable_last = table->variable_last,
                                     .tagged_last = table->tagged_last,
                                     .fixed_end = table->fixed_end};

    note_kinds(&numbers, table);
    if (table->parent != NULL) {
        note_kinds(&numbers, table->parent);
    }
    return numbers;
}

struct column_numbers column_numbers_first(const struct table *parent)
{
    struct column_numbers numbers = {.fixed_last = FID_FIXED_FIRST - 1,
                                     .variable_last = FID_VARIABLE_FIRST - 1,
                                     .tagged_last = FID_TAGGED_FIRST - 1,
                                     .fixed_end = RECORD_HEADER_SIZE};

    if (parent != NULL) {
        numbers.fixed_last = parent->fixed_last;
        numbers.variable_last = parent->variable_last;
        numbers.fixed_end = parent->fixed_end;
        note_kinds(&numbers, parent);
    }
    return numbers;
}

static JET_ERR next(uint16_t *last, uint16_t most, const struct column_definition *definition)
{
    if (*last >= most) {
        return diag_fail(JET_errTooManyColumns, "column '%s': the table has no number left for it",
                         definition->name);
    }
    ++*last;
    return JET_errSuccess;
}

static JET_ERR note_counter(struct column_numbers *numbers, const struct column *column)
{
    bool *has = column->flags & COLUMN_VERSION         ? &numbers->has_version
                : column->flags & COLUMN_AUTOINCREMENT ? &numbers->has_autoincrement
                                                       : NULL;

    if (has != NULL && *has) {
        return diag_fail(JET_errColumnRedundant, "column '%s': the table has a column of this kind",
                         column->name);
    }
    if (has != NULL) {
        *has = true;
    }
    return JET_errSuccess;
}

JET_ERR column_number(struct column_numbers *numbers, const struct column_definition *definition,
                      const struct column_place *place, uint32_t record_most, struct column *column)
{
    const JET_COLUMNID of_template = place->is_template ? COLUMN_ID_TEMPLATE : 0;
    struct column_numbers after = *numbers;

    if (is_fixed(definition)) {
        if (after.fixed_end + column->max > record_most) {
            return diag_fail(JET_errRecordTooBig, "column '%s': the fixed columns would have %u bytes of %u",
                             definition->name, after.fixed_end + column->max, record_most);
        }
        JET_TRY(next(&after.fixed_last, FID_FIXED_LAST, definition));
        column->id = after.fixed_last | of_template;
        column->offset = after.fixed_end;
        after.fixed_end = (uint16_t)(after.fixed_end + column->max);
    } else if (is_tagged(definition)) {
        JET_TRY(next(&after.tagged_last, FID_TAGGED_LAST, definition));
        column->id = after.tagged_last | of_template;
    } else {
        JET_TRY(next(&after.variable_last, FID_VARIABLE_LAST, definition));
        column->id = after.variable_last | of_template;
    }
    JET_TRY(note_counter(&after, column));
    *numbers = after;
    return JET_errSuccess;
}

/* ----------------------------------------------------------------------------------------------- defaults */

void column_pad(const struct column *column, uint8_t *bytes, uint32_t size)
{
    const bool is_wide = column->code_page == CODE_PAGE_UNICODE;

    for (uint32_t i = size; i < column->max; i++) {
        bytes[i] = !column_is_text(column) || (is_wide && i % 2 == 1) ? 0 : ' ';
    }
}

JET_ERR column_set_default(struct column *column, struct bytes value, uint8_t room[COLUMN_DEFAULT_MOST])
{
    const uint32_t type_size = coltyp_size(column->type);

    JET_TRY(check_default_size(column, value, column->max));
    JET_TRY(check_default_size(column, value, COLUMN_DEFAULT_MOST));
    column->default_value = (struct bytes){room, value.size};
    if (value.size == 0) {
        return JET_errSuccess;
    }
    memcpy(room, value.at, value.size);
    if (type_size != 0 && value.size != type_size) {
        return diag_fail(JET_errInvalidBufferSize, "column '%s': its default has %u bytes, not %u",
                         column->name, value.size, type_size);
    }
    if (column->type == JET_coltypBit && !column_is_tagged(column)) {
        room[0] = room[0] != 0 ? 0xFF : 0;
    } else if (type_size == 0 && column_is_fixed(column)) {
        column_pad(column, room, value.size);
        column->default_value.size = column->max;
    }
    return JET_errSuccess;
}
