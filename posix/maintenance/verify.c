/*
 * verify.c - checksum verification of a whole file at the speed of its device.
 *
 * The file is cut into spans. Workers claim spans in file order, so the device sees one sequential stream,
 * and read a span through a buffer small enough to stay in their core's cache: the page is verified where the
 * read left it, and main memory is passed once. What a span found lies in a ring of slots; the calling thread
 * takes the slots in order, so reports come in ascending order of pages and both callbacks run on the
 * caller's thread.
 *
 *   cursor: next span to claim          consumed: next span to hand to the caller
 *   slot of span s = ring[s mod SLOTS]; a worker claims s only when s < consumed + SLOTS
 *
 * Memory: SLOTS findings and one buffer per thread, whatever the size of the file. Nothing is ever written.
 *
 * What counts as damage follows Microsoft's tool: the two header copies are pages -1 and 0; an all-zero page
 * was never written; the last page may be the trailer of a streamed backup, which has a header's checksum.
 */
#include "maintenance/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "format/bytes.h"
#include "format/db_header.h"
#include "format/page.h"
#include "instance/header_probe.h"
#include "os.h"
#include "status.h"
#include "try.h"

enum {
    SPAN_SIZE = 2 << 20,
    READ_SIZE = 256 << 10,
    SPAN_PAGES_MAX = SPAN_SIZE / PAGE_SIZE_MIN,
    SLOTS = 16,
    THREADS_MAX = 64,
    TICK_MS = 50,
};

/* One page that is not good. */
struct finding {
    uint64_t page; /* index in the file: 0 and 1 are the header copies */
    uint32_t problem;
    uint32_t found_pgno;
    uint32_t bit;
    uint64_t expected;
    uint64_t actual;
};

/* What one span has to say. */
struct span_report {
    uint64_t pages, bad, wrong_number, correctable, uninitialised;
    uint64_t highest_dbtime, highest_dbtime_page;
    uint64_t reads, bytes, read_ns, slowest_read_ns, fastest_read_ns;
    uint32_t findings;
    struct finding finding[SPAN_PAGES_MAX];
};

struct verify {
    const char *path;
    struct os_file file;
    uint32_t page_size;
    uint64_t pages; /* whole pages in the file, header copies included */
    uint64_t span_pages;
    uint64_t spans;

    struct span_report *ring;
    struct os_mutex
        lock; /* guards the rest; a slot belongs to its worker until it is ready, then to the caller */
    bool ready[SLOTS];
    struct os_condition claimable;
    struct os_condition finished;
    uint64_t cursor;
    uint64_t consumed;
    bool stop;
    JET_ERR failed; /* a worker that could not start its buffer */
};

static bool is_trailer(const struct verify *v, uint64_t page, const uint8_t *image)
{
    return page == v->pages - 1 && get_u32(image + 4) == 0 && get_u64(image + 8) == 0 &&
           get_u32(image + 24) == 0;
}

static bool is_zero(const uint8_t *image, uint32_t size)
{
    return image[0] == 0 && memcmp(image, image + 1, size - 1) == 0;
}

static void add_finding(struct span_report *report, struct finding finding)
{
    report->finding[report->findings++] = finding;
}

static void verify_header(const struct verify *v, uint64_t page, const uint8_t *image,
                          struct span_report *report)
{
    uint32_t stored = get_u32(image);
    uint32_t actual = header_checksum(image, v->page_size);

    if (is_zero(image, v->page_size)) {
        report->uninitialised++;
    } else if (stored != actual) {
        report->bad++;
        add_finding(report, (struct finding){.page = page,
                                             .problem = ESENT_PAGE_BAD_CHECKSUM,
                                             .expected = stored,
                                             .actual = actual});
    }
}

static void note_dbtime(uint64_t page, const uint8_t *image, struct span_report *report)
{
    uint64_t dbtime = get_u64(image + 8);

    /* The negative values mark pages that a shrink or a revert cut off. */
    if (dbtime > report->highest_dbtime && (int64_t)dbtime > 0) {
        report->highest_dbtime = dbtime;
        report->highest_dbtime_page = page;
    }
}

