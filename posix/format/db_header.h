/*
 * db_header.h - the header of a database file: two copies, one page each, in front of page 1.
 *
 *   offset 0            page size          2 * page size
 *   +-------------------+------------------+---------
 *   | primary ("-1")    | shadow ("0")     | page 1 ...
 *   +-------------------+------------------+---------
 *
 * The page size is known only from a copy whose checksum holds over that many bytes. Format: reference database-file 2.
 */
#ifndef ESENT_DB_HEADER_H
#define ESENT_DB_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "esent.h"
#include "format/log_values.h"
#include "format/page_checksum.h"

enum {
    DB_HEADER_SIZE = 748,                      /* bytes that mean something; the rest of the page is zero */
    DB_HEADER_PAGES = 2,                       /* copies */
    DB_HEADER_PROBE = 2 * PAGE_SIZE_MAX,       /* bytes from the start of the file that hold both copies for sure */
    DB_VERSION = 0x620,                        /* the only major version there is a description of */
    DB_UPDATE_MAJOR_MIN = 9,                   /* before it (Windows 2000, Exchange 5.5) records have another layout */
    DB_UPDATE_MAJOR_MAX = 290,                 /* the newest that is understood: engine format version 9600 */
    DB_UPDATE_MINOR_MAX = 600,
    DB_EFV_MAX = 9600,
    DB_FLAG_SHADOWING_DISABLED = 0x1,
};

#define DB_MAGIC 0x89ABCDEFu

/* dbstate */
enum db_state {
    DB_STATE_JUST_CREATED = 1,
    DB_STATE_DIRTY_SHUTDOWN = 2,
    DB_STATE_CLEAN_SHUTDOWN = 3,
    DB_STATE_BEING_CONVERTED = 4,
    DB_STATE_FORCE_DETACH = 5,
    DB_STATE_INCREMENTAL_RESEED = 6,
    DB_STATE_DIRTY_AND_PATCHED = 7,
    DB_STATE_REVERT = 8,
};

/* File types at offset 667, shared by the headers of all engine files. */
enum file_type { FILE_TYPE_UNSET = 0, FILE_TYPE_DATABASE = 1, FILE_TYPE_TEMPORARY_DATABASE = 5 };

/* Every field of db_header_fields.def, decoded. The offsets are of no meaning here. */
struct db_header {
#define FIELD_U32(size, member) uint32_t member;
#define FIELD_U64(size, member) uint64_t member;
#define FIELD_LGPOS(size, member) struct lgpos member;
#define FIELD_LOGTIME(size, member) struct logtime member;
#define FIELD_SIGNATURE(size, member) struct signature member;
#define FIELD_BKINFO(size, member) struct bkinfo member;
#define FIELD_BYTES(size, member) uint8_t member[size];
#define FIELD(kind, offset, size, member, name) FIELD_##kind(size, member)
#include "format/db_header_fields.def"
#undef FIELD
#undef FIELD_U32
#undef FIELD_U64
#undef FIELD_LGPOS
#undef FIELD_LOGTIME
#undef FIELD_SIGNATURE
#undef FIELD_BKINFO
#undef FIELD_BYTES
};

/* The same fields as a table, for code that shows or compares all of them. */
enum db_field_kind {
    DB_FIELD_U32,
    DB_FIELD_U64,
    DB_FIELD_LGPOS,
    DB_FIELD_LOGTIME,
    DB_FIELD_SIGNATURE,
    DB_FIELD_BKINFO,
    DB_FIELD_BYTES,
};

struct db_header_field {
    enum db_field_kind kind;
    uint16_t offset;
    uint16_t size;
    const char *name;
};

/* The table, in order of offset; `*count` fields. Constant. */
const struct db_header_field *db_header_fields(size_t *count);

/* Decodes the DB_HEADER_SIZE bytes at `image`. Every byte sequence is a header. */
void db_header_decode(const void *image, struct db_header *header);

/* Writes the fields into the first DB_HEADER_SIZE bytes of `image`; it does not compute the checksum. Decoding gives the
 * same header again, and encoding what was decoded gives the same bytes. */
void db_header_encode(void *image, const struct db_header *header);

/* The state in Microsoft's words ("Clean Shutdown"). */
const char *db_state_name(uint32_t state);

/* What was found at the start of a file. */
struct db_header_choice {
    uint32_t page_size;
    bool primary_good;
    bool shadow_good;
    bool identical;       /* both copies are good and the same, byte for byte */
    const uint8_t *image; /* the copy that serves, inside the caller's buffer */
};

/*
 * Finds the header in the first `size` bytes of a file (DB_HEADER_PROBE, or all of a shorter file), trying the copies and
 * page sizes. `path` is for the sentence only. One good copy is enough. A header of a newer update than
 * DB_UPDATE_MAJOR_MAX is a header; whoever writes must look at it.
 *
 * JET_errDatabaseCorrupted when neither copy can be used: damaged, cut off, or not a database at all.
 * JET_errFileInvalidType for a log, checkpoint, flush map or other file of the engine; JET_errInvalidDatabaseVersion for
 * another major version. Each with a sentence.
 */
JET_ERR db_header_choose(const void *start, size_t size, const char *path, struct db_header_choice *choice);

#endif
