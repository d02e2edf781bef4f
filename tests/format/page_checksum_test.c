/*
 * page_checksum_test.c - the checksums against real pages, against an independent slow computation that follows the
 * reference's definition literally, and against damage whose effect is known.
 */
#include "test.h"

#include "format/bytes.h"
#include "format/db_header.h"
#include "format/page_checksum.h"
#include "sample_database.h"

static uint32_t random_state = 0x2545F491;

static uint32_t next_random(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state;
}

static uint32_t slow_parity(uint32_t x)
{
    uint32_t ones = 0;

    for (unsigned i = 0; i < 32; i++) {
        ones += x >> i & 1;
    }
    return ones & 1;
}

/* Reference database-file 5.2, row by row and bit by bit. */
static uint64_t slow_block_checksum(const uint8_t *block, uint32_t size, bool holds_header, uint32_t pgno)
{
    uint32_t p[4] = {0}, code = 0, index = 0xFF800000, r = 0, j = 0xFFFF0000, x;

    for (uint32_t row = 0; row < size / 16; row++) {
        uint32_t word[4];

        for (unsigned i = 0; i < 4; i++) {
            word[i] = row == 0 && i < 2 && holds_header ? 0 : get_u32(block + row * 16 + i * 4);
            p[i] ^= word[i];
        }
        if (slow_parity(word[0] ^ word[1] ^ word[2] ^ word[3])) {
            code ^= index;
        }
        index += 0xFF800080;
    }
    code |= slow_parity(p[0] ^ p[1]) ? 0x00400000 : 0;
    code |= slow_parity(p[2] ^ p[3]) ? 0x00000040 : 0;
    code |= slow_parity(p[0] ^ p[2]) ? 0x00200000 : 0;
    code |= slow_parity(p[1] ^ p[3]) ? 0x00000020 : 0;
    x = p[0] ^ p[1] ^ p[2] ^ p[3];
    for (unsigned bit = 0; bit < 32; bit++) {
        r ^= x >> bit & 1 ? j : 0;
        j += 0xFFFF0001;
    }
    code = (code & 0xFFE0FFE0 & ((size << 19) - 1)) | (r & 0x001F001F);
    return (uint64_t)code << 32 | (x ^ pgno);
}

static void block_checksum_follows_its_definition(void **state)
{
    static uint8_t block[8192 + 3];

    (void)state;
    for (unsigned round = 0; round < 300; round++) {
        uint32_t size = 2048u << round % 3;
        uint8_t *at = block + round % 4; /* any alignment */

        for (uint32_t i = 0; i < size; i++) {
            at[i] = (uint8_t)(round % 5 == 0 ? (next_random() % 97 == 0 ? 1u << next_random() % 8 : 0) : next_random());
        }
        assert_true(block_checksum(at, size, round % 2, round) == slow_block_checksum(at, size, round % 2, round));
    }
}

/*
 * What is damaged, as the manifest and reference database-file 1.2 say: 36 pages of one file, a temporary database that
 * never had checksums, and 16 pages of foreign bytes behind the end of a database.
 */
static void visit_database(const char *relative, const char *path, void *context)
{
    struct db_header_choice choice;
    size_t size;
    uint8_t *file = test_read_file(path, &size);
    unsigned bad = 0, good = 0;

    (void)context;
    assert_int_equal(db_header_choose(file, size < DB_HEADER_PROBE ? size : DB_HEADER_PROBE, path, &choice), 0);
    for (size_t page = 2; page + 1 <= size / choice.page_size; page++) {
        struct page_verification result;

        page_verify(file + page * choice.page_size, choice.page_size, (uint32_t)page - 1, &result);
        good += result.verdict == PAGE_GOOD;
        bad += result.verdict != PAGE_GOOD && result.verdict != PAGE_UNINITIALISED;
    }
    if (strstr(relative, "target-webcache-a") != NULL) {
        assert_int_equal(bad, 36);
    } else if (strstr(relative, "dissect-srum") != NULL) {
        assert_int_equal(bad, 16);
    } else if (strstr(relative, "museum-ntds-2012r2-temp") != NULL) {
        assert_int_equal(good, 0);
    } else if (strstr(relative, "/bak/") != NULL) {
        assert_true(bad <= 1); /* the trailer of a streamed backup has a header's checksum */
    } else if (bad != 0) {
        fail_msg("%s: %u pages do not verify", relative, bad);
    }
    free(file);
}

static void every_page_of_every_real_database_verifies(void **state)
{
    (void)state;
    assert_true(test_for_each_database(visit_database, NULL) > 0);
}

static const uint32_t sizes[] = {2048, 4096, 8192, 16384, 32768};

static void flip(uint8_t *image, uint32_t bit)
{
    image[bit / 8] ^= (uint8_t)(1u << bit % 8);
}

/* Which flips cannot be mended: the first checksum itself, which no code covers, and the flag that chooses the kind. */
static bool is_mendable(uint32_t bit)
{
    return bit >= 64 && bit != 36 * 8 + 13;
}

