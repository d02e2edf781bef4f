/*
 * transaction_test.c - what the log says of transactions, read back by the reader that real logs have tested.
 *
 * Expected: reference log-and-recovery 9.3, 14, 15, 16.
 */
#include "test.h"

#include "diag.h"
#include "instance/handle.h"
#include "instance/instance.h"
#include "instance/transaction_log.h"
#include "jet/entry.h"
#include "log/log.h"
#include "log/log_files.h"
#include "log/log_reader.h"
#include "log/log_record.h"
#include "rows.h"
#include "version/version.h"

enum { STORY_MAX = 512 };

static struct rows rows;
static JET_INSTANCE handle;
static struct instance *instance;
static struct session *session;
static char folder[OS_PATH_MAX];

static void no_attachments(void *context, uint64_t lgpos, uint8_t *list, uint32_t capacity)
{
    (void)context;
    (void)lgpos;
    (void)list;
    (void)capacity;
}

static uint64_t nothing_needed(void *context)
{
    (void)context;
    return UINT64_MAX;
}

static struct session *new_session(void)
{
    struct session *made;
    JET_SESID sesid;

    assert_int_equal(JetBeginSessionA(handle, &sesid, NULL, NULL), JET_errSuccess);
    assert_int_equal(session_enter(sesid, &made), JET_errSuccess);
    return made;
}

static int set_up(void **state)
{
    static unsigned number;
    struct log_options options = {
        .log_folder = folder,
        .system_folder = folder,
        .base_name = "edb",
        .file_size = 64 * 4096,
        .page_size = 4096,
        .buffer_size = 64 * 4096,
        .legacy_names = true,
        .efv = 8920,
    };
    char name[16];

    (void)state;
    snprintf(name, sizeof name, "log%u", number++);
    snprintf(folder, sizeof folder, "%s/", test_path(name));
    assert_int_equal(os_dir_create(folder), JET_errSuccess);
    handle = 0;
    assert_int_equal(JetCreateInstanceA(&handle, "transaction"), JET_errSuccess);
    assert_int_equal(JetSetSystemParameterA(&handle, 0, JET_paramRecovery, 0, "off"), JET_errSuccess);
    assert_int_equal(instance_init(&handle, NULL, 0), JET_errSuccess);
    instance = atomic_load(&handle_slot_of(HANDLE_INSTANCE, handle)->object);
    assert_int_equal(log_open(&options, no_attachments, nothing_needed, NULL, &instance->log),
                     JET_errSuccess);
    rows_begin(&rows, handle);
    session = new_session();
    return 0;
}

static int tear_down(void **state)
{
    struct log *log = instance->log;

    (void)state;
    assert_int_equal(session_end(session), JET_errSuccess);
    rows_end(&rows);
    assert_int_equal(JetTerm(handle), JET_errSuccess);
    assert_int_equal(log_close(log), JET_errSuccess);
    return 0;
}

static void begin(void)
{
    assert_int_equal(session_transaction_begin(session, 0), JET_errSuccess);
}

static void commit(void)
{
    assert_int_equal(session_transaction_commit(session, 0, 0), JET_errSuccess);
}

static void roll_back(void)
{
    assert_int_equal(session_transaction_rollback(session, 0), JET_errSuccess);
}

static void insert(unsigned key)
{
    assert_int_equal(rows_insert(&rows, session, key, (struct row){.value = 1}), JET_errSuccess);
}

static void replace(unsigned key, int64_t value)
{
    assert_int_equal(rows_replace(&rows, session, key, (struct row){.value = value}), JET_errSuccess);
}

/* ------------------------------------------------------------------------------------------- reading back */

