/*
 * schema.h - what the catalog says about a table, as the engine uses it.
 *
 * A `struct table` is made from the rows of MSysObjects and shared by all cursors of all sessions on the table. It
 * never changes: who changes the schema makes a new one, and cursors go over to it (schema_version.h).
 *
 * Column ids. A column id of the API is a fid; bit 31 marks a column of the template table, in the template
 * itself and in tables derived from it. Fixed columns are 1 to 127, variable ones 128 to 255, tagged ones
 * from 256. A derived table continues the fixed and variable fids of its template and begins its own tagged
 * ones at 256 again.
 *
 * Format: reference database-file 10.
 */
#ifndef ESENT_SCHEMA_H
#define ESENT_SCHEMA_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "btree/tree.h"
#include "esent.h"
#include "format/bytes.h"
#include "instance/database.h"

enum {
    FID_FIXED_FIRST = 1,
    FID_FIXED_LAST = 127,
    FID_VARIABLE_FIRST = 128,
    FID_VARIABLE_LAST = 255,
    FID_TAGGED_FIRST = 256,
    FID_TAGGED_LAST = 0xFEE0,
    KEY_SEGMENTS_MAX = 16,
    KEY_MOST_DEFAULT = 255,
    NAME_SIZE = 64 + 1,    /* of an object, NUL included */
    LOCALE_NAME_SIZE = 85, /* characters, NUL included */
};

#define COLUMN_ID_TEMPLATE 0x80000000u

/* Flags of a column row. */
enum column_flags {
    COLUMN_NOT_NULL = 0x0001,
    COLUMN_VERSION = 0x0002,
    COLUMN_AUTOINCREMENT = 0x0004,
    COLUMN_MULTI_VALUED = 0x0008,
    COLUMN_DEFAULT = 0x0010,
    COLUMN_ESCROW_UPDATE = 0x0020,
    COLUMN_FINALIZE = 0x0040,
    COLUMN_USER_DEFINED_DEFAULT = 0x0080,
    COLUMN_TEMPLATE_ESE98 = 0x0100,
    COLUMN_DELETE_ON_ZERO = 0x0200,
    COLUMN_PRIMARY_INDEX_PLACEHOLDER = 0x0800,
    COLUMN_COMPRESSED = 0x1000,
    COLUMN_ENCRYPTED = 0x2000,
};

/* Flags of an index row: fidb in the low, fidx in the high half. */
enum index_flags {
    INDEX_UNIQUE = 0x0001,
    INDEX_ALLOW_ALL_NULLS = 0x0002,
    INDEX_ALLOW_FIRST_NULL = 0x0004,
    INDEX_ALLOW_SOME_NULLS = 0x0008,
    INDEX_NO_NULL_SEGMENT = 0x0010,
    INDEX_PRIMARY = 0x0020,
    INDEX_LOCALE_SET = 0x0040,
    INDEX_MULTI_VALUED = 0x0080,
    INDEX_TEMPLATE = 0x0100,
    INDEX_DERIVED = 0x0200,
    INDEX_LOCALIZED_TEXT = 0x0400,
    INDEX_SORT_NULLS_HIGH = 0x0800,
    INDEX_UNICODE_FIXUP = 0x1000,
    INDEX_CROSS_PRODUCT = 0x2000,
    INDEX_DISALLOW_TRUNCATION = 0x4000,
    INDEX_NESTED_TABLE = 0x8000,
    INDEX_EXTENDED_COLUMNS = 0x00010000,
    INDEX_DOT_NET_GUID = 0x00020000,
    INDEX_DEFERRED_POPULATE = 0x00040000,
    INDEX_OPTIONALLY_UNIQUE = 0x00080000,
};

/* Flags of a table row: JET_bitObject*. */
#define TABLE_SYSTEM         0x80000000u
#define TABLE_FIXED_DDL      0x40000000u
#define TABLE_TEMPLATE       0x20000000u
#define TABLE_DERIVED        0x10000000u
#define TABLE_DYNAMIC_SYSTEM 0x08000000u

struct column {
    const char *name; /* as stored, code page 1252 */
    JET_COLUMNID id;
    uint16_t flags; /* enum column_flags */
    uint16_t code_page;
    uint8_t type;               /* JET_coltyp* */
    uint16_t offset;            /* of a fixed column in the record */
    uint32_t max;               /* bytes; 0: no limit but the type's */
    struct bytes default_value; /* as stored; size 0 without COLUMN_DEFAULT */
    const char
        *callback; /* of a user-defined default, "dll!function"; NULL else. Never called by the reader */
    struct bytes callback_data;
};

static inline uint16_t column_fid(JET_COLUMNID id)
{
    return (uint16_t)(id & 0xFFFF);
}

static inline bool column_is_fixed(const struct column *column)
{
    return column_fid(column->id) <= FID_FIXED_LAST;
}

static inline bool column_is_variable(const struct column *column)
{
    return column_fid(column->id) >= FID_VARIABLE_FIRST && column_fid(column->id) <= FID_VARIABLE_LAST;
}

