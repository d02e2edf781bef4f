/*
 * compress_values_test.c - every compressed value of every real database expands, to what a slow decoder
 * says.
 *
 * It looks for them in the pages, without a catalog: columns of records whose header byte says that they are
 * compressed, and chunks of long values that are shorter than what they stand for.
 */
#include "test.h"

#include "compress/compress.h"
#include "diag.h"
#include "format/bytes.h"
#include "format/db_header.h"
#include "format/page.h"
#include "sample_compressed.h"

enum {
    COLUMN_COMPRESSED = 0x02,
    COLUMN_SEPARATED = 0x04,
    COLUMN_MULTI_VALUES = 0x08,
    TAGGED_HAS_HEADER = 0x4000
};

struct search {
    const char *file;
    uint32_t page_size;
    uint32_t pgno;
    /* The root of a long value that was met last, for its chunks. */
    uint8_t lid[4];
    uint32_t long_size;
    bool root_is_known;
    unsigned found[8]; /* by scheme */
};

static void check_value(struct search *s, const uint8_t *value, size_t size)
{
    static uint8_t plain[1 << 17], slow[1 << 17];
    size_t got, total;
    JET_ERR err = decompress_value(value, size, 0, plain, sizeof plain, sizeof plain, &got, &total);

    if (err != JET_errSuccess) {
        fail_msg("%s, page %u: %s", s->file, s->pgno, diag_sentence());
    }
    assert_int_equal(slow_decode(value, size, slow), total);
    assert_memory_equal(plain, slow, total);
    assert_true(size < total); /* else it would have been stored as it is */
    s->found[value[0] >> 3]++;
}

/* One tagged column, with its header byte: reference database-file 11.5. Of several values the first may be
 * compressed. */
static void visit_column(struct search *s, const uint8_t *bytes, uint32_t size)
{
    if (size < 2 || (bytes[0] & (COLUMN_COMPRESSED | COLUMN_SEPARATED)) != COLUMN_COMPRESSED) {
        return;
    }
    bytes++;
    size--;
    if (bytes[-1] & COLUMN_MULTI_VALUES) {
        const uint32_t start = get_u16(bytes) & 0x7FFFu,
                       end = start > 2 ? get_u16(bytes + 2) & 0x7FFFu : size;

        bytes += start;
        size = end - start;
    }
    check_value(s, bytes, size);
}

/* A record: reference database-file 11.1, 11.3, 11.4. */
static void visit_record(struct search *s, const uint8_t *record, uint32_t size)
{
    const uint32_t mask = s->page_size > SMALL_PAGE_MAX ? 0x7FFF : 0x1FFF;
    const uint32_t variables = record[1] > 127 ? record[1] - 127u : 0;
    uint32_t at = get_u16(record + 2) + 2 * variables;
    uint32_t count;

    if (variables > 0) {
        at += get_u16(record + at - 2) & 0x7FFFu;
    }
    if (at + 4 > size) {
        return;
    }
    record += at;
    size -= at;
    count = (get_u16(record + 2) & mask) / 4;
    for (uint32_t i = 0; i < count; i++) {
        const unsigned word = get_u16(record + 4 * i + 2);
        const uint32_t start = word & mask, end = i + 1 < count ? get_u16(record + 4 * i + 6) & mask : size;

        if (s->page_size > SMALL_PAGE_MAX || (word & TAGGED_HAS_HEADER)) {
            visit_column(s, record + start, end - start);
        }
    }
}

/* A node of a tree of long values: reference database-file 12.2. Tables with chunks of a size of their own
 * are passed over. */
static void visit_long_value(struct search *s, const uint8_t *key, uint32_t key_size, struct bytes data)
{
    uint32_t expected;
    size_t told;

    if (key_size == 4 && data.size >= 8) {
        memcpy(s->lid, key, 4);
        s->long_size = get_u32(data.at + 4);
        s->root_is_known = true;
    } else if (key_size == 8 && s->root_is_known && memcmp(key, s->lid, 4) == 0) {
        const uint32_t offset =
            (uint32_t)key[4] << 24 | (uint32_t)key[5] << 16 | (uint32_t)key[6] << 8 | key[7];

        expected = s->page_size - 42 - (s->page_size > SMALL_PAGE_MAX ? 80 : 40);
        if (s->long_size - offset < expected) {
            expected = s->long_size - offset;
        }
        if (data.size < expected && decompress_value_size(data.at, data.size, &told) == 0 &&
            told == expected) {
            check_value(s, data.at, data.size);
        }
    }
}

static void visit_page(struct search *s, const uint8_t *image)
{
    struct page_header header;

    page_header_decode(image, s->page_size, &header);
    if (!(header.flags & PAGE_LEAF) || !(header.flags & PAGE_NEW_RECORD_FORMAT) ||
        (header.flags & (PAGE_SPACE_TREE | PAGE_INDEX | PAGE_PRE_INIT))) {
        return;
    }
    s->root_is_known = false;
    for (unsigned tag = header.reserved_tags; tag < header.tags; tag++) {
        struct page_node node;
        uint8_t key[8];

        assert_true(page_node_decode(image, s->page_size, &header, tag, &node));
        if (node.flags & NODE_DELETED) {
            continue;
        }
        if (!(header.flags & PAGE_LONG_VALUE)) {
            visit_record(s, node.data.at, node.data.size);
        } else if (node.prefix.size + node.suffix.size <= sizeof key) {
            memcpy(key, node.prefix.at, node.prefix.size);
            memcpy(key + node.prefix.size, node.suffix.at, node.suffix.size);
            visit_long_value(s, key, node.prefix.size + node.suffix.size, node.data);
        }
    }
}

static void visit_database(const char *relative, const char *path, void *context)
{
    struct db_header_choice choice;
    struct search *s = context;
    size_t size;
    uint8_t *file = test_read_file(path, &size);

    assert_int_equal(db_header_choose(file, size < DB_HEADER_PROBE ? size : DB_HEADER_PROBE, path, &choice),
                     0);
    s->file = relative;
    s->page_size = choice.page_size;
    for (s->pgno = 1; ((size_t)s->pgno + 2) * choice.page_size <= size; s->pgno++) {
        const uint8_t *image = file + ((size_t)s->pgno + 1) * choice.page_size;
        struct page_verification result;

        page_verify(image, choice.page_size, s->pgno, &result);
        if (result.verdict == PAGE_GOOD && page_check(image, choice.page_size, s->pgno) == JET_errSuccess) {
            visit_page(s, image);
        }
    }
    free(file);
}

/* The numbers are those of a script that was written from the same pages of the reference, rounded down; it
 * found no other schemes. */
static void every_compressed_value_of_every_real_database_expands(void **state)
{
    struct search search = {0};

    (void)state;
    if (test_for_each_database(visit_database, &search) == 0) {
        print_message("skipped: the real databases are not there\n");
        skip();
    }
    print_message("7-bit ASCII %u, 7-bit Unicode %u, Xpress %u\n", search.found[1], search.found[2],
                  search.found[3]);
    assert_true(search.found[1] >= 200);
    assert_true(search.found[2] >= 20000);
    assert_true(search.found[3] >= 600);
    assert_int_equal(search.found[4] + search.found[5] + search.found[6] + search.found[7], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_compressed_value_of_every_real_database_expands),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
