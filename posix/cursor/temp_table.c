/*
 * temp_table.c - temporary tables: opening and closing, the phases, and the engine's own rows.
 */
#include "cursor/callback.h"
#include "cursor/temp_parts.h"

#include <stddef.h>
#include <stdlib.h>

#include "catalog/arena.h"
#include "diag.h"
#include "instance/handle.h"
#include "instance/instance.h"
#include "instance/parameter.h"
#include "os.h"
#include "try.h"

#define OPTIONS_OF_TREES                                                                                     \
    (JET_bitTTIndexed | JET_bitTTUpdatable | JET_bitTTScrollable | JET_bitTTForceMaterialization)

#define RELATIONS (JET_bitSeekEQ | JET_bitSeekGE | JET_bitSeekGT | JET_bitSeekLE | JET_bitSeekLT)

/* ------------------------------------------------------------------------------------------------ reading */

static JET_ERR hold_row(struct row *row)
{
    struct temp_cursor *cursor =
        (struct temp_cursor *)(void *)((char *)row - offsetof(struct temp_cursor, row));
    struct temp_table *temp = cursor->temp;
    struct bytes key, data;

    if (cursor->sorted < 0) {
        return JET_errNoCurrentRecord;
    }
    JET_TRY(sort_row(temp->sort, (uint32_t)cursor->sorted, &key, &data));
    return record_open(&row->record, &temp->schema, data, temp->page_size);
}

static JET_ERR let_go_row(struct row *row)
{
    (void)row; /* rows of a sort stay where they are */
    return JET_errSuccess;
}

static const struct row_source sorted_source = {.hold = hold_row, .let_go = let_go_row};

static JET_ERR retrieve_column(struct cursor *cursor, JET_COLUMNID id, void *data, uint32_t capacity,
                               uint32_t *size, JET_GRBIT grbit, JET_RETINFO *info)
{
    return row_retrieve_column(&temp_cursor_of(cursor)->row, id, data, capacity, size, grbit, info);
}

static JET_ERR retrieve_columns(struct cursor *cursor, JET_RETRIEVECOLUMN *columns, uint32_t count)
{
    return row_retrieve_columns(&temp_cursor_of(cursor)->row, columns, count);
}

static JET_ERR enumerate_columns(struct cursor *cursor, uint32_t id_count, const JET_ENUMCOLUMNID *ids,
                                 uint32_t *column_count, JET_ENUMCOLUMN **columns, JET_PFNREALLOC reallocate,
                                 void *context, uint32_t most, JET_GRBIT grbit)
{
    return row_enumerate_columns(&temp_cursor_of(cursor)->row, id_count, ids, column_count, columns,
                                 reallocate, context, most, grbit);
}

static JET_ERR get_record_size(struct cursor *head, JET_RECSIZE3 *sizes, JET_GRBIT grbit)
{
    struct temp_cursor *cursor = temp_cursor_of(head);
    struct bytes key = {NULL, 0}, data;

    if (cursor->sorted >= 0) {
        JET_TRY(sort_row(cursor->temp->sort, (uint32_t)cursor->sorted, &key, &data));
    }
    return row_get_size(&cursor->row, key.size, sizes, grbit);
}

/* -------------------------------------------------------------------------- keys and information */

JET_ERR temp_deliver_key(struct bytes key, void *out, uint32_t capacity, uint32_t *size)
{
    const uint32_t copied = key.size < capacity ? key.size : capacity;

    if (size != NULL) {
        *size = key.size;
    }
    if (copied > 0) {
        memcpy(out, key.at, copied);
    }
    return copied < key.size ? JET_wrnBufferTruncated : JET_errSuccess;
}

static JET_ERR make_key(struct cursor *head, const void *data, uint32_t size, JET_GRBIT grbit)
{
    struct temp_cursor *cursor = temp_cursor_of(head);

    return search_key_add(&cursor->search, &cursor->temp->key, data, size, grbit);
}

