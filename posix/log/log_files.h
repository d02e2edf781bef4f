/*
 * log_files.h - names of the files of a log stream, and which of them are there.
 *
 *   BASE.log             the current generation (.jtx without the legacy names)
 *   BASEXXXXX.log        a full one: its number in five hexadecimal digits, or eight
 *   BASEtmp.log          the next one, made ahead
 *   BASEres0000N.jrs     reserve for a full disk
 *   BASE.chk             the checkpoint, in the system folder (.jcp)
 *
 * Format: reference log-and-recovery 2.
 */
#ifndef ESENT_LOG_FILES_H
#define ESENT_LOG_FILES_H

#include <stdbool.h>
#include <stdint.h>

#include "esent.h"
#include "os.h"

enum { LOG_BASE_NAME_MAX = 16, LOG_RESERVES = 2 };

struct log_names {
    char folder[OS_PATH_MAX]; /* with a separator at the end */
    char system_folder[OS_PATH_MAX];
    char base[LOG_BASE_NAME_MAX];
    bool legacy;       /* .log and .chk, five digits while they suffice */
    bool long_numbers; /* eight digits even so */
};

/* Fills in `names`; the folders get a separator when they have none. JET_errInvalidPath when something is too long. */
JET_ERR log_names_set(struct log_names *names, const char *folder, const char *system_folder,
                      const char *base, bool legacy);

/* The following write a path into `path` (OS_PATH_MAX bytes). JET_errInvalidPath when it is too long. */
JET_ERR log_current_path(const struct log_names *names, char *path);
JET_ERR log_archive_path(const struct log_names *names, uint32_t generation, char *path);
JET_ERR log_next_path(const struct log_names *names, char *path);
JET_ERR log_reserve_path(const struct log_names *names, unsigned number, char *path);
JET_ERR log_checkpoint_path(const struct log_names *names, char *path);

/* True when `name`, without a folder, is that of a full generation of this stream, in either number of digits. */
bool log_archive_number(const struct log_names *names, const char *name, uint32_t *generation);

/* Lowest and highest full generation in the log folder, 0 when there is none. JET_errInvalidPath when there is no folder. */
JET_ERR log_archive_range(const struct log_names *names, uint32_t *lowest, uint32_t *highest);

/* The path of a full generation as it is on disk, whichever its digits; JET_errFileNotFound. */
JET_ERR log_archive_find(const struct log_names *names, uint32_t generation, char *path);

#endif
