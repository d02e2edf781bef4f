/*
 * rows.c - the rows of a table.
 */
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "esent_compat.h"
#include "progress_bar.h"

enum {
    BLOCK_SIZE = 256 * 1024,
    BOOKMARK_MAX = 4096,
    COMPLAINTS_MAX = 100, /* of one table that are told one by one */
    ALIGNMENT = 16,
    ENUMERATE = JET_bitEnumerateCompressOutput | JET_bitEnumerateInRecordOnly,
};

struct bookmark {
    JET_ULONG size;
    unsigned char bytes[BOOKMARK_MAX];
};

/* ------------------------------------------------------------------------------------------------------- memory
 *
 * What JetEnumerateColumns asks for is taken from blocks, and all given back at once with the next row.
 */

struct block {
    struct block *next;
    size_t size, used;
    _Alignas(ALIGNMENT) unsigned char bytes[];
};

struct row_memory {
    struct block *blocks; /* the newest first */
};

static void forget_row(struct row_memory *memory)
{
    while (memory->blocks != NULL && memory->blocks->next != NULL) {
        struct block *block = memory->blocks;

        memory->blocks = block->next;
        free(block);
    }
    if (memory->blocks != NULL) {
        memory->blocks->used = 0;
    }
}

static void *JET_API allocate(void *context, void *pv, JET_ULONG cb)
{
    struct row_memory *memory = context;
    const size_t size = ((size_t)cb + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct block *block = memory->blocks;
    void *at;

    if (pv != NULL || cb == 0) { /* nothing is given back one by one */
        return NULL;
    }
    if (block == NULL || block->size - block->used < size) {
        const size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;

        block = malloc(sizeof *block + room);
        if (block == NULL) {
            return NULL;
        }
        block->next = memory->blocks;
        block->size = room;
        block->used = 0;
        memory->blocks = block;
    }
    at = block->bytes + block->used;
    block->used += size;
    return at;
}

/* --------------------------------------------------------------------------------------------- complaints */

/* Tells about damage, with the sentence of the call that has just failed. */
static void complain(struct rows *rows, const char *column, JET_ERR err)
{
    const char *name = esent_error_name(err);
    char line[2048];

    if (rows->damage >= JET_errSuccess) {
        rows->damage = err;
    }
    if (rows->complaints++ >= COMPLAINTS_MAX) {
        if (rows->complaints == COMPLAINTS_MAX + 1) {
            (void)snprintf(line, sizeof line,
                           "ERROR: table '%s': there is more damage, which is not told one by one.",
                           rows->table);
            progress_bar_say(line);
        }
        return;
    }
    (void)snprintf(line, sizeof line, "ERROR: table '%s', row %llu%s%s%s: %s (%ld, %s).", rows->table,
                   (unsigned long long)rows->number, column != NULL ? ", column '" : "",
                   column != NULL ? column : "", column != NULL ? "'" : "", esent_error_detail(), (long)err,
                   name != NULL ? name : "unknown");
    progress_bar_say(line);
}

/* ------------------------------------------------------------------------------------------------- values */

static bool keep_cell(struct rows *rows, const JET_ENUMCOLUMN *column)
{
    unsigned at = rows->cell_count;
    const unsigned likely = at > 0 ? rows->cells[at - 1].position + 1 : 0;
    const unsigned position = column_position(rows->columns, column->columnid, likely);

    if (position == rows->columns->count ||
        (column->err != JET_errSuccess && column->err != JET_wrnColumnSingleValue) ||
        (column->err == JET_errSuccess && column->cEnumColumnValue == 0)) {
        return true;
    }
    if (rows->cell_count == rows->cell_room) {
        const unsigned room = rows->cell_room == 0 ? 256 : 2 * rows->cell_room;
        struct row_column *more = realloc(rows->cells, room * sizeof *more);

        if (more == NULL) {
            return false;
        }
        rows->cells = more;
        rows->cell_room = room;
    }
    for (; at > 0 && rows->cells[at - 1].position > position;
         at--) { /* hardly ever: both ascend by column id */
        rows->cells[at] = rows->cells[at - 1];
    }
    rows->cells[at] = (struct row_column){position, column};
    rows->cell_count++;
    return true;
}

/* A row of which something cannot be read: column by column, to say which. */
static bool read_one_by_one(struct rows *rows)
{
    for (unsigned i = 0; i < rows->columns->count; i++) {
        const struct column_info *info = &rows->columns->columns[i];
        JET_ENUMCOLUMNID id = {.columnid = info->id};
        JET_ENUMCOLUMN *column;
        JET_ULONG count;
        JET_ERR err = JetEnumerateColumns(rows->reader->sesid, rows->tableid, 1, &id, &count, &column,
                                          allocate, rows->memory, UINT32_MAX, ENUMERATE);

        if (err == JET_errOutOfMemory || (err >= JET_errSuccess && count == 1 && !keep_cell(rows, column))) {
            rows->damage = JET_errOutOfMemory;
            return false;
        }
        if (err < JET_errSuccess) {
            complain(rows, info->name, err);
        }
    }
    return true;
}

bool rows_read(struct rows *rows)
{
    JET_ENUMCOLUMN *columns;
    JET_ULONG count;
    JET_ERR err;

    rows->number++;
    rows->cell_count = 0;
    forget_row(rows->memory);
    err = JetEnumerateColumns(rows->reader->sesid, rows->tableid, 0, NULL, &count, &columns, allocate,
                              rows->memory, UINT32_MAX, ENUMERATE);
    if (err == JET_errOutOfMemory) {
        rows->damage = err;
        return false;
    }
    if (err < JET_errSuccess) {
        return read_one_by_one(rows);
    }
    for (JET_ULONG i = 0; i < count; i++) {
        if (!keep_cell(rows, &columns[i])) {
            rows->damage = JET_errOutOfMemory;
            return false;
        }
    }
    return true;
}

JET_ERR rows_read_long(struct rows *rows, const struct column_info *column, JET_ULONG itag, uint64_t offset,
                       JET_ULONG *got, uint64_t *whole)
{
    JET_RETINFO info = {.cbStruct = sizeof info, .ibLongValue = (JET_ULONG)offset, .itagSequence = itag};
    JET_ULONG rest = 0;
    JET_ERR err = JetRetrieveColumn(rows->reader->sesid, rows->tableid, column->id, rows->piece, ROWS_PIECE,
                                    &rest, 0, &info);

    if (err < JET_errSuccess) {
        complain(rows, column->name, err);
        return err;
    }
    *got = rest < ROWS_PIECE ? rest : ROWS_PIECE;
    *whole = offset + rest;
    return JET_errSuccess;
}

/* --------------------------------------------------------------------------------------------------- walk */

JET_ERR rows_begin(struct rows *rows, struct reader *reader, JET_TABLEID tableid, const char *table,
                   const struct column_list *columns)
{
    *rows = (struct rows){.reader = reader, .tableid = tableid, .table = table, .columns = columns};
    rows->last = calloc(1, sizeof *rows->last);
    rows->behind = calloc(1, sizeof *rows->behind);
    rows->memory = calloc(1, sizeof *rows->memory);
    rows->piece = malloc(ROWS_PIECE);
    return rows->last != NULL && rows->behind != NULL && rows->memory != NULL && rows->piece != NULL
               ? JET_errSuccess
               : JET_errOutOfMemory;
}

void rows_end(struct rows *rows)
{
    if (rows->memory != NULL) {
        forget_row(rows->memory);
        free(rows->memory->blocks);
    }
    free(rows->memory);
    free(rows->cells);
    free(rows->last);
    free(rows->behind);
    free(rows->piece);
}

static bool get_bookmark(struct rows *rows, struct bookmark *bookmark)
{
    bookmark->size = 0;
    return JetGetBookmark(rows->reader->sesid, rows->tableid, bookmark->bytes, sizeof bookmark->bytes,
                          &bookmark->size) >= JET_errSuccess;
}

/* True when the row was read on the way to the damage: rows are in the order of their bookmarks. */
static bool is_seen(const struct rows *rows, const struct bookmark *row)
{
    const struct bookmark *last = rows->last;
    const int order = memcmp(row->bytes, last->bytes, row->size < last->size ? row->size : last->size);

    return rows->number > 0 && (order < 0 || (order == 0 && row->size <= last->size));
}

/*
 * Goes from the end backwards to the row behind the damage. JET_errNoCurrentRecord when there is none that was not read
 * before.
 */
static JET_ERR find_other_side(struct rows *rows)
{
    const JET_SESID sesid = rows->reader->sesid;
    struct bookmark *row = rows->behind;
    struct bookmark previous = {.size = 0};
    JET_ERR err = JetMove(sesid, rows->tableid, JET_MoveLast, 0);

    while (err >= JET_errSuccess && get_bookmark(rows, row) && !is_seen(rows, row)) {
        previous = *row;
        err = JetMove(sesid, rows->tableid, JET_MovePrevious, 0);
    }
    if (previous.size == 0) {
        return err < JET_errSuccess ? err : JET_errNoCurrentRecord;
    }
    return JetGotoBookmark(sesid, rows->tableid, previous.bytes, previous.size);
}

bool rows_next(struct rows *rows)
{
    const JET_LONG first = JET_MoveFirst, step = rows->number == 0 ? first : JET_MoveNext;
    JET_ERR err = JetMove(rows->reader->sesid, rows->tableid, step, 0);

    if (err < JET_errSuccess && err != JET_errNoCurrentRecord && !rows->is_behind) {
        complain(rows, NULL, err);
        rows->is_behind = true;
        err = find_other_side(rows);
    }
    if (err < JET_errSuccess) {
        if (err != JET_errNoCurrentRecord) {
            complain(rows, NULL, err);
        }
        return false;
    }
    if (!rows->is_behind) {
        (void)get_bookmark(rows, rows->last); /* after a failure the cursor stands nowhere */
    }
    return rows_read(rows);
}