static inline bool column_is_tagged(const struct column *column)
{
    return column_fid(column->id) >= FID_TAGGED_FIRST;
}

/* LongBinary and LongText: values that may lie outside the record. */
static inline bool column_is_long(const struct column *column)
{
    return column->type == JET_coltypLongBinary || column->type == JET_coltypLongText;
}

static inline bool column_is_text(const struct column *column)
{
    return column->type == JET_coltypText || column->type == JET_coltypLongText;
}

/* Bytes that a fixed column takes in a record. */
uint32_t column_fixed_size(const struct column *column);

/* Bytes of a value of a fixed-size type; 0 for text, binary and long types. */
uint32_t coltyp_size(unsigned type);

struct key_segment {
    const struct column *column;
    bool descending;
};

struct key_condition {
    const struct column *column;
    bool must_be_null;
};

struct tuple_limits {
    uint32_t length_min, length_max; /* characters (text of code page 1200: 2 bytes each) or bytes */
    uint32_t count_max;              /* tuples of one value */
    uint32_t step, start;            /* characters */
};

struct index {
    const char *name;
    uint32_t objid;
    uint32_t flags;   /* enum index_flags */
    uint16_t density; /* percent */
    uint16_t key_most;
    uint16_t segment_most; /* bytes of one variable or text segment; key_most unless less was asked */
    bool is_tuple;
    uint8_t segment_count;
    uint8_t condition_count;
    struct key_segment segments[KEY_SEGMENTS_MAX];
    struct key_condition conditions[KEY_SEGMENTS_MAX];
    struct tuple_limits tuple;
    uint32_t lcid;                 /* as stored by engines before Windows 8, else 0 */
    uint32_t lcmap_flags;          /* as stored; 0 when the row has none */
    char locale[LOCALE_NAME_SIZE]; /* "en-US"; "" for the invariant one */
    bool has_locale;               /* the row names a locale */
    uint64_t sort_version;         /* NLS version in the upper, defined version in the lower half; 0 none */
    uint8_t sort_id[16];
    struct bytes space_hints; /* blob of the row */
    struct tree tree;         /* of the primary index: the table's own */
    bool is_primary;
    bool
        keeps_lcmap_flags; /* made since the schema was first read: its flags are told though its text is not localised */
};

/* A function that the program registered for a table. */
struct table_callback {
    JET_HANDLE id;
    JET_CBTYP type; /* JET_cbtypNull: taken back */
    JET_CALLBACK function;
    void *context;
    struct table_callback *next; /* registered before */
};

struct table_cursor;
struct schema_note;
struct table_counters;

struct table {
    struct database *database;
    const char *name;
    uint32_t objid;
    uint32_t flags;   /* TABLE_* */
    uint32_t density; /* percent */
    uint32_t initial_pages;
    struct tree tree;
    struct table *parent;    /* the template of a derived table, which this one keeps open; else NULL */
    const char *parent_name; /* its name, NULL without */

    /* Own columns by fid: entry i is fid FIRST + i, NULL where there is none (deleted, or never made). */
    struct column **fixed, **variable, **tagged;
    uint16_t fixed_first, variable_first; /* own columns of a derived table begin behind the template's */
    uint16_t fixed_last, variable_last,
        tagged_last;    /* highest fids ever given out, the template's included */
    uint16_t fixed_end; /* offset behind the fixed columns in a record */
    uint32_t fixed_count, variable_count, tagged_count; /* entries of the arrays */
    struct column *columns;                             /* all own columns, in order of fid */
    uint32_t column_count;
    uint32_t *names; /* hash of the own columns' names: 1 + position in `columns`, 0 empty; a power of two of
                        slots */
    uint32_t names_mask;

    struct index *primary;  /* NULL: records in order of their numbers */
    struct index **indexes; /* all of them, in order of names; the primary included */
    uint32_t index_count;

    _Atomic(bool) has_long_values; /* the tree below is there; it may be made while the table is open */
    struct tree long_values;
    uint32_t chunk_size;     /* bytes of a long value per chunk */
    uint32_t separate_limit; /* the row's own threshold for separating long values, 0 none */
    struct bytes space_hints, deferred_lv_hints; /* blobs of the row */
    JET_CBTYP callback_types;                    /* that the catalog names functions for */

    /* The catalog's own, under its lock. */
    struct table_group *group;
    const struct session *owner; /* that alone sees this version, NULL: everybody */
    uint32_t references;
    bool is_linked; /* found by name and object id */
    bool is_past;   /* read for one snapshot that does not see the latest commit */
    struct table *next_by_objid, *next_by_name;
    struct table *older, *newer; /* among those nobody uses */
    struct arena *arena;         /* that all of the above lies in */

    /* Of a temporary table, which no catalog knows and only one session (cursor/temp_tree.c); else NULL. */
    void (*release)(struct table *table); /* ends a reference */
    struct table_counters *counters;
    bool only_intrinsic; /* long values stay in the record */
};

static inline bool table_is_temporary(const struct table *table)
{
    return table->release != NULL;
}

