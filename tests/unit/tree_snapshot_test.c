/*
 * tree_snapshot_test.c - cursors on a real tree that read for sessions: steps, positions on entries that come and go, and entries of a
 * non-unique tree, whose data is part of their name.
 *
 * Expected: reference api-semantics 6.7 and log-and-recovery 13.3, by hand.
 */
#include "test.h"

#include "btree/tree_change.h"
#include "instance/handle.h"
#include "instance/instance.h"
#include "jet/entry.h"
#include "open_database.h"
#include "space/space_change.h"
#include "version/version.h"

enum { PAGES = 64, FRAMES = 400, OBJECT = 10, WORD_MAX = 256 };

static struct open_database open;
static struct tree tree;
static JET_INSTANCE handle;
static struct instance *instance;
static struct session *writer, *reader;

static struct session *new_session(void)
{
    struct session *session;
    JET_SESID sesid;

    assert_int_equal(JetBeginSessionA(handle, &sesid, NULL, NULL), JET_errSuccess);
    assert_int_equal(session_enter(sesid, &session), JET_errSuccess);
    return session;
}

static int set_up_tree(uint32_t flags)
{
    struct change change = {.database = &open.database};
    struct tree root;

    handle = 0;
    assert_int_equal(JetCreateInstanceA(&handle, "snapshot"), JET_errSuccess);
    assert_int_equal(JetSetSystemParameterA(&handle, 0, JET_paramRecovery, 0, "off"), JET_errSuccess);
    assert_int_equal(JetInit(&handle), JET_errSuccess);
    instance = atomic_load(&handle_slot_of(HANDLE_INSTANCE, handle)->object);
    assert_int_equal(open_new_database(&open, test_path("snapshot.edb"), 2048, PAGES, FRAMES),
                     JET_errSuccess);
    open.database.instance = instance;
    assert_int_equal(space_make_root(&change, PAGES), JET_errSuccess);
    root = space_root(&open.database);
    tree = (struct tree){
        .file = open.database.pages, .objid = OBJECT, .unique = !(flags & PAGE_NON_UNIQUE_KEYS)};
    assert_int_equal(space_make_tree(&change, &root, OBJECT, flags, 1, false, &tree.root), JET_errSuccess);
    instance->databases[1] = &open.database;
    writer = new_session();
    reader = new_session();
    return 0;
}

static int set_up_unique(void **state)
{
    (void)state;
    return set_up_tree(0);
}

static int set_up_duplicates(void **state)
{
    (void)state;
    return set_up_tree(PAGE_INDEX | PAGE_NON_UNIQUE_KEYS);
}

static int tear_down(void **state)
{
    (void)state;
    assert_int_equal(session_end(reader), JET_errSuccess);
    assert_int_equal(session_end(writer), JET_errSuccess);
    version_clean(instance);
    instance->databases[1] = NULL;
    assert_int_equal(JetTerm(handle), JET_errSuccess);
    close_database(&open);
    return 0;
}

static struct bytes text(const char *string)
{
    return (struct bytes){(const uint8_t *)string, (uint32_t)strlen(string)};
}

static void begin(struct session *session)
{
    assert_int_equal(session_transaction_begin(session, 0), JET_errSuccess);
}

static void commit(struct session *session)
{
    assert_int_equal(session_transaction_commit(session, 0, 0), JET_errSuccess);
}

static struct change change_of_writer(void)
{
    return (struct change){.session = writer, .database = &open.database, .flags = CHANGE_VERSIONED};
}

static void add(const char *key, const char *data)
{
    const struct change change = change_of_writer();
    struct tree_cursor cursor;

    tree_cursor_init(&cursor, &tree);
    assert_int_equal(tree_insert(&cursor, &change, text(key), text(data)), JET_errSuccess);
    tree_cursor_free(&cursor);
}

static void go_to(struct tree_cursor *cursor, const struct session *session, const char *key,
                  const char *data)
{
    int order;

    tree_cursor_init(cursor, &tree);
    cursor->reader = session;
    assert_int_equal(tree_seek(cursor, text(key), text(data), &order), JET_errSuccess);
    assert_int_equal(tree_compare_key(cursor, text(key)), 0);
    assert_int_equal(tree_unlatch(cursor), JET_errSuccess);
}

static void take_away(const char *key, const char *data)
{
    const struct change change = change_of_writer();
    struct tree_cursor cursor;

    go_to(&cursor, writer, key, data);
    assert_int_equal(tree_delete(&cursor, &change), JET_errSuccess);
    tree_cursor_free(&cursor);
}

static void change_to(const char *key, const char *data)
{
    const struct change change = change_of_writer();
    struct tree_cursor cursor;

    go_to(&cursor, writer, key, "");
    assert_int_equal(tree_replace(&cursor, &change, text(data)), JET_errSuccess);
    tree_cursor_free(&cursor);
}

/* The entry under the cursor, latched, as "key=data". */
static const char *word(struct tree_cursor *cursor)
{
    static char out[WORD_MAX];
    struct bytes data;
    uint32_t size;

    size = tree_key(cursor, out, sizeof out);
    assert_int_equal(tree_data(cursor, &data), JET_errSuccess);
    assert_true(size + 1 + data.size < sizeof out);
    out[size] = '=';
    memcpy(out + size + 1, data.at, data.size);
    out[size + 1 + data.size] = '\0';
    return out;
}

