/*
 * database_info.c - JetGetDatabaseInfo of an attached database, JetGetDatabaseFileInfo of a file.
 *
 * Source: reference api-semantics 3.4.
 */
#include <stddef.h>
#include <stdlib.h>

#include "diag.h"
#include "instance/database.h"
#include "instance/header_probe.h"
#include "jet/argument.h"
#include "jet/entry.h"
#include "jet/info.h"
#include "space/space.h"
#include "try.h"

enum {
    COUNTRY_DEFAULT = 1,
    LCID_DEFAULT = 0x409,
    CODE_PAGE_DEFAULT = 1252,
    UPGRADED_ALREADY = 2,
    DB_INFO_SPACE_SHELVED = 22, /* the header gives it no name */
    SPACE_POOL_SHELVED = 2,
};

/* ------------------------------------------------------------------------------------------------ results */

static JET_ERR wrong_size(uint32_t capacity)
{
    return diag_fail(JET_errInvalidBufferSize, "a buffer of %u bytes is not of the size of this information",
                     capacity);
}

static JET_ERR unknown_level(uint32_t level)
{
    return diag_fail(JET_errInvalidParameter, "%u is no information that can be asked for here", level);
}

/* A 32-bit result; the buffer must be of just that size, or with `at_least` may be larger. */
static JET_ERR give_u32(uint32_t value, void *result, uint32_t capacity)
{
    if (capacity != sizeof value) {
        return wrong_size(capacity);
    }
    memcpy(result, &value, sizeof value);
    return JET_errSuccess;
}

static JET_ERR give_u64(uint64_t value, void *result, uint32_t capacity)
{
    if (capacity != sizeof value) {
        return wrong_size(capacity);
    }
    memcpy(result, &value, sizeof value);
    return JET_errSuccess;
}

/* For the levels whose buffer may be too large but not too small. */
static JET_ERR give_u32_in(uint32_t value, void *result, uint32_t capacity)
{
    if (capacity < sizeof value) {
        return diag_fail(JET_errBufferTooSmall, "a buffer of %u bytes is too small for a number", capacity);
    }
    memcpy(result, &value, sizeof value);
    return JET_errSuccess;
}

/* Members of JET_DBINFOMISC7 that lie in the header just so. */
static const struct misc_field {
    uint16_t to, size, from;
} misc_fields[] = {
#define MISC(member, from)                                                                                   \
    {                                                                                                        \
        offsetof(JET_DBINFOMISC7, member), sizeof(((JET_DBINFOMISC7 *)0)->member), from                      \
    }
    MISC(ulVersion, 8),
    MISC(ulUpdate, 232),
    MISC(signDb, 24),
    MISC(dbstate, 52),
    MISC(lgposConsistent, 56),
    MISC(logtimeConsistent, 64),
    MISC(logtimeAttach, 72),
    MISC(lgposAttach, 80),
    MISC(logtimeDetach, 88),
    MISC(lgposDetach, 96),
    MISC(signLog, 108),
    MISC(bkinfoFullPrev, 136),
    MISC(bkinfoIncPrev, 160),
    MISC(bkinfoFullCur, 184),
    MISC(dwMajorVersion, 216),
    MISC(dwMinorVersion, 220),
    MISC(dwBuildNumber, 224),
    MISC(lSPNumber, 228),
    MISC(cbPageSize, 236),
    MISC(genMinRequired, 296),
    MISC(genMaxRequired, 300),
    MISC(logtimeGenMaxCreate, 348),
    MISC(ulRepairCount, 240),
    MISC(logtimeRepair, 244),
    MISC(ulRepairCountOld, 364),
    MISC(ulECCFixSuccess, 368),
    MISC(logtimeECCFixSuccess, 372),
    MISC(ulECCFixSuccessOld, 380),
    MISC(ulECCFixFail, 384),
    MISC(logtimeECCFixFail, 388),
    MISC(ulECCFixFailOld, 396),
    MISC(ulBadChecksum, 400),
    MISC(logtimeBadChecksum, 404),
    MISC(ulBadChecksumOld, 412),
    MISC(genCommitted, 416),
    MISC(bkinfoCopyPrev, 420),
    MISC(bkinfoDiffPrev, 444),
    MISC(ulIncrementalReseedCount, 476),
    MISC(logtimeIncrementalReseed, 480),
    MISC(ulIncrementalReseedCountOld, 488),
    MISC(ulPagePatchCount, 492),
    MISC(logtimePagePatch, 496),
    MISC(ulPagePatchCountOld, 504),
    MISC(logtimeChecksumPrev, 516),
    MISC(logtimeChecksumStart, 524),
    MISC(cpgDatabaseChecked, 532),
    MISC(logtimeLastReAttach, 564),
    MISC(lgposLastReAttach, 572),
#undef MISC
};

