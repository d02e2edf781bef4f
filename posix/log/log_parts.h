/*
 * log_parts.h - what the sources of the log stream share. Nobody else includes it.
 *
 *   ring of segments           tail                    head
 *                               |  full, to be written  | being filled |
 *          ... free ... --------+-----------------------+--------------+---- free ...
 *
 *   log.c             open, close, what others ask
 *   log_append.c      records into the ring; a new generation, as far as memory is concerned
 *   log_write.c       the ring into the file; who waits; the thread
 *   log_roll.c        the files: making the next one, renaming, the reserve
 *   log_checkpoint.c  the checkpoint, and old generations
 *
 * Segments are counted from the opening of the stream (head, tail); a segment's slot is its number modulo the ring's.
 * `lock` guards memory and is held for the time of a copy. Reading the ring's full segments and all work on files
 * needs no lock but the role of the writer (`writing`), which one thread has at a time: whoever needs something
 * written takes it when it is free, and does the work for all who wait; otherwise it waits for `changed`. The
 * stream's own thread does what nobody waits for.
 *
 * Invariants, under the lock:
 *   1. tail <= head; slots of [tail, head] are in use, and those of [tail, head) do not change;
 *   2. every record before `complete` lies in segments before head;
 *   3. durable <= end; all records that begin before `durable` are in the files and synced;
 *   4. while roll_pending, segments before roll_at belong to the generation in the file, the others to the next.
 */
#ifndef ESENT_LOG_PARTS_H
#define ESENT_LOG_PARTS_H

#include <stdatomic.h>

#include "log/log.h"
#include "log/log_files.h"
#include "log/log_segment.h"
#include "os.h"

enum {
    RING_SLOTS_MIN = 64,
    GENERATION_MAX = 0x7FFFF800,
};

/* The file that becomes the next generation. */
enum next_state { NEXT_NONE, NEXT_GROWING, NEXT_READY };

struct log {
    /* Constant after log_open(). */
    struct log_names names;
    struct log_options options; /* its strings are not to be used */
    log_attachments attachments;
    log_oldest_needed oldest_needed;
    void *context;
    log_listener listener; /* NULL for none */
    void *listener_context;
    uint32_t last_segment; /* of a file that holds records */
    bool replaces;         /* the files that were there have another size, and go */
    struct os_thread thread;

    struct os_mutex lock;
    struct os_condition changed; /* durable, tail, roll_pending, writing, next_busy, failed */
    struct os_condition work;    /* for the thread */

    uint8_t *ring;
    uint32_t slots;
    uint64_t head, tail;
    uint32_t fill;    /* bytes of the head segment, 0: not begun */
    uint32_t segment; /* of the head, in its generation; last_segment + 1 when the file is full */
    uint64_t complete;
    uint64_t last_quit; /* position of the last record when that ended the stream, else 0 */

    struct log_header header; /* of the head's generation */
    bool roll_pending;
    uint64_t roll_at;

    uint64_t wanted;        /* somebody waits for this position */
    uint64_t wanted_filled; /* and will have the rest of the segment filled */
    uint64_t soon, soon_ns; /* log_flush_soon(): position, and when on the monotonic clock */
    bool writing, stop;
    bool quiesced; /* on the reserve: nothing new may begin */
    JET_ERR failed;
    bool stopped; /* nothing is appended any more */
    char failure[256];
    _Atomic uint64_t durable;

    /* The writer's. */
    struct os_file file;
    uint32_t file_segment; /* where the segment `tail` goes */
    bool have_shadow;      /* the last write ended with a partial segment at file_segment and its shadow */
    uint64_t checksum;     /* of the segments of this generation that are final */
    uint8_t partial[2 * LOG_SEGMENT_SIZE];

    /* The next file: the writer's, or the thread's while next_busy. */
    enum next_state next;
    bool next_busy, next_from_reserve;
    bool next_refused; /* making it ahead has failed: not again before it is needed */
    struct os_file next_file;
    uint64_t next_size; /* bytes that are zeroed */

    struct os_mutex checkpoint_lock; /* taken before `lock` */
    struct os_file checkpoint_file;  /* while it is locked */
    struct checkpoint checkpoint;
    bool checkpoint_written;
    uint64_t checkpoint_position; /* the same, under `lock` */
};

/* Under the lock: position of the next record. */
uint64_t log_end_locked(const struct log *log);

/* Under the lock: the stream's error, with its sentence. */
JET_ERR log_failure(const struct log *log);

/* The error of a stream that is stopped. */
JET_ERR log_refuse(const struct log *log);

/* Under the lock: ends logging with `err`, whose sentence the calling thread has. */
void log_fail(struct log *log, JET_ERR err);

/* Under the lock: closes the head segment and begins the next generation in memory; its file follows (roll_pending). */
JET_ERR log_begin_generation(struct log *log);

/* Under the lock: fills the rest of the head segment with a NOP2, if that fits. */
void log_fill_segment(struct log *log);

/*
 * Under the lock, which is released meanwhile: takes the role of the writer and writes what there is and what is
 * wanted, or waits until whoever has the role is done. Returns after some progress, or after a failure.
 */
void log_progress(struct log *log);

/* Under the lock, which may be released meanwhile: waits for the role of the writer, and gives it back. */
void log_take_writer(struct log *log);
void log_give_writer(struct log *log);

/* Under the lock: waits until `lgpos` is durable. */
JET_ERR log_wait_locked(struct log *log, uint64_t lgpos, bool fill);

/* The thread of the stream. */
void log_thread(void *context);

/* As the writer, without the lock: makes the file of log->header's generation and puts it in the place of the one before. */
JET_ERR log_install_generation(struct log *log, const struct log_header *header,
                               uint32_t previous_generation);

/* As the writer or with next_busy, without the lock: a step towards the next file. */
JET_ERR log_grow_next(struct log *log);

/* Removes what there is of the next file. */
void log_drop_next(struct log *log);

/* As the writer: has the reserve complete. JET_errLogDiskFull. */
JET_ERR log_fill_reserve(struct log *log);

/*
 * Has the file of the checkpoint to itself while the stream is being opened: two that begin one at the same time would not meet in any
 * other file. From then on the newest log is what others cannot have. JET_errFileAccessDenied.
 */
JET_ERR log_checkpoint_lock(struct log *log);
void log_checkpoint_unlock(struct log *log);

/* Reads the checkpoint that is there, or begins one at `first`. */
JET_ERR log_checkpoint_begin(struct log *log, uint64_t first);

/* At the opening: writes the checkpoint, and deletes the generations before it. */
JET_ERR log_checkpoint_alone(struct log *log);

/* The last checkpoint of a stream that ends with a record at `quit`. */
JET_ERR log_checkpoint_end(struct log *log, uint64_t quit);

#endif
