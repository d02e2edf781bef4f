/*
 * log_stream_test.c - every log and checkpoint of the real files, read to the last byte: headers, segments, records,
 * positions, and what ties one generation to the next.
 */
#include "test.h"

#include "diag.h"
#include "format/db_header.h"
#include "log/log_files.h"
#include "log/log_reader.h"
#include "log/log_record.h"
#include "log/log_segment.h"
#include "os.h"
#include "sample_log.h"

/* ------------------------------------------------------------------------------------------- finding them */

struct walk {
    void (*visit)(const char *path, void *context);
    void *context;
    const char *pattern;
    char folder[OS_PATH_MAX];
    unsigned count;
};

static JET_ERR walk_name(void *context, const char *name, bool is_folder);

static void walk_folder(struct walk *walk)
{
    assert_int_equal(os_dir_list(walk->folder, "*", walk_name, walk), JET_errSuccess);
}

static bool is_blank(const char *path)
{
    uint8_t header[LOG_HEADER_SIZE] = {0}, zero[LOG_HEADER_SIZE] = {0};
    struct os_file file;
    size_t got;

    assert_int_equal(os_file_open(&file, path, OS_READ, OS_SHARE_ALL), JET_errSuccess);
    assert_int_equal(os_file_read(&file, 0, header, sizeof header, &got), JET_errSuccess);
    os_file_close(&file);
    return memcmp(header, zero, sizeof zero) == 0;
}

static JET_ERR walk_name(void *context, const char *name, bool is_folder)
{
    struct walk *walk = context;
    size_t length = strlen(walk->folder);

    snprintf(walk->folder + length, sizeof walk->folder - length, "/%s", name);
    if (is_folder) {
        walk_folder(walk);
    } else if (path_matches(name, walk->pattern) && strcmp(name, "esedbexport.log") != 0 &&
               !is_blank(walk->folder)) {
        walk->visit(walk->folder, walk->context);
        walk->count++;
    }
    walk->folder[length] = '\0';
    return JET_errSuccess;
}

static unsigned for_each(const char *pattern, void (*visit)(const char *path, void *context), void *context)
{
    struct walk walk = {.visit = visit, .context = context, .pattern = pattern};
    const char *root = test_fixture_root();

    if (root == NULL) {
        print_message("the real files are absent\n");
        skip();
    }
    snprintf(walk.folder, sizeof walk.folder, "%s", root);
    walk_folder(&walk);
    return walk.count;
}

/* ------------------------------------------------------------------------------------------------ records */

static void join(const struct log_record *record, uint8_t *bytes, uint32_t *size)
{
    *size = 0;
    for (uint32_t i = 0; i < record->count; i++) {
        memcpy(bytes + *size, record->pieces[i].at, record->pieces[i].size);
        *size += record->pieces[i].size;
    }
}

struct totals {
    uint32_t types[256];
    uint32_t records;
};

static void visit_records(const char *path, void *context)
{
    static uint8_t again[1 << 20];
    struct totals *totals = context;
    struct log_reader *reader;
    struct log_found found;
    uint64_t expected = 0;
    JET_ERR err;

    if (log_reader_open(path, 0, &reader) != JET_errSuccess) {
        fail_msg("%s: %s", path, diag_sentence());
    }
    while ((err = log_reader_next(reader, &found)) == JET_errSuccess) {
        struct log_record out;
        uint32_t size;

        if (!sample_log_again(found.record, &out)) {
            fail_msg("%s: no layout for type %u", path, found.record.at[0]);
        }
        join(&out, again, &size);
        if (size != found.record.size || memcmp(again, found.record.at, size) != 0) {
            fail_msg("%s: %s at %llx is encoded differently", path, log_type_name(found.record.at[0]),
                     (unsigned long long)found.lgpos);
        }
        if (found.lgpos < expected || found.end <= found.lgpos) {
            fail_msg("%s: positions go back at %llx", path, (unsigned long long)found.lgpos);
        }
        expected = found.end;
        totals->types[found.record.at[0]]++;
        totals->records++;
    }
    if (err != JET_errNoCurrentRecord) {
        fail_msg("%s: %s", path, diag_sentence());
    }
    log_reader_close(reader);
}

