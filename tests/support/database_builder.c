/*
 * database_builder.c - trees from entries in order, and a catalog around them.
 *
 * A tree is made from left to right: a leaf is written when the next entry does not fit. What is kept of each page is its
 * number and its first entry; from these the levels above are made at the end, the last into the root's page. A tree of one
 * leaf has that leaf in the root's page.
 *
 * Format: reference database-file 6, 7, 10 and 11.
 */
#include "database_builder.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/bytes.h"
#include "format/page.h"
#include "sample_database.h"

enum {
    CATALOG_ROOT = 4,
    NAME_ROOT = 7,
    ROOT_OBJECTS_ROOT = 10,
    SHADOW_ROOT = 24,
    FIRST_FREE_PAGE = 31,
    SPACE_HEADER_SIZE = 16,
    KEY_MAX = 2048,
};

struct entry {
    uint32_t key_size, data_size;
    uint8_t *bytes; /* key, then data */
};

struct entry_list {
    struct entry *entries;
    size_t count, capacity;
};

struct database_builder {
    FILE *file;
    uint32_t page_size, next_page;
    uint64_t dbtime;
    struct entry_list rows, names,
        roots; /* of the catalog: the table, the index Name, the index RootObjects */
};

/* A page as it is filled. */
struct page_fill {
    uint8_t image[PAGE_SIZE_MAX];
    uint32_t tags, used; /* tag 0 included */
};

struct tree_builder {
    struct database_builder *builder;
    uint32_t root, objid;
    unsigned flags;
    struct page_fill page;
    struct entry_list
        pages; /* of the level that is being made: the first entry of each, with the page's number as data */
    struct entry first;      /* entry of the page that is being filled */
    uint32_t pgno, previous; /* of that page, 0 while nothing is known; of the one before it */
};

static void *need(void *memory)
{
    if (memory == NULL) {
        (void)fprintf(stderr, "database_builder: out of memory\n");
        exit(1);
    }
    return memory;
}

/* ---------------------------------------------------------------------------------------------------------------
 * Lists of entries
 */

static struct entry entry_of(const void *key, size_t key_size, const void *data, size_t data_size)
{
    struct entry entry = {(uint32_t)key_size, (uint32_t)data_size, need(malloc(key_size + data_size + 1))};

    memcpy(entry.bytes, key, key_size);
    memcpy(entry.bytes + key_size, data, data_size);
    return entry;
}

static void list_add(struct entry_list *list, struct entry entry)
{
    if (list->count == list->capacity) {
        list->capacity = list->capacity == 0 ? 64 : 2 * list->capacity;
        list->entries = need(realloc(list->entries, list->capacity * sizeof *list->entries));
    }
    list->entries[list->count++] = entry;
}

static void list_free(struct entry_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->entries[i].bytes);
    }
    free(list->entries);
    memset(list, 0, sizeof *list);
}

static int by_key(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    int order = memcmp(a->bytes, b->bytes, a->key_size < b->key_size ? a->key_size : b->key_size);

    return order != 0 ? order : (a->key_size > b->key_size) - (a->key_size < b->key_size);
}

/* ---------------------------------------------------------------------------------------------------------------
 * Pages
 */

static void page_start(struct page_fill *page, const struct tree_builder *tree, bool root)
{
    memset(page->image, 0, tree->builder->page_size);
    page->tags = 1;
    page->used = 0;
    if (root) { /* one page of space, owned by page 1 */
        uint8_t *space = page->image + page_header_size(tree->builder->page_size);

        put_u32(space, 1);
        put_u32(space + 4, 1);
        put_u32(space + 8, tree->flags & BUILD_NON_UNIQUE ? 2 : 0);
        page->used = SPACE_HEADER_SIZE;
        put_u16(page->image + tree->builder->page_size - PAGE_TAG_SIZE, SPACE_HEADER_SIZE);
    }
}

