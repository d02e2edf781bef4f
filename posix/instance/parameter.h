/*
 * parameter.h - system parameters: what JetSetSystemParameter and JetGetSystemParameter reach, and how the
 * engine reads them.
 *
 * parameters.def has a row for each. A parameter belongs to the process or to an instance; the process holds
 * a value for both kinds, and a new instance starts with a copy of the process's.
 *
 * Strings are UTF-8. A folder is stored as an absolute path with a separator at its end, a path as an
 * absolute path.
 */
#ifndef ESENT_INSTANCE_PARAMETER_H
#define ESENT_INSTANCE_PARAMETER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "esent.h"

struct instance;
struct session;
struct parameter_set;

enum { PARAMETER_COUNT = JET_paramMaxValueInvalid };

/*
 * The value of a numeric parameter by its JET_param* number, for the engine's own use: booleans are 0 or 1.
 * `instance` may be NULL for parameters of the process and for the process's defaults. Any thread, a few
 * instructions.
 */
JET_API_PTR parameter_integer(const struct instance *instance, uint32_t id);

/*
 * The value of a string parameter, never NULL. Valid while the instance lives, and for parameters that can
 * change at any time until somebody sets it.
 */
const char *parameter_string(const struct instance *instance, uint32_t id);

/* True when the instance logs and recovers: JET_paramRecovery is "on" in letters of any case. */
bool parameter_recovery_on(const struct instance *instance);

/* JET_paramUnicodeIndexDefault of the instance. */
JET_UNICODEINDEX parameter_unicode_default(const struct instance *instance);

/*
 * Sets a parameter of `instance`, of the process when that is NULL or the parameter belongs to the process.
 * `frozen` tells whether parameters of that target that freeze are frozen now. JET_errInvalidParameter for an
 * unknown or read-only one and for a value outside its limits, JET_errAlreadyInitialized, and the errors of
 * api-semantics 1.3. The caller serialises calls for one target.
 */
JET_ERR parameter_set(struct instance *instance, uint32_t id, JET_API_PTR integer, const char *string);

/*
 * Reads a parameter: a number into `*integer`, a string (UTF-8) as `*string`, valid as for
 * parameter_string(). Exactly one of them is meaningful: `*is_string` tells. `integer` is in and out for
 * parameters that say so.
 */
JET_ERR parameter_get(struct instance *instance, uint32_t id, JET_API_PTR *integer, const char **string);

/* A copy of the process's values for a new instance; NULL when there is no memory. Freed by
 * parameter_set_free(). */
struct parameter_set *parameter_set_new(void);
void parameter_set_free(struct parameter_set *set);

#endif
