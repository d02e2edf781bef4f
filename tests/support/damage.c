/*
 * damage.c - damaging copies of real databases and reading them.
 */
#include "damage.h"

#include <stdio.h>

#include "esent_compat.h"
#include "format/page.h"
#include "os.h"
#include "test.h"

enum {
    READ_SECONDS = 60,
    HEADER_PAGES = 2,
    CATALOG_OBJID = 2,
    SHADOW_OBJID = 3,
    NAME_OBJID = 4,
    ROOT_OBJECTS_OBJID = 5
};

uint32_t damage_random(void)
{
    static uint64_t state = 88172645463325252ull;

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 16);
}

/* ---------------------------------------------------------------------------------------------------------------
 * The file
 */

static size_t page_offset(const struct subject *subject, uint32_t pgno)
{
    return (size_t)(pgno + HEADER_PAGES - 1) * subject->page_size;
}

uint8_t *subject_page(struct subject *subject, uint32_t pgno)
{
    assert_in_range(pgno, 1, subject->pages);
    return subject->image + page_offset(subject, pgno);
}

static void write_at(const struct subject *subject, size_t offset, const void *bytes, size_t size)
{
    FILE *file = fopen(subject->path, "r+b");

    assert_non_null(file);
    assert_int_equal(fseek(file, (long)offset, SEEK_SET), 0);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

void subject_write(struct subject *subject, uint32_t pgno, enum damage_seal seal)
{
    uint8_t *image = subject_page(subject, pgno);

    if (seal == DAMAGE_SEALED) {
        page_seal(image, subject->page_size, pgno);
    }
    assert_true(subject->touched_count < SUBJECT_TOUCHED_MAX);
    subject->touched[subject->touched_count++] = pgno;
    write_at(subject, page_offset(subject, pgno), image, subject->page_size);
}

void subject_restore(struct subject *subject)
{
    for (unsigned i = 0; i < subject->touched_count; i++) {
        const size_t offset = page_offset(subject, subject->touched[i]);

        memcpy(subject->image + offset, subject->good + offset, subject->page_size);
        write_at(subject, offset, subject->good + offset, subject->page_size);
    }
    subject->touched_count = 0;
    subject->any_table_may_differ = false;
}

void subject_cut(struct subject *subject, size_t size)
{
    test_write_file(subject->path, subject->good, size);
}

/* ---------------------------------------------------------------------------------------------------------------
 * Who owns what
 */

/* Which object belongs to which table: rows of types 1, 3 and 4 of the catalog. */
static void read_trees(struct subject *subject, const struct api_database *database)
{
    JET_TABLEID catalog;
    JET_ERR err;

    assert_int_equal(api_table_open(database, "MSysObjects", &catalog), JET_errSuccess);
    for (err = JetMove(database->sesid, catalog, JET_MoveFirst, 0); err == JET_errSuccess;
         err = JetMove(database->sesid, catalog, JET_MoveNext, 0)) {
        struct subject_tree *tree = &subject->trees[subject->tree_count];
        uint32_t fields[4] = {0}; /* by column id: ObjidTable 1, Type 2, Id 3 */

        for (JET_COLUMNID id = 1; id <= 3; id++) {
            assert_int_equal(JetRetrieveColumn(database->sesid, catalog, id, &fields[id], sizeof fields[id],
                                               NULL, 0, NULL),
                             0);
        }
        if (fields[2] == 1 || fields[2] == 3 || fields[2] == 4) {
            *tree = (struct subject_tree){.table = fields[1], .type = fields[2], .objid = fields[3]};
            assert_true(++subject->tree_count < SUBJECT_TREES_MAX);
        }
    }
    (void)JetCloseTable(database->sesid, catalog);
}

static const struct subject_tree *find_tree(const struct subject *subject, uint32_t objid)
{
    for (unsigned i = 0; i < subject->tree_count; i++) {
        if (subject->trees[i].objid ==
            objid) { /* the table comes before its primary index, which shares the number */
            return &subject->trees[i];
        }
    }
    return NULL;
}

uint32_t subject_owner(const struct subject *subject, uint32_t pgno, uint32_t *table)
{
    const uint32_t objid = get_u32(subject->good + page_offset(subject, pgno) + 24);
    const struct subject_tree *tree = find_tree(subject, objid);

    *table = tree == NULL ? objid : tree->table;
    return objid;
}

bool subject_find(const struct subject *subject, uint32_t type, uint32_t flags, uint32_t *pgno)
{
    for (; *pgno <= subject->pages; ++*pgno) {
        const uint8_t *image = subject->good + page_offset(subject, *pgno);
        const struct subject_tree *tree = find_tree(subject, get_u32(image + 24));

        if (tree != NULL && tree->objid > ROOT_OBJECTS_OBJID && (type == 0 || tree->type == type) &&
            (get_u32(image + 36) & flags) == flags && !(get_u32(image + 36) & PAGE_SPACE_TREE)) {
            return true;
        }
    }
    return false;
}

/* ---------------------------------------------------------------------------------------------------------------
 * Reading
 */

void subject_open(struct subject *subject, const char *relative)
{
    struct api_database database;
    JET_ERR err;

    memset(subject, 0, sizeof *subject);
    (void)snprintf(subject->path, sizeof subject->path, "%s", test_path("damaged.edb"));
    subject->good = test_read_file(relative[0] == '/' ? relative : test_fixture(relative), &subject->size);
    subject->image = malloc(subject->size);
    assert_non_null(subject->image);
    memcpy(subject->image, subject->good, subject->size);
    test_write_file(subject->path, subject->good, subject->size);
    err = JetGetDatabaseFileInfoA(subject->path, &subject->page_size, sizeof subject->page_size,
                                  JET_DbInfoPageSize);
    assert_int_equal(err, JET_errSuccess);
    subject->pages = (uint32_t)(subject->size / subject->page_size) - HEADER_PAGES;
    assert_true(api_database_open(&database, subject->path, ESENT_bitDbAsIs) >= 0);
    walk_database(&database, UINT64_MAX, READ_SECONDS, &subject->clean);
    read_trees(subject, &database);
    api_database_close(&database);
    assert_false(subject->clean.gave_up);
    assert_true(subject->clean.rows > 0);
}

void subject_close(struct subject *subject)
{
    free(subject->good);
    free(subject->image);
}

/* Whether the damage may show in this table: it lies in one of its pages, or in the catalog. */
static bool may_differ(const struct subject *subject, uint32_t objid)
{
    for (unsigned i = 0; i < subject->touched_count; i++) {
        uint32_t table;

        (void)subject_owner(subject, subject->touched[i], &table);
        if (table == objid) {
            return true;
        }
    }
    return subject->any_table_may_differ;
}

static void describe(const struct subject *subject)
{
    for (unsigned i = 0; i < subject->touched_count; i++) {
        const size_t offset = page_offset(subject, subject->touched[i]);

        for (uint32_t at = 0, shown = 0; at < subject->page_size && shown < 8; at++) {
            if (subject->good[offset + at] != subject->image[offset + at]) {
                print_message("  page %u, byte %u: %02x instead of %02x\n", subject->touched[i], at,
                              subject->image[offset + at], subject->good[offset + at]);
                shown++;
            }
        }
    }
}

static void expect_untouched_tables(const struct subject *subject, const struct walk *walk)
{
    for (unsigned i = 0; i < subject->clean.table_count; i++) {
        const struct walk_table *clean = &subject->clean.tables[i];
        const struct walk_table *now = walk_find(walk, clean->objid);

        if (may_differ(subject, clean->objid)) {
            continue;
        }
        if (now == NULL || now->digest != clean->digest || now->errors != clean->errors) {
            describe(subject);
            fail_msg("table %s was not touched: %llu rows instead of %llu, %u errors (%ld)", clean->name,
                     now == NULL ? 0ull : (unsigned long long)now->rows, (unsigned long long)clean->rows,
                     now == NULL ? 0 : now->errors, now == NULL ? 0 : (long)now->first_error);
        }
    }
}

JET_ERR subject_read(struct subject *subject, JET_GRBIT more, struct walk *walk)
{
    const uint64_t start = os_time_monotonic_ns();
    struct api_database database;
    JET_ERR err = api_database_open(&database, subject->path, ESENT_bitDbAsIs | more);

    memset(walk, 0, sizeof *walk);
    if (err < 0) {
        return err;
    }
    walk_database(&database, 4 * subject->clean.steps + 20000, READ_SECONDS, walk);
    api_database_close(&database);
    if (walk->gave_up) {
        describe(subject);
        fail_msg("reading does not end: %llu calls, %llu ms; without the damage it takes %llu calls",
                 (unsigned long long)walk->steps,
                 (unsigned long long)(os_time_monotonic_ns() - start) / 1000000,
                 (unsigned long long)subject->clean.steps);
    }
    expect_untouched_tables(subject, walk);
    return err;
}