/* Adds a node; false when it does not fit. */
static bool page_add(struct page_fill *page, uint32_t page_size, const void *key, uint32_t key_size,
                     const void *data, uint32_t data_size)
{
    const uint32_t size = 2 + key_size + data_size;
    uint8_t *at = page->image + page_header_size(page_size) + page->used;
    uint8_t *tag = page->image + page_size - PAGE_TAG_SIZE * (page->tags + 1);

    if (page_header_size(page_size) + page->used + size + PAGE_TAG_SIZE * (page->tags + 1) > page_size ||
        page->tags > 0x7FF) {
        return false;
    }
    put_u16(at, (uint16_t)key_size);
    memcpy(at + 2, key, key_size);
    memcpy(at + 2 + key_size, data, data_size);
    put_u16(tag, (uint16_t)size);
    put_u16(tag + 2, (uint16_t)page->used);
    page->used += size;
    page->tags++;
    return true;
}

static void page_write(struct tree_builder *tree, uint32_t pgno, uint32_t previous, uint32_t next,
                       uint32_t flags)
{
    struct database_builder *builder = tree->builder;
    const uint32_t size = builder->page_size;
    uint8_t *image = tree->page.image;

    put_u64(image + 8, ++builder->dbtime);
    put_u32(image + 16, previous);
    put_u32(image + 20, next);
    put_u32(image + 24, tree->objid);
    put_u16(image + 28,
            (uint16_t)(size - page_header_size(size) - tree->page.used - PAGE_TAG_SIZE * tree->page.tags));
    put_u16(image + 32, (uint16_t)tree->page.used);
    put_u16(image + 34, (uint16_t)tree->page.tags);
    put_u32(image + 36, tree->flags | flags | PAGE_NEW_RECORD_FORMAT | PAGE_NEW_CHECKSUM_FORMAT);
    if (size > SMALL_PAGE_MAX) {
        put_u32(image + 64, pgno);
    }
    page_seal(image, size, pgno);
    if (fseek(builder->file, (long)((pgno + 1) * (uint64_t)size), SEEK_SET) != 0 ||
        fwrite(image, size, 1, builder->file) != 1) {
        perror("database_builder");
        exit(1);
    }
}

uint32_t builder_page(struct database_builder *builder)
{
    return builder->next_page++;
}

/* ---------------------------------------------------------------------------------------------------------------
 * Trees
 */

struct tree_builder *builder_tree(struct database_builder *builder, uint32_t root, uint32_t objid,
                                  unsigned flags)
{
    struct tree_builder *tree = need(calloc(1, sizeof *tree));

    tree->builder = builder;
    tree->root = root;
    tree->objid = objid;
    tree->flags = flags;
    page_start(&tree->page, tree, false);
    return tree;
}

/* Remembers the page that was filled, by its first entry, and starts the next one. */
static void end_page(struct tree_builder *tree, uint32_t next, uint32_t flags)
{
    const bool leaf = (flags & PAGE_LEAF) != 0;
    const struct entry *first = &tree->first;
    uint8_t pgno[4];

    page_write(tree, tree->pgno, leaf ? tree->previous : 0, leaf ? next : 0, flags);
    put_u32(pgno, tree->pgno);
    list_add(&tree->pages, entry_of(first->bytes, first->key_size, pgno, sizeof pgno));
    free(tree->first.bytes);
    memset(&tree->first, 0, sizeof tree->first);
    tree->previous = tree->pgno;
    tree->pgno = next;
    page_start(&tree->page, tree, false);
}

void builder_add(struct tree_builder *tree, const void *key, size_t key_size, const void *data,
                 size_t data_size)
{
    uint8_t whole[2 * KEY_MAX]; /* what orders entries: key, and in a non-unique tree the data */

    if (tree->page.tags == 1 && tree->pgno == 0) {
        tree->pgno = builder_page(tree->builder);
    }
    if (!page_add(&tree->page, tree->builder->page_size, key, (uint32_t)key_size, data,
                  (uint32_t)data_size)) {
        end_page(tree, builder_page(tree->builder), PAGE_LEAF);
        if (!page_add(&tree->page, tree->builder->page_size, key, (uint32_t)key_size, data,
                      (uint32_t)data_size)) {
            (void)fprintf(stderr, "database_builder: an entry of %zu bytes\n", key_size + data_size);
            exit(1);
        }
    }
    if (tree->first.bytes == NULL) {
        size_t size = key_size;

        memcpy(whole, key, key_size);
        if (tree->flags & BUILD_NON_UNIQUE) {
            memcpy(whole + key_size, data, data_size);
            size += data_size;
        }
        tree->first = entry_of(whole, size, "", 0);
    }
}

