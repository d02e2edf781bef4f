/*
 * rows_tree.c - rows in a real tree. Rows are padded to a few hundred bytes, more or fewer with their value, on pages of 2 KiB: the
 * rows of a test fill several pages, grow out of them and shrink.
 */
#include "rows.h"

#include <string.h>

#include "btree/tree_change.h"
#include "diag.h"
#include "instance/handle.h"
#include "instance/instance.h"
#include "maintenance/check_tree.h"
#include "open_database.h"
#include "space/space_change.h"
#include "test.h"

enum {
    PAGE_SIZE = 2048,
    PAGES = 64,
    FRAMES = 400,
    PADDING_MIN = 100,
    PADDING_MORE = 500,
    KEY_SIZE = 12,
    OBJECT = 10
};

struct image {
    uint8_t bytes[sizeof(struct row) + PADDING_MIN + PADDING_MORE];
    uint32_t size;
};

static void encode(struct row row, struct image *image)
{
    memset(image->bytes, 'p', sizeof image->bytes);
    memcpy(image->bytes, &row, sizeof row);
    image->size = (uint32_t)(sizeof row + PADDING_MIN + (uint64_t)row.value * 37 % PADDING_MORE);
}

static struct bytes image_bytes(const struct image *image)
{
    return (struct bytes){image->bytes, image->size};
}

struct key {
    uint8_t bytes[KEY_SIZE];
};

static struct bytes name(unsigned number, struct key *key)
{
    memcpy(key->bytes, "rows-are-", KEY_SIZE - sizeof number);
    put_big_u32(key->bytes + KEY_SIZE - sizeof number, number);
    return (struct bytes){key->bytes, KEY_SIZE};
}

static void expect(JET_ERR err, const char *what)
{
    if (err < 0) {
        fail_msg("%s: %d, %s", what, (int)err, diag_sentence());
    }
}

static struct open_database *open_of(const struct rows *rows)
{
    return rows->store;
}

void rows_begin(struct rows *rows, JET_INSTANCE handle)
{
    struct instance *instance = atomic_load(&handle_slot_of(HANDLE_INSTANCE, handle)->object);
    struct open_database *open = calloc(1, sizeof *open);
    struct change change = {.database = &open->database};
    struct tree root;

    assert_non_null(open);
    expect(open_new_database(open, test_path("rows.edb"), PAGE_SIZE, PAGES, FRAMES), "open");
    open->database.instance = instance;
    expect(space_make_root(&change, PAGES), "make root");
    root = space_root(&open->database);
    *rows = (struct rows){.database = &open->database, .store = open};
    rows->tree = (struct tree){.file = open->database.pages, .objid = OBJECT, .unique = true};
    expect(space_make_tree(&change, &root, OBJECT, 0, 1, false, &rows->tree.root), "make tree");
    instance->databases[1] = &open->database;
}

void rows_end(struct rows *rows)
{
    struct instance *instance = rows->database->instance;
    struct instance_versions *versions = atomic_load(&instance->versions);
    const struct check_object objects[] = {{.tree = space_root(rows->database)}, {rows->tree, 1}};

    if (versions != NULL) {
        expect(versions->clean(versions, rows->database), "clean");
    }
    expect(check_objects(rows->database, objects, 2, NULL), "check");
    os_mutex_lock(&instance->lock);
    instance->databases[1] = NULL;
    os_mutex_unlock(&instance->lock);
    close_database(open_of(rows));
    free(open_of(rows));
}

/* Goes to the row that the session sees; JET_errRecordNotFound. Ends with the page latched. */
static JET_ERR find(struct rows *rows, const struct session *session, unsigned number,
                    struct tree_cursor *cursor)
{
    const struct bytes none = {(const uint8_t *)"", 0};
    struct key key;
    int order;
    JET_ERR err;

    tree_cursor_init(cursor, &rows->tree);
    cursor->reader = session;
    err = tree_seek(cursor, name(number, &key), none, &order);
    return err >= 0 && order != 0 ? JET_errRecordNotFound : err;
}

bool rows_read(struct rows *rows, const struct session *session, unsigned key, struct row *row)
{
    struct tree_cursor cursor;
    struct bytes data;
    JET_ERR err = find(rows, session, key, &cursor);

    if (err != JET_errRecordNotFound) {
        expect(err, "read");
        expect(tree_data(&cursor, &data), "data");
        assert_true(data.size >= sizeof *row);
        memcpy(row, data.at, sizeof *row);
    }
    tree_cursor_free(&cursor);
    return err >= 0;
}

static struct change change_of(struct rows *rows, struct session *session)
{
    return (struct change){.session = session, .database = rows->database, .flags = CHANGE_VERSIONED};
}

JET_ERR rows_insert(struct rows *rows, struct session *session, unsigned number, struct row row)
{
    const struct change change = change_of(rows, session);
    struct tree_cursor cursor;
    struct image image;
    struct key key;
    JET_ERR err;

    encode(row, &image);
    tree_cursor_init(&cursor, &rows->tree);
    err = tree_insert(&cursor, &change, name(number, &key), image_bytes(&image));
    tree_cursor_free(&cursor);
    return err;
}

JET_ERR rows_replace(struct rows *rows, struct session *session, unsigned key, struct row row)
{
    const struct change change = change_of(rows, session);
    struct tree_cursor cursor;
    struct image image;
    JET_ERR err = find(rows, session, key, &cursor);

    encode(row, &image);
    if (err >= 0) {
        err = tree_replace(&cursor, &change, image_bytes(&image));
    }
    tree_cursor_free(&cursor);
    return err;
}

JET_ERR rows_delete(struct rows *rows, struct session *session, unsigned key)
{
    const struct change change = change_of(rows, session);
    struct tree_cursor cursor;
    JET_ERR err = find(rows, session, key, &cursor);

    if (err >= 0) {
        err = tree_delete(&cursor, &change);
    }
    tree_cursor_free(&cursor);
    return err;
}

JET_ERR rows_add(struct rows *rows, struct session *session, unsigned key, int64_t delta)
{
    const struct change change = change_of(rows, session);
    struct tree_cursor cursor;
    int64_t old;
    JET_ERR err = find(rows, session, key, &cursor);

    if (err >= 0) {
        err = tree_add(&cursor, &change, offsetof(struct row, count), sizeof old, delta, &old);
    }
    tree_cursor_free(&cursor);
    return err;
}

JET_ERR rows_lock(struct rows *rows, struct session *session, unsigned key, bool write)
{
    const struct change change = change_of(rows, session);
    struct tree_cursor cursor;
    JET_ERR err = find(rows, session, key, &cursor);

    if (err >= 0) {
        err = tree_lock(&cursor, &change, write);
    }
    tree_cursor_free(&cursor);
    return err;
}

unsigned rows_count(struct rows *rows)
{
    struct tree_counts counts;

    expect(check_tree(&rows->tree, NULL, NULL, &counts), "check");
    return (unsigned)counts.entries;
}
