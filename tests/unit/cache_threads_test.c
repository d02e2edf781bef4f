/*
 * cache_threads_test.c - the buffer manager under many threads: nobody sees a page half changed, no change is
 * lost, and who waits gets his turn. Run it under the thread sanitizer too: it checks the argument of
 * latch.h.
 */
#include "test.h"

#include <stdatomic.h>

#include "buffer/cache.h"
#include "buffer/reader.h"
#include "format/bytes.h"
#include "sample_database.h"

enum {
    PAGE_SIZE = 4096,
    PAGES = 64,
    ROUNDS = 20000,
    DBTIME = 8,
    LEFT = 600,   /* a counter near the start of the page */
    RIGHT = 3600, /* the same near its end */
};

static struct os_file file;
static struct cache *cache;
static struct cache_file *attached;
static atomic_bool stop;
/* Pages that were not as they should be, and errors: cmocka's checks are for the main thread. */
static atomic_uint torn;

static void set_up(uint32_t pages, uint32_t frames)
{
    uint8_t zero[4] = {0};
    const char *path = test_path("threads.edb");

    assert_int_equal(sample_write(path, PAGE_SIZE, pages), 0);
    assert_int_equal(os_file_open(&file, path, OS_READ | OS_WRITE, OS_SHARE_ALL), JET_errSuccess);
    assert_int_equal(cache_create(PAGE_SIZE, frames, &cache), JET_errSuccess);
    assert_int_equal(cache_file_attach(cache, &file, path, true, &attached), JET_errSuccess);
    for (uint32_t pgno = 1; pgno <= pages; pgno++) {
        struct page_ref page;

        assert_int_equal(page_latch(attached, pgno, LATCH_EXCLUSIVE, &page), JET_errSuccess);
        memcpy(page.image + LEFT, zero, sizeof zero);
        memcpy(page.image + RIGHT, zero, sizeof zero);
        page_dirty(&page, 0);
        page_unlatch(&page);
    }
    assert_int_equal(cache_flush(attached), JET_errSuccess);
    atomic_store(&stop, false);
    atomic_store(&torn, 0);
}

static void tear_down(void)
{
    cache_file_detach(attached);
    cache_destroy(cache);
    os_file_close(&file);
}