/* The level above `below`: one node for each of its pages, whose separator is the first entry of the page behind. */
static void build_level(struct tree_builder *tree, const struct entry_list *below, bool above_leaves)
{
    const uint32_t flags = above_leaves ? PAGE_PARENT_OF_LEAF : 0;
    const uint32_t size = tree->builder->page_size;
    uint32_t total = 0;

    for (size_t i = 0; i < below->count; i++) { /* does it fit into the root? */
        total += 2 + 4 + PAGE_TAG_SIZE + (i + 1 < below->count ? below->entries[i + 1].key_size : 0);
    }
    if (total + page_header_size(size) + SPACE_HEADER_SIZE + PAGE_TAG_SIZE <= size) {
        page_start(&tree->page, tree, true);
        tree->pgno = tree->root;
    } else {
        tree->pgno = builder_page(tree->builder);
    }
    for (size_t i = 0; i < below->count; i++) {
        const struct entry *entry = &below->entries[i];
        const struct entry *next = i + 1 < below->count ? entry + 1 : NULL;
        const uint8_t *child = entry->bytes + entry->key_size;

        if (!page_add(&tree->page, size, next == NULL ? (const uint8_t *)"" : next->bytes,
                      next == NULL ? 0 : next->key_size, child, 4)) {
            end_page(tree, builder_page(tree->builder), flags);
            (void)page_add(&tree->page, size, next == NULL ? (const uint8_t *)"" : next->bytes,
                           next == NULL ? 0 : next->key_size, child, 4);
        }
        if (tree->first.bytes == NULL) {
            tree->first = entry_of(entry->bytes, entry->key_size, "", 0);
        }
    }
    end_page(tree, 0, flags | (tree->pgno == tree->root ? PAGE_ROOT : 0));
}

/* A tree that fits into one page: what was to be a leaf becomes the root. */
static void build_root_leaf(struct tree_builder *tree)
{
    struct page_fill leaf = tree->page;
    const uint32_t size = tree->builder->page_size;

    page_start(&tree->page, tree, true);
    for (uint32_t i = 1; i < leaf.tags; i++) {
        const uint8_t *tag = leaf.image + size - PAGE_TAG_SIZE * (i + 1);
        const uint8_t *node = leaf.image + page_header_size(size) + get_u16(tag + 2);
        const uint32_t key_size = get_u16(node);

        if (!page_add(&tree->page, size, node + 2, key_size, node + 2 + key_size,
                      get_u16(tag) - 2 - key_size)) {
            (void)fprintf(stderr, "database_builder: a root of %u entries\n", leaf.tags);
            exit(1);
        }
    }
    page_write(tree, tree->root, 0, 0, PAGE_ROOT | PAGE_LEAF);
}

void builder_tree_end(struct tree_builder *tree)
{
    bool above_leaves = true;

    if (tree->pages.count == 0 && tree->page.used + SPACE_HEADER_SIZE + PAGE_TAG_SIZE * tree->page.tags +
                                          page_header_size(tree->builder->page_size) <=
                                      tree->builder->page_size) {
        build_root_leaf(tree);
    } else {
        end_page(tree, 0, PAGE_LEAF);
        while (tree->pages.count > 0) {
            struct entry_list below = tree->pages;

            memset(&tree->pages, 0, sizeof tree->pages);
            build_level(tree, &below, above_leaves);
            above_leaves = false;
            list_free(&below);
            if (tree->previous == tree->root) {
                break;
            }
        }
    }
    free(tree->first.bytes);
    list_free(&tree->pages);
    free(tree);
}

/* ---------------------------------------------------------------------------------------------------------------
 * Catalog
 */

void builder_long_key(uint8_t key[5], int32_t value)
{
    key[0] = 0x7F;
    put_big_u32(key + 1, (uint32_t)value ^ 0x80000000u);
}

/* A name as a key segment: upper case and a NUL. Returns its size. */
static size_t name_key(uint8_t *key, const char *name)
{
    size_t size = 0;

    key[size++] = 0x7F;
    for (; *name != '\0'; name++) {
        key[size++] = (uint8_t)(*name >= 'a' && *name <= 'z' ? *name - 'a' + 'A' : *name);
    }
    key[size++] = 0;
    return size;
}

