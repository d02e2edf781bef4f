/*
 * instance_log_test.c - what is in the log of an instance, and that log and databases fit each other wherever the machine stops.
 *
 * Expected: the log that Microsoft's engine wrote for a new database; the write-ahead rule and the rules for headers of reference
 * log-and-recovery 15 and 19.
 */
#include "test.h"

#include <stdatomic.h>
#include <stdbool.h>

#include "diag.h"
#include "esent.h"
#include "format/db_header.h"
#include "format/page_checksum.h"
#include "log/log_files.h"
#include "log/log_reader.h"
#include "log/log_record.h"
#include "log/log_set.h"
#include "os.h"

#define ORACLE_LOG "oracle/dirty_4096_bigckp_esent/files/edb00001.log"

enum { PAGE = 4096, LOG_KIB = 64, PAGES_MAX = 4096, ROW_SIZE = 300, GENERATIONS_MAX = 64 };

static JET_INSTANCE instance;
static JET_SESID session;
static JET_DBID database;
static JET_TABLEID table;
static JET_COLUMNID key, value;
static char folder[512], database_path[600];

static void fresh_folder(void)
{
    static unsigned number;
    char name[32];

    snprintf(name, sizeof name, "crash%u", number++);
    snprintf(folder, sizeof folder, "%s/", test_path(name));
    snprintf(database_path, sizeof database_path, "%sa.edb", folder);
    assert_int_equal(os_dir_create(folder), JET_errSuccess);
}

static void set(uint32_t id, JET_API_PTR number, const char *text)
{
    assert_int_equal(JetSetSystemParameterA(&instance, 0, id, number, text), JET_errSuccess);
}

static JET_ERR start(void)
{
    JET_ERR err;

    instance = 0;
    assert_int_equal(JetCreateInstanceA(&instance, "crash"), JET_errSuccess);
    set(JET_paramSystemPath, 0, folder);
    set(JET_paramLogFilePath, 0, folder);
    set(JET_paramTempPath, 0, folder);
    set(JET_paramMaxTemporaryTables, 0, NULL);
    set(JET_paramLogFileSize, LOG_KIB, NULL);
    set(JET_paramCheckpointDepthMax, LOG_KIB * 1024, NULL);
    set(JET_paramDbExtensionSize, 16, NULL);
    err = JetInit(&instance);
    return err < 0 ? err : JetBeginSessionA(instance, &session, NULL, NULL);
}

static JET_ERR make_table(void)
{
    JET_COLUMNDEF definition = {.cbStruct = sizeof definition, .coltyp = JET_coltypLong};
    JET_ERR err = JetCreateTableA(session, database, "T", 8, 80, &table);

    if (err >= 0) {
        err = JetAddColumnA(session, table, "key", &definition, NULL, 0, &key);
    }
    definition.coltyp = JET_coltypLongBinary;
    if (err >= 0) {
        err = JetAddColumnA(session, table, "value", &definition, NULL, 0, &value);
    }
    return err < 0
               ? err
               : JetCreateIndexA(session, table, "pk", JET_bitIndexPrimary, "+key\0", sizeof "+key\0", 80);
}

/* A row in a transaction that is still to be committed. */
static JET_ERR begin_insert(int32_t number)
{
    uint8_t bytes[ROW_SIZE];
    JET_ERR err = JetBeginTransaction(session);

    memset(bytes, number & 0xFF, sizeof bytes);
    if (err >= 0) {
        err = JetPrepareUpdate(session, table, JET_prepInsert);
    }
    if (err >= 0) {
        err = JetSetColumn(session, table, key, &number, sizeof number, 0, NULL);
    }
    if (err >= 0) {
        err = JetSetColumn(session, table, value, bytes, sizeof bytes, 0, NULL);
    }
    if (err >= 0) {
        err = JetUpdate(session, table, NULL, 0, NULL);
    }
    return err;
}

static JET_ERR insert(int32_t number, JET_GRBIT commit)
{
    JET_ERR err = begin_insert(number);

    return err < 0 ? err : JetCommitTransaction(session, commit);
}