static void every_record_of_every_real_log_is_encoded_as_it_was(void **state)
{
    static struct totals totals;

    (void)state;
    assert_true(for_each("*.log", visit_records, &totals) > 50);
    assert_true(totals.records > 100000);
    /* As many begins of fragmented records as there are to be put together are not seen as such. */
    assert_int_equal(totals.types[LOG_FRAGMENT_BEGIN], 0);
    assert_int_equal(totals.types[LOG_FRAGMENT], 0);
}

/* Counted by a walker in another language. */
static void records_are_as_many_as_another_reader_counts(void **state)
{
    static const struct {
        const char *file;
        struct {
            unsigned type, count;
        } types[24];
    } cases[] = {
        {"oracle/dirty_8192_smallckp/files/edb.log",
         {{LOG_BEGIN, 342},
          {LOG_COMMIT, 344},
          {LOG_BEGIN0, 1},
          {LOG_COMMIT0, 1},
          {LOG_MACRO_BEGIN, 10},
          {LOG_MACRO_COMMIT, 11},
          {LOG_CREATE_SINGLE, 1},
          {LOG_INSERT, 237},
          {LOG_FLAG_DELETE, 450},
          {LOG_REPLACE, 10},
          {LOG_REPLACE_D, 150},
          {LOG_DELETE, 1},
          {LOG_UNDO_INFO, 600},
          {LOG_SPLIT2, 20},
          {LOG_MACRO_INFO, 11},
          {LOG_EXTEND_DB, 1},
          {LOG_NOP2, 1},
          {LOG_NEW_PAGE, 11}}},
        {"corpus/museum-srum-win10-rathbun-dirty/SRU00003.log",
         {{LOG_BEGIN, 122},
          {LOG_COMMIT, 168},
          {LOG_ROLLBACK, 1},
          {LOG_ATTACH_DB, 2},
          {LOG_UNDO, 62},
          {LOG_INIT2, 2},
          {LOG_RECOVERY_UNDO2, 1},
          {LOG_RECOVERY_QUIT2, 1},
          {LOG_TERM2, 1},
          {LOG_SPLIT2, 4},
          {LOG_UNDO_INFO, 1}}},
    };

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static struct totals totals;

        memset(&totals, 0, sizeof totals);
        visit_records(test_fixture(cases[i].file), &totals);
        for (unsigned t = 0; t < 24 && cases[i].types[t].count != 0; t++) {
            if (totals.types[cases[i].types[t].type] != cases[i].types[t].count) {
                fail_msg("%s: %u records of type %s instead of %u", cases[i].file,
                         totals.types[cases[i].types[t].type], log_type_name(cases[i].types[t].type),
                         cases[i].types[t].count);
            }
        }
    }
}

/* ------------------------------------------------------------------------------------------------ headers */

static void visit_header(const char *path, void *context)
{
    size_t size;
    uint8_t *file = test_read_file(path, &size), again[LOG_HEADER_SIZE];
    struct log_header header;
    struct log_attachment attachment;
    uint32_t offset = 0, used = 0;
    uint8_t list[LOG_ATTACH_LIST_SIZE] = {0};
    JET_ERR err;

    assert_int_equal(log_header_check(file, path), JET_errSuccess);
    log_header_decode(file, &header);
    log_header_encode(again, &header);
    assert_memory_equal(file, again, LOG_HEADER_SIZE);
    while ((err = log_attachment_next(header.attachments, &offset, &attachment)) == JET_errSuccess) {
        assert_int_equal(log_attachment_add(list, sizeof list, &used, &attachment), JET_errSuccess);
        (*(unsigned *)context)++;
    }
    assert_int_equal(err, JET_errNoCurrentRecord);
    assert_memory_equal(list, header.attachments, used + 1);
    free(file);
}

static void every_real_log_header_is_encoded_as_it_was(void **state)
{
    unsigned attachments = 0;

    (void)state;
    for_each("*.log", visit_header, &attachments);
    assert_true(attachments > 20);
}