enum {
    ROW_FIXED_LAST = 12,
    ROW_BITMAP = 43, /* behind LVChunkMax */
    ROW_FIXED_END = ROW_BITMAP + 2,
    ROW_ROOT_FLAG = 30,
    ROW_RECORD_OFFSET = 31,
    ROW_KEY_MOST = 37,
};

/* The variable columns of a catalog row behind its fixed ones; without a value they are NULL. Returns the record's size. */
static size_t encode_variable(uint8_t *record, const struct builder_row *row)
{
    const struct {
        const void *bytes;
        size_t size;
    } values[] = {
        {row->name, strlen(row->name)},
        {NULL, 0}, /* Stats */
        {row->template_name, row->template_name != NULL ? strlen(row->template_name) : 0},
        {NULL, 0}, /* DefaultValue */
        {row->key_fields, row->key_fields_size},
    };
    const unsigned count = row->key_fields != NULL ? 5 : row->template_name != NULL ? 3 : 1;
    uint8_t *offsets = record + ROW_FIXED_END, *at = offsets + 2 * count;
    size_t end = 0;

    for (unsigned i = 0; i < count; i++) {
        if (values[i].bytes != NULL) {
            memcpy(at + end, values[i].bytes, values[i].size);
        }
        end += values[i].size;
        put_u16(offsets + 2 * i, (uint16_t)(end | (values[i].bytes != NULL ? 0 : 0x8000)));
    }
    record[1] = (uint8_t)(127 + count);
    return (size_t)(at - record) + end;
}

/* The record of a catalog row. Returns its size. */
static size_t encode_row(uint8_t *record, const struct builder_row *row)
{
    uint16_t nulls = 0xFF80; /* RootFlag, RecordOffset, LCMapFlags, KeyMost, LVChunkMax */

    memset(record, 0, ROW_FIXED_END);
    record[0] = ROW_FIXED_LAST;
    put_u16(record + 2, ROW_FIXED_END);
    put_u32(record + 4, row->objid_table);
    put_u16(record + 8, row->type);
    put_u32(record + 10, row->id);
    put_u32(record + 14, row->coltyp_or_pgno);
    put_u32(record + 18, row->space_usage);
    put_u32(record + 22, row->flags);
    put_u32(record + 26, row->pages_or_locale);
    if (row->type == 1) {
        record[ROW_ROOT_FLAG] = 0xFF;
        nulls &= (uint16_t)~0x80u;
    }
    if (row->record_offset != 0) {
        put_u16(record + ROW_RECORD_OFFSET, row->record_offset);
        nulls &= (uint16_t)~0x100u;
    }
    if (row->key_most != 0) {
        put_u16(record + ROW_KEY_MOST, row->key_most);
        nulls &= (uint16_t)~0x400u;
    }
    put_u16(record + ROW_BITMAP, nulls & 0x0FFF);
    return encode_variable(record, row);
}

void builder_row(struct database_builder *builder, const struct builder_row *row)
{
    uint8_t key[13], other[300], record[1024];
    size_t size;

    builder_long_key(key, (int32_t)row->objid_table);
    key[5] = 0x7F;
    put_big_u16(key + 6, row->type ^ 0x8000u);
    builder_long_key(key + 8, (int32_t)row->id);
    size = encode_row(record, row);
    list_add(&builder->rows, entry_of(key, sizeof key, record, size));

    memcpy(other, key, 8);
    size = 8 + name_key(other + 8, row->name);
    list_add(&builder->names, entry_of(other, size, key, sizeof key));
    if (row->type == 1) {
        other[0] = 0x7F;
        other[1] = 0xFF;
        size = 2 + name_key(other + 2, row->name);
        list_add(&builder->roots, entry_of(other, size, key, sizeof key));
    }
}

static void build_from(struct database_builder *builder, const struct entry_list *list, uint32_t root,
                       uint32_t objid, unsigned flags)
{
    struct tree_builder *tree = builder_tree(builder, root, objid, flags);

    for (size_t i = 0; i < list->count; i++) {
        const struct entry *entry = &list->entries[i];

        builder_add(tree, entry->bytes, entry->key_size, entry->bytes + entry->key_size, entry->data_size);
    }
    builder_tree_end(tree);
}

static void sort_list(struct entry_list *list)
{
    if (list->count > 0) {
        qsort(list->entries, list->count, sizeof *list->entries, by_key);
    }
}

