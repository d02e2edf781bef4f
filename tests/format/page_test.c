/*
 * page_test.c - the inside of pages: every good page of every real database passes, and each kind of damage is named.
 */
#include "test.h"

#include "diag.h"
#include "format/bytes.h"
#include "format/db_header.h"
#include "format/page.h"
#include "sample_database.h"

static void visit_database(const char *relative, const char *path, void *context)
{
    struct db_header_choice choice;
    unsigned *checked = context;
    size_t size;
    uint8_t *file = test_read_file(path, &size);

    assert_int_equal(db_header_choose(file, size < DB_HEADER_PROBE ? size : DB_HEADER_PROBE, path, &choice), 0);
    for (size_t page = 2; page + 1 <= size / choice.page_size; page++) {
        const uint8_t *image = file + page * choice.page_size;
        struct page_verification result;

        page_verify(image, choice.page_size, (uint32_t)page - 1, &result);
        if (result.verdict == PAGE_GOOD) {
            if (page_check_bounds(image, choice.page_size, (uint32_t)page - 1) != JET_errSuccess ||
                page_check(image, choice.page_size, (uint32_t)page - 1) != JET_errSuccess) {
                fail_msg("%s: %s", relative, diag_sentence());
            }
            (*checked)++;
        }
    }
    free(file);
}

static void every_good_page_of_every_real_database_is_sound(void **state)
{
    unsigned checked = 0;

    (void)state;
    assert_true(test_for_each_database(visit_database, &checked) > 0);
    assert_true(checked > 5000);
}

static const uint32_t sizes[] = {2048, 4096, 8192, 16384, 32768};

/* Offsets of the header's fields: reference database-file 4.1. */
static void each_kind_of_damage_is_named(void **state)
{
    static const struct {
        const char *sentence;
        uint32_t offset; /* from the start; the top bit set: from the end */
        unsigned bytes;
        uint32_t value;
    } cases[] = {
        {"free bytes are larger", 28, 2, 0xFFFF},
        {"free bytes are larger", 30, 2, 0x0FFF},
        {"free bytes are larger", 32, 2, 0xFFFF},
        {"tags run into its nodes", 34, 2, 0x0FFF},
        {"no external header", 34, 2, 0},
        {"leaf and the parent", 36, 4, PAGE_LEAF | PAGE_PARENT_OF_LEAF},
        {"index and to long values", 36, 4, PAGE_LEAF | PAGE_INDEX | PAGE_LONG_VALUE},
        {"empty and not initialised", 36, 4, PAGE_EMPTY | PAGE_PRE_INIT},
        {"repair that did not finish", 36, 4, PAGE_LEAF | PAGE_REPAIR},
        {"not initialised but has content", 36, 4, PAGE_PRE_INIT},
        {"root and has siblings", 36, 4, PAGE_LEAF | PAGE_ROOT},
        {"own sibling", 20, 4, 9},
        {"is not a page number", 36, 4, PAGE_PARENT_OF_LEAF},
        {"reaches outside", 0x80000000u | 6, 2, 0x7FFE},  /* offset of tag 1 */
        {"is empty", 0x80000000u | 8, 2, 0},              /* size of tag 1 */
        {"overlaps another", 0x80000000u | 10, 2, 1},     /* offset of tag 2, of which node 1 covers byte 1 */
        {"free bytes do not add up", 0x80000000u | 8, 2, 90},
    };
    static uint8_t image[PAGE_SIZE_MAX];

    (void)state;
    for (unsigned s = 0; s < 5; s++) {
        sample_page(image, sizes[s], 9);
        assert_int_equal(page_check(image, sizes[s], 9), JET_errSuccess);
        for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            uint32_t from_end = cases[i].offset & 0x7FFFFFFF;
            uint8_t *at = image + (cases[i].offset & 0x80000000u ? sizes[s] - from_end : cases[i].offset);

            sample_page(image, sizes[s], 9);
            if (cases[i].bytes == 2) {
                put_u16(at, (uint16_t)cases[i].value);
            } else {
                put_u32(at, cases[i].value);
            }
            assert_int_equal(page_check(image, sizes[s], 9), JET_errDatabaseCorrupted);
            if (strncmp(diag_sentence(), "page 9: ", 8) != 0 || strstr(diag_sentence(), cases[i].sentence) == NULL) {
                fail_msg("size %u, case %u: '%s' instead of '%s'", sizes[s], i, diag_sentence(), cases[i].sentence);
            }
        }
    }
}

