/*
 * version_parts.h - what the files of the version store share. For posix/version only.
 *
 *   version_table.c    nodes that have versions: the table, chains, visibility and conflicts
 *   version_store.c    the store of an instance: transactions, their memory, adding and handing over
 *   version_undo.c     rollback
 *   version_log.c      before-images in the log
 *   version_clean.c    what waits until old snapshots are gone
 *   version_tree.c     all versions of a tree
 *   version_redo.c     versions of transactions that a log is replayed of
 *
 *   slot -> newest of a node -> (hash_next) newest of another node ...
 *              | older
 *              v
 *           next older of the node ...
 *
 *   transaction -> newest change -> (previous) ... -> the first
 *               -> inserts that were rolled back, whose nodes are to be removed: (older) ...
 *               -> chunks of memory in which all of them lie, in order
 *
 * Locks, in this order: store->cleaning, store->forgetting, store->lock, the lock of a transaction. The table's are taken alone. Whoever holds a latch
 * may take all but the first two, and none but that is held while a page is latched.
 */
#ifndef ESENT_VERSION_PARTS_H
#define ESENT_VERSION_PARTS_H

#include "instance/instance.h"
#include "os.h"
#include "version/version.h"

enum {
    VERSION_ACTION = 256, /* operations beside enum version_operation: a struct version_action, no node */
    VERSION_NOTHING,      /* was one of the others, and is done with */
};

struct version {
    struct version *hash_next, *older;    /* under the table's lock while `linked` */
    struct version *previous, *following; /* of the same transaction, under its lock */
    struct transaction *transaction;
    struct tree tree;
    uint64_t position; /* of its record; 0: not logged, or not yet */
    uint32_t pgno;     /* where the node was then */
    uint32_t hash;
    uint32_t id;
    uint32_t offset; /* of a delta */
    uint32_t key_size, data_size, before_size;
    uint16_t
        size_max; /* of a replace: the most that the data has been in uncommitted states, before and after included */
    int16_t
        size_delta; /* how many bytes it keeps free for rollbacks, or uses of those: what Windows calls cbDelta */
    _Atomic(uint16_t) operation; /* VERSION_NOTHING may come from another thread: version_tree.c */
    uint8_t level;
    bool before_logged; /* UndoInfo is in the log */
    bool linked;        /* in the chain of its node */
    uint8_t bytes[];    /* key, data, before-image or delta; or a struct version_action */
};

struct chunk {
    struct chunk *previous;
    uint32_t size, used; /* of `bytes` */
    _Alignas(8) uint8_t bytes[];
};

struct transaction {
    struct session_changes head; /* first: a session's changes are cast to it */
    uint32_t
        settled; /* stamp: the commit, or the end of its actions; older snapshots may need what was before */
    struct store *store;
    struct os_mutex
        lock; /* its thread changes the list under it and reads it without, others read it under it */
    struct session *session; /* while it is open */
    struct version *newest, *first;
    struct version
        *unlogged; /* those before it have their before-images in the log; NULL: all that are logged */
    struct version *removals;
    struct chunk *chunks;             /* the newest first */
    bool has_work;                    /* at cleaning: nodes to remove, actions to finish */
    struct transaction *next, *prior; /* in a list of the store */
};

struct transaction_list {
    struct transaction *first, *last;
};

struct store {
    struct instance_versions head; /* first */
    struct instance *instance;
    uint64_t limit; /* bytes of chunks */
    uint32_t chunk_size;
    _Atomic(uint64_t) bytes;
    _Atomic(uint32_t) last_id;
    struct os_mutex lock;               /* over the lists and what the thread is told */
    struct transaction_list open, done; /* done: committed, in order */
    struct os_condition wake;
    bool stop, urgent;
    struct os_rwlock forgetting; /* shared: versions of open transactions leave the table; exclusive: a tree's
                                    are forgotten */
    struct os_mutex cleaning;    /* one cleans at a time, with `session` */
    struct session *session;
    struct os_thread thread;
};

