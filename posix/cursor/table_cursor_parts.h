/*
 * table_cursor_parts.h - what the files of the table cursor share.
 *
 *   table_cursor.c    life of a cursor, its operations, transactions
 *   table_use.c       who has a table open, and denies it to whom; cursors and new schemas
 *   place.c           positions in the table's trees
 *   move.c            JetMove, positions by number, counting
 *   seek.c            keys, seeks, index ranges
 *   current_index.c   choosing the index, bookmarks
 *   filter.c          JetSetCursorFilter
 *   index_columns.c   reading columns from an index entry
 *   by_reference.c    long values by their references
 *   stream_records.c  many records into one buffer
 *   preread.c         hints
 *   update.h          changing rows
 *
 * A table cursor has a place in the table (primary index), and with a current secondary index one there too.
 * The secondary place leads: after it has moved, the place in the table is set to the bookmark in the index
 * entry and looked up when a column is read.
 *
 *   place       deferred    the first entry, but nobody has looked yet (after JetOpenTable,
 * JetSetCurrentIndex) else        that of its tree cursor: before the first, on an entry, in a gap, after the
 * last
 *
 * Invariant: between two calls of the API nothing is latched.
 *
 * Source: reference api-semantics 6.
 */
#ifndef ESENT_TABLE_CURSOR_PARTS_H
#define ESENT_TABLE_CURSOR_PARTS_H

#include "cursor/row.h"
#include "cursor/table_cursor.h"
#include "key/key.h"

struct cursor_filter;
struct update;

struct place {
    struct tree_cursor at;
    bool deferred;
    uint32_t level; /* of the transaction in which it moved last */
};

struct table_cursor {
    struct cursor head;
    struct row row; /* reads `primary` */
    struct long_value_reader values;
    struct place primary, secondary;
    struct tree_cursor probe;  /* looks things up while the places stay; allocates nothing until it does */
    const struct index *index; /* the current secondary one; NULL: the primary one */
    uint32_t index_level;      /* of the transaction in which it was chosen */
    uint32_t open_level;       /* of the transaction in which the cursor was opened */
    struct cursor_filter *filter;
    struct update *update; /* made with the first change (update.h) */

    /*
     * The key of JetMakeKey. `search.made` goes when it is used; its bytes stay, as the limit of a range and
     * for JetRetrieveKey(JET_bitRetrieveCopy).
     */
    struct search_key search;
    bool range; /* `search` limits moves in one direction */
    bool range_upper, range_inclusive;

    /* Among the cursors of the table; under the lock of table_use.c. */
    struct table_cursor *next, *previous;
    bool denies_read, denies_write;
    bool permits_ddl; /* although the schema is fixed */
};

static inline struct table_cursor *table_cursor_of(struct cursor *cursor)
{
    return (struct table_cursor *)cursor;
}

/* The place that leads. */
static inline struct place *current_place(struct table_cursor *cursor)
{
    return cursor->index != NULL ? &cursor->secondary : &cursor->primary;
}

/* The index whose keys JetMakeKey makes; NULL in a table without a primary index. */
static inline const struct index *current_index(const struct table_cursor *cursor)
{
    return cursor->index != NULL ? cursor->index : cursor->head.table->primary;
}

/* -------------------------------------------------------------------------------------------- table_use.c */

/*
 * Adds the cursor to those of its table, in the modes of JetOpenTable's grbits. JET_errTableLocked,
 * JET_errTableInUse.
 */
JET_ERR table_use_begin(struct table_cursor *cursor, JET_GRBIT grbit);
void table_use_end(struct table_cursor *cursor);

/* True when some cursor of the session denies reading to others. */
bool table_use_is_exclusive(const struct session *session, const struct table *table);

/* Cursors on any version of the table, and of these with the index current. */
uint32_t table_use_count(const struct table *table, const struct index *index);

/* Does another cursor of the session have a replace of this one's row prepared? */
bool table_use_is_replacing(const struct table_cursor *cursor);

/* Takes the session's cursors on other versions of the table over to this one. */
void cursors_follow(struct session *session, struct table *table);

/* True when the transaction that made the table is open: nobody but its session can know the table. In schema_change.c. */
bool schema_is_new(const struct table *table);

