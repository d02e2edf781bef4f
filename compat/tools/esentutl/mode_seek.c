/*
 * mode_seek.c - seek: records by the key of an index, as JSON lines.
 *
 *   key given        records
 *   whole            those with that key
 *   first columns    those whose key begins with these columns
 *   --prefix         those whose last given column (text, binary) begins with the value
 *   --ge, --le       from the key on, ascending or descending, to the end
 */
#include <stdio.h>
#include <stdlib.h>

#include "esent_compat.h"
#include "export_format.h"
#include "key_text.h"
#include "modes.h"
#include "reader.h"
#include "rows.h"

struct seek {
    const struct options *options;
    struct reader reader;
    JET_TABLEID tableid;
    struct column_list columns;
    struct index_list indexes;
    const struct index_info *index;
    struct key_value *values; /* owned; one for each key of the command line */
};

static JET_ERR complain(const char *format, const char *argument)
{
    (void)fprintf(stderr, "esentutl: ");
    (void)fprintf(stderr, format, argument);
    (void)fprintf(stderr, "\nTry 'esentutl --help seek'.\n");
    return JET_errInvalidParameter;
}

/* ---------------------------------------------------------------------------------------------- questions */

static JET_ERR choose_index(struct seek *seek)
{
    const char *name = seek->options->index;
    WCHAR units[JET_cbNameMost + 1];
    JET_ERR err;

    for (unsigned i = 0; i < seek->indexes.count; i++) {
        const struct index_info *index = &seek->indexes.indexes[i];

        if (name == NULL ? index->grbit & JET_bitIndexPrimary : reader_is_same_name(index->name, name)) {
            seek->index = index;
        }
    }
    if (seek->index == NULL) {
        return name != NULL
                   ? complain("there is no index '%s' in this table.", name)
                   : complain("the table has no primary index%s: name another one with --index.", "");
    }
    err = reader_name(seek->index->name, units);
    if (err >= JET_errSuccess) {
        err = JetSetCurrentIndexW(seek->reader.sesid, seek->tableid, units);
    }
    if (err < JET_errSuccess) {
        reader_complain(seek->index->name, err);
    }
    return err;
}

static JET_ERR read_values(struct seek *seek)
{
    const struct options *options = seek->options;

    if (options->key_count == 0 || options->key_count > seek->index->key_count) {
        return complain("the index '%s' has other key columns than that.", seek->index->name);
    }
    seek->values = calloc(options->key_count, sizeof *seek->values);
    if (seek->values == NULL) {
        return JET_errOutOfMemory;
    }
    for (unsigned i = 0; i < options->key_count; i++) {
        const unsigned at = column_position(&seek->columns, seek->index->key[i], 0);

        if (at == seek->columns.count ||
            !key_value_parse(&seek->columns.columns[at], options->keys[i], &seek->values[i])) {
            return complain("'%s' is no value of its key column.", options->keys[i]);
        }
    }
    return JET_errSuccess;
}

static JET_ERR make_key(const struct seek *seek, JET_GRBIT last_grbit)
{
    const unsigned count = seek->options->key_count;
    JET_ERR err = JET_errSuccess;

    for (unsigned i = 0; i < count && err >= JET_errSuccess; i++) {
        const struct key_value *value = &seek->values[i];
        JET_GRBIT grbit = (i == 0 ? JET_bitNewKey : 0u) | (i + 1 == count ? last_grbit : 0u);

        if (!value->is_null && value->size == 0) {
            grbit |= JET_bitKeyDataZeroLength;
        }
        err = JetMakeKey(seek->reader.sesid, seek->tableid, value->is_null ? NULL : value->bytes,
                         value->is_null ? 0 : value->size, grbit);
    }
    return err;
}

