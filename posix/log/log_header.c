/*
 * log_header.c - decoding, encoding and checking log headers, attach lists and checkpoints.
 */
#include "log/log_header.h"

#include <string.h>

#include "diag.h"
#include "format/page_checksum.h"
#include "os.h"
#include "try.h"

enum {
    OFFSET_PARAMS = 72,
    OFFSET_FILE_TYPE = 667,
    OFFSET_ATTACHMENTS = 671,

    OFFSET_CHECKPOINT_PARAMS = 48,
    OFFSET_CHECKPOINT_ATTACHMENTS = 679,

    ATTACHMENT_PATH_LENGTH = 2,
};

void log_params_decode(const void *at, struct log_params *params)
{
    const uint8_t *bytes = at;

    memcpy(params->system_path, bytes, LOG_PATH_SIZE);
    memcpy(params->log_path, bytes + 261, LOG_PATH_SIZE);
    params->flags = bytes[522];
    params->sessions = get_u32(bytes + 523);
    params->tables = get_u32(bytes + 527);
    params->version_pages = get_u32(bytes + 531);
    params->cursors = get_u32(bytes + 535);
    params->buffer_sectors = get_u32(bytes + 539);
    params->file_sectors = get_u32(bytes + 543);
    params->cache_pages = get_u32(bytes + 547);
    memcpy(params->reserved, bytes + 551, sizeof params->reserved);
}

void log_params_encode(void *at, const struct log_params *params)
{
    uint8_t *bytes = at;

    memcpy(bytes, params->system_path, LOG_PATH_SIZE);
    memcpy(bytes + 261, params->log_path, LOG_PATH_SIZE);
    bytes[522] = params->flags;
    put_u32(bytes + 523, params->sessions);
    put_u32(bytes + 527, params->tables);
    put_u32(bytes + 531, params->version_pages);
    put_u32(bytes + 535, params->cursors);
    put_u32(bytes + 539, params->buffer_sectors);
    put_u32(bytes + 543, params->file_sectors);
    put_u32(bytes + 547, params->cache_pages);
    memcpy(bytes + 551, params->reserved, sizeof params->reserved);
}

void log_header_decode(const void *image, struct log_header *header)
{
    const uint8_t *bytes = image;

    header->generation = get_u32(bytes + 4);
    header->sector_size = get_u16(bytes + 8);
    header->header_sectors = get_u16(bytes + 10);
    header->file_sectors = get_u16(bytes + 12);
    header->page_size = get_u16(bytes + 14);
    header->created = logtime_decode(bytes + 16);
    header->previous_created = logtime_decode(bytes + 24);
    header->major = get_u32(bytes + 32);
    header->minor = get_u32(bytes + 36);
    header->update_major = get_u32(bytes + 40);
    header->signature = signature_decode(bytes + 44);
    log_params_decode(bytes + OFFSET_PARAMS, &header->params);
    header->flags = bytes[639];
    header->checkpoint = lgpos_decode(bytes + 640);
    header->update_minor = get_u32(bytes + 648);
    header->sector_mismatch = bytes[652];
    header->previous_checksum = get_u64(bytes + 653);
    header->efv = get_u32(bytes + 661);
    header->file_type = get_u32(bytes + OFFSET_FILE_TYPE);
    memcpy(header->attachments, bytes + OFFSET_ATTACHMENTS, LOG_ATTACH_LIST_SIZE);
}

void log_header_encode(void *image, const struct log_header *header)
{
    uint8_t *bytes = image;

    memset(bytes, 0, LOG_HEADER_SIZE);
    put_u32(bytes + 4, header->generation);
    put_u16(bytes + 8, header->sector_size);
    put_u16(bytes + 10, header->header_sectors);
    put_u16(bytes + 12, header->file_sectors);
    put_u16(bytes + 14, header->page_size);
    logtime_encode(bytes + 16, &header->created);
    logtime_encode(bytes + 24, &header->previous_created);
    put_u32(bytes + 32, header->major);
    put_u32(bytes + 36, header->minor);
    put_u32(bytes + 40, header->update_major);
    signature_encode(bytes + 44, &header->signature);
    log_params_encode(bytes + OFFSET_PARAMS, &header->params);
    bytes[639] = header->flags;
    lgpos_encode(bytes + 640, header->checkpoint);
    put_u32(bytes + 648, header->update_minor);
    bytes[652] = header->sector_mismatch;
    put_u64(bytes + 653, header->previous_checksum);
    put_u32(bytes + 661, header->efv);
    put_u32(bytes + OFFSET_FILE_TYPE, header->file_type);
    memcpy(bytes + OFFSET_ATTACHMENTS, header->attachments, LOG_ATTACH_LIST_SIZE);
    put_u32(bytes, header_checksum(bytes, LOG_HEADER_SIZE));
}

