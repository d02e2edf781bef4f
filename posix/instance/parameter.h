/*
 * parameter.h - system parameters: what JetSetSystemParameter and JetGetSystemParameter reach, and how the
 * engine reads them.
 *
 * parameters.def has a row for each. A parameter belongs to the process or to an instance; the process holds
 * a value for both kinds, and a new instance starts with a copy of the process's.
 *
 * Strings are UTF-8. A folder is stored as an absolute path with a separator at its end, a path as an
 * absolute path unless it is a bare name; JetInit makes that absolute too.
 *
 * Source: reference api-semantics 1.3 and 1.4, table params.
 */
#ifndef ESENT_INSTANCE_PARAMETER_H
#define ESENT_INSTANCE_PARAMETER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "esent.h"

struct instance;
struct parameter_set;
struct session;

enum { PARAMETER_COUNT = JET_paramMaxValueInvalid };

/*
 * The value of a numeric parameter by its JET_param* number, for the engine's own use: booleans are 0 or 1,
 * limits that follow from the page size are computed. `instance` may be NULL for parameters of the process
 * and for the process's defaults. Any thread, a few instructions.
 */
JET_API_PTR parameter_integer(const struct instance *instance, uint32_t id);

/*
 * The value of a string parameter, never NULL. Valid while the instance lives, for parameters that can change
 * at any time until somebody sets it.
 */
const char *parameter_string(const struct instance *instance, uint32_t id);

/* True when the instance logs and recovers: JET_paramRecovery is "on" (or "repair") in letters of any case.
 */
bool parameter_recovery_on(const struct instance *instance);

/* JET_paramUnicodeIndexDefault of the instance, of the process when that is NULL. */
JET_UNICODEINDEX parameter_unicode_default(const struct instance *instance);

/*
 * Sets a parameter as JetSetSystemParameter does: of `instance`, of the process when that is NULL or the
 * parameter belongs to the process, of `session` (may be NULL) where the parameter has a value for each
 * session. The caller holds instance_lock_all(). JET_errInvalidParameter for an unknown or read-only one and
 * for a value outside its limits, JET_errAlreadyInitialized, JET_errInvalidGrbit, JET_errInvalidPath, the
 * errors of JET_paramEngineFormatVersion.
 */
JET_ERR parameter_set(struct instance *instance, struct session *session, uint32_t id, JET_API_PTR integer,
                      const char *string);

/*
 * Reads a parameter: a number into `*integer` and NULL into `*string`, or a string (UTF-8) into `*string`,
 * valid until instance_unlock_all(). JET_errInvalidParameter for an unknown one and for
 * JET_paramTransactionLevel without a session. The two parameters that are no values (JET_paramErrorToString,
 * JET_paramUnicodeIndexDefault) are the caller's to answer.
 */
JET_ERR parameter_get(const struct instance *instance, const struct session *session, uint32_t id,
                      JET_API_PTR *integer, const char **string);

/* A copy of the process's values for a new instance; NULL when there is no memory. Freed by
 * parameter_set_free(). */
struct parameter_set *parameter_set_new(void);
void parameter_set_free(struct parameter_set *set);

/*
 * What JetInit does to the paths of an instance: all absolute, a bare temporary path below the system path,
 * tmp.edb in a temporary path that is a folder. JET_errInvalidPath, JET_errOutOfMemory.
 */
JET_ERR parameter_complete_paths(struct instance *instance);

#endif