static void verify_page(const struct verify *v, uint64_t page, const uint8_t *image,
                        struct span_report *report)
{
    struct page_verification result;
    struct finding finding = {.page = page};

    if (page < DB_HEADER_PAGES || is_trailer(v, page, image)) {
        verify_header(v, page, image, report);
        return;
    }
    page_verify(image, v->page_size, (uint32_t)(page - 1), &result);
    finding.expected = result.expected;
    finding.actual = result.actual;
    switch (result.verdict) {
    case PAGE_GOOD:
        note_dbtime(page, image, report);
        return;
    case PAGE_UNINITIALISED:
        report->uninitialised++;
        return;
    case PAGE_CORRECTABLE:
        report->correctable++;
        finding.problem = ESENT_PAGE_CORRECTABLE;
        finding.bit = result.bit;
        break;
    case PAGE_WRONG_NUMBER:
        report->wrong_number++;
        finding.problem = ESENT_PAGE_WRONG_NUMBER;
        finding.found_pgno = result.found_pgno;
        break;
    default:
        report->bad++;
        finding.problem = ESENT_PAGE_BAD_CHECKSUM;
        break;
    }
    add_finding(report, finding);
}

static JET_ERR timed_read(struct verify *v, uint64_t page, uint8_t *buffer, uint64_t count, uint64_t *got,
                          struct span_report *report)
{
    uint64_t start = os_time_monotonic_ns();
    size_t bytes = 0;
    JET_ERR err = os_file_read(&v->file, page * v->page_size, buffer, (size_t)(count * v->page_size), &bytes);
    uint64_t taken = os_time_monotonic_ns() - start;

    report->reads++;
    report->bytes += bytes;
    report->read_ns += taken;
    if (taken > report->slowest_read_ns) {
        report->slowest_read_ns = taken;
    }
    if (taken < report->fastest_read_ns) {
        report->fastest_read_ns = taken;
    }
    *got = bytes / v->page_size;
    return err;
}

/* Verifies `count` pages from `page` on; what cannot be read is tried again page by page, and then counted as
 * bad. */
static void verify_run(struct verify *v, uint64_t page, uint64_t count, uint8_t *buffer,
                       struct span_report *report)
{
    uint64_t got = 0;
    JET_ERR err = timed_read(v, page, buffer, count, &got, report);

    for (uint64_t i = 0; i < got; i++) {
        verify_page(v, page + i, buffer + i * v->page_size, report);
    }
    for (uint64_t i = got; i < count; i++) {
        uint64_t one = 0;

        if (err < JET_errSuccess && count > 1) {
            (void)timed_read(v, page + i, buffer, 1, &one, report);
        }
        if (one == 1) {
            verify_page(v, page + i, buffer, report);
        } else { /* a device error, or the file became shorter while it was read */
            report->bad++;
            add_finding(report, (struct finding){.page = page + i, .problem = ESENT_PAGE_UNREADABLE});
        }
    }
}

static void verify_span(struct verify *v, uint64_t span, uint8_t *buffer, struct span_report *report)
{
    const uint64_t first = span * v->span_pages;
    const uint64_t end = first + v->span_pages < v->pages ? first + v->span_pages : v->pages;
    const uint64_t step = READ_SIZE / v->page_size;

    memset(report, 0, offsetof(struct span_report, finding));
    report->fastest_read_ns = UINT64_MAX;
    report->pages = end - first;
    for (uint64_t page = first; page < end; page += step) {
        verify_run(v, page, end - page < step ? end - page : step, buffer, report);
    }
}

/* --------------------------------------------------------------------------------------------- the caller */

