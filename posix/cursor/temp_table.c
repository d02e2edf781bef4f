/*
 * temp_table.c - temporary tables: opening and closing, the phases, and the engine's own rows.
 */
#include "cursor/callback.h"
#include "cursor/temp_parts.h"

#include <stddef.h>
#include <stdlib.h>

#include "catalog/arena.h"
#include "diag.h"
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
    struct temp_row *found;
    struct bytes key, data;

    if (temp->phase == TEMP_SORTED) {
        if (cursor->sorted < 0) {
            return JET_errNoCurrentRecord;
        }
        JET_TRY(sort_row(temp->sort, (uint32_t)cursor->sorted, &key, &data));
    } else {
        JET_TRY(temp_keyed_row(cursor, &found));
        data = temp_row_data(found);
        cursor->values.memory = found->values.values;
        cursor->values.memory_count = found->values.count;
    }
    return record_open(&row->record, &temp->schema, data, temp->page_size);
}

static JET_ERR let_go_row(struct row *row)
{
    (void)row; /* rows in memory stay where they are */
    return JET_errSuccess;
}

const struct row_source temp_row_source = {.hold = hold_row, .let_go = let_go_row};

static JET_ERR retrieve_column(struct cursor *cursor, JET_COLUMNID id, void *data, uint32_t capacity,
                               uint32_t *size, JET_GRBIT grbit, JET_RETINFO *info)
{
    return row_retrieve_column(temp_row_for(temp_cursor_of(cursor), grbit), id, data, capacity, size, grbit,
                               info);
}

static JET_ERR retrieve_columns(struct cursor *cursor, JET_RETRIEVECOLUMN *columns, uint32_t count)
{
    JET_ERR result = JET_errSuccess;

    if (!temp_cursor_of(cursor)->update.prepared) {
        return row_retrieve_columns(&temp_cursor_of(cursor)->row, columns, count);
    }
    for (uint32_t i = 0; i < count; i++) {
        const JET_ERR err =
            row_retrieve_columns(temp_row_for(temp_cursor_of(cursor), columns[i].grbit), &columns[i], 1);

        JET_TRY(err);
        result = err != JET_errSuccess ? err : result;
    }
    return result;
}

static JET_ERR enumerate_columns(struct cursor *cursor, uint32_t id_count, const JET_ENUMCOLUMNID *ids,
                                 uint32_t *column_count, JET_ENUMCOLUMN **columns, JET_PFNREALLOC reallocate,
                                 void *context, uint32_t most, JET_GRBIT grbit)
{
    const JET_GRBIT copy = grbit & JET_bitEnumerateCopy ? JET_bitRetrieveCopy : 0;

    return row_enumerate_columns(temp_row_for(temp_cursor_of(cursor), copy), id_count, ids, column_count,
                                 columns, reallocate, context, most, grbit);
}

/* The current row's key counts; that of a prepared one is not made yet. */
static JET_ERR get_record_size(struct cursor *head, JET_RECSIZE3 *sizes, JET_GRBIT grbit)
{
    struct temp_cursor *cursor = temp_cursor_of(head);
    struct row *row = temp_row_for(cursor, grbit & JET_bitRecordSizeInCopyBuffer ? JET_bitRetrieveCopy : 0);
    struct temp_row *found;
    struct bytes key = {NULL, 0}, data;

    if (row == &cursor->row && cursor->temp->phase == TEMP_SORTED && cursor->sorted >= 0) {
        JET_TRY(sort_row(cursor->temp->sort, (uint32_t)cursor->sorted, &key, &data));
    } else if (row == &cursor->row && cursor->temp->phase == TEMP_KEYED) {
        JET_TRY(temp_keyed_row(cursor, &found));
        key = temp_row_key(found);
    }
    return row_get_size(row, key.size, sizes, grbit);
}

/* -------------------------------------------------------------------------- what the reading phases share */

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

