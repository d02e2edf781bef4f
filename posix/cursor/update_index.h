/*
 * update_index.h - the entries of a row in the secondary indexes of its table.
 *
 * An entry is (key, bookmark). The keys that a record has in an index are a set: however often its values give the same key, the
 * index has it once. A change of a row takes the difference of two sets out of each index and puts another one in.
 */
#ifndef ESENT_UPDATE_INDEX_H
#define ESENT_UPDATE_INDEX_H

#include "btree/tree_change.h"
#include "key/key.h"

/* The keys of one record in one index. */
struct key_set {
    uint8_t *bytes;
    struct key_span {
        uint32_t at, size;
    } * keys; /* in order, each once */
    uint32_t used, room, count, most;
};

/* Writes the entries of one table; used by one thread at a time, holds no page between two calls. */
struct index_writer {
    const struct table *table;
    struct key_set old, now;
    struct tree_cursor *cursors; /* one per index, so that each knows where it was last; NULL until they are needed */
    uint32_t *order; /* of the indexes: the latest made first, as Microsoft's engine writes them */
    uint32_t cursor_count;
};

void index_writer_init(struct index_writer *writer, const struct table *table);
void index_writer_free(struct index_writer *writer);

/* Goes over to a new version of the table's schema. */
void index_writer_follow(struct index_writer *writer, const struct table *table);

/* What is changed: a row with this bookmark, from one record to another. Either may be NULL. */
struct row_change {
    struct session *session;
    struct long_value_reader *values;
    const struct record *old, *now;
    struct bytes bookmark;
    uint64_t columns; /* column_mask() of those that may differ */
    uint32_t flags;   /* enum change_flags */
};

/* The columns that decide about the entries of an index. */
uint64_t index_columns(const struct index *index);

/*
 * Brings all secondary indexes in order. JET_errKeyDuplicate where an index is unique, JET_errSecondaryIndexCorrupted when an
 * entry of `old` is missing, JET_errWriteConflict, errors of keys (key.h), trees and space. After an error the caller rolls its
 * level back.
 */
JET_ERR index_writer_change(struct index_writer *writer, const struct row_change *change);

/*
 * Brings the entries of the row in one index in order, which may be so already: entries that are missing or there are no error.
 * `cursor` is in the tree of the index; `old` and `now` are scratch. `old_values` reads the long values of change->old.
 */
struct catching_up {
    struct database *database;
    const struct index *index;
    struct tree_cursor *cursor;
    struct long_value_reader *old_values;
    struct key_set old, now;
};

JET_ERR index_catch_up(struct catching_up *what, const struct row_change *change);
void key_sets_free(struct key_set *old, struct key_set *now);

#endif
