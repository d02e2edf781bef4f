/*
 * index_keys_test.c - every index of every real database, made again from the records.
 *
 * For each table the keys of all records are computed in each index and compared, entry by entry, with what Windows or
 * Microsoft's engine stored: no entry is missing, none is too many, and the bytes are the same. Primary keys too.
 *
 * A database that was not shut down cleanly has changes in flight; its differences are counted but allowed.
 */
#include "test.h"

#include "diag.h"
#include "format/db_header.h"
#include "instance/database.h"
#include "key/key.h"

enum {
    CACHE_BYTES = 64 << 20,
    RECORD_MAX = 32768,
    CATALOG_OF_TABLES_MAX = 4000,
    SHOWN_DIFFERENCES = 3,
};

/* Clean databases of which a part cannot be read: MANIFEST.tsv of the corpus says so. */
static const struct {
    const char *database, *table, *index;
} damaged[] = {
    {"corpus/target-webcache-a/WebCacheV01.dat", "Container_4", "HashEntryIdIndex"},
    {"corpus/target-webcache-a/WebCacheV01.dat", "Container_11", "HashEntryIdIndex"},
};

/* -------------------------------------------------------------------------------------- one open database */

struct subject {
    const char *name;
    struct database database;
    struct cache *cache;
    bool clean;
    char tables[CATALOG_OF_TABLES_MAX][NAME_SIZE];
    uint32_t table_count;
};

struct totals {
    uint64_t entries, primary, missing, extra, values, unknown_values;
    uint64_t old,
        old_different; /* entries of indexes of weights not carried; those that the present ones do not make */
    uint32_t databases, tables, indexes, not_served, unreadable;
};

static struct subject subject;
static struct totals totals;

static bool subject_open(const char *relative, const char *path)
{
    static uint8_t start[DB_HEADER_PROBE];
    struct db_header_choice choice;
    size_t got;

    memset(&subject, 0, sizeof subject);
    subject.name = relative;
    assert_int_equal(os_file_open(&subject.database.file, path, OS_READ, OS_SHARE_ALL), JET_errSuccess);
    assert_int_equal(os_file_read(&subject.database.file, 0, start, sizeof start, &got), JET_errSuccess);
    if (db_header_choose(start, got, path, &choice) < 0) {
        os_file_close(&subject.database.file);
        return false;
    }
    db_header_decode(choice.image, &subject.database.header);
    subject.clean = subject.database.header.state == DB_STATE_CLEAN_SHUTDOWN;
    subject.database.page_size = choice.page_size;
    subject.database.path = (char *)(uintptr_t)path;
    subject.database.read_only = true;
    assert_int_equal(cache_create(choice.page_size, CACHE_BYTES / choice.page_size, &subject.cache),
                     JET_errSuccess);
    assert_int_equal(
        cache_file_attach(subject.cache, &subject.database.file, path, true, &subject.database.pages),
        JET_errSuccess);
    return true;
}

static void subject_close(void)
{
    if (subject.database.schemas != NULL) {
        subject.database.schemas->destroy(subject.database.schemas);
    }
    cache_file_detach(subject.database.pages);
    cache_destroy(subject.cache);
    os_file_close(&subject.database.file);
}

static JET_ERR add_table(void *context, const struct table_row *row)
{
    (void)context;
    assert_true(subject.table_count < CATALOG_OF_TABLES_MAX);
    (void)snprintf(subject.tables[subject.table_count++], NAME_SIZE, "%s", row->name);
    return JET_errSuccess;
}

/* ---------------------------------------------------------------------------------------- entries, sorted */

/* All entries of an index: key and bookmark behind each other in `bytes`. */
struct entry {
    size_t at;
    uint32_t key_size, bookmark_size;
};

struct entries {
    struct entry *list;
    uint8_t *bytes;
    size_t count, room, used, byte_room;
};