static int set_up(void **state)
{
    static bool first = true;

    (void)state;
    if (first) {
        first = false;
        assert_int_equal(JetSetSystemParameterA(NULL, 0, JET_paramDatabasePageSize, PAGE, NULL),
                         JET_errSuccess);
    }
    fresh_folder();
    return 0;
}

/* --------------------------------------------------------------------------------------------- the record */

/* What is compared of a record: its type, and the page that it is about. */
struct step {
    unsigned type;
    uint32_t pgno;
};

static bool is_compared(unsigned type)
{
    return type != LOG_NOP2 && type != LOG_BEGIN &&
           type != LOG_COMMIT; /* each row in a level of its own, or not */
}

static unsigned read_steps(const char *path, struct step *steps, unsigned capacity)
{
    struct log_reader *reader;
    struct log_found found;
    unsigned count = 0;

    assert_int_equal(log_reader_open(path, 0, &reader), JET_errSuccess);
    while (count < capacity && log_reader_next(reader, &found) == JET_errSuccess) {
        struct log_page page = {0};

        if (!is_compared(found.record.at[0])) {
            continue;
        }
        if (log_type_has_page(found.record.at[0])) {
            assert_int_equal(log_page_decode(found.record, &page), JET_errSuccess);
        }
        steps[count++] = (struct step){found.record.at[0], page.pgno};
    }
    log_reader_close(reader);
    return count;
}

/* The first rows of the catalog are where the two engines enter indexes in a different order. */
static void a_new_database_is_logged_as_windows_does(void **state)
{
    enum { STEPS = 16 };
    struct step theirs[STEPS], ours[STEPS];
    char path[600];

    (void)state;
    assert_int_equal(read_steps(test_fixture(ORACLE_LOG), theirs, STEPS), STEPS);
    assert_int_equal(start(), JET_errSuccess);
    assert_int_equal(JetCreateDatabaseA(session, database_path, NULL, &database, 0), JET_errSuccess);
    assert_int_equal(JetTerm(instance), JET_errSuccess);
    snprintf(path, sizeof path, "%sedb.log", folder);
    assert_int_equal(read_steps(path, ours, STEPS), STEPS);
    for (unsigned i = 0; i < STEPS; i++) {
        assert_int_equal(ours[i].type, theirs[i].type);
        assert_int_equal(ours[i].pgno, theirs[i].pgno);
    }
}

/* The position and bytes of the first record of a type. */
static uint64_t find(const char *path, unsigned type, unsigned turn)
{
    struct log_reader *reader;
    struct log_found found;
    uint64_t lgpos = 0;

    assert_int_equal(log_reader_open(path, 0, &reader), JET_errSuccess);
    while (lgpos == 0 && log_reader_next(reader, &found) == JET_errSuccess) {
        if (found.record.at[0] == type && turn-- == 0) {
            lgpos = found.lgpos;
        }
    }
    log_reader_close(reader);
    return lgpos;
}

static struct db_header read_header(void)
{
    struct db_header_choice choice;
    struct db_header header;
    size_t size;
    uint8_t *bytes = test_read_file(database_path, &size);

    assert_int_equal(
        db_header_choose(bytes, size < DB_HEADER_PROBE ? size : DB_HEADER_PROBE, "a.edb", &choice),
        JET_errSuccess);
    db_header_decode(choice.image, &header);
    free(bytes);
    return header;
}

