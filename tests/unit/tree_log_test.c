/*
 * tree_log_test.c - changes in transactions, with versions and with a log: what commits is there and what rolls back is not,
 * and the log tells of every change of every page.
 *
 * The rule of reference log-and-recovery 10.1: what a record says of a page's number before the change is what the last
 * record about that page said of it after; and the pages end with the numbers of their last records.
 */
#include "test.h"

#include "diag.h"
#include "instance/handle.h"
#include "instance/instance.h"
#include "jet/entry.h"
#include "log/log.h"
#include "log/log_reader.h"
#include "log/log_record.h"
#include "maintenance/check_tree.h"
#include "open_database.h"
#include "space/space_change.h"
#include "version/version.h"

enum { PAGE_SIZE = 4096, PAGES = 64, KEYS = 1500, STEPS = 12000, PAGES_MAX = 20000 };

static JET_INSTANCE handle;
static struct instance *instance;
static struct session *session;
static struct open_database open;
static struct tree tree;
static char folder[1024];

static uint64_t random_state;

static uint32_t next_random(uint32_t limit)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random_state >> 33) % limit;
}

static void expect(JET_ERR err, const char *what)
{
    if (err < 0) {
        fail_msg("%s: %d, %s", what, (int)err, diag_sentence());
    }
}

static void no_attachments(void *context, uint64_t lgpos, uint8_t *list, uint32_t capacity)
{
    (void)context, (void)lgpos, (void)list, (void)capacity;
}

static uint64_t nothing_needed(void *context)
{
    (void)context;
    return UINT64_MAX;
}

static void open_log(uint32_t page_size)
{
    const struct log_options options = {
        .log_folder = folder,
        .system_folder = folder,
        .base_name = "edb",
        .file_size = 16 << 20,
        .page_size = page_size,
        .buffer_size = 1 << 20,
        .legacy_names = true,
        .efv = 8920,
    };

    expect(log_open(&options, no_attachments, nothing_needed, NULL, &instance->log), "log_open");
}

static struct change change_with(uint32_t flags)
{
    return (struct change){.session = session, .database = &open.database, .flags = flags};
}

static void begin(void)
{
    expect(session_transaction_begin(session, 0), "begin");
}

static void commit(void)
{
    expect(session_transaction_commit(session, JET_bitCommitLazyFlush, 0), "commit");
}

static void make_tree(void)
{
    const struct change change = change_with(0);
    struct tree root;

    begin();
    expect(space_make_root(&change, PAGES), "make root");
    root = space_root(&open.database);
    tree = (struct tree){.file = open.database.pages, .objid = 10, .unique = true};
    expect(space_make_tree(&change, &root, tree.objid, 0, 1, false, &tree.root), "make tree");
    commit();
}

static void set_up(uint32_t page_size, const char *name)
{
    JET_SESID sesid;

    snprintf(folder, sizeof folder, "%s/", test_path(name));
    expect(os_dir_create(folder), "folder");
    handle = 0;
    expect(JetCreateInstanceA(&handle, name), "instance");
    expect(JetSetSystemParameterA(&handle, 0, JET_paramRecovery, 0, "off"), "recovery off");
    expect(JetInit(&handle), "init");
    instance = atomic_load(&handle_slot_of(HANDLE_INSTANCE, handle)->object);
    open_log(page_size);
    expect(open_new_database(&open, test_path("logged.edb"), page_size, PAGES, 8000), "database");
    open.database.instance = instance;
    open.database.log = instance->log;
    instance->databases[1] = &open.database;
    expect(JetBeginSessionA(handle, &sesid, NULL, NULL), "session");
    expect(session_enter(sesid, &session), "enter");
    make_tree();
}

static void clean(void)
{
    struct instance_versions *versions = atomic_load(&instance->versions);

    if (versions != NULL) {
        versions->clean(versions, &open.database);
    }
}

static void tear_down(void)
{
    struct log *log = instance->log;

    expect(session_end(session), "end of session");
    clean();
    os_mutex_lock(&instance->lock);
    instance->databases[1] = NULL;
    os_mutex_unlock(&instance->lock);
    expect(JetTerm(handle), "term");
    expect(log_close(log), "log_close");
}

/* ------------------------------------------------------------------------------------ committed or undone */

/* What the tree holds of each key: bytes of data, 0 for none. */
static uint16_t committed[KEYS], current[KEYS];

static struct bytes key_of(uint32_t number, uint8_t *key)
{
    memcpy(key, "a common beginning", 18);
    put_big_u32(key + 18, number);
    return (struct bytes){key, 22};
}