static bool version_is_readable(const uint8_t *bytes)
{
    return get_u32(bytes + 32) == LOG_MAJOR && get_u32(bytes + 36) == LOG_MINOR &&
           get_u32(bytes + 40) <= LOG_UPDATE_MAJOR_MAX;
}

JET_ERR log_header_check(const void *image, const char *path)
{
    const uint8_t *bytes = image;
    uint32_t type = get_u32(bytes + OFFSET_FILE_TYPE);
    uint32_t file_sectors = get_u16(bytes + 12);

    if (get_u32(bytes) != header_checksum(bytes, LOG_HEADER_SIZE)) {
        return diag_fail(JET_errLogFileCorrupt, "the header of the log '%s' is damaged", path);
    }
    if (type != 0 && type != FILE_TYPE_LOG) {
        return diag_fail(JET_errFileInvalidType, "'%s' is not a log but a file of type %u", path, type);
    }
    if (!version_is_readable(bytes)) {
        return diag_fail(JET_errBadLogVersion,
                         "the log '%s' has version %u.%u.%u, which this engine does not read", path,
                         get_u32(bytes + 32), get_u32(bytes + 36), get_u32(bytes + 40));
    }
    if (get_u16(bytes + 8) != 4096 || get_u16(bytes + 10) != 1 || file_sectors < 4) {
        return diag_fail(JET_errLogFileCorrupt,
                         "the log '%s' has sectors of %u bytes, %u of %u for its header", path,
                         get_u16(bytes + 8), get_u16(bytes + 10), file_sectors);
    }
    return JET_errSuccess;
}

/*
 * The versions of reference 4 that a writer may begin a stream with, by the engine format version that first has
 * them. Records added by later ones are not written.
 */
struct log_version log_version_of(uint32_t efv)
{
    static const struct {
        uint32_t efv;
        struct log_version version;
    } versions[] = {
        {9580, {130, 280}}, {9500, {120, 260}}, {9480, {110, 240}}, {9420, {100, 220}}, {9360, {90, 200}},
        {9340, {80, 180}},  {9320, {70, 160}},  {9160, {60, 140}},  {9140, {50, 120}},  {9120, {40, 100}},
        {9100, {30, 80}},   {9040, {20, 60}},   {8980, {7, 40}},    {8940, {6, 20}},    {8920, {5, 16}},
    };

    for (unsigned i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        if (efv >= versions[i].efv) {
            return versions[i].version;
        }
    }
    return (struct log_version){4, 3};
}

/* -------------------------------------------------------------------------------------------- attach list */

JET_ERR log_attachment_next(const uint8_t *list, uint32_t *offset, struct log_attachment *attachment)
{
    const uint8_t *at = list + *offset;
    uint32_t left = LOG_ATTACH_LIST_SIZE - *offset;
    uint32_t path_size;

    if (left == 0 || at[0] == 0) {
        return JET_errNoCurrentRecord;
    }
    path_size = left >= LOG_ATTACHMENT_FIXED ? get_u16(at + ATTACHMENT_PATH_LENGTH) : 0;
    if (left < LOG_ATTACHMENT_FIXED + path_size || path_size == 0) {
        return diag_fail(JET_errLogFileCorrupt, "an attach list is cut off at byte %u", *offset);
    }
    *attachment = (struct log_attachment){
        .dbid = at[0],
        .flags = at[1],
        .dbtime = get_u64(at + 4),
        .objid_last = get_u32(at + 12),
        .pages_max = get_u32(at + 16),
        .attach = lgpos_decode(at + 20),
        .consistent = lgpos_decode(at + 28),
        .signature = signature_decode(at + 36),
        .path = {at + LOG_ATTACHMENT_FIXED, path_size},
    };
    *offset += LOG_ATTACHMENT_FIXED + path_size;
    return JET_errSuccess;
}