/* Positions in the header are those of the records. */
static void headers_name_the_records(void **state)
{
    struct db_header header;
    struct checkpoint checkpoint;
    char path[600], checkpoint_path[600];

    (void)state;
    snprintf(path, sizeof path, "%sedb.log", folder);
    snprintf(checkpoint_path, sizeof checkpoint_path, "%sedb.chk", folder);
    assert_int_equal(start(), JET_errSuccess);
    assert_int_equal(JetCreateDatabaseA(session, database_path, NULL, &database, 0), JET_errSuccess);
    header = read_header();
    assert_int_equal(header.state, DB_STATE_DIRTY_SHUTDOWN);
    assert_true(lgpos_number(header.lgpos_attach) == find(path, LOG_CREATE_DB, 0));
    assert_int_equal(JetCloseDatabase(session, database, 0), JET_errSuccess);
    assert_int_equal(JetDetachDatabaseA(session, database_path), JET_errSuccess);
    header = read_header();
    assert_true(lgpos_number(header.lgpos_consistent) == find(path, LOG_DETACH_DB, 0));
    assert_int_equal(JetAttachDatabaseA(session, database_path, 0), JET_errSuccess);
    header = read_header();
    assert_true(lgpos_number(header.lgpos_attach) == find(path, LOG_ATTACH_DB, 0));
    assert_true(lgpos_number(header.lgpos_consistent) == find(path, LOG_DETACH_DB, 0));
    assert_int_equal(JetTerm(instance), JET_errSuccess);
    header = read_header();
    assert_true(lgpos_number(header.lgpos_consistent) == find(path, LOG_SHUT_DOWN_MARK, 0));
    assert_true(find(path, LOG_INIT2, 0) == lgpos_number((struct lgpos){0, 1, 1}));
    assert_int_equal(checkpoint_read(checkpoint_path, &checkpoint), JET_errSuccess);
    assert_true(lgpos_number(checkpoint.position) == find(path, LOG_TERM2, 0));
    assert_int_equal(checkpoint.attachments[0], 0);
}

/* A new generation says which databases are attached. */
static void a_full_log_is_followed_by_one_that_names_the_databases(void **state)
{
    struct log_attachment entry;
    struct log_reader *reader;
    struct db_header header;
    char path[600];
    uint32_t offset = 0;
    char absolute[OS_PATH_MAX];
    WCHAR name[600];

    (void)state;
    assert_int_equal(start(), JET_errSuccess);
    assert_int_equal(JetCreateDatabaseA(session, database_path, NULL, &database, 0), JET_errSuccess);
    assert_int_equal(JetCommitTransaction(session, JET_bitForceNewLog), JET_errSuccess);
    header = read_header();
    assert_int_equal(JetTerm2(instance, JET_bitTermDirty), JET_errDirtyShutdown);
    snprintf(path, sizeof path, "%sedb.log", folder);
    assert_int_equal(log_reader_open(path, 0, &reader), JET_errSuccess);
    assert_int_equal(log_attachment_next(log_reader_header(reader)->attachments, &offset, &entry),
                     JET_errSuccess);
    assert_int_equal(entry.dbid, 1);
    assert_int_equal(entry.flags, LOG_ATTACHMENT_WIDE);
    assert_true(lgpos_number(entry.attach) == lgpos_number(header.lgpos_attach));
    assert_true(signature_equal(&entry.signature, &header.sign_db));
    assert_int_equal(os_path_absolute(database_path, absolute, sizeof absolute), JET_errSuccess);
    for (size_t i = 0; i <= strlen(absolute); i++) {
        name[i] = (WCHAR)(unsigned char)absolute[i];
    }
    assert_int_equal(entry.path.size, 2 * (strlen(absolute) + 1));
    assert_memory_equal(entry.path.at, name, entry.path.size);
    assert_int_equal(log_attachment_next(log_reader_header(reader)->attachments, &offset, &entry),
                     JET_errNoCurrentRecord);
    log_reader_close(reader);
}

/* ------------------------------------------------------------------------------------------------ crashes */

/* The machine stops at an access to a file, counted from 0, which may be done by half; nothing is written after it. */
static struct {
    atomic_int left;
    bool half;
    JET_ERR err;
} machine;

static JET_ERR stop_at_write(void *context, struct os_file *file, uint64_t offset, size_t *size)
{
    (void)file;
    const int left = atomic_fetch_sub(&machine.left, 1);

    (void)context, (void)offset;
    if (left > 0) {
        return JET_errSuccess;
    }
    *size = left == 0 && machine.half ? *size / 2 / 512 * 512 : 0;
    return diag_fail(machine.err, "the machine has stopped");
}

static JET_ERR stop_at_sync(void *context, struct os_file *file)
{
    (void)file;
    (void)context;
    return atomic_fetch_sub(&machine.left, 1) > 0 ? JET_errSuccess
                                                  : diag_fail(machine.err, "the machine has stopped");
}

static JET_ERR stop_at_resize(void *context, uint64_t size)
{
    (void)size;
    return stop_at_sync(context, NULL);
}

static const struct os_file_hooks hooks = {stop_at_write, stop_at_sync, stop_at_resize, NULL};

