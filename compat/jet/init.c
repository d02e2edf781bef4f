/*
 * init.c - JetInit to JetInit4: an instance begins to run, and what a crash has left behind is recovered.
 */
#include <stdlib.h>

#include "argument.h"
#include "diag.h"
#include "entry.h"
#include "esent.h"
#include "recovery/recovery.h"
#include "try.h"

JET_ERR JET_API JetInit2(JET_INSTANCE *pinstance, JET_GRBIT grbit)
{
    const struct recovery_request request = {.head = {.run = recovery_run}};

    diag_clear();
    return instance_init(pinstance, &request.head, grbit); /* Windows refuses no bit */
}

JET_ERR JET_API JetInit(JET_INSTANCE *pinstance)
{
    return JetInit2(pinstance, 0);
}

/* What JetInit3 and JetInit4 may be given: nothing, or a structure of just its size whose map is there. */
static JET_ERR check_restore_info(JET_ULONG given, size_t size, JET_LONG map_count, const void *map)
{
    if (given != size || map_count < 0 || (map_count > 0 && map == NULL)) {
        return diag_fail(JET_errInvalidParameter, "JetInit: cbStruct or the map of databases is wrong");
    }
    return JET_errSuccess;
}

#define INIT_WITH_INFO(function, type)                                                                       \
    JET_ERR JET_API function(JET_INSTANCE *pinstance, type *prstInfo, JET_GRBIT grbit)                       \
    {                                                                                                        \
        diag_clear();                                                                                        \
        if (prstInfo != NULL) {                                                                              \
            JET_TRY(check_restore_info(prstInfo->cbStruct, sizeof *prstInfo, prstInfo->crstmap,              \
                                       prstInfo->rgrstmap));                                                 \
        }                                                                                                    \
        return JetInit2(pinstance, grbit);                                                                   \
    }
INIT_WITH_INFO(JetInit3A, JET_RSTINFO_A)
INIT_WITH_INFO(JetInit3W, JET_RSTINFO_W)
INIT_WITH_INFO(JetInit4A, JET_RSTINFO2_A)
INIT_WITH_INFO(JetInit4W, JET_RSTINFO2_W)
