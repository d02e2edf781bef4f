/*
 * log_writer_test.c - the log stream: what is appended is read back by the reader, which real logs have tested,
 * whatever happens in between.
 */
#include "test.h"

#include <stdatomic.h>

#include "buffer/cache.h"
#include "diag.h"
#include "log/log.h"
#include "log/log_files.h"
#include "log/log_reader.h"
#include "log/log_record.h"
#include "log/log_segment.h"
#include "os.h"

enum { SECTORS = 16, FILE_SIZE = SECTORS * 4096, RECORDS_MAX = 20000, RECORD_FIXED = 5 };

/* What was appended: records of type MacroInfo, whose content follows from their number and size. */
struct appended {
    uint64_t lgpos;
    uint32_t size, number;
};

struct fixture {
    struct log_options options;
    struct log *log;
    struct appended *records;
    uint32_t count;
    uint64_t needed; /* what oldest_needed() answers */
};

/* One database, attached since the position that is asked about. */
static void one_attachment(void *context, uint64_t lgpos, uint8_t *list, uint32_t capacity)
{
    uint32_t used = 0;

    (void)context;
    (void)log_attachment_add(
        list, capacity, &used,
        &(struct log_attachment){.dbid = 1, .attach = lgpos_of(lgpos), .path = {(const uint8_t *)"x", 2}});
}

static uint64_t needed(void *context)
{
    return ((struct fixture *)context)->needed;
}

static void fixture_open(struct fixture *fixture)
{
    JET_ERR err = log_open(&fixture->options, one_attachment, needed, fixture, &fixture->log);

    if (err < 0) {
        fail_msg("log_open: %d, %s", err, diag_sentence());
    }
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    static unsigned number;
    static char folder[OS_PATH_MAX];
    char name[16];

    assert_non_null(fixture);
    snprintf(name, sizeof name, "log%u", number++);
    snprintf(folder, sizeof folder, "%s/", test_path(name));
    assert_int_equal(os_dir_create(folder), JET_errSuccess);
    fixture->records = malloc(RECORDS_MAX * sizeof *fixture->records);
    assert_non_null(fixture->records);
    fixture->needed = UINT64_MAX;
    fixture->options = (struct log_options){
        .log_folder = folder,
        .system_folder = folder,
        .base_name = "edb",
        .file_size = FILE_SIZE,
        .page_size = 4096,
        .buffer_size = 64 * 4096,
        .legacy_names = true,
        .efv = 8920,
    };
    fixture_open(fixture);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    os_file_set_hooks(NULL);
    log_close(fixture->log);
    free(fixture->records);
    free(fixture);
    return 0;
}

/* ------------------------------------------------------------------------------------ records and reading */

static void content_of(uint32_t number, uint32_t size, uint8_t *content)
{
    uint32_t x = number * 2654435761u + 1;

    for (uint32_t i = 0; i < size; i++) {
        x = x * 1664525 + 1013904223;
        content[i] = (uint8_t)(i < 4 ? number >> 8 * i : x >> 24);
    }
}

static JET_ERR append(struct log *log, uint32_t number, uint32_t size, uint64_t *lgpos)
{
    static _Thread_local uint8_t content[FILE_SIZE];
    struct log_record out;

    content_of(number, size - RECORD_FIXED, content);
    log_macro_info_encode(
        &(struct log_macro_info){.type = LOG_MACRO_INFO, .pages = {content, size - RECORD_FIXED}}, &out);
    return log_append(log, out.pieces, out.count, lgpos);
}

/* Appends and notes; returns the error. */
static JET_ERR add(struct fixture *fixture, uint32_t size)
{
    struct appended *record = &fixture->records[fixture->count];
    JET_ERR err = append(fixture->log, fixture->count, size, &record->lgpos);

    record->number = fixture->count;
    record->size = size;
    fixture->count += err == JET_errSuccess;
    return err;
}

static void must_add(struct fixture *fixture, uint32_t size)
{
    JET_ERR err = add(fixture, size);

    if (err < 0) {
        fail_msg("size %u: %d, %s", size, err, diag_sentence());
    }
}

static uint64_t last_position(const struct fixture *fixture)
{
    return fixture->records[fixture->count - 1].lgpos;
}

static bool same_record(const struct appended *expected, const struct log_found *found)
{
    static uint8_t content[FILE_SIZE];

    content_of(expected->number, expected->size - RECORD_FIXED, content);
    return found->lgpos == expected->lgpos && found->record.size == expected->size &&
           found->record.at[0] == LOG_MACRO_INFO &&
           memcmp(found->record.at + RECORD_FIXED, content, expected->size - RECORD_FIXED) == 0;
}

