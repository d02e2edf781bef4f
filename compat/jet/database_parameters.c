/*
 * database_parameters.c - see database_parameters.h.
 */
#include "jet/database_parameters.h"

#include <stdbool.h>
#include <string.h>

#include "diag.h"
#include "try.h"

enum { PRIORITY_MOST = 1000, QUOTA_MOST_MS = 7 * 24 * 60 * 60 * 1000 };

static JET_ERR out_of_range(const JET_SETDBPARAM *parameter)
{
    return diag_fail(JET_errInvalidParameter, "database parameter %u: the value is outside its limits",
                     (unsigned)parameter->dbparamid);
}

static JET_ERR check_value(const JET_SETDBPARAM *parameter, uint32_t value)
{
    const JET_GRBIT shrink =
        JET_bitShrinkDatabaseEofOnAttach | JET_bitShrinkDatabaseFullCategorizationOnAttach |
        JET_bitShrinkDatabaseDontMoveRootsOnAttach | JET_bitShrinkDatabaseDontTruncateLeakedPagesOnAttach |
        JET_bitShrinkDatabaseDontTruncateIndeterminatePagesOnAttach;

    switch (parameter->dbparamid) {
    case JET_dbparamCachePriority:
        return value > PRIORITY_MOST && value != UINT32_MAX ? out_of_range(parameter) : JET_errSuccess;
    case JET_dbparamShrinkDatabaseOptions:
        return value & ~shrink
                   ? diag_fail(JET_errInvalidGrbit, "0x%x are no options of shrinking", (unsigned)value)
                   : JET_errSuccess;
    case JET_dbparamShrinkDatabaseTimeQuota:
    case JET_dbparamLeakReclaimerTimeQuota:
        return (int32_t)value > QUOTA_MOST_MS ? out_of_range(parameter) : JET_errSuccess;
    case JET_dbparamShrinkDatabaseSizeLimit:
        return (int32_t)value < 0 ? out_of_range(parameter) : JET_errSuccess;
    default:
        return JET_errSuccess;
    }
}

static bool is_known(uint32_t id)
{
    return id >= JET_dbparamDbSizeMaxPages && id < JET_dbparamMaxValueInvalid;
}

JET_ERR database_parameters(const JET_SETDBPARAM *parameters, uint32_t count, uint32_t *most_pages)
{
    diag_clear();
    *most_pages = 0;
    if (parameters == NULL && count > 0) {
        return diag_fail(JET_errInvalidParameter, "there are no database parameters");
    }
    for (uint32_t i = 0; i < count; i++) {
        const JET_SETDBPARAM *parameter = &parameters[i];
        uint32_t value;

        if (!is_known(parameter->dbparamid)) {
            return diag_fail(JET_errInvalidDbparamId, "%u is no database parameter",
                             (unsigned)parameter->dbparamid);
        }
        if (parameter->cbParam != sizeof value || parameter->pvParam == NULL) {
            return diag_fail(JET_errInvalidBufferSize, "database parameter %u: its value has 4 bytes",
                             (unsigned)parameter->dbparamid);
        }
        memcpy(&value, parameter->pvParam, sizeof value);
        JET_TRY(check_value(parameter, value));
        if (parameter->dbparamid == JET_dbparamDbSizeMaxPages) {
            *most_pages = value;
        }
    }
    return JET_errSuccess;
}