JET_ERR temp_begin_range(struct temp_cursor *cursor, JET_GRBIT grbit)
{
    if (grbit & JET_bitRangeRemove) {
        if (!cursor->range) {
            return diag_fail(JET_errInvalidOperation, "there is no index range to remove");
        }
        cursor->range = false;
        return JET_errSuccess;
    }
    if (!cursor->search.made) {
        return diag_fail(JET_errKeyNotMade, "an index range needs a key");
    }
    cursor->search.made = false;
    cursor->range = true;
    cursor->range_upper = grbit & JET_bitRangeUpperLimit;
    cursor->range_inclusive = grbit & JET_bitRangeInclusive;
    return JET_errSuccess;
}

bool temp_in_range(const struct temp_cursor *cursor, struct bytes key)
{
    const int order = sort_compare_bytes(key, key_bytes(&cursor->search.key));

    return order == 0 ? cursor->range_inclusive : (order < 0) == cursor->range_upper;
}

JET_ERR temp_check_seek(const struct temp_cursor *cursor, JET_GRBIT grbit, JET_GRBIT *relation)
{
    *relation = grbit & RELATIONS;
    if (*relation == 0 || (*relation & (*relation - 1)) != 0) {
        return diag_fail(JET_errInvalidParameter, "0x%x does not say how to seek", grbit);
    }
    if (!cursor->search.made) {
        return diag_fail(JET_errKeyNotMade, "a seek needs a key");
    }
    return JET_errSuccess;
}

static JET_ERR table_info(struct cursor *head, void *result, uint32_t capacity, uint32_t level)
{
    const struct temp_table *temp = temp_cursor_of(head)->temp;
    const JET_OBJECTINFO info = {
        .cbStruct = sizeof info,
        .objtyp = JET_objtypTable,
        .cRecord = sort_count(temp->sort),
    };

    if (level != JET_TblInfo) {
        return diag_fail(JET_errInvalidOperation, "level %u says nothing about a temporary table", level);
    }
    if (capacity < sizeof info) {
        return diag_fail(JET_errInvalidParameter, "a JET_OBJECTINFO has %u bytes, the buffer %u",
                         (unsigned)sizeof info, capacity);
    }
    memset(result, 0, capacity);
    memcpy(result, &info, sizeof info);
    return JET_errSuccess;
}

/* ------------------------------------------------------------------------------------------------- phases */

static JET_ERR close_cursor(struct cursor *head);
static JET_ERR duplicate(struct cursor *head, JET_TABLEID *tableid);

static const struct cursor_ops insert_ops = {
    .close = close_cursor,
    .move = temp_insert_move,
    .make_key = make_key,
    .seek = temp_insert_seek,
    .retrieve_key = temp_sorted_retrieve_key,
    .prepare_update = temp_prepare_update,
    .set_column = temp_set_column,
    .set_columns = temp_set_columns,
    .update = temp_sort_update,
    .escrow_update = temp_escrow_update,
};

static const struct cursor_ops sorted_ops = {
    .close = close_cursor,
    .duplicate = duplicate,
    .move = temp_sorted_move,
    .make_key = make_key,
    .seek = temp_sorted_seek,
    .set_index_range = temp_sorted_set_range,
    .get_bookmark = temp_sorted_get_bookmark,
    .goto_bookmark = temp_sorted_goto_bookmark,
    .retrieve_key = temp_sorted_retrieve_key,
    .retrieve_column = retrieve_column,
    .retrieve_columns = retrieve_columns,
    .enumerate_columns = enumerate_columns,
    .get_record_size = get_record_size,
    .set_storage = cursor_set_storage,
    .get_storage = cursor_get_storage,
    .table_info = table_info,
};

static const struct cursor_ops failed_ops = {.close = close_cursor};

static const struct cursor_ops *ops_of(enum temp_phase phase)
{
    return phase == TEMP_INSERT ? &insert_ops : phase == TEMP_SORTED ? &sorted_ops : &failed_ops;
}

