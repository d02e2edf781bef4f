/*
 * cache_test.c - the buffer manager: what it hands out is what the file holds, what it writes is what was changed, and
 * threads never see a page half changed. cache_threads_test.c has the tests with many threads.
 */
#include "test.h"

#include "buffer/cache.h"
#include "diag.h"
#include "format/bytes.h"
#include "format/db_header.h"
#include "format/page.h"
#include "sample_database.h"

enum { PAGE_SIZE = 4096, PAGES = 400, DATA = 600 /* an offset inside the nodes of a sample page */ };

struct fixture {
    struct os_file file;
    struct cache *cache;
    struct cache_file *attached;
};

static struct cache_statistics counts(void)
{
    struct cache_statistics now;

    cache_statistics(&now);
    return now;
}

static void attach(struct fixture *f, const char *path, uint32_t page_size, uint32_t frames, unsigned access, bool verify)
{
    assert_int_equal(os_file_open(&f->file, path, access, OS_SHARE_ALL), JET_errSuccess);
    assert_int_equal(cache_create(page_size, frames, &f->cache), JET_errSuccess);
    assert_int_equal(cache_file_attach(f->cache, &f->file, path, verify, &f->attached), JET_errSuccess);
}

static void detach(struct fixture *f)
{
    cache_file_detach(f->attached);
    cache_destroy(f->cache);
    os_file_close(&f->file);
}

/* A file of sample pages 1 to `pages`, attached for reading and writing. */
static struct fixture *sample(uint32_t pages, uint32_t frames)
{
    static struct fixture fixture;
    const char *path = test_path("sample.edb");

    assert_int_equal(sample_write(path, PAGE_SIZE, pages), 0);
    attach(&fixture, path, PAGE_SIZE, frames, OS_READ | OS_WRITE, true);
    return &fixture;
}

static struct page_ref latched(struct fixture *f, uint32_t pgno, enum latch_mode mode)
{
    struct page_ref page;

    if (page_latch(f->attached, pgno, mode, &page) != JET_errSuccess) {
        fail_msg("page %u: %s", pgno, diag_sentence());
    }
    assert_int_equal(page.pgno, pgno);
    assert_ptr_equal(page.file, f->attached);
    return page;
}

static void change(struct fixture *f, uint32_t pgno, uint32_t value, uint64_t lsn)
{
    struct page_ref page = latched(f, pgno, LATCH_EXCLUSIVE);

    put_u32(page.image + DATA, value);
    page_dirty(&page, lsn);
    page_unlatch(&page);
}

static uint32_t value_of(struct fixture *f, uint32_t pgno)
{
    struct page_ref page = latched(f, pgno, LATCH_SHARED);
    uint32_t value = get_u32(page.image + DATA);

    page_unlatch(&page);
    return value;
}

/* The same from the file itself, whose page must verify. */
static uint32_t value_in_file(struct fixture *f, uint32_t pgno)
{
    struct page_verification result;
    uint8_t image[PAGE_SIZE];
    size_t got;

    assert_int_equal(os_file_read(&f->file, (uint64_t)(pgno + 1) * PAGE_SIZE, image, PAGE_SIZE, &got), JET_errSuccess);
    assert_int_equal(got, PAGE_SIZE);
    page_verify(image, PAGE_SIZE, pgno, &result);
    assert_int_equal(result.verdict, PAGE_GOOD);
    return get_u32(image + DATA);
}

static void overwrite(struct fixture *f, uint32_t pgno, uint32_t offset, const void *bytes, size_t size)
{
    assert_int_equal(os_file_write(&f->file, (uint64_t)(pgno + 1) * PAGE_SIZE + offset, bytes, size), JET_errSuccess);
}

/* ------------------------------------------------------------------------------------------------ reading */

