/*
 * update.h - changing rows of a table: what a table cursor keeps from JetPrepareUpdate to JetUpdate.
 *
 *   update.c         preparing, setting columns, cancelling
 *   update_write.c   JetUpdate
 *   update_row.c     JetDelete, JetEscrowUpdate, JetGetLock
 *   update_count.c   auto-increment columns, numbers of rows
 *   update_index.c   entries in secondary indexes
 *   update_long.c    long values
 *
 *   none --JetPrepareUpdate--> prepared --JetSetColumn--> ... --JetUpdate--> none
 *                              cancelled by JetPrepareUpdate(Cancel), by moving the cursor, by its end, and by the rollback of a
 *                              level that it was prepared in or that long values were set in
 *
 * JetUpdate and JetDelete make their changes in a level of their own where there are several: after an error nothing is changed, and
 * an update is still prepared. Trees are changed through cursors of the update, so that the places of the table cursor stay.
 *
 * Source: reference api-semantics 7.
 */
#ifndef ESENT_UPDATE_H
#define ESENT_UPDATE_H

#include "cursor/table_cursor_parts.h"
#include "cursor/update_index.h"
#include "cursor/update_long.h"
#include "record/record_build.h"

enum update_kind {
    UPDATE_NONE,
    UPDATE_INSERT,
    UPDATE_REPLACE,
    UPDATE_INSERT_COPY,
    UPDATE_MOVE, /* a copy is inserted, and the original deleted */
    UPDATE_READ, /* a copy that is only read */
};

struct update {
    enum update_kind kind;
    struct table *table; /* that everything below is made for */
    bool compares;       /* without a lock: the row must be as it was */
    bool sets_number;    /* the program sets the auto-increment column */
    bool unversioned;    /* JET_bitUpdateNoVersion: this JetUpdate inserts without versions */
    uint32_t level;      /* of the transaction that it was prepared in */
    uint64_t columns;    /* column_mask() of those that were set, or may have changed when that failed */
    struct record_builder record;
    struct row row;    /* reads `record` */
    uint8_t *original; /* of a row that is replaced; as large as the builder */
    uint32_t original_size;
    struct tree_cursor at; /* in the table */
    struct index_writer indexes;
    struct update_long long_values;

    /* What the table's columns mean for updates. */
    const struct column *number, *version; /* auto-increment and version column, NULL without */
    bool has_not_null;
};

static inline bool update_is_prepared(const struct table_cursor *cursor)
{
    return cursor->update != NULL && cursor->update->kind != UPDATE_NONE;
}

/* Cancels an update that is prepared, for calls that do so: harmless without. */
JET_ERR update_leave(struct table_cursor *cursor);

/* Makes cursor->update ready; what is prepared stays so. JET_errOutOfMemory, and errors of update_leave(). */
JET_ERR update_need(struct table_cursor *cursor);

/* The end of a cursor. */
void update_end(struct table_cursor *cursor);

/* The cursor has gone over to a new version of its table's schema; what is prepared stays so. */
void update_follow(struct table_cursor *cursor);

/* Levels of transactions end. */
void update_commit(struct table_cursor *cursor, uint32_t level);
void update_rollback(struct table_cursor *cursor, uint32_t level);

/* What a call that reads with JET_bitRetrieveCopy or its like reads from. */
struct row *update_row_for(struct table_cursor *cursor, bool from_copy);

/* JET_errPermissionDenied, JET_errTransReadOnly where rows cannot be changed through the cursor. */
JET_ERR update_check_rights(const struct table_cursor *cursor);

/*
 * The cursor has the schema that its session's snapshot sees; in a transaction. JET_errWriteConflictPrimaryIndex.
 */
JET_ERR update_follow_schema(struct table_cursor *cursor);

/*
 * Begins the level of a change of rows: session_work_begin(), after which the cursor has the schema that the level's snapshot sees.
 * JET_errWriteConflictPrimaryIndex. After an error there is no level.
 */
JET_ERR update_work_begin(struct table_cursor *cursor);

/* Stands on the row of the cursor's place, for a change through update->at. The place has been held before. */
JET_ERR update_stand_on_row(struct table_cursor *cursor);

/* Nobody else changes the row of the cursor's place from here on. JET_errWriteConflict, and errors of the place. */
JET_ERR update_lock_row(struct table_cursor *cursor);

/* JET_errSessionWriteConflict while another cursor of the session replaces the row. */
JET_ERR update_check_session(struct table_cursor *cursor);

/* How the table itself is changed. */
struct change update_change(const struct table_cursor *cursor);

/* ------------------------------------------------------------------------------------------- update_count.c */

/* Gives the auto-increment column of the record that is being made its next value. JET_errOutOfAutoincrementValues. */
JET_ERR update_set_number(struct table_cursor *cursor);

/* Checks the value that the program set. JET_errAutoIncrementNotSet, JET_errInvalidParameter, JET_errSetAutoIncrementTooHigh. */
JET_ERR update_check_number(struct table_cursor *cursor);

/* The key of a new row in a table without a primary index. JET_errOutOfSequentialIndexValues. */
JET_ERR update_next_row(struct table_cursor *cursor, struct key *key);

/* ---------------------------------------------------------------------------------------------- update_write.c */

/*
 * Deletes the row that the cursor's place is on, whose record is `old`, with its index entries; its long values stay. In a level of
 * the caller's.
 */
JET_ERR update_delete_row(struct table_cursor *cursor, const struct record *old);

/* ------------------------------------------------------------------------------------------------- operations */

JET_ERR table_prepare_update(struct cursor *head, uint32_t prep);
JET_ERR table_set_column(struct cursor *head, JET_COLUMNID id, const void *data, uint32_t size,
                         JET_GRBIT grbit, const JET_SETINFO *info);
JET_ERR table_set_columns(struct cursor *head, JET_SETCOLUMN *columns, uint32_t count);
JET_ERR table_update(struct cursor *head, void *bookmark, uint32_t capacity, uint32_t *size, JET_GRBIT grbit);
JET_ERR table_remove(struct cursor *head);
JET_ERR table_escrow_update(struct cursor *head, JET_COLUMNID id, const void *delta, uint32_t size, void *old,
                            uint32_t old_capacity, uint32_t *old_size, JET_GRBIT grbit);
JET_ERR table_get_lock(struct cursor *head, JET_GRBIT grbit);

#endif
