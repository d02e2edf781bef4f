/*
 * log_reader.c - one generation: the look at the whole file, then records.
 */
#include "log/log_reader.h"

#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "log/log_record.h"
#include "log/log_segment.h"
#include "os.h"
#include "try.h"

enum { WINDOW_SEGMENTS = 64 };

struct log_reader {
    struct os_file file;
    char path[OS_PATH_MAX];
    struct log_header header;
    unsigned flags;
    struct log_scan scan;

    uint8_t *window; /* WINDOW_SEGMENTS segments as they are in the file */
    uint32_t window_first, window_count;

    uint8_t segment[LOG_SEGMENT_SIZE]; /* a verified one */
    uint32_t loaded;                   /* its number, 0: none */

    struct log_place at; /* where the search for the next record goes on */
    bool skip_fragments; /* what is left of a record that began before the place that was sought */
    uint8_t *assembled;  /* the record that is put together from fragments */
    uint32_t assembled_capacity;
};

/* ----------------------------------------------------------------------------------------------- segments */

static uint64_t position(const struct log_reader *reader, uint32_t segment, uint32_t byte)
{
    return lgpos_number(
        (struct lgpos){(uint16_t)byte, (uint16_t)segment, (int32_t)reader->header.generation});
}

static JET_ERR damaged(const struct log_reader *reader, uint32_t segment, const char *what)
{
    return diag_fail(JET_errLogFileCorrupt, "segment 0x%X of the log '%s' %s", segment, reader->path, what);
}

/* The raw bytes of a segment, valid until the next call. */
static JET_ERR raw_segment(struct log_reader *reader, uint32_t number, const uint8_t **segment)
{
    if (number < reader->window_first || number >= reader->window_first + reader->window_count) {
        size_t got;

        reader->window_count = 0;
        JET_TRY(os_file_read(&reader->file, (uint64_t)number * LOG_SEGMENT_SIZE, reader->window,
                             (size_t)WINDOW_SEGMENTS * LOG_SEGMENT_SIZE, &got));
        if (got < LOG_SEGMENT_SIZE) {
            return damaged(reader, number, "is not in the file");
        }
        reader->window_first = number;
        reader->window_count = (uint32_t)(got / LOG_SEGMENT_SIZE);
    }
    *segment = reader->window + (size_t)(number - reader->window_first) * LOG_SEGMENT_SIZE;
    return JET_errSuccess;
}

/* Copies what lies in place `place` into reader->segment and says what it is as segment `number`. */
static JET_ERR read_place(struct log_reader *reader, uint32_t place, uint32_t number,
                          enum log_segment_verdict *verdict)
{
    const uint8_t *raw;

    reader->loaded = 0;
    JET_TRY(raw_segment(reader, place, &raw));
    memcpy(reader->segment, raw, LOG_SEGMENT_SIZE);
    *verdict = log_segment_verify(reader->segment, number);
    return JET_errSuccess;
}

static bool is_segment(const struct log_reader *reader, enum log_segment_verdict verdict, uint32_t number)
{
    return (verdict == LOG_SEGMENT_GOOD || verdict == LOG_SEGMENT_MENDED) &&
           log_segment_lgpos(reader->segment) == position(reader, number, 0);
}

/* Loads a segment that the scan has found to count. */
static JET_ERR load_segment(struct log_reader *reader, uint32_t number)
{
    enum log_segment_verdict verdict;

    if (reader->loaded == number) {
        return JET_errSuccess;
    }
    JET_TRY(read_place(reader, number == reader->scan.from_shadow ? number + 1 : number, number, &verdict));
    if (!is_segment(reader, verdict, number)) {
        return damaged(reader, number, "changed while it was being read");
    }
    reader->loaded = number;
    return JET_errSuccess;
}

/* --------------------------------------------------------------------------------------------------- scan */

static void count_segment(struct log_reader *reader, uint32_t number)
{
    reader->scan.checksum ^= log_segment_checksum(reader->segment);
    reader->scan.last_segment = number;
}

