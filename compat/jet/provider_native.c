/*
 * provider_native.c - the provider of the engine build is the engine itself.
 */
#include <stddef.h>

#include "diag.h"
#include "esent_compat.h"
#include "status.h"

/* The names of all PENDING rows of api.def. */
static const char *const pending_names[] = {
#define NAMES_BUILT_1(a)
#define NAMES_BUILT_2(a, b)
#define NAMES_BUILT_3(a, b, c)
#define NAMES_PENDING_1(a) #a,
#define NAMES_PENDING_2(a, b) #a, #b,
#define NAMES_PENDING_3(a, b, c) #a, #b, #c,
#define API_PLAIN(name, bytes, state, parameters, arguments) NAMES_##state##_1(name)
#define API_AW_ONLY(name, bytes, state, parameters_a, parameters_w, arguments)                               \
    NAMES_##state##_2(name##A, name##W)
#define API_AW(name, bytes, state, parameters_a, parameters_w, arguments)                                    \
    NAMES_##state##_3(name##A, name##W, name)
#include "api.def"
    NULL, /* an array of nothing is no array, once everything is built */
};

JET_ERR esent_provider_load(const char *path)
{
    return diag_fail(JET_errFeatureNotAvailable,
                     "this library is an engine itself and does not load '%s'; only the Windows library forwards to a DLL",
                     path != NULL ? path : "");
}

JET_ERR esent_provider_info(struct esent_provider_info *info)
{
    if (info == NULL || info->cbStruct != sizeof *info) {
        return diag_fail(JET_errInvalidParameter, "esent_provider_info: the pointer is NULL or cbStruct is wrong");
    }
    info->kind = ESENT_PROVIDER_NATIVE;
    info->path = "";
    info->version = ESENT_VERSION;
    info->missing = pending_names;
    info->missing_count = sizeof pending_names / sizeof pending_names[0] - 1;
    return JET_errSuccess;
}

const char *esent_provider_error(void)
{
    return "";
}

const char *esent_error_detail(void)
{
    return diag_sentence();
}

JET_ERR esent_set_status_policy(uint32_t policy)
{
    return status_set_policy(policy);
}
