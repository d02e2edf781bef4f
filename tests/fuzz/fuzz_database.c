/*
 * fuzz_database.c - whole databases: a good one with some bytes changed and the checksums made right again, read whole
 * through the API.
 *
 *   byte 0     bit 0: leave the checksums as they are, and do not verify them
 *   then       patches of four bytes: page, u16 position, value. Positions from 0x8000 on are in the page's header or
 *              among its tags, where a byte decides most
 *
 * The pages of the good database are in page_list; a file is patched, read and repaired each time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api_walk.h"
#include "database_builder.h"
#include "esent_compat.h"
#include "format/page.h"
#include "seeds.h"
#include "test.h"

enum {
    PAGE_SIZE = 2048,
    ROWS = 60,
    VALUES = 40,
    PATCH_SIZE = 4,
    PATCHES_MAX = 64,
    STEPS_MAX = 100000,
    SECONDS_MAX = 20
};
enum { VALUES_OBJID = 9, INDEX_OBJID = 10, LV_OBJID = 11, CHUNK_SIZE = PAGE_SIZE - 82, TAIL_SIZE = 16 };

static char path[1024];
static uint8_t *good;
static size_t good_size;
static uint32_t page_list[256], page_count;

/* ---------------------------------------------------------------------------------------- a good database */

/* Id, a separated long value, a compressed text, three numbers. */
static void add_values(struct database_builder *builder, uint32_t root)
{
    uint8_t record[] = {
        1,    127,  9,    0,    0,    0,    0,    0,    0,                 /* Id, null bits */
        0,    1,    12,   0x40, 1,    1,    17,   0x40, 2,    1, 26, 0x40, /* directory */
        0x05, 0,    0,    0,    0,                            /* LongBinary: the id of a long value */
        0x03, 0x0F, 0x61, 0xF1, 0x98, 0x5C, 0x36, 0x9F, 0xD1, /* LongText: "abcdefgh", 7 bits each */
        0x08, 6,    0,    10,   0,    14,   0,    1,    0,    0, 0,  2,
        0,    0,    0,    3,    0,    0,    0, /* three longs */
    };
    struct tree_builder *tree = builder_tree(builder, root, VALUES_OBJID, BUILD_UNIQUE);
    uint8_t key[5];

    for (uint32_t id = 1; id <= VALUES; id++) {
        put_u32(record + 4, id);
        put_u32(record + 22, id);
        builder_long_key(key, (int32_t)id);
        builder_add(tree, key, sizeof key, record, sizeof record);
    }
    builder_tree_end(tree);
}

static void add_index(struct database_builder *builder, uint32_t root)
{
    struct tree_builder *tree = builder_tree(builder, root, INDEX_OBJID, BUILD_INDEX | BUILD_NON_UNIQUE);
    uint8_t key[5], bookmark[5];

    for (int32_t number = 1; number <= 3; number++) {
        for (int32_t id = 1; id <= VALUES; id++) {
            builder_long_key(key, number);
            builder_long_key(bookmark, id);
            builder_add(tree, key, sizeof key, bookmark, sizeof bookmark);
        }
    }
    builder_tree_end(tree);
}

/* A long value of one and a half chunks for each record; the last chunk is compressed when the id is odd. */
static void add_long_values(struct database_builder *builder, uint32_t root)
{
    static const uint8_t seven_bit[] = {0x0F, 0x61, 0xF1, 0x98, 0x5C, 0x36, 0x9F, 0xD1,
                                        0x61, 0xF1, 0x98, 0x5C, 0x36, 0x9F, 0xD1};
    struct tree_builder *tree = builder_tree(builder, root, LV_OBJID, BUILD_LONG_VALUES);
    uint8_t key[8], size[8], chunk[CHUNK_SIZE];

    memset(chunk, 'c', sizeof chunk);
    for (uint32_t id = 1; id <= VALUES; id++) {
        put_big_u32(key, id);
        put_u32(size, 1);
        put_u32(size + 4, CHUNK_SIZE + TAIL_SIZE);
        builder_add(tree, key, 4, size, sizeof size);
        put_big_u32(key + 4, 0);
        builder_add(tree, key, 8, chunk, sizeof chunk);
        put_big_u32(key + 4, CHUNK_SIZE);
        builder_add(tree, key, 8, id % 2 == 0 ? chunk : seven_bit,
                    id % 2 == 0 ? TAIL_SIZE : sizeof seven_bit);
    }
    builder_tree_end(tree);
}

