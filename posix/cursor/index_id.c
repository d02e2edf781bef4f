/*
 * index_id.c - ids of indexes.
 */
#include "cursor/index_id.h"

#include "diag.h"

void index_id_of(const struct table *table, const struct index *index, JET_INDEXID *id)
{
    *id = (JET_INDEXID){.cbStruct = sizeof *id};
    put_u32(id->rgbIndexId, index->objid);
    put_u32(id->rgbIndexId + 4, index->tree.root);
    put_u32(id->rgbIndexId + 8, table->objid);
}

JET_ERR index_by_id(const struct table *table, const JET_INDEXID *id, const struct index **index)
{
    for (uint32_t i = 0; id->cbStruct == sizeof *id && i < table->index_count; i++) {
        JET_INDEXID of;

        index_id_of(table, table->indexes[i], &of);
        if (memcmp(of.rgbIndexId, id->rgbIndexId, sizeof of.rgbIndexId) == 0) {
            *index = table->indexes[i];
            return JET_errSuccess;
        }
    }
    return diag_fail(JET_errInvalidIndexId, "table '%s' has no index of this id", table->name);
}
