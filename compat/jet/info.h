/*
 * info.h - what the information functions share: whom they ask about, and lists as temporary tables.
 *
 * A list is a temporary table that can be scrolled and searched, on its first row, which the program closes. Its columns stand in
 * the order of the reference's tables; names are text of code page 1252 for the A functions, of code page 1200
 * for the W functions.
 *
 * Source: reference api-semantics 10.
 */
#ifndef ESENT_JET_INFO_H
#define ESENT_JET_INFO_H

#include "cursor/temp_table.h"
#include "esent.h"

enum {
    INFO_COUNTRY = 1, /* of everything */
    INFO_COLUMNS_MAX = 16,
    INFO_CODE_PAGE_UNICODE = 1200,
};

/* The table in question. */
struct info_target {
    struct session *session;
    struct database *database;
    const struct table *table;
    bool updatable; /* the cursor may change it */
    bool wide;      /* a W function asks */
};

/*
 * Enters the session and finds the table of a cursor. JET_errIllegalOperation for a temporary table. The caller
 * leaves the session.
 */
JET_ERR info_enter_cursor(JET_SESID sesid, JET_TABLEID tableid, bool wide, struct info_target *target);

/*
 * Finds a table by name in a database of a session that was entered; `named` is what converting the name
 * answered. info_release() gives it back.
 */
JET_ERR info_open_table(struct session *session, JET_DBID dbid, JET_ERR named, const char *name, bool wide,
                        struct info_target *target);
void info_release(struct info_target *target);

/* The name of a table as information has it: the shadow catalog answers with the catalog's. */
const char *info_table_name(const struct table *table);

/* The catalog or its shadow, about which the engine knows by itself. */
bool info_is_catalog(const struct table *table);

/* Language of the instance's default locale. */
uint16_t info_language(const struct session *session);

/* JET_errBufferTooSmall unless `capacity` holds `needed` bytes. */
JET_ERR info_check_size(uint32_t capacity, size_t needed);

/*
 * Gives what the header of a database says as JET_DBINFOMISC: each version of the structure is the beginning of the next, and the
 * buffer's size says which one it is. JET_errInvalidBufferSize and the like for other sizes.
 */
struct db_header;
JET_ERR info_give_misc(const struct db_header *header, uint32_t page_size, void *result, uint32_t capacity);

JET_ERR info_unknown_level(uint32_t level);  /* JET_errInvalidParameter */
JET_ERR info_obsolete_level(uint32_t level); /* JET_errFeatureNotAvailable */

/* -------------------------------------------------------------------------------------------------- lists */

enum info_column_type { INFO_NAME, INFO_LONG, INFO_SHORT, INFO_DATE, INFO_BINARY, INFO_LONG_BINARY };

struct info_column {
    enum info_column_type type;
    bool key;
};

struct info_list {
    struct cursor *cursor;
    JET_COLUMNID ids[INFO_COLUMNS_MAX];
    bool wide;
    uint32_t columns;
    uint32_t rows;
    struct temp_value values[INFO_COLUMNS_MAX]; /* of the row in progress; NULL where `data` is */
    WCHAR names[INFO_COLUMNS_MAX][NAME_SIZE];   /* what they point at, in the W form */
};

/* Opens an empty list; info_list_cancel() or info_list_finish() ends it. */
JET_ERR info_list_begin(struct info_list *list, struct session *session, bool wide,
                        const struct info_column *columns, uint32_t count);

/* Begins a row of NULLs. What is set must stay where it is until info_list_add(). */
void info_list_row(struct info_list *list);
void info_list_set(struct info_list *list, uint32_t column, const void *data, uint32_t size);
void info_list_set_name(struct info_list *list, uint32_t column, const char *stored);
JET_ERR info_list_add(struct info_list *list);

/* Goes to the first row; the program has the table then. On an error the list is closed. */
JET_ERR info_list_finish(struct info_list *list);
void info_list_cancel(struct info_list *list);

#endif
