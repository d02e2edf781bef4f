/*
 * damaged_structure_test.c - databases whose pages have right checksums and say things that cannot be.
 *
 *   damage                                     what must still be readable
 *   siblings that lead in circles              all other tables; the table up to the first wrong link, from both ends
 *   children that are ancestors, other trees,  all other tables
 *     or no pages
 *   tags and keys that reach out of the page   all other tables; the table but for that page
 *   long values without chunks, with wrong     all other tables; all columns but the long one
 *     sizes, or compressed data that lies
 *   a template that is its own template        all tables but the derived ones
 *   a catalog row that contradicts itself      the table beside it, whose rows are right
 *   10,000 tables of one name, or each the      the same
 *     template of the next
 *
 * In every case each call ends, and the memory of the whole program stays below MEMORY_MAX.
 */
#include "test.h"

#include "damage.h"
#include "database_builder.h"
#include "esent_compat.h"
#include "format/page.h"

enum { ROWS = 1000, CATALOG_OBJID = 2, SHADOW_OBJID = 3, MEMORY_MAX = 1 << 30 };

static struct subject subject;
static struct walk walk;

/* -------------------------------------------------------------------------------------------------- nodes */

static unsigned tag_count(const uint8_t *image)
{
    return get_u16(image + 34) & 0xFFFu;
}

static uint8_t *tag_at(uint8_t *image, unsigned tag)
{
    return image + subject.page_size - PAGE_TAG_SIZE * (tag + 1);
}

/* The node of a tag in the good image; `*node` points into the image that is damaged. */
static uint8_t *node_at(uint32_t pgno, unsigned tag, struct page_node *node)
{
    uint8_t *image = subject_page(&subject, pgno);
    struct page_header header;

    page_header_decode(image, subject.page_size, &header);
    assert_true(page_node_decode(image, subject.page_size, &header, tag, node));
    return image + (node->data.at - image);
}

/* Reads the database with the page as it is now, and repairs it. */
static void try_page(uint32_t pgno)
{
    subject_write(&subject, pgno, DAMAGE_SEALED);
    assert_true(subject_read(&subject, 0, &walk) >= 0);
    subject_restore(&subject);
}

/* -------------------------------------------------------------------------------------------------- links */

static void sibling_links_in_circles_end(void **state)
{
    enum { PREVIOUS = 16, NEXT = 20 };
    uint32_t first = 1;
    unsigned circles = 0;

    (void)state;
    subject_open(&subject, "oracle/clean_4096_efv8920/clean.edb");
    for (uint32_t pgno = 1; subject_find(&subject, 1, PAGE_LEAF, &pgno) && circles < 36; pgno += 23) {
        uint8_t *image = subject_page(&subject, pgno);
        const uint32_t previous = get_u32(image + PREVIOUS), next = get_u32(image + NEXT);
        const uint32_t wrong[] = {pgno,          previous,          next,      first, 0, 1,
                                  subject.pages, subject.pages + 1, UINT32_MAX};

        for (unsigned i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
            put_u32(image + (i % 2 == 0 ? NEXT : PREVIOUS), wrong[i]);
            try_page(pgno);
            put_u32(image + (i % 2 == 0 ? PREVIOUS : NEXT), wrong[i]);
            try_page(pgno);
            circles++;
        }
        first = previous == 0 ? pgno : first;
    }
    assert_true(circles >= 18);
    subject_close(&subject);
}

static void children_that_are_no_children_give_errors(void **state)
{
    unsigned wrongs = 0;

    (void)state;
    subject_open(&subject, "oracle/clean_4096_efv8920/clean.edb");
    for (uint32_t type = 1; type <= 4; type += type == 1 ? 2 : 1) {
        unsigned pages = 0;

        for (uint32_t pgno = 1; subject_find(&subject, type, PAGE_PARENT_OF_LEAF, &pgno) && pages < 2;
             pgno++, pages++) {
            const unsigned last = tag_count(subject_page(&subject, pgno)) - 1;
            struct page_node node, neighbour;

            (void)node_at(pgno, 1, &neighbour);
            for (unsigned tag = 1; tag <= last; tag += last > 1 ? last - 1 : 1) {
                const uint32_t wrong[] = {pgno, get_u32(neighbour.data.at), 0,         1,
                                          4,    subject.pages + 1,          UINT32_MAX};

                for (unsigned i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
                    put_u32(node_at(pgno, tag, &node), wrong[i]);
                    try_page(pgno);
                    wrongs++;
                }
            }
        }
    }
    assert_true(wrongs > 30);
    subject_close(&subject);
}

