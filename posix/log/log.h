/*
 * log.h - the log stream of an instance: append records, wait until they are durable, roll to the next generation.
 *
 *   edb.log        the current generation            edb00001.log ...   full ones
 *   edbtmp.log     the next one, made ahead          edbres0000N.jrs    reserve for a full disk
 *   edb.chk        where a replay has to begin
 *
 * A position in the log is an LGPOS as one number (lgpos_number()): generation << 32 | segment << 16 | byte;
 * positions compare as numbers. 0 is "nothing logged". Whoever changes a page appends the record first, under the
 * page's latch, and hands its position to page_dirty(); the cache asks log_before_write() before it writes the page
 * (write-ahead rule).
 *
 * The stream knows nothing of what records mean but for their sizes, the types that may not use the reserve (Begin0,
 * CreateDB, AttachDB, Init2), and Term2 and its kin: a stream that is closed with one of them last was shut down
 * cleanly, and its checkpoint says so. Format: reference log-and-recovery 2 to 7, 15, 17, 18.
 */
#ifndef ESENT_LOG_H
#define ESENT_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "esent.h"
#include "format/bytes.h"
#include "format/log_values.h"
#include "log/log_header.h"

struct log;

/* What a stream is made with: the parameters of its instance. Strings are UTF-8 and copied. */
struct log_options {
    const char *log_folder, *system_folder;
    const char *base_name; /* "edb" */
    uint32_t file_size;    /* bytes of a log file: JET_paramLogFileSize * 1024 */
    uint32_t page_size;    /* of the databases */
    uint32_t buffer_size;  /* bytes of the log buffer; raised to what the largest record needs */
    bool
        replace_files; /* where full files have another size: the stream goes on in a new one, and those are deleted */
    bool circular;            /* delete or reuse full generations below the checkpoint */
    bool legacy_names;        /* .log and .chk with five digits, as Windows */
    bool long_numbers;        /* eight digits even so */
    uint32_t efv;             /* engine format version that records may use: 8920 */
    struct log_params params; /* for headers and checkpoints; the stream fills in its own sizes and flags */
};

/*
 * The attach list as of a position is the instance's to know: each new log header and each checkpoint carries it.
 * Called under the log's lock, log_open() included: it must not call the log. Writes log_attachment_add() entries
 * into `list`, which is zeroed.
 */
typedef void (*log_attachments)(void *context, uint64_t lgpos, uint8_t *list, uint32_t capacity);

/*
 * The checkpoint may not pass this position: the oldest change that is not in the database files, or open
 * transaction. UINT64_MAX when nothing is needed. When it returns, no database header may need a generation before
 * it: with circular logging they go.
 */
typedef uint64_t (*log_oldest_needed)(void *context);

/*
 * Opens the stream for appending: continues the generations that are there (which recovery has found complete) in a
 * fresh segment, or begins generation 1. After a crash the last record may be cut off: unless the stream ended
 * cleanly, the first thing to append is RecoveryUndo2, which says so to whoever reads on. JET_errLogDiskFull,
 * JET_errBadLogVersion, JET_errLogFileCorrupt, JET_errLogFileSizeMismatch, JET_errPageSizeMismatch,
 * JET_errInvalidLogSequence, file errors.
 */
JET_ERR log_open(const struct log_options *options, log_attachments attachments,
                 log_oldest_needed oldest_needed, void *context, struct log **log);

/*
 * From here on log_append() and log_before_write() fail with JET_errLogWriteFail: for an end that a recovery has to follow. What was
 * appended before is written yet, but no page: what rollbacks need of it may not be logged.
 */
void log_stop(struct log *log);

/* Writes everything, updates the checkpoint, and frees the stream, also after an error, which it returns. NULL is nothing. */
JET_ERR log_close(struct log *log);

/*
 * Appends one record, or several that must lie in one generation, given in pieces, and tells where it begins. The
 * first piece of each record holds its whole fixed part. It is in memory only. Any thread; it waits when the buffer
 * is full.
 *
 * JET_errLogWriteFail or JET_errLogDiskFull after the stream has failed; JET_errLogDiskFull for what may not use the
 * reserve; JET_errLogBufferTooSmall; JET_errLogSequenceEnd.
 */
JET_ERR log_append(struct log *log, const struct bytes *pieces, uint32_t count, uint64_t *lgpos);

/*
 * The same for a record that changes the attach list: `placed` is called with its position under the log's lock, before a
 * generation can begin behind it, and must not call the log.
 */
JET_ERR log_append_placed(struct log *log, const struct bytes *pieces, uint32_t count,
                          void (*placed)(void *context, uint64_t lgpos), void *context, uint64_t *lgpos);

/*
 * Who is told, under the log's lock, that the durable part has grown (`failed` 0) or that the log has failed. It must not call
 * the log. To be set before the stream is used.
 */
typedef void (*log_listener)(void *context, uint64_t durable, JET_ERR failed);
void log_listen(struct log *log, log_listener listener, void *context);

/*
 * Returns when the record at `lgpos` and all before it are durable; callers that wait at the same time share one
 * write. A position at or behind the end means all there is. JET_errLogWriteFail, JET_errLogDiskFull.
 */
JET_ERR log_wait(struct log *log, uint64_t lgpos);

/* Asks for the same within `milliseconds`, without waiting. */
void log_flush_soon(struct log *log, uint64_t lgpos, uint32_t milliseconds);

/* Where the next record will begin, and where the durable part ends. */
uint64_t log_end(struct log *log);
uint64_t log_durable(struct log *log);

/*
 * The cache's hook (cache_before_write): `context` is the log. As log_wait(), but does not leave the rest of a
 * segment unused.
 */
JET_ERR log_before_write(void *context, uint64_t lgpos);

/*
 * Begins a new generation now, and returns when the one before is complete under its own name; nothing when the
 * current is empty.
 */
JET_ERR log_roll(struct log *log);

/*
 * Moves the checkpoint up to what is needed, writes it when it moved, and deletes what circular logging does not
 * keep. Calls oldest_needed() without holding a lock that others of these functions take.
 */
JET_ERR log_checkpoint(struct log *log);

/*
 * Identity of the stream; the newest generation whose file is there, and the time it was made: what is durable lies in it or
 * before.
 */
struct signature log_signature(struct log *log);
uint32_t log_generation(struct log *log, struct logtime *created);

/* Where the checkpoint is, and the bytes of log between two positions. */
uint64_t log_checkpoint_position(struct log *log);
uint64_t log_distance(const struct log *log, uint64_t from, uint64_t to);

/* The position that lies `distance` bytes before `position`, or the beginning of the stream. */
uint64_t log_before(const struct log *log, uint64_t position, uint64_t distance);

/* The error that ended logging, which is what log_append() returns from then on; JET_errSuccess while there is none. */
JET_ERR log_error(struct log *log);

#endif
