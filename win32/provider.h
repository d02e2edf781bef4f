/*
 * provider.h - the esent.dll behind the forwarders.
 */
#ifndef ESENT_PROVIDER_H
#define ESENT_PROVIDER_H

#include "esent.h"

typedef void (*provider_function)(void);

/*
 * Finds the function `name` of the provider, loading the provider at the first call. JET_errFeatureNotAvailable when the
 * provider does not export it; otherwise the reason why there is no provider. Thread-safe; what it found once is found
 * again.
 */
JET_ERR provider_resolve(const char *name, provider_function *function);

/* The function `name` of the provider when one is loaded and exports it, else NULL. Thread-safe. */
provider_function provider_find(const char *name);

#endif