/* ---------------------------------------------------------------------------------------------------------------
 * Databases
 */

struct database_builder *builder_begin(const char *path, uint32_t page_size)
{
    struct database_builder *builder = need(calloc(1, sizeof *builder));

    builder->file = fopen(path, "wb");
    if (builder->file == NULL) {
        perror(path);
        exit(1);
    }
    builder->page_size = page_size;
    builder->next_page = FIRST_FREE_PAGE;
    builder->dbtime = 0x40;
    return builder;
}

void builder_end(struct database_builder *builder)
{
    static uint8_t image[PAGE_SIZE_MAX];

    builder_row(builder, &(struct builder_row){.objid_table = 2,
                                               .type = 1,
                                               .id = 2,
                                               .coltyp_or_pgno = CATALOG_ROOT,
                                               .space_usage = 80,
                                               .flags = 0xC0000000u,
                                               .name = "MSysObjects"});
    builder_row(builder, &(struct builder_row){.objid_table = 3,
                                               .type = 1,
                                               .id = 3,
                                               .coltyp_or_pgno = SHADOW_ROOT,
                                               .space_usage = 80,
                                               .flags = 0xC0000000u,
                                               .name = "MSysObjectsShadow"});
    sort_list(&builder->rows);
    sort_list(&builder->names);
    sort_list(&builder->roots);
    build_from(builder, &builder->rows, CATALOG_ROOT, 2, BUILD_UNIQUE);
    build_from(builder, &builder->rows, SHADOW_ROOT, 3, BUILD_UNIQUE);
    build_from(builder, &builder->names, NAME_ROOT, 4, BUILD_INDEX);
    build_from(builder, &builder->roots, ROOT_OBJECTS_ROOT, 5, BUILD_INDEX);
    sample_header(image, builder->page_size);
    rewind(builder->file);
    for (unsigned copy = 0; copy < 2; copy++) {
        if (fwrite(image, builder->page_size, 1, builder->file) != 1) {
            perror("database_builder");
            exit(1);
        }
    }
    if (fclose(builder->file) != 0) {
        perror("database_builder");
        exit(1);
    }
    list_free(&builder->rows);
    list_free(&builder->names);
    list_free(&builder->roots);
    free(builder);
}

struct column_row {
    uint32_t fid, coltyp, size, code_page;
    uint16_t offset;
    const char *name;
};

static const struct column_row row_columns[] = {
    {BUILDER_ID, 4, 4, 0, 4, "Id"},
    {BUILDER_LOW, 5, 8, 0, 8, "Low"},
    {BUILDER_HIGH, 5, 8, 0, 16, "High"},
    {BUILDER_TEXT, 10, 255, 1252, 0, "Text"},
};

static const struct column_row long_value_columns[] = {
    {BUILDER_ID, 4, 4, 0, 4, "Id"},
    {BUILDER_DATA, 11, 0, 0, 0, "Data"},
    {BUILDER_LONG_TEXT, 12, 0, 1252, 0, "Text"},
};

static void describe(struct database_builder *builder, const char *name, uint32_t objid, uint32_t root,
                     const struct column_row *columns, size_t count)
{
    static const uint8_t key_fields[] = {0, 0, BUILDER_ID, 0};

    builder_row(builder, &(struct builder_row){.objid_table = objid,
                                               .type = 1,
                                               .id = objid,
                                               .coltyp_or_pgno = root,
                                               .space_usage = 80,
                                               .pages_or_locale = 1,
                                               .name = name});
    for (size_t i = 0; i < count; i++) {
        builder_row(builder, &(struct builder_row){.objid_table = objid,
                                                   .type = 2,
                                                   .id = columns[i].fid,
                                                   .coltyp_or_pgno = columns[i].coltyp,
                                                   .space_usage = columns[i].size,
                                                   .pages_or_locale = columns[i].code_page,
                                                   .record_offset = columns[i].offset,
                                                   .name = columns[i].name});
    }
    builder_row(builder, &(struct builder_row){.objid_table = objid,
                                               .type = 3,
                                               .id = objid,
                                               .coltyp_or_pgno = root,
                                               .space_usage = 80,
                                               .flags = 0x1002F,
                                               .key_most = 5,
                                               .name = "Id",
                                               .key_fields = key_fields,
                                               .key_fields_size = sizeof key_fields});
}