static void keys_out_of_order_and_overlong_counts_are_named(void **state)
{
    static uint8_t image[PAGE_SIZE_MAX];

    (void)state;
    for (unsigned s = 0; s < 5; s++) {
        uint32_t header = sizes[s] > 8192 ? 80 : 40;

        sample_page(image, sizes[s], 9);
        image[header + 2 + 7] = 0xFF; /* last byte of the first key */
        assert_int_equal(page_check(image, sizes[s], 9), JET_errDatabaseCorrupted);
        assert_non_null(strstr(diag_sentence(), "node 2 is not in order"));

        sample_page(image, sizes[s], 9);
        put_u16(image + header, 101); /* of 100 bytes behind the count */
        assert_int_equal(page_check(image, sizes[s], 9), JET_errDatabaseCorrupted);
        assert_non_null(strstr(diag_sentence(), "does not fit its bytes"));
    }
}

/* `offset` from the start, or from the end when it is negative; `sentence` NULL: it may pass. */
static void the_short_check_stops_what_leads_outside_and_nothing_else(void **state)
{
    static const struct {
        const char *sentence;
        int offset;
        uint32_t value; /* 16 bits */
    } cases[] = {
        {NULL, 28, 0xFFFF},          /* free bytes: bookkeeping */
        {NULL, 20, 9},               /* its own sibling */
        {NULL, -10, 1},              /* tag 2 overlaps node 1 */
        {"", 34, 0x0FFF},            /* more tags than there are */
        {"external header", 34, 0},  /* none */
        {"tag 1 reaches", -6, 0x7FFE},
        {"tag 1 reaches", -8, 0x7FFE},
        {"node 1", -8, 0},           /* no room for a count */
        {"node 1", -8, 101},         /* 2 + 99 bytes, for a key of 100 */
        {"node 1", 36, PAGE_PARENT_OF_LEAF}, /* data of 92 bytes are no page number */
    };
    static uint8_t image[PAGE_SIZE_MAX];

    (void)state;
    for (unsigned s = 0; s < 5; s++) {
        for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            sample_page(image, sizes[s], 9);
            put_u16(image + (cases[i].offset < 0 ? (int)sizes[s] : 0) + cases[i].offset, (uint16_t)cases[i].value);
            if (cases[i].value == 101) {
                put_u16(image + page_header_size(sizes[s]), 100);
            }
            if (cases[i].sentence == NULL) {
                assert_int_equal(page_check_bounds(image, sizes[s], 9), JET_errSuccess);
                continue;
            }
            assert_int_equal(page_check_bounds(image, sizes[s], 9), JET_errDatabaseCorrupted);
            if (strncmp(diag_sentence(), "page 9: ", 8) != 0 || strstr(diag_sentence(), cases[i].sentence) == NULL) {
                fail_msg("size %u, case %u: '%s' instead of '%s'", sizes[s], i, diag_sentence(), cases[i].sentence);
            }
        }
    }
    put_u16(image + 34, 0); /* a page without anything, of either kind that may be so */
    put_u32(image + 36, PAGE_EMPTY);
    assert_int_equal(page_check_bounds(image, 32768, 9), JET_errSuccess);
    put_u32(image + 36, PAGE_PRE_INIT);
    assert_int_equal(page_check_bounds(image, 32768, 9), JET_errSuccess);
    assert_int_equal(page_check_bounds(image, 32768, 10), JET_errDatabaseCorrupted);
}

static void a_large_page_of_another_number_is_named(void **state)
{
    static uint8_t image[PAGE_SIZE_MAX];

    (void)state;
    sample_page(image, 32768, 9);
    assert_int_equal(page_check(image, 32768, 10), JET_errDatabaseCorrupted);
    assert_non_null(strstr(diag_sentence(), "number of another page"));
}

/* The newest format counts reserved tags in bits 12 to 14, so twelve bits are left for the tags. */
static void reserved_tags_of_the_newest_format_are_not_nodes(void **state)
{
    static uint8_t image[PAGE_SIZE_MAX];
    struct page_header header;

    (void)state;
    sample_page(image, 8192, 9);
    put_u16(image + 34, (uint16_t)(get_u16(image + 34) | 3u << 12));
    page_header_decode(image, 8192, &header);
    assert_int_equal(header.reserved_tags, 3);
    assert_int_equal(header.tags, get_u16(image + 34) & 0x0FFF);
    put_u16(image + 8192 - 6, 0); /* tag 1 is a blob now: it need not look like a node */
    assert_int_equal(page_check(image, 8192, 9), JET_errSuccess);
    put_u16(image + 34, (uint16_t)(get_u16(image + 34) & 0x0FFF));
    page_header_decode(image, 8192, &header);
    assert_int_equal(header.reserved_tags, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_good_page_of_every_real_database_is_sound),
        cmocka_unit_test(each_kind_of_damage_is_named),
        cmocka_unit_test(keys_out_of_order_and_overlong_counts_are_named),
        cmocka_unit_test(the_short_check_stops_what_leads_outside_and_nothing_else),
        cmocka_unit_test(a_large_page_of_another_number_is_named),
        cmocka_unit_test(reserved_tags_of_the_newest_format_are_not_nodes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