static void describe_values(struct database_builder *builder, uint32_t root, uint32_t index_root,
                            uint32_t lv_root)
{
    static const uint8_t by_id[] = {0, 0, 1, 0}, by_number[] = {0, 0, 2, 1};
    const struct builder_row rows[] = {
        {.objid_table = VALUES_OBJID,
         .type = 1,
         .id = VALUES_OBJID,
         .coltyp_or_pgno = root,
         .space_usage = 80,
         .pages_or_locale = 1,
         .name = "values"},
        {.objid_table = VALUES_OBJID,
         .type = 2,
         .id = 1,
         .coltyp_or_pgno = 4,
         .space_usage = 4,
         .record_offset = 4,
         .name = "Id"},
        {.objid_table = VALUES_OBJID, .type = 2, .id = 256, .coltyp_or_pgno = 11, .name = "Binary"},
        {.objid_table = VALUES_OBJID,
         .type = 2,
         .id = 257,
         .coltyp_or_pgno = 12,
         .flags = 0x1000,
         .pages_or_locale = 1252,
         .name = "Text"},
        {.objid_table = VALUES_OBJID,
         .type = 2,
         .id = 258,
         .coltyp_or_pgno = 4,
         .space_usage = 4,
         .flags = 8,
         .name = "Numbers"},
        {.objid_table = VALUES_OBJID,
         .type = 3,
         .id = VALUES_OBJID,
         .coltyp_or_pgno = root,
         .space_usage = 80,
         .flags = 0x1002F,
         .key_most = 5,
         .name = "ById",
         .key_fields = by_id,
         .key_fields_size = 4},
        {.objid_table = VALUES_OBJID,
         .type = 3,
         .id = INDEX_OBJID,
         .coltyp_or_pgno = index_root,
         .space_usage = 80,
         .flags = 0x1008E,
         .name = "ByNumber",
         .key_fields = by_number,
         .key_fields_size = 4},
        {.objid_table = VALUES_OBJID,
         .type = 4,
         .id = LV_OBJID,
         .coltyp_or_pgno = lv_root,
         .space_usage = 100,
         .name = "LV"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        builder_row(builder, &rows[i]);
    }
}

static void read_all(struct walk *walk, JET_GRBIT more)
{
    struct api_database database;

    if (api_database_open(&database, path, ESENT_bitDbAsIs | more) >= 0) {
        walk_database(&database, STEPS_MAX, SECONDS_MAX, walk);
        api_database_close(&database);
    }
}

static void make_database(void)
{
    static struct walk walk;
    struct database_builder *builder;
    uint32_t roots[3];

    (void)snprintf(path, sizeof path, "%s", test_path("fuzz.edb"));
    builder = builder_begin(path, PAGE_SIZE);
    builder_add_rows(builder, "rows", ROWS);
    for (unsigned i = 0; i < 3; i++) {
        roots[i] = builder_page(builder);
    }
    add_values(builder, roots[0]);
    add_index(builder, roots[1]);
    add_long_values(builder, roots[2]);
    describe_values(builder, roots[0], roots[1], roots[2]);
    builder_end(builder);
    good = test_read_file(path, &good_size);
    for (uint32_t pgno = 1; (pgno + 2) * PAGE_SIZE <= good_size; pgno++) {
        if (get_u32(good + (pgno + 1) * PAGE_SIZE + 36) != 0) {
            page_list[page_count++] = pgno;
        }
    }
    read_all(&walk, 0);
    if (walk.errors != 0 || walk.rows != walk_find(&walk, 2)->rows * 2 + ROWS + VALUES || page_count > 256) {
        (void)fprintf(stderr, "the good database is not good: %u errors, %llu rows\n", walk.errors,
                      (unsigned long long)walk.rows);
        abort();
    }
}

/* --------------------------------------------------------------------------------------------- the target */

static size_t patch_offset(const uint8_t *patch)
{
    const uint32_t pgno = page_list[patch[0] % page_count];
    const uint8_t *page = good + (size_t)(pgno + 1) * PAGE_SIZE;
    const uint32_t tags = get_u16(page + 34) & 0xFFFu;
    uint32_t at = get_u16(patch + 1);

    if (at & 0x8000) {
        at = at & 1 ? PAGE_SIZE - 1 - at / 2 % (PAGE_TAG_SIZE * (tags + 1))
                    : 8 + at / 2 % (PAGE_HEADER_SMALL - 8);
    }
    return (size_t)(pgno + 1) * PAGE_SIZE + at % PAGE_SIZE;
}

static void write_page(FILE *file, const uint8_t *image, size_t offset)
{
    if (fseek(file, (long)offset, SEEK_SET) != 0 || fwrite(image + offset, PAGE_SIZE, 1, file) != 1) {
        abort();
    }
}

/* Writes the pages of the patches, changed or good again. */
static void write_pages(uint8_t *image, const uint8_t *patches, size_t count, bool change, bool seal)
{
    FILE *file = fopen(path, "r+b");

    if (file == NULL) {
        abort();
    }
    for (size_t i = 0; i < count; i++) {
        const size_t offset = patch_offset(patches + PATCH_SIZE * i);

        image[offset] = change ? patches[PATCH_SIZE * i + 3] : good[offset];
    }
    for (size_t i = 0; i < count; i++) {
        const size_t start = patch_offset(patches + PATCH_SIZE * i) / PAGE_SIZE * PAGE_SIZE;

        if (!change) {
            memcpy(image + start, good + start, PAGE_SIZE);
        } else if (seal) {
            page_seal(image + start, PAGE_SIZE, (uint32_t)(start / PAGE_SIZE) - 1);
        }
        write_page(file, image, start);
    }
    if (fclose(file) != 0) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct walk walk;
    static uint8_t *image;
    size_t count;
    bool seal;

    if (good == NULL) {
        make_database();
        image = malloc(good_size);
        if (image == NULL) {
            abort();
        }
        memcpy(image, good, good_size);
    }
    if (size == 0) {
        return 0;
    }
    seal = !(bytes[0] & 1);
    count = (size - 1) / PATCH_SIZE;
    count = count < PATCHES_MAX ? count : PATCHES_MAX;
    write_pages(image, bytes + 1, count, true, seal);
    memset(&walk, 0, sizeof walk);
    read_all(&walk, seal ? 0 : ESENT_bitDbUnverified);
    if (walk.gave_up) {
        abort(); /* it does not end */
    }
    write_pages(image, bytes + 1, count, false, false);
    return 0;
}

/* A few patches of header and tag bytes, and of others. */
size_t fuzz_seed(uint8_t *bytes, uint32_t choice)
{
    const uint32_t count = 1 + choice % 6;

    bytes[0] = choice % 8 == 0;
    for (uint32_t i = 0; i < count; i++) {
        uint8_t *patch = bytes + 1 + PATCH_SIZE * i;

        choice = choice * 1664525u + 1013904223u;
        put_u32(patch, choice);
        put_u16(patch + 1, (uint16_t)(choice >> 8 ^ choice >> 20));
    }
    return 1 + PATCH_SIZE * count;
}