static JET_ERR report_finding(const struct verify *v, const struct finding *f, esent_verify_fn report,
                              void *context)
{
    char text[OS_PATH_MAX + 160];
    const char *header = f->page < DB_HEADER_PAGES ? " (header)" : "";
    int64_t number = (int64_t)f->page - 1;
    struct esent_verify_page page = {
        .pgno = (uint32_t)(f->page - 1),
        .problem = f->problem,
        .found_pgno = f->found_pgno,
        .bit = f->bit,
        .expected = f->expected,
        .actual = f->actual,
        .text = text,
    };
    JET_ERR answer;

    switch (f->problem) {
    case ESENT_PAGE_CORRECTABLE:
        (void)snprintf(text, sizeof text,
                       "'%s': page %lld%s has one wrong bit, number %u, which can be corrected", v->path,
                       (long long)number, header, f->bit);
        break;
    case ESENT_PAGE_WRONG_NUMBER:
        (void)snprintf(text, sizeof text,
                       "'%s': page %lld%s has the checksum of page %u: it is that page's image, or the "
                       "checksum is damaged",
                       v->path, (long long)number, header, f->found_pgno);
        break;
    case ESENT_PAGE_UNREADABLE:
        (void)snprintf(text, sizeof text, "'%s': page %lld%s cannot be read", v->path, (long long)number,
                       header);
        break;
    default:
        (void)snprintf(text, sizeof text,
                       "'%s': page %lld%s fails its checksum (stored 0x%llx, computed 0x%llx)", v->path,
                       (long long)number, header, (unsigned long long)f->expected,
                       (unsigned long long)f->actual);
        break;
    }
    answer = report(context, &page);
    return answer < JET_errSuccess ? answer : JET_errSuccess;
}

/* Adds a span to the result, tells the caller about its damage, and moves the progress on. */
static JET_ERR consume(const struct verify *v, const struct span_report *s,
                       struct esent_verify_result *result, struct status *status, esent_verify_fn report,
                       void *context)
{
    result->pages += s->pages;
    result->bad += s->bad;
    result->wrong_number += s->wrong_number;
    result->correctable += s->correctable;
    result->uninitialised += s->uninitialised;
    result->bytes += s->bytes;
    result->reads += s->reads;
    result->read_ns += s->read_ns;
    if (s->slowest_read_ns > result->slowest_read_ns) {
        result->slowest_read_ns = s->slowest_read_ns;
    }
    if (s->fastest_read_ns < result->fastest_read_ns) {
        result->fastest_read_ns = s->fastest_read_ns;
    }
    if (s->highest_dbtime > result->highest_dbtime) {
        result->highest_dbtime = s->highest_dbtime;
        result->highest_dbtime_pgno = (uint32_t)(s->highest_dbtime_page - 1);
    }
    for (uint32_t i = 0; report != NULL && i < s->findings; i++) {
        JET_TRY(report_finding(v, &s->finding[i], report, context));
    }
    return status_advance(status, s->pages);
}

/* -------------------------------------------------------------------------------------------- the workers */

static bool claim_span(struct verify *v, uint64_t *span)
{
    bool claimed;

    os_mutex_lock(&v->lock);
    while (!v->stop && v->cursor < v->spans && v->cursor >= v->consumed + SLOTS) {
        os_condition_wait(&v->claimable, &v->lock);
    }
    claimed = !v->stop && v->cursor < v->spans;
    if (claimed) {
        *span = v->cursor++;
    }
    os_mutex_unlock(&v->lock);
    return claimed;
}

static void worker(void *context)
{
    struct verify *v = context;
    uint8_t *buffer = os_memory_allocate(READ_SIZE);
    uint64_t span;

    if (buffer == NULL) {
        os_mutex_lock(&v->lock);
        v->failed = JET_errOutOfMemory;
        os_condition_signal(&v->finished);
        os_mutex_unlock(&v->lock);
        return;
    }
    while (claim_span(v, &span)) {
        struct span_report *slot = &v->ring[span % SLOTS];

        verify_span(v, span, buffer, slot);
        os_mutex_lock(&v->lock);
        v->ready[span % SLOTS] = true;
        if (span == v->consumed) {
            os_condition_signal(&v->finished);
        }
        os_mutex_unlock(&v->lock);
    }
    os_memory_free(buffer, READ_SIZE);
}