/* All that a session sees, forwards; backwards must be the same. */
static const char *all(const struct session *session)
{
    static char out[WORD_MAX];
    char back[WORD_MAX] = "", one[WORD_MAX];
    struct tree_cursor cursor;
    JET_ERR err;

    out[0] = '\0';
    tree_cursor_init(&cursor, &tree);
    cursor.reader = session;
    for (err = tree_first(&cursor); err >= 0; err = tree_next(&cursor)) {
        strcat(strcat(out, word(&cursor)), " ");
    }
    assert_int_equal(err, JET_errNoCurrentRecord);
    for (err = tree_last(&cursor); err >= 0; err = tree_previous(&cursor)) {
        strcpy(one, back);
        strcat(strcat(strcpy(back, word(&cursor)), " "), one);
    }
    assert_int_equal(err, JET_errNoCurrentRecord);
    assert_string_equal(out, back);
    tree_cursor_free(&cursor);
    return out;
}

static void make_three(void)
{
    begin(writer);
    add("a", "1");
    add("b", "2");
    add("c", "3");
    commit(writer);
}

/* ---------------------------------------------------------------------------------------------- the tests */

static void a_walk_shows_the_snapshot(void **state)
{
    (void)state;
    make_three();
    begin(reader);
    begin(writer);
    take_away("b", "");
    change_to("a", "a longer one than before");
    add("bb", "4");
    add("d", "5");
    assert_string_equal(all(reader), "a=1 b=2 c=3 ");
    assert_string_equal(all(writer), "a=a longer one than before bb=4 c=3 d=5 ");
    commit(writer);
    version_clean(instance);
    assert_string_equal(all(reader), "a=1 b=2 c=3 ");
    commit(reader);
    assert_string_equal(all(reader), "a=a longer one than before bb=4 c=3 d=5 ");
}

static void a_deleted_entry_is_deleted_however_often_one_looks(void **state)
{
    struct tree_cursor cursor;

    (void)state;
    make_three();
    go_to(&cursor, reader, "b", "");
    begin(writer);
    take_away("b", "");
    assert_int_equal(tree_latch(&cursor), JET_errSuccess); /* not committed */
    assert_string_equal(word(&cursor), "b=2");
    assert_int_equal(tree_unlatch(&cursor), JET_errSuccess);
    commit(writer);
    for (unsigned look = 0; look < 4; look++) {
        assert_int_equal(tree_latch(&cursor), JET_errRecordDeleted);
        if (look == 1) {
            version_clean(instance); /* takes it out of the page */
        }
    }
    begin(writer);
    add("b", "6");
    commit(writer);
    assert_int_equal(tree_latch(&cursor), JET_errSuccess);
    assert_string_equal(word(&cursor), "b=6");
    tree_cursor_free(&cursor);
}

static void steps_from_a_deleted_entry_go_to_its_neighbours(void **state)
{
    struct tree_cursor cursor;

    (void)state;
    for (unsigned removed = 0; removed < 2; removed++) {
        make_three();
        for (unsigned forward = 0; forward < 2; forward++) {
            go_to(&cursor, reader, "b", "");
            begin(writer);
            take_away("b", "");
            commit(writer);
            if (removed) {
                version_clean(instance);
            }
            assert_int_equal(tree_latch(&cursor), JET_errRecordDeleted);
            assert_int_equal(forward ? tree_next(&cursor) : tree_previous(&cursor), JET_errSuccess);
            assert_string_equal(word(&cursor), forward ? "c=3" : "a=1");
            tree_cursor_free(&cursor);
            begin(writer);
            if (!forward) {
                add("b", "2");
            } else {
                take_away("a", "");
                take_away("c", "");
            }
            commit(writer);
        }
    }
}

static void duplicates_come_and_go_one_by_one(void **state)
{
    (void)state;
    begin(writer);
    add("k", "1");
    add("k", "2");
    add("k", "3");
    commit(writer);
    begin(reader);
    begin(writer);
    take_away("k", "2");
    add("k", "4");
    assert_string_equal(all(reader), "k=1 k=2 k=3 ");
    assert_string_equal(all(writer), "k=1 k=3 k=4 ");
    add("k", "2"); /* again, over the dead one */
    take_away("k", "3");
    assert_string_equal(all(writer), "k=1 k=2 k=4 ");
    assert_string_equal(all(reader), "k=1 k=2 k=3 ");
    assert_int_equal(session_transaction_rollback(writer, 0), JET_errSuccess);
    assert_string_equal(all(writer), "k=1 k=2 k=3 ");
    begin(writer);
    take_away("k", "1");
    commit(writer);
    version_clean(instance);
    assert_string_equal(all(reader), "k=1 k=2 k=3 ");
    commit(reader);
    version_clean(instance);
    assert_string_equal(all(reader), "k=2 k=3 ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_walk_shows_the_snapshot, set_up_unique, tear_down),
        cmocka_unit_test_setup_teardown(a_deleted_entry_is_deleted_however_often_one_looks, set_up_unique,
                                        tear_down),
        cmocka_unit_test_setup_teardown(steps_from_a_deleted_entry_go_to_its_neighbours, set_up_unique,
                                        tear_down),
        cmocka_unit_test_setup_teardown(duplicates_come_and_go_one_by_one, set_up_duplicates, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
