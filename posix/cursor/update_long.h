/*
 * update_long.h - long values while a row is being changed.
 *
 * They go into the table's tree at once, as part of the session's transaction, so that a value of any size is written piece
 * by piece; the row that refers to them follows with JetUpdate, or never. What an update does to long values is therefore
 * something that can be taken back alone:
 *
 *   made       by this update: changed in place as often as it likes; given up when the update is cancelled
 *   grown      the row's own value, at whose end something was added: cut again when the update is cancelled
 *   dropped    the row's value that it refers to no longer: given up with JetUpdate
 *
 * Every other change of a value that was there before makes a copy.
 */
#ifndef ESENT_UPDATE_LONG_H
#define ESENT_UPDATE_LONG_H

#include "cursor/set_column.h"
#include "longvalue/long_value_write.h"

enum long_value_fate { LONG_VALUE_MADE, LONG_VALUE_GROWN, LONG_VALUE_DROPPED };

struct long_value_note {
    enum long_value_fate fate;
    struct long_value_id id;
    uint32_t size;  /* of one that has grown: before */
    uint32_t level; /* of the transaction */
};

struct update_long {
    struct long_value_store head; /* first: what set_column() uses */
    struct session *session;
    struct long_value_writer writer;
    bool owns; /* the row that is changed may grow its values: a replace */
    struct long_value_note *notes;
    uint32_t count, room;
};

void update_long_init(struct update_long *update, struct session *session, struct table *table);
void update_long_free(struct update_long *update);

/* Goes over to a new version of the table's schema. */
void update_long_follow(struct update_long *update, struct table *table);

/* Takes everything back: the update is cancelled. The first error ends it; the notes are gone in any case. */
JET_ERR update_long_cancel(struct update_long *update);

/* What a record that was read from a row becomes. */
enum long_value_source {
    SOURCE_NONE,   /* the record is new */
    SOURCE_STAYS,  /* a copy beside it */
    SOURCE_LEAVES, /* its successor */
};

/*
 * JetUpdate, in its level: brings the references in order with `record`, which goes into the tree. What it took over from a row
 * that stays is shared, what it dropped of one that leaves is given up. update_long_settled() when the level is committed.
 */
JET_ERR update_long_finish(struct update_long *update, const struct record *record,
                           enum long_value_source source);
void update_long_settled(struct update_long *update);

/* Gives up all long values of a record that is deleted. */
JET_ERR update_long_release_all(struct update_long *update, const struct record *record);

/* The transaction's level ends: its notes belong to the one around it, or are void with what they are about. */
void update_long_commit(struct update_long *update, uint32_t level);
void update_long_rollback(struct update_long *update, uint32_t level);

/* The deepest level that a note is of. */
uint32_t update_long_level(const struct update_long *update);

#endif