/* A damaged segment at the end of the run: its shadow, if that is next door. `*ended`: the log ends before it. */
static JET_ERR scan_damaged(struct log_reader *reader, uint32_t number, bool *ended)
{
    enum log_segment_verdict verdict;

    JET_TRY(read_place(reader, number + 1, number, &verdict));
    if (is_segment(reader, verdict, number)) {
        if (reader->flags & LOG_READ_PATCH) {
            JET_TRY(os_file_write(&reader->file, (uint64_t)number * LOG_SEGMENT_SIZE, reader->segment,
                                  LOG_SEGMENT_SIZE));
            JET_TRY(os_file_sync(&reader->file));
        }
        reader->scan.from_shadow = number;
        count_segment(reader, number);
        return JET_errSuccess;
    }
    if (!(reader->flags & LOG_READ_TORN_TAIL)) {
        return damaged(reader, number, "is damaged, and so is its shadow");
    }
    reader->scan.torn_segment = number;
    *ended = true;
    return JET_errSuccess;
}

static JET_ERR scan_segment(struct log_reader *reader, uint32_t number, bool *ended)
{
    enum log_segment_verdict verdict;
    uint64_t here = position(reader, number, 0);

    JET_TRY(read_place(reader, number, number, &verdict));
    if (verdict == LOG_SEGMENT_ZERO || (verdict == LOG_SEGMENT_SHADOW && number != 1)) {
        *ended = true;
        return JET_errSuccess;
    }
    if (verdict == LOG_SEGMENT_DAMAGED || verdict == LOG_SEGMENT_SHADOW) {
        if (!*ended) {
            return scan_damaged(reader, number, ended);
        }
        if (!(reader->flags & LOG_READ_TORN_TAIL)) {
            return damaged(reader, number, "is damaged, behind the end");
        }
        reader->scan.torn_segment = reader->scan.torn_segment == 0 ? number : reader->scan.torn_segment;
        return JET_errSuccess;
    }
    if (log_segment_lgpos(reader->segment) < here) { /* of the file's former life */
        *ended = true;
        return JET_errSuccess;
    }
    if (log_segment_lgpos(reader->segment) > here) {
        return damaged(reader, number, "belongs to a later place");
    }
    if (*ended) {
        return damaged(reader, number, "lies behind a hole");
    }
    reader->scan.mended += verdict == LOG_SEGMENT_MENDED;
    count_segment(reader, number);
    return JET_errSuccess;
}

static JET_ERR scan_file(struct log_reader *reader)
{
    bool ended = false;

    for (uint32_t number = 1; number + 1 < reader->header.file_sectors; number++) {
        JET_TRY(scan_segment(reader, number, &ended));
    }
    return JET_errSuccess;
}

/* ----------------------------------------------------------------------------------------- open and close */

static JET_ERR read_header(struct log_reader *reader)
{
    uint8_t image[LOG_HEADER_SIZE];
    uint64_t size;
    size_t got;

    JET_TRY(os_file_size(&reader->file, &size));
    JET_TRY(os_file_read(&reader->file, 0, image, sizeof image, &got));
    if (got < sizeof image) {
        return diag_fail(JET_errLogFileCorrupt, "the log '%s' is shorter than its header", reader->path);
    }
    JET_TRY(log_header_check(image, reader->path));
    log_header_decode(image, &reader->header);
    if (size != (uint64_t)reader->header.file_sectors * LOG_SEGMENT_SIZE) {
        return diag_fail(JET_errLogFileSizeMismatch,
                         "the log '%s' has %llu bytes, its header says %u segments", reader->path,
                         (unsigned long long)size, reader->header.file_sectors);
    }
    return JET_errSuccess;
}

JET_ERR log_reader_open(const char *path, unsigned flags, struct log_reader **out)
{
    struct log_reader *reader = calloc(1, sizeof *reader);
    unsigned access = OS_READ | OS_SEQUENTIAL | (flags & LOG_READ_PATCH ? OS_WRITE : 0);
    JET_ERR err;

    *out = NULL;
    if (reader == NULL || (reader->window = malloc((size_t)WINDOW_SEGMENTS * LOG_SEGMENT_SIZE)) == NULL) {
        free(reader);
        return JET_errOutOfMemory;
    }
    reader->file = os_file_none();
    reader->flags = flags;
    reader->at = (struct log_place){1, 0};
    if (strlen(path) >= sizeof reader->path) {
        err = diag_fail(JET_errInvalidPath, "the path of a log is too long");
        goto fail;
    }
    memcpy(reader->path, path, strlen(path) + 1);
    JET_TRY_OR(os_file_open(&reader->file, path, access, OS_SHARE_ALL), fail);
    JET_TRY_OR(read_header(reader), fail);
    JET_TRY_OR(scan_file(reader), fail);
    *out = reader;
    return JET_errSuccess;
fail:
    log_reader_close(reader);
    return err;
}