/* Reads one generation on; `*next` is the number of the record that is expected. */
static void read_file(struct fixture *fixture, const char *path, unsigned flags, uint32_t *next,
                      struct log_header *header, struct log_scan *scan)
{
    struct log_reader *reader;
    struct log_found found;
    JET_ERR err = log_reader_open(path, flags, &reader);

    if (err < 0) {
        fail_msg("%s: %d, %s", path, err, diag_sentence());
    }
    while ((err = log_reader_next(reader, &found)) == JET_errSuccess) {
        if (found.record.at[0] == LOG_MACRO_INFO) {
            if (*next >= fixture->count || !same_record(&fixture->records[*next], &found)) {
                fail_msg("%s: record %u of size %u is not at %llx but %u bytes at %llx", path, *next,
                         fixture->records[*next].size, (unsigned long long)fixture->records[*next].lgpos,
                         found.record.size, (unsigned long long)found.lgpos);
            }
            (*next)++;
        }
    }
    if (err != JET_errNoCurrentRecord) {
        fail_msg("%s: %d, %s", path, err, diag_sentence());
    }
    *header = *log_reader_header(reader);
    *scan = log_reader_scan(reader);
    log_reader_close(reader);
}

static bool same_time(const struct logtime *left, const struct logtime *right)
{
    uint8_t left_bytes[LOGTIME_SIZE], right_bytes[LOGTIME_SIZE];

    logtime_encode(left_bytes, left);
    logtime_encode(right_bytes, right);
    return memcmp(left_bytes, right_bytes, LOGTIME_SIZE) == 0;
}

/*
 * Reads all generations that are there, from the one that holds record `from` on, checks what ties them together, and
 * returns how many records follow in order.
 */
static uint32_t read_back(struct fixture *fixture, uint32_t from, unsigned flags)
{
    struct log_names names;
    uint32_t lowest, highest, next = from;
    struct log_header header, before;
    struct log_scan scan, scan_before;
    char path[OS_PATH_MAX];

    assert_int_equal(
        log_names_set(&names, fixture->options.log_folder, fixture->options.system_folder, "edb", true), 0);
    assert_int_equal(log_archive_range(&names, &lowest, &highest), JET_errSuccess);
    memset(&before, 0, sizeof before);
    memset(&scan_before, 0, sizeof scan_before);
    for (uint32_t g = lowest; g != 0 && g <= highest + 1; g++) {
        if (g <= highest) {
            assert_int_equal(log_archive_find(&names, g, path), JET_errSuccess);
        } else {
            assert_int_equal(log_current_path(&names, path), JET_errSuccess);
            if (!os_file_exists(path)) {
                break;
            }
        }
        read_file(fixture, path, g <= highest ? 0 : flags, &next, &header, &scan);
        assert_int_equal(header.generation, g);
        if (g > lowest) {
            assert_true(same_time(&header.previous_created, &before.created));
            assert_true(signature_equal(&header.signature, &before.signature));
            assert_true(header.previous_checksum == scan_before.checksum);
        }
        before = header;
        scan_before = scan;
    }
    if (lowest == 0) {
        assert_int_equal(log_current_path(&names, path), JET_errSuccess);
        read_file(fixture, path, flags, &next, &header, &scan);
    }
    return next - from;
}

static void close_stream(struct fixture *fixture)
{
    JET_ERR err = log_close(fixture->log);

    fixture->log = NULL;
    if (err < 0) {
        fail_msg("log_close: %d, %s", err, diag_sentence());
    }
}

/* ------------------------------------------------------------------------------------------------ packing */

/* Computed by hand from reference 6: 40 bytes of header, FragmentBegin 7, Fragment 3, 32 bytes at least. */
static void records_take_the_place_that_the_format_gives_them(void **state)
{
    static const struct {
        struct log_place from;
        uint32_t size;
        struct log_place after;
    } cases[] = {
        {{1, 0}, 1, {1, 41}},           {{1, 0}, 4056, {2, 0}},
        {{1, 0}, 4057, {2, 51}},        {{1, 4000}, 96, {2, 0}},
        {{1, 4000}, 97, {2, 51}},       {{1, 4064}, 33, {2, 51}},
        {{1, 4065}, 32, {2, 72}},       {{1, 4095}, 1, {2, 0}},
        {{1, 4095}, 2, {2, 42}},        {{1, 4065}, 4056, {3, 0}},
        {{1, 4065}, 4057, {3, 51}},     {{1, 0}, 4049 + 4053, {3, 0}},
        {{1, 0}, 4050 + 4053, {3, 44}}, {{5, 40 + 4056 - 32}, 25 + 2 * 4053, {8, 0}},
    };

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct log_place after = log_place_after(cases[i].from, cases[i].size);

        if (after.segment != cases[i].after.segment || after.byte != cases[i].after.byte) {
            fail_msg("case %u: %u:%u", i, after.segment, after.byte);
        }
    }
}

