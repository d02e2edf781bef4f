/*
 * reference.c - references to long values, as bytes.
 */
#include "cursor/reference.h"

#include <string.h>

#include "diag.h"

enum {
    VERSION_SHORT_ID = 1,
    VERSION_LONG_ID = 2,
    AT_BOOKMARK_SIZE = 1,
    AT_NAME_SIZE = 3,
    AT_INSTANCE = 4,
    AT_LID = 8,
    IDENTITY_SIZE = 12,      /* of a signature, without the name of the computer */
    UPDATE_OF_LONG_IDS = 70, /* major update of the format from which on ids may have 8 bytes */
};

/* What tells the database from others. */
static void identity_of(const struct database *database, uint8_t identity[IDENTITY_SIZE])
{
    uint8_t signature[SIGNATURE_SIZE];

    signature_encode(signature, &database->header.sign_db);
    memcpy(identity, signature, IDENTITY_SIZE);
}

static uint32_t head_size(uint32_t lid_size)
{
    return AT_LID + lid_size + IDENTITY_SIZE;
}

uint32_t reference_encode(const struct database *database, const struct long_value_reference *reference,
                          uint8_t bytes[REFERENCE_MAX])
{
    const bool wide =
        database->header.update_major >= UPDATE_OF_LONG_IDS || reference->lid.size == sizeof(uint64_t);
    const uint32_t lid_size = wide ? sizeof(uint64_t) : sizeof(uint32_t), head = head_size(lid_size);
    const uint32_t name_size = (uint32_t)strlen(reference->column);

    memset(bytes, 0, head);
    bytes[0] = wide ? VERSION_LONG_ID : VERSION_SHORT_ID;
    put_u16(bytes + AT_BOOKMARK_SIZE, (uint16_t)reference->bookmark.size);
    bytes[AT_NAME_SIZE] = (uint8_t)name_size;
    put_u32(bytes + AT_INSTANCE, reference->instance);
    memcpy(bytes + AT_LID, reference->lid.at, reference->lid.size);
    identity_of(database, bytes + AT_LID + lid_size);
    memcpy(bytes + head, reference->bookmark.at, reference->bookmark.size);
    memcpy(bytes + head + reference->bookmark.size, reference->column, name_size);
    return head + reference->bookmark.size + name_size;
}

static JET_ERR invalid(const char *what)
{
    return diag_fail(JET_errInvalidColumnReference, "the reference to a long value %s", what);
}

/* An id of 8 bytes has its top bit set; a short one may stand in 8 bytes. False for what is no id. */
static bool take_lid(struct bytes field, struct bytes *lid)
{
    const uint32_t low = get_u32(field.at);
    const uint32_t high = field.size == sizeof(uint64_t) ? get_u32(field.at + sizeof low) : 0;

    *lid = (struct bytes){field.at, high == 0 ? sizeof low : sizeof(uint64_t)};
    return high == 0 ? low != 0 && low <= INT32_MAX : high > INT32_MAX;
}

JET_ERR reference_decode(const struct table *table, struct bytes bytes,
                         struct long_value_reference *reference)
{
    const uint32_t bookmark_most = table->primary != NULL ? table->primary->key_most : sizeof(uint32_t);
    uint8_t identity[IDENTITY_SIZE];
    uint32_t lid_size, head, name_size;

    if (bytes.at == NULL || bytes.size == 0 ||
        (bytes.at[0] != VERSION_SHORT_ID && bytes.at[0] != VERSION_LONG_ID)) {
        return invalid("is of no known version");
    }
    lid_size = bytes.at[0] == VERSION_LONG_ID ? sizeof(uint64_t) : sizeof(uint32_t);
    head = head_size(lid_size);
    if (bytes.size < head) {
        return invalid("is too short");
    }
    reference->bookmark = (struct bytes){bytes.at + head, get_u16(bytes.at + AT_BOOKMARK_SIZE)};
    name_size = bytes.at[AT_NAME_SIZE];
    if (reference->bookmark.size == 0 || reference->bookmark.size > bookmark_most || name_size == 0 ||
        name_size >= NAME_SIZE || bytes.size != head + reference->bookmark.size + name_size) {
        return invalid("has parts that do not fill it");
    }
    memcpy(reference->column, reference->bookmark.at + reference->bookmark.size, name_size);
    reference->column[name_size] = '\0';
    reference->instance = get_u32(bytes.at + AT_INSTANCE);
    if (reference->instance == 0 || !take_lid((struct bytes){bytes.at + AT_LID, lid_size}, &reference->lid)) {
        return invalid("names no value");
    }
    identity_of(table->database, identity);
    reference->is_of_database = memcmp(identity, bytes.at + AT_LID + lid_size, IDENTITY_SIZE) == 0;
    return JET_errSuccess;
}

JET_ERR reference_column(const struct table *table, const struct long_value_reference *reference,
                         const struct column **column)
{
    *column = table_column_by_name(table, reference->column);
    if (*column == NULL || !column_is_long(*column)) {
        return diag_fail(JET_errStaleColumnReference, "table '%s' has no column '%s' of long values any more",
                         table->name, reference->column);
    }
    return JET_errSuccess;
}
