/*
 * provider_extras.c - functions of esent_compat.h that the engine's own esent.dll answers, beside this library.
 *
 * Microsoft's DLL does not export them: it has no sentences, and reports progress in its own way.
 */
#include <stdio.h>
#include <string.h>

#include "diag.h"
#include "esent_compat.h"
#include "provider.h"
#include "status.h"
#include "try.h"

/*
 * Both this library and the engine keep a sentence of the thread, and neither knows of the other's. The engine's is the newer
 * one when it has changed since it was looked at last.
 */
const char *esent_error_detail(void)
{
    static _Thread_local char seen[DIAG_SENTENCE_MAX]; /* of the engine's, at the last look */
    const char *(*ask)(void) = (const char *(*)(void))provider_find("esent_error_detail");
    const char *theirs = ask != NULL ? ask() : "";

    if (strcmp(theirs, seen) != 0) {
        (void)snprintf(seen, sizeof seen, "%s", theirs);
        if (*theirs != '\0') {
            diag_clear();
        }
    }
    return *diag_sentence() != '\0' ? diag_sentence() : theirs;
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
