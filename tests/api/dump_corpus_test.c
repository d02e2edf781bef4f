/*
 * dump_corpus_test.c [PART] - every value of every record, and every entry of every index, of every real database, beside
 * the dumps that another reader made of them; where Microsoft's engine corrected that reader, beside its dumps (folder mse).
 *
 *   tables.tsv        which tables there are, how many records, which indexes
 *   NNN_TABLE.tsv     the records in order; "!ERR move CODE" is a gap: the records behind it are read from the end
 *   NNN_TABLE.idx_INDEX.tsv   stored key and bookmark of each entry
 *   mse/schema.tsv    which columns an index is made of, for JetMakeKey
 */
#include "test.h"

#include <ctype.h>

#include "dump_compare.h"
#include "dump_reader.h"

struct database_case {
    struct comparison comparison;
    char expected[1024]; /* folder of the dumps */
    unsigned number;     /* of the table, as in the names of its dumps */
    uint64_t unserved;   /* entries of indexes of that version */
    bool corrected;      /* some dump is by Microsoft's engine: the manifest's counts are not its own */
};

static struct comparison_counts sum;

/* The version of sort weights (in 2007, of Windows Vista) that no table of today has: database-file 14.6. */
static const char unserved_version[] = "0x50000";

/* ---------------------------------------------------------------------------------------------------------------
 * Files of a table
 */

/* The dumps leave out what is no good in names of files. */
static void safe_name(const char *name, char *safe, size_t capacity)
{
    size_t used = 0;

    for (; *name != '\0' && used + 1 < capacity; name++) {
        if (isalnum((unsigned char)*name) || strchr("_.-", *name) != NULL) {
            safe[used++] = *name;
        }
    }
    safe[used] = '\0';
}

/* Opens the dump of a table, or of one of its indexes; Microsoft's engine has the last word. */
static bool open_dump(struct database_case *of, const char *folder, const char *table, const char *index,
                      struct dump *dump)
{
    char safe_table[128], safe_index[128], path[1600];

    safe_name(table, safe_table, sizeof safe_table);
    safe_name(index == NULL ? "" : index, safe_index, sizeof safe_index);
    (void)snprintf(path, sizeof path, "%s/%s/%03u_%s%s%s.tsv", of->expected, folder, of->number, safe_table,
                   index == NULL ? "" : ".idx_", safe_index);
    return dump_open(dump, path);
}

/* ---------------------------------------------------------------------------------------------------------------
 * Records
 */

static unsigned read_columns(struct database_case *of, struct dump *dump, struct dump_column **columns)
{
    unsigned count;

    if (!dump_next(dump) || strcmp(dump->cells[0], "@key") != 0) {
        fail_msg("the dump of %s has no head", of->comparison.table);
    }
    count = dump->cell_count - 1;
    *columns = malloc((count + 1) * sizeof **columns);
    assert_non_null(*columns);
    for (unsigned i = 0; i < count; i++) {
        if (!dump_column_parse(dump->cells[i + 1], &(*columns)[i]) ||
            (i > 0 && (*columns)[i].id <= (*columns)[i - 1].id)) {
            fail_msg("the dump of %s has a bad column %s", of->comparison.table, dump->cells[i + 1]);
        }
    }
    return count;
}

/* The record under the cursor is the one of the dump's line. */
static void compare_line(struct database_case *of, JET_TABLEID table, struct dump *dump,
                         const struct dump_column *columns, unsigned count)
{
    static struct expected_row row;
    struct comparison *comparison = &of->comparison;
    uint8_t key[JET_cbBookmarkMostMost];
    size_t digits = strlen(dump->cells[0]);
    JET_ERR err = api_bookmark(&comparison->database, table, &comparison->bookmark);

    comparison->row = dump->line;
    if (digits > 2 * sizeof key || hex_decode(dump->cells[0], digits, key) < 0 ||
        dump->cell_count != count + 1) {
        fail_msg("%s, table %s, line %u is no record", comparison->file, comparison->table, dump->line);
    }
    if (err != JET_errSuccess || !api_value_is(&comparison->bookmark, key, digits / 2)) {
        difference(comparison, "another bookmark (result %ld, %lu bytes)", (long)err,
                   (unsigned long)comparison->bookmark.size);
    }
    expected_row_clear(&row);
    for (unsigned i = 0; i < count; i++) {
        if (!dump_cell_parse(&row, &columns[i], dump->cells[i + 1])) {
            fail_msg("%s, table %s, line %u, column %lu: bad cell", comparison->file, comparison->table,
                     dump->line, (unsigned long)columns[i].id);
        }
    }
    /* The system tables have a column more in today's schema; nothing was ever stored in it. */
    compare_record(comparison, table, &row);
}

