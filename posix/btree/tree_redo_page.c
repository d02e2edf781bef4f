/*
 * tree_redo_page.c - which pages need a change of the log.
 */
#include <stdlib.h>

#include "btree/tree_redo_parts.h"
#include "diag.h"
#include "try.h"

/* Numbers that stand in the place of a page's last change: cut off, and set back in two ways. */
#define DBTIME_SHRUNK        ((uint64_t)-3)
#define DBTIME_REVERT        ((uint64_t)-4)
#define DBTIME_REVERT_DELETE ((uint64_t)-5)

JET_ERR redo_refuse(const struct redo *redo, uint32_t pgno, const char *what)
{
    return diag_fail(JET_errLogFileCorrupt, "the record at %X:%X:%X is about page %u of '%s', but %s",
                     (unsigned)(redo->lgpos >> 32), (unsigned)(redo->lgpos >> 16 & 0xFFFF),
                     (unsigned)(redo->lgpos & 0xFFFF), pgno, redo->database->path, what);
}

struct stamp redo_stamp(const struct redo *redo, uint64_t dbtime)
{
    return (struct stamp){
        .dbtime = dbtime, .lsn = redo->lgpos, .since = atomic_load(&redo->session->begin_position)};
}

/* ---------------------------------------------------------------------------------------------- bad pages */

static struct redo_bad_page *find(const struct redo_pages *pages, uint32_t pgno)
{
    for (uint32_t i = 0; i < pages->count; i++) {
        if (pages->bad[i].pgno == pgno) {
            return &pages->bad[i];
        }
    }
    return NULL;
}

static JET_ERR remember(const struct redo *redo, uint32_t pgno, JET_ERR cause)
{
    struct redo_pages *pages = redo->pages;

    if (pages->count == pages->capacity) {
        const uint32_t capacity = pages->capacity == 0 ? 16 : 2 * pages->capacity;
        struct redo_bad_page *more = realloc(pages->bad, capacity * sizeof *more);

        if (more == NULL) {
            return diag_fail(JET_errOutOfMemory, "no memory to replay a log");
        }
        pages->bad = more;
        pages->capacity = capacity;
    }
    pages->bad[pages->count++] = (struct redo_bad_page){pgno, cause, redo->lgpos};
    return JET_errSuccess;
}

void redo_pages_forget(struct redo_pages *pages, uint32_t first, uint64_t count)
{
    for (uint32_t i = 0; i < pages->count;) {
        if (pages->bad[i].pgno >= first && pages->bad[i].pgno - first < count) {
            pages->bad[i] = pages->bad[--pages->count];
        } else {
            i++;
        }
    }
}

JET_ERR redo_pages_check(const struct redo_pages *pages, const char *path)
{
    const struct redo_bad_page *first = NULL;

    for (uint32_t i = 0; i < pages->count; i++) {
        if (first == NULL || pages->bad[i].lgpos < first->lgpos) {
            first = &pages->bad[i];
        }
    }
    return first == NULL
               ? JET_errSuccess
               : diag_fail(
                     first->err,
                     "page %u of '%s' is not what the log has at %X:%X:%X, and nothing later explains it",
                     first->pgno, path, (unsigned)(first->lgpos >> 32),
                     (unsigned)(first->lgpos >> 16 & 0xFFFF), (unsigned)(first->lgpos & 0xFFFF));
}

void redo_pages_free(struct redo_pages *pages)
{
    free(pages->bad);
    *pages = (struct redo_pages){0};
}

/* ------------------------------------------------------------------------------------------------- access */

static bool is_missing(JET_ERR err)
{
    return err == JET_errPageNotInitialized || err == JET_errFileIOBeyondEOF;
}

static bool is_set_back(uint64_t dbtime)
{
    return dbtime == DBTIME_SHRUNK || dbtime == DBTIME_REVERT || dbtime == DBTIME_REVERT_DELETE;
}

/* The page is neither before nor behind the change. */
static JET_ERR wrong_time(const struct redo *redo, uint32_t pgno, uint64_t now, uint64_t before,
                          uint64_t after)
{
    const bool old = now < before;

    if (old && redo->may_be_newer) {
        return remember(redo, pgno, JET_errDbTimeTooOld);
    }
    return diag_fail(old ? JET_errDbTimeTooOld : JET_errDbTimeTooNew,
                     "page %u of '%s' is at change %llu; the log at %X:%X:%X leads from %llu to %llu", pgno,
                     redo->database->path, (unsigned long long)now, (unsigned)(redo->lgpos >> 32),
                     (unsigned)(redo->lgpos >> 16 & 0xFFFF), (unsigned)(redo->lgpos & 0xFFFF),
                     (unsigned long long)before, (unsigned long long)after);
}

