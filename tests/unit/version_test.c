/*
 * version_test.c - what transactions see of each other's changes, which of them conflict, and what is left behind.
 *
 * Expected: by hand from reference log-and-recovery 13 and api-semantics 4 and from what Microsoft's engine answered
 * (oracle/jetscript: snapshot_isolation, conflicts_replace_delete, escrow); at random, against the history of all changes, in which
 * a transaction sees what was committed before it began and what it did itself.
 *
 * Built twice: on rows of one page in memory (version_test), and on a real tree (version_tree_test).
 */
#include "test.h"

#include "instance/instance.h"
#include "jet/entry.h"
#include "rows.h"
#include "version/version.h"

static struct rows rows;
static JET_INSTANCE instance;

static int set_up_with(JET_API_PTR most_pages)
{
    instance = 0;
    if (JetCreateInstanceA(&instance, "version") < 0 ||
        JetSetSystemParameterA(&instance, 0, JET_paramRecovery, 0, "off") < 0 ||
        JetSetSystemParameterA(&instance, 0, JET_paramMaxVerPages, most_pages, NULL) < 0 ||
        JetInit(&instance) < 0) {
        return -1;
    }
    rows_begin(&rows, instance);
    return 0;
}

static int set_up(void **state)
{
    (void)state;
    return set_up_with(1024);
}

static int set_up_small(void **state)
{
    (void)state;
    return set_up_with(4);
}

static int tear_down(void **state)
{
    (void)state;
    rows_end(&rows);
    return JetTerm(instance) < 0 ? -1 : 0;
}

/* A session that this thread is inside of until end_session(). */
static struct session *new_session(void)
{
    struct session *session;
    JET_SESID sesid;

    assert_int_equal(JetBeginSessionA(instance, &sesid, NULL, NULL), JET_errSuccess);
    assert_int_equal(session_enter(sesid, &session), JET_errSuccess);
    return session;
}

static void end_session(struct session *session)
{
    assert_int_equal(session_end(session), JET_errSuccess);
}

static void begin(struct session *session)
{
    assert_int_equal(session_transaction_begin(session, 0), JET_errSuccess);
}

static void commit(struct session *session)
{
    assert_int_equal(session_transaction_commit(session, 0, 0), JET_errSuccess);
}

static void roll_back(struct session *session)
{
    assert_int_equal(session_transaction_rollback(session, 0), JET_errSuccess);
}

static void insert(struct session *session, unsigned key, int64_t value)
{
    begin(session);
    assert_int_equal(rows_insert(&rows, session, key, (struct row){.value = value}), JET_errSuccess);
    commit(session);
}

/* The value that the session sees under `key`, -1 for none. */
static int64_t value(struct session *session, unsigned key)
{
    struct row row;

    return rows_read(&rows, session, key, &row) ? row.value : -1;
}

static int64_t count(struct session *session, unsigned key)
{
    struct row row;

    return rows_read(&rows, session, key, &row) ? row.count : -1;
}

static struct row with_value(int64_t value)
{
    return (struct row){.value = value};
}

/* --------------------------------------------------------------------------------------------- visibility */

static void a_snapshot_sees_what_was_committed_before_it(void **state)
{
    struct session *writer = new_session(), *reader = new_session();

    (void)state;
    insert(writer, 1, 5);
    insert(writer, 2, 6);
    begin(reader);
    begin(writer);
    assert_int_equal(rows_replace(&rows, writer, 1, with_value(1000)), JET_errSuccess);
    assert_int_equal(rows_insert(&rows, writer, 3, with_value(7)), JET_errSuccess);
    assert_int_equal(rows_delete(&rows, writer, 2), JET_errSuccess);
    for (unsigned round = 0; round < 2; round++) { /* uncommitted, then committed */
        assert_int_equal(value(reader, 1), 5);
        assert_int_equal(value(reader, 2), 6);
        assert_int_equal(value(reader, 3), -1);
        assert_int_equal(value(writer, 1), 1000);
        assert_int_equal(value(writer, 2), -1);
        assert_int_equal(value(writer, 3), 7);
        if (round == 0) {
            commit(writer);
            version_clean(writer->instance);
        }
    }
    roll_back(reader);
    assert_int_equal(value(reader, 1), 1000);
    assert_int_equal(value(reader, 2), -1);
    assert_int_equal(value(reader, 3), 7);
    end_session(reader);
    end_session(writer);
}

