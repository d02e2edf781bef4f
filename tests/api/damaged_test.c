/*
 * damaged_test.c [FLIPS] - databases in which bits, pages and ends are wrong, read whole through the API.
 *
 *   damage                                     what must still be readable
 *   one wrong bit in a page                    everything, as if nothing was wrong
 *   more wrong bits, noticed by the checksum   all but the table the page belongs to; when it is the catalog, all tables,
 *                                              through its shadow
 *   wrong bits behind a right checksum         all but the table the page belongs to; when it is the catalog, whatever
 *                                              it still describes
 *   two pages changed places                   all but their tables
 *   the file ends early                        tables whose pages are before the end; none where the catalog is cut
 *
 * In every case each call ends, with a result or an error, and the whole reading takes no more than a few times the calls
 * of the undamaged one (damage.h). FLIPS: damages per page, for a longer run than the suite's.
 */
#include "test.h"

#include "damage.h"
#include "esent_compat.h"
#include "format/page.h"

enum { CATALOG_OBJECTS = 5, SHADOW = 3 };

static unsigned flips = 1;

/* Small ones are damaged in every page, the others in one page of `stride`. */
static const struct {
    const char *file;
    unsigned stride;
} files[] = {
    {"corpus/dissect-basic/basic.edb", 1},
    {"corpus/target-catdb/catdb", 1},
    {"corpus/dissect-index/index.edb", 2},
    {"corpus/dissect-multi/multi.edb", 2},
    {"corpus/dissect-text/text.edb", 2},
    {"corpus/eseparser-test/test.edb", 2},
    {"corpus/eseparser-decompress_test/decompress_test.edb", 3},
    {"corpus/goese-qmgr/qmgr.db", 2},
    {"corpus/iped-entclientdb/test_EntClientDb.edb", 11},
    {"oracle/clean_8192_efv9600/clean.edb", 61},
    {"oracle/clean_32768_efv8920/clean.edb", 31},
    {"corpus/dsinternals-adlds/adamntds.dit", 67},
};

/* Where a flip does most: in the header, among the tags, or anywhere. */
static void flip_bit(uint8_t *image, uint32_t page_size)
{
    const uint32_t header = page_header_size(page_size);
    const uint32_t tags = PAGE_TAG_SIZE * (get_u16(image + 34) & 0xFFFu);
    uint32_t at;

    switch (damage_random() % 4) {
    case 0:
        at = 8 + damage_random() % (header - 8);
        break;
    case 1:
        at = page_size - 1 - damage_random() % (tags == 0 || tags > page_size / 2 ? 4 : tags);
        break;
    default:
        at = header + damage_random() % (page_size - header);
        break;
    }
    image[at] ^= (uint8_t)(1u << damage_random() % 8);
}

static bool is_zero(const uint8_t *image, uint32_t size)
{
    return image[0] == 0 && memcmp(image, image + 1, size - 1) == 0;
}

/* Calls `damage` for the pages in use of every file, and reads it after each. */
static void for_each_damage(void (*damage)(struct subject *subject, uint32_t pgno))
{
    for (unsigned i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct subject *subject = malloc(sizeof *subject);
        unsigned damages = 0;

        assert_non_null(subject);
        subject_open(subject, files[i].file);
        for (uint32_t pgno = 1 + damage_random() % files[i].stride; pgno <= subject->pages;
             pgno += files[i].stride) {
            for (unsigned flip = 0; flip < flips && !is_zero(subject_page(subject, pgno), subject->page_size);
                 flip++) {
                damage(subject, pgno);
                subject_restore(subject);
                damages++;
            }
        }
        print_message("%s: %u damages\n", files[i].file, damages);
        subject_close(subject);
        free(subject);
    }
}

static void read_without_error(struct subject *subject, struct walk *walk)
{
    assert_true(subject_read(subject, 0, walk) >= 0);
}

/* --------------------------------------------------------------------------------------------------- bits */

static void flip_one(struct subject *subject, uint32_t pgno)
{
    enum {
        CHECKSUM = 8,
        FORMAT_FLAG_BYTE = 37,
        FORMAT_FLAG_BIT = 5
    }; /* no code covers these: database-file 5.3 */
    static struct walk walk;
    const uint32_t at = CHECKSUM + damage_random() % (subject->page_size - CHECKSUM);
    const uint32_t bit = damage_random() % 8;

    if (at == FORMAT_FLAG_BYTE && bit == FORMAT_FLAG_BIT) {
        return;
    }
    subject_page(subject, pgno)[at] ^= (uint8_t)(1u << bit);
    subject_write(subject, pgno, DAMAGE_UNSEALED);
    subject->touched_count = 0; /* nothing may differ */
    read_without_error(subject, &walk);
    subject->touched[subject->touched_count++] = pgno;
}

static void one_wrong_bit_changes_nothing(void **state)
{
    (void)state;
    for_each_damage(flip_one);
}

static void spoil(struct subject *subject, uint32_t pgno)
{
    static struct walk walk;
    uint8_t *image = subject_page(subject, pgno);

    for (unsigned i = 0; i < 32; i++) { /* regular patterns could cancel each other out in the checksum */
        image[damage_random() % subject->page_size] ^= (uint8_t)(1 + damage_random() % 255);
    }
    subject_write(subject, pgno, DAMAGE_UNSEALED);
    read_without_error(subject, &walk);
}

