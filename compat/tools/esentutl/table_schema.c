/*
 * table_schema.c - the columns and indexes of a table.
 */
#include "table_schema.h"

#include <stdlib.h>
#include <string.h>

unsigned column_position(const struct column_list *list, JET_COLUMNID id, unsigned likely)
{
    unsigned first = 0, end = list->count;

    if (likely < list->count && list->columns[likely].id == id) {
        return likely;
    }
    while (first < end) {
        const unsigned middle = first + (end - first) / 2;

        if ((int32_t)list->columns[middle].id < (int32_t)id) {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    return first < list->count && list->columns[first].id == id ? first : list->count;
}

/* ------------------------------------------------------------------------------------------------ columns */

static JET_ERR read_default(struct reader *reader, JET_TABLEID tableid, JET_COLUMNID columnid,
                            struct column_info *column)
{
    JET_ULONG size = 0;
    JET_ERR err = JetRetrieveColumn(reader->sesid, tableid, columnid, NULL, 0, &size, 0, NULL);

    if (err < JET_errSuccess || err == JET_wrnColumnNull) {
        return err < JET_errSuccess ? err : JET_errSuccess;
    }
    column->default_value = malloc(size > 0 ? size : 1);
    if (column->default_value == NULL) {
        return JET_errOutOfMemory;
    }
    column->default_size = size;
    return JetRetrieveColumn(reader->sesid, tableid, columnid, column->default_value, size, NULL, 0, NULL);
}

static JET_RETRIEVECOLUMN retrieve_into(JET_COLUMNID id, void *data, size_t size)
{
    return (JET_RETRIEVECOLUMN){.columnid = id, .pvData = data, .cbData = (JET_ULONG)size, .itagSequence = 1};
}

static JET_ERR read_column(struct reader *reader, const JET_COLUMNLIST *list, bool defaults,
                           struct column_info *column)
{
    uint16_t code_page = 0;
    JET_RETRIEVECOLUMN retrieve[] = {
        retrieve_into(list->columnidcolumnid, &column->id, sizeof column->id),
        retrieve_into(list->columnidcoltyp, &column->type, sizeof column->type),
        retrieve_into(list->columnidCp, &code_page, sizeof code_page),
        retrieve_into(list->columnidcbMax, &column->max, sizeof column->max),
        retrieve_into(list->columnidgrbit, &column->grbit, sizeof column->grbit),
    };
    JET_ERR err =
        JetRetrieveColumns(reader->sesid, list->tableid, retrieve, sizeof retrieve / sizeof retrieve[0]);

    reader_text(reader, list->tableid, list->columnidcolumnname, column->name, sizeof column->name);
    column->code_page = code_page;
    if (err >= JET_errSuccess && defaults) {
        err = read_default(reader, list->tableid, list->columnidDefault, column);
    }
    return err;
}

static int by_id(const void *left, const void *right)
{
    const int32_t l = (int32_t)((const struct column_info *)left)->id;
    const int32_t r = (int32_t)((const struct column_info *)right)->id;

    return (l > r) - (l < r);
}

static JET_ERR read_columns(struct reader *reader, const JET_COLUMNLIST *source, bool defaults,
                            struct column_list *list)
{
    JET_ERR err = JetMove(reader->sesid, source->tableid, JET_MoveFirst, 0);

    list->columns = calloc(source->cRecord + (size_t)1, sizeof *list->columns);
    if (list->columns == NULL) {
        return JET_errOutOfMemory;
    }
    while (err >= JET_errSuccess && list->count < source->cRecord) {
        err = read_column(reader, source, defaults, &list->columns[list->count]);
        if (err >= JET_errSuccess) {
            list->count++;
            err = JetMove(reader->sesid, source->tableid, JET_MoveNext, 0);
        }
    }
    qsort(list->columns, list->count, sizeof *list->columns, by_id);
    return err == JET_errNoCurrentRecord ? JET_errSuccess : err;
}

JET_ERR column_list_read(struct reader *reader, JET_TABLEID tableid, bool defaults, struct column_list *list)
{
    JET_COLUMNLIST source = {.cbStruct = sizeof source};
    JET_ERR err;

    *list = (struct column_list){NULL, 0};
    err = JetGetTableColumnInfoW(reader->sesid, tableid, NULL, &source, sizeof source,
                                 JET_ColInfoListSortColumnid);
    if (err < JET_errSuccess) {
        return err;
    }
    err = read_columns(reader, &source, defaults, list);
    (void)JetCloseTable(reader->sesid, source.tableid);
    return err;
}

void column_list_free(struct column_list *list)
{
    for (unsigned i = 0; i < list->count; i++) {
        free(list->columns[i].default_value);
    }
    free(list->columns);
}

/* ------------------------------------------------------------------------------------------------ indexes */

/* One row of the list: a key column of an index, which begins with its first. */
static void read_key_column(struct reader *reader, const JET_INDEXLIST *source, struct index_list *list)
{
    const JET_TABLEID tableid = source->tableid;
    const unsigned at = (unsigned)reader_number(reader, tableid, source->columnidiColumn);
    struct index_info *index;

    if (at == 0) {
        index = &list->indexes[list->count++];
        reader_text(reader, tableid, source->columnidindexname, index->name, sizeof index->name);
        index->grbit = (JET_GRBIT)reader_number(reader, tableid, source->columnidgrbitIndex);
        index->lcmap_flags = (JET_ULONG)reader_number(reader, tableid, source->columnidLCMapFlags);
    }
    if (list->count == 0 || at >= INDEX_KEY_MAX) {
        return;
    }
    index = &list->indexes[list->count - 1];
    index->key[at] = (JET_COLUMNID)reader_number(reader, tableid, source->columnidcolumnid);
    index->descending[at] =
        reader_number(reader, tableid, source->columnidgrbitColumn) & JET_bitKeyDescending;
    index->key_count = at + 1;
}

JET_ERR index_list_read(struct reader *reader, JET_TABLEID tableid, struct index_list *list)
{
    JET_INDEXLIST source = {.cbStruct = sizeof source};
    JET_ERR err;

    *list = (struct index_list){NULL, 0};
    err = JetGetTableIndexInfoW(reader->sesid, tableid, NULL, &source, sizeof source, JET_IdxInfoList);
    if (err < JET_errSuccess) {
        return err == JET_errIndexNotFound ? JET_errSuccess : err;
    }
    list->indexes = calloc(source.cRecord + (size_t)1, sizeof *list->indexes);
    err =
        list->indexes != NULL ? JetMove(reader->sesid, source.tableid, JET_MoveFirst, 0) : JET_errOutOfMemory;
    for (JET_ULONG i = 0; err >= JET_errSuccess && i < source.cRecord; i++) {
        read_key_column(reader, &source, list);
        err = JetMove(reader->sesid, source.tableid, JET_MoveNext, 0);
    }
    (void)JetCloseTable(reader->sesid, source.tableid);
    return err == JET_errNoCurrentRecord ? JET_errSuccess : err;
}

void index_list_free(struct index_list *list)
{
    free(list->indexes);
}
