/*
 * check_rows.c - see check_rows.h.
 */
#include "check_rows.h"

#include "diag.h"
#include "key/key.h"
#include "maintenance/check_tree.h"
#include "open_database.h"
#include "test.h"

enum { FRAMES = 4096, TABLES_MAX = 256, REFERENCES_MAX = 20000, KEYS_MAX = 8192 };

struct work {
    struct open_database open;
    char tables[TABLES_MAX][NAME_SIZE];
    unsigned table_count;
    uint32_t references[REFERENCES_MAX]; /* ids, once for each reference; of one table */
    uint32_t reference_count;
    struct row_counts counts;
};

static void expect(JET_ERR err, const char *table, const char *what)
{
    if (err < 0) {
        fail_msg("%s: %s: %d, %s", table, what, (int)err, diag_sentence());
    }
}

static const struct bytes none = {(const uint8_t *)"", 0};

/* ------------------------------------------------------------------------------------------------------ entries */

struct keys {
    const struct index *index;
    struct tree_cursor *cursor;
    struct bytes bookmark;
    struct key seen[KEYS_MAX]; /* of one record: the index has each once */
    unsigned count;
};

static JET_ERR look_up(void *context, const struct key *key, const uint32_t *instances, uint32_t tuple)
{
    struct keys *keys = context;
    struct page_node node;
    int order;

    (void)instances;
    (void)tuple;
    for (unsigned i = 0; i < keys->count; i++) {
        if (keys->seen[i].size == key->size && memcmp(keys->seen[i].bytes, key->bytes, key->size) == 0) {
            return JET_errSuccess;
        }
    }
    assert_true(keys->count < KEYS_MAX);
    keys->seen[keys->count++] = *key;
    expect(tree_seek(keys->cursor, key_bytes(key), keys->index->tree.unique ? none : keys->bookmark, &order),
           keys->index->name, "an entry");
    tree_entry(keys->cursor, &node);
    if (order != 0 || node.data.size != keys->bookmark.size ||
        memcmp(node.data.at, keys->bookmark.at, node.data.size) != 0) {
        fail_msg("index %s: an entry is missing", keys->index->name);
    }
    return JET_errSuccess;
}

static uint64_t count_entries(const struct tree *tree)
{
    struct tree_cursor cursor;
    uint64_t count = 0;
    JET_ERR err;

    tree_cursor_init(&cursor, tree);
    for (err = tree_first(&cursor); err >= 0; err = tree_next(&cursor)) {
        count++;
    }
    assert_int_equal(err, JET_errNoCurrentRecord);
    tree_cursor_free(&cursor);
    return count;
}

/* -------------------------------------------------------------------------------------------------- long values */

static void note_references(struct work *work, const struct record *record)
{
    for (uint32_t entry = 0; entry < record->tagged_count; entry++) {
        struct tagged_value tagged;

        assert_int_equal(record_tagged(record, entry, &tagged), JET_errSuccess);
        for (uint32_t i = 1; i <= tagged.count; i++) {
            struct value value;

            assert_int_equal(tagged_instance(&tagged, i, &value), JET_errSuccess);
            if (value.flags & VALUE_SEPARATED) {
                assert_int_equal(value.bytes.size, 4);
                assert_true(work->reference_count < REFERENCES_MAX);
                work->references[work->reference_count++] = get_u32(value.bytes.at);
            }
        }
    }
}

/* Reads a value as a whole and compares its references with those that were met. */
static void check_value(const struct work *work, struct long_value_reader *reader, uint32_t id)
{
    uint8_t lid[4];
    const struct value value = {.bytes = {lid, sizeof lid}, .flags = VALUE_SEPARATED};
    struct long_value_root root;
    uint32_t met = 0, got, size;
    uint8_t *whole;

    put_u32(lid, id);
    expect(long_value_root(reader, value.bytes, &root), reader->table->name, "root of a long value");
    whole = malloc(root.size + 1u);
    assert_non_null(whole);
    expect(value_read(reader, &value, 0, whole, root.size, &got, &size), reader->table->name,
           "chunks of a long value");
    assert_int_equal(got, root.size);
    free(whole);
    for (uint32_t i = 0; i < work->reference_count; i++) {
        met += work->references[i] == id;
    }
    if (met != root.references || met == 0) {
        fail_msg("%s: long value %u has %u references, records have %u", reader->table->name, id,
                 root.references, met);
    }
}