/* One word for a record: its name, and the numbers that matter. */
static void tell(struct bytes record, char *word, size_t capacity)
{
    const unsigned type = record.at[0];

    switch (type) {
    case LOG_BEGIN0:
    case LOG_BEGIN: {
        struct log_begin begin_record;

        assert_int_equal(log_begin_decode(record, &begin_record), JET_errSuccess);
        snprintf(word, capacity, "%s(%u+%u)", log_type_name(type), begin_record.level, begin_record.count);
        break;
    }
    case LOG_COMMIT: {
        struct log_commit commit_record;

        assert_int_equal(log_commit_decode(record, &commit_record), JET_errSuccess);
        snprintf(word, capacity, "Commit(%u)", commit_record.level);
        break;
    }
    case LOG_ROLLBACK: {
        struct log_rollback rollback;

        assert_int_equal(log_rollback_decode(record, &rollback), JET_errSuccess);
        snprintf(word, capacity, "Rollback(%u)", rollback.count);
        break;
    }
    case LOG_UNDO_INFO: {
        struct log_undo_info info;

        assert_int_equal(log_undo_info_decode(record, &info), JET_errSuccess);
        snprintf(word, capacity, "UndoInfo(key %u", get_u32(info.key.at));
        if (info.operation == LOG_OPERATION_REPLACE) {
            snprintf(word + strlen(word), capacity - strlen(word), " was %u", get_u32(info.before.at + 8));
        }
        strncat(word, ")", capacity - strlen(word) - 1);
        break;
    }
    default:
        snprintf(word, capacity, "%s", log_type_name(type));
        break;
    }
}

/* What the log holds, in one line; each visit with every record. */
static const char *story_with(void (*visit)(struct bytes record, void *context), void *context)
{
    static char story[STORY_MAX];
    struct log_reader *reader;
    struct log_found found;
    struct log_names names;
    char path[OS_PATH_MAX], word[64];

    assert_int_equal(log_wait(instance->log, log_end(instance->log)), JET_errSuccess);
    assert_int_equal(log_names_set(&names, folder, folder, "edb", true), 0);
    assert_int_equal(log_current_path(&names, path), JET_errSuccess);
    assert_int_equal(log_reader_open(path, 0, &reader), JET_errSuccess);
    story[0] = '\0';
    while (log_reader_next(reader, &found) == JET_errSuccess) {
        if (found.record.at[0] == LOG_NOP2 || found.record.at[0] == LOG_INIT2) {
            continue;
        }
        tell(found.record, word, sizeof word);
        snprintf(story + strlen(story), sizeof story - strlen(story), "%s%s", story[0] != '\0' ? " " : "",
                 word);
        if (visit != NULL) {
            visit(found.record, context);
        }
    }
    log_reader_close(reader);
    return story;
}

static const char *story(void)
{
    return story_with(NULL, NULL);
}

/* ---------------------------------------------------------------------------------------- begins and ends */

static void a_transaction_that_changes_nothing_leaves_nothing_in_the_log(void **state)
{
    (void)state;
    begin();
    begin();
    commit();
    commit();
    begin();
    roll_back();
    assert_string_equal(story(), "");
}

static void begins_are_logged_together_with_the_first_change(void **state)
{
    (void)state;
    begin();
    begin();
    insert(1);
    commit();
    commit();
    assert_string_equal(story(), "Begin0(0+2) Insert Commit(1) Commit0");
}

static void levels_without_changes_are_left_out(void **state)
{
    (void)state;
    begin();
    insert(1);
    begin();
    commit();
    begin();
    begin();
    roll_back();
    insert(2);
    roll_back();
    commit();
    assert_string_equal(story(), "Begin0(0+1) Insert Begin(1+1) Insert Undo Rollback(1) Commit0");
}

static void a_rollback_of_all_levels_logs_each(void **state)
{
    (void)state;
    begin();
    insert(1);
    begin();
    insert(2);
    assert_int_equal(session_transaction_rollback(session, JET_bitRollbackAll), JET_errSuccess);
    assert_string_equal(story(), "Begin0(0+1) Insert Begin(1+1) Insert Undo Rollback(1) Undo Rollback(1)");
}

struct numbers {
    uint16_t procid[2];
    uint32_t begin[2], commit[2];
    unsigned begins, commits;
};

static void note_numbers(struct bytes record, void *context)
{
    struct numbers *numbers = context;
    struct log_commit0 commit_record;
    struct log_begin0 begin_record;

    if (record.at[0] == LOG_BEGIN0) {
        assert_int_equal(log_begin0_decode(record, &begin_record), JET_errSuccess);
        numbers->procid[numbers->begins] = begin_record.procid;
        numbers->begin[numbers->begins++] = begin_record.trx;
    } else if (record.at[0] == LOG_COMMIT0) {
        assert_int_equal(log_commit0_decode(record, &commit_record), JET_errSuccess);
        numbers->commit[numbers->commits++] = commit_record.trx;
    }
}