/* Decides for a page that could be read; lets it go when nothing is to be done. */
static JET_ERR decide(const struct redo *redo, uint64_t before, uint64_t after, struct page_ref *page)
{
    const uint32_t pgno = page->pgno;
    const uint64_t now = get_u64(page->image + 8);

    if (now < after && now == before) {
        return JET_errSuccess;
    }
    page_unlatch(page);
    if (now < after) {
        return wrong_time(redo, pgno, now, before, after);
    }
    if (is_set_back(now)) {
        return redo->may_be_newer ? remember(redo, pgno, JET_errRecoveryVerifyFailure)
                                  : diag_fail(JET_errRecoveryVerifyFailure, "page %u of '%s' was cut off",
                                              pgno, redo->database->path);
    }
    return redo->may_be_newer
               ? JET_errSuccess
               : diag_fail(JET_errDbTimeBeyondMaxRequired,
                           "page %u of '%s' has change %llu, of a log that the header does not name", pgno,
                           redo->database->path, (unsigned long long)now);
}

JET_ERR redo_page(const struct redo *redo, uint32_t pgno, uint64_t before, uint64_t after,
                  struct page_ref *page)
{
    JET_ERR err;

    *page = (struct page_ref){0};
    if (find(redo->pages, pgno) != NULL) {
        return JET_errSuccess;
    }
    err = page_latch(redo->database->pages, pgno, LATCH_EXCLUSIVE, page);
    if (is_missing(err) && redo->may_be_newer) {
        *page = (struct page_ref){0};
        return remember(redo, pgno, err);
    }
    JET_TRY(err);
    return decide(redo, before, after, page);
}

JET_ERR redo_page_new(const struct redo *redo, uint32_t pgno, uint64_t after, struct page_ref *page)
{
    *page = (struct page_ref){0};
    redo_pages_forget(redo->pages, pgno, 1);
    if (redo->may_be_newer && page_latch(redo->database->pages, pgno, LATCH_EXCLUSIVE, page) >= 0) {
        const uint64_t now = get_u64(page->image + 8);

        page_unlatch(page);
        if (now >= after && !is_set_back(now)) {
            return JET_errSuccess;
        }
    }
    return page_latch_new(redo->database->pages, pgno, page);
}

/* -------------------------------------------------------------------------------------------------- helps */

JET_ERR redo_key_of(const struct redo *redo, uint32_t pgno, const struct page_node *node, uint8_t *key,
                    struct bytes *whole)
{
    const uint32_t size = node->prefix.size + node->suffix.size;

    if (size > TREE_BOOKMARK_MAX) {
        return redo_refuse(redo, pgno, "a key there is too long");
    }
    memcpy(key, node->prefix.at, node->prefix.size);
    memcpy(key + node->prefix.size, node->suffix.at, node->suffix.size);
    *whole = (struct bytes){key, size};
    return JET_errSuccess;
}

JET_ERR redo_image(const struct redo *redo, uint32_t pgno, struct bytes stored, uint32_t flags,
                   uint8_t *image)
{
    const uint32_t size = redo_page_size(redo);
    uint32_t got = stored.size;

    if (stored.size == 0) {
        return diag_fail(
            JET_errDatabaseBufferDependenciesCorrupted,
            "page %u of '%s' was written, and the page that got its entries was not; the log has no "
            "image of it",
            pgno, redo->database->path);
    }
    if (flags & LOG_IMAGE_COMPRESSED) {
        JET_TRY(redo->expand(stored, image, size, &got));
    } else if (stored.size > size) {
        return redo_refuse(redo, pgno, "its image there is larger than a page");
    } else {
        memcpy(image, stored.at, stored.size);
    }
    if (flags & LOG_IMAGE_DEHYDRATED ? !page_rehydrate(image, got, size) : got != size) {
        return redo_refuse(redo, pgno, "its image there is no page");
    }
    return page_check_bounds(image, size, pgno) < 0 ? redo_refuse(redo, pgno, "its image there is damaged")
                                                    : JET_errSuccess;
}