static void compare_file(struct fixture *f, const uint8_t *bytes, uint32_t page_size, uint32_t pages)
{
    for (uint32_t pgno = 1; pgno <= pages; pgno++) {
        const uint8_t *image = bytes + ((size_t)pgno + 1) * page_size;
        struct page_verification result;
        struct page_ref page;
        JET_ERR err = page_latch(f->attached, pgno, LATCH_SHARED, &page);

        page_verify(image, page_size, pgno, &result);
        if (result.verdict == PAGE_GOOD) {
            assert_int_equal(err, JET_errSuccess);
            assert_memory_equal(page.image, image, page_size);
        } else if (result.verdict == PAGE_UNINITIALISED) {
            assert_int_equal(err, JET_errPageNotInitialized);
        } else if (result.verdict != PAGE_CORRECTABLE) {
            assert_int_equal(err, JET_errReadVerifyFailure);
        }
        page_unlatch(&page);
    }
}

static void compare_database(const char *relative, const char *path, void *context)
{
    struct db_header_choice choice;
    struct fixture f;
    size_t size;
    uint8_t *bytes = test_read_file(path, &size);

    (void)relative;
    assert_int_equal(db_header_choose(bytes, size < DB_HEADER_PROBE ? size : DB_HEADER_PROBE, path, &choice), 0);
    attach(&f, path, choice.page_size, 64, OS_READ, true);
    compare_file(&f, bytes, choice.page_size, (uint32_t)(size / choice.page_size) - 2);
    detach(&f);
    free(bytes);
    ++*(unsigned *)context;
}

static void every_page_of_every_real_database_is_what_the_file_holds(void **state)
{
    unsigned files = 0;

    (void)state;
    if (test_for_each_database(compare_database, &files) == 0) {
        skip();
    }
}

static void sixteen_frames_serve_a_file_of_any_size(void **state)
{
    struct fixture *f = sample(PAGES, 16);
    const struct cache_statistics before = counts();
    uint8_t image[PAGE_SIZE];
    uint32_t random = 1;

    (void)state;
    for (unsigned i = 0; i < 20000; i++) {
        struct page_ref page;

        random = random * 1664525u + 1013904223u;
        page = latched(f, 1 + (random >> 8) % PAGES, (enum latch_mode)(i % 3));
        sample_page(image, PAGE_SIZE, page.pgno);
        assert_memory_equal(page.image, image, PAGE_SIZE);
        page_unlatch(&page);
        assert_null(page.image);
    }
    assert_int_equal(counts().requests - before.requests, 20000);
    assert_int_equal(counts().reads - before.reads, counts().evictions - before.evictions + 16);
    assert_int_equal(counts().hits - before.hits, 20000 - (counts().reads - before.reads));
    detach(f);
}

static void a_page_in_use_outlives_a_scan(void **state)
{
    struct fixture *f = sample(PAGES, 16);
    struct cache_statistics before;

    (void)state;
    (void)value_of(f, 1);
    for (uint32_t pgno = 2; pgno <= PAGES; pgno++) {
        (void)value_of(f, 1); /* as the root of a tree during a scan of its leaves */
        (void)value_of(f, pgno);
    }
    before = counts();
    (void)value_of(f, 1);
    assert_int_equal(counts().reads, before.reads);
    assert_int_equal(counts().hits, before.hits + 1);
    detach(f);
}

static void one_wrong_bit_is_corrected_and_counted(void **state)
{
    struct fixture *f = sample(20, 16);
    const struct cache_statistics before = counts();
    uint8_t image[PAGE_SIZE];
    uint8_t byte;
    struct page_ref page;

    (void)state;
    sample_page(image, PAGE_SIZE, 7);
    byte = image[0x1A3] ^ 1u << 5;
    overwrite(f, 7, 0x1A3, &byte, 1);
    page = latched(f, 7, LATCH_SHARED);
    assert_memory_equal(page.image, image, PAGE_SIZE);
    page_unlatch(&page);
    assert_int_equal(counts().corrected, before.corrected + 1);
    detach(f);
}