static void records_of_every_size_are_read_back(void **state)
{
    struct fixture *fixture = *state;

    for (uint32_t size = RECORD_FIXED; size < 9000; size += size < 300 ? 1 : 37) {
        must_add(fixture, size);
    }
    for (uint32_t size = 40000; size > 30000; size -= 1111) {
        must_add(fixture, size);
    }
    assert_int_equal(log_wait(fixture->log, last_position(fixture)), JET_errSuccess);
    assert_true(log_durable(fixture->log) > last_position(fixture));
    assert_int_equal(read_back(fixture, 0, 0), fixture->count);
    close_stream(fixture);
    assert_int_equal(read_back(fixture, 0, 0), fixture->count);
}

/* Sizes chosen so that records end at, just before and just behind the end of segments, and of the file. */
static void records_at_every_edge_of_segments_and_files_are_read_back(void **state)
{
    struct fixture *fixture = *state;

    for (uint32_t left = 0; left <= 45; left++) {
        for (uint32_t size = RECORD_FIXED; size <= 50; size += 9) {
            uint64_t end = log_end(fixture->log);
            uint32_t byte = (uint32_t)(end & 0xFFFF) == 0 ? 40 : (uint32_t)(end & 0xFFFF);

            if (4096 - byte >= left + RECORD_FIXED) {
                must_add(fixture, 4096 - byte - left);
            }
            must_add(fixture, size);
            if (size % 2 == 0) {
                assert_int_equal(log_wait(fixture->log, last_position(fixture)), JET_errSuccess);
            } else if (size % 3 == 0) {
                assert_int_equal(log_before_write(fixture->log, last_position(fixture)), JET_errSuccess);
            }
        }
    }
    close_stream(fixture);
    assert_int_equal(read_back(fixture, 0, 0), fixture->count);
}

static void what_is_no_record_or_too_large_is_refused(void **state)
{
    struct fixture *fixture = *state;
    uint8_t bytes[50] = {LOG_INSERT};
    uint64_t lgpos;

    assert_int_equal(log_append(fixture->log, &(struct bytes){bytes, 49}, 1, &lgpos),
                     JET_errInvalidLoggedOperation);
    put_u16(bytes + 44, 1);
    assert_int_equal(log_append(fixture->log, &(struct bytes){bytes, 50}, 1, &lgpos),
                     JET_errInvalidLoggedOperation);
    bytes[0] = 200;
    assert_int_equal(log_append(fixture->log, &(struct bytes){bytes, 50}, 1, &lgpos),
                     JET_errInvalidLoggedOperation);
    assert_int_equal(log_append(fixture->log, NULL, 0, &lgpos), JET_errInvalidLoggedOperation);
    assert_int_equal(add(fixture, 14 * 4056), JET_errLogBufferTooSmall);
    must_add(fixture, 14 * 4053 + 3 - 7);
    assert_int_equal(log_end(fixture->log), 0x200010000);
    must_add(fixture, 100);
    must_add(fixture, 14 * 4053 + 3 - 7);
    close_stream(fixture);
    assert_int_equal(read_back(fixture, 0, 0), 3);
}

/* ---------------------------------------------------------------------------------- what lies in the file */

static uint8_t *read_current(const struct fixture *fixture)
{
    char path[OS_PATH_MAX];
    size_t size;
    uint8_t *file;

    snprintf(path, sizeof path, "%sedb.log", fixture->options.log_folder);
    file = test_read_file(path, &size);
    assert_int_equal(size, FILE_SIZE);
    return file;
}

/* Reference 5.5: a commit fills its segment with a NOP2, the next record begins a new one; nothing else fills. */
static void a_commit_fills_its_segment(void **state)
{
    struct fixture *fixture = *state;
    uint8_t *file;

    must_add(fixture, 100);
    assert_int_equal(log_end(fixture->log), 0x10001008C);
    assert_int_equal(log_wait(fixture->log, last_position(fixture)), JET_errSuccess);
    assert_int_equal(log_end(fixture->log), 0x100020000);
    assert_int_equal(log_durable(fixture->log), 0x100020000);
    file = read_current(fixture);
    assert_int_equal(file[4096 + 140], LOG_NOP2);
    assert_int_equal(get_u32(file + 4096 + 141), 4096 - 140 - 5);
    assert_int_equal(get_u32(file + 4096 + 36), 0x2000);
    assert_true(get_u64(file + 4096 + 8) == 0x100010000);
    assert_int_equal(file[2 * 4096], 0);
    free(file);
    must_add(fixture, 100);
    assert_int_equal(last_position(fixture), 0x100020000);
}

