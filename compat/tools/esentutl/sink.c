/*
 * sink.c - buffered output.
 */
#include "sink.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

JET_ERR sink_open(struct sink *sink, const char *path, bool replace)
{
    JET_ERR err = JET_errSuccess;

    *sink = (struct sink){.file = os_file_none(), .buffer = malloc(SINK_SIZE)};
    if (sink->buffer == NULL) {
        return JET_errOutOfMemory;
    }
    if (path != NULL) {
        err = os_file_open(&sink->file, path, OS_WRITE | OS_CREATE | (replace ? OS_TRUNCATE : OS_EXCLUSIVE),
                           OS_SHARE_READ);
    }
    if (err < JET_errSuccess) {
        free(sink->buffer);
        sink->buffer = NULL;
    }
    return err;
}

static void write_out(struct sink *sink, const char *bytes, size_t size)
{
    if (sink->err < JET_errSuccess || size == 0) {
        return;
    }
    if (os_file_is_open(&sink->file)) {
        sink->err = os_file_write(&sink->file, sink->written, bytes, size);
    } else if (fwrite(bytes, 1, size, stdout) != size) {
        sink->is_broken_pipe = errno == EPIPE;
        sink->err = JET_errDiskIO;
    }
    sink->written += size;
}

void sink_flush(struct sink *sink)
{
    write_out(sink, sink->buffer, sink->used);
    sink->used = 0;
}

void sink_write(struct sink *sink, const void *bytes, size_t size)
{
    sink_flush(sink);
    if (size > SINK_SIZE / 2) {
        write_out(sink, bytes, size);
    } else {
        memcpy(sink->buffer, bytes, size);
        sink->used = size;
    }
}

JET_ERR sink_close(struct sink *sink)
{
    if (sink->buffer == NULL) {
        return sink->err;
    }
    sink_flush(sink);
    if (!os_file_is_open(&sink->file) && sink->err >= JET_errSuccess && fflush(stdout) != 0) {
        sink->is_broken_pipe = errno == EPIPE;
        sink->err = JET_errDiskIO;
    }
    os_file_close(&sink->file);
    free(sink->buffer);
    sink->buffer = NULL;
    return sink->err;
}