static void entries_add(struct entries *entries, struct bytes key, struct bytes bookmark)
{
    if (entries->count == entries->room) {
        entries->room = entries->room == 0 ? 1024 : 2 * entries->room;
        entries->list = realloc(entries->list, entries->room * sizeof *entries->list);
        assert_non_null(entries->list);
    }
    if (entries->used + key.size + bookmark.size > entries->byte_room) {
        entries->byte_room = 2 * entries->byte_room + key.size + bookmark.size + 65536;
        entries->bytes = realloc(entries->bytes, entries->byte_room);
        assert_non_null(entries->bytes);
    }
    entries->list[entries->count++] = (struct entry){entries->used, key.size, bookmark.size};
    memcpy(entries->bytes + entries->used, key.at, key.size);
    memcpy(entries->bytes + entries->used + key.size, bookmark.at, bookmark.size);
    entries->used += key.size + bookmark.size;
}

static void entries_free(struct entries *entries)
{
    free(entries->list);
    free(entries->bytes);
    memset(entries, 0, sizeof *entries);
}

static int compare_bytes(struct bytes left, struct bytes right)
{
    const int order = memcmp(left.at, right.at, left.size < right.size ? left.size : right.size);

    return order != 0 ? order : (left.size > right.size) - (left.size < right.size);
}

static struct bytes entry_key(const struct entries *entries, size_t i)
{
    return (struct bytes){entries->bytes + entries->list[i].at, entries->list[i].key_size};
}

static struct bytes entry_bookmark(const struct entries *entries, size_t i)
{
    return (struct bytes){entries->bytes + entries->list[i].at + entries->list[i].key_size,
                          entries->list[i].bookmark_size};
}

static int compare_entries(const struct entries *left, size_t l, const struct entries *right, size_t r)
{
    const int order = compare_bytes(entry_key(left, l), entry_key(right, r));

    return order != 0 ? order : compare_bytes(entry_bookmark(left, l), entry_bookmark(right, r));
}

static const struct entries *sorting;

static int compare_for_sort(const void *left, const void *right)
{
    const struct entry *l = left, *r = right;
    const struct bytes left_key = {sorting->bytes + l->at, l->key_size};
    const struct bytes right_key = {sorting->bytes + r->at, r->key_size};
    const int order = compare_bytes(left_key, right_key);

    return order != 0 ? order
                      : compare_bytes((struct bytes){left_key.at + l->key_size, l->bookmark_size},
                                      (struct bytes){right_key.at + r->key_size, r->bookmark_size});
}

/* In order, each once. */
static void entries_sort(struct entries *entries)
{
    size_t kept = 0;

    sorting = entries;
    if (entries->count > 0) {
        qsort(entries->list, entries->count, sizeof *entries->list, compare_for_sort);
    }
    for (size_t i = 0; i < entries->count; i++) {
        if (kept == 0 || compare_entries(entries, i, entries, kept - 1) != 0) {
            entries->list[kept++] = entries->list[i];
        }
    }
    entries->count = kept;
}

/* --------------------------------------------------------------------------------------------- both sides */

struct making {
    const struct index *index;
    const struct record *record;
    struct long_value_reader *reader;
    struct entries *entries;
    struct bytes bookmark;
};

/* What a key says of its values is what the record says. */
static void check_values(const struct making *making, const struct key *key, const uint32_t *instances)
{
    uint32_t offset = 0;

    for (uint32_t i = 0; i < making->index->segment_count; i++) {
        const struct key_segment *part = &making->index->segments[i];
        uint8_t value[256], expected[256];
        uint32_t size, got, whole;
        bool is_null, is_known;
        struct value stored;

        assert_int_equal(
            key_denormalise(making->index, part, key_bytes(key), &offset, value, &size, &is_null, &is_known),
            JET_errSuccess);
        if (!is_known) {
            totals.unknown_values++;
            continue;
        }
        assert_int_equal(record_value(making->record, part->column, instances[i], &stored), JET_errSuccess);
        assert_int_equal(is_null, (stored.flags & VALUE_NULL) != 0);
        if (!is_null) {
            assert_int_equal(value_read(making->reader, &stored, 0, expected, sizeof expected, &got, &whole),
                             JET_errSuccess);
            assert_int_equal(size, whole);
            assert_memory_equal(value, expected, size);
        }
        totals.values++;
    }
}

static JET_ERR add_made(void *context, const struct key *key, const uint32_t *instances, uint32_t tuple)
{
    const struct making *making = context;

    (void)tuple;
    check_values(making, key, instances);
    entries_add(making->entries, key_bytes(key), making->bookmark);
    return JET_errSuccess;
}