static void a_page_write_leaves_a_segment_and_its_shadow(void **state)
{
    struct fixture *fixture = *state;
    uint8_t *file;

    for (unsigned i = 1; i < 30; i++) {
        must_add(fixture, 100);
        assert_int_equal(log_before_write(fixture->log, last_position(fixture)), JET_errSuccess);
        assert_int_equal(log_end(fixture->log), 0x100010000 + 40 + 100 * i);
        assert_int_equal(log_durable(fixture->log), log_end(fixture->log));
        file = read_current(fixture);
        assert_memory_equal(file + 4096, file + 2 * 4096, 4096);
        assert_int_equal(log_segment_verify(file + 4096, 1), LOG_SEGMENT_GOOD);
        assert_int_equal(log_segment_verify(file + 2 * 4096, 2), LOG_SEGMENT_SHADOW);
        free(file);
        assert_int_equal(read_back(fixture, 0, 0), fixture->count);
    }
    assert_int_equal(log_wait(fixture->log, last_position(fixture)), JET_errSuccess); /* durable already */
    must_add(fixture, 100);
    assert_int_equal(log_wait(fixture->log, last_position(fixture)), JET_errSuccess);
    file = read_current(fixture);
    assert_memory_equal(file + 4096, file + 2 * 4096, 4096); /* the shadow is not of an older state */
    free(file);
    assert_int_equal(read_back(fixture, 0, 0), fixture->count);
}

static void a_flush_is_done_soon(void **state)
{
    struct fixture *fixture = *state;

    must_add(fixture, 100);
    log_flush_soon(fixture->log, last_position(fixture), 60000);
    log_flush_soon(fixture->log, last_position(fixture), 20);
    for (unsigned i = 0; i < 1000 && log_durable(fixture->log) <= last_position(fixture); i++) {
        os_time_sleep_ms(10);
    }
    assert_true(log_durable(fixture->log) > last_position(fixture));
}

static void a_group_is_durable_as_a_whole_and_in_one_generation(void **state)
{
    struct fixture *fixture = *state;
    struct log_record first, second;
    struct bytes pieces[4];
    uint64_t lgpos;
    struct log_reader *reader;
    struct log_found found;
    char path[OS_PATH_MAX];

    /* 13 segments and 4000 bytes of the last: the group of 11 + 105 bytes does not fit. */
    for (unsigned i = 0; i < 13; i++) {
        must_add(fixture, 4056);
    }
    must_add(fixture, 4000);
    log_macro_encode(&(struct log_macro){.type = LOG_MACRO_COMMIT, .dbtime = 77}, &first);
    log_macro_info_encode(
        &(struct log_macro_info){.type = LOG_MACRO_INFO, .pages = {(const uint8_t *)"................", 16}},
        &second);
    pieces[0] = first.pieces[0];
    pieces[1] = second.pieces[0];
    pieces[2] = second.pieces[1];
    pieces[2].size = 16;
    for (unsigned i = 0; i < 2; i++) { /* 56 bytes are left: the first group fits, the second does not */
        assert_int_equal(log_append(fixture->log, pieces, 3, &lgpos), JET_errSuccess);
    }
    assert_true(lgpos == 0x200010000);
    assert_int_equal(log_wait(fixture->log, lgpos), JET_errSuccess);
    snprintf(path, sizeof path, "%sedb.log", fixture->options.log_folder);
    assert_int_equal(log_reader_open(path, 0, &reader), JET_errSuccess);
    assert_int_equal(log_reader_next(reader, &found), JET_errSuccess);
    assert_int_equal(found.record.at[0], LOG_MACRO_COMMIT);
    assert_int_equal(log_reader_next(reader, &found), JET_errSuccess);
    assert_int_equal(found.record.at[0], LOG_MACRO_INFO);
    log_reader_close(reader);
}

/* -------------------------------------------------------------------------------------------- generations */

static void a_stream_is_continued_in_a_fresh_segment(void **state)
{
    struct fixture *fixture = *state;
    struct signature signature = log_signature(fixture->log);
    struct logtime created;

    for (unsigned i = 0; i < 40; i++) {
        struct signature again;

        must_add(fixture, 1000);
        assert_int_equal(log_before_write(fixture->log, last_position(fixture)), JET_errSuccess);
        close_stream(fixture);
        fixture_open(fixture);
        again = log_signature(fixture->log);
        assert_true(signature_equal(&again, &signature));
    }
    assert_int_equal(log_generation(fixture->log, &created), 3);
    assert_int_equal(read_back(fixture, 0, 0), fixture->count);
}

