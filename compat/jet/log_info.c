/*
 * log_info.c - JetGetLogFileInfo: the header of a log file, which may be in use.
 */
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "esent.h"
#include "jet/argument.h"
#include "log/log_header.h"
#include "os.h"
#include "try.h"

/* What all forms of the result begin with. */
#define SET_COMMON(info, header)                                                                             \
    do {                                                                                                     \
        (info)->ulGeneration = (header)->generation;                                                         \
        signature_encode(&(info)->signLog, &(header)->signature);                                            \
        logtime_encode(&(info)->logtimeCreate, &(header)->created);                                          \
        logtime_encode(&(info)->logtimePreviousGeneration, &(header)->previous_created);                     \
        (info)->ulFlags = (header)->flags;                                                                   \
        (info)->ulVersionMajor = (header)->major;                                                            \
        (info)->cbSectorSize = (header)->sector_size;                                                        \
        (info)->cbHeader = (header)->header_sectors; /* sectors, as in Windows */                            \
        (info)->cbFile = (header)->file_sectors;                                                             \
        (info)->cbDatabasePageSize = (header)->page_size;                                                    \
    } while (0)

static void fill(const struct log_header *header, void *result)
{
    JET_LOGINFOMISC *info = result;

    SET_COMMON(info, header);
    info->ulVersionMinor = header->minor;
    info->ulVersionUpdate = header->update_major;
}

static void fill2(const struct log_header *header, void *result)
{
    JET_LOGINFOMISC2 *info = result;

    SET_COMMON(info, header);
    info->ulVersionMinor = header->minor;
    info->ulVersionUpdate = header->update_major;
    lgpos_encode(&info->lgposCheckpoint, header->checkpoint);
}

static void fill3(const struct log_header *header, void *result)
{
    JET_LOGINFOMISC3 *info = result;

    SET_COMMON(info, header);
    info->ulVersionUpdateMajor = header->update_major;
    info->ulVersionUpdateMinor = header->update_minor;
    info->ulVersionMinorDeprecated = header->minor;
    lgpos_encode(&info->lgposCheckpoint, header->checkpoint);
    info->checksumPrevLogAllSegments = header->previous_checksum;
}

static const struct {
    size_t size;
    void (*fill)(const struct log_header *header, void *result);
} levels[] = {
    [JET_LogInfoMisc] = {sizeof(JET_LOGINFOMISC), fill},
    [JET_LogInfoMisc2] = {sizeof(JET_LOGINFOMISC2), fill2},
    [JET_LogInfoMisc3] = {sizeof(JET_LOGINFOMISC3), fill3},
};

static JET_ERR read_header(const char *path, struct log_header *header)
{
    uint8_t image[LOG_HEADER_SIZE];
    struct os_file file;
    size_t got;
    JET_ERR err;

    JET_TRY(os_file_open(&file, path, OS_READ, OS_SHARE_ALL));
    err = os_file_read(&file, 0, image, sizeof image, &got);
    os_file_close(&file);
    JET_TRY(err);
    if (got < sizeof image) {
        return diag_fail(JET_errFileIOBeyondEOF, "'%s' ends inside the header of a log", path);
    }
    JET_TRY(log_header_check(image, path));
    log_header_decode(image, header);
    return JET_errSuccess;
}

static JET_ERR log_file_info(const char *path, void *result, JET_ULONG capacity, JET_ULONG level)
{
    struct log_header header;
    struct os_file_info info;

    JET_TRY(os_file_stat(path, &info));
    if (level >= sizeof levels / sizeof levels[0] || result == NULL) {
        return diag_fail(JET_errInvalidParameter, "JetGetLogFileInfo: there is no level %u, or no buffer",
                         (unsigned)level);
    }
    JET_TRY(read_header(path, &header));
    if (capacity != levels[level].size) {
        return diag_fail(JET_errInvalidBufferSize, "JetGetLogFileInfo: the buffer has %u bytes, not %zu",
                         (unsigned)capacity, levels[level].size);
    }
    memset(result, 0, capacity);
    levels[level].fill(&header, result);
    return JET_errSuccess;
}

JET_ERR JET_API JetGetLogFileInfoA(JET_PCSTR szLog, void *pvResult, const JET_ULONG cbMax,
                                   const JET_ULONG InfoLevel)
{
    char *path = NULL;
    JET_ERR err;

    diag_clear();
    err = argument_from_a(szLog, &path);
    if (err >= 0) {
        err = path != NULL ? log_file_info(path, pvResult, cbMax, InfoLevel)
                           : diag_fail(JET_errInvalidParameter, "JetGetLogFileInfo: there is no path");
    }
    free(path);
    return err;
}

JET_ERR JET_API JetGetLogFileInfoW(JET_PCWSTR szLog, void *pvResult, const JET_ULONG cbMax,
                                   const JET_ULONG InfoLevel)
{
    char *path = NULL;
    JET_ERR err;

    diag_clear();
    err = argument_from_w(szLog, &path);
    if (err >= 0) {
        err = path != NULL ? log_file_info(path, pvResult, cbMax, InfoLevel)
                           : diag_fail(JET_errInvalidParameter, "JetGetLogFileInfo: there is no path");
    }
    free(path);
    return err;
}