/* Writes the damaged image of page 7 for each case below. */
static void damage(struct fixture *f, unsigned kind)
{
    uint8_t image[PAGE_SIZE];

    sample_page(image, PAGE_SIZE, kind == 2 ? 8 : 7);
    switch (kind) {
    case 0:
        memset(image, 0, PAGE_SIZE);
        break;
    case 1:
        memset(image + DATA, 0xAB, 16);
        break;
    case 3: /* the third tag points behind the data area: offset 4000 + 102 bytes */
        put_u16(image + PAGE_SIZE - 12 + 2, 4000);
        page_seal(image, PAGE_SIZE, 7);
        break;
    case 4: /* the first node claims a key of 4097 bytes */
        put_u16(image + 40, 4097);
        page_seal(image, PAGE_SIZE, 7);
        break;
    case 5: /* its nodes are no child pointers */
        put_u32(image + 36, PAGE_PARENT_OF_LEAF | PAGE_NEW_RECORD_FORMAT | PAGE_NEW_CHECKSUM_FORMAT);
        page_seal(image, PAGE_SIZE, 7);
        break;
    default:
        break;
    }
    overwrite(f, 7, 0, image, PAGE_SIZE);
}

static void an_untrustworthy_page_is_refused_and_leaves_nothing_behind(void **state)
{
    static const struct {
        JET_ERR err;
        JET_ERR unverified;
        const char *sentence;
    } cases[] = {
        {JET_errPageNotInitialized, JET_errPageNotInitialized, "never written"},
        {JET_errReadVerifyFailure, JET_errSuccess, "checksum"},
        {JET_errReadVerifyFailure, JET_errSuccess, "the image of page 8"},
        {JET_errDatabaseCorrupted, JET_errDatabaseCorrupted, "tag 2"},
        {JET_errDatabaseCorrupted, JET_errDatabaseCorrupted, "node 1"},
        {JET_errDatabaseCorrupted, JET_errDatabaseCorrupted, "node 1"},
    };
    struct fixture *f = sample(20, 16);
    struct cache_file *trusting;
    uint8_t image[PAGE_SIZE];
    struct page_ref page;

    (void)state;
    assert_int_equal(cache_file_attach(f->cache, &f->file, "trusting", false, &trusting), JET_errSuccess);
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        damage(f, i);
        for (unsigned mode = LATCH_SHARED; mode <= LATCH_EXCLUSIVE; mode++) {
            assert_int_equal(page_latch(f->attached, 7, (enum latch_mode)mode, &page), cases[i].err);
            assert_null(page.image);
            assert_non_null(strstr(diag_sentence(), "sample.edb"));
            assert_non_null(strstr(diag_sentence(), "page 7: "));
            assert_non_null(strstr(diag_sentence(), cases[i].sentence));
        }
        assert_int_equal(page_latch(trusting, 7, LATCH_SHARED, &page), cases[i].unverified);
        page_unlatch(&page);
        sample_page(image, PAGE_SIZE, 7);
        overwrite(f, 7, 0, image, PAGE_SIZE); /* as another program would mend it */
        page = latched(f, 7, LATCH_SHARED);
        assert_memory_equal(page.image, image, PAGE_SIZE);
        page_unlatch(&page);
        cache_file_detach(f->attached); /* forgets the page */
        cache_file_detach(trusting);
        assert_int_equal(cache_file_attach(f->cache, &f->file, test_path("sample.edb"), true, &f->attached), 0);
        assert_int_equal(cache_file_attach(f->cache, &f->file, "trusting", false, &trusting), 0);
    }
    cache_file_detach(trusting);
    detach(f);
}

static void pages_that_do_not_exist_are_errors(void **state)
{
    struct fixture *f = sample(20, 16);
    struct page_ref page;

    (void)state;
    assert_int_equal(page_latch(f->attached, 0, LATCH_SHARED, &page), JET_errDatabaseCorrupted);
    assert_int_equal(page_latch_new(f->attached, 0, &page), JET_errDatabaseCorrupted);
    assert_int_equal(page_latch(f->attached, 21, LATCH_SHARED, &page), JET_errFileIOBeyondEOF);
    assert_non_null(strstr(diag_sentence(), "page 21: the file ends before it"));
    assert_int_equal(page_latch(f->attached, UINT32_MAX, LATCH_SHARED, &page), JET_errFileIOBeyondEOF);
    assert_int_equal(os_file_set_size(&f->file, 22 * PAGE_SIZE - 1), JET_errSuccess); /* page 20 lacks a byte */
    assert_int_equal(page_latch(f->attached, 20, LATCH_UPDATE, &page), JET_errFileIOBeyondEOF);
    assert_null(page.image);
    page_unlatch(&page);
    detach(f);
}