/* What the versions of a table's schema have in common (catalog_cache.h). */
struct table_group {
    uint32_t objid;
    uint32_t versions; /* that live */
    bool was_changed;  /* since the attach, by a transaction that is committed; the group stays then */
    uint32_t changed;  /* stamp: who began later sees the latest such commit */
    bool is_deleted;   /* by `deleter`, or, when that is NULL, for good */
    const struct session *deleter; /* whose transaction deletes the table */
    uint32_t *dropped; /* object ids of deleted indexes, which nobody may choose any more, committed or not */
    uint32_t dropped_count;
    struct schema_note
        *notes; /* of changes that are not committed, the newest first: cursor/schema_change.c */
    struct table_group *next;

    /* What the program keeps with the table until the detach: cursor/callback.c. */
    struct table_callback *callbacks;
    _Atomic(JET_CBTYP) callback_types; /* of all of them */
    JET_LS local_storage;

    /* Who has the table open: cursor/table_use.c, under its lock. */
    struct table_cursor *cursors;
    uint32_t denied; /* cursors among them that deny something to others */
};

/*
 * Opens the table `name` (code page 1252, letters of any case) of a database, as the session sees it; NULL sees
 * what is committed. Each success needs its table_release(). JET_errObjectNotFound; JET_errTableLocked while
 * another session deletes it; JET_errDatabaseCorrupted or the error of a damaged page when its schema cannot be
 * read. Reads the shadow catalog when the catalog is damaged. Any thread.
 */
JET_ERR table_open(const struct session *session, struct database *database, const char *name,
                   struct table **table);

/* The same by object id. */
JET_ERR table_open_by_objid(const struct session *session, struct database *database, uint32_t objid,
                            struct table **table);

/*
 * False when the session would find another version now: what it has is out of date, or of a snapshot that sees less.
 */
bool table_is_current(const struct session *session, const struct table *table);

/* Tells the program by JET_paramRuntimeCallback that a value of its local storage is kept no longer; nothing without one. */
void local_storage_end(const struct instance *instance, JET_LS value, JET_CBTYP type);

/* Takes another reference of a table that the caller has one of. */
void table_take(struct table *table);

/* Gives a table back; it stays in the cache of the database for a while. */
void table_release(struct table *table);

/*
 * What a table counts on. Kept by its object id for as long as the database is attached, whatever becomes of its schema, so
 * that no number is given out twice. What is 0 has not been looked up in the table yet.
 */
struct table_counters {
    uint32_t objid;
    struct table_counters *next; /* the catalog's */
    struct os_mutex lock;        /* over the rest; taken with no latch held */
    uint64_t next_number;        /* of the auto-increment column */
    uint64_t next_row;           /* key of the next row of a table without a primary index */
    uint64_t next_long_value;    /* id */
    uint32_t fixed_last, variable_last,
        tagged_last;         /* fids given out, also to columns that were taken back; 0: none yet */
    uint32_t fixed_end;      /* offset behind these fixed columns */
    struct tree long_values; /* made since the attach, under the catalog's lock; root 0: none */
};

/* The counters of a table. JET_errOutOfMemory. Any thread. */
JET_ERR table_counters_of(const struct table *table, struct table_counters **counters);

/*
 * Does the table have a tree of long values? It may be younger than the snapshot that this version of the schema was read by, which
 * then learns of it. Any thread, also with latches held.
 */
bool table_has_long_values(const struct table *table);

/* The tree has been made; under counters->lock, by who found none. */
void table_give_long_values(const struct table *table, struct table_counters *counters,
                            const struct tree *tree);

/* The column with this id, NULL when there is none: deleted, never made, or of another class. */
const struct column *table_column(const struct table *table, JET_COLUMNID id);

/* The column of this name (ASCII letters of any case), the template's columns included; NULL when there is
 * none. */
const struct column *table_column_by_name(const struct table *table, const char *name);

/*
 * All columns one by one: own ones in order of fid, then those of the template, which is the order of column
 * ids. `*at` begins at 0. NULL at the end.
 */
const struct column *table_next_column(const struct table *table, uint32_t *at);

/* How many columns that are. */
uint32_t table_column_total(const struct table *table);

/* The index of this name (ASCII letters of any case); NULL or "" is the primary one. NULL when there is none.
 */
const struct index *table_index(const struct table *table, const char *name);

/* Compares object names as the engine does: ASCII letters in any case. */
int name_compare(const char *left, const char *right);

/* A hash that is equal for names that compare equal. */
uint32_t name_hash(const char *name);

/* One table row of the catalog. */
struct table_row {
    const char *name;
    uint32_t objid;
    uint32_t root;
    uint32_t flags;
    uint32_t pages;
    uint32_t density;
};

/* Receives a table row; a negative result ends the walk with that error. */
typedef JET_ERR (*table_row_visit)(void *context, const struct table_row *row);

/* Calls `visit` for the row of each table in order of names, system tables included, as the session sees them. */
JET_ERR catalog_each_table(const struct session *session, struct database *database, table_row_visit visit,
                           void *context);

#endif