static void check_pair(const char *earlier, const char *later)
{
    struct log_reader *first, *second;

    assert_int_equal(log_reader_open(earlier, 0, &first), JET_errSuccess);
    assert_int_equal(log_reader_open(later, 0, &second), JET_errSuccess);
    assert_int_equal(log_reader_header(first)->generation + 1, log_reader_header(second)->generation);
    assert_true(log_reader_scan(first).checksum == log_reader_header(second)->previous_checksum);
    assert_memory_equal(&log_reader_header(first)->created, &log_reader_header(second)->previous_created,
                        sizeof(struct logtime));
    assert_true(signature_equal(&log_reader_header(first)->signature, &log_reader_header(second)->signature));
    log_reader_close(first);
    log_reader_close(second);
}

/* The header's sum of all checksums of the generation before, and its time: reference 5.4, 3. */
static void each_generation_confirms_the_one_before(void **state)
{
    static const struct {
        const char *folder, *base;
        uint32_t first, last; /* `last` is followed by the current one */
    } sets[] = {
        {"oracle/dirty_8192_smallckp/files/", "edb", 1, 9},
        {"oracle/dirty_32768_bigckp/files/", "edb", 1, 9},
        {"oracle/dirty_4096_bigckp/files/", "edb", 1, 10},
        {"oracle/dirty_4096_bigckp_esent/files/", "edb", 1, 10},
        {"corpus/museum-srum-server2022-day1/", "SRU", 3, 4},
        {"corpus/museum-srum-win10-aptsim/", "SRU", 0x19, 0x1F},
        {"corpus/museum-srum-win10-rathbun-dirty/", "SRU", 3, 8},
        {"corpus/museum-srum-win11-rathbun-dirty/", "SRU", 0x59, 0x5B},
    };

    (void)state;
    for (unsigned i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        char relative[256];
        struct log_names names;
        char earlier[OS_PATH_MAX], later[OS_PATH_MAX];
        uint32_t lowest, highest;

        snprintf(relative, sizeof relative, "%s%s.log", sets[i].folder, sets[i].base);
        assert_int_equal(path_folder(test_fixture(relative), earlier, sizeof earlier), JET_errSuccess);
        assert_int_equal(log_names_set(&names, earlier, earlier, sets[i].base, true), JET_errSuccess);
        assert_int_equal(log_archive_range(&names, &lowest, &highest), JET_errSuccess);
        assert_int_equal(lowest, sets[i].first);
        assert_int_equal(highest, sets[i].last);
        for (uint32_t g = lowest; g <= highest; g++) {
            assert_int_equal(log_archive_find(&names, g, earlier), JET_errSuccess);
            if (g == highest) {
                assert_int_equal(log_current_path(&names, later), JET_errSuccess);
            } else {
                assert_int_equal(log_archive_find(&names, g + 1, later), JET_errSuccess);
            }
            check_pair(earlier, later);
        }
    }
}

/* -------------------------------------------------------------------------------------------- checkpoints */

static void visit_checkpoint(const char *path, void *context)
{
    size_t size;
    uint8_t *file = test_read_file(path, &size), again[LOG_HEADER_SIZE];
    struct checkpoint checkpoint;

    (void)context;
    assert_int_equal(size, CHECKPOINT_SIZE);
    for (size_t at = 0; at < size; at += LOG_HEADER_SIZE) {
        checkpoint_decode(file + at, &checkpoint);
        checkpoint_encode(again, &checkpoint);
        assert_memory_equal(file + at, again, LOG_HEADER_SIZE);
    }
    assert_int_equal(checkpoint_read(path, &checkpoint), JET_errSuccess);
    free(file);
}

static void every_real_checkpoint_is_encoded_as_it_was(void **state)
{
    (void)state;
    assert_true(for_each("*.chk", visit_checkpoint, NULL) > 5);
}