void log_reader_close(struct log_reader *reader)
{
    if (reader != NULL) {
        os_file_close(&reader->file);
        free(reader->window);
        free(reader->assembled);
        free(reader);
    }
}

const struct log_header *log_reader_header(const struct log_reader *reader)
{
    return &reader->header;
}

struct log_scan log_reader_scan(const struct log_reader *reader)
{
    return reader->scan;
}

/* ------------------------------------------------------------------------------------------------ records */

/* An error at a position: the sentence that there is, with the file and the place in front. */
static JET_ERR at_position(const struct log_reader *reader, JET_ERR err, struct log_place at,
                           const char *what)
{
    char sentence[DIAG_SENTENCE_MAX];

    memcpy(sentence, what, strlen(what) + 1);
    return diag_fail(err, "the log '%s' at %X:%X:%X: %s", reader->path, reader->header.generation, at.segment,
                     at.byte, sentence);
}

static struct bytes rest_of_segment(const struct log_reader *reader, uint32_t byte)
{
    return (struct bytes){reader->segment + byte, LOG_SEGMENT_SIZE - byte};
}

JET_ERR log_reader_seek(struct log_reader *reader, uint64_t lgpos)
{
    struct lgpos to = lgpos_of(lgpos);
    struct log_place at = {to.sector == 0 ? 1 : to.sector, to.byte};
    uint32_t byte = LOG_SEGMENT_HEADER, size = 0;

    reader->skip_fragments = true;
    reader->at = at;
    if (at.segment > reader->scan.last_segment || at.byte == 0) {
        return JET_errSuccess;
    }
    JET_TRY(load_segment(reader, at.segment));
    while (byte < at.byte) {
        JET_ERR err = log_record_size(rest_of_segment(reader, byte), &size);

        if (err < 0) {
            return at_position(reader, err, (struct log_place){at.segment, byte}, diag_sentence());
        }
        byte += size;
    }
    if (byte != at.byte) {
        return at_position(reader, JET_errLogFileCorrupt, at, "no record begins here");
    }
    return JET_errSuccess;
}

/* A record that is being put together. */
struct assembly {
    uint32_t total, have; /* total 0: none */
};

static JET_ERR begin_fragments(struct log_reader *reader, const uint8_t *record, struct assembly *assembly)
{
    uint32_t total = get_u32(record + 1), part = get_u16(record + 5);
    uint32_t segments = reader->header.file_sectors - 1 - reader->at.segment;

    if (part >= total || total > (uint64_t)segments * LOG_SEGMENT_DATA) {
        return at_position(reader, JET_errLogFileCorrupt, reader->at,
                           "the first fragment does not fit its record");
    }
    if (total > reader->assembled_capacity) {
        free(reader->assembled);
        reader->assembled_capacity = 0;
        reader->assembled = malloc(total);
        if (reader->assembled == NULL) {
            return JET_errOutOfMemory;
        }
        reader->assembled_capacity = total;
    }
    memcpy(reader->assembled, record + LOG_FRAGMENT_BEGIN_SIZE, part);
    *assembly = (struct assembly){total, part};
    return JET_errSuccess;
}

static JET_ERR add_fragment(struct log_reader *reader, const uint8_t *record, struct assembly *assembly)
{
    uint32_t part = get_u16(record + 1);

    if (assembly->total == 0 || part > assembly->total - assembly->have) {
        return at_position(reader, JET_errLogFileCorrupt, reader->at, "a fragment of no record");
    }
    memcpy(reader->assembled + assembly->have, record + LOG_FRAGMENT_SIZE, part);
    assembly->have += part;
    return JET_errSuccess;
}

/*
 * A record that began in an earlier segment was not finished, and something else follows: only at the start of a
 * segment, and only with what the undo of a recovery may write first.
 */
static bool may_follow_cut_record(const struct log_reader *reader, const uint8_t *record)
{
    unsigned type = record[0] == LOG_FRAGMENT_BEGIN ? record[LOG_FRAGMENT_BEGIN_SIZE] : record[0];

    return reader->at.byte == LOG_SEGMENT_HEADER &&
           (type == LOG_UNDO_INFO ||
            ((type == LOG_RECOVERY_UNDO || type == LOG_RECOVERY_UNDO2) && type == record[0]));
}

