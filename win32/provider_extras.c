/*
 * provider_extras.c - functions of esent_compat.h that the engine's own esent.dll answers, beside this library.
 *
 * Microsoft's DLL does not export them: it has no sentences, and reports progress in its own way.
 */
#include <string.h>

#include "diag.h"
#include "esent_compat.h"
#include "provider.h"
#include "status.h"
#include "try.h"

/* A sentence of this library is told once; after it those of the engine are told again. */
const char *esent_error_detail(void)
{
    static _Thread_local char own[DIAG_SENTENCE_MAX];
    const char *(*ask)(void);

    memcpy(own, diag_sentence(), sizeof own);
    if (own[0] != '\0') {
        diag_clear();
        return own;
    }
    ask = (const char *(*)(void))provider_find("esent_error_detail");
    return ask != NULL ? ask() : "";
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
