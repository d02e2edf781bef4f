/*
 * tree_change_log.h - the log records of changes, made and appended under the latches of the pages that they change.
 *
 * Each function does nothing, and gives position 0, when the database is not logged. When it fails nothing has changed, and the
 * caller leaves its pages as they are. A change of several pages is a macro: its records share one number of change, and
 * count only together with the one that ends it.
 *
 * For posix/btree and posix/space.
 */
#ifndef ESENT_TREE_CHANGE_LOG_H
#define ESENT_TREE_CHANGE_LOG_H

#include "btree/tree_change_parts.h"
#include "instance/database.h"
#include "log/log_record.h"

static inline bool change_is_logged(const struct change *change)
{
    return change->database->log != NULL;
}

/* The root that records name: for an extent tree its owner's. */
static inline uint32_t change_log_root(const struct change *change, const struct tree *tree)
{
    return change->flags & CHANGE_SPACE ? change->owner : tree->root;
}

/* Where a change takes place. */
struct log_place {
    const struct change *change;
    const struct tree *tree;
    const struct page_ref *page;
    unsigned line;   /* index of the node */
    uint64_t dbtime; /* of the change */
    bool in_macro;
};

/* An insert, a replace or the revival of an entry; tells the version store. `old` as before the change, NULL for an insert. */
JET_ERR change_log_operation(const struct log_place *place, const struct operation *operation,
                             const struct page_node *old, uint32_t shared,
                             const struct change_versions *versions, uint64_t *lsn);

/* The deleted flag set, and a node taken out. */
JET_ERR change_log_flag_delete(const struct log_place *place, uint32_t id, struct version *version,
                               uint64_t *lsn);
JET_ERR change_log_delete(const struct log_place *place, uint64_t *lsn);

/* A number in the data of the entry (key, order) changed by `delta`. */
JET_ERR change_log_delta(const struct log_place *place, struct bytes key, struct bytes order, uint32_t offset,
                         uint32_t width, int64_t delta, uint32_t id, struct version *version, uint64_t *lsn);

/* A change undone by rollback. */
JET_ERR change_log_undo(const struct log_place *place, const struct undo *undo, uint64_t *lsn);

/* The external header of the page replaced. */
JET_ERR change_log_external_header(const struct log_place *place, struct bytes header, uint64_t *lsn);

/* The only leaf of a tree, and the pages that lead to it (16 bytes each in `list`), taken out: the root is a leaf again. */
JET_ERR change_log_empty_tree(const struct log_place *root, struct bytes list, uint64_t *lsn);

/* Records that stand alone, or are parts of a macro. The session's begins are logged before the first. */
JET_ERR change_log_append(const struct change *change, const struct log_record *record, uint64_t *lsn);

/* The common beginning of records of pages. */
struct log_page change_log_page(const struct log_place *place, enum log_type type);

/* A macro: begun, filled by change_log_append(), and ended with the pages that it has changed, or aborted. */
enum { MACRO_PAGES_MAX = 3 * (TREE_DEPTH_MAX + 1) + 1 };

struct change_macro {
    const struct change *change;
    uint64_t dbtime;
    unsigned count;
    uint8_t page[4 * MACRO_PAGES_MAX];
};

JET_ERR change_macro_begin(struct change_macro *macro, const struct change *change, uint64_t dbtime);
void change_macro_touches(struct change_macro *macro, const struct page_ref *page);
JET_ERR change_macro_commit(struct change_macro *macro, uint64_t *lsn);
void change_macro_abort(struct change_macro *macro);

/*
 * The image of a page as a record of a split or merge carries it: without its free bytes when that is worth it. `space`
 * has a page's size; `*flags` for the record.
 */
struct bytes change_log_image(const uint8_t *image, uint32_t size, uint8_t *space, uint32_t *flags);

#endif