/* The numbers in Microsoft's eseutil_mk.txt beside each. */
static void checkpoints_say_what_microsofts_tool_says(void **state)
{
    static const char *const sets[] = {"dirty_8192_smallckp", "dirty_32768_bigckp", "dirty_4096_bigckp",
                                       "dirty_4096_bigckp_esent"};

    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        char relative[128];
        struct checkpoint checkpoint;
        char *text, *at;
        size_t size;
        unsigned generation, sector, byte;

        snprintf(relative, sizeof relative, "oracle/%s/files/edb.chk", sets[i]);
        assert_int_equal(checkpoint_read(test_fixture(relative), &checkpoint), JET_errSuccess);
        snprintf(relative, sizeof relative, "oracle/%s/eseutil_mk.txt", sets[i]);
        text = test_read_file(test_fixture(relative), &size);
        text = realloc(text, size + 1);
        assert_non_null(text);
        text[size] = '\0';

        assert_non_null(at = strstr(text, " Checkpoint: ("));
        assert_int_equal(sscanf(at, " Checkpoint: (%x,%x,%x)", &generation, &sector, &byte), 3);
        assert_int_equal(checkpoint.position.generation, generation);
        assert_int_equal(checkpoint.position.sector, sector);
        assert_int_equal(checkpoint.position.byte, byte);
        assert_non_null(at = strstr(text, "DbConsistency: ("));
        assert_int_equal(sscanf(at, "DbConsistency: (%x,%x,%x)", &generation, &sector, &byte), 3);
        assert_int_equal(checkpoint.consistency.generation, generation);
        assert_int_equal(checkpoint.consistency.sector, sector);
        assert_int_equal(checkpoint.consistency.byte, byte);
        assert_non_null(at = strstr(text, "Rand:"));
        assert_int_equal(checkpoint.signature.random, strtoul(at + 5, NULL, 10));
        assert_non_null(at = strstr(text, "(    off,"));
        assert_int_equal(checkpoint.params.sessions, strtoul(at + 9, &at, 10));
        assert_int_equal(checkpoint.params.tables, strtoul(at + 1, &at, 10));
        assert_int_equal(checkpoint.params.version_pages, strtoul(at + 1, &at, 10));
        assert_int_equal(checkpoint.params.cursors, strtoul(at + 1, &at, 10));
        assert_int_equal(checkpoint.params.buffer_sectors, strtoul(at + 1, &at, 10));
        assert_int_equal(checkpoint.params.file_sectors, strtoul(at + 1, &at, 10));
        assert_int_equal(checkpoint.params.cache_pages, strtoul(at + 1, &at, 10));
        free(text);
    }
}

/* ---------------------------------------------------------------------------------------------- positions */

/*
 * The header of each database names the position of the record that attached it: what its writer was told when it
 * logged that. The reader must find the record at the same place; and a seek to any record finds that record.
 */
static void records_are_where_their_writer_says(void **state)
{
    static const char *const sets[][3] = {
        {"oracle/dirty_8192_smallckp/files/", "b.edb", "edb00000001.log"},
        {"oracle/dirty_4096_bigckp_esent/files/", "b.edb", "edb00001.log"},
        {"corpus/museum-srum-server2022-day1/", "SRUDB.dat", "SRU.log"},
        {"corpus/museum-srum-win10-rathbun-dirty/", "SRUDB.dat", "SRU.log"},
        {"corpus/museum-srum-win11-rathbun-dirty/", "SRUDB.dat", "SRU.log"},
    };
    unsigned found_ones = 0;

    (void)state;
    for (unsigned i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        char relative[256];
        struct db_header_choice choice;
        struct db_header header;
        struct log_reader *reader;
        struct log_found found, again;
        bool attached = false;
        size_t size;
        uint8_t *file;

        snprintf(relative, sizeof relative, "%s%s", sets[i][0], sets[i][1]);
        file = test_read_file(test_fixture(relative), &size);
        assert_int_equal(db_header_choose(file, DB_HEADER_PROBE, relative, &choice), JET_errSuccess);
        db_header_decode(choice.image, &header);
        free(file);
        snprintf(relative, sizeof relative, "%s%s", sets[i][0], sets[i][2]);
        assert_int_equal(log_reader_open(test_fixture(relative), 0, &reader), JET_errSuccess);
        while (log_reader_next(reader, &found) == JET_errSuccess) {
            if (found.record.at[0] == LOG_ATTACH_DB || found.record.at[0] == LOG_CREATE_DB) {
                attached = attached || found.lgpos == lgpos_number(header.lgpos_attach);
            }
            assert_int_equal(log_reader_seek(reader, found.lgpos), JET_errSuccess);
            assert_int_equal(log_reader_next(reader, &again), JET_errSuccess);
            assert_true(again.lgpos == found.lgpos && again.end == found.end);
        }
        found_ones += attached;
        print_message("%s: attached at %x:%x:%x, %s\n", sets[i][0], header.lgpos_attach.generation,
                      header.lgpos_attach.sector, header.lgpos_attach.byte,
                      attached ? "found" : "not in this log");
        log_reader_close(reader);
    }
    assert_true(found_ones >= 3);
}

