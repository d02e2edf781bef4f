/*
 * verify_test.c - verification of whole files: real databases, damage put in by hand, files that are no databases, and the
 * behaviour of its callbacks.
 */
#include "test.h"

#include "diag.h"
#include "esent_compat.h"
#include "format/bytes.h"
#include "format/db_header.h"
#include "maintenance/verify.h"
#include "sample_database.h"

static void visit_database(const char *relative, const char *path, void *context)
{
    struct esent_verify_result result = {.cbStruct = sizeof result};
    JET_ERR err = verify_file(path, NULL, NULL, NULL, &result, 2);
    size_t size;

    (void)context;
    free(test_read_file(path, &size));
    assert_int_equal(result.pages, size / result.page_size);
    assert_int_equal(result.bytes, size / result.page_size * result.page_size);
    if (strstr(relative, "target-webcache-a") != NULL) {
        assert_int_equal(result.bad, 36); /* as the manifest says */
        assert_int_equal(err, JET_errDatabaseCorrupted);
    } else if (strstr(relative, "dissect-srum") != NULL) {
        assert_int_equal(result.bad, 16); /* foreign bytes behind the end of the database: reference database-file 1.2 */
        assert_int_equal(err, JET_errDatabaseCorrupted);
    } else if (strstr(relative, "museum-ntds-2012r2-temp") != NULL) {
        assert_true(result.bad > 0); /* a temporary database: its pages have no checksums */
        assert_int_equal(err, JET_errDatabaseCorrupted);
    } else {
        if (err != JET_errSuccess) {
            fail_msg("%s: %d, %s", relative, (int)err, diag_sentence());
        }
        assert_int_equal(result.bad + result.wrong_number + result.correctable, 0);
        assert_int_equal(result.header_copies,
                         ESENT_HEADER_PRIMARY_GOOD | ESENT_HEADER_SHADOW_GOOD | ESENT_HEADER_IDENTICAL);
    }
}

static void every_real_database_verifies(void **state)
{
    (void)state;
    assert_true(test_for_each_database(visit_database, NULL) > 0);
}

/* ---------------------------------------------------------------------------------- damage put in by hand */

enum { SIZE = 8192, PAGES = 3000 }; /* 24 MB: a dozen spans */

static uint8_t *file_bytes;

static int make_file(void **state)
{
    const char *path = test_path("made.edb");
    size_t size;

    (void)state;
    assert_int_equal(sample_write(path, SIZE, PAGES), 0);
    file_bytes = test_read_file(path, &size);
    assert_int_equal(size, (PAGES + 2) * SIZE);
    return 0;
}

static int free_file(void **state)
{
    (void)state;
    free(file_bytes);
    return 0;
}

static uint8_t *page_at(uint32_t pgno)
{
    return file_bytes + (size_t)(pgno + 1) * SIZE;
}

static const char *write_copy(const char *name)
{
    const char *path = test_path(name);

    test_write_file(path, file_bytes, (size_t)(PAGES + 2) * SIZE);
    return path;
}

struct reports {
    unsigned count;
    struct esent_verify_page page[16];
    char text[16][300];
};

static JET_ERR note(void *context, const struct esent_verify_page *page)
{
    struct reports *reports = context;

    assert_true(reports->count < 16);
    reports->page[reports->count] = *page;
    (void)snprintf(reports->text[reports->count], sizeof reports->text[0], "%s", page->text);
    reports->count++;
    return JET_errSuccess;
}