static void outside_of_transactions_one_sees_what_is_committed_now(void **state)
{
    struct session *writer = new_session(), *reader = new_session();

    (void)state;
    insert(writer, 1, 5);
    begin(writer);
    assert_int_equal(rows_replace(&rows, writer, 1, with_value(6)), JET_errSuccess);
    assert_int_equal(value(reader, 1), 5);
    commit(writer);
    assert_int_equal(value(reader, 1), 6);
    begin(writer);
    assert_int_equal(rows_delete(&rows, writer, 1), JET_errSuccess);
    assert_int_equal(value(reader, 1), 6);
    roll_back(writer);
    assert_int_equal(value(reader, 1), 6);
    end_session(reader);
    end_session(writer);
}

static void a_read_only_transaction_is_a_snapshot_too(void **state)
{
    struct session *writer = new_session(), *reader = new_session();

    (void)state;
    insert(writer, 1, 5);
    assert_int_equal(session_transaction_begin(reader, JET_bitTransactionReadOnly), JET_errSuccess);
    begin(writer);
    assert_int_equal(rows_replace(&rows, writer, 1, with_value(6)), JET_errSuccess);
    commit(writer);
    assert_int_equal(value(reader, 1), 5);
    commit(reader);
    assert_int_equal(value(reader, 1), 6);
    end_session(reader);
    end_session(writer);
}

static void a_long_chain_keeps_the_state_of_every_snapshot(void **state)
{
    enum { SNAPSHOTS = 12 };
    struct session *writer = new_session(), *reader[SNAPSHOTS];

    (void)state;
    insert(writer, 1, 0);
    for (unsigned i = 0; i < SNAPSHOTS; i++) {
        reader[i] = new_session();
        begin(reader[i]);
        begin(writer);
        assert_int_equal(rows_replace(&rows, writer, 1, with_value(i + 1)), JET_errSuccess);
        commit(writer);
    }
    for (unsigned i = 0; i < SNAPSHOTS; i += 2) {
        assert_int_equal(value(reader[i], 1), i);
        end_session(reader[i]);
        version_clean(writer->instance);
    }
    for (unsigned i = 1; i < SNAPSHOTS; i += 2) {
        assert_int_equal(value(reader[i], 1), i);
        end_session(reader[i]);
    }
    end_session(writer);
}

/* ---------------------------------------------------------------------------------------------- conflicts */

/* conflicts_replace_delete, lines 60 to 77 and 200 to 218. */
static void the_second_writer_conflicts_until_its_snapshot_is_newer(void **state)
{
    struct session *first = new_session(), *second = new_session();

    (void)state;
    insert(first, 1, 5);
    begin(first);
    begin(second);
    assert_int_equal(rows_replace(&rows, first, 1, with_value(21)), JET_errSuccess);
    assert_int_equal(rows_replace(&rows, second, 1, with_value(22)), JET_errWriteConflict);
    assert_int_equal(rows_delete(&rows, second, 1), JET_errWriteConflict);
    assert_int_equal(rows_lock(&rows, second, 1, false), JET_errWriteConflict);
    assert_int_equal(rows_lock(&rows, second, 1, true), JET_errWriteConflict);
    commit(first);
    assert_int_equal(rows_replace(&rows, second, 1, with_value(22)), JET_errWriteConflict);
    roll_back(second);
    begin(second);
    assert_int_equal(rows_replace(&rows, second, 1, with_value(22)), JET_errSuccess);
    commit(second);
    end_session(second);
    end_session(first);
}

