/*
 * fuzz_log.c - a log file of any content, a well-made one with any records, a checkpoint, an attach list, a script of
 * changes.
 *
 * The first byte says which: of the file that a reader opens the checksums would keep all else out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log/log_diff.h"
#include "log/log_reader.h"
#include "log/log_segment.h"
#include "os.h"
#include "sample_log.h"
#include "seeds.h"

size_t fuzz_seed(uint8_t *bytes, uint32_t choice)
{
    static uint8_t content[SAMPLE_LOG_SIZE];
    uint32_t size = sample_log_content(content, choice / 4);

    bytes[0] = choice % 4 == 0;
    if (bytes[0]) {
        return 1 + sample_log_file(bytes + 1, content, size);
    }
    memcpy(bytes + 1, content, size);
    return 1 + (size_t)size;
}

static void write_log(const char *path, const uint8_t *bytes, size_t size)
{
    struct os_file file;

    if (os_file_open(&file, path, OS_WRITE | OS_READ | OS_CREATE, OS_SHARE_ALL) < 0 ||
        os_file_set_size(&file, size) < 0 || os_file_write(&file, 0, bytes, size) < 0) {
        abort();
    }
    os_file_close(&file);
}

static void use_record(const struct log_found *found)
{
    struct log_record out;
    struct log_replace replace;
    uint8_t after[4096];
    uint32_t size;

    (void)sample_log_again(found->record, &out);
    if (found->record.at[0] == LOG_REPLACE_D &&
        log_replace_decode(found->record, &replace) == JET_errSuccess) {
        (void)log_diff_apply(replace.data, replace.data, replace.wide, after, sizeof after, &size);
    }
}

static void read_log(const char *path, unsigned flags)
{
    struct log_reader *reader;
    struct log_found found;
    uint64_t last = 0;

    if (log_reader_open(path, flags, &reader) < 0) {
        return;
    }
    while (log_reader_next(reader, &found) == JET_errSuccess) {
        if (found.lgpos < last || found.end <= found.lgpos) {
            abort();
        }
        last = found.lgpos;
        use_record(&found);
    }
    if (log_reader_seek(reader, last + 7) == JET_errSuccess) {
        (void)log_reader_next(reader, &found);
    }
    log_reader_close(reader);
}

static void read_header(const uint8_t *bytes)
{
    static struct log_header header;
    static struct checkpoint checkpoint;
    struct log_attachment attachment;
    uint32_t offset = 0;
    uint8_t again[LOG_HEADER_SIZE];

    log_header_decode(bytes, &header);
    log_header_encode(again, &header);
    while (log_attachment_next(header.attachments, &offset, &attachment) == JET_errSuccess) {
    }
    checkpoint_decode(bytes, &checkpoint);
    checkpoint_encode(again, &checkpoint);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static uint8_t file[SAMPLE_LOG_SIZE];
    static char path[OS_PATH_MAX];

    if (size < 1) {
        return 0;
    }
    if (path[0] == '\0') {
        char folder[OS_PATH_MAX - 64];

        if (os_dir_temporary(folder, sizeof folder) < 0) {
            abort();
        }
        snprintf(path, sizeof path, "%s/fuzz_log_%u.log", folder, os_process_id());
    }
    if (bytes[0] & 1) {
        write_log(path, bytes + 1, size - 1);
        if (size > LOG_HEADER_SIZE) {
            read_header(bytes + 1);
        }
    } else {
        size_t content = size - 1 < 13 * (size_t)LOG_SEGMENT_DATA ? size - 1 : 13 * (size_t)LOG_SEGMENT_DATA;

        write_log(path, file, sample_log_file(file, bytes + 1, (uint32_t)content));
    }
    read_log(path, bytes[0] & 2 ? LOG_READ_TORN_TAIL : 0);
    read_log(path, LOG_READ_TORN_TAIL | LOG_READ_PATCH);
    (void)os_file_delete(path);
    return 0;
}
