/*
 * db_header.c - decoding, encoding and finding the database header.
 */
#include "format/db_header.h"

#include <string.h>

#include "diag.h"
#include "format/bytes.h"

enum { OFFSET_MAGIC = 4, OFFSET_VERSION = 8, OFFSET_FLAGS = 208, OFFSET_PAGE_SIZE = 236, OFFSET_FILE_TYPE = 667 };

static const struct db_header_field fields[] = {
#define FIELD(kind, offset, size, member, name) {DB_FIELD_##kind, offset, size, #name},
#include "format/db_header_fields.def"
#undef FIELD
};

const struct db_header_field *db_header_fields(size_t *count)
{
    *count = sizeof fields / sizeof fields[0];
    return fields;
}

void db_header_decode(const void *image, struct db_header *header)
{
    const uint8_t *bytes = image;

#define FIELD_U32(offset, size, member) header->member = get_u32(bytes + (offset));
#define FIELD_U64(offset, size, member) header->member = get_u64(bytes + (offset));
#define FIELD_LGPOS(offset, size, member) header->member = lgpos_decode(bytes + (offset));
#define FIELD_LOGTIME(offset, size, member) header->member = logtime_decode(bytes + (offset));
#define FIELD_SIGNATURE(offset, size, member) header->member = signature_decode(bytes + (offset));
#define FIELD_BKINFO(offset, size, member) header->member = bkinfo_decode(bytes + (offset));
#define FIELD_BYTES(offset, size, member) memcpy(header->member, bytes + (offset), size);
#define FIELD(kind, offset, size, member, name) FIELD_##kind(offset, size, member)
#include "format/db_header_fields.def"
#undef FIELD
#undef FIELD_U32
#undef FIELD_U64
#undef FIELD_LGPOS
#undef FIELD_LOGTIME
#undef FIELD_SIGNATURE
#undef FIELD_BKINFO
#undef FIELD_BYTES
}

void db_header_encode(void *image, const struct db_header *header)
{
    uint8_t *bytes = image;

    /* Of the two views of the flags the number counts: it comes first and the bytes must not undo it. */
#define FIELD_U32(offset, size, member) put_u32(bytes + (offset), header->member);
#define FIELD_U64(offset, size, member) put_u64(bytes + (offset), header->member);
#define FIELD_LGPOS(offset, size, member) lgpos_encode(bytes + (offset), header->member);
#define FIELD_LOGTIME(offset, size, member) logtime_encode(bytes + (offset), &header->member);
#define FIELD_SIGNATURE(offset, size, member) signature_encode(bytes + (offset), &header->member);
#define FIELD_BKINFO(offset, size, member) bkinfo_encode(bytes + (offset), &header->member);
#define FIELD_BYTES(offset, size, member)                                                                    \
    if ((offset) != OFFSET_FLAGS) {                                                                          \
        memcpy(bytes + (offset), header->member, size);                                                      \
    }
#define FIELD(kind, offset, size, member, name) FIELD_##kind(offset, size, member)
#include "format/db_header_fields.def"
#undef FIELD
#undef FIELD_U32
#undef FIELD_U64
#undef FIELD_LGPOS
#undef FIELD_LOGTIME
#undef FIELD_SIGNATURE
#undef FIELD_BKINFO
#undef FIELD_BYTES
}

const char *db_state_name(uint32_t state)
{
    static const char *const names[] = {
        [DB_STATE_JUST_CREATED] = "Just Created",
        [DB_STATE_DIRTY_SHUTDOWN] = "Dirty Shutdown",
        [DB_STATE_CLEAN_SHUTDOWN] = "Clean Shutdown",
        [DB_STATE_BEING_CONVERTED] = "Being Converted",
        [DB_STATE_INCREMENTAL_RESEED] = "Incremental Reseed In Progress",
        [DB_STATE_DIRTY_AND_PATCHED] = "Dirty and Patched Shutdown",
        [DB_STATE_REVERT] = "Database Revert in Progress",
    };

    /* Microsoft's tool has no words for state 5 either. */
    return state < sizeof names / sizeof names[0] && names[state] != NULL ? names[state] : "Illegal";
}

/* The page size that a header image claims; 0 in the field means 4096. */
static uint32_t claimed_page_size(const uint8_t *image)
{
    uint32_t size = get_u32(image + OFFSET_PAGE_SIZE);

    return size == 0 ? 4096 : size;
}