/* Tells the cursors of other sessions (NULL: of all) that there is a new version. */
void cursors_are_outdated(const struct session *session, const struct table *table);

/* Makes the cursor one on this version of its table, whose reference it takes over: table_cursor.c. */
void table_cursor_follow(struct table_cursor *cursor, struct table *table);

/* -----------------------------------------------------------------------------------------------------------
 * place.c */

/* Goes to the entry that a deferred place means. JET_errNoCurrentRecord in an empty index, which stays
 * deferred. */
JET_ERR place_refresh(struct table_cursor *cursor, struct place *place);

/* Latches the entry of a place. JET_errNoCurrentRecord, JET_errRecordDeleted. */
JET_ERR place_hold(struct table_cursor *cursor, struct place *place);

/* Goes to the first or last entry, latched. JET_errNoCurrentRecord. */
JET_ERR place_end(struct table_cursor *cursor, struct place *place, bool last);

/*
 * Steps to the next or previous entry that the filter lets through, past those with the present key where
 * `over_key` says so; latched. Ends the range when the step leaves it. JET_errNoCurrentRecord.
 */
JET_ERR place_step(struct table_cursor *cursor, struct place *place, bool forward, bool over_key);

/* Steps on from a latched entry until the filter lets one through. */
JET_ERR place_skip(struct table_cursor *cursor, struct place *place, bool forward);

/*
 * The end of every move that found an entry, which is latched: the place in the table follows the index, and
 * pages are let go.
 */
JET_ERR place_settle(struct table_cursor *cursor, struct place *place);

/* The place in the table is before the first row, while that in a current secondary index stays. */
void place_leave_row(struct table_cursor *cursor);

/* Both places stand before the first or after the last entry. */
void places_to_edge(struct table_cursor *cursor, bool after_last);

/* JET_errNoCurrentRecord when the key at the place is outside the range, which then ends; both places are at
 * the edge. */
JET_ERR place_check_range(struct table_cursor *cursor, struct place *place, struct bytes key);

/* True when the place has a bookmark: on an entry, or in the gap of one. */
static inline bool place_has_bookmark(const struct place *place)
{
    return !place->deferred && (place->at.place == TREE_ON_ENTRY || place->at.place == TREE_IN_GAP);
}

static inline bool place_on_entry(const struct place *place)
{
    return !place->deferred && place->at.place == TREE_ON_ENTRY;
}

/* The bookmark of a place that has one and is not latched. */
static inline struct bytes place_key(const struct place *place)
{
    return (struct bytes){place->at.bookmark, place->at.key_size};
}

static inline struct bytes place_data(const struct place *place)
{
    return (struct bytes){place->at.bookmark + place->at.key_size, place->at.data_size};
}

static const struct bytes no_bytes = {(const uint8_t *)"", 0};

/*
 * Looks the entry (key, data) up with the probe, which is then on it, unlatched. JET_errRecordDeleted when
 * there is none. Places stay as they are.
 */
JET_ERR probe_entry(struct table_cursor *cursor, const struct tree *tree, struct bytes key,
                    struct bytes data);

/* Puts the place where the probe is. */
void place_take_probe(struct table_cursor *cursor, struct place *place);

/* The probe at the place's bookmark or behind it, latched; JET_errRecordNotFound when nothing is there. */
JET_ERR probe_bookmark(struct table_cursor *cursor, const struct place *place);

/* ----------------------------------------------------------------------------------------------- filter.c */

/* True in `*matches` when the record of the latched entry of the table passes the filter. */
JET_ERR filter_match(struct table_cursor *cursor, bool *matches);
void filter_free(struct cursor_filter *filter);
bool filter_follow(struct cursor_filter *filter, const struct table *table); /* false: a column is gone */
JET_ERR filter_refuses(const char *what); /* JET_errFilteredMoveNotSupported */

/* ------------------------------------------------------------------------------------ operations, by file */

JET_ERR table_refresh(struct cursor *cursor);
JET_ERR table_duplicate(struct cursor *cursor, JET_TABLEID *tableid);
JET_ERR table_enumerate_columns(struct cursor *cursor, uint32_t id_count, const JET_ENUMCOLUMNID *ids,
                                uint32_t *column_count, JET_ENUMCOLUMN **columns, JET_PFNREALLOC reallocate,
                                void *context, uint32_t most, JET_GRBIT grbit);