/* --------------------------------------------------------------------------------------------------- tags */

static void tags_and_keys_that_reach_out_of_the_page_give_errors(void **state)
{
    static const char *const files[] = {"corpus/dissect-index/index.edb",
                                        "oracle/clean_8192_efv9600/clean.edb",
                                        "oracle/clean_32768_efv8920/clean.edb"};
    static const uint16_t wrong[] = {0x1FFF, 0x7FFF, 0x1FFC, 0};

    (void)state;
    for (unsigned f = 0; f < sizeof files / sizeof files[0]; f++) {
        unsigned pages = 0;

        subject_open(&subject, files[f]);
        for (uint32_t pgno = 1; subject_find(&subject, 0, 0, &pgno) && pages < (f == 0 ? 12 : 2);
             pgno += f == 0 ? 1 : 29, pages++) {
            uint8_t *image = subject_page(&subject, pgno);
            const unsigned tags = tag_count(image);

            for (unsigned i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
                const unsigned tag = tags < 2 ? 0 : 1 + damage_random() % (tags - 1);

                put_u16(tag_at(image, tag), wrong[i]); /* the size */
                try_page(pgno);
                put_u16(tag_at(image, tag) + 2, wrong[i]); /* the offset, and flags */
                try_page(pgno);
                put_u16(tag_at(image, 0), wrong[i]); /* the shared prefix */
                try_page(pgno);
                put_u16(image + 34, wrong[i]); /* how many tags */
                try_page(pgno);
                if (tags > 1) { /* the count before the key: of its shared, or its own bytes */
                    struct page_node node;
                    uint8_t *key = node_at(pgno, tag, &node) - node.suffix.size - 2;

                    put_u16(node.flags & NODE_COMPRESSED ? key - 2 : key, wrong[i]);
                    try_page(pgno);
                }
            }
        }
        assert_true(pages >= 2);
        subject_close(&subject);
    }
}

/* -------------------------------------------------------------------------------------------- long values */

/* Calls `damage` for nodes of long-value leaves, with their data, and reads after each. */
static void damage_long_values(const char *file, unsigned step,
                               void (*damage)(uint8_t *image, unsigned tag, struct page_node *node,
                                              uint8_t *data, unsigned how),
                               unsigned hows)
{
    unsigned nodes = 0;

    subject_open(&subject, file);
    for (uint32_t pgno = 1; subject_find(&subject, 4, PAGE_LEAF, &pgno); pgno++) {
        const unsigned tags = tag_count(subject_page(&subject, pgno));

        for (unsigned tag = 1; tag < tags; tag++) {
            for (unsigned how = 0; how < hows && nodes % step == 0; how++) {
                struct page_node node;
                uint8_t *data = node_at(pgno, tag, &node);

                damage(subject_page(&subject, pgno), tag, &node, data, how);
                try_page(pgno);
            }
            nodes++;
        }
    }
    assert_true(nodes > 0);
    print_message("%s: %u nodes of long values\n", file, nodes);
    subject_close(&subject);
}

/* A root or a chunk that is gone. */
static void delete_node(uint8_t *image, unsigned tag, struct page_node *node, uint8_t *data, unsigned how)
{
    (void)how;
    if (subject.page_size > SMALL_PAGE_MAX) {
        (data - node->suffix.size - 1)[node->flags & NODE_COMPRESSED ? -2 : 0] |= NODE_DELETED << 5;
    } else {
        tag_at(image, tag)[3] |= NODE_DELETED << 5;
    }
}