/* Behind a gap the dump was made from the end backwards. */
static void compare_from_the_end(struct database_case *of, JET_TABLEID table, struct dump *dump,
                                 const struct dump_column *columns, unsigned count, JET_ERR gap)
{
    const JET_SESID sesid = of->comparison.database.sesid;
    unsigned lines = 0, first_line = dump->line + 1;
    long *starts = NULL, start = dump_tell(dump);
    JET_ERR err = JetMove(sesid, table, JET_MoveLast, 0);

    while (dump_next(dump)) {
        starts = realloc(starts, (lines + 1) * sizeof *starts);
        assert_non_null(starts);
        starts[lines++] = start;
        start = dump_tell(dump);
    }
    while (lines > 0 && err == JET_errSuccess) {
        dump_seek(dump, starts[--lines]);
        assert_true(dump_next(dump));
        dump->line = first_line + lines;
        compare_line(of, table, dump, columns, count);
        err = JetMove(sesid, table, JET_MovePrevious, 0);
    }
    if (lines > 0 || err != gap) {
        difference(&of->comparison, "from the end: result %ld with %u records to come", (long)err, lines);
    }
    free(starts);
}

static void compare_records(struct database_case *of, JET_TABLEID table, struct dump *dump,
                            unsigned expected_columns)
{
    const JET_SESID sesid = of->comparison.database.sesid;
    struct dump_column *columns;
    unsigned count = read_columns(of, dump, &columns);
    JET_ERR err = JetMove(sesid, table, JET_MoveFirst, 0);
    bool gap = false;

    if (count != expected_columns) {
        fail_msg("the dump of %s has %u columns, not %u", of->comparison.table, count, expected_columns);
    }
    while (!gap && dump_next(dump)) {
        gap = strncmp(dump->cells[0], "!ERR move ", 10) == 0;
        if (gap) {
            JET_ERR expected = (JET_ERR)strtol(dump->cells[0] + 10, NULL, 10);

            if (err != expected) {
                difference(&of->comparison, "in the gap: result %ld, not %ld", (long)err, (long)expected);
            }
            compare_from_the_end(of, table, dump, columns, count, expected);
            break;
        }
        if (err != JET_errSuccess) {
            break;
        }
        compare_line(of, table, dump, columns, count);
        err = JetMove(sesid, table, JET_MoveNext, 0);
    }
    if (!gap && (err != JET_errNoCurrentRecord || !feof(dump->file))) {
        difference(&of->comparison, "after the last record compared: result %ld", (long)err);
    }
    free(columns);
}

/* ---------------------------------------------------------------------------------------------------------------
 * Indexes
 */

/* A line of schema.tsv: 'column TABLE NAME ID ...' or 'index TABLE NAME GRBIT +ONE,-TWO ... SORT-VERSION ...'. */
enum {
    SCHEMA_KIND,
    SCHEMA_TABLE,
    SCHEMA_NAME,
    SCHEMA_ID,
    SCHEMA_SEGMENTS,
    SCHEMA_CELLS = 6,
    SCHEMA_SORT_VERSION = 14
};

/* Gives the segments whose column this is its id. `segments` is ",+ONE,-TWO,". */
static void resolve_column(struct seek_index *index, const char *segments, const char *name, JET_COLUMNID id)
{
    char segment[80];

    (void)snprintf(segment, sizeof segment, "%s,", name);
    for (const char *at = segments; (at = strstr(at, segment)) != NULL; at++) {
        unsigned number = 0;

        if ((at[-1] == '+' || at[-1] == '-') && at[-2] == ',') {
            for (const char *comma = segments + 1; comma < at; comma++) {
                number += *comma == ',';
            }
            index->segment[number].id = id;
            index->segment[number].tagged = (id & 0xFFFF) >= 256;
        }
    }
}