/* What the program was told. */
struct told {
    int32_t rows;     /* inserted */
    unsigned durable; /* of these, the commits that were waited for and all before */
    bool ended;
};

/* Creates, fills, detaches, attaches, fills: until the machine stops, or to the end. */
static void work(struct told *told)
{
    enum { ROWS = 300, DURABLE_EVERY = 25 };
    bool alive;

    *told = (struct told){0};
    if (start() < 0) {
        return;
    }
    alive = JetCreateDatabaseA(session, database_path, NULL, &database, 0) >= 0 && make_table() >= 0;
    for (unsigned round = 0; round < 2 && alive; round++) {
        for (int32_t i = 0; i < ROWS && alive; i++) {
            const bool durable = i % DURABLE_EVERY == 0;

            alive = insert(told->rows, durable ? 0 : JET_bitCommitLazyFlush) >= 0;
            told->rows += alive;
            told->durable = alive && durable ? (unsigned)told->rows : told->durable;
        }
        if (alive && round == 0) {
            alive = JetCloseDatabase(session, database, 0) >= 0 &&
                    JetDetachDatabaseA(session, database_path) >= 0;
            alive = alive && JetAttachDatabaseA(session, database_path, 0) >= 0;
            alive = alive && JetOpenDatabaseA(session, database_path, NULL, &database, 0) >= 0 &&
                    JetOpenTableA(session, database, "T", NULL, 0, 0, &table) >= 0;
        }
    }
    told->ended = alive && JetTerm(instance) >= 0;
    if (!alive) {
        assert_int_equal(JetTerm2(instance, JET_bitTermDirty) < 0, true);
    }
}

/* What the logs say. */
struct story {
    uint64_t dbtime[PAGES_MAX]; /* the newest of each page */
    unsigned commits;
    uint32_t newest;
    struct logtime created[GENERATIONS_MAX];
    uint64_t dbtime_up_to[GENERATIONS_MAX]; /* the newest in a generation and those before it */
};

static void read_page(struct story *story, uint32_t pgno, uint64_t dbtime)
{
    if (dbtime > story->dbtime_up_to[story->newest]) {
        story->dbtime_up_to[story->newest] = dbtime;
    }
    if (pgno != 0 && pgno < PAGES_MAX && story->dbtime[pgno] < dbtime) {
        story->dbtime[pgno] = dbtime;
    }
}

static void read_record(struct story *story, struct bytes record)
{
    const unsigned type = record.at[0];
    struct log_page page;

    story->commits += type == LOG_COMMIT0;
    if (!log_type_has_page(type) || type == LOG_UNDO_INFO) {
        return;
    }
    assert_int_equal(log_page_decode(record, &page), JET_errSuccess);
    read_page(story, page.pgno, page.dbtime);
    if (type == LOG_SPLIT2) {
        struct log_split split;

        assert_int_equal(log_split_decode(record, &split), JET_errSuccess);
        read_page(story, split.pgno_new, page.dbtime);
        read_page(story, split.pgno_right, page.dbtime);
        read_page(story, split.pgno_parent, page.dbtime);
    } else if (type == LOG_CREATE_MULTIPLE) {
        struct log_create_multiple create;

        assert_int_equal(log_create_multiple_decode(record, &create), JET_errSuccess);
        read_page(story, create.pgno_owned, page.dbtime);
        read_page(story, create.pgno_available, page.dbtime);
    } else if (type == LOG_CONVERT_TREE) {
        struct log_convert_tree convert;

        assert_int_equal(log_convert_tree_decode(record, &convert), JET_errSuccess);
        read_page(story, convert.pgno_owned, page.dbtime);
        read_page(story, convert.pgno_available, page.dbtime);
    }
}