static void damage_is_counted_and_named_in_order(void **state)
{
    static const unsigned thread_counts[] = {1, 2, 8};
    static uint8_t saved[6][SIZE];
    const char *path;

    (void)state;
    memcpy(saved[0], page_at(10), SIZE);
    memcpy(saved[1], page_at(700), SIZE);
    memcpy(saved[2], page_at(701), SIZE);
    memcpy(saved[3], page_at(2900), SIZE);
    memcpy(saved[4], page_at(PAGES), SIZE);
    page_at(10)[500] ^= 0x08;                             /* one bit */
    page_at(700)[500] ^= 0x18;                            /* two bits */
    memset(page_at(701), 0, SIZE);                        /* never written */
    memcpy(page_at(2900), page_at(2899), SIZE);           /* the neighbour's image */
    memset(page_at(PAGES), 0xFF, SIZE);                   /* the last page */
    file_bytes[SIZE + 600] ^= 1;                          /* the shadow header */
    path = write_copy("damaged.edb");

    for (unsigned t = 0; t < 3; t++) {
        struct esent_verify_result result = {.cbStruct = sizeof result};
        struct reports reports = {0};

        assert_int_equal(verify_file(path, NULL, note, &reports, &result, thread_counts[t]), JET_errDatabaseCorrupted);
        assert_non_null(strstr(diag_sentence(), "4 of 3002 pages are damaged"));
        assert_int_equal(result.page_size, SIZE);
        assert_int_equal(result.pages, PAGES + 2);
        assert_int_equal(result.bad, 3);
        assert_int_equal(result.wrong_number, 1);
        assert_int_equal(result.correctable, 1);
        assert_int_equal(result.uninitialised, 1);
        assert_int_equal(result.header_copies, ESENT_HEADER_PRIMARY_GOOD);
        assert_int_equal(result.highest_dbtime, 0x40 + PAGES - 1); /* sample_page() counts up with the page number */
        assert_int_equal(result.highest_dbtime_pgno, PAGES - 1);

        assert_int_equal(reports.count, 5);
        assert_int_equal(reports.page[0].pgno, 0);
        assert_int_equal(reports.page[0].problem, ESENT_PAGE_BAD_CHECKSUM);
        assert_non_null(strstr(reports.text[0], "page 0 (header) fails its checksum"));
        assert_int_equal(reports.page[1].pgno, 10);
        assert_int_equal(reports.page[1].problem, ESENT_PAGE_CORRECTABLE);
        assert_int_equal(reports.page[1].bit, 500 * 8 + 3);
        assert_int_equal(reports.page[2].pgno, 700);
        assert_int_equal(reports.page[2].problem, ESENT_PAGE_BAD_CHECKSUM);
        assert_true(reports.page[2].expected == get_u64(saved[1]));
        assert_int_equal(reports.page[3].pgno, 2900);
        assert_int_equal(reports.page[3].problem, ESENT_PAGE_WRONG_NUMBER);
        assert_int_equal(reports.page[3].found_pgno, 2899);
        assert_non_null(strstr(reports.text[3], "damaged.edb': page 2900 has the checksum of page 2899"));
        assert_int_equal(reports.page[4].pgno, PAGES);
    }

    memcpy(page_at(10), saved[0], SIZE);
    memcpy(page_at(700), saved[1], SIZE);
    memcpy(page_at(701), saved[2], SIZE);
    memcpy(page_at(2900), saved[3], SIZE);
    memcpy(page_at(PAGES), saved[4], SIZE);
    file_bytes[SIZE + 600] ^= 1;
}

static void one_correctable_bit_is_no_failure(void **state)
{
    struct esent_verify_result result = {.cbStruct = sizeof result};
    const char *path;

    (void)state;
    page_at(5)[100] ^= 1;
    path = write_copy("bit.edb");
    page_at(5)[100] ^= 1;
    assert_int_equal(esent_verify_file(path, NULL, NULL, NULL, &result), JET_errSuccess);
    assert_int_equal(result.correctable, 1);
}

static void nothing_is_written(void **state)
{
    const char *path;
    uint8_t *after;
    size_t size;

    (void)state;
    page_at(5)[100] ^= 1;
    path = write_copy("kept.edb");
    assert_int_equal(esent_verify_file(path, NULL, NULL, NULL, NULL), JET_errSuccess);
    after = test_read_file(path, &size);
    assert_int_equal(size, (size_t)(PAGES + 2) * SIZE);
    assert_memory_equal(after, file_bytes, size);
    free(after);
    page_at(5)[100] ^= 1;
}

/* ---------------------------------------------------------------------------------------------- callbacks */

static struct {
    unsigned begins, progresses, completes, fails;
    JET_ULONG last, total;
    unsigned error_at; /* call that answers an error, counted from 1 */
    unsigned calls;
} heard;

static JET_ERR JET_API listen(JET_SESID sesid, JET_SNP snp, JET_SNT snt, void *pv)
{
    const JET_SNPROG *progress = pv;

    assert_true(sesid == JET_sesidNil);
    assert_int_equal(snp, ESENT_SNP_VERIFY);
    assert_non_null(progress);
    assert_int_equal(progress->cbStruct, sizeof *progress);
    assert_true(progress->cunitDone <= progress->cunitTotal);
    assert_true(progress->cunitDone >= heard.last);
    heard.last = progress->cunitDone;
    heard.total = progress->cunitTotal;
    heard.begins += snt == JET_sntBegin;
    heard.progresses += snt == JET_sntProgress;
    heard.completes += snt == JET_sntComplete;
    heard.fails += snt == JET_sntFail;
    return ++heard.calls == heard.error_at ? JET_errOutOfMemory : JET_errSuccess;
}

static void progress_runs_from_begin_to_complete(void **state)
{
    const char *path = test_path("made.edb");

    (void)state;
    for (unsigned threads = 1; threads <= 3; threads++) {
        memset(&heard, 0, sizeof heard);
        assert_int_equal(verify_file(path, listen, NULL, NULL, NULL, threads), JET_errSuccess);
        assert_int_equal(heard.begins, 1);
        assert_int_equal(heard.completes, 1);
        assert_int_equal(heard.fails, 0);
        assert_true(heard.progresses >= 10); /* a dozen spans, each more than 1 % */
        assert_int_equal(heard.last, PAGES + 2);
        assert_int_equal(heard.total, PAGES + 2);
    }
}