static void long_values_without_their_parts_give_errors(void **state)
{
    (void)state;
    damage_long_values("corpus/dissect-multi/multi.edb", 1, delete_node, 1);
    damage_long_values("oracle/clean_4096_efv8920/clean.edb", 97, delete_node, 1);
    damage_long_values("oracle/clean_32768_efv8920/clean.edb", 97, delete_node, 1);
}

/* Counts and sizes of roots, beginnings of chunks: the scheme of compression and the size it promises. */
static void change_data(uint8_t *image, unsigned tag, struct page_node *node, uint8_t *data, unsigned how)
{
    static const uint32_t sizes[] = {0, 1, 0x7FFFFFFF, UINT32_MAX, 0x10000};

    (void)image;
    (void)tag;
    if (node->data.size <= 9) {
        put_u32(data + (how % 2 == 0 && node->data.size >= 8 ? 4 : 0), sizes[how / 2 % 5]);
        return;
    }
    data[0] = (uint8_t)((how + 1) << 3); /* each scheme that there is, and more */
    put_u16(data + 1, how % 2 == 0 ? 0xFFFF : 0x0001);
    memset(data + 3, how % 3 == 0 ? 0xFF : 0x00, node->data.size - 3 < 64 ? node->data.size - 3 : 64);
}

static void long_values_of_wrong_sizes_and_schemes_give_errors(void **state)
{
    (void)state;
    damage_long_values("corpus/dissect-text/text.edb", 1, change_data, 16);
    damage_long_values("corpus/eseparser-test/test.edb", 1, change_data, 16);
    damage_long_values("oracle/clean_4096_efv8920/clean.edb", 397, change_data, 16);
}

/* Bytes of records with compressed values, one after the other: headers of values, schemes, promised sizes. */
static void records_of_compressed_values_may_lie(void **state)
{
    static const char *const files[] = {"corpus/dissect-text/text.edb",
                                        "corpus/eseparser-decompress_test/decompress_test.edb"};

    (void)state;
    for (unsigned f = 0; f < sizeof files / sizeof files[0]; f++) {
        unsigned changes = 0;

        subject_open(&subject, files[f]);
        for (uint32_t pgno = 1; subject_find(&subject, 1, PAGE_LEAF, &pgno) && changes < 400; pgno++) {
            const unsigned tags = tag_count(subject_page(&subject, pgno));

            for (unsigned i = 0; i < 100 && tags > 1; i++, changes++) {
                struct page_node node;
                uint8_t *data = node_at(pgno, 1 + damage_random() % (tags - 1), &node);
                uint8_t *byte = data + damage_random() % (node.data.size < 400 ? node.data.size : 400);

                *byte = i % 3 == 0 ? 0xFF : (uint8_t)damage_random();
                try_page(pgno);
            }
        }
        subject_close(&subject);
    }
}

/* ------------------------------------------------------------------------------------------------ catalog */

/* Puts `to` where `from` stands behind `row` in pages of the catalog or its shadow. Names have the same length. */
static void rename_template(const char *row, const char *from, const char *to)
{
    unsigned found = 0;

    for (uint32_t pgno = 1; pgno <= subject.pages; pgno++) {
        uint8_t *image = subject_page(&subject, pgno);
        uint32_t table;
        const uint32_t objid = subject_owner(&subject, pgno, &table);
        const size_t size = strlen(row) + strlen(from);
        bool changed = false;

        for (uint32_t at = 0;
             (objid == CATALOG_OBJID || objid == SHADOW_OBJID) && at + size < subject.page_size; at++) {
            if (memcmp(image + at, row, strlen(row)) == 0 &&
                memcmp(image + at + strlen(row), from, strlen(from)) == 0) {
                memcpy(image + at + strlen(row), to, strlen(to));
                changed = true;
                found++;
            }
        }
        if (changed) {
            subject_write(&subject, pgno, DAMAGE_SEALED);
        }
    }
    assert_int_equal(found, 2);
}