static void read_logs(struct story *story)
{
    struct log_names names;
    struct log_set found;

    memset(story, 0, sizeof *story);
    assert_int_equal(log_names_set(&names, folder, folder, "edb", true), JET_errSuccess);
    if (log_set_survey(&names, &found) != JET_errSuccess) {
        fail_msg("%s", diag_sentence());
    }
    assert_true(found.generation < GENERATIONS_MAX);
    for (uint32_t generation = 1; generation <= found.generation; generation++) {
        const bool last = generation == found.generation;
        struct log_reader *reader;
        struct log_found record;
        char path[OS_PATH_MAX];
        JET_ERR err;

        err = last && found.has_current ? log_current_path(&names, path)
                                        : log_archive_find(&names, generation, path);
        assert_int_equal(err, JET_errSuccess);
        err = log_reader_open(path, last ? LOG_READ_TORN_TAIL : 0, &reader);
        if (err < 0) {
            fail_msg("generation %u: %s", (unsigned)generation, diag_sentence());
        }
        story->newest = generation;
        story->created[generation] = log_reader_header(reader)->created;
        story->dbtime_up_to[generation] = story->dbtime_up_to[generation - 1];
        while ((err = log_reader_next(reader, &record)) == JET_errSuccess) {
            read_record(story, record.record);
        }
        assert_int_equal(err, JET_errNoCurrentRecord);
        log_reader_close(reader);
    }
}

static void expect_same_time(const struct logtime *left, const struct logtime *right)
{
    uint8_t one[LOGTIME_SIZE], other[LOGTIME_SIZE];

    logtime_encode(one, left);
    logtime_encode(other, right);
    assert_memory_equal(one, other, sizeof one);
}

/* No page is newer than its log, and the header asks for logs that are there. */
static void expect_ordered(const struct story *story, bool half)
{
    struct db_header header;
    unsigned damaged = 0;
    size_t size;
    uint8_t *bytes;

    if (!os_file_exists(database_path)) {
        return;
    }
    bytes = test_read_file(database_path, &size);
    if (size < 2 * PAGE) { /* not even a header */
        free(bytes);
        return;
    }
    header = read_header();
    if (header.state == DB_STATE_DIRTY_SHUTDOWN) {
        assert_true(header.gen_min_required >= 1 && header.gen_min_required <= header.gen_max_required);
        assert_true(header.gen_max_required <= header.gen_max_committed);
        assert_true(header.gen_max_committed <= story->newest);
        expect_same_time(&header.time_gen_max_create, &story->created[header.gen_max_committed]);
    }
    for (uint32_t pgno = 1; (size_t)(pgno + 2) * PAGE <= size; pgno++) {
        uint8_t *page = bytes + (size_t)(pgno + 1) * PAGE;
        struct page_verification result;

        page_verify_and_correct(page, PAGE, pgno, &result);
        if (result.verdict == PAGE_GOOD) {
            assert_true(pgno < PAGES_MAX && get_u64(page + 8) <= story->dbtime[pgno]);
            assert_true(header.state != DB_STATE_DIRTY_SHUTDOWN ||
                        get_u64(page + 8) <= story->dbtime_up_to[header.gen_max_required]);
        } else if (result.verdict != PAGE_UNINITIALISED) {
            damaged++;
        }
    }
    assert_true(damaged <= (half ? 1u : 0u));
    free(bytes);
}

/* After a shutdown the database holds what was committed. */
static void expect_rows(const struct told *told)
{
    int32_t rows = 0;

    if (!told->ended) {
        return;
    }
    instance = 0;
    assert_int_equal(JetCreateInstanceA(&instance, "look"), JET_errSuccess);
    set(JET_paramRecovery, 0, "off");
    set(JET_paramMaxTemporaryTables, 0, NULL);
    assert_int_equal(JetInit(&instance), JET_errSuccess);
    assert_int_equal(JetBeginSessionA(instance, &session, NULL, NULL), JET_errSuccess);
    assert_int_equal(JetAttachDatabaseA(session, database_path, JET_bitDbReadOnly), JET_errSuccess);
    assert_int_equal(JetOpenDatabaseA(session, database_path, NULL, &database, JET_bitDbReadOnly),
                     JET_errSuccess);
    assert_int_equal(JetOpenTableA(session, database, "T", NULL, 0, 0, &table), JET_errSuccess);
    for (JET_ERR err = JetMove(session, table, JET_MoveFirst, 0); err >= 0;
         err = JetMove(session, table, JET_MoveNext, 0)) {
        rows++;
    }
    assert_int_equal(rows, told->rows);
    assert_int_equal(JetTerm(instance), JET_errSuccess);
}

