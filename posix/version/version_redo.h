/*
 * version_redo.h - versions of transactions that a log is replayed of.
 *
 * A replay knows the changes of a transaction by its records, in the order of the log; but for the change of a page that was written
 * before the crash the before-image comes later, as UndoInfo. Ids tell the order in which changes were made, and versions take their
 * place by them. Nobody reads meanwhile: only transactions that are open matter, and their rollback.
 */
#ifndef ESENT_VERSION_REDO_H
#define ESENT_VERSION_REDO_H

#include "btree/tree_change.h"
#include "version/version.h"

/* A change as the log tells it. */
struct version_record {
    uint32_t id;
    enum version_operation operation;
    uint32_t level;      /* of its transaction */
    struct bytes key;    /* the bookmark */
    struct bytes data;   /* of a node of a non-unique tree, else empty */
    struct bytes before; /* as in version_add() */
    uint32_t offset;     /* of a delta */
    bool from_undo_info; /* the before-image is in the log already */
    uint64_t position;   /* of the record */
    uint32_t pgno;       /* where the node is */
};

/*
 * Adds a version to the transaction of the session, unless it has one of this id. JET_errVersionStoreOutOfMemory,
 * JET_errOutOfMemory.
 */
JET_ERR version_redo_add(struct session *session, const struct tree *tree,
                         const struct version_record *record);

/* The version of this id of the session's transaction, NULL when there is none, and what tree_undo() is told of it. */
struct version *version_redo_find(struct session *session, uint32_t id);
void version_redo_describe(const struct version *version, struct undo *undo);

/* Drops a version whose change the log has undone; those of the session's level; all of the session. Pages stay. */
void version_redo_drop(struct version *version);
void version_redo_drop_level(struct session *session);
void version_redo_drop_all(struct session *session);

#endif