static void a_table_that_is_its_own_template_is_refused(void **state)
{
    (void)state;
    subject_open(&subject, "oracle/clean_4096_efv8920/clean.edb");
    rename_template("T_derived0", "T_template", "T_derived0"); /* its own */
    subject.any_table_may_differ = true;
    assert_true(subject_read(&subject, 0, &walk) >= 0);
    subject_restore(&subject);
    rename_template("T_derived0", "T_template", "T_derived1"); /* each other's */
    rename_template("T_derived1", "T_template", "T_derived0");
    subject.any_table_may_differ = true;
    assert_true(subject_read(&subject, 0, &walk) >= 0);
    for (unsigned i = 0; i < walk.table_count; i++) {
        const struct walk_table *table = &walk.tables[i];
        const struct walk_table *clean = walk_find(&subject.clean, table->objid);

        if (strcmp(table->name, "T_derived0") == 0 || strcmp(table->name, "T_derived1") == 0) {
            assert_false(table->opened);
        } else if (table->objid != CATALOG_OBJID && table->objid != SHADOW_OBJID) {
            assert_true(table->digest == clean->digest);
        }
    }
    subject_restore(&subject);
    subject_close(&subject);
}

/* A table in a database of its own beside the table "rows". */
struct catalog_case {
    struct database_builder *builder;
    uint32_t root, objid; /* of the other table; its page exists and is an empty leaf */
};

static void begin_case(struct catalog_case *of)
{
    const char *path = test_path("catalog.edb");

    of->builder = builder_begin(path, 4096);
    builder_add_rows(of->builder, "rows", ROWS);
    of->objid = 1000;
    of->root = builder_page(of->builder);
    builder_tree_end(builder_tree(of->builder, of->root, of->objid, BUILD_UNIQUE));
}

/* Reads the database: the table "rows" must be whole. */
static void end_case(struct catalog_case *of)
{
    const struct walk_table *rows = NULL;
    struct api_database database;

    builder_end(of->builder);
    assert_int_equal(api_database_open(&database, test_path("catalog.edb"), 0), JET_errSuccess);
    walk_database(&database, 2000000, 60, &walk);
    api_database_close(&database);
    assert_false(walk.gave_up);
    rows = walk_find(&walk, BUILDER_FIRST_OBJID);
    assert_non_null(rows);
    assert_int_equal(rows->errors, 0);
    assert_int_equal(rows->rows, ROWS);
    assert_int_equal(rows->entries, ROWS); /* of the primary index */
}

/* The row of a table, a column, an index and long values, all as they should be. */
static const struct builder_row table_row = {
    .type = 1, .space_usage = 80, .pages_or_locale = 1, .name = "odd"};
static const struct builder_row column_row = {
    .type = 2, .id = 1, .coltyp_or_pgno = 4, .space_usage = 4, .record_offset = 4, .name = "Number"};
static const uint8_t key_fields[] = {0, 0, 1, 0};
static const struct builder_row index_row = {.type = 3,
                                             .id = 1001,
                                             .space_usage = 80,
                                             .flags = 0x1000E,
                                             .name = "Index",
                                             .key_fields = key_fields,
                                             .key_fields_size = sizeof key_fields};

static void write_case(struct builder_row table, struct builder_row column, struct builder_row index)
{
    struct catalog_case of;
    const struct builder_row *rows[] = {&table, &column, &index};

    begin_case(&of);
    table.coltyp_or_pgno = table.coltyp_or_pgno == 0 ? of.root : table.coltyp_or_pgno;
    index.coltyp_or_pgno = index.coltyp_or_pgno == 0 ? of.root : index.coltyp_or_pgno;
    for (unsigned i = 0; i < 3; i++) {
        struct builder_row row = *rows[i];

        row.objid_table = row.objid_table == 0 ? of.objid : row.objid_table;
        row.id = row.id == 0 ? of.objid : row.id;
        if (row.name != NULL) { /* a case may leave a row out */
            builder_row(of.builder, &row);
        }
    }
    end_case(&of);
}