static unsigned crash_at(int access, bool half, JET_ERR err)
{
    static struct story story;
    struct told told;

    fresh_folder();
    atomic_store(&machine.left, access);
    machine.half = half;
    machine.err = err;
    os_file_set_hooks(&hooks);
    work(&told);
    os_file_set_hooks(NULL);
    read_logs(&story);
    assert_true(story.commits >= told.durable);
    expect_ordered(&story, half);
    expect_rows(&told);
    return (unsigned)(access - atomic_load(&machine.left));
}

static void log_and_pages_fit_wherever_the_machine_stops(void **state)
{
    enum { RUNS = 40 };
    const unsigned all = crash_at(INT32_MAX / 2, false, JET_errDiskIO);

    (void)state;
    for (unsigned run = 0; run < RUNS; run++) {
        const int access = (int)(all * run / RUNS);

        crash_at(access, false, JET_errDiskIO);
        crash_at(access + 1, true, JET_errDiskIO);
        crash_at(access + 2, false, JET_errDiskFull);
    }
}

static void a_log_that_fails_leaves_what_is_in_memory_readable(void **state)
{
    (void)state;
    atomic_store(&machine.left, INT32_MAX);
    machine.err = JET_errDiskIO;
    os_file_set_hooks(&hooks);
    assert_int_equal(start(), JET_errSuccess);
    assert_int_equal(JetCreateDatabaseA(session, database_path, NULL, &database, 0), JET_errSuccess);
    assert_int_equal(make_table(), JET_errSuccess);
    assert_int_equal(insert(1, 0), JET_errSuccess);
    assert_int_equal(begin_insert(2), JET_errSuccess);
    atomic_store(&machine.left, 0);
    assert_int_equal(JetCommitTransaction(session, 0), JET_errLogWriteFail);
    assert_int_equal(JetMove(session, table, JET_MoveFirst, 0), JET_errSuccess);
    assert_int_equal(JetRollback(session, 0), JET_errRollbackError);
    assert_int_equal(JetMove(session, table, JET_MoveFirst, 0), JET_errInstanceUnavailable);
    assert_true(JetTerm(instance) < 0);
    os_file_set_hooks(NULL);
    assert_int_equal(read_header().state, DB_STATE_DIRTY_SHUTDOWN);
}

static void a_full_disk_is_told_as_such(void **state)
{
    (void)state;
    atomic_store(&machine.left, INT32_MAX);
    machine.err = JET_errDiskFull;
    os_file_set_hooks(&hooks);
    assert_int_equal(start(), JET_errSuccess);
    assert_int_equal(JetCreateDatabaseA(session, database_path, NULL, &database, 0), JET_errSuccess);
    assert_int_equal(make_table(), JET_errSuccess);
    assert_int_equal(begin_insert(2), JET_errSuccess);
    atomic_store(&machine.left, 0);
    assert_int_equal(JetCommitTransaction(session, 0), JET_errLogDiskFull);
    assert_int_equal(JetRollback(session, 0), JET_errRollbackError);
    assert_int_equal(JetRollback(session, 0), JET_errInstanceUnavailableDueToFatalLogDiskFull);
    assert_true(JetTerm(instance) < 0);
    os_file_set_hooks(NULL);
    assert_int_equal(read_header().state, DB_STATE_DIRTY_SHUTDOWN);
}

/* A start on a full disk leaves nothing that a later one stumbles over. */
static void a_start_on_a_full_disk_can_be_done_again(void **state)
{
    (void)state;
    for (int access = 0; access < 12; access++) {
        JET_ERR err;

        fresh_folder();
        atomic_store(&machine.left, access);
        machine.err = JET_errDiskFull;
        os_file_set_hooks(&hooks);
        err = start();
        if (err >= 0) {
            (void)JetTerm(instance);
        } else {
            assert_true(err == JET_errLogDiskFull || err == JET_errDiskFull || err == JET_errLogWriteFail);
        }
        os_file_set_hooks(NULL);
        assert_int_equal(start(), JET_errSuccess);
        assert_int_equal(JetCreateDatabaseA(session, database_path, NULL, &database, 0), JET_errSuccess);
        assert_int_equal(JetTerm(instance), JET_errSuccess);
    }
}

/* ---------------------------------------------------------------------------------------- whose logs they are */