static void an_error_of_the_callback_ends_the_work(void **state)
{
    const char *path = test_path("made.edb");

    (void)state;
    for (unsigned threads = 1; threads <= 3; threads++) {
        unsigned all;

        memset(&heard, 0, sizeof heard);
        (void)verify_file(path, listen, NULL, NULL, NULL, threads);
        all = heard.calls;
        for (unsigned at = 1; at <= all; at++) {
            memset(&heard, 0, sizeof heard);
            heard.error_at = at;
            assert_int_equal(verify_file(path, listen, NULL, NULL, NULL, threads), JET_errOutOfMemory);
            assert_int_equal(heard.fails, at < all); /* the last one is Complete, after which nothing comes */
            assert_int_equal(heard.calls, at < all ? at + 1 : at);
        }
    }
}

static JET_ERR stop(void *context, const struct esent_verify_page *page)
{
    (void)context;
    (void)page;
    return JET_errTooManyIO;
}

static void an_error_of_the_report_ends_the_work(void **state)
{
    const char *path;

    (void)state;
    page_at(1500)[100] ^= 3;
    path = write_copy("stopped.edb");
    page_at(1500)[100] ^= 3;
    assert_int_equal(verify_file(path, NULL, stop, NULL, NULL, 2), JET_errTooManyIO);
}

/* ---------------------------------------------------------------------------------------------- bad input */

static void files_that_are_no_databases_are_refused(void **state)
{
    static uint8_t junk[100000];
    struct esent_verify_result result = {.cbStruct = sizeof result};

    (void)state;
    assert_int_equal(esent_verify_file(test_path("absent.edb"), NULL, NULL, NULL, &result), JET_errFileNotFound);
    assert_non_null(strstr(esent_error_detail(), "absent.edb"));
    assert_int_equal(esent_verify_file(test_path("no folder/x.edb"), NULL, NULL, NULL, NULL), JET_errInvalidPath);
    assert_int_equal(esent_verify_file(test_folder(), NULL, NULL, NULL, NULL), JET_errFileAccessDenied);
    assert_int_equal(esent_verify_file("", NULL, NULL, NULL, NULL), JET_errInvalidPath);
    assert_int_equal(esent_verify_file(NULL, NULL, NULL, NULL, NULL), JET_errInvalidParameter);
    result.cbStruct = 4;
    assert_int_equal(esent_verify_file("x", NULL, NULL, NULL, &result), JET_errInvalidParameter);
    result.cbStruct = sizeof result;

    test_write_file(test_path("empty"), junk, 0);
    assert_int_equal(esent_verify_file(test_path("empty"), NULL, NULL, NULL, &result), JET_errDatabaseCorrupted);
    assert_non_null(strstr(esent_error_detail(), "is empty"));
    test_write_file(test_path("one"), junk, 1);
    assert_int_equal(esent_verify_file(test_path("one"), NULL, NULL, NULL, &result), JET_errDatabaseCorrupted);
    test_write_file(test_path("zeros"), junk, sizeof junk);
    assert_int_equal(esent_verify_file(test_path("zeros"), NULL, NULL, NULL, &result), JET_errDatabaseCorrupted);
    memset(junk, 'a', sizeof junk);
    test_write_file(test_path("text"), junk, sizeof junk);
    assert_int_equal(esent_verify_file(test_path("text"), NULL, NULL, NULL, &result), JET_errDatabaseCorrupted);
    assert_non_null(strstr(esent_error_detail(), "text"));
}

static void a_file_that_ends_too_early_is_reported(void **state)
{
    static const struct {
        size_t size;
        JET_ERR err;
        uint64_t pages;
        uint32_t trailing;
    } cases[] = {
        {SIZE / 2, JET_errDatabaseCorrupted, 0, 0}, /* inside the header */
        {SIZE, JET_errSuccess, 1, 0},               /* one copy of the header, which is enough to see that */
        {2 * SIZE, JET_errSuccess, 2, 0},           /* a database without pages */
        {5 * SIZE, JET_errSuccess, 5, 0},
        {5 * SIZE + 1, JET_errDatabaseCorrupted, 5, 1},
        {6 * SIZE - 1, JET_errDatabaseCorrupted, 5, SIZE - 1},
    };
    const char *path = test_path("cut.edb");

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct esent_verify_result result = {.cbStruct = sizeof result};

        test_write_file(path, file_bytes, cases[i].size);
        assert_int_equal(esent_verify_file(path, NULL, NULL, NULL, &result), cases[i].err);
        assert_int_equal(result.pages, cases[i].pages);
        assert_int_equal(result.trailing_bytes, cases[i].trailing);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_real_database_verifies),
        cmocka_unit_test(damage_is_counted_and_named_in_order),
        cmocka_unit_test(one_correctable_bit_is_no_failure),
        cmocka_unit_test(nothing_is_written),
        cmocka_unit_test(progress_runs_from_begin_to_complete),
        cmocka_unit_test(an_error_of_the_callback_ends_the_work),
        cmocka_unit_test(an_error_of_the_report_ends_the_work),
        cmocka_unit_test(files_that_are_no_databases_are_refused),
        cmocka_unit_test(a_file_that_ends_too_early_is_reported),
    };

    return cmocka_run_group_tests(tests, make_file, free_file);
}
