/*
 * long_value_write.h - long values of a table: made, changed, shared, given up.
 *
 *   add         a new id; a root with one reference, then the chunks
 *   change      chunks that the change touches are written again; the root when the size is another one
 *   copy        a value of its own for one of those that refer to it
 *   reference   another record refers to the value, or one does so no longer; the last one takes it away
 *
 * The ids of a table ascend and are never given out twice while the database is attached. A table gets its tree with its
 * first long value, in a transaction of its own, so that a rollback of the value does not take it away from others.
 *
 * Everything is versioned and part of the session's transaction: after an error the caller rolls its level back.
 *
 * Format: long_value.h, reference database-file 12.
 */
#ifndef ESENT_LONG_VALUE_WRITE_H
#define ESENT_LONG_VALUE_WRITE_H

#include "btree/tree_change.h"
#include "longvalue/long_value.h"

/* The id of a long value as records have it. */
struct long_value_id {
    uint32_t size; /* 4 or 8 */
    uint8_t bytes[LONG_VALUE_ID_MAX];
};

static inline struct bytes long_value_id_bytes(const struct long_value_id *id)
{
    return (struct bytes){id->bytes, id->size};
}

/* Writes the long values of one table; used by one thread at a time. */
struct long_value_writer {
    struct table *table;
    struct table_counters *counters; /* NULL until they are needed */
    struct long_value_reader reader; /* holds no page between two calls */
    struct tree_cursor cursor;
    uint8_t *chunk; /* scratch for a chunk and its compressed form; owned */
};

void long_value_writer_init(struct long_value_writer *writer, struct table *table);
void long_value_writer_free(struct long_value_writer *writer);

/* Goes over to a new version of the table's schema, between two calls. */
void long_value_writer_follow(struct long_value_writer *writer, struct table *table);

/* Stores a copy of `value` under a new id; `compress` where chunks get smaller. JET_errOutOfLongValueIDs and errors of trees. */
JET_ERR long_value_add(struct long_value_writer *writer, struct session *session, struct bytes value,
                       bool compress, struct long_value_id *id);

/* Stores a copy of the first `size` bytes of value `from` under a new id. */
JET_ERR long_value_copy(struct long_value_writer *writer, struct session *session, struct bytes from,
                        uint32_t size, bool compress, struct long_value_id *id);

/*
 * Gives value `id` a size of `size` bytes, zeros where it grows, and puts `data` at `offset`, inside of that size. Everybody who
 * refers to the value sees the change. JET_errLVCorrupted when it is absent.
 */
JET_ERR long_value_change(struct long_value_writer *writer, struct session *session, struct bytes id,
                          uint32_t offset, struct bytes data, uint32_t size, bool compress);

/*
 * What an error about a value that a session refers to means: JET_errWriteConflict instead of JET_errLVCorrupted when it is not there
 * because another session, whose change this one does not see, has deleted it.
 */
JET_ERR long_value_blame(const struct long_value_writer *writer, struct session *session, struct bytes id,
                         JET_ERR err);

/* One record more refers to the value. */
JET_ERR long_value_share(struct long_value_writer *writer, struct session *session, struct bytes id);

/* One record less does; without any other the value goes. */
JET_ERR long_value_release(struct long_value_writer *writer, struct session *session, struct bytes id);

#endif