JET_ERR log_attachment_add(uint8_t *list, uint32_t capacity, uint32_t *used,
                           const struct log_attachment *attachment)
{
    uint8_t *at = list + *used;

    if (attachment->path.size > UINT16_MAX ||
        capacity - *used < LOG_ATTACHMENT_FIXED + attachment->path.size + 1) {
        return diag_fail(JET_errBufferTooSmall,
                         "the paths of the attached databases are too long for a log header");
    }
    at[0] = attachment->dbid;
    at[1] = attachment->flags;
    put_u16(at + ATTACHMENT_PATH_LENGTH, (uint16_t)attachment->path.size);
    put_u64(at + 4, attachment->dbtime);
    put_u32(at + 12, attachment->objid_last);
    put_u32(at + 16, attachment->pages_max);
    lgpos_encode(at + 20, attachment->attach);
    lgpos_encode(at + 28, attachment->consistent);
    signature_encode(at + 36, &attachment->signature);
    memcpy(at + LOG_ATTACHMENT_FIXED, attachment->path.at, attachment->path.size);
    *used += LOG_ATTACHMENT_FIXED + attachment->path.size;
    list[*used] = 0;
    return JET_errSuccess;
}

/* --------------------------------------------------------------------------------------------- checkpoint */

void checkpoint_decode(const void *image, struct checkpoint *checkpoint)
{
    const uint8_t *bytes = image;

    checkpoint->last_full_backup = lgpos_decode(bytes + 4);
    checkpoint->position = lgpos_decode(bytes + 12);
    checkpoint->signature = signature_decode(bytes + 20);
    log_params_decode(bytes + OFFSET_CHECKPOINT_PARAMS, &checkpoint->params);
    checkpoint->full_backup = lgpos_decode(bytes + 615);
    checkpoint->full_backup_time = logtime_decode(bytes + 623);
    checkpoint->incremental_backup = lgpos_decode(bytes + 631);
    checkpoint->incremental_backup_time = logtime_decode(bytes + 639);
    checkpoint->version = bytes[647];
    checkpoint->consistency = lgpos_decode(bytes + 648);
    checkpoint->file_type = get_u32(bytes + OFFSET_FILE_TYPE);
    memcpy(checkpoint->attachments, bytes + OFFSET_CHECKPOINT_ATTACHMENTS, LOG_ATTACH_LIST_SIZE);
}

void checkpoint_encode(void *image, const struct checkpoint *checkpoint)
{
    uint8_t *bytes = image;

    memset(bytes, 0, LOG_HEADER_SIZE);
    lgpos_encode(bytes + 4, checkpoint->last_full_backup);
    lgpos_encode(bytes + 12, checkpoint->position);
    signature_encode(bytes + 20, &checkpoint->signature);
    log_params_encode(bytes + OFFSET_CHECKPOINT_PARAMS, &checkpoint->params);
    lgpos_encode(bytes + 615, checkpoint->full_backup);
    logtime_encode(bytes + 623, &checkpoint->full_backup_time);
    lgpos_encode(bytes + 631, checkpoint->incremental_backup);
    logtime_encode(bytes + 639, &checkpoint->incremental_backup_time);
    bytes[647] = checkpoint->version;
    lgpos_encode(bytes + 648, checkpoint->consistency);
    put_u32(bytes + OFFSET_FILE_TYPE, checkpoint->file_type);
    memcpy(bytes + OFFSET_CHECKPOINT_ATTACHMENTS, checkpoint->attachments, LOG_ATTACH_LIST_SIZE);
    put_u32(bytes, header_checksum(bytes, LOG_HEADER_SIZE));
}

static JET_ERR checkpoint_choose(const uint8_t *bytes, size_t size, const char *path,
                                 struct checkpoint *checkpoint)
{
    for (size_t at = 0; at + LOG_HEADER_SIZE <= size; at += LOG_HEADER_SIZE) {
        uint32_t type = get_u32(bytes + at + OFFSET_FILE_TYPE);

        if (get_u32(bytes + at) != header_checksum(bytes + at, LOG_HEADER_SIZE)) {
            continue;
        }
        if (type != 0 && type != FILE_TYPE_CHECKPOINT) {
            return diag_fail(JET_errFileInvalidType, "'%s' is not a checkpoint but a file of type %u", path,
                             type);
        }
        checkpoint_decode(bytes + at, checkpoint);
        return JET_errSuccess;
    }
    return diag_fail(JET_errCheckpointCorrupt, "both copies in the checkpoint file '%s' are damaged", path);
}

JET_ERR checkpoint_read(const char *path, struct checkpoint *checkpoint)
{
    uint8_t bytes[CHECKPOINT_SIZE];
    struct os_file file;
    size_t got;
    JET_ERR err = os_file_open(&file, path, OS_READ, OS_SHARE_ALL);

    if (err == JET_errFileNotFound) {
        return JET_errCheckpointFileNotFound;
    }
    JET_TRY(err);
    err = os_file_read(&file, 0, bytes, sizeof bytes, &got);
    os_file_close(&file);
    JET_TRY(err);
    return checkpoint_choose(bytes, got, path, checkpoint);
}
