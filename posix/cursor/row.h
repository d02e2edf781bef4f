/*
 * row.h - reading the columns of a row, wherever it lies.
 *
 *   table cursor       the record of its position, on a latched page
 *   temporary table    a record in memory
 *
 * JetRetrieveColumn(s), JetEnumerateColumns, JetRetrieveTaggedColumnList and JetGetRecordSize work on a
 * `struct row`; where its record comes from is the row's source. Between two calls of the API a row is not
 * held.
 *
 *   row_hold()     the record can be read; its page is latched
 *   row_detach()   the record can be read and is a copy; nothing is latched
 *   row_let_go()   the record is gone
 *
 * Latches are not held while long values are read or code of the program runs: the first lets go, the second
 * detaches.
 *
 * Source: reference api-semantics 8.
 */
#ifndef ESENT_CURSOR_ROW_H
#define ESENT_CURSOR_ROW_H

#include <stdbool.h>
#include <stdint.h>

#include "cursor/reference.h"
#include "esent.h"
#include "longvalue/long_value.h"
#include "record/record.h"

struct row;

/* Where a row's record comes from. */
struct row_source {
    /* Fills in row->record, which stays valid until let_go(). JET_errNoCurrentRecord, JET_errRecordDeleted.
     */
    JET_ERR (*hold)(struct row *row);
    JET_ERR (*let_go)(struct row *row);
    /*
     * True when values of the row can be referred to: its record lies in a database and is not being changed. NULL: never.
     * Then bookmark(), right after let_go(), is the record's; valid until the row is held again.
     */
    bool (*can_refer)(const struct row *row);
    struct bytes (*bookmark)(const struct row *row);
};

/* What the defaults of a table's columns mean for reading: found out once, when it is first needed. */
struct row_defaults {
    bool known;
    bool user_defined;      /* a column's default comes from a callback */
    bool tagged;            /* a tagged column has a default */
    uint32_t fixed_last;    /* highest fixed fid with a default, 0 none */
    uint32_t variable_last; /* highest variable fid with a default, 0 none */
};

struct row {
    const struct row_source *source;
    const struct table *table;
    struct long_value_reader *values; /* of the table */
    struct record record;             /* valid while held or detached */
    bool held;
    struct row_defaults defaults;
    uint8_t *copy; /* of a detached record; owned */
    uint32_t copy_size;
};

void row_init(struct row *row, const struct row_source *source, const struct table *table,
              struct long_value_reader *values);
void row_free(struct row *row);

/* Goes over to a new version of the table's schema, while the row is not held. */
void row_follow(struct row *row, const struct table *table);

/* Makes the record readable; harmless when it is. */
JET_ERR row_hold(struct row *row);

/* Makes the record readable without any latch, by copying it. JET_errOutOfMemory and what row_hold() answers.
 */
JET_ERR row_detach(struct row *row);

JET_ERR row_let_go(struct row *row);

const struct row_defaults *row_defaults(struct row *row);

/* The column `id` of a table. JET_errBadColumnId for what is no column id, JET_errColumnNotFound. */
JET_ERR column_access(const struct table *table, JET_COLUMNID id, const struct column **column);

/*
 * JetRetrieveColumn on a row that is not held and is not held afterwards, except for the options that only a
 * cursor in a tree can serve (JET_bitRetrieveFromIndex, FromPrimaryBookmark, PageNumber, CopyIntrinsic):
 * these are ignored here. `size` and `info` may be NULL.
 */
JET_ERR row_retrieve_column(struct row *row, JET_COLUMNID id, void *data, uint32_t capacity, uint32_t *size,
                            JET_GRBIT grbit, JET_RETINFO *info);

/*
 * One element of JetRetrieveColumns; the same exceptions. May leave the row held for the next element. A
 * negative result is the error of the whole call; everything else is in element->err.
 */
JET_ERR row_retrieve_element(struct row *row, JET_RETRIEVECOLUMN *element);

/* JetRetrieveColumns; the same exceptions. */
JET_ERR row_retrieve_columns(struct row *row, JET_RETRIEVECOLUMN *columns, uint32_t count);

/* What the options of JetRetrieveColumn(s) must not be: JET_errInvalidGrbit. */
JET_ERR row_check_options(JET_GRBIT grbit);

/* The same for an element of JetRetrieveColumns. */
JET_ERR row_check_element(const JET_RETRIEVECOLUMN *element);

/* JET_errInvalidGrbit when values of the row cannot be referred to. */
JET_ERR row_check_reference(const struct row *row);

/*
 * Writes a reference (reference.h) to value number `instance` of `column`, whose long value has the id `lid` as in a
 * record. The row is not held, and is where it was when the id was read. Returns the size in bytes.
 */
uint32_t row_refer(struct row *row, const struct column *column, uint32_t instance, struct bytes lid,
                   uint8_t reference[REFERENCE_MAX]);

/* JetEnumerateColumns. */
JET_ERR row_enumerate_columns(struct row *row, uint32_t id_count, const JET_ENUMCOLUMNID *ids,
                              uint32_t *column_count, JET_ENUMCOLUMN **columns, JET_PFNREALLOC reallocate,
                              void *context, uint32_t most, JET_GRBIT grbit);

/* JetRetrieveTaggedColumnList. */
JET_ERR row_retrieve_tagged_list(struct row *row, uint32_t *count, void *data, uint32_t capacity,
                                 JET_COLUMNID first, JET_GRBIT grbit);

/* JetGetRecordSize3 of a row whose key has `key_size` bytes; `grbit` was checked. */
JET_ERR row_get_size(struct row *row, uint32_t key_size, JET_RECSIZE3 *sizes, JET_GRBIT grbit);

/* ------------------------------------------------------------------------------------------- tagged columns
 * one by one */

/* A walk over the tagged columns of a record: the template's first, then ascending. */
struct tagged_walk {
    const struct record *record;
    bool with_defaults; /* columns too that the record lacks and that have a default */
    uint32_t entry;     /* next in the record's directory */
    uint32_t candidate; /* next of the table's tagged columns, the template's first */
};

struct tagged_step {
    const struct column *column;
    bool is_default; /* not in the record */
    uint32_t count;  /* of values; 0 for an explicit NULL */
    struct tagged_value value;
};

void tagged_walk_begin(struct tagged_walk *walk, struct row *row, bool with_defaults);

/* The next column; step->column is NULL behind the last. Columns that the schema does not know are passed
 * over. */
JET_ERR tagged_walk_next(struct tagged_walk *walk, struct tagged_step *step);

/* Value number `instance`, 1 <= instance <= step->count. */
JET_ERR tagged_step_value(const struct tagged_step *step, uint32_t instance, struct value *value);

#endif