static void tables_whose_rows_contradict_are_refused_or_empty(void **state)
{
    static const uint32_t roots[] = {1, 4, 24, 31, 32, 40, 10000, 0x7FFFFFFF, UINT32_MAX};
    static const uint32_t numbers[] = {1, 2, 3, 0x7FFFFFFF, 0x80000000, UINT32_MAX};
    static const char *const names[] = {"", "rows", "ROWS", "MSysObjects", "a\\b", "..", "\x01\xFF"};
    char long_name[251];

    (void)state;
    memset(long_name, 'n', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    for (unsigned i = 0; i < sizeof roots / sizeof roots[0]; i++) {
        struct builder_row table = table_row, index = index_row;

        table.coltyp_or_pgno = roots[i]; /* other trees, and no pages */
        write_case(table, column_row, index_row);
        index.coltyp_or_pgno = roots[i];
        write_case(table_row, column_row, index);
    }
    for (unsigned i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct builder_row table = table_row, index = index_row;

        table.id = numbers[i];
        write_case(table, column_row, index_row);
        table = table_row;
        table.flags = numbers[i];
        table.space_usage = table.pages_or_locale = numbers[i];
        write_case(table, column_row, index_row);
        index.id = numbers[i];
        write_case(table_row, column_row, index);
        index = index_row;
        index.flags = numbers[i];
        write_case(table_row, column_row, index);
    }
    for (unsigned i = 0; i <= sizeof names / sizeof names[0]; i++) {
        struct builder_row table = table_row, column = column_row, index = index_row;

        table.name = column.name = index.name = i < sizeof names / sizeof names[0] ? names[i] : long_name;
        if (i != 1 &&
            i != 2) { /* a second table with the good one's name hides it, in one order or the other */
            write_case(table, column_row, index_row);
        }
        write_case(table_row, column, index_row);
        write_case(table_row, column_row, index);
    }
}

static void columns_and_indexes_that_contradict_are_refused(void **state)
{
    static const uint32_t ids[] = {0,      2,      126,    127,     128,        255,       256,
                                   0xFEE0, 0xFEE1, 0xFFFF, 0x10001, 0x80000001, UINT32_MAX};
    static const uint32_t sizes[] = {0, 1, 3, 5, 255, 256, 4096, 0x10000, 0x7FFFFFFF, UINT32_MAX};
    static const uint16_t offsets[] = {0, 1, 3, 5, 4000, 0x7FFF, 0xFFFF};
    static const uint8_t fields[68] = {0,    0,    1,    0, 0, 0, 1,    0,    0,    0,
                                       0x99, 0x99, 0x80, 0, 1, 0, 0xFF, 0xFF, 0xFF, 0xFF};
    struct builder_row none = {.name = NULL};

    (void)state;
    for (unsigned type = 0; type < 24; type++) {
        struct builder_row column = column_row;

        column.coltyp_or_pgno = type < 22 ? type : type == 22 ? 0xFF : UINT32_MAX;
        write_case(table_row, column, index_row);
        column.id = 256;
        write_case(table_row, column, index_row);
    }
    for (unsigned i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        struct builder_row column = column_row;

        column.id = ids[i];
        write_case(table_row, column, index_row);
    }
    for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct builder_row column = column_row;

        column.space_usage = sizes[i];
        write_case(table_row, column, index_row);
        column.coltyp_or_pgno = 9;
        write_case(table_row, column, index_row);
    }
    for (unsigned i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
        struct builder_row column = column_row;

        column.record_offset = offsets[i];
        write_case(table_row, column, index_row);
    }
    for (size_t size = 0; size <= sizeof fields; size += size < 8 ? 1 : 4) {
        struct builder_row index = index_row;

        index.key_fields = fields;
        index.key_fields_size = size;
        write_case(table_row, column_row, index);
        index.flags = 0xE; /* two bytes a segment */
        write_case(table_row, column_row, index);
        index.flags = 0x1002F; /* a second primary index, with a tree of its own */
        write_case(table_row, column_row, index);
    }
    write_case(none, column_row, index_row);
    write_case(table_row, none, index_row);
    write_case(table_row, column_row, none);
}

static void long_value_rows_that_contradict_are_refused(void **state)
{
    static const uint32_t roots[] = {0, 1, 4, 32, 10000, UINT32_MAX};

    (void)state;
    for (unsigned i = 0; i < sizeof roots / sizeof roots[0]; i++) {
        struct builder_row values = {
            .type = 4, .id = 1002, .coltyp_or_pgno = roots[i], .space_usage = 100, .name = "LV"};

        write_case(table_row, column_row, values);
        values.id = 1000;
        write_case(table_row, column_row, values);
    }
}