/* The entries that the records of a table should have in `index`. */
static JET_ERR make_entries(const struct table *table, const struct index *index, struct entries *made)
{
    static uint8_t data[RECORD_MAX], bookmark[KEY_SIZE_MAX];
    struct long_value_reader reader;
    struct tree_cursor cursor;
    JET_ERR err;

    long_value_reader_init(&reader, table);
    tree_cursor_init(&cursor, &table->tree);
    for (err = tree_first(&cursor); err >= 0; err = tree_next(&cursor)) {
        const struct bytes at = {bookmark, tree_key(&cursor, bookmark, sizeof bookmark)};
        struct page_node node;
        struct record record;
        struct making making = {index, &record, &reader, made, at};

        tree_entry(&cursor, &node);
        assert_true(node.data.size <= RECORD_MAX);
        memcpy(data, node.data.at, node.data.size);
        err = record_open(&record, table, (struct bytes){data, node.data.size}, subject.database.page_size);
        if (err >= 0) {
            err = key_for_each_entry(index, &record, &reader, add_made, &making);
        }
        if (err < 0) {
            break;
        }
    }
    tree_cursor_free(&cursor);
    long_value_reader_free(&reader);
    return err == JET_errNoCurrentRecord ? JET_errSuccess : err;
}

/* The entries of the index as stored; of a primary index its keys, once more as bookmarks. */
static JET_ERR read_entries(const struct index *index, struct entries *stored)
{
    static uint8_t key[KEY_SIZE_MAX];
    struct tree_cursor cursor;
    JET_ERR err;

    tree_cursor_init(&cursor, &index->tree);
    for (err = tree_first(&cursor); err >= 0; err = tree_next(&cursor)) {
        const struct bytes bytes = {key, tree_key(&cursor, key, sizeof key)};
        struct page_node node;

        tree_entry(&cursor, &node);
        entries_add(stored, bytes, index->is_primary ? bytes : node.data);
    }
    tree_cursor_free(&cursor);
    return err == JET_errNoCurrentRecord ? JET_errSuccess : err;
}

static void print_entry(const char *what, const struct table *table, const struct index *index,
                        const struct entries *entries, size_t i)
{
    const struct bytes key = entry_key(entries, i), bookmark = entry_bookmark(entries, i);

    print_message("  %s %s.%s: ", what, table->name, index->name);
    for (uint32_t k = 0; k < key.size && k < 100; k++) {
        print_message("%02x", key.at[k]);
    }
    print_message(" -> ");
    for (uint32_t k = 0; k < bookmark.size && k < 20; k++) {
        print_message("%02x", bookmark.at[k]);
    }
    print_message("\n");
}

/* Counts and shows what is on one side only. */
static uint32_t compare_sides(const struct table *table, const struct index *index,
                              const struct entries *made, const struct entries *stored)
{
    size_t m = 0, s = 0;
    uint32_t differences = 0;

    while (m < made->count || s < stored->count) {
        const int order = m == made->count     ? 1
                          : s == stored->count ? -1
                                               : compare_entries(made, m, stored, s);

        if (order != 0 && differences++ < SHOWN_DIFFERENCES) {
            print_entry(order < 0 ? "not stored" : "not made  ", table, index, order < 0 ? made : stored,
                        order < 0 ? m : s);
        }
        totals.missing += order < 0;
        totals.extra += order > 0;
        m += order <= 0;
        s += order >= 0;
    }
    return differences;
}

static bool is_damaged(const struct table *table, const struct index *index)
{
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        if (strcmp(damaged[i].database, subject.name) == 0 && strcmp(damaged[i].table, table->name) == 0 &&
            strcmp(damaged[i].index, index->name) == 0) {
            return true;
        }
    }
    return false;
}

/*
 * Weights of version 5.0.0.0 (before Windows 7): the digit 1 weighs 0D 19, the digit 2 0D 1A. Later there are weights
 * between, and they are 0D 1A and 0D 1C. Which other characters moved the keys at hand do not tell, so that the engine does
 * not make keys of this version.
 */
