/*
 * tree_redo.h - making the changes of trees again from the log.
 *
 *   page's number of change        record's before, after
 *     == before                    the change is made
 *     >= after                     it is in the file already: left out
 *     anything else                an earlier change is lost, or the page belongs to another history
 *
 * So a replay can be broken off anywhere and run again. Versions are kept for what was changed in transactions that have not ended
 * in the log, whether or not the page needs the change: so that they can be rolled back as they would have been.
 *
 * The replay is the only one that uses the instance. Pages are latched EXCLUSIVE one record at a time. A record of any content
 * gives an error at worst: what it says is checked against the page before that is changed.
 *
 * Rules: reference log-and-recovery 10, 11.
 */
#ifndef ESENT_TREE_REDO_H
#define ESENT_TREE_REDO_H

#include "btree/tree_change.h"
#include "log/log_record.h"

/*
 * Pages that are not as the log has them although the file may be newer than the record: they have been freed since, cut off, or made
 * anew. A later record has to say so; until then they are left alone, and if none does the database is damaged.
 */
struct redo_pages {
    struct redo_bad_page *bad;
    uint32_t count, capacity;
};

struct redo_bad_page {
    uint32_t pgno;
    JET_ERR err;
    uint64_t lgpos;
};

/* One record, or macro, that is made again. */
struct redo {
    struct session *session; /* in its transaction */
    struct database *database;
    struct redo_pages *pages; /* of the database */
    uint64_t lgpos;
    bool may_be_newer; /* pages of the file may have changes from later in the log */

    /* Expands compressed bytes of a record, which a higher layer knows; at most `capacity` into `plain`. */
    JET_ERR (*expand)(struct bytes stored, uint8_t *plain, uint32_t capacity, uint32_t *size);
};

/*
 * Latches a page that a record changes EXCLUSIVE if the change has to be made; else `page->image` is NULL. JET_errDbTimeTooOld,
 * JET_errDbTimeTooNew, errors of page_latch().
 */
JET_ERR redo_page(const struct redo *redo, uint32_t pgno, uint64_t before, uint64_t after,
                  struct page_ref *page);

/* The same for a page that a record fills; its image is zeros. */
JET_ERR redo_page_new(const struct redo *redo, uint32_t pgno, uint64_t after, struct page_ref *page);

/* Pages from `first` on are free, or gone: what they look like does not matter. */
void redo_pages_forget(struct redo_pages *pages, uint32_t first, uint64_t count);

/* The error of the page that was bad first, JET_errSuccess when none is left. */
JET_ERR redo_pages_check(const struct redo_pages *pages, const char *path);
void redo_pages_free(struct redo_pages *pages);

/* A record with the node prefix that is no part of a macro. JET_errLogFileCorrupt when it does not fit its page. */
JET_ERR tree_redo_node(const struct redo *redo, struct bytes record);

/* NewPage: a page that is going to be used, and says so already. */
JET_ERR tree_redo_new_page(const struct redo *redo, const struct log_new_page *record);

/*
 * The records of a macro, in the order of the log: Split2 or Merge2 first. `dbtime` is that of all pages. JET_errLogFileCorrupt,
 * JET_errDatabaseBufferDependenciesCorrupted when an image of a page is needed that the record does not have.
 */
JET_ERR tree_redo_split(const struct redo *redo, uint64_t dbtime, const struct bytes *records,
                        uint32_t count);
JET_ERR tree_redo_merge(const struct redo *redo, uint64_t dbtime, const struct bytes *records,
                        uint32_t count);

#endif