/* Another process that begins the stream holds its checkpoint so, and the newest log from then on. */
static void a_stream_that_another_has_is_left_alone(void **state)
{
    struct os_file other;
    char path[600];

    (void)state;
    snprintf(path, sizeof path, "%sedb.chk", folder);
    assert_int_equal(os_file_open(&other, path, OS_READ | OS_WRITE | OS_CREATE, OS_SHARE_READ),
                     JET_errSuccess);
    assert_int_equal(start(), JET_errFileAccessDenied);
    os_file_close(&other);
    assert_int_equal(start(), JET_errSuccess);
    snprintf(path, sizeof path, "%sedb.log", folder);
    assert_int_equal(os_file_open(&other, path, OS_READ | OS_WRITE, OS_SHARE_ALL), JET_errFileAccessDenied);
    assert_int_equal(JetTerm(instance), JET_errSuccess);
    assert_int_equal(os_file_open(&other, path, OS_READ | OS_WRITE, OS_SHARE_READ), JET_errSuccess);
    assert_int_equal(start(), JET_errFileAccessDenied);
    os_file_close(&other);
    assert_int_equal(start(), JET_errSuccess);
    assert_int_equal(JetTerm(instance), JET_errSuccess);
}

static void copy(const char *from, const char *to)
{
    char path[600];
    size_t size;
    void *bytes;

    snprintf(path, sizeof path, "%s", from);
    bytes = test_read_file(path, &size);
    test_write_file(to, bytes, size);
    free(bytes);
}

/* The newest log of one stream, with a full one of another before it. */
static void logs_of_two_streams_are_an_error(void **state)
{
    char full[600], other[600];

    (void)state;
    assert_int_equal(start(), JET_errSuccess);
    assert_int_equal(JetCommitTransaction(session, JET_bitForceNewLog), JET_errSuccess);
    assert_int_equal(JetTerm(instance), JET_errSuccess);
    snprintf(other, sizeof other, "%sedb00001.log", folder);
    fresh_folder();
    assert_int_equal(start(), JET_errSuccess);
    assert_int_equal(JetCommitTransaction(session, JET_bitForceNewLog), JET_errSuccess);
    assert_int_equal(JetTerm2(instance, JET_bitTermDirty), JET_errDirtyShutdown);
    snprintf(full, sizeof full, "%sedb.chk", folder); /* a replay would begin with the oldest log */
    assert_int_equal(os_file_delete(full), JET_errSuccess);
    snprintf(full, sizeof full, "%sedb00001.log", folder);
    copy(other, full);
    assert_int_equal(start(), JET_errBadLogSignature);
}

static void a_gap_in_the_logs_is_an_error(void **state)
{
    char path[600];

    (void)state;
    assert_int_equal(start(), JET_errSuccess);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(JetCommitTransaction(session, JET_bitForceNewLog), JET_errSuccess);
    }
    assert_int_equal(JetTerm2(instance, JET_bitTermDirty), JET_errDirtyShutdown);
    snprintf(path, sizeof path, "%sedb.chk", folder);
    assert_int_equal(os_file_delete(path), JET_errSuccess);
    snprintf(path, sizeof path, "%sedb00002.log", folder);
    assert_int_equal(os_file_delete(path), JET_errSuccess);
    assert_int_equal(start(), JET_errMissingLogFile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_new_database_is_logged_as_windows_does, set_up),
        cmocka_unit_test_setup(headers_name_the_records, set_up),
        cmocka_unit_test_setup(a_full_log_is_followed_by_one_that_names_the_databases, set_up),
        cmocka_unit_test_setup(log_and_pages_fit_wherever_the_machine_stops, set_up),
        cmocka_unit_test_setup(a_log_that_fails_leaves_what_is_in_memory_readable, set_up),
        cmocka_unit_test_setup(a_full_disk_is_told_as_such, set_up),
        cmocka_unit_test_setup(a_start_on_a_full_disk_can_be_done_again, set_up),
        cmocka_unit_test_setup(a_stream_that_another_has_is_left_alone, set_up),
        cmocka_unit_test_setup(logs_of_two_streams_are_an_error, set_up),
        cmocka_unit_test_setup(a_gap_in_the_logs_is_an_error, set_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