static inline struct transaction *transaction_of(const struct session *session)
{
    return (struct transaction *)session->changes;
}

static inline struct bytes version_key(const struct version *version)
{
    return (struct bytes){version->bytes, version->key_size};
}

static inline struct bytes version_data(const struct version *version)
{
    return (struct bytes){version->bytes + version->key_size, version->data_size};
}

static inline struct bytes version_before(const struct version *version)
{
    return (struct bytes){version->bytes + version->key_size + version->data_size, version->before_size};
}

static inline int64_t version_delta(const struct version *version)
{
    const uint8_t *at = version_before(version).at;

    return version->operation == VERSION_DELTA ? (int32_t)get_u32(at) : (int64_t)get_u64(at);
}

static inline bool version_is_of_node(const struct version *version)
{
    return version->operation < VERSION_ACTION;
}

/* ---------------------------------------------------------------------------------------- version_table.c */

/* Prepares the table for use; once or more. */
void table_prepare(void);

/* One transaction more, or fewer, has changes: without any, look-ups are not needed. */
void table_count(int transactions);

/* The hash of a node by its bookmark. */
uint32_t table_hash(const struct tree *tree, struct bytes key, struct bytes data);

/* Nodes with this hash are going to be looked for: meanwhile the processor may fetch their slot. */
void table_prefetch(uint32_t hash);

/* Makes a version the newest of its node. */
void table_link(struct version *version);

/* Moves the newest version of a node down to where its id has it among those of its transaction. */
void table_sort(struct version *version);

/* Takes a version out of its chain; true when it was the last one of its node. */
bool table_unlink(struct version *version);

/* Is it a change of the node's data or being, the first one that its transaction made? */
bool table_is_first_change(const struct version *version);

/* The most bytes that rollbacks in progress and the version itself have the node's data be: before a replace is made. */
uint32_t table_largest(const struct version *version);

/* ---------------------------------------------------------------------------------------- version_store.c */

/* Puts a transaction at the end of a list and takes it off; under store->lock. */
void list_append(struct transaction_list *list, struct transaction *transaction);
void list_take_off(struct transaction_list *list, struct transaction *transaction);

/* Takes the newest version off its transaction, and gives its memory back unless `keep`; it is not in the table. */
void transaction_pop(struct transaction *transaction, bool keep);

/* Hands a transaction that has ended over to be cleaned, or frees it when nothing of it is left. */
void transaction_hand_over(struct transaction *transaction);

/* Takes all versions of a transaction that has no work left out of the table and off the transaction. */
void transaction_forget(struct transaction *transaction);

/* Frees the memory of a transaction that is in no list and whose versions are not in the table. */
void transaction_free(struct transaction *transaction);

/* The attached database that a tree lies in, NULL when it is gone. */
struct database *store_database(struct store *store, const struct tree *tree);

/* ----------------------------------------------------------------------------------------- version_undo.c */

JET_ERR undo_level(struct session *session);
void undo_nothing(struct session *session);

/* ------------------------------------------------------------------------------------------ version_log.c */

/* As instance_versions.log_before_images. */
JET_ERR log_before_images(struct instance_versions *versions, uint64_t lsn, uint64_t *until);

/* The same for one change that is about to be undone. */
JET_ERR log_before_undo(struct version *version);

/* ---------------------------------------------------------------------------------------- version_clean.c */

JET_ERR clean_start(struct store *store);
void clean_stop(struct store *store);

/* Removes the nodes of inserts that the session has rolled back; those of the store's own session wait. */
void clean_removals(struct session *session, struct transaction *transaction);

/* As instance_versions.clean. */
JET_ERR clean_now(struct instance_versions *versions, struct database *leaving);

/* Frees what can be freed without touching a page; callers may hold latches. Says whether more waits for the thread alone. */
bool clean_memory(struct store *store);

#endif