static void senseless_sizes_are_refused(void **state)
{
    struct cache *cache;

    (void)state;
    assert_int_equal(cache_create(4000, 100, &cache), JET_errInvalidParameter);
    assert_int_equal(cache_create(4096, CACHE_FRAMES_MIN - 1, &cache), JET_errInvalidParameter);
    assert_int_equal(cache_create(4096, UINT32_MAX, &cache), JET_errInvalidParameter);
    assert_null(cache);
    cache_destroy(NULL);
    cache_file_detach(NULL);
}

/* ------------------------------------------------------------------------------------------------ latches */

static void a_thread_may_hold_more_shared_latches_than_it_has_slots(void **state)
{
    struct fixture *f = sample(64, 64);
    struct page_ref held[40];
    uint8_t image[PAGE_SIZE];

    (void)state;
    for (unsigned round = 0; round < 3; round++) {
        for (uint32_t i = 0; i < 40; i++) {
            held[i] = latched(f, 1 + i % 30, LATCH_SHARED); /* ten of them twice */
        }
        for (uint32_t i = 0; i < 40; i++) {
            sample_page(image, PAGE_SIZE, 1 + i % 30);
            assert_memory_equal(held[i].image, image, PAGE_SIZE);
        }
        for (uint32_t i = 0; i < 40; i++) {
            page_unlatch(&held[(i * 7) % 40]); /* 7 and 40 have no common factor: each once */
        }
    }
    for (uint32_t pgno = 1; pgno <= 30; pgno++) { /* nobody holds them any more */
        struct page_ref page = latched(f, pgno, LATCH_EXCLUSIVE);

        page_unlatch(&page);
    }
    detach(f);
}

static void update_becomes_exclusive_without_letting_go(void **state)
{
    struct fixture *f = sample(20, 16);
    struct page_ref reader = latched(f, 3, LATCH_SHARED);
    struct page_ref page = latched(f, 3, LATCH_UPDATE);

    (void)state;
    assert_ptr_equal(page.image, reader.image);
    page_unlatch(&reader);
    page_upgrade(&page);
    put_u32(page.image + DATA, 77);
    page_dirty(&page, 0);
    page_unlatch(&page);
    assert_int_equal(value_of(f, 3), 77);
    detach(f);
}

static void a_hint_finds_the_page_until_it_changes_or_moves(void **state)
{
    struct fixture *f = sample(PAGES, 16);
    struct page_ref page = latched(f, 5, LATCH_SHARED), again;
    struct page_hint hint = page_hint_of(&page);

    (void)state;
    page_unlatch(&page);
    assert_true(page_relatch(f->attached, 5, hint, &again));
    assert_int_equal(again.pgno, 5);
    page_unlatch(&again);
    assert_false(page_relatch(f->attached, 6, hint, &again));
    assert_false(page_relatch(f->attached, 5, (struct page_hint){0}, &again));
    assert_null(again.image);

    page = latched(f, 5, LATCH_EXCLUSIVE); /* looked at, not changed */
    page_unlatch(&page);
    assert_true(page_relatch(f->attached, 5, hint, &again));
    page_unlatch(&again);

    page = latched(f, 5, LATCH_EXCLUSIVE);
    page_dirty(&page, 0);
    assert_true(page_hint_of(&page).version != hint.version);
    hint = page_hint_of(&page);
    page_unlatch(&page);
    assert_true(page_relatch(f->attached, 5, hint, &again)); /* the writer's own hint */
    page_unlatch(&again);
    change(f, 5, 1, 0);
    assert_false(page_relatch(f->attached, 5, hint, &again));

    page = latched(f, 5, LATCH_SHARED);
    hint = page_hint_of(&page);
    page_unlatch(&page);
    for (uint32_t pgno = 100; pgno < 200; pgno++) {
        (void)value_of(f, pgno); /* pushes page 5 out */
    }
    assert_false(page_relatch(f->attached, 5, hint, &again));
    (void)value_of(f, 5);
    assert_false(page_relatch(f->attached, 5, hint, &again)); /* wherever it is now, it was read anew */
    detach(f);
}