/* ----------------------------------------------------------------------------------------------- damage */

/* What the reader says of a real log with some bytes changed; the changes are segment, offset, XOR. */
static void damage_is_told_from_a_torn_write(void **state)
{
    static const struct {
        const char *what;
        struct {
            uint32_t segment, offset;
            uint8_t flip;
        } changes[3];
        JET_ERR strict, tolerant;
        uint32_t last, torn; /* of the tolerant reader */
    } cases[] = {
        {"nothing", {{0, 0, 0}}, JET_errSuccess, JET_errSuccess, 40, 0},
        {"one bit", {{7, 900, 0x10}}, JET_errSuccess, JET_errSuccess, 40, 0},
        {"the middle", {{7, 900, 0x11}}, JET_errLogFileCorrupt, JET_errLogFileCorrupt, 0, 0},
        {"the end", {{40, 900, 0x11}, {41, 900, 0x11}}, JET_errLogFileCorrupt, JET_errSuccess, 39, 40},
        {"behind the end", {{50, 0, 1}}, JET_errLogFileCorrupt, JET_errSuccess, 40, 50},
        {"the header", {{0, 4, 1}}, JET_errLogFileCorrupt, JET_errLogFileCorrupt, 0, 0},
    };
    size_t size;
    uint8_t *file = test_read_file(test_fixture("oracle/dirty_8192_smallckp/files/edb.log"), &size);

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct log_reader *reader;
        const char *path = test_path("damaged.log");

        for (unsigned c = 0; c < 3; c++) {
            file[cases[i].changes[c].segment * 4096 + cases[i].changes[c].offset] ^= cases[i].changes[c].flip;
        }
        test_write_file(path, file, size);
        for (unsigned c = 0; c < 3; c++) {
            file[cases[i].changes[c].segment * 4096 + cases[i].changes[c].offset] ^= cases[i].changes[c].flip;
        }
        if (log_reader_open(path, 0, &reader) != cases[i].strict) {
            fail_msg("%s: strict", cases[i].what);
        }
        log_reader_close(reader);
        if (log_reader_open(path, LOG_READ_TORN_TAIL, &reader) != cases[i].tolerant) {
            fail_msg("%s: tolerant", cases[i].what);
        }
        if (reader != NULL) {
            assert_int_equal(log_reader_scan(reader).last_segment, cases[i].last);
            assert_int_equal(log_reader_scan(reader).torn_segment, cases[i].torn);
        }
        log_reader_close(reader);
    }
    free(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_record_of_every_real_log_is_encoded_as_it_was),
        cmocka_unit_test(records_are_as_many_as_another_reader_counts),
        cmocka_unit_test(every_real_log_header_is_encoded_as_it_was),
        cmocka_unit_test(each_generation_confirms_the_one_before),
        cmocka_unit_test(every_real_checkpoint_is_encoded_as_it_was),
        cmocka_unit_test(checkpoints_say_what_microsofts_tool_says),
        cmocka_unit_test(records_are_where_their_writer_says),
        cmocka_unit_test(damage_is_told_from_a_torn_write),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