static void a_roll_completes_a_generation(void **state)
{
    struct fixture *fixture = *state;
    struct logtime created;
    char path[OS_PATH_MAX];

    assert_int_equal(log_roll(fixture->log), JET_errSuccess);
    assert_int_equal(log_generation(fixture->log, &created), 1);
    must_add(fixture, 100);
    assert_int_equal(log_roll(fixture->log), JET_errSuccess);
    assert_int_equal(log_generation(fixture->log, &created), 2);
    assert_int_equal(log_end(fixture->log), 0x200010000);
    assert_int_equal(log_durable(fixture->log), 0x200010000);
    snprintf(path, sizeof path, "%sedb00001.log", fixture->options.log_folder);
    assert_true(os_file_exists(path));
    must_add(fixture, 100);
    close_stream(fixture);
    assert_int_equal(read_back(fixture, 0, 0), 2);
}

/* Reference 22.1, 17: the crash between the two renames. */
static void a_stream_without_its_current_file_goes_on(void **state)
{
    struct fixture *fixture = *state;
    char current[OS_PATH_MAX], archive[OS_PATH_MAX];

    must_add(fixture, 5000);
    close_stream(fixture);
    snprintf(current, sizeof current, "%sedb.log", fixture->options.log_folder);
    snprintf(archive, sizeof archive, "%sedb00001.log", fixture->options.log_folder);
    assert_int_equal(os_file_rename(current, archive, false), JET_errSuccess);
    fixture_open(fixture);
    must_add(fixture, 5000);
    assert_int_equal(last_position(fixture), 0x200010000);
    close_stream(fixture);
    assert_int_equal(read_back(fixture, 0, 0), 2);
}

static void headers_say_what_made_them(void **state)
{
    struct fixture *fixture = *state;
    uint8_t *file = read_current(fixture);
    struct log_header header;
    struct log_attachment attachment;
    uint32_t offset = 0;

    assert_int_equal(log_header_check(file, "edb.log"), JET_errSuccess);
    log_header_decode(file, &header);
    assert_int_equal(header.generation, 1);
    assert_int_equal(header.sector_size, 4096);
    assert_int_equal(header.header_sectors, 1);
    assert_int_equal(header.file_sectors, SECTORS);
    assert_int_equal(header.page_size, 4096);
    assert_int_equal(header.major, 8);
    assert_int_equal(header.minor, 4000);
    assert_int_equal(header.update_major, 5); /* efv 8920: reference 4 */
    assert_int_equal(header.update_minor, 16);
    assert_int_equal(header.file_type, 3);
    assert_int_equal(header.previous_checksum, 0);
    assert_false(header.previous_created.is_set);
    assert_true(header.created.is_set && header.created.is_utc && header.created.year >= 2024);
    assert_int_equal(header.checkpoint.generation, 1);
    assert_int_equal(header.flags, 0);
    assert_int_equal(log_attachment_next(header.attachments, &offset, &attachment), JET_errSuccess);
    assert_int_equal(lgpos_number(attachment.attach), 0x100000000);
    assert_int_equal(log_attachment_next(header.attachments, &offset, &attachment), JET_errNoCurrentRecord);
    assert_int_equal(header.params.file_sectors, SECTORS);
    free(file);
}

static void another_size_or_page_size_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct log *log;

    close_stream(fixture);
    fixture->options.file_size = 2 * FILE_SIZE;
    assert_int_equal(log_open(&fixture->options, one_attachment, needed, fixture, &log),
                     JET_errLogFileSizeMismatch);
    fixture->options.file_size = FILE_SIZE;
    fixture->options.page_size = 8192;
    assert_int_equal(log_open(&fixture->options, one_attachment, needed, fixture, &log),
                     JET_errPageSizeMismatch);
    fixture->options.file_size = 1000;
    assert_int_equal(log_open(&fixture->options, one_attachment, needed, fixture, &log),
                     JET_errInvalidParameter);
}

/* --------------------------------------------------------------------------------------------- checkpoint */

static void read_checkpoint(struct fixture *fixture, struct checkpoint *checkpoint)
{
    char path[OS_PATH_MAX];

    snprintf(path, sizeof path, "%sedb.chk", fixture->options.system_folder);
    assert_int_equal(checkpoint_read(path, checkpoint), JET_errSuccess);
}