static void a_cache_full_of_latched_pages_is_an_error_in_the_end(void **state)
{
    struct fixture *f = sample(20, 16);
    struct page_ref held[16], page;

    (void)state;
    for (uint32_t i = 0; i < 16; i++) {
        held[i] = latched(f, 1 + i, LATCH_SHARED);
    }
    assert_int_equal(page_latch(f->attached, 17, LATCH_SHARED, &page), JET_errOutOfBuffers);
    page_unlatch(&held[3]);
    page = latched(f, 17, LATCH_SHARED);
    page_unlatch(&page);
    for (uint32_t i = 0; i < 16; i++) {
        page_unlatch(&held[i]); /* one of them for the second time, which is harmless */
    }
    detach(f);
}

/* ------------------------------------------------------------------------------------------------ writing */

static void flushed_changes_are_in_the_file_and_sealed(void **state)
{
    struct fixture *f = sample(PAGES, 64);
    struct cache_statistics before = counts();

    (void)state;
    for (uint32_t pgno = 40; pgno >= 2; pgno -= 2) {
        change(f, pgno, 1000 + pgno, 0);
        assert_int_not_equal(value_in_file(f, pgno), 1000 + pgno);
    }
    change(f, 11, 1011, 0); /* 10, 11 and 12 go in one write */
    assert_int_equal(cache_flush(f->attached), JET_errSuccess);
    assert_int_equal(counts().writes - before.writes, 21);
    for (uint32_t pgno = 2; pgno <= 40; pgno += 2) {
        assert_int_equal(value_in_file(f, pgno), 1000 + pgno);
    }
    assert_int_equal(value_in_file(f, 11), 1011);
    assert_int_equal(cache_flush(f->attached), JET_errSuccess); /* nothing left to write */
    assert_int_equal(counts().writes - before.writes, 21);
    detach(f);
}

static void changed_pages_that_make_room_are_written_first(void **state)
{
    struct fixture *f = sample(PAGES, 16);

    (void)state;
    for (uint32_t pgno = 1; pgno <= PAGES; pgno++) {
        change(f, pgno, 5000 + pgno, 0);
    }
    for (uint32_t pgno = 1; pgno <= PAGES; pgno++) {
        assert_int_equal(value_of(f, pgno), 5000 + pgno);
    }
    assert_int_equal(cache_flush(f->attached), JET_errSuccess);
    for (uint32_t pgno = 1; pgno <= PAGES; pgno++) {
        assert_int_equal(value_in_file(f, pgno), 5000 + pgno);
    }
    detach(f);
}

static void detaching_forgets_what_was_not_flushed(void **state)
{
    struct fixture *f = sample(20, 16);
    const uint32_t old = value_in_file(f, 4);

    (void)state;
    change(f, 4, old + 1, 0);
    cache_file_detach(f->attached);
    assert_int_equal(cache_file_attach(f->cache, &f->file, "again", true, &f->attached), JET_errSuccess);
    assert_int_equal(value_of(f, 4), old);
    assert_int_equal(value_in_file(f, 4), old);
    detach(f);
}

static void a_new_page_is_not_read(void **state)
{
    static const uint8_t zeros[PAGE_SIZE];
    struct fixture *f = sample(20, 16);
    const struct cache_statistics before = counts();
    struct page_ref page;
    uint8_t image[PAGE_SIZE];

    (void)state;
    (void)value_of(f, 9);
    for (uint32_t pgno = 9; pgno <= 25; pgno += 16) { /* one that is in the cache, and one behind the end of the file */
        assert_int_equal(page_latch_new(f->attached, pgno, &page), JET_errSuccess);
        assert_memory_equal(page.image, zeros, PAGE_SIZE);
        sample_page(page.image, PAGE_SIZE, pgno);
        put_u32(page.image + DATA, 4321);
        page_dirty(&page, 0);
        page_unlatch(&page);
        assert_int_equal(value_of(f, pgno), 4321);
    }
    assert_int_equal(counts().reads - before.reads, 1);
    assert_int_equal(cache_flush(f->attached), JET_errSuccess);
    assert_int_equal(value_in_file(f, 9), 4321);
    assert_int_equal(value_in_file(f, 25), 4321);
    sample_page(image, PAGE_SIZE, 10);
    page = latched(f, 10, LATCH_SHARED);
    assert_memory_equal(page.image, image, PAGE_SIZE);
    page_unlatch(&page);
    detach(f);
}