void builder_add_rows(struct database_builder *builder, const char *name, uint32_t count)
{
    enum { FIXED_END = 24, BITMAP = 1, TEXT_AT = FIXED_END + BITMAP + 2 };
    const uint32_t root = builder_page(builder);
    struct tree_builder *tree = builder_tree(builder, root, BUILDER_FIRST_OBJID, BUILD_UNIQUE);
    uint8_t key[5], record[BUILDER_ROW_SIZE] = {BUILDER_HIGH, BUILDER_TEXT};

    put_u16(record + 2, FIXED_END + BITMAP);
    put_u16(record + FIXED_END + BITMAP, BUILDER_ROW_SIZE - TEXT_AT);
    for (uint32_t id = 1; id <= count; id++) {
        put_u32(record + 4, id);
        put_u64(record + 8, (uint64_t)id * 3);
        put_u64(record + 16, (uint64_t)id * 5);
        for (unsigned i = TEXT_AT; i < BUILDER_ROW_SIZE; i++) {
            record[i] = (uint8_t)('a' + (id + i) % 26);
        }
        builder_long_key(key, (int32_t)id);
        builder_add(tree, key, sizeof key, record, sizeof record);
    }
    builder_tree_end(tree);
    describe(builder, name, BUILDER_FIRST_OBJID, root, row_columns,
             sizeof row_columns / sizeof row_columns[0]);
}

/* ---------------------------------------------------------------------------------------------------------------
 * Long values
 */

enum { CHUNK_OVERHEAD = 42 }; /* with the header of the page: what a chunk leaves of it */

static void add_long_value(struct tree_builder *tree, uint32_t lid, uint32_t size,
                           uint8_t (*byte_at)(uint32_t offset))
{
    const uint32_t page_size = tree->builder->page_size;
    const uint32_t chunk_size = page_size - CHUNK_OVERHEAD - page_header_size(page_size);
    uint8_t key[8], chunk[PAGE_SIZE_MAX];

    put_big_u32(key, lid);
    put_u32(chunk, 1); /* references */
    put_u32(chunk + 4, size);
    builder_add(tree, key, 4, chunk, 8);
    for (uint32_t at = 0; at < size; at += chunk_size) {
        const uint32_t here = size - at < chunk_size ? size - at : chunk_size;

        for (uint32_t i = 0; i < here; i++) {
            chunk[i] = byte_at(at + i);
        }
        put_big_u32(key + 4, at);
        builder_add(tree, key, sizeof key, chunk, here);
    }
}

static uint8_t byte_of_data(uint32_t offset)
{
    return builder_long_byte(offset);
}

static uint8_t byte_of_text(uint32_t offset)
{
    return builder_long_letter(offset);
}

void builder_add_long_values(struct database_builder *builder, const char *name, uint32_t size)
{
    /* Id, no bitmap bit; entries (column, offset and "has a header"); twice: header "outside", id. */
    static const uint8_t record[] = {BUILDER_ID, 127,  9,    0, 1, 0, 0, 0, 0, 0x00, 0x01, 0x08, 0x40, 0x01,
                                     0x01,       0x0D, 0x40, 5, 1, 0, 0, 0, 5, 2,    0,    0,    0};
    const uint32_t root = builder_page(builder), values_root = builder_page(builder);
    const uint32_t objid = BUILDER_FIRST_OBJID;
    struct tree_builder *tree = builder_tree(builder, root, objid, BUILD_UNIQUE);
    uint8_t key[5];

    builder_long_key(key, 1);
    builder_add(tree, key, sizeof key, record, sizeof record);
    builder_tree_end(tree);
    tree = builder_tree(builder, values_root, objid + 1, BUILD_LONG_VALUES);
    add_long_value(tree, 1, size, byte_of_data);
    add_long_value(tree, 2, size, byte_of_text);
    builder_tree_end(tree);
    describe(builder, name, objid, root, long_value_columns,
             sizeof long_value_columns / sizeof long_value_columns[0]);
    builder_row(builder, &(struct builder_row){.objid_table = objid,
                                               .type = 4,
                                               .id = objid + 1,
                                               .coltyp_or_pgno = values_root,
                                               .space_usage = 100,
                                               .name = "LV"});
}