JET_ERR temp_make_key(struct cursor *head, const void *data, uint32_t size, JET_GRBIT grbit)
{
    struct temp_cursor *cursor = temp_cursor_of(head);

    if (!cursor->temp->has_index) {
        return diag_fail(JET_errNoCurrentIndex, "the temporary table has no index");
    }
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

JET_ERR temp_table_info(struct cursor *head, void *result, uint32_t capacity, uint32_t level)
{
    const struct temp_table *temp = temp_cursor_of(head)->temp;
    const JET_OBJECTINFO info = {
        .cbStruct = sizeof info,
        .objtyp = JET_objtypTable,
        .cRecord = temp->phase == TEMP_SORTED ? sort_count(temp->sort) : temp->rows.count,
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

static const struct cursor_ops insert_ops = {
    .close = temp_close,
    .move = temp_insert_move,
    .make_key = temp_make_key,
    .seek = temp_insert_seek,
    .retrieve_key = temp_sorted_retrieve_key,
    .prepare_update = temp_prepare_update,
    .set_column = temp_set_column,
    .set_columns = temp_set_columns,
    .update = temp_sort_update,
    .escrow_update = temp_escrow_update,
};

static const struct cursor_ops sorted_ops = {
    .close = temp_close,
    .duplicate = temp_duplicate,
    .move = temp_sorted_move,
    .make_key = temp_make_key,
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
    .table_info = temp_table_info,
};

static const struct cursor_ops keyed_ops = {
    .close = temp_close,
    .duplicate = temp_duplicate,
    .move = temp_keyed_move,
    .make_key = temp_make_key,
    .seek = temp_keyed_seek,
    .set_index_range = temp_keyed_set_range,
    .get_bookmark = temp_keyed_get_bookmark,
    .goto_bookmark = temp_keyed_goto_bookmark,
    .retrieve_key = temp_keyed_retrieve_key,
    .get_cursor_info = temp_keyed_cursor_info,
    .retrieve_column = retrieve_column,
    .retrieve_columns = retrieve_columns,
    .enumerate_columns = enumerate_columns,
    .get_record_size = get_record_size,
    .set_storage = cursor_set_storage,
    .get_storage = cursor_get_storage,
    .prepare_update = temp_prepare_update,
    .set_column = temp_set_column,
    .set_columns = temp_set_columns,
    .update = temp_keyed_update,
    .remove = temp_remove,
    .escrow_update = temp_escrow_update,
    .table_info = temp_table_info,
};

static const struct cursor_ops failed_ops = {.close = temp_close};

const struct cursor_ops *temp_ops(const struct temp_table *temp)
{
    static const struct cursor_ops *const of_phase[] = {
        [TEMP_INSERT] = &insert_ops,
        [TEMP_SORTED] = &sorted_ops,
        [TEMP_KEYED] = &keyed_ops,
        [TEMP_FAILED] = &failed_ops,
    };

    return of_phase[temp->phase];
}

/* Makes a set of rows of a sort. */
static JET_ERR make_keyed(struct temp_table *temp)
{
    struct bytes key, data;

    temp->has_index = temp->grbit & JET_bitTTIndexed;
    for (uint32_t i = 0; i < sort_count(temp->sort); i++) {
        uint8_t number[sizeof(uint32_t)];
        struct temp_row *row;
        JET_ERR err;

        JET_TRY(sort_row(temp->sort, i, &key, &data));
        if (!temp->has_index) {
            put_big_u32(number, i);
            key = (struct bytes){number, sizeof number};
        }
        row = temp_row_make(key, data, NULL);
        if (row == NULL) {
            return JET_errOutOfMemory;
        }
        err = temp_rows_insert(&temp->rows, row);
        temp_row_release(row);
        JET_TRY(err);
    }
    temp->next_number = temp->rows.count;
    sort_destroy(temp->sort);
    temp->sort = NULL;
    temp->phase = TEMP_KEYED;
    return JET_errSuccess;
}

static JET_ERR end_insert(struct temp_table *temp)
{
    const bool duplicates = (temp->grbit & (JET_bitTTForwardOnly | JET_bitTTUnique)) == JET_bitTTForwardOnly;
    const bool has_grown = sort_size(temp->sort) > SORTED_SIZE_MAX && !sort_is_spilled(temp->sort);

    JET_TRY(sort_finish(temp->sort, duplicates));
    if (temp->grbit & JET_bitTTUpdatable || (temp_may_scroll(temp) && has_grown)) {
        return make_keyed(temp);
    }
    temp->phase = TEMP_SORTED;
    return JET_errSuccess;
}

JET_ERR temp_end_insert(struct temp_cursor *cursor)
{
    const JET_ERR err = end_insert(cursor->temp);

    if (err < 0) {
        cursor->temp->phase = TEMP_FAILED;
    }
    cursor->head.ops = temp_ops(cursor->temp);
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
    cursor->update.level -= cursor->update.level == level;
    temp_keep_level(cursor->temp, level);
}

static void on_rollback(struct session_watch *watch, uint32_t level)
{
    struct temp_cursor *cursor = cursor_of_watch(watch);

    temp_undo_level(cursor->temp, level);
    if (cursor->open_level >= level) {
        temp_close(&cursor->head);
        return;
    }
    if (cursor->update.prepared && cursor->update.level >= level) {
        temp_cancel_update(cursor);
    }
    if (cursor->move_level >= level) {
        cursor->move_level = level - 1;
        cursor->sorted = -1;
        temp_keyed_to_edge(cursor, false);
    }
    cursor->head.ops = temp_ops(cursor->temp);
}

static void on_end(struct session_watch *watch)
{
    temp_close(&cursor_of_watch(watch)->head);
}

static const struct session_observer observer = {
    .on_commit = on_commit,
    .on_rollback = on_rollback,
    .on_end = on_end,
};

/* --------------------------------------------------------------------------------------- opening, closing */

static void destroy(struct temp_table *temp)
{
    temp_keep_level(temp, 1);
    free(temp->undo);
    sort_destroy(temp->sort);
    temp_rows_free(&temp->rows);
    temp_columns_free(temp);
    free(temp);
}

static void init_reading(struct temp_cursor *cursor)
{
    struct temp_update *update = &cursor->update;

    long_value_reader_init(&cursor->values, &cursor->temp->schema);
    row_init(&cursor->row, &temp_row_source, &cursor->temp->schema, &cursor->values);
    temp_update_init(update, cursor->temp);
}

JET_ERR temp_cursor_open(struct session *session, struct temp_table *temp, struct temp_cursor **out)
{
    struct temp_cursor *cursor = calloc(1, sizeof *cursor);
    JET_ERR err;

    if (cursor == NULL) {
        return diag_fail(JET_errOutOfMemory, "no memory for a cursor");
    }
    cursor->temp = temp;
    cursor->head.table = &temp->schema;
    cursor->head.local_storage = JET_LSNil;
    cursor->head.ops = temp_ops(temp);
    cursor->open_level = session->level;
    search_key_clear(&cursor->search);
    init_reading(cursor);
    err = object_open(session, &cursor->head.object, OBJECT_SORT, &observer);
    if (err < 0) {
        free(cursor);
        return err;
    }
    temp->cursors++;
    *out = cursor;
    return JET_errSuccess;
}

JET_ERR temp_close(struct cursor *head)
{
    struct temp_cursor *cursor = temp_cursor_of(head);
    struct temp_table *temp = cursor->temp;

    cursor_storage_end(head);
    object_close(&head->object);
    temp_cancel_update(cursor);
    temp_update_free(&cursor->update);
    temp_keyed_to_edge(cursor, false);
    row_free(&cursor->row);
    long_value_reader_free(&cursor->values);
    free(cursor);
    if (--temp->cursors == 0) {
        destroy(temp);
    }
    return JET_errSuccess;
}

JET_ERR temp_duplicate(struct cursor *head, JET_TABLEID *tableid)
{
    struct temp_cursor *copy;
    JET_ERR err;

    JET_TRY(temp_cursor_open(cursor_session(head), temp_cursor_of(head)->temp, &copy));
    err = copy->head.ops->move(&copy->head, (int32_t)JET_MoveFirst, 0);
    if (err < 0 && err != JET_errNoCurrentRecord) {
        temp_close(&copy->head);
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

/* Decides the first phase. */
static JET_ERR begin(struct temp_table *temp, const struct session *session, bool has_long)
{
    const JET_GRBIT grbit = temp->grbit;
    const bool keyed = temp->schema.primary == NULL || grbit & JET_bitTTForceMaterialization ||
                       (has_long && !(grbit & JET_bitTTIntrinsicLVsOnly));

    if (!keyed) {
        temp->has_index = true;
        return make_sort(temp, session);
    }
    if (grbit & JET_bitTTForwardOnly) {
        return forward_only();
    }
    temp->phase = TEMP_KEYED;
    temp->has_index = temp->schema.primary != NULL;
    temp->next_number = 1;
    return JET_errSuccess;
}

JET_ERR temp_table_open(struct session *session, const JET_COLUMNDEF *columns, uint32_t count,
                        const struct temp_table_options *options, struct cursor **out, JET_COLUMNID *ids)
{
    struct temp_cursor *cursor;
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
    temp->grbit = options->grbit;
    temp->phase = TEMP_INSERT;
    JET_TRY_OR(temp_columns_make(temp, session, columns, count, options, ids), failed);
    JET_TRY_OR(begin(temp, session, has_long_columns(columns, count)), failed);
    JET_TRY_OR(temp_cursor_open(session, temp, &cursor), failed);
    *out = &cursor->head;
    return JET_errSuccess;
failed:
    destroy(temp);
    return err;
}

JET_ERR temp_table_finish(struct cursor *cursor, uint32_t *rows)
{
    const struct temp_table *temp = temp_cursor_of(cursor)->temp;
    const JET_ERR err = cursor->ops->move(cursor, (int32_t)JET_MoveFirst, 0);

    if (err < 0 && err != JET_errNoCurrentRecord) {
        return err;
    }
    *rows = temp->phase == TEMP_SORTED ? sort_count(temp->sort) : temp->rows.count;
    return JET_errSuccess;
}