static void ten_thousand_tables_of_one_name_cost_nothing(void **state)
{
    struct catalog_case of;

    (void)state;
    begin_case(&of);
    for (uint32_t i = 0; i < 10000; i++) {
        struct builder_row row = table_row;

        row.objid_table = row.id = of.objid + i;
        row.coltyp_or_pgno = of.root;
        builder_row(of.builder, &row);
    }
    end_case(&of);

    begin_case(&of); /* of columns in one table, and of indexes */
    for (uint32_t i = 0; i < 10000; i++) {
        struct builder_row column = column_row, index = index_row;

        column.objid_table = index.objid_table = of.objid;
        column.id = 256 + i;
        index.id = of.objid + 1 + i;
        index.coltyp_or_pgno = of.root;
        builder_row(of.builder, &column);
        builder_row(of.builder, &index);
    }
    {
        struct builder_row row = table_row;

        row.objid_table = row.id = of.objid;
        row.coltyp_or_pgno = of.root;
        builder_row(of.builder, &row);
    }
    end_case(&of);
}

/* Each is derived from the one before it; only the first could be a template. */
static void ten_thousand_templates_one_below_the_other_are_refused(void **state)
{
    const uint32_t template_table = 0x20000000, derived = 0x10000000;
    struct catalog_case of;

    (void)state;
    for (unsigned circle = 0; circle < 2; circle++) {
        begin_case(&of);
        for (uint32_t i = 0; i < 10000; i++) {
            struct builder_row row = table_row;
            char name[16], parent[16];

            (void)snprintf(name, sizeof name, "t%u", (unsigned)i);
            (void)snprintf(parent, sizeof parent, "t%u", (unsigned)(i == 0 ? 9999 : i - 1));
            row.objid_table = row.id = of.objid + i;
            row.coltyp_or_pgno = of.root;
            row.name = name;
            row.flags = template_table;
            if (i > 0 || circle == 1) {
                row.flags |= derived;
                row.template_name = parent;
            }
            builder_row(of.builder, &row);
        }
        end_case(&of);
    }
}

/* ------------------------------------------------------------------------------------------------- memory */

/* The most that this program had in memory at once; nothing is known off Linux. */
static void the_memory_stayed_bounded(void **state)
{
    FILE *status = fopen("/proc/self/status", "r");
    char line[256];
    unsigned long long kilobytes = 0;

    (void)state;
    while (status != NULL && fgets(line, sizeof line, status) != NULL) {
        (void)sscanf(line, "VmHWM: %llu", &kilobytes);
    }
    if (status == NULL) {
        skip();
    }
    (void)fclose(status);
    print_message("at most %llu MiB\n", kilobytes / 1024);
    assert_true(kilobytes * 1024 < MEMORY_MAX);
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sibling_links_in_circles_end),
        cmocka_unit_test(children_that_are_no_children_give_errors),
        cmocka_unit_test(tags_and_keys_that_reach_out_of_the_page_give_errors),
        cmocka_unit_test(long_values_without_their_parts_give_errors),
        cmocka_unit_test(long_values_of_wrong_sizes_and_schemes_give_errors),
        cmocka_unit_test(records_of_compressed_values_may_lie),
        cmocka_unit_test(a_table_that_is_its_own_template_is_refused),
        cmocka_unit_test(tables_whose_rows_contradict_are_refused_or_empty),
        cmocka_unit_test(columns_and_indexes_that_contradict_are_refused),
        cmocka_unit_test(long_value_rows_that_contradict_are_refused),
        cmocka_unit_test(ten_thousand_tables_of_one_name_cost_nothing),
        cmocka_unit_test(ten_thousand_templates_one_below_the_other_are_refused),
        cmocka_unit_test(the_memory_stayed_bounded),
    };

    if (count > 1) { /* for one kind of damage: part of its name, with * before and after it */
        cmocka_set_test_filter(arguments[1]);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