/* Waits for the next span in order; ticks the progress while nothing comes. */
static JET_ERR await_span(struct verify *v, struct status *status)
{
    const bool *ready = &v->ready[v->consumed % SLOTS];
    JET_ERR err = JET_errSuccess;

    os_mutex_lock(&v->lock);
    while (!*ready && v->failed == JET_errSuccess && err == JET_errSuccess) {
        if (!os_condition_wait_for(&v->finished, &v->lock, TICK_MS)) {
            os_mutex_unlock(&v->lock);
            err = status_advance(status, 0);
            os_mutex_lock(&v->lock);
        }
    }
    if (err == JET_errSuccess && !*ready) {
        err = v->failed;
    }
    os_mutex_unlock(&v->lock);
    return err;
}

static void release_span(struct verify *v)
{
    os_mutex_lock(&v->lock);
    v->ready[v->consumed % SLOTS] = false;
    v->consumed++;
    os_condition_broadcast(&v->claimable);
    os_mutex_unlock(&v->lock);
}

static JET_ERR run_threaded(struct verify *v, unsigned threads, struct esent_verify_result *result,
                            struct status *status, esent_verify_fn report, void *context)
{
    struct os_thread thread[THREADS_MAX];
    unsigned started = 0;
    JET_ERR err = JET_errSuccess;

    while (started < threads && err >= JET_errSuccess) {
        err = os_thread_start(&thread[started], "esent-verify", worker, v);
        started += err >= JET_errSuccess;
    }
    if (started > 0) { /* fewer than wanted will do */
        err = JET_errSuccess;
    }
    while (err >= JET_errSuccess && v->consumed < v->spans) {
        err = await_span(v, status);
        if (err >= JET_errSuccess) {
            err = consume(v, &v->ring[v->consumed % SLOTS], result, status, report, context);
            release_span(v);
        }
    }
    os_mutex_lock(&v->lock);
    v->stop = true;
    os_condition_broadcast(&v->claimable);
    os_mutex_unlock(&v->lock);
    while (started > 0) {
        os_thread_join(&thread[--started]);
    }
    return err;
}

static JET_ERR run_alone(struct verify *v, struct esent_verify_result *result, struct status *status,
                         esent_verify_fn report, void *context)
{
    uint8_t *buffer = os_memory_allocate(READ_SIZE);
    JET_ERR err = buffer != NULL ? JET_errSuccess : JET_errOutOfMemory;

    for (uint64_t span = 0; err >= JET_errSuccess && span < v->spans; span++) {
        verify_span(v, span, buffer, &v->ring[0]);
        err = consume(v, &v->ring[0], result, status, report, context);
    }
    os_memory_free(buffer, READ_SIZE);
    return err;
}

static JET_ERR run(struct verify *v, unsigned threads, struct esent_verify_result *result,
                   struct status *status, esent_verify_fn report, void *context)
{
    size_t ring_size = (threads > 1 ? SLOTS : 1) * sizeof *v->ring;
    JET_ERR err;

    v->ring = os_memory_allocate(ring_size);
    if (v->ring == NULL) {
        return diag_fail(JET_errOutOfMemory, "not enough memory to verify '%s'", v->path);
    }
    os_mutex_init(&v->lock);
    os_condition_init(&v->claimable);
    os_condition_init(&v->finished);
    err = threads > 1 ? run_threaded(v, threads, result, status, report, context)
                      : run_alone(v, result, status, report, context);
    os_condition_destroy(&v->finished);
    os_condition_destroy(&v->claimable);
    os_mutex_destroy(&v->lock);
    os_memory_free(v->ring, ring_size);
    return err;
}