static bool reweigh_digits(struct bytes key)
{
    uint8_t *at = (uint8_t *)(uintptr_t)key.at;
    bool changed = false;

    for (uint32_t i = 0; i + 1 < key.size; i++) {
        if (at[i] == 0x0D && (at[i + 1] == 0x19 || at[i + 1] == 0x1A)) {
            at[i + 1] = at[i + 1] == 0x19 ? 0x1A : 0x1C;
            changed = true;
        }
    }
    return changed;
}

/* An index of weights that are not carried: the present ones make its keys, but for those two digits. */
static void check_old_index(const struct table *table, const struct index *index)
{
    struct entries made = {0}, stored = {0};
    struct index present = *index;

    if ((uint32_t)index->sort_version != 0x00050000) {
        return;
    }
    present.sort_version = 0x00060305;
    assert_int_equal(make_entries(table, &present, &made), JET_errSuccess);
    assert_int_equal(read_entries(index, &stored), JET_errSuccess);
    totals.old += stored.count;
    for (size_t i = 0; i < stored.count; i++) {
        totals.old_different += reweigh_digits(entry_key(&stored, i));
    }
    entries_sort(&made);
    entries_sort(&stored);
    assert_int_equal(compare_sides(table, index, &made, &stored), 0);
    entries_free(&made);
    entries_free(&stored);
}

static void check_index(const struct table *table, const struct index *index)
{
    struct entries made = {0}, stored = {0};
    JET_ERR err = make_entries(table, index, &made);
    uint32_t differences;

    if (err == JET_errUnicodeNormalizationNotSupported) {
        totals.not_served++;
        check_old_index(table, index);
    } else if (err < 0 || (err = read_entries(index, &stored)) < 0) {
        totals.unreadable++;
        print_message("  %s: %s.%s: %d %s\n", subject.name, table->name, index->name, (int)err,
                      diag_sentence());
        assert_true(!subject.clean || is_damaged(table, index));
    } else {
        entries_sort(&made);
        differences = compare_sides(table, index, &made, &stored);
        totals.indexes++;
        *(index->is_primary ? &totals.primary : &totals.entries) += stored.count;
        if (differences > 0) {
            print_message("  %s: %s.%s: %u differences\n", subject.name, table->name, index->name,
                          differences);
            assert_false(subject.clean);
        }
    }
    entries_free(&made);
    entries_free(&stored);
}

static void check_database(const char *relative, const char *path, void *context)
{
    (void)context;
    if (!subject_open(relative, path)) {
        print_message("  %s: no header\n", relative);
        return;
    }
    totals.databases++;
    if (catalog_each_table(NULL, &subject.database, add_table, NULL) < 0) {
        print_message("  %s: %s\n", relative, diag_sentence());
    }
    for (uint32_t i = 0; i < subject.table_count; i++) {
        struct table *table;

        if (table_open(NULL, &subject.database, subject.tables[i], &table) < 0) {
            print_message("  %s: table %s: %s\n", relative, subject.tables[i], diag_sentence());
            continue;
        }
        totals.tables++;
        for (uint32_t k = 0; k < table->index_count; k++) {
            check_index(table, table->indexes[k]);
        }
        table_release(table);
    }
    subject_close();
}

static void every_index_is_what_its_records_make(void **state)
{
    (void)state;
    (void)test_for_each_database(check_database, NULL);
    print_message("%u databases, %u tables, %u indexes: %llu entries, %llu primary keys; %llu not stored, "
                  "%llu not made, "
                  "%u indexes of sort weights not carried, %u unreadable\n",
                  totals.databases, totals.tables, totals.indexes, (unsigned long long)totals.entries,
                  (unsigned long long)totals.primary, (unsigned long long)totals.missing,
                  (unsigned long long)totals.extra, totals.not_served, totals.unreadable);
    print_message("%llu values read back from keys, %llu not known from them\n",
                  (unsigned long long)totals.values, (unsigned long long)totals.unknown_values);
    print_message(
        "%llu entries of sort weights not carried, %llu of them with others than the present ones\n",
        (unsigned long long)totals.old, (unsigned long long)totals.old_different);
    assert_int_equal(totals.old, 1263);
    assert_int_equal(totals.old_different, 6);
    assert_true(totals.entries > 150000 && totals.primary > 150000 && totals.values > 500000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_index_is_what_its_records_make),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