/* What Microsoft's engine says an index is made of; false when its schema does not name it. */
static bool read_index(struct database_case *of, const char *name, struct seek_index *index, bool *served)
{
    char path[1200], segments[16 * 70] = "";
    struct dump schema;

    (void)snprintf(path, sizeof path, "%s/mse/schema.tsv", of->expected);
    memset(index, 0, sizeof *index);
    for (int pass = 0; pass < 2; pass++) { /* columns come before indexes in the file */
        if (!dump_open(&schema, path)) {
            return false;
        }
        while (dump_next(&schema)) {
            char *const *cell = schema.cells;

            if (schema.cell_count < SCHEMA_CELLS || strcmp(cell[SCHEMA_TABLE], of->comparison.table) != 0) {
                continue;
            }
            if (pass == 0 && strcmp(cell[SCHEMA_KIND], "index") == 0 &&
                strcmp(cell[SCHEMA_NAME], name) == 0) {
                (void)snprintf(segments, sizeof segments, ",%s,", cell[SCHEMA_SEGMENTS]);
                *served = strcmp(cell[SCHEMA_SORT_VERSION], unserved_version) != 0;
                for (const char *at = segments + 1; *at != '\0'; at++) {
                    index->segments += *at == ',';
                }
            } else if (pass == 1 && strcmp(cell[SCHEMA_KIND], "column") == 0) {
                resolve_column(index, segments, cell[SCHEMA_NAME],
                               (JET_COLUMNID)strtoul(cell[SCHEMA_ID], NULL, 16));
            }
        }
        dump_close(&schema);
    }
    for (unsigned i = 0; i < index->segments; i++) {
        if (index->segment[i].id == 0) {
            fail_msg("%s: the schema of index %s names an unknown column", of->comparison.file, name);
        }
    }
    return index->segments > 0;
}

/* A walk over an index. */
struct index_walk {
    struct api_value last_key, last_bookmark; /* of the entry before, or empty */
    struct api_value first_bookmark;          /* of the first entry with that key */
};

static void swap_values(struct api_value *left, struct api_value *right)
{
    struct api_value swap = *left;

    *left = *right;
    *right = swap;
}

static int compare_values(const struct api_value *left, const struct api_value *right)
{
    int order = memcmp(left->bytes, right->bytes, left->size < right->size ? left->size : right->size);

    return order != 0 ? order : (left->size > right->size) - (left->size < right->size);
}

/* The entry under the cursor is the one of the dump's line, and comes behind the one before. */
static void compare_entry(struct comparison *comparison, JET_TABLEID table, struct dump *dump,
                          struct index_walk *walk)
{
    uint8_t key[JET_cbKeyMostMost + 1], bookmark[JET_cbBookmarkMostMost];
    JET_ERR err = api_index_entry(&comparison->database, table, &comparison->key, &comparison->bookmark);
    long key_size = -1, bookmark_size = -1;
    int order;

    comparison->row = dump->line;
    comparison->counts.entries++;
    if (dump->cell_count == 2 && strlen(dump->cells[0]) <= 2 * sizeof key &&
        strlen(dump->cells[1]) <= 2 * sizeof bookmark) {
        key_size = hex_decode(dump->cells[0], strlen(dump->cells[0]), key);
        bookmark_size = hex_decode(dump->cells[1], strlen(dump->cells[1]), bookmark);
    }
    if (key_size < 0 || bookmark_size < 0) {
        fail_msg("%s, index %s, line %u is no entry", comparison->file, comparison->index, dump->line);
    }
    if (err != JET_errSuccess || !api_value_is(&comparison->key, key, (size_t)key_size) ||
        !api_value_is(&comparison->bookmark, bookmark, (size_t)bookmark_size)) {
        difference(comparison, "another entry (result %ld, key of %lu bytes, bookmark of %lu)", (long)err,
                   (unsigned long)comparison->key.size, (unsigned long)comparison->bookmark.size);
    }
    order = dump->line == 1 ? 1 : compare_values(&comparison->key, &walk->last_key);
    if (order < 0 || (order == 0 && compare_values(&comparison->bookmark, &walk->last_bookmark) <= 0)) {
        difference(comparison, "the entry is not above the one before it");
    }
    if (order != 0) {
        (void)api_bookmark(&comparison->database, table, &walk->first_bookmark);
    }
    swap_values(&walk->last_key, &comparison->key);
    swap_values(&walk->last_bookmark, &comparison->bookmark);
}

/* Opens a second cursor on the current index of the first. */
static JET_TABLEID open_probe(struct comparison *comparison, JET_TABLEID table, const char *index)
{
    JET_TABLEID probe;

    assert_int_equal(JetDupCursor(comparison->database.sesid, table, &probe, 0), JET_errSuccess);
    assert_int_equal(api_index_choose(&comparison->database, probe, index), JET_errSuccess);
    return probe;
}