static void change_at_random(struct tree_cursor *cursor)
{
    const struct change change = change_with(CHANGE_VERSIONED);
    const uint32_t number = next_random(KEYS), size = 8 + next_random(next_random(10) == 0 ? 1500 : 120);
    uint8_t key_bytes[32], data[1600];
    const struct bytes key = key_of(number, key_bytes);
    int64_t old;
    int order;

    memset(data, (int)(size & 0xFF), sizeof data);
    put_u32(data, 1);
    if (current[number] == 0) {
        expect(tree_insert(cursor, &change, key, (struct bytes){data, size}), "insert");
        current[number] = (uint16_t)size;
    } else {
        expect(tree_seek(cursor, key, (struct bytes){key.at, 0}, &order), "seek");
        assert_int_equal(order, 0);
        switch (next_random(4)) {
        case 0:
            expect(tree_delete(cursor, &change), "delete");
            current[number] = 0;
            break;
        case 1:
            expect(tree_add(cursor, &change, 0, 4, 0, &old), "add");
            break;
        default:
            expect(tree_replace(cursor, &change, (struct bytes){data, size}), "replace");
            current[number] = (uint16_t)size;
            break;
        }
    }
    expect(tree_unlatch(cursor), "unlatch");
}

static void expect_committed(struct tree_cursor *cursor)
{
    uint32_t number = 0;
    JET_ERR err;

    for (err = tree_first(cursor); err >= 0; err = tree_next(cursor), number++) {
        struct page_node node;
        uint8_t key_bytes[32];

        while (number < KEYS && committed[number] == 0) {
            number++;
        }
        assert_true(number < KEYS);
        assert_int_equal(tree_compare_key(cursor, key_of(number, key_bytes)), 0);
        tree_entry(cursor, &node);
        assert_int_equal(node.data.size, committed[number]);
        assert_int_equal(node.data.at[node.data.size - 1], node.data.size > 4 ? node.data.size & 0xFF : 0);
    }
    assert_int_equal(err, JET_errNoCurrentRecord);
    while (number < KEYS && committed[number] == 0) {
        number++;
    }
    assert_int_equal(number, KEYS);
    expect(tree_unlatch(cursor), "unlatch");
}

static void expect_sound(void)
{
    const struct check_object objects[] = {{space_root(&open.database), 0}, {tree, 1}};

    expect(check_objects(&open.database, objects, 2, NULL), "check");
}

static void run_transactions(void)
{
    struct tree_cursor cursor;
    bool again = true;

    memset(committed, 0, sizeof committed);
    memset(current, 0, sizeof current);
    tree_cursor_init(&cursor, &tree);
    for (uint32_t step = 0; step < STEPS || again;) {
        const uint32_t changes = 1 + next_random(next_random(20) == 0 ? 600 : 30);

        begin();
        for (uint32_t i = 0; i < changes; i++) {
            change_at_random(&cursor);
        }
        step += changes;
        again = next_random(3) == 0;
        if (again) {
            expect(session_transaction_rollback(session, 0), "rollback");
            memcpy(current, committed, sizeof current);
        } else {
            commit();
            memcpy(committed, current, sizeof current);
        }
        if (next_random(20) == 0) {
            clean();
            expect_committed(&cursor);
            expect_sound();
        }
    }
    clean();
    expect_committed(&cursor);
    expect_sound();
    tree_cursor_free(&cursor);
}

/* ------------------------------------------------------------------------------------------------ the log */

static struct {
    uint64_t last[PAGES_MAX];       /* number of the last change of each page */
    uint64_t macro[UINT16_MAX + 1]; /* that is open in each session, by procid; 0 for none */
    unsigned records, splits, merges;
} told;

static void tell(uint32_t pgno, uint64_t before, uint64_t after)
{
    assert_true(pgno != 0 && pgno < PAGES_MAX);
    if (before != LOG_DBTIME_NONE) {
        assert_int_equal(told.last[pgno], before);
        assert_true(after > before);
    }
    told.last[pgno] = after;
}

static void tell_split(struct bytes bytes)
{
    struct log_split split;

    expect(log_split_decode(bytes, &split), "Split2");
    assert_int_equal(split.page.dbtime, told.macro[split.page.procid]);
    tell(split.page.pgno, split.page.dbtime_before, split.page.dbtime);
    if (split.pgno_new == 0) {
        return;
    }
    told.splits++;
    tell(split.pgno_new, LOG_DBTIME_NONE, split.page.dbtime);
    if (split.pgno_right != 0) {
        tell(split.pgno_right, split.dbtime_right_before, split.page.dbtime);
    }
    assert_int_equal(split.split_type == LOG_SPLIT_VERTICAL, split.pgno_parent == 0);
    assert_int_equal(split.split_type == LOG_SPLIT_VERTICAL, split.separator.size == 0);
    assert_true(split.split_type == LOG_SPLIT_APPEND || split.image.size > 0 ||
                (split.line_operation == split.line_split && split.line_split + 1 == split.line_count));
    assert_true(split.line_split < split.line_count);
}

