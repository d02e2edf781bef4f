/*
 * sink.h - buffered output to a file or to standard output.
 *
 * The first error sticks, and nothing is written after it: writers check once, at the end of a row.
 */
#ifndef ESENTUTL_SINK_H
#define ESENTUTL_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "esent.h"
#include "os.h"

enum {
    SINK_SIZE = 256 * 1024,
    SINK_ROOM = 64 * 1024, /* the most that can be reserved at once */
};

struct sink {
    struct os_file file; /* not open: standard output */
    uint64_t written;    /* bytes that have left the buffer */
    char *buffer;
    size_t used;
    JET_ERR err;
    bool is_broken_pipe; /* nobody reads any more: an end, not a failure */
};

/*
 * Creates the file `path`, or writes to standard output when it is NULL. JET_errFileAlreadyExists when the file exists
 * and `replace` is not set. JET_errOutOfMemory.
 */
JET_ERR sink_open(struct sink *sink, const char *path, bool replace);

/* Writes what is left and closes the file; the sink's first error. */
JET_ERR sink_close(struct sink *sink);

/* Writes the buffer. */
void sink_flush(struct sink *sink);

/* Writes `size` bytes of any number. */
void sink_write(struct sink *sink, const void *bytes, size_t size);

/* Room for `size` <= SINK_ROOM bytes; sink_commit() says how far it was used. */
static inline char *sink_reserve(struct sink *sink, size_t size)
{
    if (SINK_SIZE - sink->used < size) {
        sink_flush(sink);
    }
    return sink->buffer + sink->used;
}

static inline void sink_commit(struct sink *sink, const char *end)
{
    sink->used = (size_t)(end - sink->buffer);
}

static inline void sink_put(struct sink *sink, const char *text, size_t size)
{
    if (SINK_SIZE - sink->used < size) {
        sink_write(sink, text, size);
        return;
    }
    memcpy(sink->buffer + sink->used, text, size);
    sink->used += size;
}

static inline void sink_text(struct sink *sink, const char *text)
{
    sink_put(sink, text, strlen(text));
}

#endif