static void compare_index(struct database_case *of, JET_TABLEID table, const char *name)
{
    struct comparison *comparison = &of->comparison;
    const JET_SESID sesid = comparison->database.sesid;
    struct index_walk walk = {{0}, {0}, {0}};
    struct seek_index index;
    struct dump dump;
    JET_TABLEID probe;
    bool served = true;
    JET_ERR err;

    comparison->index = name;
    comparison->row = 0;
    if (!open_dump(of, "dissect", comparison->table, name, &dump) || !read_index(of, name, &index, &served)) {
        fail_msg("%s: no dump or no schema of index %s of %s", comparison->file, name, comparison->table);
    }
    if ((err = api_index_choose(&comparison->database, table, name)) != JET_errSuccess) {
        difference(comparison, "cannot be chosen: result %ld", (long)err);
        dump_close(&dump);
        return;
    }
    comparison->counts.indexes++;
    probe = open_probe(comparison, table, name);
    err = JetMove(sesid, table, JET_MoveFirst, 0);
    while (err == JET_errSuccess && dump_next(&dump)) {
        compare_entry(comparison, table, &dump, &walk);
        compare_seek(comparison, table, probe, &index, &walk.last_key, &walk.first_bookmark);
        of->unserved += !served;
        err = JetMove(sesid, table, JET_MoveNext, 0);
    }
    if (err != JET_errNoCurrentRecord || dump_next(&dump)) {
        difference(comparison, "after the last entry compared: result %ld", (long)err);
    }
    assert_int_equal(JetCloseTable(sesid, probe), JET_errSuccess);
    dump_close(&dump);
    api_value_free(&walk.last_key);
    api_value_free(&walk.last_bookmark);
    api_value_free(&walk.first_bookmark);
}

/* Each record is found in the primary index by the key of its values. */
static void compare_primary_seeks(struct database_case *of, JET_TABLEID table, const char *name)
{
    struct comparison *comparison = &of->comparison;
    const JET_SESID sesid = comparison->database.sesid;
    struct seek_index index;
    JET_TABLEID probe;
    bool served = true;

    comparison->index = name;
    if (!read_index(of, name, &index, &served)) {
        fail_msg("%s: no schema of the primary index %s of %s", comparison->file, name, comparison->table);
    }
    probe = open_probe(comparison, table, name);
    comparison->row = 0;
    for (JET_ERR err = JetMove(sesid, table, JET_MoveFirst, 0); err == JET_errSuccess;
         err = JetMove(sesid, table, JET_MoveNext, 0)) {
        comparison->row++;
        assert_int_equal(api_bookmark(&comparison->database, table, &comparison->bookmark), JET_errSuccess);
        compare_seek(comparison, table, probe, &index, &comparison->bookmark, &comparison->bookmark);
        of->unserved += !served;
    }
    assert_int_equal(JetCloseTable(sesid, probe), JET_errSuccess);
}

/* "Id(primary); Name:681; RootObjects:34" */
static void compare_indexes(struct database_case *of, JET_TABLEID table, char *list)
{
    for (char *next, *at = list; at != NULL && *at != '\0'; at = next) {
        char *primary, *colon;

        next = strstr(at, "; ");
        if (next != NULL) {
            *next = '\0';
            next += 2;
        }
        primary = strstr(at, "(primary)");
        colon = strrchr(at, ':');
        if (primary != NULL) {
            *primary = '\0';
            compare_primary_seeks(of, table, at);
        } else if (colon != NULL) {
            *colon = '\0';
            compare_index(of, table, at);
        }
    }
    of->comparison.index = NULL;
}

/* ---------------------------------------------------------------------------------------------------------------
 * Tables, databases
 */

/* One line of tables.tsv. */
static void compare_table(struct database_case *of, const struct dump *tables)
{
    struct comparison *comparison = &of->comparison;
    const uint64_t rows = comparison->counts.rows;
    struct dump dump;
    JET_TABLEID table;
    bool microsoft;
    JET_ERR err;

    of->number = (unsigned)strtoul(tables->cells[0], NULL, 10);
    comparison->table = tables->cells[1];
    comparison->row = 0;
    microsoft = open_dump(of, "mse", comparison->table, NULL, &dump);
    of->corrected = of->corrected || microsoft;
    if (!microsoft && !open_dump(of, "dissect", comparison->table, NULL, &dump)) {
        fail_msg("%s: no dump of table %s", comparison->file, comparison->table);
    }
    err = api_table_open(&comparison->database, comparison->table, &table);
    if (err != JET_errSuccess) {
        difference(comparison, "cannot be opened: error %ld", (long)err);
        dump_close(&dump);
        return;
    }
    comparison->counts.tables++;
    compare_records(of, table, &dump, (unsigned)strtoul(tables->cells[2], NULL, 10));
    dump_close(&dump);
    if (!microsoft && comparison->counts.rows - rows != strtoul(tables->cells[3], NULL, 10)) {
        difference(comparison, "%llu records compared, of %s",
                   (unsigned long long)(comparison->counts.rows - rows), tables->cells[3]);
    }
    compare_indexes(of, table, tables->cells[8]);
    assert_int_equal(JetCloseTable(comparison->database.sesid, table), JET_errSuccess);
}