static void tell_merge(struct bytes bytes)
{
    struct log_merge merge;

    expect(log_merge_decode(bytes, &merge), "Merge2");
    assert_int_equal(merge.page.dbtime, told.macro[merge.page.procid]);
    tell(merge.page.pgno, merge.page.dbtime_before, merge.page.dbtime);
    if (merge.merge_type == LOG_MERGE_NONE) {
        return;
    }
    told.merges++;
    assert_int_equal(merge.image.size > 0, merge.merge_type == LOG_MERGE_FULL_RIGHT);
    if (merge.pgno_left != 0) {
        tell(merge.pgno_left, merge.dbtime_left_before, merge.page.dbtime);
    }
    if (merge.pgno_right != 0) {
        tell(merge.pgno_right, merge.dbtime_right_before, merge.page.dbtime);
    }
}

static void tell_empty_tree(struct bytes bytes)
{
    struct log_empty_tree emptied;

    expect(log_empty_tree_decode(bytes, &emptied), "EmptyTree");
    tell(emptied.node.page.pgno, emptied.node.page.dbtime_before, emptied.node.page.dbtime);
    for (uint32_t at = 0; at < emptied.list.size; at += LOG_EMPTIED_SIZE) {
        const struct log_emptied page = log_emptied_get(emptied.list.at + at);

        tell(page.pgno, page.dbtime_before, emptied.node.page.dbtime);
    }
}

static void tell_roots(struct bytes bytes)
{
    struct log_page page;

    expect(log_page_decode(bytes, &page), "page");
    tell(page.pgno, page.dbtime_before, page.dbtime);
    if (page.type !=
        LOG_CREATE_SINGLE) { /* the roots of the extent trees are at the same place in both records */
        tell(get_u32(bytes.at + 36), LOG_DBTIME_NONE, page.dbtime);
        tell(get_u32(bytes.at + 40), LOG_DBTIME_NONE, page.dbtime);
    }
}

static void tell_record(struct bytes bytes)
{
    const unsigned type = bytes.at[0];
    struct log_macro macro;
    struct log_page page;

    told.records++;
    switch (type) {
    case LOG_MACRO_BEGIN:
    case LOG_MACRO_COMMIT:
        expect(log_macro_decode(bytes, &macro), "macro");
        assert_int_equal(told.macro[macro.procid], type == LOG_MACRO_BEGIN ? 0 : macro.dbtime);
        told.macro[macro.procid] = type == LOG_MACRO_BEGIN ? macro.dbtime : 0;
        break;
    case LOG_SPLIT2:
        tell_split(bytes);
        break;
    case LOG_MERGE2:
        tell_merge(bytes);
        break;
    case LOG_EMPTY_TREE:
        tell_empty_tree(bytes);
        break;
    case LOG_CREATE_MULTIPLE:
    case LOG_CREATE_SINGLE:
    case LOG_CONVERT_TREE:
        tell_roots(bytes);
        break;
    default:
        if (log_type_has_page(type) && type != LOG_UNDO_INFO) {
            expect(log_page_decode(bytes, &page), "page");
            if (told.macro[page.procid] != 0) { /* the operation of a split: its page is told by the split */
                assert_int_equal(page.dbtime_before == LOG_DBTIME_NONE, true);
                assert_int_equal(page.dbtime, told.macro[page.procid]);
            } else {
                tell(page.pgno, page.dbtime_before, page.dbtime);
            }
        }
        break;
    }
}

static void read_log(void)
{
    struct log_reader *reader;
    struct log_found found;
    char path[OS_PATH_MAX];
    JET_ERR err;

    memset(&told, 0, sizeof told);
    snprintf(path, sizeof path, "%sedb.log", folder);
    expect(log_reader_open(path, 0, &reader), "log");
    assert_int_equal(log_reader_header(reader)->generation, 1);
    while ((err = log_reader_next(reader, &found)) >= 0) {
        tell_record(found.record);
    }
    assert_int_equal(err, JET_errNoCurrentRecord);
    log_reader_close(reader);
}

static JET_ERR compare_page(void *context, uint32_t pgno)
{
    struct page_ref page;

    (void)context;
    expect(page_latch(open.database.pages, pgno, LATCH_SHARED, &page), "page");
    assert_int_equal(get_u64(page.image + 8), told.last[pgno]);
    page_unlatch(&page);
    return JET_errSuccess;
}

static void transactions_leave_what_they_committed_and_log_every_page(void **state)
{
    static const uint32_t sizes[] = {2048, 4096, 16384};

    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        struct tree_counts counts;
        char name[16];

        random_state = 12345 + i;
        snprintf(name, sizeof name, "log%u", i);
        set_up(sizes[i], name);
        run_transactions();
        assert_true(cache_oldest_change(open.database.pages) < UINT64_MAX);
        tear_down();
        read_log();
        print_message("page size %u: %u records, %u splits, %u merges\n", sizes[i], told.records, told.splits,
                      told.merges);
        assert_true(told.splits > 20);
        expect(check_tree(&tree, compare_page, NULL, &counts), "tree");
        expect(cache_flush(open.database.pages), "flush");
        assert_true(cache_oldest_change(open.database.pages) == UINT64_MAX);
        close_database(&open);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(transactions_leave_what_they_committed_and_log_every_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