/* The first record, and for a limited question the range up to the last one. */
static JET_ERR find_first(const struct seek *seek)
{
    const enum seek_relation relation = seek->options->seek;
    const JET_SESID sesid = seek->reader.sesid;
    const bool is_prefix = relation == SEEK_PREFIX;
    const JET_GRBIT end = is_prefix ? JET_bitPartialColumnEndLimit : JET_bitFullColumnEndLimit;
    const JET_GRBIT start = is_prefix ? JET_bitPartialColumnStartLimit : JET_bitFullColumnStartLimit;
    JET_ERR err;

    if (relation == SEEK_AT_MOST) {
        err = make_key(seek, JET_bitFullColumnEndLimit);
        return err >= JET_errSuccess ? JetSeek(sesid, seek->tableid, JET_bitSeekLE) : err;
    }
    err = make_key(seek, start);
    if (err >= JET_errSuccess) {
        err = JetSeek(sesid, seek->tableid, JET_bitSeekGE);
    }
    if (err >= JET_errSuccess && relation != SEEK_AT_LEAST) {
        err = make_key(seek, end);
        if (err >= JET_errSuccess) {
            err = JetSetIndexRange(sesid, seek->tableid, JET_bitRangeInclusive | JET_bitRangeUpperLimit);
        }
    }
    return err;
}

/* ------------------------------------------------------------------------------------------------ answers */

static JET_ERR print_records(struct seek *seek, struct rows *rows, struct exporter *exporter)
{
    const JET_LONG forward = JET_MoveNext, back = JET_MovePrevious;
    const JET_LONG step = seek->options->seek == SEEK_AT_MOST ? back : forward;
    JET_ERR err = find_first(seek);

    if (err == JET_errNoCurrentRecord) { /* the range is empty */
        err = JET_errRecordNotFound;
    }
    if (err < JET_errSuccess) {
        if (err == JET_errRecordNotFound) {
            (void)fprintf(stderr, "There is no such record.\n");
        } else {
            reader_complain(seek->index->name, err);
        }
        return err;
    }
    while (err >= JET_errSuccess && rows_read(rows) && exporter->sink->err >= JET_errSuccess) {
        exporter_row(exporter, rows);
        err = JetMove(seek->reader.sesid, seek->tableid, step, 0);
    }
    if (err < JET_errSuccess && err != JET_errNoCurrentRecord) {
        reader_complain(seek->index->name, err);
        return err;
    }
    return rows->damage;
}

static JET_ERR answer(struct seek *seek)
{
    const char *table = seek->options->tables[0];
    struct exporter exporter = {0};
    struct rows rows = {0};
    struct sink sink;
    JET_ERR err = sink_open(&sink, NULL, false);

    if (err >= JET_errSuccess) {
        err = exporter_begin(&exporter, EXPORT_JSONL, seek->options->raw_time, &sink, table, &seek->columns);
    }
    if (err >= JET_errSuccess) {
        err = rows_begin(&rows, &seek->reader, seek->tableid, table, &seek->columns);
    }
    if (err >= JET_errSuccess) {
        err = print_records(seek, &rows, &exporter);
    }
    rows_end(&rows);
    exporter_end(&exporter);
    if (sink_close(&sink) < JET_errSuccess && !sink.is_broken_pipe) {
        err = sink.err;
    }
    return err;
}

static JET_ERR open_table(struct seek *seek)
{
    const char *name = seek->options->tables[0];
    JET_ERR err = reader_open_table(&seek->reader, name, &seek->tableid);

    if (err >= JET_errSuccess) {
        err = column_list_read(&seek->reader, seek->tableid, false, &seek->columns);
    }
    if (err >= JET_errSuccess) {
        err = index_list_read(&seek->reader, seek->tableid, &seek->indexes);
    }
    if (err < JET_errSuccess) {
        reader_complain(name, err);
    }
    return err;
}

JET_ERR mode_seek(const struct options *options)
{
    struct seek seek = {.options = options, .tableid = JET_tableidNil};
    JET_ERR err;

    if (options->table_count != 1) {
        return complain("seek wants one --table%s.", "");
    }
    text_prepare();
    err = reader_open(&seek.reader, options);
    if (err >= JET_errSuccess) {
        err = open_table(&seek);
    }
    if (err >= JET_errSuccess) {
        err = choose_index(&seek);
    }
    if (err >= JET_errSuccess) {
        err = read_values(&seek);
    }
    if (err >= JET_errSuccess) {
        err = answer(&seek);
    }
    column_list_free(&seek.columns);
    index_list_free(&seek.indexes);
    free(seek.values);
    if (seek.tableid != JET_tableidNil) {
        (void)JetCloseTable(seek.reader.sesid, seek.tableid);
    }
    reader_close(&seek.reader);
    return err;
}