static void after_a_rollback_there_is_nothing_to_conflict_with(void **state)
{
    struct session *first = new_session(), *second = new_session();

    (void)state;
    insert(first, 1, 5);
    begin(first);
    begin(second);
    assert_int_equal(rows_replace(&rows, first, 1, with_value(21)), JET_errSuccess);
    assert_int_equal(rows_insert(&rows, first, 2, with_value(21)), JET_errSuccess);
    roll_back(first);
    assert_int_equal(rows_replace(&rows, second, 1, with_value(22)), JET_errSuccess);
    assert_int_equal(rows_insert(&rows, second, 2, with_value(22)), JET_errSuccess);
    commit(second);
    assert_int_equal(value(first, 1), 22);
    assert_int_equal(value(first, 2), 22);
    end_session(second);
    end_session(first);
}

/* conflicts_replace_delete, lines 222 to 245. */
static void read_locks_go_together_and_write_locks_do_not(void **state)
{
    struct session *first = new_session(), *second = new_session();

    (void)state;
    insert(first, 1, 5);
    begin(first);
    begin(second);
    assert_int_equal(rows_lock(&rows, first, 1, false), JET_errSuccess);
    assert_int_equal(rows_lock(&rows, second, 1, false), JET_errSuccess);
    assert_int_equal(rows_lock(&rows, second, 1, true), JET_errWriteConflict);
    assert_int_equal(rows_replace(&rows, second, 1, with_value(1)), JET_errWriteConflict);
    roll_back(first);
    roll_back(second);
    begin(first);
    begin(second);
    assert_int_equal(rows_lock(&rows, first, 1, true), JET_errSuccess);
    assert_int_equal(rows_lock(&rows, second, 1, false), JET_errWriteConflict);
    assert_int_equal(rows_lock(&rows, second, 1, true), JET_errWriteConflict);
    commit(first);
    assert_int_equal(rows_lock(&rows, second, 1, true), JET_errWriteConflict); /* committed after it began */
    roll_back(second);
    end_session(second);
    end_session(first);
}

/* escrow, lines 36 to 56, with the sums worked out there. */
static void deltas_go_together_and_each_sees_its_own(void **state)
{
    struct session *first = new_session(), *second = new_session();

    (void)state;
    insert(first, 1, 5);
    begin(first);
    assert_int_equal(rows_add(&rows, first, 1, 5), JET_errSuccess);
    assert_int_equal(rows_add(&rows, first, 1, -2), JET_errSuccess);
    assert_int_equal(count(first, 1), 3);
    begin(second);
    assert_int_equal(count(second, 1), 0);
    assert_int_equal(rows_add(&rows, second, 1, 100), JET_errSuccess);
    assert_int_equal(count(second, 1), 100);
    assert_int_equal(count(first, 1), 3);
    assert_int_equal(rows_lock(&rows, second, 1, true), JET_errWriteConflict);
    assert_int_equal(rows_delete(&rows, second, 1), JET_errWriteConflict);
    commit(first);
    assert_int_equal(count(second, 1), 100);
    assert_int_equal(rows_add(&rows, second, 1, 1), JET_errSuccess);
    commit(second);
    assert_int_equal(count(first, 1), 104);
    end_session(second);
    end_session(first);
}

static void a_snapshot_takes_deltas_off_the_image_before_a_replace(void **state)
{
    struct session *writer = new_session(), *reader = new_session();

    (void)state;
    insert(writer, 1, 5);
    begin(reader);
    begin(writer);
    assert_int_equal(rows_add(&rows, writer, 1, 10), JET_errSuccess);
    commit(writer);
    begin(writer);
    assert_int_equal(rows_replace(&rows, writer, 1, (struct row){.count = 50, .value = 6}), JET_errSuccess);
    commit(writer);
    begin(writer);
    assert_int_equal(rows_add(&rows, writer, 1, 1), JET_errSuccess);
    assert_int_equal(count(writer, 1), 51);
    assert_int_equal(count(reader, 1), 0);
    assert_int_equal(value(reader, 1), 5);
    roll_back(writer);
    assert_int_equal(count(writer, 1), 50);
    assert_int_equal(count(reader, 1), 0);
    end_session(reader);
    end_session(writer);
}

