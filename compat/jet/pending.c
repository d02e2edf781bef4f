/*
 * pending.c - the functions that the engine does not have yet: each answers JET_errFeatureNotAvailable with a sentence
 * that names it. Rows of api.def that say PENDING land here; turning a row to BUILT removes its stub.
 */
#include "diag.h"
#include "esent.h"

/* A stub has the parameters of its function and looks at none. */
#pragma GCC diagnostic ignored "-Wunused-parameter"

static JET_ERR pending(const char *name)
{
    return diag_fail(JET_errFeatureNotAvailable, "%s is not built yet in this engine", name);
}

#define STUB_BUILT(name, parameters)
#define STUB_PENDING(name, parameters)                                                                       \
    JET_DECL JET_ERR JET_API name parameters;                                                                \
    JET_ERR JET_API name parameters                                                                          \
    {                                                                                                        \
        return pending(#name);                                                                               \
    }

#define API_PLAIN(name, bytes, state, parameters, arguments) STUB_##state(name, parameters)
#define API_AW(name, bytes, state, parameters_a, parameters_w, arguments)                                    \
    STUB_##state(name##A, parameters_a) STUB_##state(name##W, parameters_w)
#define API_AW_ONLY API_AW
#include "api.def"
