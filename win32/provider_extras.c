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

static const char *engine_sentence(void)
{
    const char *(*ask)(void) = (const char *(*)(void))provider_find("esent_error_detail");

    return ask != NULL ? ask() : "";
}

/*
 * Either side may have failed last, and a forwarded call leaves no trace here. A sentence of this library holds until the
 * engine says something else than when that sentence was first told.
 */
const char *esent_error_detail(void)
{
    static _Thread_local char told[DIAG_SENTENCE_MAX];
    static _Thread_local char engine_then[DIAG_SENTENCE_MAX];
    const char *own = diag_sentence();
    const char *engine = engine_sentence();

    if (own[0] != '\0' && strcmp(own, told) != 0) {
        (void)snprintf(told, sizeof told, "%s", own);
        (void)snprintf(engine_then, sizeof engine_then, "%s", engine);
    } else if (own[0] != '\0' && strcmp(engine, engine_then) != 0) {
        diag_clear();
    }
    if (own[0] == '\0') {
        told[0] = '\0';
        return engine;
    }
    return own;
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