static void an_insert_over_what_others_changed_is_a_duplicate(void **state)
{
    struct session *first = new_session(), *second = new_session();

    (void)state;
    insert(first, 1, 5);
    begin(first);
    begin(second);
    assert_int_equal(rows_delete(&rows, first, 1), JET_errSuccess);
    assert_int_equal(rows_insert(&rows, second, 1, with_value(6)), JET_errKeyDuplicate);
    assert_int_equal(rows_insert(&rows, first, 1, with_value(7)), JET_errSuccess);
    assert_int_equal(value(second, 1), 5);
    assert_int_equal(value(first, 1), 7);
    commit(first);
    assert_int_equal(value(second, 1), 5);
    roll_back(second);
    assert_int_equal(value(second, 1), 7);
    assert_int_equal(rows_count(&rows), 1);
    end_session(second);
    end_session(first);
}

/* ------------------------------------------------------------------------------------- levels and the end */

static void a_level_is_rolled_back_alone(void **state)
{
    struct session *session = new_session();

    (void)state;
    insert(session, 1, 5);
    begin(session);
    assert_int_equal(rows_replace(&rows, session, 1, with_value(6)), JET_errSuccess);
    begin(session);
    assert_int_equal(rows_replace(&rows, session, 1, with_value(7)), JET_errSuccess);
    assert_int_equal(rows_insert(&rows, session, 2, with_value(1)), JET_errSuccess);
    begin(session);
    assert_int_equal(rows_delete(&rows, session, 1), JET_errSuccess);
    commit(session); /* the delete is a change of level 2 now */
    assert_int_equal(value(session, 1), -1);
    roll_back(session);
    assert_int_equal(value(session, 1), 6);
    assert_int_equal(value(session, 2), -1);
    commit(session);
    assert_int_equal(value(session, 1), 6);
    version_clean(session->instance);
    assert_int_equal(rows_count(&rows), 1);
    end_session(session);
}

static void the_end_of_a_session_rolls_back(void **state)
{
    struct session *session = new_session(), *other = new_session();

    (void)state;
    begin(session);
    assert_int_equal(rows_insert(&rows, session, 1, with_value(1)), JET_errSuccess);
    begin(session);
    assert_int_equal(rows_insert(&rows, session, 2, with_value(1)), JET_errSuccess);
    end_session(session);
    assert_int_equal(value(other, 1), -1);
    version_clean(other->instance);
    assert_int_equal(rows_count(&rows), 0);
    end_session(other);
}

static void deleted_nodes_are_removed_when_no_snapshot_needs_them(void **state)
{
    struct session *writer = new_session(), *reader = new_session();

    (void)state;
    insert(writer, 1, 5);
    begin(reader);
    begin(writer);
    assert_int_equal(rows_delete(&rows, writer, 1), JET_errSuccess);
    version_clean(writer->instance);
    assert_int_equal(rows_count(&rows), 1);
    commit(writer);
    version_clean(writer->instance);
    assert_int_equal(rows_count(&rows), 1);
    assert_int_equal(value(reader, 1), 5);
    commit(reader);
    version_clean(writer->instance);
    assert_int_equal(rows_count(&rows), 0);
    end_session(reader);
    end_session(writer);
}

static void the_thread_cleans_by_itself(void **state)
{
    struct session *session = new_session();

    (void)state;
    insert(session, 1, 5);
    begin(session);
    assert_int_equal(rows_delete(&rows, session, 1), JET_errSuccess);
    commit(session);
    for (unsigned tries = 0; tries < 1000 && rows_count(&rows) > 0; tries++) {
        os_time_sleep_ms(10);
    }
    assert_int_equal(rows_count(&rows), 0);
    end_session(session);
}

static void a_leaving_database_is_cleaned_whatever_snapshots_there_are(void **state)
{
    struct session *writer = new_session(), *reader = new_session();
    struct instance_versions *versions;

    (void)state;
    insert(writer, 1, 5);
    versions = atomic_load(&writer->instance->versions);
    begin(reader);
    begin(writer);
    assert_int_equal(rows_delete(&rows, writer, 1), JET_errSuccess);
    assert_int_equal(versions->clean(versions, rows.database), JET_errDatabaseInUse);
    commit(writer);
    assert_int_equal(versions->clean(versions, rows.database), JET_errSuccess);
    assert_int_equal(rows_count(&rows), 0);
    end_session(reader);
    end_session(writer);
}