JET_ERR table_get_record_size(struct cursor *cursor, JET_RECSIZE3 *sizes, JET_GRBIT grbit);
JET_ERR table_get_cursor_info(struct cursor *cursor, void *result, uint32_t capacity, uint32_t level);

JET_ERR table_move(struct cursor *cursor, int32_t offset, JET_GRBIT grbit);
JET_ERR table_get_position(struct cursor *cursor, JET_RECPOS *position, uint32_t size);
JET_ERR table_goto_position(struct cursor *cursor, const JET_RECPOS *position);
JET_ERR table_count_records(struct cursor *cursor, uint64_t max, uint64_t *count);

JET_ERR table_make_key(struct cursor *cursor, const void *data, uint32_t size, JET_GRBIT grbit);
JET_ERR table_seek(struct cursor *cursor, JET_GRBIT grbit);
JET_ERR table_set_index_range(struct cursor *cursor, JET_GRBIT grbit);
JET_ERR table_retrieve_key(struct cursor *cursor, void *key, uint32_t capacity, uint32_t *size,
                           JET_GRBIT grbit);

JET_ERR table_set_current_index(struct cursor *cursor, const char *name, const JET_INDEXID *id,
                                JET_GRBIT grbit, uint32_t itag);
JET_ERR table_get_current_index(struct cursor *cursor, char *name, uint32_t capacity);
JET_ERR table_get_bookmark(struct cursor *cursor, void *bookmark, uint32_t capacity, uint32_t *size);
JET_ERR table_goto_bookmark(struct cursor *cursor, const void *bookmark, uint32_t size);
JET_ERR table_get_secondary_bookmark(struct cursor *cursor, void *key, uint32_t key_capacity,
                                     uint32_t *key_size, void *bookmark, uint32_t capacity, uint32_t *size);
JET_ERR table_goto_secondary_bookmark(struct cursor *cursor, const void *key, uint32_t key_size,
                                      const void *bookmark, uint32_t size, JET_GRBIT grbit);

/* Makes the primary index current, standing before the first entry. */
void use_primary_index(struct table_cursor *cursor);

JET_ERR table_set_filter(struct cursor *cursor, const JET_INDEX_COLUMN *filters, uint32_t count,
                         JET_GRBIT grbit);

JET_ERR table_preread_keys(struct cursor *cursor, const void *const *keys, const uint32_t *sizes,
                           int32_t count, int32_t *prefetched, JET_GRBIT grbit);
JET_ERR table_preread_ranges(struct cursor *cursor, const JET_INDEX_RANGE *ranges, uint32_t count,
                             uint32_t *prefetched, const JET_COLUMNID *columns, uint32_t column_count,
                             JET_GRBIT grbit, uint32_t most_pages, uint32_t *pages);

JET_ERR table_retrieve_column(struct cursor *cursor, JET_COLUMNID id, void *data, uint32_t capacity,
                              uint32_t *size, JET_GRBIT grbit, JET_RETINFO *info);
JET_ERR table_retrieve_columns(struct cursor *cursor, JET_RETRIEVECOLUMN *columns, uint32_t count);

enum { KEY_VALUE_MAX = 256 };

/*
 * The value of a segment out of a stored key of `index`; `*known` is false when the key does not hold it as it is.
 * JET_errSecondaryIndexCorrupted, JET_errPrimaryIndexCorrupted.
 */
JET_ERR value_from_key(const struct index *index, uint32_t segment, struct bytes key,
                       uint8_t value[KEY_VALUE_MAX], uint32_t *size, bool *is_null, bool *known);

JET_ERR table_retrieve_by_reference(struct cursor *cursor, struct bytes reference, uint32_t offset,
                                    void *data, uint32_t capacity, uint32_t *size, JET_GRBIT grbit);
JET_ERR table_preread_references(struct cursor *cursor, const void *const *references, const uint32_t *sizes,
                                 uint32_t count, uint32_t pages_min, uint32_t pages_max, uint32_t *prefetched,
                                 JET_GRBIT grbit);
JET_ERR table_stream_records(struct cursor *cursor, const JET_COLUMNID *ids, uint32_t count, void *data,
                             uint32_t capacity, uint32_t *size, JET_GRBIT grbit);

#endif