/* Every value that is there, and so every reference, when each value has as many as it says. */
static void check_long_values(struct work *work, const struct table *table, struct long_value_reader *reader)
{
    struct tree_cursor cursor;
    uint64_t values = 0, chunks = 0, referred = 0;
    JET_ERR err = JET_errNoCurrentRecord;

    if (!table->has_long_values) {
        assert_int_equal(work->reference_count, 0);
        return;
    }
    tree_cursor_init(&cursor, &table->long_values);
    for (err = tree_first(&cursor); err >= 0; err = tree_next(&cursor)) {
        uint8_t key[8];
        struct page_node node;

        if (tree_key(&cursor, key, sizeof key) == 4) {
            tree_entry(&cursor, &node);
            values++;
            referred += get_u32(node.data.at);
            chunks -= (get_u32(node.data.at + 4) + table->chunk_size - 1ull) / table->chunk_size;
            assert_int_equal(tree_unlatch(&cursor), JET_errSuccess);
            check_value(work, reader, get_big_u32(key));
        } else {
            chunks++;
        }
    }
    assert_int_equal(err, JET_errNoCurrentRecord);
    assert_int_equal(chunks, 0);
    assert_int_equal(referred, work->reference_count);
    tree_cursor_free(&cursor);
    work->counts.long_values += values;
}

/* ------------------------------------------------------------------------------------------------------- tables */

static void check_table(struct work *work, const struct table *table)
{
    static uint8_t data[PAGE_SIZE_MAX], bookmark[TREE_KEY_MAX];
    static struct keys keys;
    struct long_value_reader reader;
    struct tree_cursor rows, entries;
    uint64_t made[64] = {0}, count = 0;
    JET_ERR err;

    assert_true(table->index_count <= 64);
    work->reference_count = 0;
    long_value_reader_init(&reader, table);
    tree_cursor_init(&rows, &table->tree);
    tree_cursor_init(&entries, &table->tree);
    for (err = tree_first(&rows); err >= 0; err = tree_next(&rows), count++) {
        const struct bytes key = {bookmark, tree_key(&rows, bookmark, sizeof bookmark)};
        struct page_node node;
        struct record record;

        tree_entry(&rows, &node);
        memcpy(data, node.data.at, node.data.size);
        assert_int_equal(tree_unlatch(&rows), JET_errSuccess);
        expect(
            record_open(&record, table, (struct bytes){data, node.data.size}, work->open.database.page_size),
            table->name, "a record");
        note_references(work, &record);
        for (uint32_t i = 0; i < table->index_count; i++) {
            keys.index = table->indexes[i];
            keys.cursor = &entries;
            keys.bookmark = key;
            keys.count = 0;
            tree_to_before_first(&entries);
            entries.tree = &keys.index->tree;
            if (!keys.index->is_primary) {
                expect(key_for_each_entry(keys.index, &record, &reader, look_up, &keys), keys.index->name,
                       "keys");
                made[i] += keys.count;
            }
        }
        tree_to_before_first(&entries);
    }
    assert_int_equal(err, JET_errNoCurrentRecord);
    for (uint32_t i = 0; i < table->index_count; i++) {
        if (!table->indexes[i]->is_primary) {
            const uint64_t stored = count_entries(&table->indexes[i]->tree);

            if (stored != made[i]) {
                fail_msg("%s.%s has %llu entries, records make %llu", table->name, table->indexes[i]->name,
                         (unsigned long long)stored, (unsigned long long)made[i]);
            }
            work->counts.entries += stored;
        }
    }
    tree_cursor_free(&entries);
    tree_cursor_free(&rows);
    check_long_values(work, table, &reader);
    long_value_reader_free(&reader);
    work->counts.rows += count;
}

static JET_ERR add_table(void *context, const struct table_row *row)
{
    struct work *work = context;

    if (!(row->flags & TABLE_SYSTEM)) {
        assert_true(work->table_count < TABLES_MAX);
        (void)snprintf(work->tables[work->table_count++], NAME_SIZE, "%s", row->name);
    }
    return JET_errSuccess;
}

static struct row_counts check(const char *path, bool crashed)
{
    static struct work work;
    struct table *table;

    memset(&work, 0, sizeof work);
    expect(open_database(&work.open, path, false, FRAMES), path, "open");
    assert_int_equal(work.open.database.header.state, DB_STATE_CLEAN_SHUTDOWN);
    expect(check_database(&work.open.database, crashed ? &work.counts.lost_pages : NULL), path, "trees and space");
    expect(catalog_each_table(NULL, &work.open.database, add_table, &work), path, "tables");
    for (unsigned i = 0; i < work.table_count; i++) {
        expect(table_open(NULL, &work.open.database, work.tables[i], &table), work.tables[i], "open");
        check_table(&work, table);
        table_release(table);
    }
    close_database(&work.open);
    return work.counts;
}

struct row_counts check_rows(const char *path)
{
    return check(path, false);
}

struct row_counts check_rows_after_crash(const char *path)
{
    return check(path, true);
}