/* ------------------------------------------------------------------------------------------------ actions */

static char happened[64];

static void note(const char *what)
{
    (void)strncat(happened, what, sizeof happened - strlen(happened) - 1);
}

static void note_undo(void *context, struct session *session)
{
    (void)session;
    note("u");
    note(context);
}

static void note_commit(void *context, struct session *session)
{
    (void)session;
    note("c");
    note(context);
}

static void note_finish(void *context, struct session *session)
{
    (void)session;
    note("f");
    note(context);
}

static void add_action(struct session *session, char *name)
{
    const struct version_action action = {
        .undo = note_undo, .commit = note_commit, .finish = note_finish, .context = name};

    assert_int_equal(version_add_action(session, &action), JET_errSuccess);
}

static void actions_are_undone_backwards_and_finished_when_nobody_sees_the_state_before(void **state)
{
    struct session *session = new_session(), *reader = new_session();

    (void)state;
    happened[0] = '\0';
    begin(session);
    add_action(session, "1");
    begin(session);
    add_action(session, "2");
    add_action(session, "3");
    roll_back(session);
    assert_string_equal(happened, "u3u2");
    begin(reader);
    add_action(session, "4");
    commit(session);
    assert_string_equal(happened, "u3u2c1c4");
    version_clean(session->instance);
    assert_string_equal(happened, "u3u2c1c4");
    commit(reader);
    version_clean(session->instance);
    assert_string_equal(happened, "u3u2c1c4f1f4");
    end_session(reader);
    end_session(session);
}

/* ------------------------------------------------------------------------------------------------- memory */

static void a_transaction_that_is_too_large_gets_an_error_and_can_be_rolled_back(void **state)
{
    struct session *session = new_session();
    unsigned changes = 0;
    JET_ERR err = JET_errSuccess;

    (void)state;
    insert(session, 1, 0);
    begin(session);
    while (err >= 0 && changes < 1000000) {
        err = rows_replace(&rows, session, 1, with_value(++changes));
    }
    assert_int_equal(err, JET_errVersionStoreOutOfMemory);
    assert_true(changes >
                100); /* 128 KiB, half of it on 32 bits; a change takes about 120 bytes and its row */
    roll_back(session);
    assert_int_equal(value(session, 1), 0);
    insert(session, 2, 1);
    end_session(session);
}

static void what_can_be_cleaned_does_not_fill_the_store(void **state)
{
    struct session *session = new_session();

    (void)state;
    insert(session, 1, 0);
    for (unsigned i = 1; i <= 20000; i++) {
        begin(session);
        assert_int_equal(rows_replace(&rows, session, 1, with_value(i)), JET_errSuccess);
        assert_int_equal(rows_insert(&rows, session, 2, with_value(i)), JET_errSuccess);
        assert_int_equal(rows_delete(&rows, session, 2), JET_errSuccess);
        commit(session);
    }
    end_session(session);
}

/* ------------------------------------------------------------------------- at random, against the history */

enum { SESSIONS = 5, KEYS = 6, HISTORY = 4096, STEPS = 200000, LEVELS = 3 };

enum kind { KIND_SET, KIND_DELETE, KIND_ADD, KIND_READ_LOCK, KIND_WRITE_LOCK };

/* A change in the order in which they were made. */
struct event {
    enum kind kind;
    unsigned key;
    int who;
    unsigned level;     /* of the uncommitted */
    unsigned committed; /* the number of the commit, 0 for the uncommitted */
    bool undone;
    struct row row;
};

static struct {
    struct event event[HISTORY];
    unsigned count;
    unsigned commits;
    unsigned began[SESSIONS]; /* commits at its begin */
    unsigned level[SESSIONS];
} history;

static uint32_t random_state;

