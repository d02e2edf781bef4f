/*
 * provider_extras.c - functions of esent_compat.h that the engine's own esent.dll answers, beside this library.
 *
 * Microsoft's DLL does not export them: it has no sentences, and reports progress in its own way.
 */
#include <stdbool.h>
#include <stdint.h>

#include "diag.h"
#include "esent_compat.h"
#include "provider.h"
#include "status.h"
#include "try.h"

/* Either side may have failed last: the later sentence is told. */
const char *esent_error_detail(void)
{
    const char *(*detail)(void) = (const char *(*)(void))provider_find("esent_error_detail");
    uint64_t (*when)(void) = (uint64_t(*)(void))provider_find("esent_error_when");
    bool ours = diag_sentence()[0] != '\0' && (when == NULL || diag_when() > when());

    return ours || detail == NULL ? diag_sentence() : detail();
}

JET_ERR esent_set_status_policy(uint32_t policy)
{
    JET_ERR (*set)(uint32_t policy);
    provider_function loaded;

    JET_TRY(status_set_policy(policy));
    (void)provider_resolve("JetInit", &loaded); /* loads it; without a provider there is nothing to tell */
    set = (JET_ERR(*)(uint32_t))provider_find("esent_set_status_policy");
    return set != NULL ? set(policy) : JET_errSuccess;
}