static bool is_misc_size(uint32_t size)
{
    return size == sizeof(JET_DBINFOMISC) || size == sizeof(JET_DBINFOMISC2) ||
           size == sizeof(JET_DBINFOMISC3) || size == sizeof(JET_DBINFOMISC4) ||
           size == sizeof(JET_DBINFOMISC5) || size == sizeof(JET_DBINFOMISC6) ||
           size == sizeof(JET_DBINFOMISC7);
}

JET_ERR info_give_misc(const struct db_header *header, uint32_t page_size, void *result, uint32_t capacity)
{
    uint8_t image[DB_HEADER_SIZE];
    JET_DBINFOMISC7 misc;

    if (!is_misc_size(capacity)) {
        return wrong_size(capacity);
    }
    memset(image, 0, sizeof image);
    db_header_encode(image, header);
    memset(&misc, 0, sizeof misc);
    for (size_t i = 0; i < sizeof misc_fields / sizeof misc_fields[0]; i++) {
        memcpy((uint8_t *)&misc + misc_fields[i].to, image + misc_fields[i].from, misc_fields[i].size);
    }
    misc.fShadowingDisabled = (header->flags & DB_FLAG_SHADOWING_DISABLED) != 0;
    misc.cbPageSize = page_size;
    memcpy(result, &misc, capacity);
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------- attached databases */

/* Writes UTF-8 text into the program's buffer, in its form. */
typedef JET_ERR (*text_result)(const char *utf8, void *result, uint32_t capacity);

static JET_ERR text_a(const char *utf8, void *result, uint32_t capacity)
{
    return argument_to_a(utf8, result, capacity);
}

static JET_ERR text_w(const char *utf8, void *result, uint32_t capacity)
{
    return argument_to_w(utf8, result, capacity);
}

static JET_ERR give_space(struct database *database, uint32_t level, void *result, uint32_t capacity)
{
    uint32_t owned, available;

    if (capacity < sizeof owned || (level == JET_DbInfoSpaceOwned && capacity != sizeof owned)) {
        return wrong_size(capacity);
    }
    JET_TRY(space_of_database(database, &owned, &available));
    return give_u32_in(level == JET_DbInfoSpaceOwned ? owned : available, result, capacity);
}

/* Available space that cannot be given out just so. */
struct kept_space {
    uint64_t all, shelved;
};

static JET_ERR count_extent(void *context, const struct extent *extent)
{
    struct kept_space *kept = context;

    kept->all += extent->pages;
    kept->shelved += extent->pool == SPACE_POOL_SHELVED ? extent->pages : 0;
    return JET_errSuccess;
}

/* Pages of the database itself that are shelved, or reserved for its extent trees. */
static JET_ERR give_kept_space(struct database *database, bool reserves, void *result, uint32_t capacity)
{
    const struct tree root = space_root(database);
    struct kept_space with = {0}, without = {0};

    if (capacity < sizeof(uint32_t)) {
        return wrong_size(capacity);
    }
    JET_TRY(space_each_extent(&root, SPACE_AVAILABLE, false, count_extent, &without));
    if (!reserves) {
        return give_u32_in((uint32_t)without.shelved, result, capacity);
    }
    JET_TRY(space_each_extent(&root, SPACE_AVAILABLE, true, count_extent, &with));
    return give_u32_in((uint32_t)(with.all - without.all), result, capacity);
}

static JET_ERR database_info(struct session *session, struct database *database, void *result,
                             uint32_t capacity, uint32_t level, text_result text)
{
    struct db_header header;
    uint32_t pages;

    switch (level) {
    case JET_DbInfoFilename:
        return text(database->path, result, capacity);
    case JET_DbInfoConnect:
        return text("", result, capacity);
    case JET_DbInfoCountry:
        return give_u32(COUNTRY_DEFAULT, result, capacity);
    case JET_DbInfoLCID:
        return give_u32(LCID_DEFAULT, result, capacity);
    case JET_DbInfoCp:
        return give_u32(CODE_PAGE_DEFAULT, result, capacity);
    case JET_DbInfoCollate:
        return give_u32(0, result, capacity);
    case JET_DbInfoOptions:
        return give_u32(database->exclusive == session ? JET_bitDbExclusive : 0, result, capacity);
    case JET_DbInfoTransactions:
        return give_u32(SESSION_LEVEL_MAX, result, capacity);
    case JET_DbInfoVersion:
        return give_u32(database->header.version, result, capacity);
    case JET_DbInfoIsam:
        return diag_fail(JET_errFeatureNotAvailable, "JET_DbInfoIsam is obsolete");
    case JET_DbInfoFilesize:
    case JET_DbInfoFilesizeOnDisk:
        JET_TRY(database_file_pages(database, &pages));
        return give_u32_in(pages + DB_HEADER_PAGES, result, capacity);
    case JET_DbInfoSpaceOwned:
    case JET_DbInfoSpaceAvailable:
        return give_space(database, level, result, capacity);
    case DB_INFO_SPACE_SHELVED:
    case JET_DbInfoSplitBuffers:
        return give_kept_space(database, level == JET_DbInfoSplitBuffers, result, capacity);
    case JET_DbInfoMisc:
        header = database_header(database);
        return info_give_misc(&header, database->page_size, result, capacity);
    case JET_DbInfoPageSize:
        return capacity == sizeof(uint32_t)
                   ? give_u32(database->page_size, result, capacity)
                   : diag_fail(JET_errBufferTooSmall, "a page size has 4 bytes, the buffer %u", capacity);
    default:
        return unknown_level(level);
    }
}

static JET_ERR get_database_info(JET_SESID sesid, JET_DBID dbid, void *result, uint32_t capacity,
                                 uint32_t level, text_result text)
{
    struct session *session;
    struct database *database;
    JET_ERR err;

    JET_TRY(session_enter(sesid, &session));
    err = database_of_session(session, dbid, &database);
    if (err >= 0 && result == NULL) {
        err = diag_fail(JET_errInvalidParameter, "JetGetDatabaseInfo: there is no buffer");
    }
    if (err >= 0) {
        err = database_info(session, database, result, capacity, level & ~(uint32_t)JET_DbInfoUseCachedResult,
                            text);
    }
    session_leave(session);
    return err;
}

JET_ERR JET_API JetGetDatabaseInfoA(JET_SESID sesid, JET_DBID dbid, void *result, JET_ULONG capacity,
                                    JET_ULONG level)
{
    return get_database_info(sesid, dbid, result, capacity, level, text_a);
}

JET_ERR JET_API JetGetDatabaseInfoW(JET_SESID sesid, JET_DBID dbid, void *result, JET_ULONG capacity,
                                    JET_ULONG level)
{
    return get_database_info(sesid, dbid, result, capacity, level, text_w);
}

/* -------------------------------------------------------------------------------------------------- files */

/* The header of a database that need not be attached. */
struct file_header {
    struct db_header header;
    uint32_t page_size;
    uint32_t type; /* JET_filetype*: known for the engine's other files too */
    uint64_t file_size;
};

/* Of files that are being written only those that are attached here can be looked at: the newest log, say, cannot. */
static JET_ERR read_file_header(const char *path, struct file_header *file)
{
    struct header_probe probe = {.start = NULL};
    struct os_file opened = os_file_none();
    bool attached;
    JET_ERR err;

    JET_TRY_OR(database_is_attached(path, &attached), end);
    JET_TRY_OR(os_file_open(&opened, path, OS_READ, attached ? OS_SHARE_ALL : OS_SHARE_READ), end);
    JET_TRY_OR(os_file_size(&opened, &file->file_size), end);
    err = header_probe_read(&probe, &opened, path);
    if (err >= 0) {
        db_header_decode(probe.choice.image, &file->header);
        file->page_size = probe.choice.page_size;
        file->type = JET_filetypeDatabase;
    } else if (err == JET_errFileInvalidType) {
        db_header_decode(probe.start, &file->header);
        file->type = file->header.file_type;
    }
end:
    os_file_close(&opened);
    header_probe_free(&probe);
    return err;
}

/* What an upgrade from the format of Exchange 5.5 would cost; every database of today is upgraded already. */
static JET_ERR give_upgrade(const struct file_header *file, void *result, uint32_t capacity)
{
    JET_DBINFOUPGRADE upgrade;
    const uint64_t room = file->file_size * 10 / 64;

    if (capacity != sizeof upgrade) {
        return wrong_size(capacity);
    }
    memcpy(&upgrade, result, sizeof upgrade);
    if (upgrade.cbStruct != sizeof upgrade) {
        return diag_fail(JET_errInvalidParameter, "cbStruct of JET_DBINFOUPGRADE is %u",
                         (unsigned)upgrade.cbStruct);
    }
    upgrade.cbFilesizeLow = (uint32_t)file->file_size;
    upgrade.cbFilesizeHigh = (uint32_t)(file->file_size >> 32);
    upgrade.cbFreeSpaceRequiredLow = (uint32_t)room;
    upgrade.cbFreeSpaceRequiredHigh = (uint32_t)(room >> 32);
    upgrade.csecToUpgrade = (uint32_t)(file->file_size * 3600 >> 30);
    upgrade.ulFlags = UPGRADED_ALREADY;
    memcpy(result, &upgrade, sizeof upgrade);
    return JET_errSuccess;
}

static JET_ERR give_file_size(const char *path, void *result, uint32_t capacity)
{
    struct os_file_info info;

    if (capacity != sizeof(uint64_t)) {
        return wrong_size(capacity);
    }
    JET_TRY(os_file_stat(path, &info));
    return give_u64(info.size, result, capacity);
}

static JET_ERR file_info(const char *path, void *result, uint32_t capacity, uint32_t level)
{
    struct file_header file;
    bool in_use;
    JET_ERR err;

    switch (level) {
    case JET_DbInfoFilesize:
    case JET_DbInfoFilesizeOnDisk:
        return give_file_size(path, result, capacity);
    case JET_DbInfoDBInUse:
        JET_TRY(database_is_attached(path, &in_use));
        return give_u32(in_use, result, capacity);
    case JET_DbInfoMisc:
        JET_TRY(read_file_header(path, &file));
        return info_give_misc(&file.header, file.page_size, result, capacity);
    case JET_DbInfoPageSize:
        JET_TRY(read_file_header(path, &file));
        return give_u32(file.page_size, result, capacity);
    case JET_DbInfoFileType:
        err = read_file_header(path, &file);
        return err == JET_errSuccess || err == JET_errFileInvalidType ? give_u32(file.type, result, capacity)
                                                                      : err;
    case JET_DbInfoUpgrade:
        JET_TRY(read_file_header(path, &file));
        return give_upgrade(&file, result, capacity);
    default:
        return unknown_level(level);
    }
}

static JET_ERR get_file_info(const char *path, void *result, uint32_t capacity, uint32_t level)
{
    if (path == NULL || result == NULL) {
        return diag_fail(JET_errInvalidParameter, "JetGetDatabaseFileInfo: there is no %s",
                         path == NULL ? "file name" : "buffer");
    }
    return file_info(path, result, capacity, level);
}

JET_ERR JET_API JetGetDatabaseFileInfoA(JET_PCSTR name, void *result, JET_ULONG capacity, JET_ULONG level)
{
    char *path;
    JET_ERR err;

    diag_clear();
    JET_TRY(argument_from_a(name, &path));
    err = get_file_info(path, result, capacity, level);
    free(path);
    return err;
}

JET_ERR JET_API JetGetDatabaseFileInfoW(JET_PCWSTR name, void *result, JET_ULONG capacity, JET_ULONG level)
{
    char *path;
    JET_ERR err;

    diag_clear();
    JET_TRY(argument_from_w(name, &path));
    err = get_file_info(path, result, capacity, level);
    free(path);
    return err;
}