/* The manifest has what another reader counted: "[35 tables; 1299 records". */
static void compare_with_manifest(struct database_case *of)
{
    struct comparison *comparison = &of->comparison;
    char path[1024];
    struct dump manifest;
    const char *counts = NULL;
    unsigned long long tables = 0, records = 0;

    (void)snprintf(path, sizeof path, "%s/corpus/MANIFEST.tsv", test_fixture_root());
    assert_true(dump_open(&manifest, path));
    while (counts == NULL && dump_next(&manifest)) {
        const size_t size = strlen(comparison->file + 7);

        if (strncmp(manifest.cells[0], comparison->file + 7, size) == 0 &&
            strcmp(manifest.cells[0] + size, ".gz") == 0) {
            counts = strchr(manifest.cells[manifest.cell_count - 1], '[');
        }
    }
    while (counts != NULL && sscanf(counts, "[%llu tables; %llu records", &tables, &records) != 2) {
        counts = strchr(counts + 1, '[');
    }
    if (counts == NULL || comparison->counts.tables != tables ||
        (comparison->counts.rows != records && !of->corrected)) {
        difference(comparison, "%llu tables and %llu rows were compared, the manifest says %llu and %llu",
                   (unsigned long long)comparison->counts.tables, (unsigned long long)comparison->counts.rows,
                   tables, records);
    }
    dump_close(&manifest);
}

static void compare_database(const char *relative, const char *path, void *context)
{
    const char *wanted = context;
    struct database_case of = {.comparison = {.file = relative}};
    const struct comparison_counts *counts = &of.comparison.counts;
    struct dump tables;
    char list[1200];

    if (strncmp(relative, "corpus/", 7) != 0 || (wanted != NULL && strstr(relative, wanted) == NULL)) {
        return;
    }
    (void)snprintf(of.expected, sizeof of.expected, "%s/corpus/expected/%s", test_fixture_root(),
                   relative + 7);
    (void)snprintf(list, sizeof list, "%s/tables.tsv", of.expected);
    if (!dump_open(&tables, list) || !dump_next(&tables)) {
        fail_msg("%s is absent", list);
    }
    if (dump_next(&tables)) { /* not for the one database in which no reader finds a table */
        JET_ERR err = api_database_open_real(&of.comparison.database, path);

        if (err < 0) {
            fail_msg("%s: cannot be opened: error %ld", path, (long)err);
        }
        do {
            compare_table(&of, &tables);
        } while (dump_next(&tables));
        api_database_close(&of.comparison.database);
        of.comparison.table = NULL;
        compare_with_manifest(&of);
        if (counts->keys_refused != of.unserved) {
            difference(&of.comparison, "%llu keys are refused, not %llu",
                       (unsigned long long)counts->keys_refused, (unsigned long long)of.unserved);
        }
    }
    dump_close(&tables);
    comparison_free(&of.comparison);
    counts_add(&sum, counts);
    print_message("%-72s %3llu tables %7llu rows %9llu cells %3llu indexes %7llu entries, %llu found by key, "
                  "%llu refused; "
                  "%llu differences\n",
                  relative, (unsigned long long)counts->tables, (unsigned long long)counts->rows,
                  (unsigned long long)counts->cells, (unsigned long long)counts->indexes,
                  (unsigned long long)counts->entries, (unsigned long long)counts->keys_found,
                  (unsigned long long)counts->keys_refused, (unsigned long long)counts->differences);
}

static void every_value_of_every_record_is_what_other_readers_found(void **state)
{
    unsigned databases = test_for_each_database(compare_database, *state);

    print_message(
        "%llu tables, %llu rows, %llu cells, %llu values; %llu indexes, %llu entries, %llu found by key\n",
        (unsigned long long)sum.tables, (unsigned long long)sum.rows, (unsigned long long)sum.cells,
        (unsigned long long)sum.values, (unsigned long long)sum.indexes, (unsigned long long)sum.entries,
        (unsigned long long)sum.keys_found);
    assert_int_equal(sum.differences, 0);
    assert_true(databases > 0 && sum.tables > 0 && sum.cells > 0 && sum.entries > 0);
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(every_value_of_every_record_is_what_other_readers_found,
                                  count > 1 ? arguments[1] : NULL),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
