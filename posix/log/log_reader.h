/*
 * log_reader.h - reading one generation: which segments count, and the records in them.
 *
 * Opening looks at the whole file before any record is interpreted. Segments that count form one run from segment 1;
 * behind it lie the shadow of the last one, zeros, and what a recycled file held before. Anything else means damage:
 *
 *   damaged, its shadow behind it     the shadow counts (LOG_READ_PATCH writes it where it belongs): a write was torn
 *   damaged, nothing counts behind    JET_errLogFileCorrupt; with LOG_READ_TORN_TAIL the log ends before it
 *   damaged or missing, then good     JET_errLogFileCorrupt: a hole
 *
 * The second line is what a crash in the middle of a 4096-byte write leaves on a device that does not write those
 * atomically; what was being written then had not been reported durable to anyone. Microsoft's engine calls it
 * corrupt. Whoever asks for tolerance must have reason to believe that nothing that was durable is lost: it is the
 * newest generation, and databases need nothing behind.
 *
 * Records come in order with their positions; fragments are put together. Types are not interpreted, sizes are
 * checked. A record cut off by the end of the log is dropped: its writer was not told that it is durable.
 *
 * Not thread-safe; each reader has its own file handle. Reads logs of version 8 only. Format: reference
 * log-and-recovery 6, 7.
 */
#ifndef ESENT_LOG_READER_H
#define ESENT_LOG_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "esent.h"
#include "format/bytes.h"
#include "log/log_header.h"

struct log_reader;

enum log_read_flags {
    LOG_READ_PATCH = 1,     /* opens for writing and mends a torn segment from its shadow */
    LOG_READ_TORN_TAIL = 2, /* a damaged segment with nothing behind it ends the log */
};

/*
 * Opens and checks the log at `path`. JET_errLogFileCorrupt, JET_errBadLogVersion, JET_errFileInvalidType,
 * JET_errLogFileSizeMismatch, file errors. The caller closes it.
 */
JET_ERR log_reader_open(const char *path, unsigned flags, struct log_reader **reader);
void log_reader_close(struct log_reader *reader);

const struct log_header *log_reader_header(const struct log_reader *reader);

/* What the look at the whole file found. */
struct log_scan {
    uint32_t last_segment; /* that counts; 0 when none does */
    uint64_t checksum;     /* XOR of their checksums: what the next generation's header must say */
    uint32_t from_shadow;  /* segment that is read from its shadow, 0: none */
    uint32_t mended;       /* segments with one wrong bit */
    uint32_t torn_segment; /* LOG_READ_TORN_TAIL: the first damaged segment behind the end, 0: none */
};
struct log_scan log_reader_scan(const struct log_reader *reader);

/* A record. Its bytes stay until the next call. */
struct log_found {
    struct bytes record;
    uint64_t lgpos; /* as lgpos_number() */
    uint64_t end;   /* where the next one begins */
};

/*
 * Goes to a position that a record begins at, or where one may: the start of a segment, or the end of the log. The
 * first record at or behind it is next. JET_errLogFileCorrupt when the position lies inside a record.
 */
JET_ERR log_reader_seek(struct log_reader *reader, uint64_t lgpos);

/*
 * The next record, NOP2 included, single NOPs left out. JET_errNoCurrentRecord at the end of the log;
 * JET_errLogFileCorrupt, JET_errBadLogVersion, JET_errInvalidLoggedOperation, with a sentence that names file and
 * position.
 */
JET_ERR log_reader_next(struct log_reader *reader, struct log_found *found);

#endif