static void a_flipped_bit_is_found_and_mended(void **state)
{
    static uint8_t good[PAGE_SIZE_MAX], image[PAGE_SIZE_MAX];

    (void)state;
    for (unsigned s = 0; s < 5; s++) {
        sample_page(good, sizes[s], 77);
        for (uint32_t bit = 0; bit < sizes[s] * 8; bit += bit < 1024 ? 1 : 61) {
            struct page_verification result;

            memcpy(image, good, sizes[s]);
            flip(image, bit);
            page_verify(image, sizes[s], 77, &result);
            if (is_mendable(bit)) {
                assert_int_equal(result.verdict, PAGE_CORRECTABLE);
                assert_int_equal(result.bit, bit);
                page_verify_and_correct(image, sizes[s], 77, &result);
                assert_int_equal(result.verdict, PAGE_CORRECTABLE);
                assert_memory_equal(image, good, sizes[s]);
            } else {
                assert_true(result.verdict == PAGE_BAD || result.verdict == PAGE_WRONG_NUMBER);
                page_verify_and_correct(image, sizes[s], 77, &result);
                flip(image, bit);
                assert_memory_equal(image, good, sizes[s]); /* what cannot be mended is left alone */
            }
        }
    }
}

static void two_flipped_bits_of_a_block_are_damage(void **state)
{
    static uint8_t good[PAGE_SIZE_MAX], image[PAGE_SIZE_MAX];

    (void)state;
    for (unsigned round = 0; round < 2000; round++) {
        uint32_t size = sizes[round % 5];
        uint32_t block_bits = (size > 8192 ? size / 4 : size) * 8;
        uint32_t first = next_random() % block_bits, second = next_random() % block_bits;
        struct page_verification result;

        if (first == second) {
            continue;
        }
        sample_page(good, size, round + 1);
        memcpy(image, good, size);
        flip(image, first);
        flip(image, second);
        page_verify_and_correct(image, size, round + 1, &result);
        assert_true(result.verdict == PAGE_BAD || result.verdict == PAGE_WRONG_NUMBER);
    }
}

static void a_page_at_another_place_is_named(void **state)
{
    static uint8_t image[PAGE_SIZE_MAX];

    (void)state;
    for (unsigned s = 0; s < 5; s++) {
        struct page_verification result;

        sample_page(image, sizes[s], 1234);
        page_verify(image, sizes[s], 1235, &result);
        assert_int_equal(result.verdict, PAGE_WRONG_NUMBER);
        assert_int_equal(result.found_pgno, 1234);
    }
}

static void an_empty_page_is_not_damage(void **state)
{
    static uint8_t image[PAGE_SIZE_MAX];

    (void)state;
    for (unsigned s = 0; s < 5; s++) {
        struct page_verification result;

        memset(image, 0, sizeof image);
        page_verify(image, sizes[s], 9, &result);
        assert_int_equal(result.verdict, PAGE_UNINITIALISED);
        image[sizes[s] - 1] = 1;
        page_verify(image, sizes[s], 9, &result);
        assert_int_not_equal(result.verdict, PAGE_UNINITIALISED);
    }
}

/* Old pages: XOR of all words but the first, seeded with 0x89ABCDEF, and the page number in the second. */
static void old_pages_hold_their_number(void **state)
{
    static uint8_t image[8192];

    (void)state;
    for (unsigned s = 0; s < 3; s++) {
        struct page_verification result;
        uint32_t x = 0x89ABCDEF;

        for (uint32_t i = 8; i < sizes[s]; i++) {
            image[i] = (uint8_t)next_random();
        }
        image[37] &= (uint8_t)~0x20; /* the flag of the new checksum */
        put_u32(image + 4, 321);
        for (uint32_t i = 4; i < sizes[s]; i += 4) {
            x ^= get_u32(image + i);
        }
        put_u32(image, x);
        page_verify(image, sizes[s], 321, &result);
        assert_int_equal(result.verdict, PAGE_GOOD);
        page_verify(image, sizes[s], 322, &result);
        assert_int_equal(result.verdict, PAGE_WRONG_NUMBER);
        assert_int_equal(result.found_pgno, 321);
        image[100] ^= 1;
        page_verify(image, sizes[s], 321, &result);
        assert_int_equal(result.verdict, PAGE_BAD);
        image[100] ^= 1;
        memset(image, 0, 8);
        page_seal(image, sizes[s], 321);
        assert_int_equal(get_u32(image), x);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(block_checksum_follows_its_definition),
        cmocka_unit_test(every_page_of_every_real_database_verifies),
        cmocka_unit_test(a_flipped_bit_is_found_and_mended),
        cmocka_unit_test(two_flipped_bits_of_a_block_are_damage),
        cmocka_unit_test(a_page_at_another_place_is_named),
        cmocka_unit_test(an_empty_page_is_not_damage),
        cmocka_unit_test(old_pages_hold_their_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
