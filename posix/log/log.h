/*
 * log.h - the log stream of an instance: append records, wait until they are durable, roll to the next generation.
 *
 *   edb.log        the current generation            edb00001.log ...   full ones
 *   edbtmp.log     the next one, made ahead          edbres0000N.jrs    reserve for a full disk
 *   edb.chk        where a replay has to begin (checkpoint.h)
 *
 * A position in the log is an LGPOS as one number: generation << 32 | segment << 16 | byte; positions compare as numbers. 0 is
 * "nothing logged". Whoever changes a page appends the record first, under the page's latch, and hands its position to
 * page_dirty(); the cache asks log_before_write() before it writes the page (write-ahead rule).
 *
 * The stream knows nothing of what records mean but for those that it writes itself. Format: reference log-and-recovery 2 to 7,
 * 15, 17.
 */
#ifndef ESENT_LOG_H
#define ESENT_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "esent.h"
#include "format/bytes.h"
#include "format/log_values.h"

struct log;

/* What a stream is made with: the parameters of its instance. Strings are UTF-8 and copied. */
struct log_options {
    const char *log_folder, *system_folder; /* with a separator at the end */
    const char *base_name;                  /* "edb" */
    uint32_t file_size;                     /* bytes of a log file: JET_paramLogFileSize * 1024 */
    uint32_t page_size;                     /* of the databases */
    uint32_t buffer_size;                   /* bytes of the log buffer */
    bool circular;                          /* delete or reuse full generations below the checkpoint */
    bool legacy_names;                      /* .log and .chk with five digits, as Windows */
    uint32_t efv;                           /* engine format version that records may use: 8920 */
};

/* The attach list that each new log header carries is the instance's to know: called under the log's lock. */
typedef uint32_t (*log_attachments)(void *context, uint64_t lgpos, uint8_t *list, uint32_t capacity);

/* The checkpoint may not pass this position: the oldest change that is not in the database files, or open transaction. */
typedef uint64_t (*log_oldest_needed)(void *context);

/*
 * Opens the stream for appending: continues the generations that are there (which recovery has found complete), or begins
 * generation 1. JET_errLogDiskFull, JET_errBadLogSignature, JET_errLogFileSizeMismatch, file errors.
 */
JET_ERR log_open(const struct log_options *options, log_attachments attachments,
                 log_oldest_needed oldest_needed, void *context, struct log **log);

/* Writes everything, updates the checkpoint, and frees the stream. */
JET_ERR log_close(struct log *log);

/*
 * Appends one record (or several that must lie in one generation), given in pieces, and tells where it begins. It is in memory
 * only. JET_errLogWriteFail after the stream has failed, JET_errLogDiskFull for what may not use the reserve. Any thread.
 */
JET_ERR log_append(struct log *log, const struct bytes *pieces, uint32_t count, uint64_t *lgpos);

/* Returns when the record at `lgpos` and all before it are durable; callers that wait at the same time share one write. */
JET_ERR log_wait(struct log *log, uint64_t lgpos);

/* Asks for the same within `milliseconds`, without waiting. */
void log_flush_soon(struct log *log, uint64_t lgpos, uint32_t milliseconds);

/* Where the next record will begin, and where the durable part ends. */
uint64_t log_end(struct log *log);
uint64_t log_durable(struct log *log);

/* The cache's hook (cache_before_write): `context` is the log. */
JET_ERR log_before_write(void *context, uint64_t lgpos);

/* Begins a new generation now. */
JET_ERR log_roll(struct log *log);

/* Moves the checkpoint up to what is needed, writes it when it moved, and deletes what circular logging does not keep. */
JET_ERR log_checkpoint(struct log *log);

/* Identity of the stream; generation of the current file and the time it was made. */
struct signature log_signature(struct log *log);
uint32_t log_generation(struct log *log, struct logtime *created);

#endif