struct log_double {
    struct fixture *f;
    uint64_t durable; /* highest lsn asked for */
    unsigned calls;
    JET_ERR answer;
    uint32_t pgno, value; /* must not be in the file yet when the hook runs; 0 for no check */
};

static JET_ERR make_durable(void *context, uint64_t lsn)
{
    struct log_double *log = context;

    log->calls++;
    log->durable = lsn > log->durable ? lsn : log->durable;
    if (log->pgno != 0) {
        assert_int_not_equal(value_in_file(log->f, log->pgno), log->value);
    }
    return log->answer;
}

static void the_log_is_written_before_the_page(void **state)
{
    struct fixture *f = sample(PAGES, 16);
    struct log_double log = {.f = f, .pgno = 6, .value = 666};

    (void)state;
    cache_file_set_before_write(f->attached, make_durable, &log);
    change(f, 6, 600, 100);
    change(f, 6, 666, 50); /* the older change still counts */
    change(f, 7, 777, 90);
    assert_int_equal(log.calls, 0);
    log.answer = JET_errDiskIO;
    assert_int_equal(cache_flush(f->attached), JET_errDiskIO);
    assert_int_equal(log.durable, 100);
    assert_int_not_equal(value_in_file(f, 6), 666);
    assert_int_not_equal(value_in_file(f, 7), 777);

    log = (struct log_double){.f = f, .pgno = 6, .value = 666};
    for (uint32_t pgno = 100; pgno < 200; pgno++) {
        (void)value_of(f, pgno); /* pushes both out */
    }
    assert_int_equal(log.durable, 100);
    assert_int_equal(value_in_file(f, 6), 666);
    assert_int_equal(value_in_file(f, 7), 777);
    log = (struct log_double){.f = f};
    change(f, 6, 1, 101);
    assert_int_equal(cache_flush(f->attached), JET_errSuccess);
    assert_int_equal(log.durable, 101);
    detach(f);
}

static JET_ERR fail_write(void *context, struct os_file *file, uint64_t offset, size_t *size)
{
    (void)file;
    (void)offset;
    *size = 0;
    return *(JET_ERR *)context;
}

static JET_ERR allow_sync(void *context, struct os_file *file)
{
    (void)file;
    (void)context;
    return JET_errSuccess;
}

static JET_ERR allow_resize(void *context, uint64_t size)
{
    (void)context;
    (void)size;
    return JET_errSuccess;
}

static void a_failed_write_loses_no_change(void **state)
{
    struct fixture *f = sample(PAGES, 16);
    JET_ERR answer = JET_errDiskFull;
    const struct os_file_hooks hooks = {fail_write, allow_sync, allow_resize, &answer};
    struct page_ref page;

    (void)state;
    for (uint32_t pgno = 1; pgno <= 16; pgno++) {
        change(f, pgno, pgno, 0);
    }
    os_file_set_hooks(&hooks);
    assert_int_equal(cache_flush(f->attached), JET_errDiskFull);
    assert_int_equal(page_latch(f->attached, 17, LATCH_SHARED, &page), JET_errDiskFull); /* no room can be made */
    os_file_set_hooks(NULL);
    for (uint32_t pgno = 1; pgno <= 16; pgno++) {
        assert_int_equal(value_of(f, pgno), pgno);
    }
    assert_int_equal(cache_flush(f->attached), JET_errSuccess);
    for (uint32_t pgno = 1; pgno <= 16; pgno++) {
        assert_int_equal(value_in_file(f, pgno), pgno);
    }
    (void)value_of(f, 17);
    detach(f);
}

/* --------------------------------------------------------------------------------------------- read-ahead */

