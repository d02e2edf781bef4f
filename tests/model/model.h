/*
 * model.h - what a database should hold: tables, columns, indexes and rows in memory, each with the versions that
 * open transactions make different.
 *
 *   row --> newest version --> older --> older
 *           writer s, level    committed at time t
 *
 * A session sees its own newest version, else the newest one that was committed before its transaction began (outside of
 * transactions: committed at all). Of one row only one session has versions that are not committed, and they are the
 * newest. Escrow counts are kept beside the versions, as amounts with writers of their own.
 *
 * It knows nothing of the engine but the documented rules (reference api-semantics 4 to 7), and no code of it.
 */
#ifndef ESENT_MODEL_H
#define ESENT_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    MODEL_SESSIONS = 4,
    MODEL_LEVELS = 7,
    MODEL_TABLES = 4,
    MODEL_COLUMNS = 40,
    MODEL_VALUES = 6,
    MODEL_INDEXES = 20,
    MODEL_KEY = 255,
    MODEL_BOOKMARK = 64,
    MODEL_PARTS = 3,
    MODEL_TUPLES = 60 /* of one value */
};

/* ------------------------------------------------------------------------------------------------------- values */

struct blob {
    uint32_t references, size;
    uint8_t bytes[];
};

struct blob *blob_new(const void *bytes, uint32_t size); /* `bytes` NULL: zeros */
struct blob *blob_take(struct blob *blob);
void blob_release(struct blob *blob);

enum cell_state { CELL_ABSENT, CELL_NULL, CELL_VALUES }; /* absent: the column's default, if any */

struct cell {
    enum cell_state state;
    unsigned count;
    struct blob *value[MODEL_VALUES];
};

/* The values of a row by column; shared by versions, never changed then. */
struct content {
    uint32_t references;
    struct cell cell[MODEL_COLUMNS];
};

struct content *content_copy(const struct content *content); /* NULL: an empty one */
void content_release(struct content *content);
void cell_clear(struct cell *cell);                                   /* to CELL_ABSENT */
void cell_put(struct cell *cell, unsigned number, struct blob *blob); /* from 0; takes the reference */
void cell_remove(struct cell *cell, unsigned number);

/* ------------------------------------------------------------------------------------------------- transactions */

/* Who did something, and since when it counts for all. */
struct stamp {
    bool is_set;
    int writer; /* a session, -1 once committed */
    int level;
    uint64_t time;
};

struct model_session {
    int level;
    uint64_t began; /* clock at the first level */
};

/* ------------------------------------------------------------------------------------------------------- schema */

enum value_type {
    TYPE_BIT,
    TYPE_BYTE,
    TYPE_SHORT,
    TYPE_LONG,
    TYPE_LONGLONG,
    TYPE_DOUBLE,
    TYPE_GUID,
    TYPE_BINARY,
    TYPE_FIXED_BINARY,
    TYPE_TEXT,
    TYPE_LONG_BINARY,
    TYPE_LONG_TEXT
};

enum column_kind {
    COLUMN_PLAIN,
    COLUMN_KEY, /* never NULL */
    COLUMN_ESCROWED,
    COLUMN_COUNTED,   /* by itself: auto-increment */
    COLUMN_VERSIONED, /* raised with each replace */
};

/* What a column is like; the engine's side of it is in world_schema.c. */
struct column_shape {
    const char *name;
    enum value_type type;
    enum column_kind kind;
    bool is_tagged, is_multi_valued;
    unsigned most; /* bytes of a value, for those without a size of their own */
    bool has_default;
    int32_t preset; /* the default, of TYPE_LONG */
    uint32_t grbit; /* more of the engine's: compressed and the like */
};

struct model_column {
    const struct column_shape *shape; /* NULL: a free place */
    uint32_t id;                      /* the engine's */
    struct stamp made, gone;
};

struct index_shape {
    const char *name;
    struct {
        const char *column;
        bool is_descending;
    } part[MODEL_PARTS];
    bool is_primary, is_unique, is_frequent; /* frequent: in all tables with its columns */
    bool ignores_null, ignores_any_null, ignores_first_null, is_cross_product, is_nested;
    unsigned tuple_least, tuple_most; /* 0: not of tuples */
    const char *condition;            /* a column that must be NULL or must not be */
    bool condition_is_null;
};

struct model_index {
    const struct index_shape *shape; /* NULL: a free place */
    unsigned parts;
    unsigned column[MODEL_PARTS], condition; /* places of columns */
    struct stamp made, gone;
};

/* -------------------------------------------------------------------------------------------------------- rows */

struct model_key {
    uint16_t size;
    uint8_t bytes[MODEL_KEY];
};

struct key_list {
    unsigned count;
    struct model_key key[];
};

struct version {
    struct version *older;
    struct content *content; /* NULL: no row */
    struct stamp stamp;
    bool is_lock; /* nothing was changed */
    uint32_t life;
    uint64_t serial;                      /* one of its own */
    struct key_list *keys[MODEL_INDEXES]; /* made when they are asked for */
};

/* A change of the escrow column. */
struct amount {
    struct amount *next;
    struct stamp stamp;
    uint32_t life;
    int32_t plus;
};