static void the_checkpoint_follows_what_is_needed(void **state)
{
    struct fixture *fixture = *state;
    struct checkpoint checkpoint;
    struct log_attachment attachment;
    uint32_t offset = 0;

    must_add(fixture, 100);
    must_add(fixture, 100);
    fixture->needed = last_position(fixture);
    assert_int_equal(log_checkpoint(fixture->log), JET_errSuccess);
    read_checkpoint(fixture, &checkpoint);
    assert_int_equal(lgpos_number(checkpoint.position), 0x100010000); /* nothing is durable yet */
    assert_int_equal(checkpoint.version, 1);
    assert_int_equal(log_wait(fixture->log, last_position(fixture)), JET_errSuccess);
    assert_int_equal(log_checkpoint(fixture->log), JET_errSuccess);
    read_checkpoint(fixture, &checkpoint);
    assert_int_equal(lgpos_number(checkpoint.position), last_position(fixture));
    fixture->needed = 0x100010000; /* never back */
    assert_int_equal(log_checkpoint(fixture->log), JET_errSuccess);
    read_checkpoint(fixture, &checkpoint);
    assert_int_equal(lgpos_number(checkpoint.position), last_position(fixture));
    fixture->needed = UINT64_MAX;
    assert_int_equal(log_checkpoint(fixture->log), JET_errSuccess);
    read_checkpoint(fixture, &checkpoint);
    assert_int_equal(lgpos_number(checkpoint.position), log_durable(fixture->log));
    assert_int_equal(log_attachment_next(checkpoint.attachments, &offset, &attachment), JET_errSuccess);
    assert_int_equal(lgpos_number(attachment.attach), log_durable(fixture->log));
}

/* Reference 18: the position of the last record, no attachments, version 0. */
static void a_clean_end_is_in_the_checkpoint(void **state)
{
    struct fixture *fixture = *state;
    struct log_record out;
    struct checkpoint checkpoint;
    uint64_t lgpos;

    must_add(fixture, 100);
    log_term2_encode(&(struct log_term2){.type = LOG_TERM2, .time = log_time_now()}, &out);
    assert_int_equal(log_append(fixture->log, out.pieces, out.count, &lgpos), JET_errSuccess);
    close_stream(fixture);
    read_checkpoint(fixture, &checkpoint);
    assert_int_equal(lgpos_number(checkpoint.position), lgpos);
    assert_int_equal(checkpoint.version, 0);
    assert_int_equal(checkpoint.attachments[0], 0);
}

static unsigned count_files(struct fixture *fixture)
{
    struct log_names names;
    uint32_t lowest, highest;

    assert_int_equal(
        log_names_set(&names, fixture->options.log_folder, fixture->options.system_folder, "edb", true), 0);
    assert_int_equal(log_archive_range(&names, &lowest, &highest), JET_errSuccess);
    return lowest == 0 ? 0 : highest - lowest + 1;
}

static void circular_logging_keeps_what_is_needed(void **state)
{
    struct fixture *fixture = *state;
    uint32_t from;

    close_stream(fixture);
    fixture->options.circular = true;
    fixture_open(fixture);
    for (unsigned i = 0; i < 3000; i++) {
        must_add(fixture, 700 + i % 500);
        if (i % 50 == 49) {
            from = fixture->count - 40;
            fixture->needed = fixture->records[from].lgpos;
            assert_int_equal(log_wait(fixture->log, last_position(fixture)), JET_errSuccess);
            assert_int_equal(log_checkpoint(fixture->log), JET_errSuccess);
            assert_true(count_files(fixture) <= 2);
        }
    }
    /* From the first record of the oldest generation that is left on, all are there: files used again show no old records. */
    for (from = fixture->count; from > 0 && fixture->records[from - 1].lgpos >> 32 >= fixture->needed >> 32;
         from--) {
    }
    assert_true(fixture->count - from >= 40);
    assert_int_equal(read_back(fixture, from, 0), fixture->count - from);
}

/* ------------------------------------------------------------------------------------------------ crashes */

struct crash {
    _Atomic int64_t steps_left; /* writes, syncs and changes of size: this many succeed */
    size_t keep;                /* bytes of the next write that reach the file */
    atomic_bool dead;
};

static JET_ERR crash_write(void *context, struct os_file *file, uint64_t offset, size_t *size)
{
    (void)file;
    struct crash *crash = context;

    (void)offset;
    if (crash->dead) {
        *size = 0;
        return JET_errDiskIO;
    }
    if (atomic_fetch_sub(&crash->steps_left, 1) > 0) {
        return JET_errSuccess;
    }
    crash->dead = true;
    *size = crash->keep < *size ? crash->keep : *size;
    return JET_errDiskIO;
}