static JET_ERR end_insert(struct temp_cursor *cursor, struct cursor **now)
{
    struct temp_table *temp = cursor->temp;
    const bool duplicates = (temp->grbit & (JET_bitTTForwardOnly | JET_bitTTUnique)) == JET_bitTTForwardOnly;
    const bool has_grown = sort_size(temp->sort) > SORTED_SIZE_MAX;

    JET_TRY(sort_finish(temp->sort, duplicates));
    if (temp->grbit & JET_bitTTUpdatable || (temp_may_scroll(temp) && has_grown)) {
        JET_TRY(temp_tree_make_of_sort(temp));
        return temp_tree_follow(cursor, now);
    }
    temp->phase = TEMP_SORTED;
    cursor->head.ops = &sorted_ops;
    cursor->sorted = -1;
    return JET_errSuccess;
}

JET_ERR temp_end_insert(struct temp_cursor *cursor, struct cursor **now)
{
    JET_ERR err;

    cursor->is_prepared = false;
    *now = &cursor->head;
    err = end_insert(cursor, now);
    if (err < 0) {
        cursor->temp->phase = TEMP_FAILED;
        cursor->head.ops = &failed_ops;
        *now = &cursor->head;
    }
    return err;
}

/* ------------------------------------------------------------------------------------------- transactions */

static struct temp_cursor *cursor_of_watch(struct session_watch *watch)
{
    return (
        struct temp_cursor *)(void *)watch; /* the watch is the first of an object, which is of a cursor */
}

static void on_commit(struct session_watch *watch, uint32_t level)
{
    struct temp_cursor *cursor = cursor_of_watch(watch);

    cursor->open_level -= cursor->open_level == level;
    cursor->move_level -= cursor->move_level == level;
    cursor->prepared_level -= cursor->prepared_level == level;
}

static void on_rollback(struct session_watch *watch, uint32_t level)
{
    struct temp_cursor *cursor = cursor_of_watch(watch);

    if (cursor->open_level >= level) {
        (void)close_cursor(&cursor->head);
        return;
    }
    if (cursor->prepared_level >= level) {
        cursor->is_prepared = false;
    }
    if (cursor->move_level >= level) {
        cursor->move_level = level - 1;
        cursor->sorted = -1;
    }
}

static void on_end(struct session_watch *watch)
{
    (void)close_cursor(&cursor_of_watch(watch)->head);
}

static const struct session_observer observer = {
    .on_commit = on_commit,
    .on_rollback = on_rollback,
    .on_end = on_end,
};

/* --------------------------------------------------------------------------------------- opening, closing */

void temp_table_release(struct table *schema)
{
    struct temp_table *temp = (struct temp_table *)schema; /* of which it is the first */

    if (--schema->references == 0) {
        temp_tree_free(temp);
        sort_destroy(temp->sort);
        temp_columns_free(temp);
        free(temp);
    }
}

/* A cursor on the sort; takes a reference of the table. */
static JET_ERR open_cursor(struct session *session, struct temp_table *temp, struct temp_cursor **out)
{
    struct temp_cursor *cursor = calloc(1, sizeof *cursor);
    JET_ERR err;

    if (cursor == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for a cursor");
    }
    cursor->temp = temp;
    cursor->head.table = &temp->schema;
    cursor->head.local_storage = JET_LSNil;
    cursor->head.ops = ops_of(temp->phase);
    cursor->open_level = session->level;
    cursor->sorted = -1;
    search_key_clear(&cursor->search);
    long_value_reader_init(&cursor->values, &temp->schema);
    row_init(&cursor->row, &sorted_source, &temp->schema, &cursor->values);
    err = object_open(session, &cursor->head.object, OBJECT_SORT, &observer);
    if (err < 0) {
        free(cursor);
        return err;
    }
    temp->schema.references++;
    *out = cursor;
    return JET_errSuccess;
}