static unsigned random_below(unsigned limit)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (unsigned)((uint64_t)(random_state >> 8) * limit >> 24);
}

static bool sees(int who, const struct event *event)
{
    if (event->committed == 0) {
        return event->who == who;
    }
    return history.level[who] == 0 || event->committed <= history.began[who];
}

static bool expected_row(int who, unsigned key, struct row *row)
{
    bool exists = false;

    /* The order of commits is that of the changes for one key, but for deltas, whose order does not matter. */
    for (unsigned i = 0; i < history.count; i++) {
        const struct event *event = &history.event[i];

        if (event->undone || event->key != key || !sees(who, event)) {
            continue;
        }
        if (event->kind == KIND_SET) {
            exists = true;
            *row = event->row;
        } else if (event->kind == KIND_DELETE) {
            exists = false;
        } else if (event->kind == KIND_ADD) {
            row->count += event->row.count;
        }
    }
    return exists;
}

/* Changes that the session does not see exclude its own, unless all are of one kind that goes together. */
static bool expected_conflict(int who, unsigned key, enum kind kind)
{
    const bool together = kind == KIND_ADD || kind == KIND_READ_LOCK;

    for (unsigned i = 0; i < history.count; i++) {
        const struct event *event = &history.event[i];
        const bool own = event->committed == 0 && event->who == who;

        if (!event->undone && event->key == key && !own && !sees(who, event) &&
            (!together || event->kind != kind)) {
            return true;
        }
    }
    return false;
}

static void remember(int who, unsigned key, enum kind kind, struct row row)
{
    history.event[history.count++] =
        (struct event){.kind = kind, .key = key, .who = who, .level = history.level[who], .row = row};
}

static void end_level(int who, bool commits)
{
    const bool outermost = history.level[who] == 1;

    history.commits += commits && outermost;
    for (unsigned i = 0; i < history.count; i++) {
        struct event *event = &history.event[i];

        if (event->committed != 0 || event->who != who || event->undone ||
            event->level < history.level[who]) {
            continue;
        }
        if (!commits) {
            event->undone = true;
        } else if (outermost) {
            event->committed = history.commits;
        } else {
            event->level--;
        }
    }
    history.level[who]--;
}

static void step_levels(struct session *session, int who)
{
    const unsigned what = random_below(4);

    if (history.level[who] == 0 || (what == 0 && history.level[who] < LEVELS)) {
        begin(session);
        if (history.level[who]++ == 0) {
            history.began[who] = history.commits;
        }
    } else if (what == 3) {
        roll_back(session);
        end_level(who, false);
    } else {
        commit(session);
        end_level(who, true);
    }
}

static JET_ERR do_change(struct session *session, unsigned key, enum kind kind, bool exists, struct row row)
{
    switch (kind) {
    case KIND_SET:
        return exists ? rows_replace(&rows, session, key, row) : rows_insert(&rows, session, key, row);
    case KIND_DELETE:
        return rows_delete(&rows, session, key);
    case KIND_ADD:
        return rows_add(&rows, session, key, row.count);
    default:
        return rows_lock(&rows, session, key, kind == KIND_WRITE_LOCK);
    }
}

static void step_change(struct session *session, int who)
{
    const struct row row = {.count = (int64_t)random_below(100), .value = (int64_t)random_below(1000000)};
    const enum kind kind = (enum kind)random_below(5);
    const unsigned key = random_below(KEYS);
    struct row seen;
    const bool exists = expected_row(who, key, &seen);
    JET_ERR expected = JET_errSuccess, err;

    if (expected_conflict(who, key, kind)) {
        expected = exists ? JET_errWriteConflict : JET_errKeyDuplicate; /* a new row is inserted */
    }
    if (!exists && kind != KIND_SET) {
        expected = JET_errRecordNotFound;
    }
    err = do_change(session, key, kind, exists, row);
    assert_int_equal(err, expected);
    if (err >= 0) {
        remember(who, key, kind, row);
    }
}