static JET_ERR crash_sync(void *context, struct os_file *file)
{
    size_t nothing = 0;

    return crash_write(context, file, 0, &nothing);
}

static JET_ERR crash_resize(void *context, uint64_t size)
{
    (void)size;
    return crash_sync(context, NULL);
}

/* The load of the crash tests: all sizes, commits, page writes. Returns how many records were reported durable. */
static uint32_t run_load(struct fixture *fixture, unsigned seed)
{
    uint32_t durable = 0;
    uint32_t x = seed * 7919 + 17;

    for (unsigned i = 0; i < 60; i++) {
        uint32_t size;

        x = x * 1664525 + 1013904223;
        size = RECORD_FIXED + (x >> 8) % (i % 11 == 0 ? 9000 : i % 3 == 0 ? 1200 : 200);
        if (add(fixture, size) < 0) {
            return durable;
        }
        if ((x >> 28) < 5 && log_wait(fixture->log, last_position(fixture)) == JET_errSuccess) {
            durable = fixture->count;
        }
        if ((x >> 28) > 10 && log_before_write(fixture->log, last_position(fixture)) == JET_errSuccess) {
            durable = fixture->count;
        }
    }
    return durable;
}

static void empty_folder(struct fixture *fixture);

static JET_ERR delete_file(void *context, const char *name, bool is_folder)
{
    char path[OS_PATH_MAX];

    (void)is_folder;
    assert_int_equal(path_join(((struct fixture *)context)->options.log_folder, name, path, sizeof path), 0);
    return os_file_delete(path);
}

static void empty_folder(struct fixture *fixture)
{
    assert_int_equal(os_dir_list(fixture->options.log_folder, "*", delete_file, fixture), JET_errSuccess);
}

/* One run: dies at step `n`, a write of which `keep` bytes are kept. False when the load ended before. */
static bool crash_once(struct fixture *fixture, int64_t n, size_t keep, unsigned flags)
{
    struct crash crash = {.steps_left = INT64_MAX};
    const struct os_file_hooks hooks = {crash_write, crash_sync, crash_resize, &crash};
    uint32_t durable, found;
    struct log_record out;
    uint64_t lgpos;

    empty_folder(fixture);
    fixture->count = 0;
    fixture_open(fixture);
    crash.steps_left = n;
    crash.keep = keep;
    os_file_set_hooks(&hooks);
    durable = run_load(fixture, (unsigned)n);
    log_close(fixture->log);
    fixture->log = NULL;
    os_file_set_hooks(NULL);
    found = read_back(fixture, 0, flags);
    if (found < durable) {
        fail_msg("step %d, %u bytes: %u records were durable, %u are there", (int)n, (unsigned)keep, durable,
                 found);
    }
    /* The stream goes on behind what was found, as after a recovery. */
    fixture->count = found;
    fixture_open(fixture);
    log_recovery_undo2_encode(
        &(struct log_recovery_undo2){.type = LOG_RECOVERY_UNDO2, .time = log_time_now()}, &out);
    assert_int_equal(log_append(fixture->log, out.pieces, out.count, &lgpos), JET_errSuccess);
    for (unsigned i = 0; i < 10; i++) {
        must_add(fixture, 500 + 700 * i);
    }
    close_stream(fixture);
    assert_int_equal(read_back(fixture, 0, 0), found + 10);
    return crash.dead;
}

/* The thread that makes the next file writes too, so that the n-th step is not the same in each run: all the better. */
static void crash_at_every_step(struct fixture *fixture, const size_t *keeps, unsigned count, unsigned flags)
{
    unsigned crashes = 0, survived = 0;

    close_stream(fixture);
    for (int64_t n = 0; survived < count; n++) {
        survived = 0;
        for (unsigned k = 0; k < count; k++) {
            if (crash_once(fixture, n, keeps[k], flags)) {
                crashes++;
            } else {
                survived++;
            }
        }
    }
    print_message("%u crashes\n", crashes);
    assert_true(crashes > 40 * count);
}

/* As Microsoft's engine expects it of a device: its own rules for reading suffice. */
static void what_was_durable_survives_a_crash_between_segments(void **state)
{
    static const size_t keeps[] = {0, 4096};

    crash_at_every_step(*state, keeps, 2, 0);
}

static void what_was_durable_survives_a_crash_inside_segments(void **state)
{
    static const size_t keeps[] = {512, 3000, 4096 + 512};

    crash_at_every_step(*state, keeps, 3, LOG_READ_TORN_TAIL);
}

/* ---------------------------------------------------------------------------------------------- disk full */

struct full_disk {
    atomic_bool full;
    char next[OS_PATH_MAX]; /* path of the file that is made ahead */
};