static JET_ERR close_cursor(struct cursor *head)
{
    struct temp_cursor *cursor = temp_cursor_of(head);

    cursor_storage_end(head);
    object_close(&head->object);
    record_builder_free(&cursor->record);
    row_free(&cursor->row);
    long_value_reader_free(&cursor->values);
    temp_table_release(&cursor->temp->schema);
    free(cursor);
    return JET_errSuccess;
}

static JET_ERR duplicate(struct cursor *head, JET_TABLEID *tableid)
{
    struct temp_cursor *copy;
    JET_ERR err;

    JET_TRY(open_cursor(cursor_session(head), temp_cursor_of(head)->temp, &copy));
    err = copy->head.ops->move(&copy->head, (int32_t)JET_MoveFirst, 0);
    if (err < 0 && err != JET_errNoCurrentRecord) {
        (void)close_cursor(&copy->head);
        return err;
    }
    *tableid = copy->head.object.tableid;
    return JET_errSuccess;
}

static bool has_long_columns(const JET_COLUMNDEF *columns, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (columns[i].coltyp == JET_coltypLongBinary || columns[i].coltyp == JET_coltypLongText) {
            return true;
        }
    }
    return false;
}

static JET_ERR forward_only(void)
{
    return diag_fail(JET_errCannotMaterializeForwardOnlySort,
                     "what is only read forwards cannot be searched, scrolled, changed or hold long values");
}

/* Sorts that outgrow memory have their file beside the temporary database. */
static JET_ERR make_sort(struct temp_table *temp, const struct session *session)
{
    char folder[OS_PATH_MAX];

    JET_TRY(path_folder(parameter_string(session->instance, JET_paramTempPath), folder, sizeof folder));
    return sort_create(folder, SORT_MEMORY_MAX, &temp->sort);
}

/* Begins the first phase, with a cursor. */
static JET_ERR begin(struct temp_table *temp, bool has_long, struct cursor **opened)
{
    const JET_GRBIT grbit = temp->grbit;
    const bool is_tree = temp->schema.primary == NULL || grbit & JET_bitTTForceMaterialization ||
                         (has_long && !(grbit & JET_bitTTIntrinsicLVsOnly));
    struct temp_cursor *cursor;

    if (is_tree) {
        if (grbit & JET_bitTTForwardOnly) {
            return forward_only();
        }
        JET_TRY(temp_tree_make(temp));
        return temp_tree_open(temp, opened);
    }
    temp->phase = TEMP_INSERT;
    JET_TRY(make_sort(temp, temp->session));
    JET_TRY(open_cursor(temp->session, temp, &cursor));
    *opened = &cursor->head;
    return JET_errSuccess;
}

JET_ERR temp_table_open(struct session *session, const JET_COLUMNDEF *columns, uint32_t count,
                        const struct temp_table_options *options, struct cursor **cursor, JET_COLUMNID *ids)
{
    struct temp_table *temp;
    JET_ERR err;

    if (parameter_integer(session->instance, JET_paramMaxTemporaryTables) == 0) {
        return diag_fail(JET_errTooManySorts, "JET_paramMaxTemporaryTables allows no temporary tables");
    }
    if (options->grbit & JET_bitTTForwardOnly && options->grbit & OPTIONS_OF_TREES) {
        return forward_only();
    }
    temp = calloc(1, sizeof *temp);
    if (temp == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for a temporary table");
    }
    temp->session = session;
    temp->grbit = options->grbit;
    temp->schema.references = 1;
    err = temp_columns_make(temp, session, columns, count, options, ids);
    if (err >= 0) {
        err = begin(temp, has_long_columns(columns, count), cursor);
    }
    temp_table_release(&temp->schema);
    return err;
}

JET_ERR temp_table_finish(struct cursor **cursor)
{
    const JET_TABLEID tableid = (*cursor)->object.tableid;
    const JET_ERR err = (*cursor)->ops->move(*cursor, (int32_t)JET_MoveFirst, 0);

    *cursor = atomic_load(&handle_slot_of(HANDLE_OBJECT, tableid)->object);
    return err == JET_errNoCurrentRecord ? JET_errSuccess : err;
}