static void check_all(struct session *const *session)
{
    for (int who = 0; who < SESSIONS; who++) {
        for (unsigned key = 0; key < KEYS; key++) {
            struct row expected = {0}, row = {0};
            const bool exists = expected_row(who, key, &expected);

            assert_int_equal(rows_read(&rows, session[who], key, &row), exists);
            if (exists) {
                assert_int_equal(row.count, expected.count);
                assert_int_equal(row.value, expected.value);
            }
        }
    }
}

/* Ends what is open, and begins the history anew with the state that is left. */
static void close_history(struct session *const *session)
{
    struct row row;
    unsigned live = 0;

    for (int who = 0; who < SESSIONS; who++) {
        while (history.level[who] > 0) {
            const bool commits = random_below(2) == 0;

            (commits ? commit : roll_back)(session[who]);
            end_level(who, commits);
        }
    }
    check_all(session);
    version_clean(session[0]->instance);
    for (unsigned key = 0; key < KEYS; key++) {
        live += expected_row(0, key, &row);
    }
    assert_int_equal(rows_count(&rows), live); /* nothing dead is left */
    for (unsigned key = 0; key < KEYS; key++) {
        struct event event = {.kind = KIND_SET, .key = key, .committed = 1};

        if (expected_row(0, key, &event.row)) {
            history.event[HISTORY - KEYS + key] = event;
        } else {
            history.event[HISTORY - KEYS + key] =
                (struct event){.kind = KIND_DELETE, .key = key, .committed = 1};
        }
    }
    memmove(history.event, history.event + HISTORY - KEYS, KEYS * sizeof *history.event);
    history.count = KEYS;
    history.commits = 1;
}

static void transactions_at_random_see_what_the_history_says(void **state)
{
    struct session *session[SESSIONS];

    (void)state;
    for (int who = 0; who < SESSIONS; who++) {
        session[who] = new_session();
    }
    random_state = 20240521;
    memset(&history, 0, sizeof history);
    for (unsigned step = 0; step < STEPS; step++) {
        const int who = (int)random_below(SESSIONS);

        if (history.count > HISTORY - 2 * KEYS || step % 500 == 499) {
            close_history(session);
        }
        if (history.level[who] == 0 || random_below(4) == 0) {
            step_levels(session[who], who);
        } else {
            step_change(session[who], who);
        }
        if (step % 8 == 0) {
            check_all(session);
        }
        if (random_below(64) == 0) {
            version_clean(session[0]->instance);
        }
    }
    close_history(session);
    for (int who = 0; who < SESSIONS; who++) {
        end_session(session[who]);
    }
}

/* ------------------------------------------------------------------------------------------------ threads */

enum { THREADS = 4, ACCOUNTS = 16, ROUNDS = 3000, START = 1000, COUNTER = ACCOUNTS, SCRATCH = COUNTER + 1 };

struct worker {
    struct os_thread thread;
    unsigned number;
    unsigned wrong; /* sums that were not what they must be */
    unsigned commits;
    int64_t added;
    JET_ERR err;
};

static unsigned worker_random(uint32_t *seed, unsigned limit)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (unsigned)((uint64_t)(*seed >> 8) * limit >> 24);
}

static void check_sum(struct worker *worker, struct session *session)
{
    int64_t sum = 0;

    for (unsigned account = 0; account < ACCOUNTS; account++) {
        struct row row = {0};

        worker->wrong += !rows_read(&rows, session, account, &row);
        sum += row.value;
    }
    worker->wrong += sum != (int64_t)ACCOUNTS * START;
}

/* Moves an amount from one account to another, and counts it. */
static JET_ERR transfer(struct session *session, unsigned from, unsigned to, int64_t amount)
{
    struct row row;
    JET_ERR err;

    if (!rows_read(&rows, session, from, &row)) {
        return JET_errRecordNotFound;
    }
    row.value -= amount;
    err = rows_replace(&rows, session, from, row);
    if (err < 0) {
        return err;
    }
    (void)rows_read(&rows, session, to, &row);
    row.value += amount;
    err = rows_replace(&rows, session, to, row);
    return err < 0 ? err : rows_add(&rows, session, COUNTER, 1);
}