static JET_ERR full_write(void *context, struct os_file *file, uint64_t offset, size_t *size)
{
    (void)file;
    struct full_disk *disk = context;
    struct os_file_info info;

    /* What begins to fill a file without any room yet. */
    if (disk->full && offset == 0 && *size > 4096 && os_file_stat(disk->next, &info) == JET_errSuccess &&
        info.size == 0) {
        *size = 0;
        return JET_errDiskFull;
    }
    return JET_errSuccess;
}

static JET_ERR full_sync(void *context, struct os_file *file)
{
    (void)file;
    (void)context;
    return JET_errSuccess;
}

static JET_ERR full_resize(void *context, uint64_t size)
{
    (void)size;
    return ((struct full_disk *)context)->full ? JET_errDiskFull : JET_errSuccess;
}

static JET_ERR begin_transaction(struct fixture *fixture)
{
    struct log_record out;
    uint64_t lgpos;

    log_begin0_encode(&(struct log_begin0){.type = LOG_BEGIN0, .procid = 1, .count = 1, .trx = 4}, &out);
    return log_append(fixture->log, out.pieces, out.count, &lgpos);
}

static void roll_once(struct fixture *fixture)
{
    must_add(fixture, 100);
    assert_int_equal(log_roll(fixture->log), JET_errSuccess);
}

static void a_full_disk_makes_the_stream_quiet_and_then_ends_it(void **state)
{
    struct fixture *fixture = *state;
    struct full_disk disk = {.full = false};
    const struct os_file_hooks hooks = {full_write, full_sync, full_resize, &disk};
    uint64_t lgpos;

    snprintf(disk.next, sizeof disk.next, "%sedbtmp.log", fixture->options.log_folder);
    os_file_set_hooks(&hooks);
    disk.full = true;
    roll_once(fixture);
    roll_once(fixture); /* on a reserve file by now, if there was a next file before */
    assert_int_equal(begin_transaction(fixture), JET_errLogDiskFull);
    must_add(fixture, 100); /* what is under way may end */
    assert_int_equal(log_wait(fixture->log, last_position(fixture)), JET_errSuccess);
    disk.full = false; /* somebody made room */
    assert_int_equal(begin_transaction(fixture), JET_errSuccess);
    disk.full = true;
    roll_once(fixture);
    while (add(fixture, 100) == JET_errSuccess && log_roll(fixture->log) == JET_errSuccess) {
    }
    assert_int_equal(append(fixture->log, 0, 100, &lgpos), JET_errLogDiskFull);
    assert_int_equal(log_wait(fixture->log, UINT64_MAX), JET_errLogDiskFull);
    assert_true(log_error(fixture->log) < 0);
    assert_int_equal(log_close(fixture->log), JET_errLogDiskFull);
    fixture->log = NULL;
    os_file_set_hooks(NULL);
    assert_true(read_back(fixture, 0, 0) >= fixture->count - 1);
}

static void what_a_thread_logs_is_counted_for_it(void **state)
{
    struct fixture *fixture = *state;
    struct cache_thread_statistics before, after;

    cache_thread_statistics(&before);
    must_add(fixture, 100);
    must_add(fixture, 4000);
    must_add(fixture, 77);
    cache_thread_statistics(&after);
    assert_int_equal(after.log_records - before.log_records, 3);
    assert_int_equal(after.log_bytes - before.log_bytes, 100 + 4000 + 77);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_take_the_place_that_the_format_gives_them),
        TEST(records_of_every_size_are_read_back),
        TEST(records_at_every_edge_of_segments_and_files_are_read_back),
        TEST(what_is_no_record_or_too_large_is_refused),
        TEST(a_commit_fills_its_segment),
        TEST(a_page_write_leaves_a_segment_and_its_shadow),
        TEST(a_flush_is_done_soon),
        TEST(a_group_is_durable_as_a_whole_and_in_one_generation),
        TEST(a_stream_is_continued_in_a_fresh_segment),
        TEST(a_roll_completes_a_generation),
        TEST(a_stream_without_its_current_file_goes_on),
        TEST(headers_say_what_made_them),
        TEST(another_size_or_page_size_is_refused),
        TEST(the_checkpoint_follows_what_is_needed),
        TEST(a_clean_end_is_in_the_checkpoint),
        TEST(circular_logging_keeps_what_is_needed),
        TEST(what_was_durable_survives_a_crash_between_segments),
        TEST(what_was_durable_survives_a_crash_inside_segments),
        TEST(a_full_disk_makes_the_stream_quiet_and_then_ends_it),
        TEST(what_a_thread_logs_is_counted_for_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