static void a_spoilt_page_costs_its_table_and_no_other(void **state)
{
    (void)state;
    for_each_damage(spoil);
}

static void flip_and_seal(struct subject *subject, uint32_t pgno)
{
    static struct walk walk;
    uint32_t table;
    uint32_t objid = subject_owner(subject, pgno, &table);

    for (unsigned bits = 1 + damage_random() % 3; bits > 0; bits--) {
        flip_bit(subject_page(subject, pgno), subject->page_size);
    }
    subject_write(subject, pgno, DAMAGE_SEALED);
    subject->any_table_may_differ = objid <= CATALOG_OBJECTS && objid != SHADOW;
    (void)subject_read(subject, 0, &walk);
}

static void wrong_bits_behind_a_right_checksum_give_errors(void **state)
{
    (void)state;
    for_each_damage(flip_and_seal);
}

/* The same file, read without looking at checksums. */
static void flip_unverified(struct subject *subject, uint32_t pgno)
{
    static struct walk walk;
    uint32_t table;
    uint32_t objid = subject_owner(subject, pgno, &table);

    for (unsigned bits = 1 + damage_random() % 8; bits > 0; bits--) {
        flip_bit(subject_page(subject, pgno), subject->page_size);
    }
    subject_write(subject, pgno, DAMAGE_UNSEALED);
    subject->any_table_may_differ = objid <= CATALOG_OBJECTS && objid != SHADOW;
    (void)subject_read(subject, ESENT_bitDbUnverified, &walk);
}

static void wrong_bits_that_nobody_verifies_give_errors(void **state)
{
    (void)state;
    for_each_damage(flip_unverified);
}

/* -------------------------------------------------------------------------------------------------- pages */

static void swap(struct subject *subject, uint32_t pgno)
{
    static struct walk walk;
    uint32_t other = 1 + damage_random() % subject->pages;
    uint8_t *left = subject_page(subject, pgno), *right = subject_page(subject, other);
    enum damage_seal seal = damage_random() % 2 == 0 ? DAMAGE_SEALED : DAMAGE_UNSEALED;
    uint32_t table;

    if (other == pgno || is_zero(right, subject->page_size)) {
        return;
    }
    for (uint32_t i = 0; i < subject->page_size; i++) {
        uint8_t byte = left[i];

        left[i] = right[i];
        right[i] = byte;
    }
    subject_write(subject, pgno, seal);
    subject_write(subject, other, seal);
    subject->any_table_may_differ = subject_owner(subject, pgno, &table) <= CATALOG_OBJECTS ||
                                    subject_owner(subject, other, &table) <= CATALOG_OBJECTS;
    (void)subject_read(subject, 0, &walk);
}

static void pages_in_each_others_places_give_errors(void **state)
{
    (void)state;
    for_each_damage(swap);
}

/* Pages of zeros, of ones, and of noise with a right checksum. */
static void overwrite(struct subject *subject, uint32_t pgno)
{
    static struct walk walk;
    uint8_t *image = subject_page(subject, pgno);
    unsigned how = damage_random() % 3;
    uint32_t table;

    for (uint32_t i = 0; i < subject->page_size; i++) {
        image[i] = (uint8_t)(how == 0 ? 0 : how == 1 ? 0xFF : damage_random());
    }
    subject_write(subject, pgno, how == 2 ? DAMAGE_SEALED : DAMAGE_UNSEALED);
    subject->any_table_may_differ = subject_owner(subject, pgno, &table) <= CATALOG_OBJECTS;
    (void)subject_read(subject, 0, &walk);
}

static void pages_of_zeros_ones_and_noise_give_errors(void **state)
{
    (void)state;
    for_each_damage(overwrite);
}

/* ---------------------------------------------------------------------------------------------------- end */

static void a_file_that_ends_early_gives_errors(void **state)
{
    static struct walk walk;

    (void)state;
    for (unsigned i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct subject *subject = malloc(sizeof *subject);
        unsigned attached = 0;

        assert_non_null(subject);
        subject_open(subject, files[i].file);
        for (unsigned cut = 0; cut < 24; cut++) {
            size_t size = cut % 3 == 0 ? (size_t)(damage_random() % subject->pages) * subject->page_size
                                       : damage_random() % subject->size;

            subject_cut(subject, cut < 3 ? cut * subject->page_size / 2 : size);
            subject->any_table_may_differ = true;
            attached += subject_read(subject, 0, &walk) >= 0;
        }
        print_message("%s: %u of 24 cut files are opened\n", files[i].file, attached);
        subject_close(subject);
        free(subject);
    }
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_wrong_bit_changes_nothing),
        cmocka_unit_test(a_spoilt_page_costs_its_table_and_no_other),
        cmocka_unit_test(wrong_bits_behind_a_right_checksum_give_errors),
        cmocka_unit_test(wrong_bits_that_nobody_verifies_give_errors),
        cmocka_unit_test(pages_in_each_others_places_give_errors),
        cmocka_unit_test(pages_of_zeros_ones_and_noise_give_errors),
        cmocka_unit_test(a_file_that_ends_early_gives_errors),
    };

    if (count > 1) {
        flips = (unsigned)strtoul(arguments[1], NULL, 10);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
