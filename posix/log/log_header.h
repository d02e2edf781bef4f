/*
 * log_header.h - the first 4096 bytes of every log file, and the checkpoint file, which shares parts of it.
 *
 *   log file                          checkpoint file (two equal copies of 4096 bytes)
 *   +--------------------------+      +--------------------------+
 *   | XOR checksum, generation |      | XOR checksum, positions  |
 *   | times, version           |      | signature                |
 *   | signature                |      | parameters               |
 *   | parameters               |      | backup notes             |
 *   | attach list, 2048 bytes  |      | attach list, 2048 bytes  |
 *   | zeros                    |      | zeros                    |
 *   +--------------------------+      +--------------------------+
 *
 * The attach list says which databases the log's records are about: entries of 64 bytes and a path, back to back, and
 * a byte 0.
 *
 * Format: reference log-and-recovery 3, 4, 18.
 */
#ifndef ESENT_LOG_HEADER_H
#define ESENT_LOG_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "esent.h"
#include "format/bytes.h"
#include "format/log_values.h"

enum {
    LOG_HEADER_SIZE = 4096,
    LOG_PARAMS_SIZE = 567,
    LOG_PATH_SIZE = 261,
    LOG_ATTACH_LIST_SIZE = 2048,
    LOG_ATTACHMENT_FIXED = 64,
    CHECKPOINT_SIZE = 2 * LOG_HEADER_SIZE,

    LOG_MAJOR = 8,
    LOG_MINOR = 4000,
    LOG_UPDATE_MAJOR_MAX = 130, /* the newest that is understood: engine format version 9600 */

    FILE_TYPE_LOG = 3,
    FILE_TYPE_CHECKPOINT = 4,
};

/* log_header.flags */
enum { LOG_MADE_FROM_RESERVE = 1, LOG_CIRCULAR_NOW = 2, LOG_CIRCULAR_EVER = 4 };

/* The parameters that an instance leaves in its logs and checkpoints: a hint for recovery, which needs at least as much. */
struct log_params {
    char system_path[LOG_PATH_SIZE]; /* ANSI, for people */
    char log_path[LOG_PATH_SIZE];
    uint8_t flags; /* 1: circular */
    uint32_t sessions, tables, version_pages, cursors;
    uint32_t buffer_sectors, file_sectors;
    uint32_t cache_pages;
    uint8_t reserved[16];
};

struct log_header {
    uint32_t generation;
    uint16_t sector_size;    /* 4096 */
    uint16_t header_sectors; /* 1 */
    uint16_t file_sectors;   /* with the header */
    uint16_t page_size;      /* of the databases; 0: 4096 */
    struct logtime created, previous_created;
    uint32_t major, minor, update_major, update_minor;
    struct signature signature; /* of the stream */
    struct log_params params;
    uint8_t flags;
    struct lgpos checkpoint;    /* when the file was made */
    uint8_t sector_mismatch;    /* diagnostic */
    uint64_t previous_checksum; /* XOR of the checksums of the segments of the generation before */
    uint32_t efv;               /* diagnostic */
    uint32_t file_type;
    uint8_t attachments[LOG_ATTACH_LIST_SIZE];
};

/* Decodes LOG_HEADER_SIZE bytes; every byte sequence is a header. */
void log_header_decode(const void *image, struct log_header *header);

/* Encodes all LOG_HEADER_SIZE bytes with their checksum. Encoding what was decoded gives the same bytes but for unused ones. */
void log_header_encode(void *image, const struct log_header *header);

/*
 * Says whether the LOG_HEADER_SIZE bytes at `image` are a header that this engine can work with: JET_errLogFileCorrupt,
 * JET_errBadLogVersion, JET_errFileInvalidType, with a sentence that names `path`.
 */
JET_ERR log_header_check(const void *image, const char *path);

void log_params_decode(const void *at, struct log_params *params);
void log_params_encode(void *at, const struct log_params *params);

/* What the headers of a new stream say for an engine format version: no record of a later one may be in it. */
struct log_version {
    uint32_t update_major, update_minor;
};
struct log_version log_version_of(uint32_t efv);

/* One database of an attach list. */
struct log_attachment {
    uint8_t dbid;
    uint8_t flags; /* LOG_ATTACHMENT_... */
    uint64_t dbtime;
    uint32_t objid_last;
    uint32_t pages_max;
    struct lgpos attach, consistent;
    struct signature signature;
    struct bytes path; /* with its NUL, UTF-16 or ANSI as the flags say */
};

enum { LOG_ATTACHMENT_WIDE = 0x20, LOG_ATTACHMENT_SPARSE = 0x40 };

/*
 * Takes the entry at `*offset` (0 at first) of a list of LOG_ATTACH_LIST_SIZE bytes, whose path lies in the list.
 * JET_errNoCurrentRecord at the end, JET_errLogFileCorrupt when the entry does not fit.
 */
JET_ERR log_attachment_next(const uint8_t *list, uint32_t *offset, struct log_attachment *attachment);

/*
 * Appends an entry at `*used` and the 0 that ends the list behind it; `capacity` bytes are there.
 * JET_errBufferTooSmall, and then the list is as it was.
 */
JET_ERR log_attachment_add(uint8_t *list, uint32_t capacity, uint32_t *used,
                           const struct log_attachment *attachment);

struct checkpoint {
    struct lgpos last_full_backup;
    struct lgpos position;      /* where a replay begins */
    struct signature signature; /* of the stream */
    struct log_params params;
    struct lgpos full_backup, incremental_backup;
    struct logtime full_backup_time, incremental_backup_time;
    uint8_t version;          /* 1: the attach list is valid */
    struct lgpos consistency; /* where it could begin if only the databases mattered */
    uint32_t file_type;
    uint8_t attachments[LOG_ATTACH_LIST_SIZE];
};

/* As those of the log header, for one copy of LOG_HEADER_SIZE bytes. */
void checkpoint_decode(const void *image, struct checkpoint *checkpoint);
void checkpoint_encode(void *image, const struct checkpoint *checkpoint);

/*
 * Reads the checkpoint file at `path`: the first copy that is whole. JET_errCheckpointFileNotFound,
 * JET_errCheckpointCorrupt, JET_errFileInvalidType.
 */
JET_ERR checkpoint_read(const char *path, struct checkpoint *checkpoint);

#endif