/* Makes a node come and go. */
static JET_ERR come_and_go(struct session *session, unsigned key)
{
    struct row row;

    return rows_read(&rows, session, key, &row) ? rows_delete(&rows, session, key)
                                                : rows_insert(&rows, session, key, with_value(1));
}

static void work(void *context)
{
    struct worker *worker = context;
    uint32_t seed = 77 + worker->number;
    struct session *session;
    JET_SESID sesid;

    if (JetBeginSessionA(instance, &sesid, NULL, NULL) < 0 || session_enter(sesid, &session) < 0) {
        worker->err = JET_errOutOfSessions;
        return;
    }
    for (unsigned round = 0; round < ROUNDS; round++) {
        const unsigned from = worker_random(&seed, ACCOUNTS),
                       to = (from + 1 + worker_random(&seed, ACCOUNTS - 1)) % ACCOUNTS;
        JET_ERR err;

        (void)session_transaction_begin(session, 0);
        check_sum(worker, session);
        err = transfer(session, from, to, (int64_t)worker_random(&seed, 50));
        if (err >= 0) { /* else it may have stopped half way */
            check_sum(worker, session);
            err = come_and_go(session, SCRATCH + worker_random(&seed, 3));
        }
        if (err >= 0 && worker_random(&seed, 4) > 0) {
            worker->added++;
            err = session_transaction_commit(session, 0, 0);
        } else {
            worker->err =
                err < 0 && err != JET_errWriteConflict && err != JET_errKeyDuplicate ? err : worker->err;
            err = session_transaction_rollback(session, 0);
        }
        worker->err = err < 0 ? err : worker->err;
    }
    (void)session_end(session);
}

static void threads_see_snapshots_whose_sums_are_right(void **state)
{
    struct worker worker[THREADS];
    struct session *session = new_session();
    int64_t added = 0;
    struct row row;

    (void)state;
    for (unsigned account = 0; account < ACCOUNTS; account++) {
        insert(session, account, START);
    }
    insert(session, COUNTER, 0);
    memset(worker, 0, sizeof worker);
    for (unsigned i = 0; i < THREADS; i++) {
        worker[i].number = i;
        assert_int_equal(os_thread_start(&worker[i].thread, "worker", work, &worker[i]), JET_errSuccess);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        os_thread_join(&worker[i].thread);
        assert_int_equal(worker[i].err, JET_errSuccess);
        assert_int_equal(worker[i].wrong, 0);
        added += worker[i].added;
    }
    assert_true(added > 0);
    assert_true(rows_read(&rows, session, COUNTER, &row));
    assert_int_equal(row.count, added);
    end_session(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_snapshot_sees_what_was_committed_before_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(outside_of_transactions_one_sees_what_is_committed_now, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_read_only_transaction_is_a_snapshot_too, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_long_chain_keeps_the_state_of_every_snapshot, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_second_writer_conflicts_until_its_snapshot_is_newer, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(after_a_rollback_there_is_nothing_to_conflict_with, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(read_locks_go_together_and_write_locks_do_not, set_up, tear_down),
        cmocka_unit_test_setup_teardown(deltas_go_together_and_each_sees_its_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_snapshot_takes_deltas_off_the_image_before_a_replace, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_insert_over_what_others_changed_is_a_duplicate, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_level_is_rolled_back_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_end_of_a_session_rolls_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(deleted_nodes_are_removed_when_no_snapshot_needs_them, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_thread_cleans_by_itself, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_leaving_database_is_cleaned_whatever_snapshots_there_are, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            actions_are_undone_backwards_and_finished_when_nobody_sees_the_state_before, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_transaction_that_is_too_large_gets_an_error_and_can_be_rolled_back,
                                        set_up_small, tear_down),
        cmocka_unit_test_setup_teardown(what_can_be_cleaned_does_not_fill_the_store, set_up_small, tear_down),
        cmocka_unit_test_setup_teardown(transactions_at_random_see_what_the_history_says, set_up, tear_down),
        cmocka_unit_test_setup_teardown(threads_see_snapshots_whose_sums_are_right, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
