/*
 * navigate.c - moving a cursor: JetMove, keys, JetSeek, ranges, bookmarks, positions, filters.
 */
#include "jet/dispatch.h"

JET_ERR JET_API JetMove(JET_SESID sesid, JET_TABLEID tableid, JET_LONG offset, JET_GRBIT grbit)
{
    DISPATCH(sesid, tableid, move, offset, grbit);
}

JET_ERR JET_API JetMakeKey(JET_SESID sesid, JET_TABLEID tableid, const void *data, JET_ULONG size,
                           JET_GRBIT grbit)
{
    DISPATCH(sesid, tableid, make_key, data, size, grbit);
}

JET_ERR JET_API JetSeek(JET_SESID sesid, JET_TABLEID tableid, JET_GRBIT grbit)
{
    DISPATCH(sesid, tableid, seek, grbit);
}

JET_ERR JET_API JetSetIndexRange(JET_SESID sesid, JET_TABLEID tableid, JET_GRBIT grbit)
{
    DISPATCH(sesid, tableid, set_index_range, grbit);
}

JET_ERR JET_API JetRetrieveKey(JET_SESID sesid, JET_TABLEID tableid, void *key, JET_ULONG capacity,
                               JET_ULONG *size, JET_GRBIT grbit)
{
    DISPATCH(sesid, tableid, retrieve_key, key, capacity, size, grbit);
}

JET_ERR JET_API JetSetCursorFilter(JET_SESID sesid, JET_TABLEID tableid, JET_INDEX_COLUMN *filters,
                                   JET_ULONG count, JET_GRBIT grbit)
{
    DISPATCH(sesid, tableid, set_filter, filters, count, grbit);
}

/* ---------------------------------------------------------------------------------------------- bookmarks */

JET_ERR JET_API JetGetBookmark(JET_SESID sesid, JET_TABLEID tableid, void *bookmark, JET_ULONG capacity,
                               JET_ULONG *size)
{
    DISPATCH(sesid, tableid, get_bookmark, bookmark, capacity, size);
}

JET_ERR JET_API JetGotoBookmark(JET_SESID sesid, JET_TABLEID tableid, void *bookmark, JET_ULONG size)
{
    DISPATCH(sesid, tableid, goto_bookmark, bookmark, size);
}

JET_ERR JET_API JetGetSecondaryIndexBookmark(JET_SESID sesid, JET_TABLEID tableid, void *key,
                                             JET_ULONG key_capacity, JET_ULONG *key_size, void *bookmark,
                                             JET_ULONG capacity, JET_ULONG *size, const JET_GRBIT grbit)
{
    (void)grbit;
    DISPATCH(sesid, tableid, get_secondary_bookmark, key, key_capacity, key_size, bookmark, capacity, size);
}

JET_ERR JET_API JetGotoSecondaryIndexBookmark(JET_SESID sesid, JET_TABLEID tableid, void *key,
                                              JET_ULONG key_size, void *bookmark, JET_ULONG size,
                                              const JET_GRBIT grbit)
{
    DISPATCH(sesid, tableid, goto_secondary_bookmark, key, key_size, bookmark, size, grbit);
}

/* ---------------------------------------------------------------------------------------------- positions */

JET_ERR JET_API JetGetRecordPosition(JET_SESID sesid, JET_TABLEID tableid, JET_RECPOS *position,
                                     JET_ULONG size)
{
    DISPATCH(sesid, tableid, get_position, position, size);
}

JET_ERR JET_API JetGotoPosition(JET_SESID sesid, JET_TABLEID tableid, JET_RECPOS *position)
{
    DISPATCH(sesid, tableid, goto_position, position);
}

static JET_ERR count_records(JET_SESID sesid, JET_TABLEID tableid, uint64_t most, uint64_t *count)
{
    DISPATCH(sesid, tableid, count_records, most, count);
}

JET_ERR JET_API JetIndexRecordCount2(JET_SESID sesid, JET_TABLEID tableid, JET_UINT64 *count, JET_UINT64 most)
{
    uint64_t counted = 0;
    JET_ERR err = count_records(sesid, tableid, most, &counted);

    if (count != NULL) {
        *count = counted;
    }
    return err;
}

JET_ERR JET_API JetIndexRecordCount(JET_SESID sesid, JET_TABLEID tableid, JET_ULONG *count, JET_ULONG most)
{
    uint64_t counted = 0;
    JET_ERR err = count_records(sesid, tableid, most, &counted);

    if (counted > UINT32_MAX) {
        err = diag_fail(JET_errTooManyRecords, "more records than 32 bits count: use JetIndexRecordCount2");
        counted = 0;
    }
    if (count != NULL) {
        *count = (JET_ULONG)counted;
    }
    return err;
}
