/*
 * errorinfo.c - JetGetErrorInfoW: where an error stands among the categories.
 */
#include "diag.h"
#include "errors.h"
#include "esent.h"

JET_ERR JET_API JetGetErrorInfoW(void *pvContext, void *pvResult, JET_ULONG cbMax, JET_ULONG InfoLevel,
                                 JET_GRBIT grbit)
{
    const struct error_info *error;
    JET_ERRINFOBASIC_W *info = pvResult;

    diag_clear();
    if (InfoLevel != JET_ErrorInfoSpecificErr || pvContext == NULL || grbit != 0) {
        return diag_fail(JET_errInvalidParameter,
                         "JetGetErrorInfo: it takes level 1, a pointer to an error, and no grbit");
    }
    if (info == NULL || cbMax < sizeof *info) {
        return diag_fail(JET_errInvalidBufferSize, "JetGetErrorInfo: %zu bytes are needed", sizeof *info);
    }
    error = error_lookup(*(const JET_ERR *)pvContext);
    if (error == NULL) {
        return diag_fail(JET_errInvalidParameter, "JetGetErrorInfo: %d is no JET error",
                         (int)*(const JET_ERR *)pvContext);
    }
    *info = (JET_ERRINFOBASIC_W){
        .cbStruct = sizeof *info, .errValue = error->number, .errcatMostSpecific = error->category};
    error_hierarchy(error->category, info->rgCategoricalHierarchy);
    return JET_errSuccess;
}
