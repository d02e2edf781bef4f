/*
 * retrieve.c - reading records: columns, all columns, many records at once, sizes.
 */
#include <string.h>

#include "cursor/record_stream.h"
#include "jet/dispatch.h"

JET_ERR JET_API JetRetrieveColumn(JET_SESID sesid, JET_TABLEID tableid, JET_COLUMNID id, void *data,
                                  JET_ULONG capacity, JET_ULONG *size, JET_GRBIT grbit, JET_RETINFO *info)
{
    DISPATCH(sesid, tableid, retrieve_column, id, data, capacity, size, grbit, info);
}

JET_ERR JET_API JetRetrieveColumns(JET_SESID sesid, JET_TABLEID tableid, JET_RETRIEVECOLUMN *columns,
                                   JET_ULONG count)
{
    DISPATCH(sesid, tableid, retrieve_columns, columns, columns != NULL ? count : 0);
}

JET_ERR JET_API JetEnumerateColumns(JET_SESID sesid, JET_TABLEID tableid, JET_ULONG id_count,
                                    JET_ENUMCOLUMNID *ids, JET_ULONG *column_count, JET_ENUMCOLUMN **columns,
                                    JET_PFNREALLOC reallocate, void *context, JET_ULONG most, JET_GRBIT grbit)
{
    DISPATCH(sesid, tableid, enumerate_columns, id_count, ids, column_count, columns, reallocate, context,
             most, grbit);
}

JET_ERR JET_API JetRetrieveTaggedColumnList(JET_SESID sesid, JET_TABLEID tableid, JET_ULONG *count,
                                            void *data, JET_ULONG capacity, JET_COLUMNID first,
                                            JET_GRBIT grbit)
{
    DISPATCH(sesid, tableid, retrieve_tagged_list, count, data, capacity, first, grbit);
}

JET_ERR JET_API JetRetrieveColumnByReference(const JET_SESID sesid, const JET_TABLEID tableid,
                                             const void *const reference, const JET_ULONG reference_size,
                                             const JET_ULONG offset, void *const data,
                                             const JET_ULONG capacity, JET_ULONG *const size,
                                             const JET_GRBIT grbit)
{
    DISPATCH(sesid, tableid, retrieve_by_reference, ((struct bytes){reference, reference_size}), offset, data,
             capacity, size, grbit);
}

/* -------------------------------------------------------------------------------------------- many records */

JET_ERR JET_API JetStreamRecords(JET_SESID sesid, JET_TABLEID tableid, const JET_ULONG count,
                                 const JET_COLUMNID *const ids, void *const data, const JET_ULONG capacity,
                                 JET_ULONG *const size, const JET_GRBIT grbit)
{
    DISPATCH(sesid, tableid, stream_records, ids, count, data, capacity, size, grbit);
}

JET_ERR JET_API JetRetrieveColumnFromRecordStream(void *const data, const JET_ULONG size,
                                                  JET_ULONG *const record, JET_COLUMNID *const column,
                                                  JET_ULONG *const instance, JET_ULONG *const offset,
                                                  JET_ULONG *const value_size)
{
    struct stream_value value;
    JET_ERR err;

    diag_clear();
    if (data == NULL || record == NULL || column == NULL || instance == NULL || offset == NULL ||
        value_size == NULL) {
        return diag_fail(JET_errInvalidParameter, "JetRetrieveColumnFromRecordStream: an argument is NULL");
    }
    err = stream_next(data, size, record, instance, offset, &value);
    if (err != JET_errSuccess) {
        return err;
    }
    *column = value.column;
    *value_size = value.size;
    return value.state;
}

/* -------------------------------------------------------------------------------------------------- sizes */

static JET_ERR get_size(JET_SESID sesid, JET_TABLEID tableid, JET_RECSIZE3 *sizes, JET_GRBIT grbit)
{
    DISPATCH(sesid, tableid, get_record_size, sizes, grbit);
}

/* The older forms are what the newest begins with. */
static JET_ERR get_size_as(JET_SESID sesid, JET_TABLEID tableid, void *sizes, size_t size, JET_GRBIT grbit)
{
    const JET_GRBIT known = JET_bitRecordSizeInCopyBuffer | JET_bitRecordSizeRunningTotal |
                            JET_bitRecordSizeLocal | JET_bitRecordSizeIntrinsicPhysicalOnly |
                            JET_bitRecordSizeExtrinsicLogicalOnly;
    JET_RECSIZE3 all = {0};
    JET_ERR err;

    if (sizes == NULL) {
        return diag_fail(JET_errInvalidParameter, "JetGetRecordSize: there is no place for the sizes");
    }
    if (grbit & ~known) {
        return diag_fail(JET_errInvalidGrbit, "JetGetRecordSize: 0x%x", grbit);
    }
    if (grbit & JET_bitRecordSizeRunningTotal) {
        memcpy(&all, sizes, size);
    }
    err = get_size(sesid, tableid, &all, grbit);
    if (err >= 0) {
        memcpy(sizes, &all, size);
    }
    return err;
}

JET_ERR JET_API JetGetRecordSize(JET_SESID sesid, JET_TABLEID tableid, JET_RECSIZE *sizes,
                                 const JET_GRBIT grbit)
{
    return get_size_as(sesid, tableid, sizes, sizeof *sizes, grbit);
}

JET_ERR JET_API JetGetRecordSize2(JET_SESID sesid, JET_TABLEID tableid, JET_RECSIZE2 *sizes,
                                  const JET_GRBIT grbit)
{
    return get_size_as(sesid, tableid, sizes, sizeof *sizes, grbit);
}

JET_ERR JET_API JetGetRecordSize3(JET_SESID sesid, JET_TABLEID tableid, JET_RECSIZE3 *sizes,
                                  const JET_GRBIT grbit)
{
    return get_size_as(sesid, tableid, sizes, sizeof *sizes, grbit);
}