static void numbers_ascend_and_sessions_are_told_apart(void **state)
{
    struct session *first = session, *second = new_session();
    struct numbers numbers = {.begins = 0};

    (void)state;
    begin();
    session = second;
    begin();
    insert(1);
    session = first;
    insert(2);
    commit();
    session = second;
    commit();
    session = first;
    assert_string_equal(story_with(note_numbers, &numbers),
                        "Begin0(0+1) Insert Begin0(0+1) Insert Commit0 Commit0");
    assert_int_equal(numbers.procid[0], second->procid);
    assert_int_equal(numbers.procid[1], first->procid);
    assert_int_not_equal(first->procid, second->procid);
    assert_true(numbers.begin[1] < numbers.begin[0]);
    assert_true(numbers.begin[0] < numbers.commit[0]);
    assert_true(numbers.commit[0] < numbers.commit[1]);
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(numbers.begin[i] % 4, 0);
        assert_int_equal(numbers.commit[i] % 4, 0);
    }
    assert_int_equal(session_end(second), JET_errSuccess);
}

static void the_words_of_the_program_follow_the_commit(void **state)
{
    (void)state;
    assert_int_equal(session_parameter_set(session, JET_sesparamCommitGenericContext, "words", 5),
                     JET_errSuccess);
    begin();
    begin();
    insert(1);
    commit();
    commit();
    begin();
    insert(2);
    roll_back();
    assert_string_equal(
        story(),
        "Begin0(0+2) Insert Commit(1) Commit0 CommitCtx Begin0(0+1) Insert Undo Rollback(1) CommitCtx");
}

/* --------------------------------------------------------------------------------------------- durability */

static void a_commit_is_durable_unless_it_is_lazy(void **state)
{
    (void)state;
    begin();
    insert(1);
    commit();
    assert_true(log_durable(instance->log) > session->commit_position);
    begin();
    insert(2);
    assert_int_equal(session_transaction_commit(session, JET_bitCommitLazyFlush, 0), JET_errSuccess);
    assert_int_equal(session_transaction_commit(session, JET_bitWaitLastLevel0Commit, 0), JET_errSuccess);
    assert_true(log_durable(instance->log) > session->commit_position);
    begin();
    insert(3);
    assert_int_equal(session_transaction_commit(session, JET_bitCommitLazyFlush, 20), JET_errSuccess);
    for (unsigned tries = 0; tries < 1000 && log_durable(instance->log) <= session->commit_position;
         tries++) {
        os_time_sleep_ms(10);
    }
    assert_true(log_durable(instance->log) > session->commit_position);
}

static void a_commit_is_named_by_its_log_and_the_end_of_its_record(void **state)
{
    const struct signature signature = log_signature(instance->log);
    uint8_t expected[SIGNATURE_SIZE];
    JET_COMMIT_ID first = {.commitId = 0}, second = {.commitId = 0};

    (void)state;
    signature_encode(expected, &signature);
    begin();
    assert_int_equal(JetCommitTransaction2(session->sesid, 0, 0, &first), JET_errSuccess);
    assert_int_equal(first.commitId, 0); /* nothing was logged */
    begin();
    insert(1);
    assert_int_equal(JetCommitTransaction2(session->sesid, 0, 0, &first), JET_errSuccess);
    assert_true((uint64_t)first.commitId == session->commit_position + 7); /* Commit0 has 8 bytes */
    assert_memory_equal(&first.signLog, expected, sizeof expected);
    begin();
    insert(2);
    assert_int_equal(JetCommitTransaction2(session->sesid, JET_bitCommitLazyFlush, 0, &second),
                     JET_errSuccess);
    assert_true(second.commitId > first.commitId);
}

static void the_oldest_begin_holds_until_its_end(void **state)
{
    struct session *first = session, *second = new_session();
    uint64_t position;

    (void)state;
    assert_true(transaction_oldest_position(instance) == UINT64_MAX);
    begin();
    assert_true(transaction_oldest_position(instance) == UINT64_MAX);
    position = log_end(instance->log);
    insert(1);
    assert_true(transaction_oldest_position(instance) == position);
    session = second;
    begin();
    insert(2);
    assert_true(transaction_oldest_position(instance) == position);
    session = first;
    commit();
    assert_true(transaction_oldest_position(instance) > position);
    session = second;
    roll_back();
    assert_true(transaction_oldest_position(instance) == UINT64_MAX);
    session = first;
    assert_int_equal(session_end(second), JET_errSuccess);
}