/*
 * Steps over zeros at reader->at. Those that the packing leaves are less than 32 and belong to the next record; a
 * longer run up to the segment's end is a segment that was left, and the next record begins with the next one.
 */
static void skip_nops(struct log_reader *reader, uint64_t *start)
{
    uint32_t from = reader->at.byte;

    while (reader->at.byte < LOG_SEGMENT_SIZE && reader->segment[reader->at.byte] == LOG_NOP) {
        reader->at.byte++;
    }
    if (reader->at.byte == LOG_SEGMENT_SIZE && reader->at.byte - from >= LOG_FRAGMENT_ROOM_MIN) {
        *start = position(reader, reader->at.segment + 1, 0);
    }
}

static void found_at(struct log_reader *reader, struct bytes record, uint64_t start, struct log_found *found)
{
    bool at_end = reader->at.byte == LOG_SEGMENT_SIZE;

    found->record = record;
    found->lgpos = start;
    found->end = position(reader, reader->at.segment + at_end, at_end ? 0 : reader->at.byte);
}

/* Takes what begins at reader->at; *complete when that gave a record. */
static JET_ERR take_piece(struct log_reader *reader, struct assembly *assembly, uint64_t *start,
                          struct bytes *record, bool *complete)
{
    struct bytes rest = rest_of_segment(reader, reader->at.byte);
    unsigned type = rest.at[0];
    uint32_t size, inner;
    JET_ERR err = log_record_size(rest, &size);

    *complete = false;
    if (err < 0) {
        return at_position(reader, err, reader->at, diag_sentence());
    }
    if (type == LOG_FRAGMENT && reader->skip_fragments) {
        reader->at.byte += size;
        *start = position(reader, reader->at.segment + reader->at.byte / LOG_SEGMENT_SIZE,
                          reader->at.byte % LOG_SEGMENT_SIZE);
        return JET_errSuccess;
    }
    reader->skip_fragments = false;
    if (type == LOG_FRAGMENT) {
        JET_TRY(add_fragment(reader, rest.at, assembly));
        reader->at.byte += size;
        if (assembly->have == assembly->total) {
            *record = (struct bytes){reader->assembled, assembly->total};
            if (log_record_size(*record, &inner) < 0 || inner != assembly->total) {
                return at_position(reader, JET_errLogFileCorrupt, reader->at,
                                   "the fragments do not add up to a record");
            }
            *complete = true;
        }
        return JET_errSuccess;
    }
    if (assembly->total != 0) {
        if (!may_follow_cut_record(reader, rest.at)) {
            return at_position(reader, JET_errLogFileCorrupt, reader->at, "a record is not continued");
        }
        assembly->total = 0;
        *start = position(reader, reader->at.segment, 0);
    }
    if (type == LOG_FRAGMENT_BEGIN) {
        JET_TRY(begin_fragments(reader, rest.at, assembly));
    } else {
        *record = (struct bytes){rest.at, size};
        *complete = true;
    }
    reader->at.byte += size;
    return JET_errSuccess;
}

JET_ERR log_reader_next(struct log_reader *reader, struct log_found *found)
{
    struct assembly assembly = {0, 0};
    uint64_t start;
    struct bytes record;
    bool complete = false;

    if (reader->at.byte == LOG_SEGMENT_SIZE) {
        reader->at = (struct log_place){reader->at.segment + 1, 0};
    }
    start = position(reader, reader->at.segment, reader->at.byte);
    while (!complete) {
        if (reader->at.byte == LOG_SEGMENT_SIZE) {
            reader->at = (struct log_place){reader->at.segment + 1, 0};
        }
        if (reader->at.segment > reader->scan.last_segment) {
            return JET_errNoCurrentRecord;
        }
        JET_TRY(load_segment(reader, reader->at.segment));
        if (reader->at.byte == 0) {
            reader->at.byte = LOG_SEGMENT_HEADER;
        }
        if (reader->segment[reader->at.byte] == LOG_NOP) {
            skip_nops(reader, &start);
        } else {
            JET_TRY(take_piece(reader, &assembly, &start, &record, &complete));
        }
    }
    found_at(reader, record, start, found);
    return JET_errSuccess;
}
