/*
 * version.h - the version store: what nodes were before changes that not everybody may see yet.
 *
 *   page           holds each node in its newest state, with the flag NODE_VERSIONED while it may have versions
 *   version store  per node a chain of entries, newest first: who changed it, when, and what it was
 *
 *   begin          a transaction's snapshot is the stamp it takes at level 0 -> 1
 *   commit         level 1 -> 0 gives its entries the commit stamp; they are visible to snapshots taken later
 *   rollback       undoes its entries, newest first
 *   cleanup        entries that every snapshot sees are dropped; nodes deleted by them are removed from their pages
 *
 * Stamps grow by 4 and compare circularly (instance/transaction.h). The rules of visibility and of write conflicts: reference
 * log-and-recovery 13.
 *
 * Layers: a tree asks the version store while it holds the page's latch; the version store never latches pages, except that
 * rollback and cleanup call the tree's functions with no latch held.
 *
 * One table serves all instances of the process; the file and the object id of a tree tell their nodes apart. A look-up for a
 * node takes one of many locks, and none when no version has the node's hash. Entries belong to their transaction, whose memory
 * is given back in one when every snapshot sees its commit. The bytes of all are bounded by JET_paramMaxVerPages times
 * JET_paramVerPageSize.
 */
#ifndef ESENT_VERSION_H
#define ESENT_VERSION_H

#include <stdbool.h>
#include <stdint.h>

#include "btree/tree.h"
#include "instance/session.h"

enum version_operation {
    VERSION_INSERT = 1,
    VERSION_REPLACE = 2,
    VERSION_FLAG_DELETE = 3,
    VERSION_DELTA = 4,
    VERSION_READ_LOCK = 5,
    VERSION_WRITE_LOCK = 6,
    VERSION_DELTA64 = 9,
};

struct instance;
struct version;

/*
 * May the session change this node in this way now? JET_errWriteConflict. The page is latched UPDATE or EXCLUSIVE, so the answer
 * holds until it is released. `data`: of a node of a non-unique tree; empty in a unique one, here and below.
 */
JET_ERR version_check(struct session *session, const struct tree *tree, struct bytes key, struct bytes data,
                      enum version_operation operation);

/*
 * Adds an entry for a change that the caller is about to make under the EXCLUSIVE latch. `before`: the node's data before a
 * replace (copied), or for a delta 4 or 8 bytes of the delta and `offset` of the column. `*id` goes into the log record (rceid).
 * JET_errNotInTransaction, JET_errVersionStoreOutOfMemory, JET_errOutOfMemory.
 */
JET_ERR version_add(struct session *session, const struct tree *tree, struct bytes key, struct bytes data,
                    enum version_operation operation, struct bytes before, uint32_t offset, uint32_t *id,
                    struct version **version);

/*
 * The record of the change of an entry is in the log at `position`, the node then being on page `pgno`; `new_size` are the bytes of
 * data that a replace leaves. Under the same latch as version_add(). Not called for what is not logged.
 */
void version_logged(struct version *version, uint32_t pgno, uint64_t position, uint32_t new_size);

/* Takes back an entry whose change could not be made after all; it must be the session's newest. */
void version_cancel(struct session *session, struct version *version);

/*
 * tree_undo() says that the change is undone on its page, before it lets the page's latch go: readers of the page then no longer
 * take the version into account.
 */
void version_undone(struct version *version);

/* What a session sees of a node whose NODE_VERSIONED flag is set. */
enum version_view {
    VERSION_AS_ON_PAGE, /* the page's data and deleted flag */
    VERSION_ABSENT,     /* does not exist for this session */
    VERSION_BEFORE,     /* exists, with the data in `before` */
};

/*
 * Tells what the session sees of a node whose page is latched. `*before` is in the page or in the `capacity` bytes at `scratch`, a
 * page's size. With `before` NULL it tells the kind only, and needs no scratch. A session outside of a transaction sees what is
 * committed now.
 */
enum version_view version_see(const struct session *session, const struct tree *tree,
                              const struct page_node *node, struct bytes *before, uint8_t *scratch,
                              uint32_t capacity);

/*
 * Bytes that rollbacks may need beyond `data_size`, the present size of the node's data: its largest uncommitted
 * before-image is larger by that much, or 0. They stay free in the page.
 */
uint32_t version_reserve(const struct tree *tree, struct bytes key, struct bytes data, uint32_t data_size);

/*
 * How much of a node's number may be taken back: the sum of what other transactions, which are not committed, have added to it by
 * deltas above 0.
 */
uint64_t version_open_gains(const struct session *session, const struct tree *tree, struct bytes key,
                            struct bytes data);

/* True when some transaction may still need the node: it must not be removed from its page. The page is latched. */
bool version_is_active(const struct tree *tree, struct bytes key, struct bytes data);

/* Has the session's transaction changed the tree in a level below `level`? Looks at all changes of those levels. */
bool version_has_changed(const struct session *session, const struct tree *tree, uint32_t level);

/*
 * A change of something else than a node, such as a schema that is in memory, with what has to be done for it in the end. One of
 * undo() and finish() is called at last, and frees `context`; functions may be NULL but not both of these.
 */
struct version_action {
    struct database
        *database; /* whose detach asks for the end; it waits for open transactions that have one */
    void (*undo)(void *context, struct session *session); /* its level is rolled back */
    void (*commit)(void *context,
                   struct session *session); /* the transaction is committed, and others see it */
    void (*finish)(void *context,
                   struct session *session); /* nobody sees the state before any more; any thread */
    void *context;
};

/* Adds an action to the session's transaction; it takes its turn among the changes of nodes. Errors of version_add(). */
JET_ERR version_add_action(struct session *session, const struct version_action *action);

/*
 * A tree is about to be freed, and nobody changes it any more: forgets the versions of its nodes, in all transactions, open or not.
 * Holding no latch; `cleaning`: called by the finish() of an action.
 */
void version_forget_tree(struct instance *instance, const struct tree *tree, bool cleaning);

/* Has the open transaction of another session changed the tree? */
bool version_is_changed_by_others(const struct session *session, const struct tree *tree);

/*
 * Calls `visit` with the bookmark of each node of a tree that the session's transaction has changed, once for each, until that gives
 * an error. Changes that it makes itself are not told. Locks and deltas do not count as changes.
 */
typedef JET_ERR (*version_visit)(void *context, struct bytes key, struct bytes data);
JET_ERR version_each_changed(struct session *session, const struct tree *tree, version_visit visit,
                             void *context);

/*
 * Does now what waits for old snapshots to go, as far as they are gone: drops entries and removes deleted nodes. The store does it by
 * itself on a thread of its own. Holding no latch.
 */
void version_clean(struct instance *instance);

#endif