/* A copy is good when its checksum holds over exactly as many bytes as it says a page has. */
static bool copy_is_good(const uint8_t *start, size_t size, size_t offset, uint32_t page_size)
{
    const uint8_t *image = start + offset;

    return offset + page_size <= size && claimed_page_size(image) == page_size &&
           get_u32(image) == header_checksum(image, page_size);
}

static void choose_copy(const uint8_t *start, size_t size, struct db_header_choice *choice)
{
    for (uint32_t page_size = PAGE_SIZE_MIN; page_size <= PAGE_SIZE_MAX && choice->image == NULL; page_size *= 2) {
        choice->primary_good = copy_is_good(start, size, 0, page_size);
        choice->shadow_good = copy_is_good(start, size, page_size, page_size);
        if (choice->primary_good || choice->shadow_good) {
            choice->page_size = page_size;
            choice->image = start + (choice->primary_good ? 0 : page_size);
        }
    }
    choice->identical = choice->primary_good && choice->shadow_good &&
                        memcmp(start, start + choice->page_size, choice->page_size) == 0;
}

static const char *file_type_name(uint32_t type)
{
    static const char *const names[] = {
        "",          "a database",          "a streaming file",    "a transaction log",      "a checkpoint",
        "a database", "a trace log",        "a flush map",         "a file of a block cache", "a file of a block cache",
        "a revert snapshot", "a revert checkpoint",
    };

    return type < sizeof names / sizeof names[0] ? names[type] : "of an unknown type";
}

static bool is_database_type(uint32_t type)
{
    return type == FILE_TYPE_UNSET || type == FILE_TYPE_DATABASE || type == FILE_TYPE_TEMPORARY_DATABASE;
}

/* Neither copy can be used: says what the bytes look like instead. */
static JET_ERR no_header(const uint8_t *start, size_t size, const char *path)
{
    uint32_t page_size;

    if (size == 0) {
        return diag_fail(JET_errDatabaseCorrupted, "'%s' is empty", path);
    }
    if (size < PAGE_SIZE_MIN) {
        return diag_fail(JET_errDatabaseCorrupted, "'%s' has %u bytes: too short for a database header", path,
                         (unsigned)size);
    }
    if (get_u32(start + OFFSET_MAGIC) != DB_MAGIC) {
        /* Log files are told by their type; they have their own checksum. */
        uint32_t type = get_u32(start + OFFSET_FILE_TYPE);

        if (type > FILE_TYPE_DATABASE && *file_type_name(type) == 'a' && !is_database_type(type)) {
            return diag_fail(JET_errFileInvalidType, "'%s' is %s, not a database", path, file_type_name(type));
        }
        return diag_fail(JET_errDatabaseCorrupted, "'%s' is not an ESE database, or both copies of its header are damaged",
                         path);
    }
    page_size = claimed_page_size(start);
    if (!page_size_is_valid(page_size)) {
        return diag_fail(JET_errDatabaseCorrupted,
                         "both copies of the header of '%s' are damaged; the first claims an impossible page size of %u",
                         path, page_size);
    }
    if (size < (size_t)page_size) {
        return diag_fail(JET_errDatabaseCorrupted, "'%s' ends inside its header", path);
    }
    return diag_fail(JET_errDatabaseCorrupted, "both copies of the header of '%s' fail their checksum", path);
}

JET_ERR db_header_choose(const void *start, size_t size, const char *path, struct db_header_choice *choice)
{
    uint32_t type, version;

    *choice = (struct db_header_choice){0};
    choose_copy(start, size, choice);
    if (choice->image == NULL) {
        return no_header(start, size, path);
    }
    type = get_u32(choice->image + OFFSET_FILE_TYPE);
    if (!is_database_type(type)) {
        return diag_fail(JET_errFileInvalidType, "'%s' is %s, not a database", path, file_type_name(type));
    }
    if (get_u32(choice->image + OFFSET_MAGIC) != DB_MAGIC) {
        return diag_fail(JET_errDatabaseCorrupted, "'%s' is not an ESE database", path);
    }
    version = get_u32(choice->image + OFFSET_VERSION);
    if (version != DB_VERSION) {
        return diag_fail(JET_errInvalidDatabaseVersion, "'%s' has format version 0x%x; only 0x%x is known", path, version,
                         DB_VERSION);
    }
    return JET_errSuccess;
}