/* Finds the page size and the state of the header copies. */
static JET_ERR look_at_header(struct verify *v, struct esent_verify_result *result)
{
    struct header_probe probe;
    struct db_header header;
    JET_ERR err = header_probe_read(&probe, &v->file, v->path);

    if (err >= JET_errSuccess) {
        const struct db_header_choice *choice = &probe.choice;

        db_header_decode(choice->image, &header);
        v->page_size = choice->page_size;
        result->page_size = choice->page_size;
        result->header_state = header.state;
        result->header_copies = (choice->primary_good ? ESENT_HEADER_PRIMARY_GOOD : 0u) |
                                (choice->shadow_good ? ESENT_HEADER_SHADOW_GOOD : 0u) |
                                (choice->identical ? ESENT_HEADER_IDENTICAL : 0u);
    }
    header_probe_free(&probe);
    return err;
}

static unsigned thread_count(const struct verify *v, unsigned wanted)
{
    uint64_t threads = wanted == 0 ? os_cpu_count() : wanted;

    if (threads > v->spans) {
        threads = v->spans;
    }
    return (unsigned)(threads < THREADS_MAX ? threads : THREADS_MAX);
}

static JET_ERR verdict(const struct verify *v, const struct esent_verify_result *result)
{
    if (result->bad + result->wrong_number > 0) {
        return diag_fail(JET_errDatabaseCorrupted, "'%s': %llu of %llu pages are damaged", v->path,
                         (unsigned long long)(result->bad + result->wrong_number),
                         (unsigned long long)result->pages);
    }
    if (result->trailing_bytes > 0) {
        return diag_fail(JET_errDatabaseCorrupted,
                         "'%s' ends in the middle of a page: %u bytes follow the last whole one", v->path,
                         result->trailing_bytes);
    }
    return JET_errSuccess;
}

static JET_ERR verify_open(struct verify *v, JET_PFNSTATUS callback, esent_verify_fn report, void *context,
                           struct esent_verify_result *result, unsigned threads)
{
    struct status_target target = {.function = callback};
    struct status status;
    uint64_t start = os_time_monotonic_ns();
    uint64_t size = 0;
    JET_ERR err;

    JET_TRY(look_at_header(v, result));
    JET_TRY(os_file_size(&v->file, &size));
    v->pages = size / v->page_size;
    v->span_pages = SPAN_SIZE / v->page_size;
    v->spans = (v->pages + v->span_pages - 1) / v->span_pages;
    result->trailing_bytes = (uint32_t)(size % v->page_size);
    result->fastest_read_ns = UINT64_MAX;

    JET_TRY_OR(status_begin(&status, &status_verify, JET_sesidNil, target, v->pages), failed);
    JET_TRY_OR(run(v, thread_count(v, threads), result, &status, report, context), failed);
    result->elapsed_ns = os_time_monotonic_ns() - start;
    JET_TRY(status_complete(&status));
    return verdict(v, result);
failed:
    result->elapsed_ns = os_time_monotonic_ns() - start;
    return status_fail(&status, err);
}

JET_ERR verify_file(const char *path, JET_PFNSTATUS status, esent_verify_fn report, void *context,
                    struct esent_verify_result *result, unsigned threads)
{
    struct esent_verify_result own = {.cbStruct = sizeof own};
    struct verify v = {.path = path};
    JET_ERR err;

    diag_clear();
    if (path == NULL || (result != NULL && result->cbStruct != sizeof *result)) {
        return diag_fail(JET_errInvalidParameter, "esent_verify_file: the path is NULL or cbStruct is wrong");
    }
    JET_TRY(os_file_open(&v.file, path, OS_READ | OS_SEQUENTIAL, OS_SHARE_ALL));
    err = verify_open(&v, status, report, context, &own, threads);
    os_file_close(&v.file);
    if (result != NULL) {
        *result = own;
    }
    return err;
}

JET_ERR esent_verify_file(const char *path, JET_PFNSTATUS status, esent_verify_fn report, void *context,
                          struct esent_verify_result *result)
{
    return verify_file(path, status, report, context, result, 0);
}