static void run_all(void (*const work[])(void *), unsigned count)
{
    static struct os_thread thread[16];
    static unsigned number[16];

    for (unsigned i = 0; i < count; i++) {
        number[i] = i + 1;
        assert_int_equal(os_thread_start(&thread[i], "test", work[i], &number[i]), JET_errSuccess);
    }
    for (unsigned i = 0; i < count; i++) {
        os_thread_join(&thread[i]);
    }
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* ---------------------------------------------------------------------- readers, writers, eviction, flush */

/* The page is the one that was asked for (sample pages have a dbtime of their own), and whole. */
static void look(const struct page_ref *page)
{
    if (get_u64(page->image + DBTIME) != 0x40 + (uint64_t)page->pgno ||
        get_u32(page->image + LEFT) != get_u32(page->image + RIGHT)) {
        atomic_fetch_add(&torn, 1);
    }
}

static void increment(struct page_ref *page)
{
    look(page);
    put_u32(page->image + LEFT, get_u32(page->image + LEFT) + 1);
    put_u32(page->image + RIGHT, get_u32(page->image + RIGHT) + 1);
    page_dirty(page, 0);
}

/* Increments random pages, every second time by way of an update latch. */
static void write_at_random(void *context)
{
    uint32_t random = *(unsigned *)context;

    for (unsigned i = 0; i < ROUNDS; i++) {
        struct page_ref page;

        if (page_latch(attached, 1 + next_random(&random) % PAGES, i % 2 ? LATCH_UPDATE : LATCH_EXCLUSIVE,
                       &page) < 0) {
            atomic_fetch_add(&torn, 1);
            continue;
        }
        look(&page);
        if (i % 2) {
            page_upgrade(&page);
        }
        increment(&page);
        page_unlatch(&page);
    }
}

/* Holds up to two pages at once, in ascending order, and comes back to the first by its hint. */
static void read_at_random(void *context)
{
    uint32_t random = *(unsigned *)context;

    for (unsigned i = 0; i < ROUNDS; i++) {
        uint32_t pgno = 1 + next_random(&random) % (PAGES - 1);
        struct page_ref first, second, again;
        struct page_hint hint;
        uint32_t value;

        if (page_latch(attached, pgno, LATCH_SHARED, &first) < 0 ||
            page_latch(attached, pgno + 1, LATCH_SHARED, &second) < 0) {
            atomic_fetch_add(&torn, 1);
            page_unlatch(&first);
            continue;
        }
        look(&first);
        look(&second);
        value = get_u32(first.image + LEFT);
        hint = page_hint_of(&first);
        page_unlatch(&first);
        page_unlatch(&second);
        if (page_relatch(attached, pgno, hint, &again)) {
            look(&again);
            if (get_u32(again.image + LEFT) != value) {
                atomic_fetch_add(&torn, 1); /* the hint promised that nothing has changed */
            }
            page_unlatch(&again);
        }
    }
}

static void flush_and_prefetch(void *context)
{
    uint32_t random = *(unsigned *)context;

    for (unsigned i = 0; i < ROUNDS / 200; i++) {
        cache_prefetch(attached, 1 + next_random(&random) % PAGES, 8);
        if (cache_flush(attached) < 0) {
            atomic_fetch_add(&torn, 1);
        }
    }
}

static void count_up_under_load(uint32_t frames)
{
    void (*const work[])(void *) = {write_at_random, read_at_random, write_at_random, read_at_random,
                                    flush_and_prefetch};
    uint64_t sum = 0;

    set_up(PAGES, frames);
    run_all(work, 5);
    assert_int_equal(atomic_load(&torn), 0);
    assert_int_equal(cache_flush(attached), JET_errSuccess);
    cache_file_detach(attached); /* what follows comes from the file, and verifies */
    assert_int_equal(cache_file_attach(cache, &file, "again", true, &attached), JET_errSuccess);
    for (uint32_t pgno = 1; pgno <= PAGES; pgno++) {
        struct page_ref page;

        assert_int_equal(page_latch(attached, pgno, LATCH_SHARED, &page), JET_errSuccess);
        assert_int_equal(get_u32(page.image + LEFT), get_u32(page.image + RIGHT));
        sum += get_u32(page.image + LEFT);
        page_unlatch(&page);
    }
    assert_int_equal(sum, 2 * ROUNDS);
    tear_down();
}

static void no_page_is_torn_and_no_change_lost_while_all_pages_fit(void **state)
{
    (void)state;
    count_up_under_load(2 * PAGES);
}

static void no_page_is_torn_and_no_change_lost_while_pages_come_and_go(void **state)
{
    (void)state;
    count_up_under_load(CACHE_FRAMES_MIN);
}

/* ------------------------------------------------------------------------------------- one page for
 * everybody */

enum { HELD = READER_SLOTS + 2 /* more than there are slots: some are counted */ };

static void increment_one_page(void *context)
{
    (void)context;
    for (unsigned i = 0; i < ROUNDS / 10; i++) {
        struct page_ref page;

        (void)page_latch(attached, 1, LATCH_EXCLUSIVE, &page);
        increment(&page);
        page_unlatch(&page);
    }
}

/* Takes the page again and again, past writers that wait, and sees it stand still from the first to the last.
 */
static void read_one_page(void *context)
{
    (void)context;
    for (unsigned i = 0; i < ROUNDS / 10; i++) {
        struct page_ref held[HELD];
        uint32_t value;

        for (unsigned h = 0; h < HELD; h++) {
            (void)page_latch(attached, 1, LATCH_SHARED, &held[h]);
        }
        value = get_u32(held[0].image + LEFT);
        for (unsigned h = 0; h < HELD; h++) {
            const unsigned last = (i + 9) % HELD; /* is released last */
            const uint8_t *image = held[last].image;

            if (get_u32(image + LEFT) != value || get_u32(image + RIGHT) != value) {
                atomic_fetch_add(&torn, 1);
            }
            page_unlatch(&held[(i + h) % HELD]);
        }
    }
}

static void a_page_stands_still_while_anybody_reads_it(void **state)
{
    void (*const work[])(void *) = {increment_one_page, read_one_page, increment_one_page, read_one_page};
    struct page_ref page;

    (void)state;
    set_up(1, CACHE_FRAMES_MIN);
    run_all(work, 4);
    assert_int_equal(atomic_load(&torn), 0);
    assert_int_equal(page_latch(attached, 1, LATCH_SHARED, &page), JET_errSuccess);
    assert_int_equal(get_u32(page.image + LEFT), 2 * (ROUNDS / 10));
    page_unlatch(&page);
    tear_down();
}

static void read_all_pages(void *context)
{
    (void)context;
    for (uint32_t pgno = 1; pgno <= PAGES; pgno++) {
        struct page_ref page;

        if (page_latch(attached, pgno, LATCH_SHARED, &page) < 0) {
            atomic_fetch_add(&torn, 1);
        }
        page_unlatch(&page);
    }
}

static void many_threads_that_want_an_absent_page_read_it_once(void **state)
{
    void (*const work[])(void *) = {read_all_pages, read_all_pages, read_all_pages, read_all_pages,
                                    read_all_pages, read_all_pages, read_all_pages, read_all_pages};
    struct cache_statistics before, after;

    (void)state;
    set_up(PAGES, 2 * PAGES);
    for (unsigned round = 0; round < 20; round++) {
        cache_file_detach(attached);
        assert_int_equal(cache_file_attach(cache, &file, "again", true, &attached), JET_errSuccess);
        cache_statistics(&before);
        run_all(work, 8);
        cache_statistics(&after);
        assert_int_equal(after.reads - before.reads, PAGES);
        assert_int_equal(after.requests - before.requests, 8 * PAGES);
        assert_int_equal(after.hits - before.hits, 7 * PAGES);
    }
    assert_int_equal(atomic_load(&torn), 0);
    tear_down();
}

/* ------------------------------------------------------------------------------------------ who waits for
 * whom */

struct latecomer {
    enum latch_mode mode;
    atomic_bool has_it;
    struct os_thread thread;
};

static void come_late(void *context)
{
    struct latecomer *late = context;
    struct page_ref page;

    (void)page_latch(attached, 1, late->mode, &page);
    atomic_store(&late->has_it, true);
    page_unlatch(&page);
}

/* Whether a second thread gets page 1 in `mode` while this one holds it; false is known only after a while.
 */
static bool goes_beside(enum latch_mode held, enum latch_mode mode)
{
    struct latecomer late = {.mode = mode};
    struct page_ref page, once_more;
    bool had_it;

    assert_int_equal(page_latch(attached, 1, held, &page), JET_errSuccess);
    assert_int_equal(os_thread_start(&late.thread, "late", come_late, &late), JET_errSuccess);
    for (unsigned i = 0; i < 50 && !atomic_load(&late.has_it); i++) {
        os_time_sleep_ms(2);
    }
    had_it = atomic_load(&late.has_it);
    if (held == LATCH_SHARED) { /* even while the other waits to write */
        assert_int_equal(page_latch(attached, 1, LATCH_SHARED, &once_more), JET_errSuccess);
        page_unlatch(&once_more);
    }
    page_unlatch(&page);
    os_thread_join(&late.thread);
    assert_true(atomic_load(&late.has_it));
    return had_it;
}

static void latches_exclude_what_they_should(void **state)
{
    static const bool beside[3][3] = {
        /* held \ wanted    SHARED UPDATE EXCLUSIVE */
        [LATCH_SHARED] = {true, true, false},
        [LATCH_UPDATE] = {true, false, false},
        [LATCH_EXCLUSIVE] = {false, false, false},
    };

    (void)state;
    set_up(1, CACHE_FRAMES_MIN);
    for (unsigned held = 0; held < 3; held++) {
        for (unsigned wanted = 0; wanted < 3; wanted++) {
            assert_int_equal(goes_beside((enum latch_mode)held, (enum latch_mode)wanted),
                             beside[held][wanted]);
        }
    }
    tear_down();
}

static void note_reader(void *context)
{
    struct page_ref page;

    (void)page_latch(attached, 1, LATCH_SHARED, &page);
    *(struct reader **)context = page.reader;
    page_unlatch(&page);
}

static void what_a_thread_needed_serves_the_next_thread(void **state)
{
    struct reader *first = NULL, *next = NULL;
    struct os_thread thread;

    (void)state;
    set_up(1, CACHE_FRAMES_MIN);
    assert_int_equal(os_thread_start(&thread, "first", note_reader, &first), JET_errSuccess);
    os_thread_join(&thread);
    assert_non_null(first);
    for (unsigned i = 0; i < 100; i++) {
        assert_int_equal(os_thread_start(&thread, "next", note_reader, &next), JET_errSuccess);
        os_thread_join(&thread);
        assert_ptr_equal(next, first);
    }
    tear_down();
}

enum { CROWD = 40 /* more than a block of readers */ };

static atomic_uint arrived;

static void hold_until_all_are_there(void *context)
{
    struct page_ref page;

    (void)context;
    (void)page_latch(attached, 1, LATCH_SHARED, &page);
    atomic_fetch_add(&arrived, 1);
    while (!atomic_load(&stop)) {
        os_time_sleep_ms(1);
    }
    look(&page);
    page_unlatch(&page);
}

static void a_writer_waits_for_every_one_of_a_crowd(void **state)
{
    static struct os_thread thread[CROWD];
    struct latecomer late = {.mode = LATCH_EXCLUSIVE};

    (void)state;
    set_up(1, CACHE_FRAMES_MIN);
    atomic_store(&arrived, 0);
    for (unsigned i = 0; i < CROWD; i++) {
        assert_int_equal(os_thread_start(&thread[i], "crowd", hold_until_all_are_there, NULL),
                         JET_errSuccess);
    }
    while (atomic_load(&arrived) < CROWD) {
        os_time_sleep_ms(1);
    }
    assert_int_equal(os_thread_start(&late.thread, "late", come_late, &late), JET_errSuccess);
    os_time_sleep_ms(30);
    assert_false(atomic_load(&late.has_it));
    atomic_store(&stop, true);
    for (unsigned i = 0; i < CROWD; i++) {
        os_thread_join(&thread[i]);
    }
    os_thread_join(&late.thread);
    assert_true(atomic_load(&late.has_it));
    tear_down();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_page_is_torn_and_no_change_lost_while_all_pages_fit),
        cmocka_unit_test(no_page_is_torn_and_no_change_lost_while_pages_come_and_go),
        cmocka_unit_test(a_page_stands_still_while_anybody_reads_it),
        cmocka_unit_test(many_threads_that_want_an_absent_page_read_it_once),
        cmocka_unit_test(latches_exclude_what_they_should),
        cmocka_unit_test(what_a_thread_needed_serves_the_next_thread),
        cmocka_unit_test(a_writer_waits_for_every_one_of_a_crowd),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