static void prefetched_pages_are_there(void **state)
{
    struct fixture *f = sample(PAGES, 1024);
    struct cache_statistics before = counts();
    uint8_t image[PAGE_SIZE];

    (void)state;
    (void)value_of(f, 20);
    cache_prefetch(f->attached, 11, 30);
    assert_int_equal(counts().prefetched - before.prefetched, 29);
    before = counts();
    cache_prefetch(f->attached, 11, 30); /* nothing is absent */
    for (uint32_t pgno = 11; pgno <= 40; pgno++) {
        struct page_ref page = latched(f, pgno, LATCH_SHARED);

        sample_page(image, PAGE_SIZE, pgno);
        assert_memory_equal(page.image, image, PAGE_SIZE);
        page_unlatch(&page);
    }
    assert_int_equal(counts().reads, before.reads);
    cache_prefetch(f->attached, 100, 1000);
    assert_int_equal(counts().prefetched - before.prefetched, CACHE_PREFETCH_PAGES);
    detach(f);
}

static void prefetching_is_silent_about_what_is_wrong(void **state)
{
    struct fixture *f = sample(20, 256);
    struct cache_statistics before;
    struct page_ref page;

    (void)state;
    damage(f, 1);
    cache_prefetch(f->attached, 5, 10);
    assert_int_equal(page_latch(f->attached, 7, LATCH_SHARED, &page), JET_errReadVerifyFailure);
    before = counts();
    for (uint32_t pgno = 8; pgno <= 14; pgno++) {
        (void)value_of(f, pgno); /* the pages beside it are good */
    }
    assert_int_equal(counts().reads, before.reads);
    cache_prefetch(f->attached, 18, 30); /* over the end */
    cache_prefetch(f->attached, 5000, 30);
    cache_prefetch(f->attached, UINT32_MAX - 1, UINT32_MAX);
    cache_prefetch(f->attached, 0, 0);
    assert_int_equal(page_latch(f->attached, 21, LATCH_SHARED, &page), JET_errFileIOBeyondEOF);
    detach(f);
}

static void prefetching_takes_an_eighth_of_the_cache_at_most(void **state)
{
    struct fixture *f = sample(PAGES, 32);
    struct cache_statistics before = counts();

    (void)state;
    for (uint32_t pgno = 1; pgno <= 32; pgno++) {
        (void)value_of(f, pgno);
        (void)value_of(f, pgno);
    }
    before = counts();
    cache_prefetch(f->attached, 200, 64);
    assert_int_equal(counts().prefetched - before.prefetched, 4);
    assert_int_equal(counts().evictions - before.evictions, 4);
    detach(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_page_of_every_real_database_is_what_the_file_holds),
        cmocka_unit_test(sixteen_frames_serve_a_file_of_any_size),
        cmocka_unit_test(a_page_in_use_outlives_a_scan),
        cmocka_unit_test(one_wrong_bit_is_corrected_and_counted),
        cmocka_unit_test(an_untrustworthy_page_is_refused_and_leaves_nothing_behind),
        cmocka_unit_test(pages_that_do_not_exist_are_errors),
        cmocka_unit_test(senseless_sizes_are_refused),
        cmocka_unit_test(a_thread_may_hold_more_shared_latches_than_it_has_slots),
        cmocka_unit_test(update_becomes_exclusive_without_letting_go),
        cmocka_unit_test(a_hint_finds_the_page_until_it_changes_or_moves),
        cmocka_unit_test(a_cache_full_of_latched_pages_is_an_error_in_the_end),
        cmocka_unit_test(flushed_changes_are_in_the_file_and_sealed),
        cmocka_unit_test(changed_pages_that_make_room_are_written_first),
        cmocka_unit_test(detaching_forgets_what_was_not_flushed),
        cmocka_unit_test(a_new_page_is_not_read),
        cmocka_unit_test(the_log_is_written_before_the_page),
        cmocka_unit_test(a_failed_write_loses_no_change),
        cmocka_unit_test(prefetched_pages_are_there),
        cmocka_unit_test(prefetching_is_silent_about_what_is_wrong),
        cmocka_unit_test(prefetching_takes_an_eighth_of_the_cache_at_most),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