struct row {
    uint16_t size; /* of the bookmark */
    uint8_t bookmark[MODEL_BOOKMARK];
    struct version *newest;
    struct amount *amounts;
    uint32_t lives; /* how often it was inserted */
};

struct model_table {
    char name[32]; /* empty: a free place */
    struct stamp made, gone;
    uint64_t schema_time; /* of the last change of its schema that was committed */
    struct model_column column[MODEL_COLUMNS];
    struct model_index index[MODEL_INDEXES]; /* [0] is the primary one, if there is one */
    struct row **rows;                       /* by bookmark */
    unsigned row_count, row_room;
    uint64_t last_count; /* greatest number that the counting column gave */
    uint32_t last_row;   /* the same of bookmarks in a table without primary index */
    bool has_primary;
};

struct model {
    uint64_t clock, serial;
    struct model_session session[MODEL_SESSIONS];
    struct model_table table[MODEL_TABLES];
};

/* ------------------------------------------------------------------------------------------------------ reading */

bool stamp_visible(const struct model *model, int session, const struct stamp *stamp);
bool column_visible(const struct model *model, int session, const struct model_column *column);
bool index_visible(const struct model *model, int session, const struct model_index *index);
bool table_visible(const struct model *model, int session, const struct model_table *table);

struct row *row_find(const struct model_table *table, const uint8_t *bookmark, unsigned size);

/* What the session sees of a row; NULL when there is no such row for it. */
struct version *row_visible(const struct model *model, int session, const struct row *row);
int32_t row_count_of(const struct model *model, int session, const struct row *row,
                     const struct version *version);
/* The escrow column with all changes of all sessions: what JetEscrowUpdate calls the old value. */
int32_t row_count_of_all(const struct row *row, const struct version *version);

/* A place in an index. */
struct place {
    uint16_t size;
    uint8_t key[MODEL_KEY + 1]; /* one more for limits */
    uint16_t bookmark_size;
    uint8_t bookmark[MODEL_BOOKMARK];
};

/* Whether a place is the lowest or the highest of those with its key. */
enum side { SIDE_EXACT, SIDE_BELOW, SIDE_ABOVE };

/*
 * The next entry behind the place (`forward`) or before it, of those that the session sees; NULL when there is none. `*found` is its
 * place. `from` NULL: the first or last entry. `index` is a place of the table's index array.
 */
struct row *entry_next(const struct model *model, int session, struct model_table *table, unsigned index,
                       const struct place *from, enum side side, bool forward, struct place *found);

/* ------------------------------------------------------------------------------------------------------ changes */

/* Whether a change of the row by the session meets another's. */
enum conflict {
    CONFLICT_NONE,
    CONFLICT_LOCK,
    CONFLICT_SURE
}; /* lock: an old lock of another, now committed */

enum conflict row_conflict(const struct model *model, int session, const struct row *row);
enum conflict row_escrow_conflict(const struct model *model, int session, const struct row *row);

/*
 * Whether a row with `content` would have a key of a unique index that another one has, or that another session's change
 * decides on. `except` (may be NULL) does not count. `old` (may be NULL): keys that this version has are there already.
 */
enum conflict unique_conflict(struct model *model, int session, struct model_table *table,
                              const struct row *except, const struct version *old,
                              const struct version *version);

/*
 * Whether the row has, or had lately, a value in common with another one: a copy. Such rows have one long value, and whoever gives up
 * the last reference to it can meet the other's change.
 */
bool row_shares_values(const struct model_table *table, const struct row *row);

/* Adds a version of the row; at level 0 it is committed. `content` is taken over; NULL deletes. */
struct row *row_make(struct model_table *table, const uint8_t *bookmark, unsigned size);
struct version *row_change(struct model *model, int session, struct row *row, struct content *content,
                           bool is_lock, bool new_life);
void row_add_amount(struct model *model, int session, struct row *row, int32_t plus);

/* A version outside of any row, to ask about. */
struct version *version_new(struct content *content);
void version_free(struct version *version);

void stamp_set(struct model *model, int session, struct stamp *stamp);
void model_begin(struct model *model, int session);
void model_commit(struct model *model, int session);
void model_roll_back(struct model *model, int session);
/* Drops versions that no session can see any more. */
void model_trim(struct model *model);
void table_clear(struct model_table *table);
void model_clear(struct model *model);

/* -------------------------------------------------------------------------------------------------------- keys */

/* The keys of a version in an index, each once and in order. */
const struct key_list *version_keys(const struct model_table *table, unsigned index, struct version *version);
void index_forget_keys(struct model_table *table, unsigned index);

/* Appends the normalised form of a value (NULL pointer: NULL) to a key; what does not fit is cut. */
void key_append(struct model_key *key, const struct column_shape *shape, bool is_descending,
                const void *bytes, uint32_t size);
/* The bytes of one value of a cell, defaults included; false: NULL. */
bool cell_value(const struct column_shape *shape, const struct cell *cell, unsigned number,
                const uint8_t **bytes, uint32_t *size);
unsigned cell_values(const struct column_shape *shape, const struct cell *cell);
unsigned column_find(const struct model_table *table, const char *name); /* MODEL_COLUMNS: none */

int key_compare(const uint8_t *left, unsigned left_size, const uint8_t *right, unsigned right_size);

#endif