/* ------------------------------------------------------------------------------------------ before-images */

static void make_row(unsigned key)
{
    begin();
    insert(key);
    commit();
}

static void before_images_are_logged_when_a_page_is_written_first(void **state)
{
    const char made[] = "Begin0(0+1) Insert Commit0 Begin0(0+1) Insert Commit0 Begin0(0+1) Replace";
    char expected[STORY_MAX];
    uint64_t first;

    (void)state;
    make_row(1);
    make_row(2);
    begin();
    replace(1, 5);
    first = rows.lsn;
    assert_int_equal(transaction_before_write(instance, first - 1), JET_errSuccess);
    assert_string_equal(story(), made);
    replace(1, 6);
    assert_int_equal(rows_delete(&rows, session, 2), JET_errSuccess);
    assert_int_equal(transaction_before_write(instance, first), JET_errSuccess);
    assert_int_equal(transaction_before_write(instance, first), JET_errSuccess);
    snprintf(expected, sizeof expected, "%s Replace FlagDelete UndoInfo(key 1 was 1)", made);
    assert_string_equal(story(), expected);
    assert_int_equal(transaction_before_write(instance, rows.lsn), JET_errSuccess);
    strncat(expected, " UndoInfo(key 1 was 5) UndoInfo(key 2)", sizeof expected - strlen(expected) - 1);
    assert_string_equal(story(), expected);
    assert_true(log_durable(instance->log) > rows.lsn);
    roll_back();
    strncat(expected, " Undo Undo Undo Rollback(1)", sizeof expected - strlen(expected) - 1);
    assert_string_equal(story(), expected);
}

static void a_commit_needs_no_before_images(void **state)
{
    (void)state;
    make_row(1);
    begin();
    replace(1, 5);
    commit();
    assert_int_equal(transaction_before_write(instance, rows.lsn), JET_errSuccess);
    assert_string_equal(story(), "Begin0(0+1) Insert Commit0 Begin0(0+1) Replace Commit0");
}

static void a_rollback_logs_the_before_image_ahead_of_undoing(void **state)
{
    (void)state;
    make_row(1);
    begin();
    replace(1, 5);
    roll_back();
    assert_string_equal(
        story(), "Begin0(0+1) Insert Commit0 Begin0(0+1) Replace UndoInfo(key 1 was 1) Undo Rollback(1)");
}

/* A page may be written by any thread at any time. */
static _Atomic(bool) writing;

static void write_pages(void *context)
{
    JET_ERR *err = context;

    while (atomic_load(&writing) && *err >= 0) {
        *err = transaction_before_write(instance, log_end(instance->log));
    }
}

static void pages_are_written_while_transactions_run(void **state)
{
    struct os_thread thread;
    JET_ERR err = JET_errSuccess;

    (void)state;
    make_row(1);
    atomic_store(&writing, true);
    assert_int_equal(os_thread_start(&thread, "writer", write_pages, &err), JET_errSuccess);
    for (unsigned round = 0; round < 300; round++) {
        begin();
        replace(1, round);
        begin();
        replace(1, round + 1);
        insert(2);
        (round % 2 == 0 ? commit : roll_back)();
        assert_int_equal(session_transaction_rollback(session, 0), JET_errSuccess);
    }
    atomic_store(&writing, false);
    os_thread_join(&thread);
    assert_int_equal(err, JET_errSuccess);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_transaction_that_changes_nothing_leaves_nothing_in_the_log, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(begins_are_logged_together_with_the_first_change, set_up, tear_down),
        cmocka_unit_test_setup_teardown(levels_without_changes_are_left_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_rollback_of_all_levels_logs_each, set_up, tear_down),
        cmocka_unit_test_setup_teardown(numbers_ascend_and_sessions_are_told_apart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_words_of_the_program_follow_the_commit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_commit_is_durable_unless_it_is_lazy, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_commit_is_named_by_its_log_and_the_end_of_its_record, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_oldest_begin_holds_until_its_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(before_images_are_logged_when_a_page_is_written_first, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_commit_needs_no_before_images, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_rollback_logs_the_before_image_ahead_of_undoing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(pages_are_written_while_transactions_run, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
